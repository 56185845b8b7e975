"""Scenarios A, B, C in one window; the comparison; the history; scenario files dropped and saved."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dependency_explorer.app.compare_dialog import CompareDialog
from dependency_explorer.app.history_popup import HistoryPopup
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.read import load
from dependency_explorer.figures.comparison import Ran, compared
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.scenario import load_scenario
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.test_window import cut, drop


@pytest.fixture
def winter(window: MainWindow, qtbot: QtBot) -> MainWindow:
    assert window.session.dataset is not None
    path = next(path for path in window.session.dataset.scenarios if "winter" in path.name)
    drop(window, path)
    settle(qtbot, window)
    return window


def letters(window: MainWindow) -> str:
    """The letters shown, the one in force in brackets."""
    buttons = window.panel.header._letters
    shown = [button for button in buttons.values() if not button.isHidden()]
    return "".join(f"[{b.text()}]" if b.isChecked() else b.text() for b in shown)


def test_a_dropped_scenario_file_opens_as_preset(winter: MainWindow) -> None:
    state = winter.session.state
    assert state.scenario is not None
    assert state.scenario.name == "Winter fuel squeeze"
    assert state.preset == state.scenario
    assert winter.session.dataset.name == "mongolia"
    assert "2026-11-23" in winter.panel.header.origin.full()
    assert "MRPAM" in winter.panel.header.origin.full()


def test_duplicate_makes_b_and_the_letters_switch(winter: MainWindow, qtbot: QtBot) -> None:
    panel = winter.panel
    qtbot.mouseClick(panel.header.add, Qt.MouseButton.LeftButton)
    settle(qtbot, winter)
    assert letters(winter) == "A[B]"
    cut(winter, 0.9)
    settle(qtbot, winter)
    assert panel.cards[0].depth.value() == 90
    qtbot.mouseClick(panel.header._letters["A"], Qt.MouseButton.LeftButton)
    settle(qtbot, winter)
    assert letters(winter) == "[A]B"
    assert panel.cards[0].depth.value() == pytest.approx(48)
    winter.actions_by_id["next_scenario"].trigger()
    settle(qtbot, winter)
    assert panel.cards[0].depth.value() == 90
    winter.actions_by_id["duplicate_scenario"].trigger()
    settle(qtbot, winter)
    assert letters(winter) == "AB[C]"
    assert panel.header.add.isHidden()
    assert not winter.actions_by_id["duplicate_scenario"].isEnabled()
    winter.actions_by_id["close_scenario"].trigger()
    settle(qtbot, winter)
    assert letters(winter) == "A[B]"
    winter.session.store.undo()
    settle(qtbot, winter)
    assert letters(winter) == "AB[C]"


def test_equal_scenarios_are_called_equal_with_what_was_compared(winter: MainWindow, qtbot: QtBot) -> None:
    winter.session.scenarios.duplicate()
    settle(qtbot, winter)
    winter.actions_by_id["compare"].trigger()
    dialog = winter.findChild(CompareDialog)
    qtbot.waitUntil(lambda: dialog.result_shown() is not None, timeout=LOAD_MS)
    assert dialog.stack.currentWidget() is dialog.equal
    said, found = dialog.equal.text(), dialog.result_shown()
    assert f"are equal: they have the same {found.same_levers} levers" in said
    assert f"the same {found.same_outcomes} outcomes" in said
    dialog._copy()
    copied = QGuiApplication.clipboard().text()
    assert "No lever differs." in copied
    assert "No outcome differs." in copied
    dialog.everything.setChecked(True)
    assert dialog.stack.currentWidget() is dialog.table
    whole = dialog.result_shown()
    assert all(row.what in said for row in (*whole.levers, *whole.outcomes))
    dialog.accept()


def test_the_comparison_has_two_blocks_and_leaves_as_csv(
    winter: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    winter.session.scenarios.duplicate()
    settle(qtbot, winter)
    cut(winter, 0.9)
    settle(qtbot, winter)
    winter.actions_by_id["compare"].trigger()
    dialog = winter.findChild(CompareDialog)
    qtbot.waitUntil(lambda: dialog.result_shown() is not None, timeout=LOAD_MS)
    shown = dialog.result_shown()
    assert [head[:2] for head in shown.heads] == ["Ba", "A:", "B:", "B "]
    assert {row.what for row in shown.levers} == {
        "Russia → Mongolia · Diesel fuel", "Russia → Mongolia · Petrol AI-92",
    }  # fmt: skip
    assert shown.same_levers > 0
    assert dialog.said.text().startswith(f"Same in all and not shown: levers {shown.same_levers}, ")
    unmet = next(row for row in shown.outcomes if row.what == "Diesel fuel: unmet")
    assert "(" in unmet.cells[1], "the range of the draws"
    assert unmet.cells[3].startswith("+")
    dialog.everything.setChecked(True)
    assert dialog.result_shown().same_levers == 0
    dialog._copy()
    assert "not a forecast" in QGuiApplication.clipboard().text()
    target = tmp_path / "comparison.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog._save()
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert rows[0][1] == "What"
    assert any(cell.startswith("'+") for row in rows for cell in row), "a difference is no formula"
    dialog.accept()


def test_what_is_compared_is_what_each_run_says() -> None:
    dataset = load("mongolia")
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    scenario = load_scenario(path, dataset)
    network = SupplyNetwork.from_dataset(
        dataset, "MNG", scenario.baseline, season=scenario.season, start=scenario.start
    )
    milder = replace(scenario, disruptions=tuple(replace(d, depth=0.1) for d in scenario.disruptions))
    runs = [
        Ran(name, one, simulate(network, one))
        for name, one in (("A", scenario), ("B", milder), ("C", scenario))
    ]
    both = compared(dataset, runs)
    from dependency_explorer.figures.outcome_words import amount

    row = next(row for row in both.outcomes if row.what == "Diesel fuel: unmet")
    values = [run.outcome.key_numbers("diesel")["unserved"] for run in runs]
    # Whatever the size of each, all that is compared is in one unit.
    assert list(row.cells[1:4]) == [amount(value, "t", values) for value in values]
    assert {cell.partition(" (")[0].split("\u2009")[-1] for cell in row.cells if cell} == {"kt"}
    assert row.cells[5] == amount(0.0, "t", values), "C is A again"
    assert compared(dataset, [runs[0], runs[2]]).levers == ()
    assert compared(dataset, [runs[0], runs[2]]).outcomes == ()
    assert compared(dataset, runs, everything=True).same_outcomes == 0
    broken = compared(dataset, [runs[0], Ran("B", milder, trouble="no")])
    assert all(row.cells[2] == "–" for row in broken.outcomes)


def test_a_click_in_the_history_goes_there(winter: MainWindow, qtbot: QtBot) -> None:
    session = winter.session
    for depth in (0.1, 0.2, 0.3):
        scenario = session.state.scenario
        disruptions = tuple(replace(d, depth=depth) for d in scenario.disruptions)
        session.scenarios.set(replace(scenario, disruptions=disruptions), f"cut to {depth}")
        settle(qtbot, winter)
    qtbot.mouseClick(winter.panel.header.history, Qt.MouseButton.LeftButton)
    popup = winter.findChild(HistoryPopup)
    texts = [popup.list.item(row).text() for row in range(popup.list.count())]
    assert texts[0] == "Cut to 0.3 (here)"
    assert texts[-1] == "As opened"
    popup.list.setCurrentRow(2)
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    settle(qtbot, winter)
    assert session.state.scenario.disruptions[0].depth == 0.1
    winter.actions_by_id["history"].trigger()
    popup = next(one for one in winter.findChildren(HistoryPopup) if one.isVisible())
    assert popup.list.item(0).text() == "Undone: cut to 0.3"
    popup.list.itemClicked.emit(popup.list.item(0))
    settle(qtbot, winter)
    assert session.state.scenario.disruptions[0].depth == 0.3


def test_a_saved_workspace_brings_all_open_scenarios_back(
    winter: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    winter.session.scenarios.duplicate()
    settle(qtbot, winter)
    before = winter.session.state
    path = tmp_path / "two.dependency.json"
    assert winter.session.save(path)
    winter.session.open(str(path))
    settle(qtbot, winter)
    qtbot.waitUntil(lambda: letters(winter) == "A[B]", timeout=LOAD_MS)
    assert winter.session.state.kept == before.kept
