"""EIA international data as JSON: the API of today, the older one by series, and tables made of either.

Today: `{"response": {"data": [{"period", "productId", "productName", "activityId", "activityName",
"countryRegionId", "countryRegionName", "countryRegionTypeId", "unit", "unitName", "value"}]}}`. Older:
`{"series": [{"series_id": "INTL.57-1-SAU-TBPD.A", "name", "units", "data": [["2014", 9693.2], …]}]}`.
Traps: figures are text, with `--`, `ie` and `NA` among them; countryRegionTypeId r is a group of countries; one
page holds at most 5 000 rows, and `total` says how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift, text_table
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, counted
from dependency_explorer.data.profiles import _eia, _energy
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import RawTable, joined

NAMES = (
    "period", "productId", "productName", "activityId", "activityName", "countryRegionId",
    "countryRegionName",
    "countryRegionTypeId", "unit", "unitName", "value",
)  # fmt: skip
NEEDS = ("period", "productId", "activityId", "countryRegionId", "unit", "value")


def recognise(source: Source) -> Recognition | None:
    """By the names of its records."""
    if source.kind == "text":
        if find_header(source.head_rows[:5], NEEDS) is not None:
            return Recognition(
                0.96, "It has the columns productId, activityId and countryRegionId of EIA's data."
            )
        return None
    if source.kind != "json":
        return None
    head = source.first[:20000]
    if b'"countryRegionId"' in head and b'"productId"' in head:
        return Recognition(0.98, "Its records have productId, activityId and countryRegionId, as EIA's have.")
    if b'"series_id"' in head and b"INTL." in head:
        return Recognition(0.98, "It holds series of EIA's international data (INTL.…).")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One record a figure."""
    table = _records(source) if source.kind == "json" else source.table(NEEDS, ("value",))
    figures = figures_of(draft, table, "value", _eia.MARKS)
    sift = Sift(draft, table, figures.numbers)
    kinds = table.text("countryRegionTypeId") if "countryRegionTypeId" in table else None
    place = _eia.places(draft, table.text("countryRegionId"), table.text("countryRegionName"), kinds)
    when = table.text("period").map(period)
    guard.no_period(sift, when)
    sift.aside(
        "no_figure",
        np.isnan(figures.numbers),
        "Rows without a figure (none, included elsewhere, not available): missing, not zero.",
    )
    _eia.aside(sift, place)
    item = joined(table.text("activityId"), table.text("activityName"), _eia.activity)
    product = joined(
        table.text("productName"), table.text("productId"),
        lambda name, number: _energy.slug(name) or f"product_{number}",
    )  # fmt: skip
    unit = joined(table.text("unit"), table.text("unitName"), _eia.unit_name)
    one_unit(sift, unit, (product, item), (place, when), _eia.PREFERRED)
    _eia.add(draft, sift, when, place, product, item, unit, figures.numbers, figures.quality)
    name = {_energy.slug(text): text for text in table.text("productName").values}
    for id in sift.left(product).used():
        draft.commodity(id, name=name.get(id) or id)
    draft.title = "EIA international data"


def _records(source: Source) -> RawTable:
    value = source.json
    rows: list[Sequence[str]] = []
    listed = value.get("series") if isinstance(value, dict) else value  # of the bulk file a series a line
    if isinstance(listed, list) and any(isinstance(one, dict) and "series_id" in one for one in listed):
        for series in listed:
            rows += _series(series)
    else:
        response = value.get("response", value) if isinstance(value, dict) else value
        data = response.get("data") if isinstance(response, dict) else response
        if not isinstance(data, list):
            raise _wrong(source)
        records = [one for one in data if isinstance(one, dict)]
        rows = [[_text(one.get(name)) for name in NAMES] for one in records]
        total = str(response.get("total") or "") if isinstance(response, dict) else ""
        if total.isdecimal() and len(total) < 19 and int(total) > len(rows):
            source.found.add(
                "warning",
                f"{source.name} holds {counted(len(rows), 'row')} of {total}: it is one page of the answer. "
                "Download the others, too, and add them.",
            )
    if not rows:
        raise _wrong(source)
    return text_table(source.name, NAMES, rows[: source.limit])


def _series(series: Any) -> list[Sequence[str]]:
    if not isinstance(series, dict):
        return []
    found = _eia.SERIES.fullmatch(str(series.get("series_id", "")))
    data = series.get("data")
    if found is None or not isinstance(data, list):
        return []
    # "Crude oil including lease condensate production, Saudi Arabia, Annual"
    title, *rest = [part.strip() for part in str(series.get("name", "")).split(",")]
    country = rest[0] if rest else ""
    words = title.casefold()
    activity = next((word for word in _eia.WORDS if words.endswith(word)), "")
    product = title[: len(title) - len(activity)].strip() if activity else title
    units = _text(series.get("units"))
    return [
        (
            _text(pair[0]), found["product"], product, found["activity"], activity, found["place"], country, "",
            found["unit"], units, _text(pair[1]),
        )
        for pair in data
        if isinstance(pair, list) and len(pair) >= 2
    ]  # fmt: skip


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value)


def _wrong(source: Source) -> DataError:
    return DataError(
        f"{source.name} has no records below response.data, and no series. The answer of the "
        "service may have been an "
        "error message: open the file and look."
    )


PROFILES = (
    Profile(
        "eia_json",
        "U.S. Energy Information Administration, international data (API)",
        recognise,
        read,
        publisher=_eia.PUBLISHER,
        url=_eia.URL,
        licence=_eia.LICENCE,
    ),
)
