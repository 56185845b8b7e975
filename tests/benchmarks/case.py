"""The case that the budgets speak of: 52 weeks, 40 links, 8 commodities of 5 sectors, 10 routes."""

from __future__ import annotations

from random import Random

from dependency_explorer.whatif.network import (
    Route,
    Sector,
    StockRecord,
    SuppliedCommodity,
    SupplyLink,
    SupplyNetwork,
)
from dependency_explorer.whatif.scenario import Disruption, Override, Responses, Scenario, Target

COMMODITIES, PARTNERS, ROUTES = 8, ("RUS", "CHN", "KAZ", "KOR", "JPN"), 10
SECTORS = ("households", "power", "transport", "commerce", "industry")


def budget_network() -> SupplyNetwork:
    """Eight commodities from five partners each, over ten routes that are nearly full."""
    random = Random(7)
    commodities, links = [], []
    for k in range(COMMODITIES):
        amounts = [random.uniform(50.0, 500.0) for _ in PARTNERS]
        shares = [random.uniform(0.5, 2.0) for _ in SECTORS]
        used = sum(amounts) + 100.0
        commodities.append(
            SuppliedCommodity(
                f"c{k}", f"Commodity {k}", "kt", production=100.0,
                sectors=tuple(
                    Sector(name, used * share / sum(shares))
                    for name, share in zip(SECTORS, shares, strict=True)
                ),
                stocks=(StockRecord("2023-12", used * random.uniform(0.02, 0.06)),),
                capacity=used * 0.08,
            )
        )  # fmt: skip
        links += [
            SupplyLink(partner, "MNG", f"c{k}", amount, (f"r{random.randrange(ROUTES)}",))
            for partner, amount in zip(PARTNERS, amounts, strict=True)
        ]
    routes = []
    for r in range(ROUTES):
        carried = sum(link.quantity for link in links if f"r{r}" in link.routes)
        factors = {commodity.id: 1.0 for commodity in commodities}
        routes.append(Route(f"r{r}", f"Route {r}", "rail", max(carried, 1.0) * 1.05, "kt", factors))
    return SupplyNetwork("MNG", "2023", tuple(commodities), tuple(links), tuple(routes))


def budget_scenario(depth: float = 0.8) -> Scenario:
    """Russia delivers less for thirty weeks from week 5, a route is narrowed; all responses are on."""
    return Scenario(
        "MNG", "2023", "2024-01-01", 52,
        disruptions=(
            Disruption(Target(exporter="RUS"), depth, 5, 2.0, 30.0, 4.0),
            Disruption(Target(route="r3"), 0.5, 10, 0.0, 12.0),
        ),
        responses=Responses(draw_stocks=5.0, replace=True),
        rationing="priority",
        assumptions=(Override(("max_draw", "*"), 6.0), Override(("spare", "*"), 0.3)),
    )  # fmt: skip
