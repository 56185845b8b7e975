"""Random worlds of several places, and the constructed line of V22."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from dependency_explorer.whatif.network import (
    Sector,
    StockRecord,
    SuppliedCommodity,
    SupplyLink,
    SupplyNetwork,
)
from dependency_explorer.whatif.places_network import PlacesNetwork, PlaceSupply
from dependency_explorer.whatif.places_outcome import PlacesOutcome
from dependency_explorer.whatif.scenario import Disruption, Responses, Scenario, Target
from dependency_explorer.whatif.sharing import pass_on

GAS = SuppliedCommodity(id="gas", name="Gas", unit="TJ")


def line() -> tuple[np.ndarray, ...]:
    """V22: three places in a line, demand 100 each, supply 160 at the first, capacities 90 and 30."""
    exporter, importer = np.array([0, 1]), np.array([1, 2])
    return np.array([160.0, 0.0, 0.0]), np.full(3, 100.0), np.array([90.0, 30.0]), exporter, importer


def shared_nationally(home_first: float) -> np.ndarray:
    """The share of demand served at each place of the line, where exporters serve themselves first to that degree."""
    supply, demand, capacity, exporter, importer = line()
    lacking = demand + np.array([90, 30, 0]) - supply - np.array([0, 90, 30])
    made = pass_on(lacking[None], demand[None], capacity[None], exporter, importer, np.full(3, home_first))
    assert made.by_necessity == 0
    return np.asarray(1 - (made.gap - made.kept)[0] / demand)


def make_world(random: Random, number: int = 8) -> tuple[PlacesNetwork, Scenario]:
    """Places with output, use or stocks known or not, links anywhere, events on suppliers or buyers."""
    codes = [f"P{i}" for i in range(number)]
    links: dict[tuple[str, str], SupplyLink] = {("P0", "P1"): SupplyLink("P0", "P1", "gas", 5.0)}
    for _ in range(random.randint(1, 3 * number)):
        ends = tuple(random.sample(codes, 2))
        links.setdefault(ends, SupplyLink(*ends, "gas", random.uniform(0.0, 100.0)))  # type: ignore[arg-type, call-overload]
    supplies = []
    for code in codes:
        if random.random() < 0.8:
            sectors = (Sector("all", random.uniform(0.0, 200.0)),) if random.random() < 0.4 else ()
            stock = (StockRecord("2023-12", random.uniform(0.0, 2.0)),) if random.random() < 0.5 else ()
            output = random.choice((None, random.uniform(0.0, 100.0)))
            room = {"capacity": random.uniform(0.0, 5.0), "gas": random.random() < 0.5}
            kept = room if random.random() < 0.4 else {}
            made = replace(GAS, production=output, sectors=sectors, stocks=stock, **kept)  # type: ignore[arg-type]
            supplies.append(PlaceSupply(code, made))
    network = PlacesNetwork("P0", SupplyNetwork("P0", "2023", (GAS,), tuple(links.values())), tuple(supplies))
    events = []
    for _ in range(random.randint(1, 3)):
        code = random.choice(codes)
        target = Target(exporter=code) if random.random() < 0.7 else Target(importer=code)
        events.append(
            Disruption(target, random.random(), random.randint(1, 4), 1.0, float(random.randint(1, 6)), 2.0)
        )
    scenario = Scenario(
        "P0",
        "2023",
        "2024-01-01",
        random.randint(2, 8),
        disruptions=tuple(events),
        responses=Responses(
            draw_stocks=random.choice((None, 0.0, 3.0)),
            replace=random.random() < 0.5,
            saving=random.choice((0.0, 0.1)),
        ),
    )
    return network, scenario


def place_worlds(number: int = 8) -> st.SearchStrategy[tuple[PlacesNetwork, Scenario]]:
    """A world of places and a scenario on it, from a seed."""
    return st.integers(0, 2**40).map(lambda seed: make_world(Random(seed), number))


def large_world(places: int = 240, links: int = 1200) -> tuple[PlacesNetwork, Scenario]:
    """The world of the benchmark: one year of weeks, the largest exporter stops, stocks and spare in use."""
    rng = np.random.default_rng(0)
    codes = [f"P{i:03}" for i in range(places)]
    exporter = rng.integers(0, places, links)
    importer = (exporter + 1 + rng.integers(0, places - 1, links)) % places
    made = tuple(
        SupplyLink(codes[a], codes[b], "gas", float(q))
        for a, b, q in zip(exporter, importer, rng.uniform(1, 100, links), strict=True)
    )
    supplies = tuple(
        PlaceSupply(
            code,
            replace(
                GAS,
                production=float(rng.uniform(0, 500)),
                stocks=(StockRecord("2023-12", float(rng.uniform(0, 30))),),
            ),
        )
        for code in codes
    )
    largest = codes[int(np.bincount(exporter).argmax())]
    scenario = Scenario(
        codes[0],
        "2023",
        "2024-01-01",
        52,
        disruptions=(Disruption(Target(exporter=largest), 1.0, 3, 1, 30, 4),),
        responses=Responses(draw_stocks=0.0, replace=True),
    )
    return PlacesNetwork(codes[0], SupplyNetwork(codes[0], "2023", (GAS,), made), supplies), scenario


def worst_share(outcome: PlacesOutcome) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Smallest served share among places with demand, by step."""
    demand = outcome.demand - outcome.saved
    share = np.divide(outcome.served, demand, out=np.ones_like(demand), where=demand > 1e-9)
    return share.min(axis=1)


def alone(network: SupplyNetwork) -> PlacesNetwork:
    """The network of one place as one of all places, of which nothing but its trade with that place is known."""
    return PlacesNetwork(
        network.focus, network, tuple(PlaceSupply(network.focus, item) for item in network.commodities)
    )


def without_trade_both_ways(network: SupplyNetwork) -> SupplyNetwork:
    """The network without sales to those who supply the same: such a partner that is short keeps at home what
    it sells, which a run of one place cannot know."""
    suppliers = {(link.exporter, link.commodity) for link in network.links if link.importer == network.focus}
    kept = [link for link in network.links if (link.importer, link.commodity) not in suppliers]
    used = {route for link in kept for route in link.routes}
    return replace(
        network, links=tuple(kept), routes=tuple(route for route in network.routes if route.id in used)
    )
