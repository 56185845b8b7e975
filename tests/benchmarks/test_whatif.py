"""How long a run takes. Run with: pytest tests/benchmarks --benchmark-only -p no:randomly"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.outcome import Outcome


@pytest.fixture(scope="module")
def year() -> tuple[SupplyNetwork, Scenario]:
    """The winter squeeze over 52 weeks with every response on."""
    dataset = load("mongolia")
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    scenario = load_scenario(path, dataset)
    responses = replace(scenario.responses, replace=True)
    scenario = replace(scenario, steps=52, responses=responses)
    return SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline), scenario


def peer(network: SupplyNetwork, scenario: Scenario) -> float:
    """The same arithmetic without replacement, one number at a time: what a plain loop costs."""
    from dependency_explorer.whatif.events import hits
    from dependency_explorer.whatif.profiles import event_profile

    calendar = network.calendar(scenario)
    masks = [hits(network, event).tolist() for event in scenario.disruptions]
    profiles = [event_profile(event, scenario.steps).tolist() for event in scenario.disruptions]
    base = calendar.base_flow.tolist()
    stocks = [item.stocks[-1].value if item.stocks else 0.0 for item in network.commodities]
    unmet = 0.0
    for t in range(scenario.steps):
        gap = [0.0] * len(stocks)
        for e, link in enumerate(network.links):
            kept = 1.0
            for event, mask, profile in zip(scenario.disruptions, masks, profiles, strict=True):
                if mask[e]:
                    kept *= 1.0 - event.depth * profile[t]
            gap[network.index[link.commodity]] += base[t][e] * (1.0 - kept)
        for k, missing in enumerate(gap):
            drawn = min(missing, stocks[k])
            stocks[k] -= drawn
            unmet += missing - drawn
    return unmet


def test_a_year_of_weeks(benchmark: Any, year: tuple[SupplyNetwork, Scenario]) -> None:
    network, scenario = year
    simulate(network, scenario)
    outcome: Outcome = benchmark(simulate, network, scenario)
    assert outcome.unserved.any()
    start = time.perf_counter()
    for _ in range(20):
        peer(network, scenario)
    plain = (time.perf_counter() - start) / 20
    mean = benchmark.stats.stats.mean if benchmark.stats else plain
    print(
        f"\n52 weeks: {1e3 * mean:.2f} ms; plain Python loop without replacement: {1e3 * plain:.2f} ms; "
        f"ratio {plain / mean:.1f}"
    )


def test_moving_the_depth(benchmark: Any, year: tuple[SupplyNetwork, Scenario]) -> None:
    """What a drag costs: another depth each time, so that nothing but the calendar is remembered."""
    network, scenario = year
    depths = iter(range(10**9))

    def moved() -> Outcome:
        depth = next(depths) % 101 / 100
        events = tuple(replace(event, depth=depth) for event in scenario.disruptions)
        return simulate(network, replace(scenario, disruptions=events))

    benchmark(moved)


def test_building_the_network(benchmark: Any) -> None:
    dataset = load("mongolia")
    network = benchmark(SupplyNetwork.from_dataset, dataset, "MNG", "2023")
    assert network.links


def test_reference_import_of_pandas(benchmark: Any) -> None:
    """A yardstick for the machine: importing pandas in a fresh interpreter."""
    command = [sys.executable, "-c", "import pandas"]
    benchmark.pedantic(subprocess.run, args=(command,), kwargs={"check": True}, rounds=3)


def test_all_places(benchmark: Any, year: tuple[SupplyNetwork, Scenario]) -> None:
    """240 places, 1,200 links, 52 weeks, stocks and spare in use: one path, against one place's."""
    from dependency_explorer.whatif.places import simulate_places
    from tests.whatif.place_worlds import large_world

    network, scenario = large_world()
    simulate_places(network, scenario)
    outcome = benchmark(simulate_places, network, scenario)
    assert outcome.lost.any()
    start = time.process_time()
    for _ in range(20):
        simulate(*year)
    single = (time.process_time() - start) / 20
    start = time.process_time()
    for _ in range(20):
        simulate_places(network, scenario)
    every = (time.process_time() - start) / 20
    print(f"\nall places: {1e3 * every:.2f} ms; one place: {1e3 * single:.2f} ms; ratio {every / single:.1f}")
