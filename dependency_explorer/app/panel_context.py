"""What the what-if panel is given: a scenario with its outcome to show, and the parts that were made beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.app.disruption_card import DisruptionCard
    from dependency_explorer.app.panel_results import Results
    from dependency_explorer.app.responses_card import ResponsesCard
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.precedents import Precedents
    from dependency_explorer.whatif.scenario import Scenario, Target


@dataclass(frozen=True, slots=True)
class Context:
    """What a panel shows.

    trouble: why there is no outcome. opened: the letters of the open scenarios, letter: that of this one. drawn: the
    run over draws, waiting: for newer ones. precedents: what the data remember of each disruption's target.
    """

    dataset: Dataset
    scenario: Scenario | None
    preset: Scenario | None
    outcome: Outcome | None
    style: Style
    question: Question
    trouble: str = ""
    opened: tuple[str, ...] = ()
    letter: str = "A"
    drawn: Outcome | None = None
    waiting: bool = False
    precedents: Mapping[Target, Precedents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a panel that take longest to make. card: the one of the first disruption."""

    responses: ResponsesCard
    results: Results
    card: DisruptionCard
