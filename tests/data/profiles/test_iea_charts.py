"""Tables below the charts of iea.org: what they show and whose stands in their name."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import imported, rows, total, written

SOURCE = (
    "Source: IEA World Energy Balances https://www.iea.org/\n"
    "This data is released under a CC BY 4.0 licence: https://www.iea.org/\n\n"
)


def test_consumption_by_source_reads_every_column(tmp_path: Path) -> None:
    table = (
        SOURCE
        + ',Coal and coal products,Primary oil,"Solar, wind and other",Heat,Units\n1990,10,1,2,,TJ\n1991,11,,3,4,TJ'
    )
    path = written(tmp_path, "Total final consumption (TFC) by source - Australia(1).csv", table)
    dataset, report = imported(path)
    assert report.profile == "iea_charts"
    where = {"table": "balances", "place": "AUS", "item": "final_consumption"}
    assert total(dataset, **where, period="1990") == 13
    assert total(dataset, **where, commodity="solar_wind_and_other") == 5
    assert len(rows(dataset, "balances")) == 6


def test_sectors_are_no_goods(tmp_path: Path) -> None:
    table = SOURCE + ",Transport Sector,Residential,Units\n1990,94.5,334.5,MtCO2\n"
    name = "CO2 emissions by sector - People's Republic of China.csv"
    dataset, _ = imported(written(tmp_path, name, table))
    assert {(row["place"], row["commodity"], row["item"]) for row in rows(dataset, "balances")} == {
        ("CHN", "total_energy", "emissions:transport_sector"),
        ("CHN", "total_energy", "emissions:residential"),
    }


def test_imports_and_exports_are_totals_over_partners(tmp_path: Path) -> None:
    table = SOURCE + ",Imports,Exports,Units\n1990,1000,-20,TJ\n"
    dataset, _ = imported(written(tmp_path, "Natural gas imports vs. exports - Guinea-Bissau.csv", table))
    assert total(dataset, exporter="WLD", importer="GNB", commodity="natural_gas") == 1000
    assert total(dataset, exporter="GNB", importer="WLD") == 20


def test_country_pages_name_the_place_in_their_first_title(tmp_path: Path) -> None:
    table = (
        '"total energy supply in China","Value","Year","Units"\n"Coal",27,2000,"TJ"\n"Coal",30,2001,"TJ"\n'
    )
    dataset, _ = imported(written(tmp_path, "download.csv", table))
    assert total(dataset, "balances", place="CHN", item="supply", commodity="coal", period="2001") == 30


def test_generation_is_electricity_of_a_fuel(tmp_path: Path) -> None:
    table = ",Coal,Hydro,Units\n1990,4,2,GWh\n"
    dataset, _ = imported(written(tmp_path, "Electricity generation by source - World.csv", table))
    assert total(dataset, "balances", place="WLD", commodity="electricity_hydro", item="generation") == 2


def test_a_name_that_was_lost_is_asked_for(tmp_path: Path) -> None:
    table = SOURCE + ",Coal,Units\n1990,4,TJ\n"
    with pytest.raises(DataError, match="file's name"):
        imported(written(tmp_path, "data.csv", table))
    with pytest.raises(DataError, match="place=AUS"):
        imported(written(tmp_path, "Total energy supply (TES) by source.csv", table))


def test_notes_below_a_chart_are_no_years(tmp_path: Path) -> None:
    table = SOURCE + ",Oil products,Heat,Units\n1990,10,1,TJ\n1991,11,2,TJ\n\nNote: my own download,,,\n"
    path = written(tmp_path, "Total final consumption (TFC) by source - Norway.csv", table)
    dataset, report = imported(path)
    assert report.profile == "iea_charts"
    assert total(dataset, table="balances", place="NOR", item="final_consumption") == 24


WIDE = ",Coal,Hydro,Units\n1990,4,2,GWh\n1991,5,,GWh\n"
LONG = '"total energy supply in China","Value","Year","Units"\n"Coal",27,2000,"TJ"\n"Oil",30,2001,"TJ"\n'


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
@pytest.mark.parametrize("text", [WIDE, LONG], ids=["wide", "long"])
def test_the_order_of_columns_changes_nothing(tmp_path: Path, order: tuple[int, ...], text: str) -> None:
    name = "Electricity generation by source - World.csv"
    lines = [list(line) for line in csv.reader(text.splitlines())]
    shuffled = "".join(",".join(line[index] for index in order) + "\n" for line in lines)
    dataset, report = imported(written(tmp_path, name, shuffled))
    expected, _ = imported(written(tmp_path, name, text))
    assert report.profile == "iea_charts"
    assert _told(dataset) == _told(expected) != set()


def _told(dataset: Dataset) -> set[tuple[object, ...]]:
    names = ("period", "place", "commodity", "item", "value", "unit")
    return {tuple(row[name] for name in names) for row in rows(dataset, "balances")}
