"""What the formats of UN Comtrade share: from reporter, partner and flow to exporter and importer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.raw import Floats, NumberColumn, RawColumn, RawTable, choose, constant

PUBLISHER = "United Nations Statistics Division"
URL = "comtradeplus.un.org"
LICENCE = (
    "UN Comtrade policy on use and re-dissemination: internal use free, bulk redistribution needs permission"
)

EXPORTS = frozenset({"x", "export", "exports", "2", "dx", "domestic export"})
IMPORTS = frozenset({"m", "import", "imports", "1", "fm", "foreign import"})
AGAIN = frozenset(
    {"rx", "re-export", "re-exports", "3", "rm", "re-import", "re-imports", "4", "re export", "re import"}
)
AGAIN_OUT = frozenset({"rx", "re-export", "re-exports", "3", "re export"})
NO_UNIT = frozenset({"", "n/a", "no quantity", "not available", "-1", "1"})
_UNITS = {
    "kg": "kg", "weight in kilograms": "kg", "8": "kg", "l": "l", "volume in litres": "l", "7": "l",
    "m³": "m3", "m3": "m3", "volume in cubic meters": "m3", "12": "m3", "carat": "carat", "9": "carat",
    "u": "u", "number of items": "u", "5": "u", "1000 kwh": "MWh",
    "electrical energy in thousands of kilowatt-hours": "MWh", "3": "MWh", "tj": "TJ", "t": "t",
}  # fmt: skip


@dataclass(frozen=True)
class Reports:
    """The columns of a table of reports, whatever its dialect calls them."""

    period: RawColumn
    reporter: RawColumn
    partner: RawColumn
    flow: RawColumn
    commodity: RawColumn
    commodity_name: RawColumn
    weight_kg: Floats
    quantity: Floats
    quantity_unit: RawColumn
    value: Floats
    estimated: RawColumn


def hs_code(text: str) -> str:
    """A commodity code as text: chapter 1 is 01, and 10111 is 010111, for numbers lose their leading zeros."""
    code = text.strip().lstrip("'")
    return f"0{code}" if code.isdigit() and len(code) in (1, 3, 5) else code


def flows(draft: Draft, sift: Sift, table: RawTable, reports: Reports) -> None:
    """Make the flows of reports, once the dialect's own rows are set aside."""
    flow = reports.flow.map(lambda text: text.strip().casefold())
    sift.weigh(np.where(np.isnan(reports.value), 0.0, reports.value))
    known = EXPORTS | IMPORTS | AGAIN
    sift.aside(
        "other_flow",
        ~flow.isin(known),
        "Rows whose trade flow is neither export nor import.",
    )
    guard.reexports(sift, flow.isin(AGAIN))
    outward = flow.isin(EXPORTS | AGAIN_OUT)
    exporter = choose(outward, reports.reporter, reports.partner)
    importer = choose(outward, reports.partner, reports.reporter)
    when = reports.period.map(period)
    sift.aside("no_period", when.isin({""}), "Rows without a period that can be read.")
    guard.nowhere(sift, exporter, importer)
    guard.identical(sift)
    guard.same_place(sift, exporter, importer)
    guard.aggregates(sift, reports.reporter, reports.partner)
    code = reports.commodity.map(hs_code)
    guard.world(sift, exporter, importer)
    tops = {"TOTAL", "Total", "AG2", "all"}
    inside = guard.levels(
        sift,
        code,
        guard.by_prefix(code.used(), tops),
        (when, exporter, importer, flow),
        reports.value,
        "commodity code",
    )
    guard.unknown_partner(sift, exporter, importer)
    quantity, unit = amounts(draft, sift, reports)
    guard.no_figure(sift, quantity, reports.value)
    size = len(table)
    guard.emit(
        sift,
        {
            "period": when,
            "exporter": exporter,
            "importer": importer,
            "commodity": code,
            "unit": unit,
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "quality": reports.estimated,
            "source_id": "source",
        },
        {"quantity": quantity, "value_usd": reports.value},
    )
    describe(draft, sift, code, reports.commodity_name, inside)
    both = {"exporter", "importer"} if outward.any() and (~outward).any() else set()
    if both:
        sift.note(
            "mirror",
            np.ones(len(table), bool),
            "Exports and imports are two reports of the same trade (FOB and CIF): each row says whose report it "
            "is, and only one of the two counts in a sum.",
        )


def amounts(draft: Draft, sift: Sift, reports: Reports) -> tuple[Floats, RawColumn]:
    """The physical quantity: net weight in kg where it is there, else the supplementary quantity in its unit.

    A weight of 0 beside a value is missing, not nothing.
    """
    size = len(reports.value)
    weight = np.where(reports.weight_kg <= 0, np.nan, reports.weight_kg)
    zero = (reports.weight_kg <= 0) & (reports.value > 0)
    unit = reports.quantity_unit.map(lambda text: _UNITS.get(text.strip().casefold(), text.strip()))
    none = reports.quantity_unit.where(lambda text: text.strip().casefold() in NO_UNIT)
    other = np.where(none | (reports.quantity <= 0), np.nan, reports.quantity)
    weighed = ~np.isnan(weight)
    sift.note(
        "weight_missing",
        zero | (np.isnan(reports.weight_kg) & (reports.value > 0)),
        "Net weight is missing or 0 beside a value: the quantity is missing, not zero (or told in another unit).",
    )
    quantity = np.where(weighed, weight, other)
    empty = constant("", size)
    units = choose(weighed, constant("kg", size), choose(~np.isnan(other), unit, empty))

    return quantity, units


def describe(draft: Draft, sift: Sift, code: RawColumn, name: RawColumn, inside: dict[str, str]) -> None:
    """Name the commodities of the rows that are left."""
    kept_codes, kept_names = sift.left(code), sift.left(name)
    if not len(kept_codes):
        return
    _, first = np.unique(guard.keys(kept_codes), return_index=True)
    for position in first.tolist():
        id = kept_codes.values[kept_codes.codes[position]]
        draft.commodity(
            id,
            name=" ".join(kept_names.values[kept_names.codes[position]].split()),
            hs_codes=id if id.isdigit() else "",
            part_of=inside.get(id, ""),
        )


def numbers(table: RawTable, draft: Draft, name: str) -> Floats:
    """A column of figures, NaN throughout where the table has no such column."""
    column = table.columns.get(name)
    if isinstance(column, NumberColumn):
        return column.numbers
    return draft.figures(table, name).numbers
