"""What must be in sight without scrolling, at the usual size of a window and in a small one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.panel_parts import LetterButton
from dependency_explorer.app.window import MainWindow
from dependency_explorer.charts.scene import Text
from tests.qt.conftest import settle


def in_sight(widget: QWidget) -> bool:
    """Whether no part of it is scrolled or cut away."""
    around = widget.parentWidget()
    while around is not None:
        if not around.rect().contains(QRect(widget.mapTo(around, QPoint()), widget.size())):
            return False
        around = around.parentWidget()
    return widget.isVisible()


@pytest.fixture
def winter(window: MainWindow, qtbot: QtBot) -> MainWindow:
    path = next(path for path in window.session.dataset.scenarios if "winter" in path.name)
    window.session.scenarios.load(path)
    settle(qtbot, window)
    return window


def sized(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    for _ in range(5):
        QCoreApplication.processEvents()


def test_at_the_usual_size_numbers_supply_and_stock_are_in_sight(winter: MainWindow) -> None:
    sized(winter, 1440, 900)
    panel = winter.panel
    slider = panel.cards[0].depth.slider
    for part in (panel.tiles, panel.plots.supply, panel.plots.stock, panel.header, panel.statement, slider):
        assert in_sight(part), part.objectName()
    told = [shape.text for shape in panel.plots.supply.scene().shapes if isinstance(shape, Text)]
    assert "unmet" in told, "the lowest plot names its colours"
    for tile in panel.tiles.tiles:
        assert tile.value.text() == tile.value.full()
        assert tile.caption.text().replace("\n", " ") == tile.caption.full()


def test_in_a_small_window_numbers_and_supply_are_in_sight(winter: MainWindow) -> None:
    sized(winter, 1024, 640)
    panel = winter.panel
    for part in (panel.tiles, panel.plots.supply, panel.cards[0].depth.slider):
        assert in_sight(part), part.objectName()
    for tile in panel.tiles.tiles:
        assert tile.value.text() == tile.value.full()
        assert tile.caption.text() == tile.caption.full() or tile.caption.toolTip() == tile.caption.full()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
def test_what_ifs_of_key_figures_are_read_whole(winter: MainWindow, size: tuple[int, int]) -> None:
    sized(winter, *size)
    figures = winter.session.results.key_figures
    assert any(figure.what_if for figure in figures)
    for tile, figure in zip(winter.board.key_figures.tiles, figures, strict=True):
        shown = [label.text() for label in (tile._what_if, tile._detail)]
        if figure.what_if:
            assert figure.what_if in shown
        assert figure.detail in tile.toolTip()


def test_large_text_in_a_small_window_cuts_no_link_and_no_chart(winter: MainWindow, qtbot: QtBot) -> None:
    sized(winter, 1024, 640)
    winter.commands._zoom(150)
    settle(qtbot, winter)
    header = winter.panel.header
    for link in (header.to_preset, header.to_baseline, header.history):
        assert in_sight(link), link.text()
        assert link.width() >= link.sizeHint().width(), link.text()
    assert header.to_preset.accessibleName() == "Back to preset"
    for name, card in winter.board.cards.items():
        if card.isVisible():
            assert in_sight(card.chart()), name
    winter.commands._zoom(100)
    settle(qtbot, winter)
    assert header.to_preset.text() in ("Back to preset", "Preset")


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_keys_of_one_letter_and_the_name_are_whole_at_every_size(
    winter: MainWindow, qtbot: QtBot, percent: int
) -> None:
    sized(winter, 1440, 900)
    winter.session.scenarios.duplicate()
    settle(qtbot, winter)
    winter.commands._zoom(percent)
    settle(qtbot, winter)
    keys = [key for key in winter.panel.findChildren(LetterButton) if key.isVisible()]
    assert len(keys) >= 4
    for key in keys:
        metrics = key.fontMetrics()
        assert key.height() >= max(24, metrics.height() + 4), key.objectName()
        assert key.width() >= max(24, metrics.horizontalAdvance(key.text()) + 6), key.objectName()
    header = winter.panel.header
    assert header.presets.width() >= header.presets.sizeHint().width(), "Qt would cut it in its middle"
    assert header.presets.geometry().left() > header.letters.geometry().right()
    statement = winter.panel.statement
    assert statement.heightForWidth(statement.width()) <= statement.height()
    if percent <= 150:
        assert statement.height() < 2 * statement.fontMetrics().height()
