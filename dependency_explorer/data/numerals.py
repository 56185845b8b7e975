"""Numbers as people write them: 1234.5, 1,234.5, 1 234,5, 1'234.5, 1.234.567 - and what cannot be told apart.

Each spelling is decided by itself where it can only mean one thing; only the ambiguous ones ("1,234": one
thousand and some, or one and some) ask the rest of their column. What stays ambiguous is no number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

MISSING = math.nan
LARGEST = 1e100
"""No amount of anything is larger: such a number is a fault, and sums of such would be infinite."""


class NumberText(str):
    """The text of a cell that is a number in its file: in "1.017" the point is the decimal sign, whatever the figures
    around it look like. A plain text of these signs may be one thousand and seventeen."""

    __slots__ = ()


def number_text(value: float) -> str:
    """A number with every digit, whole ones without ".0"; told from a text where that might be read otherwise."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return NumberText(text) if text[-4:-3] == "." else text


_PIECE = 16384
_PLAIN_SIGNS = frozenset("0123456789.+-eE")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f'’"), None)
_MINUS = str.maketrans(
    {"\u2212": "-", "\u066b": ".", "\u066c": ","}
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966) for digit in range(10)}
)
"""A typographic minus; the digits of Arabic, Persian and Hindi, the Arabic decimal sign and
thousands separator: int and float read these digits, too, but not the signs between them."""
_GROUPED_BY_SPACE = re.compile(r"[+-]?\d{1,3}(([ \u00a0\u2009\u202f]\d{3})+|(['’]\d{3})+)([.,]\d+)?")
"""Apostrophes as spaces: so Switzerland writes thousands."""
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_POINT_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_POINT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}(,\d*)?|[+-]?[1-9]\d{0,2}\.\d{3},\d*")
_COMMA_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3}){2,}(\.\d*)?|[+-]?[1-9]\d{0,2},\d{3}\.\d*")
_COMMA_DECIMAL = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?|[+-]?\d+,")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The texts of a column as numbers; NaN where missing or faulty.

    text: positions of texts that are no number; infinite: of infinite ones, or larger than any amount; ambiguous:
    of those that may mean two numbers; comma: of those read with a decimal comma; grouped: with groups of
    thousands.
    """

    values: list[float]
    text: tuple[int, ...]
    infinite: tuple[int, ...]
    ambiguous: tuple[int, ...]
    comma: tuple[int, ...]
    grouped: tuple[int, ...]


def all_plain(texts: Sequence[str]) -> list[float] | None:
    """The numbers of texts that all are plain ones or empty (NaN); None where one is anything else.

    Most columns of most files: digits, points and signs, which float reads alike and twenty times faster.
    """
    # In pieces, because a set goes through a text without giving other threads their turn.
    for start in range(0, len(texts), _PIECE):
        if not _PLAIN_SIGNS.issuperset("".join(texts[start : start + _PIECE])):
            return None
    try:
        values = [float(text) if text else MISSING for text in texts]
    except ValueError:
        return None
    return values if all(-LARGEST < value < LARGEST or value != value for value in values) else None


def numbers(texts: Sequence[str], comma_is_likely: bool = False) -> Numbers:
    """Read the texts of a column.

    comma_is_likely: nothing else in the column tells, but the file does (its cells are separated by
    semicolons, as programs do where the comma is the decimal sign).
    """
    plain = all_plain(texts)
    if plain is not None:
        return Numbers(plain, (), (), (), (), ())
    values = [MISSING] * len(texts)
    text: list[int] = []
    infinite: list[int] = []
    comma: list[int] = []
    grouped: list[int] = []
    unsure_point: list[int] = []
    unsure_comma: list[int] = []
    point_seen = False
    for position, original in enumerate(texts):
        written = original.strip().translate(_MINUS)
        if not written:
            continue
        spaced = _GROUPED_BY_SPACE.fullmatch(written) is not None
        if spaced:
            written = written.translate(_SPACES)
            grouped.append(position)
        if written.lower().lstrip("+-") in ("inf", "infinity", "∞"):
            infinite.append(position)
        elif not written.isascii():
            text.append(position)
        elif _PLAIN.fullmatch(written):
            value = float(written)
            if not -LARGEST < value < LARGEST:
                infinite.append(position)
                continue
            values[position] = value
            if not isinstance(original, NumberText) and _POINT_AMBIGUOUS.fullmatch(written) and not spaced:
                unsure_point.append(position)
            elif "." in written:
                point_seen = True
        elif _COMMA_AMBIGUOUS.fullmatch(written) and not spaced:
            unsure_comma.append(position)
        elif _COMMA_GROUPS.fullmatch(written):
            values[position] = float(written.replace(",", ""))
            grouped.append(position)
            point_seen = True
        elif _POINT_GROUPS.fullmatch(written):
            values[position] = float(written.replace(".", "").replace(",", "."))
            grouped.append(position)
            comma.append(position)
        elif _COMMA_DECIMAL.fullmatch(written):
            values[position] = float(written.replace(",", "."))
            comma.append(position)
        else:
            text.append(position)
    comma_seen = bool(comma)
    ambiguous: list[int] = []
    # A point before three digits is a decimal point unless the column plainly writes decimal commas.
    if comma_seen and not point_seen:
        for position in unsure_point:
            values[position] = float(texts[position].strip().translate(_MINUS).replace(".", ""))
            grouped.append(position)
    if unsure_comma:
        points = point_seen or (bool(unsure_point) and not comma_seen)
        for position in unsure_comma:
            written = texts[position].strip().translate(_MINUS)
            if points and not comma_seen:
                values[position] = float(written.replace(",", ""))
                grouped.append(position)
            elif not points and (comma_seen or comma_is_likely):
                values[position] = float(written.replace(",", "."))
                comma.append(position)
            else:
                ambiguous.append(position)
    for position in (*grouped, *comma):
        if not -LARGEST < values[position] < LARGEST:
            values[position] = MISSING
            infinite.append(position)
    return Numbers(values, tuple(text), tuple(infinite), tuple(ambiguous), tuple(comma), tuple(grouped))
