"""Russia's customs (FCS): the "unloading" of foreign trade by month, country, ten-digit code and region.

`NAPR, PERIOD, STRANA, TNVED, EDIZM, STOIM, NETTO, KOL, REGION, REGION_S`, one row a direction (ИМ, ЭК), month,
country (ISO alpha-2), code and region of Russia; the English edition calls them `DIRECTION, PERIOD, COUNTRY, HS, UM,
VALUE, NETWEIGHT, QUANTITY, REGION, REGION_S`. Values are US dollars, weights kilograms. Traps: the reporter stands
nowhere; rows of one flow differ by region and are summed; a quantity of 0 beside no unit is none.

Layout: the tables that pedrocondor/oec-etl describes (etl/countries/russia/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import constant

_RUSSIAN = {
    "napr": "way", "period": "period", "strana": "country", "tnved": "code", "edizm": "unit", "stoim": "value",
    "netto": "weight", "kol": "quantity",
}  # fmt: skip
_ENGLISH = {
    "direction": "way", "period": "period", "country": "country", "hs": "code", "um": "unit", "value": "value",
    "netweight": "weight", "quantity": "quantity",
}  # fmt: skip
_NEEDS = frozenset({"way", "period", "country", "code", "value"})
_WAYS = {
    **dict.fromkeys(("им", "имп", "импорт", "imp", "import", "im"), "import"),
    **dict.fromkeys(("эк", "экс", "экспорт", "exp", "export", "ek"), "export"),
}
_UNITS = {
    "шт": "u", "pce nmb": "u", "м3": "m3", "мз": "m3", "mtq": "m3", "м2": "m2", "mtk": "m2", "л": "l", "ltr": "l",
    "кг": "kg", "kgm": "kg", "г": "g", "grm": "g", "пар": "pair", "npr": "pair", "кар": "carat", "ctm": "carat",
    "тыс. квт-ч": "MWh", "1000 квт/ч": "MWh", "1000 квт.ч": "MWh", "mwh": "MWh",
}  # fmt: skip
"""Supplementary units as the two editions shorten them; others stay as they are."""


def recognise(source: Source) -> Recognition | None:
    """By the names of its columns, of which no other format has those in Russian."""
    if source.kind not in ("text", "workbook"):
        return None
    header = next((row for row in source.head_grid() if any(row)), ())
    keys = {header_key(cell) for cell in header}
    if {"napr", "strana", "tnved", "stoim"} <= keys:
        return Recognition(0.97, "It has NAPR, STRANA, TNVED and STOIM, as Russia's customs name them.")
    if {"direction", "period", "country", "hs", "netweight", "regions"} <= keys:
        return Recognition(
            0.9, "It has DIRECTION, HS, NETWEIGHT and REGION_S of the English edition of Russia's customs."
        )
    return None


def _there(header: Sequence[str]) -> Mapping[str, str]:
    """What is meant → the name of its column."""
    keys = {header_key(name): name for name in reversed(header)}
    known = _RUSSIAN if "tnved" in keys else _ENGLISH
    return {role: keys[key] for key, role in known.items() if key in keys}


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country, code and region a row, reported by Russia."""
    table = source.table(sheet=plan.sheet)
    there = _there(list(table.columns))
    if absent := sorted(_NEEDS - there.keys()):
        raise DataError(
            f"{source.name} lacks columns of the tables of Russia's customs ({', '.join(absent)}). Download it again."
        )
    value, weight, quantity = _comtrade.numbers(
        table, draft, there["value"], there.get("weight", ""), there.get("quantity", "")
    )
    draft.decide("units", "Values are US dollars and weights kilograms, as Russia's customs publish them.")
    size = len(table)
    _comtrade.flows(
        draft,
        Sift(draft, table, np.nan_to_num(value)),
        table,
        _comtrade.Reports(
            period=table.text(there["period"]),
            reporter=constant(draft.places.code("RUS", "iso3"), size),
            partner=draft.places.codes(table.text(there["country"]), "iso2"),
            flow=table.text(there["way"]).map(lambda text: _WAYS.get(text.strip().casefold(), "")),
            classification=constant("HS", size),
            commodity=table.text(there["code"]),
            commodity_name=table.text(there["code"]),
            weight_kg=weight,
            quantity=quantity,
            quantity_unit=table.text(there.get("unit", "")).map(
                lambda text: _UNITS.get(" ".join(text.split()).casefold(), text)
            ),
            value=value,
            estimated=constant("", size),
        ),
    )
    draft.title = "Russia's foreign trade by customs"


PROFILES = (
    Profile(
        "russia_customs",
        "Federal Customs Service of Russia",
        recognise,
        read,
        publisher="Federal Customs Service of Russia",
        url="customs.gov.ru",
        licence="not stated",
    ),
)
