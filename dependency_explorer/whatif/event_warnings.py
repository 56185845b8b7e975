"""Warnings about events and replacements that do nothing, come too late or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.whatif.events import hits, touches
from dependency_explorer.whatif.owners import counted_on, meant
from dependency_explorer.whatif.profiles import event_profile
from dependency_explorer.whatif.wording import THIN, in_sentence, listed, plain

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

Warned = tuple[str, frozenset[str]]
"""A sentence and the commodities it concerns; none for the run as a whole."""

WHOLE: frozenset[str] = frozenset()


def event_warnings(outcome: Outcome) -> Iterator[Warned]:
    """What a reader must know of the events and named sources of a run."""
    network, scenario = outcome.network, outcome.scenario
    for position in outcome.idle_events:
        event = scenario.disruptions[position]
        if not any(counted_on(network, event, source) > 0 for source in scenario.responses.sources):
            yield _idle(outcome, position), WHOLE
    yield from _partly_known(outcome)
    for position, event in enumerate(scenario.disruptions):
        if position in outcome.idle_events or event.depth == 0:
            continue
        about = _commodities(outcome, position)
        if event.start_step > scenario.steps:
            yield (
                f"Event {position + 1} begins at step {event.start_step}, after the last of the "
                f"{scenario.steps} steps of the run; it changes nothing.",
                about,
            )
        elif not event_profile(event, scenario.steps).any():
            yield f"Event {position + 1} lasts {plain(event.steps)} steps; it changes nothing.", about
        elif event.target.kind == "stock":
            yield from _nothing_to_bar(outcome, position)
        route = next((route for route in network.routes if route.id == event.target.route), None)
        if route is not None and route.capacity is None and not _stated_capacity(outcome, route.id):
            yield (
                f"No capacity of {route.name or route.id} per time is loaded; event {position + 1} takes its "
                "depth of what passes there in the baseline.",
                about,
            )
    yield from _overlaps(outcome)
    for source in scenario.responses.sources:
        if not network.expand(source.commodity):
            yield (
                f"The replacement of {in_sentence(network.commodity_name(source.commodity))} from "
                f"{network.place_name(source.exporter)} does nothing: no flow of it is loaded for "
                f"{network.place_name(network.focus)} in "
                f"{network.period}.",
                WHOLE,
            )
        elif source.start_step > scenario.steps:
            yield (
                f"The replacement from {network.place_name(source.exporter)} begins at step "
                f"{source.start_step}, after the last of the {scenario.steps} steps of the run.",
                WHOLE,
            )


def _nothing_to_bar(outcome: Outcome, position: int) -> Iterator[Warned]:
    """An event that bars stock which nobody draws on, or which is not there."""
    about = _commodities(outcome, position)
    if outcome.scenario.responses.draw_stocks is None:
        yield (
            f"Event {position + 1} bars stock, but the scenario draws on none; it changes nothing.",
            about,
        )
        return
    bare = [
        in_sentence(item.name or item.id)
        for item in outcome.network.commodities
        if item.id in about and not outcome.stock_info(item.id).initial
    ]
    if bare:
        what = listed(bare) if len(bare) <= 3 else f"{len(bare)} of its commodities"
        yield f"Event {position + 1} bars nothing of {what}: no stock of it is loaded or assumed.", about


def _stated_capacity(outcome: Outcome, route: str) -> bool:
    stated = outcome.scenario.assumption("route_capacity", route)
    return stated is not None and stated.value is not None


def _commodities(outcome: Outcome, position: int) -> frozenset[str]:
    found = touches(outcome.network, outcome.scenario.disruptions[position])
    return frozenset(outcome.network.commodities[k].id for k in found)


def _overlaps(outcome: Outcome) -> Iterator[Warned]:
    """Events that hit the same flows in the same step: they combine, and their depths do not add up."""
    network, scenario = outcome.network, outcome.scenario
    felt = [
        (position, event, hits(network, event), event_profile(event, scenario.steps) > 0)
        for position, event in enumerate(scenario.disruptions)
        if event.depth > 0
    ]
    for (i, one, mask, when), (j, other, mask_too, when_too) in combinations(felt, 2):
        shared = np.flatnonzero(mask & mask_too).tolist()
        if not shared or not (when & when_too).any():
            continue
        about = frozenset(network.links[e].commodity for e in shared)
        both = 1.0 - (1.0 - one.depth) * (1.0 - other.depth)
        beyond = f", and no cut goes above 100{THIN}%" if one.depth + other.depth > 1.0 else ""
        names = {
            item.id: in_sentence(item.name or item.id) for item in network.commodities if item.id in about
        }
        what = listed([names[item] for item in sorted(about)][:3])
        yield (
            f"Events {i + 1} and {j + 1} hit the same flows of {what} at the same time; at full depth they "
            f"take {100 * both:.0f}{THIN}% together, not {100 * (one.depth + other.depth):.0f}{THIN}%: each "
            f"takes its part of what the other leaves{beyond}.",
            about,
        )


def _partly_known(outcome: Outcome) -> Iterator[Warned]:
    """Of the assets that an owner event means, those whose share of output is not known are left out."""
    network = outcome.network
    for event in outcome.scenario.disruptions:
        if not event.target.owned:
            continue
        every = [asset for asset, _ in meant(network, event.target)]
        lacking = [asset for asset in every if asset.share is None]
        if lacking and len(lacking) < len(every):
            yield (
                f"Left out of the event on {event.target.holder or every[0].name}, since the data do "
                f"not say what they make: {listed([asset.name for asset in lacking])}.",
                frozenset(part for asset in lacking for part in asset.parts),
            )


def _idle(outcome: Outcome, position: int) -> str:
    """An event that hits nothing, named in words where the network knows them."""
    network, target = outcome.network, outcome.scenario.disruptions[position].target
    routes = {route.id: route.name for route in network.routes}
    parts = [
        network.place_name(target.exporter),
        network.place_name(target.importer),
        network.place_name(target.place),
        in_sentence(network.commodity_name(target.commodity)) if target.commodity else "",
        routes.get(target.route) or target.route,
        target.group,
        target.holder,
        next((asset.name for asset in network.assets if asset.id == target.asset), target.asset),
    ]
    if target.kind != "supply":
        named = ", ".join(part for part in (target.kind, *parts, *target.sectors) if part)
        what = "demand" if target.kind == "demand" else "stock"
        return (
            f"Event {position + 1} ({named}) finds no such {what} in "
            f"{network.place_name(network.focus)} in {network.period}; it changes nothing."
        )
    named = ", ".join(part for part in parts if part) or "every flow"
    return (
        f"Event {position + 1} ({named}) hits no flow of "
        f"{network.place_name(network.focus)} in {network.period}; it changes nothing."
    )
