"""Statistical Review of World Energy (BP, since 2023 the Energy Institute) as a panel: wide, or narrow with Var
and Value.

Wide: `Country, Year, pop, ISO3166_alpha3, …, coalprod_mt, oilcons_kbd, …`. Narrow: `Country, Year,
ISO3166_alpha3, …, Var, Value`.
Traps: the unit is the ending of a name (_kbd, _bcm, _ej, _twh), and one figure comes in several;
electbyfuel_coal has no unit (TWh); groups have no ISO code; no partners.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _energy, _measures
from dependency_explorer.data.profiles._measures import Measure
from dependency_explorer.data.profiles._one_unit import in_unit_of_series, one_unit
from dependency_explorer.data.raw import RawTable

LICENCE = "(c) BP / Energy Institute: quotation with attribution, no bulk republication"
_KEYS = frozenset(
    {"country", "year", "iso3166_alpha3", "iso3166_numeric", "region", "subregion", "opec", "eu", "oecd", "cis",
     "var", "value"}
)  # fmt: skip
_UNITS = {
    "kbd": "kbd", "kboed": "kboe/d", "ktoe": "ktoe", "mtoe": "Mtoe", "pj": "PJ", "ej": "EJ", "twh": "TWh",
    "mt": "Mt",
    "kt": "kt", "bcm": "bcm", "bcfd": "bcfd", "tcm": "Tcm", "bbl": "Gbbl", "mtco2": "Mt CO2",
    "mtco2e": "Mt CO2e",
    "gw": "GW", "mw": "MW", "pc": "GJ", "bcf": "bcf",
}  # fmt: skip
_PREFERRED = (
    "TWh",
    "Mt",
    "bcm",
    "kt",
    "Tcm",
    "Gbbl",
    "GW",
    "MW",
    "EJ",
    "PJ",
    "Mtoe",
    "ktoe",
    "kbd",
    "bcfd",
    "kboe/d",
)
_NAMES = (
    (r"(?P<fuel>oil|gas|coal)prod(_(?P<kind>crudecond|ngl))?", "production"),
    (r"(?P<fuel>oil|gas|coal|liq)cons(_(?P<kind>\w+))?", "consumption"),
    (r"(?P<fuel>oil|gas|coal)reserves", "reserves"),
    (r"(?P<fuel>biodiesel|biofuels|ethanol|biogasoline)_cons", "consumption"),
    (r"(?P<fuel>biodiesel|biofuels|ethanol|biogasoline)_prod", "production"),
    (
        r"(?P<fuel>cobalt|graphite|lithium|rareearths|copper|manganese|nickel|zinc|platinum|vanadium|bauxite|aluminium|tin)",
        "production",
    ),
    (r"electbyfuel_(?P<fuel>\w+)", "generation"),
    (r"elect", "generation"),
    (r"(?P<fuel>renewables)", "consumption"),
    (r"(?P<fuel>hydro|nuclear|solar|wind|biogeo|ren_power|geothermal)", "generation"),
    (r"(?P<fuel>solar|wind|geothermal|hydro)_?cap(acity)?", "installed_capacity"),
    (r"refcap", "refinery_capacity"),
    (r"refthru", "refinery_throughput"),
    (r"primary", "consumption"),
)
_FUELS = {
    "ren_power": "renewables",
    "gas": "natural_gas",
    "liq": "liquids",
    "rareearths": "rare_earths",
    "biogeo": "biomass_geothermal",
}


def recognise(source: Source) -> Recognition | None:
    """By ISO3166_alpha3 and the names of its measures."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    names = {cell.strip().lower().lstrip("\ufeff") for cell in rows[0]} if rows else set()
    if not {"country", "year"} <= names:
        return None
    narrow = {"var", "value"} <= names
    if "iso3166_alpha3" in names and (
        narrow or any(re.fullmatch(r"\w+_(ej|kbd|mtoe|twh)", name) for name in names)
    ):
        return Recognition(
            0.97, "It has ISO3166_alpha3 and measures such as oilcons_kbd, as the Statistical Review has."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Either layout."""
    table = source.table(sheet=plan.sheet)
    column = _energy.columns(table, "country", "year", "iso3166_alpha3")
    names = table.text(column["country"])
    codes = table.text(column["iso3166_alpha3"])
    place = _measures.code_and_name(draft, codes, names)
    when = table.text(column["year"]).map(period)
    draft.title = "Statistical Review of World Energy"
    if "var" in column and "value" in column:
        _narrow(draft, table, column)
        return
    measures = {
        name: found for name in table.columns if name.lower() not in _KEYS and (found := measure(name))
    }
    group = _measures.group_without_code(codes, names, place)
    _measures.read(draft, table, place, when, measures, _PREFERRED, group)


def _narrow(draft: Draft, table: RawTable, column: dict[str, str]) -> None:
    figures = figures_of(draft, table, column["value"])
    sift = Sift(draft, table)
    names, codes = table.text(column["country"]), table.text(column["iso3166_alpha3"])
    place = _measures.code_and_name(draft, codes, names)
    for text in place.take(_measures.group_without_code(codes, names, place).isin({"1"})).used():
        draft.places.mark_aggregate(text)
    when = table.text(column["year"]).map(period)
    variable = table.text(column["var"])
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    guard.aggregates(sift, place)
    read_as = {name: measure(name) or Measure("energy", name, "") for name in variable.values}
    unit = variable.map(lambda name: read_as[name].unit)
    item = variable.map(lambda name: read_as[name].item)
    product = variable.map(lambda name: read_as[name].commodity)
    one_unit(sift, unit, (product, item), (place, when), _PREFERRED)
    amount = item.where(lambda text: text not in ("refinery_capacity", "installed_capacity", "reserves"))
    values, unit = _energy.amounts(sift, figures.numbers, unit, when, amount)
    values, unit = in_unit_of_series(sift, (product, item), unit, values, _PREFERRED)
    _energy.add_items(sift, when, place, product, item, unit, values, figures.quality)
    _measures.describe(draft, read_as.values())


def measure(name: str) -> Measure | None:
    """What a variable of the panel holds; None for keys."""
    low = name.strip().lower()
    if low in _KEYS:
        return None
    if low == "pop":
        return Measure("all", "population", "million persons")
    if low.endswith("_pc"):
        if low.startswith("primary"):
            return Measure("primary_energy", low, "GJ")
        # Of others a head the name does not tell the unit: carbon dioxide is in tonnes.
        return Measure("all_energy" if "co2" in low else "energy", low, "t CO2" if "co2" in low else "")
    stem, _, ending = low.rpartition("_")
    unit = _UNITS.get(ending, "") if stem else ""
    if low.startswith("electbyfuel_"):
        stem, unit = low, "TWh"
    elif not unit:
        stem = low
    if unit in ("Mt CO2", "Mt CO2e"):
        return Measure("all_energy", "emissions" if stem == "co2" else stem, unit)
    for pattern, item in _NAMES:
        found = re.fullmatch(pattern, stem)
        if found is None:
            continue
        groups = found.groupdict()
        fuel = groups.get("fuel") or {"elect": "electricity", "primary": "primary_energy"}.get(stem, "oil")
        kind = groups.get("kind") or ""
        commodity = _FUELS.get(fuel, fuel) + (f"_{kind}" if kind else "")
        if item == "generation":
            fuel = _FUELS.get(fuel, fuel)
            return Measure(
                _energy.electricity_from(fuel), item, unit, "" if fuel == "electricity" else "electricity"
            )
        return Measure(commodity, item, unit, _FUELS.get(fuel, fuel) if kind else "")
    return Measure("energy", low, unit)


PROFILES = (
    Profile(
        "bp_panel",
        "Statistical Review of World Energy, panel",
        recognise,
        read,
        publisher="BP; Energy Institute (since 2023)",
        url="energyinst.org/statistical-review",
        licence=LICENCE,
    ),
)
