"""Records of JSON as a table."""

from __future__ import annotations

import pytest

from dependency_explorer.data.intake.records import records_table
from dependency_explorer.data.problems import DataError


def test_names_in_their_order_and_cells_as_text() -> None:
    table = records_table([{"a": 1, "b": None}, {"b": 2.5, "c": True, "d": {"e": 1}, "a": 3.0}], "t.json")
    assert list(table.columns) == ["a", "b", "c", "d"]
    assert [table.text(name).texts() for name in "abcd"] == [["1", "3"], ["", "2.5"], ["", "true"], ["", ""]]
    assert table.rows.tolist() == [1, 2]


def test_a_record_that_is_none_is_named() -> None:
    with pytest.raises(DataError, match="record 2"):
        records_table([{}, 5], "t.json")
