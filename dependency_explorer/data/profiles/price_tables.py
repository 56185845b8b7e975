"""Tables of prices of any publisher: a column of prices, or one commodity a column, each with its currency and unit.

"Date, Brent (USD/bbl), Newcastle coal (USD/t)" or "Year, Country, Product, Price (EUR/MWh)". Nothing but prices
stands in such a table: one that holds amounts too is read for its amounts. Prices are never added: those of one
month, place and commodity become their mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.around import said_around
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.headwords import said_of
from dependency_explorer.data.intake.layout import Layout, find_layout, is_figure
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.names import in_brackets, plain_id
from dependency_explorer.data.intake.periods import month_of, period, within
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.years import whole_steps
from dependency_explorer.data.problems import DataError, count, shown
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.profiles._prices import means
from dependency_explorer.data.raw import RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import canonical, factor

_PER = re.compile(
    r"(?P<money>.+?)\s*(?:/|\bper\b|\bpro\b|\bpar\b|\bза\b)\s*(?P<unit>[^\d\W][\w³ ]{0,20})", re.IGNORECASE
)
_PIECE = re.compile(r"\s*(?:[(\[]([^()\[\]]+)[)\]]|[,:]\s*([^,:]+)$)")
_CENTS = re.compile(r"¢|(us )?cents?|usc", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(average|mean|monthly|annual|daily|spot|nominal|prices?|preise?|prix|precios?|prezzi|prezzo|preços?|цен[аы]|средняя"
    r"|дундаж|үнэ)\b|价格|均价|価格",
    re.IGNORECASE,
)
_FIRST = 60
"""Rows of the head that are looked at."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand. prices: index of the column → what it is a price of (may be empty) and its unit. period,
    month, place, goods: index of the column, or None."""

    layout: Layout
    prices: dict[int, tuple[str, str]]
    period: int
    month: int | None
    place: int | None
    goods: int | None


def recognise(source: Source) -> Recognition | None:
    """By columns of figures that are all prices, and a column of periods."""
    if source.kind not in ("text", "workbook"):
        return None
    found = _columns(source.head_grid(source.sheets[0] if source.sheets else ""))
    if found is None:
        return None
    units = sorted({unit for _, unit in found.prices.values()})
    return Recognition(0.7, f"All its figures are prices ({', '.join(units[:3])}).")


def _columns(rows: Rows) -> _Columns | None:
    layout = find_layout(rows)
    if layout is None or any(layout.groups):
        return None
    prices: dict[int, tuple[str, str]] = {}
    named: dict[str, int] = {}
    for index, title in enumerate(layout.titles):
        cells = [row[index].strip() for row in rows[layout.body :][:_FIRST] if index < len(row)]
        cells = [cell for cell in cells if cell]
        price = price_of(f"{title} ({layout.units[index]})" if layout.units[index] else title)
        if price is not None:
            prices[index] = price
            continue
        said = said_of(title)
        for role in ("period", "month", "place", "commodity"):
            if role in said and role not in named:
                named[role] = index
                break
        else:
            if sum(map(is_figure, cells)) * 2 > len(cells):
                return None  # figures that are no prices
    when = named.get("period")
    if not prices or when is None or not all(_is_period(row, when) for row in rows[layout.body :][:_FIRST]):
        return None
    return _Columns(layout, prices, when, named.get("month"), named.get("place"), named.get("commodity"))


def _is_period(row: Sequence[str], index: int) -> bool:
    """Whether a row has a period, or nothing."""
    cell = row[index].strip() if index < len(row) else ""
    return not cell or bool(period(cell))


def price_of(title: str) -> tuple[str, str] | None:
    """What a title is the price of (empty where it does not say) and the unit ("usd/t"); None for no price of which
    currency and unit are known."""
    written = in_brackets(title)
    for piece in _PIECE.finditer(written):
        unit = _unit(piece[1] or piece[2])
        if unit:
            rest = _WORDS.sub(" ", written[: piece.start()] + written[piece.end() :])
            return " ".join(re.sub(r"\bof\b", " ", rest).split()).strip(" -–,:/"), unit
    return None


def _unit(text: str) -> str:
    found = _PER.fullmatch(text.strip())
    if found is None:
        return ""
    money, of = found["money"].strip(), found["unit"].strip()
    if _CENTS.fullmatch(money):
        currency = "US cents"
    else:
        measure = measure_of(money)
        if measure.kind not in ("money", "other_money") or measure.scale != 1:
            return ""
        currency = measure.unit
    weighed = measure_of(of)
    unit = weighed.unit if weighed.kind == "quantity" and weighed.scale == 1 else canonical(of)
    return f"{currency}/{unit}" if factor(unit, unit) is not None else ""


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One price a cell."""
    sheet = plan.sheet or (source.sheets[0] if source.sheets else "")
    found = _columns(source.head_grid(sheet))
    if found is None:
        raise DataError(
            f"{source.name} has no columns of prices with their currency and unit, such as “Brent (USD/bbl)”, beside "
            "a column of periods. Name the columns so."
        )
    layout = found.layout
    above = [*[[""]] * (layout.body - 1), list(layout.names)]
    table = rows_table(
        [*above, *source.grid(sheet)[layout.body :]], layout.body - 1, source.name, limit=source.limit
    )
    prices = _one_unit_each(draft, layout, found)
    wide = Wide(draft, table, {layout.names[index]: str(index) for index in prices})
    sift = Sift(draft, table, wide.weight)
    when = _when(draft, table, layout, found)
    guard.no_period(sift, when)
    said = said_around(layout, [text for text in (source.stem, sheet) if text])
    if found.place is not None:
        place = draft.places.codes(table.text(layout.names[found.place]), "name")
        guard.nowhere(sift, place, place)
    else:
        place = constant(_home(draft, said.place), len(table))
    goods = constant("", len(table))
    if found.goods is not None:
        goods = table.text(layout.names[found.goods]).map(str.strip)
    wide.without_figures(sift)
    cells = wide.cells(sift)
    own = cells.label.map(lambda text: prices[int(text)][0] if text else "")
    if found.goods is None and any(not name for name, _ in prices.values()):
        good = draft.constant("commodity", said.commodity, "the title or the name of the file")
        if not good:
            raise DataError(f"{source.name} does not say what its prices are of: add --set commodity=coal.")
        own = own.map(lambda name: name or good)
    name = joined(cells.spread(goods), own, lambda one, other: " ".join(filter(None, (one, other))))
    of, at, since = name.map(plain_id), cells.spread(place), cells.spread(when)
    mean, several = means(cells.sift, cells.values, since, at, of)
    if several:
        draft.decide(
            "averaged",
            "Prices of one commodity, place and month are averaged, each alike; a mean stands for up to "
            f"{count(several)} prices.",
        )
    guard.emit(
        cells.sift,
        {
            "period": since, "place": at, "commodity": of, "item": "price",
            "unit": cells.label.map(lambda text: prices[int(text)][1] if text else ""), "source_id": "source",
        },
        {"value": mean},
        "Each price counts with its part of the mean of its month.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for text in name.used():
        if text:
            draft.commodity(plain_id(text), name=text)


def _home(draft: Draft, said: str) -> str:
    """Where prices are paid whose rows name no place: in the place of the title, else in the world."""
    told = draft.constant("place", said, "the title or the name of the file")
    if told:
        return draft.places.code(told)
    draft.decide(
        "prices",
        "The table names no place: its prices are those of the world (WLD). Another: --set place=MNG.",
    )
    return WORLD


def _one_unit_each(draft: Draft, layout: Layout, found: _Columns) -> dict[int, tuple[str, str]]:
    """The columns of prices, of what stands in several units the first."""
    kept: dict[int, tuple[str, str]] = {}
    for index, price in found.prices.items():
        if price[0] in {name for name, _ in kept.values()}:
            draft.decide(
                f"other_unit_{index}",
                f"{shown(layout.titles[index], 40)} tells in another unit what a column before it tells: not read.",
            )
        else:
            kept[index] = price
    return kept


def _when(draft: Draft, table: RawTable, layout: Layout, found: _Columns) -> RawColumn:
    """The period of each row: days are told by their month, or by the year or quarter that they stand for."""
    written = table.text(layout.names[found.period])
    if found.month is None:
        return whole_steps(draft, written).map(period)
    when = written.map(period)
    month = table.text(layout.names[found.month]).map(month_of)
    return joined(when, month, within)


PROFILES = (Profile("price_tables", "Prices, one commodity a column or a row", recognise, read, at_most=0.7),)
