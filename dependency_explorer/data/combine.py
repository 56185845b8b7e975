"""Two datasets made one: rows of the same key stand side by side until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from dependency_explorer.data.assemble import assemble
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.keys import combined_key, looked_up
from dependency_explorer.data.problems import Collector, counted
from dependency_explorer.data.raw import Codes
from dependency_explorer.data.schema import BALANCE_KEY, FLOW_KEY, TABLES
from dependency_explorer.data.typed import ROW, category, text_array
from dependency_explorer.data.way import Way

SameKey = Literal["keep", "replace", "alternative"]
"""What becomes of a row whose key is there already: it is left out, it takes the place, or it stands as `alt`."""

_IDS = {"assets": "id", "routes": "id", "places": "code", "commodities": "id"}


def combined(first: Dataset, second: Dataset, same: SameKey = "keep", way: Way | None = None) -> Dataset:
    """The rows of both. first: the open dataset, whose name, title and focus stay.

    same: for rows of flows and balances that have the key of one that is there. Sources are renamed where the two
    use one id for different things. Raises DataError only where checking raises it.
    """
    found = Collector()
    found.problems += [*first.problems, *second.problems]
    tables: dict[str, pd.DataFrame] = {}
    renamed = _source_names(first, second)
    twins = 0
    for name in TABLES:
        one, other = first.tables[name], second.tables[name]
        if "source_id" in other and renamed:
            other = other.assign(source_id=_renamed(other["source_id"], renamed))
        if name == "sources":
            other = other.assign(id=_renamed(other["id"], renamed))
            other = other[~other["id"].isin(set(one["id"].tolist()))]
        elif name in _IDS:
            other = other[~other[_IDS[name]].isin(set(one[_IDS[name]].tolist()))]
        elif name == "flows":
            one, other, number = _settled(one, other, FLOW_KEY, same, second.title, found)
            twins += number
        elif name == "balances":
            one, other, number = _settled(one, other, BALANCE_KEY, same, second.title, found)
            twins += number
        tables[name] = _below(one, other)
    metadata: dict[str, Any] = dict(first.metadata)
    metadata["imports"] = [*_reports(first.metadata), *_with_twins(_reports(second.metadata), twins, same)]
    given = {name: table for name, table in tables.items() if len(table)}
    files = dict.fromkeys(TABLES, first.title)
    return assemble(
        first.name,
        MappingProxyType(metadata),
        first.origin,
        given,
        files,
        f"{first.fingerprint}+{second.fingerprint}",
        first.scenarios,
        first.extra_tables,
        found,
        way or Way(),
    )


def same_keys(first: Dataset, second: Dataset) -> int:
    """How many rows of the second have the key of a row of the first."""
    number = 0
    for name, key in (("flows", FLOW_KEY), ("balances", BALANCE_KEY)):
        one, other = first.tables[name], second.tables[name]
        number += int(_twins(one, other, key).sum())
    return number


def _reports(metadata: Mapping[str, Any]) -> list[Any]:
    given = metadata.get("imports")
    return list(given) if isinstance(given, list | tuple) else []


def _with_twins(reports: list[Any], number: int, same: SameKey) -> list[Any]:
    """The last report of the second dataset tells what became of its rows whose key was there."""
    if not number or not reports:
        return reports
    return [*reports[:-1], {**reports[-1], "rows_twin": number, "twins": same}]


def _source_names(first: Dataset, second: Dataset) -> dict[str, str]:
    """New ids for sources of the second that the first uses for something else."""
    known = {row["id"]: row for row in first.tables["sources"].drop(columns=ROW).to_dict("records")}
    names: dict[str, str] = {}
    for row in second.tables["sources"].drop(columns=ROW).to_dict("records"):
        id = str(row["id"])
        if id in known and known[id] != row:
            number = 2
            while f"{id}_{number}" in known or f"{id}_{number}" in names.values():
                number += 1
            names[id] = f"{id}_{number}"
    return names


def _renamed(column: pd.Series[Any], names: Mapping[str, str]) -> Any:
    values, codes = _coded(column)
    return _like(column, [names.get(value, value) for value in values], codes)


def _settled(
    one: pd.DataFrame,
    other: pd.DataFrame,
    key: tuple[str, ...],
    same: SameKey,
    title: str,
    found: Collector,
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    twins = _twins(one, other, key)
    number = int(twins.sum())
    if not number:
        return one, other, 0
    what = {
        "keep": "are left out: the rows that were there stay",
        "replace": "take the place of those that were there",
        "alternative": "are kept beside those that were there, as alternatives that no sum counts",
    }[same]
    found.add(
        "warning",
        f"{title}: {counted(number, 'row has', 'rows have')} the key of a row that is there and {what}.",
    )
    if same == "keep":
        return one, other[~twins], number
    if same == "replace":
        return one[~_twins(other, one, key)], other, number
    values, codes = _coded(other["quality"])
    return one, other.assign(quality=category([*values, "alt"], np.where(twins, len(values), codes))), number


def _twins(one: pd.DataFrame, other: pd.DataFrame, key: tuple[str, ...]) -> Any:
    """For each row of the other whether a row of the one has its key."""
    if not len(one) or not len(other):
        return np.zeros(len(other), bool)
    size = len(one) + len(other)
    keys, _ = combined_key((_numbered(one[name], other[name]) for name in key), size)
    return np.isin(keys[len(one) :], keys[: len(one)])


def _numbered(one: pd.Series[Any], other: pd.Series[Any]) -> tuple[Codes, int]:
    """Both columns as numbers, one below the other, equal for equal texts; and how many there are."""
    values, codes = _joined(one, other)
    numbering: dict[str, int] = {}
    recode = np.array([numbering.setdefault(value, len(numbering)) for value in values] or [0], np.int32)
    return looked_up(recode, codes), len(numbering)


def _below(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    if not len(other):
        return one
    if not len(one):
        return other
    columns: dict[str, Any] = {}
    for name in dict.fromkeys((*one.columns, *other.columns)):
        parts = [table[name] if name in table else _empty(len(table)) for table in (one, other)]
        if all(part.dtype.kind in "fiu" for part in parts):
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
        else:
            columns[name] = _like(next((p for p in parts if _is_category(p)), parts[0]), *_joined(*parts))
    return pd.DataFrame(columns, copy=False)


def _empty(size: int) -> pd.Series[Any]:
    return pd.Series(text_array([""], np.zeros(size, np.int32)))


def _joined(one: pd.Series[Any], other: pd.Series[Any]) -> tuple[list[str], Codes]:
    """The texts of two columns, one below the other: distinct ones, of which some may stand twice, and codes."""
    (first, codes), (second, more) = _coded(one), _coded(other)
    return [*first, *second], np.concatenate([codes, more + np.int32(len(first))])


def _coded(column: pd.Series[Any]) -> tuple[list[str], Codes]:
    """The distinct texts of a column, and which one stands in each row. Ten million texts are not made anew."""
    import pyarrow as pa

    if _is_category(column):
        return column.cat.categories.astype(str).tolist(), column.cat.codes.to_numpy().astype(np.int32)
    texts = pa.array(column.astype("str"), pa.large_string())
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    numbered = texts.dictionary_encode()
    return numbered.dictionary.to_pylist(), numbered.indices.to_numpy(zero_copy_only=False).astype(np.int32)


def _like(column: pd.Series[Any], values: Sequence[str], codes: Codes) -> Any:
    """Texts in the kind of a column: categories, or plain text."""
    return (category if _is_category(column) else text_array)(values, codes)


def _is_category(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)
