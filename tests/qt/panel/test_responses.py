"""Responses and stocks in the what-if panel: what is ticked, moved and named is in the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures import outcome_words as numbers
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import (
    TO_THE_END,
    FuelSwitch,
    Override,
    Scenario,
)
from tests.qt.panel.conftest import Desk


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


def test_a_fuel_that_goes_short_itself_is_warned_about(desk: Desk) -> None:
    """Above the numbers: a switch to a fuel that the same events cut does not help."""
    both = tuple(replace(d, target=replace(d.target, commodity="", group="oil_products"), depth=1.0)
                 for d in desk.scenario.disruptions[:1])  # fmt: skip
    told = "Liquefied petroleum gas, to which users of diesel fuel are to switch, goes short itself in weeks"
    for switches in ((), (FuelSwitch("diesel", "lpg", 0.5, 1.0),)):
        desk.answer(
            replace(
                desk.scenario,
                disruptions=both,
                responses=replace(desk.scenario.responses, switches=switches),
            )
        )
        assert (told in desk.panel.results.warned.accessibleName()) == bool(switches)
        assert any(text.startswith(told) for text in desk.panel.results.warnings.texts()) == bool(switches)


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
