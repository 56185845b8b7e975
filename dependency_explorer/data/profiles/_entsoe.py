"""What ENTSO-E's downloads share: areas as places, and megawatts over hours as megawatt-hours."""

from __future__ import annotations

import re

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.places import Place, by_iso2, by_name
from dependency_explorer.data.raw import RawColumn

PUBLISHER = "ENTSO-E Transparency Platform"
URL = "transparency.entsoe.eu"
LICENCE = "CC BY 4.0 (list of data available for free re-use)"

NORTHERN_IRELAND = Place("GB-NIR", "Northern Ireland", "province")
_SPECIAL = {"NIE": NORTHERN_IRELAND, "GB_NIR": NORTHERN_IRELAND, "UA_IPS": None, "IE_SEM": None}
_CODE = re.compile(r"(?P<country>[A-Z]{2})(?![A-Za-z])|(?P<zone>[A-Z]{2})(?=\d)")

CODE_BEHIND = re.compile(r".*\((?P<code>[A-Z]{2}[A-Z0-9_-]*)\)\s*$")
_RANGE = re.compile(
    r".*?(?P<h1>\d{2}):(?P<m1>\d{2})(:\d{2})?.*?-.*?(?P<h2>\d{2}):(?P<m2>\d{2})(:\d{2})?[^:]*$"
)


def country(code: str) -> Place | None:
    """The country of an area's map code: NO1, SE_3, IT_NORD, DE_LU (counted as Germany), UA_BEI.

    NIE is Northern Ireland.
    """
    written = code.strip().upper().replace("-", "_")
    special = _SPECIAL.get(written)
    if special is not None:
        return special
    found = _CODE.match(written.replace("_", " "))
    return by_iso2(found["country"] or found["zone"]) if found else None


def place(draft: Draft, code: str, name: str = "") -> str:
    """The place of an area by its code, else by its name; unknown ones stay as written."""
    found = country(code) or (by_name(name) if name else None)
    if found is None:
        return draft.places.code(code or name, "name")
    draft.places.seen.setdefault(found.code, found)
    return found.code


def minutes(resolution: str) -> float:
    """The minutes of a resolution: PT60M, PT15M, PT1H; 0 where it is longer than a day."""
    found = re.fullmatch(r"PT(?P<number>\d+)(?P<unit>[MH])", resolution.strip().upper())
    return float(found["number"]) * (60 if found["unit"] == "H" else 1) if found else 0.0


def month(text: str) -> str:
    """The month in which a time begins: 01.02.2021 00:00, 01/02/2021 00:00, 2021-02-01 00:00:00.000."""
    written = text.strip()
    found = re.match(r"(\d{2})[./](\d{2})[./](\d{4})", written)
    if found:
        return f"{found[3]}-{found[2]}"
    found = re.match(r"(\d{4})-(\d{2})-\d{2}", written)
    return f"{found[1]}-{found[2]}" if found else ""


def area_code(text: str) -> str:
    """The code of an area as the platform writes it: BZN|FR, BZN|GB(IFA2), Germany (DE)."""
    written = text.strip().rsplit("|", 1)[-1].strip()
    inside = CODE_BEHIND.fullmatch(written)
    if inside and "|" not in text:
        return inside["code"]
    return re.sub(r"\(.*\)$", "", written).strip()


def hours(text: str) -> float:
    """The length of "01.01.2021 00:00 - 01.01.2021 01:00"; an hour where it cannot be read."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return 1.0
    start = 60 * int(found["h1"]) + int(found["m1"])
    end = 60 * int(found["h2"]) + int(found["m2"])
    return ((end - start) % 1440 or 1440) / 60


def split_zones(draft: Draft, codes: RawColumn, places: RawColumn) -> None:
    """Say where a zone lies in two countries and is counted with the first."""
    double = sorted(
        {code for code in codes.used() if re.fullmatch(r"DE[-_](AT[-_])?LU|IE[-_]SEM", code.strip().upper())}
    )
    if double:
        draft.decide(
            "zones",
            f"The bidding zone {', '.join(double)} spans two countries and is counted with the first "
            "(DE with Luxembourg, IE with Northern Ireland).",
        )
