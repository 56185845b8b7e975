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
    there = {found.commodities[code] for code in np.unique(found.commodity).tolist()}
    tops = [name for name in there if not any(one in there for one in ancestors(dataset, name))]
    codes = [index for index, name in enumerate(found.commodities) if name in tops]
    counted = np.isin(found.commodity, codes) & found.counting("imports")
    values = found.value[counted]
    known = ~np.isnan(values)
    quantities: dict[str, float] = {}
    for code in codes:
        amounts = found.quantity[counted & (found.commodity == code)]
        if (~np.isnan(amounts)).any():
            unit = dataset.commodity_unit(found.commodities[code])
            quantities[unit] = quantities.get(unit, 0.0) + float(np.nansum(amounts))
    return FlowSum(
        int(counted.sum()),
        float(values[known].sum()) if known.any() else None,
        tuple(sorted(quantities.items())),
    )
