"""The what-if panel edits a scenario and shows its outcome, without moving anything under the hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.question import Question
from dependency_explorer.app.number_field import NumberField
from dependency_explorer.app.panel import WhatIfPanel
from dependency_explorer.app.panel_header import scenario_title
from dependency_explorer.app.panel_parts import Chip
from dependency_explorer.app.peak_words import told_by_peak
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.figures import outcome_words as numbers
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import (
    TO_THE_END,
    NamedSource,
    Override,
    Responses,
    Scenario,
    load_scenario,
)
from dependency_explorer.whatif.stress_power import power_results

QUESTION = Question("MNG", ("diesel",), "2023", "2023")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load("mongolia")


@pytest.fixture(scope="module")
def preset(dataset: Dataset) -> Scenario:
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    return load_scenario(path, dataset)


@pytest.fixture(scope="module")
def run(dataset: Dataset, preset: Scenario) -> Callable[[Scenario], Outcome]:
    network = SupplyNetwork.from_dataset(dataset, "MNG", preset.baseline, start=preset.start)
    return lambda scenario: simulate(network, scenario)


class Desk:
    """A panel that is answered as the window would answer it."""

    def __init__(
        self, qtbot: QtBot, dataset: Dataset, scenario: Scenario, run: Callable[[Scenario], Outcome]
    ) -> None:
        self.dataset, self.run = dataset, run
        self.preset: Scenario = scenario
        self.panel = WhatIfPanel()
        qtbot.addWidget(self.panel)
        self.panel.resize(360, 860)
        self.log: list[tuple[str, object]] = []
        self.scenario = scenario
        self.panel.scenario_changed.connect(self._changed)
        self.panel.drag_started.connect(self._started)
        self.panel.drag_ended.connect(self._ended)
        self.answer(scenario)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    def answer(self, scenario: Scenario) -> None:
        self.scenario = scenario
        outcome = self.run(scenario)
        self.panel.set_context(self.dataset, scenario, self.preset, outcome, LIGHT, QUESTION)

    def words(self, kind: str) -> list[object]:
        return [value for name, value in self.log if name == kind]

    def _changed(self, scenario: Scenario, label: str, key: str) -> None:
        assert label
        self.log.append(("change", key))
        self.answer(scenario)

    def _started(self, label: str) -> None:
        self.log.append(("start", label))

    def _ended(self) -> None:
        self.log.append(("end", ""))


@pytest.fixture
def desk(qtbot: QtBot, dataset: Dataset, preset: Scenario, run: Callable[[Scenario], Outcome]) -> Desk:
    return Desk(qtbot, dataset, preset, run)


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


def test_responses_can_be_ticked_and_moved(qtbot: QtBot, desk: Desk) -> None:
    responses = desk.panel.responses
    desk.answer(
        replace(desk.scenario, responses=replace(desk.scenario.responses, draw_stocks=None, sources=()))
    )
    for box in (responses.draw.box, responses.buy.box, responses.restrain.box):
        if not box.isChecked():
            box.click()
    assert desk.scenario.responses.draw_stocks == 10
    assert desk.scenario.responses.replace
    assert desk.scenario.responses.saving == 0.05
    qtbot.mouseClick(responses.floor.more, Qt.MouseButton.LeftButton)
    assert desk.scenario.responses.draw_stocks == 11
    responses.add.click()
    assert len(desk.scenario.responses.sources) == 1
    assert desk.scenario.responses.sources[0].exporter != "RUS"
    qtbot.mouseClick(responses.rows[0].quantity.more, Qt.MouseButton.LeftButton)
    responses.buy.box.click()
    assert desk.scenario.responses.sources == ()
    assert not desk.scenario.responses.replace


def test_stocks_are_stretched_by_a_lever(qtbot: QtBot, desk: Desk) -> None:
    stretch = desk.panel.responses.stretch
    assert not stretch.box.isChecked()
    stretch.box.click()
    assert desk.scenario.responses.stretch == TO_THE_END
    assert "last disruption" in stretch.last.words.text()
    qtbot.mouseClick(stretch.last.more, Qt.MouseButton.LeftButton)
    assert desk.scenario.responses.stretch == 1
    assert "end of week 1" in stretch.last.words.text()
    desk.panel.responses.draw.box.click()
    assert desk.scenario.responses.stretch is None


def test_demand_follows_prices_where_ticked(desk: Desk) -> None:
    assert not desk.run(desk.scenario).given_way.any()
    desk.panel.responses.price.box.click()
    assert desk.scenario.responses.price_response
    assert desk.run(desk.scenario).given_way.any()
    assert any("grow" in text for text in desk.panel.results.sentences.texts())


def test_a_fuel_switch_is_a_sentence_with_levers(qtbot: QtBot, desk: Desk) -> None:
    switch = desk.panel.responses.switch
    assert switch.box.isEnabled()
    switch.box.click()
    (made,) = desk.scenario.responses.switches
    assert made.away_from == "diesel"
    row = switch.rows[0]
    qtbot.mouseClick(row.share.more, Qt.MouseButton.LeftButton)
    assert desk.scenario.responses.switches[0].share == pytest.approx(0.21)
    row.to.fill()
    others = {action.data() for action in row.to.menu().actions()}
    assert {"lpg", "electricity"} <= others
    assert not {"diesel", "copper_concentrate", "rail_freight"} & others
    row.to.chosen.emit("lpg")
    assert desk.scenario.responses.switches[0].to == "lpg"
    row.away.chosen.emit("lpg")
    assert desk.scenario.responses.switches[0].to != "lpg"
    switch.add.click()
    assert len(desk.scenario.responses.switches) == 2
    assert Scenario.from_dict(desk.scenario.to_dict()) == desk.scenario
    switch.rows[1].remove.click()
    switch.box.click()
    assert desk.scenario.responses.switches == ()


def test_the_stock_is_a_lever_with_its_date_and_age(qtbot: QtBot, desk: Desk) -> None:
    lever = desk.panel.responses.stock
    assert "November 2022" in lever.words.text()
    assert "12 months old" in lever.words.text()
    before = desk.run(desk.scenario).stock[0, 0]
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "40")
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert any(o.path[0] == "days_of_cover" and o.value == 40.0 for o in desk.scenario.assumptions)
    assert (desk.run(desk.scenario).stock[0, 0] != before).any()


def test_without_a_loaded_stock_days_of_cover_can_be_assumed(
    qtbot: QtBot, dataset: Dataset, run: Callable[[Scenario], Outcome], preset: Scenario
) -> None:
    early = replace(preset, start="2022-01-01")
    desk = Desk(qtbot, dataset, early, run)
    lever = desk.panel.responses.stock
    assert not lever.isHidden()
    lever.field.setFocus()
    lever.field.selectAll()
    qtbot.keyClicks(lever.field, "20")
    qtbot.keyClick(lever.field, Qt.Key.Key_Return)
    assert Override(("days_of_cover", "diesel"), 20.0) in desk.scenario.assumptions


def test_the_assumptions_are_counted_and_one_click_away(qtbot: QtBot, desk: Desk) -> None:
    button = desk.panel.footer.assumptions
    assert button.accessibleName() == f"{len(desk.run(desk.scenario).ledger)} assumptions in this run"
    with qtbot.waitSignal(desk.panel.footer.assumptions_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(desk.panel.compare_requested):
        qtbot.mouseClick(desk.panel.footer.compare, Qt.MouseButton.LeftButton)


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
    panel.set_context(dataset, None, None, None, LIGHT, QUESTION)
    panel.show()
    with qtbot.waitSignal(panel.preset_chosen) as heard:
        qtbot.mouseClick(panel.new_cut, Qt.MouseButton.LeftButton)
    assert heard.args == [None]
    assert not panel.results.isVisible()


def test_trouble_is_told_in_place(qtbot: QtBot, dataset: Dataset, preset: Scenario) -> None:
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.set_context(
        dataset, preset, preset, None, LIGHT, QUESTION, "No flows in 1901. Choose another year."
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
    panel.set_context(dataset, scenario, scenario, simulate(network, scenario), LIGHT, QUESTION)
    assert panel.shown_commodity() == "electricity"


def test_the_replay_of_a_fallen_limit_speaks_of_the_peak(qtbot: QtBot, dataset: Dataset) -> None:
    """The numbers of the panel are those of the ranking: MW at the peak, not a year's energy."""
    worst = next(r for r in power_results(dataset, "MNG", ["electricity"]) if r.unit == "MW" and r.unserved)
    scenario = worst.scenario
    assert scenario is not None
    network = SupplyNetwork.from_dataset(dataset, "MNG", scenario.baseline, start=scenario.start)
    outcome = simulate(network, scenario)
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 860)
    asked = Question("MNG", ("electricity",), scenario.baseline, scenario.baseline)
    panel.set_context(dataset, scenario, scenario, outcome, LIGHT, asked)
    peak = outcome.peak
    assert peak is not None
    shed, own, limit, who = panel.tiles.tiles
    assert shed.value.full() == numbers.amount(worst.unserved, "MW")
    assert own.value.full() == numbers.amount(float(peak.own[peak.worst]), "MW")
    assert limit.value.full() == numbers.amount(float(peak.by_limit[peak.worst].sum()), "MW")
    assert who.value.full() == numbers.amount(float(peak.large[peak.worst]), "MW")
    assert "MW" in panel.results.commodity.text()
    assert panel.results.sentences.texts()[0].startswith("At the peak")
    assert panel.plots.supply_heading.text().endswith("energy")
    chip = panel.results.commodity
    chip.fill()
    next(a for a in chip.menu().actions() if a.data() == "electricity").trigger()
    row = next(r for r in outcome.totals() if r["commodity"] == "electricity")
    assert shed.value.full() == numbers.share_text(row["event_unserved_share"]), "energy is a click away"


def test_a_run_in_weeks_keeps_to_energy(dataset: Dataset) -> None:
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    scenario = load_scenario(path, dataset)
    network = SupplyNetwork.from_dataset(dataset, "MNG", scenario.baseline, start=scenario.start)
    outcome = simulate(network, scenario)
    assert not any(told_by_peak(outcome, commodity) for commodity in outcome.spoken_of)


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


def test_a_new_source_makes_up_for_what_is_cut(desk: Desk, qtbot: QtBot) -> None:
    """Whatever commodity is on show; and it takes the focus, so that its levers are the next keys."""
    cut = desk.scenario.disruptions[0].target.commodity
    other = next(code for code in desk.run(desk.scenario).commodities if code != cut)
    desk.panel.results.commodity.chosen.emit(other)
    before = len(desk.scenario.responses.sources)
    desk.panel.responses.add.click()
    assert len(desk.scenario.responses.sources) == before + 1
    assert desk.scenario.responses.sources[-1].commodity == cut
    assert desk.panel.focusWidget() is desk.panel.responses.rows[-1].exporter


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
    panel.set_context(desk.dataset, desk.scenario, desk.preset, outcome, LIGHT, QUESTION)
    scene = panel.plots.supply.scene()
    panel.set_context(desk.dataset, desk.scenario, desk.preset, outcome, LIGHT, QUESTION)
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


def test_labels_never_read_data_as_markup(desk: Desk) -> None:
    for label in desk.panel.findChildren(QLabel):
        if label.objectName() or label.wordWrap():
            assert label.textFormat() == Qt.TextFormat.PlainText


def test_lists_mark_what_differs_from_the_preset(preset: Scenario) -> None:
    words = Vocabulary(
        places={"RUS": "Russia", "MNG": "Mongolia", "CHN": "China"}, goods={"diesel": "Diesel"}
    )
    changed = replace(
        preset,
        disruptions=(replace(preset.disruptions[0], depth=0.9),),
        responses=replace(preset.responses, sources=(NamedSource("CHN", "diesel", 5.0),)),
    )
    lines = numbers.changed_from(numbers.actions(changed, words, {}), numbers.actions(preset, words, {}))
    depth = next(line for line in lines if line.key == "disruption-0")
    assert depth.value.startswith("−90")
    assert depth.was.startswith("−48")
    gone = next(line for line in lines if line.key == "disruption-1")
    assert (gone.value, bool(gone.was)) == ("off", True)


def test_small_differences_are_counted_not_shown() -> None:
    row = {
        "commodity": "diesel", "unit": "t", "demand": 1e6, "unserved": 1.0, "unserved_share": 1e-6,
        "exports": 0.0, "diverted": 0.0, "stockpiled": 0.0, "production_cut": 0.0,
        "import_cost_change_usd": None, "export_revenue_change_usd": None, "parts": [],
    }  # fmt: skip
    assert numbers.differences([row], Vocabulary()) == ((), 1)


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=2 * numbers.MOST_LINES))
def test_the_largest_differences_are_told_and_the_others_counted(shares: list[tuple[int, bool]]) -> None:
    rows = [
        {
            "commodity": f"c{k}", "unit": "t", "demand": 100.0, "unserved": float(share),
            "unserved_share": share / 100, "exports": 0.0, "diverted": 0.0, "stockpiled": 0.0,
            "production_cut": 0.0, "import_cost_change_usd": 5.0 if costs else None,
            "export_revenue_change_usd": None, "parts": [],
        }
        for k, (share, costs) in enumerate(shares)
    ]  # fmt: skip
    lines, hidden = numbers.differences(rows, Vocabulary())
    every = sum((share > 0) + costs for share, costs in shares)
    assert len(lines) == min(every, numbers.MOST_LINES)
    assert len(lines) + hidden == every
    told = [int(line.what.split(":")[0][1:]) for line in lines if line.key == "unserved"]
    assert (
        told
        == sorted((k for k, (share, _) in enumerate(shares) if share), key=lambda k: -shares[k][0])[
            : len(told)
        ]
    )


def test_a_file_that_cannot_be_read_keeps_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    assert scenario_title(broken)[0] == "broken"


def test_a_disruption_turns_to_demand_and_to_stock_and_back(desk: Desk) -> None:
    card = desk.panel.cards[0]

    def said() -> str:
        shown = [word.text().removesuffix(" \u25be") for word in card.findChildren(QWidget)
                 if isinstance(word, QLabel | QAbstractButton) and word.parent() is card.sentence
                 and not word.isHidden()]  # fmt: skip
        return " ".join(shown)

    def choose(key: str) -> None:
        card.chips["exporter"].fill()
        next(a for a in card.chips["exporter"].menu().actions() if a.data() == key).trigger()

    choose("kind:demand")
    target = desk.scenario.disruptions[0].target
    assert (target.kind, target.commodity, target.exporter, target.importer) == ("demand", "diesel", "", "")
    assert said() == "Demand for Diesel fuel rises"
    assert card.depth.accessibleName() == "Demand rises by"
    outcome = desk.run(desk.scenario)
    assert outcome.demand.max() > outcome.base_demand.max()
    assert desk.panel.results.sentences.texts()[0].startswith("Demand for diesel fuel is 48")
    card.depth.field.setValue(20)
    assert desk.scenario.disruptions[0].depth == pytest.approx(0.2)
    assert numbers.target_text(desk.scenario.disruptions[0], Vocabulary()) == "Demand for diesel rises"
    assert numbers.disruption_text(desk.scenario.disruptions[0], desk.scenario).startswith("+20")
    choose("kind:stock")
    assert desk.scenario.disruptions[0].target.kind == "stock"
    assert said() == "Stock of Diesel fuel barred"
    choose("")
    target = desk.scenario.disruptions[0].target
    assert (target.kind, target.importer, target.commodity) == ("supply", "MNG", "diesel")
    assert said().startswith("any supplier → Mongolia Diesel fuel")
