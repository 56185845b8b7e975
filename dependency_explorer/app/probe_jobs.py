"""Work of the test windows off the GUI thread: stress tests, breaking points, back-tests, all places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dependency_explorer.app.jobs import Ticket

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.backtest import Backtest
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.places_outcome import PlacesOutcome
    from dependency_explorer.whatif.scenario import Scenario
    from dependency_explorer.whatif.stress import StressResult, StressTest
    from dependency_explorer.whatif.stress_place import Breaking


@dataclass(frozen=True, slots=True)
class RunStress:
    """Every failure of a place. scenario: lends horizon, responses and assumptions, or None."""

    dataset: Dataset
    place: str
    scenario: Scenario | None
    pairs: bool

    def __call__(self, ticket: Ticket) -> StressTest:
        from dependency_explorer.whatif.stress_place import place_test

        return place_test(
            self.dataset,
            self.place,
            scenario=self.scenario,
            pairs=self.pairs,
            progress=ticket.progress,
            cancelled=ticket.cancelled,
        )


@dataclass(frozen=True, slots=True)
class FindBreaking:
    """Where one failure begins to hurt."""

    dataset: Dataset
    test: StressTest
    result: StressResult

    def __call__(self, ticket: Ticket) -> tuple[StressResult, Breaking]:
        from dependency_explorer.whatif.stress_place import breaking_of

        return self.result, breaking_of(self.dataset, self.test, self.result, ticket.cancelled)


@dataclass(frozen=True, slots=True)
class RunPlaces:
    """The scenario of a run over all places."""

    dataset: Dataset
    outcome: Outcome

    def __call__(self, ticket: Ticket) -> PlacesOutcome:
        from dependency_explorer.whatif.places import everywhere

        return everywhere(self.dataset, self.outcome)


@dataclass(frozen=True, slots=True)
class RunBacktests:
    """Every readable case beside a dataset, and a sentence for each that is not."""

    dataset: Dataset

    def __call__(self, ticket: Ticket) -> tuple[tuple[Backtest, ...], tuple[str, ...]]:
        from dependency_explorer.data.problems import Cancelled, DataError
        from dependency_explorer.whatif.backtest import run_cases
        from dependency_explorer.whatif.backtest_cases import readable_cases

        cases, problems = readable_cases(self.dataset)
        faults = [str(problem) for problem in problems]
        done: list[Backtest] = []
        for index, case in enumerate(cases):
            if ticket.cancelled():
                raise Cancelled
            ticket.progress(QCoreApplication.translate("Jobs", "Back-tests"), index, len(cases))
            try:
                done += run_cases([case], self.dataset)
            except DataError as error:
                faults.append(str(error))
        return tuple(done), tuple(faults)
