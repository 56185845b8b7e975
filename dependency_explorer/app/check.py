"""A tick box with what belongs to it beneath."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget


class Check(QWidget):
    """A tick box with what belongs to it beneath, shown while ticked."""

    toggled = Signal(bool)

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(text)
        self.box.setObjectName(name)
        self.box.setAccessibleName(text)
        self.box.setMinimumHeight(24)
        self.body = QWidget()
        self.inner = QVBoxLayout(self.body)
        self.inner.setContentsMargins(22, 0, 0, 4)
        self.inner.setSpacing(4)
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.box)
        column.addWidget(self.body)
        self.box.clicked.connect(self.toggled)

    def show_state(self, ticked: bool) -> None:
        """Show the state without a signal."""
        if self.box.isChecked() != ticked:
            self.box.setChecked(ticked)
        self.body.setVisible(ticked)
