"""What a run over all places gives: arrays by step and place or link, and one row a place for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif.places_network import SINK

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import Calendar
    from dependency_explorer.whatif.places_network import PlacesNetwork
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]

SUMS = (
    "lost", "passed_on", "replaced", "kept", "draw", "fill", "saved", "spare", "diverted", "stockpiled",
    "production_cut",
)  # fmt: skip
"""Arrays of an outcome that a row sums over the horizon."""


@dataclass(frozen=True, eq=False)
class PlacesOutcome:
    """The result of `simulate_places`.

    Axes (step, column) and (step, link) of the network, amounts in each commodity's unit a step. demand is
    the baseline's; served + unserved + saved make it up. lost: imports and own output cut by events.
    passed_on: imports of the baseline that their exporters keep. replaced: of either, by spare, named sources
    and what others do not sell elsewhere. spare: what a place makes more for others. kept: of its own exports.
    diverted: exports that events take from one buyer and others take beyond their baseline; beyond: what a
    place buys so and does not lack. stockpiled: exports without a buyer that fill its store; production_cut:
    those that are not made, and spill: those that it does not make itself and has no room for. draw, fill
    (refilled by imports), stock (end of step). production: after cuts. flow: of each link, with replacement,
    diversion and refilling. passes: how often a shortage was passed on. by_necessity: see `sharing.Shared`.
    """

    scenario: Scenario
    network: PlacesNetwork
    calendar: Calendar
    rule: str
    demand: Floats
    served: Floats
    unserved: Floats
    saved: Floats
    lost: Floats
    passed_on: Floats
    replaced: Floats
    spare: Floats
    kept: Floats
    diverted: Floats
    beyond: Floats
    stockpiled: Floats
    production_cut: Floats
    spill: Floats
    draw: Floats
    fill: Floats
    stock: Floats
    production: Floats
    unexplained: Floats
    flow: Floats
    passes: int
    by_necessity: float

    @property
    def dates(self) -> tuple[str, ...]:
        """First day of each step."""
        return self.calendar.dates

    def rows(self) -> list[dict[str, Any]]:
        """One row a place and commodity, the largest unserved share first: sums over the horizon in `unit`.

        lost: imports cut by events; passed_on: kept by suppliers; kept: exports that the place keeps itself.
        """
        rows = []
        for i, (place, commodity) in enumerate(self.network.columns):
            if place.startswith(SINK) or place == NOT_STATED:
                continue
            demand, missing = float(self.demand[:, i].sum()), self.unserved[:, i]
            short = np.flatnonzero(missing > 1e-9 * self.demand[:, i])
            unserved = float(missing[short].sum())
            first = int(short[0]) if len(short) else None
            scale = max(demand, float(self.network.exports[i]))
            rows.append(
                {
                    "place": place,
                    "commodity": commodity,
                    "unit": self.network.links.commodities[self.network.commodity[i]].unit,
                    "demand": demand,
                    "unserved": unserved,
                    "unserved_share": unserved / demand if demand > 0 else None,
                    "first_short_step": None if first is None else first + 1,
                    "first_short_date": None if first is None else self.dates[first],
                    **{name: _seen(float(getattr(self, name)[:, i].sum()), scale) for name in SUMS},
                    "end_stock": float(self.stock[-1, i]),
                }
            )
        return sorted(rows, key=lambda row: (-(row["unserved_share"] or 0.0), -row["lost"], row["place"]))


def _seen(amount: float, scale: float) -> float:
    """An amount, or 0 where it is rounding."""
    return amount if abs(amount) > 1e-9 * scale else 0.0
