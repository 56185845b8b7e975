"""Figures of tests: the stress ranking, breaking points, and back-tests with their errors."""

from __future__ import annotations

import csv
import io

import pytest

from dependency_explorer.charts.backtest import BacktestData
from dependency_explorer.charts.stress import StressData
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.figures.backtest import backtest_figure, closing_text
from dependency_explorer.figures.bundle import csv_text
from dependency_explorer.figures.figure import NOT_A_FORECAST
from dependency_explorer.figures.frontier import frontier_figure, safety_sentences
from dependency_explorer.figures.stress import label_text, stress_figure
from dependency_explorer.whatif.backtest import Backtest, backtests
from dependency_explorer.whatif.stress import StressTest
from dependency_explorer.whatif.stress_place import breaking_of, place_test


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


@pytest.fixture(scope="module")
def test(mongolia: Dataset) -> StressTest:
    return place_test(mongolia, "MNG", pairs=True)


@pytest.fixture(scope="module")
def cases(mongolia: Dataset) -> tuple[Backtest, ...]:
    return backtests(mongolia)


def test_the_ranking_says_what_it_is_where_it_is_from_and_what_it_leaves_out(
    mongolia: Dataset, test: StressTest
) -> None:
    made = stress_figure(mongolia, test)
    assert made.statement == NOT_A_FORECAST
    assert "not a forecast" in made.alt_text
    assert made.source_line.startswith("Sources: ")
    assert any("Rail freight" in note for note in made.notes)
    assert any("left out that do the same" in note for note in made.notes)
    assert isinstance(made.data, StressData)
    assert made.data.rows[0].share == pytest.approx(test.results[0].unserved_share)
    assert made.title.startswith(f"Worst of {len(made.data.rows)} failures")


def test_the_csv_of_the_ranking_holds_every_row_with_share_unit_and_statement(
    mongolia: Dataset, test: StressTest
) -> None:
    made = stress_figure(mongolia, test)
    rows = list(csv.DictReader(io.StringIO(csv_text(made))))
    assert isinstance(made.data, StressData)
    assert len(rows) == len(made.data.rows)
    for row, drawn in zip(rows, made.data.rows, strict=True):
        assert row["Basis"] == NOT_A_FORECAST
        assert row["Unit"] == drawn.unit
        share = row["Share of demand [fraction]"]
        assert (float(share) if share else None) == drawn.share


def test_a_filtered_ranking_tells_of_what_is_chosen_and_an_empty_one_says_how_to_mend_it(
    mongolia: Dataset, test: StressTest
) -> None:
    chosen = [one for one in test.results if one.commodity == "diesel"]
    made = stress_figure(mongolia, test, chosen)
    assert "diesel" in made.title
    assert {row.goods for row in made.data.rows} == {"Diesel fuel"}  # type: ignore[union-attr]
    empty = stress_figure(mongolia, test, [])
    assert "clear the filter" in empty.empty_reason


def test_breaking_points_and_what_would_have_been_enough_have_units(
    mongolia: Dataset, test: StressTest
) -> None:
    one = next(r for r in test.results if r.commodity == "diesel" and r.failures[0].code == "RUS")
    found = breaking_of(mongolia, test, one)
    made = frontier_figure(mongolia, found, label_text(one))
    assert made.source_line
    assert made.statement == NOT_A_FORECAST
    stock, spare, early = safety_sentences(mongolia, found)
    assert found.safety is not None
    assert found.safety.stock_days is not None
    days = int(stock.split(" ")[0].replace("\u2009", ""))
    assert found.safety.stock_days <= days < found.safety.stock_days + 1
    assert "days of demand" in stock
    assert "spare" in spare
    assert early


def test_a_peak_says_the_power_that_is_missing(mongolia: Dataset, test: StressTest) -> None:
    one = next(r for r in test.results if r.failures[0].code == "import_limit:RUS:150" and r.excess is None)
    found = breaking_of(mongolia, test, one)
    said = " ".join(safety_sentences(mongolia, found))
    assert "161\u2009MW more at the peak" in said
    made = frontier_figure(mongolia, found, label_text(one))
    assert "161\u2009MW" in made.empty_reason


def test_every_case_has_its_error_verdict_sources_and_where_it_fails_the_reason(
    mongolia: Dataset, cases: tuple[Backtest, ...]
) -> None:
    assert {one.use for one in cases} == {"fit", "test"}
    for one in cases:
        made = backtest_figure(mongolia, one)
        assert isinstance(made.data, BacktestData)
        assert [check.passed for check in made.data.checks] == [check.passed for check in one.checks]
        assert made.source_line
        assert made.statement == NOT_A_FORECAST
        assert f"{one.use} case" in made.subtitle
        if not one.passed:
            assert "fails" in made.title
            assert made.notes[-1]


def test_the_run_line_lies_on_the_scale_of_the_published_figures(
    mongolia: Dataset, cases: tuple[Backtest, ...]
) -> None:
    """Summed over the days of a figure, the line at the pace of each step gives the run's own figure."""
    one = next(case for case in cases if case.id == "petrol_shortage_2021")
    data = backtest_figure(mongolia, one).data
    assert isinstance(data, BacktestData)
    check = next(check for check in data.checks if check.label == "AI-92 imports by month")
    assert check.line_unit == "t a month"
    point = check.points[0]
    inside = [value for day, value in check.line if point.first <= day <= point.last]
    mean_span = sum(30 if p.period.startswith(("September", "November")) else 31 for p in check.points) / 3
    assert sum(inside) / len(inside) == pytest.approx((point.ours or 0.0) * mean_span / 30, rel=1e-9)


def test_the_closing_note_tells_fit_and_test_apart(cases: tuple[Backtest, ...]) -> None:
    said = closing_text(cases)
    for use in ("fit", "test"):
        own = [case for case in cases if case.use == use]
        assert f"{len(own)} {use} cases, {sum(case.passed for case in own)} pass" in said
