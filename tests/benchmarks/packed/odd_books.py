"""Binary and OpenDocument workbooks that are made to cost much."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable

from tests.benchmarks.packed.making import PACKED, gz, kind
from tests.benchmarks.packed.workbooks import (
    NAMES,
    ODS_ROW,
    ods,
    ods_number,
    ods_text,
    real,
    references,
    wide,
    xls_begin,
    xls_of,
    xls_record,
    xls_sheet,
    xlsb,
    xlsb_record,
    xlsb_row,
)

LONG = 32_000
TEXT = "x" * LONG
MOST = 57 * PACKED


# ---- XLSB ------------------------------------------------------------------------------------------------


@kind("long_text.xlsb")
def long_text_xlsb() -> bytes:
    cells = real(0, 2020.0) + references(1, 5, 6, 8) + real(4, 5.5)
    return xlsb(300_000, cells, [xlsb_record(19, b"\0" + wide(TEXT))])


@kind("texts.xlsb")
def texts_xlsb() -> bytes:
    """Shared texts that nothing refers to."""
    return xlsb(20, shared=(xlsb_record(19, b"\0" + wide("ab")) for _ in range(6_000_000)))


@kind("cells_long.xlsb")
def cells_long_xlsb() -> bytes:
    """Long texts in the cells themselves."""
    cell = xlsb_record(6, struct.pack("<II", 1, 0) + wide(TEXT))
    return xlsb(20, behind=(xlsb_row(i) + cell for i in range(20, MOST // 64_100)))


@kind("results_long.xlsb")
def results_long_xlsb() -> bytes:
    cell = xlsb_record(8, struct.pack("<II", 1, 0) + wide(TEXT) + bytes(10))
    return xlsb(20, behind=(xlsb_row(i) + cell for i in range(20, MOST // 64_100)))


@kind("empty_rows.xlsb")
def empty_rows_xlsb() -> bytes:
    return xlsb(20, behind=itertools.repeat(xlsb_row(20) * 1000, MOST // 27_000))


@kind("far.xlsb")
def far_xlsb() -> bytes:
    return xlsb(20, behind=[xlsb_row(1700) + real(16_383, 1.0)])


@kind("gaps.xlsb")
def gaps_xlsb() -> bytes:
    return xlsb(20, behind=[xlsb_row(1_048_575) + real(25, 1.0)])


@kind("small_records.xlsb")
def small_records_xlsb() -> bytes:
    """Records that are no cells, of two bytes."""
    return xlsb(20, behind=itertools.repeat(b"\x0c\0" * 1000, MOST // 2000))


@kind("styles.xlsb")
def styles_xlsb() -> bytes:
    many = 15_000_000
    begin = xlsb_record(0x269, struct.pack("<I", many))
    return xlsb(
        20,
        parts={
            "xl/styles.bin": itertools.chain([begin], [(xlsb_record(47, bytes(16)) * 1000)] * (many // 1000))
        },
    )


# ---- XLS -------------------------------------------------------------------------------------------------


def shared_texts(*texts: str) -> bytes:
    """The texts that sheets share, of less than 8 kB together."""
    told = b"".join(struct.pack("<HB", len(text), 0) + text.encode() for text in texts)
    return xls_record(0xFC, struct.pack("<II", len(texts), len(texts)) + told)


def label(row: int, column: int, number: int) -> bytes:
    return xls_record(0xFD, struct.pack("<HHHI", row, column, 0, number))


def continued(text: bytes) -> bytes:
    """One shared text over several records."""
    pieces = [text[at : at + 8000] for at in range(0, len(text), 8000)]
    first = xls_record(0xFC, struct.pack("<II", 1, 1) + struct.pack("<HB", len(text), 0) + pieces[0])
    return first + b"".join(xls_record(0x3C, b"\0" + piece) for piece in pieces[1:])


@kind("long_text.xls")
def long_text_xls() -> bytes:
    """Every cell refers to one text of 32 kB."""
    cells = b"".join(label(i // 10, i % 10, 0) for i in range(260_000))
    return xls_of([xls_sheet(cells, 26_000, 10)], continued(TEXT.encode()))


@kind("one_sheet.xls")
def one_sheet_xls() -> bytes:
    """A thousand names of one sheet."""
    cells = b"".join(
        xls_record(
            0xBD, struct.pack("<HH", i, 0) + struct.pack("<HI", 0, 2020 << 2 | 2) * 10 + struct.pack("<H", 9)
        )
        for i in range(60_000)
    )
    return xls_of([xls_sheet(cells, 60_000, 10)], places=[0] * 1000)


@kind("spans.xls")
def spans_xls() -> bytes:
    """Sheets of two cells each, in opposite corners."""
    number = lambda row, column: xls_record(0x203, struct.pack("<HHHd", row, column, 0, 5.5))  # noqa: E731
    one = xls_sheet(number(0, 0) + number(65_535, 255), 65_536, 256)
    return xls_of([one] * 40)


@kind("spans_of_formulas.xls")
def formula_spans_xls() -> bytes:
    formula = lambda row, column: xls_record(  # noqa: E731
        0x06, struct.pack("<HHHd", row, column, 0, 5.5) + bytes(6) + struct.pack("<HBH", 3, 0x1E, 7)
    )
    one = xls_sheet(formula(0, 0) + formula(65_535, 255), 65_536, 256)
    return xls_of([one] * 40)


@kind("texts.xls.gz")
def texts_xls() -> bytes:
    """Many short texts that sheets share."""
    text = struct.pack("<HB", 1, 0) + b"x"
    records = [xls_record(0xFC, struct.pack("<II", 9_000_000, 9_000_000) + text * 2000)]
    records += [xls_record(0x3C, text * 2000)] * 4400
    return gz([xls_of([xls_sheet(label(0, 0, 0), 1, 1)], b"".join(records))])


@kind("labels.xls.gz")
def labels_xls() -> bytes:
    cells = b"".join(label(i // 256, i % 256, i % 5) for i in range(2_000_000))
    return gz([xls_of([xls_sheet(cells, 8300, 256)], shared_texts(*NAMES[:5]))])


@kind("begins.xls")
def begins_xls() -> bytes:
    """Sheets each of which begins one record behind the one before: all that follows is in each of them."""
    cells = b"".join(
        xls_record(
            0xBD, struct.pack("<HH", i, 0) + struct.pack("<HI", 0, 2020 << 2 | 2) * 10 + struct.pack("<H", 9)
        )
        for i in range(50_000)
    )
    return xls_of([xls_begin(16)] * 500 + [xls_sheet(cells, 50_000, 10)])


# ---- OpenDocument ----------------------------------------------------------------------------------------


def repeated_row(times: int, cells: bytes) -> bytes:
    return b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (times, cells)


@kind("rows_of_text.ods")
def rows_of_text_ods() -> bytes:
    cells = ods_number("2020") + ods_text("Germany") + ods_text("France") + ods_text(TEXT) + ods_number("5")
    return ods([repeated_row(300_000, cells)])


@kind("wide_letters.ods")
def wide_letters_ods() -> bytes:
    """Long texts with a letter of four bytes, so that Python takes four for each."""
    cells = ods_number("2020") + ods_text("Germany") + ods_text("France") + ods_text("\U0001f6e2" + TEXT)
    return ods([repeated_row(4_500, cells + ods_number("5"))])


@kind("columns_of_text.ods")
def columns_of_text_ods() -> bytes:
    wide_cell = ods_text(TEXT).replace(
        b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="16000"'
    )
    return ods([b"<table:table-row>" + wide_cell + b"</table:table-row>"] * 20)


@kind("quotes.ods")
def quotes_ods() -> bytes:
    """Numbers of times in single quotes, with spaces."""
    row = repeated_row(1_000_000, ODS_ROW * 2).replace(b'repeated="1000000"', b"repeated = '1000000'", 1)
    return ods([row] * 10)


@kind("formula.ods")
def formula_ods() -> bytes:
    cell = (
        b'<table:table-cell office:value-type="float" office:value="5" table:formula="of:=' + b"[.A1]+" * 5000
    )
    cells = ods_number("2020") + ods_text("Germany") + ods_text("France") + ods_text("coal") + cell + b'1"/>'
    return ods([repeated_row(300_000, cells)])


@kind("spaces.ods")
def spaces_ods() -> bytes:
    cell = ods_text('x<text:s text:c="100000000"/>y') * 40
    return ods(
        [
            b"<table:table-row>"
            + ODS_ROW
            + b"</table:table-row><table:table-row>"
            + cell
            + b"</table:table-row>"
        ]
    )


@kind("spans.ods")
def spans_ods() -> bytes:
    inner = "<text:span>x</text:span>" * 11_000_000
    return ods([b"<table:table-row>" + ods_text(inner) + b"</table:table-row>"])


@kind("nested_spans.ods")
def nested_spans_ods() -> bytes:
    inner = "<text:span>" * 100_000 + "x" + "</text:span>" * 100_000
    return ods([b"<table:table-row>" + ods_text(inner) + b"</table:table-row>"])


@kind("paragraphs.ods")
def paragraphs_ods() -> bytes:
    return ods([b"<table:table-row>" + ods_text("</text:p><text:p>" * 16_000_000) + b"</table:table-row>"])


@kind("annotations.ods")
def annotations_ods() -> bytes:
    note = b"<office:annotation><text:p>x</text:p></office:annotation>"
    cell = (
        b'<table:table-cell office:value-type="string">'
        + note * 5_000_000
        + b"<text:p>x</text:p></table:table-cell>"
    )
    return ods([b"<table:table-row>" + cell + b"</table:table-row>"])


@kind("far.ods")
def far_ods() -> bytes:
    return ods(
        [
            b"<table:table-row>" + ODS_ROW + b"</table:table-row>",
            b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>',
            b'<table:table-row><table:table-cell table:number-columns-repeated="24"/>'
            + ods_number("5")
            + b"</table:table-row>",
        ]
    )


@kind("deep_tables.ods")
def deep_tables_ods() -> bytes:
    """Tables in cells of others."""
    inner = b'<table:table table:name="E"><table:table-row>' + ODS_ROW + b"</table:table-row></table:table>"
    one = b'<table:table-cell office:value-type="string">' + inner + b"</table:table-cell>"
    return ods([b"<table:table-row>" + one + b"</table:table-row>"] * 500_000)


@kind("many_tables.ods")
def many_tables_ods() -> bytes:
    end = b"</table:table>"
    tables: Iterable[bytes] = (
        end + b'<table:table table:name="T%d">' % i + repeated_row(4000, ODS_ROW) for i in range(240)
    )
    return ods(tables)


@kind("styles.ods")
def styles_ods() -> bytes:
    style = '<style:style style:name="a"/><style:table-properties table:display="true"/>'
    return ods(
        [b"<table:table-row>" + ODS_ROW + b"</table:table-row>"], (style * (MOST // len(style))).encode()
    )


@kind("names.ods")
def names_ods() -> bytes:
    named = '<table:named-range table:name="a" table:cell-range-address="A1"/>'
    inner = "<table:named-expressions>" + named * (MOST // len(named)) + "</table:named-expressions>"
    return ods([b"<table:table-row>" + ODS_ROW + b"</table:table-row>"], inner.encode())
