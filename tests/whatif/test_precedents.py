"""What the data remember of the trade that a disruption cuts."""

from __future__ import annotations

from datetime import date

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.whatif.precedents import Fall, Lasted, Precedents, precedents, winter_of
from dependency_explorer.whatif.scenario import Target


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def test_the_fuel_shortage_of_october_2023_is_on_record(mongolia: Dataset) -> None:
    """MRPAM's months: AI-92 fell by half in October 2023, when Russia's export ban was in force."""
    known = precedents(mongolia, "MNG", Target("RUS", "MNG", "gasoline_ai92"))
    fall = next(fall for fall in known.falls if fall.period == "2023-10")
    assert fall.event == "Russian export ban and fuel shortage"
    assert 0.4 < fall.share < 0.6
    assert not known.partner, "months of petrol do not name the supplier"


def test_falls_are_computed_from_the_year_before(mongolia: Dataset) -> None:
    from dependency_explorer.analysis.trade import trade

    known = precedents(mongolia, "MNG", Target("MNG", "CHN", "coal"))
    amounts = trade(mongolia, "MNG", "coal", "exports", "quantity", "month").by_period()
    amounts = amounts or trade(mongolia, "MNG", "coal", "exports", "quantity", "year").by_period()
    for fall in known.falls:
        if not known.partner:
            before = f"{int(fall.period[:4]) - 1}{fall.period[4:]}"
            assert fall.share == pytest.approx(1 - amounts[fall.period] / amounts[before])
    assert list(known.falls) == sorted(known.falls, key=lambda fall: (-fall.share, fall.period))


def test_owners_routes_and_groups_have_no_precedent(mongolia: Dataset) -> None:
    for target in (
        Target(holder="Rio Tinto"),
        Target(route="x", commodity="coal"),
        Target(group="oil"),
        Target(),
    ):
        assert precedents(mongolia, "MNG", target) == Precedents()


def test_the_nearest_is_told() -> None:
    known = Precedents(
        (Fall("2020", 0.6), Fall("2021", 0.3)),
        events=(
            Lasted("short", date(2021, 3, 1), date(2021, 3, 7)), Lasted("long", date(2021, 3, 5), date(2021, 4, 29)),
        ),
    )  # fmt: skip
    assert [known.nearest(depth).period for depth in (0.1, 0.44, 0.46, 1.0)] == [
        "2021",
        "2021",
        "2020",
        "2020",
    ]  # type: ignore[union-attr]
    assert known.as_long(56).title == "long"  # type: ignore[union-attr]
    assert known.as_long(20) is None
    assert known.under_way(date(2021, 3, 6)).title == "long"  # type: ignore[union-attr]
    assert known.under_way(date(2022, 3, 6)) is None


@pytest.mark.parametrize(
    ("day", "winter"),
    [("2023-11-01", "2023-24"), ("2024-03-31", "2023-24"), ("2024-04-01", ""), ("1999-12-31", "1999-00")],
)
def test_winters(day: str, winter: str) -> None:
    assert winter_of(date.fromisoformat(day)) == winter
