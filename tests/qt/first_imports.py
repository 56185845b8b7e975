"""Opens the window, does what a user usually does, and prints which modules which thread was the first to import.

python -m tests.qt.first_imports        JSON

`seen`: [what was done, module] for each that the GUI thread imported first; the last is one that is not there.
`off`: modules that came in on workers and make or use what is Qt's.

In a process of its own, because other tests have imported everything before.
"""

from __future__ import annotations

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
from types import ModuleType
from typing import TYPE_CHECKING

from dependency_explorer import app  # noqa: F401  (first of what imports Qt: it takes the import hook out again)

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PATIENCE_S = 120.0
TABLE = "year,exporter,importer,product,quantity (kt)\n2020,Russia,Mongolia,diesel,7\n"
NOT_THERE = "a_module_that_is_not_there"


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
        "copy image": action["copy_image"].trigger,
    }


def main() -> int:
    """Do it all and print."""
    from dependency_explorer.app.messages import Hooks
    from dependency_explorer.app.settings import Settings
    from dependency_explorer.app.start import application
    from dependency_explorer.app.window import MainWindow

    watch = Watch()
    with tempfile.TemporaryDirectory() as home:
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
        session.open_first([])
        settle()
        table = Path(home) / "flows.csv"
        table.write_text(TABLE, encoding="utf-8")
        steps = usual(window)
        steps["look at a table"] = lambda: session.import_table(str(table))
        for watch.doing, step in steps.items():
            step()
            settle()
        watch.doing = "to see whether the watch sees"
        importlib.util.find_spec(NOT_THERE)
        sys.meta_path.remove(watch)
        window.close()
        hooks.remove()
    print(json.dumps({"steps": len(steps), "seen": watch.seen, "off": watch.off(), "last": NOT_THERE}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
