"""Columns that a format calls by one of several titles, compared by their letters alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dependency_explorer.data.intake.names import header_key


@dataclass(frozen=True)
class Titles:
    """columns: key of a title → the title, in one line."""

    columns: Mapping[str, str]

    def first(self, keys: Iterable[str]) -> str:
        """The column of the first of these keys that is there; empty where none is."""
        return next((self.columns[key] for key in keys if key in self.columns), "")


def by_key(row: Iterable[str], key: Callable[[str], str] = header_key) -> dict[str, str]:
    """The titles of a row by their keys; of several with one key the first."""
    columns: dict[str, str] = {}
    for cell in row:
        columns.setdefault(key(cell), " ".join(cell.split()))
    columns.pop("", None)
    return columns
