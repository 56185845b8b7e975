"""Totals and parts of one classification: what makes up what, and which of them stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.guard import keys
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.keys import Ints, numbered
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    RawColumn,
)

CLOSE = 0.01
"""Parts that add up to a total within this share are all of it."""


def levels(
    sift: Sift,
    codes: RawColumn,
    above: Callable[[str], str],
    others: Sequence[RawColumn],
    weight: Floats,
    what: str = "product code",
) -> dict[str, str]:
    """A total beside its parts in one classification: the parts stay where they make up the total within 1 %.

    above: the nearest code of the table that contains a code; empty where none does. Where the parts do not make
    up their total both stay, and the result says which code contains which (`commodities.part_of`), so that
    nothing is added twice later. Returns code → code that contains it.
    """
    inside = {code: above(code) for code in codes.used()}
    present = set(inside)
    # A row without a code stands above nothing: empty is how `above` says so.
    inside = {code: upper for code, upper in inside.items() if upper and upper in present}
    if not inside:
        return {}
    repeated, lost = _made_up(sift.kept, codes, inside, keys(*others), weight)
    hit = codes.isin(repeated)
    options = (
        Option("finest", "Keep the finest codes; totals that they make up are set aside"),
        Option("all", "Keep every code, each with the code that contains it"),
    )
    chosen = sift.draft.choice("levels", "finest", options)
    hit &= sift.kept
    if hit.any():
        rest = (
            f" {100 * lost:.2g} % of their amounts has no such rows and goes with them." if lost > 0 else ""
        )
        sift.settle(
            "levels",
            hit,
            f"The table holds several levels of one classification: rows whose {what} is a total of other rows "
            f"repeat what these hold (they add up to it within 1 %).{rest}",
            options,
            chosen,
            chosen == "finest",
        )
        if chosen == "finest":
            return _without(inside, repeated)
    return inside


def _made_up(
    kept: Flags, codes: RawColumn, inside: Mapping[str, str], flow: Ints, weight: Floats
) -> tuple[set[str], float]:
    """The totals that their parts make up, and what share of them stands in flows without any part.

    Flow by flow, from the finest level up: where a flow has no row of a code that has parts, these count for it.
    """
    names = sorted({*codes.used(), *inside})
    number = {name: index for index, name in enumerate(names)}
    size = len(names)
    recode = np.array([number.get(value, 0) for value in codes.values] or [0], np.int64)
    parent = np.array([number.get(inside.get(name, ""), -1) for name in names], np.int64)
    depth = np.array([_depth(name, inside) for name in names])
    group = numbered(flow)[1].astype(np.int64)
    cell = (group * size + recode[codes.codes])[kept]
    first, position = numbered(cell)
    cells = cell[first]
    own = np.bincount(position, np.nan_to_num(weight)[kept], len(cells))
    whole, gap, bare = np.zeros(size), np.zeros(size), np.zeros(size)
    below: Ints = np.empty(0, np.int64)
    amounts: npt.NDArray[Any] = np.empty(0)
    for level in range(int(depth.max()), -1, -1):
        here = depth[cells % size] == level
        every = np.union1d(cells[here], below)
        is_own = np.isin(every, cells[here], assume_unique=True)
        one, many = np.zeros(len(every)), np.zeros(len(every))
        one[np.searchsorted(every, cells[here])] = own[here]
        many[np.searchsorted(every, below)] = amounts
        code = every % size
        whole += np.bincount(code, one, size)
        gap += np.bincount(code, np.where(is_own, np.abs(one - many), 0.0), size)
        bare += np.bincount(code, np.where(is_own & (many == 0), one, 0.0), size)
        upward = parent[code] >= 0
        over = (every - code + parent[code])[upward]
        first, place = numbered(over)
        above = over[first]
        amounts = np.bincount(place, np.where(is_own, one, many)[upward], len(above))
        below = above
    containing = set(inside.values())
    uppers = np.array([name in containing for name in names])
    made_up = uppers & (whole > 0) & (gap <= CLOSE * whole)
    total = float(whole[made_up].sum())
    lost = float(bare[made_up].sum()) / total if total else 0.0
    return {name for name, hit in zip(names, made_up.tolist(), strict=True) if hit}, lost


def _depth(code: str, inside: Mapping[str, str]) -> int:
    depth = 0
    while code in inside and depth < 50:
        code, depth = inside[code], depth + 1
    return depth


def _without(inside: Mapping[str, str], gone: Collection[str]) -> dict[str, str]:
    # Who contains whom among the codes that stay; a total that went is passed over.
    result = {}
    for code, upper in inside.items():
        while upper in gone and upper in inside:
            upper = inside[upper]
        if code not in gone and upper not in gone:
            result[code] = upper
    return result


def by_prefix(codes: Collection[str], top: Collection[str] = ()) -> Callable[[str], str]:
    """For a classification by digits (HS 27, 2709, 270900): the longest code of the table that a code begins with.

    top: codes that contain all others (TOTAL).
    """
    known = set(codes)

    def above(code: str) -> str:
        if code in top:
            return ""
        for length in range(len(code) - 1, 0, -1):
            if code[:length] in known and code[:length] not in top:
                return code[:length]
        return next((name for name in top if name in known), "")

    return above
