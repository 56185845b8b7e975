"""What is looked at in an OpenDocument spreadsheet: how often its cells are repeated, and the texts in them.

Equal rows and cells are written once, with how often they stand, so a few bytes become millions of cells. Only empty
ones may stand so often. A reader makes room for every row of a table up to its last cell, as wide as its widest row,
and for all tables at once.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator

from dependency_explorer.data.book_load import Load
from dependency_explorer.data.markup import is_sound, markup
from dependency_explorer.data.problems import DataError, TooMuchError, count, shown
from dependency_explorer.data.sheet_span import MOST_COLUMNS, MOST_ROWS, most_spanned, too_wide

_ATTRIBUTES = rb"((?:[^>\"'/]++|/(?!>)|\"[^\"]*+\"|'[^']*+')*+)"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b" + _ATTRIBUTES + rb"(/?)>")
_HEAD = re.compile(_ATTRIBUTES)
_TIMES = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"']([^\"']*)")
_TABLE = re.compile(rb"<table:table(?=[\s>])")
_SPACES = re.compile(rb"text:c\s*=\s*[\"']\+?(\d+)")
_TABLES = tuple(b"<table:table" + bytes([sign]) for sign in b" >\n\t\r")
_AT_ONCE = 10_000
"""Cells and bytes of text that are counted together."""
_ROW = b"<table:table-row"
_MOST_ROWS = 3_000_000
"""Rows that are looked at one by one; programs tell empty ones by their number."""
_SHORT = 300
"""Bytes of a cell with its tags that count as nothing but a cell; of more, the rest counts as text."""


def check_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, load: Load) -> None:
    """Count what a spreadsheet holds. Raises DataError where that is more than can be read."""
    in_tables = any(_TABLE.search(piece) for piece in markup(archive, entry, load.hold))
    _check_repeats(_sound(markup(archive, entry, load.hold), load), load, in_tables)


def _sound(pieces: Iterable[bytes], load: Load) -> Iterator[bytes]:
    rows = 0
    for piece in pieces:
        rows += piece.count(_ROW)
        if rows > _MOST_ROWS:
            raise TooMuchError(
                f"{load.file} is not read: it tells more than {count(_MOST_ROWS)} rows one by one, more than its "
                "sheets can have. Delete the empty rows below the tables, or save the sheet that you need as CSV."
            )
        # What looks like the end of a table within a comment would hide how far the table goes.
        if not is_sound(piece):
            raise DataError(f"{load.file} is damaged: a tag begins within another. Save the workbook again.")
        load.add(tags=piece.count(b"<"), so_far=True)
        yield piece


def _check_repeats(xml: Iterable[bytes], load: Load, in_tables: bool) -> None:
    """Count the cells that hold something, and their texts. xml: pieces that begin with a tag. in_tables: it has
    tables, and rows outside of them are none."""
    most = most_spanned(load.packed, twice=True)
    cells = height = width = row_number = full_so_far = text_so_far = 0
    for row in _rows(xml, in_tables):
        if row is None:
            cells += height * width
            height = width = row_number = 0
            continue
        if b"-repeated" in row or b"text:c" in row:
            high, wide, full, text = _repeated(row, load.file)
        else:
            high = 1
            wide = full = row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell")
            text = max(len(row) - _SHORT * (wide + 1), 0)
        row_number += high
        if wide:
            height, width = row_number, max(width, wide)
            if wide > MOST_COLUMNS or high > MOST_ROWS or cells + height * width > most:
                raise too_wide(load.file, height, width)
            full_so_far += high * full
            text_so_far += high * text
            if full_so_far + text_so_far > _AT_ONCE:
                load.add(full_so_far, text_so_far, so_far=True)
                full_so_far = text_so_far = 0
    load.add(full_so_far, text_so_far)


def _repeated(row: bytes, file: str) -> tuple[int, int, int, int]:
    """How often a row stands, how far it goes, its cells that hold something, and bytes of their texts."""
    head = _HEAD.match(row)
    at = head.end() if head is not None else 0
    high = _times(row[:at], file)
    wide = full = text = empty = times = 0
    begin = at
    for cell in _CELL.finditer(row, at):
        text += times * _text(row[begin : cell.start()])
        begin, times = cell.start(), _times(cell[1], file)
        if not cell[2] or b"value" in cell[1] or b"formula" in cell[1]:
            wide += empty + times
            full += times
            empty = 0
        else:
            empty, times = empty + times, 0
    return high, wide, full, text + times * _text(row[begin:])


def _times(attributes: bytes, file: str) -> int:
    """How often a row or cell stands. Raises DataError where that is not told in plain digits."""
    told = _TIMES.findall(attributes)
    if any(not one.isdigit() for one in told):
        raise DataError(
            f"{file} is damaged: it tells the number of equal cells as {shown(told[0].decode('utf-8', 'replace'))}. "
            "Save the workbook again."
        )
    return max((int(one) if len(one) < 10 else 10**9 for one in told), default=1)


def _text(cell: bytes) -> int:
    """Bytes of text of a cell: its spaces are told by their number."""
    spaces = (
        sum(int(one) if len(one) < 15 else 10**15 for one in _SPACES.findall(cell))
        if b"text:c" in cell
        else 0
    )
    return max(len(cell) - _SHORT, 0) + spaces


def _rows(xml: Iterable[bytes], in_tables: bool) -> Iterator[bytes | None]:
    """The rows of all tables, one at a time: those of all take as much room as the text. None where another table
    begins."""
    within = not in_tables
    row: list[bytes] | None = None
    for piece in xml:
        for place, table in enumerate(
            _TABLE.split(piece) if any(sign in piece for sign in _TABLES) else [piece]
        ):
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
