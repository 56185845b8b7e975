"""History by partner: stacked areas or bars over years or months, gaps as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dependency_explorer.charts.axes import (
    EndLabel,
    Plot,
    baseline,
    end_labels,
    end_room,
    frame,
    time_labels,
)
from dependency_explorer.charts.drawing import (
    NOT_STATED,
    amount,
    empty_scene,
    hovered,
    legend,
    legend_rows,
    lit_opacity,
    mix,
)
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import date_label, number, period_span
from dependency_explorer.charts.trend_data import (
    EventPlace,
    Layer,
    TrendData,
    TrendEvent,
    TrendSeries,
    colours,
    event_places,
    extent,
    form,
    months_in,
    partial,
    period_label,
    series_mark,
    series_name,
    stack,
    ticks,
    totals,
)

__all__ = [
    "EventPlace",
    "Layer",
    "TrendData",
    "TrendEvent",
    "TrendSeries",
    "colours",
    "describe",
    "event_places",
    "extent",
    "form",
    "layout",
    "months_in",
    "partial",
    "period_label",
    "series_mark",
    "series_name",
    "stack",
    "table",
    "ticks",
    "totals",
]


def layout(
    data: TrendData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Stacked areas or bars with the question's band, events above, partners named at their ends."""
    known = totals(data) if data.periods else ()
    if not any(value is not None for value in known):
        reason = data.empty_reason or "No amounts are known for any period."
        return empty_scene(reason, width, height, style, metrics)
    line = metrics.height(style.small)
    texts = [series_name(series) for series in data.series]
    right = width - max(6.0, end_room(texts, width, True, style, metrics))
    rows = 3 if height >= 280 else 2 if height >= 200 else 1 if height >= 150 else 0
    # Placed once for the number of rows; the axis' left edge moves them by a few pixels only.
    event_rows = max(
        (p.row + 1 for p in event_places(data, 44.0, right, style, metrics, rows, width - 2)), default=0
    )
    keyed = width < 300 and height >= 170
    key_rows = (
        min(2 if height >= 220 else 1, legend_rows(texts, width - 48.0, style, metrics)) if keyed else 0
    )
    below = key_rows * line * 1.2 + 3 if keyed else 0.0
    first, last = extent(data)
    pen = Pen()
    high = max(value for value in known if value is not None)
    above = event_rows * (line + 1) + (2 if event_rows else 0)
    plot = frame(pen, height, high, first, last, data.unit, right, above, style, metrics, below)
    _periods(pen, data, plot)
    layers = stack(data)
    if form(data) == "areas":
        _areas(pen, data, layers, plot, style, lit, hover)
    else:
        _bars(pen, data, layers, plot, style, lit, hover)
    _band(pen, data, plot, style)
    baseline(pen, plot, style)
    time_labels(pen, plot, ticks(data, plot.right - plot.left, style, metrics), width, style, metrics)
    if data.events:
        _events(
            pen,
            event_places(data, plot.left, plot.right, style, metrics, event_rows, width - 2),
            plot,
            style,
            metrics,
        )
    marks = [series_mark(data, index) for index in range(len(data.series))]
    if right < width - 20:
        end_labels(pen, plot, _ends(data, layers, plot, style, lit, marks), width, style, metrics)
    elif keyed:
        swatches = [
            _swatch(series.code, style, lit, mark) for series, mark in zip(data.series, marks, strict=True)
        ]
        top = height - below
        legend(pen, swatches[::-1], texts[::-1], plot.left, width - 2, top, style, metrics, key_rows)
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: TrendData) -> Table:
    """One row a period, a column a partner; how many months it holds, and which values are derived."""
    columns = [Column("Period"), Column("Months", "", True)]
    columns += [Column(series.name, data.unit, True) for series in data.series]
    columns.append(Column("Derived"))
    rows = []
    for index, period in enumerate(data.periods):
        derived = [s.name for s in data.series if index < len(s.derived) and s.derived[index]]
        values = [amount(series.values[index]) for series in data.series]
        rows.append((period, float(months_in(data, index)), *values, "; ".join(derived)))
    return Table(tuple(columns), tuple(rows))


def describe(data: TrendData) -> str:
    """Alt text: unit, partners, first and last period with their totals, and the highest."""
    known = [(p, v) for p, v in zip(data.periods, totals(data), strict=True) if v is not None]
    if not known:
        return f"History without data. {data.empty_reason}".strip()
    names = ", ".join(series.name for series in data.series)
    (first, opening), (last, closing) = known[0], known[-1]
    if len(known) == 1:
        return f"History by partner ({names}), one period: {date_label(first)} {number(opening)} {data.unit}."
    peak, most = max(known, key=lambda pair: pair[1])
    missing = len(data.periods) - len(known)
    gaps = f" {missing} periods without data." if missing else ""
    return (
        f"History by partner ({names}), {data.unit}: {date_label(first)} {number(opening)}, "
        f"{date_label(last)} {number(closing)}; highest {date_label(peak)}, {number(most)}.{gaps}"
    )


def _periods(pen: Pen, data: TrendData, plot: Plot) -> None:
    """Invisible columns, so that a period can be pointed at and reached by key."""
    for index, period in enumerate(data.periods):
        start, end = period_span(period)
        mark = Mark(f"period:{period}", "", "", period, period_label(data, index), (index,))
        x = plot.x(start)
        pen.add(Rect(x, plot.top, plot.x(end) - x, plot.bottom - plot.top, mark=mark))


def _middle(period: str) -> float:
    start, end = period_span(period)
    return (start + end) / 2


def _areas(
    pen: Pen,
    data: TrendData,
    layers: Sequence[Layer],
    plot: Plot,
    style: Style,
    lit: frozenset[str],
    hover: str,
) -> None:
    xs = [plot.x(_middle(period)) for period in data.periods]
    over: list[Path] = []
    for index, (series, layer) in enumerate(zip(data.series, layers, strict=True)):
        # Without gaps every low and high is a number.
        lows = [plot.y(value or 0.0) for value in layer.low]
        highs = [plot.y(value or 0.0) for value in layer.high]
        mark = series_mark(data, index)
        outlined = hovered(hover, mark)
        grey = series.code == NOT_STATED
        outline = polyline(
            [*zip(xs, highs, strict=True), *reversed([*zip(xs, lows, strict=True)])], closed=True
        )
        faded = lit_opacity(style, lit, series.code)
        stroke = mix(style.surface, style.other, faded) if grey else style.surface
        pen.add(
            Path(
                outline, style.entity(series.code), stroke, 0.75,
                faded * (0.25 if grey else 1.0), (), "diagonal" if grey else "", mark,
            )
        )  # fmt: skip
        if outlined:
            over.append(Path(outline, stroke=style.text, stroke_width=2.0, mark=mark))
        for i in range(len(xs) - 1):
            if any(series.derived[i : i + 2]):
                edge = ((xs[i], highs[i]), (xs[i + 1], highs[i + 1]))
                pen.add(Path(polyline(edge), stroke=style.text, stroke_width=1.25, dash=(4.0, 3.0)))
    tops = [plot.y(value or 0.0) for value in totals(data)]
    for index in range(len(xs)):
        if partial(data, index):
            points = [(xs[index], tops[index])]
            if index > 0:
                points.insert(0, ((xs[index - 1] + xs[index]) / 2, (tops[index - 1] + tops[index]) / 2))
            if index < len(xs) - 1:
                points.append(((xs[index] + xs[index + 1]) / 2, (tops[index] + tops[index + 1]) / 2))
            points += [(points[-1][0], plot.bottom), (points[0][0], plot.bottom)]
            pen.add(Path(polyline(points, closed=True), stroke=style.surface, hatch="diagonal"))
    pen.add(*over)


def _bars(
    pen: Pen,
    data: TrendData,
    layers: Sequence[Layer],
    plot: Plot,
    style: Style,
    lit: frozenset[str],
    hover: str,
) -> None:
    spans = [(plot.x(a), plot.x(b)) for a, b in map(period_span, data.periods)]
    for index, (series, layer) in enumerate(zip(data.series, layers, strict=True)):
        whole = series_mark(data, index)
        grey = series.code == NOT_STATED
        colour = style.entity(series.code)
        faded = lit_opacity(style, lit, series.code)
        opacity = faded * (0.25 if grey else 1.0)
        hatch_ink = mix(style.surface, style.other, faded)
        for i, (low, high) in enumerate(zip(layer.low, layer.high, strict=True)):
            if low is None or high is None or high <= low:
                continue
            left, right = spans[i]
            thick = min(56.0, (right - left) * (0.78 if right - left > 5 else 1.0))
            derived = i < len(series.derived) and series.derived[i]
            label = f"{series.name}, {date_label(data.periods[i])}: {number(high - low)} {data.unit}"
            label += ", derived" if derived else ""
            label += f", {months_in(data, i)} months only" if partial(data, i) else ""
            mark = Mark(
                f"series:{series.code}:{data.periods[i]}", series.code, "", data.periods[i], label, (i,)
            )
            outlined = hovered(hover, mark) or hovered(hover, whole)
            x, top = (left + right - thick) / 2, plot.y(high)
            tall = plot.y(low) - top
            stroke = style.text if outlined else hatch_ink if grey else style.surface if tall > 2 else ""
            stroke = stroke if thick > 4 or outlined else ""
            pen.add(
                Rect(
                    x, top, thick, tall, colour, stroke, 2.0 if outlined else 0.75, 0.0, opacity,
                    hatch="diagonal" if grey else "", mark=mark,
                )
            )  # fmt: skip
            if derived and thick > 2:
                edge = polyline(((x, top), (x + thick, top)))
                pen.add(Path(edge, stroke=style.text, stroke_width=1.25, dash=(4.0, 3.0)))
    for i, value in enumerate(totals(data)):
        left, right = spans[i]
        if value is not None and partial(data, i):
            thick = min(56.0, (right - left) * 0.78)
            x, top = (left + right - thick) / 2, plot.y(value)
            pen.add(Rect(x, top, thick, plot.bottom - top, stroke=style.surface, hatch="diagonal"))


def _band(pen: Pen, data: TrendData, plot: Plot, style: Style) -> None:
    """The question's period: what lies outside it is veiled, its edges are drawn; scales stay put."""
    if data.band is None:
        return
    start = max(plot.first, period_span(data.band[0])[0])
    end = min(plot.last, period_span(data.band[1])[1])
    if end <= start or (start <= plot.first and end >= plot.last):
        return
    x0, x1 = plot.x(start), plot.x(end)
    mark = Mark("band", label=f"Period {data.band[0]} to {data.band[1]}")
    top, tall = plot.top, plot.bottom - plot.top
    if x0 > plot.left:
        pen.add(Rect(plot.left, top, x0 - plot.left, tall, style.surface, opacity=0.55))
    if x1 < plot.right:
        pen.add(Rect(x1, top, plot.right - x1, tall, style.surface, opacity=0.55))
    for x in (x0, x1):
        pen.add(
            Path((("M", x, top), ("L", x, plot.bottom)), stroke=style.accent, stroke_width=1.5, mark=mark)
        )


def _events(pen: Pen, places: Sequence[EventPlace], plot: Plot, style: Style, metrics: TextMetrics) -> None:
    line = metrics.height(style.small) + 1
    rows = max((place.row for place in places), default=-1) + 1
    for place in places:
        x = plot.x(place.time)
        dates = date_label(place.event.date)
        dates += f" to {date_label(place.event.end_date)}" if place.event.end_date else ""
        mark = Mark(
            f"event:{place.event.date}:{place.event.title}", "", "", "", f"{place.event.title} ({dates})"
        )
        top = plot.top - (rows - place.row) * line if place.row >= 0 else plot.top
        if place.row >= 0:
            down = (("M", x, top), ("L", x, plot.bottom))
            pen.add(Path(down, stroke=style.muted, dash=(2.0, 2.0), mark=mark))
        else:
            # Without a name a line to the ground tells nobody anything, and twenty of them hide the bars.
            tick = (("M", x, top), ("L", x, top + 7.0 * style.scale))
            pen.add(Path(tick, stroke=style.muted, stroke_width=1.5, mark=mark))
        if place.end is not None and plot.x(place.end) > x + 2:
            edge = (("M", x, plot.top), ("L", plot.x(place.end), plot.top))
            pen.add(Path(edge, stroke=style.muted, stroke_width=2.0, mark=mark))
        if place.row >= 0:
            shift = 4.0 if place.anchor == "start" else -4.0
            y = top + metrics.ascent(style.small) + 1
            pen.add(
                Text(x + shift, y, place.text, style.small, fill=style.muted, anchor=place.anchor, mark=mark)
            )


def _swatch(code: str, style: Style, lit: frozenset[str], mark: Mark) -> Rect:
    grey = code == NOT_STATED
    faded = lit_opacity(style, lit, code)
    opacity = faded * (0.25 if grey else 1.0)
    hatch: Literal["", "diagonal"] = "diagonal" if grey else ""
    return Rect(
        0,
        0,
        8,
        8,
        style.entity(code),
        mix(style.surface, style.other, faded) if grey else "",
        1.0,
        1.5,
        opacity,
        (),
        hatch,
        mark,
    )


def _ends(
    data: TrendData,
    layers: Sequence[Layer],
    plot: Plot,
    style: Style,
    lit: frozenset[str],
    marks: Sequence[Mark],
) -> list[EndLabel]:
    """Each layer's name at the middle of its last known value; the larger ones first to stay."""
    labels = []
    for series, layer, mark in zip(data.series, layers, marks, strict=True):
        pairs = [
            (a, b) for a, b in zip(layer.low, layer.high, strict=True) if a is not None and b is not None
        ]
        if not pairs:
            continue
        low, high = pairs[-1]
        weight = sum(b - a for a, b in pairs)
        ink = style.text if lit_opacity(style, lit, series.code) == 1.0 else style.muted
        swatch = _swatch(series.code, style, lit, mark)
        labels.append(EndLabel(plot.y((low + high) / 2), series_name(series), weight, swatch, ink, mark))
    return labels
