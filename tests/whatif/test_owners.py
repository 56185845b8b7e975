"""Owners and assets as targets: δ = Σ Q·g(θ) / Σ Q, chains, agreements called off, what cannot be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Outcome, Scenario, SupplyNetwork, load_scenario, optimise, simulate
from dependency_explorer.whatif.assets import AssetShare, yearly_capacity
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.owners import strike
from dependency_explorer.whatif.scenario import Disruption, Target
from tests.whatif.packages import write_package

ASSETS = [
    "big,Big mine,mine,COD,cobalt,operating,60,kt/yr",
    "small,Small mine,mine,COD,cobalt,operating,40,kt/yr",
    "later,Later mine,mine,COD,cobalt,planned,50,kt/yr",
    "silent,Silent mine,mine,COD,nickel,operating,,",
]
STAKES = [
    "big,Holding,CHE,80",
    "big,State,COD,20",
    "Holding,Family,CHE,50",
    "Holding,Fund,USA,50",
    "small,Family,CHE,30",
    "small,State,COD,70",
    "silent,State,COD,100",
    "later,Newcomer,AUS,100,,,planned",
]
FLOWS = ["2023,COD,CHN,cobalt,100,kt,,official", "2023,COD,CHN,nickel,10,kt,,official"]


def world(folder: Path, flows: list[str] = FLOWS, assets: list[str] = ASSETS) -> Path:
    return write_package(
        folder,
        {
            "flows": flows, "assets": assets, "stakes": STAKES,
            "balances": ["2023,COD,cobalt,production,100,kt,official"],
        },
    )  # fmt: skip


def run(folder: Path, target: dict[str, str], focus: str = "CHN", **more: Any) -> Outcome:
    dataset = load(folder)
    scenario = Scenario.from_dict(
        {
            "format": "dependency-explorer/scenario", "version": 1, "focus": focus, "baseline": "2023",
            "start": "2024-01-01", "step": "month", "steps": 1,
            "disruptions": [{"target": target, "depth": 1, "steps": 1}], **more,
        },
        dataset,
    )  # fmt: skip
    network = SupplyNetwork.from_dataset(dataset, focus, "2023", start=scenario.start)
    return simulate(network, scenario)


@pytest.mark.parametrize(
    ("target", "share"),
    [
        ({"asset": "big"}, 0.6),
        ({"asset": "small"}, 0.4),
        ({"holder": "State", "commodity": "cobalt"}, 0.6 * 0.2 + 0.4 * 0.7),
        ({"holder": "State", "through": "control", "commodity": "cobalt"}, 0.4),
        # Half of the holding that has 80 % of the big mine, and 30 % of the small one.
        ({"holder": "Family"}, 0.6 * 0.8 * 0.5 + 0.4 * 0.3),
        ({"holder": "Fund"}, 0.6 * 0.8 * 0.5),
        # Two holders with half each: none of them alone controls the holding.
        ({"holder": "Family", "through": "control"}, 0.0),
        ({"holder": "Holding", "through": "control"}, 0.6),
        ({"holder": "Holding", "asset": "small"}, 0.0),
    ],
)
def test_an_owner_takes_its_part_of_a_link(tmp_path: Path, target: dict[str, str], share: float) -> None:
    outcome = run(world(tmp_path), target)
    assert outcome.key_numbers("cobalt")["unserved_share"] == pytest.approx(share)


@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(0, 1)), min_size=1, max_size=6))
def test_delta_is_the_weighted_stake(mines: list[tuple[float, float]]) -> None:
    whole = sum(size for size, _ in mines)
    assets = tuple(
        AssetShare(
            f"m{i}", f"m{i}", "COD", ("cobalt",), size / whole, offtake={"X": part}, control={"X": part}
        )
        for i, (size, part) in enumerate(mines)
    )
    network = SupplyNetwork(
        "CHN", "2023", (SuppliedCommodity("cobalt"),), (SupplyLink("COD", "CHN", "cobalt", 1.0),),
        assets=assets,
    )  # fmt: skip
    taken = strike(network, Disruption(Target(holder="X"), 1.0)).links[0]
    assert taken == pytest.approx(sum(size * part for size, part in mines) / whole)
    taken = strike(network, Disruption(Target(holder="X", through="control"), 1.0)).links[0]
    assert taken == pytest.approx(sum(size for size, part in mines if part >= 0.5) / whole, abs=1e-6)


def test_at_home_the_output_is_lost_and_exports_go_first(tmp_path: Path) -> None:
    outcome = run(world(tmp_path), {"asset": "big"}, "COD")
    lost = outcome.lost_exports("cobalt")
    assert lost is not None
    assert lost.share == pytest.approx(0.6)
    assert lost.output_lost == pytest.approx(lost.amount)
    assert lost.kept_home == 0
    assert not outcome.equals_baseline
    assert outcome.side("cobalt") == "exports"
    assert any(row.key == "asset_share.big" for row in outcome.ledger)


def test_what_no_asset_covers_belongs_to_none(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path,
        {
            "flows": FLOWS[:1], "assets": ASSETS[:1],
            "balances": ["2023,COD,cobalt,production,240,kt,official"],
        },
    )  # fmt: skip
    assert run(folder, {"asset": "big"}).key_numbers("cobalt")["unserved_share"] == pytest.approx(0.25)


def test_a_published_share_stands_and_capacities_share_the_rest(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path,
        {
            "flows": FLOWS[:1], "assets": ASSETS[:2],
            "balances": [
                "2023,COD,cobalt,production,50,kt,official",
                "2021,COD,cobalt,asset_share:big,0.7,1,derived",
            ],
        },
    )  # fmt: skip
    network = SupplyNetwork.from_dataset(load(folder), "CHN", "2023")
    assert {asset.id: asset.share for asset in network.assets} == pytest.approx({"big": 0.7, "small": 0.3})


def test_without_a_capacity_the_event_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = world(tmp_path)
    with pytest.raises(DataError, match=r"Silent mine.*no capacity is given.*asset_share:silent"):
        run(folder, {"asset": "silent"})
    # Of several assets the silent one is left out, with a warning.
    outcome = run(folder, {"holder": "State"})
    assert outcome.key_numbers("nickel")["unserved"] == 0
    assert any("Silent mine" in text for text in outcome.warnings)


@pytest.mark.parametrize("key", ["holder", "asset"])
def test_unknown_owners_and_assets_are_named(tmp_path: Path, key: str) -> None:
    with pytest.raises(DataError, match=f"target.{key}.*Nobody.*{key} of this dataset"):
        run(world(tmp_path), {key: "Nobody"})


def test_an_agreement_called_off_takes_away_what_was_counted_on(tmp_path: Path) -> None:
    folder = world(tmp_path)
    source = {"exporter": "COD", "commodity": "cobalt", "quantity_per_week": 1, "asset": "later"}
    counted = {"replace": [source]}
    cut = {"target": {"exporter": "COD", "commodity": "cobalt"}, "depth": 1, "steps": 1}
    off = {"target": {"asset": "later"}, "depth": 1, "steps": 1}
    comes = run(folder, {}, responses=counted, disruptions=[cut])
    fails = run(folder, {}, responses=counted, disruptions=[cut, off])
    assert comes.replacement.sum() == pytest.approx(31 / 7)
    assert not fails.replacement.any()
    assert not any("changes nothing" in text for text in fails.warnings)
    # Its planned owner takes it away as well; without a cut the plan changes nothing, and that is said.
    owner = {"target": {"holder": "Newcomer"}, "depth": 0.5, "steps": 1}
    assert run(folder, {}, responses=counted, disruptions=[cut, owner]).replacement.sum() == pytest.approx(
        0.5 * comes.replacement.sum()
    )
    assert any("changes nothing" in text for text in run(folder, {"asset": "later"}).warnings)


@pytest.mark.parametrize(
    ("capacity", "unit", "target", "words", "amount"),
    [
        (2.0, "Mt/yr", "kt", "iron_ore", 2000.0),
        (17.1, "Mt/half-year", "kt", "coal", 34_200.0),
        (530.0, "kt conc/yr", "kt", "copper_concentrate", 530.0),
        (500.0, "kt Cu/yr", "kt", "copper_concentrate", None),
        (100.0, "MW", "GWh", "electricity", 876.0),
        (1815.0, "km", "kt", "rail_freight", None),
        (float("nan"), "", "kt", "coal", None),
    ],
)
def test_capacities_that_are_amounts_a_year(
    capacity: float, unit: str, target: str, words: str, amount: float | None
) -> None:
    found = yearly_capacity(capacity, unit, target, words)
    assert found == (None if amount is None else pytest.approx(amount))


@pytest.mark.parametrize(
    ("name", "commodity", "share"),
    [
        # Rio Tinto had 51 % of the company that had 66 % of Oyu Tolgoi (The Times, 2022): it controls it.
        ("oyu_tolgoi_control", "copper_concentrate", 0.7437),
        # 17.1 Mt in half a year (Montsame) of 95.1 Mt (NSO).
        ("tavan_tolgoi_stops", "coal", 34_200 / 95_055.8),
    ],
)
def test_the_bundled_owner_scenarios(name: str, commodity: str, share: float) -> None:
    dataset = load("mongolia")
    scenario = load_scenario(next(path for path in dataset.scenarios if path.stem == name), dataset)
    network = SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline, start=scenario.start)
    taken = strike(network, scenario.disruptions[0]).output
    assert taken[network.index[commodity]] == pytest.approx(share, abs=1e-4)
    assert simulate(network, scenario).side(commodity) == "exports"


def test_offtake_counts_the_stake_alone() -> None:
    dataset = load("mongolia")
    network = SupplyNetwork.from_dataset(dataset, "MNG", "2016", start="2016-06-01")
    taken = strike(network, Disruption(Target(holder="Rio Tinto"), 1.0)).output
    assert taken[network.index["copper_concentrate"]] == pytest.approx(0.51 * 0.66 * 0.7437, abs=1e-4)


def test_foresight_knows_what_is_called_off(tmp_path: Path) -> None:
    """The bound has the run's own limits: a source that does not come helps nobody, however early it is known."""
    folder = world(tmp_path)
    source = {"exporter": "COD", "commodity": "cobalt", "quantity_per_week": 1, "asset": "later"}
    cut = {"target": {"exporter": "COD", "commodity": "cobalt"}, "depth": 1, "steps": 1}
    off = {"target": {"asset": "later"}, "depth": 1, "steps": 1}
    for events in ([cut], [cut, off], [{"target": {"asset": "big"}, "depth": 1, "steps": 1}]):
        outcome = run(folder, {}, responses={"replace": [source]}, disruptions=events)
        bound = optimise(outcome.network, outcome.scenario)
        unserved = float(outcome.unserved.sum())
        assert bound.loss == pytest.approx(unserved * bound.values.weights.max(), rel=1e-6)
