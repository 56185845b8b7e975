"""Which commodities a place trades, and which of them may stand side by side without counting twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import WHOLE_YEAR, bounds, step_of
from dependency_explorer.analysis.question import Measure, Side
from dependency_explorer.analysis.trade import cube, trade
from dependency_explorer.data.schema import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Collection

    from dependency_explorer.data.dataset import Dataset


_IMPORTS, _EXPORTS, _QUANTITY, _VALUE = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class CommodityInfo:
    """One commodity that a place trades. depth: how many of its ancestors the place trades too."""

    id: str
    name: str
    unit: str
    depth: int
    has_quantity: bool
    has_value: bool
    imports: bool
    exports: bool


def ancestors(dataset: Dataset, commodity: str) -> tuple[str, ...]:
    """The totals that contain a commodity, nearest first; a loop in part_of ends where it closes."""
    found: list[str] = []
    parent = dataset.parent(commodity)
    while parent and parent != commodity and parent not in found:
        found.append(parent)
        parent = dataset.parent(parent)
    return tuple(found)


def descendants(dataset: Dataset, commodity: str) -> tuple[str, ...]:
    """The parts of a commodity, their parts and so on, each once."""
    found: list[str] = []
    waiting = list(dataset.parts(commodity))
    while waiting:
        part = waiting.pop(0)
        if part not in found and part != commodity:
            found.append(part)
            waiting += dataset.parts(part)
    return tuple(found)


@remembered
def top_commodities(dataset: Dataset, place: str, measure: Measure, first: str, last: str) -> tuple[str, ...]:
    """Commodities with data from first to last none of whose totals (part_of) has data itself.

    By importance: those with named partners before those without, then by the number of periods with data.
    Freight is left out beside goods, since it counts the goods that it carries a second time (`freight_beside`).
    """
    every = _outermost(dataset, place, measure, first, last)
    return tuple(name for name in every if not dataset.is_freight(name)) or every


def freight_beside(dataset: Dataset, place: str, measure: Measure, first: str, last: str) -> tuple[str, ...]:
    """Freight with data from first to last that `top_commodities` leaves out."""
    every = _outermost(dataset, place, measure, first, last)
    freight = tuple(name for name in every if dataset.is_freight(name))
    return freight if len(freight) < len(every) else ()


def _outermost(dataset: Dataset, place: str, measure: Measure, first: str, last: str) -> tuple[str, ...]:
    importance = _importance(dataset, place, measure, first, last)
    own = sorted(name for name in importance if not _below_any(dataset, name, importance))
    # Sorting keeps the order of equals, turned round as well.
    own.sort(key=importance.__getitem__, reverse=True)
    return tuple(own)


def _below_any(dataset: Dataset, commodity: str, known: Collection[str]) -> bool:
    # Most commodities of a large classification stand in no total at all.
    return bool(dataset.parent(commodity)) and any(a in known for a in ancestors(dataset, commodity))


def _importance(
    dataset: Dataset, place: str, measure: Measure, first: str, last: str
) -> dict[str, tuple[int, int]]:
    """By commodity with data: periods with data if a partner is named, else 0; periods with data."""
    of_step = cube(dataset, step_of(first, last))
    start, end = bounds(first, last)
    links = of_step.links
    amounts = links.amounts(measure)
    if place not in links.places:
        return {}
    inside = np.array([(not start or p >= start) and (not end or p <= end) for p in links.periods], np.bool_)
    own = of_step.of_place(place)
    own = own[inside[links.period[own]] & ~np.isnan(amounts[own])]
    unstated = links.places.index(NOT_STATED) if NOT_STATED in links.places else -1
    named = own[(links.importer[own] != unstated) & (links.exporter[own] != unstated)]
    width = len(links.periods)
    cells = np.unique(links.commodity[own].astype(np.int64) * width + links.period[own]) // width
    counts = np.bincount(cells, minlength=len(links.commodities))
    with_partners = np.bincount(links.commodity[named], minlength=len(links.commodities)) > 0
    return {
        name: (int(counts[i]) if with_partners[i] else 0, int(counts[i]))
        for i, name in enumerate(links.commodities)
        if counts[i]
    }


@remembered
def all_commodities(dataset: Dataset, place: str) -> tuple[CommodityInfo, ...]:
    """Every commodity that a place trades in any period, parts below their totals."""
    traded: dict[str, int] = {}
    for mark in (_IMPORTS, _EXPORTS):
        for step in ("year", "month"):
            of_step = cube(dataset, "month" if step == "month" else "year")
            links = of_step.links
            own = of_step.select({"importer": (place,)} if mark == _IMPORTS else {"exporter": (place,)})
            size = len(links.commodities)
            marks = np.zeros(size, np.int8)
            for bit, chosen in (
                (mark, own),
                (_QUANTITY, own[~np.isnan(links.quantity[own])]),
                (_VALUE, own[~np.isnan(links.value[own])]),
            ):
                marks[np.bincount(links.commodity[chosen], minlength=size) > 0] |= bit
            for code in np.flatnonzero(marks).tolist():
                name = links.commodities[code]
                traded[name] = traded.get(name, 0) | int(marks[code])
    importance: dict[str, tuple[int, int]] = {}
    for measure in ("value", "quantity"):
        importance |= _importance(dataset, place, "value" if measure == "value" else "quantity", "", "")
    nothing = 0, 0
    order = sorted(traded)
    # Sorting keeps the order of equals, turned round as well: by importance, and among equals by name.
    order.sort(key=lambda name: importance.get(name, nothing), reverse=True)
    parts: dict[str, list[str]] = {}
    for name in order:
        above = ancestors(dataset, name) if dataset.parent(name) else ()
        parts.setdefault(next((a for a in above if a in traded), ""), []).append(name)
    return tuple(_infos(dataset, "", 0, parts, traded))


def _infos(
    dataset: Dataset,
    parent: str,
    depth: int,
    parts: dict[str, list[str]],
    traded: dict[str, int],
) -> list[CommodityInfo]:
    found: list[CommodityInfo] = []
    for name in parts.get(parent, ()):
        marks = traded[name]
        found.append(
            CommodityInfo(
                id=name,
                name=dataset.commodity_name(name),
                unit=dataset.commodity_unit(name),
                depth=depth,
                has_quantity=bool(marks & _QUANTITY),
                has_value=bool(marks & _VALUE),
                imports=bool(marks & _IMPORTS),
                exports=bool(marks & _EXPORTS),
            )
        )
        if name in parts:
            found += _infos(dataset, name, depth + 1, parts, traded)
    return found


def period_range(dataset: Dataset, place: str, commodity: str, side: Side) -> tuple[str, ...]:
    """Years with any amount of a place's imports or exports of a commodity, ascending."""
    quantities = trade(dataset, place, commodity, side, "quantity", "year").periods
    values = trade(dataset, place, commodity, side, "value", "year").periods
    return tuple(sorted({*quantities, *values}))


def periods_traded(
    dataset: Dataset, place: str, measure: Measure, commodities: Collection[str] = (), *, named: bool = False
) -> tuple[str, ...]:
    """Years in which a place trades some commodities (none: any) with an amount to show, ascending.

    Goods that carry only values count beside quantities. named: only years in which a partner is stated.
    """
    of_year = cube(dataset, "year")
    every = of_year.links
    if place not in every.places:
        return ()
    own = of_year.of_place(place)
    known = ~np.isnan(every.amounts(measure)[own])
    if measure == "quantity":
        known |= ~np.isnan(every.value[own])
    if commodities:
        known &= np.array([name in commodities for name in every.commodities], np.bool_)[every.commodity[own]]
    if named and NOT_STATED in every.places:
        unstated = every.places.index(NOT_STATED)
        known &= (every.exporter[own] != unstated) & (every.importer[own] != unstated)
    return tuple(every.periods[code] for code in np.unique(every.period[own[known]]).tolist())


def latest_with_partners(dataset: Dataset, place: str, commodity: str, side: Side) -> str:
    """The latest whole year in which a partner is named for all twelve months; empty where there is none."""
    latest = ""
    for measure in ("quantity", "value"):
        known = trade(dataset, place, commodity, side, "value" if measure == "value" else "quantity", "year")
        named = known.only(known.named() & (known.coverage == WHOLE_YEAR))
        latest = max([latest, *named.periods])
    return latest
