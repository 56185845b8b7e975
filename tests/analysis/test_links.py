"""Links are additive: whatever rows, totals, months and reports say, each amount counts once."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.links import links
from tests.analysis.worlds import Record, bought, by_partner, sold, world

quantities = st.floats(min_value=0.1, max_value=1e5).map(lambda x: round(x, 3))
PARTNERS = ("RUS", "CHN", "KOR", "BLR")


@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    partners=st.dictionaries(st.sampled_from(PARTNERS), quantities, max_size=4),
    total=st.none() | quantities,
    near=st.none() | st.floats(min_value=0.9, max_value=1.1),
)
def test_links_of_a_key_add_up(partners: dict[str, float], total: float | None, near: float | None) -> None:
    sum_of = sum(partners.values())
    if near is not None and partners:
        total = round(sum_of * near, 6)
    rows = [bought(p, q) for p, q in partners.items()] + ([bought("WLD", total)] if total else [])
    found = by_partner(world([*rows, bought("USA", 1, commodity="coal")]))
    own = {key[1]: amount for key, amount in found.items() if key[3] == "oil"}
    assert "WLD" not in own
    if total and sum_of > 1.01 * total:
        assert sum(own.values()) == pytest.approx(total)
        for partner, amount in partners.items():
            assert own[partner] / total == pytest.approx(amount / sum_of)
    else:
        assert sum(own.values()) == pytest.approx(max(total or 0.0, sum_of))
        for partner, amount in partners.items():
            assert own[partner] == amount


@settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(data=st.data())
def test_the_order_of_rows_changes_nothing(data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(
            st.builds(
                bought,
                exporter=st.sampled_from((*PARTNERS, "WLD", "XNS")),
                quantity=st.sampled_from((1.0, 2.5, 40.0, None)),
                period=st.sampled_from(("2022", "2023", "2023-Q1", "2023-01", "2023-02", "2023-07")),
                value_usd=st.sampled_from((None, 10.0, 20.0)),
                quality=st.sampled_from(("", "official", "derived", "alt", "disputed")),
                reported_by=st.sampled_from(("", "importer", "exporter", "reconciled")),
                source_id=st.sampled_from(("a", "b")),
                route=st.sampled_from(("", "rail")),
            ),
            min_size=1,
            max_size=14,
            # Two equal reports of one key are an error of the data, which keeps the first.
            unique_by=lambda row: (row["exporter"], row["period"], row["reported_by"], row["route"]),
        )
    )
    shuffled = data.draw(st.permutations(rows))
    one, other = links(world(rows)), links(world(shuffled))
    for name in ("period", "exporter", "importer", "commodity", "route", "quantity", "value", "coverage"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("derived", "rescaled", "has_total", "source"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.places == other.places


def test_rows_set_aside_never_count() -> None:
    base = [bought("RUS", 50), bought("WLD", 80)]
    beside = [
        bought("RUS", 70, quality="alt"),
        bought("CHN", 30, quality="disputed"),
        bought("WLD", 200, quality="alt"),
        bought("MNG", 9, quality="alt"),
    ]
    assert by_partner(world([*base, *beside])) == by_partner(world(base))
    reasons = {left.reason: left.rows for left in links(world([*base, *beside])).left_out}
    assert sum(reasons.values()) == 4


def test_what_partners_leave_of_the_total_is_not_stated() -> None:
    found = links(world([bought("RUS", 60, source_id="a"), bought("WLD", 100, source_id="b")]))
    unstated = found.places.index("XNS")
    at = int(np.flatnonzero(found.exporter == unstated)[0])
    assert found.quantity[at] == 40
    assert found.derived[at]
    assert not found.derived[1 - at]
    assert found.rows[at] == (2, 3)
    assert found.rows[1 - at] == (2,)


def test_a_total_alone_is_wholly_not_stated_and_not_derived() -> None:
    found = links(world([bought("WLD", 100, value_usd=7)]))
    assert [found.places[code] for code in found.exporter] == ["XNS"]
    assert found.quantity.tolist() == [100]
    assert found.value.tolist() == [7]
    assert not found.derived.any()


def test_small_excess_of_partners_is_the_total_large_is_rescaled() -> None:
    assert by_partner(world([bought("RUS", 100.9), bought("WLD", 100)]))["2023", "RUS", "MNG", "oil"] == 100.9
    found = links(world([bought("RUS", 90), bought("CHN", 30), bought("WLD", 100)]))
    assert sorted(found.quantity.tolist()) == pytest.approx([25, 75])
    assert found.rescaled.all()
    assert found.derived.all()
    assert all(4 in rows for rows in found.rows)


def test_parts_are_never_added_to_their_total() -> None:
    found = by_partner(world([bought("RUS", 100), bought("RUS", 60, commodity="diesel")]))
    assert found["2023", "RUS", "MNG", "oil"] == 100
    assert found["2023", "RUS", "MNG", "diesel"] == 60


def test_the_reconciled_report_wins_then_the_importers_then_the_exporters() -> None:
    reports: dict[str, Record] = {
        name: bought("RUS", quantity, reported_by=name)
        for name, quantity in (("reconciled", 1), ("importer", 2), ("exporter", 3))
    }
    for chosen in (("reconciled", "importer", "exporter"), ("importer", "exporter"), ("exporter",)):
        for order in itertools.permutations(chosen):
            found = by_partner(world([reports[name] for name in order]))
            assert list(found.values()) == [reports[chosen[0]]["quantity"]]


def test_a_year_wins_over_its_months_and_fewer_months_are_partial() -> None:
    months = [bought("RUS", 10, f"2023-{m:02}") for m in range(1, 13)]
    assert by_partner(world(months))["2023", "RUS", "MNG", "oil"] == 120
    assert links(world(months)).months.tolist() == [12]
    assert by_partner(world([*months, bought("RUS", 100)]))["2023", "RUS", "MNG", "oil"] == 100
    few = links(world(months[:5]))
    assert few.quantity.tolist() == [50]
    assert few.months.tolist() == [5]
    assert len(few.rows[0]) == 5
    quarter = [bought("RUS", 35, "2023-Q1"), *months[:5]]
    assert by_partner(world(quarter))["2023", "RUS", "MNG", "oil"] == 55


def test_a_partial_total_does_not_shrink_partners_of_other_months() -> None:
    total = [bought("WLD", 10, f"2023-{m:02}") for m in (1, 2)]
    partner = [bought("RUS", 8, f"2023-{m:02}") for m in (1, 2, 3)]
    found = by_partner(world([*total, *partner]))
    assert found["2023", "RUS", "MNG", "oil"] == 24
    assert found["2023", "XNS", "MNG", "oil"] == pytest.approx(4)
    year = by_partner(world([*total, bought("RUS", 90)]))
    assert year == {("2023", "RUS", "MNG", "oil"): 90}


def test_months_stand_alone_in_the_monthly_view() -> None:
    rows = [bought("RUS", 100), bought("RUS", 7, "2023-02"), bought("WLD", 9, "2023-02")]
    assert by_partner(world(rows), "month") == {
        ("2023-02", "RUS", "MNG", "oil"): 7,
        ("2023-02", "XNS", "MNG", "oil"): 2,
    }


def test_routes_are_links_of_their_own() -> None:
    rows = [bought("RUS", 30, route="rail"), bought("RUS", 20, route="road;bridge"), bought("WLD", 60)]
    found = links(world(rows))
    assert sorted(found.quantity.tolist()) == [10, 20, 30]
    assert found.routes == ("", "rail", "road;bridge")


def test_both_sides_of_a_trade_are_met_with_their_totals() -> None:
    found = by_partner(world([bought("RUS", 40), bought("WLD", 50), sold("CHN", 70), sold("WLD", 100)]))
    assert found["2023", "XNS", "MNG", "oil"] == 10
    assert found["2023", "MNG", "XNS", "coal"] == 30


def test_quantity_and_value_of_different_partners_or_months_are_never_in_one_link() -> None:
    found = links(world([bought("RUS", 60), bought("WLD", 100, value_usd=500)]))
    unstated = found.exporter == found.places.index("XNS")
    assert sorted(
        zip(found.quantity[unstated].tolist(), found.value[unstated].tolist(), strict=True), key=str
    )
    assert not (~np.isnan(found.quantity[unstated]) & ~np.isnan(found.value[unstated])).any()
    mixed = links(world([bought("RUS", 60), bought("RUS", None, "2023-01", value_usd=5)]))
    assert len(mixed) == 2
    assert np.nansum(mixed.quantity) == 60
    assert np.nansum(mixed.value) == 5


def test_energy_follows_from_the_unit_and_is_missing_where_none_is_stated() -> None:
    found = links(world([bought("RUS", 2, commodity="power"), bought("RUS", 2, commodity="diesel")]))
    energy = dict(zip((found.commodities[c] for c in found.commodity), found.energy.tolist(), strict=True))
    assert energy["power"] == 7200
    assert np.isnan(energy["diesel"])


def test_links_are_kept_for_the_dataset_and_cannot_be_changed() -> None:
    dataset = world([bought("RUS", 1)])
    found = links(dataset)
    assert links(dataset) is found
    with pytest.raises(ValueError, match="read-only"):
        found.quantity[0] = 5


def test_an_empty_dataset_has_no_links() -> None:
    found = links(world([bought("RUS", 1, quality="alt")]))
    assert len(found) == 0
    assert found.rows == ()


def test_a_link_settled_by_its_importers_total_is_not_rescaled_for_its_exporters() -> None:
    settled = [bought("CHN", 90), bought("WLD", 90)]
    found = by_partner(world([*settled, {"exporter": "CHN", "importer": "WLD", "quantity": 60}]))
    assert found["2023", "CHN", "MNG", "oil"] == 90


def test_totals_by_route_count_only_where_no_total_of_all_stands() -> None:
    by_route = [bought("WLD", 40, route="rail"), bought("WLD", 30, route="road")]
    alone = by_partner(world([bought("RUS", 50), *by_route]))
    assert alone["2023", "XNS", "MNG", "oil"] == pytest.approx(20)
    beside = by_partner(world([bought("RUS", 50), *by_route, bought("WLD", 75)]))
    assert beside["2023", "XNS", "MNG", "oil"] == pytest.approx(25)


def test_a_number_that_is_no_amount_is_missing_and_counted() -> None:
    found = links(world([bought("RUS", -5), bought("CHN", 5, value_usd=-1)]))
    assert by_partner(world([bought("RUS", -5), bought("CHN", 5, value_usd=-1)])) == {
        ("2023", "CHN", "MNG", "oil"): 5
    }
    assert np.isnan(found.value).all()
    assert {left.reason: left.rows for left in found.left_out} == {"negative or infinite number": 1}
