"""What tables of indicators share: a title that names a figure and, in brackets, its unit; a figure a year.

Indicators are no flows. They become balances: the title is the item, its brackets are the unit, and what it speaks of
is the commodity where the title names one.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.profiles._energy import Cells, slug
from dependency_explorer.data.raw import RawColumn
from dependency_explorer.data.schema import BALANCE_KEY
from dependency_explorer.data.units import canonical

_TITLE = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]*(\([^()]*\))?[^()\[\]]*)[)\]]\s*")
_SUBJECTS = (
    (r"electric", "electricity", "Electricity"),
    (r"natural gas", "natural_gas", "Natural gas"),
    (r"crude", "crude_oil", "Crude oil"),
    (r"\boil\b|petroleum", "oil", "Oil"),
    (r"\bcoal\b", "coal", "Coal"),
    (r"fuel", "fuels", "Fuels"),
    (r"energy", "energy", "Energy"),
    (r"\bores?\b|metals?\b", "ores_metals", "Ores and metals"),
    (r"mineral", "minerals", "Minerals"),
)
"""What a title speaks of, by the first that it names."""
WHOLE_ECONOMY = "all"


def name_and_unit(title: str) -> tuple[str, str]:
    """The name of an indicator and its unit: "Fuel imports (% of merchandise imports)" has both."""
    found = _TITLE.fullmatch(" ".join(title.split()))
    if found is None:
        return " ".join(title.split()), ""
    return found["name"].strip(), canonical(found["unit"])


def item_of(title: str) -> str:
    """The balance item of an indicator: its name as an id."""
    return slug(name_and_unit(title)[0])


def commodity_of(title: str) -> str:
    """The commodity that a title speaks of; that of the whole economy where it names none."""
    low = title.casefold()
    return next((id for pattern, id, _ in _SUBJECTS if re.search(pattern, low)), WHOLE_ECONOMY)


def add_indicators(
    draft: Draft, cells: Cells, when: RawColumn, place: RawColumn, title: RawColumn, **more: RawColumn | str
) -> None:
    """Balances of cells: their item, unit and commodity by the title of each."""
    commodity = title.map(commodity_of)
    _once(cells.sift, when, place, title)
    guard.emit(
        cells.sift,
        {
            "period": when,
            "place": place,
            "commodity": commodity,
            "item": title.map(item_of),
            "unit": title.map(lambda text: name_and_unit(text)[1]),
            "quality": cells.quality,
            "source_id": "source",
            **more,
        },
        {"value": cells.values},
        table="balances",
        key=BALANCE_KEY,
    )
    describe(draft, cells.sift.left(commodity).used())


def _once(sift: Sift, when: RawColumn, place: RawColumn, title: RawColumn) -> None:
    """Two names of one place: rates and shares cannot be added, so the first figure is kept."""
    kept = np.flatnonzero(sift.kept)
    flow = guard.keys(*(column.take(kept) for column in (when, place, title.map(item_of))))
    _, first = np.unique(flow, return_index=True)
    if len(first) == len(kept):
        return
    later = np.ones(len(kept), bool)
    later[first] = False
    rows = np.zeros(len(sift.kept), bool)
    rows[kept[later]] = True
    sift.aside(
        "same_figure",
        rows,
        "The same indicator of the same place and year stands there twice, under two names: the first is kept.",
    )


def describe(draft: Draft, used: list[str]) -> None:
    """Name the commodities of indicators."""
    names = {id: name for _, id, name in _SUBJECTS}
    for id in used:
        draft.commodity(id, name=names.get(id, "The whole economy"))
