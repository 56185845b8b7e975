"""What all flows of a dataset come to: the numbers that tell what a decision on its rows changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.commodities import ancestors
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.memory import remembered

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class FlowSum:
    """Sums over all places and periods. value: US dollars, None where no flow has any. quantities: amount by unit.

    links: how many flows stand behind them, each counted once however many rows speak of it.
    """

    links: int
    value: float | None
    quantities: tuple[tuple[str, float], ...]


@remembered
def flow_sum(dataset: Dataset) -> FlowSum:
    """The sum of the additive links of years: no total is added to its parts, no report to its mirror."""
    found = links(dataset, "year")
    size = len(found.commodities)
    there = np.bincount(found.commodity, minlength=size) > 0
    names = {name for name, known in zip(found.commodities, there.tolist(), strict=True) if known}
    whole = np.array(
        [not any(one in names for one in ancestors(dataset, name)) for name in found.commodities], bool
    )
    counted = whole[found.commodity] & found.counting("imports")
    values = found.value[counted]
    known = ~np.isnan(values)
    weighed = counted & ~np.isnan(found.quantity)
    sums = np.bincount(found.commodity[weighed], weights=found.quantity[weighed], minlength=size)
    quantities: dict[str, float] = {}
    for code in np.unique(found.commodity[weighed]).tolist():
        unit = dataset.commodity_unit(found.commodities[code])
        quantities[unit] = quantities.get(unit, 0.0) + float(sums[code])
    return FlowSum(
        int(counted.sum()),
        float(values[known].sum()) if known.any() else None,
        tuple(sorted(quantities.items())),
    )
