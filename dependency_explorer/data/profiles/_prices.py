"""Prices of electricity: means of their months, never sums."""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import count
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import Floats, RawColumn, constant
from dependency_explorer.data.schema import BALANCE_KEY


def add_months(
    draft: Draft,
    sift: Sift,
    when: RawColumn,
    place: RawColumn,
    values: Floats,
    unit: RawColumn | str,
    quality: RawColumn | str = "",
) -> None:
    """Enter prices as balances, those of one month and place as their mean.

    when: month of each row. values: one price a row, in `unit` (a currency an energy). Rows weigh alike.
    """
    mean, several = means(
        sift, values, when, place, constant(unit, len(values)) if isinstance(unit, str) else unit
    )
    if several:
        draft.decide(
            "averaged",
            "Prices of shorter times (and of zones of one country) are averaged over their month, each alike (not "
            f"weighted by load); a mean stands for up to {count(several)} prices.",
        )
    guard.emit(
        sift,
        {
            "period": when, "place": place, "commodity": "electricity", "item": "price", "unit": unit,
            "quality": quality, "source_id": "source",
        },
        {"value": mean},
        "Each price counts with its part of the mean of its month.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    _energy.describe_electricity(draft, "electricity")


def means(sift: Sift, values: Floats, *group: RawColumn) -> tuple[Floats, int]:
    """Each figure divided by how many its group has, so that the group sums to its mean; and the size of the
    largest group, 0 where each has one figure."""
    number = numbered(guard.keys(*group))[1]
    there = sift.kept & ~np.isnan(values)
    size = np.bincount(number[there], minlength=int(number.max()) + 1 if len(number) else 1)
    most = int(size.max()) if len(size) else 0
    return values / np.maximum(size[number], 1), most if most > 1 else 0
