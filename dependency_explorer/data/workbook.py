"""Excel workbooks; their cells become the text a person would write."""

from __future__ import annotations

import datetime as dt
import io
import threading
import zipfile
from collections.abc import Sequence
from typing import Any

from dependency_explorer.data.delimited import column_name
from dependency_explorer.data.numerals import number_text
from dependency_explorer.data.package import UNSOUND, check_archive
from dependency_explorer.data.problems import Cancelled, DataError, shown
from dependency_explorer.data.raw import (
    RawBuilder,
    RawTable,
)
from dependency_explorer.data.release import let_items_go
from dependency_explorer.data.sheet_span import MOST_CELLS, too_wide
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook_check import check_sheets
from dependency_explorer.data.xls_check import check_compound

_LOOK = 2048
"""Rows of a sheet after which one looks whether the reading was called off."""
_REMEMBERED = 1 << 16


def cell_text(cell: object) -> str:
    """A cell as text: whole numbers without ".0", other numbers with every digit, dates as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell != cell:
            return ""  # Parquet writes a missing number so
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


class _Known(dict[Any, str]):
    """Cells of one type with their texts: most stand many times, and equal ones share their text."""

    def __missing__(self, cell: object) -> str:
        text = cell_text(cell)
        text = text.strip() if isinstance(cell, str) else text
        if len(self) < _REMEMBERED:
            self[cell] = text
        return text


class _Texts(dict[type, _Known]):
    """The texts of cells by their type: what is true is not the number one, though Python finds them equal."""

    def __missing__(self, kind: type) -> _Known:
        known = self[kind] = _Known()
        return known


class Workbook:
    """The sheets of a workbook, each read when it is first asked for, by one thread at a time. Raises DataError."""

    def __init__(self, content: bytes, file: str, way: Way | None = None, packed: int | None = None) -> None:
        """packed: bytes of the file on disk, where the workbook is packed once more."""
        packed = min(len(content) if packed is None else packed, len(content))
        self._file, self._way = file, way or Way()
        self._sheets: dict[str, Sequence[Sequence[str]]] = {}
        self._reading = threading.Lock()
        if content[:2] == b"PK":
            try:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    check_archive(archive, file, packed)
                    check_sheets(archive, file, packed)
            except (*UNSOUND, ValueError) as error:
                raise DataError(
                    f"{file} is damaged: the archive that a workbook is does not hold together. Save it again."
                ) from error
        elif content[:4] == b"\xd0\xcf\x11\xe0":
            check_compound(content, file, packed)
        import python_calamine

        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            # What its maker has hidden is an old state or a help table more often than the table: it comes last.
            shown_first = sorted(
                self._book.sheets_metadata,
                key=lambda one: one.visible != python_calamine.SheetVisibleEnum.Visible,
            )
            self.names: tuple[str, ...] = tuple(one.name for one in shown_first)
        except BaseException as error:
            raise self._unreadable(error) from error

    def rows(self, name: str) -> Sequence[Sequence[str]]:
        """Every cell of a sheet as stripped text; row i is line i + 1 of the sheet."""
        with self._reading:
            if name not in self._sheets:
                self._sheets[name] = self._read(name)
            return self._sheets[name]

    def let_go(self) -> None:
        """Forget what was read, a little at a time (see `release`); a sheet is read again when it is asked for.
        What somebody still has of them stays."""
        with self._reading:
            held: list[Any] = list(self._sheets.values())
            self._sheets.clear()
        let_items_go(held)

    def _read(self, name: str) -> Sequence[Sequence[str]]:
        try:
            sheet = self._book.get_sheet_by_name(name)
            height, width = sheet.total_height, sheet.total_width
            if height * width > MOST_CELLS:
                raise too_wide(f"{self._file}, sheet {shown(name)}", height, width)
            left = [""] * (sheet.start[1] if sheet.start else 0)
            wide = sheet.end[1] + 1 if sheet.end else 0  # total_width leaves the last column out
            empty, blank = [""] * (wide - len(left)), [""] * wide
            texts, filled = _Texts(), 0
            read: list[list[str]] = []
            for row in sheet.iter_rows():
                if not len(read) % _LOOK:
                    self._way.tell(f"Reading {self._file}", len(read), height)
                if row == empty:
                    read.append(blank)  # the same for all: there may be a million of them
                    continue
                read.append([*left, *[texts[type(cell)][cell] for cell in row]])
                filled = len(read)
        except (DataError, Cancelled):
            raise
        except BaseException as error:
            raise self._unreadable(error) from error
        del read[filled:]
        while read and not any(read[-1]):
            read.pop()  # of cells with nothing but spaces
        return read

    def _unreadable(self, error: BaseException) -> DataError:
        # What Rust panics of (a damaged XLS) comes as an exception that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise error
        said = " ".join(str(error).split())[:120]
        return DataError(f"{self._file} is not a workbook that can be read ({said}). Save it as XLSX.")


def read_workbook(content: bytes, file: str, tables: Sequence[str], wanted: str) -> dict[str, RawTable]:
    """The sheets of a workbook that bear the name of a table.

    Where none bears the name of the table wanted, its first sheet that is not empty is that table.
    """
    book = Workbook(content, file)
    named = {name.strip().lower(): book.rows(name) for name in book.names if name.strip().lower() in tables}
    if wanted not in named:
        sheets = (book.rows(name) for name in book.names)
        first = next((rows for rows in sheets if any(any(row) for row in rows)), None)
        if first is None:
            raise DataError(f"{file} has no sheet with anything in it. Put the table into its first sheet.")
        named[wanted] = first
    return {
        name: _sheet(rows, f"{file}, sheet {name}" if len(named) > 1 else file)
        for name, rows in named.items()
    }


def _sheet(texts: Sequence[Sequence[str]], file: str) -> RawTable:
    start = next((index for index, row in enumerate(texts) if any(row)), None)
    if start is None:
        raise DataError(f"{file} is empty. Its first line must name the columns.")
    header = [column_name(cell) for cell in texts[start]]
    kept = [index for index, name in enumerate(header) if name]
    no_twins([header[index] for index in kept], file)
    builder = RawBuilder(file, [header[index] for index in kept])
    full = [(line, row) for line, row in enumerate(texts[start + 1 :], start=start + 2) if any(row)]
    builder.add([[row[index] for index in kept] for _, row in full], [line for line, _ in full])
    return builder.table()


def no_twins(names: Sequence[str], file: str) -> None:
    """Raise DataError where two columns have one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{file} has two columns named {shown(name)}. Rename or delete one of them.")
        seen.add(name)
