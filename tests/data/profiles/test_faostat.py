"""FAOSTAT by country: elements never add up across measures, and the Chinas and regions count once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.profiles.plain import dropped, read, rows_of, text, told

BALANCE = ("period", "place", "commodity", "item", "value", "unit", "quality")
FLOW = ("period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd", "reported_by")
LONG = (
    "Area Code,Area Code (M49),Area,Item Code,Item Code (CPC),Item,Element Code,Element,Year Code,Year,"
    "Unit,Value,Flag\n"
)


def test_production_area_and_yield_are_three_items(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Production_Crops.csv",
        LONG + "100,'356,India,27,'0113,Rice,5510,Production,2023,2023,t,20,A\n"
        "100,'356,India,27,'0113,Rice,5312,Area harvested,2023,2023,ha,4,A\n"
        "100,'356,India,27,'0113,Rice,5412,Yield,2023,2023,kg/ha,5000,E\n"
        "351,'159,China,27,'0113,Rice,5510,Production,2023,2023,t,31,A\n"
        '41,"\'156","China, mainland",27,\'0113,Rice,5510,Production,2023,2023,t,30,A\n'
        "5800,'199,Least Developed Countries (LDCs),27,'0113,Rice,5510,Production,2023,2023,t,9,A\n"
        "5503,'057,Micronesia,27,'0113,Rice,5510,Production,2023,2023,t,1,A\n"
        "5000,'001,World,27,'0113,Rice,5510,Production,2023,2023,t,60,A\n"
        "107,'384,Côte d'Ivoire,27,'0113,Rice,5510,Production,2023,2023,t,,M\n",
        "latin-1",
    )
    dataset, report = read(path)
    assert report.profile == "faostat"
    assert rows_of(dataset, "balances", *BALANCE) == [
        ("2023", "IND", "0113", "production", 20.0, "t", "official"),
        ("2023", "IND", "0113", "area_harvested", 4.0, "ha", "official"),
        ("2023", "IND", "0113", "yield", 5000.0, "kg/ha", "estimate"),
        ("2023", "CHN", "0113", "production", 30.0, "t", "official"),
        ("2023", "WLD", "0113", "production", 60.0, "t", "official"),
    ]
    assert dropped(report) == {"aggregates": 3, "no_figure": 1}


@pytest.mark.parametrize("notes", ["", ",Y{}N"])
def test_years_as_columns_with_flags_and_with_notes(tmp_path: Path, notes: str) -> None:
    columns = ",".join(f"Y{year},Y{year}F" + notes.format(year) for year in (2018, 2019))
    cells = ('5,A,"",6,E,""', "7,A,,,M,x") if notes else ("5,A,6,E", "7,A,,M")
    path = text(
        tmp_path,
        "Production_E_All_Data.csv",
        f"Area Code,Area,Item Code,Item,Element Code,Element,Unit,{columns}\n"
        f"2,Afghanistan,15,Wheat,5510,Production,tonnes,{cells[0]}\n"
        f"2,Afghanistan,15,Wheat,5312,Area harvested,ha,{cells[1]}\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "balances", *BALANCE) == [
        ("2018", "AFG", "15", "production", 5.0, "t", "official"),
        ("2018", "AFG", "15", "area_harvested", 7.0, "ha", "official"),
        ("2019", "AFG", "15", "production", 6.0, "t", "estimate"),
    ]
    assert dropped(report) == {}
    assert "empty_cells" in told(report)


def test_trade_without_partners_becomes_flows_with_the_world(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "FAOSTAT_data.csv",
        "Domain,Area Code (M49),Area,Element,Item Code (CPC),Item,Year,Unit,Value,Flag\n"
        "TCL,004,Afghanistan,Import quantity,0111,Wheat,2021,t,30,A\n"
        "TCL,004,Afghanistan,Import value,0111,Wheat,2021,1000 USD,7,A\n"
        "TCL,004,Afghanistan,Export value,0111,Wheat,2021,1000 USD,2,A\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", *FLOW) == [
        ("2021", "WLD", "AFG", "0111", 30.0, "t", 7000.0, "importer"),
        ("2021", "AFG", "WLD", "0111", None, "", 2000.0, "exporter"),
    ]
    assert {"world", "units"} <= told(report)


def test_a_figure_in_two_units_is_kept_once(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "eggs.csv",
        LONG + "2,'004,Afghanistan,1062,'0231,Eggs,5510,Production,2020,2020,t,9,A\n"
        "2,'004,Afghanistan,1062,'0231,Eggs,5513,Production,2020,2020,1000 No,180,A\n"
        "2,'004,Afghanistan,1062,'0231,Eggs,5510,Production,2021,2021,t,10,A\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "balances", "period", "value", "unit") == [
        ("2020", 9.0, "t"),
        ("2021", 10.0, "t"),
    ]
    assert dropped(report) == {"unit_kept": 1}


def test_months_beside_the_year_are_periods_of_their_own(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Prices.csv",
        "Area Code,Area,Item Code,Item,Element,Year,Months,Unit,Value,Flag\n"
        "2,Afghanistan,15,Wheat,Producer Price (USD/tonne),2020,Annual value,USD,300,A\n"
        "2,Afghanistan,15,Wheat,Producer Price (USD/tonne),2020,February,USD,280,A\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "balances", "period", "item", "value") == [
        ("2020", "producer_price_usd_tonne", 300.0),
        ("2020-02", "producer_price_usd_tonne", 280.0),
    ]


def test_the_sum_of_the_chinas_counts_once_in_any_table(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "copper_production.csv",
        "Country,Commodity,Year,Unit,Amount\nChina,Copper,2020,t,100\n"
        '"China, mainland",Copper,2020,t,98\nIndia,Copper,2020,t,50\n',
    )
    dataset, report = read(path, item="production")
    assert rows_of(dataset, "balances", "place", "value") == [("CHN", 98.0), ("IND", 50.0)]
    assert dropped(report) == {"aggregates": 1}


def test_units_that_do_not_convert_are_told_and_not_lost_in_silence(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "crops.csv",
        "Country,Commodity,Year,Unit,Amount\nIndia,Wheat,2020,t,50\nIndia,Wheat,2020,ha,7\n",
    )
    dataset, report = read(path, item="production")
    assert rows_of(dataset, "balances", "value", "unit") == [(50.0, "t")]
    assert "other_unit" in told(report)
    assert any("“ha” beside “t”" in problem.message for problem in dataset.problems)
