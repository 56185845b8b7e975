"""The stock through a scenario: level, baseline, floor and capacity."""

from __future__ import annotations

from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING

from dependency_explorer.charts.stock import StockData
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.outcome import days_text, empty_outcome, run_notes
from dependency_explorer.figures.ranges import Spread, band, range_notes
from dependency_explorer.figures.what_if import (
    assumption_lines,
    flow_sources,
    horizon,
    scenario_name,
    scenario_sources,
    simulated,
    stock_sources,
)
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

DAYS_IN_YEAR = 365.0


def stock_figure(
    dataset: Dataset,
    question: Question,
    outcome: Outcome | None,
    words: Words | None = None,
    spread: Spread | None = None,
) -> Figure:
    """Levels at the start and at the end of each step; where no stock is known, what to assume."""
    draft = Draft(dataset, question, words or Words())
    commodity = simulated(outcome, question) if outcome is not None else ""
    if outcome is None or not commodity:
        return empty_outcome(draft, "stock")
    goods = draft.commodity(commodity)
    place = dataset.place_name(outcome.network.focus)
    scenario = outcome.scenario
    file_name = (
        wording.ascii_or(place, outcome.network.focus), draft.commodity_slug((commodity,)), "what-if stock",
        scenario_name(outcome),
    )  # fmt: skip
    data = stock_data(draft, outcome, commodity, spread)
    if data.empty_reason:
        return draft.figure(
            "stock",
            draft.words.say("What if: no stock of {goods} is known", goods=goods),
            (f"{place}, {goods}", horizon(outcome)),
            data,
            file_name,
            outcome=True,
        )
    return draft.figure(
        "stock",
        _title(draft, place, goods, data, scenario.responses.draw_stocks),
        (
            draft.words.say("stock at the end of each {step}, {unit}", step=scenario.step, unit=data.unit),
            f"{place}, {goods}",
            horizon(outcome),
            draft.words.say("scenario: {name}", name=scenario_name(outcome)),
            draft.words.say("baseline {year}", year=outcome.network.period),
        ),
        data,
        file_name,
        sources=flow_sources(outcome, dataset, (commodity,)),
        notes=[
            draft.words.say(
                "No stock of {goods} is loaded: the level is what the run stockpiles.", goods=goods
            )
            if outcome.stock_info(commodity).initial is None
            else "",
            *range_notes(draft, data.band),
            *run_notes(draft, outcome, commodity),
        ],
        outcome=True,
        more_sources=(*stock_sources(outcome, commodity), *scenario_sources(outcome, dataset)),
        assumptions=assumption_lines(outcome.ledger),
    )


def stock_data(draft: Draft, outcome: Outcome, commodity: str, spread: Spread | None = None) -> StockData:
    """What the chart draws; where no stock is known, the reason and what to assume."""
    from dependency_explorer.whatif.scenario import step_starts

    goods = draft.commodity(commodity)
    info = outcome.stock_info(commodity)
    scenario = outcome.scenario
    selling = outcome.side(commodity) == "exports"
    levels = (info.initial, *outcome.series(commodity)["stock"])
    piled = outcome.export_series(commodity)["stockpiled"] if selling else ()
    if info.initial is None and any(piled):
        # No stock is loaded, so the level is what the run itself puts aside.
        levels = (0.0, *accumulate(value or 0.0 for value in piled))
    if levels[0] is None:
        reason = draft.words.say(
            "No stock of {goods} in {place} is loaded, nor room to stockpile what is not sold: give a "
            "storage capacity in the scenario to see what would pile up."
            if selling
            else "No stock of {goods} in {place} is loaded: assume days of cover in the scenario to see how "
            "long it would last.",
            goods=goods, place=draft.dataset.place_name(outcome.network.focus),
        )  # fmt: skip
        return StockData((), (), (), None, None, "", "", (), reason)
    capacity = _room(outcome, commodity) if info.initial is None or _has_room(outcome, commodity) else None
    unit, factor = wording.scaled_unit(
        [value for value in (*levels, capacity) if value is not None], outcome.unit(commodity)
    )
    daily = sum(float(outcome.network.demand[k]) for k in outcome.positions(commodity)) / DAYS_IN_YEAR
    dates = tuple(day.isoformat() for day in step_starts(scenario.start, scenario.step, scenario.steps))
    return StockData(
        dates=dates,
        stock=tuple(None if level is None else level * factor for level in levels),
        baseline=(levels[0] * factor,) * len(dates),
        floor=None if info.floor is None else info.floor * factor,
        capacity=None if capacity is None else capacity * factor,
        unit=unit,
        name=wording.capitalised(goods),
        days_of_cover=tuple(None if level is None else level / daily for level in levels)
        if daily > 0 and not any(piled)
        else (),
        step=scenario.step,
        band=band(draft, spread, commodity, "level", factor),
    )


def _has_room(outcome: Outcome, commodity: str) -> bool:
    """Whether data or scenario say how much every part of the stock has room for. Elsewhere the run takes the
    starting stock for it, which is no fact to draw a line at."""
    from dependency_explorer.whatif.defaults import names_of

    network, scenario = outcome.network, outcome.scenario
    parts = [network.commodities[k] for k in outcome.positions(commodity)]
    return all(
        part.capacity is not None or scenario.assumption("storage_capacity", *names_of(part)) is not None
        for part in parts
    )


def _room(outcome: Outcome, commodity: str) -> float | None:
    """Room for a stock; None for no limit."""
    from dependency_explorer.whatif.defaults import stock_state

    network = outcome.network
    room = sum(
        stock_state(outcome.scenario, network.commodities[k], float(network.demand[k])).capacity
        for k in outcome.positions(commodity)
    )
    return room if isfinite(room) else None


def _title(draft: Draft, place: str, goods: str, data: StockData, floor_days: float | None) -> str:
    say = draft.words.say
    whose = wording.possessive(place)
    known = [(day, level) for day, level in zip(data.dates, data.stock, strict=True) if level is not None]
    day, lowest = min(known, key=lambda pair: pair[1])
    full, highest = max(known, key=lambda pair: pair[1])
    if highest > known[0][1] * (1 + 1e-9) and lowest >= known[0][1] * (1 - 1e-9):
        return say(
            "What if: {whose} unsold {goods} piles up to {level} by {date}",
            whose=whose, goods=goods, level=wording.amount(highest, data.unit), date=wording.date_text(full),
        )  # fmt: skip
    if floor_days is None:
        return say("What if: {whose} {goods} stock is left untouched", whose=whose, goods=goods)
    if lowest >= known[0][1] * (1 - 1e-9):
        return say("What if: {whose} {goods} stock need not be drawn", whose=whose, goods=goods)
    cover = data.days_of_cover[data.dates.index(day)] if data.days_of_cover else None
    level = wording.amount(lowest, data.unit)
    if cover is None:
        return say("What if: {whose} {goods} stock falls to {level} by {date}",
                   whose=whose, goods=goods, level=level, date=wording.date_text(day))  # fmt: skip
    return say(
        "What if: {whose} {goods} stock falls to {days} of demand ({level}) by {date}",
        whose=whose, goods=goods, days=days_text(cover), level=level, date=wording.date_text(day),
    )  # fmt: skip
