"""Two datasets made one: nothing is lost, nothing is counted twice unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

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
