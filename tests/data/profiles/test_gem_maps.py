# ruff: noqa: E501 - rows of tables
"""Files of the maps of Global Energy Monitor's trackers: titles in lower case, with hyphens or run together."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from tests.data.profiles.plain import read, rows_of, text

PLANTS = """\
gem-location-id,gem-unit/phase-id,country/area,unit-name,plant-name,plant-name-(other),capacity-(mw),status,start-year,retired-year,location-accuracy,owner,parent,lat,lng,combustion-technology,region,url
L1,G1,Albania,Unit 1,Bay power station,,810.5,cancelled,,,approximate,Near SpA [100%],Far SpA [100.0%],41.3,19.4,subcritical,Europe,https://www.gem.wiki/Bay
L1,G2,Albania,Unit 2,Bay power station,,120,operating,1999,,exact,Near SpA [100%],Far SpA [100.0%],41.3,19.4,subcritical,Europe,https://www.gem.wiki/Bay
L2,G3,Australia,--,Hill Oxy,,30,retired,2012,2015,exact,Hill Ltd [100%],Hill Ltd [100.0%],-24.3,150.6,subcritical,Oceania,https://www.gem.wiki/Hill
"""
LNG = """\
areas,terminalname,unitname,otherlanguagename,capacityinbcm/y,status,startyear1,stopyear,parent,owner,lat,lng,accuracy,state/province,region,url,type,pipelinename,fuel,capacitybcm/y,lengthknownkm,tracker-acro
United States,Cape LNG Terminal,Phase 1,,2.72,Cancelled,2021,,Far Energy [100.00%],Cape LNG [100.00%],29.1,-90.1,approximate,Louisiana,Americas,https://www.gem.wiki/Cape,Export,,,,,GGIT-lng
United States,Cape LNG Terminal,Import Terminal,,15.5,Mothballed,2009,,Far Energy [60%]; Mid Energy [40%],Cape LNG [100.00%],29.1,-90.1,exact,Louisiana,Americas,https://www.gem.wiki/Cape,Import,,,,,GGIT-lng
Canada,,,,,Operating,1990,,Line Holding [100%],Line Co [100%],50.1,-100.1,exact,,Americas,https://www.gem.wiki/Line,,Long Line,Gas,7.25,900,GGIT
"""
POWER = """\
gem-location-id,country/area,plant-/-project-name,capacity-(mw),status,lat,lng,region,gemwiki-url,type
L1,Albania;,Bay power station,800,cancelled,41.3,19.4,Europe,https://www.gem.wiki/Bay,coal
L3,Argentina;,Wide farm,120.5,operating,-51.5,-72.2,Americas,https://www.gem.wiki/Wide,wind
"""
STEEL = """\
plant-id,tab-type,plant-name-(english),owner,owner-gem-id,parent,parent-gem-id,country/area,coordinates,gem-wiki-page,start-date,status-list,plant-status,scaling-cap,operating-nominal-crude-steel-capacity-(ttpa),operating-nominal-eaf-steel-capacity-(ttpa),construction-nominal-crude-steel-capacity-(ttpa),operating-pre-retirement-nominal-crude-steel-capacity-(ttpa),cancelled-nominal-crude-steel-capacity-(ttpa),lat,lng
P1,Plant data,One plant,A Co,E1,A Co,E1,Austria,"24.3, 54.4",https://www.gem.wiki/One,2003,['operating'],operating,3600.0,3600,3600,0,0,0,24.3,54.4
P2,Plant data,Two plant,B Co,E2,B Co,E2,Austria,"24.3, 54.4",https://www.gem.wiki/Two,unknown,['cancelled'],cancelled,1000.0,0,0,0,0,1000,24.3,54.4
P3,Plant data,Three plant,C Co,E3,D AG [98.1%],E4 [98.1%],Austria,"48.2, 14.3",https://www.gem.wiki/Three,1940,"['operating', 'construction']",operating,7600.0,4000,0,1600,2000,0,48.2,14.3
"""


@pytest.mark.parametrize(
    ("name", "content", "column", "unit"),
    [
        ("Coal Plants-map-file.csv", PLANTS, "capacity-(mw)", "MW"),
        ("data.csv", POWER, "capacity-(mw)", "MW"),
        ("LNG Terminals-map-file.csv", LNG, "capacityinbcm/y", "bcm/yr"),
    ],
)
def test_capacities_and_positions_are_those_of_the_file(
    tmp_path: Path, name: str, content: str, column: str, unit: str
) -> None:
    dataset, report = read(text(tmp_path, name, content))
    assert report.profile == "gem_tracker"
    plain = pd.read_csv(io.StringIO(content))
    capacity = plain[column].fillna(plain["capacitybcm/y"]) if "capacitybcm/y" in plain else plain[column]
    made = dataset.tables["assets"]
    assert made["capacity"].tolist() == capacity.tolist()
    assert set(made["capacity_unit"]) == {unit}
    assert made["lat"].tolist() == plain["lat"].tolist()
    assert made["lon"].tolist() == plain["lng"].tolist()
    assert made["place"].notna().all()
    assert made["id"].is_unique


def test_units_have_names_and_terminals_and_lines_are_told_apart(tmp_path: Path) -> None:
    dataset, _ = read(text(tmp_path, "Coal Plants-map-file.csv", PLANTS))
    assert rows_of(dataset, "assets", "name", "start_year") == [
        ("Bay power station, Unit 1", ""), ("Bay power station, Unit 2", "1999"), ("Hill Oxy", "2012"),
    ]  # fmt: skip
    dataset, _ = read(text(tmp_path, "LNG Terminals-map-file.csv", LNG))
    assert rows_of(dataset, "assets", "name", "kind", "commodity", "place") == [
        ("Cape LNG Terminal, Phase 1", "lng_export_terminal", "lng", "USA"),
        ("Cape LNG Terminal, Import Terminal", "lng_import_terminal", "lng", "USA"),
        ("Long Line", "pipeline", "natural_gas", "CAN"),
    ]  # fmt: skip
    assert rows_of(dataset, "stakes", "holder", "share_pct") == [
        ("Far Energy", 100.0), ("Far Energy", 60.0), ("Mid Energy", 40.0), ("Line Holding", 100.0),
    ]  # fmt: skip


def test_of_a_plant_in_parts_the_capacity_is_that_of_its_status(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "Iron & Steel-map-file.csv", STEEL))
    assert rows_of(dataset, "assets", "capacity", "capacity_unit", "status") == [
        (3600.0, "kt/yr", "operating"), (1000.0, "kt/yr", "cancelled"), (4000.0, "kt/yr", "operating"),
    ]  # fmt: skip
    assert [one.rows for one in report.decisions if one.key == "capacity_of_status"] == [1]
