"""A lever answers to mouse, keys and typing, and frames each gesture as one step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dependency_explorer.app import theme
from dependency_explorer.app.levers import KEY_SIZE, Lever
from dependency_explorer.app.number_text import grouped, parsed


class Log:
    """Notes what a lever says."""

    def __init__(self, lever: Lever) -> None:
        self.pressed = 0
        self.moved: list[float] = []
        self.released: list[float] = []
        lever.pressed.connect(self._pressed)
        lever.moved.connect(self.moved.append)
        lever.released.connect(self.released.append)

    def _pressed(self) -> None:
        self.pressed += 1


def make(qtbot: QtBot, **options: object) -> Lever:
    lever = Lever("Supply falls by", 0, 100, 1, decimals=1, unit="%", **options)  # type: ignore[arg-type]
    qtbot.addWidget(lever)
    lever.resize(300, 60)
    lever.show()
    qtbot.waitExposed(lever)
    return lever


def handle(lever: Lever) -> QPoint:
    return QPoint(round(lever.slider.handle_x()), lever.slider.height() // 2)


@pytest.mark.parametrize("compact", [False, True])
def test_dragging_is_one_gesture_with_live_values(qtbot: QtBot, compact: bool) -> None:
    lever = make(qtbot, compact=compact)
    lever.set_value(20)
    log = Log(lever)
    start = handle(lever)
    qtbot.mousePress(lever.slider, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(lever.slider, start + QPoint(step * 10, 0))
    qtbot.mouseRelease(lever.slider, Qt.MouseButton.LeftButton, pos=start + QPoint(50, 0))
    assert log.pressed == 1
    assert len(log.moved) >= 4
    assert log.moved == sorted(log.moved)
    assert log.released == [log.moved[-1]]
    assert lever.value() > 20
    assert not lever.held()


def test_a_press_on_the_track_jumps_there(qtbot: QtBot) -> None:
    lever = make(qtbot)
    log = Log(lever)
    qtbot.mouseClick(lever.slider, Qt.MouseButton.LeftButton, pos=QPoint(lever.slider.width() // 2, 12))
    assert abs(lever.value() - 50) <= 2
    assert log.pressed == 1
    assert log.released == [lever.value()]


def test_step_keys_move_by_one_and_merge(qtbot: QtBot) -> None:
    lever = make(qtbot)
    lever.set_value(50)
    log = Log(lever)
    for _ in range(3):
        qtbot.mouseClick(lever.more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(lever.less, Qt.MouseButton.LeftButton)
    assert log.moved == [51, 52, 53, 52]
    assert log.pressed == 1
    assert log.released == []
    qtbot.waitUntil(lambda: log.released == [52], timeout=3000)


def test_typing_moves_live_and_ends_with_enter(qtbot: QtBot) -> None:
    lever = make(qtbot)
    log = Log(lever)
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "50")
    assert log.moved == [5, 50]
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert log.released == [50]
    assert log.pressed == 1
    assert lever.slider.value() == 50


def test_typing_takes_either_decimal_sign_and_refuses_words(qtbot: QtBot) -> None:
    lever = make(qtbot)
    lever.field.setFocus()
    for typed, expected in (("12,5", 12.5), ("7.5", 7.5)):
        lever.field.selectAll()
        qtbot.keyClicks(lever.field, typed)
        qtbot.keyClick(lever.field, Qt.Key.Key_Return)
        assert lever.value() == expected
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "x")
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert lever.value() == 7.5


def test_arrow_keys_on_the_slider(qtbot: QtBot) -> None:
    lever = make(qtbot)
    lever.set_value(30)
    log = Log(lever)
    lever.slider.setFocus()
    qtbot.keyClick(lever.slider, Qt.Key.Key_Right)
    qtbot.keyClick(lever.slider, Qt.Key.Key_Left)
    qtbot.keyClick(lever.slider, Qt.Key.Key_PageUp)
    assert log.moved == [31, 30, 40]
    lever.finish()
    assert log.released == [40]


def test_nobody_moves_a_lever_that_is_held(qtbot: QtBot) -> None:
    lever = make(qtbot)
    lever.set_value(20)
    qtbot.mousePress(lever.slider, Qt.MouseButton.LeftButton, pos=handle(lever))
    lever.set_value(90)
    assert lever.value() == 20
    qtbot.mouseRelease(lever.slider, Qt.MouseButton.LeftButton, pos=handle(lever))
    lever.set_value(90)
    assert lever.value() == 90


def test_setting_a_value_says_nothing(qtbot: QtBot) -> None:
    lever = make(qtbot)
    log = Log(lever)
    lever.set_value(33.4)
    lever.set_range(0, 50)
    assert (log.pressed, log.moved, log.released) == (0, [], [])
    assert lever.value() == 33.4
    assert lever.field.text().startswith("33")


def test_a_number_beyond_the_slider_can_be_typed(qtbot: QtBot) -> None:
    lever = make(qtbot, ceiling=1000)
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "400")
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert lever.value() == 400
    assert lever.slider.value() == lever.slider.maximum()


def test_every_part_has_a_name_and_is_large_enough(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    try:
        lever = make(qtbot, compact=True)
        for part in lever.focus_parts():
            assert part.accessibleName()
            assert part.height() >= KEY_SIZE
        # A styled spin box without buttons once left its text one pixel.
        assert lever.field.lineEdit().width() > 40
    finally:
        application.setStyleSheet("")


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_what_is_shown_can_be_typed_back(value: float, decimals: int) -> None:
    assert parsed(grouped(value, decimals)) == pytest.approx(round(value, decimals), abs=1e-9)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    found = parsed(text)
    assert found is None or isinstance(found, float)


@pytest.mark.parametrize("typed", ["150", "100.5", "2000"])
def test_more_than_there_can_be_is_said_and_cut_to_the_most(qtbot: QtBot, typed: str) -> None:
    lever = make(qtbot, cut=True)
    lever.set_value(20)
    log = Log(lever)
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, typed)
    assert "above 100" in lever.refused.text()
    assert not lever.refused.isHidden()
    assert log.moved[-1] == 100
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert lever.field.value() == lever.value() == 100
    assert log.released[-1] == 100
    assert not lever.refused.isHidden(), "it stays until the next move"
    lever.step_down()
    assert lever.refused.isHidden()


def test_a_sentence_about_what_was_typed_goes_when_the_number_does(qtbot: QtBot) -> None:
    lever = make(qtbot)
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "900")
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert lever.refused.text()
    lever.set_value(30)
    assert lever.refused.text() == ""


@pytest.mark.parametrize("pasted", ["inf", "-inf", "nan", "1e999"])
def test_what_is_pasted_and_is_no_finite_number_moves_nothing(qtbot: QtBot, pasted: str) -> None:
    lever = make(qtbot)
    lever.set_value(20)
    log = Log(lever)
    lever.field.setFocus()
    lever.field.selectAll()
    lever.field.lineEdit().insert(pasted)
    lever.field.lineEdit().textEdited.emit(lever.field.lineEdit().text())
    lever.finish()
    assert parsed(pasted) is None
    assert lever.value() == 20
    assert log.moved == []
