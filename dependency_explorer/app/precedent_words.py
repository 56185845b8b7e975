"""Words beside the levers of a disruption, tied to what the data remember."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from dependency_explorer.app.number_text import THIN_SPACE, grouped
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.figures.step_words import steps_text
from dependency_explorer.whatif.scenario import Disruption, Scenario, step_starts

if TYPE_CHECKING:
    from dependency_explorer.whatif.precedents import Fall, Precedents

tr = functools.partial(QCoreApplication.translate, "Panel")

ALIKE = 0.05
"""Shares so near to each other are called alike."""
DAYS = {"day": 1, "week": 7, "month": 365 / 12}


@dataclass(frozen=True, slots=True)
class Words:
    """For the depth, the start and the length of a disruption; "" for nothing to say."""

    depth: str = ""
    start: str = ""
    length: str = ""


def precedent_words(known: Precedents | None, disruption: Disruption, scenario: Scenario) -> Words:
    """What on record is most like a disruption."""
    from dependency_explorer.whatif.precedents import winter_of

    day = step_starts(scenario.start, scenario.step, disruption.start_step)[disruption.start_step - 1]
    start = tr("{date}, step {n} of {all}").format(
        date=SPOKEN.day(day), n=disruption.start_step, all=scenario.steps
    )
    winter = winter_of(day)
    parts = [start, tr("winter {years}").format(years=winter) if winter else ""]
    if known is None:
        return Words(start=" · ".join(part for part in parts if part))
    there = known.under_way(day)
    parts.append(tr("in fact then: {event}").format(event=there.title) if there is not None else "")
    return Words(
        _depth(known, disruption.depth),
        " · ".join(part for part in parts if part),
        _length(known, disruption.steps * DAYS[scenario.step]),
    )


def _depth(known: Precedents, depth: float) -> str:
    fall = known.nearest(depth)
    if fall is None or depth <= 0:
        return ""
    deepest = known.falls[0]
    if depth > deepest.share + ALIKE:
        said = tr("Deeper than any fall on record: {fall}").format(fall=_fall(deepest))
    elif abs(fall.share - depth) <= ALIKE:
        said = tr("Like {fall}").format(fall=_fall(fall))
    else:
        said = tr("Nearest on record: {fall}").format(fall=_fall(fall))
    return said if known.partner else tr("{said}; all partners together").format(said=said)


def _fall(fall: Fall) -> str:
    share = f"\u2212{grouped(100 * fall.share, 0)}{THIN_SPACE}%"
    said = tr("{when}, {share} on a year before").format(share=share, when=_period(fall.period))
    return f"{said} ({fall.event})" if fall.event else said


def _period(period: str) -> str:
    if len(period) != 7:
        return period
    year, month = period.split("-")
    return QLocale().toString(QDate(int(year), int(month), 1), "MMM yyyy")


def _length(known: Precedents, days: float) -> str:
    event = known.as_long(days)
    if event is None:
        return ""
    weeks = event.days >= 14
    long = steps_text(*((round(event.days / 7), "week") if weeks else (event.days, "day")), SPOKEN)
    return tr("As long as “{title}” of {year}, {length}").format(
        title=event.title, year=event.first.year, length=long
    )
