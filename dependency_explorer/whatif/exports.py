"""The seller's side of a run: what is sold, diverted, stockpiled, not produced, and what of it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.question import Side

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Floats, Outcome

VISIBLE = 1e-9
"""Share of a step's baseline exports below which a loss is rounding."""


@dataclass(frozen=True, slots=True)
class LostExports:
    """What a run sells less abroad than its baseline, after diversion to other buyers.

    amount: over the horizon, in `unit`. share: of the baseline's exports over the horizon. event_share: of
    those of the steps with an event in force. first_step counts from 1; it and first_date are None where
    nothing is lost. stockpiled, production_cut, kept_home, spilt, output_lost: where the amount went; they
    add up to it; output_lost is no longer made by assets that events hit. diverted: what other buyers took,
    which is not lost.
    """

    amount: float
    share: float
    event_share: float
    first_step: int | None
    first_date: str | None
    unit: str
    diverted: float
    stockpiled: float
    production_cut: float
    kept_home: float
    spilt: float
    output_lost: float


def lost_exports(outcome: Outcome, commodity: str, draw: int = 0) -> LostExports | None:
    """What is lost of a commodity's exports; None where the baseline has no exports."""
    series = export_series(outcome, commodity, draw)
    base = series["baseline"]
    usual = float(base.sum())
    if usual <= 0:
        return None
    lost = base - series["sold"] - series["diverted"]
    lost = np.where(np.abs(lost) > VISIBLE * base, lost, 0.0)
    steps = np.flatnonzero(lost > 0)
    first = int(steps[0]) if len(steps) else None
    event = outcome.event_steps(commodity)
    in_event = float(base[event].sum())
    return LostExports(
        amount=float(lost.sum()),
        share=float(lost.sum()) / usual,
        event_share=float(lost[event].sum()) / in_event if in_event > 0 else 0.0,
        first_step=None if first is None else first + 1,
        first_date=None if first is None else outcome.dates[first],
        unit=outcome.unit(commodity),
        diverted=float(series["diverted"].sum()),
        stockpiled=float(series["stockpiled"].sum()),
        production_cut=float(series["production_cut"].sum()),
        kept_home=float(series["kept_home"].sum()),
        spilt=float(series["spilt"].sum()),
        output_lost=float(series["output_lost"].sum()),
    )


def export_series(outcome: Outcome, commodity: str, draw: int = 0) -> dict[str, Floats]:
    """One array of steps each; all but `baseline` add up to it.

    sold: to the buyers of the baseline, without what is diverted. diverted: sold to buyers with room beyond
    their baseline. kept_home: serves demand at home that lacks supply. stockpiled, production_cut: what finds
    no buyer. spilt: what finds neither buyer nor room and was not made at home. output_lost: what would have
    been exported of the output that events take. baseline: its exports.
    """
    at = outcome.positions(commodity)

    def total(values: Floats) -> Floats:
        return np.asarray(values[draw][:, at].sum(axis=-1), np.float64)

    base = np.asarray(outcome.calendar.base_exports[:, at].sum(axis=-1), np.float64)
    exports, diverted = total(outcome.exports), total(outcome.diverted)
    piled, cut, spilt = total(outcome.stockpiled), total(outcome.production_cut), total(outcome.spill)
    kept = base - exports - piled - cut - spilt
    # Differences of sums: what is left of rounding is nothing kept.
    kept = np.where(np.abs(kept) > VISIBLE * base, kept, 0.0)
    kept = np.maximum(kept, 0.0)
    missing = np.minimum(kept, total(outcome.output_lost))
    return {
        "sold": np.maximum(exports - diverted, 0.0),
        "diverted": diverted,
        "kept_home": kept - missing,
        "output_lost": missing,
        "stockpiled": piled,
        "production_cut": cut,
        "spilt": spilt,
        "baseline": base,
    }


def side(outcome: Outcome, commodity: str, draw: int = 0) -> Side:
    """Whether a run is told by what a place sells or by what it is supplied with.

    Exports where events hit them and take more of them than goes unmet at home; or where the commodity is
    mainly exported and no event takes anything of its supply.
    """
    at = outcome.positions(commodity)
    size = len(outcome.commodities)
    lost = outcome.event_lost[draw].sum(axis=(0, 1))
    hit_supply = float(sum(lost[k] for k in at))
    hit_exports = float(sum(lost[size + k] for k in at))
    if hit_exports > 0 or outcome.output_lost[draw][:, at].any():
        gone = lost_exports(outcome, commodity, draw)
        unserved = float(outcome.unserved[draw][:, at].sum())
        return "exports" if gone is not None and gone.amount >= unserved else "imports"
    trade = outcome.network.trade
    mainly = float(sum(trade[size + k] for k in at)) > float(sum(trade[k] for k in at))
    return "exports" if mainly and hit_supply == 0 else "imports"
