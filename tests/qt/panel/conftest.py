"""A what-if panel that is answered as the window would answer it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.question import Question
from dependency_explorer.app.panel import WhatIfPanel
from dependency_explorer.app.panel_context import Context
from dependency_explorer.charts.style import LIGHT
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import (
    Scenario,
    load_scenario,
)

QUESTION = Question("MNG", ("diesel",), "2023", "2023")


@pytest.fixture(scope="package")
def dataset() -> Dataset:
    return load("mongolia")


@pytest.fixture(scope="package")
def preset(dataset: Dataset) -> Scenario:
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    return load_scenario(path, dataset)


@pytest.fixture(scope="package")
def run(dataset: Dataset, preset: Scenario) -> Callable[[Scenario], Outcome]:
    network = SupplyNetwork.from_dataset(dataset, "MNG", preset.baseline, start=preset.start)
    return lambda scenario: simulate(network, scenario)


class Desk:
    """A panel that is answered as the window would answer it."""

    def __init__(
        self, qtbot: QtBot, dataset: Dataset, scenario: Scenario, run: Callable[[Scenario], Outcome]
    ) -> None:
        self.dataset, self.run = dataset, run
        self.preset: Scenario = scenario
        self.panel = WhatIfPanel()
        qtbot.addWidget(self.panel)
        self.panel.resize(360, 860)
        self.log: list[tuple[str, object]] = []
        self.scenario = scenario
        self.panel.scenario_changed.connect(self._changed)
        self.panel.drag_started.connect(self._started)
        self.panel.drag_ended.connect(self._ended)
        self.answer(scenario)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    def answer(self, scenario: Scenario) -> None:
        self.scenario = scenario
        outcome = self.run(scenario)
        self.panel.set_context(Context(self.dataset, scenario, self.preset, outcome, LIGHT, QUESTION))

    def words(self, kind: str) -> list[object]:
        return [value for name, value in self.log if name == kind]

    def _changed(self, scenario: Scenario, label: str, key: str) -> None:
        assert label
        self.log.append(("change", key))
        self.answer(scenario)

    def _started(self, label: str) -> None:
        self.log.append(("start", label))

    def _ended(self) -> None:
        self.log.append(("end", ""))


@pytest.fixture
def desk(qtbot: QtBot, dataset: Dataset, preset: Scenario, run: Callable[[Scenario], Outcome]) -> Desk:
    return Desk(qtbot, dataset, preset, run)
