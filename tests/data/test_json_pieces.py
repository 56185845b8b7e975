"""A huge JSON text taken apart piece by piece holds what it holds as a whole."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data import json_pieces
from dependency_explorer.data.intake import source_json
from dependency_explorer.data.intake.records import read_lines
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.json_pieces import value_in_pieces
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.way import Way

scalar = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text('"},]{[\\é\n a', max_size=9)
)
value = st.recursive(
    scalar,
    lambda inner: (
        st.lists(inner, max_size=9) | st.dictionaries(st.text('ab},"\\é', max_size=3), inner, max_size=9)
    ),
    max_leaves=25,
)
SMALL = [HealthCheck.function_scoped_fixture]


def taken(text: str, encoding: str = "utf-8") -> Any:
    content = text.encode(encoding)
    return value_in_pieces(io.BytesIO(content), encoding, Way(), "Reading", len(content))


@pytest.fixture(params=[5, 17, 60])
def small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "_PIECE", request.param)


def in_order(value: Any) -> str:
    return json.dumps(value)


@settings(max_examples=100, deadline=None, suppress_health_check=SMALL)
@given(value=value, indent=st.sampled_from((None, 0, 1)), encoding=st.sampled_from(("utf-8-sig", "utf-16")))
def test_in_pieces_and_whole_are_the_same(
    value: Any, indent: int | None, encoding: str, small_pieces: None
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert in_order(taken(text, encoding)) == in_order(value)


@settings(max_examples=100, deadline=None, suppress_health_check=SMALL)
@given(text=st.text('[]{}",:1e.-a\n ', max_size=40))
def test_what_is_none_is_none(text: str, small_pieces: None) -> None:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        try:
            whole = read_lines(text, "t") if error.msg == "Extra data" and "\n" in text else error
        except DataError:
            whole = error
    if isinstance(whole, json.JSONDecodeError):
        with pytest.raises(json.JSONDecodeError):
            taken(text)
        return
    try:
        found = taken(text)
    except json.JSONDecodeError:
        assert "\n" in text  # a value a line, the first of which is blank: it is read whole
    else:
        assert in_order(found) == in_order(whole)


@settings(max_examples=100, deadline=None, suppress_health_check=SMALL)
@given(rows=st.lists(st.lists(scalar, max_size=4) | scalar, min_size=2, max_size=9))
def test_a_value_a_line(rows: list[Any], small_pieces: None) -> None:
    text = "\n".join(map(json.dumps, rows)) + "\n"
    try:
        found = taken(text)
    except json.JSONDecodeError:
        assert len(json.dumps(rows[0])) > 3  # the first line did not end within a piece: it is read whole
    else:
        assert in_order(found) == in_order(rows)


def test_of_equal_names_the_last_counts_at_the_place_of_the_first(small_pieces: None) -> None:
    text = '{"a":1,"b":[' + "1," * 60 + '2],"a":3}'
    assert in_order(taken(text)) == in_order(json.loads(text))


def test_records_are_taken_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "_PIECE", 4000)
    rows = [{"n": n, "of": {"x": "},", "y": [n]}, "z": 1} for n in range(3000)]
    calls = 0

    def counted(text: str) -> Any:
        nonlocal calls
        calls += 1
        return json.loads(text)

    monkeypatch.setattr(json_pieces, "json", _Json(counted))
    assert taken(json.dumps({"data": rows})) == {"data": rows}
    assert 10 < calls < 300


class _Json:
    def __init__(self, loads: Any) -> None:
        self.loads = loads

    def __getattr__(self, name: str) -> Any:
        return getattr(json, name)


def test_a_file_is_the_same_in_pieces_and_says_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"columns": ["a", "b"], "data": [[n, "é"] for n in range(200)]}
    path = tmp_path / "t.json"
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")
    monkeypatch.setattr(source_json, "_LARGE", 1)
    monkeypatch.setattr(json_pieces, "_PIECE", 100)
    assert Source(path).json == rows
    path.write_text(path.read_text("utf-8")[:-1] + ",", "utf-8")
    with pytest.raises(DataError, match=r"damaged at line 808, column"):
        _ = Source(path).json
