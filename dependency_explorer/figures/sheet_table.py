"""A table on a page: rows wrap, heads come again on the next page, no rule but hair lines between rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dependency_explorer.charts.scene import Path, Rect, Shape
from dependency_explorer.figures.sheets import Box, Piece, Setting, Taken

GUTTER = 10.0
HAIR = 0.6
TOGETHER = 3
"""Rows that stay together at the foot and at the head of a page."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """share: part of the width, in proportion to the others. right: aligned there, for numbers."""

    title: str
    share: float
    right: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One cell a column; a `head` is one cell over all columns and stays with the row after it."""

    cells: tuple[str, ...]
    head: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The table. ruled: a hair line below each row. pad: room above and below the text of a row."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    size: float
    before: float = 0.0
    ruled: bool = True
    pad: float = 2.2

    @property
    def titled(self) -> bool:
        """Whether any column has a title."""
        return any(column.title for column in self.columns)

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """As many rows as fit, and none alone at the foot or at the head of a page; a row longer than a page goes on
        over it."""
        spans = self._spans(width)
        pieces, y = self._titles(spans, width, setting)
        done = 0
        ends: list[tuple[int, float, int]] = []  # where the page may end: rows, height, pieces
        while done < len(self.rows):
            # A head counts with the row after it, or it would stand alone at the foot.
            group = 2 if self.rows[done].head and done + 1 < len(self.rows) else 1
            made = [self._row(row, spans, width, setting) for row in self.rows[done : done + group]]
            if y + sum(height for _, height in made) > room + 1e-6:
                break
            for row_pieces, height in made:
                pieces += [piece.moved(0, y) for piece in row_pieces]
                y += height
            done += group
            ends.append((done, y, len(pieces)))
        if done == len(self.rows) and (fresh or y <= room + 1e-6):
            return Taken(tuple(pieces), y)
        if not fresh and done < TOGETHER:
            return None
        if len(self.rows) - done < TOGETHER:
            # A last row alone takes others along to the next page; where too few would stay, all go.
            good = [end for end in ends if len(self.rows) - end[0] >= TOGETHER <= end[0]]
            if not good and not fresh:
                return None
            ends = good or ends
        if ends:
            done, y, count = ends[-1]
            return Taken(tuple(pieces[:count]), y, replace(self, rows=self.rows[done:]))
        if not fresh or not self.rows:
            return None
        first, second = self._torn(self.rows[0], spans, width, room - y, setting)
        row_pieces, height = self._row(first, spans, width, setting)
        pieces += [piece.moved(0, y) for piece in row_pieces]
        rest = (*((second,) if second is not None else ()), *self.rows[1:])
        return Taken(tuple(pieces), y + height, replace(self, rows=rest) if rest else None)

    def _spans(self, width: float) -> list[tuple[float, float]]:
        """Left edge and width of each column."""
        free = width - GUTTER * (len(self.columns) - 1)
        whole = sum(column.share for column in self.columns)
        spans, x = [], 0.0
        for column in self.columns:
            wide = free * column.share / whole
            spans.append((x, wide))
            x += wide + GUTTER
        return spans

    def _titles(
        self, spans: list[tuple[float, float]], width: float, setting: Setting
    ) -> tuple[list[Piece], float]:
        if not self.titled:
            return [], 0.0
        style = setting.style
        cells = [
            setting.lines(column.title, wide, self.size, True)
            for column, (_, wide) in zip(self.columns, spans, strict=True)
        ]
        tall = max(len(lines) for lines in cells) * setting.leading(self.size)
        pieces = []
        for column, (x, wide), lines in zip(self.columns, spans, cells, strict=True):
            # Titles of one line stand at the foot beside those of two.
            y = tall - len(lines) * setting.leading(self.size)
            anchor = "end" if column.right else "start"
            if lines:
                pieces.append(
                    setting.piece(lines, x, y, wide, self.size, style.text, True, anchor)  # type: ignore[arg-type]
                )
        rule = Path(
            (("M", 0, tall + self.pad), ("L", width, tall + self.pad)), stroke=style.text, stroke_width=1.0
        )
        pieces.append(Piece(Box(0, tall + self.pad / 2, width, self.pad), (), (rule,)))
        return pieces, tall + 2 * self.pad

    def _row(
        self, row: GridRow, spans: list[tuple[float, float]], width: float, setting: Setting
    ) -> tuple[list[Piece], float]:
        style, leading = setting.style, setting.leading(self.size)
        if row.head:
            lines = setting.lines(row.cells[0], width - 2 * self.pad, self.size, True)
            tall = len(lines) * leading + 2 * self.pad
            ground = Rect(0, 1, width, tall - 2, style.window)
            piece = setting.piece(
                lines, self.pad, self.pad, width - 2 * self.pad, self.size, style.text, True
            )
            return [replace(piece, lines=(ground,))], tall
        pieces: list[Piece] = []
        tallest = 0
        for column, (x, wide), text in zip(self.columns, spans, row.cells, strict=True):
            bold = column.bold or row.strong
            lines = setting.lines(text, wide, self.size, bold)
            tallest = max(tallest, len(lines))
            if lines:
                anchor = "end" if column.right else "start"
                pieces.append(
                    setting.piece(lines, x, self.pad, wide, self.size, style.text, bold, anchor)  # type: ignore[arg-type]
                )
        tall = max(tallest, 1) * leading + 2 * self.pad
        if self.ruled:
            hair: Shape = Path((("M", 0, tall), ("L", width, tall)), stroke=style.border, stroke_width=HAIR)
            pieces.append(Piece(Box(0, tall - self.pad, width, self.pad), (), (hair,)))
        return pieces, tall

    def _torn(
        self, row: GridRow, spans: list[tuple[float, float]], width: float, room: float, setting: Setting
    ) -> tuple[GridRow, GridRow | None]:
        """A row longer than the page in two: what fits, and the rest of every cell."""
        fit = max(1, int((room - 2 * self.pad) // setting.leading(self.size)))
        wides = [width - 2 * self.pad] if row.head else [wide for _, wide in spans]
        first, rest = [], []
        for index, (text, wide) in enumerate(zip(row.cells, wides, strict=True)):
            bold = row.head or row.strong or self.columns[index].bold
            lines = setting.lines(text, wide, self.size, bold)
            # Lines end at spaces or within long words; both are set again in the same lines.
            first.append(_joined(text, lines[:fit]))
            rest.append(_after(text, lines[:fit]) if len(lines) > fit else "")
        torn = replace(row, cells=tuple(first))
        return torn, replace(row, cells=tuple(rest)) if any(rest) else None


def _end(text: str, lines: tuple[str, ...]) -> int:
    """Where in `text` the lines end: they hold its letters in order, blanks aside."""
    at = 0
    for letter in "".join("".join(lines).split()):
        while text[at] != letter:
            at += 1
        at += 1
    return at


def _joined(text: str, lines: tuple[str, ...]) -> str:
    return text[: _end(text, lines)]


def _after(text: str, lines: tuple[str, ...]) -> str:
    return text[_end(text, lines) :].lstrip()
