"""The supply network of all places of a dataset: who supplies whom, and what each makes, uses and keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink, SupplyNetwork

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

SINK = "→"
"""Stands before the code of a buyer that is not stated: it must not be taken for a supplier not stated."""


@dataclass(frozen=True, slots=True)
class PlaceSupply:
    """One commodity in one place: its output, use by sector and stock, all for a year of the baseline."""

    place: str
    commodity: SuppliedCommodity


@dataclass(frozen=True, eq=False)
class PlacesNetwork:
    """Links between places, and what each place makes and uses of each commodity.

    links: a network of all links whose commodities carry season and unit. supplies: what is known of the
    places; a place without one makes what it exports and uses what it imports. Arrays have the axis of
    `columns` (place and commodity) or of `links.links`; amounts are a year's.
    """

    focus: str
    links: SupplyNetwork
    supplies: tuple[PlaceSupply, ...] = ()

    @classmethod
    def from_dataset(
        cls, dataset: Dataset, focus: SupplyNetwork, commodities: Sequence[str] = ()
    ) -> PlacesNetwork:
        """All places that trade what the network of one place simulates, or some commodities of it.

        Links of the focus are those of its own network, with their splits by partner and route. Raises
        KeyError for a commodity that the network does not simulate.
        """
        from dependency_explorer.whatif.places_building import build

        return build(dataset, focus, tuple(commodities))

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Place and commodity of each column, in the order in which links name them."""
        found: dict[tuple[str, str], None] = {}
        for link in self.links.links:
            found[(link.exporter, link.commodity)] = None
            found[(_buyer(link), link.commodity)] = None
        for supply in self.supplies:
            found[(supply.place, supply.commodity.id)] = None
        return tuple(found)

    @cached_property
    def _position(self) -> dict[tuple[str, str], int]:
        return {column: i for i, column in enumerate(self.columns)}

    @cached_property
    def exporter(self) -> Integers:
        """Column that each link leaves."""
        return np.array(
            [self._position[(link.exporter, link.commodity)] for link in self.links.links], np.intp
        )

    @cached_property
    def importer(self) -> Integers:
        """Column that each link enters."""
        return np.array(
            [self._position[(_buyer(link), link.commodity)] for link in self.links.links], np.intp
        )

    @cached_property
    def pairs(self) -> tuple[int, Integers]:
        """How many pairs of columns trade, and which of them each link belongs to: routes part a pair."""
        kinds, which = np.unique(self.exporter * len(self.columns) + self.importer, return_inverse=True)
        return len(kinds), which

    @cached_property
    def commodity(self) -> Integers:
        """Position of each column's commodity in `links.commodities`."""
        return np.array([self.links.index[commodity] for _, commodity in self.columns], np.intp)

    @cached_property
    def known(self) -> tuple[SuppliedCommodity | None, ...]:
        """What is known of each column, None where nothing is."""
        found = {(supply.place, supply.commodity.id): supply.commodity for supply in self.supplies}
        return tuple(found.get(column) for column in self.columns)

    @cached_property
    def imports(self) -> Floats:
        """Imports of each column."""
        return np.bincount(self.importer, self.links.quantity, len(self.columns)).astype(np.float64)

    @cached_property
    def exports(self) -> Floats:
        """Exports of each column."""
        return np.bincount(self.exporter, self.links.quantity, len(self.columns)).astype(np.float64)

    @cached_property
    def production(self) -> Floats:
        """Output of each column: the stated one, raised to what exports need where use is not stated."""
        stated = np.array([0.0 if item is None else item.production or 0.0 for item in self.known])
        lacking = self.exports - stated - self.imports
        return stated + np.where(~self._stated_use & (lacking > 0), lacking, 0.0)

    @cached_property
    def demand(self) -> Floats:
        """Use of each column: the sum over sectors, else output + imports - exports, at least 0."""
        stated = [
            0.0 if item is None else sum(sector.demand for sector in item.sectors) for item in self.known
        ]
        rest = self.production + self.imports - self.exports
        rest = np.where(rest > 1e-12 * self.exports, rest, 0.0)
        return np.where(self._stated_use, np.array(stated, np.float64), rest)

    @cached_property
    def unexplained(self) -> Floats:
        """Use that no table explains, of each column: a statistical difference below 0, made positive."""
        left = self.production + self.imports - self.exports - self.demand
        return np.where(self._stated_use & (left > 0), left, 0.0)

    @cached_property
    def _stated_use(self) -> NDArray[np.bool_]:
        return np.array([item is not None and bool(item.sectors) for item in self.known], np.bool_)

    def of(self, commodities: Sequence[str]) -> PlacesNetwork:
        """The same network with some of its commodities only."""
        wanted = set(commodities)
        kept = [link for link in self.links.links if link.commodity in wanted]
        used = {route for link in kept for route in link.routes}
        return PlacesNetwork(
            self.focus,
            replace(
                self.links,
                commodities=tuple(item for item in self.links.commodities if item.id in wanted),
                links=tuple(kept),
                routes=tuple(route for route in self.links.routes if route.id in used),
            ),
            tuple(supply for supply in self.supplies if supply.commodity.id in wanted),
        )


def _buyer(link: SupplyLink) -> str:
    return SINK + link.importer if link.importer == NOT_STATED else link.importer
