"""Flows of a place to itself: no link, no partner, and no part of what partners leave of a total."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.comparison import own_reports
from dependency_explorer.analysis.history import history
from dependency_explorer.analysis.indicators import indicators
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.partners import PartnerShares, partner_shares
from dependency_explorer.analysis.question import Measure, Question, Side
from dependency_explorer.analysis.reports import reported
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.data.write import write_package
from tests.analysis.worlds import Record, bought, by_partner, sold, world

PARTNERS = ("RUS", "CHN", "KOR", "XNS")
AMOUNTS = st.integers(1, 10**7).map(lambda number: number / 8)
PERIODS = ("2022", "2023", "2023-01", "2023-Q1", "2023-07")
QUICK = settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def shares(
    dataset: Dataset, measure: Measure = "quantity", side: Side = "imports", period: str = ""
) -> PartnerShares:
    commodity = "oil" if side == "imports" else "coal"
    return partner_shares(dataset, Question("MNG", (commodity,), period, period, measure, side), commodity)


def alike(one: PartnerShares, other: PartnerShares) -> None:
    """Shares, index and what is not stated are the same."""
    assert [row.partner for row in one.rows] == [row.partner for row in other.rows]
    assert [row.share for row in one.rows] == pytest.approx([row.share for row in other.rows])
    assert one.unstated_share == pytest.approx(other.unstated_share)
    assert one.hhi == pytest.approx(other.hhi)
    assert one.hhi_is_lower_bound == other.hhi_is_lower_bound
    assert (one.periods, one.missing, one.total_only) == (other.periods, other.missing, other.total_only)


@st.composite
def totals_with_own(draw: st.DrawFn) -> tuple[list[Record], list[Record], bool]:
    """Partners beside a total, the same with the place's own flow in the total and in a row, and whether the partners
    fit into the total: where they do not, they are brought to it, with the own flow to another amount."""
    way = draw(st.sampled_from((bought, sold)))
    plain, with_own, fits = [], [], True
    for period in draw(st.lists(st.sampled_from(PERIODS[:2]), min_size=1, unique=True)):
        partners = draw(st.dictionaries(st.sampled_from(PARTNERS), st.tuples(AMOUNTS, AMOUNTS), max_size=4))
        sums = [sum(pair[at] for pair in partners.values()) for at in (0, 1)]
        near = st.sampled_from((0.5, 0.98, 0.995, 1.0, 1.0, 1.2, 3.0))
        total = [amount * draw(near) if amount else draw(AMOUNTS) for amount in sums]
        own = [draw(st.none() | AMOUNTS) for _ in range(2)]
        fits &= all(amount <= 1.0099 * whole for amount, whole in zip(sums, total, strict=True))
        rows = [way(name, amount, period, value_usd=value) for name, (amount, value) in partners.items()]
        plain += [*rows, way("WLD", total[0], period, value_usd=total[1])]
        more = [whole + (part or 0) for whole, part in zip(total, own, strict=True)]
        with_own += [*rows, way("WLD", more[0], period, value_usd=more[1])]
        if own != [None, None]:
            with_own.append(way("MNG", own[0], period, value_usd=own[1]))
    return plain, with_own, fits


@QUICK
@given(totals_with_own())
def test_a_total_and_its_own_flow_change_no_share(worlds: tuple[list[Record], list[Record], bool]) -> None:
    plain, with_own, fits = worlds
    one, other = world(plain), world(with_own)
    for measure, side, period in itertools.product(
        ("quantity", "value"), ("imports", "exports"), ("2022", "2023")
    ):
        alike(shares(one, measure, side, period), shares(other, measure, side, period))
    if fits:
        for measure, side in itertools.product(("quantity", "value"), ("imports", "exports")):
            alike(shares(one, measure, side), shares(other, measure, side))
        first, second = links(one), links(other)
        assert (first.places, first.periods) == (second.places, second.periods)
        for name in ("period", "exporter", "importer", "commodity", "coverage", "value_coverage", "rescaled"):
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
        np.testing.assert_allclose(first.quantity, second.quantity, rtol=1e-9, atol=1e-3)
        np.testing.assert_allclose(first.value, second.value, rtol=1e-9, atol=1e-3)


@QUICK
@given(
    rows=st.lists(
        st.builds(
            bought,
            exporter=st.sampled_from((*PARTNERS, "WLD")),
            quantity=st.sampled_from((1.0, 2.5, 40.0, None)),
            period=st.sampled_from(PERIODS),
            value_usd=st.sampled_from((None, 10.0, 20.0)),
            reported_by=st.sampled_from(("", "importer", "exporter", "reconciled")),
            route=st.sampled_from(("", "rail")),
        ),
        min_size=1,
        max_size=10,
        unique_by=lambda row: (row["exporter"], row["period"], row["reported_by"], row["route"]),
    ),
    own=st.lists(
        st.builds(
            bought,
            exporter=st.just("MNG"),
            quantity=st.sampled_from((0.5, 3.0, 60.0, None)),
            period=st.sampled_from(PERIODS),
            value_usd=st.sampled_from((None, 5.0, 30.0)),
            reported_by=st.sampled_from(("", "importer", "exporter", "reconciled")),
            route=st.sampled_from(("", "rail")),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda row: (row["period"], row["reported_by"], row["route"]),
    ),
)
def test_own_rows_touch_nothing_but_what_is_not_stated(rows: list[Record], own: list[Record]) -> None:
    """Whatever stands beside whatever: named partners keep their amounts, and the rest of a total only falls."""
    for step in ("year", "month"):
        plain, beside = by_partner(world(rows), step), by_partner(world([*rows, *own]), step)
        assert all(exporter != importer for _, exporter, importer, _ in beside)
        for key in plain.keys() | beside.keys():
            if key[1] == "XNS":
                assert beside.get(key, 0.0) <= plain.get(key, 0.0)
                assert beside.get(key, 0.0) >= 0
            else:
                assert beside[key] == plain[key]
    without_total = [row for row in rows if row["exporter"] != "WLD"]
    if without_total:
        assert by_partner(world([*without_total, *own])) == by_partner(world(without_total))


def test_the_own_flow_is_no_part_of_what_is_not_stated() -> None:
    found = links(world([bought("RUS", 50), bought("WLD", 80), bought("MNG", 9)]))
    at = int(np.flatnonzero(found.exporter == found.places.index("XNS"))[0])
    assert found.quantity[at] == 21
    assert found.derived[at]
    assert found.rows[at] == (2, 3, 4)
    assert found.rows[1 - at] == (2,)
    assert {left.reason: left.rows for left in found.left_out} == {"flow of a place to itself": 1}


def test_the_shares_say_that_the_total_is_larger() -> None:
    said = shares(world([bought("RUS", 91), bought("WLD", 100), bought("MNG", 9)]))
    assert (said.total, said.hhi, said.hhi_is_lower_bound) == (91, 1.0, False)
    assert (
        "The published total of 2023 holds imports of Mongolia from itself, which are left out." in said.notes
    )
    said = shares(world([sold("RUS", 91), sold("WLD", 100), sold("MNG", 9)]), side="exports")
    assert (
        "The published total of 2023 holds exports of Mongolia to itself, which are left out." in said.notes
    )
    assert not any("itself" in note for note in shares(world([bought("RUS", 91), bought("MNG", 9)])).notes)


def test_history_and_indicators_say_it_too() -> None:
    dataset = world([bought("RUS", 91), bought("WLD", 100), bought("MNG", 9)])
    said = "The published total of 2023 holds imports of Mongolia from itself, which are left out."
    over_time = history(dataset, Question("MNG"), "oil")
    assert over_time.values == ((91.0,),)
    assert said in over_time.notes
    (imports,) = [one for one in indicators(dataset, "MNG", "oil", "2023") if one.indicator == "imports"]
    assert imports.value == 91
    assert said in imports.note


def test_a_place_is_no_partner_of_itself_where_places_are_compared() -> None:
    rows = [bought("RUS", 1), bought("WLD", 9), bought("MNG", 2)]
    assert own_reports(world(rows), "imports", ("oil",)) == (("MNG", 1),)
    assert own_reports(world(rows[1:]), "imports", ("oil",)) == ()


def test_a_total_that_is_all_the_places_own_leaves_nothing_which_is_known() -> None:
    assert by_partner(world([bought("WLD", 0.3), bought("MNG", 0.3)])) == {("2023", "XNS", "MNG", "oil"): 0.0}


def test_no_more_is_taken_off_than_partners_leave() -> None:
    rows = [bought("RUS", 98), bought("WLD", 100), bought("MNG", 9)]
    found = links(world(rows))
    assert found.quantity.tolist() == [
        98
    ]  # the total holds the own flow in part at most, and is not brought down
    assert not found.rescaled.any()


def test_a_total_holds_no_own_flow_that_is_larger() -> None:
    for rows in ([bought("WLD", 100)], [bought("WLD", 100), bought("RUS", 60)]):
        assert by_partner(world([*rows, bought("MNG", 150)])) == by_partner(world(rows))


def test_what_a_place_buys_of_itself_is_no_part_of_what_it_sells() -> None:
    both = world(
        [
            sold("CHN", 60, reported_by="exporter"),
            sold("WLD", 100, reported_by="exporter"),
            sold("MNG", 7, reported_by="exporter"),
            bought("CHN", 30, commodity="coal", reported_by="importer"),
            bought("WLD", 90, commodity="coal", reported_by="importer"),
            bought("MNG", 20, commodity="coal", reported_by="importer"),
        ]
    )
    found = by_partner(both)
    assert found["2023", "MNG", "XNS", "coal"] == 33
    assert found["2023", "XNS", "MNG", "coal"] == 40
    assert by_partner(reported(both, "exporter"))["2023", "MNG", "XNS", "coal"] == 33
    assert by_partner(reported(both, "importer"))["2023", "XNS", "MNG", "coal"] == 40


def test_a_total_over_the_other_sides_reports_holds_the_own_flow_as_they_tell_it() -> None:
    rows = [
        bought("RUS", 60, reported_by="exporter"),
        bought("WLD", 100, reported_by="exporter"),
        bought("MNG", 15, reported_by="exporter"),
        bought("MNG", 30, reported_by="importer"),
    ]
    assert by_partner(world(rows))["2023", "XNS", "MNG", "oil"] == 25


def test_a_reconciled_row_is_taken_off_before_the_places_own() -> None:
    own = [
        bought("MNG", amount, reported_by=who)
        for who, amount in (("importer", 9), ("reconciled", 4), ("", 2))
    ]
    rows = [bought("RUS", 60), bought("WLD", 100)]
    assert by_partner(world([*rows, *own]))["2023", "XNS", "MNG", "oil"] == 36
    assert by_partner(world([*rows, own[0], own[2]]))["2023", "XNS", "MNG", "oil"] == 31


def test_only_months_of_the_total_are_taken_off_it() -> None:
    total = [bought("WLD", 10, f"2023-{month:02}") for month in (1, 2)]
    rows = [*total, bought("RUS", 5, "2023-01"), bought("RUS", 4, "2023-02")]
    own = [bought("MNG", 1, "2023-01"), bought("MNG", 3, "2023-06")]
    assert by_partner(world([*rows, *own]))["2023", "XNS", "MNG", "oil"] == 10
    # A year of own flows does not tell what of it falls into the two months.
    assert by_partner(world([*rows, bought("MNG", 1)]))["2023", "XNS", "MNG", "oil"] == 11
    year = [bought("WLD", 20), bought("RUS", 9)]
    assert by_partner(world([*year, *own]))["2023", "XNS", "MNG", "oil"] == 7
    months = by_partner(world([*rows, *own]), "month")
    assert (months["2023-01", "XNS", "MNG", "oil"], months["2023-02", "XNS", "MNG", "oil"]) == (4, 6)


def test_quantity_and_value_each_on_its_own() -> None:
    rows = [bought("RUS", 60, value_usd=50), bought("WLD", 100, value_usd=100)]
    found = links(world([*rows, bought("MNG", None, value_usd=20)]))
    at = found.places.index("XNS")
    assert found.quantity[found.exporter == at].tolist() == [40]
    assert found.value[found.exporter == at].tolist() == [30]
    assert found.total_less_itself("imports", "value").all()
    assert not found.total_less_itself("imports", "quantity").any()


def test_routes_of_the_own_flow_are_added() -> None:
    own = [bought("MNG", 4, route="rail"), bought("MNG", 5, route="road")]
    assert by_partner(world([bought("WLD", 100), *own]))["2023", "XNS", "MNG", "oil"] == 91


def test_rows_of_the_world_and_of_nobody_with_itself_are_no_own_flows() -> None:
    rows = [bought("RUS", 60), bought("WLD", 100)]
    itself: list[Record] = [{"exporter": name, "importer": name, "quantity": 20} for name in ("WLD", "XNS")]
    assert by_partner(world([*rows, *itself])) == by_partner(world(rows))


def test_a_whole_keeps_its_parts_as_partners() -> None:
    places = [{"code": "EU27", "name": "EU"}, {"code": "DEU", "name": "Germany", "parent": "EU27"}]
    rows = [
        bought("RUS", 60, importer="EU27"),
        bought("WLD", 100, importer="EU27"),
        {"exporter": "EU27", "importer": "EU27", "quantity": 30},
        bought("EU27", 25, importer="DEU"),
        bought("WLD", 40, importer="DEU"),
    ]
    found = by_partner(world(rows, places=places))
    assert found["2023", "XNS", "EU27", "oil"] == 10
    assert found["2023", "EU27", "DEU", "oil"] == 25
    assert found["2023", "XNS", "DEU", "oil"] == 15


def test_what_parts_of_a_place_have_as_partners_is_theirs() -> None:
    places = [
        {"code": "EU27", "name": "EU"},
        *({"code": code, "name": code, "parent": "EU27"} for code in ("DEU", "FRA")),
    ]
    rows: list[Record] = [
        bought("RUS", 60, importer="EU27"),
        bought("DEU", 10, importer="EU27"),
        bought("FRA", 12, importer="EU27"),
        bought("WLD", 100, importer="EU27"),
    ]
    for itself, not_stated in ((22, 18), (25, 15), (5, 18)):
        own = bought("EU27", itself, importer="EU27")
        assert by_partner(world([*rows, own], places=places))["2023", "XNS", "EU27", "oil"] == not_stated


def test_saved_and_opened_again_it_is_the_same(tmp_path: Path) -> None:
    dataset = world([bought("RUS", 50), bought("WLD", 80), bought("MNG", 9)])
    folder = tmp_path / "saved"
    write_package(dataset, folder)
    assert by_partner(load(folder)) == by_partner(dataset)
