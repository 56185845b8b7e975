"""Draws a chart with a fixed font, and measures what is drawn."""

from __future__ import annotations

import itertools
from typing import Any

from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Rect, Scene, Text
from tests.charts.examples import (
    STYLE,
)
from tests.charts.golden import FixedMetrics

METRICS = FixedMetrics()


SIZES = ((240, 140), (330, 220), (488, 300), (1200, 800), (4000, 3000))


def draw(kind: str, data: Any, width: float = 488, height: float = 300, **more: Any) -> Scene:
    return CHARTS[kind].layout(data, width, height, STYLE, METRICS, **more)


def extent_of(shape: Path | Rect | Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom; a curve lies within its control points."""
    if isinstance(shape, Rect):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, Path):
        xs = [float(v) for command in shape.commands for v in command[1::2]]
        ys = [float(v) for command in shape.commands for v in command[2::2]]
        return min(xs), min(ys), max(xs), max(ys)
    wide = METRICS.width(shape.text, shape.size, shape.weight == "bold")
    left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
    return left, shape.y - METRICS.ascent(shape.size), left + wide, shape.y


def assert_inside(scene: Scene) -> None:
    for shape in scene.shapes:
        left, top, right, bottom = extent_of(shape)
        assert left >= -1.01, shape
        assert top >= -1.01, shape
        assert right <= scene.width + 1.01, shape
        assert bottom <= scene.height + 1.01, shape


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    """Pairs of texts whose letters (between baseline and capital height) cover each other."""
    boxes = [(s.text, extent_of(s)) for s in scene.shapes if isinstance(s, Text) and s.text]
    return [
        (one, two)
        for (one, a), (two, b) in itertools.combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
    ]
