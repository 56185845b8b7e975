"""What suppliers sell beyond their baseline: in place of what others lost, and what one buyer leaves to others.

What a place can spare is one pool for all who ask; a link that a route with a capacity holds delivers no more
than its own spare has room for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.sharing import summed

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import Calendar
    from dependency_explorer.whatif.parameters import Parameters
    from dependency_explorer.whatif.places_network import PlacesNetwork

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(eq=False)
class Market:
    """The spare of a run, and how much of it has been used so far.

    lost: of each link, lost_supply: of each column, by events; route_capacity: (route, step), what routes
    let through under the events. by_link: replacement, used: of each column's spare, (step, …).
    """

    network: PlacesNetwork
    calendar: Calendar
    chosen: Parameters
    lost: Floats
    lost_supply: Floats
    route_capacity: Floats
    by_link: Floats = field(init=False)
    used: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.by_link = np.zeros_like(self.lost)
        self.used = np.zeros_like(self.lost_supply)

    @cached_property
    def of_links(self) -> Floats:
        """What each link could deliver more, (step, link): nothing where an event hits it, and no more than
        its routes have room for, which links share in proportion to what they want."""
        base, flows = self.calendar.base_flow, self.network.links
        wanted = np.where(self.lost > 0, 0.0, base * self.chosen.spare[:, 0])
        room = np.ones_like(wanted)
        for r in np.flatnonzero(self._limited).tolist():
            users = np.flatnonzero(flows.route_factors[r] > 0)
            factors = flows.route_factors[r, users]
            left = self.route_capacity[r] - (base[:, users] - self.lost[:, users]) @ factors
            asked = wanted[:, users] @ factors
            share = np.divide(np.maximum(left, 0.0), asked, out=np.ones_like(asked), where=asked > 0)
            room[:, users] = np.minimum(room[:, users], share[:, None])
        return wanted * room if self._limited.any() else wanted

    @cached_property
    def _limited(self) -> Flags:
        return np.asarray(np.isfinite(self.route_capacity).any(axis=1), np.bool_)

    @cached_property
    def _held(self) -> Flags:
        """Links that a route with a capacity holds to their own spare."""
        factors = self.network.links.route_factors[self._limited]
        return np.asarray((factors > 0).any(axis=0), np.bool_)

    @cached_property
    def _pools(self) -> Floats:
        """What each column may deliver more to those who ask; a place that lost supply itself spares
        nothing."""
        pool = summed(self.of_links, self.network.exporter, len(self.network.columns))
        return np.where(self.lost_supply > 0, 0.0, pool)

    def replace(self, lost: Floats, clock: Floats) -> Floats:
        """Replacement of lost imports by column, from spare that importers share in proportion to their loss.

        clock: in weeks, by column. `by_link` and `used` grow by what is taken.
        """
        network, spare, delays = self.network, self._pools, self.chosen.delay_of
        size = len(network.columns)
        taken = np.zeros_like(lost)
        asking: Flags = np.any(lost > 0, axis=0)
        offering: Flags = np.any(spare > 0, axis=0)
        links = np.flatnonzero(asking[network.importer] & offering[network.exporter])
        if not len(links):
            return taken
        exporter, importer = network.exporter[links], network.importer[links]
        asked = np.where(self.lost[:, links] > 0, 0.0, lost[:, importer])
        if self._parts is not None:
            asked = asked * self._parts[:, links]
        whole = summed(asked, exporter, size)[:, exporter]
        # Every importer has a clock of its own: it counts as a part of the lead time.
        lead = self.chosen.lead[delays[links], 0] + clock[importer]
        ramp = self.chosen.ramp[delays[links], 0]
        arriving = profiles.take_profile(self.calendar.weeks, 0.0, lead, ramp)
        offered = np.maximum(spare[:, exporter] * arriving - self.used[:, exporter], 0.0)
        offered *= np.divide(asked, whole, out=np.zeros_like(asked), where=whole > 0)
        held = self._held[links]
        if held.any():
            own = np.maximum(self.of_links[:, links] * arriving - self.by_link[:, links], 0.0)
            offered = np.where(held, np.minimum(offered, own), offered)
        offers = summed(offered, importer, size)
        share = np.divide(np.minimum(lost, offers), offers, out=np.zeros_like(offers), where=offers > 0)
        given = offered * share[:, importer]
        self.by_link[:, links] += given
        self.used += summed(given, exporter, size)
        return summed(given, importer, size)

    @cached_property
    def _parts(self) -> Floats | None:
        """Where a place buys from another over several links: what part of its demand each is asked for, by
        their spare; None where no place does."""
        pairs, which = self.network.pairs
        if pairs == len(which):
            return None
        whole = summed(self.of_links, which, pairs)[:, which]
        return np.divide(self.of_links, whole, out=np.ones_like(whole), where=whole > 0)

    def divert(self, lost_by_clock: list[tuple[int, Floats]], closed: Flags) -> Floats:
        """What other buyers take, beyond their baseline, of exports that events keep from one, (step, link).

        Each event on its own clock, latest first, at most the spare of links not hit that replacement has
        left. lost_by_clock: of links, by first step. closed: buyers, (step, column), that ask for replacement
        themselves instead. `used` grows by what is diverted.
        """
        network, size = self.network, len(self.network.columns)
        result = np.zeros_like(self.lost)
        sold = self.used.copy()
        for clock, lost in lost_by_clock:
            gone = summed(lost, network.exporter, size)
            # What is sold as replacement is not unsold.
            unsold = np.maximum(gone - sold, 0.0)
            sold = np.maximum(sold - gone, 0.0)
            links = np.flatnonzero(np.any(unsold > 0, axis=0)[network.exporter])
            if not len(links):
                continue
            exporter, delays = network.exporter[links], self.chosen.delay_of[links]
            lead, ramp = self.chosen.lead[delays, 0], self.chosen.ramp[delays, 0]
            start = float(self.calendar.weeks[clock])
            arriving = profiles.take_profile(self.calendar.weeks, start, lead, ramp)
            room = self.of_links[:, links] * arriving
            pool = summed(room, exporter, size)
            room = np.maximum(room - self.by_link[:, links] - result[:, links], 0.0)
            room = np.where(closed[:, network.importer[links]], 0.0, room)
            offered = summed(room, exporter, size)
            wanted = np.minimum(np.minimum(unsold, offered), np.maximum(pool - self.used, 0.0))
            share = np.divide(wanted, offered, out=np.zeros_like(offered), where=offered > 0)
            now = room * share[:, exporter]
            result[:, links] += now
            self.used += summed(now, exporter, size)
        return result
