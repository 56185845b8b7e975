"""Reading a table whose columns have roles: rows are sifted, spread to one row a figure, and added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.headwords import TITLES
from dependency_explorer.data.intake.item_columns import TRADE, is_no_amount, item_of
from dependency_explorer.data.intake.layout import MARKS
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import day, month_of, period, periods_of, split_years, within
from dependency_explorer.data.intake.places import anyhow, by_name, by_number
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.roles import Guess
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.subtotals import mark_subtotals
from dependency_explorer.data.intake.target import BOTH, GOODS_NOT_STATED, Target, Told
from dependency_explorer.data.intake.telling_apart import no_amounts, tell_apart, tell_descriptions
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.intake.value_columns import QUARTERS, ValueColumn
from dependency_explorer.data.intake.years import counted_years, days_in_order, months_of_years
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError, count, counted, shown
from dependency_explorer.data.profiles._cells import Cells, Label, label_of
from dependency_explorer.data.profiles._energy import days_in, one_unit, tell_days
from dependency_explorer.data.profiles._rates import LEVELS, over_time
from dependency_explorer.data.profiles._row_units import Units
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    choose,
    constant,
    first_of_each,
    joined,
)
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import factor, scaled

_DIRECTIONS = (
    Option(BOTH, "Read imports and exports"),
    Option("imports", "Read the imports only"),
    Option("exports", "Read the exports only"),
)
_FLOW_CODES = (
    Option("2_is_export", "1 is import, 2 is export (UN Comtrade, Eurostat)"),
    Option("1_is_export", "1 is export, 2 is import (Japan)"),
)


class Reading:
    """One table being read: rows are sifted first, and then become one row a title of the columns of figures."""

    def __init__(self, draft: Draft, source: Source, table: RawTable, guess_: Guess, target_: Target) -> None:
        self.draft, self.table, self.target, self.guess = draft, table, target_, guess_
        # A unit is read here into the unit of a quantity or the scale of dollars, and a year may be a part of a
        # period only: what the user typed does not replace what was made of it.
        self.units = Units(draft, guess_, draft.plan.constants.get("unit", ""))
        several = len({value.period for value in guess_.values if value.period}) > 1
        made = {"unit", "period"} if target_.year or target_.month or several else {"unit"}
        if target_.item.constant:
            made |= {"item"}  # what goods are worth is another item than how much there is of them
        typed = draft.plan.constants.get("period", "")
        fixed = {name: text for name, text in draft.plan.constants.items() if name not in made}
        draft.plan = replace(draft.plan, constants=fixed)
        self.written = constant("", len(table))  # periods as the file writes them, where a column does
        self.split: set[str] = set()  # years that run over two calendar years, as written
        values = self._of_period(list(guess_.values), typed)
        separator = source.separator if source.kind == "text" else ""
        read = figures_together(draft, table, [value.name for value in values], MARKS, separator)
        self.numbers = {name: one.numbers for name, one in read.items()}
        self.values = self._without_groups([value for value in values if value.name in self.numbers])
        weight = np.nansum(np.abs(np.column_stack([self.numbers[v.name] for v in self.values])), axis=1)
        self.sift = Sift(draft, table, weight)

    def run(self) -> None:
        """Sift, spread, add."""
        sift = self.sift
        empty = np.ones(len(self.table), bool)
        for value in self.values:
            empty &= np.isnan(self.numbers[value.name])
        sift.aside("no_figure", empty, "Rows without a figure (titles, notes, blanks): missing, not zero.")
        when = self._period()
        if self.target.period.column != TITLES:
            guard.no_period(sift, when)
        if self.target.table == "balances":
            self._balances(when)
        else:
            self._flows(when)

    # ---- columns -----------------------------------------------------------------------------------------

    def _kept(self, column: RawColumn) -> RawColumn:
        # What stands in rows that are out already (notes below the table) is no name of anything.
        return _only_used(choose(self.sift.kept, column, constant("", len(column))))

    def _rows(self, told: Told) -> RawColumn:
        if told.column and told.column != TITLES:
            return self._kept(self.table.text(told.column))
        return constant(told.constant, len(self.table))

    def _place(self, told: Told) -> RawColumn:
        written = self._rows(told)
        if told.column and told.column != TITLES:
            # "Change on year" or "Share of Chile" below a list of partners is none of them.
            no_amounts(self.sift, written.where(lambda text: by_name(text) is None and is_no_amount(text)))
            written = self._rows(told)
            self._of_another_list(told.column, written)
        return self.draft.places.codes(written)

    def _of_another_list(self, column: str, written: RawColumn) -> None:
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

    def _period(self) -> RawColumn:
        told = self.target.period
        if told.constant and (name := self.guess.column("period")):
            self._only_of(told.constant, name)
        if not told.column or told.column == TITLES:
            when = constant(period(told.constant) if told.constant else "", len(self.table))
            return self._in_month(when) if told.constant else when
        written = self.written = days_in_order(self.draft, self._rows(told))
        days = [one for text in written.used() if (one := day(text))]
        if days and len(days) > 0.5 * len(written.used()) and not _are_months(days):
            tell_days(self.draft, days)
        if name := self.target.month.column:
            parts = self._month_parts(self._rows(self.target.month), name)
            moved = months_of_years(self.draft, written, parts, _pairs(written, parts, self.sift.kept))
            if moved is not None:
                self.split |= split_years([text for text in written.used() if text]).keys()
                return moved
        return self._in_month(self._periods(written))

    def _only_of(self, typed: str, name: str) -> None:
        """Where a column tells several periods, the rows of the one that the user typed: it cannot be that of all,
        whose figures would be added up. Raises DataError where the column does not name it."""
        written = self._rows(Told(name))
        of = periods_of([text for text in written.used() if text])
        found = sorted({one for one in of.values() if one})
        if len(found) < 2:
            return
        if typed not in found:
            raise DataError(
                f"{self.table.file}: the column {shown(name)} tells the periods ({', '.join(found[:3])}"
                f"{', …' if len(found) > 3 else ''}), and the one that was typed ({shown(typed)}) is none of them: "
                "its figures would be a sum over all of them. Leave the period out, or type one of them."
            )
        self.sift.aside(
            "other_periods",
            written.where(lambda text: of.get(text, "") != typed),
            f"Rows of other periods than {shown(typed)}, which you typed.",
        )

    def _month_parts(self, written: RawColumn, title: str) -> RawColumn:
        quarters = bool(QUARTERS.search(title))
        return written.map(lambda text: month_of(text, quarters))

    def _in_month(self, years: RawColumn) -> RawColumn:
        """Years with the months or quarters of a column of their own; a row that names none has no period."""
        if not (name := self.target.month.column):
            return years
        return joined(years, self._month_parts(self._rows(self.target.month), name), within)

    def _periods(self, written: RawColumn) -> RawColumn:
        found, split = counted_years(self.draft, written)
        self.split |= split
        return found

    def _of_period(self, values: list[ValueColumn], wanted: str) -> list[ValueColumn]:
        """The columns of figures of the period that the user typed, where their titles are of several."""
        if not wanted or self.target.year or len({value.period for value in values if value.period}) < 2:
            return values
        own = [value for value in values if wanted in (value.period, period(value.period))]
        self.draft.decide("one_period", f"Only the columns of {shown(wanted)} are read, as you said.")
        return own

    def _without_groups(self, values: list[ValueColumn]) -> list[ValueColumn]:
        """Columns of figures without those that repeat others: groups of countries, and totals over goods."""
        group = [
            v for v in values if v.place and (p := by_name(v.place)) is not None and p.kind == "aggregate"
        ]
        total = [
            v for v in values if v.commodity and (p := by_name(v.commodity)) is not None and p.code == WORLD
        ]
        gone = [*(group if len(group) < len(values) else []), *total]
        if gone:
            self.draft.decide(
                "total_columns",
                "Columns of groups or totals repeat other columns and are not read: "
                f"{', '.join(shown(v.name, 40) for v in gone[:6])}.",
            )
        return [value for value in values if value not in gone]

    # ---- tables ------------------------------------------------------------------------------------------

    def _flows(self, when: RawColumn) -> None:
        sift, target_ = self.sift, self.target
        exporter, importer, reported = self._sides()
        across = TITLES in (
            target_.exporter.column,
            target_.importer.column,
            target_.reporter.column,
            target_.partner.column,
        )
        if across:
            side = importer if TITLES in (target_.exporter.column, target_.reporter.column) else exporter
            sift.aside("no_place", side.isin({""}), "Rows without a place: sums and notes.")
            mark_subtotals(sift, side, [when], self.numbers)
            guard.aggregates(sift, side)
        else:
            guard.nowhere(sift, exporter, importer)
            grand = exporter.isin({WORLD}) & importer.isin({WORLD})
            sift.aside("grand_total", grand, "Totals over all exporters and all importers are no flow.")
            guard.same_place(sift, exporter, importer)
            goods = self._rows(target_.commodity) if target_.commodity.column != TITLES else when
            mark_subtotals(sift, exporter, [when, importer, goods], self.numbers)
            mark_subtotals(sift, importer, [when, exporter, goods], self.numbers)
            guard.aggregates(sift, exporter, importer)
            guard.world(sift, exporter, importer)
            unit = [self._rows(target_.unit)] if target_.unit.column else []
            guard.world_again(
                sift, self._totals(), [when, exporter, importer, reported, goods, *unit], self._weight()
            )
            guard.unknown_partner(sift, exporter, importer)
        self._one_of_each([when, exporter, importer, reported])
        commodity, inside = self._commodity([when, exporter, importer])
        cells = self._cells()
        columns = {
            "period": self._spread(when, "period", cells),
            "exporter": cells.take(exporter),
            "importer": cells.take(importer),
            "commodity": self._spread(commodity, "commodity", cells),
            "reported_by": cells.take(reported),
            "source_id": constant("source", len(cells.rows)),
        }
        if target_.flow == TITLES:
            self._both_ways(columns, cells)
        if across:
            titles = self.draft.places.codes(cells.titles(self._labels(), "place"))
            outward = target_.exporter.column == TITLES or target_.reporter.column == TITLES
            self._across(columns, cells, titles, outward)
            named = cells.titles(self._labels(), "place").map(_total_name)
            key = ("period", "exporter", "importer", "commodity", "reported_by")
            guard.world_again(
                cells.sift,
                joined(cells.take(self._totals()), named, lambda one, two: f"{one} {two}".strip()),
                [*(columns[name] for name in key), cells.titles(self._labels(), "way")],
                self._amounts(cells),
            )
        self._add(cells, columns, "flows")
        self._name(commodity, inside)

    def _totals(self) -> RawColumn:
        """By what name each row is a total over partners ("World", "Total"); empty where it is none."""
        told = self.target
        named = constant("", len(self.table))
        for one in (told.exporter, told.importer, told.reporter, told.partner):
            if one.column and one.column != TITLES:
                column = self._rows(one).map(_total_name)
                named = joined(named, column, lambda text, other: f"{text} {other}".strip())
        return named

    def _both_ways(self, columns: dict[str, RawColumn], cells: Cells) -> None:
        # A row tells what its reporter says to sell and to buy: two flows, each the report of one side.
        size = len(cells.rows)
        sold = cells.titles(self._labels(), "way").isin({"exports"})
        columns["reported_by"] = choose(sold, constant("exporter", size), constant("importer", size))
        if self.target.reporter:
            reporter, partner = columns["exporter"], columns["importer"]
            columns["exporter"] = choose(sold, reporter, partner)
            columns["importer"] = choose(sold, partner, reporter)
        names = {way: next(v.name for v in self.values if v.way == way) for way in ("imports", "exports")}
        self.draft.decide(
            "direction",
            f"Imports ({shown(names['imports'], 40)}) and exports ({shown(names['exports'], 40)}) stand in columns "
            "of their own: both are read, each as the report of its own side. Two reports of one flow are never "
            "added.",
            int(np.count_nonzero(cells.sift.kept)),
            options=_DIRECTIONS,
            chosen=BOTH,
        )

    def _across(self, columns: dict[str, RawColumn], cells: Cells, titles: RawColumn, outward: bool) -> None:
        # The places of the titles are one side; which one a report means is its flow's to say.
        target_ = self.target
        if target_.reporter or target_.partner:
            other = cells.take(self._place(target_.partner if outward else target_.reporter))
            sold = cells.flag(self._outward())
            reporter, partner = (titles, other) if outward else (other, titles)
            columns["exporter"] = choose(sold, reporter, partner)
            columns["importer"] = choose(sold, partner, reporter)
        else:
            columns["exporter" if outward else "importer"] = titles
        grand = columns["exporter"].isin({WORLD}) & columns["importer"].isin({WORLD})
        if (cells.sift.kept & grand).any():
            self.draft.decide("grand_total", "The total of all totals is no flow and is not read.")
            cells.sift.kept = cells.sift.kept & ~grand
        same = joined(columns["exporter"], columns["importer"], lambda one, two: "same" if one == two else "")
        own = cells.sift.kept & same.isin({"same"})
        if own.any():
            self.draft.decide(
                "same_place", f"{counted(int(own.sum()), 'flow')} of a place to itself: not read."
            )
            cells.sift.kept = cells.sift.kept & ~own
        world = columns["exporter"].isin({WORLD}) | columns["importer"].isin({WORLD})
        cells.sift.note(
            "world",
            world,
            "Rows and columns of totals are kept as totals (WLD), and never added to partners.",
        )

    def _sides(self) -> tuple[RawColumn, RawColumn, RawColumn]:
        """Exporter, importer, and whose report a row is."""
        target_, size = self.target, len(self.table)
        if not (target_.reporter or target_.partner):
            exporter = (
                self._place(target_.exporter) if target_.exporter.column != TITLES else constant("", size)
            )
            importer = (
                self._place(target_.importer) if target_.importer.column != TITLES else constant("", size)
            )
            side = {"imports": "importer", "exports": "exporter"}.get(target_.direction, "")
            return exporter, importer, constant(side, size)
        if target_.flow == TITLES:
            return self._place(target_.reporter), self._place(target_.partner), constant("", size)
        outward = self._outward()
        reporter = self._place(target_.reporter) if target_.reporter.column != TITLES else constant("", size)
        partner = self._place(target_.partner) if target_.partner.column != TITLES else constant("", size)
        reported = choose(outward, constant("exporter", size), constant("importer", size))
        if TITLES in (target_.reporter.column, target_.partner.column):
            # One side stands in the titles: the other is the same place in every row.
            other = partner if target_.reporter.column == TITLES else reporter
            return other, other, reported
        return choose(outward, reporter, partner), choose(outward, partner, reporter), reported

    def _outward(self) -> Flags:
        size = len(self.table)
        if not self.target.flow:
            sold = self.target.direction == "exports"
            self.draft.decide(
                "direction", f"The figures are {self.target.direction}, as the title or the user says."
            )
            return np.full(size, sold)
        written = self.table.text(self.target.flow)
        flow = written.map(flow_named)
        if codes := {text.strip() for text in written.used()} & {"1", "2"}:
            flow = self._coded(written, codes)
        again = flow.isin({"re-export", "re-import"})
        known = flow.isin({"export", "import"}) | again
        self.sift.aside("other_flow", ~known, "Rows whose flow is neither export nor import.")
        guard.reexports(self.sift, again)
        return flow.isin({"export", "re-export"})

    def _coded(self, written: RawColumn, codes: Set[str]) -> RawColumn:
        """The flows of a column of numbers, which mean one thing to the United Nations and another to Japan."""
        low = self.target.flow.casefold()
        turned = -1 < low.find("exp") < low.find("imp")
        chosen = self.draft.choice("flow_codes", "2_is_export" if not turned else "1_is_export", _FLOW_CODES)
        exports = "2" if chosen == "2_is_export" else "1"
        self.draft.decide(
            "flow_codes",
            f"{shown(self.target.flow, 30)} tells imports from exports by number: {exports} is taken for exports"
            f"{', as its title says' if turned and chosen == '1_is_export' else ''}.",
            len(written),
            options=_FLOW_CODES,
            chosen=chosen,
        )
        ways = {"1": "export" if exports == "1" else "import", "2": "export" if exports == "2" else "import"}
        return written.map(lambda text: ways.get(text.strip()) or flow_named(text))

    def _balances(self, when: RawColumn) -> None:
        """Balances; imports and exports among them become flows, of which only the total over partners is told."""
        in_titles = self.target.place.column == TITLES
        place = constant("", len(self.table)) if in_titles else self._place(self.target.place)
        if not in_titles:
            self.sift.aside("no_place", place.isin({""}), "Rows without a place: sums and notes.")
            guard.aggregates(self.sift, place)
        told = self.target.item
        across = told.column == TITLES
        named = constant(told.constant, len(self.table)) if not told.column or across else self._rows(told)
        if told.column and not across:
            no_amounts(self.sift, named.where(is_no_amount))
        item = named if not told.column or across else named.map(_items(_only_used(self._rows(told)).used()))
        self._last_of_month([when, place, item], item)
        self._one_of_each([when, place, item])
        commodity, inside = self._commodity([when, place, item])
        cells = self._cells()
        items = cells.titles(self._labels(), "item") if across else cells.take(item)
        size = len(cells.rows)
        owner = (
            self.draft.places.codes(cells.titles(self._labels(), "place")) if in_titles else cells.take(place)
        )
        columns = {
            "period": self._spread(when, "period", cells),
            "place": owner,
            "commodity": self._spread(commodity, "commodity", cells),
            "item": items,
            "source_id": constant("source", size),
        }
        traded = items.isin(TRADE) if told.column else np.zeros(size, bool)
        every = cells.sift.kept.copy()
        cells.sift.kept = every & ~traded
        if cells.sift.kept.any():
            self._add(cells, columns, "balances")
        cells.sift.kept = every & traded
        if cells.sift.kept.any():
            sold = items.isin({"exports"})
            columns |= {
                "exporter": choose(sold, owner, constant(WORLD, size)),
                "importer": choose(sold, constant(WORLD, size), owner),
                "reported_by": choose(sold, constant("exporter", size), constant("importer", size)),
            }
            self.draft.decide(
                "totals_of_trade",
                "Imports and exports of a place whose partners are not told are kept as its totals over all partners "
                "(WLD); the other items are balances.",
                int(np.count_nonzero(cells.sift.kept)),
            )
            self._add(cells, columns, "flows")
        cells.sift.kept = every
        self._name(commodity, inside)

    # ---- rows of one key ---------------------------------------------------------------------------------

    def _last_of_month(self, key: Sequence[RawColumn], item: RawColumn) -> None:
        """Of a stock or a capacity told by day the last of each month: what is there on one day does not add up."""
        days = self.written.map(day)
        level = item.where(lambda text: bool(LEVELS.search(text))) & ~days.isin({""}) & self.sift.kept
        if not level.any():
            return
        goods = self.target.commodity.column
        what = [self._rows(self.target.commodity)] if goods and goods != TITLES else []
        group = numbered(guard.keys(*key, *what))[1]
        dates = np.array([int(text.replace("-", "") or 0) for text in days.values] or [0])[days.codes]
        last = np.zeros(int(group.max()) + 1, np.int64)
        np.maximum.at(last, group[level], dates[level])
        self.sift.aside(
            "last_day",
            level & (dates < last[group]),
            "Stocks and capacities of days before the last of their month: what is there on one day is not added to "
            "what is there on another.",
        )

    def _one_of_each(self, key: Sequence[RawColumn]) -> None:
        """What rows are that nothing in use tells apart: shares, one figure in several units, alternatives, parts."""
        goods, size = self.target.commodity.column, len(self.table)
        what = self._rows(self.target.commodity) if goods and goods != TITLES else constant("", size)
        told, some = self.target, bool(self.sift.kept.any())
        places = (told.exporter, told.importer, told.reporter, told.partner, told.place)
        used = {
            one.column for one in (*places, told.item, told.period, told.year, told.month, told.commodity)
        }
        used |= {self.guess.column("commodity_name"), *self.guess.ignored, *self.guess.unread}
        if not self._several_ways():
            used.add(told.flow)
        used |= {value.name for value in self.guess.values}
        if unit := self.target.unit.column:
            written = self._rows(self.target.unit)
            used.add(unit)
            share = written.where(is_no_amount)
            if self.target.table == "balances":
                # A share may be a balance of its own; beside an amount of the same key it is another figure.
                group = guard.keys(*key, what)
                share &= np.isin(group, np.unique(group[self.sift.kept & ~share]))
            no_amounts(self.sift, share)
            kind = written.map(_dimension)
            one_unit(self.sift, written, (what, kind), key, ())
            key = [*key, kind]
        unused = {
            name: self.table.text(name).map(str.strip)
            for name in self.table.columns
            if name not in used and not isinstance(self.table.columns[name], NumberColumn)
        }
        tell_apart(self.sift, unused, [*key, what])
        if (names := self.guess.column("commodity_name")) and names in self.table.columns and names != goods:
            tell_descriptions(self.sift, self.table.text(names).map(str.strip), [*key, what], self._weight())
        if some and not self.sift.kept.any():
            raise DataError(
                f"{self.table.file}: its figures are shares, prices or figures per head, which are no amounts and "
                "are never added up. Open a table of amounts (tonnes, barrels, US dollars)."
            )

    def _several_ways(self) -> bool:
        """Whether imports, or exports, stand under several names, of which one may hold the other."""
        if self.target.flow in ("", TITLES):
            return False
        ways = Counter(map(flow_named, {text.strip() for text in self.table.text(self.target.flow).used()}))
        return max(ways["import"], ways["export"]) > 1

    # ---- goods and cells ---------------------------------------------------------------------------------

    def _commodity(self, others: Sequence[RawColumn]) -> tuple[RawColumn, dict[str, str]]:
        """Codes stay as they are; names become plain ids. Levels of one classification go through the guard."""
        told = self.target.commodity
        if not told.column or told.column == TITLES:
            return constant(told.constant, len(self.table)), {}
        written = self._rows(told)
        self.sift.aside("no_commodity", written.isin({""}), "Rows that do not say what they are of.")
        code = written.map(_code)
        used = [id for id in code.used() if id]
        tops = [id for id in used if id.casefold() in ("total", "all", "totale", "всего", "total_all")]
        if all(id.isdecimal() for id in used if id not in tops):
            above = code_levels.by_prefix(used, tops)
        else:
            above = lambda id: "" if id in tops or not tops else tops[0]  # noqa: E731
        return code, code_levels.levels(self.sift, code, above, others, self._weight())

    def _weight(self) -> Floats:
        money = [v for v in self.values if v.measure.kind == "money"] or self.values
        return np.asarray(np.nansum(np.column_stack([self.numbers[v.name] for v in money]), axis=1))

    def _amounts(self, cells: Cells) -> Floats:
        """The figure of each cell: money where there is any, else what comes first."""
        labels = self._labels()
        amount = np.full(len(cells.rows), np.nan)
        for value in sorted(self.values, key=lambda one: one.measure.kind == "money"):
            own = cells.number == labels.index(label_of(value))
            figures = self.numbers[value.name][cells.rows]
            amount = np.where(own & ~np.isnan(figures), figures, amount)
        return amount

    def _labels(self) -> list[Label]:
        return list(dict.fromkeys(map(label_of, self.values)))

    def _cells(self) -> Cells:
        labels = self._labels()
        rows = np.flatnonzero(self.sift.kept)
        if len(labels) > 1:
            self.draft.check_figures(sum(int((~np.isnan(one)).sum()) for one in self.numbers.values()))
        positions = np.tile(rows, len(labels))
        number = np.repeat(np.arange(len(labels), dtype=np.int32), len(rows))
        table = RawTable(self.table.file, {}, self.table.rows[positions])
        cells = Cells(Sift(self.draft, table, count=False), positions, number, len(self.table))
        figures = np.ones(len(positions), bool)
        for value in self.values:
            own = number == labels.index(label_of(value))
            figures &= ~(own & ~np.isnan(self.numbers[value.name][positions]))
        if figures.any():
            self.draft.decide(
                "empty_cells",
                f"{counted(int(figures.sum()), 'cell')} of {count(len(positions))} in the rows that are kept "
                "hold no figure: missing, not zero.",
            )
        cells.sift.kept = ~figures
        return cells

    def _spread(self, column: RawColumn, what: str, cells: Cells) -> RawColumn:
        told: Told = getattr(self.target, what)
        if told.column != TITLES:
            return cells.take(column)
        titles = cells.titles(self._labels(), what)
        if what == "commodity":
            return titles.map(_code)
        if told := self.target.year:
            written, parts = self._rows(told), titles.map(month_of)
            listed = [(text, month_of(label[0])) for text in written.used() for label in self._labels()]
            moved = months_of_years(self.draft, cells.take(written), parts, listed)
            return joined(cells.take(self._periods(written)), parts, within) if moved is None else moved
        when = self._periods(titles)
        if name := self.target.month.column:
            quarters = bool(QUARTERS.search(name))
            months = cells.take(self._rows(self.target.month))
            when = joined(when, months, lambda year, month: within(year, month_of(month, quarters)))
        return when

    def _add(self, cells: Cells, columns: dict[str, RawColumn], table: str) -> None:
        """Amounts and their units; money in another currency than dollars goes into the note."""
        labels, size = self._labels(), len(cells.rows)
        quantity, money = np.full(size, np.nan), np.full(size, np.nan)
        told = (
            cells.titles(labels, "period")
            if self.target.period.column == TITLES
            else cells.take(self.written)
        )
        unit, note = constant("", size), told.map(lambda text: f"year {text}" if text in self.split else "")
        written = cells.take(self._rows(self.target.unit)) if self.target.unit.column else None
        for value in self.values:
            own = cells.number == labels.index(label_of(value))
            amount = np.where(own, self.numbers[value.name][cells.rows], np.nan)
            units, times = self.units.of(value, written, size)
            there = own & ~np.isnan(amount)
            dollars = units.where(lambda text: factor(text, "usd") is not None)
            other = units.where(lambda text: text.startswith("money:"))
            scale = np.array([float(factor(t, "usd") or 1) for t in units.values] or [1.0])[units.codes]
            money = np.where(own & dollars, scaled(amount, scale * times), money)
            physical = there & ~dollars & ~other
            quantity = np.where(physical, scaled(amount, times), quantity)
            unit = choose(physical, units, unit)
            if (there & other).any():
                note = _with_money(note, there & other, scaled(amount, times), units)
            self.units.tell_scale(value, there & (times != 1), times, units)
        if table == "balances":
            quantity, unit = over_time(
                self.draft, self.table.file, quantity, unit, columns["period"], cells.take(self.written),
                columns["item"],
            )  # fmt: skip
            self._worth(cells, columns, quantity, money, note)
            amounts = {"value": np.where(np.isnan(quantity), money, quantity)}
            unit = choose(np.isnan(quantity) & ~np.isnan(money), constant("usd", size), unit)
        else:
            quantity, unit = over_time(
                self.draft, self.table.file, quantity, unit, columns["period"], cells.take(self.written)
            )
            amounts = {"quantity": quantity, "value_usd": money}
            self._only_other_money(quantity, money, note)
        guard.emit(
            cells.sift,
            {**columns, "unit": unit, "note": note},
            amounts,
            "Several rows of one flow are summed.",
            table,
            *((BALANCE_KEY,) if table == "balances" else ()),
        )

    def _worth(
        self, cells: Cells, columns: dict[str, RawColumn], quantity: Floats, money: Floats, note: RawColumn
    ) -> None:
        """What the amounts of a balance are worth, where dollars stand beside them: an item of its own, taken out of
        what is left to add."""
        labels = self._labels()
        physical = {label_of(v) for v in self.values if v.measure.kind not in ("money", "other_money")}
        worth = [
            labels.index(label_of(v))
            for v in self.values
            if v.measure.kind == "money" and label_of(v) in physical
        ]
        hit = np.isin(cells.number, worth) & ~np.isnan(money) & cells.sift.kept
        if not hit.any():
            return
        item = columns["item"].map(lambda text: f"{text}_value" if text else "value")
        self.draft.decide(
            "worth",
            "Dollars beside amounts are an item of their own "
            f"({shown(next(iter(RawColumn(item.values, item.codes[hit]).used()), 'value'), 40)}).",
            int(np.count_nonzero(hit)),
        )
        every = cells.sift.kept
        cells.sift.kept = hit
        guard.emit(
            cells.sift,
            {**columns, "item": item, "unit": constant("usd", len(hit)), "note": note},
            {"value": money.copy()},
            "Several rows of one flow are summed.",
            "balances",
            BALANCE_KEY,
        )
        money[hit] = np.nan
        cells.sift.kept = every & ~(hit & np.isnan(quantity))

    def _only_other_money(self, quantity: Floats, money: Floats, note: RawColumn) -> None:
        if len(quantity) and np.isnan(quantity).all() and np.isnan(money).all():
            currency = next(
                (v.measure.unit for v in self.values if v.measure.kind == "other_money"), "another currency"
            )
            raise DataError(
                f"{self.table.file}: its amounts are in {currency}, and no exchange rate is at hand "
                "to make US dollars of them. Add a column of quantities or of US dollars; where they are US dollars, "
                "add --set unit=usd."
            )

    def _name(self, commodity: RawColumn, inside: dict[str, str]) -> None:
        """Names for the goods: the column of names, what was written, or the titles."""
        told, names = self.target.commodity, self.guess.column("commodity_name")
        if told.column == TITLES:
            for _, _, text, _, _ in self._labels():
                self.draft.commodity(_code(text), name=text)
            return
        if not told.column:
            named = told.constant.replace("_", " ").capitalize()
            stated = told.constant != GOODS_NOT_STATED
            self.draft.commodity(told.constant, name=named if stated else "Goods not stated")
            return
        title = self.table.text(names) if names else self.table.text(told.column)
        code, name = self.sift.left(commodity), self.sift.left(title)
        for id, text in first_of_each(code, name).items():
            hs = id if id.isdecimal() and len(id) in (2, 4, 6) else ""
            self.draft.commodity(id, name=text or id, hs_codes=hs, part_of=inside.get(id, ""))


def _items(texts: Collection[str]) -> Callable[[str], str]:
    """Texts as items: by their common name where one text alone means it, for "Consumption" beside "Final
    consumption" are two figures and not two parts of one."""
    often = Counter(item_of(text) for text in texts)
    return lambda text: item if often[item := item_of(text)] == 1 and item else plain_id(text)


def _dimension(unit: str) -> str:
    """What a unit counts (mass, volume, energy, money): figures of one key in units of one kind are one figure."""
    measure = measure_of(unit)
    if "money" in measure.kind:
        return "money"
    return next((base for base in ("t", "m3", "GJ") if factor(measure.unit or unit, base) is not None), unit)


def _are_months(days: Sequence[str]) -> bool:
    """Whether days are the names of months: all the first, or all the last of theirs."""
    return all(day_.endswith("-01") for day_ in days) or all(
        int(day_[8:]) == days_in(day_[:7]) for day_ in days
    )


def _pairs(one: RawColumn, other: RawColumn, rows: Flags) -> list[tuple[str, str]]:
    """The distinct pairs of two columns in the order of the rows."""
    pairs = one.codes[rows].astype(np.int64) * max(len(other.values), 1) + other.codes[rows]
    number, first = np.unique(pairs, return_index=True)
    ordered = number[np.argsort(first)].tolist()
    size = max(len(other.values), 1)
    return [(one.values[pair // size], other.values[pair % size]) for pair in ordered]


def _total_name(text: str) -> str:
    """A name of the total over partners, without capitals; empty where a text means anything else."""
    place = anyhow(text) if text.strip() else None
    return " ".join(text.split()).casefold() if place is not None and place.kind == "world" else ""


def _only_used(column: RawColumn) -> RawColumn:
    first, codes = numbered(column.codes)
    return RawColumn([column.values[code] for code in column.codes[first].tolist()], codes.astype(np.int32))


def _code(text: str) -> str:
    """A code as it stands; a name as a plain id."""
    written = text.strip().lstrip("'")
    is_code = written.isascii() and not any(char.islower() or char.isspace() for char in written)
    return written if is_code or not written else plain_id(written)


def _with_money(note: RawColumn, hit: Flags, amount: Floats, units: RawColumn) -> RawColumn:
    column = RawTable("", {"amount": NumberColumn(np.where(hit, amount, np.nan))}, np.arange(len(hit))).text(
        "amount"
    )
    told = joined(
        column, units, lambda text, unit: f"value {text} {unit.removeprefix('money:')}" if text else ""
    )
    return joined(note, told, lambda one, two: "; ".join(part for part in (one, two) if part))
