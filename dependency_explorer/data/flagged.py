"""Large tables of figures with flags behind them ("12.5 p", ": m"), as Eurostat writes millions of them.

A figure and its flag are one cell to a reader of text, and hardly two such cells are alike: each would become a text
of Python's, of some hundred bytes. Where every figure has a single space behind it, as in Eurostat's files, the space
separates two columns just as well, and the quick lane parses the figures as numbers.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import IO, Any, cast

import numpy as np

from dependency_explorer.data.delimited import QUICK_FROM, Layout, Opener, Shape
from dependency_explorer.data.problems import Collector
from dependency_explorer.data.quick_lane import NotQuick, QuickLane
from dependency_explorer.data.raw import FlaggedColumn, RawColumn, RawTable
from dependency_explorer.data.way import Way

_AT_ONCE = 1 << 20
"""Bytes in which spaces are turned in one call."""
_ENCODINGS = ("utf-8", "utf-8-sig")


def read_flagged(
    opener: Opener,
    size: int,
    file: str,
    layout: Layout,
    missing: Collection[str],
    flags: Collection[str],
    way: Way,
) -> RawTable | None:
    """A table whose first column is text and all others are figures with flags; None where it must be read as text.

    size: bytes. layout: as for read_delimited; the separator is a tab. missing: texts for "no figure". flags: those
    that may stand behind a figure. Whatever a careful reader would read otherwise, or name as a fault, makes it None.
    """
    if size < QUICK_FROM or layout.encoding not in _ENCODINGS or layout.separator != "\t":
        return None
    # Names of the columns here only: by position, which no title of a table can be.
    first, *figures = (str(i) for i in range(len(layout.names)))
    names = (first, *(part for i in figures for part in (i, i + "f")))
    shape = Shape(file, "", names, Collector())
    lane = QuickLane(
        lambda: cast("IO[bytes]", _SpacesAsTabs(opener())),
        size,
        file,
        Layout(layout.encoding, "\t", layout.lines, names),
        shape,
        figures,
        (),
        missing,
        way,
    )
    try:
        read = lane.read_if_numbers()
        columns = {
            name: _flagged(read.columns[i], read.text(i + "f"), flags)
            for i, name in zip(figures, layout.names[1:], strict=True)
        }
    except NotQuick:
        return None
    return RawTable(file, {layout.names[0]: read.text(first), **columns}, read.rows)


def _flagged(numbers: Any, flags: RawColumn, known: Collection[str]) -> FlaggedColumn:
    strange = flags.where(lambda text: bool(text) and not (text in known and text.isalpha()))
    if strange.any():
        # Behind a mark for no figure more is allowed than behind a figure.
        listed = flags.where(lambda text: text in known)
        if not (np.isnan(numbers.numbers[strange]).all() and listed[strange].all()):
            raise NotQuick
    return FlaggedColumn(numbers.numbers, flags.numbered())


class _SpacesAsTabs(io.RawIOBase):
    """A text in which every space became a tab. Raises NotQuick where the two columns so made could be others than a
    figure and its flag: beside a space that has no figure before it, and within quotation marks."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._last = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer."""
        size = 0
        while size < len(buffer):
            # All that fits at once would hold the interpreter's lock for 70 ms.
            data = self._turned(self._stream.read(min(len(buffer) - size, _AT_ONCE)))
            if not data:
                break
            buffer[size : size + len(data)] = data
            size += len(data)
        return size

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line, at once and not byte by byte."""
        return self._turned(self._stream.readline(-1 if size is None else size))

    def _turned(self, data: bytes) -> bytes:
        seen = self._last + data
        if b'"' in data or b"  " in seen or b"\t " in seen:
            raise NotQuick
        self._last = data[-1:]
        return data.replace(b" ", b"\t")

    def close(self) -> None:
        self._stream.close()
        super().close()
