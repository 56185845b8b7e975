"""World Resources Institute, Global Power Plant Database: one power plant a row.

`country, country_long, name, gppd_idnr, capacity_mw, latitude, longitude, primary_fuel, other_fuel1, …,
commissioning_year, owner, …, generation_gwh_2013, …`. Plants become assets. Traps: years of commissioning have
decimals where units began in different years; generation is partly modelled and belongs to plants, for which there is
no table of figures by year; owners are names without shares.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles._owners import add_stakes
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable, constant, joined

NEEDS = ("country", "name", "gppd_idnr", "capacity_mw", "primary_fuel")


def recognise(source: Source) -> Recognition | None:
    """By gppd_idnr, capacity_mw and primary_fuel."""
    if source.kind not in ("text", "workbook") or find_header(source.head_grid()[:5], NEEDS) is None:
        return None
    return Recognition(
        0.98, "It has gppd_idnr, capacity_mw and primary_fuel of the Global Power Plant Database."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One asset a row."""
    whole = source.table(NEEDS, sheet=plan.sheet)
    sift = Sift(draft, whole)
    id = whole.text("gppd_idnr").map(str.strip)
    sift.aside("no_asset", id.isin({""}) & whole.text("name").isin({""}), "Rows without a plant.")
    table = sift.result()
    read_ = figures_together(draft, table, ("capacity_mw", "latitude", "longitude"))
    fuel = table.text("primary_fuel").map(lambda text: text.strip().casefold().replace(" ", "_"))
    asset = sift.left(id)
    draft.add(
        "assets",
        table,
        id=asset,
        name=table.text("name"),
        kind=fuel.map(lambda text: f"{text}_power_plant" if text else "power_plant"),
        place=draft.places.codes(table.text("country"), "iso3", _column(table, "country_long")),
        commodity="electricity",
        capacity=NumberColumn(read_["capacity_mw"].numbers),
        capacity_unit="MW",
        lat=NumberColumn(read_["latitude"].numbers),
        lon=NumberColumn(read_["longitude"].numbers),
        start_year=_column(table, "commissioning_year").map(_year),
        source_id="source",
        note=_others(table),
    )
    draft.commodity("electricity", name="Electricity", hs_codes="2716")
    generation = [name for name in table.columns if "generation_gwh" in name and table.text(name).used()]
    if generation:
        draft.decide(
            "generation",
            f"Generation by plant ({generation[0]} …), partly modelled, is no figure of a place and is not read.",
        )
    if any(_column(table, "owner").used()):
        add_stakes(draft, table, asset, _column(table, "owner"))
    draft.title = "Global Power Plant Database"


def _column(table: RawTable, name: str) -> RawColumn:
    return table.text(name) if name in table else constant("", len(table))


def _year(text: str) -> str:
    found = re.fullmatch(r"(1[89]\d\d|20\d\d)(\.\d+)?", text.strip())
    return found[1] if found is not None else ""


def _others(table: RawTable) -> RawColumn:
    told = constant("", len(table))
    for name in ("other_fuel1", "other_fuel2", "other_fuel3"):
        told = joined(
            told,
            _column(table, name),
            lambda one, two: ", ".join(part for part in (one, two.strip()) if part),
        )
    return told.map(lambda text: f"also {text}" if text else "")


PROFILES = (
    Profile(
        "wri_power_plants",
        "World Resources Institute, Global Power Plant Database",
        recognise,
        read,
        publisher="World Resources Institute",
        url="datasets.wri.org/dataset/globalpowerplantdatabase",
        licence="CC BY 4.0",
    ),
)
