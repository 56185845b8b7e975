"""Chatham House's resourcetrade.earth: a workbook whose sheet Trades has one flow a row.

`Exporter ISO3, Exporter, Importer ISO3, Importer, Resource, Year, Value (1000USD), Weight (1000kg)`, reconciled
from both reports by its makers.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles._energy import slug
from dependency_explorer.data.raw import RawColumn, RawTable
from dependency_explorer.data.units import scaled

_VALUE, _WEIGHT = "Value (1000USD)", "Weight (1000kg)"
NEEDS = ("Exporter", "Importer", "Resource", "Year", _VALUE)
_SHEET = "Trades"


def recognise(source: Source) -> Recognition | None:
    """By exporter, importer, resource and a value in thousand US dollars."""
    if (
        source.kind not in ("text", "workbook")
        or find_header(source.head_grid(_sheet(source)), NEEDS) is None
    ):
        return None
    return Recognition(
        0.97, "It has Exporter, Importer, Resource and Value (1000USD) of resourcetrade.earth."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow a row."""
    table = source.table(NEEDS, (_VALUE, _WEIGHT), plan.sheet or _sheet(source))
    figures = figures_together(draft, table, (_VALUE, _WEIGHT))
    value, weight = scaled(figures[_VALUE].numbers, 1000.0), figures[_WEIGHT].numbers
    sift = Sift(draft, table, value)
    exporter, importer = _places(draft, table, "Exporter"), _places(draft, table, "Importer")
    when = table.text("Year").map(period)
    resource = table.text("Resource").map(lambda text: " ".join(text.split()))
    guard.no_period(sift, when)
    guard.nowhere(sift, exporter, importer)
    guard.no_figure(sift, value, weight)
    guard.same_place(sift, exporter, importer, (when, resource))
    guard.aggregates(sift, exporter, importer)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, exporter, importer)
    missing = (weight <= 0) & (value > 0)
    sift.note("weight_missing", missing, "A weight of 0 beside a value is missing, not zero.")
    draft.decide(
        "units", "Values are told in thousand US dollars (times 1 000), weights in tonnes.", len(table)
    )
    for name in sift.left(resource).used():
        draft.commodity(slug(name), name=name)
    guard.emit(
        sift,
        {
            "period": when,
            "exporter": exporter,
            "importer": importer,
            "commodity": resource.map(slug),
            "unit": "t",
            "reported_by": "reconciled",
            "source_id": "source",
        },
        {"quantity": np.where(missing, np.nan, weight), "value_usd": value},
    )


def _sheet(source: Source) -> str:
    return _SHEET if source.kind == "workbook" and _SHEET in source.sheets else ""


def _places(draft: Draft, table: RawTable, which: str) -> RawColumn:
    if f"{which} ISO3" in table:
        return draft.places.codes(table.text(f"{which} ISO3"), "iso3", table.text(which))
    return draft.places.codes(table.text(which), "name")


PROFILES = (
    Profile(
        "resourcetrade",
        "Chatham House, resourcetrade.earth",
        recognise,
        read,
        publisher="Chatham House",
        url="resourcetrade.earth",
        licence="Chatham House terms, attribution; from UN Comtrade",
    ),
)
