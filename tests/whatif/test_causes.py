"""Why a run goes short: causes add up, every shortage has a reason, and the reason is the right one."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate
from dependency_explorer.whatif.causes import Limit, causes, reasons, to_json
from dependency_explorer.whatif.network import Route
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Override, Responses, Target
from dependency_explorer.whatif.values import weighted_loss
from dependency_explorer.whatif.why import cause_sentences, why, why_by_step
from tests.whatif.packages import write_j3
from tests.whatif.worlds import WEEK, j3_network, j3_scenario, worlds

approx = pytest.approx
many = settings(max_examples=200, deadline=None)


@many
@given(worlds())
def test_causes_add_up(world: tuple[SupplyNetwork, Scenario]) -> None:
    """Property 13, for unserved, lost exports and the weighted loss."""
    outcome = simulate(*world)
    found = causes(outcome)
    slack = 1e-9 * (1.0 + float(outcome.network.quantity.sum()))
    for k, name in enumerate(outcome.commodities):
        unserved = float(outcome.unserved[0][:, k].sum())
        assert sum(cause.unserved.get(name, 0.0) for cause in found) == approx(unserved, abs=slack)
        lost = float((outcome.calendar.base_exports - outcome.exports[0])[:, k].sum())
        assert sum(cause.lost_exports.get(name, 0.0) for cause in found) == approx(lost, abs=slack)
    assert sum(cause.loss for cause in found) == approx(float(weighted_loss(outcome)[0]), abs=3 * slack)


@settings(max_examples=50, deadline=None)
@given(worlds(1))
def test_a_share_is_the_mean_over_all_orders(world: tuple[SupplyNetwork, Scenario]) -> None:
    """The definition, with one run after the other."""
    network, scenario = world
    outcome = simulate(network, scenario)
    events = [i for i in range(len(scenario.disruptions)) if i not in outcome.idle_events]
    added = dict.fromkeys(events, 0.0)
    orders = list(permutations(events))
    for order in orders:
        before = 0.0
        for count in range(1, len(order) + 1):
            chosen = tuple(scenario.disruptions[i] for i in order[:count])
            now = float(simulate(network, replace(scenario, disruptions=chosen)).unserved.sum())
            added[order[count - 1]] += (now - before) / len(orders)
            before = now
    slack = 1e-9 * (1.0 + float(network.quantity.sum()))
    for cause in causes(outcome):
        assert sum(cause.unserved.values()) == approx(added[cause.events[0]], abs=slack)


@many
@given(worlds())
def test_every_shortage_has_a_reason(world: tuple[SupplyNetwork, Scenario]) -> None:
    outcome = simulate(*world)
    for k, name in enumerate(outcome.commodities):
        found = reasons(outcome, name)
        short = outcome.unserved[0][:, k]
        told = np.zeros(len(short), np.bool_)
        for reason in found:
            assert reason.limits
            told[reason.first_step - 1 : reason.last_step] = True
        assert sum(reason.unserved for reason in found) == approx(float(short.sum()), rel=1e-6, abs=1e-6)
        assert not (short[~told] > 1e-6 * (1.0 + outcome.demand[0][~told, k])).any()


def twice(**changes: object) -> Outcome:
    """Two halves of Russia's diesel cut by two events alike, no stock drawn."""
    event = Disruption(Target(exporter="RUS", commodity="diesel"), 0.5, 1, 0.0, 4.0)
    scenario = replace(j3_scenario(None), disruptions=(event, event, Disruption(Target(exporter="KAZ"), 1.0)))
    return simulate(j3_network(), replace(scenario, **changes))  # type: ignore[arg-type]


def test_equal_events_share_alike_and_an_idle_one_has_no_part() -> None:
    outcome = twice()
    found = causes(outcome)
    assert [cause.events for cause in found] == [(0,), (1,)]
    assert [cause.unserved["diesel"] for cause in found] == approx([0.375 * 4 * 16.5] * 2)


def test_more_than_six_events_are_shared_among_five_and_the_rest() -> None:
    event = Disruption(Target(exporter="RUS", commodity="diesel"), 0.1, 1, 0.0, 4.0)
    outcome = twice(disruptions=(event,) * 8)
    found = causes(outcome)
    assert [cause.events for cause in found] == [(0,), (1,), (2,), (3,), (4,), (5, 6, 7)]
    assert sum(cause.unserved["diesel"] for cause in found) == approx(float(outcome.unserved.sum()))


def limits(scenario: Scenario, network: SupplyNetwork | None = None) -> list[tuple[int, int, set[Limit]]]:
    found = reasons(simulate(network or j3_network(), scenario), "diesel")
    return [(reason.first_step, reason.last_step, set(reason.limits)) for reason in found]


def test_a_floor_an_empty_stock_a_largest_draw_and_a_stock_left_alone() -> None:
    off = Limit("replacement_off")
    assert limits(j3_scenario(10.0)) == [(6, 8, {off, Limit("stock_floor")})]
    small = j3_network(30.0)
    assert limits(j3_scenario(0.0), small) == [(4, 8, {off, Limit("stock_empty")})]
    slow = j3_scenario(0.0).with_assumption(("max_draw", "diesel"), 5.0)
    assert limits(slow) == [(1, 8, {off, Limit("draw")})]
    assert limits(j3_scenario(None)) == [(1, 8, {off, Limit("stock_kept")})]
    assert limits(j3_scenario(0.0), j3_network(None)) == [(1, 8, {off, Limit("no_stock")})]


def test_lead_time_ramp_spare_and_route() -> None:
    scenario = replace(
        j3_scenario(None, 8),
        responses=Responses(None, True),
        assumptions=(
            Override(("lead_weeks", "CHN"), 2.0), Override(("ramp_weeks", "CHN"), 0.0),
            Override(("spare", "CHN"), 2.0),
        ),
    )  # fmt: skip
    kept, spent = Limit("stock_kept"), Limit("spare", "RUS")
    late = {Limit("lead", "CHN")}
    base = [(first, last, found - {spent}) for first, last, found in limits(scenario)]
    assert base == [(1, 2, late | {kept}), (3, 8, {Limit("spare", "CHN"), kept})]
    ramp = limits(scenario.with_assumption(("ramp_weeks", "CHN"), 1.0))
    assert [Limit("ramp", "CHN") in found for _, _, found in ramp] == [False, True]
    network = j3_network()
    links = tuple(
        replace(link, routes=("rail",)) if link.exporter == "CHN" else link for link in network.links
    )
    rail = Route("rail", "Rail", "rail", 0.6 * WEEK, "kt", {"diesel": 1.0})
    narrow = replace(network, links=links, routes=(rail,))
    assert all(Limit("route", "rail") in found for _, _, found in limits(scenario, narrow))


def test_nobody_left_and_named_sources() -> None:
    source = NamedSource("CHN", "diesel", 2.0, start_step=3)
    everyone = Disruption(Target(importer="MNG"), 0.5, 1, 0.0, 8.0)
    scenario = replace(j3_scenario(None, 8, source), disruptions=(everyone,))
    nobody, kept = Limit("no_other"), Limit("stock_kept")
    assert limits(scenario) == [
        (1, 2, {nobody, kept, Limit("source_late", "CHN")}), (3, 8, {nobody, kept, Limit("source", "CHN")})
    ]  # fmt: skip


def test_words(tmp_path: Path) -> None:
    dataset = load(write_j3(tmp_path))
    network = SupplyNetwork.from_dataset(dataset, "MNG", "2023")
    outcome = simulate(network, j3_scenario(10.0))
    assert why(outcome, dataset, "diesel") == (
        "In weeks 6 to 8, 18.5\u2009kt unmet: the scenario uses no spare of others; the stock is down to its "
        "floor.",
    )
    assert why_by_step(outcome, dataset, "diesel")[6].startswith(
        "The scenario uses no spare of others; the stock"
    )
    assert why_by_step(outcome, dataset, "diesel")[4] == ""
    two = replace(j3_scenario(None), disruptions=j3_scenario().disruptions * 2)
    outcome = simulate(network, two)
    said = cause_sentences(outcome, dataset, causes(outcome), "diesel")
    assert said[0].startswith("Event 1 (Russia, diesel) causes 50\u2009% of the unmet diesel: ")
    assert cause_sentences(outcome, dataset, causes(outcome)[:1], "diesel") == ()
    value = to_json(outcome)
    assert json.loads(json.dumps(value)) == value
    assert [row["events"] for row in value["causes"]] == [[1], [2]]
