"""The figures of a table read by roles as amounts with their units, added to flows or balances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.target import Told
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles._cells import Cells, label_of
from dependency_explorer.data.profiles._rates import over_time
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.profiles._row_periods import Periods
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    choose,
    constant,
    joined,
)
from dependency_explorer.data.schema import BALANCE_KEY
from dependency_explorer.data.units import factor, scaled

_SUMMED = "Several rows of one flow are summed."


@dataclass
class _Amounts:
    """One a figure. quantity: in `unit`. money: in US dollars. note: what is in another currency, and odd years."""

    quantity: Floats
    money: Floats
    unit: RawColumn
    note: RawColumn


def add_flows(reading: Reading, periods: Periods, cells: Cells, columns: dict[str, RawColumn]) -> None:
    """Add the figures that are kept to the flows. columns: of the table of flows, one row a figure. Raises DataError
    where all amounts are in another currency than dollars."""
    amounts = _amounts(reading, periods, cells)
    quantity, unit = over_time(
        reading.draft, reading.table.file, amounts.quantity, amounts.unit, columns["period"],
        cells.take(periods.written),
    )  # fmt: skip
    if len(quantity) and np.isnan(quantity).all() and np.isnan(amounts.money).all():
        raise _only_other_money(reading)
    guard.emit(
        cells.sift,
        {**columns, "unit": unit, "note": amounts.note},
        {"quantity": quantity, "value_usd": amounts.money},
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
    no_quantity = np.isnan(amounts.quantity)
    dollars = no_quantity & ~np.isnan(amounts.money)
    unit = choose(dollars, constant("usd", len(cells)), amounts.unit)
    guard.emit(
        cells.sift,
        {**columns, "unit": unit, "note": amounts.note},
        {"value": np.where(no_quantity, amounts.money, amounts.quantity)},
        _SUMMED,
        "balances",
        BALANCE_KEY,
    )


def _amounts(reading: Reading, periods: Periods, cells: Cells) -> _Amounts:
    """Amounts and their units; money in another currency than dollars goes into the note."""
    size, units_of = len(cells), reading.units
    quantity, money = np.full(size, np.nan), np.full(size, np.nan)
    unit, note = constant("", size), periods.notes(cells)
    of_units = reading.target.unit.column or reading.guess.column(
        "unit"
    )  # there, too, where the user typed one
    written = cells.take(reading.rows(Told(of_units))) if of_units in reading.table.columns else None
    for value in reading.values:
        own = cells.of(value)
        figures = np.where(own, reading.numbers[value.name][cells.rows], np.nan)
        units, times = units_of.of(value, written, size)
        there = own & ~np.isnan(figures)
        dollars = units.where(lambda text: factor(text, "usd") is not None)
        other = units.where(lambda text: text.startswith("money:"))
        scale = np.array([float(factor(text, "usd") or 1) for text in units.values] or [1.0])[units.codes]
        money = np.where(own & dollars, scaled(figures, scale * times), money)
        physical = there & ~dollars & ~other
        quantity = np.where(physical, scaled(figures, times), quantity)
        unit = choose(physical, units, unit)
        if (there & other).any():
            note = _with_money(note, there & other, scaled(figures, times), units)
        units_of.tell_scale(value, there & (times != 1), times, units)
    return _Amounts(quantity, money, unit, note)


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


def _only_other_money(reading: Reading) -> DataError:
    units = (value.measure.unit for value in reading.values if value.measure.kind == "other_money")
    currency = next(units, "another currency")
    return DataError(
        f"{reading.table.file}: its amounts are in {currency}, and no exchange rate is at hand "
        "to make US dollars of them. Add a column of quantities or of US dollars; where they are US dollars, "
        "add --set unit=usd."
    )


def _with_money(note: RawColumn, hit: Flags, amount: Floats, units: RawColumn) -> RawColumn:
    figures = {"amount": NumberColumn(np.where(hit, amount, np.nan))}
    column = RawTable("", figures, np.arange(len(hit))).text("amount")
    told = joined(
        column, units, lambda text, unit: f"value {text} {unit.removeprefix('money:')}" if text else ""
    )
    return joined(note, told, lambda one, two: "; ".join(part for part in (one, two) if part))
