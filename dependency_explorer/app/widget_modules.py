"""Imports what makes classes of Qt, on the GUI thread and a little in each turn of the event loop.

PySide keeps what it knows of its classes in a table that Qt reads without the interpreter's lock whenever it asks a
widget for its meta-object. A class that another thread makes meanwhile moves that table, and now and then the
process ends: be it by `class Lever(QWidget)` in a module imported on a worker, or by PySide itself, which makes each
of its own classes when it is first asked for. So no worker imports what imports Qt, and Qt's own classes are all
made here (pyqtgraph asks for them all in any case).
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets

_REST_THERE = threading.Event()
_WIDGETS_THERE = threading.Event()
_WIDGETS_THERE.set()
PATIENCE_S = 2.0
"""A worker waits no longer for a window that imports nothing after all."""
ENOUGH_S = 0.006
"""So much of a turn is used before the next is waited for."""
MODULES = (
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "PySide6.QtOpenGLWidgets",
    "pyqtgraph",
    "dependency_explorer.painting.painter",
    "dependency_explorer.app.plot_view",
    "dependency_explorer.app.levers",
    "dependency_explorer.app.disruption_card",
    "dependency_explorer.app.responses_card",
    "dependency_explorer.app.run_plots",
    "dependency_explorer.app.panel_results",
    "dependency_explorer.app.panel",
    "dependency_explorer.app.trend_view",
    "dependency_explorer.app.table_view",
    "dependency_explorer.painting.output",
)
"""In the order in which they need each other, so that each turn brings one."""
REST = (
    "numpy",
    "cProfile",
    "decimal",
    "importlib.resources",
    "multiprocessing.connection",
    "pydoc",
    "subprocess",
    "xml.etree.ElementTree",
    "dependency_explorer.charts.outcome",
    "dependency_explorer.charts.stock",
    "dependency_explorer.charts.svg",
    "dependency_explorer.charts.trend",
    "dependency_explorer.figures.outcome_words",
    "dependency_explorer.whatif.weekly",
)
"""What they need beside Qt; what pyqtgraph needs of the standard library, too."""


def import_rest() -> None:
    """Import what these modules need beside Qt; called on the worker that loads, so that the window waits for none.

    Where a window imports its own now, this returns when it has: both would run by turns, and the largest of the
    modules would hold the window up for twice as long.
    """
    try:
        for name in REST:
            importlib.import_module(name)
    finally:
        _REST_THERE.set()  # where one fails, too: who waits for them imports what is missing, and meets the fault
    _WIDGETS_THERE.wait(PATIENCE_S)


def bring_now() -> None:
    """All that is not there yet, at once: for what a worker is about to draw. Waits for no worker."""
    for _ in _one_by_one(waiting=False):
        pass


def bring() -> Iterator[None]:
    """All of them, in steps; one step where they are there already."""
    _WIDGETS_THERE.clear()
    try:
        begin = time.perf_counter()
        for waits in _one_by_one():
            if waits or time.perf_counter() - begin > ENOUGH_S:
                yield
                begin = time.perf_counter()
    finally:
        _WIDGETS_THERE.set()


def _one_by_one(waiting: bool = True) -> Iterator[bool]:
    """Brings one thing after the other, and says of each whether it is only waited for. waiting: for the worker that
    imports what they need; without, that is imported here."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield False
    while waiting and not _REST_THERE.is_set():
        yield True
    for name in MODULES:
        importlib.import_module(name)
        yield False
