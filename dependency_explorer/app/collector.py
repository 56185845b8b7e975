"""Keeps Python's garbage collector on the GUI thread while other threads work.

The collector runs on whichever thread happens to allocate. A widget in a cycle of references that it finds
from a worker thread would be destroyed there, while the GUI thread may be painting it: Qt hangs or crashes.
So automatic collection is switched off as long as there are workers, and done here, from a timer, by the
thresholds that Python itself would go by. A collection of everything looks at every object there is, modules and
classes too; after the first that takes a moment, what lives is set apart (`gc.freeze`): it goes as ever when nothing
refers to it, and only circles among it are no longer looked for until the workers end.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 1000
FREEZE_FROM_S = 0.01
_OLDEST = 2


class Collector(QObject):
    """Collects between `start` and `stop`; where collection was off already, it stays off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._took_over = False
        self._frozen = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over from the automatic collection."""
        if gc.isenabled():
            gc.disable()
            self._took_over = True
            self._timer.start()

    def stop(self) -> None:
        """Hand back."""
        self._timer.stop()
        if self._frozen:
            self._frozen = False
            gc.unfreeze()
        if self._took_over:
            self._took_over = False
            gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due; the whole heap takes a moment, so not under a hand that
        drags."""
        due = [n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
               if count > most]  # fmt: skip
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if due:
            generation = min(due[-1], 1) if held else due[-1]
            begin = time.perf_counter()
            gc.collect(generation)
            if generation == _OLDEST and not self._frozen and time.perf_counter() - begin > FREEZE_FROM_S:
                gc.freeze()
                self._frozen = True
