"""Holds the state, remembers how to go back, and tells who wants to know, once per turn."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from dependency_explorer.workspace.state import Workspace, changed_topics

Subscriber = Callable[[frozenset[str], Workspace], None]

MOST_STEPS = 100
"""How many steps can be undone."""

MERGE_SECONDS = 0.6
"""Changes under one merge key that follow within this time are one step."""


class Store:
    """The one place where the state changes.

    schedule: runs a callable in the event loop's next turn (Qt: a zero timer); whatever changed by then goes
    out in one notice. clock: seconds that never go back.

    Notices carry the topics of `changed_topics`, and "history" when what can be undone or redone, or its
    label, is no longer the same. A change that is taken back within one turn is not told.
    """

    def __init__(
        self,
        initial: Workspace,
        schedule: Callable[[Callable[[], None]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state = initial
        self._schedule = schedule
        self._clock = clock
        self._past: deque[tuple[str, Workspace]] = deque(maxlen=MOST_STEPS)
        self._future: list[tuple[str, Workspace]] = []
        self._merge = ""
        self._merged_at = 0.0
        self._drag: tuple[str, Workspace] | None = None
        self._dragged = False
        self._subscribers: list[Subscriber] = []
        self._told = initial
        self._told_history = self._history()
        self._pending = False

    @property
    def state(self) -> Workspace:
        """The state now."""
        return self._state

    @property
    def undo_label(self) -> str:
        """Name of the step that `undo` takes back, "" if there is none."""
        return self._past[-1][0] if self._past else ""

    @property
    def redo_label(self) -> str:
        """Name of the step that `redo` does again, "" if there is none."""
        return self._future[-1][0] if self._future else ""

    @property
    def past(self) -> tuple[str, ...]:
        """Names of the steps that can be taken back, the oldest first."""
        return tuple(label for label, _ in self._past)

    @property
    def future(self) -> tuple[str, ...]:
        """Names of the steps that can be done again, the next one first."""
        return tuple(label for label, _ in reversed(self._future))

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._future)

    @property
    def dragging(self) -> bool:
        """Whether a drag is between `begin` and `end`."""
        return self._drag is not None

    def change(self, new: Workspace, label: str, merge: str = "") -> None:
        """Make `new` the state; `label` names the step ("Period 2021–2023").

        Within a drag, and under the merge key of the step before within 600 ms, no step is added. A change
        of what is merely shown (see `state`) makes no step and leaves redo alone. Merging back to where the
        step began removes it.
        """
        before, self._state = self._state, new
        if not new.asks_the_same(before):
            self._record(before, label, merge)
        self._announce()

    def begin(self, label: str) -> None:
        """A drag is pressed: all changes up to `end` are one step under this label."""
        self.end()
        self._drag = (label, self._state)
        self._dragged = False
        self._merge = ""

    def end(self) -> None:
        """The drag is released; without one, nothing happens."""
        self._drag = None
        self._announce()

    def undo(self) -> None:
        """Take the last step back; a drag in progress is ended first."""
        self.end()
        self._merge = ""
        if self._past:
            label, before = self._past.pop()
            self._future.append((label, self._state))
            self._state = before.shown_like(self._state)
        self._announce()

    def redo(self) -> None:
        """Do the last undone step again."""
        self.end()
        self._merge = ""
        if self._future:
            label, after = self._future.pop()
            self._past.append((label, self._state))
            self._state = after.shown_like(self._state)
        self._announce()

    def go(self, steps: int) -> None:
        """Take several steps back (below 0) or do several again (above 0); told as one change."""
        for _ in range(abs(steps)):
            if steps < 0:
                self.undo()
            else:
                self.redo()

    def replace_all(self, state: Workspace) -> None:
        """Another dataset or project: the state is replaced and the history starts anew."""
        self._drag = None
        self._merge = ""
        self._past.clear()
        self._future.clear()
        self._state = state
        self._announce()

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback(topics, state)` after changes; returns what ends the subscription."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def _record(self, before: Workspace, label: str, merge: str) -> None:
        if self._drag is not None:
            label, before = self._drag
            continues, self._dragged = self._dragged, True
        else:
            now = self._clock()
            continues = bool(merge and merge == self._merge and now - self._merged_at <= MERGE_SECONDS)
            self._merge, self._merged_at = merge, now
        self._future.clear()
        if not continues:
            self._past.append((label, before))
        elif self._past:
            self._past[-1] = (label, self._past[-1][1])
        if self._past and self._past[-1][1].asks_the_same(self._state):
            self._past.pop()
            self._dragged = False
            self._merge = ""

    def _history(self) -> tuple[str, str, bool, bool]:
        return (self.undo_label, self.redo_label, self.can_undo, self.can_redo)

    def _announce(self) -> None:
        if self._pending or (self._state == self._told and self._history() == self._told_history):
            return
        self._pending = True
        self._schedule(self._tell)

    def _tell(self) -> None:
        self._pending = False
        topics = changed_topics(self._told, self._state)
        if self._history() != self._told_history:
            topics |= {"history"}
        self._told, self._told_history = self._state, self._history()
        if not topics:
            return
        state = self._state
        for callback in tuple(self._subscribers):
            callback(topics, state)
