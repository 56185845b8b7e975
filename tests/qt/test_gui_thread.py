"""What must not be done on the GUI thread, because a disk or an import may take its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow
from dependency_explorer.workspace.state import Workspace
from tests.qt.conftest import LOAD_MS, settle

ROOT = Path(__file__).parents[2]


def test_usual_actions_import_nothing_on_the_gui_thread() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.qt.first_imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    *seen, last = found["seen"]
    assert last == ["to see whether the watch sees", found["last"]]
    assert seen == []


def test_where_you_left_off_is_written_on_a_worker(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote: list[tuple[threading.Thread, Workspace]] = []
    save = Settings.save_left_off

    def watched(settings: Settings, state: Workspace) -> None:
        save(settings, state)
        wrote.append((threading.current_thread(), state))

    settle(qtbot, window)
    monkeypatch.setattr(Settings, "save_left_off", watched)
    window.session.choose_measure("value")
    settle(qtbot, window)
    # Nobody asks for it: its timer does.
    qtbot.waitUntil(lambda: any(s.question.measure == "value" for _, s in wrote), timeout=LOAD_MS)
    assert threading.main_thread() not in {thread for thread, _ in wrote}
    left = window.settings.left_off()
    assert left is not None
    assert left.state.question.measure == "value"
