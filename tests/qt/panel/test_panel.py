"""The what-if panel edits a scenario and shows its outcome, without moving anything under the hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app import theme
from dependency_explorer.app.number_field import NumberField
from dependency_explorer.app.panel import WhatIfPanel
from dependency_explorer.app.panel_context import Context
from dependency_explorer.app.panel_header import scenario_title
from dependency_explorer.app.panel_parts import Chip
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures import outcome_words as numbers
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import (
    Responses,
    Scenario,
    load_scenario,
)
from tests.qt.panel.conftest import QUESTION, Desk


def test_numbers_of_the_run_are_shown(desk: Desk) -> None:
    panel = desk.panel
    row = next(r for r in desk.run(desk.scenario).totals() if r["commodity"] == "diesel")
    unmet, short, cover, amount = panel.tiles.tiles
    assert panel.shown_commodity() == "diesel"
    assert unmet.value.text() == numbers.share_text(row["event_unserved_share"])
    assert unmet.value.property("alarm") == "true"
    assert short.value.text() == f"week {row['first_short_step']}"
    assert cover.value.text().endswith("days")
    assert amount.value.text() == numbers.amount(row["unserved"], row["unit"])
    assert panel.plots.supply.shown().dates == desk.run(desk.scenario).dates
    assert len(panel.results.sentences.texts()) >= 3
    assert panel.results.same.isHidden()
    assert "not a forecast" in panel.statement.text()


def test_dragging_the_depth_moves_the_numbers_and_is_one_step(qtbot: QtBot, desk: Desk) -> None:
    panel = desk.panel
    lever = panel.cards[0].depth
    cards, before = list(panel.cards), panel.tiles.tiles[0].value.text()
    start = QPoint(round(lever.slider.handle_x()), 12)
    place = lever.slider.mapToGlobal(start)
    qtbot.mousePress(lever.slider, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        qtbot.mouseMove(lever.slider, start + QPoint(step * 6, 0))
        assert lever.slider.mapToGlobal(start) == place, "the lever slid away under the hand"
    qtbot.mouseRelease(lever.slider, Qt.MouseButton.LeftButton, pos=start + QPoint(42, 0))
    assert desk.words("start") == ["depth of the cut"]
    assert desk.words("end") == [""]
    assert set(desk.words("change")) == {"disruption-0-depth"}
    assert len(desk.words("change")) >= 4
    assert panel.cards == cards
    assert panel.tiles.tiles[0].value.text() != before
    assert desk.scenario.disruptions[0].depth == lever.value() / 100
    qtbot.waitUntil(
        lambda: any("preset: " in text for text in panel.results.actions_list.texts()), timeout=2000
    )


def test_a_context_in_mid_drag_leaves_the_lever(qtbot: QtBot, desk: Desk) -> None:
    lever = desk.panel.cards[0].depth
    start = QPoint(round(lever.slider.handle_x()), 12)
    qtbot.mousePress(lever.slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(lever.slider, start + QPoint(20, 0))
    value = lever.value()
    desk.answer(desk.preset)
    assert lever.value() == value
    qtbot.mouseRelease(lever.slider, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))


def test_depth_nought_equals_the_baseline(desk: Desk) -> None:
    still = tuple(replace(d, depth=0.0) for d in desk.scenario.disruptions)
    desk.answer(replace(desk.scenario, disruptions=still))
    panel = desk.panel
    assert not panel.results.same.isHidden()
    assert panel.tiles.tiles[0].value.property("alarm") == "false"
    assert panel.results.differences.isHidden()


def test_cards_are_reused_and_follow_the_number_of_disruptions(qtbot: QtBot, desk: Desk) -> None:
    panel = desk.panel
    first = panel.cards[0]
    number = len(panel.cards)
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    assert len(panel.cards) == number + 1
    assert panel.cards[0] is first
    qtbot.mouseClick(panel.cards[0].remove, Qt.MouseButton.LeftButton)
    assert len(panel.cards) == number
    assert panel.cards[0] is first
    assert first.disruption() == desk.scenario.disruptions[0]


def test_chips_change_the_target(desk: Desk) -> None:
    card = desk.panel.cards[0]
    menu = card.chips["exporter"].menu()
    card.chips["exporter"].fill()
    names = {action.data(): action for action in menu.actions()}
    assert {"", "RUS", "CHN"} <= set(names)
    assert "XNS" not in names
    names["CHN"].trigger()
    assert desk.scenario.disruptions[0].target.exporter == "CHN"
    assert card.chips["exporter"].text().startswith("China")
    card.chips["commodity"].fill()
    shown = [action.data() for action in card.chips["commodity"].menu().actions()]
    assert shown.index("oil_products") < shown.index("diesel")


def test_timing_reads_as_a_line_and_opens(qtbot: QtBot, desk: Desk) -> None:
    card = desk.panel.cards[0]
    assert "8 weeks" in card.timing.button.text()
    assert not card.start.isVisible()
    qtbot.mouseClick(card.timing.button, Qt.MouseButton.LeftButton)
    assert card.start.isVisible()
    qtbot.mouseClick(card.lasts.more, Qt.MouseButton.LeftButton)
    assert desk.scenario.disruptions[0].steps == 9
    assert "9 weeks" in card.timing.button.text()
    card.day.setDate(card.day.date().addDays(14))
    assert desk.scenario.disruptions[0].start_step == 4


def test_the_preset_menu_says_what_was_chosen(qtbot: QtBot, desk: Desk) -> None:
    header = desk.panel.header
    heard: list[object] = []
    desk.panel.preset_chosen.connect(heard.append)
    for signal, name in (
        (desk.panel.open_requested, "open"), (desk.panel.save_requested, "save"),
        (desk.panel.duplicate_requested, "duplicate"), (desk.panel.back_to_baseline, "baseline"),
    ):  # fmt: skip
        signal.connect(lambda name=name: heard.append(name))
    header.fill()
    actions = {action.text().partition("\t")[0]: action for action in header.presets.menu().actions()}
    assert not actions["Back to preset"].isEnabled()
    for text in ("New cut", "Open scenario…", "Save scenario…", "Duplicate, to compare", "Back to baseline"):
        actions[text].trigger()
    assert heard == [None, "open", "save", "duplicate", "baseline"]
    first = desk.dataset.scenarios[0]
    actions[scenario_title(first)[0]].trigger()
    assert heard[-1] == first
    by = actions[scenario_title(first)[0]].text().partition("\t")[2]
    assert by == "Dependency Explorer, 2026-11-23", "author and date stand beside a preset's name"


def test_nothing_chosen_offers_a_new_cut(qtbot: QtBot, dataset: Dataset) -> None:
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.set_context(Context(dataset, None, None, None, LIGHT, QUESTION))
    panel.show()
    with qtbot.waitSignal(panel.preset_chosen) as heard:
        qtbot.mouseClick(panel.new_cut, Qt.MouseButton.LeftButton)
    assert heard.args == [None]
    assert not panel.results.isVisible()


def test_the_way_to_begin_is_seen_whole_in_large_letters(
    qtbot: QtBot, qapp: QApplication, dataset: Dataset
) -> None:
    theme.apply(qapp, "light", 1.5)
    try:
        panel = WhatIfPanel()
        qtbot.addWidget(panel)
        panel.set_context(Context(dataset, None, None, None, LIGHT, QUESTION))
        panel.resize(300, 430)
        panel.show()
        room = panel.levers.viewport()
        qtbot.waitUntil(
            lambda: panel.new_cut.mapTo(room, QPoint(0, panel.new_cut.height())).y() <= room.height()
        )
    finally:
        theme.apply(qapp, "light", 1.0)


def test_trouble_is_told_in_place(qtbot: QtBot, dataset: Dataset, preset: Scenario) -> None:
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.set_context(
        Context(dataset, preset, preset, None, LIGHT, QUESTION, "No flows in 1901. Choose another year.")
    )
    assert panel.trouble.text() == "No flows in 1901. Choose another year."
    assert panel.results.isHidden()
    assert len(panel.cards) == len(preset.disruptions)


def test_what_is_not_cut_does_not_stand_for_the_run(
    qtbot: QtBot, dataset: Dataset, run: Callable[[Scenario], Outcome], preset: Scenario
) -> None:
    path = next(path for path in dataset.scenarios if "power_limit" in path.name)
    scenario = load_scenario(path, dataset)
    network = SupplyNetwork.from_dataset(dataset, "MNG", scenario.baseline, start=scenario.start)
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.set_context(Context(dataset, scenario, scenario, simulate(network, scenario), LIGHT, QUESTION))
    assert panel.shown_commodity() == "electricity"


def test_a_long_word_of_a_sentence_is_cut_not_the_card(qtbot: QtBot) -> None:
    name = "Western energy system (Uvs, Khovd, Bayan-Ulgii)"
    chip = Chip("Buyer", "chip-importer")
    qtbot.addWidget(chip)
    chip.set_current("WES", name)
    assert chip.sizeHint().width() < 240
    assert name in chip.toolTip()
    assert name in chip.accessibleName()


def test_the_fold_shows_the_first_disruption_whole(desk: Desk, qtbot: QtBot) -> None:
    """From a window of some 880 pixels on: what is cut there cannot be seen to be clickable."""
    panel, card = desk.panel, desk.panel.cards[0]
    still = tuple(replace(d, depth=0.0) for d in desk.scenario.disruptions)
    desk.answer(replace(desk.scenario, disruptions=still))
    for height in range(700, 860, 20):
        panel.resize(360, height)
        qtbot.wait(20)
        bottom = card.timing.button.mapTo(panel.levers, QPoint(0, card.timing.button.height())).y()
        assert bottom <= panel.levers.height(), height


def test_warnings_stand_above_the_numbers_that_they_are_about(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.panel
    warnings = desk.run(desk.scenario).warnings_about("diesel")
    line = panel.results.warned
    assert warnings
    assert line.isVisible()
    assert all(warning in line.accessibleName() for warning in warnings)
    assert line.mapTo(panel, QPoint(0, 0)).y() < panel.tiles.mapTo(panel, QPoint(0, 0)).y()
    panel.resize(320, 560)
    qtbot.wait(20)
    assert str(len(warnings)) in line.text()
    still = tuple(replace(d, depth=0.0) for d in desk.scenario.disruptions)
    desk.answer(replace(desk.scenario, disruptions=still, responses=Responses()))
    assert line.isHidden()


def test_nothing_is_wider_than_a_narrow_panel(desk: Desk, qtbot: QtBot) -> None:
    desk.panel.resize(300, 560)
    qtbot.wait(20)
    for area in (desk.panel.levers, desk.panel.scroll):
        assert area.widget().minimumSizeHint().width() <= area.viewport().width(), area.objectName()


def test_letters_lead_to_an_entry_of_a_menu(qtbot: QtBot) -> None:
    chip = Chip("Commodity", "chip")
    qtbot.addWidget(chip)
    chip.set_choices(lambda: (("oil", "Oil products"), ("diesel", "\u2003Diesel fuel"), ("coal", "Coal")))
    chip.set_current("oil", "Oil products")
    chip.show()
    qtbot.waitExposed(chip)
    menu = chip.menu()
    menu.popup(chip.mapToGlobal(QPoint(0, 0)))
    assert menu.activeAction().data() == "oil"
    qtbot.keyClick(menu, Qt.Key.Key_D)
    assert menu.activeAction().data() == "diesel"
    with qtbot.waitSignal(chip.chosen) as chosen:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert chosen.args == ["diesel"]


def test_a_commodity_can_be_chosen_and_stays(desk: Desk) -> None:
    chip = desk.panel.results.commodity
    chip.fill()
    action = next(a for a in chip.menu().actions() if a.data() == "gasoline_ai92")
    action.trigger()
    assert desk.panel.shown_commodity() == "gasoline_ai92"
    desk.answer(replace(desk.scenario, rationing="proportional"))
    assert desk.panel.shown_commodity() == "gasoline_ai92"


def test_the_same_run_is_not_drawn_again(desk: Desk) -> None:
    panel = desk.panel
    outcome = desk.run(desk.scenario)
    panel.set_context(Context(desk.dataset, desk.scenario, desk.preset, outcome, LIGHT, QUESTION))
    scene = panel.plots.supply.scene()
    panel.set_context(Context(desk.dataset, desk.scenario, desk.preset, outcome, LIGHT, QUESTION))
    assert panel.plots.supply.scene() is scene
    panel.set_style(DARK)
    assert panel.plots.supply.scene() is not scene


def test_every_control_has_a_name_and_a_target_of_24_px(qtbot: QtBot, desk: Desk) -> None:
    desk.panel.cards[0].timing.button.setChecked(True)
    qtbot.wait(50)
    parts: list[QWidget] = [*desk.panel.findChildren(QAbstractButton), *desk.panel.findChildren(NumberField)]
    for part in parts:
        if part.isVisible() and not part.objectName().startswith("qt_"):
            assert part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()), (
                part.objectName()
            )
            assert part.height() >= 24, part.objectName()


def test_tab_goes_through_as_it_reads(desk: Desk) -> None:
    panel = desk.panel
    order: list[QWidget] = []
    part: QWidget | None = panel.header.presets
    while part is not None and part not in order:
        order.append(part)
        part = part.nextInFocusChain()
    wanted = [
        panel.header.presets, panel.cards[0].chips["exporter"], panel.cards[0].depth.slider,
        panel.cards[1].chips["exporter"], panel.add, panel.responses.draw.box, panel.results.commodity,
        panel.plots.supply, panel.footer.assumptions,
    ]  # fmt: skip
    places = [order.index(widget) for widget in wanted if widget is not None]
    assert places == sorted(places)
