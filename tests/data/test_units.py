from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.units import _UNITS, factor, scaled

unit = st.sampled_from(sorted(_UNITS))


@given(unit, unit, unit)
def test_factors_are_exact_and_agree(one: str, two: str, three: str) -> None:
    there, back, on = factor(one, two), factor(two, one), factor(two, three)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there * back == 1
        if on is not None:
            assert factor(one, three) == there * on


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # journeys: 1 toe = 41.868 GJ = 11.63 MWh; 1 GWh = 3.6 TJ, by definition
        ("toe", "GJ", Fraction("41.868")),
        ("toe", "MWh", Fraction("11.63")),
        ("GWh", "TJ", Fraction("3.6")),
        ("kGcal", "GJ", Fraction("4186.8")),
        # NIST Special Publication 811: 1 bbl = 0.158987294928 m3, exact
        ("bbl", "m3", Fraction("0.158987294928")),
        ("Mt", "kt", Fraction(1000)),
        ("million tonnes", "t", Fraction(10**6)),
        ("bcm", "mcm", Fraction(1000)),
        ("TWH", "GWh", Fraction(1000)),
        ("Barrels", "bbl", Fraction(1)),
        ("own unit", "own unit", Fraction(1)),
    ],
)
def test_known_factors(one: str, other: str, expected: Fraction) -> None:
    assert factor(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("t", "bbl"),
        ("t", "GJ"),
        ("tU", "t"),
        ("TJ_GCV", "TJ"),
        ("mt", "kt"),
        ("MT", "t"),
        ("mWh", "MWh"),
        ("", "t"),
    ],
)
def test_no_factor_without_a_property_of_the_fuel_or_a_clear_name(one: str, other: str) -> None:
    assert factor(one, other) is None


@given(st.integers(1, 10**9), st.integers(0, 9), st.sampled_from([1e3, 1e6, 1e9]))
def test_a_figure_times_a_power_of_ten_is_the_decimal_product(digits: int, places: int, times: float) -> None:
    written = Decimal(digits).scaleb(-places)
    product = scaled(np.array([float(written), np.nan]), times)
    assert product[0] == float(written * Decimal(times))
    assert np.isnan(product[1])


@given(st.floats(allow_nan=False, allow_infinity=False, width=64), st.sampled_from([1e3, 3.6, 0.45359237]))
def test_any_figure_times_a_factor_is_its_product(figure: float, times: float) -> None:
    product, expected = scaled(np.array([figure]), times)[0], figure * times
    assert product == expected or abs(product - expected) <= 1e-14 * abs(expected)
