"""Opens the window as a user's process does and prints when it was painted, when filled, and how large it is.

python -m tests.benchmarks.probe            wall seconds since the start of this process, as JSON
python -m tests.benchmarks.probe drag       also drags the cut 100 times and times move to repaint: wall, and
                                            processor time of both threads, which a busy machine cannot bend
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

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
    """Peak resident memory of this process. Where Linux tells it, not from getrusage: there a process begins with
    the peak of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
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
        while session.results is None or window.panel is None:
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
    """Drag the cut's slider with the mouse; time each move until every chart that shows it is painted."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    class Painted(QObject):
        """Ends a loop when all that is watched has been painted since `begin`."""

        def __init__(self, watched: list[QObject]) -> None:
            super().__init__()
            self.loop = QEventLoop()
            self.all, self.missing = set(watched), set(watched)
            for thing in watched:
                thing.installEventFilter(self)

        def begin(self) -> None:
            self.missing = set(self.all)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
            if event.type() == QEvent.Type.Paint and session.results is not before:
                self.missing.discard(watched)
                if not self.missing:
                    self.loop.quit()
            return False

    session, panel = window.session, window.panel  # type: ignore[attr-defined]
    board = window.board  # type: ignore[attr-defined]
    slider = panel.cards[0].depth.slider
    middle = slider.height() // 2
    charts = [board.views["flows"], board.views["partners"], panel.plots.supply.canvas.viewport()]
    if not panel.plots.stock.visibleRegion().isEmpty():
        charts.append(panel.plots.stock.canvas.viewport())
    before = session.results
    painted = Painted(charts)
    patience = QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(painted.loop.quit)
    moves: list[tuple[float, float, float]] = []
    peers: list[float] = []
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(8, middle))
    for step in range(100):
        before = session.results
        painted.begin()
        begin = time.perf_counter(), time.thread_time(), worker_time()
        QTest.mouseMove(slider, QPoint(30 + (step * 7) % (slider.width() - 50), middle))
        patience.start(500)  # a move that changes no whole percent paints nothing
        painted.loop.exec()
        patience.stop()
        if not painted.missing:
            end = time.perf_counter(), time.thread_time(), worker_time()
            moves.append(tuple(1000 * (b - a) for a, b in zip(begin, end, strict=True)))
            peers.append(grab_time(window))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, middle))
    peers = sorted(peers[20:])
    times, gui, worker = (sorted(column) for column in zip(*moves[20:], strict=True))
    return {
        "drag_moves": len(times),
        "drag_least_ms": times[0],
        "drag_median_ms": times[len(times) // 2],
        "drag_p95_ms": times[int(0.95 * len(times))],
        "drag_peer_ms": peers[len(peers) // 2],
        "drag_peer_p95_ms": peers[int(0.95 * len(peers))],
        "drag_gui_cpu_ms": gui[len(gui) // 2],
        "drag_worker_cpu_ms": worker[len(worker) // 2],
    }


def grab_time(window: QWidget) -> float:
    """Milliseconds to paint the whole window once: the peer of a move, in the same process."""
    begin = time.perf_counter()
    window.grab()
    return 1000 * (time.perf_counter() - begin)


def worker_time() -> float:
    """Processor seconds of the thread that computes; 0 where the system does not tell or it does not run."""
    for thread in threading.enumerate():
        if thread.name == "job-compute" and hasattr(time, "pthread_getcpuclockid"):
            return time.clock_gettime(time.pthread_getcpuclockid(thread.ident or 0))
    return 0.0


if __name__ == "__main__":
    raise SystemExit(main())
