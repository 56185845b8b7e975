"""What is wrong with data, said in whole sentences, and how an operation that was called off ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

ROWS_NAMED = 20
"""How many rows of one kind of fault are named one by one; the rest is counted in one sentence."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful.

    severity: an error means that a figure could not be used; a warning that it is used, with a remark.
    row: the line of the source file as a person sees it (the header is 1), None for the whole table.
    """

    severity: Severity
    message: str
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        # What a file holds stands in sentences: nothing of it may steer a terminal or turn the writing round.
        object.__setattr__(self, "message", _UNSEEN.sub("\ufffd", self.message))

    def __str__(self) -> str:
        return self.message


class DataError(Exception):
    """Nothing usable is left: carries the problems; its text is their sentences, one a line."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            Problem("error", problem) if isinstance(problem, str) else problem for problem in problems
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TooMuchError(DataError):
    """More than is read comes out of a file, however one goes about reading it."""


class Cancelled(Exception):  # noqa: N818 - not an error: the user's own wish
    """The user called the operation off; nothing was changed."""


def count(number: int) -> str:
    """A whole number with thin-space thousands (U+2009)."""
    return f"{number:,}".replace(",", "\u2009")


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun in the right form: "1 row", "2 rows"."""
    return f"{count(number)} {noun if number == 1 else plural or noun + 's'}"


def shown(value: str, limit: int = 60) -> str:
    """A value between quotation marks, shortened, on one line and without invisible signs, for a sentence."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(value.split())[: limit + 1])
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


class Collector:
    """Gathers problems while reading. Many rows of one fault become a few sentences and a count."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        severity: Severity,
        message: str,
        *,
        table: str = "",
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        """Add one problem."""
        self.problems.append(Problem(severity, message, table, row, column, value))

    def rows(
        self,
        severity: Severity,
        *,
        table: str,
        file: str,
        column: str,
        faults: Iterable[tuple[int, str]],
        sentence: str,
        advice: str,
        total: int | None = None,
    ) -> None:
        """Add one problem a faulty row, for the first rows, and one that counts the others.

        faults: (row, value) pairs. sentence: what is wrong, with "{value}" where the value stands.
        """
        pairs: Sequence[tuple[int, str]] = faults if isinstance(faults, Sequence) else tuple(faults)
        number = len(pairs) if total is None else total
        for row, value in pairs[:ROWS_NAMED]:
            where = f"{file}, row {count(row)}, column {column}: "
            message = where + sentence.replace("{value}", shown(value)) + " " + advice
            self.add(severity, message, table=table, row=row, column=column, value=value)
        if number > ROWS_NAMED:
            more = counted(number - ROWS_NAMED, "more row has", "more rows have")
            message = f"{file}, column {column}: {more} the same fault as those named before. {advice}"
            self.add(severity, message, table=table, column=column)
