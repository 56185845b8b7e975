"""Records read piece by piece are those of the whole text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.intake import record_stream, source_json
from dependency_explorer.data.intake.grid import table_grid
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.record_stream import streamed_records
from dependency_explorer.data.intake.records import json_grid, read_lines
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.json_head import head_value
from dependency_explorer.data.raw import NumberColumn
from dependency_explorer.data.way import Way

scalar = (
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.integers(0, 9) | st.floats(allow_infinity=False)
    | st.text("ab,]}{\"\\ é\n", max_size=4)
)  # fmt: skip
record = st.dictionaries(st.sampled_from("abcd"), scalar | st.lists(scalar, max_size=2), max_size=4)
nested = st.dictionaries(st.sampled_from(("a", "b c", "type")), scalar | record, max_size=3)
records = st.lists(record | nested, max_size=9)
envelope = records | st.fixed_dictionaries(
    {"n": scalar}, optional={"rows": records, "more": records, "in": record}
)
value = envelope | st.fixed_dictionaries({"answer": envelope, "z": st.lists(scalar, max_size=3)})


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    # The first is to hold a line of its own where there is one.
    monkeypatch.setattr(record_stream, "_PIECE", 80)
    monkeypatch.setattr(record_stream, "_BLOCK", 2)


def streamed(text: str) -> Any:
    return streamed_records(lambda: io.BytesIO(text.encode()), len(text), "t.json", Way())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=value, indent=st.sampled_from((None, 0, 1)), end=st.sampled_from(("", "\n ", "x")))
def test_in_pieces_and_whole_are_the_same(
    value: Any, indent: int | None, end: str, in_small_pieces: None
) -> None:
    table = streamed(json.dumps(value, indent=indent) + end)
    if table is not None:
        assert end != "x"
        assert table_grid(table) == [list(row) for row in json_grid(value)]
        assert table.rows.tolist() == list(range(2, len(table) + 2))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(record, min_size=2, max_size=9))
def test_a_record_a_line(rows: list[dict[str, Any]], in_small_pieces: None) -> None:
    text = "\n".join(map(json.dumps, rows))
    table = streamed(text)
    if table is not None:
        assert table_grid(table) == [list(row) for row in json_grid(read_lines(text, "t.json"))]


@pytest.mark.parametrize("between", [",", ", ", " ", ",\n", "\n,"])
def test_two_records_in_one_line_are_no_record_a_line(between: str, in_small_pieces: None) -> None:
    text = '{"a":1,"b":2}\n{"a":3,"b":4}' + between + '{"a":5,"b":6}\n'
    content = text.encode()
    assert streamed_records(lambda: io.BytesIO(content), len(content), "f", Way()) is None


def test_a_line_of_json_may_hold_other_ends_of_lines() -> None:
    text = '{"a":"one\u2028two\x85","b":1}\r\n\n{"a":"three","b":2}\n'
    assert read_lines(text, "f") == [{"a": "one\u2028two\x85", "b": 1}, {"a": "three", "b": 2}]
    assert head_value(text + '{"a":"fo') == read_lines(text, "f")


def test_the_usual_downloads_are_read_in_pieces(in_small_pieces: None) -> None:
    rows = [{"year": 2020, "to": "é", "kt": n + 0.5} for n in range(9)]
    texts = [
        json.dumps(rows),
        json.dumps({"count": 9, "data": rows, "error": ""}, indent=1),
        json.dumps({"response": {"total": "9", "data": rows}}),
        "\n".join(map(json.dumps, rows)) + "\n",
    ]
    for text in texts:
        table = streamed(text)
        assert table is not None
        assert isinstance(table.columns["kt"], NumberColumn)
        assert table.text("to").texts() == ["é"] * 9
        assert table.text("year").values == ["2020"]


@pytest.mark.parametrize(
    "text", ["[{}", '[{"a":1},2]', '[{"a":1 "b":2}]', "[[1],[2]]", "5", "", '{"a":[{"b":1}']
)
def test_what_is_damaged_or_otherwise_is_left_to_the_whole_reader(text: str, in_small_pieces: None) -> None:
    assert streamed(text) is None


def test_a_dataset_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = ("Germany", "France", "Italy", "Mongolia")
    rows = [
        {"year": 2000 + n, "exporter": places[n % 4], "importer": places[(n + 1) % 4], "commodity": "coal",
         "quantity_kt": n + 0.25}
        for n in range(30)
    ]  # fmt: skip
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"data": rows}), "utf-8")
    whole = import_file(path)
    monkeypatch.setattr(source_json, "_LARGE", 1)
    monkeypatch.setattr(Source, "_json_grid", property(lambda _: pytest.fail("It was read whole.")))
    pieces = import_file(path)
    assert pieces.tables["flows"].equals(whole.tables["flows"])
    assert reports(pieces)[0].to_json() == reports(whole)[0].to_json()
