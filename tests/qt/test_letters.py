"""Letters of the charts on screen follow the size of text in the window; what leaves keeps its own sizes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dependency_explorer.app.board import metrics
from dependency_explorer.app.export_dialog import ExportWish
from dependency_explorer.app.exporting import _Page
from dependency_explorer.app.scene_view import LEAST_HEIGHT, LEAST_WIDTH
from dependency_explorer.app.window import MainWindow
from dependency_explorer.charts.scene import Scene, Text
from tests.qt.conftest import settle


def sizes(scene: Scene) -> list[float]:
    return [shape.size for shape in scene.shapes if isinstance(shape, Text)]


def drawn(window: MainWindow) -> dict[str, Scene]:
    board, plots = window.board, window.panel.plots
    views = {**{name: board.views[name] for name in ("flows", "partners", "stakes")}, "trend": board._trend}
    return {name: view.scene() for name, view in {**views, "supply": plots.supply}.items()}


@pytest.mark.parametrize("percent", [130, 150, 200])
def test_letters_follow_and_keep_inside(window: MainWindow, qtbot: QtBot, percent: int) -> None:
    before = drawn(window)
    window.commands._zoom(percent)
    settle(qtbot, window)
    for name, scene in drawn(window).items():
        larger = min(sizes(scene)) / min(sizes(before[name]))
        room = min(scene.width / LEAST_WIDTH, scene.height / LEAST_HEIGHT)
        assert larger == pytest.approx(max(1.0, min(round(13 * percent / 100) / 13, room))), name
        for shape in scene.shapes:
            if isinstance(shape, Text) and shape.text and not shape.rotation:
                wide = metrics().width(shape.text, shape.size, shape.weight == "bold")
                left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
                assert left >= -1.0, (name, shape.text)
                assert left + wide <= scene.width + 1.0, (name, shape.text)
    window.commands._zoom(100)
    settle(qtbot, window)
    assert {name: sizes(scene) for name, scene in drawn(window).items()} == {
        name: sizes(scene) for name, scene in before.items()
    }


def test_what_is_pointed_at_is_where_it_is_drawn(window: MainWindow, qtbot: QtBot) -> None:
    window.commands._zoom(150)
    settle(qtbot, window)
    view = window.board.views["partners"]
    label = next(s for s in view.scene().shapes if isinstance(s, Text) and s.text == "Russia")
    assert view.mark_at(QPointF(label.x - 4, label.y - 3)).entity == "RUS"
    trend = window.board._trend
    column, _ = trend._columns[0]
    plot = column.united(trend._columns[-1][0])
    assert trend.box.geometry().center().x() == pytest.approx(plot.center().x(), abs=1.0)
    assert trend.column_at(trend._columns[2][0].center().x()) == 2


def test_what_leaves_keeps_its_sizes(window: MainWindow, qtbot: QtBot) -> None:
    figure = window.session.results.figures["flows"]
    wish = ExportWish("", ".png", 1200, 800, 2, False, False)
    page = _Page(figure, window.session.dataset)
    before = sizes(page(wish))
    window.actions_by_id["copy_image"].trigger()
    copied = QGuiApplication.clipboard().image()
    window.commands._zoom(180)
    settle(qtbot, window)
    assert sizes(page(wish)) == before
    window.actions_by_id["copy_image"].trigger()
    assert QGuiApplication.clipboard().image() == copied
