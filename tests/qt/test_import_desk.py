"""What comes late for a plan is of the plan before, and is not shown."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from dependency_explorer.app import import_desk
from dependency_explorer.app.import_desk import EFFECT, READ, titled
from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.jobs import Ticket
from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.importing import choose, comtrade, is_shown, opened
from tests.qt.test_window import drop


@pytest.mark.parametrize(("job", "kind"), [("_ReadWhole", READ), ("_Effect", EFFECT)])
def test_an_answer_for_the_plan_before_is_dropped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str, kind: str
) -> None:
    begun, go, look = threading.Event(), threading.Event(), threading.Event()
    answer, looks = getattr(import_desk, job).__call__, import_desk._Look.__call__

    def late(self: object, ticket: Ticket) -> object:
        found = answer(self, ticket)  # before anybody asks it to stop
        if not begun.is_set():
            begun.set()
            go.wait(30)
        return found

    def slow(self: import_desk._Look, ticket: Ticket) -> object:
        look.wait(30)
        return looks(self, ticket)

    monkeypatch.setattr(getattr(import_desk, job), "__call__", late)
    monkeypatch.setattr(import_desk._Look, "__call__", slow)
    drop(window, comtrade(tmp_path))
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    desk = window.findChild(ImportWindow).desk
    qtbot.waitUntil(begun.is_set, timeout=LOAD_MS)
    desk.choose("world", "set_aside")
    go.set()
    qtbot.waitUntil(lambda: not desk._jobs.busy(kind), timeout=LOAD_MS)
    assert desk.whole is None
    assert not desk.effects
    look.set()
    settle(qtbot, window)
    assert desk.whole is not None
    assert desk.whole.report.plan.choices == {"world": "set_aside"}
    assert set(desk.effects) == {("reexports", "keep"), ("world", "keep")}
    window.findChild(ImportWindow).reject()


def test_a_fault_while_another_choice_is_worked_out_is_told_and_the_next_comes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_out, asked = import_desk._Effect.__call__, list[tuple[str, str]]()

    def faulty(self: import_desk._Effect, ticket: Ticket) -> object:
        asked.append((self.key, self.option))
        if len(asked) == 1:
            raise ZeroDivisionError("of the program")
        return work_out(self, ticket)

    monkeypatch.setattr(import_desk._Effect, "__call__", faulty)
    shown = opened(qtbot, window, comtrade(tmp_path))
    told = window.findChild(DetailsDialog)
    assert "ZeroDivisionError" in told.sentence.text()
    told.close()
    assert list(shown.desk.effects) == asked[1:]
    shown.desk.work_out(*asked[1])
    assert shown.desk._waiting == [], "what is known is not worked out again"
    shown.reject()


def test_a_format_that_does_not_fit_says_who_chose_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    shown.desk.choose("world", "set_aside")
    settle(qtbot, window)
    choose(shown.head.format, "baci")
    settle(qtbot, window)
    assert shown.head.reason.full() == "Chosen by you; the file does not look like it."
    assert shown.desk.plan.choices == {}, "decisions belong to a format"
    shown.reject()


def test_a_dataset_under_another_title_has_no_name_of_before(window: MainWindow) -> None:
    dataset = window.session.dataset
    assert dataset is not None
    assert "name" in dataset.metadata
    renamed = titled(dataset, "Мой набор")
    assert (renamed.title, renamed.metadata["title"]) == ("Мой набор", "Мой набор")
    assert "name" not in renamed.metadata


def test_a_line_of_the_file_is_found_in_what_it_becomes_and_made_rows_have_none(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    ours, file = shown.tables.ours, shown.tables.file
    file.selectRow(4)
    assert ours.rows.line(ours.currentIndex().row()) == file.rows.line(4) == 6
    ours.selectRow(0)
    assert file.rows.line(file.currentIndex().row()) == ours.rows.line(0)
    tables = shown.tables.findChild(QComboBox, "import-table")
    tables.setCurrentIndex(tables.findData("places"))
    assert {ours.rows.line(row) for row in range(ours.rows.rowCount())} == {0}
    shown.reject()


def test_a_name_that_was_typed_stays_and_another_name_is_another_folder(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    goal, folder = shown.goal, tmp_path / "before" / "old_folder"
    goal.replaces(folder, "Trade of old")
    assert goal.folder() == folder
    goal.name.setText("Trade of now")
    assert goal.folder() == folder.parent / "Trade_of_now"
    goal.propose("comtrade")
    assert goal.title() == "Trade of now"
    shown.reject()
