"""Columns that a format calls by one of several titles, compared by their letters alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.kinds import Kind
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError

_MADE = re.compile(r"[A-Za-z][\w.]*")
_YEAR = re.compile(r"[Xx]_?(?P<year>\d{4})([._]+YR\d{4}[._]?)?", re.IGNORECASE)
_TITLES_WITHIN = 30
"""Rows of a head in which the titles stand."""
_HEAD_ROWS, _FEW_ROWS, _HEAD_CELLS = 200, 8, 100_000
"""Rows of a Parquet file that are looked at: fewer of a wide one, but never less than a few."""


@dataclass(frozen=True)
class Titles:
    """columns: key of a title → the title, in one line."""

    columns: Mapping[str, str]

    def first(self, keys: Iterable[str]) -> str:
        """The column of the first of these keys that is there; empty where none is."""
        return next((self.columns[key] for key in keys if key in self.columns), "")


def head_of(source: Source, *kinds: Kind) -> Rows | None:
    """The first rows of a file of one of these kinds; None where it is of another, or cannot be opened as its own."""
    if source.kind not in kinds:
        return None
    try:
        return source.head_grid()
    except DataError:
        return None  # told when it is read


def parquet_head(source: Source) -> Rows:
    """The titles and the first rows of a Parquet file."""
    rows = min(_HEAD_ROWS, max(_FEW_ROWS, _HEAD_CELLS // max(len(source.parquet_names), 1)))
    table = Source(source.path, source.way, limit=rows).table()
    columns = [table.text(name).texts() for name in table.columns]
    return [list(table.columns), *(list(row) for row in zip(*columns, strict=True))]


def by_key(row: Iterable[str], key: Callable[[str], str] = header_key) -> dict[str, str]:
    """The titles of a row by their keys; of several with one key the first."""
    columns: dict[str, str] = {}
    for cell in row:
        columns.setdefault(key(cell), " ".join(cell.split()))
    columns.pop("", None)
    return columns


def respelled(names: Iterable[str]) -> Callable[[str], str]:
    """How a format spells a title of which a program has made a name: `Reporter.Countries` (R) and
    `reporter_countries` are Reporter Countries again, and X2019 is 2019. Other titles stay as they are."""
    known = {header_key(name): name for name in names}

    def rename(title: str) -> str:
        if _MADE.fullmatch(title) is None:
            return title
        year = _YEAR.fullmatch(title)
        return year["year"] if year is not None else known.get(header_key(title), title)

    return rename


def renamed_head(rows: Rows, rename: Callable[[str], str]) -> Rows:
    """The head of a file in whose rows of titles each is renamed, as in the table that is read by these names."""
    return [[rename(" ".join(cell.split())) for cell in row] for row in rows[:_TITLES_WITHIN]]
