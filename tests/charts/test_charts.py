"""Every chart: golden drawings, bounds, honest lengths, labels apart, tables that hold what is drawn."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.charts.concentration import ConcentrationData
from dependency_explorer.charts.partners import PartnersData
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Rect, Scene, Text
from dependency_explorer.charts.stakes import StakesData
from dependency_explorer.charts.style import DARK, LIGHT, entity_colours
from dependency_explorer.charts.table import to_csv
from dependency_explorer.charts.trend import TrendData, TrendEvent, TrendSeries, form, stack, totals
from tests.charts.drawn import SIZES, assert_inside, draw, extent_of, overlapping
from tests.charts.examples import (
    EVERY,
    FLOWS,
    OUTCOME,
    PARTNERS,
    STAKES,
    STYLE,
    TREND,
    TREND_GAPS,
)
from tests.charts.golden import check


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
