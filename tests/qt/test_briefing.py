"""The briefing from the window: the command, when it is there, the file it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle


@pytest.fixture
def winter(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on a preset that goes short."""
    assert window.session.dataset is not None
    path = next(path for path in window.session.dataset.scenarios if "winter" in path.name)
    window.session.scenarios.load(path)
    settle(qtbot, window)
    return window


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> list[str]:
    """The save dialog answers with a path; what it proposed is kept."""
    proposed: list[str] = []

    def chosen(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return proposed


def test_nothing_cut_disables_the_command_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    action = window.actions_by_id["briefing"]
    assert not action.isEnabled()
    assert action.toolTip().startswith("Nothing is cut")
    window.session.scenarios.load(window.session.dataset.scenarios[1])
    settle(qtbot, window)
    assert action.isEnabled()
    assert action.shortcut().toString() == "Ctrl+B"
    window.session.scenarios.back_to_baseline()
    settle(qtbot, window)
    assert not action.isEnabled()


def test_it_writes_the_scenario_in_force_and_those_beside_it(
    winter: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    winter.session.scenarios.duplicate()
    settle(qtbot, winter)
    proposed = answer(monkeypatch, tmp_path / "paper.pdf")
    told: list[str] = []
    winter.session.told.connect(told.append)
    winter.actions_by_id["briefing"].trigger()
    qtbot.waitUntil(lambda: bool(told), timeout=LOAD_MS)
    assert Path(proposed[0]).name.startswith("briefing-mongolia-")
    assert proposed[0].endswith(".pdf")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert "paper.pdf" in told[-1]
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"] == ["paper.pdf"]


def test_a_name_without_suffix_gets_one_and_replaces_nothing(
    winter: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "paper.pdf").write_text("mine", encoding="utf-8")
    answer(monkeypatch, tmp_path / "paper")
    winter.actions_by_id["briefing"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "paper-2.pdf").exists(), timeout=LOAD_MS)
    settle(qtbot, winter)
    assert (tmp_path / "paper.pdf").read_text(encoding="utf-8") == "mine"


def test_leaving_the_dialog_writes_nothing(
    winter: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "")
    winter.actions_by_id["briefing"].trigger()
    assert not winter.session.jobs.busy("briefing")


def test_a_folder_that_is_not_there_is_told_in_a_sentence(
    winter: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, tmp_path / "gone" / "paper.pdf")
    winter.actions_by_id["briefing"].trigger()
    qtbot.waitUntil(lambda: bool(winter.findChildren(DetailsDialog)), timeout=LOAD_MS)
    settle(qtbot, winter)
    assert not (tmp_path / "gone").exists()
    for dialog in winter.findChildren(DetailsDialog):
        dialog.close()
