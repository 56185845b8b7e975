"""FAOSTAT's tables of one place a row: production, trade, food balances, fertilisers, forestry, prices.

`Area, Element, Item, Unit` with `Year, Value, Flag` (the normalised bulk file and a selection of the site), or with
`Y1961, Y1961F, …` (the bulk file for all data). Element tells the measure: production in tonnes, area harvested in
hectares and yield of one crop stand in rows of their own and never add up. Imports and exports become flows with the
world. Traps: regions, income groups and the sum of the Chinas stand among the countries; eggs are told in tonnes and
in thousands; monthly prices have a column Months beside the year.

Layout: www.fao.org/faostat/en/#data, "Bulk downloads", and the definitions of each domain.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, find_header, header_names
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _faostat
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import canonical

_NEEDS = ("Area", "Element", "Item", "Unit")
_OLDER = {
    **dict.fromkeys(("country", "areaname"), "Area"), **dict.fromkeys(("countrycode", "areacode"), "Area Code"),
    "elementname": "Element", "elementcode": "Element Code", "itemname": "Item", "itemcode": "Item Code",
}  # fmt: skip
"""What downloads of before 2018 call the columns, by the letters of their names."""
_OWN = frozenset(
    {"Area Code", "Area Code (M49)", "Area Code (FAO)", "Item Code", "Item Code (CPC)", "Element Code", "Domain Code",
     "Domain", "Flag"}
)  # fmt: skip
"""Columns of which a table of FAOSTAT has at least one."""
_ITEMS = {
    "stock variation": "stock_change", "stock variations": "stock_change", "stocks": "stock",
    "domestic supply quantity": "consumption", "agricultural use": "consumption",
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By area, element, item and unit, with values or with years as columns."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    needs = _needs(rows)
    if needs is None:
        return None
    header = header_names(rows[find_header(rows, needs) or 0], _as_now)
    if not ({"Year", "Value"} <= set(header) or _faostat.years(header)):
        return None
    if not _OWN & set(header):
        return Recognition(0.6, "It has Area, Element, Item and Unit, as FAOSTAT, but none of its codes.")
    return Recognition(0.95, "It has Area, Element, Item and Unit of FAOSTAT, and values by year.")


def _needs(rows: Rows) -> tuple[str, ...] | None:
    """The titles to look for, as this file writes them; None for a file of others."""
    for row in rows:
        written = {_as_now(" ".join(cell.split())): " ".join(cell.split()) for cell in reversed(row)}
        if set(_NEEDS) <= written.keys() and (_OWN & written.keys() or {*_NEEDS} <= {*written.values()}):
            return tuple(written[name] for name in _NEEDS)
    return None


def _as_now(name: str) -> str:
    return _OLDER.get(header_key(name), name)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One figure of one area, item and element."""
    rows = source.head_grid(plan.sheet)
    needs = _needs(rows)
    if needs is None:
        raise DataError(
            f"{source.name} has no row of titles with {', '.join(_NEEDS)}, as FAOSTAT's tables have."
        )
    years = _faostat.years(header_names(rows[find_header(rows, needs) or 0]))
    table = source.table(needs, tuple(years) or ("Value",), plan.sheet, rename=_as_now)
    sift = Sift(draft, table)
    place = _faostat.places(draft, table, "Area", "Area Code (M49)")
    element, item = _faostat.element(table), _faostat.items(table, draft)
    item = item if any(item.values) else table.text("Item")
    item = item.map(lambda text: text if re.fullmatch(r"[\w.]+", text) else plain_id(text))
    unit = table.text("Unit").map(canonical)
    sift.aside("no_place", place.isin({""}), "Rows without an area (notes).")
    guard.aggregates(sift, place)
    money = element.where(lambda text: _is_trade(text) and text.endswith("value"))
    when = _months(table)
    observation = [place] if years else [place, when]
    # A unit without a figure stands for none, so units are compared when these rows are gone.
    read_ = None
    if years:
        read_ = _energy.Wide(draft, table, years)
        read_.without_figures(sift)
        values = read_.weight
    else:
        figures = replace(_faostat.long(draft, sift, table), when=when)
        values = figures.values
    one_unit(sift, unit, [item, element], observation, ("t", "kt"), read_)
    inside = _faostat.without_groups(sift, item, [element, unit, *observation], unit, values)
    if read_ is not None:
        figures = _faostat.wide(sift, table, read_, years)
    money = figures.spread_flags(money)
    place, unit, element = figures.spread(place), figures.spread(unit), figures.spread(element)
    code = figures.spread(item)
    _trade(figures, place, code, element, unit, money)
    rest = figures.sift.part(element.where(lambda text: not _is_trade(text)))
    if rest.kept.any():
        guard.emit(
            rest,
            {
                "period": figures.when, "place": place, "commodity": code, "unit": unit,
                "item": element.map(lambda text: _ITEMS.get(text, plain_id(text))),
                "quality": figures.quality(), "source_id": "source",
            },
            {"value": figures.values},
            "Several rows of one place, item and element are summed.",
            "balances",
            BALANCE_KEY,
        )  # fmt: skip
    _faostat.describe(draft, figures, code, figures.spread(table.text("Item")), inside)


def _is_trade(element: str) -> bool:
    return _faostat.TRADE.fullmatch(element) is not None


def _trade(
    figures: _faostat.Figures,
    place: RawColumn,
    item: RawColumn,
    element: RawColumn,
    unit: RawColumn,
    money: np.typing.NDArray[np.bool_],
) -> None:
    """Imports and exports: flows with the world, quantity and value of one joined."""
    trade = figures.sift.part(element.where(_is_trade))
    if not trade.kept.any():
        return
    outward = element.where(lambda text: text.startswith("export"))
    world = constant(WORLD, len(figures.values))
    trade.note(
        "world",
        trade.kept,
        "The table names no partners: imports and exports are kept as totals over partners (WLD).",
    )
    _faostat.add_flows(trade, figures, outward, place, world, item, unit, money)


def _months(table: RawTable) -> RawColumn:
    """The year of each row, or its month where a column Months names one."""
    year = table.text("Year")
    if "Months" not in table:
        return year.map(period)
    return joined(year, table.text("Months"), lambda one, other: period(f"{other} {one}") or period(one))


PROFILES = (
    Profile(
        "faostat",
        "FAOSTAT, production, trade and balances by country",
        recognise,
        read,
        publisher="Food and Agriculture Organization of the United Nations",
        url="www.fao.org/faostat/en/#data",
        licence="CC BY 4.0; CC BY-NC-SA 3.0 IGO until 2024",
    ),
)
