"""Our World in Data: the CSV of a chart (`Entity, Code, Year, …`) and owid-energy-data.csv (`country, year,
iso_code, …`).

With a chart's CSV comes NAME.metadata.json, in one archive: it tells the units of columns that do not name them.
Traps: units stand behind the names of columns ("Coal (TWh)", "Coal - TWh") or are told in a code book (all
energy of owid-energy-data is in TWh); groups have no code or one that begins with OWID_, as have World and
Kosovo; most columns of owid-energy-data are shares, changes and figures a head of others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, counted
from dependency_explorer.data.profiles import _energy, _measures
from dependency_explorer.data.profiles._measures import Measure
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.units import canonical

_UNIT = re.compile(r"(?P<name>.*?)\s*(\((?P<inside>[^()]*)\)|\s-\s(?P<behind>[^-]+))\s*$")
_UNIT_WORDS = re.compile(
    r"TWh|GWh|kWh|MWh|tonnes?|barrels?|EJ|TJ|MW|GW|%|m³|bcm|US\$|\$|toe|t\b", re.IGNORECASE
)
_ITEM = (
    (r"electricity from |electricity generat|generation", "generation"),
    (r"net imports?|net electricity imports?", "net_imports"),
    (r"\bimports?\b", "imports"),
    (r"\bexports?\b", "exports"),
    (r"\bproduction\b|\bproduced\b", "production"),
    (r"\bconsumption\b|\bconsumed\b|\bdemand\b", "consumption"),
    (r"\bcapacity\b", "installed_capacity"),
    (r"\breserves\b", "reserves"),
    (r"\bprices?\b", "price"),
)
_KNOWN = {item for _, item in _ITEM}
_FUELS = (
    "other renewables excluding bioenergy", "other renewable", "other renewables", "bioenergy", "biofuel",
    "solar", "wind",
    "hydropower", "hydro", "nuclear", "oil", "gas", "coal", "low-carbon", "low carbon", "renewables",
    "renewable",
    "fossil fuel", "fossil fuels", "fossil", "electricity", "primary energy", "energy",
)  # fmt: skip
_SAME = {
    "other_renewable": "other_renewables", "renewable": "renewables", "hydropower": "hydro",
    "fossil_fuel": "fossil_fuels",
    "fossil": "fossil_fuels", "energy": "primary_energy", "low_carbon": "low_carbon",
}  # fmt: skip
_DERIVED = re.compile(
    r"_share_|_per_capita|_per_|_change_|^share|per capita|intensity|_prod_change|_cons_change|_growth_|^cumulative_"
    r"|_share$|^temperature_change"
)
_ENERGY_COLUMN = re.compile(
    r"(\w+_electricity|net_elec_imports|electricity_(demand|generation)|(coal|oil|gas|primary_energy|nuclear|hydro)_"
    r"(production|consumption))"
)
_ENDINGS = (("_electricity", "generation"), ("_consumption", "consumption"), ("_production", "production"))
_PREFERRED = ("TWh", "GWh", "t", "Mt", "bcm", "EJ", "kWh")


def recognise(source: Source) -> Recognition | None:
    """By Entity, Code and Year, or by country, year and iso_code with columns on energy."""
    if source.kind != "text" or not source.head_rows:
        return None
    names = [cell.strip().lower().lstrip("\ufeff") for cell in source.head_rows[0]]
    if names[:2] == ["entity", "code"] and len(names) > 3 and names[2] in ("year", "day", "date"):
        return Recognition(0.95, "It begins with Entity, Code and Year, as charts of Our World in Data do.")
    if {"country", "year", "iso_code"} <= set(names) and any(map(_ENERGY_COLUMN.fullmatch, names)):
        return Recognition(
            0.97, "It has the columns country, year, iso_code and columns on energy, as owid-energy-data."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a place and year, one column a figure."""
    table = source.table()
    low = _energy.columns(table, "entity|country", "code|iso_code", "year|day|date")
    if {"iso_code", "country", "year"} <= low.keys():
        name, code, year = low["country"], low["iso_code"], low["year"]
        measures = _energy_data(draft, [one for one in table.columns if one not in (name, code, year)])
    else:
        name, code = low.get("entity") or low["country"], low.get("code") or low["iso_code"]
        year = low.get("year") or low.get("day") or low["date"]
        measures = _chart(table, (name, code, year), _units(source))
        _tell_unitless(draft, measures)
    if not measures:
        raise DataError(
            f"{source.name} has no column of figures beside place and year. Download the chart's data again."
        )
    codes, names = table.text(code), table.text(name)
    place = _measures.code_and_name(draft, codes, names)
    when = table.text(year).map(period)
    group = _measures.group_without_code(codes, names, place)
    _measures.read(draft, table, place, when, measures, _PREFERRED, group)
    draft.title = source.stem.replace("-", " ").replace("_", " ").capitalize()


def _units(source: Source) -> Mapping[str, str]:
    """Units of columns from the description that comes with a chart: name of a column in small letters → unit."""
    stem = source.inner_name.rsplit(".", 1)[0].casefold()
    found = source.companion(lambda name: name.casefold() == f"{stem}.metadata.json")
    if found is None:
        return {}
    try:
        described = json.loads(found[1])["columns"].items()
        return {
            str(name).casefold(): str(one.get("shortUnit") or one.get("unit") or "")
            for key, one in described
            for name in (key, one.get("titleShort"), one.get("shortName"))
            if name
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        return {}  # the table can be read without


def _tell_unitless(draft: Draft, measures: Mapping[str, Measure]) -> None:
    bare = [name for name, one in measures.items() if one.item in _KNOWN and not one.unit]
    if bare and not draft.plan.constants.get("unit"):
        draft.found.add(
            "warning",
            f"{draft.file} does not say in which unit {', '.join(bare[:4])}{' …' if len(bare) > 4 else ''} is told; "
            "its figures are kept without one. Look at the chart and say it, as in --set unit=TWh, or keep the file "
            ".metadata.json beside the table.",
        )


def _chart(table: RawTable, keys: tuple[str, str, str], units: Mapping[str, str]) -> dict[str, Measure]:
    measures = {}
    for name in table.columns:
        if name in keys or name.lower().startswith(("world region", "continent", "population (historical)")):
            continue
        found = _UNIT.fullmatch(name)
        unit = (found["inside"] or found["behind"] or "").strip() if found else ""
        words = name
        if found and _UNIT_WORDS.search(unit):
            words = found["name"]
        else:
            unit = units.get(name.casefold(), "")
        measures[name] = _measure(words, canonical(unit) if unit else "")
    items = {one.item for one in measures.values() if one.commodity != "energy" and one.item in _KNOWN}
    if len(items) == 1 and len(measures) > 1:
        # "Other renewables excluding bioenergy (TWh)" beside "Electricity from wind (TWh)" is electricity, too.
        for name, one in measures.items():
            if one.item not in _KNOWN and one.unit == "TWh" and items == {"generation"}:
                fuel = _energy.electricity_from(one.commodity)
                measures[name] = Measure(fuel, "generation", one.unit, "electricity")
    return measures


def _measure(words: str, unit: str) -> Measure:
    low = words.casefold().replace("_", " ")
    item = next((item for pattern, item in _ITEM if re.search(pattern, low)), "")
    fuel = next((fuel for fuel in _FUELS if re.search(rf"\b{re.escape(fuel)}\b", low)), "")
    if not item or not fuel or re.search(r"share|per capita|per |%|change|intensity|emissions", low):
        # A figure that is no amount of a fuel: kept under its own name.
        own = re.sub(r"excluding.*", "", low)
        exact = _energy.slug(words) if own != low else _fuel(fuel)
        return Measure(exact or "energy", _energy.slug(words) or "value", unit)
    if item == "generation" and fuel == "electricity":
        return Measure("electricity", "generation", unit)
    if item == "generation":
        return Measure(_energy.electricity_from(_fuel(fuel)), item, unit, "electricity")
    return Measure(_fuel(fuel), item, unit)


def _fuel(fuel: str) -> str:
    name = _energy.slug(fuel)
    return _SAME.get(name, name)


def _energy_data(draft: Draft, names: list[str]) -> dict[str, Measure]:
    options = (
        Option("set_aside", "Leave out shares, changes and figures a head, which follow from the others"),
        Option("keep", "Keep them, each under its own name"),
    )
    chosen = draft.choice("derived", "set_aside", options)
    derived = [name for name in names if _DERIVED.search(name)]
    if derived:
        draft.decide(
            "derived",
            f"{counted(len(derived), 'column')} hold shares, changes and figures a head that follow from the others.",
            0,
            None,
            options,
            chosen,
        )
    measures = {}
    for name in names:
        if name in derived:
            if chosen == "keep":
                measures[name] = Measure("energy", name, _derived_unit(name))
            continue
        if name in ("population", "gdp"):
            measures[name] = Measure(
                "all", name, "persons" if name == "population" else "international-$ of 2011"
            )
        elif name == "electricity_generation":
            measures[name] = Measure("electricity", "generation", "TWh")
        elif name == "electricity_demand":
            measures[name] = Measure("electricity", "consumption", "TWh")
        elif name == "net_elec_imports":
            measures[name] = Measure("electricity", "net_imports", "TWh")
        elif name == "greenhouse_gas_emissions":
            measures[name] = Measure("electricity", "emissions", "Mt CO2e")
        elif re.fullmatch(r"(\w+_)?co2(_including_luc)?", name):
            fuel = name.removesuffix("_co2")
            known = fuel in ("coal", "oil", "gas")
            own = "emissions" if known or name == "co2" else name
            measures[name] = Measure(fuel if known else "all_energy", own, "Mt CO2")
        elif re.match(r"methane|nitrous_oxide|(total_)?ghg", name):
            measures[name] = Measure("all_energy", name, "Mt CO2e")
        else:
            for ending, item in _ENDINGS:
                if name.endswith(ending):
                    fuel = _fuel(name.removesuffix(ending).replace("_", " "))
                    if item == "generation":
                        fuel = _energy.electricity_from(fuel)
                    measures[name] = Measure(fuel, item, "TWh", "electricity" if item == "generation" else "")
                    break
            else:
                measures[name] = Measure("energy", name, "")
    return measures


def _derived_unit(name: str) -> str:
    if "_pct" in name or "_share_" in name:
        return "%"
    return "TWh" if name.endswith("_twh") else "kWh" if "per_capita" in name else ""


PROFILES = (
    Profile(
        "owid_grapher",
        "Our World in Data, chart or energy data",
        recognise,
        read,
        publisher="Our World in Data",
        url="ourworldindata.org/energy",
        licence="CC BY 4.0 (Our World in Data; third-party sources as named there)",
    ),
)
