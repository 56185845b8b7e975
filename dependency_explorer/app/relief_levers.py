"""Responses that are off until asked for: a stretched stock, fuel switching, demand that answers to prices."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dependency_explorer.app.check import Check
from dependency_explorer.app.levers import Lever
from dependency_explorer.app.panel_parts import link_button, text_label
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.app.switch_row import SwitchRow
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import TO_THE_END, FuelSwitch, Scenario, step_starts

if TYPE_CHECKING:
    from dependency_explorer.whatif.switching import SwitchChoices

tr = functools.partial(QCoreApplication.translate, "Panel")

SHARE, LEAD_WEEKS = 0.2, 4.0
"""What a new switch starts from; its levers say it in words."""


class StretchCheck(Check):
    """Whether stocks are stretched, and until when."""

    changed = Signal(object, str, str)
    pressed = Signal(str)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stretch them"), "stretch-stocks", parent)
        self.last = Lever(tr("until"), 0, 26, 1, decimals=1, ceiling=1e6, compact=True, object_name="stretch")
        self.last.set_name(tr("Step to the end of which stocks must last"), shown=False)
        self.inner.addWidget(self.last)
        self.toggled.connect(self._ticked)
        self.last.moved.connect(self._moved)
        self.last.pressed.connect(self._pressed)
        self.last.released.connect(self._released)

    def focus_parts(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [self.box, *self.last.focus_parts()]

    def show_scenario(self, scenario: Scenario) -> None:
        """Show how long the stocks of a scenario must last; 0 stands for the end of the last event."""
        stretch = scenario.responses.stretch
        self.show_state(stretch is not None)
        if stretch is None:
            return
        self.last.set_range(0, scenario.steps, 1e6)
        self.last.set_value(stretch)
        if stretch == TO_THE_END:
            self.last.set_words(
                tr("0: until the last disruption has passed; no step takes more than its part")
            )
            return
        names = {
            "day": tr("until the end of day {n}, {date}"),
            "week": tr("until the end of week {n}, {date}"),
            "month": tr("until the end of month {n}, {date}"),
        }
        whole = int(min(stretch, scenario.steps))
        date = SPOKEN.day(step_starts(scenario.start, scenario.step, whole)[-1])
        text = tr("beyond what is simulated") if stretch > scenario.steps else names[scenario.step]
        self.last.set_words(text.format(n=f"{stretch:g}", date=date))

    def _ticked(self, ticked: bool) -> None:
        self.changed.emit({"stretch": TO_THE_END if ticked else None}, tr("stretching stocks"), "")

    def _moved(self, value: float) -> None:
        last = TO_THE_END if value < 1 else value
        self.changed.emit({"stretch": last}, tr("how long stocks must last"), "stretch")

    def _pressed(self) -> None:
        self.pressed.emit(tr("how long stocks must last"))

    def _released(self, _value: float) -> None:
        self.released.emit()


class PriceCheck(Check):
    """Whether demand gives way as what is short grows dear."""

    changed = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Let demand fall as prices rise"), "price-response", parent)
        self.says = text_label("small", name="price-says")
        self.says.setText(
            tr(
                "by its short-run elasticity, which stands in the assumptions; the price rises to at most "
                "50 times the usual one"
            )
        )
        self.inner.addWidget(self.says)
        self.toggled.connect(self._ticked)

    def _ticked(self, ticked: bool) -> None:
        self.changed.emit({"price_response": ticked}, tr("demand that follows prices"), "")


class SwitchCheck(Check):
    """The fuel switches of a scenario."""

    changed = Signal(object, str, str)
    pressed = Signal(str)
    released = Signal()
    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Switch fuels"), "switch-fuels", parent)
        self.rows: list[SwitchRow] = []
        self._switches: tuple[FuelSwitch, ...] = ()
        self._words = Vocabulary()
        self._choices: SwitchChoices | None = None
        self._hit = ""
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self.add = link_button(tr("+ Add a switch"), "add-switch")
        self.inner.addLayout(self._list)
        self.inner.addWidget(self.add)
        self.add.clicked.connect(self._add)
        self.toggled.connect(self._ticked)

    def levers(self) -> tuple[Lever, ...]:
        """Every lever of the switches."""
        return tuple(lever for row in self.rows for lever in row.levers())

    def focus_parts(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [self.box, *(part for row in self.rows for part in row.focus_parts()), self.add]

    def show_choices(self, choices: SwitchChoices, hit: str) -> None:
        """What may be switched to what in the run on show; hit: the commodity on which a new switch starts."""
        self._choices, self._hit = choices, hit
        possible = self._new() is not None
        self.box.setEnabled(possible or bool(self._switches))
        self.box.setToolTip(
            ""
            if possible
            else tr(
                "No two commodities here convert into each other: the energy of a unit is not in the data."
            )
        )
        self.add.setEnabled(possible)
        self._show_rows()

    def show_scenario(self, scenario: Scenario, words: Vocabulary) -> None:
        """Show the switches of a scenario."""
        self._switches, self._words = scenario.responses.switches, words
        self.show_state(bool(self._switches))
        self._show_rows()

    def _show_rows(self) -> None:
        if any(lever.held() for lever in self.levers()) and len(self._switches) < len(self.rows):
            return
        before = len(self.rows)
        while len(self.rows) < len(self._switches):
            row = SwitchRow(len(self.rows))
            row.changed.connect(self._row_changed)
            row.removed.connect(self._row_removed)
            row.pressed.connect(self.pressed)
            row.released.connect(self.released)
            self.rows.append(row)
            self._list.addWidget(row)
        while len(self.rows) > len(self._switches):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row, switch in zip(self.rows, self._switches, strict=True):
            row.show_switch(switch, self._words, self._choices)
        if len(self.rows) > before:
            self.rows_changed.emit()

    def _new(self) -> FuelSwitch | None:
        """A switch that is not there yet, from what is hit if it can be left."""
        known = {(one.away_from, one.to, one.sector) for one in self._switches}
        if self._choices is None:
            return None
        for away in (self._hit, *self._choices):
            for to in self._choices.get(away, ((), ()))[0]:
                if (away, to, "") not in known:
                    return FuelSwitch(away, to, SHARE, LEAD_WEEKS)
        return None

    def _ticked(self, ticked: bool) -> None:
        new = self._new() if ticked else None
        self.changed.emit({"switches": () if new is None else (new,)}, tr("switching fuels"), "")

    def _add(self) -> None:
        new = self._new()
        if new is not None:
            self.changed.emit({"switches": (*self._switches, new)}, tr("adding a fuel switch"), "")

    def _row_changed(self, index: int, switch: FuelSwitch, label: str, key: str) -> None:
        switches: list[Any] = list(self._switches)
        switches[index] = switch
        self.changed.emit({"switches": tuple(switches)}, label, key)

    def _row_removed(self, index: int) -> None:
        left = self._switches[:index] + self._switches[index + 1 :]
        self.changed.emit({"switches": left}, tr("removing a fuel switch"), "")
