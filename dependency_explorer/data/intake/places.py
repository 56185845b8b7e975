"""Which place a name or a code means: country, total, group of countries, a partner that nobody names.

Names are compared without accents, capitals and punctuation: the table places.csv lists the spellings of the
large publishers, and names in other languages come from the Unicode locale data. country_converter would do
part of this, but it is under the GPL, takes 1.5 s to import and fails with pandas 3.1.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dependency_explorer.data.locations import resources_folder
from dependency_explorer.data.raw import RawColumn
from dependency_explorer.data.schema import NOT_STATED, WORLD

PlaceKind = Literal["country", "world", "unknown", "aggregate", "remainder", "province", ""]
Scheme = Literal["any", "name", "iso3", "iso2", "numeric", "eurostat"]

COMTRADE_NUMBERS = {
    "0": WORLD, "842": "USA", "841": "USA", "699": "IND", "251": "FRA", "579": "NOR", "757": "CHE", "490": "TWN",
    "711": "ZAF", "710": "ZAF", "736": "SDN", "729": "SDN", "97": "EU27_2020", "278": "DDR",
    "810": "SUN", "890": "YUG", "891": "SCG", "200": "CSK", "530": "ANT", "58": "BEL", "56": "BEL", "412": "XKX",
    "381": "ITA", "492": "MCO", "886": "YEM", "720": "YEM", "230": "ETH", "582": "PLW", "590": "PAN", "592": "PAN",
    "835": "TZA", "836": "TZA", "868": "VNM", "866": "VNM", "717": "ZWE", "647": "REU", "588": "PAK", "459": "MYS",
    "457": "MYS", "461": "MYS", "658": "KNA", "356": "IND",
    **dict.fromkeys(
        ("899", "837", "838", "839", "568", "577", "527", "473", "636", "637", "879", "471", "129", "472", "221",
         "290", "697", "849", "2", "10"), NOT_STATED,
    ),
}  # fmt: skip
"""Country numbers of UN Comtrade and BACI that differ from M49, or mean no one country."""

_UNIONS = frozenset({"EU27_2020", "EU28", "EU27_2007", "EU25", "EU15"})
_EUROSTAT = {"EL": "GRC", "UK": "GBR", "XK": "XKX", "CN_X_HK": "CHN", "TOTAL": WORLD, "NSP": NOT_STATED}
_EUROSTAT_UNKNOWN = re.compile(r"(NSP|.*_OTH|.*_NSP|OTH)")
_BLOC = re.compile(
    r"(EXT|INT|EXTRA|INTRA)[-_ ]?E[UA]\d*(_\d{4})?|E[UA]\d*(_\d{4})?[-_ ](EXT|INT)(RA)?", re.IGNORECASE
)
"""Trade of the European Union or the euro area within or with all others, as Eurostat writes it as a partner."""
_LETTERS = {
    "W00": WORLD,
    "_X": NOT_STATED,
    "S19": "TWN",
    "X1": NOT_STATED,
    "E19": NOT_STATED,
    "EUR": "EU27_2020",
}
_FURTHER_LANGUAGES = (
    "id",
    "vi",
    "fa",
    "ro",
    "el",
    "sv",
    "da",
    "nb",
    "fi",
    "hu",
    "bg",
    "sr",
    "hi",
    "th",
    "uz",
)
"""Languages of which names of two or three Latin letters are left out: they may be codes of other places."""
_LANGUAGES = (
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "ru",
    "uk",
    "mn",
    "zh",
    "ja",
    "ko",
    "ar",
    "tr",
    "pl",
    "nl",
    "cs",
    "kk",
)
_REGIONS = {
    "001": WORLD, "002": "Africa", "003": "North America", "005": "South America", "009": "Oceania",
    "013": "Central America", "019": "Americas", "142": "Asia", "150": "Europe", "EU": "EU27_2020", "EZ": "EA20",
    **dict.fromkeys(("030", "034", "035", "039", "143", "145", "151", "154", "155", "202", "419"), ""),
}  # fmt: skip
"""Regions of M49 whose names mean no country in any language: 017 is "中非" as the Central African Republic is."""
_UNION = re.compile(
    r"(EU|European Union)[\s\-–—]*\(?\s*(?P<number>15|25|27|28)(\s+(countries|members|member states))?\)?"
    r"(?P<since>(\W.*)?)",
    re.IGNORECASE,
)
"""The European Union with how many members it had then: 27 of 2007 to 2013 are others than the 27 since 2020."""
_TAKEN_FOR = {
    "canary islands": "part of it",
    "ilhas canarias": "part of it",
    "belgium luxembourg": "Luxembourg included",
    "58": "Luxembourg included",
    "058": "Luxembourg included",
    "usa puerto rico and us virgin islands": "Puerto Rico and the US Virgin Islands included",
}
"""Names of more or less than the place that they count as, by name key, and what that is."""
_EDITION = re.compile(
    r"\s*\((from \d{4}|\d{4}\s*[-–]\s*\d{4}|\d+ countries|Ember|BP|EI|EIA|Shift|under .*)\)\s*$",
    re.IGNORECASE,
)
"""What publishers put behind the name of a group or a country: whose definition, or since when it holds."""
_FORMER_STATES = frozenset({"SUN", "DDR", "DEUW", "CSK", "YUG", "SCG", "ANT"})
"""States that are no more: places of their own, never added to one that followed them."""
_FORMER = re.compile(
    r"^\s*(former|fmr\.?|ex|бывш\w+)[\s-]+|[\s,]*[(,]\s*(former|until|to|bis|jusqu\S*|до|\.\.\.|…)[^()]*\)?\s*$",
    re.IGNORECASE,
)
"""What tells a state that is no more: "Former USSR", "USSR (former)", "Yugoslavia (...1991)"."""
_FOOTNOTE = re.compile(r"(?<=[^\W\d])\s*(\d{1,2}|[*†‡§#]+)(,\d{1,2})*$")


@dataclass(frozen=True, slots=True)
class Place:
    """code: as in a dataset. kind: empty where nobody knows the place, whose text then is its code. parent: the
    place that it is part of (a province of a country). members: of a group, its countries where they are known."""

    code: str
    name: str
    kind: PlaceKind
    parent: str = ""
    members: frozenset[str] = frozenset()


CHINAS = Place(
    "China (with Hong Kong, Macao, Taiwan)",
    "China (with Hong Kong, Macao, Taiwan)",
    "aggregate",
    members=frozenset({"CHN", "HKG", "MAC", "TWN"}),
)
"""What FAO calls China (159), beside "China, mainland" (156): a group that repeats its members."""


_WORD = re.compile(r"[\w\u0900-\u0963\u0e31-\u0e4e]+")
"""With the vowels of Hindi and Thai, which count as no letters: Togo and Tonga differ in these alone."""


def name_key(text: str) -> str:
    """A name without accents, capitals, punctuation and articles, for comparing."""
    flat = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("_", " "))
    letters = "".join(char for char in flat if not unicodedata.combining(char)).casefold()
    words = _WORD.findall(letters.replace("'", "").replace("’", ""))
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


@functools.cache
def _tables() -> tuple[dict[str, Place], dict[str, Place]]:
    """Places by name key, and by code (ISO 3166 alpha-3, alpha-2 as "2:XX", M49 as "#000")."""
    names: dict[str, Place] = {}
    codes: dict[str, Place] = {}
    for file in ("places.csv", "place_groups.csv"):
        with (resources_folder() / file).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                kind: PlaceKind = row.get("kind") or "country"  # type: ignore[assignment]
                members = frozenset((row.get("members") or "").split())
                place = Place(row["code"], row["name"], kind, members=members)
                codes[place.code] = place
                if row.get("iso2"):
                    codes[f"2:{row['iso2']}"] = place
                if row.get("m49"):
                    codes[f"#{int(row['m49'])}"] = place
                # A code of three letters is no name: CHI is Chile to some and the Channel Islands to others.
                own = (place.name,) if kind == "country" else (place.code, place.name)
                for name in (*own, *row["other_names"].split(";")):
                    names.setdefault(name_key(name), place)
    names.pop("", None)
    return names, codes


_RUN_TOGETHER = re.compile(r"[^\W\d_]*[a-z][A-Z][^\W\d_]*")
"""Names whose blanks are lost, as names of nodes and of columns are: UnitedArabEmirates, KoreaRepublicof."""


@functools.cache
def _without_blanks() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for key, place in _tables()[0].items():
        if " " in key:
            found.setdefault(key.replace(" ", ""), place)
    return found


@functools.cache
def _other_languages() -> dict[str, Place]:
    from babel import Locale

    _, codes = _tables()
    names: dict[str, Place] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            place = codes.get(f"2:{code}")
            if place is not None:
                names.setdefault(name_key(name), place)
    for language in _FURTHER_LANGUAGES:
        for code, name in Locale(language).territories.items():
            key = name_key(name)
            if (place := codes.get(f"2:{code}")) is not None and (len(key) > 3 or not key.isascii()):
                names.setdefault(key, place)
    english = Locale("en").territories
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _REGIONS:
                known = _REGIONS[code] or english[code]
                names.setdefault(name_key(name), codes.get(known) or Place(known, known, "aggregate"))
    return names


_LONGEST = 500
"""No name of a place has so many letters."""


def by_name(text: str) -> Place | None:
    """The place of a name in English or one of the other languages; footnote digits behind it are passed over."""
    if len(text) > _LONGEST or not any(map(str.isalpha, text)):
        return None
    names, codes = _tables()
    if (union := _UNION.fullmatch(text.strip())) is not None:
        of_2007 = union["number"] == "27" and "2007" in union["since"]
        return codes[
            "EU27_2020"
            if union["number"] == "27" and not of_2007
            else f"EU{union['number']}{'_2007' * of_2007}"
        ]
    for written in (text, _FOOTNOTE.sub("", text.strip()), _EDITION.sub("", text.strip())):
        key = name_key(written)
        if not key:
            continue
        place = (
            names.get(key) or names.get(key.removeprefix("total ")) or names.get(key.removesuffix(" total"))
        )
        if place is not None:
            return place
        if _BLOC.fullmatch(written.strip()):
            return Place(written.strip(), written.strip(), "aggregate")
        if re.match(r"(total|totale|sum|all)\b", key) and ("world" in key or len(key.split()) == 1):
            return names["world"]
        if re.fullmatch(
            r"(total|total of|all|total all|total of all) (markets|countries|partners|destinations)", key
        ):
            return names["world"]
        if re.search(r"\b(nes|n e s|not elsewhere specified|not specified|unspecified)\b", key):
            return names[name_key("Unspecified")]
        if re.match(r"(total|of which|subtotal|в том числе|из них|үүнээс|davon|darunter|其中)\b", key):
            return Place(" ".join(text.split()), " ".join(text.split()), "aggregate")
        if re.match(r"(other|rest of|прочие|другие|остальные|ubrige|sonstige|autres|otros|altri)\b", key):
            return Place(" ".join(written.split()), " ".join(written.split()), "remainder")
    if (former := _former_state(text)) is not None:
        return former
    key = name_key(text)
    if _RUN_TOGETHER.fullmatch(text.strip()) and (place := _without_blanks().get(key)) is not None:
        return place
    return _other_languages().get(key) if key and not key.isdecimal() else None


def _former_state(text: str) -> Place | None:
    if (bare := _FORMER.sub("", text)) == text:
        return None
    place = _tables()[0].get(name_key(bare))
    return place if place is not None and place.code in _FORMER_STATES else None


def by_iso3(text: str) -> Place | None:
    """The place of an ISO 3166-1 alpha-3 code in any case, of the World Bank's and of UN Comtrade's letters."""
    _, codes = _tables()
    code = text.strip().upper()
    if code.startswith("OWID_"):
        known = {"OWID_WRL": WORLD, "OWID_KOS": "XKX", "OWID_USS": "SUN", "OWID_CZS": "CSK", "OWID_YGS": "YUG",
                 "OWID_SRM": "SCG", "OWID_GDR": "DDR"}  # fmt: skip
        return codes.get(known.get(code, ""))
    return codes.get(_LETTERS.get(code, code)) or _tables()[0].get(
        name_key(text) if not code.isalpha() else ""
    )


def by_iso2(text: str) -> Place | None:
    """The place of an ISO 3166-1 alpha-2 code; NA is Namibia."""
    _, codes = _tables()
    code = text.strip().upper()
    return codes.get(f"2:{code}") or codes.get({"UK": "GBR", "EL": "GRC", "KV": "XKX"}.get(code, ""))


@functools.cache
def _letters_of() -> dict[str, str]:
    return {place.code: code[2:] for code, place in _tables()[1].items() if code.startswith("2:")}


def alpha2(code: str) -> str:
    """The two letters of a country's code (ISO 3166-1 alpha-2); empty where it has none."""
    return _letters_of().get(code, "")


_MOST_DIGITS = 9
"""No number of a country has more, leading zeros counted; int refuses texts of some thousand digits."""


def by_number(text: str) -> Place | None:
    """The place of a country number of M49, UN Comtrade or BACI, with or without its leading zeros."""
    _, codes = _tables()
    digits = text.strip().removesuffix(".0").lstrip("'")
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        return None
    number = str(int(digits))
    if number == "159":
        return CHINAS
    special = COMTRADE_NUMBERS.get(number)
    return codes.get(special) if special else codes.get(f"#{number}")


def by_eurostat(text: str) -> Place | None:
    """The place of a code of Eurostat: ISO alpha-2 but for Greece, the United Kingdom and Kosovo."""
    _, codes = _tables()
    code = text.strip().upper()
    if code in _EUROSTAT:
        return codes.get(_EUROSTAT[code])
    if _EUROSTAT_UNKNOWN.fullmatch(code):
        return codes[NOT_STATED]
    if _BLOC.fullmatch(code):
        return codes.get(code) or Place(code, code, "aggregate")
    return codes.get(f"2:{code}") or codes.get(code) or _tables()[0].get(name_key(code))


def anyhow(text: str) -> Place | None:
    """The place that a text means as a code or as a name, whichever it looks like."""
    written = text.strip()
    if re.fullmatch(r"\d+(\.0)?", written):
        return by_number(written)
    if re.fullmatch(r"[A-Z]{3}|DEUW|OWID_\w+|W00|_X|S19|E19", written):
        return by_iso3(written) or by_name(written)
    if re.fullmatch(r"[A-Z]{2}", written):
        return by_eurostat(written) or by_name(written)
    found = by_name(written)
    if found is None and re.fullmatch(r"[a-z]{3}", written):
        return by_iso3(written)
    return found


_READERS: dict[Scheme, Callable[[str], Place | None]] = {
    "any": anyhow,
    "name": by_name,
    "iso3": by_iso3,
    "iso2": by_iso2,
    "numeric": by_number,
    "eurostat": by_eurostat,
}


class Places:
    """The places that a table names: their codes for its rows, and what kind each is."""

    def __init__(self) -> None:
        self.seen: dict[str, Place] = {}
        self.unknown: dict[str, str] = {}
        """Texts that no table explains, by their code."""
        self.taken_for: dict[str, tuple[str, str]] = {}
        """Texts of more or less than the place that they count as, with its code and what it is more or less by."""

    def codes(self, column: RawColumn, scheme: Scheme = "any", names: RawColumn | None = None) -> RawColumn:
        """The codes of a column; where a code means nothing, the name beside it is asked.

        A text that nobody knows stays as it stands, and is listed in `unknown`. Empty stays empty.
        """
        read = _READERS[scheme]
        if names is None:
            used = set(column.used())  # texts of rows that were set aside name no place of the table
            short = {text: name_key(text) for text in used if len(text) <= _LONGEST}
            if "china mainland" in short.values():
                plain = read
                read = lambda text: CHINAS if short.get(text) == "china" else plain(text)  # noqa: E731
            return column.map(
                lambda text: self._code(text, read(text) if text.strip() else None) if text in used else ""
            )
        from dependency_explorer.data.raw import joined

        def code(text: str, name: str) -> str:
            place = (read(text) if text.strip() else None) or (by_name(name) if name.strip() else None)
            if place is not None and place.code in _UNIONS and name.strip():
                # One number stands for the European Union whoever is in it; the name beside it tells.
                told = by_name(name)
                place = told if told is not None and told.code in _UNIONS else place
            # An empty code beside a known name is no empty place.
            return self._code(name if name.strip() and (place is None or not text.strip()) else text, place)

        return joined(column, names, code)

    def code(self, text: str, scheme: Scheme = "any") -> str:
        """The code of one text."""
        return self._code(text, _READERS[scheme](text) if text.strip() else None)

    def kind(self, code: str) -> PlaceKind:
        """What kind of place a code is that was given out here."""
        place = self.seen.get(code)
        return place.kind if place is not None else ""

    def is_aggregate(self, code: str) -> bool:
        """Whether a code is a group of countries that other rows may hold one by one."""
        return self.kind(code) == "aggregate"

    def members(self, code: str) -> frozenset[str]:
        """The countries of a group; none where they are not known."""
        place = self.seen.get(code)
        return place.members if place is not None else frozenset()

    def mark_aggregate(self, code: str) -> None:
        """Take a place that no table explains, or a remainder ("other Europe"), for a group of countries, as its
        source says or its figures show."""
        if self.unknown.pop(code, None) or self.kind(code) == "remainder":
            self.seen[code] = Place(code, code, "aggregate")

    def _code(self, text: str, place: Place | None) -> str:
        written = " ".join(text.split())
        if place is None and not written:
            return ""
        if place is None:
            self.unknown.setdefault(written, written)
            self.seen.setdefault(written, Place(written, written, ""))
            return written
        self.seen.setdefault(place.code, place)
        if (told := _TAKEN_FOR.get(name_key(written))) and place.kind == "country":
            self.taken_for[written] = (place.code, told)
        return place.code
