"""What can fail: suppliers, links, routes, assets and owners of a network, each with events to replay it.

Another kind of failure is a function from the network to its failures, entered in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif.assets import AssetShare
from dependency_explorer.whatif.network import SupplyLink, SupplyNetwork
from dependency_explorer.whatif.owners import stake
from dependency_explorer.whatif.scenario import Target


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that may fail. code: what names it in tables, such as "RUS" or "RUS:diesel"; targets: what
    events hit when it does."""

    kind: str
    code: str
    label: str
    targets: tuple[Target, ...]


def suppliers(network: SupplyNetwork) -> Iterable[Failure]:
    """Every exporter to the place, with all it delivers."""
    for exporter in dict.fromkeys(link.exporter for link in _supply(network)):
        target = Target(exporter=exporter, importer=network.focus)
        yield Failure("supplier", exporter, network.place_name(exporter), (target,))


def links(network: SupplyNetwork) -> Iterable[Failure]:
    """Every flow to the place: an exporter, a commodity and, where one is named, the routes."""
    names = {commodity.id: commodity.name or commodity.id for commodity in network.commodities}
    routes = {route.id: route.name or route.id for route in network.routes}
    seen: set[str] = set()
    for link in _supply(network):
        code = ":".join((link.exporter, link.commodity, *link.routes))
        if code in seen:
            continue
        seen.add(code)
        # One route picks out the link; of several in series the first that no like link takes.
        alike = [
            other
            for other in _supply(network)
            if (other.exporter, other.commodity) == (link.exporter, link.commodity)
            and other.routes != link.routes
        ]
        own = [route for route in link.routes if not any(route in other.routes for other in alike)]
        if alike and link.routes and not own:
            continue  # no event could single it out
        route = own[0] if own and alike else ""
        target = Target(exporter=link.exporter, importer=network.focus, commodity=link.commodity, route=route)
        label = f"{network.place_name(link.exporter)}, {names[link.commodity]}"
        if link.routes:
            label += f" over {' and '.join(routes[one] for one in link.routes)}"
        yield Failure("link", code, label, (target,))


def routes(network: SupplyNetwork) -> Iterable[Failure]:
    """Every route that supplies come by."""
    used = dict.fromkeys(route for link in _supply(network) for route in link.routes)
    names = {route.id: route.name or route.id for route in network.routes}
    for route in used:
        yield Failure("route", route, names[route], (Target(route=route),))


def assets(network: SupplyNetwork) -> Iterable[Failure]:
    """Every working mine, plant or carrier whose share of output or trade is known."""
    for asset in _working(network):
        yield Failure("asset", asset.id, asset.name, (Target(asset=asset.id),))


def owners(network: SupplyNetwork) -> Iterable[Failure]:
    """Every holder with what it controls, or, where it controls nothing, with its stakes."""
    every = _working(network)
    for holder in dict.fromkeys(name for asset in every for name in asset.offtake):
        controls = Target(holder=holder, through="control")
        if any(stake(asset, controls) > 0 for asset in every):
            yield Failure("owner", holder, f"What {holder} controls", (controls,))
        else:
            yield Failure("owner", holder, f"The stakes of {holder}", (Target(holder=holder),))


KINDS: Mapping[str, Callable[[SupplyNetwork], Iterable[Failure]]] = {
    "supplier": suppliers,
    "link": links,
    "route": routes,
    "asset": assets,
    "owner": owners,
}
"""Kind → what of it may fail."""


def failures(network: SupplyNetwork, kinds: Sequence[str] = tuple(KINDS)) -> tuple[Failure, ...]:
    """Everything of these kinds that may fail. What partners not stated deliver is not one failure."""
    return tuple(failure for kind in kinds for failure in KINDS[kind](network))


def _working(network: SupplyNetwork) -> list[AssetShare]:
    return [asset for asset in network.assets if asset.share is not None and not asset.planned]


def _supply(network: SupplyNetwork) -> list[SupplyLink]:
    return [
        link
        for link in network.links
        if link.importer == network.focus and link.quantity > 0 and link.exporter != NOT_STATED
    ]
