"""A commodity's imports or exports by partner over all periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.periods import Step, month_count, spread
from dependency_explorer.analysis.question import Measure, Question, Side
from dependency_explorer.analysis.spans import months_loaded
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

OTHER = "OTHER"
"""Code of the partners beyond the largest, taken together."""

LARGEST = 6
"""How many partners are shown by name."""


@dataclass(frozen=True, slots=True)
class History:
    """Amounts by partner, one column a period without gaps in time; None is missing, never zero.

    partners: codes, largest over all periods first, then OTHER, then XNS; names beside them. values and
    derived: one tuple a partner, one element a period. months: how many months each period's data cover
    (0: no data; 1 with step "month"). other_members: who is in OTHER, largest first.
    """

    place: str
    commodity: str
    side: Side
    measure: Measure
    step: Step
    periods: tuple[str, ...]
    months: tuple[int, ...]
    partners: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    derived: tuple[tuple[bool, ...], ...]
    unit: str
    sources: tuple[str, ...]
    source_rows: tuple[int, ...]
    notes: tuple[str, ...]
    other_members: tuple[str, ...]


def history(dataset: Dataset, question: Question, commodity: str, step: Step = "year") -> History:
    """All periods of a place's imports or exports of one commodity, whatever the question's period."""
    measure = carried_measure(dataset, question.place, commodity, question.measure)
    chosen = trade(dataset, question.place, commodity, question.side, measure, step)
    periods = asked_periods("", "", chosen.periods)
    bits = chosen.months()
    groups, members = _groups(chosen)
    values, derived = _table(chosen, periods, groups)
    sources, source_rows = chosen.links.behind(chosen.chosen)
    names = chosen.links.places
    codes = tuple(
        names[group[0]] if i != _other_at(groups, members) else OTHER for i, group in enumerate(groups)
    )
    notes = []
    if measure != question.measure:
        notes.append(f"{dataset.commodity_name(commodity)} carries only values; values are shown.")
    if gaps := [period for period in periods if period not in bits]:
        notes.append(f"No data for {spread(gaps)}.")
    notes += months_loaded(bits)
    if own_flow := less_itself(dataset, chosen):
        notes.append(own_flow)
    return History(
        place=question.place,
        commodity=commodity,
        side=question.side,
        measure=measure,
        step=step,
        periods=periods,
        months=tuple(month_count(bits.get(period, 0)) for period in periods),
        partners=codes,
        names=tuple("Other" if code == OTHER else partner_name(dataset, code) for code in codes),
        values=values,
        derived=derived,
        unit=unit_of(dataset, commodity, measure),
        sources=sources,
        source_rows=source_rows,
        notes=tuple(notes),
        other_members=members,
    )


def _groups(chosen: Trade) -> tuple[list[list[int]], tuple[str, ...]]:
    """Partner codes by series, in order, and who is in the series of the others."""
    names = chosen.links.places
    sums = np.bincount(chosen.partner, weights=chosen.amount, minlength=len(names))
    ranked = sorted(set(chosen.partner.tolist()), key=lambda code: (-sums[code], names[code]))
    named = [code for code in ranked if names[code] != NOT_STATED]
    groups = [[code] for code in named[:LARGEST]]
    if others := named[LARGEST:]:
        groups.append(others)
    groups += [[code] for code in ranked if names[code] == NOT_STATED]
    return groups, tuple(names[code] for code in others)


def _other_at(groups: list[list[int]], members: tuple[str, ...]) -> int:
    """Position of the series of the others; -1 where there is none."""
    return LARGEST if members and len(groups) > LARGEST else -1


def _table(
    chosen: Trade, periods: tuple[str, ...], groups: list[list[int]]
) -> tuple[tuple[tuple[float | None, ...], ...], tuple[tuple[bool, ...], ...]]:
    """Amount and derived flag of each series and period."""
    shape = (len(groups), len(periods))
    if not chosen.periods:
        return (), ()
    column_of = {name: i for i, name in enumerate(periods)}
    columns = np.array([column_of.get(name, 0) for name in chosen.links.periods], np.int64)[chosen.period]
    row_of = np.zeros(len(chosen.links.places), np.int64)
    for row, group in enumerate(groups):
        row_of[group] = row
    cell = row_of[chosen.partner] * shape[1] + columns
    size = shape[0] * shape[1]
    sums = np.bincount(cell, weights=chosen.amount, minlength=size).reshape(shape).tolist()
    known = np.bincount(cell, minlength=size).reshape(shape).tolist()
    flagged = cell[chosen.links.derived[chosen.chosen]]
    derived = (np.bincount(flagged, minlength=size) > 0).reshape(shape).tolist()
    values = tuple(
        tuple(amount if count else None for amount, count in zip(*pair, strict=True))
        for pair in zip(sums, known, strict=True)
    )
    return values, tuple(tuple(row) for row in derived)
