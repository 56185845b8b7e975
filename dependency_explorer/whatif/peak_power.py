"""Peak power: whether the highest load is met when a limit falls or a station stops, and who is shed.

A year's energy hides an hour's shortage: what counts at the peak is power in MW, of own stations and lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.balance import Balance, balance, items, keys_of, periods_of
from dependency_explorer.data.schema import SET_ASIDE
from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.home_events import sectors_meant
from dependency_explorer.whatif.ledger import COMPUTED, READ, Assumption
from dependency_explorer.whatif.network import SupplyLink
from dependency_explorer.whatif.owners import hit, strike
from dependency_explorer.whatif.routing import within
from dependency_explorer.whatif.wording import THIN, listed, plain

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.scenario import Disruption, Scenario

Floats = NDArray[np.float64]

UNIT = "MW"
LIMIT = "import_limit:"
_CAPACITIES = ("available_capacity", "installed_capacity")
_ROUTE_FITS = 0.1


@dataclass(frozen=True, slots=True)
class ImportLimit:
    """The largest power that may be drawn from a place. route: the line that it is the limit of, if any.

    later: limits published from the start on, which tell what became of it: period, MW, quality, source.
    """

    place: str
    value: float
    period: str
    source: str
    route: str = ""
    later: tuple[tuple[str, float, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PeakPower:
    """The highest load known before a start, and what met it; all in MW.

    own: output of own stations at that peak. large_users: load of users that are cut first, None where not
    published. nominal: own is a capacity, since no import at the peak is published.
    """

    commodity: str
    peak: float
    period: str
    own: float
    import_at_peak: float | None
    limits: tuple[ImportLimit, ...]
    large_users: float | None
    large_users_note: str
    sources: tuple[str, ...]
    nominal: bool = False


@dataclass(frozen=True, slots=True)
class PeakOutcome:
    """What a scenario does to the peak, by step, in MW. by_limit: what may still be drawn, in the order of
    `power.limits`. load: the peak with what events on demand add. large, others: what of `shed` falls on the
    users cut first, and on all others."""

    power: PeakPower
    load: Floats
    own: Floats
    by_limit: Floats
    imported: Floats
    shed: Floats
    large: Floats
    others: Floats

    @property
    def worst(self) -> int:
        """The step, from 0, with the largest shedding."""
        return int(self.shed.argmax())

    def sentence(self, network: SupplyNetwork) -> str:
        """What becomes of the peak, in words."""
        power, t = self.power, self.worst
        limits = [
            f"at most {plain(float(self.by_limit[t, i]))}{THIN}MW from {network.place_name(limit.place)}"
            + ("" if self.by_limit[t, i] == limit.value else f" instead of {plain(limit.value)}")
            for i, limit in enumerate(power.limits)
        ]
        met = (
            f"At the peak ({self._which(t)}) own stations give "
            f"{plain(float(self.own[t]))}{THIN}MW and imports {listed(limits)}"
        )
        missing = float(self.shed[t])
        if missing == 0:
            return f"{met}: all load is met."
        who = f"{plain(missing)}{THIN}MW are shed"
        if power.large_users is None:
            return f"{met}: {who}."
        first = power.large_users_note or "large users"
        rest = f", {plain(float(self.others[t]))}{THIN}MW by all others" if self.others[t] > 0 else ""
        return f"{met}: {who}, {plain(float(self.large[t]))}{THIN}MW by {first}{rest}."

    def _which(self, t: int) -> str:
        """How high the load is in a step, and of when."""
        power, load = self.power, float(self.load[t])
        if load == power.peak:
            return f"{plain(power.peak)}{THIN}MW, {power.period}"
        return f"{plain(load)}{THIN}MW, of which demand adds {plain(load - power.peak)} to that of {power.period}"

    def ledger(self, network: SupplyNetwork) -> tuple[Assumption, ...]:
        """What the arithmetic assumes."""
        power = self.power
        rows = [
            Assumption(
                "peak.demand", "Peak load", power.peak, UNIT, None, None, READ,
                f"highest load of {power.period}; taken for every step",
            ),
            Assumption(
                "peak.own", "Own output at the peak", power.own, UNIT, None, None, COMPUTED,
                "capacity of own stations; what they gave at the peak is not published" if power.nominal
                else f"peak less the import of {power.import_at_peak:g} MW at that hour",
            ),
        ]  # fmt: skip
        rows += [
            Assumption(
                f"peak.limit.{limit.place}", f"Largest import from {network.place_name(limit.place)}",
                limit.value, UNIT, None, None, READ, f"limit of {limit.period}, before the start",
            )
            for limit in power.limits
        ]  # fmt: skip
        return tuple(rows)

    def to_dict(self, network: SupplyNetwork) -> dict[str, Any]:
        """The value that `whatif --json` prints under `peak_power`."""
        power, worst = self.power, self.worst
        return {
            "place": network.focus,
            "commodity": power.commodity,
            "unit": UNIT,
            "peak": power.peak,
            "peak_in_event": float(self.load[worst]),
            "peak_period": power.period,
            "own_output": float(self.own[worst]),
            "own_output_baseline": power.own,
            "import_at_peak": power.import_at_peak,
            "limits": [
                {"place": limit.place, "route": limit.route or None, "limit": limit.value,
                 "limit_in_event": float(self.by_limit[worst, i]), "period": limit.period}
                for i, limit in enumerate(power.limits)
            ],
            "imported": float(self.imported[worst]),
            "shed": float(self.shed[worst]),
            "shed_share": float(self.shed[worst]) / float(self.load[worst]),
            "shed_by": [
                *([{"users": power.large_users_note or "large users", "load": power.large_users,
                    "shed": float(self.large[worst])}] if power.large_users is not None else []),
                {"users": "all other users" if power.large_users is not None else "all users",
                 "load": None, "shed": float(self.others[worst])},
            ],
            "shed_by_step": self.shed.tolist(),
            "sources": list(power.sources),
        }  # fmt: skip


def peak_power(dataset: Dataset, place: str, start: str) -> PeakPower | None:
    """What is known of the peak of a place before a start (YYYY-MM-DD); None where no peak load is.

    The peak: the highest of the twelve months up to the start for which an import at the peak is published
    too, so that own output is their difference; else the latest peak and a capacity. Limits: the latest
    published before the month of the start, because a row of that month may tell of the event itself.
    """
    for commodity in sorted(set(_with_peak(dataset, place))):
        found = _pair(dataset, place, commodity, start)
        peak, imported = (
            found if found is not None else (_latest(dataset, place, commodity, "peak_demand", start), None)
        )
        if peak is None:
            continue
        capacity = None if imported else _first(dataset, place, commodity, start)
        if imported is None and capacity is None:
            continue
        limits = _limits(dataset, place, commodity, start)
        if not limits:
            continue
        large = _latest(dataset, place, commodity, "curtailable_load", start)
        figures = [peak, imported, capacity, large]
        own = peak.value - imported.value if imported is not None else (capacity.value if capacity else 0.0)
        return PeakPower(
            commodity=commodity,
            peak=peak.value,
            period=peak.period,
            own=own,
            import_at_peak=None if imported is None else imported.value,
            limits=limits,
            large_users=None if large is None else large.value,
            large_users_note="" if large is None else large.note,
            sources=tuple(
                dict.fromkeys(
                    [dataset.source_short(figure.source) for figure in figures if figure is not None]
                    + [limit.source for limit in limits]
                )
            ),
            nominal=imported is None,
        )
    return None


def peak_outcome(network: SupplyNetwork, scenario: Scenario) -> PeakOutcome | None:
    """The peak under the events of a scenario; None where nothing is known of it.

    An event on a supplier, or on the line that a limit is that of, lowers the limit by its depth; one on a
    power station its part of own output; one on demand raises the peak with the sectors it names. What is
    missing is shed, from large users first.
    """
    power = network.peak
    if power is None:
        return None
    steps = scenario.steps
    load, own = np.full(steps, power.peak), np.full(steps, power.own)
    by_limit = np.tile(np.array([limit.value for limit in power.limits]), (steps, 1))
    k = network.index[power.commodity]
    for event in scenario.disruptions:
        profile = event.depth * profiles.event_profile(event, steps)
        load *= 1.0 + _raised(network, event, k) * profile
        own *= 1.0 - strike(network, event).output[k] * profile
        for i, limit in enumerate(power.limits):
            by_limit[:, i] *= 1.0 - _narrows(network, event, limit, k) * profile
    needed = np.maximum(load - own, 0.0)
    imported = np.minimum(needed, by_limit.sum(axis=1))
    shed = needed - imported
    shed = np.where(shed > 1e-9 * power.peak, shed, 0.0)
    large = np.minimum(shed, power.large_users or 0.0)
    return PeakOutcome(power, load, own, by_limit, imported, shed, large, shed - large)


def _raised(network: SupplyNetwork, event: Disruption, k: int) -> float:
    """The part of the load that an event on demand raises: that of its sectors in the year's use."""
    used = [network.sectors[s][1].demand for s in sectors_meant(network, event.target)
            if network.sectors[s][0] == k]  # fmt: skip
    return sum(used) / float(network.demand[k]) if used else 0.0


def _narrows(network: SupplyNetwork, event: Disruption, limit: ImportLimit, k: int) -> float:
    """The part of a limit that an event of depth 1 takes: whether a flow is known by partner or not."""
    if event.target.kind != "supply":
        return 0.0
    if event.target.route:
        return 1.0 if event.target.route == limit.route else 0.0
    probe = SupplyLink(limit.place, network.focus, network.commodities[k].id, 0.0)
    if not event.target.owned:
        return 1.0 if hit(network, probe, event) else 0.0
    taken = strike(network, event).links
    own = [
        e
        for e, link in enumerate(network.links)
        if (link.exporter, link.commodity) == (probe.exporter, probe.commodity)
    ]
    return max((float(taken[e]) for e in own), default=0.0)


def _with_peak(dataset: Dataset, place: str) -> list[str]:
    return [commodity for own, commodity in keys_of(dataset, "peak_demand") if own == place]


def _figures(dataset: Dataset, place: str, commodity: str, item: str) -> list[Balance]:
    """Figures in MW, neither alternative nor disputed, oldest first."""
    found = [
        balance(dataset, place, commodity, item, period)
        for period in periods_of(dataset, place, commodity, item)
    ]
    kept = [one for one in found if one is not None and one.quality not in SET_ASIDE and one.unit == UNIT]
    return sorted(kept, key=lambda figure: figure.period)


def _pair(dataset: Dataset, place: str, commodity: str, start: str) -> tuple[Balance, Balance] | None:
    """The highest peak of the twelve months up to the start whose import at the peak is known, and that."""
    imports = {one.period: one for one in _figures(dataset, place, commodity, "import_at_peak")}
    before = f"{int(start[:4]) - 1:04}{start[4:7]}"
    pairs = [
        (peak, imports[peak.period])
        for peak in _figures(dataset, place, commodity, "peak_demand")
        if peak.period in imports and len(peak.period) == 7 and before < peak.period <= start[:7]
    ]
    return max(pairs, key=lambda pair: pair[0].value, default=None)


def _latest(dataset: Dataset, place: str, commodity: str, item: str, start: str) -> Balance | None:
    known = [
        one for one in _figures(dataset, place, commodity, item) if one.period <= start[: len(one.period)]
    ]
    return known[-1] if known else None


def _first(dataset: Dataset, place: str, commodity: str, start: str) -> Balance | None:
    """A capacity of own stations, what is available before what is installed."""
    found = (_latest(dataset, place, commodity, item, start) for item in _CAPACITIES)
    return next((one for one in found if one is not None), None)


def _limits(dataset: Dataset, place: str, commodity: str, start: str) -> tuple[ImportLimit, ...]:
    limits: list[ImportLimit] = []
    for item in items(dataset, place, commodity):
        if not item.startswith(LIMIT):
            continue
        figures = _figures(dataset, place, commodity, item)
        before = [one for one in figures if one.period < start[:7]]
        if not before:
            continue
        now, partner = before[-1], item.removeprefix(LIMIT)
        later = tuple(
            (one.period, one.value, one.quality, dataset.source_short(one.source))
            for one in figures
            if one.period >= start[:7]
        )
        line = _line(dataset, place, partner, commodity, now.value)
        source = dataset.source_short(now.source)
        limits.append(ImportLimit(partner, now.value, now.period, source, line, later))
    return tuple(limits)


def _line(dataset: Dataset, place: str, partner: str, commodity: str, limit: float) -> str:
    """The line from a partner whose capacity in MW is about the limit; empty where there is none."""
    table = dataset.tables["routes"]
    columns = ("id", "from_place", "to_place", "commodity", "capacity", "capacity_unit")
    best: list[tuple[float, str]] = []
    for name, begin, end, carried, capacity, unit in zip(*(table[c].tolist() for c in columns), strict=True):
        if carried != commodity or unit != UNIT or not capacity > 0:
            continue
        if partner in within(dataset, begin) and place in within(dataset, end):
            best.append((abs(float(capacity) - limit) / limit, str(name)))
    return min(best)[1] if best and min(best)[0] <= _ROUTE_FITS else ""
