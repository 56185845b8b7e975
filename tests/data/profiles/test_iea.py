"""IEA: gas trade flows, monthly electricity, world energy balances."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, workbook, written


def test_gas_trade_flows_sum_the_border_points() -> None:
    dataset, report = imported(path := sample("iea_gtf/Export_GTF_IEA_202204.xls"))
    assert (report.profile, report.rows_read, dropped(report)) == ("iea_gtf", 227, {"no_place": 10})
    grid = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    names = [row for row in grid[1:] if row[1] and row[3]]
    january = next(i for i, cell in enumerate(grid[0]) if str(cell).startswith("2021-01"))
    germany = sum(row[january] for row in names if (row[1], row[3]) == ("Russia", "Germany"))
    assert total(dataset, period="2021-01", exporter="RUS", importer="DEU") == pytest.approx(germany)
    liquefied = sum(
        row[january] for row in names if row[1] == "Liquefied Natural Gas" and isinstance(row[january], float)
    )
    in_notes = [row for row in rows(dataset, period="2021-01", exporter="XNS") if "LNG" in str(row["note"])]
    assert sum(row["quantity"] for row in in_notes) == pytest.approx(liquefied)
    # Both directions of a border stay flows of their own; flows below zero run the other way.
    assert {"lng", "turned", "summed"} <= keys(report)
    assert min(row["quantity"] for row in rows(dataset)) >= 0


def test_gas_trade_flows_in_a_small_workbook(tmp_path: Path) -> None:
    head = ["Borderpoint", "Exit", None, "Entry", "MAXFLOW (Mm3/h)", "Oct-08", "Nov-08"]
    path = workbook(
        tmp_path,
        "gtf.xlsx",
        {
            "Notes": [["about"]],
            "GTF": [
                head,
                ["A", "Norway", "-->", "Germany", 3.2, 10, 20],
                ["B", "Norway", "-->", "Germany", "N/A", 1, None],
                ["C", "Liquefied Natural Gas", "-->", "Spain", 1, 5, "stray text"],
                ["Note: data are preliminary"],
            ],
        },
    )
    dataset, report = imported(path)
    assert total(dataset, period="2008-10", exporter="NOR") == 11
    assert total(dataset, period="2008-11", exporter="NOR") == 20
    assert total(dataset, exporter="XNS", importer="ESP") == 5
    assert dropped(report) == {"no_place": 1}
    assert any("stray text" in problem.message for problem in dataset.problems)


MONTHLY = """Monthly Electricity Statistics
"Source: IEA",,,,,
Country,Time,Balance,Product,Value,Unit
Germany,May-25,Net Electricity Production,Electricity,35000,GWh
Germany,May-25,Net Electricity Production,Wind,9289.1,GWh
Germany,May-25,Net Electricity Production,"Total Renewables (Hydro, Geo, Solar, Wind, Other)",20000,GWh
Germany,May-25,Total Imports,Electricity,6100.5,GWh
Germany,May-25,Total Exports,Electricity,3000,GWh
Germany,May-25,Remarks,Data is estimated for this month,,
Germany,May-25,Distribution Losses,Electricity,..,GWh
OECD Total,May-25,Total Imports,Electricity,40000,GWh
"""


def test_monthly_electricity(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "MES_0525.csv", MONTHLY))
    assert report.profile == "iea_monthly_electricity"
    assert dropped(report) == {"remarks": 1, "no_figure": 1, "aggregates": 1}
    assert total(dataset, period="2025-05", exporter="WLD", importer="DEU", commodity="electricity") == 6100.5
    assert total(dataset, exporter="DEU", importer="WLD") == 3000
    assert total(dataset, "balances", item="generation", commodity="electricity") == 35000
    assert total(dataset, "balances", commodity="electricity_wind") == 9289.1
    parts = {str(row["id"]): str(row["part_of"]) for row in rows(dataset, "commodities")}
    assert parts["electricity_wind"] == parts["electricity_renewables"] == "electricity"


def test_highlights_of_the_balances(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "WorldEnergyBalancesHighlights2024.xlsx",
        {
            "Cover": [["World Energy Balances Highlights"]],
            "TimeSeries_1971-2023": [
                ["© IEA"],
                [
                    "Country",
                    "Product",
                    "Flow",
                    "NoCountry",
                    "NoProduct",
                    "NoFlow",
                    2021,
                    2022,
                    "2023 Provisional",
                ],
                ["Australia", "Natural gas", "Production (PJ)", 1, 1, 1, 100, 110, ".."],
                ["Australia", "Natural gas", "Exports (PJ)", 1, 1, 3, -70, -75, -80],
                ["Australia", "Natural gas", "Imports (PJ)", 1, 1, 2, 5, "x", 4],
                ["OECD Total", "Natural gas", "Production (PJ)", 9, 1, 1, 1000, 1100, 1200],
            ],
        },
    )
    dataset, report = imported(path)
    assert (report.profile, dropped(report)) == ("iea_balances", {"aggregates": 1})
    assert total(dataset, exporter="AUS", importer="WLD") == 70 + 75 + 80
    assert total(dataset, exporter="WLD", importer="AUS") == 5 + 4
    [provisional] = rows(dataset, period="2023", exporter="WLD")
    assert (str(provisional["quality"]), str(provisional["unit"])) == ("provisional", "PJ")
    assert total(dataset, "balances", item="production") == 210
    assert "negative_exports" in keys(report)


def test_long_table_of_the_balances_in_one_unit(tmp_path: Path) -> None:
    text = (
        "UNIT,Unit,COUNTRY,Country,PRODUCT,Product,FLOW,Flow,TIME,Time,Value,Flag Codes,Flags\n"
        "KTOE,ktoe,JPN,Japan,COAL,Coal,INDPROD,Production,2012,2012,1.5,,\n"
        "TJ,TJ,JPN,Japan,COAL,Coal,INDPROD,Production,2012,2012,62.8,,\n"
        "TJ,TJ,JPN,Japan,COAL,Coal,IMPORTS,Imports,2012,2012,500,,\n"
        "TJ,TJ,WLD,World,COAL,Coal,INDPROD,Production,2012,2012,,M,Missing\n"
    )
    dataset, report = imported(written(tmp_path, "WBAL.csv", text))
    assert dropped(report) == {"no_figure": 1, "unit_kept": 1}
    assert total(dataset, "balances", place="JPN") == 62.8
    assert total(dataset, importer="JPN", exporter="WLD") == 500


@pytest.mark.parametrize(
    ("head", "rows_"),
    [
        ("Country,Product,Flow,2023", ["Norway,Crude oil (kb/d),Production,1800", "Norway,NGL (mb/d),Exports,-0.2"]),
        ("Country,Product,Flow,2023", ["Norway,Crude oil,Production (kb/d),1800", "Norway,NGL,Exports (mb/d),-0.2"]),
        (
            "Country,Product,Flow,Unit,2023",
            ["Norway,Crude oil,Production,thousand barrels per day,1800", "Norway,NGL,Exports,mb/d,-0.2"],
        ),
        (
            "COUNTRY,PRODUCT,FLOW,TIME,UNIT,Value",
            ["Norway,Crude oil,INDPROD,2023,kb/d,1800", "Norway,NGL,EXPORTS,2023,million barrels per day,0.2"],
        ),
    ],
)  # fmt: skip
def test_barrels_a_day_become_barrels(tmp_path: Path, head: str, rows_: list[str]) -> None:
    dataset, report = imported(written(tmp_path, "oil.csv", "\n".join([head, *rows_, ""])))
    assert report.profile == "iea_balances"
    assert total(dataset, "balances", commodity="crude_oil", item="production", unit="kbbl") == 1800 * 365
    assert total(dataset, commodity="ngl", exporter="NOR", unit="Mbbl") == pytest.approx(73)
    assert "per_day" in keys(report)


def test_a_table_without_a_unit_asks_for_it(tmp_path: Path) -> None:
    path = written(tmp_path, "oil.csv", "Country,Product,Flow,2023\nNorway,Crude oil,Production,1800\n")
    with pytest.raises(DataError, match="does not say in which unit"):
        imported(path)
    dataset, _ = imported(path, unit="kb/d")
    assert total(dataset, "balances", commodity="crude_oil", unit="kbbl") == 1800 * 365
