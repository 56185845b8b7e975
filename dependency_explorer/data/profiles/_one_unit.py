"""One figure that a table tells in several units is kept in one of them, and what stands in no other stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.profiles._energy import of_a_day
from dependency_explorer.data.raw import Flags, Floats, RawColumn
from dependency_explorer.data.units import canonical, factor, scaled

_Index = npt.NDArray[np.intp]


class ByColumn(Protocol):
    """A table whose rows hold several figures each, of which some may be left out."""

    def there(self, rows: _Index) -> Flags:
        """Which figures of these rows there are, a column each."""

    def leave_out(self, rows: _Index, figures: Flags) -> None:
        """Do not read these figures of these rows."""


def one_unit(
    sift: Sift,
    unit: RawColumn,
    measure: Sequence[RawColumn],
    observation: Sequence[RawColumn],
    preferred: Sequence[str],
    wide: ByColumn | None = None,
) -> None:
    """One figure told in several units is kept in one of them.

    measure: the columns that tell one series of figures from another (commodity, item): each is kept in the unit
    in which it has most figures; where two have as many, the one that comes first in `preferred`. observation: the
    columns that tell one figure from another; a figure that stands in no other unit stays in its own, and where it
    stands in several others, in the one that converts into the unit of its series. wide: the figures of the rows,
    where the periods are columns: each is looked at by itself, because a row in one unit may go on where that in
    another ends.
    """
    names = sift.left(unit).used()
    if len(names) < 2:
        return
    options = [Option("most", "Keep for each commodity the unit with most figures")]
    options += [Option(name, f"Keep {name} where it is given") for name in names]
    chosen = sift.draft.choice("unit_kept", "most", options)
    rows = np.flatnonzero(sift.kept)
    series = numbered(guard.keys(*measure)[rows])[1]
    figure = numbered(guard.keys(*measure, *observation)[rows])[1]
    own = np.array([names.index(text) if text in names else 0 for text in unit.values])[unit.codes[rows]]
    there = np.ones((len(rows), 1), bool) if wide is None else wide.there(rows)
    turn = _turns(series, own, there.sum(axis=1), names, (chosen, *preferred))
    again = _told_before(figure, turn[series, own], there)
    if not again.any():
        return
    gone = _among(rows[(again == there).all(axis=1) & there.any(axis=1)], sift.kept)
    part = int(again[~gone[rows]].sum())
    if wide is not None:
        wide.leave_out(rows, again)
    kept = (
        f" Rows that go on where those others end stay, without {counted(part, 'figure')} that they repeat."
    )
    sift.settle(
        "unit_kept",
        gone if gone.any() else _among(rows[again.any(axis=1)], gone),
        "The same figures in other units: each commodity is kept in the unit in which it has most figures."
        + (kept if part else ""),
        options,
        chosen,
        gone=bool(gone.any()),
        weighed=False,
    )


def _among(rows: _Index, flags: Flags) -> Flags:
    found = np.zeros(len(flags), bool)
    found[rows] = True
    return found


def _turns(
    series: _Index,
    own: _Index,
    figures: npt.NDArray[np.integer],
    names: Sequence[str],
    preferred: Sequence[str],
) -> npt.NDArray[np.intp]:
    """For each series and unit its turn, 0 for the one kept: the first preferred, else that of most figures."""
    width = len(names)
    count = np.bincount(series * width + own, figures, (int(series.max()) + 1) * width).reshape(-1, width)
    order = [text for text in dict.fromkeys(preferred) if text in names]
    rank = np.array(
        [order.index(name) if name in order else len(order) + at for at, name in enumerate(names)]
    )
    first = np.array([name == preferred[0] for name in names]) & (count > 0)
    into = np.array([[factor(_plain(one), _plain(to)) is not None for one in names] for to in names])
    best = np.lexsort((np.broadcast_to(rank, count.shape), -count, ~first), axis=1)[:, 0]
    converts = into[best]
    is_best = np.arange(width) == best[:, None]
    listed = np.lexsort((np.broadcast_to(rank, count.shape), -count, ~converts, ~is_best), axis=1)
    turn = np.empty_like(listed)
    np.put_along_axis(turn, listed, np.arange(width)[None, :], axis=1)
    return turn


def _plain(unit: str) -> str:
    """What a unit converts as; a rate per day as what it makes of a day, for another rate."""
    return of_a_day(unit) or canonical(unit)


def _told_before(figure: _Index, turn: _Index, there: Flags) -> Flags:
    """The figures that rows of an earlier turn tell already."""
    again = np.zeros_like(there)
    told = np.zeros((int(figure.max()) + 1, there.shape[1]), bool)
    for one in np.unique(turn).tolist():
        rows = np.flatnonzero(turn == one)
        again[rows] = told[figure[rows]] & there[rows]
        np.logical_or.at(told, figure[rows], there[rows])
    return again


def in_unit_of_series(
    sift: Sift, series: Sequence[RawColumn], unit: RawColumn, values: Floats, preferred: Sequence[str] = ()
) -> tuple[Floats, RawColumn]:
    """Figures that a series tells only in another unit than most of its own, converted where a factor is exact.

    series: the columns that tell one series from another. unit: by the names used here. preferred: as of `one_unit`.
    A figure without such a factor stays in its own unit.
    """
    names = sift.left(unit).used()
    if len(names) < 2:
        return values, unit
    rows = np.flatnonzero(sift.kept)
    group = numbered(guard.keys(*series)[rows])[1]
    own = np.array([names.index(text) if text in names else 0 for text in unit.values])[unit.codes[rows]]
    width = len(names)
    order = [_plain(text) for text in (sift.draft.plan.choices.get("unit_kept", "most"), *preferred)]
    wanted = np.argmin(_turns(group, own, np.ones(len(rows), np.intp), names, order), axis=1)[group]
    codes = np.zeros(len(values), np.int32)
    codes[rows] = own
    values = values.copy()
    for pair in np.unique(own * width + wanted).tolist():
        one, other = names[pair // width], names[pair % width]
        if one == other:
            continue
        hit = rows[(own == pair // width) & (wanted == pair % width)]
        ratio = factor(one, other)
        where = f"{shown(other)}, the unit of most figures of their commodity"
        if ratio is None:
            sift.draft.decide(
                "unit_apart",
                f"Figures in {shown(one)} stay in it: they do not convert into {where}.",
                len(hit),
            )
            continue
        values[hit] = scaled(values[hit], ratio)
        codes[hit] = pair % width
        times = f"times {float(ratio):.10g}"
        sift.draft.decide(
            "unit_joined", f"Figures in {shown(one)} are converted to {where} ({times}).", len(hit)
        )
    return values, RawColumn(names, codes)
