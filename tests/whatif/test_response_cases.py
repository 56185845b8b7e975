"""The responses that are off by default in cases worked out by hand, and what is refused about them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, optimise, simulate
from dependency_explorer.whatif.causes import reasons
from dependency_explorer.whatif.inputs import all_inputs
from dependency_explorer.whatif.ledger_table import ledger_rows, to_default, with_range, with_value
from dependency_explorer.whatif.network import Sector, StockRecord, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.scenario import TO_THE_END, Disruption, FuelSwitch, Responses, Target
from dependency_explorer.whatif.sentences import sentences
from dependency_explorer.whatif.why import why
from tests.whatif.worlds import WEEK, j3_network, j3_scenario

approx = pytest.approx


def stretched(floor: float, stretch: float | None, steps: int = 8) -> Scenario:
    scenario = j3_scenario(floor, steps)
    return replace(scenario, responses=replace(scenario.responses, stretch=stretch))


def test_a_stretched_stock_spreads_the_shortage_evenly() -> None:
    """71.75 kt less a floor of 24.29 leave 47.46 for eight weeks that lack 8.25 each: 5.93 a week."""
    outcome = simulate(j3_network(), stretched(10.0, TO_THE_END))
    above = 71.75 - 10 * 7 * 17 / 49
    assert outcome.draw[0][:, 0] == approx(np.full(8, above / 8), abs=0.01)
    assert outcome.unserved[0][:, 0] == approx(np.full(8, 8.25 - above / 8), abs=0.01)
    assert outcome.unserved.sum() == approx(18.54, abs=0.01)


def test_a_stock_that_is_enough_is_drawn_as_needed_even_if_stretched() -> None:
    outcome = simulate(j3_network(), stretched(0.0, TO_THE_END))
    assert not outcome.unserved.any()
    assert outcome.stock[0][-1, 0] == approx(5.75, abs=0.01)


def test_the_bridge_may_be_longer_than_the_event() -> None:
    """To the end of week 16 half of the stock may go in the first eight weeks: 71.75 / 16 a week at most."""
    outcome = simulate(j3_network(), stretched(0.0, 16.0))
    assert outcome.draw[0][:, 0] == approx(np.full(8, 71.75 / 16), abs=0.01)
    assert outcome.unserved.sum() == approx(8 * (8.25 - 71.75 / 16), abs=0.05)


def test_the_bridge_does_not_end_with_the_horizon() -> None:
    """A shorter horizon gives the same first weeks: what is stretched is time, not what is looked at."""
    short, long = (simulate(j3_network(), stretched(10.0, TO_THE_END, steps)) for steps in (3, 8))
    assert np.allclose(short.draw[0], long.draw[0][:3], rtol=1e-12)


def test_months_take_their_part_by_days() -> None:
    """31, 29 and 31 of 91 days, at an even loss: each month draws in proportion to its days."""
    scenario = replace(
        stretched(0.0, 3.0, 3), step="month",
        disruptions=(Disruption(Target(exporter="RUS"), 1.0, steps=3.0),),
    )  # fmt: skip
    draw = simulate(j3_network(), scenario).draw[0][:, 0]
    assert draw == approx(71.75 * np.array([31, 29, 31]) / 91)


def test_demand_gives_way_up_to_fifty_times_the_price() -> None:
    """8.25 of 17 kt are short; at -0.153 and 50 times the price 45.04 % of demand give way."""
    scenario = j3_scenario(None)
    scenario = replace(scenario, responses=replace(scenario.responses, price_response=True))
    outcome = simulate(j3_network(None), scenario)
    most = 17.0 * (1 - 50**-0.153)
    assert outcome.given_way[0][:, 0] == approx(np.full(8, most))
    assert outcome.unserved[0][:, 0] == approx(np.full(8, 8.25 - most))
    assert outcome.served[0][:, 0] == approx(np.full(8, 8.75))
    total = outcome.totals()[0]
    assert total["given_way"] == approx(8 * most)
    assert total["served"] + total["unserved"] + total["given_way"] == approx(total["demand"])
    milder = simulate(
        j3_network(None), replace(scenario, disruptions=(replace(scenario.disruptions[0], depth=0.2),))
    )
    assert not milder.unserved.any()
    assert milder.given_way[0][0, 0] == approx(16.5 * 0.2)


def test_what_has_no_published_elasticity_does_not_give_way() -> None:
    network = j3_network(None)
    network = replace(network, commodities=(replace(network.commodities[0], id="tin", name="Tin"),),
                      links=tuple(replace(link, commodity="tin") for link in network.links))  # fmt: skip
    scenario = j3_scenario(None)
    event = replace(scenario.disruptions[0], target=Target(exporter="RUS"))
    scenario = replace(scenario, disruptions=(event,), responses=Responses(price_response=True))
    outcome = simulate(network, scenario)
    assert not outcome.given_way.any()
    (row,) = (row for row in outcome.ledger if row.key == "elasticity.tin")
    assert row.value == 0.0
    assert "does not give way" in row.note


def two_fuels(
    stock: float = 100.0,
    spare: float = 0.0,
    exports: float = 0.0,
    unit: str = "kt",
    energy: float | None = 3600,
) -> SupplyNetwork:
    """A week 70 GWh of gas from Russia, half of it for power; 20 kt of coal from China (and for sale)."""
    gas = SuppliedCommodity(
        "gas", "Gas", "GWh", production=0.0,
        sectors=(Sector("power", 35 * WEEK), Sector("households", 35 * WEEK)), energy=3600.0,
    )  # fmt: skip
    coal = SuppliedCommodity(
        "coal", "Coal", unit, production=exports * WEEK, sectors=(Sector("heat", 20 * WEEK),),
        stocks=(StockRecord("2023-12", stock),), energy=energy,
    )  # fmt: skip
    links = (SupplyLink("RUS", "MNG", "gas", 70 * WEEK), SupplyLink("CHN", "MNG", "coal", 20 * WEEK))
    if exports:
        links = (*links, SupplyLink("MNG", "KAZ", "coal", exports * WEEK))
    return SupplyNetwork("MNG", "2023", (gas, coal), links)


def gas_stop(**changes: Any) -> Scenario:
    """No gas for six weeks; power stations move half of what they lack to coal, two weeks later."""
    switch = FuelSwitch("gas", "coal", 0.5, 2.0, sector="power")
    responses = Responses(draw_stocks=0.0, switches=(replace(switch, **changes),))
    event = Disruption(Target(exporter="RUS", commodity="gas"), 1.0, steps=6.0)
    return Scenario("MNG", "2023", "2024-01-01", 10, disruptions=(event,), responses=responses)


def test_power_stations_burn_coal_from_stock() -> None:
    """17.5 GWh a week from week 3 at 3600 GJ, for coal of 18,000 GJ a kt: 3.5 kt a week, four weeks."""
    network, scenario = two_fuels(energy=18_000.0), gas_stop()
    outcome = simulate(network, scenario)
    moved = np.array([0, 0, 17.5, 17.5, 17.5, 17.5, 0, 0, 0, 0])
    assert outcome.switched[0][:, 0] == approx(moved)
    assert outcome.switched_into[0][:, 1] == approx(moved / 5)
    assert outcome.draw[0][:, 1] == approx(moved / 5)
    assert outcome.stock[0][5, 1] == approx(100 - 14)
    assert outcome.unserved[0][:, 0] == approx(np.array([70.0] * 6 + [0.0] * 4) - moved)
    assert outcome.sector_unserved[0][2, :2] == approx([17.5, 35.0])
    assert not outcome.unserved[0][:, 1].any()
    # Power weighs 2.5, households 3: 12 x 17.5 and 210.
    assert optimise(network, scenario).loss == approx(2.5 * (210 - 70) + 3 * 210, rel=1e-6)


def test_a_switch_takes_no_more_than_there_is() -> None:
    outcome = simulate(two_fuels(stock=5.0, energy=18_000.0), gas_stop())
    assert outcome.switched_into[0][:, 1] == approx([0, 0, 3.5, 1.5, 0, 0, 0, 0, 0, 0])
    (late, held, rest) = reasons(outcome, "gas")
    assert "switch_late" in {limit.kind for limit in late.limits}
    assert "switch_share" in {limit.kind for limit in held.limits}
    assert (rest.first_step, rest.last_step) == (4, 6)
    assert "switch" in {limit.kind for limit in rest.limits}


def test_the_run_says_that_a_switch_uses_up_the_stock_of_the_other_fuel() -> None:
    (told,) = simulate(two_fuels(stock=5.0, energy=18_000.0), gas_stop()).warnings
    assert told == (
        "The switch from gas uses up the stock of coal by week 4: from then on it moves only what the supply of coal "
        "has to spare, and coal has no buffer left."
    )
    assert simulate(two_fuels(stock=5.0, energy=18_000.0), gas_stop()).warnings_about("coal") == (told,)
    floored = replace(gas_stop(), responses=replace(gas_stop().responses, draw_stocks=1.0))
    (told,) = simulate(two_fuels(stock=5.0, energy=18_000.0), floored).warnings
    assert "the stock of coal above its floor by week 3" in told
    assert simulate(two_fuels(energy=18_000.0), gas_stop()).warnings == (), "100 kt are enough"


def test_the_run_says_that_the_other_fuel_goes_short_itself() -> None:
    """No coal in weeks 2 and 4: there is none for those who lack gas, and its users lack no more than without."""
    stops = [Disruption(Target(exporter="CHN", commodity="coal"), 1.0, start, steps=1.0) for start in (2, 4)]
    scenario = gas_stop(lead_weeks=0.0)
    scenario = replace(scenario, disruptions=(*scenario.disruptions, *stops))
    network = two_fuels(stock=0.0, energy=18_000.0)
    outcome = simulate(network, scenario)
    (told,) = outcome.warnings
    assert told == (
        "Coal, to which users of gas are to switch, goes short itself in weeks 2 and 4 and has nothing to spare "
        "then: the switch does not help."
    )
    off = simulate(network, replace(scenario, responses=Responses(draw_stocks=0.0)))
    assert np.array_equal(outcome.unserved, off.unserved)
    assert off.warnings == ()
    assert simulate(network, scenario, 4).warnings == (told,), "draws are told by the run on the values"


def test_a_larger_share_may_move_a_stock_to_those_whom_the_price_would_have_moved() -> None:
    """Gas 40 % short for two weeks, then wholly; the stock of coal holds 21 GWh, and demand gives way to the price
    by half at most. All switched at once spends it where the price settles the rest; half leaves a part for later."""
    stops = (
        Disruption(Target(exporter="RUS", commodity="gas"), 0.4, steps=2.0),
        Disruption(Target(exporter="RUS", commodity="gas"), 1.0, start_step=3, steps=2.0),
    )
    scenario = gas_stop(lead_weeks=0.0, share=0.5)
    scenario = replace(
        scenario, disruptions=stops, responses=replace(scenario.responses, price_response=True)
    ).with_assumption(("elasticity", "*"), -0.18)
    runs = []
    for share in (0.5, 1.0):
        switch = replace(scenario.responses.switches[0], share=share)
        changed = replace(scenario, responses=replace(scenario.responses, switches=(switch,)))
        runs.append(simulate(two_fuels(stock=21 / 5, energy=18_000.0), changed))
    half, whole = runs
    assert half.switched[0][:4, 0] == approx([7, 7, 7, 0])
    assert whole.switched[0][:4, 0] == approx([14, 7, 0, 0])
    assert half.switched.sum() == approx(whole.switched.sum())
    without = [float((one.unserved + one.given_way).sum()) for one in runs]
    assert without[0] == approx(without[1]), "as much goes without, by price or by shortage"
    # 1 - 50^-0.18 of what is not switched gives way at most: of 70, and of 63.
    most = 1 - 50**-0.18
    assert half.unserved.sum() == approx(63 * (1 - most) + 70 * (1 - most))
    assert whole.unserved.sum() == approx(2 * 70 * (1 - most))


def test_a_switch_may_take_what_would_be_exported() -> None:
    outcome = simulate(two_fuels(stock=0.0, exports=2.0, energy=18_000.0), gas_stop())
    assert outcome.switched_into[0][2, 1] == approx(2.0)
    assert outcome.exports[0][:4, 1] == approx([2, 2, 0, 0])
    assert outcome.lost_exports("coal").kept_home == approx(8.0)  # type: ignore[union-attr]


def test_a_switch_may_buy_more_where_the_scenario_uses_spare() -> None:
    scenario = gas_stop()
    scenario = replace(scenario, responses=replace(scenario.responses, replace=True))
    outcome = simulate(two_fuels(stock=0.0, energy=18_000.0), scenario)
    assert outcome.replacement[0][2, 1] == approx(2.0)
    assert outcome.switched_into[0][2, 1] == approx(2.0)


def test_a_stock_that_an_event_concerns_is_not_lent() -> None:
    scenario = gas_stop()
    event = Disruption(Target(exporter="CHN", commodity="coal"), 0.1, start_step=8, steps=1.0)
    outcome = simulate(two_fuels(), replace(scenario, disruptions=(*scenario.disruptions, event)))
    assert not outcome.switched.any()


def test_units_convert_by_energy_or_are_refused() -> None:
    with pytest.raises(DataError, match=r"gas.*coal.*energy of one unit of coal is not stated"):
        simulate(two_fuels(energy=None), gas_stop())
    one_for_one = simulate(two_fuels(energy=None, unit="GWh"), gas_stop())
    assert one_for_one.switched_into.sum() == approx(one_for_one.switched.sum())
    by_unit = simulate(two_fuels(energy=None, unit="TJ"), gas_stop())
    assert by_unit.switched_into.sum() == approx(3.6 * by_unit.switched.sum())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "tin"}, r"responses.switch\[1\].to.*“tin”.*not simulated.*gas, coal"),
        ({"away_from": "tin"}, r"responses.switch\[1\].from.*“tin”.*not simulated"),
        ({"sector": "mining"}, r"responses.switch\[1\].sector.*“mining”.*households, power"),
    ],
)
def test_a_switch_that_does_not_fit_is_refused(changes: dict[str, str], words: str) -> None:
    for compute in (simulate, optimise):
        with pytest.raises(DataError, match=words):
            compute(two_fuels(), gas_stop(**changes))


def content(**responses: object) -> dict[str, Any]:
    return {**j3_scenario().to_dict(), "responses": responses}


@pytest.mark.parametrize(
    ("responses", "words"),
    [
        ({"draw_stocks": {"floor_days": 1, "stretch": 0}}, "responses.draw_stocks.stretch” is 0; expected true"),
        ({"draw_stocks": {"stretch": "long"}}, "stretch” is \"long\""),
        ({"price_response": {"elasticity": 1}}, "responses.price_response”.*assumptions.elasticity"),
        ({"switch": {"from": "a"}}, "responses.switch”.*a list"),
        ({"switch": [{"to": "a", "share": 0.1, "lead_weeks": 0}]}, r"responses.switch\[1\].from” is missing"),
        ({"switch": [{"from": "a", "to": "b", "lead_weeks": 1}]}, r"switch\[1\].share” is missing"),
        ({"switch": [{"from": "a", "to": "b", "share": 2, "lead_weeks": 1}]}, r"switch\[1\].share” is 2;"),
        ({"switch": [{"from": "a", "to": "b", "share": 1, "lead_weeks": -1}]}, r"lead_weeks” is -1;"),
        ({"switch": [{"from": "a", "to": "a", "share": 1, "lead_weeks": 1}]}, "another commodity than"),
        ({"switch": [{"from": "a", "to": "b", "share": 1, "lead_weeks": 1}] * 2}, "repeats a switch"),
        ({"switch": [{"from": "a", "to": "b", "share": 1, "lead_weeks": 1, "by": 1}]}, r"by” \(value 1\)"),
    ],
)  # fmt: skip
def test_faults_name_key_and_value(responses: dict[str, object], words: str) -> None:
    with pytest.raises(DataError, match=words):
        Scenario.from_dict(content(**responses))


def test_the_responses_read_as_they_are_written() -> None:
    made = content(
        draw_stocks={"floor_days": 10, "stretch": True},
        switch=[{"from": "a", "to": "b", "sector": "power", "share": 0.5, "lead_weeks": 4, "ramp_weeks": 2}],
        price_response=True,
    )
    scenario = Scenario.from_dict(made)
    assert scenario.responses.stretch == TO_THE_END
    assert scenario.responses.switches == (FuelSwitch("a", "b", 0.5, 4.0, 2.0, "power"),)
    assert scenario.to_dict()["responses"] == made["responses"]
    assert "stretch" not in j3_scenario(3.0).to_dict()["responses"]["draw_stocks"]


def test_every_number_of_a_switch_is_edited_in_the_ledger() -> None:
    outcome = simulate(two_fuels(energy=18_000.0), gas_stop(ramp_weeks=1.0))
    rows = {row.key: row for row in ledger_rows(outcome)}
    assert rows["switch_units.gas.coal"].assumption.value == approx(0.2)
    for kind, value in (("switch_share", 0.25), ("switch_lead_weeks", 3.0), ("switch_ramp_weeks", 0.5)):
        row = rows[f"{kind}.gas.coal:power"]
        assert row.editable
        assert row.assumption.unit
        edited = with_value(outcome, row, value)
        again = simulate(outcome.network, edited)
        now = {one.key: one for one in ledger_rows(again)}[row.key]
        assert now.number == value
        assert now.edited
        assert not np.allclose(again.switched, outcome.switched)
        assert to_default(again, now).assumptions == ()
    ranged = with_range(outcome, rows["switch_share.gas.coal:power"], 0.2, 0.8)
    drawn = simulate(outcome.network, ranged, 32, 1)
    assert len(np.unique(drawn.switched.sum(axis=(1, 2)))) == 32
    with pytest.raises(DataError, match="switch_share"):
        with_value(outcome, rows["switch_share.gas.coal:power"], 1.5)


def test_an_elasticity_is_drawn_from_its_range_and_edited() -> None:
    scenario = replace(j3_scenario(None), responses=Responses(price_response=True))
    outcome = simulate(j3_network(None), scenario)
    (row,) = (row for row in ledger_rows(outcome) if row.key == "elasticity.diesel")
    assert (row.number, row.assumption.low, row.assumption.high) == approx((-0.153, -0.2295, -0.0765))
    assert "Labandeira et al. 2017" in row.assumption.source
    whole = replace(scenario, disruptions=(replace(scenario.disruptions[0], depth=1.0),))
    drawn = simulate(outcome.network, whole, 64, 1)
    assert len(np.unique(drawn.unserved.sum(axis=(1, 2)))) == 64
    edited = simulate(outcome.network, with_value(outcome, row, -1.0))
    assert not edited.unserved.any()
    assert "elasticity.diesel" not in all_inputs(outcome.network, edited.scenario)
    off = replace(scenario, responses=Responses())
    assert not any(one.key.startswith("elasticity") for one in simulate(outcome.network, off).ledger)


def test_rows_and_json_tell_of_responses_only_where_they_are_on() -> None:
    off = simulate(two_fuels(), replace(gas_stop(), responses=Responses()))
    new = {"switched", "switched_into", "given_way"}
    assert not new & set(off.totals()[0]) | (new & set(off.steps()[0]))
    on = simulate(
        two_fuels(energy=18_000.0),
        replace(gas_stop(), responses=replace(gas_stop().responses, price_response=True)),
    )
    made = json.loads(json.dumps(on.to_json()))
    assert new <= set(made["totals"][0])
    gas = [row for row in made["steps"] if row["commodity"] == "gas"]
    assert sum(row["switched"] for row in gas) == approx(70.0)
    assert gas[2]["given_way"] == approx((70 - 17.5) * (1 - 50**-0.18))


def test_the_run_says_what_was_switched_and_what_gave_way() -> None:
    dataset = load("mongolia")
    path = next(path for path in dataset.scenarios if "winter" in Path(path).name)
    from dependency_explorer.whatif import load_scenario

    scenario = load_scenario(path, dataset)
    network = SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline)
    switch = FuelSwitch("gasoline_ai92", "lpg", 0.3, 4.0)
    responses = replace(scenario.responses, switches=(switch,), price_response=True, replace=True)
    scenario = replace(scenario, responses=responses, steps=26)
    scenario = scenario.with_assumption(("elasticity", "*"), -0.01)
    outcome = simulate(network, scenario)
    gas, petrol = (
        " ".join(one.text for one in sentences(outcome, dataset, name)) for name in ("lpg", "gasoline_ai92")
    )
    assert "of their demand with liquefied petroleum gas instead" in petrol
    assert "demand give way" in petrol
    assert "serve users who lack petrol AI-92" in gas
    bound = " ".join(why(outcome, dataset, "gasoline_ai92"))
    assert "the switch to liquefied petroleum gas is not ready yet" in bound
    assert "demand gives way no further at the highest price" in bound
