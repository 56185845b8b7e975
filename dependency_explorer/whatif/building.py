"""Making a supply network from a dataset: levels, links, splits, output, use, stocks, routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.balance import Balance, items, periods_of, production, year_balance
from dependency_explorer.analysis.commodities import ancestors, descendants
from dependency_explorer.analysis.links import Links, links
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import Step, last_month
from dependency_explorer.analysis.trade import cube
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.schema import SET_ASIDE
from dependency_explorer.whatif.assets import assets_of
from dependency_explorer.whatif.economy import economy
from dependency_explorer.whatif.grids import network_of_shares
from dependency_explorer.whatif.network import (
    Sector,
    StockRecord,
    SuppliedCommodity,
    SupplyLink,
    SupplyNetwork,
    Total,
)
from dependency_explorer.whatif.partner_split import split_by_partner
from dependency_explorer.whatif.peak_power import peak_power
from dependency_explorer.whatif.routing import routes_of, split_by_routes
from dependency_explorer.whatif.wording import in_sentence, listed, opened, readable

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

LEVEL_TOLERANCE = 0.01
"""Parts stand for their total where they add up to it within this share."""
GAS_HEADINGS = ("2711.11", "2711.21")


@dataclass(frozen=True, slots=True)
class Flow:
    """One additive flow of the focus in the baseline, before splits."""

    link: SupplyLink
    months: int


def build(
    dataset: Dataset, focus: str, period: str, season: tuple[str, ...], start: str | None
) -> SupplyNetwork:
    """See `SupplyNetwork.from_dataset`."""
    found = _flows(dataset, focus, period)
    by_commodity: dict[str, list[Flow]] = {}
    for flow in found:
        by_commodity.setdefault(flow.link.commodity, []).append(flow)
    if not by_commodity:
        shared = network_of_shares(dataset, focus, period)
        if shared is None:
            raise DataError(_nothing(dataset, focus, period))
        return shared
    traded = {name: [flow.link for flow in flows] for name, flows in by_commodity.items()}
    level = _Level(dataset, focus, period, by_commodity)
    stocks = stocks_of(dataset, focus, start)
    monthly = _monthly(dataset, focus)
    commodities: list[SuppliedCommodity] = []
    all_links: list[SupplyLink] = []
    for commodity in level.simulated:
        flows = by_commodity[commodity]
        made = supplied_commodity(dataset, focus, period, commodity, flows)
        split = split_by_partner(dataset, focus, period, made, traded)
        routed, rows = split_by_routes(dataset, focus, period, made, split)
        all_links += routed
        commodities.append(
            replace(
                made,
                rows=made.rows + rows,
                stocks=stocks.get(commodity, ()),
                monthly=monthly.get(commodity, {}),
            )
        )
    unmeasured = _value_only(dataset, focus, period, by_commodity)
    places = {link.exporter for link in all_links} | {link.importer for link in all_links} | {focus}
    places.update(dataset.tables["places"]["code"].tolist())
    network = SupplyNetwork(
        focus=focus,
        period=period,
        commodities=tuple(commodities),
        links=tuple(all_links),
        routes=routes_of(dataset, commodities, all_links),
        totals=level.totals(),
        notes=_notes(dataset, unmeasured),
        unmeasured=unmeasured,
        dataset=dataset.name,
        season=season,
        place_names={code: dataset.place_name(code) for code in sorted(places)},
        economy=economy(dataset, focus, period),
        commodity_names={
            code: dataset.commodity_name(code) for code in dataset.tables["commodities"]["id"].tolist()
        },
    )
    when = start or f"{period}-12-31"
    peak = peak_power(dataset, focus, when)
    if peak is not None and peak.commodity not in network.index:
        peak = None
    return replace(network, assets=assets_of(dataset, network, when), peak=peak)


def links_of_one(
    dataset: Dataset, focus: str, period: str, commodity: str
) -> tuple[tuple[SuppliedCommodity, ...], tuple[SupplyLink, ...]]:
    """What the network of a place holds of one commodity (or of the parts that stand for it), and its links: the
    same as in the whole network before they are split over routes. Both are empty where it has nothing.
    """
    own = _flow_positions(dataset, focus, period)
    if not len(own):
        shared = network_of_shares(dataset, focus, period)
        if shared is None:
            return (), ()
        items = tuple(shared.commodities[k] for k in shared.expand(commodity))
        return items, tuple(link for link in shared.links if link.commodity in {item.id for item in items})
    root = (commodity, *ancestors(dataset, commodity))[-1]
    family = {root, *descendants(dataset, root)}
    every = links(dataset)
    related = np.array([name in family for name in every.commodities], np.bool_)
    by_commodity: dict[str, list[Flow]] = {}
    for i in own[related[every.commodity[own]]].tolist():
        flow = flow_of(dataset, every, i)
        by_commodity.setdefault(flow.link.commodity, []).append(flow)
    traded = {name: [flow.link for flow in flows] for name, flows in by_commodity.items()}
    made: list[SuppliedCommodity] = []
    found: list[SupplyLink] = []
    for name in _Level(dataset, focus, period, by_commodity).simulated:
        if commodity in (name, *ancestors(dataset, name)):
            made.append(supplied_commodity(dataset, focus, period, name, by_commodity[name]))
            found += split_by_partner(dataset, focus, period, made[-1], traded)
    return tuple(made), tuple(found)


def _flow_positions(dataset: Dataset, focus: str, period: str) -> NDArray[np.intp]:
    """The links of a place in one period that have a quantity."""
    every = links(dataset)
    if period not in every.periods or focus not in every.places:
        return np.zeros(0, np.intp)
    own = _own(dataset, "year", focus)
    found: NDArray[np.intp] = own[
        (every.period[own] == every.periods.index(period)) & np.isfinite(every.quantity[own])
    ]
    return found


def _flows(dataset: Dataset, focus: str, period: str) -> list[Flow]:
    every = links(dataset)
    return [flow_of(dataset, every, i) for i in _flow_positions(dataset, focus, period).tolist()]


def _own(dataset: Dataset, step: Step, place: str) -> NDArray[np.intp]:
    """The links of a place on either side, a partner and its parts never both."""
    of_step = cube(dataset, step)
    inward, outward = of_step.select({"importer": (place,)}), of_step.select({"exporter": (place,)})
    counting = of_step.links.counting
    return np.sort(
        np.concatenate([inward[counting("imports")[inward]], outward[counting("exports")[outward]]])
    )


def flow_of(dataset: Dataset, every: Links, i: int) -> Flow:
    quantity, value = float(every.quantity[i]), float(every.value[i])
    comparable = every.coverage[i] == every.value_coverage[i] and quantity > 0 and value == value
    derived = bool(every.derived[i])
    note = _row_note(dataset, every, i) if derived else ""
    link = SupplyLink(
        exporter=every.places[every.exporter[i]],
        importer=every.places[every.importer[i]],
        commodity=every.commodities[every.commodity[i]],
        quantity=quantity,
        routes=tuple(part.strip() for part in every.routes[every.route[i]].split(";") if part.strip()),
        unit_value=value / quantity if comparable else None,
        derived=derived,
        note=note,
    )
    return Flow(link, int(every.months[i]))


def _row_note(dataset: Dataset, every: Links, i: int) -> str:
    """The note of the row behind a derived flow: it says how the flow was derived."""
    first = int(every.row_number[every.row_start[i]])
    numbers, order = _row_numbers(dataset)
    at = int(np.searchsorted(numbers, first))
    if at == len(numbers) or numbers[at] != first:
        return ""
    notes = dataset.tables["flows"]["note"]
    return readable(str(notes.iat[at if order is None else int(order[at])]), dataset)


@remembered
def _row_numbers(dataset: Dataset) -> tuple[NDArray[np.int64], NDArray[np.intp] | None]:
    """The line numbers of the flows, ascending, and the row of each where the rows do not ascend."""
    numbers = dataset.tables["flows"]["row"].to_numpy(np.int64)
    if bool(np.all(numbers[1:] >= numbers[:-1])):
        return numbers, None
    order = np.argsort(numbers, kind="stable")
    return numbers[order], order


def _nothing(dataset: Dataset, focus: str, period: str) -> str:
    every = links(dataset)
    if focus not in every.places:
        return f"The what-if cannot run: no flow of “{focus}” is loaded. Choose a place that the flows name."
    where = every.places.index(focus)
    own = np.isfinite(every.quantity) & ((every.importer == where) | (every.exporter == where))
    known = sorted({every.periods[i] for i in np.unique(every.period[own]).tolist()})
    offer = f" Periods with quantities: {', '.join(known[-12:])}." if known else ""
    return (
        f"The what-if cannot run: no flow of {dataset.place_name(focus)} in {period} has a quantity. "
        f"Choose another baseline.{offer}"
    )


class _Level:
    """Which commodities are simulated: the finest level that adds up to its total within 1 %."""

    def __init__(
        self, dataset: Dataset, focus: str, period: str, by_commodity: Mapping[str, list[Flow]]
    ) -> None:
        self._dataset, self._focus, self._period = dataset, focus, period
        self._flows = by_commodity
        self._opened: list[str] = []
        roots = [c for c in by_commodity if not ancestors(dataset, c)]
        roots += [ancestors(dataset, c)[-1] for c in by_commodity if ancestors(dataset, c)]
        chosen: list[str] = []
        for root in dict.fromkeys(roots):
            chosen += [c for c in self._open(root, frozenset()) if c not in chosen]
        self.simulated = tuple(sorted(chosen, key=self._rank))

    def totals(self) -> tuple[Total, ...]:
        """The totals whose simulated parts may be added up, all in one unit."""
        found = []
        for total in self._opened:
            parts = tuple(c for c in self.simulated if total in ancestors(self._dataset, c))
            units = {self._dataset.commodity_unit(c) for c in (*parts, total)}
            if parts and len(units) == 1:
                name = self._dataset.commodity_name(total)
                found.append(Total(total, name, units.pop(), parts))
        return tuple(found)

    def _rank(self, commodity: str) -> tuple[str, float]:
        above = ancestors(self._dataset, commodity)
        size = sum(flow.link.quantity for flow in self._flows[commodity])
        return (above[-1] if above else commodity, -size)

    def _open(self, commodity: str, seen: frozenset[str]) -> list[str]:
        if commodity in seen:
            return []
        parts: list[str] = []
        for part in self._dataset.parts(commodity):
            parts += [c for c in self._open(part, seen | {commodity}) if c not in parts]
        if commodity not in self._flows:
            if parts:
                self._opened.append(commodity)
            return parts
        if parts and self._adds_up(commodity, parts):
            self._opened.append(commodity)
            return parts
        return [commodity]

    def _adds_up(self, total: str, parts: list[str]) -> bool:
        units = {self._dataset.commodity_unit(c) for c in (total, *parts)}
        if len(units) > 1:
            return False
        for outward in (False, True):
            whole = self._traded(total, outward)
            if abs(sum(self._traded(part, outward) for part in parts) - whole) > LEVEL_TOLERANCE * whole:
                return False
        made = production(self._dataset, self._focus, total, self._period)
        if made is None or made.value == 0:
            return True
        outputs = [production(self._dataset, self._focus, part, self._period) for part in parts]
        known = sum(output.value for output in outputs if output is not None)
        return abs(known - made.value) <= LEVEL_TOLERANCE * made.value

    def _traded(self, commodity: str, outward: bool) -> float:
        return sum(
            flow.link.quantity
            for flow in self._flows[commodity]
            if (flow.link.exporter == self._focus) == outward
        )


def supplied_commodity(
    dataset: Dataset, focus: str, period: str, commodity: str, flows: list[Flow]
) -> SuppliedCommodity:
    unit = dataset.commodity_unit(commodity)
    group, codes = dataset.commodity_group(commodity), dataset.hs_codes(commodity)
    made = _usable(production(dataset, focus, commodity, period), unit)
    capacity = _latest_capacity(dataset, focus, commodity, period, unit)
    sectors = _sectors(dataset, focus, period, commodity, unit)
    energy = dataset.energy_per_unit(commodity)
    warnings = []
    months = min((flow.months for flow in flows), default=12)
    if months < 12:
        name = opened(in_sentence(dataset.commodity_name(commodity)))
        warnings.append(
            f"{name} in {period} is partial: {months} of 12 months are loaded and count as the year's "
            "quantity, so amounts a step are too low."
        )
    return SuppliedCommodity(
        id=commodity,
        name=dataset.commodity_name(commodity),
        unit=unit,
        group=group,
        ancestors=ancestors(dataset, commodity),
        production=None if made is None else made.value,
        production_source="" if made is None else dataset.source_short(made.source),
        sectors=sectors,
        capacity=None if capacity is None else capacity.value,
        gas=group in ("gas", "natural_gas", "lng") or any(code in codes for code in GAS_HEADINGS),
        warnings=tuple(warnings),
        energy=energy if energy > 0 else None,
    )


def _usable(figure: Balance | None, unit: str) -> Balance | None:
    """A figure that counts: in the commodity's unit, neither alternative nor disputed."""
    if figure is None or figure.quality in SET_ASIDE or figure.unit != unit or figure.value < 0:
        return None
    return figure


def _sectors(dataset: Dataset, focus: str, period: str, commodity: str, unit: str) -> tuple[Sector, ...]:
    """Use by sector with losses as a row of their own, else consumption as one sector, else nothing."""
    found: list[Sector] = []
    for item in items(dataset, focus, commodity):
        if not item.startswith("sector_use:"):
            continue
        figure = _usable(year_balance(dataset, focus, commodity, item, period), unit)
        if figure is not None:
            found.append(Sector(item.removeprefix("sector_use:"), figure.value))
    if found:
        losses = _usable(year_balance(dataset, focus, commodity, "losses", period), unit)
        if losses is not None:
            found.append(Sector("losses", losses.value, losses=True))
    else:
        used = _usable(year_balance(dataset, focus, commodity, "consumption", period), unit)
        if used is not None:
            found.append(Sector("consumption", used.value))
    return tuple(found)


def _latest_capacity(dataset: Dataset, focus: str, commodity: str, period: str, unit: str) -> Balance | None:
    """Storage capacity of the baseline, else the latest before it, else the earliest after."""
    known = periods_of(dataset, focus, commodity, "storage_capacity")
    years = sorted({text[:4] for text in known})
    order = [y for y in reversed(years) if y <= period] + [y for y in years if y > period]
    for year in order:
        for text in sorted((t for t in known if t[:4] == year), reverse=True):
            figure = _usable(year_balance(dataset, focus, commodity, "storage_capacity", text), unit)
            if figure is not None:
                return figure
    return None


def stocks_of(dataset: Dataset, focus: str, start: str | None) -> dict[str, tuple[StockRecord, ...]]:
    """Published stocks of the place itself, oldest first; a province's is never the country's."""
    table = dataset.tables["balances"]
    own = table[(table["place"] == focus) & (table["item"] == "stock")]
    found: dict[str, dict[str, StockRecord]] = {}
    columns = ("commodity", "period", "value", "unit", "quality", "source_id")
    for commodity, period, value, unit, quality, source in zip(
        *(own[column].tolist() for column in columns), strict=True
    ):
        if quality in SET_ASIDE or not value >= 0 or unit != dataset.commodity_unit(commodity):
            continue
        if "Q" in period:
            period = last_month(period)  # the level at the quarter's end
        if len(period) not in (4, 7, 10) or (start is not None and period > start):
            continue
        record = StockRecord(period, float(value), dataset.source_short(source))
        found.setdefault(commodity, {}).setdefault(period, record)
    return {
        commodity: tuple(records[period] for period in sorted(records))
        for commodity, records in found.items()
    }


def _monthly(dataset: Dataset, focus: str) -> dict[str, dict[int, tuple[float, ...]]]:
    """Twelve monthly quantities by commodity and year, of the side (imports or exports) that is larger."""
    every = links(dataset, "month")
    if focus not in every.places:
        return {}
    where = every.places.index(focus)
    sums: dict[tuple[str, bool, int], np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    own = _own(dataset, "month", focus)
    for i in own[np.isfinite(every.quantity[own])].tolist():
        text = every.periods[every.period[i]]
        if len(text) != 7:
            continue
        key = (every.commodities[every.commodity[i]], bool(every.exporter[i] == where), int(text[:4]))
        months = sums.setdefault(key, np.full(12, np.nan))
        month = int(text[5:]) - 1
        held = months[month]
        months[month] = every.quantity[i] + (0.0 if held != held else held)
    found: dict[str, dict[int, tuple[float, ...]]] = {}
    for (commodity, outward, year), months in sums.items():
        other = sums.get((commodity, not outward, year))
        if np.isnan(months).any() or (other is not None and np.nansum(other) > months.sum()):
            continue
        found.setdefault(commodity, {})[year] = tuple(months.tolist())
    return found


def _value_only(
    dataset: Dataset, focus: str, period: str, by_commodity: Mapping[str, list[Flow]]
) -> tuple[str, ...]:
    """Commodities whose trade has values but no quantities: they are not simulated."""
    every = links(dataset)
    own = cube(dataset, "year").of_place(focus)
    own = own[every.period[own] == every.periods.index(period)]
    own = own[np.isnan(every.quantity[own]) & np.isfinite(every.value[own])]
    names = {every.commodities[c] for c in np.unique(every.commodity[own]).tolist()} - set(by_commodity)
    names -= {name for name in names if set(descendants(dataset, name)) & set(by_commodity)}
    return tuple(sorted(names, key=dataset.commodity_name))


def _notes(dataset: Dataset, unmeasured: tuple[str, ...]) -> tuple[str, ...]:
    if not unmeasured:
        return ()
    names = listed([in_sentence(dataset.commodity_name(name)) for name in unmeasured])
    return (f"Not simulated, since only values are loaded: {names}.",)
