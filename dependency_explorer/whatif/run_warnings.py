"""What a reader must know before quoting a run."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.event_warnings import Warned, event_warnings
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.run_ledger import chosen_commodities
from dependency_explorer.whatif.switch_warnings import switch_warnings
from dependency_explorer.whatif.wording import THIN, in_sentence, opened, plain

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome

SPLIT = "all-products share applied"
"""The words by which flows and networks mark a split that was published for something wider."""

DIFFERENCE_WARNED = 0.05
"""Statistical difference above this share of demand is warned about."""


def warnings(outcome: Outcome) -> tuple[str, ...]:
    """Sentences, most weighty first, each once."""
    return tuple(dict.fromkeys(text for text, _ in _warnings(outcome)))


def warnings_about(outcome: Outcome, commodities: Collection[str]) -> tuple[str, ...]:
    """The sentences that concern these commodities, their simulated parts, or the run as a whole."""
    wanted = set(commodities)
    for one in commodities:
        wanted.update(outcome.commodities[k] for k in outcome.network.expand(one))
    found = (text for text, about in _warnings(outcome) if not about or about & wanted)
    return tuple(dict.fromkeys(found))


def _warnings(outcome: Outcome) -> Iterator[Warned]:
    network, scenario = outcome.network, outcome.scenario
    yield from event_warnings(outcome)
    yield from switch_warnings(outcome)
    chosen = [network.commodities[k] for k in chosen_commodities(outcome)]
    splits = network.kept("splits", None, lambda: _splits(network))
    for commodity in chosen:
        about = frozenset({commodity.id})
        split = splits.get(commodity.id, "")
        if split and commodity.id in outcome.touched:
            name = opened(in_sentence(commodity.name or commodity.id))
            yield (
                f"{name} by partner is not in the data of {network.period}; "
                f"the run uses a derived split ({split}).",
                about,
            )
        for text in commodity.warnings:
            yield text, about
    for k in chosen_commodities(outcome):
        commodity, demand = network.commodities[k], float(network.demand[k])
        about = frozenset({commodity.id})
        name = in_sentence(commodity.name or commodity.id)
        difference = abs(float(network.difference[k]))
        if difference > DIFFERENCE_WARNED * demand:
            share = f"{100 * difference / demand:.0f}{THIN}% of demand" if demand > 0 else "more than demand"
            yield (
                f"Supply and use of {name} in {network.period} differ by {share}; the difference is kept.",
                about,
            )
        state = defaults.stock_state(scenario, commodity, demand)
        days = scenario.responses.draw_stocks
        if days and state.known and days * demand / DAYS_IN_YEAR > state.initial:
            yield (
                f"The stock of {name} at the start is below the floor of {plain(days)} days of demand; "
                "nothing is drawn.",
                about,
            )
    yield from _route_warnings(outcome)
    for text in network.notes:
        yield text, frozenset(network.unmeasured)


def _splits(network: SupplyNetwork) -> dict[str, str]:
    """By commodity what the first of its links says that was split by a share published for something wider."""
    found: dict[str, str] = {}
    for link in network.links:
        if SPLIT in link.note:
            found.setdefault(link.commodity, link.note)
    return found


def _route_warnings(outcome: Outcome) -> Iterator[Warned]:
    network = outcome.network
    load = network.quantity @ network.route_factors.T
    for r, route in enumerate(network.routes):
        stated = outcome.scenario.assumption("route_capacity", route.id)
        capacity = route.capacity
        if stated is not None:
            capacity = None if stated.value is None else stated.value * DAYS_IN_YEAR / 7.0
        if capacity is None:
            continue
        about = frozenset(link.commodity for e, link in enumerate(network.links) if network.route_links[r, e])
        if capacity < load[r]:
            yield (
                f"The capacity of {route.name or route.id} is below what passes it in {network.period}; "
                "the baseline load is taken as its capacity.",
                about,
            )
        if not outcome.scenario.uses_spare:
            continue
        wanted = sum(
            defaults.spare_share(network, outcome.scenario, link)
            * link.quantity
            * network.route_factors[r, e]
            for e, link in enumerate(network.links)
            if network.route_links[r, e]
        )
        if wanted > max(capacity, load[r]) - load[r]:
            yield (
                f"The spare of the links over {route.name or route.id} is above its residual capacity; "
                "replacement is held to the capacity.",
                about,
            )
