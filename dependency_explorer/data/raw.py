"""A table as it stands in a file: text only, each column as codes into its values.

Everything that follows (numbers, periods, checks) works on the values, which repeat seldom or never: that
keeps a million rows in little memory and lets a fault be looked up by row only when there is one.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column: row i holds values[codes[i]]."""

    values: list[str]
    codes: Codes

    def texts(self) -> list[str]:
        """The value of every row."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class RawTable:
    """file: the name used in sentences. rows: the line of each row in the file, the header being 1."""

    file: str
    columns: dict[str, RawColumn]
    rows: npt.NDArray[np.int64]


class _Numbering(dict[str, int]):
    # Gives each new value the next number.
    def __missing__(self, value: str) -> int:
        number = self[value] = len(self)
        return number


class RawBuilder:
    """Collects rows piece by piece into a RawTable."""

    def __init__(self, file: str, names: Sequence[str], plain: Collection[str] = ()) -> None:
        """plain: columns whose values hardly repeat (numbers), which are kept as they come."""
        self._file = file
        self._names = tuple(names)
        self._plain: dict[int, list[str]] = {
            index: [] for index, name in enumerate(self._names) if name in plain
        }
        self._numberings = [_Numbering() for _ in names]
        self._codes = [array("i") for _ in names]
        self._rows = array("q")

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, rows: Sequence[Sequence[str]], lines: Iterable[int]) -> None:
        """Add rows that all have one cell a column, and their line numbers."""
        if not rows:
            return
        self._rows.extend(lines)
        for index, values in enumerate(zip(*rows, strict=True)):
            kept = self._plain.get(index)
            if kept is None:
                self._codes[index].extend(map(self._numberings[index].__getitem__, values))
            else:
                kept.extend(values)

    def table(self) -> RawTable:
        """What was collected."""
        columns = {}
        for index, name in enumerate(self._names):
            kept = self._plain.get(index)
            if kept is None:
                codes = np.array(self._codes[index], dtype=np.int32)
                columns[name] = RawColumn(list(self._numberings[index]), codes)
            else:
                columns[name] = RawColumn(kept, np.arange(len(kept), dtype=np.int32))
        return RawTable(self._file, columns, np.array(self._rows, dtype=np.int64))
