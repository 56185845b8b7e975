"""What a run costs: a band from the mildest to the harshest published way of counting, and scarcity prices.

No figure is made up: where gross domestic product, cost share or value of lost load are neither loaded nor
stated by the scenario, an estimate says which input is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dependency_explorer.whatif import defaults
from dependency_explorer.whatif.elasticities import elasticity_of
from dependency_explorer.whatif.losses import ces_loss, scarcity_price
from dependency_explorer.whatif.profiles import DAYS_IN_YEAR
from dependency_explorer.whatif.values import sector_value
from dependency_explorer.whatif.wording import (
    amount,
    in_sentence,
    listed,
    opened,
    percent,
    plain,
    with_article,
)

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.network import SuppliedCommodity
    from dependency_explorer.whatif.outcome import Outcome

Way = Literal["low", "middle", "high", "bound"]

GAS_MULTIPLIER, HARSH_MULTIPLIER = 0.07, 0.27
"""Output lost in per cent for each per cent of gas that is missing."""
SUBSTITUTION = 0.10
"""Elasticity of substitution between gas and the rest, mild case of Bachmann et al. 2022."""

BACHMANN = "Bachmann et al. 2022, ECONtribute Policy Brief 28"
SOURCES: dict[str, str] = {
    "ces": f"constant elasticity of substitution, other inputs fixed ({BACHMANN})",
    "ecb": "0.07 % of output for each 1 % of gas missing "
    "(European Central Bank, Economic Bulletin 1/2022, euro area)",
    "voll": "unserved by sector at its value of lost load",
    "imf": "0.27 % of output for each 1 % of gas missing "
    "(International Monetary Fund, Working Paper 22/144, Germany)",
    "fixed": "fixed proportions: output falls by the missing share; an upper bound, nothing is substituted",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """One way of counting what the missing amounts of a commodity cost over the horizon.

    share: of the output of the horizon, positive for a loss; usd: in dollars. None where an input is missing,
    which `missing` names in words. source: the way of counting and where it is published.
    """

    commodity: str
    way: Way
    share: float | None
    usd: float | None
    source: str
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON shows it."""
        return {
            "commodity": self.commodity, "estimate": self.way, "share_of_gdp": self.share,
            "loss_usd": self.usd, "source": self.source, "missing": list(self.missing),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scarcity:
    """Highest price of a commodity against the baseline's, indicative; None where no elasticity is known."""

    commodity: str
    multiple: float | None
    step: int | None
    elasticity: float | None
    source: str


def money_band(outcome: Outcome) -> tuple[Estimate, ...]:
    """Low, middle, high and bound for every simulated commodity that goes short; see model.md."""
    found: list[Estimate] = []
    for k, item in enumerate(outcome.network.commodities):
        if outcome.unserved[0][:, k].any():
            found.extend(_estimates(outcome, k, item))
    return tuple(found)


def gross_product(outcome: Outcome) -> tuple[float | None, str]:
    """Output a year in USD with its source: stated by the scenario, else loaded."""
    stated = outcome.scenario.assumption("gdp", outcome.network.focus)
    if stated is not None and stated.value is not None:
        return stated.value, "stated by the scenario"
    return outcome.network.economy.gdp, outcome.network.economy.gdp_source


def _estimates(outcome: Outcome, k: int, item: SuppliedCommodity) -> Iterator[Estimate]:
    scenario, names = outcome.scenario, defaults.names_of(item)
    gdp, _ = gross_product(outcome)
    good = in_sentence(item.name or item.id)
    days = outcome.calendar.days.tolist()
    unserved, demand = outcome.unserved[0][:, k].tolist(), outcome.demand[0][:, k].tolist()
    # A negative rounding error is no shortage.
    cuts = [min(max(u / d, 0.0), 1.0) if d > 0 else 0.0 for u, d in zip(unserved, demand, strict=True)]
    whole = sum(unserved) / sum(demand)
    years = sum(days) / DAYS_IN_YEAR
    unknown = () if gdp is not None else (_no_gdp(outcome),)

    def made(way: Way, share: float, source: str) -> Estimate:
        usd = None if gdp is None else share * gdp * years
        return Estimate(item.id, way, share, usd, SOURCES[source], unknown)

    cost_share = scenario.assumption("cost_share", *names)
    if cost_share is None or cost_share.value is None:
        lacking = f"the cost share of {good} in output (assumption cost_share)"
        yield Estimate(item.id, "low", None, None, SOURCES["ces"], (lacking, *unknown))
    else:
        stated = scenario.assumption("substitution", *names)
        elasticity = SUBSTITUTION if stated is None or stated.value is None else stated.value
        # Step by step: what a bad week loses, a good one does not make up.
        lost = [-ces_loss(cost_share.value, elasticity, cut) * n for cut, n in zip(cuts, days, strict=True)]
        yield made("low", sum(lost) / sum(days), "ces")
    if item.gas:
        yield made("middle", GAS_MULTIPLIER * whole, "ecb")
    else:
        lacking = f"a published multiplier for {good} (the one there is holds for gas)"
        yield Estimate(item.id, "middle", None, None, SOURCES["ecb"], (lacking,))
    worth, valueless = _at_value_of_lost_load(outcome, k)
    if not valueless:
        yield Estimate(item.id, "high", worth / (gdp * years) if gdp else None, worth, SOURCES["voll"])
    elif item.gas:
        yield made("high", HARSH_MULTIPLIER * whole, "imf")
    else:
        named = listed([name.replace("_", " ") for name in valueless])
        lacking = f"the value of lost load of {good} for {named} (assumption value_of_lost_load)"
        yield Estimate(item.id, "high", None, None, SOURCES["voll"], (lacking,))
    yield made("bound", whole, "fixed")


def _no_gdp(outcome: Outcome) -> str:
    return f"the gross domestic product of {_place(outcome)} (item gdp, or assumption gdp)"


def _place(outcome: Outcome) -> str:
    return with_article(outcome.network.place_name(outcome.network.focus))


def _at_value_of_lost_load(outcome: Outcome, k: int) -> tuple[float, list[str]]:
    """Unserved of a commodity in USD, and the sectors whose value of lost load is not known."""
    worth, valueless = 0.0, []
    for s, (owner, sector) in enumerate(outcome.network.sectors):
        if owner != k or sector.losses or sector.demand <= 0:
            continue
        value = sector_value(outcome.network, outcome.scenario, s)
        if value is None:
            valueless.append(sector.name)
        else:
            worth += value * float(outcome.sector_unserved[0][:, s].sum())
    return worth, valueless


def scarcity(outcome: Outcome) -> tuple[Scarcity, ...]:
    """For every commodity that goes short the highest scarcity price of any step."""
    found: list[Scarcity] = []
    for k, item in enumerate(outcome.network.commodities):
        # What gives way to the price would be short without it.
        short = outcome.unserved[0][:, k] + outcome.given_way[0][:, k]
        if not short.any():
            continue
        elasticity, source = elasticity_of(outcome.scenario, item)
        if elasticity is None:
            reason = source or "no short-run elasticity of demand is known"
            found.append(Scarcity(item.id, None, None, None, reason))
            continue
        prices = [
            scarcity_price(d - u, d, elasticity)
            for u, d in zip(short.tolist(), outcome.demand[0][:, k].tolist(), strict=True)
        ]
        top = max(prices)
        found.append(Scarcity(item.id, top, prices.index(top) + 1, elasticity, source))
    return tuple(found)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """The value of `money` in the command's JSON."""
    gdp, source = gross_product(outcome)
    return {
        "gdp_usd": gdp,
        "gdp_source": source,
        "band": [one.to_dict() for one in money_band(outcome)],
        "scarcity_price": [
            {
                "commodity": one.commodity, "highest_multiple": one.multiple, "step": one.step,
                "elasticity": one.elasticity, "source": one.source, "note": "indicative, at most 50 times",
            }
            for one in scarcity(outcome)
        ],
    }  # fmt: skip


def sentences(outcome: Outcome, dataset: Dataset, commodity: str) -> tuple[str, ...]:
    """The band of a commodity or a total's parts in words: one sentence an estimate that can be made, one that
    says why there is no middle, and one that says what is missing for the others."""
    ids = {outcome.commodities[k] for k in outcome.positions(commodity)}
    found: list[str] = []
    without: dict[Way, list[str]] = {"low": [], "middle": [], "high": [], "bound": []}
    valued = True
    for one in money_band(outcome):
        if one.commodity not in ids:
            continue
        if one.share is None and one.usd is None:
            without[one.way].append(in_sentence(dataset.commodity_name(one.commodity)))
        valued = valued and _no_gdp(outcome) not in one.missing
        # A bare share is no money; without a gross product it is told for gas alone, where rules exist.
        if one.usd is None and (one.share is None or one.way == "bound"):
            continue
        good = in_sentence(dataset.commodity_name(one.commodity))
        loss = "" if one.usd is None else amount(one.usd, "US$")
        share = (
            ""
            if one.share is None
            else f"{percent(one.share)} of the output of these {outcome.scenario.step}s"
        )
        value = f"{loss} ({share})" if loss and share else loss or share
        found.append(f"{opened(_WAYS[one.way])} of what lacks in {good}: {value}; {one.source}.")
    for price in scarcity(outcome):
        if price.commodity in ids and price.multiple is not None:
            good = in_sentence(dataset.commodity_name(price.commodity))
            found.append(
                f"At an elasticity of {plain(price.elasticity or 0.0)} ({price.source}) the price of {good} that "
                f"would clear the market rises to {plain(price.multiple)} times the baseline’s in "
                f"{outcome.scenario.step} {price.step}; indicative, at most 50 times."
            )
    if without["middle"]:
        found.append(
            f"There is no middle estimate for {listed(without['middle'])}: the only published rule of what each per "
            "cent missing costs in output is that of the European Central Bank for gas."
        )
    lacking = [] if valued else [f"the gross domestic product of {_place(outcome)}"]
    if without["low"]:
        lacking.append(f"the cost share of {listed(without['low'])} in output")
    if without["high"]:
        lacking.append(f"the value of lost load of {listed(without['high'])}")
    if lacking:
        found.append(f"Not counted in money for want of {'; '.join(lacking)}.")
    return tuple(found)


_WAYS: dict[Way, str] = {
    "low": "low estimate", "middle": "middle estimate", "high": "high estimate", "bound": "upper bound"
}  # fmt: skip
