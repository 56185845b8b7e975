"""How figures write numbers, units, periods and lists, and how a sentence is put together.

Thin spaces (U+2009) stand between thousands and before a percent sign; a minus is a minus (U+2212).
No number gets more digits than three significant ones, save the digits before the decimal point.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dependency_explorer.charts import ticks
from dependency_explorer.charts.style import as_is
from dependency_explorer.whatif.wording import in_sentence as in_sentence
from dependency_explorer.whatif.wording import scaled_unit as scaled_unit
from dependency_explorer.whatif.wording import with_article as with_article

THIN = ticks.THIN
NARROW = "\u202f"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences in the reader's language. `translate` gets the English pattern, {names} for its parts."""

    translate: Callable[[str], str] = as_is

    def say(self, pattern: str, **parts: str) -> str:
        """The translated pattern with its parts put in; braces within a part are left alone."""
        text = self.translate(pattern)
        return re.sub(r"\{(\w+)\}", lambda match: parts.get(match.group(1), match.group(0)), text)


def number(value: float, digits: int | None = None) -> str:
    """A number with `digits` decimals, or with three significant digits if None."""
    if not math.isfinite(value):
        return "–"
    if digits is None:
        return ticks.number(value).replace("-", "−")
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return ticks.grouped(text).replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """A fraction as percent, "95 %"; above 0 but too small to show "<1 %", short of the whole ">99 %"; with one digit
    "<0.1 %" and ">99.9 %"."""
    if not math.isfinite(share):
        return "–"
    if digits == 0 and 0 <= share <= 1:
        return ticks.percent(share)
    least = 10.0**-digits
    if 0 < share < 0.005 * least:
        return f"<{number(least, digits)}{THIN}%"
    if 1 - 0.005 * least <= share < 1 - 1e-9:
        return f">{number(100 - least, digits)}{THIN}%"
    return f"{number(share * 100, digits)}{THIN}%"


_LEAST = 0.001
"""An amount below this in the unit of what stands beside it is only said to be below it."""


def amount(value: float | None, unit: str, beside: Iterable[float | None] = ()) -> str:
    """A quantity with its unit, scaled to be read: "1 529 kt", "83.7 Mt", "US$ 1.53 billion"; "" if None.

    beside: amounts that stand beside it, so that all are in the unit that the largest of them reads best in.
    """
    if value is None or not math.isfinite(value):
        return ""
    others = [other for other in beside if other is not None]
    name, factor = scaled_unit((value, *others), unit)
    small = bool(others) and 0 < abs(value * factor) < _LEAST
    text = f"<{number(_LEAST)}" if small else number(value * factor)
    if name.startswith("US$"):
        return f"US${THIN}{text}{name[3:]}"
    return f"{text}{THIN}{name}" if name else text


def unit_text(unit: str) -> str:
    """A unit as people read it: "US$" for usd, "TJ (GCV)" for TJ_GCV."""
    return scaled_unit((), unit)[0]


def period_text(first: str, last: str = "") -> str:
    """ "2023", "2021–2023", "March 2021", "March–July 2021", "October 2021 – March 2022"; "" for none."""
    if not first or not last or first == last:
        return date_text(first or last)
    if len(first) == len(last) == 7 and first[:4] == last[:4] and _month(first) and _month(last):
        return f"{_month(first)}–{_month(last)} {first[:4]}"
    if len(first) == len(last) == 4:
        return f"{first}–{last}"
    return f"{date_text(first)} – {date_text(last)}"


def date_text(date: str) -> str:
    """ "2021", "March 2021", "5 March 2021"; other text as it is."""
    month = _month(date)
    if not month:
        return date
    return f"{int(date[8:])} {month} {date[:4]}" if len(date) == 10 else f"{month} {date[:4]}"


def month_names(note: str) -> str:
    """ "2022 has 1 of 12 months (01)." → "2022 has 1 of 12 months (January)."."""

    def named(match: re.Match[str]) -> str:
        return re.sub(r"\d\d", lambda month: _MONTHS[int(month.group()) - 1], match.group()).replace("-", "–")

    return re.sub(r"(?<= months \()[\d, -]+(?=\))", named, note)


def short_months(text: str) -> str:
    """ "January–May 2024" → "Jan–May 2024", where there is little room."""
    return re.sub("|".join(_MONTHS), lambda match: match.group()[:3], text)


def _month(date: str) -> str:
    match = re.fullmatch(r"\d{4}-(\d\d)(-\d\d)?", date)
    return _MONTHS[int(match.group(1)) - 1] if match and 1 <= int(match.group(1)) <= 12 else ""


def listed(items: Sequence[str], most: int = 0) -> str:
    """ "a", "a and b", "a, b and c"; with `most`, what lies beyond is counted: "a, b and 3 more"."""
    if most and len(items) > most + 1:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def possessive(name: str) -> str:
    """ "Mongolia’s", "the Netherlands’"."""
    name = with_article(name)
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def capitalised(sentence: str) -> str:
    """With a capital first letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def slug(*parts: str) -> str:
    """A file name of lower-case ASCII letters, digits and hyphens; at most 80 characters."""
    text = unicodedata.normalize("NFKD", " ".join(parts).replace("–", "-")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words[:80].rstrip("-") or "figure"


def ascii_or(name: str, code: str) -> str:
    """The name if a slug of it says something, else the code: "Монгол Улс" would leave nothing."""
    return name if re.search(r"[a-zA-Z]", unicodedata.normalize("NFKD", name)) else code


def counted(count: int, noun: str, plural: str = "") -> str:
    """ "1 week", "1 200 weeks"."""
    return f"{number(count, 0)} {noun if count == 1 else plural or noun + 's'}"
