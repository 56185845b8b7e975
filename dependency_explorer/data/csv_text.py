"""Reading CSV: encoding, separator, header and rows of a delimited text file.

The module csv of the standard library reads the bundled tables in 4 ms (pandas 33, pyarrow 27), tells the
line of every row, also where a cell holds line ends, and hands over in small pieces, so that a window stays
alive.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from itertools import islice

from dependency_explorer.data.problems import (
    ROWS_NAMED,
    Cancelled,
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

Progress = Callable[[str, int, int], None]
IsCancelled = Callable[[], bool]

SEPARATORS = ",;\t|"
_PIECE = 4096  # rows; about 5 ms, so that a window's thread gets its turn
_SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SELDOM = (
    "mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish", "hp_roman8",
    "big5hkscs", "cp1258", "cp037", "cp500", "cp1026", "cp1140", "cp273", "kz1048", "ptcp154", "johab",
)  # fmt: skip
"""Encodings that fit nearly any bytes and that tables are hardly ever saved in."""
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "latin_1", "iso8859_2", "iso8859_9", "iso8859_15"})
_IN_ROWS = re.compile(rb"[\x80-\xff]{3}")
_CENTRAL_EUROPEAN = frozenset(
    b"\x8a\x8c\x8e\x8f\x9a\x9c\x9e\x9f\xa3\xa5\xaf\xb3\xb9\xbf\xcc\xd8\xec\xf2\xf8\xf9"
)
"""Letters such as š, ł, ě, ř, whose bytes are symbols or seldom letters in Western European text."""
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
"""Ğ, İ, Ş, ğ, ı, ş, the only letters in which Turkish text differs from Western European."""


def column_name(header: str) -> str:
    """A header as a column name: without spaces around it, in small letters, spaces as underscores."""
    return "_".join(header.replace("\ufeff", "").strip().lower().split())


def encoding_of(content: bytes) -> str:
    """The encoding of a text: by its byte order mark, UTF-8 where it is that, else the most likely one."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(content[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _likely_encoding(content[:_SAMPLE])
    return "utf-8"


def _likely_encoding(sample: bytes) -> str:
    """The most likely encoding of a text that is not UTF-8; empty where none fits.

    A short table has too few letters for a guess by their frequency alone: encodings that programs no longer
    write are left out, and among the Latin ones the letters decide that only some languages use.
    """
    # Accented letters stand alone among plain ones; other scripts and double bytes come in rows.
    best = ""
    if _IN_ROWS.search(sample):
        from charset_normalizer import from_bytes

        match = from_bytes(sample, cp_exclusion=list(_SELDOM)).best()
        best = match.encoding if match is not None else ""
        if best not in _LATIN:
            return best
    if b"\x00" not in sample:
        beyond_ascii = frozenset(sample) - frozenset(range(128))
        if beyond_ascii & _TURKISH and not beyond_ascii & _CENTRAL_EUROPEAN:
            return "cp1254"
        return "cp1250" if beyond_ascii & _CENTRAL_EUROPEAN else "cp1252"
    return best


def read_csv(
    content: bytes,
    file: str,
    table: str,
    expected: Sequence[str],
    found: Collector,
    *,
    separator: str = "",
    encoding: str = "",
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> RawTable:
    """Read delimited text into a RawTable, whose columns bear the names of the header (see column_name).

    expected: the columns that the reader hopes for, by which the separator is recognised when it is not
    given. Faults that leave the rest readable go to `found`; DataError says why nothing could be read.
    """
    declared = encoding
    if encoding and encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = ""  # a byte order mark may still stand there
    encoding = encoding or encoding_of(content)
    # A null character in the header is no text; in a remark further down it is odd, and kept.
    if not encoding or (encoding == "utf-8" and b"\x00" in content[:_SAMPLE].split(b"\n", 1)[0]):
        raise DataError(
            f"{file} is not a text file in a known encoding. Save it as CSV in the encoding UTF-8."
        )
    if not declared and encoding not in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        # A guess by the frequency of letters, which a byte order mark is not.
        message = f"{file} is not in UTF-8; it was read as {encoding}. Check that names look right."
        found.add("warning", message, table=table)
    raw = io.BytesIO(content)
    try:
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        return _read(text, raw, len(content), file, table, expected, found, separator, progress, cancelled)
    except UnicodeError as error:
        raise DataError(
            f"{file} holds bytes that are not {encoding}. Save it as CSV in the encoding UTF-8."
        ) from error
    except LookupError as error:
        raise DataError(
            f"{file} is declared to be in the unknown encoding {shown(encoding)}. Use UTF-8."
        ) from error


def _separator(head: str, expected: Sequence[str]) -> str:
    # The one under which most headers are expected ones; then the one that makes most columns.
    wanted = set(expected)

    def score(separator: str) -> tuple[int, int]:
        try:
            names = next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), [])
        except csv.Error:
            return (0, 0)
        return (sum(column_name(name) in wanted for name in names), len(names))

    return max(SEPARATORS, key=score)


def _read(
    text: io.TextIOWrapper,
    raw: io.BytesIO,
    size: int,
    file: str,
    table: str,
    expected: Sequence[str],
    found: Collector,
    separator: str,
    progress: Progress | None,
    cancelled: IsCancelled | None,
) -> RawTable:
    if not separator:
        separator = _separator(text.read(65536), expected)
        text.seek(0)
    reader = csv.reader(text, delimiter=separator, strict=True)
    header: list[str] = []
    try:
        for header in reader:
            if any(cell.strip() for cell in header):
                break
        else:
            raise DataError(f"{file} is empty. The first line must name the columns: {', '.join(expected)}.")
        shape = _Shape(file, table, header, found)
        schema = TABLES.get(table)
        builder = RawBuilder(file, shape.names, schema.numbers if schema else ())
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled
            before = reader.line_num
            rows = list(islice(reader, _PIECE))
            if not rows:
                break
            lines = _lines(rows, before, reader.line_num)
            builder.add(*shape.fit(rows, lines))
            if progress is not None:
                progress(f"Reading {file}", raw.tell(), size)
    except csv.Error as error:
        near = max(reader.line_num, 1)
        raise DataError(
            f"{file}, near line {count(near)}: the quotation marks or the length of a cell do not fit "
            f"({error}). Save the table again as CSV, with every quotation mark in a text doubled."
        ) from error
    shape.report()
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


class _Shape:
    """Makes every row fit the header, and keeps count of those that did not."""

    def __init__(self, file: str, table: str, header: list[str], found: Collector) -> None:
        self._file = file
        self._table = table
        self._found = found
        self._width = len(header)
        self._kept: list[int] = []
        self._unnamed: dict[int, int] = {}
        self._short: list[tuple[int, int]] = []
        self._long: list[tuple[int, int]] = []
        names: list[str] = []
        for index, cell in enumerate(header):
            name = column_name(cell)
            if not name:
                self._unnamed[index] = 0
            elif name in names:
                raise DataError(
                    f"{file} has two columns named {shown(name)}. Rename or delete one of them in its header."
                )
            else:
                names.append(name)
                self._kept.append(index)
        self.names = tuple(names)

    def fit(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], Sequence[int]]:
        width = self._width
        if set(map(len, rows)) != {width}:
            rows, lines = self._mend(rows, lines)
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
            if not any(cell.strip() for cell in row):
                continue  # a blank line
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                self._long.append((line, len(row)))
                continue
            if len(row) < width:
                self._short.append((line, len(row)))
                row = row + [""] * (width - len(row))
            good.append(row[:width])
            good_lines.append(line)
        return good, good_lines

    def report(self) -> None:
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
                "taken as missing. Add the separators that are missing.",
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
