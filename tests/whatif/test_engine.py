"""The engine's parts, one case each with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.defaults import default_delay
from dependency_explorer.whatif.network import Route, Sector, StockRecord, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.profiles import (
    event_profile,
    monthly_shape,
    seasonal_weights,
    step_days,
    take_profile,
)
from dependency_explorer.whatif.scenario import (
    Disruption,
    NamedSource,
    Override,
    Responses,
    Scenario,
    Target,
)
from tests.whatif.worlds import WEEK, j3_network, j3_scenario

approx = pytest.approx


def scenario(*events: Disruption, **changes: object) -> Scenario:
    made = Scenario("MNG", "2023", "2024-01-01", 8, disruptions=events)
    return replace(made, **changes)  # type: ignore[arg-type]


def exporter_network(stock: float | None = None, capacity: float | None = None) -> SupplyNetwork:
    """Output 100 a week, home use 10, sold to China 80 and Russia 10, a USD 2 unit value to China."""
    stocks = () if stock is None else (StockRecord("2023-12", stock),)
    coal = SuppliedCommodity(
        "coal", "Coal", "kt", production=100 * WEEK, stocks=stocks, capacity=capacity, group="coal"
    )
    links = (
        SupplyLink("MNG", "CHN", "coal", 80 * WEEK, ("crossing",), unit_value=2.0),
        SupplyLink("MNG", "RUS", "coal", 10 * WEEK, unit_value=1.0),
    )
    return SupplyNetwork("MNG", "2023", (coal,), links, (Route("crossing", "Crossing", "rail"),))


BUYER_STOPS = Disruption(Target(exporter="MNG", importer="CHN", commodity="coal"), 1.0, steps=4.0)


def test_profile_is_averaged_over_steps() -> None:
    event = Disruption(Target(), 1.0, start_step=2, ramp_steps=2.0, steps=3.0, recovery_steps=2.0)
    assert event_profile(event, 8) == approx([0, 0.25, 0.75, 1, 0.75, 0.25, 0, 0])
    short = Disruption(Target(), 1.0, ramp_steps=4.0, steps=2.0, recovery_steps=1.0)
    assert event_profile(short, 4) == approx([0.125, 0.375, 0.25, 0])
    beyond = Disruption(Target(), 1.0, start_step=4, steps=20.0)
    assert event_profile(beyond, 5) == approx([0, 0, 0, 1, 1])


def test_take_is_averaged_over_steps() -> None:
    weeks = np.arange(6.0)
    fast = take_profile(weeks, 1.0, np.array([1.5]), np.array([0.0]))[:, 0]
    assert fast == approx([0, 0, 0.5, 1, 1])
    slow = take_profile(weeks, 0.0, np.array([1.0]), np.array([2.0]))[:, 0]
    assert slow[1] == approx(1 - 2 * (1 - np.exp(-0.5)))


def test_a_month_has_its_days_and_a_season_keeps_the_year() -> None:
    months = replace(j3_scenario(), step="month", steps=12)
    calendar = j3_network().calendar(months)
    assert calendar.days.tolist() == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert calendar.base_demand[:, 0] == approx(17.0 / 7 * calendar.days)
    assert calendar.dates[1] == "2024-02-01"

    shape = monthly_shape({2022: np.arange(1.0, 13.0), 2023: np.full(12, np.nan)})
    assert shape is not None
    days = step_days("2023-01-01", "month", 12)
    weights = seasonal_weights("2023-01-01", days, shape)
    assert weights == approx(np.arange(1.0, 13.0) / 78.0)
    daily = seasonal_weights("2023-01-01", step_days("2023-01-01", "day", 365), shape)
    assert daily.sum() == approx(1.0)
    weekly = seasonal_weights("2023-01-30", step_days("2023-01-30", "week", 1), shape)
    assert weekly[0] == approx(daily[29:36].sum())
    assert monthly_shape({2022: np.zeros(12)}) is None


def test_flat_without_a_season_and_shaped_with_one() -> None:
    network = j3_network()
    shaped = replace(
        network,
        commodities=(replace(network.commodities[0], monthly={2022: (1.0,) * 6 + (3.0,) * 6}),),
    )
    flat = simulate(shaped, j3_scenario())
    winter = simulate(shaped, replace(j3_scenario(), season=("2022", "2023")))
    assert flat.base_demand[0, 0] == approx(17.0)
    assert winter.base_demand[0, 0] < 10
    assert "season.diesel" in {row.key for row in winter.ledger}


def test_buyer_stops_without_room_production_is_cut() -> None:
    outcome = simulate(exporter_network(), scenario(BUYER_STOPS))
    row = outcome.key_numbers("coal")
    assert row["production_cut"] == approx(4 * 80)
    assert row["exports"] == approx(8 * 90 - 4 * 80)
    assert row["diverted"] == 0
    assert row["unserved"] == 0
    assert row["export_revenue_change_usd"] == approx(-4 * 80 * 2.0)
    assert row["import_cost_change_usd"] is None
    assert "imports" in row["note"]


def test_buyer_stops_with_room_elsewhere_and_in_store() -> None:
    stopped = scenario(
        BUYER_STOPS,
        responses=Responses(replace=True),
        assumptions=(
            Override(("lead_weeks", "*"), 1.0),
            Override(("ramp_weeks", "*"), 0.0),
            Override(("spare", "RUS"), 0.5),
            Override(("storage_capacity", "coal"), 150.0),
        ),
    )
    outcome = simulate(exporter_network(stock=20.0), stopped)
    assert outcome.diverted[0][:, 0] == approx([0, 5, 5, 5, 0, 0, 0, 0])
    assert outcome.stockpiled[0][:, 0] == approx([80, 50, 0, 0, 0, 0, 0, 0])
    assert outcome.production_cut[0][:, 0] == approx([0, 25, 75, 75, 0, 0, 0, 0])
    assert outcome.stock[0][-1, 0] == approx(150)
    assert outcome.by_partner("coal", "exports")["RUS"][1] == approx(15)
    row = outcome.key_numbers("coal")
    assert row["export_revenue_change_usd"] == approx(-4 * 80 * 2.0 + 15 * 1.0)
    assert row["stockpiled"] == approx(130)


def test_a_place_short_itself_keeps_what_it_would_export() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (SupplyLink("RUS", "MNG", "fuel", 10 * WEEK), SupplyLink("MNG", "CHN", "fuel", 2 * WEEK))
    network = SupplyNetwork("MNG", "2023", (fuel,), links)
    outcome = simulate(network, scenario(Disruption(Target(exporter="RUS"), 0.5, steps=8.0)))
    assert outcome.exports[0][:, 0] == approx([0.0] * 8)
    assert outcome.unserved[0][:, 0] == approx([3.0] * 8)


def test_events_on_one_link_combine_and_partners_not_stated_are_spared() -> None:
    network = j3_network()
    links = (*network.links, SupplyLink("XNS", "MNG", "diesel", 3 * WEEK))
    network = replace(network, links=links)
    twice = scenario(
        Disruption(Target(exporter="RUS"), 0.5, steps=8.0),
        Disruption(Target(exporter="RUS"), 0.5, start_step=5, steps=8.0),
    )
    outcome = simulate(network, twice)
    assert outcome.flow[0][:, 0] == approx([8.25] * 4 + [4.125] * 4)
    assert outcome.flow[0][:, 2] == approx([3.0] * 8)
    everyone = simulate(network, scenario(Disruption(Target(commodity="diesel"), 1.0, steps=8.0)))
    assert not everyone.flow.any()
    spared = Disruption(Target(commodity="diesel"), 1.0, steps=8.0, exempt=("CHN",))
    assert simulate(network, scenario(spared)).flow[0][:, 1] == approx([0.5] * 8)


def test_each_event_has_a_clock_of_its_own() -> None:
    """An early cut of 1 % must not start the replacement for a later one of 50 %."""
    spare = (
        Override(("spare", "CHN"), 100.0),
        Override(("lead_weeks", "*"), 3.0),
        Override(("ramp_weeks", "*"), 0.0),
    )
    late = Disruption(Target(exporter="RUS"), 0.5, start_step=5, steps=4.0)
    early = Disruption(Target(exporter="RUS"), 0.01, start_step=1, steps=8.0)
    responses = Responses(replace=True)
    alone = simulate(j3_network(), scenario(late, responses=responses, assumptions=spare))
    both = simulate(j3_network(), scenario(early, late, responses=responses, assumptions=spare))
    assert alone.unserved[0][:, 0] == approx([0, 0, 0, 0, 8.25, 8.25, 8.25, 0])
    assert (both.unserved >= alone.unserved - 1e-12).all()


def test_savings_act_only_while_an_event_is_in_force() -> None:
    saving = scenario(
        Disruption(Target(exporter="RUS"), 0.5, start_step=3, steps=2.0), responses=Responses(saving=0.1)
    )
    outcome = simulate(j3_network(), saving)
    assert outcome.saved[0][:, 0] == approx([0, 0, 1.7, 1.7, 0, 0, 0, 0])
    assert outcome.unserved[0][2, 0] == approx(8.25 - 1.7)
    assert outcome.served[0][2, 0] == approx(8.75)


def sector_network() -> SupplyNetwork:
    power = SuppliedCommodity(
        "electricity",
        "Electricity",
        "GWh",
        production=0.0,
        sectors=(
            Sector("households", 30 * WEEK),
            Sector("industry", 50 * WEEK),
            Sector("losses", 20 * WEEK, losses=True),
        ),
    )
    return SupplyNetwork("MNG", "2023", (power,), (SupplyLink("RUS", "MNG", "electricity", 100 * WEEK),))


@pytest.mark.parametrize(
    ("rule", "depth", "expected"),
    [
        ("proportional", 0.5, (15, 25, 10)),
        ("priority", 0.5, (0, 40, 10)),
        ("priority", 0.9, (22, 50, 18)),
        ("floors", 0.5, (0, 40, 10)),
        ("floors", 0.9, (22, 50, 18)),
    ],
)
def test_who_goes_short(rule: str, depth: float, expected: tuple[float, ...]) -> None:
    protected = (Override(("protected_share", "*", "households"), 1.0),)
    run = scenario(
        Disruption(Target(exporter="RUS"), depth, steps=8.0), rationing=rule, assumptions=protected
    )
    outcome = simulate(sector_network(), run)
    assert outcome.sector_unserved[0][0] == approx(expected)
    assert outcome.unserved[0][0, 0] == approx(100 * depth)


def test_use_that_no_table_explains_shrinks_with_supply() -> None:
    network = sector_network()
    more = replace(network, links=(SupplyLink("RUS", "MNG", "electricity", 125 * WEEK),))
    outcome = simulate(more, scenario(Disruption(Target(exporter="RUS"), 0.5, steps=8.0)))
    assert outcome.unserved[0][0, 0] == approx(50)
    assert outcome.difference[0][0, 0] == approx(-12.5)
    assert any("differ by 25\u2009%" in warning for warning in outcome.warnings)


def test_incomplete_output_is_raised() -> None:
    network = exporter_network()
    lower = replace(network, commodities=(replace(network.commodities[0], production=None),))
    outcome = simulate(lower, scenario())
    assert outcome.equals_baseline
    assert outcome.base_demand[0, 0] == 0
    assert outcome.production[0][0, 0] == approx(90)
    notes = " ".join(row.note for row in outcome.ledger)
    assert "output series incomplete" in notes
    assert "no output is loaded" in notes


def test_route_narrows_and_holds_replacement() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (
        SupplyLink("RUS", "MNG", "fuel", 10 * WEEK, ("rail", "bridge")),
        SupplyLink("CHN", "MNG", "fuel", 10 * WEEK, ("bridge",)),
    )
    routes = (Route("rail", "Rail"), Route("bridge", "Bridge", "rail", 25 * WEEK, "kt", {"fuel": 1.0}))
    network = SupplyNetwork("MNG", "2023", (fuel,), links, routes)
    slack = simulate(network, scenario(Disruption(Target(route="bridge"), 0.2, steps=8.0)))
    assert slack.equals_baseline
    half = simulate(network, scenario(Disruption(Target(route="bridge"), 0.6, steps=8.0)))
    assert half.unserved[0][0, 0] == approx(10)
    spare = (
        Override(("spare", "*"), 1.0),
        Override(("lead_weeks", "*"), 0.0),
        Override(("ramp_weeks", "*"), 0.0),
    )
    rail = scenario(
        Disruption(Target(route="rail"), 0.2, steps=8.0), responses=Responses(replace=True), assumptions=spare
    )
    assert simulate(network, rail).replacement[0][0] == approx([0, 2])
    narrow = replace(network, routes=(routes[0], replace(routes[1], capacity=19 * WEEK)))
    held = simulate(
        narrow, replace(rail, disruptions=(Disruption(Target(exporter="RUS", route="rail"), 0.2, steps=8.0),))
    )
    assert held.replacement[0][0] == approx([0, 2])
    assert any("below what passes it" in warning for warning in held.warnings)


def test_an_event_on_a_route_without_shares_is_refused() -> None:
    with pytest.raises(DataError, match="route_share:tunnel"):
        simulate(j3_network(), scenario(Disruption(Target(route="tunnel"), 1.0, steps=4.0)))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(DataError, match="Russia"):
        simulate(j3_network(), replace(j3_scenario(), focus="RUS"))
    with pytest.raises(DataError, match="2022"):
        simulate(j3_network(), replace(j3_scenario(), baseline="2022"))
    with pytest.raises(DataError, match="draws"):
        simulate(j3_network(), j3_scenario(), draws=0)


def test_an_event_beyond_the_horizon_and_one_that_hits_nothing() -> None:
    late = simulate(j3_network(), scenario(Disruption(Target(exporter="RUS"), 1.0, start_step=9, steps=4.0)))
    assert late.equals_baseline
    idle = simulate(j3_network(), scenario(Disruption(Target(exporter="KAZ"), 1.0, steps=4.0)))
    assert idle.equals_baseline
    assert any("hits no flow" in warning and "Kazakhstan" in warning for warning in idle.warnings)


def test_days_of_cover_stand_in_for_a_stock_that_is_not_loaded() -> None:
    none = simulate(j3_network(stock=None), j3_scenario(0.0))
    row = none.key_numbers("diesel")
    assert row["min_cover_days"] is None
    assert row["end_stock"] is None
    assert any("no buffer" in item.note for item in none.ledger)
    covered = j3_scenario(0.0).with_assumption(("days_of_cover", "*"), 14.0)
    assert simulate(j3_network(stock=None), covered).unserved.sum() == approx(66 - 34)
    loaded = simulate(j3_network(), covered)
    assert loaded.unserved.sum() == approx(0)
    named = simulate(j3_network(), j3_scenario(0.0).with_assumption(("days_of_cover", "diesel"), 14.0))
    assert named.unserved.sum() == approx(66 - 34)
    row = next(item for item in named.ledger if item.key == "days_of_cover.diesel")
    assert "in place of" in row.note


def test_the_stock_is_the_latest_before_the_start() -> None:
    rows = tuple(
        StockRecord(period, value)
        for period, value in (
            ("2022", 1.0),
            ("2023-11", 2.0),
            ("2024-01", 3.0),
            ("2024", 4.0),
            ("2024-02-01", 5.0),
        )
    )
    network = j3_network()
    network = replace(network, commodities=(replace(network.commodities[0], stocks=rows),))
    for start, expected in (
        ("2021-06-01", None), ("2022-06-01", 1.0), ("2023-01-01", 1.0), ("2023-12-31", 2.0),
        ("2024-01-01", 3.0), ("2024-02-01", 5.0), ("2025-01-01", 5.0),
    ):  # fmt: skip
        outcome = simulate(network, replace(j3_scenario(), start=start))
        assert outcome.stock_info("diesel").initial == expected, start


def test_gas_leaves_and_fills_its_store_at_its_rates() -> None:
    network = j3_network()
    gas = replace(network.commodities[0], gas=True, capacity=90.0, stocks=(StockRecord("2023-12", 27.0),))
    outcome = simulate(replace(network, commodities=(gas,)), j3_scenario(0.0, 9))
    assert outcome.draw[0][0, 0] == approx(90 / 90 * 7 * (0.5 + 27 / 90))
    assert outcome.fill[0][8, 0] == approx(min(90 / 180 * 7, 1.7))


def test_a_named_source_of_a_total_goes_where_it_lacks() -> None:
    network = j3_network()
    petrol = replace(network.commodities[0], id="petrol", name="Petrol", stocks=(), ancestors=("oil",))
    diesel = replace(network.commodities[0], stocks=(), ancestors=("oil",))
    links = (*network.links, SupplyLink("RUS", "MNG", "petrol", 16.5 * WEEK))
    both = replace(network, commodities=(diesel, petrol), links=links)
    run = scenario(
        Disruption(Target(exporter="RUS", commodity="diesel"), 0.2, steps=8.0),
        Disruption(Target(exporter="RUS", commodity="petrol"), 0.1, steps=8.0),
        responses=Responses(sources=(NamedSource("CHN", "oil", 3.0),)),
    )
    assert simulate(both, run).replacement[0][0][-2:] == approx([2.0, 1.0])


def test_rows_of_the_ledger_can_be_edited_where_the_scenario_has_a_place_for_them() -> None:
    run = replace(j3_scenario(10.0), responses=Responses(draw_stocks=10.0, replace=True))
    rows = {row.key: row for row in simulate(j3_network(), run).ledger}
    assert rows["spare.CHN"].path == ("spare", "CHN")
    assert (rows["spare.CHN"].low, rows["spare.CHN"].high) == (0.0, 0.3)
    assert rows["stock.diesel"].path == ()
    edited = simulate(j3_network(), run.with_assumption(rows["spare.CHN"].path, 0.2))
    assert {row.key: row.value for row in edited.ledger}["spare.CHN"] == 0.2
    assert len(rows) == len(simulate(j3_network(), run).ledger)


def test_a_leap_year_has_the_daily_rates_of_its_own_february() -> None:
    even = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.float64)
    shape = monthly_shape({2024: even})
    assert shape is not None
    assert shape == approx([1.0] * 12)


def test_routes_in_series_let_through_what_the_tightest_does() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (SupplyLink("RUS", "MNG", "fuel", 10 * WEEK, ("rail", "bridge")),)
    network = SupplyNetwork("MNG", "2023", (fuel,), links, (Route("rail", "Rail"), Route("bridge", "Bridge")))
    cuts = [
        Disruption(Target(route=route), depth, steps=8.0) for route, depth in (("rail", 0.3), ("bridge", 0.5))
    ]
    assert simulate(network, scenario(*cuts)).unserved[0][:, 0] == approx([5.0] * 8)


def test_what_is_stockpiled_keeps_to_the_largest_fill() -> None:
    stopped = scenario(
        BUYER_STOPS,
        assumptions=(
            Override(("storage_capacity", "coal"), 500.0),
            Override(("max_fill", "coal"), 30.0),
        ),
    )
    outcome = simulate(exporter_network(stock=20.0), stopped)
    assert outcome.stockpiled[0][:, 0] == approx([30] * 4 + [0] * 4)
    assert outcome.production_cut[0][:, 0] == approx([50] * 4 + [0] * 4)


@pytest.mark.parametrize(
    ("modes", "good", "expected"),
    [
        (("pipeline",), "fuel", (1.0, 2.0)),
        (("power_line",), "fuel", (1.0, 2.0)),
        (("rail",), "fuel", (4.0, 3.0)),
        (("sea",), "fuel", (5.0, 3.0)),
        (("pipeline", "sea", "rail"), "fuel", (5.0, 3.0)),
        ((), "fuel", (4.0, 3.0)),
        ((), "lng", (5.0, 3.0)),
        ((), "electricity", (1.0, 2.0)),
    ],
)
def test_delays_are_those_that_the_model_paper_states(
    modes: tuple[str, ...], good: str, expected: tuple[float, float]
) -> None:
    link = SupplyLink("RUS", "MNG", good, 10.0, modes)
    routes = tuple(Route(mode, mode, mode) for mode in modes)
    network = SupplyNetwork("MNG", "2023", (SuppliedCommodity(good, good, "kt"),), (link,), routes)
    assert default_delay(network, link) == expected


def test_a_gas_store_fills_in_its_own_days() -> None:
    network = j3_network()
    gas = replace(network.commodities[0], gas=True, capacity=18.0, stocks=(StockRecord("2023-12", 18.0),))
    outcome = simulate(
        replace(network, commodities=(gas,)),
        replace(j3_scenario(0.0, 12), disruptions=(Disruption(Target(exporter="RUS"), 0.5, steps=4.0),)),
    )
    assert outcome.fill[0][5, 0] == approx(18 / 180 * 7)
