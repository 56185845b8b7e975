"""Gas Infrastructure Europe: storage (AGSI) and liquefied gas terminals (ALSI) by gas day, as CSV of the page and
as the service answers.

Page: `Gas Day Start;Gas in storage (TWh);Full (%);…;Injection (GWh/d);Withdrawal (GWh/d);Working gas volume
(TWh);…`, of one country, which stands in the file's name at most. Service: records of `name, code, gasDayStart,
gasInStorage, …, workingGasVolume, …` (storage, TWh), or `…, inventory, sendOut, dtmi, …` (terminals). Layout:
agsi.gie.eu, alsi.gie.eu.
Traps: the stock of a day is no flow: of each month the last gas day is kept; rates a day and capacities a day
beside stocks; `-` not available; the EU beside its members, and companies and sites beside their country.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.intake.places import by_iso2, by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawColumn, RawTable, constant

_MARKS = PLAIN.also("-", "n/a", "na")
_STOCKS = {
    "gas in storage (twh)": ("stock", "TWh"), "gasinstorage": ("stock", "TWh"),
    "working gas volume (twh)": ("storage_capacity", "TWh"), "workinggasvolume": ("storage_capacity", "TWh"),
    "inventory.gwh": ("stock", "GWh"), "inventory (gwh)": ("stock", "GWh"),
    "dtmi.gwh": ("storage_capacity", "GWh"), "dtmi (gwh)": ("storage_capacity", "GWh"),
}  # fmt: skip
"""Columns that tell a state at the end of the gas day."""
_DAYS = {
    "injection (gwh/d)": ("injection", "GWh"), "injection": ("injection", "GWh"),
    "withdrawal (gwh/d)": ("withdrawal", "GWh"), "withdrawal": ("withdrawal", "GWh"),
    "sendout": ("send_out", "GWh"), "send-out (gwh/d)": ("send_out", "GWh"),
}  # fmt: skip
"""Columns that tell an amount of the gas day, summed to months."""
_DAY = ("gas day start", "gasdaystart", "gas day started on")


def recognise(source: Source) -> Recognition | None:
    """By the start of the gas day beside a stock."""
    if source.kind not in ("text", "json", "workbook"):
        return None
    for row in source.head_grid()[:5]:
        names = {cell.strip().casefold() for cell in row}
        if names & set(_DAY) and names & set(_STOCKS):
            return Recognition(0.97, "It has the start of the gas day and a stock, as AGSI and ALSI give.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a gas day (and a country)."""
    rows = source.head_grid(plan.sheet)
    title = next((cell for row in rows[:5] for cell in row if cell.strip().casefold() in _DAY), "")
    if not title or find_header(rows, (title,)) is None:
        raise DataError(
            f"{source.name} has no column with the start of the gas day. Download the table again."
        )
    table = source.table((title,), sheet=plan.sheet)
    column = _energy.columns(table)
    days = table.text(column[title.strip().casefold()]).map(day)
    measures = {column[low]: low for low in (*_STOCKS, *_DAYS) if low in column}
    wide = _energy.Wide(draft, table, measures, _MARKS)
    sift = Sift(draft, table)
    place = _places(source, draft, table, column)
    guard.nowhere(sift, place, place)
    sift.aside("no_period", days.isin({""}), "Rows without a gas day that can be read.")
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    terminals = any(low.startswith(("inventory", "dtmi")) for low in measures.values())
    commodity = "lng" if terminals else "natural_gas"
    cells = wide.cells(sift)
    known = {**_STOCKS, **_DAYS}
    item = cells.label.map(lambda low: known[low][0] if low in known else "")
    unit = cells.label.map(lambda low: known[low][1] if low in known else "")
    when, where = cells.spread(days).map(lambda text: text[:7]), cells.spread(place)
    _last_day(cells, item, when, where, cells.spread(days), draft)
    _energy.tell_days(draft, days.take(sift.kept).used(), "gas day")
    _energy.add_items(
        cells.sift, when, where, constant(commodity, len(when)), item, unit, cells.values, cells.quality
    )
    draft.commodity(
        commodity, name="Liquefied natural gas" if terminals else "Natural gas", hs_codes="2711.11" if terminals
        else "2711.21", note="in energy at gross calorific value, as GIE gives it",
    )  # fmt: skip
    draft.title = "LNG terminals" if terminals else "Gas storage"


def _last_day(
    cells: _energy.Cells, item: RawColumn, when: RawColumn, where: RawColumn, days: RawColumn, draft: Draft
) -> None:
    """Of stocks keep the last gas day of each month."""
    state = item.isin({one for one, _ in _STOCKS.values()})
    group = numbered(guard.keys(item, when, where))[1]
    order = np.array([int(text.replace("-", "") or 0) for text in days.values] or [0])[days.codes]
    last = np.zeros(int(group.max()) + 1 if len(group) else 1, np.int64)
    np.maximum.at(last, group[cells.sift.kept], order[cells.sift.kept])
    earlier = state & (order < last[group])
    if (cells.sift.kept & earlier).any():
        draft.decide(
            "last_day",
            "Of stocks and of room for them the last gas day of each month in the file is kept; injections, "
            "withdrawals and send-out are summed over its days.",
        )
        cells.sift.kept = cells.sift.kept & ~earlier


def _places(source: Source, draft: Draft, table: RawTable, column: dict[str, str]) -> RawColumn:
    """Places by their code or name; where a file is of one country, that of its name or of the user."""
    if "code" in column or "name" in column:
        codes = table.text(column["code"]) if "code" in column else constant("", len(table))
        names = table.text(column.get("name") or "")
        _no_sites(source, codes)
        # "NE" and "AI" are no countries here: what lies outside the EU, and sites told beside the totals.
        codes = codes.map(lambda text: "" if text.strip().upper() in ("NE", "AI") else text)
        groups = codes.isin({"EU", "eu", ""})
        found = draft.places.codes(codes, "eurostat", names)
        for text in found.take(groups).used():
            draft.places.mark_aggregate(text)
        return found
    words = [word for word in source.stem.replace("-", " ").replace("_", " ").split() if word]
    named = next((one for word in words if len(word) > 3 and (one := by_name(word))), None)
    named = named or next((one for word in words if word.isupper() and (one := by_iso2(word))), None)
    given = draft.plan.constants.get("place", "") or draft.constant(
        "place", named.name if named else "", "the name of the file"
    )
    if not given:
        raise DataError(
            f"{source.name} does not say of which country its storage is. Say it: --set place=DEU, or --set place=EU."
        )
    return constant(draft.places.code(given), len(table))


def _no_sites(source: Source, codes: RawColumn) -> None:
    long = [text for text in codes.used() if len(text.strip()) > 3]
    if long:
        raise DataError(
            f"{source.name} holds companies or sites ({', '.join(long[:2])}, …), which are parts of a country's "
            "storage. Download the listing by country."
        )


PROFILES = (
    Profile(
        "gie_storage",
        "Gas Infrastructure Europe, gas storage and LNG terminals",
        recognise,
        read,
        publisher="Gas Infrastructure Europe (AGSI, ALSI)",
        url="agsi.gie.eu",
        licence="free use with attribution to GIE",
    ),
)
