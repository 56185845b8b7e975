"""The head of a huge workbook of any make shows what the whole shows first; spans are told alike however found."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import (
    markup,
    ods_check,
    ods_head,
    sheet_span,
    workbook_check,
    workbook_head,
    xls_check,
    xls_head,
    xlsb_check,
)
from dependency_explorer.data.book_load import Load
from dependency_explorer.data.compound import Compound, container_of
from dependency_explorer.data.intake import sheets as intake_sheets
from dependency_explorer.data.intake.preview import look
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.workbook import Workbook
from tests.data.makers import ods_bytes, record, xls_bytes, xlsb_bytes
from tests.data.tables import workbook_bytes

HEADER = ("period", "exporter", "importer", "commodity", "quantity", "unit")
ROWS = [HEADER, *((str(2000 + n % 20), "RUS", f"P{n % 900:06}", "oil", float(n), "kt") for n in range(3000))]
SHEETS = {
    "note": [("of", "no"), ("more", "use")],
    "flows": ROWS,
    "last": [("a", "b", "c"), *((f"x{n}", 1.5, "y") for n in range(3000))],
}
MAKES = {"ods": ods_bytes, "xlsb": xlsb_bytes, "xls": xls_bytes, "xlsx": workbook_bytes}


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of 40 KB are large, and 60 KB of them are the head, read in small pieces."""
    monkeypatch.setattr(workbook_head, "LARGE", 40_000)
    monkeypatch.setattr(workbook_head, "_HEAD", 60_000)
    monkeypatch.setattr(workbook_head, "_PIECE", 700)
    monkeypatch.setattr(ods_head, "_PIECE", 700)
    of_xls = xls_head.head_of_xls
    monkeypatch.setattr(
        intake_sheets, "head_of_xls", lambda content, file: of_xls(content, file, 40_000, 60_000)
    )


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_the_head_of_any_workbook_shows_the_first_rows_of_each_sheet(
    make: str, packing: str, tmp_path: Path
) -> None:
    content = MAKES[make](SHEETS)  # type: ignore[operator]
    whole = Workbook(content, f"t.{make}")
    path = tmp_path / f"t.{make}"
    path.write_bytes(content)
    if packing == "gzip":
        path = tmp_path / f"t.{make}.gz"
        path.write_bytes(gzip.compress(content))
    elif packing == "zip":
        path = tmp_path / "t.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"t.{make}", content)
    source = Source(path)
    source.brief = True
    assert source.sheets == tuple(SHEETS)
    for name, most in (("note", 3), ("flows", 3001), ("last", 3001)):
        rows = list(source.grid(name))
        assert min(2, most) <= len(rows) < most
        assert rows == list(whole.rows(name))[: len(rows)]
    assert len(source.grid("flows")) > 100
    preview = look(path)
    assert preview.sheets == tuple(SHEETS)
    assert preview.as_read.rows[0][:4] == ("2000", "RUS", "P000000", "oil")
    assert len(Source(path).grid("flows")) == len(ROWS)


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("make", MAKES)
def test_one_endless_row_is_read_whole(make: str, tmp_path: Path) -> None:
    row = tuple(f"{column:0400}" for column in range(250))
    content = MAKES[make]({"wide": [row, row]})  # type: ignore[operator]
    path = tmp_path / f"t.{make}"
    path.write_bytes(content)
    source = Source(path)
    source.brief = True
    assert source.grid("wide") == Workbook(content, path.name).rows("wide")


def test_a_preview_takes_a_workbook_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xlsb"
    path.write_bytes(xlsb_bytes(SHEETS))
    opened: list[str] = []
    original = Workbook.__init__

    def told(self: Workbook, content: bytes, file: str, *rest: Any) -> None:
        opened.append(file)
        original(self, content, file, *rest)

    monkeypatch.setattr(Workbook, "__init__", told)
    look(path)
    assert opened == ["t.xlsb"]
    path.write_bytes(xlsb_bytes({"flows": ROWS[:9]}))
    assert look(path).sheets == ("flows",)


def test_the_beginning_of_a_long_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xls"
    body = "".join(f"<tr><td>{2000 + n % 9}</td><td>P{n}</td><td>{n}</td></tr>" for n in range(5000))
    path.write_text(f"<html><table><tr><th>a</th><th>b</th><th>c</th></tr>{body}</table></html>")
    expected = look(path).as_read
    monkeypatch.setattr(intake_sheets, "_PAGE", 60_000)
    assert look(path).as_read == expected
    source = Source(path)
    source.brief = True
    assert 200 < len(source.grid()) < 5000


@given(st.integers(1, 200_000).map(lambda n: bytes(range(256)) * (n // 256 + 1)))
def test_a_container_holds_its_stream(stream: bytes) -> None:
    found = Compound(container_of(stream), "t.xls").workbook()
    assert found is not None
    assert found[: len(stream)] == stream
    assert not any(found[len(stream) :])


def test_a_container_of_many_tables_of_sectors() -> None:
    stream = bytes(range(1, 256)) * 40_000
    found = Compound(container_of(stream), "t.xls").workbook()
    assert found is not None
    assert found[: len(stream)] == stream


XLSB_CELLS: dict[int, int] = {1: 0, 2: 4, 3: 1, 4: 1, 5: 8, 7: 4, 6: 10, 9: 11}
"""Kinds of cells, and bytes besides column and style."""


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2**20 - 1) | st.integers(0, 50),
            st.sampled_from([0, 1, 2, 3]),
            st.lists(
                st.tuples(
                    st.sampled_from(sorted(XLSB_CELLS)),
                    st.integers(0, 30) | st.integers(0, 2**14 - 1) | st.integers(2**14, 2**31),
                ),
                max_size=5,
            ),
        ),
        max_size=12,
    ),
    common=st.booleans(),
)
def test_the_span_of_records_is_counted_alike(
    rows: list[tuple[int, int, list[tuple[int, int]]]], common: bool
) -> None:
    data = b""
    height = width = 0
    for place, runs, cells in rows:
        data += record(0, struct.pack("<II", place, 0) + bytes(9 + 8 * runs))
        height = max(height, place + 1)
        for kind, column in cells:
            at = column % 26 if common else column
            data += record(kind, struct.pack("<II", at, 0) + bytes([255]) * XLSB_CELLS[kind])
            width = max(width, at + 1)
    refused = height > 2**20 or width > 2**14 or height * width > sheet_span.MOST_CELLS
    _refuses(lambda: xlsb_check._check_records(data, "t", 10**6), refused)
    with _in_small_pieces():
        _refuses(lambda: xlsb_check._check_records(data, "t", 10**6), refused)


@given(
    cells=st.lists(
        st.tuples(st.sampled_from([(0x203, 8), (0xFD, 4), (0x27E, 4), (0x201, 0), (0x204, 5), (0x6, 14)]),
                  st.integers(0, 65535), st.integers(0, 255) | st.integers(250, 300)),
        max_size=12,
    )
)  # fmt: skip
def test_cells_outside_of_an_old_workbook_are_found(cells: list[tuple[tuple[int, int], int, int]]) -> None:
    stream = b"".join(
        struct.pack("<HHHHH", kind, 6 + more, row, column, 0) + bytes([254]) * more
        for (kind, more), row, column in cells
    )
    refused = any(column > 255 for _, _, column in cells)
    _refuses(lambda: xls_check.check_stream(stream, Load("t", 10**9)), refused)
    with _in_small_pieces():
        _refuses(lambda: xls_check.check_stream(stream, Load("t", 10**9)), refused)


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from([1, 1, 1, 5, 900_000]),
                st.lists(st.tuples(st.booleans(), st.sampled_from([1, 1, 3, 2000])), max_size=4),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_repeated_cells_are_counted_as_a_reader_makes_room(
    tables: list[list[tuple[int, list[tuple[bool, int]]]]],
) -> None:
    xml, cells = "<x>", 0
    refused = False
    for rows in tables:
        xml += '<table:table table:name="a">'
        at = height = width = 0
        for high, row in rows:
            xml += f'<table:table-row table:number-rows-repeated="{high}">'
            for filled, times in row:
                told = f' table:number-columns-repeated="{times}"' if times > 1 else ""
                xml += (
                    f"<table:table-cell{told}{' office:value=' + chr(34) + '1' + chr(34) if filled else ''}/>"
                )
            xml += "</table:table-row>"
            at += high
            last = max((place for place, (filled, _) in enumerate(row) if filled), default=-1)
            wide = sum(times for _, times in row[: last + 1])
            if wide:
                height, width = at, max(width, wide)
                refused |= cells + height * width > sheet_span.MOST_CELLS
        cells += height * width
        xml += "</table:table>"
    for pieces in ([xml.encode()], _tags(xml)):
        _refuses(lambda: ods_check._check_repeats(pieces, Load("t", 10**9), in_tables=True), refused)  # noqa: B023


def _refuses(check: Callable[[], None], refused: bool) -> None:
    if refused:
        with pytest.raises(DataError, match=r"more than can be read|no sheet|one by one"):
            check()
    else:
        check()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "Z", "AA", "BZ", "ZZ", "XFD", "XFE"]),
            st.integers(1, 99) | st.integers(1, 2**20) | st.integers(2**20 + 1, 10**9),
        ),
        max_size=6,
    )
)
def test_the_span_of_references_is_counted_alike(references: list[tuple[str, int]]) -> None:
    wide = [workbook_check._column_number(letters.encode()) for letters, _ in references]
    width = max(wide, default=1)
    height = max((row for _, row in references), default=1) if width > 26 else 1
    cells = "".join(f'<c r="{letters}{row}"><v>1</v></c>' for letters, row in references)
    refused = height > 2**20 or width > 2**14 or height * width > sheet_span.MOST_CELLS
    xml = f"<row>{cells}</row>"
    for pieces in ([xml.encode()], _tags(xml)):
        _refuses(lambda: workbook_check._check_span(pieces, "t", len(references)), refused)  # noqa: B023


def _tags(xml: str) -> list[bytes]:
    return [b"<" + part.encode() for part in xml.split("<")[1:]]


@contextmanager
def _in_small_pieces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        for user in (xlsb_check, xls_check):
            patched.setattr(user, "PIECE", 70)
        yield


@given(text=st.text("<a>é\n", max_size=30), piece=st.integers(1, 9))
def test_no_tag_stands_in_two_pieces(text: str, piece: int) -> None:
    packed, held = io.BytesIO(), [0]
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("t", text)
    with zipfile.ZipFile(packed) as archive, pytest.MonkeyPatch.context() as patched:
        patched.setattr(markup, "PIECE", piece)
        pieces = list(markup.markup(archive, archive.getinfo("t"), held.append))
    assert b"".join(pieces) == text.encode()
    assert all(one.startswith(b"<") for one in pieces[1:] if one)
    assert max(held) >= max(map(len, pieces)) - 2 * piece


def test_rows_outside_of_the_tables_are_none() -> None:
    row = b'<table:table-row><table:table-cell office:value="1"/></table:table-row>'
    table = b'<table:table table:name="a">' + row + b"</table:table>"
    for pieces, in_tables in (([row + table + table], True), ([row + row], False)):
        load = Load("t", 1000)
        ods_check._check_repeats(pieces, load, in_tables)
        assert load.cells == 2


@pytest.mark.parametrize(("rows", "refused"), [(3, False), (4, True)])
def test_rows_that_are_told_one_by_one_have_a_limit(
    rows: int, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ods_check, "_MOST_ROWS", 3)
    pieces = [b"<table:table-row/>"] * rows
    _refuses(lambda: list(ods_check._sound(pieces, Load("t", 1000))), refused)
