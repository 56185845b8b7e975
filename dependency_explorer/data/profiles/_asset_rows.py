"""Rows of a list of assets as the tables assets and routes: kinds, goods, places, capacities, positions, years.

What every list shares, whoever publishes it and whether or not it tells who owns what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.goods_names import good_named
from dependency_explorer.data.intake.headwords import GOODS
from dependency_explorer.data.intake.layout import MARKS
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.values import figures
from dependency_explorer.data.problems import shown
from dependency_explorer.data.profiles._asset_columns import AssetColumns, ends_of, is_place, split_cell
from dependency_explorer.data.profiles._asset_titles import LINES, kind_in, power_from
from dependency_explorer.data.profiles._capacity_units import unit_of
from dependency_explorer.data.raw import (
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    choose,
    column_of,
    constant,
    joined,
)
from dependency_explorer.data.units import scaled

_NAMES = {"lng": "Liquefied natural gas", "natural_gas": "Natural gas", "crude_oil": "Crude oil"}
_POWER_UNITS = ("MW", "GW", "kW")
_CARRIED = {"power_line": "electricity", "lng_terminal": "lng", "steel_plant": "steel"}


def is_said(text: str) -> bool:
    """Whether a cell says anything: no dash, no "unknown"."""
    return text.strip().casefold() not in _NOTHING


_NOTHING = frozenset(
    ("", "-", "--", "–", "—", ".", "..", "*", "?", "n/a", "n.a.", "nan", "null", "none", "unknown", "not known",
     "tbd", "not found", "not available", "no data", "no start year available", "н/д", "нет данных", "k.a.")
)  # fmt: skip
"""Not "na", which is Namibia, nor "x", which may be a name."""


def numbered(texts: Iterable[str], ids: dict[str, int] | None = None, form: str = "{} ({})") -> list[str]:
    """The texts, those that stood before with a number of their own. ids: how often each has been given already."""
    seen: dict[str, int] = {} if ids is None else ids
    result = []
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else form.format(text, seen[text]))
    return result


def start_years(draft: Draft, column: RawColumn) -> RawColumn:
    """The year of the start: of "2024-2025" the first, of 12/05/1983 the year, of "1970s" none."""

    def year(text: str) -> str:
        found = re.search(r"(?<!\d)(1[6-9]\d\d|20\d\d|21\d\d)(?!\d|s\b)", text)
        return found[1] if found is not None else ""

    def is_plain(text: str) -> bool:
        one = text.strip().removesuffix(".0")
        return one == year(text) or _DATE.fullmatch(one) is not None

    odd = column.where(lambda text: is_said(text) and not (year(text) and is_plain(text)))
    if odd.any():
        examples = ", ".join(shown(text) for text in column.take(odd).used()[:3])
        draft.decide(
            "start_year",
            f"Years of start that are no single year ({examples}): the first year of a span is taken, others are "
            "missing.",
            int(odd.sum()),
        )
    return column.map(year)


_DATE = re.compile(
    r"\d{4}([-./]\d{1,2}){1,2}([ T][\d:.]+Z?)?|(\d{1,2}[-./]){1,2}\d{4}|(\d{1,2} )?[^\W\d_]{3,}\.? \d{4}"
    r"|\d{4}年.*"
)
"""A day or a month with its year."""


def positions(draft: Draft, latitude: RawColumn, longitude: RawColumn) -> tuple[NumberColumn, NumberColumn]:
    """Degrees north and east; two that changed places are put right."""
    north, east = (figures(column.map(_degrees), MARKS).numbers for column in (latitude, longitude))
    swapped = (np.abs(north) > 90) & (np.abs(east) <= 90)
    if swapped.any():
        draft.decide(
            "swapped_position",
            "Latitudes beyond 90 degrees beside longitudes within: the two changed places, and are put right.",
            int(swapped.sum()),
        )
        north, east = np.where(swapped, east, north), np.where(swapped, north, east)
    unread = np.isnan(north) & latitude.where(is_said) | np.isnan(east) & longitude.where(is_said)
    beyond = (np.abs(north) > 90) | (np.abs(east) > 180)
    if (unread | beyond).any():
        draft.decide(
            "position",
            "Positions that are no degrees, or beyond 90 north and 180 east: they are missing.",
            int((unread | beyond).sum()),
        )
    return NumberColumn(np.where(beyond, np.nan, north)), NumberColumn(np.where(beyond, np.nan, east))


_HEMISPHERE = re.compile(r"([-+−]?\d{1,3}(?:[.,]\d+)?)\s*[°º]?\s*([NSEWСЮВЗ])?", re.IGNORECASE)


def _degrees(text: str) -> str:
    """ "47,92° N" as 47.92, "12.5 S" as -12.5; no degree is a thousand, so that a comma stands before decimals."""
    found = _HEMISPHERE.fullmatch(text.strip())
    if found is None:
        return text
    number = found[1].replace(",", ".").replace("−", "-")
    return f"-{number}" if (found[2] or "").upper() in ("S", "W", "Ю", "З") else number


def both_degrees(column: RawColumn) -> tuple[RawColumn, RawColumn]:
    """Latitude and longitude of "-22.45, 119.95"."""

    def part(index: int) -> Callable[[str], str]:
        def of(text: str) -> str:
            parts = [one.strip() for one in re.split(r"[,;]\s*|\s+(?=[-+\d])", text.strip()) if one.strip()]
            return parts[index] if len(parts) == 2 else ""

        return of

    return column.map(part(0)), column.map(part(1))


_TOTAL = re.compile(
    r"(grand |sub)?-?totals?( .*)?|sum|всего.*|итого.*|нийт( .*|:.*)?|дүн|合计|总计|小计|summe|insgesamt|gesamt"
    r"|total(e|es)?",
    re.IGNORECASE,
)


def set_totals_aside(sift: Sift, names: RawColumn) -> None:
    """Set rows of totals aside, which are no assets."""
    sift.aside(
        "total",
        names.where(lambda text: _TOTAL.fullmatch(text.strip()) is not None),
        "Rows of totals, which are no assets.",
        keep="Keep them as assets",
    )


def first_of(text: str) -> str:
    """The first of the countries that a cell names; "Korea, South" is one."""
    return text.strip() if by_name(text) is not None else re.split(r"[;,]", text)[0].strip()


def add_assets(
    draft: Draft,
    table: RawTable,
    columns: AssetColumns,
    ids: RawColumn,
    names: RawColumn,
    about: str = "",
    separator: str | None = None,
) -> None:
    """One asset a row, and a route for each line between two places.

    ids, names: of the rows. about: the names of file and sheet. separator: as in `figures_together`.
    """
    capacity, unit = _capacities(draft, table, columns, separator)
    kind, commodity, note = _kinds_and_goods(table, columns, unit, about)
    status = _of(table, columns, "status").map(lambda text: text.strip().casefold() if is_said(text) else "")
    begins, ends = _ends(table, columns, kind)
    latitude, longitude = (
        both_degrees(table.text(columns.both))
        if columns.both
        else (_of(table, columns, "lat"), _of(table, columns, "lon"))
    )
    north, east = positions(draft, latitude, longitude)
    draft.add(
        "assets",
        table,
        id=ids,
        name=names,
        kind=kind,
        place=_places(draft, table, columns, begins, ends),
        commodity=commodity,
        status=status,
        capacity=capacity,
        capacity_unit=unit,
        lat=north,
        lon=east,
        start_year=start_years(draft, _of(table, columns, "start_year")),
        source_id="source",
        note=note,
    )
    lines = ~(begins.isin({""}) | ends.isin({""}))
    if lines.any():
        taken = np.flatnonzero(lines)
        draft.add(
            "routes",
            table.take(taken),
            id=ids.take(taken),
            name=names.take(taken),
            from_place=draft.places.codes(begins.take(taken)),
            to_place=draft.places.codes(ends.take(taken)),
            commodity=commodity.take(taken),
            mode=kind.take(taken),
            capacity=capacity.take(taken),
            capacity_unit=unit.take(taken),
            status=status.take(taken),
            source_id="source",
        )
        draft.decide(
            "routes",
            "Lines between two places are assets and, by the places of their ends, routes.",
            len(taken),
        )
    for id in commodity.used():
        if id:
            draft.commodity(id, name=_NAMES.get(id, id.replace("_", " ").capitalize()))


def _of(table: RawTable, columns: AssetColumns, role: str) -> RawColumn:
    name = columns.of(role)
    return table.text(name) if name else constant("", len(table))


# ---- capacity ----------------------------------------------------------------------------------------------


def _capacities(
    draft: Draft, table: RawTable, columns: AssetColumns, separator: str | None
) -> tuple[NumberColumn, RawColumn]:
    """Capacities and the unit of each: of its cell, of the column of units, or of the title."""
    size, name = len(table), columns.of("capacity")
    if not name:
        return NumberColumn(np.full(size, np.nan)), constant("", size)
    written = table.text(name)
    plain = table.replacing(**{name: written.map(lambda text: split_cell(text)[0])})
    numbers: Floats = figures_together(draft, plain, [name], MARKS, separator)[name].numbers
    units = _of(table, columns, "capacity_unit").map(lambda text: text if is_said(text) else "")
    units = joined(written.map(lambda text: split_cell(text)[1]), units, lambda own, beside: own or beside)
    times = np.array([unit_of(text)[1] if text else columns.times for text in units.values])[units.codes]
    if (times != 1).any():
        numbers = scaled(numbers, times)
        draft.decide(
            "ten_thousands",
            "Capacities told in ten thousands (万) are multiplied to be in a unit that has a name.",
            int((times != 1).sum()),
        )
    said = draft.plan.constants.get("unit", "").strip()
    fallback = columns.unit or unit_of(said)[0] or said
    units = units.map(lambda text: (unit_of(text)[0] or text.strip()) if text else fallback)
    unit = choose(np.isnan(numbers), constant("", size), units)
    unsaid = ~np.isnan(numbers) & unit.isin({""})
    if unsaid.any() and not draft.plan.constants.get("capacity_unit"):
        what = (
            f"The list does not say in which unit the capacities of the column {shown(name)} are: they stand without "
            "one, and no run can use them. Say it: --set unit=MW (or bcm/yr, Mt/yr, bbl/d …)."
        )
        draft.decide("no_capacity_unit", what, int(unsaid.sum()))
        draft.found.add("warning", f"{table.file}: {what[:1].lower()}{what[1:]}", table="assets")
    return NumberColumn(numbers), unit


# ---- what they are -----------------------------------------------------------------------------------------


def _kinds_and_goods(
    table: RawTable, columns: AssetColumns, unit: RawColumn, about: str
) -> tuple[RawColumn, RawColumn, RawColumn]:
    """Kind, commodity and note of the assets."""
    types, fuels = _of(table, columns, "kind"), _of(table, columns, "commodity")
    told = "" if columns.kind == "asset" else columns.kind
    around = (
        _good_in(columns.name)
        or _good_in(columns.of("capacity"))
        or _good_in(about)
        or _good_in(columns.above)
    )
    if told == "terminal" and kind_in(f"{about} {columns.above}") == "lng_terminal":
        told = "lng_terminal"
    power = _are_power_plants(table, columns, unit)

    def one(kind: str, fuel: str, unit: str) -> tuple[str, str, str]:
        said = kind if is_said(kind) else ""
        own = kind_in(said) or (told if not said or told else plain_id(said))
        burnt = fuel if is_said(fuel) else ""
        if own == "power_plant" or (power and own in ("", "plant", "facility", "project", "unit")):
            source = (
                power_from(burnt)
                or power_from(said)
                or ("" if burnt else power_from(f"{columns.name} {about}"))
            )
            return f"{source}_power_plant" if source else "power_plant", "electricity", burnt
        good = good_named(burnt) or _plain_good(burnt) if burnt else ""
        good = good or _CARRIED.get(own) or _good_in(said) or around
        if not good and own == "pipeline" and unit.startswith(("bcm", "mcm", "MMcf", "bcf")):
            good = "natural_gas"
        return own, good, ""

    rows = [one(*row) for row in zip(types.texts(), fuels.texts(), unit.texts(), strict=True)]
    return (
        column_of(row[0] for row in rows),
        column_of(row[1] for row in rows),
        column_of(row[2] for row in rows),
    )


def _are_power_plants(table: RawTable, columns: AssetColumns, unit: RawColumn) -> bool:
    """Whether plants or projects are such as make electricity: their capacity is a power, and fuels say from what."""
    texts = [text for text in unit.used() if text]
    if not texts or not set(texts) <= set(_POWER_UNITS):
        return False
    if columns.kind == "plant":
        return True
    fuels = [text for text in _of(table, columns, "commodity").used() if is_said(text)]
    return bool(fuels) and sum(bool(power_from(text)) for text in fuels) > 0.5 * len(fuels)


def _plain_good(text: str) -> str:
    """The one good that a text names, by its id in English tables where it says nothing else; else its own id."""
    whole = [id for id, words in GOODS.items() if re.fullmatch(words, text.strip(), re.IGNORECASE)]
    return whole[0] if len(whole) == 1 and not text.isascii() else plain_id(text)


def _good_in(text: str) -> str:
    spaced = text.replace("_", " ")
    found = [id for id, words in GOODS.items() if re.search(words, spaced, re.IGNORECASE)]
    if "lng" in found:
        return "lng"
    return found[0] if len(found) == 1 and found[0] != "electricity" else ""


# ---- where they are ----------------------------------------------------------------------------------------


def _ends(table: RawTable, columns: AssetColumns, kind: RawColumn) -> tuple[RawColumn, RawColumn]:
    """The places at both ends, as written; empty where the list does not tell both."""
    if columns.are_lines:
        begins, ends = _of(table, columns, "from_place"), _of(table, columns, "to_place")
        begins, ends = (column.map(lambda text: text if is_said(text) else "") for column in (begins, ends))
        open_ = begins.isin({""}) | ends.isin({""})
        nothing = constant("", len(table))
        return choose(open_, nothing, begins), choose(open_, nothing, ends)
    written = _of(table, columns, "place")
    line = kind.isin(LINES)
    pairs = [
        (ends_of(text) if is_line else None) or ("", "")
        for text, is_line in zip(written.texts(), line.tolist(), strict=True)
    ]
    return column_of(pair[0] for pair in pairs), column_of(pair[1] for pair in pairs)


def _places(
    draft: Draft, table: RawTable, columns: AssetColumns, begins: RawColumn, ends: RawColumn
) -> RawColumn:
    """Where each asset stands; what lies in several countries stands in none of them."""
    written = _of(table, columns, "place").map(lambda text: text if is_said(text) else "")
    several = written.where(_are_several)
    given = draft.places.codes(choose(several, constant("", len(table)), written))
    one, other = draft.places.codes(begins), draft.places.codes(ends)
    across = np.array([a != b for a, b in zip(one.texts(), other.texts(), strict=True)], bool)
    whole = choose(given.isin({""}) & ~across, one, given)
    apart = several | across
    if apart.any():
        draft.decide(
            "countries",
            "Assets that lie in several countries stand in none of them (a line has the places of its ends).",
            int(apart.sum()),
        )
    return choose(apart, constant("", len(table)), whole)


def _are_several(text: str) -> bool:
    if is_place(text) or not text.strip():
        return False
    if ends_of(text) is not None:
        return True
    parts = [part for part in re.split(r"\s*[;,/]\s*|\s+[-–—]\s+", text.strip()) if part]
    return len(parts) > 1 and all(map(is_place, parts))
