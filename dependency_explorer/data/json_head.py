"""The beginning of a huge JSON text as a value of its own."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[\]{},]', re.DOTALL)
_CLOSING = {"[": "]", "{": "}"}
_FEW, _MANY = 3, 20
"""The list of records has many; one around it may hold a few other things besides."""


def is_value(text: str) -> bool:
    """Whether a text is one JSON value that can be read."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def head_value(text: str) -> Any:
    """The value of a JSON text that is cut off: what stands before the last whole record, closed in good order.

    None where no list of records is found in it. A value that came only after the records is lacking.
    """
    first, _, rest = text.partition("\n")
    if rest.lstrip().startswith(("{", "[")) and is_value(first):
        return _values(text.rpartition("\n")[0])
    # Of what is open: its sign, how many commas it has so far, and where the last of them stands.
    open_: list[list[Any]] = []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in _CLOSING:
            open_.append([sign, 0, 0])
        elif sign in ("]", "}"):
            if not open_:
                return None
            open_.pop()
        elif sign == "," and open_:
            open_[-1][1] += 1
            open_[-1][2] = token.start()
    depth = next((n for n, (sign, commas, _) in enumerate(open_) if sign == "[" and commas > _FEW), None)
    if depth is None or open_[depth][1] < _MANY:
        return None
    end = open_[depth][2]
    inside = [sign for sign, _, _ in open_[: depth + 1]]
    try:
        return json.loads(text[:end] + "".join(_CLOSING[sign] for sign in reversed(inside)))
    except (ValueError, RecursionError):
        return None


def _values(lines: str) -> list[Any] | None:
    """The values of a text that has one in each line; None where it has not."""
    try:
        return [json.loads(line) for line in lines.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
