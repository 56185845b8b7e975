"""Money figures of a place that stand in its balances: gross domestic product and value added by sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import year_balance
from dependency_explorer.data.schema import SET_ASIDE

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

ADDED = "value_added:"
_DOLLARS = {
    "usd": 1.0,
    "USD": 1.0,
    "million usd": 1e6,
    "million USD": 1e6,
    "billion usd": 1e9,
    "billion USD": 1e9,
}


@dataclass(frozen=True, slots=True)
class Economy:
    """USD a year: gdp, None where it is not loaded, and value added by sector; source in words."""

    gdp: float | None = None
    gdp_source: str = ""
    value_added: Mapping[str, float] = field(default_factory=dict)


def economy(dataset: Dataset, place: str, year: str) -> Economy:
    """The items `gdp` and `value_added:SECTOR` of a place in a year, under whatever commodity they stand."""
    table = dataset.tables["balances"]
    here = table["place"] == place
    gdp: tuple[float, str] | None = None
    added: dict[str, float] = {}
    rows = table[here & ((table["item"] == "gdp") | table["item"].str.startswith(ADDED, na=False))]
    for commodity, item in dict.fromkeys(zip(rows["commodity"], rows["item"], strict=True)):
        figure = year_balance(dataset, place, str(commodity), str(item), year)
        if figure is None or figure.quality in SET_ASIDE or figure.unit not in _DOLLARS or figure.value <= 0:
            continue
        dollars = figure.value * _DOLLARS[figure.unit]
        if item == "gdp":
            gdp = gdp or (dollars, dataset.source_short(figure.source))
        else:
            added.setdefault(str(item).removeprefix(ADDED), dollars)
    return Economy(gdp[0], gdp[1], added) if gdp else Economy(value_added=added)
