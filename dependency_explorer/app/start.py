"""From nothing to a painted window; numpy, pandas and pyqtgraph come only after it stands."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from dependency_explorer.app.messages import Hooks
from dependency_explorer.app.screen_room import fit
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.unfinished import abandon

FOLDER_VARIABLE = "DEPENDENCY_EXPLORER_HOME"
"""Environment variable that names another folder for preferences, autosave and log."""


def settings_folder() -> Path:
    """Where preferences, "where you left off" and the log live."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))


def application() -> QApplication:
    """The one QApplication, on Fusion with our own palettes."""
    existing = QCoreApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QCoreApplication.setApplicationName("dependency-explorer")
    QApplication.setApplicationDisplayName("Dependency Explorer")
    created = QApplication(sys.argv[:1])
    created.setStyle("Fusion")
    return created


def run(paths: list[str]) -> int:
    """Show the window, then load; returns when it is closed."""
    qt = application()
    folder = settings_folder()
    hooks = Hooks(folder / "log.txt")
    try:
        window = MainWindow(Settings(folder), hooks)
    except BaseException:
        hooks.remove()  # they tell a window, and there is none: Python says it where the program was started
        raise
    fit(window)
    window.show()
    # After the first paint: the event loop gets to it once the window is on screen.
    QTimer.singleShot(0, window, _Open(window, paths))
    status = qt.exec()
    hooks.remove()
    if window.session.jobs.left():
        _leave(status)
    return status


def _leave(status: int) -> None:
    """End the process although workers go on: Python would wait for some of them, and the others would meet an
    interpreter and a Qt that are half gone."""
    abandon()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()  # there is none where a program has no console
    os._exit(status)


class _Open:
    """Starts the first load."""

    def __init__(self, window: MainWindow, paths: list[str]) -> None:
        self._window = window
        self._paths = paths

    def __call__(self) -> None:
        self._window.session.open_first(self._paths)
