"""What the events of a scenario take away from links and routes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.scenario import Disruption, Scenario

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Lost flow of a run.

    lost: by (step, link). clocks: first step (from 0) of the events that have one in common, latest first.
    lost_columns: loss by (clock, step, column), where columns are imports then exports by commodity.
    route_capacity: what routes still let through, (step, route), infinite where unlimited. in_force: 1 where
    an event that hits the commodity is in force, (step, commodity). touched: commodities that events hit.
    idle: positions of events that hit no link. quiet_from: first step (from 0) after the last event.
    """

    lost: Floats
    clocks: tuple[int, ...]
    lost_columns: Floats
    route_capacity: Floats
    in_force: Floats
    touched: frozenset[str]
    idle: tuple[int, ...]
    quiet_from: int


def hits(network: SupplyNetwork, event: Disruption) -> Flags:
    """Which links an event hits. The link of partners not stated is hit only where no partner is named."""
    target = event.target
    size = len(network.links)
    found = np.zeros(size, np.bool_)
    for e, link in enumerate(network.links):
        commodity = network.commodities[network.index[link.commodity]]
        partner = link.importer if link.exporter == network.focus else link.exporter
        found[e] = (
            target.exporter in ("", link.exporter)
            and target.importer in ("", link.importer)
            and target.commodity in ("", commodity.id, *commodity.ancestors)
            and target.group in ("", commodity.group)
            and (not target.route or target.route in link.routes)
            and partner not in event.exempt
        )
    return found


def cuts(network: SupplyNetwork, scenario: Scenario, calendar: Calendar) -> Cuts:
    """Lost flow of every link, attributed to the clocks of the events.

    Several events on one target combine as 1 - Π(1 - depth·profile). A link is further held to the tightest
    of its routes. A loss that two events share belongs to the one that began later: given to the earlier
    one, whose replacement is further along, a deeper cut would look milder.
    """
    steps, number = calendar.base_flow.shape
    size = len(network.commodities)
    _refuse_unknown_routes(network, scenario)
    kept = np.ones((steps, number))
    route_kept = np.ones((steps, len(network.routes)))
    load = calendar.base_flow @ network.route_factors.T
    capacity = _capacities(network, scenario, calendar, load)
    in_force = np.zeros((steps, size))
    lost = np.zeros((steps, number))
    touched: set[str] = set()
    idle: list[int] = []
    quiet_from = 0
    clocks: list[int] = []
    parts: list[Floats] = []
    known: dict[int, list[tuple[Disruption, Flags]]] = {}
    for position, event in enumerate(scenario.disruptions):
        mask = hits(network, event)
        if not mask.any():
            idle.append(position)
            continue
        if event.start_step <= steps:
            known.setdefault(event.start_step - 1, []).append((event, mask))
    for clock in sorted(known, reverse=True):
        for event, mask in known[clock]:
            profile = profiles.event_profile(event, steps)
            active = np.flatnonzero(profile)
            quiet_from = max(quiet_from, int(active[-1]) + 1 if len(active) else 0)
            columns = np.unique(network.column[mask] % size)
            in_force[np.ix_(active, columns)] = 1.0
            touched.update(network.commodities[k].id for k in columns)
            left = 1.0 - event.depth * profile
            if _whole_route(network, event, mask):
                route_kept[:, network.route_index[event.target.route]] *= left
            else:
                kept[:, mask] *= left[:, None]
        now = calendar.base_flow * (1.0 - kept * _held(network, load, capacity, route_kept))
        clocks.append(clock)
        parts.append(np.maximum(now - lost, 0.0) @ network.incidence)
        lost = now
    hit = route_kept < 1.0
    left_capacity = np.where(np.isinf(capacity) & hit, load, capacity) * route_kept
    return Cuts(
        lost=lost,
        clocks=tuple(clocks),
        lost_columns=np.stack(parts) if parts else np.zeros((0, steps, 2 * size)),
        route_capacity=left_capacity,
        in_force=in_force,
        touched=frozenset(touched),
        idle=tuple(idle),
        quiet_from=quiet_from,
    )


def _refuse_unknown_routes(network: SupplyNetwork, scenario: Scenario) -> None:
    for event in scenario.disruptions:
        route = event.target.route
        if route and route not in network.route_index:
            raise DataError(
                f"The event on route “{route}” cannot be computed: no flow of {network.focus} in "
                f"{network.period} names that route, and no balances row “route_share:{route}” says how much "
                "takes it. Fill the column route in flows, add that row, or choose another target."
            )


def _whole_route(network: SupplyNetwork, event: Disruption, mask: Flags) -> bool:
    """Whether an event narrows a route as such, rather than some of the flows on it."""
    route = event.target.route
    return bool(route) and bool(np.array_equal(mask, network.route_links[network.route_index[route]]))


def _capacities(network: SupplyNetwork, scenario: Scenario, calendar: Calendar, load: Floats) -> Floats:
    """Capacity of each route in each step: at least the undisrupted load, infinite where unlimited."""
    capacity = np.full(load.shape, np.inf)
    for r, route in enumerate(network.routes):
        stated = scenario.assumption("route_capacity", route.id)
        if stated is not None:
            if stated.value is not None:
                capacity[:, r] = np.maximum(stated.value * calendar.days / 7.0, load[:, r])
        elif route.capacity is not None:
            capacity[:, r] = np.maximum(route.capacity * calendar.days / profiles.DAYS_IN_YEAR, load[:, r])
    return capacity


def _held(network: SupplyNetwork, load: Floats, capacity: Floats, route_kept: Floats) -> Floats:
    """Share of its flow that the tightest of a link's routes lets through; slack absorbs a small cut."""
    share = np.ones((len(load), len(network.links)))
    for r in range(len(network.routes)):
        left = route_kept[:, r]
        if not (left < 1.0).any():
            continue
        slack = np.divide(capacity[:, r], load[:, r], out=np.ones(len(load)), where=load[:, r] > 0)
        slack = np.where(np.isinf(slack), 1.0, slack)
        users = network.route_links[r]
        share[:, users] = np.minimum(share[:, users], np.minimum(1.0, slack * left)[:, None])
    return share
