"""The frame of a chart over time: value axis with grid, time axis, end labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dependency_explorer.charts.drawing import elide, fitting, middle, more_text, spread
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import nice_ticks, tick_labels


@dataclass(frozen=True, slots=True)
class Plot:
    """The data area in pixels and the data it spans; values start at 0."""

    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    high: float
    ticks: tuple[float, ...]

    def x(self, time: float) -> float:
        """Pixel of a time."""
        return self.left + (time - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixel of a value."""
        return self.bottom - value / self.high * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A direct label at the right end of a line or layer; weight decides who stays when room is short."""

    y: float
    text: str
    weight: float
    swatch: Rect | None = None
    ink: str = ""
    mark: Mark | None = None


UNIT_FROM = 110
"""Height of a drawing, in pixels, from which a line of it goes to its unit."""


def tells_unit(height: float) -> bool:
    """Whether a drawing of this height has a line for its unit; a lower one leaves it to the words around it."""
    return height >= UNIT_FROM


def frame(
    pen: Pen, height: float, high: float, first: float, last: float, unit: str, right: float, above: float,
    style: Style, metrics: TextMetrics, below: float = 0.0,
) -> Plot:  # fmt: skip
    """Draw grid, value labels and the unit over them; returns the plot. `above`, `below` are kept free."""
    size = style.small
    line = metrics.height(size)
    told = bool(unit) and tells_unit(height)
    top = 3.0 + (line + 3 if told else line / 2) + above
    bottom = height - line - 8.0 - below
    ticks = nice_ticks(high, max(2, min(6, int((bottom - top) / 34))))
    highest = ticks[-1]
    if high > 0 and len(ticks) > 2 and highest > 1.12 * high:
        # A last tick far above the data would squeeze them; the axis then ends just above them.
        ticks, highest = ticks[:-1], 1.03 * high
    labels = tick_labels(ticks)
    left = 2.0 + max(metrics.width(label, size) for label in labels) + 7.0
    plot = Plot(left, top, max(right, left + 20), max(bottom, top + 10), first, last, highest, ticks)
    for tick, label in zip(ticks, labels, strict=True):
        y = plot.y(tick)
        pen.add(
            Path((("M", left, y), ("L", plot.right, y)), stroke=style.border if tick == 0 else style.grid),
            Text(left - 7, middle(y, size, metrics), label, size, fill=style.muted, anchor="end"),
        )
    if told:
        text = elide(unit, plot.right - 2, size, metrics)
        pen.add(Text(2.0, 3.0 + metrics.ascent(size) + 1, text, size, fill=style.muted))
    return plot


def baseline(pen: Pen, plot: Plot, style: Style) -> None:
    """The zero line, drawn again over what stands on it."""
    pen.add(Path((("M", plot.left, plot.bottom), ("L", plot.right, plot.bottom)), stroke=style.muted))


def time_labels(
    pen: Pen, plot: Plot, ticks: Sequence[tuple[float, str]], width: float, style: Style,
    metrics: TextMetrics, marked: bool = False,
) -> None:  # fmt: skip
    """Labels under the axis, centred on their times, kept inside the drawing, dropped where they collide.

    marked: a short tick at each, for times that are instants rather than whole periods.
    """
    size = style.small
    y = plot.bottom + 6 + metrics.ascent(size)
    reached = -1e9
    for time, text in ticks:
        if not plot.first - 1e-9 <= time <= plot.last + 1e-9:
            continue
        wide = metrics.width(text, size)
        at = plot.x(time)
        x = min(max(at, wide / 2 + 1), width - wide / 2 - 1)
        if marked:
            pen.add(Path((("M", at, plot.bottom), ("L", at, plot.bottom + 4)), stroke=style.muted))
        if x - wide / 2 < reached + 6:
            continue
        reached = x + wide / 2
        pen.add(Text(x, y, text, size, fill=style.muted, anchor="middle"))


def end_room(texts: Sequence[str], width: float, swatch: bool, style: Style, metrics: TextMetrics) -> float:
    """Width to keep free at the right for end labels: at most 28 % of the drawing, 0 where it is narrow."""
    if not texts or width < 300:
        return 0.0
    widest = max(metrics.width(text, style.small) for text in texts)
    return min(widest + (8.0 * style.scale + 5 if swatch else 0) + 8, 0.28 * width)


def end_labels(
    pen: Pen, plot: Plot, labels: Sequence[EndLabel], width: float, style: Style, metrics: TextMetrics
) -> None:
    """Direct labels right of the plot, pushed apart; where the height is short the lightest are counted at the foot,
    and named by that mark."""
    size = style.small
    line = metrics.height(size) * 1.05
    low, high = plot.top - line / 2, plot.bottom + line / 2
    sizes, weights = [line] * len(labels), [label.weight for label in labels]
    keep = fitting(sizes, weights, high - low)
    if len(keep) < len(labels):
        keep = fitting(sizes, weights, high - low - line)
    shown = sorted((label for index, label in enumerate(labels) if index in keep), key=lambda label: label.y)
    hidden = [label.text for index, label in enumerate(labels) if index not in keep]
    if hidden:
        mark = Mark("legend:more", label=", ".join(hidden))
        shown.append(EndLabel(plot.bottom, more_text(len(hidden), style), 0.0, None, style.muted, mark))
    for label, y in zip(
        shown, spread([label.y for label in shown], [line] * len(shown), low, high), strict=True
    ):
        x = plot.right + 6
        if label.swatch is not None:
            s = label.swatch
            side = 8.0 * style.scale
            pen.add(
                Rect(
                    x,
                    y - side / 2,
                    side,
                    side,
                    s.fill,
                    s.stroke,
                    1.0,
                    1.5,
                    s.opacity,
                    s.dash,
                    s.hatch,
                    label.mark,
                )
            )
            x += side + 5
        text = elide(label.text, width - x - 1, size, metrics)
        pen.add(Text(x, middle(y, size, metrics), text, size, fill=label.ink or style.text, mark=label.mark))


def calendar_gap(first: float, second: float, step: float) -> bool:
    """Whether a period is missing between two starts one `step` (in years) apart."""
    return second - first > 1.5 * step
