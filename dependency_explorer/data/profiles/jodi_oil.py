"""JODI Oil World Database: `REF_AREA, TIME_PERIOD, ENERGY_PRODUCT, FLOW_BREAKDOWN, UNIT_MEASURE, OBS_VALUE`.

Traps: every observation comes in five units, one of which (CONVBBL) is a conversion factor; `x` not applicable,
`-` not available, `..` no factor; TOTCRUDE and TOTPRODS are totals of other products; KBD is a rate; no
partners.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _jodi

_NAMES = {
    "TOTCRUDE": "Crude oil, NGL and other primary oil", "CRUDEOIL": "Crude oil", "NGL": "Natural gas liquids",
    "OTHERCRUDE": "Other primary oil", "TOTPRODS": "Oil products", "LPG": "Liquefied petroleum gases",
    "NAPHTHA": "Naphtha", "GASOLINE": "Motor and aviation gasoline", "KEROSENE": "Kerosenes",
    "JETKERO": "Kerosene-type jet fuel", "GASDIES": "Gas oil and diesel oil", "RESFUEL": "Fuel oil",
    "ONONSPEC": "Other oil products",
}  # fmt: skip
_ABOVE = {
    **dict.fromkeys(("CRUDEOIL", "NGL", "OTHERCRUDE"), "TOTCRUDE"),
    **dict.fromkeys(("LPG", "NAPHTHA", "GASOLINE", "KEROSENE", "GASDIES", "RESFUEL", "ONONSPEC"), "TOTPRODS"),
    "JETKERO": "KEROSENE",
}
_UNITS = {"KTONS": "kt", "KBBL": "kbbl", "KL": "kcm", "KBD": "kbd"}


def recognise(source: Source) -> Recognition | None:
    """By JODI's columns and a product of the oil database."""
    products = _jodi.products(source)
    if not products or products <= {"NATGAS", "LNG"}:
        return None
    sure = 0.97 if products & set(_NAMES) else 0.6
    return Recognition(
        sure, "It has the columns REF_AREA, ENERGY_PRODUCT and FLOW_BREAKDOWN of JODI, with oil products."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an observation and unit."""
    # KL counts thousand kilolitres: 35 280 kbbl of Italian stock are told as 5 609 KL.
    _jodi.read(source, draft, _NAMES, _ABOVE, _UNITS, ("KTONS", "KBBL", "KL", "KBD"))


PROFILES = (
    Profile(
        "jodi_oil",
        "JODI Oil World Database",
        recognise,
        read,
        publisher=_jodi.PUBLISHER,
        url=_jodi.URL,
        licence=_jodi.LICENCE,
    ),
)
