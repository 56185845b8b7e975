"""Imports and exports by partner and commodity side by side: what a flow diagram shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.commodities import top_commodities
from dependency_explorer.analysis.memory import remembering
from dependency_explorer.analysis.partners import PartnerRow, PartnerShares, partner_shares, with_partners
from dependency_explorer.analysis.periods import question_bounds
from dependency_explorer.analysis.question import Measure, Question, Side
from dependency_explorer.analysis.trade import carried_measure, trade

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow. quantity in unit, value in USD, energy in GJ: means a period over the span of its commodity's shares,
    or sums where no year of it is whole (see `Span`).

    share_of_commodity: 0-1, within the commodity and side, by the question's measure (by value for a
    commodity that carries only values). None is missing.
    """

    side: Side
    partner: str
    partner_name: str
    commodity: str
    quantity: float | None
    unit: str
    share_of_commodity: float
    value: float | None
    energy: float | None
    derived: bool
    lower_bound: bool
    sources: tuple[str, ...]
    source_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Flows of the question's commodities, imports first; each commodity's partners largest first.

    shares: what the rows are of, one a side and commodity. periods: those of whole spans; without any, all. missing:
    asked periods that are not among them. excluded: commodities without data for the measure.
    """

    rows: tuple[FlowRow, ...]
    shares: tuple[PartnerShares, ...]
    missing: tuple[str, ...]
    excluded: tuple[str, ...]
    periods: tuple[str, ...]


@remembering(4)
def flow_table(dataset: Dataset, question: Question) -> FlowTable:
    """Both sides of a place's trade in the question's commodities, or in its top commodities."""
    commodities = question.commodities or top_commodities(
        dataset, question.place, question.measure, question.first, question.last
    )
    _, _, step = question_bounds(question)
    shares: list[PartnerShares] = []
    excluded: list[str] = []
    sides: tuple[Side, Side] = ("imports", "exports")
    for commodity in commodities:
        measure = carried_measure(dataset, question.place, commodity, question.measure)
        both = [
            partner_shares(dataset, replace(question, side=side), commodity)
            for side in sides
            if len(trade(dataset, question.place, commodity, side, measure, step).chosen)
        ]
        with_data = [one for one in both if one.rows]
        shares += with_data
        if not with_data:
            excluded.append(commodity)
    shares.sort(key=lambda one: one.side == "exports")
    whole = [one for one in shares if one.span.whole]
    periods = tuple(sorted({period for one in whole or shares for period in one.periods}))
    asked = {period for one in shares for period in (*one.periods, *one.missing)}
    return FlowTable(
        rows=tuple(row for one in shares for row in _rows(dataset, question, one)),
        shares=tuple(shares),
        missing=tuple(sorted(asked - set(periods))),
        excluded=tuple(excluded),
        periods=periods,
    )


def _rows(dataset: Dataset, question: Question, shares: PartnerShares) -> list[FlowRow]:
    means = {
        measure: _means(dataset, question, shares, measure) for measure in ("quantity", "value", "energy")
    }
    return [_row(dataset, shares, row, means) for row in shares.rows]


def _row(
    dataset: Dataset, shares: PartnerShares, row: PartnerRow, means: dict[str, dict[str, float]]
) -> FlowRow:
    return FlowRow(
        side=shares.side,
        partner=row.partner,
        partner_name=row.name,
        commodity=shares.commodity,
        quantity=means["quantity"].get(row.partner),
        unit=dataset.commodity_unit(shares.commodity),
        share_of_commodity=row.share,
        value=means["value"].get(row.partner),
        energy=means["energy"].get(row.partner),
        derived=row.derived,
        lower_bound=row.lower_bound,
        sources=row.sources,
        source_rows=row.source_rows,
    )


def _means(dataset: Dataset, question: Question, shares: PartnerShares, measure: Measure) -> dict[str, float]:
    """One measure by partner as the shares have theirs, over those of their periods in which it names a partner and
    is known for the same months: nobody may divide a year's quantity by the value of five months.

    A period with a mere total would count as one without any deliveries of the partners. A sum of months needs all
    of them.
    """
    if measure == shares.measure:
        return {row.partner: row.quantity for row in shares.rows}
    first, last, step = question_bounds(question)
    known = trade(dataset, question.place, shares.commodity, shares.side, measure, step).during(first, last)
    months = known.months()
    inside = np.array([months.get(p, 0) == shares.span.months.get(p) for p in known.links.periods], np.bool_)
    known = with_partners(known.only(inside[known.period]))
    periods = known.periods
    if not periods or (not shares.span.whole and periods != shares.periods):
        return {}
    divisor = len(periods) if shares.span.whole else 1
    names = known.links.places
    sums = np.bincount(known.partner, weights=known.amount, minlength=len(names))
    return {names[code]: float(sums[code]) / divisor for code in set(known.partner.tolist())}
