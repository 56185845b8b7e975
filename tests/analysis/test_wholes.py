"""A whole and its parts, seen from their partner, count once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.indicators import indicators
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.trade import trade
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.whatif import SupplyNetwork
from tests.analysis.worlds import Record, world

PLACES = (
    {"code": "EU27", "name": "European Union", "kind": "aggregate"},
    {"code": "DEU", "parent": "EU27"},
    {"code": "ITA", "parent": "EU27"},
    {"code": "DE-BY", "parent": "DEU"},
    {"code": "TUR"},
    {"code": "RUS"},
)


def sold(importer: str, quantity: float, **more: object) -> Record:
    return {"exporter": "RUS", "importer": importer, "quantity": quantity, **more}


def exports(dataset: Dataset, step: str = "year") -> dict[str, float]:
    """What RUS sells, by buyer."""
    found = trade(dataset, "RUS", "oil", "exports", "quantity", "month" if step == "month" else "year")
    return {
        found.links.places[partner]: float(amount)
        for partner, amount in zip(found.partner.tolist(), found.amount.tolist(), strict=True)
    }


def test_members_that_cover_the_union_are_named() -> None:
    dataset = world([sold("EU27", 100), sold("DEU", 60), sold("ITA", 40), sold("TUR", 7)], places=PLACES)
    assert exports(dataset) == {"DEU": 60, "ITA": 40, "TUR": 7}
    shares = partner_shares(dataset, Question("RUS", ("oil",), "2023", "2023", side="exports"), "oil")
    assert [row.partner for row in shares.named] == ["DEU", "ITA", "TUR"]
    found = {one.indicator: one.value for one in indicators(dataset, "RUS", "oil", "2023")}
    assert (found["exports"], found["top_buyer"]) == (107, "DEU")


def test_the_union_stands_where_members_do_not_cover_it() -> None:
    dataset = world([sold("EU27", 100), sold("DEU", 60), sold("TUR", 7)], places=PLACES)
    assert exports(dataset) == {"EU27": 100, "TUR": 7}


def test_the_union_and_the_member_each_keep_their_own_row() -> None:
    dataset = world([sold("EU27", 100), sold("DEU", 60), sold("ITA", 40)], places=PLACES)
    for buyer, amount in (("EU27", 100), ("DEU", 60)):
        bought = trade(dataset, buyer, "oil", "imports", "quantity", "year")
        assert bought.amount.tolist() == [amount]


def test_three_levels() -> None:
    rows = [sold("EU27", 100), sold("DEU", 60), sold("ITA", 40), sold("DE-BY", 60)]
    assert exports(world(rows, places=PLACES)) == {"DE-BY": 60, "ITA": 40}
    rows = [sold("EU27", 100), sold("DEU", 60), sold("ITA", 40), sold("DE-BY", 5)]
    assert exports(world(rows, places=PLACES)) == {"DEU": 60, "ITA": 40}


def test_each_period_for_itself_and_routes_together() -> None:
    rows = [
        sold("EU27", 70, route="pipe"),
        sold("EU27", 30, route="ship"),
        sold("DEU", 100),
        sold("EU27", 50, period="2022"),
    ]
    dataset = world(rows, places=PLACES, routes=({"id": "pipe"}, {"id": "ship"}))
    found = trade(dataset, "RUS", "oil", "exports", "quantity", "year")
    assert found.by_period() == {"2022": 50, "2023": 100}


def test_a_total_is_compared_with_each_good_once() -> None:
    rows = [sold("EU27", 100), sold("DEU", 60), sold("ITA", 40), sold("TUR", 7), sold("WLD", 120)]
    dataset = world(rows, places=PLACES)
    assert exports(dataset) == {"DEU": 60, "ITA": 40, "TUR": 7, "XNS": pytest.approx(13)}
    assert not links(dataset).rescaled.any()


def test_a_whole_that_sells_beside_its_part() -> None:
    rows = [
        {"exporter": "EU27", "importer": "RUS", "quantity": 9},
        {"exporter": "DEU", "importer": "RUS", "quantity": 9},
    ]
    bought = trade(world(rows, places=PLACES), "RUS", "oil", "imports", "quantity", "year")
    assert bought.by_period() == {"2023": 9}


def test_a_run_counts_once() -> None:
    dataset = world([sold("EU27", 100), sold("DEU", 60), sold("ITA", 40), sold("TUR", 7)], places=PLACES)
    network = SupplyNetwork.from_dataset(dataset, "RUS", "2023")
    assert sorted((link.importer, link.quantity) for link in network.links) == [
        ("DEU", 60),
        ("ITA", 40),
        ("TUR", 7),
    ]


@settings(max_examples=60, deadline=None)
@given(
    union=st.floats(0.1, 1000),
    members=st.lists(st.floats(0, 1000), min_size=0, max_size=2),
    beyond=st.floats(0, 1000),
)
def test_the_sum_is_the_larger_telling(union: float, members: list[float], beyond: float) -> None:
    """Never the union and its members together, never less than the union, in any order of rows."""
    rows = [sold("EU27", union), sold("TUR", beyond)]
    rows += [sold(code, amount) for code, amount in zip(("DEU", "ITA"), members, strict=False)]
    totals = set()
    for order in itertools.islice(itertools.permutations(rows), 3):
        found = exports(world(order, places=PLACES))
        totals.add(round(sum(found.values()), 9))
        assert ("EU27" in found) != bool({"DEU", "ITA"} & set(found))
    assert len(totals) == 1
    covered = sum(members) >= 0.99 * union and bool(members)
    assert totals.pop() == pytest.approx((sum(members) if covered else union) + beyond)
