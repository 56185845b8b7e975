"""Figures of several columns read together, so that one decides for all what a comma or a point between digits is.

"13.978" is thirteen and some, or nearly fourteen thousand; "1,234" likewise. A column alone often cannot tell, and
one read otherwise than its neighbour would be off by a thousand. What is decided is told, and can be decided
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.values import BOUNDS, PLAIN, Figures, Marks, figures, without_flag
from dependency_explorer.data.numerals import NumberText, numbers
from dependency_explorer.data.problems import ROWS_NAMED, counted, shown
from dependency_explorer.data.raw import AnyColumn, RawColumn, RawTable, constant

Meaning = Literal["thousands", "decimal"]

_POINTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_POINTED_ONCE = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_COMMAED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_DECIMAL = re.compile(r"[+-]?\d[\d .'’\u00a0\u2009\u202f]*,\d+|[+-]?,\d+")
_BETWEEN_THOUSANDS = re.compile(r"[ .'’\u00a0\u2009\u202f]")
_IN_BRACKETS = re.compile(r"\(\s*(\d[\d.,'\s]*)\)")
_SHORT = re.compile(r"[+-]?\d{1,3}")
_AS_COMPUTERS = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_POWER = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_ENOUGH = 3
"""So many distinct figures with a point before three digits, and none with another, are no coincidence where points
between thousands are usual."""

_OPTIONS = (
    Option("thousands", "It is a mark between thousands"),
    Option("decimal", "It is the decimal sign"),
)


def figures_together(
    draft: Draft,
    table: RawTable,
    names: Sequence[str],
    marks: Marks = PLAIN,
    separator: str | None = None,
    comma: Meaning = "thousands",
) -> dict[str, Figures]:
    """The figures of these columns; nothing throughout for a column that is not there.

    separator: the sign between the cells of the file, empty in a workbook; None where the format is known, whose
    publisher writes a point before decimals: then commas are judged, and points only where one figure has two.
    comma: what one is that no figure explains.
    Cells that are neither a figure nor a mark for none are named as faults.
    """
    columns = {name: table.columns.get(name) for name in names}
    if separator is not None:
        columns = _signed(draft, columns)
    raw = {name: column.values for name, column in columns.items() if isinstance(column, RawColumn)}
    meaning: Mapping[str, Meaning] = {}
    if separator is not None or any("," in text for values in raw.values() for text in values):
        written = {name: [without_flag(text, marks)[0] for text in values] for name, values in raw.items()}
        texts = list(dict.fromkeys(text for column in written.values() for text in column if text))
        if separator is not None:
            grouped = any(_are_groups(column) for column in written.values())
            meaning = _decided(draft, texts, separator, grouped, comma)
        else:
            meaning = _commas(draft, texts, False, comma)
    elif _are_certain([text for values in raw.values() for text in values if "." in text]):
        meaning = {".": "thousands"}
        draft.decide(
            "point",
            "The point stands between thousands (1.234.567), as spreadsheets in German, Spanish and other languages "
            "write it: so it does in figures with one point.",
        )
    result: dict[str, Figures] = {}
    for name, given in columns.items():
        column = constant("", len(table)) if given is None else given
        read = figures(column, marks, separator == ";", _plainly(meaning) if meaning else None)
        _tell_faults(draft, table, name, column, read)
        result[name] = read
    _tell_bounds(draft, columns, result)
    return result


def _tell_bounds(draft: Draft, columns: Mapping[str, AnyColumn | None], read: Mapping[str, Figures]) -> None:
    """Tell of figures that are the most, the least or about so much ("<0.5", "~5")."""
    number, example = 0, ""
    for name, column in columns.items():
        if isinstance(column, RawColumn):
            bounds = read[name].flags.isin(BOUNDS)
            number += int(bounds.sum())
            example = example or next((column.values[code] for code in column.codes[bounds][:1].tolist()), "")
    if number:
        draft.decide(
            "bounds",
            f"{counted(number, 'figure is a bound or rough', 'figures are bounds or rough')} (such as "
            f"{shown(example)}): the number that is written counts.",
            number,
        )


def _signed(draft: Draft, columns: Mapping[str, AnyColumn | None]) -> dict[str, AnyColumn | None]:
    """The same with figures in brackets as accountants write what is below zero: (12.5) is -12.5.

    Small whole numbers in brackets are the numbers of notes instead; where all are, none is read as a figure.
    """
    texts = [
        text
        for column in columns.values()
        if isinstance(column, RawColumn)
        for text in column.values
        if text.startswith("(") and _IN_BRACKETS.fullmatch(text)
    ]
    if not any(len(re.sub(r"\D", "", text)) > 2 or re.search(r"[.,]", text) for text in texts):
        return dict(columns)
    draft.decide(
        "below_zero",
        f"Figures in brackets (such as {shown(texts[0])}) are below zero, as in accounts.",
        sum(int(c.isin(set(texts)).sum()) for c in columns.values() if isinstance(c, RawColumn)),
    )
    return {
        name: column.map(in_brackets) if isinstance(column, RawColumn) else column
        for name, column in columns.items()
    }


def in_brackets(text: str) -> str:
    """A figure in brackets with a minus instead; any other text as it is."""
    return _IN_BRACKETS.sub(r"-\1", text) if text.startswith("(") and _IN_BRACKETS.fullmatch(text) else text


def figures_of(draft: Draft, table: RawTable, name: str, marks: Marks = PLAIN) -> Figures:
    """The figures of a table of a known format that has one column of them."""
    return figures_together(draft, table, [name], marks)[name]


def needs_no_deciding(cells: Iterable[str], marks: Marks = PLAIN) -> bool:
    """Whether some cells of columns of figures tell already that a point is the decimal sign in all of them, provided
    that every cell is a plain number or says that there is none.

    One figure is enough that is neither short nor has three digits behind a point, as in `_decided`.
    """
    told = False
    for cell in cells:
        if cell.casefold() in marks.missing:
            continue
        if not _AS_COMPUTERS.fullmatch(cell):
            return False
        told = told or not (_POINTED.fullmatch(cell) or _SHORT.fullmatch(cell))
    return told


def _pointed(text: str, pattern: re.Pattern[str] = _POINTED) -> bool:
    """Whether the points of a text may stand between thousands: not those of a cell that is a number in its file."""
    return not isinstance(text, NumberText) and pattern.fullmatch(text) is not None


def _are_groups(written: Sequence[str]) -> bool:
    """Whether the points of one column stand between thousands for certain: "1.250.000", or "12.500" beside "900".

    Who writes decimals with their last zero writes them in every figure (900.000), and who writes them without leaves
    no zero at the end.
    """
    pointed = [text for text in written if _pointed(text)]
    short = [text for text in written if _SHORT.fullmatch(text)]
    if not pointed or len(pointed) + len(short) < sum(any(c.isdecimal() for c in text) for text in written):
        return False
    return any(text.count(".") > 1 for text in pointed) or (
        bool(short) and any(text.endswith("0") for text in pointed)
    )


def _are_certain(pointed: Sequence[str]) -> bool:
    """Whether texts with points say that these stand between thousands: one has two of them, and none has anything
    else than three digits behind one, but for powers of ten (1.12E+11). Decimals of a publisher would show."""
    return any(text.count(".") > 1 for text in pointed) and all(
        _pointed(text) or _POWER.fullmatch(text) for text in pointed
    )


def _decided(
    draft: Draft, written: Sequence[str], separator: str, grouped: bool, comma: Meaning
) -> Mapping[str, Meaning]:
    """What the point and the comma are; a sign that needs no deciding is not among the keys.

    grouped: the points of some column stand between thousands for certain.
    """
    pointed = [text for text in written if _pointed(text)]
    if pointed and all(
        _pointed(text) or _SHORT.fullmatch(text) for text in written if any(c.isdecimal() for c in text)
    ):
        likely = len(pointed) >= _ENOUGH and separator in (";", "\t")
        default: Meaning = "thousands" if grouped or likely else "decimal"
        chosen = draft.choice("point", default, _OPTIONS)
        draft.decide(
            "point",
            f"All figures with a point have three digits behind it, and none above 999 is without (as in "
            f"{shown(pointed[0])}): the point is taken as "
            + ("a mark between thousands." if chosen == "thousands" else "the decimal sign."),
            len(pointed),
            options=_OPTIONS,
            chosen=chosen,
        )
        return {".": "thousands" if chosen == "thousands" else "decimal"}
    likely = separator == ";"
    return _commas(draft, written, likely, "decimal" if likely else comma, unsure=True)


def _commas(
    draft: Draft, written: Sequence[str], likely: bool, default: Meaning, unsure: bool = False
) -> Mapping[str, Meaning]:
    """What a comma is, and the point where figures with both tell.

    likely: a comma before decimals is usual here. unsure: a point before three digits tells nothing of the comma,
    for it may itself stand between thousands: then the two signs are decided together, since one is what the other
    is not.
    """
    commaed = [text for text in written if _COMMAED.fullmatch(text)]
    doubtful = [text for text in written if _pointed(text, _POINTED_ONCE)] if unsure else []
    silent = frozenset(doubtful)
    if commaed and numbers([text for text in written if text not in silent]).ambiguous:
        chosen = draft.choice("comma", default, _OPTIONS)
        thousands = chosen == "thousands"
        beside = f", and the point (as in {shown(doubtful[0])}) as " if doubtful else ""
        draft.decide(
            "comma",
            f"A comma before three digits (as in {shown(commaed[0])}) is taken as "
            + ("a mark between thousands" if thousands else "the decimal sign")
            + (beside and beside + ("the decimal sign" if thousands else "a mark between thousands"))
            + ": no figure of the table says which.",
            len(commaed) + len(doubtful),
            options=_OPTIONS,
            chosen=chosen,
        )
        meaning: dict[str, Meaning] = {",": "thousands" if thousands else "decimal"}
        return {**meaning, ".": "decimal" if thousands else "thousands"} if doubtful else meaning
    read = numbers(written, likely)
    if read.comma:
        # Some figure of some column tells what the comma is; a column alone might not know.
        pointed = {index for index, text in enumerate(written) if _pointed(text)}
        return {",": "decimal", ".": "thousands"} if set(read.grouped) & pointed else {",": "decimal"}
    return {",": "thousands"} if commaed else {}


def _plainly(meaning: Mapping[str, Meaning]) -> Callable[[str], str]:
    def plain(written: str) -> str:
        if meaning.get(".") == "thousands" and _pointed(written):
            return written.replace(".", "")
        if meaning.get(",") == "thousands" and _COMMAED.fullmatch(written):
            return written.replace(",", "")
        if meaning.get(",") == "decimal" and _DECIMAL.fullmatch(written):
            return _BETWEEN_THOUSANDS.sub("", written).replace(",", ".")
        return written

    return plain


def _tell_faults(draft: Draft, table: RawTable, name: str, column: AnyColumn, read: Figures) -> None:
    if not isinstance(column, RawColumn):
        return
    faulty = np.flatnonzero(read.faulty)
    if not len(faulty):
        return
    draft.found.rows(
        "error",
        table="",
        file=table.file,
        column=name,
        faults=[(int(table.rows[i]), column.values[column.codes[i]]) for i in faulty[:ROWS_NAMED].tolist()],
        sentence="{value} is not a number and is taken as missing.",
        advice="Check the cell with the source.",
        total=len(faulty),
    )
