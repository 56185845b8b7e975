"""Work off the GUI thread: one slot per kind, the newest request wins, results come back on the GUI thread.

Submitting to a busy slot replaces what waits there; with `cancel_running` it also asks the running job to
stop. A running computation is otherwise let finish and delivered, so that a drag shows intermediate results
instead of starving. Nothing here processes events by hand, and no worker touches a QObject (see `doorbell`).
"""

from __future__ import annotations

import itertools
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from dependency_explorer.app.collector import Collector
from dependency_explorer.app.doorbell import Bell, Doorbell
from dependency_explorer.data.problems import Cancelled

PROGRESS_AFTER_MS = 300
MOST_LEFT = 2
"""Jobs that were left and have not ended yet; each may hold a gigabyte, so that one more is waited for."""
CLOSING_S = 1.0
"""So long the window waits for its workers when it closes."""
TURN_MS = 10
"""Between two steps of what would take the GUI thread long: time for keys and the mouse."""
SHOWING_MS = 50
"""After an answer, for laying out and painting what it changed: what follows on it unasked can wait so long."""
SWITCH_S = 0.0001
"""How long a worker may keep the interpreter when the GUI thread asks for it. Every call of Qt gives it away for a
moment: with Python's 5 ms, filling a card of twenty labels beside a busy worker takes a tenth of a second."""


def progress_text(verb: str, done: int, total: int) -> str:
    """ "Reading flows.csv · 45 %", as it may be bytes, rows or draws; "Reading…" where nobody knows of how many."""
    if not total:
        return verb if verb.endswith("…") else f"{verb}…"
    return f"{verb} · {min(100, 100 * done // total)}\u2009%"


class Ticket:
    """What a job is given: it reports progress here and asks whether it should stop."""

    def __init__(self, report: Callable[[str, int, int], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def progress(self, verb: str, done: int, total: int) -> None:
        """Tell what is being done and how far it is, unless somebody asked the job to stop."""
        if not self._cancelled.is_set():
            self._report(verb, done, total)

    def cancelled(self) -> bool:
        """Whether somebody asked the job to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next look."""
        self._cancelled.set()


@dataclass(slots=True)
class _Request:
    kind: str
    number: int
    verb: str
    work: Callable[[Ticket], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    ticket: Ticket
    dropped: bool = False
    waits_ms: int = 0


class _Answers:
    """Where workers put what they have to tell, and the GUI thread takes it."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._progress: dict[int, tuple[str, int, int]] = {}
        self._finished: deque[tuple[_Request, Any, BaseException | None]] = deque()

    def report(self, number: int, verb: str, done: int, total: int) -> None:
        """Tell how far the request of a number is, in place of what it told before."""
        self._progress[number] = verb, done, total
        self._bell.ring()

    def finish(self, request: _Request, result: Any, error: BaseException | None) -> None:
        """Tell what became of a request."""
        self._finished.append((request, result, error))
        self._bell.ring()

    def progress(self) -> dict[int, tuple[str, int, int]]:
        """What was told of progress since it was last asked, by the number of the request."""
        return {number: self._progress.pop(number) for number in list(self._progress)}

    def next_finished(self) -> tuple[_Request, Any, BaseException | None] | None:
        """The request that finished first of those not yet taken; where others have, too, the bell rings again."""
        if not self._finished:
            return None
        first = self._finished.popleft()
        if self._finished:
            self._bell.ring()
        return first


class _Worker:
    """A thread that waits for requests; starting one anew for each would cost a drag several milliseconds."""

    def __init__(self, kind: str, answers: _Answers) -> None:
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._answers = answers
        self.thread = threading.Thread(target=self._work, name=f"job-{kind}", daemon=True)
        self.thread.start()

    def put(self, request: _Request | None) -> None:
        """Hand over a request; None ends the thread after what it is doing."""
        self._requests.put(request)

    def _work(self) -> None:
        while (request := self._requests.get()) is not None:
            _run(request, self._answers)
            # While it waits for the next, the thread does not keep what this one was about.
            del request


def _run(request: _Request, answers: _Answers) -> None:
    result: Any = None
    error: BaseException | None = None
    try:
        result = request.work(request.ticket)
    except BaseException as problem:  # handed to the GUI thread, which tells the user or reports the fault
        error = problem
    if request.dropped:
        result = None  # a dataset takes long to let go of, and the GUI thread would be the one to do it
    answers.finish(request, result, error)


class Jobs(QObject):
    """Runs requests on worker threads, one a kind from its first request until `close`. Meanwhile Python's
    garbage is collected on the GUI thread only (see `collector`)."""

    progressed = Signal(str, str, object, object)  # kind, verb, done, total (object: counts may pass 2**31)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[str, _Request] = {}
        self._waiting: dict[str, _Request] = {}
        self._workers: dict[str, _Worker] = {}
        self._left: list[_Worker] = []
        self._numbers = itertools.count()
        self._latest: dict[str, tuple[str, int, int]] = {}
        self._since: dict[str, float] = {}
        self._shown: set[str] = set()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._announce)
        self._collector = Collector(self.busy, self)
        self._switched: float | None = None
        self._doorbell = Doorbell(self._look, self)
        self._answers = _Answers(self._doorbell.bell)
        self._closed = False

    def submit(
        self,
        kind: str,
        verb: str,
        work: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        cancel_running: bool = True,
        wait_ms: int = 0,
    ) -> None:
        """Queue `work`; then `done` or `failed` on the GUI thread, neither if a newer request took over or the jobs
        were closed. `work` runs on a worker: it has nothing to do with QObjects, makes no class of Qt and imports
        none. wait_ms: before it starts, for work that follows on an answer that is just being shown: side by side,
        both threads would take the interpreter by turns, and the screen would stand still for twice as long."""
        if self._closed:
            return
        number = next(self._numbers)
        ticket = Ticket(self._reporter(number))
        request = _Request(kind, number, verb, work, done, failed, ticket, waits_ms=wait_ms)
        running = self._running.get(kind)
        if running is None:
            self._start(request)
            return
        if cancel_running:
            running.ticket.cancel()
            running.dropped = True
        self._waiting[kind] = request

    def busy(self, kind: str | None = None) -> bool:
        """Whether a job (of that kind) is running or waiting."""
        return bool(self._running) if kind is None else kind in self._running

    def cancel(self, kind: str, tells: bool = False) -> None:
        """Stop the running job of a kind and forget the waiting one; one that ends at this moment is not told of.

        tells: it is, since it writes: what is written stays, and somebody has to know.
        """
        self._waiting.pop(kind, None)
        if kind in self._running:
            self._running[kind].ticket.cancel()
            self._running[kind].dropped |= not tells

    def leave(self, kind: str) -> None:
        """Stop the running job of a kind and free its slot at once; what it still brings is let go.

        For what only reads: it may be in a call that cannot be stopped, as a workbook is taken apart in one.
        """
        self._left = [worker for worker in self._left if worker.thread.is_alive()]
        if kind not in self._running or len(self._left) >= MOST_LEFT:
            self.cancel(kind)
            return
        self._waiting.pop(kind, None)
        request, worker = self._running.pop(kind), self._workers.pop(kind, None)
        request.dropped = True
        request.ticket.cancel()
        if worker is not None:
            worker.put(None)
            self._left.append(worker)
        self._shown.discard(kind)
        self.ended.emit(kind)

    def close(self, seconds: float = CLOSING_S) -> None:
        """Cancel everything and wait, at most `seconds` in all. Nothing is told any more, and nothing taken on."""
        self._closed = True
        self._waiting.clear()
        for request in self._running.values():
            request.ticket.cancel()
            # They belong to widgets, and a worker may be the last to let go of them.
            request.done = request.failed = _nothing
        self._patience.stop()
        self._doorbell.close()
        deadline = time.monotonic() + seconds
        workers = [*self._workers.values(), *self._left]
        for worker in workers:
            worker.put(None)
        for worker in workers:
            worker.thread.join(max(0.0, deadline - time.monotonic()))
        self._left = [worker for worker in workers if worker.thread.is_alive()]
        self._workers.clear()
        if not self._left:
            self._running.clear()
            self._collector.stop()
            if self._switched is not None:
                sys.setswitchinterval(self._switched)
                self._switched = None

    def left(self) -> bool:
        """Whether some worker goes on although all were told to stop."""
        return any(worker.thread.is_alive() for worker in self._left)

    def _reporter(self, number: int) -> Callable[[str, int, int], None]:
        answers = self._answers

        def report(verb: str, done: int, total: int) -> None:
            answers.report(number, verb, done, total)

        return report

    def _start(self, request: _Request) -> None:
        self._running[request.kind] = request
        self._latest[request.kind] = (request.verb, 0, 0)
        self._since[request.kind] = time.monotonic()
        if not self._patience.isActive():
            self._patience.start(PROGRESS_AFTER_MS)
        self._collector.start()
        if self._switched is None:
            self._switched = sys.getswitchinterval()
            sys.setswitchinterval(SWITCH_S)
        if request.waits_ms:
            QTimer.singleShot(request.waits_ms, self, lambda: self._hand_over(request))
        else:
            self._hand_over(request)

    def _hand_over(self, request: _Request) -> None:
        if self._closed or self._running.get(request.kind) is not request:
            return
        if request.kind not in self._workers:
            self._workers[request.kind] = _Worker(request.kind, self._answers)
        self._workers[request.kind].put(request)

    def _look(self) -> None:
        """Take what the workers told: one answer a turn of the event loop, since it may take its time."""
        if self._closed:
            return
        if told := self._answers.progress():
            # One that was left may tell of itself while a newer one of its kind runs.
            for request in list(self._running.values()):
                if request.number in told:
                    self._note_progress(request.kind, *told[request.number])
        finished = self._answers.next_finished()
        if finished is not None:
            self._finish(*finished)

    def _note_progress(self, kind: str, verb: str, done: int, total: int) -> None:
        self._latest[kind] = (verb, done, total)
        if kind in self._shown:
            self.progressed.emit(kind, verb, done, total)

    def _announce(self) -> None:
        """Show progress of the jobs that have outlived the grace period; come back for the younger ones."""
        now, waits = time.monotonic(), []
        for kind in self._running.keys() - self._shown:
            left = PROGRESS_AFTER_MS - 1000 * (now - self._since[kind])
            if left > 0.5:
                waits.append(left)
            else:
                self._shown.add(kind)
                self.progressed.emit(kind, *self._latest[kind])
        if waits:
            self._patience.start(round(min(waits)))

    def _finish(self, request: _Request, result: Any, error: BaseException | None) -> None:
        in_its_slot = self._running.get(request.kind) is request
        done, failed = request.done, request.failed
        # The worker holds its last request while it waits for another, and would be the one to let go of it: what
        # belongs to widgets must not end there.
        request.work = request.done = request.failed = _nothing
        if in_its_slot:
            self._running.pop(request.kind)
            self._shown.discard(request.kind)
            waiting = self._waiting.pop(request.kind, None)
            if waiting is not None:
                self._start(waiting)
            else:
                self.ended.emit(request.kind)
        if request.dropped or isinstance(error, Cancelled):
            return
        if error is None:
            done(result)
        else:
            failed(error)


def _nothing(_: object) -> None:
    """In place of what a request asked for, when it has been carried out."""
