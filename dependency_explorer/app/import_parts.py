"""Parts of the import window: the decisions with their choices and effects, and a bar for what should be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.import_words import for_the_window
from dependency_explorer.app.panel_parts import link_button, text_label
from dependency_explorer.data.problems import count

if TYPE_CHECKING:
    from dependency_explorer.analysis.sums import FlowSum
    from dependency_explorer.data.intake.plan import Decision


def sum_text(total: FlowSum | None) -> str:
    """ "US$ 13.8 trillion", "83.7 Mt"; several quantities after each other; "–" for none."""
    from dependency_explorer.figures.words import amount

    if total is None:
        return "–"
    parts = [amount(total.value, "usd")] if total.value is not None else []
    parts += [amount(quantity, unit) for unit, quantity in total.quantities[:3]]
    if len(total.quantities) > 3:
        parts.append("…")
    return " · ".join(part for part in parts if part) or "–"


def change_text(before: FlowSum, after: FlowSum) -> str:
    """The total under another choice and how it differs: "US$ 14.9 trillion, +7.9 %"."""
    from dependency_explorer.figures.words import number

    if (before.value, before.quantities) == (after.value, after.quantities):
        same = after.links == before.links
        return "the same total" if same else f"the same total, {count(after.links)} flows"
    old, new = before.value, after.value
    if old is None and len(before.quantities) == 1 and len(after.quantities) == 1:
        old, new = before.quantities[0][1], after.quantities[0][1]
    text = sum_text(after)
    if not old or new is None:
        return text
    change = new / old - 1
    if abs(change) < 5e-5:
        same = after.links == before.links
        return "the same total" if same else f"the same total, {count(after.links)} flows"
    sign = "+" if change > 0 else "−"
    return f"{text}, {sign}{number(abs(100 * change))}\u2009%"


class DecisionList(QScrollArea):
    """One block a decision: what, how many rows, what share; its options, and what each would come to."""

    chosen = Signal(str, str)
    asked = Signal(str, str)
    """Work out what an option would come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("role", "reached")
        self.setObjectName("import-decisions")
        self.setAccessibleName(self.tr("What was decided"))
        self._effects: dict[tuple[str, str], QLabel] = {}
        self._asks: dict[tuple[str, str], QPushButton] = {}
        self._boxes: list[QVBoxLayout] = []
        """What can be chosen and asked of each decision, in the order of the list."""
        self._total: FlowSum | None = None
        self._order: list[str] = []
        self.show_waiting(self.tr("Reading the whole table to see what repeats in it…"))

    def show_waiting(self, text: str) -> None:
        """A sentence in place of the list."""
        label = text_label("muted")
        label.setText(text)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(4, 8, 4, 8)
        self._clear()
        self._put(label)

    def show_decisions(self, decisions: Sequence[Decision], editable: bool = True) -> None:
        """Show them; what other options would come to stays open until the total is known."""
        self._clear()
        self._total = None
        if not decisions:
            self.show_waiting(self.tr("Nothing had to be decided: every row is kept as it stands."))
            return
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(4, 4, 12, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(3, 4)
        for column, text in enumerate(
            (self.tr("What"), self.tr("Rows"), self.tr("Share"), self.tr("Choice"))
        ):
            head = text_label("small", wrap=False)
            head.setText(text)
            if column in (1, 2):
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
        # A choice must not carry its row away from under the pointer: what was there keeps its place.
        before = {key: place for place, key in enumerate(self._order)}
        ordered = sorted(merged(decisions), key=_importance)
        ordered.sort(key=lambda one: before.get(one.key, len(before)))
        self._order = [one.key for one in ordered]
        for index, decision in enumerate(ordered):
            self._add(grid, 2 * index + 1, decision, editable)
        grid.setRowStretch(2 * len(decisions) + 1, 1)
        down = self.verticalScrollBar().value()
        self._put(inside)
        self.verticalScrollBar().setValue(down)

    def _put(self, inside: QWidget) -> None:
        """In place of what is shown; the keyboard stays at the same decision, or else at the list."""
        held = self.window().focusWidget()
        inside_here = held is not None and held is not self and self.isAncestorOf(held)
        name = held.objectName() if held is not None else ""
        self.setWidget(inside)
        self._order_focus()
        if inside_here:
            same = inside.findChild(QWidget, name) if name else None
            (same or self).setFocus()

    def _clear(self) -> None:
        self._effects.clear()
        self._asks.clear()
        self._boxes.clear()

    def _order_focus(self) -> None:
        """Tab goes from the list to its decisions, though they come later than what stands below them."""
        before: QWidget = self
        for column in self._boxes:
            for index in range(column.count()):
                part = column.itemAt(index).widget()
                if part is not None and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    QWidget.setTabOrder(before, part)
                    before = part

    def show_total(self, total: FlowSum, unasked: bool) -> None:
        """What all flows come to now, with which other options are compared; unasked: these are being worked out
        without being asked for."""
        self._total = total
        for (key, option), effect in self._effects.items():
            label = effect.property("option")
            if unasked:
                effect.setText(self.tr("{0}: …").replace("{0}", label))
                effect.show()
                continue
            ask = _Ask(self.tr("What would change: {0}").replace("{0}", label), key, option)
            ask.asked.connect(self.asked)
            self._asks[key, option] = ask
            column = effect.parentWidget().layout()
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(column.indexOf(effect) + 1, ask)
        self._order_focus()

    def show_effect(self, key: str, option: str, total: FlowSum) -> None:
        """What another option would come to."""
        label = self._effects.get((key, option))
        if label is None or self._total is None:
            return
        label.setText(f"{label.property('option')}: {change_text(self._total, total)}")
        label.show()
        ask = self._asks.get((key, option))
        if ask is not None:
            ask.hide()

    def _add(self, grid: QGridLayout, row: int, decision: Decision, editable: bool) -> None:
        from dependency_explorer.figures.words import percent

        line = QFrame()
        line.setFixedHeight(1)
        line.setProperty("role", "line")
        grid.addWidget(line, row, 0, 1, 4)
        what = text_label()
        what.setText(for_the_window(decision.what, decision.key))
        what.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        what.setContentsMargins(0, 6, 0, 6)
        what.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, row + 1, 0)
        share = "" if decision.share is None else percent(decision.share, 1)
        for column, text in ((1, count(decision.rows) if decision.rows else ""), (2, share)):
            number = text_label(wrap=False)
            number.setText(text)
            number.setContentsMargins(0, 6, 0, 6)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(number, row + 1, column)
        grid.addWidget(self._choice(decision, editable), row + 1, 3)

    def _choice(self, decision: Decision, editable: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(2)
        self._boxes.append(column)
        if decision.options and editable:
            combo = OptionBox(decision)
            combo.picked.connect(self.chosen)
            column.addWidget(combo)
            for option in decision.options if decision.are_few else ():
                if option.value != decision.chosen:
                    effect = text_label("small")
                    effect.setProperty("option", option.label)
                    effect.hide()
                    self._effects[decision.key, option.value] = effect
                    column.addWidget(effect)
        elif told := self._taken(decision):
            label = text_label("muted")
            label.setText(told)
            label.setContentsMargins(0, 2, 0, 0)
            column.addWidget(label)
        column.addStretch(1)
        return box

    def _taken(self, decision: Decision) -> str:
        """What was chosen; nothing where the sentence only tells something: of such rows some are kept and some are
        not, and it says which."""
        word = next((one.label for one in decision.options if one.value == decision.chosen), "")
        return word or (self.tr("Set aside") if decision.dropped else "")


class OptionBox(DropDown):
    """The options of one decision."""

    picked = Signal(str, str)

    def __init__(self, decision: Decision, parent: QWidget | None = None) -> None:
        super().__init__(f"decision-{decision.key}", decision.what, 18, parent)
        self._key = decision.key
        self.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.fill([(option.value, option.label) for option in decision.options], decision.chosen)
        self.activated.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self._key, self.currentData())


class _Ask(QPushButton):
    """Asks what one option would come to, once."""

    asked = Signal(str, str)

    def __init__(self, text: str, key: str, option: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "link")
        self._which = (key, option)
        self.clicked.connect(self._ask)

    def _ask(self) -> None:
        self.setEnabled(False)
        self.asked.emit(*self._which)


def merged(decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions of one kind on several sheets as one: they are taken together. What share rows hold of all sheets is
    not known from what they hold of each."""
    found: dict[tuple[str, str, str], Decision] = {}
    for one in decisions:
        known = found.get((one.key, one.what, one.chosen))
        both = one if known is None else replace(known, rows=known.rows + one.rows, share=None)
        found[one.key, one.what, one.chosen] = both
    return list(found.values())


def _importance(decision: Decision) -> tuple[int, float]:
    """What was set aside first, then what could be decided otherwise, then the rest; each by its share."""
    rank = 0 if decision.dropped and decision.rows else 1 if decision.options else 2
    return rank, -(decision.share or 0.0)


class NoticeBar(QFrame):
    """A sentence on what went wrong or what should be known, with at most one button."""

    acted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self.label = text_label()
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = link_button("", f"{name}-button")
        self._button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self.label, 1)
        row.addWidget(self._button)
        self.hide()

    def say(self, text: str, action: str = "", alarm: bool = False) -> None:
        """Show a sentence; "" hides the bar."""
        self.label.setText(text)
        self.label.setProperty("role", "alarm" if alarm else "")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
        self.setAccessibleName(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setVisible(bool(text))
