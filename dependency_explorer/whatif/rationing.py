"""Who goes short of what is missing. The rule changes who, never how much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]


def unserved_by_sector(
    network: SupplyNetwork, scenario: Scenario, unserved: Floats, demand: Floats,
    switched: Floats | None = None, given_way: Floats | None = None, rises: Floats | None = None,
) -> Floats:  # fmt: skip
    """Share out what is unserved of each commodity over its sectors.

    unserved, demand: axes (…, step, commodity), in equal units. rises: what events make of the demand of each
    sector, a factor by (…, step, sector), None for 1. Gives (…, step, sector) in the order of
    `network.sectors`. Losses always shrink with supply; the rest follows the scenario's rule: proportional to
    demand, by priority class (the lowest goes short first), or protected floors first and then proportional.
    switched: what sectors meet by another commodity, (…, step, sector); given_way: demand that falls as the
    price rises, (…, step, commodity), of every sector in proportion. Neither is part of unserved or of what
    sectors still claim.
    """
    result = np.zeros((*unserved.shape[:-1], len(network.sectors)))
    for k, commodity in enumerate(network.commodities):
        rows = [s for s, (owner, _) in enumerate(network.sectors) if owner == k]
        sectors = [network.sectors[s][1] for s in rows]
        yearly = np.array([sector.demand for sector in sectors], np.float64)
        whole = float(yearly.sum())
        if whole <= 0 or not unserved[..., k].any():
            continue
        shares = yearly / whole if rises is None else shares_of(yearly, rises[..., rows])
        lossy = np.array([sector.losses for sector in sectors], np.bool_)
        wanted = demand[..., k, None] * np.where(lossy, 0.0, shares)
        if switched is None and given_way is None:
            missing = unserved[..., k, None] * np.where(lossy, shares, 0.0)
            rest = unserved[..., k] * shares[..., ~lossy].sum(axis=-1)
        else:
            # Losses shrink with all that is not supplied, whoever does without it.
            moved = np.zeros_like(wanted) if switched is None else switched[..., rows]
            given = np.zeros_like(demand[..., k]) if given_way is None else given_way[..., k]
            relieved = moved.sum(axis=-1) + given
            missing = (unserved[..., k] + relieved)[..., None] * np.where(lossy, shares, 0.0)
            rest = np.maximum(unserved[..., k] - missing.sum(axis=-1), 0.0)
            wanted = np.maximum(wanted - moved, 0.0)
            total = wanted.sum(axis=-1)
            stays = 1.0 - np.divide(given, total, out=np.zeros_like(total), where=total > 0)
            wanted = wanted * np.maximum(stays, 0.0)[..., None]
        names = [sector.name for sector in sectors]
        if scenario.rationing == "priority":
            ranks = np.array([defaults.sector_priority(scenario, commodity, name) for name in names])
            missing = missing + _by_class(rest, wanted, np.where(lossy, np.inf, ranks))
        elif scenario.rationing == "floors":
            floors = np.array([defaults.protected_share(scenario, commodity, name) for name in names])
            missing = missing + _above_floors(rest, wanted, floors)
        else:
            missing = missing + _proportional(rest, wanted)
        result[..., rows] = missing
    return result


def shares_of(yearly: Floats, rises: Floats) -> Floats:
    """Shares of sectors in a commodity's demand where events raise it by a factor, (…, step, sector)."""
    raised = yearly * rises
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float64)


def _proportional(missing: Floats, wanted: Floats) -> Floats:
    total = wanted.sum(axis=-1)
    share = np.divide(missing, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(wanted * share[..., None], np.float64)


def _by_class(missing: Floats, wanted: Floats, ranks: Floats) -> Floats:
    """The class served last goes short first; within a class in proportion to demand."""
    result = np.zeros_like(wanted)
    left = missing
    for rank in sorted({float(rank) for rank in ranks if np.isfinite(rank)}, reverse=True):
        claims = np.where(ranks == rank, wanted, 0.0)
        taken = np.minimum(left, claims.sum(axis=-1))
        result = result + _proportional(taken, claims)
        left = left - taken
    return result


def _above_floors(missing: Floats, wanted: Floats, floors: Floats) -> Floats:
    """What lies above the protected floors goes short first, then the floors, each in proportion."""
    open_part = wanted * (1.0 - floors)
    first = np.minimum(missing, open_part.sum(axis=-1))
    return _proportional(first, open_part) + _proportional(missing - first, wanted * floors)
