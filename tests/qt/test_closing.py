"""The program ends at once whatever is under way, with status 0, and leaves nothing half written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CLOSES = """
import sys, threading, time
from pathlib import Path
from dependency_explorer import app
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from dependency_explorer.app import start
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.files import write_atomic

folder, what = Path(sys.argv[2]), sys.argv[1]

def deaf(ticket):
    def blocks():
        while True:
            yield b"x"
            time.sleep(0.01)
    write_atomic(folder / "half.csv", blocks())

def close():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    if what == "deaf":
        window.session.jobs.submit("deaf", "Working", deaf, print, print)
    QTimer.singleShot(200, leave)

def leave():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    if what == "deaf":
        assert [one.name for one in folder.glob(".*.part")]
    begin = time.monotonic()
    window.close()
    print("hidden", not window.isVisible(), "s", time.monotonic() - begin)

application = start.application()
QTimer.singleShot(int(sys.argv[3]), close)
raise SystemExit(start.run([]))
"""


@pytest.mark.parametrize(("what", "after_ms"), [("deaf", 50), ("load", 0), ("load", 700)])
def test_the_window_closes_at_once_in_the_middle_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, after_ms: int
) -> None:
    monkeypatch.setenv("DEPENDENCY_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    run = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", CLOSES, what, str(tmp_path), str(after_ms)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.startswith("hidden True")
    assert not list(tmp_path.glob("**/*.part"))
    assert not (tmp_path / "half.csv").exists()
