"""Columns that grow piece by piece while a large text is read, in as few bytes as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.keys import in_slices, numbered
from dependency_explorer.data.raw import Codes, RawColumn, constant

if TYPE_CHECKING:
    from dependency_explorer.data.unpacking import Limits

_SAMPLE = 16
_SPARSE = 1 << 24
"""Whole numbers up to here are numbered by a table of them, which is quicker than any hashing."""
_SHORT = np.iinfo(np.int16)
_TEXTS_AT_ONCE, _LETTERS_AT_ONCE = 1 << 14, 1 << 22

_Codes = tuple[npt.NDArray[np.int32], tuple[int, int]]
"""Whole numbers, and the least and the most of them."""


def numbers_of_lines(first: int, total: int, blank: Sequence[npt.NDArray[np.intp]]) -> Codes:
    """The numbers of so many lines, without those that are blank (counted from 0)."""
    kind = np.int32 if first + total <= np.iinfo(np.int32).max else np.int64
    lines: Codes = np.arange(first, first + total, dtype=kind)
    if not blank:
        return lines
    kept = np.ones(total, bool)
    kept[np.concatenate(blank)] = False
    return lines[kept]


def end_to_end(pieces: list[Any], limits: Limits | None = None) -> RawColumn:
    """A column of text from pieces that each have a numbering of their own. Arrow puts these together without the
    interpreter's lock. Raises pyarrow.ArrowException where the texts are more than it can hold, and TooMuchError."""
    import pyarrow as pa

    if not pieces:
        return RawColumn([], np.empty(0, np.int32))
    pieces = pa.chunked_array(pieces).unify_dictionaries().chunks
    codes = np.concatenate([piece.indices.to_numpy() for piece in pieces])
    texts = pieces[0].dictionary
    values: list[str] = []
    # To make texts of Python's holds the lock: a million of them at once for 60 ms.
    mean = texts.nbytes // max(len(texts), 1)
    at_once = max(1, min(_TEXTS_AT_ONCE, _LETTERS_AT_ONCE // max(mean, 1)))
    for start in range(0, len(texts), at_once):
        made = texts.slice(start, at_once).to_pylist()
        if limits is not None:
            limits.texts(made)
        values += made
    return RawColumn(values, codes)


class Growing:
    """An array that pieces are added to. Its first size is what the first piece promises of the whole: memory that is
    not touched costs nothing, and what is copied twice does."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._kind = kind
        self._values: npt.NDArray[Any] = np.empty(0, kind)
        self._size = 0

    def add(self, piece: npt.NDArray[Any], share: float) -> None:
        """Add a piece; share: how much of the whole file has been seen with it."""
        size = self._size + len(piece)
        self._reach(size, share)
        self._values[self._size : size] = piece
        self._size = size

    def taken(self) -> npt.NDArray[Any]:
        """What was added."""
        return self._values[: self._size]

    def _reach(self, size: int, share: float) -> None:
        if size > len(self._values):
            grown = np.empty(max(int(1.05 * size / max(share, 1e-6)) + 16, size), self._kind)
            grown[: self._size] = self._values[: self._size]
            self._values = grown


class GrowingCodes(Growing):
    """Whole numbers that are codes, in as few bytes as they need; only counted as long as all are the same."""

    def __init__(self) -> None:
        super().__init__(np.int16)
        self._range = (0, 0)
        self._same = 0

    def add_codes(self, codes: _Codes, share: float) -> None:
        """Add a piece."""
        piece, (least, most) = codes
        if not len(piece):
            return
        if self._size + self._same:
            least, most = min(least, self._range[0]), max(most, self._range[1])
        if least == most:
            self._same += len(piece)
        else:
            if self._kind is np.int16 and (least < _SHORT.min or max(most, most - least) > _SHORT.max):
                self._kind = np.int32
                self._values = self._values[: self._size].astype(np.int32)
            if self._same:
                self._reach(self._same + len(piece), share)
                self._values[: self._same] = self._range[0]
                self._size, self._same = self._same, 0
            self.add(piece, share)
        self._range = (least, most)

    def column(self) -> RawColumn:
        """The column of their texts."""
        if self._same:
            return constant(str(self._range[0]), self._same)
        return _numbered(self.taken(), *self._range)


def _numbered(numbers: Codes, least: int, most: int) -> RawColumn:
    """Whole numbers as a column of their texts, in the order of the numbers, which are turned into codes in place."""
    if not len(numbers):
        return RawColumn([], numbers)
    if most - least > _SPARSE:
        first, codes = numbered(numbers)
        return RawColumn([str(n) for n in numbers[first].tolist()], codes.astype(np.int32))
    if least < 0 or most > _SPARSE:
        numbers -= numbers.dtype.type(least)
    else:
        least = 0
    # One row in so many has nearly every number, and marking all takes as long as all else here.
    used = np.zeros(most - least + 1, bool)
    used[numbers[::_SAMPLE]] = True
    if not all(in_slices(len(numbers), lambda part: bool(used.take(numbers[part], mode="clip").all()))):
        used[numbers] = True
    there = np.flatnonzero(used)
    codes = np.zeros(len(used), numbers.dtype)
    codes[there] = np.arange(len(there), dtype=numbers.dtype)
    in_slices(len(numbers), lambda part: np.take(codes, numbers[part], out=numbers[part], mode="clip"))
    return RawColumn([str(n) for n in (there + least).tolist()], numbers)
