"""One figure told in several units counts once, and a figure that stands in another unit alone is not lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.draft import Draft, Sift, text_table
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import Collector
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.profiles._one_unit import one_unit
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, written

YEARS = ("2008", "2009", "2010", "2011", "2012")
A_CUBIC_FOOT = 0.0283168466  # cubic metres


def _eia(*lines: str) -> str:
    years = ",".join(f'"{year}"' for year in YEARS)
    return "\n".join(("Report generated on: 01-13-2026 23:55:39", f'"API","",{years}', *lines, ""))


CHANGES = _eia(
    '"","dry natural gas production (bcf)",,,,,',
    '"INTL.26-1-NLD-BCF.A","        Netherlands","700","650","600","--","--"',
    '"INTL.26-1-DEU-BCF.A","        Germany","300","--","--","--","--"',
    '"","dry natural gas production (bcm)",,,,,',
    '"INTL.26-1-NLD-BCM.A","        Netherlands","--","--","17.5","15","14"',
    '"INTL.26-1-DEU-BCM.A","        Germany","9","8","7","6","5"',
)
"""The Netherlands go over from cubic feet to metres, 2010 in both; Germany has all years in metres."""


def _table(text: str) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), skiprows=1, na_values=["--"])
    frame.columns = pd.Index(["api", "name", *YEARS])
    return frame.dropna(subset=["api"]).set_index("api")


def test_a_series_that_changes_its_unit_is_whole(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "INT-Export.csv", CHANGES))
    frame = _table(CHANGES)
    feet, metres = frame.loc["INTL.26-1-NLD-BCF.A"], frame.loc["INTL.26-1-NLD-BCM.A"]
    for year in YEARS:
        expected = metres[year] if not np.isnan(metres[year]) else feet[year] * A_CUBIC_FOOT
        [row] = rows(dataset, "balances", place="NLD", period=year)
        assert (row["value"], str(row["unit"])) == (pytest.approx(float(expected)), "bcm")
    germany = float(frame.loc["INTL.26-1-DEU-BCM.A", list(YEARS)].sum())
    assert total(dataset, "balances", place="DEU") == pytest.approx(germany)
    # Germany's row in feet repeats another wholly, that of the Netherlands in one figure.
    assert dropped(report) == {"titles": 2, "unit_kept": 1}
    told = next(one.what for one in report.decisions if one.key == "unit_kept")
    assert "without 1 figure that they repeat" in told
    assert {one.key: one.rows for one in report.decisions}["unit_joined"] == 2


def test_the_unit_that_is_asked_for_is_kept_where_it_stands(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "INT-Export.csv", CHANGES), unit_kept="bcf")
    assert total(dataset, "balances", place="DEU", period="2008", unit="bcf") == 300
    assert total(dataset, "balances", place="NLD", period="2010", unit="bcf") == 600
    assert total(dataset, "balances", place="NLD", period="2012") == pytest.approx(14 / A_CUBIC_FOOT)
    assert dropped(report) == {"titles": 2}


def test_without_a_factor_both_parts_stay_in_their_units(tmp_path: Path) -> None:
    text = _eia(
        '"","dry natural gas production (bcf)",,,,,',
        '"INTL.26-1-NLD-BCF.A","        Netherlands","700","650","600","--","--"',
        '"","dry natural gas production (TJ)",,,,,',
        '"INTL.26-1-NLD-TJ.A","        Netherlands","--","--","--","500","480"',
    )
    dataset, report = imported(written(tmp_path, "INT-Export.csv", text))
    found = {(str(row["period"]), row["value"], str(row["unit"])) for row in rows(dataset, "balances")}
    assert found == {
        ("2008", 700.0, "bcf"), ("2009", 650.0, "bcf"), ("2010", 600.0, "bcf"),
        ("2011", 500.0, "TJ"), ("2012", 480.0, "TJ"),
    }  # fmt: skip
    assert "unit_apart" in keys(report)
    assert "unit_kept" not in keys(report)


def test_records_of_the_service_are_joined_alike(tmp_path: Path) -> None:
    def record(period: str, unit: str, value: object) -> dict[str, object]:
        return {
            "period": period, "productId": "26", "productName": "Dry natural gas", "activityId": "1",
            "activityName": "Production", "countryRegionId": "NLD", "countryRegionName": "Netherlands",
            "countryRegionTypeId": "c", "unit": unit, "unitName": unit, "value": value,
        }  # fmt: skip

    data = [
        record("2010", "BCF", "600"), record("2010", "BCM", "17.5"), record("2011", "BCM", "15"),
        record("2009", "BCF", "650"), record("2012", "BCM", "14"),
        # Told in two units other than that of the series: one of them counts, the one that converts.
        record("2013", "TJ", "400"), record("2013", "BCF", "500"), record("2014", "TJ", "1"),
        record("2015", "TJ", "2"),
    ]  # fmt: skip
    path = written(tmp_path, "eia.json", json.dumps({"response": {"total": "9", "data": data}}))
    dataset, report = imported(path)
    found = {str(row["period"]): (row["value"], str(row["unit"])) for row in rows(dataset, "balances")}
    assert found["2010"] == (17.5, "bcm")
    assert found["2009"] == (pytest.approx(650 * A_CUBIC_FOOT), "bcm")
    assert found["2013"] == (pytest.approx(500 * A_CUBIC_FOOT), "bcm")
    assert found["2014"] == (1.0, "TJ")
    assert dropped(report) == {"unit_kept": 2}
    assert len(rows(dataset, "balances")) == 7


def test_balances_with_years_as_columns_are_not_doubled(tmp_path: Path) -> None:
    text = (
        "Country,Product,Flow,Unit,2019,2020,2021\n"
        "France,Natural gas,Imports,TJ,41868,,50000\n"
        "France,Natural gas,Imports,ktoe,1000,2000,\n"
        "Germany,Natural gas,Imports,TJ,41868,83736,50000\n"
        "France,Natural gas,Production,TJ,418.68,,\n"
        "France,Natural gas,Production,ktoe,10,20,\n"
        "Germany,Natural gas,Production,TJ,41.868,,\n"
    )
    dataset, report = imported(written(tmp_path, "balances.csv", text))
    assert report.profile == "iea_balances"
    for year, expected in (("2019", 41868), ("2020", 2000 * 41.868), ("2021", 50000)):
        assert total(dataset, importer="FRA", period=year) == pytest.approx(expected)
    assert total(dataset, "balances", place="FRA", period="2019") == pytest.approx(418.68)
    assert total(dataset, "balances", place="FRA", period="2020") == pytest.approx(20 * 41.868)
    assert "unit_kept" in keys(report)


def test_eurostat_columns_of_years_in_two_units(tmp_path: Path) -> None:
    text = (
        "freq,siec,partner,unit,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \n"
        "A,G3000,RU,MIO_M3,DE\t100 \t90 \t: \n"
        "A,G3000,RU,TJ_GCV,DE\t: \t3500 \t3000 \n"
        "A,G3000,NO,MIO_M3,DE\t50 \t60 \t70 \n"
    )
    dataset, report = imported_with_units(written(tmp_path, "nrg_ti_gas.tsv", text))
    assert report.profile == "eurostat_tsv"
    assert total(dataset, exporter="RUS", period="2019") == 100
    assert total(dataset, exporter="RUS", period="2020") == 90
    # Terajoules beside cubic metres: the figure is named, for no factor tells the heat of this gas.
    assert [problem.value for problem in dataset.problems if problem.column == "unit"] == ["TJ"]
    assert (report.rows_read, report.rows_kept) == (3, 3)


def test_items_of_faostat_with_years_as_columns(tmp_path: Path) -> None:
    text = (
        "Area Code (M49),Area,Item Code,Item,Element Code,Element,Unit,Y2019,Y2019F,Y2020,Y2020F,Y2021,Y2021F\n"
        "496,Mongolia,15,Wheat,5510,Production,t,400,A,,,600,A\n"
        "496,Mongolia,15,Wheat,5510,Production,1000 t,0.4,A,0.5,A,,\n"
        "643,Russia,15,Wheat,5510,Production,t,1,A,2,A,3,A\n"
    )
    dataset, report = imported(written(tmp_path, "Production.csv", text))
    assert report.profile == "faostat"
    assert total(dataset, "balances", place="MNG", period="2019") == 400
    assert total(dataset, "balances", place="MNG", period="2021") == 600
    [row] = rows(dataset, "balances", place="MNG", period="2020")
    assert (row["value"], str(row["unit"])) in {(500.0, "t"), (0.5, "kt")}


GUESSED = """Exporter,Importer,Product,Unit,2008,2009,2010,2011,2012
Russia,Germany,Gas,bcf,700,650,600,,
Russia,Germany,Gas,bcm,,,17.5,15,14
Norway,Germany,Gas,bcm,9,8,7,6,5
Norway,Germany,Gas,bcf,300,,,,
Russia,China,Coal,kt,5,6,7,8,9
"""


@pytest.mark.parametrize("name", ["trade.csv", "t.csv", "trade in kt.csv"])
def test_tables_read_by_roles_too_and_the_unit_of_a_row_counts(tmp_path: Path, name: str) -> None:
    dataset, report = imported_with_units(written(tmp_path, name, GUESSED))
    frame = pd.read_csv(io.StringIO(GUESSED)).set_index(["Exporter", "Unit"])
    feet, metres = frame.loc[("Russia", "bcf")], frame.loc[("Russia", "bcm")]
    expected = sum(metres[y] if not np.isnan(metres[y]) else feet[y] * A_CUBIC_FOOT for y in YEARS)
    assert total(dataset, exporter="RUS", commodity="gas", unit="bcm") == pytest.approx(expected)
    assert total(dataset, exporter="NOR", unit="bcm") == pytest.approx(35)
    assert total(dataset, commodity="coal", unit="kt") == 35
    assert dropped(report) == {"unit_kept": 1}
    empty = next(one.what for one in report.decisions if one.key == "empty_cells")
    assert empty.startswith("4 cells of 20")


def imported_with_units(path: Path) -> tuple[Dataset, Report]:
    """As `imported`, for tables whose flows come in several units of one kind, which a warning names."""
    dataset = import_file(path)
    return dataset, reports(dataset)[0]


_CELL = st.sampled_from(["", "1", "2"])
_ROW = st.tuples(st.sampled_from(["AAA", "BBB"]), st.sampled_from(["TJ", "PJ", "kt"]), _CELL, _CELL, _CELL)


@settings(max_examples=150, deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=12))
def test_every_figure_that_was_told_is_told_and_in_one_unit(lines: list[tuple[str, ...]]) -> None:
    draft = Draft(Plan(), Collector(), "table.csv")
    table = text_table("table.csv", ("place", "unit", "1990", "1991", "1992"), lines)
    wide = Wide(draft, table, {name: name for name in ("1990", "1991", "1992")})
    sift = Sift(draft, table, wide.weight)
    wide.without_figures(sift)
    place, unit = table.text("place"), table.text("unit")
    one_unit(sift, unit, (place.map(lambda text: "coal"),), (place,), (), wide)
    cells = wide.cells(sift)
    units: dict[tuple[str, str], set[str]] = {}
    shown = zip(cells.spread(place).texts(), cells.label.texts(), cells.spread(unit).texts(), strict=True)
    for where, when, in_unit in shown:
        units.setdefault((where, when), set()).add(in_unit)
    assert all(len(one) == 1 for one in units.values())
    columns = ("1990", "1991", "1992")
    there = {(line[0], when) for line in lines for when, cell in zip(columns, line[2:], strict=True) if cell}
    assert units.keys() == there
    aside = sum(decision.rows for decision in draft.decisions if decision.dropped)
    assert draft.rows_read == draft.rows_kept + aside
