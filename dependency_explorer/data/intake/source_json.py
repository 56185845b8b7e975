"""Reading JSON on its way in: its value, that of the head of a huge one, and the table in it."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.json_stat import cube_table, is_cube
from dependency_explorer.data.intake.records import TooWideError, json_grid, read_lines
from dependency_explorer.data.intake.source_file import SourceFile
from dependency_explorer.data.json_head import head_value
from dependency_explorer.data.json_pieces import value_in_pieces
from dependency_explorer.data.problems import DataError, TooMuchError, count
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.unpacking import RECORDS, VALUE

_MOST = 400_000_000
"""Bytes of a text that is no list of records, whose values take up to twenty times its room in memory."""
_LARGE, _HEAD = 8_000_000, 2_000_000


def is_large(file: SourceFile) -> bool:
    """Whether a text is so large that its head is looked at first, and that it is read piece by piece."""
    return file.size > _LARGE


def json_encoding(first: bytes) -> str:
    """The encoding of a JSON text: UTF-8 by its definition, but programs of Windows write UTF-16."""
    name = json.detect_encoding(first[:4])
    return "utf-8-sig" if name == "utf-8" else name


def read_head(file: SourceFile) -> Any:
    """Of a large JSON text the value of its first records; None where it is none."""
    if not is_large(file):
        return None
    return head_value(file.beginning(_HEAD).decode(json_encoding(file.first), errors="ignore"))


def read_value(file: SourceFile) -> Any:
    """The value of a JSON text, of one value a line the list of them. Raises DataError, Cancelled."""
    encoding = json_encoding(file.first)
    if is_large(file):
        file.refuse_more(VALUE, _MOST)
        # What is damaged or nested without end is read whole, to say where.
        with contextlib.suppress(ValueError, RecursionError), file.open(VALUE) as stream:
            value = value_in_pieces(stream, encoding, file.way, f"Reading {file.name}", file.size)
            if isinstance(value, str):
                raise DataError(f"{file.name} holds one long text and no table.")
            return value
    try:
        text = file.content(_MOST, VALUE).decode(encoding)
        return json.loads(text)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file.name} is not text in UTF-8 or UTF-16, as JSON must be. Download it again."
        ) from error
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" in text:
            return read_lines(text, file.name)
        raise DataError(
            f"{file.name} is damaged at line {count(error.lineno)}, column {count(error.colno)} "
            f"({error.msg}). Download it again, or mend it there."
        ) from error
    except RecursionError as error:
        raise DataError(f"{file.name} is nested too deeply to be a table.") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise DataError(
            f"{file.name} holds a number of more than 4 000 digits, which is no amount of anything. Correct it, "
            "or download the file again."
        ) from error


def value_grid(value: Any, file: str) -> Rows:
    """The table that a value holds as rows of texts. Raises TooMuchError where it is too wide."""
    try:
        return json_grid(value)
    except TooWideError as error:
        rows, columns = error.args
        raise TooMuchError(
            f"{file} spans {count(rows)} rows and {count(columns)} columns, more than can be read. Save the "
            "table that you need as CSV, and open that."
        ) from error


def value_table(value: Any, file: str, limit: int | None) -> RawTable | None:
    """The figures of a cube (see json_stat), at most so many rows; None where the value is none."""
    return cube_table(value, file, limit) if is_cube(value) else None


def records_of_large(file: SourceFile) -> RawTable | None:
    """The records of a large JSON text, read piece by piece; None where it holds something else."""
    if not is_large(file):
        return None
    from dependency_explorer.data.intake.record_stream import streamed_records

    file.refuse_more(RECORDS)
    return streamed_records(lambda: file.open(RECORDS), file.size, file.name, file.way)
