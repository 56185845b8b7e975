"""A case as limits of one programme over the whole horizon.

Every number is taken from where the simulation takes it (`events`, `parameters`, `profiles`), never read a
second time. What the simulation does keeps within these limits, so that the optimum is never worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.events import Cuts, blows, cuts
from dependency_explorer.whatif.home_events import sector_shares
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters, parameters
from dependency_explorer.whatif.price_response import largest_share
from dependency_explorer.whatif.replacement import source_offer
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.simulation import check
from dependency_explorer.whatif.switching import Way, ways
from dependency_explorer.whatif.values import SectorValues, sector_values

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Stores:
    """Stocks of a case: initial, capacity by commodity; floor, largest draw and fill by (step, commodity).

    slow: a store of gas gives at most this part of (its level and half its capacity) in a step, 0 for other
    stores (step, commodity). half: half the capacity, by which it is slowed.
    """

    initial: Floats
    floor: Floats
    capacity: Floats
    draw: Floats
    fill: Floats
    slow: Floats
    half: Floats


@dataclass(frozen=True, slots=True)
class Supplements:
    """What links or named sources can bring beyond the baseline.

    most: by (step, item). owner: position of the commodity in the case, by item. late: what is not there yet
    only because of its lead time or ramp (step, item). group: the source of each item; all items of one share
    its `offers` (step, group).
    """

    most: Floats
    owner: Places
    late: Floats
    group: Places
    offers: Floats


@dataclass(frozen=True, slots=True)
class Switchable:
    """What sectors may meet by another commodity. most: by (step, item), in units of the commodity left.
    sector, away, into: positions in the case of who switches, from what and to what, by item. units: of the
    other for one. covers: how much of the missing one unit settles (step, item)."""

    most: Floats
    sector: Places
    away: Places
    into: Places
    units: Floats
    covers: Floats


@dataclass(frozen=True, slots=True)
class Case:
    """The limits, for the commodities that events hit (K of them), in each commodity's unit a step.

    Where the scenario switches fuels, those that may help out are among the K.

    commodities, links, sectors, routes: positions in the network. missing: what events take from supply and
    add to demand, less what is saved (step, K). lossy: share of demand that is losses (step, K). owner:
    position of each sector's commodity. covers: how much of the missing one unserved unit of a sector
    settles, since losses and uses that no table explains shrink along (step, sector). unserved: most that a
    sector goes short (step, sector). kept: most of the exports that may stay at home (step, K). room: what
    limited routes have left (step, route), taken up by `load` (route, link). size: the largest amount of a
    commodity a step, to scale by (K).
    """

    network: SupplyNetwork
    scenario: Scenario
    calendar: Calendar
    values: SectorValues
    commodities: Places
    links: Places
    sectors: Places
    routes: Places
    missing: Floats
    lossy: Floats
    owner: Places
    covers: Floats
    unserved: Floats
    kept: Floats
    replacement: Supplements
    sources: Supplements
    room: Floats
    load: Floats
    switches: Switchable
    stores: Stores
    size: Floats

    @property
    def steps(self) -> int:
        """Number of steps of the horizon."""
        return len(self.missing)

    @property
    def weights(self) -> Floats:
        """Worth of one unserved unit, by sector of the case."""
        return np.asarray(self.values.weights[self.sectors], np.float64)


def foresight_case(network: SupplyNetwork, scenario: Scenario) -> Case:
    """The limits of a scenario on a network. Raises DataError where the two do not fit."""
    check(network, scenario)
    calendar = network.calendar(scenario)
    chosen = parameters(network, scenario)
    cut = cuts(network, calendar, blows(scenario), 1, chosen.route_capacity, chosen.demand_level)
    count = len(network.commodities)
    found = ways(network, scenario)
    helping = {way.into for way in found if network.commodities[way.away].id in cut.touched}
    hit = np.flatnonzero(
        [item.id in cut.touched or k in helping for k, item in enumerate(network.commodities)]
    ).astype(np.intp)
    lost = _flat(cut.lost_columns.sum(axis=0))
    inward, outward = lost[:, hit], lost[:, count + hit]
    saving = chosen.saving[hit, 0] * _flat(cut.in_force)[:, hit]
    eased = _flat(cut.eased)[:, hit]
    demand = calendar.base_demand[:, hit] + _flat(cut.added)[:, hit] - eased
    usual = calendar.base_demand[:, hit] - eased
    saved = saving * usual
    sectors, owner, covers, unserved, lossy = _sectors(network, calendar, cut, hit, demand - saved)
    switches = _switches(network, calendar, chosen, cut, hit, sectors, unserved, covers, found)
    # A commodity that no event hits stands here to help, never to go short.
    unserved = np.where(np.isin(hit[owner], list(_hit(network, cut))), unserved, 0.0)
    kept = np.minimum(calendar.base_exports[:, hit], inward + outward)
    lent = np.isin(hit, list(helping))
    settled = np.zeros_like(kept)
    for s, k in enumerate(owner.tolist()):
        settled[:, k] += covers[:, s] * unserved[:, s]
    # A gap beyond all use hurts nobody; the simulation clips it alike.
    missing = np.minimum(inward - eased - saved, kept + settled)
    missing = missing - _given_way(
        network, calendar, chosen, cut, hit, usual - saved, demand - saved, lossy, missing
    )
    kept = np.where(lent, calendar.base_exports[:, hit], kept)
    asked = (inward + outward).sum(axis=0)
    np.add.at(asked, switches.into, (switches.most * switches.units).sum(axis=0))
    enough = 2.0 * asked
    # Columns of imports only: links that bring something in.
    links = np.flatnonzero(np.isin(network.column, hit)).astype(np.intp)
    capacity = _flat(cut.route_capacity)
    limited = np.flatnonzero(np.isfinite(capacity).any(axis=0)).astype(np.intp)
    carried = (calendar.base_flow - _flat(cut.lost)) @ network.route_factors[limited].T
    amounts = (demand, calendar.base_imports[:, hit], calendar.base_exports[:, hit])
    size = np.max([amount.max(axis=0, initial=0.0) for amount in amounts], axis=0)
    return Case(
        network=network,
        scenario=scenario,
        calendar=calendar,
        values=sector_values(network, scenario, cut.touched),
        commodities=hit,
        links=links,
        sectors=sectors,
        routes=limited,
        missing=missing,
        lossy=lossy,
        owner=owner,
        covers=covers,
        unserved=unserved,
        kept=kept,
        replacement=_replacement(network, scenario, calendar, chosen, cut, links, hit, enough, lent),
        sources=_sources(network, scenario, calendar, chosen, hit, enough),
        room=np.maximum(capacity[:, limited] - carried, 0.0),
        load=network.route_factors[np.ix_(limited, links)],
        switches=switches,
        stores=_stores(scenario, calendar, chosen, cut, hit, enough, inward > 0),
        size=np.where(size > 0, size, 1.0),
    )


def _hit(network: SupplyNetwork, cut: Cuts) -> frozenset[int]:
    return frozenset(network.index[one] for one in cut.touched)


def _settles(calendar: Calendar, hit: Places, left: Floats) -> Floats:
    """The missing supply that one unserved unit settles. left: demand after savings (step, K)."""
    unexplained = np.maximum(-calendar.base_difference[:, hit], 0.0)
    return np.divide(left + unexplained, left, out=np.ones_like(left), where=left > 0)


def _switches(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts, hit: Places, sectors: Places,
    unserved: Floats, covers: Floats, found: Sequence[Way],
) -> Switchable:  # fmt: skip
    """What each switch may move at most: its share of each of its sectors' demand, once the earliest event's
    lead time is over. The run moves a share of what is short, each event on its own clock, which is less."""
    struck, position = _hit(network, cut), {int(s): i for i, s in enumerate(sectors)}
    used = [
        (way, position[s])
        for way in found
        if way.away in struck and cut.clocks
        for s, _ in way.sectors
        if s in position
    ]
    of = np.array([i for _, i in used], np.intp)
    most = unserved[:, of]
    for item, (way, _) in enumerate(used):
        share, lead, ramp = chosen.switches[way.switch]
        begin = float(calendar.weeks[min(cut.clocks)])
        ready = profiles.take_profile(calendar.weeks, begin, lead, ramp)[:, 0]
        most[:, item] *= float(share[0]) * ready * cut.in_force[way.away, :, 0]
    return Switchable(
        most,
        of,
        np.searchsorted(hit, [way.away for way, _ in used]).astype(np.intp),
        np.searchsorted(hit, [way.into for way, _ in used]).astype(np.intp),
        np.array([way.units for way, _ in used], np.float64),
        covers[:, of],
    )


def _given_way(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts, hit: Places, usual: Floats,
    left: Floats, lossy: Floats, missing: Floats,
) -> Floats:  # fmt: skip
    """What is not missing because demand falls with the price: it costs nothing here, so all of it is used.

    usual, left: usual and all demand after savings; a share of usual use gives way.
    """
    if chosen.elasticity is None:
        return np.zeros_like(missing)
    share = largest_share(chosen.elasticity[hit, 0]) * _flat(cut.in_force)[:, hit]
    users = 1.0 - lossy
    most = _settles(calendar, hit, left) * usual * share * network.users[hit]
    most = np.divide(most, users, out=np.zeros_like(most), where=users > 0)
    return np.where(network.users[hit] > 0, np.minimum(most, np.maximum(missing, 0.0)), 0.0)


def _flat(values: Floats) -> Floats:
    """The first case of (item, step, case) as (step, item)."""
    return np.ascontiguousarray(values[..., 0].T)


def _sectors(
    network: SupplyNetwork, calendar: Calendar, cut: Cuts, hit: Places, left: Floats
) -> tuple[Places, Places, Floats, Floats, Floats]:
    """Sectors that can be hurt, their commodities, what one unserved unit settles, and the most of it; then
    the share of losses. left: demand after savings (step, K).

    Losses take their share of what is missing, and so does a negative statistical difference, as in
    the simulation; both are free of harm, so a unit unserved settles more than itself.
    """
    position = {int(k): i for i, k in enumerate(hit)}
    rows: list[int] = []
    owner: list[int] = []
    shares: list[Floats] = []
    lossy = np.zeros((len(calendar.days), len(hit)))
    parts = sector_shares(network, cut.rises)[..., 0].T
    parts = np.broadcast_to(parts, (len(calendar.days), len(network.sectors)))
    for s, (k, sector) in enumerate(network.sectors):
        if k not in position or network.demand[k] <= 0:
            continue
        if sector.losses:
            lossy[:, position[k]] += parts[:, s]
        elif sector.demand > 0:
            rows.append(s)
            owner.append(position[k])
            shares.append(parts[:, s])
    settles = _settles(calendar, hit, left) / np.where(lossy < 1.0, 1.0 - lossy, 1.0)
    of = np.array(owner, np.intp)
    most = left[:, of] * np.array(shares, np.float64).reshape(len(of), len(left)).T
    return np.array(rows, np.intp), of, settles[:, of], most, lossy


def _replacement(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    links: Places, hit: Places, enough: Floats, lent: Flags,
) -> Supplements:  # fmt: skip
    """What links not hit can bring: their spare as it arrives on the earliest event's clock; all of it in a
    step without events, when it may only fill stocks, as in the simulation's refill, and of what others
    switch to (lent), whose lead time is that of the switch."""
    owner = np.searchsorted(hit, network.column[links]).astype(np.intp)
    spare = (
        np.where(_flat(cut.lost)[:, links] > 0, 0.0, calendar.base_flow[:, links]) * chosen.spare[links, 0]
    )
    arrived = np.zeros_like(spare)
    if scenario.uses_spare and cut.clocks:
        begin = float(calendar.weeks[min(cut.clocks)])
        take = profiles.take_profile(calendar.weeks, begin, chosen.lead[:, 0], chosen.ramp[:, 0])
        arrived = np.where(lent[owner], 1.0, take[:, chosen.delay_of[links]])
    quiet: Flags = np.all(cut.in_force == 0, axis=(0, 2))
    most = np.minimum(spare * np.where(quiet[:, None], 1.0, arrived), enough[owner])
    late = np.minimum(spare, enough[owner]) - most if scenario.uses_spare else np.zeros_like(spare)
    return Supplements(most, owner, late, np.zeros(0, np.intp), np.zeros((len(spare), 0)))


def _sources(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, hit: Places,
    enough: Floats,
) -> Supplements:  # fmt: skip
    """What the sources that the scenario names bring, one item for each commodity that they may serve."""
    named = scenario.responses.sources
    parts = [[i for i, k in enumerate(hit.tolist()) if k in network.expand(one.commodity)] for one in named]
    owner = np.array([i for one in parts for i in one], np.intp)
    group = np.repeat(np.arange(len(named)), [len(one) for one in parts]).astype(np.intp)
    offers = np.zeros((len(calendar.days), len(named)))
    for position in range(len(named)):
        offers[:, position] = source_offer(
            network, calendar, chosen, named[position], position, blows(scenario)
        )[:, 0]
    most = np.minimum(offers[:, group], enough[owner])
    return Supplements(most, owner, np.zeros_like(most), group, offers)


def _stores(
    scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts, hit: Places, enough: Floats,
    missing: Flags,
) -> Stores:  # fmt: skip
    """The stores; missing: steps in which something is, (step, K)."""
    initial, floor, full = chosen.initial[hit, 0], chosen.floor[hit, 0], chosen.capacity[hit, 0]
    capacity = np.minimum(full, initial + enough)
    # A stock that must not be touched stays as it is; filling it would help nobody.
    open_to = (capacity > floor) & np.bool_(scenario.responses.draw_stocks is not None)
    weeks = calendar.days[:, None] / 7.0
    draw, fill = chosen.max_draw[hit, 0] * weeks, chosen.max_fill[hit, 0] * weeks
    # max_draw is that of a full store: a part of its capacity, and of its level and half of it when slower.
    slowed: Flags = np.isfinite(draw) & (chosen.rated[hit] & (full > 0))
    slow = np.where(slowed, np.divide(draw, full, out=np.zeros_like(draw), where=slowed), 0.0)
    # Twice what could ever be moved: no limit, but a number that the solver scales well.
    most = np.where(open_to, 2.0 * (capacity + enough), 0.0)
    floors = np.repeat(floor[None], len(calendar.days), axis=0)
    if cut.barred is not None:
        floors, above = _barred(floors, initial, capacity, _flat(cut.barred)[:, hit], missing)
        most = np.minimum(most, above)
    return Stores(
        initial, floors, capacity, np.minimum(draw, most), np.minimum(fill, most), slow,
        np.where(slowed.any(axis=0), 0.5 * full, 0.0),
    )  # fmt: skip


def _barred(
    floor: Floats, initial: Floats, capacity: Floats, part: Floats, missing: Flags
) -> tuple[Floats, Floats]:
    """Lowest level and largest draw, (step, K), where events bar a part of the stock at the start.

    The run draws down to what is barred in a step, and not at all where the level is below that already, which
    no linear limit can say. Two limits hold for each of its courses: the level never falls below the least that
    was barred since something went missing first, and a draw leaves what is barred of a full store.
    """
    held = np.minimum(floor + part * initial, initial)
    begun = np.logical_or.accumulate(missing, axis=0)
    least = np.minimum.accumulate(np.where(begun, held, np.inf), axis=0)
    return np.where(begun, least, floor), np.maximum(capacity - held, 0.0)
