"""One named source among the responses: who sells what, how much a week, from when."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from dependency_explorer.app.levers import Lever
from dependency_explorer.app.number_text import grouped
from dependency_explorer.app.panel_parts import Chip
from dependency_explorer.app.response_row import ResponseRow
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.figures.step_words import steps_text
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import NamedSource, Scenario, step_starts

tr = functools.partial(QCoreApplication.translate, "Panel")


class SourceRow(ResponseRow):
    """One named source: who sells what, how much a week, from when."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(index, "source", tr("named source"), parent)
        self.exporter = Chip(tr("Supplier"), "source-exporter")
        self.commodity = Chip(tr("Commodity"), "source-commodity")
        self.exporter.set_choices(self._exporters)
        self.commodity.set_choices(self._commodities)
        self.exporter.chosen.connect(self._exporter_chosen)
        self.commodity.chosen.connect(self._commodity_chosen)
        self.quantity = Lever(
            tr("a week"), 0, 100, 1, decimals=2, ceiling=1e12, compact=True, object_name="source-quantity"
        )
        self.quantity.set_name(tr("Quantity a week"), shown=False)
        self.start = Lever(tr("From step"), 1, 26, 1, object_name="source-start")
        self.ramp = Lever(tr("Grows over"), 0, 12, 1, decimals=1, ceiling=10_000, object_name="source-ramp")
        self._lay_out(
            (self.exporter, QLabel(tr("sells more")), self.commodity),
            tr("Remove this source"), self.quantity, (self.start, self.ramp),
        )  # fmt: skip
        self.quantity.moved.connect(self._quantity_moved)
        self.start.moved.connect(self._start_moved)
        self.ramp.moved.connect(self._ramp_moved)

    def show_source(
        self, source: NamedSource, scenario: Scenario, words: Vocabulary, unit: str, weekly: float | None
    ) -> None:
        """Show a source; `weekly` is a week's demand of its commodity, which the slider spans."""
        self._value, self._words = source, words
        self.exporter.set_current(source.exporter, words.place(source.exporter))
        self.commodity.set_current(source.commodity, words.good(source.commodity))
        reach = slider_end(weekly or max(source.quantity_per_week * 2, 1.0))
        self.quantity.set_unit(tr("{unit}/week").format(unit=unit) if unit else "")
        self.quantity.set_step(reach / 200)
        self.quantity.set_range(0, reach, 1e12)
        self.quantity.set_value(source.quantity_per_week)
        share = source.quantity_per_week / weekly if weekly else None
        self.quantity.set_words(
            tr("{share} of a week’s demand").format(share=f"{grouped(share * 100, 0)}\u2009%")
            if share
            else ""
        )
        names = {"day": tr("From day"), "week": tr("From week"), "month": tr("From month")}
        self.start.set_name(names[scenario.step])
        self.start.set_range(1, max(scenario.steps, source.start_step))
        self.start.set_value(float(source.start_step))
        days = step_starts(scenario.start, scenario.step, source.start_step)
        first = SPOKEN.day(days[source.start_step - 1])
        self.start.set_words(first)
        grows = tr("grows over {n}").format(n=steps_text(source.ramp_steps, scenario.step, SPOKEN))
        begins = tr("from {date}").format(date=first)
        self.timing.set_title(f"{begins} · {grows if source.ramp_steps else tr('at once')}")
        self.ramp.set_range(0, min(12, scenario.steps), 10_000)
        self.ramp.set_value(source.ramp_steps)

    def _exporters(self) -> Sequence[tuple[str, str]]:
        return self._words.exporters

    def _commodities(self) -> Sequence[tuple[str, str]]:
        return tuple((c, n.strip()) for c, n in self._words.commodities if c in self._words.simulated)

    def _exporter_chosen(self, key: str) -> None:
        self._emit(tr("supplier of a named source"), exporter=key)

    def _commodity_chosen(self, key: str) -> None:
        self._emit(tr("commodity of a named source"), commodity=key)

    def _quantity_moved(self, value: float) -> None:
        self._emit(tr("quantity of a named source"), "quantity", quantity_per_week=value)

    def _start_moved(self, value: float) -> None:
        self._emit(tr("start of a named source"), "start", start_step=round(value))

    def _ramp_moved(self, value: float) -> None:
        self._emit(tr("growth of a named source"), "ramp", ramp_steps=value)


def slider_end(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten at or above a positive number: the end of a slider."""
    from dependency_explorer.charts.ticks import nice_ticks

    return nice_ticks(value, 1)[-1]
