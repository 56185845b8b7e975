"""Three to five sentences that say what a run found, each tied to the number it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Disruption

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
THIN = "\u2009"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the key of the totals row (or of the scenario) that holds the number it states."""

    text: str
    value_key: str
    value: float | str | None = None


def sentences(outcome: Outcome, dataset: Dataset, commodity: str = "") -> tuple[Sentence, ...]:
    """What is cut, when it first bites, how much is unmet, how low stocks fall, what replaces it.

    commodity: a simulated commodity or total; by default the one that the first event names, else the
    simulated one with the largest unmet share.
    """
    chosen = commodity or main_commodity(outcome)
    return tuple(_sentences(outcome, dataset, chosen))


def main_commodity(outcome: Outcome) -> str:
    """The commodity or total that a run is about."""
    known = {*outcome.commodities, *(total.id for total in outcome.network.totals)}
    for event in outcome.scenario.disruptions:
        if event.target.commodity in known:
            return event.target.commodity
    touched = [c for c in outcome.commodities if c in outcome.touched] or list(outcome.commodities)

    def share(commodity: str) -> float:
        found = outcome.key_numbers(commodity)["unserved_share"]
        return found if found is not None else 0.0

    return max(touched, key=share)


def _sentences(outcome: Outcome, dataset: Dataset, commodity: str) -> Iterator[Sentence]:
    numbers = outcome.key_numbers(commodity)
    name, unit = dataset.commodity_name(commodity), str(numbers["unit"])
    yield _cut(outcome, dataset, commodity)
    outward = sum(_moved(outcome, commodity, "exports")) > 0
    if not outward or numbers["unserved"] > 0:
        yield _first(outcome, numbers, name)
        if numbers["first_short_step"] is not None:
            horizon = f"{len(outcome.dates)} {outcome.scenario.step}s"
            yield Sentence(
                f"{_amount(numbers['unserved'], unit)} of {name} go unmet: "
                f"{_percent(numbers['event_unserved_share'])} of demand while the event is in force, "
                f"{_percent(numbers['unserved_share'])} over the {horizon}.",
                "unserved", numbers["unserved"],
            )  # fmt: skip
    if outward:
        yield Sentence(
            f"Of what cannot be sold, {_amount(numbers['diverted'], unit)} are diverted to other buyers and "
            f"{_amount(numbers['stockpiled'], unit)} stockpiled; production is cut by "
            f"{_amount(numbers['production_cut'], unit)}.",
            "production_cut", numbers["production_cut"],
        )  # fmt: skip
        revenue = numbers["export_revenue_change_usd"]
        if revenue is not None:
            word = "falls" if revenue <= 0 else "rises"
            yield Sentence(
                f"Export revenue {word} by {_amount(abs(revenue) / 1e6, 'million US$')} "
                "at the baseline's unit values.",
                "export_revenue_change_usd", revenue,
            )  # fmt: skip
    yield _cover(outcome, numbers, name)
    if not outward:
        found = _replaced(outcome, dataset, commodity, unit)
        if found is not None:
            yield found


def _cut(outcome: Outcome, dataset: Dataset, commodity: str) -> Sentence:
    chosen = {outcome.commodities[k] for k in outcome.positions(commodity)}
    from dependency_explorer.whatif.events import hits

    events = [
        event
        for event in outcome.scenario.disruptions
        if event.depth > 0
        and chosen & {outcome.network.links[e].commodity for e in hits(outcome.network, event).nonzero()[0]}
    ]
    name = dataset.commodity_name(commodity)
    if not events:
        return Sentence(f"Nothing is cut of {name}: the numbers are those of the baseline.", "depth", 0.0)
    first = events[0]
    more = f", with {len(events) - 1} more event{'s' if len(events) > 2 else ''}" if len(events) > 1 else ""
    return Sentence(
        f"{_who(outcome, dataset, first)} {_percent(first.depth)} less {name} for "
        f"{_count(first.steps, outcome.scenario.step)} from {_date(outcome, first.start_step)}{more}.",
        "depth", first.depth,
    )  # fmt: skip


def _who(outcome: Outcome, dataset: Dataset, event: Disruption) -> str:
    target = event.target
    if target.route:
        names = {route.id: route.name for route in outcome.network.routes}
        return f"{names.get(target.route) or target.route} lets through"
    focus = outcome.network.focus
    if target.exporter == focus or (target.importer and target.importer != focus):
        return f"{dataset.place_name(target.importer) if target.importer else 'Every buyer'} takes"
    return f"{dataset.place_name(target.exporter) if target.exporter else 'Every partner'} delivers"


def _first(outcome: Outcome, numbers: dict[str, Any], name: str) -> Sentence:
    step = numbers["first_short_step"]
    if step is None:
        return Sentence(
            f"All demand for {name} is met in every {outcome.scenario.step}.", "first_short_step", None
        )
    return Sentence(
        f"{name} first runs short in {outcome.scenario.step} {step}, from {_date(outcome, step)}.",
        "first_short_step", step,
    )  # fmt: skip


def _cover(outcome: Outcome, numbers: dict[str, Any], name: str) -> Sentence:
    lowest = numbers["min_cover_days"]
    if lowest is None:
        return Sentence(f"No stock of {name} is loaded, so the run has no buffer.", "min_cover_days", None)
    return Sentence(
        f"The stock of {name} covers {_plain(lowest)} days of demand at its lowest.", "min_cover_days", lowest
    )


def _replaced(outcome: Outcome, dataset: Dataset, commodity: str, unit: str) -> Sentence | None:
    if not (outcome.scenario.uses_spare or outcome.scenario.responses.sources):
        return Sentence("Nothing replaces what is lost: replacement is off.", "replacement", 0.0)
    amounts = {
        partner: sum(value for value in values if value is not None)
        for partner, values in outcome.by_partner(commodity, "replacement").items()
    }
    whole = sum(amounts.values())
    if whole <= 0:
        return None
    top = max(amounts, key=lambda partner: amounts[partner])
    who = "partners not stated" if top == "XNS" else dataset.place_name(top)
    return Sentence(
        f"Replacement brings {_amount(whole, unit)}, most of it from {who}.", "replacement", whole
    )


def _moved(outcome: Outcome, commodity: str, side: str) -> list[float]:
    """What events take from each link of a side, without what replaces it."""
    positions = outcome.link_positions(commodity, side)
    lost = outcome.base_flow[:, positions] - outcome.flow[0][:, positions]
    return [float(value) for value in lost.sum(axis=0) if value > 0]


def _date(outcome: Outcome, step: int) -> str:
    if not 1 <= step <= len(outcome.dates):
        return f"{outcome.scenario.step} {step}"
    day = date.fromisoformat(outcome.dates[step - 1])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _count(number: float, noun: str) -> str:
    return f"{_plain(number)} {noun}{'' if number == 1 else 's'}"


def _percent(share: float | None) -> str:
    return "an unknown share" if share is None else f"{_plain(100 * share)} %"


def _amount(value: float, unit: str) -> str:
    return f"{_plain(value)} {unit}".strip()


def _plain(value: float) -> str:
    """Three significant digits, whole above a hundred, with thin-space thousands."""
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:,.{digits}f}".replace(",", THIN)
    return text.rstrip("0").rstrip(".") if "." in text else text
