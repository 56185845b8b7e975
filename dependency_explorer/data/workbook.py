"""Excel workbooks and Parquet files; their cells become the text a person would write."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from dependency_explorer.data.delimited import column_name
from dependency_explorer.data.package import UNSOUND, check_archive
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.raw import RawBuilder, RawTable
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook_check import MOST_CELLS, check_compound, check_sheets, too_wide

_PIECE = 4096


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
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


class Workbook:
    """The sheets of a workbook, each read when it is first asked for. Raises DataError."""

    def __init__(self, content: bytes, file: str) -> None:
        self._file = file
        self._sheets: dict[str, Sequence[Sequence[str]]] = {}
        if content[:2] == b"PK":
            try:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    check_archive(archive, file)
                    check_sheets(archive, file)
            except (*UNSOUND, ValueError) as error:
                raise DataError(
                    f"{file} is damaged: the archive that a workbook is does not hold together. Save it again."
                ) from error
        elif content[:4] == b"\xd0\xcf\x11\xe0":
            check_compound(content, file)
        import python_calamine

        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            self.names: tuple[str, ...] = tuple(self._book.sheet_names)
        except BaseException as error:
            raise self._unreadable(error) from error

    def rows(self, name: str) -> Sequence[Sequence[str]]:
        """Every cell of a sheet as stripped text; row i is line i + 1 of the sheet."""
        known = self._sheets.get(name)
        if known is None:
            try:
                sheet = self._book.get_sheet_by_name(name)
                height, width = sheet.total_height, sheet.total_width
                if height * width > MOST_CELLS:
                    raise too_wide(f"{self._file}, sheet {shown(name)}", height, width)
                cells = sheet.to_python(skip_empty_area=False)
            except DataError:
                raise
            except BaseException as error:
                raise self._unreadable(error) from error
            known = [[cell_text(cell).strip() for cell in row] for row in cells]
            while known and not any(known[-1]):
                known.pop()
            self._sheets[name] = known
        return known

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
    _no_twins([header[index] for index in kept], file)
    builder = RawBuilder(file, [header[index] for index in kept])
    full = [(line, row) for line, row in enumerate(texts[start + 1 :], start=start + 2) if any(row)]
    builder.add([[row[index] for index in kept] for _, row in full], [line for line, _ in full])
    return builder.table()


def parquet_file(content: bytes | Path) -> Any:
    """A Parquet file, opened. Raises pyarrow's exceptions and OSError."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(io.BytesIO(content) if isinstance(content, bytes) else content)


def read_parquet(
    content: bytes | Path,
    file: str,
    way: Way | None = None,
    rename: Callable[[str], str] | None = column_name,
    limit: int | None = None,
) -> RawTable:
    """The table of a Parquet file; its first row counts as line 2, as in a table with a header.

    content: the file's bytes, or where it lies. rename: changes the names of the columns. limit: at most so many
    rows.
    """
    import pyarrow as pa

    way = way or Way()
    try:
        source = parquet_file(content)
        names = [rename(name) if rename else name for name in source.schema_arrow.names]
        _no_twins(names, file)
        builder = RawBuilder(file, names)
        total = source.metadata.num_rows
        for batch in source.iter_batches(batch_size=_PIECE):
            columns: Iterable[list[Any]] = (column.to_pylist() for column in batch.columns)
            texts = [[cell_text(cell) for cell in column] for column in columns]
            start = len(builder) + 2
            rows = list(zip(*texts, strict=True))
            if limit is not None:
                rows = rows[: limit - len(builder)]
            builder.add(rows, range(start, start + len(rows)))
            way.tell(f"Reading {file}", len(builder), total)
            if limit is not None and len(builder) >= limit:
                break
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{file} is not a Parquet file that can be read ({error}). Write it again."
        ) from error
    return builder.table()


def _no_twins(names: Sequence[str], file: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{file} has two columns named {shown(name)}. Rename or delete one of them.")
