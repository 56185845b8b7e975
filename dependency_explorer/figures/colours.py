"""Which place has which colour: decided once for a dataset, the same in every figure and in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.charts.style import Style, entity_colours
from dependency_explorer.data.schema import NOT_STATED, WORLD

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

SEVERAL = 3
"""So many places that buy from the focus place and from others too make it a partner like any other."""


def coloured(dataset: Dataset, style: Style) -> Style:
    """The style with the dataset's colours in it."""
    return replace(style, entities=entity_colours(ranked_places(dataset), style))


@remembered
def ranked_places(dataset: Dataset) -> tuple[str, ...]:
    """Partners by the sum of their shares in each commodity, period and direction of the focus place's trade,
    then holders of stakes by theirs. The focus place comes first where it is a partner of several others itself;
    elsewhere it has no colour: what it holds itself is neutral."""
    import numpy as np

    from dependency_explorer.analysis.trade import cube

    links = cube(dataset, "year").links
    weight: dict[str, float] = {}
    if dataset.focus in links.places:
        focus = links.places.index(dataset.focus)
        for own, other in ((links.importer, links.exporter), (links.exporter, links.importer)):
            chosen = np.flatnonzero(own == focus)
            amount = np.where(np.isnan(links.quantity), links.value, links.quantity)[chosen]
            known = ~np.isnan(amount)
            chosen, amount = chosen[known], amount[known]
            cell = links.commodity[chosen].astype(np.int64) * len(links.periods) + links.period[chosen]
            totals = np.bincount(cell, weights=amount, minlength=1)
            share = amount / np.where(totals[cell] > 0, totals[cell], 1.0)
            sums = np.bincount(other[chosen], weights=share, minlength=len(links.places))
            for code, size in enumerate(sums.tolist()):
                if size > 0:
                    weight[links.places[code]] = weight.get(links.places[code], 0.0) + size
    for unwanted in (WORLD, NOT_STATED, dataset.focus):
        weight.pop(unwanted, None)
    partners = sorted(weight, key=lambda code: (-weight[code], code))
    held: dict[str, float] = {}
    stakes = dataset.tables["stakes"]
    for country, share in zip(stakes["holder_country"].tolist(), stakes["share_pct"].tolist(), strict=True):
        if country and share == share:
            held[str(country)] = held.get(str(country), 0.0) + float(share)
    holders = sorted((code for code in held if code not in weight), key=lambda code: (-held[code], code))
    ranked = [*partners, *(code for code in holders if code not in (NOT_STATED, dataset.focus))]
    if dataset.focus in links.places:
        focus = links.places.index(dataset.focus)
        others = links.importer[links.exporter != focus]
        if len(np.intersect1d(links.importer[links.exporter == focus], others)) >= SEVERAL:
            ranked.insert(0, dataset.focus)
    return tuple(ranked)
