"""Tables come in here: the import window, what is told after it, and the quality report for as long as it matters."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from dependency_explorer.app.steps import Steps

if TYPE_CHECKING:
    from dependency_explorer.app.loading import Offer
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.intake.importing import Report

IMPORT_FILTER = (
    "Tables (*.csv *.tsv *.txt *.xlsx *.xls *.xlsm *.xlsb *.ods *.parquet *.json *.gz *.zip);;All files (*)"
)
WINDOW_MODULES = tuple(
    f"dependency_explorer.app.{name}"
    for name in (
        "import_columns",
        "import_tables",
        "import_parts",
        "import_tabs",
        "import_head",
        "import_goal",
        "import_foot",
        "import_desk",
        "import_window",
    )
)


class Importer(QObject):
    """Opens the import window and the report for the main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._shows = False

    def ask(self) -> None:
        """Choose a file and look at it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import data"), self._window.commands.last_folder(), IMPORT_FILTER
        )
        if path:
            self._session.import_table(path)

    def show(self, offer: Offer) -> None:
        """Show the import window for a table that was looked at; one that comes while another is shown waits."""
        if self._shows:
            self._window.drops.wait((str(offer.preview.path),))
            self._window.drops.remind()
            return
        self._shows = True
        steps = Steps(self._window)
        steps.begin(self._coming(offer, steps))

    def _coming(self, offer: Offer, steps: Steps) -> Iterator[None]:
        try:
            yield from self._showing(offer, steps)
        except Exception:
            self._shows = False
            raise

    def _showing(self, offer: Offer, steps: Steps) -> Iterator[None]:
        """To import its modules, to build its upper part, its lower part and to join them, to fill it and to lay it
        out take some 20 ms each, and each has a turn of the event loop."""
        for name in WINDOW_MODULES:
            import_module(name)
            yield
        from dependency_explorer.app.import_window import ImportWindow

        window = ImportWindow(self._session, offer, self._window.style_tokens, self._window)
        window.saved.connect(self._session.open_imported)
        window.rejected.connect(self._window.drops.remind)
        window.dropped.connect(self._window.drops.wait)
        window.finished.connect(self._left)
        yield
        window.build()
        yield
        window.complete()
        yield
        window.fill(offer)
        if offer.replaces is not None:
            window.goal.replaces(*offer.replaces)
        yield
        window.begin()
        steps.deleteLater()

    def _left(self) -> None:
        """The import window is gone, and another may come."""
        self._shows = False

    def told(self, reports: tuple[Report, ...]) -> None:
        """The toast after an import, with the report one click away."""
        from dependency_explorer.data.intake.importing import rows_told

        files = self.tr("{0} files: ").replace("{0}", str(len(reports))) if len(reports) > 1 else ""
        self._window.tell(f"{files}{rows_told(reports)}.", self.tr("Quality report"), self.report)

    def reports(self) -> tuple[Report, ...]:
        """The reports of the open dataset."""
        from dependency_explorer.data.intake.importing import reports

        dataset = self._session.dataset
        return reports(dataset) if dataset is not None else ()

    def report(self) -> None:
        """Show the quality report."""
        told, dataset = self.reports(), self._session.dataset
        if not told or dataset is None:
            self._window.tell(self.tr("The open dataset was not imported from a table, so it has no report."))
            return
        from dependency_explorer.app.quality_report import QualityReport

        dialog = QualityReport(dataset.title, told[::-1], self._path_of, self._window)
        dialog.change_wanted.connect(self._again)
        dialog.show()

    def tables(self) -> None:
        """Show the tables of the open dataset."""
        dataset = self._session.dataset
        if dataset is not None:
            from dependency_explorer.app.data_tables import DataTables

            DataTables(dataset, self._window).show()

    def _path_of(self, fingerprint: str) -> Path | None:
        known = self._session.memory.path_of(fingerprint)
        if known is not None:
            return known
        dataset = self._session.dataset
        opened_as_it_is = dataset is not None and dataset.fingerprint == fingerprint
        return dataset.origin if opened_as_it_is and dataset.origin.is_file() else None

    def _again(self, report: Report) -> None:
        """Decide again: the same file, the plan that was used, and the dataset that it became."""
        path, dataset = self._path_of(report.fingerprint), self._session.dataset
        if path is None or dataset is None:
            return
        # A dataset of several files is not replaced by one of them.
        alone = len(self.reports()) == 1 and dataset.origin.is_dir()
        replaces = (dataset.origin, dataset.title) if alone else None
        self._session.import_table(str(path), report.plan, replaces)
