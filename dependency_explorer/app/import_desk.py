"""An import in the making: the plan, what was read under it, and the jobs that read, compare and write.

The head of the file is read first and shown; then the whole table, for the decisions and the problems; then what all
flows come to; then, one after the other, what each other option of a decision would come to. A change of the plan
starts anew, and only the newest answer is shown. Nothing is written before `save`, and nothing ever
to the file itself.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from dependency_explorer.app.jobs import SHOWING_MS, Jobs, Ticket
from dependency_explorer.app.messages import Hooks, sentence_for
from dependency_explorer.data.problems import DataError, counted

if TYPE_CHECKING:
    from dependency_explorer.analysis.sums import FlowSum
    from dependency_explorer.app.loading import Offer
    from dependency_explorer.app.release import Release
    from dependency_explorer.data.combine import SameKey
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.data.intake.importing import Report
    from dependency_explorer.data.intake.plan import Plan
    from dependency_explorer.data.intake.preview import Preview
    from dependency_explorer.data.way import Way

LOOK, READ, SUM, EFFECT = "import-look", "import-read", "import-sum", "import-effect"
KEYS, WRITE = "import-keys", "import-write"
PATIENCE_S = 5.0
"""A table that takes longer to read is not read again unasked, only to tell what another option would come to."""


@dataclass(frozen=True)
class Whole:
    """The table read to its end. seconds: it took. facts: what it holds, in words."""

    dataset: Dataset
    report: Report
    seconds: float
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a dataset is to be written. same: what becomes of rows whose key is there, when added to `beside`."""

    folder: Path
    title: str
    replace_existing: bool
    beside: Dataset | None = None
    same: SameKey = "keep"


class ImportDesk(QObject):
    """Holds the plan of one import and answers for it."""

    looked = Signal(object)
    """A Preview."""
    read = Signal(object)
    """A Whole."""
    summed = Signal(object)
    """The FlowSum of the whole table."""
    effect_known = Signal(str, str, object)
    """Decision, option, FlowSum."""
    keys_known = Signal(int)
    """How many rows have the key of one of the open dataset."""
    failed = Signal(str)
    written = Signal(str)
    write_failed = Signal(str)
    reads_on = Signal()
    """The head is known and the rest is being read."""
    started = Signal()
    """The plan changed: what is on screen is of the plan before until the next `looked`."""

    def __init__(
        self,
        jobs: Jobs,
        hooks: Hooks,
        release: Release,
        offer: Offer,
        parent: QObject | None = None,
        kept_in: Path | None = None,
    ) -> None:
        """kept_in: where copies of large datasets are kept; None for none."""
        super().__init__(parent)
        self._kept_in = kept_in
        self._jobs = jobs
        self._hooks = hooks
        self._release = release
        self.path = offer.preview.path
        self.plan = offer.plan
        self.preview = offer.preview
        self.whole: Whole | None = None
        self.total: FlowSum | None = None
        self.effects: dict[tuple[str, str], FlowSum] = {}
        self.answers_quickly = False
        """Other choices are being worked out without being asked for."""
        self._waiting: list[tuple[str, str]] = []
        self._sought: tuple[str, str] | None = None
        """The first of those, once its job is begun; the slot may still be busy with one of the plan before."""
        self._keys: _Keys | None = None
        self._closed = False

    def begin(self) -> None:
        """Read the whole table, if its head could be read."""
        if not self.preview.trouble:
            self._read_whole()

    def change(self, **fields: object) -> None:
        """Decide something: fields of the plan."""
        plan = replace(self.plan, **fields)  # type: ignore[arg-type]
        if plan == self.plan:
            return
        self._let_go()
        self.plan, self.total = plan, None
        self.effects.clear()
        self._forget_waiting()
        for kind in (READ, SUM, EFFECT, KEYS):
            self._jobs.cancel(kind)
        self._look()

    def choose(self, decision: str, option: str) -> None:
        """Another option of a decision; "" for the program's own choice."""
        kept = {name: one for name, one in self.plan.choices.items() if name != decision}
        self.change(choices={**kept, decision: option} if option else kept)

    def set_constant(self, column: str, value: str) -> None:
        """What stands in no cell; "" for what the file says."""
        kept = {name: one for name, one in self.plan.constants.items() if name != column}
        self.change(constants={**kept, column: value} if value else kept)

    def set_role(self, column: str, role: str) -> None:
        """What a column is; "" for nothing that is used. A role has one column, and a column one role."""
        before = {one.role: one.column for one in self.preview.roles if one.role}
        roles = {name: one for name, one in self.plan.roles.items() if one != column}
        for name, one in before.items():
            if one == column:
                roles[name] = ""
        if role:
            roles[role] = column
        self.change(roles=roles)

    def work_out(self, decision: str, option: str) -> None:
        """Tell what another option would come to."""
        if (decision, option) not in self._waiting and (decision, option) not in self.effects:
            self._waiting.append((decision, option))
        if self._sought is None:
            self._next_effect()

    def compare_keys(self, beside: Dataset) -> None:
        """Count the rows whose key is in the open dataset, unless that is being done."""
        if self.whole is None:
            return
        known = self._keys
        same = known is not None and known.beside is beside and known.dataset is self.whole.dataset
        if not same or not self._jobs.busy(KEYS):
            self._keys = work = _Keys(beside, self.whole.dataset)
            self._jobs.submit(KEYS, self.tr("Comparing keys"), work, self._keys_known, self._failed)

    def save(self, target: Target) -> None:
        """Write the dataset; `written` tells its folder."""
        if self.whole is not None:
            work = _Write(self.whole.dataset, target, self._kept_in)
            self._jobs.submit(WRITE, self.tr("Writing"), work, self._written, self._not_written)

    def again(self) -> None:
        """Read after all what was stopped."""
        self._look()

    def stop(self) -> None:
        """Stop reading; what is on screen stays."""
        self._forget_waiting()
        for kind in (LOOK, READ, SUM, EFFECT, KEYS):
            self._jobs.leave(kind)

    def stop_writing(self) -> None:
        """Stop writing; nothing is left of what was written."""
        self._jobs.cancel(WRITE, tells=True)

    @property
    def writing(self) -> bool:
        """Whether the dataset is being written."""
        return self._jobs.busy(WRITE)

    def close(self) -> None:
        """Forget everything; answers that still come are not shown."""
        self._closed = True
        self.stop()
        self.stop_writing()
        self._let_go()

    def _forget_waiting(self) -> None:
        self._waiting.clear()
        self._sought = None

    def _let_go(self) -> None:
        self._keys = None
        whole, self.whole = self.whole, None
        if whole is not None:
            self._release.take(whole.dataset)

    @property
    def busy(self) -> bool:
        """Whether the head or the whole of the file is being read."""
        return self._jobs.busy(LOOK) or self._jobs.busy(READ)

    # ---- answers ----------------------------------------------------------------------------------------

    def _looked(self, preview: Preview) -> None:
        if self._closed:
            return
        self.preview = preview
        self.looked.emit(preview)
        if not preview.trouble:
            self._read_whole()

    def _look(self) -> None:
        self.started.emit()
        self._jobs.submit(LOOK, self.tr("Reading"), _Look(self.path, self.plan), self._looked, self._failed)

    def _read_whole(self) -> None:
        work = _ReadWhole(self.path, self.plan)
        self._jobs.submit(READ, self.tr("Reading"), work, self._whole_read, self._failed, wait_ms=SHOWING_MS)
        self.reads_on.emit()

    def _whole_read(self, whole: Whole) -> None:
        if self._closed or whole.report.plan != self.plan:
            return
        self.whole = whole
        self.read.emit(whole)
        if len(whole.dataset.tables["flows"]):
            work = _Sum(whole.dataset)
            self._jobs.submit(
                SUM, self.tr("Adding up"), work, self._added_up, self._failed, wait_ms=SHOWING_MS
            )

    def _added_up(self, answer: tuple[Dataset, FlowSum, float]) -> None:
        dataset, total, seconds = answer
        if self._closed or self.whole is None or self.whole.dataset is not dataset:
            return
        self.total = total
        self.answers_quickly = self.whole.seconds + seconds <= PATIENCE_S
        self.summed.emit(total)
        if self.answers_quickly:
            for decision in self.whole.report.decisions:
                for option in decision.options if decision.are_few else ():
                    if option.value != decision.chosen:
                        self.work_out(decision.key, option.value)

    def _next_effect(self) -> None:
        self._sought = self._waiting[0] if self._waiting and not self._closed else None
        if self._sought is None:
            return
        key, option = self._sought
        plan = replace(self.plan, choices={**self.plan.choices, key: option})
        work = _Effect(self.path, plan, key, option, self.plan)
        verb = self.tr("Working out other choices")
        self._jobs.submit(EFFECT, verb, work, self._effect_known, self._no_effect, wait_ms=SHOWING_MS)

    def _effect_known(self, answer: tuple[str, str, FlowSum, Plan]) -> None:
        key, option, total, plan = answer
        if self._closed or plan != self.plan:
            return
        self.effects[key, option] = total
        self._waiting = [one for one in self._waiting if one != (key, option)]
        self.effect_known.emit(key, option, total)
        self._next_effect()

    def _no_effect(self, error: BaseException) -> None:
        """An option under which nothing is left, say: it has no total, and that is all there is to tell."""
        if not isinstance(error, DataError):
            self._hooks.tell(error)
        self._waiting = [one for one in self._waiting if one != self._sought]
        self._next_effect()

    def _keys_known(self, answer: tuple[_Keys, int]) -> None:
        work, number = answer
        if not self._closed and work is self._keys:
            self.keys_known.emit(number)

    def _written(self, folder: str) -> None:
        if not self._closed:
            self.written.emit(folder)

    def _not_written(self, error: BaseException) -> None:
        self._note(error)
        if not self._closed:
            self.write_failed.emit(sentence_for(error))

    def _failed(self, error: BaseException) -> None:
        self._note(error)
        if not self._closed:
            self.failed.emit(sentence_for(error))

    def _note(self, error: BaseException) -> None:
        if not isinstance(error, DataError):
            self._hooks.log_warning("".join(_trace(error)))


def _trace(error: BaseException) -> list[str]:
    import traceback

    return traceback.format_exception(error)


def _way(ticket: Ticket) -> Way:
    from dependency_explorer.data.way import Way

    return Way(ticket.progress, ticket.cancelled)


@dataclass(frozen=True, slots=True)
class _Look:
    path: Path
    plan: Plan

    def __call__(self, ticket: Ticket) -> Preview:
        from dependency_explorer.data.intake.preview import look

        return look(self.path, self.plan, _way(ticket))


@dataclass(frozen=True, slots=True)
class _ReadWhole:
    path: Path
    plan: Plan

    def __call__(self, ticket: Ticket) -> Whole:
        from dependency_explorer.data.intake.importing import import_file, reports

        begin = time.perf_counter()
        dataset = import_file(self.path, self.plan, _way(ticket))
        report = replace(reports(dataset)[0], plan=self.plan)
        return Whole(dataset, report, time.perf_counter() - begin, _facts(report, dataset))


def _facts(report: Report, dataset: Dataset) -> str:
    """ "1 352 rows in, 1 set aside, 13 summed into others · 1 338 flow rows · 2022 · 235 exporters · …"."""
    from dependency_explorer.data.intake.importing import rows_told

    tables = dataset.tables
    parts = [rows_told((report,))]
    nouns = (("flows", "flow row"), ("balances", "figure"), ("assets", "asset"), ("stakes", "stake"))
    parts += [counted(len(tables[name]), noun) for name, noun in nouns if len(tables[name])]
    table = tables["flows"] if len(tables["flows"]) else tables["balances"]
    periods = sorted(str(one) for one in table["period"].unique().tolist())
    if periods:
        parts.append(periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}")
    flows = tables["flows"]
    if len(flows):
        parts.append(counted(flows["exporter"].nunique(), "exporter"))
        parts.append(counted(flows["importer"].nunique(), "importer"))
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class _Sum:
    dataset: Dataset

    def __call__(self, ticket: Ticket) -> tuple[Dataset, FlowSum, float]:
        from dependency_explorer.analysis.sums import flow_sum

        begin = time.perf_counter()
        return self.dataset, flow_sum(self.dataset), time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class _Effect:
    path: Path
    plan: Plan
    key: str
    option: str
    before: Plan

    def __call__(self, ticket: Ticket) -> tuple[str, str, FlowSum, Plan]:
        from dependency_explorer.analysis.memory import let_go
        from dependency_explorer.analysis.sums import flow_sum
        from dependency_explorer.data.intake.importing import import_file

        held = deque([import_file(self.path, self.plan, _way(ticket))])
        total = flow_sum(held[0])
        let_go(held)
        return self.key, self.option, total, self.before


@dataclass(frozen=True, slots=True)
class _Keys:
    beside: Dataset
    dataset: Dataset

    def __call__(self, ticket: Ticket) -> tuple[_Keys, int]:
        from dependency_explorer.data.combine import same_keys

        return self, same_keys(self.beside, self.dataset)


@dataclass(frozen=True, slots=True)
class _Write:
    """kept_in: where a copy is kept of a large dataset, so that it opens at once."""

    dataset: Dataset
    target: Target
    kept_in: Path | None

    def __call__(self, ticket: Ticket) -> str:
        from dependency_explorer.data.combine import combined
        from dependency_explorer.data.read import keep_written
        from dependency_explorer.data.way import Way
        from dependency_explorer.data.write import write_package

        target, dataset = self.target, self.dataset
        way = _way(ticket)
        way.tell(QCoreApplication.translate("Jobs", "Writing"), 0, 0)
        if target.beside is not None:
            dataset = combined(target.beside, dataset, target.same, way)
        dataset = titled(dataset, target.title)
        way.look()
        target.folder.parent.mkdir(parents=True, exist_ok=True)
        write_package(dataset, target.folder, target.replace_existing, way)
        if self.kept_in is not None:
            with contextlib.suppress(DataError):  # whoever opens it is told
                keep_written(dataset, target.folder, self.kept_in, Way(ticket.progress))
        return str(target.folder)


def titled(dataset: Dataset, title: str) -> Dataset:
    """The dataset under another title, which its package bears too."""
    metadata: Mapping[str, object] = {**dataset.metadata, "title": title}
    metadata = {key: value for key, value in metadata.items() if key != "name"}
    return replace(dataset, title=title, name=title, metadata=metadata)
