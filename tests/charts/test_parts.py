"""Ticks, labels, text fitting, tables and SVG: the parts that every chart uses."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.charts.axes import EndLabel, Plot, end_labels
from dependency_explorer.charts.drawing import contrast, elide, legend, legend_rows, spread, text_on, wrap
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, enlarged
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.charts.svg import right_to_left, to_svg
from dependency_explorer.charts.table import Column, Table, to_csv
from dependency_explorer.charts.ticks import (
    after,
    date_label,
    day_ticks,
    decimal_year,
    index_text,
    month_ticks,
    nice_ticks,
    number,
    ordinal,
    percent,
    period_span,
    tick_labels,
    year_ticks,
)
from tests.charts.examples import EVERY, STYLE
from tests.charts.golden import FixedMetrics

METRICS = FixedMetrics()


@given(st.floats(0.0, 1.0))
def test_an_index_is_rounded_and_its_bounds_stay_true(value: float) -> None:
    text, least, most = index_text(value), index_text(value, "least"), index_text(value, "most")
    assert float(least) <= value + 1e-8
    assert float(most) >= value - 1e-8
    assert abs(float(text) - value) <= (0.0005 if value < 0.0995 else 0.005) + 1e-9
    assert float(most) - float(least) < 0.0101


def test_small_indices_can_be_told_apart() -> None:
    assert [index_text(value) for value in (0.0376, 0.0437, 0.0775, 0.1, 0.9)] == [
        "0.038", "0.044", "0.077", "0.10", "0.90",
    ]  # fmt: skip
    assert [index_text(0.0376, "least"), index_text(0.0376, "most")] == ["0.037", "0.038"]


@given(st.floats(1e-200, 1e200), st.integers(1, 8))
def test_ticks_start_at_zero_and_reach_the_data(high: float, count: int) -> None:
    ticks = nice_ticks(high, count)
    assert ticks[0] == 0
    assert ticks[-1] >= high * (1 - 1e-8)
    assert len(ticks) <= count + 2
    assert len(set(tick_labels(ticks))) == len(ticks)


@pytest.mark.parametrize("high", [0.0, float("nan"), float("inf"), 1e-300, 5e300])
def test_ticks_of_what_no_axis_holds(high: float) -> None:
    assert nice_ticks(high, 4) == (0.0, 1.0)


def test_numbers_for_readers() -> None:
    assert number(1529.4) == "1\u2009529"
    assert number(0.0123456) == "0.0123"
    assert number(17) == "17"
    assert number(1e15) == "1×10¹⁵"
    assert number(2.5e-9) == "2.5×10⁻⁹"
    assert number(999_999_999) == "999\u2009999\u2009999"
    assert tick_labels((0.0, 1000.0, 2000.0)) == ("0", "1\u2009000", "2\u2009000")
    assert tick_labels((0.0, 0.5, 1.0)) == ("0", "0.5", "1.0")
    assert [percent(x) for x in (0.0, 1e-9, 0.004, 0.35, 0.9999, 1.0)] == [
        "0\u2009%", "<1\u2009%", "<1\u2009%", "35\u2009%", ">99\u2009%", "100\u2009%",
    ]  # fmt: skip


def test_dates() -> None:
    assert decimal_year("2021") == 2021
    assert decimal_year("2021-07") == 2021.5
    assert period_span("2021-12")[1] == pytest.approx(2022)
    assert decimal_year("2020-02-28") < decimal_year("2020-02-29") <= decimal_year("2020-03-01")
    assert [date_label(d) for d in ("2021", "2021-03", "2021-03-05", "soon")] == [
        "2021", "Mar 2021", "5 Mar 2021", "soon",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="month"):
        decimal_year("2021-13")
    assert after("2024-12-01", "month") == ordinal("2025-01-01")
    assert after("2024-02-26", "week") == ordinal("2024-03-04")


@given(st.integers(1900, 2100), st.integers(1, 200), st.floats(20, 4000))
def test_calendar_ticks_fit(first: int, years: int, pixels: float) -> None:
    ticks = year_ticks(first, first + years, pixels, 26)
    assert ticks
    assert len(ticks) <= max(1, pixels / 36) + 1
    for low, high in ((float(first), float(first + years)),):
        assert all(low <= time <= high for time, _ in month_ticks(low, high, pixels, 50))
    begin = ordinal(f"{first}-01-05")
    assert all(begin <= t <= begin + years * 30 for t, _ in day_ticks(begin, begin + years * 30, pixels, 50))


@given(st.text(max_size=60), st.floats(0, 300))
def test_elided_text_fits(text: str, room: float) -> None:
    short = elide(text, room, 13, METRICS)
    assert METRICS.width(short, 13) <= room
    assert short in {text, ""} or short.endswith("…")


def test_elided_numbers_stay_whole() -> None:
    assert elide("Federation 70\u2009%", 96, 13, METRICS) == "Federation…"
    assert wrap("up to 1\u2009529\u2009kt", 60, 13, METRICS) == ("up to", "1\u2009529\u2009kt")


def test_numbers_are_not_torn_at_thin_or_no_break_spaces() -> None:
    for blank in "\u2009\u202f\u00a0":
        text = f"stocks{blank}of{blank}1{blank}529{blank}kt"
        for room in range(60, 200, 7):
            lines = wrap(text, room, 13, METRICS)
            assert any(f"1{blank}529" in line for line in lines), (room, lines)


@given(st.text(max_size=200), st.floats(20, 300), st.integers(1, 5))
def test_wrapped_text_fits(text: str, room: float, lines: int) -> None:
    wrapped = wrap(text, room, 13, METRICS, lines)
    assert len(wrapped) <= lines
    assert all(METRICS.width(line, 13) <= room or len(line) == 1 for line in wrapped)


@given(
    st.lists(st.tuples(st.floats(-50, 350), st.floats(1, 20)), max_size=12).map(
        lambda pairs: sorted(pairs, key=lambda pair: pair[0])
    )
)
def test_spread_labels_do_not_overlap(pairs: list[tuple[float, float]]) -> None:
    centres, sizes = [c for c, _ in pairs], [s for _, s in pairs]
    placed = spread(centres, sizes, 0, 300)
    bottom = 0.0
    for centre, size in zip(placed, sizes, strict=True):
        assert centre - size / 2 >= bottom - 1e-6
        bottom = centre + size / 2
    assert bottom <= 300 + 1e-6
    # What has room around it is left alone.
    if len(pairs) == 1 and 20 < centres[0] < 280:
        assert placed[0] == pytest.approx(centres[0])


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_hues_are_told_apart(style: object) -> None:
    theme = LIGHT if style is LIGHT else DARK
    for index, one in enumerate(theme.hues):
        for other in theme.hues[index + 1 :]:
            assert _distance(one, other) > 6, (one, other)
    blue = theme.hues[0]
    assert all(_distance(blue, other) > 12 for other in theme.hues[1:])


def _distance(one: str, other: str) -> float:
    """Difference in OKLab (Ottosson 2020), times 100."""
    return 100 * math.dist(_oklab(one), _oklab(other))


def _oklab(colour: str) -> tuple[float, float, float]:
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in bytes.fromhex(colour[1:]))
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_contrast_of_tokens(style: object) -> None:
    assert style in (LIGHT, DARK)
    theme = LIGHT if style is LIGHT else DARK
    for ink in (theme.text, theme.muted, theme.accent, theme.alarm):
        assert contrast(ink, theme.surface) >= 4.5
    for fill in (*theme.hues, theme.other, theme.neutral, theme.ghost):
        assert contrast(fill, theme.surface) >= 3.0
        assert contrast(text_on(fill), fill) >= 4.5


def test_csv_cannot_run_a_formula() -> None:
    table = Table(
        (Column("=x"), Column("n", "kt", True)), (("=1+1", 1.0), (" @a", None), ("-", 0.1), ("a,b", 2e20))
    )
    assert to_csv(table, ("first", "=2")) == (
        "# first\n# =2\n'=x,n [kt]\n'=1+1,1\n' @a,\n'-,0.1\n\"a,b\",2e+20\n"
    )


def test_svg_is_xml_with_every_word() -> None:
    for kind, data in EVERY.values():
        scene = CHARTS[kind].layout(data, 488, 300, STYLE, METRICS)
        root = ElementTree.fromstring(to_svg(scene))
        assert root.get("role") == "img"
        words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert words == [s.text for s in scene.shapes if isinstance(s, Text)]
        assert root.find("{http://www.w3.org/2000/svg}desc").text == scene.description  # type: ignore[union-attr]


def test_svg_escapes_and_turns() -> None:
    scene = Scene(
        100,
        50,
        (
            Text(10, 20, 'A < B & "C" \x00', rotation=-90),
            Text(90, 20, "النفط", anchor="end"),
            Text(50, 40, "中国 Монгол", anchor="middle", weight="bold"),
            Rect(
                0,
                0,
                10.004,
                5,
                "#FF0000",
                "#00FF00",
                hatch="diagonal",
                opacity=0.5,
                mark=Mark("a", label="<b>"),
            ),
            Path((("M", 1, 2), ("C", 1, 2, 3, 4, 5, -0.001), ("Z",)), stroke="#0000FF", dash=(4, 3)),
        ),
        title="Title & more",
    )
    text = to_svg(scene, "Noto Sans, sans-serif")
    ElementTree.fromstring(text)
    assert "A &lt; B &amp; " in text
    assert "font-family=\"'Noto Sans', sans-serif\"" in text
    assert 'direction="rtl"' in text
    assert '<path d="M1 2C1 2 3 4 5 0Z"' in text
    assert "<pattern " in text
    assert "<title>&lt;b&gt;</title>" in text
    assert [right_to_left(t) for t in ("النفط 5", "5 (abc)", "12")] == [True, False, False]


NAMES = st.lists(
    st.text("abcdefgh ", min_size=3, max_size=24).map(str.strip).filter(bool), max_size=12, unique=True
)


@given(NAMES, st.floats(60, 700), st.integers(1, 3))
def test_a_key_names_every_entry_or_counts_it(names: list[str], room: float, rows: int) -> None:
    pen, metrics = Pen(), FixedMetrics()
    entries = [Rect(0, 0, 10, 10, "#336699", mark=Mark(f"m{i}", label=name)) for i, name in enumerate(names)]
    height = legend(pen, entries, names, 2.0, 2.0 + room, 5.0, LIGHT, metrics, rows)
    texts = [shape for shape in pen.shapes if isinstance(shape, Text)]
    more = [shape for shape in texts if shape.mark is not None and shape.mark.id == "legend:more"]
    shown = [shape for shape in texts if shape not in more]
    hidden = more[0].mark.label.split(", ") if more and more[0].mark else []
    assert [shape.mark.label for shape in shown if shape.mark] + hidden == names
    assert len(shown) + len(hidden) == len(names)
    line = metrics.height(LIGHT.small) * 1.2
    assert height <= rows * line + 1e-9
    for shape in texts:
        assert 5.0 <= shape.y <= 5.0 + height
        assert shape.x + metrics.width(shape.text, shape.size) <= 2.0 + room + 1e-6
    if legend_rows(names, room, LIGHT, metrics) <= rows:
        assert not more
    for text in more:
        assert text.text == f"+{len(hidden)} more" or "…" in text.text or not text.text


@given(st.integers(1, 12), st.floats(12, 300))
def test_labels_at_the_ends_are_named_or_counted(count: int, tall: float) -> None:
    pen, metrics = Pen(), FixedMetrics()
    plot = Plot(40.0, 10.0, 200.0, 10.0 + tall, 0.0, 1.0, 100.0, (0.0, 100.0))
    labels = [
        EndLabel(10.0 + tall * i / count, f"Place {i}", float(i), mark=Mark(f"p{i}")) for i in range(count)
    ]
    end_labels(pen, plot, labels, 300.0, LIGHT, metrics)
    texts = [shape for shape in pen.shapes if isinstance(shape, Text)]
    more = [shape for shape in texts if shape.mark is not None and shape.mark.id == "legend:more"]
    named = {shape.text for shape in texts if shape not in more}
    counted = set(more[0].mark.label.split(", ")) if more and more[0].mark else set()
    assert named | counted == {label.text for label in labels}
    assert not named & counted
    assert len({round(shape.y, 3) for shape in texts}) == len(texts), "none on another"


@pytest.mark.parametrize("factor", [0.8, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", ["flows", "trend", "outcome", "stakes"])
def test_an_enlarged_drawing_is_the_same_drawing(name: str, factor: float) -> None:
    kind, data = EVERY[name]
    scene = CHARTS[kind].layout(data, 480, 300, STYLE, FixedMetrics())
    larger = enlarged(scene, factor)
    assert (larger.width, larger.height) == (480 * factor, 300 * factor)
    assert larger.marks() == scene.marks()
    for one, other in zip(scene.shapes, larger.shapes, strict=True):
        if isinstance(one, Text) and isinstance(other, Text):
            assert other.size == pytest.approx(one.size * factor)
        if isinstance(one, Rect) and isinstance(other, Rect):
            assert other.width * other.height == pytest.approx(one.width * one.height * factor**2)
