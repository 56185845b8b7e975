"""Who supplies, or who buys: shares of the partners over a period, and how concentrated they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.concentration import effective_suppliers, hhi
from dependency_explorer.analysis.memory import remembering
from dependency_explorer.analysis.periods import month_count, months_text, question_bounds, spread
from dependency_explorer.analysis.question import Measure, Question, Side
from dependency_explorer.analysis.spans import Span
from dependency_explorer.analysis.trade import (
    Trade,
    asked_periods,
    carried_measure,
    less_itself,
    partner_name,
    trade,
    unit_of,
)
from dependency_explorer.data.schema import NOT_STATED

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_VISIBLE = 0.0005
"""A share below this does not show in a percentage with one decimal."""

_MOST_TOLD = 12
"""So many partners are named in a note; more are counted."""


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner. quantity: mean a period over the shares' span, or its sum where no year is whole (see `Span`), in
    the measure's unit; share: 0-1.

    derived: some of it is computed or estimated. lower_bound: the partner may have supplied more, because
    part of the total names no partner, or because without a total it is known for fewer months than others.
    """

    partner: str
    name: str
    quantity: float
    share: float
    derived: bool
    lower_bound: bool
    sources: tuple[str, ...]
    source_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartnerShares:
    """Partners of one place in one commodity, largest first, partner not stated (XNS) last.

    span: the periods that the shares are of, all of them whole, or none. total: mean a period over them, or the sum
    where none is whole. missing: asked, but not among them; total_only: those of the missing that have a total
    without partners for all its months. hhi and effective_suppliers are None where no partner is named, and where
    partners are named for a few months only of a total for more.
    """

    place: str
    commodity: str
    side: Side
    measure: Measure
    rows: tuple[PartnerRow, ...]
    total: float | None
    unit: str
    span: Span
    missing: tuple[str, ...]
    total_only: tuple[str, ...]
    hhi: float | None
    hhi_is_lower_bound: bool
    effective_suppliers: float | None
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    source_rows: tuple[int, ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that the shares are of."""
        return self.span.periods

    @property
    def named(self) -> tuple[PartnerRow, ...]:
        """The partners that are named."""
        return tuple(row for row in self.rows if row.partner != NOT_STATED)

    @property
    def unstated_share(self) -> float:
        """The share of the total that names no partner."""
        return sum(row.share for row in self.rows if row.partner == NOT_STATED)


@remembering(64)
def partner_shares(dataset: Dataset, question: Question, commodity: str) -> PartnerShares:
    """Shares of the partners in a place's imports or exports of one commodity over the question's period.

    Share = sum of the partner / sum of all, over the periods that name partners; periods with a mere total
    cannot say who traded and would only dilute the shares, so they count where no period names a partner.
    A commodity that carries only values is counted in values when quantities are asked for.
    """
    first, last, step = question_bounds(question)
    measure = carried_measure(dataset, question.place, commodity, question.measure)
    everything = trade(dataset, question.place, commodity, question.side, measure, step)
    with_data = everything.during(first, last)
    naming = with_partners(with_data)
    chosen, span = naming.whole()
    periods = chosen.periods
    missing = tuple(p for p in asked_periods(first, last, everything.periods) if p not in periods)
    total_only = tuple(p for p in with_data.periods if p not in naming.periods)
    rows = _rows(dataset, chosen, span.divisor)
    named = [row.share for row in rows if row.partner != NOT_STATED]
    total = float(chosen.amount.sum())
    telling = named and total > 0 and not _too_few_months(chosen, rows)
    concentration = hhi(named) if telling else None
    sources, source_rows = chosen.links.behind(chosen.chosen)
    notes = _period_notes(chosen, span, missing, total_only) + _share_notes(dataset, chosen, rows)
    if measure != question.measure:
        notes.insert(0, f"{dataset.commodity_name(commodity)} carries only values; shares are of value.")
    return PartnerShares(
        place=question.place,
        commodity=commodity,
        side=question.side,
        measure=measure,
        rows=rows,
        total=total / span.divisor if periods else None,
        unit=unit_of(dataset, commodity, measure),
        span=span,
        missing=missing,
        total_only=total_only,
        hhi=concentration,
        hhi_is_lower_bound=concentration is not None and any(row.lower_bound for row in rows),
        effective_suppliers=effective_suppliers(named) if concentration else None,
        notes=tuple(notes),
        sources=sources,
        source_rows=source_rows,
    )


def with_partners(known: Trade) -> Trade:
    """The periods that name a partner for all their months; else those that name any; else all."""
    named = known.named()
    whole = np.zeros(len(known.links.periods), np.uint16)
    np.bitwise_or.at(whole, known.period, known.coverage)
    for suffices in (named & (known.coverage == whole[known.period]), named):
        if suffices.any():
            telling = np.zeros(len(whole), np.bool_)
            telling[known.period[suffices]] = True
            return known.only(telling[known.period])
    return known


def _months_named(chosen: Trade) -> dict[str, tuple[int, int]]:
    """Month bits with a named partner and with any data, of the periods where the former are fewer."""
    size = len(chosen.links.periods)
    whole, named = np.zeros(size, np.uint16), np.zeros(size, np.uint16)
    np.bitwise_or.at(whole, chosen.period, chosen.coverage)
    own = chosen.named()
    np.bitwise_or.at(named, chosen.period[own], chosen.coverage[own])
    return {
        chosen.links.periods[code]: (int(named[code]), int(whole[code]))
        for code in np.flatnonzero((named > 0) & (named != whole)).tolist()
    }


def _too_few_months(chosen: Trade, rows: tuple[PartnerRow, ...]) -> bool:
    """Whether partners are named for so few months of a total that another one may well be the largest.

    A single month's deliveries set against the total of a year are no share of that year.
    """
    if not _months_named(chosen):
        return False
    shares = [row.share for row in rows if row.partner != NOT_STATED]
    lead = shares[0] - (shares[1] if len(shares) > 1 else 0.0)
    return sum(row.share for row in rows if row.partner == NOT_STATED) > lead


def _rows(dataset: Dataset, chosen: Trade, divisor: int) -> tuple[PartnerRow, ...]:
    names = chosen.links.places
    sums = np.bincount(chosen.partner, weights=chosen.amount, minlength=len(names))
    total = float(sums.sum())
    codes = sorted(set(chosen.partner.tolist()), key=lambda c: (names[c] == NOT_STATED, -sums[c], names[c]))
    unstated = any(names[code] == NOT_STATED and sums[code] > 0 for code in codes)
    short = set(chosen.partner[_may_lack_months(chosen)].tolist())
    rows = []
    for code in codes:
        own = chosen.chosen[chosen.partner == code]
        sources, source_rows = chosen.links.behind(own)
        rows.append(
            PartnerRow(
                partner=names[code],
                name=partner_name(dataset, names[code]),
                quantity=float(sums[code]) / divisor,
                share=float(sums[code]) / total if total > 0 else 0.0,
                derived=bool(chosen.links.derived[own].any()),
                lower_bound=names[code] != NOT_STATED and (unstated or code in short),
                sources=sources,
                source_rows=source_rows,
            )
        )
    return tuple(rows)


def _may_lack_months(chosen: Trade) -> NDArray[np.bool_]:
    """Links of partners that a period without a published total knows for fewer months than it knows others."""
    alone: NDArray[np.bool_] = ~chosen.links.total_known(chosen.side, chosen.measure)[chosen.chosen]
    if not alone.any():
        return alone
    whole = np.zeros(len(chosen.links.periods), np.uint16)
    np.bitwise_or.at(whole, chosen.period, chosen.coverage)
    width = len(whole)
    cell = chosen.partner.astype(np.int64) * width + chosen.period
    own = np.zeros(len(chosen.links.places) * width, np.uint16)
    np.bitwise_or.at(own, cell, chosen.coverage)
    short: NDArray[np.bool_] = alone & (own[cell] != whole[chosen.period])
    return short


def _period_notes(
    chosen: Trade, span: Span, missing: tuple[str, ...], total_only: tuple[str, ...]
) -> list[str]:
    """Which periods stand behind the shares, as sentences."""
    periods = chosen.periods
    if not periods:
        return []
    notes = []
    if missing and span.whole:
        unit = "months" if "-" in periods[0] else "years"
        notes.append(f"Mean of {len(periods)} of {len(periods) + len(missing)} {unit} ({spread(periods)}).")
    if total_only:
        notes.append(f"Partners are not known for the whole of {spread(total_only)}, which has a total.")
    if absent := [period for period in missing if period not in (*total_only, *span.left_out)]:
        notes.append(f"No data for {spread(absent)}.")
    notes += span.notes
    for period, (named, whole) in _months_named(chosen).items():
        notes.append(
            f"Partners are named for {month_count(named)} of the {month_count(whole)} months loaded of "
            f"{period} ({months_text(named)})."
        )
    return notes


def _share_notes(dataset: Dataset, chosen: Trade, rows: tuple[PartnerRow, ...]) -> list[str]:
    """What bounds the shares and which of them are computed, as sentences."""
    notes = []
    unstated = next((row.share for row in rows if row.partner == NOT_STATED), 0.0)
    if unstated > 0:
        part = f"{unstated * 100:.1f} %"
        if unstated < _VISIBLE:
            part = "less than 0.1 %"
        elif unstated > 1 - _VISIBLE:
            part = "all" if len(rows) == 1 else "more than 99.9 %"
        bound = ": named shares and the index are lower bounds" if len(rows) > 1 else ""
        notes.append(f"Partner not stated for {part} of the {chosen.side}{bound}.")
    flags = chosen.links
    alone = ~flags.total_known(chosen.side, chosen.measure)[chosen.chosen]
    if alone.any():
        without = spread({flags.periods[code] for code in chosen.period[alone].tolist()})
        notes.append(f"No published total for {without}: shares are of the named partners alone.")
    if own_flow := less_itself(dataset, chosen):
        notes.append(own_flow)
    rescaled = flags.rescaled[chosen.chosen]
    if rescaled.any():
        when = spread({flags.periods[code] for code in chosen.period[rescaled].tolist()})
        notes.append(
            f"Partners exceed the published total in {when}: shares are kept, amounts brought to it."
        )
    short = _may_lack_months(chosen)
    if short.any():
        notes.append(f"Known for fewer months than others, so at least: {_who(dataset, chosen, short)}.")
    own = chosen.named() & flags.derived[chosen.chosen] & ~rescaled
    if own.any():
        notes.append(f"Computed or estimated: {_who(dataset, chosen, own)}.")
    return notes


def _who(dataset: Dataset, chosen: Trade, flagged: NDArray[np.bool_]) -> str:
    """Partners and periods of flagged links: "China 2013, 2015–2016; Russia 2015"."""
    when: dict[int, set[str]] = {}
    for partner, period in zip(
        chosen.partner[flagged].tolist(), chosen.period[flagged].tolist(), strict=True
    ):
        when.setdefault(partner, set()).add(chosen.links.periods[period])
    names = chosen.links.places
    told = [
        f"{partner_name(dataset, names[code])} {spread(periods)}"
        for code, periods in sorted(when.items(), key=lambda item: names[item[0]])
    ]
    more = [f"{len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD + 1 else []
    return "; ".join([*(told[:_MOST_TOLD] if more else told), *more])
