"""Bands over draws: inside what they span, greyed while they wait, in table and words, cut along by a zoom."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.app.plot_view import sliced
from dependency_explorer.charts.band import Band, widest
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Scene
from tests.charts.examples import OUTCOME, OUTCOME_RANGES, STOCK, STOCK_RANGES, STYLE
from tests.charts.golden import FixedMetrics

levels = st.lists(st.floats(0, 17), min_size=5, max_size=5).map(sorted)


def drawn(kind: str, data: object) -> Scene:
    return CHARTS[kind].layout(data, 488, 300, STYLE, FixedMetrics())


def bands(scene: Scene) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for shape in scene.shapes:
        if isinstance(shape, Path) and shape.mark is not None and shape.mark.id.startswith("band:"):
            found.setdefault(shape.mark.id, []).append(shape)
    return found


def heights(path: Path) -> tuple[float, float]:
    ys = [float(command[-1]) for command in path.commands if len(command) > 2]
    return min(ys), max(ys)


@given(st.lists(levels, min_size=26, max_size=26))
def test_the_inner_band_lies_within_the_outer_and_all_within_the_plot(columns: list[list[float]]) -> None:
    series = [tuple(column[i] for column in columns) for i in range(5)]
    for kind, data in (("outcome", OUTCOME), ("stock", STOCK)):
        scene = drawn(kind, replace(data, band=Band(*series, 256)))
        found = bands(scene)
        if not found:
            continue
        outer = [heights(path) for path in found["band:outer"]]
        for path in found.get("band:inner", []):
            low, high = heights(path)
            assert min(top for top, _ in outer) <= low + 1e-9
            assert high <= max(bottom for _, bottom in outer) + 1e-9
        assert all(0 <= top <= bottom <= scene.height for top, bottom in outer)


def test_a_band_that_waits_is_grey_and_still_there() -> None:
    now, waiting = (
        bands(drawn("stock", replace(STOCK_RANGES, band=replace(STOCK_RANGES.band, waiting=which))))
        for which in (False, True)
    )
    assert now.keys() == waiting.keys()
    assert {path.fill for path in now["band:outer"]} == {STYLE.accent}
    assert {path.fill for path in waiting["band:outer"]} == {STYLE.ghost}
    assert [path.commands for path in now["band:outer"]] == [path.commands for path in waiting["band:outer"]]


def test_without_a_width_there_is_no_band() -> None:
    flat = Band(*([OUTCOME.served_import] * 5), 256)
    assert bands(drawn("outcome", replace(OUTCOME, band=flat))) == {}
    assert widest(flat) is None


def test_the_table_and_the_sentence_hold_the_range() -> None:
    table = CHARTS["outcome"].table(OUTCOME_RANGES)
    names = [column.name for column in table.columns]
    assert names[-6:] == [
        "5 % of draws", "25 % of draws", "Median of draws", "75 % of draws", "95 % of draws", "Draw: worst draw",
    ]  # fmt: skip
    band = OUTCOME_RANGES.band
    assert table.rows[3][-6:] == (*(values[3] for _, values in band.levels), band.path[3])
    said = CHARTS["outcome"].describe(OUTCOME_RANGES)
    assert "In nine of ten of 1\u2009024 draws" in said
    assert said.endswith("not a forecast.")
    assert "draws" not in CHARTS["outcome"].describe(OUTCOME)


def test_a_zoom_cuts_the_band_with_the_rest() -> None:
    cut = sliced(OUTCOME_RANGES, len(OUTCOME.dates), 4, 9)
    assert len(cut.dates) == len(cut.band.p5) == len(cut.band.path) == 6
    assert cut.band.p95 == OUTCOME_RANGES.band.p95[4:10]
    assert bands(drawn("outcome", cut))
