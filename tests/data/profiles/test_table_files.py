"""Layouts of publishers of whom no real file is at hand: invented files, their totals computed by pandas alone."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, told
from tests.data.profiles.reading import taken_for, total
from tests.data.profiles.table_files import (
    CENSUS_MONTH,
    CENSUS_YEAR,
    GENESIS_NEW,
    GENESIS_OLD,
    PINK_SHEET,
    PLANTS,
    SALIENT,
    TABLES,
    UK_PAGE,
    UK_SERVICE,
    UNDATA_COMTRADE,
)

PROFILES = {
    "mcs2024-lithi_salient.csv": "usgs_salient",
    "global_power_plant_database.csv": "wri_power_plants",
    "UNdata_Export_comtrade.csv": "undata_comtrade",
    "51000-0007_flat.csv": "genesis",
    "51000-0007_de_flat.csv": "genesis",
    "51000-0007_table.csv": "genesis",
    "uktradeinfo.csv": "uk_trade_info",
    "uktradeinfo_web.csv": "uk_trade_info",
    "census_imports_year.json": "us_census_api",
    "census_exports_month.json": "us_census_api",
    "CMO-Historical-Data-Monthly.csv": "pink_sheet",
}


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(TABLES[name], encoding="utf-8")
    return path


def frame(content: str, **how: object) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(content), **how)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_is_known(tmp_path: Path, name: str) -> None:
    assert taken_for(put(tmp_path, name)) == PROFILES[name]


def test_salient_statistics(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "mcs2024-lithi_salient.csv"))
    plain = frame(SALIENT)
    dropped(report)
    assert total(dataset, "quantity", importer="USA") == plain["Imports_t"].sum()
    assert total(dataset, "quantity", exporter="USA") == plain["Exports_t"].sum()
    assert total(dataset, "value", "balances", item="consumption") == plain["Consump_Apparent_t"].sum()
    assert set(rows_of(dataset, "balances", "place", "item")) == {
        ("USA", "consumption"),
        ("USA", "net_import_reliance"),
    }
    notes = {
        row[0] for row in rows_of(dataset, "balances", "note", "item") if row[1] == "net_import_reliance"
    }
    assert notes == {"more than this"}
    assert "not_amounts" in told(report)


def test_power_plants(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "global_power_plant_database.csv"))
    plain = frame(PLANTS, keep_default_na=False)
    dropped(report)
    assets = rows_of(dataset, "assets", "id", "kind", "place", "capacity", "capacity_unit", "lat", "lon")
    assert assets == [
        (id, f"{fuel.lower()}_power_plant", code, float(mw), "MW", float(lat), float(lon))
        for id, fuel, code, mw, lat, lon in zip(
            *(
                plain[n]
                for n in ("gppd_idnr", "primary_fuel", "country", "capacity_mw", "latitude", "longitude")
            ),
            strict=True,
        )
    ]
    holders = rows_of(dataset, "stakes", "asset_id", "holder", "share_pct")
    assert holders == [
        (id, who, None) for id, who in zip(plain["gppd_idnr"], plain["owner"], strict=True) if who
    ]


def test_comtrade_by_undata(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "UNdata_Export_comtrade.csv"))
    plain = frame(UNDATA_COMTRADE, names=list("abcdefghi"), skiprows=1).dropna(subset=["e"])
    assert dropped(report) == {"other_flow": 2}
    assert total(dataset, exporter="MNG") == plain.loc[plain["e"] == "Export", "f"].sum()
    assert total(dataset, importer="MNG") == plain.loc[plain["e"] == "Import", "f"].sum()
    assert total(dataset, "quantity") == plain["g"].sum()
    assert not [problem for problem in dataset.problems if "no place" in problem.message]


def test_genesis_old_and_new(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "51000-0007_flat.csv"))
    dropped(report)
    plain = frame(GENESIS_OLD, sep=";", decimal=",", na_values=["-"])
    columns = {name.split("__")[0]: name for name in plain.columns if "__" in name}
    for way, side in (("EXP", "exporter"), ("IMP", "importer")):
        where = {side: "DEU"}
        assert total(dataset, "quantity", **where) == plain[columns[f"{way}GEW"]].sum()
        assert total(dataset, **where) == 1000 * plain[columns[f"{way}USD"]].sum()
    dataset, report = read(put(tmp_path, "51000-0007_de_flat.csv"))
    dropped(report)
    plain = frame(GENESIS_NEW, sep=";", decimal=",", na_values=["-"])
    of = plain.groupby("value_variable_code")["value"].sum()
    assert total(dataset, "quantity", exporter="DEU") == of["EXPGEW"]
    assert total(dataset, exporter="DEU") == 1000 * of["EXPUSD"]
    assert total(dataset, importer="DEU") == 1000 * of["IMPUSD"]
    with pytest.raises(DataError, match="flat file"):
        read(put(tmp_path, "51000-0007_table.csv"))


@pytest.mark.parametrize(
    ("name", "content", "mass", "flow"),
    [
        ("uktradeinfo.csv", UK_SERVICE, "NetMass", "FlowTypeDescription"),
        ("uktradeinfo_web.csv", UK_PAGE, "Net Mass (Kg)", "Flow Type"),
    ],
)
def test_the_united_kingdom(tmp_path: Path, name: str, content: str, mass: str, flow: str) -> None:
    dataset, report = read(put(tmp_path, name))
    dropped(report)
    plain = frame(content)
    bought = plain[flow].str.contains("Imports")
    assert total(dataset, "quantity", importer="GBR") == plain.loc[bought, mass].sum()
    assert total(dataset, "quantity", exporter="GBR") == plain.loc[~bought, mass].sum()
    assert {row[0] for row in rows_of(dataset, "flows", "note")} == {"value 1000000 GBP", "value 1000 GBP"}


def test_pounds_of_rows_that_become_one_are_summed(tmp_path: Path) -> None:
    path = tmp_path / "uktradeinfo.csv"
    header, row, *_ = UK_SERVICE.splitlines()
    path.write_text("\n".join([header, row, row.replace("1000000,20000", "25,5")]) + "\n")
    dataset, _ = read(path)
    assert rows_of(dataset, "flows", "quantity", "note") == [(20005.0, "value 1000025 GBP")]


def test_ids_without_names_mean_nothing(tmp_path: Path) -> None:
    path = tmp_path / "OTS.csv"
    path.write_text("MonthId,FlowTypeId,CommodityId,CountryId,Value,NetMass\n202001,3,27011290,75,10,5\n")
    with pytest.raises(DataError, match="CountryName"):
        read(path)


def test_the_united_states(tmp_path: Path) -> None:
    header, *rows = json.loads(CENSUS_YEAR)
    plain = pd.DataFrame(rows, columns=header)
    partners = plain[plain["CTY_CODE"] != "-"]
    dataset, report = read(put(tmp_path, "census_imports_year.json"))
    dropped(report)
    money = total(dataset, importer="USA") - total(dataset, exporter="WLD")
    assert money == partners["GEN_VAL_YR"].astype(float).sum() == total(dataset, exporter="WLD")
    assert set(rows_of(dataset, "flows", "period", "unit")) == {("2020", "MWh")}
    header, *rows = json.loads(CENSUS_MONTH)
    plain = pd.DataFrame(rows, columns=header)
    dataset, report = read(put(tmp_path, "census_exports_month.json"))
    assert dropped(report) == {"groups": 1}
    countries = plain[~plain["CTY_CODE"].str.startswith("00")]
    assert total(dataset, exporter="USA") == countries["ALL_VAL_MO"].astype(float).sum()
    assert total(dataset, "quantity", exporter="USA") == countries["QTY_1_MO"].astype(float).sum()


def test_a_year_that_is_not_over_is_no_year(tmp_path: Path) -> None:
    path = tmp_path / "census.json"
    path.write_text(CENSUS_YEAR.replace('"12", "HS4"', '"07", "HS4"', 1))
    _, report = read(path)
    assert dropped(report)["year_so_far"] == 1


def test_commodity_prices(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "CMO-Historical-Data-Monthly.csv"))
    dropped(report)
    plain = frame(PINK_SHEET, skiprows=6, header=None, na_values=["…", ".."]).iloc[:, 1:]
    assert total(dataset, "value", "balances") == pytest.approx(np.nansum(plain.to_numpy(dtype=float)))
    units = dict(rows_of(dataset, "balances", "commodity", "unit"))
    assert units["coal_australian"] == "usd/t"
    assert units["crude_oil_brent"] == "usd/bbl"
    assert set(rows_of(dataset, "balances", "place", "item")) == {("WLD", "price")}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**6), st.booleans()), min_size=1, max_size=8)
)
def test_any_figures_of_the_united_kingdom_add_up(tmp_path: Path, cells: list[tuple[int, int, bool]]) -> None:
    lines = ["Year,Flow Type,Country,Commodity Code,Commodity,Value (£),Net Mass (Kg)"]
    lines += [
        f"{2000 + i},{'EU Dispatches' if out else 'Non-EU Imports'},Norway,2701,Coal,{pounds},{mass}"
        for i, (pounds, mass, out) in enumerate(cells)
    ]
    path = tmp_path / "uk.csv"
    path.write_text("\n".join(lines) + "\n")
    dataset, _ = read(path)
    assert total(dataset, "quantity", exporter="GBR") == sum(mass for _, mass, out in cells if out)
    assert total(dataset, "quantity", importer="GBR") == sum(mass for _, mass, out in cells if not out)


def test_one_place_beside_a_flow_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Year,Flow,Country,Commodity,Net weight (t)\n2020,Imports,Peru,coal,1.5\n2020,Exports,Chile,coal,2.5\n"
    )
    with pytest.raises(DataError, match="It tells imports and exports, and one place a row"):
        read(path)
    columns = ("exporter", "importer", "quantity", "reported_by")
    partners, _ = read(path, role__partner="Country", place="MNG")
    assert set(rows_of(partners, "flows", *columns)) == {
        ("PER", "MNG", 1.5, "importer"),
        ("MNG", "CHL", 2.5, "exporter"),
    }
    reporters, _ = read(path, role__reporter="Country")
    assert set(rows_of(reporters, "flows", *columns)) == {
        ("WLD", "PER", 1.5, "importer"),
        ("CHL", "WLD", 2.5, "exporter"),
    }
