"""The stress test and the breaking points."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import SupplyNetwork, simulate, stress_test
from dependency_explorer.whatif.breaking import frontier, safety
from dependency_explorer.whatif.failures import Failure, failures
from dependency_explorer.whatif.network import Route, SuppliedCommodity, SupplyLink, Total
from dependency_explorer.whatif.scenario import Override, Responses, Scenario, Target
from dependency_explorer.whatif.stress import StressResult
from tests.whatif.worlds import WEEK, j3_network, j3_scenario, make_network, make_scenario, worlds

approx = pytest.approx
World = tuple[SupplyNetwork, Scenario]
often = settings(max_examples=200, deadline=None)


def alone(network: SupplyNetwork, scenario: Scenario, result: StressResult) -> tuple[float, int | None]:
    """What the replayed scenario of a result gives: unserved and first short step."""
    row = simulate(network, scenario).key_numbers(result.commodity)
    return row["unserved"], row["first_short_step"]


@often
@given(worlds(), st.booleans())
def test_every_result_is_what_its_scenario_gives(world: World, pairs: bool) -> None:
    """Property 14 with it: the worst of a commodity is the largest over single runs."""
    network, scenario = world
    if not failures(network):
        return
    test = stress_test(network, scenario, pairs=pairs)
    runs: dict[Scenario, dict[str, float]] = {}
    for result in test.results:
        replayed = test.replay(result)
        if replayed not in runs:
            outcome = simulate(network, replayed)
            runs[replayed] = {item: outcome.key_numbers(item)["unserved"] for item in outcome.commodities}
        assert result.unserved == approx(runs[replayed][result.commodity], rel=1e-9, abs=1e-9)
    for commodity in {result.commodity for result in test.results}:
        own = [result for result in test.results if result.commodity == commodity]
        most = max(unserved[commodity] for unserved in runs.values())
        assert own[0].unserved == approx(most, rel=1e-9, abs=1e-9)
        shares = [result.unserved_share or 0.0 for result in own]
        assert shares == sorted(shares, reverse=True)


@often
@given(worlds())
def test_a_pair_is_never_milder_than_either(world: World) -> None:
    network, scenario = world
    links = tuple(link for link in network.links if link.importer == network.focus)
    used = {route for link in links for route in link.routes}
    network = replace(network, links=links, routes=tuple(r for r in network.routes if r.id in used))
    if not failures(network):
        return
    # With spare it may be: a second failure makes room on a shared route for what replaces the first.
    scenario = replace(scenario, responses=replace(scenario.responses, replace=False, sources=()))
    results = stress_test(network, scenario, pairs=True).results
    single = {(r.failures[0], r.commodity): r.unserved for r in results if len(r.failures) == 1}
    for result in results:
        for failure in result.failures:
            before = single.get((failure, result.commodity), 0.0)
            assert result.unserved >= before - 1e-9 * (1 + before)


def twins() -> SupplyNetwork:
    """Two suppliers of 10 a week each, either of which may bring all; a commodity that is not imported."""
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0, ancestors=("energy",))
    wood = SuppliedCommodity("wood", "Wood", "kt", production=50 * WEEK)
    links = (
        SupplyLink("RUS", "MNG", "fuel", 10 * WEEK, ("rail",)),
        SupplyLink("CHN", "MNG", "fuel", 10 * WEEK, ("road",)),
        SupplyLink("XNS", "MNG", "fuel", 1 * WEEK),
        SupplyLink("MNG", "CHN", "wood", 20 * WEEK, ("road",)),
    )
    return SupplyNetwork(
        "MNG", "2023", (fuel, wood), links, (Route("rail", "Rail"), Route("road", "Road")),
        totals=(Total("energy", "Energy", "kt", ("fuel",)),),
    )  # fmt: skip


def spared(network: SupplyNetwork) -> Scenario:
    """Each supplier can at once bring what the other does."""
    return Scenario(
        "MNG", "2023", "2024-01-01", 8, responses=Responses(replace=True),
        assumptions=(
            Override(("lead_weeks", "*"), 0.0), Override(("ramp_weeks", "*"), 0.0),
            Override(("spare", "*"), 1.0), Override(("spare", "XNS"), 0.0),
        ),
    )  # fmt: skip


def test_neither_alone_hurts_and_both_do() -> None:
    network = twins()
    test = stress_test(network, spared(network), ("fuel",), pairs=True)
    assert {one.failures[0].code for one in test.results if len(one.failures) == 1} == {
        "RUS", "CHN", "RUS:fuel:rail", "CHN:fuel:road", "rail", "road",
    }  # fmt: skip
    assert all(one.unserved == 0 for one in test.results if len(one.failures) == 1)
    worst = test.results[0]
    assert len(worst.failures) == 2
    assert worst.unserved == approx(8 * 20)
    assert (worst.first_short_step, worst.first_short_date) == (1, "2024-01-01")
    assert worst.superadditive
    assert worst.excess == approx(160)
    assert worst in test.superadditive
    assert all("XNS" not in failure.code for one in test.results for failure in one.failures)
    assert alone(network, test.replay(worst), worst) == (approx(160), 1)
    assert Scenario.from_dict(test.to_json()[0]["scenario"]) == test.replay(worst)


def test_totals_and_other_kinds_of_failure() -> None:
    network = twins()
    everything = Failure("bloc", "all", "Everyone", (Target(importer="MNG"),))
    test = stress_test(network, spared(network), ("energy",), found=(everything,))
    (only,) = test.results
    assert (only.commodity, only.unserved_share) == ("energy", approx(1.0))
    assert test.to_json()[0]["failure"] == ["all"]


def test_what_cannot_be_stressed_is_refused_in_a_sentence() -> None:
    network = twins()
    with pytest.raises(DataError, match=r"gold.*fuel"):
        stress_test(network, None, ("gold",))
    seller = replace(network, links=network.links[3:], commodities=network.commodities[1:], totals=())
    with pytest.raises(DataError, match="nothing to stress"):
        stress_test(replace(seller, routes=(network.routes[1],)))


def test_a_commodity_without_demand_has_no_share() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (SupplyLink("RUS", "MNG", "fuel", 5.0), SupplyLink("MNG", "CHN", "fuel", 5.0))
    test = stress_test(SupplyNetwork("MNG", "2023", (fuel,), links))
    assert all(
        (one.unserved, one.unserved_share, one.first_short_step) == (0.0, None, None) for one in test.results
    )


def test_the_frontier_by_hand() -> None:
    """A stock of 71.75 covers 4 weeks of a whole cut of 16.5; eight weeks of it break at 71.75 / 132."""
    points = frontier(j3_network(), j3_scenario(steps=20), "diesel", (1, 4, 8, 16))
    assert [point.depth for point in points] == [
        None, None, approx(71.75 / 132, abs=1e-5), approx(71.75 / 264, abs=1e-5),
    ]  # fmt: skip
    short = replace(
        j3_scenario(steps=20), disruptions=(*j3_scenario().disruptions, j3_scenario().disruptions[0])
    )
    deep = replace(short, disruptions=(short.disruptions[0], replace(short.disruptions[1], depth=1.0)))
    assert frontier(j3_network(), deep, "diesel", (8,))[0].depth == 0.0


@often
@given(st.integers(0, 10**9))
def test_the_frontier_parts_shortage_from_none(seed: int) -> None:
    """Just above the depth found there is a shortage, just below none; longer never breaks later."""
    random = Random(seed)
    network = make_network(random, 1, routes=False, exports=False)
    scenario = make_scenario(random, network, supply_side=True)
    scenario = replace(scenario, disruptions=scenario.disruptions[:1])
    commodity = network.commodities[0].id
    points = frontier(network, scenario, commodity, (1.0, 3.0, 6.0))
    event = scenario.disruptions[0]
    for point in points:
        for depth, hurts in ((1.0, point.depth is not None), *beside(point.depth)):
            struck = replace(scenario, disruptions=(replace(event, depth=depth, steps=point.steps),))
            first = simulate(network, struck).key_numbers(commodity)["first_short_step"]
            assert (first is not None) == hurts
    depths = [1.1 if point.depth is None else point.depth for point in points]
    assert all(a >= b - 1e-4 for a, b in itertools.pairwise(depths))


def beside(depth: float | None) -> list[tuple[float, bool]]:
    if depth is None:
        return []
    return [(depth, True), *([(depth - 1e-4, False)] if depth > 1e-4 else [])]


def test_what_would_have_been_enough_by_hand() -> None:
    network = j3_network()
    whole = replace(j3_scenario(steps=10), disruptions=(replace(j3_scenario().disruptions[0], depth=1.0),))
    found = safety(network, whole, "diesel")
    assert not found.safe
    assert found.stock_days == approx(132 / (17 / 7), rel=1e-5)
    assert found.spare is None  # China's half a kiloton times twenty is not enough
    assert found.lead_weeks is None
    even = replace(network, links=tuple(replace(link, quantity=8.5 * WEEK) for link in network.links))
    at_once = replace(
        whole, assumptions=(Override(("ramp_weeks", "*"), 0.0), Override(("lead_weeks", "*"), 4.0)),
    )  # fmt: skip
    found = safety(even, at_once, "diesel")
    # 68 kt are lost, 71.75 are there: nothing is needed.
    assert (found.safe, found.spare, found.lead_weeks) == (True, 0.0, 104.0)
    long = replace(at_once, steps=20, disruptions=(replace(whole.disruptions[0], steps=16.0),))
    found = safety(
        even, replace(long, assumptions=(*long.assumptions, Override(("spare", "*"), 1.0))), "diesel"
    )
    # From the lead time on China brings all; before it the stock lasts 71.75 / 8.5 weeks.
    assert found.lead_weeks == approx(71.75 / 8.5, rel=1e-4)
    assert not found.safe or found.lead_weeks >= 4.0
    # After four weeks 12 are left to cover with 71.75 - 34: (8.5 - 37.75 / 12) of 8.5.
    assert found.spare == approx((8.5 - 37.75 / 12) / 8.5, rel=1e-4)


@often
@given(st.integers(0, 10**9))
def test_what_is_enough_is_enough(seed: int) -> None:
    random = Random(seed)
    network = make_network(random, 1, routes=False, exports=False, gas=False)
    scenario = make_scenario(random, network, supply_side=True)
    commodity = network.commodities[0].id
    found = safety(network, scenario, commodity)
    if found.stock_days is None:
        return
    days = scenario.responses.draw_stocks
    scenario = replace(scenario, responses=replace(scenario.responses, draw_stocks=days or 0.0))
    other = tuple(one for one in scenario.assumptions if one.path[0] != "days_of_cover")
    with_stock = replace(scenario, assumptions=other).with_assumption(
        ("days_of_cover", commodity), found.stock_days
    )
    unserved = simulate(network, with_stock).unserved
    assert np.all(unserved <= 1e-9 * simulate(network, with_stock).demand)
