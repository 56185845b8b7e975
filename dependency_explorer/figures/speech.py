"""How the words of a run are said: translated, with days and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dependency_explorer.charts.style import as_is
from dependency_explorer.charts.ticks import THIN, date_label


def grouped(value: float, decimals: int, point: str = ".") -> str:
    """A number with thin-space thousands, the given decimal sign and no idle zeros after it."""
    text = f"{value:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        text = "0"
    return text.replace(",", THIN).replace("-", "\u2212").replace(".", point)


def day_text(day: date) -> str:
    """A day in short words: 2 Jan 2024."""
    return date_label(day.isoformat())


@dataclass(frozen=True, slots=True)
class Speech:
    """translate: an English pattern into the reader's language. day: a day in short words. grouped: a number
    with at most so many decimals. Called with a pattern, it translates; {parts} are filled in afterwards.
    """

    translate: Callable[[str], str] = as_is
    day: Callable[[date], str] = day_text
    grouped: Callable[[float, int], str] = grouped

    def __call__(self, pattern: str) -> str:
        """The pattern in the reader's language."""
        return self.translate(pattern)


ENGLISH = Speech()
"""As files are written: English words, decimal points."""
