"""Two reports of one flow: each side alone, what a missing side means, and one figure of both."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.indicators import indicators
from dependency_explorer.analysis.reports import both_report, reported
from tests.analysis.worlds import world

Rows = list[dict[str, Any]]

PRODUCTION = {"period": "2023", "item": "production", "value": 5}


def flow(exporter: str, importer: str, quantity: float, reported_by: str = "") -> dict[str, Any]:
    return {"exporter": exporter, "importer": importer, "quantity": quantity, "reported_by": reported_by}


def numbers(rows: Rows, reports: Any = "reconciled", **more: Any) -> dict[str, Any]:
    # A table without any flow is refused: one of other places stands beside those asked about.
    found = indicators(world([*rows, flow("KAZ", "UZB", 1)], **more), "MNG", "oil", "2023", reports)
    return {row.indicator: row.value for row in found}


@st.composite
def twice(draw: st.DrawFn) -> Rows:
    """Flows into and out of MNG, each reported by one side, both, a reconciliation, or nobody says whom."""
    rows = []
    for partner in draw(st.lists(st.sampled_from(("RUS", "CHN", "KOR", "KAZ")), min_size=1, unique=True)):
        for ends in ((partner, "MNG"), ("MNG", partner)):
            for by in draw(st.sets(st.sampled_from(("exporter", "importer", "reconciled", "")))):
                rows.append(flow(*ends, draw(st.integers(1, 1000)), by))
    return draw(st.permutations(rows))


@settings(max_examples=30)
@given(twice(), st.sampled_from(("exporter", "importer")))
def test_one_side_is_the_dataset_without_all_other_rows(rows: Rows, side: Any) -> None:
    alone = [row for row in rows if row["reported_by"] == side]
    assert numbers(rows, side) == numbers(alone)


@settings(max_examples=30)
@given(twice())
def test_reconciled_is_one_figure_a_flow_by_a_fixed_order(rows: Rows) -> None:
    order = ("reconciled", "importer", "exporter", "")
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: order.index(row["reported_by"])):
        best.setdefault((row["exporter"], row["importer"]), row)
    assert numbers(rows) == numbers(list(best.values()))


@settings(max_examples=20)
@given(twice())
def test_sides_that_agree_give_one_answer(rows: Rows) -> None:
    # Every flow told by both sides alike: whose report counts makes no difference.
    agreed = {(row["exporter"], row["importer"]): row["quantity"] for row in rows}
    told = [flow(*ends, amount, by) for ends, amount in agreed.items() for by in ("exporter", "importer")]
    assert numbers(told, "exporter") == numbers(told, "importer") == numbers(told)


def test_what_the_other_side_alone_reports_is_missing_and_not_zero() -> None:
    rows = [flow("RUS", "MNG", 95, "importer"), flow("MNG", "CHN", 40, "exporter")]
    whole = numbers(rows, balances=[PRODUCTION])
    assert whole["import_dependency"] == pytest.approx((95 - 40) / (5 + 95 - 40))
    dataset = world(rows, balances=[PRODUCTION])
    found = {row.indicator: row for row in indicators(dataset, "MNG", "oil", "2023", "importer")}
    assert found["imports"].value == 95
    for name in ("exports", "import_dependency", "gross_available", "top_buyer"):
        assert found[name].value is None, name
    assert "exports are not reported by importers" in found["import_dependency"].note
    assert "No exports of oil products are reported by importers for 2023." in found["exports"].note
    assert "without 1 row of exporters’ reports" in found["imports"].note
    assert found["production"].note == ""


def test_rows_that_do_not_say_whose_they_are_belong_to_no_side() -> None:
    rows = [flow("RUS", "MNG", 90), flow("CHN", "MNG", 10, "importer"), flow("KOR", "MNG", 3, "reconciled")]
    assert numbers(rows)["imports"] == 103
    assert numbers(rows, "importer")["imports"] == 10
    note = indicators(world(rows), "MNG", "oil", "2023", "importer")[0].note
    assert note == "Flows as importers report them, without 1 reconciled row and 1 row of unstated reporters."


def test_nothing_is_copied_where_all_reports_count() -> None:
    dataset = world([flow("RUS", "MNG", 90, "importer")])
    assert reported(dataset, "reconciled") is dataset
    assert not both_report(dataset, ("oil",))
    both = world([flow("RUS", "MNG", 90, "importer"), flow("RUS", "MNG", 80, "exporter")])
    assert both_report(both, ("oil",))
    assert not both_report(both, ("coal",))


def test_a_normalised_index_never_falls_below_its_range() -> None:
    rows = [*(flow(code, "MNG", 5) for code in ("RUS", "CHN", "KOR")), flow("WLD", "MNG", 100)]
    found = {row.indicator: row for row in indicators(world(rows), "MNG", "oil", "2023")}
    assert found["hhi"].value == pytest.approx(3 * 0.05**2)
    assert found["normalised_hhi"].value == 0.0
    assert "lower bound" in found["normalised_hhi"].note
    assert "-0.49" in found["normalised_hhi"].note
