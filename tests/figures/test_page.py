"""The page: everything is within it, at every size; the data beside it are what is drawn."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.scene import Rect, Scene, Text
from dependency_explorer.charts.style import DARK, LIGHT
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures.build import FIGURES, PRESETS, figure
from dependency_explorer.figures.bundle import bundle_files, csv_text
from dependency_explorer.figures.colours import coloured, ranked_places
from dependency_explorer.figures.figure import NOT_A_FORECAST
from dependency_explorer.figures.page import wrapped
from dependency_explorer.whatif.outcome import Outcome

from .conftest import FixedMetrics

ASKED = Question("FOC", ("oil",), "2023", "2023")


def texts(scene: Scene) -> str:
    return " ".join(shape.text for shape in scene.shapes if isinstance(shape, Text)).replace("\u00a0", " ")


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("name", FIGURES)
def test_everything_stays_on_the_page(
    world: Dataset, outcome: Outcome, metrics: FixedMetrics, name: str, preset: str
) -> None:
    width, height = PRESETS[preset]
    made = figure(name, world, ASKED, outcome)
    scene = made.page(width, height, coloured(world, LIGHT), metrics)
    assert (scene.width, scene.height) == (width, height)
    assert scene.title == made.title
    assert scene.description == made.alt_text
    for shape in scene.shapes:
        if isinstance(shape, Text) and not shape.rotation:
            wide = metrics.width(shape.text, shape.size, shape.weight == "bold")
            left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
            assert left >= -0.5
            assert left + wide <= width + 0.5, shape.text
            assert 0 <= shape.y <= height
        elif isinstance(shape, Rect):
            assert shape.y + shape.height <= height + 0.5


@pytest.mark.parametrize("name", FIGURES)
def test_title_subtitle_and_source_stand_on_the_page(
    world: Dataset, outcome: Outcome, metrics: FixedMetrics, name: str
) -> None:
    made = figure(name, world, ASKED, outcome if name != "stakes" else None)
    shown = texts(made.page(1200, 800, LIGHT, metrics))
    assert made.title in shown
    assert made.subtitle in shown
    assert made.source_line in shown
    for note in made.notes:
        assert note in shown
    assert (NOT_A_FORECAST in shown) == (name in ("flows", "partners", "outcome", "stock"))


def test_a_title_of_ones_own_replaces_the_draft(world: Dataset, metrics: FixedMetrics) -> None:
    made = figure("partners", world, ASKED)
    scene = made.page(1200, 800, DARK, metrics, title="Mine")
    assert scene.title == "Mine"
    assert "Mine" in texts(scene)
    assert made.title not in texts(scene)


def test_an_empty_figure_has_a_page_with_its_reason(world: Dataset, metrics: FixedMetrics) -> None:
    made = figure("partners", world, Question("FOC", ("oil",), "1990", "1990"))
    assert made.empty_reason in texts(made.page(1200, 800, LIGHT, metrics))


def test_lines_break_at_plain_spaces_and_dates_stay_whole() -> None:
    metrics = FixedMetrics()
    for room in range(40, 400, 7):
        lines = wrapped("stocks of 2\u2009973 kt by 22 December 2023", room, 10, metrics, True, 9)
        assert all(metrics.width(line, 10, True) <= room for line in lines)
        if room > 120:
            assert any("22\u00a0December\u00a02023" in line for line in lines)
            assert any("2\u2009973" in line for line in lines)


def test_the_csv_loaded_again_has_the_numbers_of_the_analysis(world: Dataset) -> None:
    made = figure("partners", world, ASKED)
    rows = list(csv.DictReader(io.StringIO(csv_text(made))))
    shares = partner_shares(world, ASKED, "oil")
    assert {row["Code"]: float(row["Quantity"]) for row in rows} == {
        row.partner: row.quantity for row in shares.rows
    }
    assert [float(row["Share [fraction]"]) for row in rows] == [row.share for row in shares.rows]


def test_the_csv_of_an_outcome_says_what_it_is(world: Dataset, outcome: Outcome) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(figure("outcome", world, ASKED, outcome)))))
    assert len(rows) == 20
    assert {row["Basis"] for row in rows} == {NOT_A_FORECAST}


def test_the_readme_quotes_sources_notes_and_assumptions(world: Dataset, outcome: Outcome) -> None:
    files = bundle_files(figure("stock", world, ASKED, outcome), Path("x/stock.png"), "Own title")
    assert set(files) == {"stock.csv", "stock-README.md"}
    readme = files["stock-README.md"]
    source = "Daily Press, Oil talks (2023-12)"
    for wanted in ("# Own title", NOT_A_FORECAST, source, "Assumptions of the run", "`stock.png`", "10 days"):
        assert wanted in readme


def test_a_place_keeps_its_colour_in_every_figure(world: Dataset) -> None:
    style = coloured(world, LIGHT)
    assert style.entities["RUS"] == LIGHT.hues[0]
    assert style.entities["CHN"] == LIGHT.hues[1]
    assert "FOC" not in ranked_places(world)
    assert not {"WLD", "XNS"} & set(ranked_places(world))
