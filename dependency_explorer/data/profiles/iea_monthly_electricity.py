"""IEA Monthly Electricity Statistics, CSV: some title lines, then `Country, Time, Balance, Product, Value, Unit`;
and the table of it that many keep, `country_name, date, parameter, product, value, unit`.

Traps: of the latter the date is the first of the month with the month in front (12/1/2023); the header stands
below several lines of title; Time is `May-25` or `May 2025`; OECD and IEA totals stand among the countries, and
totals of fuels among the fuels; no partners: Total Imports and Total Exports. Data that the agency estimated
carry a Product or a Balance named “Remarks”.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawColumn
from dependency_explorer.data.units import canonical

NEEDS = ("Country", "Time", "Balance", "Product", "Value")
_RENAMED = ("country_name", "date", "parameter", "product", "value")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})/0?1/(?P<year>\d{4})")
_MARKS = PLAIN.also("x", "c")
_ITEMS = {
    "net electricity production": "generation", "total imports": "imports", "total exports": "exports",
    "final consumption (calculated)": "consumption", "distribution losses": "losses",
    "electricity supplied": "supply", "used for pumped storage": "sector_use:pumped_storage",
}  # fmt: skip
_SUMS = {
    "total combustible fuels": "combustible_fuels",
    "total renewables (hydro, geo, solar, wind, other)": "renewables",
    "total renewables (geo, solar, wind, other)": "renewables_without_hydro",
}


def recognise(source: Source) -> Recognition | None:
    """By its six columns."""
    if source.kind not in ("text", "workbook"):
        return None
    if find_header(source.head_grid(), NEEDS) is None:
        return _renamed(source)
    return Recognition(0.95, "It has the columns Country, Time, Balance, Product and Value of the IEA.")


def _renamed(source: Source) -> Recognition | None:
    rows = source.head_grid()
    start = find_header(rows[:5], _RENAMED)
    if start is None:
        return None
    balances = [cell.strip().casefold() for row in rows[start + 1 :] for cell in row]
    if not any(one in _ITEMS for one in balances):
        return None
    return Recognition(0.95, "It has the columns parameter, product and value, and balances of the IEA.")


def _when(column: RawColumn) -> RawColumn:
    """Months; where all dates are the first of something with slashes, the month stands in front."""
    written = [text.strip() for text in column.used() if text.strip()]
    if all(_MONTH_FIRST.fullmatch(text) for text in written):
        return column.map(lambda text: _MONTH_FIRST.sub(r"\g<year>-\g<month>", text.strip())).map(period)
    return column.map(period)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a figure."""
    needs = NEEDS if find_header(source.head_grid(plan.sheet), NEEDS) is not None else _RENAMED
    table = source.table(needs, (needs[-1],), plan.sheet)
    column = _energy.columns(table)
    for name, own in zip(_RENAMED, NEEDS, strict=True):
        if own.casefold() not in column and name in column:
            column[own.casefold()] = column[name]
    figures = figures_of(draft, table, column["value"], _MARKS)
    sift = Sift(draft, table, figures.numbers)
    balance = table.text(column["balance"])
    sift.aside(
        "remarks",
        balance.where(lambda text: text.strip().casefold() == "remarks"),
        "Remarks (which months are estimated) are no figures.",
    )
    place = draft.places.codes(table.text(column["country"]), "name")
    when = _when(table.text(column["time"]))
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    guard.aggregates(sift, place)
    guard.identical(sift)
    product = table.text(column["product"])
    item = balance.map(lambda text: _ITEMS.get(text.strip().casefold(), _energy.slug(text)))
    fuel = product.map(_product)
    unit = table.text(column["unit"]).map(canonical) if "unit" in column else "GWh"
    _energy.add_items(sift, when, place, fuel, item, unit, figures.numbers, figures.quality)
    for text in sift.left(product).used():
        _energy.describe_electricity(draft, _product(text), text.strip())
    draft.title = "IEA monthly electricity statistics"


def _product(text: str) -> str:
    return _energy.electricity_from(_SUMS.get(text.strip().casefold(), _energy.slug(text)))


PROFILES = (
    Profile(
        "iea_monthly_electricity",
        "International Energy Agency, monthly electricity statistics",
        recognise,
        read,
        publisher="International Energy Agency",
        url="iea.org/data-and-statistics/data-product/monthly-electricity-statistics",
        licence="CC BY 4.0 (IEA monthly electricity statistics)",
    ),
)
