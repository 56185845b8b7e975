"""JODI Gas World Database: the columns of JODI oil, with natural gas in million m3, TJ and (LNG) thousand
tonnes.

Traps: every observation comes in several units; trade by ship (IMPLNG, EXPLNG) and by pipeline (IMPPIP, EXPPIP)
repeats total trade; `x`, `-`, `..` and `N/A` mean no figure; no partners.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _jodi

_NAMES = {"NATGAS": "Natural gas", "LNG": "Liquefied natural gas"}
_UNITS = {"M3": "mcm", "MCM": "mcm", "TJ": "TJ", "KTONS": "kt", "MTOE": "Mtoe"}


def recognise(source: Source) -> Recognition | None:
    """By JODI's columns and natural gas."""
    products = _jodi.products(source)
    if not products or not products <= {"NATGAS", "LNG"}:
        return None
    return Recognition(
        0.97, "It has the columns REF_AREA, ENERGY_PRODUCT and FLOW_BREAKDOWN of JODI, with natural gas."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an observation and unit."""
    _jodi.read(source, draft, _NAMES, {"LNG": "NATGAS"}, _UNITS, ("M3", "MCM", "TJ", "KTONS"))


PROFILES = (
    Profile(
        "jodi_gas",
        "JODI Gas World Database",
        recognise,
        read,
        publisher=_jodi.PUBLISHER,
        url=_jodi.URL,
        licence=_jodi.LICENCE,
    ),
)
