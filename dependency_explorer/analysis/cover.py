"""Days of cover: a stock against the demand of a day."""

from __future__ import annotations

from dataclasses import dataclass

from dependency_explorer.analysis.inquiry import Indicator, Inquiry, figure_of
from dependency_explorer.analysis.periods import spread
from dependency_explorer.analysis.spans import Span, span_of
from dependency_explorer.analysis.supply import Rows, Supply, stock_for
from dependency_explorer.analysis.trade import trade


@dataclass(frozen=True, slots=True)
class _Demand:
    a_day: float
    text: str
    span: Span
    sources: tuple[str, ...]
    rows: Rows


def _daily_demand(asked: Inquiry, available: Supply) -> _Demand | None:
    """Mean daily demand of the asked period: consumption, else gross available, else imports."""
    use = {p: f for p in asked.periods if (f := figure_of(asked, "consumption", p)) and f.unit == asked.unit}
    if use:
        span = span_of({period: figure.months for period, figure in use.items()})
        used = [use[period] for period in span.periods]
        return _Demand(
            sum(figure.value for figure in used) / span.days,
            f"consumption of {spread(span.periods)}",
            span,
            tuple(source for figure in used for source in figure.sources),
            tuple(("balances", row) for figure in used for row in figure.rows),
        )
    if available.periods and available.total("gross_available") > 0:
        text = f"production + imports - exports of {spread(available.span.periods)}"
        a_day = available.total("gross_available") / available.span.days
        return _Demand(a_day, text, available.span, available.sources, available.rows)
    known = trade(asked.dataset, asked.place, asked.commodity, "imports", "quantity", asked.step)
    known, span = known.during(asked.first, asked.last).whole()
    imported = float(known.amount.sum())
    if imported <= 0:
        return None
    sources, rows = known.links.behind(known.chosen)
    return _Demand(
        imported / span.days,
        f"imports of {spread(span.periods)} (production is not loaded)",
        span,
        sources,
        tuple(("flows", row) for row in rows),
    )


def days_of_cover(asked: Inquiry, available: Supply) -> Indicator:
    stock = stock_for(asked.dataset, asked.place, asked.commodity, asked.first, asked.last)
    if stock is None:
        note = f"No stock of {asked.name} is loaded at or before {asked.last}."
        return asked.indicator("days_of_cover", None, "days", [note])
    figure = stock.figure
    older = "" if stock.within else f"None is loaded for {asked.when} itself."
    remark = f"The source adds: {figure.note}." if figure.note else ""
    rows: Rows = tuple(("balances", row) for row in figure.rows)
    if stock.in_days:
        notes = [
            f"Published days of cover of {figure.period}; the demand behind them is not stated.",
            older,
            remark,
        ]
        return asked.indicator("days_of_cover", figure.value, "days", notes, figure.sources, rows)
    if figure.unit != asked.unit:
        note = f"The stock of {figure.period} is in {figure.unit}, demand in {asked.unit}: not comparable."
        return asked.indicator("days_of_cover", None, "days", [note], figure.sources, rows)
    demand = _daily_demand(asked, available)
    if demand is None or demand.a_day <= 0:
        note = f"A stock of {figure.period} is loaded, but no demand of {asked.when}."
        return asked.indicator("days_of_cover", None, "days", [note], figure.sources, rows)
    notes = [
        f"Stock of {figure.period} ({_number(figure.value)} {figure.unit}) / daily demand "
        f"({_number(demand.a_day)} {figure.unit}: {demand.text}).",
        *demand.span.notes,
        older,
        remark,
    ]
    return asked.indicator(
        "days_of_cover",
        figure.value / demand.a_day,
        "days",
        notes,
        (*figure.sources, *demand.sources),
        (*rows, *demand.rows),
    )


def _number(amount: float) -> str:
    """At most four significant digits below 10 000, thin spaces between thousands above."""
    text = f"{amount:,.0f}" if abs(amount) >= 1000 else f"{amount:.4g}"
    return text.replace(",", "\u2009")
