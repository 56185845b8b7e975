"""Properties of the engine that hold for every network and scenario."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.network import Route, SupplyLink
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import Override
from dependency_explorer.whatif.simulation import simulate_sample
from tests.whatif.laws import (
    TINY,
    batch_checked,
    bounds_checked,
    event_batch_checked,
    harder_blow_checked,
    order_of_links_checked,
    scale,
    unserved,
)
from tests.whatif.worlds import (
    make_network,
    make_scenario,
    nothing_unexplained,
    raised_shares,
    with_ranges,
    worlds,
)

World = tuple[SupplyNetwork, Scenario]
quick = settings(max_examples=200, deadline=None)
EVERYTHING = (
    "demand", "served", "unserved", "saved", "production", "difference", "stock", "barred", "draw", "fill",
    "spill", "exports", "diverted", "stockpiled", "production_cut", "flow", "replacement", "event_lost",
)  # fmt: skip


def imports(outcome: Outcome, what: str) -> np.ndarray:
    """Flow or replacement of the import links by commodity, (step, commodity)."""
    values = getattr(outcome, what)[0]
    sums = np.zeros((len(outcome.dates), len(outcome.commodities)))
    for e, link in enumerate(outcome.supply_links):
        if link.importer == outcome.network.focus:
            sums[:, outcome.commodities.index(link.commodity)] += values[:, e]
    return sums


@quick
@given(worlds())
def test_depth_zero_returns_the_baseline_bit_for_bit(world: World) -> None:
    network, scenario = world
    still = replace(scenario, disruptions=tuple(replace(e, depth=0.0) for e in scenario.disruptions))
    outcome = simulate(network, still)
    assert outcome.equals_baseline
    assert np.array_equal(outcome.served, outcome.demand)
    assert np.array_equal(outcome.demand[0], outcome.calendar.base_demand)
    assert np.array_equal(outcome.flow[0][:, : len(network.links)], outcome.calendar.base_flow)
    assert np.array_equal(outcome.production[0], outcome.calendar.base_production)
    assert not outcome.unserved.any()
    assert np.array_equal(outcome.exports[0], outcome.calendar.base_exports)


@quick
@given(worlds())
def test_what_comes_in_goes_out(world: World) -> None:
    outcome = simulate(*world)
    supply = (
        outcome.production[0]
        + imports(outcome, "flow")
        + imports(outcome, "replacement")
        + outcome.difference[0]
    )
    use = outcome.served[0] + outcome.exports[0] + outcome.stockpiled[0] + outcome.spill[0]
    assert np.allclose(supply + outcome.draw[0] - outcome.fill[0], use, rtol=0, atol=TINY * scale(outcome))
    outward = np.zeros_like(use)
    for e, link in enumerate(outcome.supply_links):
        if link.exporter == outcome.network.focus:
            moved = outcome.flow[0][:, e] + outcome.replacement[0][:, e]
            outward[:, outcome.commodities.index(link.commodity)] += moved
    assert np.allclose(outward, outcome.exports[0], rtol=0, atol=TINY * scale(outcome))


@quick
@given(worlds())
def test_bounds(world: World) -> None:
    network, scenario = world
    outcome = simulate(network, scenario)
    slack = TINY * scale(outcome)
    assert (outcome.served >= -slack).all()
    assert (outcome.served <= outcome.demand + slack).all()
    assert np.allclose(outcome.served + outcome.unserved + outcome.saved, outcome.demand, atol=slack, rtol=0)
    arrays = (
        "flow", "replacement", "draw", "fill", "spill", "stockpiled", "production_cut", "production", "exports",
    )  # fmt: skip
    bounds_checked(network, outcome, arrays)


@quick
@given(worlds(1, supply_side=True), st.floats(0.0, 1.0), st.sampled_from([0.5, 2.0, 6.0]))
def test_a_harder_blow_is_never_milder(world: World, depth: float, longer: float) -> None:
    network, scenario = world
    assume(nothing_unexplained(network) or all(e.target.kind == "supply" for e in scenario.disruptions))
    harder_blow_checked(network, scenario, depth, longer)


@quick
@given(worlds(1, supply_side=True), st.floats(0.0, 1.0))
def test_more_help_never_hurts(world: World, more: float) -> None:
    network, scenario = world
    before = unserved(network, scenario)
    slack = TINY * (1.0 + before + float(network.quantity.sum()))
    spare = scenario.assumption("spare", "*")
    assert spare is not None
    if spare.value is not None:
        assert (
            unserved(network, scenario.with_assumption(("spare", "*"), spare.value + more)) <= before + slack
        )
    late = scenario.with_assumption(("lead_weeks", "*"), 3.0)
    early = scenario.with_assumption(("lead_weeks", "*"), 3.0 - 3.0 * more)
    assert unserved(network, early) <= unserved(network, late) + slack
    richer = replace(
        network,
        commodities=tuple(
            replace(item, stocks=tuple(replace(row, value=row.value * (1 + more)) for row in item.stocks))
            for item in network.commodities
            if not item.gas
        ),
    )
    if richer.commodities:
        assert unserved(richer, scenario) <= before + slack


@quick
@given(worlds())
def test_the_rule_changes_who_not_how_much(world: World) -> None:
    network, scenario = world
    first: np.ndarray | None = None
    for rule in ("proportional", "priority", "floors"):
        outcome = simulate(network, replace(scenario, rationing=rule))
        total = outcome.unserved
        first = total if first is None else first
        assert np.array_equal(total, first)
        by_sector = outcome.sector_unserved
        owners = np.array([k for k, _ in network.sectors])
        for k in range(len(network.commodities)):
            mine = by_sector[..., owners == k]
            assert np.allclose(mine.sum(axis=-1), total[..., k], rtol=0, atol=TINY * scale(outcome))
            assert (mine >= -TINY).all()
        demand = np.array([sector.demand for _, sector in network.sectors])
        whole = network.demand[owners]
        share = np.divide(demand, whole, out=np.zeros_like(whole), where=whole > 0)
        share = share if outcome.rises is None else raised_shares(outcome)
        most = (outcome.demand[0][:, owners] * share)[None]
        assert (by_sector <= most + TINY * scale(outcome)).all()


@quick
@given(worlds(routes=False))
def test_a_thousandfold_world_gives_a_thousandfold_result(world: World) -> None:
    network, scenario = world
    scenario = replace(
        scenario,
        responses=replace(scenario.responses, sources=()),
        assumptions=tuple(o for o in scenario.assumptions if o.path[0] != "max_draw"),
    )
    big = replace(
        network,
        links=tuple(replace(link, quantity=1000 * link.quantity) for link in network.links),
        commodities=tuple(
            replace(
                item,
                production=None if item.production is None else 1000 * item.production,
                sectors=tuple(replace(sector, demand=1000 * sector.demand) for sector in item.sectors),
                stocks=tuple(replace(row, value=1000 * row.value) for row in item.stocks),
                capacity=None if item.capacity is None else 1000 * item.capacity,
            )
            for item in network.commodities
        ),
    )
    one, thousand = simulate(network, scenario), simulate(big, scenario)
    for name in ("served", "unserved", "stock", "exports", "production_cut", "flow"):
        expected = 1000 * getattr(one, name)
        assert np.allclose(getattr(thousand, name), expected, rtol=1e-9, atol=1e-6 * scale(one)), name


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_links_does_not_matter(world: World, random: Random) -> None:
    network, scenario = world
    names = [name for name in EVERYTHING if name not in ("flow", "replacement", "event_lost")]
    order_of_links_checked(network, scenario, random, names)


@quick
@given(worlds(), st.integers(2, 3), st.integers(0, 99), st.booleans())
def test_a_batch_equals_one_at_a_time(world: World, draws: int, seed: int, ranged: bool) -> None:
    """Every draw is the run that the same assumptions give alone, to the last bit; so are fixed ones."""
    network, scenario = world
    scenario = with_ranges(scenario) if ranged else scenario
    batch = batch_checked(network, scenario, draws, seed, EVERYTHING)
    again = simulate(network, scenario, draws, seed)
    assert np.array_equal(batch.unserved, again.unserved)
    fixed = simulate_sample(network, scenario, {}, draws)
    one = simulate(network, scenario)
    for name in EVERYTHING:
        assert all(np.array_equal(path, getattr(one, name)[0]) for path in getattr(fixed, name)), name


@quick
@given(worlds(), st.data())
def test_a_batch_of_events_equals_one_at_a_time(world: World, data: st.DataObject) -> None:
    network, scenario = world
    random = data.draw(st.randoms(use_true_random=False))
    names = ("unserved", "saved", "shrunk", "spill", "production_cut", "kept_home")
    event_batch_checked(network, scenario, random, names)


def weeks_against_days(network: SupplyNetwork, scenario: Scenario, weeks: int) -> float:
    """Largest difference of unserved between weekly and daily steps, as a share of cumulative demand."""
    weekly = replace(scenario, step="week", steps=weeks)
    daily = replace(
        weekly,
        step="day",
        steps=7 * weeks,
        disruptions=tuple(
            replace(
                event,
                start_step=7 * (event.start_step - 1) + 1,
                ramp_steps=7 * event.ramp_steps,
                steps=7 * event.steps,
                recovery_steps=7 * event.recovery_steps,
            )
            for event in weekly.disruptions
        ),
        responses=replace(
            weekly.responses,
            sources=tuple(
                replace(s, start_step=7 * (s.start_step - 1) + 1, ramp_steps=7 * s.ramp_steps)
                for s in weekly.responses.sources
            ),
        ),
    )
    one, other = simulate(network, weekly), simulate(network, daily)
    difference = np.abs(one.unserved.sum(axis=(0, 1)) - other.unserved.sum(axis=(0, 1)))
    demand = one.demand.sum(axis=(0, 1))
    return float(np.divide(difference, demand, out=np.zeros_like(demand), where=demand > 0).max())


@quick
@given(worlds(2, supply_side=True), st.integers(26, 52))
def test_weeks_against_days(world: World, weeks: int) -> None:
    """1 % of demand, but for about one world in 1 500 where a replacement, or what demand adds or gives up, meets
    a ramping loss within a week (1.35 % the most found); of 1 500 worlds 95 % stay below 0.2 %."""
    assert weeks_against_days(*world, weeks) <= 0.02


def test_weeks_against_days_over_a_short_horizon() -> None:
    """Within a week the smaller of two means is not the mean of the smaller: where a replacement meets a loss
    that ramps, or an unlimited spare arrives at midweek, that one week differs, and a short horizon has few
    others to hide it. So no bound of 1 % holds for each case here; the spread over fixed worlds is held
    instead (2 000 worlds gave 0.22 % at the 95th percentile, 13 cases above 1 %, at most 4.7 % in any mix).
    """
    found = []
    for seed in range(200):
        random = Random(seed)
        network = make_network(random, 2, routes=False, exports=False)
        scenario = make_scenario(random, network, supply_side=True)
        found.append(weeks_against_days(network, scenario, random.randint(4, 20)))
    assert np.percentile(found, 95) <= 0.006
    assert max(found) <= 0.05


@quick
@given(worlds())
def test_a_link_of_nothing_and_an_unused_route_change_nothing(world: World) -> None:
    network, scenario = world
    more = replace(
        network,
        links=(*network.links, SupplyLink("PRK", "MNG", network.commodities[0].id, 0.0, ("ferry",))),
        routes=(*network.routes, Route("ferry", "Ferry", "sea", 5.0, "kt", {network.commodities[0].id: 1.0})),
    )
    scenario = replace(scenario, assumptions=(*scenario.assumptions, Override(("spare", "PRK"), 0.4)))
    one, other = simulate(network, scenario), simulate(more, scenario)
    for name in ("served", "unserved", "stock", "exports"):
        assert np.allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-12 * scale(one)), (
            name
        )
