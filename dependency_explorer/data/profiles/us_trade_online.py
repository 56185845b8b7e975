"""USA Trade Online (US Census Bureau): exports or imports of the United States by good, country, time and district.

Some lines of titles, then `Commodity, Country, Time` in any order, often a `State`, `District` or `Port`, and columns
of measures: `Customs Value (Gen) ($US)` tells imports, `Total Exports Value ($US)` exports, `Value ($US)` neither, so
that the title or the name of the file has to. Pivots by users keep these names. Traps: commas within numbers;
commodities begin with their code ("2709 Crude Oil…"); "World Total" and continents stand among countries, "All
States" and "All Districts" among states; a time such as "2021 through May" is a part of a year; vessel, air and
container values and weights are parts of the whole; weights are told by ships and planes alone, so that they are no
weight of all trade.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.value_columns import way_of
from dependency_explorer.data.problems import DataError, counted, shown
from dependency_explorer.data.raw import constant, joined

_VALUES = (
    (re.compile(r"Customs Value \(Gen\) \(\$US\)", re.IGNORECASE), "imports"),
    (re.compile(r"Customs Value \(Cons\) \(\$US\)", re.IGNORECASE), "imports"),
    (re.compile(r"Total Exports Value \(\$US\)", re.IGNORECASE), "exports"),
    (re.compile(r"(Total )?Value \(\$US\)", re.IGNORECASE), ""),
)
"""Columns of all trade by any way, best first, and their direction."""
_NAMES = {"commodities": "Commodity", "commodity": "Commodity", "countries": "Country", "country": "Country",
          "time": "Time", "times": "Time"}  # fmt: skip
_DIRECTIONS = (
    Option("imports", "Values are imports of the United States"),
    Option("exports", "Values are exports of the United States"),
)
_WITHIN = ("State", "States", "District", "Districts", "Port", "Ports")
_GOOD = re.compile(r"(?P<code>\d{2,10})(\s*[-:]?\s+(?P<name>.+))?", re.DOTALL)


def recognise(source: Source) -> Recognition | None:
    """By Commodity, Country and Time beside a value in "($US)"."""
    if source.kind not in ("text", "workbook") or _start(source.head_grid()) is None:
        return None
    return Recognition(0.95, "It has Commodity, Country, Time and a value in ($US), as USA Trade Online.")


def _start(rows: Rows) -> int | None:
    """The row of titles."""
    for index, row in enumerate(rows[:30]):
        names = {_name(cell) for cell in row}
        if {"Commodity", "Country", "Time"} <= names and any(_value(cell) for cell in row):
            return index
    return None


def _name(cell: str) -> str:
    return _NAMES.get(cell.strip().casefold(), _plain(cell))


def _plain(cell: str) -> str:
    return re.sub(r" \(Default Member\)$", "", " ".join(cell.split()))


def _value(cell: str) -> bool:
    return any(pattern.fullmatch(_plain(cell)) for pattern, _ in _VALUES)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country, good and time a row, reported by the United States."""
    rows = source.head_grid(plan.sheet)
    start = _start(rows)
    if start is None:
        raise DataError(
            f"{source.name} lacks a commodity, a country, a time or a value of all trade in US dollars. Download it "
            "again with them."
        )
    table = source.table(
        [cell.strip() for cell in rows[start] if cell.strip()], sheet=plan.sheet, rename=_name
    )
    column, way = next(
        (name, way) for pattern, way in _VALUES for name in table.columns if pattern.fullmatch(name)
    )
    outward = _outward(draft, source, way, rows[:start])
    money = figures_together(draft, table, (column,))[column].numbers
    sift = Sift(draft, table, np.nan_to_num(money))
    time = table.text("Time").map(lambda text: " ".join(text.split()))
    sift.aside(
        "part_of_year",
        time.where(lambda text: re.search(r"\b(through|to date|ytd)\b", text, re.IGNORECASE) is not None),
        "Sums of a part of a year (“2021 through May”), which neither a month nor the year is.",
    )
    when = time.map(period)
    guard.no_period(sift, when)
    size = len(table)
    partner = draft.places.codes(table.text("Country"), "name")
    home = constant(draft.places.code("United States"), size)
    exporter, importer = (home, partner) if outward else (partner, home)
    guard.nowhere(sift, exporter, importer)
    guard.no_figure(sift, money)
    good = table.text("Commodity").map(_code)
    for name in _WITHIN:
        if name in table:
            within = table.text(name).map(
                lambda text: (
                    "" if re.match(r"(all|total|world)\b", text.strip(), re.IGNORECASE) else text.strip()
                )
            )
            others = (when, partner, good)
            guard.split(
                sift, "district", within, {""}, others, f"{name.casefold().removesuffix('s')} of the country"
            )
            left = [text for text in sift.left(within).used() if text]
            if left:
                those = counted(len(left), name.casefold().removesuffix("s"))
                draft.decide(
                    "parts_of_country",
                    f"Without rows for all of the United States those of {those} are "
                    "summed; where the download was filtered to some of them, that is not the whole country.",
                )
    guard.aggregates(sift, partner)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, partner)
    inside = code_levels.levels(
        sift, good, code_levels.by_prefix(good.used(), {"TOTAL"}), (when, exporter, importer), money
    )
    left = [name for name in table.columns if name.endswith((")", "$US")) and name != column]
    if left:
        draft.decide(
            "other_measures",
            "Parts of the whole (by vessel, air or container), duties and quantities without a unit are not read: "
            f"{', '.join(left[:4])}{', …' if len(left) > 4 else ''}.",
        )
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": good,
            "reported_by": "exporter" if outward else "importer", "source_id": "source",
        },
        {"value_usd": money},
        "States, districts or ports of one flow are summed.",
    )  # fmt: skip
    titles = joined(good, table.text("Commodity"), lambda one, text: f"{one}\n{_title(text)}")
    for one, _, text in (entry.partition("\n") for entry in sift.left(titles).used()):
        hs = one if one.isdecimal() and len(one) in (2, 4, 6) else ""
        draft.commodity(one, name=text or one, hs_codes=hs, part_of=inside.get(one, ""))
    draft.title = f"US {'exports' if outward else 'imports'} of goods"


def _outward(draft: Draft, source: Source, way: str, titles: Rows) -> bool:
    if way:
        return way == "exports"
    said = [
        (way, shown(text))
        for text in (*(cell for row in titles for cell in row), source.stem)
        if (way := way_of(text))
    ]
    chosen = draft.choice("direction", said[0][0] if said else "", _DIRECTIONS if said else ())
    way = chosen if chosen in ("imports", "exports") else ""
    if way:
        where = f", read from {said[0][1]}" if said and said[0][0] == way else ""
        draft.decide("direction", f"Values are {way} of the United States{where}.", 0, None, _DIRECTIONS, way)
    if not way:
        raise DataError(
            f"{source.name} does not say whether its values are exports or imports of the United States: add --set "
            "direction=imports, or --set direction=exports."
        )
    return way == "exports"


def _code(text: str) -> str:
    written = " ".join(text.split())
    found = _GOOD.fullmatch(written)
    if found is not None:
        return found["code"]
    return "TOTAL" if re.match(r"(all|total)\b", written, re.IGNORECASE) or not written else written


def _title(text: str) -> str:
    found = _GOOD.fullmatch(" ".join(text.split()))
    return (found["name"] or "") if found is not None else " ".join(text.split())


PROFILES = (
    Profile(
        "us_trade_online",
        "US Census Bureau, USA Trade Online",
        recognise,
        read,
        publisher="US Census Bureau",
        url="usatrade.census.gov",
        licence="US public domain",
    ),
)
