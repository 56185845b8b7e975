"""What holds sheets of cells: workbooks, web pages with tables, files of Stata."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.kinds import is_marked_up, is_stata
from dependency_explorer.data.package import UNSOUND, check_archive
from dependency_explorer.data.workbook import Workbook
from dependency_explorer.data.workbook_head import head_of

_MOST_STATA = 400_000_000
_MOST_MARKED_UP = 100_000_000


class Sheets(Protocol):
    """Sheets by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""

    def rows(self, name: str) -> Rows:
        """Every cell of a sheet as stripped text."""


def open_sheets(
    first: bytes, content: Callable[..., bytes], file: str, head_of_file: Path | None = None
) -> Sheets:
    """The sheets of a file. first: its first bytes. content: gives all, if it is no larger than it is told.
    head_of_file: where it lies, if the first rows of a huge sheet are enough. Raises DataError."""
    if is_stata(first):
        from dependency_explorer.data.intake.stata import StataFile

        return StataFile(content(_MOST_STATA), file)
    if is_marked_up(first):
        from dependency_explorer.data.intake.marked_up import MarkedUp

        return MarkedUp(content(_MOST_MARKED_UP), file)
    head = _head(head_of_file, file) if head_of_file is not None and first.startswith(b"PK") else None
    return Workbook(content() if head is None else head, file)


def _head(path: Path, file: str) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, file)
            return head_of(archive)
    except (*UNSOUND, ValueError):
        return None  # the reader of the whole says what is wrong
