"""One failure of the stress test: what it does, where it begins to hurt, what would have spared it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dependency_explorer.app.board import Drawing
from dependency_explorer.app.labels import TitleLabel
from dependency_explorer.app.panel_parts import link_button, scrolled, text_label
from dependency_explorer.app.scene_view import SceneView

if TYPE_CHECKING:
    from dependency_explorer.charts.style import Style
    from dependency_explorer.figures.figure import Figure


class FailureDetail(QFrame):
    """Shows a failure; `replay_wanted` when it is to be loaded into the what-if panel."""

    replay_wanted = Signal()
    export_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stress-detail")
        self.setProperty("role", "card")
        self.setMinimumWidth(300)
        self._figure: Figure | None = None
        self.name = TitleLabel("heading", 2)
        self.said = text_label("muted", name="stress-said")
        self.replay = QPushButton(self.tr("Replay in the what-if panel"))
        self.replay.setObjectName("stress-replay")
        self.replay.setProperty("role", "primary")
        self.replay.clicked.connect(self.replay_wanted)
        self.caption = text_label("heading", name="frontier-heading")
        self.caption.setText(self.tr("Where it begins to hurt"))
        self.export = link_button(self.tr("Export…"), "frontier-export")
        self.export.clicked.connect(self._export)
        self.view = SceneView("frontier")
        self.view.setFixedHeight(180)
        self.safety = text_label(name="stress-safety")
        row = QHBoxLayout()
        row.addWidget(self.caption, 1)
        row.addWidget(self.export)
        # In a low window the chart keeps its height, and what does not fit is scrolled to.
        area = QScrollArea()
        body = scrolled(area, "breaking")
        body.addLayout(row)
        body.addWidget(self.view)
        body.addWidget(self.safety)
        body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 2, 12)
        column.setSpacing(8)
        for widget in (self.name, self.said, self.replay):
            held = QHBoxLayout()
            held.setContentsMargins(0, 0, 10, 0)
            held.addWidget(widget)
            column.addLayout(held)
        column.addWidget(area, 1)
        self.show_nothing()

    def show_failure(self, name: str, said: str) -> None:
        """Another failure; its breaking points are still being looked for."""
        self.name.set_full(name)
        self.said.setText(said)
        self.replay.setEnabled(True)
        self.safety.setText(self.tr("Looking for the breaking points…"))
        self.export.setEnabled(False)

    def show_nothing(self) -> None:
        """No failure is chosen."""
        self.name.set_full(self.tr("No failure chosen"))
        self.said.setText(
            self.tr("Choose a row to see where that failure begins to hurt; click to replay it.")
        )
        self.replay.setEnabled(False)
        self._show(None, None)
        self.safety.setText("")

    def show_breaking(self, figure: Figure, sentences: tuple[str, ...], style: Style) -> None:
        """The breaking points, and what would have been enough."""
        self._show(figure, style)
        self.safety.setText("\n".join(f"• {sentence}" for sentence in sentences))

    def show_trouble(self, sentence: str) -> None:
        """Why there are no breaking points."""
        self._show(None, None)
        self.safety.setText(sentence)

    def set_style(self, style: Style) -> None:
        """Draw again in another theme."""
        self._show(self._figure, style)

    def _show(self, figure: Figure | None, style: Style | None) -> None:
        self._figure = figure
        drawn = figure is not None and style is not None
        self.view.setVisible(drawn and bool(not figure.empty_reason))
        self.caption.setVisible(drawn)
        self.export.setVisible(drawn)
        self.export.setEnabled(drawn and not figure.empty_reason)
        if drawn:
            self.view.setAccessibleName(figure.title)
            self.view.show_drawing(Drawing(figure, style), frozenset())

    def _export(self) -> None:
        if self._figure is not None:
            self.export_wanted.emit(self._figure)
