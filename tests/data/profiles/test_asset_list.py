"""Plain lists of assets: what is one, what its columns hold, and what a row becomes."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.preview import look
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import surest
from dependency_explorer.data.profiles._capacity_units import unit_in_title
from tests.data.profiles.plain import dropped, read, rows_of, text, told

PLANTS = """\
Plant,Country,Fuel,Capacity (MW),Commissioned,Owner
Alder,Germany,Coal,900,1983,Elm AG
Birch,France,Nuclear,1300.5,2013.0,Oak SA; Ash SA
Cedar,Poland,Hydro,,,
"""
MINES = """\
Рудник,Страна,Полезное ископаемое,"Мощность, тыс. т/год",Статус,Год ввода,Широта,Долгота
Первый,Монголия,медь,530,Действующий,1978,49.0,104.1
Второй,Россия,уголь,70.5,Проект,2027,56.5,118.3
"""
LINES = """\
Interconnector,From,To,Capacity MW,Status
One,France,United Kingdom,2000,operating
Two,Norway,Germany,1400,planned
"""
PIPELINES = """\
Pipeline,From country,To country,Capacity (bcm/y),Start year
North,Russia,Germany,55,2011
South,Azerbaijan,Turkey,16,2018
Home,Poland,Poland,5,1999
"""
STATIONS = """\
Цахилгаан станц,Түлш,"Хүчин чадал, МВт",Ашиглалтад орсон он
Нэгдүгээр,Нүүрс,703,1983
Хоёрдугаар,Салхи,50,2013
"""
TERMINALS = """\
LNG terminal,Country,Capacity,Unit,Latitude,Longitude
Bay,Qatar,77,mtpa,25.9,51.5
Cove,Belgium,9,bcm/y,51.3,3.2
"""
TABLES = {
    "plants": PLANTS, "mines": MINES, "lines": LINES, "pipelines": PIPELINES, "stations": STATIONS,
    "terminals": TERMINALS,
}  # fmt: skip
ASSETS = (
    "id", "name", "kind", "place", "commodity", "status", "capacity", "capacity_unit", "lat", "lon", "start_year",
)  # fmt: skip


def _all(path: Path, **settings_: str) -> dict[str, list[tuple[object, ...]]]:
    dataset, report = read(path, **settings_)
    assert report.profile == "asset_list"
    routes = ("id", "from_place", "to_place", "mode", "capacity", "capacity_unit")
    return {
        "assets": rows_of(dataset, "assets", *ASSETS),
        "routes": rows_of(dataset, "routes", *routes),
        "stakes": rows_of(dataset, "stakes", "asset_id", "holder", "share_pct"),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(list(TABLES)), order=st.randoms(use_true_random=False))
def test_neither_the_order_of_columns_nor_of_rows_says_anything(
    tmp_path_factory: pytest.TempPathFactory, name: str, order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("shuffled")
    plain = pd.read_csv(io.StringIO(TABLES[name]), dtype=str)
    columns, rows = list(plain.columns), list(plain.index)
    order.shuffle(columns)
    order.shuffle(rows)
    plain.loc[rows, columns].to_csv(folder / "list.csv", index=False)
    shuffled, as_it_was = _all(folder / "list.csv"), _all(text(folder, "first.csv", TABLES[name]))
    for table, expected in as_it_was.items():
        assert sorted(map(str, shuffled[table])) == sorted(map(str, expected))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacities=st.lists(st.integers(1, 9999), min_size=2, max_size=12),
    years=st.integers(2, 4),
    first=st.integers(1990, 2020),
)
def test_a_row_a_plant_is_a_list_and_a_row_a_plant_and_year_is_none(
    tmp_path_factory: pytest.TempPathFactory, capacities: list[int], years: int, first: int
) -> None:
    folder = tmp_path_factory.mktemp("panel")
    rows = [f"Plant {index},Chile,Coal,{capacity}" for index, capacity in enumerate(capacities)]
    once = [f"{row},{first + index}" for index, row in enumerate(rows)]
    path = text(folder, "list.csv", "\n".join(["Plant,Country,Fuel,Capacity (MW),Commissioned", *once]))
    dataset, report = read(path)
    assert report.profile == "asset_list"
    assert dropped(report) == {}
    assert dataset.tables["assets"]["capacity"].sum() == sum(capacities)
    assert dataset.tables["balances"].empty
    often = [f"{row},{first + step}" for step in range(years) for row in rows]
    for measure in ("Capacity (MW)", "Generation (GWh)"):
        panel = text(folder, "panel.csv", "\n".join([f"Plant,Country,Fuel,{measure},Year", *often]))
        found = surest(Source(panel))
        assert found is not None
        assert found[0].name == "generic"


def test_a_list_of_plants_has_no_figures_of_the_years_in_which_they_began(tmp_path: Path) -> None:
    found = _all(text(tmp_path, "list.csv", PLANTS))
    assert found["assets"] == [
        ("alder", "Alder", "coal_power_plant", "DEU", "electricity", "", 900.0, "MW", None, None, "1983"),
        ("birch", "Birch", "nuclear_power_plant", "FRA", "electricity", "", 1300.5, "MW", None, None, "2013"),
        ("cedar", "Cedar", "hydro_power_plant", "POL", "electricity", "", None, "", None, None, ""),
    ]
    assert found["stakes"] == [
        ("alder", "Elm AG", None),
        ("birch", "Oak SA", None),
        ("birch", "Ash SA", None),
    ]


def test_a_list_in_another_language(tmp_path: Path) -> None:
    assert _all(text(tmp_path, "list.csv", MINES))["assets"] == [
        ("первый", "Первый", "mine", "MNG", "copper", "действующий", 530.0, "kt/yr", 49.0, 104.1, "1978"),
        ("второй", "Второй", "mine", "RUS", "coal", "проект", 70.5, "kt/yr", 56.5, 118.3, "2027"),
    ]
    kinds = [(row[2], row[6], row[7]) for row in _all(text(tmp_path, "list.csv", STATIONS))["assets"]]
    assert kinds == [("coal_power_plant", 703.0, "MW"), ("wind_power_plant", 50.0, "MW")]
    chinese = "电厂,装机容量（万千瓦）,投产年份\n甲,2250,2003\n乙,1600,2021\n"
    assert [row[6:8] for row in _all(text(tmp_path, "list.csv", chinese))["assets"]] == [
        (22500.0, "MW"), (16000.0, "MW"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kraftwerk", "power_plant"), ("Nom de la centrale", "power_plant"), ("Mina", "mine"), ("矿山名称", "mine"),
        ("Уурхайн нэр", "mine"), ("Ордын нэр", "deposit"), ("Refinery", "refinery"), ("Gas storage", "storage"),
        ("Power station name", "power_plant"), ("Oil field", "field"), ("Газопровод", "pipeline"),
    ],
)  # fmt: skip
def test_the_title_says_what_the_assets_are(tmp_path: Path, title: str, kind: str) -> None:
    path = text(tmp_path, "list.csv", f"{title},Country,Status\nAlpha,Chile,Open\nBeta,Peru,Closed\n")
    assert [(row[2], row[5]) for row in _all(path)["assets"]] == [(kind, "open"), (kind, "closed")]


def test_a_line_lies_in_no_country_and_is_a_route(tmp_path: Path) -> None:
    found = _all(text(tmp_path, "list.csv", PIPELINES))
    assert [row[3] for row in found["assets"]] == ["", "", "POL"]
    assert found["routes"] == [
        ("north", "RUS", "DEU", "pipeline", 55.0, "bcm/yr"),
        ("south", "AZE", "TUR", "pipeline", 16.0, "bcm/yr"),
        ("home", "POL", "POL", "pipeline", 5.0, "bcm/yr"),
    ]
    one = "Pipeline,Countries,Capacity (bcm/y)\nX,Norway – UK,12\nY,Algeria / Tunisia / Italy,30\nZ,Oman,1\n"
    found = _all(text(tmp_path, "one.csv", one))
    assert [row[3] for row in found["assets"]] == ["", "", "OMN"]
    assert [row[:3] for row in found["routes"]] == [("x", "NOR", "GBR")]
    assert [row[3] for row in _all(text(tmp_path, "lines.csv", LINES))["routes"]] == ["power_line"] * 2


@pytest.mark.parametrize("header", ["From country,To country", "To country,From country"])
def test_a_pipeline_of_owners_with_shares_is_a_route_as_well(tmp_path: Path, header: str) -> None:
    ends = "Russia,Germany" if header.startswith("From") else "Germany,Russia"
    path = text(
        tmp_path, "list.csv", f"Pipeline,{header},Capacity (bcm/y),Owner\nNorth,{ends},55,A (51%); B (49%)\n"
    )
    dataset, report = read(path)
    assert report.profile == "ownership_links"
    assert rows_of(dataset, "assets", "id", "kind", "place", "capacity", "capacity_unit") == [
        ("north", "pipeline", "", 55.0, "bcm/yr")
    ]
    assert rows_of(dataset, "routes", "id", "from_place", "to_place") == [("north", "RUS", "DEU")]
    assert rows_of(dataset, "stakes", "holder", "share_pct") == [("A", 51.0), ("B", 49.0)]


def test_owners_with_shares_in_a_list_of_another_language(tmp_path: Path) -> None:
    header = 'Уурхайн нэр,Ашигт малтмал,"Хүчин чадал, сая тн/жил",Эзэмшигч'
    rows = "Нэг,Нүүрс,17.1,Алфа (100%)\nХоёр,Зэс,1.2,Бета (34%); Гамма (66%)\n"
    dataset, report = read(text(tmp_path, "list.csv", f"{header}\n{rows}"))
    assert report.profile == "ownership_links"
    assert rows_of(dataset, "assets", "id", "kind", "commodity", "capacity", "capacity_unit") == [
        ("нэг", "mine", "coal", 17.1, "Mt/yr"), ("хоёр", "mine", "copper", 1.2, "Mt/yr"),
    ]  # fmt: skip
    assert rows_of(dataset, "stakes", "asset_id", "share_pct") == [
        ("нэг", 100.0),
        ("хоёр", 34.0),
        ("хоёр", 66.0),
    ]


@pytest.mark.parametrize("began", ["Commissioned", "Completed", "Year opened", "Inbetriebnahme", "Год ввода"])
def test_a_year_of_commissioning_is_no_period_of_any_table(tmp_path: Path, began: str) -> None:
    path = text(
        tmp_path, "list.csv", f"Object,Country,Capacity (MW),{began}\nA,Chile,5,1983\nB,Peru,6,1990\n"
    )
    with pytest.raises(DataError, match="of which period"):
        read(path)


@pytest.mark.parametrize("suffix", ["json", "parquet"])
def test_lists_in_other_kinds_of_files(tmp_path: Path, suffix: str) -> None:
    plain = pd.read_csv(io.StringIO(PLANTS), dtype={"Commissioned": str})
    path = tmp_path / f"list.{suffix}"
    if suffix == "json":
        plain.to_json(path, orient="records")
    else:
        plain.to_parquet(path)
    assert _all(path) == _all(text(tmp_path, "list.csv", PLANTS))


@pytest.mark.parametrize(
    ("title", "unit", "times"),
    [
        ("Capacity (MW)", "MW", 1), ("capacity_mw", "MW", 1), ("CapacityMW", "MW", 1), ("Capacity (MWe)", "MW", 1),
        ("Мощность, МВт", "MW", 1), ("Хүчин чадал /сая тн/жил/", "Mt/yr", 1), ("Capacity (mtpa)", "Mt/yr", 1),
        ("Capacity (kt/y)", "kt/yr", 1), ("Capacity (b/d)", "bbl/d", 1), ("Capacity 1000 b/d", "kbbl/d", 1),
        ("Capacity ('000 b/d)", "kbbl/d", 1), ("Capacité (Mt/an)", "Mt/yr", 1), ("млрд м3/год", "bcm/yr", 1),
        ("产能（万吨/年）", "kt/yr", 10), ("装机容量（万千瓦）", "MW", 10), ("Capacity bcm per year", "bcm/yr", 1),
        ("Capacity", "", 1), ("Capacity (net)", "", 1), ("Capacity (2020)", "", 1), ("Capacity (MT)", "", 1),
        ("Capacity (mb/d)", "", 1), ("Status", "", 1),
    ],
)  # fmt: skip
def test_units_of_capacity(title: str, unit: str, times: float) -> None:
    assert unit_in_title(title) == (unit, times)


def test_a_unit_that_nobody_tells_is_told_to_be_missing(tmp_path: Path) -> None:
    path = text(tmp_path, "list.csv", "Mine,Country,Capacity\nAlpha,Chile,55\nBeta,Peru,12\n")
    dataset, report = read(path)
    assert dataset.tables["assets"]["capacity_unit"].tolist() == ["", ""]
    assert "no_capacity_unit" in told(report)
    assert any("in which unit" in problem.message for problem in dataset.problems)
    for setting in ({"unit": "kt/y"}, {"capacity_unit": "kt/yr"}):
        dataset, report = read(path, **setting)
        assert dataset.tables["assets"]["capacity_unit"].tolist() == ["kt/yr", "kt/yr"]
        assert "no_capacity_unit" not in told(report)


def test_units_of_cells_and_of_a_column(tmp_path: Path) -> None:
    cells = "Mine;Land;Kapazität;Breitengrad;Längengrad\nA;Chile;1.200 kt/a;-22,5;68,9 W\nB;Peru;3 Mt/a;14° S;-71,0\n"
    assert [row[6:10] for row in _all(text(tmp_path, "cells.csv", cells))["assets"]] == [
        (1200.0, "kt/yr", -22.5, -68.9), (3.0, "Mt/yr", -14.0, -71.0),
    ]  # fmt: skip
    assert [row[6:8] for row in _all(text(tmp_path, "column.csv", TERMINALS))["assets"]] == [
        (77.0, "Mt/yr"), (9.0, "bcm/yr"),
    ]  # fmt: skip


def test_years_of_start_as_people_write_them(tmp_path: Path) -> None:
    written = {
        "1983": "1983", "1983.0": "1983", "01.03.2010": "2010", "1980-11-25": "1980", "March 2004": "2004",
        "2024-2025": "2024", "1970s": "", "": "", "unknown": "",
    }  # fmt: skip
    rows = "".join(f"Mine {index},Chile,{year},1\n" for index, year in enumerate(written))
    path = text(tmp_path, "list.csv", f"Mine,Country,Opened,Capacity (kt/y)\n{rows}")
    dataset, report = read(path)
    assert dataset.tables["assets"]["start_year"].tolist() == list(written.values())
    assert next(one.rows for one in report.decisions if one.key == "start_year") == 2


def test_assets_of_one_name_and_parts_of_an_asset(tmp_path: Path) -> None:
    rows = "Alpha,Chile,1\nAlpha,Peru,2\n" + "".join(f"M{index},Peru,1\n" for index in range(9))
    dataset, report = read(text(tmp_path, "list.csv", f"Mine,Country,Capacity (kt/y)\n{rows}"))
    assert dataset.tables["assets"]["id"].tolist()[:2] == ["alpha", "alpha_2"]
    assert "same_name" in told(report)
    units = "Plant,Unit,Country,Capacity (MW)\nAlder,1,Germany,300\nAlder,2,Germany,310\nBirch,1,France,900\n"
    found = _all(text(tmp_path, "units.csv", units))["assets"]
    assert [row[:2] for row in found] == [
        ("alder_1", "Alder, 1"), ("alder_2", "Alder, 2"), ("birch_1", "Birch, 1"),
    ]  # fmt: skip


def test_totals_and_notes_are_no_assets(tmp_path: Path) -> None:
    content = (
        "Power plants,,\n,,\nPlant,Country,Capacity (MW)\nA,Chile,5\nB,Peru,6\nTotal,,11\nSource: survey,,\n"
    )
    dataset, report = read(text(tmp_path, "list.csv", content))
    assert dataset.tables["assets"]["name"].tolist() == ["A", "B"]
    assert dropped(report) == {"total": 1, "note": 1}
    dataset, _ = read(tmp_path / "list.csv", total="keep")
    assert dataset.tables["assets"]["name"].tolist() == ["A", "B", "Total"]


@pytest.mark.parametrize(
    "others", ["Net heat (MW)", "Thermal capacity (MW)", "Gross capacity (MW)", "Heat MW"]
)
@pytest.mark.parametrize("first", [True, False])
def test_of_several_capacities_that_of_electricity_counts(tmp_path: Path, others: str, first: bool) -> None:
    titles = [others, "Net capacity (MW)"] if first else ["Net capacity (MW)", others]
    cells = "900,300" if first else "300,900"
    path = text(tmp_path, "list.csv", f"Plant,Country,{','.join(titles)}\nA,Chile,{cells}\nB,Peru,{cells}\n")
    dataset, report = read(path)
    assert dataset.tables["assets"]["capacity"].tolist() == [300.0, 300.0]
    assert others in next(one.what for one in report.decisions if one.key == "unread_figures")


def test_the_year_in_which_building_began_is_no_start(tmp_path: Path) -> None:
    rows = "A,445,1969-07,1974-08,Belgium\nB,962,1970-06,1975-03,Belgium\n"
    header = "Reactor Name,Net Capacity (MWe),Construction Start,First Grid Connection,Country"
    found = _all(text(tmp_path, "list.csv", f"{header}\n{rows}"))["assets"]
    assert [(row[2], row[10]) for row in found] == [
        ("nuclear_power_plant", "1974"),
        ("nuclear_power_plant", "1975"),
    ]


def test_a_store_of_working_gas_and_a_line_in_megawatts(tmp_path: Path) -> None:
    stores = (
        "Facility name,Country,Start-up Year,Working gas (TWh)\nA,Austria,2011,17.4\nB,Germany,1993,43.7\n"
    )
    found = _all(text(tmp_path, "stores.csv", stores))["assets"]
    assert [(row[2], row[4], row[6], row[7]) for row in found] == [
        ("storage", "natural_gas", 17.4, "TWh"), ("storage", "natural_gas", 43.7, "TWh"),
    ]  # fmt: skip
    lines = "Line,From,To,Capacity (MW),Length (km)\nA,FR,GB,2000,73\nB,NO,NL,700,580\n"
    found = _all(text(tmp_path, "lines.csv", lines))
    assert [row[:3] for row in found["routes"]] == [("a", "FRA", "GBR"), ("b", "NOR", "NLD")]


def test_years_that_do_not_say_of_what_are_left_out_until_somebody_does(tmp_path: Path) -> None:
    path = text(tmp_path, "list.csv", "Plant,Country,Capacity (MW),Year\nA,Chile,5,1983\nB,Peru,6,1990\n")
    dataset, report = read(path)
    assert dataset.tables["assets"]["start_year"].tolist() == ["", ""]
    assert "years_of" in told(report)
    dataset, _ = read(path, years_of="start")
    assert dataset.tables["assets"]["start_year"].tolist() == ["1983", "1990"]


@pytest.mark.parametrize(
    "content",
    [
        "Plant,Country,Capacity (MW),Year\nA,Chile,5,2022\nB,Peru,6,2022\n",
        "Plant,Country,Capacity 2020 (MW),Capacity 2021 (MW)\nA,Chile,5,5\nB,Peru,6,7\n",
        "Mine,Country,2019,2020\nA,Chile,5,5\nB,Peru,6,7\n",
        "Mine,Country,Production 2022 (kt),Status\nA,Chile,5,open\nB,Peru,6,open\n",
        "Mine,Country,Production (kt),Status\nA,Chile,5,open\nB,Peru,6,open\n",
        "Pipeline,From,To,Year,Flow (bcm)\nA,Russia,Germany,2020,55\nB,Norway,France,2020,16\n",
        "Plant,Exporter,Importer,Capacity (MW)\nA,Chile,Peru,5\nB,Peru,Chile,6\n",
        "Project,Country,Amount (USD),Year\nA,Chile,5,2020\nB,Peru,6,2021\n",
        "Field,Type,Description\nid,int,the id\nname,text,the name\n",
        "Storage,Country,Stock (TWh)\nA,Chile,5\nB,Peru,6\n",
    ],
)
def test_figures_of_periods_and_of_partners_are_no_list_of_assets(tmp_path: Path, content: str) -> None:
    found = surest(Source(text(tmp_path, "table.csv", content)))
    assert found is None or found[0].name != "asset_list"


def test_the_window_shows_the_columns_and_the_user_can_take_others(tmp_path: Path) -> None:
    path = text(tmp_path, "list.csv", "Mine,Land,Capacity (kt/y),Ore body\nA,Chile,5,Deep\nB,Peru,6,Flat\n")
    shown = look(path)
    assert shown.profile == "asset_list"
    assert "start_year" in shown.role_names
    assert {one.column: one.role for one in shown.roles} == {
        "Mine": "name", "Land": "place", "Capacity (kt/y)": "capacity",
    }  # fmt: skip
    assert {one.column: one.role for one in look(path, Plan(roles={"name": "Ore body"})).roles}[
        "Ore body"
    ] == "name"
    dataset, _ = read(path, role__name="Ore body")
    assert dataset.tables["assets"]["name"].tolist() == ["Deep", "Flat"]
    with pytest.raises(DataError, match="no column"):
        read(path, profile="asset_list", role__name="Nothing")
