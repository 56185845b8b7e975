"""Periods that can be taken in two ways: years that are no calendar years, days written with their month first.

What is taken is told, and can be decided otherwise.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.periods import (
    is_fiscal,
    order_of_dates,
    periods_of,
    plain_days,
    split_years,
    step_of,
    whole_days,
    within,
)
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.problems import shown
from dependency_explorer.data.raw import RawColumn, joined

_SPLIT = (
    Option("starting", "Count as the year in which they begin"),
    Option("ending", "Count as the year in which they end"),
)

_USUAL = (4, 7, 10)
"""Months in which such years begin: in India and Japan, in Australia and Egypt, in the United States."""

_DATES = (
    Option("day", "The day comes first"),
    Option("month", "The month comes first"),
)

_STEPS = {
    "year": Option("year", "Years: each date stands for its whole year"),
    "quarter": Option("quarter", "Quarters: each date stands for its whole quarter"),
    "month": Option("month", "Months: each date stands for its month only"),
}


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


def months_of_years(
    draft: Draft, written: RawColumn, parts: RawColumn, listed: Sequence[tuple[str, str]]
) -> RawColumn | None:
    """Years and their months as periods, where years run over two calendar years ("2016-17" and "January" is January
    2017); None where no year does or no part is a month.

    parts: as `month_of` names them. listed: years and parts in the order of the file, which tells the month in which
    a year begins; the user can say another.
    """
    split = split_years([text for text in written.used() if text])
    if split and any(map(_is_quarter, parts.used())):
        return _quarters_of_years(draft, written, parts, split)
    if not split or not any(map(_is_month, parts.used())):
        return None
    order: dict[str, list[int]] = {}
    for year, part in dict.fromkeys(listed):
        if year in split and _is_month(part):
            order.setdefault(year, []).append(int(part))
    may_be = [
        first
        for first in range(1, 13)
        if all(_rises([(month - first) % 12 for month in months]) for months in order.values())
    ]
    first = next((month for month in (*_USUAL, *may_be) if month in may_be and month != 1), _USUAL[0])
    options = [
        Option(str(month), f"They begin in {calendar.month_name[month]}")
        for month in dict.fromkeys((first, *_USUAL))
    ]
    chosen = draft.choice("years_begin", str(first), options)
    year = min(split)
    draft.decide(
        "years_begin",
        f"Years that begin in one calendar year and end in the next (such as {shown(year)}) are taken to begin in "
        f"{calendar.month_name[int(chosen)]}"
        + (
            ", as the order of their months shows."
            if first in may_be
            else ": the order of months does not tell."
        ),
        int(written.isin(set(split)).sum()),
        options=options,
        chosen=chosen,
    )
    plain = periods_of([text for text in written.used() if text])

    def when(text: str, part: str) -> str:
        if text in split and _is_month(part):
            return within(split[text][int(part) < int(chosen)], part)
        return within(split[text][0] if text in split else plain.get(text, ""), part)

    return joined(written, parts, when)


_QUARTERS = (
    *(
        Option(str(month), f"They are those of years that begin in {calendar.month_name[month]}")
        for month in _USUAL
    ),
    Option("calendar", "They are those of the calendar year in which the year begins"),
)


def _quarters_of_years(
    draft: Draft, written: RawColumn, parts: RawColumn, split: Mapping[str, tuple[str, str]]
) -> RawColumn:
    """Quarters of years that run over two calendar years: the first of "2016-17" begins with that year, in a month
    that no table says."""
    chosen = draft.choice("years_begin", _QUARTERS[0].value, _QUARTERS)
    year = min(split)
    moved = chosen != "calendar"

    def when(text: str, part: str) -> str:
        if text not in split or not _is_quarter(part):
            return within(split[text][0] if text in split else plain.get(text, ""), part)
        later = int(part[1]) - 1 + (int(chosen) - 1) // 3 if moved else int(part[1]) - 1
        return within(split[text][later // 4], f"Q{later % 4 + 1}")

    plain = periods_of([text for text in written.used() if text])
    draft.decide(
        "years_begin",
        f"Quarters of years that begin in one calendar year and end in the next (such as {shown(year)}) are taken to "
        + (
            f"be those of years that begin in {calendar.month_name[int(chosen)]}: the first of {shown(year)} is "
            if moved
            else f"be quarters of the calendar year: the first of {shown(year)} is "
        )
        + f"{when(year, 'Q1')}. The table does not say in which month they begin.",
        int(written.isin(set(split)).sum()),
        options=_QUARTERS,
        chosen=chosen,
    )
    return joined(written, parts, when)


def _is_quarter(part: str) -> bool:
    return re.fullmatch(r"Q[1-4]", part) is not None


def _is_month(part: str) -> bool:
    return re.fullmatch(r"\d\d", part) is not None


def _rises(numbers: Sequence[int]) -> bool:
    return list(numbers) == sorted(numbers)


def whole_steps(draft: Draft, written: RawColumn) -> RawColumn:
    """Dates that each stand for the year or the quarter that they begin or end, as that; other texts as they are.

    A table of years often tells each by its first or last day (2019-01-01, 2020-12-31). Read as months, its figures
    would be those of a twelfth of the year.
    """
    used = [text for text in written.used() if text]
    order = draft.plan.choices.get("dates", "")
    days = whole_days(used, "month" if order == "month" else "day" if order == "day" else "")
    rest = [text for text in used if text not in days]  # "Total" is no date: its row is set aside
    found = "" if any(periods_of(rest).values()) else step_of(days.values())
    if not found:
        return written
    twice = found == "month" and len({one[5:] for one in days.values()}) > 1
    options = (_STEPS[found], _STEPS["quarter" if twice else "year" if found == "month" else "month"])
    chosen = draft.choice("date_step", found, options)
    first = shown(min(days.values()))
    said = {
        "year": f"There is one date a year, always the same day ({first}): each is read as its whole year.",
        "quarter": f"All dates are first or last days of quarters ({first}): each is read as its whole quarter.",
        "month": f"There is one date a year ({first}): each is read as its month. If they are whole years, say so.",
        "twice": f"All dates are first or last days of two quarters ({first}): each is read as its month. If they "
        "are whole quarters, say so.",
    }
    draft.decide(
        "date_step",
        said["twice" if twice else found],
        int(written.isin(days).sum()),
        options=options,
        chosen=chosen,
    )
    if chosen == "month":
        return written
    named = {
        text: one[:4] if chosen == "year" else f"{one[:4]}-Q{(int(one[5:7]) + 2) // 3}"
        for text, one in days.items()
    }
    return written.map(lambda text: named.get(text, text))


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
