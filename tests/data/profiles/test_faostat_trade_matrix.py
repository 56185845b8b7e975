"""FAOSTAT: quantity and value in rows of their own, both layouts, and two Chinas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total, write
from tests.data.tables import workbook_bytes

LONG = ("Reporter Country Code (M49)", "Reporter Countries", "Partner Country Code (M49)", "Partner Countries",
        "Element", "Item Code (CPC)", "Item", "Year", "Unit", "Value", "Flag")  # fmt: skip


def test_soya_beans_of_mainland_china() -> None:
    path = sample("faostat_trade_matrix/FAOSTAT_data_en_12-9-2025.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    for element, column, factor in (("Export quantity", "quantity", 1), ("Export value", "value_usd", 1000)):
        brazil = [row for row in rows if row["Reporter Countries"] == "Brazil" and row["Element"] == element]
        expected = factor * sum(float(row["Value"]) for row in brazil)
        assert total(dataset, column, exporter="BRA", importer="CHN") == expected
    assert report.rows_read == report.rows_kept == len(rows) == 840
    assert len(dataset.tables["flows"]) == 420  # two rows make one
    assert set(dataset.tables["flows"]["unit"].astype(str)) == {"t"}
    assert set(dataset.tables["flows"]["commodity"].astype(str)) == {"0141"}


def test_directions_flags_and_the_sum_of_chinas(tmp_path: Path) -> None:
    rows = [
        (
            "'496",
            "Mongolia",
            "'156",
            "China, mainland",
            "Import value",
            "'0111",
            "Wheat",
            2020,
            "1000 USD",
            5,
            "A",
        ),
        (
            "'496",
            "Mongolia",
            "'156",
            "China, mainland",
            "Import quantity",
            "'0111",
            "Wheat",
            2020,
            "t",
            9,
            "E",
        ),
        ("'496", "Mongolia", "'159", "China", "Import quantity", "'0111", "Wheat", 2020, "t", 10, "A"),
        (
            "'496",
            "Mongolia",
            "'156",
            "China, mainland",
            "Import quality",
            "'0111",
            "Wheat",
            2020,
            "t",
            1,
            "A",
        ),
    ]
    dataset, report = opened(write(tmp_path / "fao.csv", LONG, rows))
    assert total(dataset, exporter="CHN", importer="MNG", reported_by="importer", commodity="0111") == 5000
    assert total(dataset, "quantity", exporter="CHN", unit="t") == 9
    assert dropped(report) == {"other_element": 1, "aggregates": 1}


@pytest.mark.parametrize("m49", [True, False])
def test_the_bulk_file_with_years_as_columns(tmp_path: Path, m49: bool) -> None:
    header = ["Reporter Country Code", *(["Reporter Country Code (M49)"] if m49 else []), "Reporter Countries",
              "Partner Country Code", *(["Partner Country Code (M49)"] if m49 else []), "Partner Countries",
              "Item Code", "Item",
              "Element Code", "Element", "Unit", "Y1986", "Y1986F", "Y1987", "Y1987F"]  # fmt: skip

    def row(element: str, unit: str, *figures: object) -> tuple[object, ...]:
        # FAO's own number of Afghanistan is 2, and of Algeria 4, which M49 gives to Afghanistan.
        first = ("2", "'004") if m49 else ("2",)
        second = ("4", "'012") if m49 else ("4",)
        return (*first, "Afghanistan", *second, "Algeria", 15, "Wheat", 5910, element, unit, *figures)

    rows = [
        row("Export Quantity", "tonnes", 3, "", "", ""),
        row("Export Value", "1000 US$", 7, "F", 8, ""),
        row("Export Quantity", "tonnes", "", "", "", ""),
    ]
    path = write(tmp_path / "Trade_DetailedTradeMatrix_E_All_Data.csv", header, rows, "latin-1")
    assert taken_for(path) == "faostat_trade_matrix"
    dataset, report = opened(path)
    assert total(dataset, "quantity", exporter="AFG", importer="DZA", period="1986") == 3
    assert total(dataset, period="1986") == 7000
    assert total(dataset, period="1987") == 8000
    assert dropped(report) == {"no_figure": 1}


CODES = (
    ("0141", "Soya beans"), ("01371", "Almonds, in shell"), ("01355.90", "Other pome fruits"),
    ("01491.01", "Palm kernels"), ("02111", "Cattle"), ("0231", "Hen eggs in shell, fresh"), ("2165", "Palm oil"),
    ("2413", "Spirits"), ("21691.90", "Other oils"), ("23670.01", "Sugar confectionery"), ("21121", "Meat of cattle"),
    ("F1717", "Cereals, primary"),
)  # fmt: skip


def _as_numbers(row: Sequence[object]) -> list[object]:
    """A row as a spreadsheet keeps it that took codes for numbers."""
    return [float(cell) if re.fullmatch(r"\d+(\.\d+)?", str(cell)) else cell for cell in row]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_codes_that_became_numbers_are_those_of_the_download(tmp_path: Path, suffix: str) -> None:
    rows = [
        (at, "032", "Argentina", partner, name, "Export quantity", code, item, "2020", "t", at + 1.5, "A")
        for at, (code, item) in enumerate(CODES)
        for partner, name in (("156", "China, mainland"), ("008", "Albania"), ("040", "Austria"))
    ]
    header = ("Domain Code", *LONG)
    path = write(tmp_path / "download.csv", header, rows)
    again = tmp_path / f"again.{suffix}"
    kept = [_as_numbers(row) for row in rows]
    if suffix == "xlsx":
        again.write_bytes(workbook_bytes({"Sheet1": [header, *kept]}))
    else:
        write(again, header, [[f"{c:.10g}" if isinstance(c, float) else c for c in row] for row in kept])
    expected, _ = opened(path)
    dataset, report = opened(again)
    columns = ["period", "exporter", "importer", "commodity", "quantity", "unit"]
    one, other = (one.tables["flows"][columns].astype(str) for one in (dataset, expected))
    pd.testing.assert_frame_equal(one, other)
    assert set(one["commodity"]) == {code for code, _ in CODES}
    assert "code_zeros" in told(report)
    assert total(dataset, "quantity", importer="ALB") == sum(at + 1.5 for at in range(len(CODES)))


def test_a_weight_rounded_to_nothing_is_missing_beside_its_value(tmp_path: Path) -> None:
    def row(element: str, year: int, unit: str, value: object) -> tuple[object, ...]:
        return (
            "'496",
            "Mongolia",
            "'643",
            "Russian Federation",
            element,
            "'0111",
            "Wheat",
            year,
            unit,
            value,
            "A",
        )

    rows = [
        row("Export quantity", 2020, "t", 0),
        row("Export value", 2020, "1000 USD", 3),
        row("Export quantity", 2021, "t", 0),
        row("Export value", 2021, "1000 USD", 0),
        row("Export quantity", 2022, "t", 0),
    ]
    dataset, report = opened(write(tmp_path / "fao.csv", LONG, rows))
    flows = dataset.tables["flows"]
    quantity = dict(zip(flows["period"].astype(str), flows["quantity"], strict=True))
    assert quantity["2020"] != quantity["2020"]
    assert (quantity["2021"], quantity["2022"]) == (0, 0)  # nothing was traded: zero as told
    assert total(dataset, period="2020") == 3000
    assert [decision.rows for decision in report.decisions if decision.key == "weight_missing"] == [1]
