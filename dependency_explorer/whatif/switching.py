"""Fuel switching: users who lack one commodity and can do with another take what that one has to spare.

Nobody goes short of the other commodity for it: only what its own demand does not need is taken. First its
output that finds no buyer, then what its unhit links can bring beyond what they replace, then its stock above
the floor where no event of the run concerns it, then its exports. Amounts change units by net energy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.units import factor
from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.events import Cuts
from dependency_explorer.whatif.home_events import sector_shares
from dependency_explorer.whatif.network import Calendar, SuppliedCommodity, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters
from dependency_explorer.whatif.replacement import Replaced, Spare
from dependency_explorer.whatif.scenario import FuelSwitch, Scenario
from dependency_explorer.whatif.storage import Stored, stocks

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """One switch between two simulated commodities.

    switch: position in the scenario. away, into: positions of the commodities. units: of `into` for one of
    `away`. sectors: positions of the sectors that can, with their shares of all demand for `away`.
    """

    switch: int
    away: int
    into: int
    units: float
    sectors: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Switched:
    """What is switched, and what is left of the supplies that it drew on.

    away: demand met by another commodity, in units of the commodity that was short; into: supply that serves
    others' demand, in its own units; both (commodity, step, case). by_sector: `away` by (sector, step, case).
    imported: part of `into` that links bring beyond what they replace. unsold, kept_home, stored: after it.
    """

    away: Floats
    into: Floats
    by_sector: Floats
    imported: Floats
    unsold: Floats
    kept_home: Floats
    stored: Stored


def ways(network: SupplyNetwork, scenario: Scenario) -> tuple[Way, ...]:
    """The switches of a scenario on a network; a total is left by each of its parts.

    Raises DataError where a commodity is not simulated or not one, nobody of the sector uses it, or the units
    of the two are not known to convert.
    """
    switches = scenario.responses.switches
    return network.kept("switches", switches, lambda: tuple(_ways(network, switches)))


def concerned(network: SupplyNetwork, scenario: Scenario, touched: frozenset[str]) -> frozenset[str]:
    """Ids of the commodities that events hit, and of those that their users switch to."""
    if not scenario.responses.switches:
        return touched
    ids = [item.id for item in network.commodities]
    return touched | {ids[way.into] for way in ways(network, scenario) if ids[way.away] in touched}


def _ways(network: SupplyNetwork, switches: Sequence[FuelSwitch]) -> list[Way]:
    found: list[Way] = []
    for position, one in enumerate(switches):
        where = f"responses.switch[{position + 1}]"
        away, into = network.expand(one.away_from), network.expand(one.to)
        for key, name, known in (("from", one.away_from, away), ("to", one.to, into)):
            if not known:
                raise DataError(
                    f"The scenario key “{where}.{key}” is {shown(name)}, which is not simulated for "
                    f"{network.focus} in {network.period}. Choose one of: "
                    f"{', '.join(item.id for item in network.commodities)}."
                )
        if len(into) > 1 or into[0] in away:
            raise DataError(
                f"The scenario key “{where}.to” is {shown(one.to)}; expected a single commodity that "
                f"{shown(one.away_from)} does not contain. Name one of the parts."
            )
        users = False
        for k in away:
            shares = _shares(network, k, one.sector)
            if shares:
                users = True
                item, other = network.commodities[k], network.commodities[into[0]]
                found.append(Way(position, k, into[0], _units(item, other, where), shares))
        if not users:
            names = sorted({sector.name for k, sector in network.sectors if k in away and not sector.losses})
            raise DataError(
                f"The scenario key “{where}.sector” is {shown(one.sector)}; expected a sector that uses "
                f"{shown(one.away_from)}: {', '.join(names)}. Correct it, or leave the key out to mean all."
            )
    return found


def _shares(network: SupplyNetwork, k: int, wanted: str) -> tuple[tuple[int, float], ...]:
    """Sectors that can switch, and their shares of all demand for a commodity."""
    whole = float(network.demand[k])
    return tuple(
        (s, sector.demand / whole if whole > 0 else 0.0)
        for s, (owner, sector) in enumerate(network.sectors)
        if owner == k and not sector.losses and wanted in ("", sector.name)
    )


class SwitchChoices(Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]):
    """For each commodity: those that its users may switch to, the nearest in kind first, and its sectors.

    Offered are fuels, of which the energy is known, and what is of one group and counted in one unit. Answers are
    made when they are asked for: of five thousand commodities each may stand in for every other.
    """

    def __init__(self, network: SupplyNetwork) -> None:
        demand = network.demand
        self._items = {
            item.id: item for k, item in enumerate(network.commodities) if not item.service and demand[k] > 0
        }
        self._fuels: dict[str, SuppliedCommodity] = {}
        self._kinds: dict[tuple[str, str], dict[str, SuppliedCommodity]] = {}
        for item in network.commodities:
            if not item.service:
                self._kinds.setdefault((item.group, item.unit), {})[item.id] = item
                if _energy(item) is not None:
                    self._fuels[item.id] = item
        self._order = {item.id: k for k, item in enumerate(network.commodities)}
        self._sectors: dict[int, list[str]] = {}
        for owner, sector in network.sectors:
            if not sector.losses:
                self._sectors.setdefault(owner, []).append(sector.name)

    def __getitem__(self, id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        item = self._items[id]
        alike = {**self._kind(item), **(self._fuels if id in self._fuels else {})}
        others = [other for other in alike.values() if other.id != id]
        others.sort(key=lambda other: (other.group != item.group, self._order[other.id]))
        sectors = tuple(self._sectors.get(self._order[id], ())) if item.sectors else ()
        return tuple(other.id for other in others), sectors

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def left(self) -> list[str]:
        """The commodities that users can switch away from."""
        return [
            id
            for id, item in self._items.items()
            if len(self._kind(item)) > 1 or (id in self._fuels and len(self._fuels) > 1)
        ]

    def _kind(self, item: SuppliedCommodity) -> dict[str, SuppliedCommodity]:
        return self._kinds[item.group, item.unit]


def choices(network: SupplyNetwork) -> SwitchChoices:
    """What may be switched to what on a network."""
    return network.kept("switch choices", None, lambda: SwitchChoices(network))


def _units(item: SuppliedCommodity, other: SuppliedCommodity, where: str) -> float:
    """Units of the other commodity that hold the energy of one unit of the first; 1 where both are counted in
    one unit and no energy is stated."""
    rate = _rate(item, other)
    if rate is not None:
        return rate
    missing = [one.id for one in (item, other) if _energy(one) is None]
    raise DataError(
        f"The switch “{where}” from {shown(item.id)} ({item.unit}) to {shown(other.id)} ({other.unit}) cannot be "
        f"computed: the energy of one unit of {' and of '.join(missing)} is not stated. Fill in "
        "energy_gj_per_unit in the table commodities, or remove the switch."
    )


def _rate(item: SuppliedCommodity, other: SuppliedCommodity) -> float | None:
    one, two = _energy(item), _energy(other)
    if one is not None and two is not None:
        return one / two
    return 1.0 if item.unit == other.unit else None


def _energy(item: SuppliedCommodity) -> float | None:
    """Gigajoules in one unit: as stated, else what the unit itself says."""
    exact = factor(item.unit, "GJ")
    return item.energy or (None if exact is None else float(exact))


def arrived(calendar: Calendar, cut: Cuts, way: Way, chosen: Parameters) -> Floats:
    """Share of a switch that is ready in each step, (step, case): each event's on its own clock.

    Weighted by what each event takes of the commodity. On a common clock a small early event would ready the
    switch for a large late one, and more events would look milder.
    """
    _, lead, ramp = chosen.switches[way.switch]
    lost = cut.lost_columns[:, way.away]
    if not len(lost):
        return np.zeros((len(calendar.days), 1))
    ready = [
        part * profiles.take_profile(calendar.weeks, float(calendar.weeks[clock]), lead, ramp)
        for clock, part in zip(cut.clocks, lost, strict=True)
    ]
    done, whole = np.broadcast_arrays(reduce(np.add, ready), reduce(np.add, list(lost)))
    share = np.divide(done, whole, out=np.zeros(done.shape), where=whole > 0)
    return np.asarray(share, np.float64)


def switched(
    network: SupplyNetwork, scenario: Scenario, calendar: Calendar, chosen: Parameters, cut: Cuts,
    replaced: Replaced, spare: Spare | None, refilling: Spare | None, parts: Floats | None,
    short: Floats, lacking: Floats, unsold: Floats, exports: Floats, kept_home: Floats, stored: Stored,
) -> Switched:  # fmt: skip
    """Switch what is short. All amounts by (commodity, step, case).

    short: unserved before; lacking: supply that is missing, of which short is what users feel; unsold: output
    without a buyer; exports: what leaves before kept_home stays; spare: what links may bring, None where the
    scenario uses none; refilling, parts: as in `stocks`.
    """
    size, steps = len(network.commodities), len(calendar.days)
    found = ways(network, scenario)
    wanted = _wanted(network, calendar, cut, chosen, found, short)
    cases = max([1, *(amount.shape[-1] for amount in wanted.values())])
    away, into = np.zeros((size, steps, cases)), np.zeros((size, steps, cases))
    by_sector = np.zeros((len(network.sectors), steps, cases))
    imported = np.zeros((size, steps, cases))
    for target in sorted({way.into for way in found}):
        asked = {key: way for key, way in enumerate(found) if way.into == target}
        amounts = [wanted[key, s] * way.units for key, way in asked.items() for s, _ in way.sectors]
        need = reduce(np.add, amounts)
        if not need.any():
            continue
        rest = need
        if unsold[target].any():
            got = np.minimum(rest, unsold[target])
            rest, unsold = rest - got, _changed(unsold, target, -got)
        if spare is not None:
            free = np.maximum(beyond(network, replaced, spare, target) - lacking[target], 0.0)
            got = np.minimum(rest, free)
            rest, imported = rest - got, _changed(imported, target, got)
        untouched = ~cut.in_force[target].any(axis=0)
        if scenario.responses.draw_stocks is not None and untouched.any():
            need_of_stock = np.zeros((size, steps, max(rest.shape[-1], len(untouched))))
            need_of_stock[target] = np.where(untouched, rest, 0.0)
            nothing = np.zeros((size, steps, 1))
            drawn = stocks(network, calendar, chosen, cut, need_of_stock, nothing, refilling, True, parts)
            rest = rest - drawn.draw[target]
            stored = _with(stored, drawn, target, untouched)
        left = np.maximum(exports[target] - kept_home[target], 0.0)
        if left.any():
            got = np.minimum(rest, left)
            rest, kept_home = rest - got, _changed(kept_home, target, got)
        met = np.maximum(need - rest, 0.0)
        share = np.divide(met, need, out=np.zeros(met.shape), where=_like(need, met) > 0)
        into = _changed(into, target, met)
        for key, way in asked.items():
            for s, _ in way.sectors:
                moved = wanted[key, s] * share
                by_sector = _changed(by_sector, s, moved)
                away = _changed(away, way.away, moved)
    return Switched(away, into, by_sector, imported, unsold, kept_home, stored)


def _wanted(
    network: SupplyNetwork, calendar: Calendar, cut: Cuts, chosen: Parameters, found: Sequence[Way],
    short: Floats,
) -> dict[tuple[int, int], Floats]:  # fmt: skip
    """What each way would move of each sector's shortage, by position of way and sector: (step, case).

    A sector's shortage is reckoned in proportion to demand, so that the rule of rationing changes who goes
    short and never how much. Several switches of a sector move no more than all of it, in their order.
    """
    amounts: dict[tuple[int, int], Floats] = {}
    left: dict[int, Floats] = {}
    shares = sector_shares(network, cut.rises)
    for key, way in enumerate(found):
        share = chosen.switches[way.switch][0]
        ready = share * arrived(calendar, cut, way, chosen)
        for s, _ in way.sectors:
            own = short[way.away] * shares[s]
            amount = np.minimum(own * ready, left.get(s, own))
            left[s] = np.maximum(left.get(s, own) - amount, 0.0)
            amounts[key, s] = amount
    return amounts


def beyond(network: SupplyNetwork, replaced: Replaced, spare: Spare, k: int) -> Floats:
    """What links could bring of a commodity beyond what they replace, (step, case)."""
    members = np.flatnonzero(network.column == k).tolist()
    if not members:
        return np.zeros((replaced.by_column.shape[1], 1))
    whole = reduce(np.add, [spare.of(e) for e in members])
    return np.asarray(np.maximum(whole - replaced.by_column[k], 0.0), np.float64)


def with_imports(
    network: SupplyNetwork, replaced: Replaced, spare: Spare | None, made: Switched, by_link: Floats
) -> Floats:
    """What links bring beyond their flow, (link, step, case), with what they bring for switches."""
    if spare is None:
        return by_link
    for k in np.flatnonzero(made.imported.any(axis=(1, 2))).tolist():
        free, brought = np.broadcast_arrays(beyond(network, replaced, spare, k), made.imported[k])
        share = np.divide(brought, free, out=np.zeros(free.shape), where=free > 0)
        for e in np.flatnonzero(network.column == k).tolist():
            by_link = _changed(by_link, e, np.maximum(spare.of(e) - by_link[e], 0.0) * share)
    return by_link


def _with(stored: Stored, drawn: Stored, k: int, untouched: NDArray[np.bool_]) -> Stored:
    """The stocks with that of a commodity as it moves, in the cases in which no event concerns it."""
    return replace(
        stored,
        draw=_changed(stored.draw, k, drawn.draw[k]),
        fill=_changed(stored.fill, k, np.where(untouched, drawn.fill[k], 0.0)),
        level=_set(stored.level, k, np.where(untouched, drawn.level[k], stored.level[k])),
        brought=_set(stored.brought, k, np.where(untouched, drawn.brought[k], stored.brought[k])),
    )


def _changed(values: Floats, row: int, by: Floats) -> Floats:
    """A copy with an amount added to one row, as wide as both."""
    cases = max(values.shape[-1], by.shape[-1])
    result = np.broadcast_to(values, (*values.shape[:-1], cases)).copy()
    result[row] += by
    return result


def _set(values: Floats, row: int, to: Floats) -> Floats:
    """A copy with one row replaced, as wide as both."""
    cases = max(values.shape[-1], to.shape[-1])
    result = np.broadcast_to(values, (*values.shape[:-1], cases)).copy()
    result[row] = to
    return result


def _like(values: Floats, other: Floats) -> Floats:
    return np.broadcast_to(values, other.shape)
