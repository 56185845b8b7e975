"""A back-test as a figure: what the run says of a past disruption beside what was published."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.backtest import BacktestCheck, BacktestData, BacktestPoint
from dependency_explorer.charts.ticks import after, ordinal
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.words import Words
from dependency_explorer.whatif.backtest import Backtest, CheckResult, Compared

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_ALIKE = 1.2
"""Figures over spans of days that differ by more share no axis with one line."""
_MONTH = 30.4375
DATED = "first_short_date"


def backtest_figure(dataset: Dataset, one: Backtest, words: Words | None = None) -> Figure:
    """One case carried out: its checks, its error, and where it fails the reason."""
    scenario = one.scenario
    draft = Draft(
        dataset, Question(scenario.focus, first=scenario.baseline, last=scenario.baseline), words or Words()
    )
    say = draft.words.say
    data = BacktestData(tuple(_check(one, check) for check in one.checks))
    title = f"{one.title}: " + (
        say("the run passes") if one.passed else say("the run fails {count}", count=failed_text(one))
    )
    return draft.figure(
        "backtest",
        title,
        (
            say("run against published figures"),
            dataset.place_name(scenario.focus),
            say("{use} case", use=one.use),
            error_text(one),
            say("baseline {year}", year=scenario.baseline),
        ),
        data,
        ("backtest", one.id),
        notes=(one.description, one.reason),
        outcome=True,
        more_sources=sources_of(one),
    )


def error_text(one: Backtest) -> str:
    """ "mean error 11 %"; "" for a case of dates and bounds alone."""
    return "" if one.error is None else f"mean error {_share(one.error)}"


def failed_text(one: Backtest) -> str:
    """ "2 of 3 checks"."""
    failed = sum(not check.passed for check in one.checks)
    return f"{failed} of {wording.counted(len(one.checks), 'check')}"


def closing_text(cases: Sequence[Backtest]) -> str:
    """The mean error of fit and of test cases apart, and how many of each pass."""
    parts = []
    for use in ("fit", "test"):
        own = [one for one in cases if one.use == use]
        sized = [one.error for one in own if one.error is not None]
        if own:
            error = f", mean error {_share(sum(sized) / len(sized))}" if sized else ""
            passed = sum(one.passed for one in own)
            parts.append(f"{wording.counted(len(own), f'{use} case')}, {passed} pass{error}")
    return f"{'; '.join(parts)}. Fit cases may be tuned, test cases never."


def sources_of(one: Backtest) -> tuple[str, ...]:
    """Who published what a case is held against."""
    named = (point.source for check in one.checks for point in check.points)
    return tuple(dict.fromkeys(text for text in named if text))


def _check(one: Backtest, check: CheckResult) -> BacktestCheck:
    dated = check.measure == DATED
    unit = "" if dated else _unit(check)
    line, line_unit = _line(one, check)
    return BacktestCheck(
        label=check.label,
        unit=unit,
        line_unit=line_unit,
        passed=check.passed,
        error_text=_size(check.error, dated),
        tolerance_text=_size(check.tolerance, dated),
        points=tuple(_point(point, dated) for point in check.points),
        line=line,
    )


def _point(point: Compared, dated: bool) -> BacktestPoint:
    published, ours = point.published, point.ours
    return BacktestPoint(
        period=_period(point.period),
        first=point.first,
        last=point.last,
        text=_text(published, dated),
        ours_text=_text(ours, dated),
        published=published if isinstance(published, float) else None,
        low=point.low,
        high=point.high,
        ours=float(ours) if isinstance(ours, int | float) else None,
        error_text="" if point.error is None else _size(point.error, dated),
        source=point.source,
        note=point.note,
    )


def _line(one: Backtest, check: CheckResult) -> tuple[tuple[tuple[str, float], ...], str]:
    """The run by step on the scale of the published figures, and the unit of that scale.

    A share has no unit, but an axis from 0 to 1 without a word says nothing. What adds up, as tonnes do, is
    told for spans as long as those of the figures: at the pace of each step.
    """
    if not check.line or not check.adds_up:
        return check.line, _unit(check) or "share"
    spans = [ordinal(point.last) - ordinal(point.first) + 1 for point in check.points]
    if max(spans) > _ALIKE * min(spans):
        return (), _unit(check) or "share"
    span = sum(spans) / len(spans)
    paced = []
    for day, value in check.line:
        days = after(day, one.scenario.step) - ordinal(day)
        paced.append((day, value * span / days))
    return tuple(paced), f"{_unit(check) or 'share'} {_span_text(span)}"


def _unit(check: CheckResult) -> str:
    """The unit to print; a share, whose unit is "1", has none."""
    return "" if check.unit == "1" else check.unit


def _span_text(days: float) -> str:
    if abs(days - _MONTH) < 2.5:
        return "a month"
    if abs(days - 365) < 2:
        return "a year"
    return f"in {days:.0f} days" if days > 1 else "a day"


def _period(text: str) -> str:
    first, slash, last = text.partition("/")
    return wording.period_text(first, last) if slash else wording.date_text(text)


def _text(value: float | str | None, dated: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return wording.date_text(value) if dated else value
    return wording.number(value)


def _size(error: float, dated: bool) -> str:
    if not isfinite(error):
        return "no date" if dated else "beyond measure"
    return wording.counted(round(error), "day") if dated else _share(error)


def _share(error: float) -> str:
    return wording.percent(error)
