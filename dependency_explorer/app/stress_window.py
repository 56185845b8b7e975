"""The stress test in a window of its own: the ranking, its filters, and what each failure means.

The main window stays usable beside it; a click on a row loads that failure into the what-if panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.board import Drawing
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.panel_parts import link_button, text_label
from dependency_explorer.app.probe_jobs import FindBreaking, RunStress
from dependency_explorer.app.scene_view import SceneView
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.app.session import Session
from dependency_explorer.app.stress_controls import StressControls
from dependency_explorer.app.stress_detail import FailureDetail
from dependency_explorer.app.stress_table import FailureTable, ranking_table
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.charts.scene import Mark
    from dependency_explorer.charts.stress import StressBar
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.whatif.stress import StressResult, StressTest
    from dependency_explorer.whatif.stress_place import Breaking

JOB, BREAKING = "stress", "breaking"
REST_MS = 120
"""How long a row must be current before its breaking points are looked for: not at every arrow key."""


class StressWindow(FittedDialog):
    """Runs and shows the stress test of one place. `replayed` carries a scenario and whose shortage it is."""

    replayed = Signal(object, str)
    export_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, (1120, 680))
        self.setObjectName("stress-window")
        self.setWindowTitle(self.tr("Stress test"))
        self.setModal(False)
        self._session = session
        self._dataset: Dataset | None = None
        self._place = ""
        self._style: Style | None = None
        self._test: StressTest | None = None
        self._bars: tuple[StressBar, ...] = ()
        self._shown: tuple[StressResult, ...] = ()
        self._figure: Figure | None = None
        self._current: StressResult | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._look_for_breaking)
        self._build()
        session.jobs.progressed.connect(self._progressed)
        session.jobs.ended.connect(self._ended)
        session.dataset_changed.connect(self._dataset_changed)
        session.state_changed.connect(self._state_changed)

    # ---- parts ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.heading = ElidedLabel("heading")
        self.subtitle = ElidedLabel("muted")
        self.elsewhere = link_button("", "stress-elsewhere")
        self.elsewhere.hide()
        self.elsewhere.clicked.connect(self._follow_place)
        self.controls = StressControls()
        self.table = FailureTable()
        self.table.setAccessibleName(self.tr("Failures, the worst first; Enter replays one"))
        self.chart = SceneView("stress")
        self.message = text_label("muted", name="stress-message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = QPushButton(self.tr("Run the test"))
        self.again.setObjectName("stress-again")
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        self.stack = QStackedWidget()
        for page in (self.table, self.chart, empty):
            self.stack.addWidget(page)
        self._empty = empty
        self.detail = FailureDetail()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(8)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, 320])
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(180)
        self.doing = text_label("small", wrap=False, name="stress-doing")
        self.stop = QPushButton(self.tr("Cancel"))
        self.stop.setObjectName("stress-cancel")
        self.foot = ElidedLabel("small")
        self.as_chart = QPushButton(self.tr("Show as chart"))
        self.as_chart.setObjectName("stress-as-chart")
        self.as_chart.setCheckable(True)
        self.export = QPushButton(self.tr("Export ranking…"))
        self.export.setObjectName("stress-export")
        for button in (self.stop, self.as_chart, self.export, self.again):
            button.setAutoDefault(False)
        self.detail.replay.setAutoDefault(False)
        self._lay_out()
        self.controls.filtered.connect(self._filter)
        self.controls.run_wanted.connect(self.start)
        self.again.clicked.connect(self.start)
        self.stop.clicked.connect(self._stop)
        self.as_chart.toggled.connect(self._show_body)
        self.export.clicked.connect(self._export)
        self.table.current_changed.connect(self._row_current)
        self.table.chosen.connect(self._row_chosen)
        self.chart.chosen.connect(self._mark_chosen)
        self.detail.replay_wanted.connect(self._replay)
        self.detail.export_wanted.connect(self.export_wanted)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.elsewhere)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.foot, 1)
        for widget in (self.doing, self.bar, self.stop):
            foot.addWidget(widget)
            widget.hide()
        foot.addWidget(self.as_chart)
        foot.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.subtitle)
        column.addWidget(self.controls)
        column.addWidget(self.split, 1)
        column.addLayout(foot)

    # ---- running ----------------------------------------------------------------------------------------

    def open_on(self, style: Style) -> None:
        """Show the window; the test runs where it has not run for this dataset and place."""
        self._style = style
        dataset, place = self._session.dataset, self._session.state.question.place
        fresh = self._test is None or dataset is not self._dataset
        self.show()
        self.raise_()
        self.activateWindow()
        if dataset is not None and fresh:
            self._dataset, self._place = dataset, place
            self.start()

    def set_style(self, style: Style) -> None:
        """Draw again in another theme."""
        self._style = style
        if self._figure is not None:
            self._draw()
            self.detail.set_style(style)

    def start(self) -> None:
        """Run the test anew; what is on screen stays until its answer is there."""
        if self._dataset is None:
            return
        scenario = self._session.state.scenario if self.controls.from_panel() else None
        if scenario is None or scenario.focus != self._place:
            scenario = None
            self.controls.use_defaults()
        work = RunStress(self._dataset, self._place, scenario, self.controls.pairs.isChecked())
        self.again.setEnabled(False)
        self.message.setText(self.tr("Every supplier, link, route, asset and owner fails, one by one…"))
        if self._test is None:
            self.stack.setCurrentWidget(self._empty)
        self._session.jobs.submit(JOB, self.tr("Stress test"), work, self._tested, self._not_tested)

    def _tested(self, test: StressTest) -> None:
        assert self._dataset is not None
        from dependency_explorer.figures.stress import bar

        if self._test is None:
            self.table.setFocus()
        self._test = test
        self._bars = tuple(bar(self._dataset, test, one) for one in test.results)
        self.controls.fill(self._dataset, test)
        self._filter()

    def _not_tested(self, error: BaseException) -> None:
        if not isinstance(error, DataError):
            self._session.hooks.tell(error)
        self._forget(str(error) if isinstance(error, DataError) else self.tr("The test could not be run."))

    def _forget(self, why: str) -> None:
        """Nothing is tested; say why."""
        self._test, self._shown, self._current = None, (), None
        self.message.setText(why)
        self.heading.set_full(self.tr("Stress test"))
        self.subtitle.set_full("")
        self.foot.set_full("")
        self.controls.statement.setText("")
        self.export.setEnabled(False)
        self.again.setEnabled(True)
        self.stack.setCurrentWidget(self._empty)
        self.detail.show_nothing()

    def _progressed(self, kind: str, verb: str, done: int, total: int) -> None:
        if kind == JOB:
            self.doing.setText(f"{verb} {done:,} / {total:,}".replace(",", "\u2009") if total else verb)
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            for widget in (self.doing, self.bar, self.stop):
                widget.show()

    def _ended(self, kind: str) -> None:
        if kind == JOB:
            for widget in (self.doing, self.bar, self.stop):
                widget.hide()
            self.again.setEnabled(True)

    def _stop(self) -> None:
        self._session.jobs.cancel(JOB)
        # What was tested before still stands; else the window says so and offers to run again.
        if self._test is None:
            self._forget(self.tr("The test was cancelled; nothing was changed."))
        elif self._dataset is not None:
            self.controls.fill(self._dataset, self._test)

    def _dataset_changed(self, dataset: Dataset) -> None:
        if dataset is not self._dataset and self._dataset is not None:
            self._session.jobs.cancel(JOB)
            self._session.jobs.cancel(BREAKING)
            self._dataset, self._place = dataset, self._session.state.question.place
            self._forget(self.tr("Another dataset is open now."))
            if self.isVisible():
                self.start()

    def _state_changed(self, topics: frozenset[str]) -> None:
        place = self._session.state.question.place
        other = self._dataset is not None and place != self._place and place in self._places()
        self.elsewhere.setVisible(other)
        if other:
            name = self._dataset.place_name(place)  # type: ignore[union-attr]
            self.elsewhere.setText(self.tr("Test {0} instead").replace("{0}", name))

    def _places(self) -> tuple[str, ...]:
        results = self._session.results
        return tuple(code for code, _ in results.choices.places) if results is not None else ()

    def _follow_place(self) -> None:
        self._place = self._session.state.question.place
        self.elsewhere.hide()
        self._forget("")
        self.start()

    # ---- showing ----------------------------------------------------------------------------------------

    def _filter(self) -> None:
        test, dataset = self._test, self._dataset
        if test is None or dataset is None:
            return
        from dependency_explorer.figures.stress import stress_figure
        from dependency_explorer.whatif.stress import distinct

        wanted = self.controls.wanted()
        pairs = zip(test.results, self._bars, strict=True)
        chosen = [one for one, row in pairs if wanted.matches(one, row)]
        self._shown = distinct(chosen)
        self._figure = stress_figure(dataset, test, chosen)
        figure = self._figure
        self.heading.set_full(figure.title)
        self.subtitle.set_full(figure.subtitle)
        self.controls.statement.setText(figure.statement)
        self.foot.set_full(" ".join((figure.source_line, *figure.notes)))
        self.export.setEnabled(not figure.empty_reason)
        step = test.scenario.step
        self.table.set_table(ranking_table(figure.data.rows, step))
        if not self._shown:
            self._current = None
            self.detail.show_nothing()
        self._draw()
        self._show_body()

    def _draw(self) -> None:
        if self._figure is not None and self._style is not None:
            self.chart.setAccessibleName(self._figure.title)
            self.chart.show_drawing(Drawing(self._figure, self._style), frozenset())

    def _show_body(self) -> None:
        if self._test is None:
            return
        as_chart = self.as_chart.isChecked()
        self.as_chart.setText(self.tr("Show as table") if as_chart else self.tr("Show as chart"))
        # The chart says for itself why it is empty; a table without rows says nothing.
        self.stack.setCurrentWidget(self.chart if as_chart or not self._shown else self.table)

    # ---- one failure ------------------------------------------------------------------------------------

    def _row_current(self, row: int) -> None:
        if not 0 <= row < len(self._shown) or self._test is None or self._dataset is None:
            return
        one = self._shown[row]
        if one == self._current:
            return
        from dependency_explorer.charts.stress import sentence
        from dependency_explorer.figures.stress import bar

        self._current = one
        row_text = bar(self._dataset, self._test, one)
        said = sentence(row_text).removeprefix(f"{row_text.label}: ")
        self.detail.show_failure(row_text.label, f"{said[:1].upper()}{said[1:]}.")
        self._rest.start()

    def _look_for_breaking(self) -> None:
        one, test, dataset = self._current, self._test, self._dataset
        if one is None or test is None or dataset is None:
            return
        work = FindBreaking(dataset, test, one)
        self._session.jobs.submit(BREAKING, self.tr("Breaking points"), work, self._broken, self._not_broken)

    def _broken(self, found: tuple[StressResult, Breaking]) -> None:
        """The breaking points of a failure, if it is still the one looked at."""
        one, breaking = found
        if one != self._current or self._dataset is None or self._style is None:
            return
        from dependency_explorer.figures.frontier import frontier_figure, safety_sentences
        from dependency_explorer.figures.stress import label_text

        figure = frontier_figure(self._dataset, breaking, label_text(one))
        self.detail.show_breaking(figure, safety_sentences(self._dataset, breaking), self._style)

    def _not_broken(self, error: BaseException) -> None:
        if isinstance(error, DataError):
            self.detail.show_trouble(str(error))
        else:
            self._session.hooks.tell(error)

    def _row_chosen(self, row: int) -> None:
        self._row_current(row)
        self._replay()

    def _mark_chosen(self, name: str, mark: Mark, extend: bool) -> None:
        if mark.rows:
            self._row_chosen(mark.rows[0])

    def _replay(self) -> None:
        if self._current is not None and self._test is not None:
            self.replayed.emit(self._test.replay(self._current), self._current.commodity)

    def _export(self) -> None:
        if self._figure is not None:
            self.export_wanted.emit(self._figure)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._rest.stop()
        self._session.jobs.cancel(JOB)
        self._session.jobs.cancel(BREAKING)
        super().closeEvent(event)
