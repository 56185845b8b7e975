"""One file to be imported: what it is by its first bytes, its head, and its tables when they are asked for.

Nothing here knows a format: profiles do. The bytes are `source_file`'s, texts `source_text`'s, JSON `source_json`'s,
sheets of cells `sheets`'s; a `Source` remembers what they found and gives every kind of file as head, grid and table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dependency_explorer.data.delimited import Layout, tell_guess
from dependency_explorer.data.intake import source_json, source_text
from dependency_explorer.data.intake.as_saved import tidied_up
from dependency_explorer.data.intake.grid import (
    Rows,
    find_header,
    header_names,
    named_anew,
    rows_table,
    shortened,
    table_grid,
    without_blank,
)
from dependency_explorer.data.intake.held import held
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.separators import likely_separator
from dependency_explorer.data.intake.sheets import Sheets, open_sheets
from dependency_explorer.data.intake.source_file import HEAD_ROWS, SourceFile
from dependency_explorer.data.intake.source_text import Wanted
from dependency_explorer.data.parquet import parquet_names, read_parquet
from dependency_explorer.data.problems import Collector, DataError, TooMuchError, shown
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.release import let_items_go
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import Workbook


class Source(SourceFile):
    """A file on its way in, as tables.

    brief: of huge sheets and JSON texts only the beginning is looked at; so it is with a limit. encoding_override,
    separator_override: what the user said of a text; empty where it is told by the text. rows_end_wider: whether the
    rows of a text that was read end in an empty cell that the header has not. understood: what the guessing format
    last took the file for, and by which plan.
    """

    def __init__(
        self,
        path: Path,
        way: Way | None = None,
        found: Collector | None = None,
        limit: int | None = None,
        member: str = "",
    ) -> None:
        super().__init__(path, way, found, limit, member)
        self.brief = limit is not None
        self.rows_end_wider = False
        self.understood: tuple[Plan, object] | None = None
        self.encoding_override = ""
        self.separator_override = ""
        self._json_fault: DataError | None = None

    def part(self, member: str) -> Source:
        """Another of the tables of an archive, read as this one is."""
        other = Source(self.path, self.way, self.found, self.limit, member)
        other.encoding_override, other.separator_override = self.encoding_override, self.separator_override
        return other

    def _forget(self, *kept: str) -> list[Any]:
        """What was remembered under these names, which will be made anew."""
        self.understood = None
        return [self.__dict__.pop(name) for name in kept if name in self.__dict__]

    def let_go(self) -> None:
        """Forget what was read, a little at a time: dropped at once, it would hold every other thread up."""
        book = self.__dict__.pop("workbook", None)
        if isinstance(book, Workbook):
            book.let_go()
        let_items_go(self._forget("json", "_json_head", "_json_grid"))

    # ---- text --------------------------------------------------------------------------------------------

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text, by its first part."""
        return self.encoding_override or source_text.text_encoding(self)

    def use_encoding(self, name: str) -> None:
        """Read the text again in another encoding than its first part promises."""
        self.encoding_override = name
        self._forget("encoding", "head_text", "separator", "lines", "head_rows")

    def use_separator(self, sign: str) -> None:
        """Read the rows again with another sign between cells; what the user chose stays."""
        if not self.separator_override:
            self.separator_override = sign
            self._forget("separator", "head_rows")

    @cached_property
    def head_text(self) -> str:
        """The first part of a text."""
        if self.kind == "json":
            # Often a single line.
            return self.first.decode(source_json.json_encoding(self.first), errors="ignore")
        return source_text.text_head(self, self.encoding)

    @cached_property
    def separator(self) -> str:
        """The sign between cells: the one under which most of the first rows have the same number of cells."""
        return self.separator_override or likely_separator(self.head_text)

    @property
    def comma_is_likely(self) -> bool:
        """Whether the file is of a program that writes decimal commas: its cells are set apart by semicolons."""
        return self.kind == "text" and self.separator == ";"

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The first lines of a text as they stand."""
        return tuple(self.head_text.splitlines()[:HEAD_ROWS])

    @cached_property
    def head_rows(self) -> Rows:
        """The first rows of a text, blank ones included; cells without the space around them."""
        return source_text.head_rows(self.head_text, self.separator, self.name)

    # ---- workbooks and Parquet ---------------------------------------------------------------------------

    @property
    def _identity(self) -> tuple[object, ...]:
        """What tells this file, as it lies on disk now and as much of it as is looked at, from others."""
        try:
            stamp = self.path.stat().st_mtime_ns
        except OSError:
            stamp = 0
        return (str(self.path.absolute()), stamp, self.packed_size, self.member, self.brief)

    @cached_property
    def workbook(self) -> Sheets:
        """The sheets of a workbook, the tables of a web page, the table of a file of Stata."""
        head = self.beginning if self.brief else None
        return held(
            ("workbook", *self._identity, self.name),
            lambda: open_sheets(self.first, self.content, self.name, self.way, self.packed_size, head),
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets; none where the file is no workbook."""
        return self.workbook.names if self.kind == "workbook" else ()

    def first_sheet(self) -> str:
        """The first sheet with anything in it."""
        for name in self.sheets[:50]:
            if any(any(cell for cell in row) for row in self.workbook.rows(name)):
                return name
        raise DataError(f"{self.name} has no sheet with anything in it. Put the table into its first sheet.")

    @property
    def _parquet(self) -> Path | bytes:
        # From the disk: the footer, and what is asked for, are read; a packed one only whole.
        return self.content() if self.is_packed else self.path

    @cached_property
    def parquet_names(self) -> tuple[str, ...]:
        """The names of the columns of a Parquet file."""
        return parquet_names(self._parquet, self.name)

    # ---- JSON --------------------------------------------------------------------------------------------

    def look_further(self) -> bool:
        """Look at the whole of a JSON text of which only the head was looked at: what tells its format may stand
        behind the records. False where that would tell nothing more."""
        if not self.brief or self.kind != "json" or not source_json.is_large(self):
            return False
        self.brief, self._json_fault = False, None
        self._forget("json", "_json_table", "_json_grid")
        return True

    @cached_property
    def json(self) -> Any:
        """The value of a JSON file, of one value a line the list of them; of a head that of the first records."""
        if self.brief and (value := self._json_head) is not None:
            return value
        if self._json_fault is not None:
            raise self._json_fault  # every format asks, and reading it again would tell the same
        try:
            return source_json.read_value(self)
        except DataError as error:
            self._json_fault = error
            raise

    @cached_property
    def _json_head(self) -> Any:
        return source_json.read_head(self)

    @property
    def json_to_recognise(self) -> Any:
        """The value of a JSON file, or of the first records of a huge one: which format it is of, they tell."""
        head = self._json_head
        return self.json if head is None else head

    @cached_property
    def _json_grid(self) -> Rows:
        return source_json.value_grid(self.json, self.name)

    @cached_property
    def _json_table(self) -> RawTable | None:
        """The records of a large JSON text, or the figures of a cube; None where there is something else to read."""
        if not self.brief and (table := source_json.records_of_large(self)) is not None:
            return table
        return source_json.value_table(self.json, self.name, HEAD_ROWS if self.brief else self.limit)

    # ---- every kind of file ------------------------------------------------------------------------------

    def grid(self, sheet: str = "") -> Rows:
        """Every cell of a sheet, or of a text, as stripped text: for tables that need a person's eye.

        Row i of the grid is line i + 1 of the sheet (of a text too, where no cell holds a line end).
        """
        if self.kind == "workbook":
            return self.workbook.rows(sheet or self.first_sheet())
        if self.kind == "json":
            return self._json_grid if self._json_table is None else table_grid(self._json_table)
        return source_text.text_grid(self, self.encoding, self.separator)

    def head_grid(self, sheet: str = "") -> Rows:
        """The first rows of a sheet or of a text, their cells as far as a title or a name can be long."""
        if self.kind == "workbook":
            return shortened(self.workbook.rows(sheet or self.first_sheet())[:HEAD_ROWS])
        if self.kind == "json":
            try:
                if (table := self._json_table) is not None:
                    return shortened(table_grid(table.take(np.arange(min(len(table), HEAD_ROWS - 1)))))
                return shortened(self._json_grid[:HEAD_ROWS])
            except TooMuchError:
                raise
            except DataError:
                return ()  # told when it is read
        return shortened(self.head_rows) if self.kind == "text" else ()

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
            return self._text_table(Wanted(needs, numbers, rename, of, missing, whole, together))
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

    def _text_table(self, wanted: Wanted) -> RawTable:
        place = source_text.find_table(self.head_text, self.encoding, self.separator, wanted)
        if place is None:
            raise self._no_header(wanted.needs)
        layout, titles = place
        self.rows_end_wider = len(layout.names) > len(titles)
        if not self.encoding_override:
            tell_guess(self.encoding, self.name, wanted.of, self.found)
        try:
            table = source_text.read_text(self, layout, wanted)
        except TooMuchError:
            raise
        except DataError:
            if self.encoding_override or self.encoding != "utf-8":
                raise
            # UTF-8 as far as the head went, and something else further down.
            self.use_encoding("cp1252")
            message = f"{self.name} is not in UTF-8; it was read as cp1252. Check that names look right."
            self.found.add("warning", message)
            return self._text_table(wanted)
        if self.limit is None:
            self.begin_fingerprint()  # what follows leaves a core idle, which parsing did not
        return tidied_up(table, [cell.strip().lstrip("\ufeff") for cell in titles], self.found)

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

    def _no_header(self, needs: Collection[str]) -> DataError:
        names = [shown(name)[1:-1] for name in sorted(needs)[:20]]
        wanted = ", ".join(names) + ", …" * (len(needs) > 20) or "anything"
        return DataError(
            f"{self.name}: no row among the first {HEAD_ROWS} names the columns {wanted}. Open the file, and "
            "check that its first lines are those of the download."
        )
