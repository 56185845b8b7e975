"""The briefing leaves here: which scenarios, file name, computing and writing off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from dependency_explorer.app.plain import tip
from dependency_explorer.app.run_study import RELEASED
from dependency_explorer.app.widget_modules import bring_now

if TYPE_CHECKING:
    from dependency_explorer.app.jobs import Ticket
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.comparison import Ran
    from dependency_explorer.whatif.scenario import Scenario

SUFFIX = ".pdf"


class Briefings(QObject):
    """Writes briefings on the scenario in force, compared with the others that are open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._folder = ""

    def allow(self, action: QAction, scenario: Scenario | None) -> None:
        """Enable the command where there is something to write; else its tool tip says what is missing."""
        if scenario is None:
            reason = self.tr("No scenario is in force: choose a preset, or a new cut, first.")
        elif not any(event.depth > 0 for event in scenario.disruptions):
            reason = self.tr("Nothing is cut: drag a cut, or choose a preset, first.")
        else:
            reason = ""
        action.setEnabled(not reason)
        said = reason or self.tr("The scenario as a paper of A4 pages: PDF")
        action.setToolTip(tip(said))
        action.setStatusTip(said)

    def ask(self) -> None:
        """Ask where to, and write."""
        from dependency_explorer.app.save_names import as_named
        from dependency_explorer.figures.briefing import briefing_name

        self._window.commands.scenarios.finish_gesture()
        dataset, scenario = self._session.dataset, self._session.state.scenario
        if dataset is None or scenario is None:
            return
        name = briefing_name(dataset, scenario, self._commodity())
        folder = Path(self._folder or self._window.commands.last_folder())
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save briefing"), str(folder / f"{name}{SUFFIX}"), f"PDF (*{SUFFIX})"
        )
        if not chosen:
            return
        self.write(as_named(chosen, SUFFIX))

    def write(self, path: Path) -> None:
        """Write the briefing on what is open, off the GUI thread."""
        from dependency_explorer.figures.comparison import Ran

        session = self._session
        dataset, state = session.dataset, session.state
        if dataset is None or state.scenario is None:
            return
        self._folder = str(path.parent)
        bring_now()
        opened = [Ran(one.letter, one.scenario) for one in state.open_scenarios]
        # The one in force is what the paper is about; the others stand beside it.
        opened.sort(key=lambda one: one.letter != state.letter)
        work = _Write(dataset, tuple(opened), self._commodity(), RELEASED if state.ranges else 0, path)
        session.jobs.submit("briefing", self.tr("Writing briefing"), work, self._written, session.not_written)

    def _commodity(self) -> str:
        panel = self._window.panel
        return panel.shown_commodity() if panel is not None else ""

    def _written(self, done: tuple[Path, int, str]) -> None:
        path, pages, lacking = done
        said = self.tr("Saved {0}, {1} pages.").replace("{0}", str(path)).replace("{1}", str(pages))
        if lacking:
            said += self.tr(" No installed font can draw “{0}”.").replace("{0}", lacking)
        self._session.told.emit(said)


@dataclass(frozen=True, slots=True)
class _Write:
    """Runs the scenarios, sets the pages, writes them; gives path, pages, and letters that no font has."""

    dataset: Dataset
    opened: tuple[Ran, ...]
    commodity: str
    draws: int
    path: Path

    def __call__(self, ticket: Ticket) -> tuple[Path, int, str]:
        from dependency_explorer.app.speech import SPOKEN
        from dependency_explorer.charts.style import LIGHT
        from dependency_explorer.data.files import write_atomic
        from dependency_explorer.data.problems import Cancelled
        from dependency_explorer.figures.briefing import briefing
        from dependency_explorer.figures.briefing_page import pages
        from dependency_explorer.figures.colours import coloured
        from dependency_explorer.figures.comparison import run_all
        from dependency_explorer.painting.fonts import QtMetrics, missing_glyphs
        from dependency_explorer.painting.output import pages_pdf

        stages = len(self.opened) + 2

        def step(done: int, _total: int) -> None:
            if ticket.cancelled():
                raise Cancelled
            ticket.progress(QCoreApplication.translate("Jobs", "Writing briefing"), done, stages)

        runs = run_all(self.dataset, self.opened, self.draws, step=step)
        step(len(runs), stages)
        first = runs[0].outcome
        known = first is not None and self.commodity and first.simulates(self.commodity)
        told = briefing(self.dataset, runs, self.commodity if known else "", tr=SPOKEN)
        step(len(runs) + 1, stages)
        scenes = pages(told, QtMetrics(), coloured(self.dataset, LIGHT), SPOKEN)
        content = pages_pdf(scenes, told.title, told.alt_text)
        step(stages, stages)
        write_atomic(self.path, content)
        lacking = dict.fromkeys("".join(missing_glyphs(scene) for scene in scenes))
        return self.path, len(scenes), "".join(lacking)
