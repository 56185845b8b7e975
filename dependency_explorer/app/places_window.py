"""The run over all places: who goes short when a shortage travels on, and by which rule it is shared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.labels import ElidedLabel, TitleLabel
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.probe_jobs import RunPlaces
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.app.session import Session
from dependency_explorer.app.table_view import TableView
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.whatif.wording import scaled_unit

if TYPE_CHECKING:
    from dependency_explorer.app.results import Results
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.places_outcome import PlacesOutcome
    from dependency_explorer.whatif.scenario import AcrossPlaces

JOB = "places"
DIGITS = 4
"""Significant digits of the table, one more than the sentences above it have."""


class PlacesWindow(FittedDialog):
    """Runs the scenario of the panel over all places that trade what it hits."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, (1060, 640))
        self.setObjectName("places-window")
        self.setWindowTitle(self.tr("All places"))
        self.setModal(False)
        self._session = session
        self._shown: tuple[Outcome, str] | None = None
        self.heading = TitleLabel("heading")
        self.heading.set_lines(2)
        self.rule = DropDown("places-rule", self.tr("Who bears a shortage"), 24)
        self.sentences = text_label("", name="places-sentences")
        self.table = TableView(digits=DIGITS)
        self.table.setObjectName("places-table")
        self.table.setAccessibleName(self.tr("Places and what they lack; Ctrl+C copies the chosen rows"))
        self.zeros = ElidedLabel("small", 1)
        self.zeros.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.closing = text_label("muted", name="places-closing")
        self.message = text_label("muted", name="places-message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.rule.currentIndexChanged.connect(self._choose)
        session.results_ready.connect(self._follow)

    def _lay_out(self) -> None:
        who = text_label("muted", wrap=False)
        who.setText(self.tr("Who bears a shortage"))
        who.setBuddy(self.rule)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(who)
        row.addWidget(self.rule)
        row.addWidget(self.zeros, 1)
        found = QWidget()
        inside = QVBoxLayout(found)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.sentences)
        inside.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(found)
        self.stack.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        column.addWidget(self.closing)

    def show_run(self) -> None:
        """Show the window with the scenario of the panel."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._run()

    def _follow(self, results: Results) -> None:
        if self.isVisible():
            self._run()

    def _run(self) -> None:
        """Run where neither scenario nor baseline is the one shown."""
        from dependency_explorer.figures.what_if import horizon, scenario_name

        results, dataset = self._session.results, self._session.dataset
        outcome = results.outcome if results is not None else None
        self.rule.setEnabled(outcome is not None)
        if outcome is None or dataset is None:
            self._say(self.tr("The what-if panel holds no scenario that can run. Choose one there."))
            return
        rule = outcome.scenario.across_places or "national-first"
        if self._shown is not None and self._shown[0] is outcome and self._shown[1] == rule:
            return
        self._shown = (outcome, rule)
        self.rule.fill(rules(), rule)
        self.heading.set_full(f"{scenario_name(outcome)}: {horizon(outcome)}")
        self.closing.setText(outcome.statement)
        if not outcome.touched:
            self._say(self.tr("No event of the scenario hits a flow. Cut something in the what-if panel."))
            return
        self._session.jobs.submit(
            JOB, self.tr("All places"), RunPlaces(dataset, outcome), self._ran, self._failed
        )

    def _ran(self, made: PlacesOutcome) -> None:
        from dependency_explorer.whatif.places_words import places_sentences

        dataset = self._session.dataset
        if dataset is None or self._shown is None or made.scenario is not self._shown[0].scenario:
            return
        self.sentences.setText("\n".join(places_sentences(made, dataset)))
        self._show_table(places_table(made, dataset))
        self.stack.setCurrentIndex(0)

    def _show_table(self, table: Table) -> None:
        """Columns that are 0 in every row are named instead of shown."""
        zero = [
            i for i, column in enumerate(table.columns)
            if column.numeric and all(row[i] is None or row[i] == 0 for row in table.rows)
        ]  # fmt: skip
        self.table.names, self.table.left_out = (0, 1), frozenset(zero)
        self.table.set_table(table)
        names = ", ".join(table.columns[i].name.lower() for i in zero)
        self.zeros.set_full(self.tr("Zero everywhere: {0}").replace("{0}", names) if zero else "")

    def _failed(self, error: BaseException) -> None:
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.stack.setCurrentWidget(self.message)

    def _choose(self) -> None:
        scenario, rule = self._session.state.scenario, cast("AcrossPlaces", self.rule.currentData())
        if scenario is not None and rule:
            changed = replace(scenario, across_places=rule)
            self._session.scenarios.set(changed, self.tr("who bears a shortage"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session.jobs.busy(JOB):
            self._session.jobs.cancel(JOB)
            self._shown = None
        super().closeEvent(event)


def rules() -> tuple[tuple[str, str], ...]:
    """The rules of sharing and their names on screen."""
    return (
        ("national-first", _tr("Buyers: every place serves itself first")),
        ("proportional", _tr("All alike: use at home and exports fall by the same share")),
        ("cooperative", _tr("Together: the worst served is served as well as can be")),
    )


def places_table(made: PlacesOutcome, dataset: Dataset) -> Table:
    """One row a place and commodity that the run concerns, the largest unmet share first."""
    keys = ("demand", "unserved", "share", "lost", "passed_on", "replaced", "draw", "kept", "diverted",
            "stockpiled", "production_cut")  # fmt: skip
    heads = (
        _tr("Demand"), _tr("Unmet"), _tr("Of demand"), _tr("Cut by events"), _tr("Kept by suppliers"),
        _tr("Replaced"), _tr("From stock"), _tr("Own exports kept"), _tr("Sold to others"),
        _tr("Stockpiled"), _tr("Not produced"),
    )  # fmt: skip
    columns = (
        Column(_tr("Place")),
        Column(_tr("Commodity")),
        Column(_tr("Unit")),
        *(
            Column(head, "%" if key == "share" else "", numeric=True)
            for key, head in zip(keys, heads, strict=True)
        ),
        Column(_tr("First short")),
    )
    every = made.rows()
    scales = {
        one: scaled_unit([row["demand"] for row in every if row["commodity"] == one], unit)
        for one, unit in {row["commodity"]: row["unit"] for row in every}.items()
    }
    rows = []
    for row in every:
        if not any(row[key] > 0 for key in keys if key not in ("demand", "share")):
            continue
        unit, factor = scales[row["commodity"]]
        share = row["unserved_share"]
        numbers = {key: round(factor * row[key], 3) for key in keys if key != "share"}
        numbers["share"] = None if share is None else round(100.0 * share, 1)
        rows.append(
            (
                dataset.place_name(row["place"]),
                dataset.commodity_name(row["commodity"]),
                unit,
                *(numbers[key] for key in keys),
                row["first_short_date"] or "",
            )
        )
    return Table(columns, tuple(rows))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlacesWindow", text)
