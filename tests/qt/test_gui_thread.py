"""What must not be done on the GUI thread, because a disk or an import may take its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow
from dependency_explorer.workspace.state import Workspace
from tests.qt.conftest import LOAD_MS, settle

ROOT = Path(__file__).parents[2]
WINDOWS = (
    "copy image",
    "briefing",
    "stress test",
    "back-tests",
    "all places",
    "compare scenarios",
    "look at a table",
)
"""What imports modules of its own when it is first done, each turn a few milliseconds."""


@pytest.fixture(scope="module")
def imported() -> dict[str, Any]:
    """Which modules which thread of a used program was the first to import; see `first_imports`."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.qt.first_imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_usual_actions_import_nothing_on_the_gui_thread(imported: dict[str, Any]) -> None:
    *seen, last = imported["seen"]
    assert last == ["to see whether the watch sees", imported["last"]]
    seen = [(doing, name) for doing, name in seen if doing not in WINDOWS]
    assert seen == []


def test_what_makes_classes_of_qt_is_imported_on_the_gui_thread_only(imported: dict[str, Any]) -> None:
    assert imported["off"] == []
    # Only then is the watch known to have seen a table come in, whose window is of Qt.
    assert {doing for doing, _ in imported["seen"]} >= set(WINDOWS)


def test_no_worker_makes_a_class_of_qt_or_touches_what_is_not_its_own(imported: dict[str, Any]) -> None:
    """Qt reads PySide's table of classes without the interpreter's lock, and a signal emitted on a worker does so
    there; see `widget_modules` and `doorbell`."""
    names = {"made": "OnWorker", "late": "PySide6.Late.AskedFor", "touched": "OnWorker.objectName"}
    for what, last in names.items():
        *found, seen = imported[what]
        assert seen[0] == imported["sees"]
        assert seen[-1].endswith(last), what  # the watch does see
        assert found == [], what


def test_what_was_watched_did_write_its_files(imported: dict[str, Any]) -> None:
    assert {"briefing.pdf", "figure.pdf", "figure.png", "figure.svg"} <= set(imported["written"])
    assert imported["saved"]


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
