"""One fuel switch as a sentence with levers: who moves from what to what, how much of it, from when."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from dependency_explorer.app.levers import Lever
from dependency_explorer.app.number_text import grouped
from dependency_explorer.app.panel_parts import Chip
from dependency_explorer.app.response_row import ResponseRow
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.figures.outcome_words import sector_text
from dependency_explorer.figures.step_words import steps_text
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import FuelSwitch

if TYPE_CHECKING:
    from dependency_explorer.whatif.switching import SwitchChoices

tr = functools.partial(QCoreApplication.translate, "Panel")


class SwitchRow(ResponseRow):
    """One switch."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(index, "switch", tr("fuel switch"), parent)
        self._choices: SwitchChoices | None = None
        self.sector = Chip(tr("Who switches"), "switch-sector")
        self.away = Chip(tr("From"), "switch-from")
        self.to = Chip(tr("To"), "switch-to")
        self.sector.set_choices(self._sectors)
        self.away.set_choices(self._aways)
        self.to.set_choices(self._tos)
        self.sector.chosen.connect(self._sector_chosen)
        self.away.chosen.connect(self._away_chosen)
        self.to.chosen.connect(self._to_chosen)
        self.share = Lever(
            tr("up to"),
            0,
            100,
            1,
            decimals=1,
            unit="%",
            ceiling=100,
            compact=True,
            object_name="switch-share",
        )
        self.share.set_name(tr("Share of the shortage that is switched"), shown=False)
        self.share.set_words(tr("of what they lack, as far as the other has it to spare"))
        weeks = tr("weeks")
        self.lead = Lever(
            tr("Ready after"), 0, 26, 1, decimals=1, unit=weeks, ceiling=10_000, object_name="switch-lead"
        )
        self.ramp = Lever(
            tr("Grows over"), 0, 12, 1, decimals=1, unit=weeks, ceiling=10_000, object_name="switch-ramp"
        )
        self._lay_out(
            (self.sector, QLabel(tr("short of")), self.away, QLabel(tr("use")), self.to, QLabel(tr("instead"))),
            tr("Remove this switch"), self.share, (self.lead, self.ramp),
        )  # fmt: skip
        self.share.moved.connect(self._share_moved)
        self.lead.moved.connect(self._lead_moved)
        self.ramp.moved.connect(self._ramp_moved)

    def focus_parts(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        parts: list[QWidget] = [self.sector, self.away, self.to, self.remove, *self.share.focus_parts()]
        return [*parts, self.timing.button, *self.lead.focus_parts(), *self.ramp.focus_parts()]

    def show_switch(self, switch: FuelSwitch, words: Vocabulary, choices: SwitchChoices | None) -> None:
        """Show a switch."""
        self._value, self._words, self._choices = switch, words, choices
        self.sector.set_current(switch.sector, sector_text(switch.sector, SPOKEN))
        self.away.set_current(switch.away_from, words.good(switch.away_from))
        self.to.set_current(switch.to, words.good(switch.to))
        self.share.set_value(round(switch.share * 100, 6))
        self.lead.set_value(switch.lead_weeks)
        self.ramp.set_value(switch.ramp_weeks)
        ready = tr("ready after {n}").format(n=steps_text(switch.lead_weeks, "week", SPOKEN))
        grows = tr("grows over {n}").format(n=grouped(switch.ramp_weeks, 1))
        self.timing.set_title(f"{ready} · {grows if switch.ramp_weeks else tr('then at once')}")

    def _named(self, codes: Sequence[str]) -> Sequence[tuple[str, str]]:
        return tuple((code, self._words.good(code)) for code in codes)

    def _known(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        if self._value is None or self._choices is None:
            return None
        return self._choices.get(self._value.away_from)

    def _aways(self) -> Sequence[tuple[str, str]]:
        return self._named(self._choices.left() if self._choices is not None else ())

    def _tos(self) -> Sequence[tuple[str, str]]:
        known = self._known()
        return self._named(known[0]) if known else ()

    def _sectors(self) -> Sequence[tuple[str, str]]:
        known = self._known()
        return tuple((name, sector_text(name, SPOKEN)) for name in ("", *(known[1] if known else ())))

    def _sector_chosen(self, key: str) -> None:
        self._emit(tr("who switches fuel"), sector=key)

    def _away_chosen(self, key: str) -> None:
        assert self._choices is not None
        others = self._choices[key][0]
        kept = self._value is not None and self._value.to in others
        changes = {} if kept else {"to": others[0]}
        self._emit(tr("fuel that is left"), away_from=key, sector="", **changes)

    def _to_chosen(self, key: str) -> None:
        self._emit(tr("fuel that is switched to"), to=key)

    def _share_moved(self, value: float) -> None:
        self._emit(tr("share of a fuel switch"), "share", share=value / 100)

    def _lead_moved(self, value: float) -> None:
        self._emit(tr("lead time of a fuel switch"), "lead", lead_weeks=value)

    def _ramp_moved(self, value: float) -> None:
        self._emit(tr("ramp of a fuel switch"), "ramp", ramp_weeks=value)
