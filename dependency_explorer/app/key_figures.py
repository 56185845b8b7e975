"""The row of key figures: value, definition, date, and the what-if value beside it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.cards import ElidedLabel


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
    """One number; click or Enter tells its source and rows."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._figure: KeyFigureLike | None = None
        self.setProperty("role", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label = ElidedLabel("small")
        self._value = QLabel("–")
        self._value.setProperty("role", "value")
        self._what_if = ElidedLabel("alarm")
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

    def show_figure(self, figure: KeyFigureLike) -> None:
        """Display a key figure."""
        if figure is self._figure:
            return
        self._figure = figure
        self._name = figure.name
        self._label.set_full(figure.label)
        self._value.setText(figure.value)
        self._what_if.set_full(figure.what_if)
        self._what_if.setProperty("role", "alarm" if figure.alarm else "muted")
        self._what_if.style().unpolish(self._what_if)
        self._what_if.style().polish(self._what_if)
        self._detail.set_full(figure.detail)
        self.setToolTip(figure.explanation)
        self.setAccessibleName(f"{figure.label}: {figure.value}. {figure.detail} {figure.what_if}")
        self.setObjectName(f"key-{figure.name}")

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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for tile in self.tiles:
            tile.chosen.connect(self.chosen)
            row.addWidget(tile, 1)

    def show_figures(self, figures: tuple[KeyFigureLike, ...]) -> None:
        """Display up to four key figures; a tile without one is hidden."""
        for index, tile in enumerate(self.tiles):
            tile.setVisible(index < len(figures))
            if index < len(figures):
                tile.show_figure(figures[index])
