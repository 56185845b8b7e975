"""Jobs run off the GUI thread; Python's garbage is collected on it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dependency_explorer.app import collector, release
from dependency_explorer.app.jobs import MOST_LEFT, Jobs, Ticket, progress_text
from dependency_explorer.app.messages import Hooks
from dependency_explorer.app.release import Release
from dependency_explorer.data.problems import Cancelled


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()
    made.deleteLater()


class Cycle:
    """Garbage that only the collector can find; where it was found is noted."""

    def __init__(self, found: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: found.append(threading.current_thread().name))


def crowd(ticket: Ticket) -> int:
    """Makes so many containers that Python would collect every generation, the whole heap included."""
    kept = [[number] for number in range(400_000)]
    return len(kept)


def run(qtbot: QtBot, jobs: Jobs) -> None:
    done: list[object] = []
    jobs.submit("crowd", "Crowding", crowd, done.append, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=30_000)
    assert done == [400_000]


def test_no_worker_ever_collects_garbage(qtbot: QtBot, jobs: Jobs) -> None:
    """A widget in a cycle would be destroyed on the worker thread, while the GUI thread may be in it."""
    found: list[str] = []
    run(qtbot, jobs)
    for _ in range(50):
        Cycle(found)
    run(qtbot, jobs)
    assert set(found) <= {"MainThread"}
    gc.collect()
    assert found == ["MainThread"] * 50


def test_the_gui_thread_collects_meanwhile(qtbot: QtBot, jobs: Jobs) -> None:
    found: list[str] = []
    run(qtbot, jobs)
    Cycle(found)
    kept = [[number] for number in range(2000)]
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert found == ["MainThread"]
    assert kept


def test_what_is_too_much_to_look_at_is_looked_at_when_the_window_is_left_alone(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    run(qtbot, jobs)
    Cycle(found)
    kept = [[number] for number in range(2 * collector.MOST_LOOKED_AT)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > len(kept), timeout=5000)
    assert not found
    monkeypatch.setattr(collector, "ALONE_S", 0.0)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert found == ["MainThread"]
    jobs.close()
    assert not gc.get_freeze_count()


def test_automatic_collection_comes_back_with_the_last_worker(qtbot: QtBot) -> None:
    assert gc.isenabled()
    jobs = Jobs()
    assert gc.isenabled()
    run(qtbot, jobs)
    assert not gc.isenabled()
    jobs.close()
    assert gc.isenabled()
    jobs.deleteLater()


def test_progress_is_told_only_of_jobs_that_last(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[str] = []
    jobs.progressed.connect(lambda kind, verb, done, total: told.append(kind))
    go_on = threading.Event()

    def slow(ticket: Ticket) -> None:
        ticket.progress("Waiting", 1, 2)
        go_on.wait(10)

    jobs.submit("quick", "Passing", lambda _: None, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not jobs.busy("quick"), timeout=5000)
    jobs.submit("slow", "Waiting", slow, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: "slow" in told, timeout=5000)
    assert set(told) == {"slow"}
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=5000)


def worked_off(jobs: Jobs, *kinds: str) -> None:
    """Wait until workers have done what they were given, while nobody looks at their answers."""
    for kind in kinds:
        jobs._workers[kind].put(None)
    for kind in kinds:
        jobs._workers[kind].thread.join(30)


def test_every_answer_is_told_however_many_wait(qtbot: QtBot, jobs: Jobs) -> None:
    """Several may be waiting when the GUI thread looks; each has a turn, and none is lost."""
    told: list[object] = []

    def work(number: int, ticket: Ticket) -> int:
        for step in range(200):
            ticket.progress("Counting", step, 200)
        return number

    for number in range(20):
        jobs.submit(f"kind {number}", "Counting", partial(work, number), told.append, told.append)
    worked_off(jobs, *jobs._workers)
    assert told == []  # nobody has looked yet
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=30_000)
    assert sorted(told) == list(range(20))


def test_what_a_slot_raises_holds_up_no_other_answer(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[object] = []

    def raises(_: object) -> None:
        raise ValueError("a slot of the window")

    with qtbot.capture_exceptions() as caught:
        for kind, done in (("one", raises), ("two", told.append)):
            jobs.submit(kind, "Working", lambda _: 1, done, told.append)
            worked_off(jobs, kind)
        qtbot.waitUntil(lambda: not jobs.busy(), timeout=5000)
    assert told == [1]
    assert [kind for kind, _, _ in caught] == [ValueError]


def test_closing_waits_no_longer_than_told_and_tells_nothing_more(qtbot: QtBot) -> None:
    jobs = Jobs()
    told: list[object] = []
    go_on = threading.Event()
    jobs.submit("deaf", "Working", lambda _: go_on.wait(30), told.append, told.append)
    begin = time.monotonic()
    jobs.close(0.2)
    assert time.monotonic() - begin < 5
    assert jobs.left()
    jobs.submit("late", "Working", lambda _: told.append("late"), told.append, told.append)
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.left(), timeout=5000)
    qtbot.wait(50)
    assert told == []
    gc.enable()  # it stays off while a worker is left, for then the process ends
    jobs.deleteLater()


class Belongs:
    """What a request is asked with and answered to: a dialog, say."""

    def work(self, ticket: Ticket) -> int:
        return 1

    def done(self, result: object) -> None:
        self.result = result


def test_a_waiting_worker_holds_nothing_of_what_it_did(qtbot: QtBot, jobs: Jobs) -> None:
    """It would let go of a widget at its next request, on its own thread, while the GUI thread may be painting."""
    asked = [Belongs()]
    gone = weakref.ref(asked[0])
    jobs.submit("one", "Working", asked[0].work, asked[0].done, asked[0].done)
    qtbot.waitUntil(lambda: hasattr(asked[0], "result"), timeout=30_000)
    asked.clear()
    qtbot.waitUntil(lambda: gone() is None, timeout=5_000)


def test_progress_is_told_as_a_share_whatever_is_counted() -> None:
    assert progress_text("Reading flows.csv", 314_571_477, 329_415_880) == "Reading flows.csv · 95\u2009%"
    assert progress_text("Writing flows", 7, 7) == "Writing flows · 100\u2009%"
    assert progress_text("Reading", 12, 10) == "Reading · 100\u2009%", "more came than was expected"
    assert progress_text("Reading", 0, 0) == progress_text("Reading…", 0, 0) == "Reading…"


def test_a_job_that_is_left_frees_its_slot_though_it_goes_on(qtbot: QtBot, jobs: Jobs) -> None:
    go, begun = threading.Event(), threading.Event()
    answers: list[object] = []
    told: list[object] = []
    jobs.progressed.connect(lambda *one: told.append(one))

    def deaf(ticket: Ticket) -> str:
        begun.set()
        go.wait(30)
        ticket.progress("Too late", 1, 2)
        return "too late"

    def left() -> None:
        begun.clear()
        jobs.submit("read", "Reading", deaf, answers.append, answers.append)
        assert begun.wait(30)
        jobs.leave("read")

    for _ in range(MOST_LEFT):
        with qtbot.waitSignal(jobs.ended, timeout=30_000):
            left()
        assert not jobs.busy("read")
    left()
    assert jobs.busy("read"), "those that were left pile up"
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy("read"), timeout=30_000)
    jobs.submit("read", "Reading", lambda ticket: "in time", answers.append, answers.append)
    qtbot.waitUntil(lambda: "in time" in answers, timeout=30_000)
    assert all(one[1] != "Too late" for one in told)


def test_a_job_that_is_left_does_not_end_the_one_after_it(qtbot: QtBot, jobs: Jobs) -> None:
    first, second, begun = threading.Event(), threading.Event(), threading.Event()
    answers: list[object] = []

    def waits(go: threading.Event, answer: str) -> Callable[[Ticket], str]:
        def work(ticket: Ticket) -> str:
            begun.set()
            go.wait(30)
            return answer

        return work

    jobs.submit("read", "Reading", waits(first, "first"), answers.append, answers.append)
    assert begun.wait(30)
    jobs.leave("read")
    jobs.submit("read", "Reading", waits(second, "second"), answers.append, answers.append)
    first.set()
    qtbot.waitUntil(lambda: not jobs._left[0].thread.is_alive(), timeout=30_000)
    qtbot.wait(20)
    assert jobs.busy("read")
    second.set()
    qtbot.waitUntil(lambda: not jobs.busy("read"), timeout=30_000)
    assert answers == ["second"]


def test_what_a_job_told_before_it_was_left_is_not_told_of_the_one_after_it(qtbot: QtBot, jobs: Jobs) -> None:
    told, go, begun = threading.Event(), threading.Event(), threading.Event()
    heard: list[object] = []
    jobs.progressed.connect(lambda kind, verb, done, total: heard.append((verb, done, total)))

    def tells(ticket: Ticket) -> None:
        ticket.progress("Reading the first", 1, 2)
        told.set()

    def waits(ticket: Ticket) -> None:
        begun.set()
        go.wait(30)

    jobs.submit("read", "Reading the first", tells, heard.append, heard.append)
    assert told.wait(30)
    jobs.leave("read")
    jobs.submit("read", "Reading the second", waits, lambda _: None, heard.append)
    assert begun.wait(30)
    qtbot.waitUntil(lambda: bool(heard), timeout=30_000)
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy("read"), timeout=30_000)
    assert heard == [("Reading the second", 0, 0)]


def test_what_a_job_tells_after_it_was_cancelled_is_not_shown(qtbot: QtBot, jobs: Jobs) -> None:
    begun, go, heard = threading.Event(), threading.Event(), list[object]()
    jobs.progressed.connect(lambda kind, verb, done, total: heard.append((verb, done, total)))

    def tells(ticket: Ticket) -> None:
        begun.set()
        go.wait(30)
        ticket.progress("Reading on", 1, 2)

    jobs.submit("read", "Reading", tells, lambda _: None, heard.append)
    assert begun.wait(30)
    qtbot.waitUntil(lambda: heard == [("Reading", 0, 0)], timeout=30_000)
    jobs.cancel("read")
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy("read"), timeout=30_000)
    assert heard == [("Reading", 0, 0)]


class Large:
    """What takes long to let go of; where that was done is noted."""

    def __init__(self, let_go: list[str]) -> None:
        weakref.finalize(self, lambda: let_go.append(threading.current_thread().name))


def test_what_a_job_brings_though_it_was_left_is_let_go_on_its_thread(qtbot: QtBot, jobs: Jobs) -> None:
    begun, go, let_go = threading.Event(), threading.Event(), list[str]()

    def brings(ticket: Ticket) -> Large:
        begun.set()
        go.wait(30)
        return Large(let_go)

    jobs.submit("read", "Reading", brings, let_go.append, let_go.append)  # type: ignore[arg-type]
    assert begun.wait(30)
    jobs.leave("read")
    go.set()
    qtbot.waitUntil(lambda: bool(let_go), timeout=30_000)
    assert let_go == ["job-read"]


def test_what_is_to_be_let_go_is_held_as_long_as_it_may_be_shown(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "PATIENCE_MS", 1000)
    owner, let_go = QObject(), list[str]()
    made = Release(jobs, lambda error: pytest.fail(str(error)), owner)
    begun = time.monotonic()
    made.take(Large(let_go))
    qtbot.wait(600)
    made.take(Large(let_go))
    qtbot.waitUntil(lambda: bool(let_go), timeout=30_000)
    assert len(let_go) == 1 or time.monotonic() - begun >= 1.6
    qtbot.waitUntil(lambda: len(let_go) == 2, timeout=30_000)
    assert time.monotonic() - begun >= 1.6
    assert "MainThread" not in let_go


def test_a_fault_on_a_thread_is_told_on_the_gui_thread(qtbot: QtBot, tmp_path: Path) -> None:
    told: list[tuple[str, threading.Thread]] = []
    hooks = Hooks(tmp_path / "log.txt")
    try:
        hooks.caught.connect(lambda sentence, _: told.append((sentence, threading.current_thread())))
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join(30)
        assert told == []
        qtbot.waitUntil(lambda: bool(told), timeout=5000)
    finally:
        hooks.remove()
    [(sentence, where)] = told
    assert "ZeroDivisionError" in sentence
    assert where is threading.main_thread()


def test_work_that_waits_is_busy_at_once_and_starts_when_the_screen_has_had_its_turn(
    qtbot: QtBot, jobs: Jobs
) -> None:
    told: list[str] = []
    jobs.submit(
        "one", "Doing", lambda _: told.append("worked"), lambda _: told.append("done"), print, wait_ms=20
    )
    assert jobs.busy("one")
    time.sleep(0.05)
    told.append("shown")
    qtbot.waitUntil(lambda: "done" in told)
    assert told == ["shown", "worked", "done"]


@pytest.mark.parametrize("stop", [Jobs.cancel, Jobs.leave])
def test_work_that_waits_can_be_stopped_and_its_slot_used_again(
    qtbot: QtBot, jobs: Jobs, stop: Callable[[Jobs, str], None]
) -> None:
    told: list[str] = []

    def first(ticket: Ticket) -> None:
        if ticket.cancelled():
            raise Cancelled
        told.append("first")

    jobs.submit("one", "Doing", first, told.append, print, wait_ms=20)
    stop(jobs, "one")
    jobs.submit("one", "Doing", lambda _: "second", told.append, print)
    qtbot.waitUntil(lambda: bool(told) and not jobs.busy())
    qtbot.wait(40)
    assert told == ["second"]


@pytest.mark.parametrize("tells", [False, True])
def test_a_job_that_ends_as_it_is_cancelled_tells_only_what_it_wrote(
    qtbot: QtBot, jobs: Jobs, tells: bool
) -> None:
    answers: list[object] = []
    ready = threading.Event()

    def work(_ticket: Ticket) -> str:
        ready.set()
        return "done"

    with qtbot.waitSignal(jobs.ended, timeout=30_000):
        jobs.submit("some", "Working", work, answers.append, answers.append)
        assert ready.wait(30)
        time.sleep(0.05)  # it has ended, and the event loop has not taken its answer yet
        jobs.cancel("some", tells=tells)
    assert answers == (["done"] if tells else [])
    assert not jobs.busy("some")


def test_what_is_needed_at_once_waits_for_no_worker() -> None:
    """Where the worker that imports the rest failed, or never came, the window goes on by itself."""
    program = (
        "from dependency_explorer.app import widget_modules as here\n"
        "assert not here._REST_THERE.is_set()\n"
        "here.bring_now()\n"
        "import sys; assert 'pyqtgraph' in sys.modules and 'numpy' in sys.modules\n"
        "here.REST = ('no_such_module',)\n"
        "try:\n    here.import_rest()\nexcept ImportError: pass\nelse: raise SystemExit('no fault')\n"
        "assert here._REST_THERE.is_set()\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120, env=environment)
