"""One row of the assumption ledger in words: its value, its range, its unit."""

from __future__ import annotations

from dependency_explorer.charts.ticks import THIN
from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.figures.words import number, scaled_unit

DECIMALS = 3
"""Of a value below a thousand, at most; idle zeros go."""


def is_share(unit: str) -> bool:
    """Whether a unit is a part of something, shown in per cent."""
    return unit == "1" or unit.startswith("share")


def factor_of(unit: str) -> float:
    """What a value is multiplied by to be shown: 100 for a share."""
    return 100.0 if is_share(unit) else 1.0


def unit_shown(unit: str) -> str:
    """The unit beside a value as shown: "%" for a share."""
    return "%" if unit == "1" else unit.replace("share", "%", 1) if is_share(unit) else unit


def value_shown(value: float | str | None, unit: str, tr: Speech = ENGLISH) -> str:
    """A value without its unit: "12.5", "no limit"; a word stays as it is."""
    if value is None:
        return tr("no limit")
    if isinstance(value, str):
        return value
    scaled = value * factor_of(unit)
    return tr.grouped(scaled, 0 if abs(scaled) >= 1000 else DECIMALS)


def value_with_unit(value: float | str | None, unit: str, tr: Speech = ENGLISH) -> str:
    """A value as it is printed: "10 %", "1 275 kt/year", "no limit"."""
    from dependency_explorer.figures.what_if import measured

    if value is None or isinstance(value, str):
        return value_shown(value, unit, tr)
    if is_share(unit):
        return f"{value_shown(value, unit, tr)}{THIN}{unit_shown(unit)}"
    return measured(value, unit)


def range_with_unit(low: float | None, high: float | None, unit: str, tr: Speech = ENGLISH) -> str:
    """Both ends of a range as they are printed: "5 to 20 %", "25.7 to 77.1 kt"; "" where there is none."""
    if low is None or high is None:
        return ""
    base, slash, per = unit.partition("/")
    if is_share(unit):
        ends, name = [value_shown(end, unit, tr) for end in (low, high)], f"{THIN}{unit_shown(unit)}"
    else:
        scaled, factor = scaled_unit((low, high), base)
        ends = [number(end * factor) for end in (low, high)]
        name = f"{THIN}{scaled}{slash}{per}" if scaled else ""
    if name.startswith(f"{THIN}US$"):
        ends[0], name = f"US${THIN}{ends[0]}", name.removeprefix(f"{THIN}US$")
    return tr("{low} to {high}").format(low=ends[0], high=ends[1]) + name
