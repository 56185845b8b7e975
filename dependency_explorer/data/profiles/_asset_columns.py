"""Which columns of a list of assets hold what: names, kinds, places or both ends, capacity, status, start, position.

Told by titles and by cells and never by where a column stands; a table with a row for each asset and period, with
figures of a period, or with partners is no such list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dependency_explorer.data.intake.grid import Rows, header_names
from dependency_explorer.data.intake.headwords import said_of
from dependency_explorer.data.intake.item_columns import item_of
from dependency_explorer.data.intake.layout import is_figure
from dependency_explorer.data.intake.periods import period, years_in
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.profiles import _asset_words as words
from dependency_explorer.data.profiles._asset_titles import (
    LINES,
    is_vague,
    kind_in,
    kind_named,
    plain,
    power_from,
)
from dependency_explorer.data.profiles._capacity_units import unit_in_title, unit_of

ROLES = (
    "name", "kind", "place", "from_place", "to_place", "commodity", "status", "capacity", "capacity_unit", "lat",
    "lon", "start_year", "holder",
)  # fmt: skip

_YEAR = re.compile(r"(?<!\d)(1[6-9]|20|21)\d\d(?!\d)")
_WITHIN = 40
"""Rows in which the titles stand."""
_FEW_ALIKE = 0.8
"""The least share of names that differ: a row each, and not a row a year."""


@dataclass(frozen=True, slots=True)
class AssetColumns:
    """Which column is which; empty where there is none. header: index of the row of titles. kind: what the titles say
    that an asset is. part: units or phases of what is named. unit, times: of the capacity, by its title. years: a
    column of years that do not say of what. unread: other columns of figures. above: the texts over the table."""

    header: int
    name: str
    kind: str
    roles: Mapping[str, str]
    part: str = ""
    id: str = ""
    both: str = ""
    share: str = ""
    unit: str = ""
    times: float = 1.0
    years: str = ""
    unread: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    above: str = ""

    def of(self, role: str) -> str:
        """The column of a role."""
        return self.roles.get(role, "")

    @property
    def are_lines(self) -> bool:
        """Whether both ends stand in columns of their own."""
        return bool(self.of("from_place") and self.of("to_place"))


class _Cells:
    """The columns of a table by name, with their cells that hold anything."""

    def __init__(self, titles: Sequence[str], body: Rows) -> None:
        self.names = [name for name in header_names(titles) if not re.fullmatch(r"column \d+", name)]
        every = header_names(titles)
        self.full = {
            name: [row[index].strip() if index < len(row) else "" for row in body]
            for index, name in enumerate(every)
        }
        self.cells = {name: [cell for cell in column if cell] for name, column in self.full.items()}

    def share(self, name: str, holds: Callable[[str], object]) -> float:
        cells = self.cells[name]
        return sum(bool(holds(cell)) for cell in cells) / len(cells) if cells else 0.0


def is_place(text: str) -> bool:
    """Whether a text names or codes a country."""
    found = anyhow(text)
    return found is not None and found.kind == "country"


def ends_of(text: str) -> tuple[str, str] | None:
    """The two countries of "France - Germany", "FR/DE" or "France; Germany"; None for any other text."""
    if is_place(text):
        return None
    for sign in (r"\s*(?:<->|->|→|↔|⇄|;|,|/|–|—)\s*", r"\s+-\s+", r"\s*-\s*", r"\s+(?:to|and|и)\s+"):
        parts = [part for part in re.split(sign, text.strip()) if part]
        if len(parts) == 2 and all(map(is_place, parts)):
            return parts[0], parts[1]
    return None


def asset_columns(rows: Rows, about: str = "", roles: Mapping[str, str] | None = None) -> AssetColumns | None:
    """The columns of a list of assets from its first rows; None where it is none.

    about: the names of file and sheet. roles: columns that the user gives.
    """
    roles = {role: column for role, column in (roles or {}).items() if role in ROLES}
    for index, row in enumerate(rows[:_WITHIN]):
        if sum(bool(cell.strip()) for cell in row) < 2:
            continue
        above = " ".join(cell for one in rows[:index] for cell in one if cell.strip())
        found = _columns(row, rows[index + 1 :], index, f"{about} {above}", roles)
        if found is not None:
            return replace(found, above=above)
        if index + 1 < len(rows) and sum(map(is_figure, row)) > 1:
            return None
    return None


def _columns(
    row: Sequence[str], body: Rows, header: int, about: str, given: Mapping[str, str]
) -> AssetColumns | None:
    table = _Cells(row, body)
    names = sorted(table.names, key=lambda name: (len(name), name))
    taken: dict[str, str] = {role: column for role, column in given.items() if column in table.full}
    if len(names) < 2 or not body or (sum(bool(period(name)) for name in names) > 1 and "name" not in taken):
        return None
    refused = {role for role, column in given.items() if not column}

    def free(keep: Sequence[str] = ()) -> list[str]:
        return [name for name in names if name not in taken.values() and name not in keep]

    def titled(pattern: str, among: Sequence[str]) -> list[str]:
        return [name for name in among if re.fullmatch(pattern, plain(name))]

    def take(role: str, found: Sequence[str]) -> None:
        if found and role not in taken and role not in refused:
            taken[role] = found[0]

    kind = _name(table, names, taken, about)
    if not taken.get("name"):
        return None
    named = table.cells[taken["name"]]
    parts = titled(words.PART, free()) if len(set(named)) < len(named) else []
    part = next((name for name in parts if not _measures(table, name)), "")
    if not (given.get("name") or _differ(table, taken["name"], part)):
        return None
    for role, pattern in (("lat", words.LAT), ("lon", words.LON)):
        take(role, [name for name in titled(pattern, free()) if table.share(name, _is_degree) > 0.5])
    both = next(iter(titled(words.BOTH, free())), "") if "lat" not in taken else ""
    ends = [
        [name for name in titled(pattern, free()) if table.share(name, is_place) > 0.6]
        for pattern in (words.FROM, words.TO)
    ]
    if all(ends) and ends[0][0] != ends[1][0]:
        take("from_place", ends[0])
        take("to_place", ends[1])
    place = [name for name in free() if _is_place_column(table, name)]
    take(
        "place",
        sorted(place, key=lambda name: (not re.fullmatch(words.COUNTRY, plain(name)), len(name), name)),
    )
    starts = [
        name for name in free() if re.search(words.START, plain(name)) and not words.END.search(plain(name))
    ]
    take("start_year", [name for name in starts if table.share(name, _YEAR.search) > 0.4])
    take("status", [name for name in titled(words.STATUS, free()) if table.share(name, is_figure) < 0.2])
    fuels = [name for name in titled(words.FUEL, free()) if table.share(name, is_figure) < 0.2]
    kinds = [name for name in titled(words.KIND, free(fuels)) if table.share(name, is_figure) < 0.2]
    take("kind", [name for name in kinds if table.share(name, kind_in) > 0.5])
    told = [*(name for name in fuels if plain(name) != "technology"), *fuels]
    take(
        "commodity",
        told
        or [name for name in kinds if name not in taken.values() and table.share(name, power_from) > 0.5],
    )
    unit, times = _capacity(table, free(), taken, refused)
    if is_vague(kind, taken["name"]) and re.search(r"working (gas|volume)", plain(taken.get("capacity", ""))):
        kind = "storage"
    if plain(taken["name"]) in ("line", "lines") and unit not in ("MW", "GW", "kW"):
        return None  # of a table, of products, of ships
    take("holder", [name for name in titled(words.OWNER, free()) if table.share(name, is_figure) < 0.2])
    if any(plain(name) in ("owner", "owners") for name in names) and plain(
        taken.get("holder", "")
    ).startswith("compan"):
        taken["holder"] = next(name for name in names if plain(name) in ("owner", "owners"))
    share = next((name for name in free() if "holder" in taken and _is_share(table, name)), "")
    years = next((name for name in titled(words.PERIOD, free()) if table.share(name, period) > 0.4), "")
    rest = [name for name in free((part, both, share, years)) if table.share(name, is_figure) > 0.5]
    if not given and _is_of_periods_or_partners(table, taken, rest, years, free((part, both, share, years))):
        return None
    evidence = (
        "capacity" in taken,
        bool(both) or {"lat", "lon"} <= taken.keys(),
        "status" in taken,
        "start_year" in taken,
    )
    if not given and (
        not any(evidence) or (is_vague(kind, taken["name"]) and not any(evidence[:2]) and sum(evidence) < 2)
    ):
        return None
    if (
        not given
        and {"from_place", "to_place"} & taken.keys()
        and kind not in LINES
        and not _are_lines(table, taken)
    ):
        return None
    return AssetColumns(
        header, taken["name"], kind, taken, part, _ids(table, free((part, both, share))), both, share, unit, times,
        years, tuple(name for name in rest if not words.ID.fullmatch(plain(name))), tuple(row),
    )  # fmt: skip


def _name(table: _Cells, names: Sequence[str], taken: dict[str, str], about: str) -> str:
    """Take the column of names; what it says that an asset is."""
    if "name" in taken:
        return kind_named(taken["name"]) or kind_in(taken["name"]) or kind_in(about) or "asset"
    found = [
        (is_vague(kind, name), plain(name) != kind.replace("_", " "), len(name), name, kind)
        for name in names
        if name not in taken.values() and (kind := kind_named(name)) and _are_names(table, name)
    ]
    found = [one for one in found if _differ(table, one[3], "")] or found
    if found:
        # "Plant" beside "Unit": the unit is a part of it.
        found.sort(key=lambda one: (one[4] == "unit", one[0], one[1], one[2], one[3]))
        taken["name"] = found[0][3]
        return found[0][4]
    plainly = [
        name
        for name in names
        if re.fullmatch(r"name|название|наименование|нэр|名称|nom|nombre|bezeichnung", plain(name))
    ]
    kind = kind_in(about) if plainly else ""
    if not kind and plainly:
        types = [
            name
            for name in names
            if re.fullmatch(words.KIND, plain(name)) and table.share(name, kind_in) > 0.8
        ]
        kind = "asset" if types else ""
    if kind and _are_names(table, plainly[0]):
        taken["name"] = plainly[0]
        return kind
    return ""


def _are_names(table: _Cells, name: str) -> bool:
    cells = table.cells[name]
    return bool(cells) and table.share(name, is_figure) < 0.3 and table.share(name, is_place) < 0.5


def _differ(table: _Cells, name: str, part: str) -> bool:
    whole = table.full[name]
    pairs = list(zip(whole, table.full[part] if part else whole, strict=True))
    named = [pair for pair in pairs if pair[0]]
    return bool(named) and len(set(named)) >= _FEW_ALIKE * len(named) and len(named) > 0.5 * len(pairs)


def _measures(table: _Cells, name: str) -> bool:
    """Whether a column called unit holds units of measure."""
    return table.share(name, lambda cell: unit_of(cell)[0]) > 0.3


def _is_degree(text: str) -> bool:
    return re.match(r"[-+−]?\d{1,3}([.,]\d+)?\s*[°º]?", text) is not None


def _is_place_column(table: _Cells, name: str) -> bool:
    if words.OWNS.search(plain(name)) or re.search(r"\bid\b|type|fuel|status", plain(name)):
        return False
    titled = bool(re.fullmatch(words.COUNTRY, plain(name))) or "place" in said_of(name)
    held = table.share(name, lambda cell: is_place(cell) or ends_of(cell) is not None)
    return held > (0.5 if titled else 0.8) and table.share(name, is_figure) < 0.5


def _capacity(
    table: _Cells, among: Sequence[str], taken: dict[str, str], refused: set[str]
) -> tuple[str, float]:
    """Take the column of capacities, and that of their units; the unit that its title tells."""
    if "capacity" not in taken and "capacity" not in refused:
        found = []
        for name in among:
            text = plain(name)
            unit = unit_in_title(name)[0]
            says = re.search(words.CAPACITY, text) is not None
            power = unit in ("MW", "GW", "kW") or (unit.endswith(("/yr", "/d")) and unit_of(name)[0])
            if not (says or power) or (says and re.search(rf"\b{words.NO_CAPACITY}\b", text)):
                continue
            if table.share(name, lambda cell: is_figure(cell) or _in_cell(cell)) < 0.5 or years_in(name):
                continue
            heat = bool(re.search(r"therm|heat|wärme|тепло|дулаан|热", text))
            others = bool(re.search(r"gross|brutto|max|min|peak|planned|future|target", text))
            found.append((heat, not (says and unit), others, not says, len(name), name))
        if found:
            taken["capacity"] = min(found)[-1]
    if "capacity" not in taken:
        return "", 1.0
    if "capacity_unit" not in taken and "capacity_unit" not in refused:
        units = [
            name
            for name in among
            if name != taken["capacity"]
            and re.search(r"unit|единиц|нэгж|单位|einheit|unité|unidad", plain(name))
            and _measures(table, name)
        ]
        if units:
            taken["capacity_unit"] = units[0]
    return unit_in_title(taken["capacity"])


_CELL = re.compile(r"(?P<number>[~<>≈]?[\d.,\s]*\d)\s*(?P<unit>[^\d\s].*)")


def _in_cell(text: str) -> bool:
    found = _CELL.fullmatch(text)
    return found is not None and bool(unit_of(found["unit"])[0])


def split_cell(text: str) -> tuple[str, str]:
    """The figure and the unit of "1,200 MW"; the whole text and none where it is not so."""
    found = _CELL.fullmatch(text.strip())
    return (
        (found["number"].strip(), found["unit"])
        if found is not None and unit_of(found["unit"])[0]
        else (text, "")
    )


def _is_share(table: _Cells, name: str) -> bool:
    return (
        bool(words.SHARE.search(plain(name)) or "%" in name)
        and table.share(name, lambda c: is_figure(c.rstrip("% "))) > 0.5
    )


def _ids(table: _Cells, among: Sequence[str]) -> str:
    """A column of ids that are texts, one a row."""
    for name in among:
        full = table.full[name]
        if (
            words.ID.fullmatch(plain(name))
            and all(full)
            and len(set(full)) == len(full)
            and table.share(name, is_figure) == 0
        ):
            return name
    return ""


def _are_lines(table: _Cells, taken: Mapping[str, str]) -> bool:
    return "kind" in taken and table.share(taken["kind"], lambda cell: kind_in(cell) in LINES) > 0.5


def _is_of_periods_or_partners(
    table: _Cells, taken: Mapping[str, str], rest: Sequence[str], years: str, others: Sequence[str]
) -> bool:
    """Whether the table holds figures of periods, or who delivers to whom."""
    are_placed = "capacity" in taken or {"lat", "lon"} <= taken.keys()
    for name in rest:
        moved = item_of(name) not in ("", "installed_capacity", "reserves") or words.MOVED.search(plain(name))
        # What was made or moved is what such a table is about, where it tells the period or nothing lasting.
        if years_in(name) or period(name) or (moved and (years or not are_placed)):
            return True
    of_one = "start_year" in taken or len(set(table.cells[years])) == 1 if years else False
    if of_one and "capacity" in taken and not {"lat", "lon"} <= taken.keys():
        return True  # capacities at the end of one year, say
    if years and "capacity" not in taken and rest:
        return True
    sides = {"exporter", "importer", "partner", "reporter"}
    return any(
        sides & {role for role, word in said_of(name).items() if word >= 0.65}
        and table.share(name, is_place) > 0.5
        for name in others
    )
