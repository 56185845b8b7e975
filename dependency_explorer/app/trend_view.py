"""The history on screen: its band is the period of every chart."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from dependency_explorer.app.plot_paint import Row, hit_areas
from dependency_explorer.app.plot_view import NOTHING, VEIL, Band, PlotView, more_rows, said, sliced, tr
from dependency_explorer.charts import trend
from dependency_explorer.charts.drawing import amount
from dependency_explorer.charts.scene import Scene
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import date_label, number, period_span


class TrendView(PlotView):
    """History by partner with the period band.

    `band_moved` follows the mouse, `band_released` ends the gesture; both carry first and last period.
    `entity_clicked` carries a place code and whether the selection is to be extended.
    """

    band_moved = Signal(str, str)
    band_released = Signal(str, str)
    entity_clicked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("history-plot", parent)
        self.setAccessibleName(tr("History by partner"))
        self._band: tuple[str, str] | None = None
        self._dragging = False
        self.band = Band(self._snap_moved)
        self.band.hide()
        self.box.addItem(self.band, ignoreBounds=True)
        self.box.brushing = True
        self.box.brushed.connect(self._brushed)
        self.band.sigRegionChanged.connect(self._region_changed)
        self.band.sigRegionChangeFinished.connect(self._region_finished)

    def set_data(self, data: trend.TrendData, style: Style, lit: frozenset[str] = NOTHING) -> None:
        """Show other data; the band under the mouse stays where the mouse has it."""
        if not self._dragging:
            self._band = data.band
        super().set_data(data, style, lit)

    def refresh(self) -> None:
        super().refresh()
        self.band.dress(self._style)
        self._place_band()

    def steps(self, data: trend.TrendData) -> tuple[str, ...]:
        return data.periods

    def cut(self, data: trend.TrendData, first: int, last: int) -> trend.TrendData:
        series = tuple(sliced(one, len(data.periods), first, last, ("members",)) for one in data.series)
        months = data.months[first : last + 1] if data.months else ()
        return dataclasses.replace(data, periods=data.periods[first : last + 1], months=months, series=series)

    def draw(self, data: trend.TrendData, width: float, height: float, metrics: Any) -> Scene:
        # The band is an item of its own, so that dragging it does not lay the chart out anew.
        return trend.layout(
            dataclasses.replace(data, band=None), width, height, self._style, metrics, lit=self._lit
        )

    def extent(self) -> tuple[float, float]:
        return trend.extent(self.shown())

    def readout(self, index: int) -> tuple[str, list[Row]]:
        data = self.shown()
        heading = date_label(data.periods[index], self._style.say)
        if trend.partial(data, index):
            heading = tr("{period}, {count} months only").format(period=heading, count=data.months[index])
        rows: list[Row] = []
        total = 0.0
        for series in reversed(data.series):
            value = amount(series.values[index])
            if value is None:
                continue
            total += value
            derived = index < len(series.derived) and series.derived[index]
            name = tr("{name}, derived").format(name=series.name) if derived else series.name
            rows.append((self._style.entity(series.code), name, number(value)))
        rows.append(("", tr("Total"), said(total, data.unit)) if rows else ("", tr("No data"), ""))
        return heading, rows

    def fitting(self, rows: list[Row], most: int) -> list[Row]:
        """The largest partners stand last, at the foot of the stack, and the total below them: these are kept."""
        if len(rows) <= most:
            return rows
        return [more_rows(len(rows) - most + 1), *rows[len(rows) - most + 1 :]]

    def clicked_at(self, point: QPointF, extend: bool) -> None:
        if self._scene is None:
            return
        for area, mark in reversed(hit_areas(self._scene)):
            if mark.entity and area.contains(point):
                self.entity_clicked.emit(mark.entity, extend)
                return

    def paint_before(self, painter: QPainter) -> None:
        if self._columns and self._band is not None and self.band.isVisible():
            plot = self._columns[0][0].united(self._columns[-1][0])
            first, last = self.band.getRegion()
            left = self.box.mapViewToScene(QPointF(first, 0.0)).x()
            right = self.box.mapViewToScene(QPointF(last, 0.0)).x()
            veil = QColor(self._style.surface)
            veil.setAlphaF(VEIL)
            painter.fillRect(QRectF(plot.left(), plot.top(), left - plot.left(), plot.height() - 1), veil)
            painter.fillRect(QRectF(right, plot.top(), plot.right() - right, plot.height() - 1), veil)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._style.surface), 1))
            painter.setBrush(QColor(self._style.accent))
            for x in (left, right):
                painter.drawRoundedRect(QRectF(x - 3.5, plot.center().y() - 14, 7, 28), 3.5, 3.5)
        super().paint_before(painter)

    def _spans(self) -> list[tuple[float, float]]:
        return [period_span(period) for period in self.shown().periods]

    def _periods_of(self, first: float, last: float) -> tuple[int, int]:
        """The whole periods nearest to two times, at least one."""
        spans = self._spans()
        start = min(range(len(spans)), key=lambda i: abs(spans[i][0] - first))
        end = min(range(len(spans)), key=lambda i: abs(spans[i][1] - last))
        return (start, end) if end >= start else (start, start)

    def _snap_moved(self, first: float, last: float) -> tuple[float, float]:
        spans = self._spans()
        start, end = self._periods_of(*self.band.getRegion())
        count = end - start + 1
        wished = min(range(len(spans)), key=lambda i: abs(spans[i][0] - first))
        start = min(max(0, wished), len(spans) - count)
        return spans[start][0], spans[start + count - 1][1]

    def _place_band(self) -> None:
        shown = self.shown()
        visible = bool(self._columns) and self._band is not None
        if visible and self._band is not None:
            first, last = period_span(self._band[0])[0], period_span(self._band[1])[1]
            low, high = trend.extent(shown)
            visible = last > low and first < high
            if visible:
                self._set_region(max(first, low), min(last, high))
        self.band.setVisible(visible)

    def _set_region(self, first: float, last: float) -> None:
        self.band.blockSignals(True)
        self.band.setRegion((first, last))
        self.band.blockSignals(False)

    def _show_band(self, start: int, end: int) -> None:
        periods, spans = self.shown().periods, self._spans()
        self._set_region(spans[start][0], spans[end][1])
        chosen = (periods[start], periods[end])
        self.canvas.viewport().update()
        if chosen != self._band:
            self._band = chosen
            self.band_moved.emit(*chosen)

    def _region_changed(self, *_: object) -> None:
        self._dragging = True
        self._show_band(*self._periods_of(*self.band.getRegion()))

    def _region_finished(self, *_: object) -> None:
        if self._dragging and self._band is not None:
            self._dragging = False
            self._place_band()
            self.band_released.emit(*self._band)

    def _brushed(self, first: float, last: float, finished: bool) -> None:
        if self._data is None or not self._columns:
            return
        self._dragging = True
        spans = self._spans()
        touched = [i for i, (start, end) in enumerate(spans) if end > first and start < last]
        if touched:
            self.band.show()
            self._show_band(touched[0], touched[-1])
        if finished:
            self._region_finished()
