"""A QGuiApplication for commands, which draw without a window."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

_kept: list[QGuiApplication] = []


def gui_application() -> QGuiApplication:
    """The running application, or a new one that needs no display.

    The platform is chosen for this process only, and only if the user's environment names none. Raises
    RuntimeError where a QCoreApplication without graphics is already running: Qt allows one a process.
    """
    running = QCoreApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    if running is not None:
        raise RuntimeError("A Qt application without graphics is already running, so nothing can be drawn.")
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        application = QGuiApplication(["dependency-explorer"])
    finally:
        # A program started from here later must not inherit it.
        if chosen is None:
            del os.environ["QT_QPA_PLATFORM"]
    # Qt quits when the last Python reference goes; the process keeps one.
    _kept.append(application)
    return application
