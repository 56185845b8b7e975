"""Workbooks that become huge."""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Iterable, Sequence

from dependency_explorer.data.compound import container_of
from tests.benchmarks.packed.making import PACKED, gz, kind, zipped

NAMES = ("Year", "Exporter", "Importer", "Product", "Quantity (t)", "Germany", "France", "coal")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(sheet: Iterable[bytes], shared: Iterable[bytes] = (), content: str = "worksheet+xml") -> bytes:
    """A workbook of one sheet; the rows, and the shared texts besides NAMES."""
    texts = "".join(f"<si><t>{name}</t></si>" for name in NAMES).encode()
    begin = f'<?xml version="1.0"?><sst xmlns="{_MAIN}">'.encode()
    of = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    return zipped(
        {
            "[Content_Types].xml": [
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
                f'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{of}sheet.main+xml"/><Override '
                f'PartName="/xl/worksheets/sheet1.xml" ContentType="{of}{content}"/><Override '
                f'PartName="/xl/sharedStrings.xml" ContentType="{of}sharedStrings+xml"/></Types>'.encode()
            ],
            "_rels/.rels": [
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode()
            ],
            "xl/workbook.xml": [
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/>'
                f"</sheets></workbook>".encode()
            ],
            "xl/_rels/workbook.xml.rels": [
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
                f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
                f'Target="sharedStrings.xml"/></Relationships>'.encode()
            ],
            "xl/worksheets/sheet1.xml": itertools.chain(
                [f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>'.encode(), row(1, *SHARED)],
                sheet,
                [b"</sheetData></worksheet>"],
            ),
            "xl/sharedStrings.xml": itertools.chain([begin, texts], shared, [b"</sst>"]),
        },
        "xl/media/image1.png",
    )


def row(number: int, *cells: str) -> bytes:
    """A row of cells; a column letter stands for {0}, the number of the row for {1}."""
    told = "".join(cell.format("ABCDE"[i], number) for i, cell in enumerate(cells))
    return f'<row r="{number}">{told}</row>'.encode()


SHARED = [f'<c r="{{0}}{{1}}" t="s"><v>{i}</v></c>' for i in range(5)]
NUMBER = '<c r="{0}{1}"><v>5.5</v></c>'
YEAR = '<c r="{0}{1}"><v>2020</v></c>'
REFER = [YEAR, *(f'<c r="{{0}}{{1}}" t="s"><v>{i}</v></c>' for i in (5, 6, 7))]
SHEET_ROWS = 490_000
"""Of five cells: just below what a workbook of 5 MB may hold."""


@kind("rows.xlsx")
def rows_xlsx() -> bytes:
    return xlsx(row(i, *REFER, NUMBER) for i in range(2, SHEET_ROWS))


@kind("bare_cells.xlsx")
def bare_xlsx() -> bytes:
    """Cells that say nothing of where they stand."""
    return xlsx(itertools.repeat(b"<row>" + b"<c><v>1</v></c>" * 5 + b"</row>", SHEET_ROWS))


@kind("inline.xlsx")
def inline_xlsx() -> bytes:
    texts = ['<c r="{0}{1}" t="inlineStr"><is><t>Germany</t></is></c>'] * 3
    return xlsx(row(i, YEAR, *texts, NUMBER) for i in range(2, SHEET_ROWS))


@kind("formulas.xlsx")
def formulas_xlsx() -> bytes:
    formula = '<c r="{0}{1}"><f>SUM(A1:A2)*3+VLOOKUP(B1,Sheet2!A:B,2,FALSE)</f><v>5.5</v></c>'
    return xlsx(row(i, *REFER, formula) for i in range(2, SHEET_ROWS))


@kind("styled_empty.xlsx")
def styled_xlsx() -> bytes:
    return xlsx(row(i, *['<c r="{0}{1}" s="1"/>'] * 5) for i in range(2, SHEET_ROWS))


@kind("shared_texts.xlsx")
def shared_xlsx() -> bytes:
    """A table of many shared texts that nothing refers to."""
    texts = (b"<si><t>text %d</t></si>" % i for i in range(8, 9_000_000))
    return xlsx([row(2, *REFER, NUMBER)], texts)


@kind("short_texts.xlsx")
def short_xlsx() -> bytes:
    return xlsx([row(2, *REFER, NUMBER)], itertools.repeat(b"<si><t/></si>" * 1000, 21_000))


@kind("long_text.xlsx")
def long_xlsx() -> bytes:
    """Every row refers to one text of 32 kB."""
    cells = [YEAR, *REFER[1:3], '<c r="{0}{1}" t="s"><v>8</v></c>', NUMBER]
    return xlsx((row(i, *cells) for i in range(2, SHEET_ROWS)), [b"<si><t>", b"x" * 32_000, b"</t></si>"])


@kind("huge_text.xlsx")
def huge_xlsx() -> bytes:
    cells = [YEAR, *REFER[1:3], '<c r="{0}{1}" t="s"><v>8</v></c>', NUMBER]
    return xlsx((row(i, *cells) for i in range(2, 1000)), [b"<si><t>", b"x" * 250_000_000, b"</t></si>"])


@kind("far_cell.xlsx")
def far_xlsx() -> bytes:
    return xlsx([row(2, *REFER, NUMBER), row(1_040_000, *[NUMBER] * 5)])


@kind("rows.xlsx.gz")
def xlsx_gz() -> bytes:
    return gz([xlsx(row(i, *REFER, NUMBER) for i in range(2, SHEET_ROWS))], 0)


def xlsb_record(code: int, content: bytes) -> bytes:
    """A record: its kind and length in groups of seven bits."""
    told = bytes([code]) if code < 128 else bytes([code & 127 | 128, code >> 7])
    size, left = b"", len(content)
    while left > 127:
        size, left = size + bytes([left & 127 | 128]), left >> 7
    return told + size + bytes([left]) + content


def xlsb_row(number: int) -> bytes:
    """The beginning of a row."""
    return xlsb_record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 1) + struct.pack("<II", 0, 4))


@kind("rows.xlsb")
def rows_xlsb() -> bytes:
    return xlsb(SHEET_ROWS)


def wide(text: str) -> bytes:
    """A text of a binary workbook."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def real(column: int, value: float) -> bytes:
    """A cell of a number."""
    return xlsb_record(5, struct.pack("<IId", column, 0, value))


def references(first: int, *numbers: int) -> bytes:
    """Cells of shared texts from a column on."""
    return b"".join(
        xlsb_record(7, struct.pack("<III", first + i, 0, number)) for i, number in enumerate(numbers)
    )


XLSB_ROW = real(0, 2020.0) + references(1, 5, 6, 7) + real(4, 5.5)


def xlsb(
    number: int,
    cells: bytes = XLSB_ROW,
    shared: Iterable[bytes] = (),
    behind: Iterable[bytes] = (),
    parts: dict[str, Iterable[bytes]] | None = None,
) -> bytes:
    """A binary workbook with rows of five cells: a number, three shared texts, a number.

    shared: texts besides NAMES. behind: further rows. parts: others.
    """
    more = list(shared)

    def sheet() -> Iterable[bytes]:
        yield (
            xlsb_record(129, b"")
            + xlsb_record(148, struct.pack("<IIII", 0, number, 0, 4))
            + xlsb_record(145, b"")
        )
        for i in range(number):
            yield xlsb_row(i) + (references(0, *range(5)) if i == 0 else cells)
        yield from behind
        yield xlsb_record(146, b"") + xlsb_record(130, b"")

    texts = xlsb_record(159, struct.pack("<II", 8 + len(more), 8 + len(more))) + b"".join(
        [*(xlsb_record(19, b"\0" + wide(name)) for name in NAMES), *more]
    )
    book = (
        xlsb_record(131, b"")
        + xlsb_record(143, b"")
        + xlsb_record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Data"))
        + xlsb_record(144, b"")
        + xlsb_record(132, b"")
    )
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
        f'Target="sharedStrings.bin"/></Relationships>'
    )
    top = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        f'Target="xl/workbook.bin"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": [
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="application/vnd.'
                f'ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.'
                f'openxmlformats-package.relationships+xml"/></Types>'.encode()
            ],
            "_rels/.rels": [top.encode()],
            "xl/workbook.bin": [book],
            "xl/_rels/workbook.bin.rels": [relations.encode()],
            "xl/worksheets/sheet1.bin": sheet(),
            "xl/sharedStrings.bin": [texts + xlsb_record(160, b"")],
        }
        | (parts or {}),
        "xl/media/image1.png",
    )


def ods(rows: Iterable[bytes], before: bytes = b"") -> bytes:
    """An OpenDocument workbook. before: what stands before its table."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    told = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    first = (
        f'<?xml version="1.0"?><office:document-content {told}><office:body><office:spreadsheet>'
        f'{before.decode()}<table:table table:name="D">'
    )
    last = b"</table:table></office:spreadsheet></office:body></office:document-content>"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    titles = b"".join(ods_text(name) for name in NAMES[:5])
    return zipped(
        {
            "mimetype": [b"application/vnd.oasis.opendocument.spreadsheet"],
            "META-INF/manifest.xml": [manifest.encode()],
            "content.xml": itertools.chain(
                [first.encode(), b"<table:table-row>", titles, b"</table:table-row>"], rows, [last]
            ),
        },
        "Pictures/1.png",
    )


def ods_text(cell: str) -> bytes:
    """A cell of text."""
    return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'.encode()


def ods_number(cell: str) -> bytes:
    """A cell of a number."""
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>'
        f"</table:table-cell>"
    ).encode()


ODS_ROW = ods_number("2020") + b"".join(map(ods_text, NAMES[5:])) + ods_number("5.5")


@kind("rows.ods")
def rows_ods() -> bytes:
    one = b"<table:table-row>" + ODS_ROW + b"</table:table-row>"
    return ods(itertools.repeat(one, 57 * PACKED // len(one)))


@kind("repeated.ods")
def repeated_ods() -> bytes:
    return ods(
        [b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (SHEET_ROWS, ODS_ROW)]
    )


@kind("short.ods")
def short_ods() -> bytes:
    cell = b'<table:table-cell office:value-type="float" office:value="1"/>'
    one = b"<table:table-row>" + cell * 5 + b"</table:table-row>"
    return ods(itertools.repeat(one, 57 * PACKED // len(one)))


@kind("empty_tags.ods")
def empty_tags_ods() -> bytes:
    return ods(itertools.repeat(b"<table:table-row/>" * 1000, 57 * PACKED // 18_000))


def xls(rows: int, columns: int) -> bytes:
    """An old workbook whose sheet holds small numbers."""
    sheet = io.BytesIO()
    numbers = struct.pack("<HI", 0, 2020 << 2 | 2) * columns  # a record holds a whole row of them
    for i in range(rows):
        sheet.write(xls_record(0xBD, struct.pack("<HH", i, 0) + numbers + struct.pack("<H", columns - 1)))
    return xls_of([xls_sheet(sheet.getvalue(), rows, columns)])


def xls_record(kind: int, content: bytes = b"") -> bytes:
    """A record of an old workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_begin(of: int) -> bytes:
    """The beginning of what all sheets share (5), or of a sheet (16)."""
    return xls_record(0x809, struct.pack("<HHHHII", 0x600, of, 0x0DBB, 0x07CC, 0, 6))


def xls_sheet(cells: bytes, rows: int, columns: int) -> bytes:
    """A sheet that says how large it is."""
    span = xls_record(0x200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    return xls_begin(16) + span + cells + xls_record(0x0A)


def xls_of(sheets: Sequence[bytes], shared: bytes = b"", places: Sequence[int] | None = None) -> bytes:
    """An old workbook. shared: records that all sheets share. places: for each name which of the sheets it is."""
    places = range(len(sheets)) if places is None else places
    name = lambda i: b"%05d" % i  # noqa: E731
    bound = lambda i, at: xls_record(0x85, struct.pack("<IHBB", at, 0, 5, 0) + name(i))  # noqa: E731
    head = xls_begin(5) + xls_record(0x42, struct.pack("<H", 1200))
    begin = len(head) + len(bound(0, 0)) * len(places) + len(shared) + 4
    begins = list(itertools.accumulate(map(len, sheets), initial=begin))
    told = b"".join(bound(i, begins[place]) for i, place in enumerate(places))
    return container_of(b"".join([head, told, shared, xls_record(0x0A), *sheets]))


@kind("wide.xls.gz")
def wide_xls() -> bytes:
    return gz([xls(9_700, 256)])


@kind("tall.xls.gz")
def tall_xls() -> bytes:
    return gz([xls(65_000, 38)])
