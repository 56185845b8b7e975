"""What is looked at in a workbook before a reader gets it, because a reader takes the file at its word.

A cell far from all others makes it ask for memory for every cell between, which ends the whole program, and no
exception tells of it; and it cannot be called off. So the span of every sheet and what is in all of them is counted
first: of XLSX here, of other makes in `xlsb_check`, `ods_check` and `xls_check`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence

from dependency_explorer.data.book_load import Load
from dependency_explorer.data.book_parts import parts_of
from dependency_explorer.data.markup import is_sound, markup, unpacked
from dependency_explorer.data.ods_check import check_content
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.shared_texts import SharedTexts
from dependency_explorer.data.sheet_span import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, most_spanned, refuse_span
from dependency_explorer.data.xlsb_check import check_binary

_WIDE = re.compile(rb"r=(?<=[\s\"']r=)[\"']([A-Za-z]{2,})\d")
"""It begins with what never changes, which is looked for ten times faster."""
_NARROW = re.compile(rb"r=(?<=[\s\"']r=)[\"']([A-Za-z])\d")
_APART = re.compile(rb"r(?<=[\s\"']r)(?:\s+=\s*|=\s+)[\"']")
_PLACED = re.compile(rb"<(?:\w+:)?(?:c|row)\s(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_SPACED = tuple(sign for space in b" \t\r\n" for sign in (bytes([space]) + b"=", b"=" + bytes([space])))
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MOST_GAPS = 16_000_000
"""Empty cells between full ones, of all sheets: each takes as much room as a full one while it is read."""
_DENSE, _TALL = 1_000_000, 9_999
"""Cells from which on, and rows up to which, a sheet is not asked how empty it is."""
_BYTES_A_TAG = 25
"""A longer text behind a tag counts as text of a cell: tags of numbers and short texts take 8 to 15."""
_RECORD = 10
"""Bytes of a part that is no text that count as a tag."""

_LETTERS = 50
"""So many letters of a number's format take as long as a tag."""


def check_sheets(archive: zipfile.ZipFile, file: str, packed: int) -> None:
    """Raise DataError where the sheets of an XLSX, XLSB or ODS workbook are more than can be read.

    packed: bytes of the file on disk.
    """
    load = Load(file, packed)
    parts = parts_of(archive, file)
    for entry in parts.about:
        _count_other(archive, entry, load)
    shared = SharedTexts(
        (piece for entry in parts.texts for piece in _counted(markup(archive, entry, load.hold), load)),
        lambda becomes: Load(file, packed).add(texts=becomes, so_far=True),
    )
    load.add(texts=shared.size)
    gaps = 0
    for entry in parts.xml:
        where = f"{file}, {entry.filename.rpartition('/')[2]}"
        xml: list[bytes] = []
        full = 0
        for piece in markup(archive, entry, load.hold):
            tags, cells = piece.count(b"<"), _cells(piece)
            load.add(cells, max(len(piece) - _BYTES_A_TAG * tags, 0), tags, so_far=True)
            full += cells
            xml.append(piece)
        gaps += _check_span(xml, where, full, most_spanned(packed))
        load.add(texts=shared.of_cells(xml, load.room_for_texts))
        while xml:
            xml.pop()  # all at once, it would hold the lock
        if gaps > _MOST_GAPS:
            raise DataError(
                f"{where} and the sheets before it hold more than {count(_MOST_GAPS)} empty cells between full "
                "ones. Delete the empty rows and columns beside the tables, or save the sheet as CSV."
            )
    check_binary(archive, parts.binary, load)
    for entry in archive.infolist():
        if entry.filename == "content.xml":
            check_content(archive, entry, load)


def _count_other(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, load: Load) -> None:
    """Count the tags of a part that is no sheet. A reader looks through the format of a number for every style that
    has it, so the longest counts for each."""
    longest = tags = 0
    binary = entry.filename.lower().endswith(".bin")
    for piece in unpacked(archive, entry) if binary else markup(archive, entry, load.hold):
        more = len(piece) // _RECORD if binary else piece.count(b"<")
        load.add(tags=more, so_far=True)
        tags += more
        longest = max(longest, *map(len, piece.split(b"<")))
    if entry.filename.lower().endswith("styles.xml"):
        load.add(tags=tags * (longest // _LETTERS))


def _counted(pieces: Iterable[bytes], load: Load) -> Iterable[bytes]:
    for piece in pieces:
        load.add(_cells(piece), tags=piece.count(b"<"), so_far=True)
        yield piece


def _cells(piece: bytes) -> int:
    usual = piece.count(b"<c ")
    # Whatever else may be a cell is looked for only where there is something.
    if piece.count(b"<c") == usual and b":c" not in piece:
        return usual
    return len(_CELL.findall(piece))


def _all(expression: re.Pattern[bytes], xml: Iterable[bytes]) -> set[bytes]:
    """What an expression finds, of which each is named once."""
    found: set[bytes] = set()
    for piece in xml:
        found.update(expression.findall(piece))
    return found


def _check_span(xml: Sequence[bytes], where: str, full: int, most: int = MOST_CELLS) -> int:
    """Empty cells between the others, as far as they are worth counting. xml: pieces that begin with a tag."""
    for piece in xml:
        if any(sign in piece for sign in _SPACED) and _APART.search(piece) and _is_placed_apart(piece):
            raise DataError(
                f"{where} is damaged: it tells the places of its cells as no program does. Save the workbook again."
            )
    # A million rows of few columns are common and harmless, so rows are looked at only in a wide sheet.
    width = max(map(_column_number, _all(_WIDE, xml)), default=26)
    rows = 0
    if full > sum(piece.count(b'<c r="') for piece in xml):
        rows, cells = _without_place(xml)
        width += cells if cells > 26 else 0
    least = most // max(width, 1)
    refuse_span(where, _height(xml, least) + rows if least < MOST_ROWS else 1, width, most)
    if full > _DENSE:
        return 0
    height = _height(xml, _TALL) + rows
    if height > _TALL and width == 26:
        told, letters = 0, set[bytes]()
        for piece in xml:
            some = _NARROW.findall(piece)
            told += len(some)
            letters.update(some)
        if told >= full:  # a cell that does not tell its column may stand in any
            width = max(map(_column_number, letters), default=26)
    return max(height * width - full, 0) if height > _TALL else 0


def _is_placed_apart(piece: bytes) -> bool:
    """Whether a row or cell has spaces around the sign between its place and that it is one; or it may have."""
    return not is_sound(piece) or any(_APART.search(tag) for tag in _PLACED.findall(piece))


def _without_place(xml: Iterable[bytes]) -> tuple[int, int]:
    """Rows, and the most cells in a row: as far a sheet may go beyond what its cells tell, if some do not tell it."""
    rows = most = open_row = 0
    for piece in xml:
        first, *others = _ROW.split(piece)
        open_row += _cells(first)
        rows += len(others)
        for one in others:
            most = max(most, open_row)
            open_row = one.count(b"<c") + one.count(b":c")
    return rows, max(most, open_row)


def _height(xml: Iterable[bytes], allowed: int) -> int:
    """The last row of a sheet, or 1 where none is beyond what is allowed, by the number of its digits."""
    digits = len(str(min(allowed, MOST_ROWS) + 1))
    beyond = re.compile(rb"r=(?<=[\s\"']r=)[\"'][A-Za-z]*(\d{%d,})[\"']" % digits)
    return max(map(_row_number, _all(beyond, xml)), default=1)


def _row_number(digits: bytes) -> int:
    digits = digits.lstrip(b"0")
    return int(digits or b"0") if len(digits) < 10 else 10**9


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:7]:
        number = number * 26 + letter - 64
    return number if number <= MOST_COLUMNS else max(number, 10**5)
