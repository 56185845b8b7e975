"""Years, quarters and months as the text that datasets carry: "2023", "2023-Q1", "2023-01"."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Iterable
from typing import Literal

from dependency_explorer.analysis.question import Question

Step = Literal["year", "month"]

WHOLE_YEAR = 0xFFF
"""All twelve month bits."""

_PERIOD = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


@functools.lru_cache(maxsize=8192)
def following(period: str) -> str:
    """The next year after a year, the next month after a month; empty for anything else."""
    parsed = parse(period)
    if parsed is None or "Q" in period:
        return ""
    year, bits = parsed
    if bits == WHOLE_YEAR:
        return f"{year + 1:04}"
    month = bits.bit_length()
    return f"{year:04}-{month + 1:02}" if month < 12 else f"{year + 1:04}-01"


@functools.lru_cache(maxsize=8192)
def parse(period: str) -> tuple[int, int] | None:
    """Year and month bits (bit 0 is January) that a period covers; None where it is no period."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None
    year, month, quarter = match.groups()
    if month:
        return int(year), 1 << (int(month) - 1)
    if quarter:
        return int(year), 0b111 << (3 * (int(quarter) - 1))
    return int(year), WHOLE_YEAR


def month_count(bits: int) -> int:
    """How many months a set of month bits holds."""
    return int(bits).bit_count()


def months_text(bits: int) -> str:
    """The months of a set of bits in digits, runs joined: "01-05, 07"."""
    runs: list[list[int]] = []
    for month in (m for m in range(1, 13) if bits >> (m - 1) & 1):
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(f"{run[0]:02}" if len(run) == 1 else f"{run[0]:02}-{run[-1]:02}" for run in runs)


def spread(periods: Iterable[str]) -> str:
    """Periods as text, runs joined: "2014, 2017–2019"."""
    runs: list[list[str]] = []
    for name in sorted(periods):
        if runs and following(runs[-1][-1]) == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def step_of(first: str, last: str) -> Step:
    """A month bound makes a question monthly."""
    return "month" if "-" in first or "-" in last else "year"


def bounds(first: str, last: str) -> tuple[str, str]:
    """Both bounds in one step: beside a month, a year means its first or its last month."""
    if step_of(first, last) == "year":
        return first, last
    return (
        f"{first}-01" if first and "-" not in first else first,
        f"{last}-12" if last and "-" not in last else last,
    )


def question_bounds(question: Question) -> tuple[str, str, Step]:
    """First period, last period and step of a question; an empty bound is open."""
    first, last = bounds(question.first, question.last)
    return first, last, step_of(first, last)


def between(first: str, last: str) -> tuple[str, ...]:
    """Every year or month from first to last, both included; empty where a bound is no period."""
    start, end = parse(first), parse(last)
    if start is None or end is None:
        return ()
    if "-" not in first:
        return tuple(str(year) for year in range(start[0], end[0] + 1))
    begin = start[0] * 12 + start[1].bit_length() - 1
    finish = end[0] * 12 + end[1].bit_length() - 1
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, finish + 1))


def days_in(period: str, bits: int = WHOLE_YEAR) -> int:
    """Days of a month, or of the given months of a year (leap years counted)."""
    parsed = parse(period)
    if parsed is None:
        return 0
    year, own = parsed
    return sum(
        calendar.monthrange(year, month)[1] for month in range(1, 13) if (own & bits) >> (month - 1) & 1
    )


def first_day(date: str) -> str:
    """The first day that a date of any precision means: "2022-12" is "2022-12-01"; empty stays empty."""
    return {0: "", 4: f"{date}-01-01", 7: f"{date}-01"}.get(len(date), date)


def last_month(period: str) -> str:
    """The last month of a period: "2023" is "2023-12", "2023-Q1" is "2023-03", a month is itself."""
    parsed = parse(period)
    return period if parsed is None else f"{parsed[0]:04}-{parsed[1].bit_length():02}"
