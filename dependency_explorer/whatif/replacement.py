"""What replaces lost flow: spare of links not hit, each event on its own clock, then named sources.

Axes: (link, step, case), the last one 1 where all cases are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.events import Blow, Cuts, rows
from dependency_explorer.whatif.network import Calendar, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.owners import counted_on
from dependency_explorer.whatif.parameters import Parameters
from dependency_explorer.whatif.scenario import NamedSource, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Replaced:
    """Replacement of lost flow by column (imports, then exports by commodity) and by named source.

    by_link: (link, step, case), None where it was not asked for. sources: one a source and simulated
    commodity. by_source: (source, step, case).
    """

    by_column: Floats
    by_link: Floats | None
    sources: tuple[SupplyLink, ...]
    by_source: Floats


class Spare:
    """What each link could deliver more in each step, as far as its routes have room.

    A link that an event hits has none. Links that want more than a route has left share it in proportion.
    Worked out link by link when asked for: all of them at once would leave the processor's cache.
    """

    def __init__(self, network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts) -> None:
        self._base = np.ascontiguousarray(calendar.base_flow.T)[..., None]
        self._lost, self._share = cut.lost, chosen.spare
        self._hit = [np.flatnonzero(lost.any(axis=0)) for lost in cut.lost]
        self._room: dict[int, list[Floats]] = {}
        for r in range(len(network.routes)):
            factors, capacity = network.route_factors[r], cut.route_capacity[r]
            users = np.flatnonzero(factors > 0).tolist()
            if users and not np.all(np.isinf(capacity)):
                share = self._share_of_room(users, factors, capacity)
                for e in users:
                    self._room.setdefault(e, []).append(share)

    def _share_of_room(self, users: list[int], factors: Floats, capacity: Floats) -> Floats:
        """The part of what these links want that a route has room for, (step, case)."""
        taken = wanted = np.zeros((len(self._base[0]), 1))
        for e in users:
            taken = taken + (self._base[e] - self._lost[e]) * factors[e]
            wanted = wanted + self._wanted(e) * factors[e]
        residual, wanted = np.broadcast_arrays(np.maximum(capacity - taken, 0.0), wanted)
        share = np.divide(residual, wanted, out=np.ones(wanted.shape), where=wanted > 0)
        return np.asarray(np.minimum(share, 1.0), np.float64)

    def _wanted(self, e: int) -> Floats:
        found: Floats = self._base[e] * self._share[e]
        hit = self._hit[e]
        if not len(hit):
            return found
        if self._lost.shape[-1] == 1:
            return np.asarray(np.where(self._lost[e] > 0, 0.0, found), np.float64)
        found = np.broadcast_to(found, self._lost[e].shape).copy()
        found[:, hit] = np.where(self._lost[e][:, hit] > 0, 0.0, found[:, hit])
        return found

    def of(self, e: int) -> Floats:
        """Spare of one link, (step, case)."""
        found = self._wanted(e)
        shares = self._room.get(e, [])
        if shares:
            found = found * reduce(np.minimum, shares)
        return found


def replacement(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    spare: Spare | None, struck: Sequence[Blow], links: bool,
) -> Replaced:  # fmt: skip
    """Replacement from spare (None: not used), then from the sources that the scenario names.

    struck: the events, which may call off what a source counts on. links: whether to keep what each link
    brings, besides the sums.
    """
    shape = (len(network.links), len(calendar.days), 1)
    if spare is None:
        summed = np.zeros((2 * len(network.commodities), *shape[1:]))
        by_link = np.zeros(shape) if links else None
    else:
        summed, by_link = _nested(network, calendar, chosen, cut, spare, links)
    sources, brought = _named(network, scenario, calendar, chosen, cut, summed, struck)
    return Replaced(summed, by_link, sources, brought)


def _nested(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts, spare: Spare, links: bool
) -> tuple[Floats, Floats | None]:
    """Replacement from spare by column and by link, latest clock first.

    An event replaces at most its own lost flow, and only with the part of the spare that has arrived on its
    own clock; what a later event uses is gone for an earlier one. A common clock, or giving shared losses to
    the earlier event, would let a deeper or an additional cut look milder.
    """
    steps, lost = len(calendar.days), cut.lost_columns
    takes = [
        profiles.take_profile(calendar.weeks, float(calendar.weeks[clock]), chosen.lead, chosen.ramp)
        for clock in cut.clocks
    ]
    found: dict[int, Floats] = {}
    by_link: dict[int, Floats] = {}
    hit = np.asarray(lost.any(axis=(2, 3)))
    for column in np.flatnonzero(hit.any(axis=0)).tolist():
        members = np.flatnonzero(network.column == column).tolist()
        if not members:  # own output is lost of what is not imported
            continue
        spares = [spare.of(e) for e in members]
        used: list[Floats] = []
        for clock in np.flatnonzero(hit[:, column]).tolist():
            take = takes[clock]
            left = [part * take[:, chosen.delay_of[e]] for e, part in zip(members, spares, strict=True)]
            if used:
                left = [np.maximum(part - gone, 0.0) for part, gone in zip(left, used, strict=True)]
            offered = reduce(np.add, left)
            wanted = np.minimum(lost[clock, column], offered)
            share = np.divide(wanted, offered, out=np.zeros(wanted.shape), where=offered > 0)
            now = [part * share for part in left]
            used = [gone + part for gone, part in zip(used, now, strict=True)] if used else now
        found[column] = reduce(np.add, used)
        by_link.update(zip(members, used, strict=True))
    size = 2 * len(network.commodities)
    return rows(found, size, steps), rows(by_link, len(network.links), steps) if links else None


def _named(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    summed: Floats, struck: Sequence[Blow],
) -> tuple[tuple[SupplyLink, ...], Floats]:  # fmt: skip
    """Sources that the scenario names: at most what is still missing, by which a total's is shared out."""
    size, steps = len(network.commodities), len(calendar.days)
    links: list[SupplyLink] = []
    brought: list[Floats] = []
    if scenario.responses.sources:
        missing = np.maximum((cut.lost_columns.sum(axis=0) - summed)[:size], 0.0)
    for position, source in enumerate(scenario.responses.sources):
        positions = list(network.expand(source.commodity))
        if not positions:
            continue
        cases = cut.in_force.shape[-1]
        offered = source_offer(network, calendar, chosen, source, position, struck, cases)
        total = missing[positions[0]]
        for k in positions[1:]:
            total = total + missing[k]
        wanted = np.minimum(offered, total)
        share = np.divide(wanted, total, out=np.zeros_like(wanted), where=total > 0)
        if share.shape[-1] > missing.shape[-1]:
            missing = np.repeat(missing, share.shape[-1], axis=-1)
        for k in positions:
            part = missing[k] * share
            links.append(_source_link(network, source.exporter, network.commodities[k].id))
            brought.append(part)
            missing[k] = missing[k] - part
    return tuple(links), rows(dict(enumerate(brought)), len(brought), steps)


def source_offer(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, source: NamedSource, position: int,
    struck: Sequence[Blow], cases: int = 1,
) -> Floats:  # fmt: skip
    """What a named source, by its position in the scenario, brings at most: (step, case).

    struck: the events, which may call off what it counts on; cases: how many they speak of.
    """
    steps = len(calendar.days)
    ramp = profiles.ramp_profile(source.start_step, source.ramp_steps, steps)
    offered = chosen.sources[position] * (calendar.days / 7.0 * ramp)[:, None]
    return np.asarray(offered * still_coming(network, source, struck, steps, cases), np.float64)


def still_coming(
    network: SupplyNetwork, source: NamedSource, struck: Sequence[Blow], steps: int, cases: int
) -> Floats:
    """Share of a named source, (step, case), left by the events on the asset that it counts on."""
    left = np.ones((steps, 1))
    for blow in struck:
        part = counted_on(network, blow.event, source)
        if part > 0:
            if blow.cases is not None and left.shape[-1] < cases:
                left = np.repeat(left, cases, axis=-1)
            where = slice(None) if blow.cases is None else blow.cases
            profile = profiles.event_profile(blow.event, steps)
            left[:, where] *= (1.0 - blow.event.depth * part * profile)[:, None]
    return left


def _source_link(network: SupplyNetwork, exporter: str, commodity: str) -> SupplyLink:
    """A link for what a named source brings, at the unit value of a flow from the same exporter if any."""
    values = (
        link.unit_value for link in network.links if (link.exporter, link.commodity) == (exporter, commodity)
    )
    note = "named source of the scenario"
    return SupplyLink(exporter, network.focus, commodity, 0.0, unit_value=next(values, None), note=note)
