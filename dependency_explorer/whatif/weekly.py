"""A week's baseline demand of what a run simulates: the measure of what a named source brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SupplyNetwork

Weekly = tuple[dict[str, float], dict[str, str]]


def weekly_demand(network: SupplyNetwork) -> Weekly:
    """A week's baseline demand by commodity and total, and the unit that it is counted in."""
    return network.kept("weekly demand", None, lambda: _weekly(network))


def _weekly(network: SupplyNetwork) -> Weekly:
    demand = network.demand.tolist()
    weekly, units = {}, {}
    for code, positions in network.expanded.items():
        weekly[code] = sum(demand[k] for k in positions) * 7 / 365
        units[code] = network.commodities[positions[0]].unit
    return weekly, units
