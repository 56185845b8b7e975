"""What a dataset holds besides flows, in words: for charts that would show flows and have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.figures import words as wording

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.drafting import Draft

_MOST_ITEMS = 3


def holdings(dataset: Dataset) -> str:
    """ "2 836 figures (production, reserves) of 120 places, 966 assets and 616 stakes"; "" for nothing."""
    parts = []
    balances = dataset.tables["balances"]
    if len(balances):
        items = [str(item).replace("_", " ") for item in balances["item"].value_counts().index if item]
        places = wording.counted(balances["place"].nunique(), "place")
        told = f" ({wording.listed(items, _MOST_ITEMS)})" if items else ""
        parts.append(f"{wording.counted(len(balances), 'figure')}{told} of {places}")
    for table, noun in (("assets", "asset"), ("stakes", "stake"), ("routes", "route"), ("events", "event")):
        if len(dataset.tables[table]):
            parts.append(wording.counted(len(dataset.tables[table]), noun))
    return wording.listed(parts)


def without_flows(draft: Draft) -> str:
    """Why no chart of flows can be drawn, whatever period and measure are chosen; "" where flows of the place are
    there."""
    if len(draft.dataset.tables["flows"]):
        return _of_no_place(draft)
    there = holdings(draft.dataset)
    if not there:
        return draft.words.say("This dataset has no flows between places.")
    return draft.words.say(
        "This dataset has no flows between places, so nothing is bought or sold in it. It holds {there}.",
        there=there,
    )


def _of_no_place(draft: Draft) -> str:
    from dependency_explorer.analysis.asking import places_to_ask

    dataset, place = draft.dataset, draft.question.place
    if not place or place in places_to_ask(dataset):
        return ""
    around = dataset.place_parent(place)
    if around in places_to_ask(dataset):
        return draft.words.say(
            "No flows of {place} are loaded for any period. It is part of {around}, whose flows are loaded.",
            place=draft.place,
            around=dataset.place_name(around),
        )
    return draft.words.say(
        "No flows of {place} are loaded for any period: choose another place.", place=draft.place
    )
