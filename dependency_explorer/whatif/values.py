"""What an unserved unit is worth, by sector: the value of lost load, or weights that only give an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]

MONEY = "usd"
"""Unit of a loss that is counted in money."""


@dataclass(frozen=True, slots=True)
class SectorValues:
    """Worth of one unserved unit by sector, in the order of `network.sectors`.

    weights: `unit` for one unit of the sector's commodity; 0 for losses, whose shrinking hurts nobody, and
    for commodities that no event hits. unit: "usd", else the commodity's unit or days of demand, weighted.
    missing: the sectors (commodity, sector) for which no value of lost load is stated; empty where money is.
    plain: as `weights` with every order weight 1: the amount itself, or days of demand. In money 1 a unit.
    """

    weights: Floats
    unit: str
    missing: tuple[tuple[str, str], ...]
    plain: Floats


def order_weight(rank: float) -> float:
    """Weight of a priority class where no value of lost load is known: 3, 2.5, 2 and 1.5 for classes 1 to 4,
    and 1.5 beyond. Assumption: it gives an order, not a price."""
    return max(1.5, 3.5 - 0.5 * rank)


def sector_value(network: SupplyNetwork, scenario: Scenario, position: int) -> float | None:
    """Value of lost load of a sector, USD for one unit of its commodity; None where it is not known.

    As the scenario states it, else the sector's value added over its use, where the data hold both.
    """
    k, sector = network.sectors[position]
    names = defaults.names_of(network.commodities[k])
    stated = scenario.sector_assumption("value_of_lost_load", names, sector.name)
    if stated is not None and stated.value is not None:
        return stated.value
    added = network.economy.value_added.get(sector.name)
    return added / sector.demand if added is not None and sector.demand > 0 else None


def sector_values(network: SupplyNetwork, scenario: Scenario, touched: frozenset[str]) -> SectorValues:
    """The values by which losses are added up over sectors.

    Money where a value of lost load is known for every sector that uses what the events hit. Else order
    weights for all: a sum of dollars and of weights would mean nothing. They count units, or, where the
    commodities hit have several units, days of baseline demand.
    """
    counted = [
        (s, network.commodities[k], k, sector)
        for s, (k, sector) in enumerate(network.sectors)
        if network.commodities[k].id in touched and not sector.losses and sector.demand > 0
    ]
    weights = np.zeros(len(network.sectors))
    missing: list[tuple[str, str]] = []
    for s, commodity, _, sector in counted:
        value = sector_value(network, scenario, s)
        if value is None:
            missing.append((commodity.id, sector.name))
        else:
            weights[s] = value
    plain = np.zeros(len(network.sectors))
    for s, *_ in counted:
        plain[s] = 1.0
    if counted and not missing:
        return SectorValues(weights, MONEY, (), plain)
    units = {commodity.unit for _, commodity, _, _ in counted}
    for s, commodity, k, sector in counted:
        if len(units) > 1:
            plain[s] = DAYS_IN_YEAR / float(network.demand[k])
        weights[s] = plain[s] * order_weight(defaults.sector_priority(scenario, commodity, sector.name))
    unit = units.pop() if len(units) == 1 else "days of demand"
    return SectorValues(weights, f"{unit}, weighted".removeprefix(", "), tuple(missing), plain)


def outcome_values(outcome: Outcome) -> SectorValues:
    """The values by which a run's losses are added up."""
    return sector_values(outcome.network, outcome.scenario, outcome.touched)


def weighted_loss(outcome: Outcome, values: SectorValues | None = None) -> Floats:
    """Unserved times its worth, summed over steps and sectors: one number a draw, in `values.unit`."""
    weights = (values or outcome_values(outcome)).weights
    return np.asarray((outcome.sector_unserved @ weights).sum(axis=-1), np.float64)
