"""From a loaded dataset to rows, JSON, presets and sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dependency_explorer.analysis.asking import trading_places
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.trade import cube
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.building import links_of_one
from dependency_explorer.whatif.network import SupplyLink
from dependency_explorer.whatif.presets import new_scenario
from dependency_explorer.whatif.scenario import Disruption, Responses, Target
from dependency_explorer.whatif.sentences import sentences
from tests.whatif.packages import WEEK, write_j3, write_package

approx = pytest.approx

OIL = {
    "commodities": [
        "oil,Oil products,fuel,,,kt",
        "diesel,Diesel,fuel,oil,,kt",
        "petrol,Petrol,fuel,oil,,kt",
        "coal,Coal,solid,,,kt",
        "goods,Goods,,,,usd",
    ],
    "flows": [
        "2023,RUS,MNG,oil,90,kt,900",
        "2023,WLD,MNG,oil,100,kt,",
        "2023,WLD,MNG,diesel,60,kt,",
        "2023,WLD,MNG,petrol,40,kt,",
        "2023,MNG,CHN,coal,1000,kt,5000",
        "2023,MNG,WLD,coal,1000,kt,5000",
        "2023,WLD,MNG,goods,,,7000",
        *(f"2022-{month:02},WLD,MNG,diesel,{month},kt," for month in range(1, 13)),
    ],
    "balances": [
        "2021,MNG,coal,route_share:crossing,60,%",
        "2023,MNG,coal,route_share:crossing,50,%",
        "2023,MNG,coal,production,1100,kt",
        "2023,MNG,coal,sector_use:power,40,kt",
        "2023,MNG,coal,losses,2,kt",
    ],
    "places": ["MNG,Mongolia,country", "MN-1,South,region,MNG", "CN-NM,Inner Mongolia,region,CHN"],
    "routes": ["crossing,The Crossing,MN-1,CN-NM,coal,road,10,kt/day"],
}


@pytest.fixture(scope="module")
def oil(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(write_package(tmp_path_factory.mktemp("oil"), OIL))


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def run(commodity: str, exporter: str = "RUS", **changes: object) -> Scenario:
    event = Disruption(Target(exporter=exporter, commodity=commodity), 0.5, steps=8.0)
    made = Scenario("MNG", "2023", "2024-01-01", 10, disruptions=(event,))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_parts_stand_for_their_total_and_its_split_for_them(oil: Dataset) -> None:
    network = SupplyNetwork.from_dataset(oil, "MNG", "2023")
    assert [item.id for item in network.commodities] == ["coal", "diesel", "petrol"]
    assert network.totals[0].parts == ("diesel", "petrol")
    outcome = simulate(network, run("oil"))
    assert outcome.by_partner("diesel")["RUS"][0] == approx(60 * 0.9 * 0.5 * 7 / 365)
    rows = {row["commodity"]: row for row in outcome.totals()}
    assert rows["oil"]["unserved"] == approx(rows["diesel"]["unserved"] + rows["petrol"]["unserved"])
    assert rows["oil"]["parts"] == ["diesel", "petrol"]
    assert rows["oil"]["event_unserved_share"] == approx(0.45)
    assert any("all-products share applied" in text for text in outcome.warnings)
    assert any("only values are loaded: goods." in text for text in outcome.warnings)
    assert all(
        link.derived for link in outcome.links if link.commodity == "diesel" and link.exporter == "RUS"
    )
    assert any(row.key == "split.diesel.RUS" for row in outcome.ledger)


def test_parts_that_do_not_add_up_leave_the_total(tmp_path: Path) -> None:
    flows = [line.replace("petrol,40", "petrol,38") for line in OIL["flows"]]
    network = SupplyNetwork.from_dataset(
        load(write_package(tmp_path, {**OIL, "flows": flows})), "MNG", "2023"
    )
    assert "oil" in network.index
    assert "diesel" not in network.index
    part = simulate(network, run("diesel"))
    assert part.equals_baseline
    assert any("hits no flow" in text for text in part.warnings)


def test_routes_by_share_of_the_nearest_year(oil: Dataset) -> None:
    network = SupplyNetwork.from_dataset(oil, "MNG", "2023")
    shut = run("coal", "").disruptions[0]
    shut = replace(shut, target=Target(route="crossing"), depth=1.0)
    outcome = simulate(network, replace(run("coal"), disruptions=(shut,)))
    assert outcome.exports[0][0, 0] == approx(500 * 7 / 365)
    assert outcome.production_cut[0][0, 0] == approx(500 * 7 / 365)
    assert network.routes[0].capacity == approx(3650)
    assert network.difference[0] == approx(42 - 1100 + 1000)
    assert outcome.key_numbers("coal")["export_revenue_change_usd"] == approx(-8 * 500 * 7 / 365 * 5.0)


def test_season_from_months(oil: Dataset) -> None:
    network = SupplyNetwork.from_dataset(oil, "MNG", "2023", season=("2022",))
    calendar = network.calendar(run("diesel", step="month", steps=12, start="2023-01-01"))
    diesel = network.index["diesel"]
    assert calendar.base_demand[:, diesel] == approx([60 * month / 78 for month in range(1, 13)])
    assert calendar.shapes == {"diesel"}


def test_a_place_without_quantities_is_refused(oil: Dataset) -> None:
    with pytest.raises(DataError, match="2023"):
        SupplyNetwork.from_dataset(oil, "MNG", "1999")
    with pytest.raises(DataError, match="ATL"):
        SupplyNetwork.from_dataset(oil, "ATL", "2023")


TOTALS = (
    "place", "commodity", "unit", "demand", "served", "unserved", "unserved_share", "event_unserved_share",
    "first_short_step", "min_cover_days", "end_stock", "exports", "diverted", "stockpiled", "production_cut",
    "import_cost_change_usd", "export_revenue_change_usd",
)  # fmt: skip
STEPS = (
    "step", "date", "place", "commodity", "demand", "served", "unserved", "production", "imports",
    "replacement", "exports", "draw", "fill", "stock",
)  # fmt: skip


def test_json_has_the_documented_shape(tmp_path: Path) -> None:
    network = SupplyNetwork.from_dataset(load(write_j3(tmp_path)), "MNG", "2023")
    outcome = simulate(network, run("diesel", responses=Responses(draw_stocks=10.0)))
    value = json.loads(json.dumps(outcome.to_json(), allow_nan=False))
    keys = "scenario dataset engine statement totals steps bands foresight assumptions"
    assert set(keys.split()) <= set(value)
    assert value["statement"] == "Arithmetic on stated assumptions, not a forecast."
    assert value["bands"] == []
    assert value["foresight"] is None
    assert set(TOTALS) <= set(value["totals"][0])
    assert value["totals"][0]["import_cost_change_usd"] is None
    assert "no value" in value["totals"][0]["note"]
    assert len(value["steps"]) == 10
    assert set(STEPS) <= set(value["steps"][0])
    assert value["steps"][0]["imports"] == {"RUS": approx(8.25), "CHN": approx(0.5)}
    assert value["steps"][0]["date"] == "2024-01-01"
    assert {"key", "label", "value", "unit", "source"} <= set(value["assumptions"][0])
    assert Scenario.from_dict(value["scenario"]) == outcome.scenario
    assert value["totals"][0]["event_unserved_share"] > value["totals"][0]["unserved_share"]


def test_series_add_up(mongolia: Dataset) -> None:
    for path in mongolia.scenarios:
        scenario = load_scenario(path, mongolia)
        network = SupplyNetwork.from_dataset(mongolia, scenario.focus, scenario.baseline)
        outcome = simulate(network, scenario)
        assert not outcome.equals_baseline
        assert simulate(network, scenario.without_events()).equals_baseline
        assert outcome.ledger
        json.dumps(outcome.to_json(), allow_nan=False)
        for row in outcome.totals():
            series = outcome.series(row["commodity"])
            for t in range(len(outcome.dates)):
                parts = [series[name][t] for name in ("production", "imports", "replacement", "draw")]
                inward = sum(part for part in parts if part is not None)
                assert inward == approx(series["served"][t], rel=1e-9, abs=1e-6)
        assert 3 <= len(sentences(outcome, mongolia)) <= 5


def test_presets(mongolia: Dataset, oil: Dataset, tmp_path: Path) -> None:
    scenario = new_scenario(mongolia, Question("MNG", ("diesel",), "2023", "2023"))
    assert scenario.disruptions[0].target == Target(exporter="RUS", importer="MNG", commodity="diesel")
    assert (scenario.baseline, scenario.start, scenario.disruptions[0].depth) == ("2023", "2024-01-01", 0.5)
    assert not scenario.uses_spare
    assert Scenario.from_dict(scenario.to_dict(), mongolia) == scenario
    coal = new_scenario(oil, Question("MNG", ("coal",), "2023", "2023"))
    assert coal.disruptions[0].target == Target(exporter="MNG", importer="CHN", commodity="coal")
    total = new_scenario(oil, Question("MNG", ("oil",), "2021", "2022"))
    assert total.baseline == "2023"
    assert total.disruptions[0].target.exporter == "RUS"
    other = new_scenario(oil, Question("MNG", ("oil",), "2023", "2023"), exporter="CHN")
    assert other.disruptions[0].target.exporter == "CHN"
    with pytest.raises(DataError, match="quantity"):
        new_scenario(oil, Question("MNG", ("goods",), "2023", "2023"))
    with pytest.raises(DataError, match="Choose a commodity"):
        new_scenario(oil, Question("MNG", ("goods",), "2023", "2023"))
    flows = oil.tables["flows"]
    values_only = replace(oil, tables={**oil.tables, "flows": flows.assign(quantity=float("nan"), unit=None)})
    with pytest.raises(DataError, match="no flow of Mongolia has one") as told:
        new_scenario(values_only, Question("MNG", (), "2023", "2023"))
    assert "Choose" not in str(told.value), "there is no other commodity to choose"
    # Seven months of 2026 are loaded; as a baseline they would be all that is used in a year.
    part = new_scenario(mongolia, Question("MNG", ("oil_products",), "2026", "2026"))
    assert (part.baseline, part.start) == ("2025", "2026-01-01")
    whole = new_scenario(mongolia, Question("MNG", (), "2023", "2023"))
    assert simulate(SupplyNetwork.from_dataset(mongolia, "MNG", whole.baseline), whole).unserved.any()


def test_sentences_state_the_numbers(tmp_path: Path) -> None:
    dataset = load(write_j3(tmp_path))
    network = SupplyNetwork.from_dataset(dataset, "MNG", "2023")
    scenario = run("diesel", responses=Responses(draw_stocks=10.0), steps=8)
    said = sentences(simulate(network, scenario), dataset)
    text = " ".join(sentence.text for sentence in said)
    assert "Russia delivers 50\u2009% less diesel for 8 weeks from 1 January 2024." in text
    assert "The first shortage of diesel comes in week 6, from 5 February 2024." in text
    assert "18.5\u2009kt of diesel go unmet: 13.6\u2009% of demand" in text
    assert "covers 10 days" in text
    assert {sentence.value_key for sentence in said} >= {"depth", "unserved", "min_cover_days"}
    still = sentences(simulate(network, scenario.without_events()), dataset)
    assert still[0].text.startswith("Nothing is cut")
    assert len(still) >= 3


def test_a_new_supplier_needs_no_flow_and_a_quarters_stock_counts(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path / "new",
        {
            "flows": [
                f"2023,RUS,MNG,diesel,{16.5 * WEEK!r},kt,,official",
                f"2023,CHN,MNG,diesel,{0.5 * WEEK!r},kt,,official",
            ],
            "balances": ["2023-Q4,MNG,diesel,stock,71.75,kt,reported"],
        },
    )
    content = {
        "format": "dependency-explorer/scenario", "version": 1, "name": "new supplier", "focus": "MNG",
        "baseline": "2023", "start": "2024-01-01", "step": "week", "steps": 8,
        "disruptions": [{"target": {"exporter": "RUS"}, "depth": 0.5, "start_step": 1, "steps": 8}],
        "responses": {
            "draw_stocks": {"floor_days": 10},
            "replace": [{"exporter": "KAZ", "commodity": "diesel", "quantity_per_week": 2, "start_step": 3}],
        },
    }  # fmt: skip
    dataset = load(folder)
    scenario = Scenario.from_dict(content, dataset)
    network = SupplyNetwork.from_dataset(dataset, "MNG", "2023", start=scenario.start)
    assert simulate(network, scenario).unserved.sum() == pytest.approx(6.54, abs=0.01)
    with pytest.raises(DataError, match="a country, or a place of this dataset"):
        Scenario.from_dict({**content, "responses": {"replace": [
            {"exporter": "ATLANTIS", "commodity": "diesel", "quantity_per_week": 2}]}}, dataset)  # fmt: skip


@pytest.mark.parametrize("name", bundled_datasets())
def test_links_of_one_commodity_are_those_of_the_whole_network(name: str) -> None:
    dataset = load(name)
    tried = 0
    for place in trading_places(dataset)[:12]:
        year = max(cube(dataset, "year").links.periods, default="")
        try:
            network = SupplyNetwork.from_dataset(dataset, place, year)
        except DataError:
            continue
        for commodity in dataset.tables["commodities"]["id"].tolist():
            items, links = links_of_one(dataset, place, year, commodity)
            wanted = network.expand(commodity)
            assert sorted(item.id for item in items) == sorted(network.commodities[k].id for k in wanted)
            for side in ("exporter", "importer"):
                assert by_place(links, side) == pytest.approx(
                    by_place(
                        [link for link in network.links if network.index[link.commodity] in wanted], side
                    )
                )
                tried += 1
    assert tried


def by_place(links: Sequence[SupplyLink], side: str) -> dict[str, float]:
    """Quantities summed by exporter or importer."""
    sums: dict[str, float] = {}
    for link in links:
        sums[getattr(link, side)] = sums.get(getattr(link, side), 0.0) + link.quantity
    return sums


def test_shares_of_months_are_not_added_up_to_one_of_the_year(tmp_path: Path) -> None:
    months = [
        f"2023-{month:02},MNG,{name},{item},5,%"
        for month in range(1, 13)
        for name, item in (("coal", "route_share:crossing"), ("diesel", "import_share:RUS"))
    ]
    tables = {
        **OIL,
        "flows": ["2023,WLD,MNG,diesel,60,kt,", "2023,MNG,CHN,coal,1000,kt,"],
        "balances": [*months, "2023,MNG,coal,production,1100,kt"],
    }
    network = SupplyNetwork.from_dataset(load(write_package(tmp_path / "months", tables)), "MNG", "2023")
    assert {link.exporter for link in network.links if link.commodity == "diesel"} == {"XNS"}
    assert not any(link.routes for link in network.links)
