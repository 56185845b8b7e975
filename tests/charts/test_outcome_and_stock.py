"""What a run does: demand, exports and stock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dependency_explorer.charts import outcome
from dependency_explorer.charts.drawing import contrast
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Text
from dependency_explorer.charts.stock import StockData
from dependency_explorer.charts.style import LIGHT
from tests.charts.drawn import assert_inside, draw
from tests.charts.examples import (
    OUTCOME,
    OUTCOME_EXPORTS,
    STOCK,
    STOCKPILE,
    STYLE,
)


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


def test_stock_without_numbers_or_with_one() -> None:
    nothing = StockData(("2027-01-04",), (None,), (None,), None, None, "kt", "Coal", empty_reason="No stock.")
    assert [s.text for s in draw("stock", nothing).shapes if isinstance(s, Text)] == ["No stock."]
    one = replace(nothing, stock=(5.0,))
    assert_inside(draw("stock", one))
    far = replace(STOCK, capacity=1e6)
    texts = [s.text for s in draw("stock", far).shapes if isinstance(s, Text)]
    assert any(text.startswith("↑ Capacity") for text in texts)
