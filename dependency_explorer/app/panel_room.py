"""The room of the what-if panel in the window: builds the panel over several turns and keeps it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from dependency_explorer.app.plain import PlainLabel
from dependency_explorer.app.steps import Steps

if TYPE_CHECKING:
    from dependency_explorer.app.panel import WhatIfPanel
    from dependency_explorer.app.panel_context import Context, Parts
    from dependency_explorer.app.results import Results
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset


LEAST_WIDTH, MOST_WIDTH = 308, 420
"""Pixels of the panel with letters as they are designed."""


class PanelRoom(QWidget):
    """Where the panel stands. `panel` is None until it is painted; until then a card says what comes here, and
    `built` tells when it is there."""

    built = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.panel: WhatIfPanel | None = None
        self._steps = Steps(self, pause_ms=1)
        # Owns what is made before it is laid out, also where this room is shown in between.
        self._unseen = QWidget(self)
        self._unseen.hide()
        self.fit_letters(100)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 12, 8)
        self._waiting = self._waiting_card()
        column.addWidget(self._waiting)

    def fit_letters(self, percent: int) -> None:
        """As wide as the panel needs at this size of letters: the longest box to tick, which cannot be broken, takes
        two pixels more a percent, and what is wider than the panel is cut off with the buttons at its right; a tenth
        more lets the sentence at the foot keep its one line."""
        least = max(LEAST_WIDTH, 100 + 21 * percent // 10)
        self.setMinimumWidth(least)
        self.setMaximumWidth(least + MOST_WIDTH - LEAST_WIDTH)

    def bring_up_to_date(self) -> None:
        """Show the newest results in the panel; where there is none yet, begin to build it."""
        session = self._window.session
        if session.results is None or session.dataset is None:
            return
        if self.panel is not None:
            self._steps.drop()
            self.panel.set_context(self._context(session.results, session.dataset))
        elif not self._steps.busy():
            self._steps.begin(self._coming())

    def bring_up_to_date_later(self) -> None:
        """The same in turns of the event loop of its own; at once after the first of them while a lever is held."""
        if self.panel is not None:
            self._steps.begin(self._catching_up(self.panel))

    def stop(self) -> None:
        """No more turns: the window closes."""
        self._steps.drop()

    def busy(self) -> bool:
        """Whether steps are still to come, here or in the panel."""
        return self._steps.busy() or (self.panel is not None and self.panel.results.busy())

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

    def _context(self, results: Results, dataset: Dataset) -> Context:
        from dependency_explorer.app.panel_context import Context

        state, study = self._window.session.state, self._window.study
        return Context(
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

    def _catching_up(self, panel: WhatIfPanel) -> Iterator[None]:
        session = self._window.session
        if session.results is None or session.dataset is None:
            return
        for _ in panel.filling(self._context(session.results, session.dataset)):
            if not panel.held():
                yield

    def _coming(self) -> Iterator[None]:
        """Build, fill and show the panel, in steps of some 20 ms: it is seen when it is whole."""
        from dependency_explorer.app.disruption_card import DisruptionCard
        from dependency_explorer.app.panel_context import Parts
        from dependency_explorer.app.panel_results import Results as OutcomePart
        from dependency_explorer.app.responses_card import ResponsesCard

        responses = ResponsesCard(self._unseen)
        yield
        outcome = OutcomePart(self._unseen)
        yield
        card = DisruptionCard(0, self._unseen)
        yield
        panel = self._make_panel(Parts(responses, outcome, card))
        layout = self.layout()
        assert layout is not None
        panel.setGeometry(layout.contentsRect())  # it shares its height out before it is seen
        yield
        yield from self._catching_up(panel)
        yield
        self._waiting.hide()
        layout.addWidget(panel)
        self.panel = panel
        self.built.emit()
        self.bring_up_to_date()  # with what has changed meanwhile

    def _waiting_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        heading, said = PlainLabel(self.tr("What if…")), PlainLabel(self.tr("Opening…"))
        heading.setProperty("role", "heading")
        said.setProperty("role", "muted")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(heading)
        column.addWidget(said, 1)
        return card

    def _make_panel(self, parts: Parts) -> WhatIfPanel:
        from dependency_explorer.app.panel import WhatIfPanel

        session, study, commands = self._window.session, self._window.study, self._window.commands
        panel = WhatIfPanel(self, parts)  # the room's from the start: to move it would dress it anew
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
