"""The ledger of one run: what was assumed for the commodities that its events hit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.whatif import defaults, inputs, response_ledger
from dependency_explorer.whatif.ledger import ASSUMED, COMPUTED, READ, STATED, Assumption
from dependency_explorer.whatif.network import SuppliedCommodity
from dependency_explorer.whatif.owners import meant
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.scenario import ALL_USE
from dependency_explorer.whatif.switching import concerned
from dependency_explorer.whatif.wording import amount, in_sentence, listed

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome


def ledger(outcome: Outcome) -> tuple[Assumption, ...]:
    """Rows for the commodities that events hit (all where none is hit), each key once."""
    varied = inputs.all_inputs(outcome.network, outcome.scenario)
    rows: dict[str, Assumption] = {}
    for row in _rows(outcome):
        span = varied.get(row.key)
        low, high = (None, None) if span is None else (span.low, span.high)
        rows.setdefault(row.key, replace(row, low=low, high=high))
    return tuple(rows.values())


def chosen_commodities(outcome: Outcome) -> list[int]:
    """Positions of the commodities that events hit or their users switch to; all where none is hit."""
    wanted = concerned(outcome.network, outcome.scenario, outcome.touched)
    touched = [k for k, item in enumerate(outcome.network.commodities) if item.id in wanted]
    return touched or list(range(len(outcome.network.commodities)))


def _rows(outcome: Outcome) -> Iterator[Assumption]:
    scenario = outcome.scenario
    yield Assumption(
        "days_in_year", "Days over which a year's quantity spreads", float(DAYS_IN_YEAR), "days", None, None,
        ASSUMED, "a week has 7/365 of the year",
    )  # fmt: skip
    for k in chosen_commodities(outcome):
        commodity = outcome.network.commodities[k]
        yield from commodity.rows
        yield from _season(outcome, commodity)
        yield from _split(outcome, commodity)
        yield from _balance(outcome, k, commodity)
        yield from _stock(outcome, k, commodity)
        yield from _saving(outcome, commodity)
        yield from response_ledger.of_commodity(outcome, commodity)
        yield from _demand_level(outcome, commodity)
        if scenario.rationing != "proportional":
            yield from _sectors(outcome, commodity)
    if scenario.uses_spare:
        yield from _partners(outcome)
    yield from _assets(outcome)
    if outcome.peak is not None and outcome.peak.power.commodity in outcome.touched:
        yield from outcome.peak.ledger(outcome.network)
    assets = {asset.id: asset.name for asset in outcome.network.assets}
    for source in scenario.responses.sources:
        yield Assumption(
            f"source.{source.exporter}.{source.commodity}",
            f"Replacement from {outcome.network.place_name(source.exporter)}", source.quantity_per_week,
            f"{_unit(outcome, source.commodity)}/week", None, None, STATED,
            f"from step {source.start_step}"
            + (f", counts on {assets.get(source.asset, source.asset)}" if source.asset else ""),
        )  # fmt: skip
    yield from response_ledger.of_switches(outcome)
    yield from _money(outcome)
    wanted = concerned(outcome.network, scenario, outcome.touched)
    taken = {r for link in outcome.network.links if link.commodity in wanted for r in link.routes}
    for route in outcome.network.routes:
        if route.id not in taken:
            continue
        stated = scenario.assumption("route_capacity", route.id)
        limit = inputs.route_capacity(scenario, route)
        capacity = None if limit is None else limit.value
        if stated is None and limit is not None and not limit.varies:
            continue
        yield Assumption(
            f"route_capacity.{route.id}", f"Capacity of {route.name or route.id}",
            "no limit" if capacity is None else capacity, f"{route.unit}/week" if route.unit else "",
            None, None, STATED if stated is not None else ASSUMED if capacity is None else READ,
            "routes not limiting" if capacity is None else "",
        )  # fmt: skip


_MONEY = {
    "gdp": ("Gross domestic product", "USD/year"),
    "cost_share": ("Cost share in output", ""),
    "substitution": ("Elasticity of substitution", ""),
    "elasticity": ("Short-run price elasticity of demand", ""),
    "value_of_lost_load": ("Value of lost load", "USD"),
}


def _money(outcome: Outcome) -> Iterator[Assumption]:
    """What the scenario states for money figures; what is published for them stands beside the figures."""
    names = {item.id: in_sentence(item.name or item.id) for item in outcome.network.commodities}
    names.update((total.id, in_sentence(total.name)) for total in outcome.network.totals)
    for override in outcome.scenario.assumptions:
        key, *about = override.path
        if key not in _MONEY:
            continue
        label, unit = _MONEY[key]
        if key == "value_of_lost_load":
            unit = f"USD/{_unit(outcome, about[0])}".removesuffix("/")
        said = [outcome.network.place_name(one) if key == "gdp" else names.get(one, one) for one in about]
        yield Assumption(
            ".".join(override.path), f"{label}, {', '.join(said)}".replace(", *", ", all"), override.value,
            unit, None, None, STATED,
        )  # fmt: skip


def _unit(outcome: Outcome, commodity: str) -> str:
    positions = outcome.network.expand(commodity)
    return outcome.units[positions[0]] if positions else ""


def _season(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    name = in_sentence(commodity.name or commodity.id)
    years = outcome.scenario.season or outcome.network.season
    if commodity.id in outcome.calendar.shapes:
        used = ", ".join(year for year in years if int(year) in commodity.monthly)
        yield Assumption(
            f"season.{commodity.id}", f"Shape within the year, {name}", f"months of {used}", "", None, None,
            COMPUTED, "monthly trade, averaged; demand and output are given the same shape",
        )  # fmt: skip
    else:
        reason = (
            "no year named for the season has all twelve months" if years else "the scenario names no season"
        )
        yield Assumption(
            f"season.{commodity.id}",
            f"Shape within the year, {name}",
            "flat",
            "",
            None,
            None,
            ASSUMED,
            reason,
        )


def _split(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    for link in outcome.network.links:
        if link.commodity == commodity.id and "share applied" in link.note and link.quantity > 0:
            partner = defaults.partner_of(outcome.network, link)
            yield Assumption(
                f"split.{commodity.id}.{partner}",
                f"{outcome.network.place_name(partner)}'s part of {in_sentence(commodity.name or commodity.id)}",
                link.quantity, f"{commodity.unit}/year", None, None, COMPUTED, link.note,
            )  # fmt: skip


def _balance(outcome: Outcome, k: int, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    network, unit = outcome.network, f"{commodity.unit}/year"
    name = in_sentence(commodity.name or commodity.id)
    if commodity.production is None:
        yield Assumption(
            f"production.{commodity.id}", f"Own production, {name}", 0.0, unit, None, None, ASSUMED,
            "no output is loaded; the engine counts 0",
        )  # fmt: skip
    if network.shortfall[k] > 0:
        yield Assumption(
            f"production_raised.{commodity.id}", f"Own production, {name}", float(network.production[k]),
            unit, None, None, COMPUTED, "output series incomplete: raised to exports - imports; demand is 0",
        )  # fmt: skip
    if not commodity.sectors:
        yield Assumption(
            f"demand.{commodity.id}", f"Demand, {name}", float(network.demand[k]), unit, None, None, COMPUTED,
            f"no use is loaded: production + imports - exports, one sector “{ALL_USE}”",
        )  # fmt: skip
    if abs(network.difference[k]) > 1e-9 * network.demand[k]:
        yield Assumption(
            f"difference.{commodity.id}", f"Statistical difference, {name}", float(network.difference[k]),
            unit, None, None, COMPUTED, "demand - production - imports + exports; closes the baseline",
        )  # fmt: skip


def _stock(outcome: Outcome, k: int, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    scenario, name = outcome.scenario, in_sentence(commodity.name or commodity.id)
    state = defaults.stock_state(scenario, commodity, float(outcome.network.demand[k]))
    if state.record is not None and state.published:
        age = defaults.age_in_days(state.record.period, scenario.start)
        yield Assumption(
            f"stock.{commodity.id}", f"Stock at the start, {name}", state.initial, commodity.unit, None, None,
            f"read: {state.record.source}" if state.record.source else READ,
            f"published for {state.record.period}, {age} days before the start",
        )  # fmt: skip
    else:
        assumed = scenario.assumption("days_of_cover", *defaults.names_of(commodity))
        later = f"; a stock of {state.later.period} is later than the start" if state.later else ""
        loaded = "no stock is loaded"
        if state.record is not None:
            loaded = (
                f"in place of the {amount(state.record.value, commodity.unit)} "
                f"published for {state.record.period}"
            )
        yield Assumption(
            f"days_of_cover.{commodity.id}", f"Stock at the start, {name}",
            0.0 if assumed is None else assumed.value, "days", None, None,
            ASSUMED if assumed is None else STATED,
            (f"{loaded}{later}: no buffer" if assumed is None else f"{loaded}{later}"),
        )  # fmt: skip
    stated = scenario.assumption("storage_capacity", *defaults.names_of(commodity))
    if stated is not None or commodity.capacity is None:
        yield Assumption(
            f"storage_capacity.{commodity.id}", f"Storage capacity, {name}",
            "no limit" if state.capacity == float("inf") else state.capacity, commodity.unit, None, None,
            ASSUMED if stated is None else STATED,
            "no capacity is loaded: the stock at the start" if stated is None else "",
        )  # fmt: skip
    if scenario.responses.draw_stocks is not None:
        yield Assumption(
            f"floor.{commodity.id}", f"Stock that may not be drawn, {name}", scenario.responses.draw_stocks,
            "days", None, None, STATED, "of mean daily baseline demand, at most the stock",
        )  # fmt: skip
        stored = commodity.gas and commodity.capacity is not None
        for key, word, days in (("max_draw", "draw", "draw_days"), ("max_fill", "fill", "fill_days")):
            limit = defaults.weekly_limit(scenario, key, commodity)
            if limit is None and stored:
                rate = inputs.gas_days(scenario, days, commodity)
                note = "at the largest rate" + ("; slower below half full" if word == "draw" else "")
                label = f"Days to {word} a whole store of {name}"
                yield Assumption(rate.key, label, rate.value, "days", None, None, ASSUMED, note)
                continue
            value: float | str = "no limit" if limit is None or limit == float("inf") else limit
            source = ASSUMED if limit is None else STATED
            yield Assumption(
                f"{key}.{commodity.id}", f"Largest {word} of the stock, {name}", value,
                f"{commodity.unit}/week" if isinstance(value, float) else "", None, None, source,
            )  # fmt: skip


def _saving(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    given_up = inputs.saving(outcome.scenario, commodity)
    if given_up.value > 0 or given_up.varies:
        yield Assumption(
            given_up.key, f"Demand given up, {in_sentence(commodity.name or commodity.id)}", given_up.value,
            "share", None, None, STATED, "while an event is in force",
        )  # fmt: skip


def _demand_level(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    level = inputs.demand_level(outcome.scenario, commodity)
    yield Assumption(
        level.key, f"Demand while an event is in force, {in_sentence(commodity.name or commodity.id)}",
        level.value, "of the baseline’s", None, None, STATED if level.stated else ASSUMED,
        "before what events on demand add; otherwise supply follows demand",
    )  # fmt: skip


def _assets(outcome: Outcome) -> Iterator[Assumption]:
    """What the assets that events mean stand for, and how their holders count."""
    for event in outcome.scenario.disruptions:
        if not event.target.owned:
            continue
        for asset, part in meant(outcome.network, event.target):
            if asset.share is not None and not asset.planned:
                goods = listed([in_sentence(outcome.network.commodity_name(part)) for part in asset.parts])
                yield Assumption(
                    f"asset_share.{asset.id}", f"{asset.name}'s share of {goods}", asset.share, "1", None,
                    None,
                    COMPUTED, asset.origin,
                )  # fmt: skip
            if event.target.holder:
                way = "by control" if event.target.through == "control" else "by offtake"
                yield Assumption(
                    f"stake.{asset.id}", f"{event.target.holder}'s part of {asset.name}", part, "1", None,
                    None,
                    READ, f"stakes at the start, through chains of holders, {way}",
                )  # fmt: skip


def _sectors(outcome: Outcome, commodity: SuppliedCommodity) -> Iterator[Assumption]:
    scenario = outcome.scenario
    key = "priority" if scenario.rationing == "priority" else "protected_share"
    label = "Priority class" if key == "priority" else "Protected share of demand"
    for sector in commodity.sectors:
        if sector.losses:
            continue
        if key == "priority":
            value = defaults.sector_priority(scenario, commodity, sector.name)
        else:
            value = defaults.protected_share(scenario, commodity, sector.name)
        stated = scenario.sector_assumption(key, defaults.names_of(commodity), sector.name)
        yield Assumption(
            f"{key}.{commodity.id}.{sector.name}",
            f"{label}, {sector.name.replace('_', ' ')} of {in_sentence(commodity.name or commodity.id)}",
            value, "", None, None,
            ASSUMED if stated is None else STATED,
        )  # fmt: skip


def _partners(outcome: Outcome) -> Iterator[Assumption]:
    """Spare, lead time and ramp of the partners on links that carry a commodity the events hit, or that users
    switch to."""
    network, scenario = outcome.network, outcome.scenario
    wanted = concerned(network, scenario, outcome.touched)
    for link in network.links:
        if link.commodity not in wanted or link.quantity == 0.0:
            continue
        partner = defaults.partner_of(network, link)
        commodity = network.commodities[network.index[link.commodity]]
        names = defaults.names_of_link(network, link)
        share = defaults.spare_share(network, scenario, link)
        stated = scenario.assumption("spare", *names)
        who = f"{outcome.network.place_name(partner)}" if partner != "XNS" else "partners not stated"
        yield Assumption(
            f"spare.{partner}", f"Spare of {who}", "no limit" if share == defaults.UNLIMITED_SPARE else share,
            "share of base flow", None, None, ASSUMED if stated is None else STATED,
            "while no event hits the link",
        )  # fmt: skip
        lead, ramp = defaults.delay(network, scenario, link)
        default = defaults.default_delay(network, link)
        for key, label, value in (("lead_weeks", "Lead time", lead), ("ramp_weeks", "Ramp", ramp)):
            stated = scenario.assumption(key, *names)
            source = defaults.DELAY_SOURCES[default] if stated is None else STATED
            yield Assumption(
                f"{key}.{partner}", f"{label} of more from {who}", value, "weeks", None, None, source,
                f"for {in_sentence(commodity.name or commodity.id)}",
            )  # fmt: skip
