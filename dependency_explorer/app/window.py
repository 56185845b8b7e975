"""The main window: puts the parts together and routes the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QElapsedTimer, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app import actions, theme
from dependency_explorer.app.availability import Availability
from dependency_explorer.app.board import Board
from dependency_explorer.app.drops import Drops
from dependency_explorer.app.jobs import TURN_MS
from dependency_explorer.app.messages import DetailsDialog, Hooks, Message, Toasts, problem_text
from dependency_explorer.app.panel_room import PanelRoom
from dependency_explorer.app.question_bar import QuestionBar
from dependency_explorer.app.results import MANY_COMMODITIES
from dependency_explorer.app.run_study import RunStudy
from dependency_explorer.app.session import Session
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.status_line import StatusLine
from dependency_explorer.app.steps import Steps
from dependency_explorer.app.widget_modules import bring
from dependency_explorer.app.window_commands import Commands

if TYPE_CHECKING:
    from dependency_explorer.app.panel import WhatIfPanel
    from dependency_explorer.app.results import Results
    from dependency_explorer.data.dataset import Dataset

ESCAPE_TWICE_MS = 800


class MainWindow(QMainWindow):
    """The window. It owns the session and closes it."""

    def __init__(self, settings: Settings, hooks: Hooks) -> None:
        # Before any widget: until the event loop runs, Qt tells those that are there nothing of another font.
        _application().setFont(theme.interface_font(settings.values.text_scale / 100))
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Dependency Explorer")
        self.setAcceptDrops(True)
        self.setMinimumSize(880, 560)
        # Without docks there is nothing to slide; an animation would start at every change of a label.
        self.setAnimated(False)
        self.resize(1440, 900)
        self.settings = settings
        self.hooks = hooks
        self.session = Session(settings, hooks, self)
        self.bar = QuestionBar()
        self.board = Board()
        self.study = RunStudy(self.session)
        self.status = StatusLine()
        self._escape = QElapsedTimer()
        self.modules = Steps(self, pause_ms=1)
        self.modules.begin(bring())
        self._charts_later = QTimer(self)
        self._charts_later.setSingleShot(True)
        self._charts_later.setInterval(TURN_MS)
        self._charts_later.timeout.connect(self._show_charts)
        self.room = PanelRoom(self)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(8)
        self.split.addWidget(self.board)
        self.split.addWidget(self.room)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([1060, 364])
        self.board.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.board.setFocus()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.split, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.drops = Drops(self)
        self.commands = Commands(self)
        self.actions_by_id = actions.build(self, self.commands.table())
        self.available = Availability(self)
        self.recent = QMenu(self.tr("Open recent"), self)
        self.recent.aboutToShow.connect(self.commands.fill_recent)
        self.recent.triggered.connect(self.commands.open_recent)
        file_menu = self.findChild(QMenu, "menu-File")
        assert file_menu is not None
        file_menu.insertMenu(self.actions_by_id["new"], self.recent)
        self.toasts = Toasts(middle)
        self._connect()
        self.dress()
        self.available.refresh()
        self._restore_geometry()
        if settings.trouble:
            self.toasts.show_message(Message(settings.trouble))

    @property
    def panel(self) -> WhatIfPanel | None:
        """The what-if panel; None until it is built."""
        return self.room.panel

    # ---- wiring -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        session, bar, board = self.session, self.bar, self.board
        session.dataset_changed.connect(self._show_dataset)
        session.state_changed.connect(self._show_state)
        session.results_ready.connect(self._show_results)
        session.hover_changed.connect(board.set_hover)
        session.failed.connect(self.show_failure)
        session.told.connect(self.tell)
        session.import_wanted.connect(self.commands.importer.show)
        session.imported.connect(self.commands.importer.told)
        session.others_wait.connect(self.drops.wait)
        session.jobs.progressed.connect(self.status.show_job)
        session.jobs.ended.connect(self.status.job_ended)
        session.jobs.progressed.connect(self.room.job_goes_on)
        session.jobs.ended.connect(self.room.job_ended)
        self.study.drawn_changed.connect(self.room.show_draws)
        self.study.findings_changed.connect(self.room.show_findings)
        self.hooks.caught.connect(self._show_fault)
        bar.dataset_chosen.connect(session.open)
        bar.open_wanted.connect(self.commands.open)
        bar.place_chosen.connect(session.choose_place)
        bar.commodity_chosen.connect(session.choose_commodity)
        bar.measure_chosen.connect(session.choose_measure)
        bar.period_chosen.connect(session.choose_period)
        bar.search_wanted.connect(self.commands.search.open)
        bar.export_wanted.connect(self.commands.export)
        board.picked.connect(session.pick)
        board.hovered.connect(session.hover)
        board.places_chosen.connect(session.compare)
        board.period_dragged.connect(self.commands.drag_period)
        board.period_released.connect(self.commands.release_period)
        self.status.filters.removed.connect(self.commands.remove_clause)
        self.status.filters.cleared.connect(session.clear_selection)
        self.status.filters.hint_followed.connect(self.commands.follow_hint)
        board.key_figures.chosen.connect(self._explain_key_figure)
        for card in board.cards.values():
            card.maximise_wanted.connect(self.commands.maximise)
            card.export_wanted.connect(self.commands.export_card)
            card.copy_image_wanted.connect(self.commands.copy_image_of)
            card.copy_data_wanted.connect(self.commands.copy_data_of)
            card.table_wanted.connect(self.commands.show_table)
            card.source_wanted.connect(self.commands.sources_of)
        self.status.problems_wanted.connect(self.show_problems)
        self.status.report_wanted.connect(self.commands.importer.report)
        self.status.cancel_wanted.connect(session.stop)
        session.asked_changed.connect(self.available.refresh)
        self.room.built.connect(self.available.refresh)
        board.current_changed.connect(self.available.refresh)
        _application().focusChanged.connect(self._focus_moved)
        _application().styleHints().colorSchemeChanged.connect(self._scheme_changed)

    # ---- showing ----------------------------------------------------------------------------------------

    def dress(self) -> None:
        application = _application()
        percent = self.settings.values.text_scale
        self._bare = theme.apply(application, self.session.state.theme, percent / 100)
        self.room.fit_letters(percent)
        self._colour()

    def _scheme_changed(self) -> None:
        """The desktop turned dark or light."""
        if self.session.state.theme == "system":
            self.dress()

    def _colour(self, again: bool = True) -> None:
        """Draw with the dataset's colours, what is on screen `again` or the next results only; the widgets keep
        their look."""
        style = self._bare
        if self.session.dataset is not None:
            from dependency_explorer.figures.colours import coloured

            style = coloured(self.session.dataset, style)
        self.style_tokens = style
        self.board.set_style(style, again)
        if self.commands.tests is not None:
            self.commands.tests.set_style(style)
        self.room.bring_up_to_date()

    def _show_dataset(self, dataset: Dataset) -> None:
        self.setWindowTitle(f"{dataset.title} — Dependency Explorer")
        self._colour(again=False)  # what is on screen is of other data
        if not self.board.filled():
            self.board.prepare()
        self.available.refresh()
        self.drops.remind()

    def _show_state(self, topics: frozenset[str]) -> None:
        state = self.session.state
        self.available.refresh()
        self.actions_by_id["panel_what_if"].setChecked(state.panel_open)
        self.actions_by_id["ranges"].setChecked(state.ranges)
        if "ranges" in topics:
            self.study.follow()
        self.actions_by_id["monthly"].setChecked(state.history_step == "month")
        self.actions_by_id["suppliers"].setChecked(state.question.side == "imports")
        self.actions_by_id["buyers"].setChecked(state.question.side == "exports")
        self.actions_by_id[f"theme_{state.theme}"].setChecked(True)
        self.room.setVisible(state.panel_open)
        if "theme" in topics:
            self.settings.change(theme=state.theme)
            self.dress()
        results = self.session.results
        if results is not None and topics & {"selection", "maximised", "tables"}:
            self.board.show_results(results, state)
            self._show_filters(results)

    def _show_results(self, results: Results) -> None:
        self.bar.show_question(results.choices, results.state.question)
        if self.board.filled():
            self._show_charts()
        elif not self._charts_later.isActive():
            self._charts_later.start()  # the first charts take some 30 ms, as the bar and its lists take some 10

    def _show_charts(self) -> None:
        """Show the newest results in the board, the panel and the status line."""
        state, results = self.session.state, self.session.results
        if results is None:
            return
        if self.modules.busy():
            self._charts_later.start()  # their widgets are still being imported
            return
        self.board.show_results(results, state)
        self._show_filters(results)
        self.room.setVisible(state.panel_open)
        if self.panel is not None and len(results.choices.commodities) > MANY_COMMODITIES:
            self.room.bring_up_to_date_later()  # charts and panel one after the other: each takes some 30 ms then
        else:
            self.room.bring_up_to_date()
        cut = results.outcome is not None and bool(results.outcome.scenario.disruptions)
        self.status.show_what_if(results.what_if_ms if cut else None)
        dataset = self.session.dataset
        if dataset is not None:
            flows = len(dataset.tables["flows"])
            sources = len(dataset.tables["sources"])
            shown = self.board.rows_drawn()
            one = self.tr("{0} · {1} flow rows · 1 source · {3} rows drawn")
            many = self.tr("{0} · {1} flow rows · {2} sources · {3} rows drawn")
            text = one if sources == 1 else many
            for index, part in enumerate(
                (dataset.title, f"{flows:,}".replace(",", "\u2009"), str(sources), str(shown))
            ):
                text = text.replace(f"{{{index}}}", part)
            self.status.show_facts(text, len(dataset.problems), self.available.imported())
        self.available.refresh()

    def _show_filters(self, results: Results) -> None:
        dataset, state = self.session.dataset, self.session.state
        if dataset is None:
            return
        chips = [
            (
                clause,
                ", ".join(
                    sorted(
                        (dataset.place_name if clause.field == "place" else dataset.commodity_name)(p)
                        for p in clause.points
                    )
                ),
            )
            for clause in state.selection.clauses
        ]
        hint = ""
        scenario = state.scenario
        if (
            scenario is not None
            and not results.applies
            and results.outcome is not None
            and not results.outcome.equals_baseline
        ):
            hint = self.tr("The what-if runs on {0}. Show {0} in every chart").replace(
                "{0}", scenario.baseline
            )
        around = self.session.surrounding()
        if around:
            hint = self.tr(
                "No flows of its own: the what-if counts in shares of its supply. Back to {0}"
            ).replace("{0}", dataset.place_name(around))
        if not len(dataset.tables["flows"]):
            hint = self.tr("No flows between places are loaded. Show the tables that are there")
        self.status.filters.show_filters(chips, hint)

    # ---- messages ---------------------------------------------------------------------------------------

    def tell(self, text: str, button: str = "", call: Callable[[], object] | None = None) -> None:
        """Say a sentence at the lower edge; a button leads on, by default to the problems of the data.

        Where dropped files wait, another message names them, and its button opens the next.
        """
        dataset, drops = self.session.dataset, self.drops
        if text:
            if call is None and dataset is not None and dataset.problems:
                button, call = button or self.tr("Details"), self.show_problems
            self.toasts.show_message(Message(text, button, call))
        if drops.waiting:
            waits = Message(drops.sentence(), drops.button(), drops.next, drops.forget, stays=True)
            self.toasts.show_message(waits)

    def show_failure(self, sentence: str, details: str) -> None:
        self.dialog(self.tr("That did not work"), sentence, details)
        self.drops.remind()

    def _show_fault(self, sentence: str, details: str) -> None:
        self.dialog(self.tr("A fault of the program"), sentence, details)

    def dialog(self, title: str, sentence: str, details: str) -> None:
        dialog = DetailsDialog(title, sentence, details, self)
        dialog.open()

    def show_problems(self) -> None:
        dataset = self.session.dataset
        problems = dataset.problems if dataset is not None else ()
        sentence = self.tr(
            "%n problem(s) were found in the data. Rows that could not be read are left out of every sum.",
            "",
            len(problems),
        )
        self.dialog(
            self.tr("Problems found"),
            sentence if problems else self.tr("No problems were found in the data."),
            problem_text(problems),
        )

    def _explain_key_figure(self, name: str) -> None:
        results = self.session.results
        figure = (
            next((f for f in results.key_figures if f.name == name), None) if results is not None else None
        )
        if figure is not None:
            self.dialog(figure.label, f"{figure.label}: {figure.value}. {figure.detail}", figure.explanation)

    # ---- events -----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.drops.wants(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.drops.take(event.mimeData())

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        for name, card in self.board.cards.items():
            if new is not None and (card is new or card.isAncestorOf(new)):
                self.board.set_current(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel gives way in a narrow window: the charts keep seven tenths of it."""
        super().resizeEvent(event)
        most = max(self.room.minimumWidth(), round(0.3 * self.width()))
        if self.room.isVisible() and self.room.width() > most:
            self.split.setSizes([self.width() - most, most])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._escape.isValid() and self._escape.elapsed() < ESCAPE_TWICE_MS:
            self._escape.invalidate()
            self.session.clear_selection()
        else:
            self._escape.start()
            if self.session.state.maximised:
                self.commands.maximise(self.session.state.maximised)

    def _restore_geometry(self) -> None:
        if self.settings.values.geometry:
            self.restoreGeometry(_from_base64(self.settings.values.geometry))
        layout = self.settings.values.layout.split(" ")
        splitters = (self.split, self.board.columns, self.board.left, self.board.right)
        if len(layout) == len(splitters):
            for splitter, saved in zip(splitters, layout, strict=True):
                splitter.restoreState(_from_base64(saved))

    def closeEvent(self, event: QCloseEvent) -> None:
        splitters = (self.split, self.board.columns, self.board.left, self.board.right)
        self.settings.change(
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            layout=" ".join(bytes(s.saveState().toBase64().data()).decode() for s in splitters),
        )
        self.hide()  # whoever closed it does not wait for what is still at work
        self._charts_later.stop()
        self.modules.drop()
        self.room.stop()
        self.session.close()
        super().closeEvent(event)


def _from_base64(text: str) -> QByteArray:
    """What Qt gave for the preferences file, which anybody may have edited."""
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
