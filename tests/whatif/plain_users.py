"""The plain engine on users: who lacks what, what they switch to, what prices make them do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.whatif.plain_parts import profile, taken

if TYPE_CHECKING:
    from tests.whatif.plain import Good, Run


def part_of_bridge(run: Run, t: int, k: int) -> float:
    """Part of what stands above the floor that a step may take of a stock that is stretched."""
    week = [float(x) for x in run.calendar.weeks]
    end = run.scenario.responses.stretch
    if end == 0:
        ends = [e.end for e in run.events if e.depth > 0 and run.about(e, k)]
        end = max(ends, default=0.0)
    whole = int(end)
    if end >= run.steps:
        at = week[-1] * end / run.steps
    else:
        at = week[whole] + (end - whole) * (week[whole + 1] - week[whole])
    left, length = at - week[t], week[t + 1] - week[t]
    return length / left if left > length else 1.0


def users(run: Run, k: int, t: int | None = None) -> list[tuple[str, float]]:
    """Sectors of a commodity without losses, with their shares of demand (at a step: as events raise it)."""

    def raised(name: str, use: float) -> float:
        for event in run.events if t is not None else ():
            only = event.target.sectors or (name,)
            if event.target.kind == "demand" and run.about(event, k) and name in only:
                use *= 1 + event.depth * profile(event, t)
        return use

    whole = sum(raised(name, use) for name, use in run.uses(k))
    return [
        (sector.name, raised(sector.name, sector.demand) / whole if whole > 0 else 0.0)
        for owner, sector in run.network.sectors
        if owner == k and not sector.losses
    ]


def price_response(run: Run, t: int, k: int, good: Good) -> float:
    """Demand that falls until the price that clears the market is reached, at most 50 times the usual one."""
    felt = good.short * sum(part for _, part in users(run, k, t)) - good.moved
    wanted = (good.usual - good.saved) * sum(part for _, part in users(run, k)) - good.moved
    return max(min(felt, max(wanted, 0.0) * (1 - 50 ** run.elasticity[k])), 0.0)


def ready(run: Run, t: int, k: int, lead: float, ramp: float) -> float:
    """Share of a switch that is there: every event's on its own clock, weighted by what it takes."""
    clocks = sorted({e.start_step - 1 for e in run.events}, reverse=True)
    before = [0.0 for _ in run.network.links]
    reached = float(run.calendar.base_demand[t, k])
    done = whole = 0.0
    for clock in clocks:
        now = run.lost(t, clock)
        own = sum(
            max(now[e] - before[e], 0.0) for e in range(len(now)) if run.inward(e) and run.commodity(e) == k
        )
        own += max(run.wanted(t, k, clock)[0] - reached, 0.0)
        reached = run.wanted(t, k, clock)[0]
        week = run.calendar.weeks
        done += own * taken(week[t], week[t + 1], week[clock], lead, ramp)
        whole += own
        before = now
    return done / whole if whole > 0 else 0.0


def switch(
    run: Run, t: int, goods: list[Good], level: list[float], used: list[float], spares: list[float]
) -> None:
    """Move shortages to commodities that have something to spare."""
    network, scenario = run.network, run.scenario
    moves: list[tuple[int, int, float, float]] = []
    left: dict[tuple[int, str], float] = {}
    for one, (share, lead, ramp) in zip(scenario.responses.switches, run.switches, strict=True):
        (into,) = network.expand(one.to)
        for k in network.expand(one.away_from):
            item, other = network.commodities[k], network.commodities[into]
            both = item.energy is not None and other.energy is not None
            units = item.energy / other.energy if both else 1.0  # type: ignore[operator]
            part = share * ready(run, t, k, lead, ramp)
            for name, of_demand in users(run, k, t):
                if one.sector in ("", name):
                    own = goods[k].short * of_demand
                    amount = min(own * part, left.get((k, name), own))
                    left[k, name] = left.get((k, name), own) - amount
                    moves.append((k, into, units, amount))
    for into in sorted({move[1] for move in moves}):
        mine = [move for move in moves if move[1] == into]
        need = sum(amount * units for _, _, units, amount in mine)
        good = goods[into]
        rest = need
        got = min(rest, good.unsold)
        rest, good.unsold = rest - got, good.unsold - got
        got = min(rest, good.free)
        rest -= got
        links = [e for e in range(len(used)) if run.inward(e) and run.commodity(e) == into]
        beyond = sum(spares[e] - used[e] for e in links)
        for e in links:
            used[e] += (spares[e] - used[e]) * got / beyond if beyond > 0 else 0.0
        touched = any(
            profile(event, step) > 0 and run.about(event, into)
            for event in run.events
            for step in range(run.steps)
        )
        if scenario.responses.draw_stocks is not None and not touched:
            floor = min(scenario.responses.draw_stocks * float(network.demand[into]) / 365, run.initial[into])
            most, rated = run.limits[into][0]
            limit = most * float(run.calendar.days[t])
            if rated:
                full = run.capacity[into]
                limit = limit * min(1.0, 0.5 + level[into] / full) if full > 0 else 0.0
            if scenario.responses.stretch is not None:
                limit = min(limit, (level[into] - floor) * part_of_bridge(run, t, into))
            got = max(min(rest, limit, level[into] - floor), 0.0)
            rest, level[into], good.draw = rest - got, level[into] - got, good.draw + got
        got = min(rest, max(good.exports - good.kept, 0.0))
        rest, good.kept = rest - got, good.kept + got
        good.into = need - rest
        for k, _, _, amount in mine:
            goods[k].moved += amount * (need - rest) / need if need > 0 else 0.0
