"""Ember's electricity data, yearly and monthly: `Area, Country code, Year (or Date), Area type, …, Category,
Subcategory, Variable, Unit, Value, YoY absolute change, YoY % change`; the code is called `ISO 3 code` since
2025.

Traps: shares in per cent beside TWh; totals of fuels (Clean, Fossil, Renewables) beside the fuels; regions
beside countries; Net Imports is imports less exports, negative where a country exports more.
"""

from __future__ import annotations

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _energy, _measures
from dependency_explorer.data.raw import choose, joined

NEEDS = ("Area", "Area type", "Category", "Subcategory", "Variable", "Unit", "Value")
_ITEMS = {
    "electricity generation": "generation", "capacity": "installed_capacity",
    "electricity demand": "consumption",
    "electricity imports": "net_imports", "power sector emissions": "emissions",
    "electricity prices": "price",
}  # fmt: skip
_ALL = {"total generation", "demand", "net imports", "total emissions", "demand per capita", "co2 intensity"}


def recognise(source: Source) -> Recognition | None:
    """By Area, Area type, Category, Subcategory, Variable and Value."""
    if source.kind != "text" or find_header(source.head_rows[:3], NEEDS) is None:
        return None
    return Recognition(
        0.98, "It has the columns Area, Area type, Category, Subcategory and Variable of Ember."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a figure."""
    table = source.table(NEEDS, ("Value",))
    column = _energy.columns(table, "date|year")
    figures = figures_of(draft, table, column["value"])
    sift = Sift(draft, table, figures.numbers)
    names, kind = table.text(column["area"]), table.text(column["area type"])
    codes = table.text(column.get("country code") or column.get("iso 3 code") or "")
    place = _measures.code_and_name(draft, codes, names)
    region = kind.where(lambda text: text.strip().casefold() in ("region", "economic grouping", "group"))
    for text in place.take(region).used():
        draft.places.mark_aggregate(text)
    when = table.text(column.get("date") or column["year"]).map(period)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    unit = table.text(column["unit"]).map(str.strip)
    sift.aside(
        "shares",
        unit.isin({"%"}),
        "Shares in per cent follow from the figures in TWh beside them.",
        keep="Keep them",
    )
    guard.aggregates(sift, place)
    category, variable = table.text(column["category"]), table.text(column["variable"])
    subcategory = table.text(column["subcategory"]).map(lambda text: text.strip().casefold())
    sums = subcategory.isin({"aggregate fuel"})
    fuels = sift.kept & subcategory.isin({"fuel"})
    if fuels.any():
        sift.aside(
            "sums_of_fuels",
            sums,
            "Sums of fuels (clean, fossil, renewables, …) repeat what the rows of the fuels hold.",
            keep="Keep them as commodities of their own",
        )
    sift.note(
        "world_row", place.isin({"WLD"}), "World is the total of all places: kept as WLD, beside its parts."
    )
    product = variable.map(_product)
    item = joined(category, variable, _item)
    percent = unit.isin({"%"})
    item = choose(percent, item.map(lambda text: f"{text}_share"), item)
    net = item.isin({"net_imports"})
    sift.note(
        "net_imports",
        net,
        "Net imports are imports less exports, so they are kept as a balance and not as a flow; "
        "negative is a net export.",
    )
    _energy.add_items(sift, when, place, product, item, unit, figures.numbers, figures.quality)
    for text in variable.values:
        _energy.describe_electricity(draft, _product(text), text.strip())
    draft.title = "Ember electricity data"


def _product(variable: str) -> str:
    return (
        "electricity"
        if variable.strip().casefold() in _ALL
        else _energy.electricity_from(_energy.slug(variable))
    )


def _item(category: str, variable: str) -> str:
    item = _ITEMS.get(category.strip().casefold()) or _energy.slug(category)
    low = variable.strip().casefold()
    if low == "demand per capita":
        return "consumption_per_capita"
    if low == "co2 intensity":
        return "emissions_intensity"
    return item


PROFILES = (
    Profile(
        "ember_long",
        "Ember, electricity data",
        recognise,
        read,
        publisher="Ember",
        url="ember-energy.org/data",
        licence="CC BY 4.0",
    ),
)
