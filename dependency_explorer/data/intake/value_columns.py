"""The columns of figures of an unknown table: what each holds, and what its title says of it.

Titles may be periods, places or goods, or name what is measured: "quantity_2019_kt" is a quantity of 2019 in kt, and
"Imports (kt)" beside "Exports (kt)" are two flows of one row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from dependency_explorer.data.intake.around import Constants, first_said
from dependency_explorer.data.intake.headwords import DIRECTIONS, GOODS, TITLES, said_of
from dependency_explorer.data.intake.item_columns import TRADE, item_and_goods, item_of
from dependency_explorer.data.intake.layout import MARKS, Layout
from dependency_explorer.data.intake.marks import in_brackets
from dependency_explorer.data.intake.measures import NOTHING, Measure, measure_of, unit_in
from dependency_explorer.data.intake.periods import (
    is_fiscal,
    month_of,
    period,
    periods_of,
    plain_days,
    split_years,
    step_of,
    whole_days,
    without_other_years,
    written_in,
)
from dependency_explorer.data.intake.places import anyhow, by_name
from dependency_explorer.data.intake.values import figures
from dependency_explorer.data.raw import column_of

Axis = Literal["", "period", "place", "commodity", "item"]
"""What the titles of the columns of figures are, beside what is measured; empty in a long table."""

QUARTERS = re.compile(r"quarter|quartal|trimest|квартал|улирал|季度|四半期", re.IGNORECASE)
_NEITHER = re.compile(r"\b(net|netto|re|balance)\b", re.IGNORECASE)
_SHORT = re.compile(r"_(exp|imp)$|^(exp|imp)_", re.IGNORECASE)
"""Names of columns by programs: trade_value_usd_exp. Only beside a word of trade, for life_exp is none."""
_BOTH_WAYS = re.compile(
    r"进出口|進出口|輸出入|수출입|수지|收支|差额|差額|товарооборот|оборот|сальдо|эргэлт|тэнцэл"
    r"|\b(total|overall|foreign|two-way) trade\b|\bturnover\b|\bbalance\b|\bimports? (and|&|\+) exports?\b"
    r"|\bexports? (and|&|\+) imports?\b",
    re.IGNORECASE,
)
"""Imports and exports together, or what is left of them: no flow, and no good beside columns of each."""
_TRADED = re.compile(
    r"trade|value|val|qty|quantity|weight|wgt|amount|volume|usd|kg|tonnes?|goods", re.IGNORECASE
)
_FLOWS = re.compile(r"(?i:(net[ _])?flows?([ _](value|volume|amount))?|net[ _]exp(orts)?)")
_PRICES_OF = re.compile(
    r"\b(constant|prices?|base|chained|deflated|real (terms|value|us)|reference year)\b|= ?100"
    r"|в ценах|постоянн|不变价",
    re.IGNORECASE,
)
"""A year beside such a word is that of the prices: "constant 2010 US$"."""
CONSTANT_PRICES = re.compile(
    r"\b(constant|chained|deflated|real (terms|value|us))\b|в (постоянных|сопоставимых) ценах|不变价",
    re.IGNORECASE,
)
PLACES = ("exporter", "importer", "reporter", "partner", "place")
_GROSS = re.compile(r"\bgross\b|brutto|брутто|\bbrut\b|\bbruto\b|毛重", re.IGNORECASE)
"""The weight with its packing, which is none of the goods."""
_ID = re.compile(
    r"((^|[ _])(?i:id|index|rank|row|no|nr|lat|latitude|lon|longitude|footnotes?|flag)|[a-z]ID)$"
    r"|(?i:code)$|(编码|编号|代码|コード|코드)$|(?i:^код\b|\bкод$)"
    r"|^column \d+$|^Unnamed: 0$"
)


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures: its measure, and what its title says of period, place and commodity (as written).

    way: "imports" or "exports" where the columns of figures tell both. item: production, imports, stock, where the
    columns are the items of a balance. A period may be a month without its year ("Jan").
    """

    name: str
    measure: Measure
    period: str = ""
    place: str = ""
    commodity: str = ""
    way: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one column of the head holds: shares of its distinct texts, from 0 to 1. years: all are plain years."""

    name: str
    title: str
    texts: tuple[str, ...]
    said: Mapping[str, float]
    places: float
    periods: float
    numbers: float
    months: float = 0.0
    years: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.numbers >= 0.7


def way_of(title: str) -> str:
    """Whether a title says imports or exports; empty where it says neither or both, or the net of them."""
    plain = " ".join(re.split(r"[\W_]+", title))
    if _NEITHER.search(plain):
        return ""
    short = _SHORT.search(title)
    if short is not None and any(map(_TRADED.fullmatch, re.split(r"[\W_]+", title))):
        return "exports" if (short[1] or short[2]).casefold() == "exp" else "imports"
    said = [name for name, words in DIRECTIONS.items() if re.search(words, plain, re.IGNORECASE)]
    return said[0] if len(said) == 1 else ""


_LONGEST = 2000


def evidence(name: str, title: str, cells: Sequence[str]) -> Evidence:
    # A text without end tells nothing more than its beginning.
    texts = tuple(dict.fromkeys(cell[:_LONGEST].strip() for cell in cells if cell.strip()))
    real = tuple(text for text in texts if text.casefold() not in MARKS.missing)[:80]
    if not real:
        return Evidence(name, title, texts, said_of(title), 0.0, 0.0, 0.0)
    read = figures(column_of([in_brackets(text) for text in real]), MARKS)
    numbers = float(np.mean(~np.isnan(read.numbers) | _ambiguous(real, read.faulty)))
    places = sum(anyhow(text) is not None for text in real) / len(real)
    split = split_years(real)
    plain = periods_of(real)
    periods = sum(text in split or bool(plain[text]) for text in real) / len(real)
    quarters = bool(QUARTERS.search(title))
    months = sum(bool(month_of(text, quarters)) for text in real) / len(real)
    years = all(text in split or len(plain[text]) == 4 for text in real)
    return Evidence(name, title, texts, said_of(title), places, periods, numbers, months, years)


def _ambiguous(texts: Sequence[str], faulty: np.typing.NDArray[np.bool_]) -> np.typing.NDArray[np.bool_]:
    return np.array([bool(re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", text)) for text in texts]) & faulty


def value_columns(
    layout: Layout, columns: Sequence[Evidence], chosen: Mapping[str, str], said: Constants
) -> tuple[tuple[ValueColumn, ...], Axis, tuple[str, ...]]:
    """Columns of figures whose titles are periods, places or commodities; none in a long table."""
    whens = _periods_of([c.title for c in columns]) | _periods_of([group for group in layout.groups if group])
    whens = whens or months_of([c.title for c in columns])
    lands = _places_of([*(c.title for c in columns if c.is_numeric or not c.texts), *layout.groups])
    numeric = [c for c in columns if c.is_numeric or (not c.texts and (c.title in whens or c.title in lands))]
    when = [c for c in numeric if c.title in whens]
    where = [c for c in numeric if c.title in lands]
    groups = dict(zip(layout.names, layout.groups, strict=True))
    units = dict(zip(layout.names, layout.units, strict=True))
    axis: Axis = ""
    picked: list[Evidence] = []
    wanted = next((role for role, column in chosen.items() if column == TITLES), "")
    if wanted == "period" or (not wanted and len(when) >= 2):
        axis, picked = "period", when
    elif wanted in PLACES or (not wanted and len(where) >= 2 and len(where) >= 0.6 * _free(numeric)):
        axis, picked = "place", [c for c in numeric if c in where or _may_be_place(c)]
    elif wanted == "commodity":
        axis, picked = (
            "commodity",
            [c for c in numeric if not c.said.keys() & {"period", *PLACES} and c.title],
        )
    elif len({group for group in layout.groups if group}) >= 2:
        when = [c for c in numeric if groups[c.name] in whens]
        where = [c for c in numeric if groups[c.name] in lands]
        goods = [c for c in numeric if groups[c.name] and not measure_of(groups[c.name]).kind]
        axis, picked = next(
            (pair for pair in (("period", when), ("place", where), ("commodity", goods)) if pair[1]), ("", [])
        )
    if not picked and _are_items([c.title for c in numeric if item_of(c.title)]):
        axis, picked = "item", [c for c in numeric if item_of(c.title)]
    if not picked and len(goods := [c for c in numeric if _is_good(c.title)]) >= 2:
        axis, picked = "commodity", goods
    if not picked:
        return (), "", ()
    values, ignored = [], []
    items = _items_of(picked, groups, whens)
    for column in picked:
        group, title = groups[column.name], column.title
        below = title if group and title not in whens and title not in lands else ""
        beside = title.replace(whens[title], " ") if title in whens else ""
        item, named = items.get(column.name, ("", ""))
        told = title if axis == "item" else below or beside
        measure = first_said(
            measure_of(units[column.name]),
            measure_of(group),
            # "Stock change" is an amount.
            Measure("quantity", unit_in(told)) if item and unit_in(told) else NOTHING,
            measure_of(below) if not item else NOTHING,
            measure_of(beside) if not item else NOTHING,
            measure_of(title) if axis == "item" and item != "stock_change" else NOTHING,
            _measure_word(group, title),
            said.measure,
        )
        whole = f"{group} {title}".strip()
        label = {
            "period": whens.get(title) or whens.get(group, ""),
            "place": title if title in lands or not group else group,
        }
        if measure.kind in ("share", "price"):
            ignored.append(column.name)
            continue
        good = (
            group
            if group and not measure_of(group).kind and group not in whens and group not in lands
            # "Coal, kt": goods with their unit.
            else re.split(r"[,(\[]", group)[0].strip()
            if _is_good(group)
            else ""
        )
        values.append(
            ValueColumn(
                column.name,
                measure,
                period=label["period"] if axis == "period" else whens.get(group, ""),
                place=label["place"] if axis == "place" else group if group in lands else "",
                commodity=(good or whole) if axis == "commodity" and not (item and named) else named or good,
                item=item,
            )
        )
    ways = {} if axis == "place" or items else {c.name: way_of(f"{groups[c.name]} {c.title}") for c in picked}
    if {"imports", "exports"} & {*ways.values()}:
        titles = {c.name: f"{groups[c.name]} {c.title}" for c in picked}
        both = [v.name for v in values if not ways[v.name] and _BOTH_WAYS.search(titles[v.name])]
        values, ignored = [v for v in values if v.name not in both], [*ignored, *both]
    told_ones = _one_each(_with_ways(values, ways))
    if axis == "commodity" and not any(value.commodity for value in told_ones):
        axis = ""  # what stood above the columns was their way, and no good
    return told_ones, axis, tuple(ignored)


def _one_each(values: Sequence[ValueColumn]) -> tuple[ValueColumn, ...]:
    """Of columns that nothing tells apart (two of one year, say) the first: the other would take its place."""
    first: dict[tuple[object, ...], ValueColumn] = {}
    for value in values:
        money = value.measure.kind in ("money", "other_money")
        key = (value.period, value.place, value.commodity, value.way, value.item, money)
        first.setdefault(key, value)
    return tuple(first.values())


def _are_items(titles: Sequence[str]) -> bool:
    """Whether titles are items of a balance: several, and not trade alone, whose reporter would not be sure."""
    items = {item_of(title) for title in titles} - {""}
    return len(items) >= 2 and bool(items - TRADE)


def _items_of(
    picked: Sequence[Evidence], groups: Mapping[str, str], whens: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Of columns of figures, where all of them are items of balances, the item and the goods of each."""
    texts = {}
    for column in picked:
        period_ = whens.get(column.title, "")
        title = column.title.replace(period_, " ") if period_ else column.title
        texts[column.name] = title if title.strip() else groups[column.name]
    found = {name: item_and_goods(text) for name, text in texts.items()}
    if not all(item for item, _ in found.values()) or not _are_items(list(texts.values())):
        return {}
    goods = all(named for _, named in found.values())
    return {name: (item, named if goods else "") for name, (item, named) in found.items()}


def months_of(titles: Sequence[str]) -> dict[str, str]:
    """Of titles that are months or quarters without a year, title → the same; none where they are too few to be sure.
    Bare numbers are months where all twelve stand there."""
    named = {title: month_of(title) for title in titles if title.strip()}
    found = {title: part for title, part in named.items() if part and part != "year"}
    numbers = [title for title in found if title.strip().isdecimal()]
    if numbers and len(found) != 12:
        found = {title: part for title, part in found.items() if title not in numbers}
    enough = 4 if all(part.startswith("Q") for part in found.values()) else 3
    return {title: title for title in found} if len(found) >= enough else {}


def _with_ways(values: Sequence[ValueColumn], ways: Mapping[str, str]) -> tuple[ValueColumn, ...]:
    """The same with imports and exports, where every column says which of them it is."""
    told = [ways.get(value.name, "") for value in values]
    if not all(told):
        return tuple(values)
    return tuple(
        replace(value, way=way, commodity="" if way_of(value.commodity) else value.commodity)
        for value, way in zip(values, told, strict=True)
    )


def _free(numeric: Sequence[Evidence]) -> int:
    return sum(not is_identifier(c.title) and not c.said.keys() & {"period", "commodity"} for c in numeric)


def _periods_of(titles: Sequence[str]) -> dict[str, str]:
    """Of titles that name a period, title → the period: 2020, Jan 2020, 2019/20 (as written, see split_years), or one
    year within words of a measure ("val2014", "PROD_2023", "quantity_2019_kt")."""
    split, days = split_years(titles), plain_days(titles)
    whole = whole_days(titles)
    kept = (
        whole if step_of(whole.values()) else {}
    )  # whole years or quarters, perhaps: asked when they are read
    found = {
        title: kept.get(title)
        or (title if title in split or is_fiscal(title) else period(days.get(title, title)))
        for title in titles
    }
    several = len({written_in(title) for title in titles} - {""}) > 1
    for title in titles:
        written = "" if found[title] else written_in(title if several else without_other_years(title))
        if written and not _PRICES_OF.search(title) and _measures_only(title.replace(written, " ")):
            found[title] = written
    within = split_years([written for written in found.values() if written])
    return {
        t: written if written in within or is_fiscal(written) or t in kept else period(written)
        for t, written in found.items()
        if period(written) or written in within
    }


def one_period_of(titles: Sequence[str]) -> str:
    """The one period that titles of figures name: "2022", "Imports 2022 (USD mln)"; empty where there is none or
    several."""
    found = {period(when) or when for when in _periods_of(titles).values()}
    return found.pop() if len(found) == 1 else ""


def _measures_only(rest: str) -> bool:
    """Whether a title without its year is a short word, or says what is measured."""
    return (
        re.fullmatch(r"[^\W\d]{1,12}[ _]?", rest.strip()) is not None
        or bool(measure_of(rest).kind or way_of(rest))
        or bool(said_of(rest).keys() & {"quantity", "value_usd"})
    )


def _is_place(text: str) -> bool:
    """Whether a title is a place, and not a word that only happens to be a code."""
    written = text.strip()
    if not written or period(written) or split_years([written]) or said_of(written):
        return False
    place = anyhow(written)
    if place is None or len(written) > 3 or written.isupper():
        return place is not None
    return not written.isascii() and by_name(written) is not None  # "Чад", "美国", but not "are"


def _places_of(titles: Sequence[str]) -> frozenset[str]:
    """Which titles are places. Beside other codes as long, GEO is Georgia and no "geo", NO is Norway and no "No"."""
    sure = {title for title in titles if _is_place(title)}
    lengths = {len(title) for title in sure if title.isupper()}
    codes = {
        t for t in titles if len(t) in lengths and t.isupper() and not period(t) and anyhow(t) is not None
    }
    return frozenset(sure | codes)


def _may_be_place(column: Evidence) -> bool:
    """Whether a column among columns of places is one too, which nobody knows: its title says nothing else.

    To leave it out would lose a country because of its spelling.
    """
    title = column.title
    plain = bool(title) and not title.isdecimal() and not is_identifier(title) and not column.said
    return plain and not (measure_of(title).kind or way_of(title) or _is_good(title))


def is_identifier(title: str) -> bool:
    """Whether a title is that of a number which is no amount: an id, a rank, a place on the map."""
    return _ID.search(title) is not None


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


def long_values(
    columns: Sequence[Evidence], chosen: Mapping[str, str], said_roles: Mapping[str, str], said: Constants
) -> tuple[tuple[ValueColumn, ...], tuple[str, ...]]:
    """The figures of a long table: the best column for a quantity and the best for money."""
    taken = set(said_roles.values())
    free = [c for c in columns if c.is_numeric and c.name not in taken and not is_identifier(c.title)]
    values: dict[str, ValueColumn] = {}
    ignored: list[str] = []
    dollars_or_row = Measure("money", "" if "currency" in said_roles else "usd")
    for role, plain in (("quantity", Measure("quantity")), ("value_usd", dollars_or_row)):
        given = chosen.get(role, "")
        if given:
            found = measure_of(given)
            values[role] = ValueColumn(given, found if found.kind == plain.kind else plain)
            free = [c for c in free if c.name != given]
    both = {way for column in free if (way := _amount_way(column))} == {"imports", "exports"}
    if both and not values:
        two: list[ValueColumn] = []
        for way in ("imports", "exports"):
            own = [column for column in free if _amount_way(column) == way]
            best, more = _best(own, {}, chosen, said_roles, said)
            two += [replace(value, way=way) for value in best.values()]
            ignored += more
        ignored += [c.name for c in free if not _amount_way(c) and c.name not in ignored]
        return tuple(two), tuple(ignored)
    best, others = _best(free, values, chosen, said_roles, said)
    chosen_ones = tuple(best.values())
    ways = {value.name: way_of(value.name) for value in chosen_ones}
    return _with_ways(chosen_ones, ways), tuple(ignored + others)


def _is_weight_of_edges(column: Evidence) -> bool:
    """Whether a column is the weights of a network, scaled to be 1 at most, and no mass."""
    return column.title.strip().casefold() in ("weight", "weights") and all(
        number <= 1 for number in figures(column_of(column.texts), MARKS).numbers if number == number
    )


def _amount_way(column: Evidence) -> str:
    return "" if measure_of(column.title).kind in ("share", "price") else way_of(column.title)


def _best(
    free: Sequence[Evidence],
    given: Mapping[str, ValueColumn],
    chosen: Mapping[str, str],
    said_roles: Mapping[str, str],
    said: Constants,
) -> tuple[dict[str, ValueColumn], list[str]]:
    """The best column for a quantity and the best for money, beside those given; and columns of no amounts."""
    values = dict(given)
    ignored: list[str] = []
    scored = []
    # "Quantity" is in the unit of the title above, if no column tells the unit of each row.
    in_title = said.measure.kind == "quantity" and "unit" not in said_roles
    plain = said.measure if in_title else Measure("quantity")
    if len(free) > 1 and (scaled := [column for column in free if _is_weight_of_edges(column)]):
        ignored += [column.name for column in scaled]
        free = [column for column in free if column not in scaled]
    for column in free:
        measure = measure_of(column.title)
        if measure.kind in ("share", "price"):
            ignored.append(column.name)
            continue
        quantity, money = column.said.get("quantity", 0.0), column.said.get("value_usd", 0.0)
        if money and not measure.kind and "currency" in said_roles:
            measure = Measure("money")  # whose currency stands in its row
        if not (quantity or money) and _FLOWS.fullmatch(column.title.strip()):
            quantity = 0.7  # "flow" beside source and target: how much
        if measure.kind in ("money", "other_money"):
            dollars = 0.3 if measure.kind == "money" else 0.0
            scored.append((1.0 + money + dollars, "value_usd", column, measure))
        elif measure.kind == "quantity" or quantity >= money > 0 or quantity:
            scored.append(
                (
                    0.9 + quantity - (0.4 if _GROSS.search(column.title) else 0.0),
                    "quantity",
                    column,
                    measure if measure.kind else plain,
                )
            )
        elif money:
            told = said.measure if said.measure.kind in ("money", "other_money", "quantity") else NOTHING
            if "unit" in said_roles:  # a column of units says in each row what it is, whatever the title says
                told = Measure("quantity")
            elif not told.kind:
                told = Measure("money")
            scored.append((0.5 + money, "quantity" if told.kind == "quantity" else "value_usd", column, told))
        elif len(free) == 1:
            scored.append(
                (0.3, "quantity" if said.measure.kind != "money" else "value_usd", column, said.measure)
            )
    # "Imports (kt)" rather than "Trade balance (kt)".
    for _, role, column, measure in sorted(scored, key=lambda one: (-one[0], not way_of(one[2].title))):
        if role not in chosen:
            values.setdefault(role, ValueColumn(column.name, measure))
    return values, ignored
