"""Who goes short among places that supply each other: passing a shortage on, and sharing it out together.

All amounts are of one commodity, in one unit, for a step. Places are columns, links lead from one to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

PASSES = 3
"""How often a shortage is passed on by choice; beyond that only what a place cannot bear itself."""

_SETTLED = 1e-12
"""Share of the largest demand or flow below which a change is rounding."""
_MOST_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Shared:
    """What passing on leads to; axes (step, place) and (step, link).

    gap: what each place lacks of serving its demand and its exports in full, before it keeps any. kept: of
    its exports, for its own use. lost: by each link, passed on by its exporter. beyond: by each link, what it
    still brings beyond its baseline. passes: how many changed anything. by_necessity: what was passed on
    after the passes by choice, because a place cannot bear a shortage larger than its demand.
    """

    gap: Floats
    kept: Floats
    lost: Floats
    beyond: Floats
    passes: int
    by_necessity: float


Replace = Callable[[Floats], Floats]
"""From newly lost imports, (step, place), the part of them that a place still lacks after replacement."""

Relieve = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""From all that places lack and what they get beyond their baseline, what they still lack after that, savings
and stocks, and the uses that remain."""


def kept_at_home(gap: Floats, demand: Floats, exports: Floats, home_first: Floats) -> Floats:
    """What places that lack `gap` keep of their exports.

    home_first 1: exports are given up first. 0: demand and exports give up the same share. Between the two in
    proportion. Arrays broadcast together.
    """
    claims = demand + exports
    share = np.divide(exports, claims, out=np.zeros_like(claims), where=claims > 0)
    fair = np.minimum(gap * share, exports)
    return np.asarray(fair + home_first * (np.minimum(gap, exports) - fair), np.float64)


def pass_on(
    lacking: Floats,
    demand: Floats,
    claims: Floats,
    exporter: Integers,
    importer: Integers,
    home_first: Floats,
    replace: Replace | None = None,
    relieve: Relieve | None = None,
    beyond: Floats | None = None,
) -> Shared:
    """Pass shortages from exporters to importers, at most `PASSES` times by choice.

    lacking: what each place lacks of serving its demand and its exports in full, (step, place). claims: what
    each link brings if its exporter keeps nothing, (step, link). home_first: by place, see `kept_at_home`;
    buyers share what an exporter keeps in proportion to what they were to get. beyond: what links bring
    beyond their baseline, (step, link); an exporter keeps of it too, but who loses it lacks nothing by that.
    What is still lacking after `relieve` must not fall where what is lacking grows or what comes beyond the
    baseline falls. After the last pass a shortage stays where it is;
    what exceeds the demand there goes on by necessity, so that everything still adds up.
    """
    places = lacking.shape[1]
    outward = summed(claims if beyond is None else claims + beyond, exporter, places)
    left = np.zeros_like(claims) if beyond is None else beyond
    lost, kept = np.zeros_like(claims), np.zeros_like(lacking)
    arrived = np.zeros_like(lacking)
    scale = _SETTLED * max(float(demand.max(initial=0.0)), float(claims.max(initial=0.0)))
    passes, forced = 0, 0.0
    uses, gap = demand, lacking
    if relieve is not None:
        gap, uses = relieve(lacking, summed(left, importer, places))
    for round_ in range(_MOST_ROUNDS):
        if round_ < PASSES:
            wanted = np.maximum(kept_at_home(gap, uses, outward, home_first), kept)
        else:
            wanted = np.maximum(kept, np.minimum(gap - uses, outward))
        change = wanted - kept
        if not (change > scale).any():
            break
        if round_ >= PASSES:
            forced += float(change.sum())
        passes += 1
        kept = wanted
        share = np.divide(kept, outward, out=np.zeros_like(kept), where=outward > 0)
        lost = claims * share[:, exporter]
        if beyond is not None:
            left = beyond * (1.0 - share[:, exporter])
        before, arrived = arrived, summed(lost, importer, places)
        new = np.maximum(arrived - before, 0.0)
        lacking = lacking + (new if replace is None else replace(new))
        gap = lacking
        if relieve is not None:
            gap, uses = relieve(lacking, summed(left, importer, places))
    return Shared(gap, kept, lost, left, passes, forced)


def summed(values: Floats, of: Integers, places: int) -> Floats:
    """Sum of links by place, (step, place)."""
    steps = len(values)
    some = np.flatnonzero(values.any(axis=0))
    # Events take from few links: the others need not be added up.
    if 2 * len(some) < len(of):
        values, of = values[:, some], of[some]
    at = (np.arange(steps)[:, None] * places + of[None, :]).ravel()
    found: Floats = np.bincount(at, values.ravel(), steps * places).astype(np.float64, copy=False)
    return found.reshape(steps, places)


def cooperative(
    supply: Floats, demand: Floats, capacity: Floats, exporter: Integers, importer: Integers
) -> tuple[Floats, Floats]:
    """Served share of each place and flow of each link, by lexicographic max-min of the served share.

    Progressive filling: the smallest share is raised as far as it goes, the places that hold it there are
    fixed, and the next smallest is raised. One linear programme a round in HiGHS; a round fixes the places
    whose share has a dual price. Of all flows that give these shares the smallest sum is taken. supply and
    demand: by place, capacity: by link; demand and capacity at least 0, supply below 0 where a place must get
    something before it serves anybody. A place without demand has share 1.
    """
    wants = np.flatnonzero(demand > 0)
    share = np.ones(len(demand))
    if not len(wants):
        return share, np.zeros(len(capacity))
    scale = float(demand.max())
    programme = _Filling(supply / scale, demand / scale, capacity / scale, exporter, importer, wants)
    still = set(range(len(wants)))
    level = 0.0
    while still:
        level, priced = programme.raise_share(level)
        full = level >= 1.0 - 1e-9
        fixed = still if full else {i for i in still if priced[i]} or still
        programme.fix(sorted(fixed), 1.0 if full else level)
        share[wants[sorted(fixed)]] = 1.0 if full else level
        still = still - fixed
    return share, np.clip(programme.least_flow() * scale, 0.0, capacity)


class _Filling:
    """The linear programme of `cooperative`, changed from round to round.

    Columns: the common share, the share of each place with demand, the flow of each link. Rows: the balance
    of each place, then share of a place - common share >= 0.
    """

    def __init__(
        self, supply: Floats, demand: Floats, capacity: Floats, exporter: Integers, importer: Integers,
        wants: Integers,
    ) -> None:  # fmt: skip
        import highspy

        self._highspy: Any = highspy
        places, links, size = len(supply), len(capacity), len(wants)
        self._places, self._size, self._links = places, size, links
        own = importer == exporter
        rows = [
            *wants,
            *exporter[~own],
            *importer[~own],
            *(places + np.arange(size)),
            *(places + np.arange(size)),
        ]
        flow = 1 + size + np.flatnonzero(~own)
        columns = [*(1 + np.arange(size)), *flow, *flow, *(1 + np.arange(size)), *np.zeros(size)]
        values = [*demand[wants], *np.ones(len(flow)), *-np.ones(len(flow)), *np.ones(size), *-np.ones(size)]
        order = np.lexsort((rows, columns))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 1 + size + links, places + size
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.concatenate([[1.0], np.zeros(size + links)])
        model.col_lower_ = np.zeros(1 + size + links)
        model.col_upper_ = np.concatenate([np.ones(1 + size), capacity])
        model.row_lower_ = np.concatenate([np.full(places, -highspy.kHighsInf), np.zeros(size)])
        model.row_upper_ = np.concatenate([supply, np.full(size, highspy.kHighsInf)])
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.searchsorted(np.array(columns)[order], np.arange(2 + size + links)).astype(
            np.int32
        )
        matrix.index_ = np.array(rows, np.int32)[order]
        matrix.value_ = np.array(values, np.float64)[order]
        # The plain solver: the other one writes a banner to standard output.
        self._solver: Any = highspy._Highs()  # type: ignore[attr-defined]  # not in its stub
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._solver.setOptionValue(option, 1e-9)
        self._solver.passModel(model)

    def raise_share(self, least: float) -> tuple[float, NDArray[np.bool_]]:
        """The largest common share of the places still open, and which of them hold it there."""
        self._solve()
        solution = self._solver.getSolution()
        duals = np.abs(np.array(solution.row_dual[self._places :]))
        level = min(max(float(solution.col_value[0]), least), 1.0)
        return level, duals > 1e-7

    def fix(self, places: list[int], share: float) -> None:
        """Hold the share of places (positions among those with demand) where it is."""
        for i in places:
            # A hair below, so that rounding never makes the next round infeasible.
            self._solver.changeColBounds(1 + i, max(share - 1e-10, 0.0), share)
            self._solver.changeRowBounds(self._places + i, -self._highspy.kHighsInf, self._highspy.kHighsInf)

    def least_flow(self) -> Floats:
        """The smallest flows that give the shares fixed."""
        self._solver.changeColCost(0, 0.0)
        for e in range(self._links):
            self._solver.changeColCost(1 + self._size + e, -1.0)
        self._solve()
        return np.array(self._solver.getSolution().col_value[1 + self._size :])

    def _solve(self) -> None:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != self._highspy.HighsModelStatus.kOptimal:
            from dependency_explorer.data.problems import DataError

            raise DataError(
                "Sharing between places could not be computed: the linear programme is "
                f"{self._solver.modelStatusToString(status).lower()}. Choose the rule national-first or "
                "proportional."
            )
