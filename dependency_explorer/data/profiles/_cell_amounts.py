"""The figures of a table read by roles as amounts with their units, added to flows or balances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.target import Told
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import shown
from dependency_explorer.data.profiles._cells import Cells, label_of
from dependency_explorer.data.profiles._other_money import OtherMoney, none_of
from dependency_explorer.data.profiles._rates import over_time
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.profiles._row_periods import Periods
from dependency_explorer.data.raw import (
    Floats,
    RawColumn,
    choose,
    constant,
    joined,
)
from dependency_explorer.data.schema import BALANCE_KEY, FLOW_KEY
from dependency_explorer.data.units import factor, scaled

_SUMMED = "Several rows of one flow are summed."


@dataclass
class _Amounts:
    """One a figure. quantity: in `unit`. money: in US dollars. other: in other currencies. note: odd years."""

    quantity: Floats
    money: Floats
    unit: RawColumn
    other: OtherMoney
    note: RawColumn


def add_flows(reading: Reading, periods: Periods, cells: Cells, columns: dict[str, RawColumn]) -> None:
    """Add the figures that are kept to the flows. columns: of the table of flows, one row a figure."""
    amounts = _amounts(reading, periods, cells)
    quantity, unit = over_time(
        reading.draft, reading.table.file, amounts.quantity, amounts.unit, columns["period"],
        cells.take(periods.written),
    )  # fmt: skip
    other, kept = amounts.other, cells.sift.kept
    alone = other.alone(columns["commodity"], kept, np.where(np.isnan(quantity), amounts.money, quantity))
    other.tell_alone(reading.draft, alone)
    key = [columns[name] for name in FLOW_KEY if name in columns]
    note = other.notes(reading.draft, amounts.note, kept & other.there & ~alone, kept, key)
    guard.emit(
        cells.sift,
        {**columns, "unit": choose(alone, other.currency, unit), "note": note},
        {"quantity": np.where(alone, other.amount, quantity), "value_usd": amounts.money},
        _SUMMED,
    )


def add_balances(reading: Reading, periods: Periods, cells: Cells, columns: dict[str, RawColumn]) -> None:
    """Add the figures that are kept to the balances. columns: of the table of balances, one row a figure."""
    amounts = _amounts(reading, periods, cells)
    amounts.quantity, amounts.unit = over_time(
        reading.draft, reading.table.file, amounts.quantity, amounts.unit, columns["period"],
        cells.take(periods.written), columns["item"],
    )  # fmt: skip
    _add_worth(reading, cells, columns, amounts)
    columns = _add_other_worth(reading, cells, columns, amounts)
    other, kept = amounts.other, cells.sift.kept
    no_quantity = np.isnan(amounts.quantity)
    dollars = no_quantity & ~np.isnan(amounts.money)
    series = _series(columns["commodity"], columns["item"])
    told = np.where(no_quantity, amounts.money, amounts.quantity)
    alone = other.alone(series, kept, told)
    other.tell_alone(reading.draft, alone)
    key = [columns[name] for name in BALANCE_KEY]
    note = other.notes(reading.draft, amounts.note, kept & other.there & ~alone, kept, key)
    unit = choose(dollars, constant("usd", len(cells)), amounts.unit)
    guard.emit(
        cells.sift,
        {**columns, "unit": choose(alone, other.currency, unit), "note": note},
        {"value": np.where(alone, other.amount, told)},
        _SUMMED,
        "balances",
        BALANCE_KEY,
    )


def _amounts(reading: Reading, periods: Periods, cells: Cells) -> _Amounts:
    """Amounts and their units."""
    size, units_of = len(cells), reading.units
    quantity, money = np.full(size, np.nan), np.full(size, np.nan)
    unit, other = constant("", size), none_of(size)
    of_units = reading.target.unit.column or reading.guess.column(
        "unit"
    )  # there, too, where the user typed one
    written = cells.take(reading.rows(Told(of_units))) if of_units in reading.table.columns else None
    for value in reading.values:
        own = cells.of(value)
        figures = np.where(own, reading.numbers[value.name][cells.rows], np.nan)
        if value.measure.kind == "money" and not value.measure.unit and reading.guess.currency:
            units, times = units_of.of_currency(value, cells.take(reading.table.text(reading.guess.currency)))
        else:
            units, times = units_of.of(value, written, size)
        there = own & ~np.isnan(figures)
        dollars = units.where(lambda text: factor(text, "usd") is not None)
        abroad = there & units.where(lambda text: text.startswith("money:"))
        scale = np.array([float(factor(text, "usd") or 1) for text in units.values] or [1.0])[units.codes]
        money = np.where(own & dollars, scaled(figures, scale * times), money)
        physical = there & ~dollars & ~abroad
        quantity = np.where(physical, scaled(figures, times), quantity)
        unit = choose(physical, units, unit)
        if abroad.any():
            currency = units.map(lambda text: text.removeprefix("money:"))
            other = OtherMoney(
                np.where(abroad, scaled(figures, times), other.amount),
                choose(abroad, currency, other.currency),
            )
        units_of.tell_scale(value, there & (times != 1), times, units)
    return _Amounts(quantity, money, unit, other, periods.notes(cells))


def _add_worth(reading: Reading, cells: Cells, columns: dict[str, RawColumn], amounts: _Amounts) -> None:
    """What the amounts of a balance are worth, where dollars stand beside them: an item of its own, taken out of
    what is left to add."""
    money = [value for value in reading.values if value.measure.kind == "money"]
    physical = {
        label_of(value) for value in reading.values if value.measure.kind not in ("money", "other_money")
    }
    hit = np.zeros(len(cells), bool)
    for value in money:
        if label_of(value) in physical:
            hit |= cells.of(value)
    hit &= ~np.isnan(amounts.money) & cells.sift.kept
    if not hit.any():
        return
    item = columns["item"].map(lambda text: f"{text}_value" if text else "value")
    reading.draft.decide(
        "worth",
        "Dollars beside amounts are an item of their own "
        f"({shown(next(iter(RawColumn(item.values, item.codes[hit]).used()), 'value'), 40)}).",
        int(np.count_nonzero(hit)),
    )
    every = cells.sift.kept
    cells.sift.kept = hit
    guard.emit(
        cells.sift,
        {**columns, "item": item, "unit": constant("usd", len(hit)), "note": amounts.note},
        {"value": amounts.money.copy()},
        _SUMMED,
        "balances",
        BALANCE_KEY,
    )
    amounts.money[hit] = np.nan
    cells.sift.kept = every & ~(hit & np.isnan(amounts.quantity))


def _add_other_worth(
    reading: Reading, cells: Cells, columns: dict[str, RawColumn], amounts: _Amounts
) -> dict[str, RawColumn]:
    """What the amounts of a balance are worth in another currency: an item of its own, as dollars are.

    Where both stand in one row it is added here. Returns the columns with the items of the others.
    """
    other, kept, size = amounts.other, cells.sift.kept, len(cells)
    item = columns["item"].map(lambda text: f"{text}_value" if text else "value")
    group = numbered(guard.keys(columns["commodity"], columns["item"]))[1]
    groups = int(group.max(initial=0)) + 1
    physical = np.bincount(group[kept & ~np.isnan(amounts.quantity)], minlength=groups) > 0
    dollars = np.bincount(group[kept & ~np.isnan(amounts.money)], minlength=groups) > 0
    worth = kept & other.there & (physical & ~dollars)[group]
    beside = worth & ~np.isnan(amounts.quantity)
    alone = other.alone(_series(columns["commodity"], item), beside, np.full(size, np.nan))
    if alone.any():
        other.tell_alone(reading.draft, alone)
        cells.sift.kept = alone
        guard.emit(
            cells.sift,
            {**columns, "item": item, "unit": other.currency, "note": amounts.note},
            {"value": other.amount.copy()},
            _SUMMED,
            "balances",
            BALANCE_KEY,
        )
        other.amount[alone] = np.nan
        cells.sift.kept = kept
    return {**columns, "item": choose(worth & ~beside, item, columns["item"])}


def _series(commodity: RawColumn, item: RawColumn) -> RawColumn:
    return joined(commodity, item, lambda one, other: f"{one}|{other}")
