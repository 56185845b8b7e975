"""Tables whose columns are measures: one row a place and year, one column a figure (coalprod_mt, "Wind (TWh)")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.values import PLAIN, Marks
from dependency_explorer.data.problems import counted
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawColumn, RawTable, choose, constant


@dataclass(frozen=True, slots=True)
class Measure:
    """What a column holds: commodity, balance item, unit; and what contains the commodity."""

    commodity: str
    item: str
    unit: str
    part_of: str = ""


def read(
    draft: Draft,
    table: RawTable,
    place: RawColumn,
    when: RawColumn,
    measures: Mapping[str, Measure],
    preferred: Sequence[str],
    aggregate: RawColumn | None = None,
    marks: Marks = PLAIN,
) -> None:
    """Enter one figure a column and row.

    measures: column → what it holds. preferred: units, the first of which is kept where one figure is told in
    several columns. aggregate: rows that hold "1" are groups of countries.
    """
    chosen = _one_column(draft, measures, preferred)
    wide = _energy.Wide(draft, table, {name: name for name in chosen}, marks)
    sift = Sift(draft, table, wide.weight)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    guard.identical(sift)
    wide.without_figures(sift)
    if aggregate is not None:
        for text in place.take(aggregate.isin({"1"})).used():
            draft.places.mark_aggregate(text)
    guard.aggregates(sift, place)
    sift.note(
        "world_row", place.isin({"WLD"}), "World is the total of all places: kept as WLD, beside its parts."
    )
    cells = wide.cells(sift)

    def told(field: str) -> RawColumn:
        return cells.label.map(lambda name: getattr(chosen[name], field) if name in chosen else "")

    unit = told("unit")
    period = cells.spread(when)
    item = told("item")
    amount = item.where(
        lambda text: text not in ("installed_capacity", "stock", "reserves", "refinery_capacity")
    )
    values, unit = _energy.amounts(cells.sift, cells.values, unit, period, amount)
    _energy.add_items(
        cells.sift, period, cells.spread(place), told("commodity"), item, unit, values, cells.quality
    )
    describe(draft, chosen.values())


def describe(draft: Draft, measures: Iterable[Measure]) -> None:
    """Describe the commodities of measures, and those that contain them."""
    for measure in measures:
        if measure.commodity == "electricity" or measure.part_of == "electricity":
            _energy.describe_electricity(draft, measure.commodity)
            continue
        if measure.part_of:
            draft.commodity(measure.part_of, name=measure.part_of.replace("_", " ").capitalize())
        draft.commodity(
            measure.commodity, name=measure.commodity.replace("_", " ").capitalize(), part_of=measure.part_of
        )


def _one_column(
    draft: Draft, measures: Mapping[str, Measure], preferred: Sequence[str]
) -> dict[str, Measure]:
    """One column for each commodity and item: that in the unit preferred."""

    def rank(name: str) -> int:
        unit = measures[name].unit
        return preferred.index(unit) if unit in preferred else len(preferred)

    best: dict[tuple[str, str], str] = {}
    for name, measure in measures.items():
        key = (measure.commodity, measure.item)
        if key not in best or rank(name) < rank(best[key]):
            best[key] = name
    again = [name for name in measures if name not in best.values()]
    if again:
        draft.decide(
            "other_units",
            f"{counted(len(again), 'column')} that tell the same figures in other units are not used: "
            f"{', '.join(again[:12])}{', …' if len(again) > 12 else ''}.",
        )
    return {name: measures[name] for name in best.values()}


def code_and_name(draft: Draft, codes: RawColumn, names: RawColumn) -> RawColumn:
    """The places of rows with a code that may be empty and a name; a group has no code, or one of the publisher."""
    empty = codes.where(lambda text: not text.strip())
    return draft.places.codes(choose(empty, constant("", len(codes)), codes), "iso3", names)


def group_without_code(codes: RawColumn, names: RawColumn, place: RawColumn) -> RawColumn:
    """ "1" where a row has a name and no code: publishers give codes to countries, and none to groups."""
    nameless = codes.where(lambda text: not text.strip())
    named = names.where(lambda text: bool(text.strip()))
    plain = place.where(lambda text: len(text) == 3 and text.isupper())
    flags = np.asarray(nameless & named & ~plain)
    return RawColumn(["", "1"], flags.astype(np.int32))
