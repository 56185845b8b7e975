"""Questions whose answer decides what is asked next: worked out on a worker, taken in the order of asking.

In a large table the first question about a place, and the untouched cut that follows it, take longer than a window
may stand still.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.app.jobs import Ticket

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.app.session import Session
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.workspace.state import Workspace

    Turned = Callable[[Dataset, Workspace], Workspace]

TURN = "turn"


class Turns:
    """Takes a session from its state to what that turns into, each time as one step of undo."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked: deque[tuple[Dataset, str, Turned]] = deque()

    def to(self, label: str, turned: Turned) -> None:
        """Go to what the state turns into; `turned` is called on a worker."""
        if self._session.dataset is not None:
            self._asked.append((self._session.dataset, label, turned))
            if len(self._asked) == 1:
                self._next()

    def waiting(self) -> bool:
        """Whether a turn is still being worked out."""
        return bool(self._asked)

    def forget(self) -> None:
        """Take no more turns."""
        self._asked.clear()

    def _next(self) -> None:
        session = self._session
        while self._asked and self._asked[0][0] is not session.dataset:
            self._asked.popleft()  # it was asked about data that are no longer open
        if not self._asked:
            return
        dataset, label, turned = self._asked[0]
        before = session.state

        def arrived(state: Workspace) -> None:
            # Where something else has changed meanwhile, it is asked again about what is there now.
            if session.dataset is dataset and session.state is before:
                self._asked.popleft()
                session.store.change(state, label)
            self._next()

        def failed(error: BaseException) -> None:
            self._asked.popleft()
            session.hooks.tell(error)
            self._next()

        session.jobs.submit(TURN, session.tr("Computing"), _Turn(dataset, before, turned), arrived, failed)


def turned_to(dataset: Dataset, question: Question, commodity: str, before: tuple[str, ...]) -> Question:
    """The question turned to one commodity: the side it is mainly traded on, and quantities where the measure was
    value only because what was asked about before has nothing else.

    before: the commodities that were asked about.
    """
    from dependency_explorer.analysis.asking import main_side
    from dependency_explorer.analysis.commodities import all_commodities

    counted = {c.id for c in all_commodities(dataset, question.place) if c.has_quantity}
    if question.measure == "value" and commodity in counted and before and before[0] not in counted:
        question = replace(question, measure="quantity")
    return replace(question, side=main_side(dataset, question.place, commodity))


class _Turn:
    """What a state turns into, with the untouched cut that follows its question."""

    def __init__(self, dataset: Dataset, state: Workspace, turned: Turned) -> None:
        self._dataset = dataset
        self._state = state
        self._turned = turned

    def __call__(self, ticket: Ticket) -> Workspace:
        from dependency_explorer.app.results import with_untouched_cut

        return with_untouched_cut(self._dataset, self._turned(self._dataset, self._state))
