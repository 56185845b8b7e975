"""The bound with foresight: the least loss that the same links, routes and stocks allow.

The simulation knows only the past. Here one programme over the whole horizon knows every step: it may fill
stocks while no event is in force, hold back stock for a worse week, use spare beyond what is lost to save
stock, and choose whom to serve. Lead times run from the first event as in the simulation: nothing is ordered
ahead of it. The difference of the two losses is the value of foresight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.foresight_case import Case, foresight_case
from dependency_explorer.whatif.programme import Programme, Solution
from dependency_explorer.whatif.scenario import Override
from dependency_explorer.whatif.values import SectorValues, weighted_loss

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]

SMALL = 1e-6
"""Share of the simulation's loss below which a value is the solver's rounding."""

ROUNDING = 1e-9
"""Share of the simulation's loss that sums differ by in the last digits."""

_programmes: WeakKeyDictionary[SupplyNetwork, Programme] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more unit of something would have taken off the least loss.

    kind: "stock" (a unit put in store at the start of the step), "storage" (capacity of the store in every
    step; step is then where it is worth most), "route", "spare" (of a link) or "draw" (the largest draw).
    name: route or partner, "" for a store. unit: of that one more. step: the first of those, up to last_step,
    in any of which it is worth the same at the margin. late: the spare is there but its lead time or ramp is
    not over. margin: at the margin, in the loss's unit for one unit; worth: of one whole unit in `step`.
    """

    kind: str
    commodity: str
    name: str
    unit: str
    step: int
    last_step: int
    date: str
    margin: float
    worth: float
    late: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against the bound, all in `unit`.

    value = simulated - loss, of which by_order comes from serving first where a unit is worth most, with the
    amounts as simulated, and by_timing from what is done when. unmet: what the run leaves unserved where what
    the events hit is used, each unit counted once: an amount, or days of demand where there are several units.
    """

    loss: float
    simulated: float
    value: float
    by_order: float
    by_timing: float
    unit: str
    unmet: float


@dataclass(frozen=True, eq=False)
class Foresight:
    """The result of `optimise`: one best course; others may be as good, the loss is the same for all."""

    case: Case
    solution: Solution

    @property
    def loss(self) -> float:
        """Unserved times its worth over the whole horizon, in `values.unit`."""
        return self.solution.objective

    @property
    def values(self) -> SectorValues:
        """What an unserved unit counts, by sector."""
        return self.case.values

    @cached_property
    def sector_unserved(self) -> Floats:
        """Unserved by (step, sector) in the order of `network.sectors`, losses without."""
        result = np.zeros((self.case.steps, len(self.case.network.sectors)))
        result[:, self.case.sectors] = self.solution.columns["unserved"]
        return result

    def unserved(self, commodity: str) -> Floats:
        """Unserved of a simulated commodity by step: its sectors and the losses that shrink along."""
        network = self.case.network
        k = network.index[commodity]
        rows = [s for s, (owner, _) in enumerate(network.sectors) if owner == k]
        total = self.sector_unserved[:, rows].sum(axis=1)
        at = np.flatnonzero(self.case.commodities == k)
        if not len(at):
            return np.asarray(total, np.float64)
        share = 1.0 - self.case.lossy[:, at[0]]
        return np.asarray(total / np.where(share > 0, share, 1.0), np.float64)

    def against(self, outcome: Outcome) -> Comparison:
        """What knowing the course would have been worth to a run of the same scenario."""
        simulated = float(weighted_loss(outcome, self.values)[0])
        # The run's own course keeps every limit of the programme, and no order suits it better than that of
        # worth: what would be below 0, or next to it, is rounding.
        least = ROUNDING * simulated
        in_order = float(_in_order(outcome, self.values)[0])
        in_order = in_order if in_order < simulated - least else simulated
        loss = self.loss if self.loss < in_order - least else in_order
        unmet = float((outcome.sector_unserved[0] @ self.values.plain).sum())
        return Comparison(
            loss, simulated, simulated - loss, simulated - in_order, in_order - loss, self.values.unit, unmet
        )

    @cached_property
    def worths(self) -> tuple[Worth, ...]:
        """For each kind and commodity the best place for one more unit, most worth first.

        Candidates come from the duals; the worth of a whole unit comes from solving again with it, since a
        dual holds at the margin only and is not unique where limits coincide.
        """
        programme = Programme()
        solution = programme.solve(self.case, duals=True)
        found = [_worth(self.case, programme, *one) for one in _candidates(self.case, solution)]
        least = SMALL * max(self.loss, 1e-300)
        kept = [one for one in found if one.worth > least]
        return tuple(sorted(kept, key=lambda one: (-one.worth, one.kind, one.commodity, one.name)))


def optimise(network: SupplyNetwork, scenario: Scenario) -> Foresight:
    """The bound with foresight of a scenario.

    The programme of a network is kept: a scenario that differs in numbers only starts from the last solution.
    Raises DataError where the scenario does not fit the network or no course keeps all limits.
    """
    case = foresight_case(network, scenario)
    with _lock:
        programme = _programmes.get(network)
        if programme is None:
            programme = _programmes[network] = Programme()
        return Foresight(case, programme.solve(case))


def _in_order(outcome: Outcome, values: SectorValues) -> Floats:
    """Loss of a run if its unserved amounts fell on the sectors where a unit is worth least, by draw."""
    network, scenario = outcome.network, outcome.scenario
    ranks = {weight: float(rank) for rank, weight in enumerate(sorted(set(values.weights), reverse=True), 1)}
    order = tuple(
        Override(("priority", network.commodities[k].id, sector.name), ranks[values.weights[s]])
        for s, (k, sector) in enumerate(network.sectors)
    )
    others = tuple(one for one in scenario.assumptions if one.path[0] != "priority")
    by_worth = replace(scenario, rationing="priority", assumptions=(*others, *order))
    shared = outcome.shared_by(by_worth)
    return np.asarray((shared @ values.weights).sum(axis=-1), np.float64)


_Candidate = tuple[str, str, int, int, int, float]
"""Kind, block of the programme, item, first and last step, worth at the margin."""

_KINDS = (
    ("stock", "stock"), ("storage", "level"), ("route", "room"), ("spare", "replacement"), ("draw", "draw")
)  # fmt: skip


def _candidates(case: Case, solution: Solution) -> list[_Candidate]:
    """The best step of each store, route and link at the margin."""
    open_to = {
        # Without leave to draw, what is put in store stays there; a link that is hit has no spare.
        "stock": case.stores.draw > 0,
        "spare": case.replacement.most + case.replacement.late > 0,
    }
    found: list[_Candidate] = []
    for kind, block in _KINDS:
        margins = np.where(open_to.get(kind, True), solution.worth[block], 0.0)
        for item, column in enumerate(margins.T):
            best = float(column.max(initial=0.0))
            if best <= 0:
                continue
            # The first of equals, so that rounding does not choose.
            as_good = column >= best * (1.0 - SMALL)
            first = int(np.argmax(as_good))
            last = first + int(np.argmin(np.append(as_good[first:], False))) - 1
            margin = float(column.sum()) if kind == "storage" else best
            found.append((kind, block, item, first, last, margin))
    return _best_by_owner(case, found)


def _best_by_owner(case: Case, found: list[_Candidate]) -> list[_Candidate]:
    """Of the links of a commodity the best one; each store and route."""
    best: dict[tuple[str, int], _Candidate] = {}
    for one in found:
        kind, item, margin = one[0], one[2], one[5]
        owner = int(case.replacement.owner[item]) if kind == "spare" else item
        if (kind, owner) not in best or margin > best[kind, owner][5] * (1 + SMALL):
            best[kind, owner] = one
    return list(best.values())


def _worth(
    case: Case, programme: Programme,
    kind: str, block: str, item: int, first: int, last: int, margin: float,
) -> Worth:  # fmt: skip
    network = case.network
    exact = programme.gain(block, item, slice(None) if kind == "storage" else first)
    commodity, name, late = "", "", False
    if kind == "route":
        route = network.routes[case.routes[item]]
        name, unit = route.id, route.unit or _carried_unit(network, int(case.routes[item]))
    else:
        k = case.commodities[case.replacement.owner[item] if kind == "spare" else item]
        commodity, unit = network.commodities[k].id, network.commodities[k].unit
    if kind == "spare":
        name = defaults.partner_of(network, network.links[case.links[item]])
        late = bool(case.replacement.late[first, item] > SMALL * case.size[case.replacement.owner[item]])
    date = case.calendar.dates[first]
    return Worth(kind, commodity, name, unit, first + 1, last + 1, date, margin, min(exact, margin), late)


def _carried_unit(network: SupplyNetwork, route: int) -> str:
    """The unit of what a route without a stated capacity carries; "units" where there are several."""
    carried = {link.commodity for e, link in enumerate(network.links) if network.route_links[route, e]}
    units = {network.commodities[network.index[one]].unit for one in carried}
    return units.pop() if len(units) == 1 else "units"


def to_json(foresight: Foresight, outcome: Outcome) -> dict[str, Any]:
    """The value of `foresight` in the command's JSON; docs/model.md says what each key means."""
    found = foresight.against(outcome)
    network = outcome.network
    rows = []
    for k in foresight.case.commodities:
        item = network.commodities[k]
        unserved = foresight.unserved(item.id)
        rows.append(
            {
                "commodity": item.id,
                "unit": item.unit,
                "unserved": float(unserved.sum()),
                "simulated_unserved": float(outcome.unserved[0][:, k].sum()),
                "unserved_by_step": unserved.tolist(),
            }
        )
    return {
        "loss": found.loss,
        "simulated_loss": found.simulated,
        "value": found.value,
        "value_of_order": found.by_order,
        "value_of_timing": found.by_timing,
        "unit": found.unit,
        "weights": [
            {"commodity": network.commodities[k].id, "sector": sector.name, "weight": float(weight)}
            for (k, sector), weight in zip(network.sectors, foresight.values.weights, strict=True)
            if weight > 0
        ],
        "commodities": rows,
        "worth": [
            {
                "kind": one.kind, "commodity": one.commodity, "name": one.name, "unit": one.unit,
                "step": one.step, "last_step": one.last_step, "date": one.date, "worth": one.worth,
                "late": one.late,
            }
            for one in foresight.worths
        ],
    }  # fmt: skip
