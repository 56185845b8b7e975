"""The unit of each figure of a table read by roles: from its column, its row, the words around it, or the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.layout import MARKS
from dependency_explorer.data.intake.measures import NOTHING, Measure, measure_of, multiple_in
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.roles import Guess
from dependency_explorer.data.intake.value_columns import ValueColumn
from dependency_explorer.data.problems import shown
from dependency_explorer.data.raw import Flags, Floats, RawColumn, constant
from dependency_explorer.data.units import canonical

_WHICH_TON = (
    Option("metric", "A tonne of 1000 kg"),
    Option("short", "A short ton of 2000 pounds"),
)
_BARE = frozenset({"usd", "t", "kg", "m3", "bbl", "kWh", "toe", "l"})
"""Units that count nothing in thousands of their own."""
_TONS = {"ton": ("t", 1.0), "thousand tons": ("kt", 1e3), "million tons": ("Mt", 1e6)}
"""Words that mean the tonne to most and the short ton to some: the unit of tonnes, and how many short tons it is."""


class Units:
    """fixed: the unit that the user typed; empty where the table says it."""

    def __init__(self, draft: Draft, guess: Guess, fixed: str) -> None:
        self.draft, self.guess, self.fixed = draft, guess, fixed

    def of(self, value: ValueColumn, written: RawColumn | None, size: int) -> tuple[RawColumn, Floats]:
        """The unit of each figure ("money:EUR" for another currency than dollars), and what multiplies it."""
        measure, fixed = value.measure, self.fixed
        if measure.kind == "other_money" and (typed := measure_of(fixed)).kind == "money":
            # "--set unit=usd": its dollars are those of the United States, in the magnitude that the table tells.
            measure = Measure("money", typed.unit, typed.scale if typed.scale > 1 else measure.scale)
        if fixed and measure_of(fixed).kind == "money" and (own := _physical(measure, written)):
            self._once(
                "unit_of_quantities",
                f"The figures of {shown(value.name)} have a unit of their own ({own}), so unit={fixed} is not "
                "theirs. Which column holds the money: --set role:value_usd=COLUMN.",
            )
            fixed = ""
        if measure.kind not in ("money", "other_money") or not measure.unit:
            if fixed:
                typed = measure_of(fixed) if canonical(fixed) == fixed else NOTHING
                measure = typed if typed.unit else Measure("quantity", canonical(fixed))
                if measure.unit in _BARE and measure.scale == 1:
                    # "Value (millions)" and a user who says that it is dollars.
                    measure = replace(measure, scale=float(multiple_in(value.name)))
            elif not measure.unit and written is not None:
                # "N/A" is no unit, and none in which the others could be told.
                written = written.map(lambda text: "" if text.strip().casefold() in MARKS.missing else text)
                told = {text: measure_of(text) for text in written.values}
                unit = written.map(lambda text: _unit_name(told[text]) or canonical(text))
                times = np.array([told[text].scale for text in written.values] or [1.0])[written.codes]
                return self._tons(unit, times)
            elif not measure.unit:
                measure = self.guess.constants.measure
        return self._tons(constant(_unit_name(measure), size), np.full(size, measure.scale))

    def of_currency(self, value: ValueColumn, written: RawColumn) -> tuple[RawColumn, Floats]:
        """As `of`, for money whose currency stands in a column of its own."""
        if (typed := measure_of(self.fixed)).kind == "money":
            return constant(typed.unit, len(written)), np.full(len(written), typed.scale)
        self._once(
            "currency_column",
            f"The currency of {shown(value.name)} is that of each row ({shown(self.guess.currency)}).",
        )
        told = {text: measure_of(text) for text in written.values}
        unit = written.map(lambda text: _unit_name(told[text]) or "money:of an unknown currency")
        times = np.array([told[text].scale for text in written.values] or [1.0])[written.codes]
        return unit, times * multiple_in(value.name)

    def _tons(self, unit: RawColumn, times: Floats) -> tuple[RawColumn, Floats]:
        """What a ton is: metric but in tables of the United States. Decided once and told."""
        if not (tons := set(unit.used()) & _TONS.keys()):
            return unit, times
        short = self.draft.choice("tons", "metric", _WHICH_TON) == "short"
        self._once(
            "tons",
            f"A ton ({shown(min(tons))}) is taken as {'the short ton of 2000 pounds' if short else 'the tonne'}: the "
            "table does not say which.",
            options=_WHICH_TON,
            chosen="short" if short else "metric",
        )
        thousands = np.array([_TONS[t][1] if short and t in _TONS else 1.0 for t in unit.values] or [1.0])
        named = unit.map(lambda text: ("short ton" if short else _TONS[text][0]) if text in _TONS else text)
        return named, times * thousands[unit.codes]

    def tell_scale(self, value: ValueColumn, hit: Flags, times: Floats, units: RawColumn) -> None:
        for number in np.unique(times[hit]).tolist():
            some = RawColumn(units.values, units.codes[hit & (times == number)])
            unit = next(iter(some.used()), "").removeprefix("money:").replace("usd", "US dollars")
            self._once(
                f"scale_{plain_id(value.name)}" if self.guess.axis == "" else "scale",
                f"Figures in {number:,.0f} {unit} were multiplied to be {unit}.",
            )

    def _once(self, key: str, what: str, options: Sequence[Option] = (), chosen: str = "") -> None:
        # A table with years as columns has many columns of one unit.
        if all(one.what != what for one in self.draft.decisions):
            self.draft.decide(key, what, options=options, chosen=chosen)


def _unit_name(measure: Measure) -> str:
    return f"money:{measure.unit}" if measure.kind == "other_money" else measure.unit


def _physical(measure: Measure, written: RawColumn | None) -> str:
    """The unit of quantities that the title or the column of units tells; empty where it is not one throughout."""
    if written is None or measure.unit:
        return measure.unit if measure.kind == "quantity" else ""
    used = [text for text in written.used() if text.strip().casefold() not in MARKS.missing]
    quantities = [one.unit for text in used if (one := measure_of(text)).kind == "quantity" and one.unit]
    return quantities[0] if used and len(quantities) == len(used) else ""
