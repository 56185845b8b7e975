"""Layouts of energy tables as analysts keep them in public repositories: own numbers, their columns."""

from __future__ import annotations

import calendar
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, written

SECOND = "Year,Country,Partner,Partner2,Commodity Description,Quantity,Quantity Unit,Trade Value\n"
BRUEGEL = "dates,Norway,Russia,UK net flows,LNG,EU total,Nord Stream\n"


@given(parts=st.lists(st.integers(1, 1000), min_size=1, max_size=4))
def test_world_beside_second_partners_is_their_total(
    parts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = ["Chad", "Netherlands", "Italy", "Cameroon"][: len(parts)]
    told = "".join(
        f"2020,Germany,Chad,{name},crude oil,{part},kg,1\n" for name, part in zip(names, parts, strict=True)
    )
    told += f"2020,Germany,Chad,World,crude oil,{sum(parts)},kg,1\n"
    # Of 2021 the table tells the parts only: they are all there is.
    told += "".join(
        f"2021,Germany,Chad,{name},crude oil,{part},kg,1\n" for name, part in zip(names, parts, strict=True)
    )
    dataset, report = imported(written(tmp_path_factory.mktemp("second"), "Imports.csv", SECOND + told))
    assert total(dataset, exporter="TCD", importer="DEU", period="2020") == sum(parts)
    assert total(dataset, exporter="TCD", importer="DEU", period="2021") == sum(parts)
    assert dropped(report) == {"rows_by_partner2": len(parts)}


def test_bruegel_net_flows_go_both_ways_and_pipelines_are_told(tmp_path: Path) -> None:
    table = BRUEGEL + "01.08.2018,200,500,40,100,840,170\n02.08.2018,210,510,-30,110,800,170\n"
    dataset, report = imported(written(tmp_path, "daily_data.csv", table))
    assert report.profile == "entsog_bruegel"
    assert total(dataset, exporter="GBR", importer="EU27_2020") == 40
    assert total(dataset, exporter="EU27_2020", importer="GBR") == 30
    assert total(dataset, exporter="RUS") == 1010
    assert {"net_flows", "routes", "total"} <= keys(report)


def test_exports_of_a_fuel_by_country_are_no_table_of_bruegel(tmp_path: Path) -> None:
    table = "date,United States,Qatar,Australia\n2023-01-01,10,20,30\n2023-01-02,11,21,31\n"
    path = written(tmp_path, "lng_exports.csv", table)
    with pytest.raises(DataError, match="unit"):
        imported(path)
    dataset, report = imported(path, unit="kt", importer="WLD")
    assert report.profile == "generic"
    assert total(dataset, exporter="QAT", importer="WLD", commodity="lng") == 41


def test_power_between_countries_is_electricity(tmp_path: Path) -> None:
    hours = "".join(f"UA,HU,2022-01-01T{hour:02d}:00:00Z,{400 + hour}\n" for hour in range(24))
    table = "from_country,to_country,hour,physical_flow_mw\n" + hours
    dataset, _ = imported(written(tmp_path, "transm_phys.csv", table))
    assert total(dataset, exporter="UKR", importer="HUN", commodity="electricity") == 24 * 400 + 276
    assert {row["unit"] for row in rows(dataset)} == {"MWh"}


def test_numbers_of_dockets_are_no_goods(tmp_path: Path) -> None:
    table = (
        "departure_date,docket_number,activity,gas_type,tanker,country,volume_mmcf\n"
        "2017-04-03,2015-171-LNG,Exports,LNG,Ship A,Kuwait,3400\n"
        "2017-04-07,2010-85-LNG,Exports,LNG,Ship B,Mexico,3500\n"
    )
    dataset, _ = imported(written(tmp_path, "cargoes.csv", table), exporter="USA")
    assert {(row["commodity"], row["importer"], row["unit"]) for row in rows(dataset)} == {
        ("LNG", "KWT", "MMcf"),
        ("LNG", "MEX", "MMcf"),
    }


def test_a_reporter_is_the_other_side_of_the_seller_who_was_named(tmp_path: Path) -> None:
    table = "reporter,year,coal imports (kt)\nGermany,2019,10\nItaly,2019,5\n"
    dataset, _ = imported(written(tmp_path, "from russia.csv", table), exporter="RUS")
    assert total(dataset, exporter="RUS", importer="DEU", commodity="coal") == 10


@given(begins=st.sampled_from((4, 7, 10)), years=st.integers(1, 3))
def test_months_of_years_over_two_calendar_years(
    begins: int, years: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = list(calendar.month_name)[1:]
    table = "Year,Month,Country,Imports of crude oil (kt)\n"
    true = {}
    for year in range(2016, 2016 + years):
        for step in range(12):
            month = (begins - 1 + step) % 12 + 1
            true[f"{year + (month < begins)}-{month:02d}"] = 100 * (year - 2015) + step
            table += f"{year}-{(year + 1) % 100:02d},{names[month - 1]},India,{100 * (year - 2015) + step}\n"
    dataset, report = imported(written(tmp_path_factory.mktemp("fy"), "oil.csv", table), exporter="WLD")
    assert {row["period"]: row["quantity"] for row in rows(dataset)} == true
    assert "years_begin" in keys(report)


def test_the_month_in_which_years_begin_can_be_said(tmp_path: Path) -> None:
    table = "Year,Month,Country,Imports of coal (kt)\n2016-17,April,India,2\n2016-17,January,India,1\n"
    path = written(tmp_path, "coal.csv", table)
    dataset, _ = imported(path, exporter="WLD")
    assert {row["period"] for row in rows(dataset)} == {"2017-01", "2016-04"}
    dataset, _ = imported(path, exporter="WLD", years_begin="7")
    assert {row["period"] for row in rows(dataset)} == {"2017-01", "2017-04"}


def test_countries_as_titles_of_production_are_balances(tmp_path: Path) -> None:
    table = "Year,World,Africa,OECD,Chad,Australia,India\n1900,9,1,7,1,5,3\n1901,12,2,8,2,6,4\n"
    dataset, report = imported(written(tmp_path, "coal production mtoe.csv", table))
    assert total(dataset, "balances", place="IND", item="production", commodity="coal") == 7
    assert total(dataset, "balances", period="1900") == 9 + 1 + 5 + 3  # World stands beside its parts
    assert "total_columns" in keys(report)
    with pytest.raises(DataError, match="item=production"):
        imported(written(tmp_path, "coal.csv", table), unit="mtoe")


def test_total_energy_of_eurostat_contains_the_fuels(tmp_path: Path) -> None:
    table = (
        "freq,nrg_bal,siec,unit,geo\\TIME_PERIOD\t2018 \t2019 \n"
        "A,GIC,G3000,GWH,AT\t10.0 \t11.0 \nA,GIC,TOTAL,GWH,AT\t30.0 \t31.0 \n"
    )
    dataset, _ = imported(written(tmp_path, "estat_nrg_bal_c_filtered.tsv", table))
    inside = {str(row["id"]): str(row["part_of"]) for row in rows(dataset, "commodities")}
    assert inside["G3000"] == "TOTAL"
    assert inside["TOTAL"] in ("", "nan")
