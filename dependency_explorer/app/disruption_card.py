"""A card for one disruption: a sentence whose words can be changed, how deep the cut is, and its timing."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.levers import Lever
from dependency_explorer.app.panel_parts import Chip, FlowRow, Fold, icon_button, text_label
from dependency_explorer.app.precedent_words import precedent_words
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.figures.step_words import steps_text, timing_text
from dependency_explorer.figures.target_words import (
    at_home_text,
    depth_words,
    joining_words,
    kinds_at_home,
    source_words,
)
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import Disruption, Kind, Scenario, Target, step_starts

if TYPE_CHECKING:
    from dependency_explorer.whatif.precedents import Precedents

tr = functools.partial(QCoreApplication.translate, "Panel")

LONGEST = 104
"""Steps that the duration lever reaches at most; longer ones can be typed."""


class DisruptionCard(QFrame):
    """Edits one disruption; reused for another by `show_disruption`.

    `changed` carries the card's index, the new disruption, what was done in words, and the key under which
    undo merges. `pressed` and `released` frame a gesture.
    """

    changed = Signal(int, object, str, str)
    pressed = Signal(str)
    released = Signal()
    removed = Signal(int)

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.setObjectName(f"disruption-{index + 1}")
        self.setProperty("role", "card")
        self._disruption: Disruption | None = None
        self._scenario: Scenario | None = None
        self._words = Vocabulary()
        self.chips = {
            "commodity": Chip(tr("Commodity"), "chip-commodity"),
            "exporter": Chip(tr("Supplier, demand or stock"), "chip-exporter"),
            "importer": Chip(tr("Buyer"), "chip-importer"),
            "route": Chip(tr("Route"), "chip-route"),
            "through": Chip(tr("What of an owner counts"), "chip-through"),
        }
        # Between and after the chips: an arrow where supply falls, words where demand rises or stock is barred.
        self.words = {"arrow": QLabel("→"), "before": QLabel(), "after": QLabel()}
        self.chips["through"].set_choices(_ways)
        self.chips["through"].chosen.connect(self._through_chosen)
        self.chips["exporter"].set_choices(self._exporters)
        self.chips["importer"].set_choices(self._importers)
        self.chips["commodity"].set_choices(self._commodities)
        self.chips["route"].set_choices(self._routes)
        self.chips["exporter"].chosen.connect(self._exporter_chosen)
        self.chips["importer"].chosen.connect(self._importer_chosen)
        self.chips["commodity"].chosen.connect(self._commodity_chosen)
        self.chips["route"].chosen.connect(self._route_chosen)
        self.sentence = sentence = FlowRow()
        self._say(
            sentence, tr("{exporter} {through} {arrow} {importer} {before} {commodity} {after} {route}")
        )
        self.remove = icon_button("×", "remove", tr("Remove this disruption"))
        self.remove.clicked.connect(self._remove)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(sentence, 1)
        top.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.depth = Lever("", 0, 100, 1, decimals=1, unit="%", cut=True, compact=True, object_name="depth")
        self.spared = text_label("small", name="exempt")
        self.timing = Fold("timing")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.depth)
        column.addWidget(self.spared)
        column.addWidget(self.timing)
        self._build_timing()
        self.depth.moved.connect(self._depth_moved)
        for lever in self.levers():
            lever.released.connect(self._let_go)
        self.depth.pressed.connect(self._depth_pressed)
        for lever in (self.start, self.lasts, self.ramp, self.recovery):
            lever.pressed.connect(self._timing_pressed)

    def levers(self) -> tuple[Lever, ...]:
        """Every lever of the card."""
        return (self.depth, self.start, self.lasts, self.ramp, self.recovery)

    def focus_parts(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        chips = [self.chips[name] for name in ("exporter", "through", "importer", "commodity", "route")]
        timing = [part for lever in self.levers()[1:] for part in lever.focus_parts()]
        return [*chips, self.remove, *self.depth.focus_parts(), self.timing.button, self.day, *timing]

    def held(self) -> bool:
        """Whether one of its levers is in a gesture."""
        return any(lever.held() for lever in self.levers())

    def disruption(self) -> Disruption | None:
        """What is shown."""
        return self._disruption

    def show_disruption(self, disruption: Disruption, scenario: Scenario, words: Vocabulary) -> None:
        """Show a disruption; a lever in a gesture is left where the hand has it."""
        self._disruption, self._scenario, self._words = disruption, scenario, words
        target = disruption.target
        self.chips["exporter"].set_current(*source_words(target, words, SPOKEN))
        self.chips["through"].set_current(target.through, dict(_ways())[target.through])
        self.chips["through"].setVisible(bool(target.holder))
        at_home = target.kind != "supply"
        for name, text in zip(("before", "after"), joining_words(target, SPOKEN), strict=True):
            self.words[name].setText(text)
            self.words[name].setVisible(bool(text))
        # Where stakes or an asset decide what is hit, a buyer is named only to narrow it.
        for part in (self.words["arrow"], self.chips["importer"]):
            part.setVisible(not at_home and bool(target.importer or not target.owned))
        self.chips["importer"].set_current(
            target.importer, words.place(target.importer) if target.importer else tr("any buyer")
        )
        group = dict(words.groups).get(target.group, target.group.replace("_", " "))
        good = words.good(target.commodity) if target.commodity else group or tr("everything")
        self.chips["commodity"].set_current(
            f"group:{target.group}" if target.group else target.commodity, good
        )
        self.chips["route"].set_current(
            target.route,
            dict(words.routes).get(target.route, target.route) if target.route else tr("any route"),
        )
        self.chips["route"].setVisible(
            not at_home and bool(target.route or words.routes_of(target.commodity))
        )
        self.depth.set_name(depth_words(target, SPOKEN), shown=False)
        self.depth.set_value(round(disruption.depth * 100, 6))
        names = ", ".join(words.place(code) for code in disruption.exempt)
        self.spared.setText(tr("spares {names}").format(names=names))
        self.spared.setVisible(bool(names))
        said = at_home_text(target, words, SPOKEN) if at_home else ""
        self.setAccessibleName(
            tr("Disruption {number}: {what}").format(number=self.index + 1, what=said)
            if said
            else tr("Disruption {number}: {commodity}, {exporter} to {importer}").format(
                number=self.index + 1, commodity=good, exporter=source_words(target, words, SPOKEN)[1],
                importer=words.place(target.importer),
            )
        )  # fmt: skip
        self._show_timing(disruption, scenario)

    def show_precedents(self, known: Precedents | None) -> None:
        """Words beside the levers: what on record is most like this disruption; none hides them."""
        if self._disruption is None or self._scenario is None:
            return
        said = precedent_words(known, self._disruption, self._scenario)
        self.depth.set_words(said.depth)
        self.start.set_words(said.start)
        over = self._disruption.start_step - 1 + self._disruption.steps > self._scenario.steps
        beyond = tr("Outlasts the {all} steps of the run.").format(all=self._scenario.steps) if over else ""
        self.lasts.set_words(" ".join(part for part in (beyond, said.length) if part))

    def _say(self, flow: FlowRow, template: str) -> None:
        """Lay the words and chips of a translated sentence out in its own order."""
        for words, name, _, _ in Formatter().parse(template):
            if words.strip():
                flow.add(QLabel(words.strip()))
            if name:
                flow.add(self.words[name] if name in self.words else self.chips[name])

    def _build_timing(self) -> None:
        self.start = Lever(tr("Starts in step"), 1, 26, 1, object_name="start")
        self.day = QDateEdit()
        self.day.setObjectName("start-date")
        self.day.setCalendarPopup(True)
        self.day.setKeyboardTracking(False)
        self.day.setMinimumHeight(26)
        self.day.setStyleSheet("QDateEdit::drop-down { border: none; width: 18px; }")
        self.day.setDisplayFormat("d MMM yyyy")
        self.day.setAccessibleName(tr("First day of the disruption"))
        self.day.dateChanged.connect(self._day_chosen)
        self.day.installEventFilter(self)
        self.lasts = Lever(tr("Lasts"), 1, 26, 1, decimals=1, ceiling=10_000, object_name="lasts")
        self.ramp = Lever(tr("Ramps up over"), 0, 12, 1, decimals=1, ceiling=10_000, object_name="ramp")
        self.recovery = Lever(
            tr("Recovers over"), 0, 26, 1, decimals=1, ceiling=10_000, object_name="recovery"
        )
        row = QHBoxLayout()
        label = QLabel(tr("First day"))
        label.setBuddy(self.day)
        row.addWidget(label, 1)
        row.addWidget(self.day)
        column = QVBoxLayout(self.timing.body)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addLayout(row)
        for lever in (self.start, self.lasts, self.ramp, self.recovery):
            column.addWidget(lever)
        self.start.moved.connect(self._start_moved)
        self.lasts.moved.connect(self._lasts_moved)
        self.ramp.moved.connect(self._ramp_moved)
        self.recovery.moved.connect(self._recovery_moved)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        # The wheel scrolls the panel; it never changes a date in passing.
        if watched is self.day and event.type() == event.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _show_timing(self, disruption: Disruption, scenario: Scenario) -> None:
        self.timing.set_title(timing_text(disruption, scenario, SPOKEN))
        step = {"day": tr("day"), "week": tr("week"), "month": tr("month")}[scenario.step]
        self.start.set_name(tr("Starts in {step}").format(step=step))
        self.start.set_range(1, max(scenario.steps, disruption.start_step))
        reach = min(LONGEST, max(scenario.steps, 1))
        self.lasts.set_range(1, reach, 10_000)
        self.ramp.set_range(0, min(12, reach), disruption.steps)
        self.recovery.set_range(0, reach, 10_000)
        self.start.set_value(float(disruption.start_step))
        self.lasts.set_value(disruption.steps)
        self.ramp.set_value(disruption.ramp_steps)
        self.recovery.set_value(disruption.recovery_steps)
        for lever, count in (
            (self.lasts, disruption.steps), (self.ramp, disruption.ramp_steps),
            (self.recovery, disruption.recovery_steps),
        ):  # fmt: skip
            unit = steps_text(count, scenario.step, SPOKEN).split(" ", 1)[-1]
            lever.set_unit(unit)
        days = step_starts(scenario.start, scenario.step, max(scenario.steps, disruption.start_step))
        first = days[disruption.start_step - 1]
        self.day.blockSignals(True)
        self.day.setDateRange(QDate(days[0].year, days[0].month, days[0].day), _qdate(days[-1]))
        self.day.setDate(_qdate(first))
        self.day.blockSignals(False)

    def _emit(self, label: str, key: str = "", **changes: Any) -> None:
        if self._disruption is None:
            return
        new = replace(self._disruption, **changes)
        if new != self._disruption:
            self._disruption = new
            self.changed.emit(self.index, new, label, f"disruption-{self.index}-{key}" if key else "")

    def _retarget(self, label: str, **changes: str) -> None:
        if self._disruption is not None:
            self._emit(label, target=replace(self._disruption.target, **changes))

    def _exporters(self) -> Sequence[tuple[str, str]]:
        words = self._words
        owners = tuple(
            (f"holder:{key}", tr("owner: {name}").format(name=name)) for key, name in words.holders
        )
        assets = tuple((f"asset:{key}", tr("asset: {name}").format(name=name)) for key, name in words.assets)
        dividers = (("-", ""),) if owners or assets else ()
        home = (("-", ""), *((f"kind:{kind}", text) for kind, text in kinds_at_home(SPOKEN)))
        return (("", tr("any supplier")), *words.exporters, *home, *dividers, *owners, *dividers, *assets)

    def _importers(self) -> Sequence[tuple[str, str]]:
        return (("", tr("any buyer")), *self._words.importers)

    def _commodities(self) -> Sequence[tuple[str, str]]:
        groups = tuple(
            (f"group:{key}", tr("group: {name}").format(name=name)) for key, name in self._words.groups
        )
        divider = (("-", ""),) if groups else ()
        return (("", tr("everything")), *self._words.commodities, *divider, *groups)

    def _routes(self) -> Sequence[tuple[str, str]]:
        commodity = self._disruption.target.commodity if self._disruption is not None else ""
        return (("", tr("any route")), *self._words.routes_of(commodity))

    def _exporter_chosen(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if self._disruption is None or self._scenario is None:
            return
        now = self._disruption.target
        if kind == "kind":
            self._to_home(name)
            return
        if now.kind != "supply":
            # Back on supply: to the place that the run looks at, as a new disruption would be.
            now = Target(importer=self._scenario.focus, commodity=now.commodity, group=now.group)
        if kind not in ("holder", "asset"):
            supplier = replace(now, exporter=key, holder="", asset="")
            self._emit(tr("supplier of the disruption"), target=supplier)
            return
        fits = now.commodity in self._words.made.get(key, frozenset())
        narrowed = replace(
            now, exporter="", importer="", route="", commodity=now.commodity if fits else "",
            holder=name if kind == "holder" else "", asset=name if kind == "asset" else "",
        )  # fmt: skip
        label = tr("owner of the disruption") if kind == "holder" else tr("asset of the disruption")
        self._emit(label, target=narrowed)

    def _to_home(self, kind: str) -> None:
        """Turn the disruption into one of demand or stock; of its target only the commodity stays."""
        if self._disruption is not None:
            now = self._disruption.target
            target = Target(kind=cast(Kind, kind), commodity=now.commodity, group=now.group)
            self._emit(tr("what the disruption is on"), target=target, exempt=())

    def _through_chosen(self, key: str) -> None:
        self._retarget(tr("what of an owner counts"), through=key)

    def _importer_chosen(self, key: str) -> None:
        self._retarget(tr("buyer of the disruption"), importer=key)

    def _commodity_chosen(self, key: str) -> None:
        group = key.removeprefix("group:") if key.startswith("group:") else ""
        self._retarget(tr("commodity of the disruption"), commodity="" if group else key, group=group)

    def _route_chosen(self, key: str) -> None:
        self._retarget(tr("route of the disruption"), route=key)

    def _depth_pressed(self) -> None:
        self.pressed.emit(tr("depth of the cut"))

    def _timing_pressed(self) -> None:
        self.pressed.emit(tr("timing of the disruption"))

    def _let_go(self, _value: float) -> None:
        self.released.emit()

    def _depth_moved(self, value: float) -> None:
        self._emit(tr("depth of the cut"), "depth", depth=value / 100)

    def _start_moved(self, value: float) -> None:
        self._emit(tr("start of the disruption"), "start", start_step=round(value))

    def _lasts_moved(self, value: float) -> None:
        ramp = min(self._disruption.ramp_steps, value) if self._disruption else 0.0
        self._emit(tr("length of the disruption"), "steps", steps=value, ramp_steps=ramp)

    def _ramp_moved(self, value: float) -> None:
        # The duration includes the ramp: a longer ramp makes a longer disruption.
        steps = max(self._disruption.steps, value) if self._disruption else value
        self._emit(tr("ramp of the disruption"), "ramp", ramp_steps=value, steps=steps)

    def _recovery_moved(self, value: float) -> None:
        self._emit(tr("recovery of the disruption"), "recovery", recovery_steps=value)

    def _day_chosen(self, day: QDate) -> None:
        if self._scenario is None:
            return
        starts = step_starts(self._scenario.start, self._scenario.step, self._scenario.steps)[:-1]
        wished = date(day.year(), day.month(), day.day())
        inside = [index + 1 for index, start in enumerate(starts) if start <= wished]
        self._emit(tr("start of the disruption"), start_step=max(inside, default=1))

    def _remove(self) -> None:
        self.removed.emit(self.index)


def _ways() -> tuple[tuple[str, str], ...]:
    return (("offtake", tr("by its stake")), ("control", tr("where it controls")))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def first_disruption(scenario: Scenario, words: Vocabulary, commodity: str) -> Disruption:
    """What “Add a disruption” starts with: the largest supplier halves, the commodity on screen."""
    used = {(d.target.exporter, d.target.commodity) for d in scenario.disruptions}
    exporters = [code for code, _ in words.exporters if code != scenario.focus] or [""]
    exporter = next((code for code in exporters if (code, commodity) not in used), exporters[0])
    target = Target(exporter=exporter, importer=scenario.focus, commodity=commodity)
    return Disruption(target, depth=0.5, start_step=1, steps=float(min(8, scenario.steps)))
