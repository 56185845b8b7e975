"""Lets datasets go that nothing shows any more, on a worker and in pieces."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from dependency_explorer.app.jobs import Jobs, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from dependency_explorer.data.dataset import Dataset

RELEASE = "release"
PATIENCE_MS = 1500
"""By then charts and panel show something else."""


class Release(QObject):
    """Holds datasets until a worker lets them go."""

    def __init__(self, jobs: Jobs, failed: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._failed = failed
        self._held: deque[Dataset] = deque()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE_MS)
        self._later.timeout.connect(self._begin)

    def take(self, dataset: Dataset) -> None:
        """Take over a dataset that is to go when all that shows it has turned to something else."""
        self._held.append(dataset)
        self._later.start()

    def stop(self) -> None:
        """The window closes."""
        self._later.stop()

    def _begin(self) -> None:
        self._jobs.submit(
            RELEASE, self.tr("Tidying up"), self._let_go, _nothing, self._failed, cancel_running=False
        )

    def _let_go(self, _ticket: Ticket) -> None:
        from dependency_explorer.analysis.memory import let_go

        while self._held:
            let_go(self._held)


def _nothing(_: object) -> None:
    """There is no answer."""
