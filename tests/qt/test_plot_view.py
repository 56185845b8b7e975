"""The plots draw what exports draw; the band snaps, brushes and tells; zoom never comes by surprise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dependency_explorer.app.plot_paint import PAD, rows_within
from dependency_explorer.app.plot_view import FEWEST, RING, PlotView
from dependency_explorer.app.run_views import OutcomeView, StockView
from dependency_explorer.app.trend_view import TrendView
from dependency_explorer.charts import outcome, stock, trend
from dependency_explorer.charts.scene import Text
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.painting.fonts import QtMetrics
from dependency_explorer.painting.painter import paint

STYLE = replace(LIGHT, entities={"RUS": "#0072B2", "CHN": "#C45A00"})
YEARS = tuple(str(year) for year in range(2010, 2025))
TREND = trend.TrendData(
    YEARS,
    (12,) * 14 + (7,),
    (
        trend.TrendSeries("RUS", "Russia", tuple(900.0 + 50 * i for i in range(15))),
        trend.TrendSeries("CHN", "China", tuple(100.0 + 10 * i for i in range(15)), (False,) * 14 + (True,)),
    ),
    "kt a year",
    ("2018", "2020"),
    (trend.TrendEvent("2020-02", "2022", "Border closed"),),
)
DATES = tuple(f"2024-01-{day:02d}" for day in range(1, 29))
OUTCOME = outcome.OutcomeData(
    DATES, (10.0,) * 28, (7.0,) * 28, (1.0,) * 28, (1.0,) * 28, (0.0,) * 28, (1.0,) * 28, (10.0,) * 28,
    "kt", "Diesel", "day",
)  # fmt: skip
STOCK = stock.StockData(
    DATES, tuple(50.0 - i for i in range(28)), (50.0,) * 28, 10.0, 60.0, "kt", "Diesel",
    tuple((50.0 - i) / 10 for i in range(28)), step="day",
)  # fmt: skip


def shown(qtbot: QtBot, view: PlotView, data: object) -> PlotView:
    qtbot.addWidget(view)
    view.resize(488, 300)
    view.set_data(data, STYLE)
    view.show()
    qtbot.waitExposed(view)
    return view


def column(view: PlotView, index: int) -> QPoint:
    return view._columns[index][0].center().toPoint()


def drag(qtbot: QtBot, view: PlotView, start: QPoint, end: QPoint) -> None:
    port = view.canvas.viewport()
    # Only real moves reach a widget through the test tool; the button state is what the scene looks at.
    qtbot.mouseMove(port, start)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 9):
        at = start + (end - start) * part / 8
        _move(view, QPointF(at))
        qtbot.wait(5)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def _move(view: PlotView, at: QPointF) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    port = view.canvas.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(port.mapToGlobal(at.toPoint())), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def wheel(view: PlotView, modifiers: Qt.KeyboardModifier) -> None:
    at = QPointF(column(view, len(view._columns) // 2))
    event = QWheelEvent(
        at, at, QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.canvas.viewport(), event)


def test_the_screen_is_the_exported_drawing(qtbot: QtBot) -> None:
    for view, data, layout in (
        (TrendView(), replace(TREND, band=None), trend.layout),
        (OutcomeView(), OUTCOME, outcome.layout),
        (StockView(), STOCK, stock.layout),
    ):
        shown(qtbot, view, data)
        view.setFocus()  # its ring stands around the drawing and covers none of it
        wide, tall = view.width() - 2 * RING, view.height() - 2 * RING
        scene = layout(data, float(wide), float(tall), STYLE, QtMetrics())  # type: ignore[operator]
        image = QImage(wide, tall, QImage.Format.Format_RGB32)
        image.fill(QColor(STYLE.surface))
        painter = QPainter(image)
        paint(scene, painter)
        painter.end()
        grab = view.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert view.scene() == scene
        assert grab == image


def test_dragging_an_edge_snaps_to_whole_periods(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    moved: list[tuple[str, str]] = []
    released: list[tuple[str, str]] = []
    view.band_moved.connect(lambda a, b: moved.append((a, b)))
    view.band_released.connect(lambda a, b: released.append((a, b)))
    edge = view.box.mapViewToScene(QPointF(view.band.getRegion()[1], 0.25)).toPoint()
    target = QPoint(round(view._columns[13][0].right()) + 4, edge.y())
    drag(qtbot, view, edge, target)
    assert moved[-1] == ("2018", "2023")
    assert all(first == "2018" for first, _ in moved)
    assert released == [("2018", "2023")]
    assert view.band.getRegion() == (2018.0, 2024.0)


def test_dragging_the_body_keeps_its_length(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    released: list[tuple[str, str]] = []
    view.band_released.connect(lambda a, b: released.append((a, b)))
    drag(qtbot, view, column(view, 9), column(view, 4))
    assert released == [("2013", "2015")]
    drag(qtbot, view, column(view, 4), column(view, 0))
    assert released[-1] == ("2010", "2012")


def test_brushing_outside_makes_a_new_band(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    released: list[tuple[str, str]] = []
    view.band_released.connect(lambda a, b: released.append((a, b)))
    drag(qtbot, view, column(view, 1), column(view, 4))
    assert released == [("2011", "2014")]
    assert view._band == ("2011", "2014")


def test_data_that_arrive_in_mid_drag_leave_the_band_to_the_hand(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    port = view.canvas.viewport()
    start, end = column(view, 1), column(view, 4)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 9):
        _move(view, QPointF(start + (end - start) * part / 8))
        qtbot.wait(5)
    view.set_data(replace(TREND, band=("2010", "2010")), STYLE)
    assert view._band == ("2011", "2014")
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_clicking_an_area_names_its_partner(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    clicked: list[tuple[str, bool]] = []
    view.entity_clicked.connect(lambda code, extend: clicked.append((code, extend)))
    place = view._columns[9][0]
    at = QPoint(round(place.center().x()), round(place.bottom() - 20))
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(
        view.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, pos=at
    )
    assert clicked == [("RUS", False), ("RUS", True)]


@pytest.mark.parametrize(("make", "data"), [(TrendView, TREND), (OutcomeView, OUTCOME), (StockView, STOCK)])
def test_only_ctrl_and_the_wheel_zoom_and_a_double_click_resets(
    qtbot: QtBot, make: type[PlotView], data: object
) -> None:
    view = shown(qtbot, make(), data)
    every = view.steps(data)
    wheel(view, Qt.KeyboardModifier.NoModifier)
    assert view.steps(view.shown()) == every
    wheel(view, Qt.KeyboardModifier.ControlModifier)
    some = view.steps(view.shown())
    assert FEWEST <= len(some) < len(every)
    assert set(some) < set(every)
    for _ in range(40):
        wheel(view, Qt.KeyboardModifier.ControlModifier)
    assert len(view.steps(view.shown())) == FEWEST
    qtbot.mouseDClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=column(view, 1))
    assert view.steps(view.shown()) == every


@pytest.mark.parametrize(("make", "data"), [(TrendView, TREND), (OutcomeView, OUTCOME), (StockView, STOCK)])
def test_arrow_keys_read_the_steps_out(qtbot: QtBot, make: type[PlotView], data: object) -> None:
    view = shown(qtbot, make(), data)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    first = view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert first
    assert view.accessibleDescription() != first
    assert view.cross.isVisible()


def test_the_readout_says_what_is_partial_and_derived(qtbot: QtBot) -> None:
    view = TrendView()
    shown(qtbot, view, TREND)
    heading, rows = view.readout(14)
    assert heading == "2024, 7 months only"
    assert [name for _, name, _ in rows] == ["China, derived", "Russia", "Total"]
    assert rows[-1][2] == "1\u2009840\u2009kt a year"


@pytest.mark.parametrize("height", range(40, 200, 10))
def test_a_readout_keeps_within_a_low_plot_and_the_largest_partner_in_it(qtbot: QtBot, height: int) -> None:
    places = "DEU FRA ITA ESP POL"
    others = tuple(trend.TrendSeries(code, code, (1.0,) * 15) for code in places.split())
    view = shown(qtbot, TrendView(), replace(TREND, series=(*TREND.series, *others)))
    rows = view.readout(3)[1]
    font = view.font()
    most = rows_within(height, font)
    kept = view.fitting(rows, most)
    line = QFontMetricsF(font).height() + 1
    assert len(kept) == min(most, len(rows))
    assert len(kept) == 1 or line * (len(kept) + 1) + 2 * PAD - 4 <= height
    if len(kept) > 2:
        assert [name for _, name, _ in kept[-2:]] == ["Russia", "Total"]
    if len(kept) < len(rows):
        assert kept[0][1] == f"and {len(rows) - len(kept) + 1} more"
    head = PlotView.fitting(view, rows, most)
    assert head[: most - 1] == rows[: most - 1]
    assert len(head) == len(kept)


def test_an_empty_chart_says_why(qtbot: QtBot) -> None:
    for view, data in (
        (
            TrendView(),
            trend.TrendData((), (), (), "kt", empty_reason="No flows in 1990. Choose another year."),
        ),
        (
            OutcomeView(),
            outcome.OutcomeData((), (), (), (), (), (), (), (), "kt", "x", empty_reason="No run."),
        ),
        (StockView(), stock.StockData((), (), (), None, None, "kt", "x", empty_reason="No stock is loaded.")),
    ):
        shown(qtbot, view, data)
        scene = view.scene()
        assert scene is not None
        assert data.empty_reason in scene.description
        assert not view.box.isVisible()
        qtbot.keyClick(view, Qt.Key.Key_Right)
        view.point_at(QPointF(100, 100))
        view.zoom(100.0, True)


def test_the_theme_changes_in_place(qtbot: QtBot) -> None:
    view = shown(qtbot, OutcomeView(), OUTCOME)
    before = view.canvas.viewport().grab().toImage().pixelColor(2, 150)
    view.set_style(DARK)
    after = view.canvas.viewport().grab().toImage().pixelColor(2, 150)
    assert (before.name().upper(), after.name().upper()) == (LIGHT.surface, DARK.surface)


def test_names_that_a_key_has_no_room_for_are_counted_and_told(qtbot: QtBot) -> None:
    names = [f"A partner with a long name, number {i}" for i in range(9)]
    data = replace(
        TREND,
        series=tuple(trend.TrendSeries(f"P{i}", name, (10.0 + i,) * 15) for i, name in enumerate(names)),
    )
    view = TrendView()
    qtbot.addWidget(view)
    view.resize(290, 240)
    view.set_data(data, STYLE)
    view.show()
    more = [s for s in view.scene().shapes if isinstance(s, Text) and s.text.startswith("+")]
    assert len(more) == 1
    told = view.words_at(QPointF(more[0].x + 4, more[0].y - 2))
    named = [s.mark.label for s in view.scene().shapes if isinstance(s, Text) and s.mark and s.mark.entity]
    assert all(name in told or any(name in one for one in named) for name in names)
    assert view.words_at(QPointF(1, 1)) == ""
