"""The double-count guard: totals beside parts, World beside partners, figures of one key in several units."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift, text_table
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import Collector
from dependency_explorer.data.raw import NumberColumn, RawColumn, column_of


def sift_of(size: int, **choices: str) -> Sift:
    draft = Draft(Plan(choices=choices), Collector(), "t.csv")
    return Sift(draft, text_table("t.csv", ("x",), [(str(i),) for i in range(size)]))


def levels(sift: Sift, codes: list[str], flow: list[str], weight: list[float]) -> dict[str, str]:
    column = column_of(codes)
    above = code_levels.by_prefix(column.used(), {"TOTAL"})
    return code_levels.levels(sift, column, above, (column_of(flow),), np.array(weight, np.float64))


def test_parts_count_for_a_code_that_a_flow_does_not_have() -> None:
    # Flow b has no row of 2701, so that its six digits stand for it below 27.
    codes = ["27", "2701", "270112", "27", "270112", "270119"]
    sift = sift_of(6)
    assert levels(sift, codes, list("aaabbb"), [5, 5, 5, 9, 4, 5]) == {}
    assert sift.kept.tolist() == [False, False, True, False, True, True]


def test_differences_of_two_flows_do_not_cancel() -> None:
    codes = ["27", "2701", "27", "2701"]
    sift = sift_of(4)
    assert levels(sift, codes, list("aabb"), [10, 20, 20, 10]) == {"2701": "27"}
    assert sift.kept.all()


def test_what_has_no_parts_is_told() -> None:
    sift = sift_of(3)
    levels(sift, ["27", "2701", "27"], list("aab"), [1000, 1000, 5])
    assert sift.kept.tolist() == [False, True, False]
    assert "0.5 % of their amounts has no such rows" in sift.draft.decisions[0].what


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from(("270112", "270119", "271012"))),
        st.integers(1, 99),
        min_size=1,
    )
)
def test_totals_made_of_their_parts_are_set_aside_and_nothing_else(
    leaves: dict[tuple[str, str], int],
) -> None:
    sums: dict[tuple[str, str], int] = dict(leaves)
    for (flow, code), value in leaves.items():
        for upper in (code[:4], code[:2], "TOTAL"):
            sums[flow, upper] = sums.get((flow, upper), 0) + value
    keys = sorted(sums)
    sift = sift_of(len(keys))
    levels(sift, [code for _, code in keys], [flow for flow, _ in keys], [sums[key] for key in keys])
    assert [key for key, kept in zip(keys, sift.kept.tolist(), strict=True) if kept] == sorted(leaves)


def test_world_and_its_partners() -> None:
    partner = column_of(["WLD", "CHN", "RUS", "WLD", "CHN", "WLD"])
    flow = column_of(list("aaabbc"))
    sift = sift_of(6)
    guard.against_world(sift, partner, (flow,), np.array([10.0, 4, 6, 10, 4, 3]))
    (decision,) = sift.draft.decisions
    assert (decision.key, decision.rows) == ("world_difference", 1)
    assert "1 of 2" in decision.what
    assert "40 %" in decision.what


def test_one_key_in_two_units_becomes_one_figure() -> None:
    sift = sift_of(4)
    guard.emit(
        sift,
        {"period": "2020", "exporter": column_of(list("aabb")), "importer": "c", "commodity": "coal",
         "unit": column_of(["", "kt", "t", "GWh"])},
        {"quantity": np.array([np.nan, 2.0, 3.0, 7.0])},
    )  # fmt: skip
    table = sift.draft.table("flows")
    assert table is not None
    assert table.text("unit").texts() == ["kt", "t"]
    quantity = table.columns["quantity"]
    assert isinstance(quantity, NumberColumn)
    assert quantity.numbers.tolist() == [2.0, 3.0]  # no exact factor makes tonnes of gigawatt-hours


def test_rows_are_compared_by_their_numbers_too() -> None:
    sift = sift_of(3)
    table = sift.table.replacing(
        x=column_of(["a", "a", "a"]), y=NumberColumn(np.array([1.0, np.nan, np.nan]))
    )
    sift = Sift(sift.draft, table)
    guard.identical(sift)
    assert sift.kept.tolist() == [True, True, False]


def test_a_place_and_itself_by_any_code() -> None:
    exporter = RawColumn(["CHN", "WLD", "XNS", "CHN"], np.array([0, 1, 2, 3], np.int32))
    importer = column_of(["CHN", "WLD", "XNS", "MNG"])
    sift = sift_of(4)
    guard.same_place(sift, exporter, importer)
    assert sift.kept.tolist() == [False, True, True, True]


def test_what_a_world_row_holds_of_a_place_and_itself_stays() -> None:
    exporter = column_of(["CHN", "WLD", "CHN", "CHN", "MNG", "EU27"])
    importer = column_of(["CHN", "CHN", "CHN", "WLD", "MNG", "EU27"])
    flow = column_of(["import", "import", "export", "import", "import", "import"])
    sift = sift_of(6)
    guard.same_place(sift, exporter, importer, (flow,))
    assert sift.kept.tolist() == [True, True, False, True, False, False]
    told = {one.key: (one.rows, one.dropped, one.chosen) for one in sift.draft.decisions}
    assert told == {"same_place": (3, True, "set_aside"), "same_place_in_total": (1, False, "keep")}
    sift = sift_of(6, same_place_in_total="set_aside")
    guard.same_place(sift, exporter, importer, (flow,))
    assert sift.kept.tolist() == [False, True, False, True, False, False]
    assert [one.dropped for one in sift.draft.decisions] == [True, True]


def test_without_world_rows_no_flow_of_a_place_to_itself_stays() -> None:
    exporter, importer = column_of(["CHN", "WLD", "MNG"]), column_of(["CHN", "CHN", "CHN"])
    sift = sift_of(3, world="set_aside")
    guard.same_place(sift, exporter, importer)
    guard.world(sift, exporter, importer)
    assert sift.kept.tolist() == [False, False, True]
    assert {one.key: one.rows for one in sift.draft.decisions} == {"same_place": 1, "world": 1}


def test_a_group_of_countries_and_itself_is_no_flow_whatever_its_total() -> None:
    sift = sift_of(3)
    group = sift.draft.places.code("Latin America & Caribbean")
    assert sift.draft.places.is_aggregate(group)
    exporter, importer = column_of([group, "WLD", "CHN"]), column_of([group, group, group])
    guard.same_place(sift, exporter, importer)
    assert sift.kept.tolist() == [False, True, True]
