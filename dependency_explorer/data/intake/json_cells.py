"""Cells of tables that are written as JSON."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np

from dependency_explorer.data.numerals import number_text
from dependency_explorer.data.raw import AnyColumn, NumberColumn, RawColumn, RawTable, numbered_texts

_WHOLE = 1e15
"""Whole numbers below are written and read back without loss."""
_SEEN = frozenset((int, float, type(None)))


def cell_text(value: object) -> str:
    """The cell of a value: empty for null, a list and an object."""
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return str(value)


class CellColumn:
    """A column of cells: as numbers as long as it holds nothing else and they hardly repeat, else as texts."""

    def __init__(self, empty: int) -> None:
        self._empty = empty
        self._numbers: list[Any] | None = None
        self._numbering = numbered_texts()
        self._codes = array("i")
        self._begun = False

    def add(self, values: list[Any]) -> None:
        """Add cells as they stand in the records; None where one has none."""
        kinds = set(map(type, values))
        if not self._begun:
            self._begun = True
            if kinds <= _SEEN and len(set(values)) > len(values) // 4:
                self._numbers = [np.full(self._empty, np.nan)]
            elif self._empty:
                self._codes.extend([self._numbering[""]] * self._empty)
        if self._numbers is not None:
            numbers = _numbers(values) if kinds <= _SEEN else None
            if numbers is not None:
                self._numbers.append(numbers)
                return
            before, self._numbers = NumberColumn(np.concatenate(self._numbers)), None
            for text in RawTable("", {"": before}, np.empty(len(before), np.int32)).text("").texts():
                self._codes.append(self._numbering[text])
        texts = values if kinds == {str} else map(cell_text, values)
        self._codes.extend(map(self._numbering.__getitem__, texts))

    def taken(self) -> AnyColumn:
        """What was added."""
        if self._numbers is not None:
            return NumberColumn(np.concatenate(self._numbers))
        return RawColumn(list(self._numbering), np.array(self._codes, dtype=np.int32))


def _numbers(values: list[Any]) -> Any:
    """Numbers, NaN for none; None where a text would not come back as it was."""
    try:
        numbers = np.array(values, dtype=np.float64)
    except OverflowError:
        return None
    missing = np.isnan(numbers)
    if int(missing.sum()) != values.count(None) or (np.abs(numbers[~missing]) >= _WHOLE).any():
        return None
    return numbers
