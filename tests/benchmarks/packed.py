"""Small packed files that become huge: what each kind costs to import, to look at and to convert.

python -m tests.benchmarks.packed [--modes import,look,convert] [KIND...]

Each file is made in a temporary folder, at most 5 MB packed and just below what `data/unpacking.py` lets through by
its size (what is more is refused in a moment): real content, and beside it what fills the file up without being
content. It is read in a process of its own, which is ended after LIMIT_S of its processor. Printed: bytes packed,
processor seconds, peak of memory, and what was said. Over the budget is what takes more than 10 s or 1000 MB. Linux.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import itertools
import json
import lzma
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PACKED = 4_900_000
LIMIT_S = 60
BUDGET_S, BUDGET_MB = 10.0, 1000
MODES = ("import", "look", "convert")

TITLES = b"year,exporter,importer,product,quantity (kt)\n"
KINDS: dict[str, Callable[[], bytes]] = {}


def kind(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter what makes the file of this name."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        KINDS[name] = make
        return make

    return enter


# ---- packing ----------------------------------------------------------------------------------------------------


SIGNS = {
    b"\n": 2_900_000,
    b",": 19_000_000,
    b";": 19_000_000,
    b"\t": 19_000_000,
    b":": 3_900_000,
    b"[": 690_000,
}
"""Lines, cells, named values and lists that a file of this size may become."""


def repeated(first: bytes, block: bytes, size: int, last: bytes = b"") -> Iterator[bytes]:
    """Blocks between a beginning and an end, together no larger than `size`."""
    yield first
    most = [(size - len(first) - len(last)) // len(block)]
    most += [allowed // block.count(sign) for sign, allowed in SIGNS.items() if block.count(sign)]
    yield from itertools.repeat(block, min(most))
    yield last


def gz(pieces: Iterable[bytes], size: int = PACKED) -> bytes:
    """Gzip that has `size` bytes: empty members with the longest extra field stand before the content."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0) as file:
        for piece in pieces:
            file.write(piece)
    content = stream.getvalue()
    empty, fillers = gzip.compress(b"", mtime=0), b""
    while (left := min(size - len(content) - len(fillers) - len(empty) - 2, 65_535)) > 0:
        fillers += empty[:3] + b"\x04" + empty[4:10] + struct.pack("<H", left) + bytes(left) + empty[10:]
    return fillers + content


def zipped(entries: dict[str, Iterable[bytes]], filler: str = "", size: int = PACKED) -> bytes:
    """An archive of `size` bytes. filler: an entry that is packed by nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in entries.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
        if filler:
            noise = os.urandom(max(size - len(stream.getvalue()) - 10_000, 0))
            archive.writestr(zipfile.ZipInfo(filler), noise)
    return stream.getvalue()


# ---- text -------------------------------------------------------------------------------------------------------

ROWS = 40 * PACKED - 500_000
"""What text may become."""


def lines(form: str, number: int = 10_000) -> bytes:
    """Lines of a form with a number in each."""
    return "".join(form.format(i % 977, i=i) for i in range(number)).encode()


PLAIN = lines("2020,Germany,France,coal,{0}\n")
TEXTS = {
    "plain": (TITLES, PLAIN),
    "quoted": (TITLES, b'2020,Germany,France,"coal, hard",1\n' * 10_000),
    "lines_in_cells": (TITLES, b'2020,Germany,France,"co""al\nx",1\n' * 10_000),
    "ragged": (TITLES, b"2020,Germany,France\n" * 10_000),
    "long_rows": (TITLES, b"2020,Germany,France,coal,1,2,3\n" * 10_000),
    "wide": (
        TITLES[:-1] + b"".join(b",c%d" % i for i in range(12_000)) + b"\n",
        b"2020,Germany,France,coal,1" + b",1" * 12_000 + b"\n",
    ),
    "one_digit": (b"year,exporter,importer,product,kt\n", b"1,2,3,4,5\n" * 10_000),
    "nulls": (TITLES + PLAIN, b"\0" * 100_000),
    "blank": (TITLES + PLAIN, b"\n" * 100_000),
    "empty_cells": (TITLES + PLAIN, b",,,,\n" * 10_000),
    "decimal_commas": (
        TITLES.replace(b",", b";"),
        b"2020;Germany;France;coal;1.234,5\n" * 10_000,
    ),
    "spaces": (TITLES + PLAIN, b"2020 , Germany , France , coal , 1 234 \n" * 10_000),
    "endless_line": (TITLES + PLAIN, b"x" * 100_000),
    "open_quote": (TITLES + PLAIN + b'2020,Germany,France,"coal,', PLAIN),
}


def text(name: str) -> Callable[[], bytes]:
    """Gzip of one of the texts."""
    return lambda: gz(repeated(*TEXTS[name], ROWS))


for one in TEXTS:
    kind(f"{one}.csv.gz")(text(one))


@kind("names.csv.gz")
def names() -> bytes:
    """Every name another: it packs four times, so that it is smaller."""
    return gz([TITLES, *(b"2020,P%d,Q%d,coal,1\n" % (i, i) for i in range(900_000))])


@kind("plain.csv.bz2")
def plain_bz2() -> bytes:
    content = bz2.compress(b"".join(repeated(TITLES, PLAIN, ROWS)))
    return content + bytes(PACKED - len(content))


@kind("plain.csv.xz")
def plain_xz() -> bytes:
    content = lzma.compress(b"".join(repeated(TITLES, PLAIN, ROWS)), preset=1)
    return content + bytes((PACKED - len(content)) // 4 * 4)


@kind("lines_in_cells.csv.xz")
def quoted_xz() -> bytes:
    content = lzma.compress(b"".join(repeated(*TEXTS["lines_in_cells"], ROWS)), preset=1)
    return content + bytes((PACKED - len(content)) // 4 * 4)


@kind("estat_nrg_ti_gasm.tsv.gz")
def eurostat() -> bytes:
    months = [f"{year}-{month:02d} " for year in range(2010, 2026) for month in range(1, 13)]
    figures = "\t".join("12.5 e" if i % 3 else ": " for i in range(len(months)))
    keys = itertools.product(("G3000", "O4100_TOT"), ("RU", "NO", "DZ", "QA"), ("DE", "FR", "IT", "ES"))
    block = "".join(f"M,{siec},{partner},TJ,{geo}\t{figures}\n" for siec, partner, geo in keys)
    first = "freq,siec,partner,unit,geo\\TIME_PERIOD\t" + "\t".join(months) + "\n"
    return gz(repeated(first.encode(), block.encode(), ROWS))


@kind("BACI_HS17_Y2020_V202401.csv.gz")
def baci() -> bytes:
    block = b"".join(b"2020,276,251,270900,%d.5,%d.25\n" % (i % 9, i % 9) for i in range(10_000))
    return gz(repeated(b"t,i,j,k,v,q\n", block, ROWS))


@kind("honest_BACI.csv.gz")
def honest() -> bytes:
    """Figures that differ as real ones do: it packs about five times and must be read."""
    digits = iter(os.urandom(8 * 900_000))
    number = lambda: next(digits) << 16 | next(digits) << 8 | next(digits)  # noqa: E731
    return gz(
        [
            b"t,i,j,k,v,q\n",
            *(b"2020,276,251,2709%02d,%d.5,%d\n" % (i % 100, number(), number()) for i in range(600_000)),
        ],
        0,
    )


# ---- archives ---------------------------------------------------------------------------------------------------


@kind("parts.zip")
def parts() -> bytes:
    return zipped({f"flows_{1990 + i}.csv": repeated(TITLES, PLAIN, ROWS // 30) for i in range(30)}, "x.bin")


@kind("package.zip")
def package() -> bytes:
    own = b"period,exporter,importer,commodity,quantity,unit\n"
    block = lines("2020,DEU,FRA,coal,{0},kt\n")
    listed = json.dumps({"name": "x", "resources": [{"name": "flows", "path": "flows.csv"}]}).encode()
    return zipped(
        {"datapackage.json": [listed], "flows.csv": repeated(own, block, 60 * PACKED - 10_000_000)}, "x.bin"
    )


@kind("foreign_package.zip")
def foreign_package() -> bytes:
    resources = [{"name": f"t{i}", "path": f"data/t{i}.csv"} for i in range(4)]
    tables = {f"data/t{i}.csv": repeated(TITLES, PLAIN, 14 * PACKED) for i in range(4)}
    listed = json.dumps({"name": "x", "resources": resources}).encode()
    return zipped({"datapackage.json": [listed], **tables}, "x.bin")


@kind("twice.csv.gz")
def twice() -> bytes:
    return gz([gz(repeated(TITLES, PLAIN, ROWS), 0)])


@kind("twice.zip")
def twice_zip() -> bytes:
    return zipped({"flows.csv.gz": [gz(repeated(TITLES, PLAIN, 10 * ROWS), 0)]}, "x.bin")


@kind("lies.csv.gz")
def lies() -> bytes:
    """The end tells the size of the last part only."""
    return gz(repeated(TITLES, PLAIN, 3 * ROWS), PACKED - 100) + gzip.compress(PLAIN[:20])


@kind("lies.zip")
def lies_zip() -> bytes:
    """The directory tells 5000 bytes."""
    content = bytearray(zipped({"flows.csv": repeated(TITLES, PLAIN, 3 * ROWS)}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 5000)
    return bytes(content)


# ---- JSON -------------------------------------------------------------------------------------------------------

RECORDS, WHOLE = 25 * PACKED - 500_000, 40_000_000 - 100_000
RECORD = b'{"year":2020,"exporter":"Germany","importer":"France","product":"coal","quantity_kt":5},'


def json_gz(name: str, first: bytes, block: bytes, size: int, last: bytes) -> None:
    """Enter a JSON text in gzip."""
    kind(name)(lambda: gz(repeated(first, block, size, last)))


json_gz("records.json.gz", b"[", RECORD * 1000, RECORDS, RECORD[:-1] + b"]")
json_gz("short_records.json.gz", b"[", b'{"a":1,"b":2},' * 1000, RECORDS, b'{"a":1,"b":2}]')
json_gz("lines.ndjson.gz", b"", RECORD[:-1] + b"\n", RECORDS, b"")
json_gz(
    "wide_objects.json.gz",
    b"[",
    b"{" + b",".join(b'"k%d":%d' % (i, i) for i in range(1000)) + b"},",
    RECORDS,
    b"{}]",
)
json_gz("empties.json.gz", b"[", b"{}," * 1000, RECORDS, b"{}]")
json_gz("nulls.json.gz", b"[", b"null," * 1000, WHOLE, b"1]")
json_gz("lists.json.gz", b"[", b"[]," * 1000, WHOLE, b"[]]")
json_gz("deep_lists.json.gz", b"", b"[" * 1000, WHOLE, b"")
json_gz("deep_objects.json.gz", b"", b'{"a":' * 1000, WHOLE, b"")
json_gz("one_string.json.gz", b'[{"a":"', b"x" * 1000, WHOLE, b'","b":1}]')
json_gz("one_number.json.gz", b'[{"a":', b"1" * 1000, WHOLE, b"}]")
json_gz(
    "rows.json.gz",
    b'[["year","from","to","kt"],',
    b'[2020,"Germany","France",5],' * 1000,
    WHOLE,
    b'["","","",1]]',
)
json_gz("rows_of_digits.json.gz", b'[["a","b","c"],', b"[1,2,3]," * 1000, WHOLE, b"[1,2,3]]")


@kind("million_keys.json.gz")
def keys() -> bytes:
    return gz([b"{", b",".join(b'"k%d":%d' % (i, i) for i in range(1_000_000)), b"}"])


@kind("keys_of_records.json.gz")
def keys_of_records() -> bytes:
    return gz([b"{", b",".join(b'"k%d":%s' % (i, RECORD[:-1]) for i in range(380_000)), b"}"])


@kind("other_keys.json.gz")
def other_keys() -> bytes:
    """Every record has names of its own."""
    return gz([b"[", b",".join(b'{"k%d":1,"l%d":2}' % (i, i) for i in range(1_000_000)), b"]"])


@kind("columns.json.gz")
def columns() -> bytes:
    year, name = b",".join([b"2020"] * 970_000), b",".join([b'"Germany"'] * 970_000)
    return gz([b'{"year":[', year, b'],"from":[', name, b'],"to":[', name, b'],"kt":[', year, b"]}"])


@kind("cube.json.gz")
def cube() -> bytes:
    sizes = {"geo": 300, "partner": 300, "time": 200}
    dimension = {
        name: {"category": {"index": [f"{name}{i}" for i in range(size)]}} for name, size in sizes.items()
    }
    head = {
        "version": "2.0",
        "class": "dataset",
        "id": list(sizes),
        "size": [*sizes.values()],
        "dimension": dimension,
    }
    return gz([json.dumps(head).encode()[:-1], b',"value":[', b",".join([b"1"] * 3_900_000), b"]}"])


# ---- marked up --------------------------------------------------------------------------------------------------

PAGES = 10_000_000 - 100_000


@kind("page.html.gz")
def page() -> bytes:
    first = b"<html><body><table><tr><th>Year</th><th>Exporter</th><th>Importer</th><th>Product</th><th>kt</th></tr>"
    row = b"<tr><td>2020</td><td>Germany</td><td>France</td><td>coal</td><td>1</td></tr>"
    return gz(repeated(first, row * 100, PAGES, b"</table></body></html>"))


@kind("cells.html.gz")
def cells_page() -> bytes:
    return gz(repeated(b"<html><table><tr><td>a<td>b", b"<tr><td>1<td>2" * 100, PAGES))


@kind("spans.html.gz")
def spans_page() -> bytes:
    return gz(repeated(b"<html><table><tr><td>a<td>b", b"<tr><td colspan=1000 rowspan=60000>1" * 100, PAGES))


@kind("sdmx.xml.gz")
def sdmx() -> bytes:
    first = (
        b'<?xml version="1.0"?><message:StructureSpecificData xmlns:message="http://www.sdmx.org/resources/sdmxml/'
        b'schemas/v2_1/message"><message:DataSet>'
    )
    return gz(repeated(first, b'<Obs TIME_PERIOD="2020" OBS_VALUE="1"/>' * 100, ROWS))


@kind("excel_2003.xml.gz")
def excel_2003() -> bytes:
    first = (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        b'<Worksheet ss:Name="D"><Table><Row>'
        + b"".join(
            b'<Cell><Data ss:Type="String">%s</Data></Cell>' % name for name in TITLES.strip().split(b",")
        )
        + b"</Row>"
    )
    row = b"".join(
        b'<Cell><Data ss:Type="String">%s</Data></Cell>' % cell
        for cell in b"2020,Germany,France,coal,1".split(b",")
    )
    return gz(repeated(first, (b"<Row>" + row + b"</Row>") * 10, PAGES, b"</Table></Worksheet></Workbook>"))


# ---- workbooks --------------------------------------------------------------------------------------------------

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
SHEET_ROWS = 970_000
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
    return xlsx(row(i, YEAR, *texts, NUMBER) for i in range(2, 900_000))


@kind("formulas.xlsx")
def formulas_xlsx() -> bytes:
    formula = '<c r="{0}{1}"><f>SUM(A1:A2)*3+VLOOKUP(B1,Sheet2!A:B,2,FALSE)</f><v>5.5</v></c>'
    return xlsx(row(i, *REFER, formula) for i in range(2, 900_000))


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
    return gz([xlsx(row(i, *REFER, NUMBER) for i in range(2, 750_000))], 0)


def xlsb_record(code: int, content: bytes) -> bytes:
    """A record: its kind and length in groups of seven bits."""
    told = bytes([code]) if code < 128 else bytes([code & 127 | 128, code >> 7])
    return told + bytes([len(content)]) + content


@kind("rows.xlsb")
def rows_xlsb() -> bytes:
    return xlsb(SHEET_ROWS)


def xlsb(number: int) -> bytes:
    """A binary workbook with rows of five cells: a number, three shared texts, a number."""
    wide = lambda text: struct.pack("<I", len(text)) + text.encode("utf-16-le")  # noqa: E731
    sheet = io.BytesIO()
    sheet.write(
        xlsb_record(129, b"")
        + xlsb_record(148, struct.pack("<IIII", 0, number, 0, 4))
        + xlsb_record(145, b"")
    )
    real = lambda at, value: xlsb_record(5, struct.pack("<IId", at, 0, value))  # noqa: E731
    texts = lambda first, numbers: b"".join(  # noqa: E731
        xlsb_record(7, struct.pack("<III", first + i, 0, number)) for i, number in enumerate(numbers)
    )
    full = real(0, 2020.0) + texts(1, (5, 6, 7)) + real(4, 5.5)
    for i in range(number):
        head = struct.pack("<IIHHBI", i, 0, 300, 0, 0, 1) + struct.pack("<II", 0, 4)
        sheet.write(xlsb_record(0, head) + (texts(0, range(5)) if i == 0 else full))
    for code in (146, 130):
        sheet.write(xlsb_record(code, b""))
    shared = xlsb_record(159, struct.pack("<II", 8, 8)) + b"".join(
        xlsb_record(19, b"\0" + wide(name)) for name in NAMES
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
            "xl/worksheets/sheet1.bin": [sheet.getvalue()],
            "xl/sharedStrings.bin": [shared + xlsb_record(160, b"")],
        },
        "xl/media/image1.png",
    )


def ods(rows: Iterable[bytes]) -> bytes:
    """An OpenDocument workbook."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    told = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    first = (
        f'<?xml version="1.0"?><office:document-content {told}><office:body><office:spreadsheet>'
        '<table:table table:name="D">'
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
    return ods(itertools.repeat(one, (60 * PACKED - 2_000_000) // len(one)))


@kind("repeated.ods")
def repeated_ods() -> bytes:
    return ods(
        [b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (SHEET_ROWS, ODS_ROW)]
    )


@kind("short.ods")
def short_ods() -> bytes:
    cell = b'<table:table-cell office:value-type="float" office:value="1"/>'
    one = b"<table:table-row>" + cell * 5 + b"</table:table-row>"
    return ods(itertools.repeat(one, (60 * PACKED - 2_000_000) // len(one)))


@kind("empty_tags.ods")
def empty_tags_ods() -> bytes:
    return ods(itertools.repeat(b"<table:table-row/>" * 1000, (60 * PACKED - 2_000_000) // 18_000))


def xls(rows: int, columns: int) -> bytes:
    """An old workbook whose sheet holds small numbers: a file of sectors with the stream of a workbook in it."""
    bof = lambda of: struct.pack("<HHHHHHII", 0x809, 16, 0x600, of, 0x0DBB, 0x07CC, 0, 6)  # noqa: E731
    sheet = io.BytesIO()
    numbers = struct.pack("<HI", 0, 2020 << 2 | 2) * columns  # a record holds a whole row of them
    sheet.write(bof(0x10) + struct.pack("<HHIIHHH", 0x200, 14, 0, rows, 0, columns, 0))
    for i in range(rows):
        sheet.write(
            struct.pack("<HHHH", 0xBD, len(numbers) + 6, i, 0) + numbers + struct.pack("<H", columns - 1)
        )
    sheet.write(struct.pack("<HH", 0x0A, 0))
    head = bof(0x05) + struct.pack("<HHH", 0x42, 2, 1200)
    bound = lambda at: struct.pack("<HHIHBB", 0x85, 9, at, 0, 1, 0) + b"D"  # noqa: E731
    begin = len(head) + len(bound(0)) + 4
    stream = head + bound(begin) + struct.pack("<HH", 0x0A, 0) + sheet.getvalue()
    sectors = -(-len(stream) // 512)
    tables = 1
    while tables * 128 < sectors + 1 + tables + -(-max(tables - 109, 0) // 127):
        tables += 1
    more = -(-max(tables - 109, 0) // 127)
    first_table, first_more = sectors + 1, sectors + 1 + tables
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables, *[0xFFFFFFFC] * more]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    listed = [*range(first_table, first_table + tables)]
    double = listed[109:]
    behind = b""
    for i in range(more):
        here = double[127 * i : 127 * (i + 1)]
        here += [0xFFFFFFFF] * (127 - len(here))
        behind += struct.pack("<128I", *here, first_more + i + 1 if i + 1 < more else 0xFFFFFFFE)
    first109 = [*listed[:109], *[0xFFFFFFFF] * (109 - len(listed[:109]))]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack(
            "<IIIIIIIII", 0, tables, sectors, 0, 4096, 0xFFFFFFFE, 0, first_more if more else 0xFFFFFFFE, more
        )
        + struct.pack("<109I", *first109)
    )

    def entry(name: str, of: int, child: int, start: int, size: int) -> bytes:
        told = (name + "\0").encode("utf-16-le") if name else b""
        return (
            told.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(told), of, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + entry("Workbook", 2, 0xFFFFFFFF, 0, len(stream))
        + entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    )
    stream = stream.ljust(sectors * 512, b"\0")
    return header + stream + directory + struct.pack(f"<{len(chain)}I", *chain) + behind


@kind("wide.xls.gz")
def wide_xls() -> bytes:
    return gz([xls(25_500, 256)])


@kind("tall.xls.gz")
def tall_xls() -> bytes:
    return gz([xls(65_000, 99)])


# ---- columns ----------------------------------------------------------------------------------------------------


@kind("runs.parquet")
def runs_parquet() -> bytes:
    """Run lengths, and a page for 24 million cells."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = PACKED
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array(["Germany"]))
    table = {
        "year": np.full(number, 2020),
        "exporter": name,
        "importer": name,
        "product": name,
        "kt": np.ones(number),
    }
    stream = io.BytesIO()
    filler = pa.table(table).replace_schema_metadata({"x": os.urandom(PACKED * 3 // 8).hex()})
    pq.write_table(filler, stream, compression="zstd", store_schema=False)
    return stream.getvalue()


@kind("sequence.parquet")
def sequence_parquet() -> bytes:
    """Every number another, told by their differences."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = PACKED * 9 // 10
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array(["Germany"]))
    table = {
        "year": np.full(number, 2020),
        "exporter": name,
        "importer": name,
        "product": name,
        "kt": np.arange(number),
    }
    stream = io.BytesIO()
    filler = pa.table(table).replace_schema_metadata({"x": os.urandom(PACKED * 3 // 8).hex()})
    pq.write_table(
        filler,
        stream,
        compression="zstd",
        use_dictionary=["exporter"],
        column_encoding={"kt": "DELTA_BINARY_PACKED"},
    )
    return stream.getvalue()


@kind("bytes.dta.gz")
def stata() -> bytes:
    import numpy as np
    import pandas as pd

    number = 900_000
    frame = pd.DataFrame(
        {"year": np.full(number, 2020, np.int16), "exporter": "DEU", "importer": "FRA", "product": "coal"}
    )
    frame["kt"] = np.ones(number, np.int8)
    stream = io.BytesIO()
    frame.to_stata(stream, write_index=False)
    return gz([stream.getvalue()])


# ---- running ----------------------------------------------------------------------------------------------------


def run(mode: str, path: Path) -> None:
    """Read the file in this process and print, as JSON, what it took and what was said."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S + 1))
    import pyarrow.parquet  # noqa: F401

    from dependency_explorer.commands import main as program
    from dependency_explorer.data.intake.importing import import_file, reports
    from dependency_explorer.data.intake.preview import look
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.data.profiles import all_profiles

    all_profiles()
    begin = time.process_time()
    try:
        if mode == "import":
            told = reports(import_file(path))
            said = f"read: {told[0].rows_read if told else 'a package'}"
        elif mode == "look":
            preview = look(path)
            said = f"looked at: {preview.profile} {len(preview.as_read.rows)} rows {preview.trouble}"
        else:
            target = tempfile.mkdtemp(dir=path.parent) + "/written"
            said = f"ended with {program(['convert', str(path), '--to', target])}"
    except DataError as error:
        said = str(error)
    seconds = time.process_time() - begin
    high = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    print(json.dumps([seconds, int(high.split()[1]) / 1000, said]), flush=True)


def main() -> None:
    """Make every file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument(
        "--folder", type=Path, help="keep the files here; those that are there are not made anew"
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    given = parser.parse_args()
    print(f"{'kind':32} {'mode':8} {'kB':>5} {'s':>6} {'MB':>6}  said")
    for name in given.kinds or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            path = (given.folder or Path(folder)) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_bytes(KINDS[name]())
            for mode in given.modes.split(","):
                ended = subprocess.run(
                    [sys.executable, "-m", "tests.benchmarks.packed", "--run", mode, str(path)],
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                size = path.stat().st_size // 1000
                if ended.returncode:
                    why = f"more than {LIMIT_S} s" if ended.returncode < 0 else ended.stderr[-300:]
                    print(
                        f"{name:32} {mode:8} {size:5} {'':6} {'':6}! ended with {ended.returncode}: {why}",
                        flush=True,
                    )
                    continue
                seconds, memory, said = json.loads(ended.stdout.splitlines()[-1])
                over = "!" if seconds > BUDGET_S or memory > BUDGET_MB else " "
                print(
                    f"{name:32} {mode:8} {size:5} {seconds:6.1f} {memory:6.0f}{over} {said[:400]}", flush=True
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
