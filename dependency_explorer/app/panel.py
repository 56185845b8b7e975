"""The what-if panel: levers above, what comes of them below. It shows and asks; it never computes a run."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app import outcome_numbers as numbers
from dependency_explorer.app.disruption_card import (
    DisruptionCard,
    Vocabulary,
    first_disruption,
    vocabulary,
)
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.panel_header import PanelHeader
from dependency_explorer.app.panel_parts import (
    SCROLL_TOP,
    Chip,
    LeverScroll,
    link_button,
    scrolled,
    text_label,
)
from dependency_explorer.app.responses_card import ResponsesCard, weekly_demand
from dependency_explorer.app.run_plots import RunPlots
from dependency_explorer.app.start_stock import start_stock
from dependency_explorer.charts.style import LIGHT, Style

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Disruption, Scenario

tr = functools.partial(QCoreApplication.translate, "Panel")

LISTS_PAUSE_MS = 80
LEAST_LEVERS = 98
"""The levers' least height: a disruption's words and its slider."""
LOW = 640
"""Below this height of the panel, captions have one line and a preset's source is in its tool tip alone."""


class WhatIfPanel(QWidget):
    """Edits a scenario and shows its outcome.

    `scenario_changed` carries the new scenario, what was done in words, and the key under which undo merges.
    `drag_started` and `drag_ended` frame a gesture. `preset_chosen` carries a path, or None for a new cut.
    `export_requested` carries the figure of a plot.
    """

    scenario_changed = Signal(object, str, str)
    drag_started = Signal(str)
    drag_ended = Signal()
    preset_chosen = Signal(object)
    open_requested = Signal()
    save_requested = Signal()
    duplicate_requested = Signal()
    back_to_preset = Signal()
    back_to_baseline = Signal()
    export_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what-if")
        self.setAccessibleName(tr("What-if panel"))
        self.setMinimumWidth(290)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dataset: Dataset | None = None
        self._scenario: Scenario | None = None
        self._preset: Scenario | None = None
        self._outcome: Outcome | None = None
        self._question: Question | None = None
        self._style: Style = LIGHT
        self._dressed: Style | None = None
        self._words = Vocabulary()
        self._words_of: tuple[object, ...] = ()
        self._chosen = ""
        self._shown = ""
        self._known: tuple[str, ...] = ()
        self._units: dict[str, str] = {}
        self.cards: list[DisruptionCard] = []
        self._drawn: tuple[object, ...] = ()
        self._ordered = -1
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LISTS_PAUSE_MS)
        self._later.timeout.connect(self._show_lists)
        self._build()

    # ---- what the window calls ---------------------------------------------------------------------------

    def set_context(
        self,
        dataset: Dataset,
        scenario: Scenario | None,
        preset: Scenario | None,
        outcome: Outcome | None,
        style: Style,
        question: Question,
        trouble: str = "",
    ) -> None:
        """Show a scenario and its outcome. `trouble` says why there is no outcome.

        Cards are reused, and a lever in a gesture stays where the hand has it.
        """
        self._dataset, self._scenario, self._preset = dataset, scenario, preset
        self._outcome, self._question, self._style = outcome, question, style
        self._update_words()
        self.header.show_scenario(scenario, preset, dataset.scenarios)
        self._dress()
        self._show_levers()
        self._show_outcome(trouble)
        if not self.held():
            self._share_height()

    def set_style(self, style: Style) -> None:
        """Take another theme's tokens."""
        self._style = style
        self._dress()

    def finish_gesture(self) -> None:
        """End typing or stepping that is still waiting for more, so that undo sees it whole."""
        for lever in (*(lever for card in self.cards for lever in card.levers()), *self.responses.levers()):
            lever.finish()

    def held(self) -> bool:
        """Whether a lever is in a gesture."""
        return self.responses.held() or any(card.held() for card in self.cards)

    def shown_commodity(self) -> str:
        """The commodity that tiles and plots speak of."""
        return self._shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """The outcome must be seen to move while a lever does: levers get what numbers and plots leave of the
        height; in a low window, what numbers and the first plot leave. The rest is a scroll away."""
        low = self.height() < LOW
        self.tiles.set_lines(1 if low else 2)
        self.header.set_low(low)
        self.plots.fit(self.height())
        frame, results = self._frame_column, self.results.layout()
        margins = frame.contentsMargins()
        taken = margins.top() + margins.bottom() + frame.spacing() * (frame.count() - 1)
        taken += self.rule.height() + SCROLL_TOP + 2  # the card's border
        taken += self.statement.heightForWidth(self.width() - 2 * margins.left())
        for part in (self.header, self.commodity, self.tiles):
            taken += part.sizeHint().height()
        left = self.height() - taken - 2 * results.spacing()
        rooms = [left - self.plots.height_through(view) for view in (self.plots.stock, self.plots.supply)]
        enough = [room for room in rooms if room >= LEAST_LEVERS]
        self.levers.set_room(enough[0] if enough else LEAST_LEVERS)

    # ---- building ----------------------------------------------------------------------------------------

    def _build(self) -> None:
        frame = QFrame()
        frame.setObjectName("what-if-frame")
        frame.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 10, 0, 8)
        column.setSpacing(4)
        self._frame_column = column
        self.header = PanelHeader()
        self.header.preset_chosen.connect(self.preset_chosen)
        self.header.open_requested.connect(self.open_requested)
        self.header.save_requested.connect(self.save_requested)
        self.header.duplicate_requested.connect(self.duplicate_requested)
        self.header.back_to_preset.connect(self.back_to_preset)
        self.header.back_to_baseline.connect(self.back_to_baseline)
        column.addWidget(self.header)
        self.levers = LeverScroll()
        self.scroll = QScrollArea()
        inner, inner_results = (
            scrolled(self.levers, "levers"),
            scrolled(self.scroll, "outcome"),
        )
        column.addWidget(self.levers)
        self.rule = QWidget()
        self.rule.setFixedHeight(1)
        self.rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column.addWidget(self.rule)
        column.addWidget(self.scroll, 1)
        self.statement = text_label("small", name="statement")
        self.statement.setText(tr("Arithmetic on stated assumptions, not a forecast."))
        column.addWidget(self.statement)
        self.nothing = text_label("muted", name="nothing-yet")
        self.nothing.setText(tr("Nothing is cut yet. Choose a preset above, or start a cut of your own."))
        inner.addWidget(self.nothing)
        self.new_cut = link_button(tr("+ New cut"), "new-cut")
        self.new_cut.clicked.connect(self._new_cut)
        inner.addWidget(self.new_cut, 0, Qt.AlignmentFlag.AlignLeft)
        self._card_column = QVBoxLayout()
        self._card_column.setSpacing(8)
        inner.addLayout(self._card_column)
        self.add = link_button(tr("+ Add a disruption"), "add-disruption")
        self.add.clicked.connect(self._add_disruption)
        inner.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.responses = ResponsesCard()
        self.responses.changed.connect(self._responses_changed)
        self.responses.pressed.connect(self._pressed)
        self.responses.released.connect(self._released)
        inner.addWidget(self.responses)
        self.trouble = text_label("alarm", name="trouble")
        inner.addStretch(1)
        inner_results.addWidget(self.trouble)
        inner_results.addWidget(self._results())
        inner_results.addStretch(1)

    def _results(self) -> QWidget:
        self.results = QWidget()
        self.results.setObjectName("what-if-results")
        column = QVBoxLayout(self.results)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.commodity = Chip(tr("Commodity whose outcome is shown"), "outcome-commodity")
        self.commodity.set_choices(self._commodities)
        self.commodity.chosen.connect(self._commodity_chosen)
        self.outcome_heading = text_label("heading", wrap=False)
        self.outcome_heading.setText(tr("Outcome"))
        self.same = ElidedLabel("small")
        self.same.setObjectName("equals-baseline")
        self.same.set_full(tr("✓ equals the baseline"))
        # Its place is kept: the chip beside it must not grow when the first cut is dragged.
        policy = self.same.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.same.setSizePolicy(policy)
        row = QHBoxLayout()
        row.addWidget(self.outcome_heading)
        row.addWidget(self.same, 1)
        row.addWidget(self.commodity)
        column.addLayout(row)
        self.tiles = numbers.Tiles()
        column.addWidget(self.tiles)
        self.plots = RunPlots()
        self.plots.export_requested.connect(self.export_requested)
        column.addWidget(self.plots)
        self.sentences = numbers.LineList("sentences")
        self.actions_list = numbers.LineList("actions")
        self.differences = numbers.LineList("differences")
        self.warnings = numbers.LineList("warnings")
        self.ledger = numbers.Ledger()
        self.ledger.edited.connect(self._assumption_edited)
        for part in (self.sentences, self.actions_list, self.differences, self.warnings, self.ledger):
            column.addWidget(part)
        return self.results

    # ---- showing -----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        if self._style is not self._dressed:
            self._dressed = self._style
            self.plots.set_style(self._style)
            self.rule.setStyleSheet(f"background: {self._style.border};")

    def _update_words(self) -> None:
        if self._dataset is None or self._scenario is None:
            return
        network = self._outcome.network if self._outcome is not None else None
        key = (
            self._dataset.fingerprint,
            network,
            self._scenario.focus,
            tuple(disruption.target for disruption in self._scenario.disruptions),
            tuple(source.exporter for source in self._scenario.responses.sources),
        )
        # A lever that moves leaves the words alone; the network is kept so that its identity stays a key.
        if key != self._words_of:
            self._words_of = key
            links = self._outcome.links if self._outcome is not None else ()
            self._words = vocabulary(self._dataset, links, self._scenario)

    def _show_levers(self) -> None:
        scenario = self._scenario
        self.nothing.setVisible(scenario is None)
        self.new_cut.setVisible(scenario is None)
        self.add.setVisible(scenario is not None)
        self.responses.setVisible(scenario is not None)
        disruptions = scenario.disruptions if scenario is not None else ()
        while len(self.cards) < len(disruptions):
            card = DisruptionCard(len(self.cards))
            card.changed.connect(self._disruption_changed)
            card.removed.connect(self._disruption_removed)
            card.pressed.connect(self._pressed)
            card.released.connect(self._released)
            self.cards.append(card)
            self._card_column.addWidget(card)
        while len(self.cards) > len(disruptions):
            card = self.cards.pop()
            self._card_column.removeWidget(card)
            card.hide()
            card.deleteLater()
        if scenario is None:
            return
        if self._ordered != len(self.cards):
            self._order_focus()
        for card, disruption in zip(self.cards, disruptions, strict=True):
            card.show_disruption(disruption, scenario, self._words)

    def _order_focus(self) -> None:
        """Tab goes through the panel as it reads, though cards come later than what stands below them."""
        self._ordered = len(self.cards)
        parts: list[QWidget] = [*self.header.focus_parts(), self.new_cut]
        for card in self.cards:
            parts += card.focus_parts()
        parts += [self.add, *self.responses.focus_parts(), self.commodity]
        parts += [self.plots.supply, self.plots.stock]
        parts.append(self.ledger.button)
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _show_outcome(self, trouble: str) -> None:
        from dependency_explorer.figures.words import in_sentence

        scenario, outcome = self._scenario, self._outcome
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        running = outcome is not None and scenario is not None
        self.results.setVisible(running)
        self.same.setVisible(outcome is not None and outcome.equals_baseline)
        if outcome is None or scenario is None or self._dataset is None:
            if scenario is not None:
                self.responses.show_responses(scenario, self._words, {}, {}, None)
            return
        drawn = (outcome, scenario, self._preset, self._style, self._question, self._chosen, self._dataset)
        # Brushing another chart brings the same run again: nothing here has changed.
        if len(drawn) == len(self._drawn) and all(a is b for a, b in zip(drawn, self._drawn, strict=True)):
            return
        self._drawn = drawn
        self._choose_commodity(outcome)
        weekly, units = weekly_demand(outcome, self._words)
        start = start_stock(outcome, self._shown, self._words)
        self.responses.show_responses(scenario, self._words, weekly, units, start)
        row = outcome.key_numbers(self._shown) if self._shown else None
        sold = row is not None and outcome.side(self._shown) == "exports"
        lost = outcome.lost_exports(self._shown) if sold else None
        if row is not None and lost is not None:
            self.tiles.show_texts(numbers.export_tiles(lost, row, outcome.scenario))
        else:
            self.tiles.show_texts(numbers.tiles(row, outcome.scenario))
        if self._question is not None:
            name = in_sentence(self._words.good(self._shown))
            self.plots.show_run(outcome, self._dataset, self._question, self._shown, name, self._style)
        self._units = units
        if self.held():
            # Numbers and plots follow the hand; the lists below follow when it rests.
            self._later.start()
        else:
            self._show_lists()

    def _choose_commodity(self, outcome: Outcome) -> None:
        """The user's choice, else the one that an exported figure would show for the question."""
        from dependency_explorer.figures.what_if import simulated

        known = outcome.spoken_of
        drawn = simulated(outcome, self._question) if self._question is not None else ""
        if self._question is not None and not self._touches(outcome, drawn):
            # Zeros for what is not cut would hide what is.
            drawn = simulated(outcome, replace(self._question, commodities=()))
        wanted = [self._chosen, drawn]
        self._shown = next((code for code in wanted if code in known), known[0] if known else "")
        self._known = known
        self.commodity.set_current(self._shown, self._words.good(self._shown))
        self.commodity.setVisible(len(known) > 1)

    def _touches(self, outcome: Outcome, commodity: str) -> bool:
        """Whether the events hit a commodity, or hit nothing at all."""
        parts = {outcome.commodities[k] for k in outcome.network.expand(commodity)}
        return not outcome.touched or bool(parts & outcome.touched)

    def _show_lists(self) -> None:
        from dependency_explorer.whatif.sentences import sentences

        outcome, units = self._outcome, self._units
        if self._dataset is None or self._scenario is None or outcome is None:
            return
        self._later.stop()
        self.ledger.show_ledger(outcome.ledger)
        said = sentences(outcome, self._dataset, self._shown)
        self.sentences.show_lines(tr("In words"), [(sentence.text, "") for sentence in said])
        self.sentences.setVisible(bool(said))
        lines = numbers.actions(self._scenario, self._words, units)
        if self._preset is not None and self._preset != self._scenario:
            lines = numbers.changed_from(lines, numbers.actions(self._preset, self._words, units))
        self.actions_list.show_lines(
            tr("Actions: levers off the baseline"),
            [
                (f"{line.what}: {line.value}", tr("preset: {was}").format(was=line.was) if line.was else "")
                for line in lines
            ],
        )
        self.actions_list.setVisible(bool(lines))
        found, hidden = numbers.differences(outcome.totals(), self._words)
        rows = [(f"{line.what} {line.value}", "") for line in found]
        if hidden:
            rows.append((tr("{n} smaller differences are not shown").format(n=hidden), ""))
        self.differences.show_lines(tr("Outcomes that differ from the baseline"), rows)
        self.differences.setVisible(bool(rows))
        warnings = outcome.warnings_about(self._shown)
        self.warnings.show_lines(tr("Warnings"), [(warning, "") for warning in warnings])
        self.warnings.setVisible(bool(warnings))

    # ---- answering ---------------------------------------------------------------------------------------

    def _change(self, scenario: Scenario, label: str, key: str = "") -> None:
        if scenario != self._scenario:
            self._scenario = scenario
            self.scenario_changed.emit(scenario, label, key)

    def _pressed(self, label: str) -> None:
        # Words may wrap and lines come and go while a lever moves: it must not slide away under the hand.
        self.levers.hold(True)
        self.drag_started.emit(label)

    def _released(self) -> None:
        self.levers.hold(False)
        self.drag_ended.emit()

    def _disruption_changed(self, index: int, disruption: Disruption, label: str, key: str) -> None:
        if self._scenario is None:
            return
        every = list(self._scenario.disruptions)
        every[index] = disruption
        self._change(replace(self._scenario, disruptions=tuple(every)), label, key)

    def _disruption_removed(self, index: int) -> None:
        if self._scenario is not None:
            every = self._scenario.disruptions
            rest = every[:index] + every[index + 1 :]
            self._change(replace(self._scenario, disruptions=rest), tr("removing a disruption"))

    def _add_disruption(self) -> None:
        if self._scenario is None:
            return
        new = first_disruption(self._scenario, self._words, self._shown)
        every = (*self._scenario.disruptions, new)
        self._change(replace(self._scenario, disruptions=every), tr("adding a disruption"))

    def _responses_changed(self, scenario: Scenario, label: str, key: str) -> None:
        if self._scenario is not None:
            # The card edits responses and assumptions; disruptions are taken from the newest state.
            self._change(
                replace(
                    self._scenario,
                    responses=scenario.responses,
                    rationing=scenario.rationing,
                    assumptions=scenario.assumptions,
                ),
                label,
                key,
            )

    def _assumption_edited(self, key: str, value: float) -> None:
        if self._scenario is not None:
            path = numbers.assumption_path(key)
            self._change(
                self._scenario.with_assumption(path, value), tr("editing an assumption"), f"assumption-{key}"
            )

    def _commodities(self) -> tuple[tuple[str, str], ...]:
        return tuple((code, self._words.good(code)) for code in self._known)

    def _commodity_chosen(self, code: str) -> None:
        self._chosen = code
        if self._outcome is not None:
            self._show_outcome(self.trouble.text())

    def _new_cut(self) -> None:
        self.preset_chosen.emit(None)
