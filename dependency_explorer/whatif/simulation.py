"""The simulation: deviations from the baseline, step by step, each step knowing only the past.

Lost flow, replacement and savings depend on the scenario alone and are worked out for all steps at once; only
the stock is followed step by step. All cases of a batch (draws of the assumptions, or failures one by one) go
through together: the last axis of every array here counts them, and is 1 where they do not differ. Because
nothing but deviations is added, a scenario that cuts nothing returns the loaded numbers bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.events import Blow, Cuts, blows, by_column, cuts
from dependency_explorer.whatif.network import Calendar, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.parameters import Parameters, Sample, parameters
from dependency_explorer.whatif.replacement import Replaced, replacement, spare_flow
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.storage import Stored, stocks

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """What the engine computes for a batch, in its own order of axes.

    Axes (commodity, step, case): unserved, saved, shrunk (use that no table explains, given up), spill,
    production_cut, kept_home (what a place short itself keeps of its exports). lost by (link, step, case).
    """

    network: SupplyNetwork
    calendar: Calendar
    chosen: Parameters
    cut: Cuts
    replaced: Replaced
    stored: Stored
    unserved: Floats
    saved: Floats
    shrunk: Floats
    spill: Floats
    production_cut: Floats
    kept_home: Floats


def simulate(network: SupplyNetwork, scenario: Scenario, draws: int = 1, seed: int = 0) -> Outcome:
    """Run a scenario on a network.

    draws: 1 runs on the assumptions as they stand in the ledger; more draw each assumption that has a range
    from it, by latin hypercube. seed: the same one gives the same numbers, and the same quantile of an
    assumption in whatever scenario it occurs. Raises DataError where the scenario does not fit the network.
    """
    if draws < 1:
        raise DataError(f"The number of draws is {draws}; at least 1 is needed.")
    if draws == 1:
        return simulate_sample(network, scenario, {}, 1)
    from dependency_explorer.whatif.sampling import latin_hypercube

    return simulate_sample(network, scenario, latin_hypercube(network, scenario, draws, seed), draws)


def simulate_sample(network: SupplyNetwork, scenario: Scenario, sample: Sample, draws: int) -> Outcome:
    """Run a scenario at given quantiles of its assumptions, one path a draw."""
    check(network, scenario)
    return _outcome(scenario, run(network, scenario, blows(scenario), draws, sample), draws)


def check(network: SupplyNetwork, scenario: Scenario) -> None:
    """Raise DataError where a scenario does not fit the network."""
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


def run(
    network: SupplyNetwork, scenario: Scenario, struck: Sequence[Blow], cases: int,
    sample: Sample | None = None,
) -> Run:  # fmt: skip
    """Run a batch: the horizon, responses and assumptions of the scenario under the given blows.

    cases: how many there are. sample: quantiles of the assumptions, one a case.
    """
    calendar = network.calendar(scenario)
    chosen = parameters(network, scenario, sample)
    cut = cuts(network, calendar, struck, cases, chosen.route_capacity)
    drawn = scenario.responses.draw_stocks is not None
    refills = drawn and bool((cut.quiet_from < len(calendar.days)).any())
    spare = spare_flow(network, calendar, chosen, cut) if scenario.uses_spare or refills else None
    replaced = replacement(network, scenario, calendar, chosen, cut, spare if scenario.uses_spare else None)

    size = len(network.commodities)
    demand, production = _tall(calendar.base_demand), _tall(calendar.base_production)
    lost = cut.lost_columns.sum(axis=0)
    gap = lost[:size] - replaced.by_column[:size]
    for source, row in zip(replaced.sources, replaced.by_source, strict=True):
        gap = _less(gap, network.index[source.commodity], row)
    gap = np.maximum(gap, 0.0)
    unsold = np.maximum(lost[size:] - replaced.by_column[size:], 0.0)
    saved = np.minimum(gap, chosen.saving[:, None, :] * demand * cut.in_force)
    gap = gap - saved
    # What foreign buyers leave serves the home market first.
    at_home = np.minimum(gap, unsold)
    gap, unsold = gap - at_home, unsold - at_home

    stored = stocks(network, calendar, chosen, cut, gap, unsold, spare if refills else None, drawn)
    gap, unsold = gap - stored.draw, unsold - stored.piled
    cut_output = np.minimum(unsold, production)

    kept_home = np.minimum(gap, _exported(network, calendar, cut, replaced))
    gap = gap - kept_home
    # A use that no table explains (a negative statistical difference) shrinks in proportion to supply.
    unexplained = np.maximum(-_tall(calendar.base_difference), 0.0)
    if unexplained.any():
        claims = demand - saved + unexplained
        part = np.divide(unexplained, claims, out=np.zeros_like(claims), where=claims > 0)
        shrunk = gap * part
    else:
        shrunk = np.zeros_like(unexplained)
    return Run(
        network=network,
        calendar=calendar,
        chosen=chosen,
        cut=cut,
        replaced=replaced,
        stored=stored,
        unserved=np.minimum(gap - shrunk, demand - saved),
        saved=saved,
        shrunk=shrunk,
        spill=unsold - cut_output,
        production_cut=cut_output,
        kept_home=kept_home,
    )


def _tall(values: Floats) -> Floats:
    """Baseline values (step, item) as (item, step, 1)."""
    return np.ascontiguousarray(values.T)[..., None]


def _less(values: Floats, row: int, amount: Floats) -> Floats:
    """The values with an amount taken off one row, spread to as many cases as the amount has."""
    values = _widened(values, amount.shape[-1])
    values[row] -= amount
    return values


def _widened(values: Floats, cases: int) -> Floats:
    """A copy that holds at least as many cases."""
    cases = max(cases, values.shape[-1])
    return np.broadcast_to(values, (*values.shape[:-1], cases)).copy()


def _exported(network: SupplyNetwork, calendar: Calendar, cut: Cuts, replaced: Replaced) -> Floats:
    """What still leaves a place, by (commodity, step, case): that much it may keep where it is short."""
    size, steps = len(network.commodities), len(calendar.days)
    if not (network.column >= size).any():
        return np.zeros((size, steps, 1))
    shipped = _tall(calendar.base_flow) - cut.lost + replaced.by_link
    return by_column(network, shipped)[size:]


def flows(made: Run) -> tuple[tuple[SupplyLink, ...], Floats, Floats]:
    """Links with the named sources behind them, flow and replacement of each, (link, step, case).

    What a place keeps at home is taken from all its buyers in proportion.
    """
    network, replaced = made.network, made.replaced
    flow = _tall(made.calendar.base_flow) - made.cut.lost + made.stored.extra
    by_link = replaced.by_link
    size = len(network.commodities)
    outward = np.flatnonzero(network.column >= size).tolist()
    if outward and made.kept_home.any():
        available = _exported(network, made.calendar, made.cut, replaced)
        kept = made.kept_home
        share = np.divide(kept, available, out=np.zeros(kept.shape), where=available > 0)
        flow, by_link = _widened(flow, share.shape[-1]), _widened(by_link, share.shape[-1])
        for e in outward:
            left = 1.0 - share[network.column[e] - size]
            flow[e] *= left
            by_link[e] *= left
    return network.links, flow, by_link


def _outcome(scenario: Scenario, made: Run, draws: int) -> Outcome:
    """The batch as an outcome: axes (draw, step, …), every array as long as there are draws."""
    network, calendar, cut, stored = made.network, made.calendar, made.cut, made.stored
    size = len(network.commodities)
    links, flow, by_link = flows(made)
    replaced = made.replaced
    back = by_column(network, by_link)[size:] if (network.column >= size).any() else np.zeros((size, 1, 1))
    lost = cut.lost_columns.sum(axis=0)
    exports = _tall(calendar.base_exports) - lost[size:] + replaced.by_column[size:] - made.kept_home
    if replaced.sources:
        links = links + replaced.sources
        nothing = np.zeros((len(replaced.sources), *flow.shape[1:]))
        flow = np.concatenate([flow, nothing])
        by_source = _widened(replaced.by_source, by_link.shape[-1])
        by_link = np.concatenate([_widened(by_link, by_source.shape[-1]), by_source])

    def drawn(values: Floats, length: int = size) -> Floats:
        return np.broadcast_to(values, (length, len(calendar.days), draws)).transpose(2, 1, 0)

    demand = _tall(calendar.base_demand)
    clocks = np.broadcast_to(cut.lost_columns, (*cut.lost_columns.shape[:-1], draws))
    return Outcome(
        scenario=scenario,
        network=network,
        calendar=calendar,
        supply_links=links,
        demand=drawn(demand),
        served=drawn(demand - made.saved - made.unserved),
        unserved=drawn(made.unserved),
        saved=drawn(made.saved),
        production=drawn(_tall(calendar.base_production) - made.production_cut),
        difference=drawn(_tall(calendar.base_difference) + made.shrunk),
        stock=drawn(stored.level),
        draw=drawn(stored.draw),
        fill=drawn(stored.fill),
        spill=drawn(made.spill),
        exports=drawn(exports),
        diverted=drawn(back),
        stockpiled=drawn(stored.piled),
        production_cut=drawn(made.production_cut),
        flow=drawn(flow, len(links)),
        replacement=drawn(by_link, len(links)),
        in_force=cut.in_force[..., 0].T,
        event_lost=clocks.transpose(3, 0, 2, 1),
        touched=cut.touched,
        idle_events=cut.idle,
    )
