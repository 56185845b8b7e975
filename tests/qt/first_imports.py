"""Opens the window, does what a user does, and prints what of it happened on which thread.

python -m tests.qt.first_imports        JSON

`seen`: [what was done, module] for each that the GUI thread imported first; the last is one that is not there.
`off`: modules that came in on workers and make or use what is Qt's.
`made`: [what was done, thread, class] for each class of Qt that was made on a worker.
`late`: [what was done, class] for each class of PySide's own that was first asked for after the start.
`touched`: [what was done, thread, call] for each call of a QObject or a signal on a worker.

In a process of its own, because other tests have imported everything before.
"""

from __future__ import annotations

import builtins
import importlib.util
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

from dependency_explorer import app  # noqa: F401  (first of what imports Qt: it takes the import hook out again)

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PATIENCE_S = 120.0
TABLE = "year,exporter,importer,product,quantity (kt)\n2020,Russia,Mongolia,diesel,7\n"
NOT_THERE = "a_module_that_is_not_there"
SEES = "to see whether the watch sees"
OWN = ("QBuffer", "QPdfWriter")
"""Classes of QObjects that a worker makes, uses and lets go of; nobody else has them and nothing is connected."""


class Watch(MetaPathFinder):
    """Finds nothing, and remembers what was asked for beside the standard library: by the main thread since it
    does something, by others always."""

    def __init__(self) -> None:
        self.doing = ""
        self.seen: list[tuple[str, str]] = []
        self.elsewhere: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        standard = name.partition(".")[0] in sys.stdlib_module_names
        if threading.current_thread() is not threading.main_thread():
            self.elsewhere.append(name)
        elif self.doing and not standard:
            self.seen.append((self.doing, name))

    def off(self) -> list[str]:
        """Of what others imported, the modules of Qt and those that have something of Qt in them."""
        return [name for name in self.elsewhere if _is_of_qt(name) or _has_qt(sys.modules.get(name))]


class Workers:
    """Watches what workers do with Qt from `begin` on, whatever thread is started later."""

    def __init__(self, watch: Watch) -> None:
        from PySide6.QtCore import QObject, SignalInstance
        from shiboken6 import Shiboken

        self._watch = watch
        self._objects = (QObject, SignalInstance)
        self._root: type = Shiboken.Object
        self._known: set[type] = set()
        self.made: list[tuple[str, str, str]] = []
        self.late: list[tuple[str, str]] = []
        self.touched: set[tuple[str, str, str]] = set()

    def begin(self) -> None:
        build = builtins.__build_class__

        def watched(*arguments: Any, **named: Any) -> Any:
            made = build(*arguments, **named)
            thread = threading.current_thread()
            if thread is not threading.main_thread() and isinstance(made, type) and self._is_of_qt(made):
                self.made.append((self._watch.doing, thread.name, made.__qualname__))
            return made

        builtins.__build_class__ = watched
        threading.setprofile(self._called)

    def started(self) -> None:
        """From now on PySide has made all its classes."""
        self._known = self._all()

    def look(self) -> None:
        """See what classes of its own PySide has made meanwhile, on whatever thread."""
        for one in self._all() - self._known:
            if _is_of_qt(one.__module__):
                self.late.append((self._watch.doing, f"{one.__module__}.{one.__qualname__}"))
        self._known |= self._all()

    def _called(self, _frame: FrameType, event: str, call: Any) -> None:
        one = getattr(call, "__self__", None) if event == "c_call" else None
        if isinstance(one, self._objects) and type(one).__name__ not in OWN:
            name = f"{type(one).__name__}.{call.__name__}"
            self.touched.add((self._watch.doing, threading.current_thread().name, name))

    def do_what_is_wrong(self) -> None:
        """What each of the three is there to see."""
        from PySide6.QtCore import QObject

        class OnWorker(QObject):
            pass

        self._kept = type("AskedFor", (QObject,), {"__module__": "PySide6.Late"})
        OnWorker().objectName()

    def _is_of_qt(self, one: type) -> bool:
        return issubclass(one, self._root)

    def _all(self) -> set[type]:
        found, to_do = set(), [self._root]
        while to_do:
            for one in type.__subclasses__(to_do.pop()):
                if one not in found:
                    found.add(one)
                    to_do.append(one)
        return found


def _is_of_qt(name: str) -> bool:
    return name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")


def _has_qt(module: ModuleType | None) -> bool:
    parts = vars(module).values() if module is not None else ()
    homes = (
        one.__name__ if isinstance(one, ModuleType) else getattr(one, "__module__", None) for one in parts
    )
    return any(isinstance(home, str) and _is_of_qt(home) for home in homes)


def usual(window: MainWindow) -> dict[str, Callable[[], object]]:
    """What a user usually does after the window is filled."""
    session, commands, action = window.session, window.commands, window.actions_by_id
    assert session.results is not None
    choices = session.results.choices

    def maximise(name: str) -> Callable[[], None]:
        return lambda: commands.maximise(name)

    def cut() -> None:
        assert window.panel is not None
        window.panel.cards[0].depth.slider.setValue(60)

    return {
        "cut": cut,
        "another place": lambda: session.choose_place(choices.places[1][0]),
        "another commodity": lambda: session.choose_commodity(choices.chips[-1][0]),
        "by value": lambda: session.choose_measure("value"),
        "buyers": action["buyers"].trigger,
        "suppliers": action["suppliers"].trigger,
        "another period": lambda: session.choose_period(choices.periods[0], choices.periods[0]),
        "select": lambda: session.pick("flows", "place", choices.places[0][0], False),
        "hover": lambda: session.hover(choices.places[0][0]),
        "clear": session.clear_selection,
        "undo": action["undo"].trigger,
        "redo": action["redo"].trigger,
        "ranges": action["ranges"].trigger,
        "copy scenario": action["duplicate_scenario"].trigger,
        "maximise": maximise("trend"),
        "all charts": maximise("trend"),
        "compare places": maximise("multiples"),
        "all charts again": maximise("multiples"),
        "table": lambda: commands.show_table("flows", True),
        "by month": action["monthly"].trigger,
        "dark": action["theme_dark"].trigger,
        "light": action["theme_light"].trigger,
        "no panel": action["panel_what_if"].trigger,
        "panel": action["panel_what_if"].trigger,
        "left off": session.autosave,
        # The period above leaves some charts empty, of which there is nothing to copy.
        "back to a place": lambda: session.choose_place(choices.places[0][0]),
        "copy image": action["copy_image"].trigger,
    }


def more(window: MainWindow, home: Path) -> dict[str, Callable[[], object]]:
    """What has windows of its own or is written to files."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from dependency_explorer.app.export_dialog import ExportWish

    session, commands, action = window.session, window.commands, window.actions_by_id

    def leaves(suffix: str) -> Callable[[], None]:
        def write() -> None:
            assert session.results is not None
            wish = ExportWish("", suffix, 600, 400, 1, False, True)
            path = home / f"figure{suffix}"
            commands._exports().write((session.results.figures["partners"],), (path,), wish)

        return write

    def windows() -> list[Any]:
        return [one for one in QApplication.topLevelWidgets() if one.objectName() == "import-window"]

    def looked() -> None:
        """The window comes in turns in which no worker is busy."""
        session.import_table(str(table))
        end = time.monotonic() + PATIENCE_S
        while not windows() or windows()[0].desk.whole is None:
            assert time.monotonic() < end
            QApplication.processEvents()
            time.sleep(0.005)

    def saved() -> None:
        assert windows()[0].foot.save.isEnabled()
        windows()[0]._save()

    def compared() -> None:
        """Its window waits in an event loop of its own."""

        def leave() -> None:
            shown = QApplication.activeModalWidget()
            if shown is None or session.jobs.busy():
                QTimer.singleShot(50, leave)
            else:
                shown.close()

        QTimer.singleShot(50, leave)
        commands.scenarios.open_compare()

    table = home / "flows.csv"
    table.write_text(TABLE, encoding="utf-8")
    return {
        "PNG": leaves(".png"),
        "SVG": leaves(".svg"),
        "PDF": leaves(".pdf"),
        "briefing": lambda: commands.briefings.write(home / "briefing.pdf"),
        "stress test": action["stress_test"].trigger,
        "back-tests": action["backtests"].trigger,
        "all places": action["all_places"].trigger,
        "compare scenarios": compared,
        "search": commands.search.open,
        "look at a table": looked,
        "import": saved,
    }


def main() -> int:
    """Do it all and print."""
    from dependency_explorer.app.messages import Hooks
    from dependency_explorer.app.settings import Settings
    from dependency_explorer.app.start import application
    from dependency_explorer.app.window import MainWindow

    watch = Watch()
    with tempfile.TemporaryDirectory() as home:
        workers = Workers(watch)
        qt = application()
        hooks = Hooks(Path(home) / "log.txt")
        window = MainWindow(Settings(Path(home)), hooks)
        window.show()
        session = window.session

        def settle() -> None:
            end, quiet = time.monotonic() + PATIENCE_S, 0
            while quiet < 20 and time.monotonic() < end:
                qt.processEvents()
                time.sleep(0.005)
                waiting = session.jobs.busy() or window.room.busy() or window.panel is None
                quiet = 0 if waiting else quiet + 1

        sys.meta_path.insert(0, watch)
        workers.begin()
        session.open_first([])
        settle()
        workers.started()
        steps = usual(window) | more(window, Path(home))
        for watch.doing, step in steps.items():
            step()
            settle()
            workers.look()
        saved = len(list(Path(home).glob("datasets/*/datapackage.json")))
        written = sorted(one.name for one in Path(home).glob("[fb]*.[pscj]*"))
        watch.doing = SEES
        importlib.util.find_spec(NOT_THERE)
        wrong = threading.Thread(target=workers.do_what_is_wrong, name="wrong")
        wrong.start()
        wrong.join()
        workers.look()
        threading.setprofile(None)
        sys.meta_path.remove(watch)
        window.close()
        hooks.remove()
    found = {
        "steps": list(steps),
        "written": written,
        "seen": watch.seen,
        "off": watch.off(),
        "made": workers.made,
        "late": workers.late,
        "touched": sorted(workers.touched),
        "last": NOT_THERE,
        "sees": SEES,
        "saved": saved,
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
