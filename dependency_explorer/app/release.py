"""Lets datasets and results go that nothing shows any more, on a worker and in pieces."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from dependency_explorer.app.jobs import Jobs, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

RELEASE = "release"
PATIENCE_MS = 1500
"""By then charts and panel show something else."""


class Release(QObject):
    """Holds what was shown until a worker lets it go."""

    def __init__(self, jobs: Jobs, failed: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._failed = failed
        self._held: deque[Any] = deque()
        self._since: deque[float] = deque()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE_MS)
        self._later.timeout.connect(self._begin)

    def take(self, one: object) -> None:
        """Take over a dataset or results that are to go when all that shows them has turned to something else."""
        self._held.append(one)
        self._since.append(time.monotonic())
        if not self._later.isActive():
            self._later.start()

    def stop(self) -> None:
        """The window closes."""
        self._later.stop()

    def _begin(self) -> None:
        work = _LetGo(self._held, self._since)
        self._jobs.submit(
            RELEASE, self.tr("Tidying up"), work, self._rest, self._failed, cancel_running=False
        )

    def _rest(self, _: object) -> None:
        if self._held and not self._later.isActive():
            self._later.start()


@dataclass(frozen=True, slots=True)
class _LetGo:
    held: deque[Any]
    since: deque[float]

    def __call__(self, _ticket: Ticket) -> None:
        from dependency_explorer.analysis.memory import let_go

        shown_until = time.monotonic() - PATIENCE_MS / 1000
        while self.since and self.since[0] <= shown_until:
            self.since.popleft()
            let_go(self.held)
