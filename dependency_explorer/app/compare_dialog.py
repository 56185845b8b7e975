"""Two or three open scenarios and the baseline in two blocks, computed beside the window's own run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import tip
from dependency_explorer.app.run_study import RELEASED
from dependency_explorer.app.save_names import as_named
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.data.problems import DataError
from dependency_explorer.figures.comparison import Compared, Ran, Row, compared, run_all
from dependency_explorer.whatif.outcome import STATEMENT

if TYPE_CHECKING:
    from dependency_explorer.app.jobs import Ticket
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.data.dataset import Dataset


class CompareDialog(FittedDialog):
    """Levers that differ above, outcomes that differ below; what is the same is counted and can be shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, (1080, 640), over=(40, 60))
        self._window = window
        self._runs: tuple[Ran, ...] = ()
        self.setObjectName("compare-dialog")
        self.setWindowTitle(self.tr("Compare scenarios"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = text_label("muted", name="compare-said")
        self.said.setText(self.tr("Running the open scenarios…"))
        self.table = QTableWidget()
        self.table.setObjectName("compare-table")
        self.table.setAccessibleName(self.tr("Comparison"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.equal = text_label("", name="compare-equal")
        self.equal.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.equal)
        self.everything = QCheckBox(self.tr("Show what is the same as well"))
        self.everything.setObjectName("compare-everything")
        self.everything.toggled.connect(self._show)
        self.statement = text_label("small")
        self.statement.setText(
            self.tr("{0} Ranges hold nine of ten draws; all scenarios draw the same random numbers.").replace(
                "{0}", STATEMENT
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.said)
        column.addWidget(self.stack, 1)
        column.addWidget(self.statement)
        column.addLayout(self._buttons())
        QShortcut(QKeySequence.StandardKey.Copy, self, self._copy)
        self._run()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.everything)
        row.addStretch(1)
        for text, name, call in (
            (self.tr("Copy table"), "compare-copy", self._copy),
            (self.tr("Save as CSV…"), "compare-csv", self._save),
            (self.tr("Close"), "compare-close", self.accept),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAccessibleName(text)
            button.setAutoDefault(False)
            button.clicked.connect(call)
            row.addWidget(button)
        return row

    def _run(self) -> None:
        session = self._window.session
        dataset = session.dataset
        if dataset is None:
            return
        opened = tuple(Ran(one.letter, one.scenario) for one in session.state.open_scenarios)
        draws = RELEASED if session.state.ranges else 0
        session.jobs.submit(
            "compare", self.tr("Comparing"), _Compare(dataset, opened, draws), self._ran, session.hooks.tell
        )

    def done(self, result: int) -> None:
        self._window.session.jobs.cancel("compare")
        super().done(result)

    def _ran(self, runs: tuple[Ran, ...]) -> None:
        self._runs = runs
        self._show()

    def result_shown(self) -> Compared | None:
        """What is on show."""
        dataset = self._window.session.dataset
        if dataset is None or not self._runs:
            return None
        return compared(dataset, self._runs, self.everything.isChecked(), SPOKEN)

    def _show(self) -> None:
        found = self.result_shown()
        if found is None:
            return
        troubles = [f"{run.titled(SPOKEN)}: {run.trouble}" for run in self._runs if run.trouble]
        alone = (
            self.tr(" Duplicate the scenario (Ctrl+D) to set another beside it.")
            if len(self._runs) == 1
            else ""
        )
        said = self.tr("Same in all and not shown: levers {0}, outcomes {1}.{2}")
        for index, part in enumerate((str(found.same_levers), str(found.same_outcomes), alone)):
            said = said.replace(f"{{{index}}}", part)
        equal = len(self._runs) > 1 and not troubles and not found.levers and not found.outcomes
        self.stack.setCurrentWidget(self.equal if equal else self.table)
        if equal:
            self.equal.setText(self._equal_text(found))
            said = ""
        self.said.setText(" ".join(part for part in (said, *troubles) if part))
        self.said.setVisible(bool(self.said.text()))
        table, heads = self.table, found.heads
        table.clear()
        table.setColumnCount(1 + len(heads))
        table.setHorizontalHeaderLabels(["", *heads])
        blocks = (
            (self.tr("Levers that differ"), found.levers, self.tr("No lever differs.")),
            (self.tr("Outcomes that differ"), found.outcomes, self.tr("No outcome differs.")),
        )
        table.setRowCount(sum(1 + max(1, len(rows)) for _, rows, _ in blocks))
        at = 0
        for heading, rows, none in blocks:
            self._line(at, Row(heading, ()), bold=True)
            at += 1
            for row in rows or (Row(none, ()),):
                self._line(at, row, bold=False)
                at += 1
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 250)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.resizeRowsToContents()

    def _equal_text(self, found: Compared) -> str:
        """Says that the scenarios are equal, and what was compared."""
        dataset = self._window.session.dataset
        assert dataset is not None
        whole = compared(dataset, self._runs, True, SPOKEN)
        names = self.tr(" and ").join(f"“{run.titled(SPOKEN)}”" for run in self._runs)
        said = self.tr(
            "{0} are equal: they have the same {1} levers and lead to the same {2} outcomes.\n\n"
            "Levers compared: {3}.\n\nOutcomes compared: {4}.\n\n"
            "Change a lever of one of them to see what it does, or tick the box below for the numbers."
        )
        parts = (
            names, str(found.same_levers), str(found.same_outcomes), _listed(whole.levers), _listed(whole.outcomes)
        )  # fmt: skip
        for index, part in enumerate(parts):
            said = said.replace(f"{{{index}}}", part)
        return said

    def _line(self, at: int, row: Row, bold: bool) -> None:
        for column, text in enumerate((row.what, *row.cells)):
            item = QTableWidgetItem(text)
            if bold:
                font = QFont()
                font.setBold(True)
                item.setFont(font)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tip(text))
            self.table.setItem(at, column, item)
        if not row.cells:
            self.table.setSpan(at, 0, 1, self.table.columnCount())

    def _rows(self) -> list[tuple[str, ...]]:
        found = self.result_shown()
        if found is None:
            return []
        head = (self.tr("Block"), self.tr("What"), *found.heads)
        blank = [""] * len(found.heads)
        return [
            head,
            *(
                (block, row.what, *row.cells)
                for block, rows, none in (
                    (self.tr("Lever"), found.levers, self.tr("No lever differs.")),
                    (self.tr("Outcome"), found.outcomes, self.tr("No outcome differs.")),
                )
                for row in rows or (Row(none, tuple(blank)),)
            ),
        ]

    def _copy(self) -> None:
        from dependency_explorer.data.formulas import pasted

        QGuiApplication.clipboard().setText(pasted([*self._rows(), (STATEMENT,)]))
        self._window.tell(self.tr("Comparison copied as a table with header."))

    def _save(self) -> None:
        from dependency_explorer.data.files import write_atomic
        from dependency_explorer.data.formulas import protected
        from dependency_explorer.data.write import csv_text

        rows = self._rows()
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save comparison"), str(Path.home() / "comparison.csv"), "CSV (*.csv)"
        )
        if not path or not rows:
            return
        target = as_named(path, ".csv")
        safe = [[protected(cell) for cell in row] for row in [*rows, (STATEMENT,)]]
        try:
            write_atomic(target, "\ufeff" + csv_text(safe[0], safe[1:]))
        except DataError as error:
            self.said.setText(str(error))
            return
        self._window.tell(self.tr("Saved {0}.").replace("{0}", target.name))


def _listed(rows: tuple[Row, ...]) -> str:
    """The names of rows, one after the other, each once."""
    return "; ".join(dict.fromkeys(row.what for row in rows))


@dataclass(frozen=True, slots=True)
class _Compare:
    """Runs every open scenario, and over draws where ranges are on; one that cannot run says why."""

    dataset: Dataset
    opened: tuple[Ran, ...]
    draws: int

    def __call__(self, ticket: Ticket) -> tuple[Ran, ...]:
        from dependency_explorer.data.problems import Cancelled

        def step(done: int, total: int) -> None:
            if ticket.cancelled():
                raise Cancelled
            ticket.progress(QCoreApplication.translate("Jobs", "Comparing"), done, total)

        return run_all(self.dataset, self.opened, self.draws, step=step)
