"""How runs write amounts, units and commodity names, and how notes from the data are made readable."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.wording import in_sentence as in_sentence

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

THIN = "\u2009"
"""Thin space: between thousands, and before a percent sign or unit."""

_LADDERS: tuple[tuple[tuple[str, float], ...], ...] = (
    (("kg", 1.0), ("t", 1e3), ("kt", 1e6), ("Mt", 1e9), ("Gt", 1e12)),
    (("kWh", 1.0), ("MWh", 1e3), ("GWh", 1e6), ("TWh", 1e9)),
    (("kW", 1.0), ("MW", 1e3), ("GW", 1e6)),
    (("MJ", 1.0), ("GJ", 1e3), ("TJ", 1e6), ("PJ", 1e9), ("EJ", 1e12)),
    (("mcm", 1.0), ("bcm", 1e3)),
    (("bbl", 1.0), ("thousand bbl", 1e3), ("million bbl", 1e6)),
    (("US$", 1.0), ("US$ thousand", 1e3), ("US$ million", 1e6), ("US$ billion", 1e9)),
)
MONEY = {"usd": "US$", "USD": "US$"}
_READABLE = 10_000.0
"""From here on a number takes the next unit of its ladder: 1 529 kt, but 83.7 Mt."""

_UNITS = "|".join(name for ladder in _LADDERS[:-1] for name, _ in ladder if " " not in name)
_LONG_AMOUNT = re.compile(
    rf"(?<![\w.,\-])((?:\d{{5,}}|\d{{1,3}}(?:,\d{{3}})+)(?:\.\d+)?)[  \u2009]?({_UNITS})\b"
)
_PERCENT = re.compile(r"(?<=\d) ?%")


def scaled_unit(values: Sequence[float], unit: str) -> tuple[str, float]:
    """The unit in which the largest of `values` reads best, and the factor that turns `unit` into it.

    t becomes kt and Mt; a unit without a ladder stays as it is, factor 1. A basis behind an underscore comes
    along: TJ_GCV, gross calorific value, becomes EJ (GCV).
    """
    bare, _, basis = unit.partition("_")
    if basis and any(bare == name for ladder in _LADDERS for name, _ in ladder):
        best, factor = scaled_unit(values, bare)
        return f"{best} ({basis})", factor
    own = MONEY.get(unit, unit)
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    for ladder in _LADDERS:
        for index, (name, size) in enumerate(ladder):
            if name != own:
                continue
            best, factor = own, 1.0
            for larger, step in ladder[index + 1 :]:
                # Money goes up at once: "US$ 1.5 million", not "US$ 1 500 thousand".
                limit = 1_000.0 if name == "US$" else _READABLE
                if largest * factor < limit:
                    break
                best, factor = larger, size / step
            return best, factor
    return own, 1.0


def plain(value: float) -> str:
    """Three significant digits, whole above a hundred, with thin-space thousands and a minus sign."""
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:,.{digits}f}".replace(",", THIN).replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: float, unit: str) -> str:
    """An amount in the unit in which it reads best: 1 342 574 t is "1 343 kt"."""
    name, factor = scaled_unit((value,), unit)
    text = plain(value * factor)
    if name.startswith("US$"):
        return f"US${THIN}{text}{name[3:]}"
    return f"{text}{THIN}{name}" if name else text


def percent(share: float | None) -> str:
    """A fraction as percent with three significant digits at most."""
    return "an unknown share" if share is None else f"{plain(100 * share)}{THIN}%"


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return "".join(items) if len(items) < 2 else f"{', '.join(items[:-1])} and {items[-1]}"


_THE = re.compile(
    r"(?:European Union|Euro area|United (?:States|Kingdom|Arab Emirates)|Netherlands|Philippines|Bahamas|Gambia|"
    r"Maldives|Comoros|Seychelles|Czech Republic|Dominican Republic|Central African Republic|"
    r"Democratic Republic of the Congo|Republic of the Congo|.* Islands)\b.*"
)


def with_article(place: str) -> str:
    """A place's name within a sentence: "the Netherlands", "Mongolia"."""
    return f"the {place}" if _THE.fullmatch(place) else place


def opened(sentence: str) -> str:
    """With a capital first letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def readable(note: str, dataset: Dataset) -> str:
    """A note from the data for readers: sources by name instead of id, long amounts scaled.

    "95% of 1342574 t (mrpam_oil)" → "95 % of 1 343 kt (MRPAM, 2024)". An id in brackets goes where the text
    already names its publisher. Ids that could be words ("press") are left alone.
    """
    return _readable(dataset, note)


@remembered
def _patterns(dataset: Dataset) -> tuple[dict[str, str], str]:
    """Publishers by source id, and a pattern of the ids that can be meant as nothing else."""
    table = dataset.tables["sources"]
    publishers = dict(zip(table["id"].astype(str), table["publisher"].astype(str), strict=True))
    # What looks like no word can only be meant as an id.
    ids = [one for one in publishers if re.search(r"[_\d]", one)]
    return publishers, "|".join(re.escape(one) for one in sorted(ids, key=len, reverse=True))


@remembered
def _readable(dataset: Dataset, note: str) -> str:
    """Remembered, because the notes of a baseline return at every move of a lever."""
    publishers, one_of = _patterns(dataset)
    if one_of:
        outside = re.sub(rf"\s*\((?:{one_of})\)", "", note)

        def bracketed(match: re.Match[str]) -> str:
            publisher = publishers[match.group(1)]
            if publisher and publisher.casefold() in outside.casefold():
                return ""
            short = re.sub(r" \(([^()]*)\)$", r", \1", dataset.source_short(match.group(1)))
            return f" ({short})"

        note = re.sub(rf"\s*\(({one_of})\)", bracketed, note)
        note = re.sub(rf"(?<!\w)({one_of})(?!\w)", lambda m: dataset.source_short(m.group(1)), note)
    note = _LONG_AMOUNT.sub(
        lambda match: amount(float(match.group(1).replace(",", "")), match.group(2)), note
    )
    return _PERCENT.sub(f"{THIN}%", note)
