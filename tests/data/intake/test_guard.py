"""The double-count guard and the sift: every row is accounted for, and nothing is counted twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import Collector, DataError
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable, column_of

Row = tuple[str, str, str, float]
PLACES = st.sampled_from(["Mongolia", "Russia", "China", "World", "EU27_2020", "Areas, nes", "", "Atlantis"])
ROWS = st.lists(
    st.tuples(PLACES, PLACES, st.sampled_from(["27", "2701", "2709", "270112"]), st.floats(0, 1e6)),
    max_size=40,
)


def table_of(rows: list[Row]) -> RawTable:
    columns = {
        name: column_of(str(row[index]) for row in rows) for index, name in enumerate(("from", "to", "code"))
    }
    amounts = NumberColumn(np.array([row[3] for row in rows], dtype=float))
    return RawTable("t.csv", {**columns, "amount": amounts}, np.arange(2, len(rows) + 2))


def sifted(rows: list[Row], **choices: str) -> tuple[Sift, RawColumn, RawColumn]:
    table = table_of(rows)
    draft = Draft(Plan(choices=choices), Collector(), "t.csv")
    sift = Sift(draft, table, table.columns["amount"].numbers)  # type: ignore[union-attr]
    exporter = draft.places.codes(table.text("from"), "name")
    importer = draft.places.codes(table.text("to"), "name")
    guard.identical(sift)
    guard.nowhere(sift, exporter, importer)
    guard.same_place(sift, exporter, importer)
    guard.aggregates(sift, exporter, importer)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, exporter, importer)
    return sift, exporter, importer


@given(ROWS)
def test_every_row_is_kept_or_set_aside_once(rows: list[Row]) -> None:
    sift, _, _ = sifted(rows)
    dropped = sum(decision.rows for decision in sift.draft.decisions if decision.dropped)
    assert sift.draft.rows_read == len(rows) == dropped + int(sift.kept.sum())
    for decision in sift.draft.decisions:
        assert decision.share is None or 0 <= decision.share <= 1 + 1e-12


def test_what_rows_without_a_figure_hold_is_unknown_and_not_nothing() -> None:
    table = table_of([("Russia", "Mongolia", "27", 5.0), ("China", "Mongolia", "27", 0.0)])
    sift = Sift(Draft(Plan(), Collector(), "t.csv"), table, np.array([5.0, np.nan]))
    first, second = np.array([True, False]), np.array([False, True])
    assert (sift.share(first), sift.share(second), sift.share(first | second)) == (1.0, None, 1.0)
    sift.weigh(np.array([5.0, 0.0]))
    assert sift.share(second) == 0.0


@given(ROWS)
def test_rows_of_one_flow_are_summed_and_nothing_is_lost(rows: list[Row]) -> None:
    sift, exporter, importer = sifted(rows)
    amounts = sift.table.columns["amount"].numbers  # type: ignore[union-attr]
    guard.emit(
        sift,
        {
            "period": "2020",
            "exporter": exporter,
            "importer": importer,
            "commodity": sift.table.text("code"),
            "unit": "t",
        },
        {"quantity": amounts},
    )
    flows = sift.draft.table("flows")
    if not sift.kept.any():
        assert flows is None or not len(flows)
        return
    assert flows is not None
    keys = list(
        zip(*(flows.text(name).texts() for name in ("exporter", "importer", "commodity")), strict=True)
    )
    assert len(keys) == len(set(keys))
    assert np.nansum(flows.columns["quantity"].numbers) == pytest.approx(amounts[sift.kept].sum())  # type: ignore[union-attr]


def test_a_decision_can_be_taken_otherwise() -> None:
    rows: list[Row] = [("Russia", "Mongolia", "27", 5.0), ("World", "Mongolia", "27", 6.0)]
    assert sifted(rows)[0].kept.tolist() == [True, True]
    assert sifted(rows, world="set_aside")[0].kept.tolist() == [True, False]
    with pytest.raises(DataError, match=r"world cannot be “perhaps”.*keep, set_aside"):
        sifted(rows, world="perhaps")


def test_groups_stay_where_there_is_nothing_else() -> None:
    beside: list[Row] = [("EU27_2020", "Mongolia", "27", 5.0), ("Germany", "Mongolia", "27", 2.0)]
    alone: list[Row] = [("EU27_2020", "Mongolia", "27", 5.0), ("EU27_2020", "China", "27", 2.0)]
    assert sifted(beside)[0].kept.tolist() == [False, True]
    assert sifted(alone)[0].kept.tolist() == [True, True]


def levels(rows: list[tuple[str, str, float]]) -> tuple[list[bool], dict[str, str]]:
    """rows: exporter, code, amount."""
    table = table_of([(exporter, "Mongolia", code, amount) for exporter, code, amount in rows])
    sift = Sift(Draft(Plan(), Collector(), "t.csv"), table)
    codes = table.text("code")
    weight = table.columns["amount"].numbers  # type: ignore[union-attr]
    inside = code_levels.levels(
        sift,
        codes,
        code_levels.by_prefix(codes.used(), {"TOTAL"}),
        (table.text("from"), table.text("to")),
        weight,
    )
    return sift.kept.tolist(), inside


def test_totals_that_their_parts_make_up_are_set_aside() -> None:
    rows = [("A", "TOTAL", 10.0), ("A", "27", 10.0), ("A", "2701", 4.0), ("A", "2709", 6.0)]
    assert levels(rows) == ([False, False, True, True], {})


def test_a_total_that_holds_more_than_its_parts_stays_and_contains_them() -> None:
    rows = [("A", "27", 10.0), ("A", "2701", 4.0)]
    assert levels(rows) == ([True, True], {"2701": "27"})


def test_parts_that_add_up_only_over_all_places_do_not_make_up_the_total() -> None:
    rows = [("A", "27", 10.0), ("B", "27", 4.0), ("A", "2701", 4.0), ("B", "2701", 10.0)]
    kept, inside = levels(rows)
    assert kept == [True] * 4
    assert inside == {"2701": "27"}


def test_parts_of_a_dimension_beside_their_total() -> None:
    table = table_of(
        [("A", "M", "27", 10.0), ("A", "M", "27", 4.0), ("A", "M", "27", 6.0), ("B", "M", "27", 3.0)]
    )
    table = table.replacing(mode=column_of(["0", "2100", "3100", "2100"]))
    sift = Sift(Draft(Plan(), Collector(), "t.csv"), table)
    guard.split(
        sift, "transport", table.text("mode"), {"0"}, (table.text("from"), table.text("code")), "mode"
    )
    # B's only row has no total beside it and stays.
    assert sift.kept.tolist() == [True, False, False, True]


def test_a_row_pasted_twice_counts_once_and_two_of_a_flow_are_summed() -> None:
    rows: list[Row] = [
        ("Russia", "Mongolia", "27", 5.0),
        ("Russia", "Mongolia", "27", 5.0),
        ("Russia", "Mongolia", "27", 7.0),
    ]
    assert sifted(rows)[0].kept.tolist() == [True, False, True]
    assert sifted(rows, identical="keep")[0].kept.tolist() == [True, True, True]


def reporters(*names: str) -> tuple[Sift, RawColumn]:
    """Who is left of these reporters, each of which sells to Japan."""
    sift, exporter, _ = sifted([(name, "Japan", "27", 1.0) for name in names])
    return sift, exporter.take(sift.kept)


@pytest.mark.parametrize(
    ("names", "left", "told"),
    [
        (("EU27_2020", "China", "United States"), {"EU27_2020", "CHN", "USA"}, True),
        (("EU27_2020", "China", "Germany"), {"CHN", "DEU"}, False),
        (("EU27_2020", "United Kingdom"), {"EU27_2020", "GBR"}, True),
        (("EU28", "United Kingdom"), {"GBR"}, False),
        (("EU28", "EU27_2020", "Euro area", "China"), {"EU28", "CHN"}, True),
        (("EU27_2020", "EU28"), {"EU27_2020", "EU28"}, False),
        (("OECD", "China"), {"CHN"}, False),
        (("OECD", "World"), {"OECD", "WLD"}, False),
    ],
)
def test_a_group_repeats_its_members_only(names: tuple[str, ...], left: set[str], told: bool) -> None:
    sift, exporter = reporters(*names)
    assert set(exporter.used()) == left
    assert ("groups_kept" in {decision.key for decision in sift.draft.decisions}) is told


@given(
    st.lists(
        st.sampled_from(["EU27_2020", "EU28", "EU15", "EA19", "Germany", "Croatia", "China", "OECD", "World"])
    )
)
def test_no_group_stands_beside_a_member(names: list[str]) -> None:
    sift, exporter = reporters(*names)
    left = set(exporter.used())
    if left - {"WLD"} - {code for code in left if sift.draft.places.is_aggregate(code)}:
        for code in left:
            assert not sift.draft.places.members(code) & left
