"""Web pages with tables, which many sites give out as .xls, and workbooks written as XML by Excel 2003.

Each table is a sheet, the largest first; the texts before it stand above it as title rows, for product, unit and
direction are often told only there. A cell over several columns stands in the first of them, one over several rows
in each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from dependency_explorer.data.encodings import encoding_of
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.sheet_span import too_wide
from dependency_explorer.data.way import Way

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "noscript", "template"})
_TAGS = {"row": "tr", "cell": "td", "th": "td"}
_MOST_SPAN = 1000
_MOST_CELLS = 3_000_000
_TITLES = 8
_PIECE = 1 << 16
_ATTRIBUTES = 10_000


class MarkedUp:
    """The tables of a page by the interface of a workbook. Raises DataError where it holds none."""

    def __init__(self, content: bytes, file: str, way: Way | None = None) -> None:
        way = way or Way()
        told = _CHARSET.search(content[:4096])
        try:
            text = content.decode(told[1].decode() if told is not None else encoding_of(content) or "latin-1")
        except (LookupError, UnicodeDecodeError):
            text = content.decode(encoding_of(content) or "latin-1", errors="replace")
        reader = _Reader(file)
        for start in range(0, len(text), _PIECE):
            way.tell(f"Reading {file}", start, len(text))
            reader.feed(text[start : start + _PIECE])
            if reader.is_in_endless_tag:
                raise DataError(f"{file} is damaged: one of its tags does not end. Download it again.")
        reader.close()
        found = sorted(reader.found, key=lambda one: -sum(map(len, one.rows)))
        if not found:
            raise DataError(
                f"{file} is no table (it is a web page without one). Download the data as CSV or Excel."
            )
        self._sheets: dict[str, Sequence[Sequence[str]]] = {}
        for number, table in enumerate(found, start=1):
            name = table.name if table.name and table.name not in self._sheets else f"table {number}"
            self._sheets[name] = [*([title] for title in table.titles), *table.rows]
        self.names: tuple[str, ...] = tuple(self._sheets)

    def rows(self, name: str) -> Sequence[Sequence[str]]:
        """Every cell of a table, the titles above it included."""
        return self._sheets[name]


class _Table:
    def __init__(self, name: str, titles: Sequence[str]) -> None:
        self.name, self.titles = name, list(titles)
        self.rows: list[list[str]] = []
        self.below: dict[int, tuple[int, str]] = {}  # column → rows still to fill, and with what
        self.in_row = False
        self.cell: list[str] | None = None
        self.span = (1, 1)


class _Reader(HTMLParser):
    """Collects tables; those inside a cell of another are tables of their own."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self._file = file
        self._open: list[_Table] = []
        self._texts: list[str] = []
        self._silent = 0
        self._sheet = ""
        self._cells = 0

    @property
    def is_in_endless_tag(self) -> bool:
        """Whether a tag has begun with more attributes than any has: it would be read anew with every piece."""
        held = self.rawdata
        begun = len(held) > _PIECE and held[:1] == "<" and held[1:2].isalpha()
        return begun and len(held.split()) + held.count('="') > _ATTRIBUTES

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        given = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        tag = _TAGS.get(tag, tag)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "worksheet":
            self._sheet = given.get("name", "")
        elif tag == "table":
            self._open.append(_Table(self._sheet, self._texts[-_TITLES:]))
            self._texts = []
        elif self._open and tag == "tr":
            self._end_row()
            self._open[-1].in_row = True
            self._open[-1].rows.append([])
        elif self._open and tag == "td":
            self._end_cell()
            self._begin_cell(given)
        elif tag in ("br", "p", "div") and self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = _TAGS.get(tag.rpartition(":")[2], tag.rpartition(":")[2])
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "td" and self._open:
            self._end_cell()
        elif tag == "tr" and self._open:
            self._end_row()
        elif tag == "table" and self._open:
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)
        elif written := " ".join(data.split()):
            self._texts.append(written[:300])

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_table()

    def _begin_cell(self, given: dict[str, str]) -> None:
        table = self._open[-1]
        if not table.in_row:
            table.in_row = True
            table.rows.append([])
        row = table.rows[-1]
        place = given.get("index", "")  # of Excel's XML, where cells without content are left out
        if place.isdecimal():
            missing = (min(int(place), 16_384) if len(place) < 9 else 16_384) - 1 - len(row)
            self._count(max(missing, 0))
            row += [""] * missing
        self._fill(table)
        across, down = given.get("mergeacross", ""), given.get("mergedown", "")
        wide = _number(given.get("colspan", "")) if not across else _number(across) + 1
        high = _number(given.get("rowspan", "")) if not down else _number(down) + 1
        table.cell, table.span = [], (wide, high)

    def _fill(self, table: _Table) -> None:
        # What a cell further up spans down to here.
        row = table.rows[-1]
        while (above := table.below.get(len(row))) is not None:
            left, text = above
            if left > 1:
                table.below[len(row)] = (left - 1, text)
            else:
                del table.below[len(row)]
            row.append(text)
            self._count(1)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            rows = self._open[-1].rows
            raise too_wide(self._file, len(rows), max(map(len, rows)))

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        text = " ".join("".join(table.cell).split())
        row, (wide, high) = table.rows[-1], table.span
        for offset in range(wide):
            if high > 1:
                table.below[len(row)] = (high - 1, text if not offset else "")
            row.append(text if not offset else "")
        table.cell = None
        self._count(wide)

    def _end_row(self) -> None:
        table = self._open[-1]
        self._end_cell()
        if table.in_row:
            self._fill(table)
            table.in_row = False

    def _end_table(self) -> None:
        table = self._open[-1]
        self._end_row()
        self._open.pop()
        while table.rows and not any(table.rows[-1]):
            table.rows.pop()
        if len(table.rows) > 1 and max(map(len, table.rows)) > 1:
            self.found.append(table)
            return
        # A table that only arranges a page says what stands above the next one.
        self._texts += [*table.titles, *(cell for row in table.rows for cell in row if cell)]


def _number(text: str) -> int:
    return min(max(int(text), 1), _MOST_SPAN) if text.isdecimal() and len(text) < 9 else 1
