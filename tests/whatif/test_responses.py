"""Properties of the responses that are off by default: stretching, switching, demand that answers to prices."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.units import factor
from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.network import Sector, SuppliedCommodity
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import FuelSwitch, Override
from dependency_explorer.whatif.switching import choices, ways
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
from tests.whatif.test_properties import imports, weeks_against_days
from tests.whatif.worlds import raised_shares, responsive_worlds, with_ranges

World = tuple[SupplyNetwork, Scenario]
quick = settings(max_examples=200, deadline=None)
ARRAYS = (
    "served", "unserved", "saved", "given_way", "switched", "switched_into", "production", "stock", "draw",
    "fill", "spill", "exports", "stockpiled", "production_cut", "flow", "replacement",
)  # fmt: skip


@quick
@given(responsive_worlds())
def test_depth_zero_returns_the_baseline_bit_for_bit(world: World) -> None:
    network, scenario = world
    still = replace(scenario, disruptions=tuple(replace(e, depth=0.0) for e in scenario.disruptions))
    outcome = simulate(network, still)
    assert outcome.equals_baseline
    for name in ("given_way", "switched", "switched_into"):
        assert not getattr(outcome, name).any(), name
    assert np.array_equal(outcome.exports[0], outcome.calendar.base_exports)


@quick
@given(responsive_worlds())
def test_what_comes_in_goes_out(world: World) -> None:
    outcome = simulate(*world)
    supply = (
        outcome.production[0] + imports(outcome, "flow") + imports(outcome, "replacement")
        + outcome.difference[0] + outcome.draw[0] - outcome.fill[0]
    )  # fmt: skip
    use = (
        outcome.served[0] + outcome.switched_into[0] + outcome.exports[0] + outcome.stockpiled[0]
        + outcome.spill[0]
    )  # fmt: skip
    assert np.allclose(supply, use, rtol=0, atol=TINY * scale(outcome))
    parts = outcome.served + outcome.unserved + outcome.saved + outcome.switched + outcome.given_way
    assert np.allclose(parts, outcome.demand, rtol=0, atol=TINY * scale(outcome))


@quick
@given(responsive_worlds())
def test_bounds(world: World) -> None:
    network, scenario = world
    bounds_checked(network, simulate(network, scenario), ARRAYS)


@quick
@given(responsive_worlds())
def test_a_switch_moves_energy_and_makes_none(world: World) -> None:
    network, scenario = world
    outcome = simulate(network, scenario)
    energy = np.array([item.energy for item in network.commodities])
    away, into = (outcome.switched[0] * energy).sum(), (outcome.switched_into[0] * energy).sum()
    assert np.isclose(away, into, rtol=1e-9, atol=1e-9 * scale(outcome) * energy.max())
    by_sector = outcome.switched_by_sector
    if by_sector is None:
        assert not scenario.responses.switches
        return
    allowed = {s for way in ways(network, scenario) for s, _ in way.sectors}
    owners = np.array([k for k, _ in network.sectors])
    for s in range(len(network.sectors)):
        assert s in allowed or not by_sector[..., s].any()
    for k in range(len(network.commodities)):
        total = by_sector[..., owners == k].sum(axis=-1)
        assert np.allclose(total, outcome.switched[..., k], rtol=0, atol=TINY * scale(outcome))


@quick
@given(responsive_worlds())
def test_nobody_lacks_what_others_switch_to(world: World) -> None:
    """What helps out goes no shorter for it, hit by an event or not; what is left goes no shorter either."""
    network, scenario = world
    responses = replace(scenario.responses, price_response=False)
    one = simulate(network, replace(scenario, responses=responses))
    other = simulate(network, replace(scenario, responses=replace(responses, switches=())))
    slack = TINY * scale(one)
    assert (one.unserved <= other.unserved + slack).all()
    left = {way.away for way in ways(network, scenario)}
    for k in range(len(network.commodities)):
        if k not in left:
            assert np.array_equal(one.unserved[..., k], other.unserved[..., k])


@quick
@given(responsive_worlds())
def test_prices_take_from_what_is_unserved_and_from_nothing_else(world: World) -> None:
    network, scenario = world
    on, off = (
        simulate(network, replace(scenario, responses=replace(scenario.responses, price_response=priced)))
        for priced in (True, False)
    )
    assert np.allclose(on.served, off.served, rtol=0, atol=TINY * scale(on))
    assert np.allclose(on.unserved + on.given_way, off.unserved, rtol=0, atol=TINY * scale(on))
    assert not on.given_way[:, on.in_force == 0].any()
    override = scenario.assumption("elasticity", "*")
    assert override is not None
    assert override.value is not None
    most = (1 - 50**override.value) * (on.demand - on.saved)
    assert (on.given_way <= most + TINY * scale(on)).all()


def _about_one(world: World) -> World:
    """Events on the supply of the first commodity alone; it may be switched to the second."""
    network, scenario = world
    first = network.commodities[0].id
    # Events on demand and on stock have a property of their own, without these responses.
    events = tuple(
        replace(event, target=replace(event.target, commodity=first, kind="supply", place="", sectors=()))
        for event in scenario.disruptions
    )
    switches = tuple(
        replace(one, away_from=first, to=network.commodities[1].id, sector="", share=one.share / 3)
        for one in scenario.responses.switches[:1]
    ) or (FuelSwitch(first, network.commodities[1].id, 0.5, 1.0, 1.0),)
    responses = replace(scenario.responses, switches=switches)
    stated = tuple(one for one in scenario.assumptions if one.path[0] != "demand_level")
    return network, replace(scenario, disruptions=events, responses=responses, assumptions=stated)


@quick
@given(
    responsive_worlds(2, supply_side=True).map(_about_one), st.floats(0.0, 1.0),
    st.sampled_from([0.5, 2.0, 6.0]),
)  # fmt: skip
def test_a_harder_blow_is_never_milder(world: World, depth: float, longer: float) -> None:
    network, scenario = world
    if len(scenario.disruptions) > 1:
        # Readiness to switch is weighted by what each event takes: an early one that grows readies more of the whole.
        scenario = replace(scenario, responses=replace(scenario.responses, switches=()))
    harder_blow_checked(network, scenario, depth, longer)


@quick
@given(responsive_worlds(2, supply_side=True).map(_about_one), st.floats(0.0, 1.0))
def test_more_help_never_hurts(world: World, more: float) -> None:
    network, scenario = world
    before = unserved(network, scenario)
    slack = TINY * (1.0 + before + float(network.quantity.sum()))
    (switch,) = scenario.responses.switches
    run = simulate(network, scenario)
    for changes in (
        {"share": switch.share + more * (1 - switch.share)},
        {"lead_weeks": switch.lead_weeks * more},
    ):
        responses = replace(scenario.responses, switches=(replace(switch, **changes),))
        other = simulate(network, replace(scenario, responses=responses))
        # A stock of the other fuel moves its users once. Moved earlier, they may be those who would have given way
        # to the price, so that unserved alone falls for certain only where no step moves less.
        assert (other.unserved + other.given_way).sum() <= (run.unserved + run.given_way).sum() + slack
        no_less = (other.switched >= run.switched - slack).all(axis=-1)
        assert (other.unserved.sum(axis=-1)[no_less] <= run.unserved.sum(axis=-1)[no_less] + slack).all()
        assert scenario.responses.draw_stocks is not None or no_less.all()
        if no_less.all() or not scenario.responses.price_response:
            assert other.unserved.sum() <= before + slack
    spare = scenario.assumption("spare", "*")
    assert spare is not None
    if spare.value is not None:
        bigger = scenario.with_assumption(("spare", "*"), spare.value + more)
        assert unserved(network, bigger) <= before + slack
    stronger = scenario.with_assumption(("elasticity", "*"), -2.0)
    assert unserved(network, stronger) <= before + slack
    richer = replace(
        network,
        commodities=tuple(
            replace(item, stocks=tuple(replace(row, value=row.value * (1 + more)) for row in item.stocks))
            for item in network.commodities
        ),
    )
    if not any(item.gas for item in network.commodities):
        assert unserved(richer, scenario) <= before + slack


@quick
@given(responsive_worlds(supply_side=True))
def test_a_stretched_stock_gives_no_more_in_all(world: World) -> None:
    """Holding back never helps a run that knows no better: it evens out, and may leave stock behind."""
    network, scenario = world
    responses = replace(scenario.responses, switches=(), price_response=False)
    if responses.draw_stocks is None or any(item.gas for item in network.commodities):
        return
    on, off = (
        simulate(network, replace(scenario, responses=replace(responses, stretch=stretch)))
        for stretch in (0.0, None)
    )
    slack = TINY * scale(on)
    assert (on.draw.sum(axis=1) <= off.draw.sum(axis=1) + slack).all()
    assert (np.cumsum(on.draw, axis=1) <= np.cumsum(off.draw, axis=1) + slack).all()


@quick
@given(responsive_worlds())
def test_the_rule_changes_who_not_how_much(world: World) -> None:
    network, scenario = world
    owners = np.array([k for k, _ in network.sectors])
    demand = np.array([sector.demand for _, sector in network.sectors])
    whole = network.demand[owners]
    share = np.divide(demand, whole, out=np.zeros_like(whole), where=whole > 0)
    first: Outcome | None = None
    for rule in ("proportional", "priority", "floors"):
        outcome = simulate(network, replace(scenario, rationing=rule))
        first = first or outcome
        for name in ("unserved", "switched", "given_way"):
            assert np.array_equal(getattr(outcome, name), getattr(first, name)), name
        by_sector, slack = outcome.sector_unserved, TINY * scale(outcome)
        for k in range(len(network.commodities)):
            total = by_sector[..., owners == k].sum(axis=-1)
            assert np.allclose(total, outcome.unserved[..., k], rtol=0, atol=slack)
        assert (by_sector >= -slack).all()
        moved = 0.0 if outcome.switched_by_sector is None else outcome.switched_by_sector
        share = share if outcome.rises is None else raised_shares(outcome)
        assert (by_sector + moved <= outcome.demand[..., owners] * share + slack).all()


@quick
@given(responsive_worlds(), st.integers(2, 3), st.integers(0, 99), st.booleans())
def test_a_batch_equals_one_at_a_time(world: World, draws: int, seed: int, ranged: bool) -> None:
    network, scenario = world
    scenario = with_ranges(scenario) if ranged else scenario
    batch_checked(network, scenario, draws, seed, ARRAYS)


@quick
@given(responsive_worlds(), st.data())
def test_a_batch_of_events_equals_one_at_a_time(world: World, data: st.DataObject) -> None:
    network, scenario = world
    random = data.draw(st.randoms(use_true_random=False))
    names = ("unserved", "given_way", "spill", "production_cut", "kept_home")
    event_batch_checked(network, scenario, random, names)


@quick
@given(responsive_worlds(), st.randoms(use_true_random=False))
def test_order_of_links_does_not_matter(world: World, random: Random) -> None:
    network, scenario = world
    names = [name for name in ARRAYS if name not in ("flow", "replacement")]
    order_of_links_checked(network, scenario, random, names)


@quick
@given(responsive_worlds(2, supply_side=True), st.integers(26, 52))
def test_weeks_against_days(world: World, weeks: int) -> None:
    network, scenario = world
    stretch = scenario.responses.stretch
    if stretch:
        scenario = replace(scenario, responses=replace(scenario.responses, stretch=0.0))
    assert weeks_against_days(network, scenario, weeks) <= 0.0125


@quick
@given(responsive_worlds())
def test_a_scenario_comes_back_from_its_file(world: World) -> None:
    _, scenario = world
    scenario = replace(
        scenario,
        responses=replace(scenario.responses, stretch=scenario.responses.stretch or None),
        assumptions=tuple(o for o in scenario.assumptions if o != Override(("spare", "*"), None)),
    )
    if scenario.responses.draw_stocks is None or (scenario.responses.stretch or 1) < 1:
        scenario = replace(scenario, responses=replace(scenario.responses, stretch=None))
    assert Scenario.from_dict(scenario.to_dict()) == scenario


@quick
@given(
    st.lists(
        st.builds(
            SuppliedCommodity,
            id=st.sampled_from("abcdefgh"),
            unit=st.sampled_from(["t", "TJ", "barrel", "t "]),
            group=st.sampled_from(["", "oil", "transport"]),
            production=st.sampled_from([None, 0.0, 2.0]),
            energy=st.sampled_from([None, 20.0]),
            sectors=st.sampled_from([(), (Sector("homes", 1.0), Sector("losses", 0.5, losses=True))]),
        ),
        unique_by=lambda item: item.id,
    )
)
def test_switches_are_offered_among_fuels_and_within_a_kind(items: list[SuppliedCommodity]) -> None:
    network = SupplyNetwork("AAA", "2023", tuple(items), ())

    def energy(item: SuppliedCommodity) -> float | None:
        exact = factor(item.unit, "GJ")
        return item.energy or (None if exact is None else float(exact))

    def alike(one: SuppliedCommodity, other: SuppliedCommodity) -> bool:
        fuels = energy(one) is not None and energy(other) is not None
        return fuels or (one.group == other.group and one.unit == other.unit)

    expected = {}
    for k, item in enumerate(items):
        if not item.service and network.demand[k] > 0:
            others = [one for one in items if one.id != item.id and not one.service and alike(item, one)]
            others.sort(key=lambda one, group=item.group: one.group != group)  # type: ignore[misc]
            sectors = tuple(s.name for s in item.sectors if not s.losses)
            expected[item.id] = (tuple(one.id for one in others), sectors)
    found = choices(network)
    assert dict(found) == expected
    assert found.left() == [id for id, (others, _) in expected.items() if others]
