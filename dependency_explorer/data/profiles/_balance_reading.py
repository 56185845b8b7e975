"""Balances of a table read by the roles of its columns: production, consumption, stocks and more, by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.item_columns import TRADE, is_no_amount, item_of
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.telling_apart import no_amounts
from dependency_explorer.data.profiles._cell_amounts import add_balances, add_flows
from dependency_explorer.data.profiles._cells import Cells
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.profiles._row_goods import Goods
from dependency_explorer.data.profiles._row_periods import Periods
from dependency_explorer.data.profiles._rows_of_key import last_of_month, one_of_each
from dependency_explorer.data.raw import RawColumn, choose, constant
from dependency_explorer.data.schema import WORLD


class BalanceReading(Reading):
    """A table of balances; imports and exports among them become flows, of which only the total over partners is
    told."""

    def run(self) -> None:
        """Sift, spread, add."""
        told, periods = self.target, Periods(self)
        place = self.place(told.place)
        if not told.place.in_titles:
            self.sift.aside("no_place", place.isin({""}), "Rows without a place: sums and notes.")
            guard.aggregates(self.sift, place)
        item = self._item()
        key = [periods.when, place, item]
        last_of_month(self, periods.written, key, item)
        one_of_each(self, key)
        goods = Goods(self, key)
        cells = self.cells()
        items = cells.titles("item") if told.item.in_titles else cells.take(item)
        in_titles = told.place.in_titles
        owner = self.draft.places.codes(cells.titles("place")) if in_titles else cells.take(place)
        columns = {
            "period": periods.of_cells(cells),
            "place": owner,
            "commodity": goods.of_cells(cells),
            "item": items,
            "source_id": constant("source", len(cells)),
        }
        traded = items.isin(TRADE) if told.item.column else np.zeros(len(cells), bool)
        every = cells.sift.kept.copy()
        cells.sift.kept = every & ~traded
        if cells.sift.kept.any():
            add_balances(self, periods, cells, columns)
        cells.sift.kept = every & traded
        if cells.sift.kept.any():
            add_flows(self, periods, cells, columns | self._trade(items, owner, cells))
        cells.sift.kept = every
        goods.describe()

    def _item(self) -> RawColumn:
        """The item of each row; empty where the titles tell it."""
        told = self.target.item
        named = self.rows(told)
        if not told.in_column:
            return named
        no_amounts(self.sift, named.where(is_no_amount))
        return named.map(_items(self.rows(told).used()))

    def _trade(self, items: RawColumn, owner: RawColumn, cells: Cells) -> dict[str, RawColumn]:
        """The sides of imports and exports whose partners are not told."""
        size, sold = len(cells), items.isin({"exports"})
        self.draft.decide(
            "totals_of_trade",
            "Imports and exports of a place whose partners are not told are kept as its totals over all partners "
            "(WLD); the other items are balances.",
            int(np.count_nonzero(cells.sift.kept)),
        )
        return {
            "exporter": choose(sold, owner, constant(WORLD, size)),
            "importer": choose(sold, constant(WORLD, size), owner),
            "reported_by": choose(sold, constant("exporter", size), constant("importer", size)),
        }


def _items(texts: Collection[str]) -> Callable[[str], str]:
    """Texts as items: by their common name where one text alone means it, for "Consumption" beside "Final
    consumption" are two figures and not two parts of one."""
    often = Counter(item_of(text) for text in texts)
    return lambda text: item if often[item := item_of(text)] == 1 and item else plain_id(text)
