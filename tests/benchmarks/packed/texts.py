"""Texts, archives, JSON and marked-up texts that become huge."""

from __future__ import annotations

import bz2
import gzip
import itertools
import json
import lzma
import os
import struct
from collections.abc import Callable, Iterator

from tests.benchmarks.packed.making import PACKED, TITLES, gz, kind, repeated, zipped

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


def long_names(form: str) -> Iterator[bytes]:
    """Some hundred names of a megabyte, each with a letter of four bytes."""
    for number in range(ROWS // 1_000_100):
        yield form.format(f"{number:01000000}\U0001f6e2").encode()


@kind("long_names.csv.gz")
def long_names_csv_gz() -> bytes:
    """Of an unknown table."""
    return gz([TITLES, PLAIN, *long_names("2020,{},France,coal,1\n")])


@kind("long_partners.csv.gz")
def long_partners_csv_gz() -> bytes:
    """Of a known format, beside its codes."""
    titles = (
        b"refYear,reporterISO,flowCode,partnerISO,partnerDesc,cmdCode,cmdDesc,qty,qtyUnitAbbr,primaryValue\n"
    )
    return gz([titles, *long_names("2020,FRA,M,,{},2701,coal,1,kg,1\n")])


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


def records_of(form: str, size: int) -> bytes:
    """Records with a long product each, and a letter of four bytes in it."""
    products = (f"{number:0100000}\U0001f6e2" for number in range(size // 100_100))
    return gz([b"[", b",".join(form.replace("coal", one).encode() for one in products), b"]"])


@kind("wide_letters.json.gz")
def wide_letters_json() -> bytes:
    return records_of(RECORD[:-1].decode(), RECORDS)


@kind("wide_letters_whole.json.gz")
def wide_letters_whole() -> bytes:
    return records_of('[2020,"Germany","France","coal",1]', WHOLE)


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
