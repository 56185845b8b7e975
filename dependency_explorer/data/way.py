"""How the one who asks for data wants to be told how far the reading is, and how he calls it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dependency_explorer.data.problems import Cancelled

Progress = Callable[[str, int, int], None]
"""Told a verb, how much is done, and of how much."""
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Way:
    """Progress and cancellation of one operation; with neither it just runs."""

    progress: Progress | None = None
    cancelled: IsCancelled | None = None

    def look(self) -> None:
        """Raise Cancelled where the user called the operation off."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled

    def tell(self, verb: str, done: int, total: int) -> None:
        """Report progress, and look."""
        self.look()
        if self.progress is not None:
            self.progress(verb, done, total)
