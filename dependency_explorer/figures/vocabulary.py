"""What may stand in the sentences of a disruption: codes and names of what a run simulates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.assets import AssetShare
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario


@dataclass(frozen=True)
class Vocabulary:
    """What may stand in the sentences: codes and names of the simulated links, the largest first."""

    exporters: tuple[tuple[str, str], ...] = ()
    importers: tuple[tuple[str, str], ...] = ()
    commodities: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    routes: tuple[tuple[str, str], ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    goods: dict[str, str] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()
    carried: dict[str, frozenset[str]] = field(default_factory=dict)
    holders: tuple[tuple[str, str], ...] = ()
    assets: tuple[tuple[str, str], ...] = ()
    made: dict[str, frozenset[str]] = field(default_factory=dict)

    def routes_of(self, commodity: str) -> tuple[tuple[str, str], ...]:
        """The routes by which a commodity (or any, for "") comes or goes."""
        taken = self.carried.get(commodity, frozenset()) if commodity else frozenset(self.routes_known())
        return tuple(route for route in self.routes if route[0] in taken)

    def routes_known(self) -> tuple[str, ...]:
        """Every route's id."""
        return tuple(code for code, _ in self.routes)

    def asset(self, code: str) -> str:
        """An asset's name."""
        return dict(self.assets).get(code, code)

    def place(self, code: str) -> str:
        """A place's name."""
        return self.places.get(code, code)

    def good(self, code: str) -> str:
        """A commodity's name."""
        return self.goods.get(code, code)


def vocabulary(
    dataset: Dataset, links: Sequence[Any], scenario: Scenario, assets: Sequence[AssetShare] = ()
) -> Vocabulary:
    """The words for a run's links: partners by size, totals before their parts, groups that hold several; and
    for the assets of which the data say what they make, with who holds them."""
    sizes: dict[str, dict[str, float]] = {"exporter": {}, "importer": {}, "commodity": {}}
    routes: dict[str, None] = {}
    carried: dict[str, frozenset[str]] = {}
    totals: dict[str, float] = {}
    for link in links:
        totals[link.commodity] = totals.get(link.commodity, 0.0) + link.base_per_year
    sold, bought, traded = sizes["exporter"], sizes["importer"], sizes["commodity"]
    known_ways: set[tuple[str, str]] = set()
    for link in links:
        # Commodities have different units: a partner ranks by the sum of its shares.
        code, whole = link.commodity, totals[link.commodity]
        share = link.base_per_year / whole if whole > 0 else 0.0
        sold[link.exporter] = sold.get(link.exporter, 0.0) + share
        bought[link.importer] = bought.get(link.importer, 0.0) + share
        traded[code] = traded.get(code, 0.0) + share
        if (code, link.route) in known_ways:
            continue
        known_ways.add((code, link.route))
        parts = tuple(part for part in link.route.split(";") if part)
        routes.update(dict.fromkeys(parts))
        while code:
            carried[code] = carried.get(code, frozenset()) | frozenset(parts)
            code = dataset.parent(code)
    simulated = tuple(sizes["commodity"])
    for code in simulated:
        sizes["commodity"].update(dict.fromkeys(dataset.parts(code), 0.0))
    targets = [disruption.target for disruption in scenario.disruptions]
    for target in targets:
        for side, known in sizes.items():
            if getattr(target, side):
                known.setdefault(getattr(target, side), 0.0)
    goods = _family(dataset, tuple(sizes["commodity"]))
    names = {code: dataset.commodity_name(code) for code, _ in goods}
    groups: dict[str, int] = {}
    for code in names:
        group = dataset.commodity_group(code)
        if group:
            groups[group] = groups.get(group, 0) + 1
    places = {
        code: dataset.place_name(code) for code in (*sizes["exporter"], *sizes["importer"], scenario.focus)
    }

    def ranked(side: str) -> tuple[tuple[str, str], ...]:
        known = sizes[side]
        codes = sorted(
            (c for c in known if c != "XNS"), key=lambda c: (c == scenario.focus, -known[c], places[c])
        )
        return tuple((code, places[code]) for code in codes)

    return Vocabulary(
        exporters=ranked("exporter"),
        importers=ranked("importer"),
        commodities=goods,
        groups=tuple(
            (g, g.replace("_", " "))
            for g, count in sorted(groups.items())
            # Sums over other groups are a kind of rows, not a kind of goods.
            if count > 1 and g not in names and g != "aggregate"
        ),
        routes=tuple((code, _route_name(dataset, code)) for code in routes),
        places=places,
        goods=names,
        simulated=simulated,
        carried=carried,
        **_owned(dataset, assets),
    )


def words_of_run(dataset: Dataset, outcome: Outcome, scenario: Scenario) -> Vocabulary:
    """The words for a run; remembered, because a lever that moves leaves them alone."""
    key = (
        scenario.focus,
        tuple(disruption.target for disruption in scenario.disruptions),
        tuple(source.exporter for source in outcome.scenario.responses.sources),
    )
    network = outcome.network
    return network.kept("words", key, lambda: vocabulary(dataset, outcome.links, scenario, network.assets))


def _owned(dataset: Dataset, assets: Sequence[AssetShare]) -> dict[str, Any]:
    """Holders and assets by name, and the commodities, totals included, that an event on each can mean."""
    from dependency_explorer.analysis.commodities import ancestors

    made: dict[str, frozenset[str]] = {}
    known = [asset for asset in assets if asset.share is not None and not asset.planned]
    for asset in known:
        goods = {good for code in asset.parts for good in (code, *ancestors(dataset, code))}
        holders = [name for name, part in (*asset.offtake.items(), *asset.control.items()) if part > 0]
        for key in (f"asset:{asset.id}", *(f"holder:{name}" for name in holders)):
            made[key] = made.get(key, frozenset()) | goods
    holders = sorted(key.removeprefix("holder:") for key in made if key.startswith("holder:"))
    return {
        "holders": tuple((name, name) for name in holders),
        "assets": tuple(sorted(((asset.id, asset.name) for asset in known), key=lambda pair: pair[1])),
        "made": made,
    }


def _family(dataset: Dataset, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Commodities with their totals before them, parts indented."""
    from dependency_explorer.analysis.commodities import ancestors

    wanted = dict.fromkeys(codes)
    for code in codes:
        wanted.update(dict.fromkeys(ancestors(dataset, code)))
    parts: dict[str, list[str]] = {}
    for code in sorted(wanted, key=dataset.commodity_name):
        parent = dataset.parent(code)
        parts.setdefault(parent if parent in wanted else "", []).append(code)
    rows: list[tuple[str, str]] = []

    def add(code: str, depth: int) -> None:
        rows.append((code, "\u2003" * depth + dataset.commodity_name(code)))
        for part in parts.get(code, ()):
            add(part, depth + 1)

    for code in parts.get("", ()):
        add(code, 0)
    return tuple(rows)


def _route_name(dataset: Dataset, code: str) -> str:
    table = dataset.tables["routes"]
    found = table.loc[table["id"].astype(str) == code, "name"]
    return str(found.iloc[0]) if len(found) else code
