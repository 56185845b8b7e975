"""Bands over draws beside a run: the same in both charts of an outcome, and what a reader must know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.charts.band import Band
from dependency_explorer.figures.drafting import Draft

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

MEMBERS = {
    "median": "draw with the median loss",
    "p90": "draw at the 90th percentile of loss",
    "worst": "worst draw",
}
"""Draws that can be followed, by the names of `whatif.uncertainty.Member`."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A scenario run over draws of its assumptions. member: the draw whose course is drawn, "" for none.
    waiting: the scenario has been changed since."""

    drawn: Outcome
    member: str = ""
    waiting: bool = False

    @property
    def draws(self) -> int:
        """How many."""
        return len(self.drawn.unserved)


def band(draft: Draft, spread: Spread | None, commodity: str, quantity: str, factor: float) -> Band | None:
    """The band of one quantity times `factor`; None without draws or where they know nothing of it."""
    if spread is None or not spread.drawn.simulates(commodity):
        return None
    fan = spread.drawn.fan(commodity, quantity)
    if fan is None:
        return None

    def scaled(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(value * factor for value in values)

    path: tuple[float, ...] = ()
    if spread.member:
        from dependency_explorer.whatif.uncertainty import members, paths

        found = paths(spread.drawn, commodity, quantity)
        chosen = next(one for one in members(spread.drawn, commodity) if one.name == spread.member)
        path = scaled(tuple(found[chosen.draw].tolist())) if found is not None else ()
    return Band(
        scaled(fan.p5), scaled(fan.p25), scaled(fan.p50), scaled(fan.p75), scaled(fan.p95), spread.draws,
        path, draft.words.say(MEMBERS[spread.member]) if path else "", spread.waiting,
    )  # fmt: skip


def range_notes(draft: Draft, band: Band | None) -> list[str]:
    """What the bands are."""
    if band is None:
        return []
    text = "Bands: the middle half and nine tenths of {n} draws of the assumptions from their ranges."
    if band.path:
        text += " Dotted: the {path}."
    return [draft.words.say(text, n=band.count, path=band.path_name)]
