"""What has happened before to the trade that a disruption cuts: falls on record, shortages and stops by name.

A cut of 48 % for eight weeks says little to someone who has not lived through one. Beside the levers stands what
the data remember: the month whose trade fell most like it, the event that lasted as long, the winter it falls in.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.events import Event, events_for
from dependency_explorer.analysis.periods import WHOLE_YEAR, first_day, last_month
from dependency_explorer.analysis.trade import Trade, trade

if TYPE_CHECKING:
    from dependency_explorer.analysis.periods import Step
    from dependency_explorer.analysis.question import Side
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.scenario import Target

LEAST_FALL = 0.05
"""A smaller fall is no precedent of a cut."""
MOST_FALLS = 40

PHYSICAL = (
    "supply_cut", "border", "fuel_shortage", "electricity_restriction", "electricity_outage", "outage",
    "trade_policy", "export_control", "sanction", "sabotage", "damage", "dispute", "conflict",
)  # fmt: skip
"""Kinds of events in which less was delivered or may have been."""


@dataclass(frozen=True, slots=True)
class Fall:
    """By how much trade in a period fell below the same period a year before, 0 to 1. event: what happened
    then, "" where the data name nothing."""

    period: str
    share: float
    event: str = ""


@dataclass(frozen=True, slots=True)
class Lasted:
    """Something that was under way from one day to another, both included."""

    title: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How long."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Precedents:
    """What is on record for a target. partner: whether `falls` are those of its partner alone, else of all
    partners, since the data do not name them."""

    falls: tuple[Fall, ...] = ()
    partner: bool = True
    events: tuple[Lasted, ...] = ()

    def nearest(self, depth: float) -> Fall | None:
        """The fall most like a cut of this depth."""
        return min(self.falls, key=lambda fall: (abs(fall.share - depth), fall.period), default=None)

    def as_long(self, days: float) -> Lasted | None:
        """The event that lasted most nearly so long, within a fifth."""
        near = [one for one in self.events if abs(one.days - days) <= 0.2 * days]
        return min(near, key=lambda one: (abs(one.days - days), -one.first.toordinal()), default=None)

    def under_way(self, day: date) -> Lasted | None:
        """What was under way on a day; the one that began last."""
        there = [one for one in self.events if one.first <= day <= one.last]
        return max(there, key=lambda one: one.first, default=None)


def precedents(dataset: Dataset, focus: str, target: Target) -> Precedents:
    """What the data remember of the trade that a target names; nothing for owners, routes and groups, nor for
    stock and demand."""
    if target.kind != "supply" or target.owned or target.route or target.group or not target.commodity:
        return Precedents()
    outward = target.exporter == focus or (bool(target.importer) and target.importer != focus)
    partner = target.importer if outward else target.exporter
    side: Side = "exports" if outward else "imports"
    events = tuple(
        event for event in events_for(dataset, focus, (target.commodity,)) if event.kind in PHYSICAL
    )
    falls = _falls(dataset, focus, target.commodity, side, partner, events)
    alone = bool(falls) or not partner
    if not falls and partner:
        falls = _falls(dataset, focus, target.commodity, side, "", events)
    return Precedents(
        falls, alone, tuple(lasted for event in events if (lasted := _lasted(event)) is not None)
    )


def winter_of(day: date) -> str:
    """ "2023-24" for a day from November to March, else ""."""
    if 4 <= day.month <= 10:
        return ""
    begun = day.year if day.month >= 11 else day.year - 1
    return f"{begun}-{(begun + 1) % 100:02}"


def _falls(
    dataset: Dataset, focus: str, commodity: str, side: Side, partner: str, events: tuple[Event, ...]
) -> tuple[Fall, ...]:
    """Falls by month where months are loaded, else by year; the deepest first."""
    steps: tuple[Step, ...] = ("month", "year")
    for step in steps:
        amounts = _amounts(trade(dataset, focus, commodity, side, "quantity", step), partner, step)
        found = []
        for period, amount in amounts.items():
            before = amounts.get(f"{int(period[:4]) - 1:04}{period[4:]}", 0.0)
            share = 1.0 - amount / before if before > 0 else 0.0
            if share >= LEAST_FALL:
                found.append(Fall(period, share, _during(events, period)))
        if found:
            return tuple(sorted(found, key=lambda fall: (-fall.share, fall.period))[:MOST_FALLS])
    return ()


def _amounts(known: Trade, partner: str, step: Step) -> dict[str, float]:
    """Amounts by period that is loaded whole; a partner that is absent from a period that names others is not
    taken for 0."""
    if step == "year":
        known = known.only(known.coverage == WHOLE_YEAR)
    if partner:
        if partner not in known.links.places:
            return {}
        known = known.only(np.asarray(known.partner == known.links.places.index(partner), np.bool_))
    return known.by_period()


def _during(events: tuple[Event, ...], period: str) -> str:
    """The event that began in a period, or was under way in it; of several the longest."""
    first, last = _first(period), _last(period)

    def days(event: Event) -> int:
        return (_last(event.end_date or event.date) - _first(event.date)).days

    there = [e for e in events if _first(e.date) <= last and first <= _last(e.end_date or e.date)]
    return max(there, key=days).title if there else ""


def _first(text: str) -> date:
    return date.fromisoformat(first_day(text))


def _last(text: str) -> date:
    """The last day that a date of any precision means."""
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = map(int, last_month(text).split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])


def _lasted(event: Event) -> Lasted | None:
    """An event whose end is published; of the others nobody knows how long they lasted."""
    return Lasted(event.title, _first(event.date), _last(event.end_date)) if event.end_date else None
