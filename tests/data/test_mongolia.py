"""The bundled dataset holds what the program counts on."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.data.schema import SET_ASIDE, TABLES

PRODUCTS = ("diesel", "gasoline_ai92", "gasoline_ai95", "jet_fuel", "lpg", "other_oil_products")


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def imports(mongolia: Dataset, commodity: str) -> pd.Series[float]:
    flows = mongolia.tables["flows"]
    kept = flows[
        (flows["importer"] == "MNG") & (flows["commodity"] == commodity) & ~flows["quality"].isin(SET_ASIDE)
    ]
    return kept.set_index([kept["period"].astype(object), kept["exporter"].astype(object)])["quantity"]


def test_nothing_is_wrong(mongolia: Dataset) -> None:
    assert [str(problem) for problem in mongolia.problems] == []
    assert all(len(mongolia.tables[name]) for name in TABLES)
    assert mongolia.focus == "MNG"
    assert mongolia.opening == {"commodity": "oil_products"}
    assert mongolia.extra_tables == ("flows_partial",)
    assert mongolia.title
    assert mongolia.description


def test_names_units_and_parts(mongolia: Dataset) -> None:
    assert mongolia.place_name("MNG") == "Mongolia"
    assert mongolia.place_name("XNS") == "Partner not stated"
    assert mongolia.place_parent("MN-053") == "MNG"
    assert mongolia.commodity_name("diesel") == "Diesel fuel"
    assert mongolia.commodity_unit("diesel") == "t"
    assert mongolia.parts("oil_products") == ("diesel", "gasoline", "jet_fuel", "lpg", "other_oil_products")
    assert mongolia.parent("coal_coking") == "coal_hard"
    assert mongolia.commodity_group("crude_oil") == "crude_oil"
    assert mongolia.source_short("nso_elec").endswith("(2025)")
    # IPCC 2006 default and the definition of the unit
    assert mongolia.energy_per_unit("diesel") == 43.0
    assert mongolia.energy_per_unit("coal_lignite") == 11900.0
    assert mongolia.energy_per_unit("electricity") == 3600.0
    assert mongolia.energy_per_unit("oil_products") != mongolia.energy_per_unit("oil_products")


@pytest.mark.parametrize("year", ["2022", "2023", "2024", "2025", "2026-01", "2026-07"])
def test_products_of_a_partner_add_up(mongolia: Dataset, year: str) -> None:
    total = imports(mongolia, "oil_products")[year]
    products = [imports(mongolia, name).get(year, pd.Series(dtype=float)) for name in PRODUCTS]
    for partner, amount in total.items():
        parts = sum(product.get(partner, 0.0) for product in products)
        # AI-92 has a share of its own in 2023: 97 against 95 % of 686,532 t
        own = 0.02 * 686_532 if (year, partner) == ("2023", "RUS") else 0.0
        assert parts == pytest.approx(amount + own, abs=0.5)


@pytest.mark.parametrize(
    ("commodity", "year", "partner", "share"),
    [
        ("oil_products", "2018", "RUS", 0.97),  # nnn_7121, lower bound
        ("oil_products", "2022", "RUS", 0.90),  # newsmn_797299, lower bound
        ("oil_products", "2023", "RUS", 0.95),  # neo_2024, lower bound
        ("oil_products", "2024", "RUS", 0.95),  # xklsv_2024
        ("oil_products", "2025", "CHN", 0.05),  # dornoddata_935
        ("oil_products", "2026-03", "RUS", 0.97),  # ng_835455
        ("diesel", "2023", "RUS", 0.95),
        ("gasoline_ai92", "2021", "RUS", 0.90),  # gt_1235183, lower bound
        ("gasoline_ai92", "2023", "RUS", 0.97),  # xinhua_2024_02
        ("gasoline_ai92", "2023", "CHN", 0.03),
    ],
)
def test_shares_are_the_published_ones(
    mongolia: Dataset, commodity: str, year: str, partner: str, share: float
) -> None:
    amounts = imports(mongolia, commodity)
    assert amounts[year, partner] / amounts[year, "WLD"] == pytest.approx(share, abs=1e-4)


def test_partners_never_exceed_the_total_of_derived_products(mongolia: Dataset) -> None:
    for commodity in ("oil_products", *PRODUCTS):
        amounts = imports(mongolia, commodity)
        assert not amounts.index.duplicated().any()
        for period in amounts.index.get_level_values(0).unique():
            partners = amounts[period].drop("WLD").sum()
            assert partners <= amounts[period, "WLD"] * 1.000001


def test_derived_rows_tell_their_arithmetic_and_source(mongolia: Dataset) -> None:
    flows = mongolia.tables["flows"]
    derived = flows[flows["quality"] == "derived"]
    assert (derived["note"] != "").all()
    diesel = derived[(derived["commodity"] == "diesel") & (derived["exporter"] != "WLD")]
    assert len(diesel) == 5 + 7  # 2022 to 2025, two partners in 2025, and seven months of 2026
    assert diesel["note"].str.contains("all-products share applied to diesel").all()
    bounds = derived[(derived["exporter"] == "RUS") & derived["period"].isin(["2018", "2022"])]
    fuels = bounds[bounds["commodity"].isin(["oil_products", *PRODUCTS])]
    assert fuels["note"].str.contains("lower bound").all()
    assert (mongolia.tables["balances"]["source_id"] != "").all()
    assert (flows["source_id"] != "").all()


def test_fuels_are_not_made(mongolia: Dataset) -> None:
    balances = mongolia.tables["balances"]
    made = balances[(balances["item"] == "production") & (balances["place"] == "MNG")]
    for commodity in ("oil_products", "gasoline", "gasoline_a80", *PRODUCTS):
        rows = made[made["commodity"] == commodity]
        assert rows["value"].tolist() == [0.0] * 19
        assert rows["period"].tolist() == [str(year) for year in range(2008, 2027)]


def test_route_shares(mongolia: Dataset) -> None:
    balances = mongolia.tables["balances"]
    rows = balances[balances["item"].astype(object).str.startswith("route_share:")]
    routes = set(mongolia.tables["routes"]["id"])
    assert {item.removeprefix("route_share:") for item in rows["item"]} <= routes
    assert rows["value"].between(0, 1).all()
    assert (rows["unit"] == "1").all()
    coal = rows[(rows["commodity"] == "coal") & (rows["period"] == "2024")]
    assert coal["value"].sum() == pytest.approx(1, abs=2e-4)
    # blhyhy_2023: 26,499.8 of 48,924.1 kt
    near = rows[(rows["item"] == "route_share:gashuunsukhait") & (rows["period"] == "2023")]
    assert near["value"].tolist() == [0.5417]


def test_electricity_by_partner(mongolia: Dataset) -> None:
    # nso_elec 1,823.1 GWh, ria_2022 490 GWh: Russia 26.9, China 73.1 % (vip76_83826 prints 26.5 and 73.5)
    amounts = imports(mongolia, "electricity")["2021"]
    assert amounts["RUS"] + amounts["CHN"] == pytest.approx(amounts["WLD"], abs=0.05)
    assert amounts["CHN"] / amounts["WLD"] == pytest.approx(0.731, abs=0.0005)


SCENARIOS = {
    "winter_fuel_squeeze_2023_24": "2023",
    "export_ban_2023": "2022",
    "power_limit_2023": "2022",
    "electricity_demand_2023_24": "2022",
    "coal_crossing_closed_2021_22": "2019",
    "russia_china_power_stop": "2022",
    "western_grid_tuva_line": "2014",
    "oyu_tolgoi_control": "2016",
    "tavan_tolgoi_stops": "2024",
    "refinery_called_off": "2025",
}
KEYS = {
    "format", "version", "name", "title", "description", "source", "date", "author", "focus", "baseline",
    "start", "step", "steps", "season", "disruptions", "responses", "rationing", "assumptions", "missing",
}  # fmt: skip


def test_the_scenarios_are_there(mongolia: Dataset) -> None:
    assert {path.stem for path in mongolia.scenarios} == set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenarios_name_what_the_data_have(mongolia: Dataset, name: str) -> None:
    path: Path = next(path for path in mongolia.scenarios if path.stem == name)
    scenario = json.loads(path.read_text(encoding="utf-8"))
    assert set(scenario) <= KEYS
    assert (scenario["format"], scenario["version"]) == ("dependency-explorer/scenario", 1)
    assert scenario["baseline"] == SCENARIOS[name]
    assert scenario["missing"]
    assert scenario["source"]
    flows = mongolia.tables["flows"]
    for disruption in scenario["disruptions"]:
        target = disruption["target"]
        assert 0 < disruption["depth"] <= 1
        assert target.get("route", "") in {"", *mongolia.tables["routes"]["id"]}
        assert target.get("asset", "") in {"", *mongolia.tables["assets"]["id"]}
        assert target.get("holder", "") in {"", *mongolia.tables["stakes"]["holder"]}
        if scenario["focus"] != "MNG":
            shares = mongolia.tables["balances"]
            own = (shares["place"] == scenario["focus"]) & (shares["period"] == scenario["baseline"])
            assert own.any()
            continue
        rows = flows[flows["period"] == scenario["baseline"]]
        for key in ("exporter", "importer", "commodity"):
            if key in target:
                rows = rows[rows[key] == target[key]]
        assert rows["quantity"].gt(0).any()
    for year in scenario.get("season", []):
        for target in scenario["disruptions"]:
            commodity = target["target"]["commodity"]
            rows = flows[flows["commodity"] == commodity]
            months = rows[rows["period"].astype(object).str.startswith(f"{year}-")]
            assert months["period"].nunique() == 12


def test_shares_of_assets_and_of_the_western_grid(mongolia: Dataset) -> None:
    rows = mongolia.tables["balances"].set_index("item")["value"]
    # mmj_64109: 1,562 kt exported; nso_ind: 400.4 kt without Oyu Tolgoi
    assert rows["asset_share:oyu_tolgoi"] == pytest.approx((1562 - 400.4) / 1562, abs=1e-4)
    # arslan_8266
    shares = [rows[f"supply_share:{name}"] for name in ("RUS", "CHN", "domestic")]
    assert shares == [77.0, 3.0, 20.0]


def test_readme_counts_the_rows(mongolia: Dataset) -> None:
    readme = (mongolia.origin / "README.md").read_text(encoding="utf-8")
    for name in ("flows", "balances"):
        assert f"| {name} | {len(mongolia.tables[name]):,} |" in readme
