"""Flows, partners and their concentration: honest widths, names apart, what is not stated told as such."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.charts.concentration_bars import others
from dependency_explorer.charts.flows import FlowLink, FlowsData
from dependency_explorer.charts.partners import PartnerBar, PartnersData
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Rect, Text
from tests.charts.drawn import SIZES, assert_inside, draw, extent_of, overlapping
from tests.charts.examples import (
    FLOWS,
    MULTIPLES,
    PARTNERS,
    STAKES,
    STYLE,
)
from tests.charts.golden import FixedMetrics


def ribbon_thickness(path: Path) -> float:
    return float(path.commands[2][2]) - float(path.commands[1][6])


# Subnormal shares would test the float's precision, not the drawing.
shares = st.one_of(st.just(0.0), st.floats(1e-12, 1), st.floats(1e-9, 1e-6), st.just(float("nan")))


@st.composite
def flow_data(draw_from: st.DrawFn) -> FlowsData:
    links = []
    for side in ("imports", "exports"):
        for commodity in range(draw_from(st.integers(0, 4))):
            for partner in range(draw_from(st.integers(0, 8))):
                name = draw_from(st.text("Aé中ب ", max_size=30))
                share = draw_from(shares)
                ghost = draw_from(st.one_of(st.none(), shares))
                code = "XNS" if partner == 7 else f"P{partner}"
                links.append(FlowLink(side, code, name, f"c{commodity}", name * 2, share, ghost_share=ghost))
    return FlowsData(tuple(links), draw_from(st.text(max_size=10)))


@settings(deadline=None, max_examples=60)
@given(flow_data(), st.sampled_from(SIZES))
def test_flow_widths_are_proportional_and_names_stay_apart(data: FlowsData, size: tuple[int, int]) -> None:
    scene = draw("flows", data, *size)
    assert_inside(scene)
    assert overlapping(scene) == [] or size == SIZES[0]
    scales: dict[str, list[float]] = {}
    for shape in scene.shapes:
        if isinstance(shape, Path) and shape.fill and shape.mark:
            rows = [data.links[row] for row in shape.mark.rows]
            total = sum(link.share for link in rows if link.share > 0)
            scales.setdefault(rows[0].side, []).append(ribbon_thickness(shape) / total)
    for values in scales.values():
        assert max(values) == pytest.approx(min(values), rel=1e-6)


@st.composite
def partner_data(draw_from: st.DrawFn) -> PartnersData:
    count = draw_from(st.integers(1, 30))
    names = st.text(max_size=40)
    rows = tuple(
        PartnerBar(
            "XNS" if index == 29 else f"P{index}", draw_from(names), draw_from(shares), draw_from(names)[:12]
        )
        for index in range(count)
    )
    return PartnersData(rows, draw_from(st.one_of(st.none(), st.floats(0, 1))), draw_from(st.booleans()))


@settings(deadline=None, max_examples=60)
@given(partner_data(), st.sampled_from(SIZES))
def test_partner_bars_are_proportional_and_names_stay_apart(
    data: PartnersData, size: tuple[int, int]
) -> None:
    scene = draw("partners", data, *size)
    assert_inside(scene)
    assert overlapping(scene) == []
    units = []
    for shape in scene.shapes:
        if isinstance(shape, Rect) and shape.fill and shape.mark and shape.mark.id.startswith("partner:"):
            total = sum(data.rows[row].share for row in shape.mark.rows if data.rows[row].share > 0)
            units.append(shape.width / total)
    if units:
        assert max(units) == pytest.approx(min(units), rel=1e-6)


def test_sixty_links_are_gathered_with_their_names() -> None:
    links = tuple(
        FlowLink("imports", f"P{i}", f"Country {i}", f"c{j}", f"Good {j}", 1 / (i + 2))
        for i in range(15)
        for j in range(4)
    )
    scene = draw("flows", FlowsData(links, "Germany"))
    assert_inside(scene)
    other = [mark for mark in scene.marks() if mark.id == "imports:OTHER"]
    assert len(other) == 1
    assert "Country 14" in other[0].label
    drawn = {row for mark in scene.marks() for row in mark.rows}
    assert drawn == set(range(60))


def test_unstated_partner_is_hatched_and_home_is_neutral() -> None:
    scene = draw("flows", FLOWS)
    unstated = [s for s in scene.shapes if s.mark and s.mark.id == "exports:XNS:coal" and isinstance(s, Path)]
    assert [s.hatch for s in unstated] == ["diagonal"]
    state = [
        s for s in draw("stakes", STAKES).shapes if isinstance(s, Rect) and s.mark and s.mark.entity == "MNG"
    ]
    assert {s.fill for s in state} == {STYLE.neutral}


def test_places_are_compared_on_scales_from_zero_to_the_whole() -> None:
    scene = draw("multiples", MULTIPLES, 900, 400)
    bars = [s for s in scene.shapes if isinstance(s, Rect) and s.mark and s.mark.id.startswith("share:MNG:")]
    whole = sum(bar.width for bar in bars)
    assert [bar.width / whole for bar in bars] == pytest.approx([row.share for row in PARTNERS.rows])
    dots = {
        s.mark.entity: (min(extent_of(s)[::2]) + max(extent_of(s)[::2])) / 2
        for s in scene.shapes
        if isinstance(s, Path) and s.mark and s.mark.id.startswith("place:")
    }
    # Equal distances on the scale are equal distances of the index.
    assert (dots["MNG"] - dots["KAZ"]) / (dots["KAZ"] - dots["UZB"]) == pytest.approx(
        (0.85 - 0.52) / (0.52 - 0.25)
    )
    assert "ATA" not in dots
    assert any(isinstance(s, Text) and s.text == "0.40 high" for s in scene.shapes)


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
@pytest.mark.parametrize(("width", "height"), [(900, 560), (900, 400), (600, 300), (600, 120)])
def test_each_partner_is_named_once_within_its_bar_or_below(width: int, height: int, rows: int) -> None:
    scene = draw("multiples", replace(MULTIPLES, rows=MULTIPLES.rows[:rows]), width, height)
    texts = [s for s in scene.shapes if isinstance(s, Text)]
    bars = [s for s in scene.shapes if isinstance(s, Rect) and s.mark and s.mark.id.startswith("share:")]
    within = [s.text for s in texts if s.mark and s.mark.id.startswith("share:MNG:")]
    below = [s for s in texts if not s.mark or s.mark.id.startswith("others:")]
    assert not any("Russia 92" in s.text for s in below), "said once"
    told = any("South Korea" in s.text for s in below)
    if height > 120:
        assert "Russia 92\u2009%" in within
        assert told, "what its part has no room for stands below, where there is room"
    for line in below:
        left, top, right, bottom = extent_of(line)
        assert not any(
            bar.x < right and left < bar.x + bar.width and bar.y < bottom and top < bar.y + bar.height
            for bar in bars
        )
    assert overlapping(scene) == []


@pytest.mark.parametrize("rows", [2, 3])
@pytest.mark.parametrize("size", [(900, 560), (860, 480), (590, 320)])
def test_few_places_use_the_room(rows: int, size: tuple[int, int]) -> None:
    scene = draw("multiples", replace(MULTIPLES, rows=MULTIPLES.rows[:rows]), *size)
    marked = [extent_of(s) for s in scene.shapes]
    top, bottom = min(box[1] for box in marked), max(box[3] for box in marked)
    assert bottom - top > 0.66 * size[1]
    thick = {s.height for s in scene.shapes if isinstance(s, Rect) and s.mark}
    assert max(thick) >= 0.1 * size[1]


@given(
    st.lists(st.floats(0.0, 0.5), min_size=0, max_size=14), st.floats(60, 900), st.integers(1, 3),
)  # fmt: skip
def test_partners_below_a_bar_are_named_or_counted(shares: list[float], room: float, lines: int) -> None:
    ordered = sorted(shares, reverse=True)
    parts = tuple(PartnerBar(f"P{i}", f"Partner number {i}", share) for i, share in enumerate(ordered))
    metrics = FixedMetrics()
    found = others(parts, room, lines, STYLE, metrics)
    assert len(found.lines) <= lines
    for line in found.lines:
        assert metrics.width(line, STYLE.small) <= room + 1e-6
    short = [
        part
        for part in parts
        if part.share and metrics.width(f"{part.name} 50 %", STYLE.small) > part.share * room
    ]
    cut = any(line.endswith("…") for line in found.lines) or "" in found.lines
    for part in short:
        counted = any(text.startswith(f"{part.name} ") for text in found.counted)
        named = any(f"{part.name} " in line for line in found.lines)
        assert named != counted or cut, part
    if found.counted and not cut:
        assert found.lines[-1].endswith(f"+{len(found.counted)} more")


def test_what_is_not_known_whole_is_drawn_open() -> None:
    scene = draw("multiples", MULTIPLES, 900, 400)
    fills = {s.mark.entity: s.fill for s in scene.shapes if isinstance(s, Path) and s.mark and s.fill}
    assert fills["MNG"] == fills["KAZ"] == STYLE.surface
    assert fills["UZB"] == STYLE.neutral


def test_places_that_do_not_fit_are_counted() -> None:
    many = replace(
        MULTIPLES, rows=tuple(replace(MULTIPLES.rows[2], code=f"P{n}", name=f"Place {n}") for n in range(40))
    )
    scene = draw("multiples", many, 400, 220)
    more = next(mark for mark in scene.marks() if mark.id == "places:more")
    assert "Place 39" in more.label
    drawn = {row for mark in scene.marks() for row in mark.rows}
    assert drawn == set(range(len(CHARTS["multiples"].table(many).rows)))


def test_every_partner_of_a_flow_diagram_is_named_at_its_node() -> None:
    links = tuple(
        FlowLink("exports", f"P{n}", f"Place {n}", "oil", "Oil", share, quantity=share)
        for n, share in enumerate((0.8, 0.1, *(0.1 / 14 for _ in range(14))))
    )
    for height in (140, 220, 300, 500):
        scene = draw("flows", FlowsData(links, "Mongolia"), 600, height)
        nodes = {
            shape.mark.id: shape.y + shape.height / 2
            for shape in scene.shapes
            if isinstance(shape, Rect) and shape.mark and shape.mark.id.startswith("exports:")
        }
        texts = [
            shape
            for shape in scene.shapes
            if isinstance(shape, Text) and shape.mark and shape.mark.id in nodes
        ]
        assert len(texts) > 3
        for text in texts:
            assert text.mark is not None
            assert abs(text.y - text.size * 0.36 - nodes[text.mark.id]) < text.size, (height, text.text)


def test_in_little_room_names_are_broken_and_what_stands_on_both_sides_is_named_once() -> None:
    links = (
        FlowLink("imports", "CHN", "China", "power", "Electricity", 0.73),
        FlowLink("imports", "RUS", "Russia", "power", "Electricity", 0.27),
        FlowLink("exports", "XNS", "Partner not stated", "power", "Electricity", 1.0, hatched=True),
    )
    scene = draw("flows", FlowsData(links, "Mongolia"), 290, 110)
    texts = [shape.text for shape in scene.shapes if isinstance(shape, Text)]
    assert texts.count("Electricity") == 1
    assert not [text for text in texts if "…" in text]
    wide = draw("flows", FlowsData(links, "Mongolia"), 900, 400)
    assert [s.text for s in wide.shapes if isinstance(s, Text)].count("Electricity") == 2
