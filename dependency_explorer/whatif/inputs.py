"""The numbers that a run assumes, each with its value and the range that draws take it from.

A default brings the range it ships with; a value that the scenario states is fixed, unless the scenario gives
a range beside it. Keys are those of the ledger, so that a quantile drawn for a key means the same assumption
in every scenario.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.elasticities import DOUBT, default_elasticity, elasticity_of
from dependency_explorer.whatif.network import Route, SuppliedCommodity, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.scenario import ANY, FuelSwitch, NamedSource, Range, Scenario

Floats = NDArray[np.float64]
Span = tuple[float | None, float | None]

FIXED: Span = (None, None)


@dataclass(frozen=True, slots=True)
class Input:
    """One assumed number.

    key: that of its row in the ledger. low, high: what draws take it from, None where it is fixed. stated:
    the scenario says the value.
    """

    key: str
    value: float
    low: float | None = None
    high: float | None = None
    stated: bool = False

    @property
    def varies(self) -> bool:
        """Whether draws differ in it."""
        return self.low is not None and self.high is not None and self.low < self.high

    def at(self, quantile: Floats) -> Floats:
        """The values at quantiles 0 to 1: half of the draws fall below the value, half above, evenly on each
        side, so that the median of the draws is the run on the values themselves."""
        if self.low is None or self.high is None:
            return np.full(quantile.shape, self.value)
        below = self.low + 2.0 * quantile * (self.value - self.low)
        above = self.value + (2.0 * quantile - 1.0) * (self.high - self.value)
        return np.where(quantile <= 0.5, below, above)


def spare(network: SupplyNetwork, scenario: Scenario, link: SupplyLink) -> Input:
    """Share of its base flow that a link may deliver more."""
    names = defaults.names_of_link(network, link)
    key = f"spare.{defaults.partner_of(network, link)}"
    value = defaults.spare_share(network, scenario, link)
    return _input(scenario, key, "spare", names, value, defaults.SPARE_RANGE)


def delay(network: SupplyNetwork, scenario: Scenario, link: SupplyLink) -> tuple[Input, Input]:
    """Lead time and ramp of what a link delivers more, in weeks."""
    names, partner = defaults.names_of_link(network, link), defaults.partner_of(network, link)
    lead, ramp = (
        _input(scenario, f"{kind}.{partner}", kind, names, value, _half_to_double(default))
        for kind, value, default in zip(
            ("lead_weeks", "ramp_weeks"),
            defaults.delay(network, scenario, link),
            defaults.default_delay(network, link),
            strict=True,
        )
    )
    return lead, ramp


def stock(scenario: Scenario, commodity: SuppliedCommodity, yearly_demand: float) -> Input:
    """The stock at the start: a published amount, or days of cover of mean baseline demand."""
    state = defaults.stock_state(scenario, commodity, yearly_demand)
    names = defaults.names_of(commodity)
    if state.published and state.record is not None:
        value = state.record.value
        part = defaults.stock_doubt(state.record.period, scenario.start)
        most = max(value, value * (1.0 + part) if commodity.capacity is None else commodity.capacity)
        span = (value * (1.0 - part), min(value * (1.0 + part), most)) if part > 0 else FIXED
        return _input(scenario, f"stock.{commodity.id}", "stock", names, value, span)
    assumed = scenario.assumption("days_of_cover", *names)
    days = assumed.value if assumed is not None and assumed.value is not None else 0.0
    key = f"days_of_cover.{commodity.id}"
    return _input(scenario, key, "days_of_cover", names, days, defaults.COVER_RANGE)


def initial_stock(network: SupplyNetwork, k: int, assumed: Input, values: Floats) -> Floats:
    """Amounts from the values of `stock`."""
    if assumed.key.startswith("days_of_cover"):
        return np.asarray(values * float(network.demand[k]) / DAYS_IN_YEAR, np.float64)
    return values


def storage_capacity(scenario: Scenario, commodity: SuppliedCommodity) -> Input | None:
    """Capacity that the scenario states or the data give; None where the stock itself stands for it."""
    names = defaults.names_of(commodity)
    stated = scenario.assumption("storage_capacity", *names)
    if stated is not None:
        value = float("inf") if stated.value is None else stated.value
    elif commodity.capacity is not None:
        value = commodity.capacity
    else:
        return None
    return _input(scenario, f"storage_capacity.{commodity.id}", "storage_capacity", names, value, FIXED)


def weekly_limit(scenario: Scenario, kind: str, commodity: SuppliedCommodity) -> Input | None:
    """`max_draw` or `max_fill` as the scenario states it, a quantity a week; None where it says nothing."""
    value = defaults.weekly_limit(scenario, kind, commodity)
    if value is None:
        return None
    return _input(scenario, f"{kind}.{commodity.id}", kind, defaults.names_of(commodity), value, FIXED)


def gas_days(scenario: Scenario, kind: str, commodity: SuppliedCommodity) -> Input:
    """Days that a full gas store takes to empty (`draw_days`) or to fill (`fill_days`) at its best rate."""
    value, span = defaults.GAS_DAYS[kind]
    return _input(scenario, f"{kind}.{commodity.id}", kind, defaults.names_of(commodity), value, span)


def saving(scenario: Scenario, commodity: SuppliedCommodity) -> Input:
    """Share of demand given up while an event is in force."""
    names = defaults.names_of(commodity)
    value = scenario.responses.saving
    return _input(scenario, f"saving.{commodity.id}", "saving", names, value, FIXED)


def demand_level(scenario: Scenario, commodity: SuppliedCommodity) -> Input:
    """Demand while an event is in force, as a share of the baseline's."""
    names = defaults.names_of(commodity)
    stated = scenario.assumption("demand_level", *names)
    value = 1.0 if stated is None or stated.value is None else stated.value
    return _input(scenario, f"demand_level.{commodity.id}", "demand_level", names, value, FIXED)


def source(scenario: Scenario, named: NamedSource) -> Input:
    """Quantity a week of a source that the scenario names."""
    key = f"source.{named.exporter}.{named.commodity}"
    names = (named.exporter, named.commodity)
    return _input(scenario, key, "source", names, named.quantity_per_week, FIXED)


def elasticity(scenario: Scenario, commodity: SuppliedCommodity) -> Input | None:
    """Short-run price elasticity of demand; None where none is known, or it is stated as 0."""
    value, _ = elasticity_of(scenario, commodity)
    if value is None:
        return None
    published, _ = default_elasticity(commodity)
    shipped = FIXED if published is None else (DOUBT[1] * published, DOUBT[0] * published)
    names = defaults.names_of(commodity)
    return _input(scenario, f"elasticity.{commodity.id}", "elasticity", names, value, shipped)


def switch(scenario: Scenario, one: FuelSwitch) -> tuple[Input, Input, Input]:
    """Share, lead time and ramp (weeks) of a switch, as its response states them or an assumption instead."""
    into = f"{one.to}:{one.sector}" if one.sector else one.to
    found = []
    for kind, value in (
        ("switch_share", one.share), ("switch_lead_weeks", one.lead_weeks),
        ("switch_ramp_weeks", one.ramp_weeks),
    ):  # fmt: skip
        edited = scenario.sector_assumption(kind, (one.away_from,), into)
        value = value if edited is None or edited.value is None else edited.value
        key = f"{kind}.{one.away_from}.{into}"
        found.append(_ranged(scenario, Input(key, value, stated=True), kind, one.away_from))
    share, lead, ramp = found
    return share, lead, ramp


def route_capacity(scenario: Scenario, route: Route) -> Input | None:
    """Capacity of a route in its unit a week; None where it is unlimited."""
    stated = scenario.assumption("route_capacity", route.id)
    if stated is not None:
        if stated.value is None:
            return None
        value = stated.value
    elif route.capacity is not None:
        value = route.capacity * 7.0 / DAYS_IN_YEAR
    else:
        return None
    return _input(scenario, f"route_capacity.{route.id}", "route_capacity", (route.id,), value, FIXED)


def all_inputs(
    network: SupplyNetwork, scenario: Scenario, commodities: Collection[str] | None = None
) -> dict[str, Input]:
    """Every assumption of a run that draws may differ in, by key, each with the range of its first use.

    commodities: only what concerns these; None for all.
    """
    found: dict[str, Input] = {}

    def add(*inputs: Input | None) -> None:
        for one in inputs:
            if one is not None and one.varies:
                found.setdefault(one.key, one)

    for link in network.links:
        if link.quantity > 0 and (commodities is None or link.commodity in commodities):
            add(spare(network, scenario, link))
            if scenario.uses_spare:
                add(*delay(network, scenario, link))
    for k, commodity in enumerate(network.commodities):
        if commodities is not None and commodity.id not in commodities:
            continue
        add(saving(scenario, commodity), demand_level(scenario, commodity))
        if scenario.responses.draw_stocks is not None:
            add(stock(scenario, commodity, float(network.demand[k])))
            add(storage_capacity(scenario, commodity))
            for kind, days in (("max_draw", "draw_days"), ("max_fill", "fill_days")):
                limit = weekly_limit(scenario, kind, commodity)
                stored = limit is None and commodity.gas and commodity.capacity is not None
                add(limit, gas_days(scenario, days, commodity) if stored else None)
        if scenario.responses.price_response:
            add(elasticity(scenario, commodity))
    for named in scenario.responses.sources:
        add(source(scenario, named))
    for one in scenario.responses.switches:
        add(*switch(scenario, one))
    for route in network.routes:
        add(route_capacity(scenario, route))
    return found


def _half_to_double(value: float) -> Span:
    low, high = defaults.DELAY_DOUBT
    return low * value, high * value


def _input(
    scenario: Scenario, key: str, kind: str, names: tuple[str, ...], value: float, shipped: Span
) -> Input:
    """The value with the range that holds for it: one that the scenario gives, else that of the default.

    A range counts beside a stated value where it speaks as narrowly (of that partner rather than of all).
    """
    stated = scenario.assumption(kind, *names)
    given = scenario.range_of(kind, *names)
    order = (*names, ANY)
    if given is not None and stated is not None:
        given = given if order.index(given.path[1]) <= order.index(stated.path[1]) else None
    if given is None:
        return Input(key, value, *(shipped if stated is None else FIXED), stated=stated is not None)
    return _in_range(Input(key, value, stated=stated is not None), given)


def _ranged(scenario: Scenario, one: Input, kind: str, *names: str) -> Input:
    """An input that the scenario states, with the range that it gives beside it if any."""
    given = scenario.range_of(kind, *names)
    return one if given is None else _in_range(one, given)


def _in_range(one: Input, given: Range) -> Input:
    value = one.value
    if not given.low <= value <= given.high:
        raise DataError(
            f"The scenario key “ranges.{'.'.join(given.path)}” runs from {given.low:g} to {given.high:g}, "
            f"which leaves out the value itself, {value:g}. Widen the range or change the value."
        )
    return Input(one.key, value, given.low, given.high, one.stated)
