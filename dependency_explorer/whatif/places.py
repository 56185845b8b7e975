"""The simulation over all places: an exporter that runs short passes its shortage on.

Everything is a deviation from the baseline, as in the simulation of one place, so that a scenario that cuts
nothing leaves every place as loaded. What differs: spare is asked for by all importers together, a shortage
travels along the links, and the scenario says who bears it (`across_places`). Unsold output is not diverted,
because nobody is offered more than it lacks; stocks are drawn and not refilled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif import defaults, profiles
from dependency_explorer.whatif.events import Blow, cuts
from dependency_explorer.whatif.parameters import Parameters, parameters
from dependency_explorer.whatif.places_network import SINK
from dependency_explorer.whatif.sharing import Shared, cooperative, pass_on, summed

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import Calendar
    from dependency_explorer.whatif.places_network import PlacesNetwork
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

NATIONAL_FIRST, PROPORTIONAL, COOPERATIVE = "national-first", "proportional", "cooperative"


@dataclass(frozen=True, eq=False)
class PlacesOutcome:
    """The result of `simulate_places`.

    Axes (step, column) and (step, link) of the network, amounts in each commodity's unit a step. demand is
    the baseline's; served + unserved + saved make it up. lost: imports cut by events. passed_on: imports that
    their exporters keep. replaced: of either, by spare and named sources; spare: what a place makes more for
    others. kept: of its own exports. draw, stock (end of step), unsold: exports without a buyer that serve
    nobody at home; they are not produced. production: after that. flow: of each link, replacement included.
    passes: how often a shortage was passed on. by_necessity: see `sharing.Shared`.
    """

    scenario: Scenario
    network: PlacesNetwork
    calendar: Calendar
    rule: str
    demand: Floats
    served: Floats
    unserved: Floats
    saved: Floats
    lost: Floats
    passed_on: Floats
    replaced: Floats
    spare: Floats
    kept: Floats
    draw: Floats
    stock: Floats
    unsold: Floats
    production: Floats
    unexplained: Floats
    flow: Floats
    passes: int
    by_necessity: float

    @property
    def dates(self) -> tuple[str, ...]:
        """First day of each step."""
        return self.calendar.dates

    def rows(self) -> list[dict[str, Any]]:
        """One row a place and commodity, the largest unserved share first: sums over the horizon in `unit`.

        lost: imports cut by events; passed_on: kept by suppliers; kept: exports that the place keeps itself.
        """
        rows = []
        for i, (place, commodity) in enumerate(self.network.columns):
            if place.startswith(SINK) or place == NOT_STATED:
                continue
            demand, missing = float(self.demand[:, i].sum()), self.unserved[:, i]
            short = np.flatnonzero(missing > 1e-9 * self.demand[:, i])
            unserved = float(missing[short].sum())
            first = int(short[0]) if len(short) else None
            scale = max(demand, float(self.network.exports[i]))
            rows.append(
                {
                    "place": place,
                    "commodity": commodity,
                    "unit": self.network.links.commodities[self.network.commodity[i]].unit,
                    "demand": demand,
                    "unserved": unserved,
                    "unserved_share": unserved / demand if demand > 0 else None,
                    "first_short_step": None if first is None else first + 1,
                    "first_short_date": None if first is None else self.dates[first],
                    **{
                        name: _seen(float(getattr(self, name)[:, i].sum()), scale)
                        for name in ("lost", "passed_on", "replaced", "kept", "draw", "saved", "spare")
                    },
                    "end_stock": float(self.stock[-1, i]),
                }
            )
        return sorted(rows, key=lambda row: (-(row["unserved_share"] or 0.0), -row["lost"], row["place"]))


def _seen(amount: float, scale: float) -> float:
    """An amount, or 0 where it is rounding."""
    return amount if abs(amount) > 1e-9 * scale else 0.0


def simulate_places(network: PlacesNetwork, scenario: Scenario) -> PlacesOutcome:
    """Run a scenario on all places. Its rule `across_places` says who bears a shortage: national-first (the
    default), proportional or cooperative. Raises DataError where the scenario does not fit the network."""
    _refuse(scenario)
    run = _Run(network, scenario)
    shared = run.share()
    rule = scenario.across_places or NATIONAL_FIRST
    if rule == COOPERATIVE:
        return run.outcome(shared, rule, *_together(network, run, shared))
    rest = np.maximum(shared.gap - shared.kept, 0.0)
    return run.outcome(shared, rule, rest, shared.lost)


def _refuse(scenario: Scenario) -> None:
    """Raise DataError for a response that only a run of one place computes."""
    responses = scenario.responses
    for key, wanted in (
        ("draw_stocks.stretch", responses.stretch is not None),
        ("switch", bool(responses.switches)),
        ("price_response", responses.price_response),
    ):
        if wanted:
            raise DataError(
                f"The scenario key “responses.{key}” is not computed in a run over all places. Remove it, or run "
                "the scenario for its focus alone."
            )


@dataclass(frozen=True, slots=True)
class _Weekly:
    """Baseline amounts by step: flow of links, then what belongs to columns."""

    flow: Floats
    demand: Floats
    claims: Floats
    production: Floats
    exports: Floats


@dataclass(eq=False)
class _Run:
    """One run: what is the same in every pass, and what has been used of the spare so far."""

    network: PlacesNetwork
    scenario: Scenario
    calendar: Calendar = field(init=False)
    chosen: Parameters = field(init=False)
    base: _Weekly = field(init=False)
    lost: Floats = field(init=False)
    lost_by_clock: list[tuple[int, Floats]] = field(init=False)
    used: Floats = field(init=False)
    by_link: Floats = field(init=False)
    named: Floats = field(init=False)
    at_home: Floats = field(init=False)
    saved: Floats = field(init=False)
    draw: Floats = field(init=False)

    def __post_init__(self) -> None:
        network, scenario = self.network, self.scenario
        self.calendar = calendar = network.links.calendar(scenario)
        self.chosen = parameters(network.links, scenario)
        weights = calendar.weights[:, network.commodity]
        demand = network.demand * weights
        self.base = _Weekly(
            calendar.base_flow,
            demand,
            demand + network.unexplained * weights,
            network.production * weights,
            network.exports * weights,
        )
        self.size = len(network.columns)
        self.lost_by_clock = self._losses()
        self.lost = sum((part for _, part in self.lost_by_clock), np.zeros_like(calendar.base_flow))
        self.lost_imports = summed(self.lost, network.importer, self.size)
        self.unsold = summed(self.lost, network.exporter, self.size)
        self.used, self.by_link = np.zeros_like(demand), np.zeros_like(self.lost)
        self.named = self.at_home = self.saved = self.draw = np.zeros_like(demand)
        self.stocks = self._stocks()
        self._spare = self._spare_of_places()

    def _losses(self) -> list[tuple[int, Floats]]:
        """Flow that events take, by first step (from 0), the latest first; see `events.cuts`."""
        flows, scenario = self.network.links, self.scenario
        clocks = sorted({event.start_step for event in scenario.disruptions}, reverse=True)
        found: list[tuple[int, Floats]] = []
        before = np.zeros_like(self.calendar.base_flow)
        for clock in clocks:
            if clock > scenario.steps:
                continue
            later = tuple(event for event in scenario.disruptions if event.start_step >= clock)
            struck = tuple(Blow(event) for event in later)
            now = cuts(flows, self.calendar, struck, 1, self.chosen.route_capacity).lost[..., 0].T
            found.append((clock - 1, np.maximum(now - before, 0.0)))
            before = now
        return found

    def _stocks(self) -> tuple[Floats, Floats]:
        """Stock at the start, and what of it may be drawn, by column; kept, since a slider moves events."""
        scenario = self.scenario
        key = (scenario.assumptions, scenario.responses.draw_stocks, scenario.start)
        return self.network.links.kept("stocks of places", key, self._read_stocks)

    def _read_stocks(self) -> tuple[Floats, Floats]:
        floor_days = self.scenario.responses.draw_stocks
        initial, usable = np.zeros(self.size), np.zeros(self.size)
        for i, known in enumerate(self.network.known):
            if known is None:
                continue
            demand = float(self.network.demand[i])
            state = defaults.stock_state(self.scenario, known, demand)
            initial[i] = state.initial
            if floor_days is not None:
                usable[i] = max(state.initial - floor_days * demand / profiles.DAYS_IN_YEAR, 0.0)
        return initial, usable

    def _spare_of_places(self) -> Floats:
        """What each column may deliver more to those who ask, (step, column).

        A link that an event hits has no spare, and nor has a place that lacks supply itself.
        """
        if not self.scenario.uses_spare:
            return np.zeros_like(self.base.demand)
        offered = np.where(self.lost > 0, 0.0, self.base.flow * self.chosen.spare[:, 0])
        pool = summed(offered, self.network.exporter, self.size)
        return np.where(self.lost_imports > 0, 0.0, pool)

    def share(self) -> Shared:
        """Replace, relieve and pass on; the arrays of the run then hold what was done."""
        network = self.network
        lacking = np.zeros_like(self.base.demand)
        for clock, lost in self.lost_by_clock:
            imports = summed(lost, network.importer, self.size)
            start = np.full(self.size, float(self.calendar.weeks[clock]))
            lacking = lacking + imports - self._replace(imports, start)
        lacking = self._named_sources(lacking)
        home_first = 0.0 if self.scenario.across_places == PROPORTIONAL else 1.0
        return pass_on(
            np.maximum(lacking, 0.0),
            self.base.claims,
            self.base.flow - self.lost,
            network.exporter,
            network.importer,
            self._home_first(home_first),
            self._replace_new,
            self._relieve,
        )

    def _home_first(self, default: float) -> Floats:
        """By column: how much an exporter that is short serves itself first; the scenario may say
        otherwise."""
        result = np.full(self.size, default)
        if any(override.path[0] == "home_first" for override in self.scenario.assumptions):
            for i, (place, commodity) in enumerate(self.network.columns):
                stated = self.scenario.assumption("home_first", place, commodity)
                if stated is not None and stated.value is not None:
                    result[i] = stated.value
        return result

    def _replace_new(self, new: Floats) -> Floats:
        """What is still lacking of newly lost imports, replaced on the clock of their first loss."""
        started = (new > 0).argmax(axis=0)
        return new - self._replace(new, self.calendar.weeks[:-1][started])

    def _replace(self, lost: Floats, clock: Floats) -> Floats:
        """Replacement of lost imports by column, from spare that importers share in proportion to their loss.

        clock: in weeks, by column. `by_link` and `used` grow by what is taken.
        """
        network = self.network
        spare, delays = self._spare, self.chosen.delay_of
        taken = np.zeros_like(lost)
        asking: NDArray[np.bool_] = np.any(lost > 0, axis=0)
        offering: NDArray[np.bool_] = np.any(spare > 0, axis=0)
        links = np.flatnonzero(asking[network.importer] & offering[network.exporter])
        if not len(links):
            return taken
        exporter, importer = network.exporter[links], network.importer[links]
        asked = np.where(self.lost[:, links] > 0, 0.0, lost[:, importer])
        whole = summed(asked, exporter, self.size)[:, exporter]
        # Every importer has a clock of its own: it counts as a part of the lead time.
        lead = self.chosen.lead[delays[links], 0] + clock[importer]
        ramp = self.chosen.ramp[delays[links], 0]
        arrived = spare[:, exporter] * profiles.take_profile(self.calendar.weeks, 0.0, lead, ramp)
        offered = np.maximum(arrived - self.used[:, exporter], 0.0)
        offered = offered * np.divide(asked, whole, out=np.zeros_like(asked), where=whole > 0)
        offers = summed(offered, importer, self.size)
        share = np.divide(np.minimum(lost, offers), offers, out=np.zeros_like(offers), where=offers > 0)
        given = offered * share[:, importer]
        self.by_link[:, links] += given
        self.used = self.used + summed(given, exporter, self.size)
        return summed(given, importer, self.size)

    def _named_sources(self, lacking: Floats) -> Floats:
        """What is lacking after the sources that the scenario names for its focus."""
        result = lacking.copy()
        steps = len(self.calendar.days)
        for source in self.scenario.responses.sources:
            ids = {self.network.links.commodities[k].id for k in self.network.links.expand(source.commodity)}
            own = [
                i for i, (place, name) in enumerate(self.network.columns)
                if place == self.scenario.focus and name in ids
            ]  # fmt: skip
            ramp = profiles.ramp_profile(source.start_step, source.ramp_steps, steps)
            offered = source.quantity_per_week * self.calendar.days / 7.0 * ramp
            wanted = result[:, own]
            whole = wanted.sum(axis=1)
            part = np.divide(np.minimum(offered, whole), whole, out=np.zeros_like(whole), where=whole > 0)
            result[:, own] = wanted * (1.0 - part[:, None])
        self.named = lacking - result
        return result

    def _relieve(self, lacking: Floats) -> tuple[Floats, Floats]:
        """What is lacking after savings, unsold exports and stocks, worked out anew from all that is lacking,
        and the uses that remain."""
        saving = self.scenario.responses.saving
        short = lacking
        if saving:
            self.saved = np.minimum(short, saving * self.base.demand)
            short = short - self.saved
        if self.unsold.any():
            self.at_home = np.minimum(short, self.unsold)
            short = short - self.at_home
        usable = self.stocks[1]
        drawn = np.flatnonzero((usable > 0) & short.any(axis=0))
        if len(drawn):
            self.draw = np.zeros_like(short)
            self.draw[:, drawn] = self._drawn(short[:, drawn], drawn)
            short = short - self.draw
        return short, self.base.claims - self.saved

    def _drawn(self, short: Floats, columns: Integers) -> Floats:
        """What stocks give: all that is lacking, at most the largest draw, until the floor is reached."""
        most = np.full(short.shape, np.inf)
        days = self.calendar.days
        for i, column in enumerate(columns):
            known = self.network.known[column]
            if known is None:
                continue
            limit = defaults.weekly_limit(self.scenario, "max_draw", known)
            if limit is None and known.gas and known.capacity is not None:
                # Half of the full rate: what an emptying store gives at least.
                limit = 0.5 * known.capacity / defaults.GAS_DRAW_DAYS * 7.0
            if limit is not None:
                most[:, i] = limit * days / 7.0
        wanted = np.cumsum(np.minimum(short, most), axis=0)
        taken = np.minimum(wanted, self.stocks[1][columns])
        return np.diff(taken, axis=0, prepend=0.0)

    def outcome(self, shared: Shared, rule: str, rest: Floats, lost_on: Floats) -> PlacesOutcome:
        """The outcome, given what each column lacks in the end and what each link is not sent."""
        network, base = self.network, self.base
        uses = base.claims - self.saved
        part = np.divide(base.demand - self.saved, uses, out=np.zeros_like(uses), where=uses > 0)
        unserved = np.minimum(rest * part, base.demand - self.saved)
        passed = summed(lost_on, network.importer, self.size)
        unsold = self.unsold - self.at_home
        flow = base.flow - self.lost - lost_on + self.by_link
        return PlacesOutcome(
            scenario=self.scenario,
            network=network,
            calendar=self.calendar,
            rule=rule,
            demand=base.demand,
            served=base.demand - self.saved - unserved,
            unserved=unserved,
            saved=self.saved,
            lost=self.lost_imports,
            passed_on=passed,
            replaced=summed(self.by_link, network.importer, self.size) + self.named,
            spare=self.used,
            kept=summed(lost_on, network.exporter, self.size),
            draw=self.draw,
            stock=self.stocks[0] - np.cumsum(self.draw, axis=0),
            unsold=unsold,
            production=base.production - np.minimum(unsold, base.production),
            unexplained=base.claims - base.demand - (rest - unserved),
            flow=flow,
            passes=shared.passes,
            by_necessity=shared.by_necessity,
        )


def _together(network: PlacesNetwork, run: _Run, shared: Shared) -> tuple[Floats, Floats]:
    """What columns lack and links are not sent if all share what there is: see `sharing.cooperative`.

    Stocks, savings and replacement are those of the national run; its flows are one way to share, so that the
    worst-off place is never worse off here.
    """
    rest = np.maximum(shared.gap - shared.kept, 0.0)
    lost_on = shared.lost.copy()
    capacity = run.base.flow - run.lost + run.by_link
    wants = run.base.claims - run.saved
    inward = summed(capacity, network.importer, run.size)
    outward = summed(capacity, network.exporter, run.size)
    full = shared.gap - summed(shared.lost, network.importer, run.size)
    supply = wants - full + outward - inward
    kinds = np.unique(network.commodity)
    known: dict[bytes, tuple[Floats, Floats]] = {}
    for t in np.flatnonzero(rest.any(axis=1)).tolist():
        for k in kinds.tolist():
            own = np.flatnonzero(network.commodity == k)
            if not rest[t, own].any():
                continue
            links = np.flatnonzero(network.commodity[network.exporter] == k)
            at = np.full(run.size, -1, np.intp)
            at[own] = np.arange(len(own))
            case = (np.maximum(supply[t, own], 0.0), wants[t, own], capacity[t, links])
            key = b"".join([bytes([k % 256]), *(values.tobytes() for values in case)])
            if key not in known:
                known[key] = cooperative(*case, at[network.exporter[links]], at[network.importer[links]])
            share, flow = known[key]
            rest[t, own] = wants[t, own] * (1.0 - share)
            lost_on[t, links] = np.maximum(capacity[t, links] - flow, 0.0)
    return rest, lost_on
