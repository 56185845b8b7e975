"""What is available to a place: production, imports, exports and stock change of one commodity, together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import Balance, balance, latest_balance, production, year_balance
from dependency_explorer.analysis.periods import WHOLE_YEAR, Step, last_month, spread
from dependency_explorer.analysis.question import Side
from dependency_explorer.analysis.spans import Span, span_of
from dependency_explorer.analysis.trade import Trade, trade
from dependency_explorer.analysis.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Rows = tuple[tuple[str, int], ...]
"""Table and line of each source row."""


@dataclass(frozen=True, slots=True)
class PeriodSupply:
    """One period in which production and trade are known for the same months (month bits)."""

    period: str
    months: int
    production: float
    imports: float
    exports: float
    stock_change: float

    @property
    def gross_available(self) -> float:
        """Production + imports - exports - stock change; negative where production is incomplete."""
        return self.production + self.imports - self.exports - self.stock_change


@dataclass(frozen=True, slots=True)
class Supply:
    """The periods that count, sentences on what was taken how and why others do not, and the rows.

    span: what is known of the periods, all of them whole, or none.
    """

    periods: tuple[PeriodSupply, ...]
    span: Span
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    rows: Rows

    def total(self, name: str) -> float:
        """Sum of one of their amounts over the periods."""
        return sum(float(getattr(period, name)) for period in self.periods)


def supply(
    dataset: Dataset,
    place: str,
    commodity: str,
    periods: tuple[str, ...],
    step: Step,
    every: Dataset | None = None,
    loaded: str = "loaded",
) -> Supply:
    """Production and trade in quantity for each of the periods that has all of them.

    Of years of which some are known by all their months only those count (see `Span`). A direction of trade for which
    the dataset has no row of this place and commodity in any period is taken as none, and a note says so; one that is
    loaded for other periods only is missing, never zero. every: where `dataset` has the flows of one reporting side
    only, the dataset with all of them: what the other side reports is no zero. loaded: what the flows then lack.
    """
    name = in_sentence(dataset.commodity_name(commodity))
    unit = dataset.commodity_unit(commodity)
    both = {side: trade(dataset, place, commodity, side, "quantity", step) for side in _SIDES}
    amounts = {side: flow.by_period() for side, flow in both.items()}
    months = {side: flow.months() for side, flow in both.items()}
    absent = [side for side in _SIDES if _never_loaded(every or dataset, place, commodity, side)]
    notes = [f"No {side} of {name} are loaded in any period: taken as none." for side in absent]
    found: dict[str, PeriodSupply] = {}
    figures: dict[str, list[Balance]] = {}
    lacking: dict[str, list[str]] = {}
    for period in periods:
        traded = {side: months[side][period] for side in _SIDES if period in months[side]}
        made = _produced(dataset, place, commodity, period, traded)
        why = _lack(made, unit, [s for s in _SIDES if s not in absent and s not in traded], traded, loaded)
        if why or made is None:
            lacking.setdefault(why, []).append(period)
            continue
        changed = _stock_change(dataset, place, commodity, period)
        if changed is not None and (changed.unit, changed.months) != (unit, made.months):
            changed = None
        figures[period] = [made] if changed is None else [made, changed]
        found[period] = PeriodSupply(
            period=period,
            months=made.months,
            production=made.value,
            imports=amounts["imports"].get(period, 0.0),
            exports=amounts["exports"].get(period, 0.0),
            stock_change=changed.value if changed else 0.0,
        )
    span = span_of({period: one.months for period, one in found.items()})
    changed_in = [period for period in span.periods if len(figures[period]) > 1]
    if changed_in:
        notes.append(f"Stock change of {spread(changed_in)} is taken off.")
    reasons = [f"{name} in {spread(when)}: {what}" for what, when in lacking.items()]
    sources, rows = _behind(
        both, set(span.periods), [one for period in span.periods for one in figures[period]]
    )
    counted = tuple(found[period] for period in span.periods)
    return Supply(counted, span, tuple(notes), tuple(reasons), sources, rows)


_SIDES: tuple[Side, Side] = ("imports", "exports")


def _never_loaded(dataset: Dataset, place: str, commodity: str, side: Side) -> bool:
    return not any(
        len(trade(dataset, place, commodity, side, measure, step).chosen)
        for measure in ("quantity", "value")
        for step in ("year", "month")
    )


def _produced(
    dataset: Dataset, place: str, commodity: str, period: str, traded: dict[Side, int]
) -> Balance | None:
    """Production of a period; a zero of the whole year is also a zero of the months that trade covers."""
    made = production(dataset, place, commodity, period, partial=True)
    months = next(iter(traded.values()), WHOLE_YEAR)
    return replace(made, months=months) if made and made.value == 0 and made.months == WHOLE_YEAR else made


def _lack(made: Balance | None, unit: str, missing: list[Side], traded: dict[Side, int], loaded: str) -> str:
    """Why a period cannot be counted, in words; empty where it can."""
    if made is None:
        return "production is not loaded"
    if made.unit != unit:
        return f"production is in {made.unit}, trade in {unit}"
    if missing:
        return f"{' and '.join(missing)} are not {loaded}"
    if {made.months, *traded.values()} != {made.months}:
        return "production, imports and exports are not loaded for the same months"
    return ""


def _stock_change(dataset: Dataset, place: str, commodity: str, period: str) -> Balance | None:
    if "-" in period:
        return balance(dataset, place, commodity, "stock_change", period)
    return year_balance(dataset, place, commodity, "stock_change", period, partial=True)


def _behind(both: dict[Side, Trade], used: set[str], figures: list[Balance]) -> tuple[tuple[str, ...], Rows]:
    sources: set[str] = set()
    rows: set[tuple[str, int]] = set()
    for flow in both.values():
        wanted = [flow.links.periods[code] in used for code in flow.period.tolist()]
        names, numbers = flow.links.behind(flow.chosen[wanted])
        sources |= set(names)
        rows |= {("flows", number) for number in numbers}
    for figure in figures:
        sources |= set(figure.sources)
        rows |= {("balances", number) for number in figure.rows}
    return tuple(sorted(sources)), tuple(sorted(rows))


@dataclass(frozen=True, slots=True)
class Stock:
    """A stock, or where `days` is given the published days of cover, with its date and what to say of it."""

    figure: Balance
    in_days: bool
    within: bool


def stock_for(dataset: Dataset, place: str, commodity: str, first: str, last: str) -> Stock | None:
    """The stock to judge a period by: the latest within it, else published days within it, else earlier ones.

    Only rows of the place itself: a depot's stock is not the country's. Never one later than the period.
    """
    begin = first if "-" in first else f"{first}-01"
    options: list[Stock] = []
    for item in ("stock", "stock_days"):
        figure = latest_balance(dataset, place, commodity, item, last)
        if figure is not None:
            options.append(Stock(figure, item == "stock_days", last_month(figure.period) >= begin))
    return min(options, key=lambda option: (not option.within, option.in_days), default=None)
