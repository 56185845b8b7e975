"""The question at the top: dataset, place, commodities, measure and period; and the chips of the filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from dependency_explorer.analysis.question import Clause, Measure, Question
from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.plain import PlainLabel, caption, tip

MOST_CHIPS = 5
WIDEST_FILTER = 28
"""Letters of a filter's chip."""
WANTED_CHIPS = 3
"""Chips that a bar with captions must have room for; otherwise the captions go."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the bar can offer for a dataset and a question."""

    dataset: str
    datasets: tuple[tuple[str, str], ...]  # (name or path, title)
    places: tuple[tuple[str, str], ...]
    commodities: tuple[tuple[str, str, int], ...]  # id, name, depth
    chips: tuple[tuple[str, str], ...]
    measures: tuple[tuple[Measure, str], ...]
    periods: tuple[str, ...]


class MenuButton(QToolButton):
    """A caption and the present choice; opens a menu."""

    def __init__(
        self, caption: str, name: str, parent: QWidget | None = None, caption_alone: bool = False
    ) -> None:
        """caption_alone: where the window is narrow the caption stays and the choice goes."""
        super().__init__(parent)
        self._caption = caption
        self._caption_alone = caption_alone
        self._choice = ""
        self._compact = False
        self.setObjectName(name)
        self.setMenu(QMenu(self))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt opens it by Space only.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def set_choice(self, text: str) -> None:
        """Show what is chosen."""
        self._choice = text
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        """Leave the caption out where the window is narrow."""
        self._compact = compact
        text = self._choice
        most = 16 if compact else 24
        shown = caption(text if len(text) <= most else text[: most - 1] + "…")
        alone = self._caption if self._caption_alone else shown
        self.setText(f"{alone} ▾" if compact else f"{self._caption}  {shown} ▾")
        self.setToolTip(tip(f"{self._caption}: {text}"))
        self.setAccessibleName(f"{self._caption}: {text}")


class Chip(QPushButton):
    """A commodity that can be chosen alone (click) or together with others (Ctrl or Shift)."""

    picked = Signal(str, bool)

    def __init__(self, code: str, text: str, parent: QWidget | None = None) -> None:
        short = text.split(",")[0]
        super().__init__(caption(short if len(short) <= 22 else short[:21] + "…"), parent)
        self.code = code
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("role", "chip")
        self.setObjectName(f"chip-{code or 'all'}")
        self.setCheckable(True)
        self.setToolTip(tip(text))
        self.setAccessibleName(text)
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        modifiers = QGuiApplication.keyboardModifiers()
        extend = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        self.picked.emit(self.code, extend)


class QuestionBar(QWidget):
    """Edits the question; every control emits what the user wants and shows what the state says."""

    dataset_chosen = Signal(str)
    open_wanted = Signal()
    place_chosen = Signal(str)
    commodity_chosen = Signal(str, bool)
    measure_chosen = Signal(str)
    period_chosen = Signal(str, str)
    search_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Question"))
        self._choices: Choices | None = None
        self._question: Question | None = None
        self._dataset = MenuButton(self.tr("Dataset"), "bar-dataset", caption_alone=True)
        self._place = MenuButton(self.tr("Focus"), "bar-place")
        self._measure = MenuButton(self.tr("Measure"), "bar-measure")
        self._period = MenuButton(self.tr("Period"), "bar-period")
        self._more = MenuButton(self.tr("More"), "bar-more", caption_alone=True)
        self._lists = {
            self._dataset: self._fill_datasets,
            self._place: self._fill_places,
            self._more: self._fill_more,
            self._measure: self._fill_measures,
            self._period: self._fill_period,
        }
        self._chips: list[Chip] = []
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(6)
        self._search = QToolButton()
        self._search.setText(self.tr("Search  Ctrl K"))
        self._search.setObjectName("bar-search")
        self._search.setAccessibleName(self.tr("Search everything"))
        self._search.clicked.connect(self.search_wanted)
        self._export = QToolButton()
        self._export.setProperty("role", "primary")
        self._export.setText(self.tr("Export"))
        self._export.setObjectName("bar-export")
        self._export.setAccessibleName(self.tr("Export chart"))
        self._export.clicked.connect(self.export_wanted)
        for button, fill in self._lists.items():
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            # Only when it opens: to fill them all takes longer than a question may.
            button.menu().aboutToShow.connect(fill)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._dataset)
        row.addWidget(self._place)
        row.addLayout(self._chip_row)
        row.addWidget(self._more)
        row.addWidget(self._measure)
        row.addWidget(self._period)
        row.addStretch(1)
        row.addWidget(self._search)
        row.addWidget(self._export)
        self._dataset.menu().triggered.connect(self._dataset_picked)
        self._place.menu().triggered.connect(self._place_picked)
        self._measure.menu().triggered.connect(self._measure_picked)
        self._more.menu().triggered.connect(self._more_picked)
        for button in self._lists:
            button.set_choice("…")
            button.setEnabled(False)
        self._more.hide()

    def allow_export(self, reason: str) -> None:
        """reason: why there is nothing to export, "" where there is."""
        self._export.setEnabled(not reason)
        self._export.setToolTip(tip(reason or self.tr("Export the current chart")))

    def show_question(self, choices: Choices, question: Question) -> None:
        """Bring every control in line with the state; nothing is touched where nothing changed."""
        if (choices, question) == (self._choices, self._question):
            return
        rebuilt = choices != self._choices
        self._question = question
        if rebuilt:
            self._choices = choices
            self._build_chips(choices.chips)
            for button in self._lists:
                button.menu().clear()
            self._more.setVisible(len(choices.commodities) > 1)
        self._dataset.set_choice(dict(choices.datasets).get(choices.dataset, choices.dataset))
        self._place.set_choice(dict(choices.places).get(question.place, question.place))
        self._measure.set_choice(dict(choices.measures).get(question.measure, question.measure))
        self._period.set_choice(period_text(question))
        self._period.menu().clear()
        for button in self._lists:
            button.setEnabled(True)
        shown = {chip.code for chip in self._chips}
        chosen = set(question.commodities)
        for chip in self._chips:
            chip.setChecked(chip.code in chosen or (not chip.code and not chosen))
        names = {code: name for code, name, _ in choices.commodities}
        others = [names.get(code, code) for code in question.commodities if code not in shown]
        self._more.set_choice(", ".join(others) if others else self.tr("commodities"))
        self.fit(self.width())

    def _build_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """A chip a commodity, in its place for the keyboard too; the same ones stay, with the keyboard at one."""
        wanted = [("", self.tr("All")), *chips[:MOST_CHIPS]]
        if wanted == [(chip.code, chip.accessibleName()) for chip in self._chips]:
            return
        for chip in self._chips:
            self._chip_row.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        before: QWidget = self._place
        for code, text in wanted:
            chip = Chip(code, text)
            chip.picked.connect(self.commodity_chosen)
            self._chip_row.addWidget(chip)
            self._chips.append(chip)
            QWidget.setTabOrder(before, chip)
            before = chip

    def fit(self, width: int) -> None:
        """Bring the bar into `width`: captions go first, then chips; the menu holds every commodity."""
        buttons = tuple(self._lists)
        chips = sum(chip.sizeHint().width() + 6 for chip in self._chips[: WANTED_CHIPS + 1])
        ends = self._search.sizeHint().width() + self._export.sizeHint().width() + 24 + 9 * 8
        for compact in (False, True):
            for button in buttons:
                button.set_compact(compact)
            self._search.setText(self.tr("Search") if compact else self.tr("Search  Ctrl K"))
            free = width - ends - sum(button.sizeHint().width() for button in buttons)
            if free >= chips:
                break
        for index, chip in enumerate(self._chips):
            free -= chip.sizeHint().width() + 6
            chip.setVisible(index == 0 or free > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit(self.width())

    def _fill_datasets(self) -> None:
        menu = self._dataset.menu()
        if self._choices is not None and menu.isEmpty():
            _fill(menu, self._choices.datasets)
            menu.addSeparator().setObjectName("separator")
            menu.addAction(self.tr("Open…")).setData("\0open")

    def _fill_places(self) -> None:
        if self._choices is not None and self._place.menu().isEmpty():
            _fill(self._place.menu(), self._choices.places)

    def _fill_measures(self) -> None:
        if self._choices is not None and self._measure.menu().isEmpty():
            _fill(self._measure.menu(), self._choices.measures)

    def _fill_more(self) -> None:
        if self._choices is not None and self._more.menu().isEmpty():
            _fill(
                self._more.menu(),
                ((c, "    " * depth + text) for c, text, depth in self._choices.commodities),
            )

    def _fill_period(self) -> None:
        menu, question = self._period.menu(), self._question
        if self._choices is None or question is None:
            return
        if not menu.isEmpty():
            menu.actions()[0].defaultWidget().setFocus()
            return
        panel = PeriodPanel(self._choices.periods, question.first, question.last, menu)
        panel.chosen.connect(self.period_chosen)
        panel.chosen.connect(menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(panel)
        menu.addAction(action)
        panel.setFocus()  # the menu itself has nothing that keys could choose

    def _dataset_picked(self, action: QAction) -> None:
        if action.data() == "\0open":
            self.open_wanted.emit()
        else:
            self.dataset_chosen.emit(action.data())

    def _place_picked(self, action: QAction) -> None:
        self.place_chosen.emit(action.data())

    def _measure_picked(self, action: QAction) -> None:
        self.measure_chosen.emit(action.data())

    def _more_picked(self, action: QAction) -> None:
        self.commodity_chosen.emit(action.data(), False)


def _fill(menu: QMenu, entries: Iterable[tuple[str, str]]) -> None:
    for code, text in entries:
        menu.addAction(caption(text)).setData(code)


class PeriodPanel(QWidget):
    """First and last period as two lists, and whole-range and latest as one click."""

    chosen = Signal(str, str)

    def __init__(self, periods: Sequence[str], first: str, last: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods = list(periods)
        self._first = DropDown("period-first", self.tr("First year"), 5)
        self._last = DropDown("period-last", self.tr("Last year"), 5)
        for box, value in ((self._first, first), (self._last, last)):
            box.addItems(self._periods)
            box.setCurrentText(value)
        self.setFocusProxy(self._first)
        apply = QPushButton(self.tr("Apply"))
        apply.setProperty("role", "primary")
        apply.clicked.connect(self._apply)
        everything = QPushButton(self.tr("All years"))
        everything.clicked.connect(self._everything)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setSpacing(8)
        grid.addWidget(PlainLabel(self.tr("From")), 0, 0)
        grid.addWidget(self._first, 0, 1)
        grid.addWidget(PlainLabel(self.tr("to")), 0, 2)
        grid.addWidget(self._last, 0, 3)
        grid.addWidget(everything, 1, 0, 1, 2)
        grid.addWidget(apply, 1, 2, 1, 2)

    def _apply(self) -> None:
        first, last = sorted((self._first.currentText(), self._last.currentText()))
        self.chosen.emit(first, last)

    def _everything(self) -> None:
        if self._periods:
            self.chosen.emit(self._periods[0], self._periods[-1])


class FilterRow(QWidget):
    """Chips of what is selected, each with an x; and a hint where the what-if runs on another year.

    It stands in the status line: a row of the board that comes with the first click would move every chart
    under the pointer, and the second click of a pair would miss.
    """

    removed = Signal(object)
    cleared = Signal()
    hint_followed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._hint = QPushButton()
        self._hint.setProperty("role", "link")
        self._hint.setObjectName("baseline-hint")
        self._hint.clicked.connect(self.hint_followed)
        self._clear = QPushButton(self.tr("Clear  Esc Esc"))
        self._clear.setAccessibleName(self.tr("Clear filters"))
        self._clear.setProperty("role", "link")
        self._clear.setObjectName("clear-filters")
        self._clear.clicked.connect(self.cleared)
        self._row.addWidget(self._clear)
        self._row.addWidget(self._hint)
        self._chips: list[FilterChip] = []
        self.hide()

    def show_filters(self, clauses: Sequence[tuple[Clause, str]], hint: str) -> None:
        """Display a chip a clause; the row is hidden when there is nothing to say."""
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for index, (clause, text) in enumerate(clauses):
            chip = FilterChip(clause, text)
            chip.removed.connect(self.removed)
            self._row.insertWidget(index, chip)
            self._chips.append(chip)
        self._clear.setVisible(bool(clauses))
        self._hint.setText(caption(hint))
        self._hint.setVisible(bool(hint))
        self.setVisible(bool(clauses) or bool(hint))


class FilterChip(QPushButton):
    """One clause in words; a click removes it."""

    removed = Signal(object)

    def __init__(self, clause: Clause, text: str, parent: QWidget | None = None) -> None:
        short = text if len(text) <= WIDEST_FILTER else f"{text[: WIDEST_FILTER - 1]}…"
        super().__init__(f"{caption(short)}  ×", parent)
        self._clause = clause
        self.setToolTip(tip(text))
        self.setProperty("role", "chip")
        self.setAccessibleName(self.tr("Remove filter {0}").replace("{0}", text))
        self.clicked.connect(self._remove)

    def _remove(self) -> None:
        self.removed.emit(self._clause)


def period_text(question: Question) -> str:
    """The period in words: "2025" or "2021–2023"."""
    if not question.first:
        return "–"
    return question.first if question.first == question.last else f"{question.first}–{question.last}"
