"""The quality report of what was imported, for as long as the dataset lives: what, how many, why, how to undo it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.cards import ElidedLabel
from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.import_parts import DecisionList
from dependency_explorer.app.import_words import for_the_window
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import PlainLabel
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.app.table_view import TableView
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.data.intake.importing import rows_told
from dependency_explorer.data.problems import count, counted

tr = functools.partial(QCoreApplication.translate, "QualityReport")

if TYPE_CHECKING:
    from dependency_explorer.data.intake.importing import Report
    from dependency_explorer.data.problems import Problem


_WHERE = re.compile(r"^[^:]*?, row [\d\u2009]+, column [^:]*: ")
"""File, row and column at the head of a sentence: the table has a column for each."""


def problem_rows(problems: Sequence[Problem]) -> Table:
    """Problems as a table: errors first, then by row."""
    ordered = sorted(problems, key=lambda one: (one.severity != "error", one.row or 0))
    rows = tuple(
        (
            tr("error") if one.severity == "error" else tr("remark"),
            float(one.row) if one.row is not None else None,
            one.column,
            one.value,
            _WHERE.sub("", for_the_window(str(one))),
        )
        for one in ordered
    )
    columns = (
        Column(tr("Kind")),
        Column(tr("Row"), "", True),
        Column(tr("Column")),
        Column(tr("Value")),
        Column(tr("What is wrong")),
    )
    return Table(columns, rows)


def report_text(report: Report) -> str:
    """The whole report as text, to be copied into a message or a method note."""
    from dependency_explorer.figures.words import percent

    lines = [
        f"{report.file}: {report.title}. {report.reason}",
        f"{rows_told((report,))}. SHA-256 {report.fingerprint}",
        "",
    ]
    for decision in report.decisions:
        share = "" if decision.share is None else f", {percent(decision.share, 1)} of value"
        fate = "set aside" if decision.dropped else "kept"
        lines.append(
            f"{count(decision.rows)} rows{share}, {fate}: {for_the_window(decision.what, decision.key)}"
        )
    lines += ["", *(f"{one.severity.capitalize()}: {one}" for one in report.problems)]
    return "\n".join(lines).strip()


class QualityReport(FittedDialog):
    """Shows the reports of a dataset, one file at a time; `change_wanted` asks to decide again."""

    change_wanted = Signal(object)

    def __init__(
        self,
        title: str,
        reports: Sequence[Report],
        path_of: Callable[[str], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, (960, 680), over=(120, 90))
        self.setObjectName("quality-report")
        self.setWindowTitle(self.tr("Quality report: {0}").replace("{0}", title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._reports = list(reports)
        self._path_of = path_of
        self._file = DropDown("report-file", self.tr("File"), 20)
        for index, report in enumerate(self._reports):
            self._file.addItem(report.file, index)
        self._file.setVisible(len(self._reports) > 1)
        self._file.currentIndexChanged.connect(self._show)
        self.heading = ElidedLabel("title")
        self.facts = text_label()
        self.reason = text_label("muted")
        self.decisions = DecisionList()
        self.problems = TableView()
        self.problems.setObjectName("report-problems")
        self.problems.setAccessibleName(self.tr("Problems"))
        self._no_problems = PlainLabel(self.tr("No problems were found when the file was read."))
        self._no_problems.setProperty("role", "muted")
        self._problem_head = PlainLabel()
        self._problem_head.setProperty("role", "heading")
        self.change = QPushButton(self.tr("Change these decisions…"))
        self.change.setObjectName("report-change")
        self.change.clicked.connect(self._change)
        self._gone = text_label("muted", wrap=True)
        box = QDialogButtonBox()
        copy = box.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        copy.clicked.connect(self._copy)
        box.rejected.connect(self.reject)
        upper, lower = QWidget(), QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        head = PlainLabel(self.tr("What was decided about its rows"))
        head.setProperty("role", "heading")
        above.addWidget(head)
        above.addWidget(self.decisions, 1)
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._problem_head)
        below.addWidget(self.problems, 1)
        below.addWidget(self._no_problems)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(upper)
        self._split.addWidget(lower)
        foot = QHBoxLayout()
        foot.addWidget(self.change)
        foot.addWidget(self._gone, 1)
        foot.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(8)
        column.addWidget(self._file)
        column.addWidget(self.heading)
        column.addWidget(self.facts)
        column.addWidget(self.reason)
        column.addWidget(self._split, 1)
        column.addLayout(foot)
        self._show()

    def report(self) -> Report:
        """The report on show."""
        return self._reports[max(0, self._file.currentIndex())]

    def _show(self) -> None:
        report = self.report()
        self.heading.set_full(report.file)
        self.facts.setText(
            self.tr("{0} · read as {1}").replace("{0}", rows_told((report,))).replace("{1}", report.title)
        )
        sure = f" ({round(100 * report.confidence)}\u2009% sure)" if report.confidence else ""
        self.reason.setText(f"{report.reason}{sure}")
        self.decisions.show_decisions(report.decisions, editable=False)
        self.problems.set_table(problem_rows(report.problems))
        self.problems.setVisible(bool(report.problems))
        self._no_problems.setVisible(not report.problems)
        number = len(report.problems)
        found = self.tr("{0} in the file").replace("{0}", counted(number, "problem"))
        self._problem_head.setText(found if number else "")
        self._problem_head.setVisible(bool(number))
        self._split.setSizes([400, 180 if number else 30])
        there = self._path_of(report.fingerprint) is not None
        self.change.setVisible(there)
        self._gone.setText(
            ""
            if there
            else self.tr("To decide otherwise, import the file again: it is not where it was read from.")
        )

    def _change(self) -> None:
        report = self.report()
        self.accept()
        self.change_wanted.emit(report)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(report_text(self.report()))
