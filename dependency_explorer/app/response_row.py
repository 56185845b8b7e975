"""One response among several of its kind, as a sentence of chips with levers below: what all such rows share."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dependency_explorer.app.levers import Lever
from dependency_explorer.app.panel_parts import FlowRow, Fold, icon_button
from dependency_explorer.figures.vocabulary import Vocabulary

tr = functools.partial(QCoreApplication.translate, "Panel")


class ResponseRow(QFrame):
    """A frozen value and its row. `changed` carries its position, the new value, words and a merge key.

    kind: beginning of the object names; said: what is held while a lever is pressed.
    """

    changed = Signal(int, object, str, str)
    pressed = Signal(str)
    released = Signal()
    removed = Signal(int)

    def __init__(self, index: int, kind: str, said: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self._kind, self._said = kind, said
        self.setObjectName(f"{kind}-{index + 1}")
        self._value: Any = None
        self._words = Vocabulary()
        self._levers: tuple[Lever, ...] = ()

    def levers(self) -> tuple[Lever, ...]:
        """Every lever of the row."""
        return self._levers

    def _lay_out(
        self, sentence: Sequence[QWidget], remove: str, first: Lever, timing: Sequence[Lever]
    ) -> None:
        """The sentence with a button that removes the row, the first lever, and those of its timing folded away."""
        words = FlowRow()
        for word in sentence:
            words.add(word)
        self.remove = icon_button("×", f"remove-{self._kind}", remove)
        self.remove.clicked.connect(self._remove)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(words, 1)
        top.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        self.timing = Fold(f"{self._kind}-timing")
        inner = QVBoxLayout(self.timing.body)
        inner.setContentsMargins(0, 0, 0, 4)
        inner.setSpacing(4)
        column.addWidget(first)
        column.addWidget(self.timing)
        for lever in timing:
            inner.addWidget(lever)
        self._levers = (first, *timing)
        for lever in self._levers:
            lever.pressed.connect(self._pressed)
            lever.released.connect(self._released)

    def _emit(self, label: str, key: str = "", **changes: Any) -> None:
        if self._value is not None:
            new = replace(self._value, **changes)
            if new != self._value:
                self._value = new
                self.changed.emit(self.index, new, label, f"{self._kind}-{self.index}-{key}" if key else "")

    def _pressed(self) -> None:
        self.pressed.emit(self._said)

    def _released(self, _value: float) -> None:
        self.released.emit()

    def _remove(self) -> None:
        self.removed.emit(self.index)
