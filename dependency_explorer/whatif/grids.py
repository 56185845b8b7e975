"""Places without flows of their own, such as a grid within a country: simulated in shares of their supply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import Balance, balance, keys, periods_of
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.data.schema import NOT_STATED, SET_ASIDE
from dependency_explorer.whatif.ledger import Assumption
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink, SupplyNetwork
from dependency_explorer.whatif.routing import routes_of, split_by_routes
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

PREFIX = "supply_share:"
DOMESTIC = "domestic"
"""After the prefix: what the place makes itself; else the code of the place that supplies it."""

UNIT = "% of a year's supply"
_ROUNDING = 0.5


def network_of_shares(dataset: Dataset, focus: str, period: str) -> SupplyNetwork | None:
    """The network of a place whose supply is published as shares only; None where it is not.

    One per cent of a year's supply is the unit. What the shares leave has no stated partner. Shares above
    100 % together are left out.
    """
    commodities: list[SuppliedCommodity] = []
    links: list[SupplyLink] = []
    for commodity, shares in shares_of(dataset, focus, period).items():
        left = 100.0 - sum(share.value for share in shares.values())
        if left < -_ROUNDING:
            continue
        own = shares.get(DOMESTIC)
        source = dataset.source_short(next(iter(shares.values())).source)
        table = dataset.tables["commodities"]
        group = table["group"].to_numpy()[table["id"].to_numpy() == commodity]
        made = SuppliedCommodity(
            id=commodity,
            name=dataset.commodity_name(commodity),
            unit=UNIT,
            group=str(group[0]) if len(group) else "",
            production=0.0 if own is None else own.value,
            production_source=source,
            rows=(_assumption(dataset, focus, commodity, period, source),),
        )
        named = [
            SupplyLink(code, focus, commodity, share.value, note=f"share of supply ({source})")
            for code, share in shares.items()
            if code != DOMESTIC
        ]
        if left > _ROUNDING:
            named.append(SupplyLink(NOT_STATED, focus, commodity, left, note="what the shares leave"))
        routed, _ = split_by_routes(dataset, focus, period, made, named)
        links += routed
        commodities.append(made)
    if not links:
        return None
    places = {link.exporter for link in links} | {focus}
    places.update(dataset.tables["places"]["code"].tolist())
    return SupplyNetwork(
        focus=focus,
        period=period,
        commodities=tuple(commodities),
        links=tuple(links),
        routes=routes_of(dataset, commodities, links),
        dataset=dataset.name,
        place_names={code: dataset.place_name(code) for code in sorted(places)},
        notes=(
            f"No amounts of supply are published for {dataset.place_name(focus)}: the run counts in per cent "
            "of a year's supply, and says nothing on amounts.",
        ),
    )


def shares_of(dataset: Dataset, place: str, period: str) -> dict[str, dict[str, Balance]]:
    """Published shares of supply, in per cent, by commodity and by supplier or `DOMESTIC`."""
    found: dict[str, dict[str, Balance]] = {}
    for commodity, item in _published(dataset).get(place, ()):
        figure = balance(dataset, place, commodity, item, period)
        if (
            figure is not None
            and figure.quality not in SET_ASIDE
            and figure.unit == "%"
            and figure.value >= 0
        ):
            found.setdefault(commodity, {})[item.removeprefix(PREFIX)] = figure
    return found


def share_periods(dataset: Dataset, place: str) -> tuple[str, ...]:
    """The years for which a place has shares of supply, ascending."""
    own = _published(dataset).get(place, ())
    return tuple(
        sorted({text for named in own for text in periods_of(dataset, place, *named) if len(text) == 4})
    )


@remembered
def _published(dataset: Dataset) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Commodity and item of all shares of supply, by place, in the order of the table."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place, commodity, item in keys(dataset):
        if item.startswith(PREFIX):
            found.setdefault(place, []).append((commodity, item))
    return {place: tuple(own) for place, own in found.items()}


def _assumption(dataset: Dataset, focus: str, commodity: str, period: str, source: str) -> Assumption:
    name = in_sentence(dataset.commodity_name(commodity))
    return Assumption(
        f"supply_shares.{commodity}", f"Supply of {dataset.place_name(focus)}, {name}", 100.0, UNIT, None,
        None,
        f"read: {source}", f"shares of {period}; demand equals supply, and the year is spread evenly",
    )  # fmt: skip
