"""What holds sheets of cells: workbooks, web pages with tables, files of Stata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.kinds import is_marked_up, is_stata
from dependency_explorer.data.workbook import Workbook

_MOST_STATA = 400_000_000
_MOST_MARKED_UP = 100_000_000


class Sheets(Protocol):
    """Sheets by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""

    def rows(self, name: str) -> Rows:
        """Every cell of a sheet as stripped text."""


def open_sheets(first: bytes, content: Callable[..., bytes], file: str) -> Sheets:
    """The sheets of a file. first: its first bytes. content: gives all, if it is no larger than it is told. Raises
    DataError."""
    if is_stata(first):
        from dependency_explorer.data.intake.stata import StataFile

        return StataFile(content(_MOST_STATA), file)
    if is_marked_up(first):
        from dependency_explorer.data.intake.marked_up import MarkedUp

        return MarkedUp(content(_MOST_MARKED_UP), file)
    return Workbook(content(), file)
