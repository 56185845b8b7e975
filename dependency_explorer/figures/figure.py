"""A figure: a chart's numbers with the title, subtitle, notes and sources that make them fit to print."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dependency_explorer.charts.backtest import BacktestData
from dependency_explorer.charts.concentration import ConcentrationData
from dependency_explorer.charts.flows import FlowsData
from dependency_explorer.charts.frontier import FrontierData
from dependency_explorer.charts.outcome import OutcomeData
from dependency_explorer.charts.partners import PartnersData
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Scene, TextMetrics
from dependency_explorer.charts.stakes import StakesData
from dependency_explorer.charts.stock import StockData
from dependency_explorer.charts.stress import StressData
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Table
from dependency_explorer.charts.trend import TrendData

NOT_A_FORECAST = "Arithmetic on stated assumptions, not a forecast."
"""Stands on every export that shows an outcome."""

ChartData = (
    FlowsData | TrendData | PartnersData | StakesData | ConcentrationData | OutcomeData | StockData | StressData
    | FrontierData | BacktestData
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything of one figure save its size and colours.

    title makes the point, drafted from the numbers; subtitle says what is measured; source_line names the
    sources of what is drawn, shortened. notes: partial periods, lower bounds, assumptions, a sentence each.
    excluded: what the figure leaves out, in one sentence, "" for nothing. file_name: without suffix.
    statement: the not-a-forecast sentence where an outcome is shown, else "". sources: all of them in full.
    citation: how to quote the figure. assumptions: the rows of a run's ledger, a line each.
    """

    name: str
    title: str
    subtitle: str
    source_line: str
    notes: tuple[str, ...]
    excluded: str
    data: ChartData
    alt_text: str
    file_name: str
    statement: str = ""
    sources: tuple[str, ...] = ()
    citation: str = ""
    assumptions: tuple[str, ...] = ()

    @property
    def empty_reason(self) -> str:
        """Why there is nothing to draw, "" if there is something."""
        return self.data.empty_reason

    def titled(self, title: str) -> Figure:
        """The same figure under the user's own title."""
        return replace(self, title=title)

    def chart(
        self,
        width: float,
        height: float,
        style: Style,
        metrics: TextMetrics,
        lit: frozenset[str] = frozenset(),
        hover: str = "",
    ) -> Scene:
        """The bare chart, as a card shows it; codes in `lit` stand out, `hover` is a mark or a code."""
        return CHARTS[self.name].layout(self.data, width, height, style, metrics, lit=lit, hover=hover)

    def page(
        self,
        width: float,
        height: float,
        style: Style,
        metrics: TextMetrics,
        title: str | None = None,
        lit: frozenset[str] = frozenset(),
        plain: bool = False,
        transparent: bool = False,
    ) -> Scene:
        """The whole figure: title, subtitle, chart, notes and sources, its text sized for the page; plain: the chart
        alone; transparent: without a background."""
        from dependency_explorer.figures.page import compose

        shown = self if title is None else self.titled(title)
        return compose(shown, width, height, style, metrics, lit, plain, transparent)

    def metadata(self) -> dict[str, str]:
        """What travels inside a PNG beside title and description."""
        known = {"Source": self.source_line, "Comment": self.statement, "Citation": self.citation}
        return {key: text for key, text in known.items() if text}

    def table(self) -> Table:
        """Exactly what is drawn."""
        return CHARTS[self.name].table(self.data)
