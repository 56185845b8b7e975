"""Opens the window as a user's process does and prints when it was painted, when filled, and how large it is.

python -m tests.benchmarks.probe            wall seconds since the start of this process, as JSON
python -m tests.benchmarks.probe drag       also drags the cut 60 times and times move to repaint
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def process_age() -> float:
    """Seconds since this process was started, interpreter start included; where the system does not tell,
    since this module was read."""
    try:
        ticks = os.sysconf("SC_CLK_TCK")
        fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
        started = float(fields[19]) / ticks
        return float(Path("/proc/uptime").read_text().split()[0]) - started
    except (OSError, ValueError, AttributeError):
        return time.perf_counter() - _BEGIN


_BEGIN = time.perf_counter()


def resident_megabytes() -> float:
    """Peak resident memory of this process."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Open, wait for the charts, print."""
    from dependency_explorer import app  # noqa: F401  (undoes the import hook, as the program does)
    from dependency_explorer.app.messages import Hooks
    from dependency_explorer.app.settings import Settings
    from dependency_explorer.app.start import application
    from dependency_explorer.app.window import MainWindow

    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as home:
        qt = application()
        hooks = Hooks(Path(home) / "log.txt")
        window = MainWindow(Settings(Path(home)), hooks)
        window.show()
        qt.processEvents()
        found["painted"] = process_age()
        found["light"] = float(not {"numpy", "pandas", "pyqtgraph"} & set(sys.modules))
        window.session.open_first([])
        session = window.session
        while session.results is None:
            qt.processEvents()
            time.sleep(0.001)
        for _ in range(3):
            qt.processEvents()
        found["filled"] = process_age()
        found["megabytes"] = resident_megabytes()
        if "drag" in sys.argv:
            found.update(drag(qt, window))
        window.close()
        hooks.remove()
    print(json.dumps(found))
    return 0


def drag(qt: object, window: object) -> dict[str, float]:
    """Move the cut as a hand does and time each move until every visible chart has been painted again."""
    from dataclasses import replace

    from PySide6.QtCore import QEventLoop

    session = window.session  # type: ignore[attr-defined]
    times: list[float] = []
    session.store.begin("drag")
    for step in range(80):
        scenario = session.state.scenario
        depth = (step % 50 + 1) / 50
        cut = replace(scenario, disruptions=tuple(replace(d, depth=depth) for d in scenario.disruptions))
        # A loop that sleeps until there is something to do, as the window's own does: polling would fight
        # the worker for the interpreter.
        loop = QEventLoop()
        session.results_ready.connect(loop.quit)
        begin = time.perf_counter()
        session.set_scenario(cut, "cut")
        loop.exec()
        session.results_ready.disconnect(loop.quit)
        qt.processEvents()  # type: ignore[attr-defined]
        times.append(1000 * (time.perf_counter() - begin))
    session.store.end()
    times = times[20:]
    times.sort()
    return {"drag_median_ms": times[len(times) // 2], "drag_p95_ms": times[int(0.95 * len(times))]}


if __name__ == "__main__":
    raise SystemExit(main())
