"""Texts that a spreadsheet would run as formulas: harmless in what is written or copied, and given back as read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

FORMULA = "'*(?:[ \t\r\n\f\v\u00a0\u3000]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
"""How a text begins that a spreadsheet may run: with = + - @ (also in full width), which spaces before them do not
hinder, or with a tab or a line end. Apostrophes before it are those of earlier protection."""
_FORMULA = re.compile(FORMULA)
_PROTECTED = re.compile(f"'{FORMULA}")
_BETWEEN = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")


def protected(text: str) -> str:
    """A text that a spreadsheet does not run as a formula: one that begins like one gets an apostrophe.

    One that already begins with apostrophes before such a sign gets another, so that reading, which takes
    one away, gives back every text as it was.
    """
    return "'" + text if _FORMULA.match(text) else text


def unprotected(text: str) -> str:
    """A text without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return text[1:] if text.startswith("'") and _PROTECTED.match(text) else text


def pasted(rows: Iterable[Sequence[object]]) -> str:
    """Rows as text to be pasted into a spreadsheet: cells between tabs, texts protected and in one line each; None is
    an empty cell."""
    return "\n".join("\t".join(map(_pasted_cell, row)) for row in rows)


def _pasted_cell(value: object) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return protected(_BETWEEN.sub(" ", value))
