"""The time that the numbers of a figure are of, in words: a mean of whole years, or months told as months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft

if TYPE_CHECKING:
    from dependency_explorer.analysis.partners import PartnerShares
    from dependency_explorer.analysis.spans import Span

_MOST_RUNS = 3
"""So many runs of months are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a figure may add up or draw on one scale, and of when it is.

    kept: shares of whole periods or, without any, of the same months; whole: which of the two. apart: those that are
    of other months. periods: of those kept. when: for the subtitle; during: " in 2021–2023" for a title; slug: for
    the file name. mean: how many periods stand behind a mean, "" where there is nothing to say. a_period: whether
    amounts are a year or a month each.
    """

    kept: tuple[PartnerShares, ...]
    apart: tuple[PartnerShares, ...]
    whole: bool
    periods: tuple[str, ...]
    when: str
    during: str
    slug: str
    mean: str
    a_period: bool


def covered(draft: Draft, known: Sequence[PartnerShares]) -> Covered:
    """What of these shares goes together, and the words for its time."""
    from dependency_explorer.analysis.spans import alike, goes_with

    lead = alike([one.span for one in known])
    kept = tuple(one for one in known if lead is not None and goes_with(one.span, lead))
    periods = tuple(sorted({period for one in kept for period in one.periods}))
    if lead is not None and not lead.whole:
        when = span_text(lead)
        mean = draft.words.say("sum of {count} months", count=str(lead.count)) if len(periods) > 1 else ""
        during, slug, a_period = draft.words.say(" in {period}", period=when), when, False
    else:
        asked = {period for one in kept for period in (*one.periods, *one.missing)}
        when = draft.period(periods)
        mean = mean_text(draft, len(periods), len(asked), periods)
        # A title says of no year that the data lack, at either end, what holds for the others.
        told = wording.period_text(periods[0], periods[-1]) if periods else ""
        during = draft.words.say(" in {period}", period=told) if told else draft.in_period()
        slug, a_period = draft.period_slug(periods), len(periods) > 1
    apart = tuple(one for one in known if one not in kept)
    whole = lead is None or lead.whole
    return Covered(kept, apart, whole, periods, when, during, slug, mean, a_period)


def span_text(span: Span) -> str:
    """ "2023", "2019–2023", "January–May 2024", "October 2023 – March 2024"; many pieces are counted: "17 months of
    2019–2024"."""
    from dependency_explorer.analysis.periods import following

    names = [name for period, bits in span.months.items() for name in _pieces(period, bits)]
    runs: list[list[str]] = []
    for name in names:
        if runs and following(runs[-1][-1]) == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    if len(runs) > _MOST_RUNS and not span.whole:
        return f"{span.count} months of {wording.period_text(span.periods[0], span.periods[-1])}"
    return wording.listed([wording.period_text(run[0], run[-1]) for run in runs])


def basis(span: Span) -> str:
    """What an amount over a span is, for a table: "2023", "mean of 2021–2023", "sum of January–May 2024"."""
    text = span_text(span)
    if not span.whole:
        return f"sum of {text}"
    return f"mean of {text}" if len(span.periods) > 1 else text


def mean_text(draft: Draft, known: int, asked: int, periods: Sequence[str]) -> str:
    """How many of the periods asked for stand behind a mean; "" for the one period asked."""
    if known == asked and known <= 1:
        return ""
    plural = "months" if periods and "-" in periods[0] else "years"
    if known < asked:
        pattern = "mean of {known} of {asked} " + plural
        return draft.words.say(pattern, known=str(known), asked=str(asked))
    return draft.words.say("mean of {known} " + plural, known=str(known))


def _pieces(period: str, bits: int) -> tuple[str, ...]:
    """A whole period as it is, of a year in part its months."""
    from dependency_explorer.analysis.periods import WHOLE_YEAR

    if "-" in period or bits == WHOLE_YEAR:
        return (period,)
    return tuple(f"{period}-{month:02}" for month in range(1, 13) if bits >> (month - 1) & 1)
