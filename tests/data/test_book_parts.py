"""Sheets are looked at wherever a workbook keeps them, and each part once."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import book_load
from dependency_explorer.data.book_parts import parts_of
from dependency_explorer.data.problems import DataError, TooMuchError
from dependency_explorer.data.unpacking import SHEETS, Allowance
from dependency_explorer.data.workbook import Workbook
from tests.data.makers import xlsb_bytes
from tests.data.mutations import zipped
from tests.data.tables import workbook_bytes

ROWS = [["a", "b"], *[[1, 2]] * 30]
SHEET, BOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def inside(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def moved(to: str, target: str) -> bytes:
    """A workbook whose sheet is kept elsewhere."""
    parts = inside(workbook_bytes({"D": ROWS}))
    sheet = parts.pop(SHEET)
    links = parts[LINKS].replace(b"worksheets/sheet1.xml", target.encode())
    assert links != parts[LINKS]
    return zipped(parts | {to: sheet, LINKS: links})


PLACES = [
    ("xl/worksheets/sheet1.odd", "worksheets/sheet1.odd"),
    ("xl/data/one.xml", "data/one.xml"),
    ("data/one.xml", "/data/one.xml"),
    ("XL/Worksheets/ONE.xml", "worksheets/one.xml"),
]


@pytest.mark.parametrize(("to", "target"), PLACES)
def test_a_sheet_is_counted_wherever_it_lies(to: str, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book = moved(to, target)
    assert len(Workbook(book, "t.xlsx").rows("D")) == len(ROWS)
    monkeypatch.setattr(book_load, "SHEETS", Allowance(50, 0, SHEETS.unit, SHEETS.advice))
    with pytest.raises(TooMuchError, match=r"t\.xlsx is not read: .* becomes more than 62 cells"):
        Workbook(book, "t.xlsx")


def test_a_whole_workbook_may_lie_in_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {
        name.replace("xl/", "other/"): part for name, part in inside(workbook_bytes({"D": ROWS})).items()
    }
    parts = {name: part.replace(b"xl/", b"other/") for name, part in parts.items()}
    monkeypatch.setattr(book_load, "SHEETS", Allowance(50, 0, SHEETS.unit, SHEETS.advice))
    with pytest.raises(TooMuchError, match="more than 62 cells"):
        Workbook(zipped(parts), "t.xlsx")


@pytest.mark.parametrize(
    "more", [b'<sheet name="E" sheetId="9" r:id="r1"/>', b"<sheet r:id = 'r1' name='>E'></sheet>"]
)
def test_two_sheets_of_one_part_are_refused(more: bytes) -> None:
    parts = inside(workbook_bytes({"D": ROWS}))
    book = parts[BOOK].replace(b"</sheets>", more + b"</sheets>")
    with pytest.raises(DataError, match=r"2 of its sheets are one part, .xl/worksheets/sheet1\.xml"):
        Workbook(zipped(parts | {BOOK: book}), "t.xlsx")


def test_two_sheets_of_one_binary_part_are_refused() -> None:
    parts = inside(xlsb_bytes({"D": ROWS, "E": ROWS}))
    links = "xl/_rels/workbook.bin.rels"
    with pytest.raises(DataError, match="2 of its sheets are one part"):
        Workbook(zipped(parts | {links: parts[links].replace(b"sheet2", b"sheet1")}), "t.xlsb")
    assert len(Workbook(zipped(parts), "t.xlsb").rows("E")) == len(ROWS)


@pytest.mark.parametrize("twin", ["xl/Worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml"])
def test_parts_that_a_reader_does_not_tell_apart_are_refused(twin: str) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(zipped(inside(workbook_bytes({"D": ROWS})) | {twin: b"<a/>"}))) as archive,
        pytest.raises(DataError, match="two of its parts are named"),
    ):
        parts_of(archive, "t.xlsx")


def test_texts_in_two_places_are_refused() -> None:
    parts = inside(workbook_bytes({"D": ROWS}))
    with pytest.raises(DataError, match="two parts with the texts"):
        Workbook(
            zipped(parts | {"xl/sharedStrings.xml": b"<sst/>", "a/sharedStrings.xml": b"<sst/>"}), "t.xlsx"
        )


@given(
    st.lists(
        st.sampled_from(["<", ">", '"', "'", "=", " ", "a", "Id", "sheet ", "<sheet", "<!--"]), max_size=40
    )
)
def test_any_text_in_the_place_of_the_relationships_is_looked_through(text: list[str]) -> None:
    parts = inside(workbook_bytes({"D": ROWS})) | {LINKS: "".join(text).encode()}
    with zipfile.ZipFile(io.BytesIO(zipped(parts))) as archive:
        assert len(parts_of(archive, "t.xlsx").xml) == 1
