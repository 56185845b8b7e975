"""Reading a text on its way in: its encoding, its first part, the heading and rows of its table."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from dependency_explorer.data.delimited import Layout, all_rows, read_delimited, speaking, text_rows
from dependency_explorer.data.encodings import SAMPLE, encoding_of
from dependency_explorer.data.intake.grid import Rows, find_header, header_names
from dependency_explorer.data.intake.records import MOST_COLUMNS
from dependency_explorer.data.intake.source_file import HEAD_ROWS, SourceFile
from dependency_explorer.data.lines import refuse_endless_line
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.raw import RawTable

_MOST_ROWS = 2_000_000
"""Of a text that is no plain table, whose cells are held as texts of Python."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a table. needs: columns that its heading holds. rename: changes their names. of: the table of
    ours that faults are filed under. numbers, missing, whole, together: see read_delimited."""

    needs: Collection[str] = ()
    numbers: Collection[str] = ()
    rename: Callable[[str], str] | None = None
    of: str = ""
    missing: Collection[str] = ()
    whole: Collection[str] = ()
    together: bool = False


_PACKED = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ".gz", ".bz2", ".xz", ".parquet", ".pq")


def text_encoding(file: SourceFile) -> str:
    """The encoding of a text, by its first part."""
    first = _whole_lines(file.first) or file.first[:-4]  # not in the middle of a letter
    name = encoding_of(first)
    # A null character in the first line is no text; in a remark further down it is odd, and kept.
    if not name or (name == "utf-8" and b"\x00" in first.split(b"\n", 1)[0]):
        if (suffix := file.path.suffix.lower()) in _PACKED:
            raise DataError(
                f"{file.name} is damaged: it does not begin as a {suffix} file does, and is not a text file in a "
                "known encoding. Download it again."
            )
        raise DataError(
            f"{file.name} is not a text file in a known encoding. Save it as CSV in the encoding UTF-8."
        )
    return name


def text_head(file: SourceFile, encoding: str) -> str:
    """The first part of a text, whole lines of it."""
    first = file.first
    if len(first) == SAMPLE and b"\n" not in first:
        # A reader of rows would take all of it into memory before it could say so.
        with file.open() as stream:
            refuse_endless_line(stream, file.name, file.way)
    with speaking(file.name, encoding):
        if encoding.startswith(("utf-16", "utf-32")):
            return io.TextIOWrapper(io.BytesIO(first), encoding=encoding, newline="", errors="ignore").read()
        return _whole_lines(first).decode(encoding)


def _whole_lines(first: bytes) -> bytes:
    return first if len(first) < SAMPLE else first[: first.rfind(b"\n") + 1]


def head_rows(head: str, separator: str, file: str) -> Rows:
    """The first rows of a text, blank ones included; cells without the space around them."""
    rows = text_rows(io.StringIO(head, newline=""), separator, HEAD_ROWS)
    width = max((len(row) for _, row in rows), default=0)
    if width > MOST_COLUMNS:
        raise DataError(
            f"{file} has a row of {count(width)} columns, more than any table: its line ends may be lost. "
            "Download it again."
        )
    return tuple(tuple(cell.strip() for cell in row) for _, row in rows)


def text_grid(file: SourceFile, encoding: str, separator: str) -> Rows:
    """Every cell of a text without the space around it, as far as the limit of the file."""
    with speaking(file.name, encoding), file.open() as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        if file.limit is not None:
            rows = [row for _, row in text_rows(text, separator, file.limit)]
        else:
            rows = all_rows(text, separator, _MOST_ROWS, file.name, file.limits())
    return [[cell.strip() for cell in row] for row in rows]


def find_table(
    head: str, encoding: str, separator: str, wanted: Wanted
) -> tuple[Layout, Sequence[str]] | None:
    """Where the wanted table stands in a text, and its heading as it stands; None where the head has none."""
    rows = text_rows(io.StringIO(head, newline=""), separator, HEAD_ROWS)
    start = find_header([[cell.strip() for cell in row] for _, row in rows], wanted.needs, wanted.rename)
    if start is None:
        return None
    line, titles = rows[start]
    names = header_names(_wide_enough(titles, [row for _, row in rows[start + 1 :]]), wanted.rename)
    return Layout(encoding, separator, line, names), titles


def _wide_enough(header: Sequence[str], rows: Rows) -> list[str]:
    """The header, with a column more where the rows end in an empty cell that the header has not.

    So ends every row of a download of UN Comtrade. A reader that takes the first column for row names
    instead shifts all others by one.
    """
    more = sum(len(row) == len(header) + 1 and not row[-1].strip() for row in rows)
    return [*header, ""] if rows and more > len(rows) / 2 else list(header)


def read_text(file: SourceFile, layout: Layout, wanted: Wanted) -> RawTable:
    """The rows of a text. Raises DataError where the encoding proves wrong; TooMuchError, Cancelled."""
    return read_delimited(
        file.open,
        file.size,
        file.name,
        wanted.of,
        layout,
        file.found,
        wanted.numbers,
        file.way,
        file.limit,
        wanted.missing,
        wanted.whole,
        wanted.together,
        file.limits(),
    )
