"""Breaking points: for each duration of a failure the smallest depth that makes a shortage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dependency_explorer.charts.axes import Plot, baseline, frame, time_labels
from dependency_explorer.charts.drawing import empty_scene, hovered, middle
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import nice_ticks, number

Step = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class FrontierData:
    """Durations in steps, ascending, with the smallest depth (0-1) that makes a shortage, None where not even
    a total failure does. name: what fails; goods: whose shortage."""

    points: tuple[tuple[float, float | None], ...]
    step: Step
    name: str
    goods: str
    empty_reason: str = ""


def layout(
    data: FrontierData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Depth over duration: below the line nothing goes short, above it something does. `lit` changes nothing."""
    if not any(depth is not None for _, depth in data.points):
        reason = data.empty_reason or f"Not even a total failure makes a shortage of {data.goods}."
        return empty_scene(reason, width, height, style, metrics)
    last = data.points[-1][0]
    pen = Pen()
    unit = style.say("Depth of the cut, %")
    plot = frame(pen, height, 100.0, 0.0, last, unit, width - 10.0, 0.0, style, metrics)
    points = [(plot.x(steps), plot.y(100.0 * depth)) for steps, depth in data.points if depth is not None]
    safe_until = max((steps for steps, depth in data.points if depth is None), default=None)
    line = Mark("frontier", label=describe(data))
    above = [*points, (points[-1][0], plot.top), (points[0][0], plot.top)]
    pen.add(Path(polyline(above, closed=True), style.alarm, opacity=0.14, mark=line))
    for index in range(len(data.points)):
        _column(pen, data, index, plot, style, hover)
    if safe_until is not None:
        # Between the last duration that never hurts and the first that does, nobody has looked.
        start = (plot.x(safe_until), plot.top)
        pen.add(Path(polyline([start, points[0]]), stroke=style.alarm, dash=(4.0, 3.0), mark=line))
    wide = (3.0 if hovered(hover, line) else 2.0) * style.scale
    pen.add(Path(polyline(points), stroke=style.alarm, stroke_width=wide, mark=line))
    radius = 3.0 * style.scale
    for x, y in points:
        pen.add(Rect(x - radius, y - radius, 2 * radius, 2 * radius, style.surface, style.alarm, 1.5, radius))
    baseline(pen, plot, style)
    _regions(pen, points, plot, style, metrics)
    ticks = [tick for tick in nice_ticks(last, max(2, int((plot.right - plot.left) // 60))) if tick <= last]
    names = [number(tick) for tick in ticks]
    names[-1] = f"{names[-1]} {style.say(data.step + 's')}"
    time_labels(pen, plot, list(zip(ticks, names, strict=True)), width, style, metrics, marked=True)
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: FrontierData) -> Table:
    """One row a duration; an empty depth is one where not even a total failure hurts."""
    columns = (
        Column("Duration", f"{data.step}s", True), Column("Smallest depth with a shortage", "fraction", True),
    )  # fmt: skip
    return Table(columns, tuple((steps, depth) for steps, depth in data.points))


def describe(data: FrontierData) -> str:
    """Alt text: the depth that hurts at the shortest and at the longest duration."""
    if not data.points:
        return f"Breaking points without data. {data.empty_reason}".strip()
    first, last = data.points[0], data.points[-1]
    return (
        f"Breaking points of {data.name} for {data.goods}: {point_text(data, *first)}; "
        f"{point_text(data, *last)}. Arithmetic on stated assumptions, not a forecast."
    )


def point_text(data: FrontierData, steps: float, depth: float | None) -> str:
    """One breaking point in words."""
    span = f"over {number(steps)} {data.step}{'' if steps == 1 else 's'}"
    if depth is None:
        return f"{span} not even a total failure makes a shortage"
    if depth == 0:
        return f"{span} there is a shortage without any cut"
    # A tenth of a percent: the search is finer, the assumptions are not.
    percent = round(100 * depth, 1)
    cut = f"a cut of {number(percent)}\u2009% or more" if percent > 0 else "any cut"
    return f"{span} {cut} makes a shortage"


def _column(pen: Pen, data: FrontierData, index: int, plot: Plot, style: Style, hover: str) -> None:
    """An invisible column around a duration, to be pointed at and reached by key."""
    steps, depth = data.points[index]
    before = data.points[index - 1][0] if index else 0.0
    after = data.points[index + 1][0] if index + 1 < len(data.points) else steps
    left, right = plot.x((before + steps) / 2), plot.x((steps + after) / 2)
    mark = Mark(f"duration:{number(steps)}", label=point_text(data, steps, depth), rows=(index,))
    fill = style.grid if hovered(hover, mark) else ""
    pen.add(Rect(left, plot.top, max(1.0, right - left), plot.bottom - plot.top, fill, mark=mark))


def _regions(
    pen: Pen, points: list[tuple[float, float]], plot: Plot, style: Style, metrics: TextMetrics
) -> None:
    """Each side of the line named where there is most room for the name."""
    size = style.small
    for text, ink, above in (
        (style.say("Shortage"), style.alarm, True),
        (style.say("No shortage"), style.muted, False),
    ):
        half = metrics.width(text, size, True) / 2 + 5.0
        best = (0.0, 0.0, 0.0)
        for step in range(41):
            x = plot.left + half + step / 40 * (plot.right - plot.left - 2 * half)
            highest, lowest = _span(points, x - half, x + half, plot)
            room = highest - plot.top if above else plot.bottom - lowest
            # Of places with like room, the one nearest the middle of the drawing.
            best = max(best, (round(room), -abs(step - 20.0), x))
        room, _, x = best
        if room >= 1.7 * metrics.height(size) and plot.right - plot.left > 2 * half:
            y = plot.top + room / 2 if above else plot.bottom - room / 2
            pen.add(Text(x, middle(y, size, metrics), text, size, "bold", ink, "middle"))


def _span(points: list[tuple[float, float]], left: float, right: float, plot: Plot) -> tuple[float, float]:
    """The highest and lowest pixel of the line between two x; before its first point it is at the top."""
    ys = [y for x, y in points if left <= x <= right]
    for edge in (left, right):
        if edge < points[0][0]:
            ys.append(plot.top)
            continue
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 <= edge <= x1:
                ys.append(y0 + (edge - x0) / (x1 - x0) * (y1 - y0))
    return min(ys), max(ys)
