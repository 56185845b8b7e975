"""EIA's petroleum imports and exports by country, as version 2 of its API answers (petroleum/move/impcus, expc).

`period, duoarea, area-name, product, product-name, process, process-name, series, series-description, value, units`,
CSV or JSON. The country stands in the description: "U.S. Imports from Canada of Crude Oil (Thousand Barrels)".
Traps: each figure in barrels and in barrels a day; PAD districts, OPEC and the Persian Gulf beside the United States
and the countries; the row without a country is the total over partners; weekly rates are of no month.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import day, period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _eia, _energy
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import choose, constant
from dependency_explorer.data.schema import WORLD

NEEDS = ("period", "duoarea", "product-name", "series-description", "value", "units")
_TOLD = re.compile(
    r"(?P<area>.*?)\s*\b(?P<way>imports|exports)\b(\s+by \w+)?(\s+(from|to)\s+(?P<place>.+?))?\s+of\s+.*",
    re.IGNORECASE,
)
_GROUP = re.compile(r"OPEC|Persian Gulf|Countries", re.IGNORECASE)
_UNITS = {"MBBL": "kbbl", "MBBL/D": "kbd"}


def recognise(source: Source) -> Recognition | None:
    """By duoarea and series-description, with imports or exports in it."""
    if source.kind not in ("text", "json"):
        return None
    rows = source.head_grid()
    start = find_header(rows[:5], NEEDS)
    if start is None:
        return None
    index = [cell.strip().casefold() for cell in rows[start]].index("series-description")
    if not any(len(row) > index and _TOLD.fullmatch(row[index].strip()) for row in rows[start + 1 :]):
        return None
    return Recognition(
        0.97, "It has duoarea and series-description of EIA's service, with imports or exports by country."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a series and period."""
    table = source.table(NEEDS, ("value",))
    column = _energy.columns(table, *NEEDS)
    figures = figures_of(draft, table, column["value"], _eia.MARKS)
    sift = Sift(draft, table)
    told = table.text(column["series-description"]).map(lambda text: text.strip())
    when = table.text(column["period"]).map(period)
    guard.no_period(sift, when)
    sift.aside(
        "weeks",
        table.text(column["period"]).where(lambda text: bool(day(text))),
        "Figures of weeks: a week may lie in two months. Download the monthly or annual figures.",
    )
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    sift.aside(
        "other_series",
        told.where(lambda text: not _TOLD.fullmatch(text)),
        "Series that are no imports or exports.",
    )
    sift.aside(
        "districts",
        told.where(lambda text: _part(text, "area") not in ("U.S.", "")),
        "Imports and exports of PAD districts repeat those of the United States.",
    )
    sift.aside(
        "aggregates",
        told.where(lambda text: bool(_GROUP.search(_part(text, "place")))),
        "Groups of countries (OPEC, the Persian Gulf) repeat what the rows of the countries hold.",
    )
    partner = told.map(
        lambda text: draft.places.code(_part(text, "place"), "name") if _part(text, "place") else WORLD
    )
    outward = told.where(lambda text: _part(text, "way").casefold() == "exports")
    here = constant(draft.places.code("USA"), len(table))
    exporter, importer = choose(outward, here, partner), choose(outward, partner, here)
    guard.world(sift, exporter, importer)
    written = table.text(column["product-name"])
    product, unit = written.map(_energy.slug), table.text(column["units"]).map(str.strip)
    way = told.map(lambda text: _part(text, "way").casefold())
    one_unit(sift, unit, (product, way), (partner, when), ("MBBL", "MBBL/D"))
    values, unit = _energy.amounts(sift, figures.numbers, unit.map(lambda text: _UNITS.get(text, text)), when)
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": product, "unit": unit,
            "reported_by": choose(outward, constant("exporter", len(table)), constant("importer", len(table))),
            "quality": figures.quality, "source_id": "source",
        },
        {"quantity": values},
    )  # fmt: skip
    for text in sift.left(written).used():
        draft.commodity(_energy.slug(text), name=text.strip())
    draft.title = "U.S. petroleum imports and exports"


def _part(text: str, name: str) -> str:
    found = _TOLD.fullmatch(text)
    return (found[name] or "").strip() if found else ""


PROFILES = (
    Profile(
        "eia_petroleum_moves",
        "U.S. Energy Information Administration, petroleum imports and exports (API)",
        recognise,
        read,
        publisher=_eia.PUBLISHER,
        url="eia.gov/opendata",
        licence=_eia.LICENCE,
    ),
)
