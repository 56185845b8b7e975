"""Columns of codes: what is worked out for codes is what the texts of the rows say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import growing, raw
from dependency_explorer.data.growing import end_to_end
from dependency_explorer.data.raw import RawBuilder, RawColumn, first_of_each

code = st.lists(st.integers(0, 3), max_size=12)


@given(keys=code, values=st.lists(st.sampled_from("ab"), min_size=4, max_size=4))
def test_the_first_of_each(keys: list[int], values: list[str]) -> None:
    one = RawColumn(values, np.array(keys, np.int32))
    other = RawColumn([str(n) for n in range(len(keys))], np.arange(len(keys), dtype=np.int32))
    found = first_of_each(one, other)
    backwards = dict(zip(reversed(one.texts()), reversed(other.texts()), strict=True))
    assert list(found.items()) == list(backwards.items())


def test_many_rows_are_added_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[str(n % 7), str(n)] for n in range(100)]
    monkeypatch.setattr(raw, "_ROWS_AT_ONCE", 9)
    builder = RawBuilder("t", ["a", "b"], plain=["b"])
    builder.add(rows, range(5, 105))
    table = builder.table()
    assert [table.text("a").texts(), table.text("b").texts()] == [
        list(one) for one in zip(*rows, strict=True)
    ]
    assert table.rows.tolist() == list(range(5, 105))
    assert table.text("a").values == [str(n) for n in range(7)]


def test_texts_of_all_pieces_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "_TEXTS_AT_ONCE", 3)
    texts = [f"é{n % 10}" for n in range(40)]
    pieces = [pa.array(texts[at : at + 8]).dictionary_encode() for at in range(0, 40, 8)]
    assert end_to_end(pieces).texts() == texts
