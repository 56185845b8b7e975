"""Steps and timings in words."""

from __future__ import annotations

from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.whatif.scenario import Disruption, Scenario, step_starts


def steps_text(count: float, step: str, tr: Speech = ENGLISH) -> str:
    """“8 weeks”."""
    words = {
        "day": (tr("{n} day"), tr("{n} days")),
        "week": (tr("{n} week"), tr("{n} weeks")),
        "month": (tr("{n} month"), tr("{n} months")),
    }[step]
    return words[count != 1].format(n=tr.grouped(count, 1))


def timing_text(disruption: Disruption, scenario: Scenario, tr: Speech = ENGLISH) -> str:
    """“from 2 Jan 2024 · 8 weeks · recovers over 4”; the ramp shows when the line is opened."""
    first = step_starts(scenario.start, scenario.step, disruption.start_step)[disruption.start_step - 1]
    parts = [tr("from {date}").format(date=tr.day(first)), steps_text(disruption.steps, scenario.step, tr)]
    if disruption.recovery_steps:
        parts.append(tr("recovers over {n}").format(n=tr.grouped(disruption.recovery_steps, 1)))
    else:
        parts.append(tr("then back at once"))
    return " · ".join(parts)
