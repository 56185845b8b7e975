"""What the tables of FAOSTAT share: places with their M49 codes, years as rows or as columns, flags, names of items.

M49 codes and those of items (CPC) keep their zeros, quoted or with an apostrophe, until a spreadsheet saves them as
numbers. `China` (159) is the sum of `China, mainland` (156), Hong
Kong, Macao and Taiwan; Micronesia (57) is the region, not the federated states. FAO's own country codes, which older
files have alone, are no M49 numbers, so that names are read there. Of the years as columns each has a flag beside it:
`Y1986, Y1986F` and, in newer files, `Y1986N` (a note).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import CHINAS, Place
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import shown
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.profiles._titles import respelled
from dependency_explorer.data.raw import Flags, Floats, RawColumn, RawTable, choose, constant, joined, stacked
from dependency_explorer.data.units import scaled

FLAGS = {"E": "estimate", "F": "estimate", "I": "estimate", "R": "estimate", "T": "reported", "*": "reported",
         "X": "reported", "A": "official", "P": "provisional", "Im": "estimate", "Fc": "derived"}  # fmt: skip
"""Flag → quality; the flags of before 2022 (Im, Fc, *) are told apart by their letters."""

TRADE = re.compile(r"(?P<way>export|import)s? (?P<what>quantity|value)")
"""An element that is trade."""

_YEAR = re.compile(r"Y(?P<year>\d{4})")
_MADE_YEAR = re.compile(r"y\d{4}[fn]?")
_MICRONESIA = Place("Micronesia (region)", "Micronesia (region)", "aggregate")


_CPC = "Item Code (CPC)"
_NUMBER = re.compile(r"(?P<whole>\d{3,5})(\.(?P<behind>\d{1,2}))?")
_GROUPS = {
    "F1717": "011", "F1735": "012", "F1738": "013", "F1804": "0132", "F1729": "0137", "F1720": "015", "F1726": "017",
    "F1723": "018", "F1753": "0192", "F1765": "211", "F1780": "022", "F1783": "023",
}  # fmt: skip
"""Item groups, and how the codes (CPC) of the items in them begin: cereals, vegetables, fruit, citrus fruit, tree
nuts, roots and tubers, pulses, sugar crops, fibre crops, meat, milk, eggs."""


@dataclass(frozen=True)
class Figures:
    """Figures of a table, one a row or one a cell, and how a column of the table goes with them."""

    sift: Sift
    values: Floats
    when: RawColumn
    flags: RawColumn
    spread: Callable[[RawColumn], RawColumn]

    def spread_flags(self, flags: Flags) -> Flags:
        """Rows that are meant, as figures that are."""
        return self.spread(RawColumn(["", "yes"], flags.astype(np.int32))).isin({"yes"})

    def quality(self) -> RawColumn:
        """What the flags say of each figure."""
        return self.flags.map(lambda text: FLAGS.get(text.strip(), ""))


def spelling(*names: str) -> Callable[[str], str]:
    """How FAOSTAT spells the titles of its tables, where a program has made names of them: Item.Code..CPC.,
    y1986f."""
    again = respelled(
        (
            *names, "Area", "Area Code (M49)", "Element Code", "Element", "Item Code (CPC)", "Item Code (FBS)",
            "Item Code", "Item", "Year Code", "Year", "Months Code", "Months", "Unit", "Value", "Flag",
            "Flag Description", "Note", "Domain Code", "Domain",
        )
    )  # fmt: skip

    def spelled(title: str) -> str:
        return title.upper() if _MADE_YEAR.fullmatch(title) else again(title)

    return spelled


def years(header: Sequence[str]) -> dict[str, str]:
    """The columns of years and their years."""
    return {name: found["year"] for name in header if (found := _YEAR.fullmatch(name))}


def element(table: RawTable) -> RawColumn:
    """What each row measures, in small letters."""
    return table.text("Element").map(lambda text: " ".join(text.split()).casefold())


def without_groups(
    sift: Sift, item: RawColumn, others: Sequence[RawColumn], unit: RawColumn, values: Floats
) -> dict[str, str]:
    """Set item groups aside whose items make them up; else which item is in which group, so that nothing is added
    twice. values: yields and other rates do not add up, and are left out by their unit."""

    def above(code: str) -> str:
        held = [(prefix, group) for group, prefix in _GROUPS.items()
                if group != code and _GROUPS.get(code, code).startswith(prefix)]  # fmt: skip
        return next((group for _, group in sorted(held, reverse=True) if group in used), "")

    used = set(item.used())
    rate = unit.where(lambda text: "/" in text)
    return code_levels.levels(sift, item, above, others, np.where(rate, np.nan, values), "item")


def long(draft: Draft, sift: Sift, table: RawTable) -> Figures:
    """A figure a row."""
    values = figures_of(draft, table, "Value", PLAIN).numbers
    when = table.text("Year").map(period)
    guard.no_period(sift, when)
    guard.no_figure(sift, values)
    return Figures(sift, values, when, table.text("Flag"), lambda column: column)


def wide(sift: Sift, table: RawTable, read: Wide, columns: dict[str, str]) -> Figures:
    """A figure a cell, years as columns. read: these columns, once rows without any figure are out of the sift."""
    cells = read.cells(sift)
    flags = stacked([table.text(f"{name}F") for name in columns])
    assert isinstance(flags, RawColumn)
    of_cell = cells.label.codes.astype(np.intp) * len(table) + cells.rows
    return Figures(cells.sift, cells.values, cells.label, flags.take(of_cell), cells.spread)


def places(draft: Draft, table: RawTable, name: str, number: str) -> RawColumn:
    """The places of a column of names with one of M49 codes beside it, which older files lack."""
    names, numbers = table.text(name), table.text(number)
    special = {one.code: one for one in (CHINAS, _MICRONESIA)}

    def written(code: str, text: str) -> str:
        plain = code.strip().lstrip("'0")
        if plain == "159" or " ".join(text.split()) == "China":
            return CHINAS.code
        # Without codes the name of the region comes in its place of the list only: the states have a longer one.
        if plain == "57" or (not plain and " ".join(text.split()) == "Micronesia"):
            return _MICRONESIA.code
        return code if code.strip() else text

    draft.places.seen.update(special)
    both = joined(numbers, names, written)
    hit = both.isin(special)
    blank = constant("", len(table))
    codes = draft.places.codes(choose(hit, blank, numbers), "numeric", choose(hit, blank, names))
    return choose(hit, both, codes)


def items(table: RawTable, draft: Draft) -> RawColumn:
    """The code of what each row is of; its name where the table has no codes."""
    name = next((one for one in (_CPC, "Item Code (FBS)", "Item Code") if one in table), "Item")
    written = table.text(name).map(lambda text: text.strip().lstrip("'"))
    if name != _CPC:
        return written
    whole = written.map(_with_zeros)
    changed = [(one, other) for one, other in zip(written.values, whole.values, strict=False) if one != other]
    if changed:
        one, other = changed[0]
        draft.decide(
            "code_zeros",
            f"Codes of items have lost zeros, as programs that take them for numbers do: {shown(one)} is "
            f"{shown(other)} again.",
            int(np.count_nonzero(written.isin({one for one, _ in changed}))),
        )
    return whole


def _with_zeros(code: str) -> str:
    """A code of the CPC as FAO writes it, where a program has made a number of it: 141 is 0141, 1355.9 is 01355.90.

    Codes have five digits, those of whole classes four, and behind a point two; of those that begin with no zero only
    oils (216) and spirits (2413) have four.
    """
    found = _NUMBER.fullmatch(code)
    if found is None or code.startswith("0"):
        return code
    whole, behind = found["whole"], found["behind"] or ""
    if len(whole) == 3 or (len(whole) == 4 and not re.fullmatch(r"216\d|2413", whole)):
        whole = f"0{whole}"
    return f"{whole}.{behind:0<2}" if behind.strip("0") else whole


def add_flows(
    sift: Sift,
    figures: Figures,
    outward: Flags,
    place: RawColumn,
    partner: RawColumn,
    item: RawColumn,
    unit: RawColumn,
    money: Flags,
) -> None:
    """Imports and exports of a place, a quantity or a value a figure. sift: the figures that are trade.

    money: figures that are values. What is neither in dollars nor in thousands of them is missing.
    """
    size = len(figures.values)
    thousand = unit.isin({"kusd"})
    factor = np.where(thousand, 1000.0, np.where(unit.isin({"usd"}), 1.0, np.nan))
    sift.note("units", money & thousand, "Values are told in thousand US dollars (times 1 000).")
    guard.emit(
        sift,
        {
            "period": figures.when,
            "exporter": choose(outward, place, partner),
            "importer": choose(outward, partner, place),
            "commodity": item,
            "unit": choose(money, constant("", size), unit),
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "quality": figures.quality(),
            "source_id": "source",
        },
        {
            "quantity": np.where(money, np.nan, figures.values),
            "value_usd": np.where(money, scaled(figures.values, factor), np.nan),
        },
        "Quantity and value of one flow, which stand in rows of their own, are joined.",
    )


def describe(
    draft: Draft, figures: Figures, item: RawColumn, name: RawColumn, inside: Mapping[str, str] | None = None
) -> None:
    """Name the items of the figures that are left. inside: item → the group that contains it."""
    rows = np.flatnonzero(figures.sift.kept)
    if not len(rows):
        return
    ids, names = item.take(rows), name.take(rows)
    _, first = np.unique(guard.keys(ids), return_index=True)
    for i in first.tolist():
        id = ids.values[ids.codes[i]]
        draft.commodity(id, name=names.values[names.codes[i]], part_of=(inside or {}).get(id, ""))
