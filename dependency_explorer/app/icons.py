"""The few symbols of the window, drawn as paths so that no font has to carry them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

_SIZE = 16


def _maximise(p: QPainter) -> None:
    for points in (((9, 3), (13, 3), (13, 7)), ((7, 13), (3, 13), (3, 9))):
        p.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
    p.drawLine(QPointF(12.5, 3.5), QPointF(9, 7))
    p.drawLine(QPointF(3.5, 12.5), QPointF(7, 9))


def _export(p: QPainter) -> None:
    p.drawLine(QPointF(8, 2.5), QPointF(8, 10))
    p.drawPolyline(QPolygonF([QPointF(5, 7), QPointF(8, 10), QPointF(11, 7)]))
    p.drawPolyline(QPolygonF([QPointF(3, 11), QPointF(3, 13.5), QPointF(13, 13.5), QPointF(13, 11)]))


def _more(p: QPainter) -> None:
    p.setBrush(p.pen().color())
    for x in (3.5, 8.0, 12.5):
        p.drawEllipse(QPointF(x, 8), 0.9, 0.9)


def _table(p: QPainter) -> None:
    p.drawRoundedRect(QRectF(2.5, 3, 11, 10), 1.5, 1.5)
    p.drawLine(QPointF(2.5, 6.5), QPointF(13.5, 6.5))
    p.drawLine(QPointF(2.5, 9.8), QPointF(13.5, 9.8))
    p.drawLine(QPointF(7, 6.5), QPointF(7, 13))


def _search(p: QPainter) -> None:
    p.drawEllipse(QPointF(7, 7), 4, 4)
    p.drawLine(QPointF(10, 10), QPointF(13.5, 13.5))


_DRAW: dict[str, Callable[[QPainter], None]] = {
    "maximise": _maximise,
    "export": _export,
    "more": _more,
    "table": _table,
    "search": _search,
}


def icon(name: str, colour: str) -> QIcon:
    """A symbol in the given colour, sharp on ordinary and on doubled screens."""
    result = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(_SIZE * ratio, _SIZE * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colour), 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        _DRAW[name](painter)
        painter.end()
        result.addPixmap(pixmap)
    return result
