"""Tables of numbers in the window: decimals below each other, and no sideways scrolling in a small window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from dependency_explorer.app import screen_room
from dependency_explorer.app.screen_room import TITLE_BAR, FittedDialog, fit
from dependency_explorer.app.screen_room import screen_room as room_of
from dependency_explorer.app.table_view import (
    LEAST_NAME,
    LEAST_TEXT,
    TableView,
    decimals_below_each_other,
    in_two_lines,
)
from dependency_explorer.charts.table import Column, Table

BLANKS = {"\u2007": "0", "\u2008": "."}
"""What a blank of the width of a digit, and of a decimal mark, stands for."""
cells = st.one_of(
    st.none(),
    st.floats(min_value=-1e9, max_value=1e9, allow_nan=False),
    st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
)


@given(st.lists(cells, min_size=1, max_size=30), st.integers(1, 6))
def test_numbers_are_shown_to_their_digits_with_the_marks_below_each_other(
    values: list[float | None], digits: int
) -> None:
    texts = decimals_below_each_other(values, digits)
    behind = set()
    for value, text in zip(values, texts, strict=True):
        if value is None:
            assert text == ""
            continue
        assert float(re.sub("[\u2007\u2008\u2009]", "", text)) == float(f"{value:.{digits}g}")
        if "e" in text:
            continue
        filled = "".join(BLANKS.get(sign, sign) for sign in text.replace("\u2009", ""))
        behind.add(len(filled.partition(".")[2]))
    assert len(behind) <= 1, "every decimal mark at the same distance from the right end"


@given(st.text(alphabet="ab ,%", min_size=1, max_size=40))
def test_a_heading_in_two_lines_has_the_same_words(title: str) -> None:
    broken = in_two_lines(title)
    assert broken.replace("\n", " ") == title
    assert broken.count("\n") <= 1


def shown(qtbot: QtBot, table: Table, width: int) -> TableView:
    view = TableView()
    qtbot.addWidget(view)
    view.resize(width, 200)
    view.names = (0,)
    view.set_table(table)
    view.show()
    QCoreApplication.processEvents()
    return view


WIDE = Table(
    (
        Column("Name of the place"),
        Column("What it goes short of"),
        *(Column(f"Number {i}", "kt", True) for i in range(6)),
    ),
    tuple(
        (f"A place with a long name {i}", "A commodity with a long name", *(i * 1.5,) * 6) for i in range(50)
    ),
)


@pytest.mark.parametrize("width", [1200, 800, 720])
def test_columns_fit_where_texts_can_give_way(qtbot: QtBot, width: int) -> None:
    view = shown(qtbot, WIDE, width)
    header: QHeaderView = view.horizontalHeader()
    assert not view.horizontalScrollBar().isVisible()
    assert header.length() == view.viewport().width()
    least = LEAST_TEXT * view.fontMetrics().horizontalAdvance("0")
    assert min(header.sectionSize(0), header.sectionSize(1)) >= least
    for column in range(2, 8):
        assert header.sectionSize(column) >= view.sizeHintForColumn(column), "a number is never cut"
    index = view.model().index(0, 0)
    assert "long name 0" in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("width", range(560, 720, 20))
def test_a_name_is_cut_to_its_least_only_after_the_other_texts(qtbot: QtBot, width: int) -> None:
    """One long name beside a text that is short enough to stay whole as long as names can give way."""
    table = Table(
        (Column("Failure"), Column("Unit"), *(Column(f"Number {i}", "kt", True) for i in range(4))),
        tuple(
            ("Imports from a neighbour + a thermal power plant", "% of a year's use", *(i,) * 4)
            for i in range(9)
        ),
    )
    view = shown(qtbot, table, width)
    em = view.fontMetrics().horizontalAdvance("0")
    header = view.horizontalHeader()
    assert header.sectionSize(0) >= LEAST_NAME * em or header.sectionSize(1) <= LEAST_TEXT * em


def test_columns_left_out_are_copied_all_the_same(qtbot: QtBot) -> None:
    view = shown(qtbot, WIDE, 500)
    view.left_out = frozenset({2, 3})
    view.set_table(WIDE)
    assert [view.isColumnHidden(c) for c in range(8)] == [False, False, True, True, *[False] * 4]
    assert view.text().splitlines()[0].count("\t") == 7


def test_every_window_beside_the_main_one_is_fitted() -> None:
    """By base class: a dialog that takes Qt's own would open larger than a small screen. Popups are small."""
    own = {"screen_room.py", "history_popup.py", "palette.py"}
    found = {
        path.name
        for path in Path(screen_room.__file__).parent.glob("*.py")
        if "(QDialog)" in path.read_text("utf-8")
    }
    assert found == own


@given(st.integers(300, 4000), st.integers(300, 4000), st.integers(300, 4000), st.integers(300, 4000))
def test_a_window_is_cut_to_the_room_and_never_grows(
    wide: int, tall: int, room_wide: int, room_tall: int
) -> None:
    window = FittedDialog()
    window.resize(wide, tall)
    fit(window, QSize(room_wide, room_tall))
    assert window.size() == QSize(min(wide, room_wide), min(tall, room_tall))


def test_a_dialog_that_was_larger_is_fitted_when_it_is_shown_again(qtbot: QtBot) -> None:
    window = FittedDialog(None, (5000, 5000))
    qtbot.addWidget(window)
    room = room_of(window)
    assert room.height() == window.screen().availableGeometry().height() - TITLE_BAR
    assert window.size() == room
    window.show()
    window.hide()
    window.resize(5000, 5000)
    window.show()
    assert window.size() == room


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=12), st.data())
def test_sorting_carries_the_choice_along(values: list[int | None], data: st.DataObject) -> None:
    view = TableView()
    view.set_table(Table((Column("n", "", True), Column("row")), tuple((v, i) for i, v in enumerate(values))))
    chosen = data.draw(st.integers(0, len(values) - 1))
    view.selectRow(chosen)
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        view.sortByColumn(0, order)
        rows = {index.row() for index in view.selectedIndexes()}
        assert [view.source_row(row) for row in rows] == [chosen]
        assert view.source_row(view.currentIndex().row()) == chosen
