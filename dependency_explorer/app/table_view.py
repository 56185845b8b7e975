"""A chart's numbers as a table: sorted on our own order, because Qt's proxy is quadratic on Python models."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from dependency_explorer.app.plain import tip
from dependency_explorer.charts.table import Table

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LONG = 24
"""Texts beyond this length may be cut by their column, and are whole in the tool tip."""


class TableModel(QAbstractTableModel):
    """Shows a `charts.table.Table`; numbers right-aligned, units in the headers, missing as an empty cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())
        self._order: list[int] = []

    def set_table(self, table: Table) -> None:
        """Replace the whole content."""
        self.beginResetModel()
        self._table = table
        self._order = list(range(len(table.rows)))
        self.endResetModel()

    def table(self) -> Table:
        """The content in its present order."""
        return Table(self._table.columns, tuple(self._table.rows[i] for i in self._order))

    def source_row(self, row: int) -> int:
        """Which row of the table as it was given stands in a row on screen."""
        return self._order[row]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        value = self._table.rows[self._order[index.row()]][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if value is None:
                return ""
            return f"{value:,.6g}".replace(",", "\u2009") if isinstance(value, float) else str(value)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(value, str) and len(value) > LONG:
            return tip(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._table.columns[index.column()].numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = "AlignRight" if self._table.columns[section].numeric else "AlignLeft"
            return Qt.AlignmentFlag[side] | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
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
        self._order = present + missing
        self.layoutChanged.emit()


class TableView(QTableView):
    """The view: fixed row height, sortable, Ctrl+C copies the chosen rows with their header."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TableModel(self)
        self.setModel(self._model)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def set_table(self, table: Table) -> None:
        """Show another table; columns take the width of their header and first rows."""
        self._model.set_table(table)
        self.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), 260))

    def source_row(self, row: int) -> int:
        """Which row of the table as it was given stands in a row on screen."""
        return self._model.source_row(row)

    def text(self) -> str:
        """The chosen rows, else all, as tab-separated text with a header."""
        table = self._model.table()
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(len(table.rows))
        header = "\t".join(f"{c.name} ({c.unit})" if c.unit else c.name for c in table.columns)
        lines = ["\t".join("" if v is None else str(v) for v in table.rows[i]) for i in chosen]
        return "\n".join([header, *lines])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        else:
            super().keyPressEvent(event)
