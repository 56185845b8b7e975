"""XLSX workbooks whose parts are made to cost much: parts elsewhere or shared, long texts, odd tags, many of them."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterable

from tests.benchmarks.packed.making import PACKED, kind, zipped
from tests.benchmarks.packed.workbooks import NUMBER, REFER, YEAR, row, xlsx

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MOST = 57 * PACKED
"""Bytes of all parts of a workbook, unpacked."""
TAGS = 27_500_000
"""Just so many may there be where there are no cells."""


def parts_of(book: bytes) -> dict[str, bytes]:
    """The parts of a workbook without what fills it up."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [name for name in archive.namelist() if "media" not in name]
        return {name: archive.read(name) for name in names}


def plain(rows: int = 20) -> dict[str, bytes]:
    """The parts of a workbook with a small table."""
    return parts_of(xlsx(row(i, *REFER, NUMBER) for i in range(2, rows)))


def with_parts(parts: dict[str, bytes], more: dict[str, Iterable[bytes]]) -> bytes:
    """A workbook of these parts, filled up."""
    return zipped({name: [part] for name, part in parts.items()} | more, "xl/media/image1.png")


def filled(block: bytes, before: bytes = b"", after: bytes = b"", most: int = MOST) -> Iterable[bytes]:
    """So many blocks as make so many bytes."""
    many = max((1 << 20) // len(block), 1)
    pieces = itertools.repeat(block * many, (most - len(before) - len(after)) // len(block * many))
    return itertools.chain([before], pieces, [after])


def widened(
    name: str, at: bytes, block: bytes, most: int = MOST, opening: bytes = b"", closing: bytes = b""
) -> bytes:
    """A small workbook of which one part holds the block again and again before a place."""
    parts = plain()
    before, found, after = parts.pop(name).partition(at)
    assert found
    return with_parts(parts, {name: filled(block, before + opening, closing + at + after, most)})


BARE_ROW = b"<row>" + b"<c><v>1</v></c>" * 5 + b"</row>"


@kind("elsewhere.xlsx")
def elsewhere() -> bytes:
    """The sheet lies where sheets do not."""
    parts = plain()
    parts[RELATIONS] = parts[RELATIONS].replace(b"worksheets/sheet1.xml", b"data/sheet1.xml")
    before, found, after = parts.pop(SHEET).partition(b"</sheetData>")
    return with_parts(parts, {"xl/data/sheet1.xml": filled(BARE_ROW, before, found + after)})


@kind("one_part.xlsx")
def one_part() -> bytes:
    """Fifty sheets are one part, and the first of them do not hold a table."""
    parts = plain()
    sheets = b"".join(b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (i, i + 2) for i in range(50))
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", sheets + b"</sheets>")
    parts.pop(SHEET)
    begin = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    rows = b"".join(row(i, *['<c r="{0}{1}" t="str"><v> </v></c>'] * 5) for i in range(1, 300_000))
    return with_parts(parts, {SHEET: [begin, rows, b"</sheetData></worksheet>"]})


@kind("short_cells.xlsx")
def short_cells() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 5 + b"</row>", 15_400_000)


@kind("broken_cells.xlsx")
def broken_cells() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<row>" + b"<c\n><v>1</v></c>" * 5 + b"</row>")


@kind("empty_rows.xlsx")
def empty_rows() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<row/>", TAGS * 6)


@kind("other_tags.xlsx")
def other_tags() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<a/>", TAGS * 4)


@kind("behind.xlsx")
def behind() -> bytes:
    """Tags behind the cells, of which the merged cells are looked for."""
    return widened(SHEET, b"</worksheet>", b"<a/>", TAGS * 4)


@kind("ahead.xlsx")
def ahead() -> bytes:
    return widened(SHEET, b"<sheetData>", b"<a/>", TAGS * 4)


@kind("comments.xlsx")
def comments() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<!---->")


@kind("attributes.xlsx")
def attributes() -> bytes:
    """A cell of many attributes."""
    named = b"".join(b' a%d="1"' % i for i in range(3000))
    return widened(SHEET, b"</sheetData>", b"<row><c" + named + b"><v>1</v></c></row>")


@kind("merges.xlsx")
def merges() -> bytes:
    return widened(
        SHEET, b"</worksheet>", b'<mergeCell ref="A1:B2"/>', opening=b"<mergeCells>", closing=b"</mergeCells>"
    )


@kind("merge_all.xlsx")
def merge_all() -> bytes:
    return widened(
        SHEET, b"</worksheet>", b"<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>", 2 << 20
    )


@kind("dimension.xlsx")
def dimension() -> bytes:
    return widened(SHEET, b"<sheetData>", b"<dimension ref='A1:XFD1048576'/>", 2 << 20)


@kind("gaps.xlsx")
def gaps() -> bytes:
    """Empty cells between full ones, just as many as are let through, in sheets that are looked at."""
    last = NUMBER.replace("{0}", "Z")
    return xlsx([row(2, *REFER, NUMBER), *(row(i, *REFER, last) for i in range(600_000, 610_000))])


@kind("far_column.xlsx")
def far_column() -> bytes:
    return xlsx([row(2, *REFER, NUMBER), row(1700, NUMBER.replace("{0}", "XFD"))])


@kind("styles.xlsx")
def styles() -> bytes:
    parts = plain()
    begin = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    return with_parts(
        parts, {"xl/styles.xml": filled(b'<xf numFmtId="14"/>', begin, b"</cellXfs></styleSheet>")}
    )


@kind("number_formats.xlsx")
def number_formats() -> bytes:
    parts = plain()
    begin = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    formats = (b'<numFmt numFmtId="%d" formatCode="0.0"/>' % i for i in range(200, 1_500_000))
    return with_parts(
        parts, {"xl/styles.xml": itertools.chain([begin], formats, [b"</numFmts><cellXfs/></styleSheet>"])}
    )


@kind("long_format.xlsx")
def long_format() -> bytes:
    """A number format of half a megabyte, in many styles."""
    parts = plain()
    begin = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt '
        b'numFmtId="200" formatCode="' + b"0" * 500_000 + b'"/></numFmts><cellXfs>'
    )
    some = filled(b'<xf numFmtId="200"/>', begin, b"</cellXfs></styleSheet>", 5 << 20)
    return with_parts(parts, {"xl/styles.xml": some})


@kind("defined_names.xlsx")
def defined_names() -> bytes:
    return widened(
        BOOK, b"</workbook>", b'<definedName name="a">A1</definedName>',
        opening=b"<definedNames>", closing=b"</definedNames>",
    )  # fmt: skip


@kind("relations.xlsx")
def relations() -> bytes:
    return widened(RELATIONS, b"</Relationships>", b'<Relationship Id="a" Type="b" Target="c"/>')


@kind("content_types.xlsx")
def content_types() -> bytes:
    return widened("[Content_Types].xml", b"</Types>", b'<Default Extension="a" ContentType="b"/>')


@kind("properties.xlsx")
def properties() -> bytes:
    return with_parts(plain(), {"docProps/core.xml": filled(b"<a>x</a>")})


@kind("many_sheets.xlsx")
def many_sheets() -> bytes:
    """A thousand sheets, each with a table."""
    parts = plain()
    parts[BOOK] = parts[BOOK].replace(
        b"</sheets>",
        b"".join(b'<sheet name="S%d" sheetId="%d" r:id="s%d"/>' % (i, i + 2, i) for i in range(1000))
        + b"</sheets>",
    )
    kind_of = b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    parts[RELATIONS] = parts[RELATIONS].replace(
        b"</Relationships>",
        b"".join(
            b'<Relationship Id="s%d" %s Target="worksheets/s%d.xml"/>' % (i, kind_of, i) for i in range(1000)
        )
        + b"</Relationships>",
    )
    table = plain(290)[SHEET]
    return with_parts(parts, {f"xl/worksheets/s{i}.xml": [table] for i in range(1000)})


LONG = 32_000


@kind("inline_long.xlsx")
def inline_long() -> bytes:
    """Long texts in the cells themselves, each another."""
    cell = b'<row><c t="inlineStr"><is><t>' + b"x" * LONG + b"</t></is></c></row>"
    return widened(SHEET, b"</sheetData>", cell, 149_000_000)


@kind("inline_wide.xlsx")
def inline_wide() -> bytes:
    """The same with a letter of four bytes in each, so that Python takes four for every letter."""
    cell = '<row><c t="inlineStr"><is><t>\U0001f6e2'.encode() + b"x" * LONG + b"</t></is></c></row>"
    return widened(SHEET, b"</sheetData>", cell, 149_000_000)


@kind("results_long.xlsx")
def results_long() -> bytes:
    cell = b'<row><c t="str"><f>A1</f><v>' + b"x" * LONG + b"</v></c></row>"
    return widened(SHEET, b"</sheetData>", cell)


@kind("formulas_long.xlsx")
def formulas_long() -> bytes:
    return widened(SHEET, b"</sheetData>", b"<row><c><f>" + b"A1+" * 2700 + b"A1</f><v>1</v></c></row>")


@kind("runs.xlsx")
def runs() -> bytes:
    """A shared text of many runs, in some cells."""
    cells = [YEAR, *REFER[1:3], '<c r="{0}{1}" t="s"><v>8</v></c>', NUMBER]
    book = xlsx(row(i, *cells) for i in range(2, 12))
    parts = parts_of(book)
    before, found, after = parts.pop(TEXTS).partition(b"</sst>")
    return with_parts(parts, {TEXTS: filled(b"<r><t>x</t></r>", before + b"<si>", b"</si>" + found + after)})


@kind("texts_of_runs.xlsx")
def texts_of_runs() -> bytes:
    return widened(TEXTS, b"</sst>", b"<si><r><t>x</t></r><r><t>y</t></r></si>", 140_000_000)


@kind("phonetic.xlsx")
def phonetic() -> bytes:
    return widened(TEXTS, b"</sst>", b"<rPh><t>x</t></rPh>", opening=b"<si><t>x</t>", closing=b"</si>")


@kind("inline_runs.xlsx")
def inline_runs() -> bytes:
    return widened(
        SHEET, b"</sheetData>", b"<r><t>x</t></r>",
        opening=b'<row><c t="inlineStr"><is>', closing=b"</is></c></row>",
    )  # fmt: skip


@kind("cells_and_texts.xlsx")
def cells_and_texts() -> bytes:
    """Each below its limit: cells, shared texts, long texts in cells, styles."""
    parts = plain()
    before, found, after = parts.pop(SHEET).partition(b"</sheetData>")
    text = b'<row><c t="s"><v>8</v></c></row>' * 2000
    rows = filled(
        b'<row><c><v>1</v></c><c t="s"><v>5</v></c><c t="s"><v>9</v></c></row>',
        before,
        text + found + after,
        40_000_000,
    )
    first, closed, last = parts.pop(TEXTS).partition(b"</sst>")
    some = filled(
        b"<si><t>abc</t></si>", first + b"<si><t>" + b"x" * LONG + b"</t></si>", closed + last, 15_000_000
    )
    begin = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    xfs = filled(b'<xf numFmtId="14"/>', begin, b"</cellXfs></styleSheet>", 30_000_000)
    return with_parts(parts, {SHEET: rows, TEXTS: some, "xl/styles.xml": xfs})
