"""Demand that gives way as what is short grows dear.

The price that would clear the market is (served / demand)^(1 / elasticity) of the baseline's, held to at most
50 times (`losses.scarcity_price`). Up to there all that is short gives way; beyond, demand falls no further
and the rest is unserved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.losses import HIGHEST_PRICE
from dependency_explorer.whatif.parameters import Parameters

Floats = NDArray[np.float64]


def largest_share(elasticity: Floats) -> Floats:
    """Share of demand that gives way at the highest price: 1 - 50^elasticity."""
    return np.asarray(1.0 - HIGHEST_PRICE**elasticity, np.float64)


def given_way(chosen: Parameters, short: Floats, demand: Floats, in_force: Floats) -> Floats:
    """What gives way of an amount that is short, by (commodity, step, case), while an event is in force.

    short: what users lack, demand: what they would use, losses left out of both.
    """
    assert chosen.elasticity is not None
    most = largest_share(chosen.elasticity)[:, None, :] * demand * in_force
    return np.asarray(np.minimum(short, most), np.float64)
