"""Figures leave here: dialog, file name, writing off the GUI thread; and the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from dependency_explorer.app.board import metrics
from dependency_explorer.app.export_dialog import ExportDialog, ExportWish
from dependency_explorer.app.jobs import Ticket
from dependency_explorer.app.save_names import as_named, unused
from dependency_explorer.app.session import Session
from dependency_explorer.app.widget_modules import bring_now
from dependency_explorer.charts.scene import Scene
from dependency_explorer.charts.style import Style

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.workspace.state import Workspace


class Exporter(QObject):
    """Exports figures of the window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._folder = Path.home()

    def export(self, figure: Figure, style: Style) -> None:
        """Ask how, where, and write."""
        dataset = self._session.dataset
        if dataset is None:
            return
        dialog = self.dialog(figure, dataset, style)
        accepted, wish = dialog.exec(), dialog.wish()
        dialog.deleteLater()
        if not accepted:
            return
        folder = self._folder
        proposed = str(folder / f"{figure.file_name}{wish.suffix}")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save figure"), proposed, f"{wish.suffix[1:].upper()} (*{wish.suffix})"
        )
        if chosen:
            self.write((figure,), (as_named(chosen, wish.suffix),), wish)

    def dialog(self, figure: Figure, dataset: Dataset, style: Style) -> ExportDialog:
        """The dialog that asks, on a figure as it is lit on screen."""
        from dependency_explorer.figures.build import PRESETS

        lit, names = self._lit(dataset)
        page = _Page(figure, dataset, lit)
        return ExportDialog(figure.title, page, PRESETS, style.name == "dark", names, self._window)

    def export_all(self, figures: tuple[Figure, ...], style: Style) -> None:
        """Every chart into a folder, PNG at 2x of the web size, with its data beside it."""
        folder = self._folder
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("Export all charts to a folder"), str(folder)
        )
        if chosen:
            paths = tuple(unused(Path(chosen) / f"{figure.file_name}.png", ".png") for figure in figures)
            self.write(figures, paths, ExportWish("", ".png", 1200, 800, 2, style.name == "dark", True))

    def write(self, figures: tuple[Figure, ...], paths: tuple[Path, ...], wish: ExportWish) -> None:
        """Write figures off the GUI thread."""
        dataset = self._session.dataset
        if dataset is None:
            return
        self._folder = paths[0].parent
        bring_now()
        lit, _ = self._lit(dataset)
        state = self._session.state if wish.reopens else None
        work = _Write(tuple(_Page(figure, dataset, lit) for figure in figures), paths, wish, state)
        self._session.jobs.submit(
            "export", self.tr("Exporting"), work, self._written, self._session.not_written
        )

    def copy_image(self, figure: Figure, style: Style) -> None:
        """The figure as a picture at 2x on the clipboard."""
        from dependency_explorer.painting.output import image_of

        lit = self._session.state.selection
        scene = figure.page(
            1200.0, 800.0, style, metrics(), lit=lit.points("place") | lit.points("commodity")
        )
        QGuiApplication.clipboard().setImage(image_of(scene, 2))
        self._session.told.emit(self.tr("Picture copied."))

    def _lit(self, dataset: Dataset) -> tuple[frozenset[str], str]:
        """Codes that are lit on screen, and their names."""
        selection = self._session.state.selection
        places, goods = selection.points("place"), selection.points("commodity")
        names = [*map(dataset.place_name, sorted(places)), *map(dataset.commodity_name, sorted(goods))]
        return places | goods, ", ".join(names)

    def _written(self, paths: tuple[Path, ...]) -> None:
        if len(paths) == 1:
            self._session.told.emit(self.tr("Saved {0}.").replace("{0}", str(paths[0])))
        else:
            self._session.told.emit(
                self.tr("Saved {0} files in {1}.")
                .replace("{0}", str(len(paths)))
                .replace("{1}", str(paths[0].parent))
            )


@dataclass(frozen=True, slots=True)
class _Page:
    figure: Figure
    dataset: Dataset
    lit: frozenset[str] = frozenset()

    def __call__(self, wish: ExportWish) -> Scene:
        from dependency_explorer.figures.colours import coloured

        return self.figure.page(
            wish.width,
            wish.height,
            coloured(self.dataset, wish.style),
            metrics(),
            title=wish.title or self.figure.title,
            lit=self.lit if wish.emphasis else frozenset(),
            plain=wish.plain,
            transparent=wish.transparent,
        )


@dataclass(frozen=True, slots=True)
class _Write:
    pages: tuple[_Page, ...]
    paths: tuple[Path, ...]
    wish: ExportWish
    state: Workspace | None = None

    def __call__(self, ticket: Ticket) -> tuple[Path, ...]:
        """Draw everything, then write it, so that a fault while drawing leaves no half of a set behind."""
        from dependency_explorer.data.files import write_atomic
        from dependency_explorer.data.problems import Cancelled
        from dependency_explorer.figures.bundle import bundle_files
        from dependency_explorer.painting.output import picture_bytes
        from dependency_explorer.workspace.pictures import KEY, element
        from dependency_explorer.workspace.project import picture_text

        view = picture_text(self.state) if self.state is not None else ""
        wish = self.wish
        files: dict[Path, bytes | str] = {}
        for index, (page, path) in enumerate(zip(self.pages, self.paths, strict=True)):
            if ticket.cancelled():
                raise Cancelled
            ticket.progress(QCoreApplication.translate("Jobs", "Exporting"), index, len(self.pages))
            title = wish.title or page.figure.title
            details = page.figure.metadata() | ({KEY: view} if view else {})
            files[path] = picture_bytes(page(wish), wish.suffix, wish.scale, details, element(view))
            if wish.bundle:
                beside = bundle_files(page.figure, path, title)
                files |= {path.with_name(name): content for name, content in beside.items()}
        for path, content in files.items():
            write_atomic(path, content)
        return self.paths
