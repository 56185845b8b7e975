"""What is found out about a run once the hand rests: why it goes short, what it costs, what matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import money
from dependency_explorer.whatif.causes import causes
from dependency_explorer.whatif.sensitivity import Swing, tornado
from dependency_explorer.whatif.why import cause_sentences, why, why_by_step

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Findings:
    """About one commodity or total of a run, in sentences.

    why: what binds, by stretches of steps; by_step: the same for each step. causes: each event's part of the
    loss, none for a single event. money: a band with its sources, or which input is missing. swings: how far
    each assumption alone moves what goes unserved.
    """

    outcome: Outcome
    commodity: str
    why: tuple[str, ...]
    by_step: tuple[str, ...]
    causes: tuple[str, ...]
    money: tuple[str, ...]
    swings: tuple[Swing, ...]


def find(outcome: Outcome, dataset: Dataset, commodity: str) -> Findings:
    """Look into a run on its assumptions as they stand."""
    return Findings(
        outcome,
        commodity,
        why(outcome, dataset, commodity),
        why_by_step(outcome, dataset, commodity),
        cause_sentences(outcome, dataset, causes(outcome), commodity),
        money.sentences(outcome, dataset, commodity),
        tornado(outcome.network, outcome.scenario, commodity),
    )


def foresight(outcome: Outcome, dataset: Dataset) -> tuple[str, ...]:
    """What knowing the whole course would have been worth, in sentences; why it is not known where it is
    not."""
    from dependency_explorer.whatif.foresight import optimise
    from dependency_explorer.whatif.foresight_words import foresight_sentences

    try:
        return foresight_sentences(optimise(outcome.network, outcome.scenario), outcome, dataset)
    except DataError as error:
        return (str(error),)
