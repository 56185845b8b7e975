"""What replaces lost flow: spare of links not hit, each event on its own clock, then named sources.

Axes: (link, step, case), the last one 1 where all cases are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.events import Cuts, by_column
from dependency_explorer.whatif.network import Calendar, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters
from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Replaced:
    """Replacement of lost flow: by link, by column (all links of it), and by named source.

    sources: one a source and simulated commodity. by_source: (source, step, case).
    """

    by_link: Floats
    by_column: Floats
    sources: tuple[SupplyLink, ...]
    by_source: Floats


def spare_flow(network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts) -> Floats:
    """What each link could deliver more in each step, as far as its routes have room: (link, step, case).

    A link that an event hits has none. Links that want more than a route has left share it in proportion.
    """
    base = np.ascontiguousarray(calendar.base_flow.T)[..., None]
    spare = np.where(cut.lost > 0, 0.0, base) * chosen.spare[:, None, :]
    factors = network.route_factors
    room: dict[int, list[Floats]] = {}
    for r in range(len(network.routes)):
        users = np.flatnonzero(factors[r] > 0).tolist()
        capacity = cut.route_capacity[r]
        if not users or np.all(np.isinf(capacity)):
            continue
        taken = wanted = np.zeros((len(calendar.days), 1))
        for e in users:
            taken = taken + (base[e] - cut.lost[e]) * factors[r, e]
            wanted = wanted + spare[e] * factors[r, e]
        residual = np.maximum(capacity - taken, 0.0)
        residual, wanted = np.broadcast_arrays(residual, wanted)
        share = np.divide(residual, wanted, out=np.ones(wanted.shape), where=wanted > 0)
        share = np.minimum(share, 1.0)
        for e in users:
            room.setdefault(e, []).append(share)
    cases = max([spare.shape[-1], *(share.shape[-1] for shares in room.values() for share in shares)])
    if cases > spare.shape[-1]:
        spare = np.repeat(spare, cases, axis=-1)
    for e, shares in room.items():
        tightest = shares[0]
        for share in shares[1:]:
            tightest = np.minimum(tightest, share)
        spare[e] *= tightest
    return spare


def replacement(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    spare: Floats | None,
) -> Replaced:  # fmt: skip
    """Replacement from spare (None: not used), then from the sources that the scenario names."""
    shape = (len(network.links), len(calendar.days), 1)
    used = np.zeros(shape) if spare is None else _nested(network, calendar, chosen, cut, spare)
    summed = by_column(network, used) if spare is not None else np.zeros((2 * len(network.commodities), 1, 1))
    sources, rows = _named(network, scenario, calendar, chosen, cut, summed)
    return Replaced(used, summed, sources, rows)


def _nested(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts, spare: Floats
) -> Floats:
    """Replacement from spare, latest clock first.

    An event replaces at most its own lost flow, and only with the part of the spare that has arrived on its
    own clock; what a later event uses is gone for an earlier one. A common clock, or giving shared losses to
    the earlier event, would let a deeper or an additional cut look milder.
    """
    cases = max(spare.shape[-1], chosen.lead.shape[-1], chosen.ramp.shape[-1], cut.lost_columns.shape[-1])
    links, steps = spare.shape[:2]
    used = np.zeros((links, steps, cases))
    left = np.empty((links, steps, cases))
    started: set[int] = set()
    for clock, lost in zip(cut.clocks, cut.lost_columns, strict=True):
        hit = np.flatnonzero(lost.any(axis=(1, 2)))
        begin = float(calendar.weeks[clock])
        take = profiles.take_profile(calendar.weeks, begin, chosen.lead, chosen.ramp)
        offered = np.zeros((len(lost), steps, cases))
        helping = np.flatnonzero(np.isin(network.column, hit)).tolist()
        for e in helping:
            column = network.column[e]
            np.multiply(spare[e], take[:, chosen.delay_of[e]], out=left[e])
            if e in started:
                np.subtract(left[e], used[e], out=left[e])
                np.maximum(left[e], 0.0, out=left[e])
            offered[column] += left[e]
        share: dict[int, Floats] = {}
        for column in hit.tolist():
            wanted = np.minimum(lost[column], offered[column])
            offer = offered[column]
            share[column] = np.divide(wanted, offer, out=np.zeros_like(offer), where=offer > 0)
        for e in helping:
            left[e] *= share[int(network.column[e])]
            if e in started:
                used[e] += left[e]
            else:
                used[e] = left[e]
        started.update(helping)
    return used


def _named(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    summed: Floats,
) -> tuple[tuple[SupplyLink, ...], Floats]:  # fmt: skip
    """Sources that the scenario names: at most what is still missing, by which a total's is shared out."""
    size, steps = len(network.commodities), len(calendar.days)
    links: list[SupplyLink] = []
    rows: list[Floats] = []
    if scenario.responses.sources:
        missing = np.maximum((cut.lost_columns.sum(axis=0) - summed)[:size], 0.0)
    for position, source in enumerate(scenario.responses.sources):
        positions = list(network.expand(source.commodity))
        if not positions:
            continue
        ramp = profiles.ramp_profile(source.start_step, source.ramp_steps, steps)
        offered = chosen.sources[position] * (calendar.days / 7.0 * ramp)[:, None]
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
            rows.append(part)
            missing[k] = missing[k] - part
    cases = max((row.shape[-1] for row in rows), default=1)
    by_source = np.zeros((len(rows), steps, cases))
    for i, row in enumerate(rows):
        by_source[i] = row
    return tuple(links), by_source


def _source_link(network: SupplyNetwork, exporter: str, commodity: str) -> SupplyLink:
    """A link for what a named source brings, at the unit value of a flow from the same exporter if any."""
    values = (
        link.unit_value for link in network.links if (link.exporter, link.commodity) == (exporter, commodity)
    )
    note = "named source of the scenario"
    return SupplyLink(exporter, network.focus, commodity, 0.0, unit_value=next(values, None), note=note)
