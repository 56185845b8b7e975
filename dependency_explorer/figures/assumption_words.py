"""One row of the assumption ledger in words: its value, its range, its unit."""

from __future__ import annotations

from dependency_explorer.figures.speech import ENGLISH, Speech

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
