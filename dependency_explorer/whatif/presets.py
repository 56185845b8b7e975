"""A ready cut for the question on screen, for datasets that bring no scenarios."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.whatif.scenario import Disruption, Responses, Scenario, Target
from dependency_explorer.whatif.wording import in_sentence, with_article

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset

EVENT_WEEKS = 8
HORIZON_WEEKS = 26
SUPPLIER_DEPTH = 0.5


def new_scenario(dataset: Dataset, question: Question, exporter: str = "") -> Scenario:
    """The cut that the question suggests.

    The largest named supplier of the chosen commodity (or the `exporter` given) delivers half for eight weeks
    from January of the year after the baseline; stocks may be drawn to the last day, nothing is replaced. For
    a commodity that is exported more than imported the largest buyer stops. Where the data name no partner,
    all imports are cut. Raises DataError where no chosen commodity has a quantity.
    """
    from dependency_explorer.analysis.commodities import top_commodities

    place = question.place
    chosen = question.commodities or top_commodities(dataset, place, "quantity", "", "")
    for commodity in chosen:
        baseline, inward, outward = _partners(dataset, place, commodity, question.last[:4])
        if inward or outward:
            break
    else:
        raise DataError(_no_quantity(dataset, place))
    buyer = sum(outward.values()) > sum(inward.values()) and not exporter
    partner = exporter or _largest(outward if buyer else inward)
    if buyer:
        target = Target(exporter=place, importer=partner, commodity=commodity)
    else:
        target = Target(exporter=partner, importer=place, commodity=commodity)
    depth = 1.0 if buyer else SUPPLIER_DEPTH
    return Scenario(
        name=_name(dataset, partner, commodity, buyer),
        description="Prepared from the question on screen; every lever may be moved.",
        focus=place,
        baseline=baseline,
        start=f"{int(baseline) + 1}-01-01",
        step="week",
        steps=HORIZON_WEEKS,
        disruptions=(Disruption(target, depth, start_step=1, steps=float(EVENT_WEEKS)),),
        responses=Responses(draw_stocks=0.0),
    )


def _no_quantity(dataset: Dataset, place: str) -> str:
    """Why nothing can be cut, with a remedy that there is."""
    from dependency_explorer.analysis.commodities import top_commodities

    if not len(dataset.tables["flows"]):
        return (
            "No what-if can be prepared: it cuts flows between places, and this dataset has none. Load a table of "
            "flows in tonnes or energy."
        )
    named = with_article(dataset.place_name(place))
    if top_commodities(dataset, place, "quantity", "", ""):
        return (
            f"No what-if can be prepared: no chosen commodity of {named} has a flow with a quantity. Choose a "
            "commodity that is counted in tonnes or energy."
        )
    return (
        f"No what-if can be prepared: it counts quantities, and no flow of {named} has one. Load data in tonnes "
        "or energy for it."
    )


def supplied_year(dataset: Dataset, place: str, commodities: Collection[str] = ()) -> str:
    """The year that names suppliers, with quantities for all twelve months, for most of these commodities (of
    all that the place imports where empty); the latest of several. Raises DataError where no year does."""
    from dependency_explorer.analysis.commodities import all_commodities, descendants
    from dependency_explorer.analysis.periods import WHOLE_YEAR
    from dependency_explorer.analysis.trade import trade

    asked = list(commodities) or [info.id for info in all_commodities(dataset, place)]
    if commodities:
        asked += [part for one in commodities for part in descendants(dataset, one)]
    counts: dict[str, int] = {}
    for commodity in dict.fromkeys(asked):
        known = trade(dataset, place, commodity, "imports", "quantity", "year")
        for period in set(known.only(known.named() & (known.coverage == WHOLE_YEAR)).periods):
            counts[period] = counts.get(period, 0) + 1
    if not counts:
        what = " and ".join(dataset.commodity_name(one) for one in commodities)
        raise DataError(
            f"No whole year names the suppliers of {with_article(dataset.place_name(place))} with quantities"
            f"{f' of {in_sentence(what)}' if what else ''}, so nothing can be stressed. Choose another "
            "place or commodity, or a year of which a part is loaded."
        )
    return max(counts, key=lambda period: (counts[period], period))


def _partners(
    dataset: Dataset, place: str, commodity: str, wanted: str
) -> tuple[str, dict[str, float], dict[str, float]]:
    """Baseline year, suppliers and buyers with quantities.

    The year is the wanted one if it is known whole and a partner is named in it, else the latest whole year that
    names one, else the wanted one: the months of a year in part would count as all that the place uses in a year.
    """
    from dependency_explorer.analysis.commodities import latest_with_partners

    latest = max(latest_with_partners(dataset, place, commodity, side) for side in ("imports", "exports"))
    tried: list[tuple[str, dict[str, float], dict[str, float]]] = []
    whole = _is_whole(dataset, place, commodity, wanted)
    for year in dict.fromkeys((wanted, latest) if whole else (latest, wanted)):
        if len(year) != 4:
            continue
        inward, outward = _quantities(dataset, place, commodity, year)
        tried.append((year, inward, outward))
        if {*inward, *outward} - {NOT_STATED}:
            return tried[-1]
    return next((found for found in tried if found[1] or found[2]), ("", {}, {}))


def _is_whole(dataset: Dataset, place: str, commodity: str, year: str) -> bool:
    """Whether quantities of a commodity are known for all months of a year, bought or sold."""
    from dependency_explorer.analysis.asking import SIDES
    from dependency_explorer.analysis.periods import WHOLE_YEAR
    from dependency_explorer.analysis.trade import trade

    known = (trade(dataset, place, commodity, side, "quantity", "year").months() for side in SIDES)
    return any(months.get(year) == WHOLE_YEAR for months in known)


def _quantities(
    dataset: Dataset, place: str, commodity: str, year: str
) -> tuple[dict[str, float], dict[str, float]]:
    from dependency_explorer.whatif.building import links_of_one

    inward: dict[str, float] = {}
    outward: dict[str, float] = {}
    items, links = links_of_one(dataset, place, year, commodity)
    # A total may hold parts in several units, which do not add up.
    if len({item.unit for item in items}) > 1:
        return inward, outward
    for link in links:
        if link.quantity > 0:
            outgoing = link.exporter == place
            side, partner = (outward, link.importer) if outgoing else (inward, link.exporter)
            side[partner] = side.get(partner, 0.0) + link.quantity
    return inward, outward


def _largest(partners: dict[str, float]) -> str:
    """The largest named partner; empty (any) where none is named."""
    named = [(-quantity, partner) for partner, quantity in partners.items() if partner != NOT_STATED]
    return min(named)[1] if named else ""


def _name(dataset: Dataset, partner: str, commodity: str, buyer: bool) -> str:
    who = dataset.place_name(partner) if partner else ("All buyers" if buyer else "All suppliers")
    deed = "buys no" if buyer else f"delivers {100 * SUPPLIER_DEPTH:.0f} % less"
    return f"{who} {deed} {in_sentence(dataset.commodity_name(commodity))}"
