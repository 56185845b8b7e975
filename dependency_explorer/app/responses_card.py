"""What is done about a shortage: stocks, buying elsewhere, saving, sharing out, and the stock at start."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.check import Check
from dependency_explorer.app.levers import Lever
from dependency_explorer.app.panel_parts import Chip, link_button, text_label
from dependency_explorer.app.relief_levers import PriceCheck, StretchCheck, SwitchCheck
from dependency_explorer.app.source_row import SourceRow, slider_end
from dependency_explorer.app.start_stock import StartStock
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import NamedSource, Scenario

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.switching import SwitchChoices

tr = functools.partial(QCoreApplication.translate, "Panel")

FLOOR_DAYS = 10.0
"""Floor that ticking “Draw stocks” starts from; the lever says it in words."""
SAVING = 0.05


def _rules() -> Sequence[tuple[str, str]]:
    return (
        ("proportional", tr("all alike")),
        ("priority", tr("by priority")),
        ("floors", tr("protected shares first")),
    )


class ResponsesCard(QFrame):
    """Edits the responses of a scenario. `changed` carries the whole new scenario, words and a merge key."""

    changed = Signal(object, str, str)
    pressed = Signal(str)
    released = Signal()
    added = Signal(object)
    """A row that the user asked for stands now: to be brought in sight, with the focus on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responses")
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Responses"))
        self._scenario: Scenario | None = None
        self._words = Vocabulary()
        self._commodity, self._hit = "", ""
        self._adding = False
        self._weekly: dict[str, float] = {}
        self._units: dict[str, str] = {}
        self.rows: list[SourceRow] = []
        heading = text_label("heading")
        heading.setText(tr("Responses"))
        self.draw = Check(tr("Draw stocks down to a floor of"), "draw-stocks")
        self.floor = Lever(
            tr("down to"),
            0,
            120,
            1,
            decimals=1,
            unit=tr("days"),
            ceiling=1e6,
            compact=True,
            object_name="floor",
        )
        self.floor.set_name(tr("Floor of the stocks, days of demand"), shown=False)
        self.floor.set_words(tr("of normal demand: what lies below is not touched"))
        self.stretch = StretchCheck()
        self.draw.inner.addWidget(self.floor)
        self.draw.inner.addWidget(self.stretch)
        self.stock = Lever(
            tr("Stock at start"), 0, 120, 1, decimals=1, unit=tr("days"), ceiling=1e6, object_name="stock"
        )
        self.stock_back = link_button(tr("Back to what the data hold"), "stock-back")
        self.buy = Check(tr("Buy elsewhere"), "buy-elsewhere")
        self.spare = QCheckBox(tr("spare of suppliers not hit"))
        self.spare.setObjectName("spare")
        self.spare.setAccessibleName(self.spare.text())
        self.spare.setMinimumHeight(24)
        self.sources = QVBoxLayout()
        self.sources.setContentsMargins(0, 0, 0, 0)
        self.sources.setSpacing(8)
        self.add = link_button(tr("+ Name a source"), "add-source")
        self.buy.inner.addWidget(self.spare)
        self.buy.inner.addLayout(self.sources)
        self.buy.inner.addWidget(self.add)
        self.restrain = Check(tr("Restrain demand by"), "restrain-demand")
        self.saving = Lever(
            tr("by"), 0, 50, 1, decimals=1, unit="%", ceiling=100, compact=True, object_name="saving"
        )
        self.saving.set_name(tr("Demand given up"), shown=False)
        self.saving.set_words(tr("while a disruption is in force"))
        self.restrain.inner.addWidget(self.saving)
        self.switch = SwitchCheck()
        self.price = PriceCheck()
        self.rule = Chip(tr("How a shortage is shared out"), "rationing")
        self.rule.set_choices(_rules)
        shortage = QHBoxLayout()
        label = QLabel(tr("When short, share out"))
        label.setBuddy(self.rule)
        shortage.addWidget(label)
        shortage.addWidget(self.rule)
        shortage.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        for part in (heading, self.draw, self.stock, self.stock_back, self.buy):
            column.addWidget(part)
        for part in (self.restrain, self.switch, self.price):
            column.addWidget(part)
        column.addLayout(shortage)
        self._connect()

    def levers(self) -> tuple[Lever, ...]:
        """Every lever of the card."""
        rows = tuple(lever for row in self.rows for lever in row.levers())
        return (self.floor, self.stretch.last, self.stock, self.saving, *rows, *self.switch.levers())

    def focus_parts(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        parts: list[QWidget] = [self.draw.box, *self.floor.focus_parts(), *self.stretch.focus_parts()]
        parts += self.stock.focus_parts()
        parts += [self.stock_back, self.buy.box, self.spare]
        for row in self.rows:
            parts += [row.exporter, row.commodity, row.remove, *row.quantity.focus_parts(), row.timing.button]
            parts += [*row.start.focus_parts(), *row.ramp.focus_parts()]
        parts += [self.add, self.restrain.box, *self.saving.focus_parts(), *self.switch.focus_parts()]
        return [*parts, self.price.box, self.rule]

    def held(self) -> bool:
        """Whether one of its levers is in a gesture."""
        return any(lever.held() for lever in self.levers())

    def show_responses(
        self, scenario: Scenario, words: Vocabulary, weekly: dict[str, float], units: dict[str, str],
        start: StartStock | None, hit: str = "",
    ) -> None:  # fmt: skip
        """Show a scenario's responses; `weekly` is a week's baseline demand by commodity, in `units`; `hit`
        is the commodity that a new source makes up for."""
        self._scenario, self._words, self._weekly, self._units = scenario, words, weekly, units
        self._hit = hit
        responses = scenario.responses
        self.draw.show_state(responses.draw_stocks is not None)
        if responses.draw_stocks is not None:
            self.floor.set_value(responses.draw_stocks)
        self.buy.show_state(bool(responses.replace or responses.sources))
        with QSignalBlocker(self.spare):
            self.spare.setChecked(responses.replace)
        self.restrain.show_state(responses.saving > 0 or self.saving.held())
        self.saving.set_value(round(responses.saving * 100, 6))
        self.stretch.show_scenario(scenario)
        self.switch.show_scenario(scenario, words)
        self.price.show_state(responses.price_response)
        self.rule.set_current(scenario.rationing, dict(_rules())[scenario.rationing])
        self._show_sources(responses.sources)
        self.add.setEnabled(bool(words.exporters and words.simulated))
        self._show_stock(start)

    def _connect(self) -> None:
        self.draw.toggled.connect(self._draw_toggled)
        self.floor.moved.connect(self._floor_moved)
        self.buy.toggled.connect(self._buy_toggled)
        self.spare.clicked.connect(self._spare_toggled)
        self.restrain.toggled.connect(self._restrain_toggled)
        self.saving.moved.connect(self._saving_moved)
        self.rule.chosen.connect(self._rule_chosen)
        self.add.clicked.connect(self._add_source)
        self.stock.moved.connect(self._stock_moved)
        self.stock_back.clicked.connect(self._stock_reset)
        for part in (self.stretch, self.switch, self.price):
            part.changed.connect(self._part_changed)
        for group in (self.stretch, self.switch):
            group.pressed.connect(self.pressed)
            group.released.connect(self.released)
        self.switch.rows_changed.connect(self._order_focus)
        for lever in (self.floor, self.saving, self.stock):
            lever.released.connect(self._let_go)
        self.floor.pressed.connect(self._floor_pressed)
        self.saving.pressed.connect(self._saving_pressed)
        self.stock.pressed.connect(self._stock_pressed)

    def _show_sources(self, sources: tuple[NamedSource, ...]) -> None:
        if any(lever.held() for row in self.rows for lever in row.levers()) and len(sources) < len(self.rows):
            return
        while len(self.rows) < len(sources):
            row = SourceRow(len(self.rows))
            row.changed.connect(self._source_changed)
            row.removed.connect(self._source_removed)
            row.pressed.connect(self.pressed)
            row.released.connect(self.released)
            self.rows.append(row)
            self.sources.addWidget(row)
            self._order_focus()
            if self._adding:
                self._adding = False
                self.added.emit(row.exporter)
        while len(self.rows) > len(sources):
            row = self.rows.pop()
            self.sources.removeWidget(row)
            row.hide()
            row.deleteLater()
        if self._scenario is not None:
            for row, source in zip(self.rows, sources, strict=True):
                unit = self._units.get(source.commodity, "")
                row.show_source(source, self._scenario, self._words, unit, self._weekly.get(source.commodity))

    def _order_focus(self) -> None:
        for before, after in itertools.pairwise(self.focus_parts()):
            QWidget.setTabOrder(before, after)

    def _show_stock(self, start: StartStock | None) -> None:
        self.stock.setVisible(start is not None)
        self.stock_back.setVisible(start is not None and start.edited)
        if start is None:
            return
        self._commodity = start.commodity
        self.stock.set_value(round(start.days or 0.0, 1))
        self.stock.set_words(start.words)

    def _emit(self, label: str, key: str, **changes: Any) -> None:
        if self._scenario is not None:
            self._send(
                replace(self._scenario, responses=replace(self._scenario.responses, **changes)), label, key
            )

    def _send(self, scenario: Scenario, label: str, key: str) -> None:
        if scenario != self._scenario:
            self._scenario = scenario
            self.changed.emit(scenario, label, key)

    def _part_changed(self, changes: dict[str, Any], label: str, key: str) -> None:
        self._emit(label, key, **changes)

    def _draw_toggled(self, ticked: bool) -> None:
        days = FLOOR_DAYS if ticked else None
        self._emit(tr("drawing stocks"), "", draw_stocks=days, stretch=None)

    def _floor_moved(self, value: float) -> None:
        self._emit(tr("floor of the stocks"), "floor", draw_stocks=value)

    def _buy_toggled(self, ticked: bool) -> None:
        if ticked:
            self._emit(tr("buying elsewhere"), "", replace=True)
        else:
            self._emit(tr("buying elsewhere"), "", replace=False, sources=())

    def _spare_toggled(self, ticked: bool) -> None:
        self._emit(tr("spare of other suppliers"), "", replace=ticked)

    def _restrain_toggled(self, ticked: bool) -> None:
        self._emit(tr("restraint of demand"), "", saving=SAVING if ticked else 0.0)

    def _saving_moved(self, value: float) -> None:
        self._emit(tr("restraint of demand"), "saving", saving=value / 100)

    def _rule_chosen(self, rule: str) -> None:
        if self._scenario is not None:
            self._send(replace(self._scenario, rationing=rule), tr("sharing out of a shortage"), "")

    def _stock_moved(self, value: float) -> None:
        if self._scenario is not None and self._commodity:
            new = self._scenario.with_assumption(("days_of_cover", self._commodity), value)
            self._send(new, tr("stock at start"), "start-stock")

    def _stock_reset(self) -> None:
        if self._scenario is not None and self._commodity:
            new = self._scenario.without_assumption(("days_of_cover", self._commodity))
            self._send(new, tr("stock at start"), "")

    def _add_source(self) -> None:
        if self._scenario is None:
            return
        hit = {d.target.exporter for d in self._scenario.disruptions}
        exporters = [code for code, _ in self._words.exporters if code != self._scenario.focus]
        exporter = next((code for code in exporters if code not in hit), exporters[0])
        commodity = self._hit or self._commodity or self._words.simulated[0]
        weekly = self._weekly.get(commodity)
        quantity = slider_end(weekly) / 10 if weekly else 1.0
        source = NamedSource(exporter, commodity, quantity, start_step=min(3, self._scenario.steps))
        self._adding = True
        self._emit(tr("naming a source"), "", sources=(*self._scenario.responses.sources, source))

    def _source_changed(self, index: int, source: NamedSource, label: str, key: str) -> None:
        if self._scenario is not None:
            sources = list(self._scenario.responses.sources)
            sources[index] = source
            self._emit(label, key, sources=tuple(sources))

    def _source_removed(self, index: int) -> None:
        if self._scenario is not None:
            sources = self._scenario.responses.sources
            self._emit(tr("removing a source"), "", sources=sources[:index] + sources[index + 1 :])

    def _floor_pressed(self) -> None:
        self.pressed.emit(tr("floor of the stocks"))

    def _saving_pressed(self) -> None:
        self.pressed.emit(tr("restraint of demand"))

    def _stock_pressed(self) -> None:
        self.pressed.emit(tr("stock at start"))

    def _let_go(self, _value: float) -> None:
        self.released.emit()


def switch_choices(outcome: Outcome, shown: str) -> tuple[SwitchChoices, str]:
    """What may be switched to what, and what is hit: the commodity on show, or the first part of it."""
    from dependency_explorer.whatif.switching import choices

    hit = [outcome.commodities[k] for k in outcome.positions(shown)] if outcome.simulates(shown) else []
    return choices(outcome.network), next((one for one in hit if one in outcome.touched), "")


def hit_commodity(outcome: Outcome) -> str:
    """What the first disruption that names a commodity hits: itself, or the first part of its total; "" for none."""
    for disruption in outcome.scenario.disruptions:
        code = disruption.target.commodity
        if code and outcome.simulates(code):
            parts = [outcome.commodities[k] for k in outcome.positions(code)]
            return next((part for part in parts if part in outcome.touched), parts[0])
    return ""
