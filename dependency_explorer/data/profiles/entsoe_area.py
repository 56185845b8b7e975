"""ENTSO-E's platform: load, generation by type and day-ahead prices of an area, as its pages export them.

Since 2024 `MTU (CET/CEST), Area, Actual Total Load (MW), …`, `MTU, Area, Production Type, Generation (MW)` and
`MTU, Area, Sequence, Day-ahead Price (EUR/MWh), …`. Before: `Time (CET/CEST), Day-ahead Total Load Forecast
[MW] - Germany (DE), Actual Total Load [MW] - Germany (DE)`, `Area, MTU, Biomass  - Actual Aggregated [MW], …`,
and `MTU, Day-ahead Price [EUR/MWh], Currency, BZN|DE-LU`, where the area is the title of an empty column.
Traps: forecasts beside what was measured; consumption of pumped storage beside its generation; quarter-hours
and hours; prices are averaged, never summed; `n/e` and `-` mean nothing expected or available.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _entsoe, _prices
from dependency_explorer.data.raw import RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY

_MARKS = PLAIN.also("n/e", "n/a", "-")
_TITLE = re.compile(
    r"(?P<what>.*?)\s*[\[(](?P<unit>MW|[A-Z]{3} ?/ ?MWh)[\])]\s*(-\s*(?P<area>.+?))?\s*$", re.IGNORECASE
)
_TIME = re.compile(r"(mtu|time)\b.*", re.IGNORECASE)
_WITH_ZONE = re.compile(r"mtu|time \(", re.IGNORECASE)
_AREA = re.compile(r"^area$|\b(BZN|CTY|CTA|MBA)\||\((?!MW\))[A-Z]{2}[A-Z0-9_-]*\)$", re.IGNORECASE)
_AREA_TITLE = re.compile(r"(BZN|CTY|CTA|MBA)\|.+|.+\([A-Z]{2}[A-Z0-9_-]*\)")


def recognise(source: Source) -> Recognition | None:
    """By a column of times (MTU) and one of load, generation or price."""
    if source.kind not in ("text", "workbook"):
        return None
    start = _start(source.head_grid()[:10])
    if start is None:
        return None
    if not _WITH_ZONE.match(start[0]) and not any(
        _AREA.search(cell) for row in source.head_grid()[:10] for cell in row
    ):
        return Recognition(0.6, "It has a column of times and one of load, generation or price, but no area.")
    return Recognition(
        0.96,
        "It has a column MTU or Time and one of load, generation or price, as ENTSO-E's platform exports.",
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a time, and an area or a type of generation; one column a measure."""
    start = _start(source.head_grid(plan.sheet)[:10])
    if start is None:
        raise DataError(
            f"{source.name} has no column of times beside one of load, generation or price. Download the table again."
        )
    table = source.table(start, sheet=plan.sheet)
    found = {name: what for name in table.columns if (what := _meant(name)) is not None}
    time = table.text(next(name for name in table.columns if _TIME.fullmatch(name.strip())))
    left = [name for name in table.columns if _title(name) and name not in found]
    if left:
        draft.decide(
            "not_read",
            "Forecasts, intraday prices and the consumption of stores are not read: "
            f"{', '.join(left[:4])}{', …' if len(left) > 4 else ''}.",
        )
    wide = _energy.Wide(draft, table, {name: name for name in found}, _MARKS)
    sift = Sift(draft, table)
    month = time.map(_entsoe.month)
    guard.no_period(sift, month, "time")
    _first_auction(sift, table)
    wide.without_figures(sift)
    cells = wide.cells(sift)
    area = cells.spread(_area(source, table))
    own = cells.label.map(lambda name: found[name][2] if name in found else "")
    area = joined(own, area, lambda one, other: one or other)
    code = area.map(_entsoe.area_code)
    _entsoe.split_zones(draft, code, code)
    place = joined(code, area, lambda one, text: _entsoe.place(draft, one, text) if one else "")
    guard.nowhere(cells.sift, place, place)
    item = cells.label.map(lambda name: found[name][0] if name in found else "")
    if item.isin({"price"}).all():
        unit = joined(
            cells.label, cells.spread(_column(table, "currency")),
            lambda name, money: f"{money.strip().upper()}/MWh" if money.strip() else found[name][3],
        )  # fmt: skip
        _prices.add_months(draft, cells.sift, cells.spread(month), place, cells.values, unit, cells.quality)
        draft.title = "Day-ahead prices"
        return
    kinds = _column(table, "production type")
    fuel = joined(
        cells.label.map(lambda name: found[name][1] if name in found else ""), cells.spread(kinds),
        lambda title, cell: _energy.electricity_from(_energy.slug(title or cell or "electricity")),
    )  # fmt: skip
    when, times = cells.spread(month), cells.spread(time)
    hours = _entsoe.hours(times)
    draft.decide(
        "months",
        "Megawatts (means of each interval) are multiplied by its length and summed to months in MWh; intervals that "
        "are not in the file count as missing, not as zero.",
    )
    note = _energy.partial_months(
        cells.sift, constant("", len(when)), when, (place, fuel, item), times, hours
    )
    guard.emit(
        cells.sift,
        {
            "period": when, "place": place, "commodity": fuel, "item": item, "unit": "MWh",
            "quality": cells.quality, "note": note, "source_id": "source",
        },
        {"value": cells.values * hours},
        "Zones of one country, and intervals of one month, are summed.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for id in cells.sift.left(fuel).used():
        _energy.describe_electricity(draft, id)
    draft.title = "Generation by type" if "generation" in item.used() else "Load"


def _title(name: str) -> re.Match[str] | None:
    # Runs of blanks would be tried again from each of them.
    return _TITLE.fullmatch(" ".join(name.split()))


def _meant(name: str) -> tuple[str, str, str, str] | None:
    """Item, type of generation, area and unit of a title; None for what is not read."""
    found = _title(name)
    if found is None or ">" in name:
        return None
    words, area = found["what"].strip(), (found["area"] or "").strip()
    low = words.casefold()
    if "/" in found["unit"]:
        unit = found["unit"].replace(" ", "")
        return ("price", "", area, unit) if low.startswith("day-ahead price") else None
    if "forecast" in low:
        return None
    if "actual total load" in low or low == "total load":
        return "consumption", "electricity", area, "MW"
    kind = re.fullmatch(r"(?P<fuel>.+?)\s+- Actual Aggregated", words, re.IGNORECASE)
    if kind is not None:
        return "generation", kind["fuel"], area, "MW"
    return ("generation", "", area, "MW") if low in ("generation", "actual generation") else None


def _start(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Titles of the header row: a time, and what is read."""
    for row in rows:
        time = next((cell for cell in row if _TIME.fullmatch(cell.strip())), "")
        meant = next((cell for cell in row if _meant(cell)), "")
        if time and meant:
            return [time, meant]
    return None


def _column(table: RawTable, title: str) -> RawColumn:
    name = next((name for name in table.columns if name.strip().casefold() == title), "")
    return table.text(name) if name else constant("", len(table))


def _area(source: Source, table: RawTable) -> RawColumn:
    """The area of each row: of its column, else of the title of a column that names one."""
    area = _column(table, "area")
    if any(area.used()):
        return area
    title = next((name for name in table.columns if _AREA_TITLE.fullmatch(name.strip())), "")
    title = title if title and _title(title) is None else ""
    return constant(title.strip(), len(table))


def _first_auction(sift: Sift, table: RawTable) -> None:
    """Of several auctions of a day the first counts."""
    sequence = _column(table, "sequence").map(lambda text: (re.findall(r"\d+", text) or [""])[-1])
    used = [text for text in sequence.used() if text]
    if len(used) > 1:
        first = min(used, key=int)
        sift.aside(
            "sequences",
            ~sequence.isin({first, ""}),
            f"Prices of later auctions and of other lengths of time (sequence {first} is kept).",
        )


PROFILES = (
    Profile(
        "entsoe_area",
        "ENTSO-E, load, generation and prices of an area",
        recognise,
        read,
        publisher=_entsoe.PUBLISHER,
        url=_entsoe.URL,
        licence=_entsoe.LICENCE,
    ),
)
