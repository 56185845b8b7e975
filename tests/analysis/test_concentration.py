"""Published numbers and properties of the plain indicator functions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.analysis.indicators import (
    effective_suppliers,
    hhi,
    iea_days,
    import_dependency,
    n_minus_1,
    normalised_hhi,
    residual_supply_index,
    shannon,
    supplier_concentration_index,
)

amounts = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=12)


def shares_of(values: list[float]) -> list[float]:
    total = math.fsum(values)
    return [value / total for value in values]


@given(amounts)
def test_hhi_lies_between_equal_shares_and_one(values: list[float]) -> None:
    index = hhi(shares_of(values))
    assert 1 / len(values) - 1e-12 <= index <= 1 + 1e-12
    assert effective_suppliers(shares_of(values)) == pytest.approx(1 / index)


@given(st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=2, max_size=12))
def test_merging_suppliers_never_lowers_hhi(values: list[float]) -> None:
    merged = [values[0] + values[1], *values[2:]]
    assert hhi(shares_of(merged)) >= hhi(shares_of(values)) - 1e-12


@given(amounts, st.floats(min_value=1.001, max_value=1000))
def test_shares_above_one_are_divided_by_their_sum(values: list[float], factor: float) -> None:
    shares = shares_of(values)
    for function in (hhi, shannon):
        assert function([s * factor for s in shares]) == pytest.approx(function(shares), abs=1e-12)


@given(amounts, st.floats(min_value=0.1, max_value=0.9))
def test_hhi_of_a_part_is_a_lower_bound_whoever_has_the_rest(values: list[float], known: float) -> None:
    part = [share * known for share in shares_of(values)]
    rest = 1 - math.fsum(part)
    assert hhi(part) <= hhi([*part, rest]) + 1e-12
    assert hhi(part) <= hhi([part[0] + rest, *part[1:]]) + 1e-12


def test_acceptance_fixtures() -> None:
    # Journeys, acceptance fixtures.
    assert hhi([0.97, 0.03]) == pytest.approx(0.9418, abs=5e-5)
    assert effective_suppliers([0.97, 0.03]) == pytest.approx(1.06, abs=0.005)
    assert hhi([0.5, 0.3, 0.2]) == pytest.approx(0.38)
    assert effective_suppliers([0.5, 0.3, 0.2]) == pytest.approx(2.63, abs=0.005)
    assert hhi([0.25] * 4) == pytest.approx(0.25)
    assert effective_suppliers([0.25] * 4) == pytest.approx(4)
    assert normalised_hhi([0.25] * 4) == pytest.approx(0)
    assert shannon([0.25] * 4) == pytest.approx(math.log(4))
    assert normalised_hhi([1.0]) == 1.0
    assert shannon([1.0]) == 0.0


def test_hhi_of_equal_entries() -> None:
    # V02, ENTSOG TYNDP 2017: one, two, three equal entries.
    for count, published in ((1, 10_000), (2, 5_000), (3, 3_333)):
        assert hhi([1.0] * count) * 10_000 == pytest.approx(published, abs=0.5)


def test_n_minus_1_of_estonia() -> None:
    # V01, Elering, Estonia 2022: entry 24.7, largest 10, demand 6.7 million cubic metres a day.
    assert n_minus_1(24.7, 0, 0, 0, 10, 6.7) == pytest.approx(219.4, abs=0.05)
    assert n_minus_1(24.7, 0, 0, 0, 10, 6.7, demand_measures=1.7) == pytest.approx(294.0)


def test_import_dependency_is_never_clamped() -> None:
    # V03, Eurostat 2011: Denmark, a net exporter, -8.5 %; Malta, building stocks, 100.6 %.
    assert import_dependency(60.0, 68.5, 100.0) == pytest.approx(-0.085)
    assert import_dependency(100.6, 0.0, 100.0) == pytest.approx(1.006)
    assert math.isnan(import_dependency(1.0, 0.0, 0.0))


def test_iea_days() -> None:
    # V04, method page of the International Energy Agency with invented quantities, Mt.
    assert iea_days(10, 4, 40, 10) == pytest.approx(92.82, abs=0.01)
    assert math.isnan(iea_days(10, 4, -40, 10))


def test_supply_indices() -> None:
    assert supplier_concentration_index([50, 30, 20], 100) == pytest.approx(38)
    assert supplier_concentration_index([50, -30], 100) == pytest.approx(25)
    assert residual_supply_index([50, 30, 20], 40) == pytest.approx(1.25)
    assert math.isnan(residual_supply_index([], 40))


def test_what_no_formula_defines_is_not_a_number() -> None:
    for function in (hhi, normalised_hhi, effective_suppliers, shannon):
        assert math.isnan(function([]))
        assert math.isnan(function([0.0, 0.0])) or function is effective_suppliers
    assert math.isnan(normalised_hhi([0.6]))
    with pytest.raises(ValueError, match="negative"):
        hhi([0.5, -0.1])
