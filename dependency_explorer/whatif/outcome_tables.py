"""The outcome as rows: totals over the horizon, steps, and the JSON value of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import dependency_explorer
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Floats, Outcome, Row
    from dependency_explorer.whatif.scenario import Scenario

SHORT = 1e-9
"""Share of a step's demand below which a shortage is rounding."""


def totals(outcome: Outcome, draw: int = 0) -> list[Row]:
    """One row a commodity and total."""
    return [outcome.key_numbers(commodity, draw) for commodity in outcome.spoken_of]


def totals_row(outcome: Outcome, commodity: str, draw: int = 0) -> Row:
    """Sums over the horizon of one commodity or total, and its extremes."""
    at = outcome.positions(commodity)

    def over(values: Floats) -> Floats:
        return np.asarray(values[draw][:, at].sum(axis=-1), np.float64)

    demand, unserved = over(outcome.demand), over(outcome.unserved)
    whole = float(demand.sum())
    event = outcome.event_steps(commodity)
    in_event = float(demand[event].sum())
    short = np.flatnonzero(unserved > SHORT * demand)
    first = int(short[0]) if len(short) else None
    info = outcome.stock_info(commodity)
    daily = float(outcome.network.demand[at].sum()) / DAYS_IN_YEAR
    stock = over(outcome.stock)
    lowest = None if info.initial is None else min(info.initial, float(stock.min()))
    cost, cost_note = _money(outcome, commodity, "imports", draw)
    revenue, revenue_note = _money(outcome, commodity, "exports", draw)
    responses = {
        name: float(over(getattr(outcome, name)).sum()) for name in response_columns(outcome.scenario)
    }
    return {
        "place": outcome.network.focus,
        "commodity": commodity,
        "unit": outcome.unit(commodity),
        "demand": whole,
        "demand_added": whole - float(outcome.base_demand[:, at].sum()),
        "served": float(over(outcome.served).sum()),
        "unserved": float(unserved.sum()),
        "unserved_share": float(unserved.sum()) / whole if whole > 0 else None,
        "event_unserved_share": float(unserved[event].sum()) / in_event if in_event > 0 else None,
        "saved": float(over(outcome.saved).sum()),
        **responses,
        "first_short_step": None if first is None else first + 1,
        "first_short_date": None if first is None else outcome.dates[first],
        "min_cover_days": lowest / daily if lowest is not None and daily > 0 else None,
        "end_stock": None if info.initial is None else float(stock[-1]),
        "barred_stock": None if info.initial is None else float(over(outcome.barred).max()),
        "exports": float(over(outcome.exports).sum()),
        "diverted": float(over(outcome.diverted).sum()),
        "stockpiled": float(over(outcome.stockpiled).sum()),
        "production_cut": float(over(outcome.production_cut).sum()),
        "import_cost_change_usd": cost,
        "export_revenue_change_usd": revenue,
        "parts": [outcome.commodities[k] for k in at] if commodity not in outcome.commodities else [],
        "note": " ".join(part for part in (cost_note, revenue_note, _stock_note(info.initial)) if part),
    }


def response_columns(scenario: Scenario) -> tuple[str, ...]:
    """What rows tell beyond the usual, by the responses that are on: see `Outcome`."""
    given = ("given_way",) if scenario.responses.price_response else ()
    return (*given, "switched", "switched_into") if scenario.responses.switches else given


def _stock_note(initial: float | None) -> str:
    return "No stock is loaded: no buffer." if initial is None else ""


def _money(outcome: Outcome, commodity: str, side: str, draw: int) -> tuple[float | None, str]:
    """Change of value against the baseline at the baseline's unit values; None with the reason."""
    label = "import_cost_change_usd" if side == "imports" else "export_revenue_change_usd"
    links = outcome.link_positions(commodity, side)
    values = [outcome.supply_links[e].unit_value for e in links]
    if not any(value is not None for value in values):
        what = "no value beside a quantity is loaded" if links else f"the baseline has no {side}"
        return None, f"{label} is unknown: {what}."
    change = 0.0
    for e, value in zip(links, values, strict=True):
        moved = float(
            (outcome.flow[draw][:, e] + outcome.replacement[draw][:, e] - outcome.base_flow[:, e]).sum()
        )
        if moved == 0.0:
            continue
        if value is None:
            link = outcome.supply_links[e]
            return None, (
                f"{label} is unknown: the link from {outcome.network.place_name(link.exporter)} to "
                f"{outcome.network.place_name(link.importer)} has no unit value."
            )
        change += moved * value
    return change, ""


def steps(outcome: Outcome, draw: int = 0) -> list[Row]:
    """One row a step and commodity or total."""
    rows: list[Row] = []
    for commodity in outcome.spoken_of:
        at = outcome.positions(commodity)
        series = outcome.series(commodity, draw)
        made = outcome.production[draw][:, at].sum(axis=-1).tolist()
        partners = {
            name: outcome.by_partner(commodity, name, draw) for name in ("imports", "replacement", "exports")
        }
        for t, date in enumerate(outcome.dates):
            row: dict[str, Any] = {"step": t + 1, "date": date, "place": outcome.network.focus}
            row["commodity"] = commodity
            for name in ("demand", "served", "unserved", *response_columns(outcome.scenario)):
                row[name] = series[name][t]
            row["production"] = made[t]
            for name, by_partner in partners.items():
                row[name] = {partner: amounts[t] for partner, amounts in by_partner.items()}
            for name in ("draw", "fill", "stock", "barred"):
                row[name] = series[name][t]
            rows.append(row)
    return rows


def to_json(outcome: Outcome, drawn: Outcome | None = None) -> Row:
    """The value that `whatif --json` prints. drawn: the same scenario over draws; without it no bands."""
    from dependency_explorer.whatif.uncertainty import bands, ranges

    peak = outcome.peak
    concerned = peak is not None and peak.power.commodity in outcome.touched
    return {
        "scenario": outcome.scenario.to_dict(),
        "dataset": outcome.network.dataset,
        "engine": f"simulate, dependency-explorer {dependency_explorer.__version__}",
        "statement": outcome.statement,
        "equals_baseline": outcome.equals_baseline,
        "warnings": list(outcome.warnings),
        "totals": totals(outcome),
        "steps": steps(outcome),
        "peak_power": None if peak is None or not concerned else peak.to_dict(outcome.network),
        "bands": [] if drawn is None else bands(drawn),
        "ranges": [] if drawn is None else ranges(drawn),
        "foresight": None,
        "assumptions": [row.to_dict() for row in outcome.ledger],
    }
