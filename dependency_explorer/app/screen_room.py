"""Windows no larger than the room that their screen has: what stands outside it cannot be reached."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

TITLE_BAR = 36
"""Pixels that a desktop puts above a window; it does not tell before the window is shown."""


def screen_room(window: QWidget) -> QSize:
    """The size that a window on this screen can have, below its title bar."""
    return window.screen().availableGeometry().size() - QSize(0, TITLE_BAR)


def fit(window: QWidget, room: QSize | None = None) -> None:
    """Be no larger than `room`, by default that of the screen; a size kept from a larger screen is cut down."""
    window.resize(window.size().boundedTo(screen_room(window) if room is None else room))


class FittedDialog(QDialog):
    """The base of every window beside the main one: fitted when it is made and each time it is shown, since the
    screen may have changed in between."""

    def __init__(
        self,
        parent: QWidget | None = None,
        size: tuple[int, int] | None = None,
        over: tuple[int, int] = (0, 0),
    ) -> None:
        """size: width and height wanted, by default what the content asks for. over: pixels of the window below
        that are to stay in sight, both sides together."""
        super().__init__(parent)
        if size is not None:
            self.resize(QSize(*size).boundedTo(self._below() - QSize(*over) if any(over) else self._room()))

    def showEvent(self, event: QShowEvent) -> None:
        fit(self, self._room())
        super().showEvent(event)

    def _below(self) -> QSize:
        below = self.parentWidget()
        return below.window().size() if below is not None else screen_room(self)

    def _room(self) -> QSize:
        # Where a window stands already, there is room for another of its size.
        return screen_room(self).expandedTo(self._below())
