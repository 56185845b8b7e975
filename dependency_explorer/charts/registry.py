"""Every chart by name: its layout, its table, its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dependency_explorer.charts import (
    backtest,
    concentration,
    flows,
    frontier,
    outcome,
    partners,
    stakes,
    stock,
    stress,
    trend,
)
from dependency_explorer.charts.scene import Scene
from dependency_explorer.charts.table import Table


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One kind of chart. `data` is the input class; the functions take an instance of it first.

    layout(data, width, height, style, metrics, *, lit, hover) → Scene; table(data) → Table;
    describe(data) → alt text.
    """

    name: str
    data: type
    layout: Callable[..., Scene]
    table: Callable[[Any], Table]
    describe: Callable[[Any], str]


CHARTS: Mapping[str, ChartKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ChartKind("flows", flows.FlowsData, flows.layout, flows.table, flows.describe),
            ChartKind("trend", trend.TrendData, trend.layout, trend.table, trend.describe),
            ChartKind("partners", partners.PartnersData, partners.layout, partners.table, partners.describe),
            ChartKind("stakes", stakes.StakesData, stakes.layout, stakes.table, stakes.describe),
            ChartKind(
                "multiples",
                concentration.ConcentrationData,
                concentration.layout,
                concentration.table,
                concentration.describe,
            ),
            ChartKind("outcome", outcome.OutcomeData, outcome.layout, outcome.table, outcome.describe),
            ChartKind("stock", stock.StockData, stock.layout, stock.table, stock.describe),
            ChartKind("stress", stress.StressData, stress.layout, stress.table, stress.describe),
            ChartKind("frontier", frontier.FrontierData, frontier.layout, frontier.table, frontier.describe),
            ChartKind("backtest", backtest.BacktestData, backtest.layout, backtest.table, backtest.describe),
        )
    }
)
"""Chart name → kind."""
