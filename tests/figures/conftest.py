"""The small world, loaded once, and a fixed measure of text."""

from __future__ import annotations

import pytest

from dependency_explorer.commands.opening import open_scenario, simulated
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.whatif.outcome import Outcome

from .world import write_world


class FixedMetrics:
    """Every letter is 0.55 of its size wide, bold ones 0.6: the same on every machine."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        return len(text) * size * (0.6 if bold else 0.55)

    def ascent(self, size: float) -> float:
        return size * 0.72

    def height(self, size: float) -> float:
        return size * 1.25


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    dataset = load(write_world(tmp_path_factory.mktemp("figures") / "world"))
    assert [str(problem) for problem in dataset.problems] == []
    return dataset


@pytest.fixture(scope="session")
def outcome(world: Dataset) -> Outcome:
    return simulated(world, open_scenario(world, "half"))


@pytest.fixture
def metrics() -> FixedMetrics:
    return FixedMetrics()
