"""How much may come out of a packed file: the one rule against small files that become huge.

Deflate packs a million equal rows a thousand times, and run lengths of Parquet a million times, so a file of some
kilobytes can ask for all memory. What tells such a file from a large table that is honestly packed is both together:
more than any file needs, and many times more than its own size. Tables pack 5 to 15 times, those with long labels
in every row up to 40.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock

from dependency_explorer.data.problems import TooMuchError, count

_LONG_TEXT = 120
"""Bytes in memory from which on the letters of a text count: shorter ones are limited by how many they are."""
_UNPACK = "Unpack it yourself and open the unpacked file, if you trust it."
_AS_CSV = "Save the table that you need as CSV, or unpack it yourself, and open that, if you trust it."


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one kind of content may become.

    room: so much may come out of a file of any size; it is what takes less than ten seconds and a gigabyte of memory.
    times: beyond it, at most so many times the size of the packed file. unit: what is counted, "MB" for bytes told in
    millions ("MB of text" too). advice: what to do with a file that is refused. also: signs that are
    counted in the content, and how many of each are allowed.
    """

    room: int
    times: float
    unit: str = "MB"
    advice: str = _UNPACK
    also: tuple[tuple[bytes, Allowance], ...] = ()

    def most(self, packed: int) -> int:
        """The most that may come out of a file of so many bytes."""
        return max(self.room, int(self.times * packed))

    def check(self, file: str, packed: int, becomes: int, so_far: bool = False) -> None:
        """Raise TooMuchError where a file becomes more. so_far: it is still being unpacked."""
        most = self.most(packed)
        if becomes > most:
            raise TooMuchError(
                f"{file} is not read: it has {_size(packed)} and becomes {'more than ' if so_far else ''}"
                f"{self._told(becomes)}, far more than a table packed in so few bytes holds (at most "
                f"{self._told(most)}). {self.advice}"
            )

    def _told(self, amount: int) -> str:
        if self.unit.startswith("MB"):
            return _size(amount) + self.unit.removeprefix("MB")
        return f"{count(amount)} {self.unit}"


class Counter:
    """Counts what comes out of one file, of all that is in it together. Raises TooMuchError."""

    def __init__(self, file: str, packed: int, allowance: Allowance) -> None:
        """packed: bytes of the file on disk."""
        self._file, self._packed, self._allowance = file, packed, allowance
        self._signs = [0] * len(allowance.also)
        self.seen = 0

    def add(self, data: bytes) -> None:
        """Count more that came out."""
        self.seen += len(data)
        for index, (sign, allowance) in enumerate(self._allowance.also):
            self._signs[index] += data.count(sign)
            allowance.check(self._file, self._packed, self._signs[index], so_far=True)
        self._allowance.check(self._file, self._packed, self.seen, so_far=True)


class Limits:
    """Counts what a packed table becomes while its rows are read, by several threads too. Raises TooMuchError."""

    def __init__(self, file: str, packed: int) -> None:
        """packed: bytes of the file on disk."""
        self._file, self._packed = file, packed
        self._letters = self._met = self._careful = 0
        self._lock = Lock()

    def careful(self, rows: int) -> None:
        """Count rows more that are looked at one by one."""
        self._careful += rows
        CAREFUL.check(self._file, self._packed, self._careful, so_far=True)

    def met(self, texts: int, size: int) -> None:
        """Count distinct texts more that were met, and the bytes of their letters; equal ones may be met again."""
        if size > _LONG_TEXT * texts:
            self._met += size
            LETTERS.check(self._file, self._packed, self._met, so_far=True)

    def texts(self, texts: Iterable[str]) -> None:
        """Count texts more that are held."""
        size = sum(size for size in map(getsizeof, texts) if size > _LONG_TEXT)
        with self._lock:
            self._letters += size
        LETTERS.check(self._file, self._packed, self._letters, so_far=True)


def _size(size: int) -> str:
    if size >= 10_000_000:
        return f"{count(size // 1_000_000)} MB"
    return f"{count(size // 1000)} kB" if size >= 10_000 else f"{count(size)} bytes"


LINES = Allowance(3_000_000, 0.6, "lines")
"""Lines of text: a row takes 250 bytes of memory however short its line is. Rows of real tables take 5 to 20
packed bytes."""
CELLS = Allowance(15_000_000, 4, "cells")
"""Cells of text: each takes up to 40 bytes while it is read. Those of the widest tables that are published take half
a packed byte, though most stand in columns of one and the same text."""
ROWS = Allowance(60_000_000, 40, also=((b"\n", LINES), *((sign, CELLS) for sign in (b",", b";", b"\t"))))
"""Text that is read row by row, and whatever else is not told apart yet."""
CAREFUL = Allowance(1_500_000, 0.3, "rows whose quotation marks have to be looked at one by one")
"""Such rows take five times as long as others."""
FIGURES = Allowance(4_000_000, 0.8, "figures")
"""Figures of a packed table that has several in a row: each becomes a row of its own, of 120 bytes."""
MEMBERS = Allowance(4_000_000, 0.8, "named values")
"""Named values of JSON: each takes a microsecond."""
RECORDS = Allowance(60_000_000, 25, also=((b":", MEMBERS),))
"""Records of JSON that are read one by one."""
WHOLE = Allowance(40_000_000, 8)
"""What is held whole while it is read: other JSON, whose values take up to twenty times its room in memory, old
workbooks, files of Stata."""
LISTS = Allowance(700_000, 0.14, "lists")
"""Lists of JSON: each takes 200 bytes of memory, be it empty, and one that is a row of a table a kilobyte."""
VALUES = Allowance(4_000_000, 0.8, "values")
"""Values of JSON, told by the commas between them: each takes two microseconds and 200 bytes of memory."""
VALUE = Allowance(WHOLE.room, WHOLE.times, also=((b"[", LISTS), (b":", MEMBERS), (b",", VALUES)))
"""A value of JSON that is held whole."""
TAGS = Allowance(1_500_000, 0.3, "tags")
"""Tags of a web page: each takes six microseconds."""
PAGES = Allowance(10_000_000, 2, also=((b"<", TAGS),))
"""Web pages and workbooks of Excel 2003."""
ENTRIES = Allowance(60_000_000, 60, advice=_AS_CSV)
"""Files of an archive, parts of a workbook too: XML of OpenDocument takes a hundred bytes a cell, and packs 20 to 50
times."""
SHEETS = Allowance(2_500_000, 0.5, "cells", _AS_CSV)
"""Cells of a workbook, each of which takes two microseconds; real ones take 3 to 7 bytes."""
OBSERVATIONS = Allowance(4_000_000, 1, "cells", _AS_CSV)
"""Cells of a file of Stata: marks of yes and no take one byte each."""
LOAD = Allowance(2_800_000, 0.56, "cells' worth of content", _AS_CSV)
"""Cells of a workbook together with its other tags and texts, counted as the cells that take as long."""
TEXTS = Allowance(150_000_000, 30, "MB of text in its cells", _AS_CSV)
"""Text of all cells of a workbook, each with its own copy: it stands twice in memory while it is read."""
ODD_RECORDS = Allowance(1_000_000, 0.2, "records other than plain cells", _AS_CSV)
"""Records of a binary workbook that are looked at one by one, as cells of formulas are."""
COLUMNS = Allowance(10_000_000, 5, "cells", _AS_CSV)
"""Cells of a Parquet file."""
TALL = Allowance(LINES.room, LINES.times, "rows", _AS_CSV)
"""Rows of a Parquet file: each takes 250 bytes of memory once it is a flow."""
UNCODED = Allowance(60_000_000, 30, advice=_AS_CSV)
"""Pages of a Parquet file, unpacked."""
DISTINCT = Allowance(2_000_000, 0.45, "distinct texts", _AS_CSV)
"""Distinct texts of a Parquet file: each takes 100 bytes of memory and some microseconds. Figures are none of them
where they stay numbers."""
LONG = Allowance(40_000_000, 8, "MB of distinct texts", _AS_CSV)
"""What those texts take: each stands several times in memory once it names something, four bytes a letter."""
LETTERS = Allowance(120_000_000, 24, "MB of memory for the letters of long texts", _AS_CSV)
"""Texts of a table as they are held: a text with one letter outside of the usual plane takes four bytes for each."""
PREFIXED = Allowance(150_000_000, 30, "MB of text in its cells", _AS_CSV)
"""Text of a column of Parquet whose texts repeat the beginnings of those before them."""
SUFFIXES = Allowance(10_000_000, 4, "MB of texts told by what differs from the one before", _AS_CSV)
"""What is written of such a column."""
