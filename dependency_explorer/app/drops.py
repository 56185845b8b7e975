"""What is dropped on the window: the first file is opened, and none of the others is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow

NAMED = 2
"""Waiting files that are named; of more, their number is told."""


class Drops(QObject):
    """Files that wait while the one before them is read, imported or sent away. One is open at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.waiting: tuple[str, ...] = ()

    @staticmethod
    def wants(mime: QMimeData) -> bool:
        """Whether there is something to open, or an address, of which a sentence says why it is not."""
        return bool(local_files(mime) or _addresses(mime))

    def take(self, mime: QMimeData) -> None:
        """Open the first file; where one is being read, all wait for it."""
        paths, session = local_files(mime), self._window.session
        if not paths:
            for address in _addresses(mime)[:1]:
                session.open(address)
            return
        if session.jobs.busy("load") and session.dataset is not None:
            self.wait(paths)
            self.remind()
            return
        self.wait(paths[1:])
        self._window.commands.open_path(paths[0])

    def wait(self, paths: tuple[str, ...]) -> None:
        """Keep files for later, the newest first, each once."""
        self.waiting = tuple(dict.fromkeys((*paths, *self.waiting)))

    def remind(self) -> None:
        """Say which files wait, where any does."""
        if self.waiting:
            self._window.tell("")

    def sentence(self) -> str:
        """Which files wait; "" where none does."""
        if not self.waiting:
            return ""
        names = [Path(path).name for path in self.waiting]
        told = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            return self.tr("Still to open: {0} and %n more.", "", len(names) - NAMED).replace("{0}", told)
        return self.tr("Still to open: {0}.").replace("{0}", told)

    def button(self) -> str:
        """What opens the next of them."""
        return self.tr("Open next")

    def next(self) -> None:
        """Open the file that has waited; the others go on waiting."""
        if self.waiting:
            path, *rest = self.waiting
            self.waiting = tuple(rest)
            self._window.commands.open_path(path)

    def forget(self) -> None:
        """The user does not want them."""
        self.waiting = ()


def local_files(mime: QMimeData) -> tuple[str, ...]:
    """Files and folders of this computer, each once."""
    return tuple(dict.fromkeys(url.toLocalFile() for url in mime.urls() if url.isLocalFile()))


def _addresses(mime: QMimeData) -> tuple[str, ...]:
    return tuple(url.toString() for url in mime.urls() if not url.isLocalFile() and url.host())
