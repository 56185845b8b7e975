"""The one place that says which commands can do something now: what a command needs, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dependency_explorer.app.actions import COMMANDS, Need
from dependency_explorer.app.plain import caption

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset


class Availability(QObject):
    """Enables and disables a window's actions, and its other ways to the same commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._imported: tuple[Dataset | None, bool] = (None, False)

    def refresh(self) -> None:
        """Bring every action in line with what is open, chosen and shown."""
        window, session = self._window, self._window.session
        there = frozenset(self._present())
        for command in COMMANDS:
            if command.needs:
                window.actions_by_id[command.id].setEnabled(command.needs in there)
        for name, label, text in (
            ("undo", session.undo_label, self.tr("Undo")),
            ("redo", session.redo_label, self.tr("Redo")),
        ):
            window.actions_by_id[name].setText(f"{text} {caption(label)}".rstrip())
        window.bar.allow_export("chart" in there)
        window.commands.briefings.allow(window.actions_by_id["briefing"], session.state.scenario)

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
            yield "charts"
            if window.board.current in results.figures:
                yield "chart"
            if window.panel is not None and scenario is not None:
                yield "run"
            if self.imported():
                yield "report"
