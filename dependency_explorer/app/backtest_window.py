"""The gallery of back-tests: past disruptions, what the engine says of them, and by how much it is off.

A case that fails stays, with its error and the reason: that is what tells how far the engine may be trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.board import Drawing
from dependency_explorer.app.labels import ElidedLabel, TitleLabel
from dependency_explorer.app.panel_parts import restyle, text_label
from dependency_explorer.app.probe_jobs import RunBacktests
from dependency_explorer.app.scene_view import SceneView
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.app.session import Session

if TYPE_CHECKING:
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.whatif.backtest import Backtest

JOB = "backtests"
LIST_WIDTH = 320


class CaseList(QListWidget):
    """The cases; `chosen` on click or Enter."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backtest-cases")
        self.setAccessibleName(self.tr("Back-tests; Enter loads a case into the what-if panel"))
        self.setMinimumWidth(240)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._clicked)

    def show_cases(self, cases: tuple[Backtest, ...]) -> None:
        """One card a case."""
        self.clear()
        for case in cases:
            card = _Card(case)
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, card.sentence)
            item.setSizeHint(card.sizeHint())
            self.addItem(item)
            self.setItemWidget(item, card)
        if cases:
            self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.row(item))


class _Card(QWidget):
    """Title, fit or test, verdict and error of one case."""

    def __init__(self, case: Backtest) -> None:
        from dependency_explorer.figures.backtest import error_text, failed_text

        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        use = self.tr("fit case") if case.use == "fit" else self.tr("test case")
        verdict = self.tr("✓ passes") if case.passed else f"✗ {self.tr('fails')} {failed_text(case)}"
        error = error_text(case)
        self.sentence = f"{case.title}: {use}, {verdict[2:]}{f', {error}' if error else ''}"
        title = ElidedLabel("", 1)
        title.set_full(case.title)
        line = ElidedLabel("small", 1)
        line.set_full(f"{use} · {error}" if error else use)
        mark = text_label("small", wrap=False)
        mark.setProperty("alarm", "false" if case.passed else "true")
        mark.setText(verdict)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(line, 1)
        row.addWidget(mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(2)
        column.addWidget(title)
        column.addLayout(row)
        self._labels = (title, line, mark)

    def set_current(self, current: bool) -> None:
        """On the colour of the selection the text takes the colour of the surface."""
        for label in self._labels:
            label.setProperty("onaccent", "true" if current else "false")
            restyle(label)


class BacktestWindow(FittedDialog):
    """Runs and shows the cases beside the open dataset. `loaded` carries a scenario and what it is about."""

    loaded = Signal(object, str)
    export_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, (1120, 680))
        self.setObjectName("backtest-window")
        self.setWindowTitle(self.tr("Back-tests"))
        self.setModal(False)
        self._session = session
        self._style: Style | None = None
        self._dataset: Dataset | None = None
        self._cases: tuple[Backtest, ...] = ()
        self._figure: Figure | None = None
        self.heading = text_label("heading", wrap=False, name="backtest-heading")
        self.heading.setText(self.tr("What the engine says of past disruptions, and by how much it is off"))
        self.closing = text_label("muted", name="backtest-closing")
        self.cases = CaseList()
        self.title = TitleLabel("heading")
        self.title.set_lines(2)
        self.subtitle = ElidedLabel("muted")
        self.about = text_label("small", name="backtest-about")
        self.chart = SceneView("backtest")
        self.reason = text_label("small", name="backtest-reason")
        self.sources = ElidedLabel("small")
        self.load = QPushButton(self.tr("Load into the what-if panel"))
        self.load.setObjectName("backtest-load")
        self.load.setProperty("role", "primary")
        self.export = QPushButton(self.tr("Export…"))
        self.export.setObjectName("backtest-export")
        for button in (self.load, self.export):
            button.setAutoDefault(False)
        self.message = text_label("muted", name="backtest-message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.cases.currentRowChanged.connect(self._show_case)
        self.cases.chosen.connect(self._chosen)
        self.load.clicked.connect(self._load)
        self.export.clicked.connect(self._export)
        session.dataset_changed.connect(self._dataset_changed)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.load, 0, Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.subtitle)
        inside.addWidget(self.about)
        inside.addWidget(self.chart, 1)
        inside.addWidget(self.reason)
        inside.addWidget(self.sources)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        split.addWidget(self.cases)
        split.addWidget(card)
        split.setStretchFactor(1, 1)
        split.setSizes([LIST_WIDTH, 1120 - LIST_WIDTH])
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.stack.addWidget(self.message)
        self._gallery = split
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.stack, 1)
        column.addWidget(self.closing)

    def open_on(self, style: Style) -> None:
        """Show the window; the cases run where they have not run for this dataset."""
        self._style = style
        self.show()
        self.raise_()
        self.activateWindow()
        dataset = self._session.dataset
        if dataset is not None and dataset is not self._dataset:
            self._run(dataset)

    def set_style(self, style: Style) -> None:
        """Draw again in another theme."""
        self._style = style
        self._draw()

    def _run(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._cases = ()
        self._say(self.tr("The past disruptions are being run…"))
        self._session.jobs.submit(
            JOB, self.tr("Back-tests"), RunBacktests(dataset), self._ran, self._session.hooks.tell
        )

    def _ran(self, found: tuple[tuple[Backtest, ...], tuple[str, ...]]) -> None:
        from dependency_explorer.figures.backtest import closing_text

        self._cases, faults = found
        if not self._cases:
            self._say(
                "\n".join(faults)
                or self.tr(
                    "No back-tests come with this dataset. A case is a JSON file in a folder “backtests” beside "
                    "its tables: a scenario, and the published figures that its run is held against."
                )
            )
            return
        self.cases.show_cases(self._cases)
        self.closing.setText(" ".join((closing_text(self._cases), *faults)))
        self.stack.setCurrentWidget(self._gallery)

    def _say(self, text: str) -> None:
        self.cases.clear()
        self.closing.setText("")
        self.message.setText(text)
        self.stack.setCurrentWidget(self.message)

    def _show_case(self, row: int) -> None:
        for index in range(self.cases.count()):
            card = self.cases.itemWidget(self.cases.item(index))
            if card is not None:
                card.set_current(index == row)  # type: ignore[attr-defined]
        if not 0 <= row < len(self._cases) or self._dataset is None:
            return
        from dependency_explorer.figures.backtest import backtest_figure

        case = self._cases[row]
        figure = backtest_figure(self._dataset, case)
        self._figure = figure
        self.title.set_full(figure.title)
        self.subtitle.set_full(figure.subtitle)
        self.about.setText(figure.notes[0] if case.description else "")
        self.about.setVisible(bool(case.description))
        self.reason.setText(figure.notes[-1] if case.reason else "")
        self.reason.setVisible(bool(case.reason))
        self.sources.set_full(f"{figure.statement} {figure.source_line}")
        self._draw()

    def _draw(self) -> None:
        if self._figure is not None and self._style is not None:
            self.chart.setAccessibleName(self._figure.title)
            self.chart.show_drawing(Drawing(self._figure, self._style), frozenset())

    def _chosen(self, row: int) -> None:
        if row != self.cases.currentRow():
            self.cases.setCurrentRow(row)
        self._load()

    def _load(self) -> None:
        row = self.cases.currentRow()
        if 0 <= row < len(self._cases):
            case = self._cases[row]
            self.loaded.emit(case.scenario, next((c.commodity for c in case.checks if c.commodity), ""))

    def _export(self) -> None:
        if self._figure is not None:
            self.export_wanted.emit(self._figure)

    def _dataset_changed(self, dataset: Dataset) -> None:
        if self.isVisible() and dataset is not self._dataset:
            self._run(dataset)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session.jobs.busy(JOB):
            self._session.jobs.cancel(JOB)
            self._dataset = None
        super().closeEvent(event)
