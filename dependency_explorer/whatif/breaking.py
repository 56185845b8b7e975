"""Where a place breaks: the smallest cut that hurts, and the smallest help that would have spared it.

Every answer is a bisection over whole runs: as a quantity that is asked about grows, a shortage becomes only
rarer or only more likely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.engine import block_of, run
from dependency_explorer.whatif.events import blows_of_cases
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.outcome_tables import SHORT
from dependency_explorer.whatif.scenario import ANY, Disruption, Override, Scenario
from dependency_explorer.whatif.sensitivity import positions
from dependency_explorer.whatif.simulation import check

Floats = NDArray[np.float64]

DEPTH_HALVINGS = 17
"""A depth is found to better than 0.001 %."""
HALVINGS = 20
MOST_DAYS, MOST_SPARE, MOST_WEEKS = 730.0, 20.0, 104.0
"""Ends of the search: two years of cover, twenty times the base flow, two years of lead time."""


@dataclass(frozen=True, slots=True)
class BreakingPoint:
    """The smallest depth that makes a shortage when the event lasts `steps`; None where none does."""

    steps: float
    depth: float | None


@dataclass(frozen=True, slots=True)
class Safety:
    """What would have been enough, other things as they are, for nothing to go unserved of a commodity.

    stock_days: days of cover of mean baseline demand at the start. spare: share of base flow that all links
    not hit could deliver more. lead_weeks: the latest start of what they deliver more. None: no amount up to
    the end of the search is enough, or (lead_weeks) not even at once. safe: nothing goes short as it is.
    """

    commodity: str
    safe: bool
    stock_days: float | None
    spare: float | None
    lead_weeks: float | None


def frontier(
    network: SupplyNetwork,
    scenario: Scenario,
    commodity: str,
    durations: Sequence[float],
    position: int | None = 0,
) -> tuple[BreakingPoint, ...]:
    """For each duration in steps, the smallest depth of an event that makes a shortage of a commodity.

    position: of the event whose depth and duration are varied, the others happening as they stand; None
    varies all together, as the parts of one failure. All durations go through the engine together.
    """
    check(network, scenario)
    varied = range(len(scenario.disruptions)) if position is None else (position,)

    def short(depths: Floats) -> NDArray[np.bool_]:
        cases = [
            tuple(
                replace(event, steps=float(steps), depth=float(depth)) if i in varied else event
                for i, event in enumerate(scenario.disruptions)
            )
            for steps, depth in zip(durations, depths, strict=True)
        ]
        return _short(network, scenario, commodity, cases)

    size = len(durations)
    breaks, from_start = short(np.ones(size)), short(np.zeros(size))
    low, high = np.zeros(size), np.ones(size)
    for _ in range(DEPTH_HALVINGS):
        middle = (low + high) / 2.0
        hurt = short(middle)
        low, high = np.where(hurt, low, middle), np.where(hurt, middle, high)
    found = np.where(from_start, 0.0, high)
    return tuple(
        BreakingPoint(float(steps), float(depth) if broken else None)
        for steps, depth, broken in zip(durations, found, breaks, strict=True)
    )


def safety(network: SupplyNetwork, scenario: Scenario, commodity: str) -> Safety:
    """How many days of stock, how much spare, how early a replacement it takes for nothing to go short.

    Each is asked alone, with the floor of the stock and the other responses as the scenario has them; the
    first draws stocks and the others let links deliver more even where the scenario does not.
    """
    check(network, scenario)
    events = [scenario.disruptions]

    def runs(changed: Scenario) -> bool:
        return not bool(_short(network, changed, commodity, events)[0])

    names = [network.commodities[k].id for k in positions(network, commodity)]
    drawing = scenario.responses
    if drawing.draw_stocks is None:
        drawing = replace(drawing, draw_stocks=0.0)
    replacing = replace(scenario, responses=replace(scenario.responses, replace=True))

    def with_days(days: float) -> bool:
        changed = _without(replace(scenario, responses=drawing), "days_of_cover")
        for name in names:
            changed = changed.with_assumption(("days_of_cover", name), days)
        return runs(changed)

    def with_spare(share: float) -> bool:
        return runs(_stated(replacing, "spare", share))

    def before(weeks: float) -> bool:
        # Searched from the far end, so that more is better here too.
        return runs(_stated(replacing, "lead_weeks", MOST_WEEKS - weeks))

    wait = _least(before, MOST_WEEKS)
    return Safety(
        commodity=commodity,
        safe=runs(scenario),
        stock_days=_least(with_days, MOST_DAYS),
        spare=_least(with_spare, MOST_SPARE),
        lead_weeks=None if wait is None else MOST_WEEKS - wait,
    )


def _least(enough: Callable[[float], bool], most: float) -> float | None:
    """The least amount that is enough, 0 to `most`; None where not even the most is."""
    if enough(0.0):
        return 0.0
    if not enough(most):
        return None
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _without(scenario: Scenario, key: str) -> Scenario:
    kept = tuple(one for one in scenario.assumptions if one.path[0] != key)
    return replace(scenario, assumptions=kept, ranges=())


def _stated(scenario: Scenario, key: str, value: float) -> Scenario:
    """The scenario with one value of an assumption for all, in place of all others of it."""
    kept = (*_without(scenario, key).assumptions, Override((key, ANY), value))
    return replace(scenario, assumptions=tuple(sorted(kept, key=lambda one: one.path)), ranges=())


def _short(
    network: SupplyNetwork, scenario: Scenario, commodity: str, cases: Sequence[Sequence[Disruption]]
) -> NDArray[np.bool_]:
    """Whether anything of a commodity goes unserved, one answer a case."""
    at = positions(network, commodity)
    demand = network.calendar(scenario).base_demand.T[at].sum(axis=0)[:, None]
    size = block_of(network, scenario)
    found = np.zeros(len(cases), np.bool_)
    for first in range(0, len(cases), size):
        part = cases[first : first + size]
        missing = run(network, scenario, blows_of_cases(part), len(part)).unserved[at].sum(axis=0)
        found[first : first + size] = (missing > SHORT * demand).any(axis=0)
    return found
