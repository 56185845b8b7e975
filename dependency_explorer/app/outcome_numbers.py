"""What a run came to: four numbers, sentences, what was done and what differs, and what was assumed."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.disruption_card import Vocabulary, day_text, steps_text, timing_text
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.levers import THIN_SPACE, NumberField, grouped
from dependency_explorer.app.panel_parts import Fold, restyle, text_label
from dependency_explorer.whatif.scenario import Disruption, Override, Scenario, step_starts

if TYPE_CHECKING:
    from dependency_explorer.whatif.exports import LostExports

tr = functools.partial(QCoreApplication.translate, "Panel")

MINUS = "\u2212"
VISIBLE_SHARE = 0.0005
"""Differences below this share of demand or trade do not show at the precision of the screen."""


@dataclass(frozen=True, slots=True)
class TileText:
    """A number, what it is, and whether it is bad news."""

    value: str
    caption: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, how much, and what it was in the preset ("" where it is the same)."""

    key: str
    what: str
    value: str
    was: str = ""


def amount(value: float | None, unit: str) -> str:
    """A quantity with its unit, scaled to be read."""
    from dependency_explorer.figures.words import amount as said

    return said(value, unit) or "–"


def unbroken(text: str) -> str:
    """Text for labels that wrap: a number must not part from its unit at a thin space."""
    return text.replace(THIN_SPACE, "\u202f")


def share_text(share: float, digits: int = 1) -> str:
    """A fraction as percent; small ones keep a digit, since “0 %” would hide a shortage."""
    if 0 < share < VISIBLE_SHARE:
        return f"<0.1{THIN_SPACE}%"
    return f"{grouped(share * 100, digits)}{THIN_SPACE}%"


def step_name(step: str, number: int) -> str:
    """“week 9”."""
    names = {"day": tr("day {n}"), "week": tr("week {n}"), "month": tr("month {n}")}
    return names[step].format(n=number)


def tiles(row: Mapping[str, Any] | None, scenario: Scenario) -> tuple[TileText, ...]:
    """The four numbers of one commodity's totals; a dash where the run does not know."""
    if row is None:
        dash = TileText("–", tr("no run yet"))
        return (dash, dash, dash, dash)
    over_event, over_run = row["event_unserved_share"], row["unserved_share"]
    if over_event is None:
        unmet = TileText("–", tr("unmet: no demand is known"))
    else:
        whole = share_text(over_run or 0.0)
        caption = tr("of demand unmet while it lasts; {share} over the run").format(share=whole)
        unmet = TileText(
            share_text(over_event), caption if over_event else tr("of demand unmet"), over_event > 0
        )
    first = row["first_short_step"]
    if first is None:
        none = {
            "day": tr("no day is short"),
            "week": tr("no week is short"),
            "month": tr("no month is short"),
        }
        short = TileText(tr("none"), none[scenario.step])
    else:
        day = step_starts(scenario.start, scenario.step, first)[first - 1]
        short = TileText(
            step_name(scenario.step, first), tr("first shortage, {date}").format(date=day_text(day)), True
        )
    cover = row["min_cover_days"]
    if cover is None:
        lowest = TileText("–", tr("lowest cover: no stock is known"))
    else:
        lowest = TileText(
            steps_text(round(cover, 0 if cover >= 10 else 1), "day"), tr("lowest cover by stocks")
        )
    return (unmet, short, lowest, _fourth(row, scenario))


def export_tiles(lost: LostExports, row: Mapping[str, Any], scenario: Scenario) -> tuple[TileText, ...]:
    """The four numbers of a commodity that is sold: what is lost, from when, what output is cut, how much."""
    whole = share_text(lost.share)
    share = TileText(
        share_text(lost.event_share),
        tr("of exports lost while it lasts; {share} over the run").format(share=whole),
        lost.event_share > 0,
    )
    first = TileText(tr("none"), tr("no exports are lost"))
    if lost.first_step is not None:
        day = step_starts(scenario.start, scenario.step, lost.first_step)[lost.first_step - 1]
        name = step_name(scenario.step, lost.first_step)
        first = TileText(name, tr("first loss, {date}").format(date=day_text(day)), True)
    span = steps_text(scenario.steps, scenario.step)
    output = TileText(amount(lost.production_cut, lost.unit), tr("output cut for want of buyers"))
    revenue = row.get("export_revenue_change_usd")
    caption = tr("not sold over {span}").format(span=span)
    if revenue:
        caption += tr("; revenue {sum}").format(sum=money(revenue))
    return (share, first, output, TileText(amount(lost.amount, lost.unit), caption, lost.amount > 0))


def _fourth(row: Mapping[str, Any], scenario: Scenario) -> TileText:
    """What is unmet in its unit; where all demand is met, what the seller loses."""
    span = steps_text(scenario.steps, scenario.step)
    bill, revenue = row.get("import_cost_change_usd"), row.get("export_revenue_change_usd")
    cut = row.get("production_cut") or 0.0
    if not row["unserved"] and cut > 0:
        lost = tr("; export revenue {sum}").format(sum=money(revenue)) if revenue else ""
        return TileText(amount(cut, row["unit"]), tr("output cut over {span}").format(span=span) + lost, True)
    if not row["unserved"] and revenue:
        return TileText(money(revenue), tr("export revenue over {span}").format(span=span), revenue < 0)
    caption = tr("unmet over {span}").format(span=span)
    if bill:
        caption += tr("; import bill {sum}").format(sum=money(bill))
    return TileText(amount(row["unserved"], row["unit"]), caption, row["unserved"] > 0)


def money(value: float) -> str:
    """A change of money with its sign: +US$ 41 million."""
    return ("+" if value > 0 else MINUS) + amount(abs(value), "US$")


def actions(scenario: Scenario, words: Vocabulary, unit_of: Mapping[str, str]) -> tuple[Line, ...]:
    """Every lever that is off its baseline position."""
    lines = [
        Line(f"disruption-{i}", target_text(d, words), disruption_text(d, scenario))
        for i, d in enumerate(scenario.disruptions)
    ]
    responses = scenario.responses
    if responses.draw_stocks is not None:
        days = steps_text(responses.draw_stocks, "day")
        lines.append(Line("draw", tr("Draw stocks"), tr("down to {days}").format(days=days)))
    if responses.replace:
        lines.append(Line("replace", tr("Buy elsewhere"), tr("spare of suppliers not hit")))
    for i, source in enumerate(responses.sources):
        said = amount(source.quantity_per_week, unit_of.get(source.commodity, ""))
        lines.append(
            Line(
                f"source-{i}",
                tr("{place} sells more {good}").format(
                    place=words.place(source.exporter), good=words.good(source.commodity).lower()
                ),
                tr("{amount} a week from {step}").format(
                    amount=said, step=step_name(scenario.step, source.start_step)
                ),
            )
        )
    if responses.saving:
        lines.append(Line("saving", tr("Restrain demand"), f"{MINUS}{share_text(responses.saving)}"))
    if scenario.rationing != "proportional":
        rule = {"priority": tr("by priority"), "floors": tr("protected shares first")}[scenario.rationing]
        lines.append(Line("rationing", tr("Sharing out"), rule))
    lines += [
        Line(
            "/".join(o.path),
            assumption_text(o, words),
            tr("no limit") if o.value is None else grouped(o.value, 3),
        )
        for o in scenario.assumptions
    ]
    return tuple(lines)


def changed_from(lines: Sequence[Line], preset: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each with what it was in the preset where it differs, and what the preset had besides."""
    before = {line.key: line for line in preset}
    after = {line.key for line in lines}
    marked = [
        line
        if (old := before.get(line.key)) and (old.what, old.value) == (line.what, line.value)
        else Line(line.key, line.what, line.value, _was(line, before.get(line.key)))
        for line in lines
    ]
    gone = [Line(old.key, old.what, tr("off"), old.value) for old in preset if old.key not in after]
    return (*marked, *gone)


def _was(line: Line, old: Line | None) -> str:
    if old is None:
        return tr("not there")
    return old.value if old.what == line.what else f"{old.what} {old.value}"


def target_text(disruption: Disruption, words: Vocabulary) -> str:
    """“Russia → Mongolia · oil products”."""
    target = disruption.target
    ends = f"{words.place(target.exporter) or tr('any')} → {words.place(target.importer) or tr('any')}"
    good = words.good(target.commodity) if target.commodity else target.group.replace("_", " ")
    route = dict(words.routes).get(target.route, target.route)
    return " · ".join(part for part in (ends, good, route) if part)


def disruption_text(disruption: Disruption, scenario: Scenario) -> str:
    """“−50 %, from 2 Jan 2024 · 8 weeks · recovers over 4”."""
    return f"{MINUS}{share_text(disruption.depth)}, {timing_text(disruption, scenario)}"


def assumption_text(override: Override, words: Vocabulary) -> str:
    """“Spare: China”."""
    names = {
        "spare": tr("Spare"),
        "lead_weeks": tr("Lead time, weeks"),
        "ramp_weeks": tr("Ramp, weeks"),
        "days_of_cover": tr("Assumed days of cover"),
        "max_draw": tr("Largest draw a week"),
        "max_fill": tr("Largest fill a week"),
        "storage_capacity": tr("Storage capacity"),
        "route_capacity": tr("Route capacity"),
        "priority": tr("Priority"),
        "protected_share": tr("Protected share"),
        "elasticity": tr("Demand elasticity"),
        "value_of_lost_load": tr("Value of lost load"),
        "gdp": tr("Gross domestic product"),
        "cost_share": tr("Cost share in output"),
        "substitution": tr("Elasticity of substitution"),
    }
    key, *rest = override.path
    known = [
        tr("all") if part == "*" else words.places.get(part, words.goods.get(part, part)) for part in rest
    ]
    return f"{names.get(key, key)}: {', '.join(known)}"


def assumption_path(key: str) -> tuple[str, ...]:
    """Where the scenario states the ledger row `key`: "priority.diesel.households" names a sector besides."""
    from dependency_explorer.whatif.scenario_reading import BY_SECTOR

    return tuple(key.split(".", 2 if key.split(".")[0] in BY_SECTOR else 1))


def differences(totals: Sequence[Mapping[str, Any]], words: Vocabulary) -> tuple[tuple[Line, ...], int]:
    """Numbers that differ from the baseline, largest share first, and how many are too small to show."""
    found: list[tuple[float, Line]] = []
    hidden = 0
    for row in totals:
        if row.get("parts"):
            continue  # its parts are listed themselves
        good = words.good(row["commodity"])
        scale = max(row["demand"] or 0.0, row.get("exports") or 0.0, row.get("production_cut") or 0.0)
        for key, what in (
            ("unserved", tr("{good}: unmet")),
            ("production_cut", tr("{good}: output cut")),
            ("diverted", tr("{good}: sold to others")),
            ("stockpiled", tr("{good}: put into store")),
        ):
            value = row.get(key) or 0.0
            if value <= 0:
                continue
            share = value / scale if scale > 0 else math.inf
            if share < VISIBLE_SHARE:
                hidden += 1
                continue
            said = amount(value, row["unit"])
            if key == "unserved" and row["unserved_share"] is not None:
                said = tr("{amount}, {share} of demand").format(
                    amount=said, share=share_text(row["unserved_share"])
                )
            found.append((share, Line(key, what.format(good=good), said)))
        for key, what in (
            ("import_cost_change_usd", tr("{good}: import bill")),
            ("export_revenue_change_usd", tr("{good}: export revenue")),
        ):
            if row.get(key):
                found.append((0.0, Line(key, what.format(good=good), money(row[key]))))
    found.sort(key=_by_share, reverse=True)
    return tuple(line for _, line in found), hidden


def _by_share(pair: tuple[float, Line]) -> float:
    return pair[0]


class Tile(QFrame):
    """One number with its caption."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "tile")
        self.value = ElidedLabel("value")
        self.value.setObjectName(f"{name}-value")
        self.caption = ElidedLabel("small", lines=2)
        self.caption.setObjectName(f"{name}-caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 8, 4)
        column.setSpacing(0)
        column.addWidget(self.value)
        column.addWidget(self.caption)

    def show_text(self, text: TileText) -> None:
        """Show a number."""
        self.value.set_full(text.value)
        self.caption.set_full(text.caption)
        self.setAccessibleName(f"{text.value} {text.caption}")
        alarm = "true" if text.alarm else "false"
        if self.value.property("alarm") != alarm:
            self.value.setProperty("alarm", alarm)
            restyle(self.value)


class Tiles(QWidget):
    """The four numbers, two by two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome-tiles")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        names = ("tile-unmet", "tile-first-short", "tile-cover", "tile-amount")
        self.tiles = tuple(Tile(name) for name in names)
        for index, tile in enumerate(self.tiles):
            grid.addWidget(tile, index // 2, index % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def set_lines(self, lines: int) -> None:
        """How many lines the captions have."""
        for tile in self.tiles:
            tile.caption.set_lines(lines)

    def show_texts(self, texts: Sequence[TileText]) -> None:
        """Show four numbers."""
        for tile, text in zip(self.tiles, texts, strict=True):
            tile.show_text(text)


class LineList(QWidget):
    """A heading over lines of words and values; labels are reused."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.heading = text_label("heading")
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.heading)

    def texts(self) -> tuple[str, ...]:
        """What is shown, for tests and for copying."""
        return tuple(f"{a.text()} {b.text()}".strip() for a, b in self._labels if not a.isHidden())

    def show_lines(self, heading: str, lines: Sequence[tuple[str, str]]) -> None:
        """Show pairs of a line and its muted second line."""
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        while len(self._labels) < len(lines):
            first, second = text_label(), text_label("small")
            for label in (first, second):
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._column.addWidget(label)
            self._labels.append((first, second))
        for index, (first, second) in enumerate(self._labels):
            used = index < len(lines)
            first.setText(unbroken(lines[index][0]) if used else "")
            second.setText(unbroken(lines[index][1]) if used else "")
            first.setVisible(used)
            second.setVisible(used and bool(lines[index][1]))


class AssumptionRow(QWidget):
    """One row of the ledger; its value can be typed over where the scenario may state it."""

    edited = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self._factor = 1.0
        self.label = text_label()
        self.value = text_label(wrap=False)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.field = NumberField()
        self.field.setObjectName("assumption-value")
        self.field.setDecimals(3)
        self.field.setKeyboardTracking(False)
        self.field.setFixedWidth(104)
        self.detail = text_label("small")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.label, 1)
        top.addWidget(self.value)
        top.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.detail)
        self.field.valueChanged.connect(self._typed)

    def show_row(self, row: Any, editable: bool) -> None:
        """Show an assumption."""
        self.key = row.key
        share = row.unit in {"1", "share"}
        self._factor = 100.0 if share else 1.0
        unit = "%" if share else row.unit
        number = isinstance(row.value, int | float) and not isinstance(row.value, bool)
        self.label.setText(row.label)
        self.field.setVisible(editable and number)
        self.value.setVisible(not (editable and number))
        if number:
            said = f"{grouped(row.value * self._factor, 3)}{THIN_SPACE}{unit}".strip()
        else:
            said = str(row.value) if row.value is not None else tr("no limit")
        self.value.setText(said)
        if editable and number and not self.field.hasFocus():
            self.field.blockSignals(True)
            self.field.setSuffix(f"{THIN_SPACE}{unit}" if unit else "")
            self.field.setRange(0.0 if row.low is None or row.low >= 0 else -1e12, 1e12)
            self.field.setValue(row.value * self._factor)
            self.field.blockSignals(False)
        self.field.setAccessibleName(row.label)
        spread = ""
        if row.low is not None and row.high is not None and row.low != row.high:
            spread = (
                tr("range {low} to {high}")
                .format(
                    low=grouped(row.low * self._factor, 3),
                    high=f"{grouped(row.high * self._factor, 3)}{THIN_SPACE}{unit}",
                )
                .strip()
            )
        self.detail.setText(" · ".join(part for part in (spread, row.source, row.note) if part))

    def _typed(self, value: float) -> None:
        self.edited.emit(self.key, value / self._factor)


class Ledger(Fold):
    """“7 assumptions in this run”, opened into rows that are made when first opened."""

    edited = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("assumptions", parent)
        self.rows: list[AssumptionRow] = []
        self._ledger: tuple[Any, ...] = ()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.toggled.connect(self._opened)

    def show_ledger(self, ledger: Sequence[Any]) -> None:
        """Show the assumptions of a run."""
        self._ledger = tuple(ledger)
        count = len(self._ledger)
        words = tr("1 assumption in this run") if count == 1 else tr("{n} assumptions in this run")
        self.set_title(words.format(n=count))
        if self.is_open():
            self._fill()

    def _opened(self, shown: bool) -> None:
        if shown:
            self._fill()

    def _fill(self) -> None:
        from dependency_explorer.whatif.scenario_reading import ASSUMPTIONS

        while len(self.rows) < len(self._ledger):
            row = AssumptionRow()
            row.edited.connect(self.edited)
            self.rows.append(row)
            self._column.addWidget(row)
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(self._ledger))
            if index < len(self._ledger):
                entry = self._ledger[index]
                row.show_row(entry, "." in entry.key and entry.key.split(".")[0] in ASSUMPTIONS)
