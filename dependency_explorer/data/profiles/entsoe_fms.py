"""ENTSO-E's file library: tab-separated, UTF-16 with a byte order mark in old files, UTF-8 in new ones.

Capacity, generation and load become balances; PhysicalFlows become flows (OutMapCode exporter, InMapCode
importer).
Traps: AreaTypeCode BZN, CTA and CTY repeat the same area; DeletedFlag; columns renamed over the years (MapCode,
AreaMapCode; FlowValue, Flow[MW]; DateTime, DateTime(UTC); AreaTypeCode "BZN/CTA/CTY" in one row); flows are MW
by hour or by quarter-hour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _entsoe, _prices
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY

_TYPES = ("CTY", "BZN", "CTA", "MBA", "SCA")
_VALUES = {
    "aggregatedinstalledcapacity": "installed_capacity", "installedcapacity": "installed_capacity",
    "actualgenerationoutput": "generation", "totalloadvalue": "consumption", "totalload": "consumption",
    "flowvalue": "flow", "flow": "flow", "installedgenerationcapacity": "installed_capacity",
    "aggregatedgenerationcapacity": "installed_capacity", "price": "price",
}  # fmt: skip
_MARKS = PLAIN.also("n/e")


def recognise(source: Source) -> Recognition | None:
    """By ResolutionCode and AreaTypeCode in a tab-separated header."""
    if source.kind != "text" or not source.head_rows:
        return None
    names = set(_named(source.head_rows[0]))
    if "resolutioncode" not in names or not names & {"areatypecode", "outareatypecode"}:
        return None
    if not names & set(_VALUES):
        return Recognition(0.5, "It has ResolutionCode and AreaTypeCode of ENTSO-E's file library.")
    return Recognition(
        0.98, "It has ResolutionCode, AreaTypeCode and a figure, as ENTSO-E's file library has."
    )


@dataclass(frozen=True)
class _Rows:
    """The rows of a file. column: the columns by their plain names. when: the month (or year) of each row, time: its
    own time. values: what is to be summed. hours: how long the interval of each row is."""

    sift: Sift
    table: RawTable
    column: Mapping[str, str]
    when: RawColumn
    time: RawColumn
    values: Floats
    hours: Floats

    def areas(self, side: str) -> tuple[RawColumn, RawColumn, RawColumn]:
        """Places, map codes and types of the areas on one side ("", "out", "in")."""
        draft, column = self.sift.draft, self.column
        code = self.table.text(column.get(f"{side}mapcode") or column.get(f"{side}areamapcode") or "")
        name = self.table.text(column.get(f"{side}areaname") or column.get(f"{side}areadisplayname") or "")
        place = joined(
            code, name, lambda one, other: _entsoe.place(draft, one, other) if one.strip() or other else ""
        )
        kind = self.table.text(column.get(f"{side}areatypecode") or "").map(_widest)
        _entsoe.split_zones(draft, code, place)
        return place, code, kind


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an area (or a pair of areas) and time."""
    table = source.table()
    column = _named(table.columns)
    measure = next((name for name in _VALUES if name in column), "")
    if not measure:
        raise DataError(
            f"{source.name} holds neither capacity, generation, load, prices nor physical flows, as far as its "
            "columns tell. These files of ENTSO-E's library are not read."
        )
    figures = figures_of(draft, table, column[measure], _MARKS)
    sift = Sift(draft, table, figures.numbers)
    if "deletedflag" in column:
        gone = table.text(column["deletedflag"]).map(str.strip).isin({"1", "true", "True"})
        sift.aside("deleted", gone, "Rows that ENTSO-E has marked as deleted.", keep="Keep them")
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    if not column.keys() & {"datetime", "datetime(utc)", "mtu"}:
        raise DataError(
            f"{source.name} has no column DateTime. Download the file again, with all its columns."
        )
    time = table.text(column.get("datetime") or column.get("datetime(utc)") or column["mtu"])
    resolution = table.text(column["resolutioncode"])
    month = time.map(_entsoe.month)
    when = joined(
        month, resolution, lambda text, step: text[:4] if step.strip().upper() in ("P1Y", "P12M") else text
    )
    guard.no_period(sift, when, "time")
    hours = np.array([_entsoe.minutes(text) / 60 or 1.0 for text in resolution.values] or [1.0])[
        resolution.codes
    ]
    if _VALUES[measure] == "price":
        _price(_Rows(sift, table, column, when, time, figures.numbers, hours))
        draft.title = "Day-ahead prices"
        return
    values, unit = _energy_of(draft, figures.numbers, hours, _VALUES[measure])
    rows = _Rows(sift, table, column, when, time, values, hours)
    if _VALUES[measure] == "flow":
        _flows(rows)
    else:
        _balances(rows, unit, _VALUES[measure])
    draft.title = re.sub(r"[_\d.]+", " ", source.stem).strip() or "ENTSO-E file library"


def _named(header: Sequence[str] | Mapping[str, object]) -> dict[str, str]:
    """Columns by their names in small letters, without units in brackets."""
    named: dict[str, str] = {}
    for name in header:
        named.setdefault(re.sub(r"\[.*\]", "", name).strip().lstrip("\ufeff").lower(), name)
    return named


def _energy_of(draft: Draft, values: Floats, hours: Floats, item: str) -> tuple[Floats, str]:
    if item == "installed_capacity":
        return values, "MW"
    draft.decide(
        "months",
        "Megawatts (means of each interval) are multiplied by its length and summed to months in MWh; intervals that "
        "are not in the file count as missing, not as zero.",
    )
    return values * hours, "MWh"


def _widest(text: str) -> str:
    """Of several types in one cell the first of country, bidding zone, control area."""
    found = [part.strip().upper() for part in text.split("/")]
    return next((kind for kind in _TYPES if kind in found), text.strip())


def _one_type(sift: Sift, rank: np.ndarray, figure: np.ndarray) -> None:
    """Of an area told as country, bidding zone and control area the first is kept, figure by figure."""
    best = np.full(int(figure.max()) + 1 if len(figure) else 1, len(_TYPES) ** 2 + 99)
    np.minimum.at(best, figure[sift.kept], rank[sift.kept])
    sift.aside(
        "area_types",
        rank > best[figure],
        "The same area as bidding zone, control area and country: the country's rows are kept, and its zones only "
        "where it has none.",
    )


def _rank(kind: RawColumn) -> np.ndarray:
    ranks = np.array([_TYPES.index(text) if text in _TYPES else len(_TYPES) for text in kind.values] or [0])
    return np.asarray(ranks[kind.codes])


def _figure(*columns: RawColumn) -> np.ndarray:
    return np.asarray(numbered(guard.keys(*columns))[1])


def _balances(rows: _Rows, unit: str, item: str) -> None:
    sift, table, column = rows.sift, rows.table, rows.column
    place, _, kind = rows.areas("")
    guard.nowhere(sift, place, place)
    kinds = (
        table.text(column["productiontype"])
        if "productiontype" in column
        else constant("electricity", len(table))
    )
    guard.identical(sift)
    _one_type(sift, _rank(kind), _figure(place, kinds, rows.time))
    product = kinds.map(lambda text: _energy.electricity_from(_energy.slug(text)))
    size = len(table)
    note = constant("", size)
    if unit == "MWh":
        note = _energy.partial_months(sift, note, rows.when, (place, product), rows.time, rows.hours)
    guard.emit(
        sift,
        {
            "period": rows.when, "place": place, "commodity": product, "item": constant(item, size), "unit": unit,
            "note": note, "source_id": "source",
        },
        {"value": rows.values},
        "Zones of one country, and intervals of one month, are summed.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for text in sift.left(kinds).used():
        _energy.describe_electricity(sift.draft, _energy.electricity_from(_energy.slug(text)), text)


def _price(rows: _Rows) -> None:
    """Prices of the day-ahead auction; of several auctions and lengths of time the first of a zone counts."""
    sift, table, column = rows.sift, rows.table, rows.column
    place, code, kind = rows.areas("")
    guard.nowhere(sift, place, place)
    guard.identical(sift)
    if "contracttype" in column:
        other = ~table.text(column["contracttype"]).map(lambda text: text.strip().casefold()).isin(
            {"day-ahead", ""}
        )
        sift.aside("contracts", other, "Prices of other markets than the day-ahead one.")
    if "sequence" in column:
        later = ~table.text(column["sequence"]).map(str.strip).isin({"1", ""})
        sift.aside("sequences", later, "Prices of later auctions of one day (sequence 1 is kept).")
    _one_type(sift, _rank(kind), _figure(place, code, rows.time))
    currency = table.text(column["currency"]) if "currency" in column else constant("EUR", len(table))
    unit = currency.map(lambda text: f"{text.strip().upper() or 'EUR'}/MWh")
    _prices.add_months(sift.draft, sift, rows.when, place, rows.values, unit)


def _flows(rows: _Rows) -> None:
    sift, when, draft = rows.sift, rows.when, rows.sift.draft
    exporter, _, out_kind = rows.areas("out")
    importer, _, in_kind = rows.areas("in")
    guard.nowhere(sift, exporter, importer)
    guard.identical(sift)
    guard.same_place(sift, exporter, importer)
    rank = _rank(out_kind) * (len(_TYPES) + 1) + _rank(in_kind)
    _one_type(sift, rank, _figure(exporter, importer, rows.time))
    note = _energy.partial_months(
        sift,
        constant("physical flow", len(rows.table)),
        when,
        (exporter, importer),
        rows.time,
        rows.hours,
    )
    draft.decide("physical", "These are physical flows over borders, transit included; not what was traded.")
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": "electricity",
            "unit": "MWh",
            "source_id": "source", "note": note,
        },
        {"quantity": rows.values},
        "Hours, and zones of one country, are summed to months.",
    )  # fmt: skip
    draft.commodity("electricity", name="Electricity", hs_codes="2716")


PROFILES = (
    Profile(
        "entsoe_fms",
        "ENTSO-E, file library",
        recognise,
        read,
        publisher=_entsoe.PUBLISHER,
        url=_entsoe.URL,
        licence=_entsoe.LICENCE,
    ),
)
