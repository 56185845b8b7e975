"""A real window, offscreen, with its own settings folder; and a check that nothing is left running."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from dependency_explorer.app.messages import Hooks
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow

LOAD_MS = 30_000


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A test that leaves a job's thread behind fails; what it closed is gone before the next one begins.

    A closed widget that waits to be deleted still gets every change of the style sheet, while Python's garbage
    collector may have emptied its object by then.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [t.name for t in threading.enumerate() if t.name.startswith("job-")]
    assert not left, f"threads left running: {left}"


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Opens windows on paths (none: as at a first start); closes them after the test."""
    opened: list[tuple[MainWindow, Hooks]] = []

    def make(*paths: str, home: Path | None = None) -> MainWindow:
        folder = home or tmp_path / "home"
        hooks = Hooks(folder / "log.txt")
        window = MainWindow(Settings(folder), hooks)
        opened.append((window, hooks))
        window.show()
        window.session.open_first(list(paths))
        qtbot.waitUntil(lambda: window.session.results is not None, timeout=LOAD_MS)
        qtbot.waitUntil(lambda: window.panel is not None, timeout=LOAD_MS)
        settle(qtbot, window)
        return window

    yield make
    for window, hooks in opened:
        if window.settings.values.text_scale != 100:
            window.commands._zoom(100)  # the size is the application's, and stays for the tests that follow
        window.close()
        hooks.remove()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    """The window on the bundled data."""
    return make_window()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the notice has gone out and nothing is being computed."""
    # Twice: what a question turns into is worked out first, and then what it shows.
    for _ in range(2):
        QCoreApplication.processEvents()
        qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=LOAD_MS)
        qtbot.waitUntil(lambda: not window.room.busy(), timeout=LOAD_MS)
    QCoreApplication.processEvents()
