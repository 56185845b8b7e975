"""Filtered sums over links: every linked view is one predicate and one bincount."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
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


class Cube:
    """Answers filtered sums over one set of links from their integer codes."""

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
        for field, wanted in where.items():
            codes = self._codes[field]
            names = self._names[field]
            inside: Collection[str] | Interval = {wanted} if isinstance(wanted, str) else wanted
            allowed = np.array([name in inside for name in names], np.bool_)
            if chosen is None:
                chosen = np.flatnonzero(allowed[codes]) if names else np.zeros(0, np.intp)
            else:
                chosen = chosen[allowed[codes[chosen]]] if names else chosen[:0]
        return np.arange(len(self.links)) if chosen is None else chosen

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
