"""Pages of a document: blocks that flow from one page to the next, each text within a box of its own.

A block gives what fits into the room that is left and keeps the rest for the next page. Nothing is cut: a row or
paragraph that is longer than a page goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dependency_explorer.charts.drawing import wrap
from dependency_explorer.charts.scene import Anchor, Scene, Shape, Text, TextMetrics, placed
from dependency_explorer.charts.style import Style

A4 = (210 * 96 / 25.4, 297 * 96 / 25.4)
"""Width and height in pixels of 1/96 inch, upright."""

LEADING = 1.06
"""Distance of lines, in line heights of the font."""
_ANY_NUMBER = 1_000_000
_LEAST_LINES = 2
"""So many lines of a paragraph stand together at the foot and at the head of a page."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, x: float, y: float) -> Box:
        """The same box elsewhere."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn within a box. `lines` (rules, frames, grounds) may run along its edge or around several."""

    box: Box
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Shape, ...] = ()

    def moved(self, x: float, y: float) -> Piece:
        """The same piece elsewhere."""
        return Piece(
            self.box.moved(x, y),
            tuple(placed(shape, x, y, 1.0) for shape in self.shapes),
            tuple(placed(shape, x, y, 1.0) for shape in self.lines),
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """What a block needs to be set: colours, and how wide letters are."""

    style: Style
    metrics: TextMetrics

    def leading(self, size: float) -> float:
        """Height of one line of a text."""
        return self.metrics.height(size) * LEADING

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
        """The text in lines of at most `width`; nothing is left out."""
        return wrap(text, width, size, self.metrics, _ANY_NUMBER, bold)

    def balanced(self, text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
        """As `lines`, in as few of them and as alike in length as can be: for headings."""
        lines = self.lines(text, width, size, bold)
        low, high = width / 2, width
        for _ in range(8 if len(lines) > 1 else 0):
            middle = (low + high) / 2
            if len(self.lines(text, middle, size, bold)) <= len(lines):
                high = middle
            else:
                low = middle
        return self.lines(text, high, size, bold)

    def piece(
        self, lines: Sequence[str], x: float, y: float, width: float, size: float, fill: str,
        bold: bool = False, anchor: Anchor = "start",
    ) -> Piece:  # fmt: skip
        """Lines one below the other, at the left, middle or right of a box of their height."""
        leading = self.leading(size)
        drop = (leading + self.metrics.ascent(size)) / 2
        at = x + {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        weight = "bold" if bold else "normal"
        shapes = tuple(
            Text(at, y + drop + index * leading, line, size, weight, fill, anchor)  # type: ignore[arg-type]
            for index, line in enumerate(lines)
        )
        return Piece(Box(x, y, width, leading * len(lines)), shapes)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a block gives to a page, from (0, 0), with its height, and the rest of it, None where it is done."""

    pieces: tuple[Piece, ...]
    height: float
    rest: Block | None = None


class Block(Protocol):
    """Something that stands in a column and may go on over the page."""

    @property
    def before(self) -> float:
        """Room above, not at the head of a page."""
        ...

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """What fits into `room`; None where that is nothing. On a `fresh` page something must be given."""
        ...


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in the colour `ink` of the style ("text", "muted", "accent", "alarm")."""

    text: str
    size: float
    ink: str = "text"
    bold: bool = False
    before: float = 0.0
    balanced: bool = False

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """As many lines as fit."""
        broken = setting.balanced if self.balanced else setting.lines
        lines = broken(self.text, width, self.size, self.bold)
        return _Lines(lines, self.size, self.ink, self.bold).take(width, room, fresh, setting)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A paragraph already broken."""

    lines: tuple[str, ...]
    size: float
    ink: str
    bold: bool
    before: float = 0.0

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """As many lines as fit, never a single one of several."""
        leading = setting.leading(self.size)
        fit = min(len(self.lines), int((room + 1e-6) // leading))
        left = len(self.lines) - fit
        if 0 < left < _LEAST_LINES:
            fit = max(fit - (_LEAST_LINES - left), 0)
        if fit < min(_LEAST_LINES, len(self.lines)):
            if not fresh:
                return None
            fit = max(fit, 1)
        ink = getattr(setting.style, self.ink)
        piece = setting.piece(self.lines[:fit], 0, 0, width, self.size, ink, self.bold)
        rest = replace(self, lines=self.lines[fit:], before=0.0) if fit < len(self.lines) else None
        return Taken((piece,), leading * fit, rest)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of a fixed height that fills the column; `draw` gets the size at `zoom` 1."""

    draw: Callable[[float, float], Scene]
    height: float
    zoom: float = 1.0
    before: float = 0.0

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """All of it, made lower only where a whole page has no room for it."""
        if self.height > room and not fresh:
            return None
        height = min(self.height, room)
        scene = self.draw(width / self.zoom, height / self.zoom)
        shapes = tuple(placed(shape, 0, 0, self.zoom) for shape in scene.shapes)
        return Taken((Piece(Box(0, 0, width, height), shapes),), height)


@dataclass(frozen=True, slots=True)
class Section:
    """A block under its heading; where it goes on over the page, the heading says so."""

    heading: str
    body: Block
    size: float
    again: str
    before: float = 0.0
    note: str = ""
    note_size: float = 0.0

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """The heading, its note, and what fits of the body; never the heading alone."""
        style = setting.style
        head = setting.piece(
            setting.balanced(self.heading, width, self.size, True), 0, 0, width, self.size, style.text, True
        )
        pieces, top = [head], head.box.height
        if self.note:
            lines = setting.lines(self.note, width, self.note_size)
            pieces.append(setting.piece(lines, 0, top, width, self.note_size, style.muted))
            top += pieces[-1].box.height
        top += self.size * 0.35
        taken = self.body.take(width, room - top, fresh, setting)
        if taken is None:
            return None
        pieces += [piece.moved(0, top) for piece in taken.pieces]
        rest = None
        if taken.rest is not None:
            rest = replace(self, heading=self.again, body=taken.rest, note="")
        return Taken(tuple(pieces), top + taken.height, rest)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A new page from here on, unless the text has already come to that page by itself."""

    page: int
    before: float = 0.0

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """Nothing; `set_pages` sees to it."""
        return Taken((), 0.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its pieces, none of which overlaps another."""

    width: float
    height: float
    pieces: tuple[Piece, ...]

    def scene(self, style: Style, title: str = "", description: str = "") -> Scene:
        """Everything on it; grounds and rules below the texts."""
        below = [shape for piece in self.pieces for shape in piece.lines]
        above = [shape for piece in self.pieces for shape in piece.shapes]
        return Scene(self.width, self.height, (*below, *above), style.surface, title, description)


Margin = Callable[[int, int], Sequence[Piece]]
"""Page and number of pages to what stands at its head or foot, in the page's own coordinates."""


def set_pages(
    blocks: Sequence[Block], size: tuple[float, float], frame: Box, setting: Setting, around: Margin
) -> tuple[Sheet, ...]:
    """Blocks set into the frame of as many pages as they need, with what is `around` it on every page."""
    pages: list[list[Piece]] = [[]]
    y = frame.y
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if isinstance(block, Leaf):
            if pages[-1] and len(pages) < block.page:
                pages.append([])
                y = frame.y
            continue
        fresh = not pages[-1]
        top = y if fresh else y + block.before
        taken = block.take(frame.width, frame.y + frame.height - top, fresh, setting)
        if taken is None:
            pages.append([])
            y = frame.y
            waiting.append(block)
            continue
        pages[-1] += [piece.moved(frame.x, top) for piece in taken.pieces]
        y = top + taken.height
        if taken.rest is not None:
            pages.append([])
            y = frame.y
            waiting.append(taken.rest)
    return tuple(
        Sheet(*size, (*around(number, len(pages)), *pieces)) for number, pieces in enumerate(pages, start=1)
    )
