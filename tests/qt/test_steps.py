"""Work of the GUI thread in steps, a turn of the event loop each."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from dependency_explorer.app.steps import Steps


def test_each_step_has_a_turn_of_its_own_and_new_ones_take_over(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[str]()
    steps = Steps(owner, pause_ms=0)

    def first() -> Iterator[None]:
        taken.append("first 1")
        yield
        taken.append("first 2")
        steps.begin(second())
        yield
        taken.append("never")

    def second() -> Iterator[None]:
        taken.append("second 1")
        yield

    def last() -> Iterator[None]:
        taken.append("last 1")
        yield
        steps.begin(second())  # and ends with it

    steps.begin(first())
    assert steps.busy()
    assert not taken
    qtbot.waitUntil(lambda: not steps.busy(), timeout=10_000)
    assert taken == ["first 1", "first 2", "second 1"]
    steps.begin(last())
    qtbot.waitUntil(lambda: not steps.busy(), timeout=10_000)
    assert taken[3:] == ["last 1", "second 1"]


def test_a_step_that_fails_is_told_and_leaves_nothing_that_would_be_waited_for(qtbot: QtBot) -> None:
    owner = QObject()
    steps = Steps(owner, pause_ms=0)

    def fails() -> Iterator[None]:
        yield
        raise ValueError("no such list")

    with capture_exceptions() as told:
        steps.begin(fails())
        qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert not steps.busy()
