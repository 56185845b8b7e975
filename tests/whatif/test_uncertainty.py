"""Ranges, draws, fans, tornado and Sobol indices."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.inputs import Input, all_inputs
from dependency_explorer.whatif.network import StockRecord
from dependency_explorer.whatif.sampling import latin_hypercube, stratified
from dependency_explorer.whatif.scenario import Override, Range, Responses
from dependency_explorer.whatif.sensitivity import jansen, sobol, tornado, uncertain
from dependency_explorer.whatif.simulation import simulate_sample
from dependency_explorer.whatif.uncertainty import QUANTILES, bands, fan, members, ranges
from tests.whatif.worlds import j3_network, j3_scenario, with_ranges, worlds

approx = pytest.approx
World = tuple[SupplyNetwork, Scenario]
often = settings(max_examples=200, deadline=None)


@often
@given(st.integers(1, 200), st.integers(0, 10**6), st.text(min_size=1, max_size=8))
def test_each_part_of_a_range_is_drawn_from_once(draws: int, seed: int, key: str) -> None:
    quantiles = stratified(key, draws, seed)
    assert sorted(np.floor(quantiles * draws).astype(int)) == list(range(draws))
    assert np.array_equal(quantiles, stratified(key, draws, seed))


@often
@given(worlds(), worlds(), st.integers(0, 99))
def test_compared_scenarios_share_their_random_numbers(one: World, other: World, seed: int) -> None:
    """Same seed, same quantile of an assumption, whatever else the two scenarios hold."""
    first = latin_hypercube(*one, 16, seed)
    second = latin_hypercube(other[0], with_ranges(other[1]), 16, seed)
    for key in first.keys() & second.keys():
        assert np.array_equal(first[key], second[key])
    changed = latin_hypercube(*one, 16, seed + 1)
    assert all(not np.array_equal(first[key], changed[key]) for key in first)


@often
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_value_is_the_median_of_its_range(low: float, part: float, width: float, quantile: float) -> None:
    one = Input("spare.RUS", low + part * width, low, low + width)
    ends = one.at(np.array([0.0, 0.5, 1.0]))
    assert ends == approx(np.array([one.low, one.value, one.high]))
    drawn = float(one.at(np.array([quantile]))[0])
    assert low - 1e-12 <= drawn <= low + width + 1e-12
    assert drawn <= one.value + 1e-12 if quantile <= 0.5 else drawn >= one.value - 1e-12


@often
@given(worlds(), st.integers(0, 99))
def test_draws_stay_within_bounds_and_balance(world: World, seed: int) -> None:
    """Properties 2 and 3 hold in every draw."""
    network, scenario = world
    scenario = with_ranges(scenario)
    outcome = simulate(network, scenario, draws=4, seed=seed)
    stocks = sum(row.value for item in network.commodities for row in item.stocks)
    slack = 1e-9 * (
        1001 + stocks + float(network.quantity.sum() + network.demand.sum() + network.production.sum())
    )
    assert np.allclose(outcome.served + outcome.unserved + outcome.saved, outcome.demand, rtol=0, atol=slack)
    size = len(network.commodities)
    inward = np.zeros(outcome.served.shape)
    for e, link in enumerate(outcome.supply_links):
        if link.importer == network.focus:
            inward[..., network.index[link.commodity]] += outcome.flow[..., e] + outcome.replacement[..., e]
    supply = outcome.production + inward + outcome.difference + outcome.draw - outcome.fill
    use = outcome.served + outcome.exports + outcome.stockpiled + outcome.spill
    assert np.allclose(supply, use, rtol=0, atol=slack)
    assert outcome.event_lost.shape[0] == 4
    for name in ("served", "unserved", "flow", "replacement", "draw", "fill", "stock", "spill", "production"):
        assert (getattr(outcome, name) >= -slack).all(), name
    assert outcome.stock.shape == (4, scenario.steps, size)


@often
@given(worlds(), st.integers(0, 99))
def test_depth_zero_returns_the_baseline_in_every_draw(world: World, seed: int) -> None:
    network, scenario = world
    still = replace(scenario, disruptions=tuple(replace(e, depth=0.0) for e in scenario.disruptions))
    assert simulate(network, with_ranges(still), draws=3, seed=seed).equals_baseline


@often
@given(worlds(), st.integers(2, 60))
def test_a_fan_is_ordered_and_a_member_is_a_path(world: World, draws: int) -> None:
    network, scenario = world
    outcome = simulate(network, scenario, draws)
    rows = bands(outcome)
    assert {row["commodity"] for row in rows} <= set(outcome.commodities)
    for row in rows:
        levels = [row[name] for name in QUANTILES]
        assert all(a <= b + 1e-12 * abs(b) for a, b in itertools.pairwise(levels))
        assert set(row) >= {"step", "date", "place", "commodity", "quantity"}
    for summary in ranges(outcome):
        commodity = summary["commodity"]
        by_name = {one.name: one for one in members(outcome, commodity)}
        totals = outcome.unserved[:, :, outcome.positions(commodity)].sum(axis=(1, 2))
        assert by_name["worst"].unserved == totals.max()
        assert np.sum(totals <= by_name["median"].unserved) >= draws / 2
        assert np.sum(totals <= by_name["p90"].unserved) >= 0.9 * draws
        for one in by_name.values():
            assert outcome.key_numbers(commodity, one.draw)["unserved"] == approx(one.unserved)


def squeeze(**changes: object) -> Scenario:
    """The constructed squeeze with spare from China."""
    responses = Responses(draw_stocks=0.0, replace=True)
    return replace(j3_scenario(), responses=responses, **changes)  # type: ignore[arg-type]


def test_a_default_has_its_range_and_what_is_stated_is_fixed() -> None:
    network = j3_network()
    shipped = all_inputs(network, squeeze())
    assert (shipped["spare.CHN"].low, shipped["spare.CHN"].high) == (0.0, 0.3)
    assert (shipped["lead_weeks.CHN"].low, shipped["lead_weeks.CHN"].high) == (2.0, 8.0)
    stated = squeeze(assumptions=(Override(("spare", "CHN"), 0.2),))
    assert "spare.CHN" not in all_inputs(network, stated)
    assert "spare.RUS" in all_inputs(network, stated)
    wide = replace(stated, ranges=(Range(("spare", "*"), 0.1, 0.4),))
    assert "spare.CHN" not in all_inputs(network, wide)  # what is said of China alone stays
    assert all_inputs(network, wide)["spare.RUS"].high == 0.4
    own = replace(stated, ranges=(Range(("spare", "CHN"), 0.1, 0.4),))
    found = all_inputs(network, own)["spare.CHN"]
    assert (found.low, found.value, found.high) == (0.1, 0.2, 0.4)
    rows = {row.key: row for row in simulate(network, own).ledger}
    assert (rows["spare.CHN"].low, rows["spare.CHN"].high) == (0.1, 0.4)
    with pytest.raises(DataError, match=r"ranges\.spare\.CHN.*0\.2"):
        simulate(network, replace(own, ranges=(Range(("spare", "CHN"), 0.3, 0.4),)), draws=2)


def test_a_stock_is_doubted_by_its_age() -> None:
    """Half of it either way after a year; a stock of the day before hardly at all; never above capacity."""
    network = j3_network()
    old = replace(squeeze(), start="2024-12-31")
    found = all_inputs(network, old)["stock.diesel"]
    assert (found.low, found.high) == (approx(71.75 * 0.5), approx(71.75 * 1.5))
    fresh = all_inputs(network, replace(squeeze(), start="2024-01-02"))["stock.diesel"]
    assert fresh.high == approx(71.75 * (1 + 0.5 * 2 / 365))
    full = replace(network.commodities[0], capacity=80.0)
    assert all_inputs(replace(network, commodities=(full,)), old)["stock.diesel"].high == 80.0
    none = replace(network.commodities[0], stocks=())
    assumed = all_inputs(replace(network, commodities=(none,)), old)["days_of_cover.diesel"]
    assert (assumed.low, assumed.value, assumed.high) == (0.0, 0.0, 30.0)


def test_the_median_of_the_fan_is_near_the_run_itself() -> None:
    network = j3_network()
    scenario = replace(squeeze(), disruptions=(replace(squeeze().disruptions[0], depth=0.9),))
    point = simulate(network, scenario)
    drawn = fan(simulate(network, scenario, draws=1024, seed=3), "diesel", "stock")
    assert drawn is not None
    assert drawn.p50 == approx(point.stock[0][:, 0].tolist(), abs=0.5)
    assert drawn.p5[0] < drawn.p25[0] < drawn.p75[0] < drawn.p95[0]


def test_too_many_draws_are_refused_with_a_number() -> None:
    with pytest.raises(DataError, match="at most 2,500,000"):
        simulate(j3_network(), j3_scenario(), draws=3_000_000)


def test_the_tornado_by_hand() -> None:
    """A cut of 16.5 a week for 8 weeks leaves 60.25 kt unserved of a stock of 71.75; a stock of 61.75 leaves
    10 more, and one of 81.75 leaves 10 less."""
    scenario = replace(
        j3_scenario(),
        disruptions=(replace(j3_scenario().disruptions[0], depth=1.0),),
        ranges=(Range(("stock", "diesel"), 61.75, 81.75), Range(("source", "*"), 0.0, 1.0)),
    )
    (swing,) = tornado(j3_network(), scenario, "diesel")
    assert (swing.key, swing.at_low, swing.at_high) == ("stock.diesel", approx(70.25), approx(50.25))
    (share,) = sobol(j3_network(), scenario, "diesel", 512)
    assert (share.first, share.total) == (approx(1.0, abs=0.02), approx(1.0, abs=0.1))


@often
@given(worlds())
def test_the_tornado_is_single_runs(world: World) -> None:
    network, scenario = world
    scenario = with_ranges(scenario)
    commodity = network.commodities[0].id
    for swing in tornado(network, scenario, commodity)[:3]:
        for quantile, expected in ((0.0, swing.at_low), (1.0, swing.at_high)):
            alone = simulate_sample(network, scenario, {swing.key: np.array([quantile])}, 1)
            assert alone.unserved[..., 0].sum() == approx(expected, rel=1e-9, abs=1e-9)
    assert {swing.key for swing in tornado(network, scenario, commodity)} <= set(uncertain(network, scenario))


def test_what_varies_nothing_has_no_share() -> None:
    network, scenario = j3_network(None), j3_scenario(None)
    assert tornado(network, scenario, "diesel") == ()
    assert sobol(network, scenario, "diesel", 8) == ()


def test_sobol_indices_of_a_known_function() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: 0.3139, 0.4424, 0 and in total 0.5576, 0.4424, 0.2437."""

    def ishigami(u: np.ndarray) -> np.ndarray:
        x = np.pi * (2.0 * u - 1.0)
        return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    a, b = (np.stack([stratified(f"{m}{i}", 8192, 1) for i in range(3)], axis=1) for m in "AB")
    first, total = jansen(ishigami, a, b)
    assert first == approx(np.array([0.3139, 0.4424, 0.0]), abs=0.03)
    assert total == approx(np.array([0.5576, 0.4424, 0.2437]), abs=0.03)


def test_a_stock_drawn_for_a_commodity_without_one_is_shown() -> None:
    network = j3_network(None)
    outcome = simulate(network, j3_scenario(), draws=50)
    drawn = fan(outcome, "diesel", "stock")
    assert drawn is not None
    assert drawn.p95[0] > 0
    assert fan(outcome, "diesel", "exports") is None
    record = replace(network.commodities[0], stocks=(StockRecord("2023-12", 0.0),))
    assert (
        fan(simulate(replace(network, commodities=(record,)), j3_scenario()), "diesel", "stock") is not None
    )
