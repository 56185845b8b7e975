"""Ranges over draws: two bands, the median, and one draw's own path, as steps or as lines."""

from __future__ import annotations

from dataclasses import dataclass

from dependency_explorer.charts.axes import Plot
from dependency_explorer.charts.drawing import amount
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column
from dependency_explorer.charts.ticks import THIN, number

Values = tuple[float | None, ...]
Point = tuple[float, float]

OUTER, INNER = 0.17, 0.22
"""Opacity of the outer band and, over it, of the inner one."""
THINNEST = 0.002
"""A band nowhere wider than this part of the axis is a line, and left to the line."""


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles over draws of the assumptions, in the chart's unit along its dates.

    path: what one draw does, a real course where a quantile is none; path_name: what it stands for.
    waiting: the band is of a run that has been changed since; it is drawn in grey until the new one is there.
    """

    p5: Values
    p25: Values
    p50: Values
    p75: Values
    p95: Values
    draws: int
    path: Values = ()
    path_name: str = ""
    waiting: bool = False

    @property
    def levels(self) -> tuple[tuple[str, Values], ...]:
        """Heading and numbers of each quantile, the lowest first."""
        return (
            ("5 % of draws", self.p5), ("25 % of draws", self.p25), ("Median of draws", self.p50),
            ("75 % of draws", self.p75), ("95 % of draws", self.p95),
        )  # fmt: skip

    @property
    def count(self) -> str:
        """The number of draws: "1 024"."""
        return f"{self.draws:,}".replace(",", THIN)


def widest(band: Band | None) -> tuple[int, float, float] | None:
    """Position, low and high end of the outer band where it is widest; None where it has no width."""
    if band is None:
        return None
    spans = [
        (high - low, -index, low, high)
        for index, (a, b) in enumerate(zip(band.p5, band.p95, strict=True))
        if (low := amount(a)) is not None and (high := amount(b)) is not None
    ]
    if not spans:
        return None
    width, index, low, high = max(spans)
    return (-index, low, high) if width > 1e-9 * max(abs(high), 1e-300) else None


def top(band: Band | None) -> float:
    """The highest value that an axis must hold for it."""
    if band is None:
        return 0.0
    return max((value for value in map(amount, (*band.p95, *band.path)) if value is not None), default=0.0)


def columns(band: Band | None, unit: str) -> tuple[Column, ...]:
    """The columns that a band adds to a chart's table."""
    if band is None:
        return ()
    names = [name for name, _ in band.levels]
    names += [f"Draw: {band.path_name}"] if band.path else []
    return tuple(Column(name, unit, True) for name in names)


def cells(band: Band | None, index: int) -> tuple[float | None, ...]:
    """The cells that a band adds to one row."""
    if band is None:
        return ()
    series = [values for _, values in band.levels] + ([band.path] if band.path else [])
    return tuple(amount(values[index]) if index < len(values) else None for values in series)


def draw(pen: Pen, band: Band | None, plot: Plot, xs: list[float], style: Style, colour: str, label: str,
         steps: bool) -> None:  # fmt: skip
    """Both bands and the median. steps: `xs` are the edges of steps, else the places of readings."""
    if band is None:
        return
    ink = style.ghost if band.waiting else colour
    thinnest = THINNEST * plot.high
    for key, low, high, opacity in (
        ("outer", band.p5, band.p95, OUTER), ("inner", band.p25, band.p75, INNER),
    ):  # fmt: skip
        mark = Mark(f"band:{key}", label=label, rows=tuple(range(len(low))))
        for start, end in _stretches(low, high, thinnest, steps):
            upper, lower = (
                _points(high, start, end, plot, xs, steps),
                _points(low, start, end, plot, xs, steps),
            )
            pen.add(Path(polyline([*upper, *reversed(lower)], closed=True), ink, opacity=opacity, mark=mark))
    median = Mark("band:median", label=f"Median of {band.count} draws")
    for start, end in _stretches(band.p5, band.p95, thinnest, steps):
        points = _points(band.p50, start, end, plot, xs, steps)
        pen.add(Path(polyline(points), stroke=ink, stroke_width=style.scale, mark=median))


def draw_path(pen: Pen, band: Band | None, plot: Plot, xs: list[float], style: Style, steps: bool) -> None:
    """The course of the draw that was chosen, dotted over everything."""
    if band is None or not band.path:
        return
    ink = style.ghost if band.waiting else style.text
    known = all(amount(value) is not None for value in band.path)
    if known:
        points = _points(band.path, 0, len(band.path), plot, xs, steps)
        mark = Mark("band:path", label=f"Draw: {band.path_name}")
        pen.add(
            Path(polyline(points), stroke=ink, stroke_width=1.5 * style.scale, dash=(1.0, 2.5), mark=mark)
        )


def entries(band: Band | None, style: Style, colour: str) -> tuple[list[str], list[Rect]]:
    """What a band adds to a legend."""
    if band is None:
        return [], []
    ink = style.ghost if band.waiting else colour
    names = [style.say("90 % of draws")]
    swatches = [Rect(0, 0, 10, 10, ink, "", 1.0, 1.5, OUTER + INNER)]
    if band.path:
        names.append(band.path_name)
        swatches.append(Rect(0, 0, 10, 0, stroke=style.text, stroke_width=1.5, dash=(1.0, 2.5)))
    return names, swatches


def sentence(band: Band | None, what: str, when: str, unit: str) -> str:
    """ " In nine of ten of 1 024 draws stock lies between 3 and 5 kt on 4 Jan 2027, where it is widest."."""
    found = widest(band)
    if band is None or found is None:
        return ""
    _, low, high = found
    return (
        f" In nine of ten of {band.count} draws of the assumptions, {what} lies between {number(low)} and "
        f"{number(high)} {unit} {when}, where the range is widest."
    )


def _stretches(low: Values, high: Values, thinnest: float, steps: bool) -> list[tuple[int, int]]:
    """First index and index after the last of each stretch in which a band has a width. Lines go on to the
    readings beside it, where the band closes."""
    wide = [
        a is not None and b is not None and b - a > thinnest
        for a, b in zip(map(amount, low), map(amount, high), strict=True)
    ]
    known = [
        a is not None and b is not None for a, b in zip(map(amount, low), map(amount, high), strict=True)
    ]
    if not steps:
        beside = [any(wide[max(0, i - 1) : i + 2]) for i in range(len(wide))]
        wide = [near and here for near, here in zip(beside, known, strict=True)]
    found: list[tuple[int, int]] = []
    for index, here in enumerate(wide):
        if here and found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        elif here:
            found.append((index, index + 1))
    return [(start, end) for start, end in found if steps or end - start > 1]


def _points(values: Values, start: int, end: int, plot: Plot, xs: list[float], steps: bool) -> list[Point]:
    points: list[Point] = []
    for i in range(start, end):
        y = plot.y(amount(values[i]) or 0.0)
        points += [(xs[i], y), (xs[i + 1], y)] if steps else [(xs[i], y)]
    return points
