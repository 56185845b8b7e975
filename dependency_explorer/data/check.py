"""What a dataset's tables must agree on: keys, signs, codes, references. Each fault is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from dependency_explorer.data.keys import codes_among, codes_of, combined_key, numbered, repeats, rows_where
from dependency_explorer.data.problems import (
    ROWS_NAMED,
    Collector,
    Problem,
    count,
    counted,
    shown,
)
from dependency_explorer.data.schema import (
    BALANCE_KEY,
    FLOW_KEY,
    NOT_STATED,
    SET_ASIDE,
    TABLES,
    WORLD,
)

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_REFERENCES = (
    # table, column, table referred to
    ("flows", "exporter", "places"),
    ("flows", "importer", "places"),
    ("flows", "commodity", "commodities"),
    ("flows", "source_id", "sources"),
    ("balances", "place", "places"),
    ("balances", "commodity", "commodities"),
    ("balances", "source_id", "sources"),
    ("assets", "place", "places"),
    ("assets", "commodity", "commodities"),
    ("assets", "source_id", "sources"),
    ("stakes", "holder_country", "places"),
    ("stakes", "source_id", "sources"),
    ("routes", "from_place", "places"),
    ("routes", "to_place", "places"),
    ("routes", "commodity", "commodities"),
    ("routes", "source_id", "sources"),
    ("events", "places", "places"),
    ("events", "commodities", "commodities"),
    ("events", "source_id", "sources"),
    ("places", "parent", "places"),
    ("commodities", "part_of", "commodities"),
)
_LIKE_A_COUNTRY = re.compile(rf"(?!{WORLD}|X)[A-Z]{{3}}")
"""Looks like a code of ISO 3166-1, and is not one of those that it leaves to users (XAA to XZZ)."""
_IDS = {"places": "code", "commodities": "id", "sources": "id", "assets": "id", "routes": "id"}


def report(dataset: Dataset) -> tuple[Problem, ...]:
    """Every problem of a loaded dataset: errors first, then by table, row and column."""
    order = {name: index for index, name in enumerate(TABLES)}
    return tuple(
        sorted(
            dataset.problems,
            key=lambda problem: (
                problem.severity != "error",
                order.get(problem.table, -1),
                problem.row or 0,
                problem.column,
            ),
        )
    )


def check_flows(flows: pd.DataFrame, file: str, found: Collector, distinct: bool = False) -> pd.DataFrame:
    """Name impossible and doubtful flows. Repeated keys lose their figures, so that nothing counts twice.

    distinct: it is known that there are none.
    """
    for column in ("quantity", "value_usd"):
        _rows(
            flows,
            _negative(flows[column].to_numpy()),
            "flows",
            file,
            column,
            "error",
            found,
            "{value} is negative, and the row does not count.",
            "Swap exporter and importer, or correct the sign.",
        )
    itself, within = _same_place(flows)
    if len(within):
        first = int(flows["row"].iloc[within[0]])
        found.add(
            "warning",
            f"{file}: {counted(len(within), 'row is a flow', 'rows are flows')} of a place to itself beside a "
            f"total over its partners (first row {count(first)}). Such a flow does not count as trade and is taken "
            "off what partners leave of the total. Delete the row where the total does not hold it.",
            table="flows",
            row=first,
            column="importer",
        )
    _rows(
        flows,
        itself,
        "flows",
        file,
        "importer",
        "warning",
        found,
        "a flow from {value} to itself does not count as trade.",
        "Name the other place, or delete the row.",
    )
    quantity, value = flows["quantity"].to_numpy(), flows["value_usd"].to_numpy()
    empty = rows_where(len(flows), lambda part: np.isnan(quantity[part]) & np.isnan(value[part]))
    if len(empty):
        first = int(flows["row"].iloc[empty[0]])
        found.add(
            "warning",
            f"{file}: {counted(len(empty), 'row has', 'rows have')} neither a quantity "
            f"nor a value (first row {count(first)}); they count as missing, not as zero.",
            table="flows",
            row=first,
        )
    if distinct:
        return flows
    return _without_repeats(flows, FLOW_KEY, "flows", file, ("quantity", "value_usd"), found)


def check_balances(balances: pd.DataFrame, file: str, found: Collector) -> pd.DataFrame:
    """Name repeated keys of balances; the later of two rows loses its figure."""
    return _without_repeats(balances, BALANCE_KEY, "balances", file, ("value",), found)


def _negative(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    return rows_where(len(amounts), lambda part: amounts[part] < 0)


def _same_place(flows: pd.DataFrame) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows of a place with itself: those without, and those with a total over its partners in the same commodity."""
    # From WLD to WLD is the trade of the world, and no fault.
    exporter, importer = flows["exporter"].cat, flows["importer"].cat
    sold, bought = codes_of(flows["exporter"]), codes_of(flows["importer"])
    twin = codes_among(exporter.categories, importer.categories).astype(bought.dtype)
    twin[: len(exporter.categories)][exporter.categories == WORLD] = -1
    rows = rows_where(len(flows), lambda part: twin.take(sold[part]) == bought[part])
    if not len(rows):
        return rows, rows
    goods = codes_of(flows["commodity"]).astype(np.int64)
    size = int(goods.max()) + 1
    buys, sells = ((flows[column] == WORLD).to_numpy(bool) for column in ("exporter", "importer"))
    of_imports = bought[buys].astype(np.int64) * size + goods[buys]
    of_exports = twin.take(sold[sells]).astype(np.int64) * size + goods[sells]
    key = bought[rows].astype(np.int64) * size + goods[rows]
    within = np.isin(key, of_imports) | np.isin(key, of_exports)
    return rows[~within], rows[within]


def _rows(
    frame: pd.DataFrame,
    where: npt.NDArray[np.intp],
    table: str,
    file: str,
    column: str,
    severity: str,
    found: Collector,
    sentence: str,
    advice: str,
) -> None:
    if not len(where):
        return
    first = where[:ROWS_NAMED]
    values = frame[column].iloc[first].tolist()
    # A whole number as people write it: -5, not -5.0.
    texts = [repr(value).removesuffix(".0") if isinstance(value, float) else str(value) for value in values]
    faults = list(zip(frame["row"].iloc[first].tolist(), texts, strict=True))
    found.rows(
        "error" if severity == "error" else "warning",
        table=table,
        file=file,
        column=column,
        faults=faults,
        sentence=sentence,
        advice=advice,
        total=len(where),
    )


def _without_repeats(
    frame: pd.DataFrame,
    key: tuple[str, ...],
    table: str,
    file: str,
    figures: tuple[str, ...],
    found: Collector,
) -> pd.DataFrame:
    quality = frame["quality"].cat
    aside = np.array([name in SET_ASIDE for name in quality.categories] or [False], dtype=bool)
    counts = np.flatnonzero(~aside[codes_of(frame["quality"])]) if len(frame) else np.empty(0, np.intp)
    numbers, domain = combined_key(
        ((codes_of(frame[column])[counts], len(frame[column].cat.categories)) for column in key),
        len(counts),
    )
    again = repeats(numbers, domain)
    if not len(again):
        return frame
    first, group = numbered(numbers)
    original = first[group]
    lines = frame["row"].to_numpy()
    for position in again[:ROWS_NAMED].tolist():
        later, earlier = counts[position], counts[original[position]]
        parts = [str(frame[column].iloc[later]) for column in key]
        message = (
            f"{file}, row {count(int(lines[later]))}: it has the same {', '.join(key)} as row "
            f"{count(int(lines[earlier]))} ({', '.join(part for part in parts if part)}) and does not count. "
            "Delete one of the two, or mark it alt in the column quality."
        )
        found.add("error", message, table=table, row=int(lines[later]), column=key[0])
    if len(again) > ROWS_NAMED:
        more = counted(len(again) - ROWS_NAMED, "more row repeats", "more rows repeat")
        found.add("error", f"{file}: {more} the key of an earlier one and do not count.", table=table)
    changed = {}
    for column in figures:
        amounts = frame[column].to_numpy(copy=True)
        amounts[counts[again]] = np.nan
        changed[column] = amounts
    return frame.assign(**changed)


def check_references(
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, str],
    built: frozenset[str],
    more_places: frozenset[str],
    found: Collector,
) -> None:
    """Name codes that no table explains, ids given twice, parts in a circle.

    built: tables that were made from the codes themselves and so explain them all; more_places: codes with
    a name outside the dataset (ISO 3166).
    """
    ids = {table: frozenset(tables[table][column].tolist()) for table, column in _IDS.items()}
    for table, column in _IDS.items():
        _check_ids(tables[table], table, files.get(table, table), column, found)
    for table, column, target in _REFERENCES:
        frame = tables[table]
        if target in built or frame.empty:
            continue
        known = ids[target] | {""}
        if target == "places":
            known |= more_places | {WORLD, NOT_STATED}
        elif target == "commodities" and table != "commodities":
            known |= frozenset(tables["commodities"]["group"].tolist())
        _check_codes(frame, table, files.get(table, table), column, target, known, found)
    if "places" in built:
        for column in ("exporter", "importer"):
            _check_strays(tables["flows"], files.get("flows", "flows"), column, more_places, found)
    known = ids["assets"] | frozenset(tables["stakes"]["holder"].tolist())
    _check_codes(tables["stakes"], "stakes", files.get("stakes", ""), "asset_id", "assets", known, found)
    flows = tables["flows"]
    if not tables["routes"].empty:
        _check_codes(flows, "flows", files.get("flows", ""), "route", "routes", ids["routes"] | {""}, found)
    _check_circles(tables["commodities"], "commodities", "id", "part_of", files, found)
    _check_circles(tables["places"], "places", "code", "parent", files, found)


def _check_codes(
    frame: pd.DataFrame,
    table: str,
    file: str,
    column: str,
    target: str,
    known: Iterable[str],
    found: Collector,
) -> None:
    series = frame[column]
    values = series.cat.categories if isinstance(series.dtype, pd.CategoricalDtype) else series.unique()
    known = frozenset(known)
    split = {value: [part.strip() for part in value.split(";")] for value in values.tolist()}
    unknown = sorted({part for parts in split.values() for part in parts if part not in known})
    for code in unknown[:ROWS_NAMED]:
        holders = [value for value, parts in split.items() if code in parts]
        rows = frame["row"].to_numpy()[series.isin(holders).to_numpy()]
        message = (
            f"{file}, column {column}: {shown(code)} is not in the table {target} "
            f"({counted(len(rows), 'row')}, first row {count(int(rows[0]))}) and is shown as it stands. "
            f"Add it to {target}, or correct its spelling."
        )
        found.add("warning", message, table=table, row=int(rows[0]), column=column, value=code)
    if len(unknown) > ROWS_NAMED:
        more = counted(len(unknown) - ROWS_NAMED, "more code is", "more codes are")
        message = f"{file}, column {column}: {more} not in the table {target}."
        found.add("warning", message, table=table, column=column)


def _check_strays(
    flows: pd.DataFrame, file: str, column: str, countries: frozenset[str], found: Collector
) -> None:
    """Three capital letters that are no country, among others that are, are likely a slip: RUZ for RUS."""
    codes = flows[column].cat.categories
    strays = [code for code in codes if _LIKE_A_COUNTRY.fullmatch(code) and code not in countries]
    # Where most are no countries, they are codes of the source's own.
    if not strays or len(strays) > len(countries.intersection(codes)):
        return
    rows = flows["row"].to_numpy()[flows[column].isin(strays).to_numpy()]
    named = ", ".join(shown(code) for code in strays[:8]) + (", …" if len(strays) > 8 else "")
    is_, stands = ("is", "is shown as it stands") if len(strays) == 1 else ("are", "are shown as they stand")
    message = (
        f"{file}, column {column}: {named} {is_} no ISO 3166-1 code as the others are "
        f"({counted(len(rows), 'row')}, first row {count(int(rows[0]))}) and {stands}. "
        "Correct the spelling, or explain it in a table places."
    )
    found.add("warning", message, table="flows", row=int(rows[0]), column=column, value=strays[0])


def _check_ids(frame: pd.DataFrame, table: str, file: str, column: str, found: Collector) -> None:
    repeated = np.flatnonzero(frame[column].duplicated().to_numpy())
    _rows(
        frame,
        repeated,
        table,
        file,
        column,
        "error",
        found,
        "{value} stands there a second time; the first row is used.",
        "Delete one of the two.",
    )


def _check_circles(
    frame: pd.DataFrame, table: str, key: str, parent: str, files: Mapping[str, str], found: Collector
) -> None:
    above: dict[str, str] = {}
    for name, upper in zip(frame[key].tolist(), frame[parent].tolist(), strict=True):
        above.setdefault(name, upper)
    told: set[str] = set()
    for start in above:
        path = [start]
        while (upper := above.get(path[-1], "")) and upper not in path:
            path.append(upper)
        if upper and upper == start and start not in told:
            told.update(path)
            message = (
                f"{files.get(table, table)}, column {parent}: {' → '.join([*path, start])} is a circle. "
                f"Empty the column {parent} of one of them."
            )
            found.add("error", message, table=table, column=parent, value=start)
