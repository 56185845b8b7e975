from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.numerals import LARGEST, numbers
from dependency_explorer.data.write import number_text

finite = st.floats(-LARGEST, LARGEST, exclude_min=True, exclude_max=True)


@pytest.mark.parametrize(
    "text", ["inf", "-Infinity", "1e400", "1e100", "-1e308", "9" * 101, "1" + ",000" * 40]
)
def test_no_amount_is_infinite_or_nearly_so(text: str) -> None:
    read = numbers(["1.5", text])
    assert read.infinite == (1,)
    assert math.isnan(read.values[1])


@given(st.lists(finite, max_size=20))
def test_a_written_number_is_read_back_exactly(values: list[float]) -> None:
    read = numbers([number_text(value) for value in values])
    assert read.values == values
    assert read.text == read.infinite == read.ambiguous == ()


@given(st.lists(st.text(max_size=12), max_size=20))
def test_every_text_is_a_number_or_named(texts: list[str]) -> None:
    read = numbers(texts)
    named = {*read.text, *read.infinite, *read.ambiguous}
    for position, (text, value) in enumerate(zip(texts, read.values, strict=True)):
        assert math.isfinite(value) or not text.strip() or position in named
        assert not (math.isfinite(value) and position in named)


@given(st.integers(-(10**12), 10**12).filter(lambda n: abs(n) >= 1_000_000), st.sampled_from([",", ".", "_"]))
def test_groups_of_three_digits_are_thousands(number: int, mark: str) -> None:
    text = f"{number:,}".replace(",", mark if mark != "_" else "\u202f")
    assert numbers([text]).values == [float(number)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["12,5", "1,234"], [12.5, 1.234]),
        (["12,5", "1.234"], [12.5, 1234.0]),
        (["1.234,5"], [1234.5]),
        (["1,234.5", "1,234"], [1234.5, 1234.0]),
        (["0.5", "1,234"], [0.5, 1234.0]),
        (["1 234,5", "1\u00a0234"], [1234.5, 1234.0]),
        (["\u22125", "+5", "1e-9", "1E15", ".5", "5."], [-5.0, 5.0, 1e-9, 1e15, 0.5, 5.0]),
        (["1.234"], [1.234]),
        (["0,123"], [0.123]),
    ],
)
def test_spellings(texts: list[str], expected: list[float]) -> None:
    assert numbers(texts).values == expected


def test_what_may_mean_two_numbers_is_none() -> None:
    read = numbers(["1,234"])
    assert math.isnan(read.values[0])
    assert read.ambiguous == (0,)
    assert numbers(["1,234"], comma_is_likely=True).values == [1.234]


@pytest.mark.parametrize(
    "text", ["nan", "NaN", "NA", "n/a", "1_000", "0x10", "１２", "12 kt", "-", "1,2,3", "--5"]
)
def test_texts_are_no_numbers(text: str) -> None:
    assert numbers([text]).text == (0,)


@pytest.mark.parametrize("text", ["inf", "-Infinity", "∞", "1e999"])
def test_infinite_is_named(text: str) -> None:
    assert numbers([text]).infinite == (0,)


@given(
    st.integers(0, 10**12), st.sampled_from(["'", "\u2019", " ", "\u202f"]), st.sampled_from(["", ".5", ",5"])
)
def test_groups_by_apostrophe_or_space(number: int, mark: str, rest: str) -> None:
    read = numbers([f"{number:,}".replace(",", mark) + rest])
    assert read.values == [number + (0.5 if rest else 0.0)]
    assert read.text == read.ambiguous == ()
