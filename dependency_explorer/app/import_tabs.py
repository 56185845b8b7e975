"""What the import window asks and tells of a table: decisions, columns, fixed values and problems, a tab each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from dependency_explorer.app.import_columns import ColumnList, ConstantForm, is_doubtful
from dependency_explorer.app.import_parts import DecisionList, merged
from dependency_explorer.app.import_tables import tinted
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.data.problems import count

if TYPE_CHECKING:
    from dependency_explorer.app.table_view import TableView
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.intake.plan import Decision, Plan
    from dependency_explorer.data.intake.preview import Preview
    from dependency_explorer.data.problems import Problem


class ImportTabs(QTabWidget):
    """Each tab names how many there are, and marks what somebody should look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import-tabs")
        self.setDocumentMode(True)
        self.decisions = DecisionList()
        self.columns = ColumnList()
        self.constants = ConstantForm()
        self.problems = _problem_table()
        self._no_problems = text_label("muted")
        self._no_problems.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._no_problems.setContentsMargins(8, 12, 8, 8)
        self._problem_page = QStackedWidget()
        self._problem_page.addWidget(self._no_problems)
        self._problem_page.addWidget(self.problems)
        self._names: dict[QWidget, str] = {
            self.decisions: self.tr("Decisions"),
            self.columns: self.tr("Columns"),
            self.constants: self.tr("Fixed values"),
            self._problem_page: self.tr("Problems"),
        }
        for widget, name in self._names.items():
            self.addTab(widget, name)

    def show_preview(self, preview: Preview, plan: Plan, style: Style) -> frozenset[str]:
        """What the columns are taken for and what was typed; the columns that somebody should look at."""
        doubtful = frozenset(one.column for one in preview.roles if is_doubtful(one))
        self.columns.show_columns(preview.as_read, preview.roles, preview.role_names, tinted(style))
        self.setTabVisible(self.indexOf(self.columns), bool(preview.role_names))
        self._name(self.columns, len(doubtful), mark="? ")
        direction = plan.choices.get("direction", "").removeprefix("both")
        self.constants.show_constants(plan.constants, direction, bool(preview.role_names))
        return doubtful

    def ask(self, wanted: Mapping[str, str]) -> None:
        """Mark the fixed values that are asked for; wanted: name → an example."""
        self.constants.ask(wanted)
        self._name(self.constants, len(wanted), mark="? ")

    def lead(self, preview: Preview) -> None:
        """From the decisions, of which there are none yet, to where something is asked."""
        if self.currentWidget() is not self.decisions:
            return
        if self.constants.first_asked() is not None:
            self.setCurrentWidget(self.constants)
        elif preview.role_names:
            self.setCurrentWidget(self.columns)

    def show_decisions(self, decisions: Sequence[Decision]) -> None:
        """What was decided on the way."""
        self.decisions.show_decisions(decisions)
        self._name(self.decisions, len(merged(decisions)))

    def show_undecided(self, why: str) -> None:
        """A sentence in place of the decisions."""
        self.decisions.show_waiting(why)
        self._name(self.decisions, 0)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """What could not be read."""
        from dependency_explorer.app.quality_report import problem_rows

        self.problems.set_table(problem_rows(problems))
        self.show_no_problems(self.tr("Nothing was found that could not be read."))
        if problems:
            self._problem_page.setCurrentWidget(self.problems)
            self._name(self._problem_page, len(problems))

    def show_no_problems(self, why: str) -> None:
        """A sentence in place of the problems."""
        self._no_problems.setText(why)
        self._problem_page.setCurrentWidget(self._no_problems)
        self._name(self._problem_page, 0)

    def _name(self, tab: QWidget, number: int, mark: str = "") -> None:
        name = self._names[tab]
        self.setTabText(self.indexOf(tab), f"{mark}{name} ({count(number)})" if number else name)


def _problem_table() -> TableView:
    from dependency_explorer.app.table_view import TableView

    table = TableView()
    table.setObjectName("import-problems")
    table.setAccessibleName(QCoreApplication.translate("ImportTabs", "Problems"))
    return table
