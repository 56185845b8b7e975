"""The key figures above the charts: what may be quoted, its bounds, and what a scenario does to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dependency_explorer.analysis.question import Question
from dependency_explorer.commands.opening import open_scenario, simulated
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.figures.key_figures import KeyFigure, key_figures
from dependency_explorer.whatif.outcome import Outcome

from .world import TABLES, write_world


def of(dataset: Dataset, outcome: Outcome | None = None, year: str = "2023") -> dict[str, KeyFigure]:
    found = key_figures(dataset, Question("FOC", ("oil",), year, year), "oil", outcome)
    return {one.name: one for one in found}


def test_partners_not_stated_are_no_supplier_under_a_scenario(tmp_path: Path) -> None:
    # Half of Russia's 60 of 100 is cut: 30 of 70 stay named, and the 40 not stated are not one supplier.
    flows = (
        TABLES["flows"]
        .replace("2023,CHN,FOC,oil,5000", "2022,KOR,FOC,oil,1")
        .replace("2023,RUS,FOC,oil,95000", "2023,RUS,FOC,oil,60000")
    )
    dataset = load(write_world(tmp_path / "world", {"flows": flows}))
    outcome = simulated(dataset, open_scenario(dataset, "half"))
    tile = of(dataset, outcome)["hhi"]
    assert tile.value == "≥ 0.36"
    assert tile.what_if == "what-if ≥ 0.18"
    assert not tile.alarm
    assert tile.detail.startswith("at most 2.8 effective suppliers")


def test_a_known_whole_has_no_bounds(world: Dataset) -> None:
    tile = of(world)["hhi"]
    assert tile.value == "0.90"
    assert tile.detail.startswith("1.1 effective suppliers")


def test_cover_alarms_only_where_the_stock_falls(world: Dataset, outcome: Outcome) -> None:
    assert of(world, outcome)["days_of_cover"].alarm
    kept = replace(outcome.scenario, responses=replace(outcome.scenario.responses, draw_stocks=None))
    tile = of(world, simulated(world, kept))["days_of_cover"]
    assert tile.what_if
    assert not tile.alarm
