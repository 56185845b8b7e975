"""What the user can say of a table in the import window: what each column is, and what stands in no cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import PlainLabel, tip

if TYPE_CHECKING:
    from dependency_explorer.data.intake.preview import AsRead
    from dependency_explorer.data.intake.profile import ColumnRole

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
SURE = 0.75
"""A column whose role is guessed with less is marked as doubtful."""
CONSTANTS = ("exporter", "importer", "commodity", "period", "unit", "place", "item")
"""Columns of ours that often stand in a title or in the name of the file only."""
ACROSS = 4
"""Fields in a row: two rows of them are in sight in the smallest window."""


class ColumnModel(QAbstractTableModel):
    """What each column of the file is taken for; doubtful ones first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, ColumnRole | None]] = []
        self._tint = QBrush()

    def show(self, read: AsRead, roles: Sequence[ColumnRole], tint: str) -> None:
        """Replace the whole content."""
        told = {one.column: one for one in roles}
        examples: Mapping[str, str] = {
            title: ", ".join(
                list(dict.fromkeys(row[index] for row in read.rows[:40] if index < len(row) and row[index]))[
                    :4
                ]
            )
            for index, title in enumerate(read.titles)
        }
        self.beginResetModel()
        self._tint = QBrush(QColor(tint))
        names = [*read.titles, *(one.column for one in roles if one.column not in examples)]
        self._rows = [(name, examples.get(name, ""), told.get(name)) for name in names]
        self._rows.sort(key=lambda row: not is_doubtful(row[2]))
        self.endResetModel()

    def column_name(self, row: int) -> str:
        """The column of the file in a row."""
        return self._rows[row][0]

    def role_of(self, row: int) -> str:
        """What that column is taken for."""
        told = self._rows[row][2]
        return told.role if told is not None else ""

    def is_figures(self, row: int) -> bool:
        """Whether that column is read as figures, though nobody said of what kind."""
        told = self._rows[row][2]
        return told is not None and told.figures and not told.role

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 4

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name, example, told = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.ToolTipRole:
            doubt = "? " if is_doubtful(told) else ""
            is_role = self._taken_for(told) + "  ▾"
            why = told.reason if told is not None else ""
            text = (doubt + name, example, is_role, why)[index.column()]
            return text if role == Qt.ItemDataRole.DisplayRole else tip(text)
        if role == Qt.ItemDataRole.BackgroundRole and is_doubtful(told):
            return self._tint
        return None

    def _taken_for(self, told: ColumnRole | None) -> str:
        if told is not None and told.role:
            return role_name(told.role)
        return self.tr("figures") if told is not None and told.figures else self.tr("not used")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return (self.tr("Column"), self.tr("First values"), self.tr("Taken for"), self.tr("Why"))[section]


def is_doubtful(told: ColumnRole | None) -> bool:
    """Whether somebody should look at what a column is taken for."""
    return told is not None and bool(told.role) and told.confidence < SURE


def role_name(role: str) -> str:
    """A role as people read it."""
    return role.replace("value_usd", "value in US$").replace("_", " ")


class ColumnList(QTableView):
    """Click or Enter on a row opens the roles."""

    role_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = ColumnModel(self)
        self._roles: tuple[str, ...] = ()
        self.setModel(self.columns)
        self.setObjectName("import-columns")
        self.setAccessibleName(self.tr("What each column is"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(self._open)

    def show_columns(
        self, read: AsRead, roles: Sequence[ColumnRole], names: tuple[str, ...], tint: str
    ) -> None:
        """What the columns are taken for, and what they can be; the one that was chosen stays chosen."""
        here = self.currentIndex().row()
        chosen = self.columns.column_name(here) if here >= 0 else ""
        self._roles = names
        self.columns.show(read, roles, tint)
        for row in range(self.columns.rowCount()):
            if chosen and self.columns.column_name(row) == chosen:
                self.setCurrentIndex(self.columns.index(row, 0))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def _share_width(self) -> None:
        width = max(480, self.viewport().width())
        for column, part in enumerate((0.24, 0.28, 0.16)):
            self.setColumnWidth(column, round(part * width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def role_menu(self, row: int) -> QMenu:
        """The roles that a column can have, the present one ticked."""
        menu = QMenu(self)
        menu.setObjectName("role-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        present = self.columns.role_of(row)
        nothing = self.tr("figures, as guessed") if self.columns.is_figures(row) else self.tr("not used")
        for role in ("", *self._roles):
            action = menu.addAction(role_name(role) if role else nothing)
            action.setCheckable(True)
            action.setChecked(role == present)
            action.setData((self.columns.column_name(row), role))
        menu.triggered.connect(self._picked)
        return menu

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            cell = self.visualRect(self.columns.index(index.row(), 2))
            self.role_menu(index.row()).popup(self.viewport().mapToGlobal(QPoint(cell.left(), cell.bottom())))

    def _picked(self, action: object) -> None:
        self.role_chosen.emit(*action.data())  # type: ignore[attr-defined]


class ConstantForm(QScrollArea):
    """A field for each column of ours that a file may tell in its name or title only."""

    changed = Signal(str, str)
    direction_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("role", "reached")
        self._fields: dict[str, ConstantField] = {}
        self._asked: list[ConstantField] = []
        inside = QWidget()
        note = text_label("muted")
        note.setText(
            self.tr(
                "What stands in the title or in the name of the file only, or should replace what stands in every "
                "row. Places by code (RUS) or name. Empty: as in the file."
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for index, name in enumerate(CONSTANTS):
            field = ConstantField(name)
            field.changed.connect(self.changed)
            label = PlainLabel(role_name(name).capitalize())
            label.setBuddy(field)
            row, side = divmod(index, ACROSS)
            grid.addWidget(label, row, 2 * side)
            grid.addWidget(field, row, 2 * side + 1)
            self._fields[name] = field
        self._direction = DropDown("constant-direction", self.tr("Direction"), 10)
        self._direction.activated.connect(self._direction_picked)
        self._direction_label = PlainLabel(self.tr("Direction"))
        self._direction_label.setBuddy(self._direction)
        row, side = divmod(len(CONSTANTS), ACROSS)
        grid.addWidget(self._direction_label, row, 2 * side)
        grid.addWidget(self._direction, row, 2 * side + 1)
        for side in range(ACROSS):
            grid.setColumnStretch(2 * side + 1, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(note)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(inside)

    def field(self, name: str) -> ConstantField:
        """The field of a column."""
        return self._fields[name]

    def show_constants(self, constants: Mapping[str, str], direction: str, has_direction: bool) -> None:
        """What the plan says; a known format tells the direction itself."""
        entries = (
            ("", self.tr("as in the file")),
            ("imports", self.tr("imports")),
            ("exports", self.tr("exports")),
        )
        self._direction.fill(entries, direction)
        for widget in (self._direction, self._direction_label):
            widget.setVisible(has_direction)
        for name, field in self._fields.items():
            if not field.hasFocus():
                field.setText(constants.get(name, ""))

    def ask(self, wanted: Mapping[str, str]) -> None:
        """Mark the fields that are asked for; wanted: name → an example, in the order of asking."""
        self._asked = [self._fields[name] for name in wanted if name in self._fields]
        for name, field in self._fields.items():
            field.ask(wanted.get(name, ""))

    def first_asked(self) -> ConstantField | None:
        """The field that is asked for first."""
        return next(iter(self._asked), None)

    def _direction_picked(self) -> None:
        self.direction_chosen.emit("direction", self._direction.currentData())


class ConstantField(QLineEdit):
    """One constant; tells when it is done, not at every key."""

    changed = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setObjectName(f"constant-{name}")
        self.setAccessibleName(role_name(name))
        self.ask("")
        self.editingFinished.connect(self._done)

    def ask(self, example: str) -> None:
        """Mark it as one to fill, with an example of what; "" for one that need not be."""
        such = self.tr("such as {0}").replace("{0}", example)
        self.setPlaceholderText(such if example else self.tr("as in the file"))
        self.setProperty("asked", bool(example))
        self.style().unpolish(self)
        self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what was typed; it does not press the button of the window as well."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def _done(self) -> None:
        self.changed.emit(self._name, self.text().strip())
