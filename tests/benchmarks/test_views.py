"""How long views of many links and a plot that follows the hand take, against named peers in the same run.

uv run pytest tests/benchmarks/test_views.py -o addopts= --benchmark-only -s
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.cube import Cube, Interval, Where
from dependency_explorer.analysis.links import _links
from dependency_explorer.app.run_views import OutcomeView
from dependency_explorer.charts import outcome
from dependency_explorer.data.read import load
from dependency_explorer.painting.fonts import QtMetrics
from dependency_explorer.painting.painter import paint
from tests.analysis.test_cube import some_links
from tests.qt.test_plot_view import DATES, OUTCOME, STYLE, shown


def median(call: Callable[[], object], rounds: int = 9) -> float:
    """The median seconds of a call, after one that is not counted."""
    call()
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def told(what: str, seconds: float, peer: float, most: float) -> float:
    """Prints and gives the ratio."""
    print(f"\n{what}: {1000 * seconds:.1f} ms, ratio {seconds / peer:.2f} (at most {most})")
    return seconds / peer


def test_a_million_links_against_a_group_by(benchmark: Any) -> None:
    links = some_links(1_000_000, 2)
    cube = Cube(links)
    where: Where = {"commodity": "oil", "importer": {"P03"}, "period": Interval("2005", "2015")}
    frame = pd.DataFrame(
        {name: getattr(links, name) for name in ("period", "exporter", "importer", "commodity")}
    )
    frame["quantity"] = links.quantity

    def plain() -> object:
        chosen = frame[(frame["commodity"] == 1) & (frame["importer"] == 3) & frame["period"].between(5, 15)]
        return chosen.groupby(["period", "exporter"])["quantity"].sum(min_count=1)

    seconds = median(lambda: cube.sums(("period", "exporter"), where))
    benchmark.pedantic(lambda: cube.sums(("period", "exporter"), where), rounds=5)
    assert told("a million links", seconds, median(plain), 0.5) <= 0.5


def test_links_of_mongolia_against_a_group_by(benchmark: Any) -> None:
    dataset = load("mongolia")
    flows = dataset.tables["flows"]
    keys = ["period", "exporter", "importer", "commodity"]

    def plain() -> object:
        return flows.groupby(keys, observed=True, dropna=False)["quantity"].sum(min_count=1)

    def ours() -> object:
        return _links.__wrapped__(dataset, "year")  # type: ignore[attr-defined]

    benchmark.pedantic(ours, rounds=5)
    # Beside summing: totals against partners, months against years, mirror reports, and what stands behind each link.
    assert told("links of Mongolia", median(ours), median(plain), 40.0) <= 40.0


def test_a_plot_that_follows_against_its_picture(benchmark: Any, qtbot: QtBot) -> None:
    view = shown(qtbot, OutcomeView(), OUTCOME)
    part = [0]

    def follow() -> None:
        part[0] = (part[0] + 1) % 10
        view.set_data(replace(OUTCOME, unserved=tuple(part[0] / 10 for _ in DATES)), STYLE)
        view.canvas.viewport().grab()

    def picture() -> None:
        image = QImage(488, 300, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        paint(outcome.layout(OUTCOME, 488.0, 300.0, STYLE, QtMetrics()), painter)
        painter.end()

    benchmark.pedantic(follow, rounds=15)
    assert told("an update", median(follow), median(picture), 3.0) <= 3.0
