"""The encoding of a text is told by its bytes, whatever its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.encodings import encoding_of

_WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x4FFF, exclude_categories=("C",)), min_size=1, max_size=8
)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@given(st.lists(st.lists(_WORDS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_wide_characters_need_no_byte_order_mark(name: str, rows: list[list[str]]) -> None:
    table = "Year,Россия,数量\n" + "\n".join(",".join(["2020", *row, "1234.5"]) for row in rows)
    found = encoding_of(table.encode(name))
    assert table.encode(name).decode(found) == table


@given(st.binary(max_size=400))
def test_any_bytes_have_an_encoding_that_python_knows_or_none(content: bytes) -> None:
    found = encoding_of(content)
    assert not found or "".encode(found) is not None
