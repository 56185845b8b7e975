"""Tables below the charts of iea.org: one figure of one country by source, product or sector.

Data browser: two lines of source and licence (older files: none), then a column of years without a title, a column
for each source or sector, and `Units`; what the figures are and whose stands in the file's name alone: "Total final
consumption (TFC) by source - Australia.csv", "Natural gas imports vs. exports - Italy.csv". Country pages: `total
energy supply in China, Value, Year, Units`, one row a source and year.
Source of the layouts: the files that github.com/shanewhi/world-energy-data keeps, and code in public repositories
that reads those of the country pages.
Traps: exports are negative; a sum over sources stands nowhere; a sector is no commodity.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._titles import head_of
from dependency_explorer.data.raw import Floats, RawColumn, constant
from dependency_explorer.data.units import canonical

_UNITS, _LONG = ("Units",), ("Value", "Year", "Units")
_MARKS = PLAIN.also("x", "c", "..")
_COPY = re.compile(r"[ _]*\(\d+\)$|^iea[ _]+|^International Energy Agency - ", re.IGNORECASE)
_WHOSE = re.compile(r"(?P<what>.+)( - | in )(?P<place>.+)")
_BY_SECTOR = re.compile(r"\bby sector\b", re.IGNORECASE)
_TOTAL = "total_energy"


@dataclass(frozen=True, slots=True)
class _Kind:
    """item: of balances; empty where the columns are imports and exports. goods: what all figures are of; empty where
    the columns are goods. sectors: the columns are sectors, which become parts of the item."""

    item: str
    goods: str = ""
    sectors: bool = False
    power: bool = False


def _kind(what: str) -> _Kind | None:
    """What a chart shows, by its title; None where it is no amount that is known here."""
    low = what.casefold()
    sectors = _BY_SECTOR.search(low) is not None
    if traded := re.match(r"(?P<goods>.+?) imports? (vs\.?|and) exports?", low):
        return _Kind("", _energy.slug(traded["goods"]))
    if re.search(r"total (primary )?energy supply|\btes\b", low):
        return _Kind("supply")
    if low.startswith("co2 emissions") and (sectors or "source" in low):
        return _Kind("emissions", _TOTAL if sectors else "", sectors)
    if re.search(r"total final (energy )?consumption|\btfc\b", low):
        return _Kind("sector_use" if sectors else "final_consumption", _TOTAL if sectors else "", sectors)
    if used := re.match(r"(?P<goods>.+?) (final )?consumption by (sector|product)", low):
        goods = _energy.slug(used["goods"])
        return _Kind("sector_use", goods, True) if sectors else _Kind("final_consumption")
    if low.startswith("electricity generation"):
        return _Kind("generation", power=True)
    if re.match(r"(domestic )?energy production|.+ production by (type|product|source)", low):
        return _Kind("production")
    return None


def _titles(source: Source, rows: Rows) -> tuple[str, str]:
    """What the chart shows, and the place; the second is empty where nothing names one."""
    header = find_header(rows, _LONG)
    first = next(iter(_beside(rows[header], _LONG)), "") if header is not None else ""
    for text in (first, source.stem):
        found = _WHOSE.fullmatch(_COPY.sub("", _COPY.sub("", text.strip())).strip())
        if found is not None:
            place = found["place"].strip()
            return found["what"].strip(), place if by_name(place) is not None else ""
    return _COPY.sub("", first or source.stem).strip(), ""


def recognise(source: Source) -> Recognition | None:
    """By its columns, with the line of the source or a title that is known."""
    if (rows := head_of(source, "text", "workbook")) is None:
        return None
    what, _ = _titles(source, rows)
    if find_header(rows, _LONG) is not None and _kind(what) is not None:
        return Recognition(0.93, f"It has Value, Year and Units of {shown(what, 60)}, as charts of the IEA.")
    start = find_header(rows, _UNITS)
    if start is None or not _is_wide(rows, start):
        return None
    said = any(cell.startswith("Source: IEA") for row in rows[:start] for cell in row[:1])
    if said or _kind(what) is not None:
        return Recognition(
            0.95 if said else 0.9, "It has years, sources or sectors, and Units, as charts of the IEA."
        )
    return None


def _beside(titles: Iterable[str], known: Collection[str]) -> list[str]:
    """The titles of a row that are none of those known, whatever their order."""
    return [text for title in titles if (text := title.strip().lstrip("\ufeff")) and text not in known]


def _is_wide(rows: Rows, start: int) -> bool:
    return _of_years(rows, start) is not None and bool(_beside(rows[start], (*_UNITS, "Year")))


def _of_years(rows: Rows, start: int) -> int | None:
    """Where the years stand: below no title, or "Year". Blank cells beside the titles are what a spreadsheet has
    left, and notes and totals may stand below a short table."""
    for index, title in enumerate(rows[start]):
        if title.strip().casefold().lstrip("\ufeff") in ("", "year"):
            below = [row[index].strip() for row in rows[start + 1 : start + 6] if index < len(row)]
            if below and re.fullmatch(r"(19|20)\d\d", below[0]):
                return index
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Either layout. Raises DataError where nothing says what the figures are, or whose."""
    rows = source.head_grid(plan.sheet)
    what, found = _titles(source, rows)
    kind = _kind(what)
    if kind is None:
        raise DataError(
            f"{source.name}: charts of the IEA say in the file's name alone what they show (“Total final consumption "
            f"(TFC) by source - Australia”), and {shown(what, 60)} is no amount that is known here. Give the file "
            "its name back, or read it as any table: --profile generic --set item=consumption --set place=AUS."
        )
    named = draft.constant("place", found, "the name of the file or its first title")
    if not named:
        raise DataError(
            f"{source.name}: it does not say whose figures these are. Give the place: --set place=AUS."
        )
    draft.decide("chart", f"The figures are {shown(what, 60)}, as the file's name or first title says.")
    draft.title = "IEA energy statistics"
    if find_header(rows, _LONG) is not None:
        table = source.table(_LONG, ("Value",), plan.sheet)
        figures = figures_of(draft, table, "Value", _MARKS)
        sift = Sift(draft, table, figures.numbers)
        when = table.text("Year").map(period)
        guard.no_period(sift, when)
        sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
        label = table.text(next(name for name in table.columns if name not in _LONG))
        _add(sift, kind, named, when, label, table.text("Units"), figures.numbers)
        return
    table = source.table(_UNITS, sheet=plan.sheet)
    start = find_header(rows, _UNITS) or 0
    at, titled = _of_years(rows, start) or 0, rows[start]
    time = list(table.columns)[at]
    # Columns without a title are blank.
    columns = [
        name
        for name, title in zip(table.columns, titled, strict=False)
        if title.strip() and name not in (time, *_UNITS)
    ]
    wide = _energy.Wide(draft, table, {name: name for name in columns}, _MARKS)
    sift = Sift(draft, table, wide.weight)
    years = table.text(time).map(period)
    guard.no_period(sift, years)
    wide.without_figures(sift)
    cells = wide.cells(sift)
    units = cells.spread(table.text(_UNITS[0]))
    _add(cells.sift, kind, named, cells.spread(years), cells.label, units, cells.values)


def _add(
    sift: Sift,
    kind: _Kind,
    named: str,
    when: RawColumn,
    label: RawColumn,
    unit: RawColumn,
    values: Floats,
) -> None:
    draft, size = sift.draft, len(values)
    place = constant(draft.places.code(named), size)
    if not kind.item:
        item = label.map(lambda text: text.strip().casefold())
        sift.aside(
            "direction", ~item.isin({"imports", "exports"}), "Figures that are neither imports nor exports."
        )
        turned = item.isin({"exports"}) & (values < 0)
        sift.note(
            "negative_exports", turned, "Exports are written as negative figures: their sign is turned."
        )
        values, goods = np.where(turned, -values, values), constant(kind.goods, size)
    elif kind.sectors:
        item = label.map(lambda text: f"{kind.item}:{_energy.slug(text)}")
        goods = constant(kind.goods, size)
    else:
        item = constant(kind.item, size)
        of = (lambda fuel: _energy.electricity_from(fuel)) if kind.power else str
        goods = label.map(lambda text: of(_energy.slug(text)))
    _energy.add_items(sift, when, place, goods, item, unit.map(lambda text: canonical(text.strip())), values)
    if kind.goods:
        draft.commodity(kind.goods, name=kind.goods.replace("_", " ").capitalize())
        return
    for text in label.used():
        fuel = _energy.slug(text)
        if kind.power:
            _energy.describe_electricity(draft, _energy.electricity_from(fuel), text)
        else:
            draft.commodity(fuel, name=text)


PROFILES = (
    Profile(
        "iea_charts",
        "International Energy Agency, data browser and country pages",
        recognise,
        read,
        publisher="International Energy Agency",
        url="iea.org/data-and-statistics/data-tools/energy-statistics-data-browser",
        licence="CC BY 4.0, as the files say",
    ),
)
