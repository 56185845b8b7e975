"""Files of Stata (.dta), read by pandas: labels of values in place of their numbers, as a person would write them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dependency_explorer.data.numerals import NumberText
from dependency_explorer.data.problems import DataError, TooMuchError, count
from dependency_explorer.data.sheet_span import MOST_CELLS, too_wide
from dependency_explorer.data.unpacking import OBSERVATIONS, TEXTS
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import cell_text

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 30_000_000
"""Bytes of long texts that are read at once: each row that refers to one gets its own copy."""
_MOST_PIECES = 2000


class StataFile:
    """The one table of a file of Stata by the interface of a workbook. Raises DataError.

    limit: at most so many rows, None for all. packed: bytes of the file on disk.
    """

    names = ("table",)

    def __init__(self, content: bytes, file: str, way: Way, packed: int, limit: int | None = None) -> None:
        try:
            self._rows = _rows(content, file, way, packed, limit or MOST_CELLS)
        except (
            ValueError,
            KeyError,
            IndexError,
            OverflowError,
            struct.error,
            EOFError,
            UnicodeDecodeError,
        ) as error:
            raise DataError(f"{file} is no file of Stata that can be read. Save it as CSV there.") from error

    def rows(self, name: str) -> Sequence[Sequence[str]]:
        """The names of the variables, and the observations."""
        return self._rows


def _rows(content: bytes, file: str, way: Way, packed: int, limit: int) -> list[list[str]]:
    import pandas as pd

    longest = max(_long_texts(content), default=0)
    at_once = min(limit, max(_AT_ONCE // longest, 1)) if longest else limit
    rows: list[list[str]] = []
    known: list[dict[object, str]] = []
    read = letters = 0
    with pd.read_stata(io.BytesIO(content), chunksize=at_once, convert_categoricals=False) as reader:
        for piece, frame in enumerate(reader):
            read += len(frame)
            width = len(frame.columns)
            if read * width > MOST_CELLS:
                raise too_wide(file, read, width)
            OBSERVATIONS.check(file, packed, read * width, so_far=True)
            if longest:
                letters += int(frame.memory_usage(index=False).sum())
                TEXTS.check(file, packed, letters, so_far=True)
                if piece > _MOST_PIECES:
                    raise TooMuchError(
                        f"{file} is not read: beside its many rows it holds a text of {count(longest)} bytes. Save "
                        "it as CSV in Stata, and open that."
                    )
            labels = (
                reader.value_labels()
            )  # asked for before the first rows, it leaves long texts as their numbers
            if not rows:
                rows = [list(map(str, frame.columns))]
                known = [{} for _ in rows[0]]
            columns: list[list[str]] = []
            for index, name in enumerate(rows[0]):
                way.tell(f"Reading {file}", index, width)
                columns.append(_texts(frame.iloc[:, index], labels.get(name, {}), known[index]))
            rows += map(list, zip(*columns, strict=True))
            if read >= limit:
                break
    return rows


def _texts(cells: pd.Series[Any], words: Mapping[float, str], known: dict[object, str]) -> list[str]:
    """The text of each cell. known: those of cells before."""
    import numpy as np

    # A number of four bytes has seven digits: more would be made up.
    short = cells.dtype == np.float32
    there = cells.notna().tolist()
    texts = []
    for cell, full in zip(cells.astype(str if short else object).tolist(), there, strict=True):
        text = known.get(cell) if full else ""
        if text is None:
            text = known[cell] = words.get(cell, "") or _text(cell, short)
        texts.append(text)
    return texts


def _text(cell: Any, short: bool) -> str:
    """A cell as text; short: it is a number of four bytes that is written out already."""
    text = cell_text(cell)
    if short:
        return NumberText(text.removesuffix(".0"))
    return text.strip() if isinstance(cell, str) else text


def _long_texts(content: bytes) -> Iterator[int]:
    """Bytes of each text that is kept beside the table (from release 117 on): "GSO", two numbers that name it, a
    byte for its kind, and its length."""
    at = content.find(b"<strls>GSO") + 7
    if at < 7 or not content.startswith(b"<stata_dta>"):
        return
    head = content[:200]
    order = ">" if b"<byteorder>MSF" in head else "<"
    form = struct.Struct(order + ("3sIIBI" if b"<release>117" in head else "3sIQBI"))
    while content[at : at + 3] == b"GSO":
        *_, length = form.unpack_from(content, at)
        yield length
        at += form.size + length
