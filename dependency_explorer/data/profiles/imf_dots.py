"""The IMF's Direction of Trade Statistics: all goods of a country by partner, long or with periods as columns.

`Country Name, Country Code, Indicator Name, Indicator Code, Counterpart Country Name, …` and either `Time Period,
Value` or `Attribute, 1948, 1949, …`. Country codes are the IMF's own, so that names count. Traps: imports stand
there at CIF and again at FOB prices; the trade balance is a row of its own; rows of `Status` repeat each row without
figures; groups of countries stand among the partners.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._energy import Cells, Wide, period_columns
from dependency_explorer.data.raw import choose, constant

NEEDS = ("Country Name", "Counterpart Country Name", "Indicator Code")
_EXPORT, _CIF, _FOB = "TXG_FOB_USD", "TMG_CIF_USD", "TMG_FOB_USD"
_GOODS = "TOTAL"


def recognise(source: Source) -> Recognition | None:
    """By Country Name, Counterpart Country Name and Indicator Code."""
    if source.kind not in ("text", "workbook") or find_header(source.head_grid(), NEEDS) is None:
        return None
    return Recognition(
        0.97, "It has Counterpart Country Name and Indicator Code, as the IMF's trade statistics have."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow a row, or a row with a flow a period."""
    table = source.table(NEEDS, sheet=plan.sheet)
    code = table.text("Indicator Code").map(lambda text: text.strip().upper())
    country = draft.places.codes(table.text("Country Name"), "name")
    partner = draft.places.codes(table.text("Counterpart Country Name"), "name")
    years = period_columns(table.columns)
    is_long = {"Time Period", "Value"} <= set(table.columns)
    if not is_long and not years:
        raise DataError(f"{source.name} has neither Time Period and Value nor a column for each period.")
    wide = Wide(draft, table, {"Value": "Value"} if is_long else years)
    sift = Sift(draft, table, wide.weight)
    attribute = table.text("Attribute")
    sift.aside("attribute", ~attribute.isin({"Value", ""}), "Rows of the status of figures, which hold none.")
    known = code.isin({_EXPORT, _CIF, _FOB})
    sift.aside(
        "other_indicators",
        ~known,
        "Rows that tell no trade in US dollars (the balance of trade, other money).",
    )
    when = table.text("Time Period").map(period) if is_long else constant("", len(table))
    if is_long:
        guard.no_period(sift, when)
    guard.nowhere(sift, country, partner)
    wide.without_figures(sift)
    flow = guard.keys(country, partner, when)
    again = code.isin({_FOB}) & np.isin(flow, flow[sift.kept & code.isin({_CIF})])
    sift.aside("fob", again, "Imports at FOB prices repeat those at CIF prices.")
    guard.same_place(sift, country, partner)
    guard.aggregates(sift, country, partner)
    guard.world(sift, country, partner)
    guard.unknown_partner(sift, partner)
    cells = wide.cells(sift)
    outward = code.isin({_EXPORT})[cells.rows]
    one, other = cells.spread(country), cells.spread(partner)
    size = len(cells.values)
    guard.emit(
        cells.sift,
        {
            "period": cells.spread(when) if is_long else cells.label,
            "exporter": choose(outward, one, other), "importer": choose(outward, other, one),
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "commodity": plan.constants.get("commodity") or _GOODS, "source_id": "source",
        },
        {"value_usd": _dollars(draft, source, table.text("Scale").used(), cells)},
    )  # fmt: skip
    draft.commodity(plan.constants.get("commodity") or _GOODS, name="All goods")


def _dollars(draft: Draft, source: Source, scales: list[str], cells: Cells) -> np.typing.NDArray[np.float64]:
    said = {text.strip().casefold() for text in scales} - {""}
    times = {"units": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
    if len(said) > 1 or said - times.keys():
        raise DataError(
            f"{source.name}: its column Scale says {', '.join(sorted(said))}; one scale was expected."
        )
    scale = times[said.pop()] if said else 1.0
    draft.decide("units", f"Values are in US dollars{f' times {scale:,.0f}' if scale != 1 else ''}.")
    return cells.values * scale


PROFILES = (
    Profile(
        "imf_dots",
        "International Monetary Fund, Direction of Trade Statistics",
        recognise,
        read,
        publisher="International Monetary Fund",
        url="data.imf.org",
        licence="IMF terms, attribution",
    ),
)
