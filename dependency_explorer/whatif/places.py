"""The simulation over all places: an exporter that runs short passes its shortage on.

Everything is a deviation from the baseline, as in the simulation of one place, so that a scenario that cuts
nothing leaves every place as loaded. What differs: spare is asked for by all importers together, a shortage
travels along the links, and the scenario says who bears it (`across_places`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.events import Blow, cuts
from dependency_explorer.whatif.parameters import Parameters, parameters
from dependency_explorer.whatif.places_market import Market
from dependency_explorer.whatif.places_network import PlacesNetwork
from dependency_explorer.whatif.places_outcome import PlacesOutcome
from dependency_explorer.whatif.places_stores import Stores, stores
from dependency_explorer.whatif.replacement import source_offer
from dependency_explorer.whatif.sharing import Shared, cooperative, pass_on, summed

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.network import Calendar
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]

NATIONAL_FIRST, PROPORTIONAL, COOPERATIVE = "national-first", "proportional", "cooperative"


def simulate_places(network: PlacesNetwork, scenario: Scenario) -> PlacesOutcome:
    """Run a scenario on all places. Its rule `across_places` says who bears a shortage: national-first (the
    default), proportional or cooperative. Raises DataError where the scenario does not fit the network."""
    _refuse(scenario)
    run = _Run(network, scenario)
    shared = run.share()
    rule = scenario.across_places or NATIONAL_FIRST
    national = run.national(shared)
    return run.outcome(shared, rule, _together(run, national) if rule == COOPERATIVE else national)


def everywhere(dataset: Dataset, outcome: Outcome) -> PlacesOutcome:
    """The scenario of a run on all places that trade what its events hit; the network is remembered."""
    hit = tuple(name for name in outcome.commodities if name in outcome.touched)
    network = outcome.network.kept(
        "all places", hit, lambda: PlacesNetwork.from_dataset(dataset, outcome.network, hit)
    )
    return simulate_places(network, outcome.scenario)


def _refuse(scenario: Scenario) -> None:
    """Raise DataError for events and responses that only a run of one place computes."""
    for position, event in enumerate(scenario.disruptions, start=1):
        if event.target.kind != "supply":
            raise DataError(
                f"Event {position} is on {event.target.kind}; a run over all places follows events on supply "
                "only. Run the place by itself (without across_places), or leave the event out."
            )
    responses = scenario.responses
    for key, wanted in (
        ("responses.draw_stocks.stretch", responses.stretch is not None),
        ("responses.switch", bool(responses.switches)),
        ("responses.price_response", responses.price_response),
        ("assumptions.demand_level", any(one.path[0] == "demand_level" for one in scenario.assumptions)),
    ):
        if wanted:
            raise DataError(
                f"The scenario key “{key}” is not computed in a run over all places. Remove it, or run "
                "the scenario for its focus alone."
            )


@dataclass(frozen=True, slots=True)
class _Weekly:
    """Baseline amounts by step: flow of links, then what belongs to columns."""

    flow: Floats
    demand: Floats
    claims: Floats
    production: Floats


@dataclass(frozen=True, slots=True)
class _Borne:
    """Who bears a shortage. rest: what each column lacks in the end. lost: what links do not bring of their
    baseline because exporters keep it; diverted: what they bring beyond it of unsold exports. relief: what
    of that serves those who lack, and beyond: what is bought besides, by column."""

    rest: Floats
    lost: Floats
    diverted: Floats
    relief: Floats
    beyond: Floats


@dataclass(eq=False)
class _Run:
    """One run: what is the same in every pass, and what has been used so far."""

    network: PlacesNetwork
    scenario: Scenario
    calendar: Calendar = field(init=False)
    chosen: Parameters = field(init=False)
    base: _Weekly = field(init=False)
    stores: Stores = field(init=False)
    market: Market = field(init=False)
    lost: Floats = field(init=False)
    lost_supply: Floats = field(init=False)
    diverted: Floats = field(init=False)
    named: Floats = field(init=False)
    relief: Floats = field(init=False)
    saved: Floats = field(init=False)
    at_home: Floats = field(init=False)
    draw: Floats = field(init=False)
    piled: Floats = field(init=False)

    def __post_init__(self) -> None:
        network, scenario = self.network, self.scenario
        self.calendar = calendar = network.links.calendar(scenario)
        self.chosen = parameters(network.links, scenario)
        self.size = len(network.columns)
        weights = calendar.weights[:, network.commodity]
        demand = network.demand * weights
        self.base = _Weekly(
            calendar.base_flow, demand, demand + network.unexplained * weights, network.production * weights
        )
        self.stores = stores(network, scenario)
        self._strike()
        self.lost_supply = summed(self.lost, network.importer, self.size) + self.lost_output
        self.unsold = summed(self.lost, network.exporter, self.size)
        self.market = Market(network, calendar, self.chosen, self.lost, self.lost_supply, self.routes)
        self.diverted = np.zeros_like(self.lost)
        self.named = self.relief = self.saved = self.at_home = np.zeros_like(demand)
        self.draw = self.piled = np.zeros_like(demand)

    def _strike(self) -> None:
        """What events take of links and of the focus' own output, by first step (from 0), the latest first;
        see `events.cuts`."""
        flows, scenario = self.network.links, self.scenario
        events = [event for event in scenario.disruptions if event.start_step <= scenario.steps]
        # Without any event the routes still have their capacities.
        clocks = sorted({event.start_step for event in events}, reverse=True) or [scenario.steps]
        self.lost_by_clock: list[tuple[int, Floats]] = []
        self.output_by_clock: list[Floats] = []
        self.lost = np.zeros_like(self.calendar.base_flow)
        output = np.zeros((len(self.calendar.days), len(flows.commodities)))
        own = [network_column == flows.focus for network_column, _ in self.network.columns]
        for clock in clocks:
            struck = tuple(Blow(event) for event in events if event.start_step >= clock)
            made = cuts(flows, self.calendar, struck, 1, self.chosen.route_capacity)
            lost = np.ascontiguousarray(made.lost[..., 0].T)
            lost_output = made.lost_output[..., 0].T
            self.lost_by_clock.append((clock - 1, np.maximum(lost - self.lost, 0.0)))
            now = np.maximum(lost_output - output, 0.0)
            self.output_by_clock.append(np.where(own, now[:, self.network.commodity], 0.0))
            self.lost, output = lost, lost_output
        self.lost_output = np.where(own, output[:, self.network.commodity], 0.0)
        self.routes, self.quiet_from = made.route_capacity[..., 0], int(made.quiet_from.max())

    def share(self) -> Shared:
        """Replace, divert, relieve and pass on; the arrays of the run then hold what was done."""
        network, market, uses_spare = self.network, self.market, self.scenario.uses_spare
        lacking = np.zeros_like(self.base.demand)
        for (clock, lost), output in zip(self.lost_by_clock, self.output_by_clock, strict=True):
            supply = summed(lost, network.importer, self.size) + output
            start = np.full(self.size, float(self.calendar.weeks[clock]))
            lacking = lacking + supply - (market.replace(supply, start) if uses_spare else 0.0)
        lacking = self._named_sources(np.maximum(lacking, 0.0))
        if uses_spare and self.unsold.any():
            self.diverted = market.divert(self.lost_by_clock, self.lost_supply > 0)
        home_first = 0.0 if self.scenario.across_places == PROPORTIONAL else 1.0
        return pass_on(
            lacking,
            self.base.claims,
            self.base.flow - self.lost,
            network.exporter,
            network.importer,
            self._home_first(home_first),
            self._replace_new if uses_spare else None,
            self._relieve,
            self.diverted if self.diverted.any() else None,
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
        return new - self.market.replace(new, self.calendar.weeks[:-1][started])

    def _named_sources(self, lacking: Floats) -> Floats:
        """What is lacking after the sources that the scenario names for its focus."""
        result, flows = lacking.copy(), self.network.links
        struck = tuple(Blow(event) for event in self.scenario.disruptions)
        for position, source in enumerate(self.scenario.responses.sources):
            ids = {flows.commodities[k].id for k in flows.expand(source.commodity)}
            own = [
                i for i, (place, name) in enumerate(self.network.columns)
                if place == self.scenario.focus and name in ids
            ]  # fmt: skip
            offered = source_offer(flows, self.calendar, self.chosen, source, position, struck)[:, 0]
            wanted = result[:, own]
            whole = wanted.sum(axis=1)
            part = np.divide(np.minimum(offered, whole), whole, out=np.zeros_like(whole), where=whole > 0)
            result[:, own] = wanted * (1.0 - part[:, None])
        self.named = lacking - result
        return result

    def _relieve(self, lacking: Floats, more: Floats) -> tuple[Floats, Floats]:
        """What is lacking after what comes beyond the baseline, savings, unsold exports and stocks, worked out
        anew from all that is lacking, and the uses that remain."""
        saving = self.scenario.responses.saving
        short = lacking
        if self.diverted.any():
            self.relief = np.minimum(short, more)
            short = short - self.relief
        if saving:
            self.saved = np.minimum(short, saving * self.base.demand)
            short = short - self.saved
        # What is sold elsewhere, as replacement or beyond the baseline of others, is not unsold.
        left = np.maximum(self.unsold - self.market.used, 0.0)
        if left.any():
            self.at_home = np.minimum(short, left)
            short, left = short - self.at_home, left - self.at_home
        self.draw, self.piled = self.stores.moved(short, left, self.calendar.days)
        return short - self.draw, self.base.claims - self.saved

    def national(self, shared: Shared) -> _Borne:
        """Who bears the shortage where it was passed on."""
        rest = np.maximum(shared.gap - shared.kept, 0.0)
        beyond = summed(shared.beyond, self.network.importer, self.size) - self.relief
        return _Borne(rest, shared.lost, shared.beyond, self.relief, np.maximum(beyond, 0.0))

    def _refill(self) -> tuple[Floats, Floats]:
        """What refills stores after the last event, by column and by link, from the spare of links."""
        fill, by_link = np.zeros_like(self.base.demand), np.zeros_like(self.lost)
        quiet = self.quiet_from
        if not self.stores.drawn or quiet >= len(fill) or not self.draw.any():
            return fill, by_link
        network, spare = self.network, self.market.of_links[quiet:]
        level = self.stores.initial + (self.piled - self.draw).sum(axis=0)
        arriving = summed(spare, network.importer, self.size)
        fill[quiet:] = self.stores.refilled(level, arriving, self.calendar.days[quiet:])
        share = np.divide(fill[quiet:], arriving, out=np.zeros_like(arriving), where=arriving > 0)
        by_link[quiet:] = spare * share[:, network.importer]
        return fill, by_link

    def outcome(self, shared: Shared, rule: str, borne: _Borne) -> PlacesOutcome:
        """The outcome, given who bears the shortage."""
        network, base, market = self.network, self.base, self.market
        uses = base.claims - self.saved
        part = np.divide(base.demand - self.saved, uses, out=np.zeros_like(uses), where=uses > 0)
        unserved = np.minimum(borne.rest * part, base.demand - self.saved)
        left = np.maximum(self.unsold - market.used, 0.0) - self.at_home - self.piled
        made = base.production - self.lost_output
        production_cut = np.clip(left, 0.0, np.maximum(made, 0.0))
        fill, refilling = self._refill()
        not_sent = borne.lost + self.diverted - borne.diverted
        return PlacesOutcome(
            scenario=self.scenario,
            network=network,
            calendar=self.calendar,
            rule=rule,
            demand=base.demand,
            served=base.demand - self.saved - unserved,
            unserved=unserved,
            saved=self.saved,
            lost=self.lost_supply,
            passed_on=summed(borne.lost, network.importer, self.size),
            replaced=summed(market.by_link, network.importer, self.size) + self.named + borne.relief,
            spare=np.maximum(market.used - self.unsold, 0.0) + summed(refilling, network.exporter, self.size),
            kept=summed(not_sent, network.exporter, self.size),
            diverted=summed(borne.diverted, network.exporter, self.size),
            beyond=borne.beyond,
            stockpiled=self.piled,
            production_cut=production_cut,
            spill=np.maximum(left - production_cut, 0.0),
            draw=self.draw,
            fill=fill,
            stock=self.stores.initial + np.cumsum(self.piled + fill - self.draw, axis=0),
            production=made - production_cut,
            unexplained=base.claims - base.demand - (borne.rest - unserved),
            flow=base.flow - self.lost - borne.lost + market.by_link + borne.diverted + refilling,
            passes=shared.passes,
            by_necessity=shared.by_necessity,
        )


def _together(run: _Run, national: _Borne) -> _Borne:
    """Who bears the shortage if all share what there is: see `sharing.cooperative`.

    Stocks, savings, replacement and diversion are those of the national run; its flows are one way to share,
    so that the worst-off place is never worse off here.
    """
    network = run.network
    rest, lost, diverted = national.rest.copy(), national.lost.copy(), national.diverted.copy()
    relief, beyond = national.relief.copy(), national.beyond.copy()
    capacity = run.base.flow - run.lost + run.market.by_link + run.diverted
    flow = capacity - national.lost - (run.diverted - national.diverted)
    wants = run.base.claims - run.saved
    inward, outward = (summed(flow, ends, run.size) for ends in (network.importer, network.exporter))
    supply = wants - rest + beyond + outward - inward
    # Rounding is no need; but a place may pile up more of what comes in than it makes.
    supply = np.where(np.abs(supply) > 1e-12 * (wants + inward), supply, 0.0)
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
            case = (supply[t, own], wants[t, own], capacity[t, links])
            key = b"".join([k.to_bytes(4), *(values.tobytes() for values in case)])
            if key not in known:
                known[key] = cooperative(*case, at[network.exporter[links]], at[network.importer[links]])
            share, sent = known[key]
            rest[t, own] = wants[t, own] * (1.0 - share)
            not_sent = np.maximum(capacity[t, links] - sent, 0.0)
            # What would have gone beyond the baseline is left out first: nobody lacks it.
            left_out = np.minimum(not_sent, run.diverted[t, links])
            diverted[t, links] = run.diverted[t, links] - left_out
            lost[t, links] = not_sent - left_out
            relief[t, own] = summed(diverted[t : t + 1], network.importer, run.size)[0, own]
            beyond[t, own] = 0.0
    return _Borne(rest, lost, diverted, relief, beyond)
