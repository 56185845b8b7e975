"""The first rows of a file as they stand and as they become, side by side; a line of one is found in the other."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import PlainLabel, tip
from dependency_explorer.data.problems import counted
from dependency_explorer.data.schema import TABLES

if TYPE_CHECKING:
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.data.intake.preview import AsRead

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ROW_HEIGHT = 22
_MOST_WIDE = 220
_SAMPLED = 30
_MEASURED = 3
"""The longest cells of a column that are measured: the letters of one word are wider than those of another."""
_LONG = 16
"""Cells beyond this length may be cut by their column, and are whole in the tool tip."""


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, so that digits stand below each other."""
    chosen = QFont(font)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


class RowsModel(QAbstractTableModel):
    """Cells of text, each row with its line in the file; nothing is copied, so any number of rows costs the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: Sequence[str] = ()
        self._heads: Sequence[str] = ()
        self._rows: Sequence[Sequence[str]] = ()
        self._lines: Sequence[int] = ()
        self._numeric: list[bool] = []
        self._doubtful: frozenset[str] = frozenset()
        self._tint = QBrush()

    def show(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        lines: Sequence[int],
        texts: Collection[str] = (),
    ) -> None:
        """Replace the whole content. texts: columns that hold no numbers, though codes may look like them."""
        self.beginResetModel()
        self._titles, self._rows, self._lines = titles, rows, lines
        self._heads = titles
        self._numeric = [
            title not in texts and self._is_numeric(column) for column, title in enumerate(titles)
        ]
        self.endResetModel()

    def mark(self, doubtful: frozenset[str], tint: str) -> None:
        """Mark the columns that somebody should look at."""
        self._doubtful = doubtful
        self._tint = QBrush(QColor(tint))
        if self._titles:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._titles) - 1)
            last = self.index(len(self._rows) - 1, len(self._titles) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.BackgroundRole])

    def head(self, heads: Sequence[str]) -> None:
        """What stands above the columns, where their titles are too long for it."""
        self._heads = heads

    def row_of_line(self, line: int) -> int:
        """The first row that stands in a line of the file, -1 for none."""
        return next((row for row, one in enumerate(self._lines) if one == line), -1)

    def line(self, row: int) -> int:
        """The line of a row in the file."""
        return self._lines[row] if 0 <= row < len(self._lines) else 0

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row, column = self._rows[index.row()], index.column()
            text = row[column] if column < len(row) else ""
            if role == Qt.ItemDataRole.DisplayRole:
                return text
            return tip(text) if len(text) > _LONG else None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._numeric[index.column()]:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and self._titles[index.column()] in self._doubtful:
            return self._tint
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            line = self._lines[section]
            return (f"{line:,}".replace(",", "\u2009") if line else "") if role == 0 else None
        title = self._titles[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"? {self._heads[section]}" if title in self._doubtful else self._heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            check = self.tr("{0}: check what this column is, below").replace("{0}", title)
            return tip(check if title in self._doubtful else title)
        return None

    def _is_numeric(self, column: int) -> bool:
        told = [row[column] for row in self._rows[:_SAMPLED] if column < len(row) and row[column].strip()]
        return bool(told) and all(_looks_numeric(text) for text in told)


def _looks_numeric(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return digits > 0 and all(c.isdigit() or c in " .,-+eE\u2009\u00a0%" for c in text)


def plain_table(view: QTableView) -> None:
    """Rows of one height, figures of one width, no grid: a view that asks for nothing but the cells in sight."""
    view.setFont(tabular(view.font()))
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    side = view.verticalHeader()
    side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    side.setDefaultSectionSize(ROW_HEIGHT)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setHighlightSections(False)


class RowsView(QTableView):
    """Rows of one height, and columns as wide as their cells as long as that is not too wide."""

    line_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setObjectName(name)
        plain_table(self)
        self.horizontalHeader().setStretchLastSection(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentRowChanged.connect(self._row_chosen)

    def show_rows(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        lines: Sequence[int],
        texts: Collection[str] = (),
    ) -> None:
        """Show other rows; `texts` as in `RowsModel.show`."""
        across = self.horizontalScrollBar().value()
        self.rows.show(titles, rows, lines, texts)
        # The style sheet's header cuts a long title without an ellipsis.
        bold = QFontMetrics(self.horizontalHeader().font())
        self.rows.head([bold.elidedText(one, Qt.TextElideMode.ElideRight, _MOST_WIDE - 28) for one in titles])
        advance = self.fontMetrics().horizontalAdvance
        for column, title in enumerate(titles):
            told = {row[column] for row in rows if column < len(row)}
            longest = [f"{title}???", *heapq.nlargest(_MEASURED, told, key=len)]
            width = max(advance(text[:_MOST_WIDE]) for text in longest)
            self.setColumnWidth(column, min(_MOST_WIDE, max(48, width + 20)))
        self.horizontalScrollBar().setValue(across)

    def show_line(self, line: int) -> None:
        """Choose the first row of a line of the file."""
        row = self.rows.row_of_line(line)
        if row >= 0 and self.rows.line(self.currentIndex().row()) != line:
            self.selectionModel().blockSignals(True)
            self.selectRow(row)
            self.selectionModel().blockSignals(False)
            self.scrollTo(self.rows.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)
            self.viewport().update()

    def _row_chosen(self, current: QModelIndex) -> None:
        line = self.rows.line(current.row())
        if line:
            self.line_chosen.emit(line)


class SideBySide(QSplitter):
    """Left the file, right the table that it becomes; a drop-down where it becomes several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        self.file = RowsView("import-as-read")
        self.ours = RowsView("import-as-mapped")
        self.file.setAccessibleName(self.tr("First rows as they stand in the file"))
        self.ours.setAccessibleName(self.tr("First rows as they will be read"))
        self._tables = DropDown("import-table", self.tr("Table"), 10)
        self._tables.currentIndexChanged.connect(self._table_chosen)
        self._dataset: Dataset | None = None
        self._left_note = PlainLabel()
        self._left_note.setProperty("role", "muted")
        self._right_note = PlainLabel()
        self._right_note.setProperty("role", "muted")
        self._add(self.tr("In the file"), self._left_note, self.file)
        self.nothing = text_label("muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._right = QStackedWidget()
        self._right.addWidget(self.ours)
        self._right.addWidget(self.nothing)
        self._add(self.tr("As it will be read"), self._right_note, self._right, self._tables)
        self.setSizes([500, 500])
        self.file.line_chosen.connect(self.ours.show_line)
        self.ours.line_chosen.connect(self.file.show_line)

    def show_file(self, rows: AsRead) -> None:
        """The rows as they stand."""
        self.file.show_rows(rows.titles, rows.rows, rows.lines)
        count = len(rows.rows)
        told = (
            self.tr("first {0}").replace("{0}", counted(count, "row"))
            if count
            else self.tr("no rows to show")
        )
        where = self.tr(" of the sheet {0}").replace("{0}", rows.sheet) if rows.sheet else ""
        self._left_note.setText(told + where)

    def show_dataset(self, dataset: Dataset | None, asks: bool) -> None:
        """What the rows become; the tables that explain codes come last. asks: where they become nothing yet,
        something can be said that they need."""
        self._dataset = dataset
        self.nothing.setText(
            self.tr("Nothing yet: the sentence above says what is missing.")
            if asks
            else self.tr("Nothing: the sentence above says why it cannot be read.")
        )
        present = self._tables.currentData()
        tables = dataset.tables.items() if dataset is not None else ()
        self._tables.fill([(name, name) for name, table in tables if len(table)], present or "")
        self._tables.setVisible(self._tables.count() > 1)
        self._table_chosen()

    def show_no_rows(self, why: str) -> None:
        """That the rows become nothing as far as they are known. why: a sentence."""
        self.show_dataset(None, False)
        self.nothing.setText(why)

    def mark(self, doubtful: frozenset[str], style: Style) -> None:
        """Mark doubtful columns of the file."""
        self.file.rows.mark(doubtful, tinted(style))

    def _table_chosen(self) -> None:
        name = self._tables.currentData()
        if self._dataset is None or name is None:
            self.ours.show_rows((), (), ())
            self._right_note.setText("")
            self._right.setCurrentWidget(self.nothing)
            return
        self._right.setCurrentWidget(self.ours)
        titles, rows, lines = text_rows(self._dataset.tables[name])
        schema = TABLES.get(name)
        texts = frozenset(schema.names).difference(schema.numbers) if schema is not None else frozenset()
        self.ours.show_rows(titles, rows, lines if name in _FROM_THE_FILE else (0,) * len(rows), texts)
        self._right_note.setText("" if self._tables.count() > 1 else name)

    def _add(self, heading: str, note: QLabel, view: QWidget, choice: DropDown | None = None) -> None:
        box = QWidget()
        title = PlainLabel(heading)
        title.setProperty("role", "heading")
        title.setFixedHeight(self._tables.sizeHint().height())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(title)
        if choice is not None:
            row.addWidget(choice)
        row.addWidget(note)
        row.addStretch(1)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(view, 1)
        self.addWidget(box)


_FROM_THE_FILE = frozenset({"flows", "balances", "assets", "stakes", "routes", "events"})
"""Tables whose rows stand in the file; the others are made here to explain their codes."""
_MOST_ROWS = 200


def text_rows(table: Any) -> tuple[list[str], list[list[str]], list[int]]:
    """The first rows of a table of a dataset as texts, columns without anything in them left out."""
    from dependency_explorer.data.typed import ROW

    head = table.iloc[:_MOST_ROWS]
    titles, columns = [], []
    for name in head.columns:
        if name == ROW:
            continue
        texts = [text_of(value) for value in head[name].tolist()]
        if any(texts):
            titles.append(str(name))
            columns.append(texts)
    rows = [list(row) for row in zip(*columns, strict=True)]
    return titles, rows, [int(line) for line in head[ROW].tolist()]


def text_of(value: object) -> str:
    """A cell of a typed table as people read it; missing is empty."""
    if isinstance(value, float):
        if value != value:
            return ""
        if value.is_integer() and abs(value) < 1e15:
            return f"{int(value):,}".replace(",", "\u2009")
        return f"{value:,.6f}".rstrip("0").replace(",", "\u2009") if abs(value) >= 1e-3 else repr(value)
    return "" if value is None else str(value)


def tinted(style: Style) -> str:
    """The background of what somebody should look at."""
    from dependency_explorer.charts.drawing import mix

    return mix(style.surface, style.accent, 0.18)
