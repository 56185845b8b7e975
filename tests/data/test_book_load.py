"""What a workbook becomes is counted before it is read: cells, texts and tags of every make, each and together."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import book_load
from dependency_explorer.data.book_load import Load
from dependency_explorer.data.compound import container_of
from dependency_explorer.data.intake.marked_up import MarkedUp
from dependency_explorer.data.problems import DataError, TooMuchError
from dependency_explorer.data.unpacking import LOAD, SHEETS, TEXTS
from dependency_explorer.data.workbook import Workbook
from tests.data.makers import ods_bytes, record, xls_bytes, xlsb_bytes
from tests.data.mutations import zipped
from tests.data.tables import workbook_bytes

ROWS: list[list[str | float]] = [["a", "b"], *[["x", 2.0]] * 9]
SHEET, TABLES = "xl/worksheets/sheet1.xml", "content.xml"
MAKES: dict[str, Callable[..., bytes]] = {
    "ods": ods_bytes,
    "xlsb": xlsb_bytes,
    "xls": xls_bytes,
    "xlsx": workbook_bytes,
}


def changed(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something else in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new, 1)})


def xlsx(new: bytes, old: bytes = b"</sheetData>") -> Workbook:
    return Workbook(changed(workbook_bytes({"D": ROWS}), SHEET, old, new + old), "t.xlsx")


def ods(new: bytes) -> Workbook:
    return Workbook(
        changed(ods_bytes({"D": ROWS}), TABLES, b"</table:table>", new + b"</table:table>"), "t.ods"
    )


def limits(monkeypatch: pytest.MonkeyPatch, **rooms: int) -> None:
    for name, whole in (("SHEETS", SHEETS), ("TEXTS", TEXTS), ("LOAD", LOAD)):
        if name in rooms:
            less = type(whole)(rooms[name], 0, whole.unit, whole.advice)
            monkeypatch.setattr(book_load, name, less)


@pytest.mark.parametrize("make", MAKES)
def test_cells_of_every_make_are_counted(make: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, SHEETS=20)
    book = MAKES[make]({"D": ROWS})
    assert Workbook(book, "t").rows("D")[1] == ["x", "2"]
    limits(monkeypatch, SHEETS=19)
    with pytest.raises(TooMuchError, match=r"becomes .* cells, .*\(at most 19 cells\)\. .* as CSV"):
        Workbook(book, "t")


@pytest.mark.parametrize("make", MAKES)
def test_texts_of_every_make_are_counted_as_often_as_they_stand(
    make: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits(monkeypatch, TEXTS=400_000)
    long = "y" * 9000
    once = MAKES[make]({"D": [*ROWS, [long, 1.0]]})
    assert Workbook(once, "t").rows("D")[-1][0] == long
    often = MAKES[make]({"D": [*ROWS, *[[long, 1.0]] * 60]})
    with pytest.raises(TooMuchError, match="of text in its cells"):
        Workbook(often, "t")


@given(st.integers(0, 5_000_000), st.integers(0, 200_000_000), st.integers(0, 90_000_000))
def test_what_stays_below_each_limit_may_be_too_much_together(cells: int, texts: int, tags: int) -> None:
    alone = cells <= SHEETS.room and texts <= TEXTS.room
    together = cells + texts // 200 + max(tags - 5 * cells, 0) // 10
    load = Load("t", 1000)
    if alone and together <= LOAD.room:
        load.add(cells, texts, tags)
        assert (load.cells, load.texts, load.tags) == (cells, texts, tags)
    else:
        with pytest.raises(TooMuchError):
            load.add(cells, texts, tags)


# ---- XLSX ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", [b"<c/>", b"<c\n></c>", b"<x:c/>", b'<c\tr="A9"/>', b"<c></c>"])
def test_a_cell_is_one_however_it_is_written(cell: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, SHEETS=40)
    with pytest.raises(TooMuchError, match="becomes more than 70 cells"):
        xlsx(b"<row>" + cell * 10 + b"</row>" + (b"<row>" + cell + b"</row>") * 40)


def test_tags_that_are_no_cells_count(monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, LOAD=50)
    xlsx(b"<a/>" * 100)
    with pytest.raises(TooMuchError, match="cells' worth of content"):
        xlsx(b"<a/>" * 2000)
    with pytest.raises(TooMuchError, match="cells' worth of content"):
        Workbook(
            changed(
                workbook_bytes({"D": ROWS}),
                "xl/workbook.xml",
                b"</workbook>",
                b"<a/>" * 2000 + b"</workbook>",
            ),
            "t",
        )


def test_the_format_of_a_number_counts_for_every_style(monkeypatch: pytest.MonkeyPatch) -> None:
    def styled(letters: int) -> Workbook:
        told = b'<numFmts><numFmt numFmtId="200" formatCode="' + b"0" * letters + b'"/></numFmts>'
        styles = (
            b"<styleSheet>" + told + b"<cellXfs>" + b'<xf numFmtId="200"/>' * 500 + b"</cellXfs></styleSheet>"
        )
        with zipfile.ZipFile(io.BytesIO(workbook_bytes({"D": ROWS}))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return Workbook(zipped(parts | {"xl/styles.xml": styles}), "t.xlsx")

    limits(monkeypatch, LOAD=1000)
    assert styled(200).names == ("D",)
    with pytest.raises(TooMuchError, match="cells' worth of content"):
        styled(5000)


@pytest.mark.parametrize(
    "place",
    [
        b'r = "XFD900000"',
        b'r= "XFD900000"',
        b"r='XFD900000'",
        b's="1"r="XFD900000"',
        b'r="XFD' + b"0" * 40 + b'900000"',
    ],
)
def test_a_far_cell_is_found_however_its_place_is_written(place: bytes) -> None:
    with pytest.raises(DataError, match=r"more than can be read|tells the places of its cells"):
        xlsx(b"<row><c " + place + b"><v>1</v></c></row>")


def test_a_text_about_places_is_read() -> None:
    note = "where r = 'XFD9' or r= \"B\""
    assert xlsx(f'<row><c t="str"><v>{note}</v></c></row>'.encode()).rows("D")[-1][0] == note


def test_cells_that_do_not_tell_their_place_span_too() -> None:
    wide = b"<row>" + b"<c/>" * 16_000 + b"</row>"
    with pytest.raises(DataError, match="more than can be read"):
        xlsx(b"<row><c/></row>" * 2000 + wide)
    assert len(xlsx(b"<row><c><v>1</v></c></row>" * 2000).rows("D")) == 2010


def test_long_texts_in_cells_themselves_count(monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, TEXTS=50_000)
    cell = b'<row><c t="str"><v>' + b"x" * 9000 + b"</v></c></row>"
    assert xlsx(cell).rows("D")[-1][0] == "x" * 9000
    with pytest.raises(TooMuchError, match="of text in its cells"):
        xlsx(cell * 6)


# ---- OpenDocument ----------------------------------------------------------------------------------------

TEXT = b'<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'


def row(inner: bytes, told: bytes = b"") -> bytes:
    return b"<table:table-row" + told + b">" + inner + b"</table:table-row>"


@pytest.mark.parametrize(
    "rows",
    [
        row(TEXT % (b"", b"x" * 2000), b' table:number-rows-repeated="60"'),
        row(TEXT % (b"", b"x" * 2000), b" table:number-rows-repeated = '060'"),
        row(TEXT % (b' table:number-columns-repeated="60"', b"x" * 2000)),
        row(TEXT % (b' table:formula="of:=' + b"1+" * 1000 + b'1" table:number-columns-repeated="60"', b"1")),
        row(
            TEXT % (b' office:string-value="' + b"x" * 2000 + b'"', b""), b' table:number-rows-repeated="60"'
        ),
        row(TEXT % (b"", b'a<text:s text:c="100000"/>b')),
        row(TEXT % (b"", b"a<text:s text:c = '+100000'/>b")),
        row(TEXT % (b' table:number-columns-repeated="100"', b'a<text:s text:c="1000"/>b')),
    ],
)
def test_repeated_texts_and_spaces_count(rows: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, TEXTS=90_000)
    with pytest.raises(TooMuchError, match="of text in its cells"):
        ods(rows)
    limits(monkeypatch, TEXTS=300_000)
    assert ods(rows).rows("D")[:2] == [
        ["a", "b", *[""] * 98][: len(ods(rows).rows("D")[0])],
        ods(rows).rows("D")[1],
    ]


def test_empty_cells_before_a_full_one_make_a_row_wide() -> None:
    far = b'<table:table-cell table:number-columns-repeated="%d"/>' + TEXT % (b"", b"x")
    assert len(ods(row(far % 100)).rows("D")[-1]) == 101
    with pytest.raises(DataError, match="more than can be read"):
        ods(row(far % 900_000_000))


@pytest.mark.parametrize("times", [b"+900000000", b"&#57;00000000"])
def test_a_number_of_cells_that_is_no_number_is_refused(times: bytes) -> None:
    with pytest.raises(DataError, match="tells the number of equal cells as"):
        ods(row(TEXT % (b' table:number-columns-repeated="' + times + b'"', b"x")))


@pytest.mark.parametrize(
    "hidden",
    [
        b'<!-- </table:table><table:table table:name="E"> -->',
        b"<![CDATA[</table:table><table:table >]]>",
        b"<a b='</table:table><table:table >'/>",
        b"<a b='><table:table-row>'/>",
    ],
)
def test_what_only_looks_like_a_tag_is_refused(hidden: bytes) -> None:
    with pytest.raises(DataError, match="a tag begins within another"):
        ods(hidden + row(TEXT % (b"", b"x")))


def test_remarks_without_tags_are_read() -> None:
    assert ods(b"<!-- a > b -->" + row(TEXT % (b' a="x > y"', b"x"))).rows("D")[-1][0] == "x"


# ---- XLSB and XLS ----------------------------------------------------------------------------------------


def test_a_reference_in_a_record_of_an_unusual_size_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, TEXTS=200_000)
    book = xlsb_bytes({"D": [["y" * 9000, 1.0], *ROWS]})
    longer = record(7, struct.pack("<III", 1, 0, 0) + bytes(3)) * 30
    assert b"y" not in longer
    with pytest.raises(TooMuchError, match="of text in its cells"):
        Workbook(changed(book, "xl/worksheets/sheet1.bin", record(146), longer + record(146)), "t.xlsb")


def part(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(*sheets: bytes, begins: list[int] | None = None) -> Workbook:
    """An old workbook of these records. begins: for each name of a sheet which of them it is."""
    begins = [*range(len(sheets))] if begins is None else begins
    start = part(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + part(0x42, struct.pack("<H", 1200))
    bodies = [
        part(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + one + part(0x0A) for one in sheets
    ]
    at = len(start) + 13 * len(begins) + 4
    places = [at + sum(map(len, bodies[:number])) for number in begins]
    for number, place in enumerate(places):
        start += part(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"%c" % (65 + number))
    return Workbook(container_of(start + part(0x0A) + b"".join(bodies)), "t.xls")


def number(row: int, column: int) -> bytes:
    return part(0x203, struct.pack("<HHHd", row, column, 0, 1.5))


def formula(row: int, column: int) -> bytes:
    told = struct.pack("<HHHd", row, column, 0, 1.5) + bytes(6) + struct.pack("<HBH", 3, 0x1E, 7)
    return part(0x06, told)


def test_the_spans_of_all_sheets_of_an_old_workbook_add_up() -> None:
    far = number(0, 0) + number(65_535, 99)
    assert len(xls(far).rows("A")) == 65_536
    with pytest.raises(DataError, match=r"sheets that span 13.107.200 cells"):
        xls(far, far)
    with pytest.raises(DataError, match=r"sheets that span 13.107.200 cells"):
        xls(far + formula(0, 0) + formula(65_535, 99))


@pytest.mark.parametrize("begins", [[0, 0], [0, 1, 0]])
def test_a_sheet_of_an_old_workbook_has_one_name(begins: list[int]) -> None:
    assert len(xls(number(0, 0), number(0, 0)).names) == 2
    with pytest.raises(DataError, match="one of its sheets lies within another"):
        xls(number(0, 0), number(0, 0), begins=begins)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 65_535), st.integers(0, 255)), max_size=8))
def test_cells_of_old_workbooks_are_counted(cells: list[tuple[int, int, int]]) -> None:
    from dependency_explorer.data.xls_check import check_stream

    several = lambda row, column: part(  # noqa: E731
        0xBD, struct.pack("<HH", row, column) + bytes(18) + struct.pack("<H", column + 2)
    )
    makes = [number, formula, several, lambda row, column: part(0x201, struct.pack("<HHH", row, column, 0))]
    load = Load("t", 10**9)
    check_stream(b"".join(makes[make](row, column) for make, row, column in cells), load)
    assert load.cells == sum((1, 1, 3, 0)[make] for make, _, _ in cells)


# ---- Excel 2003 ------------------------------------------------------------------------------------------


def test_cells_left_out_of_a_workbook_written_as_xml_count() -> None:
    one = '<Row><Cell ss:Index="16384"><Data>1</Data></Cell></Row>'
    page = f'<Workbook xmlns:ss="a"><Worksheet><Table>{one * 190}</Table></Worksheet></Workbook>'.encode()
    with pytest.raises(DataError, match="more than can be read"):
        MarkedUp(page, "t.xls")
