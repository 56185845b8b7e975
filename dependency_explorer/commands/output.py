"""What commands print: tables for people, one JSON value for programs, sentences on standard error."""

from __future__ import annotations

import io
import json
import math
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any


def prepare() -> None:
    """Let no character stop the output: one that the terminal lacks is written as its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def complain(sentence: str) -> None:
    """A message on standard error; nowhere where that is closed, and never among the results."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


def print_json(value: object) -> None:
    """One JSON value on standard output: missing, NaN and infinite numbers are null."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    print(json.dumps(plain(value), ensure_ascii=not encoding.startswith("utf"), indent=2, allow_nan=False))


def plain(value: object) -> Any:
    """The value in JSON's types: tuples and sets as lists, array scalars as numbers, NaN as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [plain(item) for item in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    scalar = getattr(value, "item", None)
    return plain(scalar()) if callable(scalar) else str(value)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> None:
    """Columns set apart by two spaces; numbers to the right."""
    widths = [max(cells(text) for text in column) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        line = [
            " " * (width - cells(text)) + text if right else text + " " * (width - cells(text))
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        print("  ".join(line).rstrip())


def cells(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese takes two, a combining accent none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
