"""One place's imports or exports of one commodity: the links behind every partner view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.cube import Cube
from dependency_explorer.analysis.links import ENERGY_UNIT, VALUE_UNIT, Links, links
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import Step, between, spread
from dependency_explorer.analysis.question import Measure, Side
from dependency_explorer.analysis.spans import Span, span_of
from dependency_explorer.data.schema import NOT_STATED

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Index = NDArray[np.intp]

NOT_STATED_NAME = "Partner not stated"


@remembered
def cube(dataset: Dataset, step: Step) -> Cube:
    """The cube over a dataset's links; built once for each dataset and step."""
    return Cube(links(dataset, step))


@dataclass(frozen=True, eq=False)
class Trade:
    """Links of one place, commodity and side whose amount is known in one measure, by ascending period.

    partner holds codes into links.places: the exporter of imports, the importer of exports.
    """

    links: Links
    side: Side
    measure: Measure
    chosen: Index
    period: NDArray[np.int32]
    partner: NDArray[np.int32]
    amount: NDArray[np.float64]
    coverage: NDArray[np.uint16]

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Periods with data, ascending."""
        return tuple(self.links.periods[code] for code in sorted(set(self.period.tolist())))

    def during(self, first: str, last: str) -> Trade:
        """The same trade from first to last, both included; an empty bound is open."""
        inside = [(not first or name >= first) and (not last or name <= last) for name in self.links.periods]
        return self.only(np.array(inside, np.bool_)[self.period] if inside else np.zeros(0, np.bool_))

    def only(self, kept: NDArray[np.bool_]) -> Trade:
        """The same trade restricted to some of its links."""
        return Trade(
            self.links,
            self.side,
            self.measure,
            self.chosen[kept],
            self.period[kept],
            self.partner[kept],
            self.amount[kept],
            self.coverage[kept],
        )

    def by_period(self) -> dict[str, float]:
        """Total over partners in each period with data."""
        sums = np.bincount(self.period, weights=self.amount, minlength=len(self.links.periods))
        return {name: float(sums[self.links.periods.index(name)]) for name in self.periods}

    def months(self) -> dict[str, int]:
        """Month bits with data in each period with data."""
        bits: dict[int, int] = {}
        for code, own in zip(self.period.tolist(), self.coverage.tolist(), strict=True):
            bits[code] = bits.get(code, 0) | own
        return {self.links.periods[code]: bits[code] for code in sorted(bits)}

    def whole(self) -> tuple[Trade, Span]:
        """The trade that a figure over all these periods rests on, and its span: whole years, where there are any."""
        span = span_of(self.months())
        inside = np.array([name in span.months for name in self.links.periods], np.bool_)
        return self.only(inside[self.period] if len(inside) else np.zeros(0, np.bool_)), span

    def named(self) -> NDArray[np.bool_]:
        """Which links name their partner."""
        if NOT_STATED not in self.links.places:
            return np.ones(len(self.partner), np.bool_)
        named: NDArray[np.bool_] = self.partner != self.links.places.index(NOT_STATED)
        return named


@remembered
def trade(dataset: Dataset, place: str, commodity: str, side: Side, measure: Measure, step: Step) -> Trade:
    """All known trade of a place in a commodity, whatever the period."""
    of_step = cube(dataset, step)
    every = of_step.links
    chosen = of_step.select(
        {"commodity": (commodity,), "importer" if side == "imports" else "exporter": (place,)}
    )
    chosen = chosen[~np.isnan(every.amounts(measure)[chosen]) & every.counting(side)[chosen]]
    return Trade(
        every,
        side,
        measure,
        chosen,
        every.period[chosen],
        (every.exporter if side == "imports" else every.importer)[chosen],
        every.amounts(measure)[chosen],
        every.months_known(measure)[chosen],
    )


@remembered
def carried_measure(dataset: Dataset, place: str, commodity: str, measure: Measure) -> Measure:
    """Quantity, but value for a commodity whose flows of this place carry only values, in any period."""
    if measure != "quantity":
        return measure
    sides: tuple[Side, Side] = ("imports", "exports")
    steps: tuple[Step, Step] = ("year", "month")
    for kind in ("quantity", "value"):
        if any(len(trade(dataset, place, commodity, s, kind, step).chosen) for step in steps for s in sides):
            return "value" if kind == "value" else "quantity"
    return measure


def unit_of(dataset: Dataset, commodity: str, measure: Measure) -> str:
    """The unit that a measure of a commodity is counted in."""
    if measure == "value":
        return VALUE_UNIT
    return ENERGY_UNIT if measure == "energy" else dataset.commodity_unit(commodity)


def partner_name(dataset: Dataset, code: str) -> str:
    """A partner's name; XNS is "Partner not stated" whatever the table of places says."""
    return NOT_STATED_NAME if code == NOT_STATED else dataset.place_name(code)


def less_itself(dataset: Dataset, known: Trade) -> str:
    """That published totals hold a flow of the place to itself, which was taken off them; empty where none does."""
    less = known.links.total_less_itself(known.side, known.measure)[known.chosen]
    if not less.any():
        return ""
    places = known.links.importer if known.side == "imports" else known.links.exporter
    place = partner_name(dataset, known.links.places[int(places[known.chosen[0]])])
    when = spread({known.links.periods[code] for code in known.period[less].tolist()})
    way = "from" if known.side == "imports" else "to"
    return f"The published total of {when} holds {known.side} of {place} {way} itself, which are left out."


def asked_periods(first: str, last: str, with_data: tuple[str, ...]) -> tuple[str, ...]:
    """The periods that bounds ask for; an open bound ends where the data do."""
    if not with_data and not (first and last):
        return ()
    return between(first or with_data[0], last or with_data[-1])
