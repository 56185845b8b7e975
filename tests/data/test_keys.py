"""Codes and keys of millions of rows: the quick ways give what the plain ones would."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import growing as growing_
from dependency_explorer.data import keys, raw
from dependency_explorer.data.problems import Cancelled
from dependency_explorer.data.typed import text_array

codes = st.lists(st.integers(0, 6), max_size=60).map(lambda found: np.array(found, np.int32))


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many slices in few rows."""
    monkeypatch.setattr(keys, "_SLICE", 7)
    monkeypatch.setattr(keys, "_SLICES_AT_ONCE", 2)
    monkeypatch.setattr(raw, "_PIECE", 5)
    monkeypatch.setattr(raw, "_SAMPLE", 2)


@given(codes)
def test_looking_up_is_indexing(found: np.ndarray) -> None:
    table = np.arange(7, dtype=np.int16) * 3
    assert keys.looked_up(table, found).tolist() == table[found].tolist()


@given(codes)
def test_codes_used(found: np.ndarray) -> None:
    for order in (found, np.sort(found)):
        assert raw.codes_used(order, 7).tolist() == sorted(set(found.tolist()))


@given(codes)
def test_what_is_asked_of_slices_is_asked_of_every_row(found: np.ndarray) -> None:
    size = len(found)
    assert keys.rows_where(size, lambda part: found[part] > 4).tolist() == np.flatnonzero(found > 4).tolist()
    assert keys.flags_where(size, lambda part: found[part] > 4).tolist() == (found > 4).tolist()
    assert sum(keys.in_slices(size, lambda part: int(found[part].sum()))) == int(found.sum())


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_slices_hand_on_what_is_raised_and_may_have_slices_of_their_own(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_MOST_CORES", threads)
    numbers = np.arange(200)

    def below(part: slice) -> int:
        return sum(keys.in_slices(part.stop - part.start, lambda one: int(numbers[part][one].sum())))

    assert sum(keys.in_slices(200, below)) == int(numbers.sum())

    def stops(part: slice) -> int:
        if part.start > 100:
            raise Cancelled
        return 0

    with pytest.raises(Cancelled):
        keys.in_slices(200, stops)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=40), st.booleans())
def test_ascending_is_what_comparing_neighbours_says(pairs: list[tuple[int, int]], in_order: bool) -> None:
    rows = sorted(set(pairs)) if in_order else pairs
    parts = [(np.array([row[i] for row in rows], np.int32), width) for i, width in enumerate((4, 5))]
    assert keys.ascending(parts, len(rows)) == all(a < b for a, b in pairwise(rows))


wholes = st.sampled_from([-32_768, -3, 0, 7, 8, 4_000, 32_767, 32_768, 16_777_216, 2_000_000_000])


@given(st.lists(st.lists(wholes, max_size=20) | st.lists(st.just(7), max_size=9), max_size=6))
def test_whole_numbers_become_their_texts(pieces: list[list[int]]) -> None:
    growing = growing_.GrowingCodes()
    numbers: list[int] = []
    total = sum(map(len, pieces))
    for piece in pieces:
        numbers += piece
        codes = np.array(piece, np.int32)
        growing.add_codes(
            (codes, (min(piece), max(piece)) if piece else (0, 0)), len(numbers) / max(total, 1)
        )
    column = growing.column()
    assert column.texts() == [str(number) for number in numbers]
    assert column.values == [str(number) for number in sorted(set(numbers))]


@pytest.mark.parametrize("text", ["", "t", "Монгол"])
def test_a_text_of_every_row_is_kept_once(text: str) -> None:
    column = raw.constant(text, 3)
    assert text_array(column.values, column.codes).tolist() == [text] * 3


@given(st.lists(st.one_of(st.integers(-3, 3), st.just(np.nan)), max_size=40), st.booleans())
def test_numbering_is_that_of_unique(found: list[float], in_order: bool) -> None:
    for kind in (np.float64, *([np.int64] if not any(np.isnan(found)) else [])):
        cells = np.array(sorted(found) if in_order else found, kind)
        _, first, group = np.unique(cells, return_index=True, return_inverse=True)
        assert [part.tolist() for part in keys.numbered(cells)] == [first.tolist(), group.tolist()]


@given(st.lists(st.booleans(), max_size=40))
def test_place_among_counts_the_flags(found: list[bool]) -> None:
    flags = np.array(found, bool)
    assert keys.place_among(flags).tolist() == (np.cumsum(flags) - 1).tolist()
