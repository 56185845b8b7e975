"""The row of key figures: value, definition, date, and the what-if value beside it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.panel_parts import restyle
from dependency_explorer.app.plain import PlainLabel, tip


class KeyFigureLike(Protocol):
    """What a tile needs of a `figures.key_figures.KeyFigure`."""

    name: str
    label: str
    value: str
    detail: str
    what_if: str
    alarm: bool
    explanation: str


class KeyFigureTile(QFrame):
    """One number; click or Enter tells its source and rows.

    The what-if stands beside the number; where there is no room for it, it takes the place of the detail,
    which the tool tip then tells.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._figure: KeyFigureLike | None = None
        self.setProperty("role", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label = ElidedLabel("small")
        self._value = PlainLabel("–")
        self._value.setProperty("role", "value")
        self._what_if = ElidedLabel("muted")
        self._detail = ElidedLabel("small")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._value)
        line.addWidget(self._what_if, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._detail)

    def announce(self, label: str) -> None:
        """Say what will stand here, while nothing is known."""
        self._label.set_full(label)

    def show_figure(self, figure: KeyFigureLike) -> None:
        """Display a key figure."""
        if figure == self._figure:
            return
        self._figure = figure
        self._name = figure.name
        self._label.set_full(figure.label)
        if figure.value != self._value.text():
            self._value.setText(figure.value)
        self.setAccessibleName(f"{figure.label}: {figure.value}. {figure.detail} {figure.what_if}")
        self.setObjectName(f"key-{figure.name}")
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def _place(self) -> None:
        figure = self._figure
        if figure is None:
            return
        self._what_if.set_full(figure.what_if)
        room = self.contentsRect().width() - 24 - self._value.sizeHint().width() - 8
        below = bool(figure.what_if) and self._what_if.wanted() > room
        if below:
            self._what_if.set_full("")
        self._detail.set_full(figure.what_if if below else figure.detail)
        for label, alarm in ((self._what_if, figure.alarm), (self._detail, below and figure.alarm)):
            shown = "true" if alarm else "false"
            if label.property("alarm") != shown:
                label.setProperty("alarm", shown)
                restyle(label)
        said = dict.fromkeys(t for t in (figure.detail, figure.explanation) if t)
        self.setToolTip(tip("\n".join(said)))

    def text(self) -> str:
        """What the tile says, for tests and screen readers."""
        return self.accessibleName()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._name)
        else:
            super().keyPressEvent(event)


class KeyFigureRow(QWidget):
    """Four tiles in a row."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = [KeyFigureTile() for _ in range(4)]
        captions = (
            self.tr("Import dependency"),
            self.tr("Top supplier"),
            self.tr("Concentration (HHI)"),
            self.tr("Days of cover"),
        )
        for tile, caption in zip(self.tiles, captions, strict=True):
            tile.announce(caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for tile in self.tiles:
            tile.chosen.connect(self.chosen)
            row.addWidget(tile, 1)

    def show_figures(self, figures: tuple[KeyFigureLike, ...]) -> None:
        """Display up to four key figures; a tile without one is hidden, and the row without any."""
        self.setVisible(bool(figures))
        for index, tile in enumerate(self.tiles):
            tile.setVisible(index < len(figures))
            if index < len(figures):
                tile.show_figure(figures[index])
