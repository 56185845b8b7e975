"""SMARD, the market data of Germany's network agency: flows over borders, generation, demand and prices.

Layout (download centre of smard.de, German and English): `Datum von;Datum bis;Nettoexport [MWh] Originalauflösungen;
Niederlande (Export) [MWh] Originalauflösungen;Niederlande (Import) [MWh] Originalauflösungen;…`, since 2023;
`Datum;Anfang;Ende;Niederlande (Export)[MWh];…` and `Datum;Uhrzeit;…` before. Hours, days, weeks, months or years.
Traps: one column a country and direction, imports below zero; points between thousands in the German files, commas in
the English ones; Nettoexport repeats the columns beside it; pumped storage is generation in one file and demand in
another; forecasts are named alike; which area was chosen stands nowhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _power_series, _prices
from dependency_explorer.data.profiles._power_series import Series, generation
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, column_of
from dependency_explorer.data.schema import BALANCE_KEY

_BEGINS = {"datum", "datum von", "date", "start date"}
_ENDS = {"datum bis", "end date"}
_CLOCKS = {"anfang", "uhrzeit", "start", "time of day", "start of time", "time"}
_TITLE = re.compile(
    r"(?P<what>.+?)\s*\[(?P<unit>MWh|MW|€/MWh|Euro/MWh|EUR/MWh)\]\s*"
    r"(Originalauflösungen|Berechnete Auflösungen|Original resolutions|Calculated resolutions)?",
    re.IGNORECASE,
)
_BORDER = re.compile(r"(?P<place>.+?)\s*\((?P<way>export|import)\)", re.IGNORECASE)
_FUELS = {
    "biomasse": "biomass", "biomass": "biomass", "wasserkraft": "hydro", "hydropower": "hydro",
    "wind offshore": "wind_offshore", "wind onshore": "wind_onshore", "photovoltaik": "solar",
    "photovoltaics": "solar",
    "sonstige erneuerbare": "other_renewables", "other renewable": "other_renewables", "kernenergie": "nuclear",
    "nuclear": "nuclear", "braunkohle": "lignite", "lignite": "lignite", "steinkohle": "hard_coal",
    "hard coal": "hard_coal", "erdgas": "gas", "fossil gas": "gas", "pumpspeicher": "hydro_pumped_storage",
    "hydro pumped storage": "hydro_pumped_storage", "sonstige konventionelle": "other_conventional",
    "other conventional": "other_conventional",
}  # fmt: skip
_DEMAND = {"gesamt (netzlast)", "netzlast", "total (grid load)", "grid load", "gesamt"}
_NET = {"nettoexport", "net export"}
_FORECAST = re.compile(r"prognos|forecast", re.IGNORECASE)
_COMMERCIAL = re.compile(r"kommerziell|commercial|außenhandel|aussenhandel", re.IGNORECASE)
_PHYSICAL = re.compile(r"physi[ck]", re.IGNORECASE)
_OTHER_WORD = {"dänemark 1": "DNK", "dänemark 2": "DNK", "denmark 1": "DNK", "denmark 2": "DNK"}
_PRICE = re.compile(r"€|eur", re.IGNORECASE)


def recognise(source: Source) -> Recognition | None:
    """By a date and titles such as Niederlande (Export) [MWh] or Braunkohle [MWh] Originalauflösungen."""
    if source.kind not in ("text", "workbook"):
        return None
    header = _header(source.head_grid()[:10])
    if header is None:
        return None
    return Recognition(0.97, "Its columns are named as SMARD's are: a date, then what is meant and [MWh].")


def _header(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The row of titles: a date, and two columns that only SMARD names so."""
    for row in rows:
        names = [_plain(cell) for cell in row]
        if not names or not set(names) & _BEGINS:
            continue
        if sum(_known(cell) for cell in row) >= 2 or (
            any(_known(cell) and cell.rstrip().endswith(("lösungen", "solutions")) for cell in row)
        ):
            return list(row)
    return None


def _plain(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").split()).casefold()


def _known(title: str) -> bool:
    found = _TITLE.fullmatch(title.strip())
    if found is None:
        return False
    what = _plain(found["what"])
    if _PRICE.search(found["unit"]):
        return what.startswith(("deutschland", "germany"))
    border = _BORDER.fullmatch(what)
    return what in _FUELS or what in _DEMAND or what in _NET or (border is not None and _place(border) != "")


def _place(border: re.Match[str]) -> str:
    found = by_name(border["place"])
    return _OTHER_WORD.get(border["place"]) or (found.code if found is not None else "")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an interval, one column a series. Raises DataError for forecasts."""
    if _FORECAST.search(source.stem):
        raise DataError(
            f"{source.name} holds forecasts, and no amounts that were. Download “Realisierte Erzeugung” (actual "
            "generation) or “Realisierter Stromverbrauch” (actual consumption)."
        )
    header = _header(source.head_grid(plan.sheet)[:10])
    if header is None:
        raise DataError(
            f"{source.name} has no columns of SMARD (Niederlande (Export) [MWh], Braunkohle [MWh], …)."
        )
    table = source.table([cell for cell in header if cell.strip()][:3], sheet=plan.sheet)
    titles = {name: found for name in table.columns if (found := _TITLE.fullmatch(name)) is not None}
    german = any(_plain(name) in ("datum", "datum von") for name in table.columns)
    table = _power_series.by_language(table, titles, german)
    sift = Sift(draft, table)
    begins, hours = _intervals(table, german)
    when = column_of([_power_series.period_of(*pair) for pair in zip(begins, hours.tolist(), strict=True)])
    guard.no_period(sift, when, "date")
    prices = {name: _plain(found["what"]) for name, found in titles.items() if _PRICE.search(found["unit"])}
    power = {
        name: _plain(found["what"]) for name, found in titles.items() if found["unit"].casefold() == "mw"
    }
    series, left = _series(draft, titles, {*prices, *power})
    here = _area(draft)
    if prices and not series and not power:
        _prices_of(draft, sift, table, prices, when)
        return
    if power and not series:
        _capacities(draft, sift, table, power, begins, here)
        return
    left += [*prices, *power]
    if left:
        draft.decide(
            "not_read", f"Columns that are not read: {', '.join(left[:6])}{', …' if len(left) > 6 else ''}."
        )
    wide = _energy.Wide(draft, table, {name: name for name in series})
    sift.weigh(wide.weight)
    wide.without_figures(sift)
    cells = wide.cells(sift)
    if hours.max(initial=0) > 24 and hours.max(initial=0) < 24 * 27:
        draft.decide("weeks", "Weeks count in the month in which they begin.")
    kind = "flow over the border"
    if any(one.way for one in series.values()):
        kind = _kind(draft, source.stem)
    intervals = _power_series.Intervals.of(cells, when, begins, hours, cells.values)
    _power_series.enter(draft, cells.sift, series, intervals, here, kind)
    draft.title = "Electricity of Germany (SMARD)"


def _area(draft: Draft) -> str:
    given = draft.plan.constants.get("place", "")
    if not given:
        draft.decide(
            "area",
            "The file does not say which area was chosen (Germany, Austria, Luxembourg, a control area): its figures "
            "count for Germany. Another: --set place=AUT.",
        )
    return draft.places.code(given or "DEU")


def _kind(draft: Draft, stem: str) -> str:
    draft.decide("below_zero", "Imports are written below zero and count as amounts from the other country.")
    if _COMMERCIAL.search(stem):
        draft.decide(
            "scheduled", "These are commercial exchanges: what was traded, not what physically flowed."
        )
        return "commercial exchange"
    if _PHYSICAL.search(stem):
        draft.decide(
            "physical", "These are physical flows over borders, transit included; not what was traded."
        )
        return "physical flow"
    draft.decide(
        "physical_or_commercial",
        "The name of the file no longer says whether these are physical flows or commercial exchanges.",
    )
    return "flow over the border"


def _intervals(table: RawTable, german: bool) -> tuple[list[datetime | None], Floats]:
    named = {_plain(name): name for name in table.columns}
    begin = table.text(next(named[one] for one in named if one in _BEGINS))
    clock = next((table.text(named[one]) for one in named if one in _CLOCKS), None)
    if clock is not None and not any(":" in text for text in begin.values):
        texts = [
            f"{_without_clock(day)} {time}" for day, time in zip(begin.texts(), clock.texts(), strict=True)
        ]
        begin = column_of(texts)
    begins = _power_series.instants(begin, german)
    end = next((table.text(named[one]) for one in named if one in _ENDS), None)
    ends = _power_series.instants(end, german) if end is not None else None
    return begins, _power_series.lengths(begins, ends)


def _without_clock(text: str) -> str:
    return text.split(" 00:00")[0]


def _series(
    draft: Draft, titles: dict[str, re.Match[str]], others: set[str]
) -> tuple[dict[str, Series], list[str]]:
    """What the columns of energy stand for, and those that are not read."""
    of_demand = any("last" in _plain(name) or "load" in _plain(name) for name in titles)
    borders = any(_BORDER.fullmatch(_plain(found["what"])) for found in titles.values())
    series: dict[str, Series] = {}
    left = []
    for name, found in titles.items():
        if name in others:
            continue
        what = _plain(found["what"])
        border = _BORDER.fullmatch(what)
        if border is not None:
            code = draft.places.code(_place(border) or border["place"])
            series[name] = Series("out" if border["way"] == "export" else "in", code)
        elif what in _FUELS and not of_demand:
            series[name] = generation(_FUELS[what])
        elif what in _DEMAND:
            series[name] = Series(item="consumption")
        elif what in _NET and not borders:
            series[name] = Series(item="net_exports")
        else:
            left.append(name)
    return series, left


def _prices_of(draft: Draft, sift: Sift, table: RawTable, prices: dict[str, str], when: RawColumn) -> None:
    wide = _energy.Wide(draft, table, prices)
    wide.without_figures(sift)
    cells = wide.cells(sift)
    country = {
        text: _OTHER_WORD.get(text) or re.sub(r"\s*\d+$", "", text.split("/")[0]) for text in prices.values()
    }
    place = cells.label.map(lambda text: draft.places.code(country.get(text, text)) if text else "")
    known = place.where(lambda code: len(code) == 3)
    cells.sift.aside("zones", ~known, "Means of neighbours and zones that are no country.")
    _prices.add_months(draft, cells.sift, cells.spread(when), place, cells.values, "EUR/MWh")
    draft.title = "Wholesale electricity prices (SMARD)"


def _capacities(
    draft: Draft,
    sift: Sift,
    table: RawTable,
    power: dict[str, str],
    begins: list[datetime | None],
    here: str,
) -> None:
    """Installed capacity: the last figure of a year, for it is told once a year, whatever the resolution."""
    fuels = {name: _FUELS[what] for name, what in power.items() if what in _FUELS}
    wide = _energy.Wide(draft, table, fuels)
    wide.without_figures(sift)
    last: dict[int, int] = {}
    for row, one in enumerate(begins):
        if (
            one is not None
            and sift.kept[row]
            and (one.year not in last or one >= (begins[last[one.year]] or one))
        ):
            last[one.year] = row
    again = np.ones(len(table), bool)
    again[list(last.values())] = False
    sift.aside("capacity_again", again & sift.kept, "Of capacities the last figure of each year is kept.")
    cells = wide.cells(sift)
    commodity = cells.label.map(_energy.electricity_from)
    year = cells.spread(column_of([str(one.year) if one is not None else "" for one in begins]))
    guard.emit(
        cells.sift,
        {"period": year, "place": here, "commodity": commodity, "item": "installed_capacity", "unit": "MW",
         "source_id": "source"},
        {"value": cells.values}, "Capacities of one fuel are summed.", "balances", BALANCE_KEY,
    )  # fmt: skip
    for id in commodity.used():
        _energy.describe_electricity(draft, id)
    draft.title = "Installed generation capacity of Germany (SMARD)"


PROFILES = (
    Profile(
        "smard",
        "SMARD, electricity market data of Germany",
        recognise,
        read,
        publisher="Bundesnetzagentur | SMARD.de",
        url="smard.de",
        licence="CC BY 4.0",
    ),
)
