"""What follows a run: draws of its assumptions, and what is found out once the hand rests.

The run on the values as they stand is never late for it. Draws have a job slot of their own in which the newest
request waits, so a drag shows the ranges of a moment ago, in grey, until those of now are there. Findings and the
bound with foresight are asked for when no lever is held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from dependency_explorer.app.jobs import Jobs, Ticket
from dependency_explorer.data.problems import Cancelled

if TYPE_CHECKING:
    from dependency_explorer.app.session import Session
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.findings import Findings
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.sensitivity import Share

DRAGGING, RELEASED = 256, 1024
"""Draws while a lever is held, and when it is let go."""
BETWEEN_MS = 150
"""While a lever is held draws start at least so far apart: most moves then have both cores to themselves."""


class RunStudy(QObject):
    """Draws, findings and shares of the spread for the outcome that the session shows."""

    drawn_changed = Signal()
    findings_changed = Signal()
    shares_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.drawn: Outcome | None = None
        self.findings: Findings | None = None
        self.foresight: tuple[str, ...] | None = None
        self.shares: tuple[Share, ...] | None = None
        self._asked = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(BETWEEN_MS)
        self._pause.timeout.connect(self.refine)
        self._shares_of: tuple[Outcome, str] | None = None
        session.results_ready.connect(self.follow)
        session.dataset_changed.connect(self._let_go)

    @property
    def jobs(self) -> Jobs:
        """Where the work is done."""
        return self._session.jobs

    def outcome(self) -> Outcome | None:
        """The run on show."""
        results = self._session.results
        return results.outcome if results is not None else None

    # ---- draws ------------------------------------------------------------------------------------------

    def follow(self, _results: object = None) -> None:
        """The session has a run, or the ranges were switched: see that draws of it come."""
        outcome = self.outcome()
        if self.findings is not None and self.findings.outcome is not outcome:
            self.jobs.cancel("foresight")
        if self._shares_of is not None and self._shares_of[0] is not outcome:
            self.jobs.cancel("sobol")
            self._shares_of = self.shares = None
        wanted = outcome is not None and self._session.state.ranges and not outcome.equals_baseline
        if not wanted or outcome is None or not _comparable(self.drawn, outcome):
            self._forget()
        if not wanted:
            self._pause.stop()
        elif not self._session.store.dragging:
            self.refine()
        elif not self._pause.isActive():
            self._pause.start()

    def _let_go(self, _dataset: object) -> None:
        """Another dataset is open: nothing found out of the one before is shown again, or kept."""
        for kind in ("findings", "foresight", "sobol"):
            self.jobs.cancel(kind)
        self.findings = self.foresight = None
        self._shares_of = self.shares = None
        self.findings_changed.emit()

    def refine(self) -> None:
        """Draw for the run on show: more once no lever is held."""
        outcome = self.outcome()
        if outcome is not None and self._session.state.ranges and not outcome.equals_baseline:
            self._draw(outcome)

    def waiting(self) -> bool:
        """Whether the draws are those of a scenario that has been changed since."""
        outcome = self.outcome()
        return self.drawn is not None and outcome is not None and self.drawn.scenario != outcome.scenario

    def _forget(self) -> None:
        if self.drawn is not None:
            self.drawn = None
            self.drawn_changed.emit()

    def _draw(self, outcome: Outcome) -> None:
        count = DRAGGING if self._session.store.dragging else RELEASED
        if (
            self.drawn is not None
            and self.drawn.scenario == outcome.scenario
            and len(self.drawn.unserved) >= count
        ):
            return
        work = _Draws(outcome, count, self._asked)
        tell = self._session.hooks.tell
        self.jobs.submit("draws", self.tr("Drawing ranges"), work, self._drawn, tell, cancel_running=False)

    def _drawn(self, drawn: Outcome) -> None:
        outcome = self.outcome()
        if outcome is None or outcome.equals_baseline or not self._session.state.ranges:
            return
        if _comparable(drawn, outcome):
            self.drawn = drawn
            # With a newer run under way both are shown at once.
            if not self.jobs.busy("compute"):
                self.drawn_changed.emit()
        if not self.jobs.busy("draws") and not self._session.store.dragging:
            self._draw(outcome)

    # ---- findings ---------------------------------------------------------------------------------------

    def find(self, commodity: str) -> None:
        """Look into the run on show, unless a lever is held or it has been done."""
        outcome, dataset = self.outcome(), self._session.dataset
        self._asked = commodity
        if outcome is None or dataset is None or self._session.store.dragging:
            return
        known = self.findings
        if known is not None and known.outcome is outcome and known.commodity == commodity:
            return
        self.jobs.submit(
            "findings", self.tr("Finding out why"), _Find(outcome, dataset, commodity), self._found,
            self._session.hooks.tell,
        )  # fmt: skip

    def _found(self, findings: Findings) -> None:
        dataset = self._session.dataset
        if findings.outcome is not self.outcome() or dataset is None:
            return
        same = self.findings is not None and self.findings.outcome is findings.outcome
        self.findings = findings
        if not same or self.foresight is None:
            self.foresight = None
            self.jobs.submit(
                "foresight", self.tr("Planning with foresight"), _Foresight(findings.outcome, dataset),
                self._foreseen, self._session.hooks.tell,
            )  # fmt: skip
        self.findings_changed.emit()

    def _foreseen(self, found: tuple[Outcome, tuple[str, ...]]) -> None:
        if found[0] is self.outcome():
            self.foresight = found[1]
            self.findings_changed.emit()

    # ---- shares of the spread ---------------------------------------------------------------------------

    def share_out(self, commodity: str) -> None:
        """Share the spread out among the assumptions (Sobol indices); progress and Cancel in the status line."""
        outcome = self.outcome()
        if outcome is None:
            return
        self._shares_of, self.shares = (outcome, commodity), None
        verb = self.tr("Sharing out the spread")
        work = _Shares(outcome, commodity, verb)
        self.jobs.submit("sobol", verb, work, self._shared, self._session.hooks.tell)
        self.shares_changed.emit()

    def shares_for(self, commodity: str) -> tuple[Share, ...] | None:
        """The shares of the run on show, None where they were not asked for or are not there yet."""
        fits = self._shares_of is not None and self._shares_of == (self.outcome(), commodity)
        return self.shares if fits else None

    def _shared(self, found: tuple[Outcome, str, tuple[Share, ...]]) -> None:
        if (found[0], found[1]) == self._shares_of:
            self.shares = found[2]
            self.shares_changed.emit()


def _comparable(drawn: Outcome | None, outcome: Outcome) -> bool:
    """Whether draws of an older scenario may stand beside a run until its own are there."""
    return drawn is not None and drawn.network is outcome.network and drawn.dates == outcome.dates


@dataclass(frozen=True, slots=True)
class _Draws:
    """A run over draws, with the quantiles that will be drawn: of the commodity on show, if one is known."""

    outcome: Outcome
    count: int
    shown: str

    def __call__(self, ticket: Ticket) -> Outcome:
        from dependency_explorer.whatif import simulate
        from dependency_explorer.whatif.uncertainty import concerned

        drawn = simulate(self.outcome.network, self.outcome.scenario, self.count)
        drawn.ranges()
        known = concerned(drawn)
        for commodity in (self.shown,) if self.shown in known else known:
            for quantity in ("level", "exports" if drawn.side(commodity) == "exports" else "served"):
                drawn.fan(commodity, quantity)
        return drawn


@dataclass(frozen=True, slots=True)
class _Find:
    outcome: Outcome
    dataset: Dataset
    commodity: str

    def __call__(self, ticket: Ticket) -> Findings:
        from dependency_explorer.whatif.findings import find

        return find(self.outcome, self.dataset, self.commodity)


@dataclass(frozen=True, slots=True)
class _Foresight:
    outcome: Outcome
    dataset: Dataset

    def __call__(self, ticket: Ticket) -> tuple[Outcome, tuple[str, ...]]:
        from dependency_explorer.whatif.findings import foresight

        return self.outcome, foresight(self.outcome, self.dataset)


@dataclass(frozen=True, slots=True)
class _Shares:
    outcome: Outcome
    commodity: str
    verb: str

    def __call__(self, ticket: Ticket) -> tuple[Outcome, str, Any]:
        from dependency_explorer.whatif.sensitivity import sobol

        return self.outcome, self.commodity, sobol(
            self.outcome.network, self.outcome.scenario, self.commodity, step=_told(ticket, self.verb)
        )  # fmt: skip


def _told(ticket: Ticket, verb: str) -> Callable[[int, int], None]:
    def step(done: int, total: int) -> None:
        if ticket.cancelled():
            raise Cancelled
        ticket.progress(verb, done, total)

    return step
