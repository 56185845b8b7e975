"""What a run looks like: supply against demand, and the stock."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from dependency_explorer.app.plot_paint import Row
from dependency_explorer.app.plot_view import PlotView, said, sliced, tr
from dependency_explorer.charts import outcome, stock
from dependency_explorer.charts.band import Band
from dependency_explorer.charts.drawing import amount
from dependency_explorer.charts.scene import Scene
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import THIN, date_label, number


def _step_heading(day: str, step: str, style: Style) -> str:
    said = date_label(day, style.say)
    if step == "week":
        return tr("Week of {date}").format(date=said)
    return tr("Month of {date}").format(date=said) if step == "month" else said


def _band_rows(band: Band | None, index: int, unit: str, style: Style) -> list[Row]:
    """Where nine of ten draws lie in a step, and the course that is followed."""
    if band is None:
        return []
    low, high = amount(band.p5[index]), amount(band.p95[index])
    if low is None or high is None:
        return []
    span = number(low) if number(low) == number(high) else f"{number(low)}–{number(high)}"
    rows: list[Row] = [("", tr("Nine of ten draws"), f"{span}{THIN}{unit}")]
    followed = amount(band.path[index]) if band.path else None
    if followed is not None:
        rows.append((style.text, band.path_name, said(followed, unit)))
    return rows


class OutcomeView(PlotView):
    """Supply against demand in a what-if, step by step, with what is unmet and the baseline's ghost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("outcome-plot", parent)
        self.setAccessibleName(tr("Supply against demand"))

    def steps(self, data: outcome.OutcomeData) -> tuple[str, ...]:
        return data.dates

    def cut(self, data: outcome.OutcomeData, first: int, last: int) -> outcome.OutcomeData:
        result: outcome.OutcomeData = sliced(data, len(data.dates), first, last)
        return result

    def draw(self, data: outcome.OutcomeData, width: float, height: float, metrics: Any) -> Scene:
        return outcome.layout(data, width, height, self._style, metrics, lit=self._lit)

    def readout(self, index: int) -> tuple[str, list[Row]]:
        data: outcome.OutcomeData = self.shown()
        rows: list[Row] = []
        for layer in reversed(outcome.layers(data, self._style)):
            low, high = layer.low[index], layer.high[index]
            if low is not None and high is not None and high > low:
                rows.append((layer.fill, layer.name, number(high - low)))
        demand, baseline = amount(data.demand[index]), amount(data.baseline[index])
        if demand is not None:
            rows.append(("", tr("Demand"), said(demand, data.unit)))
        if baseline is not None:
            rows.append(("", tr("Baseline"), said(baseline, data.unit)))
        rows += _band_rows(data.band, index, data.unit, self._style)
        return _step_heading(data.dates[index], data.step, self._style), rows


class StockView(PlotView):
    """The stock through a what-if, with floor, capacity and the baseline's ghost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stock-plot", parent)
        self.setAccessibleName(tr("Stock"))

    def steps(self, data: stock.StockData) -> tuple[str, ...]:
        return data.dates

    def cut(self, data: stock.StockData, first: int, last: int) -> stock.StockData:
        result: stock.StockData = sliced(data, len(data.dates), first, last)
        return result

    def draw(self, data: stock.StockData, width: float, height: float, metrics: Any) -> Scene:
        return stock.layout(data, width, height, self._style, metrics, lit=self._lit)

    def cross_at(self, index: int) -> float:
        # The outer columns are half as wide: their date is at the edge.
        rect = self._columns[index][0]
        if index == 0:
            return rect.left()
        return rect.right() if index == len(self._columns) - 1 else rect.center().x()

    def readout(self, index: int) -> tuple[str, list[Row]]:
        data: stock.StockData = self.shown()
        rows: list[Row] = []
        level = amount(data.stock[index])
        rows.append(
            (self._style.accent, tr("Stock"), tr("no data") if level is None else said(level, data.unit))
        )
        cover = amount(data.days_of_cover[index]) if index < len(data.days_of_cover) else None
        if cover is not None:
            rows.append(("", tr("Lasts for"), tr("{days} days").format(days=f"{cover:.0f}")))
        ghost = amount(data.baseline[index]) if index < len(data.baseline) else None
        if ghost is not None:
            rows.append((self._style.ghost, tr("Baseline"), said(ghost, data.unit)))
        rows += _band_rows(data.band, index, data.unit, self._style)
        return date_label(data.dates[index], self._style.say), rows
