"""Grids: the cells of a sheet or a text as they stand, where their header is, and the table below it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from dependency_explorer.data.raw import NumberColumn, RawBuilder, RawTable
from dependency_explorer.data.release import let_items_go

Rows = Sequence[Sequence[str]]


LONGEST_CELL = 4000
"""Letters of a cell that are looked at to know what a table is."""
_RENAMED = 60
"""Rows in which a header is looked for by other names."""


def shortened(rows: Rows) -> Rows:
    """The same rows with no cell longer than `LONGEST_CELL`."""
    if all(len(cell) <= LONGEST_CELL for row in rows for cell in row):
        return rows
    return [[cell[:LONGEST_CELL] for cell in row] for row in rows]


def find_header(rows: Rows, needs: Collection[str], rename: Callable[[str], str] | None = None) -> int | None:
    """The first row that holds every one of these cells (whatever their capitals), or anything at all; as they stand,
    else as `rename` calls them."""
    wanted = {need.casefold() for need in needs}
    for index, row in enumerate(rows):
        cells = {cell.strip().lstrip("\ufeff").casefold() for cell in row}
        if (wanted <= cells) if wanted else any(cells - {""}):
            return index
    if rename is None or not wanted:
        return None
    for index, row in enumerate(rows[:_RENAMED]):
        if wanted <= {rename(" ".join(cell.replace("\ufeff", "").split())).casefold() for cell in row}:
            return index
    return None


def header_names(header: Sequence[str], rename: Callable[[str], str] | None = None) -> tuple[str, ...]:
    """A name for each column: as in the file, unnamed ones by their number, repeated ones numbered."""
    seen: dict[str, int] = {}
    names = []
    for index, cell in enumerate(header, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())
        if name and rename is not None:
            name = rename(name)
        name = name or f"column {index}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def rows_table(
    rows: Rows,
    start: int,
    file: str,
    rename: Callable[[str], str] | None = None,
    limit: int | None = None,
) -> RawTable:
    """The rows of a grid below its header at index `start` as a table; blank rows are passed over."""
    width = max((len(row) for row in rows[start:]), default=0)
    header = [*rows[start], *[""] * (width - len(rows[start]))]
    builder = RawBuilder(file, header_names(header, rename))
    full = [
        (line, [*row, *[""] * (width - len(row))])
        for line, row in enumerate(rows[start + 1 :], start=start + 2)
        if any(map(str.strip, row))
    ][:limit]
    builder.add([row for _, row in full], [line for line, _ in full])
    held: list[Any] = [full]
    del full
    let_items_go(held)
    return builder.table()


def table_grid(table: RawTable) -> Rows:
    """A table as a grid: its titles, and its rows as text."""
    columns = [table.text(name).texts() for name in table.columns]
    return [list(table.columns), *map(list, zip(*columns, strict=True))]


def without_blank(table: RawTable) -> RawTable:
    """The rows of a table that hold anything."""
    filled = np.zeros(len(table), bool)
    for column in table.columns.values():
        if isinstance(column, NumberColumn):
            filled |= ~np.isnan(column.numbers)
        else:
            filled |= column.where(lambda text: bool(text.strip()))
        if filled.all():
            return table
    return table.take(filled)


def named_anew(table: RawTable, rename: Callable[[str], str] | None) -> RawTable:
    """A table whose columns are named as those of a grid would be."""
    names = header_names(tuple(table.columns), rename)
    return RawTable(table.file, dict(zip(names, table.columns.values(), strict=True)), table.rows)
