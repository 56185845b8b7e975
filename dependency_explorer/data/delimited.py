"""Reading delimited text: separator, header, and rows as a RawTable.

Two lanes give the same table. The careful one, the module csv of the standard library, tells the line of
every row, also where cells hold line ends, and what is wrong with a row. The quick one (quick_lane) takes a large
table of which every line is a whole row; where a piece turns out not to be so, the careful lane starts anew.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO

from dependency_explorer.data.encodings import SAMPLE, encoding_of
from dependency_explorer.data.formulas import unprotected
from dependency_explorer.data.lines import lines_of
from dependency_explorer.data.problems import (
    ROWS_NAMED,
    Collector,
    DataError,
    Problem,
    Severity,
    count,
    counted,
    shown,
)
from dependency_explorer.data.raw import RawBuilder, RawTable
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.unpacking import Limits
from dependency_explorer.data.way import Way

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""The signs between cells, and what they are called."""
Opener = Callable[[], IO[bytes]]
_ROWS_COUNTED = 256
_PIECE_ROWS = 4096  # about 5 ms, so that a window's thread gets its turn
QUICK_FROM = 1 << 19
"""Smaller files are read carefully: it takes a few milliseconds, and every fault has its line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table lies in a text.

    lines: lines up to and with the header. names: one a column; a column without a name is not used.
    """

    encoding: str
    separator: str
    lines: int
    names: tuple[str, ...]


def column_name(header: str) -> str:
    """A header as a column name: without spaces around it, in small letters, spaces as underscores, and without the
    apostrophe before what a spreadsheet would run."""
    return unprotected("_".join(header.replace("\ufeff", "").strip().lower().split()))


def text_rows(text: IO[str], separator: str, limit: int) -> list[tuple[int, list[str]]]:
    """The first rows of a text with the number of lines up to and with each, blank rows included.

    Stops before a row whose quotation marks do not fit.
    """
    reader = csv.reader(text, delimiter=separator)
    rows = []
    try:
        for row in islice(reader, limit):
            rows.append((reader.line_num, row))
    except csv.Error:
        pass
    return rows


def all_rows(
    text: IO[str], separator: str, most: int, file: str, limits: Limits | None = None
) -> list[list[str]]:
    """Every row of a text, blank rows included. limits: what a packed text may become. Raises DataError where there
    are more than `most`, or where a cell has no end: what is behind it would be lost in it."""
    end = "end of text"  # a row of its own behind the last, unless a cell is still open there
    reader = csv.reader(chain(lines_of(text, file), [end]), delimiter=separator)
    begun = 1
    rows: list[list[str]] = []
    line = 1  # in which the next row begins
    try:
        for row in reader:
            rows.append(row)
            if limits is not None and len(rows) % _ROWS_COUNTED == 0:
                limits.texts(chain.from_iterable(rows[-_ROWS_COUNTED:]))
            if len(rows) > most + 1:
                raise DataError(
                    f"{file} has more than {count(most)} rows in a layout that is not read piece by piece. Give it "
                    "as a plain table: one row of titles, and the rows below."
                )
            begun, line = line, reader.line_num + 1
    except csv.Error as error:
        raise _unquoted(file, line, error) from error
    if rows.pop() != [end]:
        raise _unquoted(file, begun, "a cell that begins with a quotation mark has no end")
    return rows


def _unquoted(file: str, line: int, why: object) -> DataError:
    return DataError(
        f"{file}, near line {count(line)}: the quotation marks or the length of a cell do not fit "
        f"({str(why).expandtabs(1)}). Save the table again as CSV, with every quotation mark in a text doubled."
    )


def likely_separator(head: str, expected: Collection[str]) -> str:
    """The separator under which most headers are expected ones; then the one that makes most columns."""

    def score(separator: str) -> tuple[int, int]:
        names = next(iter(text_rows(io.StringIO(head, newline=""), separator, 1)), (0, []))[1]
        return (sum(column_name(name) in expected for name in names), len(names))

    return max(SEPARATORS, key=score)


def read_csv(
    content: bytes,
    file: str,
    table: str,
    expected: Sequence[str],
    found: Collector,
    *,
    separator: str = "",
    encoding: str = "",
    way: Way | None = None,
) -> RawTable:
    """Read a table of ours into a RawTable, whose columns bear the names of the header (see column_name).

    expected: the columns that the reader hopes for, by which the separator is recognised when it is not
    given. Faults that leave the rest readable go to `found`; DataError says why nothing could be read.
    """
    declared = encoding
    if encoding and encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = ""  # a byte order mark may still stand there
    encoding = encoding or encoding_of(content)
    # A null character in the header is no text; in a remark further down it is odd, and kept.
    if not encoding or (encoding == "utf-8" and b"\x00" in content[:SAMPLE].split(b"\n", 1)[0]):
        raise DataError(
            f"{file} is not a text file in a known encoding. Save it as CSV in the encoding UTF-8."
        )
    if not declared:
        tell_guess(encoding, file, table, found)
    with speaking(file, encoding):
        head = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="").read(65536)
        separator = separator or likely_separator(head, expected)
        text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        for line, row in text_rows(text, separator, 1000):
            if any(cell.strip() for cell in row):
                names = tuple(column_name(cell) for cell in row)
                _no_twins(names, file)
                layout = Layout(encoding, separator, line, names)
                break
        else:
            raise DataError(f"{file} is empty. The first line must name the columns: {', '.join(expected)}.")
    schema = TABLES.get(table)
    numbers = schema.numbers if schema else ()
    return read_delimited(
        lambda: io.BytesIO(content), len(content), file, table, layout, found, numbers, way or Way()
    )


def tell_guess(encoding: str, file: str, table: str, found: Collector) -> None:
    """Say so where the encoding is a guess by the frequency of letters, which no form of Unicode is."""
    if not encoding.startswith("utf-"):
        message = f"{file} is not in UTF-8; it was read as {encoding}. Check that names look right."
        found.add("warning", message, table=table)


class speaking:  # noqa: N801 - reads as a statement: with speaking(file, encoding)
    """Turns what Python says of an encoding that does not fit into a sentence."""

    def __init__(self, file: str, encoding: str) -> None:
        self._file, self._encoding = file, encoding

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UnicodeError):
            raise DataError(
                f"{self._file} holds bytes that are not {self._encoding}. Save it as CSV in the encoding "
                "UTF-8."
            ) from error
        if isinstance(error, LookupError) and not isinstance(error, (KeyError, IndexError)):
            raise DataError(
                f"{self._file} is declared to be in the unknown encoding {shown(self._encoding)}. Use UTF-8."
            ) from error


def _no_twins(names: Sequence[str], file: str) -> None:
    for name in names:
        if name and names.count(name) > 1:
            raise DataError(
                f"{file} has two columns named {shown(name)}. Rename or delete one of them in its header."
            )


def read_delimited(
    opener: Opener,
    size: int,
    file: str,
    table: str,
    layout: Layout,
    found: Collector,
    numbers: Collection[str],
    way: Way,
    limit: int | None = None,
    missing: Collection[str] = (),
    whole: Collection[str] = (),
    together: bool = False,
    limits: Limits | None = None,
) -> RawTable:
    """The rows below the header of a text.

    size: bytes, for progress. numbers: columns that should hold numbers; where every cell of one does, it
    comes as a NumberColumn, else as text for others to convert and to count what does not. limit: at most so
    many rows. missing: texts that stand for no number in these columns, besides the empty one. whole: columns of
    codes that are whole numbers, whose leading zeros may go: a large table is read faster so. together: no column of
    `numbers` comes as a NumberColumn unless all do, as for figures that are read together. limits: what a packed
    table may become. Raises DataError.
    """
    if limit is None and size >= QUICK_FROM and len(layout.separator) == 1:
        from dependency_explorer.data.quick_lane import NotQuick, QuickLane

        shape = Shape(file, table, layout.names, found)
        try:
            lane = QuickLane(
                opener, size, file, layout, shape, numbers, whole, missing, way, together, limits
            )
            read = lane.read()
        except NotQuick:
            pass
        else:
            shape.report()
            return read
    shape = Shape(file, table, layout.names, found)
    with speaking(file, layout.encoding), opener() as raw:
        text = io.TextIOWrapper(raw, encoding=layout.encoding, newline="")
        result = _read_carefully(text, raw, size, file, layout, shape, numbers, way, limit, limits)
    shape.report()
    return result


def _read_carefully(
    text: IO[str],
    raw: IO[bytes],
    size: int,
    file: str,
    layout: Layout,
    shape: Shape,
    numbers: Collection[str],
    way: Way,
    limit: int | None,
    limits: Limits | None,
) -> RawTable:
    reader = csv.reader(lines_of(text, file), delimiter=layout.separator, strict=True)
    builder = RawBuilder(file, shape.names, numbers, limits)
    left = limit if limit is not None else -1
    try:
        while reader.line_num < layout.lines:
            next(reader)
        while left:
            way.look()
            before = reader.line_num
            rows = list(islice(reader, _PIECE_ROWS if left < 0 else min(left, _PIECE_ROWS)))
            if not rows:
                break
            left = max(left - len(rows), 0) if left > 0 else left
            if limits is not None:
                limits.careful(len(rows))
            lines = _lines(rows, before, reader.line_num)
            builder.add(*shape.fit(rows, lines))
            way.tell(f"Reading {file}", raw.tell(), size)
    except StopIteration:
        pass
    except csv.Error as error:
        raise _unquoted(file, max(reader.line_num, 1), error) from error
    return builder.table()


def _lines(rows: list[list[str]], before: int, after: int) -> Sequence[int]:
    # The first line of each row. Only where cells hold line ends does a row take more than one line.
    if after - before == len(rows):
        return range(before + 1, after + 1)
    lines = []
    line = before + 1
    for row in rows:
        lines.append(line)
        line += 1
        for cell in row:
            line += cell.count("\n") + cell.count("\r") - cell.count("\r\n")
    return lines


class Shape:
    """Makes every row fit the header, and keeps count of those that did not."""

    def __init__(self, file: str, table: str, names: Sequence[str], found: Collector) -> None:
        self._file = file
        self._table = table
        self._found = found
        self._width = len(names)
        self._kept = [index for index, name in enumerate(names) if name]
        self._unnamed = {index: 0 for index, name in enumerate(names) if not name}
        self._short: list[tuple[int, int]] = []
        self._notes: list[tuple[int, int]] = []
        self._long: list[tuple[int, int]] = []
        self.names = tuple(name for name in names if name)

    def unnamed(self, index: int, filled: int) -> None:
        """Count the cells of a column without a name that hold something."""
        self._unnamed[index] += filled

    def fit(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], Sequence[int]]:
        """Rows with one cell for each named column, and their lines."""
        width = self._width
        if set(map(len, rows)) != {width}:
            rows, lines = self._mend(rows, lines)
        elif self._notes:
            self._short += self._notes
            self._notes = []
        if len(self._kept) != width:
            for index in self._unnamed:
                self._unnamed[index] += sum(bool(row[index].strip()) for row in rows)
            rows = [[row[index] for index in self._kept] for row in rows]
        return rows, lines

    def _mend(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], list[int]]:
        width = self._width
        good: list[list[str]] = []
        good_lines: list[int] = []
        for row, line in zip(rows, lines, strict=True):
            if len(row) != width and not any(cell.strip() for cell in row):
                continue  # a blank line; a row of empty cells stays one, whatever stands around it
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                self._long.append((line, len(row)))
                continue
            if len(row) == 1 and width > 2 and any(map(str.isalpha, row[0])):
                # Lines of text below a table are notes, and nothing of them is missing; the reader sets them aside.
                self._notes.append((line, 1))
                row = row + [""] * (width - 1)
            elif self._notes:
                self._short += self._notes
                self._notes = []
            if len(row) < width:
                self._short.append((line, len(row)))
                row = row + [""] * (width - len(row))
            good.append(row[:width])
            good_lines.append(line)
        return good, good_lines

    def report(self) -> None:
        """Say what did not fit."""
        for index, filled in self._unnamed.items():
            if filled:
                message = (
                    f"{self._file}: column {index + 1} has no name; its {counted(filled, 'value')} "
                    "are not used. Name the column in the header."
                )
                self._found.add("warning", message, table=self._table)
        for line, cells in self._long[:ROWS_NAMED]:
            self._say(
                "error",
                line,
                f"has {cells} cells and the header {self._width}, so it is not clear "
                "which belongs where; the row is left out. Put texts and numbers that hold the "
                "separator between quotation marks.",
            )
        for line, cells in self._short[:ROWS_NAMED]:
            self._say(
                "warning",
                line,
                f"has {cells} cells and the header {self._width}; the last ones are "
                "taken as missing. Give the row all its cells (empty ones, too), or take it out where it is a note.",
            )
        pairs: tuple[tuple[list[tuple[int, int]], Severity], ...] = (
            (self._long, "error"),
            (self._short, "warning"),
        )
        for faults, severity in pairs:
            if len(faults) > ROWS_NAMED:
                more = counted(len(faults) - ROWS_NAMED, "more row has", "more rows have")
                message = f"{self._file}: {more} a number of cells that differs from the header's."
                self._found.problems.append(Problem(severity, message, self._table))

    def _say(self, severity: Severity, line: int, what: str) -> None:
        message = f"{self._file}, row {count(line)}: the row {what}"
        self._found.add(severity, message, table=self._table, row=line)
