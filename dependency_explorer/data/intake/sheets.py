"""What holds sheets of cells: workbooks, web pages with tables, files of Stata."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Protocol

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.kinds import is_marked_up, is_stata
from dependency_explorer.data.package import UNSOUND, check_archive
from dependency_explorer.data.unpacking import PAGES
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import Workbook
from dependency_explorer.data.workbook_head import head_of
from dependency_explorer.data.xls_head import head_of_xls

_MOST_STATA = 400_000_000
_MOST_MARKED_UP = 100_000_000
_PAGE = 2_000_000
"""Bytes of a web page that a preview reads."""
_ROWS = 1000
"""Rows of a file of Stata that a preview reads."""


class Sheets(Protocol):
    """Sheets by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""

    def rows(self, name: str) -> Rows:
        """Every cell of a sheet as stripped text."""


def open_sheets(
    first: bytes,
    content: Callable[..., bytes],
    file: str,
    way: Way,
    packed: int,
    head: Callable[[int], bytes] | None = None,
) -> Sheets:
    """The sheets of a file. first: its first bytes. content: gives all, if it is no larger than it is told.
    head: gives the first bytes, where the first rows of a huge sheet are enough. packed: bytes of the file on
    disk. Raises DataError, Cancelled."""
    if is_stata(first):
        from dependency_explorer.data.intake.stata import StataFile

        return StataFile(content(_MOST_STATA), file, way, packed, None if head is None else _ROWS)
    if is_marked_up(first):
        from dependency_explorer.data.intake.marked_up import MarkedUp

        return MarkedUp(content(_MOST_MARKED_UP, PAGES) if head is None else head(_PAGE), file, way)
    if head is None:
        return Workbook(content(), file, way, packed)
    whole = content()
    return Workbook(_head(whole, file, packed) or whole, file, way, packed)


def _head(content: bytes, file: str, packed: int) -> bytes | None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return head_of_xls(content, file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, file, packed)
            return head_of(archive)
    except (*UNSOUND, ValueError):
        return None  # the reader of the whole says what is wrong
