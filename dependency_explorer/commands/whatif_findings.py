"""What `whatif` finds about its run: why and by which event something goes short, at what cost, and what
foresight would have been worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dependency_explorer.commands.output import complain
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.foresight import Foresight
    from dependency_explorer.whatif.outcome import Outcome


def bound(outcome: Outcome) -> Foresight | None:
    """The bound with foresight; where it cannot be computed a sentence, since the run itself stands."""
    from dependency_explorer.whatif import optimise

    try:
        return optimise(outcome.network, outcome.scenario)
    except DataError as error:
        complain(str(error))
        return None


def to_json(outcome: Outcome, found: Foresight | None) -> dict[str, Any]:
    """The keys why, causes, money and, where asked for, foresight."""
    from dependency_explorer.whatif import causes, foresight, money

    value = {**causes.to_json(outcome), "money": money.to_json(outcome)}
    return value if found is None else {**value, "foresight": foresight.to_json(found, outcome)}


def show(dataset: Dataset, outcome: Outcome, found: Foresight | None) -> None:
    """Print the findings on the commodity that the run is about."""
    from dependency_explorer.whatif import money
    from dependency_explorer.whatif.causes import causes
    from dependency_explorer.whatif.foresight_words import foresight_sentences
    from dependency_explorer.whatif.sentences import main_commodity
    from dependency_explorer.whatif.why import cause_sentences, why

    about = main_commodity(outcome)
    reasons = (*why(outcome, dataset, about), *cause_sentences(outcome, dataset, causes(outcome), about))
    parts = {"Why": reasons, "Money": money.sentences(outcome, dataset, about)}
    if found is not None:
        parts["Foresight"] = foresight_sentences(found, outcome, dataset)
    for title, said in parts.items():
        if said:
            print(f"\n{title}:")
        for sentence in said:
            print(f"- {sentence}")
