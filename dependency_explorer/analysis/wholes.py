"""A whole beside its parts: the European Union next to its members, a country next to its provinces.

Seen from its partner, a flow to a whole and the flows to its parts speak of the same goods twice. Seen from
the whole or from a part there is only its own row, and nothing to decide.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.grouping import groups

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Flags = NDArray[np.bool_]
Codes = NDArray[np.integer]
Floats = NDArray[np.float64]

COVERED = 0.99
"""From this share of the whole on, its parts stand for it."""


class Wholes:
    """Which places contain which, in codes into `places`."""

    def __init__(self, dataset: Dataset, places: tuple[str, ...]) -> None:
        code_of = {name: code for code, name in enumerate(places)}
        self._size = len(places)
        self._parts: dict[int, list[int]] = {}
        for name, code in code_of.items():
            seen = {name}
            above = dataset.place_parent(name)
            while above and above not in seen:
                if above in code_of:
                    self._parts.setdefault(code_of[above], []).append(code)
                seen.add(above)
                above = dataset.place_parent(above)

    def contains(self, whole: Codes, part: Codes) -> Flags:
        """Where `part` is a part of `whole`, of two arrays of equal length."""
        inside = np.zeros(len(whole), np.bool_)
        for code, parts in self._parts.items():
            inside |= (whole == code) & np.isin(part, parts)
        return inside

    def set_aside(
        self, own: Codes, partner: Codes, commodity: Codes, period: Codes, quantity: Floats, value: Floats
    ) -> Flags:
        """Which flows must not count when flows are added up over the partners of `own`.

        Arrays of equal length, one element a flow. Where the parts of a partner reach 99 % of it, by
        quantity, else by value, the partner itself is set aside, so that the parts are named; where they do
        not, they are, so that nothing is missing.
        """
        aside = np.zeros(len(own), np.bool_)
        wholes = np.zeros(self._size, np.bool_)
        wholes[list(self._parts)] = True
        if not self._parts or not wholes[partner].any():
            return aside
        _, group = groups(own, commodity, period)
        beside = np.zeros(int(group.max()) + 1, np.bool_)
        beside[group[wholes[partner]]] = True
        members = np.flatnonzero(beside[group])
        members = members[np.argsort(group[members], kind="stable")]
        bounds = np.flatnonzero(np.diff(group[members], prepend=-1, append=-1))
        # The smallest wholes first: a part set aside in favour of its own parts adds nothing further up.
        order = sorted(self._parts, key=lambda code: (len(self._parts[code]), code))
        for start, end in itertools.pairwise(bounds.tolist()):
            chosen = members[start:end]
            there = set(partner[chosen].tolist())
            for whole in order:
                if whole not in there or there.isdisjoint(self._parts[whole]):
                    continue
                one = chosen[(partner[chosen] == whole) & ~aside[chosen]]
                many = chosen[np.isin(partner[chosen], self._parts[whole]) & ~aside[chosen]]
                aside[one if _covered(one, many, quantity, value) else many] = True
        return aside


def _covered(one: NDArray[np.intp], many: NDArray[np.intp], quantity: Floats, value: Floats) -> bool:
    for amounts in (quantity, value):
        whole, parts = amounts[one], amounts[many]
        if np.isnan(whole).all():
            continue
        return not np.isnan(parts).all() and bool(np.nansum(parts) >= COVERED * np.nansum(whole))
    return True
