"""Warnings about a fuel that users are to switch to: short itself, or with a stock that the switch uses up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.causes import CLOSE
from dependency_explorer.whatif.event_warnings import Warned
from dependency_explorer.whatif.switching import ways
from dependency_explorer.whatif.wording import in_sentence, listed, opened

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

SOME = 1e-6
"""Share of a step's demand below which nothing is short and nothing is moved."""
MOST_SPANS = 3
"""Stretches of steps that a sentence names; of more it names the first and the last step."""


def switch_warnings(outcome: Outcome) -> Iterator[Warned]:
    """What a reader must know of the fuels switched to, one sentence a fuel and case, of the run on the values."""
    network, scenario = outcome.network, outcome.scenario
    found = ways(network, scenario)
    if not found:
        return
    if len(outcome.unserved) > 1:
        from dependency_explorer.whatif.simulation import simulate

        outcome = simulate(network, scenario)
    least = SOME * outcome.base_demand
    lacking = (outcome.unserved + outcome.given_way)[0]
    for into in sorted({way.into for way in found}):
        leaving = sorted({way.away for way in found if way.into == into})
        users = listed([_name(outcome, k) for k in leaving])
        fuel = _name(outcome, into)
        about = frozenset(outcome.commodities[k] for k in (into, *leaving))
        wanted = (lacking + outcome.switched[0] > least)[:, leaving].any(axis=1)
        moved = outcome.switched_into[0][:, into]
        none = wanted & (lacking[:, into] > least[:, into]) & (moved <= least[:, into])
        if none.any():
            yield (
                f"{opened(fuel)}, to which users of {users} are to switch, goes short itself in "
                f"{_spans(none, scenario.step)} and has nothing to spare then: the switch does not help.",
                about,
            )
        emptied = _emptied(outcome, into)
        if emptied is not None:
            floor = outcome.stock_info(outcome.commodities[into]).floor or 0.0
            yield (
                f"The switch from {users} uses up the stock of {fuel}{' above its floor' if floor > 0 else ''} by "
                f"{scenario.step} {emptied}: from then on it moves only what the supply of {fuel} "
                f"has to spare, and {fuel} has no buffer left.",
                about,
            )


def _emptied(outcome: Outcome, k: int) -> int | None:
    """The first step, from 1, that ends with nothing left of a stock that switches alone have drawn on."""
    info = outcome.stock_info(outcome.commodities[k])
    if outcome.scenario.responses.draw_stocks is None or outcome.in_force[:, k].any():
        return None
    if info.initial is None or info.initial <= (info.floor or 0.0) * (1.0 + CLOSE):
        return None
    lent = np.cumsum(np.minimum(outcome.draw[0][:, k], outcome.switched_into[0][:, k])) > 0
    steps = np.flatnonzero(lent & (outcome.stock[0][:, k] <= (info.floor or 0.0) + CLOSE * info.initial))
    return int(steps[0]) + 1 if len(steps) else None


def _name(outcome: Outcome, k: int) -> str:
    item = outcome.network.commodities[k]
    return in_sentence(item.name or item.id)


def _spans(mask: NDArray[np.bool_], step: str) -> str:
    """ "week 3", "weeks 3 to 7 and 9"."""
    steps = np.flatnonzero(mask) + 1
    parts = [
        f"{part[0]}" if len(part) == 1 else f"{part[0]} to {part[-1]}"
        for part in np.split(steps, np.flatnonzero(np.diff(steps) > 1) + 1)
    ]
    if len(parts) > MOST_SPANS:
        return f"{len(steps)} of the {step}s {steps[0]} to {steps[-1]}"
    return f"{step}{'s' if len(steps) > 1 else ''} {listed(parts)}"
