"""A clock and an event loop that the test turns by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Turns:
    """Collects scheduled callables; `run` is one turn of the event loop."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, callback: Callable[[], None]) -> None:
        self.waiting.append(callback)

    def run(self) -> int:
        due, self.waiting = self.waiting, []
        for callback in due:
            callback()
        return len(due)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns() -> Turns:
    return Turns()
