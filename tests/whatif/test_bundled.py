"""The presets of every bundled dataset run; without their events they give the baseline back, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.sentences import sentences

PRESETS = [
    pytest.param(name, path, id=f"{name}-{path.stem}")
    for name, folder in bundled_datasets().items()
    if name != "mongolia"  # see test_dataset
    for path in sorted((folder / "scenarios").glob("*.json"))
]
_LOADED: dict[str, Dataset] = {}


def loaded(name: str) -> Dataset:
    return _LOADED.setdefault(name, load(name))


def run(name: str, stem: str) -> tuple[Scenario, SupplyNetwork, Outcome]:
    dataset = loaded(name)
    path = next(path for path in dataset.scenarios if path.stem == stem)
    scenario = load_scenario(path, dataset)
    network = SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline, start=scenario.start)
    return scenario, network, simulate(network, scenario)


@pytest.mark.parametrize(("name", "path"), PRESETS)
def test_presets_run(name: str, path: Path) -> None:
    scenario, network, outcome = run(name, path.stem)
    assert not outcome.equals_baseline
    assert simulate(network, scenario.without_events()).equals_baseline
    json.dumps(outcome.to_json(), allow_nan=False)
    assert 3 <= len(sentences(outcome, loaded(name))) <= 5
    hit = {disruption.target.commodity for disruption in scenario.disruptions}
    assert outcome.event_lost.any()
    for row in outcome.totals():
        if row["commodity"] in hit:
            assert row["demand"] > 0
            assert 0 <= row["unserved"] <= row["demand"]


def total(outcome: Outcome, commodity: str) -> dict[str, float]:
    return next(row for row in outcome.totals() if row["commodity"] == commodity)


def test_replacement_closes_the_gap_of_2022_and_without_it_one_opens() -> None:
    # Check of the reference: with LNG growth there is no large gap, without it there must be.
    from dataclasses import replace

    scenario, network, outcome = run("europe-gas", "russian_pipeline_gas_2022")
    assert total(outcome, "gas_volume")["unserved"] == 0
    alone = replace(scenario, responses=replace(scenario.responses, sources=(), replace=False))
    lost = simulate(network, alone)
    gap = total(lost, "gas_volume")["unserved"] + (58_863 - total(lost, "gas_volume")["end_stock"])
    # bruegel_daily: 150.8 to 67.9 bcm, of which the four routes here 79 bcm
    assert gap == pytest.approx(79_000, rel=0.02)


def test_bulgaria_is_limited_by_withdrawal_not_by_stock() -> None:
    # xinhua_2009: 4.5 mcm a day of about 10.5; reports of use cut by two thirds, here a mean month's demand.
    _, _, outcome = run("europe-gas", "ukraine_route_january_2009")
    row = total(outcome, "natural_gas")
    assert row["first_short_step"] == 1
    assert 0.40 < row["event_unserved_share"] < 0.70
    assert row["min_cover_days"] > 30


def test_the_end_of_transit_is_small_for_the_union() -> None:
    _, _, outcome = run("europe-gas", "end_of_transit_2025")
    row = total(outcome, "gas_volume")
    assert row["unserved"] == 0
    assert row["end_stock"] == pytest.approx(77_900 - 13_613 / 2, rel=0.01)


def test_bought_ahead_is_enough() -> None:
    # unct_china: 13,885 t in November 2023, 2,508 t in the three months after
    _, _, outcome = run("critical-minerals", "graphite_export_controls_2023")
    row = total(outcome, "graphite_natural")
    assert row["unserved"] == 0
    assert row["min_cover_days"] < 5


def test_the_ban_on_ore_is_not_replaced() -> None:
    # unct_nickel: 71.2, 47.8 and 35.4 Mt in 2013 to 2015
    _, _, outcome = run("critical-minerals", "indonesian_ore_ban_2014")
    served = outcome.series("nickel_ore")["served"]
    assert sum(served[:12]) == pytest.approx(47.8e6, rel=0.02)
    assert sum(served[12:]) == pytest.approx(35.4e6, rel=0.06)


def test_quotas_leave_less_than_half_of_the_cobalt() -> None:
    _, _, outcome = run("critical-minerals", "cobalt_export_suspension_2025")
    served = outcome.series("cobalt_intermediates_co")
    assert served["served"][10] / served["demand"][10] == pytest.approx(1 - 0.987, abs=0.001)
    assert served["served"][40] / served["demand"][40] == pytest.approx(1 - 0.54 * 0.987, abs=0.001)


def test_kazakh_uranium_by_partner() -> None:
    # em_eia_2025: 24 % of US deliveries; nucnet_esa_2022: EU utilities hold nearly three years of use
    _, _, usa = run("critical-minerals", "kazakh_uranium_usa")
    assert total(usa, "uranium_deliveries")["event_unserved_share"] == pytest.approx(0.24, abs=0.001)
    _, _, union = run("critical-minerals", "kazakh_uranium_eu")
    assert total(union, "uranium_deliveries")["unserved"] == 0
    assert total(union, "uranium_deliveries")["min_cover_days"] == pytest.approx(951, abs=2)
