"""What power adds to the stress test of a place: its peak in MW, and its grids in shares of supply."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.failures import Failure
from dependency_explorer.whatif.grids import share_periods
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.peak_power import LIMIT, UNIT, PeakOutcome, peak_outcome, peak_power
from dependency_explorer.whatif.presets import supplied_year
from dependency_explorer.whatif.routing import within
from dependency_explorer.whatif.scenario import Disruption, Scenario, Target
from dependency_explorer.whatif.stress import StressResult, stress_test

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

PEAK_DAYS = 19
"""Length of the cut of December 2023; a peak is that of an hour, so it decides nothing."""


@dataclass(frozen=True, slots=True)
class _PeakFailure:
    """A failure at the peak, and the start that makes its figures those before it."""

    failure: Failure
    depth: float
    start: str


def power_results(
    dataset: Dataset, place: str, commodities: Collection[str] = (), pairs: bool = False
) -> tuple[StressResult, ...]:
    """Results for the peak load of a place in MW and for the grids within it, each with its replay.

    The peak: every published fall of an import limit, the loss of each limited supplier, and of each power
    station. commodities: only those; all where empty.
    """
    found = [*_peak_results(dataset, place, pairs), *_grid_results(dataset, place, pairs)]
    return tuple(one for one in found if not commodities or one.commodity in commodities)


def _peak_results(dataset: Dataset, place: str, pairs: bool) -> list[StressResult]:
    results: list[StressResult] = []
    for start, commodity in _starts(dataset, place):
        try:
            baseline = supplied_year(dataset, place, [commodity])
            network = SupplyNetwork.from_dataset(dataset, place, baseline, start=start)
        except DataError:
            continue
        if network.peak is None:
            continue
        singles = _failures(network, start)
        shed: dict[tuple[int, ...], float] = {}
        cases: list[tuple[int, ...]] = [(i,) for i in range(len(singles))]
        cases += [
            (i, j)
            for i, j in combinations(range(len(singles)), 2)
            if pairs and _apart(singles[i].failure, singles[j].failure)
        ]
        for case in cases:
            events = [
                Disruption(target, singles[i].depth, steps=float(PEAK_DAYS))
                for i in case
                for target in singles[i].failure.targets
            ]
            name = " and ".join(singles[i].failure.label for i in case)
            scenario = Scenario(
                focus=place, baseline=network.period, start=start, step="day", steps=PEAK_DAYS,
                name=f"At the peak: {name}", disruptions=tuple(events),
                rationing="priority",
            )  # fmt: skip
            made = peak_outcome(network, scenario)
            if made is None:
                continue
            shed[case] = float(made.shed[made.worst])
            alone = sum(shed[(i,)] for i in case)
            results.append(
                _result(
                    tuple(singles[i].failure for i in case),
                    place,
                    made,
                    scenario,
                    shed[case] - alone if len(case) > 1 else None,
                )
            )
    return results


def _apart(one: Failure, other: Failure) -> bool:
    """Whether two failures are of different things: a limit that falls and its loss are of one line."""
    return one.kind != other.kind or one.kind == "asset"


def _result(
    failures: tuple[Failure, ...], place: str, made: PeakOutcome, scenario: Scenario, excess: float | None
) -> StressResult:
    missing = float(made.shed[made.worst])
    return StressResult(
        failures=failures,
        place=place,
        commodity=made.power.commodity,
        unit=UNIT,
        unserved=missing,
        unserved_share=missing / made.power.peak,
        first_short_step=made.worst + 1 if missing > 0 else None,
        first_short_date=scenario.start if missing > 0 else None,
        excess=excess,
        scenario=scenario,
    )


def _starts(dataset: Dataset, place: str) -> list[tuple[str, str]]:
    """The months in which a limit fell below the one before, with the commodity; else the latest peak.

    The peak and the limits before are those known at that start.
    """
    found: list[tuple[str, str]] = []
    table = dataset.tables["balances"]
    own = table[table["place"] == place]
    limits = own[own["item"].astype(str).str.startswith(LIMIT)]
    for period in sorted({str(text) for text in limits["period"]}):
        start = f"{period}-01-01"[:10] if len(period) == 4 else f"{period}-01"
        power = peak_power(dataset, place, start)
        if power is not None and any(
            later[0] == period and later[1] < limit.value for limit in power.limits for later in limit.later
        ):
            found.append((start, power.commodity))
    latest = max((str(text) for text in own["period"][own["item"] == "peak_demand"]), default="")
    power = peak_power(dataset, place, f"{latest[:4]}-12-31") if latest and not found else None
    return found if power is None else [(f"{latest[:4]}-12-31", power.commodity)]


def _failures(network: SupplyNetwork, start: str) -> list[_PeakFailure]:
    """What may fail at the peak: limits that fell, suppliers with a limit, stations."""
    power = network.peak
    assert power is not None
    found: list[_PeakFailure] = []
    for limit in power.limits:
        target = Target(exporter=limit.place, importer=network.focus, commodity=power.commodity)
        who = network.place_name(limit.place)
        for period, value, _, _ in limit.later:
            if period == start[: len(period)] and value < limit.value:
                label = f"Import limit from {who} falls from {limit.value:g} to {value:g} MW ({period})"
                code = f"import_limit:{limit.place}:{value:g}"
                found.append(
                    _PeakFailure(
                        Failure("import_limit", code, label, (target,)), 1 - value / limit.value, start
                    )
                )
        label = f"Imports from {who}"
        found.append(
            _PeakFailure(Failure("import_limit", f"import_limit:{limit.place}", label, (target,)), 1.0, start)
        )
    for asset in network.assets:
        if asset.share is not None and not asset.planned and power.commodity in asset.parts:
            stop = Target(asset=asset.id, commodity=power.commodity)
            found.append(_PeakFailure(Failure("asset", asset.id, asset.name, (stop,)), 1.0, start))
    return found


def _grid_results(dataset: Dataset, place: str, pairs: bool) -> list[StressResult]:
    """The stress tests of the grids within a place whose supply is published as shares."""
    results: list[StressResult] = []
    table = dataset.tables["places"]
    for code in (str(one) for one in table["code"]):
        if code == place or place not in within(dataset, code) or not share_periods(dataset, code):
            continue
        network = SupplyNetwork.from_dataset(dataset, code, share_periods(dataset, code)[-1])
        test = stress_test(network, pairs=pairs)
        results += [replace(one, scenario=test.replay(one)) for one in test.results]
    return results
