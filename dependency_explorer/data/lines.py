"""Lines of a text, none of which may be without end: a reader would take it into memory before it could say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.way import Way

MOST_LINE = 1 << 26
"""Letters (or bytes) of a line; no row of a table has so many."""


def endless_line(file: str) -> DataError:
    """The sentence for a line that is none."""
    return DataError(
        f"{file} has a line of more than {count(MOST_LINE // 1_000_000)} MB, so it is no table of rows: its line "
        "ends may be lost. Download it again as CSV."
    )


def lines_of(text: IO[str], file: str) -> Iterator[str]:
    """The lines of a text. Raises DataError for one without end."""
    while line := text.readline(MOST_LINE):
        if len(line) >= MOST_LINE:
            raise endless_line(file)
        yield line


def refuse_endless_line(stream: IO[bytes], file: str, way: Way) -> None:
    """Raise DataError where the first line of a text is longer than any line of a table."""
    seen = 0
    while piece := stream.read(1 << 20):
        way.look()
        if b"\n" in piece or b"\r" in piece:
            return
        seen += len(piece)
        if seen > MOST_LINE:
            raise DataError(
                f"{file} has no line end in its first {count(seen // 1_000_000)} MB, so it is no "
                "table of rows. Download it again as CSV."
            )
