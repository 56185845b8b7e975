"""Preferences never keep the program from starting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.analysis.question import Question
from dependency_explorer.workspace.preferences import (
    MOST_RECENT,
    Preferences,
    left_off,
    read_preferences,
    save_left_off,
    write_preferences,
)
from dependency_explorer.workspace.state import Workspace


def test_preferences_are_read_as_written(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    preferences = Preferences(("a", "b"), "Z2Vv", "bGF5", "dark", 125)
    write_preferences(folder, preferences)
    assert read_preferences(folder) == (preferences, "")


def test_no_preferences_are_the_defaults(tmp_path: Path) -> None:
    assert read_preferences(tmp_path) == (Preferences(), "")
    assert left_off(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "x"}', "\udc80"])
def test_broken_preferences_are_the_defaults_with_a_reason(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    preferences, reason = read_preferences(tmp_path)
    assert preferences == Preferences()
    assert reason.endswith("its own settings.")


def test_an_unknown_key_of_a_later_program_is_no_fault(tmp_path: Path) -> None:
    write_preferences(tmp_path, Preferences(theme="dark"))
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "later": 1}))
    assert read_preferences(tmp_path) == (Preferences(theme="dark"), "")


def test_recent_files_are_latest_first_without_repetition() -> None:
    preferences = Preferences()
    for name in [*"abcdefghijklmno", "n"]:
        preferences = preferences.opened(name)
    assert len(preferences.recent) == MOST_RECENT
    assert preferences.recent[:3] == ("n", "o", "m")


def test_where_you_left_off_is_a_project_file(tmp_path: Path) -> None:
    state = Workspace(dataset="mongolia", question=Question("MNG", first="2023", last="2023"))
    save_left_off(tmp_path / "p", state)
    opened = left_off(tmp_path / "p")
    assert opened is not None
    assert opened.state == state
