"""The first rows of a huge sheet of an XLSB workbook, and the shared texts that they refer to.

A part of such a workbook is records, each a kind, a size and so many bytes; kind and size are written seven bits a
byte ([MS-XLSB] 2.1.4). A row comes before its cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

ROW, CELL_OF_SHARED_TEXT, LAST_CELL, TEXT = 0, 7, 11, 19
"""Kinds of records: 0 is a row, 1 to 11 are its cells; that of a shared text ends in its number. 19 is a
shared text."""
_TEXTS_BEGIN = 159
_SHEET_END = bytes([146, 1, 0, 130, 1, 0])  # BrtEndSheetData, BrtEndSheet
_TEXTS_END = bytes([160, 1, 0])
_PIECE = 1 << 20


def record(data: bytes, at: int) -> tuple[int, int, int, int] | None:
    """Where a record begins, its kind, where its bytes begin, how many they are; None where it is cut off."""
    start, end = at, len(data)
    if at + 2 > end:
        return None
    kind = data[at]
    at += 1
    if kind & 0x80:
        kind = kind & 0x7F | (data[at] & 0x7F) << 7
        at += 1
    size = shift = 0
    more = 0x80
    while more & 0x80 and shift <= 21:
        if at >= end:
            return None
        more = data[at]
        at += 1
        size |= (more & 0x7F) << shift
        shift += 7
    return None if at + size > end else (start, kind, at, size)


def records(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The records one after the other, up to one that is cut off."""
    at = 0
    while (one := record(data, at)) is not None:
        yield one
        at = one[2] + one[3]


def first_records(data: bytes, whole: bool, references: dict[int, int]) -> bytes | None:
    """The records up to the last row that is whole, closed; with the numbers of shared texts renumbered.

    whole: all rows are there. references: old number → new, which gets more. None where no row is whole.
    """
    made = bytearray(data)
    last = rows = 0
    number = struct.Struct("<I")
    cells = []
    for start, kind, at, size in records(data):
        if kind == ROW:
            last, rows = start, rows + 1
        elif kind == CELL_OF_SHARED_TEXT and size >= 12:
            cells.append(at + 8)
    if not whole and rows < 2:
        return None
    for at in cells:
        if whole or at < last:
            number.pack_into(
                made, at, references.setdefault(number.unpack_from(data, at)[0], len(references))
            )
    return bytes(made) if whole else bytes(made[:last]) + _SHEET_END


def first_texts(stream: IO[bytes], references: dict[int, int]) -> bytes | None:
    """The shared texts that are referred to, in the order of their new numbers; None where one is not there."""
    last, position = max(references), 0
    items: dict[int, bytes] = {}
    rest = b""
    while position <= last and (piece := stream.read(_PIECE)):
        data, done = rest + piece, 0
        for start, kind, at, size in records(data):
            if kind == TEXT:
                if position in references:
                    items[references[position]] = data[start : at + size]
                position += 1
            done = at + size
        rest = data[done:]
    if len(items) < len(references):
        return None
    count = struct.pack("<II", len(items), len(items))
    begin = bytes([_TEXTS_BEGIN & 0x7F | 0x80, _TEXTS_BEGIN >> 7, len(count)]) + count
    return begin + b"".join(items[number] for number in sorted(items)) + _TEXTS_END
