"""V25, a constructed case with numbers worked out by hand: Russia's diesel cut by half for eight weeks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.scenario import NamedSource, Override
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


def test_ramp_of_a_fit_to_qatar_2017() -> None:
    """V16: imports against May after a cut of 44 %, lead 5.25 and ramp 2.75 weeks: 0.621, 0.660, 0.920."""
    from dependency_explorer.whatif.profiles import take_profile

    # The embargo began on 5 June 2017; boundaries of June, July and August in weeks from then.
    weeks = np.array([-4.0, 26.0, 57.0, 88.0]) / 7.0
    arrived = take_profile(weeks, 0.0, np.array([5.25]), np.array([2.75]))[:, 0]
    in_force = np.array([26.0 / 30.0, 1.0, 1.0])
    level = 1.0 - 0.44 * (in_force - arrived)
    assert level == pytest.approx((0.621, 0.660, 0.920), abs=0.02)
