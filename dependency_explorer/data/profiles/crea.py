"""CREA's fossil tracker, four layouts: gas by day and source, shipments by day and origin, deliveries as its service
gives them (with names or two letters of countries), payments by country.

`date, from, value_m3` · `date, commodity_origin_country, Crude oil, …, unit` · `date, commodity,
commodity_origin_country, commodity_destination_country, value_tonne, value_eur, value_usd` · `country, partner,
source, coal, gas, oil, total, unit`.
Traps: the same deliveries at several pricing scenarios; the importer stands only in the name of the file; LNG
stands in place of a country; columns are commodities, and `total` is their sum; the EU's row is the sum of its
members; payments are in euros and have no period.
"""

from __future__ import annotations

import itertools
import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of, figures_together
from dependency_explorer.data.intake.periods import day, period, years_in
from dependency_explorer.data.intake.places import Scheme, by_iso2, by_iso3, by_name
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _daily, _energy
from dependency_explorer.data.raw import RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY
from dependency_explorer.data.units import canonical

_MARKS = PLAIN.also("NA")
_ORIGINS = ("commodity_origin_country", "commodity_origin_iso2", "departure_iso2")
_DESTINATIONS = (
    "commodity_destination_country", "destination_country", "commodity_destination_iso2", "destination_iso2",
)  # fmt: skip
_DATES = ("date", "month", "arrival_date_utc", "arrival_date", "departure_date_utc", "departure_date")
_FUELS = ("coal", "gas", "oil")
_EURO = {"million eur": "million EUR", "mn eur": "million EUR", "eur": "EUR", "billion eur": "billion EUR"}


def recognise(source: Source) -> Recognition | None:
    """By its columns, whichever of the layouts."""
    if source.kind != "text" or not source.head_rows:
        return None
    names = {cell.strip().lower().lstrip("\ufeff") for cell in source.head_rows[0]}
    if {"date", "from"} <= names and names & {"value_m3", "value_tonne", "value_kwh"}:
        return Recognition(0.95, "It has the columns date, from and value_m3 of CREA's gas imports by day.")
    if {"commodity", "value_tonne"} <= names and names & set(_ORIGINS) and names & set(_DATES):
        return Recognition(
            0.98, "It has commodity, the origin of the commodity and value_tonne of CREA's service."
        )
    if {"date", "commodity_origin_country"} <= names:
        return Recognition(0.97, "It has the columns date and commodity_origin_country of CREA's shipments.")
    if {"country", "partner", "unit"} <= names and len(names & set(_FUELS)) >= 2:
        return Recognition(0.9, "It has the columns country, partner, coal, gas and oil of CREA's payments.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Whichever of the layouts."""
    table = source.table()
    names = _energy.columns(table)
    if {"commodity", "value_tonne"} <= names.keys():
        _deliveries(draft, table, names, source.stem)
    elif {"date", "commodity_origin_country"} <= names.keys():
        _shipments(draft, table, names, source.stem)
    elif {"date", "from"} <= names.keys():
        _gas(draft, table, names, source.stem)
    else:
        _payments(draft, table, _energy.columns(table, "country", "partner", "unit"), source.stem)


def _importer(draft: Draft, stem: str) -> str:
    """The importer of a file name: shipments_to_nl, europe_imports."""
    words = re.split(r"[\W_]+", stem)
    after_to = [word for before, word in itertools.pairwise(words) if before.casefold() == "to"]
    place = next(
        (found for word in after_to if (found := by_iso2(word) or by_iso3(word) or by_name(word))), None
    )
    if place is None:
        place = next((found for word in words if len(word) > 3 and (found := by_name(word))), None)
    importer = draft.constant("importer", place.name if place is not None else "", "the name of the file")
    if not importer:
        raise DataError(
            f"{draft.file} names the exporter and not the importer, and its name does not tell "
            "either. Say which: --set "
            "importer=NLD."
        )
    return draft.places.code(importer)


def _gas(draft: Draft, table: RawTable, names: dict[str, str], stem: str) -> None:
    value = next((name for name in ("value_m3", "value_tonne", "value_kwh") if name in names), "value_m3")
    _energy.columns(table, value)
    figures = figures_of(draft, table, names[value], _MARKS)
    sift = Sift(draft, table, figures.numbers)
    dates, origin = table.text(names["date"]), table.text(names["from"])
    exporter = _daily.partners(draft, origin, "name")
    importer = constant(_importer(draft, stem), len(table))
    guard.nowhere(sift, exporter, importer)
    sift.aside("no_period", dates.where(lambda text: not day(text)), "Rows without a day that can be read.")
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    guard.identical(sift)
    guard.aggregates(sift, exporter)
    _daily.tell_lng(sift, origin)
    _energy.tell_days(draft, [one for text in sift.left(dates).used() if (one := day(text))])
    note = _energy.partial_months(sift, _daily.lng_note(origin), dates.map(period), (exporter,), dates)
    exporter, importer, values = _energy.turned(sift, dates.map(period), exporter, importer, figures.numbers)
    guard.emit(
        sift,
        {
            "period": dates.map(period),
            "exporter": exporter, "importer": importer, "commodity": "natural_gas",
            "unit": {"value_m3": "m3", "value_tonne": "t", "value_kwh": "kWh"}[value],
            "note": note, "source_id": "source",
        },
        {"quantity": values},
        "Days are summed to months.",
    )  # fmt: skip
    draft.commodity(
        "natural_gas", name="Natural gas", hs_codes="2711.11;2711.21", note="pipeline gas and LNG"
    )
    draft.title = "Gas imports by source"


def _shipments(draft: Draft, table: RawTable, names: dict[str, str], stem: str) -> None:
    keys = {"date", "commodity_origin_country", "unit", "total", "country", *_DESTINATIONS}
    columns = {name: _energy.slug(name) for low, name in names.items() if low not in keys}
    wide = _energy.Wide(draft, table, columns, _MARKS)
    sift = Sift(draft, table, wide.weight)
    dates = table.text(names["date"])
    exporter = _daily.partners(draft, table.text(names["commodity_origin_country"]), "name")
    told = names.get("commodity_destination_country") or names.get("destination_country")
    if told is not None:
        importer = draft.places.codes(table.text(told), "name")
    else:
        importer = constant(_importer(draft, stem), len(table))
    guard.nowhere(sift, exporter, importer)
    sift.aside("no_period", dates.where(lambda text: not day(text)), "Rows without a day that can be read.")
    wide.without_figures(sift)
    guard.identical(sift)
    guard.aggregates(sift, exporter)
    guard.same_place(sift, exporter, importer)
    if "total" in names:
        draft.decide("total", "The column total is the sum of the other columns and is not used.")
    _energy.tell_days(draft, [one for text in sift.left(dates).used() if (one := day(text))])
    cells = wide.cells(sift)
    when = cells.spread(dates.map(period))
    note = _energy.partial_months(
        cells.sift,
        constant("", len(when)),
        when,
        (cells.spread(exporter), cells.spread(importer), cells.label),
        cells.spread(dates),
    )
    unit = table.text(names["unit"]).map(canonical) if "unit" in names else constant("t", len(table))
    guard.emit(
        cells.sift,
        {
            "period": when, "exporter": cells.spread(exporter),
            "importer": cells.spread(importer), "commodity": cells.label, "unit": cells.spread(unit),
            "note": note, "source_id": "source",
        },
        {"quantity": cells.values},
        "Days are summed to months.",
    )  # fmt: skip
    for name, id in columns.items():
        draft.commodity(id, name=name)
    draft.title = "Shipments by origin"


def _deliveries(draft: Draft, table: RawTable, names: dict[str, str], stem: str) -> None:
    """One delivery a row, with tonnes and an estimated value; euros repeat the dollars."""
    amounts = figures_together(
        draft, table, (names["value_tonne"], names.get("value_usd", "value_usd")), _MARKS
    )
    tonnes, dollars = (one.numbers for one in amounts.values())
    sift = Sift(draft, table, np.where(np.isnan(tonnes), 0.0, tonnes))
    dates = _dates(draft, table, names)
    when = dates.map(period)
    origin = next(name for name in _ORIGINS if name in names)
    exporter = _daily.partners(draft, table.text(names[origin]), _scheme(origin))
    told = next((name for name in _DESTINATIONS if name in names), None)
    if told is not None:
        importer = draft.places.codes(table.text(names[told]).map(_unsettled), _scheme(told))
    else:
        importer = constant(_importer(draft, stem), len(table))
    if "pricing_scenario" in names:
        scenario = table.text(names["pricing_scenario"]).map(lambda text: text.strip() or "default")
        there = scenario.used()
        options = [Option(name, f"Count deliveries at the prices of {name}") for name in there]
        usual = "default" if "default" in there else there[0] if there else ""
        chosen = draft.choice("pricing_scenario", usual, options)
        gone = sift.kept & ~scenario.isin({chosen})
        if gone.any():
            sift.settle(
                "pricing_scenario",
                gone,
                f"The same deliveries stand at the prices of several scenarios: those of {chosen} are kept.",
                options,
                chosen,
            )
    guard.nowhere(sift, exporter, importer)
    guard.no_period(sift, when, "day")
    sift.aside("no_figure", np.isnan(tonnes) & np.isnan(dollars), "Rows without a figure: missing, not zero.")
    guard.aggregates(sift, exporter, importer)
    guard.same_place(sift, exporter, importer)
    guard.unknown_partner(sift, exporter, importer)
    commodity = table.text(names["commodity"]).map(_energy.slug)
    days = [one for text in sift.left(dates).used() if (one := day(text))]
    note = constant("", len(table))
    if days and "date" in names:  # a month without a ship each day is whole all the same
        _energy.tell_days(draft, days)
        note = _energy.partial_months(sift, note, when, (exporter, importer, commodity), dates)
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": commodity, "unit": "t",
            "quality": "estimate", "note": note, "source_id": "source",
        },
        {"quantity": tonnes, "value_usd": dollars},
        "Deliveries of one month are summed.",
    )  # fmt: skip
    for id in commodity.used():
        draft.commodity(id, name=id.replace("_", " ").capitalize())
    draft.title = "Deliveries by origin and destination"


def _scheme(name: str) -> Scheme:
    """How a column names countries: by two letters, else by names."""
    return "iso2" if name.endswith("iso2") else "name"


def _dates(draft: Draft, table: RawTable, names: dict[str, str]) -> RawColumn:
    """The day of each delivery: of its own column, else of arrival, where that is not there of departure."""
    there = [name for name in _DATES if name in names]
    dates = table.text(names[there[0]])
    for name in there[1:]:
        dates = joined(dates, table.text(names[name]), lambda one, other: one if period(one) else other)
    if there[0] not in ("date", "month"):
        draft.decide(
            "dates",
            "A cargo counts in the month of its arrival; one that has not arrived in that of its departure.",
        )
    return dates


def _unsettled(text: str) -> str:
    # A cargo on its way has no destination yet.
    return "Unspecified" if text.strip().casefold() in ("", "for orders", "unknown") else text


def _payments(draft: Draft, table: RawTable, names: dict[str, str], stem: str) -> None:
    found = years_in(stem)
    when = draft.constant("period", found[0] if len(found) == 1 else "", "the name of the file")
    if not when:
        raise DataError(
            f"{draft.file} has no period in any column, nor a year in its name. Say which: --set period=2022."
        )
    keys = {"country", "partner", "source", "unit", "total", "date"}
    columns = {name: _energy.slug(name) for low, name in names.items() if low not in keys}
    wide = _energy.Wide(draft, table, columns, _MARKS)
    sift = Sift(draft, table, wide.weight)
    place = draft.places.codes(table.text(names["country"]), "any")
    partner = draft.places.codes(table.text(names["partner"]), "name")
    guard.nowhere(sift, place, partner)
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    if "total" in names:
        _total(draft, table, names["total"], wide)
    cells = wide.cells(sift)
    unit = table.text(names["unit"]).map(lambda text: _EURO.get(text.strip().casefold(), text.strip()))
    sift.note(
        "currency",
        unit.where(lambda text: "EUR" in text),
        "Payments are in euros: no exchange rate is invented, so they are kept as balances "
        "(payment:PARTNER) and not as "
        "values in US dollars.",
    )
    guard.emit(
        cells.sift,
        {
            "period": when, "place": cells.spread(place), "commodity": cells.label,
            "item": cells.spread(partner.map(lambda code: f"payment:{code}")), "unit": cells.spread(unit),
            "source_id": "source",
        },
        {"value": cells.values},
        "Several rows of one country and partner are summed.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for name, id in columns.items():
        draft.commodity(id, name=name.capitalize())
    draft.title = "Payments for fossil fuels"


def _total(draft: Draft, table: RawTable, name: str, wide: _energy.Wide) -> None:
    total = figures_of(draft, table, name, _MARKS).numbers
    parts = np.nansum(wide.values, axis=1)
    off = int((np.abs(total - parts) > 0.01 * np.abs(total)).sum())
    more = f" In {off} rows the parts make up less than all of it." if off else ""
    draft.decide("total", f"The column total is the sum of the other columns and is not used.{more}")


PROFILES = (
    Profile(
        "crea",
        "Centre for Research on Energy and Clean Air, fossil tracker",
        recognise,
        read,
        publisher="Centre for Research on Energy and Clean Air",
        url="energyandcleanair.org",
        licence="CC BY 4.0",
    ),
)
