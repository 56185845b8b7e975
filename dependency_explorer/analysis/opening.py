"""What a dataset shows first, by a rule that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.analysis.commodities import (
    all_commodities,
    latest_with_partners,
    period_range,
    top_commodities,
)
from dependency_explorer.analysis.question import Measure, Question, Side
from dependency_explorer.analysis.trade import cube

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


def opening_question(dataset: Dataset, place: str = "") -> tuple[Question, str]:
    """The first question and, in a sentence, why it is this one.

    Place: the one given, else the dataset's focus. Commodity: the opening, else the most important import
    (named partners before none, then the most periods), else export. Period: the latest whole year in which
    partners are named, else the latest year with data. Measure: quantity, else value.
    """
    given, place = place, place or dataset.focus
    commodity, why = _commodity(dataset, place)
    if not commodity:
        return Question(place), f"No flow of {dataset.place_name(place)} is loaded."
    name = dataset.commodity_name(commodity)
    side: Side = "imports"
    if not period_range(dataset, place, commodity, side) and period_range(
        dataset, place, commodity, "exports"
    ):
        side = "exports"
    measure: Measure = "quantity"
    info = next((info for info in all_commodities(dataset, place) if info.id == commodity), None)
    if info is not None and not info.has_quantity:
        measure = "value"
    year = latest_with_partners(dataset, place, commodity, side)
    because = f"{year} is the latest whole year whose partners are named"
    if not year:
        years = period_range(dataset, place, commodity, side)
        months = cube(dataset, "month").links.periods
        year = years[-1] if years else (months[-1] if months else "")
        because = f"{year} is the latest period with data; no whole year names partners"
    chosen = f"{dataset.place_name(place)} was chosen" if given else dataset.focus_rule.rstrip(".")
    rule = f"{chosen}. {name}: {why}. {because}.".lstrip(". ")
    return Question(place, (commodity,), year, year, measure, side), rule


def _commodity(dataset: Dataset, place: str) -> tuple[str, str]:
    """The commodity to begin with, and why."""
    traded = {info.id: info for info in all_commodities(dataset, place)}
    given = dataset.opening.get("commodity", "")
    if given in traded:
        return given, "named by the dataset as its opening"
    measures: tuple[Measure, Measure] = ("quantity", "value")
    for side in ("imports", "exports"):
        for measure in measures:
            for name in top_commodities(dataset, place, measure, "", ""):
                if traded[name].imports if side == "imports" else traded[name].exports:
                    return name, f"the best documented of its {side}"
    return "", ""
