"""Every figure of every bundled dataset can be drawn, and names holders and units as people read them."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.opening import opening_question
from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.stakes import StakesData
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.read import load
from dependency_explorer.figures.build import FIGURES, NEED_A_SCENARIO, figure
from dependency_explorer.figures.colours import coloured

from .conftest import FixedMetrics


@pytest.mark.parametrize("name", tuple(bundled_datasets()))
def test_the_opening_draws(name: str, metrics: FixedMetrics) -> None:
    dataset = load(name)
    question, _ = opening_question(dataset)
    for chart in FIGURES:
        if chart in NEED_A_SCENARIO:
            continue
        made = figure(chart, dataset, question)
        assert made.title
        assert "_" not in made.title + made.subtitle
        assert made.source_line
        for style in (LIGHT, DARK):
            assert made.page(1200, 800, coloured(dataset, style), metrics).shapes


def test_a_holder_that_is_held_has_its_name() -> None:
    made = figure("stakes", load("critical-minerals"), Question("COD", (), "2024", "2024"))
    assert isinstance(made.data, StakesData)
    tenke = next(asset for asset in made.data.assets if asset.id == "tenke_fungurume")
    assert tenke.parts[0].holder == "CMOC Group"
