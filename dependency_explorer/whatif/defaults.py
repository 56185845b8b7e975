"""What a run assumes where neither data nor scenario say: spare, lead times, stocks, priorities.

The ledger shows each value that these functions give, with the reason written beside it here.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from dependency_explorer.whatif.network import StockRecord, SuppliedCommodity, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.scenario import Scenario

SPARE = 0.10
SPARE_RANGE = (0.0, 0.30)
UNLIMITED_SPARE = 1e9
"""Spare share that stands for no limit: a link may then bring any amount that is asked of it."""

WIRE, LAND, SEA = (1.0, 2.0), (4.0, 3.0), (5.0, 3.0)
DELAY_SOURCES = {
    WIRE: "assumption for a wire or pipeline that is in place",
    LAND: "computed: detour by rail or road",
    SEA: "computed: fit to Qatar's imports after June 2017",
}
DELAYS_BY_MODE = {
    "power_line": WIRE,
    "pipeline": WIRE,
    "rail": LAND,
    "road": LAND,
    "mixed": LAND,
    "sea": SEA,
    "sea_port": SEA,
    "ship": SEA,
}
"""Lead time and ramp in weeks by the mode of a route."""

DELAY_DOUBT = (0.5, 2.0)
"""A lead time or ramp may be half or double of its default: assumption."""

COVER_RANGE = (0.0, 30.0)
"""Days of cover that may be there where no stock is published: assumption, a month of commercial stocks."""

STOCK_DOUBT_A_YEAR = 0.5
"""A published stock may be off by half after a year, by proportionally less before: assumption."""

GAS_DRAW_DAYS, GAS_FILL_DAYS = 90.0, 180.0
"""A full gas store empties in 90 days at its largest rate and fills in 180: assumption."""

GAS_DAYS = {"draw_days": (GAS_DRAW_DAYS, (60.0, 120.0)), "fill_days": (GAS_FILL_DAYS, (120.0, 240.0))}
"""The same with their ranges: assumption."""

PRIORITIES = {
    1: ("household", "residential", "health", "hospital"),
    2: ("heat", "power", "station", "electricity", "energy"),
    4: ("industr", "mining", "construction", "manufactur", "non_energy"),
}
OTHER_PRIORITY = 3.0
"""Transport, commerce, agriculture, other and unknown use."""


@dataclass(frozen=True, slots=True)
class StockState:
    """The stock of a commodity at the start. record: the latest published row at or before the start.

    published: whether that row counts; a scenario may state days of cover in its place. known is false where
    neither data nor scenario speak of a stock. later: a published row after the start.
    """

    initial: float
    capacity: float
    known: bool
    record: StockRecord | None
    later: StockRecord | None
    published: bool


def partner_of(network: SupplyNetwork, link: SupplyLink) -> str:
    """The other end of a link, seen from the focus."""
    return link.importer if link.exporter == network.focus else link.exporter


def names_of(commodity: SuppliedCommodity) -> tuple[str, ...]:
    """The names under which an assumption may speak of a commodity: its id, then its totals."""
    return (commodity.id, *commodity.ancestors)


def names_of_link(network: SupplyNetwork, link: SupplyLink) -> tuple[str, ...]:
    """The names under which an assumption may speak of a link: routes, partner, commodity and its totals."""
    commodity = network.commodities[network.index[link.commodity]]
    return (*link.routes, partner_of(network, link), *names_of(commodity))


def spare_share(network: SupplyNetwork, scenario: Scenario, link: SupplyLink) -> float:
    """Share of its baseline flow that a link can deliver more."""
    stated = scenario.assumption("spare", *names_of_link(network, link))
    if stated is None:
        return SPARE
    return UNLIMITED_SPARE if stated.value is None else stated.value


def default_delay(network: SupplyNetwork, link: SupplyLink) -> tuple[float, float]:
    """Lead time and ramp in weeks: by the slowest route of the link, else by what is carried."""
    modes = [network.routes[network.route_index[route]].mode for route in link.routes]
    known = [DELAYS_BY_MODE[mode] for mode in modes if mode in DELAYS_BY_MODE]
    if known:
        return max(known)
    commodity = network.commodities[network.index[link.commodity]]
    if "lng" in link.commodity:
        return SEA
    return WIRE if commodity.gas or "electricity" in (commodity.id, commodity.group) else LAND


def delay(network: SupplyNetwork, scenario: Scenario, link: SupplyLink) -> tuple[float, float]:
    """Lead time and ramp in weeks of what a link delivers more, as the scenario states them or by default."""
    lead, ramp = default_delay(network, link)
    names = names_of_link(network, link)
    stated_lead = scenario.assumption("lead_weeks", *names)
    stated_ramp = scenario.assumption("ramp_weeks", *names)
    if stated_lead is not None and stated_lead.value is not None:
        lead = stated_lead.value
    if stated_ramp is not None and stated_ramp.value is not None:
        ramp = stated_ramp.value
    return lead, ramp


def stock_state(scenario: Scenario, commodity: SuppliedCommodity, yearly_demand: float) -> StockState:
    """Stock at the start and storage capacity.

    Days of cover of mean baseline demand that the scenario states for this very commodity count first; then
    the latest published stock at or before the start, never a later one; without any, the days of cover that
    the scenario states for all. Capacity: stated by the scenario, else loaded, else
    the stock itself; it is at least the stock.
    """
    record = later = None
    for row in commodity.stocks:
        if _at_or_before(row.period, scenario.start):
            record = row if record is None or row.period >= record.period else record
        else:
            later = row if later is None else later
    assumed = scenario.assumption("days_of_cover", *names_of(commodity))
    days = assumed.value if assumed is not None and assumed.value is not None else 0.0
    own = assumed is not None and assumed.value is not None and assumed.path[1] in names_of(commodity)
    published = record is not None and not own
    initial = record.value if record is not None and published else days * yearly_demand / DAYS_IN_YEAR
    stated = scenario.assumption("storage_capacity", *names_of(commodity))
    if stated is not None:
        capacity = float("inf") if stated.value is None else stated.value
    else:
        capacity = initial if commodity.capacity is None else commodity.capacity
    known = record is not None or assumed is not None
    return StockState(initial, max(capacity, initial), known, record, later, published)


def weekly_limit(scenario: Scenario, key: str, commodity: SuppliedCommodity) -> float | None:
    """`max_draw` or `max_fill` of the scenario, a quantity a week; infinite for null, None where unsaid."""
    stated = scenario.assumption(key, *names_of(commodity))
    if stated is None:
        return None
    return float("inf") if stated.value is None else stated.value


def default_priority(sector: str) -> float:
    """Priority class of a sector by its name; 1 is served first."""
    lowered = sector.lower()
    for rank, words in PRIORITIES.items():
        if any(word in lowered for word in words):
            return float(rank)
    return OTHER_PRIORITY


def sector_priority(scenario: Scenario, commodity: SuppliedCommodity, sector: str) -> float:
    """Priority class of a sector, as the scenario states it or by default."""
    stated = scenario.sector_assumption("priority", names_of(commodity), sector)
    return stated.value if stated is not None and stated.value is not None else default_priority(sector)


def protected_share(scenario: Scenario, commodity: SuppliedCommodity, sector: str) -> float:
    """Share of a sector's demand that rule "floors" serves first; 0 by default."""
    stated = scenario.sector_assumption("protected_share", names_of(commodity), sector)
    return stated.value if stated is not None and stated.value is not None else 0.0


def _at_or_before(period: str, start: str) -> bool:
    """Whether a stock of this period may stand for the stock at the start: a month or year counts from its
    first day, as in `analysis.balance.latest_balance`; a row with a closer date comes before it."""
    return f"{period}-01-01"[:10] <= start if len(period) == 4 else f"{period}-01"[:10] <= start


def stock_doubt(period: str, start: str) -> float:
    """Share by which a published stock may be off at the start, growing evenly with its age in a year."""
    return STOCK_DOUBT_A_YEAR * min(age_in_days(period, start) / DAYS_IN_YEAR, 1.0)


def age_in_days(period: str, start: str) -> int:
    """Days from the end of a stock's period to the start, at least 0."""
    from datetime import date

    first = date.fromisoformat(start)
    if len(period) == 10:
        end = date.fromisoformat(period)
    else:
        year, month = int(period[:4]), int(period[5:7] or 12)
        end = date(year, month, calendar.monthrange(year, month)[1])
    return max((first - end).days, 0)
