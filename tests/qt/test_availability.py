"""Commands are enabled only where they can do something: without data, without a scenario, with everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from dependency_explorer.app.actions import COMMANDS, Command
from dependency_explorer.app.messages import Hooks
from dependency_explorer.app.palette import Palette
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import settle

CLIPBOARD = "what was there before"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[MainWindow]:
    """A window that nothing has been opened in."""
    hooks = Hooks(tmp_path / "log.txt")
    window = MainWindow(Settings(tmp_path), hooks)
    window.show()
    yield window
    window.close()
    hooks.remove()
    window.deleteLater()


class _Seen:
    """What a user would notice of a command."""

    def __init__(self, window: MainWindow) -> None:
        window_state = window.session.state
        self.seen = (
            window_state,
            window.settings.values,
            window.split.sizes(),
            {w.objectName() or type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()},
            window.toast.isVisible(),
            window.session.jobs.busy(),
            window.isVisible(),
        )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_without_data_an_enabled_command_does_something_true(
    empty: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    asked: list[str] = []
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_a, _n=name: (asked.append(_n), ("", ""))[1])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: (asked.append("folder"), "")[1])
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()))
    QGuiApplication.clipboard().setText(CLIPBOARD)
    action = empty.actions_by_id[command.id]
    if not action.isEnabled():
        return
    # What is so already may stay so: a theme that is chosen, a size that is normal.
    before = None if command.id in ("theme_system", "normal_size", "reset_layout") else _Seen(empty).seen
    action.trigger()
    qtbot.wait(1)
    assert asked or _Seen(empty).seen != before
    assert QGuiApplication.clipboard().text() == CLIPBOARD
    for dialog in empty.findChildren(QDialog):
        dialog.close()
    qtbot.waitUntil(lambda: not empty.session.jobs.busy(), timeout=30_000)


def test_without_data_nothing_offers_what_it_cannot_do(empty: MainWindow) -> None:
    enabled = {name for name, action in empty.actions_by_id.items() if action.isEnabled()}
    assert not enabled & {command.id for command in COMMANDS if command.needs}
    assert {"open", "import_data", "quit", "palette", "theme_dark", "shortcuts", "about"} <= enabled
    for name in ("bar-export", "flows-export", "flows-more", "trend-table"):
        button = empty.findChild(QToolButton, name)
        assert button is not None
        assert not button.isEnabled()
    empty.commands.search.open()
    palette = empty.findChild(Palette)
    assert palette is not None
    texts = {entry.text for entry in palette._entries}
    assert empty.actions_by_id["open"].text() in texts
    assert empty.actions_by_id["export"].text() not in texts
    palette.close()


def test_with_data_what_is_needed_is_there(window: MainWindow, qtbot: QtBot) -> None:
    action = window.actions_by_id
    always = {c.id for c in COMMANDS if c.needs in ("dataset", "charts", "chart", "run", "scenario", "room")}
    assert {name for name in always if not action[name].isEnabled()} == set()
    rest = ("cut", "edited", "others", "selection", "report", "undo", "redo")
    assert not [c.id for c in COMMANDS if c.needs in rest and action[c.id].isEnabled()]

    window.session.pick("partners", "place", "RUS", False)
    settle(qtbot, window)
    assert action["clear"].isEnabled()
    action["clear"].trigger()
    settle(qtbot, window)
    assert not action["clear"].isEnabled()

    action["duplicate_scenario"].trigger()
    settle(qtbot, window)
    assert action["next_scenario"].isEnabled()
    assert action["close_scenario"].isEnabled()
    assert action["undo"].isEnabled()


def test_without_a_scenario_there_is_none_to_save(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(
        "period,exporter,importer,commodity,value_usd\n2022,CHN,MNG,cars,5\n2022,RUS,MNG,cars,7\n"
    )
    window = make_window(str(path))
    assert window.session.state.scenario is None
    for command in COMMANDS:
        if command.needs in ("scenario", "run", "room", "cut"):
            assert not window.actions_by_id[command.id].isEnabled(), command.id
    assert window.actions_by_id["export"].isEnabled()
