"""The assumptions of a run as arrays whose last axis counts cases: one for the values as they stand, or one
a draw.

An assumption that is the same in all cases has a last axis of 1 and is never repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import inputs
from dependency_explorer.whatif.inputs import Input
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]
Sample = Mapping[str, Floats]
"""Quantiles (0 to 1, one a case) by the key of the assumption; a key that is missing keeps its value."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What one run assumes.

    spare: share of base flow, (link, case). delay_of: row of each link in lead and ramp, which are in weeks,
    (delay, case). saving: share of demand, and demand_level: share of the baseline's demand while an event is in
    force, (commodity, case). initial, capacity, floor: of the stock,
    (commodity, case). max_draw, max_fill: a week, infinite without limit, (commodity, case). rated: whether
    gas leaves the store more slowly when less than half is left; its max_draw is then that of a full store.
    sources: quantity a week of the named sources, (source, case). route_capacity: a week, infinite without
    limit, (route, case). switches: share, lead time and ramp (weeks) of each switch, (case). elasticity: of
    demand, (commodity, case), 0 where demand does not give way; None without a price response.
    """

    spare: Floats
    delay_of: NDArray[np.intp]
    lead: Floats
    ramp: Floats
    saving: Floats
    demand_level: Floats
    initial: Floats
    capacity: Floats
    floor: Floats
    max_draw: Floats
    max_fill: Floats
    rated: NDArray[np.bool_]
    sources: Floats
    route_capacity: Floats
    switches: tuple[tuple[Floats, Floats, Floats], ...] = ()
    elasticity: Floats | None = None


def parameters(network: SupplyNetwork, scenario: Scenario, sample: Sample | None = None) -> Parameters:
    """The assumptions of a scenario, at the quantiles of a sample or at their values.

    What holds no quantiles is kept with the network, since a slider changes other things.
    """
    if sample:
        return _make(network, scenario, sample)
    key = (scenario.assumptions, scenario.ranges, scenario.responses, scenario.start)
    return network.kept("parameters", key, lambda: _make(network, scenario, {}))


def _make(network: SupplyNetwork, scenario: Scenario, sample: Sample) -> Parameters:
    shares = [_at(inputs.spare(network, scenario, link), sample) for link in network.links]
    rows: dict[tuple[Input, Input], int] = {}
    delay_of = [rows.setdefault(inputs.delay(network, scenario, link), len(rows)) for link in network.links]
    stocks = [_stock(network, scenario, k, sample) for k in range(len(network.commodities))]
    limits = [_limits(scenario, item.gas, k, network, sample) for k, item in enumerate(network.commodities)]
    routes = (inputs.route_capacity(scenario, route) for route in network.routes)
    return Parameters(
        spare=_stack(shares),
        delay_of=np.array(delay_of, np.intp),
        lead=_stack([_at(lead, sample) for lead, _ in rows]),
        ramp=_stack([_at(ramp, sample) for _, ramp in rows]),
        saving=_stack([_at(inputs.saving(scenario, item), sample) for item in network.commodities]),
        demand_level=_stack(
            [_at(inputs.demand_level(scenario, item), sample) for item in network.commodities]
        ),
        initial=_stack([initial for initial, _, _ in stocks]),
        capacity=_stack([capacity for _, capacity, _ in stocks]),
        floor=_stack([floor for _, _, floor in stocks]),
        max_draw=_stack([draw for draw, _, _ in limits]),
        max_fill=_stack([fill for _, fill, _ in limits]),
        rated=np.array([rated for _, _, rated in limits], np.bool_),
        sources=_stack([_at(inputs.source(scenario, item), sample) for item in scenario.responses.sources]),
        route_capacity=_stack([_UNLIMITED if one is None else _at(one, sample) for one in routes]),
        switches=tuple(
            (_at(share, sample), _at(lead, sample), _at(ramp, sample))
            for share, lead, ramp in (inputs.switch(scenario, one) for one in scenario.responses.switches)
        ),
        elasticity=_elasticity(network, scenario, sample) if scenario.responses.price_response else None,
    )


def _elasticity(network: SupplyNetwork, scenario: Scenario, sample: Sample) -> Floats:
    known = [inputs.elasticity(scenario, item) for item in network.commodities]
    return _stack([np.zeros(1) if one is None else _at(one, sample) for one in known])


_UNLIMITED = np.full(1, np.inf)


def _at(one: Input, sample: Sample) -> Floats:
    quantiles = sample.get(one.key) if one.varies else None
    return np.array([one.value]) if quantiles is None else one.at(quantiles)


def _stack(rows: list[Floats]) -> Floats:
    cases = max((len(row) for row in rows), default=1)
    result = np.empty((len(rows), cases))
    for i, row in enumerate(rows):
        result[i] = row
    return result


def _stock(
    network: SupplyNetwork, scenario: Scenario, k: int, sample: Sample
) -> tuple[Floats, Floats, Floats]:
    commodity, demand = network.commodities[k], float(network.demand[k])
    assumed = inputs.stock(scenario, commodity, demand)
    initial = inputs.initial_stock(network, k, assumed, _at(assumed, sample))
    stated = inputs.storage_capacity(scenario, commodity)
    capacity = initial if stated is None else np.maximum(_at(stated, sample), initial)
    floor = np.minimum((scenario.responses.draw_stocks or 0.0) * demand / DAYS_IN_YEAR, initial)
    return initial, capacity, floor


def _limits(
    scenario: Scenario, gas: bool, k: int, network: SupplyNetwork, sample: Sample
) -> tuple[Floats, Floats, bool]:
    """Largest draw and fill a week. Gas with a loaded capacity has rates by default; the capacity of the
    store is then the one that the run uses."""
    commodity = network.commodities[k]
    stored = gas and commodity.capacity is not None
    capacity = _stock(network, scenario, k, sample)[1] if stored else _UNLIMITED
    found: list[Floats] = []
    rated = False
    for kind, days in (("max_draw", "draw_days"), ("max_fill", "fill_days")):
        stated = inputs.weekly_limit(scenario, kind, commodity)
        if stated is not None:
            found.append(_at(stated, sample))
        elif stored:
            found.append(capacity / _at(inputs.gas_days(scenario, days, commodity), sample) * 7.0)
            rated = rated or kind == "max_draw"
        else:
            found.append(_UNLIMITED)
    return found[0], found[1], rated
