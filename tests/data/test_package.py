"""Packages that are damaged or mean harm."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dependency_explorer.data import package
from dependency_explorer.data.package import safe_name
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from tests.data.tables import csv_bytes, flow, names_in, write_package

FLOWS = csv_bytes([flow()])


def descriptor(**resources: object) -> str:
    return json.dumps({"resources": [{"name": name, "path": path} for name, path in resources.items()]})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"resources": [', ("line 1", "damaged", "delete the file")),
        ('{"resources": 5}', ("resources", "list")),
        ("[]", ("resources",)),
        ('{"resources": [5]}', ("entry 1", "no object")),
        ('{"resources": [{"name": "flows"}]}', ("entry 1", "path")),
        ('{"resources": [{"name": "flows", "path": ["a.csv", "b.csv"]}]}', ("one path",)),
        (descriptor(flows="http://example.org/flows.csv"), ("network", "example.org")),
        (descriptor(flows="../flows.csv"), ("outside",)),
        (descriptor(flows="/etc/passwd"), ("outside",)),
        (descriptor(flows="gone.csv"), ("gone.csv", "does not exist")),
        (descriptor(balances="flows.csv"), ("no table flows",)),
    ],
)
def test_damaged_descriptors(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS)
    (folder / "datapackage.json").write_text(text)
    for path in (folder, folder / "datapackage.json"):
        with pytest.raises(DataError) as caught:
            load(path)
        for word in words:
            assert word in str(caught.value)
        assert str(caught.value).endswith(".")


def test_descriptor_in_a_wrong_encoding(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS)
    (folder / "datapackage.json").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(DataError, match="UTF-8"):
        load(folder)


def test_descriptor_says_name_separator_and_encoding(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    text = csv_bytes([flow("Россия")], delimiter="^").decode().encode("cp1251")
    (folder / "d.csv").write_bytes(text)
    entry = {"name": "Flows", "path": "d.csv", "encoding": "cp1251", "dialect": {"delimiter": "^"}}
    more = {"name": "else", "path": "else.csv"}
    (folder / "datapackage.json").write_text(
        json.dumps({"title": "T", "focus": "Россия", "resources": [entry, more]})
    )
    data = load(folder)
    assert data.tables["flows"]["exporter"].tolist() == ["Россия"]
    assert (data.title, data.focus, data.extra_tables, data.problems) == ("T", "Россия", ("else",), ())


def test_a_focus_that_trades_nothing_is_said(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS)
    (folder / "datapackage.json").write_text(
        json.dumps({"focus": "CHL", "resources": [{"name": "flows", "path": "flows.csv"}]})
    )
    data = load(folder)
    assert data.focus == "MNG"
    assert [problem.value for problem in data.problems] == ["CHL"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(FLOWS)
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "flows.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(DataError, match="outside"):
        load(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS)
    folder.chmod(0)
    try:
        with pytest.raises(DataError, match="permission"):
            load(folder)
    finally:
        folder.chmod(0o755)


def archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


@pytest.mark.parametrize("top", ["", "mongolia-main/"])
def test_archives_with_and_without_a_top_folder(tmp_path: Path, top: str) -> None:
    path = archive(tmp_path / "p.zip", (top + "flows.csv", FLOWS), (top + "readme.txt", b"x"))
    assert load(path).tables["flows"]["quantity"].tolist() == [1.0]
    path = archive(
        tmp_path / "q.zip",
        (top + "flows.csv", FLOWS),
        (top + "datapackage.json", descriptor(flows="flows.csv").encode()),
    )
    assert load(path).problems == ()


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("flows.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../flows.csv", FLOWS)], "leads out"),
        ([("a/../../flows.csv", FLOWS)], "leads out"),
        ([("/flows.csv", FLOWS)], "leads out"),
        ([("..\\flows.csv", FLOWS)], "leads out"),
        ([("C:flows.csv", FLOWS)], "leads out"),
        ([(link(), b"/etc/passwd")], "link"),
        ([("flows.csv", b"0" * 61_000_000)], "becomes 61"),
    ],
)
def test_harmful_archives(
    tmp_path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], words: str
) -> None:
    path = archive(tmp_path / "p.zip", *entries)
    before = names_in(tmp_path)
    with pytest.raises(DataError, match=words):
        load(path)
    assert names_in(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "limit", "words"), [("_MOST_ENTRIES", 1, "2 files"), ("_MOST_BYTES", 10, "would unpack")]
)
def test_archives_that_are_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int, words: str
) -> None:
    path = archive(tmp_path / "p.zip", ("flows.csv", FLOWS), ("b.csv", b"x"))
    monkeypatch.setattr(package, name, limit)
    with pytest.raises(DataError, match=words):
        load(path)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _garble(content: bytes) -> bytes:
    return content.replace(b"diesel", b"DIESEL")


@pytest.mark.parametrize("damage", [_cut, _garble])
def test_damaged_archives(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("flows.csv", FLOWS)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError) as caught:
        load(path)
    assert "Pack the folder again" in str(caught.value)


@pytest.mark.parametrize("name", ["", "..", "a/../..", "/a", "C:/a", "a\\b", "a\x00b"])
def test_unsafe_names(name: str) -> None:
    assert not safe_name(name)


def test_safe_names() -> None:
    assert safe_name("flows.csv")
    assert safe_name("data/Монгол..csv")


def test_of_two_files_for_a_table_the_first_is_read_and_the_other_named(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS, more=csv_bytes([flow("CHN")]))
    names = [{"name": "flows", "path": "flows.csv"}, {"name": "flows", "path": "more.csv"}]
    (folder / "datapackage.json").write_text(json.dumps({"resources": names}))
    data = load(folder)
    assert data.tables["flows"]["exporter"].tolist() == ["RUS"]
    (problem,) = data.problems
    assert problem.severity == "error"
    assert "“flows.csv” and “more.csv”" in problem.message


def test_tables_that_are_not_ours_may_lie_anywhere(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", flows=FLOWS)
    others = [{"name": "weather", "data": [1]}, {"name": "news", "path": "https://example.org/news.csv"}]
    own = [{"name": "flows", "path": "flows.csv"}]
    (folder / "datapackage.json").write_text(json.dumps({"resources": [*others, *own]}))
    data = load(folder)
    assert data.problems == ()
    assert data.extra_tables == ("weather", "news")


def test_a_damaged_archive_is_told_without_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("flows.csv", FLOWS)
    content = bytearray(path.read_bytes())
    content[26] = 0xFF  # the length of the name in the local header
    path.write_bytes(content)
    with pytest.raises(DataError, match="is damaged") as caught:
        load(path)
    assert len(str(caught.value)) < 150
    assert str(caught.value).isprintable()


def test_the_current_folder_is_called_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(DataError, match="empty holds no table flows"):
        load(".")
    with pytest.raises(DataError, match="No dataset is named"):
        load("")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(DataError, match="device or a pipe"):
        load(tmp_path / "t.csv")
