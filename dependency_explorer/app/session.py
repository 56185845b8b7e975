"""The session: one dataset, one state, the jobs that turn it into results, and what a user can change.

Widgets tell the session what is wanted; the session replaces the state; the store's notice leads to one
computation; its results go to the widgets. Nothing flows the other way.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from dependency_explorer.analysis.question import Clause, Field, Selection
from dependency_explorer.app.jobs import Jobs, Ticket
from dependency_explorer.app.loading import Load, Loaded, LookAt, Offer, Reopen
from dependency_explorer.app.messages import Hooks, sentence_for
from dependency_explorer.app.release import RELEASE, Release
from dependency_explorer.app.results import COMPARISON, MANY_COMMODITIES
from dependency_explorer.app.scenario_changes import ScenarioChanges
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.turns import TURN, Turns, turned_to
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.problems import DataError
from dependency_explorer.workspace import project
from dependency_explorer.workspace.library import ImportMemory
from dependency_explorer.workspace.pictures import is_picture
from dependency_explorer.workspace.state import Workspace
from dependency_explorer.workspace.store import Store

if TYPE_CHECKING:
    from dependency_explorer.app.results import Calculator, Results
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.data.intake.plan import Plan

TOLD_ANYHOW = frozenset({TURN, RELEASE, "compute", "briefing", "export", "autosave"})
"""Jobs whose answer is taken although they were stopped, where it is there already: what writes a file must say so,
and others wait for what the question turns into and what it shows."""


class Session(QObject):
    """Holds the store and the dataset; emits what the window needs to redraw."""

    dataset_changed = Signal(object)
    state_changed = Signal(object)
    results_ready = Signal(object)
    asked_changed = Signal()
    """A choice waits for its answer, or no longer does."""
    hover_changed = Signal(str)
    failed = Signal(str, str)
    told = Signal(str)
    import_wanted = Signal(object)
    """A table that has to be looked at before it is a dataset: an Offer."""
    others_wait = Signal(tuple)
    """Paths that were named with the one that is opened: one dataset is open at a time."""
    imported = Signal(object)
    """Tables were read in, and the dataset that they became is open: their Reports."""

    def __init__(self, settings: Settings, hooks: Hooks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.jobs = Jobs(self)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._turned)
        self._call: Callable[[], None] = _nothing
        self.store = Store(Workspace(theme=settings.values.theme), self._later)
        self.store.subscribe(self._noticed)
        self.dataset: Dataset | None = None
        self.results: Results | None = None
        self.project_path: Path | None = None
        self.hooks = hooks
        self.memory = ImportMemory(settings.folder)
        self.scenarios = ScenarioChanges(self)
        self._calculator: Calculator | None = None
        self.turns = Turns(self, self.asked_changed.emit)
        self.release = Release(self.jobs, hooks.tell, self)
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(1500)
        self._autosave.timeout.connect(self.autosave)

    @property
    def state(self) -> Workspace:
        """The present state."""
        return self.store.state

    # ---- opening and saving ----------------------------------------------------------------------------

    def open_first(self, paths: list[str]) -> None:
        """Open what the command line names, else where the user left off, else the first bundled dataset."""
        if paths:
            self.open(paths[0])
            self.others_wait.emit(tuple(paths[1:]))
            return
        self._submit(Reopen(self.settings), self._reopened, self._restore_failed)

    def open(self, path: str) -> None:
        """Open data, a table, a workspace or an exported picture; what is open stays until the new is there."""
        self._load(path)

    def import_table(
        self, path: str, plan: Plan | None = None, replaces: tuple[Path, str] | None = None
    ) -> None:
        """Look at a table in the import window, whatever it is; a plan says how it was read before, `replaces` the
        folder and title of the dataset that it became."""
        self._submit(LookAt(self.memory, path, plan, replaces), self._loaded, self._open_failed)

    def open_imported(self, path: str) -> None:
        """Open the data package that an import has just written."""
        self._submit(self._reading(path), self._took_import, self._open_failed)

    def open_default(self) -> None:
        """Open the first bundled dataset on the question it answers best."""
        self._load(next(iter(bundled_datasets()), ""))

    def _load(self, path: str) -> None:
        self._submit(self._reading(path), self._loaded, self._open_failed)

    def _reading(self, path: str) -> Load:
        lately = (self.state.dataset, *self.settings.values.recent)
        return Load(path, self.settings.folder, self.memory, lately)

    def _submit(
        self,
        work: Callable[[Ticket], Loaded | Offer],
        done: Callable[[Loaded], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.jobs.submit("load", self.tr("Reading"), work, done, failed)

    def stop(self, kind: str) -> None:
        """Stop the job of a kind, as the user wishes."""
        if kind == "load":
            self.jobs.leave(kind)
        else:
            self.jobs.cancel(kind, tells=kind in TOLD_ANYHOW)

    def _reopened(self, loaded: Loaded) -> None:
        self._take(loaded)
        self._tell_problems(loaded)
        if loaded.path:
            self.told.emit(self.tr("Reopened where you left off."))

    def _loaded(self, loaded: Loaded | Offer) -> None:
        if isinstance(loaded, Offer):
            self.import_wanted.emit(loaded)
            if self.dataset is None:
                self.open_default()  # behind the import window, so that closing it leaves something to look at
            return
        self._take(loaded)
        self.settings.opened(loaded.path)
        if loaded.read_in:
            self._tell_reports(loaded.dataset)
        else:
            self._tell_problems(loaded)

    def _took_import(self, loaded: Loaded) -> None:
        self._take(loaded)
        self.settings.opened(loaded.path)
        self._tell_reports(loaded.dataset, 1)

    def _tell_reports(self, dataset: Dataset, latest: int = 0) -> None:
        """Tell where the rows went, of the `latest` reports or of all."""
        from dependency_explorer.data.intake.importing import reports

        told = reports(dataset)[-latest:]
        if told:
            self.imported.emit(told)

    def _tell_problems(self, loaded: Loaded) -> None:
        if loaded.dataset.problems:
            count = len(loaded.dataset.problems)
            self.told.emit(self.tr("%n problem(s) found in the data; everything else is shown.", "", count))

    def _take(self, loaded: Loaded) -> None:
        if self.dataset is not None:
            self.release.take(self.dataset)
        self.dataset = loaded.dataset
        self._calculator = loaded.calculator
        self.results = None
        self.project_path = loaded.project_path
        # A dataset keeps the look of the window; a workspace brings its own.
        state = (
            loaded.state
            if loaded.project_path or is_picture(Path(loaded.path))
            else replace(loaded.state, theme=self.state.theme, panel_open=self.state.panel_open)
        )
        self.store.replace_all(state)
        self.dataset_changed.emit(loaded.dataset)
        self._compute()
        for note in loaded.notes:
            self.told.emit(note)

    def _restore_failed(self, error: BaseException) -> None:
        """The autosave cannot be read: say so and open the bundled data; the file is set aside, for it may be its
        data alone that are not there today."""
        if not isinstance(error, DataError):
            self.hooks.tell(error)
        said = self.tr("The last session could not be reopened: {0}").replace("{0}", sentence_for(error))
        aside = self.settings.set_left_off_aside()
        if aside is not None:
            said += self.tr(" It is kept as {0}.").replace("{0}", str(aside))
        self.told.emit(said)
        self.open_default()

    def not_written(self, error: BaseException) -> None:
        """What to do where a file could not be written: a sentence, or a fault of the program."""
        if isinstance(error, DataError):
            self.failed.emit(str(error), self.tr("Nothing was written in its place."))
        else:
            self.hooks.tell(error)

    def _open_failed(self, error: BaseException) -> None:
        if not isinstance(error, DataError):
            self.hooks.tell(error)
            return
        from dependency_explorer.app.import_words import for_the_window

        details = self.tr("What was open before is unchanged.") if self.dataset is not None else ""
        self.failed.emit(for_the_window(str(error)), details)
        if self.dataset is None:
            self.open_default()

    def save(self, path: Path) -> bool:
        """Write the workspace file; False where that failed (the user has been told)."""
        try:
            project.write_project(self.state, path)
        except DataError as error:
            self.failed.emit(str(error), self.tr("The workspace on screen is unchanged."))
            return False
        self.project_path = path
        self.settings.opened(str(path))
        self.told.emit(self.tr("Saved {0}.").replace("{0}", path.name))
        return True

    def autosave(self) -> None:
        """Keep "where you left off", on a worker: a disk may take its time to say that it is written."""
        if self.dataset is not None:
            keep = _Keep(self.settings, self.state)
            self.jobs.submit(
                "autosave", self.tr("Keeping"), keep, _no_answer, self.hooks.tell, cancel_running=False
            )

    # ---- changes ----------------------------------------------------------------------------------------

    def change(self, label: str, merge: str = "", **fields: object) -> None:
        """Replace fields of the state as one step of undo."""
        state = replace(self.state, **fields)  # type: ignore[arg-type]
        if self.dataset is not None and "question" in fields:
            state = self._follow(state)
        self.store.change(state, label, merge)

    @property
    def undo_label(self) -> str:
        """Name of the step that `undo` takes back, "" if there is none."""
        return self.turns.waiting() or self.store.undo_label

    @property
    def redo_label(self) -> str:
        """Name of the step that `redo` does again, "" if there is none."""
        return "" if self.turns.waiting() else self.store.redo_label

    def undo(self) -> None:
        """Take the last step back; a choice whose answer is still awaited is that step."""
        if self.turns.waiting():
            self.turns.take_back()
        else:
            self.store.undo()

    def redo(self) -> None:
        """Do the last undone step again; a choice whose answer is still awaited is newer than it."""
        if not self.turns.waiting():
            self.store.redo()

    def go(self, steps: int) -> None:
        """Go to a step of the history; choices whose answers are still awaited are taken back."""
        self.turns.forget()
        self.store.go(steps)

    def choose_place(self, place: str) -> None:
        """Another focus place: its own first commodity and latest year with partners."""
        if self.dataset is None or (place == self.state.question.place and not self.turns.waiting()):
            return

        def turned(dataset: Dataset, state: Workspace) -> Workspace:
            from dependency_explorer.analysis.opening import opening_question

            if place == state.question.place:
                return state
            question, _ = opening_question(dataset, place)
            return replace(state, question=question, selection=Selection())

        self.turns.to(self.tr("focus on {0}").replace("{0}", self.dataset.place_name(place)), turned)

    def surrounding(self) -> str:
        """The place that the focus is part of, where the focus has no flows of its own, as a grid within a country
        that only a what-if knows; else ""."""
        place = self.state.question.place
        if self.dataset is None or not self.dataset.place_parent(place):
            return ""
        from dependency_explorer.analysis.asking import places_to_ask

        return "" if place in places_to_ask(self.dataset) else self.dataset.place_parent(place)

    def choose_commodity(self, commodity: str, extend: bool = False) -> None:
        """Ask about one commodity ("" for all), or add or take away one."""
        if self.dataset is None:
            return

        def turned(dataset: Dataset, state: Workspace) -> Workspace:
            from dependency_explorer.analysis.asking import with_data

            question = state.question
            chosen = list(question.commodities)
            if not commodity:
                chosen = []
            elif extend:
                chosen = (
                    [c for c in chosen if c != commodity] if commodity in chosen else [*chosen, commodity]
                )
            else:
                chosen = [commodity]
            question = replace(question, commodities=tuple(chosen))
            if len(chosen) == 1:
                question = turned_to(dataset, question, chosen[0], state.question.commodities)
            return replace(state, question=with_data(dataset, question))

        name = self.dataset.commodity_name(commodity) if commodity else self.tr("all commodities")
        self.turns.to(self.tr("choose {0}").replace("{0}", name), turned)

    def compare(self, places: tuple[str, ...]) -> None:
        """Other places beside each other; none for the best documented ones."""
        self.change(self.tr("compare places"), "compare", compared=places)

    def choose_measure(self, measure: str) -> None:
        """Count something else."""

        def turned(_dataset: Dataset, state: Workspace) -> Workspace:
            return replace(state, question=replace(state.question, measure=measure))  # type: ignore[arg-type]

        self.turns.to(self.tr("measure"), turned)

    def choose_side(self, side: str) -> None:
        """Suppliers or buyers."""

        def turned(_dataset: Dataset, state: Workspace) -> Workspace:
            return replace(state, question=replace(state.question, side=side))  # type: ignore[arg-type]

        self.turns.to(self.tr("suppliers or buyers"), turned)

    def choose_period(self, first: str, last: str, merge: str = "") -> None:
        """Another period for every chart."""
        label = self.tr("period {0}").replace("{0}", first if first == last else f"{first}–{last}")

        def turned(_dataset: Dataset, state: Workspace) -> Workspace:
            return replace(state, question=state.question.within(first, last))

        question = self.state.question.within(first, last)
        if self.turns.waiting():
            self.turns.to(label, turned)
        elif question != self.state.question:
            self.change(label, merge, question=question)

    def pick(self, view: str, field: Field, code: str, extend: bool) -> None:
        """Select a point in a view; the same point again, alone, clears it."""
        present = next(
            (c.points for c in self.state.selection.clauses if (c.view, c.field) == (view, field)),
            frozenset(),
        )
        lit = self.state.selection.points(field)
        if extend:
            points = present ^ {code}
            selection = self.state.selection.with_clause(Clause(view, field, points))
        else:
            kept = tuple(c for c in self.state.selection.clauses if c.field != field)
            points = frozenset() if lit == {code} else frozenset({code})
            selection = Selection(kept).with_clause(Clause(view, field, points))
        name = self.dataset.place_name(code) if self.dataset is not None else code
        self.change(self.tr("select {0}").replace("{0}", name), selection=selection)

    def clear_selection(self) -> None:
        """Drop every clause."""
        if self.state.selection.clauses:
            self.change(self.tr("clear filters"), selection=Selection())

    def hover(self, code: str) -> None:
        """Light a place up in every chart while the pointer is on it; not part of the state."""
        self.hover_changed.emit(code)

    def close(self) -> None:
        """Save where the user left off, cancel what runs, wait a second at most."""
        self._autosave.stop()
        self.turns.forget()
        self.release.stop()
        self.jobs.close()
        if self.dataset is not None:
            self.settings.save_left_off(self.state)

    # ---- inside -----------------------------------------------------------------------------------------

    def _follow(self, state: Workspace) -> Workspace:
        from dependency_explorer.app.results import with_untouched_cut

        assert self.dataset is not None
        return with_untouched_cut(self.dataset, state)

    def _later(self, call: Callable[[], None]) -> None:
        self._call = call
        self._turn.start(0)

    def _turned(self) -> None:
        self._call()

    def _noticed(self, topics: frozenset[str], state: Workspace) -> None:
        self.state_changed.emit(topics)
        self._autosave.start()
        compares = state.maximised == COMPARISON and bool(topics & {"maximised", "compared"})
        if compares or topics & {"question", "scenario", "letter", "history_step", "stake_date"}:
            self._compute()

    def _compute(self) -> None:
        calculator = self._calculator
        if calculator is None:
            return
        self.jobs.submit(
            "compute",
            self.tr("Computing"),
            _Compute(calculator, self.state),
            functools.partial(self._computed, calculator),
            self.hooks.tell,
            cancel_running=False,
        )

    def _computed(self, calculator: Calculator, results: Results) -> None:
        if calculator is not self._calculator:
            return  # the answer to a question about data that are no longer open
        if self.results is not None and len(results.choices.commodities) > MANY_COMMODITIES:
            self.release.take(self.results)
        self.results = results
        self.results_ready.emit(results)


@dataclass(frozen=True, slots=True)
class _Keep:
    settings: Settings
    state: Workspace

    def __call__(self, _ticket: Ticket) -> None:
        self.settings.save_left_off(self.state)


def _no_answer(_: object) -> None:
    """What comes of a job that only writes."""


def _nothing() -> None:
    """What the next turn of the event loop calls before anything has changed."""


class _Compute:
    """One computation for one state."""

    def __init__(self, calculator: Calculator, state: Workspace) -> None:
        self._calculator = calculator
        self._state = state

    def __call__(self, ticket: Ticket) -> Results:
        return self._calculator.results(self._state)
