"""A chart's numbers as a table: sorted on our own order, because Qt's proxy is quadratic on Python models."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from dependency_explorer.app.plain import tip
from dependency_explorer.charts.table import Cell, Table
from dependency_explorer.data.formulas import pasted

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LONG = 4
"""Texts beyond this length may be cut by their column, and are whole in the tool tip."""
DIGITS = 6
"""Significant digits of a number on screen; copies and CSV carry all."""
WIDEST, SHORT_TEXT, LEAST_TEXT, LEAST_NAME = 260, 22, 9, 15
"""The widest that a column becomes, in pixels; in digits, texts that stay whole while names can give way, and the
least that texts, and names, keep."""
_DEEPEST, _HIGHEST = 7, 15
"""Decimals, and digits before the mark, beyond which a number is written with a power of ten."""
_BESIDE, _DIGIT, _POINT = 22, "\u2007", "\u2008"


def decimals_below_each_other(values: Sequence[Cell], digits: int) -> tuple[str, ...]:
    """Numbers of one column as texts of which the right ends lie below each other, decimal mark below mark.

    Each has at most `digits` significant digits and no more decimals than any of the column needs; what a number
    has fewer is filled with blanks of the width of a digit. Missing is "", other cells are as they are.
    """
    shown = [
        f"{value:.{digits}g}" if isinstance(value, float) and math.isfinite(value) else "" for value in values
    ]
    decimals = [_decimals(text) if text else 0 for text in shown]
    most = max((one for one in decimals if one <= _DEEPEST), default=0)
    texts = []
    for value, text, needed in zip(values, shown, decimals, strict=True):
        if not text:
            texts.append("" if value is None else str(value))
            continue
        number = float(text)
        size = math.floor(math.log10(abs(number))) if number else 0
        if needed > _DEEPEST or size >= _HIGHEST:
            texts.append(text)
            continue
        after = max(0, min(most, digits - 1 - size)) if number else 0
        blank = (_POINT if most and not after else "") + _DIGIT * (most - after)
        texts.append(f"{number:,.{after}f}".replace(",", "\u2009") + blank)
    return tuple(texts)


def _decimals(shown: str) -> int:
    """Decimals of a number as "g" writes it, a power of ten among them."""
    mantissa, _, power = shown.partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(power or 0))


def in_two_lines(title: str) -> str:
    """A heading broken at the blank nearest to its middle."""
    breaks = [at for at, sign in enumerate(title) if sign == " "]
    if not breaks:
        return title
    at = min(breaks, key=lambda one: abs(2 * one + 1 - len(title)))
    return f"{title[:at]}\n{title[at + 1 :]}"


class TableModel(QAbstractTableModel):
    """Shows a `charts.table.Table`; numbers right-aligned, units in the headers, missing as an empty cell."""

    def __init__(self, parent: QWidget | None = None, digits: int = DIGITS) -> None:
        super().__init__(parent)
        self._digits = digits
        self._table = Table((), ())
        self._order: list[int] = []
        self._texts: dict[int, tuple[str, ...]] = {}
        self._broken: frozenset[int] = frozenset()

    def set_table(self, table: Table) -> None:
        """Replace the whole content."""
        self.beginResetModel()
        self._table = table
        self._order = list(range(len(table.rows)))
        self._texts = {}
        self.endResetModel()

    def table(self) -> Table:
        """The content in its present order."""
        return Table(self._table.columns, tuple(self._table.rows[i] for i in self._order))

    def source_row(self, row: int) -> int:
        """Which row of the table as it was given stands in a row on screen."""
        return self._order[row]

    def break_titles(self, broken: frozenset[int]) -> None:
        """Which columns have their heading in two lines."""
        if broken != self._broken and self._table.columns:
            self._broken = broken
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._table.columns) - 1)

    def _column_texts(self, column: int) -> tuple[str, ...]:
        """A column of numbers as texts, made when first asked for: a table of ten columns shows few at a time."""
        if column not in self._texts:
            self._texts[column] = decimals_below_each_other(
                [row[column] for row in self._table.rows], self._digits
            )
        return self._texts[column]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        value = self._table.rows[self._order[index.row()]][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if self._table.columns[index.column()].numeric:
                return self._column_texts(index.column())[self._order[index.row()]]
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(value, str) and len(value) > LONG:
            return tip(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._table.columns[index.column()].numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return tip(self.title(section))
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = "AlignRight" if self._table.columns[section].numeric else "AlignLeft"
            return Qt.AlignmentFlag[side] | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        title = self.title(section)
        return in_two_lines(title) if section in self._broken else title

    def numeric(self, section: int) -> bool:
        """Whether a column holds numbers."""
        return self._table.columns[section].numeric

    def title(self, section: int) -> str:
        """The heading of a column in one line."""
        column = self._table.columns[section]
        return f"{column.name}, {column.unit}" if column.unit else column.name

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Missing values last, whichever way."""
        if not 0 <= column < len(self._table.columns):
            return
        rows = self._table.rows
        present = [i for i in range(len(rows)) if rows[i][column] is not None]
        missing = [i for i in range(len(rows)) if rows[i][column] is None]
        numeric = self._table.columns[column].numeric
        present.sort(
            key=lambda i: (
                (0, rows[i][column], "")
                if numeric and isinstance(rows[i][column], int | float)
                else (1, 0.0, str(rows[i][column]))
            ),
            reverse=order == Qt.SortOrder.DescendingOrder,
        )
        self.layoutAboutToBeChanged.emit()
        # What is chosen is a row of the table and not a line of the screen: it moves along.
        before = self.persistentIndexList()
        chosen = [(self._order[index.row()], index.column()) for index in before]
        self._order = present + missing
        place = {row: line for line, row in enumerate(self._order)}
        self.changePersistentIndexList(before, [self.index(place[row], at) for row, at in chosen])
        self.layoutChanged.emit()


class TableView(QTableView):
    """The view: fixed row height, sortable, Ctrl+C copies the chosen rows with their header.

    Columns take the width of their header and cells. Where that is more than the room, headings go in two lines;
    where it still is, columns of texts give way, the widest first, and show their texts in tool tips.
    names: columns that stay readable; spare: columns left out where names would not be, or they themselves be cut;
    left_out: never shown.
    What is not shown is copied as well.
    """

    def __init__(self, parent: QWidget | None = None, digits: int = DIGITS) -> None:
        super().__init__(parent)
        self._model = TableModel(self, digits)
        self._natural: list[tuple[int, int, int]] = []
        self.names: tuple[int, ...] = ()
        self.spare: tuple[int, ...] = ()
        self.left_out: frozenset[int] = frozenset()
        self.setModel(self._model)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self._natural = []
        self._model.set_table(table)
        head = QFont(self.font())
        head.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(head)
        widths = []
        for column in range(self._model.columnCount()):
            title = self._model.title(column)
            halves = max(metrics.horizontalAdvance(half) for half in in_two_lines(title).split("\n"))
            widths.append(
                (self.sizeHintForColumn(column), metrics.horizontalAdvance(title) + _BESIDE, halves + _BESIDE)
            )
        self._natural = widths
        self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A heading in two lines makes the view lower; only another width asks for other columns.
        if event.size().width() != event.oldSize().width():
            self.fit_columns()

    def fit_columns(self) -> None:
        """Share the width out among the columns."""
        if not self._natural:
            return
        shown = [i for i in range(len(self._natural)) if i not in self.left_out]
        widths = self._widths(shown)
        room = LEAST_NAME * self.fontMetrics().horizontalAdvance("0")
        cut = [i for i in self.names if widths[i] < min(room, self._natural[i][0])]
        cut += [i for i in self.spare if i in widths and widths[i] < self._natural[i][0]]
        if cut:
            shown = [i for i in shown if i not in self.spare]
            widths = self._widths(shown)
        self._model.break_titles(frozenset(i for i in shown if widths[i] < self._natural[i][1]))
        for column in range(len(self._natural)):
            self.setColumnHidden(column, column not in widths)
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def _widths(self, shown: Sequence[int]) -> dict[int, int]:
        """Width of each column that is shown: whole where there is room, else texts cut, the widest first."""
        room = self.viewport().width()
        widths = {i: min(WIDEST, max(self._natural[i][:2])) for i in shown}
        if sum(widths.values()) > room:
            widths = {i: min(WIDEST, max(self._natural[i][0], self._natural[i][2])) for i in shown}
        em = self.fontMetrics().horizontalAdvance("0")
        least = {i: max(LEAST_TEXT * em, self._natural[i][2]) for i in shown}
        while (over := sum(widths.values()) - room) > 0:
            texts = [i for i in shown if not self._model.numeric(i) and widths[i] > least[i]]
            if not texts:
                break
            others = [i for i in texts if i not in self.names]
            # A kind or a unit cut to its first letters says nothing, a name of three words still something.
            giving, kept = [i for i in others if widths[i] > SHORT_TEXT * em], SHORT_TEXT * em
            if not giving:
                giving, kept = (
                    [i for i in texts if i in self.names and widths[i] > LEAST_NAME * em],
                    LEAST_NAME * em,
                )
            if not giving:
                giving, kept = others or texts, 0
            high = max(widths[i] for i in giving)
            widest = [i for i in giving if widths[i] == high]
            # Further than what it keeps no text gives way before the others have.
            floor = max(kept, *(least[i] for i in widest), *(widths[i] for i in giving if widths[i] < high))
            cut = max(1, min(high - floor, over // len(widest)))
            for i in widest[:over]:
                widths[i] -= cut
        if sum(widths.values()) > room:
            # It has to be moved sideways in any case: then no name needs to be cut short for it.
            for i in shown:
                natural = max(self._natural[i][0], self._natural[i][2])
                widths[i] = max(widths[i], min(natural, LEAST_NAME * em))
        return widths

    def source_row(self, row: int) -> int:
        """Which row of the table as it was given stands in a row on screen."""
        return self._model.source_row(row)

    def text(self) -> str:
        """The chosen rows, else all, as tab-separated text with a header."""
        table = self._model.table()
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(len(table.rows))
        header = [f"{c.name} ({c.unit})" if c.unit else c.name for c in table.columns]
        return pasted([header, *(table.rows[i] for i in chosen)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        else:
            super().keyPressEvent(event)
