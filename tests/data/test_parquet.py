"""Parquet files: cells as a person would write them, figures as numbers, and no more of either than may be."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import parquet
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.parquet import read_parquet
from dependency_explorer.data.problems import DataError, TooMuchError
from dependency_explorer.data.raw import NumberColumn
from dependency_explorer.data.unpacking import Allowance
from dependency_explorer.data.workbook import cell_text


def written(columns: dict[str, Any], **how: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, **how)
    return stream.getvalue()


CELLS = {
    "text": st.text(max_size=5),
    "whole": st.integers(-(2**63), 2**63 - 1),
    "real": st.floats(),
    "truth": st.booleans(),
    "day": st.dates(),
    "moment": st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2100, 1, 1)),
    "decimal": st.decimals(-999, 999, places=3),
}


@given(
    st.lists(st.tuples(*(st.none() | cells for cells in CELLS.values())), min_size=1, max_size=30),
    st.booleans(),
    st.booleans(),
    st.integers(1, 10),
)
def test_every_cell_is_as_it_would_be_written_however_it_is_coded(
    rows: list[tuple[object, ...]], dictionary: bool, stored: bool, group: int
) -> None:
    columns = dict(zip(CELLS, map(list, zip(*rows, strict=True)), strict=True))
    kinds = {"whole": pa.int64(), "decimal": pa.decimal128(6, 3), "text": pa.string()}
    arrays = {name: pa.array(cells, kinds.get(name)) for name, cells in columns.items()}
    content = written(arrays, use_dictionary=dictionary, store_schema=stored, row_group_size=group)
    table = read_parquet(content, "t.parquet", rename=None)
    for name, array in arrays.items():
        assert table.text(name).texts() == [cell_text(cell) for cell in array.to_pylist()], name


@given(st.lists(st.none() | st.floats(-1e99, 1e99) | st.just(float("nan")), min_size=1))
def test_figures_stay_numbers(figures: list[float | None]) -> None:
    table = read_parquet(written({"kt": pa.array(figures, pa.float64())}), "t.parquet", numbers=["kt"])
    column = table.columns["kt"]
    assert isinstance(column, NumberColumn)
    assert column.numbers.tolist() == pytest.approx(
        [float("nan") if one is None else one for one in figures], rel=0, abs=0, nan_ok=True
    )


def test_a_number_larger_than_any_amount_is_told_by_its_text(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    rows = 300
    flows = {"year": ["2020"] * rows, "exporter": ["Germany"] * rows, "importer": ["France"] * rows}
    figures = [1234.567 + i for i in range(rows - 1)]
    path.write_bytes(written(flows | {"product": ["coal"] * rows, "quantity (kt)": [*figures, float("inf")]}))
    dataset = import_file(path)
    assert reports(dataset)[0].rows_read == rows
    assert any("inf" in problem.message for problem in dataset.problems)
    assert dataset.tables["flows"]["quantity"].sum() == pytest.approx(sum(figures))


def test_a_point_before_three_digits_is_no_question_where_figures_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    flows = {
        "year": [2020] * 3,
        "exporter": ["Germany"] * 3,
        "importer": ["France"] * 3,
        "product": ["coal"] * 3,
    }
    path.write_bytes(written(flows | {"quantity (kt)": [1.234, 5.678, 9.125]}))
    assert "point" not in {one.key for one in reports(import_file(path))[0].decisions}


@pytest.mark.parametrize("stored", [True, False])
def test_a_long_text_is_held_once_a_dictionary(stored: bool) -> None:
    text, rows = "x" * 1_000_000, 2000
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([text]))
    content = written({"exporter": name, "kt": np.ones(rows)}, store_schema=stored)
    pool = pa.default_memory_pool()
    before = pool.max_memory()
    table = read_parquet(content, "t.parquet")
    assert pool.max_memory() < max(before, 200_000_000)  # and not 2 GB
    assert table.columns["exporter"].values == [text, ""]  # type: ignore[union-attr]


def test_a_dictionary_that_comes_with_every_batch_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ROWS", 10)
    monkeypatch.setattr(parquet, "_CELLS", 10)
    kept: list[int] = []
    distinct = parquet._Field.distinct

    def spy(self: parquet._Field, told: parquet._Told) -> int:
        kept.append(len(self._texts))
        return distinct(self, told)

    monkeypatch.setattr(parquet._Field, "distinct", spy)
    names = [f"P{i % 50}" for i in range(1000)]
    table = read_parquet(written({"exporter": names}), "t.parquet")
    assert table.text("exporter").texts() == names
    assert kept == [1]


def refuse_after(monkeypatch: pytest.MonkeyPatch, name: str, room: int) -> None:
    whole: Allowance = getattr(parquet, name)
    monkeypatch.setattr(parquet, name, Allowance(room, 0, whole.unit, whole.advice))


def test_distinct_texts_are_counted_before_they_are_texts_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written({"exporter": [f"P{i}" for i in range(600)], "importer": [f"Q{i}" for i in range(600)]})
    assert len(read_parquet(content, "t.parquet")) == 600
    monkeypatch.setattr(parquet, "_CHECKED", 1)
    refuse_after(monkeypatch, "DISTINCT", 1000)
    monkeypatch.setattr(parquet, "_written", lambda *_: pytest.fail("made texts"))
    with pytest.raises(TooMuchError, match="distinct texts"):
        read_parquet(content, "t.parquet")


def test_letters_of_distinct_texts_are_counted_before_they_are_texts_of_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"{i:0500}" for i in range(6)]
    content = written({"exporter": texts * 50, "importer": texts * 50})
    refuse_after(monkeypatch, "LONG", 7000)
    assert len(read_parquet(content, "t.parquet")) == 300
    monkeypatch.setattr(parquet, "_CHECKED", 1)
    refuse_after(monkeypatch, "LONG", 5000)
    monkeypatch.setattr(parquet, "_written", lambda *_: pytest.fail("made texts"))
    with pytest.raises(TooMuchError, match="of distinct texts"):
        read_parquet(content, "t.parquet")


def test_figures_are_no_distinct_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_after(monkeypatch, "DISTINCT", 1000)
    content = written({"kt": np.arange(5000) * 1.5})
    assert len(read_parquet(content, "t.parquet", numbers=["kt"])) == 5000
    with pytest.raises(TooMuchError):
        read_parquet(content, "t.parquet")


@pytest.mark.parametrize(("limit", "told"), [("TALL", "rows"), ("COLUMNS", "cells"), ("UNCODED", "bytes")])
def test_what_the_footer_tells_is_checked_before_a_page_is_read(
    monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    content = written({"kt": np.ones(5000)})
    refuse_after(monkeypatch, limit, 40)
    monkeypatch.setattr(parquet, "_read", lambda *_: pytest.fail("read a page"))
    with pytest.raises(TooMuchError, match=rf"becomes .* {told}"):
        read_parquet(content, "t.parquet")


def prefixed(texts: list[str]) -> bytes:
    return written(
        {"exporter": texts}, use_dictionary=False, column_encoding={"exporter": "DELTA_BYTE_ARRAY"}
    )


def test_texts_that_repeat_those_before_them_are_read_some_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["x" * 50_000 + str(i) for i in range(500)]
    monkeypatch.setattr(parquet, "_AT_ONCE", 6_000_000)
    sizes: list[int] = []
    add = parquet._Field.add

    def spy(self: parquet._Field, column: Any, told: parquet._Told) -> None:
        sizes.append(column.nbytes)
        add(self, column, told)

    monkeypatch.setattr(parquet._Field, "add", spy)
    assert read_parquet(prefixed(texts), "t.parquet").text("exporter").texts() == texts
    assert max(sizes) < 6_000_000
    refuse_after(monkeypatch, "PREFIXED", 10_000_000)
    sizes.clear()
    with pytest.raises(TooMuchError, match="MB of text"):
        read_parquet(prefixed(texts), "t.parquet")
    assert sum(sizes) < 16_000_000
    refuse_after(monkeypatch, "SUFFIXES", 40_000)
    with pytest.raises(TooMuchError, match="differs from the one before"):
        read_parquet(prefixed(texts), "t.parquet")


def test_lists_and_records_are_named_and_not_read() -> None:
    content = written({"kt": [1.5, 2.5], "a": [[1, 2], [3]], "b": [{"c": 1}, {"c": 2}]})
    table = read_parquet(content, "t.parquet")
    assert {name: table.text(name).texts() for name in table.columns} == {
        "kt": ["1.5", "2.5"],
        "a": ["(list)"] * 2,
        "b": ["(record)"] * 2,
    }
    with pytest.raises(DataError, match="plain columns"):
        read_parquet(written({"a": [[1, 2], [3]]}), "t.parquet")


def test_text_that_is_not_told_to_be_text_is_read() -> None:
    content = written({"exporter": pa.array([b"Germany", b"\xff\xfe"])})
    assert read_parquet(content, "t.parquet").text("exporter").texts() == ["Germany", "(bytes)"]


def test_days_that_no_calendar_knows_are_text() -> None:
    content = written({"day": pa.array([2**30, 0], pa.int32()).cast(pa.date32())})
    assert read_parquet(content, "t.parquet").text("day").texts()[1] == "1970-01-01"


def test_text_that_is_no_utf_8_is_refused() -> None:
    content = written({"exporter": ["Fr\u00e9nce"]}, compression="none", write_statistics=False)
    with pytest.raises(DataError, match=r"exporter.*UTF-8"):
        read_parquet(content.replace("Fr\u00e9nce".encode(), b"Fr\xff\xfence"), "t.parquet")


def test_too_many_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_COLUMNS", 5)
    with pytest.raises(TooMuchError, match="6 columns"):
        read_parquet(written({f"c{i}": [1] for i in range(6)}), "t.parquet")


def test_a_preview_writes_out_what_its_rows_refer_to(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written({"exporter": [f"P{i}" for i in range(5000)]})
    table = read_parquet(content, "t.parquet", limit=3)
    assert table.text("exporter").texts() == ["P0", "P1", "P2"]
    assert len(table.columns["exporter"].values) <= 4  # type: ignore[union-attr]


def test_the_numbers_of_decimals_keep_every_digit() -> None:
    content = written({"kt": [Decimal("0.1000"), Decimal("12345678901234567890.25")]})
    table = read_parquet(content, "t.parquet", numbers=["kt"])
    assert table.text("kt").texts() == ["0.1000", "12345678901234567890.2500"]
