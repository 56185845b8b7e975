"""What the window shows for one state, computed off the GUI thread. No widgets here."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dependency_explorer.app.question_bar import MOST_CHIPS, Choices
from dependency_explorer.data.locations import bundled_datasets

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Measure, Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.figures.key_figures import KeyFigure
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.precedents import Precedents
    from dependency_explorer.whatif.scenario import Scenario, Target
    from dependency_explorer.workspace.state import Workspace

tr = functools.partial(QCoreApplication.translate, "QuestionBar")

STAKES = "stakes"
"""The chart of ownership, which few datasets have anything for."""
CHARTS = ("flows", "trend", "partners", STAKES)
MANY_COMMODITIES = 60
COMPARISON = "multiples"
"""The chart that compares places; it is computed only while it is on show."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything drawn for a state; ownership only where the dataset has stakes. `outcome` is the scenario's result
    (None where it cannot run, or where nothing can be cut, with `trouble` saying why); `applies` tells whether the
    charts show the year that the scenario runs on.
    comparable: code and name of the places that could stand beside each other, and whether their own reports are
    loaded; empty while no comparison is on show."""

    state: Workspace
    choices: Choices
    figures: dict[str, Figure]
    key_figures: tuple[KeyFigure, ...]
    outcome: Outcome | None
    applies: bool
    trouble: str
    what_if_ms: float
    comparable: tuple[tuple[str, str, bool], ...] = ()
    precedents: dict[Target, Precedents] = field(default_factory=dict)


class Calculator:
    """Answers for one dataset; remembers what did not change since the last answer.

    Lives on the worker thread of the "compute" slot only, so it needs no lock.
    """

    def __init__(self, dataset: Dataset, reference: str, saved: Mapping[str, str] | None = None) -> None:
        """saved: path and title of the user's own datasets, offered beside the bundled ones."""
        self.dataset = dataset
        self._reference = reference
        offered = {name: name.replace("-", " ").title() for name in bundled_datasets()}
        offered.update(saved or {})
        self._datasets = tuple({**offered, reference: offered.get(reference, dataset.title)}.items())
        self._memory: dict[str, tuple[object, object]] = {}

    def results(self, state: Workspace) -> Results:
        """Compute (or recall) what belongs to `state`."""
        from dependency_explorer.analysis.asking import lead_commodity
        from dependency_explorer.figures.build import figure
        from dependency_explorer.figures.key_figures import key_figures

        question = state.question
        outcome, trouble, elapsed = self._outcome(state.scenario, question)
        applies = bool(state.scenario and question.first == question.last == state.scenario.baseline)
        seen = outcome if applies and outcome is not None and not outcome.equals_baseline else None
        baseline = question, state.history_step, state.stake_date
        figures = {
            name: self._recall(
                f"figure {name}",
                (baseline, id(seen) if name in ("flows", "partners") else None),
                _Build(
                    figure,
                    name,
                    self.dataset,
                    question,
                    seen if name in ("flows", "partners") else None,
                    state,
                ),
            )
            for name in CHARTS
            if name != STAKES or len(self.dataset.tables["stakes"])
        }
        comparable: object = ()
        if state.maximised == COMPARISON:
            make = _Build(figure, COMPARISON, self.dataset, question, None, state)
            figures[COMPARISON] = self._recall("figure comparison", (question, state.compared), make)
            comparable = self._recall("comparable", question, lambda: self._comparable(question))
        commodity = lead_commodity(self.dataset, question)
        figures_of_state = self._recall(
            "key figures",
            (baseline, commodity, id(seen)),
            lambda: key_figures(self.dataset, question, commodity, seen) if commodity else (),
        )
        choices = self._recall(
            "choices",
            (question.place, question.commodities, question.measure),
            lambda: self.choices(question),
        )
        # The outcome stays referenced by `_memory`, so an id cannot be reused while it serves as a key.
        return Results(
            state,
            choices,
            figures,
            figures_of_state,
            outcome,
            applies,
            trouble,
            elapsed,
            comparable,
            self._precedents(state.scenario),
        )  # type: ignore[arg-type]

    def _comparable(self, question: Question) -> tuple[tuple[str, str, bool], ...]:
        from dependency_explorer.analysis.asking import lead_commodity
        from dependency_explorer.analysis.comparison import comparable

        commodities = question.commodities or (lead_commodity(self.dataset, question),)
        found = comparable(self.dataset, question, commodities)
        return tuple((code, self.dataset.place_name(code), itself) for code, itself in found)

    def choices(self, question: Question) -> Choices:
        """What the question bar offers."""
        from dependency_explorer.analysis.asking import places_to_ask
        from dependency_explorer.analysis.commodities import all_commodities, period_range

        dataset = self.dataset
        every = all_commodities(dataset, question.place)
        chips = self._recall("chips", question.place, lambda: self._chips(question))
        asked = question.commodities or tuple(chips)  # type: ignore[arg-type]
        periods = sorted(
            {
                p
                for c in asked
                for side in ("imports", "exports")
                for p in period_range(dataset, question.place, c, side)
            }
        )
        measures: list[tuple[Measure, str]] = []
        chosen = [c for c in every if c.id in asked]
        if any(c.has_quantity for c in chosen) or not chosen:
            measures.append(("quantity", tr("Quantity")))
        if any(c.has_value for c in chosen):
            measures.append(("value", tr("Value · US$")))
        if any(not math.isnan(dataset.energy_per_unit(c.id)) for c in chosen):
            measures.append(("energy", tr("Energy · TJ")))
        # A grid within a country has no flows of its own, yet a what-if may run on it.
        asked = dict.fromkeys((*places_to_ask(dataset), *((question.place,) if question.place else ())))
        return Choices(
            dataset=self._reference,
            datasets=self._datasets,
            places=tuple((code, dataset.place_name(code)) for code in asked),
            commodities=tuple((c.id, c.name, c.depth) for c in every),
            chips=tuple((c, dataset.commodity_name(c)) for c in chips),  # type: ignore[attr-defined]
            measures=tuple(measures),
            periods=tuple(periods),
        )

    def _chips(self, question: Question) -> tuple[str, ...]:
        """The commodities offered as chips: what the dataset opens on, then those counted in quantities, then
        those that have values only."""
        from dependency_explorer.analysis.commodities import top_commodities

        opening = self.dataset.opening.get("commodity", "")
        counted = top_commodities(self.dataset, question.place, "quantity", "", "")
        valued = top_commodities(self.dataset, question.place, "value", "", "")
        room = MOST_CHIPS - 1 if valued and not set(valued) <= set(counted[:MOST_CHIPS]) else MOST_CHIPS
        first = (opening,) if opening in counted else ()
        ordered = tuple(dict.fromkeys((*first, *counted)))
        return tuple(dict.fromkeys((*ordered[:room], *valued, *ordered)))

    def _outcome(self, scenario: Scenario | None, question: Question) -> tuple[Outcome | None, str, float]:
        if scenario is None:
            return (
                None,
                str(self._recall("no cut", question, lambda: why_no_cut(self.dataset, question))),
                0.0,
            )
        from dependency_explorer.data.problems import DataError
        from dependency_explorer.figures.vocabulary import words_of_run
        from dependency_explorer.figures.what_if import simulated
        from dependency_explorer.whatif import simulate
        from dependency_explorer.whatif.switching import choices
        from dependency_explorer.whatif.weekly import weekly_demand

        begin = time.perf_counter()
        try:
            key = (scenario.focus, scenario.baseline, scenario.season, scenario.start)
            network = self._recall("network", key, lambda: self._network(scenario))
            outcome = self._recall("outcome", scenario, lambda: simulate(network, scenario))  # type: ignore[arg-type]
        except DataError as error:
            return None, str(error), 0.0
        if len(network.commodities) > MANY_COMMODITIES:  # type: ignore[attr-defined]
            # What the panel asks of every commodity is answered here, so that the window does not wait for it.
            outcome.totals()  # type: ignore[attr-defined]
            outcome.ledger  # type: ignore[attr-defined]  # noqa: B018 - kept by the outcome
            words_of_run(self.dataset, outcome, scenario)  # type: ignore[arg-type]  # kept by the network
            choices(network)  # type: ignore[arg-type]  # likewise
            weekly_demand(network)  # type: ignore[arg-type]  # likewise
            for shown in {
                simulated(outcome, question),
                simulated(outcome, replace(question, commodities=())),
            }:  # type: ignore[arg-type]
                for what in ("imports", "replacement", "exports", "baseline_exports"):
                    outcome.by_partner(shown, what)  # type: ignore[attr-defined]
                outcome.shares(shown)  # type: ignore[attr-defined]
                outcome.warnings_about(shown)  # type: ignore[attr-defined]
        return outcome, "", 1000 * (time.perf_counter() - begin)  # type: ignore[return-value]

    def _precedents(self, scenario: Scenario | None) -> dict[Target, Precedents]:
        from dependency_explorer.whatif.precedents import precedents

        if scenario is None:
            return {}
        focus, targets = scenario.focus, tuple(one.target for one in scenario.disruptions)
        return self._recall(  # type: ignore[return-value]
            "precedents",
            (focus, targets),
            lambda: {target: precedents(self.dataset, focus, target) for target in targets},
        )

    def _network(self, scenario: Scenario) -> SupplyNetwork:
        from dependency_explorer.whatif import SupplyNetwork

        return SupplyNetwork.from_dataset(
            self.dataset, scenario.focus, scenario.baseline, season=scenario.season, start=scenario.start
        )

    def _recall(self, name: str, key: object, make: Callable[[], object]) -> object:
        known = self._memory.get(name)
        if known is not None and known[0] == key:
            return known[1]
        value = make()
        self._memory[name] = (key, value)
        return value


@dataclass(frozen=True, slots=True)
class _Build:
    """A figure to be made when it is not remembered."""

    figure: Callable[..., Figure]
    name: str
    dataset: Dataset
    question: Question
    outcome: Outcome | None
    state: Workspace

    def __call__(self) -> Figure:
        return self.figure(
            self.name,
            self.dataset,
            self.question,
            outcome=self.outcome,
            step=self.state.history_step,
            date=self.state.stake_date or None,
            places=self.state.compared,
        )


def why_no_cut(dataset: Dataset, question: Question) -> str:
    """Why no cut can be prepared for a question, with a remedy; "" where one can."""
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.whatif.presets import new_scenario

    try:
        new_scenario(dataset, question)
    except DataError as error:
        return str(error)
    return ""


def with_untouched_cut(dataset: Dataset, state: Workspace) -> Workspace:
    """An untouched what-if follows the question: a cut of depth 0, ready to drag."""
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.whatif.presets import new_scenario

    untouched = state.scenario is None or (
        state.scenario == state.preset and all(d.depth == 0 for d in state.scenario.disruptions)
    )
    if not untouched:
        return state
    try:
        scenario = new_scenario(dataset, state.question)
    except DataError:
        return replace(state, scenario=None, preset=None)
    still = replace(scenario, disruptions=tuple(replace(d, depth=0.0) for d in scenario.disruptions))
    still = replace(still, name="New cut")
    return replace(state, scenario=still, preset=still)
