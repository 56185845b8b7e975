"""Every chart: golden drawings, bounds, honest lengths, labels apart, tables that hold what is drawn."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.charts import outcome
from dependency_explorer.charts.concentration import ConcentrationData
from dependency_explorer.charts.drawing import contrast
from dependency_explorer.charts.flows import FlowLink, FlowsData
from dependency_explorer.charts.partners import PartnerBar, PartnersData
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Rect, Scene, Text
from dependency_explorer.charts.stakes import StakesData
from dependency_explorer.charts.stock import StockData
from dependency_explorer.charts.style import DARK, LIGHT, entity_colours
from dependency_explorer.charts.table import to_csv
from dependency_explorer.charts.trend import TrendData, TrendEvent, TrendSeries, form, stack, totals
from tests.charts.examples import (
    EVERY,
    FLOWS,
    MULTIPLES,
    OUTCOME,
    OUTCOME_EXPORTS,
    PARTNERS,
    STAKES,
    STOCK,
    STOCKPILE,
    STYLE,
    TREND,
    TREND_GAPS,
)
from tests.charts.golden import FixedMetrics, check

METRICS = FixedMetrics()
SIZES = ((240, 140), (330, 220), (488, 300), (1200, 800), (4000, 3000))


def draw(kind: str, data: Any, width: float = 488, height: float = 300, **more: Any) -> Scene:
    return CHARTS[kind].layout(data, width, height, STYLE, METRICS, **more)


def extent_of(shape: Path | Rect | Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom; a curve lies within its control points."""
    if isinstance(shape, Rect):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, Path):
        xs = [float(v) for command in shape.commands for v in command[1::2]]
        ys = [float(v) for command in shape.commands for v in command[2::2]]
        return min(xs), min(ys), max(xs), max(ys)
    wide = METRICS.width(shape.text, shape.size, shape.weight == "bold")
    left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
    return left, shape.y - METRICS.ascent(shape.size), left + wide, shape.y


def assert_inside(scene: Scene) -> None:
    for shape in scene.shapes:
        left, top, right, bottom = extent_of(shape)
        assert left >= -1.01, shape
        assert top >= -1.01, shape
        assert right <= scene.width + 1.01, shape
        assert bottom <= scene.height + 1.01, shape


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    """Pairs of texts whose letters (between baseline and capital height) cover each other."""
    boxes = [(s.text, extent_of(s)) for s in scene.shapes if isinstance(s, Text) and s.text]
    return [
        (one, two)
        for (one, a), (two, b) in itertools.combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
    ]


@pytest.mark.parametrize("name", EVERY)
def test_drawing_is_the_kept_one(name: str) -> None:
    kind, data = EVERY[name]
    check(name, draw(kind, data))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("size", SIZES)
def test_every_size_stays_inside_and_is_repeatable(name: str, size: tuple[int, int]) -> None:
    kind, data = EVERY[name]
    scene = draw(kind, data, *size)
    assert_inside(scene)
    assert scene == draw(kind, data, *size)
    assert scene.shapes
    assert scene.description == CHARTS[kind].describe(data) or name == "empty"


@pytest.mark.parametrize("name", EVERY)
def test_no_words_cover_each_other(name: str) -> None:
    kind, data = EVERY[name]
    for size in SIZES[1:]:
        assert overlapping(draw(kind, data, *size)) == []


@pytest.mark.parametrize("name", EVERY)
def test_marks_have_a_sentence_and_rows_of_the_table(name: str) -> None:
    kind, data = EVERY[name]
    rows = len(CHARTS[kind].table(data).rows)
    marks = draw(kind, data).marks()
    assert len({mark.id for mark in marks}) == len(marks)
    for mark in marks:
        assert mark.label
        assert all(0 <= row < rows for row in mark.rows)


@pytest.mark.parametrize("name", EVERY)
def test_csv_loads_again_with_the_same_numbers(name: str) -> None:
    kind, data = EVERY[name]
    table = CHARTS[kind].table(data)
    text = to_csv(table, ("A comment", "=of two\nlines"))
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    read = list(csv.reader(io.StringIO("\n".join(lines))))
    assert read[0] == [column.header for column in table.columns]
    assert len(read) == len(table.rows) + 1
    for cells, row in zip(read[1:], table.rows, strict=True):
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, float):
                assert float(cell) == value
            else:
                assert cell == (value or "")


def test_scale_stays_put_while_brushing() -> None:
    for kind, data in (("flows", FLOWS), ("partners", PARTNERS), ("trend", TREND), ("stakes", STAKES)):
        plain, lit = draw(kind, data), draw(kind, data, lit=frozenset({"CHN"}))
        filled = [(s, extent_of(s)) for s in plain.shapes if isinstance(s, (Rect, Path)) and s.fill]
        brushed = [(s, extent_of(s)) for s in lit.shapes if isinstance(s, (Rect, Path)) and s.fill]
        marked = [box for s, box in filled if s.mark and s.mark.entity]
        assert marked == [box for s, box in brushed if s.mark and s.mark.entity]
        russian = [s for s, _ in brushed if s.mark and s.mark.entity == "RUS"]
        assert russian
        assert all(s.opacity <= STYLE.faded for s in russian)


@pytest.mark.parametrize(
    ("kind", "data", "hover"),
    [
        ("flows", FLOWS, "imports:RUS:oil"),
        ("partners", PARTNERS, "RUS"),
        ("trend", TREND, "RUS"),
        ("stakes", STAKES, "RUS"),
        ("outcome", OUTCOME, "RUS"),
    ],
)
def test_hover_outlines_two_pixels(kind: str, data: Any, hover: str) -> None:
    def outlined(scene: Scene) -> list[Any]:
        return [
            s
            for s in scene.shapes
            if isinstance(s, (Path, Rect)) and s.stroke == STYLE.text and s.stroke_width == 2.0
        ]

    assert not outlined(draw(kind, data))
    assert outlined(draw(kind, data, hover=hover))


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


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.just(float("nan")), st.sampled_from([0.0, 1e-9, 1.0, 1e15])),
            min_size=5,
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 5),
    st.sampled_from(SIZES),
)
def test_history_of_any_numbers(
    columns: list[list[float | None]], periods: int, size: tuple[int, int]
) -> None:
    series = tuple(TrendSeries(f"P{i}", f"Name {i}", tuple(v[:periods])) for i, v in enumerate(columns))
    data = TrendData(tuple(str(2010 + i) for i in range(periods)), (), series, "kt")
    scene = draw("trend", data, *size)
    assert_inside(scene)
    for layer, row in zip(stack(data), series, strict=True):
        for low, high, value in zip(layer.low, layer.high, row.values, strict=True):
            missing = value is None or value != value
            assert (low is None) == missing == (high is None)
            if low is not None and high is not None and value is not None:
                assert high - low == pytest.approx(value, rel=1e-9, abs=max(high, 1.0) * 1e-15)


def test_history_form_and_gaps() -> None:
    assert form(TREND) == "areas"
    assert form(TREND_GAPS) == "bars"
    assert totals(TREND_GAPS)[6:8] == (None, None)
    three = replace(
        TREND,
        periods=TREND.periods[:3],
        months=(12,) * 3,
        series=tuple(replace(s, values=s.values[:3]) for s in TREND.series),
    )
    assert form(three) == "bars"
    # A calendar gap in the list of periods is a gap too.
    skipped = replace(TREND, periods=(*TREND.periods[:-1], "2030"))
    assert form(skipped) == "bars"
    bars = [s for s in draw("trend", TREND_GAPS).shapes if isinstance(s, Rect) and s.mark and s.fill]
    assert not {"2016", "2017"} & {s.mark.period for s in bars if s.mark}


def test_bar_heights_are_proportional() -> None:
    values = {
        (s.code, p): v for s in TREND_GAPS.series for p, v in zip(TREND_GAPS.periods, s.values, strict=True)
    }
    units = [
        shape.height / (values[(shape.mark.entity, shape.mark.period)] or 0)
        for shape in draw("trend", TREND_GAPS).shapes
        if isinstance(shape, Rect) and shape.fill and shape.mark and shape.mark.period
    ]
    assert len(units) > 40
    assert max(units) == pytest.approx(min(units), rel=1e-6)


def test_partial_and_events_are_marked() -> None:
    scene = draw("trend", TREND)
    hatched = [s for s in scene.shapes if isinstance(s, Path) and s.hatch and s.stroke == STYLE.surface]
    assert len(hatched) == 1
    labels = {mark.label for mark in scene.marks()}
    assert "Border closed (10 Feb 2020 to 30 Sep 2021)" in labels
    assert any("7 months only" in label for label in labels)


def test_stakes_fill_the_bar_and_hatch_the_rest() -> None:
    scene = draw("stakes", STAKES)
    parts = [s for s in scene.shapes if isinstance(s, Rect) and s.mark and s.mark.id.startswith("stake:")]
    of_rail = [s for s in parts if s.mark and s.mark.id.startswith("stake:rail")]
    assert [s.hatch for s in of_rail] == ["", "diagonal"]
    assert of_rail[0].width == pytest.approx(of_rail[1].width)
    oyu = [s for s in parts if s.mark and s.mark.id.startswith("stake:oyu")]
    assert oyu[0].width / oyu[1].width == pytest.approx(0.66 / 0.34)


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


@pytest.mark.parametrize(
    ("kind", "data"),
    [("stakes", StakesData(())), ("partners", PartnersData(())), ("multiples", ConcentrationData(()))],
)
def test_empty_charts_say_so(kind: str, data: Any) -> None:
    scene = draw(kind, data)
    assert isinstance(scene.shapes[0], Text)
    reason = "Add a file with stakes to see who holds what."
    told = draw(kind, replace(data, empty_reason=reason), 240, 140)
    assert " ".join(s.text for s in told.shapes if isinstance(s, Text)) == reason


def test_outcome_columns_reach_demand() -> None:
    scene = draw("outcome", OUTCOME)
    table = CHARTS["outcome"].table(OUTCOME)
    for row in table.rows:
        numbers = [value for value in row[2:7] if isinstance(value, float)]
        assert sum(numbers) == pytest.approx(row[1])
    unmet = [s for s in scene.shapes if s.mark and s.mark.id == "supply:unserved" and isinstance(s, Path)]
    assert {s.hatch for s in unmet} == {"diagonal"}
    assert "not a forecast" in scene.description


def test_demand_that_was_not_made_is_a_layer_of_its_own() -> None:
    """Hatched against the grain of what is unmet, named, and up to demand with all others; none without."""
    part = tuple((value or 0.0) / 4 for value in OUTCOME.unserved)
    rest = tuple((value or 0.0) / 4 for value in OUTCOME.unserved)
    data = replace(OUTCOME, unserved=rest, saved=part, given_way=part, switched=part)
    made = outcome.layers(data, LIGHT)
    assert made[-1].high == pytest.approx(data.demand)
    assert {layer.key: layer.hatch for layer in made if layer.hatch} == {
        "switched": "back", "saved": "back", "given_way": "back", "unserved": "diagonal"
    }  # fmt: skip
    names = [layer.name for layer in made]
    assert len(set(names)) == len(names)
    assert {"Saved", "Priced out", "Switched to another fuel"} <= {
        c.name for c in outcome.table(data).columns
    }
    assert not any(layer.hatch == "back" for layer in outcome.layers(OUTCOME, LIGHT))


def test_one_country_twice_has_two_names_and_what_is_unmet_is_named_first() -> None:
    data = replace(
        OUTCOME, replacement=(1.0,) * len(OUTCOME.dates), replacement_code="RUS", replacement_name="Russia"
    )
    names = [layer.name for layer in outcome.layers(data, LIGHT)]
    assert len(set(names)) == len(names)
    scene = draw("outcome", data, 240, 120)
    told = [shape.text for shape in scene.shapes if isinstance(shape, Text)]
    assert "unmet" in told


def test_a_wide_outcome_names_its_layers_within_them() -> None:
    """Printed in grey, a legend of colours says little."""
    wide = draw("outcome", OUTCOME, 700, 300)
    layers = {
        shape.mark.label.split(":")[0]: shape
        for shape in wide.shapes
        if isinstance(shape, Path) and shape.mark and shape.mark.id.startswith("supply:") and not shape.hatch
    }
    named = [s for s in wide.shapes if isinstance(s, Text) and s.mark is None and s.text in layers]
    assert named
    for text in named:
        numbers = [command[1:] for command in layers[text.text].commands if len(command) > 1]
        tops = [float(y) for _, y in numbers]  # type: ignore[misc]
        assert min(tops) < text.y < max(tops)
        assert contrast(text.fill, layers[text.text].fill) >= 3
    narrow = draw("outcome", OUTCOME, 480, 300)
    assert not [s for s in narrow.shapes if isinstance(s, Text) and s.mark is None and s.text in layers]


def test_exports_reach_the_baseline_and_losses_are_hatched() -> None:
    scene = draw("outcome", OUTCOME_EXPORTS)
    for row in CHARTS["outcome"].table(OUTCOME_EXPORTS).rows:
        assert sum(value for value in row[2:] if isinstance(value, float)) == pytest.approx(row[1])
    drawn = {s.mark.id: s for s in scene.shapes if isinstance(s, Path) and s.mark}
    assert {key for key, shape in drawn.items() if shape.hatch} == {"supply:stockpiled", "supply:cut"}
    assert drawn["supply:cut"].fill == STYLE.alarm
    assert drawn["supply:sold"].fill == STYLE.entity("CHN")
    assert "baseline" in drawn
    assert "demand" not in drawn
    assert "production cut" in scene.description
    calm = replace(OUTCOME_EXPORTS, sold=OUTCOME_EXPORTS.baseline, diverted=(0.0,) * 26)
    assert "all usual exports are sold" in CHARTS["outcome"].describe(calm)


def test_a_stockpile_is_marked_at_its_highest() -> None:
    assert "highest" in {mark.id for mark in draw("stock", STOCKPILE).marks()}
    assert "lowest" in {mark.id for mark in draw("stock", STOCK).marks()}
    assert "highest 1" in CHARTS["stock"].describe(STOCKPILE)


@pytest.mark.parametrize("size", [(488, 300), (330, 200), (1200, 800)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_bars_stand_in_the_middle(size: tuple[int, int], count: int) -> None:
    few = replace(PARTNERS, rows=PARTNERS.rows[:count])
    scene = draw("partners", few, *size)
    boxes = [extent_of(shape) for shape in scene.shapes]
    above, below = min(box[1] for box in boxes), size[1] - max(box[3] for box in boxes)
    assert abs(above - below) < 0.08 * size[1] + 12
    scale = next(s for s in scene.shapes if isinstance(s, Rect) and s.mark and s.mark.id == "hhi")
    bars = [s for s in scene.shapes if isinstance(s, Rect) and s.mark and s.mark.id.startswith("partner:")]
    assert scale.y - max(bar.y + bar.height for bar in bars) < 60


def test_stock_without_numbers_or_with_one() -> None:
    nothing = StockData(("2027-01-04",), (None,), (None,), None, None, "kt", "Coal", empty_reason="No stock.")
    assert [s.text for s in draw("stock", nothing).shapes if isinstance(s, Text)] == ["No stock."]
    one = replace(nothing, stock=(5.0,))
    assert_inside(draw("stock", one))
    far = replace(STOCK, capacity=1e6)
    texts = [s.text for s in draw("stock", far).shapes if isinstance(s, Text)]
    assert any(text.startswith("↑ Capacity") for text in texts)


def test_colours_are_kept_for_a_dataset() -> None:
    ranked = ("CHN", "RUS", *(f"P{i}" for i in range(9)))
    for style in (LIGHT, DARK):
        colours = entity_colours(ranked, style)
        assert len(colours) == 7
        assert len(set(colours.values())) == 7
        assert colours["RUS"] == style.hues[0]
        assert style.entity("unheard of") == style.other


def test_events_without_a_name_are_ticks_and_hide_no_bar() -> None:
    days = [f"20{year}-{month}-01" for year in range(12, 24) for month in ("02", "08")]
    many = tuple(TrendEvent(day, "", f"What happened on {day}, at length") for day in days)
    scene = draw("trend", replace(TREND, events=many))
    named = {
        shape.mark.id
        for shape in scene.shapes
        if isinstance(shape, Text) and shape.mark and shape.mark.id.startswith("event:")
    }
    lines = {
        shape.mark.id: extent_of(shape)
        for shape in scene.shapes
        if isinstance(shape, Path) and shape.mark and shape.mark.id.startswith("event:")
    }
    assert len(lines) > len(named) > 0
    for mark, (_, top, _, bottom) in lines.items():
        assert (bottom - top > 50) == (mark in named), mark


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
