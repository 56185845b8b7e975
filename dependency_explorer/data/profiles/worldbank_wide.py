"""World Bank indicators: one row a country and indicator, years as columns.

The download of one indicator has a byte order mark and four lines before its header, which users often delete, and a
comma after each row's last cell; it comes in a ZIP with two lists beside it, or as a workbook. DataBank writes `2000
[YR2000]` for a year and `Series Name` for the indicator. The unit stands only in brackets in the indicator's name.
About 50 of 266 rows are groups of countries with codes that look like ISO 3166 (AFE, EUU).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.periods import day, period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _indicators
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.profiles._titles import renamed_head, respelled
from dependency_explorer.data.raw import choose, constant

NEEDS = ("Country Name", "Country Code")
_AS_PUBLISHED = respelled(
    (*NEEDS, "Indicator Name", "Indicator Code", "Series Name", "Series Code", "Counterpart Country Name")
)
_YEAR = re.compile(r"(?P<year>\d{4})( \[YR\d{4}\])?")


def recognise(source: Source) -> Recognition | None:
    """By the names of country and indicator beside columns of years."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = renamed_head(source.head_grid(), _AS_PUBLISHED)
    start = find_header(rows, NEEDS)
    if start is None or len(_years(rows[start])) < 1:
        return None
    header = {cell.casefold() for cell in rows[start]}
    if "counterpart country name" in header:
        return None  # the IMF's trade by partner
    if header & {"indicator name", "series name"}:
        return Recognition(
            0.96, "It has Country Name, Country Code, Indicator Name and a column for each year."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One indicator of one country a row."""
    rows = renamed_head(source.head_grid(plan.sheet), _AS_PUBLISHED)
    start = find_header(rows, NEEDS)
    years = _years(rows[start]) if start is not None else {}
    if not years:
        raise DataError(f"{source.name} has no column for a year beside Country Name. Download it again.")
    table = source.table(NEEDS, tuple(years), plan.sheet, rename=_AS_PUBLISHED, missing=("..",))
    titles = table.text("Indicator Name" if "Indicator Name" in table else "Series Name")
    ids = table.text("Indicator Code" if "Indicator Code" in table else "Series Code")
    code = table.text("Country Code")
    none = code.where(lambda text: not text.strip())
    names = choose(none, constant("", len(table)), table.text("Country Name"))
    place = draft.places.codes(code, "iso3", names)
    sift = Sift(draft, table)
    sift.aside("no_place", none, "Rows without a country code: notes below the table.")
    wide = Wide(draft, table, years)
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    cells = wide.cells(sift)
    _indicators.add_indicators(
        draft, cells, cells.label, cells.spread(place), cells.spread(titles), note=cells.spread(ids)
    )
    for row in rows[:start]:
        if len(row) > 1 and row[0].casefold() == "last updated date":
            draft.source["date"] = day(row[1])
    told = sift.left(titles).used()
    if len(told) == 1:
        draft.title = told[0]


def _years(header: Sequence[str]) -> dict[str, str]:
    found = {}
    for cell in header:
        year = _YEAR.fullmatch(cell.strip())
        if year is not None and period(year["year"]):
            found[" ".join(cell.split())] = year["year"]
    return found


PROFILES = (
    Profile(
        "worldbank_wide",
        "World Bank, indicators",
        recognise,
        read,
        publisher="World Bank",
        url="data.worldbank.org",
        licence="CC BY 4.0",
    ),
)
