"""Published numbers, and V25, a constructed case: Russia's diesel cut by half for eight weeks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.scenario import NamedSource, Override
from tests.whatif import published
from tests.whatif.packages import write_j3
from tests.whatif.worlds import j3_network, j3_scenario

CENT = pytest.approx


def from_package(folder: Path) -> SupplyNetwork:
    from dependency_explorer.data.read import load

    return SupplyNetwork.from_dataset(load(write_j3(folder)), "MNG", "2023")


@pytest.fixture(params=["arrays", "package"])
def network(request: pytest.FixtureRequest, tmp_path: Path) -> SupplyNetwork:
    return j3_network() if request.param == "arrays" else from_package(tmp_path)


def test_without_a_floor_the_stock_carries_the_cut(network: SupplyNetwork) -> None:
    row = simulate(network, j3_scenario(0.0)).key_numbers("diesel")
    assert row["demand"] == CENT(8 * 17.0, abs=0.01)
    assert row["unserved"] == CENT(0.0, abs=0.01)
    assert row["end_stock"] == CENT(5.75, abs=0.01)
    assert row["first_short_step"] is None
    assert row["min_cover_days"] == CENT(5.75 / 17 * 7, abs=0.01)


def test_a_floor_of_ten_days_is_reached_after_five_and_three_quarter_weeks(network: SupplyNetwork) -> None:
    outcome = simulate(network, j3_scenario(10.0))
    row = outcome.key_numbers("diesel")
    assert outcome.stock_info("diesel").floor == CENT(24.29, abs=0.01)
    assert row["unserved"] == CENT(18.54, abs=0.01)
    assert row["unserved_share"] == CENT(0.136, abs=0.0005)
    assert row["event_unserved_share"] == CENT(0.136, abs=0.0005)
    assert row["first_short_step"] == 6
    assert row["end_stock"] == CENT(24.29, abs=0.01)
    drawn = outcome.draw[0][:, 0]
    assert 5 + drawn[5] / 8.25 == CENT(5.75, abs=0.01)


def test_a_named_source_from_week_three(network: SupplyNetwork) -> None:
    source = NamedSource("CHN", "diesel", 2.0, start_step=3)
    outcome = simulate(network, j3_scenario(10.0, 8, source))
    assert outcome.key_numbers("diesel")["unserved"] == CENT(6.54, abs=0.01)
    replaced = outcome.by_partner("diesel", "replacement")["CHN"]
    assert replaced == CENT((0, 0, 2, 2, 2, 2, 2, 2))
    assert outcome.shares("diesel")[0]["CHN"] > outcome.shares("diesel")[1]["CHN"]


def test_a_longer_horizon_refills_the_stock_within_the_spare() -> None:
    scenario = j3_scenario(0.0, 60)
    outcome = simulate(j3_network(), scenario)
    fill, stock = outcome.fill[0][:, 0], outcome.stock[0][:, 0]
    assert not fill[:8].any()
    assert fill[8] == CENT(1.7)
    assert stock.max() == CENT(71.75)
    assert stock[-1] == CENT(71.75)
    assert outcome.flow[0].sum(axis=1)[8] == CENT(17.0 + 1.7)
    slow = simulate(j3_network(), scenario.with_assumption(("max_fill", "diesel"), 0.5))
    assert slow.fill[0][:, 0].max() == CENT(0.5)
    assert not outcome.unserved.any()


def test_spare_comes_after_its_lead_time_and_is_no_more_than_what_is_lost() -> None:
    scenario = replace(
        j3_scenario(None, 8),
        responses=replace(j3_scenario().responses, draw_stocks=None, replace=True),
        assumptions=(
            Override(("lead_weeks", "CHN"), 2.0),
            Override(("ramp_weeks", "CHN"), 0.0),
            Override(("spare", "CHN"), 2.0),
        ),
    )
    replaced = simulate(j3_network(), scenario).by_partner("diesel", "replacement")["CHN"]
    assert replaced == CENT((0, 0, 1, 1, 1, 1, 1, 1))
    endless = simulate(j3_network(), scenario.with_assumption(("spare", "CHN"), None))
    assert endless.by_partner("diesel", "replacement")["CHN"] == CENT((0, 0, *(8.25,) * 6))
    assert not endless.unserved[0][2:].any()


@pytest.mark.parametrize("row", list(published.rows()), ids=lambda row: row.id)
def test_published_numbers(row: published.Row) -> None:
    assert row.agrees(), f"{row.source}: {row.published}, ours {row.ours()}"


def test_a_row_that_differs_is_told_and_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(published.rows())
    assert published.main() == 0
    assert "DIFFERS" not in capsys.readouterr().out
    for row in rows:
        # A clamp, or a number beyond what the source says.
        wrong = tuple(100.0 * (value + 1.0) + 1.0 for value in row.published)
        assert not replace(row, published=(50.0, 50.0) if row.within == "sign" else wrong).agrees(), row.id
    monkeypatch.setattr(published, "rows", lambda: iter([replace(rows[0], published=(220.0,))]))
    assert published.main() == 1
    assert "DIFFERS" in capsys.readouterr().out
