"""Flows of a place to itself: no trade, but held by the totals over partners that stand in the same table."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.grouping import groups

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of the flows table as arrays of equal length. given is the period as written, period that of the step;
    quantity and value are NaN where missing; bits are the months that a row covers."""

    period: Integers
    given: Integers
    exporter: Integers
    importer: Integers
    commodity: Integers
    route: Integers
    source: Integers
    reporter: Integers
    quality: Integers
    quantity: NDArray[np.float64]
    value: NDArray[np.float64]
    bits: NDArray[np.uint16]
    number: Integers

    def __len__(self) -> int:
        return len(self.period)

    def take(self, rows: NDArray[np.intp]) -> Columns:
        """These rows, in this order."""
        return Columns(*(getattr(self, one.name)[rows] for one in fields(self)))

    def with_rows(self, more: Columns) -> Columns:
        """These rows and more below them."""
        return Columns(
            *(np.concatenate([getattr(self, one.name), getattr(more, one.name)]) for one in fields(self))
        )


@dataclass(frozen=True, eq=False)
class Ranks:
    """By code of the reporter and of the quality, the lower the better."""

    reporter: Integers
    quality: Integers


def as_partners(
    rows: Columns,
    own: NDArray[np.intp],
    counting: NDArray[np.bool_],
    reporters: tuple[str, ...],
    *,
    world: int,
    itself: int,
) -> Columns:
    """The rows of places with themselves (`own`) as the totals over partners may hold them: once with the exporter
    `itself`, for the total of imports, and once with the importer `itself`, for that of exports.

    What a place says to buy of itself is no part of the total that it says to sell. So a total holds no row that only
    the other side reports, unless the total is such a report, too. counting marks the rows that totals are among.
    """
    own = own[~(np.isnan(rows.quantity[own]) & np.isnan(rows.value[own]))]
    buys, sells = (
        np.array([name == side for name in reporters], np.bool_) for side in ("importer", "exporter")
    )
    imports = _held(rows, own, counting & (rows.exporter == world), rows.importer, buys, sells)
    exports = _held(rows, own, counting & (rows.importer == world), rows.exporter, sells, buys)
    bought, sold = rows.take(imports), rows.take(exports)
    bought = replace(bought, exporter=np.full(len(imports), itself))
    return bought.with_rows(replace(sold, importer=np.full(len(exports), itself)))


def _held(
    rows: Columns,
    own: NDArray[np.intp],
    total: NDArray[np.bool_],
    place: Integers,
    this_side: NDArray[np.bool_],
    other_side: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Which of the rows `own` the totals of one side may hold. this_side, other_side: by code of the reporter."""
    totals = np.flatnonzero(total)
    both = np.concatenate([totals, own])
    first, group = groups(rows.period[both], place[both], rows.commodity[both])
    of_total, of_own = group[: len(totals)], group[len(totals) :]
    has_total, has_other_than = np.zeros(len(first), np.bool_), np.zeros(len(first), np.bool_)
    has_total[of_total] = True
    has_other_than[of_total[~other_side[rows.reporter[totals]]]] = True
    mirror = (has_total & ~has_other_than)[of_own]
    reporter = rows.reporter[own]
    fits = np.where(mirror, ~this_side[reporter], ~other_side[reporter])
    return own[fits & has_total[of_own]]
