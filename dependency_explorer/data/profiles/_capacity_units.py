"""Units of capacity as titles and cells write them: a power, an amount a year or a day, an amount that is held.

"Capacity (mtpa)" is Mt/yr, "bcm/y" bcm/yr, "МВт" MW, "万吨/年" ten thousand tonnes a year. What is written is kept:
the only factors are the ten thousands of East Asia, for which no unit has a name.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from dependency_explorer.data.intake.measures import measure_of, multiple_in
from dependency_explorer.data.intake.names import in_brackets

_POWER = {
    "kW": "kw kwe kilowatt kilowatts квт 千瓦",
    "MW": "mw mwe mwel mwp mwac megawatt megawatts мвт мегаватт 兆瓦 mega watts",
    "GW": "gw gwe gwp gigawatt gigawatts гвт гигаватт 吉瓦",
    "MWth": "mwth mwt",
    "GWth": "gwth",
    "kV": "kv кв",
}  # fmt: skip
_SHORT = {
    "mtpa": "Mt/yr", "mmtpa": "Mt/yr", "mtpy": "Mt/yr", "ttpa": "kt/yr", "ktpa": "kt/yr", "ktpy": "kt/yr",
    "tpa": "t/yr", "tpy": "t/yr", "tpd": "t/d", "ktpd": "kt/d", "bcma": "bcm/yr", "bcmy": "bcm/yr", "mcmd": "mcm/d",
    "bpd": "bbl/d", "bopd": "bbl/d", "kbd": "kbbl/d", "kbpd": "kbbl/d", "boed": "boe/d", "bcfd": "bcf/d",
    "mmcfd": "MMcf/d", "mmscfd": "MMcf/d", "dwt": "dwt", "tj": "TJ",
}  # fmt: skip
_BASES = {
    "b": "bbl", "bbl": "bbl", "bbls": "bbl", "barrels": "bbl", "kb": "kbbl", "kbbl": "kbbl", "000b": "kbbl",
    "boe": "boe", "mmscf": "MMcf", "mmcf": "MMcf", "bcf": "bcf", "m3": "m3", "nm3": "Nm3", "mm3": "mcm", "mm³": "mcm",
    "mcm": "mcm", "bcm": "bcm", "mt": "Mt", "mmt": "Mt", "kt": "kt", "t": "t", "млрд м3": "bcm", "млрд.м3": "bcm",
    "млн м3": "mcm", "млн.м3": "mcm", "mrd m3": "bcm", "tu": "tU", "oz": "oz", "koz": "koz", "kilotonnes": "kt",
}  # fmt: skip
_A_YEAR = (
    r"/\s?(year|yr|y|annum|anno|ano|año|an|a|jahr|год|г|жил|年)\.?(?!\w)|\b(per|a|each|pro|par|por|je) ?"
    r"(year|annum|jahr|an|ano|año|anno)\b|\bp\.? ?a\.?(?!\w)|\bв год\b|\byearly\b|\bannually\b|每年|жилд"
)
_A_DAY = (
    r"/\s?(day|d|tag|jour|j|día|сутки|сут|день|хоног|өдөр|天|日)\.?(?!\w)|\b(per|a|each|pro|par|por|je) ?"
    r"(day|tag|jour|día)\b|\bв (сутки|день)\b|每[日天]"
)
_PER = ((re.compile(_A_YEAR), "yr"), (re.compile(_A_DAY), "d"))
_HOLD = frozenset(
    ("kWh", "MWh", "GWh", "TWh", "TJ", "PJ", "t", "kt", "Mt", "kg", "m3", "kcm", "mcm", "bcm", "bbl", "kbbl", "Mbbl",
     "bcf", "MMcf", "Tcf", "GJ", "tU", "oz", "koz", "boe", "Nm3", "ton", "short ton", "l", "toe", "ktoe", "Mtoe")
)  # fmt: skip
_KNOWN_POWER = {word: unit for unit, words in _POWER.items() for word in words.split()}
_COUNTS = re.compile(r"\d|^(thousand|million|billion|mln|mio|mrd|тыс|млн|млрд|мян|сая)", re.IGNORECASE)
_TEN_THOUSAND_KW = re.compile(r"万(千瓦|kw)", re.IGNORECASE)


@functools.lru_cache(4096)
def unit_of(text: str) -> tuple[str, float]:
    """The unit that a text is, as a whole, and by what its figures are multiplied; an empty one where it is none."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).strip(" .,;:")
    low = plain.casefold()
    if not low or len(low) > 40:
        return "", 1.0
    if _TEN_THOUSAND_KW.fullmatch(low):
        return "MW", 10.0
    tight = re.sub(r"[\s.]", "", low)
    if tight in _KNOWN_POWER:
        return _KNOWN_POWER[tight], 1.0
    if tight in _SHORT:
        return _SHORT[tight], 1.0
    per = ""
    for pattern, name in _PER:
        if (found := pattern.search(low)) is not None:
            per = name
            rest = plain[: found.start()] + plain[found.end() :] if len(plain) == len(low) else low
            plain = rest.strip(" ./")
            break
    base, times = _amount(plain)
    if not base:
        return "", 1.0
    return (f"{base}/{per}" if per else base), times


def _amount(text: str) -> tuple[str, float]:
    if re.fullmatch(r"(.*\s)?MT", text):
        return "", 1.0  # tonnes to some, millions of them to others
    low = " ".join(text.casefold().split())
    if low in _BASES:
        return _BASES[low], 1.0
    before, _, last = low.rpartition(" ")
    if before and last in ("b", "bbl", "bbls", "boe"):
        times = 1000 if before in ("000", "'000", "’000") else multiple_in(before)
        return {("bbl", 1000): "kbbl", ("bbl", 10**6): "Mbbl"}.get((_BASES[last], times), ""), 1.0
    found = measure_of(text)
    if found.kind != "quantity":
        return "", 1.0
    unit = {"kbd": "kbbl/d"}.get(found.unit, found.unit)
    return (unit, found.scale) if unit in _HOLD or "/d" in unit else ("", 1.0)


@functools.lru_cache(4096)
def unit_in_title(title: str) -> tuple[str, float]:
    """The unit that the title of a column of capacities tells: in brackets, behind a comma, as its last words, or as
    a whole."""
    text = in_brackets(" ".join(unicodedata.normalize("NFKC", title).replace("_", " ").split()))
    text = re.sub(r"(?<=\s)/([^/()]+(?:/[^/()]+)?)/$", r"(\1)", text)
    for piece in (*re.findall(r"[(\[]([^)\]]+)[)\]]", text), *re.split(r"[,:;]\s*", text)[1:]):
        found = unit_of(piece)
        if found[0]:
            return found
    words = re.sub(r"[(\[][^)\]]*[)\]]", " ", re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", text)).split()
    for number in range(len(words)):
        piece = " ".join(words[number:])
        if number and _COUNTS.search(words[number - 1]):
            break  # "1000 b/d" is not b/d
        # "Capacity t" may be anything: alone at the end a unit has two letters, or tells its time.
        if (found := unit_of(piece))[0] and (number == 0 or len(piece) > 1):
            return found
    return unit_of(words[0]) if words and len(words[0]) > 1 else ("", 1.0)
