"""Flows of a table read by the roles of its columns: who exports to whom, and whose report a row is."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.headwords import TITLES
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.subtotals import mark_subtotals
from dependency_explorer.data.intake.target import BOTH, Told
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.problems import shown
from dependency_explorer.data.profiles._cell_amounts import add_flows
from dependency_explorer.data.profiles._cells import Cells
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.profiles._row_goods import Goods
from dependency_explorer.data.profiles._row_periods import Periods
from dependency_explorer.data.profiles._rows_of_key import one_of_each
from dependency_explorer.data.raw import Flags, Floats, RawColumn, choose, constant, joined
from dependency_explorer.data.schema import WORLD

_DIRECTIONS = (
    Option(BOTH, "Read imports and exports"),
    Option("imports", "Read the imports only"),
    Option("exports", "Read the exports only"),
)
_FLOW_CODES = (
    Option("2_is_export", "1 is import, 2 is export (UN Comtrade, Eurostat)"),
    Option("1_is_export", "1 is export, 2 is import (Japan)"),
)


class FlowReading(Reading):
    """A table of flows."""

    def run(self) -> None:
        """Sift, spread, add."""
        periods = Periods(self)
        sides = exporter, importer, reported = self._sides()
        if self._across:
            self._sift_other_side(periods.when, importer if self._outward else exporter)
        else:
            self._sift_both_sides(periods.when, *sides)
        one_of_each(self, [periods.when, *sides])
        goods = Goods(self, [periods.when, exporter, importer])
        cells = self.cells()
        columns = {
            "period": periods.of_cells(cells),
            "exporter": cells.take(exporter),
            "importer": cells.take(importer),
            "commodity": goods.of_cells(cells),
            "reported_by": cells.take(reported),
            "source_id": constant("source", len(cells)),
        }
        if self.target.flow == TITLES:
            self._both_ways(columns, cells)
        if self._across:
            self._with_places_of_titles(columns, cells)
        add_flows(self, periods, cells, columns)
        goods.describe()

    @property
    def _places(self) -> tuple[Told, ...]:
        told = self.target
        return told.exporter, told.importer, told.reporter, told.partner

    @cached_property
    def _across(self) -> bool:
        """Whether the titles of the columns of figures are the places of one side."""
        return any(one.in_titles for one in self._places)

    @cached_property
    def _outward(self) -> bool:
        """Whether the places of the titles are exporters or reporters."""
        return self.target.exporter.in_titles or self.target.reporter.in_titles

    @cached_property
    def _sold(self) -> Flags:
        """Whether each row tells what its reporter sells. Rows of other flows than trade are set aside."""
        if not self.target.flow:
            direction = self.target.direction
            self.draft.decide("direction", f"The figures are {direction}, as the title or the user says.")
            return np.full(len(self.table), direction == "exports")
        written = self.table.text(self.target.flow)
        codes = {text.strip() for text in written.used()} & {"1", "2"}
        flow = self._coded(written) if codes else written.map(flow_named)
        again = flow.isin({"re-export", "re-import"})
        known = flow.isin({"export", "import"}) | again
        self.sift.aside("other_flow", ~known, "Rows whose flow is neither export nor import.")
        guard.reexports(self.sift, again)
        return flow.isin({"export", "re-export"})

    def _coded(self, written: RawColumn) -> RawColumn:
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

    def _sides(self) -> tuple[RawColumn, RawColumn, RawColumn]:
        """Exporter, importer, and whose report a row is; of a side in the titles nothing."""
        told, size = self.target, len(self.table)
        if not (told.reporter or told.partner):
            side = {"imports": "importer", "exports": "exporter"}.get(told.direction, "")
            return self.place(told.exporter), self.place(told.importer), constant(side, size)
        if told.flow == TITLES:
            return self.place(told.reporter), self.place(told.partner), constant("", size)
        reported = choose(self._sold, constant("exporter", size), constant("importer", size))
        reporter, partner = self.place(told.reporter), self.place(told.partner)
        if self._across:
            # One side stands in the titles: the other is the same place in every row.
            other = partner if told.reporter.in_titles else reporter
            return other, other, reported
        return choose(self._sold, reporter, partner), choose(self._sold, partner, reporter), reported

    # ---- rows --------------------------------------------------------------------------------------------

    def _sift_other_side(self, when: RawColumn, side: RawColumn) -> None:
        """Where the titles are places of one side, rows by those of the other."""
        self.sift.aside("no_place", side.isin({""}), "Rows without a place: sums and notes.")
        mark_subtotals(self.sift, side, [when], self.numbers)
        guard.aggregates(self.sift, side)

    def _sift_both_sides(
        self, when: RawColumn, exporter: RawColumn, importer: RawColumn, reported: RawColumn
    ) -> None:
        sift, told = self.sift, self.target
        guard.nowhere(sift, exporter, importer)
        grand = exporter.isin({WORLD}) & importer.isin({WORLD})
        sift.aside("grand_total", grand, "Totals over all exporters and all importers are no flow.")
        goods = when if told.commodity.in_titles else self.rows(told.commodity)
        guard.same_place(sift, exporter, importer, (when, goods, reported))
        mark_subtotals(sift, exporter, [when, importer, goods], self.numbers)
        mark_subtotals(sift, importer, [when, exporter, goods], self.numbers)
        guard.aggregates(sift, exporter, importer)
        guard.world(sift, exporter, importer)
        unit = [self.rows(told.unit)] if told.unit.column else []
        key = [when, exporter, importer, reported, goods, *unit]
        guard.world_again(sift, self._totals(), key, self.weight())
        guard.unknown_partner(sift, exporter, importer)

    def _totals(self) -> RawColumn:
        """By what name each row is a total over partners ("World", "Total"); empty where it is none."""
        named = constant("", len(self.table))
        for told in self._places:
            if told.in_column:
                named = joined(named, self.rows(told).map(_total_name), _words)
        return named

    # ---- figures -----------------------------------------------------------------------------------------

    def _both_ways(self, columns: dict[str, RawColumn], cells: Cells) -> None:
        """A row tells what its reporter says to sell and to buy: two flows, each the report of one side."""
        size = len(cells)
        sold = cells.titles("way").isin({"exports"})
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

    def _with_places_of_titles(self, columns: dict[str, RawColumn], cells: Cells) -> None:
        """The places of the titles are one side; which one a report means is its flow's to say."""
        told, outward = self.target, self._outward
        titles = self.draft.places.codes(cells.titles("place"))
        if told.reporter or told.partner:
            other = cells.take(self.place(told.partner if outward else told.reporter))
            sold = cells.flag(self._sold)
            reporter, partner = (titles, other) if outward else (other, titles)
            columns["exporter"] = choose(sold, reporter, partner)
            columns["importer"] = choose(sold, partner, reporter)
        else:
            columns["exporter" if outward else "importer"] = titles
        self._sift_cells(columns, cells)

    def _sift_cells(self, columns: dict[str, RawColumn], cells: Cells) -> None:
        sift, exporter, importer = cells.sift, columns["exporter"], columns["importer"]
        from_all, to_all = exporter.isin({WORLD}), importer.isin({WORLD})
        if (sift.kept & from_all & to_all).any():
            self.draft.decide("grand_total", "The total of all totals is no flow and is not read.")
            sift.kept = sift.kept & ~(from_all & to_all)
        way = cells.titles("way")
        of_one_total = [columns[name] for name in ("period", "commodity", "reported_by")]
        guard.same_place(sift, exporter, importer, (*of_one_total, way))
        sift.note(
            "world",
            from_all | to_all,
            "Rows and columns of totals are kept as totals (WLD), and never added to partners.",
        )
        named = joined(cells.take(self._totals()), cells.titles("place").map(_total_name), _words)
        key = [columns[name] for name in ("period", "exporter", "importer", "commodity", "reported_by")]
        guard.world_again(sift, named, [*key, way], self._weight_of(cells))

    def _weight_of(self, cells: Cells) -> Floats:
        """The figure of each cell: money where there is any, else what comes first."""
        weight = np.full(len(cells), np.nan)
        for value in sorted(self.values, key=lambda one: one.measure.kind == "money"):
            figures = self.numbers[value.name][cells.rows]
            weight = np.where(cells.of(value) & ~np.isnan(figures), figures, weight)
        return weight


def _total_name(text: str) -> str:
    """A name of the total over partners, without capitals; empty where a text means anything else."""
    place = anyhow(text) if text.strip() else None
    return " ".join(text.split()).casefold() if place is not None and place.kind == "world" else ""


def _words(one: str, other: str) -> str:
    return f"{one} {other}".strip()
