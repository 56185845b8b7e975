"""Tables of time series with what each is above it: a row of names, rows of region, frequency, unit and source, then
dates, a column a series. Of some the same is turned on its side, a row a series.

The name says what is measured, in pieces between colons: "Import: Coal: from Mongolia", "进口数量:煤:蒙古:当月值".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, header_names
from dependency_explorer.data.intake.headwords import DIRECTIONS, GOODS
from dependency_explorer.data.intake.item_columns import item_and_goods
from dependency_explorer.data.intake.measures import CUMULATIVE, NOTHING, Measure, measure_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.value_columns import way_of
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, counted, shown
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._other_money import OtherMoney
from dependency_explorer.data.raw import RawBuilder, RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY, FLOW_KEY, WORLD
from dependency_explorer.data.units import canonical, scaled

Heads = Mapping[str, str]
"""How a publisher calls the rows above the dates: in small letters → name, region, frequency, unit, or empty for one
that is passed over."""

_MARKS = PLAIN.also("--", "NA", "#N/A")
_HEAD_ROWS, _ABOVE = 45, 10
_TOWARDS = re.compile(r"^(imports? )?(from|to|origin|destination)\s+|^(来自|自|从|对|至)", re.IGNORECASE)
_FILLERS = re.compile(
    r"\b(quantity|volume|value|amount|trade|monthly|annual|yearly|quarterly|usd|us\$|cif|fob|by country"
    r"|merchandise)\b"
    r"|数量|金额|当月值?|当期值?|全年值?|月度|年度|[量额值]$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\bre-? ?(ex|im)ports?\b|\btransit\b|复出口|复进口|转口", re.IGNORECASE)
_COUNTRY = re.compile("[A-Z]{2,3}")
_FREQUENCIES = {"a": "A", "annual": "A", "yearly": "A", "年": "A", "m": "M", "monthly": "M", "月": "M", "q": "Q",
                "quarterly": "Q", "季": "Q"}  # fmt: skip
_TIMES_BEHIND = {"th": "thousand", "mn": "million", "bn": "billion"}
_RATE = re.compile(r"(?P<unit>.+?)\s*/\s*(day|日|天)(?P<rest>.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Series:
    """One series: where its column stands, whose it is, and what it tells. why: why it is not read; else empty.

    rate: its figures are of a day. path: the pieces of its name that are goods.
    """

    column: int
    name: str
    place: str = ""
    partner: str = ""
    way: str = ""
    item: str = ""
    path: tuple[str, ...] = ()
    frequency: str = ""
    measure: Measure = NOTHING
    rate: bool = False
    why: str = ""


@dataclass(frozen=True)
class Head:
    """Where names and the rows beside them stand in a grid. first: the first row of a date."""

    rows: Rows
    names: Sequence[str]
    told: Mapping[str, Sequence[str]]
    first: int


def head_in(rows: Rows, heads: Heads) -> Head | None:
    """The rows above the dates, in a grid or in one turned on its side; None where they are not there."""
    upright = _upright(rows, heads)
    if upright is not None or not any(_are_heads(row, heads) for row in rows[:_ABOVE]):
        return upright
    return _upright(_turned(rows), heads)


def _are_heads(row: Sequence[str], heads: Heads) -> bool:
    """Whether the titles of a row are what stands above dates elsewhere."""
    return {"frequency", "unit"} <= {heads.get(cell.strip().casefold(), "") for cell in row[:_HEAD_ROWS]}


def _turned(rows: Rows) -> Rows:
    width = max((len(row) for row in rows), default=0)
    return [[row[index] if index < len(row) else "" for row in rows] for index in range(width)]


def _upright(rows: Rows, heads: Heads) -> Head | None:
    told: dict[str, Sequence[str]] = {}
    above: Sequence[str] = ()
    for index, row in enumerate(rows):
        first = row[0].strip().lstrip("\ufeff") if row else ""
        what = heads.get(first.casefold().rstrip(":："))
        if what:
            told.setdefault(what, row)
        if "frequency" in told and "unit" in told and what is None and period(first):
            names = told.get("name", above)
            return Head(rows, names, told, index) if any(map(str.strip, names[1:])) else None
        if what is None and not told and any(map(str.strip, row[1:])):
            above = row
        if index > _HEAD_ROWS:
            return None
    return None


def read_series(draft: Draft, head: Head, file: str, limit: int | None, regions: bool) -> None:
    """Enter the series whose names tell what they are. regions: a row of regions says whose each is.

    Raises DataError where nothing says whose they are, or none is known.
    """
    every = _all_series(draft, head, regions)
    series = {str(one.column): one for one in every if not one.why}
    _tell_unread(draft, [one for one in every if one.why])
    if not series:
        raise DataError(
            f"{file}: none of its {counted(len(every), 'series', 'series')} is an amount that is known here "
            f"({shown(every[0].name if every else '', 60)}). Names such as “Import: Coal: Mongolia” or “Production: "
            "Coal” are read."
        )
    nobody = next((one for one in series.values() if not one.place), None)
    if nobody is not None:
        raise DataError(
            f"{file}: its series do not say whose they are ({shown(nobody.name, 60)}). Give the place: --set "
            "place=CHN."
        )
    table = _table(head, file, limit)
    names = list(table.columns)
    wide = _energy.Wide(draft, table, {names[int(key)]: key for key in series}, _MARKS)
    sift = Sift(draft, table)
    dates = table.text(names[0]).map(period)
    guard.no_period(sift, dates, "date")
    wide.without_figures(sift)
    cells = wide.cells(sift)

    def told(what: str) -> RawColumn:
        return cells.label.map(lambda key: str(getattr(series[key], what)) if key in series else "")

    when = joined(told("frequency"), cells.spread(dates), _period_of)
    _tell_years(draft, told("frequency"), cells.spread(dates))
    goods = cells.label.map(lambda key: _goods_id(series[key].path) if key in series else "")
    measures = [series[key].measure if key in series else NOTHING for key in cells.label.values]
    scale = np.array([one.scale for one in measures] or [1.0])[cells.label.codes]
    kind = cells.label.map(lambda key: series[key].measure.kind if key in series else "")
    unit = cells.label.map(lambda key: _unit_name(series[key]) if key in series else "")
    values, unit = _energy.amounts(cells.sift, scaled(cells.values, scale), unit, when)
    money, other = kind.isin({"money"}), kind.isin({"other_money"})
    size = len(values)
    abroad = OtherMoney(np.where(other, values, np.nan), choose(other, unit, constant("", size)))
    way, place, partner = told("way"), told("place"), told("partner")
    what = joined(kind, unit, lambda one, two: f"{one}:{two}" if one == "other_money" else one)
    figure = guard.keys(when, place, partner, way, told("item"), goods, what)
    first = np.zeros(size, bool)
    first[np.unique(figure, return_index=True)[1]] = True
    cells.sift.aside(
        "told_again",
        ~first,
        "Figures that another series tells already (in another unit, from another source): the first one counts.",
    )
    flows = cells.sift.part(~way.isin({""}))
    common: dict[str, RawColumn | str] = {"period": when, "commodity": goods, "source_id": "source"}
    if flows.kept.any():
        outward = way.isin({"exports"})
        exporter, importer = choose(outward, place, partner), choose(outward, partner, place)
        guard.same_place(flows, exporter, importer)
        guard.aggregates(flows, exporter, importer)
        guard.world(flows, exporter, importer)
        reported = choose(outward, constant("exporter", size), constant("importer", size))
        alone = abroad.alone(goods, flows.kept, np.where(other, np.nan, values))
        abroad.tell_alone(draft, alone)
        columns = {**common, "exporter": exporter, "importer": importer, "reported_by": reported}
        key = [column for name in FLOW_KEY if isinstance(column := columns.get(name), RawColumn)]
        beside = flows.kept & abroad.there & ~alone
        guard.emit(
            flows,
            {
                **columns,
                "unit": choose((money | other) & ~alone, constant("", size), unit),
                "note": abroad.notes(draft, constant("", size), beside, flows.kept, key),
            },
            {
                "quantity": np.where(money | (other & ~alone), np.nan, values),
                "value_usd": np.where(money, values, np.nan),
            },
            "Quantity and value of one flow, which are series of their own, are joined.",
        )
    rest = cells.sift.part(way.isin({""}))
    if rest.kept.any():
        item = told("item")
        item = choose(money | other, item.map(lambda text: f"{text}_value"), item)
        guard.aggregates(rest, place)
        guard.emit(
            rest,
            {**common, "place": place, "item": item, "unit": unit},
            {"value": values},
            "Several series of one place, commodity and item are summed.",
            "balances",
            BALANCE_KEY,
        )
    _describe(draft, list(series.values()))


def _all_series(draft: Draft, head: Head, regions: bool) -> list[Series]:
    typed = draft.plan.constants.get("place", "")
    # It is whose the series are that do not say it, and not of the others.
    draft.plan = replace(
        draft.plan, constants={name: text for name, text in draft.plan.constants.items() if name != "place"}
    )
    found = []
    for column in range(1, len(head.names)):
        name = " ".join(head.names[column].split())
        if not name:
            continue

        def cell(what: str, column: int = column) -> str:
            row = head.told.get(what, ())
            return row[column].strip() if column < len(row) else ""

        region = by_name(cell("region")) if regions else None
        here = region.code if region is not None else ""
        one = _series(column, name, here, cell("unit"), cell("frequency"))
        found.append(replace(one, place=one.place or typed))
    for one in found:
        for code in (one.place, one.partner):
            if code:
                draft.places.code(code)
    return found


def _series(column: int, name: str, here: str, unit: str, frequency: str) -> Series:
    """What a series is, by the pieces of its name."""
    way = item = partner = ""
    path: list[str] = []
    why = "since the beginning of the year" if CUMULATIVE.search(name) else ""
    pieces = re.split(r"\s*[:：]\s*", name)
    if here and _COUNTRY.fullmatch(pieces[0].strip()):
        pieces = pieces[1:]  # "CN: Import: Coal", of China
    for piece in pieces:
        bare = _TOWARDS.sub("", piece.strip()).strip()
        place = by_name(bare) if len(bare) > 1 else None
        if place is not None:
            if not way and not here:
                here = place.code
            elif place.code != here:
                partner = place.code
            continue
        if bare != piece.strip():
            why = why or f"the partner {shown(bare, 40)} is not known"
            continue
        said = "" if way or item else way_of(piece)
        if said:
            way = said
            bare = re.sub(DIRECTIONS[said], " ", piece, flags=re.IGNORECASE)
        elif not way and not item and (named := item_and_goods(piece))[0]:
            item, bare = named
        if left := " ".join(_FILLERS.sub(" ", bare).split()):
            path.append(left)
    rate = _RATE.fullmatch(unit)
    measure = measure_of(_unit_in_order(f"{rate['unit']}{rate['rest']}" if rate else unit))
    when = _FREQUENCIES.get(frequency.split(",")[0].strip().casefold(), "" if not frequency else "other")
    if not why and _AGAIN.search(name):
        why = "re-exports or transit"
    if why:
        pass
    elif measure.kind in ("share", "price") or not measure.unit:
        why = "not an amount"
    elif not (way or item):
        why = "neither trade nor an item of a balance"
    elif when == "other":
        why = f"{frequency.casefold()} figures"
    other = partner or (WORLD if way else "")
    return Series(
        column, name, here, other, way, item, tuple(path), when, measure, rate is not None, why
    )  # fmt: skip


def _unit_in_order(unit: str) -> str:
    """A unit with its multiple before it: "Ton th" is thousand t. The tons of these tables are metric."""
    words = re.sub(r"\bcub m\b", "m3", unit, flags=re.IGNORECASE)
    words = re.sub(r"\btons?\b", "tonnes", words, flags=re.IGNORECASE)
    before, _, last = words.rpartition(" ")
    return (
        f"{_TIMES_BEHIND[last.casefold()]} {before}" if before and last.casefold() in _TIMES_BEHIND else words
    )


def _unit_name(series: Series) -> str:
    return f"{series.measure.unit} per day" if series.rate else canonical(series.measure.unit)


def _goods_id(path: Sequence[str]) -> str:
    if not path:
        return "TOTAL"
    return "_".join(_good(piece) for piece in path)


def _good(piece: str) -> str:
    known = (id for id, words in GOODS.items() if re.fullmatch(words, piece, re.IGNORECASE))
    return next(known, "") or _energy.slug(piece)


def _period_of(frequency: str, date: str) -> str:
    if frequency == "A" or len(date) == 4:
        return date[:4]
    if frequency == "Q" and len(date) >= 7 and date[5] != "Q":
        return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"
    return date[:7]


def _tell_years(draft: Draft, frequency: RawColumn, dates: RawColumn) -> None:
    ends = joined(frequency, dates, lambda one, date: date[5:7] if one == "A" and len(date) == 7 else "")
    odd = [month for month in ends.used() if month not in ("", "12") and month.isdecimal()]
    if odd:
        draft.decide(
            "years",
            f"Years that end in another month than December ({', '.join(sorted(odd))}) count as that in which they "
            "end.",
        )


def _tell_unread(draft: Draft, left: Sequence[Series]) -> None:
    for why in dict.fromkeys(one.why for one in left):
        names = [shown(one.name, 60) for one in left if one.why == why]
        draft.decide(
            "series_not_read",
            f"{counted(len(names), 'series is', 'series are')} not read ({why}): {', '.join(names[:4])}"
            f"{', …' if len(names) > 4 else ''}.",
        )


def _table(head: Head, file: str, limit: int | None) -> RawTable:
    names = ["date", *head.names[1:]]
    width = len(names)
    builder = RawBuilder(file, header_names(names))
    body = [
        (line, [*row[:width], *[""] * (width - len(row))])
        for line, row in enumerate(head.rows[head.first :], start=head.first + 1)
        if any(map(str.strip, row))
    ][:limit]
    builder.add([row for _, row in body], [line for line, _ in body])
    return builder.table()


def _describe(draft: Draft, series: Sequence[Series]) -> None:
    paths = {one.path for one in series}
    for path in paths:
        above = next((path[:end] for end in range(len(path) - 1, 0, -1) if path[:end] in paths), ())
        name = ": ".join(path) if path else "All goods"
        draft.commodity(_goods_id(path), name=name, part_of=_goods_id(above) if above else "")
