"""The stress test of a place in full: its links, routes, assets and owners, its peak in MW and its grids; and
where one failure begins to hurt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.data.problems import Cancelled, DataError
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.peak_power import UNIT as PEAK_UNIT
from dependency_explorer.whatif.peak_power import peak_outcome
from dependency_explorer.whatif.presets import supplied_year
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.stress import (
    Progress,
    StressResult,
    StressTest,
    stress_scenario,
    stress_test,
)
from dependency_explorer.whatif.stress_power import power_results

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.breaking import BreakingPoint, Safety

DURATIONS = (1, 2, 3, 4, 6, 8, 10, 13, 17, 21, 26, 34, 43, 52)
"""Durations, in steps, at which the breaking point is looked for: closer together where it moves most."""


@dataclass(frozen=True, slots=True)
class Breaking:
    """Where one result begins to hurt, and what would have spared it.

    scenario: the run that is varied; its events all have the depth and duration asked about. points: the
    smallest depth that makes a shortage, by duration. safety: what would have been enough. Both are about
    quantities over time; of a peak in MW only the smallest depth is known (`peak_depth`: None where not even
    a total loss sheds load, 0 where load is shed without any) and the power missing, `peak_missing`, in MW.
    """

    scenario: Scenario
    commodity: str
    points: tuple[BreakingPoint, ...] = ()
    safety: Safety | None = None
    peak_depth: float | None = None
    peak_missing: float | None = None

    @property
    def at_peak(self) -> bool:
        """Whether this is about the peak in MW rather than quantities over time."""
        return self.peak_missing is not None


def place_test(
    dataset: Dataset,
    place: str,
    commodities: Sequence[str] = (),
    *,
    period: str | None = None,
    scenario: Scenario | None = None,
    pairs: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = bool,
) -> StressTest:
    """Rank every failure of a place's supply.

    period: the baseline; where None that of the scenario, else the latest year that names partners for most
    of the commodities. scenario: lends horizon, responses and assumptions. Raises DataError where nothing can
    be tested, Cancelled.
    """
    if period is None:
        period = scenario.baseline if scenario else supplied_year(dataset, place, list(commodities))
    network = SupplyNetwork.from_dataset(dataset, place, period, season=scenario.season if scenario else None)
    base = scenario or stress_scenario(network)
    test = stress_test(
        network, base, tuple(dict.fromkeys(commodities)), pairs, progress=progress, cancelled=cancelled
    )
    if cancelled():
        raise Cancelled
    return test.joined(power_results(dataset, place, commodities, pairs))


def breaking_of(
    dataset: Dataset, test: StressTest, result: StressResult, cancelled: Callable[[], bool] = bool
) -> Breaking:
    """Where a result of a test begins to hurt: by depth and duration, and what would have been enough.

    Raises DataError where the baseline cannot be built, Cancelled.
    """
    scenario = test.replay(result)
    if result.unit == PEAK_UNIT:
        return _at_peak(_network(dataset, scenario), scenario, result)
    return breaking_points(dataset, scenario, result.commodity, cancelled)


def breaking_points(
    dataset: Dataset, scenario: Scenario, commodity: str, cancelled: Callable[[], bool] = bool
) -> Breaking:
    """Where the events of a scenario, as parts of one failure, begin to make a commodity short.

    Raises DataError where the baseline cannot be built or the scenario has no event, Cancelled.
    """
    # Not needed to rank failures, and it takes its time to import.
    from dependency_explorer.whatif.breaking import frontier, safety

    if not scenario.disruptions:
        raise DataError("The scenario has no disruption whose depth could be varied. Add one.")
    network = _network(dataset, scenario)
    durations = [steps for steps in DURATIONS if steps < scenario.steps]
    points = frontier(network, scenario, commodity, [*durations, scenario.steps], None)
    if cancelled():
        raise Cancelled
    return Breaking(scenario, commodity, points, safety(network, scenario, commodity))


def _network(dataset: Dataset, scenario: Scenario) -> SupplyNetwork:
    return SupplyNetwork.from_dataset(
        dataset, scenario.focus, scenario.baseline, season=scenario.season, start=scenario.start
    )


def _at_peak(network: SupplyNetwork, scenario: Scenario, result: StressResult) -> Breaking:
    """The smallest common depth of the events at which load is shed."""
    from dependency_explorer.whatif.breaking import DEPTH_HALVINGS

    def shed(depth: float) -> float:
        events = tuple(replace(event, depth=depth) for event in scenario.disruptions)
        made = peak_outcome(network, replace(scenario, disruptions=events))
        if made is None:
            raise DataError(
                f"No peak load of {network.place_name(scenario.focus)} is known at {scenario.start}."
            )
        return float(made.shed.max())

    low, high = 0.0, 1.0
    depth: float | None = None
    if shed(0.0) > 0:
        depth = 0.0
    elif shed(1.0) > 0:
        for _ in range(DEPTH_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if shed(middle) > 0 else (middle, high)
        depth = high
    return Breaking(scenario, result.commodity, peak_depth=depth, peak_missing=result.unserved)
