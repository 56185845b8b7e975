"""The supply network of one place: links, commodities, routes, and the arrays that the engine reads.

All amounts are for a whole year of the baseline, in each commodity's unit. `building` makes a network from a
dataset; tests make one directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.data.places import country_names
from dependency_explorer.data.schema import SERVICE_GROUPS
from dependency_explorer.whatif import profiles
from dependency_explorer.whatif.economy import Economy
from dependency_explorer.whatif.ledger import Assumption
from dependency_explorer.whatif.scenario import ALL_USE, Scenario

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.assets import AssetShare
    from dependency_explorer.whatif.peak_power import PeakPower

Floats = NDArray[np.float64]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class SupplyLink:
    """A flow of the baseline: quantity a year; several routes are passed in series.

    unit_value: USD for one unit, None where the data do not know. derived: split by a share that was
    published for something wider, said in note.
    """

    exporter: str
    importer: str
    commodity: str
    quantity: float
    routes: tuple[str, ...] = ()
    unit_value: float | None = None
    derived: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sector:
    """Who uses a commodity, and how much a year. Losses shrink with supply under every rule."""

    name: str
    demand: float
    losses: bool = False


@dataclass(frozen=True, slots=True)
class StockRecord:
    """A published stock: period (year, month or day), amount, source in words."""

    period: str
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class SuppliedCommodity:
    """A commodity that is simulated.

    ancestors: totals that contain it, nearest first. production: a year's output, None where no table says.
    sectors: empty where no table says who uses it; demand is then production + imports - exports. stocks by
    period, oldest first. capacity: storage capacity. gas: subject to draw and fill rates of gas storage.
    monthly: twelve quantities by year, for the seasonal shape. rows: what building the network assumed.
    energy: net energy of one unit in gigajoules, None where none is stated.
    """

    id: str
    name: str = ""
    unit: str = ""
    group: str = ""
    ancestors: tuple[str, ...] = ()
    production: float | None = None
    production_source: str = ""
    sectors: tuple[Sector, ...] = ()
    stocks: tuple[StockRecord, ...] = ()
    capacity: float | None = None
    gas: bool = False
    monthly: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    rows: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()
    energy: float | None = None

    @property
    def service(self) -> bool:
        """Whether it is carriage of goods rather than goods: nobody uses it up, and no stock bridges it."""
        return self.group in SERVICE_GROUPS


@dataclass(frozen=True, slots=True)
class Route:
    """A way that links take. capacity: a year's quantity in `unit`, None for unlimited.

    factors: for each commodity that counts against the capacity, units of `unit` in one of its own.
    """

    id: str
    name: str = ""
    mode: str = ""
    capacity: float | None = None
    unit: str = ""
    factors: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A commodity that is the sum of simulated parts."""

    id: str
    name: str
    unit: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A horizon laid over the network: what each step holds of a year, by commodity.

    dates: first day of each step. days: its length. weeks: boundaries in weeks from the start. weights:
    share of the year, axes (step, commodity). shapes: the commodities that have a seasonal shape.
    """

    dates: tuple[str, ...]
    days: Floats
    weeks: Floats
    weights: Floats
    shapes: frozenset[str]
    base_flow: Floats
    base_imports: Floats
    base_exports: Floats
    base_production: Floats
    base_demand: Floats
    base_difference: Floats


@dataclass(frozen=True, eq=False)
class SupplyNetwork:
    """What a place buys, sells, makes, uses and keeps in the baseline, ready to simulate.

    Parameters are the fields; the arrays below are worked out on first use and kept. Axis order is that of
    `links`, `commodities` and `routes`. unmeasured: ids of what is traded with values only, which `notes`
    name and nothing simulates. economy: what money figures need. assets: the mines, plants and carriers behind
    the flows, with their holders. peak: the highest load of electricity and what met it, where published.
    place_names, commodity_names: whatever the dataset names, traded or not, for sentences.
    """

    focus: str
    period: str
    commodities: tuple[SuppliedCommodity, ...]
    links: tuple[SupplyLink, ...]
    routes: tuple[Route, ...] = ()
    totals: tuple[Total, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dataset: str = ""
    season: tuple[str, ...] = ()
    place_names: Mapping[str, str] = field(default_factory=dict)
    unmeasured: tuple[str, ...] = ()
    economy: Economy = field(default_factory=Economy)
    assets: tuple[AssetShare, ...] = ()
    peak: PeakPower | None = None
    commodity_names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_dataset(
        cls,
        dataset: Dataset,
        focus: str,
        period: str,
        season: tuple[str, ...] | None = None,
        start: str | None = None,
    ) -> SupplyNetwork:
        """The network of one place in one baseline year.

        season: years whose monthly shape stands in for a scenario that names none. start: stocks dated later
        are not even read; without it the scenario's own start decides. Raises DataError where the place
        has no flow with a quantity in that year.
        """
        from dependency_explorer.whatif.building import build

        return build(dataset, focus, period, tuple(season or ()), start)

    def place_name(self, code: str) -> str:
        """The name of a place, or its code where none is known."""
        return self.place_names.get(code) or country_names().get(code) or code

    def commodity_name(self, commodity: str) -> str:
        """The name of a commodity or total, or its id where it has none."""
        named: Iterable[SuppliedCommodity | Total] = (*self.commodities, *self.totals)
        own = next((item.name for item in named if item.id == commodity), "")
        return own or self.commodity_names.get(commodity) or commodity

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each simulated commodity."""
        return {commodity.id: i for i, commodity in enumerate(self.commodities)}

    @cached_property
    def column(self) -> NDArray[np.intp]:
        """For each link its commodity, plus the number of commodities where the focus is the exporter."""
        size = len(self.commodities)
        return np.array(
            [self.index[link.commodity] + size * (link.exporter == self.focus) for link in self.links],
            np.intp,
        )

    @cached_property
    def quantity(self) -> Floats:
        """Baseline of each link, a year."""
        return np.array([link.quantity for link in self.links], np.float64)

    @cached_property
    def trade(self) -> Floats:
        """Imports by commodity, then exports by commodity, a year."""
        return np.bincount(self.column, self.quantity, 2 * len(self.commodities)).astype(np.float64)

    @property
    def imports(self) -> Floats:
        """Imports by commodity, a year."""
        return self.trade[: len(self.commodities)]

    @property
    def exports(self) -> Floats:
        """Exports by commodity, a year."""
        return self.trade[len(self.commodities) :]

    @cached_property
    def stated_production(self) -> Floats:
        """Output by commodity, a year; 0 where no table says (the ledger says so)."""
        return np.array([commodity.production or 0.0 for commodity in self.commodities], np.float64)

    @cached_property
    def shortfall(self) -> Floats:
        """What output, where use is not stated, lacks to cover exports: the output series is incomplete."""
        lacking = self.exports - self.stated_production - self.imports
        unstated = np.array([not commodity.sectors for commodity in self.commodities], np.bool_)
        return np.where(unstated & (lacking > 1e-12 * self.exports), lacking, 0.0)

    @cached_property
    def production(self) -> Floats:
        """Output that the engine counts with: the stated one, raised by `shortfall`."""
        return self.stated_production + self.shortfall

    @cached_property
    def demand(self) -> Floats:
        """Demand by commodity, a year: the sum over sectors, else output + imports - exports."""
        rest = self.production + self.imports - self.exports
        rest = np.where(rest > 1e-12 * self.exports, rest, 0.0)
        stated = [sum(sector.demand for sector in commodity.sectors) for commodity in self.commodities]
        known = np.array([bool(commodity.sectors) for commodity in self.commodities], np.bool_)
        return np.where(known, np.array(stated, np.float64), rest)

    @cached_property
    def difference(self) -> Floats:
        """Statistical difference: demand - output - imports + exports, closing the baseline; negative is a
        use that no table explains."""
        known = np.array([bool(commodity.sectors) for commodity in self.commodities], np.bool_)
        return np.where(known, self.demand - self.production - self.imports + self.exports, 0.0)

    @cached_property
    def sectors(self) -> tuple[tuple[int, Sector], ...]:
        """Every sector with the position of its commodity."""
        rows: list[tuple[int, Sector]] = []
        for k, commodity in enumerate(self.commodities):
            listed = commodity.sectors or (Sector(ALL_USE, float(self.demand[k])),)
            rows.extend((k, sector) for sector in listed)
        return tuple(rows)

    @cached_property
    def users(self) -> Floats:
        """Share of the demand of each commodity that is use, not losses."""
        lost = np.zeros(len(self.commodities))
        for k, sector in self.sectors:
            if sector.losses and self.demand[k] > 0:
                lost[k] += sector.demand / self.demand[k]
        return np.maximum(1.0 - lost, 0.0)

    @cached_property
    def route_index(self) -> Mapping[str, int]:
        """Position of each route that a link takes."""
        return {route.id: i for i, route in enumerate(self.routes)}

    @cached_property
    def route_links(self) -> NDArray[np.bool_]:
        """Whether a link takes a route, axes (route, link)."""
        matrix = np.zeros((len(self.routes), len(self.links)), np.bool_)
        for e, link in enumerate(self.links):
            for route in link.routes:
                matrix[self.route_index[route], e] = True
        return matrix

    @cached_property
    def route_factors(self) -> Floats:
        """Units of the route's capacity in one unit of a link, 0 where the link does not count against it."""
        matrix = np.zeros((len(self.routes), len(self.links)))
        for r, route in enumerate(self.routes):
            for e, link in enumerate(self.links):
                if self.route_links[r, e]:
                    # Without a stated capacity the load itself is the measure, whatever the unit.
                    matrix[r, e] = route.factors.get(link.commodity, 0.0 if route.factors else 1.0)
        return matrix

    def expand(self, commodity: str) -> tuple[int, ...]:
        """Positions of the simulated commodities that an id means: itself, or the parts of a total."""
        return self.expanded.get(commodity, ())

    @cached_property
    def expanded(self) -> Mapping[str, tuple[int, ...]]:
        """Positions of the simulated commodities by id, and those of the parts by that of each total."""
        found: dict[str, list[int]] = {}
        for k, item in enumerate(self.commodities):
            for name in {item.id, *item.ancestors}:
                found.setdefault(name, []).append(k)
        return {name: tuple(own) for name, own in found.items()}

    def calendar(self, scenario: Scenario) -> Calendar:
        """The horizon of a scenario laid over the baseline; kept, since a slider changes other things."""
        years = scenario.season or self.season
        key = (scenario.start, scenario.step, scenario.steps, years)
        return self.kept("calendar", key, lambda: self._lay(scenario, years))

    def kept(self, kind: str, key: object, make: Callable[[], Kept], most: int = 8) -> Kept:
        """What was made for a key, or what `make` gives, remembered for the `most` keys asked for last."""
        memory = self._memory.setdefault(kind, {})
        if key not in memory:
            if len(memory) > most:
                memory.clear()
            memory[key] = make()
        return memory[key]  # type: ignore[no-any-return]

    @cached_property
    def _memory(self) -> dict[str, dict[Any, Any]]:
        return {}

    def _lay(self, scenario: Scenario, years: tuple[str, ...]) -> Calendar:
        days = profiles.step_days(scenario.start, scenario.step, scenario.steps)
        flat = profiles.flat_weights(days)
        columns, shapes = [], set()
        for commodity in self.commodities:
            wanted = {
                int(y): np.array(commodity.monthly[int(y)]) for y in years if int(y) in commodity.monthly
            }
            shape = profiles.monthly_shape(wanted) if wanted else None
            if shape is None:
                columns.append(flat)
            else:
                shapes.add(commodity.id)
                columns.append(profiles.seasonal_weights(scenario.start, days, shape))
        weights = np.stack(columns, axis=1) if columns else np.zeros((scenario.steps, 0))
        size = len(self.commodities)
        of_link = weights[:, self.column % size] if len(self.links) else np.zeros((scenario.steps, 0))
        starts = np.datetime64(scenario.start, "D") + days[:-1]
        return Calendar(
            dates=tuple(str(date) for date in starts),
            days=np.diff(days).astype(np.float64),
            weeks=days / 7.0,
            weights=weights,
            shapes=frozenset(shapes),
            base_flow=self.quantity * of_link,
            base_imports=self.imports * weights,
            base_exports=self.exports * weights,
            base_production=self.production * weights,
            base_demand=self.demand * weights,
            base_difference=self.difference * weights,
        )
