"""What is always one click away from the what-if panel: its assumptions, the comparison and further tests."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from dependency_explorer.app.panel_parts import link_button
from dependency_explorer.app.plain import tip

tr = functools.partial(QCoreApplication.translate, "Panel")


class PanelFooter(QWidget):
    """A row of links, as many as fit."""

    assumptions_requested = Signal()
    compare_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more: list[QPushButton] = []
        self.assumptions = link_button("", "assumptions")
        self.assumptions.clicked.connect(self.assumptions_requested)
        self.compare = link_button(tr("Compare"), "compare")
        self.compare.clicked.connect(self.compare_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        # Its links are chosen to fit; it must not make what it scrolls with wider than the panel.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setSpacing(2)
        row.addWidget(self.assumptions)
        row.addWidget(self.compare)
        row.addStretch(1)
        self._row = row

    def add_link(self, button: QPushButton) -> None:
        """Another way on from the panel; where the width is short, the last ones are left to the menu."""
        self._more.append(button)
        self._row.insertWidget(self._row.count() - 1, button)

    def focus_parts(self) -> tuple[QWidget, ...]:
        """What takes the focus, in reading order."""
        return (self.assumptions, self.compare, *self._more)

    def fit(self, room: int) -> None:
        """Show the further links for which `room`, in pixels, is enough."""
        for button in (self.assumptions, self.compare, *self._more):
            room -= button.sizeHint().width() + 2
            if button in self._more:
                button.setVisible(room >= 0)

    def show_count(self, count: int) -> None:
        """Say on how many assumptions the run rests."""
        words = tr("1 assumption") if count == 1 else tr("{n} assumptions")
        said = words.format(n=count)
        if self.assumptions.text() != said:
            whole = tr("{assumptions} in this run").format(assumptions=said)
            self.assumptions.setText(said)
            self.assumptions.setAccessibleName(whole)
            self.assumptions.setToolTip(tip(whole))
