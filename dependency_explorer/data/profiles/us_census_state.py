"""The US Census Bureau's trade of states: one state and country a row, years as columns val2014 to val2017.

Values are in million US dollars; shares and changes stand beside them. Rank 0 is a total (World, Top 25). Direction
stands only in the title of the sheet, which takes the rows before the header.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.places import Place
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.units import scaled

NEEDS = ("statename", "rank", "countryd")
_VALUE = re.compile(r"val(?P<year>\d{4})")
_STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "District of Columbia": "DC", "Florida": "FL", "Georgia": "GA",
    "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS",
    "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI",
    "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV",
    "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC",
    "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA",
    "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX",
    "Utah": "UT", "Vermont": "VT", "Virginia": "VA", "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI",
    "Wyoming": "WY",
}  # fmt: skip
"""States by the second part of their code of ISO 3166-2:US."""
_TERRITORIES = {"Puerto Rico": "PRI", "Virgin Islands": "VIR"}


def recognise(source: Source) -> Recognition | None:
    """By statename, rank and countryd."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    start = find_header(rows, NEEDS)
    if start is None or not any(_VALUE.fullmatch(cell) for cell in rows[start]):
        return None
    return Recognition(0.97, "It has statename, countryd and val2014 … of the US Census Bureau.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One state and country a row."""
    rows = source.head_grid(plan.sheet)
    outward = _outward(draft, rows[: find_header(rows, NEEDS) or 0], source.name)
    table = source.table(NEEDS, sheet=plan.sheet)
    years = {name: found["year"] for name in table.columns if (found := _VALUE.fullmatch(name))}
    wide = Wide(draft, table, years)
    sift = Sift(draft, table, wide.weight)
    state = table.text("statename").map(lambda text: _state(draft, text))
    country = draft.places.codes(table.text("countryd"), "name")
    guard.nowhere(sift, state, country)
    wide.without_figures(sift)
    guard.aggregates(sift, country)
    guard.world(sift, state, country)
    latest = max(years, key=lambda name: years[name])
    guard.against_world(sift, country, (state,), figures_of(draft, table, latest).numbers, what=years[latest])
    draft.decide(
        "units",
        "Values are told in million US dollars (times 1 000 000); shares and changes are not carried over.",
    )
    draft.commodity("TOTAL", name="All commodities")
    cells = wide.cells(sift)
    one, other = cells.spread(state), cells.spread(country)
    guard.emit(
        cells.sift,
        {
            "period": cells.label,
            "exporter": one if outward else other,
            "importer": other if outward else one,
            "commodity": "TOTAL",
            "reported_by": "exporter" if outward else "importer",
            "source_id": "source",
        },
        {"value_usd": scaled(cells.values, 1e6)},
    )


def _outward(draft: Draft, above: Rows, file: str) -> bool:
    title = " ".join(cell for row in above for cell in row if cell and cell != "title")
    draft.title = title
    exports, imports = "export" in title.casefold(), "import" in title.casefold()
    if exports == imports:
        raise DataError(
            f"{file} does not say in its title whether it tells exports or imports of the states. Put the title "
            "of the download back into its first rows."
        )
    what = "exports" if exports else "imports"
    draft.decide("constant_direction", f"These are {what} of the states, read from the title “{title}”.")
    return exports


def _state(draft: Draft, text: str) -> str:
    name = " ".join(text.split())
    if not name:
        return ""
    code = f"US-{_STATES[name]}" if name in _STATES else _TERRITORIES.get(name, "")
    if name in _STATES:
        place = Place(code, name, "province", "USA")
    elif code or name in ("United States", "US Total"):
        return draft.places.code(code or "USA", "iso3")
    else:
        place = Place(f"United States, {name.lower()}", f"United States, {name.lower()}", "remainder", "USA")
    draft.places.seen.setdefault(place.code, place)
    return place.code


PROFILES = (
    Profile(
        "us_census_state_xls",
        "US Census Bureau, trade of states",
        recognise,
        read,
        publisher="US Census Bureau",
        url="www.census.gov/foreign-trade/statistics/state",
        licence="Public domain",
    ),
)
