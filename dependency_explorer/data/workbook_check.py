"""What is looked at in a workbook before a reader gets it, because a reader takes the file at its word.

A cell far from all others makes it ask for memory for every cell between, and a chain of sectors that runs in
a circle for memory without end: both end the whole program, and no exception tells of it. So the span of a sheet
and the chains of an old workbook (.xls) are checked first.

A sheet is hundreds of megabytes of text. To unpack it, or to look through it, in one call would hold the
interpreter's lock all the while, so both are done in pieces.
"""

from __future__ import annotations

import functools
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from dependency_explorer.data.compound import Compound
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.shared_texts import SharedTexts
from dependency_explorer.data.unpacking import ODD_RECORDS, SHEETS, TEXTS
from dependency_explorer.data.xls_head import CELLS
from dependency_explorer.data.xlsb_head import LAST_CELL, ROW, record, records

_SHARED = "xl/sharedstrings.xml"
"""In small letters, as the reader of it does not tell them from capital ones."""
MOST_CELLS = 28_000_000
"""Rows times columns of a sheet: 700 MB to a reader; every row of 26 columns, more than published tables have."""

_WIDE = re.compile(rb"r=(?<=[ \n\t]r=)[\"']([A-Za-z]{2,7})\d")
"""It begins with what never changes, which is looked for ten times faster."""
_NARROW = re.compile(rb"r=(?<=[ \n\t]r=)[\"']([A-Za-z])\d")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_MOST_GAPS = 16_000_000
"""Empty cells between full ones, of all sheets: each takes as much room as a full one while it is read."""
_DENSE, _TALL = 1_000_000, 9_999
"""Cells from which on, and rows up to which, a sheet is not asked how empty it is."""
_XLSB_CELL = 10
"""Bytes that a cell in a sheet of an XLSB workbook takes at least; most take 14 or 18, and a row some 30 more."""
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
_ODS_TIMES = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d{1,9})\"")

_PIECE = 1 << 20
"""Bytes that are unpacked or looked through in one call."""

_XLS_MOST_COLUMNS = 256
_HEIGHTS = tuple(1 << power for power in range(10, 21))
_WIDTHS = (16, 26, 64, 256, 1024, 16_384)
"""Between these a sheet of records is told to span less than; a million rows of 26 columns pass."""


def check_sheets(archive: zipfile.ZipFile, file: str, packed: int) -> None:
    """Raise DataError where the sheets of an XLSX, XLSB or ODS workbook are more than can be read.

    packed: bytes of the file on disk.
    """
    cells = gaps = odd = 0
    parts = (entry for entry in archive.infolist() if entry.filename.lower() == _SHARED)
    pieces = (piece for entry in parts for piece in _markup(archive, entry))
    shared = SharedTexts(pieces, lambda becomes: TEXTS.check(file, packed, becomes, so_far=True))
    texts = shared.size
    for entry in archive.infolist():
        name = entry.filename
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            where = f"{file}, {name.rpartition('/')[2]}"
            xml = list(_markup(archive, entry))
            full = sum(piece.count(sign) for piece in xml for sign in (b"<c ", b":c ", b"<c>", b":c>"))
            cells += full
            gaps += _check_span(xml, where, full)
            texts += shared.of_cells(xml, TEXTS.most(packed) - texts)
            TEXTS.check(file, packed, texts)
            while xml:
                xml.pop()  # all at once, it would hold the lock
            if gaps > _MOST_GAPS:
                raise DataError(
                    f"{where} and the sheets before it hold more than {count(_MOST_GAPS)} empty cells between full "
                    "ones. Delete the empty rows and columns beside the tables, or save the sheet as CSV."
                )
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            data = b"".join(_unpacked(archive, entry))
            odd += _check_records(data, f"{file}, {name.rpartition('/')[2]}", ODD_RECORDS.most(packed) - odd)
            ODD_RECORDS.check(file, packed, odd)
            # Counting takes a second for some million, so it is done only where it matters.
            most = len(data) // _XLSB_CELL
            cells += most if cells + most <= SHEETS.most(packed) else _count_cells(data)
        elif name == "content.xml":
            whole = any(b"<table:table " in piece for piece in _markup(archive, entry))
            cells += _check_repeats(_markup(archive, entry), file, whole)
        SHEETS.check(file, packed, cells)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _markup(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces of a text with tags, each of which begins with a tag (the first as the text does), so that no tag and
    nothing within one stands in two of them."""
    rest: list[bytes] = []
    for piece in _unpacked(archive, entry):
        end = piece.rfind(b"<")
        if end < 0:
            rest.append(piece)
            continue
        whole = b"".join([*rest, piece[:end]])
        rest = [piece[end:]]  # before it is given out: what it was made of takes as much memory
        yield whole
    yield b"".join(rest)


def _all(expression: re.Pattern[bytes], xml: Iterable[bytes]) -> set[bytes]:
    """What an expression finds, of which each is named once."""
    found: set[bytes] = set()
    for piece in xml:
        found.update(expression.findall(piece))
    return found


def _check_span(xml: Sequence[bytes], where: str, full: int) -> int:
    """Empty cells between the others, as far as they are worth counting. xml: pieces that begin with a tag."""
    # A million rows of few columns are common and harmless, so rows are looked at only in a wide sheet.
    width = max(map(_column_number, _all(_WIDE, xml)), default=26)
    _refuse(where, _height(xml, MOST_CELLS // max(width, 1)) if width > 26 else 1, width)
    if full > _DENSE:
        return 0
    height = _height(xml, _TALL)
    if height > _TALL and width == 26:
        told, letters = 0, set[bytes]()
        for piece in xml:
            some = _NARROW.findall(piece)
            told += len(some)
            letters.update(some)
        if told >= full:  # a cell that does not tell its column may stand in any
            width = max(map(_column_number, letters), default=26)
    return max(height * width - full, 0) if height > _TALL else 0


def _refuse(where: str, height: int, width: int) -> None:
    if height > _MOST_ROWS or width > _MOST_COLUMNS:
        raise DataError(
            f"{where} is damaged: it has a cell in row {count(height)}, column {count(width)}, where no sheet has "
            "one. Save the workbook again."
        )
    if height * width > MOST_CELLS:
        raise too_wide(where, height, width)


def _check_records(data: bytes, where: str, most: int) -> int:
    """A sheet of an XLSB workbook. The row comes before its cells, each with its column. How many records were looked
    at one by one; behind one more than `most` no further.

    Cells of the usual kinds that lie below a bound are passed over by one expression; what it does not know is looked
    at one by one. Where the bounds say too little, the span is counted out.
    """
    number = struct.Struct("<I").unpack_from
    height, width = _HEIGHTS[0], _WIDTHS[0]
    at: int | None = 0
    odd = 0
    while at is not None:
        odd += 1
        if odd > most:
            return odd
        known = _usual_xlsb(height, width).match(data, at, at + _PIECE)
        one = record(data, known.end() if known is not None else at)
        at = None
        if one is not None:
            _, kind, begin, size = one
            at = begin + size
            if kind <= LAST_CELL and size >= 4:
                (place,) = number(data, begin)
                if kind == ROW:
                    height = max(height, _bound(_HEIGHTS, place))
                else:
                    width = max(width, _bound(_WIDTHS, place))
    if height > _MOST_ROWS or width > _MOST_COLUMNS or height * width > MOST_CELLS:
        height = width = 0
        for _, kind, begin, size in records(data):
            if kind <= LAST_CELL and size >= 4:
                (place,) = number(data, begin)
                if kind == ROW:
                    height = max(height, place + 1)
                else:
                    width = max(width, place + 1)
        _refuse(where, height, width)
    return odd


def _count_cells(data: bytes) -> int:
    """The cells of a sheet of an XLSB workbook."""
    cells, at = 0, 0
    while True:
        for known in _xlsb_record().finditer(data, at):
            if known.lastindex == _OTHER:
                at = known.start()
                break
            cells += known.lastindex is not None
        else:
            return cells
        if (one := record(data, at)) is None:
            return cells
        _, kind, begin, size = one
        cells += ROW < kind <= LAST_CELL
        at = begin + size


def _bound(bounds: Sequence[int], place: int) -> int:
    return next((bound for bound in bounds if place < bound), place + 1)


def _below(bound: int) -> bytes:
    """An expression for a number of four bytes, the lowest first, that is below a bound of at most 2**24."""
    for low in range(3):
        if bound <= 256 ** (low + 1):
            top = b"[\\x00-\\x%02x]" % ((bound >> 8 * low) - 1)
            return b"." * low + top + b"\\x00" * (3 - low)
    raise ValueError(bound)


def _xlsb_kinds(row: bytes, column: bytes) -> tuple[bytes, bytes]:
    """Expressions for a row with none, one or two runs of cells, and for a cell with 4, 5, 8 or 12 bytes besides
    column and style."""
    rows = b"|".join(
        b"\\x00" + re.escape(bytes([size])) + row + b".{%d}" % (size - 4) for size in (25, 17, 33)
    )
    kinds = ((b"[\\x02\\x07]", 12), (b"\\x05", 16), (b"\\x01", 8), (b"[\\x03\\x04]", 9))
    cells = b"|".join(
        kind + re.escape(bytes([size])) + column + b".{%d}" % (size - 4) for kind, size in kinds
    )
    return rows, cells


@functools.lru_cache(128)
def _usual_xlsb(height: int, width: int) -> re.Pattern[bytes]:
    rows, cells = _xlsb_kinds(_below(min(height, _MOST_ROWS)), _below(min(width, _MOST_COLUMNS)))
    return re.compile(b"(?:" + cells + b"|" + rows + b")*+", re.DOTALL)


_OTHER = 2
"""Group of what `_xlsb_record` does not know."""


@functools.cache
def _xlsb_record() -> re.Pattern[bytes]:
    rows, cells = _xlsb_kinds(b"....", b"....")
    return re.compile(b"(" + cells + b")|" + rows + b"|(.)", re.DOTALL)


def _height(xml: Iterable[bytes], allowed: int) -> int:
    """The last row of a sheet, or 1 where none is beyond what is allowed, by the number of its digits."""
    digits = len(str(min(allowed, _MOST_ROWS) + 1))
    beyond = re.compile(rb"r=(?<=[ \n\t]r=)[\"'][A-Za-z]*(\d{%d,20})[\"']" % digits)
    return max(map(int, _all(beyond, xml)), default=1)


def too_wide(where: str, height: int, width: int) -> DataError:
    """The sentence for a sheet that spans too much."""
    return DataError(
        f"{where} spans {count(height)} rows and {count(width)} columns, more than can be read. Delete the empty "
        "rows and columns beside the table, or save the sheet as CSV."
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_repeats(xml: Iterable[bytes], where: str, in_tables: bool) -> int:
    """The number of cells that hold something. xml: pieces that begin with a tag. in_tables: it has tables, and rows
    outside of them are none.

    OpenDocument writes equal cells once, with how often they stand; only empty ones may stand a million times.

    A reader makes room for every row of a table up to its last cell, as wide as its widest row, and for all tables
    at once.
    """
    cells = full = height = width = row_number = 0
    for row in _rows(xml, in_tables):
        if row is None:
            cells += height * width
            height = width = row_number = 0
            continue
        high, wide = 1, 0
        if b"-repeated" in row:
            head, _, body = row.partition(b">")
            if (times := _ODS_TIMES.search(head)) is not None:
                high = int(times[1])
            for cell in _ODS_CELL.finditer(body):
                if not cell[2] or b"office:value" in cell[1]:
                    times = _ODS_TIMES.search(cell[1])
                    wide += int(times[1]) if times else 1
        else:
            wide = row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell")
        row_number += high
        if wide:
            full += high * wide
            height, width = row_number, max(width, wide)
            if wide > _MOST_COLUMNS or high > _MOST_ROWS or cells + height * width > MOST_CELLS:
                raise too_wide(where, height, width)
    return full


def _rows(xml: Iterable[bytes], in_tables: bool) -> Iterator[bytes | None]:
    """The rows of all tables, one at a time: those of all take as much room as the text. None where another table
    begins."""
    within = not in_tables
    row: list[bytes] | None = None
    for piece in xml:
        for place, table in enumerate(piece.split(b"<table:table ")):
            if place:
                if row is not None:
                    yield b"".join(row)
                yield None
                within, row = True, None
            if not within:
                continue
            more, *begun = table.split(b"<table:table-row")
            if row is not None:
                row.append(more)
            for one in begun:
                if row is not None:
                    yield b"".join(row)
                row = [one]
    if row is not None:
        yield b"".join(row)


def check_compound(content: bytes, file: str) -> None:
    """Raise DataError where chains of sectors of an old workbook run in a circle, or a cell lies outside of it."""
    stream = Compound(content, file).workbook()
    if stream is not None:
        _check_cells(stream, file)


_DIMENSIONS = 0x0200
_XLS_MOST_CELLS = 1 << 24
"""65 536 rows of 256 columns."""


def _check_dimensions(record: bytes, file: str) -> None:
    """What a sheet says of its own size: a reader makes room for all of it at once, and ends where there is none."""
    form = {10: "<HHHH", 14: "<IIHH"}.get(len(record))
    if form is None:
        return
    top, bottom, left, right = struct.unpack_from(form, record)
    if (
        bottom
        and right
        and (bottom < top or right < left or (bottom - top) * (right - left) > _XLS_MOST_CELLS)
    ):
        raise DataError(
            f"{file} is damaged: a sheet says that it has rows {count(top + 1)} to {count(bottom)} and columns "
            f"{count(left + 1)} to {count(right)}, which no sheet of an XLS workbook has. Save the workbook again as "
            "XLSX."
        )


_USUAL_XLS = re.compile(
    rb"(?:\x03\x02\x0e\x00...\x00.{10}|(?:\xfd\x00|\x7e\x02)\x0a\x00...\x00.{6}|\x01\x02\x06\x00...\x00..)*+",
    re.DOTALL,
)
"""Cells of the usual kinds (a number, a shared text, a short number, none) in a column that there is."""


def _check_cells(stream: bytes, file: str) -> None:
    at, end = 0, len(stream) - 4
    unpack = struct.Struct("<HH").unpack_from
    usual = _USUAL_XLS.match
    while at <= end:
        if (known := usual(stream, at, at + _PIECE)) is not None and known.end() > at:
            at = known.end()
            continue
        kind, length = unpack(stream, at)
        if kind == _DIMENSIONS:
            _check_dimensions(stream[at + 4 : at + 4 + length], file)
        if kind in CELLS and length >= 4 and at + 8 <= len(stream):
            row, column = unpack(stream, at + 4)
            if column >= _XLS_MOST_COLUMNS:
                raise DataError(
                    f"{file} is damaged: it has a cell in row {count(row + 1)}, column {count(column + 1)}, where no "
                    "sheet of an XLS workbook has one. Save the workbook again as XLSX."
                )
        at += 4 + length
