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

_SHOWN = ("theme", "maximised", "tables", "panel_open")
_ASKED = ("question", "selection", "scenario", "preset", "history_step", "stake_date", "compared")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The whole state of one window.

    dataset: the name of a bundled dataset or the absolute path of a file or folder; "" for none.
    scenario: the what-if in force, None for none. preset: what "back to preset" returns to.
    stake_date: the day the stakes are read at ("2023-01-01", "2023"), "" for the end of the period.
    compared: codes of the places whose concentration is compared; none for the best documented ones.
    maximised: name of the card that fills the grid, "" for none. tables: names of the cards shown as table.
    """

    dataset: str = ""
    question: Question = field(default_factory=lambda: Question(""))
    selection: Selection = field(default_factory=Selection)
    scenario: Scenario | None = None
    preset: Scenario | None = None
    history_step: HistoryStep = "year"
    theme: Theme = "system"
    maximised: str = ""
    tables: frozenset[str] = frozenset()
    panel_open: bool = True
    stake_date: str = ""
    compared: tuple[str, ...] = ()

    def asks_the_same(self, other: Workspace) -> bool:
        """Whether both ask the same of the same dataset, however it is shown."""
        return self.dataset == other.dataset and all(
            getattr(self, name) == getattr(other, name) for name in _ASKED
        )

    def shown_like(self, other: Workspace) -> Workspace:
        """The same question, shown as `other` is."""
        return replace(self, **{name: getattr(other, name) for name in _SHOWN})


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
