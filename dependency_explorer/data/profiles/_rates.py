"""Figures that are rates (MW, barrels a day): an amount only over a time, so they are multiplied by their row's.

Summed as they stand, hours of MW would be no energy, and a year of barrels a day would be a day's barrels.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._energy import days_in, of_a_day
from dependency_explorer.data.raw import Floats, RawColumn, choose
from dependency_explorer.data.units import scaled

POWER = {"kw": "kWh", "mw": "MWh", "gw": "GWh", "tw": "TWh", "mwh/h": "MWh", "gwh/h": "GWh", "kwh/h": "kWh"}
"""Unit of power, in small letters → unit of the energy of an hour of it."""
LEVELS = re.compile(r"capacity|peak|limit|stock$|reserves|storage")
"""Items that are rates by nature, or what is there at a time: neither multiplied by days nor summed over them."""
_CLOCK = re.compile(r".*\d[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d\d).*")


def over_time(
    draft: Draft,
    file: str,
    quantity: Floats,
    unit: RawColumn,
    when: RawColumn,
    written: RawColumn,
    item: RawColumn | None = None,
) -> tuple[Floats, RawColumn]:
    """Amounts and units of figures, rates multiplied by the time that their row is of.

    item: of balances what each figure is, for a capacity or a peak stays a rate, and power stays power; None of
    flows. when: the period of each row; written: the same as the file writes it, with its day and hour. Raises
    DataError for power by month or year, which may be a mean or a capacity.
    """
    there = ~np.isnan(quantity)
    power = there & unit.where(lambda text: text.strip().casefold() in POWER)
    if item is not None:
        power = np.zeros(len(quantity), bool)
        there = there & ~item.where(lambda text: bool(LEVELS.search(text)))
    daily = there & unit.where(lambda text: bool(of_a_day(text)))
    if not (power.any() or daily.any()):
        return quantity, unit
    hours = _hours(written, when)
    if power.any():
        if np.isnan(hours[power]).any():
            name = unit.values[int(unit.codes[power][0])]
            raise DataError(
                f"{file}: its figures are in {name}, which is power and no amount, and it is not said over how many "
                "hours. Give them by hour or by day, or as energy (GWh); a capacity is no flow."
            )
        draft.decide(
            "power",
            "Figures of power are taken as means of their hour, quarter of an hour or day, and multiplied by its "
            "length to be energy (1 MW over an hour is 1 MWh); times without a figure count as missing, not as zero.",
            int(power.sum()),
        )
        quantity = np.where(power, scaled(quantity, hours), quantity)
        unit = choose(power, unit.map(lambda text: POWER.get(text.strip().casefold(), text)), unit)
    if daily.any():
        draft.decide(
            "per_day",
            "Rates per day are multiplied by the days of their period: a year has 365 or 366, a month its own.",
            int(daily.sum()),
        )
        days = np.array([float(days_in(text)) if text else np.nan for text in when.values] or [1.0])[
            when.codes
        ]
        time = np.where(np.isnan(hours), days, hours / 24)
        quantity = np.where(daily, scaled(quantity, time), quantity)
        unit = choose(daily, unit.map(lambda text: of_a_day(text) or text), unit)
    return quantity, unit


def _hours(written: RawColumn, when: RawColumn) -> Floats:
    """The hours that each row is of: of a day 24, of a time of day those to the next one; NaN where it is longer."""
    days = [bool(day(text)) for text in written.values] or [False]
    clock = sorted({60 * int(found["hour"]) + int(found["minute"]) for text in written.values
                    if (found := _CLOCK.fullmatch(text))})  # fmt: skip
    gaps = [later - earlier for earlier, later in itertools.pairwise(clock)]
    step = float(Fraction(min(gaps), 60)) if gaps else 24.0
    return np.where(np.array(days)[written.codes], step, np.nan)
