"""What must hold of runs whatever the world and its responses; property tests bring the worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.engine import run
from dependency_explorer.whatif.events import blows_of_cases
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.sampling import latin_hypercube
from dependency_explorer.whatif.simulation import simulate_sample
from tests.whatif.worlds import make_event, with_event

TINY = 1e-9


def scale(outcome: Outcome) -> float:
    network = outcome.network
    stocks = sum(row.value for item in network.commodities for row in item.stocks)
    return 1.0 + float(network.quantity.sum() + network.demand.sum() + network.production.sum()) + stocks


def unserved(network: SupplyNetwork, scenario: Scenario) -> float:
    """What a run leaves unserved, over all commodities and steps."""
    return float(simulate(network, scenario).unserved.sum())


def bounds_checked(network: SupplyNetwork, outcome: Outcome, names: Sequence[str]) -> None:
    """Nothing is below zero, a stock stays within its floor and room and moves by what comes and goes, and a route
    carries no more than it can (or than it did)."""
    slack = TINY * scale(outcome)
    for name in names:
        assert (getattr(outcome, name) >= -slack).all(), name
    for k, commodity in enumerate(outcome.commodities):
        info = outcome.stock_info(commodity)
        stock = outcome.stock[0][:, k]
        assert (stock >= (info.floor or 0.0) - slack).all()
        assert info.capacity is None or (stock <= info.capacity + slack).all()
        if info.initial is not None:
            moves = outcome.fill[0][:, k] + outcome.stockpiled[0][:, k] - outcome.draw[0][:, k]
            assert np.allclose(stock, info.initial + np.cumsum(moves), rtol=0, atol=slack)
    load = (outcome.flow[0] + outcome.replacement[0])[:, : len(network.links)] @ network.route_factors.T
    base = outcome.calendar.base_flow @ network.route_factors.T
    for r, route in enumerate(network.routes):
        if route.capacity is not None:
            limit = np.maximum(route.capacity * outcome.calendar.days / 365, base[:, r])
            assert (load[:, r] <= limit + slack).all()


def batch_checked(
    network: SupplyNetwork, scenario: Scenario, draws: int, seed: int, names: Sequence[str]
) -> Outcome:
    """Run over draws; assert that every draw is the run that the same assumptions give alone, to the last bit."""
    batch = simulate(network, scenario, draws, seed)
    sample = latin_hypercube(network, scenario, draws, seed)
    for draw in range(draws):
        alone = simulate_sample(network, scenario, {key: u[[draw]] for key, u in sample.items()}, 1)
        for name in (*names, "sector_unserved"):
            assert np.array_equal(getattr(batch, name)[draw], getattr(alone, name)[0]), name
    return batch


def event_batch_checked(
    network: SupplyNetwork, scenario: Scenario, random: Random, names: Sequence[str]
) -> None:
    """Cases that differ in what happens give the numbers of a run of their own, to the last bit."""
    cases = [
        scenario.disruptions, (), *(tuple(make_event(random, network) for _ in range(n)) for n in (1, 2)),
    ]  # fmt: skip
    batch = run(network, scenario, blows_of_cases(cases), len(cases))
    for case, events in enumerate(cases):
        alone = run(network, scenario, blows_of_cases([events]), 1)
        shape = (*batch.unserved.shape[:2], len(cases))
        pairs = [(name, getattr(batch, name), getattr(alone, name)) for name in names]
        if alone.switched is not None and batch.switched is not None:
            pairs.append(("switched", batch.switched.into, alone.switched.into))
        for name, ours, other in pairs:
            assert np.array_equal(np.broadcast_to(ours, shape)[..., case], other[..., 0]), name


def harder_blow_checked(network: SupplyNetwork, scenario: Scenario, depth: float, longer: float) -> None:
    """A deeper or longer event leaves no less unserved, one event fewer no more."""

    before = unserved(network, scenario)
    slack = TINY * (1.0 + before + float(network.quantity.sum()))
    for position in {0, len(scenario.disruptions) - 1}:
        event = scenario.disruptions[position]
        deeper = with_event(scenario, position, depth=event.depth + depth * (1 - event.depth))
        assert unserved(network, deeper) >= before - slack
        assert unserved(network, with_event(scenario, position, steps=event.steps + longer)) >= before - slack
    fewer = replace(scenario, disruptions=scenario.disruptions[:-1])
    assert unserved(network, fewer) <= before + slack


def order_of_links_checked(
    network: SupplyNetwork, scenario: Scenario, random: Random, names: Sequence[str]
) -> None:
    """The links of a network shuffled give the same numbers."""
    links = list(network.links)
    random.shuffle(links)
    one = simulate(network, scenario)
    shuffled = simulate(replace(network, links=tuple(links)), scenario)
    for name in names:
        expected = getattr(one, name)
        assert np.allclose(getattr(shuffled, name), expected, rtol=1e-12, atol=1e-12 * scale(one)), name
