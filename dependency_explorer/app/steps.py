"""Work of the GUI thread that is too long for one turn of the event loop, a step a turn."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from dependency_explorer.app.jobs import TURN_MS


class Steps(QObject):
    """Takes the steps of one iterator, each in a turn of its own, so that keys and the mouse come in between."""

    def __init__(self, parent: QObject, pause_ms: int = TURN_MS) -> None:
        """pause_ms: between two steps; with none, only what has come in already is heard in between."""
        super().__init__(parent)
        self._steps: Iterator[None] | None = None
        self._turn = QTimer(self)
        self._turn.setInterval(pause_ms)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._take)

    def begin(self, steps: Iterator[None]) -> None:
        """Take these steps, the first in the next turn; what is left of others is dropped."""
        self._steps = steps
        self._turn.start()

    def drop(self) -> None:
        """Take no more steps."""
        self._turn.stop()
        self._steps = None

    def busy(self) -> bool:
        """Whether steps are still to come."""
        return self._steps is not None

    def _take(self) -> None:
        steps = self._steps
        if steps is None:
            return
        more = False
        try:
            next(steps)
            more = True
        except StopIteration:
            pass
        finally:
            if self._steps is steps:  # the step may have begun others
                if more:
                    self._turn.start()
                else:  # they have ended, or failed: nothing more comes of them
                    self._steps = None
