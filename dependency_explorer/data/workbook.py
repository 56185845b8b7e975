"""Excel workbooks and Parquet files as raw tables; their cells become the text a person would write."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from dependency_explorer.data.csv_text import IsCancelled, Progress, column_name
from dependency_explorer.data.package import check_archive
from dependency_explorer.data.problems import Cancelled, DataError, shown
from dependency_explorer.data.raw import RawBuilder, RawTable

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


def read_workbook(content: bytes, file: str, tables: Sequence[str], wanted: str) -> dict[str, RawTable]:
    """The sheets of a workbook that bear the name of a table.

    Where none bears the name of the table wanted, its first sheet that is not empty is that table.
    """
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                check_archive(archive, file)
        except zipfile.BadZipFile as error:
            raise DataError(f"{file} is damaged ({error}). Save the workbook again.") from error
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except python_calamine.CalamineError as error:
        raise DataError(f"{file} is not a workbook that can be read ({error}). Save it as XLSX.") from error
    named = {name.strip().lower(): rows for name, rows in sheets.items() if name.strip().lower() in tables}
    if wanted not in named:
        first = next((rows for rows in sheets.values() if any(any(row) for row in rows)), None)
        if first is None:
            raise DataError(f"{file} has no sheet with anything in it. Put the table into its first sheet.")
        named[wanted] = first
    return {
        name: _sheet(rows, f"{file}, sheet {name}" if len(named) > 1 else file)
        for name, rows in named.items()
    }


def _sheet(rows: Sequence[Sequence[Any]], file: str) -> RawTable:
    texts = [[cell_text(cell) for cell in row] for row in rows]
    start = next((index for index, row in enumerate(texts) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise DataError(f"{file} is empty. Its first line must name the columns.")
    header = [column_name(cell) for cell in texts[start]]
    kept = [index for index, name in enumerate(header) if name]
    _no_twins([header[index] for index in kept], file)
    builder = RawBuilder(file, [header[index] for index in kept])
    full = [
        (line, row)
        for line, row in enumerate(texts[start + 1 :], start=start + 2)
        if any(cell.strip() for cell in row)
    ]
    builder.add([[row[index] for index in kept] for _, row in full], [line for line, _ in full])
    return builder.table()


def read_parquet(
    content: bytes,
    file: str,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> RawTable:
    """The table of a Parquet file; its first row counts as line 2, as in a table with a header."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(io.BytesIO(content))
        names = [column_name(name) for name in source.schema_arrow.names]
        _no_twins(names, file)
        builder = RawBuilder(file, names)
        total = source.metadata.num_rows
        for batch in source.iter_batches(batch_size=_PIECE):
            if cancelled is not None and cancelled():
                raise Cancelled
            columns: Iterable[list[object]] = (column.to_pylist() for column in batch.columns)
            texts = [[cell_text(cell) for cell in column] for column in columns]
            start = len(builder) + 2
            rows = list(zip(*texts, strict=True))
            builder.add(rows, range(start, start + len(rows)))
            if progress is not None:
                progress(f"Reading {file}", len(builder), total)
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{file} is not a Parquet file that can be read ({error}). Write it again."
        ) from error
    return builder.table()


def _no_twins(names: Sequence[str], file: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{file} has two columns named {shown(name)}. Rename or delete one of them.")
