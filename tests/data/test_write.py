from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data import write as writing
from dependency_explorer.data.csv_blocks import csv_blocks
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.files import Content, blocks_of
from dependency_explorer.data.formulas import pasted, protected, unprotected
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.locations import datasets_folder
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.data.write import csv_text, number_text, write_package
from tests.data.tables import FLOWS, csv_bytes, flow, names_in, write_flows
from tests.data.tables import write_package as write_folder

FORMULAS = (
    "=1+1", "+cmd", "-2", "@SUM(A1)", "'=quoted", "''@twice", "'plain", "it's = fine",
    " =1+1", "\t=1", "\r\n@x", "\u00a0-2", "'\t=1", "\uff1d1+1", "\tplain", "' = quoted",
)  # fmt: skip


def is_total(text: str) -> bool:
    """Whether a table of flows means the total over partners by this ("Total", "World")."""
    place = anyhow(text)
    return place is not None and place.kind == "world"


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
codes = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and ";" not in text and not is_total(text)
)
Rows = list[tuple[str, str, str, float | None, str]]
amounts = st.none() | st.floats(min_value=0, max_value=1e99)


def same(one: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame]) -> None:
    assert list(one) == list(other)
    for name in one:
        left = one[name].drop(columns="row").reset_index(drop=True)
        pd.testing.assert_frame_equal(left, other[name].drop(columns="row").reset_index(drop=True))


@pytest.mark.parametrize("name", ["package", "package.zip"])
def test_written_then_read_is_equal(tmp_path: Path, name: str) -> None:
    mongolia = load("mongolia")
    target = tmp_path / name
    write_package(mongolia, target)
    again = load(target)
    same(mongolia.tables, again.tables)
    assert again.problems == (() if target.is_dir() else again.problems)
    assert (again.title, again.description, again.focus) == (mongolia.title, mongolia.description, "MNG")
    assert again.opening == {"commodity": "oil_products"}
    assert again.extra_tables == ("flows_partial",)
    if target.is_dir():
        assert [path.name for path in again.scenarios] == [path.name for path in mongolia.scenarios]
    write_package(again, tmp_path / ("again-" + name))
    other = tmp_path / ("again-" + name)
    if target.is_file():
        assert target.read_bytes() == other.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(codes, codes, codes, amounts, words), min_size=1, max_size=6))
def test_any_text_and_number_survives(tmp_path: Path, rows: Rows) -> None:
    header = (*FLOWS, "note")
    cells = []
    for n, (one, two, what, amount, note) in enumerate(rows):
        quantity = "" if amount is None else repr(amount)
        names = (protected(one), protected(two), protected(what))
        cells.append((str(1000 + n), *names, quantity, "kt", "", protected(note)))
    first = load(write_flows(tmp_path, *cells, header=header))
    flows = first.tables["flows"]
    for name, position in (("exporter", 0), ("importer", 1), ("commodity", 2), ("note", 4)):
        assert flows[name].tolist() == [row[position] for row in rows]
    expected = [row[3] for row in rows]
    assert [None if value != value else value for value in flows["quantity"].tolist()] == expected
    target = tmp_path / "out"
    write_package(first, target, force=True)
    same(first.tables, load(target).tables)


texts = words | st.sampled_from(
    [*FORMULAS, "", "a,b", 'say "no"', "two\r\nlines", "a\rb", "a\nb", "\x00", " "]
)
numerals = (
    st.floats()
    | st.floats().map(lambda value: round(value, 3) if abs(value) < 1e300 else value)
    | st.integers(-(10**17), 10**17).map(float)
    | st.sampled_from(
        [0.0, -0.0, 1e15, 1e15 - 1, 1e16, 1e10, 9999999999.5, 1e-3, 9.9e-4, 5e-324, float("nan")]
    )
)


@given(st.lists(st.tuples(texts, texts, numerals), max_size=20))
def test_columns_are_written_as_cell_by_cell(rows: list[tuple[str, str, float]]) -> None:
    frame = pd.DataFrame(
        {
            "a,": pd.Categorical([row[0] for row in rows]),
            "b": pd.array([row[1] for row in rows], dtype="str"),
            "c": np.array([row[2] for row in rows], np.float64),
        }
    )
    cells = [(protected(one), protected(two), number_text(number)) for one, two, number in rows]
    written = b"".join(csv_blocks(frame, ("a,", "b", "c"), ("c",)))
    assert written.decode("utf-8") == csv_text(("a,", "b", "c"), cells)


@given(words)
def test_protection_is_undone_exactly(text: str) -> None:
    assert unprotected(protected(text)) == text
    written = protected(text)
    assert not written.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert not written.startswith(("\t", "\r", "\n"))


@given(st.lists(st.tuples(texts, st.none() | st.floats() | texts), min_size=1, max_size=5))
def test_what_is_pasted_keeps_its_cells_apart_and_runs_no_formula(rows: list[tuple[object, object]]) -> None:
    cells = [line.split("\t") for line in pasted(rows).split("\n")]
    assert [len(row) for row in cells] == [2] * len(rows)
    for given_, row in zip(rows, cells, strict=True):
        for value, cell in zip(given_, row, strict=True):
            assert not isinstance(value, str) or cell.lstrip()[:1] not in ("=", "+", "-", "@")


def test_a_column_named_like_a_formula_keeps_its_name(tmp_path: Path) -> None:
    first = load(write_flows(tmp_path, (*flow(), "x"), header=(*FLOWS, "'=cmd")))
    names = list(first.tables["flows"].columns)
    assert "=cmd" in names
    write_package(first, tmp_path / "out")
    assert b"'=cmd" in (tmp_path / "out" / "flows.csv").read_bytes().split(b"\n")[0]
    assert list(load(tmp_path / "out").tables["flows"].columns) == names


def test_formulas_are_protected_in_text_and_numbers_are_not(tmp_path: Path) -> None:
    header = ("period", "place", "commodity", "item", "value", "unit", "note")
    rows = [
        (str(2000 + n), "MNG", "x", "result", "-5", "MNT", protected(text)) for n, text in enumerate(FORMULAS)
    ]
    path = write_folder(tmp_path / "p", flows=csv_bytes([flow()]), balances=csv_bytes(rows, header))
    data = load(path)
    assert data.tables["balances"]["note"].tolist() == list(FORMULAS)
    write_package(data, tmp_path / "out")
    with (tmp_path / "out" / "balances.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert {row["value"] for row in written} == {"-5"}
    assert [row["note"][0] for row in written] == ["'"] * 7 + ["i"] + ["'"] * 8
    assert load(tmp_path / "out").tables["balances"]["note"].tolist() == list(FORMULAS)


def test_frictionless_accepts_what_is_written(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    header = (*FLOWS, "note")
    rows = [
        (*flow(), '=a\r\n"b"'),
        (*flow("中国", "مصر", "1e15", "2023-01"), ""),
        (*flow("NA", "B", "", value=3), ""),
    ]
    write_package(load(write_flows(tmp_path, *rows, header=header)), tmp_path / "small")
    mongolia = load("mongolia")
    write_package(mongolia, tmp_path / "mongolia")
    for folder in (tmp_path / "small", tmp_path / "mongolia", mongolia.origin):
        result = frictionless.validate(str(folder / "datapackage.json"))
        assert result.valid, result.flatten(["title", "rowNumber", "fieldName", "message"])[:5]


def test_frictionless_reads_the_same_numbers(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    write_package(
        load(write_flows(tmp_path, flow(quantity="0.1"), flow("NA", quantity="1e-9"))), tmp_path / "p"
    )
    package = frictionless.Package(str(tmp_path / "p" / "datapackage.json"))
    rows = package.get_resource("flows").read_rows()
    assert [(row["exporter"], float(row["quantity"])) for row in rows] == [("RUS", 0.1), ("NA", 1e-9)]


def small(tmp_path: Path) -> Dataset:
    return load(write_flows(tmp_path, flow()))


def test_what_exists_is_replaced_only_by_force(tmp_path: Path) -> None:
    data = small(tmp_path)
    target = tmp_path / "p"
    write_package(data, target)
    with pytest.raises(DataError, match="exists"):
        write_package(data, target)
    (target / "old.txt").write_text("x")
    write_package(data, target, force=True)
    assert names_in(target) == ["commodities.csv", "datapackage.json", "flows.csv", "places.csv"]
    archive = tmp_path / "p.zip"
    write_package(data, archive)
    with pytest.raises(DataError, match="exists"):
        write_package(data, archive)
    write_package(data, archive, force=True)
    assert names_in(tmp_path) == ["flows.csv", "p", "p.zip"]


def test_folders_of_other_things_are_never_replaced(tmp_path: Path) -> None:
    data = small(tmp_path)
    other = tmp_path / "home"
    other.mkdir()
    write_package(data, other)  # empty: nothing to lose
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("x")
    with pytest.raises(DataError, match="other things"):
        write_package(data, precious, force=True)
    with pytest.raises(DataError, match="is a file"):
        write_package(data, tmp_path / "flows.csv", force=True)
    assert (precious / "thesis.txt").read_text() == "x"


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small(tmp_path)
    target = tmp_path / "p"
    write_package(data, target)
    before = (target / "flows.csv").read_bytes()
    written = 0

    def fail(path: Path, content: Content) -> None:
        nonlocal written
        written += 1
        if written == 2:
            raise DataError("The disk is full: it was not written.")
        path.write_bytes(b"".join(blocks_of(content)))

    monkeypatch.setattr(writing, "write_atomic", fail)
    with pytest.raises(DataError, match="full"):
        write_package(data, target, force=True)
    assert (target / "flows.csv").read_bytes() == before
    assert names_in(tmp_path) == ["flows.csv", "p"]
    with pytest.raises(DataError, match="does not exist"):
        write_package(data, tmp_path / "no" / "p")


def test_the_descriptor_describes_every_column(tmp_path: Path) -> None:
    write_package(load("mongolia"), tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        for entry in descriptor["resources"]:
            header = archive.read(entry["path"]).decode("utf-8").splitlines()[0]
            assert [field["name"] for field in entry["schema"]["fields"]] == header.split(",")
    assert descriptor["name"] == "mongolia"


def test_writing_over_its_own_source(tmp_path: Path) -> None:
    write_package(load("mongolia"), tmp_path / "p")
    data = load(tmp_path / "p")
    write_package(data, tmp_path / "p", force=True)
    same(data.tables, load(tmp_path / "p").tables)
    assert (tmp_path / "p" / "README.md").is_file()
    for folder in ("scenarios", "backtests"):
        written = {path.name for path in (tmp_path / "p" / folder).glob("*.json")}
        assert written == {path.name for path in (datasets_folder() / "mongolia" / folder).glob("*.json")}


def test_further_tables_come_along_whatever_they_are(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "p", flows=csv_bytes([flow()]))
    (source / "old.csv").write_bytes((source / "flows.csv").read_bytes().replace(b"RUS", b"CHN"))
    (source / "flows.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (source / "part.csv").write_text("c\n3\n", encoding="utf-8")
    further = [
        {"name": "raw", "path": "flows.csv"},
        {"name": "inline", "data": [{"a": 1}]},
        {"name": "parts", "path": ["flows.csv", "part.csv"]},
        {"name": "far", "path": "https://example.org/t.csv"},
    ]
    resources = [{"name": "flows", "path": "old.csv"}, *further]
    text = json.dumps({"name": "p", "resources": resources})
    (source / "datapackage.json").write_text(text, encoding="utf-8")
    dataset = load(source)
    write_package(dataset, tmp_path / "out")
    again = load(tmp_path / "out")
    assert again.tables["flows"]["exporter"].tolist() == ["CHN"]
    assert again.extra_tables == dataset.extra_tables
    entries = {
        one["name"]: one for one in json.loads((tmp_path / "out/datapackage.json").read_text())["resources"]
    }
    assert entries["inline"] == further[1]
    assert entries["far"] == further[3]
    contents = {
        name: [
            (tmp_path / "out" / path).read_text() for path in ([paths] if isinstance(paths, str) else paths)
        ]
        for name in ("raw", "parts")
        for paths in [entries[name]["path"]]
    }
    assert contents == {"raw": ["a,b\n1,2\n"], "parts": ["a,b\n1,2\n", "c\n3\n"]}
