"""An import that is stopped, while it reads or writes, and what its report says of rows."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data import write
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake import importing
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.way import Way
from dependency_explorer.workspace.library import library_folder
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.importing import comtrade, is_shown, opened
from tests.qt.test_window import drop


def test_stopping_says_what_is_left_and_reading_begins_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, go = window.session.dataset, threading.Event()
    read = importing.import_file

    def slow(
        path: Path, plan: Plan | None = None, way: Way | None = None, limit: int | None = None
    ) -> Dataset:
        while limit is None and way is not None and not go.wait(0.01):
            way.look()
        return read(path, plan, way, limit)

    monkeypatch.setattr(importing, "import_file", slow)
    drop(window, comtrade(tmp_path))
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    qtbot.waitUntil(shown.foot.stop.isVisible, timeout=LOAD_MS)
    assert "reading the rest" in shown.head.facts.full()
    shown.foot.stop.click()
    settle(qtbot, window)
    assert "Nothing was saved, and" in shown.trouble.label.text()
    assert before is not None
    assert before.title in shown.trouble.label.text()
    assert "the rest was not read" in shown.head.facts.full()
    assert not shown.foot.save.isEnabled()
    assert not shown.foot.stop.isVisible()
    go.set()
    shown.findChild(QPushButton, "import-trouble-button").click()
    settle(qtbot, window)
    assert not shown.trouble.isVisible()
    assert "8 rows in" in shown.head.facts.full()
    assert shown.foot.save.isEnabled()
    assert window.session.dataset is before
    shown.reject()


def test_stop_frees_the_window_where_reading_cannot_be_stopped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, begun = threading.Event(), threading.Event()
    read = importing.import_file

    def deaf(
        path: Path, plan: Plan | None = None, way: Way | None = None, limit: int | None = None
    ) -> Dataset:
        if limit is None and not begun.is_set():
            begun.set()
            go.wait(60)
        return read(path, plan, way, limit)

    monkeypatch.setattr(importing, "import_file", deaf)
    drop(window, comtrade(tmp_path))
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    qtbot.waitUntil(shown.foot.stop.isVisible, timeout=LOAD_MS)
    shown.foot.stop.click()
    assert not shown.foot.stop.isVisible()
    assert not shown.desk.busy
    assert "Nothing was saved" in shown.trouble.label.text()
    shown.findChild(QPushButton, "import-trouble-button").click()
    settle(qtbot, window)
    assert shown.foot.save.isEnabled(), "read while the first reading goes on"
    go.set()
    shown.reject()


@pytest.mark.parametrize("leaves", [False, True])
def test_writing_can_be_stopped_and_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leaves: bool
) -> None:
    before, begun = window.session.dataset, threading.Event()

    def slow(dataset: Dataset, folder: Path, force: bool = False, way: Way | None = None) -> None:
        begun.set()
        while way is not None:
            way.look()
            time.sleep(0.01)

    monkeypatch.setattr(write, "write_package", slow)
    shown = opened(qtbot, window, comtrade(tmp_path))
    shown.foot.save.click()
    qtbot.waitUntil(begun.is_set, timeout=LOAD_MS)
    if leaves:
        shown.foot.cancel.click()
    else:
        qtbot.waitUntil(shown.foot.stop.isVisible, timeout=LOAD_MS)
        shown.foot.stop.click()
    settle(qtbot, window)
    assert not window.session.jobs.busy()
    assert window.session.dataset is before
    assert not list(library_folder(window.settings.folder).glob("*/flows.csv"))
    if not leaves:
        assert "Writing was stopped. Nothing was saved" in shown.trouble.label.text()
        assert shown.foot.save.isEnabled()
        shown.reject()


def test_where_rows_went_adds_up(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    lines = [
        "year;from;to;fuel;kt",
        "2020;Norway;Italy;coal;1",
        "2020;Norway;Italy;coal;2",
        "2020;Chad;Italy;coal;3",
    ]
    path = tmp_path / "twice.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    shown = opened(qtbot, window, path)
    assert shown.head.facts.full().startswith("3 rows in, 0 set aside, 1 summed into others · 2 flow rows")
    shown.reject()


def test_the_frame_of_what_has_the_keyboard_goes_all_around(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    for area in (shown.tabs.decisions, shown.tabs.constants):
        assert area.viewport().geometry().left() >= 2
        assert area.viewport().geometry().top() >= 2
    shown.reject()
