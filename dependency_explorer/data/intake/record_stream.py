"""Records of a huge JSON text as a table, read piece by piece: neither the text nor its objects are ever held whole.

A record a line, a list of records, or one such list within objects. Whatever else a text holds is left to `records`,
whose table this one equals: `streamed_records` gives None for it.
"""

from __future__ import annotations

import codecs
import itertools
import json
import re
from collections.abc import Callable
from typing import IO, Any

import numpy as np

from dependency_explorer.data.intake.json_cells import CellColumn
from dependency_explorer.data.intake.nested import MOST_NAMES, way_of_list
from dependency_explorer.data.intake.records import MOST_CELLS, TooWideError, flat_records, json_grid
from dependency_explorer.data.json_head import is_value
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.way import Way

_PIECE = 1 << 22
_MOST_HELD = 1 << 22
"""Letters of one value beside the records, or of one record; no table has such."""
_BLOCK = 4096
_DEEPEST = 4
_SPACE = re.compile(r"[ \t\n\r]*")


class _Otherwise(Exception):  # noqa: N818 - no error: `records` can
    """The text is no table that is read in pieces."""


def streamed_records(opener: Callable[[], IO[bytes]], size: int, file: str, way: Way) -> RawTable | None:
    """The table of the records of a text; None where it must be read whole, or is damaged.

    Columns are named as in the records; record i counts as row i + 2. A column of numbers that hardly repeat comes as
    numbers. size: bytes, for progress.
    """
    with opener() as stream:
        try:
            return _Reading(stream, size, file, way).table()
        except (_Otherwise, ValueError, RecursionError):
            return None


class _Reading:
    def __init__(self, stream: IO[bytes], size: int, file: str, way: Way) -> None:
        self._stream, self._size, self._file, self._way = stream, size, file, way
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._decode = json.JSONDecoder().raw_decode
        self._text, self._at, self._seen = "", 0, 0
        self._ended = self._line_ended = False
        self._found: RawTable | None = None

    def table(self) -> RawTable:
        """The table. Raises _Otherwise, and what a damaged text raises."""
        self._more()
        if self._are_lines():
            return self._records(by_line=True)
        beside = self._value(0)
        if self._sign():
            raise _Otherwise
        if self._found is None or len(json_grid(beside)) > len(self._found):
            raise _Otherwise
        return self._found

    def _more(self) -> None:
        """Take the next piece of the text; raises _Otherwise behind its end."""
        if self._ended or len(self._text) - self._at > _MOST_HELD:
            raise _Otherwise
        self._way.look()
        piece = self._stream.read(_PIECE)
        self._seen += len(piece)
        self._way.tell(f"Reading {self._file}", min(self._seen, self._size), self._size)
        self._ended = not piece
        self._text = self._text[self._at :] + self._decoder.decode(piece, final=self._ended)
        self._at = 0

    def _sign(self) -> str:
        """The next sign that is no space, which stays; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            if found:
                self._line_ended = self._line_ended or "\n" in found[0]
                self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def _take(self, *signs: str) -> str:
        sign = self._sign()
        if sign not in signs or not sign:
            raise _Otherwise
        self._at += 1
        return sign

    def _whole(self) -> Any:
        """One value, which is held whole."""
        self._sign()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                self._more()
                continue
            if end == len(self._text) and not self._ended:
                self._more()  # a number may go on
                continue
            self._at = end
            return value

    def _are_lines(self) -> bool:
        first, _, rest = self._text.partition("\n")
        return rest.lstrip().startswith("{") and first.lstrip().startswith("{") and is_value(first)

    def _value(self, depth: int) -> Any:
        """A value, in which the list of records is an empty one, as its records are in `_found`."""
        sign = self._sign()
        if sign == "[":
            self._at += 1
            if self._sign() == "{":
                if self._found is not None:
                    raise _Otherwise
                self._found = self._records(by_line=False)
                return []
            self._at -= 1
            return self._whole()
        if sign != "{" or depth > _DEEPEST:
            return self._whole()
        self._at += 1
        value: dict[str, Any] = {}
        if self._sign() == "}":
            self._at += 1
            return value
        while True:
            name = self._whole()
            if not isinstance(name, str) or name in value:
                raise _Otherwise
            self._take(":")
            if depth == 0 and len(value) < MOST_NAMES and self._sign() in ("[", "{") and way_of_list(name):
                raise _Otherwise  # one country and its imports
            value[name] = self._value(depth + 1)
            if self._take(",", "}") == "}":
                break
        if "value" in value and isinstance(value.get("dimension"), dict):
            raise _Otherwise  # a cube
        if depth == 0 and value.get("type") == "Feature":
            raise _Otherwise
        return value

    def _records(self, by_line: bool) -> RawTable:
        """The records from here on, to the end of their list or of the text."""
        gathered = _Gathered()
        block: list[Any] = []
        self._sign()
        decode = self._decode
        while True:
            try:
                record, self._at = decode(self._text, self._at)
            except json.JSONDecodeError:
                self._more()
                continue
            block.append(record)
            if len(block) == _BLOCK:
                gathered.add(block)
                block = []
            if not by_line and self._text.startswith(",{", self._at):
                self._at += 1
                continue
            self._line_ended = False
            sign = self._sign()
            if by_line:
                if not sign:
                    break
                if not self._line_ended:
                    raise _Otherwise  # two values in one line
            elif self._take(",", "]") == "]":
                break
            if self._sign() != "{":
                raise _Otherwise
        if block:
            gathered.add(block)
        return gathered.table(self._file)


class _Gathered:
    """Records by column."""

    def __init__(self) -> None:
        self._columns: dict[str, CellColumn] = {}
        self._size = 0

    def add(self, block: list[Any]) -> None:
        """Add a block of objects. Raises _Otherwise where they make no table."""
        if any(type(value) in (dict, list) for record in block for value in record.values()):
            try:
                block = list(flat_records(block))
            except TooWideError as error:
                raise _Otherwise from error
        for name in dict.fromkeys(itertools.chain.from_iterable(block)):
            if name not in self._columns:
                self._columns[name] = CellColumn(self._size)
        for name, column in self._columns.items():
            column.add([record.get(name) for record in block])
        self._size += len(block)
        # A record that holds a list is several rows.
        if self._size * len(self._columns) > MOST_CELLS:
            raise _Otherwise

    def table(self, file: str) -> RawTable:
        """What was gathered."""
        if len(self._columns) < 2:
            raise _Otherwise
        columns = {name: column.taken() for name, column in self._columns.items()}
        return RawTable(file, columns, np.arange(2, self._size + 2, dtype=np.int64))
