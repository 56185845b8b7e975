"""The table of assumptions in a real window: typed, refused, shared out, cancelled, exported, imported."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from dependency_explorer.app.assumptions_dialog import AssumptionsDialog
from dependency_explorer.app.assumptions_table import (
    DEFAULT,
    HIGH,
    LABEL,
    LOW,
    MOVES,
    SHARE,
    VALUE,
    variance_parts,
)
from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.window import MainWindow
from dependency_explorer.whatif.scenario import Override, Range
from dependency_explorer.whatif.sensitivity import Swing
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.test_study import rest


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> AssumptionsDialog:
    path = next(path for path in window.session.dataset.scenarios if "winter" in path.name)
    window.session.scenarios.load(path)
    settle(qtbot, window)
    rest(window, qtbot)
    qtbot.mouseClick(window.panel.footer.assumptions, Qt.MouseButton.LeftButton)
    found = window.findChild(AssumptionsDialog)
    qtbot.waitExposed(found)
    return found


def at(dialog: AssumptionsDialog, key: str) -> int:
    return next(i for i, row in enumerate(dialog.model.rows) if row.key == key)


def cell(dialog: AssumptionsDialog, key: str, column: int) -> str:
    return dialog.model.index(at(dialog, key), column).data()


def type_in(
    dialog: AssumptionsDialog, key: str, column: int, text: str, window: MainWindow, qtbot: QtBot
) -> None:
    dialog.model.setData(dialog.model.index(at(dialog, key), column), text)
    settle(qtbot, window)


def test_every_assumption_of_the_run_stands_there_with_its_source(
    dialog: AssumptionsDialog, window: MainWindow
) -> None:
    ledger = window.session.results.outcome.ledger
    assert [row.key for row in dialog.model.rows] == [row.key for row in ledger]
    assert cell(dialog, "stock.diesel", VALUE) == "51\u2009382"
    assert cell(dialog, "stock.diesel", LOW) == "25\u2009691"
    assert "–" in cell(dialog, "stock.diesel", MOVES)
    shares = [cell(dialog, row.key, SHARE) for row in dialog.model.rows]
    assert sum(dialog.model.shares().values()) == pytest.approx(1.0)
    assert sum(bool(text) for text in shares) == len(dialog.model.shares())


def test_a_value_typed_with_the_keyboard_is_marked_with_its_default_and_taken_back(
    dialog: AssumptionsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    key = "storage_capacity.diesel"
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(at(dialog, key), VALUE))
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.focusWidget() if dialog.table.focusWidget() is not dialog.table else None
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "90 000")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert Override(("storage_capacity", "diesel"), 90000.0) in window.session.state.scenario.assumptions
    assert cell(dialog, key, LABEL).startswith("•")
    assert cell(dialog, key, DEFAULT) == "51\u2009382"
    assert dialog.default.isEnabled()
    qtbot.mouseClick(dialog.default, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.session.state.scenario.assumptions == ()
    assert not cell(dialog, key, LABEL).startswith("•")


def test_a_range_is_kept_in_the_scenario_and_moves_the_draws(
    dialog: AssumptionsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    before = window.study.drawn
    type_in(dialog, "stock.diesel", HIGH, "60000", window, qtbot)
    assert window.session.state.scenario.ranges == (Range(("stock", "diesel"), 25691.0, 60000.0),)
    rest(window, qtbot)
    assert window.study.drawn is not before
    assert window.study.drawn.scenario.ranges


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [(VALUE, "many", "not a number"), (VALUE, "-4", "0"), (LOW, "60000", "leaves out")],
)
def test_what_does_not_fit_is_refused_in_words(
    dialog: AssumptionsDialog, window: MainWindow, qtbot: QtBot, column: int, text: str, says: str
) -> None:
    before = window.session.state.scenario
    key = "stock.diesel" if column == LOW else "storage_capacity.diesel"
    type_in(dialog, key, column, text, window, qtbot)
    assert says in dialog.trouble.text()
    assert window.session.state.scenario == before


def test_the_spread_is_shared_out_on_request_and_the_header_says_so(
    dialog: AssumptionsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    header = dialog.model.headerData(SHARE, Qt.Orientation.Horizontal)
    qtbot.mouseClick(dialog.spread, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.study.shares is not None, timeout=LOAD_MS)
    settle(qtbot, window)
    assert dialog.model.headerData(SHARE, Qt.Orientation.Horizontal) != header
    total = {share.key: share.total for share in window.study.shares}
    assert dialog.model.shares() == total
    assert dialog.spread.isEnabled()
    type_in(dialog, "storage_capacity.diesel", VALUE, "90000", window, qtbot)
    assert dialog.model.headerData(SHARE, Qt.Orientation.Horizontal) == header, "another run, other shares"


def test_sharing_out_can_be_cancelled(dialog: AssumptionsDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog._share_out()
    dialog._cancel_shares()
    settle(qtbot, window)
    assert window.study.shares is None
    assert dialog.spread.isEnabled()


def test_exported_edited_and_imported_with_a_sentence_for_a_bad_row(
    dialog: AssumptionsDialog,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "ledger.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog._export()
    text = target.read_text("utf-8-sig")
    assert text.startswith("key,assumption,value")
    text = text.replace(
        'storage_capacity.diesel,"Storage capacity, diesel fuel",51382', "storage_capacity.diesel,x,70000"
    )
    text = text.replace("max_draw.diesel,", "max_drow.diesel,")
    target.write_text(text, "utf-8")
    dialog.import_file(target)
    settle(qtbot, window)
    assert Override(("storage_capacity", "diesel"), 70000.0) in window.session.state.scenario.assumptions
    told = window.findChild(DetailsDialog)
    assert "1 row" in told.sentence.text()
    assert "max_drow.diesel" in told.details
    told.close()
    dialog.import_file(tmp_path / "nowhere.csv")
    assert "does not exist" in dialog.trouble.text()


def test_every_button_has_a_name_and_the_table_opens_from_the_menu(
    dialog: AssumptionsDialog, window: MainWindow
) -> None:
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and not button.objectName().startswith("qt_"):
            assert button.accessibleName() or button.text(), button
    assert dialog.table.accessibleName()
    dialog.accept()
    window.actions_by_id["assumptions"].trigger()
    assert any(one.isVisible() for one in window.findChildren(AssumptionsDialog))


def test_rough_parts_are_squared_swings() -> None:
    swings = (Swing("a", 0, 1, 0.0, 3.0), Swing("b", 0, 1, 4.0, 0.0))
    assert variance_parts(swings) == {"a": pytest.approx(9 / 25), "b": pytest.approx(16 / 25)}
    assert variance_parts(()) == {}


@pytest.mark.parametrize("width", [760, 984, 1180])
def test_what_is_cut_in_a_cell_stands_in_its_tip(dialog: AssumptionsDialog, qtbot: QtBot, width: int) -> None:
    dialog.resize(width, 500)
    QCoreApplication.processEvents()
    model, table = dialog.model, dialog.table
    cut = 0
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            text, shown = index.data(), index.data(Qt.ItemDataRole.ToolTipRole)
            if text and table.sizeHintForIndex(index).width() > table.columnWidth(column):
                cut += 1
                assert text.removeprefix("• ") in unescape(shown), (row, column)
    if width >= 1180:
        names = max(table.sizeHintForIndex(model.index(r, LABEL)).width() for r in range(model.rowCount()))
        assert table.columnWidth(LABEL) >= names, "there is room for all names"
    else:
        assert cut
