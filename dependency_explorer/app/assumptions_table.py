"""The assumptions of a run in rows and columns, as a table view shows and edits them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from dependency_explorer.app.number_text import grouped, parsed
from dependency_explorer.app.plain import tip
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.app.table_view import in_two_lines
from dependency_explorer.figures.assumption_words import factor_of, unit_shown, value_shown
from dependency_explorer.figures.outcome_words import amount, share_text

if TYPE_CHECKING:
    from dependency_explorer.whatif.ledger_table import LedgerRow
    from dependency_explorer.whatif.sensitivity import Share, Swing

tr = functools.partial(QCoreApplication.translate, "Assumptions")

Index = QModelIndex | QPersistentModelIndex
LABEL, VALUE, UNIT, LOW, HIGH, MOVES, SHARE, DEFAULT, SOURCE = range(9)


def variance_parts(swings: Sequence[Swing]) -> dict[str, float]:
    """What each assumption alone would explain of the spread if the result followed each in a straight line:
    its squared swing over the sum of all."""
    whole = sum(swing.width**2 for swing in swings)
    return {swing.key: swing.width**2 / whole for swing in swings} if whole > 0 else {}


class AssumptionsTable(QAbstractTableModel):
    """Rows of a ledger. `value_typed` carries a row and a number (None for no limit), `range_typed` a row with
    both ends, `refused` a sentence about what was typed."""

    value_typed = Signal(object, object)
    range_typed = Signal(object, float, float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LedgerRow, ...] = ()
        self._swings: dict[str, Swing] = {}
        self._parts: Mapping[str, float] = {}
        self._unit = ""
        self._sobol = False

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show a ledger; a selected row stays selected where the keys are the same."""
        same = [row.key for row in rows] == [row.key for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows = tuple(rows)
        if same:
            self._all_changed()
        else:
            self.endResetModel()

    def show_swings(self, swings: Sequence[Swing], unit: str) -> None:
        """What each assumption moves alone, and its rough share of the spread."""
        self._swings, self._unit = {swing.key: swing for swing in swings}, unit
        if not self._sobol:
            self._parts = variance_parts(swings)
        self._all_changed()

    def show_shares(self, shares: Sequence[Share] | None) -> None:
        """Shares of the spread with all interactions; None: back to the rough ones."""
        self._sobol = shares is not None
        if shares is not None:
            self._parts = {share.key: share.total for share in shares}
        else:
            self._parts = variance_parts(tuple(self._swings.values()))
        self._all_changed()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, SHARE, SHARE)

    def shares(self) -> dict[str, float]:
        """The shares as shown, by key."""
        return dict(self._parts)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else SOURCE + 1

    def title(self, section: int) -> str:
        """The heading of a column in one line."""
        share = tr("Share of spread") if self._sobol else tr("Share, rough")
        return (
            tr("Assumption"), tr("Value"), tr("Unit"), tr("Low"), tr("High"), tr("Unmet at low – high"),
            share, tr("Default"), tr("Source"),
        )[section]  # fmt: skip

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            title = self.title(section)
            return in_two_lines(title) if section in (MOVES, SHARE) else title
        if role == Qt.ItemDataRole.ToolTipRole and section == SHARE:
            return (
                tr("Total Sobol index: what would be left of the spread if this alone were uncertain")
                if self._sobol
                else tr("From one assumption moved at a time, without what they do together")
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.rows[index.row()]
        editable = (
            row.editable
            if index.column() == VALUE
            else row.ranged
            if index.column() in (LOW, HIGH)
            else False
        )
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            now = {VALUE: row.number, LOW: row.assumption.low, HIGH: row.assumption.high}.get(column)
            return "" if now is None else grouped(now * factor_of(row.assumption.unit), 6)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole and row.edited and column in (LABEL, VALUE):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._tip(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{self.title(column)}: {self._text(row, column) or tr('none')}"
            return tr("{said}, edited").format(said=said) if row.edited and column in (LABEL, VALUE) else said
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = self.rows[index.row()], index.column()
        text = str(value).strip()
        factor = factor_of(row.assumption.unit)
        if column == VALUE and text.casefold() in ("", tr("no limit")):
            if text:
                self.value_typed.emit(row, None)
            return bool(text)
        number = parsed(text.removesuffix("%").strip())
        if number is None:
            self.refused.emit(
                tr("“{text}” is not a number; the assumption stays as it was.").format(text=text[:40])
            )
            return False
        number /= factor
        if column == VALUE:
            if number != row.number:
                self.value_typed.emit(row, number)
            return True
        low, high = row.assumption.low, row.assumption.high
        low = number if column == LOW else row.number if low is None else low
        high = number if column == HIGH else row.number if high is None else high
        assert low is not None
        assert high is not None
        if (low, high) != (row.assumption.low, row.assumption.high):
            self.range_typed.emit(row, low, high)
        return True

    def _all_changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, SOURCE))

    def _text(self, row: LedgerRow, column: int) -> str:
        now = row.assumption
        if column == LABEL:
            return f"• {now.label}" if row.edited else now.label
        if column == VALUE:
            return value_shown(now.value, now.unit, SPOKEN)
        if column == UNIT:
            return unit_shown(now.unit)
        if column in (LOW, HIGH):
            return (
                value_shown(now.low if column == LOW else now.high, now.unit, SPOKEN)
                if now.low is not None
                else ""
            )
        if column == DEFAULT:
            return (
                value_shown(row.default, now.unit, SPOKEN) if row.edited and row.default is not None else ""
            )
        if column == MOVES:
            swing = self._swings.get(row.key)
            if swing is None:
                return ""
            ends = swing.at_low, swing.at_high
            return " – ".join(amount(end, self._unit, ends) for end in ends)
        if column == SHARE:
            return share_text(max(0.0, self._parts[row.key]), 0, SPOKEN) if row.key in self._parts else ""
        return now.source

    def _tip(self, row: LedgerRow, column: int) -> str:
        if column == SOURCE:
            return "\n".join(part for part in (row.assumption.source, row.assumption.note) if part)
        if column == LABEL:
            edited = tr("Edited in this scenario.") if row.edited else ""
            return "\n".join(part for part in (row.assumption.label, row.assumption.note, edited) if part)
        if column == VALUE and not row.editable:
            why = tr("Read from the data, computed, or set by a lever of the panel.")
            return f"{self._text(row, column)}\n{why}"
        return self._text(row, column)


def _alignment(column: int) -> Qt.AlignmentFlag:
    numbers = (VALUE, LOW, HIGH, DEFAULT, MOVES, SHARE)
    side = Qt.AlignmentFlag.AlignRight if column in numbers else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
