# ruff: noqa: E501 - rows of tables
"""Formats without a real sample, checked by hand: direction, units, what is set aside, and that rows add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.further_files import BOTH_WAYS, FURTHER, TRADE_MAP_TEXT
from tests.data.profiles.plain import dropped, read, rows_of, told

FLOW = ("period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd")
BALANCE = ("period", "place", "item", "commodity", "value", "unit")


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(FURTHER[name].encode())
    return path


@pytest.mark.parametrize(
    ("name", "profile", "gone", "expected"),
    [
        ("Trade_Map_oils.xls", "trade_map", {}, [
            ("2020", "WLD", "MNG", "2710", None, "", 1.8e6), ("2020", "RUS", "MNG", "2710", None, "", 1.5e6),
            ("2020", "CHN", "MNG", "2710", None, "", 3e5), ("2021", "WLD", "MNG", "2710", None, "", 2.2e6),
            ("2021", "RUS", "MNG", "2710", None, "", 1.7e6)]),
        ("DOT_timeSeries.csv", "imf_dots", {"attribute": 1, "fob": 1, "other_indicators": 1}, [
            ("2019", "RUS", "DEU", "TOTAL", None, "", 30.0), ("2020-01", "RUS", "DEU", "TOTAL", None, "", 2.0),
            ("2019", "WLD", "DEU", "TOTAL", None, "", 100.0), ("2019", "DEU", "RUS", "TOTAL", None, "", 20.0)]),
        ("DOT_long.csv", "imf_dots", {}, [
            ("2019", "RUS", "DEU", "TOTAL", None, "", 30.0), ("2019-Q1", "DEU", "RUS", "TOTAL", None, "", 7.0)]),
        ("UNdata_Export.csv", "undata_energy", {"no_period": 2}, [
            ("2014", "WLD", "DEU", "crude_petroleum", 89444.0, "kt", None),
            ("2014", "DEU", "WLD", "crude_petroleum", 62.0, "kt", None)]),
        # 1000 times 100 kg; the product of which only euros are told has no dollars to be told in.
        ("ds-045409_linear.csv", "comext", {"other_indicators": 1, "only_euros": 1}, [
            ("2021", "RUS", "DEU", "2709", 100.0, "t", None), ("2021", "DEU", "CHE", "2709", 3.0, "t", None)]),
        # Two customs procedures of one flow, and month 52 is the year.
        ("full_v2_202152.dat", "comext", {}, [
            ("2021", "RUS", "DEU", "27090090", 11.0, "t", None), ("2021", "DEU", "CHE", "27090090", 0.9, "t", None)]),
        ("crea_voyages.csv", "crea", {"pricing_scenario": 1}, [
            ("2023-01", "RUS", "CHN", "crude_oil", 3000.0, "t", 1290.0), ("2023-01", "RUS", "XNS", "lng", 500.0, "t", 320.0)]),
        ("oec_explorer.csv", "oec_xlsx", {}, [
            ("2021", "RUS", "DEU", "2709", None, "", 1900.0), ("2021", "USA", "DEU", "2709", None, "", 300.0)]),
        # Neither the number of products nor duties are money of trade; thousand dollars though the title does not say.
        ("WITS-Partner.csv", "wits", {}, [
            ("2019", "WLD", "DEU", "TOTAL", None, "", 1e5), ("2019", "NOR", "DEU", "TOTAL", None, "", 4e4)]),
        ("INTL.txt", "eia_json", {"no_figure": 2}, [
            ("2021", "WLD", "DEU", "crude_oil", 730.0, "kbbl", None), ("2021", "NOR", "WLD", "crude_oil", 730.0, "kbbl", None)]),
        ("nrg_ti_gas.json", "eurostat_sdmx_csv", {}, [
            ("2021", "NOR", "DEU", "G3000", 30.5, "mcm", None), ("2021", "WLD", "DEU", "G3000", 90.0, "mcm", None)]),
        ("records.json", "generic", {"no_figure": 1}, [("2020", "CHL", "CHN", "copper", 1000.5, "t", None)]),
        ("中国.csv", "generic", {}, [
            ("2021", "RUS", "CHN", "coal", 52400.0, "kt", 5.2e9), ("2021", "MNG", "CHN", "coal", 14000.0, "kt", 1.4e9)]),
    ],
)  # fmt: skip
def test_flows(
    tmp_path: Path, name: str, profile: str, gone: dict[str, int], expected: list[tuple[object, ...]]
) -> None:
    dataset, report = read(put(tmp_path, name))
    assert report.profile == profile
    assert dropped(report) == gone
    assert sorted(rows_of(dataset, "flows", *FLOW), key=repr) == sorted(expected, key=repr)
    assert not [problem for problem in dataset.problems if problem.severity == "error"]


def test_what_is_no_flow_becomes_a_balance(tmp_path: Path) -> None:
    dataset, _ = read(put(tmp_path, "UNdata_Export.csv"))
    assert rows_of(dataset, "balances", *BALANCE) == [
        ("2014", "DEU", "production", "natural_gas_including_lng", 300.0, "TJ")
    ]
    dataset, report = read(put(tmp_path, "eiti_revenue.csv"))
    assert dropped(report) == {"no_figure": 1}
    assert rows_of(dataset, "balances", *BALANCE) == [
        ("2019", "MNG", "payment:royalty", "mining", 100.0, "USD")
    ]


def test_euros_stand_in_the_note(tmp_path: Path) -> None:
    dataset, _ = read(put(tmp_path, "full_v2_202152.dat"))
    assert rows_of(dataset, "flows", "exporter", "note") == [
        ("RUS", "value 5500 EUR"),
        ("DEU", "value 700 EUR"),
    ]


def test_a_pipeline_is_an_asset_where_it_begins_and_a_route(tmp_path: Path) -> None:
    dataset, report = read(put(tmp_path, "GEM-pipelines.csv"))
    assert rows_of(dataset, "assets", "id", "place", "commodity") == [
        ("P1", "RUS", "natural_gas"), ("P2", "CHN", "crude_oil")
    ]  # fmt: skip
    assert rows_of(dataset, "routes", "id", "from_place", "to_place", "capacity", "capacity_unit") == [
        ("P1", "RUS", "DEU", 27.5, "bcm/yr"), ("P2", "CHN", "CHN", 50.0, "bbl/d")
    ]  # fmt: skip
    assert {"countries", "routes"} <= told(report)


def test_trade_map_asks_for_what_it_does_not_say(tmp_path: Path) -> None:
    name = "Trade_Map_-_List_of_importing_markets_for_a_product_exported_by_Mongolia.txt"
    with pytest.raises(DataError, match="does not name its product"):
        read(put(tmp_path, name))
    dataset, report = read(put(tmp_path, name), commodity="2701")
    assert rows_of(dataset, "flows", *FLOW)[1] == ("2020", "MNG", "CHN", "2701", 90.0, "t", None)
    assert report.rows_read == report.rows_kept == 2
    path = tmp_path / "x.txt"
    path.write_text(TRADE_MAP_TEXT)
    with pytest.raises(DataError, match="--set exporter=MNG"):
        read(path, commodity="2701")


@pytest.mark.parametrize(
    ("direction", "row"),
    [
        ("imports", ("2020", "POL", "DEU", "coal", 200.0, "t", 80.0)),
        ("exports", ("2020", "DEU", "POL", "coal", 300.0, "t", 90.0)),
    ],
)
def test_columns_of_the_other_direction_are_left(
    tmp_path: Path, direction: str, row: tuple[object, ...]
) -> None:
    path = tmp_path / "both.csv"
    path.write_text(BOTH_WAYS)
    both, report = read(path)
    assert row in rows_of(both, "flows", *FLOW)
    assert len(both.tables["flows"]) == 2
    assert "direction" in told(report)
    dataset, _ = read(path, direction=direction)
    assert rows_of(dataset, "flows", *FLOW) == [row]
