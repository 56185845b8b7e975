"""Running a scenario: the assumptions as they stand, or one path a draw of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.engine import Run, block_of, exported, run, tall, widened
from dependency_explorer.whatif.events import blows
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.parameters import Sample
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.storage import refill
from dependency_explorer.whatif.switching import ways, with_imports

Floats = NDArray[np.float64]

MOST_NUMBERS = 20_000_000
"""Most numbers of one array of an outcome, 160 MB: 48,000 draws of a year of weeks and 8 commodities."""


def simulate(network: SupplyNetwork, scenario: Scenario, draws: int = 1, seed: int = 0) -> Outcome:
    """Run a scenario on a network.

    draws: 1 runs on the assumptions as they stand in the ledger; more draw each assumption that has a range
    from it, by latin hypercube. seed: the same one gives the same numbers, and the same quantile of an
    assumption in whatever scenario it occurs. Raises DataError where the scenario does not fit the network.
    """
    if draws < 1:
        raise DataError(f"The number of draws is {draws}; at least 1 is needed.")
    limit = max(1, MOST_NUMBERS // max(1, scenario.steps * len(network.commodities)))
    if draws > limit:
        raise DataError(
            f"The number of draws is {draws:,}; {scenario.steps:,} steps of {len(network.commodities)} "
            f"commodities allow at most {limit:,}. Take fewer draws or a shorter horizon."
        )
    if draws == 1:
        return simulate_sample(network, scenario, {}, 1)
    from dependency_explorer.whatif.sampling import latin_hypercube

    return simulate_sample(network, scenario, latin_hypercube(network, scenario, draws, seed), draws)


def simulate_sample(network: SupplyNetwork, scenario: Scenario, sample: Sample, draws: int) -> Outcome:
    """Run a scenario at given quantiles of its assumptions, one path a draw."""
    check(network, scenario)
    struck = blows(scenario)
    size = block_of(network, scenario)

    def block(first: int, links: bool = False) -> Run:
        part = {key: quantiles[first : first + size] for key, quantiles in sample.items()}
        return run(network, scenario, struck, min(size, draws - first), part, links)

    whole: dict[str, Floats] = {}
    for first in range(0, draws, size):
        made = block(first)
        _gather(whole, _arrays(made), first, min(size, draws - first), draws)
    links = network.links + made.replaced.sources
    by_sector = whole.pop("switched_by_sector", None)

    def follow() -> tuple[Floats, Floats]:
        """Flow and replacement by link; worked out when asked for, since they are most of the memory."""
        followed: dict[str, Floats] = {}
        for first in range(0, draws, size):
            flow, replacement = _flows(block(first, links=True))
            _gather(
                followed, {"flow": flow, "replacement": replacement}, first, min(size, draws - first), draws
            )
        return _by_draw(followed["flow"], draws), _by_draw(followed["replacement"], draws)

    return Outcome(
        scenario=scenario,
        network=network,
        calendar=made.calendar,
        supply_links=links,
        follow=follow,
        in_force=made.cut.in_force[..., 0].T,
        rises=None if made.cut.rises is None else made.cut.rises[..., 0].T,
        touched=made.cut.touched,
        idle_events=made.cut.idle,
        switched_by_sector=None if by_sector is None else _by_draw(by_sector, draws),
        **{name: _by_draw(values, draws) for name, values in whole.items()},
    )


def _by_draw(values: Floats, draws: int) -> Floats:
    """(…, item, step, case) as (draw, …, step, item), every draw in its place without a copy."""
    every = np.broadcast_to(values, (*values.shape[:-1], draws))
    return np.moveaxis(every, -1, 0).swapaxes(-1, -2)


def _gather(
    whole: dict[str, Floats], block: Mapping[str, Floats], first: int, count: int, draws: int
) -> None:
    """Set a block of cases into the arrays of all of them; what is alike in all cases stays short."""
    for name, values in block.items():
        known = whole.get(name)
        if known is None and (values.shape[-1] == 1 or count == draws):
            whole[name] = values
            continue
        if values.shape[-1] == 1 and known is not None and known.shape[-1] == 1:
            continue
        if known is None or known.shape[-1] == 1:
            wide = np.empty((*values.shape[:-1], draws))
            if known is not None:
                wide[..., :first] = known
            known = whole[name] = wide
        known[..., first : first + count] = values


def check(network: SupplyNetwork, scenario: Scenario) -> None:
    """Raise DataError where a scenario does not fit the network."""
    if scenario.focus != network.focus:
        raise DataError(
            f"The scenario looks at {network.place_name(scenario.focus)}, but the network is that of "
            f"{network.place_name(network.focus)}. "
            "Build the network of the scenario's focus."
        )
    if scenario.baseline and network.period and scenario.baseline != network.period:
        raise DataError(
            f"The scenario's baseline is {scenario.baseline}, but the network holds {network.period}. "
            "Build the network of the scenario's baseline."
        )
    ways(network, scenario)


def _arrays(made: Run) -> Mapping[str, Floats]:
    """The arrays of an outcome, (item, step, case)."""
    network, calendar, stored, replaced = made.network, made.calendar, made.stored, made.replaced
    size, sells = len(network.commodities), bool((network.column >= len(network.commodities)).any())
    demand = made.demand
    lost = made.cut.lost_columns.sum(axis=0)
    nothing = np.zeros((size, len(calendar.days), 1))
    exports = tall(calendar.base_exports)
    if sells:
        exports = exports - lost[size:] + replaced.by_column[size:] - made.kept_home
    served, switch, into = demand - made.saved - made.unserved, made.switched, nothing
    by_sector: dict[str, Floats] = {}
    if made.given_way.any():
        served = served - made.given_way
    if switch is not None:
        served, into = served - switch.away, switch.into
        by_sector = {"switched_by_sector": switch.by_sector}
    return {
        "demand": demand,
        "served": served,
        "given_way": made.given_way,
        "switched": nothing if switch is None else switch.away,
        "switched_into": into,
        **by_sector,
        "unserved": made.unserved,
        "saved": made.saved,
        "production": tall(calendar.base_production) - made.cut.lost_output - made.production_cut,
        "difference": tall(calendar.base_difference) + made.shrunk,
        "stock": stored.level,
        "barred": nothing
        if made.cut.barred is None
        else np.minimum(stored.level, made.cut.barred * made.chosen.initial[:, None, :]),
        "draw": stored.draw,
        "fill": stored.fill,
        "spill": made.spill,
        "exports": exports,
        "diverted": replaced.by_column[size:] * (1.0 - _share_kept(made)) if sells else nothing,
        "stockpiled": stored.piled,
        "production_cut": made.production_cut,
        "output_lost": made.cut.lost_output,
        "event_lost": made.cut.lost_columns,
    }


def _flows(made: Run) -> tuple[Floats, Floats]:
    """Flow and replacement of each link, then of each named source, (link, step, case)."""
    flow, by_link = _kept(made)
    if made.switched is not None:
        by_link = with_imports(made.network, made.replaced, made.spare, made.switched, by_link)
    by_source = made.replaced.by_source
    if not made.replaced.sources:
        return flow, by_link
    flow = np.concatenate([flow, np.zeros((len(by_source), *flow.shape[1:]))])
    by_source = widened(by_source, by_link.shape[-1])
    return flow, np.concatenate([widened(by_link, by_source.shape[-1]), by_source])


def _kept(made: Run) -> tuple[Floats, Floats]:
    """Flow and replacement of the network's links; what a place keeps at home is taken from all its buyers in
    proportion."""
    network, replaced = made.network, made.replaced
    flow = tall(made.calendar.base_flow) - made.cut.lost
    flow = refill(network, made.stored, made.spare, flow)
    assert replaced.by_link is not None
    by_link = replaced.by_link
    size = len(network.commodities)
    outward = np.flatnonzero(network.column >= size).tolist()
    if outward and made.kept_home.any():
        share = _share_kept(made)
        flow, by_link = widened(flow, share.shape[-1]), widened(by_link, share.shape[-1])
        for e in outward:
            left = 1.0 - share[network.column[e] - size]
            flow[e] *= left
            by_link[e] *= left
    return flow, by_link


def _share_kept(made: Run) -> Floats:
    """Share of what is sold abroad that a place short itself keeps, (commodity, step, case)."""
    kept = made.kept_home
    available = exported(made.network, made.calendar, made.cut, made.replaced)
    kept, available = np.broadcast_arrays(kept, available)
    return np.divide(kept, available, out=np.zeros(kept.shape), where=available > 0)
