"""Records of a JSON file as a table: a list of objects, each a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.raw import RawBuilder, RawTable


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
    rows = [[_text(record.get(name)) for name in names] for record in listed]
    builder.add(rows, range(1, len(rows) + 1))
    return builder.table()


def _text(value: object) -> str:
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
