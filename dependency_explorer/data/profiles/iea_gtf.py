"""IEA Gas Trade Flows: `Borderpoint, Exit, -->, Entry, MAXFLOW (Mm3/h)`, then one column a month, million m3.

Traps: several border points for one pair of countries; both directions of a border are listed; "Liquefied
Natural Gas" stands where a country should; MAXFLOW, a capacity, stands between the keys and the months; notes
below the table.
"""

from __future__ import annotations

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.schema import NOT_STATED

NEEDS = ("Borderpoint", "Exit", "Entry")
LICENCE = "IEA terms for free data: attribution"
_MARKS = PLAIN.also("n/e")
_LNG = frozenset({"liquefied natural gas", "lng"})


def recognise(source: Source) -> Recognition | None:
    """By its first columns."""
    if _energy.sheet_of(source, NEEDS) is None:
        return None
    return Recognition(0.97, "It has the columns Borderpoint, Exit and Entry of IEA's gas trade flows.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a border point and direction, one column a month."""
    table = source.table(NEEDS, sheet=plan.sheet or _energy.sheet_of(source, NEEDS) or "")
    found = _energy.columns(table)
    left, entered = table.text(found["exit"]), table.text(found["entry"])
    wide = _energy.Wide(draft, table, _energy.period_columns(table.columns), _MARKS)
    sift = Sift(draft, table, wide.weight)

    def stated(text: str) -> str:
        return "Not specified" if text.strip().casefold() in _LNG else text

    exporter = draft.places.codes(left.map(stated), "name")
    importer = draft.places.codes(entered.map(stated), "name")
    guard.nowhere(sift, exporter, importer)
    wide.without_figures(sift)
    guard.same_place(sift, exporter, importer)
    liquefied = left.where(lambda text: text.strip().casefold() in _LNG)
    liquefied |= entered.where(lambda text: text.strip().casefold() in _LNG)
    sift.note(
        "lng",
        liquefied,
        "Liquefied natural gas stands in place of a country: the table does not tell its origin, so the partner is "
        "“partner not stated” (XNS).",
    )
    other = (exporter.isin({NOT_STATED}) | importer.isin({NOT_STATED})) & ~liquefied
    sift.note(
        "unknown_partner", other, "The source names no country for these: kept as “partner not stated”."
    )
    cells = wide.cells(sift)
    note = left.map(lambda text: "LNG, origin not stated" if text.strip().casefold() in _LNG else "")
    out, into, values = _energy.turned(
        cells.sift, cells.label, cells.spread(exporter), cells.spread(importer), cells.values
    )
    guard.emit(
        cells.sift,
        {
            "period": cells.label,
            "exporter": out,
            "importer": into,
            "commodity": "natural_gas",
            "unit": "mcm",
            "quality": cells.quality,
            "note": cells.spread(note),
            "source_id": "source",
        },
        {"quantity": values},
        "Border points of one pair of countries are summed.",
    )
    draft.commodity(
        "natural_gas", name="Natural gas", hs_codes="2711.11;2711.21", note="pipeline gas and LNG"
    )
    draft.title = "IEA gas trade flows in Europe"


PROFILES = (
    Profile(
        "iea_gtf",
        "International Energy Agency, gas trade flows",
        recognise,
        read,
        publisher="International Energy Agency",
        url="iea.org/data-and-statistics/data-product/gas-trade-flows",
        licence=LICENCE,
    ),
)
