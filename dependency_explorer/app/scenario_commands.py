"""What the commands on scenarios do: open and save, A B C, history, assumptions, comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow


class ScenarioCommands(QObject):
    """Carries them out on the window's session and panel."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.session = window.session

    def table(self) -> dict[str, Callable[[], object]]:
        """Command id to what does it."""
        session = self.session
        return {
            "new_scenario": session.scenarios.new_cut,
            "duplicate_scenario": self.duplicate_scenario,
            "next_scenario": self._next_scenario,
            "close_scenario": self._close_scenario,
            "open_scenario": self.open_scenario,
            "save_scenario": self.save_scenario,
            "compare": self.open_compare,
            "assumptions": self.open_assumptions,
            "ranges": self._toggle_ranges,
            "back_to_preset": session.scenarios.back_to_preset,
            "back_to_baseline": session.scenarios.back_to_baseline,
            "history": self.open_history,
        }

    def finish_gesture(self) -> None:
        """Typing or stepping that still waits for more becomes a step, so that undo takes it back whole."""
        if self._window.panel is not None:
            self._window.panel.finish_gesture()

    def preset_chosen(self, path: object) -> None:
        if isinstance(path, Path):
            self.session.scenarios.load(path)
        else:
            self.session.scenarios.new_cut()

    def open_scenario(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open scenario"),
            self._window.commands.last_folder(),
            self.tr("Scenario (*.json)"),
        )
        if path:
            self.session.scenarios.load(Path(path))

    def save_scenario(self) -> None:
        from dependency_explorer.app.save_names import as_named
        from dependency_explorer.data.files import write_atomic
        from dependency_explorer.data.problems import DataError
        from dependency_explorer.whatif.scenario import scenario_text

        scenario = self.session.state.scenario
        if scenario is None:
            return
        name = "".join(c if c.isalnum() else "_" for c in scenario.name.lower()).strip("_") or "scenario"
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save scenario"),
            str(Path(self._window.commands.last_folder()) / f"{name}.json"),
            self.tr("Scenario (*.json)"),
        )
        if path:
            target = as_named(path, ".json")
            try:
                write_atomic(target, scenario_text(scenario))
                self._window.tell(self.tr("Saved {0}.").replace("{0}", target.name))
            except DataError as error:
                self._window.show_failure(str(error), self.tr("The scenario on screen is unchanged."))

    def duplicate_scenario(self) -> None:
        self.finish_gesture()
        self.session.scenarios.duplicate()

    def _next_scenario(self) -> None:
        state = self.session.state
        letters = [one.letter for one in state.open_scenarios]
        if state.letter in letters:
            self.session.scenarios.choose(letters[(letters.index(state.letter) + 1) % len(letters)])

    def _close_scenario(self) -> None:
        self.session.scenarios.close(self.session.state.letter)

    def _toggle_ranges(self) -> None:
        self.session.change(self.tr("ranges"), ranges=not self.session.state.ranges)

    def open_history(self) -> None:
        from dependency_explorer.app.history_popup import HistoryPopup

        self.finish_gesture()
        HistoryPopup(self.session, self._window).show_under(self._window.bar)

    def open_assumptions(self) -> None:
        from dependency_explorer.app.assumptions_dialog import AssumptionsDialog

        self.finish_gesture()
        if self._window.panel is not None and self.session.results is not None:
            AssumptionsDialog(self._window).open()

    def open_compare(self) -> None:
        from dependency_explorer.app.compare_dialog import CompareDialog

        self.finish_gesture()
        if self._window.panel is not None and self.session.results is not None:
            CompareDialog(self._window).open()
