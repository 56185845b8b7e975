"""The periods of a table read by roles: of its rows, or of its titles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.periods import day, month_of, period, periods_of, split_years, within
from dependency_explorer.data.intake.target import Told
from dependency_explorer.data.intake.value_columns import QUARTERS
from dependency_explorer.data.intake.years import counted_years, days_in_order, months_of_years, whole_steps
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles._cells import Cells
from dependency_explorer.data.profiles._energy import days_in, tell_days
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.raw import Flags, RawColumn, constant, joined


class Periods:
    """When the rows of a reading are of.

    when: the period of each row; empty where the titles tell it. written: the same as the file writes it; empty where
    no column does.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._split: set[str] = set()  # years that run over two calendar years, as written
        self.written = constant("", len(reading.table))
        self.when = self._of_rows()
        if not reading.target.period.in_titles:
            guard.no_period(reading.sift, self.when)

    def of_cells(self, cells: Cells) -> RawColumn:
        """The period of each figure."""
        if not self._reading.target.period.in_titles:
            return cells.take(self.when)
        titles = cells.titles("period")
        if year := self._reading.target.year:
            written, parts = self._reading.rows(year), titles.map(month_of)
            listed = [(text, month_of(label[0])) for text in written.used() for label in cells.labels]
            moved = months_of_years(self._reading.draft, cells.take(written), parts, listed)
            return joined(cells.take(self._counted(written)), parts, within) if moved is None else moved
        return self._in_month(self._counted(whole_steps(self._reading.draft, titles)), cells)

    def written_of(self, cells: Cells) -> RawColumn:
        """The period of each figure as the file writes it."""
        return cells.titles("period") if self._reading.target.period.in_titles else cells.take(self.written)

    def notes(self, cells: Cells) -> RawColumn:
        """Of a figure whose year runs over two calendar years, what the file calls it."""
        return self.written_of(cells).map(lambda text: f"year {text}" if text in self._split else "")

    def _of_rows(self) -> RawColumn:
        reading, told = self._reading, self._reading.target.period
        if told.constant and (name := reading.guess.column("period")):
            self._only_of(told.constant, name)
        if not told.in_column:
            when = constant(period(told.constant) if told.constant else "", len(reading.table))
            return self._in_month(when) if told.constant else when
        dates = reading.rows(told)
        if not reading.target.month.column:
            dates = whole_steps(reading.draft, dates)
        written = self.written = days_in_order(reading.draft, dates)
        days = [one for text in written.used() if (one := day(text))]
        if days and len(days) > 0.5 * len(written.used()) and not _are_months(days):
            tell_days(reading.draft, days)
        if (month := reading.target.month).column:
            parts = _month_parts(reading.rows(month), month.column)
            moved = months_of_years(reading.draft, written, parts, _pairs(written, parts, reading.sift.kept))
            if moved is not None:
                self._split |= split_years([text for text in written.used() if text]).keys()
                return moved
        return self._in_month(self._counted(written))

    def _only_of(self, typed: str, name: str) -> None:
        """Where a column tells several periods, the rows of the one that the user typed: it cannot be that of all,
        whose figures would be added up. Raises DataError where the column does not name it."""
        written = self._reading.rows(Told(name))
        of = periods_of([text for text in written.used() if text])
        found = sorted({one for one in of.values() if one})
        if len(found) < 2:
            return
        if typed not in found:
            raise DataError(
                f"{self._reading.table.file}: the column {shown(name)} tells the periods ({', '.join(found[:3])}"
                f"{', …' if len(found) > 3 else ''}), and the one that was typed ({shown(typed)}) is none of them: "
                "its figures would be a sum over all of them. Leave the period out, or type one of them."
            )
        self._reading.sift.aside(
            "other_periods",
            written.where(lambda text: of.get(text, "") != typed),
            f"Rows of other periods than {shown(typed)}, which you typed.",
        )

    def _counted(self, written: RawColumn) -> RawColumn:
        found, split = counted_years(self._reading.draft, written)
        self._split |= split
        return found

    def _in_month(self, years: RawColumn, cells: Cells | None = None) -> RawColumn:
        """Years (of rows, or of cells) with the months or quarters of a column of their own; empty where it names
        none."""
        month = self._reading.target.month
        if not month.column:
            return years
        parts = _month_parts(self._reading.rows(month), month.column)
        return joined(years, parts if cells is None else cells.take(parts), within)


def _month_parts(written: RawColumn, title: str) -> RawColumn:
    quarters = bool(QUARTERS.search(title))
    return written.map(lambda text: month_of(text, quarters))


def _are_months(days: Sequence[str]) -> bool:
    """Whether days are the names of months: all the first, or all the last of theirs."""
    return all(one.endswith("-01") for one in days) or all(int(one[8:]) == days_in(one[:7]) for one in days)


def _pairs(one: RawColumn, other: RawColumn, rows: Flags) -> list[tuple[str, str]]:
    """The distinct pairs of two columns in the order of the rows."""
    size = max(len(other.values), 1)
    pairs = one.codes[rows].astype(np.int64) * size + other.codes[rows]
    number, first = np.unique(pairs, return_index=True)
    ordered = number[np.argsort(first)].tolist()
    return [(one.values[pair // size], other.values[pair % size]) for pair in ordered]
