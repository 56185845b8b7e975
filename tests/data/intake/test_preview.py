"""What is seen of a file from its head: rows as they stand, their lines, and what they become."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.preview import look, opens_at_once, signature, title_row
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.data.write import write_package
from tests.data.tables import flow, workbook_bytes, write_flows


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_stand_as_in_the_file_with_their_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv", "A title\n\nyear,from,to,tonnes\n2020,Norway,Poland,1\n\n2021,Norway,Poland,2\n"
    )
    seen = look(path).as_read
    assert seen.titles == ("year", "from", "to", "tonnes")
    assert [tuple(row) for row in seen.rows] == [
        ("A title", "", "", ""),
        ("2020", "Norway", "Poland", "1"),
        ("2021", "Norway", "Poland", "2"),
    ]
    assert seen.lines == (1, 4, 6)


def test_an_unknown_table_shows_what_each_column_is_taken_for(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "year,from,to,product,tonnes\n2020,Norway,Poland,coal,1\n2021,Norway,Poland,coal,2\n",
    )
    preview = look(path)
    assert preview.profile == "generic"
    told = {one.column: one.role for one in preview.roles}
    assert told["from"] == "exporter"
    assert told["to"] == "importer"
    assert all(0 < one.confidence <= 1 and one.reason for one in preview.roles)
    assert "exporter" in preview.role_names
    turned = look(path, Plan(roles={"exporter": "to", "importer": "from"}))
    assert turned.dataset is not None
    assert turned.dataset.tables["flows"]["exporter"].tolist() == ["POL", "POL"]


def test_what_is_missing_is_said_and_the_rows_are_still_seen(tmp_path: Path) -> None:
    path = write(tmp_path / "short.csv", "period,exporter,quantity\n2020,IND,1\n")
    preview = look(path)
    assert preview.dataset is None
    assert "importer" in preview.trouble
    assert preview.is_table
    assert len(preview.as_read.rows) == 1
    mended = look(path, Plan(constants={"importer": "NPL", "commodity": "petrol", "unit": "kt"}))
    assert mended.dataset is not None
    assert mended.dataset.tables["flows"]["importer"].tolist() == ["NPL"]


@pytest.mark.parametrize("content", [b"whatever", b"\n\nnothing\n"])
def test_what_is_no_table_is_told_apart(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(content)
    assert not look(path).is_table


def test_sheets_and_records_are_rows_too(tmp_path: Path) -> None:
    book = tmp_path / "t.xlsx"
    sheets = {"Notes": [["hello"]], "Data": [["year", "from", "to", "tonnes"], [2020, "Norway", "Poland", 1]]}
    book.write_bytes(workbook_bytes(sheets))
    preview = look(book, Plan(sheet="Data"))
    assert preview.sheets == ("Notes", "Data")
    assert preview.sheet == "Data"
    assert preview.as_read.titles == ("year", "from", "to", "tonnes")
    records = tmp_path / "t.json"
    records.write_text(json.dumps({"data": [{"a": 1, "b": None}, {"a": True, "c": "x"}]}))
    seen = look(records).as_read
    assert seen.titles == ("a", "b", "c")
    assert [tuple(row) for row in seen.rows] == [("1", "", ""), ("true", "", "x")]


def test_only_a_table_of_ours_opens_without_questions(tmp_path: Path) -> None:
    assert opens_at_once(write_flows(tmp_path, flow()))
    assert not opens_at_once(write(tmp_path / "t.csv", "year,from,to,tonnes\n2020,Norway,Poland,1\n"))
    with pytest.raises(DataError):
        opens_at_once(write(tmp_path / "empty.csv", ""))


def test_the_head_is_enough_whatever_the_size(tmp_path: Path) -> None:
    rows = "".join(f"{1990 + n % 30},Norway,Poland,P{n},{n}\n" for n in range(30_000))
    path = write(tmp_path / "long.csv", "year,from,to,product,tonnes\n" + rows)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    preview = look(path)
    assert len(preview.as_read.rows) < 250
    assert preview.dataset is not None
    assert len(preview.dataset.tables["flows"]) <= 200
    assert reports(preview.dataset)[0].fingerprint == ""  # the rest of the file was not read
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6))
def test_a_signature_forgets_years_and_capitals_and_nothing_else(titles: list[str]) -> None:
    assert signature("text", titles) == signature("text", [title.upper().lower() for title in titles])
    assert signature("text", [*titles, "2019"]) == signature("text", [*titles, "2024"])
    assert signature("text", titles) != signature("text", [*titles, "x"])
    assert signature("text", titles) != signature("workbook", titles)


@given(st.lists(st.lists(st.sampled_from(["", "a", "1"]), max_size=6), max_size=8))
def test_there_is_always_a_title_row(rows: list[list[str]]) -> None:
    assert 0 <= title_row(rows) < max(1, len(rows))


def test_the_report_lives_as_long_as_the_dataset(tmp_path: Path) -> None:
    rows = "".join(f"{1990 + n},Norway,Poland,coal,{n}\n" for n in range(9))
    path = write(tmp_path / "t.csv", f"year,from,to,product,tonnes\n{rows}2021,Norway,Poland,coal,1.2.3\n")
    dataset = import_file(path)
    report = reports(dataset)[0]
    assert any(problem.row == 11 for problem in report.problems)
    write_package(dataset, tmp_path / "package")
    (again,) = reports(load(tmp_path / "package"))
    assert again == report
