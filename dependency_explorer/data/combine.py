"""Two datasets made one: rows of the same key stand side by side until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from dependency_explorer.data.assemble import assemble
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import Collector, counted
from dependency_explorer.data.schema import BALANCE_KEY, FLOW_KEY, TABLES
from dependency_explorer.data.typed import ROW
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
            one, other = _settled(one, other, FLOW_KEY, same, second.title, found)
        elif name == "balances":
            one, other = _settled(one, other, BALANCE_KEY, same, second.title, found)
        tables[name] = _below(one, other)
    metadata: dict[str, Any] = dict(first.metadata)
    metadata["imports"] = [*_reports(first.metadata), *_reports(second.metadata)]
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


def _renamed(column: pd.Series[Any], names: Mapping[str, str]) -> pd.Series[Any]:
    texts = [names.get(text, text) for text in column.astype(str).tolist()]
    return pd.Series(
        pd.Categorical(texts) if isinstance(column.dtype, pd.CategoricalDtype) else texts, index=column.index
    )


def _settled(
    one: pd.DataFrame,
    other: pd.DataFrame,
    key: tuple[str, ...],
    same: SameKey,
    title: str,
    found: Collector,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    twins = _twins(one, other, key)
    number = int(twins.sum())
    if not number:
        return one, other
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
        return one, other[~twins]
    if same == "replace":
        return one[~_twins(other, one, key)], other
    quality = other["quality"].astype(str).to_numpy(copy=True)
    quality[twins] = "alt"
    return one, other.assign(quality=pd.Categorical(quality))


def _twins(one: pd.DataFrame, other: pd.DataFrame, key: tuple[str, ...]) -> Any:
    """For each row of the other whether a row of the one has its key."""
    if not len(one) or not len(other):
        return np.zeros(len(other), bool)
    texts = [pd.concat([one[name].astype(str), other[name].astype(str)], ignore_index=True) for name in key]
    codes = [pd.factorize(text)[0] for text in texts]
    number = np.zeros(len(codes[0]), np.int64)
    for code in codes:
        number = np.unique(number * (int(code.max()) + 1) + code, return_inverse=True)[1]
    return np.isin(number[len(one) :], number[: len(one)])


def _below(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    if not len(other):
        return one
    if not len(one):
        return other
    names = [*one.columns, *(name for name in other.columns if name not in one.columns)]
    columns: dict[str, Any] = {}
    for name in names:
        parts = [
            table[name] if name in table else pd.Series([""] * len(table), dtype=object)
            for table in (one, other)
        ]
        if any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
            columns[name] = pd.Categorical([*parts[0].astype(str), *parts[1].astype(str)])
        else:
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
    return pd.DataFrame(columns)
