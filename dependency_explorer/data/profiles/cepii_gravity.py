"""CEPII's Gravity: all goods between two countries a year, beside what explains them (distance, GDP, language).

`year, country_id_o, country_id_d, iso3_o, iso3_d, …, tradeflow_comtrade_o, tradeflow_comtrade_d, tradeflow_baci,
manuf_tradeflow_baci, tradeflow_imf_o, tradeflow_imf_d`: o is the origin, which exports, and d the destination; `_o`
and `_d` behind a trade flow say whose report it is; all in thousand current US dollars (Conte, Cotterlaz and Mayer,
The CEPII Gravity database, 2022). The edition of Head, Mayer and Ries before it has `iso_o, iso_d, flow` in million
US dollars. Traps: gdp_o and pop_d are figures of one country, repeated for each partner, and no trade; several
sources tell one flow; country_id numbers editions of a country (DEU.2) where iso3 does not; a country stands as its
own partner.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _dollars
from dependency_explorer.data.units import scaled

_SIDES = (("iso3_o", "iso3_d"), ("iso_o", "iso_d"), ("country_id_o", "country_id_d"))
_BESIDE = re.compile(
    r"contig|dist(w|cap)?(_\w+)?|comlang_\w+|gdp_[od]|pop_[od]|tradeflow_\w+|manuf_tradeflow_\w+"
)
"""What else such a table has; two of them tell it from any other table of pairs."""
_CEPIIS = frozenset(
    {"contig", "distw", "distcap", "comlang_off", "gdp_o", "gdp_d", "tradeflow_baci", "country_id_o"}
)
_THOUSAND, _MILLION = 1e3, 1e6
_FLOWS = {
    "tradeflow_baci": "reconciled", "tradeflow_comtrade_o": "exporter", "tradeflow_comtrade_d": "importer",
    "tradeflow_imf_o": "exporter", "tradeflow_imf_d": "importer", "flow": "reconciled",
}  # fmt: skip
"""Columns of trade, best first, and whose report each is. One column a report is read."""
_GOODS = "TOTAL"


def recognise(source: Source) -> Recognition | None:
    """By an origin, a destination and a year beside distances, GDP or trade flows of the pair."""
    if source.kind not in ("text", "workbook", "parquet"):
        return None
    there = _header(source)
    if _sides(there) is None or "year" not in there:
        return None
    if sum(bool(_BESIDE.fullmatch(name)) for name in there) + ("flow" in there) < 2:
        return None
    if not any(name in there for name in _FLOWS if name != "flow") and not _CEPIIS & there.keys():
        return Recognition(0.6, "It has origin (_o), destination (_d), year and a flow, as CEPII's Gravity.")
    return Recognition(0.94, "It has origin (_o), destination (_d) and year of CEPII's Gravity.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow a row, as each of its sources reports it."""
    there = _header(source)
    sides = _sides(there)
    if sides is None or "year" not in there:
        raise DataError(
            f"{source.name} lacks columns of CEPII's Gravity (year, iso3_o, iso3_d). Download it again."
        )
    reports: dict[str, str] = {}
    for name, side in _FLOWS.items():
        if name in there:
            reports.setdefault(side, name)
    if not reports:
        raise DataError(
            f"{source.name} holds distances, GDP and the like of pairs of countries, and no trade between them: it "
            "has no column such as tradeflow_baci. Choose that variable, too, when downloading it."
        )
    columns = [there[name] for name in reports.values()]
    table = source.table(
        tuple(there[name] for name in (*sides, "year")), columns, plan.sheet, missing=("NA",)
    )
    figures = figures_together(draft, table, columns, PLAIN.also("NA"))
    values = {
        side: scaled(figures[there[name]].numbers, 1.0 if name == "flow" else _THOUSAND)
        for side, name in reports.items()
    }
    for side in [side for side, name in reports.items() if name == "flow"]:
        values[side] = _dollars.scaled(
            draft,
            values[side],
            _MILLION,
            "The edition that has a column flow gives it in millions, unsaid.",
            "flow",
        )
    exporter, importer = (draft.places.codes(table.text(there[name]).map(_country), "iso3") for name in sides)
    when = table.text(there["year"]).map(period)
    sift = Sift(draft, table, np.fmax.reduce([np.nan_to_num(one) for one in values.values()]))
    guard.no_period(sift, when)
    exists = [there[f"country_exists_{side}"] for side in "od" if f"country_exists_{side}" in there]
    if exists:
        gone = np.logical_or.reduce([table.text(name).isin({"0", "0.0", "FALSE"}) for name in exists])
        sift.aside(
            "no_such_country",
            gone,
            "Rows of an edition of a country in years in which it did not exist: another edition has the flow.",
        )
    guard.nowhere(sift, exporter, importer)
    guard.same_place(sift, exporter, importer)
    guard.no_figure(sift, *values.values())
    unread = [name for name in there if name in _FLOWS and name not in reports.values()]
    unread += [name for name in there if name.startswith("manuf_tradeflow")]
    if unread:
        draft.decide(
            "other_sources",
            f"Other figures of the same flows, or of a part of them, are not read: {', '.join(unread)}.",
        )
    if set(reports.values()) - {"flow"}:
        draft.decide("units", "Values are told in thousand US dollars (times 1 000).", len(table))
    if len(reports) > 1:
        draft.decide(
            "mirror",
            f"{', '.join(reports.values())} tell the same trade: each row says whose report it is, and only one "
            "counts in a sum.",
            len(table),
        )
    for side, value in values.items():
        guard.emit(
            sift.part(~np.isnan(value)),
            {"period": when, "exporter": exporter, "importer": importer, "commodity": _GOODS,
             "reported_by": side, "source_id": "source"},
            {"value_usd": value},
            "Several editions of one country are summed.",
        )  # fmt: skip
    draft.commodity(_GOODS, name="All goods")


def _country(text: str) -> str:
    """DEU.2 is an edition of DEU."""
    return re.sub(r"\.\d$", "", text.strip())


def _header(source: Source) -> dict[str, str]:
    """Names of columns in small letters → as the file writes them."""
    if source.kind == "parquet":
        names = source.parquet_names
    else:
        names = tuple(next((row for row in source.head_grid() if any(row)), ()))
    return {name.strip().casefold(): name.strip() for name in reversed(names)}


def _sides(there: dict[str, str]) -> tuple[str, str] | None:
    return next((pair for pair in _SIDES if set(pair) <= there.keys()), None)


PROFILES = (
    Profile(
        "cepii_gravity",
        "CEPII, Gravity",
        recognise,
        read,
        publisher="CEPII",
        url="www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=8",
        licence="Etalab Open Licence 2.0",
    ),
)
