"""The what-if panel: levers above, what comes of them below. It shows and asks; it never computes a run."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.disruption_card import DisruptionCard, first_disruption
from dependency_explorer.app.panel_context import Context, Parts
from dependency_explorer.app.panel_footer import PanelFooter
from dependency_explorer.app.panel_header import PanelHeader
from dependency_explorer.app.panel_heights import Heights
from dependency_explorer.app.panel_parts import LeverScroll, link_button, scrolled, text_label
from dependency_explorer.app.panel_results import Results, Shown
from dependency_explorer.app.responses_card import ResponsesCard, hit_commodity, switch_choices
from dependency_explorer.app.start_stock import start_stock
from dependency_explorer.charts.style import LIGHT, Style
from dependency_explorer.figures.vocabulary import Vocabulary, vocabulary, words_of_run
from dependency_explorer.whatif.weekly import weekly_demand

if TYPE_CHECKING:
    from dependency_explorer.whatif.findings import Findings
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Disruption, Scenario

tr = functools.partial(QCoreApplication.translate, "Panel")


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
    letter_chosen = Signal(str)
    letter_closed = Signal(str)
    history_requested = Signal()
    assumptions_requested = Signal()
    compare_requested = Signal()
    findings_wanted = Signal(str)
    back_to_preset = Signal()
    back_to_baseline = Signal()
    export_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None, parts: Parts | None = None) -> None:
        """parts: where they have been made in turns of the event loop of their own; else they are made here."""
        super().__init__(parent)
        self.setObjectName("what-if")
        self.setAccessibleName(tr("What-if panel"))
        self.setMinimumWidth(300)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._context: Context | None = None
        self._scenario: Scenario | None = (
            None  # the newest: that of the context with what the levers have done to it
        )
        self._style: Style = LIGHT
        self._dressed: Style | None = None
        self._draws: tuple[Outcome | None, bool] = (None, False)
        self._drawn: tuple[object, ...] = ()
        self._words = Vocabulary()
        self.cards: list[DisruptionCard] = []
        self._spare = parts.card if parts is not None else None
        self._ordered, self._adding = -1, False
        # How tall words are that came with a run is known only after the layout that they have asked for.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._settle)
        self._build(parts)

    # ---- what the window calls ---------------------------------------------------------------------------

    def set_context(self, context: Context) -> None:
        """Show a scenario and its outcome; see `filling`."""
        for _ in self.filling(context):
            pass

    def filling(self, context: Context) -> Iterator[None]:
        """Show a scenario and its outcome in steps, each for a turn of the event loop: levers, numbers with plots,
        lists. One that is left before its end may be begun anew with what is newer. Cards are reused, and a lever in
        a gesture stays where the hand has it.
        """
        self._context, self._scenario, self._style = context, context.scenario, context.style
        self._update_words()
        self.header.show_scenario(context.scenario, context.preset, context.dataset.scenarios)
        self.header.show_letters(context.opened or (context.letter,), context.letter)
        self._dress()
        self._show_levers()
        self._draws = (context.drawn, context.waiting)
        disruptions = context.scenario.disruptions if context.scenario else ()
        for card, disruption in zip(self.cards, disruptions, strict=True):
            card.show_precedents(context.precedents.get(disruption.target))
        yield
        yield from self._showing_outcome()
        yield
        if not self.held():
            self._share_height()
            self._settled.start(0)

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
        return self.results.shown

    def set_draws(self, drawn: Outcome | None, waiting: bool) -> None:
        """The run over draws of its assumptions; see `Results.set_draws`."""
        self._draws = (drawn, waiting)
        self.results.set_draws(drawn, waiting)

    def set_findings(self, findings: Findings | None, foresight: tuple[str, ...]) -> None:
        """What was found out about the run; see `Results.set_findings`."""
        self.results.set_findings(findings, foresight)

    def set_waiting(self, waiting: bool) -> None:
        """Grey the plots while a run takes long."""
        self.plots.set_waiting(waiting)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _settle(self) -> None:
        if not self.held():
            self._share_height()

    def _share_height(self) -> None:
        self._heights.share(self._scenario is not None)

    # ---- building ----------------------------------------------------------------------------------------

    def _build(self, parts: Parts | None) -> None:
        frame = QFrame()
        frame.setObjectName("what-if-frame")
        frame.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 10, 0, 8)
        column.setSpacing(4)
        self.header = PanelHeader()
        self.header.preset_chosen.connect(self.preset_chosen)
        self.header.open_requested.connect(self.open_requested)
        self.header.save_requested.connect(self.save_requested)
        self.header.duplicate_requested.connect(self.duplicate_requested)
        self.header.back_to_preset.connect(self.back_to_preset)
        self.header.back_to_baseline.connect(self.back_to_baseline)
        self.header.letter_chosen.connect(self.letter_chosen)
        self.header.letter_closed.connect(self.letter_closed)
        self.header.history_requested.connect(self.history_requested)
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
        self.footer = PanelFooter()
        self.footer.assumptions_requested.connect(self.assumptions_requested)
        self.footer.compare_requested.connect(self.compare_requested)
        column.addWidget(self.footer)
        self.statement = text_label("small", name="statement")
        self.statement.setText(tr("Arithmetic on stated assumptions, not a forecast."))
        self.statement.setContentsMargins(0, 0, 12, 0)  # as far from the right as what stands above
        column.addWidget(self.statement)
        self.nothing = text_label("muted", name="nothing-yet")
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
        self.responses = parts.responses if parts is not None else ResponsesCard()
        self.responses.changed.connect(self._responses_changed)
        self.responses.pressed.connect(self._pressed)
        self.responses.released.connect(self._released)
        self.responses.added.connect(self._show_new)
        inner.addWidget(self.responses)
        self.trouble = text_label("alarm", name="trouble")
        inner.addStretch(1)
        inner_results.addWidget(self.trouble)
        self.results = parts.results if parts is not None else Results()
        self.results.export_requested.connect(self.export_requested)
        self.results.commodity_chosen.connect(self._commodity_chosen)
        self.results.findings_wanted.connect(self.findings_wanted)
        self.results.warnings_wanted.connect(self._show_warnings)
        self.tiles, self.plots = self.results.tiles, self.results.plots
        inner_results.addWidget(self.results)
        inner_results.addStretch(1)
        self._heights = Heights(self, column, inner_results)

    # ---- showing -----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        if self._style is not self._dressed:
            self._dressed = self._style
            self.plots.set_style(self._style)
            self.rule.setStyleSheet(f"background: {self._style.border};")

    def _update_words(self) -> None:
        context = self._context
        if context is None or context.scenario is None:
            return
        if context.outcome is not None:
            self._words = words_of_run(context.dataset, context.outcome, context.scenario)
        else:
            self._words = vocabulary(context.dataset, (), context.scenario)

    def _show_levers(self) -> None:
        scenario = self._scenario
        self.nothing.setVisible(scenario is None)
        if scenario is None and self._context is not None:
            self.nothing.setText(_nothing_yet(self._context))
        self.new_cut.setVisible(scenario is None and not (self._context and self._context.trouble))
        self.add.setVisible(scenario is not None)
        self.responses.setVisible(scenario is not None)
        disruptions = scenario.disruptions if scenario is not None else ()
        while len(self.cards) < len(disruptions):
            card = self._spare or DisruptionCard(len(self.cards))
            self._spare = None
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
        if self._adding:
            self._adding = False
            self._show_new(self.cards[-1].focus_parts()[0])

    def _order_focus(self) -> None:
        """Tab goes through the panel as it reads, though cards come later than what stands below them."""
        self._ordered = len(self.cards)
        parts: list[QWidget] = [*self.header.focus_parts(), self.new_cut]
        for card in self.cards:
            parts += card.focus_parts()
        parts += [self.add, *self.responses.focus_parts(), self.results.commodity, self.results.warned]
        parts += [self.plots.supply, self.plots.stock, self.results.member]
        parts += self.footer.focus_parts()
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _showing_outcome(self) -> Iterator[None]:
        context, scenario = self._context, self._scenario
        if context is None:
            return
        outcome = context.outcome
        trouble = context.trouble if scenario is not None else ""  # else it stands where the levers would
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        running = outcome is not None and scenario is not None
        self.results.setVisible(running)
        self.footer.setVisible(running)
        self.rule.setVisible(running or bool(trouble))
        if outcome is None or scenario is None:
            if scenario is not None:
                self.responses.show_responses(scenario, self._words, {}, {}, None)
            return
        drawn = (
            outcome, scenario, context.preset, self._style, context.question, self.results.chosen(),
            context.dataset, *self._draws,
        )  # fmt: skip
        # Brushing another chart brings the same run again: nothing here has changed.
        if len(drawn) == len(self._drawn) and all(a is b for a, b in zip(drawn, self._drawn, strict=True)):
            return
        if not self.held():
            self.footer.show_count(len(outcome.ledger))
        shown = self.results.choose(outcome, context.question, self._words)
        weekly, units = weekly_demand(outcome.network)
        start = start_stock(outcome, shown, self._words)
        self.responses.show_responses(scenario, self._words, weekly, units, start, hit_commodity(outcome))
        self.responses.switch.show_choices(*switch_choices(outcome, shown))
        self.results.show_run(
            Shown(
                outcome,
                scenario,
                context.preset,
                context.dataset,
                context.question,
                self._words,
                self._style,
                self.held(),
                *self._draws,
            ),
            units,
        )
        yield
        yield from self.results.following()
        self._drawn = drawn

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
        if not self.held():
            if self._context is not None and self._context.outcome is not None:
                self.footer.show_count(len(self._context.outcome.ledger))
            self.results.rest()
            self._share_height()

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
        new = first_disruption(self._scenario, self._words, self.results.shown)
        every = (*self._scenario.disruptions, new)
        self._adding = True
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

    def _commodity_chosen(self) -> None:
        for _ in self._showing_outcome():
            pass

    def _show_new(self, first: QWidget) -> None:
        """Lead the eye and the keys to what was just added; where it stands is known after the layout."""
        first.setFocus(Qt.FocusReason.TabFocusReason)
        QTimer.singleShot(0, first, lambda: self.levers.ensureWidgetVisible(first, 0, 80))

    def _show_warnings(self) -> None:
        """Bring the list of all warnings in sight."""
        self.scroll.ensureWidgetVisible(self.results.warnings, 0, 8)

    def _new_cut(self) -> None:
        self.preset_chosen.emit(None)


def _nothing_yet(context: Context) -> str:
    """Where no scenario is in force: how to begin, or why nothing can be cut."""
    presets = bool(context.dataset.scenarios)
    if context.trouble:
        return f"{context.trouble} {tr('Or choose a preset above.')}" if presets else context.trouble
    if presets:
        return tr("Nothing is cut yet. Choose a preset above, or start a cut of your own.")
    return tr("Nothing is cut yet, and this dataset brings no presets. Start a cut of your own.")
