"""What comes to the import window at an unlucky moment: another file, another choice, while something is at work."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from dependency_explorer.app import import_desk
from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.jobs import Ticket
from dependency_explorer.app.quality_report import QualityReport
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data import combine, write
from dependency_explorer.data.problems import Cancelled
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.importing import choose, comtrade, is_shown, opened, save, stranger
from tests.qt.test_drops import importing, next_file
from tests.qt.test_window import drop


def test_a_file_that_comes_while_the_window_of_another_is_built_waits(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    drop(window, comtrade(tmp_path, "one.csv"))
    qtbot.waitUntil(lambda: not window.session.jobs.busy("load"), timeout=LOAD_MS)
    assert not is_shown(window)
    drop(window, comtrade(tmp_path, "two.csv"))
    shown = importing(qtbot, window, "one.csv")
    settle(qtbot, window)
    assert window.findChildren(ImportWindow) == [shown]
    shown.reject()
    assert window.toasts.text() == "Still to open: two.csv."
    next_file(window)
    importing(qtbot, window, "two.csv").reject()


def test_what_was_to_be_replaced_is_not_replaced_by_another_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    window.actions_by_id["quality_report"].trigger()
    window.findChild(QualityReport).change.click()
    window.session.stop("load")
    settle(qtbot, window)
    assert not is_shown(window)
    shown = opened(qtbot, window, comtrade(tmp_path, "another.csv"))
    assert shown.goal.title() == "another"
    assert shown.foot.save.text() == "Save and open"
    shown.reject()


def test_rows_with_the_same_key_are_counted_again_after_another_choice(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    shown = opened(qtbot, window, comtrade(tmp_path, "newer.csv"))
    shown.goal.join.setChecked(True)
    settle(qtbot, window)
    assert "6 rows have the key" in shown.goal.keys.full()
    count, go, counted = combine.same_keys, threading.Event(), list[int]()

    def slow(*both: Any) -> int:
        counted.append(count(*both))
        go.wait(30)
        return counted[-1]

    monkeypatch.setattr(combine, "same_keys", slow)
    choose(shown.findChild(QComboBox, "decision-world"), "set_aside")
    assert "counting" in shown.goal.keys.full()
    qtbot.waitUntil(lambda: bool(counted), timeout=LOAD_MS)
    shown.goal.name.setText("another name")
    go.set()
    settle(qtbot, window)
    assert "4 rows have the key" in shown.goal.keys.full()
    assert counted == [4], "typing a name does not count them again"
    shown.reject()


def test_while_it_is_saved_nothing_can_be_chosen(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    write_package = write.write_package

    def slow(*args: Any) -> object:
        begun.set()
        go.wait(30)
        return write_package(*args)

    monkeypatch.setattr(write, "write_package", slow)
    shown = opened(qtbot, window, comtrade(tmp_path))
    shown.foot.save.click()
    qtbot.waitUntil(begun.is_set, timeout=LOAD_MS)
    shown.goal.changed.emit()
    assert not shown.foot.save.isEnabled()
    assert shown.foot.save.toolTip() == "It is being saved"
    assert shown.foot.cancel.isEnabled()
    assert shown.focusWidget() is shown.foot.cancel
    asks = (
        shown.head.format,
        shown.goal.name,
        shown.tabs.columns,
        shown.findChild(QComboBox, "decision-world"),
    )
    assert not any(one.isEnabled() for one in asks)
    shown.foot.stop.click()
    go.set()
    settle(qtbot, window)
    assert all(one.isEnabled() for one in asks)
    assert shown.foot.save.isEnabled()
    shown.reject()


def test_other_choices_are_worked_out_though_one_of_before_was_still_at_work(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, first = threading.Event(), threading.Event(), list[Ticket]()
    work_out = import_desk._Effect.__call__

    def slow(self: import_desk._Effect, ticket: Ticket) -> object:
        if not first:
            first.append(ticket)
            begun.set()
            go.wait(30)
            raise Cancelled
        return work_out(self, ticket)

    monkeypatch.setattr(import_desk._Effect, "__call__", slow)
    drop(window, comtrade(tmp_path))
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    qtbot.waitUntil(begun.is_set, timeout=LOAD_MS)
    choose(shown.findChild(QComboBox, "decision-world"), "set_aside")
    qtbot.waitUntil(lambda: shown.desk.total is not None, timeout=LOAD_MS)
    assert not shown.desk.effects
    go.set()
    settle(qtbot, window)
    assert set(shown.desk.effects) == {("reexports", "keep"), ("world", "keep")}
    shown.reject()


def test_the_keyboard_stays_where_something_was_chosen(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    box = shown.findChild(QComboBox, "decision-world")
    box.setFocus()
    choose(box, "set_aside")
    settle(qtbot, window)
    assert shown.focusWidget().objectName() == "decision-world"
    assert shown.focusWidget() is not box
    shown.tabs.decisions.show_waiting("It cannot be read like this.")
    assert shown.focusWidget() is shown.tabs.decisions
    shown.goal.name.setFocus()
    shown.tabs.decisions.show_waiting("It cannot be read.")
    assert shown.focusWidget() is shown.goal.name
    shown.reject()
    asked = opened(qtbot, window, stranger(tmp_path))
    listed = asked.tabs.columns
    row = next(r for r in range(4) if listed.columns.column_name(r) == "from")
    listed.selectRow(row)
    asked.desk.set_role("from", "importer")
    settle(qtbot, window)
    assert listed.columns.column_name(listed.currentIndex().row()) == "from"
    asked.reject()
