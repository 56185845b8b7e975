"""From typed tables to a Dataset: units, checks, what a missing table is made of, and the place to begin with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dependency_explorer.data.check import check_balances, check_flows, check_references
from dependency_explorer.data.conversion import convert_balances, convert_flows, units_of
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.keys import codes_of, in_slices
from dependency_explorer.data.package import DESCRIPTOR
from dependency_explorer.data.places import country_names
from dependency_explorer.data.problems import Collector, DataError, shown
from dependency_explorer.data.raw import RawBuilder
from dependency_explorer.data.schema import NOT_STATED, SET_ASIDE, TABLES, WORLD
from dependency_explorer.data.typed import empty_table, typed_table
from dependency_explorer.data.way import Way


def assemble(
    name: str,
    metadata: Mapping[str, Any],
    origin: Path,
    given: Mapping[str, pd.DataFrame],
    files: Mapping[str, str],
    fingerprint: str,
    scenarios: tuple[Path, ...],
    extra: tuple[str, ...],
    found: Collector,
    way: Way,
    distinct: Collection[str] = (),
) -> Dataset:
    """Make a dataset of the tables that were read.

    given: typed tables by name. files: the name of each in sentences. extra: names of tables that are kept and
    not used. distinct: tables of which is known that no key stands twice. Faults go to `found`, whose problems
    the dataset carries.
    """
    tables = {
        table: given[table] if table in given else empty_table(schema) for table, schema in TABLES.items()
    }
    way.tell("Checking", 0, 1)
    units = units_of(tables["flows"], tables["commodities"])
    listed = zip(tables["commodities"]["id"].tolist(), tables["commodities"]["unit"].tolist(), strict=True)
    stated = frozenset(commodity for commodity, unit in listed if unit)
    if len(tables["flows"]):
        tables["flows"] = convert_flows(tables["flows"], files["flows"], units, stated, found)
        tables["flows"] = check_flows(tables["flows"], files["flows"], found, "flows" in distinct)
    if len(tables["balances"]):
        tables["balances"] = convert_balances(tables["balances"], files["balances"], units, stated, found)
        tables["balances"] = check_balances(tables["balances"], files["balances"], found)
    way.look()
    built = {table for table in ("places", "commodities", "sources") if table not in given}
    if "places" in built:
        tables["places"] = _built_places(tables)
    if "commodities" in built:
        tables["commodities"] = _built_commodities(tables, units)
    else:
        tables["commodities"] = _with_units(tables["commodities"], units)
    check_references(tables, files, frozenset(built), frozenset(country_names()), found)
    focus, rule = _focus(metadata, tables, name, found)
    return Dataset(
        name=name,
        title=str(metadata.get("title") or name),
        description=str(metadata.get("description") or ""),
        origin=origin,
        tables=MappingProxyType(tables),
        problems=tuple(found.problems),
        fingerprint=fingerprint,
        focus=focus,
        focus_rule=rule,
        scenarios=scenarios,
        extra_tables=extra,
        metadata=MappingProxyType(dict(metadata)),
    )


def _codes(tables: Mapping[str, pd.DataFrame], *columns: tuple[str, str]) -> list[str]:
    return sorted(
        {code for table, column in columns for code in tables[table][column].cat.categories if code}
    )


def _built_places(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    codes = _codes(tables, ("flows", "exporter"), ("flows", "importer"), ("balances", "place"))
    names = country_names()
    rows = []
    for code in codes:
        kind = "aggregate" if code in (WORLD, NOT_STATED) else "country" if code in names else ""
        rows.append((code, names.get(code, code), kind))
    return _built("places", ("code", "name", "kind"), rows)


def _built_commodities(tables: Mapping[str, pd.DataFrame], units: Mapping[str, str]) -> pd.DataFrame:
    ids = _codes(tables, ("flows", "commodity"), ("balances", "commodity"))
    return _built("commodities", ("id", "name", "unit"), [(name, name, units.get(name, "")) for name in ids])


def _with_units(commodities: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    """The table with the unit that the quantities are in, where it states none: a number is shown with its unit."""
    stated = commodities["unit"].tolist()
    filled = [
        unit or units.get(name, "") for name, unit in zip(commodities["id"].tolist(), stated, strict=True)
    ]
    if filled == stated:
        return commodities
    return commodities.assign(unit=pd.Series(pd.Categorical(filled), index=commodities.index))


def _built(table: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    # Rows made here have no line in a file; they count from 2 as they would if they were written.
    builder = RawBuilder(table, names)
    builder.add(rows, range(2, len(rows) + 2))
    return typed_table(builder.table(), TABLES[table], Collector())


def _focus(
    metadata: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], name: str, found: Collector
) -> tuple[str, str]:
    flows = tables["flows"]
    if flows.empty:
        return _focus_without_flows(metadata, tables, name)
    places = flows["importer"].cat.categories.tolist()
    given = metadata.get("focus")
    if isinstance(given, str) and given:
        if given in places or given in flows["exporter"].cat.categories:
            return given, f"{given} is the place that the dataset {name} is about."
        found.add(
            "warning",
            f"{DESCRIPTOR}: the focus {shown(given)} is in no flow, so another place is shown "
            "first. Name a place that imports or exports.",
            value=given,
        )
    values, codes = flows["value_usd"].to_numpy(), codes_of(flows["importer"])
    quality = codes_of(flows["quality"])
    counts = np.array([name not in SET_ASIDE for name in flows["quality"].cat.categories])

    def imported(part: slice) -> npt.NDArray[np.float64]:
        # What is missing or negative counts as nothing.
        amounts = np.fmax(values[part], 0.0)
        if not counts.all():
            amounts *= counts[quality[part]]
        return np.bincount(codes[part], amounts, len(places)).astype(np.float64, copy=False)

    totals = np.sum(in_slices(len(values), imported), axis=0)
    rule = "imports the largest value"
    if not totals.any():
        totals = np.bincount(codes[counts[quality]], minlength=len(places)).astype(float)
        rule = "has the most import flows"
    for place in (WORLD, NOT_STATED):
        if place in places and len(places) > 1:
            totals[places.index(place)] = -1.0
    focus = places[int(totals.argmax())]
    return focus, f"{focus} is shown first because it {rule} in this dataset."


def _focus_without_flows(
    metadata: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], name: str
) -> tuple[str, str]:
    given = metadata.get("focus")
    if isinstance(given, str) and given:
        return given, f"{given} is the place that the dataset {name} is about."
    for table, column, what in (("balances", "place", "figures"), ("assets", "place", "assets")):
        counts = tables[table][column].value_counts()
        for place in counts.index.tolist():
            if place and place not in (WORLD, NOT_STATED) and counts[place]:
                return str(place), f"{place} is shown first because it has the most {what} in this dataset."
    return "", "The dataset names no place."


def need_rows(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str], found: Collector) -> None:
    """Raise DataError where no table has a row to show; flows may be missing where others are there."""
    if any(
        len(tables[name]) for name in ("flows", "balances", "assets", "stakes", "events") if name in tables
    ):
        return
    said = tuple(problem for problem in found.problems if problem.table == "flows")
    file = files.get("flows") or next(iter(files.values()), "The table")
    raise DataError(
        *said,
        f"{file} has a header and no usable row below it. Add rows, one a flow, or choose another file.",
    )
