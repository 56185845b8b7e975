"""Two datasets made one: nothing is lost, nothing is counted twice unasked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import combine
from dependency_explorer.data.combine import SameKey, combined, same_keys
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from tests.data.tables import csv_bytes, flow


def dataset(folder: Path, name: str, *rows: tuple[object, ...]) -> Dataset:
    path = folder / f"{name}.csv"
    path.write_bytes(csv_bytes(rows))
    return load(path)


def test_other_keys_are_added(tmp_path: Path) -> None:
    one = dataset(tmp_path, "one", flow(quantity=1))
    other = dataset(tmp_path, "other", flow("CHN", quantity=2), flow(period="2024", quantity=3))
    both = combined(one, other)
    assert same_keys(one, other) == 0
    assert sorted(both.tables["flows"]["quantity"].tolist()) == [1.0, 2.0, 3.0]
    assert (both.name, both.title, both.focus) == (one.name, one.title, one.focus)
    assert both.place_name("CHN") == "China"
    assert both.errors == ()


@pytest.mark.parametrize(
    ("same", "quantities", "qualities"),
    [("keep", [1.0], [""]), ("replace", [2.0], [""]), ("alternative", [1.0, 2.0], ["", "alt"])],
)
def test_the_same_key(tmp_path: Path, same: SameKey, quantities: list[float], qualities: list[str]) -> None:
    one, other = dataset(tmp_path, "one", flow(quantity=1)), dataset(tmp_path, "other", flow(quantity=2))
    both = combined(one, other, same)
    assert same_keys(one, other) == 1
    assert both.tables["flows"]["quantity"].tolist() == quantities
    assert both.tables["flows"]["quality"].tolist() == qualities
    assert any("1 row has the key of a row that is there" in str(problem) for problem in both.problems)
    assert both.errors == ()


def test_sources_of_one_name_are_told_apart(tmp_path: Path) -> None:
    header = "id,publisher,title"
    folders = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = [(*flow(f"P{number}", quantity=number), "s")]
        (folder / "flows.csv").write_bytes(
            csv_bytes(
                rows,
                ("period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd", "source_id"),
            )
        )
        (folder / "sources.csv").write_text(f"{header}\ns,Publisher {number},Title\n")
        folders.append(load(folder))
    both = combined(*folders)
    ids = both.tables["flows"]["source_id"].tolist()
    assert len(set(ids)) == 2
    assert [both.source_label(id) for id in ids] == ["Publisher 1, Title", "Publisher 2, Title"]


def test_units_meet_in_one(tmp_path: Path) -> None:
    one = dataset(tmp_path, "one", flow(quantity=1, unit="kt"))
    other = dataset(tmp_path, "other", flow("CHN", quantity=500, unit="t"))
    flows = combined(one, other).tables["flows"]
    assert len(set(flows["unit"].tolist())) == 1
    assert sorted(flows["quantity"].tolist()) in ([0.5, 1.0], [500.0, 1000.0])


cells = st.sampled_from(["", "a", "b", "c", "nan"])


@given(
    st.lists(st.tuples(cells, cells, cells, st.floats(0, 9)), max_size=8),
    st.lists(st.tuples(cells, cells, cells, st.floats(0, 9)), max_size=8),
    st.booleans(),
)
def test_tables_are_joined_and_compared_as_their_texts_are(
    first: list[tuple[str, str, str, float]], second: list[tuple[str, str, str, float]], wider: bool
) -> None:
    def table(rows: list[tuple[str, str, str, float]], names: tuple[str, ...]) -> pd.DataFrame:
        made = pd.DataFrame(
            {name: [row[i] for row in rows] for i, name in enumerate(("one", "two", "remark", "number"))}
        ).astype({"one": "str", "two": "str", "remark": "str", "number": "float64"})
        return made.astype({"one": "category", "two": "category"})[list(names)]

    names = ("one", "two", "remark", "number")
    one = table(first, names)
    other = table(second, names if wider else ("one", "two", "number"))
    known = {row[:2] for row in first}
    assert combine._twins(one, other, ("one", "two")).tolist() == [row[:2] in known for row in second]
    if wider:
        known = {row[:3] for row in first}
        twins = combine._twins(one, other, ("one", "two", "remark")).tolist()
        assert twins == [row[:3] in known for row in second]
    both = combine._below(one, other)
    for i, name in enumerate(names):
        expected = [row[i] for row in first]
        expected += [row[i] if wider or name != "remark" else "" for row in second]
        if name in both:
            assert both[name].tolist() == expected
        else:
            assert not first
    if first and second:
        assert [str(one) for one in both["one"].cat.categories] == sorted(
            {row[0] for row in (*first, *second)}
        )
        assert not isinstance(both["remark"].dtype, pd.CategoricalDtype)
