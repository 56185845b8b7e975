"""What the columns of an unknown table are: guessed from their titles and from what they hold.

`guess` is a pure function of the first rows of a table and of the words around it. Every guess has a confidence and
a reason, so that a window can show them and a user change them; `Plan.roles` overrides any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dependency_explorer.data.intake.around import Constants, first_said, said_around
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.headwords import DIRECTIONS, GOODS, ROLES, TITLES, said_of
from dependency_explorer.data.intake.layout import MARKS, Layout
from dependency_explorer.data.intake.measures import NOTHING, Measure, measure_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.intake.values import figures
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.raw import column_of

Axis = Literal["", "period", "place", "commodity"]
"""What the titles of the columns of figures are, beside what is measured; empty in a long table."""

_PLACES = ("exporter", "importer", "reporter", "partner", "place")
_SURE = 0.6
_ID = re.compile(
    r"((^|[ _])(?i:id|index|rank|row|no|nr|lat|latitude|lon|longitude|footnotes?|flag)|[a-z]ID)$"
    r"|^column \d+$|^Unnamed: 0$"
)


@dataclass(frozen=True, slots=True)
class Role:
    """One guess. role: a column of ours (see headwords.ROLES). column: theirs, or headwords.TITLES. "
    "reason: a clause."""

    role: str
    column: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures: its measure, and what its title says of period, place and commodity (as written)."""

    name: str
    measure: Measure
    period: str = ""
    place: str = ""
    commodity: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table is taken for. ignored: columns of figures that are shares, ranks or prices, which are not read."""

    roles: tuple[Role, ...]
    values: tuple[ValueColumn, ...]
    axis: Axis
    constants: Constants
    ignored: tuple[str, ...] = ()

    def column(self, role: str) -> str:
        """The column of a role; empty where no column has it."""
        return next((one.column for one in self.roles if one.role == role), "")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What one column of the head holds: shares of its distinct texts, from 0 to 1."""

    name: str
    title: str
    texts: tuple[str, ...]
    said: Mapping[str, float]
    places: float
    periods: float
    numbers: float

    @property
    def is_numeric(self) -> bool:
        return self.numbers >= 0.7


def guess(
    layout: Layout,
    rows: Rows,
    around: Sequence[str],
    chosen: Mapping[str, str] | None = None,
    direction: str = "",
) -> Guess:
    """What the columns of a table are.

    rows: the first rows of the whole file. around: file name, sheet name; titles above the table are known from the
    layout. chosen: role → column, as the user decided. direction: "imports" or "exports" where the user says that
    the figures are these; columns of the other are left. Raises DataError for a column that is not there.
    """
    chosen = chosen or {}
    _check(chosen, layout)
    body = rows[layout.body :]
    columns = [
        _evidence(name, layout.titles[index], [row[index] for row in body if index < len(row)])
        for index, name in enumerate(layout.names)
    ]
    said = said_around(layout, around)
    values, axis, ignored = _value_columns(layout, columns, chosen, said)
    taken = {one.name for one in values} | set(ignored)
    keys = [column for column in columns if column.name not in taken and column.texts]
    roles = _key_roles(keys, chosen, axis, layout)
    if not values:
        other = {"imports": "exports", "exports": "imports"}.get(direction, "")
        aside = [column for column in columns if other and _way(column.title) == other and column.is_numeric]
        ignored = (*ignored, *(column.name for column in aside))
        values, more = _long_values([c for c in columns if c not in aside], chosen, roles, said)
        ignored = (*ignored, *more)
    roles += [
        Role(one, value.name, 0.8, "its title says so")
        for value in values
        if axis == "" and (one := {"money": "value_usd", "quantity": "quantity"}.get(value.measure.kind, ""))
    ]
    return Guess(tuple(_directed(roles, axis, layout, chosen)), values, axis, said, ignored)


def _way(title: str) -> str:
    """Whether a title says imports or exports; empty where it says neither or both."""
    plain = " ".join(re.split(r"[\W_]+", title))
    said = [name for name, words in DIRECTIONS.items() if re.search(words, plain, re.IGNORECASE)]
    return said[0] if len(said) == 1 else ""


def _check(chosen: Mapping[str, str], layout: Layout) -> None:
    for role, column in chosen.items():
        if role not in ROLES:
            raise DataError(f"There is no role {shown(role)}. There are {', '.join(ROLES)}.")
        if column and column != TITLES and column not in layout.names:
            raise DataError(
                f"--set role:{role}={column}: the table has no column {shown(column)}. It has "
                f"{', '.join(layout.names[:12])}."
            )


def _evidence(name: str, title: str, cells: Sequence[str]) -> _Evidence:
    texts = tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))
    real = tuple(text for text in texts if text.casefold() not in MARKS.missing)[:80]
    if not real:
        return _Evidence(name, title, texts, said_of(title), 0.0, 0.0, 0.0)
    read = figures(column_of(real), MARKS)
    numbers = float(np.mean(~np.isnan(read.numbers) | _ambiguous(real, read.faulty)))
    places = sum(anyhow(text) is not None for text in real) / len(real)
    periods = sum(bool(period(text)) for text in real) / len(real)
    return _Evidence(name, title, texts, said_of(title), places, periods, numbers)


def _ambiguous(texts: Sequence[str], faulty: np.typing.NDArray[np.bool_]) -> np.typing.NDArray[np.bool_]:
    return np.array([bool(re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", text)) for text in texts]) & faulty


# ---- figures -----------------------------------------------------------------------------------------------


def _value_columns(
    layout: Layout, columns: Sequence[_Evidence], chosen: Mapping[str, str], said: Constants
) -> tuple[tuple[ValueColumn, ...], Axis, tuple[str, ...]]:
    """Columns of figures whose titles are periods, places or commodities; none in a long table."""
    numeric = [
        c for c in columns if c.is_numeric or (not c.texts and (period(c.title) or _is_place(c.title)))
    ]
    when = [c for c in numeric if _period_of(c.title)]
    where = [c for c in numeric if c.title and _is_place(c.title)]
    groups = dict(zip(layout.names, layout.groups, strict=True))
    units = dict(zip(layout.names, layout.units, strict=True))
    axis: Axis = ""
    picked: list[_Evidence] = []
    wanted = next((role for role, column in chosen.items() if column == TITLES), "")
    if wanted == "period" or (not wanted and len(when) >= 2):
        axis, picked = "period", when
    elif wanted in _PLACES or (not wanted and len(where) >= 2 and len(where) >= 0.6 * _free(numeric)):
        axis, picked = "place", where
    elif wanted == "commodity":
        axis, picked = (
            "commodity",
            [c for c in numeric if not c.said.keys() & {"period", *_PLACES} and c.title],
        )
    elif len({group for group in layout.groups if group}) >= 2:
        when = [c for c in numeric if period(groups[c.name])]
        where = [c for c in numeric if groups[c.name] and _is_place(groups[c.name])]
        goods = [c for c in numeric if groups[c.name] and not measure_of(groups[c.name]).kind]
        axis, picked = next(
            (pair for pair in (("period", when), ("place", where), ("commodity", goods)) if pair[1]), ("", [])
        )
    if not picked and len(goods := [c for c in numeric if _is_good(c.title)]) >= 2:
        axis, picked = "commodity", goods
    if not picked:
        return (), "", ()
    values, ignored = [], []
    for column in picked:
        group, title = groups[column.name], column.title
        below = title if group and not _period_of(title) and not _is_place(title) else ""
        measure = first_said(
            measure_of(units[column.name]),
            measure_of(group),
            measure_of(below),
            _measure_word(group, title),
            said.measure,
        )
        whole = f"{group} {title}".strip()
        label = {"period": _period_of(title) or period(group), "place": title if _is_place(title) else group}
        if measure.kind in ("share", "price"):
            ignored.append(column.name)
            continue
        good = (
            group
            if group and not measure_of(group).kind and not period(group) and not _is_place(group)
            else ""
        )
        values.append(
            ValueColumn(
                column.name,
                measure,
                period=label["period"] if axis == "period" else _period_of(group),
                place=label["place"] if axis == "place" else group if _is_place(group) else "",
                commodity=(good or whole) if axis == "commodity" else good,
            )
        )
    return tuple(values), axis, tuple(ignored)


def _free(numeric: Sequence[_Evidence]) -> int:
    return sum(not _ID.search(c.title) and not c.said.keys() & {"period", "commodity"} for c in numeric)


def _period_of(title: str) -> str:
    """The period of a title: 2020, Jan 2020, or one year within words ("val2014", "PROD_2023")."""
    when = period(title)
    if when:
        return when
    found = re.fullmatch(r"[^\W\d]{1,12}[ _]?(?P<year>(19|20)\d\d)", title.strip())
    return found["year"] if found is not None else ""


def _is_place(text: str) -> bool:
    """Whether a title is a place, and not a word that only happens to be a code."""
    written = text.strip()
    if not written or period(written) or said_of(written):
        return False
    place = anyhow(written)
    return place is not None and (len(written) > 3 or written.isupper())


def _is_good(title: str) -> bool:
    plain = " ".join(re.split(r"[\W_]+", title))
    return any(re.search(words, plain, re.IGNORECASE) for words in GOODS.values())


def _measure_word(*titles: str) -> Measure:
    """A measure that is named without its unit: "Quantity", "Trade value"."""
    for title in titles:
        said = said_of(title)
        if said.get("quantity", 0) > said.get("value_usd", 0):
            return Measure("quantity")
    return NOTHING


def _long_values(
    columns: Sequence[_Evidence], chosen: Mapping[str, str], roles: list[Role], said: Constants
) -> tuple[tuple[ValueColumn, ...], tuple[str, ...]]:
    """The figures of a long table: the best column for a quantity and the best for money."""
    taken = {role.column for role in roles}
    free = [c for c in columns if c.is_numeric and c.name not in taken and not _ID.search(c.title)]
    values: dict[str, ValueColumn] = {}
    ignored: list[str] = []
    for role, plain in (("quantity", Measure("quantity")), ("value_usd", Measure("money", "usd"))):
        given = chosen.get(role, "")
        if given:
            found = measure_of(given)
            values[role] = ValueColumn(given, found if found.kind == plain.kind else plain)
            free = [c for c in free if c.name != given]
    scored = []
    for column in free:
        measure = measure_of(column.title)
        if measure.kind in ("share", "price"):
            ignored.append(column.name)
            continue
        quantity, money = column.said.get("quantity", 0.0), column.said.get("value_usd", 0.0)
        if measure.kind in ("money", "other_money"):
            scored.append((1.0 + money, "value_usd", column, measure))
        elif measure.kind == "quantity" or quantity >= money > 0 or quantity:
            scored.append(
                (0.9 + quantity, "quantity", column, measure if measure.kind else Measure("quantity"))
            )
        elif money:
            told = said.measure if said.measure.kind in ("money", "other_money", "quantity") else NOTHING
            if not told.kind:  # a column of units says in each row what it is
                told = Measure("quantity" if any(role.role == "unit" for role in roles) else "money")
            scored.append((0.5 + money, "quantity" if told.kind == "quantity" else "value_usd", column, told))
        elif len(free) == 1:
            scored.append(
                (0.3, "quantity" if said.measure.kind != "money" else "value_usd", column, said.measure)
            )
    for _, role, column, measure in sorted(scored, key=lambda one: -one[0]):
        if role not in chosen:
            values.setdefault(role, ValueColumn(column.name, measure))
    return tuple(values.values()), tuple(ignored)


# ---- keys --------------------------------------------------------------------------------------------------


def _key_roles(
    keys: Sequence[_Evidence], chosen: Mapping[str, str], axis: Axis, layout: Layout
) -> list[Role]:
    """The roles of the columns that hold no figures, surest first; each column has one and each role one column."""
    roles = [
        Role(role, column, 1.0, "you said so")
        for role, column in chosen.items()
        if column and role not in ("quantity", "value_usd")
    ]
    decided = set(chosen)
    used = {role.column for role in roles}
    offers = sorted(
        (
            offer
            for column in keys
            for offer in _offers(column)
            if offer.role not in ("quantity", "value_usd")
        ),
        key=lambda one: -one.confidence,
    )
    for offer in offers:
        if offer.role in decided or offer.column in used:
            continue
        if offer.role == "period" and axis == "period":
            continue
        roles.append(offer)
        decided.add(offer.role)
        used.add(offer.column)
    return roles


def _offers(column: _Evidence) -> list[Role]:
    """What one column may be."""
    offers = []
    name, texts = column.name, column.texts
    for role, word in column.said.items():
        held = {"period": column.periods, **dict.fromkeys(_PLACES, column.places)}.get(role)
        if held is not None and held < 0.4:
            continue
        if role == "unit" and column.is_numeric:
            continue
        if role == "flow" and column.is_numeric and measure_of(column.title).unit:
            continue  # "flow_mw": figures of a flow, and not its direction
        confidence = 0.6 * word + 0.4 * (held if held is not None else 0.7)
        what = {"period": "its cells are periods"}.get(
            role, "its cells are places" if role in _PLACES else ""
        )
        reason = f"its title {shown(column.title, 40)} says so" + (
            f" and {what}" if what and (held or 0) > 0.8 else ""
        )
        offers.append(Role(role, name, round(min(confidence, 0.99), 2), reason))
    if not column.said:
        if column.periods >= 0.9:
            offers.append(Role("period", name, 0.7, "its cells are periods"))
        elif column.places >= 0.7 and not column.is_numeric and len(texts) >= 1:
            offers.append(Role("place", name, 0.6, "its cells are places"))
        elif (
            texts
            and all(re.fullmatch(r"\d{2}|\d{4}|\d{6}", text) for text in texts)
            and any(t[0] == "0" for t in texts)
        ):
            offers.append(Role("commodity", name, 0.6, "its cells are codes of goods"))
        elif not column.is_numeric and len(texts) > 1 and _goods(texts) >= 0.5:
            offers.append(Role("commodity", name, 0.55, "its cells are goods"))
    return offers


def _goods(texts: Sequence[str]) -> float:
    return sum(
        any(re.search(words, text, re.IGNORECASE) for words in GOODS.values()) for text in texts
    ) / len(texts)


def _directed(roles: list[Role], axis: Axis, layout: Layout, chosen: Mapping[str, str]) -> list[Role]:
    """Of a matrix: whether its columns are importers or exporters, by what is written above them or at its corner."""
    if axis != "place" or TITLES in chosen.values():
        return roles
    corner = " ".join(cell for cell in (layout.titles[0], layout.axis) if cell)
    across = _side(layout.axis)
    rows = next((role for role in roles if role.role in _PLACES), None)
    down = _side(layout.titles[0]) if rows is None or rows.role == "place" else rows.role
    both = re.split(r"[\\/|↓→]| by | / ", layout.titles[0])
    if len(both) == 2 and _side(both[0]) and _side(both[1]):
        down, across = _side(both[0]), _side(both[1])
    for text in layout.above:
        found = re.search(
            r"(rows?|down)\W+(are |= ?)?(the )?(?P<side>exporters?|importers?|from|to|origin|destination)",
            text,
            re.I,
        )
        if found is not None and not down:
            down = _side(found["side"].rstrip("s"))
    other = {"exporter": "importer", "importer": "exporter", "reporter": "partner", "partner": "reporter"}
    across = across or other.get(down, "")
    down = down if down in other else other.get(across, "")
    result = [role for role in roles if role is not rows]
    if rows is not None:
        side = down or "place"
        reason = f"{shown(corner, 40)} says so, and its cells are places" if down else rows.reason
        result.append(Role(side, rows.column, 0.85 if down else rows.confidence, reason))
    if across:
        result.append(
            Role(across, TITLES, 0.85, f"{shown(corner, 40)} says so, and the titles of columns are places")
        )
    return result


def _side(text: str) -> str:
    said = said_of(text)
    return next(
        (role for role in ("exporter", "importer", "reporter", "partner") if said.get(role, 0) >= _SURE), ""
    )
