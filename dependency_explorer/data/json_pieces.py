"""The value of a huge JSON text, taken apart piece by piece.

`json.loads` holds the interpreter's lock from the first letter to the last, two seconds for 240 MB, and the window
stands still. What is longer than a piece is taken item by item here, many items in one call.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import IO, Any

from dependency_explorer.data.json_head import is_value
from dependency_explorer.data.way import Way

_PIECE = 1 << 19
"""Letters that are decoded in one call."""
_SPACE = re.compile(r"[ \t\n\r]*")
_TRIES = 3
"""Ends of a run of items that are tried before they are taken one by one."""
_CLOSING = {"[": "]", "{": "}"}


def value_in_pieces(stream: IO[bytes], encoding: str, way: Way, told: str, size: int) -> Any:
    """What json.loads makes of a text, of one value a line the list of them.

    told, size: words and bytes for the progress. Raises json.JSONDecodeError (whose place is of no use), ValueError,
    UnicodeDecodeError and RecursionError for a damaged text, Cancelled.
    """
    return _Text(stream, encoding, way, told, size).all()


class _Text:
    """A window on a text, which goes on over it."""

    def __init__(self, stream: IO[bytes], encoding: str, way: Way, told: str, size: int) -> None:
        self._stream, self._way, self._told, self._size = stream, way, told, size
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._decode = json.JSONDecoder().raw_decode
        self._text, self._at, self._seen, self._ended = "", 0, 0, False
        self._one_by_one = -1
        """What had been seen when items did not go together; not tried again before there is more."""

    def all(self) -> Any:
        """The value, or those of all lines."""
        self._fill()
        if self._in_lines():
            return self._lines()
        value = self._value()
        if self._sign():
            raise self._wrong("Extra data")
        return value

    def _fill(self) -> None:
        """Have a piece before the window's place, or all that is left."""
        while not self._ended and len(self._text) - self._at < _PIECE:
            self._way.look()
            self._grow()

    def _grow(self) -> None:
        # By as much as is there at least, so that what is longer than a piece is not looked at too often.
        piece = self._stream.read(max(_PIECE, len(self._text) - self._at))
        self._seen += len(piece)
        self._way.tell(self._told, min(self._seen, self._size), self._size)
        self._ended = not piece
        self._text = self._text[self._at :] + self._decoder.decode(piece, final=self._ended)
        self._at = 0

    def _sign(self) -> str:
        """The next sign that is no space; empty at the end. A piece of text is there with it."""
        while True:
            self._fill()
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._text) or self._ended:
                self._fill()
                return self._text[self._at : self._at + 1]

    def _wrong(self, what: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, "", 0)

    def _in_lines(self) -> bool:
        """Whether the first line is a value, and another follows."""
        first, _, rest = self._text.partition("\n")
        return bool(rest.strip()) and is_value(first)

    def _lines(self) -> list[Any]:
        values = []
        while True:
            self._fill()
            end = self._text.rfind("\n", self._at)
            if end < 0 and not self._ended:
                self._grow()
                continue
            part = self._text[self._at :] if self._ended else self._text[self._at : end]
            values += [json.loads(line) for line in part.split("\n") if line.strip()]
            if self._ended:
                return values
            self._at = end + 1

    def _value(self) -> Any:
        sign = self._sign()
        try:
            value, end = self._decode(self._text, self._at)
        except json.JSONDecodeError:
            if self._ended:
                raise
        else:
            if sign in _CLOSING or self._is_over(end):
                self._at = end
                return value
        if sign == "[":
            return self._list()
        if sign == "{":
            return self._object()
        return self._long()

    def _is_over(self, end: int) -> bool:
        """Whether a value that ends here cannot go on behind the window: "1" may become "1.5" and "1e+9"."""
        return self._ended or len(self._text) - end > 2

    def _long(self) -> Any:
        """A text, or a number at the end of the window."""
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._ended:
                    raise
            else:
                if self._is_over(end):
                    self._at = end
                    return value
            self._grow()

    def _list(self) -> list[Any]:
        self._at += 1
        values: list[Any] = []
        if self._sign() == "]":
            self._at += 1
            return values
        while True:
            sign = self._sign()
            some = self._run("[", sign)
            if some is not None:
                values += some
                continue
            values.append(self._value())
            if self._goes_on("]"):
                return values

    def _object(self) -> dict[str, Any]:
        self._at += 1
        values: dict[str, Any] = {}
        if self._sign() == "}":
            self._at += 1
            return values
        sign = ""
        while True:
            if self._sign() != '"':
                raise self._wrong("Expecting property name enclosed in double quotes")
            some = self._run("{", sign) if sign else None
            if some is not None:
                values.update(some)
                continue
            name = self._value()
            if self._sign() != ":":
                raise self._wrong("Expecting ':' delimiter")
            self._at += 1
            sign = self._sign()
            values[name] = self._value()
            if self._goes_on("}"):
                return values

    def _goes_on(self, closing: str) -> bool:
        """Pass over the sign behind an item; whether it was the last."""
        sign = self._sign()
        if sign not in (",", closing) or not sign:
            raise self._wrong("Expecting ',' delimiter")
        self._at += 1
        return sign == closing

    def _run(self, opening: str, sign: str) -> Any:
        """Many items at once, with the comma behind them; None where none end within the window as items that begin
        with `sign` do. Up to a comma that stands between items the text is a list in itself, and up to no other."""
        if self._seen == self._one_by_one:
            return None
        behind = _CLOSING.get(sign, '"' if sign == '"' else "") + ","
        end = min(len(self._text), self._at + _PIECE)
        for _ in range(_TRIES):
            end = self._text.rfind(behind, self._at, end)
            if end < 0:
                break
            cut = end + len(behind) - 1
            try:
                some = json.loads(opening + self._text[self._at : cut] + _CLOSING[opening])
            except json.JSONDecodeError:
                continue
            self._at = cut + 1
            return some
        self._one_by_one = self._seen
        return None
