"""The bound with foresight: never above the run, right in cases worked out by hand, warm as cold."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import weakref
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, optimise, simulate
from dependency_explorer.whatif.foresight import to_json
from dependency_explorer.whatif.foresight_case import foresight_case
from dependency_explorer.whatif.foresight_words import foresight_sentences
from dependency_explorer.whatif.network import Route, Sector, StockRecord, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.programme import Programme
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Override, Responses, Target
from dependency_explorer.whatif.values import MONEY, outcome_values, weighted_loss
from tests.whatif.worlds import (
    WEEK,
    j3_network,
    j3_scenario,
    make_network,
    make_scenario,
    responsive_worlds,
    with_event,
    with_responses,
    worlds,
)

approx = pytest.approx
many = settings(max_examples=250, deadline=None)
World = tuple[SupplyNetwork, Scenario]


def loss_of(network: SupplyNetwork, scenario: Scenario) -> float:
    return float(weighted_loss(simulate(network, scenario))[0])


@many
@given(st.one_of(worlds(), responsive_worlds()))
def test_foresight_never_loses_more_than_the_run(world: World) -> None:
    """Property 7, on the solver's own number: nothing is clipped."""
    found, run = optimise(*world), loss_of(*world)
    assert found.loss <= run + 1e-7 * (1.0 + run)
    assert found.loss >= -1e-9


@many
@given(st.one_of(worlds(), responsive_worlds()))
def test_the_value_of_foresight_splits_into_order_and_timing(world: World) -> None:
    outcome = simulate(*world)
    found = optimise(*world).against(outcome)
    assert found.by_order >= 0.0
    assert found.by_timing >= 0.0
    assert found.value == approx(found.by_order + found.by_timing)
    assert found.value == approx(found.simulated - found.loss)
    if found.unit != MONEY:
        # Order weights lie between 1.5 and 3.
        assert found.unmet * 1.5 * (1 - 1e-9) <= found.simulated <= found.unmet * 3.0 * (1 + 1e-9)


@many
@given(st.one_of(worlds(), responsive_worlds()), st.floats(0.0, 1.0))
def test_a_warm_start_finds_what_a_cold_one_finds(world: World, depth: float) -> None:
    network, scenario = world
    moved = with_event(scenario, 0, depth=depth)
    optimise(network, scenario)
    warm, cold = optimise(network, moved).loss, Programme().solve(foresight_case(network, moved)).objective
    assert warm == approx(cold, rel=1e-7, abs=1e-7 * (1.0 + float(network.demand.sum())))


@many
@given(st.one_of(worlds(), responsive_worlds()))
def test_the_course_keeps_its_limits(world: World) -> None:
    found = optimise(*world)
    case, made = found.case, found.solution.columns
    slack = 1e-6 * (1.0 + case.size)
    stores = case.stores
    assert (made["level"] >= stores.floor - slack).all()
    assert (made["level"] <= stores.capacity + slack).all()
    before = np.vstack([stores.initial[None], made["level"][:-1]]) if case.steps else made["level"]
    assert (made["level"] <= before - made["draw"] + made["fill"] + slack).all()
    supply = made["kept"] + made["draw"] - made["fill"]
    for block, owner in (
        ("unserved", case.owner), ("replacement", case.replacement.owner), ("sources", case.sources.owner)
    ):  # fmt: skip
        amounts = made[block] * case.covers if block == "unserved" else made[block]
        for item, k in enumerate(owner.tolist()):
            supply[:, k] += amounts[:, item]
    for item, (k, other) in enumerate(zip(case.switches.away, case.switches.into, strict=True)):
        supply[:, k] += made["switched"][:, item] * case.switches.covers[:, item]
        supply[:, other] -= made["switched"][:, item] * case.switches.units[item]
    assert (supply >= case.missing - slack).all()
    load = made["replacement"] @ case.load.T
    assert (load <= case.room + 1e-6 * (1.0 + load)).all()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**40))
def test_serving_first_where_it_is_worth_most_loses_least(seed: int) -> None:
    """Property 6: priority in the order of worth against in proportion."""
    random = Random(seed)
    network = make_network(random)
    scenario = make_scenario(random, network)
    if random.random() < 0.5:
        network, scenario = with_responses(random, network, scenario)
    stated = []
    for item in network.commodities:
        for sector in item.sectors:
            value = random.uniform(1.0, 1000.0)
            stated.append(Override(("value_of_lost_load", item.id, sector.name), value))
            stated.append(Override(("priority", item.id, sector.name), 1.0 + 1000.0 / value))
        stated.append(Override(("value_of_lost_load", item.id, "all use"), random.uniform(1.0, 1000.0)))
    scenario = replace(scenario, assumptions=(*scenario.assumptions, *stated))
    by_rule = [loss_of(network, replace(scenario, rationing=rule)) for rule in ("priority", "proportional")]
    assert by_rule[0] <= by_rule[1] * (1 + 1e-9)
    assert (
        optimise(network, scenario).values.unit == MONEY
        or not outcome_values(simulate(network, scenario)).weights.any()
    )


def test_the_constructed_case_leaves_foresight_nothing_to_win() -> None:
    """V25: one sector, one stock: 18.54 kt go short whatever is known, times its weight of 2."""
    for sources, unmet in (((), 18.54), ((NamedSource("CHN", "diesel", 2.0, start_step=3),), 6.54)):
        scenario = j3_scenario(10.0, 8, *sources)
        found = optimise(j3_network(), scenario)
        assert found.loss == approx(2 * unmet, abs=0.02)
        assert found.unserved("diesel").sum() == approx(unmet, abs=0.01)
        assert found.against(simulate(j3_network(), scenario)).value == approx(0.0, abs=1e-6)
    best = {worth.kind: worth for worth in found.worths}
    assert best["stock"].worth == approx(2.0)
    assert (best["stock"].step, best["stock"].last_step, best["stock"].unit) == (1, 8, "kt")


def two_sectors() -> tuple[SupplyNetwork, Scenario]:
    """A week 10 kt each for households and industry, from Russia, stopped for two weeks; 30 kt in stock."""
    sectors = (Sector("households", 10 * WEEK), Sector("industry", 10 * WEEK))
    item = SuppliedCommodity(
        "diesel", "Diesel", "kt", production=0.0, sectors=sectors, stocks=(StockRecord("2023-12", 30.0),)
    )
    network = SupplyNetwork("MNG", "2023", (item,), (SupplyLink("RUS", "MNG", "diesel", 20 * WEEK),))
    scenario = Scenario(
        "MNG", "2023", "2024-01-01", 4,
        disruptions=(Disruption(Target(exporter="RUS"), 1.0, 1, 0.0, 2.0),),
        responses=Responses(draw_stocks=0.0), rationing="priority",
    )  # fmt: skip
    return network, scenario


def test_holding_back_stock_for_whom_it_is_worth_most() -> None:
    """40 kt are missing, 30 in stock: the run serves all in week 1 and 10 of 20 in week 2. In proportion, 5
    of the 10 missing are households'; with priority, industry bears all."""
    network, scenario = two_sectors()
    proportional = simulate(network, replace(scenario, rationing="proportional"))
    found = optimise(network, scenario)
    assert found.loss == approx(10 * 1.5)
    compared = found.against(proportional)
    assert compared.simulated == approx(5 * 3.0 + 5 * 1.5)
    assert compared.by_order == approx(5 * 1.5)
    assert compared.by_timing == approx(0.0, abs=1e-9)
    assert compared.unmet == approx(10.0), "each unit once, whatever it counts"
    (told, *_) = foresight_sentences(found, proportional, load("mongolia"))
    assert told.startswith("Of the harm of the 10\u2009kt of diesel fuel that users lack, ")
    assert "at most 33.3\u2009% by knowing" in told


def test_what_users_lack_is_told_of_all_goods_that_the_events_hit() -> None:
    """The panel shows one commodity, the bound looks at all: its amount says of which it is."""
    network, scenario = two_sectors()
    petrol = replace(network.commodities[0], id="gasoline_ai92")
    network = replace(
        network, commodities=(*network.commodities, petrol),
        links=(*network.links, replace(network.links[0], commodity="gasoline_ai92")),
    )  # fmt: skip
    outcome = simulate(network, scenario)
    (told, *_) = foresight_sentences(optimise(network, scenario), outcome, load("mongolia"))
    assert "20\u2009kt of diesel fuel and petrol AI-92 together that users lack" in told
    assert "weighted" not in told


def test_an_early_shortage_spares_a_worse_one() -> None:
    """12 kt in stock serve industry in week 1 of the run; households lack them in week 2, when all is cut."""
    network, scenario = two_sectors()
    item = replace(network.commodities[0], stocks=(StockRecord("2023-12", 12.0),))
    network = replace(network, commodities=(item,))
    events = (
        Disruption(Target(exporter="RUS"), 0.5, 1, 0.0, 1.0),
        Disruption(Target(exporter="RUS"), 1.0, 2, 0.0, 1.0),
    )
    scenario = replace(scenario, disruptions=events)
    found = optimise(network, scenario).against(simulate(network, scenario))
    # Run: week 1 draws 10, week 2 the last 2: households lack 8, industry 10. Known: industry lacks 8 more.
    assert found.simulated == approx(8 * 3.0 + 10 * 1.5)
    assert found.loss == approx(18 * 1.5)
    assert found.by_timing == approx(8 * 1.5)


def test_stocks_are_filled_before_what_is_known_to_come() -> None:
    """Two quiet weeks bring a tenth more, 2 kt each, into a store with room for 3; both make up for a cut."""
    network, scenario = two_sectors()
    item = replace(network.commodities[0], stocks=(StockRecord("2023-12", 1.0),), capacity=4.0)
    network = replace(network, commodities=(item,))
    event = Disruption(Target(exporter="RUS"), 0.5, 3, 0.0, 1.0)
    scenario = replace(scenario, disruptions=(event,))
    found = optimise(network, scenario)
    assert loss_of(network, scenario) == approx(9 * 1.5)
    assert found.loss == approx(6 * 1.5)
    best = {worth.kind: worth for worth in found.worths}
    assert best["storage"].worth == approx(1.5)
    assert best["storage"].step in (2, 3)
    more = scenario.with_assumption(("storage_capacity", "diesel"), 5.0)
    assert optimise(network, more).loss == approx(found.loss - best["storage"].worth)


def narrow() -> tuple[SupplyNetwork, Scenario]:
    """Two goods share the route of China, which has room for 1 kt more a week and a spare of 0.8 of each;
    Russia, 10 each, stops."""
    items = tuple(
        SuppliedCommodity(name, name, "kt", production=0.0, sectors=(Sector(sector, 20 * WEEK),))
        for name, sector in (("fuel", "households"), ("ore", "industry"))
    )
    links = tuple(
        SupplyLink(partner, "MNG", item.id, 10 * WEEK, ("rail",) if partner == "CHN" else ())
        for item in items
        for partner in ("RUS", "CHN")
    )
    rail = Route("rail", "Rail", "rail", 21 * WEEK, "kt", {"fuel": 1.0, "ore": 1.0})
    network = SupplyNetwork("MNG", "2023", items, links, (rail,))
    scenario = Scenario(
        "MNG", "2023", "2024-01-01", 1,
        disruptions=(Disruption(Target(exporter="RUS"), 1.0, 1, 0.0, 1.0),), responses=Responses(None, True),
        assumptions=(
            Override(("lead_weeks", "*"), 0.0), Override(("ramp_weeks", "*"), 0.0),
            Override(("spare", "*"), 0.08),
        ),
    )  # fmt: skip
    return network, scenario


def test_room_of_a_route_goes_where_it_is_worth_most_and_has_a_price() -> None:
    network, scenario = narrow()
    assert loss_of(network, scenario) == approx(9.5 * 3.0 + 9.5 * 1.5)
    found = optimise(network, scenario)
    assert found.loss == approx(9.2 * 3.0 + 9.8 * 1.5)
    best = {worth.kind: worth for worth in found.worths}
    assert (best["route"].name, best["route"].unit, best["route"].step) == ("rail", "kt", 1)
    # At the margin 1.5 each; but of a whole kt of room ore can use 0.6, and of spare fuel 0.2, for ore.
    assert (best["route"].margin, best["route"].worth) == approx((1.5, 0.6 * 1.5))
    assert best["spare"].name == "CHN"
    assert (best["spare"].margin, best["spare"].worth) == approx((1.5, 0.2 * 1.5))
    assert not best["spare"].late
    late = optimise(network, scenario.with_assumption(("lead_weeks", "*"), 3.0))
    assert all(worth.late for worth in late.worths if worth.kind == "spare")


def test_values_of_lost_load_make_the_loss_money() -> None:
    network, scenario = two_sectors()
    part = scenario.with_assumption(("value_of_lost_load", "diesel", "households"), 900.0)
    assert optimise(network, part).values.unit == "kt, weighted"
    assert optimise(network, part).values.missing == (("diesel", "industry"),)
    whole = part.with_assumption(("value_of_lost_load", "diesel", "industry"), 200.0)
    found = optimise(network, whole)
    assert found.values.unit == MONEY
    assert found.loss == approx(10 * 200.0)
    assert found.against(simulate(network, whole)).value == approx(0.0, abs=1e-6)


def test_several_units_are_counted_in_days_of_demand() -> None:
    network, scenario = narrow()
    items = (network.commodities[0], replace(network.commodities[1], unit="GWh"))
    found = optimise(replace(network, commodities=items), scenario)
    assert found.values.unit == "days of demand, weighted"
    assert found.values.weights == approx((3.0 * 7 / 20, 1.5 * 7 / 20))


def test_a_contradiction_is_a_sentence_and_the_next_case_still_runs() -> None:
    network, scenario = two_sectors()
    case = foresight_case(network, scenario)
    programme = Programme()
    with pytest.raises(DataError, match="contradict each other, so that no course keeps them all"):
        programme.solve(replace(case, stores=replace(case.stores, floor=case.stores.capacity + 1.0)))
    assert programme.solve(case).objective == approx(15.0)
    endless = replace(case.values, weights=-case.values.weights)
    boundless = replace(case, values=endless, unserved=np.full_like(case.unserved, np.inf))
    with pytest.raises(DataError, match="no lower bound"):
        programme.solve(boundless)
    assert programme.solve(case).objective == approx(15.0)


def test_an_event_that_hits_nothing_and_a_wrong_network() -> None:
    network, scenario = two_sectors()
    idle = replace(scenario, disruptions=(Disruption(Target(exporter="KAZ"), 1.0, 1, 0.0, 2.0),))
    assert optimise(network, idle).loss == 0.0
    assert optimise(network, idle).worths == ()
    with pytest.raises(DataError, match="looks at"):
        optimise(network, replace(scenario, focus="KAZ"))


def test_a_network_that_nobody_holds_is_forgotten_with_its_programme() -> None:
    network, scenario = narrow()
    optimise(network, scenario)
    gone = weakref.ref(network)
    del network
    gc.collect()
    assert gone() is None


def test_json_is_plain_and_adds_up() -> None:
    network, scenario = narrow()
    value = to_json(optimise(network, scenario), simulate(network, scenario))
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert value["value"] == approx(value["value_of_order"] + value["value_of_timing"])
    assert [row["unserved"] for row in value["commodities"]] == approx([9.2, 9.8])
    assert {row["kind"] for row in value["worth"]} == {"route", "spare"}


def test_the_solver_is_silent_and_comes_only_when_asked() -> None:
    code = (
        "import sys\n"
        "from tests.whatif.worlds import j3_network, j3_scenario\n"
        "from dependency_explorer.whatif import simulate, optimise\n"
        "simulate(j3_network(), j3_scenario())\n"
        "assert 'highspy' not in sys.modules\n"
        "optimise(j3_network(), j3_scenario())\n"
        "assert 'highspy' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
