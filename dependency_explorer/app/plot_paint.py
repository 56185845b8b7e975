"""The read-out beside the pointer and the hit areas of a Scene's marks, for the plots. No pyqtgraph here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from dependency_explorer.charts.scene import Mark, Path, Rect, Scene
from dependency_explorer.charts.style import Style

PAD = 8.0
SWATCH = 14.0
NOTE_WIDTH = 190.0
"""A sentence below the numbers makes a read-out at least so wide, in pixels."""

Row = tuple[str, str, str]
"""Colour of the square ("" for none), name, value."""


def sized(font: QFont, pixels: float, bold: bool = False) -> QFont:
    """The same font at another pixel size."""
    copy = QFont(font)
    copy.setPixelSize(max(1, round(pixels)))
    copy.setBold(bold)
    return copy


def elided(text: str, room: float, font: QFont) -> str:
    """Text cut with an ellipsis to fit."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)


def rows_within(height: float, font: QFont) -> int:
    """How many rows a read-out has room for below its heading."""
    return max(1, int((height - 2 * PAD + 4) // (QFontMetricsF(font).height() + 1)) - 1)


def paint_readout(
    painter: QPainter, heading: str, rows: Sequence[Row], at: QPointF, within: QRectF, style: Style,
    font: QFont, note: str = "",
) -> None:  # fmt: skip
    """A small table beside the pointer, numbers to the right, a sentence below it; it keeps clear of the
    pointer and inside. The sentence gives way where the height is short."""
    bold = sized(font, font.pixelSize(), bold=True)
    metrics, strong = QFontMetricsF(font), QFontMetricsF(bold)
    line = metrics.height() + 1
    names = max((metrics.horizontalAdvance(name) for _, name, _ in rows), default=0.0)
    numbers = max((metrics.horizontalAdvance(value) for _, _, value in rows), default=0.0)
    wished = max(SWATCH + names + 12 + numbers, strong.horizontalAdvance(heading)) + 2 * PAD
    width = round(min(max(wished, NOTE_WIDTH if note else 0.0), within.width() * 0.6))
    height = round(line * (len(rows) + 1) + 2 * PAD - 4)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
    wrapped = (
        metrics.boundingRect(QRectF(0, 0, width - 2 * PAD, 1000), int(flags), note).height() if note else 0
    )
    told = int(min(wrapped, max(0.0, within.height() - height - 4)) // metrics.lineSpacing())
    table, height = height, height + (round(told * metrics.lineSpacing()) + 4 if told else 0)
    left = at.x() + 12 if at.x() + 12 + width <= within.right() else at.x() - 12 - width
    left = round(max(within.left(), left))
    top = round(max(within.top(), min(at.y() - height / 2, within.bottom() - height)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(style.border), 1))
    painter.setBrush(QColor(style.surface))
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, width, height), 6, 6)
    painter.setFont(bold)
    painter.setPen(QColor(style.text))
    y = top + PAD - 2
    painter.drawText(QPointF(left + PAD, y + strong.ascent()), elided(heading, width - 2 * PAD, bold))
    painter.setFont(font)
    for colour, name, value in rows:
        y += line
        if colour:
            painter.fillRect(QRectF(left + PAD, round(y + line / 2 - 5), 9, 9), QColor(colour))
        number = metrics.horizontalAdvance(value)
        room = width - 2 * PAD - SWATCH - number - 8
        painter.setPen(QColor(style.muted))
        painter.drawText(QPointF(left + PAD + SWATCH, y + metrics.ascent()), elided(name, room, font))
        painter.setPen(QColor(style.text))
        painter.drawText(QPointF(left + width - PAD - number, y + metrics.ascent()), value)
    if told:
        painter.setPen(QColor(style.text))
        room = QRectF(left + PAD, top + table - PAD + 4, width - 2 * PAD, told * metrics.lineSpacing() + 1)
        painter.drawText(room, int(flags), note)
    painter.restore()


def hit_areas(scene: Scene) -> tuple[tuple[QPainterPath, Mark], ...]:
    """The area of each marked polygon and rectangle, in painting order."""
    areas = []
    for shape in scene.shapes:
        if shape.mark is None or not isinstance(shape, Path | Rect):
            continue
        area = QPainterPath()
        if isinstance(shape, Rect):
            area.addRect(QRectF(shape.x, shape.y, shape.width, shape.height))
        else:
            # The last two numbers of every command are its end point.
            points = [QPointF(float(c[-2]), float(c[-1])) for c in shape.commands if len(c) > 2]
            area.addPolygon(QPolygonF(points))
            if not shape.fill and not shape.hatch:
                box = area.boundingRect().adjusted(-4, -4, 4, 4)
                area = QPainterPath()
                area.addRect(box)
        areas.append((area, shape.mark))
    return tuple(areas)


def columns(scene: Scene) -> tuple[tuple[QRectF, Mark], ...]:
    """The invisible columns by which a chart over time can be pointed at: one rectangle a period."""
    return tuple(
        (QRectF(shape.x, shape.y, shape.width, shape.height), shape.mark)
        for shape in scene.shapes
        if isinstance(shape, Rect) and shape.mark is not None and shape.mark.period and not shape.mark.entity
        and not shape.fill and not shape.stroke
    )  # fmt: skip
