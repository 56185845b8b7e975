"""Published measures of concentration and security, as plain functions of numbers.

Shares are fractions of one whole. Shares that sum above 1 are divided by their sum; shares that sum below
1 leave a remainder of unknown partners, which adds nothing: the index is then a lower bound. Nothing is
clamped. A result that the formula does not define (no partners, a divisor of zero) is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


def _fractions(shares: Iterable[float]) -> NDArray[np.float64]:
    fractions = np.asarray(tuple(shares), np.float64)
    if (fractions < 0).any():
        raise ValueError("Shares are fractions of a whole and cannot be negative.")
    total = fractions.sum()
    return fractions / total if total > 1 else fractions


def hhi(shares: Iterable[float]) -> float:
    """Herfindahl-Hirschman index Σs²: 1 is a single partner, 1/n is n equal ones. NaN without shares."""
    fractions = _fractions(shares)
    return float(np.square(fractions).sum()) if (fractions > 0).any() else math.nan


def normalised_hhi(shares: Iterable[float]) -> float:
    """(HHI - 1/n)/(1 - 1/n) with n partners that have a share: 0 is equal shares, 1 a single partner.

    A single partner is 1 by definition, where the formula divides zero by zero; NaN if its share is not 1,
    since then it is not the only partner. Below 0 where part of the partners is unknown.
    """
    fractions = _fractions(shares)
    count = int((fractions > 0).sum())
    if count == 0:
        return math.nan
    if count == 1:
        return 1.0 if math.isclose(float(fractions.sum()), 1.0, rel_tol=1e-9) else math.nan
    return (float(np.square(fractions).sum()) - 1 / count) / (1 - 1 / count)


def effective_suppliers(shares: Iterable[float]) -> float:
    """1/HHI: the number of equal partners that would be as concentrated."""
    index = hhi(shares)
    return 1 / index if index else math.inf


def shannon(shares: Iterable[float]) -> float:
    """Shannon diversity -Σ s ln s, in nats: 0 is a single partner, ln n is n equal ones."""
    fractions = _fractions(shares)
    held = fractions[fractions > 0]
    return float(-(held * np.log(held)).sum()) + 0.0 if len(held) else math.nan


def import_dependency(imports: float, exports: float, gross_available: float) -> float:
    """(imports - exports)/gross available energy (Eurostat), in one unit.

    Below 0 for a net exporter, above 1 where stocks are built; never clamped. NaN where nothing is available.
    """
    return (imports - exports) / gross_available if gross_available else math.nan


def n_minus_1(
    entry: float,
    production: float,
    storage: float,
    lng: float,
    largest: float,
    peak_demand: float,
    demand_measures: float = 0.0,
) -> float:
    """Gas N-1 in percent: 100 (EP + P + S + LNG - I)/(Dmax - Deff) (Regulation (EU) 2017/1938, annex II).

    Daily capacities of entry points, production, storage and LNG, the largest single infrastructure, the
    demand of a day of exceptionally high demand and the market-based measures that lower it, in one unit.
    """
    demand = peak_demand - demand_measures
    return 100 * (entry + production + storage + lng - largest) / demand if demand else math.nan


def iea_days(
    crude_stock: float, product_stock: float, net_crude_imports: float, net_product_imports: float
) -> float:
    """Oil stocks in days of net imports by the method of the International Energy Agency.

    0.9 (0.96 crude + 1.065 products stocks)/{(0.96 net crude + 1.065 net product imports)/365}; stocks and
    the previous year's net imports in one unit. NaN for a net exporter, which has no such days.
    """
    daily = (0.96 * net_crude_imports + 1.065 * net_product_imports) / 365
    return 0.9 * (0.96 * crude_stock + 1.065 * product_stock) / daily if daily > 0 else math.nan


def supplier_concentration_index(net_imports: Iterable[float], gross_inland_consumption: float) -> float:
    """Supplier concentration index 100 Σ (net imports from i/gross inland consumption)².

    Net positive imports count, as the European Commission defines it: a partner to whom more is sold than
    bought from is no supplier.
    """
    if not gross_inland_consumption:
        return math.nan
    supplied = np.asarray(tuple(net_imports), np.float64)
    return float(100 * np.square(supplied[~(supplied < 0)] / gross_inland_consumption).sum())


def residual_supply_index(capacities: Sequence[float], demand: float) -> float:
    """(total capacity - the largest supplier's)/demand: below 1 the largest cannot be done without."""
    if not demand or len(capacities) == 0:
        return math.nan
    return (math.fsum(capacities) - max(capacities)) / demand
