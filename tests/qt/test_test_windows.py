"""The stress test and the gallery of back-tests as a user meets them: beside the main window, offscreen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dependency_explorer.app.backtest_window import BacktestWindow
from dependency_explorer.app.probe_jobs import RunStress
from dependency_explorer.app.stress_window import StressWindow
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.problems import Cancelled
from tests.qt.conftest import LOAD_MS, settle
from tests.tour import stranger_table


def stress_of(window: MainWindow, qtbot: QtBot) -> StressWindow:
    """The stress test, opened by its command and run."""
    window.actions_by_id["stress_test"].trigger()
    found = window.commands.tests.stress
    assert found is not None
    settle(qtbot, window)
    return found


def gallery_of(window: MainWindow, qtbot: QtBot) -> BacktestWindow:
    """The gallery, opened by its command and run."""
    window.actions_by_id["backtests"].trigger()
    found = window.commands.tests.backtests
    assert found is not None
    settle(qtbot, window)
    return found


def click_row(qtbot: QtBot, stress: StressWindow, row: int) -> None:
    """Click the first cell of a row of the ranking."""
    index = stress.table.model().index(row, 0)
    stress.table.scrollTo(index)
    where = stress.table.visualRect(index).center()
    qtbot.mouseClick(stress.table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def cell(stress: StressWindow, row: int, column: int) -> str:
    return str(stress.table.model().index(row, column).data())


def test_ranks_every_failure_the_worst_first(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    assert stress.isVisible()
    assert not stress.isModal()
    shares = [cell(stress, row, 2) for row in range(stress.table.model().rowCount())]
    numbers = [float(text) for text in shares if text]
    assert len(numbers) > 30
    assert numbers == sorted(numbers, reverse=True)
    assert cell(stress, 0, 0) == "Russia"
    kinds = {cell(stress, row, stress.table.model().columnCount() - 1) for row in range(len(shares))}
    assert {"supplier", "route", "owner", "import limit", "plant, mine or carrier"} <= kinds
    assert "rail" not in " ".join(cell(stress, row, 1) for row in range(len(shares))).lower()
    assert "not a forecast" in stress.controls.statement.text()


def test_a_click_replays_into_the_panel_and_undo_takes_it_back(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    before = window.session.state
    row = next(r for r in range(stress.table.model().rowCount()) if cell(stress, r, 1) == "Diesel fuel")
    share = float(cell(stress, row, 2))
    click_row(qtbot, stress, row)
    settle(qtbot, window)
    state, results = window.session.state, window.session.results
    assert state.scenario.disruptions[0].depth == 1.0
    assert state.question.commodities == ("diesel",)
    assert window.panel.isVisible()
    numbers = results.outcome.key_numbers("diesel")
    assert 100 * numbers["unserved_share"] == pytest.approx(share, rel=5e-3)
    assert stress.isVisible()
    assert window.isEnabled()
    assert window.actions_by_id["undo"] in stress.actions()
    window.actions_by_id["undo"].trigger()
    settle(qtbot, window)
    assert window.session.state.scenario == before.scenario
    assert window.session.state.question == before.question


def test_enter_replays_and_arrows_only_look(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    before = window.session.state.scenario
    qtbot.keyClick(stress.table, Qt.Key.Key_Down)
    qtbot.keyClick(stress.table, Qt.Key.Key_Down)
    settle(qtbot, window)
    assert window.session.state.scenario == before
    assert stress.detail.said.text().startswith(cell(stress, 2, 1))
    qtbot.keyClick(stress.table, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.state.scenario != before


def test_the_current_failure_says_where_it_begins_to_hurt(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    stress.controls.words.setText("diesel")
    qtbot.waitUntil(lambda: "days of demand" in stress.detail.safety.text(), timeout=LOAD_MS)
    settle(qtbot, window)
    assert len(stress.detail.safety.text().splitlines()) == 3
    scene = stress.detail.view.scene()
    assert scene is not None
    assert "Breaking points of Russia for diesel fuel" in scene.description
    stress.controls.words.setText("import limit from russia falls")
    qtbot.waitUntil(lambda: "MW more at the peak" in stress.detail.safety.text(), timeout=LOAD_MS)
    settle(qtbot, window)
    assert not stress.detail.view.isVisible()


def test_pairs_are_marked_filtered_and_drawn(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    assert not stress.controls.together.isEnabled()
    singles = stress.table.model().rowCount()
    stress.controls.pairs.click()
    settle(qtbot, window)
    assert stress.table.model().rowCount() > singles
    stress.controls.together.click()
    table = stress.table.model().table()
    beyond = [column.name for column in table.columns].index("Beyond both alone")
    assert table.rows
    assert all(row[beyond] > 0 for row in table.rows)
    assert any(words in stress.detail.said.text() for words in ("than both alone", "neither alone hurts"))
    stress.as_chart.click()
    assert stress.stack.currentWidget() is stress.chart
    scene = stress.chart.scene()
    assert scene is not None
    hatched = [shape for shape in scene.shapes if getattr(shape, "hatch", "")]
    assert hatched
    stress.controls.pairs.click()
    settle(qtbot, window)
    assert not stress.controls.together.isChecked()


def test_a_bar_of_the_chart_replays_too(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    stress.as_chart.click()
    scene = stress.chart.scene()
    assert scene is not None
    stress.chart.chosen.emit("stress", scene.marks()[3], False)
    settle(qtbot, window)
    assert window.session.state.scenario.name == "Russia fails"
    assert window.session.state.question.commodities == (stress._shown[3].commodity,)


def test_sorting_keeps_rows_and_failures_together(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    stress.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    first = stress.table.source_row(0)
    assert first != 0
    click_row(qtbot, stress, 0)
    settle(qtbot, window)
    assert window.session.state.question.commodities == (stress._shown[first].commodity,)


def test_filters_by_kind_and_words_and_says_why_nothing_is_left(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    stress.controls.kind.setCurrentIndex(stress.controls.kind.findData("route"))
    assert {cell(stress, r, 0) for r in range(stress.table.model().rowCount())} == {
        "Tuva-Uvs 110 kV line C-458"
    }
    stress.controls.words.setText("no such thing")
    assert stress.stack.currentWidget() is stress.chart
    assert "clear the filter" in stress.chart.scene().description
    assert not stress.export.isEnabled()
    assert not stress.detail.replay.isEnabled()


def test_the_panels_assumptions_may_be_lent(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    window.session.scenarios.load(
        next(p for p in window.session.dataset.scenarios if p.stem == "export_ban_2023")
    )
    settle(qtbot, window)
    scenario = window.session.state.scenario
    stress.controls.basis.setCurrentIndex(1)
    stress.start()
    settle(qtbot, window)
    assert stress._test.scenario.steps == scenario.steps
    assert stress._test.scenario.responses == scenario.responses
    assert str(scenario.steps) in stress.subtitle.full()


def test_cancel_leaves_a_sentence_and_a_way_to_run_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = RunStress.__call__

    def slow(self: RunStress, ticket: object) -> object:
        ticket.progress("Stress test", 1, 10)  # type: ignore[attr-defined]
        while not ticket.cancelled():  # type: ignore[attr-defined]
            pass
        raise Cancelled

    monkeypatch.setattr(RunStress, "__call__", slow)
    window.actions_by_id["stress_test"].trigger()
    stress = window.commands.tests.stress
    # A job that lasts is shown with nothing done before its own first report.
    qtbot.waitUntil(lambda: stress.stop.isVisible() and stress.bar.value() == 1, timeout=LOAD_MS)
    stress.stop.click()
    settle(qtbot, window)
    assert "cancelled" in stress.message.text()
    assert not stress.stop.isVisible()
    monkeypatch.setattr(RunStress, "__call__", real)
    stress.again.click()
    settle(qtbot, window)
    assert stress.table.model().rowCount() > 30


def test_another_place_is_offered_and_another_dataset_is_tested_anew(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    stress = stress_of(window, qtbot)
    window.session.choose_place("CHN")
    settle(qtbot, window)
    assert stress.elsewhere.isVisible()
    assert "China" in stress.elsewhere.text()
    stress.elsewhere.click()
    settle(qtbot, window)
    assert "China" in stress.subtitle.full() or stress.message.text()
    window.session.open(str(stranger_table(tmp_path)))
    qtbot.waitUntil(lambda: window.session.dataset.name != "mongolia", timeout=LOAD_MS)
    settle(qtbot, window)
    settle(qtbot, window)
    assert "Nepal" in stress.subtitle.full()


def test_a_place_without_imports_gets_a_sentence(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "period,exporter,importer,commodity,quantity,unit\n2023,CHL,CHN,copper,100,kt\n", encoding="utf-8"
    )
    window.session.open(str(path))
    qtbot.waitUntil(lambda: window.session.dataset.name != "mongolia", timeout=LOAD_MS)
    settle(qtbot, window)
    window.session.choose_place("CHL")
    settle(qtbot, window)
    stress = stress_of(window, qtbot)
    assert "nothing can be stressed" in stress.message.text() or "nothing to stress" in stress.message.text()
    assert stress.again.isEnabled()
    assert not stress.export.isEnabled()


def test_the_gallery_shows_each_case_with_error_verdict_and_reason(window: MainWindow, qtbot: QtBot) -> None:
    gallery = gallery_of(window, qtbot)
    assert gallery.cases.count() == 7
    said = [
        gallery.cases.item(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(gallery.cases.count())
    ]
    failed = [text for text in said if "fails" in text]
    assert len(failed) == 3
    assert all("test case" in text and "mean error" in text for text in failed)
    assert "3 fit cases, 3 pass" in gallery.closing.text()
    gallery.cases.setCurrentRow(next(i for i, text in enumerate(said) if "Coal stop" in text))
    assert "February" in gallery.reason.text()
    assert gallery.reason.isVisible()
    assert gallery.sources.full().startswith("Arithmetic on stated assumptions, not a forecast.")
    scene = gallery.chart.scene()
    assert scene is not None
    labels = [mark.label for mark in scene.marks()]
    assert any("published 357 kt, run 509 kt" in label and "NSO data" in label for label in labels)


def test_a_click_on_a_case_loads_its_scenario_in_one_step_of_undo(window: MainWindow, qtbot: QtBot) -> None:
    gallery = gallery_of(window, qtbot)
    before = window.session.state.scenario
    item = gallery.cases.item(4)
    where = gallery.cases.visualItemRect(item).center() + QPoint(-20, 0)
    qtbot.mouseClick(gallery.cases.viewport(), Qt.MouseButton.LeftButton, pos=where)
    settle(qtbot, window)
    assert window.session.state.scenario == gallery._cases[4].scenario
    assert window.session.results.trouble == ""
    assert window.session.results.outcome is not None
    window.actions_by_id["undo"].trigger()
    assert window.session.state.scenario == before


def test_a_dataset_without_cases_says_so_and_how_to_add_one(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(str(stranger_table(tmp_path)))
    gallery = gallery_of(window, qtbot)
    assert gallery.stack.currentWidget() is gallery.message
    assert "No back-tests come with this dataset" in gallery.message.text()
    assert "backtests" in gallery.message.text()


def test_a_faulty_case_is_named_and_the_others_live(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "mongolia"
    shutil.copytree(bundled_datasets()["mongolia"], folder)
    (folder / "backtests" / "broken.json").write_text("{", encoding="utf-8")
    window = make_window(str(folder))
    gallery = gallery_of(window, qtbot)
    assert gallery.cases.count() == 7
    assert "broken.json is no back-test case" in gallery.closing.text()


def test_links_below_the_panel_menu_and_palette_open_the_windows(window: MainWindow, qtbot: QtBot) -> None:
    window.findChild(QPushButton, "open-stress-test").click()
    settle(qtbot, window)
    assert window.commands.tests.stress.isVisible()
    window.findChild(QPushButton, "open-backtests").click()
    settle(qtbot, window)
    assert window.commands.tests.backtests.isVisible()
    for name in ("stress_test", "backtests"):
        assert window.actions_by_id[name].shortcut().toString()


def test_the_theme_reaches_the_windows(window: MainWindow, qtbot: QtBot) -> None:
    stress = stress_of(window, qtbot)
    gallery = gallery_of(window, qtbot)
    light = stress.chart.scene()
    window.actions_by_id["theme_dark"].trigger()
    settle(qtbot, window)
    dark = stress.chart.scene()
    assert light.background != dark.background
    assert gallery.chart.scene().background == dark.background
