"""FAOSTAT's detailed trade matrix: one element of one flow a row.

`Element` tells direction and measure at once (Export quantity, Import value …), so that two rows make one flow with
quantity and value. Values are in thousand US dollars. The download of a selection has a column Year; the bulk file
has `Y1986, Y1986F, Y1986N` (figure, flag, note) for each year. Codes are M49 with their zeros, quoted or with an
apostrophe; `China` (159) is the sum of `China, mainland` (156), Hong Kong, Macao and Taiwan. FAO's own country codes,
which older files have alone, are no M49 numbers, so that names are read there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header, header_names
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import Place
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, constant, joined, stacked
from dependency_explorer.data.units import canonical

NEEDS = ("Reporter Countries", "Partner Countries", "Element", "Item")
_YEAR = re.compile(r"Y(?P<year>\d{4})")
_FLAGS = {"E": "estimate", "F": "estimate", "I": "estimate", "R": "estimate", "T": "reported", "*": "reported",
          "X": "reported", "A": "official"}  # fmt: skip
_CHINA = Place("China (with Hong Kong, Macao, Taiwan)", "China (with Hong Kong, Macao, Taiwan)", "aggregate")
_THOUSAND_USD = frozenset({"kusd"})


@dataclass(frozen=True)
class _Figures:
    """Figures of the table, one a row or one a cell, and how a column of the table goes with them."""

    sift: Sift
    values: Floats
    when: RawColumn
    flags: RawColumn
    spread: Callable[[RawColumn], RawColumn]


def recognise(source: Source) -> Recognition | None:
    """By reporter, partner, element and item."""
    if source.kind not in ("text", "workbook") or find_header(source.head_grid(), NEEDS) is None:
        return None
    return Recognition(
        0.97, "It has Reporter Countries, Partner Countries, Element and Item of FAOSTAT's trade matrix."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One element of one flow a row."""
    rows = source.head_grid(plan.sheet)
    header = header_names(rows[find_header(rows, NEEDS) or 0])
    years = {name: found["year"] for name in header if (found := _YEAR.fullmatch(name))}
    table = source.table(NEEDS, tuple(years) or ("Value",), plan.sheet)
    reporter, partner = _places(draft, table, "Reporter"), _places(draft, table, "Partner")
    element = table.text("Element").map(lambda text: " ".join(text.split()).casefold())
    sift = Sift(draft, table)
    outward = element.where(lambda text: text.startswith("export"))
    money = element.where(lambda text: text.endswith("value"))
    known = element.where(lambda text: re.fullmatch(r"(export|import)s? (quantity|value)", text) is not None)
    sift.aside("other_element", ~known, "Rows whose element is no quantity or value of exports or imports.")
    guard.nowhere(sift, reporter, partner)
    guard.same_place(sift, reporter, partner)
    guard.aggregates(sift, reporter, partner)
    guard.world(sift, reporter, partner)
    guard.unknown_partner(sift, reporter, partner)
    unit = table.text("Unit").map(canonical)
    read_figures = _wide(draft, sift, table, years) if years else _long(draft, sift, table)
    figures, spread = read_figures.sift, read_figures.spread
    one, other = spread(reporter), spread(partner)
    outward, money = _spread_flags(spread, outward), _spread_flags(spread, money)
    unit = spread(unit)
    thousand = unit.isin(_THOUSAND_USD)
    factor = np.where(thousand, 1000.0, np.where(unit.isin({"usd"}), 1.0, np.nan))
    if (figures.kept & money & thousand).any():
        draft.decide(
            "units",
            "Values are told in thousand US dollars (times 1 000); quantity and value of one flow, which stand in "
            "rows of their own, are joined.",
            int((figures.kept & money).sum()),
        )
    size = len(read_figures.values)
    item = spread(
        table.text(_column(table, "Item Code (CPC)", "Item Code")).map(lambda text: text.strip().lstrip("'"))
    )
    for id, name in _names(figures, item, spread(table.text("Item"))):
        draft.commodity(id, name=name)
    guard.emit(
        figures,
        {
            "period": read_figures.when,
            "exporter": choose(outward, one, other),
            "importer": choose(outward, other, one),
            "commodity": item,
            "unit": choose(money, constant("", size), unit),
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "quality": read_figures.flags.map(lambda text: _FLAGS.get(text.strip(), "")),
            "source_id": "source",
        },
        {
            "quantity": np.where(money, np.nan, read_figures.values),
            "value_usd": np.where(money, read_figures.values * factor, np.nan),
        },
        "Quantity and value of one flow, which stand in rows of their own, are joined.",
    )


def _spread_flags(spread: Callable[[RawColumn], RawColumn], flags: np.ndarray) -> np.ndarray:
    return spread(RawColumn(["", "yes"], flags.astype(np.int32))).isin({"yes"})


def _long(draft: Draft, sift: Sift, table: RawTable) -> _Figures:
    values = figures_of(draft, table, "Value", PLAIN).numbers
    when = table.text("Year").map(period)
    guard.no_period(sift, when)
    guard.no_figure(sift, values)
    return _Figures(sift, values, when, table.text("Flag"), lambda column: column)


def _wide(draft: Draft, sift: Sift, table: RawTable, years: dict[str, str]) -> _Figures:
    wide = Wide(draft, table, years)
    wide.without_figures(sift)
    rows = np.flatnonzero(sift.kept)
    cells = wide.cells(sift)
    # Cells come year by year, as the flags are stacked here.
    flags = stacked([table.text(f"{name}F").take(rows) for name in years])
    assert isinstance(flags, RawColumn)
    return _Figures(cells.sift, cells.values, cells.label, flags, cells.spread)


def _column(table: RawTable, *names: str) -> str:
    return next((name for name in names if name in table), names[-1])


def _places(draft: Draft, table: RawTable, which: str) -> RawColumn:
    names = table.text(f"{which} Countries")
    numbers = table.text(f"{which} Country Code (M49)")

    def written(number: str, name: str) -> str:
        if number.strip().lstrip("'0") == "159" or " ".join(name.split()) == "China":
            return _CHINA.code
        return number if number.strip() else name

    draft.places.seen[_CHINA.code] = _CHINA
    both = joined(numbers, names, written)
    special = both.isin({_CHINA.code})
    blank = constant("", len(table))
    codes = draft.places.codes(choose(special, blank, numbers), "numeric", choose(special, blank, names))
    return choose(special, constant(_CHINA.code, len(table)), codes)


def _names(figures: Sift, item: RawColumn, name: RawColumn) -> list[tuple[str, str]]:
    rows = np.flatnonzero(figures.kept)
    if not len(rows):
        return []
    ids, names = item.take(rows), name.take(rows)
    _, first = np.unique(guard.keys(ids), return_index=True)
    return [(ids.values[ids.codes[i]], names.values[names.codes[i]]) for i in first.tolist()]


PROFILES = (
    Profile(
        "faostat_trade_matrix",
        "FAOSTAT, detailed trade matrix",
        recognise,
        read,
        publisher="Food and Agriculture Organization of the United Nations",
        url="www.fao.org/faostat/en/#data/TM",
        licence="CC BY 4.0; CC BY-NC-SA 3.0 IGO until 2024",
    ),
)
