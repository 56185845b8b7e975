"""A table as it stands in a file: each column as codes into the texts that occur in it, or as numbers.

Everything that follows (numbers, periods, places, checks) works on the distinct texts, which are few: that
keeps ten million rows in little memory, and lets a fault be looked up by row only when there is one.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.keys import looked_up, numbered

if TYPE_CHECKING:
    from dependency_explorer.data.unpacking import Limits

Codes = npt.NDArray[np.signedinteger[Any]]
"""Codes or line numbers, in as few bytes as a large table needs."""
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column of text: row i holds values[codes[i]]. A value may occur twice in `values`, or in no row."""

    values: list[str]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    def texts(self) -> list[str]:
        """The value of every row."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def map(self, change: Callable[[str], str]) -> RawColumn:
        """The column with every value changed; the function is called once a distinct value."""
        return RawColumn([change(value) for value in self.values], self.codes)

    def where(self, wanted: Callable[[str], bool]) -> Flags:
        """The rows whose value is wanted; the function is called once a distinct value."""
        hits = np.array([bool(wanted(value)) for value in self.values], dtype=bool)
        # Most questions concern no row, and ten million rows are not looked at for nothing.
        return looked_up(hits, self.codes) if hits.any() else np.zeros(len(self.codes), bool)

    def isin(self, values: Collection[str]) -> Flags:
        """The rows that hold one of these values."""
        return self.where(values.__contains__)

    def used(self) -> list[str]:
        """The distinct values that occur in a row, sorted."""
        if not len(self.codes):
            return []
        return sorted({self.values[code] for code in codes_used(self.codes, len(self.values)).tolist()})

    def numbered(self) -> RawColumn:
        """The same column in which each value has one code, in as few bytes as that needs: after `map`, say, which
        may leave one value for thousands of codes."""
        numbering = _Numbering()
        recode = np.fromiter(map(numbering.__getitem__, self.values), np.int32, len(self.values))
        codes = looked_up(recode.astype(_kind_for(len(numbering)), copy=False), self.codes)
        return RawColumn(list(numbering), codes)

    def take(self, rows: npt.NDArray[np.intp] | Flags) -> RawColumn:
        """The same column for some of its rows."""
        return RawColumn(self.values, self.codes[rows])


def _kind_for(size: int) -> Any:
    """The type of codes of so many values."""
    return np.int16 if size <= np.iinfo(np.int16).max else np.int32


_PIECE = 1 << 16
_SAMPLE = 64


def codes_used(codes: npt.NDArray[np.integer], size: int) -> npt.NDArray[np.intp]:
    """The codes below `size` that occur, in order."""
    marks = np.zeros(size, bool)
    if len(codes) and codes.strides == (0,):
        marks[codes[0]] = True
        return np.flatnonzero(marks)
    # Marking is slow and mostly needless: in any order all are met long before the end, and in a sorted column most
    # rows hold nothing new, or what their neighbours do.
    for start in range(0, len(codes), _PIECE):
        piece = codes[start : start + _PIECE]
        if marks[piece.min() : piece.max() + 1].all():
            continue
        marks[piece[::_SAMPLE]] = True
        if not marks.take(piece).all():
            marks[piece] = True
        if marks.all():
            break
    return np.flatnonzero(marks)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """One column of numbers; NaN is missing."""

    numbers: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: npt.NDArray[np.intp] | Flags) -> NumberColumn:
        """The same column for some of its rows."""
        return NumberColumn(self.numbers[rows])


@dataclass(frozen=True, slots=True)
class FlaggedColumn(NumberColumn):
    """A column of numbers with the flag of each row ("p", "e"), empty where there is none."""

    flags: RawColumn

    def take(self, rows: npt.NDArray[np.intp] | Flags) -> FlaggedColumn:
        """The same column for some of its rows."""
        return FlaggedColumn(self.numbers[rows], self.flags.take(rows))


AnyColumn = RawColumn | NumberColumn


def constant(value: str, size: int) -> RawColumn:
    """A column that holds one text in every row, at the price of one."""
    return RawColumn([value], np.broadcast_to(np.zeros(1, np.int32), (size,)))


def column_of(texts: Iterable[str]) -> RawColumn:
    """A column from the text of every row."""
    numbering = _Numbering()
    codes = np.fromiter(map(numbering.__getitem__, texts), np.int32)
    return RawColumn(list(numbering), codes)


def choose(condition: Flags, yes: RawColumn, no: RawColumn) -> RawColumn:
    """In each row the value of `yes` where the condition holds, else that of `no`."""
    kind = _kind_for(len(yes.values) + len(no.values))
    codes = np.where(
        condition, yes.codes.astype(kind, copy=False), no.codes.astype(kind) + kind(len(yes.values))
    )
    return RawColumn([*yes.values, *no.values], codes)


def joined(one: RawColumn, other: RawColumn, join: Callable[[str, str], str]) -> RawColumn:
    """A column made of two; the function is called once a pair of distinct values that occurs."""
    width = max(len(other.values), 1)
    keys = one.codes.astype(np.int64) * width + other.codes
    first, codes = numbered(keys)
    values = [join(one.values[pair // width], other.values[pair % width]) for pair in keys[first].tolist()]
    return RawColumn(values, codes.astype(np.int32))


def first_of_each(keys: RawColumn, texts: RawColumn) -> dict[str, str]:
    """For each text of one column what the other holds in the first row with it; the text that is last in the rows
    comes first."""
    keys = keys.numbered()
    size, rows = len(keys.values), np.arange(len(keys))
    last = np.full(size, -1)
    last[keys.codes] = rows
    first = np.zeros(size, np.intp)
    first[keys.codes[::-1]] = rows[::-1]
    order = np.argsort(-last, kind="stable")[: int(np.count_nonzero(last >= 0))]
    found = texts.codes[first[order]].tolist()
    return {keys.values[key]: texts.values[code] for key, code in zip(order.tolist(), found, strict=True)}


def stacked(columns: Sequence[AnyColumn]) -> AnyColumn:
    """Columns one below the other; all of text or all of numbers."""
    if isinstance(columns[0], NumberColumn):
        return NumberColumn(np.concatenate([c.numbers for c in columns if isinstance(c, NumberColumn)]))
    values: list[str] = []
    codes: list[Codes] = []
    for column in columns:
        assert isinstance(column, RawColumn)
        codes.append(column.codes + np.int32(len(values)))
        values += column.values
    return RawColumn(values, np.concatenate(codes))


def merged(columns: Sequence[RawColumn]) -> RawColumn:
    """Columns of text one below the other, in which equal texts get one number: parts of one file."""
    if len(columns) == 1:
        return columns[0]
    numbering = _Numbering()
    codes = np.empty(sum(map(len, columns)), np.int32)
    at = 0
    for column in columns:
        recode = np.fromiter(map(numbering.__getitem__, column.values), np.int32, len(column.values))
        np.take(recode, column.codes, out=codes[at : at + len(column)])
        at += len(column)
    return RawColumn(list(numbering), codes)


@dataclass(frozen=True, slots=True)
class RawTable:
    """file: the name used in sentences. rows: the line of each row in the file, the header being 1."""

    file: str
    columns: Mapping[str, AnyColumn]
    rows: Codes

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def text(self, name: str) -> RawColumn:
        """A column as text; numbers are written out. An absent column is empty in every row."""
        column = self.columns.get(name)
        if column is None:
            return constant("", len(self.rows))
        if isinstance(column, NumberColumn):
            return column_of(
                "" if n != n else str(int(n)) if n.is_integer() and abs(n) < 1e15 else repr(n)
                for n in column.numbers.tolist()
            )
        return column

    def take(self, rows: npt.NDArray[np.intp] | Flags) -> RawTable:
        """Some rows of the table."""
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return RawTable(self.file, columns, self.rows[rows])

    def replacing(self, **columns: AnyColumn) -> RawTable:
        """The table with columns added or replaced."""
        return RawTable(self.file, {**self.columns, **columns}, self.rows)


def stack_tables(tables: Sequence[RawTable]) -> RawTable:
    """Tables with the same columns one below the other; the file of the first names them all."""
    if len(tables) == 1:
        return tables[0]
    columns = {name: stacked([table.columns[name] for table in tables]) for name in tables[0].columns}
    return RawTable(tables[0].file, columns, np.concatenate([table.rows for table in tables]))


class _Numbering(dict[str, int]):
    # Gives each new value the next number.
    def __missing__(self, value: str) -> int:
        number = self[value] = len(self)
        return number


def numbered_texts() -> dict[str, int]:
    """An empty numbering: asked for a text that it does not know, it gives it the next number."""
    return _Numbering()


_ROWS_AT_ONCE = 1 << 14


class RawBuilder:
    """Collects rows piece by piece into a RawTable."""

    def __init__(
        self, file: str, names: Sequence[str], plain: Collection[str] = (), limits: Limits | None = None
    ) -> None:
        """plain: columns whose values hardly repeat (numbers), which are kept as they come. limits: count the texts
        that are held."""
        self._limits = limits
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
        self._rows.extend(lines)
        # All rows at once would hold the interpreter's lock for as long as they are many.
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            for index, values in enumerate(zip(*rows[start : start + _ROWS_AT_ONCE], strict=True)):
                kept = self._plain.get(index)
                if kept is not None:
                    self._count(values)
                    kept.extend(values)
                    continue
                numbering = self._numberings[index]
                known = len(numbering)
                self._codes[index].extend(map(numbering.__getitem__, values))
                if len(numbering) > known:
                    self._count(islice(reversed(numbering), len(numbering) - known))

    def _count(self, texts: Iterable[str]) -> None:
        if self._limits is not None:
            self._limits.texts(texts)

    def table(self) -> RawTable:
        """What was collected."""
        columns: dict[str, AnyColumn] = {}
        for index, name in enumerate(self._names):
            kept = self._plain.get(index)
            if kept is None:
                codes = np.array(self._codes[index], dtype=np.int32)
                columns[name] = RawColumn(list(self._numberings[index]), codes)
            else:
                columns[name] = RawColumn(kept, np.arange(len(kept), dtype=np.int32))
        return RawTable(self._file, columns, np.array(self._rows, dtype=np.int64))
