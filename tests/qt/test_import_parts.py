"""The parts of the import window: rows, decisions and problems, each with what it was given."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.sums import FlowSum
from dependency_explorer.app.import_parts import DecisionList
from dependency_explorer.app.import_tables import RowsView
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.intake.plan import Decision, Option
from tests.qt.conftest import LOAD_MS
from tests.qt.importing import comtrade, opened


def test_titles_without_end_are_cut_with_an_ellipsis_and_whole_in_the_tool_tip(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    titles = [
        f"{word} {'very long title ' * 18}{n}"
        for n, word in enumerate(["exporter", "importer"] + ["x"] * 398)
    ]
    path = tmp_path / "wide.csv"
    path.write_text(
        ";".join(titles)
        + "\n"
        + "".join(";".join(["Norway", "Wallis", *["1.5"] * 398]) + "\n" for _ in range(9))
    )
    shown = opened(qtbot, window, path)
    view = shown.tables.file
    across = Qt.Orientation.Horizontal
    assert view.rows.columnCount() == 400
    assert str(view.rows.headerData(0, across)).removeprefix("? ").endswith("…")
    told = str(view.rows.headerData(399, across, Qt.ItemDataRole.ToolTipRole))
    assert titles[399] in unescape(told)
    assert told.startswith("<p"), "a line of 300 letters does not fit on the screen"
    header, metrics = view.horizontalHeader(), view.fontMetrics()
    for column in range(3):
        head = str(view.rows.headerData(column, across))
        assert QFontMetrics(header.font()).horizontalAdvance(head) <= header.sectionSize(column)
        cell = str(view.rows.data(view.rows.index(0, column)))
        assert metrics.horizontalAdvance(cell) + 12 <= header.sectionSize(column)
    assert len(shown.head.reason.full()) < 400
    shown.reject()


def test_no_problems_are_a_sentence_and_a_problem_is_a_table(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    shown.tabs.setCurrentIndex(3)
    assert not shown.tabs.problems.isVisible()
    assert shown.tabs.tabText(3) == "Problems"
    shown.reject()
    path = comtrade(tmp_path, "other.csv")
    path.write_text(path.read_text().replace(",66500,", ",lots,"))
    again = opened(qtbot, window, path)
    again.tabs.setCurrentIndex(3)
    assert again.tabs.problems.isVisible()
    assert again.tabs.tabText(3) == "Problems (1)"
    again.reject()


def test_a_decision_that_only_tells_claims_no_choice(qtbot: QtBot) -> None:
    shown = DecisionList()
    qtbot.addWidget(shown)
    either = (Option("a", "Read both"), Option("b", "Read one"))
    shown.show_decisions(
        [
            Decision("prices", "Prices are not read.", 0),
            Decision("own", "Flows of a place to itself are not read.", 3, dropped=True),
            Decision("sides", "Both sides are read.", 9, options=either, chosen="a"),
        ],
        editable=False,
    )
    said = [one.text() for one in shown.findChildren(QLabel)]
    assert {"Prices are not read.", "Set aside", "Read both"} <= set(said)
    assert "Kept" not in said


@pytest.mark.parametrize("width", [1200, 860, 500])
def test_the_list_of_decisions_is_as_high_as_its_sentences(qtbot: QtBot, width: int) -> None:
    shown = DecisionList()
    qtbot.addWidget(shown)
    shown.resize(width, 240)
    shown.show()
    said = "Of the World rows with partners beside them some differ from what their partners add up to. Both stay."
    shown.show_decisions([Decision(f"{i}", said[: 40 + 8 * i], 10, share=0.1) for i in range(8)])
    inside = shown.widget()
    qtbot.waitUntil(lambda: inside.height() == inside.heightForWidth(inside.width()), timeout=LOAD_MS)
    for label in inside.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()


def test_codes_of_digits_are_texts_in_what_is_read(qtbot: QtBot) -> None:
    """Their column is headed as texts are, and so they stand below it."""
    view = RowsView("rows")
    qtbot.addWidget(view)
    view.show_rows(("commodity", "quantity"), (("2710", "95"), ("2711", "5")), (2, 3), {"commodity"})
    sides = [view.rows.data(view.rows.index(0, i), Qt.ItemDataRole.TextAlignmentRole) for i in range(2)]
    assert sides[0] is None
    assert sides[1] & Qt.AlignmentFlag.AlignRight


def test_other_choices_are_offered_where_working_them_out_takes_long(qtbot: QtBot) -> None:
    shown = DecisionList()
    qtbot.addWidget(shown)
    either = (Option("a", "Read both"), Option("b", "Read one"))
    shown.show_decisions([Decision("sides", "Both sides are read.", 9, options=either, chosen="a")])
    shown.show_total(FlowSum(4, 100.0, ()), unasked=False)
    (ask,) = [one for one in shown.findChildren(QAbstractButton) if "What would change" in one.text()]
    with qtbot.waitSignal(shown.asked) as asked:
        ask.click()
    assert asked.args == ["sides", "b"]
    shown.show_effect("sides", "b", FlowSum(3, 50.0, ()))
    assert ask.isHidden()
    (effect,) = [one for one in shown.findChildren(QLabel) if one.text().startswith("Read one: ")]
    assert not effect.isHidden()
    assert "−50" in effect.text()
