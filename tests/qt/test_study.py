"""What follows a run: ranges that never hold a drag up, reasons at rest, foresight, shares of the spread."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dependency_explorer.app import run_study
from dependency_explorer.app.run_study import DRAGGING, RELEASED
from dependency_explorer.app.window import MainWindow
from dependency_explorer.charts.scene import Path
from tests.qt.conftest import LOAD_MS, settle


@pytest.fixture
def winter(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on a preset that goes short, with its draws and findings there."""
    assert window.session.dataset is not None
    path = next(path for path in window.session.dataset.scenarios if "winter" in path.name)
    window.session.scenarios.load(path)
    settle(qtbot, window)
    rest(window, qtbot)
    return window


def rest(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until all that follows a run is there."""
    study = window.study

    def done() -> bool:
        outcome = study.outcome()
        fresh = (
            study.findings is not None and study.findings.outcome is outcome and study.foresight is not None
        )
        drawn = study.drawn is not None and not study.waiting() and len(study.drawn.unserved) == RELEASED
        return fresh and drawn and not window.session.jobs.busy() and not window.room.busy()

    qtbot.waitUntil(done, timeout=LOAD_MS)


def bands(window: MainWindow) -> set[str]:
    """Fills of the bands in the weekly plot."""
    scene = window.panel.plots.supply.scene()
    return {
        shape.fill
        for shape in scene.shapes
        if isinstance(shape, Path) and shape.mark is not None and shape.mark.id == "band:outer"
    }


def test_a_preset_shows_the_range_of_1024_draws(winter: MainWindow) -> None:
    study, panel = winter.study, winter.panel
    assert len(study.drawn.unserved) == RELEASED
    ranges = study.drawn.ranges()[panel.shown_commodity()]
    amount = panel.tiles.tiles[3]
    assert "–" in amount.value._span or "–" in amount.caption.full()
    assert "in nine of ten draws" in amount.accessibleName()
    assert ranges["unserved"]["p5"] < ranges["unserved"]["p95"]
    assert bands(winter)
    figure = panel.plots.figures("outcome")[0]
    assert figure.data.band is not None, "an export draws what is seen"
    assert any("draws of the assumptions" in note for note in figure.notes)


def test_ranges_can_be_switched_off_and_the_choice_is_no_step_of_undo(
    winter: MainWindow, qtbot: QtBot
) -> None:
    before = winter.session.store.undo_label
    winter.actions_by_id["ranges"].trigger()
    settle(qtbot, winter)
    assert winter.study.drawn is None
    assert not bands(winter)
    assert winter.panel.results.draws_said.full() == "Ranges are off"
    assert winter.session.store.undo_label == before
    winter.actions_by_id["ranges"].trigger()
    rest(winter, qtbot)
    assert bands(winter)


def test_the_baseline_has_no_ranges(winter: MainWindow, qtbot: QtBot) -> None:
    winter.session.scenarios.back_to_baseline()
    settle(qtbot, winter)
    assert winter.study.drawn is None
    assert not bands(winter)


def test_a_drag_draws_256_keeps_the_old_in_grey_and_finds_nothing_out(
    winter: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    draw = run_study._Draws.__call__

    def counted(work: run_study._Draws, ticket: object) -> object:
        counts.append(work.count)
        return draw(work, ticket)

    monkeypatch.setattr(run_study._Draws, "__call__", counted)
    slider = winter.panel.cards[0].depth.slider
    start = QPoint(round(slider.handle_x()), 12)
    known = winter.study.findings
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(slider, start + QPoint(30, 0))
    qtbot.waitUntil(lambda: winter.study.waiting(), timeout=LOAD_MS)
    assert bands(winter) == {winter.style_tokens.ghost}, "old ranges are greyed, never blanked"
    qtbot.waitUntil(lambda: not winter.study.waiting(), timeout=LOAD_MS)
    assert len(winter.study.drawn.unserved) == DRAGGING
    qtbot.wait(150)
    assert winter.study.findings is known, "nothing is found out while a lever is held"
    assert winter.panel.results.why.isVisible() or winter.panel.results.why.texts()
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 0))
    rest(winter, qtbot)
    assert counts[0] == DRAGGING
    assert counts[-1] == RELEASED
    assert winter.study.findings is not known


def test_why_and_which_event_and_money_and_foresight_are_told_at_rest(winter: MainWindow) -> None:
    results = winter.panel.results
    assert any("stock is down to its floor" in text for text in results.why.texts())
    assert any("Event 1" in text for text in results.causes.texts())
    assert results.foresight.texts()
    assert any("want of" in text or "US$" in text for text in results.money.texts())


def test_the_read_out_says_what_binds_in_a_step(winter: MainWindow, qtbot: QtBot) -> None:
    plot = winter.panel.plots.supply
    short = next(i for i, text in enumerate(winter.study.findings.by_step) if text)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    for _ in range(short + 1):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert winter.study.findings.by_step[short].rstrip(".") in plot.accessibleDescription()
    plot.grab()


def test_a_draw_can_be_followed(winter: MainWindow) -> None:
    results = winter.panel.results
    results.member.fill()
    worst = next(a for a in results.member.menu().actions() if a.data() == "worst")
    worst.trigger()
    band = winter.panel.plots.supply.shown().band
    assert band.path_name == "worst draw"
    drawn = winter.study.drawn
    at = drawn.positions(winter.panel.shown_commodity())
    totals = drawn.unserved[:, :, at].sum(axis=(1, 2))
    demand = drawn.demand[0][:, at].sum()
    scale = demand / sum(winter.panel.plots.supply.shown().demand)
    assert sum(band.path) * scale == pytest.approx(demand - totals.max(), rel=1e-6)


def test_another_place_forgets_the_draws_of_the_one_before(winter: MainWindow, qtbot: QtBot) -> None:
    scenario = winter.session.state.scenario
    winter.session.scenarios.set(replace(scenario, steps=10), "shorter")
    qtbot.waitUntil(lambda: winter.session.results.state.scenario.steps == 10, timeout=LOAD_MS)
    assert winter.study.drawn is None or len(winter.study.drawn.dates) == 10
    settle(qtbot, winter)


def test_nothing_found_out_outlives_its_dataset(winter: MainWindow, qtbot: QtBot) -> None:
    study = winter.study
    network = weakref.ref(study.findings.outcome.network)
    assert study.foresight is not None
    told: list[bool] = []
    study.findings_changed.connect(lambda: told.append(study.findings is None))
    winter.session.open("europe-gas")
    qtbot.waitUntil(lambda: bool(told), timeout=LOAD_MS)
    assert told[0]
    settle(qtbot, winter)

    def gone() -> bool:
        gc.collect()
        return network() is None

    qtbot.waitUntil(gone, timeout=LOAD_MS)
