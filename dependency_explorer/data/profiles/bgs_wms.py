"""British Geological Survey, World Mineral Statistics: rows of its API (OGC features), as CSV or as GeoJSON.

28 or more columns whose order changes from file to file. `bgs_statistic_type_trans` says Production, Imports or
Exports; no partner is named, so trade is with the world. A commodity (`bgs_commodity_code`) may be told by
forms of it and by contents beside gross weight ("Spodumene" and "Spodumene (Li content)"), which repeat one
another and are kept as commodities of their own, never added. Traps: a year is a timestamp, "NA" is Namibia, a
quantity of 0 with the remark "Nil" is a zero, an empty one is not available, countries that are no more have no
code.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    RawBuilder,
    RawColumn,
    RawTable,
    choose,
    constant,
    joined,
)
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.workbook import cell_text

NEEDS = ("bgs_commodity_trans", "bgs_statistic_type_trans", "quantity", "year")
_UNITS = {
    "tonnes (metric)": "t", "tonnes": "t", "metric tonnes": "t", "kilograms": "kg", "thousand tonnes": "kt",
    "million cubic metres": "mcm", "thousand cubic metres": "1000 m3", "cubic metres": "m3", "carats": "ct",
    "troy ounces": "oz t", "million kilowatt hours": "GWh", "tonnes (metal content)": "t",
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By the columns of the API."""
    reason = "It has the columns bgs_commodity_trans and bgs_statistic_type_trans of the BGS API."
    if source.kind == "json":
        head = source.head_text[:20_000]
        return Recognition(0.97, reason) if all(f'"{name}"' in head for name in NEEDS) else None
    if source.kind not in ("text", "workbook") or find_header(source.head_grid(), NEEDS) is None:
        return None
    return Recognition(0.97, reason)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a country, commodity, statistic and year."""
    table = _features(source) if source.kind == "json" else source.table(NEEDS, sheet=plan.sheet)
    figure = figures_of(draft, table, "quantity")
    amount = figure.numbers
    sift = Sift(draft, table, amount)
    statistic = table.text("bgs_statistic_type_trans").map(lambda text: text.strip().casefold())
    known = statistic.isin({"production", "imports", "exports"})
    sift.aside("statistic", ~known, "Rows of another statistic than production, imports and exports.")
    when = table.text("year").map(lambda text: period(text)[:4])
    guard.no_period(sift, when, "year")
    sift.aside("no_figure", np.isnan(amount), "Rows without a figure (“not available”): missing, not zero.")
    place = draft.places.codes(table.text("country_iso3_code"), "iso3", table.text("country_trans"))
    sift.aside("no_place", place.isin({""}), "Rows without a country.")
    commodity = table.text("bgs_commodity_code")
    form, whole = table.text("bgs_sub_commodity_trans"), table.text("bgs_commodity_trans")
    name = joined(whole, form, lambda one, other: f"{one}: {other}" if other else one)
    commodity = choose(commodity.isin({""}), name, commodity)
    contents = form.where(lambda text: "content" in text.casefold())
    sift.note(
        "contents",
        contents,
        "Contents (of metal) beside the gross weight of the same ores: commodities of their own, never added to it.",
    )
    unit = table.text("units").map(lambda text: _UNITS.get(text.strip().casefold(), text.strip()))
    estimate = table.text("concat_figure_notes_text").map(
        lambda text: "estimate" if "estimate" in text.casefold() else "official"
    )
    shared: dict[str, RawColumn | str] = {
        "period": when,
        "commodity": commodity,
        "unit": unit,
        "quality": estimate,
        "source_id": "source",
        "note": table.text("concat_figure_notes_text").map(lambda text: text.replace("|", " ")),
    }
    produced = statistic.isin({"production"})
    production = sift.part(produced)
    if production.kept.any():
        guard.emit(
            production,
            {**shared, "place": place, "item": "production"},
            {"value": amount},
            same="Several rows of one country, commodity and year are summed.",
            table="balances",
            key=BALANCE_KEY,
        )
    trade = sift.part(~produced)
    if trade.kept.any():
        _trade(draft, trade, shared, place, statistic.isin({"exports"}), amount)
    for id, text in dict(zip(sift.left(commodity).texts(), sift.left(name).texts(), strict=True)).items():
        draft.commodity(id, name=text, group="minerals")


def _trade(
    draft: Draft,
    sift: Sift,
    shared: dict[str, RawColumn | str],
    place: RawColumn,
    out: Flags,
    amount: Floats,
) -> None:
    world = constant(WORLD, len(place))
    size = len(place)
    guard.world(sift, choose(out, place, world), choose(out, world, place))
    guard.emit(
        sift,
        {
            **shared,
            "exporter": choose(out, place, world),
            "importer": choose(out, world, place),
            "reported_by": choose(out, constant("exporter", size), constant("importer", size)),
        },
        {"quantity": amount},
        same="Several rows of one country, commodity and year are summed.",
    )


def _features(source: Source) -> RawTable:
    """The properties of the features of a GeoJSON answer, as a table."""
    value = source.json
    features = value.get("features") if isinstance(value, dict) else value
    rows = [one.get("properties", one) for one in features or () if isinstance(one, dict)]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{source.name} holds no features. The answer of the API may be empty: ask it again.")
    names = list(dict.fromkeys(str(name) for row in rows for name in row))
    builder = RawBuilder(source.name, names)
    rows = rows[: source.limit]
    builder.add([[cell_text(row.get(name)) for name in names] for row in rows], range(1, len(rows) + 1))
    return builder.table()


PROFILES = (
    Profile(
        "bgs_wms",
        "British Geological Survey, World Mineral Statistics",
        recognise,
        read,
        publisher="British Geological Survey",
        url="bgs.ac.uk/mineralsuk/statistics",
        licence="BGS World Mineral Statistics terms: use with acknowledgement (British Geological Survey © UKRI)",
    ),
)
