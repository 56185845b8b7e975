"""Records of JSON that hold lists of records: one row an entry, with what its record says of all of them.

{"country": "Mongolia", "year": 2022, "imports": [{"partner": "Russia", "value": 1.2}]} is a row of a country, a year,
a partner and a value, whose flow is the name of the list. A figure of the record itself (its total) is no figure of
the entries: it stands in a row of its own, without a partner, lest it count once an entry. Lists whose name does not
say what they are stay out, for two of them may break up the same total.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dependency_explorer.data.intake.headwords import GOODS, said_of
from dependency_explorer.data.intake.json_cells import cell_text
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.trade_flows import flow_named

MOST_NAMES = 1000
"""No record has so many names; an object with more is a list whose keys name its entries."""
_DEEPEST = 4
_LOOKED_AT = 1000
_NAMES = 5
"""So many names of figures tell what all of them are: each is looked for in lists of names."""
_NEUTRAL = frozenset(
    {"partners", "partner", "by partner", "trading partners", "trade", "flows", "trade flows", "data", "items",
     "values", "rows", "records", "entries", "details", "breakdown", "countries", "series", "years", "months",
     "periods", "observations", "results", "products", "commodities", "goods"}
)  # fmt: skip
"""Names of lists that say nothing which their entries do not say."""
_WAYS = {
    **dict.fromkeys(("suppliers", "sources", "origins", "import partners", "import sources"), "imports"),
    **dict.fromkeys(("buyers", "customers", "destinations", "export partners", "export markets"), "exports"),
}
_BESIDE = re.compile(r" (from|to|by|partners?|countr(y|ies)|by partner|by country)$")
_AMOUNT = re.compile(
    r"\b(total|sum|amount|all|value|quantity|weight|volume)\b|(^| )(usd|kt|mt|t|twh|gwh|tj|pj)$", re.I
)
_KEYS = frozenset(
    {"exporter", "importer", "reporter", "partner", "place", "flow", "period", "month", "commodity",
     "commodity_name", "unit", "item"}
)  # fmt: skip
_SIDES = frozenset({"exporter", "importer", "reporter", "partner", "place"})
_NUMBER = re.compile(r"[+-]?\d[\d.,\s]*([eE][+-]?\d+)?")


def way_of_list(name: str) -> str:
    """Whether the name of a list says that it holds imports or exports."""
    plain = _plain(name)
    bare = _BESIDE.sub("", plain)
    way = flow_named(bare) if len(bare) > 2 else ""
    return f"{way}s" if way in ("import", "export") else _WAYS.get(plain, "")


def tells_trade(record: Mapping[str, Any]) -> bool:
    """Whether an object is a record of imports or exports, told in lists of these names, of one country."""
    return (
        len(record) <= MOST_NAMES
        and any(type(value) in (list, dict) and way_of_list(name) for name, value in record.items())
        and is_nested(record)
    )


def is_nested(record: Mapping[str, Any]) -> bool:
    """Whether a record holds a list of records, or figures by partner, that become rows of their own."""
    return any(type(value) in (list, dict) and _entries(name, value) for name, value in record.items())


def unnested(record: Mapping[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The records that one holds: itself where it has no such list, else an own one for each entry."""
    lists = _lists(record) if depth < _DEEPEST else {}
    if not lists:
        yield dict(record)
        return
    outer: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and name not in lists:
            outer |= {f"{name} {inner}": one for inner, one in value.items()}
        elif name not in lists:
            outer[name] = value
    within = {name for _, entries in lists.values() for entry in entries for name in entry}
    own = {name for name, value in outer.items() if _is_amount(name, value, within)}
    if own:
        yield outer
    keys = {name: value for name, value in outer.items() if name not in own}
    for title, entries in lists.values():
        for entry in entries:
            for inner in unnested(entry, depth + 1):
                yield _row(keys, inner, title)


def lists_in(value: Any) -> tuple[list[str], list[str]]:
    """The names of lists within the first records of a JSON value: those that are read as rows, and those that are
    not."""
    read: dict[str, None] = {}
    unread: dict[str, None] = {}
    _look_into(value, 0, read, unread)
    return list(read), [name for name in unread if name not in read]


def _look_into(value: Any, depth: int, read: dict[str, None], unread: dict[str, None]) -> None:
    if depth > _DEEPEST + 2:
        return
    if isinstance(value, list):
        for one in value[:_LOOKED_AT]:
            if isinstance(one, dict):
                lists = _lists(one)
                held = [name for name, part in one.items() if _holds_lists(part)]
                read.update(dict.fromkeys(lists))
                unread.update(dict.fromkeys(name for name in held if name not in lists))
                for _, entries in lists.values():
                    _look_into(entries, depth + 1, read, unread)
    elif isinstance(value, dict) and tells_trade(value):
        _look_into([value], depth, read, unread)
    elif isinstance(value, dict):
        for part in value.values():
            _look_into(part, depth + 1, read, unread)


def _holds_lists(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)


def _lists(record: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str], list[dict[str, Any]]]]:
    """The lists of a record that become rows: name → a column and what it says of them, and the entries."""
    found = {
        name: entries
        for name, value in record.items()
        if type(value) in (list, dict) and (entries := _entries(name, value))
    }
    ways = {name: way for name in found if (way := way_of_list(name))}
    if ways:
        return {name: (("flow", ways[name]), found[name]) for name in ways}
    goods = {name: _plain(name) for name in found if _is_good(name)}
    if goods:
        return {name: (("commodity", goods[name]), found[name]) for name in goods}
    neutral = [name for name in found if _plain(name) in _NEUTRAL]
    return {name: (("", ""), found[name]) for name in neutral} if len(neutral) == 1 else {}


def _entries(name: str, value: Any) -> list[dict[str, Any]]:
    """The records below a name, if there are figures in them: a list of them, or figures by partner."""
    if isinstance(value, dict):
        column = _column_of(value) if way_of_list(name) else ""
        return [{column: key, "value": one} for key, one in value.items()] if column else []
    if not value or not all(type(one) is dict for one in value):
        return []
    return value if any(_holds_figures(one, 0) for one in value) else []


def _column_of(figures: Mapping[str, Any]) -> str:
    """What the names of figures are: partners or periods; empty where they are neither, or no figures are there."""
    if not figures or not all(one is None or _is_number(one) for one in figures.values()):
        return ""
    some = list(itertools.islice(figures, _NAMES))
    if all(map(period, some)):
        return "period"
    return "partner" if sum(by_name(name) is not None for name in some) > 0.5 * len(some) else ""


def _holds_figures(record: Mapping[str, Any], depth: int) -> bool:
    return depth < _DEEPEST and any(
        _is_number(value)
        or (
            type(value) is list and any(type(one) is dict and _holds_figures(one, depth + 1) for one in value)
        )
        or (type(value) is dict and _holds_figures(value, depth + 1))
        for value in record.values()
    )


def _row(keys: Mapping[str, Any], inner: Mapping[str, Any], title: tuple[str, str]) -> dict[str, Any]:
    column, said = title
    row = dict(keys)
    if column and column not in keys and column not in inner:
        row[column] = said
    for name, value in inner.items():
        # "country" of the record and "country" of an entry are two sides; a year of both is that of the entry.
        roles = said_of(name).keys()
        twice = name in keys and (roles & _SIDES or not roles & _KEYS)
        row[f"partner {name}" if twice else name] = value
    return row


def _is_amount(name: str, value: Any, within: set[str]) -> bool:
    if not _is_number(value):
        return False
    plain = _plain(name)
    if _AMOUNT.search(plain):
        return True
    roles = said_of(name).keys()
    if roles & {"quantity", "value_usd"}:
        return True
    if roles & _KEYS or re.search(r"(code|id|no|number|nr|lat|lon|rank)$", plain):
        return False
    year = re.fullmatch(r"(1[89]|20)\d\d(\d\d)?", cell_text(value))
    return name in within or year is None


def _is_number(value: Any) -> bool:
    if type(value) in (int, float):
        return True
    return isinstance(value, str) and len(value) < 40 and _NUMBER.fullmatch(value.strip()) is not None


def _is_good(name: str) -> bool:
    return any(re.fullmatch(words, _plain(name), re.IGNORECASE) for words in GOODS.values())


def _plain(name: str) -> str:
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[\W_]+", split)).strip().casefold()
