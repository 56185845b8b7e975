"""What a user can change about scenarios: which are open, which is in force, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dependency_explorer.app.turns import turned_to
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.app.session import Session
    from dependency_explorer.whatif.scenario import Scenario
    from dependency_explorer.workspace.state import Workspace


class ScenarioChanges(QObject):
    """Changes the scenarios of a session's state, each as one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def set(self, scenario: Scenario | None, label: str, merge: str = "") -> None:
        """An edited scenario."""
        self._session.change(label, merge, scenario=scenario)

    def load(self, path: Path) -> None:
        """Open a scenario file as preset; the charts turn to its baseline and to what it cuts."""
        if self._session.dataset is None:
            return
        from dependency_explorer.whatif.scenario import load_scenario

        try:
            scenario = load_scenario(path, self._session.dataset)
        except DataError as error:
            self._session.failed.emit(str(error), self.tr("The scenario on screen is unchanged."))
            return
        self.use_preset(scenario)

    def use_preset(self, scenario: Scenario, commodity: str = "") -> None:
        """Take a scenario as preset and show the year it runs on.

        commodity: what the charts turn to; where empty, what the first disruption hits.
        """
        dataset = self._session.dataset
        if dataset is None:
            return
        question = replace(
            self._session.state.question,
            place=scenario.focus,
            first=scenario.baseline,
            last=scenario.baseline,
            measure="quantity",
        )
        commodity = commodity or self._shown_commodity(scenario)
        if commodity:
            before = self._session.state.question.commodities
            question = turned_to(dataset, replace(question, commodities=(commodity,)), commodity, before)
        self._session.change(
            self.tr("scenario {0}").replace("{0}", scenario.name),
            question=question,
            scenario=scenario,
            preset=scenario,
        )

    def _shown_commodity(self, scenario: Scenario) -> str:
        """What the charts turn to: what the first disruption hits, for a product the total it is part of."""
        from dependency_explorer.analysis.commodities import all_commodities

        assert self._session.dataset is not None
        if not scenario.disruptions:
            return ""
        target = scenario.disruptions[0].target
        commodity = target.commodity or self._session.dataset.route_commodity(target.route)
        parent = self._session.dataset.parent(commodity)
        shown = {c.id for c in all_commodities(self._session.dataset, scenario.focus) if c.has_quantity}
        return parent if parent in shown else commodity

    def new_cut(self) -> None:
        """A ready cut for the present question."""
        if self._session.dataset is None:
            return
        from dependency_explorer.whatif.presets import new_scenario

        try:
            scenario = new_scenario(self._session.dataset, self._session.state.question)
        except DataError as error:
            self._session.failed.emit(str(error), "")
            return
        self.use_preset(scenario)

    def duplicate(self) -> None:
        """The scenario once more, under the next letter and in force, so that both can be compared."""
        scenario = self._session.state.scenario
        if scenario is None:
            return
        letter = self._session.state.next_letter
        if not letter:
            self._session.told.emit(
                self.tr("Three scenarios are open, as many as can be compared: close one to make room.")
            )
            return
        copy = replace(scenario, name=self.tr("{0} (copy)").replace("{0}", scenario.name))
        self._show(
            self.tr("duplicate as {0}").replace("{0}", letter), self._session.state.with_another(copy, copy)
        )

    def choose(self, letter: str) -> None:
        """Another open scenario in force."""
        self._show(self.tr("scenario {0}").replace("{0}", letter), self._session.state.switched_to(letter))

    def close(self, letter: str) -> None:
        """Close an open scenario; the last one stays."""
        self._show(self.tr("close scenario {0}").replace("{0}", letter), self._session.state.without(letter))

    def _show(self, label: str, state: Workspace) -> None:
        """A change of which scenarios are open; the question turns to the place and year of the one in force."""
        scenario = state.scenario
        if state == self._session.state or scenario is None:
            return
        before = self._session.state.scenario
        if before is not None and (before.focus, before.baseline) != (scenario.focus, scenario.baseline):
            year = scenario.baseline
            state = replace(
                state, question=replace(state.question, place=scenario.focus, first=year, last=year)
            )
        self._session.store.change(state, label)

    def back_to_preset(self) -> None:
        """Every lever as the preset had it."""
        if self._session.state.scenario != self._session.state.preset:
            self._session.change(self.tr("back to preset"), scenario=self._session.state.preset)

    def back_to_baseline(self) -> None:
        """Every cut to zero."""
        scenario = self._session.state.scenario
        if scenario is not None and any(d.depth for d in scenario.disruptions):
            still = replace(scenario, disruptions=tuple(replace(d, depth=0.0) for d in scenario.disruptions))
            self._session.change(self.tr("back to baseline"), scenario=still)
