"""Figures as published tables write them: with missing marks, flags behind them, signs of a bound before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dependency_explorer.data.keys import looked_up
from dependency_explorer.data.numerals import NumberText, all_plain, numbers
from dependency_explorer.data.raw import AnyColumn, FlaggedColumn, Flags, Floats, NumberColumn, RawColumn

MISSING_MARKS = frozenset(
    {"", ":", "..", "...", "…", "-", "--", "–", "—", "n/a", "n.a.", "#n/a", "nan", "null", "none"}
)
"""What most publishers write for a figure that they do not have. `NA` is not among them: it is Namibia, too."""

_FLAGGED = re.compile(r"(?P<number>[^A-Za-z*#†‡§]++)(?P<flag>[A-Za-z]{1,3}|[*#†‡§]+)")
BOUNDS = frozenset("<>≤≥~≈")
"""Signs before a figure that is the most, the least or about so much."""
_BOUND = re.compile(r"(?P<bound>[<>≤≥~≈])\s*(?P<number>.*\d.*)")


@dataclass(frozen=True, slots=True)
class Marks:
    """How a format writes what is no plain number.

    missing: texts for "no figure", in small letters. flags: what a letter or sign behind a number says of its
    quality ("e": "estimate", or empty); other letters behind a number may be a unit, and the cell is faulty.
    Footnote signs (* # †) are passed over.
    """

    missing: frozenset[str] = MISSING_MARKS
    flags: Mapping[str, str] = field(default_factory=dict)

    def also(self, *missing: str, **flags: str) -> Marks:
        """These marks and some more."""
        return Marks(self.missing | {text.casefold() for text in missing}, {**self.flags, **flags})


PLAIN = Marks()


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of figures: NaN where missing or no number.

    flags: the flag of each row, empty where there is none. quality: what it means. missing: rows that say they
    have no figure (an empty cell or a mark). faulty: rows whose text is neither a figure nor a mark.
    comma: whether decimal commas or marks between thousands were read.
    """

    numbers: Floats
    flags: RawColumn
    quality: RawColumn
    missing: Flags
    faulty: Flags
    comma: bool


def figures(
    column: AnyColumn,
    marks: Marks = PLAIN,
    comma_is_likely: bool = False,
    plainly: Callable[[str], str] | None = None,
) -> Figures:
    """Read a column of figures; each distinct text is read once.

    plainly: what to make of a number before it is read, where the meaning of its commas and points is known.
    """
    if isinstance(column, NumberColumn):
        empty = np.isnan(column.numbers)
        size = len(column)
        faultless = np.broadcast_to(np.zeros(1, bool), (size,))
        if isinstance(column, FlaggedColumn):
            meant = column.flags.map(lambda flag: marks.flags.get(flag, ""))
            return Figures(column.numbers, column.flags, meant, empty, faultless, False)
        none = RawColumn([""], np.broadcast_to(np.zeros(1, np.int32), (size,)))
        return Figures(column.numbers, none, none, empty, faultless, False)
    if plainly is None and (known := _plain_figures(column, marks)) is not None:
        return known
    cleaned, flags = [], []
    for text in column.values:
        number, flag = without_flag(text, marks)
        cleaned.append(plainly(number) if plainly is not None else number)
        flags.append(flag)
    read = numbers(cleaned, comma_is_likely)
    values = np.array(read.values or [np.nan], dtype=np.float64)
    faulty = np.zeros(max(len(cleaned), 1), bool)
    faulty[[*read.text, *read.infinite, *read.ambiguous]] = True
    missing = np.array([not text for text in cleaned] or [True])
    codes = column.codes
    quality = [marks.flags.get(flag, "") for flag in flags]
    return Figures(
        values[codes],
        RawColumn(flags, codes),
        RawColumn(quality, codes),
        missing[codes],
        faulty[codes],
        bool(read.comma or read.grouped),
    )


def _plain_figures(column: RawColumn, marks: Marks) -> Figures | None:
    """The figures of a column that holds nothing but plain numbers and empty cells, which has no flags."""
    read = all_plain(column.values) if marks.missing.isdisjoint(filter(None, column.values)) else None
    if read is None:
        return None
    values = looked_up(np.array(read or [np.nan], dtype=np.float64), column.codes)
    size = len(column)
    none = RawColumn([""], np.broadcast_to(np.zeros(1, np.int32), (size,)))
    return Figures(values, none, none, np.isnan(values), np.broadcast_to(np.zeros(1, bool), (size,)), False)


def without_flag(text: str, marks: Marks) -> tuple[str, str]:
    """The number in a cell, and its flag; both empty where the cell says that there is no figure."""
    if isinstance(text, NumberText):
        return text, ""
    if text.replace(".", "", 1).isdecimal() and text not in marks.missing:
        return text, ""  # as millions of cells are
    written = " ".join(text.replace("\u00a0", " ").split())
    if written.casefold() in marks.missing:
        return "", ""
    bound = _BOUND.fullmatch(written)
    if bound is not None:
        return bound["number"], bound["bound"]
    first, _, rest = written.partition(" ")
    if first.casefold() in marks.missing and (rest in marks.flags or (len(rest) <= 2 and rest.isalpha())):
        return "", rest  # a mark with a flag: ": m"
    flagged = _FLAGGED.fullmatch(written)
    if (
        flagged is not None
        and any(map(str.isdecimal, flagged["number"]))
        and (flagged["flag"] in marks.flags or not flagged["flag"].isalpha())
    ):
        return flagged["number"].strip(), flagged["flag"]
    return written, ""
