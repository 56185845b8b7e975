"""What people put into a sheet besides one plain table: a second table below it, headings between its rows, labels
that are written once for all the rows below them.

A pure function of rows. Read as one plain table, a second table would be taken for more of the first, the rows below
a heading for rows of the one before, and rows without a label for rows of nobody.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.layout import Layout, is_figure
from dependency_explorer.data.intake.periods import month_of, period, told_in
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.problems import counted, shown

SECTION = "heading"
"""The name of the column that headings between the rows become, where they do not begin with "From" or "To"."""
PERIOD = "period"
"""The name of such a column where all headings name periods."""
_SIDES = {
    "from": r"from|exports? (of|from)|из|экспорт из|aus|von",
    "to": r"to|imports? (of|by|to)|exports? to|в|nach",
}


@dataclass(frozen=True, slots=True)
class Tidied:
    """rows: as the file has them, cells of the body tidied. lines: for each row of the body its line in the file.
    layout: with the column of headings, if there is one. told: what was done, by the key of its decision."""

    layout: Layout
    rows: list[list[str]]
    lines: list[int]
    told: tuple[tuple[str, str], ...] = ()


def tidy(rows: Rows, layout: Layout, head: Rows | None = None) -> Tidied:
    """One plain table of what stands there. head: the rows by which it is decided what is there, so that a head and
    the whole of a file come out alike; all rows if None."""
    end, more = _end(rows, layout)
    layout, beside = _without_the_right(layout, rows[layout.body : end])
    width = len(layout.names)
    body = [
        (line, [*row[:width], *[""] * (width - len(row))])
        for line, row in enumerate(rows[layout.body : end], start=layout.body + 1)
        if any(map(str.strip, row))
    ]
    told: list[tuple[str, str]] = []
    if beside:
        told.append(
            (
                "table_beside",
                f"Another table stands to the right, behind an empty column ({shown(beside, 60)}); only the left "
                "one is read. Put the other into a sheet or a file of its own to read it.",
            )
        )
    if more:
        told.append(
            (
                "other_tables",
                f"Another table stands below (row {end + 1}: {shown(more, 60)}); only the first is read. "
                "Put the other into a sheet or a file of its own to read it.",
            )
        )
    again = [index for index, (_, row) in enumerate(body) if _same(row, layout.titles)]
    if again:
        told.append(
            (
                "titles_again",
                f"{counted(len(again), 'row repeats', 'rows repeat')} the titles of the columns: not read.",
            )
        )
        body = [one for index, one in enumerate(body) if index not in set(again)]
    deciding = body
    if head is not None:
        deciding = [one for one in body if one[0] <= len(head)]
    labels = _labels(layout, [row for _, row in deciding])
    if _is_staircase(labels, [row for _, row in deciding]):
        body = _filled(labels, body)
        told.append(
            (
                "labels_filled",
                "Labels that are written once for all rows below them (as pivot tables do) were filled in: "
                f"{', '.join(shown(layout.names[i], 30) for i in labels[:-1])}.",
            )
        )
    # Where the titles come again, what stands above the first of them is the heading of the first rows.
    above = bool(again and layout.above and deciding and not _is_heading(deciding[0][1]))
    first = layout.above[-1].strip() if above else ""
    title = _sections(labels, [row for _, row in deciding], first, layout)
    if title:
        body = _under_headings(title, body, first)
        layout = _with_column(layout, title)
        told.append(("headings", f"Headings between the rows became a column of their own, {shown(title)}."))
        rows = [["", *row] for row in rows]
    return Tidied(
        layout,
        [*(list(row) for row in rows[: layout.body]), *(row for _, row in body)],
        [line for line, _ in body],
        tuple(told),
    )


def _same(row: Sequence[str], titles: Sequence[str]) -> bool:
    written = 0
    for cell, title in zip(row, titles, strict=False):
        if cell != title:
            cell = " ".join(cell.split())
            if cell and cell != title:
                return False  # nearly every row, by its first cell
        written += bool(cell)
    return written >= 2


def _end(rows: Rows, layout: Layout) -> tuple[int, str]:
    """The row behind the table, and what stands there where it is another table; a blank row stands between."""
    for index in range(layout.body + 1, len(rows) - 1):
        if any(map(str.strip, rows[index - 1])) or not any(map(str.strip, rows[index])):
            continue
        title = ""
        for at in range(index, min(index + 4, len(rows) - 1)):
            cells = [cell.strip() for cell in rows[at] if cell.strip()]
            if len(cells) >= 2 and _titles(cells) and any(is_figure(c) for c in rows[at + 1] if c.strip()):
                if _same(rows[at], layout.titles) and not title:
                    break  # the same table goes on, its titles printed again
                return index, title or cells[0]
            if len(cells) != 1 or is_figure(cells[0]):
                break
            title = title or cells[0]
    return len(rows), ""


def _without_the_right(layout: Layout, body: Rows) -> tuple[Layout, str]:
    """The layout without a second table beside the first: behind an empty column the same titles come again."""
    for gap in range(1, len(layout.titles) - 1):
        if layout.titles[gap] or any(row[gap].strip() for row in body if gap < len(row)):
            continue
        left, right = set(layout.titles[:gap]) - {""}, [text for text in layout.titles[gap + 1 :] if text]
        if right and right[0] in left:
            told = next((group for group in layout.groups[gap + 1 :] if group), right[0])
            cut = {name: getattr(layout, name)[:gap] for name in ("names", "titles", "groups", "units")}
            return replace(layout, **cut), told
    return layout, ""


def _titles(cells: Sequence[str]) -> bool:
    return not any(is_figure(cell) and not period(cell) for cell in cells) and not period(cells[0])


def _labels(layout: Layout, body: Sequence[Sequence[str]]) -> list[int]:
    """The columns at the left that hold texts."""
    labels = []
    for index in range(len(layout.names)):
        cells = [row[index].strip() for row in body if row[index].strip()]
        if not cells or sum(is_figure(cell) for cell in cells) > len(cells) / 2:
            break
        labels.append(index)
    return labels


def _is_staircase(labels: Sequence[int], body: Sequence[Sequence[str]]) -> bool:
    """Whether labels are written once: of the first column none stands twice in a row, and rows with figures and
    labels further right have none."""
    if len(labels) < 2 or not body or not body[0][labels[0]].strip():
        return False
    first = [row[labels[0]].strip() for row in body]
    written = [text for text in first if text]
    if any(one == other for one, other in itertools.pairwise(written)):
        return False
    blank = [
        row
        for row in body
        if not row[labels[0]].strip()
        and any(row[i].strip() for i in labels[1:])
        and any(is_figure(cell) for cell in row[labels[-1] + 1 :] if cell.strip())
    ]
    return len(blank) >= max(1, len(body) // 5)


def _filled(labels: Sequence[int], body: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    last: dict[int, str] = {}
    result = []
    for line, row in body:
        cells = list(row)
        for position, index in enumerate(labels):
            if cells[index].strip():
                last[index] = cells[index]
                for below in labels[position + 1 :]:
                    last.pop(below, None)
            elif all(not row[i].strip() for i in labels[:position]) and any(
                row[i].strip() for i in labels[position + 1 :]
            ):
                cells[index] = last.get(index, "")
        result.append((line, cells))
    return result


def _sections(labels: Sequence[int], body: Sequence[Sequence[str]], first: str, layout: Layout) -> str:
    """The title of the column that headings make: rows of one text, under which the same labels come again. Empty
    where there are none: headings of continents, under each of which stand its own countries, change nothing.

    first: the heading of the first rows, where it stands above the titles.
    """
    if len(labels) != 1 or labels[0] != 0 or not body:
        return ""
    heading = first
    under: dict[str, set[str]] = {first: set()} if first else {}
    for row, following in zip(body, [*body[1:], []], strict=True):
        if _is_heading(row) and following and not _is_heading(following):
            heading = row[0].strip()
            under.setdefault(heading, set())
        elif heading and any(cell.strip() for cell in row[1:]):
            under[heading].add(row[0].strip())
    groups = [one for one in under if (place := by_name(one)) is not None and place.kind == "aggregate"]
    if len(under) < 2 or len(groups) == len(under) or not (first or _is_heading(body[0])):
        return ""
    sections = list(under.values())
    repeated = any(one & other for i, one in enumerate(sections) for other in sections[i + 1 :])
    if not any(map(period, layout.titles)) and _are_periods(list(under)):
        # Rows that name periods themselves are of these: one without figures among them heads nothing.
        return "" if any(map(period, set().union(*sections))) else PERIOD
    for title, words in _SIDES.items():
        if all(re.match(rf"({words})\s", text, re.IGNORECASE) for text in under):
            return title
    return SECTION if repeated else ""


def _are_periods(headings: Sequence[str]) -> bool:
    """Whether headings name a period each, and differ in nothing else: "Copper 2020" and "Zinc 2020" are goods."""
    rest = {tuple(word for word in re.findall(r"[^\W\d_]+", text) if not month_of(word)) for text in headings}
    return len(rest) == 1 and all(map(_when, headings))


def _when(heading: str) -> str:
    """The period of a heading: "2021", "Imports in January 2021"."""
    return period(heading) or told_in([heading])


def _is_heading(row: Sequence[str]) -> bool:
    if not row[0].strip() or any(cell.strip() for cell in row[1:]):
        return False
    return not is_figure(row[0]) or bool(period(row[0]))


def _under_headings(title: str, body: list[tuple[int, list[str]]], first: str) -> list[tuple[int, list[str]]]:
    words = _SIDES.get(title)
    named, result = "", []
    for line, row in [(0, [first]), *body] if first else body:
        if _is_heading(row):
            named = row[0].strip()
            if title == PERIOD:
                named = _when(named)
            elif words is not None:
                named = re.sub(rf"^({words})\s+", "", named, flags=re.IGNORECASE)
        else:
            result.append((line, [named, *row]))
    return result


def _with_column(layout: Layout, title: str) -> Layout:
    return replace(
        layout,
        names=(title, *layout.names),
        titles=(title, *layout.titles),
        groups=("", *layout.groups),
        units=("", *layout.units),
    )
