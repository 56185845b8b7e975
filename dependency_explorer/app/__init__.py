"""The window: the only room with widgets.

PySide6 replaces `builtins.__import__` and then reads the source of every module imported later. Putting the
original back at once saves about a fifth of the import time of pandas and some 30 MB; a test keeps watch.
"""

from __future__ import annotations

import builtins

import dependency_explorer.painting  # noqa: F401  (guards None, see painting/keep_constants.py, before Qt is used)

_import = builtins.__import__
from PySide6 import QtCore, QtGui, QtWidgets  # noqa: E402, F401  (only for the side effect undone below)

builtins.__import__ = _import


def run(paths: list[str]) -> int:
    """Open the window on `paths` (none: where the user left off, else the bundled data); the exit status."""
    from dependency_explorer.app.start import run as start

    return start(paths)
