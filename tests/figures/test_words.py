"""Numbers, units, periods and names as figures write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.figures import words
from dependency_explorer.figures.outcome_words import is_told
from dependency_explorer.figures.words import THIN
from dependency_explorer.whatif import wording


def plain(text: str) -> str:
    return text.replace(THIN, " ")


@given(st.floats(1e-3, 1e13), st.sampled_from(["t", "kt", "GWh", "GJ", "bbl", "USD", "bcm", "tU", ""]))
def test_a_scaled_amount_is_the_amount(value: float, unit: str) -> None:
    name, factor = words.scaled_unit((value,), unit)
    sizes = {size: step for ladder in wording._LADDERS for size, step in ladder}
    own = words.unit_text(unit)
    if own in sizes:
        assert factor == pytest.approx(sizes[own] / sizes[name])
    else:
        assert (name, factor) == (own, 1.0)


@given(st.text(max_size=200))
def test_a_file_name_is_safe_on_every_system(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", words.slug(text))
    assert len(words.slug(text)) <= 80


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_breaks_the_wording(value: float) -> None:
    assert words.number(value)
    assert words.number(value, 1)
    assert words.percent(value)
    assert "nan" not in words.amount(value, "t")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1_529_200.0, "t", "1 529 kt"),
        (9_999.0, "t", "9 999 t"),
        (83_700.0, "kt", "83.7 Mt"),
        (2753.0, "GWh", "2 753 GWh"),
        (11_061_576_400.0, "USD", "US$ 11.1 billion"),
        (4_067_649.0, "bbl", "4 068 thousand bbl"),
        (0.5, "tU", "0.5 tU"),
        (12_091_147.0, "TJ_GCV", "12.1 EJ (GCV)"),
        (403.0, "TJ_GCV", "403 TJ (GCV)"),
        (7.0, "head_count", "7 head_count"),
        (0.0, "t", "0 t"),
        (None, "t", ""),
    ],
)
def test_amounts(value: float | None, unit: str, text: str) -> None:
    assert plain(words.amount(value, unit)) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [(0.95, 0, "95 %"), (0.003, 0, "<1 %"), (0.998, 0, ">99 %"), (-0.085, 1, "−8.5 %"), (1.006, 1, "100.6 %"),
     (0.0, 0, "0 %"), (1.0, 0, "100 %"), (0.0004, 1, "<0.1 %"), (0.0006, 1, "0.1 %"), (0.9996, 1, ">99.9 %"),
     (0.9994, 1, "99.9 %"), (1.0, 1, "100.0 %"), (0.0, 1, "0.0 %"), (1 - 1e-12, 1, "100.0 %")],
)  # fmt: skip
def test_percentages(share: float, digits: int, text: str) -> None:
    assert plain(words.percent(share, digits)) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2023", "2023", "2023"),
        ("2021", "2023", "2021–2023"),
        ("2021-03", "2021-03", "March 2021"),
        ("2021-03", "2021-07", "March–July 2021"),
        ("2021-10", "2022-03", "October 2021 – March 2022"),
        ("2024-01-05", "", "5 January 2024"),
        ("", "", ""),
    ],
)
def test_periods(first: str, last: str, text: str) -> None:
    assert words.period_text(first, last) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Petroleum products, all", "petroleum products"),
        ("Coal, all kinds", "coal"),
        ("Hard coal (coking and thermal)", "hard coal"),
        ("Petrol AI-92", "petrol AI-92"),
        ("LPG", "LPG"),
        ("LNG imports", "LNG imports"),
        ("Уголь", "уголь"),
        ("石油", "石油"),
    ],
)
def test_names_within_a_sentence(name: str, text: str) -> None:
    assert words.in_sentence(name) == text


def test_lists_and_owners() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b", "c", "d", "e"], 2) == "a, b and 3 more"
    assert words.possessive("Mongolia") == "Mongolia’s"
    assert words.possessive("Netherlands") == "the Netherlands’"


def test_braces_in_a_name_are_left_alone() -> None:
    assert words.Words().say("{name} sells", name="{share} Ltd") == "{share} Ltd sells"
    assert words.Words().say("{unknown} stays") == "{unknown} stays"


def test_months_in_notes_get_their_names() -> None:
    assert words.month_names("2026 has 7 of 12 months (01-07).") == "2026 has 7 of 12 months (January–July)."
    assert words.month_names("x months (01, 03-05)") == "x months (January, March–May)"


@pytest.mark.parametrize(
    ("span", "said", "told"),
    [
        ("312", f"312{THIN}kt", True),
        (f"5{THIN}903", f"5{THIN}903{THIN}kt", True),
        ("903", f"5{THIN}903{THIN}kt", False),
        ("5", f"5{THIN}903{THIN}kt", False),
        ("35", f"35.3{THIN}%", True),
        ("35", f"35,3{THIN}%", True),
        ("3", f"35.3{THIN}%", False),
        ("1", "week 1", True),
        ("2", "week 3", False),
        ("1", "week 12", False),
        ("12–27", f"16.5{THIN}%", False),
        (f"0.3{THIN}Mt", f"312{THIN}kt", False),
    ],
)
def test_a_range_of_one_number_is_known_from_the_text_beside_it(span: str, said: str, told: bool) -> None:
    assert is_told(span, said) is told
