"""What the panel lists in words: assumptions, differences from the preset, names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.question import Question
from dependency_explorer.app.panel import WhatIfPanel
from dependency_explorer.app.panel_context import Context
from dependency_explorer.app.panel_header import scenario_title
from dependency_explorer.app.peak_words import told_by_peak
from dependency_explorer.charts.style import LIGHT
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures import outcome_words as numbers
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.scenario import (
    NamedSource,
    Scenario,
    load_scenario,
)
from dependency_explorer.whatif.stress_power import power_results
from tests.qt.panel.conftest import Desk


def test_the_assumptions_are_counted_and_one_click_away(qtbot: QtBot, desk: Desk) -> None:
    button = desk.panel.footer.assumptions
    assert button.accessibleName() == f"{len(desk.run(desk.scenario).ledger)} assumptions in this run"
    with qtbot.waitSignal(desk.panel.footer.assumptions_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(desk.panel.compare_requested):
        qtbot.mouseClick(desk.panel.footer.compare, Qt.MouseButton.LeftButton)


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
    panel.set_context(Context(dataset, scenario, scenario, outcome, LIGHT, asked))
    peak = outcome.peak
    assert peak is not None
    shed, own, limit, who = panel.tiles.tiles
    assert shed.value.full() == numbers.amount(worst.unserved, "MW")
    assert own.value.full() == numbers.amount(float(peak.own[peak.worst]), "MW")
    assert limit.value.full() == numbers.amount(float(peak.by_limit[peak.worst].sum()), "MW")
    assert who.value.full() == numbers.amount(float(peak.large[peak.worst]), "MW")
    assert "MW" in panel.results.commodity.text()
    assert panel.results.sentences.texts()[0].startswith("At the peak")
    assert panel.plots.supply_heading.text().endswith(("energy", "GWh"))
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
