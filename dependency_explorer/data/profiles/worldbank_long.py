"""World Bank indicators with the years below each other, as DataBank, the API and packages that ask it write them.

DataBank with the time in rows: `Time, Time Code, Country Name, Country Code, GDP (current US$) [NY.GDP.MKTP.CD], …`,
a column a series. One row a figure: `Country Name, Country Code, Series Name, Series Code, Year (or Time), Value`.
The API (JSON): a list of its envelope and of records with `indicator`, `country`, `countryiso3code`, `date`, `value`.
The packages WDI (R) and wbdata (Python) write `country, iso2c, iso3c, year` beside columns called by codes of series.
See worldbank_wide for years as columns. Traps: ".." and null are missing; notes stand below the table; groups of
countries have codes that look like ISO 3166; the unit stands only in brackets in the name of a series, so that a
series that is known by its code alone has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _indicators
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.raw import choose, constant

_COLUMNS = {
    "code": ("countrycode", "countryiso3code", "iso3c"),
    "name": ("countryname", "countryvalue", "country"),
    "when": ("time", "year", "date"),
    "series": ("seriesname", "indicatorname", "indicatorvalue", "indicator"),
    "id": ("seriescode", "indicatorcode", "indicatorid"),
    "value": ("value",),
}
_BRACKETED = re.compile(r"(?P<title>.+?)\s*\[(?P<id>[A-Z0-9]{2,}(\.[A-Z0-9]+)+)\]")
_CODED = re.compile(r"[A-Z]\w*(\.[\w-]+)+")
_BY_CODE = re.compile(r"[A-Z]{2}(\.[A-Z0-9]{2,}){2,}")
"""A code of the World Development Indicators: EG.IMP.CONS.ZS."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """there: role → column. series: column of figures → title and code, where each series has a column. is_coded:
    the codes of series in the first rows are of the World Bank's making (words of capitals with points between)."""

    there: dict[str, str]
    series: dict[str, tuple[str, str]]
    is_coded: bool


def recognise(source: Source) -> Recognition | None:
    """By a country with its code and a time, beside a series and its value or beside columns of series."""
    found = _layout(source)
    if found is None:
        return None
    if found.series:
        return Recognition(0.95, "It has a country, a time and a column for each series of the World Bank.")
    if not found.is_coded:
        return Recognition(
            0.6, "It has a country, an indicator with its code, a time and a value, as the World Bank's."
        )
    return Recognition(
        0.94, "It has a country, an indicator with its code, a time and a value of the World Bank."
    )


def _layout(source: Source, sheet: str = "") -> _Layout | None:
    if source.kind not in ("text", "workbook", "json"):
        return None
    try:
        rows = source.head_grid(sheet)
    except DataError:
        return None
    for index, row in enumerate(rows[:30]):
        known = {header_key(cell): cell.strip() for cell in reversed(row) if cell.strip()}
        there = {
            role: known[name] for role, names in _COLUMNS.items() for name in reversed(names) if name in known
        }
        if not {"code", "when"} <= there.keys():
            continue
        series = _series(row)
        if series or {"value", "id"} <= there.keys():
            return _Layout(there, series, bool(series) or _coded(rows[index + 1 :], row, there["id"]))
    return None


def _coded(rows: Sequence[Sequence[str]], header: Sequence[str], name: str) -> bool:
    at = [cell.strip() for cell in header].index(name)
    codes = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
    return 2 * sum(bool(_CODED.fullmatch(code)) for code in codes) > len(codes)


def _series(header: Sequence[str]) -> dict[str, tuple[str, str]]:
    found = {}
    for cell in header:
        name = " ".join(cell.split())
        titled = _BRACKETED.fullmatch(name)
        if titled is not None:
            found[name] = (titled["title"], titled["id"])
        elif _BY_CODE.fullmatch(name):
            found[name] = (name, name)
    return found


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One figure a row, or a column a series."""
    found = _layout(source, plan.sheet)
    if found is None:
        raise DataError(
            f"{source.name} lacks a country code, a time or a series with its value. Download it again."
        )
    there = {role: " ".join(name.split()) for role, name in found.there.items()}
    columns = tuple(found.series) or (there["value"],)
    needs = (found.there["code"], found.there["when"])
    table = source.table(needs, columns, plan.sheet, missing=("..", "NA"))
    code = table.text(there["code"])
    none = code.where(lambda text: not text.strip())
    names = table.text(there["name"]) if "name" in there else constant("", len(table))
    place = draft.places.codes(code, "iso3", choose(none, constant("", len(table)), names))
    when = table.text(there["when"]).map(lambda text: period(text.strip().removeprefix("YR")))
    sift = Sift(draft, table)
    sift.aside(
        "no_place", none, "Rows without a country code: notes below the table, or groups of countries."
    )
    guard.no_period(sift, when)
    wide = Wide(draft, table, {name: name for name in columns})
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    cells = wide.cells(sift)
    if found.series:
        titles = cells.label.map(lambda name: found.series.get(name, ("", ""))[0])
        ids = cells.label.map(lambda name: found.series.get(name, ("", ""))[1])
    else:
        ids = cells.spread(table.text(there["id"]))
        titles = cells.spread(table.text(there["series"])) if "series" in there else ids
    _indicators.add_indicators(draft, cells, cells.spread(when), cells.spread(place), titles, note=ids)
    told = titles.take(cells.sift.kept).used() if len(titles) else []
    if len(told) == 1:
        draft.title = told[0]


PROFILES = (
    Profile(
        "worldbank_long",
        "World Bank, indicators (a row a year)",
        recognise,
        read,
        publisher="World Bank",
        url="data.worldbank.org",
        licence="CC BY 4.0",
    ),
)
