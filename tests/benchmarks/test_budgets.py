"""The engine's budgets on the sample network: 52 weeks, 40 links, 8 commodities, 5 sectors, 10 routes.

uv run pytest tests/benchmarks/test_budgets.py -o addopts= --benchmark-only -s

Medians of processor time, since others may use the machine. The peer is named beside each ratio and timed in
the same run: the plain engine of tests/whatif/plain.py, or the same runs one at a time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest

from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.engine import block_of, run
from dependency_explorer.whatif.events import blows_of_cases
from dependency_explorer.whatif.network import Route, Sector, StockRecord, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.scenario import Disruption, Responses, Target
from dependency_explorer.whatif.sensitivity import sobol, tornado
from dependency_explorer.whatif.uncertainty import DRAGGING, bands
from tests.whatif.plain import plain

PARTNERS = ("RUS", "CHN", "KAZ", "KOR", "JPN")
USES = ("households", "power", "transport", "industry", "losses")


def sample() -> tuple[SupplyNetwork, Scenario]:
    """Every commodity from five partners over ten routes, half of them with a capacity; two events that
    between them start at different weeks, every response on."""
    random = Random(5)
    goods, links = [], []
    for k in range(8):
        amounts = [random.uniform(50, 1000) for _ in PARTNERS]
        use = 1.2 * sum(amounts)
        goods.append(
            SuppliedCommodity(
                f"c{k}", f"Good {k}", "kt", "fuel", ("all",), production=0.2 * sum(amounts),
                sectors=tuple(Sector(name, use / 5, name == "losses") for name in USES),
                stocks=(StockRecord("2022-12", 0.05 * use),),
            )
        )  # fmt: skip
        links += [
            SupplyLink(partner, "MNG", f"c{k}", amount, (f"r{2 * i + k % 2}",))
            for i, (partner, amount) in enumerate(zip(PARTNERS, amounts, strict=True))
        ]
    routes = []
    for r in range(10):
        load = sum(link.quantity for link in links if link.routes == (f"r{r}",))
        limited = r % 2 == 1
        factors = {item.id: 1.0 for item in goods} if limited else {}
        routes.append(Route(f"r{r}", f"Route {r}", "rail", 1.2 * load if limited else None, "kt", factors))
    network = SupplyNetwork("MNG", "2023", tuple(goods), tuple(links), tuple(routes))
    scenario = Scenario(
        "MNG", "2023", "2024-01-01", 52,
        disruptions=(
            Disruption(Target(exporter="RUS"), 0.8, 3, 2.0, 12.0, 4.0),
            Disruption(Target(exporter="CHN", commodity="c1"), 0.5, 6, 2.0, 8.0, 4.0),
        ),
        responses=Responses(draw_stocks=5.0, replace=True, saving=0.05),
    )  # fmt: skip
    return network, scenario


def median(task: Callable[[], object], rounds: int = 9) -> float:
    """Median milliseconds of processor time, after one warm-up."""
    task()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        task()
        times.append(1000 * (time.process_time() - begin))
    return statistics.median(times)


def report(what: str, ours: float, most: float, peer: float, name: str) -> None:
    print(f"\n{what}: {ours:.2f} ms (at most {most:g}) · {peer / ours:.1f} times as fast as {name}")


@pytest.fixture(scope="module")
def world() -> tuple[SupplyNetwork, Scenario]:
    return sample()


def moved(network: SupplyNetwork, scenario: Scenario) -> Callable[[], object]:
    """A drag: another depth each time, so that nothing but calendar and assumptions is remembered."""
    depths = iter(range(10**9))

    def once() -> object:
        depth = next(depths) % 101 / 100
        events = tuple(replace(event, depth=depth) for event in scenario.disruptions)
        return simulate(network, replace(scenario, disruptions=events))

    return once


def test_one_path(benchmark: Any, world: tuple[SupplyNetwork, Scenario]) -> None:
    once = moved(*world)
    ours, peer = median(once, 51), median(lambda: plain(*world), 3)
    benchmark.pedantic(once, rounds=20)
    report("one path", ours, 3, peer, "the plain engine")
    assert ours <= 3
    assert peer / ours >= 20


def test_a_thousand_draws(benchmark: Any, world: tuple[SupplyNetwork, Scenario]) -> None:
    def once() -> object:
        return simulate(*world, draws=1000)

    ours, peer = median(once), 1000 * median(lambda: simulate(*world), 51)
    benchmark.pedantic(once, rounds=5)
    report("1,000 draws", ours, 80, peer, "a thousand single runs")
    assert ours <= 80
    assert peer / ours >= 8


def test_every_link_and_every_two(benchmark: Any, world: tuple[SupplyNetwork, Scenario]) -> None:
    network, scenario = world
    events = [
        Disruption(Target(exporter=link.exporter, importer="MNG", commodity=link.commodity), 1.0, steps=12.0)
        for link in network.links
    ]
    cases = [(event,) for event in events] + list(combinations(events, 2))
    assert len(cases) == 820
    size = block_of(network, scenario)

    def once() -> None:
        for begin in range(0, len(cases), size):
            part = cases[begin : begin + size]
            run(network, scenario, blows_of_cases(part), len(part))

    ours = median(once)
    peer = len(cases) * median(lambda: run(network, scenario, blows_of_cases(cases[-1:]), 1), 51)
    benchmark.pedantic(once, rounds=5)
    report("820 failures", ours, 70, peer, "820 runs one at a time")
    assert ours <= 70
    assert peer / ours >= 8


def test_a_drag_with_draws_on(benchmark: Any, world: tuple[SupplyNetwork, Scenario]) -> None:
    """What a drag adds to repainting: the run, 256 draws and their bands; a third of 33 ms is theirs."""
    network, scenario = world
    one_path = moved(network, scenario)

    def once() -> object:
        one_path()
        return bands(simulate(network, scenario, DRAGGING))

    ours = median(once)
    benchmark.pedantic(once, rounds=5)
    print(f"\n256 draws and bands of all 8 commodities: {ours:.1f} ms")
    assert ours <= 33


def test_sensitivity(benchmark: Any, world: tuple[SupplyNetwork, Scenario]) -> None:
    """The tornado is live; Sobol indices are asked for."""
    network, scenario = world
    live = median(lambda: tornado(network, scenario, "c1"))
    benchmark.pedantic(lambda: tornado(network, scenario, "c1"), rounds=5)
    asked = median(lambda: sobol(network, scenario, "c1", 256), 3)
    print(f"\ntornado {live:.1f} ms (at most 33) · Sobol indices, 256 rows: {asked:.0f} ms")
    assert live <= 33
