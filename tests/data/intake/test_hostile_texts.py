"""Cells that are no number and no name, but long: read for what they are, at once, and without an error of Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.marks import PLAIN
from dependency_explorer.data.intake.places import by_number
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.values import without_flag
from dependency_explorer.data.problems import DataError

DIGITS = "9" * 5000
LONG = [DIGITS, "1 " * 50_000, "(" * 100_000, "A [" * 30_000, " " * 100_000 + "x", "1" + " " * 100_000 + "!"]


def test_no_country_has_thousands_of_digits() -> None:
    assert by_number(DIGITS) is None
    assert by_number("000000643") == by_number("643")


@pytest.mark.parametrize(
    "text", LONG, ids=["digits", "ones", "brackets", "owners", "blanks", "blanks within"]
)
def test_a_long_text_is_no_flagged_figure(text: str) -> None:
    """A pattern that tried again from every blank would take minutes here."""
    number, flag = without_flag(text, PLAIN)
    assert number.split() == text.split()
    assert not flag


@pytest.mark.parametrize(
    "text", LONG, ids=["digits", "ones", "brackets", "owners", "blanks", "blanks within"]
)
@pytest.mark.parametrize("column", range(5))
def test_a_long_text_in_any_column_ends_in_a_table_or_a_sentence(
    tmp_path: Path, text: str, column: int
) -> None:
    cells = ["2022", "Russia", "Mongolia", "diesel", "5"]
    odd = [*cells[:column], text, *cells[column + 1 :]]
    rows = [["year", "exporter", "importer", "product", "quantity (kt)"], *[cells] * 3, odd]
    path = tmp_path / "flows.csv"
    path.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    read, refused = None, ""
    try:
        read = import_file(path, Plan())
    except DataError as error:
        refused = str(error)
    assert "flows.csv" in refused if read is None else len(read.tables["flows"])
