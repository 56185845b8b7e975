"""Large delimited text, parsed by pyarrow in pieces of whole lines: on all cores, and without the lock.

It reads what the careful lane of `delimited` reads, or says that it cannot.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, AnyStr

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.keys import cores, in_slices, numbered
from dependency_explorer.data.lines import MOST_LINE, endless_line
from dependency_explorer.data.numerals import LARGEST
from dependency_explorer.data.raw import AnyColumn, Codes, NumberColumn, RawColumn, RawTable, constant

if TYPE_CHECKING:
    from dependency_explorer.data.delimited import Layout, Opener, Shape
    from dependency_explorer.data.way import Way

PIECE_BYTES = 1 << 22
_SAMPLE = 16
_SPARSE = 1 << 24
"""Whole numbers up to here are numbered by a table of them, which is quicker than any hashing."""
_SHORT = np.iinfo(np.int16)


_Codes = tuple[npt.NDArray[np.int32], tuple[int, int]]
"""Whole numbers, and the least and the most of them."""


class NotQuick(Exception):  # noqa: N818 - no error: the careful lane can
    """This lane cannot read the text as the careful one would."""


class _OtherTexts(Exception):  # noqa: N818 - no error: the column is read as text
    """A column that should hold numbers holds other texts too."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


class QuickLane:
    """Reads the rows below the header; see delimited.read_delimited for the parameters.

    whole: columns of whole numbers that are codes (and lose nothing without leading zeros): parsed as numbers and
    handed over as text, which spares the making of ten million texts.
    """

    def __init__(
        self,
        opener: Opener,
        size: int,
        file: str,
        layout: Layout,
        shape: Shape,
        numbers: Collection[str],
        whole: Collection[str],
        missing: Collection[str],
        way: Way,
    ) -> None:
        self._opener, self._size, self._file = opener, size, file
        self._layout, self._shape, self._way = layout, shape, way
        self._missing = ["", *missing]
        self._width = len(layout.names)
        # Columns are known to pyarrow by their position: a name may be missing.
        self._numbers = {i for i, name in enumerate(layout.names) if name in numbers}
        self._whole = {i for i, name in enumerate(layout.names) if name in whole}
        self._spare: list[bytearray] = []

    def read(self) -> RawTable:
        """The table. Raises NotQuick where the careful lane is needed."""
        while True:
            try:
                return self._read()
            except _OtherTexts as error:
                # A column that does not convert whole is read again as text.
                self._numbers.discard(error.column)
                self._whole.discard(error.column)

    def read_if_numbers(self) -> RawTable:
        """The table, of which each column of numbers holds nothing else. Raises NotQuick where one does."""
        try:
            return self._read()
        except _OtherTexts as error:
            raise NotQuick from error

    def _read(self) -> RawTable:
        numbers = {i: _Growing(np.float64) for i in self._numbers}
        codes = {i: _GrowingCodes() for i in self._whole}
        texts: dict[int, list[Any]] = {
            i: [] for i in range(self._width) if i not in numbers and i not in codes
        }
        total = 0
        for rows, parsed, share in self._parsed():
            for i, column in enumerate(parsed):
                if i in texts:
                    texts[i] += column.chunks
                elif i in codes:
                    codes[i].add_codes(column, share)
                else:
                    numbers[i].add(column, share)
            total += rows

        def made(i: int) -> AnyColumn:
            if i in texts:
                return _end_to_end(texts.pop(i))
            return codes.pop(i).column() if i in codes else NumberColumn(numbers.pop(i).taken())

        first = self._layout.lines + 1
        with ThreadPoolExecutor(cores()) as pool:
            lines = pool.submit(_lines, first, total)
            columns = list(pool.map(made, range(self._width)))
        built: dict[str, AnyColumn] = {}
        for i, (name, column) in enumerate(zip(self._layout.names, columns, strict=True)):
            if name:
                built[name] = column
            elif isinstance(column, RawColumn):
                self._shape.unnamed(i, int(column.where(lambda text: bool(text.strip())).sum()))
        return RawTable(self._file, built, lines.result())

    def _parsed(self) -> Iterator[tuple[int, list[Any], float]]:
        """Rows and columns of one piece after the other, some of which are parsed ahead, and how much of the file
        has been seen with it (0 to 1)."""
        done = 0
        waiting: deque[tuple[int, Future[tuple[int, list[Any]]]]] = deque()
        with self._opener() as raw, ThreadPoolExecutor(cores()) as pool:
            try:
                for piece, size in self._pieces(raw):
                    self._way.look()
                    waiting.append((size, pool.submit(self._parse, piece, size)))
                    if len(waiting) > 2 * cores():
                        size, future = waiting.popleft()
                        done += size
                        yield (*future.result(), done / max(self._size, done))
                        self._way.tell(f"Reading {self._file}", min(done, self._size), self._size)
                while waiting:
                    yield (*waiting.popleft()[1].result(), 1.0)
            finally:
                for _, future in waiting:
                    future.cancel()

    def _pieces(self, raw: IO[bytes]) -> Iterator[tuple[bytes | bytearray, int]]:
        """The lines below the header, as UTF-8, in pieces that end with a line, and the bytes of each that count."""
        skip = self._layout.lines
        if self._layout.encoding in ("utf-8", "utf-8-sig"):
            for _ in range(skip):
                self._line(raw)
            yield from self._buffers(raw)
            return
        text = io.TextIOWrapper(raw, encoding=self._layout.encoding, newline="\n")
        try:
            for _ in range(skip):
                self._line(text)
            while lines := text.read(PIECE_BYTES):
                whole = (lines if lines.endswith("\n") else lines + self._line(text)).encode("utf-8")
                yield whole, len(whole)
        except UnicodeError as error:
            raise NotQuick from error
        finally:
            text.detach()

    def _buffers(self, raw: IO[bytes]) -> Iterator[tuple[bytes | bytearray, int]]:
        # Into memory of pieces that are parsed: the system takes longer to hand out fresh memory than to copy a file.
        rest = b""
        while True:
            buffer = self._spare.pop() if self._spare else bytearray(PIECE_BYTES)
            buffer[: len(rest)] = rest
            size = len(rest) + raw.readinto(memoryview(buffer)[len(rest) :])  # type: ignore[attr-defined]
            if size == len(rest):
                if rest:
                    yield rest, len(rest)
                return
            end = buffer.rfind(b"\n", 0, size) + 1
            rest = bytes(memoryview(buffer)[end:size])
            if end:
                yield buffer, end
            else:
                line = rest + self._line(raw)
                rest = b""
                yield line, len(line)

    def _line(self, stream: IO[AnyStr]) -> AnyStr:
        line = stream.readline(MOST_LINE)
        if len(line) >= MOST_LINE:
            raise endless_line(self._file)
        return line

    def _parse(self, piece: bytes | bytearray, size: int) -> tuple[int, list[Any]]:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        if piece.find(b"\x00", 0, size) >= 0 or (
            piece.find(b"\r", 0, size) >= 0 and has_lone_return(piece, size)
        ):
            raise NotQuick  # a lone carriage return is a line end for one reader and none for the other
        quoted = piece.find(b'"', 0, size) >= 0
        lines = piece.count(b"\n", 0, size) + (piece[size - 1] != 10) if quoted else -1
        text = pa.dictionary(pa.int32(), pa.string())
        names = [str(i) for i in range(self._width)]
        kinds = {
            str(i): pa.float64() if i in self._numbers else pa.int32() if i in self._whole else text
            for i in range(self._width)
        }
        try:
            parsed = arrow_csv.read_csv(
                pa.BufferReader(pa.py_buffer(memoryview(piece)[:size])),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, block_size=size + 1, use_threads=False
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self._layout.separator,
                    quote_char='"' if quoted else False,
                    newlines_in_values=False,
                    ignore_empty_lines=False,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=kinds, null_values=self._missing, strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            said = str(error)
            if "conversion error to" in said and "column #" in said:
                column = int(said.split("column #", 1)[1].split(":", 1)[0])
                if column in self._numbers | self._whole:
                    raise _OtherTexts(column) from error
            raise NotQuick from error
        if lines >= 0 and parsed.num_rows != lines:
            raise NotQuick  # cells with line ends: only the other lane can number the lines
        if isinstance(piece, bytearray):
            self._spare.append(piece)  # what was parsed is a copy
        return parsed.num_rows, [self._column(i, parsed.column(i)) for i in range(self._width)]

    def _column(self, i: int, column: Any) -> Any:
        if i in self._numbers:
            values = column.to_numpy()
            if len(values) and max(np.fmax.reduce(values), -np.fmin.reduce(values)) >= LARGEST:
                raise _OtherTexts(i)  # infinite, or larger than any amount, which arrow takes for a number
            return values
        if i in self._whole:
            if column.null_count:
                raise _OtherTexts(i)
            values = column.to_numpy()
            return values, (int(values.min()), int(values.max())) if len(values) else (0, 0)
        return column


def has_lone_return(piece: bytes | bytearray, size: int) -> bool:
    """Whether a carriage return stands without a line feed behind it, in so many bytes. Every line of a large table
    may hold one, and `bytes.count` would keep the interpreter's lock for all of them."""
    signs = np.frombuffer(piece, np.uint8, size)
    returns = signs == 13
    returns[:-1] &= signs[1:] != 10
    return bool(returns.any())


def _lines(first: int, total: int) -> Codes:
    kind = np.int32 if first + total <= np.iinfo(np.int32).max else np.int64
    return np.arange(first, first + total, dtype=kind)


def _end_to_end(pieces: list[Any]) -> RawColumn:
    """A column of text from pieces that each have a numbering of their own. Arrow puts these together without the
    interpreter's lock. Raises NotQuick where the texts are more than it can hold."""
    import pyarrow as pa

    if not pieces:
        return RawColumn([], np.empty(0, np.int32))
    try:
        pieces = pa.chunked_array(pieces).unify_dictionaries().chunks
    except pa.ArrowException as error:
        raise NotQuick from error
    codes = np.concatenate([piece.indices.to_numpy() for piece in pieces])
    return RawColumn(pieces[0].dictionary.to_pylist(), codes)


class _Growing:
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


class _GrowingCodes(_Growing):
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
