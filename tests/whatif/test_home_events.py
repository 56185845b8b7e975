"""Events at home: demand that rises, stock that is barred."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import Scenario, SupplyNetwork, optimise, simulate
from dependency_explorer.whatif.causes import causes, reasons
from dependency_explorer.whatif.network import Sector, StockRecord, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.places import simulate_places
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Range, Responses, Target
from dependency_explorer.whatif.values import weighted_loss
from tests.whatif.place_worlds import alone
from tests.whatif.worlds import WEEK, j3_network, j3_scenario, nothing_unexplained, with_event, worlds

approx = pytest.approx
quick = settings(max_examples=150, deadline=None)
World = tuple[SupplyNetwork, Scenario]
COLD = Target(kind="demand", commodity="diesel")
FIRE = Target(kind="stock", commodity="diesel")


def run_of(*events: Disruption, steps: int = 8, floor: float | None = 0.0) -> Scenario:
    return replace(j3_scenario(floor, steps), disruptions=events)


def only(scenario: Scenario, kind: str) -> Scenario:
    """The scenario with all its events moved to stock or demand."""
    target = Target(kind=kind)  # type: ignore[arg-type]
    return replace(
        scenario, disruptions=tuple(replace(e, target=target, exempt=()) for e in scenario.disruptions)
    )


def test_a_cold_winter_worked_out_by_hand() -> None:
    """Demand of 17 kt a week rises by half: 8.5 kt a week from a stock of 71.75, so 3.75 are left after 8."""
    outcome = simulate(j3_network(), run_of(Disruption(COLD, 0.5, steps=8.0)))
    assert outcome.demand[0, :, 0] == approx(np.full(8, 25.5))
    assert outcome.served[0, :, 0] == approx(outcome.demand[0, :, 0])
    assert outcome.stock[0, -1, 0] == approx(3.75)
    longer = simulate(j3_network(), run_of(Disruption(COLD, 0.5, steps=10.0), steps=10))
    row = longer.key_numbers("diesel")
    assert (row["unserved"], row["first_short_step"]) == (approx(17.0 - 3.75), 9)
    assert (row["demand"], row["demand_added"]) == (approx(255.0), approx(85.0))
    assert row["unserved_share"] == approx(13.25 / 255.0)
    assert outcome.series("diesel")["baseline_served"] == approx((17.0,) * 8)


def test_spare_answers_demand_on_its_own_clock_and_supply_does_not_rise_by_itself() -> None:
    scenario = run_of(Disruption(COLD, 0.5, start_step=3, steps=4.0), floor=None)
    scenario = replace(
        scenario,
        responses=Responses(None, True, (NamedSource("KAZ", "diesel", 1.0),)),
    ).with_assumption(("spare", "*"), 0.1)
    for key in ("lead_weeks", "ramp_weeks"):
        scenario = scenario.with_assumption((key, "*"), 1.0 if key == "lead_weeks" else 0.0)
    outcome = simulate(j3_network(), scenario)
    flows = outcome.flow[0].sum(axis=1)
    assert flows == approx(np.full(8, 17.0))
    # Nothing before the event and in its lead time but what is agreed; then a tenth more of all links.
    assert outcome.replacement[0].sum(axis=1) == approx([0, 0, 1.0, 2.7, 2.7, 2.7, 0, 0])
    assert outcome.unserved[0, :, 0] == approx([0, 0, 7.5, 5.8, 5.8, 5.8, 0, 0])


def test_events_on_one_demand_multiply_and_events_on_one_stock_combine_as_cuts_do() -> None:
    twice = run_of(Disruption(COLD, 0.2, steps=8.0), Disruption(COLD, 0.1, start_step=5, steps=4.0))
    outcome = simulate(j3_network(), twice)
    assert outcome.demand[0, :, 0] == approx([17 * 1.2] * 4 + [17 * 1.2 * 1.1] * 4)
    both = run_of(Disruption(FIRE, 0.5, steps=8.0), Disruption(FIRE, 0.4, start_step=5, steps=4.0))
    shut = simulate(j3_network(), both).barred[0, :, 0]
    assert shut == approx([71.75 * 0.5] * 4 + [71.75 * 0.7] * 4)


@quick
@given(worlds(gas=False), st.floats(0.0, 1.0))
def test_a_bar_over_the_whole_run_is_a_smaller_stock(world: World, depth: float) -> None:
    """What burns at the start and what is never let out are the same to those who use it."""
    network, scenario = world
    fields = ("days_of_cover", "storage_capacity")
    scenario = replace(
        scenario, assumptions=tuple(o for o in scenario.assumptions if o.path[0] not in fields)
    )
    items = tuple(replace(item, capacity=None) for item in network.commodities)
    network = replace(network, commodities=items)
    fire = Disruption(Target(kind="stock"), depth, 1, 0.0, float(scenario.steps))
    barred = simulate(network, replace(scenario, disruptions=(*scenario.disruptions, fire)))
    left = tuple(
        replace(item, stocks=tuple(replace(row, value=row.value * (1 - depth)) for row in item.stocks))
        for item in items
    )
    # The other events lasted into the same step, so that refilling begins nowhere in the one or the other.
    calm = Disruption(Target(kind="stock"), 0.0, 1, 0.0, float(scenario.steps))
    smaller = simulate(
        replace(network, commodities=left), replace(scenario, disruptions=(*scenario.disruptions, calm))
    )
    slack = 1e-9 * (1.0 + float(network.quantity.sum() + network.demand.sum()))
    assert np.allclose(barred.unserved, smaller.unserved, rtol=1e-9, atol=slack)
    assert np.allclose(barred.draw, smaller.draw, rtol=1e-9, atol=slack)


@quick
@given(worlds(1, supply_side=True), st.sampled_from(["stock", "demand"]), st.floats(0.0, 1.0))
def test_harder_events_at_home_are_never_milder(world: World, kind: str, more: float) -> None:
    """Property 4 for each kind beside whatever else happens."""
    network, scenario = world
    assume(nothing_unexplained(network))
    event = scenario.disruptions[0]
    beside = replace(event, target=Target(kind=kind), exempt=())  # type: ignore[arg-type]
    before = replace(scenario, disruptions=(*scenario.disruptions, beside))
    at = len(before.disruptions) - 1
    slack = 1e-9 * (1.0 + float(network.quantity.sum() + network.demand.sum()))

    def unserved(one: Scenario) -> float:
        return float(simulate(network, one).unserved.sum())

    least = unserved(before)
    assert unserved(scenario) <= least + slack
    deeper = beside.depth + more * (1.0 - beside.depth)
    assert unserved(with_event(before, at, depth=deeper)) >= least - slack
    assert unserved(with_event(before, at, steps=beside.steps + 3 * more)) >= least - slack


@quick
@given(worlds(), st.sampled_from(["stock", "demand"]))
def test_events_at_home_alone(world: World, kind: str) -> None:
    """Foresight never loses more, causes add up, and a stock that is barred alone hurts nobody."""
    network, scenario = world
    scenario = only(scenario, kind)
    outcome = simulate(network, scenario)
    loss = float(weighted_loss(outcome)[0])
    assert optimise(network, scenario).loss <= loss + 1e-7 * (1.0 + loss)
    whole = float(outcome.unserved.sum())
    said = sum(sum(cause.unserved.values()) for cause in causes(outcome))
    assert said == approx(whole, abs=1e-9 * (1.0 + float(network.demand.sum())))
    if kind == "stock" and not any(o.path[0] == "demand_level" for o in scenario.assumptions):
        assert outcome.equals_baseline


def two_sectors(*events: Disruption) -> tuple[SupplyNetwork, Scenario]:
    """A week 10 kt each for households and industry and 5 kt of losses, from Russia; no stock."""
    sectors = (
        Sector("households", 10 * WEEK), Sector("industry", 10 * WEEK), Sector("losses", 5 * WEEK, losses=True)
    )  # fmt: skip
    item = SuppliedCommodity("diesel", "Diesel", "kt", production=0.0, sectors=sectors)
    network = SupplyNetwork("MNG", "2023", (item,), (SupplyLink("RUS", "MNG", "diesel", 25 * WEEK),))
    scenario = Scenario("MNG", "2023", "2024-01-01", 2, disruptions=events, rationing="proportional")
    return network, scenario


def test_only_the_sectors_named_ask_for_more() -> None:
    """Households ask for 15 kt instead of 10: 30 in all, 5 missing, shared 15 : 10 : 5."""
    event = Disruption(replace(COLD, sectors=("households",)), 0.5, steps=2.0)
    network, scenario = two_sectors(event)
    outcome = simulate(network, scenario)
    assert outcome.demand[0, :, 0] == approx([30.0, 30.0])
    assert outcome.sector_unserved[0, 0] == approx([5 * 15 / 30, 5 * 10 / 30, 5 * 5 / 30])
    found = optimise(network, scenario)
    # With foresight industry bears it, but for what losses take of it.
    assert found.unserved("diesel") == approx([5.0, 5.0])
    assert found.loss == approx(2 * (5 * 25 / 30) * 1.5)
    first = simulate(network, replace(scenario, rationing="priority"))
    assert first.sector_unserved[0, 0] == approx([0.0, 5 * 25 / 30, 5 * 5 / 30])
    nobody = two_sectors(replace(event, target=replace(COLD, sectors=("health",))))
    idle = simulate(*nobody)
    assert idle.idle_events == (0,)
    assert idle.equals_baseline
    assert idle.warnings[0] == (
        "Event 1 (demand, diesel, health) finds no such demand in Mongolia in 2023; it changes nothing."
    )


def test_another_place_has_its_own_demand() -> None:
    scenario = run_of(Disruption(replace(COLD, place="CHN"), 0.5, steps=8.0))
    assert simulate(j3_network(), scenario).equals_baseline
    here = run_of(Disruption(replace(COLD, place="MNG"), 0.5, steps=8.0))
    assert simulate(j3_network(), here).demand.sum() == approx(8 * 25.5)


def test_foresight_finds_no_way_round_a_bar_that_stands_when_the_shortage_begins() -> None:
    """Half of 71.75 kt is barred and 8.25 a week are missing: 35.875 kt serve, 30.125 of 66 go short."""
    cut = Disruption(Target(exporter="RUS", commodity="diesel"), 0.5, steps=8.0)
    scenario = run_of(cut, Disruption(FIRE, 0.5, steps=8.0))
    outcome, found = simulate(j3_network(), scenario), optimise(j3_network(), scenario)
    assert outcome.unserved.sum() == approx(8 * 8.25 - 35.875)
    assert found.unserved("diesel").sum() == approx(8 * 8.25 - 35.875)
    assert outcome.barred[0, -1, 0] == approx(35.875)
    kinds = {limit.kind for reason in reasons(outcome, "diesel") for limit in reason.limits}
    assert "stock_barred" in kinds
    parts = [cause.unserved["diesel"] for cause in causes(outcome)]
    # Alone the cut takes all but 5.75 kt of the stock, and the fire nothing: what both do is shared.
    assert parts == approx([30.125 / 2, 30.125 / 2])
    released = simulate(j3_network(), run_of(cut, Disruption(FIRE, 1.0, steps=2.0)))
    assert released.unserved[0, :, 0] == approx([8.25, 8.25, 0, 0, 0, 0, 0, 0])


def test_the_floor_is_kept_in_what_is_not_barred() -> None:
    """Ten days of demand, 24.29 kt, stay in store beside the half that is barred."""
    cut = Disruption(Target(exporter="RUS", commodity="diesel"), 0.5, steps=8.0)
    outcome = simulate(j3_network(), run_of(cut, Disruption(FIRE, 0.5, steps=8.0), floor=10.0))
    assert outcome.draw.sum() == approx(35.875 - 170 / 7)


def test_draws_over_demand() -> None:
    cut = Disruption(Target(exporter="RUS", commodity="diesel"), 0.5, start_step=3, steps=4.0)
    scenario = replace(run_of(cut, floor=None), ranges=(Range(("demand_level", "diesel"), 0.9, 1.1),))
    network = j3_network()
    drawn = simulate(network, scenario, draws=200, seed=3)
    # Only while the event is in force: before and after it supply follows demand.
    assert (drawn.demand[:, [0, 1, 6, 7], 0] == drawn.calendar.base_demand[0, 0]).all()
    level = drawn.demand[:, 3, 0] / 17.0
    assert (level.min(), level.max()) == (approx(0.9, abs=1e-3), approx(1.1, abs=1e-3))
    assert np.median(level) == approx(1.0, abs=1e-3)
    assert drawn.unserved[:, 3, 0] == approx(8.25 + 17.0 * (level - 1.0))
    assert {row.key for row in drawn.ledger if row.low is not None} >= {"demand_level.diesel"}
    still = replace(scenario, disruptions=(replace(cut, depth=0.0),))
    assert simulate(network, still, draws=20).equals_baseline


def content(**target: Any) -> dict[str, Any]:
    event = {"target": target, "depth": 0.5, "steps": 4}
    made = run_of().to_dict()
    return {**made, "disruptions": [event]}


def test_the_file_says_what_an_event_is_on() -> None:
    read = Scenario.from_dict(content(kind="demand", commodity="diesel", sectors=["households"], place="MNG"))
    event = read.disruptions[0]
    assert event.target == Target(commodity="diesel", kind="demand", place="MNG", sectors=("households",))
    assert Scenario.from_dict(read.to_dict()) == read
    assert "kind" not in run_of(Disruption(Target("RUS"), 0.5)).to_dict()["disruptions"][0]["target"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"kind": "weather"}, ("disruptions[1].target.kind", "weather", "supply, stock, demand")),
        ({"kind": "demand", "exporter": "RUS"}, ("target.exporter", "RUS", "event on supply")),
        ({"kind": "stock", "sectors": ["households"]}, ("target.sectors", "households", "event on demand")),
        ({"exporter": "RUS", "place": "MNG"}, ("target.place", "MNG", "event on stock or demand")),
        ({"kind": "demand", "sectors": [3]}, ("target.sectors", "3", "names of sectors")),
        ({"kind": "demand", "sectors": "households"}, ("target.sectors", "households", "a list")),
        ({"kind": "stock", "route": "rail"}, ("target.route", "rail", "“kind”")),
    ],
)
def test_a_wrong_target_is_a_sentence(target: dict[str, Any], said: tuple[str, ...]) -> None:
    with pytest.raises(DataError) as error:
        Scenario.from_dict(content(**target))
    for words in said:
        assert words in str(error.value)


def test_partners_spared_say_nothing_of_demand() -> None:
    wrong = content(kind="demand")
    wrong["disruptions"][0]["exempt"] = ["CHN"]
    with pytest.raises(DataError, match=r"disruptions\[1\].exempt.*says nothing in an event on demand"):
        Scenario.from_dict(wrong)


def test_a_bar_on_what_is_not_there_is_warned_about() -> None:
    fire = Disruption(FIRE, 0.5, steps=8.0)
    kept = simulate(j3_network(), run_of(fire, floor=None))
    assert "Event 1 bars stock, but the scenario draws on none; it changes nothing." in kept.warnings
    network = replace(
        j3_network(), commodities=(replace(j3_network().commodities[0], stocks=(StockRecord("2023", 0.0),)),)
    )
    bare = simulate(network, run_of(fire))
    assert "Event 1 bars nothing of diesel: no stock of it is loaded or assumed." in bare.warnings


def test_a_run_over_all_places_refuses_what_it_does_not_follow() -> None:
    network = alone(j3_network())
    for scenario, words in (
        (run_of(Disruption(COLD, 0.5, steps=8.0)), "Event 1 is on demand"),
        (run_of(Disruption(FIRE, 0.5, steps=8.0)), "Event 1 is on stock"),
        (run_of().with_assumption(("demand_level", "diesel"), 1.1), "assumptions.demand_level"),
    ):
        with pytest.raises(DataError, match=words):
            simulate_places(network, replace(scenario, across_places="national-first"))
