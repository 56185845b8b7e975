"""A scenario: what is cut, when, how deep, and what is done about it.

Frozen values without numpy, so that the window can hold, compare and edit scenarios before the engine is
imported. Reading and checking a file is in `scenario_reading`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

FORMAT = "dependency-explorer/scenario"
VERSION = 1
MOST_BYTES = 2_000_000
"""A file beyond this size is no scenario: the largest that the window writes have some 20 kB."""

Step = Literal["day", "week", "month"]
Rationing = Literal["proportional", "priority", "floors"]
AcrossPlaces = Literal["", "national-first", "proportional", "cooperative"]
Through = Literal["offtake", "control"]
Kind = Literal["supply", "stock", "demand"]
TO_THE_END = 0.0
"""`Responses.stretch`: the stock must last until the last event on its commodity has passed."""
ANY = "*"
"""In `assumptions`: the name that stands for all commodities, exporters or routes."""
ALL_USE = "all use"
"""Name of the one sector where no table says who uses a commodity."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an event hits; an empty field means any.

    group is `commodities.group`; a commodity that is a total stands for its parts. asset: a mine, plant,
    store or railway of the data; holder: whose stakes, through chains of holders, count by what it takes
    (offtake: its share) or by what it controls (all of an asset of which it alone has at least half, else
    nothing).

    kind: what of these falls or rises. supply: flows and output. stock: a share of the stock at the start is
    barred. demand: use rises by a share, of the `sectors` named (none: of all). An event on stock or demand
    names a commodity or group only, and the `place` it is at (none: the focus).
    """

    exporter: str = ""
    importer: str = ""
    commodity: str = ""
    route: str = ""
    group: str = ""
    holder: str = ""
    asset: str = ""
    through: Through = "offtake"
    kind: Kind = "supply"
    place: str = ""
    sectors: tuple[str, ...] = ()

    @property
    def owned(self) -> bool:
        """Whether stakes or assets decide what is hit."""
        return bool(self.holder or self.asset)


@dataclass(frozen=True, slots=True)
class Disruption:
    """One event: while the profile stands at 1, a share `depth` of the target's flow is gone (of its stock
    barred, of its demand added).

    The profile rises linearly over `ramp_steps`, stays at 1 until `steps` have passed since `start_step`
    (steps include the ramp), then falls linearly over `recovery_steps` from where it stood. Steps count
    from 1. `exempt` names partners that the event spares.
    """

    target: Target
    depth: float
    start_step: int = 1
    ramp_steps: float = 0.0
    steps: float = 1.0
    recovery_steps: float = 0.0
    exempt: tuple[str, ...] = ()

    @property
    def end(self) -> float:
        """Steps from the start of the horizon until the profile is back at 0."""
        return self.start_step - 1 + self.steps + self.recovery_steps


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A replacement that the scenario states outright; it needs no flow in the baseline.

    asset: the planned plant, line or field that it counts on; an event on the asset, or on who holds it,
    takes it away.
    """

    exporter: str
    commodity: str
    quantity_per_week: float
    start_step: int = 1
    ramp_steps: float = 0.0
    asset: str = ""


@dataclass(frozen=True, slots=True)
class FuelSwitch:
    """Users of one commodity who can do with another.

    A share of what they lack of `away_from` is met by `to` instead, lead_weeks after the event began at the
    earliest, rising as 1 - exp(-t / ramp_weeks) (0: at once). sector: who can; empty for all users.
    """

    away_from: str
    to: str
    share: float
    lead_weeks: float
    ramp_weeks: float = 0.0
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Responses:
    """What is done about a shortage; everything absent is off.

    draw_stocks: days of mean baseline demand that must stay in stock (the floor), None: stocks untouched.
    stretch: how long a stock must last, so that no step takes more than its part: to the end of this step
    (from 1), TO_THE_END: of the last event, None: drawn as needed. switches: who can do with what instead.
    price_response: what is short grows dear, and demand gives way along its elasticity. replace: links that
    no event hits may deliver more by their spare. sources: replacements named outright. saving: share of
    demand given up while an event is in force.
    """

    draw_stocks: float | None = None
    replace: bool = False
    sources: tuple[NamedSource, ...] = ()
    saving: float = 0.0
    stretch: float | None = None
    switches: tuple[FuelSwitch, ...] = ()
    price_response: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """One edited assumption: `path` such as ("spare", "CHN"); value None means no limit."""

    path: tuple[str, ...]
    value: float | None


@dataclass(frozen=True, slots=True)
class Range:
    """What draws take an assumption from, by the `path` that would override it."""

    path: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that decides a run besides the data.

    focus: the place looked at. baseline: the year whose flows are the baseline. start: date of the first step
    (YYYY-MM-DD). season: years whose monthly shape is used, empty for flat. missing: what the author says
    that the data or the engine cannot show. across_places: who bears a shortage in a run over all places;
    empty: only the focus is followed.
    """

    focus: str
    baseline: str
    start: str
    steps: int
    step: Step = "week"
    name: str = ""
    title: str = ""
    description: str = ""
    source: str = ""
    author: str = ""
    date: str = ""
    missing: tuple[str, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    season: tuple[str, ...] = ()
    responses: Responses = Responses()
    rationing: Rationing = "proportional"
    across_places: AcrossPlaces = ""
    assumptions: tuple[Override, ...] = ()
    ranges: tuple[Range, ...] = ()

    @property
    def uses_spare(self) -> bool:
        """Whether links not hit deliver more: asked for, or a spare is stated beside named sources."""
        stated = any(override.path[0] == "spare" for override in self.assumptions)
        return self.responses.replace or (bool(self.responses.sources) and stated)

    def assumption(self, key: str, *names: str) -> Override | None:
        """The override of `key` for the first of `names` that has one, else the one for all ("*")."""
        found = {override.path[1:]: override for override in self.assumptions if override.path[0] == key}
        for name in (*names, ANY):
            if (name,) in found:
                return found[(name,)]
        return None

    def range_of(self, key: str, *names: str) -> Range | None:
        """The range given for `key`, found as `assumption` finds its override."""
        found = {given.path[1:]: given for given in self.ranges if given.path[0] == key}
        for name in (*names, ANY):
            if (name,) in found:
                return found[(name,)]
        return None

    def sector_assumption(self, key: str, commodities: tuple[str, ...], sector: str) -> Override | None:
        """The override of `key` for a sector: by commodity and sector, by sector for all, by commodity."""
        found = {override.path[1:]: override for override in self.assumptions if override.path[0] == key}
        for name in (*commodities, ANY):
            for path in ((name, sector), (name, ANY), (name,)):
                if path in found:
                    return found[path]
        return None

    def with_assumption(self, path: tuple[str, ...], value: float | None) -> Scenario:
        """The same scenario with one assumption set."""
        kept = tuple(override for override in self.assumptions if override.path != path)
        return replace(self, assumptions=tuple(sorted((*kept, Override(path, value)), key=_by_path)))

    def without_assumption(self, path: tuple[str, ...]) -> Scenario:
        """The same scenario with one assumption back at its default."""
        return replace(self, assumptions=tuple(o for o in self.assumptions if o.path != path))

    def without_events(self) -> Scenario:
        """The baseline of this scenario: same horizon, nothing cut."""
        return replace(self, disruptions=())

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], dataset: Dataset | None = None) -> Scenario:
        """Read a scenario from the content of its file.

        With a dataset, places, commodities, routes and groups must be known to it. Raises DataError with a
        sentence for every key that is unknown, missing, of the wrong type or out of range.
        """
        from dependency_explorer.whatif.scenario_reading import read_scenario

        return read_scenario(content, dataset)

    def to_dict(self) -> dict[str, Any]:
        """The content of the scenario's file; `from_dict` gives the same scenario back."""
        content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
        for key in ("name", "title", "description", "source", "author", "date"):
            if getattr(self, key):
                content[key] = getattr(self, key)
        if self.missing:
            content["missing"] = list(self.missing)
        content.update(focus=self.focus, baseline=self.baseline, start=self.start)
        content.update(step=self.step, steps=self.steps)
        content["disruptions"] = [_disruption_content(disruption) for disruption in self.disruptions]
        if self.season:
            content["season"] = [int(year) for year in self.season]
        content["responses"] = _responses_content(self.responses)
        content["rationing"] = self.rationing
        if self.across_places:
            content["across_places"] = self.across_places
        if self.assumptions:
            content["assumptions"] = _assumptions_content(self.assumptions)
        for given in self.ranges:
            named = content.setdefault("ranges", {}).setdefault(given.path[0], {})
            named[given.path[1]] = [_number(given.low), _number(given.high)]
        return content


def step_starts(start: str, step: Step, steps: int) -> tuple[date, ...]:
    """First days of `steps` steps and the day after the last: steps + 1 dates.

    A week has seven days from the start date; a month runs to the same day of the next month (the last one
    where a month is too short). Raises OverflowError beyond the year 9999.
    """
    first = date.fromisoformat(start)
    if step == "month":
        return tuple(_month_later(first, index) for index in range(steps + 1))
    length = 7 if step == "week" else 1
    return tuple(first + timedelta(days=length * index) for index in range(steps + 1))


def load_scenario(path: str | Path, dataset: Dataset | None = None) -> Scenario:
    """Read a scenario file. Raises DataError naming the file, the key and the value."""
    from dependency_explorer.whatif.scenario_reading import read_scenario_file

    return read_scenario_file(Path(path), dataset)


def is_scenario(path: Path) -> bool:
    """Whether a file says of itself that it is a scenario; False for what cannot be read or is too large for one."""
    try:
        # The window asks before it opens anything, and a table may be gigabytes of JSON.
        if path.suffix.lower() != ".json" or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return False
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("format") == FORMAT


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the text of a JSON file."""
    return json.dumps(scenario.to_dict(), indent=2, ensure_ascii=False) + "\n"


def _by_path(override: Override) -> tuple[str, ...]:
    return override.path


def _month_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > 9999:
        raise OverflowError("date value out of range")
    following = date(year + month // 11, (month + 1) % 12 + 1, 1) if (year, month) != (9999, 11) else None
    last = (following - timedelta(days=1)).day if following else 31
    return date(year, month + 1, min(first.day, last))


def _number(value: float) -> float | int:
    """Whole numbers are written without a decimal point, as people write them."""
    return int(value) if float(value).is_integer() else value


def _disruption_content(disruption: Disruption) -> dict[str, Any]:
    target = disruption.target
    keys = ("exporter", "importer", "commodity", "route", "group", "holder", "asset")
    named = {key: getattr(target, key) for key in keys}
    if target.holder:
        named["through"] = target.through
    aimed: dict[str, Any] = {} if target.kind == "supply" else {"kind": target.kind}
    aimed |= {key: value for key, value in (*named.items(), ("place", target.place)) if value}
    if target.sectors:
        aimed["sectors"] = list(target.sectors)
    content: dict[str, Any] = {
        "target": aimed,
        "depth": disruption.depth,
        "start_step": disruption.start_step,
        "ramp_steps": _number(disruption.ramp_steps),
        "steps": _number(disruption.steps),
        "recovery_steps": _number(disruption.recovery_steps),
    }
    if disruption.exempt:
        content["exempt"] = list(disruption.exempt)
    return content


def _responses_content(responses: Responses) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if responses.draw_stocks is not None:
        content["draw_stocks"] = {"floor_days": _number(responses.draw_stocks)}
        if responses.stretch is not None:
            last = responses.stretch
            content["draw_stocks"]["stretch"] = True if last == TO_THE_END else _number(last)
    if responses.sources:
        spare: list[Any] = [True] if responses.replace else []
        content["replace"] = spare + [
            {
                "exporter": source.exporter,
                "commodity": source.commodity,
                "quantity_per_week": _number(source.quantity_per_week),
                "start_step": source.start_step,
                "ramp_steps": _number(source.ramp_steps),
                **({"asset": source.asset} if source.asset else {}),
            }
            for source in responses.sources
        ]
    elif responses.replace:
        content["replace"] = True
    if responses.saving:
        content["restrain_demand"] = {"saving": responses.saving}
    if responses.switches:
        content["switch"] = [_switch_content(switch) for switch in responses.switches]
    if responses.price_response:
        content["price_response"] = True
    return content


def _switch_content(switch: FuelSwitch) -> dict[str, Any]:
    content: dict[str, Any] = {"from": switch.away_from, "to": switch.to}
    if switch.sector:
        content["sector"] = switch.sector
    content["share"] = _number(switch.share)
    content["lead_weeks"] = _number(switch.lead_weeks)
    if switch.ramp_weeks:
        content["ramp_weeks"] = _number(switch.ramp_weeks)
    return content


def _assumptions_content(assumptions: tuple[Override, ...]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for override in assumptions:
        place = content
        for name in override.path[:-1]:
            place = place.setdefault(name, {})
        value = override.value
        place[override.path[-1]] = value if value is None else _number(value)
    return content
