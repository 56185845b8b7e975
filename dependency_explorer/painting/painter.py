"""Scene → QPainter: the same strokes on screen, in PNG and in PDF."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from dependency_explorer.charts.scene import Path, Rect, Scene, Text
from dependency_explorer.charts.svg import HATCH_SPACING
from dependency_explorer.painting.fonts import QtMetrics, font

HATCH_WIDTH = 1.2
"""Pixels a hatch line is wide; the SVG's pattern draws the same."""


def paint(scene: Scene, painter: QPainter) -> None:
    """Paint the scene at the painter's origin, one scene unit a painter unit; the painter's state is kept."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    if scene.background:
        painter.fillRect(QRectF(0, 0, scene.width, scene.height), _colour(scene.background, 1.0))
    for shape in scene.shapes:
        if isinstance(shape, Text):
            _text(shape, painter)
        elif isinstance(shape, Rect):
            _rect(shape, painter)
        else:
            _path(shape, painter)
    painter.restore()


@lru_cache(maxsize=1024)
def _colour(name: str, opacity: float) -> QColor:
    colour = QColor(name)
    colour.setAlphaF(opacity)
    return colour


@lru_cache(maxsize=1024)
def _brush(fill: str, opacity: float) -> QBrush:
    return QBrush(_colour(fill, opacity)) if fill else QBrush(Qt.BrushStyle.NoBrush)


@lru_cache(maxsize=1024)
def _pen(stroke: str, width: float, dash: tuple[float, ...]) -> QPen:
    if not stroke:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(
        _colour(stroke, 1.0), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    )
    if dash:
        # Qt counts dashes in pen widths, the scene in pixels; an odd count repeats, as in SVG.
        lengths = dash if len(dash) % 2 == 0 else dash * 2
        pen.setDashPattern([length / width for length in lengths])
    return pen


def outline(commands: Sequence[tuple[str | float, ...]]) -> QPainterPath:
    """Path commands as a QPainterPath."""
    path = QPainterPath()
    for command in commands:
        name, numbers = command[0], command[1:]
        if name == "M":
            path.moveTo(*numbers)  # type: ignore[arg-type]
        elif name == "L":
            path.lineTo(*numbers)  # type: ignore[arg-type]
        elif name == "C":
            path.cubicTo(*numbers)  # type: ignore[arg-type]
        elif name == "Z":
            path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _path(shape: Path, painter: QPainter) -> None:
    if not (shape.fill or shape.stroke):
        return
    pen = _pen(shape.stroke, shape.stroke_width, shape.dash)
    commands = shape.commands
    if len(commands) == 2 and not shape.fill and commands[1][0] == "L":
        painter.setPen(pen)
        painter.drawLine(QLineF(*commands[0][1:], *commands[1][1:]))
        return
    path = outline(commands)
    if shape.hatch:
        painter.fillPath(path, _brush(shape.fill, shape.opacity))
        _hatch(path, path.boundingRect(), shape.stroke, shape.hatch, painter)
        painter.strokePath(path, pen)
        return
    painter.setPen(pen)
    painter.setBrush(_brush(shape.fill, shape.opacity))
    painter.drawPath(path)


def _rect(shape: Rect, painter: QPainter) -> None:
    if not (shape.fill or shape.stroke):
        return
    box = QRectF(shape.x, shape.y, shape.width, shape.height)
    pen = _pen(shape.stroke, shape.stroke_width, shape.dash)
    if shape.hatch:
        path = QPainterPath()
        path.addRoundedRect(box, shape.radius, shape.radius)
        painter.fillPath(path, _brush(shape.fill, shape.opacity))
        _hatch(path, box, shape.stroke, shape.hatch, painter)
    if not shape.radius and not shape.stroke:
        painter.fillRect(box, _colour(shape.fill, shape.opacity))
        return
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if shape.hatch else _brush(shape.fill, shape.opacity))
    if shape.radius:
        painter.drawRoundedRect(box, shape.radius, shape.radius)
    else:
        painter.drawRect(box)


def _hatch(path: QPainterPath, box: QRectF, colour: str, kind: str, painter: QPainter) -> None:
    """Lines at 45° from the scene's origin, clipped: neighbouring shapes continue one pattern."""
    if not colour:
        return
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    pen = QPen(_colour(colour, 1.0), HATCH_WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    lines = [] if kind == "back" else list(_diagonals(box, 1))
    if kind in ("back", "cross"):
        lines += _diagonals(box, -1)
    painter.drawLines(lines)
    painter.restore()


def _diagonals(box: QRectF, sign: int) -> Sequence[QLineF]:
    """Lines x + sign*y = constant over a box, `HATCH_SPACING` apart across."""
    step = HATCH_SPACING * math.sqrt(2)
    offset = HATCH_WIDTH / 2 * math.sqrt(2)
    top, bottom = box.top(), box.bottom()
    low, high = box.left() + min(sign * top, sign * bottom), box.right() + max(sign * top, sign * bottom)
    first, last = math.floor((low - offset) / step), math.ceil((high - offset) / step)
    return [
        QLineF(offset + k * step - sign * top, top, offset + k * step - sign * bottom, bottom)
        for k in range(first, last + 1)
    ]


def _text(shape: Text, painter: QPainter) -> None:
    if not shape.text:
        return
    whole = round(shape.size)
    bold = shape.weight == "bold"
    painter.setFont(font(whole, bold))
    painter.setPen(_colour(shape.fill, shape.opacity))
    shift = 0.0
    if shape.anchor != "start":
        wide = QtMetrics().width(shape.text, shape.size, bold)
        shift = -wide / 2 if shape.anchor == "middle" else -wide
    if whole == shape.size and not shape.rotation:
        painter.drawText(QPointF(shape.x + shift, shape.y), shape.text)
        return
    painter.save()
    painter.translate(shape.x, shape.y)
    painter.rotate(shape.rotation)
    painter.scale(shape.size / whole, shape.size / whole)
    painter.drawText(QPointF(shift * whole / shape.size, 0), shape.text)
    painter.restore()
