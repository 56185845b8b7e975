"""After an import: the report, workspaces on the dataset, views of what a bundled dataset does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.data_tables import DataTables
from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.quality_report import QualityReport
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.importing import choose, comtrade, is_shown, opened, save


def test_the_report_is_there_for_ever_and_its_decisions_can_be_undone(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(home=tmp_path / "one")
    path = comtrade(tmp_path)
    save(qtbot, window, opened(qtbot, window, path))
    folder = window.session.dataset.origin
    window.close()
    again = make_window(home=tmp_path / "one")
    assert again.session.dataset.origin == folder
    assert again.findChild(QWidget, "status-report").isVisible()
    again.actions_by_id["quality_report"].trigger()
    report = again.findChild(QualityReport)
    assert report.report().rows_read - report.report().rows_kept == 2
    assert not report.change.isHidden()
    report.change.click()
    qtbot.waitUntil(lambda: is_shown(again), timeout=LOAD_MS)
    shown = again.findChild(ImportWindow)
    settle(qtbot, again)
    assert shown.foot.save.text() == "Replace and open"
    choose(shown.findChild(QComboBox, "decision-reexports"), "keep")
    settle(qtbot, again)
    save(qtbot, again, shown)
    assert again.session.dataset.origin == folder
    (told,) = again.commands.importer.reports()
    assert told.rows_kept == told.rows_read
    path.unlink()
    again.actions_by_id["quality_report"].trigger()
    gone = again.findChildren(QualityReport)[-1]
    assert gone.change.isHidden()
    gone.close()


def test_a_dataset_that_was_not_imported_has_no_report(window: MainWindow) -> None:
    assert window.findChild(QWidget, "status-report").isHidden()
    assert not window.actions_by_id["quality_report"].isEnabled()


def test_a_workspace_on_an_imported_dataset_reopens(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(home=tmp_path / "one")
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    window.session.choose_place("KAZ")
    settle(qtbot, window)
    saved = tmp_path / "mine.dependency.json"
    assert window.session.save(saved)
    other = make_window(str(saved), home=tmp_path / "two")
    assert other.session.state == window.session.state
    assert other.session.dataset.origin == window.session.dataset.origin


def test_places_are_compared_in_the_window_and_in_the_workspace(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    window.actions_by_id["compare_places"].trigger()
    settle(qtbot, window)
    card = window.board.cards["multiples"]
    assert card.isVisible()
    assert window.board.current == "multiples", "what is exported is what is seen"
    assert window.commands.last_folder() != str(Path(window.session.dataset.origin).parent)
    assert [row.code for row in card.figure.data.rows] == ["MNG", "KAZ"]
    assert card.figure.title.startswith("Mongolia’s suppliers")
    assert not window.board.cards["flows"].isVisible()
    panel = window.board.picker.panel()
    window.board.picker.menu().popup(window.pos())
    qtbot.waitUntil(panel.isVisible)
    assert panel.list.count() == 2
    panel.none.click()
    panel.list.item(1).setCheckState(Qt.CheckState.Checked)
    settle(qtbot, window)
    assert len(window.session.state.compared) == 1
    assert [row.code for row in card.figure.data.rows] == list(window.session.state.compared)
    for at, count in ((120, 2), (10, 1)):  # on the name, and on the box
        where = panel.list.visualItemRect(panel.list.item(0)).topLeft() + QPoint(at, 12)
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
        settle(qtbot, window)
        assert len(window.session.state.compared) == count, "a click ticks or unticks once"
    window.board.picker.menu().close()
    for _ in range(3):
        window.session.store.undo()
    settle(qtbot, window)
    assert window.session.state.compared == ()
    assert len(card.figure.data.rows) == 2
    assert card.figure.table().rows
    window.actions_by_id["compare_places"].trigger()
    settle(qtbot, window)
    assert window.board.cards["flows"].isVisible()
    assert not card.isVisible()
    assert window.board.cards[window.board.current].isVisible()
    window.actions_by_id["compare_places"].trigger()
    settle(qtbot, window)
    window.session.open("mongolia")
    qtbot.waitUntil(lambda: window.session.dataset.name == "mongolia", timeout=LOAD_MS)
    settle(qtbot, window)
    assert window.board.cards[window.board.current].isVisible()
    assert window.actions_by_id["export"].isEnabled()


@pytest.mark.parametrize("kind", ["production", "ownership"])
def test_a_dataset_without_flows_opens_says_so_and_shows_its_tables(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / kind
    folder.mkdir()
    if kind == "production":
        rows = "".join(f"{year},CHL,copper,production,{5000 + year},kt\n" for year in range(2015, 2024))
        (folder / "balances.csv").write_text("period,place,commodity,item,value,unit\n" + rows)
    else:
        (folder / "assets.csv").write_text("id,name,place,commodity\nmine,Big Mine,CHL,copper\n")
        (folder / "stakes.csv").write_text(
            "asset_id,holder,holder_country,share_pct\nmine,State,CHL,40\nmine,Far Mining,GBR,60\n"
        )
    faults: list[str] = []
    window.hooks.caught.connect(lambda sentence, details: faults.append(details))
    window.session.open(str(folder))
    qtbot.waitUntil(lambda: window.session.dataset.name == kind, timeout=LOAD_MS)
    settle(qtbot, window)
    cards = window.board.cards
    for name in ("flows", "trend", "partners"):
        assert "no flows between places" in cards[name].figure.empty_reason
    assert cards["stakes"].isVisible() == (kind == "ownership")
    if kind == "ownership":
        assert cards["stakes"].figure.table().rows
    assert window.session.results.choices.places[0][1] == "Chile"
    assert "preset above" not in window.panel.nothing.text(), "there is none"
    assert window.panel.header.presets.text() == "Scenario ▾"
    window.findChild(QWidget, "baseline-hint").click()
    tables = window.findChild(DataTables)
    assert tables.rows.rowCount() == (9 if kind == "production" else 1)
    tables.close()
    for command in (
        "compare_places",
        "monthly",
        "buyers",
        "new_scenario",
        "table",
        "back_to_baseline",
        "undo",
    ):
        window.actions_by_id[command].trigger()
        settle(qtbot, window)
    for dialog in window.findChildren(DetailsDialog):
        dialog.close()
    assert not faults, faults[0]
