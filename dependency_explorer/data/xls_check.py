"""What is looked at in an old workbook (.xls) before a reader gets it ([MS-XLS]).

Its stream is records: first what all sheets share, then one sheet after the other. A reader follows chains of
sectors, reads every sheet at once, makes room for all that each of them spans, and copies a shared text for each of
its cells.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from dependency_explorer.data.book_load import Load
from dependency_explorer.data.compound import Compound
from dependency_explorer.data.markup import PIECE
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.sheet_span import most_spanned
from dependency_explorer.data.xls_head import CELLS

_BEGIN, _END, _SHEET, _SHARED_TEXTS, _CONTINUED = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C
_SHARED_TEXT, _SEVERAL, _FORMULA, _RESULT = 0x00FD, 0x00BD, 0x0006, 0x0207
_EMPTY = frozenset({0x0201, 0x00BE, 0x0001})
_COST = 100
"""What a shared text costs besides its bytes."""
_LONGEST = 2 * 65_535


def check_compound(content: bytes, file: str, packed: int | None = None) -> None:
    """Raise DataError where chains of sectors of an old workbook run in a circle, a cell lies outside of it, or there
    is more than can be read. packed: bytes of the file on disk."""
    stream = Compound(content, file).workbook()
    if stream is not None:
        check_stream(stream, Load(file, len(content) if packed is None else packed))


@dataclass(slots=True)
class _Part:
    """What stands in a sheet, or before all sheets."""

    cells: int = 0
    sheets: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    numbers: list[bytes] = field(default_factory=list)
    spans: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))

    def stretch(self, row: int, column: int, last: int, formula: bool = False) -> None:
        span = self.spans[formula]
        if not span:
            span += [row, row, column, last]
        span[:] = min(span[0], row), max(span[1], row), min(span[2], column), max(span[3], last)

    def spanned(self) -> int:
        return sum((span[1] - span[0] + 1) * (span[3] - span[2] + 1) for span in self.spans if span)


def check_stream(stream: bytes, load: Load) -> None:
    """Count what the records of a workbook hold. Raises DataError where that is more than can be read."""
    shared = _Part()
    _walk(stream, 0, len(stream), shared, load)
    number, texts = _texts_told(shared.texts)
    load.add(texts=texts + _COST * number)
    begins = sorted(shared.sheets)
    most = most_spanned(load.packed, twice=True)
    spanned = shared.spanned()
    references = list(shared.numbers)
    for begin, behind in itertools.pairwise([*begins, len(stream)]):
        sheet = _Part()
        if behind == begin < len(stream) or _walk(stream, begin, behind, sheet, load) > behind:
            raise DataError(
                f"{load.file} is damaged: one of its sheets lies within another. Save the workbook again."
            )
        spanned += sheet.spanned()
        references += sheet.numbers
        if spanned > most:
            raise DataError(
                f"{load.file} has sheets that span {count(spanned)} cells, more than can be read (at most "
                f"{count(most)}). Delete the empty rows and columns beside the tables, or save it as XLSX."
            )
    numbers = np.frombuffer(b"".join(references), "<u4")
    if len(numbers) * _LONGEST > load.room_for_texts // 10:
        sizes = np.array(_sizes(shared.texts, number), np.int64)
        load.add(texts=int(sizes[numbers[numbers < len(sizes)]].sum()))


_DIMENSIONS = 0x0200
_XLS_MOST_COLUMNS = 256
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


_USUAL = re.compile(
    rb"(?:\x03\x02\x0e\x00...\x00.{10}|(?:\xfd\x00|\x7e\x02)\x0a\x00...\x00.{6}|\x01\x02\x06\x00...\x00..)*+",
    re.DOTALL,
)
"""Cells of the usual kinds (a number, a shared text, a short number, none) in a column that there is."""
_PLACES = re.compile(
    rb"\x03\x02\x0e\x00(....).{10}|\x7e\x02\x0a\x00(....).{6}|\xfd\x00\x0a\x00(....)..(....)|\x01\x02\x06\x00.{6}",
    re.DOTALL,
)


def _walk(stream: bytes, at: int, behind: int, part: _Part, load: Load) -> int:
    """Look through the records of a sheet, or before all sheets. behind: where the next sheet begins. Where it ends,
    or the first place behind the next sheet's beginning."""
    end, depth = len(stream) - 4, 0
    unpack = struct.Struct("<HH").unpack_from
    usual = _USUAL.match
    kind = before = 0
    while at <= end and at <= behind:
        if (known := usual(stream, at, at + PIECE)) is not None and known.end() > at:
            _usual_cells(stream, at, known.end(), part, load)
            at = known.end()
            continue
        before, (kind, length) = kind, unpack(stream, at)
        record = stream[at + 4 : at + 4 + length]
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return int(at + 4 + length)
        elif kind == _DIMENSIONS:
            _check_dimensions(record, load.file)
        elif kind == _SHEET and len(record) >= 4:
            part.sheets.append(*struct.unpack_from("<I", record))
        elif kind == _SHARED_TEXTS:
            part.texts.append(record)
        elif kind == _CONTINUED and before == _SHARED_TEXTS:
            part.texts.append(record)
            kind = _SHARED_TEXTS
        elif kind in CELLS and len(record) >= 4:
            _cell(kind, record, part, load)
        at += 4 + length
    return at


def _usual_cells(stream: bytes, at: int, end: int, part: _Part, load: Load) -> None:
    found = _PLACES.findall(stream, at, end)
    places = np.frombuffer(b"".join(one or two or three for one, two, three, _ in found), "<u2").reshape(
        -1, 2
    )
    if len(places):
        (top, left), (bottom, right) = places.min(axis=0), places.max(axis=0)
        part.stretch(int(top), int(left), int(right))
        part.stretch(int(bottom), int(left), int(right))
    part.numbers.append(b"".join(number for *_, number in found))
    load.add(len(places), so_far=True)


def _cell(kind: int, record: bytes, part: _Part, load: Load) -> None:
    row, column = struct.unpack_from("<HH", record)
    if column >= _XLS_MOST_COLUMNS:
        raise DataError(
            f"{load.file} is damaged: it has a cell in row {count(row + 1)}, column {count(column + 1)}, where no "
            "sheet of an XLS workbook has one. Save the workbook again as XLSX."
        )
    if kind in _EMPTY:
        return
    cells = max((len(record) - 6) // 6, 1) if kind == _SEVERAL else 1
    part.stretch(row, column, min(column + cells, _XLS_MOST_COLUMNS) - 1)
    if kind == _FORMULA:
        part.stretch(row, column, column, formula=True)
    elif kind == _SHARED_TEXT and len(record) >= 10:
        part.numbers.append(record[6:10])
    load.add(cells, so_far=True)


def _texts_told(records: Sequence[bytes]) -> tuple[int, int]:
    """How many shared texts there are, as is told, and bytes of all."""
    if not records or len(records[0]) < 8:
        return 0, 0
    return int.from_bytes(records[0][4:8], "little"), sum(map(len, records))


def _sizes(records: Sequence[bytes], number: int) -> list[int]:
    """Bytes of each shared text, two a letter; up to the first that does not hold together."""
    sizes: list[int] = []
    pieces = iter(records)
    record, at = next(pieces, b""), 8
    while len(sizes) < number:
        if at >= len(record):
            record, at = next(pieces, b""), at - len(record)
        if len(record) < at + 3:
            break
        letters, flags = struct.unpack_from("<HB", record, at)
        at += 3
        behind = 0
        if flags & 8 and len(record) >= at + 2:
            behind += 4 * struct.unpack_from("<H", record, at)[0]
            at += 2
        if flags & 4 and len(record) >= at + 4:
            behind += struct.unpack_from("<I", record, at)[0]
            at += 4
        sizes.append(2 * letters)
        while (there := (len(record) - at) // (1 + (flags & 1))) < letters:
            letters -= max(there, 0)
            record, at = next(pieces, b""), 1
            if not record:
                return sizes
            flags = record[0]
        at += letters * (1 + (flags & 1)) + behind
        while at > len(record):
            at -= len(record)
            if not (record := next(pieces, b"")):
                return sizes
    return sizes
