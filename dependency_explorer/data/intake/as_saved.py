"""What programs leave in a table that is put together or saved by them, and which says nothing.

Tables stacked below each other repeat their titles; a data frame with a missing cell writes the codes of that column
as 156.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.problems import Collector, counted
from dependency_explorer.data.raw import Flags, RawColumn, RawTable

_WHOLE = re.compile(r"-?\d+\.0")
_NAMED = 3


def tidied_up(table: RawTable, titles: Sequence[str], found: Collector) -> RawTable:
    """The table without rows that repeat its titles, which are told, and with whole numbers written as such.

    titles: of its columns, as the file writes them; those of further columns may be missing.
    """
    again = _titles_again(table, titles)
    if again is not None:
        lines = [str(line) for line in table.rows[again][:_NAMED].tolist()]
        number = int(np.count_nonzero(again))
        found.add(
            "warning",
            f"{table.file} repeats its titles in {counted(number, 'row')} ({', '.join(lines)}"
            f"{', …' if number > _NAMED else ''}), as tables stacked below each other do: these are passed over.",
        )
        table = table.take(~again)
    whole = {
        name: column.map(lambda text: text.removesuffix(".0"))
        for name, column in table.columns.items()
        if isinstance(column, RawColumn) and _is_whole(column.values)
    }
    return RawTable(table.file, {**table.columns, **whole}, table.rows) if whole else table


def _titles_again(table: RawTable, titles: Sequence[str]) -> Flags | None:
    """The rows whose cells are the titles of their columns; None where there are none."""
    pairs = [
        (column, title)
        for column, title in zip(table.columns.values(), titles, strict=False)
        if title.strip() and not title.strip().isdecimal()
    ]
    if len(pairs) < 2:
        return None
    again: Flags | None = None
    for column, title in pairs:
        if not isinstance(column, RawColumn) or title not in column.values:
            return None
        here = column.isin({title})
        again = here if again is None else again & here
        if not again.any():
            return None
    return again


def _is_whole(values: Sequence[str]) -> bool:
    first = next((text for text in values if text), "")
    return first.endswith(".0") and all(not text or _WHOLE.fullmatch(text) for text in values)
