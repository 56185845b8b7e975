"""The stores of all places: what is drawn, what unsold output fills, and what refills them later.

The same rules as in `storage`, for one case and many places. A store whose rates do not depend on how full it
is needs no loop over steps: what it has given so far is the sum of what was asked of it, up to its stock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import inputs
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SuppliedCommodity
    from dependency_explorer.whatif.places_network import PlacesNetwork
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stores:
    """Stores by column of the network, in each commodity's unit.

    initial, top, floor: amounts. pull, push: largest draw and fill a week, infinite without limit. rated:
    whether a store gives less where it is less than half full; pull is then that of a full one. drawn:
    whether stores may be drawn at all.
    """

    initial: Floats
    top: Floats
    floor: Floats
    pull: Floats
    push: Floats
    rated: NDArray[np.bool_]
    drawn: bool

    def moved(self, short: Floats, surplus: Floats, days: Floats) -> tuple[Floats, Floats]:
        """Draw and what is stockpiled, (step, column). short: what is lacking, surplus: output without a
        buyer; days: length of the steps."""
        draw, piled = np.zeros_like(short), np.zeros_like(short)
        gaining = surplus.any(axis=0)
        piling = gaining & (self.top > self.initial)
        asked = np.zeros_like(piling)
        if self.drawn:
            asked = ((self.initial > 0) | piling) & short.any(axis=0)
        # What has been drawn makes room for unsold output too.
        stepwise = piling | (asked & (self.rated | gaining))
        plain = np.flatnonzero(asked & ~stepwise)
        if len(plain):
            most = self.pull[plain] * (days[:, None] / 7.0)
            wanted = np.cumsum(np.minimum(short[:, plain], most), axis=0)
            taken = np.minimum(wanted, self.initial[plain] - self.floor[plain])
            draw[:, plain] = np.diff(taken, axis=0, prepend=0.0)
        some = np.flatnonzero(stepwise)
        if len(some):
            need = np.where(asked[some], short[:, some], 0.0)
            draw[:, some], piled[:, some] = self._step_by_step(some, need, surplus[:, some], days)
        return draw, piled

    def _step_by_step(
        self, some: NDArray[np.intp], need: Floats, surplus: Floats, days: Floats
    ) -> tuple[Floats, Floats]:
        draw, piled = np.zeros_like(need), np.zeros_like(need)
        level, top, floor = self.initial[some].copy(), self.top[some], self.floor[some]
        pull, push, rated = self.pull[some], self.push[some], self.rated[some]
        for t in np.flatnonzero(need.any(axis=1) | surplus.any(axis=1)).tolist():
            weeks = days[t] / 7.0
            full = np.divide(level, top, out=np.zeros_like(level), where=top > 0)
            limit = pull * weeks * np.where(rated, np.minimum(1.0, 0.5 + full), 1.0)
            draw[t] = np.maximum(np.minimum(np.minimum(need[t], limit), level - floor), 0.0)
            piled[t] = np.minimum(np.minimum(surplus[t], push * weeks), top - level)
            level = level - draw[t] + piled[t]
        return draw, piled

    def refilled(self, level: Floats, arriving: Floats, days: Floats) -> Floats:
        """What brings stores back to where they were at the start, (step, column), from a level on.

        arriving: what imports can bring; days: length of the same steps.
        """
        lacking = np.maximum(self.initial - level, 0.0)
        wanted = np.cumsum(np.minimum(arriving, self.push * (days[:, None] / 7.0)), axis=0)
        return np.diff(np.minimum(wanted, lacking), axis=0, prepend=0.0)


def stores(network: PlacesNetwork, scenario: Scenario) -> Stores:
    """The stores of a network; remembered, since a slider moves events."""
    key = (scenario.assumptions, scenario.ranges, scenario.responses.draw_stocks, scenario.start)
    return network.links.kept("stores of places", key, lambda: _read(network, scenario))


def _read(network: PlacesNetwork, scenario: Scenario) -> Stores:
    floor_days, size = scenario.responses.draw_stocks, len(network.columns)
    initial, top, floor = np.zeros(size), np.zeros(size), np.zeros(size)
    pull, push = np.full(size, np.inf), np.full(size, np.inf)
    rated = np.zeros(size, np.bool_)
    for i, known in enumerate(network.known):
        if known is None:
            continue
        demand = float(network.demand[i])
        assumed = inputs.stock(scenario, known, demand)
        days_of_cover = assumed.key.startswith("days_of_cover")
        initial[i] = assumed.value * demand / DAYS_IN_YEAR if days_of_cover else assumed.value
        capacity = inputs.storage_capacity(scenario, known)
        top[i] = initial[i] if capacity is None else max(capacity.value, initial[i])
        floor[i] = min((floor_days or 0.0) * demand / DAYS_IN_YEAR, initial[i])
        pull[i], by_level = _limit(scenario, known, "max_draw", "draw_days", top[i])
        push[i], _ = _limit(scenario, known, "max_fill", "fill_days", top[i])
        rated[i] = by_level
    return Stores(initial, top, floor, pull, push, rated, floor_days is not None)


def _limit(
    scenario: Scenario, known: SuppliedCommodity, kind: str, days: str, top: float
) -> tuple[float, bool]:
    """Largest draw or fill a week, and whether it is the default of a gas store."""
    stated = inputs.weekly_limit(scenario, kind, known)
    if stated is not None:
        return stated.value, False
    if known.gas and known.capacity is not None:
        return top / inputs.gas_days(scenario, days, known).value * 7.0, True
    return float("inf"), False
