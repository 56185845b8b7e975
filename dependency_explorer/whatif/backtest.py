"""Back-tests: a past disruption run through the engine, and how far it comes out from what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.backtest_cases import PER_STEP, Case, Check, Point, Use, cases_of, varied
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

Floats = NDArray[np.float64]
Number = float | str | None

NEVER = "no shortage"


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure and the run's. published: a value, a date, or bounds as text. error: relative to
    the published value, in days for dates, 0 within bounds; None where it has no size. first, last: the days
    that the figure covers, both within. low, high: its bounds where only these are published."""

    period: str
    published: Number
    ours: Number
    error: float | None
    source: str
    note: str = ""
    first: str = ""
    last: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check carried out. error: the sum of absolute differences over the sum of published values (days for
    dates). line: the run by step, first day and value, in the check's unit; empty for a single number.
    adds_up: what covers several steps is the sum of theirs, as of tonnes, and not a level or a share."""

    label: str
    measure: str
    commodity: str
    unit: str
    points: tuple[Compared, ...]
    error: float
    tolerance: float
    passed: bool
    line: tuple[tuple[str, float], ...] = ()
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class Backtest:
    """A case carried out. error: the mean of its checks' relative errors, None where it has only dates and
    bounds. passed: whether every check is within its tolerance. `scenario` replays the run."""

    id: str
    title: str
    description: str
    use: Use
    checks: tuple[CheckResult, ...]
    error: float | None
    passed: bool
    reason: str
    scenario: Scenario


def backtests(dataset: Dataset) -> tuple[Backtest, ...]:
    """Every case beside a dataset, carried out. Raises DataError for a faulty case, naming it."""
    return run_cases(cases_of(dataset), dataset)


def run_cases(cases: Sequence[Case], dataset: Dataset | None) -> tuple[Backtest, ...]:
    """Carry out cases; those without flows of their own run on the dataset."""
    return tuple(_carried_out(case, dataset) for case in cases)


def to_json(found: Sequence[Backtest]) -> list[dict[str, Any]]:
    """The value that `backtests --json` prints."""
    return [
        {
            "case": one.id,
            "title": one.title,
            "description": one.description,
            "use": one.use,
            "error": one.error,
            "verdict": "passes" if one.passed else "fails",
            "reason": one.reason,
            "checks": [
                {
                    "label": check.label,
                    "measure": check.measure,
                    "commodity": check.commodity,
                    "unit": check.unit,
                    "error": check.error,
                    "tolerance": check.tolerance,
                    "verdict": "passes" if check.passed else "fails",
                    "points": [
                        {
                            "period": point.period,
                            "published": point.published,
                            "ours": point.ours,
                            "error": point.error,
                            "source": point.source,
                            "note": point.note,
                        }
                        for point in check.points
                    ],
                    "line": [list(point) for point in check.line],
                }
                for check in one.checks
            ],
            "scenario": one.scenario.to_dict(),
        }
        for one in found
    ]


def _carried_out(case: Case, dataset: Dataset | None) -> Backtest:
    from dependency_explorer.whatif.simulation import simulate

    outcomes: dict[Scenario, Outcome] = {}
    network = _network(case, dataset)
    results = []
    for check in case.checks:
        scenario = varied(case, check)
        if scenario not in outcomes:
            outcomes[scenario] = simulate(network, scenario)
        results.append(_checked(case, check, outcomes[scenario], dataset))
    sized = [r.error for r in results if r.measure != "first_short_date"]
    return Backtest(
        id=case.id,
        title=case.title,
        description=case.description,
        use=case.use,
        checks=tuple(results),
        error=float(np.mean(sized)) if sized else None,
        passed=all(result.passed for result in results),
        reason=case.reason,
        scenario=case.scenario,
    )


def _network(case: Case, dataset: Dataset | None) -> SupplyNetwork:
    from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink, SupplyNetwork

    scenario = case.scenario
    if not case.flows:
        if dataset is None:
            raise DataError(f"The case “{case.id}” names no flows and stands beside no dataset.")
        return SupplyNetwork.from_dataset(
            dataset, scenario.focus, scenario.baseline, season=scenario.season or None, start=scenario.start
        )
    names = dict.fromkeys(flow[2] for flow in case.flows)
    return SupplyNetwork(
        focus=scenario.focus,
        period=scenario.baseline,
        commodities=tuple(SuppliedCommodity(id=name, name=name.replace("_", " ")) for name in names),
        links=tuple(SupplyLink(*flow) for flow in case.flows),
    )


def _checked(case: Case, check: Check, outcome: Outcome, dataset: Dataset | None) -> CheckResult:
    if check.commodity and not outcome.simulates(check.commodity):
        raise DataError(
            f"The case “{case.id}” checks “{check.commodity}”, which its run on {outcome.network.period} "
            "does not simulate. Correct the commodity or the baseline."
        )
    line = _line(check, outcome)
    points = tuple(_compared(case, check, point, outcome, dataset) for point in check.points)
    if check.measure == "first_short_date":
        error = max(point.error if point.error is not None else float("inf") for point in points)
    else:
        error = _whole_error(check, points)
    unit = check.unit or ("" if check.relative or not check.commodity else outcome.unit(check.commodity))
    return CheckResult(
        check.label, check.measure, check.commodity, unit, points, error, check.tolerance,
        bool(error <= check.tolerance), line, check.measure in PER_STEP and not check.relative,
    )  # fmt: skip


def _whole_error(check: Check, points: Sequence[Compared]) -> float:
    """Sum of absolute differences over the sum of published values; bounds count by what lies outside."""
    missed, size = 0.0, 0.0
    for given, point in zip(check.points, points, strict=True):
        ours = float(point.ours) if isinstance(point.ours, int | float) else 0.0
        missed += abs(_outside(given, ours))
        size += abs(given.value) if given.value is not None else abs(given.low or given.high or 0.0)
    return missed / size if size > 0 else (0.0 if missed == 0 else float("inf"))


def _outside(given: Point, ours: float) -> float:
    """By how much a number misses a value, or the nearer bound; signed."""
    if given.value is not None:
        return ours - given.value
    if given.low is not None and ours < given.low:
        return ours - given.low
    if given.high is not None and ours > given.high:
        return ours - given.high
    return 0.0


def _compared(case: Case, check: Check, given: Point, outcome: Outcome, dataset: Dataset | None) -> Compared:
    made = _figure_of(case, check, given, outcome, dataset)
    days = given.first.isoformat(), given.last.isoformat()
    return replace(made, first=days[0], last=days[1], low=given.low, high=given.high)


def _figure_of(case: Case, check: Check, given: Point, outcome: Outcome, dataset: Dataset | None) -> Compared:
    source = dataset.source_short(given.source) if dataset is not None else given.source
    if check.measure == "first_short_date":
        ours = outcome.key_numbers(check.commodity)["first_short_date"]
        if not given.text:
            error = 0.0 if ours is None else None
            return Compared(given.period, NEVER, ours or NEVER, error, source, given.note)
        days = None if ours is None else (date.fromisoformat(ours) - date.fromisoformat(given.text)).days
        error = None if days is None else float(abs(days))
        return Compared(given.period, given.text, ours or NEVER, error, source, given.note)
    value = _value(case, check, given, outcome)
    published: Number = given.value
    if published is None:
        low, high = given.low, given.high
        published = f"{low:g} to {high:g}" if low is not None and high is not None else (
            f"at least {low:g}" if low is not None else f"at most {high:g}"
        )  # fmt: skip
    size = given.value if given.value is not None else given.low if value < (given.low or 0) else given.high
    missed = _outside(given, value)
    relative = missed / abs(size) if size else (0.0 if missed == 0 else None)
    return Compared(given.period, published, value, relative, source, given.note)


def _value(case: Case, check: Check, given: Point, outcome: Outcome) -> float:
    """The run's figure for a point."""
    if check.measure.startswith("peak_"):
        peak = outcome.peak
        if peak is None:
            raise DataError(f"The case “{case.id}” checks the peak, but no peak load is in the data.")
        shed = {"peak_shed": peak.shed, "peak_shed_large_users": peak.large, "peak_shed_others": peak.others}
        return float(shed[check.measure][peak.worst])
    if check.measure == "cover_days":
        daily = float(outcome.network.demand[outcome.positions(check.commodity)].sum()) / DAYS_IN_YEAR
        step = _step_of(case, given.last, outcome)
        stock = float(outcome.stock[0][step, outcome.positions(check.commodity)].sum())
        return stock / daily if daily > 0 else 0.0
    share = _overlap(case, given, outcome)
    ours, base = _amounts(check, outcome)
    value = float(share @ ours)
    if check.relative:
        whole = float(share @ base)
        return value / whole if whole > 0 else 0.0
    return value / (check.per or 1.0)


def _amounts(check: Check, outcome: Outcome) -> tuple[Floats, Floats]:
    """By step, the run's amounts of a measure and the baseline's."""
    at = outcome.positions(check.commodity)
    calendar = outcome.calendar
    if check.measure in ("imports", "exports"):
        links = outcome.link_positions(check.commodity, check.measure)
        if check.partner:
            side = "exporter" if check.measure == "imports" else "importer"
            links = [e for e in links if getattr(outcome.supply_links[e], side) == check.partner]
        moved = outcome.flow[0] + outcome.replacement[0]
        return moved[:, links].sum(axis=1), outcome.base_flow[:, links].sum(axis=1)
    base = {
        "production": calendar.base_production, "unserved": calendar.base_demand,
        "served": calendar.base_demand,
    }[check.measure]  # fmt: skip
    return getattr(outcome, check.measure)[0][:, at].sum(axis=1), base[:, at].sum(axis=1)


def _line(check: Check, outcome: Outcome) -> tuple[tuple[str, float], ...]:
    """The run by step, for a chart: amounts of each step, or days of cover at its end."""
    if check.measure in PER_STEP:
        ours, base = _amounts(check, outcome)
        if check.relative:
            ours = np.divide(ours, base, out=np.zeros_like(ours), where=base > 0)
        elif check.per:
            ours = ours / check.per
    elif check.measure == "cover_days":
        at = outcome.positions(check.commodity)
        daily = float(outcome.network.demand[at].sum()) / DAYS_IN_YEAR
        ours = outcome.stock[0][:, at].sum(axis=1) / (daily or 1.0)
    else:
        return ()
    return tuple(zip(outcome.dates, ours.tolist(), strict=True))


def _bounds(outcome: Outcome) -> list[date]:
    """First day of each step, and the day after the last."""
    first = [date.fromisoformat(text) for text in outcome.dates]
    return [*first, first[-1] + timedelta(days=float(outcome.calendar.days[-1]))]


def _overlap(case: Case, given: Point, outcome: Outcome) -> Floats:
    """Share of each step that lies within the days of a point."""
    bounds = _bounds(outcome)
    end = given.last + timedelta(days=1)
    if given.first < bounds[0] or end > bounds[-1]:
        raise DataError(
            f"The case “{case.id}” has a figure for {given.period}, but its run covers {bounds[0]} to "
            f"{bounds[-1] - timedelta(days=1)}. Move the start or lengthen the horizon."
        )
    shares = []
    for begin, until in pairwise(bounds):
        inside = (min(until, end) - max(begin, given.first)).days
        shares.append(max(inside, 0) / (until - begin).days)
    return np.array(shares, np.float64)


def _step_of(case: Case, day: date, outcome: Outcome) -> int:
    """The step that a day lies in."""
    bounds = _bounds(outcome)
    for t, (begin, until) in enumerate(pairwise(bounds)):
        if begin <= day < until:
            return t
    raise DataError(f"The case “{case.id}” has a figure for {day}, which lies outside its run.")
