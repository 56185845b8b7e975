"""Trackers of Global Energy Monitor: coal mines, LNG terminals, power plants, pipelines, fields, steel plants.

A workbook with an About sheet and one or more sheets of assets, or one of them as CSV; one row is a unit or phase, so
a mine or terminal may have several. The names of columns differ from tracker to tracker ("Country", "Country/Area";
"Owners", "Owner", "Owner(s)"), and are compared without spaces and signs. Traps: owners are texts (see _owners.py);
"-", "*" and "--" are missing; ids repeat where a mine has phases; the sheet of closed mines has no status, and
latitude and longitude changed places in some of its rows; companies' headquarters stand in one cell for all owners.

Files of the trackers' maps (GlobalEnergyMonitor/maps, trackers/*/compilation_output) have the same columns in lower
case with hyphens or without ("capacity-(mw)", "capacityinbcm/y", "lat", "lng"). Some have no ids and are known by the
addresses of the wiki; terminals and pipelines may then stand in one table, each with columns of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import years_in
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._asset_rows import (
    both_degrees,
    first_of,
    numbered,
    positions,
    start_years,
)
from dependency_explorer.data.profiles._gem_capacity import MARKS, capacities
from dependency_explorer.data.profiles._owners import add_stakes
from dependency_explorer.data.profiles._titles import Titles, by_key
from dependency_explorer.data.raw import (
    NumberColumn,
    RawColumn,
    RawTable,
    choose,
    column_of,
    constant,
    joined,
)

_IDS = (
    "comboid", "gemunitphaseid", "gemunitid", "gemphaseid", "gemassetid", "unitid", "gemmineid", "projectid",
    "gemplantid", "plantid", "steelplantid", "gemterminalid", "terminalid", "gemlocationid",
)  # fmt: skip
_NAMES = (
    "minename", "terminalname", "plantname", "plantnameenglish", "plantprojectname", "powerplantname", "pipelinename",
    "projectname", "assetname", "assetnameenglish", "fieldname", "unitname", "coalterminalname", "name",
)  # fmt: skip
_PARTS = ("unitname", "phasename", "projectphase", "segmentname", "unit", "trainname")
_COUNTRIES = ("country", "countryarea", "countryarea1", "countries", "countriesareas", "areas")
_FROM = ("startcountry", "startcountryarea")
_TO = ("endcountry", "endcountryarea")
_OWNERS = ("owners", "owner", "ownership")
_PARENTS = ("parentcompany", "parent", "parents", "parentcompanies", "ultimateparent")
_HEADQUARTERS = ("companyhqs", "parenthqcountry", "parentheadquarterscountry", "ownerheadquarterscountry")
_STATUS = ("status", "operatingstatus", "capacityoperatingstatus", "plantstatus")
_STARTS = ("openingyear", "startyear", "startyear1", "productionstartyear", "startdate", "dateoperating")
_FUELS = ("fuel", "fueltype", "fuels", "technologytype", "type", "technology")
_POWER = {
    "coal": "coal", "gas": "gas", "oil": "oil", "nuclear": "nuclear", "hydro": "hydro", "wind": "wind",
    "solar": "solar", "bio": "bioenergy", "geothermal": "geothermal",
}  # fmt: skip
_CLOSED = re.compile(r"clos|retired", re.IGNORECASE)


@dataclass(frozen=True)
class _Sheet(Titles):
    """A sheet of assets: where its header stands, and its columns by their key."""

    name: str
    start: int


def recognise(source: Source) -> Recognition | None:
    """By a sheet with an id of Global Energy Monitor, a name, a country, and a status or an owner."""
    if source.kind not in ("workbook", "text"):
        return None
    for name in source.sheets[:12] or ("",):
        rows = source.head_grid(name)
        sheet = _sheet(rows, name)
        if sheet is None:
            continue
        text = " ".join(sheet.columns)
        if "gem" in text or "wiki" in sheet.columns or "gem" in source.name.lower() or _tell_of_wiki(rows):
            return Recognition(
                0.96,
                "It lists assets with ids, owners and status as the trackers of Global Energy Monitor do.",
            )
    return None


def _sheet(rows: Rows, name: str) -> _Sheet | None:
    for index, row in enumerate(rows[:12]):
        found = _Sheet(by_key(row), name, index)
        known = found.first(_IDS) or ("url" in found.columns and _tell_of_wiki(rows[index + 1 :]))
        named = found.first(_NAMES) and found.first(_COUNTRIES)
        if known and named and (found.first(_STATUS) or found.first((*_OWNERS, *_PARENTS))):
            return found
    return None


def _tell_of_wiki(rows: Rows) -> bool:
    return any("gem.wiki/" in cell for row in rows[:20] for cell in row)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Every sheet of assets, or the one of the plan."""
    names = [plan.sheet] if plan.sheet else list(source.sheets) or [""]
    sheets = [(one, rows) for name in names if (one := _sheet(rows := source.grid(name), name)) is not None]
    if not sheets:
        raise DataError(
            f"{source.name} has no sheet with the columns of a tracker: an id, a name, a country and "
            "a status or owner."
        )
    ids: dict[str, int] = {}
    for sheet, rows in sheets:
        table = rows_table(rows, sheet.start, source.name, limit=source.limit)
        if sheet.name and len(sheets) > 1:
            table = RawTable(f"{source.name}, sheet {sheet.name}", table.columns, table.rows)
        _read_sheet(draft, table, sheet, source, ids)
    repeated = sum(number - 1 for number in ids.values())
    if repeated:
        draft.decide(
            "phases",
            "Rows with the id of an earlier row are further phases of it: each is an asset with a number of its own.",
            repeated,
        )
    about = " ".join(
        " ".join(row)
        for name in source.sheets
        if name not in {s.name for s, _ in sheets}
        for row in source.grid(name)[:3]
    )
    years = years_in(about) or years_in(source.stem)
    draft.source = {"date": max(years)} if years else {}


def _read_sheet(draft: Draft, table: RawTable, sheet: _Sheet, source: Source, ids: dict[str, int]) -> None:
    sift = Sift(draft, table)
    name = _named(table, sheet)
    id_column = table.text(sheet.first(_IDS)) if sheet.first(_IDS) else name.map(plain_id)
    sift.aside(
        "no_asset", id_column.isin({""}) & name.isin({""}), "Rows without an asset: notes and blank rows."
    )
    table, kept = sift.result(), sift.left
    id_column, name = kept(id_column), kept(name)
    part = sheet.first(_PARTS)
    if part and part != sheet.first(_NAMES):
        name = joined(name, table.text(part), lambda whole, one: f"{whole}, {one}" if _said(one) else whole)
    if not sheet.first(_IDS):
        id_column = name.map(plain_id)
    asset = column_of(numbered(id_column.texts(), ids))
    kind, commodity = _what(table, sheet, source)
    fuel = table.text(sheet.first(_FUELS)) if sheet.first(_FUELS) else constant("", len(table))
    status = _status(table, sheet)
    capacity, unit = capacities(draft, table, sheet, sheet.first(_STATUS))
    latitude, longitude = _position(draft, table, sheet)
    draft.add(
        "assets",
        table,
        id=asset,
        name=name,
        kind=kind,
        place=_where(draft, table, sheet),
        commodity=commodity,
        status=status,
        capacity=capacity,
        capacity_unit=unit,
        lat=latitude,
        lon=longitude,
        start_year=_year(draft, table, sheet),
        source_id="source",
        note=_note(table, sheet, fuel),
    )
    start, end = sheet.first(_FROM), sheet.first(_TO)
    if start and end:
        draft.add(
            "routes",
            table,
            id=asset,
            name=name,
            from_place=draft.places.codes(table.text(start).map(first_of)),
            to_place=draft.places.codes(table.text(end).map(first_of)),
            commodity=commodity,
            mode=kind,
            capacity=capacity,
            capacity_unit=unit,
            status=status,
            source_id="source",
        )
        draft.decide(
            "routes", "Pipelines are assets and, by the countries of their ends, routes.", len(table)
        )
    for id in commodity.used():
        draft.commodity(id, name=_TITLES.get(id, id.replace("_", " ").capitalize()))
    _read_owners(draft, table, sheet, asset)


def _named(table: RawTable, sheet: _Sheet) -> RawColumn:
    """The names of the assets; where terminals and pipelines share a table, that of the kind that a row is of."""
    first = table.text(sheet.first(_NAMES))
    for key in ("terminalname", "pipelinename"):
        if key in sheet.columns:
            other = table.text(sheet.columns[key])
            first = choose(first.isin({""}), other, first)
    return first


_TITLES = {"lng": "Liquefied natural gas", "natural_gas": "Natural gas", "crude_oil": "Crude oil"}


def _where(draft: Draft, table: RawTable, sheet: _Sheet) -> RawColumn:
    """The country of each asset; of a line through several the one where it begins."""
    written = table.text(sheet.first(_COUNTRIES))
    several = written.where(lambda text: first_of(text) != text.strip())
    if several.any():
        draft.decide(
            "countries",
            "Assets in several countries stand in the first of them (a pipeline where it begins).",
            int(several.sum()),
        )
        start = sheet.first(_FROM)
        begins = table.text(start) if start else constant("", len(table))
        written = choose(several & ~begins.isin({""}), begins, written).map(first_of)
    return draft.places.codes(written)


def _said(text: str) -> bool:
    return text.strip().casefold() not in MARKS.missing


def _what(table: RawTable, sheet: _Sheet, source: Source) -> tuple[RawColumn, RawColumn]:
    """Kind and commodity of the assets, by the columns that only one tracker has, else by the names of the file."""
    size, columns = len(table), sheet.columns
    about = f"{source.stem} {sheet.name}".casefold()
    iron = "iron" in about or "designcapacityttpa" in columns
    if "minename" in columns or "mine" in about or "designcapacityttpa" in columns:
        return constant("mine", size), constant("iron_ore" if iron else "coal", size)
    facility = sheet.first(("facility", "facilitytype"))
    if "capacityinmtpa" in columns or (facility and "lng" in about):
        side = table.text(facility) if facility else constant("", size)
        kind = side.map(lambda text: f"lng_{text.casefold()}_terminal" if _said(text) else "lng_terminal")
        return kind, constant("lng", size)
    if "terminalname" in columns and "pipelinename" in columns:
        side = (
            table.text(sheet.first(("type", "facilitytype")))
            if sheet.first(("type",))
            else constant("", size)
        )
        terminals = side.map(
            lambda text: f"lng_{text.casefold()}_terminal" if _said(text) else "lng_terminal"
        )
        lines = table.text(columns["terminalname"]).isin({""})
        kind = choose(lines, constant("pipeline", size), terminals)
        return kind, choose(lines, constant("natural_gas", size), constant("lng", size))
    if "pipelinename" in columns:
        fuel = sheet.first(("fuel", "fueltype"))
        if fuel and any(_fuel(text) for text in table.text(fuel).used()):
            return constant("pipeline", size), table.text(fuel).map(lambda text: _fuel(text) or "crude_oil")
        gas = "gas" in about or "bcm" in " ".join(columns)
        return constant("pipeline", size), constant("natural_gas" if gas else "crude_oil", size)
    if any("steel" in key for key in columns) or "steel" in about:
        return constant("steel_plant", size), constant("steel", size)
    if "terminal" in about or "coalterminalname" in columns:
        return constant("coal_terminal", size), constant("coal", size)
    if any(key.startswith("capacitymw") for key in columns):
        fuel = next((name for word, name in _POWER.items() if word in about), "")
        kinds = constant(f"{fuel}_power_plant" if fuel else "power_plant", size)
        given = sheet.first(("fuel", "fueltype", "fuels")) or (not fuel and sheet.first(("type",)))
        if given and not fuel:
            kinds = table.text(given).map(_plant)
        return kinds, constant("electricity", size)
    fuel_column = sheet.first(("fueltype", "fueldescription", "fuel"))
    if fuel_column:
        return constant("field", size), table.text(fuel_column).map(_fuel)
    return constant("asset", size), constant("", size)


def _plant(fuel: str) -> str:
    low = fuel.casefold()
    kind = next((name for word, name in _POWER.items() if word in low), "")
    return f"{kind}_power_plant" if kind else "power_plant"


def _fuel(text: str) -> str:
    low = text.casefold()
    if "oil" in low and "gas" in low:
        return "oil_and_gas"
    return "natural_gas" if "gas" in low else "crude_oil" if "oil" in low else ""


def _status(table: RawTable, sheet: _Sheet) -> RawColumn:
    column = sheet.first(_STATUS)
    if column:
        return table.text(column).map(lambda text: text.casefold() if _said(text) else "")
    return constant("closed" if _CLOSED.search(sheet.name) else "", len(table))


def _position(draft: Draft, table: RawTable, sheet: _Sheet) -> tuple[NumberColumn, NumberColumn]:
    latitude, longitude = (
        table.text(name) if (name := sheet.first(keys)) else None
        for keys in (("latitude", "lat"), ("longitude", "lng", "lon"))
    )
    nothing = constant("", len(table))
    both = both_degrees(table.text(sheet.columns["coordinates"])) if "coordinates" in sheet.columns else None
    return positions(
        draft, latitude or (both[0] if both else nothing), longitude or (both[1] if both else nothing)
    )


def _year(draft: Draft, table: RawTable, sheet: _Sheet) -> RawColumn:
    name = sheet.first(_STARTS)
    return start_years(draft, table.text(name)) if name else constant("", len(table))


def _note(table: RawTable, sheet: _Sheet, fuel: RawColumn) -> RawColumn:
    """What the table of assets has no column for: production with its year, type of coal, year of closing."""
    note = constant("", len(table))
    for keys, label in (
        (("productionmtpa",), "production {} Mt/yr"),
        (("yearofproduction",), "in {}"),
        (("coaltype",), "{}"),
        (("closingyear", "retiredyear", "stopyear"), "closed {}"),
        (("state", "stateprovince"), "{}"),
    ):
        name = sheet.first(keys)
        if not name:
            continue
        said = table.text(name).map(lambda text, label=label: label.format(text) if _said(text) else "")  # type: ignore[misc]
        note = joined(
            note,
            said,
            lambda one, two: (
                (f"{one} {two}" if two.startswith("in ") else f"{one}; {two}")
                if one and two
                else one or ("" if two.startswith("in ") else two)
            ),
        )
    if any(text.strip() for text in fuel.values):
        note = joined(note, fuel, lambda one, two: "; ".join(part for part in (one, two) if part))
    return note


def _read_owners(draft: Draft, table: RawTable, sheet: _Sheet, asset: RawColumn) -> None:
    """Stakes from parents where they are known, from immediate owners elsewhere (or the other way round)."""
    immediate, ultimate = sheet.first(_OWNERS), sheet.first(_PARENTS)
    if not immediate and not ultimate:
        return
    texts = table.text(ultimate or immediate)
    if immediate and ultimate:
        options = (
            Option("parents", "Holders are the parent companies; owners where no parent is named"),
            Option("owners", "Holders are the immediate owners; parents where no owner is named"),
        )
        chosen = draft.choice("holders", "parents", options)
        first, second = (ultimate, immediate) if chosen == "parents" else (immediate, ultimate)
        said = table.text(first).where(_said)
        texts = choose(said, table.text(first), table.text(second))
        if not any(decision.key == "holders" for decision in draft.decisions):
            draft.decide(
                "holders",
                "The tracker names immediate owners and their parent companies, without saying which parent stands "
                f"behind which owner; the stakes are those of {chosen}, and of the others where none is named.",
                int(said.sum()),
                options=options,
                chosen=chosen,
            )
    add_stakes(draft, table, asset, texts, _one_country(draft, table, sheet))


def _one_country(draft: Draft, table: RawTable, sheet: _Sheet) -> RawColumn | None:
    """The country of all companies of a row, where their headquarters are in one country."""
    name = sheet.first(_HEADQUARTERS)
    if not name:
        return None

    def country(text: str) -> str:
        places = {part.strip() for part in re.split(r"[;,]", text) if _said(part)}
        return places.pop() if len(places) == 1 else ""

    column = table.text(name)
    several = column.where(lambda text: _said(text) and not country(text))
    if several.any():
        draft.decide(
            "headquarters",
            "Headquarters in several countries stand in one cell without saying whose they are: the holders' country "
            "is left open.",
            int(several.sum()),
        )
    return draft.places.codes(column.map(country))


PROFILES = (
    Profile(
        "gem_tracker",
        "Global Energy Monitor, tracker of assets and their owners",
        recognise,
        read,
        publisher="Global Energy Monitor",
        url="globalenergymonitor.org",
        licence="CC BY 4.0",
    ),
)
