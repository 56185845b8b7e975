"""The run over all places: what holds in every world, and V22, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.read import load
from dependency_explorer.whatif import SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.places import simulate_places
from dependency_explorer.whatif.places_network import PlacesNetwork
from dependency_explorer.whatif.scenario import AcrossPlaces, Disruption, Override, Scenario
from dependency_explorer.whatif.sharing import cooperative, kept_at_home, pass_on, summed
from tests.whatif.packages import write_package
from tests.whatif.place_worlds import (
    alone,
    line,
    place_worlds,
    shared_nationally,
    without_trade_both_ways,
    worst_share,
)
from tests.whatif.worlds import worlds

World = tuple[PlacesNetwork, Scenario]
RULES = tuple(rule for rule in get_args(AcrossPlaces) if rule)
quick = settings(max_examples=200, deadline=None)


def test_cooperative_sharing_of_a_line() -> None:
    """V22."""
    share, flow = cooperative(*line())
    assert share == pytest.approx((0.70, 0.60, 0.30), abs=1e-6)
    assert flow == pytest.approx((90.0, 30.0), abs=1e-6)


@pytest.mark.parametrize(
    ("home_first", "shares"),
    [(1.0, (1.0, 0.60, 0.0)), (0.0, (160 / 190, 160 / 190 * 90 / 130, 160 / 190 * 90 / 130 * 0.3))],
)
def test_national_sharing_of_a_line(home_first: float, shares: tuple[float, ...]) -> None:
    """V22 for national-first; pro rata every place gives demand and exports the same share."""
    assert shared_nationally(home_first) == pytest.approx(shares, abs=1e-6)


@given(
    st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0, 1), st.floats(0, 1)
)  # fmt: skip
def test_what_is_kept_lies_between_fair_and_all(
    gap: float, demand: float, exports: float, one: float, other: float
) -> None:
    few, many = sorted((one, other))
    kept = [
        float(kept_at_home(np.array(gap), np.array(demand), np.array(exports), np.array(part)))
        for part in (few, many)
    ]
    assert 0 <= kept[0] <= kept[1] + 1e-9
    assert kept[1] <= min(gap, exports) + 1e-9


@quick
@given(place_worlds(), st.sampled_from(RULES))
def test_every_place_balances(world: World, rule: AcrossPlaces) -> None:
    """Supply, draw and what comes in are what is used and goes out, in every place and step."""
    network, scenario = world
    made = simulate_places(network, replace(scenario, across_places=rule))
    size = len(network.columns)
    net = summed(made.flow, network.importer, size) - summed(made.flow, network.exporter, size)
    weights = made.calendar.weights[:, network.commodity]
    stated = np.array([item is not None and bool(item.sectors) for item in network.known])
    difference = network.demand + network.exports - network.imports - network.production
    closing = np.where(stated, np.maximum(difference, 0.0), 0.0) * weights
    supply = made.production + closing + made.spare + made.draw + net
    left = supply - made.served - made.unexplained - made.stockpiled - made.fill - made.beyond
    if rule == "cooperative":
        assert left.min() >= -1e-7  # nothing from nowhere; what sharing leaves unused is not produced
    else:
        assert left == pytest.approx(made.spill, abs=1e-9)


@quick
@given(place_worlds(), st.sampled_from(RULES))
def test_nothing_is_negative_or_too_large(world: World, rule: AcrossPlaces) -> None:
    network, scenario = world
    made = simulate_places(network, replace(scenario, across_places=rule))
    names = ("served", "unserved", "saved", "flow", "draw", "fill", "spare", "kept", "passed_on", "stock",
             "diverted", "beyond", "stockpiled", "production", "production_cut", "spill", "replaced")  # fmt: skip
    for name in names:
        assert getattr(made, name).min() >= -1e-9, name
    assert made.served + made.unserved + made.saved == pytest.approx(made.demand)
    assert (made.replaced <= made.lost + made.passed_on + 1e-9).all()


@quick
@given(place_worlds())
def test_the_worst_off_are_never_worse_off_together(world: World) -> None:
    """Property 11: under cooperative the worst-off place is never worse than under national-first."""
    network, scenario = world
    alone = simulate_places(network, replace(scenario, across_places="national-first"))
    together = simulate_places(network, replace(scenario, across_places="cooperative"))
    assert (worst_share(together) >= worst_share(alone) - 1e-6).all()


@quick
@given(place_worlds(), st.sampled_from(RULES))
def test_no_cut_returns_the_baseline(world: World, rule: AcrossPlaces) -> None:
    network, scenario = world
    events = tuple(replace(event, depth=0.0) for event in scenario.disruptions)
    made = simulate_places(network, replace(scenario, disruptions=events, across_places=rule))
    assert np.array_equal(made.flow, made.calendar.base_flow)
    assert np.array_equal(made.served, made.demand)


@settings(max_examples=500, deadline=None)
@given(worlds())
def test_the_only_place_of_a_dataset_is_the_place_alone(world: tuple[SupplyNetwork, Scenario]) -> None:
    """Where the data know one place only, the run over all places is the run of that place: its stocks, what
    it sells, diverts, piles up and no longer makes, and what refills its stores."""
    network = without_trade_both_ways(world[0])
    scenario = replace(
        world[1],
        disruptions=tuple(e for e in world[1].disruptions if _known(network, e)),
        assumptions=tuple(one for one in world[1].assumptions if one.path[0] != "demand_level"),
    )
    one = simulate(network, scenario)
    every = simulate_places(alone(network), replace(scenario, across_places="national-first"))
    size, slack = len(network.links), 1e-9 * (1.0 + float(network.quantity.sum() + network.demand.sum()))
    columns = [every.network.columns.index((network.focus, name)) for name in one.commodities]
    names = ("served", "unserved", "saved", "draw", "fill", "stock", "diverted", "stockpiled", "production_cut",
             "production", "spill")  # fmt: skip
    for name in names:
        ours = getattr(every, name)[:, columns]
        assert ours == pytest.approx(getattr(one, name)[0], abs=slack), name
    moved = one.flow[0][:, :size] + one.replacement[0][:, :size]
    assert every.flow == pytest.approx(moved, abs=slack)


def _known(network: SupplyNetwork, event: Disruption) -> bool:
    """Whether a run over all places follows an event, and the network its route."""
    return event.target.kind == "supply" and event.target.route in ("", *network.route_index)


@quick
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_where_more_is_lacking_nobody_gains(seed: int, home_first: float) -> None:
    """Passing on: every place lacks and leaves unserved at least as much where more was lacking at first."""
    random = np.random.default_rng(seed)
    exporter = random.integers(0, 6, 12)
    importer = (exporter + random.integers(1, 6, 12)) % 6
    claims, demand = random.uniform(0, 50, (1, 12)), random.uniform(0, 100, (1, 6))
    some = random.uniform(0, 40, (1, 6)) * random.integers(0, 2, (1, 6))
    more = some + random.uniform(0, 20, (1, 6)) * random.integers(0, 2, (1, 6))
    mild, deep = (
        pass_on(lacking, demand, claims, exporter, importer, np.full(6, home_first))
        for lacking in (some, more)
    )
    assert (deep.gap >= mild.gap - 1e-9).all()
    assert (deep.gap - deep.kept).sum() >= (mild.gap - mild.kept).sum() - 1e-9


@pytest.mark.parametrize(
    "name", ["winter_fuel_squeeze_2023_24", "russia_china_power_stop", "export_ban_2023"]
)
def test_a_place_whose_partners_want_for_nothing_is_the_place_alone(name: str) -> None:
    """Only Mongolia imports in its dataset: over all places it fares as in its own run."""
    dataset = load("mongolia")
    scenario = load_scenario(next(path for path in dataset.scenarios if path.stem == name), dataset)
    scenario = replace(scenario, responses=replace(scenario.responses, replace=True))
    alone = SupplyNetwork.from_dataset(dataset, "MNG", scenario.baseline, start=scenario.start)
    single = simulate(alone, scenario)
    network = PlacesNetwork.from_dataset(dataset, alone)
    every = simulate_places(network, scenario)
    for k, commodity in enumerate(single.commodities):
        column = network.columns.index(("MNG", commodity))
        assert every.unserved[:, column] == pytest.approx(single.unserved[0][:, k], abs=1e-9)


def chain(folder: Path) -> tuple[PlacesNetwork, Scenario]:
    """Russia supplies Ukraine, which passes 60 of 100 on to Slovakia, which passes 30 on to Czechia."""
    rows = {
        "flows": [
            "2023,RUS,UKR,gas,100,TJ,,official",
            "2023,UKR,SVK,gas,60,TJ,,official",
            "2023,SVK,CZE,gas,30,TJ,,official",
        ],
    }
    dataset = load(write_package(folder, rows))
    scenario = Scenario.from_dict(
        {
            "format": "dependency-explorer/scenario", "version": 1, "focus": "UKR", "baseline": "2023",
            "start": "2024-01-01", "step": "month", "steps": 1,
            "disruptions": [{"target": {"exporter": "RUS"}, "depth": 0.5, "steps": 1}],
        },
        dataset,
    )  # fmt: skip
    focus = SupplyNetwork.from_dataset(dataset, "UKR", "2023")
    return PlacesNetwork.from_dataset(dataset, focus), scenario


def unserved(network: PlacesNetwork, scenario: Scenario) -> dict[str, float]:
    made = simulate_places(network, scenario)
    return {row["place"]: row["unserved_share"] or 0.0 for row in made.rows() if row["demand"] > 0}


def test_a_transit_country_passes_its_shortage_on(tmp_path: Path) -> None:
    """50 of 100 are lost. Home first: exports of 60 fall by 50, and all of it is Slovakia's, which keeps its
    exports of 30 too and lacks 20 of its own 30. Pro rata: every use falls by half."""
    network, scenario = chain(tmp_path)
    shares = unserved(network, replace(scenario, across_places="national-first"))
    assert shares == pytest.approx({"UKR": 0.0, "SVK": 20 / 30, "CZE": 1.0})
    shares = unserved(network, replace(scenario, across_places="proportional"))
    assert shares == pytest.approx({"UKR": 0.5, "SVK": 0.5, "CZE": 0.5})
    shares = unserved(network, replace(scenario, across_places="cooperative"))
    assert shares == pytest.approx({"UKR": 0.5, "SVK": 0.5, "CZE": 0.5})


def test_one_exporter_may_share_and_the_rest_not(tmp_path: Path) -> None:
    network, scenario = chain(tmp_path)
    mixed = replace(
        scenario, across_places="national-first", assumptions=(Override(("home_first", "UKR"), 0.0),)
    )
    assert unserved(network, mixed) == pytest.approx({"UKR": 0.5, "SVK": 0.0, "CZE": 1.0})
