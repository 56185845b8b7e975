"""What a run assumes, in one table: edit, see what each row moves, share the spread out, take it away as CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from dependency_explorer.app.assumptions_table import DEFAULT, LABEL, SOURCE, VALUE, AssumptionsTable
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.save_names import as_named
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.whatif.ledger_table import LedgerRow
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

CSV_FILTER = "CSV (*.csv)"
LARGEST_CSV = 5_000_000
WIDEST, WIDEST_VALUE, WIDEST_LABEL, LEAST_LABEL, LEAST_SOURCE = 190, 120, 420, 150, 140
"""Pixels of the columns of the table."""
SHORT = 1000
"""Below this width of the table values that are words give way."""


class AssumptionsDialog(FittedDialog):
    """Follows the run on show while it is open; every edit is one step of undo."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, (1180, 620), over=(40, 60))
        self._window = window
        self._session, self._study = window.session, window.study
        self.setObjectName("assumptions-dialog")
        self.setWindowTitle(self.tr("Assumptions of this run"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = text_label("muted", name="assumptions-said")
        self.trouble = text_label("alarm", name="assumptions-trouble")
        self.trouble.hide()
        self.model = AssumptionsTable()
        self.model.value_typed.connect(self._set_value)
        self.model.range_typed.connect(self._set_range)
        self.model.refused.connect(self._refuse)
        self.table = self._table()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for part in (self.said, self.table, self.trouble):
            column.addWidget(part)
        column.setStretch(1, 1)
        column.addLayout(self._progress())
        column.addLayout(self._buttons())
        self._session.results_ready.connect(self._follow)
        self._study.findings_changed.connect(self._show_swings)
        self._study.shares_changed.connect(self._show_shares)
        self._session.jobs.progressed.connect(self._job_goes_on)
        self._session.jobs.ended.connect(self._job_ended)
        self._follow()

    def outcome(self) -> Outcome | None:
        """The run on show."""
        return self._study.outcome()

    def selected(self) -> LedgerRow | None:
        """The row that the table stands at."""
        at = self.table.currentIndex()
        return self.model.rows[at.row()] if at.isValid() else None

    # ---- building ---------------------------------------------------------------------------------------

    def _table(self) -> _Ledger:
        table = _Ledger()
        table.setObjectName("assumptions-table")
        table.setAccessibleName(self.tr("Assumptions of this run"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        table.selectionModel().currentChanged.connect(self._moved)
        return table

    def _progress(self) -> QHBoxLayout:
        self.verb = text_label("muted", wrap=False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of sharing out the spread"))
        self.cancel = self._button(self.tr("Cancel"), "sobol-cancel", self._cancel_shares)
        row = QHBoxLayout()
        for part in (self.verb, self.bar, self.cancel):
            row.addWidget(part)
            part.hide()
        row.setStretch(1, 1)
        return row

    def _buttons(self) -> QHBoxLayout:
        self.default = self._button(self.tr("Back to default"), "back-to-default", self._back)
        self.spread = self._button(self.tr("Share out the spread"), "share-out", self._share_out)
        self.spread.setToolTip(
            self.tr(
                "Sobol indices from thousands of runs: each assumption's part of the spread of what is unmet"
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.default)
        row.addWidget(self.spread)
        row.addStretch(1)
        row.addWidget(self._button(self.tr("Import CSV…"), "import-assumptions", self._import))
        row.addWidget(self._button(self.tr("Export CSV…"), "export-assumptions", self._export))
        close = self._button(self.tr("Close"), "close-assumptions", self.accept)
        row.addWidget(close)
        return row

    @staticmethod
    def _button(text: str, name: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(call)
        return button

    # ---- showing ----------------------------------------------------------------------------------------

    def _follow(self, _results: object = None) -> None:
        """Show the run that the session has now."""
        from dependency_explorer.whatif.ledger_table import ledger_rows

        outcome = self.outcome()
        if outcome is None:
            return
        before = self.selected()
        self.model.show_rows(ledger_rows(outcome))
        if before is None and self.model.rows:
            first = next((i for i, row in enumerate(self.model.rows) if row.editable), 0)
            self.table.setCurrentIndex(self.model.index(first, VALUE))
        edited = sum(row.edited for row in self.model.rows)
        scenario = outcome.scenario.name or self.tr("Untitled")
        said = self.tr(
            "{0}: {1} assumptions, {2} edited (marked •). Values, low and high ends can be typed over."
        )
        for index, part in enumerate((scenario, str(len(self.model.rows)), str(edited))):
            said = said.replace(f"{{{index}}}", part)
        self.said.setText(said)
        self._show_swings()
        self._show_shares()
        self._moved()
        self.table.fit()

    def _show_swings(self) -> None:
        findings, outcome = self._study.findings, self.outcome()
        if findings is not None and outcome is not None and findings.outcome is outcome:
            self.model.show_swings(findings.swings, outcome.unit(findings.commodity))
            self.table.fit()

    def _show_shares(self) -> None:
        self.model.show_shares(self._study.shares_for(self._commodity()))
        self.table.fit()  # the column has another heading

    def _commodity(self) -> str:
        return self._window.panel.shown_commodity() if self._window.panel is not None else ""

    def _moved(self) -> None:
        row = self.selected()
        self.default.setEnabled(row is not None and row.edited)

    def _refuse(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    # ---- editing ----------------------------------------------------------------------------------------

    def _set_value(self, row: LedgerRow, value: float | None) -> None:
        from dependency_explorer.whatif.ledger_table import with_value

        self._edit(lambda outcome: with_value(outcome, row, value), self.tr("editing an assumption"))

    def _set_range(self, row: LedgerRow, low: float, high: float) -> None:
        from dependency_explorer.whatif.ledger_table import with_range

        self._edit(lambda outcome: with_range(outcome, row, low, high), self.tr("range of an assumption"))

    def _back(self) -> None:
        from dependency_explorer.whatif.ledger_table import to_default

        row = self.selected()
        if row is not None:
            self._edit(lambda outcome: to_default(outcome, row), self.tr("back to default"))

    def _edit(self, change: Callable[[Outcome], Scenario], label: str) -> None:
        outcome = self.outcome()
        if outcome is None:
            return
        try:
            scenario = change(outcome)
        except DataError as error:
            self._refuse(str(error))
            return
        self._refuse("")
        if scenario != outcome.scenario:
            self._session.scenarios.set(scenario, label)

    # ---- shares of the spread ---------------------------------------------------------------------------

    def _share_out(self) -> None:
        self.spread.setEnabled(False)
        self._study.share_out(self._commodity())

    def _cancel_shares(self) -> None:
        self._session.jobs.cancel("sobol")

    def _job_goes_on(self, kind: str, verb: str, done: int, total: int) -> None:
        if kind == "sobol":
            self.verb.setText(verb)
            self.bar.setRange(0, 1000 if total else 0)
            self.bar.setValue(int(1000 * done / total) if total else 0)
            for part in (self.verb, self.bar, self.cancel):
                part.show()

    def _job_ended(self, kind: str) -> None:
        if kind == "sobol":
            self.spread.setEnabled(True)
            for part in (self.verb, self.bar, self.cancel):
                part.hide()

    # ---- files ------------------------------------------------------------------------------------------

    def _export(self) -> None:
        from dependency_explorer.data.files import write_atomic
        from dependency_explorer.whatif.ledger_table import ledger_csv

        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export assumptions"), str(Path.home() / "assumptions.csv"), CSV_FILTER
        )
        if not path:
            return
        target = as_named(path, ".csv")
        try:
            # The mark at the start lets spreadsheets read the names as they are.
            write_atomic(target, "\ufeff" + ledger_csv(self.model.rows, self.model.shares()))
        except DataError as error:
            self._refuse(str(error))
            return
        self._refuse("")
        self._window.tell(self.tr("Saved {0}.").replace("{0}", target.name))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import assumptions"), str(Path.home()), CSV_FILTER
        )
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Take the values and ranges of a table that was exported here; says which rows it could not take."""
        from dependency_explorer.whatif.ledger_table import read_ledger_csv

        outcome = self.outcome()
        if outcome is None:
            return
        try:
            scenario, changed, problems = read_ledger_csv(_text_of(path), outcome)
        except DataError as error:
            self._refuse(f"{path.name}: {error}")
            return
        self._refuse("")
        if changed:
            self._session.scenarios.set(scenario, self.tr("import assumptions"))
        said = self.tr("%n assumption(s) changed.", "", changed)
        if problems:
            said += " " + self.tr("%n row(s) could not be taken:", "", len(problems))
            self._window.dialog(self.tr("Imported with remarks"), f"{path.name}: {said}", "\n".join(problems))
        else:
            self._window.tell(f"{path.name}: {said}")


class _Ledger(QTableView):
    """Gives every column the room of its texts and the source the rest; where that is short, the names give way
    first, then the table scrolls sideways."""

    def fit(self) -> None:
        """Share the width out among the columns."""
        header, model = self.horizontalHeader(), self.model()
        # A default says something only beside a value that was edited.
        self.setColumnHidden(DEFAULT, not any(row.edited for row in getattr(model, "rows", ())))
        taken = 0
        for column in range(model.columnCount()):
            if column in (LABEL, SOURCE) or self.isColumnHidden(column):
                continue
            wide = max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            # A few values are words; where the width is short they are cut before the names.
            header.resizeSection(
                column, min(wide, WIDEST_VALUE if self.viewport().width() < SHORT else WIDEST)
            )
            taken += header.sectionSize(column)
        room = self.viewport().width() - taken
        label = max(LEAST_LABEL, min(self.sizeHintForColumn(LABEL), WIDEST_LABEL, room - LEAST_SOURCE))
        header.resizeSection(LABEL, label)
        header.resizeSection(SOURCE, max(LEAST_SOURCE, room - label))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.model() is not None:
            self.fit()


def _text_of(path: Path) -> str:
    from dependency_explorer.data.files import explain

    try:
        if path.stat().st_size > LARGEST_CSV:
            raise DataError(
                "the file is too large for a table of assumptions; choose one that was exported here."
            )
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(explain(error, path)) from None
    except UnicodeDecodeError:
        raise DataError("the file is not UTF-8 text; save it as CSV in UTF-8.") from None
