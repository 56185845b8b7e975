"""One question to the indicators, worked out once, and the shape of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import Balance, balance, year_balance
from dependency_explorer.analysis.periods import Step, between, bounds, parse, spread, step_of
from dependency_explorer.analysis.question import Measure
from dependency_explorer.analysis.reports import Reports, reported, whose
from dependency_explorer.analysis.spans import Span
from dependency_explorer.analysis.supply import Rows
from dependency_explorer.analysis.trade import carried_measure, unit_of
from dependency_explorer.analysis.wording import in_sentence
from dependency_explorer.data.problems import DataError, Problem

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. value: a number, a partner's code, or None where the data cannot say (note: why).

    Shares are fractions with unit "1". sources: ids; rows: table and line of the rows behind the number. span: the
    periods that it rests on; None where the number is of no period, or missing.
    """

    place: str
    commodity: str
    period: str
    indicator: str
    value: float | str | None
    unit: str
    note: str
    sources: tuple[str, ...]
    rows: Rows = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked, once worked out. dataset: with the flows whose report counts; every: with all of them."""

    dataset: Dataset
    every: Dataset
    place: str
    commodity: str
    period: str
    first: str
    last: str
    step: Step
    periods: tuple[str, ...]
    measure: Measure
    loaded: str = "loaded"
    """What the flows of this question are, in a sentence on their absence."""
    whose: str = ""
    """Whose reports count and what that leaves out, as sentences; empty where all do."""

    @property
    def name(self) -> str:
        """The commodity within a sentence."""
        return in_sentence(self.dataset.commodity_name(self.commodity))

    @property
    def when(self) -> str:
        """The period as words."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def unit(self) -> str:
        return unit_of(self.dataset, self.commodity, self.measure)

    def indicator(
        self,
        name: str,
        value: float | str | None,
        unit: str,
        notes: Iterable[str],
        sources: Iterable[str] = (),
        rows: Rows = (),
        span: Span | None = None,
    ) -> Indicator:
        text = " ".join(dict.fromkeys(note for note in notes if note))
        ids = tuple(sorted(set(sources) - {""}))
        if isinstance(value, float) and value != value:
            value = None
        return Indicator(self.place, self.commodity, self.period, name, value, unit, text, ids, rows, span)


def inquiry(
    dataset: Dataset, place: str, commodity: str, period: str, reports: Reports = "reconciled"
) -> Inquiry:
    first, colon, last = (part.strip() for part in period.partition(":"))
    first, last = bounds(first, last if colon else first)
    periods = between(first, last) if "Q" not in period else ()
    if parse(first) is None or parse(last) is None or not periods:
        sentence = (
            f"The period {period!r} is not understood: give a year (2023), a month (2023-01) or a range of "
            "them with its earlier end first (2019:2023)."
        )
        raise DataError(Problem("error", sentence, value=period))
    own = reported(dataset, reports, (commodity,))
    measure = carried_measure(own, place, commodity, "quantity")
    step = step_of(first, last)
    loaded = "loaded" if reports == "reconciled" else f"reported by {reports}s"
    told = whose(dataset, commodity, reports)
    return Inquiry(own, dataset, place, commodity, period, first, last, step, periods, measure, loaded, told)


def mean_notes(asked: Inquiry, span: Span) -> list[str]:
    """Which of the asked periods stand behind a mean, and which are known in part only."""
    if len(asked.periods) == 1 or not span.whole:
        return list(span.notes)
    kind = "years" if asked.step == "year" else "months"
    count = len(span.periods)
    which = "" if count == len(asked.periods) else f" ({spread(span.periods)})"
    return [f"Mean of {count} of {len(asked.periods)} {kind}{which}.", *span.notes]


def figure_of(asked: Inquiry, item: str, period: str) -> Balance | None:
    if "-" in period:
        return balance(asked.dataset, asked.place, asked.commodity, item, period)
    return year_balance(asked.dataset, asked.place, asked.commodity, item, period, partial=True)
