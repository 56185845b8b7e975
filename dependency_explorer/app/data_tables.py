"""The tables of the dataset as they are, row by row: what no chart shows is still to be seen."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.import_tables import plain_table, text_of
from dependency_explorer.app.plain import PlainLabel, tip
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.data.problems import count, counted

if TYPE_CHECKING:
    import pandas as pd

    from dependency_explorer.data.dataset import Dataset

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PIECE = 256
_PIECES = 16


class FrameModel(QAbstractTableModel):
    """A table of a dataset. Cells become text when they come into sight, so ten million rows open like ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: pd.DataFrame | None = None
        self._names: list[str] = []
        self._numbers: frozenset[str] = frozenset()
        self._pieces: OrderedDict[int, list[list[str]]] = OrderedDict()

    def show(self, table: pd.DataFrame, numbers: frozenset[str]) -> None:
        """Show another table; numbers: the names of its columns of figures."""
        from dependency_explorer.data.typed import ROW

        self.beginResetModel()
        self._table, self._numbers = table, numbers
        self._names = [str(name) for name in table.columns if name != ROW]
        self._pieces.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._table is None else len(self._table)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._piece(index.row() // _PIECE)[index.row() % _PIECE][index.column()]
            if role == Qt.ItemDataRole.DisplayRole:
                return text
            return tip(text) if len(text) > 24 else None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._names[index.column()] in self._numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return count(section + 1) if orientation == Qt.Orientation.Vertical else self._names[section]

    def head(self, rows: int) -> list[list[str]]:
        """The texts of the first rows."""
        return self._piece(0)[:rows] if self.rowCount() else []

    def _piece(self, number: int) -> list[list[str]]:
        if number not in self._pieces:
            assert self._table is not None
            part: Any = self._table.iloc[number * _PIECE : (number + 1) * _PIECE]
            columns = [[text_of(value) for value in part[name].tolist()] for name in self._names]
            self._pieces[number] = [list(row) for row in zip(*columns, strict=True)]
            if len(self._pieces) > _PIECES:
                self._pieces.popitem(last=False)
        return self._pieces[number]


class DataTables(FittedDialog):
    """One table at a time."""

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent, (1100, 700), over=(100, 100))
        self.setObjectName("data-tables")
        self.setWindowTitle(self.tr("Tables of {0}").replace("{0}", dataset.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dataset = dataset
        self.choice = DropDown("data-table", self.tr("Table"), 14)
        self.choice.fill(
            [
                (name, f"{name} · {counted(len(table), 'row')}")
                for name, table in dataset.tables.items()
                if len(table)
            ],
            "",
        )
        self._what = PlainLabel()
        self._what.setProperty("role", "muted")
        self.view = QTableView()
        self.view.setObjectName("data-rows")
        self.view.setAccessibleName(self.tr("Rows"))
        self.rows = FrameModel(self.view)
        self.view.setModel(self.rows)
        plain_table(self.view)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choice)
        row.addWidget(self._what, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        column.addWidget(box)
        self.choice.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        from dependency_explorer.data.schema import TABLES

        name = self.choice.currentData()
        if name is None:
            return
        self._what.setText(TABLES[name].description)
        self.rows.show(self._dataset.tables[name], frozenset(TABLES[name].numbers))
        metrics = self.view.fontMetrics()
        head = self.rows.head(40)
        for index in range(self.rows.columnCount()):
            title = str(self.rows.headerData(index, Qt.Orientation.Horizontal))
            longest = max([title, *(row[index] for row in head)], key=len)
            self.view.setColumnWidth(index, min(260, max(60, metrics.horizontalAdvance(longest) + 20)))
