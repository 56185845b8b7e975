"""JSON-stat, in which Eurostat and other offices answer: a cube of figures, as a table of a row a figure.

The figures stand in one list, the last dimension varying fastest, or by their place in it where most are missing
(json-stat.org/full). The names of columns are those of SDMX-CSV.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake.json_cells import CellColumn
from dependency_explorer.data.raw import AnyColumn, RawColumn, RawTable, constant

_PLACE = re.compile("[0-9]{1,18}")
_BLOCK = 4096
"""Figures put into their column at once."""

Places = npt.NDArray[np.int64]


def is_cube(value: Any) -> bool:
    """Whether a value of JSON is a cube."""
    return isinstance(value, dict) and isinstance(value.get("dimension"), dict) and "value" in value


def cube_table(cube: Mapping[str, Any], file: str, limit: int | None = None) -> RawTable | None:
    """The figures of a cube, those left out that are null and bear no mark; None where it does not hold together.

    Figure i counts as row i + 2. limit: only so many of them.
    """
    dimensions = cube["dimension"]
    ids, sizes = cube.get("id", dimensions.get("id")), cube.get("size", dimensions.get("size"))
    if not (isinstance(ids, list) and isinstance(sizes, list) and len(ids) == len(sizes)):
        return None
    if not all(isinstance(name, str) for name in ids):
        return None
    if not all(isinstance(size, int) and size > 0 for size in sizes):
        return None
    codes = [_codes(dimensions.get(name), size) for name, size in zip(ids, sizes, strict=True)]
    if not all(codes):
        return None
    (figure_places, figures), (mark_places, marks) = _by_place(cube["value"]), _by_place(cube.get("status"))
    places = _all(figure_places, mark_places)
    places = places[places < min(math.prod(sizes), 1 << 62)][:limit]
    columns: dict[str, AnyColumn] = {}
    for index, name in enumerate(ids):
        title = "TIME_PERIOD" if name.casefold() in ("time", "time_period") else name
        columns[title] = _dimension(codes[index], places, math.prod(sizes[index + 1 :]))
    columns["OBS_VALUE"] = _at(places, figure_places, figures)
    columns["OBS_FLAG"] = _at(places, mark_places, marks)
    return RawTable(file, columns, np.arange(2, len(places) + 2, dtype=np.int64))


def _codes(dimension: Any, size: int) -> list[str]:
    category = dimension.get("category") if isinstance(dimension, dict) else None
    index = category.get("index") if isinstance(category, dict) else None
    if isinstance(index, list):
        codes = [str(code) for code in index]
    elif isinstance(index, dict) and all(isinstance(place, int) for place in index.values()):
        codes = sorted(index, key=lambda code: int(index[code]))
    else:
        label = category.get("label") if isinstance(category, dict) else None
        codes = list(label) if isinstance(label, dict) else []
    return codes if len(codes) == size else []


def _dimension(codes: list[str], places: Places, apart: int) -> RawColumn:
    """The codes of one dimension. apart: how far apart the figures of two neighbouring codes stand."""
    which = places // apart % len(codes) if apart < 1 << 62 else np.zeros(len(places), np.int64)
    return RawColumn(codes, which.astype(np.int32)).numbered()


def _by_place(values: Any) -> tuple[Places, Sequence[Any]]:
    """What stands in a cube and where, in order, without nulls."""
    if isinstance(values, list):
        there = np.fromiter((one is not None for one in values), bool, len(values))
        return np.flatnonzero(there), [one for one in values if one is not None]
    if not isinstance(values, dict):
        return np.empty(0, np.int64), []
    found = sorted(
        (int(key), index)
        for index, (key, one) in enumerate(values.items())
        if one is not None and _PLACE.fullmatch(key)
    )
    listed = list(values.values())
    return np.array([place for place, _ in found], np.int64), [listed[index] for _, index in found]


def _all(one: Places, other: Places) -> Places:
    """Every place of two, in order. (NumPy's union1d holds the interpreter's lock, for seconds.)"""
    if not len(other):
        return one
    places = np.sort(np.concatenate([one, other]))
    kept: Places = places[np.append(True, places[1:] != places[:-1])]
    return kept


def _at(places: Places, known: Places, values: Sequence[Any]) -> AnyColumn:
    """A column of what stands at some of the places, empty at the others."""
    if not len(known):
        return constant("", len(places))
    nearest = np.minimum(np.searchsorted(known, places), len(known) - 1)
    of_place = np.where(known[nearest] == places, nearest, -1)
    column = CellColumn(0)
    for start in range(0, len(places), _BLOCK):
        column.add([values[at] if at >= 0 else None for at in of_place[start : start + _BLOCK].tolist()])
    return column.taken()
