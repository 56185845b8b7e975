"""Tables of known formats as analysts keep them: saved by a spreadsheet, written by R, stacked, with empty rows.

Each is read like the table as downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, taken_for, told

Cells = list[list[str]]

LEGACY: Cells = [
    ["Classification", "Year", "Trade Flow Code", "Trade Flow", "Reporter Code", "Reporter", "Partner Code",
     "Partner", "Commodity Code", "Commodity", "Qty Unit", "Qty", "Netweight (kg)", "Trade Value (US$)"],
    ["H4", "2016", "1", "Import", "36", "Australia", "156", "China", "27", "Fuels", "No Quantity", "", "", "1300561"],
    ["H4", "2016", "1", "Import", "36", "Australia", "156", "China", "2710", "Oils", "No Quantity", "", "", "738561"],
    ["H4", "2016", "1", "Import", "36", "Australia", "156", "China", "2701", "Coal", "No Quantity", "", "41396",
     "562000"],
    ["H4", "2016", "1", "Import", "36", "Australia", "392", "Japan", "2710", "Oils", "No Quantity", "", "4396",
     "900"],
]  # fmt: skip
QUERY: Cells = [
    ["ReporterISO3", "PartnerISO3", "Year", "TradeFlowName", "ProductCode", "TradeValue in 1000 USD"],
    ["SGP", "MYS", "2022", "Export", "2710", "125.5"],
    ["SGP", "KOR", "2022", "Import", "2710", "3"],
]
PARTNERS: Cells = [
    ["Reporter Name", "Partner Name", "Year", "Trade Flow", "No Of exported HS6 digit Products",
     "Trade Balance (US$ Thousand)", "Export (US$ Thousand)", "Import (US$ Thousand)"],
    ["Australia", "China", "2021", "Exports & Imports", "7", "4", "10.5", "6.5"],
    ["Australia", "Fiji", "2021", "Exports & Imports", "2", "1", "3", "2"],
]  # fmt: skip
SERIES: Cells = [
    ["Reporter Name", "Partner Name", "Trade Flow", "Indicator", "1999", "2000"],
    ["Australia", "China", "Export", "Export (US$ Thousand)", "5", "7"],
    ["Australia", "Fiji", "Export", "Export (US$ Thousand)", "1", ""],
]
MATRIX: Cells = [
    ["Domain Code", "Reporter Country Code (M49)", "Reporter Countries", "Partner Country Code (M49)",
     "Partner Countries", "Element Code", "Element", "Item Code (CPC)", "Item", "Year", "Unit", "Value", "Flag"],
    ["TM", "'032", "Argentina", "'156", "China, mainland", "5910", "Export quantity", "0141", "Soya beans", "2020",
     "t", "300", "A"],
    ["TM", "'032", "Argentina", "'156", "China, mainland", "5922", "Export value", "0141", "Soya beans", "2020",
     "1000 USD", "120", "A"],
]  # fmt: skip
INDICATORS: Cells = [
    ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "2019", "2020"],
    ["Albania", "ALB", "Fuel imports (% of merchandise imports)", "TM.VAL.FUEL.ZS.UN", "9.5", "7.25"],
    ["Austria", "AUT", "Fuel imports (% of merchandise imports)", "TM.VAL.FUEL.ZS.UN", "6", ""],
]
TABLES = {
    "legacy": LEGACY, "query": QUERY, "partners": PARTNERS, "series": SERIES, "matrix": MATRIX, "wb": INDICATORS
}  # fmt: skip


def saved(folder: Path, rows: Sequence[Sequence[str]], separator: str = ",", name: str = "table.csv") -> Path:
    """The rows as text, cells with the separator quoted."""
    path = folder / name
    lines = (separator.join(f'"{c}"' if separator in c else c for c in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def figures(dataset: Dataset) -> list[tuple[object, ...]]:
    """What a dataset says, whatever its rows are called."""
    flows, balances = dataset.tables["flows"], dataset.tables["balances"]
    if len(flows):
        kept = flows[["period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd"]]
    else:
        kept = balances[["period", "place", "commodity", "item", "value", "unit"]]
    return sorted(map(tuple, kept.astype(object).where(pd.notna(kept), None).to_numpy().tolist()), key=str)


def by_r(title: str) -> str:
    """The name that R's make.names makes of a title."""
    made = re.sub(r"[^A-Za-z0-9_.]", ".", title)
    return f"X{made}" if made[:1].isdigit() else made


def by_janitor(title: str) -> str:
    """The name that R's janitor makes of a title."""
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", title).casefold()).strip("_")
    return f"x{words}" if words[:1].isdigit() else words


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("made", [by_r, by_janitor])
def test_titles_of_which_a_program_has_made_names(
    tmp_path: Path, name: str, made: Callable[[str], str]
) -> None:
    rows = TABLES[name]
    as_downloaded, before = opened(saved(tmp_path, rows))
    by_program, after = opened(saved(tmp_path, [list(map(made, rows[0])), *rows[1:]], name="made.csv"))
    assert after.profile == before.profile
    assert figures(by_program) == figures(as_downloaded)


@pytest.mark.parametrize("name", TABLES)
def test_empty_rows_between_and_below_change_nothing(tmp_path: Path, name: str) -> None:
    rows = TABLES[name]
    empty = [""] * len(rows[0])
    with_empty, _ = opened(saved(tmp_path, [*rows[:2], empty, *rows[2:], empty, empty], ";", "empty.csv"))
    assert figures(with_empty) == figures(opened(saved(tmp_path, rows))[0])


def test_a_row_without_a_code_keeps_no_total_beside_its_parts(tmp_path: Path) -> None:
    """Chapter 27 of China is the sum of two headings, and counts once."""
    dataset, report = opened(saved(tmp_path, [*LEGACY, [""] * len(LEGACY[0])], ";"))
    assert dropped(report)["levels"] == 1
    assert dataset.tables["flows"]["value_usd"].sum() == 738561 + 562000 + 900


def test_points_between_thousands_by_a_spreadsheet(tmp_path: Path) -> None:
    """ "562.000" in dollars beside "1.300.561", and "4.396" in another column, are no decimals."""
    grouped = [LEGACY[0], *([*row[:-2], *(f"{int(c):,}".replace(",", ".") if c else "" for c in row[-2:])]
               for row in LEGACY[1:])]  # fmt: skip
    dataset, report = opened(saved(tmp_path, grouped, ";"))
    assert told(report)["point"] == 0
    assert figures(dataset) == figures(opened(saved(tmp_path, LEGACY, name="plain.csv"))[0])


def test_points_of_which_one_has_other_than_three_digits_behind_it_stay_decimal(tmp_path: Path) -> None:
    rows = [LEGACY[0], *([*row[:-1], "562.000" if row[-1] == "562000" else row[-1]] for row in LEGACY[1:])]
    dataset, report = opened(saved(tmp_path, rows, ";"))
    assert "point" not in told(report)
    assert 562.0 in set(dataset.tables["flows"]["value_usd"])


@pytest.mark.parametrize("name", TABLES)
def test_tables_stacked_below_each_other_repeat_their_titles(tmp_path: Path, name: str) -> None:
    rows = TABLES[name]
    dataset, report = opened(saved(tmp_path, [*rows[:2], rows[0], *rows[2:], rows[0]], name="stacked.csv"))
    assert figures(dataset) == figures(opened(saved(tmp_path, rows))[0])
    assert report.rows_read == len(rows) - 1
    assert any("repeats its titles in 2 rows (3, " in problem.message for problem in dataset.problems)


@pytest.mark.parametrize("name", ["legacy", "query"])
def test_codes_as_numbers_with_a_point(tmp_path: Path, name: str) -> None:
    rows = TABLES[name]
    codes = {"Year", "Trade Flow Code", "Reporter Code", "Partner Code", "Commodity Code", "ProductCode"}
    pointed = [
        [f"{cell}.0" if title in codes else cell for title, cell in zip(rows[0], row, strict=True)]
        for row in rows[1:]
    ]
    as_numbers, _ = opened(saved(tmp_path, [rows[0], *pointed], name="pointed.csv"))
    assert figures(as_numbers) == figures(opened(saved(tmp_path, rows))[0])


def test_a_second_column_of_sellers_is_nobody_who_buys(tmp_path: Path) -> None:
    rows = [
        ["year", "export_country", "origin_country", "hs_code", "total_value_usd"],
        ["2020", "Netherlands", "France", "2201", "37"],
        ["2020", "China", "China", "2202", "5"],
    ]
    with pytest.raises(DataError, match="not who buys"):
        opened(saved(tmp_path, rows))


def test_a_limit_of_sulphur_is_no_owner(tmp_path: Path) -> None:
    rows = [
        ["Products", "Characteristics", "This week"],
        ["LSC", "Sul under 0.5%", "3"],
        ["HSC", "Sul over 0.5%", "4"],
    ]
    assert taken_for(saved(tmp_path, rows)) != "ownership_links"


def test_a_code_beside_a_name_is_no_second_place(tmp_path: Path) -> None:
    rows = [
        ["year", "iso3", "country", "coal exports (kt)"],
        ["2020", "AUS", "Australia", "5"],
        ["2020", "CAN", "Canada", "6"],
    ]
    with pytest.raises(DataError) as refused:
        opened(saved(tmp_path, rows))
    assert "Several columns hold places" not in str(refused.value)


def test_a_newer_report_of_one_year_is_not_added_to_the_older(tmp_path: Path) -> None:
    rows = [
        ["source_report", "year", "country", "lithium production (t)"],
        ["MCS2025", "2024", "Chile", "45"],
        ["MCS2026", "2024", "Chile", "46"],
    ]
    dataset, _ = opened(saved(tmp_path, rows))
    assert dataset.tables["balances"]["value"].tolist() == [46.0]
