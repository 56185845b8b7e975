"""Files of 5 MB that are not packed, and hard to read by what they hold."""

from __future__ import annotations

from tests.benchmarks.packed.making import PACKED, TITLES, kind

ROW = b"2020,Germany,France,coal,1\n"


def filled(name: str, first: bytes, block: bytes, last: bytes = b"") -> None:
    """Enter a file of blocks between a beginning and an end."""
    kind(name)(lambda: first + block * ((PACKED - len(first) - len(last)) // len(block)) + last)


TABLE = TITLES + ROW * 300
for name, first, block in (
    ("quotes.csv", TABLE, b'"'),
    ("pairs_of_quotes.csv", TABLE, b'"",'),
    ("quotes_in_cells.csv", TABLE, b'2020,Germany,France,"co""a""l",1\n'),
    ("quotes_of_lines.csv", TABLE, b'2020,Germany,France,"co\nal",1\n'),
    ("one_line.csv", b"", b"2020,Germany,"),
    ("one_line_below.csv", TABLE, b"2020,Germany,"),
    ("one_column.csv", b"", b"1\n"),
    ("empty_lines.csv", TABLE, b"\n"),
    ("returns.csv", TABLE, b"\r"),
    ("commas.csv", TABLE, b",,,,\n"),
    ("semicolons.csv", TABLE.replace(b",", b";"), b";"),
    ("blanks.csv", TABLE, b" "),
    ("zero_bytes.csv", TABLE, b"\0"),
    ("broken_utf8.csv", TABLE, b"2020,Germ\xff\xfeany,\xed\xa0\x80,coal,1\n"),
    ("letters_apart.csv", TABLE, "2020,Germany,Fr\u0301ance,coal,1\u202f234\n".encode()),
    ("digits.csv", TABLE, b"2020,Germany,France,coal," + b"9" * 5000 + b"\n"),
    ("points.csv", TABLE, b"2020,Germany,France,coal," + b"1." * 2000 + b"\n"),
    ("long_names.csv", TABLE, b"2020," + b"Ger many " * 500 + b",France,coal,1\n"),
    ("short_rows.csv", b"year,exporter,importer,product,kt\n", b"1,2,3,4,5\n"),
    ("tabs.tsv", TABLE.replace(b",", b"\t"), b"\t"),
    ("lists.json", b"", b"["),
    ("objects.json", b"", b'{"a":'),
    ("empties.json", b"[", b"{},"),
    ("texts.json", b"[", b'"\\u00e4",'),
    (
        "records.ndjson",
        b"",
        b'{"year":2020,"exporter":"Germany","importer":"France","product":"coal","kt":1}\n',
    ),
    ("tables.html", b"<html>", b"<table><tr><td>"),
    ("divisions.html", b"<html><table><tr><td>1</table>", b"<div>"),
    ("cells.html", b"<html><table><tr><td>a<td>b", b"<tr><td>1<td>2"),
    ("tags.html", b"<html><table><tr><td>a<td>b<", b"<a b='<"),
    ("entities.html", b"<html><table><tr><td>a<td>b<tr><td>", b"&amp;"),
    ("elements.xml", b"<?xml version='1.0'?>", b"<a>"),
    (
        "data.px",
        b'AXIS-VERSION="2000";\nHEADING="year";\nVALUES("year")="2020";\nDATA=\n',
        b'".." 1 ',
    ),
):
    filled(name, first, block)


@kind("utf16.csv")
def utf16() -> bytes:
    return (TITLES + ROW * (PACKED // 2 // len(ROW))).decode().encode("utf-16")


@kind("half_utf16.csv")
def half_utf16() -> bytes:
    return b"\xff\xfe" + b"\x00\xd8" * (PACKED // 2)


@kind("columns.csv")
def columns() -> bytes:
    names = b",".join(b"c%d" % i for i in range(100_000))
    return (names + b"\n") * (PACKED // len(names))


@kind("columns_enough.csv")
def columns_enough() -> bytes:
    row = b"2020,Germany,France,coal" + b",1" * 16_000 + b"\n"
    names = b"year,exporter,importer,product," + b",".join(b"x%d (kt)" % i for i in range(16_000)) + b"\n"
    return names + row * ((PACKED - len(names)) // len(row))


@kind("names.csv")
def names() -> bytes:
    """Every exporter another."""
    return TABLE + b"".join(b"2020,P%d,France,coal,1\n" % i for i in range(190_000))


@kind("products.csv")
def products() -> bytes:
    """Every product another."""
    return TABLE + b"".join(b"2020,Germany,France,%d,1\n" % i for i in range(100_000, 280_000))


@kind("laughs.xml")
def laughs() -> bytes:
    """Entities within entities."""
    told = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    begin = f'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a0 "laugh">{told}]><t>'
    return begin.encode() + b"&a11;" * 900_000 + b"</t>"


@kind("sdmx.xml")
def sdmx() -> bytes:
    first = (
        b'<?xml version="1.0"?><message:GenericData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/'
        b'message"><message:DataSet>'
    )
    return first + b'<Obs TIME_PERIOD="2020" OBS_VALUE="1"/>' * (PACKED // 40)
