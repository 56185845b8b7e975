"""Mines, plants and railways behind the flows: what of a place's output each makes, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.balance import balance, keys_of, periods_of, production
from dependency_explorer.analysis.commodities import ancestors
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.ownership import attributable
from dependency_explorer.analysis.trade import cube
from dependency_explorer.data.schema import SET_ASIDE
from dependency_explorer.data.units import factor
from dependency_explorer.whatif.routing import TIMES_A_YEAR, within
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.analysis.ownership import Basis
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.network import SupplyNetwork

SHARE = "asset_share:"
"""Balances item that says which fraction of a place's output, or of its trade, an asset stands for."""

CARRIERS = ("railway", "pipeline", "power_line", "port", "terminal")
"""Kinds of assets that move a commodity: without one, the flows stop and not the output."""

STORES = ("storage",)
"""Kinds of assets that give back what others made."""

NOT_YET = ("planned", "proposed", "agreed", "construction", "development", "exploration")
NO_MORE = ("closed", "exhausted", "cancelled")
HOURS_A_YEAR = 8760.0
_POWER = {"kW": "kWh", "MW": "MWh", "GW": "GWh"}


@dataclass(frozen=True, slots=True)
class AssetShare:
    """An asset that feeds links of a network, or is to feed them.

    place: the exporter that it stands in. parts: the simulated commodities that it makes or moves. share: of
    the place's output of them (of its flows, for a carrier), None where the data do not say, and `why` the
    sentence. planned: it does not work yet. offtake, control: share of each holder, 0 to 1, by multiplying
    along chains of holders, and by handing a whole stake to who alone has half of it. origin: where the share
    comes from, in words.
    """

    id: str
    name: str
    place: str
    parts: tuple[str, ...]
    share: float | None
    carrier: bool = False
    planned: bool = False
    offtake: Mapping[str, float] = field(default_factory=dict)
    control: Mapping[str, float] = field(default_factory=dict)
    stated: bool = False
    origin: str = ""
    why: str = ""


def assets_of(dataset: Dataset, network: SupplyNetwork, date: str) -> tuple[AssetShare, ...]:
    """The assets that feed a network, with the stakes that hold at a date (YYYY-MM-DD).

    An asset's share is its row `asset_share:ID` of the year nearest to the baseline, else its capacity over
    the place's output; see `_shared` where they add up to more than 1. What no asset covers belongs to none.
    """
    table = dataset.tables["assets"]
    if not len(table):
        return ()
    held = {basis: _holders(dataset, date, basis) for basis in ("offtake", "control")}
    columns = (
        "id",
        "name",
        "kind",
        "place",
        "commodity",
        "status",
        "capacity",
        "capacity_unit",
        "start_year",
    )
    found: list[tuple[AssetShare, float | None]] = []
    for row in zip(*(table[column].tolist() for column in columns), strict=True):
        name, title, kind, place, commodity, status, capacity, unit, begun = row
        owner = next((code for code in within(dataset, place) if code in _suppliers(network)), "")
        parts = _parts(dataset, network, commodity)
        if not owner or not parts or status in NO_MORE or kind in STORES:
            continue
        carrier = kind in CARRIERS
        asset = AssetShare(
            name, title or name, owner, parts, None, carrier, _planned(status, str(begun), date),
            held["offtake"].get(name, {}), held["control"].get(name, {}),
        )  # fmt: skip
        found.append(_weighed(dataset, network, asset, commodity, float(capacity), str(unit)))
    return tuple(_shared(found))


def yearly_capacity(capacity: float, unit: str, target: str, words: str = "") -> float | None:
    """A capacity as a year's quantity in a target unit; None where it is none.

    The unit is "Mt/yr", "kt conc/yr", "Mt/half-year" or a power (full load all year). A word after the unit
    counts only where it begins a word of the commodity: 500 kt of copper are not 500 kt of concentrate.
    """
    if not capacity > 0:
        return None
    amount, _, per = (part.strip() for part in unit.partition("/"))
    if amount in _POWER and not per:
        exact = factor(_POWER[amount], target)
        return None if exact is None else capacity * HOURS_A_YEAR * float(exact)
    if per not in TIMES_A_YEAR:
        return None
    exact = factor(amount, target)
    if exact is None:
        plain, _, kind = amount.partition(" ")
        named = words.replace("_", " ").casefold().split()
        if len(kind) < 3 or not any(word.startswith(kind.casefold()) for word in named):
            return None
        exact = factor(plain, target)
    return None if exact is None else capacity * TIMES_A_YEAR[per] * float(exact)


def _weighed(
    dataset: Dataset, network: SupplyNetwork, asset: AssetShare, commodity: str, capacity: float, unit: str
) -> tuple[AssetShare, float | None]:
    """The asset with the origin of its weight, or why there is none; and the weight."""
    stated = _stated_share(dataset, asset.id, network.period)
    if stated is not None:
        year, weight, source = stated
        return replace(asset, stated=True, origin=f"share of {year} in the data ({source})"), weight
    own = network.commodities[network.index[asset.parts[0]]]
    name = in_sentence(dataset.commodity_name(commodity))
    row = f"a balances row “{SHARE}{asset.id}” with its share"
    if asset.carrier:
        return replace(
            asset, why=f"the data do not say how much of {name} {asset.name} moves. Add {row}"
        ), None
    amount = yearly_capacity(capacity, unit, own.unit, f"{own.id} {commodity}")
    if amount is None:
        given = (
            f"its capacity, {capacity:g} {unit}, is no quantity of it per time in {own.unit}"
            if capacity == capacity
            else "no capacity is given"
        )
        why = (
            f"the data do not say how much of {name} {asset.name} makes: {given}. Fill capacity and "
            f"capacity_unit in the table assets, or add {row}"
        )
        return replace(asset, why=why), None
    output = _output(dataset, network, asset)
    origin = f"capacity of {amount:,.0f} {own.unit} a year"
    if output > 0:
        return replace(asset, origin=f"{origin} of an output of {output:,.0f}"), amount / output
    # Without any output the capacities are compared with each other alone.
    return replace(asset, origin=f"{origin}, output not stated"), amount


def _shared(found: Sequence[tuple[AssetShare, float | None]]) -> Iterator[AssetShare]:
    """Weights made shares: at most 1 together for what a place makes. A published share stands; capacities
    that exceed what it leaves share that by their size."""
    stated: dict[tuple[str, tuple[str, ...], bool], float] = {}
    reckoned: dict[tuple[str, tuple[str, ...], bool], float] = {}
    for asset, weight in found:
        if weight is not None and not asset.planned:
            sums = stated if asset.stated else reckoned
            key = (asset.place, asset.parts, asset.carrier)
            sums[key] = sums.get(key, 0.0) + weight
    for asset, weight in found:
        if weight is None:
            yield asset
            continue
        key = (asset.place, asset.parts, asset.carrier)
        published, whole = stated.get(key, 0.0), reckoned.get(key, 0.0)
        room = max(1.0 - published, 0.0)
        if asset.stated:
            yield replace(asset, share=weight / max(published, 1.0))
        elif asset.planned or whole <= room:
            yield replace(asset, share=min(weight, 1.0))
        else:
            rest = "output" if not published else f"the {100 * room:.3g} % that published shares leave"
            origin = f"{asset.origin}; capacities exceed {rest}, so by its part of their sum"
            yield replace(asset, share=weight / whole * room, origin=origin)


def _suppliers(network: SupplyNetwork) -> frozenset[str]:
    return frozenset({network.focus, *(link.exporter for link in network.links)})


def _parts(dataset: Dataset, network: SupplyNetwork, commodity: str) -> tuple[str, ...]:
    """The simulated commodities that an asset of a commodity feeds: it, its nearest total, or its parts."""
    for name in (commodity, *ancestors(dataset, commodity)):
        if name in network.index:
            return (name,)
    return tuple(item.id for item in network.commodities if commodity in item.ancestors)


def _planned(status: str, begun: str, date: str) -> bool:
    return status in NOT_YET or (bool(begun) and begun[:4].isdigit() and begun[:4] > date[:4])


def _output(dataset: Dataset, network: SupplyNetwork, asset: AssetShare) -> float:
    """A year's output of what an asset makes in its place; exports where no output is stated."""
    if asset.place == network.focus:
        return float(sum(network.production[network.index[part]] for part in asset.parts))
    whole = 0.0
    for part in asset.parts:
        made = production(dataset, asset.place, part, network.period)
        unit = network.commodities[network.index[part]].unit
        if made is not None and made.quality not in SET_ASIDE and made.unit == unit:
            whole += made.value
        else:
            whole += _exports(dataset, asset.place, part, network.period)
    return whole


def _exports(dataset: Dataset, place: str, commodity: str, period: str) -> float:
    every = links(dataset)
    if place not in every.places or commodity not in every.commodities or period not in every.periods:
        return 0.0
    chosen = cube(dataset, "year").select(
        {"exporter": (place,), "commodity": (commodity,), "period": (period,)}
    )
    return float(np.nansum(every.quantity[chosen]))


def _stated_share(dataset: Dataset, asset: str, period: str) -> tuple[str, float, str] | None:
    """Year, fraction and source of the row `asset_share:ID` nearest to the baseline."""
    item = f"{SHARE}{asset}"
    best: tuple[tuple[int, str], tuple[str, float, str]] | None = None
    rows = (
        (place, commodity, when)
        for place, commodity in keys_of(dataset, item)
        for when in periods_of(dataset, place, commodity, item)
        if len(when) == 4
    )
    for place, commodity, when in rows:
        figure = balance(dataset, place, commodity, item, when)
        if figure is None or figure.quality in SET_ASIDE or figure.unit not in ("%", "1", ""):
            continue
        share = figure.value / 100.0 if figure.unit == "%" else figure.value
        rank = (abs(int(when) - int(period)), when)
        if 0 < share <= 1 and (best is None or rank < best[0]):
            best = rank, (when, share, dataset.source_short(figure.source))
    return None if best is None else best[1]


def _holders(dataset: Dataset, date: str, way: str) -> dict[str, dict[str, float]]:
    """Share of each holder in each asset, 0 to 1: last holders, and those that a chain passes through."""
    basis: Basis = "control" if way == "control" else "equity"
    found: dict[str, dict[str, float]] = {}
    # Planned stakes are those of what does not work yet; an asset in operation has its own.
    for planned in (False, True):
        attribution = attributable(dataset, date, basis, planned)
        known = set(found)
        for row in attribution.rows:
            if row.asset in known:
                continue
            own = found.setdefault(row.asset, {})
            for holder in dict.fromkeys((row.holder, *row.chain)):
                own[holder] = own.get(holder, 0.0) + row.share_pct / 100.0
    return found
