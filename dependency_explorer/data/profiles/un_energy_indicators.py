"""The United Nations' workbook of energy indicators: a report sheet with three figures a country.

The title and a form to choose one country take 16 rows, two rows of header stand in three merged columns (name and
unit), digits of footnotes are glued to the names of countries, `...` is missing, and 38 rows of notes follow. The
year stands only in the title.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.periods import period, years_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _indicators
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.raw import choose, constant

_FIGURES = ("Energy Supply", "Energy Supply per capita")


def recognise(source: Source) -> Recognition | None:
    """By the two rows of its header: the indicators, and their units below."""
    if source.kind not in ("text", "workbook") or _header(source.head_grid()) is None:
        return None
    return Recognition(
        0.95, "It has Energy Supply and Energy Supply per capita with their units in the row below."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country a row."""
    rows = source.grid(plan.sheet)
    start = _header(rows)
    if start is None:
        raise DataError(f"{source.name} has no row with {' and '.join(_FIGURES)} over their units.")
    titles = {
        f"column {column + 1}": f"{name} ({rows[start + 1][column]})" if rows[start + 1][column] else name
        for column, name in enumerate(rows[start])
        if name and name != "Country"
    }
    table = rows_table(
        [*rows[: start + 1], [""] * len(rows[start]), *rows[start + 2 :]],
        start + 1,
        source.name,
        limit=source.limit,
    )
    names = table.text(f"column {min(int(name.split()[1]) for name in titles) - 1}")
    found = [
        year
        for row in rows[:start]
        for cell in row
        for year in years_in(cell)
        if "update" not in cell.casefold()
    ]
    when = period(draft.constant("period", found[0] if found else "", "the title"))
    if not when:
        raise DataError(f"{source.name} does not say of which year it is. Give it with --set period=2013.")
    sift = Sift(draft, table)
    wide = Wide(draft, table, titles)
    # Notes below the table stand where the names do, and name no place.
    place = draft.places.codes(choose(wide.empty, constant("", len(table)), names), "name")
    sift.aside(
        "no_figure", wide.empty, "Rows without any figure: notes below the table, or missing (not zero)."
    )
    guard.nowhere(sift, place, place)
    guard.aggregates(sift, place)
    cells = wide.cells(sift)
    size = len(cells.values)
    told = _footnotes(rows)
    footnotes = names.map(lambda text: "; ".join(told[n] for n in _digits(text) if n in told))
    _indicators.add_indicators(
        draft, cells, constant(when, size), cells.spread(place), cells.label, note=cells.spread(footnotes)
    )
    draft.title = next((cell for row in rows[:start] for cell in row if when in cell), "")


def _header(rows: Rows) -> int | None:
    """The last row with the names of the figures that has a unit below each."""
    found = None
    for index, row in enumerate(rows[:-1]):
        there = [column for column, cell in enumerate(row) if cell in _FIGURES]
        if len(there) == len(_FIGURES) and all(
            rows[index + 1][column : column + 1] != [""] for column in there
        ):
            found = index
    return found


def _digits(name: str) -> list[str]:
    # "China, Hong Kong Special Administrative Region3", "Ukraine18", "Serbia15,2"
    found = re.search(r"(?<=[^\W\d])\s*(\d{1,2}(?:,\d{1,2})*)$", name.strip())
    return found.group(1).split(",") if found else []


def _footnotes(rows: Rows) -> dict[str, str]:
    """Number → text of the notes below the table."""
    told: dict[str, str] = {}
    below = False
    for row in rows:
        cells = [cell for cell in row if cell]
        below = below or cells == ["Footnotes:"]
        if below and len(cells) == 2 and cells[0].isdecimal():
            told[cells[0]] = cells[1]
    return told


PROFILES = (
    Profile(
        "un_energy_indicators_xls",
        "United Nations, energy indicators",
        recognise,
        read,
        publisher="United Nations Statistics Division",
        url="unstats.un.org/unsd/envstats/qindicators",
        licence="UN statistics terms, attribution",
    ),
)
