"""Choices whose answers are still being worked out, when undo, redo, cancelling, faults and closing meet them."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.results import Calculator, Results
from dependency_explorer.app.turns import TURN
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.workspace.state import Workspace
from tests.qt.conftest import LOAD_MS, settle


def test_undo_right_after_a_choice_takes_that_choice_back(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.choose_commodity("coal")
    settle(qtbot, window)
    before, past = session.state, session.store.past
    session.choose_commodity("electricity")
    session.choose_commodity("oil_products")
    undo = window.actions_by_id["undo"]
    assert undo.isEnabled()
    assert session.undo_label in undo.text()
    undo.trigger()
    settle(qtbot, window)
    assert session.state.question.commodities == ("electricity",)
    session.choose_commodity("oil_products")
    undo.trigger()
    undo.trigger()
    settle(qtbot, window)
    assert (session.state.question, session.store.past) == (before.question, past)


def test_the_first_choice_can_be_undone_before_it_is_answered(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    before = session.state.question
    session.choose_commodity("coal")
    window.actions_by_id["undo"].trigger()
    assert not window.actions_by_id["undo"].isEnabled()
    session.choose_commodity("electricity")
    settle(qtbot, window)
    assert session.state.question.commodities == ("electricity",)
    session.undo()
    assert session.state.question == before


def test_redo_does_nothing_while_a_choice_is_awaited(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.choose_commodity("coal")
    settle(qtbot, window)
    session.undo()
    settle(qtbot, window)
    before = session.state.question
    session.choose_commodity("electricity")
    assert not window.actions_by_id["redo"].isEnabled()
    session.redo()
    settle(qtbot, window)
    assert session.state.question.commodities == ("electricity",)
    session.undo()
    assert session.state.question == before, "nothing stands between them"


def test_back_to_the_place_on_screen_is_a_choice_too(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    here = session.state.question.place
    other = next(code for code in ("CHN", "RUS", "KAZ") if code != here)
    session.choose_place(other)
    session.choose_place(here)
    settle(qtbot, window)
    assert session.state.question.place == here


def test_a_cancelled_choice_is_not_taken_and_the_next_one_is(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    before = session.state
    session.choose_commodity("coal")
    session.stop(TURN)
    qtbot.waitUntil(lambda: not session.jobs.busy(), timeout=LOAD_MS)
    # Cancelled before the worker looked, or too late: either way nothing is left waiting.
    assert not session.undo_label or session.state.question.commodities == ("coal",)
    session.choose_commodity("electricity")
    settle(qtbot, window)
    assert session.state.question.commodities == ("electricity",)
    assert session.state is not before


def test_a_fault_of_a_choice_is_told_and_the_next_choice_is_answered(
    window: MainWindow, qtbot: QtBot
) -> None:
    def broken(_dataset: Dataset, _state: Workspace) -> Workspace:
        raise ValueError("broken on purpose")

    session = window.session
    session.turns.to("broken", broken)
    session.choose_commodity("coal")
    qtbot.waitUntil(lambda: window.findChild(DetailsDialog) is not None, timeout=LOAD_MS)
    window.findChild(DetailsDialog).close()
    settle(qtbot, window)
    assert session.state.question.commodities == ("coal",)


def test_closing_while_a_choice_is_worked_out_takes_it_not(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    before = session.state
    session.choose_commodity("coal")
    session.choose_commodity("electricity")
    session.close()
    QCoreApplication.processEvents()
    assert session.state is before
    assert not session.jobs.busy(TURN) or not session.undo_label


def test_what_was_computed_of_a_dataset_that_was_opened_anew_is_not_shown(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, before, go = window.session, window.session.dataset, threading.Event()
    begun, computed, shown = threading.Event(), list[tuple[object, object]](), list[object]()
    results_of = Calculator.results

    def slow(self: Calculator, state: Workspace) -> Results:
        if self.dataset is before:
            begun.set()
            go.wait(30)
        found = results_of(self, state)
        computed.append((self.dataset, found))
        return found

    monkeypatch.setattr(Calculator, "results", slow)
    session.change("measure", question=replace(session.state.question, measure="value"))
    qtbot.waitUntil(begun.is_set, timeout=LOAD_MS)
    session.open(session.state.dataset)
    qtbot.waitUntil(lambda: session.dataset is not before, timeout=LOAD_MS)
    session.results_ready.connect(shown.append)
    go.set()
    settle(qtbot, window)
    assert [dataset is before for dataset, _ in computed] == [True, False]
    assert shown == [computed[1][1]]
