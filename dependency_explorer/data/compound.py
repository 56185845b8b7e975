"""The container of an old workbook (.xls): sectors in chains, like a disk of its own ([MS-CFB])."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.problems import DataError

_FREE, _END_OF_CHAIN, _LAST_OF_SECTORS = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFA
_TABLE_SECTOR, _LIST_SECTOR = 0xFFFFFFFD, 0xFFFFFFFC
_SMALL_STREAM = 4096
"""Shorter streams lie elsewhere, and are of no interest here."""
_SECTOR = 512
_IN_HEADER = 109


class Compound:
    """A container whose chains end. Raises DataError where one runs in a circle.

    What is no container at all, or too short for one, has no workbook: the reader of it says what is wrong.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self._content, self._file = content, file
        self._table: npt.NDArray[Any] = np.empty(0, "<u4")
        self._size = 0
        if len(content) < 512:
            return
        shift, small = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or small != 6:
            return
        self._size = 1 << shift
        table = _allocation(content, self._size, len(content) // self._size + 1)
        if table is None or _circular(table):
            raise self._damaged()
        self._table = table
        (minor,) = struct.unpack_from("<I", content, 60)
        small_table = b"".join(self._chain(minor))
        if _circular(np.frombuffer(small_table[: len(small_table) // 4 * 4], "<u4")):
            raise self._damaged()

    def workbook(self) -> bytes | None:
        """The stream of the workbook; None where there is none, or it is short."""
        found = self._workbook()
        return None if found is None else b"".join(self._chain(found[0]))[: found[1]]

    def _workbook(self) -> tuple[int, int] | None:
        if not self._size:
            return None
        (first,) = struct.unpack_from("<I", self._content, 48)
        directory = b"".join(self._chain(first))
        found = None
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            name = entry[: max(entry[64] - 2, 0)].decode("utf-16-le", "replace") if entry[64] <= 64 else ""
            if name in ("Workbook", "Book"):
                start, length = struct.unpack_from("<II", entry, 116)
                if length > len(self._content):
                    raise self._damaged()
                if length >= _SMALL_STREAM and (found is None or name == "Workbook"):
                    found = start, length
        return found

    def _chain(self, first: int) -> Iterator[bytes]:
        # The table has no circle, so that this ends.
        content, table, size = self._content, self._table, self._size
        while first < len(table):
            yield content[(first + 1) * size : (first + 2) * size]
            first = int(table[first])

    def _damaged(self) -> DataError:
        return DataError(
            f"{self._file} is damaged: its parts do not hold together. Save the workbook again as XLSX."
        )


def _allocation(content: bytes, size: int, sectors: int) -> npt.NDArray[Any] | None:
    """The table of which sector follows which; None where its own list runs in a circle."""
    (number, next_, more) = (*struct.unpack_from("<I", content, 44), *struct.unpack_from("<II", content, 68))
    listed = [*struct.unpack_from("<109I", content, 76)]
    seen = 0
    while next_ < _LAST_OF_SECTORS and seen <= sectors and more:
        at = (next_ + 1) * size
        part = content[at : at + size]
        if len(part) < size:
            break
        *some, next_ = struct.unpack(f"<{size // 4}I", part)
        listed += some
        seen += 1
    if seen > sectors or number > sectors:
        return None
    parts = [content[(one + 1) * size : (one + 2) * size] for one in listed if one < _LAST_OF_SECTORS]
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


def container_of(stream: bytes) -> bytes:
    """A container with nothing but the stream of a workbook, of at least 4096 bytes."""
    stream = stream.ljust(_SMALL_STREAM, b"\0")
    stream += bytes(-len(stream) % _SECTOR)
    data, a_sector = len(stream) // _SECTOR, _SECTOR // 4
    tables = lists = 0
    while (needed := -(-(tables + lists + 1 + data) // a_sector)) > tables:
        tables, lists = needed, max(0, -(-(needed - _IN_HEADER) // (a_sector - 1)))
    first = tables + lists + 1  # of the stream, behind the directory
    table = [_TABLE_SECTOR] * tables + [_LIST_SECTOR] * lists + [_END_OF_CHAIN]
    table += [*range(first + 1, first + data), _END_OF_CHAIN]
    table += [_FREE] * (tables * a_sector - len(table))
    numbers = iter(range(tables))
    listed = [*itertools.islice(numbers, _IN_HEADER)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIII",
        0,
        tables,
        tables + lists,
        0,
        _SMALL_STREAM,
        _END_OF_CHAIN,
        0,
        tables if lists else _END_OF_CHAIN,
        lists,
    )
    header += struct.pack("<109I", *listed, *[_FREE] * (_IN_HEADER - len(listed)))
    further = b""
    for number in range(1, lists + 1):
        part = [*itertools.islice(numbers, a_sector - 1)]
        part += [_FREE] * (a_sector - 1 - len(part))
        further += struct.pack(f"<{a_sector}I", *part, tables + number if number < lists else _END_OF_CHAIN)
    directory = _entry("Root Entry", 5, _END_OF_CHAIN, 0, 1) + _entry(
        "Workbook", 2, first, len(stream), _FREE
    )
    return (
        header + struct.pack(f"<{len(table)}I", *table) + further + directory.ljust(_SECTOR, b"\0") + stream
    )


def _entry(name: str, kind: int, start: int, length: int, child: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    numbers = struct.pack("<HBBIII", len(written), kind, 1, _FREE, _FREE, child)
    return written.ljust(64, b"\0") + numbers + bytes(36) + struct.pack("<IQ", start, length)
