"""éCO2mix, the electricity of France by half-hour (RTE): exchanges with its neighbours, generation by fuel, demand.

Layouts: the yearly archives of rte-france.com, tab-separated text in cp1252 that is called .xls (`Périmètre, Nature,
Date, Heures, Consommation, …, Ech. physiques, …, Ech. comm. Angleterre, …`); the national tables of
odre.opendatasoft.com as CSV (`Consommation (MW)`, `Ech. comm. Angleterre (MW)`) and JSON (`ech_comm_angleterre`).
Traps: exchanges are below zero where France exports; every second quarter-hour of the archives holds forecasts alone;
real-time rows are quarter-hours, later ones half-hours; "Ech. physiques" is the net of all borders and no sixth
neighbour; "Allemagne-Belgique" is one figure for two countries; columns such as "Gaz - CCG" are parts of "Gaz"; "ND"
is no figure; a sentence of the operator stands below the table; a day may be told in real time and again for good.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.places import Place
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _power_series
from dependency_explorer.data.profiles._power_series import Series, generation
from dependency_explorer.data.raw import Flags, Floats, RawColumn, RawTable, column_of, joined

GERMANY_BELGIUM = Place("DE-BE", "Germany and Belgium (one figure)", "aggregate")
_BORDERS = {
    "ech_comm_angleterre": "GBR", "ech_comm_espagne": "ESP", "ech_comm_italie": "ITA", "ech_comm_suisse": "CHE",
    "ech_comm_allemagne_belgique": GERMANY_BELGIUM.code,
}  # fmt: skip
_FUELS = {
    "fioul": "oil", "charbon": "coal", "gaz": "gas", "nucleaire": "nuclear", "eolien": "wind", "solaire": "solar",
    "hydraulique": "hydro", "bioenergies": "bioenergy",
}  # fmt: skip
_DEMAND, _NET = "consommation", "ech_physiques"
_KNOWN = {_DEMAND, _NET, *_BORDERS, *_FUELS}
_DAYS = ("date", "date_heure")
_FINAL = ("temps reel", "consolidee", "definitive")
"""Later words are surer."""
_MARKS = PLAIN.also("nd")


def recognise(source: Source) -> Recognition | None:
    """By exchanges with a neighbour (Ech. comm. Espagne), or net exchanges beside two fuels, and a date."""
    if source.kind not in ("text", "workbook", "json"):
        return None
    if _header(source.head_grid()[:10]) is None:
        return None
    return Recognition(
        0.97, "Its columns are named as those of éCO2mix are (Ech. comm. Espagne, Nucléaire, …)."
    )


def _header(rows: Sequence[Sequence[str]]) -> list[str] | None:
    for row in rows:
        names = {_name(cell) for cell in row}
        if not names & set(_DAYS):
            continue
        french = names & {"nucleaire", "eolien", "hydraulique", "bioenergies"}
        if names & set(_BORDERS) or (_NET in names and len(french) >= 2):
            return list(row)
    return None


def _name(title: str) -> str:
    """ "Ech. comm. Allemagne-Belgique (MW)" as ech_comm_allemagne_belgique; "fields.nucleaire" as nucleaire."""
    text = re.sub(r"\((MW|g/kWh)\)", "", title.replace("\ufeff", ""))
    plain = unicodedata.normalize("NFKD", re.sub(r"^fields\.", "", text.strip()))
    return "_".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().casefold()))


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a quarter or half of an hour. Raises DataError for regions, whose flows name no country."""
    header = _header(source.head_grid(plan.sheet)[:10])
    if header is None:
        raise DataError(f"{source.name} has no columns of éCO2mix (Date, Nucléaire, Ech. comm. Espagne, …).")
    day = next(cell for cell in header if _name(cell) in _DAYS)
    table = source.table([day.strip()], sheet=plan.sheet)
    named: dict[str, str] = {}
    for name in table.columns:
        named.setdefault(_name(name), name)
    sift = Sift(draft, table)
    times = _times(table, named)
    begins = _power_series.instants(times, day_first=True)
    when = column_of([_power_series.period_of(one, 1) for one in begins])
    guard.no_period(sift, when, "date")
    found = {name: key for key, name in named.items() if key in _KNOWN}
    wide = _energy.Wide(draft, table, {name: name for name in found}, _MARKS)
    wide.without_figures(sift)
    _regions(sift, table, named)
    guard.identical(sift)
    nature = table.text(named["nature"]) if "nature" in named else None
    if nature is not None:
        _surest(sift, times, nature)
    series = {name: _series(key) for name, key in found.items()}
    left = [name for key, name in named.items() if key not in _KNOWN and "mw" in name.casefold()]
    if left:
        draft.decide(
            "not_read",
            "Forecasts, pumping, batteries and parts of columns that are read (“Gaz - CCG” of “Gaz”) are not read: "
            f"{', '.join(left[:5])}{', …' if len(left) > 5 else ''}.",
        )
    if GERMANY_BELGIUM.code in {one.partner for one in series.values()}:
        draft.places.seen.setdefault(GERMANY_BELGIUM.code, GERMANY_BELGIUM)
        draft.decide(
            "germany_belgium",
            "Exchanges with Germany and Belgium are one figure in the source: they stand under one place, which is "
            "neither of the two.",
        )
    for code in _BORDERS.values():
        if len(code) == 3:
            draft.places.code(code)
    hours = _hours(sift, begins, nature)
    draft.decide(
        "months",
        "Megawatts (means of a quarter or half of an hour) are multiplied by its length and summed to months in MWh; "
        "times that are not in the file count as missing, not as zero.",
    )
    cells = wide.cells(sift)
    draft.decide("below_zero", "Exchanges below zero leave France, those above zero enter it.")
    intervals = _power_series.Intervals.of(cells, when, begins, hours, cells.values * hours[cells.rows])
    _power_series.enter(draft, cells.sift, series, intervals, draft.places.code("FRA"), "commercial exchange")
    draft.title = "Electricity of France (éCO2mix)"


def _series(key: str) -> Series:
    if key in _BORDERS:
        return Series("net in", _BORDERS[key])
    if key == _DEMAND:
        return Series(item="consumption")
    return Series(item="net_imports") if key == _NET else generation(_FUELS[key])


def _regions(sift: Sift, table: RawTable, named: dict[str, str]) -> None:
    """Rows of a region or a city, which the national rows contain."""
    column = next((named[one] for one in ("perimetre", "libelle_region", "region") if one in named), None)
    if column is None:
        return
    area = table.text(column)
    inner = sift.kept & area.where(lambda text: bool(text.strip()) and text.strip().casefold() != "france")
    if inner.any() and bool((inner == sift.kept).all()):
        raise DataError(
            f"{table.file} holds regions or cities of France, whose exchanges name no country. Download the national "
            "data of éCO2mix."
        )
    sift.aside("regions", inner, "Rows that are not of France as a whole.")


def _times(table: RawTable, named: dict[str, str]) -> RawColumn:
    """Day and clock of each row, as one text."""
    clock = named.get("heures") or named.get("heure")
    if "date" in named and clock is not None:
        days = table.text(named["date"]).map(lambda text: re.split(r"[T ]\d{2}:", text)[0])
        # A workbook writes times of the day as 00:30:00, some with a day before it.
        clocks = table.text(clock).map(lambda text: text.strip().split(" ")[-1])
        return joined(days, clocks, lambda one, two: f"{one.strip()} {two}".strip())
    return table.text(named.get("date_heure") or named["date"])


def _surest(sift: Sift, times: RawColumn, nature: RawColumn) -> None:
    """Of one time told in real time and for good only the surer row."""
    ranks = np.array([_rank(text) for text in nature.values] or [0])[nature.codes]
    best: dict[str, int] = {}
    texts = times.texts()
    kept = np.flatnonzero(sift.kept).tolist()
    for row in kept:
        best[texts[row]] = max(best.get(texts[row], 0), int(ranks[row]))
    again: Flags = np.zeros(len(ranks), bool)
    for row in kept:
        again[row] = ranks[row] < best[texts[row]]
    sift.aside(
        "told_again", again, "Times that later rows of the file tell more surely (“Données définitives”)."
    )


def _rank(nature: str) -> int:
    plain = _name(nature).replace("_", " ")
    return next((index for index, word in enumerate(_FINAL) if word in plain), 0)


def _hours(sift: Sift, begins: list[datetime | None], nature: RawColumn | None) -> Floats:
    """The length of each row's interval: a quarter of an hour where figures stand at :15 or :45, else half of one;
    decided for each kind of data apart."""
    kinds = nature.texts() if nature is not None else [""] * len(begins)
    quarters = {
        kind
        for row, (one, kind) in enumerate(zip(begins, kinds, strict=True))
        if sift.kept[row] and one is not None and one.minute in (15, 45)
    }
    return np.array([0.25 if kind in quarters else 0.5 for kind in kinds] or [0.5])


PROFILES = (
    Profile(
        "eco2mix",
        "éCO2mix, electricity of France by half-hour",
        recognise,
        read,
        publisher="RTE",
        url="rte-france.com/eco2mix; odre.opendatasoft.com",
        licence="Licence Ouverte / Open Licence",
    ),
)
