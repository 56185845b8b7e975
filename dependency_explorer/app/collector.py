"""Keeps Python's garbage collector on the GUI thread while other threads work.

The collector runs on whichever thread happens to allocate. A widget in a cycle of references that it finds
from a worker thread would be destroyed there, while the GUI thread may be painting it: Qt hangs or crashes.
So automatic collection is switched off as long as there are workers, and done here, from a timer, by the
thresholds that Python itself would go by.

A collection looks at every object of its generations, and the window stands still meanwhile: a tenth of a second for
the modules and classes of this program, as much again for the links of a large table. So where there are too many to
look at in a moment, they are set apart (`gc.freeze`): they go as ever when nothing refers to them, and only circles
among them are no longer looked for. That is made up for once the window has been left alone for a while.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 1000
MOST_LOOKED_AT = 40_000
"""Objects that are looked at in some 10 ms: a collection may fall into a turn of the event loop that does other
things, too."""
ALONE_S = 20.0
"""So long after the last job the window is taken to be left alone."""
_OLDEST = 2


class Collector(QObject):
    """Collects between `start` and `stop`; where collection was off already, it stays off.

    busy: whether a job is running.
    """

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._took_over = False
        self._apart = False
        self._owed = False
        self._alive = [0, 0, 0]
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over from the automatic collection, if that has not been done; a job begins."""
        self._last = time.monotonic()
        if gc.isenabled():
            gc.disable()
            self._took_over = True
            # How many objects there are already nobody counts: too many.
            self._alive = [0, 0, MOST_LOOKED_AT]
            self._timer.start()

    def stop(self) -> None:
        """Hand back."""
        self._timer.stop()
        if self._apart:
            self._apart = self._owed = False
            gc.unfreeze()
        if self._took_over:
            self._took_over = False
            gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, or set apart what would take too long to look at."""
        if self._busy():
            self._last = time.monotonic()
        counts = gc.get_count()
        due = [
            n for n, (count, most) in enumerate(zip(counts, gc.get_threshold(), strict=True)) if count > most
        ]
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if self._owed and not held and time.monotonic() - self._last > ALONE_S:
            self._make_up()
        elif due:
            generation = min(due[-1], 1) if held else due[-1]
            self._alive[0] = max(counts[0], 0)
            if sum(self._alive[: generation + 1]) > MOST_LOOKED_AT:
                gc.freeze()
                self._apart = self._owed = True
                self._alive = [0, 0, 0]
                return
            gc.collect(generation)
            older = min(generation + 1, _OLDEST)
            alive = sum(self._alive[: generation + 1])
            self._alive[: generation + 1] = [0] * (generation + 1)
            self._alive[older] += alive

    def _make_up(self) -> None:
        """Look for circles among everything."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._owed = False
        self._alive = [0, 0, 0]
