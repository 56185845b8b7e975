"""Records of a JSON file as a table: a list of objects, each a row; or whatever else of it is a table.

People write tables as JSON in many ways: records, alone or below a name; a record a line; a list of rows, the
first of which is the titles; columns by name; titles and rows apart, as pandas does; JSON-stat, as Eurostat and
other offices answer; features of a map; an envelope and its records in one list; records that hold lists (see
nested).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dependency_explorer.data.intake.grid import Rows, table_grid
from dependency_explorer.data.intake.json_cells import cell_text
from dependency_explorer.data.intake.json_stat import cube_table, is_cube
from dependency_explorer.data.intake.nested import tells_trade, unnested
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.raw import RawBuilder, RawTable

_DEEPEST = 4
MOST_CELLS = 20_000_000
MOST_COLUMNS = 16_384
"""As many as a sheet of Excel has; the columns of thirty years of days are fewer."""


class TooWideError(Exception):
    """Rows and columns of a table that has more cells than can be read."""


def records_table(records: Sequence[Any], file: str, limit: int | None = None) -> RawTable:
    """The table of a list of JSON objects; its columns are the names that occur, in their order.

    null is an empty cell, true and false are those words, a list or an object within an object is left out. Record
    i counts as row i + 1. Raises DataError where an entry is no object.
    """
    listed = records if limit is None else records[:limit]
    names: dict[str, None] = {}
    for position, record in enumerate(listed, start=1):
        if not isinstance(record, dict):
            raise DataError(
                f"{file}, record {position}: an object with named values was expected. Download the file again."
            )
        names.update(dict.fromkeys(record))
    builder = RawBuilder(file, list(names))
    rows = [[cell_text(record.get(name)) for name in names] for record in listed]
    builder.add(rows, range(1, len(rows) + 1))
    return builder.table()


def read_lines(text: str, file: str) -> list[Any]:
    """The values of a file of one JSON value a line. Raises DataError with the line that is none."""
    values = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise DataError(
                f"{file} is damaged at line {count(number)}, column {count(error.colno)} ({error.msg}). Download "
                "it again, or mend it there."
            ) from error
    return values


def json_grid(value: Any) -> Rows:
    """The table that a JSON value holds: a row of titles, and rows of cells; nothing where it holds none. Raises
    TooWideError where its longest row is longer than a table is wide, or all rows were too many at that length."""
    found = _table(value, 0)
    if found is None:
        return []
    width = max((len(row) for row in found), default=0)
    if width > MOST_COLUMNS or width * len(found) > MOST_CELLS:
        raise TooWideError(len(found), width)
    return [[*row, *[""] * (width - len(row))] for row in found]


def _table(value: Any, depth: int) -> list[list[str]] | None:
    if isinstance(value, list):
        return _listed(value)
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    if is_cube(value):
        cube = cube_table(value, "")
        return None if cube is None else [list(row) for row in table_grid(cube)]
    titles, rows = value.get("columns"), value.get("data")
    if isinstance(titles, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        return [[cell_text(title) for title in titles], *_cells(rows)]
    if (by_column := _columns(value)) is not None:
        return by_column
    if depth == 0 and tells_trade(value):
        return _listed([value])  # one country and its imports
    below = [one for part in value.values() if (one := _table(part, depth + 1)) is not None]
    return max(below, key=len) if below else None


def _listed(value: list[Any]) -> list[list[str]] | None:
    if value and all(isinstance(one, dict) for one in value):
        flat = flat_records(value)
        names = list(dict.fromkeys(itertools.chain.from_iterable(flat)))
        if len(names) < 2 or len(names) * len(flat) > MOST_CELLS:
            return None
        return [names, *([record.get(name, "") for name in names] for record in flat)]
    if (
        len(value) > 1
        and all(isinstance(one, list) for one in value)
        and all(isinstance(cell, str) for cell in value[0])
    ):
        return _cells(value)
    if any(isinstance(one, dict) for one in value):
        # An envelope and its records side by side in one list, as the World Bank answers.
        below = [one for part in value if isinstance(part, list) and (one := _listed(part)) is not None]
        return max(below, key=len) if below else None
    return None


def flat_records(records: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The rows of records, more than one of such as hold a list. Raises TooWideError for more cells than can be
    read."""
    rows, cells = [], 0
    for record in records:
        plain = not any(type(value) in (list, dict) for value in record.values())
        for one in (record,) if plain else unnested(record):
            rows.append(flat_record(one))
            cells += len(rows[-1])
            if cells > MOST_CELLS:
                raise TooWideError(len(rows), len(rows[-1]))
    return rows


def flat_record(record: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a record; those of an object within stand under both names ("partner code")."""
    properties = record.get("properties")
    if record.get("type") == "Feature" and isinstance(properties, dict):
        return flat_record(properties)
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            cells.update({f"{name} {inner}": cell_text(one) for inner, one in value.items()})
        else:
            cells[name] = cell_text(value)
    return cells


def _cells(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    return [[cell_text(cell) for cell in row] for row in rows]


def _columns(value: Mapping[str, Any]) -> list[list[str]] | None:
    """A table written by columns: each a list of cells, or an object of cells by the number of their row."""
    parts = list(value.values())
    if len(parts) < 2:
        return None
    if all(isinstance(part, list) and not any(isinstance(c, list | dict) for c in part) for part in parts):
        columns = parts
    elif all(isinstance(part, dict) and part.keys() == parts[0].keys() for part in parts):
        columns = [list(part.values()) for part in parts]
        if any(isinstance(cell, list | dict) for column in columns for cell in column):
            return None
    else:
        return None
    if len(set(map(len, columns))) != 1 or not columns[0]:
        return None
    return [[str(name) for name in value], *_cells(list(zip(*columns, strict=True)))]
