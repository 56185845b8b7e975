"""Periods in the forms that people write, alone and beside the others of their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.periods import (
    month_of,
    period,
    periods_of,
    told_in,
    within,
    without_other_years,
)
from dependency_explorer.data.intake.value_columns import _periods_of, one_period_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("декабрь 2023 г.", "2023-12"), ("янв.23", "2023-01"), ("1Q2023", "2023-Q1"), ("1Q23", "2023-Q1"),
        ("Q1'23", "2023-Q1"), ("I кв. 2023", "2023-Q1"), ("1 квартал 2023 г.", "2023-Q1"), ("2023*", "2023"),
        ("2023 оны 12 сар", "2023-12"), ("2023p", "2023"), ("2023 (e)", "2023"), ("Jan-Dec 2023", "2023"),
        ("янв-дек 2023", "2023"), ("2023年1-12月", "2023"), ("December 31, 2023", "2023-12"), ("٢٠٢٠", "2020"),
        ("2023年1-2月", ""), ("Total 2023", ""), ("Gas 2023", ""), ("H1 2023", ""), ("I.2023", ""),
    ],
)  # fmt: skip
def test_forms(text: str, expected: str) -> None:
    assert period(text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [("1", "01"), ("M07", "07"), ("Jan", "01"), ("январь", "01"), ("10月", "10"), ("3-р сар", "03"), ("Q2", "Q2"),
     ("III квартал", "Q3"), ("Total", "year"), ("13", ""), ("III", ""), ("2023", ""), ("", "")],
)  # fmt: skip
def test_parts_of_a_year(text: str, part: str) -> None:
    assert month_of(text) == part


def test_numbers_count_quarters_where_their_title_says_so() -> None:
    assert [month_of(text, quarters=True) for text in ("1", "4", "5", "IV")] == ["Q1", "Q4", "", "Q4"]


def test_a_column_tells_what_one_cell_does_not() -> None:
    assert periods_of(["04/05/2018"]) == {"04/05/2018": "2018-05"}
    assert periods_of(["04/05/2018", "03/25/2018"]) == {"04/05/2018": "2018-04", "03/25/2018": "2018-03"}
    assert periods_of(["2018.1", "2018.02"])["2018.1"] == "2018-10"
    assert periods_of(["2018.1", "2018.2"])["2018.1"] == "2018-01"


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_year_and_month_of_two_columns_are_the_month_of_one(year: int, month: int) -> None:
    assert within(str(year), month_of(str(month))) == period(f"{year}-{month:02d}")
    assert within(str(year), "year") == str(year)
    assert within(f"{year}-01", "02") == within(str(year), "") == ""


OTHER_YEARS = [
    "HS 2017", "HS2012", "Harmonised System 2022", "ISIC 2008", "SITC Rev. 4, 2006", "SNA 2008", "at 2015 prices",
    "constant 2015 US$", "(2015 USD)", "US$ of 2015", "base year 2015", "2010 = 100", "copyright 2024", "© 2024",
    "updated March 2024", "published in 2023", "2021 edition", "revised 12 May 2024", "in 2015 dollars",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHER_YEARS)
def test_years_of_classifications_prices_and_publications_are_none_of_the_data(text: str) -> None:
    assert told_in([f"Exports of copper; {text}"]) == ""
    assert told_in([f"Exports of copper 2019; {text}"]) == "2019"
    assert "20" not in without_other_years(text)


@pytest.mark.parametrize(
    "text", ["Imports 2020", "CN 2020", "Exports in 2020 (US$)", "Trade 2020, US$ million", "Prices in 2020"]
)
def test_years_of_the_data_stay(text: str) -> None:
    assert told_in([text]) == "2020"


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["Imports HS2017 (t)"], ""),
        (["Imports (2015 USD)"], ""),
        (["Value in constant prices 2015 (US$)"], ""),
        (["Quantity 2020 (t)", "Value 2020 (US$)"], "2020"),
        (["Quantity 2020 (t)", "Quantity 2021 (t)"], ""),
    ],
)
def test_the_one_period_of_titles(titles: list[str], found: str) -> None:
    assert one_period_of(titles) == found


def test_columns_of_several_years_are_of_these_whatever_stands_beside() -> None:
    assert one_period_of(["Value (2015 USD)", "Value (2015 USD) "]) == ""
    assert _periods_of(["Value (2015 USD)", "Value (2016 USD)"]) == {
        "Value (2015 USD)": "2015",
        "Value (2016 USD)": "2016",
    }
