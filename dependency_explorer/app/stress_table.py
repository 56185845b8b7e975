"""The ranking of a stress test as a table that is filtered, sorted, and replayed by click or Enter."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from dependency_explorer.app.table_view import TableView
from dependency_explorer.charts.table import Column, Table

if TYPE_CHECKING:
    from dependency_explorer.charts.stress import StressBar
    from dependency_explorer.whatif.stress import StressResult


tr = functools.partial(QCoreApplication.translate, "StressWindow")

DIGITS = 3
"""Significant digits of the ranking: the assumptions carry no more."""


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
    beyond = tr("Beyond both alone")
    every = (
        (Column(tr("Failure")), [row.label for row in rows]),
        (Column(tr("Short of")), [row.goods for row in rows]),
        (
            Column(tr("Share"), "%", True),
            [None if r.share is None else _rounded(100.0 * r.share) for r in rows],
        ),
        (
            Column(tr("From {step}").format(step=tr(step)), "", True),
            [tr("peak") if r.first == "the peak" else r.first_step for r in rows],
        ),
        (Column(beyond, "%", True), [_together(row) for row in rows]),
        (Column(tr("Unmet"), "", True), [_rounded(row.unserved) for row in rows]),
        (Column(tr("Unit")), [row.unit for row in rows]),
        (Column(tr("Kind")), [tr(row.kind) for row in rows]),
    )
    # Without pairs that hurt more together their column would be empty.
    shown = [(head, cells) for head, cells in every if head.name != beyond or any(cells)]
    return Table(tuple(head for head, _ in shown), tuple(zip(*(cells for _, cells in shown), strict=True)))


def _first(row: StressBar) -> str | float | None:
    """The step in which it first falls short, or the hour of the highest load."""
    return tr("peak") if row.first == "the peak" else row.first_step


class FailureTable(TableView):
    """`current_changed` and `chosen` carry the number of a row in the table as it was given."""

    current_changed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, DIGITS)
        self.setObjectName("stress-ranking")
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.setMinimumWidth(320)
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.horizontalHeader().sortIndicatorChanged.connect(self._sorted)

    def set_table(self, table: Table) -> None:
        """Show another ranking, in the order given, with its first row current."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads = [column.name for column in table.columns]
        self.names, self.spare = (0, 1), (heads.index("Kind"),)
        super().set_table(table)
        if table.rows:
            self.setCurrentIndex(self.model().index(0, 0))

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


def _together(row: StressBar) -> float | None:
    """How much more of demand a pair takes than both failures alone; None where it takes no more."""
    return _rounded(100.0 * row.excess_share) if row.together and row.excess_share else None


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
