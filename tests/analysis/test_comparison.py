"""Places beside each other: who is known from whose reports, and what all flows come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.analysis.comparison import comparable, own_reports, peers, shares_of
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.sums import flow_sum
from tests.analysis.worlds import bought, sold, world

OIL = Question("MNG", ("oil",), "2023", "2023")


def test_a_place_known_from_its_partners_alone_is_no_peer() -> None:
    dataset = world(
        [
            bought("RUS", 90, reported_by="importer"),
            bought("CHN", 10, reported_by="importer"),
            {"exporter": "RUS", "importer": "KAZ", "quantity": 5, "reported_by": "exporter"},
            {"exporter": "RUS", "importer": "UZB", "quantity": 5, "reported_by": "importer"},
        ]
    )
    assert own_reports(dataset, "imports", ("oil",)) == (("MNG", 2), ("UZB", 1))
    assert peers(dataset, OIL, ("oil",)) == ("MNG", "UZB")
    assert dict(comparable(dataset, OIL, ("oil",))) == {"MNG": True, "UZB": True, "KAZ": False}


def test_totals_and_partners_not_stated_name_nobody() -> None:
    dataset = world([bought("RUS", 60), bought("WLD", 100), bought("XNS", 40)])
    assert own_reports(dataset, "imports", ("oil",)) == (("MNG", 1),)
    assert own_reports(dataset, "exports", ("oil",)) == (("RUS", 1),)


def test_the_shares_of_another_place_are_its_own() -> None:
    dataset = world(
        [bought("RUS", 90), bought("CHN", 10), {"exporter": "CHN", "importer": "KAZ", "quantity": 7}]
    )
    (shares,) = shares_of(dataset, OIL, ("oil",), "KAZ")
    assert [(row.partner, row.share) for row in shares.rows] == [("CHN", 1.0)]
    assert shares_of(dataset, OIL, ("oil",), "DEU") == []


def test_no_total_is_added_to_its_parts() -> None:
    dataset = world(
        [
            bought("RUS", 60, value_usd=600),
            bought("WLD", 100, value_usd=1000),
            bought("RUS", 20, commodity="diesel", value_usd=200),
            sold("CHN", 5, commodity="power", value_usd=50),
        ]
    )
    total = flow_sum(dataset)
    # Oil contains diesel; the World row is what partners add up to, named or not.
    assert total.value == pytest.approx(1050)
    assert dict(total.quantities) == {"kt": pytest.approx(100), "GWh": pytest.approx(5)}


@given(
    st.lists(st.tuples(st.sampled_from(["RUS", "CHN", "KAZ"]), st.floats(0.1, 1e6)), min_size=1, max_size=6)
)
def test_the_total_of_plain_flows_is_their_sum(rows: list[tuple[str, float]]) -> None:
    amounts = dict(rows)
    total = flow_sum(world([bought(code, amount) for code, amount in amounts.items()]))
    assert total.links == len(amounts)
    assert dict(total.quantities)["kt"] == pytest.approx(sum(amounts.values()))
    assert total.value is None


def test_a_dataset_without_flows_comes_to_nothing(tmp_path: Path) -> None:
    dataset = world(
        balances=[
            {"period": "2023", "place": "MNG", "commodity": "oil", "item": "stock", "value": 1, "unit": "kt"}
        ]
    )
    total = flow_sum(dataset)
    assert (total.links, total.value, total.quantities) == (0, None, ())
    assert own_reports(dataset, "imports", ("oil",)) == ()
    assert comparable(dataset, OIL, ("oil",)) == ()


def test_a_whole_beside_its_parts_comes_to_one_sum_and_alternatives_name_nobody() -> None:
    places = ({"code": "EU27", "kind": "aggregate"}, {"code": "DEU", "parent": "EU27"}, {"code": "MNG"})
    rows = [bought("DEU", 100), bought("EU27", 100), bought("CHN", 7, quality="alt")]
    dataset = world(rows, places=places)
    assert flow_sum(dataset).quantities == (("kt", 100.0),)
    assert own_reports(dataset, "imports", ("oil",)) == (("MNG", 2),)
