"""Blocks on pages: whatever they hold, no text leaves its box, no boxes overlap, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.charts.scene import Scene, Text, TextMetrics
from dependency_explorer.charts.style import LIGHT
from dependency_explorer.figures.sheet_table import TOGETHER, Grid, GridColumn, GridRow
from dependency_explorer.figures.sheets import (
    Block,
    Box,
    Drawing,
    Leaf,
    Paragraph,
    Piece,
    Section,
    Setting,
    Sheet,
    set_pages,
)

from .conftest import FixedMetrics

SETTING = Setting(LIGHT, FixedMetrics())
SIZE = (400.0, 300.0)
FRAME = Box(20, 30, 360, 240)

WORDS = st.lists(
    st.one_of(
        st.text("abcdefghij", min_size=1, max_size=12),
        st.text("монголулсдизель", min_size=1, max_size=30),
        st.text("蒙古国柴油供应", min_size=1, max_size=60),
        st.sampled_from(["1\u2009529\u2009kt", "95\u2009%", "a" * 300]),
    ),
    max_size=40,
).map(" ".join)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    count = draw(st.integers(1, 5))
    columns = tuple(GridColumn(draw(WORDS), draw(st.floats(1, 4)), draw(st.booleans())) for _ in range(count))
    rows = draw(
        st.lists(
            st.one_of(
                st.lists(WORDS, min_size=count, max_size=count).map(lambda cells: GridRow(tuple(cells))),
                WORDS.map(lambda text: GridRow((text,), head=True)),
            ),
            max_size=12,
        )
    )
    # Titles taller than a page are no table; those of a document are a few words.
    columns = tuple(GridColumn(one.title[:20], one.share, one.right) for one in columns)
    return Grid(columns, tuple(rows), 8.0, before=6)


BLOCKS = st.lists(
    st.one_of(
        WORDS.map(lambda text: Paragraph(text, 9.0, before=4)),
        st.integers(20, 400).map(lambda tall: Drawing(lambda w, h: Scene(w, h), tall, 0.8, before=5)),
        grids(),
        st.builds(lambda title, body: Section(title[:40], body, 11, "again", before=8), WORDS, grids()),
        st.just(Leaf(2)),
    ),
    max_size=8,
)


def nothing_around(_page: int, _count: int) -> Sequence[Piece]:
    return ()


def check_boxes(sheets: Sequence[Sheet], metrics: TextMetrics, charts: bool = False) -> None:
    """The rule of every page; `charts`: boxes that hold a drawing are held to the page only."""
    for sheet in sheets:
        boxes = [piece.box for piece in sheet.pieces]
        for piece in sheet.pieces:
            box = piece.box
            assert box.x >= -1e-6
            assert box.y >= -1e-6
            assert box.x + box.width <= sheet.width + 1e-6
            assert box.y + box.height <= sheet.height + 1e-6
            drawing = charts and len(piece.shapes) != sum(isinstance(one, Text) for one in piece.shapes)
            for shape in piece.shapes:
                if isinstance(shape, Text):
                    wide = metrics.width(shape.text, shape.size, shape.weight == "bold")
                    left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
                    room = Box(0, 0, sheet.width, sheet.height) if drawing else box
                    assert left >= room.x - 0.01, shape.text
                    assert left + wide <= room.x + room.width + 0.01, shape.text
                    assert room.y <= shape.y - metrics.ascent(shape.size) + 0.01, shape.text
                    assert shape.y <= room.y + room.height + 0.01, shape.text
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                apart = (
                    one.x + one.width <= other.x + 1e-6
                    or other.x + other.width <= one.x + 1e-6
                    or one.y + one.height <= other.y + 1e-6
                    or other.y + other.height <= one.y + 1e-6
                )
                assert apart, (one, other)


def letters(texts: Sequence[str]) -> dict[str, int]:
    """How often each letter stands there, blanks aside."""
    found: dict[str, int] = {}
    for letter in "".join("".join(texts).split()):
        found[letter] = found.get(letter, 0) + 1
    return found


def said(block: Block) -> list[str]:
    """Every text of a block that stands once, however many pages it takes."""
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Grid):
        return [cell for row in block.rows for cell in row.cells]
    return said(block.body) if isinstance(block, Section) else []


@given(BLOCKS)
def test_no_text_leaves_its_box_and_no_boxes_overlap(blocks: list[Block]) -> None:
    check_boxes(set_pages(blocks, SIZE, FRAME, SETTING, nothing_around), SETTING.metrics)


@given(st.lists(st.one_of(WORDS.map(lambda text: Paragraph(text, 9.0)), grids()), max_size=5))
def test_every_letter_stands_on_some_page(blocks: list[Block]) -> None:
    bare = [
        Grid(tuple(GridColumn("", c.share, c.right) for c in one.columns), one.rows, one.size)
        if isinstance(one, Grid)
        else one
        for one in blocks
    ]
    sheets = set_pages(bare, SIZE, FRAME, SETTING, nothing_around)
    shown = [
        shape.text
        for sheet in sheets
        for piece in sheet.pieces
        for shape in piece.shapes
        if isinstance(shape, Text)
    ]
    assert letters(shown) == letters([text for block in bare for text in said(block)])


@given(grids(), st.floats(0, 230))
def test_heads_come_again_and_a_heading_never_stands_alone(grid: Grid, above: float) -> None:
    section = Section("Heading", grid, 11, "Heading, continued")
    filler = Drawing(lambda w, h: Scene(w, h), above)
    sheets = set_pages([filler, section], SIZE, FRAME, SETTING, nothing_around)
    for number, sheet in enumerate(sheets):
        texts = [s.text for piece in sheet.pieces for s in piece.shapes if isinstance(s, Text)]
        if number >= 2:
            assert texts[:1] == ["Heading, continued"]
        if "Heading" in texts and grid.rows and any("".join(row.cells).strip() for row in grid.rows[:1]):
            assert len(texts) > 1


@given(st.integers(1, 70), st.floats(0, 230))
def test_no_row_of_a_table_stands_alone_on_a_page(count: int, above: float) -> None:
    rows = tuple(GridRow((f"row{number}", "value")) for number in range(count))
    grid = Grid((GridColumn("Name", 1), GridColumn("Value", 1, True)), rows, 8.0)
    section = Section("Heading", grid, 11, "Heading, continued")
    sheets = set_pages(
        [Drawing(lambda w, h: Scene(w, h), above), section], SIZE, FRAME, SETTING, nothing_around
    )
    on_page = [
        [
            s.text
            for piece in sheet.pieces
            for s in piece.shapes
            if isinstance(s, Text) and s.text.startswith("row")
        ]
        for sheet in sheets
    ]
    assert [text for texts in on_page for text in texts] == [row.cells[0] for row in rows], "all, in order"
    for texts in filter(None, on_page):
        assert len(texts) >= min(TOGETHER, count), on_page


def test_a_leaf_turns_the_page_once() -> None:
    short = Paragraph("word", 9.0)
    assert len(set_pages([short, Leaf(2), short], SIZE, FRAME, SETTING, nothing_around)) == 2
    long = Paragraph("word " * 900, 9.0)
    spilled = set_pages([long], SIZE, FRAME, SETTING, nothing_around)
    assert len(spilled) > 1
    assert len(set_pages([long, Leaf(2), short], SIZE, FRAME, SETTING, nothing_around)) == len(spilled)
    assert len(set_pages([Leaf(2), short], SIZE, FRAME, SETTING, nothing_around)) == 1


def test_what_stands_around_knows_the_number_of_pages() -> None:
    def around(page: int, count: int) -> Sequence[Piece]:
        return (SETTING.piece((f"{page} of {count}",), 0, 0, 100, 8, "#000000"),)

    sheets = set_pages([Paragraph("word " * 900, 9.0)], SIZE, FRAME, SETTING, around)
    heads = [sheet.pieces[0].shapes[0] for sheet in sheets]
    assert [head.text for head in heads if isinstance(head, Text)] == [
        f"{page} of {len(sheets)}" for page in range(1, len(sheets) + 1)
    ]
