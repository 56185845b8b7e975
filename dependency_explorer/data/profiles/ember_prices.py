"""Ember's European wholesale electricity prices: `Country, ISO3 Code, Date, Price (EUR/MWhe)`, monthly or daily,
and hourly with `Datetime (UTC), Datetime (Local)` in place of Date.

Layout: european_wholesale_electricity_price_data_monthly.csv (and daily, hourly) at files.ember-energy.org.
Traps: a price is no amount: days and hours are averaged to months and never summed; the latest month may not be
whole.
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
from dependency_explorer.data.profiles import _energy, _prices

NEEDS = ("Country", "ISO3 Code", "Price (EUR/MWhe)")


def recognise(source: Source) -> Recognition | None:
    """By Country, ISO3 Code and Price (EUR/MWhe)."""
    if source.kind != "text" or find_header(source.head_rows[:3], NEEDS) is None:
        return None
    return Recognition(0.98, "It has the columns Country, ISO3 Code and Price (EUR/MWhe) of Ember.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a country and time."""
    table = source.table(NEEDS, (NEEDS[2],))
    column = _energy.columns(table, "date|datetime (local)|datetime (utc)")
    figures = figures_of(draft, table, column[NEEDS[2].casefold()])
    sift = Sift(draft, table)
    place = draft.places.codes(table.text(column["iso3 code"]), "iso3", table.text(column["country"]))
    # The market's day is the local one.
    time = column.get("date") or column.get("datetime (local)") or column["datetime (utc)"]
    when = table.text(time).map(period)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    _prices.add_months(draft, sift, when, place, figures.numbers, "EUR/MWh", figures.quality)
    draft.title = "Wholesale electricity prices"


PROFILES = (
    Profile(
        "ember_prices",
        "Ember, European wholesale electricity prices",
        recognise,
        read,
        publisher="Ember",
        url="ember-energy.org/data/european-wholesale-electricity-price-data",
        licence="CC BY 4.0",
    ),
)
