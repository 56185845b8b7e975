"""Which of several years a figure rests on: those known by all their months, never part of one as a whole.

Five months that count as a year lower a mean, and the reader is quoted. So a figure over a range is of whole years
only. Where no year is whole it is the sum of the months that are known, and is told as of those months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dependency_explorer.analysis.periods import WHOLE_YEAR, days_in, month_count, months_text, spread


@dataclass(frozen=True, slots=True)
class Span:
    """The periods that a figure rests on, with the month bits known of each.

    months: of the periods that count, ascending: all of them whole (a month always is), or none. left_out: of the
    years that are known by some of their months only and stand beside whole ones.
    """

    months: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that count."""
        return tuple(self.months)

    @property
    def whole(self) -> bool:
        """Whether the figure is a mean of whole periods; else it is the sum of the months."""
        return all(_is_whole(period, bits) for period, bits in self.months.items())

    @property
    def count(self) -> int:
        """How many months are known of the periods that count."""
        return sum(map(month_count, self.months.values()))

    @property
    def days(self) -> int:
        """Days of the periods that count, of a year in part those of its months."""
        return sum(days_in(period, bits) for period, bits in self.months.items())

    @property
    def divisor(self) -> int:
        """What the sum over the periods is divided by: their number, and 1 where none is whole."""
        return len(self.months) if self.whole and self.months else 1

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on the years that are not whole, whether they count or not."""
        told = [
            f"{text} and {'are' if many else 'is'} left out of the mean."
            for text, many in _known(self.left_out)
        ]
        told += months_loaded(self.months)
        if not self.whole and len(self.months) > 1:
            told.append("No year is known whole: amounts are the sum of these months, not a mean.")
        return tuple(told)


def span_of(months: Mapping[str, int]) -> Span:
    """The span of a figure whose periods are known by these month bits."""
    ordered = dict(sorted(months.items()))
    whole = {period: bits for period, bits in ordered.items() if _is_whole(period, bits)}
    if not whole:
        return Span(ordered, {})
    return Span(whole, {period: bits for period, bits in ordered.items() if period not in whole})


def alike(spans: Sequence[Span]) -> Span | None:
    """The span whose figures may stand in one sum or on one scale: with others of whole periods, where there are any;
    else with those of the same months, of several such groups the one with most months. None without any.

    Five months of one thing and twelve of another add up to nothing.
    """
    whole = next((span for span in spans if span.months and span.whole), None)
    if whole is not None:
        return whole
    return max((span for span in spans if span.months), key=lambda span: span.count, default=None)


def goes_with(span: Span, other: Span) -> bool:
    """Whether figures of two spans may be added up or compared: both of whole periods, or of the same months."""
    return span.whole and other.whole if span.whole or other.whole else span.months == other.months


def months_loaded(months: Mapping[str, int]) -> list[str]:
    """ "2023 has 3 of 12 months (01-03).": a sentence on the years that are not whole, alike ones together."""
    return [f"{text}." for text, _ in _known(months)]


def _is_whole(period: str, bits: int) -> bool:
    return "-" in period or bits == WHOLE_YEAR


def _known(months: Mapping[str, int]) -> list[tuple[str, bool]]:
    """What is known of the years that are not whole, and whether it is said of several."""
    alike: dict[int, list[str]] = {}
    for period, bits in months.items():
        if not _is_whole(period, bits):
            alike.setdefault(bits, []).append(period)
    return [
        (
            f"{spread(periods)} {'have' if len(periods) > 1 else 'has'} {month_count(bits)} of 12 months "
            f"({months_text(bits)})",
            len(periods) > 1,
        )
        for bits, periods in alike.items()
    ]
