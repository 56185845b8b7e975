"""The GUI thread's stalls while a large table comes in, is asked about, is put to a what-if, and is saved.

python -m tests.benchmarks.gaps FILE [STACKS]

A real window, offscreen, with a home of its own; a timer on the GUI thread ticks every 5 ms, and a gap between two
ticks is a stall: by work on that thread, or by a worker that holds the interpreter's lock. Printed, as JSON: for each
phase its wall seconds, the processor seconds of the whole process, what the host of a virtual machine took from all
its processors meanwhile, and its longest gaps in ms with what the GUI thread itself computed in each. No thread's
clock tells what the host took from computing: a gap in a phase where much was stolen says little.

So that other programs bend a gap less, the time for which the machine had no processor for the GUI thread is taken
off it, and no gap counts for more than what all threads of Python together computed in it: a worker that holds the
lock without a processor holds nothing up on a quiet machine, and Arrow's own threads never hold it. (A thread that
has ended meanwhile is not counted.) STACKS: a file for what every thread was doing 45 ms into each longer gap; to
look at frames while they run may end the process, so the figures are taken without it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dependency_explorer import app  # noqa: F401  (first of what imports Qt: it takes the import hook out again)

if TYPE_CHECKING:
    from dependency_explorer.app.import_window import ImportWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TICK_MS = 5
DUMP_AFTER_S = 0.045
MOST_NAMED = 5


def stolen() -> float:
    """What the host has taken from this machine's processors so far, in ms; nought where nobody says."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0].split()
        return 1000 * int(fields[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


class Ticks:
    """Remembers the gaps between ticks, by phase."""

    def __init__(self, stacks: IO[str] | None) -> None:
        self.gaps: list[tuple[float, float]] = []
        self._stacks = stacks
        self._waited = f"/proc/self/task/{threading.get_native_id()}/schedstat"
        self._threads: dict[int, float] = {}
        self._last = self._now()
        self._computed()

    def _now(self) -> tuple[float, float, float]:
        """Clock, wait for a processor, and computed by this thread, in ms."""
        try:
            delay = int(Path(self._waited).read_text().split()[1]) / 1e6
        except OSError:
            delay = 0.0
        return 1000 * time.perf_counter(), delay, 1000 * time.thread_time()

    def _computed(self) -> float:
        """What the threads of Python have computed since the last call, in ms."""
        if sys.platform != "linux":
            return math.inf
        before, self._threads = self._threads, {}
        for thread in threading.enumerate():
            one = thread.native_id or 0
            with contextlib.suppress(OSError):  # it has just ended
                # Linux's clock of a thread by its number, which asks nothing of a thread that is gone.
                self._threads[one] = time.clock_gettime((~one << 3) | 6)
        return 1000 * sum(max(spent - before.get(one, 0.0), 0.0) for one, spent in self._threads.items())

    def tick(self) -> None:
        """One tick of the timer."""
        now = self._now()
        clock, delay, own = (new - old for new, old in zip(now, self._last, strict=True))
        computed = self._computed()
        gap = min(clock - delay, computed)
        self.gaps.append((gap, own))
        self._last = now
        if self._stacks is not None:
            if clock > 1000 * DUMP_AFTER_S:
                self._stacks.write(
                    f"^^^ that gap: {gap:.0f} ms (clock {clock:.0f}, no processor {delay:.0f}, "
                    f"own {own:.0f}, all {computed:.0f})\n\n"
                )
                self._stacks.flush()
            faulthandler.dump_traceback_later(DUMP_AFTER_S, file=self._stacks)

    def taken(self) -> list[str]:
        """The longest gaps since the last call, in ms, each with what this thread computed in it."""
        longest = sorted(self.gaps, reverse=True)[:MOST_NAMED]
        self.gaps = []
        return [f"{gap:.0f} ({own:.0f})" for gap, own in longest]


def main() -> int:
    """Drive the window through it all and print."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QDialog

    from dependency_explorer.app.messages import Hooks
    from dependency_explorer.app.settings import Settings
    from dependency_explorer.app.start import application
    from dependency_explorer.app.window import MainWindow

    path = sys.argv[1]
    stacks = Path(sys.argv[2]).open("w", encoding="utf-8") if len(sys.argv) > 2 else None  # noqa: SIM115
    found: dict[str, object] = {}

    def phase(name: str, done: Callable[[], bool], seconds: float = 900.0) -> None:
        loop, look = QEventLoop(), QTimer()
        begin, spent, taken_away = time.perf_counter(), time.process_time(), stolen()

        def over() -> None:
            if done() or time.perf_counter() - begin > seconds:
                loop.quit()

        look.timeout.connect(over)
        look.start(20)
        loop.exec()
        look.stop()
        wall, cpu = time.perf_counter() - begin, time.process_time() - spent
        found[name] = {
            "wall_s": round(wall, 2),
            "cpu_s": round(cpu, 2),
            "stolen_ms": round(stolen() - taken_away),
            "gaps_ms": ticks.taken(),
        }
        if stacks is not None:
            stacks.write(f"==== end of phase {name}\n")

    with tempfile.TemporaryDirectory() as home:
        application()
        hooks = Hooks(Path(home) / "log.txt")
        try:
            window = MainWindow(Settings(Path(home)), hooks)
            window.show()
            session = window.session
            ticks = Ticks(stacks)
            timer = QTimer()
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(ticks.tick)
            timer.start(TICK_MS)
            session.open_first([])
            phase("start", lambda: window.panel is not None and not session.jobs.busy())

            def shown() -> ImportWindow | None:
                # Found by its name: to import its module here would be a stall that the program does not have.
                return window.findChild(QDialog, "import-window")  # type: ignore[return-value]

            session.import_table(path)
            phase("preview", lambda: (one := shown()) is not None and one.isVisible())
            dialog = shown()
            assert dialog is not None
            phase("import", lambda: dialog.desk.whole is not None or bool(dialog.desk.preview.trouble))
            phase("other choices", lambda: not session.jobs.busy())
            assert dialog.foot.save.isEnabled(), dialog.trouble.label.text()
            before = session.dataset
            written: list[str] = []
            dialog.desk.written.connect(written.append)
            dialog.foot.save.click()
            phase("write", lambda: bool(written))
            # Counted rather than held: who holds results is who frees them.
            answered = [0]
            session.results_ready.connect(lambda _: answered.__setitem__(0, answered[0] + 1))

            def answer() -> Callable[[], bool]:
                already = answered[0]
                return lambda: answered[0] > already and not session.jobs.busy("compute")

            first_answer = answer()
            phase("open", lambda: session.dataset is not before)
            phase("first results", first_answer)
            phase("at rest", lambda: not session.jobs.busy())

            def asked(name: str, ask: Callable[[], None]) -> None:
                answered_too = answer()
                ask()
                phase(name, lambda: answered_too() and not session.jobs.busy())

            choices = session.results.choices
            place = choices.places[len(choices.places) // 2][0]
            asked("another place", lambda: session.choose_place(place))
            # One that the place trades with quantities, so that there is something to cut.
            commodity = session.results.choices.chips[-1][0]
            asked("another commodity", lambda: session.choose_commodity(commodity))
            asked("by value", lambda: session.choose_measure("value"))
            asked("what-if", lambda: window.panel.cards[0].depth.slider.setValue(60))
            if stacks is not None:
                faulthandler.cancel_dump_traceback_later()
            window.close()
        finally:
            hooks.remove()
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
