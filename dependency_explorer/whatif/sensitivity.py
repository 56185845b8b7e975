"""Which assumption matters: a tornado of one at a time, and Sobol indices of all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.engine import Run, block_of, run
from dependency_explorer.whatif.events import blows, touches
from dependency_explorer.whatif.inputs import Input, all_inputs
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.sampling import stratified
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.simulation import check
from dependency_explorer.whatif.switching import concerned

Floats = NDArray[np.float64]

Step = Callable[[int, int], None]

SOBOL_SAMPLE = 1024
"""Rows of each of the two sample matrices; d assumptions then take 1,024 · (d + 2) runs."""


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption moves alone: unserved over the horizon with it at its low and at its high end, all
    others at their values."""

    key: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far it moves the result."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Share:
    """An assumption's part of the spread (variance) of what goes unserved.

    first: what its own variation explains; total: with all its interactions, so what would be left if it
    alone were uncertain. Estimates: they may lie slightly outside 0 to 1.
    """

    key: str
    first: float
    total: float


def uncertain(network: SupplyNetwork, scenario: Scenario) -> dict[str, Input]:
    """The assumptions with a range that concern the commodities which events hit, by key of the ledger."""
    touched: set[str] = set()
    for event in scenario.disruptions:
        touched.update(network.commodities[k].id for k in touches(network, event))
    return all_inputs(network, scenario, concerned(network, scenario, frozenset(touched)))


def tornado(network: SupplyNetwork, scenario: Scenario, commodity: str) -> tuple[Swing, ...]:
    """One swing an assumption with a range, the widest first; what moves nothing is left out.

    commodity: a simulated one or a total. All 2 d runs go through the engine together.
    """
    check(network, scenario)
    found = uncertain(network, scenario)
    cases = 2 * len(found)
    if not cases:
        return ()
    sample = {}
    for i, key in enumerate(found):
        sample[key] = np.full(cases, 0.5)
        sample[key][2 * i : 2 * i + 2] = 0.0, 1.0
    results = unserved(network, scenario, sample, cases, commodity)
    swings = [
        Swing(one.key, float(one.low or 0.0), float(one.high or 0.0), *results[2 * i : 2 * i + 2].tolist())
        for i, one in enumerate(found.values())
    ]
    largest = max(float(np.abs(results).max()), 1e-300)
    moving = (swing for swing in swings if swing.width > 1e-9 * largest)
    return tuple(sorted(moving, key=lambda swing: (-swing.width, swing.key)))


def sobol(
    network: SupplyNetwork, scenario: Scenario, commodity: str, rows: int = SOBOL_SAMPLE, seed: int = 0,
    step: Step | None = None,
) -> tuple[Share, ...]:  # fmt: skip
    """First-order and total indices of the assumptions that move the result, the largest total first.

    step: told after each block how many runs are done, of how many; what it raises ends the work."""
    check(network, scenario)
    keys = tuple(uncertain(network, scenario))

    def results(sample: Floats) -> Floats:
        drawn = dict(zip(keys, sample.T, strict=True))
        return unserved(network, scenario, drawn, len(sample), commodity, step)

    matrices = [
        np.stack([stratified(f"{name}:{key}", rows, seed) for key in keys], axis=1)
        if keys
        else np.empty((rows, 0))
        for name in ("A", "B")
    ]
    first, total = jansen(results, *matrices)
    shares = [Share(*row) for row in zip(keys, first.tolist(), total.tolist(), strict=True)]
    moving = (share for share in shares if share.total > 0)
    return tuple(sorted(moving, key=lambda share: (-share.total, share.key)))


def jansen(results: Callable[[Floats], Floats], a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices from two sample matrices, (row, input), by rows · (inputs + 2) runs.

    Sampling after Saltelli (2002): A, B, and for each input A with that column taken from B. Estimators of
    Jansen (1999): S = 1 - Σ(f(B) - f(A_B))² / 2N·V, T = Σ(f(A) - f(A_B))² / 2N·V. All 0 where V is 0.
    """
    rows, size = a.shape
    mixed = np.repeat(a[None], size, axis=0)
    for i in range(size):
        mixed[i, :, i] = b[:, i]
    found = results(np.concatenate([a, b, mixed.reshape(size * rows, size)]))
    of_a, of_b = found[:rows], found[rows : 2 * rows]
    of_mixed = found[2 * rows :].reshape(size, rows)
    both = found[: 2 * rows]
    spread = float(np.var(both))
    if spread <= (1e-12 * max(float(np.abs(both).max()), 1e-300)) ** 2:
        return np.zeros(size), np.zeros(size)
    first = 1.0 - np.mean((of_b - of_mixed) ** 2, axis=1) / (2.0 * spread)
    total = np.mean((of_a - of_mixed) ** 2, axis=1) / (2.0 * spread)
    # What changes no single run has no part, whatever the estimate of the first order.
    return np.where(total > 0, first, 0.0), total


def unserved(
    network: SupplyNetwork, scenario: Scenario, sample: Mapping[str, Floats], cases: int, commodity: str,
    step: Step | None = None,
) -> Floats:  # fmt: skip
    """What goes unserved of a commodity or total over the horizon, one number a case."""
    at = positions(network, commodity)
    struck, size = blows(scenario), block_of(network, scenario)
    found = np.empty(cases)
    for first in range(0, cases, size):
        part = {key: quantiles[first : first + size] for key, quantiles in sample.items()}
        made = run(network, scenario, struck, min(size, cases - first), part)
        found[first : first + size] = summed(made, at)
        if step is not None:
            step(min(first + size, cases), cases)
    return found


def summed(made: Run, at: Sequence[int]) -> Floats:
    """Unserved over the horizon, added up over commodities at these positions, (case)."""
    return np.asarray(made.unserved[list(at)].sum(axis=(0, 1)), np.float64)


def positions(network: SupplyNetwork, commodity: str) -> list[int]:
    """Positions of a commodity, or of a total's parts; raises KeyError for any other id."""
    if commodity in network.index:
        return [network.index[commodity]]
    parts = next((total.parts for total in network.totals if total.id == commodity), None)
    if parts is None:
        raise KeyError(commodity)
    return [network.index[part] for part in parts]
