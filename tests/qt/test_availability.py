"""Commands are enabled only where they can do something: without data, without a scenario, with everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from dependency_explorer.app.actions import COMMANDS, MENUS, Command
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
            window.toasts.isVisible(),
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
    of_steps = ("cut", "edited", "others", "selection", "report", "undo", "redo")
    always = {c.id for c in COMMANDS if c.needs and c.needs not in of_steps}
    assert {name for name in always if not action[name].isEnabled()} == set()
    assert not [c.id for c in COMMANDS if c.needs in of_steps and action[c.id].isEnabled()]

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


OF_FLOWS = {
    "export", "export_all", "copy_data", "copy_image", "compare_places", "table", "sources", "monthly", "suppliers",
    "buyers", "new_scenario", "duplicate_scenario", "compare", "assumptions", "ranges", "open_scenario",
    "save_scenario", "show_baseline_year", "stress_test", "all_places", "backtests", "briefing",
}  # fmt: skip
"""What comes of flows alone, or of a chart that has something to draw."""


@pytest.fixture
def balances(make_window: Callable[..., MainWindow], tmp_path: Path) -> MainWindow:
    """A window on a dataset that holds production alone."""
    folder = tmp_path / "production"
    folder.mkdir()
    rows = "".join(f"{year},CHL,copper,production,{5000 + year},kt\n" for year in range(2015, 2024))
    (folder / "balances.csv").write_text("period,place,commodity,item,value,unit\n" + rows)
    return make_window(str(folder))


def test_without_flows_nothing_is_offered_that_comes_to_nothing(balances: MainWindow) -> None:
    window = balances
    enabled = {name for name, action in window.actions_by_id.items() if action.isEnabled()}
    assert not enabled & OF_FLOWS
    assert {"open", "import_data", "save", "tables", "about_data", "maximise", "theme_dark"} <= enabled
    for name in ("flows-export", "flows-table", "partners-export", "bar-export"):
        button = window.findChild(QToolButton, name)
        assert not button.isEnabled()
        assert button.toolTip(), name
    assert window.findChild(QToolButton, "flows-more").isEnabled()
    assert "no flows" not in window.panel.new_cut.text()
    assert not window.panel.new_cut.isVisible()
    assert "this dataset has none" in window.panel.nothing.text()
    assert not window.panel.trouble.isVisible(), "said once"
    window.commands.search.open()
    palette = window.findChild(Palette)
    assert {entry.value[0] for entry in palette._entries if entry.kind == "chart"} == {"chart"}
    palette.close()


def test_a_disabled_command_says_what_it_needs(
    empty: MainWindow, balances: MainWindow, window: MainWindow
) -> None:
    for shown in (empty, balances, window):
        assert all(shown.findChild(QMenu, f"menu-{name}").toolTipsVisible() for name in MENUS)
        for command in COMMANDS:
            action = shown.actions_by_id[command.id]
            if command.id == "briefing":
                continue  # says what it makes, too
            assert bool(action.statusTip()) == (not action.isEnabled()), command.id
    needs_flows = balances.actions_by_id["stress_test"]
    assert "no flows between places" in needs_flows.statusTip()
    assert "stakes" in balances.actions_by_id["focus_stakes"].statusTip()
    assert "open or import" in empty.actions_by_id["export"].statusTip()


def test_a_reason_goes_with_the_need(window: MainWindow, qtbot: QtBot) -> None:
    clear = window.actions_by_id["clear"]
    assert "Nothing is selected" in clear.toolTip()
    window.session.pick("partners", "place", "RUS", False)
    settle(qtbot, window)
    assert clear.isEnabled()
    assert clear.toolTip() == clear.text().replace("&", "")  # what Qt says where nothing is set
    assert not clear.statusTip()


def test_only_charts_that_draw_something_leave_with_all(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.choose_period("2002", "2002")
    settle(qtbot, window)
    figures = window.session.results.figures
    empty = {name for name, figure in figures.items() if figure.empty_reason}
    assert empty, "the year must leave some charts without data"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    window.actions_by_id["export_all"].trigger()
    settle(qtbot, window)
    written = {path.stem for path in (tmp_path / "out").glob("*.png")}
    assert written
    assert not written & {figures[name].file_name for name in empty}


def test_without_stakes_there_is_no_card_of_them(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("period,exporter,importer,commodity,quantity,unit\n2022,CHN,MNG,cars,5,kt\n")
    window = make_window(str(path))
    cards = window.board.cards
    assert not cards["stakes"].isVisible()
    assert cards["trend"].height() == window.board.right.height(), "its room is the history's"
    assert not window.actions_by_id["focus_stakes"].isEnabled()
    for _ in range(5):
        window.actions_by_id["next_panel"].trigger()
        assert window.board.current != "stakes"
    window.session.change("as a workspace may say", maximised="stakes")
    settle(qtbot, window)
    assert cards["flows"].isVisible(), "never an empty board"
    window.session.open("mongolia")
    qtbot.waitUntil(lambda: window.session.dataset.name == "mongolia", timeout=30_000)
    settle(qtbot, window)
    assert cards["stakes"].isVisible()


def test_export_turns_to_a_chart_that_draws_something(window: MainWindow, qtbot: QtBot) -> None:
    path = next(path for path in window.session.dataset.scenarios if "western" in path.name)
    window.session.scenarios.load(path)
    settle(qtbot, window)
    figures = window.session.results.figures
    assert figures["flows"].empty_reason
    assert not figures["partners"].empty_reason
    assert window.board.current == "partners"
    assert window.actions_by_id["export"].isEnabled()
