"""Questions whose answer decides what is asked next: worked out on a worker, taken in the order of asking.

In a large table the first question about a place, and the untouched cut that follows it, take longer than a window
may stand still.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
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
    """Takes a session from its state to what that turns into, each time as one step of undo.

    told: called when the first of several questions is asked and when the last one is answered or taken back.
    """

    def __init__(self, session: Session, told: Callable[[], None]) -> None:
        self._session = session
        self._told = told
        self._asked: deque[_Asked] = deque()

    def to(self, label: str, turned: Turned) -> None:
        """Go to what the state turns into; `turned` is called on a worker."""
        if self._session.dataset is not None:
            self._asked.append(_Asked(self._session.dataset, label, turned))
            if len(self._asked) == 1:
                self._next()
            self._told()

    def waiting(self) -> str:
        """The label of the newest turn that is still being worked out; empty where there is none."""
        return self._asked[-1].label if self._asked else ""

    def take_back(self) -> None:
        """Undo the newest turn that is still being worked out: it is never taken."""
        self._asked.pop()
        self._told()

    def forget(self) -> None:
        """Take no more turns."""
        self._asked.clear()
        self._told()

    def _next(self) -> None:
        session = self._session
        while self._asked and self._asked[0].dataset is not session.dataset:
            self._asked.popleft()  # it was asked about data that are no longer open
        if not self._asked:
            self._told()
            return
        # While one is worked out and then taken back, the next is asked when its answer comes: one at a time.
        if session.jobs.busy(TURN):
            return
        asked, before = self._asked[0], session.state

        def still() -> bool:
            return bool(self._asked) and self._asked[0] is asked and session.dataset is asked.dataset

        def arrived(state: Workspace | None) -> None:
            # Where something else has changed meanwhile, it is asked again about what is there now.
            if still() and (state is None or session.state is before):
                self._asked.popleft()
                if state is not None:
                    session.store.change(state, asked.label)
            self._next()

        def failed(error: BaseException) -> None:
            if still():
                self._asked.popleft()
                session.hooks.tell(error)
            self._next()

        work = _Turn(asked.dataset, before, asked.turned)
        session.jobs.submit(TURN, session.tr("Computing"), work, arrived, failed)


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


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question about a dataset, and the name of its step."""

    dataset: Dataset
    label: str
    turned: Turned


class _Turn:
    """What a state turns into, with the untouched cut that follows its question; None where it was cancelled."""

    def __init__(self, dataset: Dataset, state: Workspace, turned: Turned) -> None:
        self._dataset = dataset
        self._state = state
        self._turned = turned

    def __call__(self, ticket: Ticket) -> Workspace | None:
        from dependency_explorer.app.results import with_untouched_cut

        turned = with_untouched_cut(self._dataset, self._turned(self._dataset, self._state))
        return None if ticket.cancelled() else turned
