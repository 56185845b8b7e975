"""Supply against demand, or exports against the baseline, step by step: layers, what is lost hatched."""

from __future__ import annotations

from dependency_explorer.charts import band as bands
from dependency_explorer.charts.axes import Plot, baseline, frame, time_labels
from dependency_explorer.charts.drawing import (
    amount,
    empty_scene,
    hovered,
    legend,
    legend_rows,
    lit_opacity,
    text_on,
)
from dependency_explorer.charts.outcome_data import (
    OutcomeData,
    Supply,
    Values,
    describe,
    layers,
    runs,
    step_label,
    table,
)
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import after, day_ticks, number, ordinal

__all__ = ["OutcomeData", "Supply", "describe", "edges", "layers", "layout", "runs", "step_label", "table"]


LEGEND = 100.0
"""From this height on there is a legend."""
LABELLED = 560.0
"""From this width on the layers carry their names as well."""


def edges(data: OutcomeData) -> tuple[int, ...]:
    """Day numbers of the step starts, and of the end of the last."""
    return (*map(ordinal, data.dates), after(data.dates[-1], data.step))


def layout(
    data: OutcomeData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Each step as a column of layers, what is lost or forgone hatched, demand dashed, the baseline as ghost."""
    everything = (data.demand, data.baseline, *(values for _, values in data.stacked))
    if not data.dates or not any(amount(value) is not None for values in everything for value in values):
        return empty_scene(data.empty_reason or "The what-if has no steps.", width, height, style, metrics)
    supply = layers(data, style)
    times = edges(data)
    tops = [value for layer in supply for value in layer.high if value is not None]
    lines = [value for value in map(amount, (*data.demand, *data.baseline)) if value is not None]
    high = max([*tops, *lines, bands.top(data.band)], default=0.0)
    keyed = height >= LEGEND and width >= 200
    # Where the baseline serves all demand, one line stands for both.
    both = _coincide(data, high)
    names, entries = _entries(data, supply, style, both)
    more_names, more_entries = bands.entries(data.band, style, style.text)
    names, entries = names + more_names, entries + more_entries
    line = metrics.height(style.small) * 1.2
    # A low chart keeps one line of it: colours without names say nothing.
    rows = min(2 if height >= 150 else 1, legend_rows(names, width - 4, style, metrics)) if keyed else 0
    pen = Pen()
    unit = _unit_text(data, style)
    plot = frame(pen, height, high, times[0], times[-1], unit, width - 8, 0, style, metrics, rows * line + 4)
    xs = [plot.x(time) for time in times]
    _steps(pen, data, plot, xs)
    over: list[Path] = []
    for layer in supply:
        _layer(pen, layer, plot, xs, data, style, lit, hover, over)
    served = "Sold" if data.side == "exports" else "Served"
    said = f"{served}, range over draws of the assumptions"
    bands.draw(pen, data.band, plot, xs, style, style.text, said, steps=True)
    if not both:
        _line(
            pen,
            data.baseline,
            plot,
            xs,
            style.ghost,
            style.scale if data.side == "imports" else 1.5 * style.scale,
            (4.0, 3.0),
            Mark("baseline", label=_baseline_name(data)),
        )
    wide = 1.5 * style.scale
    _line(pen, data.demand, plot, xs, style.text, wide, (5.0, 3.0), Mark("demand", label="Demand"))
    bands.draw_path(pen, data.band, plot, xs, style, steps=True)
    pen.add(*over)
    if width >= LABELLED:
        for layer in supply:
            _name_within(pen, layer, plot, xs, style, metrics)
    baseline(pen, plot, style)
    label = metrics.width("28 Sep" if times[-1] - times[0] <= 92 else "Sep 2027", style.small)
    ticks = day_ticks(times[0], times[-1], plot.right - plot.left, label, style.say)
    time_labels(pen, plot, ticks, width, style, metrics, marked=True)
    if keyed:
        legend(pen, entries, names, 2.0, width - 2, height - rows * line - 2, style, metrics, rows)
    return pen.finish(width, height, style.surface, "", describe(data))


def _name_within(
    pen: Pen, layer: Supply, plot: Plot, xs: list[float], style: Style, metrics: TextMetrics
) -> None:
    """The layer's name where it is thick enough for it: printed in grey, colours alone say little."""
    size = style.small
    wide, tall = metrics.width(layer.name, size) + 12 * style.scale, metrics.height(size) * 1.2
    best: tuple[float, float, float] | None = None
    for first in range(len(layer.high)):
        top, bottom = plot.top, plot.bottom
        for last in range(first, len(layer.high)):
            high, low = layer.high[last], layer.low[last]
            if high is None or low is None:
                break
            top, bottom = max(top, plot.y(high)), min(bottom, plot.y(low))
            if bottom - top < tall:
                break
            if xs[last + 1] - xs[first] >= wide:
                if best is None or bottom - top > best[0] + 0.5:
                    best = (bottom - top, (xs[first] + xs[last + 1]) / 2, (top + bottom) / 2)
                break
    if best is not None and not layer.hatch:
        x, y = best[1], best[2] + metrics.ascent(size) / 2
        pen.add(Text(x, y, layer.name, size, fill=text_on(layer.fill), anchor="middle"))


def _baseline_name(data: OutcomeData) -> str:
    return "Baseline exports" if data.side == "exports" else "Baseline supply"


def _unit_text(data: OutcomeData, style: Style) -> str:
    return data.unit if data.unit.startswith("%") else f"{data.unit} {style.say('a ' + data.step)}"


def _steps(pen: Pen, data: OutcomeData, plot: Plot, xs: list[float]) -> None:
    """Invisible columns, so that a step can be pointed at and reached by key."""
    for index, day in enumerate(data.dates):
        mark = Mark(f"step:{day}", "", "", day, step_label(data, index), (index,))
        pen.add(Rect(xs[index], plot.top, xs[index + 1] - xs[index], plot.bottom - plot.top, mark=mark))


def _layer(
    pen: Pen, layer: Supply, plot: Plot, xs: list[float], data: OutcomeData, style: Style,
    lit: frozenset[str], hover: str, over: list[Path],
) -> None:  # fmt: skip
    values = tuple(
        (b - a) if a is not None and b is not None else None
        for a, b in zip(layer.low, layer.high, strict=True)
    )
    total = sum(value for value in values if value is not None)
    rows = tuple(index for index, value in enumerate(values) if value)
    mark = Mark(
        f"supply:{layer.key}", layer.entity, "", "", f"{layer.name}: {number(total)} {data.unit}", rows
    )
    outlined = hovered(hover, mark)
    opacity = 1.0 if not layer.entity else lit_opacity(style, lit, layer.entity)
    for start, end in runs(tuple(value or None for value in values)):
        upper: list[tuple[float, float]] = []
        lower: list[tuple[float, float]] = []
        for i in range(start, end):
            top, low = plot.y(layer.high[i] or 0.0), plot.y(layer.low[i] or 0.0)
            upper += [(xs[i], top), (xs[i + 1], top)]
            lower += [(xs[i], low), (xs[i + 1], low)]
        outline = polyline([*upper, *reversed(lower)], closed=True)
        stroke = layer.fill if layer.hatch else style.surface
        pen.add(
            Path(outline, layer.fill, stroke, 0.75, 0.12 if layer.hatch else opacity, (), layer.hatch, mark)
        )
        if outlined:
            over.append(Path(outline, stroke=style.text, stroke_width=2.0, mark=mark))


def _line(
    pen: Pen, values: Values, plot: Plot, xs: list[float], colour: str, wide: float, dash: tuple[float, ...],
    mark: Mark,
) -> None:  # fmt: skip
    for start, end in runs(values):
        points: list[tuple[float, float]] = []
        for i in range(start, end):
            y = plot.y(values[i] or 0.0)
            points += [(xs[i], y), (xs[i + 1], y)]
        pen.add(Path(polyline(points), stroke=colour, stroke_width=wide, dash=dash, mark=mark))


def _coincide(data: OutcomeData, high: float) -> bool:
    """Whether the baseline serves all demand, to the thickness of a line."""
    pairs = zip(map(amount, data.demand), map(amount, data.baseline), strict=True)
    return all(a is not None and b is not None and abs(a - b) <= 0.002 * high for a, b in pairs)


def _entries(
    data: OutcomeData, supply: tuple[Supply, ...], style: Style, both: bool
) -> tuple[list[str], list[Rect]]:
    # As they stand, from the top: where not all names fit, what is lost is the last to go.
    supply = supply[::-1]
    names = [layer.name for layer in supply]
    entries = [
        Rect(
            0, 0, 10, 10, layer.fill, layer.fill if layer.hatch else "", 1.0, 1.5,
            0.12 if layer.hatch else 1.0, (), layer.hatch,
            Mark(f"supply:{layer.key}", layer.entity, "", "", layer.name),
        )
        for layer in supply
    ]  # fmt: skip
    if data.side == "exports":
        names.append(style.say("baseline exports"))
        entries.append(Rect(0, 0, 10, 0, stroke=style.ghost, stroke_width=1.5, dash=(4.0, 2.0)))
        return names, entries
    names.append(style.say("demand, met in the baseline") if both else style.say("demand"))
    entries.append(Rect(0, 0, 10, 0, stroke=style.text, stroke_width=1.5, dash=(4.0, 2.0)))
    if not both and any(amount(value) is not None for value in data.baseline):
        names.append(style.say("baseline"))
        entries.append(Rect(0, 0, 10, 0, stroke=style.ghost, dash=(4.0, 2.0)))
    return names, entries
