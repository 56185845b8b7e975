"""The one place that says which commands can do something now: what a command needs, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dependency_explorer.app.actions import COMMANDS, Need
from dependency_explorer.app.plain import caption, tip
from dependency_explorer.app.results import STAKES

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset

OF_FLOWS = frozenset({"flows", "cuttable", "scenario", "run", "cut", "edited", "room", "others"})
"""Needs that nothing but flows can meet."""


class Availability(QObject):
    """Enables and disables a window's actions, and its other ways to the same commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._imported: tuple[Dataset | None, bool] = (None, False)

    def refresh(self) -> None:
        """Bring every action in line with what is open, chosen and shown; one that is disabled says what it needs."""
        window, session = self._window, self._window.session
        there = frozenset(self._present())
        for command in COMMANDS:
            if command.needs:
                action = window.actions_by_id[command.id]
                action.setEnabled(command.needs in there)
                reason = "" if command.needs in there else self.lack(command.needs)
                action.setToolTip(tip(reason))
                action.setStatusTip(reason)
        for name, label, text in (
            ("undo", session.undo_label, self.tr("Undo")),
            ("redo", session.redo_label, self.tr("Redo")),
        ):
            window.actions_by_id[name].setText(f"{text} {caption(label)}".rstrip())
        window.bar.allow_export("" if "chart" in there else self.lack("chart"))
        window.commands.briefings.allow(window.actions_by_id["briefing"], session.state.scenario)

    def lack(self, need: Need) -> str:
        """What is missing where a need is not met, with what to do about it."""
        session = self._window.session
        if need == "undo":
            return self.tr("Nothing has been changed yet.")
        if need == "redo":
            return self.tr("Nothing was taken back.")
        if session.dataset is None:
            return self.tr("No dataset is open: open or import one first.")
        if need in OF_FLOWS and not self._flows():
            return self.tr("The dataset has no flows between places: open or import a table of flows.")
        if need == "room" and session.state.scenario is None:
            need = "scenario"
        return {
            "stakes": self.tr(
                "The dataset has no table of stakes, which say who owns what: import a list of owners and add it to "
                "the open dataset."
            ),
            "cards": self.tr("The charts are not there yet."),
            "drawings": self.tr("No chart has anything to draw for this question."),
            "chart": self.tr("The current chart has nothing to draw: it says what is missing."),
            "cuttable": self._trouble(),
            "scenario": self.tr("No scenario is in force: choose a preset, or a new cut, first."),
            "run": self.tr("No scenario runs: choose a preset, or a new cut, first."),
            "edited": self.tr("The scenario is as its preset has it."),
            "cut": self.tr("Nothing is cut."),
            "room": self.tr("Three scenarios are open, as many as can be compared: close one to make room."),
            "others": self.tr("No other scenario is open: duplicate this one to have two."),
            "selection": self.tr("Nothing is selected: click a place or a commodity in a chart."),
            "report": self.tr("The dataset was not imported here, so there is no report of an import."),
        }.get(need, "")

    def imported(self) -> bool:
        """Whether the open dataset has reports of an import."""
        dataset = self._window.session.dataset
        if self._imported[0] is not dataset:
            self._imported = (dataset, bool(self._window.commands.importer.reports()))
        return self._imported[1]

    def _present(self) -> Iterator[Need]:
        """What is there at this moment."""
        window, session = self._window, self._window.session
        state, results, scenario = session.state, session.results, session.state.scenario
        if session.undo_label:
            yield "undo"
        if session.redo_label:
            yield "redo"
        if session.dataset is None:
            return
        yield "dataset"
        if self._flows():
            yield "flows"
            if not self._trouble():
                yield "cuttable"
        if state.selection.clauses:
            yield "selection"
        if scenario is not None:
            yield "scenario"
            if state.preset is not None and scenario != state.preset:
                yield "edited"
            if any(one.depth for one in scenario.disruptions):
                yield "cut"
            if state.next_letter:
                yield "room"
        if state.kept:
            yield "others"
        if results is not None:
            yield "cards"
            if STAKES in results.figures:
                yield "stakes"
            drawn = {name for name, figure in results.figures.items() if not figure.empty_reason}
            if drawn:
                yield "drawings"
            if window.board.current in drawn:
                yield "chart"
            if window.panel is not None and scenario is not None:
                yield "run"
            if self.imported():
                yield "report"

    def _flows(self) -> bool:
        dataset = self._window.session.dataset
        return dataset is not None and bool(len(dataset.tables["flows"]))

    def _trouble(self) -> str:
        """Why no cut can be made of the question on screen; "" where one can, or nobody has found out yet."""
        results = self._window.session.results
        return results.trouble if results is not None and results.state.scenario is None else ""
