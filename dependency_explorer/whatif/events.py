"""What the events of a scenario take away from links and routes, for all cases of a batch at once.

Axes: (link, step, case) and the like; the last one is 1 where all cases suffer the same events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import home_events, profiles
from dependency_explorer.whatif.home_events import strength
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.owners import Strike, strike
from dependency_explorer.whatif.scenario import Disruption, Scenario

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Blow:
    """An event and the cases of a batch that suffer it; None stands for all of them."""

    event: Disruption
    cases: Places | None = None


@dataclass(frozen=True, slots=True)
class Cuts:
    """Lost flow of a batch.

    lost: by (link, step, case). lost_output: of own output, (commodity, step, case). clocks: first step (from
    0) of the events that have one in common, latest first. lost_columns: loss by (clock, column, step, case),
    where columns are supply (imports, own output, and demand that rises) then exports by commodity. added:
    demand that rises, eased: by how much demand below the baseline's relieves a shortage at most, (commodity,
    step, case). rises: what events make of the demand of each sector, a factor by (sector, step, case), and
    barred: share of the stock at the start that may not be drawn, (commodity, step, case); None where there is
    none. route_capacity: what routes
    still let through, (route, step, case), infinite where unlimited. in_force: 1 where an event that hits the
    commodity is in force, (commodity, step, case). touched: commodities that events hit. idle: positions of
    blows that hit nothing. quiet_from: first step (from 0) after the last event, by case.
    """

    lost: Floats
    lost_output: Floats
    clocks: tuple[int, ...]
    lost_columns: Floats
    added: Floats
    eased: Floats
    rises: Floats | None
    barred: Floats | None
    route_capacity: Floats
    in_force: Floats
    touched: frozenset[str]
    idle: tuple[int, ...]
    quiet_from: Places


def blows(scenario: Scenario) -> tuple[Blow, ...]:
    """The events of one scenario, which every case of a batch suffers."""
    return tuple(Blow(event) for event in scenario.disruptions)


def blows_of_cases(cases: Sequence[Sequence[Disruption]]) -> tuple[Blow, ...]:
    """The events of a batch whose cases differ in what happens, each event once with the cases it strikes.

    An event that strikes a case twice makes two blows.
    """
    found: dict[tuple[Disruption, int], list[int]] = {}
    for case, events in enumerate(cases):
        times: dict[Disruption, int] = {}
        for event in events:
            times[event] = times.get(event, 0) + 1
            found.setdefault((event, times[event]), []).append(case)
    return tuple(Blow(event, np.array(struck, np.intp)) for (event, _), struck in found.items())


def hits(network: SupplyNetwork, event: Disruption) -> Flags:
    """Which links an event hits; see `owners.strike`. Not to be written to."""
    return strike(network, event).links > 0


def touches(network: SupplyNetwork, event: Disruption) -> frozenset[int]:
    """Positions of the commodities of which an event takes flow or output, bars stock or raises demand."""
    if event.target.kind != "supply":
        return frozenset(home_events.goods_meant(network, event.target))
    taken, size = strike(network, event), len(network.commodities)
    links = network.column[taken.links > 0] % size
    return frozenset({*links.tolist(), *np.flatnonzero(taken.output).tolist()})


def by_column(network: SupplyNetwork, values: Floats) -> Floats:
    """Sums over the links of each column (imports, then exports by commodity): (link, …) to (column, …).

    Added link by link, so that a sum does not depend on how many cases stand beside it.
    """
    result = np.zeros((2 * len(network.commodities), *values.shape[1:]))
    for e, column in enumerate(network.column.tolist()):
        result[column] += values[e]
    return result


def cuts(
    network: SupplyNetwork, calendar: Calendar, struck: Sequence[Blow], cases: int, capacity: Floats,
    demand_level: Floats | None = None,
) -> Cuts:  # fmt: skip
    """Lost flow of every link, attributed to the clocks of the events.

    cases: how many the blows speak of. capacity: of each route, a week, (route, case). demand_level: see
    `home_events.Raised`, None for 1. Several events on one target combine as 1 - Π(1 - depth·profile), those
    that raise demand as Π(1 + depth·profile) - 1. A link is further held to the tightest of its routes. A loss
    that two events share belongs to the one that began later: given to the earlier one, whose replacement is
    further along, a deeper cut would look milder.
    """
    refuse_unknown_routes(network, (blow.event for blow in struck))
    base = np.ascontiguousarray(calendar.base_flow.T)[..., None]
    steps, size = len(calendar.days), len(network.commodities)
    wide = cases if any(blow.cases is not None for blow in struck) else 1
    kept: dict[int, Floats] = {}
    route_kept = np.ones((len(network.routes), steps, wide))
    load = (calendar.base_flow @ network.route_factors.T).T[..., None]
    capacity = np.maximum(capacity[:, None, :] * (calendar.days / 7.0)[:, None], load)
    in_force = np.zeros((size, steps, wide))
    lost: dict[int, Floats] = {}
    quiet_from = np.zeros(wide, np.intp)
    touched: set[str] = set()
    idle: list[int] = []
    clocks: list[int] = []
    parts: list[Floats] = []
    output = np.ascontiguousarray(calendar.base_production.T)[..., None]
    output_kept: dict[int, Floats] = {}
    lost_output: dict[int, Floats] = {}
    level = np.ones((size, 1)) if demand_level is None else demand_level
    raised = home_events.Raised(network, calendar, level, wide)
    added: dict[int, Floats] = {}
    known: dict[int, list[tuple[Blow, Strike]]] = {}

    def feel(blow: Blow) -> Floats:
        """The profile of an event, noted where it is in force."""
        where = slice(None) if blow.cases is None else blow.cases
        profile = profiles.event_profile(blow.event, steps)
        active = np.flatnonzero(profile)
        quiet_from[where] = np.maximum(quiet_from[where], int(active[-1]) + 1 if len(active) else 0)
        for k in sorted(touches(network, blow.event)):
            flags = in_force[k]
            flags[:, where] = np.maximum(flags[:, where], (profile > 0)[:, None])
            touched.add(network.commodities[k].id)
        return profile

    for position, blow in enumerate(struck):
        taken = strike(network, blow.event)
        if not touches(network, blow.event):
            idle.append(position)
        elif blow.event.target.kind == "stock":
            if blow.event.start_step <= steps:
                feel(blow)
        elif blow.event.start_step <= steps:
            known.setdefault(blow.event.start_step - 1, []).append((blow, taken))
    for clock in sorted(known, reverse=True):
        # In one order whatever the others of a batch suffer, since products of three depend on it.
        for blow, taken in sorted(known[clock], key=lambda one: strength(one[0])):
            event, mask = blow.event, taken.links > 0
            where = slice(None) if blow.cases is None else blow.cases
            profile = feel(blow)
            raised.add(blow, profile, sorted(touches(network, event)))
            if _whole_route(network, event, mask):
                left = (1.0 - event.depth * profile)[:, None]
                route_kept[network.route_index[event.target.route]][:, where] *= left
            else:
                for e in np.flatnonzero(mask).tolist():
                    left = (1.0 - event.depth * taken.links[e] * profile)[:, None]
                    kept.setdefault(e, np.ones((steps, wide)))[:, where] *= left
            for k in np.flatnonzero(taken.output).tolist():
                left = (1.0 - event.depth * taken.output[k] * profile)[:, None]
                output_kept.setdefault(k, np.ones((steps, wide)))[:, where] *= left
        held = _held(network, load, capacity, route_kept)
        now = {e: base[e] * (1.0 - part) for e, part in _both(kept, held).items()}
        new: dict[int, Floats] = {}
        for e, part in now.items():
            own = np.maximum(part - lost[e], 0.0) if e in lost else part
            column = int(network.column[e])
            new[column] = new[column] + own if column in new else own
        for k, left in sorted(output_kept.items()):
            part = output[k] * (1.0 - left)
            own = np.maximum(part - lost_output[k], 0.0) if k in lost_output else part
            new[k] = new[k] + own if k in new else own
            lost_output[k] = part
        for k, part in raised.added().items():
            own = np.maximum(part - added[k], 0.0) if k in added else part
            new[k] = new[k] + own if k in new else own
            added[k] = part
        clocks.append(clock)
        parts.append(rows(new, 2 * size, steps))
        lost = now
    unlimited = np.isinf(capacity) & (route_kept < 1.0)
    return Cuts(
        lost=rows(lost, len(network.links), steps),
        lost_output=rows(lost_output, size, steps),
        clocks=tuple(clocks),
        lost_columns=np.stack(np.broadcast_arrays(*parts)) if parts else np.zeros((0, 2 * size, steps, 1)),
        added=rows(added, size, steps),
        eased=rows(raised.eased(), size, steps),
        rises=raised.factors(),
        barred=home_events.barred(network, struck, steps, wide),
        route_capacity=np.where(unlimited, load, capacity) * route_kept,
        in_force=in_force,
        touched=frozenset(touched),
        idle=tuple(idle),
        quiet_from=quiet_from,
    )


def refuse_unknown_routes(network: SupplyNetwork, events: Iterable[Disruption]) -> None:
    """Raise DataError for an event on a route that no flow is known to take."""
    for event in events:
        route = event.target.route
        if route and route not in network.route_index:
            raise DataError(
                f"The event on route “{route}” cannot be computed: no flow of "
                f"{network.place_name(network.focus)} in {network.period} names that route, and no "
                f"balances row “route_share:{route}” says how much takes it. Fill the column route in flows, "
                "add that row, or choose another target."
            )


def _whole_route(network: SupplyNetwork, event: Disruption, mask: Flags) -> bool:
    """Whether an event narrows a route as such, rather than some of the flows on it."""
    route = event.target.route
    return (
        bool(route)
        and not event.target.owned
        and bool(np.array_equal(mask, network.route_links[network.route_index[route]]))
    )


def _held(network: SupplyNetwork, load: Floats, capacity: Floats, route_kept: Floats) -> dict[int, Floats]:
    """Share of its flow, (step, case), that the tightest of a link's routes lets through, for the links of
    narrowed routes; slack absorbs a small cut."""
    share: dict[int, Floats] = {}
    for r in range(len(network.routes)):
        if not (route_kept[r] < 1.0).any():
            continue
        slack = np.divide(capacity[r], load[r], out=np.ones_like(capacity[r]), where=load[r] > 0)
        slack = np.where(np.isinf(slack), 1.0, slack)
        passed = np.minimum(1.0, slack * route_kept[r])
        for e in np.flatnonzero(network.route_links[r]).tolist():
            share[e] = np.minimum(share[e], passed) if e in share else passed
    return share


def _both(kept: dict[int, Floats], held: dict[int, Floats]) -> dict[int, Floats]:
    """Shares of flow that are left of each link that events or routes take from."""
    found = dict(kept)
    for e, share in held.items():
        found[e] = found[e] * share if e in found else share
    # By position, so that sums over links come out the same whatever was hit first.
    return dict(sorted(found.items()))


def rows(found: dict[int, Floats], size: int, steps: int) -> Floats:
    """Rows (step, case) by position as one array, 0 where there is none."""
    result = np.zeros((size, steps, max((row.shape[-1] for row in found.values()), default=1)))
    for position, row in found.items():
        result[position] = row
    return result
