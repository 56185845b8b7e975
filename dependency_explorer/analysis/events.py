"""Events that concern a place and its commodities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.analysis.commodities import ancestors, descendants
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import first_day

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened from date to end_date: as published, of any precision; end_date may be ""."""

    date: str
    end_date: str
    title: str
    kind: str
    source: str
    row: int = 0


@remembered
def events_for(dataset: Dataset, place: str, commodities: tuple[str, ...]) -> tuple[Event, ...]:
    """Events at a place or within it, by date, that name one of the commodities, a total or a part of it.

    Without commodities all events of the place; an event that names no place concerns every place.
    """
    wanted = {name for c in commodities for name in (c, *ancestors(dataset, c), *descendants(dataset, c))}
    table = dataset.tables["events"]
    columns = ("date", "end_date", "title", "kind", "source_id", "row", "places", "commodities")
    found = []
    for date, end_date, title, kind, source, row, places, named in zip(
        *(table[name].tolist() for name in columns), strict=True
    ):
        if not _within(dataset, place, _split(places)):
            continue
        if wanted and not wanted & set(_split(named)):
            continue
        found.append(Event(date, end_date, title, kind, source, int(row)))
    return tuple(sorted(found, key=lambda event: (first_day(event.date), event.end_date, event.title)))


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _within(dataset: Dataset, place: str, named: list[str]) -> bool:
    """Whether a list of places has the place or one within it; an empty list concerns all."""
    if not named:
        return True
    for name in named:
        seen: set[str] = set()
        while name and name not in seen:
            if name == place:
                return True
            seen.add(name)
            name = dataset.place_parent(name)
    return False
