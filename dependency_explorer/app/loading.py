"""What a load job does: reads a dataset or a workspace, or looks at a table that has to be imported first."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dependency_explorer.app.jobs import Ticket
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.widget_modules import import_rest
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.problems import DataError
from dependency_explorer.workspace import project
from dependency_explorer.workspace.library import ImportMemory, saved_datasets
from dependency_explorer.workspace.pictures import is_picture
from dependency_explorer.workspace.state import Workspace

if TYPE_CHECKING:
    from dependency_explorer.app.results import Calculator
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.data.intake.plan import Plan
    from dependency_explorer.data.intake.preview import Preview


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load job brings back. path: what was opened, "" for the bundled data when nothing was asked.

    read_in: other people's tables were read with it, of which their reports tell.
    """

    path: str
    dataset: Dataset
    state: Workspace
    calculator: Calculator
    project_path: Path | None = None
    notes: tuple[str, ...] = ()
    read_in: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A table on its way in: its preview, and the plan under which it was looked at.

    remembered: the plan is the one by which a table with the same columns was read before. replaces: folder and title
    of the dataset that it became before, where this is to take its place.
    """

    preview: Preview
    plan: Plan
    remembered: bool = False
    replaces: tuple[Path, str] | None = None


class Load:
    """Reads a dataset or a workspace file and draws up the opening state; a foreign table is only looked at."""

    def __init__(self, path: str, folder: Path, memory: ImportMemory, lately: Sequence[str] = ()) -> None:
        """lately: paths opened before, where a picture's data may be."""
        self._path = path
        self._lately = tuple(lately)
        self._folder = folder
        self._memory = memory

    def __call__(self, ticket: Ticket) -> Loaded | Offer:
        path = Path(self._path)
        if is_picture(path):
            found = project.read_picture(path, self._known())
            return _loaded(found.state.dataset, found.state, ticket, self._folder)
        if project.is_project(path):
            opened = project.read_project(path)
            return replace(
                _loaded(opened.state.dataset, opened.state, ticket, self._folder),
                path=self._path,
                project_path=path,
                notes=opened.notes,
            )
        if self._is_foreign(path):
            return LookAt(self._memory, self._path)(ticket)
        from dependency_explorer.data.intake.packages import is_foreign

        loaded = _loaded(self._path, None, ticket, self._folder)
        return replace(loaded, read_in=self._path not in bundled_datasets() and is_foreign(path))

    def _known(self) -> list[Path]:
        """Data on this machine that a picture may have been made from."""
        saved = [Path(path) for path in saved_datasets(self._folder)]
        return [*map(Path, self._lately), *saved]

    def _is_foreign(self, path: Path) -> bool:
        from dependency_explorer.data.intake.preview import opens_at_once
        from dependency_explorer.data.read import is_package_file

        if self._path in bundled_datasets() or not path.is_file() or is_package_file(path):
            return False
        return not opens_at_once(path)


class LookAt:
    """Looks at the head of a table, with the roles that its columns had the last time."""

    def __init__(
        self,
        memory: ImportMemory,
        path: str,
        plan: Plan | None = None,
        replaces: tuple[Path, str] | None = None,
    ) -> None:
        self._memory = memory
        self._path = path
        self._plan = plan
        self._replaces = replaces

    def __call__(self, ticket: Ticket) -> Offer:
        import_rest()
        from dependency_explorer.data.intake.plan import Plan
        from dependency_explorer.data.intake.preview import look
        from dependency_explorer.data.way import Way

        path, way = Path(self._path), Way(ticket.progress, ticket.cancelled)
        plan = self._plan or Plan()
        preview = look(path, plan, way)
        if not preview.is_table:
            raise DataError(preview.trouble)
        known = None if self._plan else self._memory.plan_of(preview.signature)
        if known is not None:
            again = look(path, known, way)
            if not again.trouble or preview.trouble:
                return Offer(again, known, True)
        return Offer(preview, plan, replaces=self._replaces)


class Reopen:
    """Reads where the user left off, or the first bundled dataset when nothing is remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, ticket: Ticket) -> Loaded:
        opened = self._settings.left_off()
        folder = self._settings.folder
        if opened is None:
            return replace(_loaded(next(iter(bundled_datasets()), ""), None, ticket, folder), path="")
        return replace(
            _loaded(opened.state.dataset, opened.state, ticket, folder), path="left off", notes=opened.notes
        )


def _loaded(source: str, state: Workspace | None, ticket: Ticket, folder: Path) -> Loaded:
    import_rest()
    import dependency_explorer.data.intake.importing
    import dependency_explorer.whatif.event_warnings
    import dependency_explorer.whatif.exports
    import dependency_explorer.whatif.outcome_tables
    import dependency_explorer.whatif.response_ledger
    import dependency_explorer.whatif.run_ledger
    import dependency_explorer.whatif.run_warnings
    import dependency_explorer.whatif.sentences  # noqa: F401
    from dependency_explorer.analysis.opening import opening_question
    from dependency_explorer.app.results import Calculator, with_untouched_cut
    from dependency_explorer.data.read import load
    from dependency_explorer.figures.colours import ranked_places

    reference = source if source in bundled_datasets() else str(Path(source).absolute())
    with ThreadPoolExecutor(1) as pool:
        # Autosave will want it, on the GUI thread.
        pool.submit(project.remember_stamp, Path(reference))
        dataset = load(source, progress=ticket.progress, cancelled=ticket.cancelled, kept_in=folder / "cache")
    ranked_places(dataset)  # remembered: the window asks for its colours at once
    if state is None:
        question, _ = opening_question(dataset)
        state = with_untouched_cut(dataset, Workspace(dataset=reference, question=question))
    return Loaded(source, dataset, state, Calculator(dataset, reference, saved_datasets(folder)))
