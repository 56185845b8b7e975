"""Ember's electricity data since July 2026, yearly and monthly: one row an area, a period and a source of
electricity.

`Area, ISO 3 code, Year (or Date), Area type, Electricity source, Is aggregated source, Generation (TWh), …,
Capacity (GW), Emissions (MtCO2e), …, Emissions intensity (gCO2e/kWh), Continent, …`; of China also by province
(`Province, Province code`). Layout: the headers of release_generation_yearly_global.csv and
release_generation_monthly_lower.csv at files.ember-energy.org, September 2026.
Traps: Demand and Net imports stand among the sources, their figures in the column of generation; sums of
sources (Clean, Fossil, Wind and solar, …) stand beside the sources, and the flag of sums is set for Total
generation and Demand, too; shares and changes follow from the rest; groups of countries have no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import Place, alpha2
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _energy, _measures
from dependency_explorer.data.raw import RawColumn, RawTable, joined

NEEDS = ("Area", "Electricity source", "Generation (TWh)")
_WHOLE = {"total generation": "generation", "demand": "consumption", "net imports": "net_imports"}
"""Sources that are none: what their figures are of."""
_SUMS = frozenset(
    {"clean", "fossil", "renewables", "wind and solar", "hydro, bioenergy and other renewables",
     "gas and other fossil"}
)  # fmt: skip
_WITHIN = {
    "onshore wind": "wind", "offshore wind": "wind", "hard coal": "coal", "lignite": "coal",
}  # fmt: skip
_COLUMNS = {
    "generation (twh)": ("generation", "TWh"), "capacity (gw)": ("installed_capacity", "GW"),
    "emissions (mtco2e)": ("emissions", "Mt CO2e"),
    "emissions intensity (gco2e/kwh)": ("emissions_intensity", "g CO2e/kWh"),
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By Area, Electricity source and Generation (TWh)."""
    if source.kind != "text" or find_header(source.head_rows[:3], NEEDS) is None:
        return None
    return Recognition(0.98, "It has the columns Area, Electricity source and Generation (TWh) of Ember.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an area, a period and a source; a column a measure."""
    table = source.table(NEEDS)
    column = _energy.columns(table, "date|year")
    measures = {name: _COLUMNS[low][0] for low, name in column.items() if low in _COLUMNS}
    units = dict(_COLUMNS.values())
    wide = _energy.Wide(draft, table, measures)
    sift = Sift(draft, table, wide.weight)
    place = _places(draft, table, column)
    when = table.text(column.get("date") or column["year"]).map(period)
    origin = table.text(column["electricity source"]).map(lambda text: " ".join(text.casefold().split()))
    # Of demand and net imports only the figure itself is theirs.
    others = [index for index, item in enumerate(measures.values()) if item != "generation"]
    for index in others:
        wide.values[origin.isin({"demand", "net imports"}), index] = np.nan
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    fuels = ~origin.isin(_SUMS | _WHOLE.keys())
    if (sift.kept & fuels).any():
        sift.aside(
            "sums_of_fuels",
            origin.isin(_SUMS),
            "Sums of sources (clean, fossil, renewables, …) repeat what the rows of the sources hold.",
            keep="Keep them as commodities of their own",
        )
    inside = code_levels.levels(
        sift, origin, _above(origin), (place, when), wide.values[:, list(measures.values()).index("generation")],
        "source",
    )  # fmt: skip
    draft.decide(
        "derived", "Shares and changes against the year before follow from the figures and are not read."
    )
    sift.note(
        "world_row", place.isin({"WLD"}), "World is the total of all places: kept as WLD, beside its parts."
    )
    sift.note(
        "net_imports",
        origin.isin({"net imports"}),
        "Net imports are imports less exports, so they are kept as a balance and not as a flow; "
        "negative is a net export.",
    )
    cells = wide.cells(sift)
    of = cells.spread(origin)
    item = joined(
        cells.label, of, lambda what, text: _WHOLE.get(text, what) if what == "generation" else what
    )
    unit = cells.label.map(lambda what: units[what])
    _energy.add_items(
        cells.sift, cells.spread(when), cells.spread(place), of.map(_product), item, unit, cells.values,
        cells.quality,
    )  # fmt: skip
    written = table.text(column["electricity source"])
    for text in sift.left(written).used():
        id = _product(" ".join(text.casefold().split()))
        _energy.describe_electricity(draft, id, text.strip())
        upper = inside.get(" ".join(text.casefold().split()), "")
        if upper:
            draft.commodity(id, part_of=_product(upper))
    draft.title = "Ember electricity data"


def _above(origin: RawColumn) -> Callable[[str], str]:
    known = set(origin.used())
    return lambda text: upper if (upper := _WITHIN.get(text, "")) in known else ""


def _places(draft: Draft, table: RawTable, column: dict[str, str]) -> RawColumn:
    """Countries by their codes, groups without one, provinces by theirs (ISO 3166-2)."""
    codes, names = table.text(column.get("iso 3 code") or ""), table.text(column["area"])
    place = _measures.code_and_name(draft, codes, names)
    if "area type" in column:
        kind = table.text(column["area type"])
        for text in place.take(kind.where(lambda word: word.strip().casefold() == "region")).used():
            draft.places.mark_aggregate(text)
    if "province code" not in column:
        return place
    provinces = joined(table.text(column["province code"]), table.text(column.get("province") or ""),
                       lambda code, name: f"{code.strip()}|{name.strip()}")  # fmt: skip

    def part(country: str, province: str) -> str:
        code, _, name = province.partition("|")
        letters = alpha2(country)
        if not re.fullmatch(r"[A-Z0-9]{1,3}", code) or not letters:
            return country
        one = Place(f"{letters}-{code}", name or code, "province", country)
        draft.places.seen.setdefault(one.code, one)
        return one.code

    return joined(place, provinces, part)


def _product(source: str) -> str:
    return "electricity" if source in _WHOLE else _energy.electricity_from(_energy.slug(source))


PROFILES = (
    Profile(
        "ember_sources",
        "Ember, electricity data by source",
        recognise,
        read,
        publisher="Ember",
        url="ember-energy.org/data",
        licence="CC BY 4.0",
    ),
)
