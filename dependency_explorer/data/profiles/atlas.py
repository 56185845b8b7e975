"""Harvard Growth Lab's Atlas of Economic Complexity: bilateral trade, and rankings, which are no trade.

Bilateral downloads tell of one country and partner what it exported to and imported from it, in US dollars,
reconciled from both reports: the import of one is the export of the other, so that each flow is told twice where both
countries are in the file. Column names differ by edition (location_code, country_iso3_code, origin). Files by country
and product have no partner. Rankings (`ECI Rank 2018`) are an index of a country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._comtrade import hs_code
from dependency_explorer.data.raw import RawColumn, RawTable, constant, stacked
from dependency_explorer.data.schema import WORLD

_ROLES = {
    "place": ("country_iso3_code", "location_code", "origin"),
    "partner": ("partner_iso3_code", "partner_code", "dest"),
    "product": (
        "product_hs92_code", "product_hs12_code", "product_hs22_code", "product_sitc_code", "hs_product_code",
        "sitc_product_code", "hs92", "hs96", "hs02", "hs07", "hs12", "sitc",
    ),
    "name": ("product_name", "hs_product_name_short_en", "sitc_product_name_short_en"),
    "out": ("export_value", "export_val"),
    "into": ("import_value", "import_val"),
    "year": ("year",),
}  # fmt: skip
_INDEX = re.compile(r"(ECI|COI|PCI|Complexity Outlook)( Rank(ing)?)?( \d{4})?", re.IGNORECASE)


def recognise_trade(source: Source) -> Recognition | None:
    """By a place, a year and export and import values under the Atlas's names."""
    header = _header(source)
    there = _columns(header)
    if not {"place", "year", "out", "into"} <= there.keys() or not {"partner", "product"} & there.keys():
        return None
    return Recognition(
        0.93,
        f"It has {there['place']}, {there['out']} and {there['into']} of the Atlas of Economic Complexity.",
    )


def recognise_index(source: Source) -> Recognition | None:
    """By columns of complexity rankings."""
    header = _header(source)
    if {"out", "into"} & _columns(header).keys() or sum(bool(_INDEX.fullmatch(cell)) for cell in header) < 2:
        return None
    return Recognition(0.93, "It has the indices ECI and COI of the Atlas of Economic Complexity.")


def refuse_index(source: Source, plan: Plan, draft: Draft) -> None:
    """Say what the rankings are."""
    raise DataError(
        f"{source.name} ranks countries by economic complexity (ECI, COI): an index, and neither trade nor a figure "
        "of energy or minerals, so there is nothing in it to show. Download the Atlas's bilateral trade instead."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Exports and imports of one country with one partner a row."""
    there = _columns(_header(source))
    needs = [there[role] for role in ("place", "year", "out", "into") if role in there]
    if len(needs) < 4:
        raise DataError(f"{source.name} lacks columns of the Atlas (place, year, export and import value).")
    table = source.table(needs, (there["out"], there["into"]), plan.sheet, together=True)
    size = len(table)
    figures = figures_together(draft, table, (there["out"], there["into"]))
    out, into = figures[there["out"]].numbers, figures[there["into"]].numbers
    place = draft.places.codes(table.text(there["place"]))
    world = constant(WORLD, size)
    partner = draft.places.codes(table.text(there["partner"])) if "partner" in there else world
    product = _products(draft, table, there)
    when = table.text(there["year"]).map(period)
    sift = Sift(draft, table, np.nansum([np.abs(out), np.abs(into)], axis=0))
    guard.no_period(sift, when)
    guard.nowhere(sift, place, partner)
    guard.no_figure(sift, out, into)
    guard.same_place(sift, place, partner, (when, product))
    guard.world(sift, place, partner)
    guard.unknown_partner(sift, place, partner)
    # Exports first, then imports: an import that is an export of the other country is told already.
    twice = np.concatenate([np.arange(size), np.arange(size)])
    both = Sift(draft, RawTable(table.file, {}, table.rows[twice]), count=False)
    values = np.concatenate([out, into])
    exporter, importer = _below(place, partner), _below(partner, place)
    columns: dict[str, RawColumn | str] = {
        "period": when.take(twice),
        "exporter": exporter,
        "importer": importer,
        "commodity": product.take(twice),
        "reported_by": "reconciled",
        "source_id": "source",
    }
    both.kept = np.concatenate([sift.kept, sift.kept]) & (np.nan_to_num(values) != 0)
    flow = guard.keys(*(one for one in columns.values() if isinstance(one, RawColumn)))
    told = both.kept.copy()
    told[size:] = False
    again = both.kept & np.isin(flow, flow[told])
    again[:size] = False
    both.weigh(values)
    both.note(
        "mirror",
        again,
        "The import of one country is the export of the other, reconciled to one figure: it is told once.",
    )
    both.kept = both.kept & ~again
    guard.emit(both, columns, {"value_usd": values})


def _below(one: RawColumn, other: RawColumn) -> RawColumn:
    column = stacked([one, other])
    assert isinstance(column, RawColumn)
    return column


def _products(draft: Draft, table: RawTable, there: dict[str, str]) -> RawColumn:
    if "product" not in there:
        draft.commodity("TOTAL", name="All products")
        return constant("TOTAL", len(table))
    harmonized = "hs" in there["product"]
    product = table.text(there["product"]).map(hs_code if harmonized else str.strip)
    names: dict[str, str] = {}
    if "name" in there:
        name = table.text(there["name"])
        _, first = np.unique(guard.keys(product), return_index=True)
        names = {product.values[product.codes[i]]: name.values[name.codes[i]] for i in first.tolist()}
    for id in product.used():
        draft.commodity(id, name=names.get(id, ""), hs_codes=id if harmonized and id.isdecimal() else "")
    return product


def _header(source: Source) -> Sequence[str]:
    if source.kind == "parquet":
        return source.parquet_names
    if source.kind not in ("text", "workbook"):
        return ()
    rows = source.head_grid()
    start = find_header(rows, ())
    return rows[start] if start is not None else ()


def _columns(header: Sequence[str]) -> dict[str, str]:
    known = {name.strip().casefold(): name for name in reversed(header)}
    found = {}
    for role, names in _ROLES.items():
        name = next((known[name] for name in names if name in known), None)
        if name is not None:
            found[role] = name
    return found


_PUBLISHER = "The Growth Lab at Harvard University"
_LICENCE = "CC BY-NC-SA 4.0"
PROFILES = (
    Profile(
        "atlas_trade",
        "Atlas of Economic Complexity, trade",
        recognise_trade,
        read,
        publisher=_PUBLISHER,
        url="atlas.hks.harvard.edu",
        licence=_LICENCE,
    ),
    Profile(
        "atlas_complexity",
        "Atlas of Economic Complexity, rankings",
        recognise_index,
        refuse_index,
        publisher=_PUBLISHER,
        url="atlas.hks.harvard.edu",
        licence=_LICENCE,
    ),
)
