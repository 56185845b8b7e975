"""Lists of power plants in Europe: Open Power System Data, powerplantmatching, and ENTSO-E's production units.

OPSD: `name, company, …, country, capacity, energy_source, technology, …, commissioned, …, lat, lon, eic_code`
(conventional power plants, data.open-power-system-data.org). powerplantmatching: `Name, Fueltype, Technology,
Set, Country, Capacity, …, DateIn, …, DateOut, lat, lon, …, EIC, projectID`. ENTSO-E: `EICCode, Name, ValidFrom,
ValidTo, Status, Type, Location, InstalledCapacity, ControlArea, BiddingZone, Voltage`
(InstalledCapacityProductionUnit 14.1.B).
Traps: capacities are MW and the file does not say so; years as 1988.0; two letters or names of countries (UK);
a plant that has ended has a DateOut; powerplantmatching writes codes as {'…'}; ENTSO-E's units change over
time, each state a row.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _energy, _entsoe
from dependency_explorer.data.profiles._owners import add_stakes
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable, column_of, constant, joined

OPSD = ("name", "country", "capacity", "energy_source", "commissioned")
_OPSD_ALSO = frozenset({"eic_code", "energy_source_level_1", "company", "technology"})
MATCHED = ("Name", "Fueltype", "Set", "Country", "Capacity", "DateIn")
UNITS = ("EICCode", "Name", "Status", "Type", "Location", "InstalledCapacity")
_NAMES = {
    "place": ("country", "location"), "fuel": ("energy_source", "fueltype", "type"),
    "capacity": ("capacity", "installedcapacity"), "status": ("status",),
    "start": ("commissioned", "datein"), "end": ("shutdown", "dateout"), "id": ("eic_code", "eiccode", "eic", "id"),
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By the columns of one of the three."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()[:5]
    for needs, whose in (
        (OPSD, "Open Power System Data"), (MATCHED, "powerplantmatching"), (UNITS, "ENTSO-E's production units"),
    ):  # fmt: skip
        if (start := find_header(rows, needs)) is not None:
            if needs is OPSD and not _OPSD_ALSO & set(rows[start]):
                return Recognition(
                    0.6, f"It has the columns {', '.join(needs)}, as {whose}, but no other of it."
                )
            return Recognition(0.96, f"It has the columns {', '.join(needs[:4])}, … of {whose}.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One asset a row."""
    rows = source.head_grid(plan.sheet)[:5]
    needs = next((one for one in (OPSD, MATCHED, UNITS) if find_header(rows, one) is not None), OPSD)
    whole = source.table(needs, sheet=plan.sheet)
    column = {name.casefold(): name for name in reversed(list(whole.columns))}
    sift = Sift(draft, whole)
    sift.aside(
        "no_asset",
        whole.text(column["name"]).where(lambda text: not text.strip()) & _of(whole, column, "id").isin({""}),
        "Rows without a plant.",
    )
    guard.identical(sift)
    if needs is UNITS:
        over = (
            _of(whole, column, "validto").where(lambda text: bool(text.strip()))
            if "validto" in column
            else None
        )
        gone = whole.text(column["status"]).where(lambda text: "decommissioned" in text.casefold())
        sift.aside(
            "past", gone if over is None else gone | over, "Units whose entry has ended.", keep="Keep them"
        )
    table = sift.result()
    numbers = [column[one] for one in _NAMES["capacity"] if one in column][:1]
    read_ = figures_together(
        draft, table, [*numbers, *(column[one] for one in ("lat", "lon") if one in column)]
    )

    def figures(name: str | None) -> NumberColumn:
        return NumberColumn(read_[name].numbers if name in read_ else np.full(len(table), np.nan))

    place = _of(table, column, "place")
    fuel = _of(table, column, "fuel").map(_energy.slug)
    id = _ids(_of(table, column, "id"), table.text(column["name"]))
    draft.decide("unit", "Capacities are in megawatts, as the publisher says; the file does not name a unit.")
    draft.add(
        "assets",
        table,
        id=id,
        name=table.text(column["name"]),
        kind=fuel.map(lambda text: f"{text}_power_plant" if text else "power_plant"),
        place=place.map(lambda text: _entsoe.place(draft, text if len(text.strip()) == 2 else "", text)),
        commodity="electricity",
        capacity=figures(numbers[0] if numbers else None),
        capacity_unit="MW",
        lat=figures(column.get("lat")),
        lon=figures(column.get("lon")),
        status=_status(table, column),
        start_year=_of(table, column, "start").map(_year),
        source_id="source",
        note=_of(table, column, "end").map(lambda text: f"ends in {year}" if (year := _year(text)) else ""),
    )
    draft.commodity("electricity", name="Electricity", hs_codes="2716")
    if needs is OPSD and "company" in column and any(table.text(column["company"]).used()):
        add_stakes(draft, table, id, table.text(column["company"]))
    draft.title = "Power plants"


def _status(table: RawTable, column: dict[str, str]) -> RawColumn:
    """The status that is told; closed where a plant ended no later than the youngest of the list began."""
    ends = _of(table, column, "end").map(_year)
    youngest = max((_year(text) for text in _of(table, column, "start").used()), default="")
    told = _of(table, column, "status").map(lambda text: text.strip().casefold())
    return joined(told, ends, lambda one, end: one or ("closed" if end and end <= youngest else ""))


def _of(table: RawTable, column: dict[str, str], what: str) -> RawColumn:
    name = next((column[one] for one in _NAMES.get(what, (what,)) if one in column), "")
    return table.text(name) if name else constant("", len(table))


def _year(text: str) -> str:
    found = re.match(r"(1[89]\d\d|20\d\d|2100)(?!\d)", text.strip())
    return found[1] if found is not None else ""


def _ids(codes: RawColumn, names: RawColumn) -> RawColumn:
    """Codes as written, without braces; where there is none the name, with a number where several have it."""
    plain = joined(
        codes.map(
            lambda text: (re.findall(r"[\w.+-]{2,}", "" if "nan" in text.lower() else text) or [""])[0]
        ),
        names,
        lambda code, name: code or _energy.slug(name) or "plant",
    )
    seen: dict[str, int] = {}
    told = []
    for text in plain.texts():
        seen[text] = seen.get(text, 0) + 1
        told.append(text if seen[text] == 1 else f"{text}_{seen[text]}")
    return column_of(told)


PROFILES = (
    Profile(
        "power_plants_europe",
        "Power plants in Europe (Open Power System Data, powerplantmatching, ENTSO-E)",
        recognise,
        read,
        publisher="Open Power System Data; PyPSA; ENTSO-E",
        url="open-power-system-data.org; github.com/PyPSA/powerplantmatching; transparency.entsoe.eu",
        licence="see each publisher (OPSD: open licences of its sources; ENTSO-E: CC BY 4.0)",
    ),
)
