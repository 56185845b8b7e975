"""Years that are no calendar years: which one they count as, told and to be decided otherwise."""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.periods import is_fiscal, periods_of, split_years
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.problems import shown
from dependency_explorer.data.raw import RawColumn

_SPLIT = (
    Option("starting", "Count as the year in which they begin"),
    Option("ending", "Count as the year in which they end"),
)


def counted_years(draft: Draft, written: RawColumn) -> tuple[RawColumn, frozenset[str]]:
    """Texts as periods, and which of them are years that begin in one calendar year and end in the next.

    Such a year counts as the one in which it begins, unless the user says otherwise. A fiscal year named by one
    number (FY2021) keeps that number: in which month it begins is not known.
    """
    used = [text for text in written.used() if text]
    split = split_years(used)
    fiscal = {text for text in used if text not in split and is_fiscal(text)}
    if fiscal:
        draft.decide(
            "fiscal_years",
            f"Fiscal years (such as {shown(min(fiscal))}) are counted as the calendar year of their number: the "
            "table does not say in which month they begin.",
            int(written.isin(fiscal).sum()),
        )
    plain = periods_of(used)
    if not split:
        return written.map(lambda text: plain.get(text, "")), frozenset()
    chosen = draft.choice("split_years", "starting", _SPLIT)
    ending = chosen == "ending"
    first, years = next(iter(split.items()))
    draft.decide(
        "split_years",
        f"Years that begin in one calendar year and end in the next (such as {shown(first)}) are counted as the one "
        f"in which they {'end' if ending else 'begin'} ({years[ending]}).",
        int(written.isin(set(split)).sum()),
        options=_SPLIT,
        chosen=chosen,
    )
    return written.map(lambda text: split[text][ending] if text in split else plain.get(text, "")), frozenset(
        split
    )
