"""Why a run goes short: what binds in each step, and how much of the loss each event causes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import defaults, profiles
from dependency_explorer.whatif.engine import Run, run
from dependency_explorer.whatif.events import blows, blows_of_cases
from dependency_explorer.whatif.home_events import sector_shares
from dependency_explorer.whatif.rationing import unserved_by_sector
from dependency_explorer.whatif.replacement import source_offer
from dependency_explorer.whatif.stretching import parts
from dependency_explorer.whatif.switching import arrived, ways
from dependency_explorer.whatif.values import outcome_values

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

Floats = NDArray[np.float64]
Kind = Literal[
    "no_other", "replacement_off", "lead", "ramp", "spare", "route", "source_late", "source",
    "no_stock", "stock_kept", "stock_floor", "stock_empty", "stock_barred", "stretch", "draw", "switch_late",
    "switch", "switch_share", "price",
]  # fmt: skip

MOST_CAUSES = 6
"""Causes that the loss is shared out among; 64 runs give their exact shares."""
CLOSE = 1e-9
"""Relative distance at which a limit counts as reached."""


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """Something that holds back supply of a commodity while it goes short.

    kind: no_other (no link that an event spares), replacement_off (the scenario uses no spare), lead (lead
    time not over), ramp (more is coming, not all is there), spare (used up), route (no room), source_late
    and source (named sources: not begun, used up), no_stock, stock_kept (the scenario leaves stocks alone),
    stock_floor, stock_empty, stock_barred (what is left of it is), stretch (the stock must last), draw (largest
    draw); switch_late (a switch is not ready), switch (the other commodity has no more to spare), switch_share
    (all who can have switched), price (demand falls no further at the highest price). name: partner, route or
    other commodity, else "".
    """

    kind: Kind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Steps in a row, counted from 1, in which the same limits bind. unserved: of the commodity in them."""

    commodity: str
    first_step: int
    last_step: int
    limits: tuple[Limit, ...]
    unserved: float


@dataclass(frozen=True, slots=True)
class Cause:
    """What one event, or several taken as one, contributes to the loss: its Shapley value.

    events: positions in the scenario, from 0. unserved, lost_exports: by simulated commodity. loss: weighted
    unserved, in the unit of `outcome_values`. Over all causes each adds up to the run's own.
    """

    events: tuple[int, ...]
    unserved: dict[str, float]
    lost_exports: dict[str, float]
    loss: float


def causes(outcome: Outcome) -> tuple[Cause, ...]:
    """Share of each event in the loss of a run on its assumptions as they stand.

    The mean, over all orders in which the events could come, of what an event adds; exact for up to six. Of
    more events the first five count alone and the rest as one. Events that hit nothing cause nothing.
    """
    players = _players(outcome)
    if not players:
        return ()
    count = len(players)
    subsets = [chosen for size in range(count + 1) for chosen in combinations(range(count), size)]
    position = {frozenset(chosen): i for i, chosen in enumerate(subsets)}
    events = outcome.scenario.disruptions
    cases = [[events[e] for player in chosen for e in players[player]] for chosen in subsets]
    made = run(outcome.network, outcome.scenario, blows_of_cases(cases), len(cases))
    value = _values(outcome, made, len(cases))
    found: list[Cause] = []
    for player, own in enumerate(players):
        others = [one for one in range(count) if one != player]
        total = np.zeros(value.shape[1])
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in combinations(others, size):
                without = position[frozenset(chosen)]
                total += weight * (value[position[frozenset((*chosen, player))]] - value[without])
        found.append(_cause(outcome, own, total))
    return tuple(found)


def _players(outcome: Outcome) -> list[tuple[int, ...]]:
    hitting = [i for i in range(len(outcome.scenario.disruptions)) if i not in outcome.idle_events]
    if len(hitting) <= MOST_CAUSES:
        return [(event,) for event in hitting]
    alone = MOST_CAUSES - 1
    return [*((event,) for event in hitting[:alone]), tuple(hitting[alone:])]


def _values(outcome: Outcome, made: Run, cases: int) -> Floats:
    """What is shared out, by case: unserved by commodity, lost exports by commodity, weighted loss."""
    size, steps = len(outcome.commodities), len(outcome.dates)
    shape = (size, steps, cases)
    unserved, saved = np.broadcast_to(made.unserved, shape), np.broadcast_to(made.saved, shape)
    lost = made.cut.lost_columns.sum(axis=0)[size:] - made.replaced.by_column[size:] + made.kept_home
    exports = np.broadcast_to(lost, shape).sum(axis=1)
    demand = np.broadcast_to(made.demand, shape).T - saved.T
    switched = None if made.switched is None else made.switched.by_sector.T
    given = None if outcome.scenario.responses.price_response is False else made.given_way.T
    rises = None if made.cut.rises is None else made.cut.rises.T
    by_sector = unserved_by_sector(
        outcome.network, outcome.scenario, unserved.T, demand, switched, given, rises
    )
    loss = (by_sector @ outcome_values(outcome).weights).sum(axis=1)
    return np.concatenate([unserved.sum(axis=1).T, exports.T, loss[:, None]], axis=1)


def _cause(outcome: Outcome, events: tuple[int, ...], total: Floats) -> Cause:
    size = len(outcome.commodities)

    def named(values: Floats) -> dict[str, float]:
        return {
            name: float(amount)
            for name, amount in zip(outcome.commodities, values, strict=True)
            if name in outcome.touched
        }

    return Cause(events, named(total[:size]), named(total[size : 2 * size]), float(total[-1]))


def reasons(outcome: Outcome, commodity: str) -> tuple[Reason, ...]:
    """What binds while a simulated commodity goes short, in a run on its assumptions as they stand."""
    made = run(outcome.network, outcome.scenario, blows(outcome.scenario), 1)
    k = outcome.network.index[commodity]
    short = made.unserved[k, :, 0]
    steps = np.flatnonzero(short > CLOSE * np.maximum(outcome.calendar.base_demand[:, k], 1e-300))
    if not len(steps):
        return ()
    limits = _link_limits(outcome, made, k)
    limits += _stock_limits(outcome, made, k)
    limits += _source_limits(outcome, made, k)
    limits += _switch_limits(outcome, made, k)
    if made.chosen.elasticity is not None and made.chosen.elasticity[k, 0] < 0:
        limits.append((Limit("price"), made.given_way[k, :, 0] > 0))
    found: list[Reason] = []
    for t in steps.tolist():
        now = tuple(sorted({limit for limit, binds in limits if binds[t]}))
        last = found[-1] if found else None
        if last is not None and last.last_step == t and last.limits == now:
            found[-1] = Reason(commodity, last.first_step, t + 1, now, last.unserved + float(short[t]))
        else:
            found.append(Reason(commodity, t + 1, t + 1, now, float(short[t])))
    return tuple(found)


_Flagged = list[tuple[Limit, NDArray[np.bool_]]]


def _link_limits(outcome: Outcome, made: Run, k: int) -> _Flagged:
    """Why links that bring the commodity do not bring more."""
    network, calendar, chosen = outcome.network, outcome.calendar, made.chosen
    steps = len(calendar.days)
    spared = made.cut.lost[:, :, 0] <= 0
    helpers = [e for e in np.flatnonzero(network.column == k).tolist() if network.links[e].quantity > 0]
    free = np.array([spared[e] for e in helpers]).any(axis=0) if helpers else np.zeros(steps, np.bool_)
    found: _Flagged = [(Limit("no_other"), ~np.broadcast_to(free, steps))]
    if not outcome.scenario.uses_spare or made.spare is None:
        return [*found, (Limit("replacement_off"), np.broadcast_to(free, steps))]
    begin = float(calendar.weeks[min(made.cut.clocks)]) if made.cut.clocks else 0.0
    take = profiles.take_profile(calendar.weeks, begin, chosen.lead[:, 0], chosen.ramp[:, 0])
    for e in helpers:
        partner = defaults.partner_of(network, network.links[e])
        wanted = np.where(spared[e], calendar.base_flow[:, e] * chosen.spare[e, 0], 0.0)
        has = wanted > 0
        there = take[:, chosen.delay_of[e]]
        found.append((Limit("spare", partner), spared[e] & (~has | (there >= 1.0 - 1e-3))))
        found.append((Limit("lead", partner), has & (there <= CLOSE)))
        found.append((Limit("ramp", partner), has & (there > CLOSE) & (there < 1.0 - 1e-3)))
        held = has & (made.spare.of(e)[:, 0] < wanted * (1.0 - CLOSE))
        if held.any():
            found.append((Limit("route", _tightest(outcome, made, e)), held))
    return found


def _tightest(outcome: Outcome, made: Run, link: int) -> str:
    """Of a link's routes the one with the least room beside what passes it."""
    network = outcome.network
    best, name = np.inf, ""
    for route in network.links[link].routes:
        r = network.route_index[route]
        capacity = made.cut.route_capacity[r, :, 0]
        passing = (outcome.calendar.base_flow - made.cut.lost[:, :, 0].T) @ network.route_factors[r]
        left = float(np.min(capacity - passing))
        if left < best or not name:
            best, name = left, route
    return name


def _stock_limits(outcome: Outcome, made: Run, k: int) -> _Flagged:
    stored, chosen = made.stored, made.chosen
    steps = len(outcome.dates)
    always = np.ones(steps, np.bool_)
    initial, floor = float(chosen.initial[k, 0]), float(chosen.floor[k, 0])
    if initial <= 0 and not stored.level[k].any():
        return [(Limit("no_stock"), always)]
    if outcome.scenario.responses.draw_stocks is None:
        return [(Limit("stock_kept"), always)]
    level = stored.level[k, :, 0]
    close = CLOSE * max(initial, float(level.max()))
    down = level <= floor + close
    barred, held = np.zeros(steps, np.bool_), np.full(steps, floor)
    if made.cut.barred is not None:
        part = made.cut.barred[k, :, 0] * initial
        held = np.minimum(floor + part, initial)
        barred = (part > close) & (level <= held + close)
    found: _Flagged = [
        (Limit("stock_barred"), barred),
        (Limit("stock_floor" if floor > CLOSE * initial else "stock_empty"), down & ~barred),
    ]
    # What is left above the floor while something goes short is there for want of a larger draw.
    stretched = np.zeros(steps, np.bool_)
    stretch = outcome.scenario.responses.stretch
    if stretch is not None:
        part = parts(outcome.network, outcome.calendar, stretch, blows(outcome.scenario), 1)[k, :, 0]
        draw = np.broadcast_to(stored.draw[k, :, 0], (steps,))
        most = part * (np.append(initial, level[:-1]) - held)
        stretched = (part < 1.0) & (draw >= most * (1.0 - CLOSE))
        found.append((Limit("stretch"), ~down & ~barred & stretched))
    return [*found, (Limit("draw"), ~down & ~barred & ~stretched)]


def _switch_limits(outcome: Outcome, made: Run, k: int) -> _Flagged:
    """Why those who can switch do not switch more."""
    found: _Flagged = []
    if made.switched is None:
        return found
    shares = sector_shares(outcome.network, made.cut.rises)[..., 0]
    for way in ways(outcome.network, outcome.scenario):
        if way.away != k:
            continue
        name = outcome.commodities[way.into]
        share = float(made.chosen.switches[way.switch][0][0])
        ready = arrived(outcome.calendar, made.cut, way, made.chosen)[:, 0]
        moved = sum(made.switched.by_sector[s, :, 0] for s, _ in way.sectors)
        before = made.unserved[k, :, 0] + made.given_way[k, :, 0] + made.switched.away[k, :, 0]
        wanted = share * ready * before * sum(shares[s] for s, _ in way.sectors)
        full = moved >= wanted * (1.0 - 1e-6)
        found.append((Limit("switch_late", name), ready < 1e-3))
        found.append((Limit("switch", name), (ready >= 1e-3) & ~full))
        found.append((Limit("switch_share", name), (ready >= 1e-3) & full))
    return found


def _source_limits(outcome: Outcome, made: Run, k: int) -> _Flagged:
    found: _Flagged = []
    for position, source in enumerate(outcome.scenario.responses.sources):
        if k in outcome.network.expand(source.commodity):
            offered = source_offer(
                outcome.network, outcome.calendar, made.chosen, source, position, blows(outcome.scenario)
            )[:, 0]
            found.append((Limit("source_late", source.exporter), offered <= 0))
            found.append((Limit("source", source.exporter), offered > 0))
    return found


def to_json(outcome: Outcome) -> dict[str, Any]:
    """The values of `why` and `causes` in the command's JSON."""
    return {
        "why": [
            {
                "commodity": reason.commodity,
                "first_step": reason.first_step,
                "last_step": reason.last_step,
                "unserved": reason.unserved,
                "limits": [{"kind": limit.kind, "name": limit.name} for limit in reason.limits],
            }
            for commodity in outcome.commodities
            for reason in reasons(outcome, commodity)
        ],
        "causes": [
            {
                "events": [event + 1 for event in cause.events],
                "unserved": cause.unserved,
                "lost_exports": cause.lost_exports,
                "loss": cause.loss,
                "loss_unit": outcome_values(outcome).unit,
            }
            for cause in causes(outcome)
        ],
    }
