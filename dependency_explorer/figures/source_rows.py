"""What the source rows themselves say: how many were set aside, and how a derived figure was made.

Nothing is added up here: sums come from `analysis` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.data.schema import COMPUTED, SET_ASIDE
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Side
    from dependency_explorer.data.dataset import Dataset

_MOST_NOTES = 2


def set_aside(
    draft: Draft, commodities: Sequence[str], sides: Sequence[Side], periods: tuple[str, str]
) -> str:
    """ "Excludes 2 rows that sources state otherwise (quality alt or disputed)."; "" for none.

    periods: first and last, both included, "" open.
    """
    first, last = periods
    place, wanted = draft.question.place, set(commodities)
    count = 0
    for period, exporter, importer, commodity in _set_aside_rows(draft.dataset):
        bought = importer == place and "imports" in sides
        sold = exporter == place and "exports" in sides
        if commodity in wanted and (bought or sold) and within(period, first, last):
            count += 1
    if not count:
        return ""
    return draft.words.say(
        "Excludes {rows} with another figure for the same flow (quality “alt” or “disputed”).",
        rows=wording.counted(count, "row"),
    )


def within(period: str, first: str, last: str) -> bool:
    """Whether a period lies within the bounds, compared as far as both are precise."""
    after = not first or period[: len(first)] >= first[: len(period)]
    return after and (not last or period[: len(last)] <= last[: len(period)])


@remembered
def _set_aside_rows(dataset: Dataset) -> tuple[tuple[str, str, str, str], ...]:
    table = dataset.tables["flows"]
    chosen = table[table["quality"].isin(sorted(SET_ASIDE))]
    columns = (chosen[name].astype(str).tolist() for name in ("period", "exporter", "importer", "commodity"))
    return tuple(zip(*columns, strict=True))


def how_derived(draft: Draft, rows: Iterable[int]) -> str:
    """The notes of derived source rows, where they are few: how the figure was computed."""
    notes = _derived_notes(draft.dataset)
    found = list(dict.fromkeys(notes[row] for row in rows if row in notes))
    if not found or len(found) > _MOST_NOTES:
        return ""
    return draft.words.say("How it was derived: {notes}.", notes="; ".join(found))


@remembered
def _derived_notes(dataset: Dataset) -> dict[int, str]:
    table = dataset.tables["flows"]
    chosen = table[table["quality"].isin(sorted(COMPUTED))]
    pairs = zip(chosen["row"].tolist(), chosen["note"].astype(str).tolist(), strict=True)
    return {int(row): note.strip().rstrip(".") for row, note in pairs if note.strip()}
