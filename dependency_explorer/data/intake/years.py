"""Periods that can be taken in two ways: years that are no calendar years, days written with their month first.

What is taken is told, and can be decided otherwise.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.periods import (
    is_fiscal,
    order_of_dates,
    periods_of,
    plain_days,
    split_years,
)
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.problems import shown
from dependency_explorer.data.raw import RawColumn

_SPLIT = (
    Option("starting", "Count as the year in which they begin"),
    Option("ending", "Count as the year in which they end"),
)

_DATES = (
    Option("day", "The day comes first"),
    Option("month", "The month comes first"),
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


def days_in_order(draft: Draft, written: RawColumn) -> RawColumn:
    """Days as 2018-01-31, and as 2018-01 where all are the first of a month; other texts as they are.

    Whether 05/06/2018 is in May or in June is decided once for the column.
    """
    used = [text for text in written.used() if text]
    order = order_of_dates(used)
    by_day, by_month = plain_days(used, "day"), plain_days(used, "month")
    if by_day == by_month:
        return written.map(lambda text: by_day.get(text, text))
    chosen = draft.choice("dates", order or "day", _DATES)
    differing = {text for text in used if by_day.get(text) != by_month.get(text)}
    draft.decide(
        "dates",
        f"Of dates such as {shown(min(differing))} the {chosen} is taken to come first"
        + (", as the dates of the column show." if order == chosen else ": no date of the column tells."),
        int(written.isin(differing).sum()),
        options=_DATES,
        chosen=chosen,
    )
    taken = by_month if chosen == "month" else by_day
    return written.map(lambda text: taken.get(text, text))
