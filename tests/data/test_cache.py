"""Large datasets open again from a copy, and never from an old one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data import cache, read
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import keep_written, load
from dependency_explorer.data.way import Way
from dependency_explorer.data.write import write_dataset
from tests.data.tables import FLOWS, csv_bytes, flow, write_flows


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "FROM_BYTES", 0)


def same(one: Dataset, other: Dataset) -> None:
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])
    for field in ("name", "title", "problems", "fingerprint", "focus", "focus_rule", "extra_tables"):
        assert getattr(one, field) == getattr(other, field)
    assert [path.name for path in one.scenarios] == [path.name for path in other.scenarios]
    assert dict(one.metadata) == dict(other.metadata)


@pytest.mark.usefixtures("everything_is_large")
def test_a_bundled_package_comes_back_whole(tmp_path: Path) -> None:
    folder = Path(load("mongolia").origin)
    first = load(folder, kept_in=tmp_path / "cache")
    again = load(folder, kept_in=tmp_path / "cache")
    assert again is not first
    same(first, again)
    assert all(path.is_file() for path in again.scenarios)


@pytest.mark.usefixtures("everything_is_large")
def test_the_copy_is_used_and_a_changed_source_is_not_answered_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_flows(tmp_path, flow(quantity=1))
    load(path, kept_in=tmp_path / "cache")
    read_again: list[Path] = []
    original = read._load_file
    monkeypatch.setattr(read, "_load_file", lambda one, way: read_again.append(one) or original(one, way))
    assert load(path, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [1.0]
    assert read_again == []
    path.write_bytes(csv_bytes([flow(quantity=2)]))
    assert load(path, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [2.0]
    assert read_again == [path]


@pytest.mark.usefixtures("everything_is_large")
def test_a_damaged_copy_is_passed_over(tmp_path: Path) -> None:
    path = write_flows(tmp_path, flow(quantity=1))
    load(path, kept_in=tmp_path / "cache")
    for copy in (tmp_path / "cache").rglob("*.arrow"):
        copy.write_bytes(b"broken")
    assert load(path, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [1.0]


@pytest.mark.usefixtures("everything_is_large")
def test_old_copies_go(tmp_path: Path) -> None:
    for number in range(cache._MOST_KEPT + 3):
        load(write_flows(tmp_path, flow(quantity=number)), kept_in=tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == cache._MOST_KEPT


@pytest.mark.usefixtures("everything_is_large")
def test_copies_go_where_they_take_too_much_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache"
    load(write_flows(tmp_path, flow(quantity=1)), kept_in=folder)
    one = cache.size_of(next(folder.iterdir()))
    monkeypatch.setattr(cache, "_MOST_BYTES", 2 * one + one // 2)
    for number in range(2, 5):
        load(write_flows(tmp_path, flow(quantity=number)), kept_in=folder)
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(cache, "_MOST_BYTES", 1)
    newest = load(write_flows(tmp_path, flow(quantity=9)), kept_in=folder)
    assert len(list(folder.iterdir())) == 1
    same(load(tmp_path / "flows.csv", kept_in=folder), newest)


@pytest.mark.usefixtures("everything_is_large")
def test_a_copy_that_another_window_has_open_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setattr(cache, "_MOST_BYTES", 1)
    first = load(write_flows(tmp_path, flow(quantity=1)), kept_in=folder)
    (copy,) = folder.iterdir()
    there = sorted(path.name for path in copy.iterdir())
    rename = Path.rename

    def locked(path: Path, target: Path) -> Path:
        if path == copy:
            raise PermissionError(13, "another program has a file of it open")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", locked)
    load(write_flows(tmp_path, flow(quantity=2)), kept_in=folder)
    assert sorted(path.name for path in copy.iterdir()) == there
    same(load(write_flows(tmp_path, flow(quantity=1)), kept_in=folder), first)
    monkeypatch.setattr(Path, "rename", rename)
    load(write_flows(tmp_path, flow(quantity=3)), kept_in=folder)
    assert not copy.exists()
    assert not list(folder.glob("*.part"))


@pytest.mark.usefixtures("everything_is_large")
def test_half_written_copies_go_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    for name, days in (("old.part", 2), ("new.part", 0)):
        (folder / name).mkdir(parents=True)
        stamp = time.time() - days * 86_400
        os.utime(folder / name, (stamp, stamp))
    load(write_flows(tmp_path, flow(quantity=1)), kept_in=folder)
    assert not (folder / "old.part").exists()
    assert (folder / "new.part").exists()


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("target", ["saved", "saved.zip", "saved.parquet"])
def test_a_saved_dataset_opens_from_its_copy_until_a_part_of_it_changes(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / target
    write_dataset(load(write_flows(tmp_path, flow(quantity=1), flow(quantity=2, period="2024"))), saved)
    read_whole: list[Path] = []
    original = read._load_file
    monkeypatch.setattr(read, "_load_file", lambda one, way: read_whole.append(one) or original(one, way))
    first = load(saved, kept_in=tmp_path / "cache")
    again = load(saved, kept_in=tmp_path / "cache")
    same(first, again)
    assert read_whole.count(saved) == 1
    write_dataset(load(write_flows(tmp_path, flow(quantity=7))), saved, force=True)
    assert load(saved, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [7.0]
    assert read_whole.count(saved) == 2
    if saved.is_dir():
        (saved / "places.csv").write_bytes((saved / "places.csv").read_bytes() + b"\r\n")
        load(saved, kept_in=tmp_path / "cache")
        assert read_whole.count(saved) == 3


def test_a_folder_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "FROM_BYTES", 0)
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    path = write_flows(tmp_path, flow(quantity=1))
    assert len(load(path, kept_in=tmp_path / "cache").tables["flows"]) == 1


def test_small_sources_are_not_kept(tmp_path: Path) -> None:
    load(write_flows(tmp_path, flow()), kept_in=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize(
    "changes", [{}, {"note": "two\nlines"}, {"quality": "odd"}, {"note": "'=1+1"}, {"quantity": -1}]
)
def test_what_was_just_written_opens_from_its_copy_as_it_would_be_read(
    tmp_path: Path, changes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    header = (*FLOWS, "note", "quality")
    odd = [changes.get(name, "") for name in ("note", "quality")]
    lines = [
        (*flow(), "", ""),
        (*flow(quantity=changes.get("quantity", 1), period="2021"), *odd),
        (*flow(period="2022"), "", ""),
    ]
    path = write_flows(folder, *lines, header=header)
    dataset, target = load(path), tmp_path / "written"
    write_dataset(dataset, target)
    keep_written(dataset, target, tmp_path / "cache", Way())
    expected = load(target)
    with monkeypatch.context() as patch:
        patch.setattr(read, "_load_file", lambda *_: pytest.fail("It was read again."))
        same(expected, load(target, kept_in=tmp_path / "cache"))
    text = (target / "flows.csv").read_text("utf-8")
    (target / "flows.csv").write_text(text.replace("2022", "2023"), "utf-8")
    assert "2023" in load(target, kept_in=tmp_path / "cache").tables["flows"]["period"].tolist()


@pytest.mark.usefixtures("everything_is_large")
def test_a_code_list_that_comes_to_lie_beside_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS17_Y2022_V202401.csv"
    path.write_text("t,i,j,k,v,q\n2022,276,250,270900,1.5,2\n", encoding="utf-8")
    names = [load(path, kept_in=tmp_path / "cache").tables["commodities"]["name"].tolist()]
    beside = tmp_path / "product_codes_HS17_V202401.csv"
    for told in ("Crude oil", "Petroleum"):
        beside.write_text(f"code,description\n270900,{told}\n", encoding="utf-8")
        names.append(load(path, kept_in=tmp_path / "cache").tables["commodities"]["name"].tolist())
    assert names[1:] == [["Crude oil"], ["Petroleum"]]
    assert names[0] != names[1]


def test_names_and_contents_of_files_do_not_run_into_each_other(tmp_path: Path) -> None:
    keys = []
    for name, content in (("a", "bc"), ("ab", "c")):
        folder = tmp_path / f"of {name}"
        folder.mkdir()
        (folder / name).write_text(content, encoding="utf-8")
        keys.append(cache.fingerprint(folder, Way()))
    assert keys[0] != keys[1]


@pytest.mark.usefixtures("everything_is_large")
def test_a_source_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_flows(tmp_path, flow(quantity=1))
    first = path.read_bytes()
    original = read._load_file

    def changed(one: Path, way: Way) -> Dataset:
        path.write_bytes(csv_bytes([flow(quantity=22)]))
        return original(one, way)

    with monkeypatch.context() as patch:
        patch.setattr(read, "_load_file", changed)
        assert load(path, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [22.0]
    path.write_bytes(first)
    assert load(path, kept_in=tmp_path / "cache").tables["flows"]["quantity"].tolist() == [1.0]
