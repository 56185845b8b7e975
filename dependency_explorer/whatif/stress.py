"""The stress test: every failure, singly and in pairs, ranked by what it leaves unserved and how soon."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import Cancelled, DataError
from dependency_explorer.whatif.engine import block_of, run
from dependency_explorer.whatif.events import blows_of_cases
from dependency_explorer.whatif.failures import Failure, failures
from dependency_explorer.whatif.network import SupplyNetwork
from dependency_explorer.whatif.outcome_tables import SHORT
from dependency_explorer.whatif.owners import strike
from dependency_explorer.whatif.scenario import Disruption, Responses, Scenario
from dependency_explorer.whatif.simulation import check

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

WEEKS = 52
MOST_RUNS = 50_000
"""Most failures and pairs of one test; more would take minutes."""


@dataclass(frozen=True, slots=True)
class StressResult:
    """What one failure, or two at once, does to one commodity of a place.

    unserved: over the horizon, in `unit`; unserved_share: of demand, None where there is none.
    first_short_step counts from 1, None where nothing falls short. excess: for a pair, what it leaves
    unserved beyond the sum of both alone; None for a single failure. scenario: replays the result where it is
    not of the test's own network: a peak in MW, or a grid within the place.
    """

    failures: tuple[Failure, ...]
    place: str
    commodity: str
    unit: str
    unserved: float
    unserved_share: float | None
    first_short_step: int | None
    first_short_date: str | None
    excess: float | None = None
    scenario: Scenario | None = None

    @property
    def superadditive(self) -> bool:
        """Whether two failures together hurt more than both alone, beyond rounding."""
        return self.excess is not None and self.excess > SHORT * self.unserved

    @property
    def harmless_alone(self) -> bool:
        """Whether neither failure of a pair hurts alone, and both together do."""
        return self.superadditive and (self.excess or 0.0) >= self.unserved * (1 - SHORT)


@dataclass(frozen=True)
class StressTest:
    """All results, worst first, and the scenario whose horizon, responses and assumptions they share.

    Worst is the largest share of demand unserved over the horizon, then the earliest shortage. notes: what is
    left out, a sentence each.
    """

    scenario: Scenario
    depth: float
    steps: float
    results: tuple[StressResult, ...]
    runs: int
    notes: tuple[str, ...] = ()

    @cached_property
    def superadditive(self) -> tuple[StressResult, ...]:
        """Pairs that hurt more than both failures alone, the largest excess (as a share of demand) first."""
        found = [one for one in self.results if one.superadditive]

        def part(one: StressResult) -> float:
            return (one.excess or 0.0) / one.unserved * (one.unserved_share or 0.0)

        return tuple(sorted(found, key=lambda one: -part(one)))

    def replay(self, result: StressResult) -> Scenario:
        """The scenario that runs one result again by itself."""
        if result.scenario is not None:
            return result.scenario
        events = events_of(result.failures, self.depth, self.steps)
        name = " and ".join(failure.label for failure in result.failures) + " fail"
        return replace(
            self.scenario, name=name if len(result.failures) > 1 else name + "s", disruptions=events
        )

    def joined(self, results: Sequence[StressResult]) -> StressTest:
        """The same test with further results, which bring the scenario that replays them."""
        every = sorted((*self.results, *results), key=_rank)
        return replace(self, results=tuple(every))

    def to_json(self) -> list[dict[str, Any]]:
        """The value that `stress --json` prints: one row a result, worst first."""
        return [
            {
                "failure": [failure.code for failure in one.failures],
                "kind": [failure.kind for failure in one.failures],
                "place": one.place,
                "commodity": one.commodity,
                "unit": one.unit,
                "unserved": one.unserved,
                "unserved_share": one.unserved_share,
                "first_short_step": one.first_short_step,
                "first_short_date": one.first_short_date,
                "excess": one.excess,
                "superadditive": one.superadditive,
                "scenario": self.replay(one).to_dict(),
            }
            for one in self.results
        ]


def stress_scenario(network: SupplyNetwork) -> Scenario:
    """What a stress test assumes unless told otherwise: a year of weeks from January after the baseline,
    stocks drawn to the last day, links not hit delivering more."""
    return Scenario(
        focus=network.focus,
        baseline=network.period,
        start=f"{int(network.period[:4]) + 1}-01-01",
        steps=WEEKS,
        name="Stress test",
        responses=Responses(draw_stocks=0.0, replace=True),
    )


def stress_test(
    network: SupplyNetwork,
    scenario: Scenario | None = None,
    commodities: Collection[str] = (),
    pairs: bool = False,
    found: Sequence[Failure] | None = None,
    depth: float = 1.0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = bool,
) -> StressTest:
    """Let every failure happen from the first step to the end of the horizon, alone and with `pairs` by two.

    scenario: horizon, responses and assumptions; its own events do not happen (`stress_scenario` where there
    is none). commodities: simulated ones or totals to be told of, all simulated ones where empty; each is
    told for what hits it (a pair: where both do, or where both together do more than each alone). found: the
    failures (`failures.failures` of the network where None). depth: share of a flow that is lost. Pairs of
    which one contains the other are left out, and so is freight, which is goods counted by what carries them.
    progress and cancelled are called before every block of runs. Raises DataError for a commodity that is not
    simulated or is freight, and where nothing is supplied from abroad; Cancelled.
    """
    base = (scenario or stress_scenario(network)).without_events()
    check(network, base)
    every = failures(network) if found is None else tuple(found)
    if not every:
        raise DataError(
            f"There is nothing to stress: no named partner supplies "
            f"{network.place_name(network.focus)} in {network.period}. "
            "Choose a place that imports, or another baseline."
        )
    freight = [item for item in network.commodities if item.service]
    told = {commodity: _positions(network, commodity) for commodity in commodities} or {
        item.id: [k] for k, item in enumerate(network.commodities) if not item.service
    }
    carried = {item.id for item in freight}
    reached = [(failure, _reach(network, failure)) for failure in every]
    reached = [(one, what) for one, what in reached if not what or {name for _, _, name in what} - carried]
    every = tuple(one for one, _ in reached)
    reach = [what for _, what in reached]
    cases: list[tuple[int, ...]] = [(i,) for i in range(len(every))]
    if pairs:
        cases += [(i, j) for i, j in combinations(range(len(every)), 2) if not _nested(reach[i], reach[j])]
    if len(cases) > MOST_RUNS:
        raise DataError(
            f"The stress test would take {len(cases):,} runs; at most {MOST_RUNS:,} are made. Leave out "
            "pairs, or name fewer kinds of failure."
        )
    events = [events_of([every[i] for i in case], depth, float(base.steps)) for case in cases]
    unserved, first = _through(network, base, events, list(told.values()), progress, cancelled)
    demand = network.calendar(base).base_demand.sum(axis=0)
    results = []
    for c, (commodity, at) in enumerate(told.items()):
        whole = float(demand[at].sum())
        columns = {network.commodities[k].id for k in at}
        for n, case in enumerate(cases):
            amount, step = float(unserved[c, n]), int(first[c, n])
            excess = float(amount - unserved[c, case].sum()) if len(case) > 1 else None
            aside = not all(any(name in columns for _, _, name in reach[i]) for i in case)
            if aside and not (excess is not None and abs(excess) > SHORT * amount):
                continue
            results.append(
                StressResult(
                    failures=tuple(every[i] for i in case),
                    place=network.focus,
                    commodity=commodity,
                    unit=network.commodities[at[0]].unit,
                    unserved=amount,
                    unserved_share=amount / whole if whole > 0 else None,
                    first_short_step=step + 1 if step >= 0 else None,
                    first_short_date=network.calendar(base).dates[step] if step >= 0 else None,
                    excess=excess,
                )
            )
    results.sort(key=_rank)
    notes = tuple(_left_out(item.name or item.id) for item in freight if not commodities)
    return StressTest(base, depth, float(base.steps), tuple(results), len(cases), notes)


def events_of(found: Sequence[Failure], depth: float, steps: float) -> tuple[Disruption, ...]:
    """The events of these failures: from the first step, each target once."""
    targets = dict.fromkeys(target for failure in found for target in failure.targets)
    return tuple(Disruption(target, depth, steps=steps) for target in targets)


def distinct(results: Sequence[StressResult]) -> tuple[StressResult, ...]:
    """The results without repeats: a link, or a pair with it, that does what its supplier or route does.

    A repeat has the same place, commodity, unserved amount and first short step as one before it, and each of
    its failures shares a supplier, commodity or route with one of that. The widest stays, in the place of the
    first.
    """
    kept: list[StressResult] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for one in results:
        size = float(f"{one.unserved:.9g}")
        same = alike.setdefault((one.place, one.commodity, one.unit, size, one.first_short_step), [])
        found = next((i for i in same if _covers(kept[i], one)), None)
        if found is None:
            same.append(len(kept))
            kept.append(one)
        elif _narrowness(one) < _narrowness(kept[found]):
            kept[found] = one
    return tuple(kept)


def _narrowness(one: StressResult) -> int:
    """How many names it takes to say what fails: a supplier takes one, its link with a commodity two."""
    return sum(len(failure.code.split(":")) for failure in one.failures)


def _covers(one: StressResult, other: StressResult) -> bool:
    """Whether the failures of both can be put in pairs that name a supplier, commodity or route in common."""
    if len(one.failures) != len(other.failures):
        return False
    mine = [set(failure.code.split(":")) for failure in one.failures]
    theirs = [set(failure.code.split(":")) for failure in other.failures]
    return any(all(a & b for a, b in zip(mine, order, strict=True)) for order in permutations(theirs))


def _left_out(name: str) -> str:
    return (
        f"{name} is left out: it counts goods by what carries them, and they are tested as themselves. Which "
        "goods a stopped carrier would take along, the data do not say unless flows name it as their route."
    )


def _rank(one: StressResult) -> tuple[float, float, float, int, tuple[str, ...], str]:
    share = one.unserved_share or 0.0
    step = one.first_short_step if one.first_short_step is not None else float("inf")
    codes = tuple(failure.code for failure in one.failures)
    return (-share, step, -one.unserved, len(codes), codes, one.commodity)


def _positions(network: SupplyNetwork, commodity: str) -> list[int]:
    total = next((total for total in network.totals if total.id == commodity), None)
    if commodity in network.index:
        at = network.index[commodity]
        if network.commodities[at].service:
            raise DataError(
                f"“{commodity}” cannot be stressed: it counts goods by what carries them, and nobody uses it "
                "up. Choose the goods themselves, or let a route fail."
            )
        return [at]
    if total is not None:
        return [network.index[part] for part in total.parts]
    known = ", ".join([*network.index, *(total.id for total in network.totals)])
    why = (
        " only values of it are loaded" if commodity in network.unmeasured else " no quantity of it is loaded"
    )
    raise DataError(
        f"“{commodity}” is not simulated for {network.place_name(network.focus)} in {network.period}:{why}. "
        f"Choose one of {known}."
    )


Reached = tuple[str, int, str]
"""A link or an own output that a failure takes from: which of both, its position, its commodity."""


def _reach(network: SupplyNetwork, failure: Failure) -> frozenset[Reached]:
    found: set[Reached] = set()
    for target in failure.targets:
        taken = strike(network, Disruption(target, 1.0))
        for e in np.flatnonzero(taken.links).tolist():
            found.add(("link", e, network.links[e].commodity))
        for k in np.flatnonzero(taken.output).tolist():
            found.add(("output", k, network.commodities[k].id))
    return frozenset(found)


def _nested(one: frozenset[Reached], other: frozenset[Reached]) -> bool:
    """Whether one failure contains the other, so that both together are only the larger."""
    return one <= other or other <= one


def _through(
    network: SupplyNetwork, base: Scenario, events: Sequence[Sequence[Disruption]], told: Sequence[list[int]],
    progress: Progress | None, cancelled: Callable[[], bool],
) -> tuple[Floats, NDArray[np.int64]]:  # fmt: skip
    """Unserved over the horizon and first short step (from 0, -1: none), by (told, case)."""
    demand = network.calendar(base).base_demand.T[..., None]
    unserved = np.zeros((len(told), len(events)))
    first = np.full((len(told), len(events)), -1)
    size = block_of(network, base)
    for begin in range(0, len(events), size):
        if cancelled():
            raise Cancelled
        if progress is not None:
            progress("Stress test", begin, len(events))
        part = events[begin : begin + size]
        made = run(network, base, blows_of_cases(part), len(part)).unserved
        for c, at in enumerate(told):
            missing = np.broadcast_to(made[at].sum(axis=0), (base.steps, len(part)))
            short = missing > SHORT * demand[at].sum(axis=0)
            unserved[c, begin : begin + size] = missing.sum(axis=0)
            first[c, begin : begin + size] = np.where(short.any(axis=0), short.argmax(axis=0), -1)
    return unserved, first
