"""The simulation: deviations from the baseline, step by step, each step knowing only the past.

Lost flow, replacement and savings depend on the scenario alone and are worked out for all steps at once; only
the stock is followed step by step. Because nothing but deviations is added, a scenario that cuts nothing
returns the loaded numbers bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import defaults, profiles
from dependency_explorer.whatif.events import Cuts, cuts
from dependency_explorer.whatif.network import Calendar, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import NamedSource, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Replaced:
    """Replacement of lost flow: by link (step, link) and by named source (step, source and commodity)."""

    by_link: Floats
    sources: tuple[SupplyLink, ...]
    by_source: Floats
    room: Floats
    """Share of their spare that the routes of each link let through, (step, link)."""


def simulate(network: SupplyNetwork, scenario: Scenario, draws: int = 1, seed: int = 0) -> Outcome:
    """Run a scenario on a network.

    draws: how many paths; no assumption has a range that is drawn from yet, so all are equal. seed: kept for
    the day they are not. Raises DataError where the scenario does not fit the network.
    """
    _check(network, scenario, draws)
    calendar = network.calendar(scenario)
    cut = cuts(network, scenario, calendar)
    replaced = _replace(network, scenario, calendar, cut)
    size = len(network.commodities)

    back = replaced.by_link @ network.incidence
    lost = cut.lost_columns.sum(axis=0)
    gap = lost[:, :size] - back[:, :size]
    for source, row in zip(replaced.sources, replaced.by_source.T, strict=True):
        gap[:, network.index[source.commodity]] -= row
    gap = np.maximum(gap, 0.0)
    unsold = np.maximum(lost[:, size:] - back[:, size:], 0.0)
    saved = np.minimum(gap, scenario.responses.saving * calendar.base_demand * cut.in_force)
    gap = gap - saved
    # What foreign buyers leave serves the home market first.
    at_home = np.minimum(gap, unsold)
    gap, unsold = gap - at_home, unsold - at_home

    draw, fill, stockpiled, stock, extra = _stocks(
        network, scenario, calendar, cut, gap, unsold, replaced.room
    )
    gap, unsold = gap - draw, unsold - stockpiled
    cut_output = np.minimum(unsold, calendar.base_production)
    spill = unsold - cut_output

    flow = calendar.base_flow - cut.lost + extra
    by_link = replaced.by_link
    kept_home = _home_first(network, gap, flow, by_link)
    gap = gap - kept_home
    # A use that no table explains (a negative statistical difference) shrinks in proportion to supply.
    unexplained = np.maximum(-calendar.base_difference, 0.0)
    claims = calendar.base_demand - saved + unexplained
    shrunk = gap * np.divide(unexplained, claims, out=np.zeros_like(claims), where=claims > 0)
    unserved = np.minimum(gap - shrunk, calendar.base_demand - saved)

    diverted = (by_link @ network.incidence)[:, size:]
    links = network.links
    if replaced.sources:
        by_link = np.concatenate([by_link, replaced.by_source], axis=1)
        flow = np.concatenate([flow, np.zeros_like(replaced.by_source)], axis=1)
        links = links + replaced.sources
    exports = calendar.base_exports - lost[:, size:] + back[:, size:] - kept_home

    def drawn(values: Floats) -> Floats:
        return np.broadcast_to(values, (draws, *values.shape))

    return Outcome(
        scenario=scenario,
        network=network,
        calendar=calendar,
        supply_links=links,
        demand=drawn(calendar.base_demand),
        served=drawn(calendar.base_demand - saved - unserved),
        unserved=drawn(unserved),
        saved=drawn(saved),
        production=drawn(calendar.base_production - cut_output),
        difference=drawn(calendar.base_difference + shrunk),
        stock=drawn(stock),
        draw=drawn(draw),
        fill=drawn(fill),
        spill=drawn(spill),
        exports=drawn(exports),
        diverted=drawn(diverted),
        stockpiled=drawn(stockpiled),
        production_cut=drawn(cut_output),
        flow=drawn(flow),
        replacement=drawn(by_link),
        in_force=cut.in_force,
        event_lost=drawn(cut.lost_columns),
        touched=cut.touched,
        idle_events=cut.idle,
    )


def _check(network: SupplyNetwork, scenario: Scenario, draws: int) -> None:
    if draws < 1:
        raise DataError(f"The number of draws is {draws}; at least 1 is needed.")
    if scenario.focus != network.focus:
        raise DataError(
            f"The scenario looks at “{scenario.focus}”, but the network is that of “{network.focus}”. "
            "Build the network of the scenario's focus."
        )
    if scenario.baseline and network.period and scenario.baseline != network.period:
        raise DataError(
            f"The scenario's baseline is {scenario.baseline}, but the network holds {network.period}. "
            "Build the network of the scenario's baseline."
        )


def _replace(network: SupplyNetwork, scenario: Scenario, calendar: Calendar, cut: Cuts) -> _Replaced:
    """Spare of links not hit, each event on its own clock, then the sources that the scenario names."""
    steps, number = calendar.base_flow.shape
    by_link = np.zeros((steps, number))
    room = np.ones((steps, number))
    spare = np.zeros((steps, number))
    if number:
        shares = np.array([defaults.spare_share(network, scenario, link) for link in network.links])
        spare = np.where(cut.lost > 0, 0.0, calendar.base_flow * shares)
        room = _route_room(network, cut, calendar.base_flow - cut.lost, spare)
        spare = spare * room
    if scenario.uses_spare and number and len(cut.clocks):
        delays = np.array([defaults.delay(network, scenario, link) for link in network.links])
        by_link = _nested(network, calendar, cut, spare, delays)
    sources, rows = _named(network, scenario, calendar, cut, by_link)
    return _Replaced(by_link, sources, rows, room)


def _nested(network: SupplyNetwork, calendar: Calendar, cut: Cuts, spare: Floats, delays: Floats) -> Floats:
    """Replacement from spare, latest clock first.

    An event replaces at most its own lost flow, and only with the part of the spare that has arrived on its
    own clock; what a later event uses is gone for an earlier one. A common clock, or giving shared losses to
    the earlier event, would let a deeper or an additional cut look milder.
    """
    used = np.zeros_like(spare)
    for clock, lost in zip(cut.clocks, cut.lost_columns, strict=True):
        begin = float(calendar.weeks[clock])
        arrived = spare * profiles.take_profile(calendar.weeks, begin, delays[:, 0], delays[:, 1])
        left = np.maximum(arrived - used, 0.0)
        offered = left @ network.incidence
        share = np.divide(np.minimum(lost, offered), offered, out=np.zeros_like(offered), where=offered > 0)
        used = used + left * share[:, network.column]
    return used


def _route_room(network: SupplyNetwork, cut: Cuts, flow: Floats, spare: Floats) -> Floats:
    """Share of each link's spare that residual route capacity lets through, 0 to 1."""
    room = np.ones_like(spare)
    for r in range(len(network.routes)):
        users = network.route_factors[r] > 0
        capacity = cut.route_capacity[:, r]
        if not users.any() or np.all(np.isinf(capacity)):
            continue
        residual = np.maximum(capacity - flow @ network.route_factors[r], 0.0)
        wanted = spare @ network.route_factors[r]
        share = np.minimum(np.divide(residual, wanted, out=np.ones_like(wanted), where=wanted > 0), 1.0)
        room[:, users] = np.minimum(room[:, users], share[:, None])
    return room


def _named(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, cut: Cuts, by_link: Floats
) -> tuple[tuple[SupplyLink, ...], Floats]:
    """Sources that the scenario names: at most what is still missing, by which a total's is shared out."""
    size = len(network.commodities)
    missing = (cut.lost_columns.sum(axis=0) - by_link @ network.incidence)[:, :size]
    missing = np.maximum(missing, 0.0)
    links: list[SupplyLink] = []
    columns: list[Floats] = []
    for source in scenario.responses.sources:
        positions = list(network.expand(source.commodity))
        if not positions:
            continue
        offered = _offer(source, calendar)
        wanted = missing[:, positions]
        total = wanted.sum(axis=1)
        share = np.divide(np.minimum(offered, total), total, out=np.zeros_like(total), where=total > 0)
        for k, part in zip(positions, (wanted * share[:, None]).T, strict=True):
            value = next(
                (
                    link.unit_value
                    for link in network.links
                    if link.exporter == source.exporter and link.commodity == network.commodities[k].id
                ),
                None,
            )
            links.append(
                SupplyLink(
                    source.exporter,
                    network.focus,
                    network.commodities[k].id,
                    0.0,
                    unit_value=value,
                    note="named source of the scenario",
                )
            )
            columns.append(part)
            missing[:, k] = missing[:, k] - part
    rows = np.stack(columns, axis=1) if columns else np.zeros((len(calendar.days), 0))
    return tuple(links), rows


def _offer(source: NamedSource, calendar: Calendar) -> Floats:
    ramp = profiles.ramp_profile(source.start_step, source.ramp_steps, len(calendar.days))
    return source.quantity_per_week * calendar.days / 7.0 * ramp


def _home_first(network: SupplyNetwork, gap: Floats, flow: Floats, by_link: Floats) -> Floats:
    """What a place that is short itself keeps of its exports, (step, commodity).

    `flow` and `by_link` of the export links are lowered in place, all buyers in proportion.
    """
    size = len(network.commodities)
    outward = np.flatnonzero(network.column >= size)
    kept = np.zeros_like(gap)
    if not len(outward) or not gap.any():
        return kept
    available = (flow[:, outward] + by_link[:, outward]) @ network.incidence[outward][:, size:]
    kept = np.minimum(gap, available)
    if kept.any():
        share = np.divide(kept, available, out=np.zeros_like(kept), where=available > 0)
        left = 1.0 - share[:, network.column[outward] - size]
        flow[:, outward] *= left
        by_link[:, outward] *= left
    return kept


def _stocks(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, cut: Cuts,
    gap: Floats, unsold: Floats, room: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:  # fmt: skip
    """Draw, fill, stockpiled and stock by (step, commodity), and what links bring to refill, (step, link)."""
    steps, size = gap.shape
    states = [
        defaults.stock_state(scenario, commodity, float(demand))
        for commodity, demand in zip(network.commodities, network.demand, strict=True)
    ]
    initial = np.array([state.initial for state in states], np.float64)
    capacity = np.array([state.capacity for state in states], np.float64)
    draw, fill, piled = np.zeros((steps, size)), np.zeros((steps, size)), np.zeros((steps, size))
    stock = np.broadcast_to(initial, (steps, size)).copy()
    extra = np.zeros_like(room)
    floor_days = scenario.responses.draw_stocks
    usable = (initial > 0) & (floor_days is not None) & gap.any(axis=0)
    roomy = (capacity > initial) & unsold.any(axis=0)
    moved = np.flatnonzero(usable | roomy)
    if not len(moved):
        return draw, fill, piled, stock, extra

    floor = np.minimum((floor_days or 0.0) * network.demand / profiles.DAYS_IN_YEAR, initial)[moved]
    limits = _Limits(network, scenario, calendar, moved, capacity[moved])
    need = np.where(usable, gap, 0.0)[:, moved]
    surplus = unsold[:, moved]
    refill = np.zeros((steps, len(moved)))
    if cut.quiet_from < steps:
        spare = [defaults.spare_share(network, scenario, link) for link in network.links]
        inward = np.where(network.column < size, np.array(spare, np.float64), 0.0)
        offers = calendar.base_flow * inward * room
        refill = (offers @ network.incidence)[:, moved]
    level, start, top = initial[moved].copy(), initial[moved], capacity[moved]
    busy = np.flatnonzero(need.any(axis=1) | surplus.any(axis=1))
    for t in range(int(busy[0]), steps):
        if t >= cut.quiet_from:
            gain = np.minimum(np.minimum(refill[t], limits.fill[t]), np.maximum(start - level, 0.0))
            if not gain.any():
                stock[t:, moved] = level
                if not limits.fill[t:].any() or np.all(level >= start) or not refill[t:].any():
                    break
                continue
            fill[t, moved] = gain
            level = level + gain
        else:
            taken = np.maximum(np.minimum(np.minimum(need[t], limits.draw(t, level)), level - floor), 0.0)
            added = np.minimum(np.minimum(surplus[t], limits.fill[t]), top - level)
            draw[t, moved], piled[t, moved] = taken, added
            # The floor is kept to the last bit: taking all that is above it leaves the floor itself.
            level = np.where(taken == level - floor, floor, level - taken) + added
        stock[t, moved] = level
    if fill.any():
        offered = offers @ network.incidence[:, :size]
        share = np.divide(fill, offered, out=np.zeros_like(fill), where=offered > 0)
        extra = offers * share[:, network.column % size] * (network.column < size)
    return draw, fill, piled, stock, extra


class _Limits:
    """Largest draw and fill of each step, for the commodities whose stock moves."""

    def __init__(
        self, network: SupplyNetwork, scenario: Scenario, calendar: Calendar,
        moved: NDArray[np.intp], capacity: Floats,
    ) -> None:  # fmt: skip
        days = calendar.days
        self._days, self._capacity = days, capacity
        steps = len(days)
        self.fill = np.full((steps, len(moved)), np.inf)
        self._draw = np.full((steps, len(moved)), np.inf)
        self._gas = np.zeros(len(moved), np.bool_)
        for i, k in enumerate(moved):
            commodity = network.commodities[k]
            most = defaults.weekly_limit(scenario, "max_draw", commodity)
            stored = commodity.gas and commodity.capacity is not None
            if most is not None:
                self._draw[:, i] = most * days / 7.0
            elif stored:
                self._gas[i] = True
            most = defaults.weekly_limit(scenario, "max_fill", commodity)
            if most is not None:
                self.fill[:, i] = most * days / 7.0
            elif stored:
                self.fill[:, i] = capacity[i] / defaults.GAS_FILL_DAYS * days

    def draw(self, t: int, level: Floats) -> Floats:
        """Largest draw of a step: gas comes slower out of a store that is less than half full."""
        if not self._gas.any():
            return np.asarray(self._draw[t], np.float64)
        rate = self._capacity / defaults.GAS_DRAW_DAYS * self._days[t]
        slowed = rate * np.minimum(1.0, 0.5 + level / self._capacity)
        return np.asarray(np.where(self._gas, slowed, self._draw[t]), np.float64)
