"""Which part of links and of output an event takes: for owners and assets by what they stand for.

δ = Σ share of asset · g(stake of the holder), with g(θ) = θ for what a holder takes off and g(θ) = 1 where
θ >= 0.5, else 0, for what it controls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.assets import AssetShare
from dependency_explorer.whatif.network import SupplyLink, SupplyNetwork
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Target

Floats = NDArray[np.float64]

CONTROL = 0.5
"""Least stake that controls an asset."""


@dataclass(frozen=True, slots=True)
class Strike:
    """What an event of depth 1 takes: a share of each link, and of the own output of each commodity."""

    links: Floats
    output: Floats


def strike(network: SupplyNetwork, event: Disruption) -> Strike:
    """What an event takes at its full depth. Links of partners not stated are hit only where no partner is
    named. Raises DataError for an owner or asset for which the data do not say what it stands for."""
    return network.kept("strikes", (event.target, event.exempt), lambda: _strike(network, event), 1000)


def _strike(network: SupplyNetwork, event: Disruption) -> Strike:
    """What `strike` gives, kept with the network and not to be written to."""
    made = _owned(network, event) if event.target.owned else _named(network, event)
    made.links.flags.writeable = made.output.flags.writeable = False
    return made


def _named(network: SupplyNetwork, event: Disruption) -> Strike:
    size = len(network.links)
    found = np.fromiter((hit(network, link, event) for link in network.links), np.float64, size)
    return Strike(found, np.zeros(len(network.commodities)))


def stake(asset: AssetShare, target: Target) -> float:
    """g(θ): how much of an asset a target means; all of it where the target names no holder."""
    if not target.holder:
        return 1.0
    if target.through == "control":
        return 1.0 if asset.control.get(target.holder, 0.0) >= CONTROL - 1e-9 else 0.0
    return min(asset.offtake.get(target.holder, 0.0), 1.0)


def meant(network: SupplyNetwork, target: Target) -> list[tuple[AssetShare, float]]:
    """The assets that a target means, each with the part of it, above 0."""
    found = []
    for asset in network.assets:
        part = stake(asset, target) if target.asset in ("", asset.id) else 0.0
        if part <= 0 or (target.exporter and target.exporter != asset.place):
            continue
        if any(fits(network, name, target) for name in asset.parts):
            found.append((asset, part))
    return found


def counted_on(network: SupplyNetwork, event: Disruption, source: NamedSource) -> float:
    """The part of a named source that an event of depth 1 calls off: that of the asset it counts on."""
    if not source.asset or not event.target.owned:
        return 0.0
    return next((part for asset, part in meant(network, event.target) if asset.id == source.asset), 0.0)


def _owned(network: SupplyNetwork, event: Disruption) -> Strike:
    target = event.target
    taken = np.zeros(len(network.links))
    output = np.zeros(len(network.commodities))
    every = meant(network, target)
    working = [(asset, part) for asset, part in every if not asset.planned]
    if working and all(asset.share is None for asset, _ in working):
        asset = working[0][0]
        who = f"holder “{target.holder}”" if target.holder else f"asset “{target.asset}”"
        raise DataError(f"The event on {who} cannot be computed: {asset.why}.")
    for asset, part in working:
        if asset.share is None:
            continue
        amount = asset.share * part
        # At home the output itself is lost, and the place decides who goes without; a named buyer or route
        # narrows the event to what is shipped there.
        if asset.place == network.focus and not (asset.carrier or target.importer or target.route):
            for name in asset.parts:
                if fits(network, name, target):
                    output[network.index[name]] += amount
            continue
        for e, link in enumerate(network.links):
            # A carrier's share is that of what it carries for the focus, on either side.
            carried = asset.carrier and network.focus in (link.exporter, link.importer)
            fed = link.commodity in asset.parts and (
                carried if asset.carrier else link.exporter == asset.place
            )
            if fed and hit(network, link, event):
                taken[e] += amount
    return Strike(np.minimum(taken, 1.0), np.minimum(output, 1.0))


def hit(network: SupplyNetwork, link: SupplyLink, event: Disruption) -> bool:
    """Whether a link is one of those that a target names by its ends, commodity, group and route."""
    target = event.target
    if target.kind != "supply":
        return False
    partner = link.importer if link.exporter == network.focus else link.exporter
    return (
        target.exporter in ("", link.exporter)
        and target.importer in ("", link.importer)
        and fits(network, link.commodity, target)
        and (not target.route or target.route in link.routes)
        and partner not in event.exempt
    )


def fits(network: SupplyNetwork, name: str, target: Target) -> bool:
    """Whether a simulated commodity is one that a target means by commodity and group."""
    commodity = network.commodities[network.index[name]]
    return target.commodity in ("", commodity.id, *commodity.ancestors) and target.group in (
        "",
        commodity.group,
    )
