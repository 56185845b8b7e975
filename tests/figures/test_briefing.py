"""The briefing: it says what panel and figures say, on pages that nothing leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.charts.scene import Scene, Text
from dependency_explorer.charts.style import LIGHT
from dependency_explorer.commands.opening import open_scenario
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.figures import outcome_words
from dependency_explorer.figures.briefing import (
    AssumptionLine,
    Briefing,
    Number,
    briefing,
    briefing_name,
    main_good,
)
from dependency_explorer.figures.briefing_page import pages, sheets
from dependency_explorer.figures.colours import coloured
from dependency_explorer.figures.comparison import Compared, Ran, Row, compared, run_all
from dependency_explorer.figures.outcome_words import TileText
from dependency_explorer.figures.sheets import A4
from dependency_explorer.whatif.sentences import sentences
from tests.charts import golden

from .conftest import FixedMetrics
from .test_sheets import check_boxes

DAY = date(2026, 1, 31)
STATEMENT = "Arithmetic on stated assumptions, not a forecast."


def runs_of(dataset: Dataset, count: int = 1, draws: int = 64) -> tuple[Ran, ...]:
    """The world's scenario and milder ones."""
    first = open_scenario(dataset, "half")
    opened = []
    for letter, depth in zip("ABC"[:count], (0.5, 0.3, 0.1), strict=False):
        event = replace(first.disruptions[0], depth=depth)
        opened.append(Ran(letter, replace(first, name=f"Depth {depth}", disruptions=(event,))))
    return run_all(dataset, opened, draws)


def texts(scene: Scene) -> str:
    return " ".join(shape.text for shape in scene.shapes if isinstance(shape, Text)).replace("\u00a0", " ")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_is_laid_out_as_it_was_looked_at(world: Dataset, count: int) -> None:
    told = replace(briefing(world, runs_of(world, count), day=DAY), edition="Edition")
    made = pages(told, golden.FixedMetrics(), coloured(world, LIGHT))
    whole = Scene(*A4, tuple(shape for scene in made for shape in scene.shapes), "", "", f"{len(made)} pages")
    golden.check(f"briefing_{count}", whole)


def test_it_says_what_the_panel_says(world: Dataset, metrics: FixedMetrics) -> None:
    (run,) = runs_of(world)
    assert run.outcome is not None
    assert run.drawn is not None
    told = briefing(world, [run], day=DAY)
    good = main_good(run.outcome)
    panel = outcome_words.with_ranges(
        outcome_words.tiles(run.outcome.key_numbers(good), run.scenario), run.drawn.ranges()[good]
    )
    assert tuple(one.text for one in told.numbers) == panel
    assert told.lead[0] == sentences(run.outcome, world, good)[0].text
    assert told.compared == compared(world, [run])
    assert dict(told.findings)["Course"] == tuple(s.text for s in sentences(run.outcome, world, good)[1:])
    assert [line.label for line in told.assumptions] == [row.label for row in run.outcome.ledger]
    shown = texts(pages(told, metrics)[0])
    for number in told.numbers:
        assert number.text.value in shown
        assert number.baseline in shown


def test_every_page_says_that_it_is_no_forecast_and_which_page_it_is(
    world: Dataset, metrics: FixedMetrics
) -> None:
    told = briefing(world, runs_of(world, 3), day=DAY)
    made = pages(told, metrics)
    assert len(made) >= 2
    for number, scene in enumerate(made, start=1):
        shown = texts(scene)
        assert STATEMENT in shown
        assert f"Page {number} of {len(made)}" in shown
        assert "A small world" in shown
        assert world.fingerprint[:12] in shown
        assert "31 January 2026" in shown
        assert scene.title == told.title
        assert scene.description == told.alt_text
        assert (scene.width, scene.height) == A4


def test_a_version_of_the_dataset_is_named(world: Dataset) -> None:
    versioned = replace(world, metadata={**world.metadata, "version": "2.1"})
    told = briefing(versioned, runs_of(versioned), day=DAY)
    assert "version 2.1" in told.edition


def test_sources_stand_in_full_and_once(world: Dataset) -> None:
    told = briefing(world, runs_of(world), day=DAY)
    assert "Daily Press, Oil talks (2023-12)" in told.sources
    assert "Daily Press (2023-12)" not in told.sources
    assert len(set(told.sources)) == len(told.sources)


def test_an_edited_assumption_carries_a_mark_and_its_default(world: Dataset, metrics: FixedMetrics) -> None:
    scenario = open_scenario(world, "half").with_assumption(("max_draw", "oil"), 700)
    told = briefing(world, run_all(world, [Ran("A", scenario)]), day=DAY)
    edited = [line for line in told.assumptions if line.edited]
    assert len(edited) == 1
    assert edited[0].value.startswith("700")
    shown = " ".join(texts(scene) for scene in pages(told, metrics))
    assert f"● {edited[0].label.split(' ')[0]}" in shown
    assert edited[0].default == "no limit"
    assert "(default no" in shown


def test_without_draws_no_ranges_are_spoken_of(world: Dataset, metrics: FixedMetrics) -> None:
    told = briefing(world, runs_of(world, draws=0), day=DAY)
    shown = " ".join(texts(scene) for scene in pages(told, metrics))
    assert "draws" not in shown.replace("Range of draws", "")
    assert "range over draws" not in told.alt_text


def test_where_no_stock_is_known_the_balance_stands_in_its_place(
    world: Dataset, metrics: FixedMetrics
) -> None:
    scenario = open_scenario(world, "half")
    target = replace(scenario.disruptions[0].target, exporter="FOC", importer="CHN", commodity="ore")
    selling = replace(scenario, disruptions=(replace(scenario.disruptions[0], target=target),))
    told = briefing(world, run_all(world, [Ran("A", selling)]), day=DAY)
    assert told.stock.empty_reason
    made = pages(told, metrics)
    assert told.stock.empty_reason[:30] in texts(made[0])
    assert "Exports, step by step" in texts(made[0])
    assert "step by step" not in " ".join(texts(scene) for scene in made[1:])


def test_a_scenario_of_another_place_is_left_out_with_a_sentence(world: Dataset) -> None:
    first, other = runs_of(world, 2)
    abroad = replace(other, scenario=replace(other.scenario, focus="CHN"))
    broken = Ran("C", other.scenario, trouble="It cannot.")
    told = briefing(world, [first, abroad, broken], day=DAY)
    assert told.scenarios == 1
    assert told.left_out == (
        "Not compared: B: Depth 0.3. It is about China.",
        "Not compared: C: Depth 0.3. It cannot.",
    )


def test_what_cannot_be_told_is_refused_in_a_sentence(world: Dataset) -> None:
    (run,) = runs_of(world)
    with pytest.raises(DataError, match="It cannot"):
        briefing(world, [Ran("A", run.scenario, trouble="It cannot.")])
    with pytest.raises(DataError, match="“uranium” is not simulated for FOC in 2023"):
        briefing(world, [run], "uranium")


def test_a_name_in_other_letters_leaves_a_usable_file_name(world: Dataset) -> None:
    scenario = replace(open_scenario(world, "half"), name="Зима", title="")
    assert briefing_name(world, scenario, "oil") == "briefing-focusland-oil-products-all"


@pytest.mark.parametrize("dataset", ["mongolia", "europe-gas", "critical-minerals"])
def test_every_bundled_scenario_fits_its_pages(dataset: str) -> None:
    opened = load(dataset)
    metrics = golden.FixedMetrics()
    for path in opened.scenarios:
        (run,) = run_all(opened, [Ran("A", open_scenario(opened, path.stem))], 16)
        told = briefing(opened, [run], day=DAY)
        made = sheets(told, metrics)
        assert len(made) <= 5, path.stem
        check_boxes(made, metrics, charts=True)


NAMES = st.one_of(
    st.text("abcde fghij", min_size=1, max_size=60),
    st.sampled_from(["Монгол Улсын шатахуун " * 9, "蒙古国柴油供应中断情景" * 12, "x" * 200, "Зима"]),
)


@pytest.fixture(scope="module")
def told(world: Dataset) -> Briefing:
    return briefing(world, runs_of(world, 3), day=DAY)


@st.composite
def changed(draw: st.DrawFn) -> dict[str, object]:
    """Other words and numbers of everything: as many scenarios, assumptions, findings as may come."""
    count = draw(st.integers(1, 3))
    heads = (
        "Baseline",
        *draw(st.lists(NAMES, min_size=count, max_size=count)),
        *["B − A", "C − A"][: count - 1],
    )
    row = st.builds(
        lambda what, cells: Row(what, tuple(cells)),
        NAMES, st.lists(NAMES, min_size=len(heads), max_size=len(heads)),
    )  # fmt: skip
    rows = st.lists(row, max_size=20).map(tuple)
    number = st.builds(
        lambda value, caption, span, base, alarm: Number(TileText(value, caption, alarm, span), base),
        NAMES, NAMES, NAMES, NAMES, st.booleans(),
    )  # fmt: skip
    line = st.builds(AssumptionLine, NAMES, NAMES, st.one_of(st.just(""), NAMES), NAMES, st.booleans(), NAMES)
    sentences_of = st.lists(NAMES, max_size=15).map(tuple)
    return {
        "title": draw(NAMES),
        "about": draw(NAMES),
        "kicker": draw(NAMES),
        "lead": (draw(NAMES), draw(NAMES)),
        "details": draw(sentences_of),
        "numbers": tuple(draw(st.lists(number, min_size=4, max_size=4))),
        "findings": tuple(draw(st.lists(st.tuples(NAMES, sentences_of), max_size=4))),
        "compared": Compared(heads, draw(rows), draw(st.integers(0, 9)), draw(rows), 0),
        "scenarios": count,
        "left_out": draw(sentences_of),
        "assumptions": tuple(draw(st.lists(line, max_size=60))),
        "sources": draw(sentences_of),
        "limits": draw(sentences_of),
        "edition": draw(NAMES),
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(changed())
def test_whatever_it_says_no_text_leaves_its_box(told: Briefing, other: dict[str, object]) -> None:
    metrics = golden.FixedMetrics()
    made = sheets(replace(told, **other), metrics)  # type: ignore[arg-type]
    assert len(made) >= 2
    check_boxes(made, metrics, charts=True)
