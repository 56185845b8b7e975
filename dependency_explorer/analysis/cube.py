"""Filtered sums over links: every linked view is one predicate and one bincount."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.links import Links
from dependency_explorer.analysis.question import Measure

LinkField = Literal["period", "exporter", "importer", "commodity", "route", "source"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Names from first to last, both included; an empty bound is open. Meant for periods."""

    first: str = ""
    last: str = ""

    def __contains__(self, name: str) -> bool:
        return (not self.first or name >= self.first) and (not self.last or name <= self.last)


Where = Mapping[LinkField, Collection[str] | Interval]


_FEW = 1 << 16
"""So many links are looked through faster than they are numbered by place."""


class Cube:
    """Answers filtered sums over one set of links from their integer codes.

    Where there are many links, those of each exporter and of each importer are numbered once, at the first question
    about a place: what concerns one place then looks at its links only.
    """

    def __init__(self, links: Links) -> None:
        self.links = links
        self._codes: dict[LinkField, NDArray[np.int32]] = {
            "period": links.period,
            "exporter": links.exporter,
            "importer": links.importer,
            "commodity": links.commodity,
            "route": links.route,
            "source": links.source,
        }
        self._names: dict[LinkField, tuple[str, ...]] = {
            "period": links.periods,
            "exporter": links.places,
            "importer": links.places,
            "commodity": links.commodities,
            "route": links.routes,
            "source": links.sources,
        }

    def names(self, field: LinkField) -> tuple[str, ...]:
        """What the positions along a field's axis stand for."""
        return self._names[field]

    def select(self, where: Where) -> NDArray[np.intp]:
        """Positions of the links that meet every condition, ascending.

        A collection of names keeps those names, an Interval what lies within it; a bare string is one name.
        """
        chosen: NDArray[np.intp] | None = None
        if len(self.links) > _FEW:
            # The rarest condition first: the answer is the same, and the others look at fewer links.
            where = dict(sorted(where.items(), key=lambda one: one[0] not in ("exporter", "importer")))
        for field, wanted in where.items():
            codes = self._codes[field]
            names = self._names[field]
            inside: Collection[str] | Interval = {wanted} if isinstance(wanted, str) else wanted
            allowed = np.array([name in inside for name in names], np.bool_)
            if chosen is None and field in ("exporter", "importer") and len(self.links) > _FEW:
                chosen = self._of_places(field, np.flatnonzero(allowed))
            elif chosen is None:
                chosen = np.flatnonzero(allowed[codes]) if names else np.zeros(0, np.intp)
            else:
                chosen = chosen[allowed[codes[chosen]]] if names else chosen[:0]
        return np.arange(len(self.links)) if chosen is None else chosen

    def of_place(self, place: str) -> NDArray[np.intp]:
        """Positions of the links that a place exports or imports, ascending."""
        both = [self.select({"exporter": (place,)}), self.select({"importer": (place,)})]
        return np.sort(np.concatenate(both))

    def _of_places(self, field: LinkField, places: NDArray[np.intp]) -> NDArray[np.intp]:
        order, start = self._exporters if field == "exporter" else self._importers
        parts = [order[start[place] : start[place + 1]] for place in places.tolist()]
        found = np.concatenate(parts) if parts else np.zeros(0, np.int32)
        return np.sort(found).astype(np.intp) if len(parts) > 1 else found.astype(np.intp)

    @cached_property
    def _exporters(self) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        return _by_code(self.links.exporter, len(self.links.places))

    @cached_property
    def _importers(self) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        return _by_code(self.links.importer, len(self.links.places))

    def sums(
        self, by: tuple[LinkField, ...], where: Where | None = None, measure: Measure = "quantity"
    ) -> NDArray[np.float64]:
        """Sums of one measure, one axis a field of `by` in the order of `names`; no field gives one number.

        A cell that no known amount falls into is NaN: missing is never zero. Amounts of several commodities
        are added as they are; whoever asks names one commodity or a measure that may be added.
        """
        chosen = self.select(where or {})
        amounts = self.links.amounts(measure)[chosen]
        known = ~np.isnan(amounts)
        chosen, amounts = chosen[known], amounts[known]
        shape = tuple(len(self._names[field]) for field in by)
        size = int(np.prod(shape)) if by else 1
        cell = np.zeros(len(chosen), np.int64)
        for field in by:
            cell = cell * len(self._names[field]) + self._codes[field][chosen]
        sums = np.bincount(cell, weights=amounts, minlength=size)
        filled = np.zeros(size, np.bool_)
        filled[cell] = True
        return np.where(filled, sums, np.nan).reshape(shape)


def _by_code(codes: NDArray[np.int32], size: int) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Positions by code, ascending within each, and where those of each code begin."""
    # numpy sorts short integers by their digits, which takes a third of the time.
    short = codes.astype(np.uint16) if size <= 1 << 16 else codes
    order = np.argsort(short, kind="stable").astype(np.int32)
    return order, np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=size))]).astype(np.intp)
