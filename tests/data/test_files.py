from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.files import write_atomic, write_together
from dependency_explorer.data.locations import bundled_datasets, resources_folder
from dependency_explorer.data.problems import DataError, count, counted, shown
from tests.data.tables import names_in


def test_written_whole_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "Монгол улс.txt"
    write_atomic(path, "中国\n")
    assert path.read_text(encoding="utf-8") == "中国\n"
    path.chmod(0o640)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert names_in(tmp_path) == [path.name]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DataError) as caught:
        write_atomic(path, "new")
    sentence = str(caught.value)
    assert "a.csv" in sentence
    assert sentence.endswith(".")
    assert ("full" in sentence) == (number == errno.ENOSPC)
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["a.csv"]


def test_missing_folder_and_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        write_atomic(tmp_path / "no" / "a.csv", "x")
    with pytest.raises(DataError, match="is a folder"):
        write_atomic(tmp_path, "x")


def test_bundled_folders() -> None:
    assert "mongolia" in bundled_datasets()
    assert (resources_folder() / "places.csv").is_file()


def test_words_of_sentences() -> None:
    assert count(1234567) == "1\u2009234\u2009567"
    assert (counted(1, "row"), counted(2, "quantity", "quantities")) == ("1 row", "2 quantities")


@given(st.text())
def test_shown_values_stay_on_one_short_line(text: str) -> None:
    assert len(shown(text)) <= 62
    assert "\n" not in shown(text)


def test_files_that_belong_together_are_all_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "f.svg", tmp_path / "f.csv"
    write_together({one: "a", two: b"b"})
    assert (one.read_text(), two.read_text()) == ("a", "b")
    sync, calls = os.fsync, iter(range(9))

    def full(descriptor: int) -> None:
        if next(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="disk is full"):
        write_together({one: "new", two: "new"})
    two.unlink()
    two.mkdir()
    with pytest.raises(DataError, match="is a folder"):
        write_together({one: "new", two: "new"})
    assert one.read_text() == "a"
    assert names_in(tmp_path) == ["f.csv", "f.svg"]
