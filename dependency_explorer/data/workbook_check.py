"""What is looked at in a workbook before a reader gets it, because a reader takes the file at its word.

A cell far from all others makes it ask for memory for every cell between, and a chain of sectors that runs in
a circle for memory without end: both end the whole program, and no exception tells of it. So the span of a sheet
and the chains of an old workbook (.xls) are checked first.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.problems import DataError, count

MOST_CELLS = 28_000_000
"""Rows times columns of a sheet: 700 MB to a reader; every row of 26 columns, more than published tables have."""

_WIDE = re.compile(rb"[ \n\t]r=[\"']([A-Za-z]{2,7})\d")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_ODS_ROW = re.compile(rb"<table:table-row\b(.*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
_ODS_TIMES = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d{1,9})\"")

_END_OF_CHAIN = 0xFFFFFFFA
_XLS_CELLS = frozenset(
    {
        0x0006,
        0x00BD,
        0x00BE,
        0x00D6,
        0x00FD,
        0x0201,
        0x0203,
        0x0204,
        0x0205,
        0x027E,
        0x0001,
        0x0002,
        0x0003,
        0x0004,
    }
)
_XLS_MOST_COLUMNS = 256
_XLSB_ROW, _XLSB_LAST_CELL = 0, 11
"""Kinds of records: 0 is a row, 1 to 11 are its cells."""


def check_sheets(archive: zipfile.ZipFile, file: str) -> None:
    """Raise DataError where a sheet of an XLSX, XLSB or ODS workbook spans more than can be read."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_span(archive.read(name), f"{file}, {name.rpartition('/')[2]}")
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            _check_records(archive.read(name), f"{file}, {name.rpartition('/')[2]}")
        elif name == "content.xml":
            _check_repeats(archive.read(name), file)


def _check_span(xml: bytes, where: str) -> None:
    # A million rows of few columns are common and harmless, so rows are looked at only in a wide sheet.
    width = max(map(_column_number, set(_WIDE.findall(xml))), default=26)
    height = _height(xml) if width > 26 else 1
    _refuse(where, height, width)


def _refuse(where: str, height: int, width: int) -> None:
    if height > _MOST_ROWS or width > _MOST_COLUMNS:
        raise DataError(
            f"{where} is damaged: it has a cell in row {count(height)}, column {count(width)}, where no sheet has "
            "one. Save the workbook again."
        )
    if height * width > MOST_CELLS:
        raise too_wide(where, height, width)


def _check_records(data: bytes, where: str) -> None:
    """A sheet of an XLSB workbook: records of a kind and a size (seven bits a byte), then so many bytes. The row
    comes before its cells, each with its column."""
    at, end = 0, len(data) - 4
    height = width = 0
    number = struct.Struct("<I").unpack_from
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = data[at]
        at += 1
        if size & 0x80:
            size &= 0x7F
            for shift in (7, 14, 21):
                more = data[at] if at <= end else 0
                at += 1
                size |= (more & 0x7F) << shift
                if not more & 0x80:
                    break
        if kind <= _XLSB_LAST_CELL and size >= 4 and at <= end:
            (place,) = number(data, at)
            if kind == _XLSB_ROW:
                height = max(height, place + 1)
            else:
                width = max(width, place + 1)
        at += size
    _refuse(where, height, width)


def _height(xml: bytes) -> int:
    for digits in range(20, 0, -1):
        numbers = re.findall(rb"[ \n\t]r=[\"'][A-Za-z]*(\d{%d})[\"']" % digits, xml)
        if numbers:
            return int(max(numbers))
    return 1


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


def _check_repeats(xml: bytes, where: str) -> None:
    """OpenDocument writes equal cells once, with how often they stand; only empty ones may stand a million times."""
    cells = 0
    for row in _ODS_ROW.finditer(xml):
        wide = 0
        for cell in _ODS_CELL.finditer(row[2] or b""):
            times = _ODS_TIMES.search(cell[1])
            if not cell[2] or b"office:value" in cell[1]:
                wide += int(times[1]) if times else 1
        times = _ODS_TIMES.search(row[1])
        high = int(times[1]) if times else 1
        cells += high * wide
        if wide > _MOST_COLUMNS or (wide and high > _MOST_ROWS) or cells > MOST_CELLS:
            raise too_wide(where, high, wide)


def check_compound(content: bytes, file: str) -> None:
    """Raise DataError where chains of sectors of an old workbook run in a circle, or a cell lies outside of it."""
    damaged = DataError(
        f"{file} is damaged: its parts do not hold together. Save the workbook again as XLSX."
    )
    if len(content) < 512:
        return  # too short for a chain: the reader says so
    shift, small = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small != 6:
        return  # no workbook, as the reader says too
    size = 1 << shift
    sectors = len(content) // size + 1
    table = _allocation(content, size, sectors)
    if table is None or _circular(table):
        raise damaged
    (minor,) = struct.unpack_from("<I", content, 60)
    small_table = b"".join(_chain(content, table, minor, size))
    if _circular(np.frombuffer(small_table[: len(small_table) // 4 * 4], "<u4")):
        raise damaged
    (first,) = struct.unpack_from("<I", content, 48)
    directory = b"".join(_chain(content, table, first, size))
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(entry[64] - 2, 0)].decode("utf-16-le", "replace") if entry[64] <= 64 else ""
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entry, 116)
            if length > len(content):
                raise damaged
            if length >= 4096:
                _check_cells(b"".join(_chain(content, table, start, size))[:length], file)


def _allocation(content: bytes, size: int, sectors: int) -> npt.NDArray[Any] | None:
    """The table of which sector follows which; None where its own list runs in a circle."""
    (number, next_, more) = (*struct.unpack_from("<I", content, 44), *struct.unpack_from("<II", content, 68))
    listed = [*struct.unpack_from("<109I", content, 76)]
    seen = 0
    while next_ < _END_OF_CHAIN and seen <= sectors and more:
        at = (next_ + 1) * size
        part = content[at : at + size]
        if len(part) < size:
            break
        *some, next_ = struct.unpack(f"<{size // 4}I", part)
        listed += some
        seen += 1
    if seen > sectors or number > sectors:
        return None
    parts = [content[(one + 1) * size : (one + 2) * size] for one in listed if one < _END_OF_CHAIN]
    whole = b"".join(parts)
    return np.frombuffer(whole[: len(whole) // 4 * 4], "<u4")


def _circular(table: npt.NDArray[Any]) -> bool:
    """Whether following the table from anywhere never ends: after n steps a chain of n sectors is at its end."""
    size = len(table)
    follow = np.where(table < size, table, size).astype(np.int64)
    follow = np.append(follow, size)
    steps = 1
    while steps <= size:
        follow = follow[follow]
        steps *= 2
    return bool((follow != size).any())


def _chain(content: bytes, table: npt.NDArray[Any], first: int, size: int) -> Iterator[bytes]:
    # The table has no circle, so that this ends.
    while first < len(table):
        yield content[(first + 1) * size : (first + 2) * size]
        first = int(table[first])


def _check_cells(stream: bytes, file: str) -> None:
    at, end = 0, len(stream) - 4
    unpack = struct.Struct("<HH").unpack_from
    while at <= end:
        kind, length = unpack(stream, at)
        if kind in _XLS_CELLS and length >= 4 and at + 8 <= len(stream):
            row, column = unpack(stream, at + 4)
            if column >= _XLS_MOST_COLUMNS:
                raise DataError(
                    f"{file} is damaged: it has a cell in row {count(row + 1)}, column {count(column + 1)}, where no "
                    "sheet of an XLS workbook has one. Save the workbook again as XLSX."
                )
        at += 4 + length
