"""What is looked at in a sheet of a binary workbook (XLSB): its span, its cells and the texts that they refer to.

A part of such a workbook is records ([MS-XLSB] 2.1.4). Cells of the usual kinds are passed over by one expression,
what it does not know is looked at one by one.
"""

from __future__ import annotations

import functools
import re
import struct
import zipfile
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.book_load import Load
from dependency_explorer.data.markup import PIECE, unpacked
from dependency_explorer.data.sheet_span import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, most_spanned, refuse_span
from dependency_explorer.data.unpacking import ODD_RECORDS
from dependency_explorer.data.xlsb_head import CELL_OF_SHARED_TEXT, LAST_CELL, ROW, TEXT, record, records

_TEXTS = "sharedstrings.bin"
_WITH_TEXT = (6, 8)
"""Kinds of cells that hold a text of their own."""
_COST = 100
"""What a shared text costs besides its bytes."""
_HEIGHTS = tuple(1 << power for power in range(10, 21))
_WIDTHS = (16, 26, 64, 256, 1024, 16_384)
"""Between these a sheet of records is told to span less than; a million rows of 26 columns pass."""


def check_binary(archive: zipfile.ZipFile, sheets: Sequence[zipfile.ZipInfo], load: Load) -> None:
    """Count these sheets. Raises DataError where one of them is more than can be read."""
    odd = 0
    sizes: npt.NDArray[np.int64] | None = None
    for entry in sheets:
        if sizes is None:
            sizes = _sizes_of_texts(archive, load)
        data = b"".join(unpacked(archive, entry))
        where = f"{load.file}, {entry.filename.rpartition('/')[2]}"
        odd += _check_records(data, where, ODD_RECORDS.most(load.packed) - odd, most_spanned(load.packed))
        ODD_RECORDS.check(load.file, load.packed, odd)
        _count(data, sizes, load)


def _sizes_of_texts(archive: zipfile.ZipFile, load: Load) -> npt.NDArray[np.int64]:
    """Bytes of each shared text, in their order."""
    sizes: list[int] = []
    for entry in archive.infolist():
        if entry.filename.replace("\\", "/").rpartition("/")[2].lower() != _TEXTS:
            continue
        data = b"".join(unpacked(archive, entry))
        total = checked = 0
        for _, kind, at, size in records(data):
            if kind == TEXT and size >= 5:
                sizes.append(2 * int.from_bytes(data[at + 1 : at + 5], "little"))
            total += size if kind == TEXT else 1
            checked += 1
            if not checked % 10_000:
                Load(load.file, load.packed).add(texts=total + _COST * checked, so_far=True)
        load.add(texts=total, tags=4 * checked)
    return np.array(sizes, np.int64)


def _check_records(data: bytes, where: str, most: int, spanned: int = MOST_CELLS) -> int:
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
        known = _usual_xlsb(height, width).match(data, at, at + PIECE)
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
    if height > MOST_ROWS or width > MOST_COLUMNS or height * width > spanned:
        height = width = 0
        for _, kind, begin, size in records(data):
            if kind <= LAST_CELL and size >= 4:
                (place,) = number(data, begin)
                if kind == ROW:
                    height = max(height, place + 1)
                else:
                    width = max(width, place + 1)
        refuse_span(where, height, width, spanned)
    return odd


def _count(data: bytes, sizes: npt.NDArray[np.int64], load: Load) -> None:
    """Count the cells of a sheet, and for each that refers to a shared text that text."""
    at: int | None = 0
    while at is not None:
        known = _usual_xlsb(MOST_ROWS, MOST_COLUMNS).match(data, at, at + PIECE)
        end = known.end() if known is not None else at
        if end > at:
            found = _cells_and_rows().findall(data, at, end)
            numbers = np.frombuffer(b"".join(number for number, _ in found), "<u4")
            texts = int(sizes[numbers[numbers < len(sizes)]].sum())
            rows = found.count((b"", b""))
            load.add(len(found) - rows, texts, rows, so_far=True)
        one = record(data, end)
        at = None
        if one is not None:
            _, kind, begin, size = one
            at = begin + size
            if kind == CELL_OF_SHARED_TEXT and size >= 12:
                (number,) = struct.unpack_from("<I", data, begin + 8)
                load.add(1, int(sizes[number]) if number < len(sizes) else 0)
            else:
                # A text of its own stands in the cell; formulas behind it are passed over.
                load.add(ROW < kind <= LAST_CELL, size if kind in _WITH_TEXT else 0, 1)


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
    rows, cells = _xlsb_kinds(_below(min(height, MOST_ROWS)), _below(min(width, MOST_COLUMNS)))
    return re.compile(b"(?:" + cells + b"|" + rows + b")*+", re.DOTALL)


@functools.cache
def _cells_and_rows() -> re.Pattern[bytes]:
    """Finds in what `_usual_xlsb` has matched the number of each shared text, or the kind of each other cell."""
    rows, cells = _xlsb_kinds(b"....", b"....")
    return re.compile(b"\\x07\\x0c.{8}(....)|(?=(.))(?:" + cells + b")|" + rows, re.DOTALL)
