# ruff: noqa: E501 - rows of tables
"""Files of known formats that differ from the real samples: what an analyst would expect, checked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.other_files import other_files
from tests.data.profiles.plain import dropped, read, rows_of, told

FLOW = ("period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd")
BALANCE = ("period", "place", "item", "commodity", "value", "unit")


@pytest.fixture
def put(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(other_files()[name])
        return path

    return write


@pytest.mark.parametrize(
    ("name", "profile", "gone", "expected"),
    [
        # Months; two reporters; transport mode and re-export repeat; a weight of 0 beside money is missing.
        ("TradeData_monthly.csv", "comtrade_plus", {"reexports": 1, "transport": 1}, [
            ("2023-01", "RUS", "DEU", "2709", 100.0, "kg", 50.0), ("2023-01", "USA", "DEU", "2709", 60.0, "kg", 40.0),
            ("2023-01", "XNS", "DEU", "2709", 5.0, "kg", 4.0), ("2023-01", "WLD", "DEU", "2709", 165.0, "kg", 94.0),
            ("2023-02", "RUS", "DEU", "2709", None, "", 20.0), ("2023-02", "WLD", "DEU", "2709", None, "", 20.0),
            ("2023-01", "RUS", "ITA", "2709", 30.0, "kg", 15.0), ("2023-01", "ITA", "DEU", "2709", 7.0, "kg", 6.0)]),
        # nrg_te is exports: geo sells to partner. EU27_2020 stands beside Germany and Greece, its members.
        ("estat_nrg_te_oil.tsv", "eurostat_tsv", {"aggregates": 1}, [
            ("2021", "DEU", "CHE", "O4600", 100.0, "kt", None), ("2021", "DEU", "WLD", "O4600", 100.0, "kt", None),
            ("2021", "GRC", "CHE", "O4600", 0.0, "kt", None), ("2022", "DEU", "CHE", "O4600", 120.0, "kt", None),
            ("2022", "DEU", "AUT", "O4600", 30.0, "kt", None), ("2022", "DEU", "WLD", "O4600", 150.0, "kt", None),
            ("2022", "GRC", "CHE", "O4600", 5.0, "kt", None)]),
        ("estat_nrg_te_gasm_en.csv", "eurostat_sdmx_csv", {"no_figure": 1, "unit_kept": 1}, [
            ("2023-01", "SVK", "UKR", "G3000", 10.5, "mcm", None), ("2023-01", "SVK", "WLD", "G3000", 10.5, "mcm", None),
            ("2023-02", "POL", "UKR", "G3000", 2.0, "mcm", None)]),
        # 100 and 50 MW over an hour each, 40 MW over a quarter of an hour; the bidding zone repeats the country.
        ("2023_03_PhysicalFlows_12.1.G.csv", "entsoe_fms", {"area_types": 1}, [
            ("2023-03", "FRA", "DEU", "electricity", 150.0, "MWh", None),
            ("2023-03", "DEU", "FRA", "electricity", 10.0, "MWh", None)]),
        ("WITS-By-HS6Product.csv", "wits", {}, [
            ("2019", "WLD", "DEU", "270900", 1000.0, "kg", 100000.0), ("2019", "RUS", "DEU", "270900", 600.0, "kg", 60000.0),
            ("2019", "NOR", "DEU", "270900", None, "", 40000.0), ("2019", "NOR", "DEU", "270900", 390.0, "kg", 41000.0)]),
        # A country's summary in millions of dollars; the partner's share beside it is no money.
        ("en_DEU_AllYears_WITS_Trade_Summary.CSV", "wits", {"other_measures": 1}, [
            ("2019", "WLD", "DEU", "Fuels", None, "", 100e6), ("2019", "RUS", "DEU", "Fuels", None, "", 40e6),
            ("2020", "WLD", "DEU", "Fuels", None, "", 80e6), ("2020", "RUS", "DEU", "Fuels", None, "", 30e6),
            ("2021", "WLD", "DEU", "Fuels", None, "", 120e6)]),
        ("einfuhr.csv", "generic", {}, [
            ("2021", "RUS", "DEU", "natural_gas", 1234.5, "mcm", None), ("2021", "NOR", "DEU", "natural_gas", 987.25, "mcm", None),
            ("2021", "NLD", "AUT", "natural_gas", 10.5, "mcm", None)]),
        # ³ is a letter of Polish in another encoding of the same bytes.
        ("einfuhr_cp1252.csv", "generic", {}, [
            ("2021", "RUS", "DEU", "natural_gas", 1234.5, "mcm", None), ("2021", "NOR", "DEU", "natural_gas", 987.25, "mcm", None),
            ("2021", "NLD", "AUT", "natural_gas", 10.5, "mcm", None)]),
        ("export_cp1251.csv", "generic", {}, [
            ("2022", "RUS", "MNG", "diesel", 755.3, "kt", None),
            ("2022", "CHN", "MNG", "diesel", 12.1, "kt", None),
            ("2022", "RUS", "CHN", "diesel", 1250.0, "kt", None)]),
        ("BACI_HS17_Y2021_V202401.csv", "baci", {}, [
            ("2021", "RUS", "MNG", "271019", 20.0, "t", 12500.0), ("2021", "CHN", "MNG", "271019", None, "t", 3000.0),
            ("2021", "RUS", "CHN", "010121", 0.5, "t", 1000.0), ("2021", "TWN", "USA", "854231", None, "t", 7000.0)]),
        # The heading 2710 is made up by 271019; "No Quantity" is no quantity of zero.
        ("comtrade (3).csv", "comtrade_legacy", {"levels": 1}, [
            ("2019-03", "RUS", "MNG", "271019", 1000.0, "kg", 500.0), ("2019-03", "MNG", "CHN", "2701", None, "", 900.0)]),
        ("FAOSTAT_data_en.csv", "faostat_trade_matrix", {}, [
            ("2022", "BRA", "CHN", "0141", 100.0, "t", 60000.0), ("2022", "BRA", "CHN", "0141", 95.0, "t", None),
            ("2022", "BRA", "HKG", "0141", 1.0, "t", None)]),
        # 1 000 MW and 3 000 MW over an hour each: 4 000 MWh, of 1 of 31 days.
        ("hourly.csv", "generic", {"no_figure": 1}, [("2023-01", "FRA", "DEU", "electricity", 4000.0, "MWh", None)]),
        # 10 thousand barrels a day over 28 days.
        ("per_day.csv", "generic", {}, [("2023-02", "NOR", "DEU", "crude_oil", 280.0, "kbbl", None)]),
        # No member stands beside the European Union: it is a place like the others.
        ("reporters.csv", "generic", {}, [
            ("2021", "RUS", "EU27_2020", "coal", 50.0, "t", None), ("2021", "RUS", "CHN", "coal", 60.0, "t", None),
            ("2021", "RUS", "USA", "coal", 1.0, "t", None)]),
    ],
)  # fmt: skip
def test_flows(put, name, profile, gone, expected) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put(name))
    assert report.profile == profile
    assert dropped(report) == gone
    assert rows_of(dataset, "flows", *FLOW) == expected


@pytest.mark.parametrize(
    ("name", "profile", "gone", "expected"),
    [
        ("jodi_gas_2023.csv", "jodi_gas", {"no_figure": 1, "unit_kept": 3}, [
            ("2023-01", "DEU", "production", "NATGAS", 400.0, "mcm"), ("2023-01", "DEU", "imports:lng", "NATGAS", 500.0, "mcm"),
            ("2023-01", "DEU", "imports:pipeline", "NATGAS", 6500.0, "mcm"), ("2023-01", "DEU", "stock", "NATGAS", 20000.0, "mcm")]),
        ("API_EG.IMP.CONS.ZS.csv", "worldbank_wide", {"aggregates": 1}, [
            ("2019", "DEU", "energy_imports_net", "energy", 63.5, "% of energy use"),
            ("2019", "WLD", "energy_imports_net", "energy", 1.5, "% of energy use"),
            ("2020", "NAM", "energy_imports_net", "energy", 74.0, "% of energy use")]),
        ("monthly_full_release_long_format.csv", "ember_long", {"shares": 1, "aggregates": 1}, [
            ("2023-01", "DEU", "generation", "electricity_hard_coal", 5.0, "TWh"),
            ("2023-01", "DEU", "generation", "electricity", 50.0, "TWh"), ("2023-01", "DEU", "net_imports", "electricity", -4.0, "TWh")]),
        ("MES_0123.csv", "iea_monthly_electricity", {"aggregates": 1}, [
            ("2023-01", "FRA", "generation", "electricity", 47000.0, "GWh"),
            ("2023-01", "FRA", "generation", "electricity_nuclear", 30000.0, "GWh")]),
        # 1 700 thousand barrels a day over the 365 days of 2022.
        ("eia.json", "eia_json", {"no_figure": 1}, [("2022", "NOR", "production", "crude_oil", 620500.0, "kbbl")]),
        ("estma_2019.csv", "payments", {}, [
            ("2019", "MNG", "payment:taxes", "extractives", 100.0, "USD"), ("2019", "MNG", "payment:royalties", "extractives", 50.0, "USD")]),
    ],
)  # fmt: skip
def test_balances(put, name, profile, gone, expected) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put(name))
    assert report.profile == profile
    assert dropped(report) == gone
    assert rows_of(dataset, "balances", *BALANCE) == expected


def test_energy_of_our_world_in_data(put) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put("owid-energy-data.csv"))
    assert (report.profile, dropped(report)) == ("owid_grapher", {"aggregates": 2})
    rows = rows_of(dataset, "balances", *BALANCE)
    assert ("2022", "MNG", "production", "coal", 230.25, "TWh") in rows
    assert ("2021", "MNG", "net_imports", "electricity", 1.7, "TWh") in rows
    assert not [row for row in rows if row[3] == "gdp" or row[5] == "%"]


def test_one_mineral_of_the_geological_survey(put) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put("mcs2023-lithium_world.csv"))
    assert report.profile == "usgs_mcs"
    rows = rows_of(dataset, "balances", *BALANCE)
    assert ("2022", "CHL", "production", "lithium", 39000.0, "t") in rows
    assert ("2022", "USA", "reserves", "lithium", 1000000.0, "t") in rows
    assert not [row for row in rows if row[1] == "USA" and row[2] == "production"]  # W is withheld, not zero


def test_a_tracker_of_plants(put) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put("Global-Coal-Plant-Tracker.csv"))
    assert report.profile == "gem_tracker"
    assert rows_of(dataset, "assets", "id", "place", "capacity", "capacity_unit", "status") == [
        ("G1", "DEU", 800.0, "MW", "operating"), ("G2", "DEU", 400.0, "MW", "retired"), ("G3", "MNG", 48.0, "MW", "operating"),
    ]  # fmt: skip
    assert rows_of(dataset, "stakes", "asset_id", "holder", "share_pct") == [
        ("G1", "RWE AG", 60.0), ("G1", "EnBW AG", 40.0), ("G2", "RWE AG", 100.0), ("G3", "Government of Mongolia", None),
    ]  # fmt: skip


def test_owners_in_two_spellings(put) -> None:  # type: ignore[no-untyped-def]
    dataset, _ = read(put("mines.csv"))
    assert [row[1:] for row in rows_of(dataset, "stakes", "asset_id", "holder", "share_pct")] == [
        ("BHP", 57.5), ("Rio Tinto", 30.0), ("JECO", 12.5), ("Rio Tinto", 66.0), ("Government of Mongolia", 34.0),
    ]  # fmt: skip


def test_importers_down_and_exporters_across(put) -> None:  # type: ignore[no-untyped-def]
    dataset, report = read(put("matrix_2022.csv"), commodity="coal")
    flows = {row[:2]: row[2] for row in rows_of(dataset, "flows", "exporter", "importer", "quantity")}
    assert flows[("RUS", "DEU")] == 100
    assert flows[("KAZ", "ITA")] == 30
    assert ("KAZ", "DEU") not in flows  # empty: missing, not zero
    assert flows[("WLD", "DEU")] == 150
    assert flows[("RUS", "WLD")] == 120
    assert ("WLD", "WLD") not in flows
    assert {"world", "grand_total"} <= told(report)


def test_partners_down_and_months_across(put) -> None:  # type: ignore[no-untyped-def]
    dataset, _ = read(put("austria_gas.csv"))
    rows = rows_of(dataset, "flows", *FLOW)
    assert ("2023-02", "DEU", "AUT", "natural_gas", 60.0, "GWh", None) in rows
    assert len(rows) == 8  # of nine cells one is empty
    assert sum(row[4] for row in rows if row[1] == "WLD") == 370  # type: ignore[misc]


def test_a_short_table_with_headers_in_russian(put) -> None:  # type: ignore[no-untyped-def]
    dataset, _ = read(put("экспорт.csv"))
    assert rows_of(dataset, "flows", "exporter", "importer", "quantity") == [
        ("RUS", "MNG", 755.3), ("CHN", "MNG", 12.1), ("RUS", "CHN", 1250.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("capacity.csv", "power and no amount"),
        ("datapackage.json", "does not exist"),
    ],
)
def test_what_is_missing_is_asked_for(put, name: str, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match=words):
        read(put(name))


def test_the_same_in_other_encodings_and_packings(put) -> None:  # type: ignore[no-untyped-def]
    for one, other in (("estat_nrg_te_oil.tsv", "estat_nrg_te_oil.tsv.gz"),
                       ("2023_03_PhysicalFlows_12.1.G.csv", "2020_PhysicalFlows.csv")):  # fmt: skip
        first, second = (rows_of(read(put(name))[0], "flows", *FLOW) for name in (one, other))
        assert first == second
