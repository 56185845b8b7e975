"""What users who go short do about it, in sentences: they switch, or their demand gives way to the price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dependency_explorer.whatif.switching import ways
from dependency_explorer.whatif.wording import amount, in_sentence, listed, opened

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome


Told = tuple[str, str, float]
"""A sentence, the key of the totals row that holds the number it states, and that number."""


def relief(outcome: Outcome, dataset: Dataset, commodity: str, name: str, unit: str) -> Iterator[Told]:
    """What is switched away from a commodity or serves others, and what gives way to the price."""
    numbers = outcome.key_numbers(commodity)
    away, into, given = (float(numbers.get(key, 0.0)) for key in ("switched", "switched_into", "given_way"))
    if away > 0:
        others = _names(outcome, dataset, commodity, "into")
        yield (
            f"Users of {name} meet {amount(away, unit)} of their demand with {others} instead.",
            "switched", away,
        )  # fmt: skip
    if into > 0:
        others = _names(outcome, dataset, commodity, "away")
        yield (
            f"{opened(amount(into, unit))} of {name} serve users who lack {others}; nobody lacks {name} for it.",
            "switched_into", into,
        )  # fmt: skip
    if given > 0:
        yield (
            f"As {name} grows dear, {amount(given, unit)} of demand give way; they are counted neither as "
            "served nor as unmet.",
            "given_way", given,
        )  # fmt: skip


def _names(outcome: Outcome, dataset: Dataset, commodity: str, side: str) -> str:
    """The commodities at the other end of what is switched."""
    at = outcome.positions(commodity)
    found = [
        outcome.commodities[way.into if side == "into" else way.away]
        for way in ways(outcome.network, outcome.scenario)
        if (way.away if side == "into" else way.into) in at
    ]
    moved = outcome.switched_into if side == "into" else outcome.switched
    moving = [one for one in dict.fromkeys(found) if moved[..., outcome.network.index[one]].any()]
    return listed([in_sentence(dataset.commodity_name(one)) for one in moving])
