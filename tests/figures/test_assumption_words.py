"""Rows of the ledger in words: one unit a range, shares in per cent, no idle digits."""

from __future__ import annotations

import pytest

from dependency_explorer.figures.assumption_words import range_with_unit, unit_shown, value_with_unit

T = "\u2009"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.1, "1", f"10{T}%"),
        (1_275_000.0, "t/year", f"1{T}275{T}kt/year"),
        (10.0, "days", f"10{T}days"),
        (3.0, "", "3"),
        (None, "t/week", "no limit"),
        ("flat", "", "flat"),
        (0.25, "share of demand", f"25{T}% of demand"),
    ],
)
def test_a_value_is_printed_with_its_unit(value: float | str | None, unit: str, said: str) -> None:
    assert value_with_unit(value, unit) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (0.05, 0.2, "1", f"5 to 20{T}%"),
        (9_986.0, 10_001.0, "t", f"9.99 to 10{T}kt"),
        (25_700.0, 77_100.0, "t/week", f"25.7 to 77.1{T}kt/week"),
        (2.0, 4.0, "weeks", f"2 to 4{T}weeks"),
        (1e6, 2e6, "usd", f"US${T}1 to 2 million"),
        (None, 4.0, "weeks", ""),
        (1.0, 2.0, "", "1 to 2"),
    ],
)
def test_both_ends_of_a_range_have_one_unit(
    low: float | None, high: float | None, unit: str, said: str
) -> None:
    assert range_with_unit(low, high, unit) == said


def test_a_share_is_shown_in_per_cent() -> None:
    assert (unit_shown("1"), unit_shown("share"), unit_shown("kt")) == ("%", "%", "kt")
