"""Wakes the GUI thread from a worker without anything of Qt being touched there.

A signal emitted on a worker asks its sender for its meta-object there, and with Python 3.11 looks it up in a table
that the GUI thread may be changing (see `widget_modules`); and the sender may be going at that moment. So a worker
puts what it has to say where the GUI thread finds it, and writes a byte to a socket that Qt watches.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_AT_ONCE = 4096


class Bell:
    """What a worker holds of a doorbell: any thread may ring it, at any time."""

    def __init__(self, outside: socket.socket) -> None:
        self._outside = outside
        self.rung = False

    def ring(self) -> None:
        """Have the GUI thread look; nothing happens where it is about to, or where the door is closed for good."""
        if self.rung:
            return
        self.rung = True
        with contextlib.suppress(OSError):
            self._outside.send(b"\0")


class Doorbell(QObject):
    """Calls `answer` on the GUI thread, in a turn of its event loop, after its bell was rung; once where it was rung
    several times before."""

    def __init__(self, answer: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)
        self.bell = Bell(self._outside)
        self._notifier = QSocketNotifier(self._inside.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)

    def close(self) -> None:
        """Hear no more."""
        self._notifier.setEnabled(False)
        self._inside.close()
        self._outside.close()

    def _heard(self) -> None:
        with contextlib.suppress(OSError):
            self._inside.recv(_AT_ONCE)
        # First, so that what is put there while it is being looked at rings again.
        self.bell.rung = False
        self._answer()
