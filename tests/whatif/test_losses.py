"""Losses: the limits and the order of the formulas, the band, and what it says when an input is missing."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.economy import Economy
from dependency_explorer.whatif.elasticities import elasticity_of
from dependency_explorer.whatif.losses import ces_loss, one_number_loss, scarcity_price, second_order_loss
from dependency_explorer.whatif.money import Estimate, money_band, scarcity, sentences, to_json
from dependency_explorer.whatif.network import Sector, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.scenario import Disruption, Target
from tests.whatif.packages import write_package

approx = pytest.approx
shares = st.floats(0.0, 1.0)
many = settings(max_examples=200, deadline=None)


@many
@given(shares, st.floats(0.0, 5.0), shares)
def test_ces_lies_between_proportions_and_nothing(share: float, elasticity: float, cut: float) -> None:
    loss = ces_loss(share, elasticity, cut)
    assert -cut - 1e-12 <= loss <= 1e-12
    assert ces_loss(share, elasticity + 0.5, cut) >= loss - 1e-9
    assert ces_loss(share, elasticity, min(1.0, cut + 0.1)) <= loss + 1e-12


@many
@given(st.floats(0.0, 1.0), st.floats(0.05, 3.0), st.floats(0.0, 0.01))
def test_small_cuts_agree_with_the_second_order(share: float, elasticity: float, cut: float) -> None:
    change = math.log1p(-cut)
    third = abs(change / min(elasticity, 1.0)) ** 3
    exact = math.log1p(ces_loss(share, elasticity, cut))
    assert second_order_loss(share, elasticity, change) == approx(exact, abs=2.0 * third + 1e-15)


def test_limits_of_the_ces() -> None:
    assert ces_loss(0.04, 0.0, 0.1) == -0.1
    assert ces_loss(0.04, 1.0, 0.1) == approx(0.9**0.04 - 1, rel=1e-12)
    assert ces_loss(0.04, 1.0 + 1e-10, 0.1) == approx(0.9**0.04 - 1, rel=1e-6)
    assert ces_loss(0.04, 0.001, 0.5) == approx(-0.5, abs=0.002)
    assert ces_loss(0.04, 0.5, 1.0) == ces_loss(0.04, 1.0, 1.0) == -1.0
    assert ces_loss(0.04, 2.0, 1.0) == approx(0.96**2 - 1)
    assert ces_loss(1.0, 0.3, 0.25) == approx(-0.25)
    assert ces_loss(0.0, 0.3, 0.25) == ces_loss(0.3, 0.3, 0.0) == 0.0


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (ces_loss, (1.2, 0.1, 0.1)), (ces_loss, (0.1, -0.1, 0.1)), (ces_loss, (0.1, 0.1, 1.1)),
        (ces_loss, (math.nan, 0.1, 0.1)), (second_order_loss, (0.1, 0.0, -0.1)),
        (second_order_loss, (0.1, 0.1, 0.1)), (one_number_loss, (0.1, 0.1, 0.1)),
        (scarcity_price, (1.0, 2.0, 0.1)),
    ],
)  # fmt: skip
def test_numbers_that_mean_nothing_are_refused(function: object, arguments: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        function(*arguments)  # type: ignore[operator]


def test_scarcity_price() -> None:
    assert scarcity_price(0.9, 1.0, -0.18) == approx(0.9 ** (1 / -0.18))
    assert scarcity_price(1.0, 1.0, -0.18) == scarcity_price(0.0, 0.0, -0.18) == 1.0
    assert scarcity_price(0.0, 1.0, -0.18) == scarcity_price(0.1, 1.0, -0.017) == 50.0


def gas(**changes: object) -> tuple[SupplyNetwork, Scenario]:
    """Ten units of gas a day, a tenth of them lost for the whole year."""
    item = SuppliedCommodity(
        "gas", "Gas", "mcm", production=0.0, gas=True,
        sectors=(Sector("households", 1825.0), Sector("industry", 1825.0)),
    )  # fmt: skip
    network = SupplyNetwork("DEU", "2021", (item,), (SupplyLink("RUS", "DEU", "gas", 3650.0),))
    event = Disruption(Target(exporter="RUS"), 0.1, 1, 0.0, 365.0)
    scenario = Scenario("DEU", "2021", "2022-01-01", 365, step="day", disruptions=(event,))
    for key, value in changes.items():
        scenario = scenario.with_assumption(tuple(key.split("__")), value)  # type: ignore[arg-type]
    return network, scenario


def band(network: SupplyNetwork, scenario: Scenario) -> dict[str, Estimate]:
    return {one.way: one for one in money_band(simulate(network, scenario))}


def test_the_band_of_a_year_without_a_tenth_of_gas() -> None:
    """By hand: ECB 0.07 x 10 %, IMF 0.27 x 10 %, proportions 10 %, CES of a tenth."""
    found = band(*gas(gdp__DEU=4e12, cost_share__gas=0.012))
    assert found["low"].share == approx(-ces_loss(0.012, 0.1, 0.1))
    assert [found[way].share for way in ("middle", "high", "bound")] == approx([0.007, 0.027, 0.1])
    assert [one.usd for one in found.values()] == approx([one.share * 4e12 for one in found.values()])
    assert not any(one.missing for one in found.values())
    assert "Economic Bulletin" in found["middle"].source
    assert "22/144" in found["high"].source
    stiff = band(*gas(cost_share__gas=0.012, substitution__gas=0.0))
    assert stiff["low"].share == approx(0.1)


def test_the_value_of_lost_load_takes_the_place_of_the_multiplier() -> None:
    network, scenario = gas(value_of_lost_load__gas__households=2e6)
    assert "22/144" in band(network, scenario)["high"].source
    both = scenario.with_assumption(("value_of_lost_load", "gas", "industry"), 1e6)
    found = band(network, both)["high"]
    assert found.usd == approx(182.5 * 2e6 + 182.5 * 1e6)
    assert found.share is None
    added = replace(network, economy=Economy(None, "", {"households": 1825e6, "industry": 3650e6}))
    assert band(added, scenario)["high"].usd == approx(182.5 * 2e6 + 182.5 * 2e6)


def test_what_is_missing_is_said_and_nothing_made_up() -> None:
    network, scenario = gas()
    found = band(network, scenario)
    assert found["low"].share is None
    assert "cost_share" in found["low"].missing[0]
    assert all(one.usd is None and any("gdp" in text for text in one.missing) for one in found.values())
    item = replace(network.commodities[0], id="ore", gas=False)
    links = tuple(replace(link, commodity="ore") for link in network.links)
    ore = replace(network, commodities=(item,), links=links)
    other = band(ore, scenario)
    assert other["middle"].share is None
    assert other["high"].usd is None
    assert "households and industry" in other["high"].missing[0]
    assert scarcity(simulate(ore, scenario))[0].multiple is None
    still = replace(scenario, disruptions=())
    assert to_json(simulate(network, still))["band"] == []


def test_scarcity_of_a_run_and_an_elasticity_of_the_scenario() -> None:
    network, scenario = gas()
    found = scarcity(simulate(network, scenario))[0]
    assert found.multiple == approx(0.9 ** (1 / -0.18))
    assert (found.step, found.elasticity) == (1, -0.18)
    assert "Labandeira" in found.source
    own = scarcity(simulate(network, scenario.with_assumption(("elasticity", "gas"), -0.5)))[0]
    assert own.multiple == approx(0.9**-2)
    rigid = scarcity(simulate(network, scenario.with_assumption(("elasticity", "gas"), 0.0)))[0]
    assert rigid.multiple is None


@pytest.mark.parametrize(
    ("commodity", "group", "elasticity"),
    [
        ("petrol_ai92", "oil", -0.293), ("other_petroleum", "oil", None), ("lpg", "oil", None),
        ("coking_coal", "solid", -0.05), ("heating_oil", "oil", -0.017), ("gasoline", "fuel", -0.293),
        ("diesel", "gas", -0.153), ("methane", "natural_gas", -0.18),
        ("electricity", "electricity", -0.126),
    ],
)  # fmt: skip
def test_elasticities_go_by_whole_words(commodity: str, group: str, elasticity: float | None) -> None:
    network, scenario = gas()
    item = replace(network.commodities[0], id=commodity, group=group)
    assert elasticity_of(scenario, item)[0] == elasticity


def test_gross_product_and_value_added_are_read_from_the_data(tmp_path: Path) -> None:
    package = {
        "flows": ["2023,RUS,MNG,diesel,365,kt,,official"],
        "balances": [
            "2023,MNG,economy,gdp,20,billion usd,official",
            "2023,MNG,economy,value_added:mining,73,million usd,official",
            "2023,MNG,economy,value_added:trade,5,cows,official",
            "2023,MNG,diesel,sector_use:mining,365,kt,official",
        ],
    }
    dataset = load(write_package(tmp_path, package))
    network = SupplyNetwork.from_dataset(dataset, "MNG", "2023")
    assert network.economy.gdp == 20e9
    assert dict(network.economy.value_added) == {"mining": 73e6}
    event = Disruption(Target(exporter="RUS"), 1.0, 1, 0.0, 365.0)
    scenario = Scenario("MNG", "2023", "2024-01-01", 73, step="day", disruptions=(event,))
    found = band(network, scenario)
    assert found["high"].usd == approx(73 * 73e6 / 365)
    assert found["bound"].usd == approx(20e9 * 73 / 365)
    said = " ".join(sentences(simulate(network, scenario), dataset, "diesel"))
    assert "High estimate of what lacks in diesel: US$\u200914.6 million" in said
    assert "for want of the cost share of diesel" in said


def test_the_ledger_shows_what_the_scenario_states_for_money() -> None:
    network, scenario = gas(gdp__DEU=4e12, cost_share__gas=0.012, value_of_lost_load__gas__households=2e6)
    rows = {row.key: row for row in simulate(network, scenario).ledger}
    assert rows["gdp.DEU"].value == 4e12
    assert rows["value_of_lost_load.gas.households"].unit == "USD/mcm"
    assert Scenario.from_dict(scenario.to_dict()) == scenario
