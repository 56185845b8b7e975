"""What knowing the course in advance would have been worth, and one more unit of this or that, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dependency_explorer.whatif.values import MONEY
from dependency_explorer.whatif.why import MOST_NAMES, SMALL, route_name
from dependency_explorer.whatif.wording import amount, in_sentence, listed, percent

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.foresight import Comparison, Foresight, Worth
    from dependency_explorer.whatif.outcome import Outcome


def foresight_sentences(foresight: Foresight, outcome: Outcome, dataset: Dataset) -> tuple[str, ...]:
    """What knowing the course in advance would have been worth, and what one more unit of something would."""
    return tuple(_foresight(foresight, outcome, dataset))


def _foresight(foresight: Foresight, outcome: Outcome, dataset: Dataset) -> Iterator[str]:
    found = foresight.against(outcome)
    if found.simulated <= 0:
        yield "Nothing goes unmet, so that knowing the course in advance would be worth nothing."
        return
    worths = _chosen(foresight.worths)
    if found.unit == MONEY:
        yield _in_money(found)
    else:
        yield _in_harm(found, _goods(foresight, outcome, dataset))
        if worths or found.value > SMALL * found.simulated:
            yield (
                "Harm counts what users lack by the urgency of its use, 3, 2.5, 2 and 1.5 times by priority class, "
                "since the value of lost load is not known for every sector."
            )
    for worth in worths:
        yield _worth(worth, found, outcome, dataset)


def _in_money(found: Comparison) -> str:
    if found.value <= SMALL * found.simulated:
        return (
            f"Knowing the whole course in advance, the same links, routes and stocks lose as much: "
            f"{amount(found.loss, 'US$')}."
        )
    return (
        f"Knowing the whole course in advance, the same links, routes and stocks lose at least "
        f"{amount(found.loss, 'US$')} instead of {amount(found.simulated, 'US$')}: foresight is worth "
        f"{amount(found.value, 'US$')}, {percent(found.value / found.simulated)}{_parts(found)}."
    )


def _in_harm(found: Comparison, goods: str) -> str:
    """An order weight is no price, so that shares of the harm are told, and the amount that goes unmet of which
    goods."""
    unmet = f"{amount(found.unmet, _plain_unit(found))}{goods}"
    if found.value <= SMALL * found.simulated:
        return (
            f"Of the {unmet} that users lack, knowing the whole course in advance would have spared nothing: the "
            "same links, routes and stocks can do no better."
        )
    return (
        f"Of the harm of the {unmet} that users lack, the same links, routes and stocks would have spared at most "
        f"{percent(found.value / found.simulated)} by knowing the whole course in advance{_parts(found)}."
    )


def _goods(foresight: Foresight, outcome: Outcome, dataset: Dataset) -> str:
    """What the amount unmet is of: the bound looks at all that the events hit, the panel at one of them."""
    plain = outcome.sector_unserved[0].sum(axis=0) * foresight.values.plain
    some = [
        owner
        for (owner, _), lacked in zip(outcome.network.sectors, plain, strict=True)
        if lacked > SMALL * plain.sum()
    ]
    names = [in_sentence(dataset.commodity_name(outcome.commodities[k])) for k in dict.fromkeys(some)]
    if len(names) > MOST_NAMES + 1:
        return f" of {len(names)} commodities together"
    return f" of {listed(names)}{' together' if len(names) > 1 else ''}"


def _plain_unit(found: Comparison) -> str:
    return found.unit.removesuffix("weighted").rstrip(", ")


def _parts(found: Comparison) -> str:
    least = 1e-3 * found.value
    if found.by_order <= least:
        return ", all of it by acting at the right time"
    if found.by_timing <= least:
        return ", all of it by serving first where a unit is worth most"
    return (
        f", of which {_part(found, found.by_order)} by serving first where a unit is worth most and "
        f"{_part(found, found.by_timing)} by acting at the right time"
    )


def _part(found: Comparison, value: float) -> str:
    return amount(value, "US$") if found.unit == MONEY else percent(value / found.simulated)


def _chosen(worths: tuple[Worth, ...]) -> list[Worth]:
    """The best of each kind."""
    best: dict[str, Worth] = {}
    for worth in worths:
        best.setdefault(worth.kind, worth)
    return list(best.values())


def _worth(worth: Worth, found: Comparison, outcome: Outcome, dataset: Dataset) -> str:
    good = in_sentence(dataset.commodity_name(worth.commodity)) if worth.commodity else ""
    place = (
        "partners not stated" if worth.name == "XNS" else dataset.place_name(worth.name) if worth.name else ""
    )
    what = {
        "stock": f"of {good} in store",
        "storage": f"of storage capacity for {good}",
        "route": f"of capacity of {route_name(outcome, worth.name) if worth.kind == 'route' else ''}",
        "spare": f"of {good} from {place}",
        "draw": f"that the store of {good} could give",
    }[worth.kind]
    step = outcome.scenario.step
    when = f"in {step} {worth.step}"
    if worth.last_step > worth.step:
        when = f"in any {step} from {worth.step} to {worth.last_step}"
    when = "" if worth.kind == "storage" else f" {when}"
    late = ", which its lead time does not allow," if worth.late else ""
    unit = amount(1.0, worth.unit).removeprefix("1").strip()
    if found.unit == MONEY:
        return f"One more {unit} {what}{when}{late} would have been worth {amount(worth.worth, 'US$')}."
    spared = amount(worth.worth * found.unmet / found.simulated, _plain_unit(found))
    return (
        f"One more {unit} {what}{when}{late} would have spared as much harm as {spared} that users lack does on "
        "average."
    )
