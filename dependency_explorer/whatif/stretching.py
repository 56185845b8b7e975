"""Stretching a stock: no step takes more than its part of the time that the stock must bridge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.events import Blow, touches
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.scenario import TO_THE_END

Floats = NDArray[np.float64]


def parts(
    network: SupplyNetwork, calendar: Calendar, stretch: float, struck: Sequence[Blow], cases: int
) -> Floats:
    """Largest part of what stands above the floor that each step may take, (commodity, step, case).

    The length of the step over the time left to its own start to the end of the bridge, so that an even gap
    is met evenly; 1 in the last step and after it. stretch: the bridge ends with this step (counted from 1),
    or, with TO_THE_END, when the last event on the commodity has passed. Beyond the horizon steps count with
    the mean length of those within it.
    """
    ends = np.full((len(network.commodities), 1), stretch)
    if stretch == TO_THE_END:
        ends = _ends(network, struck, len(calendar.days), cases)
    weeks = calendar.weeks
    steps = len(calendar.days)
    mean = float(weeks[-1]) / steps
    end = np.where(
        ends > steps, weeks[-1] + (ends - steps) * mean, np.interp(ends, np.arange(steps + 1.0), weeks)
    )
    left = end[:, None, :] - weeks[:-1, None]
    length = np.diff(weeks)[:, None]
    return np.asarray(np.where(left > length, length / np.where(left > 0, left, 1.0), 1.0), np.float64)


def _ends(network: SupplyNetwork, struck: Sequence[Blow], steps: int, cases: int) -> Floats:
    """When the last event on each commodity has passed, in steps, (commodity, case); 0 without any."""
    wide = cases if any(blow.cases is not None for blow in struck) else 1
    result = np.zeros((len(network.commodities), wide))
    for blow in struck:
        # The run knows nothing of what begins after its last step.
        if blow.event.depth > 0 and blow.event.start_step <= steps:
            where = slice(None) if blow.cases is None else blow.cases
            for k in touches(network, blow.event):
                result[k, where] = np.maximum(result[k, where], blow.event.end)
    return result
