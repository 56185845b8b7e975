"""Days, steps and timings in words."""

from __future__ import annotations

import functools
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from dependency_explorer.app.levers import grouped
from dependency_explorer.whatif.scenario import Disruption, Scenario, step_starts

tr = functools.partial(QCoreApplication.translate, "Panel")


def day_text(day: date) -> str:
    """A day in the locale's short words: 2 Jan 2024."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def steps_text(count: float, step: str) -> str:
    """“8 weeks”."""
    words = {
        "day": (tr("{n} day"), tr("{n} days")),
        "week": (tr("{n} week"), tr("{n} weeks")),
        "month": (tr("{n} month"), tr("{n} months")),
    }[step]
    return words[count != 1].format(n=grouped(count, 1))


def timing_text(disruption: Disruption, scenario: Scenario) -> str:
    """“from 2 Jan 2024 · 8 weeks · recovers over 4”; the ramp shows when the line is opened."""
    first = step_starts(scenario.start, scenario.step, disruption.start_step)[disruption.start_step - 1]
    parts = [tr("from {date}").format(date=day_text(first)), steps_text(disruption.steps, scenario.step)]
    if disruption.recovery_steps:
        parts.append(tr("recovers over {n}").format(n=grouped(disruption.recovery_steps, 1)))
    else:
        parts.append(tr("then back at once"))
    return " · ".join(parts)
