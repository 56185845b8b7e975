"""Stakes at a date and attributable shares."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.ownership import HOLDER_NOT_STATED, attributable, by_country, stakes_at
from dependency_explorer.data.dataset import Dataset
from tests.analysis.worlds import Record, bought, world

ASSETS: tuple[Record, ...] = (
    {"id": "mine", "name": "Mine", "kind": "mine", "place": "MNG", "commodity": "coal"},
)


def stake(asset: str, holder: str, share: float, since: str = "", until: str = "", **more: object) -> Record:
    return {"asset_id": asset, "holder": holder, "share_pct": share, "from": since, "to": until, **more}


def owned(*stakes: Record) -> Dataset:
    return world([bought("RUS", 1)], assets=ASSETS, stakes=stakes)


CHAIN = (
    stake("mine", "State", 34, holder_country="MNG"),
    stake("mine", "Turquoise", 66, "", "2022-12", holder_country="CAN"),
    stake("mine", "Rio", 66, "2022-12", holder_country="GBR"),
    stake("Turquoise", "Rio", 51, "", "2022-12", holder_country="GBR"),
    stake("Turquoise", "Others", 49, "", "2022-12"),
)


def shares_of(dataset: Dataset, date: str, basis: str) -> dict[str, float]:
    found = attributable(dataset, date, "control" if basis == "control" else "equity")
    return {row.holder: row.share_pct for row in found.rows if row.asset == "mine"}


def test_equity_multiplies_along_the_chain_and_control_passes_it_on() -> None:
    # Journeys: Oyu Tolgoi, 33.66 % before and 66 % after December 2022; control 66 % throughout.
    dataset = owned(*CHAIN)
    assert shares_of(dataset, "2022-11-30", "equity")["Rio"] == pytest.approx(33.66)
    assert shares_of(dataset, "2022-12-01", "equity")["Rio"] == 66
    assert shares_of(dataset, "2022-11-30", "control")["Rio"] == 66
    assert shares_of(dataset, "2022-12-01", "control")["Rio"] == 66
    for date in ("2020", "2022-11", "2022-12", "2024-05-01"):
        for basis in ("equity", "control"):
            assert sum(shares_of(dataset, date, basis).values()) == pytest.approx(100)
    assert by_country(attributable(dataset, "2021"))["mine"] == pytest.approx(
        {"MNG": 34, "GBR": 33.66, "": 32.34}
    )


def test_a_share_ends_before_its_last_date() -> None:
    dataset = owned(stake("mine", "A", 100, "2010", "2016-06"), stake("mine", "B", 100, "2016-06"))
    assert [row.holder for row in stakes_at(dataset, "2016-05-31")] == ["A"]
    assert [row.holder for row in stakes_at(dataset, "2016-06-01")] == ["B"]
    assert stakes_at(dataset, "2009") == ()


def test_planned_counts_only_when_asked_for_and_disputed_is_marked() -> None:
    dataset = owned(
        stake("mine", "A", 100, status="disputed"),
        stake("mine", "B", 90, status="planned"),
        stake("mine", "A", 10, status="planned"),
    )
    assert [(row.holder, row.status, row.complete) for row in stakes_at(dataset, "2024")] == [
        ("A", "disputed", True)
    ]
    assert [row.holder for row in stakes_at(dataset, "2024", include_planned=True)] == ["B", "A"]
    assert attributable(dataset, "2024").rows[0].disputed


def test_what_no_stake_covers_is_not_stated() -> None:
    dataset = owned(stake("mine", "A", 60))
    assert not stakes_at(dataset, "2024")[0].complete
    assert shares_of(dataset, "2024", "equity") == {"A": 60, HOLDER_NOT_STATED: 40}


def test_two_halves_are_nobodys_control() -> None:
    dataset = owned(stake("mine", "Venture", 100), stake("Venture", "A", 50), stake("Venture", "B", 50))
    assert shares_of(dataset, "2024", "control") == {"Venture": 100}
    assert shares_of(dataset, "2024", "equity") == {"A": 50, "B": 50}


def test_a_loop_ends_with_a_message_and_a_result() -> None:
    dataset = owned(stake("mine", "A", 100), stake("A", "B", 40), stake("A", "C", 60), stake("B", "A", 100))
    found = attributable(dataset, "2024")
    assert sum(row.share_pct for row in found.rows if row.asset == "mine") == pytest.approx(100)
    assert {row.holder: row.share_pct for row in found.rows} == pytest.approx({"C": 60, "B": 40})
    assert "A is held by B is held by A" in found.messages[0]
    assert attributable(owned(stake("mine", "A", 100), stake("A", "A", 100)), "2024").messages


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("mine", "A", "B", "C")), st.sampled_from("ABCDE"), st.sampled_from((10, 30, 50))
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_shares_of_any_web_of_holders_add_up(web: list[tuple[str, str, int]]) -> None:
    given_of = {asset: sum(share for a, _, share in web if a == asset) for asset, _, _ in web}
    web = [row for row in web if given_of[row[0]] <= 100]
    dataset = owned(*(stake(*row) for row in web))
    rows = [row for row in attributable(dataset, "2024").rows if row.asset == "mine"]
    if any(asset == "mine" for asset, _, _ in web):
        assert sum(row.share_pct for row in rows) == pytest.approx(100)


def test_a_company_held_by_more_than_all_says_so() -> None:
    over = (
        stake("mine", "Firm", 50),
        stake("mine", "State", 50),
        stake("Firm", "A", 70),
        stake("Firm", "B", 70),
    )
    for basis in ("equity", "control"):
        found = attributable(owned(*over), "2023", "control" if basis == "control" else "equity")
        assert [text for text in found.messages if "Firm add up to 140 %" in text]
    within = attributable(owned(*over[:3], stake("Firm", "B", 30)), "2023")
    assert within.messages == ()


def test_half_controls_where_nobody_else_has_half() -> None:
    alone = (stake("mine", "Firm", 100), stake("Firm", "A", 50), stake("Firm", "B", 30))
    assert shares_of(owned(*alone), "2023", "control") == {"A": 100}
    halves = (stake("mine", "Firm", 100), stake("Firm", "A", 50), stake("Firm", "B", 50))
    assert shares_of(owned(*halves), "2023", "control") == {"Firm": 100}
    less = (stake("mine", "Firm", 100), stake("Firm", "A", 49.9), stake("Firm", "B", 30))
    assert shares_of(owned(*less), "2023", "control") == {"Firm": 100}


def test_a_date_of_any_precision_means_its_first_day() -> None:
    dataset = owned(stake("mine", "A", 100, "2016", "2017"), stake("mine", "B", 100, "2017"))
    for date, holder in (("2016-01-01", "A"), ("2016-12-31", "A"), ("2017-01-01", "B"), ("2017", "B")):
        assert [row.holder for row in stakes_at(dataset, date)] == [holder]
    assert stakes_at(dataset, "2015-12-31") == ()
