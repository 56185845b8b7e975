"""The table behind a drawing, and its CSV: what is drawn, with units, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; unit "" for none. numeric: right-aligned, cells are numbers or None."""

    name: str
    unit: str = ""
    numeric: bool = False

    @property
    def header(self) -> str:
        """Name with its unit in brackets, as the CSV and the table view head it."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `Mark.rows` counts into `rows` from 0."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def finite(value: float | None) -> float | None:
    """The number, or None where it is missing, NaN or infinite."""
    return None if value is None or not math.isfinite(value) else float(value)


def to_csv(table: Table, comments: Sequence[str] = ()) -> str:
    """The table as CSV (RFC 4180, LF line ends, decimal point), comment lines first, each after "# ".

    Numbers are written in full so that loading them again gives the same floats; missing is an empty cell.
    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    out = io.StringIO()
    for comment in comments:
        for line in comment.splitlines() or [""]:
            out.write(f"# {line}".rstrip() + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(column.header) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _safe(value)
    number = finite(value)
    if number is None:
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _safe(text: str) -> str:
    # Spreadsheets skip leading blanks; a tab or carriage return may itself start a formula.
    risky = text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in ("=", "+", "-", "@")
    return "'" + text if risky else text
