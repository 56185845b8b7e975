"""The history's numbers: stack, form, ticks, event places, labels, for the Scene and for a plot that pans."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dependency_explorer.charts.axes import calendar_gap
from dependency_explorer.charts.drawing import amount, elide
from dependency_explorer.charts.scene import Mark, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import (
    date_label,
    decimal_year,
    month_ticks,
    number,
    period_span,
    year_ticks,
)


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """One partner's layer; `values` and `derived` run along `TrendData.periods`, None where nothing is known.

    members: names of the partners gathered in an "Other" layer.
    """

    code: str
    name: str
    values: tuple[float | None, ...]
    derived: tuple[bool, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendEvent:
    """Something that happened, marked on the time axis; dates are "2021", "2021-10" or "2021-10-15"."""

    date: str
    end_date: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class TrendData:
    """What the history draws.

    periods: "2021" or "2021-03", ascending; a calendar gap between them stays a gap. months: months summed
    in each period (12 = whole year; fewer = partial, hatched; empty = all whole). series: bottom layer first.
    band: first and last period of the question.
    """

    periods: tuple[str, ...]
    months: tuple[int, ...]
    series: tuple[TrendSeries, ...]
    unit: str
    band: tuple[str, str] | None = None
    events: tuple[TrendEvent, ...] = ()
    step: Literal["year", "month"] = "year"
    empty_reason: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """One series on top of those below it: `low` and `high` along the periods, None where it has no value."""

    code: str
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event goes: time in decimal years, label row from the top (-1: no label), label's side."""

    event: TrendEvent
    time: float
    end: float | None
    row: int
    anchor: Literal["start", "end"]
    text: str


def stack(data: TrendData) -> tuple[Layer, ...]:
    """The layers from the bottom up. A missing value leaves a gap; it is never a zero-high layer."""
    height = [0.0] * len(data.periods)
    layers = []
    for series in data.series:
        low: list[float | None] = []
        high: list[float | None] = []
        for index, value in enumerate(series.values):
            known = amount(value)
            low.append(None if known is None else height[index])
            if known is not None:
                height[index] += known
            high.append(None if known is None else height[index])
        layers.append(Layer(series.code, tuple(low), tuple(high)))
    return tuple(layers)


def totals(data: TrendData) -> tuple[float | None, ...]:
    """Sum of what is known in each period, None where nothing is."""
    columns = ([amount(series.values[i]) for series in data.series] for i in range(len(data.periods)))
    return tuple(
        sum(known) if (known := [value for value in column if value is not None]) else None
        for column in columns
    )


def form(data: TrendData) -> Literal["areas", "bars"]:
    """Areas for four or more periods without any gap; else bars, which show a gap as a gap."""
    step = 1.0 if data.step == "year" else 1 / 12
    starts = [decimal_year(period) for period in data.periods]
    gaps = any(calendar_gap(a, b, step) for a, b in pairwise(starts))
    missing = any(amount(value) is None for series in data.series for value in series.values)
    return "bars" if len(data.periods) < 4 or gaps or missing else "areas"


def extent(data: TrendData) -> tuple[float, float]:
    """First and last time on the axis in decimal years: whole periods, each drawn around its middle."""
    return period_span(data.periods[0])[0], period_span(data.periods[-1])[1]


def ticks(
    data: TrendData, pixels: float, style: Style, metrics: TextMetrics
) -> tuple[tuple[float, str], ...]:
    """Times and labels of the time axis for a plot `pixels` wide."""
    first, last = extent(data)
    if data.step == "year":
        return year_ticks(first, last, pixels, metrics.width("2020", style.small))
    return month_ticks(first, last, pixels, metrics.width("Mar 2020", style.small), style.say)


def colours(data: TrendData, style: Style) -> tuple[str, ...]:
    """Fill colour of each series."""
    return tuple(style.entity(series.code) for series in data.series)


def event_places(
    data: TrendData, left: float, right: float, style: Style, metrics: TextMetrics, rows: int = 2,
    limit: float | None = None,
) -> tuple[EventPlace, ...]:  # fmt: skip
    """Events within the axis, their labels staggered over `rows` lines; one that fits nowhere has row -1.

    `left` and `right` are the pixels of the axis' ends, `limit` is how far labels may
    reach. They stand right of their line, or left of it where the right end is too near.
    """
    first, last = extent(data)
    unit = (right - left) / (last - first)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    lines: list[tuple[int, float]] = []
    places = []
    dated = sorted(((decimal_year(event.date), event) for event in data.events), key=lambda pair: pair[0])
    for time, event in dated:
        if not first <= time <= last:
            continue
        end = period_span(event.end_date)[1] if event.end_date.count("-") < 2 and event.end_date else None
        if event.end_date.count("-") == 2:
            end = decimal_year(event.end_date)
        x = left + (time - first) * unit
        text = elide(style.say(event.title), min(right - left, 170.0), style.small, metrics)
        wide = metrics.width(text, style.small)
        row, anchor = -1, "start"
        for candidate in range(rows) if text else ():
            for side, low, high in (("start", x + 4, x + 4 + wide), ("end", x - 4 - wide, x - 4)):
                free = low >= left - 1 and high <= (right + 1 if limit is None else limit)
                free = free and all(high + 8 < a or low - 8 > b for a, b in taken[candidate])
                # A line runs down through the rows below its own: it may cross no label there.
                free = free and not any(
                    a - 3 < x < b + 3 for lower in taken[candidate + 1 :] for a, b in lower
                )
                free = free and not any(above < candidate and low - 3 < at < high + 3 for above, at in lines)
                if free:
                    row, anchor = candidate, side
                    taken[candidate].append((low, high))
                    lines.append((candidate, x))
                    break
            if row >= 0:
                break
        side_of: Literal["start", "end"] = "end" if anchor == "end" else "start"
        places.append(EventPlace(event, time, min(end, last) if end else None, row, side_of, text))
    return tuple(places)


def months_in(data: TrendData, index: int) -> int:
    """Months summed in one period."""
    return data.months[index] if index < len(data.months) else 12 if data.step == "year" else 1


def partial(data: TrendData, index: int) -> bool:
    """Whether a year's period holds fewer than twelve months."""
    return data.step == "year" and months_in(data, index) < 12


def series_name(series: TrendSeries) -> str:
    """Name for a label: how many partners a gathered layer holds stands in brackets."""
    return f"{series.name} ({len(series.members)})" if len(series.members) > 1 else series.name


def series_mark(data: TrendData, index: int) -> Mark:
    """What a whole layer stands for."""
    series = data.series[index]
    known = [(p, v) for p, v in zip(data.periods, map(amount, series.values), strict=True) if v is not None]
    label = series.name
    if known:
        label += f": {date_label(known[0][0])} {number(known[0][1])}"
        label += f", {date_label(known[-1][0])} {number(known[-1][1])} {data.unit}" if len(known) > 1 else ""
    if series.members:
        label += f" ({', '.join(series.members)})"
    rows = tuple(i for i, value in enumerate(series.values) if amount(value) is not None)
    return Mark(f"series:{series.code}", series.code, "", "", label, rows)


def period_label(data: TrendData, index: int) -> str:
    """What one period holds, partner by partner: the text of its tooltip."""
    parts = []
    for series in reversed(data.series):
        value = amount(series.values[index])
        if value is not None:
            derived = " (derived)" if index < len(series.derived) and series.derived[index] else ""
            parts.append(f"{series.name} {number(value)}{derived}")
    months = f", {months_in(data, index)} months only" if partial(data, index) else ""
    content = "; ".join(parts) + f" {data.unit}" if parts else "no data"
    return f"{date_label(data.periods[index])}{months}: {content}"
