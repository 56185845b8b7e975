"""Reading back-test cases: a past disruption as a scenario, and the published figures it is held against.

A case is a JSON file in the folder `backtests` beside a dataset's tables; docs/data.md describes it. Cases
that need no dataset bring their own flows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from dependency_explorer.data.locations import datasets_folder
from dependency_explorer.data.problems import DataError, Problem
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.whatif.scenario_reader import Reader
from dependency_explorer.whatif.scenario_reading import read_scenario

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

FORMAT = "dependency-explorer/backtest"
VERSION = 1

Use = Literal["fit", "test"]
MEASURES = (
    "imports", "exports", "production", "unserved", "served", "cover_days", "first_short_date",
    "peak_shed", "peak_shed_large_users", "peak_shed_others",
)  # fmt: skip
PER_STEP = ("imports", "exports", "production", "unserved", "served")
"""Measures that are amounts of a period, summed over its days."""
KEYS = (
    "format",
    "version",
    "title",
    "description",
    "use",
    "order",
    "place",
    "scenario",
    "flows",
    "checks",
    "reason",
)
CHECK_KEYS = (
    "label", "measure", "commodity", "partner", "as", "unit", "points", "tolerance", "source", "with",
)  # fmt: skip
POINT_KEYS = ("period", "value", "low", "high", "source", "note")
FLOW_KEYS = ("exporter", "importer", "commodity", "quantity")
THIRD = 1.0 / 3.0
"""Rough size: an error within a third passes, unless a case says otherwise."""
MONTH_DAYS = 31.0
"""Timing within one month passes."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Point:
    """A published figure: a value, or bounds that it lies between. first and last: the days that it covers,
    both within. text: a date where the measure is one, empty for "never"."""

    period: str
    first: date
    last: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What of a run is held against which points.

    relative: amounts as a share of the baseline's of the same days, or of `per` where a number is given.
    overrides: assumptions of a variant of the scenario (“with”), for this check alone.
    """

    label: str
    measure: str
    commodity: str
    points: tuple[Point, ...]
    partner: str = ""
    relative: bool = False
    per: float | None = None
    unit: str = ""
    tolerance: float = THIRD
    overrides: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A past disruption. flows: a baseline of its own, for a case without a dataset. reason: what to know on
    how it came out. use: fit cases may be tuned, test cases never."""

    id: str
    title: str
    description: str
    use: Use
    order: int
    scenario: Scenario
    checks: tuple[Check, ...]
    flows: tuple[tuple[str, str, str, float], ...] = ()
    reason: str = ""


def cases_of(dataset: Dataset) -> tuple[Case, ...]:
    """The cases beside a dataset, in their order. Raises DataError for a faulty file."""
    cases, faults = readable_cases(dataset)
    if faults:
        raise DataError(*faults)
    return cases


def readable_cases(dataset: Dataset) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """The cases beside a dataset, in their order, and what is wrong with those that cannot be read."""
    paths = sorted((dataset.origin / "backtests").glob("*.json")) if dataset.origin.is_dir() else []
    cases: list[Case] = []
    faults: list[Problem] = []
    for path in paths:
        try:
            cases.append(read_case(path, dataset))
        except DataError as error:
            faults += error.problems
    return tuple(sorted(cases, key=lambda case: (case.order, case.id))), tuple(faults)


def general_cases() -> tuple[Case, ...]:
    """The bundled cases that need no dataset."""
    paths = sorted((datasets_folder() / "backtests").glob("*.json"))
    return tuple(sorted((read_case(path, None) for path in paths), key=lambda case: (case.order, case.id)))


def read_case(path: Path, dataset: Dataset | None) -> Case:
    """Read one case. Raises DataError with a sentence for every fault, naming file, key and value."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DataError(f"The case {path} could not be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name} is no back-test case: it is not valid JSON text ({error}).") from error
    reader = Reader(None, path.name)
    top = reader.keys(content, "", KEYS)
    if not isinstance(content, Mapping):
        raise DataError(*reader.problems)
    if top.get("format") != FORMAT or top.get("version") != VERSION:
        reader.fault("format", top.get("format"), f"“{FORMAT}”, version {VERSION}")
    if top.get("use") not in ("fit", "test"):
        reader.fault("use", top.get("use"), "fit or test")
    case = Case(
        id=path.stem,
        title=reader.text(top, "title"),
        description=reader.text(top, "description"),
        use=cast(Use, top.get("use")),
        order=reader.whole(top, "order", "", 0, 0, 10_000),
        scenario=read_scenario(top.get("scenario", {}), dataset, path.name),
        checks=tuple(
            _check(reader, item, f"checks[{i}]")
            for i, item in enumerate(reader.listed(top, "checks", ""), start=1)
        ),
        flows=tuple(
            _flow(reader, item, f"flows[{i}]")
            for i, item in enumerate(reader.listed(top, "flows", ""), start=1)
        ),
        reason=reader.text(top, "reason"),
    )
    if not case.checks:
        reader.say("checks", "The key “checks” is missing or empty; a case needs a published figure.")
    if reader.problems:
        raise DataError(*reader.problems)
    return case


def varied(case: Case, check: Check) -> Scenario:
    """The scenario of a check: the case's, with the assumptions that the check states."""
    scenario = case.scenario
    for key, named in (check.overrides or {}).items():
        for name, value in named.items():
            scenario = scenario.with_assumption((key, name), value)
    return replace(scenario, name=case.title)


def _check(reader: Reader, item: object, where: str) -> Check:
    content = reader.keys(item, where, CHECK_KEYS)
    measure = reader.text(content, "measure", where)
    if measure not in MEASURES:
        reader.fault(f"{where}.measure", measure, f"one of {', '.join(MEASURES)}")
    way = content.get("as", "amount")
    numeric = isinstance(way, (int, float)) and not isinstance(way, bool) and way > 0
    if not numeric and way not in ("amount", "share of baseline"):
        reader.fault(f"{where}.as", way, "amount, share of baseline, or an amount to divide by")
    dated = measure == "first_short_date"
    common = reader.text(content, "source", where)
    least = MONTH_DAYS if dated else THIRD
    overrides = content.get("with")
    if overrides is not None and not (
        isinstance(overrides, Mapping) and all(isinstance(named, Mapping) for named in overrides.values())
    ):
        reader.fault(f"{where}.with", overrides, "assumptions as in a scenario")
        overrides = None
    return Check(
        label=reader.text(content, "label", where),
        measure=measure,
        commodity=reader.text(content, "commodity", where),
        points=tuple(
            _point(reader, point, f"{where}.points[{i}]", dated, common)
            for i, point in enumerate(reader.listed(content, "points", where), start=1)
        ),
        partner=reader.text(content, "partner", where),
        relative=way == "share of baseline",
        per=float(way) if numeric else None,
        unit=reader.text(content, "unit", where),
        tolerance=reader.number(content, "tolerance", where, least, 0.0),
        overrides=overrides,
    )


def _point(reader: Reader, item: object, where: str, dated: bool, common: str) -> Point:
    content = reader.keys(item, where, POINT_KEYS)
    period = reader.text(content, "period", where)
    span = _span(period)
    if span is None:
        reader.fault(f"{where}.period", period, "a year, a month, a day, or first day/last day")
        span = (date(2000, 1, 1), date(2000, 1, 1))
    value = content.get("value")
    text: str | None = None
    if dated:
        if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
            reader.fault(f"{where}.value", value, "a date, or null for no shortage")
        text = str(value) if isinstance(value, str) else ""
    known = [key for key in ("value", "low", "high") if content.get(key) is not None]
    if not dated and not known:
        reader.say(f"{where}.value", f"The key “{where}.value” is missing; give a value, or low and high.")
    numbers = {
        key: reader.number(content, key, where, 0.0, float("-inf"))
        for key in known
        if not (dated and key == "value")
    }
    return Point(
        period, *span, numbers.get("value"), numbers.get("low"), numbers.get("high"), text,
        reader.text(content, "source", where) or common, reader.text(content, "note", where),
    )  # fmt: skip


def _flow(reader: Reader, item: object, where: str) -> tuple[str, str, str, float]:
    content = reader.keys(item, where, FLOW_KEYS)
    names = [reader.text(content, key, where) for key in FLOW_KEYS[:3]]
    return names[0], names[1], names[2], reader.number(content, "quantity", where, None, 0.0)


def _span(period: str) -> tuple[date, date] | None:
    """First and last day of a year, a month, a day or a span of days."""
    from datetime import timedelta

    try:
        if "/" in period:
            first, last = (date.fromisoformat(part) for part in period.split("/"))
            return (first, last) if first <= last else None
        if len(period) == 10:
            return (date.fromisoformat(period),) * 2
        if len(period) == 4:
            return date(int(period), 1, 1), date(int(period), 12, 31)
        first = date.fromisoformat(f"{period}-01")
        later = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, later - timedelta(days=1)
    except ValueError:
        return None
