"""Peak power and grids: December 2023 in MW, the western grid in shares, the stress test that finds both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Outcome, Scenario, SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.grids import UNIT
from dependency_explorer.whatif.peak_power import peak_outcome, peak_power
from dependency_explorer.whatif.scenario import Disruption, Target
from dependency_explorer.whatif.stress_power import power_results
from tests.whatif.packages import write_package


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def bundled(dataset: Dataset, name: str) -> Scenario:
    return load_scenario(next(path for path in dataset.scenarios if path.stem == name), dataset)


def run(dataset: Dataset, scenario: Scenario) -> Outcome:
    network = SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline, start=scenario.start)
    return simulate(network, scenario)


BARE = Scenario("MNG", "2022", "2023-12-13", 31, "day")


@pytest.fixture(scope="module")
def december(mongolia: Dataset) -> SupplyNetwork:
    return SupplyNetwork.from_dataset(mongolia, "MNG", "2022", start=BARE.start)


def cut(dataset: Dataset, *events: Disruption) -> Outcome:
    return run(dataset, replace(bundled(dataset, "power_limit_2023"), disruptions=events))


def test_december_2023(mongolia: Dataset) -> None:
    """Peak 1,493 MW, 311 of it imported (The Diplomat); limit 345 and 150 MW, 124 users of 99.7 MW first."""
    outcome = run(mongolia, bundled(mongolia, "power_limit_2023"))
    peak = outcome.peak
    assert peak is not None
    assert (peak.power.peak, peak.power.own, peak.power.large_users) == (1493.0, 1182.0, 99.7)
    assert [limit.value for limit in peak.power.limits] == [345.0]
    assert peak.shed[peak.worst] == pytest.approx(161.0, abs=0.01)
    assert peak.large[peak.worst] == 99.7
    assert peak.others[peak.worst] == pytest.approx(61.3, abs=0.01)
    assert peak.shed[18] > 0
    assert not peak.shed[19:].any()
    assert "161 MW are shed" in peak.sentence(outcome.network).replace("\u2009", " ")


def test_without_a_cut_the_peak_is_met(mongolia: Dataset) -> None:
    outcome = cut(mongolia)
    assert outcome.peak is not None
    assert not outcome.peak.shed.any()
    assert outcome.peak.sentence(outcome.network).endswith("all load is met.")


@settings(max_examples=200, deadline=None)
@given(one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_deeper_cut_sheds_no_less(december: SupplyNetwork, one: float, other: float) -> None:
    target = Target(exporter="RUS", importer="MNG", commodity="electricity")
    mild, deep = (
        peak_outcome(december, replace(BARE, disruptions=(Disruption(target, depth, steps=9.0),)))
        for depth in sorted((one, other))
    )
    assert mild is not None
    assert deep is not None
    assert (deep.shed >= mild.shed - 1e-9).all()
    assert (deep.large + deep.others).tolist() == pytest.approx(deep.shed.tolist())
    assert (deep.large <= 99.7).all()


def test_a_limit_belongs_to_its_line(mongolia: Dataset) -> None:
    own = cut(mongolia, Disruption(Target(route="selendum_darkhan"), 1.0, steps=3.0)).peak
    other = cut(mongolia, Disruption(Target(route="ot_china_220"), 1.0, steps=3.0)).peak
    assert own is not None
    assert other is not None
    assert own.shed[0] == pytest.approx(311.0)
    assert not other.shed.any()


def test_a_station_takes_its_part_of_own_output(mongolia: Dataset) -> None:
    outcome = cut(mongolia, Disruption(Target(asset="darkhan_tpp"), 1.0, steps=3.0))
    assert outcome.peak is not None
    share = next(asset.share for asset in outcome.network.assets if asset.id == "darkhan_tpp")
    assert share is not None
    assert outcome.peak.shed[0] == pytest.approx(1182 * share - (345 - 311))


def test_what_is_known_of_a_peak_depends_on_the_start(mongolia: Dataset) -> None:
    later = peak_power(mongolia, "MNG", "2023-12-13")
    before = peak_power(mongolia, "MNG", "2023-01-02")
    assert later is not None
    assert before is not None
    assert (before.peak, before.own) == (1421.0, 1131.0)  # 3 December 2022: 290 MW imported
    assert later.limits[0].later == (("2023-12", 150.0, "reported", mongolia.source_short("ubposts_12891")),)
    assert peak_power(mongolia, "KAZ", "2023-12-13") is None


def test_the_western_grid_in_shares_of_its_supply(mongolia: Dataset) -> None:
    """2014: 77 % Russia over the line from Tuva, 3 % China, 20 % own (Arslan.mn)."""
    outcome = run(mongolia, bundled(mongolia, "western_grid_tuva_line"))
    row = outcome.key_numbers("electricity")
    assert row["event_unserved_share"] == pytest.approx(0.77)
    assert row["unit"] == UNIT
    assert any("No amounts of supply are published" in text for text in outcome.warnings)


def test_a_place_with_neither_flows_nor_shares_is_refused(mongolia: Dataset) -> None:
    with pytest.raises(DataError, match="no flow of"):
        SupplyNetwork.from_dataset(mongolia, "WES", "2015")


def test_the_stress_test_finds_the_limit_and_the_line(mongolia: Dataset) -> None:
    found = power_results(mongolia, "MNG", pairs=True)
    by_code = {tuple(failure.code for failure in one.failures): one for one in found}
    fallen = by_code[("import_limit:RUS:150",)]
    assert (fallen.place, fallen.unit, fallen.unserved) == ("MNG", "MW", pytest.approx(161.0))
    assert fallen.unserved_share == pytest.approx(161 / 1493)
    line = by_code[("c458_tuva_uvs",)]
    assert (line.place, line.unit) == ("WES", UNIT)
    assert line.unserved_share == pytest.approx(0.77, abs=0.005)  # China's line gives its spare
    for one in (fallen, line):
        assert one.scenario is not None
        again = run(mongolia, Scenario.from_dict(one.scenario.to_dict(), mongolia))
        if one.unit == "MW":
            assert again.peak is not None
            assert again.peak.shed[again.peak.worst] == pytest.approx(one.unserved)
        else:
            assert again.key_numbers("electricity")["unserved"] == pytest.approx(one.unserved)
    pair = by_code[("import_limit:RUS:150", "tpp4")]
    assert pair.excess == pytest.approx(345 - 311)  # what both alone may still draw on
    assert not power_results(mongolia, "MNG", commodities=["coal"])


def test_the_peak_is_of_the_twelve_months_up_to_the_start(tmp_path: Path) -> None:
    peaks = {"2022-12": 100, "2023-01": 90, "2023-12": 80}
    tables = {
        "flows": ["2023,RUS,MNG,power,10,GWh"],
        "balances": [
            *(f"{month},MNG,power,peak_demand,{peak},MW" for month, peak in peaks.items()),
            *(f"{month},MNG,power,import_at_peak,10,MW" for month in peaks),
            "2021,MNG,power,import_limit:RUS,50,MW",
        ],
    }
    dataset = load(write_package(tmp_path / "peaks", tables))
    for start, period in (("2022-12-31", "2022-12"), ("2023-11-30", "2022-12"), ("2023-12-15", "2023-01")):
        found = peak_power(dataset, "MNG", start)
        assert found is not None
        assert found.period == period
