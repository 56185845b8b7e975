"""What JODI oil and JODI gas share: one row an observation, in several units, without partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawColumn

NEEDS = ("REF_AREA", "TIME_PERIOD", "ENERGY_PRODUCT", "FLOW_BREAKDOWN", "UNIT_MEASURE", "OBS_VALUE")
PUBLISHER = "Joint Organisations Data Initiative"
URL = "jodidata.org"
LICENCE = "free use with attribution"
MARKS = PLAIN.also("x", "-", "..", "n/a", "na")

ITEMS = {
    "INDPROD": "production", "TOTIMPSB": "imports", "TOTEXPSB": "exports", "CLOSTLV": "stock",
    "STOCKCH": "stock_change", "TOTDEMO": "consumption", "TOTDEMC": "consumption:calculated",
    "REFINOBS": "refinery_intake", "REFGROUT": "refinery_output", "STATDIFF": "statistical_difference",
    "OSOURCES": "other_sources", "TRANSBAK": "transfers_backflows", "DIRECUSE": "direct_use",
    "PTRANSF": "products_transferred", "PTRANSFF": "products_transferred", "PRODTRF": "products_transferred",
    "INTPRODTRANSF": "interproduct_transfers", "MAINTOT": "sector_use:electricity_heat",
    "IMPLNG": "imports:lng", "IMPPIP": "imports:pipeline", "EXPLNG": "exports:lng",
    "EXPPIP": "exports:pipeline",
}  # fmt: skip
_PARTS = {
    "imports:lng": "imports",
    "imports:pipeline": "imports",
    "exports:lng": "exports",
    "exports:pipeline": "exports",
}


def products(source: Source) -> set[str]:
    """The products in the head of a file with JODI's columns; empty where it has other columns."""
    if source.kind != "text" or not source.head_rows:
        return set()
    header = [cell.upper() for cell in source.head_rows[0]]
    if not set(NEEDS) <= set(header):
        return set()
    index = header.index("ENERGY_PRODUCT")
    return {row[index].upper() for row in source.head_rows[1:] if len(row) > index} or {""}


def read(
    source: Source,
    draft: Draft,
    names: Mapping[str, str],
    above: Mapping[str, str],
    units: Mapping[str, str],
    preferred: Sequence[str],
) -> None:
    """names: product → name. above: product → the total it is part of. units: as in the file → canonical."""
    table = source.table(NEEDS, ("OBS_VALUE",))
    figures = figures_of(draft, table, "OBS_VALUE", MARKS)
    values = figures.numbers
    sift = Sift(draft, table)
    written = table.text("UNIT_MEASURE").map(lambda text: text.strip().upper())
    sift.aside(
        "factors",
        written.isin({"CONVBBL"}),
        "CONVBBL is a conversion factor (barrels a kilotonne), no quantity.",
    )
    sift.aside(
        "no_figure", figures.missing | figures.faulty, "Rows without a figure (x, -, ..): missing, not zero."
    )
    place = draft.places.codes(table.text("REF_AREA"), "iso2")
    when = table.text("TIME_PERIOD").map(period)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    product = table.text("ENERGY_PRODUCT").map(str.strip)
    item = table.text("FLOW_BREAKDOWN").map(
        lambda text: ITEMS.get(text.strip().upper(), text.strip().lower())
    )
    _energy.one_unit(sift, written, (product, item), (place, when), preferred)
    inside = guard.levels(sift, product, _above(above, product), (when, place, item), values)
    item = _whole(sift, item, (product, place, when))
    unit = written.map(lambda text: units.get(text, text.lower()))
    rates = item.where(lambda text: text not in ("stock", "stock_change"))
    values, unit = _energy.amounts(sift, values, unit, when, rates)
    assessed = "ASSESSMENT_CODE" in table
    if assessed:
        doubtful = table.text("ASSESSMENT_CODE").map(str.strip).isin({"2"})
        sift.note(
            "assessment", doubtful, "Assessment code 2: JODI advises to consult its notes on these figures."
        )
    _energy.add_items(sift, when, place, product, item, unit, values)
    for id in sift.left(product).used():
        draft.commodity(id, name=names.get(id, id), part_of=inside.get(id, ""))


def _above(above: Mapping[str, str], product: RawColumn) -> Callable[[str], str]:
    known = set(product.used())
    return lambda code: above.get(code, "") if above.get(code, "") in known else ""


def _whole(sift: Sift, item: RawColumn, others: Sequence[RawColumn]) -> RawColumn:
    """Imports by ship and by pipe count as imports where their total is not given; else they are remarks on it."""
    parts = item.where(lambda text: text in _PARTS)
    if not parts.any():
        return item
    total = item.map(lambda text: _PARTS.get(text, text))
    figure = guard.keys(total, *others)
    whole = sift.kept & ~parts & item.isin({"imports", "exports"})
    alone = parts & ~np.isin(figure, np.unique(figure[whole]))
    sift.note(
        "parts_of_trade",
        parts & ~alone,
        "Trade by ship and by pipeline repeats total trade: kept beside it as balances, not as flows.",
    )
    sift.note("parts_alone", alone, "Trade by ship or by pipeline without a total is counted as trade.")
    from dependency_explorer.data.raw import choose

    return choose(alone, total, item)
