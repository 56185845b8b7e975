"""The stress test of a place in full: freight left out, repeats told apart, a test called off, breaking points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import Cancelled, DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import SupplyNetwork, simulate, stress_test
from dependency_explorer.whatif.breaking import frontier
from dependency_explorer.whatif.failures import failures
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.peak_power import peak_outcome
from dependency_explorer.whatif.scenario import Disruption, Override, Scenario, Target
from dependency_explorer.whatif.stress import distinct, stress_scenario
from dependency_explorer.whatif.stress_place import breaking_of, breaking_points, place_test
from tests.whatif.worlds import worlds

often = settings(max_examples=200, deadline=None)


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def with_freight() -> SupplyNetwork:
    """A place that imports diesel from Russia, and a count of the wagons it comes in."""
    return SupplyNetwork(
        focus="MNG",
        period="2023",
        commodities=(
            SuppliedCommodity("diesel", "Diesel", "kt", "oil_products"),
            SuppliedCommodity("wagons", "Wagons", "kt", "transport"),
        ),
        links=(SupplyLink("RUS", "MNG", "diesel", 100.0), SupplyLink("CHN", "MNG", "wagons", 900.0)),
    )


def test_freight_is_neither_short_nor_a_failure_and_is_said_to_be_left_out() -> None:
    test = stress_test(with_freight(), pairs=True)
    assert {one.commodity for one in test.results} == {"diesel"}
    assert {failure.code for one in test.results for failure in one.failures} == {"RUS", "RUS:diesel"}
    assert len(test.notes) == 1
    assert test.notes[0].startswith("Wagons is left out")


def test_freight_asked_for_by_name_is_refused_with_what_to_do() -> None:
    with pytest.raises(DataError, match=r"“wagons” cannot be stressed.*Choose the goods"):
        stress_test(with_freight(), commodities=["wagons"])


def test_mongolias_worst_is_fuel_and_not_freight(mongolia: Dataset) -> None:
    test = place_test(mongolia, "MNG", pairs=True)
    assert "rail_freight" not in {one.commodity for one in test.results}
    assert any("Rail freight" in note for note in test.notes)
    # The power cut of December 2023 in MW, and the western grid's dependence on the Tuva line.
    peak = [
        one for one in test.results if one.failures[0].code == "import_limit:RUS:150" and one.excess is None
    ]
    assert [round(one.unserved) for one in peak] == [161]
    tuva = [one for one in test.results if [f.code for f in one.failures] == ["c458_tuva_uvs"]]
    assert [(one.place, round(one.unserved_share or 0.0, 2)) for one in tuva] == [("WES", 0.77)]


def test_a_test_called_off_ends_without_a_result_and_tells_its_progress(mongolia: Dataset) -> None:
    told: list[tuple[str, int, int]] = []
    with pytest.raises(Cancelled):
        place_test(mongolia, "MNG", cancelled=lambda: True)
    place_test(mongolia, "MNG", progress=lambda *said: told.append(said))
    assert told
    assert all(0 <= done <= total for _, done, total in told)


@often
@given(worlds(), st.booleans())
def test_distinct_loses_no_effect_and_keeps_the_order(
    world: tuple[SupplyNetwork, Scenario], pairs: bool
) -> None:
    network, scenario = world
    if not failures(network):
        return
    results = stress_test(network, scenario, pairs=pairs).results
    kept = distinct(results)
    effects = {
        (one.commodity, f"{one.unserved:.9g}", one.first_short_step, len(one.failures)) for one in results
    }
    assert {(o.commodity, f"{o.unserved:.9g}", o.first_short_step, len(o.failures)) for o in kept} == effects
    assert set(kept) <= set(results)
    assert distinct(kept) == kept
    shares = [one.unserved_share or 0.0 for one in kept]
    assert shares == pytest.approx(sorted(shares, reverse=True), rel=1e-8)


def test_of_a_supplier_and_its_only_link_the_supplier_stays() -> None:
    results = stress_test(with_freight()).results
    assert [one.failures[0].code for one in distinct(results)] == ["RUS"]


@often
@given(worlds())
def test_breaking_points_of_a_whole_failure_part_shortage_from_none(
    world: tuple[SupplyNetwork, Scenario],
) -> None:
    network, scenario = world
    found = failures(network)
    if not found:
        return
    targets = tuple(dict.fromkeys(target for failure in found[:2] for target in failure.targets))
    events = tuple(Disruption(target, 1.0, steps=float(scenario.steps)) for target in targets)
    struck = replace(scenario, disruptions=events)
    commodity = network.commodities[0].id

    def short(depth: float, steps: float) -> bool:
        cut = tuple(replace(event, depth=depth, steps=steps) for event in events)
        return (
            simulate(network, replace(struck, disruptions=cut)).key_numbers(commodity)["first_short_step"]
            is not None
        )

    for point in frontier(network, struck, commodity, (1.0, float(scenario.steps)), None):
        if point.depth is None:
            assert not short(1.0, point.steps)
            continue
        assert short(point.depth, point.steps)
        assert point.depth <= 2e-5 or not short(max(0.0, point.depth - 2e-5), point.steps)


def test_breaking_points_of_a_peak_are_in_power(mongolia: Dataset) -> None:
    test = place_test(mongolia, "MNG")
    one = next(r for r in test.results if r.unit == "MW" and r.failures[0].code == "import_limit:RUS")
    found = breaking_of(mongolia, test, one)
    assert found.at_peak
    assert found.peak_missing == one.unserved
    assert found.peak_depth is not None
    network = SupplyNetwork.from_dataset(mongolia, "MNG", found.scenario.baseline, start=found.scenario.start)
    for depth, sheds in ((found.peak_depth, True), (found.peak_depth - 0.001, False)):
        events = tuple(replace(event, depth=depth) for event in found.scenario.disruptions)
        made = peak_outcome(network, replace(found.scenario, disruptions=events))
        assert made is not None
        assert bool(made.shed.max() > 0) is sheds


def test_breaking_points_need_an_event(mongolia: Dataset) -> None:
    scenario = Scenario("MNG", "2023", "2024-01-01", steps=8)
    with pytest.raises(DataError, match="no disruption"):
        breaking_points(mongolia, scenario, "diesel")
    event = Disruption(Target(exporter="RUS", commodity="diesel"), 1.0, steps=8.0)
    assert breaking_points(mongolia, replace(scenario, disruptions=(event,)), "diesel").points


def test_a_pair_may_hurt_where_neither_alone_does() -> None:
    """Either of two equal suppliers can stand in at once for the other; nobody stands in for both."""
    network = SupplyNetwork(
        focus="MNG",
        period="2023",
        commodities=(SuppliedCommodity("diesel", "Diesel", "kt"),),
        links=(SupplyLink("RUS", "MNG", "diesel", 50.0), SupplyLink("CHN", "MNG", "diesel", 50.0)),
    )
    scenario = replace(
        stress_scenario(network),
        assumptions=tuple(
            Override((key, "*"), value)
            for key, value in (("lead_weeks", 0.0), ("ramp_weeks", 0.0), ("spare", 1.0))
        ),
    )
    test = stress_test(network, scenario, pairs=True)
    alone = [one for one in test.results if one.excess is None]
    assert all(one.unserved == 0 for one in alone)
    both = [one for one in distinct(test.results) if one.excess is not None]
    assert [tuple(failure.code for failure in one.failures) for one in both] == [("RUS", "CHN")]
    assert both[0].harmless_alone
    assert both[0].unserved_share == pytest.approx(1.0)
