"""Large delimited text, parsed by pyarrow in pieces of whole lines: on all cores, and without the lock.

It reads what the careful lane of `delimited` reads, or says that it cannot.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, AnyStr

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.growing import Growing, GrowingCodes, end_to_end, numbers_of_lines
from dependency_explorer.data.keys import cores
from dependency_explorer.data.lines import MOST_LINE, endless_line
from dependency_explorer.data.numerals import LARGEST
from dependency_explorer.data.pieces import blank_lines, has_lone_return, quotes_are_plain
from dependency_explorer.data.raw import AnyColumn, NumberColumn, RawColumn, RawTable

if TYPE_CHECKING:
    from dependency_explorer.data.delimited import Layout, Opener, Shape
    from dependency_explorer.data.unpacking import Limits
    from dependency_explorer.data.way import Way

PIECE_BYTES = 1 << 22
_MARK = "\ufeff".encode()


class NotQuick(Exception):  # noqa: N818 - no error: the careful lane can
    """This lane cannot read the text as the careful one would."""


class _OtherTexts(Exception):  # noqa: N818 - no error: the columns are read as text
    """Columns that should hold numbers hold other texts too."""

    def __init__(self, columns: Iterable[int]) -> None:
        self.columns = frozenset(columns)
        super().__init__(*sorted(self.columns))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some lines of the text, parsed: how many they are, which of them are blank, and the columns of the others."""

    lines: int
    blank: npt.NDArray[np.intp]
    columns: list[Any]


class QuickLane:
    """Reads the rows below the header; see delimited.read_delimited for the parameters.

    whole: columns of whole numbers that are codes (and lose nothing without leading zeros): parsed as numbers and
    handed over as text, which spares the making of ten million texts. together: columns of numbers are numbers only
    where all of them are.
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
        together: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self._opener, self._size, self._file = opener, size, file
        self._layout, self._shape, self._way = layout, shape, way
        self._missing = ["", *missing]
        self._together = together
        self._limits = limits
        self._width = len(layout.names)
        # Columns are known to pyarrow by their position: a name may be missing.
        self._numbers = {i for i, name in enumerate(layout.names) if name in numbers}
        self._whole = {i for i, name in enumerate(layout.names) if name in whole}
        self._spare: list[bytearray] = []

    def read(self) -> RawTable:
        """The table. Raises NotQuick where the careful lane is needed."""
        again = False
        while True:
            try:
                return self._read(to_the_end=again)
            except _OtherTexts as error:
                # Columns that do not convert whole are read again as text. The first mostly shows at once, and is
                # the only one; a second is reason to look for all there are before beginning anew.
                all_at_once = self._together and not self._numbers.isdisjoint(error.columns)
                self._numbers -= self._numbers if all_at_once else error.columns
                self._whole -= error.columns
                again = True

    def read_if_numbers(self) -> RawTable:
        """The table, of which each column of numbers holds nothing else. Raises NotQuick where one does."""
        try:
            return self._read()
        except _OtherTexts as error:
            raise NotQuick from error

    def _read(self, to_the_end: bool = False) -> RawTable:
        """to_the_end: of columns that hold other texts go on to find all."""
        import pyarrow as pa

        numbers = {i: Growing(np.float64) for i in self._numbers}
        codes = {i: GrowingCodes() for i in self._whole}
        texts: dict[int, list[Any]] = {
            i: [] for i in range(self._width) if i not in numbers and i not in codes
        }
        total = 0
        blank: list[npt.NDArray[np.intp]] = []
        odd: set[int] = set()
        for future, share in self._parsed():
            try:
                piece = future.result()
            except _OtherTexts as error:
                if not to_the_end:
                    raise
                odd |= error.columns
                numbers, codes, texts = {}, {}, {}  # nothing of it will be needed
            if odd:
                continue
            for i, column in enumerate(piece.columns):
                if i in texts:
                    texts[i] += column.chunks
                    if self._limits is not None:
                        for chunk in column.chunks:
                            self._limits.met(len(chunk.dictionary), chunk.dictionary.nbytes)
                elif i in codes:
                    codes[i].add_codes(column, share)
                else:
                    numbers[i].add(column, share)
            if len(piece.blank):
                blank.append(piece.blank + total)
            total += piece.lines
        if odd:
            raise _OtherTexts(odd)

        def made(i: int) -> AnyColumn:
            if i in texts:
                try:
                    return end_to_end(texts.pop(i), self._limits)
                except pa.ArrowException as error:
                    raise NotQuick from error
            return codes.pop(i).column() if i in codes else NumberColumn(numbers.pop(i).taken())

        first = self._layout.lines + 1
        with ThreadPoolExecutor(cores()) as pool:
            lines = pool.submit(numbers_of_lines, first, total, blank)
            columns = list(pool.map(made, range(self._width)))
        built: dict[str, AnyColumn] = {}
        for i, (name, column) in enumerate(zip(self._layout.names, columns, strict=True)):
            if name:
                built[name] = column
            elif isinstance(column, RawColumn):
                self._shape.unnamed(i, int(column.where(lambda text: bool(text.strip())).sum()))
        return RawTable(self._file, built, lines.result())

    def _parsed(self) -> Iterator[tuple[Future[_Piece], float]]:
        """One piece after the other, some of which are parsed ahead, and how much of the file has been seen with it
        (0 to 1)."""
        done = 0
        waiting: deque[tuple[int, Future[_Piece]]] = deque()
        with self._opener() as raw, ThreadPoolExecutor(cores()) as pool:
            try:
                for piece, size in self._pieces(raw):
                    self._way.look()
                    waiting.append((size, pool.submit(self._parse, piece, size)))
                    if len(waiting) > 2 * cores():
                        size, future = waiting.popleft()
                        done += size
                        yield future, done / max(self._size, done)
                        self._way.tell(f"Reading {self._file}", min(done, self._size), self._size)
                while waiting:
                    yield waiting.popleft()[1], 1.0
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

    def _parse(self, piece: bytes | bytearray, size: int) -> _Piece:
        if piece.find(b"\x00", 0, size) >= 0 or (
            piece.find(b"\r", 0, size) >= 0 and has_lone_return(piece, size)
        ):
            raise NotQuick  # a lone carriage return is a line end for one reader and none for the other
        if piece.startswith(_MARK):
            raise NotQuick  # Arrow would take it away
        quoted = piece.find(b'"', 0, size) >= 0
        if quoted and not quotes_are_plain(piece, size, self._layout.separator.encode()):
            raise NotQuick
        lines = piece.count(b"\n", 0, size) + (piece[size - 1] != 10) if quoted else -1
        parsed = self._arrow(piece, size, quoted)
        if lines >= 0 and parsed.num_rows != lines:
            raise NotQuick  # cells with line ends: only the other lane can number the lines
        lines = parsed.num_rows
        blank = np.empty(0, np.intp)
        if all(map(_has_empty, parsed.columns)):
            blank = blank_lines(piece, size)
            if len(blank):
                kept = np.ones(lines, bool)
                kept[blank] = False
                parsed = parsed.filter(kept)
        try:
            columns = [self._column(i, parsed.column(i)) for i in range(self._width)]
        except _OtherTexts as error:
            raise self._others(piece, size, quoted, error.columns) from None
        if isinstance(piece, bytearray):
            self._spare.append(piece)  # what was parsed is a copy
        return _Piece(lines, blank, columns)

    def _arrow(self, piece: bytes | bytearray, size: int, quoted: bool, plain: bool = False) -> Any:
        """The piece as a table of Arrow's. plain: with every column as text."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        text = pa.dictionary(pa.int32(), pa.string())
        names = [str(i) for i in range(self._width)]
        kinds = dict.fromkeys(names, text)
        if not plain:
            kinds |= {str(i): pa.int32() for i in self._whole} | {str(i): pa.float64() for i in self._numbers}
        try:
            return arrow_csv.read_csv(
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
            if not plain and "conversion error to" in said and "column #" in said:
                column = int(said.split("column #", 1)[1].split(":", 1)[0])
                if column in self._numbers | self._whole:
                    raise self._others(piece, size, quoted, {column}) from error
            raise NotQuick from error

    def _others(
        self, piece: bytes | bytearray, size: int, quoted: bool, known: Collection[int]
    ) -> _OtherTexts:
        """All columns of a piece that should hold numbers and do not, since Arrow tells only the first. known: those
        that it told."""
        given = self._arrow(piece, size, quoted, plain=True)
        return _OtherTexts(
            i for i in self._numbers | self._whole if i in known or not self._are_numbers(i, given.column(i))
        )

    def _are_numbers(self, i: int, column: Any) -> bool:
        import pyarrow as pa
        import pyarrow.compute as pc

        for chunk in column.chunks:
            texts = chunk.dictionary
            if i in self._numbers:
                texts = texts.filter(pc.invert(pc.is_in(texts, pa.array(self._missing, pa.string()))))
            try:
                read = pc.utf8_trim(texts, " \t").cast(pa.int32() if i in self._whole else pa.float64())
            except pa.ArrowInvalid:
                return False
            if i in self._numbers and not _amounts(read.to_numpy(zero_copy_only=False), 0):
                return False
        return True

    def _column(self, i: int, column: Any) -> Any:
        if i in self._numbers:
            values = column.to_numpy()
            if not _amounts(values, column.null_count):
                raise _OtherTexts((i,))
            return values
        if i in self._whole:
            if column.null_count:
                raise _OtherTexts((i,))
            values = column.to_numpy()
            return values, (int(values.min()), int(values.max())) if len(values) else (0, 0)
        return column


def _amounts(values: npt.NDArray[np.float64], missing: int) -> bool:
    """Whether Arrow's numbers are those of a careful reader: neither infinite nor larger than any amount, and no text
    "nan", which is no number, among those that are missing."""
    if not len(values):
        return True
    if max(np.fmax.reduce(values), -np.fmin.reduce(values)) >= LARGEST:
        return False
    return int(np.count_nonzero(np.isnan(values))) == missing


def _has_empty(column: Any) -> bool:
    """Whether some cell of a column may be empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return bool(column.null_count)
    return any(pc.index(chunk.dictionary, "").as_py() >= 0 for chunk in column.chunks)
