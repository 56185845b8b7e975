"""Preferences and "where you left off" that are damaged: the window opens all the same, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dependency_explorer.app import theme
from dependency_explorer.app.window import MainWindow
from dependency_explorer.charts.style import DARK
from dependency_explorer.workspace.preferences import Preferences, write_preferences
from tests.qt.conftest import LOAD_MS, settle


@pytest.mark.parametrize(
    ("key", "value", "pixels"),
    [
        ("text_scale", 0, 10),
        ("text_scale", 10**12, 26),
        ("geometry", "\ud800", 13),
        ("layout", "\ud800 é ü AAAA", 13),
    ],
)
def test_the_window_opens_with_any_preferences(
    make_window: Callable[..., MainWindow], tmp_path: Path, key: str, value: object, pixels: int
) -> None:
    home = tmp_path / "damaged"
    write_preferences(home, Preferences())
    file = home / "preferences.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))
    window = make_window(home=home)
    assert window.font().pixelSize() == pixels


def test_where_you_left_off_that_cannot_be_reopened_is_kept(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "left"
    home.mkdir()
    left = home / "where-you-left-off.dependency.json"
    left.write_text('{"format": "of another day"}')
    told: list[str] = []
    window = make_window(home=home)
    window.session.told.connect(told.append)
    qtbot.waitUntil(left.exists, timeout=LOAD_MS)
    assert (home / "not-reopened.dependency.json").read_text() == '{"format": "of another day"}'
    assert "could not be reopened" in window.toasts.text()
    assert "not-reopened.dependency.json" in window.toasts.text()


def test_the_window_follows_the_desktop_only_in_the_theme_of_the_system(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    style_for, hints = theme.style_for, QGuiApplication.styleHints()
    monkeypatch.setattr(theme, "style_for", lambda name: DARK if name == "system" else style_for(name))
    window.session.change("theme", theme="light")
    settle(qtbot, window)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.style_tokens.name == "light"
    monkeypatch.undo()
    window.session.change("theme", theme="system")
    settle(qtbot, window)
    before = window.style_tokens.name
    monkeypatch.setattr(theme, "style_for", lambda _: DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert (before, window.style_tokens.name) == ("light", "dark")
