"""Keys of rows as numbers, and the rows that repeat one: for tables of ten million rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Index = npt.NDArray[np.intp]
_Found = TypeVar("_Found")

_MOST_CORES = 4
_SLICE = 1 << 17
_SLICES_AT_ONCE = 8
_DENSE = 48
"""Where there are at most so many possible keys a row, a mark for each is quicker than sorting."""


def cores() -> int:
    """How many threads are worth it here."""
    return max(1, min(os.cpu_count() or 1, _MOST_CORES))


def slices(size: int) -> Iterator[slice]:
    """Slices of an array that fit the processor's cache: what is worked out in them needs no fresh memory."""
    for start in range(0, size, _SLICE):
        yield slice(start, min(start + _SLICE, size))


def in_slices(size: int, work: Callable[[slice], _Found]) -> list[_Found]:
    """What `work` finds in each slice, in order; many slices on all cores, as numpy works without the lock."""
    parts = list(slices(size))
    several = [parts[i : i + _SLICES_AT_ONCE] for i in range(0, len(parts), _SLICES_AT_ONCE)]
    if len(several) < 2 or cores() < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(cores()) as pool:
        found = pool.map(lambda some: [work(part) for part in some], several)
        return [one for some in found for one in some]


def rows_where(size: int, test: Callable[[slice], npt.NDArray[np.bool_]]) -> Index:
    """The positions of the rows for which the test holds, which is asked of slices: mostly there are none."""
    found = in_slices(size, lambda part: np.flatnonzero(test(part)) + part.start)
    return np.concatenate(found) if found else np.empty(0, np.intp)


def flags_where(size: int, test: Callable[[slice], npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
    """For every row whether the test holds, which is asked of slices."""
    flags = np.empty(size, bool)

    def ask(part: slice) -> None:
        flags[part] = test(part)

    in_slices(size, ask)
    return flags


def looked_up(table: npt.NDArray[Any], codes: npt.NDArray[np.integer]) -> npt.NDArray[Any]:
    """table[codes] for codes within it: twice as quick, where numpy would first write out all positions."""
    found = np.empty(len(codes), table.dtype)
    in_slices(len(codes), lambda part: np.take(table, codes[part], out=found[part], mode="clip"))
    return found


def codes_of(column: Any) -> npt.NDArray[np.integer]:
    """The codes of a pandas column of categories, of which `cat.codes` would make a copy."""
    codes: npt.NDArray[np.integer] = column.array.codes
    return codes


def codes_among(names: Iterable[str], others: Iterable[str]) -> npt.NDArray[np.intp]:
    """The code that each of `names` has among `others`, -1 where it is none of them; one -1 where there are none."""
    code_of = {name: code for code, name in enumerate(others)}
    return np.array([code_of.get(name, -1) for name in names] or [-1], np.intp)


def place_among(flags: npt.NDArray[np.bool_]) -> Index:
    """For every position its place among the flagged ones, from 0; at others the place of the one before.

    np.cumsum of flags would first make numbers of them with the interpreter's lock held: at ten million rows the
    window stands still for 150 ms.
    """
    place = flags.astype(np.intp)
    np.cumsum(place, out=place)
    place -= 1
    return place


def numbered(keys: npt.NDArray[Any]) -> tuple[Index, Index]:
    """Rows with equal keys form a group: the first row of each, and every row's group; in the order of keys.

    As np.unique with return_index and return_inverse, but never holding the interpreter's lock (see `place_among`),
    and without sorting what is in order.
    """
    if len(keys) == 0:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    order = None if bool(np.all(keys[1:] >= keys[:-1])) else np.argsort(keys, kind="stable")
    ordered = keys if order is None else keys[order]
    begins = np.ones(len(keys), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    if keys.dtype.kind == "f":
        # NaN is a key like others, and stands last.
        begins[len(keys) - np.count_nonzero(np.isnan(keys)) + 1 :] = False
    first, place = np.flatnonzero(begins), place_among(begins)
    if order is None:
        return first, place
    group = np.empty(len(keys), np.intp)
    group[order] = place
    return order[first], group


def combined_key(parts: Iterable[tuple[npt.NDArray[np.integer], int]], size: int) -> tuple[Ints, int]:
    """One number for each combination of codes, and how many are possible.

    parts: codes from 0, and how many there may be; of any length `size`. Where the product would overflow, what
    was seen so far is numbered anew.
    """
    result: Ints = np.zeros(size, np.int64)
    domain = 1
    for codes, width in parts:
        width = max(width, 1)
        if width == 1:
            continue
        if domain > np.iinfo(np.int64).max // width - 1:
            first, group = numbered(result)
            result, domain = group.astype(np.int64, copy=False), len(first)
        if domain > 1:
            result *= width
        result += codes
        domain *= width
    return result, domain


def ascending(parts: Sequence[tuple[npt.NDArray[np.integer], int]], size: int) -> bool:
    """Whether the combined key of every row is above that of the row before, as in a table that was sorted."""

    def ascends(part: slice) -> bool:
        rows = slice(max(part.start - 1, 0), part.stop)
        keys, _ = combined_key(((codes[rows], width) for codes, width in parts), rows.stop - rows.start)
        return bool(np.all(keys[1:] > keys[:-1]))

    # Most tables that are not sorted show it at once.
    return all(map(ascends, islice(slices(size), 1))) and all(in_slices(size, ascends))


def all_different(keys: Ints, domain: int) -> bool:
    """Whether no key occurs twice."""
    size = len(keys)
    if size < 2:
        return True
    if size > domain:
        return False
    if domain <= _DENSE * size:
        seen = np.zeros(domain, bool)
        seen[keys] = True
        return int(np.count_nonzero(seen)) == size
    ordered = np.sort(keys)
    return bool(np.all(ordered[1:] != ordered[:-1]))


def repeats(keys: Ints, domain: int) -> Index:
    """Positions of the rows whose key an earlier row has, in order."""
    if all_different(keys, domain):
        return np.empty(0, np.intp)
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), bool)
    again[first] = False
    return np.flatnonzero(again)
