"""Records of JSON as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.records import json_grid, read_lines, records_table
from dependency_explorer.data.problems import DataError, count


def test_names_in_their_order_and_cells_as_text() -> None:
    table = records_table([{"a": 1, "b": None}, {"b": 2.5, "c": True, "d": {"e": 1}, "a": 3.0}], "t.json")
    assert list(table.columns) == ["a", "b", "c", "d"]
    assert [table.text(name).texts() for name in "abcd"] == [["1", "3"], ["", "2.5"], ["", "true"], ["", ""]]
    assert table.rows.tolist() == [1, 2]


def test_a_record_that_is_none_is_named() -> None:
    with pytest.raises(DataError, match="record 2"):
        records_table([{}, 5], "t.json")


CELLS = st.one_of(st.text("abc 0", min_size=1, max_size=4), st.integers(-99, 99))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)


@given(ROWS)
def test_every_way_to_write_a_table_gives_the_same_grid(rows: list[tuple[Any, ...]]) -> None:
    names = ["one", "two", "three"]
    wanted = [names, *([str(cell) for cell in row] for row in rows)]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    ways: list[Any] = [
        records,
        {"meta": {"n": 1}, "result": {"records": records}},
        [names, *map(list, rows)],
        {"columns": names, "data": [list(row) for row in rows]},
        {name: [row[i] for row in rows] for i, name in enumerate(names)},
        {name: {str(k): row[i] for k, row in enumerate(rows)} for i, name in enumerate(names)},
        {"features": [{"type": "Feature", "properties": record, "geometry": None} for record in records]},
        read_lines("\n".join(map(json.dumps, records)), "t.ndjson"),
    ]
    for way in ways:
        assert [list(row) for row in json_grid(json.loads(json.dumps(way)))] == wanted


def test_a_cube_of_json_stat() -> None:
    cube = {
        "class": "dataset", "id": ["geo", "time"], "size": [2, 2],
        "dimension": {
            "geo": {"category": {"index": {"DE": 0, "FR": 1}}},
            "time": {"category": {"index": ["2020", "2021"]}},
        },
        "value": {"0": 1.5, "3": 4}, "status": {"1": ":", "3": "p"},
    }  # fmt: skip
    assert json_grid(cube) == [
        ["geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"],
        ["DE", "2020", "1.5", ""], ["DE", "2021", "", ":"], ["FR", "2021", "4", "p"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "width"),
    [(2, 20_000), (10_000, 5_000)],
    ids=["more columns than a table has", "one row far longer"],
)
def test_what_spans_too_much_is_refused(tmp_path: Path, rows: int, width: int) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([["a"] * width, *[["b"]] * rows]), encoding="utf-8")
    with pytest.raises(DataError, match=rf"t\.json spans {count(rows + 1)} rows and {count(width)} columns"):
        import_file(path, Plan())


@pytest.mark.parametrize(
    "value", [None, 5, "a", [], {}, [1, 2], [[1], [2]], {"a": {}}, {"id": [], "dimension": {}, "value": 1},
              {"id": [["a"]], "size": [1], "dimension": {"a": {}}, "value": [1]},
              {"id": ["a"], "size": [10**9], "dimension": {"a": {}}, "value": []}],
)  # fmt: skip
def test_what_is_no_table_gives_nothing(value: Any) -> None:
    assert json_grid(value) == []


def test_a_damaged_line_is_named() -> None:
    with pytest.raises(DataError, match=r"t\.ndjson is damaged at line 3, column 1"):
        read_lines('{"a": 1}\n\nx\n', "t.ndjson")
