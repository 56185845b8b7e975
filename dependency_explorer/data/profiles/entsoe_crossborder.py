"""ENTSO-E flows over borders, physical or scheduled: `Time (CET/CEST)`, then a column for each direction, MW as
hourly mean.

Since 2024 also `MTU, Out Area, In Area, Physical Flow (MW)`, one row an hour and direction.

Traps: exporter and importer stand in the titles of columns ("Germany (DE) > France (FR) [MW]", "BZN|FR >
BZN|DE-LU [MW]"); times are ranges; the hour that is lost in spring is listed without figures, that of autumn
twice; physical flows include transit and are no trades; scheduled exchanges come as "Day Ahead" and as "Total",
which contains it; transfer capacities are written alike and are no flows; quarter-hours where the market has
them.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, count
from dependency_explorer.data.profiles import _energy, _entsoe
from dependency_explorer.data.raw import RawColumn, RawTable, constant

LONG = ("Out Area", "In Area")
_BORDER = re.compile(
    r"(?P<out>[^<>]+?)\s*>\s*(?P<into>[^<>]+?)"
    r"(\s+(?P<stage>day[- ]?ahead|intraday|long[- ]term|total))?\s*\[MWh?\]\s*$",
    re.IGNORECASE,
)
_SCHEDULED = re.compile(r"schedul|commercial|day[- ]?ahead|total|intraday", re.IGNORECASE)
_CAPACITY = re.compile(r"capacit|\bntc\b", re.IGNORECASE)
_MARKS = PLAIN.also("n/e", "n/a")


def _border(title: str) -> re.Match[str] | None:
    # Runs of blanks would be tried again from each of them.
    return _BORDER.fullmatch(" ".join(title.split()))


def recognise(source: Source) -> Recognition | None:
    """By titles of columns such as A (XX) > B (YY) [MW]."""
    if source.kind not in ("text", "workbook"):
        return None
    if _amount(source, "") is not None:
        return Recognition(0.97, "It has the columns Out Area, In Area and a flow in MW of ENTSO-E.")
    if _header(source) is None:
        return None
    return Recognition(0.98, "Its columns are named exporter > importer [MW], as ENTSO-E's border flows are.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an hour, one column a direction."""
    amount = _amount(source, plan.sheet)
    if amount is not None:
        _no_capacity(source, amount)
        _long(draft, source.table(LONG, (amount,), plan.sheet), amount)
        return
    header = _header(source)
    if header is None:
        raise DataError(
            f"{source.name} has no column named exporter > importer [MW]. Download the border's flows again."
        )
    _no_capacity(source, source.stem)
    table = source.table(header, sheet=plan.sheet)
    named = [name for name in table.columns if _border(name)]
    time = next(name for name in table.columns if name not in named)
    borders = {name: name for name in _whole_stage(draft, named)}
    scheduled = any(_stage(name) for name in named) or bool(_SCHEDULED.search(source.stem))
    wide = _energy.Wide(draft, table, borders, _MARKS)
    sift = Sift(draft, table, wide.weight)
    when = table.text(time)
    month = when.map(_entsoe.month)
    guard.no_period(sift, month, "time")
    wide.without_figures(sift)
    cells = wide.cells(sift)
    out = cells.label.map(lambda name: _side(draft, name, "out"))
    into = cells.label.map(lambda name: _side(draft, name, "into"))
    _entsoe.split_zones(draft, RawColumn([_code(name, part) for name in borders for part in ("out", "into")],
                                         np.arange(2 * len(borders), dtype=np.int32)), out)  # fmt: skip
    hours = _entsoe.hours(when)
    odd = int((hours != 1).sum())
    energy = cells.values * hours[cells.rows]
    lacking = wide.values[sift.kept]
    draft.decide(
        "months",
        "Megawatts (means of each interval) are multiplied by its length and summed to months in MWh"
        + (f"; {count(odd)} intervals are not one hour long" if odd else "")
        + f". {count(int(np.isnan(lacking).sum()))} figures are missing: they count as missing, not as zero.",
    )
    what = _tell_kind(draft, scheduled)
    months = cells.spread(month)
    note = _energy.partial_months(
        cells.sift,
        constant(what, len(months)),
        months,
        (cells.label,),
        cells.spread(when),
        hours[cells.rows],
    )
    guard.emit(
        cells.sift,
        {
            "period": months, "exporter": out, "importer": into, "commodity": "electricity",
            "unit": "MWh", "source_id": "source", "note": note,
        },
        {"quantity": energy},
        "Hours are summed to months.",
    )  # fmt: skip
    draft.commodity("electricity", name="Electricity", hs_codes="2716")
    draft.title = f"{what.capitalize()}s " + ", ".join(
        sorted({" - ".join(sorted((_code(name, "out"), _code(name, "into")))) for name in borders})
    )


def _amount(source: Source, sheet: str) -> str | None:
    """The column of the flow in a table with Out Area and In Area: of several the total of all schedules."""
    rows = source.head_grid(sheet)[:10]
    start = find_header(rows, LONG)
    if start is None:
        return None
    found = [cell.strip() for cell in rows[start] if re.search(r"[(\[]MW[)\]]\s*$", cell)]
    best = ("physical", "total", "")
    return next((name for word in best for name in found if word in name.casefold()), None)


def _no_capacity(source: Source, text: str) -> None:
    if _CAPACITY.search(text) or _CAPACITY.search(source.stem):
        raise DataError(
            f"{source.name} holds transfer capacities of borders (what could flow), and no flows. Download the "
            "physical flows or the scheduled exchanges of the border."
        )


def _stage(name: str) -> str:
    found = _border(name)
    return (found["stage"] or "").casefold() if found else ""


def _whole_stage(draft: Draft, names: list[str]) -> list[str]:
    """Of one border the total of its schedules, where that stands beside the day-ahead ones."""
    stages = {name: _stage(name) for name in names}
    whole = {(_code(name, "out"), _code(name, "into")) for name in names if stages[name] == "total"}
    again = [
        name
        for name in names
        if stages[name] not in ("", "total") and (_code(name, "out"), _code(name, "into")) in whole
    ]
    if again:
        draft.decide(
            "stages",
            "Exchanges scheduled day ahead are contained in the total beside them and are not read: "
            f"{', '.join(again[:4])}.",
        )
    return [name for name in names if name not in again]


def _tell_kind(draft: Draft, scheduled: bool) -> str:
    if scheduled:
        draft.decide(
            "scheduled",
            "These are scheduled commercial exchanges: what was traded over the border, not what physically flowed.",
        )
        return "scheduled exchange"
    draft.decide("physical", "These are physical flows over borders, transit included; not what was traded.")
    return "physical flow"


def _long(draft: Draft, table: RawTable, amount: str) -> None:
    """The platform's layout since 2024: one row an hour and direction."""
    names = _energy.columns(table)
    figures = figures_of(draft, table, names[amount.casefold()], _MARKS)
    sift = Sift(draft, table, figures.numbers)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    when = table.text(next((name for low, name in names.items() if low.startswith(("mtu", "time"))), ""))
    month = when.map(_entsoe.month)
    guard.no_period(sift, month, "time")
    options = (Option("out", "Out Area is the exporter"), Option("in", "In Area is the exporter"))
    chosen = draft.choice("exporter_side", "out", options)
    draft.decide("exporter_side", "Power flows from the Out Area into the In Area.", 0, None, options, chosen)
    areas = [table.text(names[name.casefold()]).map(_entsoe.area_code) for name in LONG]
    out, into = areas if chosen == "out" else areas[::-1]
    _entsoe.split_zones(draft, out, out)
    exporter = out.map(lambda text: _entsoe.place(draft, text) if text else "")
    importer = into.map(lambda text: _entsoe.place(draft, text) if text else "")
    guard.nowhere(sift, exporter, importer)
    guard.identical(sift)
    guard.same_place(sift, exporter, importer)
    hours = _entsoe.hours(when)
    draft.decide(
        "months",
        "Megawatts (means of each interval) are multiplied by its length and summed to months in MWh.",
    )
    what = _tell_kind(draft, bool(_SCHEDULED.search(amount)))
    note = _energy.partial_months(sift, constant(what, len(table)), month, (out, into), when, hours)
    guard.emit(
        sift,
        {
            "period": month, "exporter": exporter, "importer": importer, "commodity": "electricity",
            "unit": "MWh", "source_id": "source", "note": note,
        },
        {"quantity": figures.numbers * hours},
        "Hours, and zones of one country, are summed to months.",
    )  # fmt: skip
    draft.commodity("electricity", name="Electricity", hs_codes="2716")
    draft.title = f"{what.capitalize()}s"


def _header(source: Source) -> list[str] | None:
    for row in source.head_grid()[:10]:
        found = [cell for cell in row if _border(cell)]
        if found and row[0] not in found:
            return found[:1]
    return None


def _code(name: str, part: str) -> str:
    found = _border(name)
    text = found[part].strip() if found else ""
    inside = _entsoe.CODE_BEHIND.fullmatch(text)
    return inside["code"] if inside else text.rsplit("|", 1)[-1].strip()


def _side(draft: Draft, name: str, part: str) -> str:
    found = _border(name)
    if found is None:
        return ""
    return _entsoe.place(draft, _code(name, part), found[part].split("(")[0].split("|")[-1].strip())


PROFILES = (
    Profile(
        "entsoe_crossborder",
        "ENTSO-E, flows over borders",
        recognise,
        read,
        publisher=_entsoe.PUBLISHER,
        url=_entsoe.URL,
        licence=_entsoe.LICENCE,
    ),
)
