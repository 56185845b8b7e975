"""What reading a workbook takes: its cells, their texts and all other tags, added up.

Each has a limit of its own, and all of them together one: a file that stays just below each would take their sum.
"""

from __future__ import annotations

from dependency_explorer.data.unpacking import LOAD, SHEETS, TEXTS

_TAGS_OF_CELL = 5
"""A cell has its own tag, one of its value and their ends; a row, too."""
_TAGS_A_CELL = 10
"""So many other tags take as long as a cell: 0.2 microseconds each."""
_BYTES_A_CELL = 200
"""So many bytes of text take as long as a cell."""


class Load:
    """What is in one workbook so far. Raises TooMuchError where it is more than is allowed.

    packed: bytes of the file on disk.
    """

    def __init__(self, file: str, packed: int) -> None:
        self.file, self.packed = file, packed
        self.cells = self.texts = self.tags = 0

    def add(self, cells: int = 0, texts: int = 0, tags: int = 0, so_far: bool = False) -> None:
        """Count more cells, bytes of text in cells, tags of any kind. so_far: there may be more to come."""
        self.cells += cells
        self.texts += texts
        self.tags += tags
        SHEETS.check(self.file, self.packed, self.cells, so_far)
        TEXTS.check(self.file, self.packed, self.texts, so_far)
        other = max(self.tags - _TAGS_OF_CELL * self.cells, 0) // _TAGS_A_CELL
        LOAD.check(self.file, self.packed, self.cells + other + self.texts // _BYTES_A_CELL, so_far)

    def hold(self, size: int) -> None:
        """Ask whether one text of so many bytes may be held."""
        TEXTS.check(self.file, self.packed, size, so_far=True)

    @property
    def room_for_texts(self) -> int:
        """Bytes of text that may still come."""
        return TEXTS.most(self.packed) - self.texts
