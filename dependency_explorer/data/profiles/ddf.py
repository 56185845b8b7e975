"""Gapminder's DDF: one file an indicator, `ddf--datapoints--INDICATOR--by--geo--time.csv`.

The keys stand in the file name and are columns, as is the indicator. Places are in small letters (usa, world);
the name and the unit of an indicator stand in `ddf--concepts.csv` of the package, beside the file or one folder
up. Countries and groups of countries share the column geo.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.headwords import GOODS, ITEMS
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.measures import measure_of, unit_in
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.raw import constant
from dependency_explorer.data.schema import BALANCE_KEY

_NAME = re.compile(r"ddf--datapoints--(?P<what>.+?)--by--(?P<keys>.+)")
_CONCEPTS = "ddf--concepts.csv"
_PLACES = ("geo", "country", "global", "iso3", "iso", "place", "un_state")
_TIMES = ("time", "year", "month", "date", "day", "quarter")


def recognise(source: Source) -> Recognition | None:
    """By the file name, which DDF prescribes."""
    keys = _keys(source)
    if source.kind != "text" or not keys:
        return None
    if not (set(keys) & set(_PLACES) and set(keys) & set(_TIMES)):
        return None
    return Recognition(0.95, "Its name is that of a file of datapoints in Gapminder's DDF.")


def _keys(source: Source) -> list[str]:
    found = _NAME.fullmatch(source.stem)
    return [key.split("-")[0] for key in found["keys"].split("--")] if found is not None else []


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Each figure is a balance of its place."""
    keys = _keys(source)
    table = source.table([key for key in keys if key in (*_PLACES, *_TIMES)])
    place_key = next((key for key in keys if key in _PLACES and key in table), "")
    time_key = next((key for key in keys if key in _TIMES and key in table), "")
    indicators = [name for name in table.columns if name not in keys]
    if not (place_key and time_key and indicators):
        raise DataError(
            f"{source.name} has no columns for its place, its time and an indicator, as DDF prescribes."
        )
    sift = Sift(draft, table)
    place = draft.places.codes(table.text(place_key))
    when = table.text(time_key).map(period)
    guard.no_period(sift, when)
    sift.aside("no_place", place.isin({""}), "Rows without a place.")
    guard.aggregates(sift, place)
    concepts = _concepts(source)
    others = [key for key in keys if key not in (place_key, time_key) and key in table]
    for indicator in indicators:
        amount = figures_of(draft, table, indicator).numbers
        part = sift.part(~np.isnan(amount))
        part.weigh(amount)
        title = concepts.get(indicator, {}).get("name", "") or indicator.replace("_", " ")
        unit = concepts.get(indicator, {}).get("unit", "") or _unit(title)
        item, good = _find(ITEMS, title) or indicator, _find(GOODS, title) or "other"
        item = (
            indicator
            if measure_of(title).kind in ("share", "price") or "per capita" in title.casefold()
            else item
        )
        commodity = table.text(others[0]) if others else constant(good, len(table))
        for id in commodity.used():
            draft.commodity(id, name=id.replace("_", " ").capitalize())
        draft.decide("indicator", f"{indicator} is “{title}”, kept as the item {item}.", int(part.kept.sum()))
        guard.emit(
            part,
            {
                "period": when, "place": place, "commodity": commodity, "item": item, "unit": unit,
                "source_id": "source",
            },
            {"value": amount},
            "Several rows of one place and period are summed.",
            "balances",
            BALANCE_KEY,
        )  # fmt: skip
        draft.title = title
    draft.source = {"title": draft.title}


def _unit(title: str) -> str:
    return "%" if measure_of(title).kind == "share" else unit_in(title)


def _find(patterns: object, title: str) -> str:
    assert isinstance(patterns, dict)
    return next((id for id, words in patterns.items() if re.search(words, title, re.IGNORECASE)), "")


def _concepts(source: Source) -> dict[str, dict[str, str]]:
    """The concepts of the package by id; empty where the file is not there or cannot be read."""
    found = source.companion(lambda name: name == _CONCEPTS)
    content = found[1] if found is not None else _one_folder_up(source.path)
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        return {row.get("concept") or "": {k: v or "" for k, v in row.items() if k} for row in rows}
    except (UnicodeDecodeError, csv.Error):
        return {}  # names and units are a help; the figures can be read without


def _one_folder_up(path: Path) -> bytes:
    concepts = path.resolve().parent.parent / _CONCEPTS
    try:
        return concepts.read_bytes() if concepts.is_file() else b""
    except OSError:
        return b""


PROFILES = (
    Profile(
        "ddf",
        "Gapminder DDF, datapoints of an indicator",
        recognise,
        read,
        publisher="Gapminder Foundation",
        url="github.com/open-numbers",
        licence="CC BY 4.0 (Gapminder); the terms of the indicator's own source apply",
    ),
)
