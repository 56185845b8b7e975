"""Commas and points between digits, decided once for a whole table, told, and decided otherwise."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.values import PLAIN, Marks
from dependency_explorer.data.numerals import number_text
from dependency_explorer.data.problems import Collector
from dependency_explorer.data.raw import RawTable, column_of
from tests.data.makers import ods_bytes, xlsb_bytes
from tests.data.tables import workbook_bytes


def read(
    columns: dict[str, list[str]], separator: str | None, marks: Marks = PLAIN, **choices: str
) -> tuple[dict[str, list[float]], Draft]:
    size = len(next(iter(columns.values())))
    table = RawTable(
        "t.csv", {name: column_of(cells) for name, cells in columns.items()}, np.arange(2, size + 2)
    )
    draft = Draft(Plan(choices=choices), Collector(), "t.csv")
    found = figures_together(draft, table, list(columns), marks, separator)
    return {name: one.numbers.tolist() for name, one in found.items()}, draft


@given(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=20), st.sampled_from([".", ","]))
def test_groups_of_thousands_are_read_as_written(numbers: list[int], mark: str) -> None:
    cells = [f"{number:,}".replace(",", mark) for number in numbers]
    enough = len({cell for cell in cells if cell.count(mark) == 1}) >= 3 or any(
        c.count(mark) > 1 for c in cells
    )
    values, _ = read({"a": cells}, ";" if mark == "." else ",")
    if mark == "," or enough:
        assert values["a"] == [float(number) for number in numbers]


def test_one_column_tells_for_its_neighbour() -> None:
    values, draft = read({"a": ["13.978", "914", "14.185"], "b": ["1.234.567", "53", "5.933"]}, ";")
    assert values == {"a": [13978.0, 914.0, 14185.0], "b": [1234567.0, 53.0, 5933.0]}
    assert [decision.key for decision in draft.decisions] == ["point"]


def test_the_decision_can_be_the_other_one() -> None:
    cells = {"a": ["13.978", "914", "14.185", "5.933"]}
    assert read(cells, ";", point="decimal")[0]["a"][0] == 13.978
    assert read(cells, ",")[0]["a"][0] == 13.978
    assert read(cells, ",", point="thousands")[0]["a"][0] == 13978.0


def test_two_figures_that_can_only_be_thousands_are_enough() -> None:
    # 12.500 beside 900: with three decimals it were 900.000, and without zeros at the end 12.5.
    values, draft = read({"a": ["1.000", "12.500", "900"]}, ",")
    assert values["a"] == [1000.0, 12500.0, 900.0]
    assert [decision.chosen for decision in draft.decisions] == ["thousands"]
    assert read({"a": ["1.000", "12.500", "900"]}, ",", point="decimal")[0]["a"] == [1.0, 12.5, 900.0]
    values, _ = read({"a": ["1.200.000", "800.500", "300.250"]}, ",")
    assert values["a"] == [1200000.0, 800500.0, 300250.0]


def test_whole_numbers_of_another_column_say_nothing_of_decimals() -> None:
    values, _ = read({"a": ["1.250", "2.300"], "b": ["5", "17"]}, ",")
    assert values["a"] == [1.25, 2.3]


def test_decimals_are_never_taken_for_groups() -> None:
    values, draft = read({"a": ["13.978", "0.914", "14.185", "7.25"]}, ";")
    assert values["a"] == [13.978, 0.914, 14.185, 7.25]
    assert not draft.decisions


def test_a_comma_that_nothing_explains_is_told() -> None:
    values, draft = read({"a": ["1,234", "20"]}, ",")
    assert values["a"] == [1234.0, 20.0]
    assert draft.decisions[0].undo == "It is the decimal sign: --set comma=decimal"
    assert read({"a": ["1,234", "20"]}, ",", comma="decimal")[0]["a"] == [1.234, 20.0]


def test_a_column_of_ambiguous_commas_follows_the_others() -> None:
    values, _ = read({"a": ["1,234", "2,345"], "b": ["0,5", "7,25"]}, ";")
    assert values["a"] == [1.234, 2.345]


def test_what_is_no_figure_is_named() -> None:
    _, draft = read({"a": ["1", "none of it", "-"]}, ",")
    assert ["“none of it”" in problem.message for problem in draft.found.problems] == [True]


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(Exception, match="It can be thousands, decimal"):
        read({"a": ["1,234"]}, ",", comma="maybe")


@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=8), st.booleans())
def test_a_lone_column_of_a_known_format_is_read_as_its_neighbours_are(
    figures: list[int], decimal: bool
) -> None:
    lone = [f"{number:,}" for number in figures]
    other = ["0,5" if decimal else "1,234,567"] * len(lone)
    values, draft = read({"a": lone, "b": other}, None)
    assert values["a"] == [number / 1000 if decimal else float(number) for number in figures]
    assert not draft.decisions
    assert not draft.found.problems


@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=8), st.sampled_from(["", " e", "*"]))
def test_a_lone_column_that_nothing_explains_is_thousands_and_says_so(figures: list[int], flag: str) -> None:
    cells = [f"{number:,}{flag}" for number in figures]
    marks = PLAIN.also(e="estimate")
    values, draft = read({"a": cells}, None, marks)
    assert values["a"] == [float(number) for number in figures]
    assert [decision.key for decision in draft.decisions] == ["comma"]
    values, _ = read({"a": cells}, None, marks, comma="decimal")
    assert values["a"] == [number / 1000 for number in figures]


def test_a_known_format_writes_points_before_decimals() -> None:
    values, draft = read({"a": ["12.500", "13.250", "14.125", "900"]}, None)
    assert values["a"] == [12.5, 13.25, 14.125, 900.0]
    assert not draft.decisions


@given(
    st.lists(st.integers(1000, 999_999), min_size=2, max_size=8, unique=True),
    st.sampled_from([",", ";", "\t"]),
)
def test_a_point_and_a_comma_that_nothing_explains_are_decided_together(
    numbers: list[int], separator: str
) -> None:
    # One is what the other is not, and either choice reads what it says.
    cells = [
        f"{number:,}" if at % 2 else f"{number:,}".replace(",", ".") for at, number in enumerate(numbers)
    ]
    _, draft = read({"a": cells}, separator)
    assert [decision.key for decision in draft.decisions] == ["comma"]
    for choice, thousands in (("thousands", 1), ("decimal", 0)):
        values, _ = read({"a": cells}, separator, comma=choice)
        assert values["a"] == [n if at % 2 == thousands else n / 1000 for at, n in enumerate(numbers)]


@pytest.mark.parametrize("cell", ["1.017", "1,017"])
@pytest.mark.parametrize("separator", [",", ";", "\t", ""])
def test_one_figure_that_may_be_two_is_told(cell: str, separator: str) -> None:
    _, draft = read({"a": [cell, "5"]}, separator)
    key = "point" if "." in cell else "comma"
    assert [decision.key for decision in draft.decisions] == [key]
    found = {
        read({"a": [cell, "5"]}, separator, **{key: choice})[0]["a"][0] for choice in ("thousands", "decimal")
    }
    assert found == {1017.0, 1.017}


ROWS = [
    ["year", "exporter", "importer", "commodity", "quantity_kt"],
    *(
        [2010 + step, exporter, "MNG", "coal", round(step + 1.017 + index / 1000, 3)]
        for step in range(8)
        for index, exporter in enumerate(("RUS", "CHN"))
    ),
]
AMOUNTS = [float(row[4]) for row in ROWS[1:]]


def _stata() -> bytes:
    content = io.BytesIO()
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0]).astype({"quantity_kt": np.float64})
    frame.to_stata(content, write_index=False)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.xlsx", workbook_bytes({"data": ROWS})),
        ("t.ods", ods_bytes({"data": ROWS})),
        ("t.xlsb", xlsb_bytes({"data": ROWS})),
        ("t.dta", _stata()),
        ("t.json", json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]).encode()),
    ],
)
def test_cells_that_are_numbers_leave_nothing_to_decide(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    dataset = import_file(path)
    assert "point" not in {one.key for one in reports(dataset)[0].decisions}
    assert sorted(dataset.tables["flows"]["quantity"]) == pytest.approx(sorted(AMOUNTS), rel=1e-12)


def test_texts_in_a_workbook_are_still_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    path.write_bytes(ods_bytes({"data": [[str(cell) for cell in row] for row in ROWS]}))
    assert "point" in {one.key for one in reports(import_file(path))[0].decisions}


@given(st.lists(st.integers(1001, 999_999), min_size=1, max_size=12))
def test_a_number_of_a_cell_is_never_a_thousand_times_itself(thousandths: list[int]) -> None:
    numbers = [whole / 1000 for whole in thousandths]
    for beside in ([], ["1.234.567"], ["12.500", "900"], ["3,5"]):
        values, _ = read({"a": [*map(number_text, numbers), *beside]}, ";")
        assert values["a"][: len(numbers)] == numbers


def test_bounds_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = "2021,Russia,Japan,coal,<0.5\n2022,Russia,Japan,coal,~5\n2023,Russia,Japan,coal,7\n"
    path.write_text("year,exporter,importer,product,kt\n" + rows)
    (report,) = reports(dataset := import_file(path))
    assert dataset.tables["flows"]["quantity"].tolist() == [0.5, 5, 7]
    (bounds,) = (one for one in report.decisions if one.key == "bounds")
    assert bounds.rows == 2
    assert "2 figures are bounds" in bounds.what


def test_rows_without_a_figure_have_no_share_of_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "year,exporter,importer,product,kt\n2021,Russia,Japan,coal,..\n2022,Russia,Japan,coal,0\n"
    )
    (report,) = reports(import_file(path))
    (told,) = (one for one in report.decisions if one.key == "no_figure")
    assert (told.rows, told.share) == (1, None)
