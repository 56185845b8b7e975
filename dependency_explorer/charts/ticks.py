"""Nice ticks, number labels and calendar labels for axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from dependency_explorer.charts.style import as_is

THIN = "\u2009"
"""Thin space: between thousands, and before a percent sign or unit."""

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def nice_ticks(high: float, count: int) -> tuple[float, ...]:
    """From 0 in steps of 1, 2 or 5 times a power of ten up to the first tick at or above `high`.

    At most about `count` steps. For high of 0, or one too small or large for a float's steps, (0, 1).
    """
    if not (math.isfinite(high) and 1e-290 < high < 1e290):
        return (0.0, 1.0)
    raw = high / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if raw <= factor * power * (1 + 1e-9))
    steps = math.ceil(high / step - 1e-9)
    # Multiplying, not adding, keeps 3 * 0.1 from drifting along the axis.
    return tuple(float(f"{index * step:.12g}") for index in range(steps + 1))


def grouped(text: str) -> str:
    """Digits before the decimal point in groups of three, thin spaces between."""
    whole, point, rest = text.partition(".")
    head = f"{int(whole):,}".replace(",", THIN) if len(whole.lstrip("-")) > 3 else whole
    return head + point + rest


def scientific(value: float, digits: int = 2) -> str:
    """1.5×10¹² : for numbers too long or too small to write out."""
    mantissa, _, exponent = f"{value:.{max(0, digits - 1)}e}".partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def tick_labels(ticks: Sequence[float]) -> tuple[str, ...]:
    """One label a tick, all with the same decimals; scientific where they would be unreadable."""
    largest = max((abs(tick) for tick in ticks), default=0.0)
    if largest and not 1e-4 <= largest < 1e9:
        return tuple("0" if tick == 0 else scientific(tick) for tick in ticks)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else largest
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return tuple(grouped(f"{tick:.{decimals}f}") if tick else "0" for tick in ticks)


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """Three significant digits, all digits before the point, thousands apart; 10⁹ and more scientific."""
    size = abs(value)
    if size == 0:
        return "0"
    if not 1e-4 <= size < 1e9:
        return scientific(value, 3)
    decimals = max(0, 2 - math.floor(math.log10(size)))
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return grouped(text)


def percent(share: float) -> str:
    """A share as whole percent; above 0 but below one, "<1 %"; short of the whole, never "100 %"."""
    if 0 < share < 0.01:
        return f"<1{THIN}%"
    if 0.995 <= share < 1 - 1e-9:
        return f">99{THIN}%"
    return f"{grouped(f'{share * 100:.0f}')}{THIN}%"


def index_text(value: float, bound: Literal["", "least", "most"] = "") -> str:
    """An index from 0 to 1 in two decimals, below 0.1 in three: 0.04 would be said of 0.035 and of 0.044.

    A bound is rounded to the side on which it stays true.
    """
    digits = 3 if value < 0.0995 else 2
    if bound:
        steps = value * 10**digits
        whole = math.floor(steps + 1e-6) if bound == "least" else math.ceil(steps - 1e-6)
        value = whole / 10**digits
    return f"{value:.{digits}f}"


def bounded_index(value: float, lower_bound: bool) -> str:
    """An index as marks and numbers tell it: "0.82", and "≥ 0.82" where partners are missing from it."""
    return f"≥ {index_text(value, 'least')}" if lower_bound else index_text(value)


def decimal_year(day: str) -> float:
    """Position of the *start* of "2021", "2021-03" or "2021-03-15" in years.

    Raises ValueError for other text. The leap day counts as 1 March: a drawing needs no finer clock.
    """
    parts = day.split("-")
    year = int(parts[0])
    month = int(parts[1]) if len(parts) > 1 else 1
    if not 1 <= month <= 12 or len(parts) > 3:
        raise ValueError(f"“{day}” is no date: expected a year, year-month or year-month-day.")
    if len(parts) < 3:
        return year + (month - 1) / 12
    # Days are placed within their month's twelfth, so that periods and dates share one axis.
    length = (*_BEFORE[1:], 365)[month - 1] - _BEFORE[month - 1]
    return year + (month - 1 + min(int(parts[2]) - 1, length) / length) / 12


def period_span(period: str) -> tuple[float, float]:
    """Start and end of a year or month in decimal years."""
    start = decimal_year(period)
    return start, start + (1.0 if "-" not in period else 1 / 12)


@lru_cache(maxsize=8192)
def date_label(day: str, say: Callable[[str], str] = as_is) -> str:
    """2021 → "2021", 2021-03 → "Mar 2021", 2021-03-05 → "5 Mar 2021"; other text as it is."""
    try:
        parts = [int(part) for part in day.split("-")]
        month = say(_MONTHS[parts[1] - 1]) if len(parts) > 1 and 1 <= parts[1] <= 12 else ""
    except ValueError:
        return day
    if len(parts) == 1 or not month:
        return day
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{parts[2]} {month} {parts[0]}"


def year_ticks(first: float, last: float, pixels: float, label_width: float) -> tuple[tuple[float, str], ...]:
    """Years labelled at their middle, as many as fit: every 1, 2, 5, 10, … years, on round numbers."""
    low, high = math.ceil(first - 1e-9), math.floor(last + 1e-9)
    years = max(1, high - low)
    room = max(1, int(pixels // max(1.0, label_width + 10)))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 10**9) if years <= s * room)
    chosen = [year for year in range(low, high) if year % step == 0] or [low]
    return tuple((year + 0.5, str(year)) for year in chosen)


def month_ticks(
    first: float, last: float, pixels: float, label_width: float, say: Callable[[str], str] = as_is
) -> tuple[tuple[float, str], ...]:
    """Month starts, every 1, 2, 3 or 6 months, January with its year; beyond that, years at their start."""
    low, high = math.ceil(first * 12 - 1e-6), math.floor(last * 12 + 1e-6)
    room = max(1, int(pixels // max(1.0, label_width + 8)))
    span = max(1, high - low + 1)
    steps = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12_000, 10**9)
    step = next(s for s in steps if span <= s * room)
    if step >= 12:
        years = range(math.ceil(low / 12), high // 12 + 1)
        return tuple((float(year), str(year)) for year in years if (year * 12) % step == 0)
    ticks: list[tuple[float, str]] = []
    for month in range(low, high + 1):
        if month % step == 0:
            year, index = divmod(month, 12)
            opening = index == 0 or not ticks
            name = say(_MONTHS[index])
            ticks.append((month / 12, f"{name} {year}" if opening else name))
    return tuple(ticks)


@lru_cache(maxsize=8192)
def ordinal(text: str) -> int:
    """Day number of "2027-01-04"; a year or month counts from its first day. ValueError for other text."""
    parts = text.split("-")
    return date.fromisoformat("-".join([*parts, "01", "01"][:3])).toordinal()


def after(text: str, step: str) -> int:
    """Day number on which the step of "day", "week" or "month" that starts at `text` ends."""
    start = date.fromordinal(ordinal(text))
    if step == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1).toordinal()
    return start.toordinal() + (7 if step == "week" else 1)


def day_ticks(
    first: float, last: float, pixels: float, label_width: float, say: Callable[[str], str] = as_is
) -> tuple[tuple[float, str], ...]:
    """Calendar labels between two day numbers: days within three months, else month starts, else years.

    The first label of a year names it.
    """
    room = max(2, int(pixels // max(1.0, label_width + 8)))
    days = last - first
    if days <= 92:
        step = next(s for s in (1, 2, 7, 14, 28, 100) if days <= s * room)
        chosen = [date.fromordinal(int(first) + offset) for offset in range(0, int(days) + 1, step)]
        texts = [f"{day.day} {say(_MONTHS[day.month - 1])}" for day in chosen]
        # The year follows where it changes, and once at the start.
        years = [day.year for day in chosen]
        return tuple(
            (float(day.toordinal()), f"{text} {day.year}" if i == 0 or years[i - 1] != day.year else text)
            for i, (day, text) in enumerate(zip(chosen, texts, strict=True))
        )
    start, end = date.fromordinal(int(first)), date.fromordinal(int(last))
    low = start.year * 12 + start.month - 1 + (start.day > 1)
    high = end.year * 12 + end.month - 1
    span = max(1, high - low + 1)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 1200, 12_000, 10**9) if span <= s * room)
    ticks: list[tuple[float, str]] = []
    for month in range(low, high + 1):
        if month % step:
            continue
        year, index = divmod(month, 12)
        name = say(_MONTHS[index])
        text = str(year) if step >= 12 else f"{name} {year}" if index == 0 or not ticks else name
        ticks.append((float(date(year, index + 1, 1).toordinal()), text))
    return tuple(ticks)
