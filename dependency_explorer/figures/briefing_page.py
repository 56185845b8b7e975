"""The pages of a briefing: two of A4 where the lists allow it, as many more as they need where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from dependency_explorer.charts.scene import Path, Scene, TextMetrics
from dependency_explorer.charts.style import LIGHT, Style
from dependency_explorer.charts.ticks import THIN
from dependency_explorer.figures.briefing import Briefing, Number
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.sheet_table import Grid, GridColumn, GridRow
from dependency_explorer.figures.sheets import (
    A4,
    Block,
    Box,
    Drawing,
    Leaf,
    Paragraph,
    Piece,
    Section,
    Setting,
    Sheet,
    Taken,
    set_pages,
)
from dependency_explorer.figures.speech import ENGLISH, Speech

MARGIN = 16 * 96 / 25.4
TITLE, LEAD, HEADING, BODY, SMALL, TABLE, FIGURE = 21.0, 14.0, 13.0, 11.0, 10.0, 9.5, 23.0
"""Sizes of letters in pixels of 1/96 inch; 9.5 are 7.1 points."""

ZOOM = 0.8
"""Charts are laid out as on screen and drawn this large: their smallest letters are then 6.6 points."""
STOCK_HEIGHT, BALANCE_HEIGHT, MOST_MORE = 205.0, 235.0, 130.0


def pages(
    told: Briefing, metrics: TextMetrics, style: Style = LIGHT, tr: Speech = ENGLISH
) -> tuple[Scene, ...]:
    """The pages as scenes of A4, the first of them with title and alt text."""
    made = sheets(told, metrics, style, tr)
    return tuple(sheet.scene(style, told.title, told.alt_text) for sheet in made)


def sheets(
    told: Briefing, metrics: TextMetrics, style: Style = LIGHT, tr: Speech = ENGLISH
) -> tuple[Sheet, ...]:
    """The pages as boxes with what stands in them."""
    setting = Setting(style, metrics)
    width, height = A4
    inner = width - 2 * MARGIN
    margins = _Margins(told, setting, inner, tr)
    head, foot = margins.head_height(), margins.foot_height()
    frame = Box(MARGIN, MARGIN + head, inner, height - 2 * MARGIN - head - foot)
    first = _first(told, STOCK_HEIGHT, tr)
    alone = set_pages(first, A4, frame, setting, margins)
    if len(alone) == 1:
        # Short findings leave room: the chart takes it, so that the page is filled from head to foot.
        used = max(piece.box.y + piece.box.height for piece in alone[0].pieces[margins.COUNT :])
        spare = frame.y + frame.height - used - 2 * SMALL
        first = _first(told, STOCK_HEIGHT + min(MOST_MORE, max(spare, 0.0)), tr)
    return set_pages((*first, Leaf(2), *_second(told, tr)), A4, frame, setting, margins)


def _first(told: Briefing, height: float, tr: Speech) -> list[Block]:
    """What is asked and what comes of it; `height` is that of the chart."""
    blocks: list[Block] = [
        Paragraph(told.kicker, SMALL, "accent", bold=True),
        Paragraph(told.title, TITLE, bold=True, before=3, balanced=True),
        Paragraph(told.lead[0], LEAD, before=8),
        *(Paragraph(text, BODY, before=3) for text in told.lead[1:]),
        *(Paragraph(text, SMALL, "muted", before=3) for text in told.details),
        Numbers(told.numbers, before=13, tr=tr),
    ]
    if told.stock.empty_reason:
        # What there is to see stands on the first page, and a sentence says why no stock does.
        blocks.append(_balance(told, height + BALANCE_HEIGHT - STOCK_HEIGHT, tr, 14))
        blocks.append(Paragraph(told.stock.empty_reason, SMALL, "muted", before=6))
    else:
        blocks.append(_chart(told.stock.title, told.stock, height, tr, 14))
    rows = tuple(
        GridRow((word if index == 0 else "", said))
        for word, sentences in told.findings
        for index, said in enumerate(sentences)
    )
    grid = Grid((GridColumn("", 1.0, bold=True), GridColumn("", 5.6)), rows, SMALL, ruled=False, pad=1.2)
    heading = tr("Key findings")
    blocks.append(Section(heading, grid, HEADING, _again(heading, tr), before=14))
    return blocks


def _second(told: Briefing, tr: Speech) -> list[Block]:
    """What it rests on, and what it is compared with."""
    blocks: list[Block] = []
    if not told.stock.empty_reason:
        blocks.append(_balance(told, BALANCE_HEIGHT, tr, 16))
    blocks += _comparison(told, tr)
    heading = tr("Assumptions of this run")
    marked = any(line.edited for line in told.assumptions)
    note = tr("● stated by the scenario, with the default in brackets where there is one.") if marked else ""
    # Where nothing has a range, no column of dashes.
    ranged = any(line.span for line in told.assumptions)
    columns = [GridColumn(tr("Assumption"), 3.2), GridColumn(tr("Value"), 1.7, right=True)]
    columns += [GridColumn(tr("Range"), 1.5, right=True)] if ranged else []
    columns.append(GridColumn(tr("Source"), 4.2))
    rows = []
    for line in told.assumptions:
        value = line.value
        if line.default:
            value = tr("{value} (default {default})").format(value=value, default=line.default)
        label = f"●\u00a0{line.label}" if line.edited else line.label
        span = (line.span or "–",) if ranged else ()
        rows.append(GridRow((label, value, *span, line.source)))
    if rows:
        body = Grid(tuple(columns), tuple(rows), TABLE)
        blocks.append(
            Section(heading, body, HEADING, _again(heading, tr), before=16, note=note, note_size=SMALL)
        )
    for heading, lines in ((tr("Sources of the data"), told.sources), (tr("Limits"), told.limits)):
        if lines:
            grid = Grid(
                (GridColumn("", 0.12), GridColumn("", 9.0)),
                tuple(GridRow(("–", line)) for line in lines), TABLE, ruled=False, pad=1.0,
            )  # fmt: skip
            blocks.append(Section(heading, grid, HEADING, _again(heading, tr), before=16))
    return blocks


def _again(heading: str, tr: Speech) -> str:
    return tr("{heading}, continued").format(heading=heading)


def _balance(told: Briefing, height: float, tr: Speech, before: float) -> Section:
    heading = tr("Exports, step by step") if _sold(told) else tr("Supply and demand, step by step")
    return _chart(heading, told.balance, height, tr, before)


def _sold(told: Briefing) -> bool:
    return getattr(told.balance.data, "side", "") == "exports"


def _chart(heading: str, figure: Figure, height: float, tr: Speech, before: float) -> Section:
    """A chart under its heading; below it what is measured and what the bands are. The page says the rest."""
    bands = [note for note in figure.notes if note.startswith(tr("Bands:"))]
    note = " ".join((f"{figure.subtitle.split(' · ')[0]}.", *bands))
    return Section(
        heading,
        Chart(figure, height),
        HEADING,
        _again(heading, tr),
        before=before,
        note=note,
        note_size=SMALL,
    )


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure's chart, as its card shows it."""

    figure: Figure
    height: float
    before: float = 0.0

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """All of it."""
        figure = self.figure

        def draw(wide: float, high: float) -> Scene:
            return figure.chart(wide, high, setting.style, setting.metrics)

        return Drawing(draw, self.height, ZOOM).take(width, room, fresh, setting)


def _comparison(told: Briefing, tr: Speech) -> list[Block]:
    """Two blocks: the levers that differ, the outcomes that differ."""
    found, count = told.compared, told.scenarios
    heading = (
        tr("Compared with the baseline") if count == 1 else tr("Compared with the baseline and each other")
    )
    wide = 2.0 if count == 1 else 1.7
    scenarios = found.heads[1 : 1 + count]
    levers = Grid(
        (GridColumn(tr("Levers that differ"), wide), *(GridColumn(head, 3.0) for head in scenarios)),
        tuple(GridRow((row.what, *row.cells[1 : 1 + count])) for row in found.levers)
        or (GridRow((tr("No lever differs."), *[""] * count)),),
        TABLE,
    )
    outcomes = Grid(
        (
            GridColumn(tr("Outcomes that differ"), 2.3 if count == 1 else 2.9),
            *(
                GridColumn(head, 1.0 if index == 0 else 1.5, right=True)
                for index, head in enumerate(found.heads)
            ),
        ),
        tuple(GridRow((row.what, *row.cells)) for row in found.outcomes)
        or (GridRow((tr("No outcome differs."), *[""] * len(found.heads))),),
        TABLE,
    )
    said = list(told.left_out)
    if found.same_levers or found.same_outcomes:
        said.append(
            tr("Same in all and not shown: levers {levers}, outcomes {outcomes}.").format(
                levers=found.same_levers, outcomes=found.same_outcomes
            )
        )
    if told.draws and found.outcomes:
        said.append(tr("In brackets: where nine of ten draws lie."))
        if count > 1:
            said.append(tr("All scenarios draw the same random numbers."))
    return [
        Section(heading, levers, HEADING, _again(heading, tr), before=16),
        Spaced(outcomes, 9),
        *((Paragraph(" ".join(said), SMALL, "muted", before=4),) if said else ()),
    ]


@dataclass(frozen=True, slots=True)
class Spaced:
    """A block with room above it."""

    body: Block
    before: float

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """What the block gives."""
        return self.body.take(width, room, fresh, setting)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Four numbers side by side, each over what it is, its baseline and its range."""

    numbers: tuple[Number, ...]
    before: float
    tr: Speech

    def take(self, width: float, room: float, fresh: bool, setting: Setting) -> Taken | None:
        """All four, line by line in step with each other."""
        gap = 16.0
        wide = (width - gap * (len(self.numbers) - 1)) / len(self.numbers)
        columns = [self._texts(one, wide, setting) for one in self.numbers]
        pieces: list[Piece] = []
        for index, one in enumerate(self.numbers):
            x = index * (wide + gap)
            ink = setting.style.alarm if one.text.alarm else setting.style.text
            rule = Path((("M", x, 1.0), ("L", x + wide, 1.0)), stroke=ink, stroke_width=2.0)
            pieces.append(Piece(Box(x, 0, wide, 3), (), (rule,)))
        top = 6.0
        for row in zip(*columns, strict=True):
            made = []
            for index, (text, size, ink, bold) in enumerate(row):
                lines = setting.lines(text, wide, size, bold)
                made.append(setting.piece(lines, index * (wide + gap), top, wide, size, ink, bold))
            top += max(piece.box.height for piece in made) + 1.0
            pieces += [piece for piece in made if piece.shapes]
        return None if top > room and not fresh else Taken(tuple(pieces), top)

    def _texts(self, one: Number, wide: float, setting: Setting) -> tuple[tuple[str, float, str, bool], ...]:
        """Number, what it is, its baseline, its range: text, size, colour, whether bold."""
        style, tr = setting.style, self.tr
        size = FIGURE
        while size > LEAD and setting.metrics.width(one.text.value, size, True) > wide:
            size -= 1.0
        return (
            (one.text.value, size, style.alarm if one.text.alarm else style.text, True),
            (one.text.caption, SMALL, style.text, False),
            (tr("Baseline: {value}").format(value=one.baseline), SMALL, style.text, False),
            (_range(one, tr), SMALL, style.muted, False),
        )


def _range(one: Number, tr: Speech) -> str:
    """Where nine of ten draws lie, with the unit of the number above; "" without draws."""
    value, span = one.text.value, one.text.span
    if not span or tr("draws") in span:
        return span
    last = value.rsplit(THIN, 1)[-1] if THIN in value else value.rsplit(" ", 1)[-1] if " " in value else ""
    first = value.split(" ", 1)[0]
    if first.isalpha():
        span = f"{first} {span}"
    elif last and not last[:1].isdigit() and not span.endswith(last):
        span = f"{span}{THIN}{last}"
    return tr("Nine of ten draws: {span}").format(span=span)


@dataclass(frozen=True, slots=True)
class _Margins:
    """What stands on every page: what it is and that it is no forecast above, edition and page number below."""

    told: Briefing
    setting: Setting
    width: float
    tr: Speech

    COUNT: ClassVar[int] = 6

    def __call__(self, page: int, count: int) -> Sequence[Piece]:
        style, setting = self.setting.style, self.setting
        statement = self._statement()
        half = self.width / 2
        head = setting.piece(statement, MARGIN, MARGIN, half, SMALL, style.text, True)
        about = setting.piece(self._about(), MARGIN + half, MARGIN, half, SMALL, style.muted, anchor="end")
        under = MARGIN + self.head_height() - 10
        line = Path((("M", MARGIN, under), ("L", MARGIN + self.width, under)), stroke=style.text)
        foot_lines = self._edition()
        top = A4[1] - MARGIN - setting.leading(TABLE) * len(foot_lines)
        over = top - 5
        rule = Path((("M", MARGIN, over), ("L", MARGIN + self.width, over)), stroke=style.border)
        side = self._page_width()
        number = self.tr("Page {page} of {count}").format(page=page, count=count)
        return (
            head,
            about,
            Piece(Box(MARGIN, under - 1, self.width, 2), (), (line,)),
            Piece(Box(MARGIN, over - 1, self.width, 2), (), (rule,)),
            setting.piece(foot_lines, MARGIN, top, self.width - side, TABLE, style.muted),
            setting.piece((number,), MARGIN + self.width - side, top, side, TABLE, style.muted, anchor="end"),
        )

    def head_height(self) -> float:
        """Room that the head takes."""
        return self.setting.leading(SMALL) * max(len(self._statement()), len(self._about())) + 14

    def foot_height(self) -> float:
        """Room that the foot takes."""
        return self.setting.leading(TABLE) * len(self._edition()) + 14

    def _statement(self) -> tuple[str, ...]:
        return self.setting.lines(self.told.statement, self.width / 2, SMALL, True)

    def _about(self) -> tuple[str, ...]:
        return self.setting.lines(self.told.about, self.width / 2 - 12, SMALL)

    def _edition(self) -> tuple[str, ...]:
        return self.setting.lines(self.told.edition, self.width - self._page_width(), TABLE)

    def _page_width(self) -> float:
        widest = self.tr("Page {page} of {count}").format(page=999, count=999)
        return self.setting.metrics.width(widest, TABLE) + 12
