"""Three to five sentences that say what a run found, each tied to the number it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dependency_explorer.whatif.relief_words import relief
from dependency_explorer.whatif.wording import amount, in_sentence, listed, opened, percent, plain

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.exports import LostExports
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Disruption

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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
    name, unit = in_sentence(dataset.commodity_name(commodity)), str(numbers["unit"])
    yield _cut(outcome, dataset, commodity)
    outward = outcome.side(commodity) == "exports"
    lost = outcome.lost_exports(commodity) if outward else None
    if lost is not None:
        yield from _unsold(outcome, numbers, name, lost)
    if not outward or numbers["unserved"] > 0:
        yield _first(outcome, dataset, commodity, numbers, name)
        if numbers["first_short_step"] is not None:
            horizon = f"{len(outcome.dates)} {outcome.scenario.step}s"
            yield Sentence(
                f"{amount(numbers['unserved'], unit)} of {name} go unmet: "
                f"{percent(numbers['event_unserved_share'])} of demand while the event is in force, "
                f"{percent(numbers['unserved_share'])} over the {horizon}.",
                "unserved", numbers["unserved"],
            )  # fmt: skip
    if not outward or numbers["unserved"] > 0 or numbers["end_stock"] is not None:
        yield _cover(numbers, name)
    for told in relief(outcome, dataset, commodity, name, unit):
        yield Sentence(*told)
    if not outward:
        found = _replaced(outcome, dataset, commodity, unit)
        if found is not None:
            yield found


def _unsold(outcome: Outcome, numbers: dict[str, Any], name: str, lost: LostExports) -> Iterator[Sentence]:
    """How much is sold less, where it goes, and what revenue it costs."""
    if lost.first_step is None:
        yield Sentence(f"All usual exports of {name} are sold.", "exports", numbers["exports"])
        return
    horizon = f"{len(outcome.dates)} {outcome.scenario.step}s"
    yield Sentence(
        f"Exports of {name} fall by {amount(lost.amount, lost.unit)}, from "
        f"{_date(outcome, lost.first_step)}: {percent(lost.event_share)} of the baseline’s while the event "
        f"is in force, {percent(lost.share)} over the {horizon}.",
        "exports", lost.amount,
    )  # fmt: skip
    parts = [
        f"{amount(quantity, lost.unit)} {what}"
        for quantity, what in (
            (lost.output_lost, "are output lost at the assets hit"),
            (lost.kept_home, "serve demand at home"),
            (lost.stockpiled, "are stockpiled"),
            (lost.spilt, "find neither buyer nor room"),
        )
        if quantity > 1e-9 * lost.amount
    ]
    beside = ""
    if lost.diverted > 1e-9 * lost.amount:
        beside = f"Other buyers take {amount(lost.diverted, lost.unit)} more than usual; of the rest "
    if lost.production_cut > 1e-9 * lost.amount:
        text = (
            f"{listed(parts)}, and production is cut by {amount(lost.production_cut, lost.unit)}"
            if parts
            else f"all is cut from production, {amount(lost.production_cut, lost.unit)}"
            if beside
            else f"production is cut by {amount(lost.production_cut, lost.unit)}: no other buyer takes more, "
            "and there is no room to stockpile"
        )
        if not beside and not parts:
            text = opened(text)
        yield Sentence(
            f"{beside or ('Of it ' if parts else '')}{text}.", "production_cut", lost.production_cut
        )
    elif parts:
        yield Sentence(f"{beside or 'Of it '}{listed(parts)}.", "stockpiled", lost.stockpiled)
    revenue = numbers["export_revenue_change_usd"]
    if revenue is not None:
        word = "falls" if revenue <= 0 else "rises"
        yield Sentence(
            f"Export revenue {word} by {amount(abs(revenue), 'US$')} at the baseline’s unit values.",
            "export_revenue_change_usd", revenue,
        )  # fmt: skip


def _cut(outcome: Outcome, dataset: Dataset, commodity: str) -> Sentence:
    chosen = {outcome.commodities[k] for k in outcome.positions(commodity)}
    from dependency_explorer.whatif.events import touches
    from dependency_explorer.whatif.owners import counted_on

    network, scenario = outcome.network, outcome.scenario
    deep = [event for event in scenario.disruptions if event.depth > 0]
    events = [event for event in deep if chosen & {outcome.commodities[k] for k in touches(network, event)}]
    # What calls off a source that is counted on takes nothing of the baseline; it is told as one more event.
    events += [
        event
        for event in deep
        if event not in events
        and any(
            counted_on(network, event, source) > 0
            and chosen & {outcome.commodities[k] for k in network.expand(source.commodity)}
            for source in scenario.responses.sources
        )
    ]
    name = in_sentence(dataset.commodity_name(commodity))
    if not events:
        return Sentence(f"Nothing is cut of {name}: the numbers are those of the baseline.", "depth", 0.0)
    first = events[0]
    more = f", with {len(events) - 1} more event{'s' if len(events) > 2 else ''}" if len(events) > 1 else ""
    when = f"{_count(first.steps, scenario.step)} from {_date(outcome, first.start_step)}{more}"
    if first.target.kind != "supply":
        return Sentence(f"{_at_home(first, name)} for {when}.", "depth", first.depth)
    less = f"no {name}" if first.depth == 1 else f"{percent(first.depth)} less {name}"
    return Sentence(
        f"{_who(outcome, dataset, first)} {less} for {when}.", "depth", first.depth
    )  # fmt: skip


def _at_home(event: Disruption, name: str) -> str:
    """What an event does to demand or to stock."""
    if event.target.kind == "demand":
        who = f" of {listed([sector.replace('_', ' ') for sector in event.target.sectors])}"
        return (
            f"Demand for {name}{who if event.target.sectors else ''} is {percent(event.depth)} above its usual "
            "level"
        )
    part = "All" if event.depth == 1 else percent(event.depth)
    return f"{part} of the stock of {name} is barred"


def _who(outcome: Outcome, dataset: Dataset, event: Disruption) -> str:
    target = event.target
    if target.asset:
        names = {asset.id: asset.name for asset in outcome.network.assets}
        return f"{names.get(target.asset) or target.asset} delivers"
    if target.holder:
        return (
            f"What {target.holder} controls yields"
            if target.through == "control"
            else f"The stakes of {target.holder} yield"
        )
    if target.route:
        names = {route.id: route.name for route in outcome.network.routes}
        return f"{names.get(target.route) or target.route} lets through"
    focus = outcome.network.focus
    if target.exporter == focus or (target.importer and target.importer != focus):
        return f"{dataset.place_name(target.importer) if target.importer else 'Every buyer'} takes"
    return f"{dataset.place_name(target.exporter) if target.exporter else 'Every partner'} delivers"


def _first(
    outcome: Outcome, dataset: Dataset, commodity: str, numbers: dict[str, Any], name: str
) -> Sentence:
    step = numbers["first_short_step"]
    if step is None:
        return Sentence(
            f"All demand for {name} is met in every {outcome.scenario.step}.", "first_short_step", None
        )
    return Sentence(
        f"The first shortage of {name} comes in {outcome.scenario.step} {step}, from "
        f"{_date(outcome, step)}{_parts_short(outcome, dataset, commodity)}.",
        "first_short_step", step,
    )  # fmt: skip


def _parts_short(outcome: Outcome, dataset: Dataset, commodity: str) -> str:
    """Of a total: which of its products run short first, since its stock cannot stand in for theirs."""
    if commodity in outcome.commodities:
        return ""
    parts = [outcome.key_numbers(outcome.commodities[k]) for k in outcome.positions(commodity)]
    short = [row for row in parts if row["first_short_step"] is not None]
    used = [row for row in parts if row["demand"] > 0]
    if len(used) < 2 or not short:
        return ""
    step = outcome.scenario.step
    earliest = min(row["first_short_step"] for row in short)
    first = [row for row in short if row["first_short_step"] == earliest]
    bare = [row for row in first if row["end_stock"] is None]
    stocked = [row for row in first if row["end_stock"] is not None]
    said: list[str] = []
    if bare:
        names = listed([_good(dataset, row) for row in bare])
        have, run = ("has", "runs") if len(bare) == 1 else ("have", "run")
        at_once = "at once" if earliest == _starts(outcome) else f"in {step} {earliest}"
        said.append(f"{names} {have} no stock loaded and {run} short {at_once}")
    if stocked:
        names = listed([_good(dataset, row) for row in stocked])
        verb = "runs" if len(stocked) == 1 else "run"
        said.append(f"{names} {verb} short{' too' if bare else ' first'}")
    later = sorted(
        (row for row in short if row["first_short_step"] > earliest), key=lambda row: row["first_short_step"]
    )
    if later:
        names = listed([f"{_good(dataset, row)} in {step} {row['first_short_step']}" for row in later])
        said.append(f"{names}")
    spared = len(used) - len(short)
    if spared > 0:
        said.append("the other products do not" if later or len(short) > 1 else "no other product does")
    return ": " + ", ".join(said)


def _good(dataset: Dataset, row: dict[str, Any]) -> str:
    return in_sentence(dataset.commodity_name(str(row["commodity"])))


def _starts(outcome: Outcome) -> int:
    """The step in which the first event begins."""
    return min((event.start_step for event in outcome.scenario.disruptions if event.depth > 0), default=1)


def _cover(numbers: dict[str, Any], name: str) -> Sentence:
    lowest = numbers["min_cover_days"]
    if lowest is None:
        return Sentence(f"No stock of {name} is loaded, so the run has no buffer.", "min_cover_days", None)
    mixed = ", taken over all its products; one cannot stand in for another" if numbers["parts"] else ""
    barred = numbers["barred_stock"]
    shut = f"; up to {amount(barred, str(numbers['unit']))} of it may not be drawn" if barred else ""
    return Sentence(
        f"The stock of {name} covers {plain(lowest)} days of demand at its lowest{mixed}{shut}.",
        "min_cover_days", lowest,
    )  # fmt: skip


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
    return Sentence(f"Replacement brings {amount(whole, unit)}, most of it from {who}.", "replacement", whole)


def _date(outcome: Outcome, step: int) -> str:
    if not 1 <= step <= len(outcome.dates):
        return f"{outcome.scenario.step} {step}"
    day = date.fromisoformat(outcome.dates[step - 1])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _count(number: float, noun: str) -> str:
    return f"{plain(number)} {noun}{'' if number == 1 else 's'}"
