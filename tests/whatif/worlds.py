"""Random supply networks and scenarios, and the constructed world V25, for the tests of the engine."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from dependency_explorer.whatif.network import (
    Route,
    Sector,
    StockRecord,
    SuppliedCommodity,
    SupplyLink,
    SupplyNetwork,
)
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import (
    Disruption,
    FuelSwitch,
    NamedSource,
    Override,
    Range,
    Responses,
    Scenario,
    Target,
)

FOCUS = "MNG"
PARTNERS = ("RUS", "CHN", "KAZ", "XNS")
WEEK = 365 / 7
"""Weekly amounts times this are a year's."""


def j3_network(stock: float | None = 71.75) -> SupplyNetwork:
    """V25: demand 17 kt a week, Russia 16.5, China 0.5, stock 71.75 kt."""
    stocks = () if stock is None else (StockRecord("2023-12", stock, "constructed"),)
    diesel = SuppliedCommodity(id="diesel", name="Diesel", unit="kt", production=0.0, stocks=stocks)
    links = (
        SupplyLink("RUS", FOCUS, "diesel", 16.5 * WEEK),
        SupplyLink("CHN", FOCUS, "diesel", 0.5 * WEEK),
    )
    return SupplyNetwork(focus=FOCUS, period="2023", commodities=(diesel,), links=links)


def j3_scenario(floor: float | None = 0.0, steps: int = 8, *sources: NamedSource) -> Scenario:
    """V25: Russia's diesel cut by half for eight weeks, no ramp, no recovery, no replacement."""
    return Scenario(
        focus=FOCUS,
        baseline="2023",
        start="2024-01-01",
        steps=steps,
        disruptions=(Disruption(Target(exporter="RUS", importer=FOCUS, commodity="diesel"), 0.5, steps=8.0),),
        responses=Responses(draw_stocks=floor, sources=sources),
    )


def _amount(random: Random) -> float:
    return 0.0 if random.random() < 0.1 else random.uniform(0.5, 1000.0)


def make_network(
    random: Random, commodities: int = 3, routes: bool = True, exports: bool = True, gas: bool = True
) -> SupplyNetwork:
    """A network of one place: suppliers, buyers, output, sectors, stocks, routes, one partner not stated."""
    made: list[SuppliedCommodity] = []
    links: list[SupplyLink] = []
    names = ("rail", "road") if routes and random.random() < 0.6 else ()
    for k in range(random.randint(1, commodities)):
        name = f"c{k}"
        sectors: tuple[Sector, ...] = ()
        if random.random() < 0.5:
            sectors = (
                Sector("households", _amount(random)),
                Sector("industry", _amount(random)),
                Sector("losses", _amount(random), losses=True),
            )
        stocks: tuple[StockRecord, ...] = ()
        if random.random() < 0.7:
            stocks = (StockRecord("2023-12", random.choice((0.0, 5.0, 30.0, 200.0)), "constructed"),)
        made.append(
            SuppliedCommodity(
                id=name,
                name=name,
                unit="kt",
                group="fuel",
                ancestors=("all",),
                production=None if random.random() < 0.3 else _amount(random),
                sectors=sectors,
                stocks=stocks,
                capacity=None if random.random() < 0.5 else random.uniform(0.0, 300.0),
                gas=gas and random.random() < 0.3,
            )
        )
        for partner in ("RUS", *random.sample(PARTNERS[1:], random.randint(0, 3))):
            way = (random.choice(names),) if names and random.random() < 0.7 else ()
            value = random.choice((None, 2.5))
            links.append(SupplyLink(partner, FOCUS, name, _amount(random), way, value))
        if exports and random.random() < 0.5:
            for partner in random.sample(PARTNERS, random.randint(1, 3)):
                links.append(SupplyLink(FOCUS, partner, name, _amount(random)))
    used = tuple(dict.fromkeys(route for link in links for route in link.routes))
    ways: list[Route] = []
    for name in used:
        capacity = None if random.random() < 0.5 else random.uniform(1.0, 3000.0)
        factors = {item.id: 1.0 for item in made} if capacity else {}
        ways.append(Route(name, name, "rail", capacity, "kt", factors))
    return SupplyNetwork(FOCUS, "2023", tuple(made), tuple(links), tuple(ways))


def make_event(random: Random, network: SupplyNetwork, supply_side: bool = False) -> Disruption:
    """An event on exporter, importer, commodity, group, route, stock or demand."""
    commodity = random.choice([item.id for item in network.commodities])
    partner = random.choice(PARTNERS[:3])
    targets = [
        Target(exporter="RUS", importer=FOCUS),
        Target(exporter=partner, importer=FOCUS, commodity=commodity),
        Target(importer=FOCUS, commodity=commodity),
        Target(kind="stock", commodity=random.choice(("all", commodity))),
        Target(kind="demand", commodity=random.choice(("all", commodity))),
        Target(kind="demand", place=FOCUS, sectors=random.choice((("households",), ("industry", "all use")))),
    ]
    if not supply_side:
        targets += [
            Target(exporter=FOCUS, importer=partner),
            Target(commodity="all"),
            Target(group="fuel"),
            *(Target(route=route.id) for route in network.routes),
        ]
    target = random.choice(targets)
    return Disruption(
        target=target,
        depth=random.choice((1.0, random.random(), random.random())),
        start_step=random.randint(1, 6),
        ramp_steps=random.choice((0.0, 0.0, 1.0, 2.5)),
        steps=random.choice((0.0, 1.0, 3.0, 7.5)),
        recovery_steps=random.choice((0.0, 0.0, 2.0, 4.0)),
        exempt=random.choice(((), (), ("CHN",))) if target.kind == "supply" else (),
    )


def make_scenario(random: Random, network: SupplyNetwork, supply_side: bool = False) -> Scenario:
    """A scenario that fits the network."""
    sources = tuple(
        NamedSource(
            exporter=random.choice(PARTNERS[:3]),
            commodity=random.choice(["all", *(item.id for item in network.commodities)]),
            quantity_per_week=random.uniform(0.0, 5.0),
            start_step=random.randint(1, 6),
            ramp_steps=random.choice((0.0, 3.0)),
        )
        for _ in range(random.choice((0, 0, 1, 2)))
    )
    overrides = [Override(("spare", "*"), random.choice((None, 0.1, 0.3, random.random())))]
    if random.random() < 0.5:
        overrides.append(Override(("days_of_cover", "*"), random.uniform(0.0, 30.0)))
    if random.random() < 0.5:
        overrides.append(Override(("lead_weeks", "*"), random.choice((0.0, 1.5, 4.0))))
    if random.random() < 0.3:
        overrides.append(Override(("max_draw", "*"), random.uniform(0.0, 5.0)))
    if random.random() < 0.3:
        overrides.append(
            Override(("demand_level", "*"), random.choice((0.9, 1.05, random.uniform(0.5, 2.0))))
        )
    return Scenario(
        focus=FOCUS,
        baseline="2023",
        start="2024-01-01",
        steps=random.randint(4, 20),
        step=random.choice(("day", "week", "week", "month")),
        disruptions=tuple(make_event(random, network, supply_side) for _ in range(random.randint(1, 3))),
        responses=Responses(
            draw_stocks=random.choice((None, 0.0, 10.0)),
            replace=random.random() < 0.6,
            sources=sources,
            saving=random.choice((0.0, 0.0, 0.05, 0.3)),
        ),
        rationing=random.choice(("proportional", "priority", "floors")),
        assumptions=tuple(sorted(overrides, key=lambda override: override.path)),
    )


def with_responses(
    random: Random, network: SupplyNetwork, scenario: Scenario
) -> tuple[SupplyNetwork, Scenario]:
    """The world with a stock to stretch, fuels to switch between and prices that demand answers to."""
    network = replace(
        network,
        commodities=tuple(
            replace(item, energy=random.choice((11.9, 43.0, 3600.0)), unit=random.choice(("kt", "GWh")))
            for item in network.commodities
        ),
    )
    ids = [item.id for item in network.commodities]
    switches: list[FuelSwitch] = []
    if random.random() < 0.6:
        # Only then is there another commodity that no event concerns, and whose stock may be lent.
        events = tuple(
            replace(event, target=replace(event.target, commodity=ids[0], group="", route=""))
            for event in scenario.disruptions
        )
        scenario = replace(scenario, disruptions=events)
    for _ in range(random.choice((0, 1, 2, 4))):
        away, to = random.choice((ids[0], random.choice(ids))), random.choice(ids)
        k = ids.index(away)
        names = [s.name for owner, s in network.sectors if owner == k and not s.losses]
        sector = random.choice(("", *names))
        known = {(one.away_from, one.to, one.sector) for one in switches}
        if away != to and (away, to, sector) not in known:
            share, lead = random.choice((0.3, 1.0, random.random())), random.choice((0.0, 0.5, 2.0))
            switches.append(FuelSwitch(away, to, share, lead, random.choice((0.0, 2.0)), sector))
    elasticity = Override(("elasticity", "*"), random.choice((-0.05, -0.3, -1.0)))
    return network, replace(
        scenario,
        responses=replace(
            scenario.responses,
            stretch=random.choice((None, 0.0, 5.0, 30.0, 2.5)),
            switches=tuple(switches),
            price_response=random.random() < 0.5,
        ),
        assumptions=tuple(sorted((*scenario.assumptions, elasticity), key=lambda one: one.path)),
    )


def responsive_worlds(
    commodities: int = 3, supply_side: bool = False, routes: bool = True, gas: bool = True
) -> st.SearchStrategy[tuple[SupplyNetwork, Scenario]]:
    """As `worlds`, with the responses that are off by default."""

    def make(seed: int) -> tuple[SupplyNetwork, Scenario]:
        random = Random(seed)
        while True:
            network = make_network(random, commodities, routes and not supply_side, not supply_side, gas)
            if len(network.commodities) >= min(2, commodities):
                break
        scenario = make_scenario(random, network, supply_side)
        return with_responses(random, network, scenario)

    return st.integers(0, 2**40).map(make)


def with_ranges(scenario: Scenario) -> Scenario:
    """The scenario with next to nothing stated and ranges of all kinds, so that draws vary everything."""
    spans = {
        "saving": (0.0, max(0.4, scenario.responses.saving)), "stock": (0.0, 500.0), "source": (0.0, 10.0),
        "route_capacity": (0.0, 1e6), "max_draw": (0.0, 10.0), "days_of_cover": (0.0, 60.0),
        "demand_level": (0.8, 1.3),
    }  # fmt: skip
    if scenario.responses.price_response:
        spans["elasticity"] = (-2.0, 0.0)
    if scenario.responses.switches:
        spans |= {
            "switch_share": (0.0, 1.0),
            "switch_lead_weeks": (0.0, 6.0),
            "switch_ramp_weeks": (0.0, 3.0),
        }
    return replace(
        scenario,
        assumptions=tuple(one for one in scenario.assumptions if one.path[0] == "max_draw"),
        ranges=tuple(Range((key, "*"), *span) for key, span in sorted(spans.items())),
    )


def worlds(
    commodities: int = 3, supply_side: bool = False, routes: bool = True, gas: bool = True
) -> st.SearchStrategy[tuple[SupplyNetwork, Scenario]]:
    """A network and a scenario on it, from a seed. supply_side: one place's imports only, events on them."""

    def make(seed: int) -> tuple[SupplyNetwork, Scenario]:
        random = Random(seed)
        network = make_network(random, commodities, routes and not supply_side, not supply_side, gas)
        return network, make_scenario(random, network, supply_side)

    return st.integers(0, 2**40).map(make)


def nothing_unexplained(network: SupplyNetwork) -> bool:
    """Whether no commodity has a use that no table explains. It shrinks with supply and hurts nobody, by a part
    that differs between steps where demand rises; so a bar on stock may shift draws to steps of another part.
    """
    return bool((network.difference >= 0).all())


def raised_shares(outcome: Outcome) -> NDArray[np.float64]:
    """Share of each sector in its commodity's demand as events raise it, (step, sector)."""
    assert outcome.rises is not None
    owners = [k for k, _ in outcome.network.sectors]
    raised = np.array([sector.demand for _, sector in outcome.network.sectors]) * outcome.rises
    whole = np.stack([raised[:, np.equal(owners, k)].sum(axis=1) for k in owners], axis=1)
    return np.divide(raised, whole, out=np.zeros_like(whole), where=whole > 0)


def with_event(scenario: Scenario, position: int, **changes: object) -> Scenario:
    """The scenario with one event changed."""
    events = list(scenario.disruptions)
    events[position] = replace(events[position], **changes)  # type: ignore[arg-type]
    return replace(scenario, disruptions=tuple(events))
