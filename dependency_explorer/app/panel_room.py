"""The room of the what-if panel in the window: builds the panel over several turns and keeps it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dependency_explorer.app.jobs import TURN_MS

if TYPE_CHECKING:
    from dependency_explorer.app.panel import WhatIfPanel
    from dependency_explorer.app.results import Results
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset


class PanelRoom(QWidget):
    """Where the panel stands; empty until there are results to fill it with. `panel` is None until it is painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.panel: WhatIfPanel | None = None
        self._coming: WhatIfPanel | None = None
        self._filled = False
        self._turn = QTimer(self)
        self._turn.setInterval(TURN_MS)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._step)
        self.setMinimumWidth(308)
        self.setMaximumWidth(420)
        QVBoxLayout(self).setContentsMargins(4, 8, 12, 8)

    def bring_up_to_date(self) -> None:
        """Show the newest results in the panel; where there is none yet, begin to build it."""
        results, dataset = self._window.session.results, self._window.session.dataset
        if results is None or dataset is None:
            return
        if self.panel is not None:
            self._fill(self.panel, results, dataset)
        elif not self._turn.isActive():
            self._turn.start()

    def bring_up_to_date_later(self) -> None:
        """The same in a turn of the event loop of its own."""
        self._turn.start()

    def stop(self) -> None:
        """No more turns: the window closes."""
        self._turn.stop()

    def show_draws(self) -> None:
        if self.panel is not None:
            study = self._window.study
            self.panel.set_draws(study.drawn, study.waiting())

    def show_findings(self) -> None:
        if self.panel is not None:
            study = self._window.study
            self.panel.set_findings(study.findings, study.foresight or ())

    def job_goes_on(self, kind: str, _verb: str, _done: object, _total: object) -> None:
        if kind == "compute" and self.panel is not None:
            self.panel.set_waiting(True)

    def job_ended(self, kind: str) -> None:
        if kind == "compute" and self.panel is not None:
            self.panel.set_waiting(False)

    def _fill(self, panel: WhatIfPanel, results: Results, dataset: Dataset) -> None:
        state, study = self._window.session.state, self._window.study
        panel.set_context(
            dataset,
            state.scenario,
            state.preset,
            results.outcome,
            self._window.style_tokens,
            results.state.question,
            results.trouble,
            tuple(one.letter for one in state.open_scenarios),
            state.letter,
            study.drawn,
            study.waiting(),
            results.precedents,
        )

    def _step(self) -> None:
        """Bring the panel up to date. The first time it is built in one turn of the event loop, filled in the next,
        laid out and painted in the third: each takes some 40 ms."""
        if self.panel is not None:
            self.bring_up_to_date()
            return
        session, layout = self._window.session, self.layout()
        if self._coming is None:
            self._coming = self._make_panel()
        elif not self._filled and session.results is not None and session.dataset is not None:
            self._fill(self._coming, session.results, session.dataset)
            self._filled = True
        elif self._filled and layout is not None:
            layout.addWidget(self._coming)
            self.panel = self._coming
            self.bring_up_to_date()
            return
        else:
            return
        self._turn.start()

    def _make_panel(self) -> WhatIfPanel:
        from dependency_explorer.app.panel import WhatIfPanel

        session, study, commands = self._window.session, self._window.study, self._window.commands
        panel = WhatIfPanel(self)  # the window owns it before it is laid out
        panel.scenario_changed.connect(session.scenarios.set)
        panel.drag_started.connect(session.store.begin)
        panel.drag_ended.connect(session.store.end)
        panel.drag_ended.connect(study.refine)
        panel.findings_wanted.connect(study.find)
        panel.letter_chosen.connect(session.scenarios.choose)
        panel.letter_closed.connect(session.scenarios.close)
        panel.history_requested.connect(commands.scenarios.open_history)
        panel.assumptions_requested.connect(commands.scenarios.open_assumptions)
        panel.compare_requested.connect(commands.scenarios.open_compare)
        panel.preset_chosen.connect(commands.scenarios.preset_chosen)
        panel.open_requested.connect(commands.scenarios.open_scenario)
        panel.save_requested.connect(commands.scenarios.save_scenario)
        panel.duplicate_requested.connect(commands.scenarios.duplicate_scenario)
        panel.export_requested.connect(commands.export_figure)
        panel.back_to_preset.connect(session.scenarios.back_to_preset)
        panel.back_to_baseline.connect(session.scenarios.back_to_baseline)
        self._add_tests(panel)
        return panel

    def _add_tests(self, panel: WhatIfPanel) -> None:
        """The tests of what the panel shows: how else the place may fail, how well the engine did."""
        from dependency_explorer.app.panel_parts import link_button

        commands = self._window.commands
        for text, name, call in (
            (self.tr("Stress test"), "open-stress-test", commands.open_stress_test),
            (self.tr("Back-tests"), "open-backtests", commands.open_backtests),
        ):
            button = link_button(text, name)
            button.clicked.connect(call)
            panel.footer.add_link(button)
