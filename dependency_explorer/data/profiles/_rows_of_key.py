"""Rows of a table read by roles that are of one flow or balance: which are parts to add, and which are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.headwords import TITLES
from dependency_explorer.data.intake.item_columns import is_no_amount
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.intake.target import Told
from dependency_explorer.data.intake.telling_apart import no_amounts, tell_apart, tell_descriptions
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.profiles._rates import LEVELS
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.raw import NumberColumn, RawColumn
from dependency_explorer.data.units import factor


def last_of_month(reading: Reading, written: RawColumn, key: Sequence[RawColumn], item: RawColumn) -> None:
    """Of a stock or a capacity told by day the last of each month: what is there on one day does not add up.

    written: the days, as the file writes them."""
    sift, days = reading.sift, written.map(day)
    level = item.where(lambda text: bool(LEVELS.search(text))) & ~days.isin({""}) & sift.kept
    if not level.any():
        return
    told = reading.target.commodity
    group = numbered(guard.keys(*key, *([reading.rows(told)] if told.in_column else [])))[1]
    dates = np.array([int(text.replace("-", "") or 0) for text in days.values] or [0])[days.codes]
    last = np.zeros(int(group.max()) + 1, np.int64)
    np.maximum.at(last, group[level], dates[level])
    sift.aside(
        "last_day",
        level & (dates < last[group]),
        "Stocks and capacities of days before the last of their month: what is there on one day is not added to "
        "what is there on another.",
    )


def one_of_each(reading: Reading, key: Sequence[RawColumn]) -> None:
    """What rows are that nothing in use tells apart: shares, one figure in several units, alternatives, parts."""
    sift, table, goods = reading.sift, reading.table, reading.target.commodity
    some = bool(sift.kept.any())
    # A good that is typed, or stands in the titles, is that of every row.
    what = reading.rows(goods if goods.in_column else Told())
    if reading.target.unit.column:
        written = reading.rows(reading.target.unit)
        _shares_aside(reading, written, [*key, what])
        kind = written.map(_dimension)
        one_unit(sift, written, (what, kind), key, (), reading if len(reading.labels) > 1 else None)
        key = [*key, kind]
    used = _columns_in_use(reading)
    unused = {
        name: table.text(name).map(str.strip)
        for name, column in table.columns.items()
        if name not in used and not isinstance(column, NumberColumn)
    }
    tell_apart(sift, unused, [*key, what])
    names = reading.guess.column("commodity_name")
    if names and names in table.columns and names != goods.column:
        tell_descriptions(sift, table.text(names).map(str.strip), [*key, what], reading.weight())
    if some and not sift.kept.any():
        raise DataError(
            f"{table.file}: its figures are shares, prices or figures per head, which are no amounts and "
            "are never added up. Open a table of amounts (tonnes, barrels, US dollars)."
        )


def _shares_aside(reading: Reading, unit: RawColumn, key: Sequence[RawColumn]) -> None:
    share = unit.where(is_no_amount)
    if reading.target.table == "balances":
        # A share may be a balance of its own; beside an amount of the same key it is another figure.
        group = guard.keys(*key)
        share &= np.isin(group, np.unique(group[reading.sift.kept & ~share]))
    no_amounts(reading.sift, share)


def _columns_in_use(reading: Reading) -> set[str]:
    told, guess = reading.target, reading.guess
    places = (told.exporter, told.importer, told.reporter, told.partner, told.place)
    others = (told.item, told.period, told.year, told.month, told.commodity, told.unit)
    used = {one.column for one in (*places, *others)}
    used |= {guess.column("commodity_name"), guess.currency, *guess.ignored, *guess.unread}
    if not _several_ways(reading):
        used.add(told.flow)
    return used | {value.name for value in guess.values}


def _several_ways(reading: Reading) -> bool:
    """Whether imports, or exports, stand under several names, of which one may hold the other."""
    if reading.target.flow in ("", TITLES):
        return False
    named = {text.strip() for text in reading.table.text(reading.target.flow).used()}
    ways = Counter(map(flow_named, named))
    return max(ways["import"], ways["export"]) > 1


def _dimension(unit: str) -> str:
    """What a unit counts (mass, volume, energy, money): figures of one key in units of one kind are one figure."""
    measure = measure_of(unit)
    if "money" in measure.kind:
        # No exchange rate makes one currency of another: dollars and euros of one flow are two figures.
        return "money" if measure.kind == "money" else f"money:{measure.unit}"
    return next((base for base in ("t", "m3", "GJ") if factor(measure.unit or unit, base) is not None), unit)
