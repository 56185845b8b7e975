"""Grouping by integer codes: the few array operations that links and views share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.keys import combined_key, numbered

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


def groups(*codes: NDArray[np.integer]) -> tuple[Index, Index]:
    """Rows with equal codes form a group: the first row of each group, and the group of each row.

    Groups are numbered in the order of their codes, so the order of rows has no part in it.
    """
    if len(codes[0]) == 0:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    key = np.zeros(len(codes[0]), np.int64)
    for column in codes:
        key = key * (int(column.max()) + 1) + column
    if bool(np.all(key[1:] > key[:-1])):
        # In order, and every row alone: what most tables are, and no sorting.
        alone = np.arange(len(key), dtype=np.intp)
        return alone, alone
    return numbered(key)


def sum_known(member: Index, amounts: Floats, size: int) -> Floats:
    """Sum of the known amounts of each group; NaN where a group knows none (missing is never zero)."""
    known = ~np.isnan(amounts)
    sums = np.bincount(member[known], weights=amounts[known], minlength=size)
    return np.where(np.bincount(member[known], minlength=size) > 0, sums, np.nan)


def order_by(*codes: NDArray[np.integer]) -> Index | None:
    """The rows in the order of their codes, the first code leading; None where two rows have equal codes.

    One sorting of one number a row, where np.lexsort sorts once a column.
    """
    size = len(codes[0])
    key, _ = combined_key(((column, int(column.max(initial=0)) + 1) for column in codes), size)
    if bool(np.all(key[1:] > key[:-1])):
        return np.arange(size, dtype=np.intp)
    order = np.argsort(key)
    key = key[order]
    return order if bool(np.all(key[1:] > key[:-1])) else None
