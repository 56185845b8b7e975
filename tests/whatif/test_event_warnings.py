"""What a run says of events that do nothing, come too late or overlap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.network import Route, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Override, Responses, Scenario, Target
from tests.whatif.worlds import WEEK, j3_network, j3_scenario

RUSSIA = Target(exporter="RUS", commodity="diesel")


def told(network: SupplyNetwork, scenario: Scenario) -> str:
    return " ".join(simulate(network, scenario).warnings)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((Disruption(RUSSIA, 0.5, start_step=30, steps=4.0),), ("Event 1", "step 30", "8 steps")),
        ((Disruption(RUSSIA, 0.5, steps=0.0),), ("Event 1", "lasts 0 steps")),
        (
            (Disruption(RUSSIA, 0.5, steps=4.0), Disruption(Target(exporter="RUS"), 0.8, 3, steps=4.0)),
            ("Events 1 and 2", "diesel", "90\u2009%", "130\u2009%"),
        ),
        ((Disruption(Target(exporter="KAZ"), 0.5, steps=4.0),), ("Event 1", "Kazakhstan", "changes nothing")),
    ],
)
def test_an_event_that_is_not_what_it_seems_is_told(
    events: tuple[Disruption, ...], words: tuple[str, ...]
) -> None:
    text = told(j3_network(), replace(j3_scenario(), disruptions=events))
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    "events",
    [
        (Disruption(RUSSIA, 0.5, steps=4.0), Disruption(RUSSIA, 0.8, 5, steps=3.0)),
        (Disruption(RUSSIA, 0.5, steps=4.0), Disruption(Target(exporter="CHN"), 0.8, steps=4.0)),
        (Disruption(RUSSIA, 0.0, steps=4.0), Disruption(RUSSIA, 0.8, steps=4.0)),
        (Disruption(RUSSIA, 0.0, start_step=30, steps=4.0),),
    ],
)
def test_events_that_do_not_meet_are_not_told(events: tuple[Disruption, ...]) -> None:
    assert told(j3_network(), replace(j3_scenario(), disruptions=events)) == ""


def test_a_source_of_what_is_not_traded_or_too_late_is_told() -> None:
    sources = (NamedSource("CHN", "gas", 2.0), NamedSource("KAZ", "diesel", 2.0, start_step=12))
    text = told(j3_network(), replace(j3_scenario(), responses=Responses(sources=sources)))
    assert "gas from China does nothing" in text
    assert "from Kazakhstan begins at step 12" in text


def test_an_event_on_a_route_without_capacity_says_what_it_takes() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (SupplyLink("RUS", "MNG", "fuel", 10 * WEEK, ("rail",)),)
    network = SupplyNetwork("MNG", "2023", (fuel,), links, (Route("rail", "Rail"),))
    scenario = replace(j3_scenario(None), disruptions=(Disruption(Target(route="rail"), 0.5, steps=4.0),))
    assert "No capacity of Rail" in told(network, scenario)
    stated = replace(scenario, assumptions=(Override(("route_capacity", "rail"), 12.0),))
    assert "No capacity" not in told(network, stated)


def test_demand_of_zero_runs_and_shares_are_unknown() -> None:
    fuel = SuppliedCommodity("fuel", "Fuel", "kt", production=0.0)
    links = (SupplyLink("RUS", "MNG", "fuel", 5.0), SupplyLink("MNG", "CHN", "fuel", 5.0))
    network = SupplyNetwork("MNG", "2023", (fuel,), links)
    scenario = replace(j3_scenario(), disruptions=(Disruption(Target(exporter="RUS"), 1.0, steps=4.0),))
    row = simulate(network, scenario).key_numbers("fuel")
    assert (row["demand"], row["unserved"], row["unserved_share"]) == (0.0, 0.0, None)
