"""What a run gives: arrays by draw, step and commodity or link, and the views on them that people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.memory import kept
from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.ledger import Assumption
from dependency_explorer.whatif.network import Calendar, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.rationing import unserved_by_sector
from dependency_explorer.whatif.scenario import Scenario

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Side
    from dependency_explorer.whatif.exports import LostExports
    from dependency_explorer.whatif.peak_power import PeakOutcome
    from dependency_explorer.whatif.uncertainty import Fan

Floats = NDArray[np.float64]
Row = dict[str, Any]

STATEMENT = "Arithmetic on stated assumptions, not a forecast."


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """A link of the run; base_per_year is 0 for a source that the scenario names."""

    exporter: str
    importer: str
    commodity: str
    route: str
    base_per_year: float
    derived: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class StockInfo:
    """The stock of a commodity or total; None where nothing is known, floor None where nothing is drawn."""

    initial: float | None
    floor: float | None
    capacity: float | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of `simulate`.

    Arrays with axes (draw, step, commodity), in each commodity's unit a step: demand (of the baseline, with
    what events add), served, unserved, saved (demand given up), production (after cuts), difference
    (statistical), draw and fill (of the stock), spill, exports (with diverted), diverted (sold to other
    buyers), stockpiled, production_cut (unsold), output_lost (at the assets that events hit); stock is the
    level at the end of each step, barred what of it events keep from being drawn. event_lost: (draw, clock,
    step, column). in_force: (step, commodity). rises: what events make of the demand of each sector, a
    factor by (step, sector), None where they raise none. follow: gives flow and replacement of every link,
    (draw, step, link). given_way: demand that falls as the price rises. switched: demand met by another
    commodity; switched_into: supply that meets demand for others, in its own units. Both are part neither
    of served nor of unserved. switched_by_sector: (draw, step, sector), None where the scenario switches
    nothing.
    """

    scenario: Scenario
    network: SupplyNetwork
    calendar: Calendar
    supply_links: tuple[SupplyLink, ...]
    demand: Floats
    served: Floats
    unserved: Floats
    saved: Floats
    given_way: Floats
    switched: Floats
    switched_into: Floats
    production: Floats
    difference: Floats
    stock: Floats
    barred: Floats
    draw: Floats
    fill: Floats
    spill: Floats
    exports: Floats
    diverted: Floats
    stockpiled: Floats
    production_cut: Floats
    output_lost: Floats
    event_lost: Floats
    in_force: Floats
    rises: Floats | None
    touched: frozenset[str]
    idle_events: tuple[int, ...]
    follow: Callable[[], tuple[Floats, Floats]]
    switched_by_sector: Floats | None = None

    @cached_property
    def flow(self) -> Floats:
        """Flow after cuts, with what refills stocks: (draw, step, link)."""
        return self._followed[0]

    @cached_property
    def replacement(self) -> Floats:
        """Replacement of lost flow: (draw, step, link)."""
        return self._followed[1]

    @cached_property
    def _followed(self) -> tuple[Floats, Floats]:
        return self.follow()

    @property
    def dates(self) -> tuple[str, ...]:
        """First day of each step."""
        return self.calendar.dates

    @cached_property
    def commodities(self) -> tuple[str, ...]:
        """Ids of the simulated commodities, in the order of the arrays."""
        return tuple(commodity.id for commodity in self.network.commodities)

    @cached_property
    def spoken_of(self) -> tuple[str, ...]:
        """Ids that have numbers of their own: totals first, then what is simulated."""
        return (*(total.id for total in self.network.totals), *self.commodities)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Unit of each simulated commodity."""
        return tuple(commodity.unit for commodity in self.network.commodities)

    @property
    def statement(self) -> str:
        """The sentence that stands on every outcome."""
        return STATEMENT

    @property
    def base_demand(self) -> Floats:
        """Demand of the baseline, (step, commodity)."""
        return self.calendar.base_demand

    @cached_property
    def base_flow(self) -> Floats:
        """Flow of the baseline, (step, link); 0 for named sources."""
        base = self.calendar.base_flow
        added = len(self.supply_links) - base.shape[1]
        return np.concatenate([base, np.zeros((len(base), added))], axis=1) if added else base

    @cached_property
    def links(self) -> tuple[LinkInfo, ...]:
        """The links behind the last axis of `flow` and `replacement`."""
        return tuple(
            LinkInfo(
                link.exporter, link.importer, link.commodity, ";".join(link.routes), link.quantity,
                link.derived, link.note,
            )
            for link in self.supply_links
        )  # fmt: skip

    @cached_property
    def equals_baseline(self) -> bool:
        """Whether the run returns the loaded numbers bit for bit."""
        return bool(
            np.array_equal(self.served, self.demand)
            and np.array_equal(self.demand, np.broadcast_to(self.base_demand, self.demand.shape))
            and np.array_equal(self.flow, np.broadcast_to(self.base_flow, self.flow.shape))
            and not self.replacement.any()
            and not (self.draw.any() or self.fill.any() or self.stockpiled.any() or self.spill.any())
            and not (self.production_cut.any() or self.output_lost.any())
        )

    @cached_property
    def sector_unserved(self) -> Floats:
        """Unserved by (draw, step, sector), in the order of `network.sectors`."""
        return self.shared_by(self.scenario)

    def shared_by(self, scenario: Scenario) -> Floats:
        """Unserved by (draw, step, sector) under the rule and the priorities of a scenario."""
        return unserved_by_sector(
            self.network, scenario, self.unserved, self.demand - self.saved, self.switched_by_sector,
            self.given_way if scenario.responses.price_response else None, self.rises,
        )  # fmt: skip

    @cached_property
    def peak(self) -> PeakOutcome | None:
        """What becomes of the peak load of electricity, in MW; None where nothing is published on it."""
        from dependency_explorer.whatif.peak_power import peak_outcome

        return peak_outcome(self.network, self.scenario)

    @cached_property
    def ledger(self) -> tuple[Assumption, ...]:
        """Every input that the run did not read from the data."""
        from dependency_explorer.whatif.run_ledger import ledger

        return ledger(self)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before quoting the run, in sentences."""
        from dependency_explorer.whatif.run_warnings import warnings

        return warnings(self)

    @kept
    def warnings_about(self, *commodities: str) -> tuple[str, ...]:
        """Those of the warnings that concern these commodities or the run as a whole."""
        from dependency_explorer.whatif.run_warnings import warnings_about

        return warnings_about(self, commodities)

    @kept
    def side(self, commodity: str) -> Side:
        """Whether the run is told by what is sold of a commodity (exports) or by what it is supplied with."""
        from dependency_explorer.whatif.exports import side

        return side(self, commodity)

    @kept
    def lost_exports(self, commodity: str, draw: int = 0) -> LostExports | None:
        """What is sold less abroad than in the baseline; None where the baseline has no exports."""
        from dependency_explorer.whatif.exports import lost_exports

        return lost_exports(self, commodity, draw)

    @kept
    def export_series(self, commodity: str, draw: int = 0) -> dict[str, tuple[float | None, ...]]:
        """One tuple a step each; see `whatif.exports.export_series`."""
        from dependency_explorer.whatif.exports import export_series

        return {name: _floats(values) for name, values in export_series(self, commodity, draw).items()}

    def simulates(self, commodity: str) -> bool:
        """Whether the run speaks of a commodity: itself, or a total whose parts it simulates in one unit."""
        return commodity in self.network.index or any(t.id == commodity for t in self.network.totals)

    @kept
    def positions(self, commodity: str) -> list[int]:
        """Array positions of a commodity, or of the parts of a total; raises KeyError for any other id."""
        if commodity in self.network.index:
            return [self.network.index[commodity]]
        for total in self.network.totals:
            if total.id == commodity:
                return [self.network.index[part] for part in total.parts]
        raise KeyError(commodity)

    @kept
    def link_positions(self, commodity: str, side: str = "imports") -> list[int]:
        """Positions of the links that bring (imports) or take away (exports) a commodity or total."""
        known = self._links_of(side == "exports")
        return sorted(e for k in self.positions(commodity) for e in known.get(self.commodities[k], ()))

    @kept
    def _links_of(self, outward: bool) -> dict[str, list[int]]:
        """Positions of the links of each commodity, in one pass over all of them."""
        known: dict[str, list[int]] = {}
        for e, link in enumerate(self.supply_links):
            if self._leaves(link) == outward:
                known.setdefault(link.commodity, []).append(e)
        return known

    def _leaves(self, link: SupplyLink) -> bool:
        """Whether a link leads out of the place; a source at home, which a scenario may name, does not."""
        return link.exporter == self.network.focus != link.importer

    def unit(self, commodity: str) -> str:
        """Unit of a commodity or total."""
        return self.units[self.positions(commodity)[0]]

    @kept
    def stock_info(self, commodity: str) -> StockInfo:
        """Stock at the start, floor and capacity of a commodity or total."""
        initial, floor, capacity = 0.0, 0.0, 0.0
        known = False
        days = self.scenario.responses.draw_stocks
        for k in self.positions(commodity):
            demand = float(self.network.demand[k])
            state = defaults.stock_state(self.scenario, self.network.commodities[k], demand)
            known = known or state.known
            initial += state.initial
            capacity += state.capacity
            floor += min((days or 0.0) * demand / DAYS_IN_YEAR, state.initial)
        if not known:
            return StockInfo(None, None, None)
        return StockInfo(initial, None if days is None else floor, None if np.isinf(capacity) else capacity)

    @kept
    def series(self, commodity: str, draw: int = 0) -> dict[str, tuple[float | None, ...]]:
        """One tuple a step of everything that charts draw, for a commodity or the sum of a total's parts.

        demand, served, unserved, saved, baseline_served; what serves: production (own output; what is
        exported comes out of it first), imports, replacement, draw; they add up to served. stock (end of
        step), barred (of it), baseline_stock, floor and capacity, None where no stock is known or no floor is set.
        """
        at = self.positions(commodity)

        def total(values: Floats) -> Floats:
            return np.asarray(values[draw][:, at].sum(axis=-1), np.float64)

        inward = self.link_positions(commodity)
        imports = self.flow[draw][:, inward].sum(axis=-1) - total(self.fill)
        own = (
            total(self.production) + total(self.difference)
            - total(self.exports) - total(self.stockpiled) - total(self.spill) - total(self.switched_into)
        )  # fmt: skip
        info = self.stock_info(commodity)
        steps = len(self.dates)
        unknown: tuple[float | None, ...] = (None,) * steps
        level = {
            "stock": unknown if info.initial is None else _floats(total(self.stock)),
            "barred": unknown if info.initial is None else _floats(total(self.barred)),
            "baseline_stock": (info.initial,) * steps,
            "floor": (info.floor,) * steps,
            "capacity": (info.capacity,) * steps,
        }
        return {
            "demand": _floats(total(self.demand)),
            "served": _floats(total(self.served)),
            "unserved": _floats(total(self.unserved)),
            "saved": _floats(total(self.saved)),
            "given_way": _floats(total(self.given_way)),
            "switched": _floats(total(self.switched)),
            "switched_into": _floats(total(self.switched_into)),
            "baseline_served": _floats(np.asarray(self.base_demand[:, at].sum(axis=-1), np.float64)),
            "production": _floats(np.where(own > 0, own, 0.0)),
            "imports": _floats(np.where(own > 0, imports, imports + own)),
            "replacement": _floats(self.replacement[draw][:, inward].sum(axis=-1)),
            "draw": _floats(total(self.draw)),
            "fill": _floats(total(self.fill)),
            "exports": _floats(total(self.exports)),
            **level,
        }

    @kept
    def by_partner(
        self, commodity: str, what: str = "imports", draw: int = 0
    ) -> dict[str, tuple[float | None, ...]]:
        """One tuple a step for each partner: imports, replacement, exports, or baseline_imports, _exports."""
        outward = what in ("exports", "baseline_exports")
        values = {
            "imports": self.flow[draw],
            "replacement": self.replacement[draw],
            "exports": self.flow[draw] + self.replacement[draw],
            "baseline_imports": self.base_flow,
            "baseline_exports": self.base_flow,
        }[what]
        sums: dict[str, Floats] = {}
        for e in self.link_positions(commodity, "exports" if outward else "imports"):
            link = self.supply_links[e]
            if link.quantity == 0.0 and what != "replacement":
                continue
            partner = defaults.partner_of(self.network, link)
            sums[partner] = sums.get(partner, np.zeros(len(self.dates))) + values[:, e]
        # A supplier cut to nothing stays listed; one that replaces nothing does not.
        return {
            partner: _floats(amounts)
            for partner, amounts in sums.items()
            if what != "replacement" or amounts.any()
        }

    @kept
    def shares(
        self, commodity: str, side: str = "imports", draw: int = 0
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Shares of partners while an event is in force (the whole horizon if none is): what-if, baseline."""
        steps = self.event_steps(commodity)
        links = self.link_positions(commodity, side)

        def parts(values: Floats) -> dict[str, float]:
            sums: dict[str, float] = {}
            for e in links:
                partner = defaults.partner_of(self.network, self.supply_links[e])
                sums[partner] = sums.get(partner, 0.0) + float(values[steps, e].sum())
            whole = sum(sums.values())
            return (
                {partner: amount / whole for partner, amount in sums.items() if amount > 0}
                if whole > 0
                else {}
            )

        return parts(self.flow[draw] + self.replacement[draw]), parts(self.base_flow)

    @kept
    def event_steps(self, commodity: str) -> NDArray[np.bool_]:
        """Steps with an event in force on a commodity; all steps where none ever is."""
        steps = self.in_force[:, self.positions(commodity)].any(axis=1)
        return np.asarray(steps, np.bool_) if steps.any() else np.ones(len(self.dates), np.bool_)

    @kept
    def fan(self, commodity: str, quantity: str) -> Fan | None:
        """Quantiles over the draws of "served", "unserved", "stock", "exports", or "level", the stock from
        the start of the horizon on; see `whatif.uncertainty.fan`."""
        from dependency_explorer.whatif.uncertainty import fan

        return fan(self, commodity, quantity)

    @kept
    def ranges(self) -> dict[str, Row]:
        """How far the draws lie apart, by commodity or total; see `whatif.uncertainty.ranges`."""
        from dependency_explorer.whatif.uncertainty import ranges

        return {row["commodity"]: row for row in ranges(self)}

    @kept
    def key_numbers(self, commodity: str, draw: int = 0) -> Row:
        """The totals row of one commodity or total."""
        from dependency_explorer.whatif.outcome_tables import totals_row

        return totals_row(self, commodity, draw)

    @kept
    def totals(self, draw: int = 0) -> list[Row]:
        """One row a commodity, and one a total of simulated parts; see the documentation of `--json`."""
        from dependency_explorer.whatif.outcome_tables import totals

        return totals(self, draw)

    def steps(self, draw: int = 0) -> list[Row]:
        """One row a step and commodity, totals included."""
        from dependency_explorer.whatif.outcome_tables import steps

        return steps(self, draw)

    def to_json(self, drawn: Outcome | None = None) -> Row:
        """The run as one JSON value: the outside contract of the command.

        drawn: the same scenario run over draws of its assumptions, for the bands.
        """
        from dependency_explorer.whatif.outcome_tables import to_json

        return to_json(self, drawn)


def _floats(values: Floats) -> tuple[float | None, ...]:
    return tuple(values.tolist())
