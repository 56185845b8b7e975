"""The status line: what is open, how much is shown, problems, the running job with Cancel, what-if time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from dependency_explorer.app.jobs import progress_text
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.plain import PlainLabel
from dependency_explorer.app.question_bar import FilterRow


class StatusLine(QStatusBar):
    """Permanent facts at the left, the running job in the middle, the last computation at the right."""

    problems_wanted = Signal()
    report_wanted = Signal()
    cancel_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self.setSizeGripEnabled(False)
        self._facts = ElidedLabel("")
        self._facts.setContentsMargins(0, 0, 0, 0)
        self.filters = FilterRow()
        self._problems = QPushButton()
        self._problems.setProperty("role", "link")
        self._problems.setObjectName("status-problems")
        self._problems.clicked.connect(self.problems_wanted)
        self._problems.hide()
        self._report = QPushButton(self.tr("Quality report"))
        self._report.setProperty("role", "link")
        self._report.setObjectName("status-report")
        self._report.clicked.connect(self.report_wanted)
        self._report.hide()
        self._verb = PlainLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(140)
        self._bar.setTextVisible(False)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("status-cancel")
        self._cancel.clicked.connect(self._cancelled)
        self._what_if = PlainLabel()
        self._what_if.setContentsMargins(8, 0, 12, 0)
        self.addWidget(QWidget())  # as far from the edge as the board
        # What is selected needs its room; facts are cut before it.
        self.addWidget(self._facts, 1)
        self.addWidget(self._problems)
        self.addWidget(self._report)
        self.addWidget(self.filters)
        self._say(self.tr("Opening…"))
        for widget in (self._verb, self._bar, self._cancel):
            self.addPermanentWidget(widget)
            widget.hide()
        self.addPermanentWidget(self._what_if)

    def show_facts(self, text: str, problems: int, imported: bool = False) -> None:
        """What is open; `problems` offers the list, `imported` the quality report."""
        self._report.setVisible(imported)
        self._say(text)
        self._problems.setText(self.tr("%n problem(s) found", "", problems))
        self._problems.setVisible(problems > 0)

    def _say(self, text: str) -> None:
        self._facts.set_full(text)
        self._facts.setMaximumWidth(self._facts.wanted() + 12)

    def show_job(self, kind: str, verb: str, done: int, total: int) -> None:
        """Show a running job with its count."""
        self._kind = kind
        self._verb.setText(progress_text(verb, done, total))
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(int(1000 * done / total) if total else 0)
        for widget in (self._verb, self._bar, self._cancel):
            widget.show()

    def job_ended(self, kind: str) -> None:
        """Hide the job that is done."""
        if kind == self._kind:
            self._kind = ""
            for widget in (self._verb, self._bar, self._cancel):
                widget.hide()

    def show_what_if(self, milliseconds: float | None) -> None:
        """How long the last what-if took; None where there is none."""
        if milliseconds is None:
            self._what_if.setText("")
            return
        said = f"{milliseconds:.0f}" if milliseconds >= 1 else self.tr("under 1")
        self._what_if.setText(self.tr("What-if updated in {0} ms").replace("{0}", said))

    def _cancelled(self) -> None:
        self.cancel_wanted.emit(self._kind)
