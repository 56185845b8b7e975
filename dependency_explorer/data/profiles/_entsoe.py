"""What ENTSO-E's downloads share: areas as places, and megawatts over hours as megawatt-hours."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import datetime

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.places import Place, by_iso2, by_name
from dependency_explorer.data.raw import Floats, RawColumn

PUBLISHER = "ENTSO-E Transparency Platform"
URL = "transparency.entsoe.eu"
LICENCE = "CC BY 4.0 (list of data available for free re-use)"

NORTHERN_IRELAND = Place("GB-NIR", "Northern Ireland", "province")
_SPECIAL = {"NIE": NORTHERN_IRELAND, "GB_NIR": NORTHERN_IRELAND, "UA_IPS": None, "IE_SEM": None}
_CODE = re.compile(r"(?P<country>[A-Z]{2})(?![A-Za-z])|(?P<zone>[A-Z]{2})(?=\d)")

CODE_BEHIND = re.compile(r".*\((?P<code>[A-Z]{2}[A-Z0-9_-]*)\)\s*$")
_BEGIN = re.compile(
    r"(?:(?P<d>\d{2})[./](?P<m>\d{2})[./](?P<y>\d{4})|(?P<Y>\d{4})-(?P<M>\d{2})-(?P<D>\d{2}))"
    r"[ T](?P<hour>\d{2}):(?P<minute>\d{2})"
)
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


def hours(times: RawColumn) -> Floats:
    """The length of each row's interval, "01.01.2021 00:00 - 01.01.2021 01:00", in hours.

    Where only beginnings are told, the time from one to the next that is most frequent; an hour where a text is
    neither.
    """
    told = [_length(text) for text in times.values]
    begun = sorted({when for text in times.used() if (when := _begin(text)) is not None})
    steps = Counter(later - earlier for earlier, later in itertools.pairwise(begun))
    step = steps.most_common(1)[0][0].total_seconds() / 3600 if steps else 1.0
    return np.array([step if one is None else one for one in told] or [1.0])[times.codes]


def _length(text: str) -> float | None:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return None
    start = 60 * int(found["h1"]) + int(found["m1"])
    end = 60 * int(found["h2"]) + int(found["m2"])
    return ((end - start) % 1440 or 1440) / 60


def _begin(text: str) -> datetime | None:
    """When an interval begins that tells no end."""
    found = _BEGIN.match(text.strip())
    if found is None or _RANGE.fullmatch(text.strip()):
        return None
    first, second, year = (found["d"], found["m"], found["y"]) if found["y"] else found.group("D", "M", "Y")
    try:
        return datetime(int(year), int(second), int(first), int(found["hour"]), int(found["minute"]))
    except ValueError:
        return None


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
