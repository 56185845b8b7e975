"""The two plots of a run in the panel, each with its heading and its export."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from dependency_explorer.app.icons import icon
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import tip
from dependency_explorer.app.plot_view import RING
from dependency_explorer.app.run_views import OutcomeView, StockView
from dependency_explorer.app.scene_view import enlargement
from dependency_explorer.charts.axes import tells_unit
from dependency_explorer.charts.style import Style

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.figures.ranges import Spread
    from dependency_explorer.whatif.outcome import Outcome

tr = functools.partial(QCoreApplication.translate, "Panel")

SUPPLY_SHARE, SUPPLY_HEIGHTS = 0.2, (116, 232)
STOCK_SHARE, STOCK_HEIGHTS = 0.13, (96, 176)
LOWEST = (106, 84)
"""The plots take these parts of the panel's height, within these bounds in pixels; down to `LOWEST` where that
lets the first disruption be seen whole."""


class RunPlots(QWidget):
    """Supply against demand, and the stock. Drawn from the numbers alone: the words of a figure are only made
    when it is to leave (`figures`), not at every move of a lever."""

    export_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: tuple[Dataset, Question, Outcome, Spread | None] | None = None
        self._said: list[tuple[str, str]] = []
        self._energy = False
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
        self._head()

    def give(self, pixels: int) -> bool:
        """Make the plots lower by so many pixels in all, where they stay tall enough; whether they could."""
        spare = tuple(
            view.minimumHeight() - least
            for view, least in zip((self.supply, self.stock), LOWEST, strict=True)
        )
        if sum(spare) < pixels:
            return False
        first = min(spare[0], pixels)
        self.supply.setFixedHeight(self.supply.minimumHeight() - first)
        self.stock.setFixedHeight(self.stock.minimumHeight() - (pixels - first))
        self._head()
        return True

    def _head(self) -> None:
        """Say what the plots show, with the unit where a plot is too low to say it itself."""
        plots = ((self.supply_heading, self.supply), (self.stock_heading, self.stock))
        for (heading, view), (words, unit) in zip(plots, self._said, strict=False):  # nothing before a run
            height = view.minimumHeight() - 2 * RING
            if unit and not tells_unit(height / enlargement(view, view.width() - 2 * RING, height)):
                text = tr("{heading}, {unit}").format(heading=words, unit=unit)
            elif self._energy and view is self.supply:
                text = tr("{heading}, energy").format(heading=words)
            else:
                text = words
            if text != heading.text():
                heading.setText(text)
                view.setAccessibleName(text)

    def height_through(self, view: QWidget) -> int:
        """Pixels from the top down to the end of one of the plots, at the heights of `fit`."""
        tall, layout = 0, self.layout()
        for index in range(layout.count()):
            item = layout.itemAt(index)
            tall += item.sizeHint().height() if item.widget() is None else item.widget().minimumHeight()
            if item.widget() is view:
                break
            tall += layout.spacing()
        return tall

    def set_style(self, style: Style) -> None:
        """Take a theme's tokens."""
        for button in self._buttons:
            button.setIcon(icon("export", style.muted))
        self.supply.set_style(style)
        self.stock.set_style(style)

    def show_run(
        self, outcome: Outcome, dataset: Dataset, question: Question, commodity: str, name: str, style: Style,
        spread: Spread | None = None, energy: bool = False,
    ) -> None:  # fmt: skip
        """Draw what became of a commodity, called `name` inside a sentence, with the draws beside it.

        energy: say that it is energy, because what stands above tells an hour's load.
        """
        from dependency_explorer.figures.drafting import Draft
        from dependency_explorer.figures.outcome import outcome_data
        from dependency_explorer.figures.stock import stock_data

        asked = replace(question, place=outcome.scenario.focus, commodities=(commodity,))
        self._run = (dataset, asked, outcome, spread)
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
        draft = Draft(dataset, asked)
        self._said = []
        for view, make, words in (
            (self.supply, outcome_data, told[outcome.scenario.step]),
            (self.stock, stock_data, tr("Stock: {good}").format(good=name)),
        ):
            data = make(draft, outcome, commodity, spread)
            view.set_data(data, style)
            # Where no stock is known there are no numbers. Of “% of a year's supply” the sign is enough here.
            self._said.append((words, "" if data.empty_reason else data.unit.split(" ")[0]))
        self._energy = energy
        self._head()

    def figures(self, *names: str) -> tuple[Figure, ...]:
        """The figures of what is on show, "outcome" and "stock"; none before a run."""
        from dependency_explorer.figures.build import figure

        if self._run is None:
            return ()
        dataset, asked, outcome, spread = self._run
        return tuple(figure(name, dataset, asked, outcome=outcome, spread=spread) for name in names)

    def set_waiting(self, waiting: bool) -> None:
        """Grey the drawings while a run takes longer; they are never blanked."""
        self.supply.set_waiting(waiting)
        self.stock.set_waiting(waiting)

    def show_reasons(self, reasons: tuple[str, ...]) -> None:
        """What binds in each step, for the read-out; none where it is not known yet."""
        self.supply.set_notes(reasons)

    def _add(self, column: QVBoxLayout, heading: QLabel, view: QWidget, name: str, text: str) -> None:
        button = QToolButton()
        button.setProperty("role", "icon")
        button.setObjectName(f"export-{name}")
        button.setFixedSize(24, 24)
        button.setToolTip(tip(text))
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
        for figure in self.figures(name):
            self.export_requested.emit(figure)
