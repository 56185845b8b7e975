"""Why a run goes short, in words for sentences and hover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.whatif.causes import Cause, Kind, Reason, reasons
from dependency_explorer.whatif.wording import amount, in_sentence, listed, opened, percent

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

SMALL = 1e-6
"""Share of the whole below which a part is not told."""
MOST_NAMES = 3
"""Partners or routes that a clause names; the rest is counted."""

_CLAUSES: dict[Kind, tuple[str, str]] = {
    "no_other": ("no supplier is left that the event spares", ""),
    "replacement_off": ("the scenario uses no spare of others", ""),
    "lead": (
        "more from {} is not there yet, its lead time is not over",
        "more from {} is not there yet, their lead times are not over",
    ),
    "ramp": ("more from {} is still ramping up", "more from {} is still ramping up"),
    "spare": ("{} has no spare left", "{} have no spare left"),
    "route": ("{} has no room for more", "{} have no room for more"),
    "source_late": ("the supply agreed with {} has not begun", "the supplies agreed with {} have not begun"),
    "source": ("{} delivers all that is agreed", "{} deliver all that is agreed"),
    "no_stock": ("there is no stock", ""),
    "stock_kept": ("the scenario leaves the stock untouched", ""),
    "stock_floor": ("the stock is down to its floor", ""),
    "stock_empty": ("the stock is empty", ""),
    "stretch": ("the stock is stretched and must last longer", ""),
    "stock_barred": ("what is left of the stock is barred or its floor", ""),
    "draw": ("the stock gives no more than its largest draw", ""),
    "switch_late": ("the switch to {} is not ready yet", "the switches to {} are not ready yet"),
    "switch": ("there is no more {} to spare", "there is no more {} to spare"),
    "switch_share": ("no more users can switch to {}", "no more users can switch to {}"),
    "price": ("demand gives way no further at the highest price", ""),
}


def why(outcome: Outcome, dataset: Dataset, commodity: str) -> tuple[str, ...]:
    """One sentence for every stretch of steps in which the same limits bind; of a total, for each part."""
    found: list[str] = []
    several = commodity not in outcome.commodities
    for k in outcome.positions(commodity):
        name = outcome.commodities[k]
        good = in_sentence(dataset.commodity_name(name))
        for reason in reasons(outcome, name):
            about = f" of {good}" if several else ""
            when = _when(outcome, reason.first_step, reason.last_step)
            unmet = amount(reason.unserved, outcome.units[k])
            found.append(f"{when}, {unmet}{about} unmet: {_limits(outcome, dataset, reason)}.")
    return tuple(found)


def why_by_step(outcome: Outcome, dataset: Dataset, commodity: str) -> tuple[str, ...]:
    """What binds in each step, for hover and keyboard; "" for a step in which all is served."""
    several = commodity not in outcome.commodities
    found: list[list[str]] = [[] for _ in outcome.dates]
    for k in outcome.positions(commodity):
        good = in_sentence(dataset.commodity_name(outcome.commodities[k]))
        for reason in reasons(outcome, outcome.commodities[k]):
            text = _limits(outcome, dataset, reason)
            for step in range(reason.first_step - 1, reason.last_step):
                found[step].append(f"{good}: {text}" if several else text)
    return tuple(opened("; ".join(parts) + ".") if parts else "" for parts in found)


def _limits(outcome: Outcome, dataset: Dataset, reason: Reason) -> str:
    names: dict[Kind, list[str]] = {}
    for limit in reason.limits:
        own = names.setdefault(limit.kind, [])
        if limit.name:
            own.append(_named(outcome, dataset, limit.kind, limit.name))
    clauses = []
    for kind, (one, many) in _CLAUSES.items():
        if kind in names:
            own = list(dict.fromkeys(names[kind]))
            clauses.append((many if len(own) > 1 else one).format(_some(own)))
    return "; ".join(clauses) if clauses else "nothing else is there to replace it"


def _some(names: list[str]) -> str:
    if len(names) <= MOST_NAMES + 1:
        return listed(names)
    return listed([*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} others"])


def _named(outcome: Outcome, dataset: Dataset, kind: Kind, name: str) -> str:
    if kind == "route":
        return route_name(outcome, name)
    if kind in ("switch_late", "switch", "switch_share"):
        return in_sentence(dataset.commodity_name(name))
    return "partners not stated" if name == "XNS" else dataset.place_name(name)


def route_name(outcome: Outcome, name: str) -> str:
    """A route in words."""
    found = outcome.network.routes[outcome.network.route_index[name]]
    return found.name or found.id


def _when(outcome: Outcome, first: int, last: int) -> str:
    step = outcome.scenario.step
    return f"In {step} {first}" if first == last else f"In {step}s {first} to {last}"


def cause_sentences(
    outcome: Outcome, dataset: Dataset, found: tuple[Cause, ...], commodity: str
) -> tuple[str, ...]:
    """How much of what goes unmet each event causes; empty for a single event or where nothing goes unmet."""
    at = [outcome.commodities[k] for k in outcome.positions(commodity)]
    parts = [sum(cause.unserved.get(one, 0.0) for one in at) for cause in found]
    whole = sum(parts)
    if len(found) < 2 or whole <= 0:
        return ()
    good = in_sentence(dataset.commodity_name(commodity))
    some = [(cause, part) for cause, part in zip(found, parts, strict=True) if abs(part) > SMALL * whole]
    said = [
        f"{_events(outcome, dataset, cause)} {'causes' if len(cause.events) == 1 else 'cause'} "
        f"{percent(part / whole)} of the unmet {good}: {amount(part, outcome.unit(commodity))}."
        for cause, part in some
    ]
    idle = len(found) - len(some)
    if idle:
        said.append(f"The other {'event causes' if idle == 1 else f'{idle} events cause'} none of it.")
    return tuple(said)


def _events(outcome: Outcome, dataset: Dataset, cause: Cause) -> str:
    numbers = [str(event + 1) for event in cause.events]
    if len(numbers) > 1:
        return f"Events {listed(numbers)} together"
    target = outcome.scenario.disruptions[cause.events[0]].target
    partner = target.importer if target.exporter == outcome.network.focus else target.exporter
    assets = {asset.id: asset.name for asset in outcome.network.assets}
    parts = [
        target.holder,
        assets.get(target.asset, target.asset),
        dataset.place_name(partner) if partner else "",
        route_name(outcome, target.route) if target.route else "",
        in_sentence(dataset.commodity_name(target.commodity)) if target.commodity else target.group,
    ]
    what = {"supply": "", "stock": "stock", "demand": "demand"}[target.kind]
    named = ", ".join(part for part in (what, *parts, *target.sectors) if part)
    return f"Event {numbers[0]}{f' ({named})' if named else ''}"
