"""The Statistical Yearbook of the United Nations as CSV: one figure a row, with its series and unit in one cell.

A title stands before the header, the column of names has no header, numbers have commas between thousands, and
regions and the world stand among the countries with M49 numbers of their own.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import Place
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _indicators
from dependency_explorer.data.profiles._energy import Cells
from dependency_explorer.data.raw import RawColumn, RawTable, choose, constant

_REGIONS = frozenset(
    {2, 5, 9, 11, 13, 14, 15, 17, 18, 19, 21, 29, 30, 34, 35, 39, 53, 54, 57, 61, 62, 142, 143, 145, 150, 151, 154,
     155, 199, 202, 419, 432, 513, 514, 515, 722, 747}
)  # fmt: skip
"""Numbers of M49 that are regions or groups of countries."""
NEEDS = ("Region/Country/Area", "Year", "Series", "Value")


def recognise(source: Source) -> Recognition | None:
    """By the names of its columns."""
    if source.kind not in ("text", "workbook") or find_header(source.head_grid(), NEEDS) is None:
        return None
    return Recognition(
        0.97, "It has Region/Country/Area, Year, Series and Value of the UN's Statistical Yearbook."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One figure a row."""
    table = source.table(NEEDS, sheet=plan.sheet)
    rows = source.head_grid(plan.sheet)
    start = find_header(rows, NEEDS) or 0
    place = _places(draft, table)
    series = table.text("Series")
    when = table.text("Year").map(period)
    read_values = figures_of(draft, table, "Value")
    values = read_values.numbers
    sift = Sift(draft, table)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    guard.no_figure(sift, values)
    guard.aggregates(sift, place)
    cells = Cells(sift, series, values, read_values.quality, np.arange(len(table)))
    notes = table.text("Footnotes").map(lambda text: " ".join(text.split()))
    _indicators.add_indicators(draft, cells, when, place, series, note=notes)
    title = [cell for row in rows[:start] for cell in row[1:] if cell]
    draft.title = title[0] if title else ""


def _is_region(number: str) -> bool:
    return number.isdecimal() and len(number) < 10 and int(number) in _REGIONS


def _places(draft: Draft, table: RawTable) -> RawColumn:
    # A region may bear the name of a country: 57 is Micronesia, and 583 the Federated States of Micronesia.
    numbers, names = table.text("Region/Country/Area"), table.text("column 2")
    region = numbers.where(lambda text: _is_region(text.strip()))
    blank = constant("", len(table))
    countries = draft.places.codes(choose(region, blank, numbers), "numeric", choose(region, blank, names))

    def group(text: str) -> str:
        name = " ".join(text.split())
        draft.places.seen[name] = Place(name, name, "aggregate")
        return name

    regions = names.take(region).used()
    return choose(region, names.map(lambda text: group(text) if text in regions else ""), countries)


PROFILES = (
    Profile(
        "undata_syb",
        "United Nations, Statistical Yearbook",
        recognise,
        read,
        publisher="United Nations Statistics Division",
        url="data.un.org",
        licence="UN data terms, attribution",
    ),
)
