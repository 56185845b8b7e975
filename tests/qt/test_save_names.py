"""Names of files to be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dependency_explorer.app.save_names import as_named, unused
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import settle


def test_a_suffix_that_was_not_typed_replaces_no_file_that_was_not_asked_about(tmp_path: Path) -> None:
    there = tmp_path / "a.b.dependency.json"
    there.write_text("mine")
    assert as_named(str(there), ".dependency.json") == there, "the dialog has asked about this one"
    assert as_named(str(tmp_path / "a.b"), ".dependency.json") == tmp_path / "a.b-2.dependency.json"
    assert as_named(str(tmp_path / "new"), ".png") == tmp_path / "new.png"
    assert as_named(str(tmp_path / "NEW.PNG"), ".png") == tmp_path / "NEW.PNG"
    (tmp_path / "a.b-2.dependency.json").write_text("mine")
    assert unused(there, ".dependency.json") == tmp_path / "a.b-3.dependency.json"


def test_saving_under_a_name_without_its_suffix_keeps_the_other_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "work.dependency.json"
    there.write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "work"), ""))
    window.actions_by_id["save_as"].trigger()
    settle(qtbot, window)
    assert there.read_text() == "mine"
    assert window.session.project_path == tmp_path / "work-2.dependency.json"
    assert window.toasts.text() == "Saved work-2.dependency.json."
