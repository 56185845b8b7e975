"""Making the network of all places from a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.links import links
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif.building import Flow, flow_of, stocks_of, supplied_commodity
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.places_network import PlacesNetwork, PlaceSupply
from dependency_explorer.whatif.routing import routes_of

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


def build(dataset: Dataset, focus: SupplyNetwork, commodities: tuple[str, ...]) -> PlacesNetwork:
    """See `PlacesNetwork.from_dataset`."""
    wanted = [focus.commodities[focus.index[name]] for name in commodities or focus.index]
    ids = {item.id for item in wanted}
    every = links(dataset)
    chosen = every.period == every.periods.index(focus.period)
    chosen &= np.isfinite(every.quantity) & (every.importer != every.exporter)
    # A group of places beside its members would count their trade twice.
    chosen &= every.counting("imports") & every.counting("exports")
    chosen &= np.isin(every.commodity, [i for i, name in enumerate(every.commodities) if name in ids])
    if focus.focus in every.places:
        where = every.places.index(focus.focus)
        chosen &= (every.importer != where) & (every.exporter != where)
    flows = [flow_of(dataset, every, i) for i in np.flatnonzero(chosen).tolist()]
    all_links = [link for link in focus.links if link.commodity in ids]
    all_links += [flow.link for flow in flows if flow.link.quantity > 0]
    names = {code: dataset.place_name(code) for link in all_links for code in (link.exporter, link.importer)}
    base = SupplyNetwork(
        focus=focus.focus,
        period=focus.period,
        # Season, unit and name belong to the commodity; what is made and used belongs to the places.
        commodities=tuple(
            replace(item, production=None, sectors=(), stocks=(), rows=(), warnings=()) for item in wanted
        ),
        links=tuple(all_links),
        routes=routes_of(dataset, wanted, all_links),
        totals=tuple(total for total in focus.totals if set(total.parts) <= ids),
        dataset=focus.dataset,
        season=focus.season,
        place_names={**focus.place_names, **names},
        assets=focus.assets,
    )
    return PlacesNetwork(focus.focus, base, _supplies(dataset, focus, wanted, flows, all_links))


def _supplies(
    dataset: Dataset,
    focus: SupplyNetwork,
    wanted: list[SuppliedCommodity],
    flows: list[Flow],
    all_links: list[SupplyLink],
) -> tuple[PlaceSupply, ...]:
    """What each place makes, uses and keeps; the focus as its own network has it."""
    found = [PlaceSupply(focus.focus, item) for item in wanted]
    traded: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        for place in (flow.link.exporter, flow.link.importer):
            traded.setdefault((place, flow.link.commodity), []).append(flow)
    for link in all_links:
        for place in (link.exporter, link.importer):
            traded.setdefault((place, link.commodity), [])
    stocks = {place: stocks_of(dataset, place, None) for place, _ in traded}
    for (place, commodity), own in traded.items():
        if place not in (focus.focus, NOT_STATED):
            made = supplied_commodity(dataset, place, focus.period, commodity, own)
            held = stocks[place].get(commodity, ())
            found.append(PlaceSupply(place, replace(made, stocks=held)))
    return tuple(found)
