"""Web pages and workbooks of Excel 2003, whose cells span many."""

from __future__ import annotations

from tests.benchmarks.packed.making import PACKED, gz, kind

TITLES = b"<tr><td>Year<td>Exporter<td>Importer<td>Product<td>Quantity (kt)</tr>"
ROW = b"<tr><td>2020<td>Germany<td>France<td>coal<td>5</tr>"
PAGES = 9_900_000
"""Bytes of a page that a packed file may become."""


def page(inner: bytes) -> bytes:
    return b"<html><body><table>" + TITLES + ROW * 20 + inner + b"</table></body></html>"


def book_2003(rows: bytes) -> bytes:
    first = (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:'
        b'office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="D"><Table>'
    )
    cell = b'<Cell><Data ss:Type="String">%s</Data></Cell>'
    titles = b"".join(
        cell % name for name in (b"Year", b"Exporter", b"Importer", b"Product", b"Quantity (kt)")
    )
    row = b"".join(cell % one for one in (b"2020", b"Germany", b"France", b"coal", b"5"))
    start = b"<Row>" + titles + b"</Row>" + (b"<Row>" + row + b"</Row>") * 20
    return first + start + rows + b"</Table></Worksheet></Workbook>"


@kind("index_2003.xls")
def index_2003() -> bytes:
    """Rows whose first cell stands in the last column."""
    one = b'<Row><Cell ss:Index="16384"><Data>1</Data></Cell></Row>'
    return book_2003(one * (PACKED // len(one)))


@kind("merge_2003.xls")
def merge_2003() -> bytes:
    one = b'<Row><Cell ss:MergeAcross="999" ss:MergeDown="999"><Data>abc</Data></Cell></Row>'
    return book_2003(one * (PACKED // len(one)))


@kind("rows_2003.xls.gz")
def rows_2003() -> bytes:
    one = b"<Row><Cell/><Cell/><Cell/><Cell/></Row>"
    return gz([book_2003(one * (PAGES // len(one) - 100))])


@kind("rows_down.xls")
def rows_down() -> bytes:
    """Cells of long texts that span a thousand rows."""
    long = b"<tr>" + (b"<td rowspan=1000>" + b"x" * 30_000) * 5 + b"</tr>" + b"<tr></tr>" * 999
    return page(long * (PACKED // len(long)))


@kind("columns_across.xls")
def columns_across() -> bytes:
    one = b"<tr><td colspan=1000>" + b"x" * 30_000 + b"</tr>"
    return page(one * (PACKED // len(one)))


@kind("short_cells.html")
def short_cells() -> bytes:
    return page((b"<tr>" + b"<td>1" * 5) * (PACKED // 29))


@kind("short_cells.html.gz")
def short_cells_gz() -> bytes:
    return gz([page((b"<tr>" + b"<td>1" * 5) * (PAGES // 29))])


@kind("empty_tables.html")
def empty_tables() -> bytes:
    return page(b"<table>" * (PACKED // 7))


@kind("tables.html")
def tables() -> bytes:
    return b"<html>" + (b"<table><tr><td>a<td>b<tr><td>c<td>d</table>") * (PACKED // 45)


@kind("texts.html")
def texts() -> bytes:
    """Texts between tables, and tables that only arrange a page."""
    return b"<html>" + b"<table><td>x" * (PACKED // 13) + page(b"")


@kind("open_tag.html")
def open_tag() -> bytes:
    return page(b"<a " + b"b " * (PACKED // 2))


@kind("open_comment.html")
def open_comment() -> bytes:
    return page(b"<!--" + b"x -- " * (PACKED // 5))


@kind("open_value.html")
def open_value() -> bytes:
    return page(b'<a b="' + b"x< " * (PACKED // 3))


@kind("entities.html")
def entities() -> bytes:
    return page(b"<tr><td>" + b"&amp;" * (PACKED // 5))


@kind("attributes.html")
def attributes() -> bytes:
    return page(b"<tr><td " + b" ".join(b"a%d" % i for i in range(600_000)) + b">1")


@kind("open_script.html")
def open_script() -> bytes:
    return page(b"<script>" + b"</scrip " * (PACKED // 8))
