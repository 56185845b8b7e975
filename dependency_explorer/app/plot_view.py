"""A plot to brush, zoom and read. The only file with pyqtgraph.

What is drawn is the Scene of the same layout that exports use, so that the picture equals the screen to the
pixel; pyqtgraph's view box, band and lines lie over it and carry the gestures. Zooming shows fewer whole
periods, which is again a Scene that can be exported. Updates replace a cached drawing, never a widget.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from dependency_explorer.app.plain import tip
from dependency_explorer.app.plot_paint import Row, columns, paint_readout, rows_within, sized
from dependency_explorer.app.scene_view import area_of, enlargement
from dependency_explorer.charts.scene import Mark, Scene, Text, enlarged
from dependency_explorer.charts.style import LIGHT, Style
from dependency_explorer.charts.ticks import THIN, number

tr = functools.partial(QCoreApplication.translate, "Plot")

NOTHING: frozenset[str] = frozenset()
FEWEST = 3
"""Periods that remain at the deepest zoom."""
RING = 3
"""Pixels around the drawing for the focus ring, which would touch its labels otherwise."""
WAITING_OPACITY = 0.45
"""Of a drawing while a new one is being computed."""
VEIL = 0.55
"""How much of the surface lies over what the band leaves out, as in the exported layout."""


def more_rows(count: int) -> Row:
    """The row that stands for those for which a read-out has no room."""
    return ("", tr("and {count} more").format(count=count), "")


class Band(pg.LinearRegionItem):
    """The period band: its edges and its body move by whole periods, the body without changing its length."""

    def __init__(self, snap: Callable[[float, float], tuple[float, float]]) -> None:
        clear = QColor(0, 0, 0, 0)
        super().__init__(values=(0.0, 1.0), orientation="vertical", swapMode="block", brush=clear)
        self._snap = snap
        self._start = (0.0, 1.0)
        self.setHoverBrush(QColor(0, 0, 0, 0))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        for line in self.lines:
            # A marker size without a marker widens what the mouse can take hold of to 24 px.
            line._maxMarkerSize = 11.0
            line._boundingRect = None
            line.setCursor(Qt.CursorShape.SizeHorCursor)

    def dress(self, style: Style) -> None:
        """Take the theme's colour."""
        for line in self.lines:
            line.setPen(pg.mkPen(style.accent, width=1))
            line.setHoverPen(pg.mkPen(style.accent, width=2))

    def mouseDragEvent(self, event: Any) -> None:
        if not self.movable or event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.isStart():
            self._start = self.getRegion()
            self.moving = True
        if not self.moving:
            return
        shift = event.pos().x() - event.buttonDownPos().x()
        # setRegion would call every move the end of one.
        self.blockSignals(True)
        self.setRegion(self._snap(self._start[0] + shift, self._start[1] + shift))
        self.blockSignals(False)
        self.sigRegionChanged.emit(self)
        if event.isFinish():
            self.moving = False
            self.sigRegionChangeFinished.emit(self)


class PlotBox(pg.ViewBox):
    """The plot area. A left drag brushes where there is a band; nothing pans or zooms by surprise."""

    brushed = Signal(object, object, bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.brushing = False

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.brushing:
            event.accept()
            start, end = self.mapToView(event.buttonDownPos()).x(), self.mapToView(event.pos()).x()
            self.brushed.emit(min(start, end), max(start, end), event.isFinish())
        else:
            event.ignore()

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        event.ignore()


class Canvas(pg.GraphicsView):
    """The graphics view: the chart's drawing behind, veil and read-out in front."""

    def __init__(self, owner: PlotView) -> None:
        super().__init__(owner, background=None)
        self._owner = owner
        self.setFrameShape(self.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        # The view keeps the drawing itself; Qt's copy of the background would outlive it.
        self.setCacheMode(self.CacheModeFlag.CacheNone)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self._owner.zoom(event.position().x(), event.angleDelta().y() > 0)
            event.accept()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._owner.reset_view()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._owner.point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._owner.point_at(None)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        self._owner.paint_behind(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        self._owner.paint_before(painter)


class PlotView(QWidget):
    """What the three plots share: the drawing, zoom by whole steps, cross-hair, read-out, keys."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 90)
        self._style = LIGHT
        self._lit = NOTHING
        self._data: Any = None
        self._window: tuple[int, int] | None = None
        self._scene: Scene | None = None
        self._picture: QPixmap | None = None
        self._columns: tuple[tuple[QRectF, Mark], ...] = ()
        self._pointer: QPointF | None = None
        self._index = -1
        self._waiting = False
        self._notes: tuple[str, ...] = ()
        self.canvas = Canvas(self)
        self.canvas.setFocusProxy(self)
        self.box = PlotBox()
        self.canvas.scene().addItem(self.box)
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.hide()
        self.box.addItem(self.cross, ignoreBounds=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, RING, RING, RING)
        column.addWidget(self.canvas)
        self.canvas.scene().sigMouseClicked.connect(self._clicked)

    def sizeHint(self) -> QSize:
        return QSize(460, 260)

    def set_data(self, data: Any, style: Style, lit: frozenset[str] = NOTHING) -> None:
        """Show other data, colours or lit places; a zoom stays where the steps are the same."""
        if self._data is None or self.steps(self._data) != self.steps(data):
            self._window = None
        self._data, self._lit, self._style = data, lit, style
        self.refresh()

    def set_waiting(self, waiting: bool) -> None:
        """Grey the drawing while a new one is being computed."""
        if waiting != self._waiting:
            self._waiting = waiting
            self.canvas.viewport().update()

    def set_notes(self, notes: tuple[str, ...]) -> None:
        """A sentence for each step of the whole time axis, shown in its read-out; none for no step."""
        if notes != self._notes:
            self._notes = notes
            self.canvas.viewport().update()

    def note(self, index: int) -> str:
        """The sentence of a shown step."""
        at = index + (self._window[0] if self._window is not None else 0)
        return self._notes[at] if at < len(self._notes) else ""

    def set_style(self, style: Style) -> None:
        """Take another theme's tokens and draw again."""
        self._style = style
        self.refresh()

    def shown(self) -> Any:
        """The data as zoomed: what an export of the visible range takes."""
        if self._data is None or self._window is None:
            return self._data
        return self.cut(self._data, *self._window)

    def scene(self) -> Scene | None:
        """The drawing on screen."""
        return self._scene

    def reset_view(self) -> None:
        """Show all steps again."""
        if self._window is not None:
            self._window = None
            self.refresh()

    def zoom(self, x: float, closer: bool) -> None:
        """Show fewer or more whole steps around a pixel."""
        if self._data is None or not self._columns:
            return
        total = len(self.steps(self._data))
        first, last = self._window or (0, total - 1)
        count = last - first + 1
        wanted = max(FEWEST, round(count / 1.25) if closer else round(count * 1.25) + 1)
        if wanted >= total:
            self.reset_view()
            return
        at = first + self.column_at(x)
        share = (at - first + 0.5) / count
        start = min(max(0, round(at + 0.5 - share * wanted)), total - wanted)
        self._window = (start, start + wanted - 1)
        self.refresh()

    def column_at(self, x: float) -> int:
        """Index of the shown step nearest to a pixel."""
        centres = [abs(rect.center().x() - x) for rect, _ in self._columns]
        return centres.index(min(centres))

    def point_at(self, point: QPointF | None) -> None:
        """The pointer moved to a pixel of the canvas, or left."""
        self._pointer = point
        self._index = -1
        self._place_cross()
        said = self.words_at(point) if point is not None and self._pointed() < 0 else ""
        if said and point is not None:
            QToolTip.showText(self.canvas.mapToGlobal(point.toPoint()), tip(said), self.canvas)
        else:
            QToolTip.hideText()

    def words_at(self, point: QPointF) -> str:
        """What the words at a pixel stand for, where they do not say it whole: a name that was cut, those that a key
        had no room for."""
        for shape in self._scene.shapes if self._scene is not None else ():
            words = isinstance(shape, Text) and shape.mark is not None and shape.mark.label != shape.text
            if words and shape.mark is not None and area_of(shape).contains(point):
                return shape.mark.label
        return ""

    def refresh(self) -> None:
        """Lay the present data out at the present size."""
        if self._data is None or self.width() < 40 or self.height() < 40:
            return
        from dependency_explorer.painting.fonts import QtMetrics

        # The canvas has no size of its own yet while this is resized.
        width, height = float(self.width() - 2 * RING), float(self.height() - 2 * RING)
        larger = enlargement(self, width, height)
        scene = enlarged(self.draw(self.shown(), width / larger, height / larger, QtMetrics()), larger)
        self._scene, self._picture = scene, None
        self._columns = columns(scene)
        self.setAccessibleDescription(scene.description)
        if self._columns:
            plot = self._columns[0][0].united(self._columns[-1][0])
            self.box.setGeometry(plot)
            self.box.setRange(xRange=self.extent(), yRange=(0.0, 1.0), padding=0)
        self.box.setVisible(bool(self._columns))
        self.cross.setPen(pg.mkPen(self._style.muted, width=1, style=Qt.PenStyle.DotLine))
        self._place_cross()

    def steps(self, data: Any) -> tuple[str, ...]:
        """The dates or periods along the time axis."""
        raise NotImplementedError

    def cut(self, data: Any, first: int, last: int) -> Any:
        """The same data for the steps from `first` to `last`, both included."""
        raise NotImplementedError

    def draw(self, data: Any, width: float, height: float, metrics: Any) -> Scene:
        """The chart's Scene."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """What the plot area spans on its time axis."""
        return (0.0, 1.0)

    def readout(self, index: int) -> tuple[str, list[Row]]:
        """Heading and rows for a shown step."""
        raise NotImplementedError

    def fitting(self, rows: list[Row], most: int) -> list[Row]:
        """The rows of a read-out that there is room for: where it is short, the first and how many more there are."""
        if len(rows) <= most:
            return rows
        return [*rows[: most - 1], more_rows(len(rows) - most + 1)]

    def cross_at(self, index: int) -> float:
        """Pixel of the cross-hair for a shown step."""
        return self._columns[index][0].center().x()

    def paint_behind(self, painter: QPainter) -> None:
        """The chart, from a drawing kept until something changes."""
        if self._scene is None:
            painter.fillRect(self.canvas.rect(), QColor(self._style.surface))
            return
        ratio = self.devicePixelRatioF()
        if self._picture is None:
            from dependency_explorer.painting.painter import paint

            self._picture = QPixmap(round(self._scene.width * ratio), round(self._scene.height * ratio))
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(QColor(self._style.surface))
            brush = QPainter(self._picture)
            paint(self._scene, brush)
            brush.end()
        painter.fillRect(self.canvas.rect(), QColor(self._style.surface))
        painter.setOpacity(WAITING_OPACITY if self._waiting else 1.0)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        painter.setOpacity(1.0)

    def paint_before(self, painter: QPainter) -> None:
        """What lies over the chart: the read-out."""
        index = self._pointed()
        if index >= 0:
            heading, rows = self.readout(index)
            y = self._pointer.y() if self._pointer is not None else self._columns[index][0].center().y()
            within = QRectF(self.canvas.rect()).adjusted(2, 2, -3, -3)
            font = sized(self.font(), self._style.small * enlargement(self, within.width(), within.height()))
            at = QPointF(self.cross_at(index), y)
            rows = self.fitting(rows, rows_within(within.height(), font))
            paint_readout(painter, heading, rows, at, within, self._style, font, self.note(index))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._style.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._columns:
            step = 1 if key == Qt.Key.Key_Right else -1
            before = self._pointed() if self._index < 0 else self._index
            self._index = min(max(0, before + step), len(self._columns) - 1)
            self._pointer = None
            heading, rows = self.readout(self._index)
            spoken = "; ".join(f"{name} {value}" for _, name, value in rows)
            self.setAccessibleDescription(f"{heading}: {spoken}. {self.note(self._index)}".rstrip(" ."))
            self._place_cross()
        elif key == Qt.Key.Key_Home:
            self._index = -1
            self.reset_view()
            self._place_cross()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        self.canvas.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        self._index = -1
        self._place_cross()

    def clicked_at(self, point: QPointF, extend: bool) -> None:
        """A click on the chart, in pixels."""

    def _pointed(self) -> int:
        if 0 <= self._index < len(self._columns):
            return self._index
        if self._pointer is None or not self._columns:
            return -1
        plot = self._columns[0][0].united(self._columns[-1][0])
        return self.column_at(self._pointer.x()) if plot.contains(self._pointer) else -1

    def _place_cross(self) -> None:
        index = self._pointed()
        self.cross.setVisible(index >= 0)
        if index >= 0:
            self.cross.setValue(self.box.mapSceneToView(QPointF(self.cross_at(index), 0.0)).x())
        self.canvas.viewport().update()

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not event.double():
            keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self.clicked_at(event.scenePos(), bool(event.modifiers() & keys))


def sliced(data: Any, length: int, first: int, last: int, keep: Sequence[str] = ()) -> Any:
    """A frozen dataclass with every tuple of `length` cut to first…last."""
    changed = {}
    for field in dataclasses.fields(data):
        value = getattr(data, field.name)
        if field.name not in keep and isinstance(value, tuple) and len(value) == length:
            changed[field.name] = value[first : last + 1]
        elif dataclasses.is_dataclass(value):
            changed[field.name] = sliced(value, length, first, last)
    return dataclasses.replace(data, **changed)


def said(value: float, unit: str) -> str:
    """A number with its unit."""
    return f"{number(value)}{THIN}{unit}" if unit else number(value)
