"""Several rows of one key as one: which is the first, what they add up to, and in which unit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.keys import Ints, numbered
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.raw import Floats, RawColumn
from dependency_explorer.data.units import factor, scaled


def first_seen(flow: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The first position of each key, in the order of the table, and for every row which of them is its own."""
    first, inverse = numbered(flow)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def added_up(values: Floats, group: npt.NDArray[np.intp], size: int) -> Floats:
    """The sum of each group, missing only where all of its figures are."""
    there = ~np.isnan(values)
    summed = np.bincount(group, np.where(there, values, 0.0), size)
    count = np.bincount(group, there, size)
    return np.where(count > 0, summed, np.nan)


def in_one_unit(
    sift: Sift,
    values: Floats,
    unit: RawColumn,
    order: npt.NDArray[np.intp],
    group: npt.NDArray[np.intp],
) -> tuple[Floats, RawColumn]:
    """Figures in the unit of the first row of their key that has a figure, and the unit of each key.

    Those without an exact factor (hectares beside tonnes) are lost, which is told with a warning.
    """
    names = list(dict.fromkeys(unit.values))
    number = np.array([names.index(value) for value in unit.values] or [0], np.int64)
    given = number[unit.codes]
    wanted = given[order]
    there = np.flatnonzero(~np.isnan(values))
    # Backwards, so that the first row is the one that stays.
    wanted[group[there[::-1]]] = given[there[::-1]]
    result = values.copy()
    pairs = given * len(names) + wanted[group]
    lost: list[str] = []
    rows = 0
    for pair in np.unique(pairs[there]).tolist():
        one, other = names[pair // len(names)], names[pair % len(names)]
        if one != other:
            ratio = factor(one, other)
            own = pairs == pair
            result[own] = np.nan if ratio is None else scaled(values[own], ratio)
            if ratio is None:
                lost.append(f"{shown(one)} beside {shown(other)}")
                rows += int(np.count_nonzero((pairs == pair)[there]))
    if rows:
        sift.draft.decide(
            "other_unit",
            f"Figures of one key in units that do not convert into each other ({', '.join(lost[:3])}): that of the "
            "first row stays, the others are not read.",
            rows,
        )
        sift.draft.found.add(
            "warning",
            f"{sift.table.file}: {counted(rows, 'figure is', 'figures are')} not read: rows with the same period, "
            f"places and commodity have units that do not convert into each other ({', '.join(lost[:3])}). A column "
            "that tells them apart is not used; name it, for example --set role:item=COLUMN.",
        )
    return result, RawColumn(names, wanted.astype(np.int32))
