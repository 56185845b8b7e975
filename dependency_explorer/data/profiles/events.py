"""Lists of events: conflict (ACLED, UCDP's georeferenced events), trade measures (Global Trade Alert), or any other.

An event has a date, what happened, and where. ACLED: `event_id_cnty, event_date, event_type, sub_event_type,
country, notes, fatalities`. UCDP: `id, conflict_name, dyad_name, type_of_violence, country, date_start, date_end,
best`. Global Trade Alert: `Intervention ID, Title, Announcement Date, Inception Date, Removal Date, Implementing
Jurisdiction, Affected Jurisdiction, Intervention Type` (also in small letters with points, as its R package gives
them). Other lists are known by a date, a title of what happened and a country, without any column of amounts.

Lists of measures (the OECD's inventory of export restrictions: country, product, type of measure, rate, dates) are
known by a column that names taxes, quotas, bans and licences beside a country. A rate in per cent is no amount, and a
measure without a rate is a measure.

Traps: an inventory repeats a measure for every year in which it stood; a trade measure stands once for each
jurisdiction that it affects, so rows of one number become one event; a measure without a date of inception has
begun on none, and its announcement is taken and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import header_names
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import day, period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.years import days_in_order
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._titles import Titles, by_key
from dependency_explorer.data.raw import RawColumn, RawTable, column_of, stacked

_DATE = (
    "eventdate",
    "datestart",
    "inceptiondate",
    "dateimplemented",
    "implementationdate",
    "startdate",
    "dateofintroduction",
    "introductiondate",
    "dateofimplementation",
    "introduced",
    "effectivedate",
    "dateofentryintoforce",
    "entryintoforce",
    "startyear",
    "date",
)
_ANNOUNCED = ("announcementdate", "dateannounced")
_END = (
    "dateend",
    "removaldate",
    "dateremoved",
    "enddate",
    "dateofremoval",
    "expirydate",
    "dateofexpiry",
    "endyear",
)
_YEAR = ("year", "refyear", "referenceyear", "time")
_POLICY = re.compile(
    r"\b(export|import|fiscal)s?\b.{0,12}\b(tax(es)?|dut(y|ies)|quotas?|bans?|prohibitions?|licen[cs]\w*|restrictions?|lev(y|ies)"
    r"|subsid\w+|tariffs?|surtax|price)\b|\blicen[cs]ing requirement|\bembargo|\bsanctions?\b|local content"
    r"|captive min\w+|domestic market obligation|minimum export price|tariff.rate quota|qualified exporters?",
    re.IGNORECASE,
)
"""Words of trade policy."""
_RATE = re.compile(r"(rate|tax|duty|quota|value|level|threshold|price|unit)")
_TITLE = ("title", "event", "eventtitle", "headline", "sourceheadline", "whathappened", "incident")
_MADE = (("subeventtype", "eventtype"), ("dyadname", "conflictname"))
"""Columns that make a title where there is none: the first that says something, and where it happened."""
_KIND = ("eventtype", "interventiontype", "typeofviolence", "kind", "type", "category", "measure")
_PLACES = (
    "country", "countryname", "reporter", "economy", "jurisdiction", "imposingcountry", "implementingjurisdiction",
    "implementingjurisdictions", "countries", "place", "places", "location",
)  # fmt: skip
_AFFECTED = ("affectedjurisdiction", "affectedjurisdictions", "affectedcountries")
_GOODS = (
    "hscode",
    "hs6",
    "hs",
    "commodity",
    "commodities",
    "affectedproducts",
    "affectedproduct",
    "product",
    "products",
)
_EFFECT = ("notes", "description", "effect", "details", "wheredescription")
_DEATHS = ("fatalities", "best", "bestest")
_NUMBER = ("interventionid", "eventidcnty", "eventid")
_ACLED = frozenset({"subeventtype", "eventidcnty", "fatalities"})
_VIOLENCE = {"1": "state-based violence", "2": "non-state violence", "3": "one-sided violence"}
_AMOUNT = re.compile(r"(quantity|value|amount|volume|tonnes|production|capacity|price|share|weight)")


@dataclass(frozen=True)
class _Layout(Titles):
    measure: str = ""
    """The column that names measures of trade policy, in a list of these."""

    @property
    def is_known(self) -> bool:
        """Whether it is a list of one of the large publishers."""
        keys = self.columns.keys()
        return (
            ({"eventdate", "eventtype", "country"} <= keys and bool(_ACLED & keys))
            or {"typeofviolence", "datestart", "country"} <= keys
            or (bool(self.first(_AFFECTED)) and "interventiontype" in keys and bool(self.first(_ANNOUNCED)))
        )


def _layout(rows: Sequence[Sequence[str]]) -> tuple[int, _Layout] | None:
    for index, row in enumerate(rows[:12]):
        columns = by_key(header_names(row))
        found = _Layout(columns)
        if found.is_known:
            return index, found
        if found.first(_PLACES) and found.first((*_DATE, *_YEAR)):
            measure = _policies(rows[index:])
            if measure:
                return index, _Layout(columns, measure)
        plain = found.first(_DATE) and found.first(_TITLE) and found.first(_PLACES)
        if plain and not any(_AMOUNT.search(key) for key in columns) and _has_days(rows[index:], found):
            return index, found
    return None


def _policies(rows: Sequence[Sequence[str]]) -> str:
    """The column most of whose cells name measures of trade policy; empty where there is none."""
    for position, name in enumerate(header_names(rows[0])):
        cells = [row[position] for row in rows[1:] if position < len(row) and row[position].strip()]
        short = [cell for cell in cells if len(cell) < 80]
        if short and sum(bool(_POLICY.search(cell)) for cell in short) > 0.6 * len(cells):
            return name
    return ""


def _has_days(rows: Sequence[Sequence[str]], layout: _Layout) -> bool:
    position = header_names(rows[0]).index(layout.first(_DATE))
    cells = [row[position] for row in rows[1:] if position < len(row) and row[position].strip()]
    return bool(cells) and sum(bool(_date(cell)) for cell in cells) > 0.8 * len(cells)


def _date(text: str) -> str:
    """A date of the schema (day, month or year); empty where a text is none."""
    return day(text) or period(text) if text.strip() else ""


def recognise(source: Source) -> Recognition | None:
    """By the columns of a known list, or by a date, what happened and where, without amounts."""
    if source.kind not in ("text", "workbook", "json"):
        return None
    found = _layout(source.head_grid())
    if found is None:
        return None
    if found[1].is_known:
        return Recognition(0.95, "It lists events with their date, type and country.")
    if found[1].measure:
        return Recognition(
            0.6,
            f"Its column {found[1].measure} names taxes, quotas and bans: a list of measures, beside countries.",
        )
    return Recognition(0.6, "It lists events: a date, what happened, and where; no amounts.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One event a row; of one number one event."""
    found = _layout(source.head_grid(plan.sheet))
    if found is None:
        raise DataError(f"{source.name} has no columns of events: a date, what happened, and a country.")
    layout = found[1]
    needs = (layout.first((*_DATE, *_ANNOUNCED, *_YEAR)), layout.first(_PLACES))
    table = source.table(needs, sheet=plan.sheet)
    sift = Sift(draft, table)

    def column(keys: Iterable[str]) -> list[str]:
        name = layout.first(keys)
        return table.text(name).map(_said).texts() if name else [""] * len(table)

    roles = (_DATE, _ANNOUNCED, _END)
    when = stacked([column_of(column(keys)) for keys in roles])
    assert isinstance(when, RawColumn)
    # One table writes all its dates in one way.
    ordered = days_in_order(draft, when).texts()
    began, announced, ends = (
        ordered[part * len(table) : (part + 1) * len(table)] for part in range(len(roles))
    )
    years = column(_YEAR) if layout.measure else [""] * len(table)
    dates = [
        _date(one) or _date(two) or _date(year)
        for one, two, year in zip(began, announced, years, strict=True)
    ]
    titles = _measures(layout, table) if layout.measure else _titles(layout, table)
    where = column(_PLACES)
    sift.aside("no_date", np.array([not one for one in dates], bool), "Rows without a date that can be read.")
    sift.aside("no_title", np.array([not one for one in titles], bool), "Rows that do not say what happened.")
    early = np.array(
        [not _date(one) and bool(_date(two)) for one, two in zip(began, announced, strict=True)], bool
    )
    by_year = (
        np.array([bool(one) and not _date(two) for one, two in zip(dates, began, strict=True)], bool) & ~early
    )
    sift.note(
        "only_year", by_year, "Measures without a date of introduction: the first year listed is taken."
    )
    sift.note(
        "announced", early, "Measures without a date of inception: the date of their announcement is taken."
    )
    numbers = column(_NUMBER)
    order: dict[tuple[str, ...], list[int]] = {}
    for row in sorted(np.flatnonzero(sift.kept).tolist(), key=lambda row: years[row]):
        # A list of measures repeats each for every year in which it stood.
        own = (_date(began[row]),) if layout.measure else (dates[row], str(row))
        key = (numbers[row],) if numbers[row] else (*own, titles[row], where[row])
        order.setdefault(key, []).append(row)
    merged = int(sift.kept.sum()) - len(order)
    if merged:
        draft.decide(
            "merged",
            "Rows of one measure, repeated for each year in which it stood, are one event."
            if layout.measure
            else "Rows with the number of an earlier row (one for each place or product concerned) are one event.",
            merged,
        )
    affected, goods, deaths = column(_AFFECTED), column(_GOODS), column(_DEATHS)
    effect = _rates(layout, table, column(_EFFECT)) if layout.measure else column(_EFFECT)
    kinds = table.text(layout.measure).map(_said).texts() if layout.measure else column(_KIND)
    first = [rows[0] for rows in order.values()]
    codes = _Codes(draft)
    draft.add(
        "events",
        RawTable(table.file, {}, table.rows[np.array(first, np.intp)]),
        date=column_of(dates[row] for row in first),
        end_date=column_of(_date(ends[row]) for row in first),
        title=column_of(titles[row] for row in first),
        kind=column_of(plain_id(_VIOLENCE.get(kinds[row], kinds[row])) for row in first),
        places=column_of(
            codes.joined([where[row] for row in rows] + [affected[row] for row in rows])
            for rows in order.values()
        ),
        commodities=column_of(_goods([goods[row] for row in rows]) for rows in order.values()),
        effect=column_of(_effect(effect[row], deaths[row]) for row in first),
        source_id="source",
    )


def _said(text: str) -> str:
    written = " ".join(text.split())
    return "" if written.casefold() in ("na", "n/a", "-", "none", "nan") else written


def _measures(layout: _Layout, table: RawTable) -> list[str]:
    """What each measure is and of which goods: "Export tax: Bauxite"."""
    keys = ("product", "products", "productdescription", "description", "commodity", "commodities", *_GOODS)
    name = next((n for key in keys if (n := layout.columns.get(key, "")) and n != layout.measure), "")
    kind = table.text(layout.measure).map(_said).texts()
    of = table.text(name).map(_said).texts() if name else [""] * len(table)
    return [f"{one}: {two}" if one and two else one for one, two in zip(kind, of, strict=True)]


def _rates(layout: _Layout, table: RawTable, told: Sequence[str]) -> list[str]:
    """What each row says of its measure, with the rates that stand in columns of their own: "Tax rate (%) 15"."""
    taken = {layout.measure, *(layout.first(keys) for keys in (_PLACES, _GOODS, _DATE, _END, _YEAR, _EFFECT))}
    named = [name for key, name in layout.columns.items() if _RATE.search(key) and name not in taken]
    texts = {name: table.text(name).map(_said).texts() for name in named}
    return [
        "; ".join(
            [*([text] if text else []), *(f"{name} {texts[name][row]}" for name in named if texts[name][row])]
        )
        for row, text in enumerate(told)
    ]


def _titles(layout: _Layout, table: RawTable) -> list[str]:
    name = layout.first(_TITLE)
    plain = table.text(name).map(_said).texts() if name else [""] * len(table)
    made = [layout.first((key,)) for keys in _MADE for key in keys]
    texts = [table.text(one).map(_said).texts() for one in made if one]
    location = next((layout.columns[k] for k in ("location", "adm1", "admin1") if k in layout.columns), "")
    near = table.text(location).map(_said).texts() if location else [""] * len(table)
    result = []
    for row, title in enumerate(plain):
        what = title or next((one[row] for one in texts if one[row]), "")
        result.append(f"{what}, {near[row]}" if what and not title and near[row] else what)
    return result


class _Codes:
    """Codes of the places of an event, each once."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def joined(self, texts: Sequence[str]) -> str:
        """Lists of places in cells ("Germany, Japan"; a name with a comma is one place)."""
        codes: dict[str, None] = {}
        for text in texts:
            for name in [text] if by_name(text) is not None else re.split(r"[;|]|,\s", text):
                if name.strip():
                    codes[self.draft.places.code(name.strip())] = None
        return ";".join(code for code in codes if code)


def _goods(texts: Sequence[str]) -> str:
    return ";".join(
        dict.fromkeys(
            one if one.isdecimal() else plain_id(one)
            for text in texts
            for part in re.split(r"[;|,]", text)
            if (one := part.strip())
        )
    )


def _effect(text: str, deaths: str) -> str:
    killed = f"{deaths} killed" if re.fullmatch(r"[1-9]\d*", deaths) else ""
    return "; ".join(one for one in (text, killed) if one)


PROFILES = (
    Profile(
        "events",
        "List of events (ACLED, UCDP, Global Trade Alert and others)",
        recognise,
        read,
    ),
)
