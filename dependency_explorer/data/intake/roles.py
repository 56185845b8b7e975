"""What the columns of an unknown table are: guessed from their titles and from what they hold.

`guess` is a pure function of the first rows of a table and of the words around it. Every guess has a confidence and
a reason, so that a window can show them and a user change them; `Plan.roles` overrides any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dependency_explorer.data.intake.around import Constants, said_around
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.headwords import DIRECTIONS, GOODS, ITEMS, ROLES, TITLES, said_of
from dependency_explorer.data.intake.layout import Layout
from dependency_explorer.data.intake.measures import CUMULATIVE, NOTHING, at_home, measure_of
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import month_of, period
from dependency_explorer.data.intake.places import anyhow, by_name
from dependency_explorer.data.intake.value_columns import (
    PLACES,
    Axis,
    Evidence,
    ValueColumn,
    evidence,
    is_identifier,
    long_values,
    one_period_of,
    value_columns,
    way_of,
)
from dependency_explorer.data.problems import DataError, shown

_SURE = 0.6
_NUMBER = re.compile(r"[ _](number|no|nr|id|code|ref(erence)?)\.?$", re.IGNORECASE)
"""Titles of numbers of papers and ships: "2015-171-LNG" in a column of dockets is no kind of gas."""
_FLOW_CODES = frozenset("1234")
"""How UN Comtrade numbers exports and imports."""
_UNITS = re.compile(r"units?[ _]?\d", re.IGNORECASE)
_BEGAN = re.compile(
    r"\b((de)?commission(ed|ing)|(year )?(built|opened)|completed|in[ -]service|mise en service|puesta en marcha)\b"
    r"|inbetriebnahme|baujahr|\bввод\w* в |год ввода|год пуска|ашиглалтад|投产|投运|建成",
    re.IGNORECASE,
)
"""When something was built, which is no period of its figures."""
_REMARK = re.compile(r"\b(flags?|footnotes?|notes?|status|remarks?|comments?)\b", re.IGNORECASE)


_CURRENCY = frozenset(
    {"currency", "currencycode", "currencyunit", "devise", "monnaie", "währung", "moneda", "moeda", "valuta",
     "валюта", "币种", "货币", "通貨"}
)  # fmt: skip
"""What columns are called that say in which currency a row is."""


@dataclass(frozen=True, slots=True)
class Role:
    """One guess. role: a column of ours (see headwords.ROLES). column: theirs, or headwords.TITLES. "
    "reason: a clause."""

    role: str
    column: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table is taken for. ignored: columns of figures that are shares, ranks or prices, which are not read.
    unread: other columns of figures that nothing says how to read beside those that are read. places: columns of
    places whose titles do not say which side of a flow they are. currency: the column that says in which currency the
    money of each row is."""

    roles: tuple[Role, ...]
    values: tuple[ValueColumn, ...]
    axis: Axis
    constants: Constants
    ignored: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    currency: str = ""

    @property
    def is_by_month(self) -> bool:
        """Whether the titles of the columns of figures are months or quarters without their year."""
        return _by_month(self.axis, self.values)

    def column(self, role: str) -> str:
        """The column of a role; empty where no column has it."""
        return next((one.column for one in self.roles if one.role == role), "")


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
        evidence(name, layout.titles[index], [row[index] for row in body if index < len(row)])
        for index, name in enumerate(layout.names)
    ]
    other = {"imports": "exports", "exports": "imports"}.get(direction, "")
    aside = [column for column in columns if other and way_of(column.title) == other and column.is_numeric]
    running = [column for column in columns if CUMULATIVE.search(column.title)]
    if any(column.is_numeric and column not in running for column in columns):
        # "YTD 2023" beside the months of 2023 holds them again.
        aside += [column for column in running if column.is_numeric and column.name not in chosen.values()]
    columns = [column for column in columns if column not in aside]
    said = said_around(layout, around)
    values, axis, ignored = value_columns(layout, columns, chosen, said)
    taken = {one.name for one in values} | set(ignored)
    currency = next((c.name for c in columns if _is_currency(c) and c.name not in chosen.values()), "")
    keys = [column for column in columns if column.name not in {*taken, currency} and column.texts]
    keys = _without_twins(keys, body, layout, chosen)
    roles = _key_roles(keys, chosen, axis, layout, _by_month(axis, values))
    if any(one.role == "unit" and _says_units(one.column, columns) for one in roles):
        # What each row says of its unit counts, and not what stands above the table or in the name of its file.
        said = replace(said, measure=NOTHING)
        values, axis, ignored = value_columns(layout, columns, chosen, said)
    if not values:
        told = {one.role: one.column for one in roles} | ({"currency": currency} if currency else {})
        values, more = long_values(columns, chosen, told, said)
        ignored = (*ignored, *more)
    titles = [column.title for column in columns if column.name in {value.name for value in values}]
    if not any(role.role == "period" for role in roles) and (only := one_period_of(titles)):
        said = replace(said, period=only)  # of a single year: it stands nearer than the name of the file
    units = dict(zip(layout.names, layout.units, strict=True))
    values = tuple(
        replace(one, measure=at_home(one.measure, f"{one.name} {units.get(one.name, '')}", said.place))
        for one in values
    )
    roles += [
        Role(one, value.name, 0.8, "its title says so")
        for value in values
        if axis == "" and (one := {"money": "value_usd", "quantity": "quantity"}.get(value.measure.kind, ""))
    ]
    roles += _units_in_cells(columns, roles, values)
    ignored = (*ignored, *(column.name for column in aside))
    known = {*(one.column for one in roles), *(value.name for value in values), *ignored}
    unread = tuple(
        column.name
        for column in columns
        if column.is_numeric
        and column.name not in known
        and column.title
        and not is_identifier(column.title)
        and not column.said.keys() & {"period", "commodity", "month", *PLACES}
    )
    side = {one.column for one in roles if one.role != "place"}
    lands = tuple(
        column.name
        for column in keys
        if column.places >= 0.7
        and not (column.is_numeric or column.name in side or _UNITS.fullmatch(column.title.strip()))
        and _is_side(column)
    )
    return Guess(
        tuple(_directed(roles, axis, layout, chosen)), values, axis, said, ignored, unread, lands, currency
    )


def _without_twins(
    keys: Sequence[Evidence], body: Rows, layout: Layout, chosen: Mapping[str, str]
) -> list[Evidence]:
    """Without columns that say again who stands in another: the code of a country beside its name.

    The one of the two stays whose texts are known throughout, of these the one whose title says a role, of these the
    code of three letters.
    """
    lands = [
        key for key in keys if key.places >= 0.7 and not key.is_numeric and key.name not in chosen.values()
    ]
    gone: set[str] = set()
    for index, one in enumerate(lands):
        for other in lands[index + 1 :]:
            if {one.name, other.name} & gone or not _are_twins(one, other, body, layout):
                continue
            gone.add(min((one, other), key=_of_twins).name)
    return [key for key in keys if key.name not in gone]


def _of_twins(column: Evidence) -> tuple[float, float, bool]:
    side = max((column.said.get(role, 0.0) for role in PLACES), default=0.0)
    return column.places, side, all(re.fullmatch("[A-Z]{3}", text) for text in column.texts)


def _are_twins(one: Evidence, other: Evidence, body: Rows, layout: Layout) -> bool:
    """Whether two columns name one place in each row, where both are known; sides of a flow never do."""
    here, there = layout.names.index(one.name), layout.names.index(other.name)
    same = seen = 0
    for row in body:
        if max(here, there) >= len(row):
            continue
        first, second = anyhow(row[here].strip()), anyhow(row[there].strip())
        if first is not None and second is not None:
            seen += 1
            same += first.code == second.code
    return seen >= 2 and same == seen and len(set(one.texts)) > 1


def _is_side(column: Evidence) -> bool:
    """Whether the places of a column may be one end of flows: countries, and no continents or regions."""
    found = [place for text in column.texts[:40] if (place := anyhow(text)) is not None]
    return sum(place.kind == "country" for place in found) > 0.5 * len(found)


def _is_currency(column: Evidence) -> bool:
    """Whether a column says in which currency each row is."""
    money = (measure_of(text).kind in ("money", "other_money") for text in column.texts)
    return header_key(column.title) in _CURRENCY and bool(column.texts) and all(money)


def _says_units(name: str, columns: Sequence[Evidence]) -> bool:
    """Whether cells of a column are units, and no multiples alone ("Thousands" below "Unit")."""
    texts = next((column.texts for column in columns if column.name == name), ())
    return any(measure_of(text).unit for text in texts)


def _by_month(axis: Axis, values: Sequence[ValueColumn]) -> bool:
    parts = [bool(month_of(value.period)) and not period(value.period) for value in values]
    return axis == "period" and bool(parts) and all(parts)


def _units_in_cells(
    columns: Sequence[Evidence], roles: Sequence[Role], values: Sequence[ValueColumn]
) -> list[Role]:
    """Units in brackets behind the goods or the items of rows ("Natural gas (bcm)"), where nothing else says them."""
    if any(role.role == "unit" for role in roles) or not any(
        v.measure.kind in ("quantity", "") and not v.measure.unit for v in values
    ):
        return []
    by_name_ = {column.name: column for column in columns}
    for role in roles:
        if role.role in ("item", "commodity", "commodity_name") and role.column in by_name_:
            texts = by_name_[role.column].texts
            told = [re.search(r"[(\[]([^)\]]+)[)\]]|, ?([^,]+)$", text) for text in texts]
            if texts and all(one is not None and measure_of(one[1] or one[2]).kind for one in told):
                return [Role("unit", role.column, 0.7, "its cells say the unit in brackets")]
    return []


def _check(chosen: Mapping[str, str], layout: Layout) -> None:
    for role, column in chosen.items():
        if role not in ROLES:
            raise DataError(f"There is no role {shown(role)}. There are {', '.join(ROLES)}.")
        if column and column != TITLES and column not in layout.names:
            raise DataError(
                f"--set role:{role}={column}: the table has no column {shown(column)}. It has "
                f"{', '.join(layout.names[:12])}."
            )


def _key_roles(
    keys: Sequence[Evidence], chosen: Mapping[str, str], axis: Axis, layout: Layout, by_month: bool
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
        if offer.role in ("period", "month") and axis == "period" and (offer.role == "month") == by_month:
            continue
        if offer.role == "place" and _other_side(offer, offers, roles):
            continue  # "origin_country" beside "export_country": sellers, too, and nobody who buys
        roles.append(offer)
        decided.add(offer.role)
        used.add(offer.column)
    if "commodity" not in decided and axis != "commodity":
        # Names of goods without their codes are what the rows are of.
        roles = [replace(role, role="commodity") if role.role == "commodity_name" else role for role in roles]
    # Months need years: where those stand in a column, it holds nothing else.
    years = next((k for role in roles if role.role == "period" for k in keys if k.name == role.column), None)
    if years is not None and not years.years:
        roles = [role for role in roles if role.role != "month" or "month" in chosen]
    return roles


def _other_side(place: Role, offers: Sequence[Role], roles: Sequence[Role]) -> bool:
    """Whether the title of a column of places says a side of flows that another column has already."""
    sides = {"exporter", "importer"} & {offer.role for offer in offers if offer.column == place.column}
    return bool(sides & {role.role for role in roles})


def _offers(column: Evidence) -> list[Role]:
    """What one column may be."""
    offers: list[Role] = []
    name, texts = column.name, column.texts
    if _BEGAN.search(column.title):
        return offers  # a plant that was commissioned in 1983 has its capacity today
    if _UNITS.fullmatch(column.title.strip()):
        return offers  # "Unit1" beside "Unit2": their cells (NO, KG) are codes of countries, too
    for role, word in column.said.items():
        held = {
            "period": column.periods, "month": column.months, **dict.fromkeys(PLACES, column.places)
        }.get(role)  # fmt: skip
        if role == "month" and held is not None and held < 0.8 and column.periods >= 0.9 and not column.years:
            role = "period"  # months with their years: "2020.01" under 월
            held = column.periods
        if held is not None and held < (0.8 if role == "month" else 0.4):
            continue
        if role == "unit" and column.is_numeric:
            continue
        if role in ("commodity", "commodity_name", "item") and _REMARK.search(column.title):
            continue  # "Flag Description": what is said of the figure, and not what it is of
        if role == "item" and "unit" in column.said:
            continue  # "Unit of measure" says in which unit, and not what is measured
        if role == "item" and not column.said.keys() & set(PLACES) and _countries(texts) >= 0.5:
            # "Data Series", "Indicator" above the names of countries: a row is a place's, whatever the title says.
            offers.append(Role("place", name, 0.75, "its cells are places"))
            continue
        if role in ("flow", "item") and column.is_numeric and measure_of(column.title).unit:
            continue  # "flow_mw", "Trade balance (kt)": figures, and not what they are of
        if role == "flow" and column.is_numeric and not _FLOW_CODES.issuperset(texts):
            continue  # "flow" of an edge list: how much
        confidence = 0.6 * word + 0.4 * (held if held is not None else 0.7)
        what = {"period": "its cells are periods", "month": "its cells are months"}.get(
            role, "its cells are places" if role in PLACES else ""
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
        elif not column.is_numeric and (kinds := _kinds(texts)):
            # Imports beside exports is a direction; beside production or stocks it is one figure among others.
            role = "flow" if kinds <= set(DIRECTIONS) else "item"
            offers.append(Role(role, name, 0.6, f"its cells are {', '.join(sorted(kinds)[:3])}"))
        elif not column.is_numeric and not _NUMBER.search(column.title) and _goods(texts) >= 0.5:
            # "LNG" in every row is what they are of; one sentence in every row that speaks of gas need not be.
            whole = _goods(texts, whole=True) == 1
            if whole or len(texts) > 1:
                offers.append(Role("commodity", name, 0.57 if whole else 0.55, "its cells are goods"))
    return offers


def _countries(texts: Sequence[str]) -> float:
    """The share of texts that are names, and no codes, of countries."""
    named = (by_name(text) for text in texts if len(text) > 3)
    return sum(place is not None and place.kind == "country" for place in named) / max(len(texts), 1)


def _kinds(texts: Sequence[str]) -> set[str]:
    """What kinds of figures cells name (production, imports, stock, …); none where they name fewer than two."""
    patterns = {**DIRECTIONS, **ITEMS}
    said = [
        {kind for kind, words in patterns.items() if re.search(words, text, re.IGNORECASE)} for text in texts
    ]
    found = set().union(*said)
    return found if len(found) > 1 and sum(map(bool, said)) >= 0.5 * len(said) else set()


def _goods(texts: Sequence[str], whole: bool = False) -> float:
    """The share of texts that name goods; whole: of those that say nothing else."""
    if not texts:
        return 0.0
    match = re.fullmatch if whole else re.search
    return sum(
        any(match(words, text.strip(), re.IGNORECASE) for words in GOODS.values()) for text in texts
    ) / len(texts)


def _directed(roles: list[Role], axis: Axis, layout: Layout, chosen: Mapping[str, str]) -> list[Role]:
    """Of a matrix: whether its columns are importers or exporters, by what is written above them or at its corner."""
    if axis != "place" or TITLES in chosen.values():
        return roles
    corner = " ".join(cell for cell in (layout.titles[0], layout.axis) if cell)
    across = _side(layout.axis)
    rows = next((role for role in roles if role.role in PLACES), None)
    down = _side(layout.titles[0]) if rows is None or rows.role == "place" else rows.role
    both = re.split(r"[\\/|↓→]| by | / ", layout.titles[0])
    if len(both) == 2 and _side_or_way(both[0]) and _side_or_way(both[1]):
        down, across = _side_or_way(both[0]), _side_or_way(both[1])
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


def _side_or_way(text: str) -> str:
    # "Imports / Exports" in a corner: what those of the rows buy of those of the columns.
    return _side(text) or {"imports": "importer", "exports": "exporter"}.get(way_of(text), "")


def _side(text: str) -> str:
    said = said_of(text)
    return next(
        (role for role in ("exporter", "importer", "reporter", "partner") if said.get(role, 0) >= _SURE), ""
    )
