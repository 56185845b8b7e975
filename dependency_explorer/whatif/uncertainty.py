"""Fans over the draws of a run: quantiles by step, and named draws, because a quantile line is no path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.outcome_tables import SHORT
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

Floats = NDArray[np.float64]

DRAGGING, RELEASED = 256, 1024
"""Draws while a lever is dragged, and when it is let go."""

QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
QUANTITIES = ("unserved", "served", "stock", "exports")


@dataclass(frozen=True, slots=True)
class Fan:
    """Quantiles over the draws, one number a step each, in `unit` (a step's amount; a stock at its end)."""

    commodity: str
    quantity: str
    unit: str
    p5: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A draw that stands for others, a real path: "median", "p90" or "worst" of what goes unserved.

    draw: its position in the outcome, where every view takes it as `draw`.
    """

    name: str
    draw: int
    unserved: float


def fan(outcome: Outcome, commodity: str, quantity: str = "unserved") -> Fan | None:
    """The fan of one quantity of a commodity or total; None for a stock that is not known and for exports
    that the baseline does not have.

    A total's parts are added up within each draw before the quantiles are taken.
    """
    found = paths(outcome, commodity, quantity)
    if found is None:
        return None
    levels = np.quantile(found, list(QUANTILES.values()), axis=0)
    rows = {name: tuple(row.tolist()) for name, row in zip(QUANTILES, levels, strict=True)}
    return Fan(commodity, quantity, outcome.unit(commodity), **rows)


def members(outcome: Outcome, commodity: str) -> tuple[Member, ...]:
    """The draws with the median, the 90th percentile and the largest unserved amount over the horizon."""
    totals = outcome.unserved[:, :, outcome.positions(commodity)].sum(axis=(1, 2))
    order = np.argsort(totals, kind="stable")
    last = len(order) - 1
    ranks = {"median": last // 2, "p90": int(np.ceil(0.9 * last)), "worst": last}
    return tuple(Member(name, int(order[r]), float(totals[order[r]])) for name, r in ranks.items())


def concerned(outcome: Outcome) -> tuple[str, ...]:
    """Commodities that events hit, and the totals that hold them."""
    totals = [t.id for t in outcome.network.totals if set(t.parts) & outcome.touched]
    return tuple(one for one in outcome.spoken_of if one in outcome.touched or one in totals)


def bands(outcome: Outcome) -> list[dict[str, Any]]:
    """One row a commodity that events hit (and its totals), quantity and step: the fans as a table."""
    rows: list[dict[str, Any]] = []
    for commodity in concerned(outcome):
        for quantity in QUANTITIES:
            made = fan(outcome, commodity, quantity)
            if made is None:
                continue
            columns = [getattr(made, name) for name in QUANTILES]
            for t, date in enumerate(outcome.dates):
                row: dict[str, Any] = {"step": t + 1, "date": date, "place": outcome.network.focus}
                row |= {"commodity": commodity, "quantity": quantity, "unit": made.unit}
                rows.append(row | {name: column[t] for name, column in zip(QUANTILES, columns, strict=True)})
    return rows


def ranges(outcome: Outcome) -> list[dict[str, Any]]:
    """How far the totals of the draws lie apart, one row a commodity that events hit (and its totals).

    short_share: of the draws, how many go short at all. first_short_step: quantiles of those that do, None
    where none does. members: the draws that stand for others.
    """
    rows = []
    for commodity in concerned(outcome):
        at = outcome.positions(commodity)
        demand = outcome.demand[:, :, at].sum(axis=-1)
        lacking = outcome.unserved[:, :, at].sum(axis=-1)
        unserved, whole = lacking.sum(axis=1), demand.sum(axis=1)
        short = lacking > SHORT * demand
        steps = outcome.event_steps(commodity)
        during = demand[:, steps].sum(axis=1)
        which = short.any(axis=1)
        first = short[which].argmax(axis=1) + 1.0
        row: dict[str, Any] = {
            "place": outcome.network.focus,
            "commodity": commodity,
            "unit": outcome.unit(commodity),
            "draws": len(lacking),
            "short_share": float(which.mean()),
            "unserved": _levels(unserved),
            "unserved_share": _levels(unserved / whole) if whole.min() > 0 else None,
            "event_unserved_share": _levels(lacking[:, steps].sum(axis=1) / during)
            if during.min() > 0
            else None,
            "first_short_step": _levels(first) if which.any() else None,
            "min_cover_days": _cover(outcome, commodity),
        }
        row["lost_exports"] = _lost_exports(outcome, at)
        row["members"] = [
            {"name": one.name, "draw": one.draw + 1, "unserved": one.unserved}
            for one in members(outcome, commodity)
        ]
        rows.append(row)
    return rows


def paths(outcome: Outcome, commodity: str, quantity: str) -> Floats | None:
    """One quantity by (draw, step); "level" is the stock from the start on, one number more than steps."""
    at = outcome.positions(commodity)
    unknown = quantity in ("stock", "level") and outcome.stock_info(commodity).initial is None
    if unknown and not outcome.stock[:, :, at].any():
        return None
    if quantity == "exports" and not outcome.calendar.base_exports[:, at].any():
        return None
    if quantity == "level":
        moved = outcome.fill[:, 0] + outcome.stockpiled[:, 0] - outcome.draw[:, 0]
        start = (outcome.stock[:, 0] - moved)[:, at].sum(axis=-1)
        after = outcome.stock[:, :, at].sum(axis=-1)
        return np.concatenate([np.broadcast_to(start[:, None], (len(after), 1)), after], axis=1)
    values: Floats = getattr(outcome, quantity)
    return np.asarray(values[:, :, at].sum(axis=-1), np.float64)


def _lost_exports(outcome: Outcome, at: list[int]) -> dict[str, float] | None:
    """What is sold less abroad than in the baseline; None where the baseline has no exports."""
    usual = float(outcome.calendar.base_exports[:, at].sum())
    return _levels(usual - outcome.exports[:, :, at].sum(axis=(1, 2))) if usual > 0 else None


def _cover(outcome: Outcome, commodity: str) -> dict[str, float] | None:
    found = paths(outcome, commodity, "stock")
    daily = float(outcome.network.demand[outcome.positions(commodity)].sum()) / DAYS_IN_YEAR
    return None if found is None or daily <= 0 else _levels(found.min(axis=1) / daily)


def _levels(values: Floats) -> dict[str, float]:
    levels = np.quantile(values, list(QUANTILES.values()))
    return {name: float(level) for name, level in zip(QUANTILES, levels, strict=True)}
