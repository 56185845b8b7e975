"""What the formats of UN Comtrade share: from reporter, partner and flow to exporter and importer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    RawColumn,
    RawTable,
    choose,
    constant,
    joined,
)
from dependency_explorer.data.units import factor, scaled

PUBLISHER = "United Nations Statistics Division"
URL = "comtradeplus.un.org"
LICENCE = (
    "UN Comtrade policy on use and re-dissemination: internal use free, bulk redistribution needs permission"
)

_OUTWARD = frozenset({"export", "part of exports", "re-export"})

NO_UNIT = frozenset({"", "n/a", "no quantity", "not available", "-1", "1", "0"})
_UNITS = {
    **dict.fromkeys(("8", "kg", "weight in kilograms"), "kg"),
    **dict.fromkeys(("7", "l", "volume in litres"), "l"),
    **dict.fromkeys(("12", "m³", "m3", "volume in cubic meters", "volume in cubic metres"), "m3"),
    **dict.fromkeys(("13", "carat", "weight in carats"), "carat"),
    # A thousand kilowatt-hours are a megawatt-hour.
    **dict.fromkeys(("3", "1000 kwh", "electrical energy in thousands of kilowatt-hours"), "MWh"),
    **dict.fromkeys(("2", "m²", "m2", "area in square metres"), "m2"),
    **dict.fromkeys(("4", "m", "length in metres"), "m"),
    **dict.fromkeys(("5", "u", "number of items"), "u"),
    **dict.fromkeys(("6", "2u", "number of pairs"), "pair"),
    **dict.fromkeys(("9", "1000u", "thousands of items"), "1000 u"),
    **dict.fromkeys(("10", "u (jeu/pack)", "number of packages"), "package"),
    **dict.fromkeys(("11", "12u", "dozen of items"), "dozen"),
    "tj": "TJ",
    "t": "t",
    "1000 kg": "t",
    "g": "g",
    "bbl": "bbl",
}
"""Units of supplementary quantities by code, abbreviation and name."""

TOTALS = frozenset({"TOTAL", "Total", "AG0", "all"})
"""Codes that contain all others."""


@dataclass(frozen=True)
class Reports:
    """The columns of a table of reports, whatever its dialect calls them.

    splits: decision, its column, the texts that mean "all of it", and what it is in words. estimated: "estimate"
    where the weight is one.
    """

    period: RawColumn
    reporter: RawColumn
    partner: RawColumn
    flow: RawColumn
    classification: RawColumn
    commodity: RawColumn
    commodity_name: RawColumn
    weight_kg: Floats
    quantity: Floats
    quantity_unit: RawColumn
    value: Floats
    estimated: RawColumn
    splits: tuple[tuple[str, RawColumn, frozenset[str], str], ...] = ()


def hs_code(text: str) -> str:
    """A commodity code as text: chapter 1 is 01, and 10111 is 010111, for numbers lose their leading zeros."""
    code = text.strip().lstrip("'")
    return f"0{code}" if code.isdecimal() and len(code) in (1, 3, 5) else code


def is_harmonized(classification: str) -> bool:
    """Whether a classification is the Harmonized System (H0 to H6, HS), or is not stated."""
    return classification.strip().upper()[:1] in ("", "H")


def flows(draft: Draft, sift: Sift, table: RawTable, reports: Reports) -> None:
    """Make the flows of reports."""
    sift.weigh(np.nan_to_num(reports.value))
    flow = reports.flow.map(flow_named)
    sift.aside("other_flow", flow.isin({""}), "Rows whose trade flow is neither export nor import.")
    when = reports.period.map(period)
    guard.no_period(sift, when)
    guard.nowhere(sift, reports.reporter, reports.partner)
    guard.identical(sift)
    code = joined(reports.commodity, reports.classification, _commodity)
    outward = flow.isin(_OUTWARD)
    one_flow = (when, reports.reporter, reports.partner, code)
    guard.split(
        sift,
        "part_of_flow",
        flow,
        {"export", "import", "re-export", "re-import"},
        (*one_flow, flow.map(lambda text: "export" if text in _OUTWARD else "import")),
        "kind of export or import (domestic exports, goods for processing)",
    )
    again = flow.isin({"re-export", "re-import"})
    guard.reexports(sift, again)
    for key, column, totals, what in reports.splits:
        guard.split(sift, key, column, totals, (*one_flow, flow), what)
    _classifications(sift, reports.classification, (*one_flow, flow))
    exporter = choose(outward, reports.reporter, reports.partner)
    importer = choose(outward, reports.partner, reports.reporter)
    guard.same_place(sift, exporter, importer, (when, flow, code))
    guard.aggregates(sift, reports.reporter, reports.partner)
    guard.world(sift, exporter, importer)
    above = code_levels.by_prefix(code.used(), TOTALS)
    inside = code_levels.levels(
        sift, code, above, (when, exporter, importer, flow), reports.value, "commodity code"
    )
    guard.unknown_partner(sift, exporter, importer)
    quantity, unit = amounts(sift, reports, code)
    guard.no_figure(sift, quantity, reports.value)
    guard.against_world(sift, reports.partner, (when, reports.reporter, flow, code), reports.value)
    size = len(table)
    weighed = ~np.isnan(quantity)
    columns: dict[str, RawColumn | str] = {
        "period": when,
        "exporter": exporter,
        "importer": importer,
        "commodity": code,
        "unit": unit,
        "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
        "quality": choose(weighed, reports.estimated, constant("", size)),
        "source_id": "source",
    }
    figures = {"quantity": quantity, "value_usd": reports.value}
    describe(draft, sift, code, reports, inside)
    _tell_reports(sift, outward)
    kept_again = sift.kept & again
    if kept_again.any() and (sift.kept & ~again).any():
        # Beside the exports that contain them they are shown and never summed.
        beside, sift = sift.part(again), sift.part(~again)
        guard.emit(beside, {**columns, "quality": "alt", "note": flow}, figures)
    guard.emit(sift, columns, figures)


def _commodity(code: str, classification: str) -> str:
    # Only the Harmonized System pads with zeros; 3 is a section of the SITC.
    return hs_code(code) if is_harmonized(classification) else code.strip()


def _classifications(sift: Sift, classification: RawColumn, others: tuple[RawColumn, ...]) -> None:
    """One flow under several editions of a classification: the newest is kept."""
    editions = sorted({text.strip() for text in classification.values})
    if len(editions) < 2:
        return
    rank = np.array([editions.index(text.strip()) for text in classification.values])[classification.codes]
    _, group = numbered(guard.keys(*others))
    newest = np.zeros(int(group.max()) + 1 if len(group) else 1, np.int64)
    np.maximum.at(newest, group[sift.kept], rank[sift.kept])
    sift.aside(
        "classification",
        rank < newest[group],
        "The same flow stands in several editions of the classification (H4, H5): the newest is kept.",
        keep="Count each of them",
    )


def _tell_reports(sift: Sift, outward: Flags) -> None:
    kept_out, kept_in = bool((sift.kept & outward).any()), bool((sift.kept & ~outward).any())
    if kept_out and kept_in:
        sift.note(
            "mirror",
            np.ones(len(outward), bool),
            "Exports and imports are two reports of the same trade (FOB and CIF): each row says whose report it "
            "is, and only one of the two counts in a sum.",
        )


def amounts(sift: Sift, reports: Reports, code: RawColumn) -> tuple[Floats, RawColumn]:
    """The physical quantity and its unit, one unit for each commodity.

    Net weight in kg where a commodity is mostly weighed, else the supplementary quantity in the unit that most of
    its rows have (electricity in MWh). A weight of 0 or -1 beside a value is missing, not nothing.
    """
    size = len(reports.value)
    weight = np.where(reports.weight_kg <= 0, np.nan, reports.weight_kg)
    unit = reports.quantity_unit.map(_unit)
    other = np.where((reports.quantity <= 0) | unit.isin({""}), np.nan, reports.quantity)
    for name in unit.used():
        ratio = factor(name, "kg") if name else None
        if ratio is not None:
            rows = unit.isin({name})
            weight = np.where(rows & np.isnan(weight), scaled(other, ratio), weight)
            other = np.where(rows, np.nan, other)
    sift.note(
        "weight_missing",
        np.isnan(weight) & (reports.value > 0),
        "Net weight is missing or 0 beside a value: the quantity is missing, not zero (or told in another unit).",
    )
    empty = constant("", size)
    counted_otherwise = _counted_otherwise(sift.kept, code, unit, np.isnan(weight), np.isnan(other))
    if not counted_otherwise:
        return weight, choose(np.isnan(weight), empty, constant("kg", size))
    wanted = code.map(lambda text: counted_otherwise.get(text, "kg"))
    same = joined(wanted, unit, lambda one, two: "same" if one == two else "").isin({"same"})
    quantity = np.where(wanted.isin({"kg"}), weight, np.where(same, other, np.nan))
    sift.note(
        "other_unit",
        np.isnan(quantity) & ~(np.isnan(weight) & np.isnan(other)),
        "Quantities in another unit than most rows of the commodity are left out; their values stay.",
    )
    return quantity, choose(np.isnan(quantity), empty, wanted)


def _unit(text: str) -> str:
    written = " ".join(text.split())
    if written.casefold() in NO_UNIT:
        return ""
    known = _UNITS.get(written.casefold())
    return known or (f"unit {written} of UN Comtrade" if written.isdecimal() else written)


def _counted_otherwise(
    kept: Flags, code: RawColumn, unit: RawColumn, no_weight: Flags, no_other: Flags
) -> dict[str, str]:
    """The commodities that are mostly told in another unit than kg, and that unit."""
    if not (kept & no_weight & ~no_other).any():
        return {}
    weighed: dict[str, int] = {}
    for position, rows in enumerate(np.bincount(code.codes[kept & ~no_weight], minlength=len(code.values))):
        weighed[code.values[position]] = weighed.get(code.values[position], 0) + int(rows)
    both = joined(code, unit, lambda one, two: f"{one}\x1f{two}")
    others: dict[str, dict[str, int]] = {}
    for position, rows in enumerate(np.bincount(both.codes[kept & ~no_other], minlength=len(both.values))):
        if rows:
            id, _, name = both.values[position].partition("\x1f")
            units = others.setdefault(id, {})
            units[name] = units.get(name, 0) + int(rows)
    chosen = {id: max(sorted(units), key=lambda name: units[name]) for id, units in others.items()}
    return {id: name for id, name in chosen.items() if others[id][name] > weighed.get(id, 0)}


def describe(draft: Draft, sift: Sift, code: RawColumn, reports: Reports, inside: dict[str, str]) -> None:
    """Name the commodities of the rows that are left."""
    kept_codes = sift.left(code)
    if not len(kept_codes):
        return
    kept_names, kept_schemes = sift.left(reports.commodity_name), sift.left(reports.classification)
    _, first = np.unique(guard.keys(kept_codes), return_index=True)
    schemes: set[str] = set()
    for position in first.tolist():
        id = kept_codes.values[kept_codes.codes[position]]
        scheme = kept_schemes.values[kept_schemes.codes[position]].strip()
        schemes.add(scheme)
        draft.commodity(
            id,
            name=" ".join(kept_names.values[kept_names.codes[position]].split()),
            hs_codes=id[:6] if id.isdecimal() and is_harmonized(scheme) else "",
            part_of=inside.get(id, ""),
        )
    if len({is_harmonized(scheme) for scheme in schemes}) > 1:
        named = ", ".join(shown(scheme) for scheme in sorted(schemes)[:6]) + ", …" * (len(schemes) > 6)
        draft.found.add(
            "warning",
            f"{draft.file} mixes {counted(len(schemes), 'classification')} ({named}), in "
            "which one code means different goods. Download one classification at a time.",
        )


def numbers(table: RawTable, draft: Draft, *names: str) -> list[Floats]:
    """The columns of figures, NaN throughout where the table has no such column."""
    read = figures_together(draft, table, [name for name in names if name])
    nothing = np.full(len(table), np.nan)
    return [read[name].numbers if name else nothing for name in names]
