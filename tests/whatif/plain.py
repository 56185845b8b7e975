"""The engine a second time: one number after the other, in loops, as docs/model.md words it.

Slow, and written without a look at how the engine goes about it; both must agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from dependency_explorer.whatif import inputs
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.scenario import Disruption, Scenario
from tests.whatif.plain_parts import drawn, hit, means, profile, ramp_mean, taken
from tests.whatif.plain_users import part_of_bridge, price_response, switch

Grid = list[list[float]]
"""By step and item."""


@dataclass
class Good:
    """One commodity within one step, before what its users do about the shortage; amounts as they are left."""

    demand: float
    usual: float
    saved: float
    gap: float
    unsold: float
    exports: float
    kept: float
    draw: float
    fill: float
    piled: float
    free: float
    struck: bool
    short: float = 0.0
    moved: float = 0.0
    into: float = 0.0


@dataclass
class Plain:
    """What a run gives, by step and commodity (flow and replacement by step and link)."""

    demand: Grid = field(default_factory=list)
    served: Grid = field(default_factory=list)
    unserved: Grid = field(default_factory=list)
    saved: Grid = field(default_factory=list)
    given_way: Grid = field(default_factory=list)
    switched: Grid = field(default_factory=list)
    switched_into: Grid = field(default_factory=list)
    stock: Grid = field(default_factory=list)
    barred: Grid = field(default_factory=list)
    draw: Grid = field(default_factory=list)
    fill: Grid = field(default_factory=list)
    stockpiled: Grid = field(default_factory=list)
    production_cut: Grid = field(default_factory=list)
    spill: Grid = field(default_factory=list)
    exports: Grid = field(default_factory=list)
    flow: Grid = field(default_factory=list)
    replacement: Grid = field(default_factory=list)


def plain(network: SupplyNetwork, scenario: Scenario, quantiles: Mapping[str, float] | None = None) -> Plain:
    """Run a scenario at quantiles of its assumptions (none: at their values)."""
    return Run(network, scenario, quantiles or {}).go()


class Run:
    """One run, step by step."""

    def __init__(self, network: SupplyNetwork, scenario: Scenario, quantiles: Mapping[str, float]) -> None:
        self.network, self.scenario = network, scenario
        self.calendar = network.calendar(scenario)
        self.size, self.steps = len(network.commodities), scenario.steps
        self.events = [e for e in scenario.disruptions if e.start_step <= self.steps]
        self.spare = [drawn(inputs.spare(network, scenario, link), quantiles) for link in network.links]
        self.delay = [
            tuple(drawn(one, quantiles) for one in inputs.delay(network, scenario, link))
            for link in network.links
        ]
        self.offers = [drawn(inputs.source(scenario, s), quantiles) for s in scenario.responses.sources]
        self.saving = [drawn(inputs.saving(scenario, item), quantiles) for item in network.commodities]
        self.level = [drawn(inputs.demand_level(scenario, item), quantiles) for item in network.commodities]
        self.route_capacity: list[float] = []
        for route in network.routes:
            limit = inputs.route_capacity(scenario, route)
            self.route_capacity.append(math.inf if limit is None else drawn(limit, quantiles))
        self.initial, self.capacity, self.limits = [], [], []
        for k, item in enumerate(network.commodities):
            yearly = float(network.demand[k])
            assumed = inputs.stock(scenario, item, yearly)
            value = drawn(assumed, quantiles)
            if assumed.key.startswith("days"):
                value = value * yearly / 365
            stated = inputs.storage_capacity(scenario, item)
            room = value if stated is None else max(drawn(stated, quantiles), value)
            self.initial.append(value)
            self.capacity.append(room)
            pair = []
            for kind, days in (("max_draw", "draw_days"), ("max_fill", "fill_days")):
                limit = inputs.weekly_limit(scenario, kind, item)
                if limit is not None:
                    pair.append((drawn(limit, quantiles) / 7, False))
                elif item.gas and item.capacity is not None:
                    pair.append((room / drawn(inputs.gas_days(scenario, days, item), quantiles), True))
                else:
                    pair.append((math.inf, False))
            self.limits.append(pair)
        self.switches = [
            tuple(drawn(one, quantiles) for one in inputs.switch(scenario, switch))
            for switch in scenario.responses.switches
        ]
        self.elasticity: list[float] = []
        for item in network.commodities:
            known = inputs.elasticity(scenario, item)
            self.elasticity.append(0.0 if known is None else drawn(known, quantiles))

    def inward(self, e: int) -> bool:
        return self.network.links[e].exporter != self.network.focus

    def commodity(self, e: int) -> int:
        return self.network.index[self.network.links[e].commodity]

    def factor(self, r: int, e: int) -> float:
        route, link = self.network.routes[r], self.network.links[e]
        if route.id not in link.routes:
            return 0.0
        return route.factors.get(link.commodity, 0.0) if route.factors else 1.0

    def whole_route(self, event: Disruption) -> bool:
        """An event that strikes exactly the links of its route narrows the route itself."""
        if not event.target.route:
            return False
        links = self.network.links
        return all(hit(self.network, event, link) == (event.target.route in link.routes) for link in links)

    def lost(self, t: int, first: int) -> list[float]:
        """Lost flow by link of one step, under the events that begin at step `first` (from 0) or later."""
        events = [e for e in self.events if e.start_step - 1 >= first]
        routes = range(len(self.network.routes))
        left = [1.0 for _ in routes]
        for event in events:
            if self.whole_route(event):
                struck = any(hit(self.network, event, link) for link in self.network.links)
                r = [route.id for route in self.network.routes].index(event.target.route)
                left[r] *= 1 - event.depth * profile(event, t) if struck else 1.0
        result = []
        for e, link in enumerate(self.network.links):
            kept = 1.0
            for event in events:
                if hit(self.network, event, link) and not self.whole_route(event):
                    kept *= 1 - event.depth * profile(event, t)
            held = 1.0
            for r in routes:
                if self.network.routes[r].id in link.routes and left[r] < 1:
                    load, capacity = self.load(t, r), self.room(t, r)
                    slack = capacity / load if load > 0 and capacity < math.inf else 1.0
                    held = min(held, slack * left[r])
            result.append(float(self.calendar.base_flow[t, e]) * (1 - kept * held))
        return result

    def uses(self, k: int) -> list[tuple[str, float]]:
        """Sectors of a commodity with what they use a year."""
        item = self.network.commodities[k]
        listed = [(sector.name, sector.demand) for sector in item.sectors]
        return listed or [("all use", float(self.network.demand[k]))]

    def about(self, event: Disruption, k: int) -> bool:
        """Whether an event takes of a commodity, bars its stock or raises its demand."""
        target = event.target
        if target.kind == "supply":
            links = self.network.links
            return any(hit(self.network, event, x) and self.commodity(e) == k for e, x in enumerate(links))
        if target.place not in ("", self.network.focus):
            return False
        if not means(self.network, event, self.network.commodities[k].id):
            return False
        if target.kind == "stock":
            return True
        return any(use > 0 and name in (target.sectors or (name,)) for name, use in self.uses(k))

    def wanted(self, t: int, k: int, first: int) -> tuple[float, float]:
        """Demand under the events that begin at step `first` or later, and by how much it may be less."""
        base, whole = float(self.calendar.base_demand[t, k]), sum(use for _, use in self.uses(k))
        events = [e for e in self.events if e.start_step - 1 >= first and self.about(e, k)]
        total = base
        for name, use in self.uses(k):
            factor = 1.0
            for event in events:
                if event.target.kind == "demand" and name in (event.target.sectors or (name,)):
                    factor *= 1 + event.depth * profile(event, t)
            total += base * use / whole * (factor - 1) if whole > 0 else 0.0
        live = any(e.target.kind != "stock" and e.depth > 0 and profile(e, t) > 0 for e in events)
        if not live:
            return total, 0.0
        more = base * (self.level[k] - 1)
        return (total + more, 0.0) if more > 0 else (total, -more)

    def shut(self, t: int, k: int) -> float:
        """What of the stock at the start events bar."""
        left = 1.0
        for event in self.events:
            if event.target.kind == "stock" and self.about(event, k):
                left *= 1 - event.depth * profile(event, t)
        return (1 - left) * self.initial[k]

    def load(self, t: int, r: int) -> float:
        links = range(len(self.network.links))
        return sum(float(self.calendar.base_flow[t, e]) * self.factor(r, e) for e in links)

    def room(self, t: int, r: int) -> float:
        return max(self.route_capacity[r] * float(self.calendar.days[t]) / 7, self.load(t, r))

    def spares(self, t: int, lost: list[float]) -> list[float]:
        """What each link may deliver more, as far as its routes have room."""
        links = range(len(self.network.links))
        base = [float(self.calendar.base_flow[t, e]) for e in links]
        wanted = [0.0 if lost[e] > 0 else base[e] * self.spare[e] for e in links]
        result = list(wanted)
        for r, route in enumerate(self.network.routes):
            left = 1.0
            narrowed = False
            for event in self.events:
                if event.target.route == route.id and self.whole_route(event):
                    left *= 1 - event.depth * profile(event, t)
                    narrowed = narrowed or left < 1
            capacity = self.room(t, r)
            if capacity == math.inf:
                if not narrowed:
                    continue
                capacity = self.load(t, r)
            free = max(capacity * left - sum((base[e] - lost[e]) * self.factor(r, e) for e in links), 0.0)
            asked = sum(wanted[e] * self.factor(r, e) for e in links)
            share = min(1.0, free / asked) if asked > 0 else 1.0
            for e in links:
                if self.factor(r, e) > 0:
                    result[e] = min(result[e], wanted[e] * share)
        return result

    def go(self) -> Plain:
        found = Plain()
        level = list(self.initial)
        felt = [e for e in self.events if any(self.about(e, k) for k in range(self.size))]
        busy = [t for t in range(self.steps) if any(profile(e, t) > 0 for e in felt)]
        quiet = busy[-1] + 1 if busy else 0
        for t in range(self.steps):
            self.step(t, found, level, quiet)
        return found

    def step(self, t: int, found: Plain, level: list[float], quiet: int) -> None:
        network, scenario = self.network, self.scenario
        links, goods = range(len(network.links)), range(self.size)
        clocks = sorted({e.start_step - 1 for e in self.events}, reverse=True)
        lost = self.lost(t, 0)
        spares = self.spares(t, lost)
        used = [0.0 for _ in links]
        before = [0.0 for _ in links]
        base = [float(self.calendar.base_demand[t, k]) for k in goods]
        reached = list(base)
        if scenario.uses_spare:
            for clock in clocks:
                now = self.lost(t, clock)
                for k in goods:
                    for inward in (True, False):
                        mine = [e for e in links if self.commodity(e) == k and self.inward(e) == inward]
                        own = sum(max(now[e] - before[e], 0.0) for e in mine)
                        if inward:
                            own += max(self.wanted(t, k, clock)[0] - reached[k], 0.0)
                        arrived = {}
                        for e in mine:
                            week = self.calendar.weeks
                            share = taken(week[t], week[t + 1], week[clock], *self.delay[e])
                            arrived[e] = max(spares[e] * share - used[e], 0.0)
                        offered = sum(arrived.values())
                        for e in mine:
                            if offered > 0:
                                used[e] += arrived[e] * min(own, offered) / offered
                before = now
                reached = [self.wanted(t, k, clock)[0] for k in goods]
        lack = [self.wanted(t, k, 0)[0] - base[k] for k in goods]
        unsold = [0.0 for _ in goods]
        for e in links:
            if self.inward(e):
                lack[self.commodity(e)] += lost[e] - used[e]
            else:
                unsold[self.commodity(e)] += lost[e] - used[e]
        lack = [max(x, 0.0) for x in lack]
        unsold = [max(x, 0.0) for x in unsold]
        named: list[float] = []
        for source, weekly in zip(scenario.responses.sources, self.offers, strict=True):
            offer = weekly * float(self.calendar.days[t]) / 7
            offer *= ramp_mean(source.start_step, source.ramp_steps, t)
            parts = network.expand(source.commodity)
            total = sum(lack[k] for k in parts)
            share = min(offer, total) / total if total > 0 else 0.0
            for k in parts:
                named.append(lack[k] * share)
                lack[k] -= lack[k] * share
        exports = [0.0 for _ in goods]
        for e in links:
            if not self.inward(e):
                exports[self.commodity(e)] += float(self.calendar.base_flow[t, e]) - lost[e] + used[e]
        rows: dict[str, list[float]] = {name: [] for name in vars(found)}
        flow = [float(self.calendar.base_flow[t, e]) - lost[e] for e in links]
        all_goods = [
            self.balance(t, k, lack[k], unsold[k], exports[k], level, quiet, flow, used, spares)
            for k in goods
        ]
        if scenario.responses.switches:
            switch(self, t, all_goods, level, used, spares)
        for k, good in enumerate(all_goods):
            self.settle(t, k, good, level, rows, flow, used)
        rows["flow"] = flow + [0.0 for _ in named]
        rows["replacement"] = used + named
        for name, row in rows.items():
            getattr(found, name).append(row)

    def balance(
        self, t: int, k: int, gap: float, unsold: float, exports: float, level: list[float], quiet: int,
        flow: list[float], used: list[float], spares: list[float],
    ) -> Good:  # fmt: skip
        network, scenario = self.network, self.scenario
        demand, less = self.wanted(t, k, 0)
        less = min(gap, less)
        gap, demand = gap - less, demand - less
        struck = any(profile(event, t) > 0 and self.about(event, k) for event in self.events)
        usual = float(self.calendar.base_demand[t, k]) - less
        saved = min(gap, self.saving[k] * usual) if struck else 0.0
        gap -= saved
        home = min(gap, unsold)
        gap, unsold = gap - home, unsold - home
        days = float(self.calendar.days[t])
        floor_days = scenario.responses.draw_stocks
        draw = fill = 0.0
        (most, rated), (fastest, _) = self.limits[k]
        if floor_days is not None:
            floor = min(floor_days * float(network.demand[k]) / 365, self.initial[k])
            floor = min(floor + self.shut(t, k), self.initial[k])
            limit = most * days
            if rated and self.capacity[k] > 0:
                limit *= min(1.0, 0.5 + level[k] / self.capacity[k])
            elif rated:
                limit = 0.0
            if scenario.responses.stretch is not None:
                limit = min(limit, (level[k] - floor) * part_of_bridge(self, t, k))
            draw = max(min(gap, limit, level[k] - floor), 0.0)
        piled = min(unsold, fastest * days, self.capacity[k] - level[k])
        level[k] += piled - draw
        if floor_days is not None and t >= quiet and level[k] < self.initial[k]:
            mine = [e for e in range(len(flow)) if self.inward(e) and self.commodity(e) == k]
            brought = sum(spares[e] for e in mine)
            fill = min(brought, fastest * days, self.initial[k] - level[k])
            level[k] += fill
            for e in mine:
                flow[e] += spares[e] * fill / brought if brought > 0 else 0.0
        gap, unsold = gap - draw, unsold - piled
        kept = min(gap, exports)
        gap -= kept
        mine = [e for e in range(len(flow)) if self.inward(e) and self.commodity(e) == k]
        free = max(sum(spares[e] - used[e] for e in mine) - gap, 0.0) if scenario.uses_spare else 0.0
        unexplained = max(-float(self.calendar.base_difference[t, k]), 0.0)
        claims = demand - saved + unexplained
        shrunk = gap * unexplained / claims if claims > 0 else 0.0
        good = Good(demand, usual, saved, gap, unsold, exports, kept, draw, fill, piled, free, struck)
        good.short = min(gap - shrunk, demand - saved)
        return good

    def settle(
        self, t: int, k: int, good: Good, level: list[float], rows: dict[str, list[float]],
        flow: list[float], used: list[float],
    ) -> None:  # fmt: skip
        cut = min(good.unsold, float(self.calendar.base_production[t, k]))
        exports, kept = good.exports, good.kept
        for e in range(len(flow)):
            if not self.inward(e) and self.commodity(e) == k and exports > 0:
                flow[e] *= 1 - kept / exports
                used[e] *= 1 - kept / exports
        given = 0.0
        wanted = good.demand - good.saved
        if self.scenario.responses.price_response and good.struck:
            given = price_response(self, t, k, good)
        unserved = good.short - good.moved - given
        for name, value in (
            ("demand", good.demand), ("barred", min(level[k], self.shut(t, k))),
            ("served", wanted - unserved - good.moved - given), ("unserved", unserved), ("saved", good.saved),
            ("given_way", given), ("switched", good.moved), ("switched_into", good.into),
            ("stock", level[k]), ("draw", good.draw), ("fill", good.fill), ("stockpiled", good.piled),
            ("production_cut", cut), ("spill", good.unsold - cut), ("exports", exports - kept),
        ):  # fmt: skip
            rows[name].append(value)
