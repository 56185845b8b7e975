"""What the user looks at, as one frozen value.

Two kinds of things live in it. What is *asked* - question, selection, scenario, the step of the history, the
date of the stakes - changes the numbers on screen, and undo steps through it. How it is *shown* - theme,
maximised card, cards shown as tables, the what-if panel - is remembered and saved all the same, but makes no
undo step: someone who undoes a change of period does not want the lights to go out as well. The dataset
belongs to neither: opening another one starts a new history (`Store.replace_all`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Literal

from dependency_explorer.analysis.question import Question, Selection

if TYPE_CHECKING:
    from dependency_explorer.whatif.scenario import Scenario

HistoryStep = Literal["year", "month"]
Theme = Literal["system", "light", "dark"]

_SHOWN = ("theme", "maximised", "tables", "panel_open", "ranges")
_ASKED = (
    "question", "selection", "scenario", "preset", "letter", "kept", "history_step", "stake_date", "compared",
)  # fmt: skip

LETTERS = ("A", "B", "C")
"""The scenarios that can be open at a time: as many as a comparison beside the baseline stays readable with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario that is open but not in force, with what "back to preset" returns to."""

    letter: str
    scenario: Scenario
    preset: Scenario | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """The whole state of one window.

    dataset: the name of a bundled dataset or the absolute path of a file or folder; "" for none.
    scenario: the what-if in force, None for none. preset: what "back to preset" returns to. letter: what the
    scenario in force is called beside the others that are open, which are kept, in the order of their letters.
    ranges: whether draws of the assumptions stand beside a run's numbers.
    stake_date: the day the stakes are read at ("2023-01-01", "2023"), "" for the end of the period.
    compared: codes of the places whose concentration is compared; none for the best documented ones.
    maximised: name of the card that fills the grid, "" for none. tables: names of the cards shown as table.
    """

    dataset: str = ""
    question: Question = field(default_factory=lambda: Question(""))
    selection: Selection = field(default_factory=Selection)
    scenario: Scenario | None = None
    preset: Scenario | None = None
    letter: str = "A"
    kept: tuple[Kept, ...] = ()
    history_step: HistoryStep = "year"
    theme: Theme = "system"
    maximised: str = ""
    tables: frozenset[str] = frozenset()
    panel_open: bool = True
    stake_date: str = ""
    compared: tuple[str, ...] = ()
    ranges: bool = True

    @property
    def open_scenarios(self) -> tuple[Kept, ...]:
        """Every open scenario, the one in force among them, in the order of their letters."""
        if self.scenario is None:
            return self.kept
        here = Kept(self.letter, self.scenario, self.preset)
        return tuple(sorted((*self.kept, here), key=_by_letter))

    @property
    def next_letter(self) -> str:
        """The letter that another scenario would take; "" where there is room for none."""
        taken = {self.letter, *(one.letter for one in self.kept)}
        return next((letter for letter in LETTERS if letter not in taken), "")

    def switched_to(self, letter: str) -> Workspace:
        """The same workspace with the kept scenario of this letter in force."""
        chosen = next((one for one in self.kept if one.letter == letter), None)
        if chosen is None or self.scenario is None:
            return self
        rest = tuple(one for one in self.open_scenarios if one.letter != letter)
        return replace(self, scenario=chosen.scenario, preset=chosen.preset, letter=letter, kept=rest)

    def with_another(self, scenario: Scenario, preset: Scenario | None) -> Workspace:
        """Another scenario opened beside the present ones and in force; as it was where there is no room."""
        letter = self.next_letter
        if not letter or self.scenario is None:
            return self
        return replace(self, scenario=scenario, preset=preset, letter=letter, kept=self.open_scenarios)

    def without(self, letter: str) -> Workspace:
        """One open scenario closed; the last one stays. Of the one in force the nearest before it takes over."""
        if not self.kept:
            return self
        if letter != self.letter:
            return replace(self, kept=tuple(one for one in self.kept if one.letter != letter))
        before = [one.letter for one in self.kept if one.letter < letter]
        return self.switched_to(before[-1] if before else self.kept[0].letter).without(letter)

    def asks_the_same(self, other: Workspace) -> bool:
        """Whether both ask the same of the same dataset, however it is shown."""
        return self.dataset == other.dataset and all(
            getattr(self, name) == getattr(other, name) for name in _ASKED
        )

    def shown_like(self, other: Workspace) -> Workspace:
        """The same question, shown as `other` is."""
        return replace(self, **{name: getattr(other, name) for name in _SHOWN})


def _by_letter(kept: Kept) -> str:
    return kept.letter


def changed_topics(before: Workspace, after: Workspace) -> frozenset[str]:
    """What differs: names of fields of `Workspace`, and of `Question` with "period" for first and last.

    A change of place gives {"question", "place"}, one of the theme {"theme"}.
    """
    topics = {
        item.name for item in fields(Workspace) if getattr(before, item.name) != getattr(after, item.name)
    }
    if "question" in topics:
        old, new = before.question, after.question
        topics |= {
            name
            for name in ("place", "commodities", "measure", "side")
            if getattr(old, name) != getattr(new, name)
        }
        if (old.first, old.last) != (new.first, new.last):
            topics.add("period")
    return frozenset(topics)
