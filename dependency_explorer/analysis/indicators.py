"""Indicators of dependence of a place in a commodity, each with its unit, note and sources."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.concentration import (
    effective_suppliers,
    hhi,
    iea_days,
    import_dependency,
    n_minus_1,
    normalised_hhi,
    residual_supply_index,
    shannon,
    supplier_concentration_index,
)
from dependency_explorer.analysis.cover import days_of_cover
from dependency_explorer.analysis.inquiry import Indicator, Inquiry, figure_of, inquiry, mean_notes
from dependency_explorer.analysis.partners import PartnerShares, partner_shares
from dependency_explorer.analysis.periods import spread
from dependency_explorer.analysis.question import Question, Side
from dependency_explorer.analysis.reports import Reports
from dependency_explorer.analysis.spans import span_of
from dependency_explorer.analysis.supply import Rows, Supply, supply
from dependency_explorer.analysis.trade import less_itself, trade
from dependency_explorer.data.problems import counted

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

__all__ = [
    "Indicator",
    "effective_suppliers",
    "hhi",
    "iea_days",
    "import_dependency",
    "indicators",
    "n_minus_1",
    "normalised_hhi",
    "residual_supply_index",
    "shannon",
    "supplier_concentration_index",
]


def indicators(
    dataset: Dataset, place: str, commodity: str, period: str, reports: Reports = "reconciled"
) -> tuple[Indicator, ...]:
    """All indicators of a place in a commodity for a year, a month, or a range "A:B" of either.

    reports: whose reports of the flows count; balances are the same under all. A side that did not report leaves
    the flows unknown, and the note says so.

    Over a range amounts are means a year (or month) and ratios are of sums, over the years that are known by all
    their months; the note names them ("mean of 3 of 5 years") and those left out. Where no year is whole, amounts
    are sums of the months that are known, and the note says which. Raises DataError for a period that is none.
    """
    asked = inquiry(dataset, place, commodity, period, reports)
    available = supply(asked.dataset, place, commodity, asked.periods, asked.step, asked.every, asked.loaded)
    suppliers = _shares(asked, "imports")
    buyers = _shares(asked, "exports")
    found = (
        _traded(asked, "imports"),
        _traded(asked, "exports"),
        _balanced(asked, "production", ("production", "generation")),
        _balanced(asked, "consumption", ("consumption",)),
        _gross_available(asked, available),
        _dependency(asked, available),
        *_concentration(asked, suppliers, "top_supplier", "top_share"),
        *_more_concentration(asked, suppliers),
        days_of_cover(asked, available),
        *_concentration(asked, buyers, "top_buyer", "top_buyer_share"),
    )
    return tuple(
        replace(row, note=f"{row.note} {asked.whose}".strip()) if asked.whose and _of_flows(row) else row
        for row in found
    )


def _of_flows(row: Indicator) -> bool:
    """Whether flows stand behind an indicator, or would if they were known."""
    balances_alone = row.indicator in ("production", "consumption", "days_of_cover")
    return not balances_alone or any(table == "flows" for table, _ in row.rows)


def _value_note(asked: Inquiry) -> str:
    return (
        f"{asked.dataset.commodity_name(asked.commodity)} carries only values."
        if asked.measure == "value"
        else ""
    )


def _traded(asked: Inquiry, side: Side) -> Indicator:
    everything = trade(asked.dataset, asked.place, asked.commodity, side, asked.measure, asked.step)
    known, span = everything.during(asked.first, asked.last).whole()
    if not span.periods:
        elsewhere = f"; {asked.loaded} are {spread(everything.periods)}" if everything.periods else ""
        note = f"No {side} of {asked.name} are {asked.loaded} for {asked.when}{elsewhere}."
        return asked.indicator(side, None, asked.unit, [note])
    derived = known.links.total_computed(side, asked.measure)[known.chosen]
    computed = spread({known.links.periods[code] for code in known.period[derived].tolist()})
    sources, rows = known.links.behind(known.chosen)
    return asked.indicator(
        side,
        float(known.amount.sum()) / span.divisor,
        asked.unit,
        [
            _value_note(asked),
            *mean_notes(asked, span),
            less_itself(asked.dataset, known),
            f"Computed or estimated: {computed}." if computed else "",
        ],
        sources,
        tuple(("flows", row) for row in rows),
        span,
    )


def _balanced(asked: Inquiry, name: str, wanted: tuple[str, ...]) -> Indicator:
    """An amount from the balances: the first of the items that has a figure, period by period."""
    known = {
        period: figure
        for period in asked.periods
        if (figure := next((f for item in wanted if (f := figure_of(asked, item, period))), None)) is not None
    }
    span = span_of({period: figure.months for period, figure in known.items()})
    found = [known[period] for period in span.periods]
    units = {figure.unit for figure in found}
    if len(units) != 1:
        why = f"in one unit ({', '.join(sorted(units))})" if units else "at all"
        note = f"No {name} of {asked.name} is loaded for {asked.when} {why}.".replace(" at all", "")
        return asked.indicator(name, None, asked.unit, [note])
    notes = mean_notes(asked, span)
    notes += [f"{figure.period}: {figure.note}." for figure in found if figure.note]
    items = sorted({figure.item for figure in found} - {name})
    notes += [f"Counted is {item}." for item in items]
    notes += [f"{figure.period} is {figure.quality}." for figure in found if figure.quality not in _PUBLISHED]
    return asked.indicator(
        name,
        sum(figure.value for figure in found) / span.divisor,
        units.pop(),
        notes,
        (source for figure in found for source in figure.sources),
        tuple(("balances", row) for figure in found for row in figure.rows),
        span,
    )


_PUBLISHED = {"", "official", "reported"}


def _gross_available(asked: Inquiry, available: Supply) -> Indicator:
    if not available.periods:
        return asked.indicator("gross_available", None, asked.unit, _why_not(asked, available))
    notes = ["Production + imports − exports.", *_supply_notes(asked, available)]
    if available.total("gross_available") < 0:
        notes.append(
            "Negative: exports exceed production and imports, so the production loaded is incomplete."
        )
    return asked.indicator(
        "gross_available",
        available.total("gross_available") / available.span.divisor,
        asked.unit,
        notes,
        available.sources,
        available.rows,
        available.span,
    )


def _supply_notes(asked: Inquiry, available: Supply) -> list[str]:
    notes = [*mean_notes(asked, available.span), *available.notes]
    if len(asked.periods) > 1:
        notes += [f"{reason}." for reason in available.reasons]
    return notes


def _why_not(asked: Inquiry, available: Supply) -> list[str]:
    """Why gross available energy cannot be told."""
    if asked.measure == "value":
        name = asked.dataset.commodity_name(asked.commodity)
        return [f"{name} carries only values; production and trade cannot be set against each other."]
    return [f"Not known: {reason}." for reason in available.reasons]


def _dependency(asked: Inquiry, available: Supply) -> Indicator:
    gross = available.total("gross_available")
    if not available.periods:
        return asked.indicator("import_dependency", None, "1", _why_not(asked, available))
    divisor = "(imports − exports) / gross available (production + imports − exports)."
    if gross <= 0:
        note = "Not known: exports reach production and imports together, so the production is incomplete."
        return asked.indicator(
            "import_dependency", None, "1", [divisor, note], available.sources, available.rows
        )
    value = import_dependency(available.total("imports"), available.total("exports"), gross)
    notes = [divisor, *_supply_notes(asked, available)]
    if available.total("production") == 0:
        notes.append("Own production is a published zero.")
    return asked.indicator(
        "import_dependency", value, "1", notes, available.sources, available.rows, available.span
    )


def _shares(asked: Inquiry, side: Side) -> PartnerShares:
    question = Question(asked.place, (asked.commodity,), asked.first, asked.last, asked.measure, side)
    shares = partner_shares(asked.dataset, question, asked.commodity)
    return replace(shares, notes=(_value_note(asked), *shares.notes)) if asked.measure == "value" else shares


def _concentration(asked: Inquiry, shares: PartnerShares, top: str, share: str) -> list[Indicator]:
    """Largest partner, its share, HHI, normalised HHI and effective number of partners."""
    buying = shares.side == "exports"
    names = ("export_hhi", "normalised_export_hhi", "effective_buyers") if buying else _SUPPLIER_NAMES
    units = {top: "", share: "1", **dict.fromkeys(names, "1")}
    rows: Rows = tuple(("flows", row) for row in shares.source_rows)
    if shares.hhi is None:
        note = _unnamed_note(asked, shares)
        return [asked.indicator(name, None, unit, [note]) for name, unit in units.items()]
    fractions = [row.share for row in shares.named]
    largest = shares.named[0]
    lead = largest.share - (fractions[1] if len(fractions) > 1 else 0.0)
    doubt = ""
    if shares.unstated_share > lead:
        doubt = "The part whose partner is not stated is larger than the lead: another partner may be the largest."
    elif level := [row.name for row in shares.named[1:] if math.isclose(row.share, largest.share)]:
        doubt = f"As large: {', '.join(level)}."
    values: dict[str, tuple[float | str, str]] = {
        top: (largest.partner, f"{largest.name}. {doubt}".strip()),
        share: (largest.share, "At least." if largest.lower_bound else ""),
        names[0]: (shares.hhi, "A lower bound." if shares.hhi_is_lower_bound else ""),
        names[1]: _normalised(fractions, shares.unstated_share),
        names[2]: (1 / shares.hhi, "An upper bound." if shares.hhi_is_lower_bound else ""),
    }
    return [
        asked.indicator(name, value, units[name], [note, *shares.notes], shares.sources, rows, shares.span)
        for name, (value, note) in values.items()
    ]


def _normalised(fractions: list[float], unstated: float) -> tuple[float, str]:
    """The normalised index and its note.

    More partners and a higher index both raise it, so that of the named partners alone is a lower bound. Where much
    is not stated the formula leaves its range; as no shares that make up a whole give less than 0, so does no bound.
    """
    bare = normalised_hhi(fractions)
    note = f"Of {counted(len(fractions), 'named partner')}"
    note += "; a lower bound, because part of the total is not stated." if unstated > 0 else "."
    if bare < 0 and unstated > 0:
        note += f" At least 0: the formula on the named partners alone gives {bare:.2f}, below its range."
    return (max(bare, 0.0) if bare == bare else bare), note


_SUPPLIER_NAMES = ("hhi", "normalised_hhi", "effective_suppliers")


def _unnamed_note(asked: Inquiry, shares: PartnerShares) -> str:
    if not shares.rows:
        return f"No {shares.side} of {asked.name} are {asked.loaded} for {asked.when}."
    when = spread(shares.periods)
    if shares.named:
        return " ".join([f"Too little is known of the partners for shares of {when}.", *shares.notes])
    return (
        f"Only the total of the {shares.side} of {asked.name} is {asked.loaded} for {when}, not the partners."
    )


def _more_concentration(asked: Inquiry, shares: PartnerShares) -> list[Indicator]:
    """Shannon diversity and the share of the three largest suppliers."""
    if shares.hhi is None:
        note = _unnamed_note(asked, shares)
        return [
            asked.indicator("shannon", None, "nat", [note]),
            asked.indicator("top_3_share", None, "1", [note]),
        ]
    fractions = [row.share for row in shares.named]
    rows: Rows = tuple(("flows", row) for row in shares.source_rows)
    of_named = "Of the named partners only." if shares.unstated_share > 0 else ""
    least = "At least." if shares.hhi_is_lower_bound else ""
    return [
        asked.indicator(name, value, unit, [note, *shares.notes], shares.sources, rows, shares.span)
        for name, value, unit, note in (
            ("shannon", shannon(fractions), "nat", of_named),
            ("top_3_share", sum(fractions[:3]), "1", least),
        )
    ]
