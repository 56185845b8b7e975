"""Routes: how flows split over them, and the capacities that are given per time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import balance, items, periods_of
from dependency_explorer.data.schema import SET_ASIDE
from dependency_explorer.data.units import factor
from dependency_explorer.whatif.ledger import Assumption
from dependency_explorer.whatif.network import Route, SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_PREFIX = "route_share:"
TIMES_A_YEAR = {
    "yr": 1.0, "year": 1.0, "a": 1.0, "y": 1.0, "month": 12.0, "mo": 12.0, "week": DAYS_IN_YEAR / 7.0,
    "wk": DAYS_IN_YEAR / 7.0, "half-year": 2.0, "quarter": 4.0,
    "day": float(DAYS_IN_YEAR), "d": float(DAYS_IN_YEAR), "h": 24.0 * DAYS_IN_YEAR,
}  # fmt: skip


def split_by_routes(
    dataset: Dataset, focus: str, period: str, commodity: SuppliedCommodity, links: list[SupplyLink]
) -> tuple[list[SupplyLink], tuple[Assumption, ...]]:
    """Split links that name no route by the shares in balances (`route_share:ID`), and the ledger's rows.

    A share counts for the partner at the route's far end where one is traded with, else for the whole side.
    Of several years the nearest to the baseline is taken; what the shares leave has no route.
    """
    shares: dict[tuple[str, bool], dict[str, dict[str, float]]] = {}
    for name in (commodity.id, *commodity.ancestors):
        for item in items(dataset, focus, name):
            if item.startswith(_PREFIX):
                route = item.removeprefix(_PREFIX)
                key = _far_end(dataset, focus, route, links)
                for year, share in _years(dataset, focus, name, item).items():
                    shares.setdefault(key, {}).setdefault(year, {}).setdefault(route, share)
        if shares:
            break
    result = list(links)
    rows: list[Assumption] = []
    for (partner, outward), by_year in shares.items():
        year = min(by_year, key=lambda text: (abs(int(text) - int(period)), text))
        chosen = by_year[year]
        whole = max(1.0, sum(chosen.values()))
        split: list[SupplyLink] = []
        for link in result:
            other = link.importer if outward else link.exporter
            if link.routes or (link.exporter == focus) != outward or partner not in ("", other):
                split.append(link)
                continue
            left = 1.0
            for route, share in chosen.items():
                note = link.note or f"split by the route share of {year}"
                part = link.quantity * share / whole
                split.append(replace(link, quantity=part, routes=(route,), derived=True, note=note))
                left -= share / whole
            if left > 1e-9:
                split.append(replace(link, quantity=link.quantity * left))
        if len(split) > len(result) or any(a is not b for a, b in zip(split, result, strict=False)):
            rows += [
                Assumption(
                    f"route_share.{commodity.id}.{route}",
                    f"Share of {in_sentence(commodity.name or commodity.id)} over {_name(dataset, route)}",
                    share / whole, "1", None, None, "read from the data",
                    f"published for {year}" + (f", used for {period}" if year != period else ""),
                )
                for route, share in chosen.items()
            ]  # fmt: skip
        result = split
    return result, tuple(rows)


def routes_of(
    dataset: Dataset, commodities: Sequence[SuppliedCommodity], links: Sequence[SupplyLink]
) -> tuple[Route, ...]:
    """The routes that links take, with capacities where they are given per time in a unit that converts."""
    table = dataset.tables["routes"]
    columns = ("id", "name", "mode", "capacity", "capacity_unit", "status")
    listed = {row[0]: row for row in zip(*(table[column].tolist() for column in columns), strict=True)}
    used = dict.fromkeys(route for link in links for route in link.routes)
    units = {commodity.id: commodity.unit for commodity in commodities}
    found: list[Route] = []
    for route in used:
        if route not in listed:
            found.append(Route(route, route))
            continue
        _, name, mode, capacity, unit, _ = listed[route]
        amount, _, per = (part.strip() for part in str(unit).partition("/"))
        carried = {link.commodity for link in links if route in link.routes}
        factors = {c: f for c in carried if (f := _factor(units[c], amount)) is not None}
        if capacity == capacity and per in TIMES_A_YEAR and factors:
            yearly = float(capacity) * TIMES_A_YEAR[per]
            found.append(Route(route, str(name), str(mode), yearly, amount, factors))
        else:
            note = f"capacity {capacity:g} {unit}: not a quantity per time" if capacity == capacity else ""
            found.append(Route(route, str(name), str(mode), note=note))
    return tuple(found)


def _factor(unit: str, target: str) -> float | None:
    exact = factor(unit, target)
    return None if exact is None else float(exact)


def _name(dataset: Dataset, route: str) -> str:
    table = dataset.tables["routes"]
    names = table["name"].to_numpy()[table["id"].to_numpy() == route]
    return str(names[0]) if len(names) else route


def _years(dataset: Dataset, focus: str, commodity: str, item: str) -> dict[str, float]:
    """Shares of one route by year, as fractions."""
    found: dict[str, float] = {}
    for year in sorted(text for text in periods_of(dataset, focus, commodity, item) if len(text) == 4):
        # Shares of months do not add up to that of a year.
        figure = balance(dataset, focus, commodity, item, year)
        if figure is None or figure.quality in SET_ASIDE or figure.unit not in ("%", "1", ""):
            continue
        share = figure.value / 100.0 if figure.unit == "%" else figure.value
        if 0 < share <= 1:
            found[year] = share
    return found


def _far_end(dataset: Dataset, focus: str, route: str, links: list[SupplyLink]) -> tuple[str, bool]:
    """The partner at the other end of a route ("" for all) and whether it leads outward."""
    table = dataset.tables["routes"]
    own = table["id"].to_numpy() == route
    imports = sum(link.quantity for link in links if link.importer == focus)
    exports = sum(link.quantity for link in links if link.exporter == focus)
    outward = exports > imports
    if not own.any():
        return "", outward
    begin = within(dataset, str(table["from_place"].to_numpy()[own][0]))
    end = within(dataset, str(table["to_place"].to_numpy()[own][0]))
    if focus in begin and focus not in end:
        outward, far = True, end
    elif focus in end and focus not in begin:
        outward, far = False, begin
    else:
        # A grid is part of no place that a route's ends name: the end that is a partner's is the far one.
        suppliers, buyers = {link.exporter for link in links}, {link.importer for link in links}
        if suppliers & set(begin) - set(end):
            outward, far = False, begin
        elif buyers & set(end) - set(begin):
            outward, far = True, end
        else:
            return "", outward
    partners = {link.importer if outward else link.exporter for link in links}
    return next((place for place in far if place in partners), ""), outward


def within(dataset: Dataset, place: str) -> list[str]:
    """A place and the places that contain it."""
    found = [place]
    while (parent := dataset.place_parent(found[-1])) and parent not in found:
        found.append(parent)
    return found
