"""BGS: production as balances, imports and exports with the world, contents beside gross weight."""

from __future__ import annotations

import json
from pathlib import Path

from tests.data.profiles.plain import dropped, plain_csv, read, rows_of, text, told
from tests.data.profiles.reading import sample

HEADER = (
    "quantity,country_iso3_code,country_trans,year,units,bgs_statistic_type_trans,bgs_commodity_trans,"
    "bgs_commodity_code,bgs_sub_commodity_trans,concat_figure_notes_text\n"
)


def test_production_and_trade_in_any_order_of_columns(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "bgs.csv",
        HEADER
        + "100,NAM,Namibia,2020-01-01 00:00:00,tonnes (metric),Production,lithium minerals,892,,Estimates.\n"
        "7,,Rhodesia,1974-01-01 00:00:00,tonnes (metric),Production,lithium minerals,892,,\n"
        "50,CHN,China,2020-01-01 00:00:00,tonnes (metric),Imports,lithium minerals,892,,\n"
        "0,CHN,China,2020-01-01 00:00:00,tonnes (metric),Exports,lithium minerals,892,,\n"
        ",CHN,China,2021-01-01 00:00:00,tonnes (metric),Exports,lithium minerals,892,,\n",
    )
    dataset, report = read(path)
    assert rows_of(
        dataset, "balances", "period", "place", "commodity", "item", "value", "unit", "quality"
    ) == [
        ("2020", "NAM", "892", "production", 100.0, "t", "estimate"),
        ("1974", "ZWE", "892", "production", 7.0, "t", "official"),
    ]
    assert rows_of(dataset, "flows", "period", "exporter", "importer", "quantity", "unit", "reported_by") == [
        ("2020", "WLD", "CHN", 50.0, "t", "importer"),
        ("2020", "CHN", "WLD", 0.0, "t", "exporter"),  # nil is a figure
    ]
    assert dropped(report) == {"no_figure": 1}


def test_the_answer_of_the_api_as_geojson(tmp_path: Path) -> None:
    names = HEADER.strip().split(",")
    values = [
        3.5,
        "CHL",
        "Chile",
        "2020-01-01",
        "tonnes (metric)",
        "Production",
        "lithium minerals",
        "707",
        "Carbonate",
        None,
    ]
    feature = {"type": "Feature", "geometry": None, "properties": dict(zip(names, values, strict=True))}
    path = text(tmp_path, "items.json", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    dataset, report = read(path)
    assert report.profile == "bgs_wms"
    assert rows_of(dataset, "balances", "place", "commodity", "value") == [("CHL", "707", 3.5)]
    assert dataset.tables["commodities"]["name"].tolist() == ["lithium minerals: Carbonate"]


def test_the_real_table() -> None:
    path = sample("bgs_wms/BGS_lithium_production.csv")
    dataset, report = read(path)
    source = plain_csv(path)
    assert report.rows_read == len(source) == 911
    assert dropped(report) == {"no_figure": sum(not row["quantity"] for row in source)} == {"no_figure": 7}
    balances = dataset.tables["balances"]
    assert len(balances) == 904
    assert balances["value"].sum() == sum(float(row["quantity"]) for row in source if row["quantity"])
    namibia = [row for row in source if row["country_iso2_code"] == "NA"]
    assert (balances["place"] == "NAM").sum() == len(namibia) == 48
    assert "contents" in told(report)
