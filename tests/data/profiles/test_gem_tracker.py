"""Trackers of Global Energy Monitor: a unit a row, owners and parents, and what is odd in their cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.data.profiles.plain import dropped, plain_sheet, read, rows_of, text, told
from tests.data.profiles.reading import sample
from tests.data.tables import workbook_bytes

MINES = (
    ("GEM Mine ID", "Country", "Mine Name", "Status", "Owners", "Parent Company", "Company HQs", "Capacity (Mtpa)",
     "Production (Mtpa)", "Year of Production", "Coal Type", "Opening Year", "Latitude", "Longitude"),
    ("M1", "Mongolia", "Ukhaa", "Operating", "Energy Resources [100%]", "A [66.6%]; B [25%]; Others [8.4%]", "Japan",
     "15", "8.1", "2022", "Bituminous", "2009", "43.6", "105.5"),
    ("M1", "Mongolia", "Ukhaa", "Proposed", "Energy Resources", "-", "-", "*", "＊", "", "-", "2024-2025", "-", "-"),
    ("M2", "USA", "Mill", "Mothballed", "X; Y", "-", "Canada, USA", "0.15-0.18", "-", "",
     "Lignite", "1970s", "144.2", "-38.4"),
)  # fmt: skip


@pytest.fixture
def mines(tmp_path: Path) -> Path:
    path = tmp_path / "GEM-GCMT.xlsx"
    about = (("Global Coal Mine Tracker - April 2024",),)
    path.write_bytes(workbook_bytes({"About": about, "Global Coal Mine Tracker": MINES}))
    return path


def test_assets_are_units_and_missing_marks_are_missing(mines: Path) -> None:
    dataset, report = read(mines)
    assert report.profile == "gem_tracker"
    assert rows_of(
        dataset, "assets", "id", "place", "kind", "commodity", "status", "capacity", "capacity_unit",
        "lat", "lon", "start_year"
    ) == [
        ("M1", "MNG", "mine", "coal", "operating", 15.0, "Mt/yr", 43.6, 105.5, "2009"),
        ("M1 (2)", "MNG", "mine", "coal", "proposed", None, "", None, None, "2024"),
        ("M2", "USA", "mine", "coal", "mothballed", None, "", -38.4, 144.2, ""),
    ]  # fmt: skip
    assert dataset.tables["assets"]["note"].tolist()[0] == "production 8.1 Mt/yr in 2022; Bituminous"
    assert dataset.tables["sources"]["date"].tolist() == ["2024"]
    assert {"phases", "swapped_position", "start_year", "no_share", "headquarters", "other_owners"} <= told(
        report
    )


def test_parents_hold_and_owners_where_no_parent_is_named(mines: Path) -> None:
    dataset, _ = read(mines)
    assert rows_of(dataset, "stakes", "asset_id", "holder", "share_pct", "holder_country") == [
        ("M1", "A", 66.6, "JPN"), ("M1", "B", 25.0, "JPN"),
        ("M1 (2)", "Energy Resources", None, ""),
        ("M2", "X", None, ""), ("M2", "Y", None, ""),
    ]  # fmt: skip
    immediate, _ = read(mines, holders="owners", other_owners="keep")
    assert rows_of(immediate, "stakes", "asset_id", "holder", "share_pct")[0] == (
        "M1",
        "Energy Resources",
        100.0,
    )


def test_a_tracker_of_plants_as_csv(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Global-Coal-Plant-Tracker-July-2024.csv",
        "GEM unit/phase ID,Country/Area,Plant name,Unit name,Owner,Parent,Capacity (MW),Status,"
        "Start year,Latitude,Longitude\n"
        "G1,Mongolia,CHP-4,1,State [100%],Government of Mongolia [100%],80,operating,1983,47.9,106.8\n",
    )
    dataset, report = read(path)
    assert report.profile == "gem_tracker"
    assert rows_of(dataset, "assets", "id", "name", "kind", "commodity", "capacity", "capacity_unit") == [
        ("G1", "CHP-4, 1", "coal_power_plant", "electricity", 80.0, "MW")
    ]
    assert rows_of(dataset, "stakes", "holder", "holder_country") == [("Government of Mongolia", "MNG")]


def test_the_real_coal_mines() -> None:
    path = sample("gem_tracker/GEM-GCMT-April-2024.xlsx")
    dataset, report = read(path)
    open_, closed = plain_sheet(path, 2), plain_sheet(path, 3)
    assert report.rows_read == len(open_) + len(closed) == 5226 + 1354
    assert dropped(report) == {}
    assets, stakes = dataset.tables["assets"], dataset.tables["stakes"]
    assert assets["id"].is_unique
    capacities = [row.get("Capacity (Mtpa)", "") for row in (*open_, *closed)]
    expected = sum(float(text) for text in capacities if re.fullmatch(r"\d+(\.\d+)?(E-?\d+)?", text))
    assert assets["capacity"].sum() == pytest.approx(expected, rel=1e-12)
    coal_india = sum(row.get("Parent Company") == "Coal India Ltd [100.0%]" for row in open_)
    of_coal_india = stakes[(stakes["holder"] == "Coal India Ltd") & (stakes["share_pct"] == 100)]
    assert len(of_coal_india) >= coal_india == 348
    assert set(assets[assets["status"] == "closed"]["id"]) >= {"M5576", "M5579"}
    # Anglesea's latitude and longitude changed places in the source.
    anglesea = assets[assets["id"] == "M5576"]
    assert anglesea["lat"].tolist() == [-38.39175093]
    assert {"no_share", "malformed_share", "above_100", "below_100", "holders", "phases"} <= told(report)


def test_the_real_lng_terminals() -> None:
    path = sample("gem_tracker/GEM-LNG-Terminals-2022-03-16.xlsx")
    dataset, report = read(path)
    source = plain_sheet(path, 1)
    assert report.rows_read == report.rows_kept == len(source) == 1094
    assets, stakes = dataset.tables["assets"], dataset.tables["stakes"]
    expected = sum(float(row["CapacityInMtpa"]) for row in source if row.get("CapacityInMtpa", "--") != "--")
    assert assets["capacity"].sum() == pytest.approx(expected, rel=1e-12)
    exports = sum(row["Facility"] == "Export" for row in source)
    assert (assets["kind"] == "lng_export_terminal").sum() == exports == 533
    bp = [row["ComboID"] for row in source if row.get("Owner") == "BP (25.%); BG Group (.%); Repsol (25%)"]
    for id in bp:
        own = stakes[stakes["asset_id"] == id]
        assert own["share_pct"].fillna(-1).tolist() == [25.0, -1, 25.0]


def test_capacity_by_design_and_coordinates_in_one_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Iron-Ore.csv",
        "GEM Asset ID,Asset name (English),Country/Area,Owner,Operating status,Design capacity (ttpa),Coordinates\n"
        'P1,Hill,Australia,Alpha [100%],operating,6000,"-22.5, 119.25"\n',
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "assets", "kind", "commodity", "capacity", "capacity_unit", "lat", "lon") == [
        ("mine", "iron_ore", 6000.0, "kt/yr", -22.5, 119.25)
    ]
