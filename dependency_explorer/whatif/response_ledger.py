"""Ledger rows of the responses that a scenario turns on: stretching, switching, demand that follows prices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dependency_explorer.whatif import defaults, inputs
from dependency_explorer.whatif.elasticities import elasticity_of
from dependency_explorer.whatif.ledger import ASSUMED, COMPUTED, STATED, Assumption
from dependency_explorer.whatif.network import SuppliedCommodity
from dependency_explorer.whatif.scenario import TO_THE_END
from dependency_explorer.whatif.switching import ways
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome


def of_commodity(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    """How long its stock must last, and how its demand answers to the price."""
    responses, name = outcome.scenario.responses, in_sentence(commodity.name or commodity.id)
    if responses.draw_stocks is not None and responses.stretch is not None:
        last = responses.stretch
        until: float | str = "the last event has passed" if last == TO_THE_END else last
        yield Assumption(
            f"stretch.{commodity.id}", f"Stock of {name} stretched until", until,
            "" if last == TO_THE_END else outcome.scenario.step, None, None, STATED,
            "no step takes more than its part of what stands above the floor",
        )  # fmt: skip
    if responses.price_response:
        value, source = elasticity_of(outcome.scenario, commodity)
        stated = outcome.scenario.assumption("elasticity", *defaults.names_of(commodity))
        note = "while an event is in force; the price rises to at most 50 times the baseline’s"
        yield Assumption(
            f"elasticity.{commodity.id}", f"Short-run price elasticity of demand, {name}",
            0.0 if value is None else value, "", None, None,
            STATED if stated is not None else source if value is not None else ASSUMED,
            note if value is not None else "none is published for it: its demand does not give way",
        )  # fmt: skip


def of_switches(outcome: Outcome) -> Iterator[Assumption]:
    """Share, lead time and ramp of each switch, and what one unit is worth in units of the other."""
    names = {item.id: in_sentence(item.name or item.id) for item in outcome.network.commodities}
    names.update((total.id, in_sentence(total.name)) for total in outcome.network.totals)
    for one in outcome.scenario.responses.switches:
        whose = f", {one.sector.replace('_', ' ')}" if one.sector else ""
        what = f"from {names.get(one.away_from, one.away_from)} to {names.get(one.to, one.to)}{whose}"
        share, lead, ramp = inputs.switch(outcome.scenario, one)
        yield Assumption(
            share.key, f"Switch {what}", share.value, "share of what is short", None, None, STATED,
            "at most what the other’s own demand does not need",
        )  # fmt: skip
        yield Assumption(
            lead.key, f"Lead time of the switch {what}", lead.value, "weeks", None, None, STATED,
            "from the begin of each event",
        )  # fmt: skip
        yield Assumption(ramp.key, f"Ramp of the switch {what}", ramp.value, "weeks", None, None, STATED)
    for way in ways(outcome.network, outcome.scenario):
        item, other = outcome.network.commodities[way.away], outcome.network.commodities[way.into]
        known = item.energy is not None and other.energy is not None
        yield Assumption(
            f"switch_units.{item.id}.{other.id}", f"{other.name or other.id} for {names[item.id]}", way.units,
            f"{other.unit}/{item.unit}", None, None,
            ASSUMED if not known and item.unit == other.unit else COMPUTED,
            "one for one: no energy of a unit is stated" if not known and item.unit == other.unit
            else "by the net energy of one unit; no difference in efficiency is counted",
        )  # fmt: skip
