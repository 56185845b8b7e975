"""The two plots of a run in the panel, each with its heading and its export."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from dependency_explorer.app.icons import icon
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.run_views import OutcomeView, StockView
from dependency_explorer.charts.style import Style

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.whatif.outcome import Outcome

tr = functools.partial(QCoreApplication.translate, "Panel")

SUPPLY_SHARE, SUPPLY_HEIGHTS = 0.2, (132, 232)
STOCK_SHARE, STOCK_HEIGHTS = 0.15, (104, 176)
"""The plots take these parts of the panel's height, within these bounds in pixels."""


class RunPlots(QWidget):
    """Supply against demand, and the stock. `figures` holds what is on show, by figure name."""

    export_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures: dict[str, Figure] = {}
        self.supply_heading = text_label("heading", name="supply-heading")
        self.stock_heading = text_label("heading", name="stock-heading")
        self.supply = OutcomeView()
        self.stock = StockView()
        self._buttons: list[QToolButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._add(column, self.supply_heading, self.supply, "outcome", tr("Export supply against demand"))
        self._add(column, self.stock_heading, self.stock, "stock", tr("Export the stock curve"))

    def fit(self, height: int) -> None:
        """Size the plots for a panel of this height."""
        for view, share, (least, most) in (
            (self.supply, SUPPLY_SHARE, SUPPLY_HEIGHTS),
            (self.stock, STOCK_SHARE, STOCK_HEIGHTS),
        ):
            view.setFixedHeight(max(least, min(most, round(height * share))))

    def set_style(self, style: Style) -> None:
        """Take a theme's tokens."""
        for button in self._buttons:
            button.setIcon(icon("export", style.muted))
        self.supply.set_style(style)
        self.stock.set_style(style)

    def show_run(
        self, outcome: Outcome, dataset: Dataset, question: Question, commodity: str, name: str, style: Style
    ) -> None:
        """Draw what became of a commodity, called `name` inside a sentence."""
        from dependency_explorer.figures.build import figure

        asked = replace(question, place=outcome.scenario.focus, commodities=(commodity,))
        headings = {
            "day": tr("Daily supply against demand"),
            "week": tr("Weekly supply against demand"),
            "month": tr("Monthly supply against demand"),
        }
        sales = {
            "day": tr("Daily exports"),
            "week": tr("Weekly exports"),
            "month": tr("Monthly exports"),
        }
        told = sales if outcome.side(commodity) == "exports" else headings
        self.supply_heading.setText(told[outcome.scenario.step])
        self.stock_heading.setText(tr("Stock: {good}").format(good=name))
        for view, which in ((self.supply, "outcome"), (self.stock, "stock")):
            drawn = figure(which, dataset, asked, outcome=outcome)
            view.set_data(drawn.data, style)
            view.setAccessibleName(drawn.title)
            self.figures[which] = drawn

    def _add(self, column: QVBoxLayout, heading: QLabel, view: QWidget, name: str, text: str) -> None:
        button = QToolButton()
        button.setProperty("role", "icon")
        button.setObjectName(f"export-{name}")
        button.setFixedSize(26, 26)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(self._export_supply if name == "outcome" else self._export_stock)
        self._buttons.append(button)
        line = QHBoxLayout()
        line.addWidget(heading, 1)
        line.addWidget(button)
        column.addLayout(line)
        column.addWidget(view)

    def _export_supply(self) -> None:
        self._export("outcome")

    def _export_stock(self) -> None:
        self._export("stock")

    def _export(self, name: str) -> None:
        if name in self.figures:
            self.export_requested.emit(self.figures[name])
