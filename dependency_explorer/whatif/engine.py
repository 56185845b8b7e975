"""The engine: one batch of runs, step by step, each step knowing only the past.

Lost flow, replacement and savings depend on the scenario alone and are worked out for all steps at once; only
the stock is followed step by step. All cases of a batch (draws of the assumptions, or failures one by one) go
through together: the last axis of every array here counts them, and is 1 where they do not differ. Because
nothing but deviations is added, a scenario that cuts nothing returns the loaded numbers bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.events import Blow, Cuts, by_column, cuts
from dependency_explorer.whatif.home_events import users
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters, Sample, parameters
from dependency_explorer.whatif.price_response import given_way
from dependency_explorer.whatif.replacement import Replaced, Spare, replacement
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.storage import Stored, stocks
from dependency_explorer.whatif.stretching import parts
from dependency_explorer.whatif.switching import Switched, switched

Floats = NDArray[np.float64]

CACHED = 520_000
"""Numbers of one array that stay near the processor: 250 cases of 40 links over 52 weeks."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the engine computes for a batch, in its own order of axes.

    Axes (commodity, step, case): unserved, saved, shrunk (use that no table explains, given up), spill,
    production_cut, kept_home (what a place short itself keeps of its exports), given_way (demand that falls
    as the price rises), demand (the baseline's with what events add). lost by (link, step, case). switched:
    None where the scenario switches nothing.
    """

    network: SupplyNetwork
    calendar: Calendar
    chosen: Parameters
    cut: Cuts
    spare: Spare | None
    replaced: Replaced
    stored: Stored
    demand: Floats
    unserved: Floats
    saved: Floats
    shrunk: Floats
    spill: Floats
    production_cut: Floats
    kept_home: Floats
    given_way: Floats
    switched: Switched | None


def block_of(network: SupplyNetwork, scenario: Scenario) -> int:
    """Cases that should go through at once; more leave the processor's cache and take longer each."""
    return max(8, min(2000, CACHED // max(1, len(network.links) * scenario.steps)))


def run(
    network: SupplyNetwork, scenario: Scenario, struck: Sequence[Blow], cases: int,
    sample: Sample | None = None, links: bool = False,
) -> Run:  # fmt: skip
    """Run a batch: the horizon, responses and assumptions of the scenario under the given blows.

    cases: how many there are. sample: quantiles of the assumptions, one a case. links: whether to keep what
    each link replaces, which takes most of the memory.
    """
    if cases > 1:
        _keep_freed_memory()
    calendar = network.calendar(scenario)
    chosen = parameters(network, scenario, sample)
    cut = cuts(network, calendar, struck, cases, chosen.route_capacity, chosen.demand_level)
    drawn = scenario.responses.draw_stocks is not None
    refills = drawn and bool((cut.quiet_from < len(calendar.days)).any())
    spare = Spare(network, calendar, chosen, cut) if scenario.uses_spare or refills else None
    used = spare if scenario.uses_spare else None
    replaced = replacement(network, scenario, calendar, chosen, cut, used, struck, links)

    size = len(network.commodities)
    demand, production = tall(calendar.base_demand) + cut.added, tall(calendar.base_production)
    lost = cut.lost_columns.sum(axis=0)
    gap = lost[:size] - replaced.by_column[:size]
    for source, row in zip(replaced.sources, replaced.by_source, strict=True):
        gap = _less(gap, network.index[source.commodity], row)
    np.maximum(gap, 0.0, out=gap)
    unsold = lost[size:]
    if unsold.any():
        unsold = np.maximum(unsold - replaced.by_column[size:], 0.0)
    usual = tall(calendar.base_demand)
    if cut.eased.any():
        # Where nothing is missing supply follows demand, so that less demand relieves a shortage and no more.
        eased = np.minimum(gap, cut.eased)
        gap, demand, usual = gap - eased, demand - eased, usual - eased
    # A share of usual demand: a surge that is wholly replaced must not make room for more saving.
    saved = np.minimum(gap, chosen.saving[:, None, :] * usual * cut.in_force)
    gap = gap - saved
    if unsold.any():
        # What foreign buyers leave serves the home market first.
        at_home = np.minimum(gap, unsold)
        gap, unsold = gap - at_home, unsold - at_home

    stretch, refilling = scenario.responses.stretch, spare if refills else None
    bridge = None if stretch is None or not drawn else parts(network, calendar, stretch, struck, cases)
    stored = stocks(network, calendar, chosen, cut, gap, unsold, refilling, drawn, bridge)
    gap = gap - stored.draw
    if unsold.any():
        unsold = unsold - stored.piled

    exports = kept_home = exported(network, calendar, cut, replaced)
    if kept_home.any():
        kept_home = np.minimum(gap, kept_home)
        gap = gap - kept_home
    # A use that no table explains (a negative statistical difference) shrinks in proportion to supply.
    unexplained = np.maximum(-tall(calendar.base_difference), 0.0)
    if unexplained.any():
        claims = demand - saved + unexplained
        part = np.divide(unexplained, claims, out=np.zeros_like(claims), where=claims > 0)
        shrunk = gap * part
    else:
        shrunk = np.zeros_like(unexplained)
    short = np.minimum(gap - shrunk, demand - saved)
    moved, given = None, np.zeros((size, len(calendar.days), 1))
    if scenario.responses.switches:
        moved = switched(
            network, scenario, calendar, chosen, cut, replaced, used, refilling, bridge, short, gap, unsold,
            exports, kept_home, stored,
        )  # fmt: skip
        unsold, kept_home, stored = moved.unsold, moved.kept_home, moved.stored
    if scenario.responses.price_response:
        away = 0.0 if moved is None else moved.away
        felt = short * users(network, cut.rises) - away
        # A share of usual demand, as savings are.
        wish = (usual - saved) * users(network, None) - away
        given = given_way(chosen, np.maximum(felt, 0.0), np.maximum(wish, 0.0), cut.in_force)
    cut_output = np.minimum(unsold, production - cut.lost_output)
    return Run(
        network=network,
        calendar=calendar,
        chosen=chosen,
        cut=cut,
        spare=spare,
        replaced=replaced,
        stored=stored,
        demand=demand,
        unserved=_remaining(short, moved, given),
        saved=saved,
        shrunk=shrunk,
        spill=unsold - cut_output,
        production_cut=cut_output,
        kept_home=kept_home,
        given_way=given,
        switched=moved,
    )


def _remaining(short: Floats, moved: Switched | None, given: Floats) -> Floats:
    """What is short less what is switched and what gives way; a difference of equals may miss 0 by rounding."""
    if moved is not None:
        short = np.maximum(short - moved.away, 0.0)
    return np.maximum(short - given, 0.0) if given.any() else short


@cache
def _keep_freed_memory() -> None:
    """Let large arrays that are freed stay with the process, up to 62 MB.

    The C library of Linux hands them back to the system, and touching new ones costs as much as all the
    arithmetic of a batch. It stops doing so for arrays up to the size of the largest freed so far (below
    32 MB: mallopt(3), M_MMAP_THRESHOLD), so one is made and freed that nothing ever touches. Elsewhere this
    does nothing.
    """
    np.empty(31 * 2**20 // 8)


def tall(values: Floats) -> Floats:
    """Baseline values (step, item) as (item, step, 1)."""
    return np.ascontiguousarray(values.T)[..., None]


def _less(values: Floats, row: int, amount: Floats) -> Floats:
    """The values with an amount taken off one row, spread to as many cases as the amount has."""
    values = widened(values, amount.shape[-1])
    values[row] -= amount
    return values


def widened(values: Floats, cases: int) -> Floats:
    """A copy that holds at least as many cases."""
    cases = max(cases, values.shape[-1])
    return np.broadcast_to(values, (*values.shape[:-1], cases)).copy()


def exported(network: SupplyNetwork, calendar: Calendar, cut: Cuts, replaced: Replaced) -> Floats:
    """What still leaves a place, by (commodity, step, case): that much it may keep where it is short."""
    size, steps = len(network.commodities), len(calendar.days)
    if not (network.column >= size).any():
        return np.zeros((size, steps, 1))
    sent = by_column(network, tall(calendar.base_flow) - cut.lost)[size:]
    return sent + replaced.by_column[size:]
