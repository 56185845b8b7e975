"""The field in which a number with its unit is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from dependency_explorer.app.number_text import grouped, parsed

FIELD_HEIGHT = 26

_NO_BUTTONS = "".join(
    f"QDoubleSpinBox::{which}-button {{ subcontrol-origin: border; width: 0px; border: none; }}"
    for which in ("up", "down")
)


class NumberField(QDoubleSpinBox):
    """A field for a number with its unit; the wheel is left to the panel that scrolls."""

    left = Signal()
    beyond = Signal(float)
    """A number above the most was typed: the field will show the most instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().textEdited.connect(self._edited)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(True)
        # A styled spin box without buttons leaves its text one pixel of room unless they are given none.
        self.setStyleSheet(_NO_BUTTONS)
        self.setMinimumHeight(FIELD_HEIGHT)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)

    def textFromValue(self, value: float) -> str:
        return grouped(value, self.decimals())

    def valueFromText(self, text: str) -> float:
        number = parsed(self._bare(text))
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        bare = self._bare(text)
        number = parsed(bare)
        if number is None:
            unfinished = bare.strip() in {"", "-", "\u2212", ".", ","}
            state = QValidator.State.Intermediate if unfinished else QValidator.State.Invalid
        elif self.minimum() <= number <= self.maximum():
            state = QValidator.State.Acceptable
        else:
            # Above the most it may be typed too, so that the reason can be told; `fixup` takes it back.
            state = QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        number = parsed(self._bare(text))
        if number is not None and number > self.maximum():
            return f"{self.textFromValue(self.maximum())}{self.suffix()}"
        return str(super().fixup(text))

    def _edited(self, text: str) -> None:
        number = parsed(self._bare(text))
        if number is not None and number > self.maximum():
            self.beyond.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _bare(self, text: str) -> str:
        suffix = self.suffix()
        return text[: -len(suffix)] if suffix and text.endswith(suffix) else text.removesuffix(suffix.strip())
