"""The page of a figure: heading above, chart between, notes and sources below, at any preset's size.

The chart is laid out as on screen and then scaled as a whole, so that lines, gaps and letters keep their
proportions from a 90 mm column to a slide.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.charts.drawing import elide
from dependency_explorer.charts.scene import Rect, Scene, Shape, Text, TextMetrics, Weight, placed
from dependency_explorer.charts.style import Style

if TYPE_CHECKING:
    from dependency_explorer.figures.figure import Figure

_LEAST_CHART = 0.5
"""Share of the page's height that the chart keeps at least."""

_SPARSE = 0.7
_LARGEST_ZOOM = 1.3

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_BOUND = re.compile(rf"(?<=\d) (?={_MONTH}\b)|(?<=[yhletr]) (?=(?:19|20)\d\d\b)")
"""Spaces within a date, where no line may break."""

_MORE = "Further notes stand in the README and beside the chart in the program."


def page_scale(width: float, height: float) -> float:
    """How much larger than on screen letters and lines are: 1.35 on a web figure of 1200x800.

    Never below 0.75: on a 90 mm column that is 8 px, 6 points, the least that prints legibly.
    """
    return max(0.75, 0.25 + 1.12 * math.sqrt(width * height) / 1000)


def compose(
    figure: Figure,
    width: float,
    height: float,
    style: Style,
    metrics: TextMetrics,
    lit: frozenset[str] = frozenset(),
    plain: bool = False,
    transparent: bool = False,
) -> Scene:
    """The page as one Scene of `width` x `height` pixels; its description is the alt text.

    plain: the chart without heading, notes and sources, for a page that has its own; that it is no forecast stays.
    transparent: without a background.
    """
    whole = figure
    if plain:
        figure = replace(figure, title="", subtitle="", source_line="", notes=(), excluded="")
    scale = page_scale(width, height)
    margin = 20 * scale
    room = width - 2 * margin
    column = _Column(margin, room, style, metrics)

    column.y = margin
    column.add(figure.title, 20 * scale, style.text, "bold", lines=3)
    column.y += 3 * scale
    column.add(figure.subtitle, 13.5 * scale, style.muted, lines=3)
    if figure.statement:
        column.y += 2 * scale
        column.add(figure.statement, 12.5 * scale, style.text, "bold", lines=2)
    top = column.y + 8 * scale

    footer = _footer(figure, top, height, margin, room, scale, style, metrics)
    bottom = height - margin - footer.y
    footer_shapes = [replace(shape, y=shape.y + bottom) for shape in footer.shapes]
    chart_height = max(bottom - 8 * scale - top, 40.0)
    zoom = scale
    chart = figure.chart(room / zoom, chart_height / zoom, style, metrics, lit)
    lowest = _lowest(chart)
    if 0 < lowest < _SPARSE * chart.height:
        # A few bars on a large page: they grow, within what still looks like one drawing with its heading.
        zoom = scale * min(_LARGEST_ZOOM, 0.95 * chart.height / lowest)
        chart = figure.chart(room / zoom, chart_height / zoom, style, metrics, lit)
    shapes: list[Shape] = [*column.shapes]
    shapes += [placed(shape, margin, top, zoom) for shape in chart.shapes]
    shapes += footer_shapes
    background = "" if transparent else style.surface
    return Scene(width, height, tuple(shapes), background, whole.title, whole.alt_text)


def _lowest(chart: Scene) -> float:
    """How far down the chart draws anything."""
    lowest = 0.0
    for shape in chart.shapes:
        if isinstance(shape, Text):
            lowest = max(lowest, shape.y)
        elif isinstance(shape, Rect):
            lowest = max(lowest, shape.y + shape.height)
        else:
            for command in shape.commands:
                lowest = max(lowest, *(float(y) for y in command[2::2]), 0.0)
    return lowest


class _Column:
    """Lines of text one below the other; `y` is where the next begins."""

    def __init__(self, left: float, room: float, style: Style, metrics: TextMetrics) -> None:
        self.left = left
        self.y = 0.0
        self.shapes: list[Text] = []
        self._room = room
        self._style = style
        self._metrics = metrics

    def add(self, text: str, size: float, fill: str, weight: Weight = "normal", lines: int = 4) -> None:
        """Add one wrapped paragraph."""
        for line in wrapped(text, self._room, size, self._metrics, weight == "bold", lines):
            ascent = self._metrics.ascent(size)
            height = self._metrics.height(size)
            self.shapes.append(
                Text(self.left, self.y + (height + ascent) / 2, line, size, weight=weight, fill=fill)
            )
            self.y += height * 1.08


def wrapped(
    text: str, room: float, size: float, metrics: TextMetrics, bold: bool = False, most: int = 4
) -> list[str]:
    """Lines of at most `room` pixels, broken at plain spaces only: numbers and dates stay whole.

    A bold text, a heading, is broken into lines of like length. What exceeds `most` lines ends in "…".
    """
    words = _BOUND.sub("\u00a0", text).split(" ")
    lines = _filled(words, room, size, metrics, bold)
    if bold and 1 < len(lines) <= most:
        low, high = room * 0.5, room
        for _ in range(8):
            middle = (low + high) / 2
            if len(_filled(words, middle, size, metrics, bold)) <= len(lines):
                high = middle
            else:
                low = middle
        lines = _filled(words, high, size, metrics, bold)
    if len(lines) > most:
        last = elide(" ".join(lines[most - 1 :]), room, size, metrics, bold)
        lines = [*lines[: most - 1], last]
    return lines


def _filled(words: list[str], room: float, size: float, metrics: TextMetrics, bold: bool) -> list[str]:
    lines = [""]
    for word in words:
        trial = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and metrics.width(trial, size, bold) > room:
            lines.append(word)
        else:
            lines[-1] = trial
    return [elide(line, room, size, metrics, bold) for line in lines if line]


def _footer(
    figure: Figure, top: float, height: float, margin: float, room: float, scale: float, style: Style,
    metrics: TextMetrics,
) -> _Column:  # fmt: skip
    """Notes, what is excluded, sources; laid out from 0. Notes without room are left to the README."""
    size = 11 * scale
    notes = [note for note in (*figure.notes, figure.excluded) if note]
    most = height * (1 - _LEAST_CHART) - top - margin
    for kept in range(len(notes), -1, -1):
        column = _Column(margin, room, style, metrics)
        shown = notes[:kept] if kept == len(notes) else [*notes[:kept], _MORE]
        text = " ".join(style.say(note) if note == _MORE else note for note in shown)
        if text:
            column.add(text, size, style.muted, lines=12)
            column.y += 2 * scale
        if figure.source_line:
            column.add(figure.source_line, size, style.muted, lines=4)
        if column.y <= most or kept == 0:
            return column
    return column
