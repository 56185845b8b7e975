"""Where the table stands in a sheet that a person made: title rows, one or two header rows, a row of units.

A pure function of the first rows. Merged cells of an upper header row stand in its first column only, and are
spread over the columns up to the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from dependency_explorer.data.intake.grid import Rows, header_names
from dependency_explorer.data.intake.headwords import said_of
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.values import PLAIN, figures
from dependency_explorer.data.raw import column_of

_MOST_TITLES = 40
MARKS = PLAIN.also(
    "na", "x", "w", "no data", "not available", "n/e", "none", "keine angabe", "н/д", "нет данных"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand. header: index of the header row; body: of the first row of the table itself.

    names: one a column, as header_names makes them. titles: the cells of the header row as they stand. groups: for
    each column what stands above it in a merged upper header row; empty where there is none. axis: what is written
    above or beside the titles of the columns ("To", "reporterDesc"). units: for each column the unit of the row of
    units. above: the texts over the table.
    """

    header: int
    body: int
    names: tuple[str, ...]
    titles: tuple[str, ...]
    groups: tuple[str, ...]
    axis: str
    units: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """One header row, directly above the rows."""
        return self.body == self.header + 1 and not any(self.groups)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number (a year is one, too)."""
    read = figures(column_of([text]), MARKS)
    return bool(read.numbers[0] == read.numbers[0]) or bool(
        read.faulty[0]
        and "," in text
        and any(c.isdecimal() for c in text)
        and not any(c.isalpha() for c in text)
    )


def find_layout(rows: Rows) -> Layout | None:
    """The layout of a table; None where the rows hold none."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = sorted(number for number in filled if number > 1)
    if not usual:
        return None
    typical = usual[len(usual) // 2]
    start = next(
        (
            i
            for i, number in enumerate(filled[:_MOST_TITLES])
            if number >= max(2, typical / 2) and _heads(rows, i)
        ),
        None,
    )
    if start is None or start + 1 >= len(rows):
        return None
    while (
        start + 2 < len(rows)
        and filled[start + 1] > filled[start]
        and _heads(rows, start + 1)
        and not any(is_figure(cell) and not period(cell) for cell in rows[start + 1] if cell.strip())
    ):
        start += 1  # what stands above the titles of columns has fewer cells than they
    width = max(len(row) for row in rows[start : start + 60])
    titles = _padded(rows[start], width)
    upper = _padded(rows[start - 1], width) if start else [""] * width
    groups, axis = _groups(upper, titles)
    below = _spanning(rows, start, titles)
    if below is not None:
        groups, titles = below
        body, beside = start + 2, ""
    else:
        titles, body, beside = _row_labels(rows, start, titles)
    axis = beside or axis
    units, body = _units(rows, body, width)
    spread = set(groups) | {axis}
    above = tuple(cell for row in rows[:start] for cell in row if cell.strip() and cell not in spread)
    merged = [
        title if not group or not title else f"{group} / {title}"
        for group, title in zip(groups, titles, strict=True)
    ]
    return Layout(
        start,
        body,
        header_names(merged if any(groups) else titles),
        tuple(titles),
        groups,
        axis,
        units,
        above,
    )


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [" ".join(cell.split()) for cell in row] + [""] * (width - len(row))


def _heads(rows: Rows, index: int) -> bool:
    """Whether a row can be a header: no figures in it but periods, and a row with something below it."""
    cells = [cell.strip().lstrip("\ufeff") for cell in rows[index] if cell.strip()]
    plain = sum(is_figure(cell) and not period(cell) for cell in cells)
    if plain > len(cells) / 3:
        return False
    # A row of text between title and header looks like one: the header is the last such row above the figures.
    following = next((row for row in rows[index + 1 : index + 4] if any(cell.strip() for cell in row)), None)
    return following is not None


def _groups(upper: Sequence[str], titles: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """What stands above each column, spread to the right; one word over all columns is their axis instead."""
    written = [index for index, cell in enumerate(upper) if cell and index > 0]
    if not written or (upper[0] and len([cell for cell in upper if cell]) == 1):
        return ("",) * len(titles), ""
    if len(written) == 1:
        word = upper[written[0]]
        named = said_of(word).keys() - {"quantity", "value_usd", "unit"}
        return ("",) * len(titles), word if named and not measure_of(word).kind else ""
    result, current = [], ""
    for index in range(len(titles)):
        if index and upper[index]:
            # A title over both rows of the header stands above no other column.
            current = upper[index] if upper[index] != titles[index] else ""
        result.append(current if index >= written[0] and titles[index] else "")
    return tuple(result), ""


def _spanning(rows: Rows, start: int, titles: list[str]) -> tuple[tuple[str, ...], list[str]] | None:
    """Groups and titles where the first columns have their titles in the upper of two rows, as high as both, and the
    others have a group above and their own title below ("Coal, kt" over 2020 and 2021); None where it is not so."""
    if start + 2 >= len(rows):
        return None
    below = _padded(rows[start + 1], len(titles))
    named = [index for index, cell in enumerate(below) if cell]
    first = named[0] if named else 0
    width = max((index + 1 for index, cell in enumerate([*titles]) if cell), default=0)
    if (
        not first
        or not all(titles[:first])
        or not titles[first]
        or len(named) < 2
        or named != list(range(first, named[-1] + 1))
        or named[-1] + 1 < width
        or any(is_figure(cell) and not period(cell) for cell in below)
        or sum(bool(cell) for cell in titles[first:]) >= len(named)
        or not any(map(is_figure, _padded(rows[start + 2], len(titles))[first:]))
    ):
        return None
    groups, current = [""] * len(titles), ""
    for index in named:
        current = titles[index] or current
        groups[index] = current
    return tuple(groups), [below[i] if i in named else title for i, title in enumerate(titles)]


def _row_labels(rows: Rows, start: int, titles: list[str]) -> tuple[list[str], int, str]:
    """A row under the titles that names the first columns only, as programs for pivot tables write it.

    Returns the titles, the index of the first row below, and what stood over the named columns.
    """
    if start + 1 >= len(rows):
        return titles, start + 1, ""
    below = _padded(rows[start + 1], len(titles))
    named = [index for index, cell in enumerate(below) if cell]
    after = _padded(rows[start + 2], len(titles)) if start + 2 < len(rows) else []
    leading = named == list(range(len(named))) and len(named) < len(titles) / 2 and bool(named)
    if not (leading and not any(is_figure(below[i]) for i in named) and after and any(map(is_figure, after))):
        return titles, start + 1, ""
    if sum(bool(cell) for cell in after) <= len(named) or not all(after[i] for i in named[:1]):
        return titles, start + 1, ""
    if any(titles[index] for index in named[:-1]) or (titles[0] and _heading_follows(rows[start + 2 :])):
        return titles, start + 1, ""
    beside = titles[named[-1]]
    return [below[i] if i in named else title for i, title in enumerate(titles)], start + 2, beside


def _heading_follows(rows: Rows) -> bool:
    """Whether a row of one text stands above a row of figures: then such rows are headings, and name no column."""
    for row, below in itertools.pairwise(rows):
        if row and row[0].strip() and not any(c.strip() for c in row[1:]) and any(map(is_figure, below[1:])):
            return True
    return False


def _units(rows: Rows, body: int, width: int) -> tuple[tuple[str, ...], int]:
    """The units of a row that holds nothing else, and the index of the row below it."""
    while body < len(rows) and not any(cell.strip() for cell in rows[body]):
        body += 1
    if body < len(rows):
        cells = _padded(rows[body], width)
        written = [cell for cell in cells if cell]
        known = [cell for cell in written if measure_of(cell).kind]
        if len(known) >= 1 and len(known) >= len(written) - 1 and not any(map(is_figure, written)):
            return tuple(cell if measure_of(cell).kind else "" for cell in cells), body + 1
    return ("",) * width, body
