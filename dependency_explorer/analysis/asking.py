"""Completing a question: which places can be asked about, which side matters, which period has an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.commodities import (
    all_commodities,
    latest_with_partners,
    period_range,
    top_commodities,
)
from dependency_explorer.analysis.cube import LinkField
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.question import Question, Side
from dependency_explorer.analysis.trade import cube
from dependency_explorer.data.schema import NOT_STATED, WORLD

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

SIDES: tuple[Side, Side] = ("imports", "exports")


@remembered
def trading_places(dataset: Dataset) -> tuple[str, ...]:
    """Every place that imports or exports something, those with most links first."""
    counts: dict[str, int] = {}
    for step in ("year", "month"):
        found = links(dataset, "month" if step == "month" else "year")
        for codes in (found.importer, found.exporter):
            for place, count in enumerate(np.bincount(codes, minlength=len(found.places)).tolist()):
                counts[found.places[place]] = counts.get(found.places[place], 0) + count
    named = [place for place, count in counts.items() if count and place not in (WORLD, NOT_STATED)]
    return tuple(sorted(named, key=lambda place: (-counts[place], place)))


@remembered
def places_to_ask(dataset: Dataset) -> tuple[str, ...]:
    """Places that a question can be about: those that trade; in a dataset without flows those of the balances, of
    the assets and of their holders, those with most rows first."""
    trading = trading_places(dataset)
    if trading:
        return trading
    counts: dict[str, int] = {}
    for table, column in (("balances", "place"), ("assets", "place"), ("stakes", "holder_country")):
        for place, count in dataset.tables[table][column].value_counts().items():
            counts[str(place)] = counts.get(str(place), 0) + int(count)
    named = [place for place, count in counts.items() if place and count and place not in (WORLD, NOT_STATED)]
    return tuple(sorted(named, key=lambda place: (-counts[place], place)))


@remembered
def main_side(dataset: Dataset, place: str, commodity: str) -> Side:
    """Whether a place mainly buys or sells a commodity: the side with named partners in more years, then the
    side with more years at all; imports where both are equal."""
    named = {side: len(_years_with_partners(dataset, place, commodity, side)) for side in SIDES}
    years = {side: len(period_range(dataset, place, commodity, side)) for side in SIDES}
    size = {side: (named[side], years[side]) for side in SIDES}
    return "exports" if size["exports"] > size["imports"] else "imports"


def lead_commodity(dataset: Dataset, question: Question) -> str:
    """The commodity that views of a single one speak of: the first chosen; without a choice the one that the
    dataset opens on, else the leading one with data for the measure and period, the question's side first."""
    if question.commodities:
        return question.commodities[0]
    every = top_commodities(dataset, question.place, question.measure, question.first, question.last)
    opening = dataset.opening.get("commodity", "")
    ordered = sorted(every, key=lambda name: name != opening)
    traded = {c.id: c for c in all_commodities(dataset, question.place)}
    ours = (n for n in ordered if (traded[n].imports if question.side == "imports" else traded[n].exports))
    return next(ours, next(iter(ordered), ""))


def with_data(dataset: Dataset, question: Question) -> Question:
    """The question with its period and measure moved, if need be, to where there is an answer.

    A period that overlaps the years with data stays as it is; otherwise it becomes the latest year with named
    partners, else the latest year with data. A measure that the first chosen commodity does not carry becomes
    one that it does.
    """
    if not question.commodities:
        return question
    commodity = question.commodities[0]
    info = next((c for c in all_commodities(dataset, question.place) if c.id == commodity), None)
    if info is not None:
        if question.measure == "quantity" and not info.has_quantity and info.has_value:
            question = replace(question, measure="value")
        elif question.measure == "value" and not info.has_value and info.has_quantity:
            question = replace(question, measure="quantity")
        elif question.measure == "energy" and np.isnan(dataset.energy_per_unit(commodity)):
            question = replace(question, measure="quantity" if info.has_quantity else "value")
    years = period_range(dataset, question.place, commodity, question.side)
    first, last = question.first[:4], question.last[:4]
    if any(first <= year <= last for year in years):
        return question
    latest = latest_with_partners(dataset, question.place, commodity, question.side)
    chosen = latest or (years[-1] if years else question.last)
    return question.within(chosen, chosen)


def _years_with_partners(dataset: Dataset, place: str, commodity: str, side: Side) -> set[str]:
    found = links(dataset, "year")
    if place not in found.places or commodity not in found.commodities:
        return set()
    other = found.exporter if side == "imports" else found.importer
    end: LinkField = "importer" if side == "imports" else "exporter"
    chosen = cube(dataset, "year").select({end: (place,), "commodity": (commodity,)})
    if NOT_STATED in found.places:
        chosen = chosen[other[chosen] != found.places.index(NOT_STATED)]
    return {found.periods[period] for period in np.unique(found.period[chosen]).tolist()}
