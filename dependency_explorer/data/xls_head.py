"""The first rows of each sheet of a huge old workbook (.xls), as a small one ([MS-XLS]).

Its stream is records, each a kind, a size and so many bytes: first what all sheets share, with where each of them
begins, then one sheet after the other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dependency_explorer.data.compound import Compound, container_of

CELLS = frozenset(
    {
        0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0001, 0x0002, 0x0003,
        0x0004,
    }
)  # fmt: skip
"""Kinds of records that are cells: row and column come first."""
_BEGIN, _END, _SHEET, _SPAN = 0x0809, 0x000A, 0x0085, 0x0200
_SHARED = 5
"""Kind of the part that all sheets share."""
_FIRST_SHEETS = 12


def head_of_xls(content: bytes, file: str, large: int = 4_000_000, room: int = 2_000_000) -> bytes | None:
    """The workbook with so many bytes of each of its sheets that are larger than `large`; None where none is, or it
    is of an older make than that of 1993. Raises DataError where the container does not hold together."""
    stream = Compound(content, file).workbook() if len(content) > large else None
    if stream is None or len(stream) <= large or stream[:2] != struct.pack("<H", _BEGIN):
        return None
    if struct.unpack_from("<H", stream, 6) != (_SHARED,):
        return None
    made = bytearray()
    begins: list[tuple[int, int]] = []  # where it is written where a sheet begins, and where that is
    for _, kind, at, size in _records(stream, 0):
        if kind == _SHEET and size >= 4:
            begins.append((at, struct.unpack_from("<I", stream, at)[0]))
        if kind == _END:
            made += stream[: at + size]
            break
    if not begins or not made:
        return None
    for number, (place, begin) in enumerate(begins):
        part = _first_rows(stream, begin, large, room if number < _FIRST_SHEETS else room // 10)
        if part is None:
            return None
        struct.pack_into("<I", made, place, len(made))
        made += part
    return container_of(bytes(made))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Where each record begins, its kind, where its bytes begin, how many they are; none that is cut off."""
    unpack = struct.Struct("<HH").unpack_from
    end = len(stream)
    while at + 4 <= end:
        kind, size = unpack(stream, at)
        if at + 4 + size > end:
            return
        yield at, kind, at + 4, size
        at += 4 + size


def _first_rows(stream: bytes, begin: int, large: int, room: int) -> bytes | None:
    row = rows = cut = -1
    depth = 0
    span = None
    for start, kind, at, size in _records(stream, begin):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if not depth:
                return stream[begin : at + size]
        elif kind in CELLS and size >= 4:
            (here,) = struct.unpack_from("<H", stream, at)
            if here != row:
                row, rows, cut = here, rows + 1, start
        elif kind == _SPAN and size >= 8 and span is None:
            span = at - begin
        if start - begin > room and rows > 0:
            break
        if start - begin > large + room:
            return None  # one endless row, or no cells for long
    if rows < 1:
        return None
    made = bytearray(stream[begin:cut])
    if span is not None and span + 8 <= len(made) and row:
        struct.pack_into("<I", made, span + 4, row)
    return bytes(made) + struct.pack("<HH", _END, 0)
