"""One file to be imported: what it is by its first bytes, its head, and its tables when they are asked for.

The file is opened for reading only. A packed file (.gz, or a .zip with one table in it) is read through its
packing. Nothing here knows a format: profiles do.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

import numpy as np

from dependency_explorer.data.delimited import (
    Layout,
    all_rows,
    read_delimited,
    speaking,
    tell_guess,
    text_rows,
)
from dependency_explorer.data.encodings import SAMPLE, encoding_of
from dependency_explorer.data.intake.as_saved import tidied_up
from dependency_explorer.data.intake.first_look import first_look, sha256_of
from dependency_explorer.data.intake.grid import (
    Rows,
    find_header,
    header_names,
    named_anew,
    rows_table,
    table_grid,
    without_blank,
)
from dependency_explorer.data.intake.held import held
from dependency_explorer.data.intake.json_stat import cube_table, is_cube
from dependency_explorer.data.intake.kinds import Kind, kind_of
from dependency_explorer.data.intake.packing import MOST_UNPACKED, Packing
from dependency_explorer.data.intake.records import MOST_COLUMNS, TooWideError, json_grid, read_lines
from dependency_explorer.data.intake.separators import likely_separator
from dependency_explorer.data.intake.sheets import Sheets, open_sheets
from dependency_explorer.data.json_head import head_value
from dependency_explorer.data.json_pieces import value_in_pieces
from dependency_explorer.data.lines import refuse_endless_line
from dependency_explorer.data.problems import Collector, DataError, TooMuchError, count, shown
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.release import let_items_go
from dependency_explorer.data.unpacking import CAREFUL, FIGURES, RECORDS, ROWS, VALUE, WHOLE, Allowance
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import Workbook, parquet_file, read_parquet

HEAD_ROWS = 201
"""Rows of the head: what recognition looks at, and what the preview shows; a heading and 200 rows below it."""
_MOST_JSON = 400_000_000
"""Of a text that is no list of records, whose values take up to twenty times its room in memory."""
_LARGE_JSON, _HEAD_JSON = 8_000_000, 2_000_000
_MOST_ROWS = 2_000_000
"""Of a text that is no plain table, whose cells are held as texts of Python."""


class Source:
    """A file on its way in.

    limit: read at most so many rows of each table (a preview), None for all. brief: of huge sheets and JSON texts
    only the beginning is looked at; so it is with a limit. Faults that leave the rest readable go to `found`. Raises
    DataError for what cannot be read at all.
    """

    def __init__(
        self,
        path: Path,
        way: Way | None = None,
        found: Collector | None = None,
        limit: int | None = None,
        member: str = "",
    ) -> None:
        """member: of an archive the table to read; by itself its largest."""
        self.path = Path(path)
        self._member = member
        self.way = way or Way()
        self.found = found if found is not None else Collector()
        self.limit = limit
        self.brief = limit is not None
        self.encoding_override = ""
        self.separator_override = ""
        self._digest: Future[str] | None = None
        self._first, self.packed_size = first_look(self.path)

    # ---- what it is --------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name used in sentences: the file's, and what was read of an archive."""
        member = self.__dict__["_packing"].member if "_packing" in self.__dict__ else ""
        return f"{self.path.name}, {PurePosixPath(member).name}" if member else self.path.name

    @property
    def inner_name(self) -> str:
        """The name of the table itself, without packing: "flows.csv" for flows.csv.gz and for a ZIP of it."""
        return self._packing.inner_name

    @property
    def stem(self) -> str:
        """The name without its suffix: where period, product or direction may be told."""
        return PurePosixPath(self.inner_name).stem

    @cached_property
    def _packing(self) -> Packing:
        return Packing(self.path, self._first, self.packed_size, self.found, self._member)

    @property
    def member(self) -> str:
        """Of an archive the table that is read; else empty."""
        return self._packing.member

    @property
    def parts(self) -> tuple[str, ...]:
        """The tables of an archive that are one table in parts (a file a year); none where there is but one."""
        return self._packing.parts

    def part_sizes(self) -> list[int]:
        """Bytes of these tables, unpacked."""
        return self._packing.sizes(self.parts)

    def refuse_together(self, members: Sequence[str]) -> None:
        """Raise DataError where some of these tables are more together than is allowed."""
        if self.limit is None:
            self._packing.refuse_together(members, self.way)

    def part(self, member: str) -> Source:
        """Another of these tables, read as this one is."""
        other = Source(self.path, self.way, self.found, self.limit, member)
        other.encoding_override, other.separator_override = self.encoding_override, self.separator_override
        return other

    def _beginning(self, size: int) -> bytes:
        with self.open() as stream:
            return stream.read(size)

    @property
    def _identity(self) -> tuple[object, ...]:
        """What tells this file, as it lies on disk now and as much of it as is looked at, from others."""
        try:
            stamp = self.path.stat().st_mtime_ns
        except OSError:
            stamp = 0
        return (str(self.path.absolute()), stamp, self.packed_size, self.member, self.brief)

    @cached_property
    def first(self) -> bytes:
        """The first 256 KB, unpacked."""
        if not self._packing.kind:
            return self._first
        self._packing.refuse_more(ROWS, self.way)
        with self.open() as stream:
            return stream.read(SAMPLE)

    @cached_property
    def kind(self) -> Kind:
        """What the file is by its content; its suffix may lie."""
        return kind_of(self.first, self.name, self.inner_name)

    @property
    def size(self) -> int:
        """Bytes, unpacked, as far as the packing tells."""
        return self._packing.size

    def open(self, allowance: Allowance = ROWS) -> IO[bytes]:
        """The content as a stream of bytes, unpacked; reading past what is allowed raises DataError."""
        return self._packing.open(allowance)

    def content(self, most: int = MOST_UNPACKED, allowance: Allowance = WHOLE) -> bytes:
        """Everything, unpacked. most: bytes at most; allowance: and of a packed file."""
        self._refuse_more(most, allowance)
        with self.open(allowance) as stream:
            return stream.read()

    def _refuse_more(self, most: int, allowance: Allowance) -> None:
        self._packing.refuse_more(allowance, self.way)
        if self.size > most:
            raise DataError(
                f"{self.name} is too large to be read whole ({count(self.size // 1_000_000)} MB, at most "
                f"{count(most // 1_000_000)} MB). Give it as CSV."
            )

    def begin_fingerprint(self) -> None:
        """Begin with the fingerprint beside what else is done; it needs no lock of Python's."""
        if self._digest is None:
            pool = ThreadPoolExecutor(1)
            self._digest = pool.submit(sha256_of, self.path, self.way)
            pool.shutdown(wait=False)

    def fingerprint(self) -> str:
        """SHA-256 of the file as it lies on disk."""
        self.begin_fingerprint()
        assert self._digest is not None
        return self._digest.result()

    def let_go(self) -> None:
        """Forget what was read, a little at a time: dropped at once, it would hold every other thread up."""
        book = self.__dict__.pop("workbook", None)
        held = [
            self.__dict__.pop(kept) for kept in ("json", "_json_head", "_json_grid") if kept in self.__dict__
        ]
        if isinstance(book, Workbook):
            book.let_go()
        let_items_go(held)

    def companion(self, wanted: Callable[[str], bool]) -> tuple[str, bytes] | None:
        """Name and content of a file beside this one (in the same folder or archive): a code list."""
        return self._packing.companion(wanted)

    # ---- text --------------------------------------------------------------------------------------------

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text, by its first part."""
        if self.encoding_override:
            return self.encoding_override
        first = self.first
        if len(first) == SAMPLE:
            first = first[: first.rfind(b"\n") + 1] or first[:-4]  # not in the middle of a letter
        name = encoding_of(first)
        # A null character in the first line is no text; in a remark further down it is odd, and kept.
        if not name or (name == "utf-8" and b"\x00" in first.split(b"\n", 1)[0]):
            raise DataError(
                f"{self.name} is not a text file in a known encoding. Save it as CSV in the encoding UTF-8."
            )
        return name

    def use_encoding(self, name: str) -> None:
        """Read the text again in another encoding than its first part promises."""
        self.encoding_override = name
        for kept in ("encoding", "head_text", "separator", "lines", "head_rows"):
            self.__dict__.pop(kept, None)

    def use_separator(self, sign: str) -> None:
        """Read the rows again with another sign between cells; what the user chose stays."""
        if not self.separator_override:
            self.separator_override = sign
            for kept in ("separator", "head_rows"):
                self.__dict__.pop(kept, None)

    @cached_property
    def head_text(self) -> str:
        """The first part of a text."""
        if self.kind == "json":
            # Often a single line.
            return self.first.decode(self._json_encoding, errors="ignore")
        if len(self.first) == SAMPLE and b"\n" not in self.first:
            # A reader of rows would take all of it into memory before it could say so.
            with self.open() as stream:
                refuse_endless_line(stream, self.name, self.way)
        with speaking(self.name, self.encoding):
            decoder_end = (
                self.first[: self.first.rfind(b"\n") + 1] if len(self.first) == SAMPLE else self.first
            )
            if self.encoding.startswith(("utf-16", "utf-32")):
                decoder_end = self.first
                return io.TextIOWrapper(
                    io.BytesIO(decoder_end), encoding=self.encoding, newline="", errors="ignore"
                ).read()
            return decoder_end.decode(self.encoding)

    @cached_property
    def separator(self) -> str:
        """The sign between cells: the one under which most of the first rows have the same number of cells."""
        if self.separator_override:
            return self.separator_override
        return likely_separator(self.head_text)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The first lines of a text as they stand."""
        return tuple(self.head_text.splitlines()[:HEAD_ROWS])

    @cached_property
    def head_rows(self) -> Rows:
        """The first rows of a text, blank ones included; cells without the space around them."""
        rows = text_rows(io.StringIO(self.head_text, newline=""), self.separator, HEAD_ROWS)
        width = max((len(row) for _, row in rows), default=0)
        if width > MOST_COLUMNS:
            raise DataError(
                f"{self.name} has a row of {count(width)} columns, more than any table: its line ends may be lost. "
                "Download it again."
            )
        return tuple(tuple(cell.strip() for cell in row) for _, row in rows)

    # ---- workbooks, JSON, Parquet ------------------------------------------------------------------------

    @cached_property
    def workbook(self) -> Sheets:
        """The sheets of a workbook, the tables of a web page, the table of a file of Stata."""
        head = self._beginning if self.brief else None
        return held(
            ("workbook", *self._identity, self.name),
            lambda: open_sheets(self.first, self.content, self.name, self.way, self.packed_size, head),
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets; none where the file is no workbook."""
        return self.workbook.names if self.kind == "workbook" else ()

    def grid(self, sheet: str = "") -> Rows:
        """Every cell of a sheet, or of a text, as stripped text: for tables that need a person's eye.

        Row i of the grid is line i + 1 of the sheet (of a text too, where no cell holds a line end).
        """
        if self.kind == "workbook":
            return self.workbook.rows(sheet or self.first_sheet())
        if self.kind == "json":
            return self._json_grid if self._json_table is None else table_grid(self._json_table)
        with speaking(self.name, self.encoding), self.open() as raw:
            text = io.TextIOWrapper(raw, encoding=self.encoding, newline="")
            if self.limit is not None:
                rows = [row for _, row in text_rows(text, self.separator, self.limit)]
            else:
                rows = all_rows(text, self.separator, _MOST_ROWS, self.name)
        return [[cell.strip() for cell in row] for row in rows]

    def head_grid(self, sheet: str = "") -> Rows:
        """The first rows of a sheet or of a text."""
        if self.kind == "workbook":
            return self.workbook.rows(sheet or self.first_sheet())[:HEAD_ROWS]
        if self.kind == "json":
            try:
                if (table := self._json_table) is not None:
                    return table_grid(table.take(np.arange(min(len(table), HEAD_ROWS - 1))))
                return self._json_grid[:HEAD_ROWS]
            except TooMuchError:
                raise
            except DataError:
                return ()  # told when it is read
        return self.head_rows if self.kind == "text" else ()

    def first_sheet(self) -> str:
        """The first sheet with anything in it."""
        for name in self.sheets[:50]:
            if any(any(cell for cell in row) for row in self.workbook.rows(name)):
                return name
        raise DataError(f"{self.name} has no sheet with anything in it. Put the table into its first sheet.")

    def look_further(self) -> bool:
        """Look at the whole of a JSON text of which only the head was looked at: what tells its format may stand
        behind the records. False where that would tell nothing more."""
        if not self.brief or self.kind != "json" or self.size <= _LARGE_JSON:
            return False
        self.brief = False
        for kept in ("json", "_json_table", "_json_grid"):
            self.__dict__.pop(kept, None)
        return True

    @property
    def _json_encoding(self) -> str:
        # JSON is UTF-8, but programs of Windows write UTF-16.
        name = json.detect_encoding(self.first[:4])
        return "utf-8-sig" if name == "utf-8" else name

    @cached_property
    def json(self) -> Any:
        """The value of a JSON file, of one value a line the list of them; of a head that of the first records."""
        if self.brief and (value := self._json_head) is not None:
            return value
        if self.size > _LARGE_JSON:
            self._refuse_more(_MOST_JSON, VALUE)
            # What is damaged or nested without end is read whole, to say where.
            with contextlib.suppress(ValueError, RecursionError), self.open(VALUE) as stream:
                value = value_in_pieces(
                    stream, self._json_encoding, self.way, f"Reading {self.name}", self.size
                )
                if isinstance(value, str):
                    raise DataError(f"{self.name} holds one long text and no table.")
                return value
        try:
            text = self.content(_MOST_JSON, VALUE).decode(self._json_encoding)
            return json.loads(text)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{self.name} is not text in UTF-8 or UTF-16, as JSON must be. Download it again."
            ) from error
        except json.JSONDecodeError as error:
            if error.msg == "Extra data" and "\n" in text:
                return read_lines(text, self.name)
            raise DataError(
                f"{self.name} is damaged at line {count(error.lineno)}, column {count(error.colno)} "
                f"({error.msg}). Download it again, or mend it there."
            ) from error
        except RecursionError as error:
            raise DataError(f"{self.name} is nested too deeply to be a table.") from error
        except ValueError as error:  # a whole number of thousands of digits
            raise DataError(
                f"{self.name} holds a number of more than 4 000 digits, which is no amount of anything. Correct it, "
                "or download the file again."
            ) from error

    @cached_property
    def _json_head(self) -> Any:
        """Of a huge JSON text the value of its first records; None where it is none."""
        if self.size <= _LARGE_JSON:
            return None
        with self.open() as stream:
            return head_value(stream.read(_HEAD_JSON).decode(self._json_encoding, errors="ignore"))

    @property
    def json_to_recognise(self) -> Any:
        """The value of a JSON file, or of the first records of a huge one: which format it is of, they tell."""
        head = self._json_head
        return self.json if head is None else head

    @cached_property
    def _json_grid(self) -> Rows:
        try:
            return json_grid(self.json)
        except TooWideError as error:
            rows, columns = error.args
            raise TooMuchError(
                f"{self.name} spans {count(rows)} rows and {count(columns)} columns, more than can be read. Save the "
                "table that you need as CSV, and open that."
            ) from error

    @cached_property
    def _json_table(self) -> RawTable | None:
        """The records of a huge JSON text, or the figures of a cube; None where there is something else to read."""
        if not self.brief and self.size > _LARGE_JSON:
            from dependency_explorer.data.intake.record_stream import streamed_records

            self._packing.refuse_more(RECORDS, self.way)
            table = streamed_records(lambda: self.open(RECORDS), self.size, self.name, self.way)
            if table is not None:
                return table
        limit = HEAD_ROWS if self.brief else self.limit
        return cube_table(self.json, self.name, limit) if is_cube(self.json) else None

    # ---- tables ------------------------------------------------------------------------------------------

    def table(
        self,
        needs: Collection[str] = (),
        numbers: Collection[str] = (),
        sheet: str = "",
        rename: Callable[[str], str] | None = None,
        of: str = "",
        missing: Collection[str] = (),
        whole: Collection[str] = (),
        together: bool = False,
    ) -> RawTable:
        """The rows below the first row that holds every one of `needs` (the first row with anything if none).

        Columns are named as in the file, without the space around; a name that stands twice gets " (2)". A
        column without a name is called "column 3". numbers, missing, whole, together: see read_delimited.
        rename: changes the names. of: the table of ours that faults are filed under.
        """
        if self.kind == "parquet":
            return read_parquet(
                self._parquet, self.name, self.way, rename, self.limit, numbers, self.packed_size
            )
        if self.kind == "text":
            return self._text_table(needs, numbers, rename, of, missing, whole, together)
        if self.kind == "json" and (known := self._json_table) is not None:
            wanted = {need.casefold() for need in needs}
            if wanted <= {name.strip().casefold() for name in known.columns}:
                return named_anew(without_blank(known), rename)
        rows = self.grid(sheet)
        start = find_header(rows, needs, rename)
        if start is None:
            raise self._no_header(needs)
        name = f"{self.name}, sheet {sheet}" if sheet else self.name
        table = rows_table(rows, start, name, rename, self.limit)
        return tidied_up(table, [cell.strip() for cell in rows[start]], self.found)

    def _text_table(
        self,
        needs: Collection[str],
        numbers: Collection[str],
        rename: Callable[[str], str] | None,
        of: str,
        missing: Collection[str] = (),
        whole: Collection[str] = (),
        together: bool = False,
    ) -> RawTable:
        rows = text_rows(io.StringIO(self.head_text, newline=""), self.separator, HEAD_ROWS)
        start = find_header([[cell.strip() for cell in row] for _, row in rows], needs, rename)
        if start is None:
            raise self._no_header(needs)
        names = header_names(self._wide_enough(rows[start][1], [row for _, row in rows[start + 1 :]]), rename)
        layout = Layout(self.encoding, self.separator, rows[start][0], names)
        if not self.encoding_override:
            tell_guess(self.encoding, self.name, of, self.found)
        try:
            table = read_delimited(
                self.open,
                self.size,
                self.name,
                of,
                layout,
                self.found,
                numbers,
                self.way,
                self.limit,
                missing,
                whole,
                together,
                self._check_careful if self._packing.kind else None,
            )
        except TooMuchError:
            raise
        except DataError:
            if self.encoding_override or self.encoding != "utf-8":
                raise
            # UTF-8 as far as the head went, and something else further down.
            self.use_encoding("cp1252")
            message = f"{self.name} is not in UTF-8; it was read as cp1252. Check that names look right."
            self.found.add("warning", message)
            return self._text_table(needs, numbers, rename, of, missing, whole, together)
        if self.limit is None:
            self.begin_fingerprint()  # what follows leaves a core idle, which parsing did not
        return tidied_up(table, [cell.strip().lstrip("\ufeff") for cell in rows[start][1]], self.found)

    def _check_careful(self, rows: int) -> None:
        CAREFUL.check(self.path.name, self.packed_size, rows, so_far=True)

    def check_figures(self, number: int) -> None:
        """Raise TooMuchError where a packed file holds more figures than it is let become."""
        if self._packing.kind:
            FIGURES.check(self.path.name, self.packed_size, number)

    def flagged_table(self, missing: Collection[str], flags: Collection[str]) -> RawTable:
        """The table of a text whose first row names a column of text and columns of figures with flags behind them.

        A large one is read much faster so. missing, flags: see `data.flagged.read_flagged`.
        """
        if self.kind == "text" and self.limit is None and self.separator == "\t" and self.head_rows:
            from dependency_explorer.data.flagged import read_flagged

            names = header_names(self.head_rows[0])
            layout = Layout(self.encoding, "\t", 1, names)
            table = read_flagged(self.open, self.size, self.name, layout, missing, flags, self.way)
            if table is not None:
                self.begin_fingerprint()
                return table
        return self.table()

    def _wide_enough(self, header: Sequence[str], rows: Rows) -> list[str]:
        """The header, with a column more where the rows end in an empty cell that the header has not.

        So ends every row of a download of UN Comtrade. A reader that takes the first column for row names
        instead shifts all others by one.
        """
        more = sum(len(row) == len(header) + 1 and not row[-1].strip() for row in rows)
        return [*header, ""] if rows and more > len(rows) / 2 else list(header)

    @property
    def _parquet(self) -> Path | bytes:
        # From the disk: the footer, and what is asked for, are read; a packed one only whole.
        return self.content() if self._packing.kind else self.path

    @cached_property
    def parquet_names(self) -> tuple[str, ...]:
        """The names of the columns of a Parquet file."""
        import pyarrow as pa

        try:
            return tuple(parquet_file(self._parquet).schema_arrow.names)
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{self.name} is not a Parquet file that can be read ({error}). Write it again."
            ) from error

    @property
    def comma_is_likely(self) -> bool:
        """Whether the file is of a program that writes decimal commas: its cells are set apart by semicolons."""
        return self.kind == "text" and self.separator == ";"

    def _no_header(self, needs: Collection[str]) -> DataError:
        names = [shown(name)[1:-1] for name in sorted(needs)[:20]]
        wanted = ", ".join(names) + ", …" * (len(needs) > 20) or "anything"
        return DataError(
            f"{self.name}: no row among the first {HEAD_ROWS} names the columns {wanted}. Open the file, and "
            "check that its first lines are those of the download."
        )
