"""A table read by the roles of its columns: its figures, and the rows that are kept of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.item_columns import LONGEST, is_no_amount
from dependency_explorer.data.intake.layout import MARKS
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name, by_number
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.roles import Guess
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.target import Target, Told
from dependency_explorer.data.intake.telling_apart import no_amounts
from dependency_explorer.data.intake.value_columns import CONSTANT_PRICES, ValueColumn
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError, count, counted, shown
from dependency_explorer.data.profiles._cells import Cells, label_of
from dependency_explorer.data.profiles._row_units import Units
from dependency_explorer.data.raw import Flags, Floats, RawColumn, RawTable, choose, codes_used, constant
from dependency_explorer.data.schema import WORLD

_MOST_NAMES = 300_000
"""Different texts of all columns of periods, places and goods, a name counted as `_NAME`: quarters of an hour
of eight years are 280 000, the codes of the longest lists of goods 30 000."""
_NAME = 3
"""A place or a good takes as long as so many periods: it is looked for in lists of names."""


class Reading:
    """One table being read: rows are sifted first, and then become one row a title of the columns of figures.

    values: the columns of figures that are read. numbers: their figures by name, one a row. labels: what their titles
    say, each once.
    """

    def __init__(self, draft: Draft, source: Source, table: RawTable, guess: Guess, target: Target) -> None:
        self.draft, self.table, self.target, self.guess = draft, table, target, guess
        _refuse_endless(table, guess)
        typed = draft.plan.constants
        self.units = Units(draft, guess, typed.get("unit", ""))
        values = _of_typed_period(draft, target, guess.values, typed.get("period", ""))
        draft.plan = _plan_of_rest(draft.plan, guess, target)
        separator = source.separator if source.kind == "text" else ""
        read = figures_together(draft, table, [value.name for value in values], MARKS, separator)
        self.numbers = {name: one.numbers for name, one in read.items()}
        self.values = _without_totals(draft, [value for value in values if value.name in self.numbers])
        constant_prices = [value.name for value in self.values if CONSTANT_PRICES.search(value.name)]
        if constant_prices:
            draft.decide(
                "constant_prices",
                f"{', '.join(shown(name, 50) for name in constant_prices[:3])}: money of the prices of one year, not "
                "what was paid. It compares years, and does not go together with other values.",
            )
        self.labels = list(dict.fromkeys(map(label_of, self.values)))
        self._left_out: Flags | None = None
        figures = self._figures(self.values)
        empty = np.all(np.isnan(figures), axis=1)
        self.sift = Sift(draft, table, np.where(empty, np.nan, np.nansum(np.abs(figures), axis=1)))
        self.sift.aside(
            "no_figure",
            empty,
            "Rows without a figure (titles, notes, blanks): missing, not zero.",
        )
        self._without_endless(_name_columns(table, guess))

    def _without_endless(self, names: dict[str, RawColumn]) -> None:
        endless = {name: column.where(lambda text: len(text) > LONGEST) for name, column in names.items()}
        columns = [name for name, hit in endless.items() if hit.any()]
        if columns:
            self.sift.aside(
                "endless_text",
                np.any([endless[name] for name in columns], axis=0),
                f"Rows whose text in {', '.join(shown(name, 40) for name in columns[:4])} has more than "
                f"{count(LONGEST)} letters, so that it is no name and no period. A quotation mark that is not closed "
                "may have taken in what follows it.",
            )

    def _figures(self, values: Sequence[ValueColumn]) -> Floats:
        return np.column_stack([self.numbers[value.name] for value in values])

    def rows(self, told: Told) -> RawColumn:
        """What is told of each row that is kept; empty where the titles tell it, or nothing."""
        if not told.in_column:
            return constant(told.constant, len(self.table))
        # What stands in rows that are out already (notes below the table) is no name of anything.
        column = self.table.text(told.column)
        return _only_used(choose(self.sift.kept, column, constant("", len(column))))

    def place(self, told: Told) -> RawColumn:
        """The codes of places of each row. Rows whose place is an amount's name are set aside."""
        written = self.rows(told)
        if told.in_column:
            # "Change on year" or "Share of Chile" below a list of partners is none of them.
            no_amounts(self.sift, written.where(lambda text: by_name(text) is None and is_no_amount(text)))
            written = self.rows(told)
            self._refuse_other_numbers(told.column, written)
        return self.draft.places.codes(written)

    def _refuse_other_numbers(self, column: str, written: RawColumn) -> None:
        """Refuse numbers of countries that are not those of M49: of a customs office's own list some happen to be
        numbers of other countries there (304 is the United States in Japan's, and Greenland in M49)."""
        used = [text for text in written.used() if text.strip()]
        numbers = [text for text in used if re.fullmatch(r"\d{1,5}", text.strip())]
        unknown = [text for text in numbers if by_number(text) is None]
        if numbers and len(numbers) == len(used) and len(unknown) > 0.2 * len(used):
            raise DataError(
                f"{self.table.file}, column {shown(column)}: its numbers of countries ("
                f"{', '.join(unknown[:3])}{', …' if len(unknown) > 3 else ''}) are none of UN Comtrade's (M49), so "
                "that the others may mean other countries there, too. Put their names or ISO codes in place of the "
                "numbers; where a column of names stands beside them, name that one."
            )

    def weight(self) -> Floats:
        """How much each row is of: its money where there is any, else the sum of its figures."""
        money = [value for value in self.values if value.measure.kind == "money"]
        return np.asarray(np.nansum(self._figures(money or self.values), axis=1))

    def there(self, rows: npt.NDArray[np.intp]) -> Flags:
        """Which figures of these rows there are, a column each."""
        return np.asarray(~np.isnan(self._figures(self.values))[rows])

    def leave_out(self, rows: npt.NDArray[np.intp], figures: Flags) -> None:
        """Do not read figures of these rows, of which the report tells already."""
        gone = np.zeros((len(self.table), len(self.values)), bool)
        gone[rows] = figures
        for index, value in enumerate(self.values):
            self.numbers[value.name] = np.where(gone[:, index], np.nan, self.numbers[value.name])
        self._left_out = gone if self._left_out is None else self._left_out | gone

    def cells(self) -> Cells:
        """One row a figure of the rows that are kept; those without one are told and out."""
        rows = np.flatnonzero(self.sift.kept)
        if len(self.labels) > 1:
            self.draft.check_figures(sum(int((~np.isnan(one)).sum()) for one in self.numbers.values()))
        positions = np.tile(rows, len(self.labels))
        number = np.repeat(np.arange(len(self.labels), dtype=np.int32), len(rows))
        table = RawTable(self.table.file, {}, self.table.rows[positions])
        cells = Cells(Sift(self.draft, table, count=False), self.labels, positions, number)
        empty = np.ones(len(positions), bool)
        for value in self.values:
            empty &= ~(cells.of(value) & ~np.isnan(self.numbers[value.name][positions]))
        missing = empty.copy()
        if self._left_out is not None:
            for index, value in enumerate(self.values):
                missing &= ~(cells.of(value) & self._left_out[positions, index])
        if missing.any():
            self.draft.decide(
                "empty_cells",
                f"{counted(int(missing.sum()), 'cell')} of {count(len(positions))} in the rows that are kept "
                "hold no figure: missing, not zero.",
            )
        cells.sift.kept = ~empty
        return cells


def _name_columns(table: RawTable, guess: Guess) -> dict[str, RawColumn]:
    """The columns of periods, places, goods and whatever else is named, by their titles."""
    names = [one.column for one in guess.roles if one.role not in ("quantity", "value_usd")]
    columns = {name: table.columns.get(name) for name in names}
    return {name: column for name, column in columns.items() if isinstance(column, RawColumn)}


def _refuse_endless(table: RawTable, guess: Guess) -> None:
    """Raise DataError where columns of periods, places or goods hold more texts than there are of these: each takes
    some twenty microseconds, a name more."""
    roles = {one.column: one.role for one in guess.roles}
    texts = _name_columns(table, guess)
    if _NAME * sum(len(column.values) for column in texts.values()) <= _MOST_NAMES:
        return
    used = {name: len(codes_used(column.codes, len(column.values))) for name, column in texts.items()}
    costs = {
        name: number * (1 if roles[name] in ("period", "month") else _NAME) for name, number in used.items()
    }
    if sum(costs.values()) > _MOST_NAMES:
        name = max(costs, key=lambda one: costs[one])
        raise DataError(
            f"{table.file}, column {shown(name)}: it holds {count(used[name])} different texts, which are no "
            f"periods, places or goods of a table (all columns of these together have at most {count(_MOST_NAMES)}, "
            f"a name counted as {_NAME}). Name the right column: --set role:{roles[name]}=COLUMN."
        )


def _plan_of_rest(plan: Plan, guess: Guess, target: Target) -> Plan:
    """The plan without the constants that are read here: a unit becomes that of a quantity or the scale of dollars, a
    year may be a part of a period only, and what goods are worth is another item than how much there is of them."""
    several = len({value.period for value in guess.values if value.period}) > 1
    made = {"unit", "period"} if target.year or target.month or several else {"unit"}
    if target.item.constant:
        made |= {"item"}
    return replace(plan, constants={name: text for name, text in plan.constants.items() if name not in made})


def _of_typed_period(
    draft: Draft, target: Target, values: Sequence[ValueColumn], wanted: str
) -> list[ValueColumn]:
    """The columns of figures of the period that the user typed, where their titles are of several."""
    if not wanted or target.year or len({value.period for value in values if value.period}) < 2:
        return list(values)
    draft.decide("one_period", f"Only the columns of {shown(wanted)} are read, as you said.")
    return [value for value in values if wanted in (value.period, period(value.period))]


def _without_totals(draft: Draft, values: list[ValueColumn]) -> list[ValueColumn]:
    """Columns of figures without those that repeat others: groups of countries, and totals over goods."""
    group = [v for v in values if v.place and (p := by_name(v.place)) is not None and p.kind == "aggregate"]
    total = [v for v in values if v.commodity and (p := by_name(v.commodity)) is not None and p.code == WORLD]
    gone = [*(group if len(group) < len(values) else []), *total]
    if gone:
        draft.decide(
            "total_columns",
            "Columns of groups or totals repeat other columns and are not read: "
            f"{', '.join(shown(v.name, 40) for v in gone[:6])}.",
        )
    return [value for value in values if value not in gone]


def _only_used(column: RawColumn) -> RawColumn:
    """The same column without the texts that no row refers to."""
    first, codes = numbered(column.codes)
    return RawColumn([column.values[code] for code in column.codes[first].tolist()], codes.astype(np.int32))
