"""FAOSTAT's detailed trade matrix: one element of one flow a row.

`Element` tells direction and measure at once (Export quantity, Import value …), so that two rows make one flow with
quantity and value. Values are in thousand US dollars. The download of a selection has a column Year; the bulk file
has `Y1986, Y1986F, Y1986N` (figure, flag, note) for each year. Places, flags and years: see _faostat.py.
"""

from __future__ import annotations

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header, header_names
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _faostat
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.units import canonical

NEEDS = ("Reporter Countries", "Partner Countries", "Element", "Item")
_AS_PUBLISHED = _faostat.spelling(
    *NEEDS, "Reporter Country Code (M49)", "Partner Country Code (M49)", "Reporter Country Code",
    "Partner Country Code",
)  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By reporter, partner, element and item."""
    if (
        source.kind not in ("text", "workbook")
        or find_header(source.head_grid(), NEEDS, _AS_PUBLISHED) is None
    ):
        return None
    return Recognition(
        0.97, "It has Reporter Countries, Partner Countries, Element and Item of FAOSTAT's trade matrix."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One element of one flow a row."""
    rows = source.head_grid(plan.sheet)
    header = header_names(rows[find_header(rows, NEEDS, _AS_PUBLISHED) or 0], _AS_PUBLISHED)
    years = _faostat.years(header)
    table = source.table(NEEDS, tuple(years) or ("Value",), plan.sheet, rename=_AS_PUBLISHED)
    reporter, partner = (
        _faostat.places(draft, table, f"{side} Countries", f"{side} Country Code (M49)")
        for side in ("Reporter", "Partner")
    )
    element = _faostat.element(table)
    items = _faostat.items(table, draft)
    sift = Sift(draft, table)
    outward = element.where(lambda text: text.startswith("export"))
    money = element.where(lambda text: text.endswith("value"))
    known = element.where(lambda text: _faostat.TRADE.fullmatch(text) is not None)
    sift.aside("other_element", ~known, "Rows whose element is no quantity or value of exports or imports.")
    guard.nowhere(sift, reporter, partner)
    guard.same_place(sift, reporter, partner, (element, items))
    guard.aggregates(sift, reporter, partner)
    guard.world(sift, reporter, partner)
    guard.unknown_partner(sift, reporter, partner)
    unit = table.text("Unit").map(canonical)
    if years:
        read = Wide(draft, table, years)
        read.without_figures(sift)
        read_figures = _faostat.wide(sift, table, read, years)
    else:
        read_figures = _faostat.long(draft, sift, table)
    figures, spread = read_figures.sift, read_figures.spread
    one, other = spread(reporter), spread(partner)
    outward, money = read_figures.spread_flags(outward), read_figures.spread_flags(money)
    unit = spread(unit)
    item = spread(items)
    _faostat.describe(draft, read_figures, item, spread(table.text("Item")))
    _faostat.add_flows(figures, read_figures, outward, one, other, item, unit, money)


PROFILES = (
    Profile(
        "faostat_trade_matrix",
        "FAOSTAT, detailed trade matrix",
        recognise,
        read,
        publisher="Food and Agriculture Organization of the United Nations",
        url="www.fao.org/faostat/en/#data/TM",
        licence="CC BY 4.0; CC BY-NC-SA 3.0 IGO until 2024",
    ),
)
