"""The engine against a second, plain implementation, on random worlds and random draws of the assumptions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.sampling import latin_hypercube
from tests.whatif.plain import Plain, plain
from tests.whatif.worlds import responsive_worlds, with_ranges, worlds

World = tuple[SupplyNetwork, Scenario]


def scale(network: SupplyNetwork) -> float:
    stocks = sum(row.value for item in network.commodities for row in item.stocks)
    return 1.0 + float(network.quantity.sum() + network.demand.sum() + network.production.sum()) + stocks


def differ(expected: Plain, outcome: object, draw: int, slack: float) -> list[str]:
    """The names of what differs."""
    found = []
    for name, rows in vars(expected).items():
        ours = getattr(outcome, name)[draw]
        theirs = np.array(rows, np.float64).reshape(ours.shape)
        if not np.allclose(ours, theirs, rtol=1e-9, atol=1e-9 * slack):
            found.append(f"{name}: {np.abs(ours - theirs).max():g}")
    return found


@settings(max_examples=200, deadline=None)
@given(responsive_worlds())
def test_the_responses_are_what_the_plain_loops_give(world: World) -> None:
    network, scenario = world
    assert differ(plain(network, scenario), simulate(network, scenario), 0, scale(network)) == []


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_the_engine_is_what_the_plain_loops_give(world: World) -> None:
    network, scenario = world
    assert differ(plain(network, scenario), simulate(network, scenario), 0, scale(network)) == []


@settings(max_examples=200, deadline=None)
@given(st.one_of(worlds(), responsive_worlds()), st.integers(0, 1000), st.integers(0, 2))
def test_a_draw_is_what_the_plain_loops_give(world: World, seed: int, draw: int) -> None:
    network, scenario = world
    scenario = with_ranges(replace(scenario, steps=min(scenario.steps, 10)))
    outcome = simulate(network, scenario, draws=3, seed=seed)
    sample = latin_hypercube(network, scenario, 3, seed)
    expected = plain(network, scenario, {key: float(values[draw]) for key, values in sample.items()})
    assert differ(expected, outcome, draw, scale(network)) == []
