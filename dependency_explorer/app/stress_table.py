"""The ranking of a stress test as a table that is filtered, sorted, and replayed by click or Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from dependency_explorer.app.table_view import TableView
from dependency_explorer.charts.table import Column, Table

if TYPE_CHECKING:
    from dependency_explorer.charts.stress import StressBar
    from dependency_explorer.whatif.stress import StressResult


WIDTHS = {"Share": 11, "From week": 13, "Together": 25, "Unserved": 12, "Unit": 8}
"""Widths, in digits, of the columns between the two names and the kind, which is scrolled to."""


@dataclass(frozen=True, slots=True)
class RankingFilter:
    """What of a ranking is shown. commodity, kind: "" for all; text: words of the name; together: only pairs
    that hurt more than both failures alone."""

    commodity: str = ""
    kind: str = ""
    text: str = ""
    together: bool = False

    def matches(self, result: StressResult, bar: StressBar) -> bool:
        """Whether a result is shown."""
        if self.commodity and result.commodity != self.commodity:
            return False
        if self.kind and self.kind not in {failure.kind for failure in result.failures}:
            return False
        if self.together and not result.superadditive:
            return False
        words = self.text.casefold().split()
        said = f"{bar.label} {bar.goods} {bar.kind}".casefold()
        return all(word in said for word in words)


def ranking_table(rows: Sequence[StressBar], step: str) -> Table:
    """Three digits: the assumptions carry no more. The whole numbers are in the CSV of the chart."""
    every = (
        (Column("Failure"), [row.label for row in rows]),
        (Column("Short of"), [row.goods for row in rows]),
        (Column("Share", "%", True), [None if r.share is None else _rounded(100.0 * r.share) for r in rows]),
        (Column(f"From {step}", "", True), ["peak" if r.first == "the peak" else r.first_step for r in rows]),
        (Column("Together"), [_together(row) for row in rows]),
        (Column("Unserved", "", True), [_rounded(row.unserved) for row in rows]),
        (Column("Unit"), [row.unit for row in rows]),
        (Column("Kind"), [row.kind for row in rows]),
    )
    # Without pairs that hurt more together their column would be empty.
    shown = [(head, cells) for head, cells in every if head.name != "Together" or any(cells)]
    return Table(tuple(head for head, _ in shown), tuple(zip(*(cells for _, cells in shown), strict=True)))


class FailureTable(TableView):
    """`current_changed` and `chosen` carry the number of a row in the table as it was given."""

    current_changed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stress-ranking")
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.setMinimumWidth(320)
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.horizontalHeader().sortIndicatorChanged.connect(self._sorted)

    def set_table(self, table: Table) -> None:
        """Show another ranking, in the order given, with its first row current."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        super().set_table(table)
        if table.rows:
            self.setCurrentIndex(self.model().index(0, 0))
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Numbers take what they need; what fails and what goes short share the rest."""
        if not self.model().columnCount():
            return
        em = self.fontMetrics().horizontalAdvance("0")
        room = self.viewport().width()
        for column in range(2, self.model().columnCount() - 1):
            name = str(self.model().headerData(column, Qt.Orientation.Horizontal)).partition(",")[0]
            width = em * WIDTHS.get(name, WIDTHS["From week"])
            self.setColumnWidth(column, width)
            room -= width
        failure = max(18 * em, min(self.sizeHintForColumn(0) + 12, round(0.58 * room)))
        self.setColumnWidth(0, failure)
        self.setColumnWidth(1, max(21 * em, min(self.sizeHintForColumn(1) + 12, room - failure)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.source_row(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self.source_row(index.row()))

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            self.current_changed.emit(self.source_row(index.row()))

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        """After sorting another failure stands in the current row."""
        if self.currentIndex().isValid():
            self.current_changed.emit(self.source_row(self.currentIndex().row()))


def _together(row: StressBar) -> str:
    from dependency_explorer.charts.stress import together_text

    return together_text(row)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
