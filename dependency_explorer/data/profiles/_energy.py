"""What the tables of energy statistics share: periods as columns, rates per day, one figure in several units,
days.

Their rows become flows where a partner or an import or export is told, and balances otherwise.
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN, Marks
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError, count, counted
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    RawColumn,
    RawTable,
    choose,
    column_of,
    constant,
    joined,
    stacked,
)
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import canonical, factor, scaled

IMPORTS, EXPORTS = "imports", "exports"

PER_DAY = {
    "kbd": "kbbl", "kb/d": "kbbl", "kbpd": "kbbl", "kbbl/d": "kbbl", "kbblpd": "kbbl", "tbpd": "kbbl", "tb/d": "kbbl",
    "mbpd": "Mbbl", "mb/d": "Mbbl", "mbd": "Mbbl", "mmb/d": "Mbbl", "mmbd": "Mbbl", "mmbpd": "Mbbl",
    "mmbbl/d": "Mbbl", "b/d": "bbl", "bpd": "bbl", "bbl/d": "bbl",
    "bcfd": "bcf", "bcf/d": "bcf", "mcm/d": "mcm", "gwh/d": "GWh", "kwh/d": "kWh", "mwh/d": "MWh",
}  # fmt: skip
"""Short names of rates per day, and the unit that they make when multiplied by the days of their period. "mb" is a
million barrels, as the IEA and OPEC write it; "mbbl/d" is a thousand in the United States, and left as it is."""
_A_DAY = re.compile(
    r"(?P<unit>.+?)\s*(/\s*d(ay)?|\b(per|a|each)\s+(calendar )?day|\bdaily)\b\.?", re.IGNORECASE
)


@functools.cache
def of_a_day(unit: str) -> str:
    """The unit of which a rate per day tells so many: kbbl of kb/d or of "thousand barrels per day"; empty where a
    unit is no such rate."""
    written = " ".join(unit.split())
    short = PER_DAY.get(written.casefold().replace(" ", "")) or PER_DAY.get(written.casefold())
    if short:
        return short
    found = _A_DAY.fullmatch(written)
    if found is None or found["unit"].casefold() == "mbbl":
        return ""
    named = canonical(found["unit"])
    return named if any(factor(named, base) is not None for base in ("t", "m3", "GJ")) else ""


def columns(table: RawTable, *needed: str) -> dict[str, str]:
    """The columns of a table by their names in small letters. Raises DataError where one that is needed is absent.

    needed: names in small letters; "date|year" is one of both.
    """
    named: dict[str, str] = {}
    for name in table.columns:
        named.setdefault(name.strip().casefold(), name)
    absent = [one for one in needed if not set(one.split("|")) & named.keys()]
    if absent:
        written = ", ".join(one.replace("|", " or ") for one in absent)
        raise DataError(
            f"{table.file} has no column {written}, which this format needs. Check that the file is complete and of "
            "the format that was named."
        )
    return named


def sheet_of(source: Source, needs: Collection[str]) -> str | None:
    """The first sheet with a row of these titles, "" for a text; None where there is none, or no table at all."""
    if source.kind not in ("text", "workbook"):
        return None
    try:
        there = (
            name
            for name in source.sheets[:20] or ("",)
            if find_header(source.head_grid(name), needs) is not None
        )
        return next(there, None)
    except DataError:
        return None


def slug(text: str) -> str:
    """A text as a plain id: small letters, digits and underscores."""
    return "_".join(re.findall(r"[^\W_]+", text.casefold().replace("&", " and ")))


def month_of(text: str) -> str:
    """The month of a day; a year or month as it is; empty where a text names no period."""
    return period(text)[:7]


def period_columns(names: Collection[str]) -> dict[str, str]:
    """The columns whose names are periods, and the period that each names."""
    return {name: when for name in names if (when := period(name))}


def days_in(when: str) -> int:
    """The days of a period: 2023, 2023-Q1 or 2023-01."""
    year = int(when[:4])
    if len(when) == 4:
        return 366 if calendar.isleap(year) else 365
    if when[5] == "Q":
        first = 3 * int(when[6]) - 2
        return sum(calendar.monthrange(year, month)[1] for month in range(first, first + 3))
    return calendar.monthrange(year, int(when[5:7]))[1]


@dataclass(frozen=True)
class Cells:
    """The figures of a table whose columns are periods (or partners, or measures): one row a cell.

    sift: the cells; those without a figure are none. label: what the cell's column stands for. values
    and quality: as read. rows: position of each cell's row in the source table.
    """

    sift: Sift
    label: RawColumn
    values: Floats
    quality: RawColumn
    rows: npt.NDArray[np.signedinteger[Any]]

    def spread(self, column: RawColumn) -> RawColumn:
        """A column of the source table, repeated for every cell."""
        return column.take(self.rows)


class Wide:
    """The columns of a table that hold figures, read; rows are sifted before they become cells."""

    def __init__(
        self, draft: Draft, table: RawTable, columns: Mapping[str, str], marks: Marks = PLAIN
    ) -> None:
        """columns: name of a column → what it stands for."""
        self.labels = list(columns.values())
        read = list(figures_together(draft, table, list(columns), marks).values())
        size = len(table)
        self.values = np.column_stack([one.numbers for one in read]) if read else np.empty((size, 0))
        self.quality = [one.quality for one in read]
        self._left_out: Flags | None = None

    @property
    def weight(self) -> Floats:
        """What each row is worth: the sum of its figures without their sign."""
        return np.asarray(np.nansum(np.abs(self.values), axis=1), dtype=np.float64)

    @property
    def empty(self) -> Flags:
        """Rows without any figure."""
        return np.asarray(np.isnan(self.values).all(axis=1))

    def there(self, rows: npt.NDArray[np.signedinteger[Any]]) -> Flags:
        """Which figures of these rows there are, a column each."""
        return np.asarray(~np.isnan(self.values)[rows])

    def leave_out(self, rows: npt.NDArray[np.signedinteger[Any]], figures: Flags) -> None:
        """Make no cells of figures of these rows, of which the report tells already."""
        if self._left_out is None:
            self._left_out = np.zeros(self.values.shape, bool)
        self._left_out[rows] |= figures

    def without_figures(self, sift: Sift) -> None:
        """Set the rows aside that hold no figure at all."""
        sift.aside("no_figure", self.empty, "Rows without any figure: missing, not zero.")

    def cells(self, sift: Sift) -> Cells:
        """The cells of the rows that are left."""
        rows = np.flatnonzero(sift.kept)
        values = self.values[rows].T.ravel()
        missing = np.isnan(values)
        wanted = ~missing if self._left_out is None else ~missing & ~self._left_out[rows].T.ravel()
        there = np.flatnonzero(wanted)
        if len(values) <= np.iinfo(np.int32).max:
            there = there.astype(np.int32)  # half the memory
        if missing.any():
            sift.draft.decide(
                "empty_cells",
                f"{counted(int(missing.sum()), 'cell')} of {count(len(values))} in the rows that are kept hold no "
                "figure: missing, not zero.",
            )
        if len(there) < len(values):
            values = values[there]
        sift.draft.check_figures(len(values))
        column, within = np.divmod(there, max(len(rows), 1))
        flags = [quality.take(rows) for quality in self.quality]
        quality = stacked(flags) if flags else constant("", 0)
        assert isinstance(quality, RawColumn)
        positions = rows.astype(there.dtype)[within]
        table = RawTable(sift.table.file, {}, sift.table.rows[positions])
        label = RawColumn(self.labels or [""], column.astype(np.int32, copy=False))
        cells = Sift(sift.draft, table, values, count=False)
        return Cells(cells, label, values, quality.take(there).numbered(), positions)


def electricity_from(fuel: str) -> str:
    """The id of electricity made of a fuel: a commodity of its own, for coal is traded, too."""
    return "electricity" if fuel == "electricity" else f"electricity_{fuel}"


def describe_electricity(draft: Draft, id: str, name: str = "") -> None:
    """Describe electricity made of a fuel, and electricity itself, which contains it."""
    draft.commodity("electricity", name="Electricity", hs_codes="2716")
    if id != "electricity":
        written = name or id.removeprefix("electricity_").replace("_", " ")
        draft.commodity(id, name=f"Electricity: {written}", part_of="electricity")


def add_items(
    sift: Sift,
    when: RawColumn,
    place: RawColumn,
    commodity: RawColumn,
    item: RawColumn,
    unit: RawColumn | str,
    values: Floats,
    quality: RawColumn | str = "",
    note: RawColumn | str = "",
) -> None:
    """Figures of one place without a partner: imports and exports become flows with World, the rest balances."""
    outward = item.isin({EXPORTS})
    trade = outward | item.isin({IMPORTS})
    size = len(values)
    world = constant(WORLD, size)
    common: dict[str, RawColumn | str] = {
        "period": when, "commodity": commodity, "unit": unit, "quality": quality, "source_id": "source",
        "note": note,
    }  # fmt: skip
    flows = sift.part(trade)
    if flows.kept.any():
        flows.note(
            "world",
            trade,
            "The table names no partners: imports and exports are kept as totals over partners (WLD).",
        )
        guard.emit(
            flows,
            {
                **common,
                "exporter": choose(outward, place, world),
                "importer": choose(outward, world, place),
                "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            },
            {"quantity": values},
        )
    balances = sift.part(~trade)
    if balances.kept.any():
        guard.emit(
            balances,
            {**common, "place": place, "item": item},
            {"value": values},
            "Several rows of one place, commodity and item are summed.",
            "balances",
            BALANCE_KEY,
        )


def amounts(
    sift: Sift, values: Floats, unit: RawColumn, when: RawColumn, among: Flags | None = None
) -> tuple[Floats, RawColumn]:
    """Rates per day as amounts of their period, and units by their names here.

    among: rows where a rate is to become an amount (a capacity stays a rate).
    """
    rate = unit.where(lambda text: bool(of_a_day(text)))
    if among is not None:
        rate = rate & among
    named = unit.map(canonical)
    if not rate.any():
        return values, named
    sift.note(
        "per_day",
        rate,
        "Rates per day are multiplied by the days of their period: a year has 365 or 366, a month its own.",
    )
    days = np.array([float(days_in(text)) if text else np.nan for text in when.values] or [1.0])
    made = unit.map(lambda text: of_a_day(text) or text)
    return np.where(rate, scaled(values, days[when.codes]), values), choose(rate, made, named)


def turned(
    sift: Sift, when: RawColumn, exporter: RawColumn, importer: RawColumn, values: Floats
) -> tuple[RawColumn, RawColumn, Floats]:
    """Net flows below zero run the other way: exporter, importer and values of the rows with those turned.

    What counts is the sum of a period and pair, for a day below zero only lessens its month.
    """
    if not (sift.kept & (values < 0)).any():
        return exporter, importer, values
    group = numbered(guard.keys(when, exporter, importer))[1]
    there = sift.kept & ~np.isnan(values)
    total = np.bincount(group[there], values[there], int(group.max()) + 1)
    turn = sift.kept & (total[group] < 0)
    sift.note(
        "turned",
        turn,
        "Net flows below zero run the other way: exporter and importer are exchanged, and the figure is positive.",
    )
    return choose(turn, importer, exporter), choose(turn, exporter, importer), np.where(turn, -values, values)


def partial_months(
    sift: Sift,
    note: RawColumn,
    when: RawColumn,
    flow: Sequence[RawColumn],
    time: RawColumn,
    hours: Floats | None = None,
) -> RawColumn:
    """Notes of rows whose month is not whole: "16 of 28 days", or "120 of 744 hours" behind what `note` says.

    when: month of each row. flow: the columns that tell one flow from another. time: the day or the interval of each
    row. hours: length of each interval, where the rows are intervals and not days.
    """
    if not sift.kept.any():
        return note
    group = numbered(guard.keys(when, *flow))[1]
    each = numbered(guard.keys(when, *flow, time))[1]
    # A day or an interval counts once for a flow, however many rows (points, zones of a country) have a part of it.
    positions = np.flatnonzero(sift.kept)
    once = positions[np.unique(each[positions], return_index=True)[1]]
    weight = np.ones(len(group)) if hours is None else hours
    there = np.bincount(group[once], weight[once], int(group.max()) + 1)[group]
    whole = np.array([float(days_in(text)) if len(text) == 7 else np.nan for text in when.values] or [np.nan])
    expected = whole[when.codes] * (1 if hours is None else 24)
    # A clock change makes a month an hour longer or shorter.
    lacking = sift.kept & (there < expected - (0 if hours is None else 1.5))
    if not lacking.any():
        return note
    unit = "days" if hours is None else "hours"
    told = [""] * len(group)
    for position in np.flatnonzero(lacking).tolist():
        told[position] = f"{there[position]:g} of {expected[position]:g} {unit}"
    return joined(note, column_of(told), lambda one, other: "; ".join(text for text in (one, other) if text))


def tell_days(draft: Draft, days: Collection[str], what: str = "day") -> None:
    """Say that days are summed to months, and which months are not whole.

    days: every day that has a figure, as 2018-01-31.
    """
    months: dict[str, int] = {}
    for one in set(days):
        months[one[:7]] = months.get(one[:7], 0) + 1
    partial = [f"{month} ({number} of {days_in(month)} days)" for month, number in sorted(months.items())
               if number < days_in(month)]  # fmt: skip
    text = f"Figures of each {what} are summed to months."
    if partial:
        shown = ", ".join(partial[:6]) + (f" and {len(partial) - 6} more" if len(partial) > 6 else "")
        text += f" Not whole: {shown}; missing days count as missing, not as zero."
    draft.decide("months", text)
