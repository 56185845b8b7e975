"""The linear programme of a case in HiGHS: built once, then solved again from the last basis.

Columns are in units of a commodity's size, so that the solver's tolerances mean the same for tonnes and for
gigawatt-hours. A lever of the panel moves bounds and costs only; the matrix is built anew where it differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.whatif.foresight_case import Case

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]

BLOCKS = ("unserved", "replacement", "sources", "switched", "kept", "draw", "fill", "level")
"""Columns: for each block its items, for each item the steps."""
ROWS = ("balance", "stock", "room", "slow", "offers", "claims")


@dataclass(frozen=True, slots=True)
class Solution:
    """What the programme found, in the units of the case.

    objective: weighted unserved. Arrays by (step, item) of each block. worth: what one more unit of a limit
    would take off the objective at the margin, at least 0, by block (upper limit of a column) and row; empty
    where it was not asked for.
    """

    objective: float
    columns: dict[str, Floats]
    worth: dict[str, Floats]


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where the items of each block of columns and rows stand, and the matrix by columns.

    key: everything that the matrix depends on; while it is the same, only bounds and costs may differ.
    """

    key: tuple[bytes, ...]
    columns: dict[str, slice]
    rows: dict[str, slice]
    start: Whole
    index: Whole
    value: Floats


class Programme:
    """A programme that remembers its last basis."""

    def __init__(self) -> None:
        import highspy

        # The class without Python callbacks: the other one greets on standard output, where JSON stands.
        self._solver = highspy._Highs()  # type: ignore[attr-defined]  # not in its stub
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("threads", 1)
        self._layout: _Layout | None = None
        self._passed: tuple[Floats, ...] = ()
        # Not the case itself: it holds its network, by which programmes are remembered weakly.
        self._steps = 0
        self._sizes: dict[str, Floats] = {}
        self._scale = 1.0

    def solve(self, case: Case, duals: bool = False) -> Solution:
        """Least weighted unserved over the whole horizon, with `worth` only if duals are asked for.

        Raises DataError, naming the reason, where no course keeps all limits or the loss has none.
        """
        if not case.missing.size:
            return _nothing(case)
        cost, lower, upper = _columns(case)
        row_lower, row_upper = _row_bounds(case)
        # The largest cost becomes 1: values of lost load may be thousands of dollars or fractions of one.
        scale = float(cost.max(initial=0.0)) or 1.0
        wanted = (cost / scale, lower, upper, row_lower, row_upper)
        key = _key(case)
        if self._layout is None or self._layout.key != key:
            self._layout = _layout(case, key)
            self._pass(self._layout, *wanted)
        else:
            self._change(*wanted)
        self._passed, self._scale, self._steps = wanted, scale, case.steps
        self._sizes = {name: _measure(case, name) for name in (*BLOCKS, "stock", "room")}
        self._solver.run()
        self._check()
        found = self._solver.getSolution()
        value = np.array(found.col_value, np.float64)
        columns = _columns_found(case, self._layout, value)
        worth = _worth(case, self._layout, scale, found.col_dual, found.row_dual) if duals else {}
        return Solution(float(value @ cost), columns, worth)

    def gain(self, block: str, items: slice | int, steps: slice | int) -> float:
        """What one more unit of a limit takes off the objective of the case solved last, exactly.

        block: a block of columns, whose upper limit is raised, or "stock" (a unit put in store) or "room" of
        a route; items and steps choose where. The programme is left as it was.
        """
        layout, before = self._layout, self._solver.getInfo().objective_function_value
        if layout is None:
            raise ValueError("No case has been solved.")
        row = block in layout.rows
        place = (layout.rows if row else layout.columns)[block]
        at = (
            np.arange(place.start, place.stop).reshape(-1, self._steps)[items, steps].ravel().astype(np.int32)
        )
        lower, upper = self._passed[3:] if row else self._passed[1:3]
        unit = np.repeat(1.0 / self._sizes[block], self._steps)[at - place.start]
        change = self._solver.changeRowsBounds if row else self._solver.changeColsBounds
        change(len(at), at, lower[at], upper[at] + unit)
        self._solver.run()
        self._check()
        after = self._solver.getInfo().objective_function_value
        change(len(at), at, lower[at], upper[at])
        self._solver.run()
        return float(max(0.0, (before - after) * self._scale))

    def _change(
        self, cost: Floats, lower: Floats, upper: Floats, row_lower: Floats, row_upper: Floats
    ) -> None:
        """Pass what differs from the last case; the basis stays."""
        was = self._passed
        at = np.flatnonzero(cost != was[0]).astype(np.int32)
        if len(at):
            self._solver.changeColsCost(len(at), at, cost[at])
        at = np.flatnonzero((lower != was[1]) | (upper != was[2])).astype(np.int32)
        if len(at):
            self._solver.changeColsBounds(len(at), at, lower[at], upper[at])
        at = np.flatnonzero((row_lower != was[3]) | (row_upper != was[4])).astype(np.int32)
        if len(at):
            self._solver.changeRowsBounds(len(at), at, row_lower[at], row_upper[at])

    def _pass(
        self,
        layout: _Layout,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
    ) -> None:
        import highspy

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cost), len(row_lower)
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = layout.start, layout.index
        model.a_matrix_.value_ = layout.value
        self._solver.passModel(model)

    def _check(self) -> None:
        import highspy

        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return
        reasons = {
            highspy.HighsModelStatus.kInfeasible: "its limits contradict each other, so that no course keeps "
            "them all. Check stocks, floors and capacities in its assumptions",
            highspy.HighsModelStatus.kUnbounded: "its loss has no lower bound. Check the values of lost load "
            "in its assumptions",
        }
        reason = reasons.get(status, f"the solver stopped with “{self._solver.modelStatusToString(status)}”")
        self._layout = None
        raise DataError(f"The bound with foresight of this scenario cannot be computed: {reason}.")


def _counts(case: Case) -> dict[str, int]:
    own = len(case.commodities)
    return {
        "unserved": len(case.sectors),
        "replacement": len(case.links),
        "sources": len(case.sources.owner),
        "switched": len(case.switches.away),
        "kept": own,
        "draw": own,
        "fill": own,
        "level": own,
        "balance": own,
        "stock": own,
        "room": len(case.routes),
        "slow": len(_slowed(case)),
        "offers": len(_shared(case)),
        "claims": len(_switching(case)),
    }


def _slowed(case: Case) -> NDArray[np.intp]:
    """Commodities whose draw depends on the level."""
    return np.flatnonzero(case.stores.slow.any(axis=0)).astype(np.intp)


def _shared(case: Case) -> NDArray[np.intp]:
    """Sources that may serve several commodities."""
    counts = np.bincount(case.sources.group, minlength=case.sources.offers.shape[1])
    return np.flatnonzero(counts > 1).astype(np.intp)


def _switching(case: Case) -> NDArray[np.intp]:
    """Sectors that may switch: what they switch and what they lack is together at most their demand."""
    return np.unique(case.switches.sector)


def _spread(names: tuple[str, ...], counts: dict[str, int], steps: int) -> dict[str, slice]:
    places: dict[str, slice] = {}
    begin = 0
    for name in names:
        places[name] = slice(begin, begin + counts[name] * steps)
        begin += counts[name] * steps
    return places


def _key(case: Case) -> tuple[bytes, ...]:
    """What decides the matrix: how many of what, which belongs to which, and the few numbers in it."""
    counts = np.array([case.steps, *_counts(case).values()])
    owners = (case.owner, case.replacement.owner, case.sources.owner, case.sources.group)
    numbers = (case.size, case.load, case.stores.slow[:, _slowed(case)], _slowed(case))
    switches = (case.switches.sector, case.switches.away, case.switches.into, _drain(case))
    return tuple(np.ascontiguousarray(part).tobytes() for part in (counts, *owners, *numbers, *switches))


def _layout(case: Case, key: tuple[bytes, ...]) -> _Layout:
    counts, steps = _counts(case), case.steps
    columns, rows = _spread(BLOCKS, counts, steps), _spread(ROWS, counts, steps)
    parts: list[tuple[NDArray[np.intp], NDArray[np.intp], Floats]] = []

    def put(
        block: str, item: NDArray[np.intp], row: str, into: NDArray[np.intp], value: Floats, ahead: int = 0
    ) -> None:
        """Entries of items in rows, at every step; with ahead, in the row of the step after."""
        when = np.arange(steps - ahead)
        at = columns[block].start + item[:, None] * steps + when
        of = rows[row].start + into[:, None] * steps + when + ahead
        values = np.broadcast_to(value, (len(item), steps))[:, ahead:]
        parts.append((at.ravel(), of.ravel(), values.ravel()))

    own, one = np.arange(len(case.commodities)), np.ones((1, 1))
    every = {name: np.arange(counts[name]) for name in BLOCKS}
    put("unserved", every["unserved"], "balance", case.owner, one)
    put("replacement", every["replacement"], "balance", case.replacement.owner, one)
    put("sources", every["sources"], "balance", case.sources.owner, one)
    put("switched", every["switched"], "balance", case.switches.away, one)
    put("switched", every["switched"], "balance", case.switches.into, -_drain(case).T)
    switching = _switching(case)
    put("switched", every["switched"], "claims", np.searchsorted(switching, case.switches.sector), one)
    put("unserved", switching, "claims", np.arange(len(switching)), one)
    put("kept", own, "balance", own, one)
    put("draw", own, "balance", own, one)
    put("fill", own, "balance", own, -one)
    put("level", own, "stock", own, one)
    put("level", own, "stock", own, -one, ahead=1)
    put("draw", own, "stock", own, one)
    put("fill", own, "stock", own, -one)
    load = _relative_load(case)
    route, link = np.nonzero(load)
    put("replacement", link, "room", route, load[route, link][:, None])
    slowed = _slowed(case)
    into = np.arange(len(slowed))
    put("draw", slowed, "slow", into, one)
    put("level", slowed, "slow", into, -case.stores.slow.T[slowed], ahead=1)
    for position, group in enumerate(_shared(case)):
        items = np.flatnonzero(case.sources.group == group)
        size = case.size[case.sources.owner[items]]
        put("sources", items, "offers", np.full(len(items), position), (size / size.max())[:, None])
    at, of, values = (np.concatenate([part[i] for part in parts]) for i in range(3))
    order = np.argsort(at, kind="stable")
    total = columns[BLOCKS[-1]].stop
    start = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=total))])
    return _Layout(
        key,
        columns,
        rows,
        start.astype(np.int32),
        of[order].astype(np.int32),
        np.ascontiguousarray(values[order]),
    )


def _drain(case: Case) -> Floats:
    """What a switch takes of the other commodity, in its sizes, for one size of the missing (step, item)."""
    switches = case.switches
    return switches.units * case.size[switches.away] / (switches.covers * case.size[switches.into])


def _relative_load(case: Case) -> Floats:
    """Load of the routes by links in sizes, the heaviest link of a route counting 1."""
    load = case.load * case.size[case.replacement.owner]
    return load / _route_size(case)[:, None]


def _route_size(case: Case) -> Floats:
    load = (case.load * case.size[case.replacement.owner]).max(axis=1, initial=0.0)
    return np.where(load > 0, load, 1.0)


def _columns(case: Case) -> tuple[Floats, Floats, Floats]:
    """Cost, lower and upper bound of every column."""
    stores, size, steps = case.stores, case.size, case.steps
    flat = np.ones((steps, 1))
    upper = {
        "unserved": case.covers * case.unserved / size[case.owner],
        "replacement": case.replacement.most / size[case.replacement.owner],
        "sources": case.sources.most / size[case.sources.owner],
        "switched": case.switches.covers * case.switches.most / size[case.switches.away],
        "kept": case.kept / size,
        "draw": stores.draw / size,
        "fill": stores.fill / size,
        "level": flat * (stores.capacity / size),
    }
    lower = {name: np.zeros_like(values) for name, values in upper.items()}
    lower["level"] = flat * (stores.floor / size)
    cost = {name: np.zeros_like(values) for name, values in upper.items()}
    cost["unserved"] = case.weights * size[case.owner] / case.covers
    return _joined(cost), _joined(lower), _joined(upper)


def _joined(values: dict[str, Floats]) -> Floats:
    return np.concatenate([values[name].T.ravel() for name in BLOCKS])


def _row_bounds(case: Case) -> tuple[Floats, Floats]:
    size, stores, steps = case.size, case.stores, case.steps
    begun = np.zeros((steps, len(case.commodities)))
    begun[0] = stores.initial / size
    slowed = _slowed(case)
    slow = stores.slow * stores.half
    slow[0] += stores.slow[0] * stores.initial
    shared = _shared(case)
    biggest = np.array(
        [case.size[case.sources.owner[case.sources.group == group]].max() for group in shared], np.float64
    )
    upper = (
        np.full((steps, len(case.commodities)), np.inf),
        begun,
        case.room / _route_size(case),
        (slow / size)[:, slowed],
        case.sources.offers[:, shared] / biggest,
        (case.covers * case.unserved / size[case.owner])[:, _switching(case)],
    )
    # A store may lose what it cannot hold, so that one more unit in it is never a contradiction.
    lower = (case.missing / size, *(np.full_like(values, -np.inf) for values in upper[1:]))
    return tuple(np.concatenate([values.T.ravel() for values in rows]) for rows in (lower, upper))  # type: ignore[return-value]


def _nothing(case: Case) -> Solution:
    """No event hits anything, so nothing is sought."""
    counts = _counts(case)
    names = (*BLOCKS, "stock", "room")
    empty = {name: np.zeros((case.steps, counts[name])) for name in names}
    return Solution(0.0, {name: empty[name] for name in BLOCKS}, {name: empty[name] for name in names[1:]})


def _measure(case: Case, block: str) -> Floats:
    """Size of each item's unit in the programme."""
    if block == "room":
        return _route_size(case)
    owner = {
        "unserved": case.owner, "replacement": case.replacement.owner, "sources": case.sources.owner,
        "switched": case.switches.away,
    }  # fmt: skip
    return case.size[owner[block]] if block in owner else case.size


def _columns_found(case: Case, layout: _Layout, value: Floats) -> dict[str, Floats]:
    found = {name: _table(case, value, layout.columns[name]) * _measure(case, name) for name in BLOCKS}
    found["unserved"] = found["unserved"] / case.covers
    found["switched"] = found["switched"] / case.switches.covers
    return found


def _worth(
    case: Case, layout: _Layout, scale: float, reduced: list[float], dual: list[float]
) -> dict[str, Floats]:
    """A positive multiplier belongs to a lower limit, of which one more unit would be a loss: worth 0."""
    by_column, by_row = np.array(reduced, np.float64), np.array(dual, np.float64)
    places = [(name, by_column, layout.columns[name]) for name in BLOCKS[1:]]
    places += [(name, by_row, layout.rows[name]) for name in ("stock", "room")]
    return {
        name: np.maximum(-_table(case, values, place), 0.0) * scale / _measure(case, name)
        for name, values, place in places
    }


def _table(case: Case, values: Floats, place: slice) -> Floats:
    """Values of a block, item by item, as (step, item)."""
    return values[place].reshape(-1, case.steps).T
