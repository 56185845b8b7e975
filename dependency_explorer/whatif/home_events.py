"""Events at home: demand that rises, and stock that is barred.

Neither takes a flow. Demand that rises is missing as lost flow is; a barred part of a stock is there and may
not be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.owners import fits

if TYPE_CHECKING:
    from dependency_explorer.whatif.events import Blow
    from dependency_explorer.whatif.network import Calendar, SupplyNetwork
    from dependency_explorer.whatif.scenario import Target

Floats = NDArray[np.float64]


def goods_meant(network: SupplyNetwork, target: Target) -> tuple[int, ...]:
    """Positions of the commodities whose demand or stock a target means; none for one on supply."""
    if target.kind == "supply" or target.place not in ("", network.focus):
        return ()
    if target.kind == "demand":
        return tuple(sorted({network.sectors[s][0] for s in sectors_meant(network, target)}))
    return tuple(k for k, item in enumerate(network.commodities) if fits(network, item.id, target))


def sectors_meant(network: SupplyNetwork, target: Target) -> tuple[int, ...]:
    """Positions of the sectors whose demand a target raises; losses only where it names no sectors."""
    if target.kind != "demand" or target.place not in ("", network.focus):
        return ()
    return tuple(
        s
        for s, (k, sector) in enumerate(network.sectors)
        if sector.demand > 0
        and (not target.sectors or sector.name in target.sectors)
        and fits(network, network.commodities[k].id, target)
    )


@dataclass(slots=True)
class Raised:
    """Demand of a batch while its events are added one by one.

    level: demand while an event is in force as a share of the baseline's, (commodity, case). rises: what the
    events make of each sector's demand, a factor by (step, case). live: where an event of some depth on supply
    or demand is in force, by (step, case).
    """

    network: SupplyNetwork
    calendar: Calendar
    level: Floats
    wide: int
    rises: dict[int, Floats] = field(default_factory=dict)
    live: dict[int, Floats] = field(default_factory=dict)

    def add(self, blow: Blow, profile: Floats, goods: Sequence[int]) -> None:
        """Add an event that touches these commodities."""
        where = slice(None) if blow.cases is None else blow.cases
        shape = (len(profile), self.wide)
        if blow.event.depth > 0 and (self.level != 1.0).any():
            for k in goods:
                flags = self.live.setdefault(k, np.zeros(shape))
                flags[:, where] = np.maximum(flags[:, where], (profile > 0)[:, None])
        more = (1.0 + blow.event.depth * profile)[:, None]
        for s in sectors_meant(self.network, blow.event.target):
            self.rises.setdefault(s, np.ones(shape))[:, where] *= more

    def added(self) -> dict[int, Floats]:
        """Demand beyond the baseline's by commodity, (step, case), so far."""
        found = self._by_events()
        for k, flags in self.live.items():
            base = self._base(k)
            found[k] = found.get(k, 0.0) + base * np.maximum(self.level[k] - 1.0, 0.0) * flags
        return dict(sorted(found.items()))

    def eased(self) -> dict[int, Floats]:
        """By how much demand below the baseline's relieves a shortage at most, by commodity.

        A share of the baseline's, not of what events add: a surge that is wholly replaced relieves nothing.
        """
        return {
            k: self._base(k) * np.maximum(1.0 - self.level[k], 0.0) * flags for k, flags in self.live.items()
        }

    def _base(self, k: int) -> Floats:
        return np.asarray(self.calendar.base_demand[:, k, None], np.float64)

    def _by_events(self) -> dict[int, Floats]:
        found: dict[int, Floats] = {}
        for s, factor in sorted(self.rises.items()):
            k, sector = self.network.sectors[s]
            part = self._base(k) * (sector.demand / float(self.network.demand[k])) * (factor - 1.0)
            found[k] = found[k] + part if k in found else part
        return found

    def factors(self) -> Floats | None:
        """What events make of the demand of each sector, (sector, step, case); None where they raise none."""
        if not self.rises:
            return None
        made = np.ones((len(self.network.sectors), len(self.calendar.days), self.wide))
        for s, factor in self.rises.items():
            made[s] = factor
        return made


def sector_shares(network: SupplyNetwork, rises: Floats | None) -> Floats:
    """Share of each sector in the demand of its commodity as events raise it, (sector, step, case), with steps
    and cases of 1 where they raise none (rises None)."""
    yearly = np.array([sector.demand for _, sector in network.sectors], np.float64)[:, None, None]
    owners = np.array([k for k, _ in network.sectors], np.intp)
    if rises is None:
        raised, whole = yearly, network.demand[owners, None, None]
    else:
        raised = yearly * rises
        whole = np.stack([raised[owners == k].sum(axis=0) for k in range(len(network.commodities))])[owners]
    return np.divide(raised, whole, out=np.zeros(raised.shape), where=whole > 0)


def users(network: SupplyNetwork, rises: Floats | None) -> Floats:
    """Share of demand that is use, not losses, (commodity, step, case), as `sector_shares`."""
    if rises is None:
        return np.asarray(network.users[:, None, None], np.float64)
    shares = sector_shares(network, rises)
    lost = np.zeros((len(network.commodities), *shares.shape[1:]))
    for s, (k, sector) in enumerate(network.sectors):
        if sector.losses:
            lost[k] += shares[s]
    return np.maximum(1.0 - lost, 0.0)


def barred(network: SupplyNetwork, struck: Sequence[Blow], steps: int, wide: int) -> Floats | None:
    """Share of the stock at the start that may not be drawn, (commodity, step, case); None where no event bars
    any. Events on one stock combine as those on a link do: each bars its part of what the other leaves."""
    events = [blow for blow in struck if blow.event.target.kind == "stock"]
    if not events:
        return None
    left = np.ones((len(network.commodities), steps, wide))
    # In one order whatever the others of a batch suffer, since products of three depend on it.
    for blow in sorted(events, key=lambda one: (one.event.start_step, *strength(one))):
        profile = profiles.event_profile(blow.event, steps)
        where = slice(None) if blow.cases is None else blow.cases
        for k in goods_meant(network, blow.event.target):
            left[k][:, where] *= (1.0 - blow.event.depth * profile)[:, None]
    return 1.0 - left


def strength(blow: Blow) -> tuple[float, float, float, float]:
    """What orders the events that begin in one step."""
    event = blow.event
    return (event.depth, event.ramp_steps, event.steps, event.recovery_steps)
