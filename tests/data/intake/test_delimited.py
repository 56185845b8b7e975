"""Delimited text: the quick lane reads what the careful one reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import delimited, quick_lane
from dependency_explorer.data.delimited import Layout, read_delimited
from dependency_explorer.data.problems import Cancelled, Collector
from dependency_explorer.data.raw import NumberColumn, RawTable
from dependency_explorer.data.way import Way

NAMES = ("place", "code", "amount")
CELLS = st.text(st.sampled_from("ab ,;\"'0é中.\n"), max_size=6)
AMOUNTS = st.one_of(st.just(""), st.floats(-1e9, 1e9).map(repr), st.integers(-99, 99).map(str))
ROWS = st.lists(st.tuples(CELLS, CELLS, AMOUNTS), min_size=1, max_size=30)


def written(rows: Sequence[Sequence[str]], line_end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([NAMES, *rows])
    return text.getvalue().encode()


def read(
    content: bytes, quick: bool, encoding: str = "utf-8", numbers: Sequence[str] = ("amount",)
) -> RawTable:
    layout = Layout(encoding, ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0 if quick else 1 << 60)
        patch.setattr(quick_lane, "PIECE_BYTES", 40)
        return read_delimited(
            lambda: io.BytesIO(content), len(content), "t.csv", "", layout, Collector(), numbers, Way()
        )


def cells(table: RawTable, name: str) -> list[str | float]:
    column = table.columns[name]
    if isinstance(column, NumberColumn):
        return [None if n != n else n for n in column.numbers.tolist()]  # type: ignore[misc]
    if name == "amount":
        return [float(text) if text.strip() else None for text in column.texts()]  # type: ignore[misc]
    return list(column.texts())


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_both_lanes_read_the_same(rows: list[tuple[str, str, str]], line_end: str) -> None:
    content = written(rows, line_end)
    careful, quick = read(content, False), read(content, True)
    for name in NAMES:
        assert cells(careful, name) == cells(quick, name)
    assert careful.rows.tolist() == quick.rows.tolist()


@given(st.lists(st.tuples(st.sampled_from(["Österreich", "España", "a"]), st.just("x"), AMOUNTS), min_size=1))
def test_another_encoding_takes_the_quick_lane_too(rows: list[tuple[str, str, str]]) -> None:
    content = written(rows).decode().encode("utf-16")
    table = read(content, True, "utf-16")
    assert cells(table, "place") == [row[0] for row in rows]


def test_plain_numbers_come_as_numbers() -> None:
    table = read(written([("a", "01", "1.5"), ("b", "0101", "")]), True)
    column = table.columns["amount"]
    assert isinstance(column, NumberColumn)
    assert column.numbers[0] == 1.5
    assert np.isnan(column.numbers[1])
    assert cells(table, "code") == ["01", "0101"]


def test_a_column_that_does_not_convert_whole_is_read_again_as_text() -> None:
    table = read(written([("a", "x", "1.50"), ("b", "x", "1 234,5"), ("c", "x", "57.2 p")]), True)
    assert table.text("amount").texts() == ["1.50", "1 234,5", "57.2 p"]


def test_a_row_too_long_is_left_to_the_careful_lane() -> None:
    content = written([("a", "x", "1")]) + b"b,y,2,3\r\nc,z,4,\r\n"
    found = Collector()
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        table = read_delimited(
            lambda: io.BytesIO(content), len(content), "t.csv", "", layout, found, ("amount",), Way()
        )
    assert table.text("place").texts() == ["a", "c"]
    assert ["row 3" in str(problem) for problem in found.problems] == [True]


def test_calling_off_stops_the_quick_lane() -> None:
    content = written([("a", "x", "1")] * 100)
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        with pytest.raises(Cancelled):
            read_delimited(
                lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), (), Way(None, lambda: True)
            )


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 10**6), AMOUNTS), min_size=1, max_size=40))
def test_codes_that_are_whole_numbers(rows: list[tuple[int, int, str]]) -> None:
    content = written([(str(place), str(code), amount) for place, code, amount in rows])
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        patch.setattr(quick_lane, "PIECE_BYTES", 60)
        table = read_delimited(
            lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), ("amount",), Way(),
            whole=("place", "code"),
        )  # fmt: skip
    assert table.text("place").texts() == [str(row[0]) for row in rows]
    assert table.text("code").texts() == [str(row[1]) for row in rows]


def test_a_code_that_is_no_whole_number_is_text_again() -> None:
    content = written([("12", "010111", "1"), ("NA", "270900", "2")])
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        table = read_delimited(
            lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), (), Way(), whole=("place",)
        )
    assert table.text("place").texts() == ["12", "NA"]
    assert table.text("code").texts() == ["010111", "270900"]


@given(st.binary(max_size=40) | st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a"])).map(b"".join))
def test_lone_returns_are_told_from_line_ends(piece: bytes) -> None:
    assert quick_lane.has_lone_return(piece, len(piece)) == (piece.count(b"\r") != piece.count(b"\r\n"))
