"""What the downloads of EIA's international data share: products, activities, units and places by their codes."""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.places import Place, by_iso3, by_name
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._one_unit import in_unit_of_series
from dependency_explorer.data.raw import Floats, RawColumn, joined

PUBLISHER = "U.S. Energy Information Administration"
URL = "eia.gov/international"
LICENCE = "public domain"
MARKS = PLAIN.also("--", "-", "ie", "NA", "(s)", "w", "nm", e="estimate", p="provisional", r="")

SERIES = re.compile(
    r"INTL\.(?P<product>\d+)-(?P<activity>\d+)-(?P<place>[A-Z0-9_]+)-(?P<unit>[A-Z0-9_]+)\.(?P<freq>[AQM])"
)
ACTIVITIES = {
    "1": "production", "2": "consumption", "3": "imports", "4": "exports", "5": "stock", "6": "reserves",
    "7": "installed_capacity", "12": "generation", "8": "emissions",
}  # fmt: skip
WORDS = {
    "production": "production", "consumption": "consumption", "imports": "imports", "exports": "exports",
    "net generation": "generation", "generation": "generation", "stocks": "stock", "reserves": "reserves",
    "capacity": "installed_capacity", "installed capacity": "installed_capacity",
    "net imports": "net_imports",
    "distribution losses": "losses",
}  # fmt: skip
UNITS = {
    "BKWH": "TWh", "BCF": "bcf", "BCM": "bcm", "TCF": "Tcf", "TBPD": "kbd", "MBPD": "mbpd", "BB": "Gbbl",
    "MTOE": "Mtoe", "QBTU": "quad Btu", "MK": "GW", "TJ": "TJ", "PJ": "PJ", "MT": "kt", "TMT": "kt",
    "TOE": "toe",
    "MMTCD": "Mt CO2", "MST": "thousand short tons", "TST": "thousand short tons", "MBTU": "billion Btu",
}  # fmt: skip
PREFERRED = ("TWh", "kbd", "bcm", "bcf", "kt", "Mtoe", "quad Btu")
"""Units that are kept where a figure stands in several as often."""
_PSEUDO = frozenset({"DEUW", "HITZ", "NLDA", "USIQ", "USOH"})


def place_code(draft: Draft, code: str, name: str, kind: str = "") -> str:
    """The place of a series: by its letters, then by its name; four letters stand for a group of countries.

    kind: "c" country or "r" region where the source says.
    """
    letters = kind != "r" and (len(code) == 3 or code in _PSEUDO)
    place = (by_iso3(code) if letters else None) or by_name(name)
    written = " ".join(name.split()) or code
    if place is None and (kind == "r" or (len(code) == 4 and code not in _PSEUDO and not kind)):
        place = Place(written, written, "aggregate")
    if place is None:
        return draft.places.code(written, "name")
    draft.places.seen.setdefault(place.code, place)
    return place.code


def places(draft: Draft, codes: RawColumn, names: RawColumn, kinds: RawColumn | None = None) -> RawColumn:
    """The places of rows by code, name and (where there is one) kind."""
    if kinds is not None:
        codes = joined(codes, kinds, lambda code, kind: f"{code.strip()}|{kind.strip()}")
    return joined(codes, names, lambda code, name: place_code(draft, *_parted(code, name)))


def _parted(code: str, name: str) -> tuple[str, str, str]:
    letters, _, kind = code.partition("|")
    return letters.strip().upper(), name, kind


def activity(code: str, words: str) -> str:
    """The balance item of an activity: by its number, else by its name."""
    low = " ".join(words.casefold().split())
    found = ACTIVITIES.get(code)
    if found is None:
        found = next((item for word, item in WORDS.items() if low.endswith(word)), None)
    return found or _energy.slug(words) or f"activity_{code}"


def unit_name(code: str, words: str) -> str:
    """A unit by its code, else by its name as written."""
    return UNITS.get(code.strip().upper()) or " ".join(words.split()) or code


def add(
    draft: Draft,
    sift: Sift,
    when: RawColumn,
    place: RawColumn,
    product: RawColumn,
    item: RawColumn,
    unit: RawColumn,
    values: Floats,
    quality: RawColumn,
) -> None:
    """Enter figures: one unit each, rates as amounts."""
    amount = item.where(lambda text: text not in ("installed_capacity", "stock", "reserves"))
    values, unit = _energy.amounts(sift, values, unit, when, amount)
    values, unit = in_unit_of_series(sift, (product, item), unit, values, PREFERRED)
    _energy.add_items(sift, when, place, product, item, unit, values, quality)


def tell_world(sift: Sift, place: RawColumn) -> None:
    """World is a total of all places: kept as WLD."""
    sift.note(
        "world_row", place.isin({"WLD"}), "World is the total of all places: kept as WLD, beside its parts."
    )


def aside(sift: Sift, place: RawColumn) -> None:
    """Rows without a place, and groups beside their members."""
    guard.nowhere(sift, place, place)
    guard.aggregates(sift, place)
    tell_world(sift, place)
