"""What a run over all places found, in sentences, a few for each commodity that events hit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dependency_explorer.whatif.wording import amount, in_sentence, listed, percent, with_article

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.places_outcome import PlacesOutcome

RULES = {
    "national-first": "every place serves itself before it exports",
    "proportional": "a place that is short gives its own use and its buyers the same share",
    "cooperative": "all places share so that the worst served is served as well as can be",
}
"""The rules of sharing between places, in words."""


def places_sentences(made: PlacesOutcome, dataset: Dataset) -> tuple[str, ...]:
    """Who goes short, which exporters that are short pass it on, and where unsold exports go."""
    rows = made.rows()
    found = [f"All places of the data, by the rule that {RULES[made.rule]}."]
    for commodity in dict.fromkeys(item.id for item in made.network.links.commodities):
        own = [row for row in rows if row["commodity"] == commodity]
        if any(row[key] > 0 for row in own for key in ("unserved", "lost", "kept", *_UNSOLD)):
            good = in_sentence(dataset.commodity_name(commodity))
            found += [*_short(made, dataset, own, good), *_kept(dataset, own, good)]
            found += [*_unsold(dataset, own, good)]
    if len(found) == 1:
        found.append("Nothing is lost anywhere: the numbers are those of the baseline.")
    return tuple(found)


def _short(made: PlacesOutcome, dataset: Dataset, rows: list[dict[str, Any]], good: str) -> Iterator[str]:
    short = [row for row in rows if row["unserved"] > 0]
    if not short:
        yield f"No place goes short of {good}."
        return
    worst = short[0]
    name = with_article(dataset.place_name(worst["place"]))
    if len(short) == 1:
        who = f"Only {name} goes short of {good}"
    else:
        who = f"{len(short)} places go short of {good}, {name} the most"
    yield (
        f"{who}: "
        f"{percent(worst['unserved_share'])} of its demand, {amount(worst['unserved'], worst['unit'])}, from "
        f"{made.scenario.step} {worst['first_short_step']}."
    )


def _kept(dataset: Dataset, rows: list[dict[str, Any]], good: str) -> Iterator[str]:
    keeping = sorted((row for row in rows if row["kept"] > 0), key=lambda row: -row["kept"])
    if keeping:
        first = keeping[0]
        more = f", and {len(keeping) - 1} more keep some" if len(keeping) > 1 else ""
        yield (
            f"{dataset.place_name(first['place'])}, short itself, keeps "
            f"{amount(first['kept'], first['unit'])} of its exports of {good}{more}."
        )


_UNSOLD = ("diverted", "stockpiled", "production_cut")


def _unsold(dataset: Dataset, rows: list[dict[str, Any]], good: str) -> Iterator[str]:
    sellers = [row for row in rows if any(row[key] > 0 for key in _UNSOLD)]
    if not sellers:
        return
    first = max(sellers, key=lambda row: sum(row[key] for key in _UNSOLD))
    parts = [
        f"{amount(first[key], first['unit'])} {what}"
        for key, what in zip(
            _UNSOLD, ("go to other buyers", "are stockpiled", "are not produced"), strict=True
        )
        if first[key] > 0
    ]
    yield (f"Of what {dataset.place_name(first['place'])} can no longer sell of {good}, {listed(parts)}.")
