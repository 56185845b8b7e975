"""A lever: one number that can be dragged, stepped and typed, with words beside it.

A gesture, however it is made, starts with `pressed`, moves with `moved` and ends with `released`, so that the
undo history holds one step for it. Dragging ends with the mouse; typing and stepping end after a short quiet
or when the focus leaves.
"""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.number_field import NumberField
from dependency_explorer.app.number_text import THIN_SPACE, grouped
from dependency_explorer.app.plain import PlainLabel, caption
from dependency_explorer.app.track_slider import TrackSlider

tr = functools.partial(QCoreApplication.translate, "Lever")

QUIET_MS = 600
KEY_SIZE = 24


class Lever(QWidget):
    """Label, field, − and + keys, slider and words for one number; compact: all but the words in one row.

    The slider spans `minimum` to `maximum`; a larger number, up to `ceiling`, can be typed. Numbers are in
    the unit shown beside the field. `moved` and `released` carry the number as a float.
    """

    pressed = Signal()
    moved = Signal(float)
    released = Signal(float)

    def __init__(
        self,
        name: str,
        minimum: float,
        maximum: float,
        step: float,
        *,
        decimals: int = 0,
        unit: str = "",
        ceiling: float | None = None,
        cut: bool = False,
        compact: bool = False,
        object_name: str = "lever",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._minimum, self._maximum, self._step = minimum, maximum, step
        self._value = minimum
        self._span: tuple[float | None, ...] = ()
        self._held = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.finish)

        self.label = QLabel(name, self)
        self.field = NumberField(self)
        self.field.setDecimals(decimals)
        self.field.setRange(minimum, maximum if ceiling is None else ceiling)
        self.field.setSingleStep(step)
        self.field.setSuffix(f"{THIN_SPACE}{unit}" if unit else "")
        self.less = self._key("\u2212", "less")
        self.more = self._key("+", "more")
        self.slider = TrackSlider(self)
        self.slider.cut = cut
        self.slider.setProperty("cut", "true" if cut else "false")
        self.words = QLabel(self)
        self.refused = PlainLabel("", self)
        self.refused.setObjectName("refused")
        self.refused.setProperty("role", "alarm")
        self.refused.setWordWrap(True)
        self.refused.hide()
        for label in (self.label, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "small")
        self.words.setWordWrap(True)
        self.words.hide()
        self.set_range(minimum, maximum, ceiling)
        self.set_name(name)

        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        if compact:
            top.addWidget(self.label)
            top.addWidget(self.slider, 1)
        else:
            top.addWidget(self.label, 1)
            self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(self.slider)
        for part in (self.less, self.field, self.more):
            top.addWidget(part)
        column.addWidget(self.refused)
        column.addWidget(self.words)
        self.label.setBuddy(self.field)
        QWidget.setTabOrder(self.slider, self.less)
        QWidget.setTabOrder(self.less, self.field)
        QWidget.setTabOrder(self.field, self.more)

        self.slider.sliderPressed.connect(self._begin_drag)
        self.slider.sliderReleased.connect(self.finish)
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(self._typed)
        self.field.beyond.connect(self._beyond)
        self.field.left.connect(self.finish)
        self.field.editingFinished.connect(self.finish)
        self.less.clicked.connect(self.step_down)
        self.more.clicked.connect(self.step_up)

    def value(self) -> float:
        """The number that the lever stands at."""
        return self._value

    def held(self) -> bool:
        """Whether a gesture is going on, so that nobody may move the lever from outside."""
        return self._held

    def focus_parts(self) -> tuple[QWidget, ...]:
        """What takes the focus, in reading order."""
        return (self.slider, self.less, self.field, self.more)

    def set_value(self, value: float) -> None:
        """Show a number without a signal; left alone while a gesture is going on."""
        if self._held:
            return
        if value != self._value:
            self._refuse("")
        self._value = value
        self._show(value)

    def set_range(self, minimum: float, maximum: float, ceiling: float | None = None) -> None:
        """Change the span, keeping the number; left alone while a gesture is going on."""
        span = (minimum, maximum, ceiling, self._step)
        if self._held or span == self._span:
            return
        self._span = span
        self._minimum, self._maximum = minimum, maximum
        for part in (self.slider, self.field):
            part.blockSignals(True)
        self.slider.setRange(0, max(1, round((maximum - minimum) / self._step)))
        self.slider.setPageStep(max(1, (self.slider.maximum() + 5) // 10))
        self.field.setRange(minimum, max(maximum, maximum if ceiling is None else ceiling))
        self._fit()
        for part in (self.slider, self.field):
            part.blockSignals(False)
        self._show(self._value)

    def set_unit(self, unit: str) -> None:
        """Change the unit beside the number."""
        suffix = f"{THIN_SPACE}{unit}" if unit else ""
        if suffix != self.field.suffix():
            self.field.setSuffix(suffix)
            self._fit()

    def set_step(self, step: float) -> None:
        """Change what one key press and one notch of the slider move; follow it by `set_range`."""
        if not self._held and step > 0:
            self._step = step
            self.field.setSingleStep(step)

    def set_name(self, name: str, shown: bool = True) -> None:
        """Change the label, if it is shown, and what a screen reader says of every part."""
        self.label.setText(caption(name) if shown else "")
        self.label.setVisible(shown)
        self.setAccessibleName(name)
        self.field.setAccessibleName(name)
        self.slider.setAccessibleName(tr("{name}, slider").format(name=name))
        self.less.setAccessibleName(tr("{name}, one step less").format(name=name))
        self.more.setAccessibleName(tr("{name}, one step more").format(name=name))

    def set_words(self, words: str) -> None:
        """The words under the slider; none hides the line."""
        if words != self.words.text():
            self.words.setText(words)
            self.field.setAccessibleDescription(words)
        self.words.setVisible(bool(words))

    def step_up(self) -> None:
        """One step more."""
        self._step_by(1)

    def step_down(self) -> None:
        """One step less."""
        self._step_by(-1)

    def finish(self) -> None:
        """End the gesture that is going on, if any."""
        self._quiet.stop()
        if self._held and not self.slider.isSliderDown():
            self._held = False
            self._show(self._value, field=not self.field.hasFocus())
            self.released.emit(self._value)

    def hideEvent(self, event: QHideEvent) -> None:
        self.finish()
        super().hideEvent(event)

    def _fit(self) -> None:
        """Room for the slider's largest number and the unit; larger or finer ones that are typed scroll."""
        widest = max((grouped(n, 0) for n in (self._maximum, self._minimum, 88.8)), key=len)
        room = self.field.fontMetrics().horizontalAdvance(widest + self.field.suffix()) + 26
        self.field.setFixedWidth(max(60, room))

    def _key(self, text: str, which: str) -> QToolButton:
        key = QToolButton(self)
        key.setObjectName(which)
        key.setText(text)
        key.setProperty("role", "icon")
        key.setFixedSize(KEY_SIZE, KEY_SIZE)
        key.setAutoRepeat(True)
        key.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return key

    def _step_by(self, steps: int) -> None:
        target = self._value + steps * self._step
        target = min(max(target, self._minimum), max(self._maximum, self._value))
        if target != self._value:
            self._begin()
            self._quiet.start()
            self._move(target)

    def _begin(self) -> None:
        if not self._held:
            self._held = True
            self.pressed.emit()

    def _begin_drag(self) -> None:
        self._quiet.stop()
        self._begin()

    def _slid(self, position: int) -> None:
        self._begin()
        if not self.slider.isSliderDown():
            self._quiet.start()
        self._move(self._minimum + position * self._step)

    def _beyond(self, typed: float) -> None:
        """More was typed than there can be: the most counts, and a sentence says so until the next move."""
        most = self.field.textFromValue(self.field.maximum()) + self.field.suffix()
        said = f"{self.field.textFromValue(typed)}{self.field.suffix()}"
        words = (
            tr("{typed} is a cut above {most}: {most} is used.")
            if self.slider.cut
            else tr("{typed} is above {most}, the most there can be: {most} is used.")
        )
        self._begin()
        self._quiet.start()
        self._value = self.field.maximum()
        self._show(self._value, field=False)
        self.moved.emit(self._value)
        self._refuse(words.format(typed=said, most=most))

    def _refuse(self, words: str) -> None:
        """A sentence about what was typed; none hides it."""
        if words != self.refused.text():
            self.refused.setText(words)
            self.field.setAccessibleDescription(words or self.words.text())
        self.refused.setVisible(bool(words))
        if words:
            QTimer.singleShot(0, self.refused, self._bring_up)

    def _bring_up(self) -> None:
        """What was refused must be read, even where a fold would hide it."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.refused.isVisible():
            above.ensureWidgetVisible(self.refused, 0, 4)

    def _typed(self, value: float) -> None:
        if value != self._value:
            self._refuse("")
        self._begin()
        self._quiet.start()
        self._value = value
        self._show(value, field=False)
        self.moved.emit(value)

    def _move(self, value: float) -> None:
        self._refuse("")
        self._value = value
        self._show(value)
        self.moved.emit(value)

    def _show(self, value: float, field: bool = True) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round((value - self._minimum) / self._step))
        self.slider.blockSignals(False)
        self.slider.update()
        if field:
            self.field.blockSignals(True)
            self.field.setValue(value)
            self.field.blockSignals(False)
