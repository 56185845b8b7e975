"""The window of all places, on a real main window: what it shows is the run of the command."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from dependency_explorer.app.places_window import PlacesWindow
from dependency_explorer.app.window import MainWindow
from dependency_explorer.whatif.places import everywhere
from dependency_explorer.whatif.places_words import RULES, places_sentences
from tests.qt.conftest import settle


def opened(window: MainWindow, qtbot: QtBot) -> PlacesWindow:
    window.actions_by_id["all_places"].trigger()
    settle(qtbot, window)
    tests = window.commands.tests
    assert tests is not None
    assert tests.places is not None
    return tests.places


def test_all_places_from_the_menu(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    """The scenario of the panel runs over all places; the rule is a step of undo and part of the scenario."""
    window = make_window("europe-gas")
    dataset = window.session.dataset
    assert dataset is not None
    window.session.scenarios.load(
        next(path for path in dataset.scenarios if path.stem == "russian_gas_all_places")
    )
    settle(qtbot, window)
    shown = opened(window, qtbot)
    assert window.session.results is not None
    outcome = window.session.results.outcome
    assert outcome is not None
    expected = places_sentences(everywhere(dataset, outcome), dataset)
    assert shown.sentences.text().split("\n") == list(expected)
    model = shown.table.model()
    assert model.rowCount() > 10
    assert model.index(0, 0).data() == "Bosnia and Herzegovina"
    shown.rule.setCurrentIndex(shown.rule.findData("cooperative"))
    settle(qtbot, window)
    scenario = window.session.state.scenario
    assert scenario is not None
    assert scenario.across_places == "cooperative"
    assert RULES["cooperative"] in shown.sentences.text()
    window.actions_by_id["undo"].trigger()
    settle(qtbot, window)
    assert RULES["national-first"] in shown.sentences.text()
    shown.close()


def test_a_cut_of_nothing_says_so(window: MainWindow, qtbot: QtBot) -> None:
    """The window opens with a cut of 0 %."""
    shown = opened(window, qtbot)
    assert shown.sentences.text().endswith("Nothing is lost anywhere: the numbers are those of the baseline.")
    assert shown.table.model().rowCount() == 0
    shown.close()
