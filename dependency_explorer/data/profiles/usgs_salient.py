"""US Geological Survey, salient statistics of the Mineral Commodity Summaries: the United States, one year a row.

`DataSource, Commodity, Year, USprod_t, Imports_t, Exports_t, Consump_Apparent_t, Price_dkg, Employment_num, NIR_pct`.
Measure, its kind and its unit stand in the titles. No partners. Traps: W is withheld; NIR (net import reliance) is
told as a bound (>25) or as E, a net exporter; prices and employment are no amounts.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawColumn, constant

NEEDS = ("DataSource", "Commodity", "Year")
_COLUMN = re.compile(
    r"(?P<what>USprod|Production|Imports|Exports|Consump|Consumption|Stocks?|NIR)(?P<kind>(_[^_]+)*)_(?P<unit>[^_]+)",
    re.IGNORECASE,
)
_ITEMS = {
    "usprod": "production", "production": "production", "imports": "imports", "exports": "exports",
    "consump": "consumption", "consumption": "consumption", "stock": "stock", "stocks": "stock",
    "nir": "net_import_reliance",
}  # fmt: skip
_UNITS = {"t": "t", "kt": "kt", "mt": "kt", "mmt": "Mt", "kg": "kg", "ct": "carat", "pct": "%"}
"""`mt` of the survey is a thousand metric tons, `mmt` a million."""
_MARKS = PLAIN.also("w", "na", "xx", "e", "—")


def recognise(source: Source) -> Recognition | None:
    """By DataSource, Commodity, Year and columns such as USprod_t."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    start = find_header(rows[:5], NEEDS)
    if start is None or sum(bool(_COLUMN.fullmatch(cell.strip())) for cell in rows[start]) < 2:
        return None
    return Recognition(
        0.96, "It has DataSource, Commodity, Year and measures with units, as the USGS gives them."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Every measure of a year is a figure of the United States."""
    table = source.table(NEEDS, sheet=plan.sheet)
    told = {name: found for name in table.columns if (found := _COLUMN.fullmatch(name.strip()))}
    columns = {name: found for name, found in told.items() if found["unit"].casefold() in _UNITS}
    if not columns:
        raise DataError(
            f"{source.name} has no measure with a unit that is known (such as USprod_t or Imports_kt)."
        )
    left = [
        name
        for name in table.columns
        if name not in columns and name not in NEEDS and table.text(name).used()
    ]
    if left:
        draft.decide(
            "not_amounts",
            "Prices, employment and measures of unknown units are not read: "
            f"{', '.join(shown(name, 40) for name in left[:6])}.",
        )
    read_ = figures_together(draft, table, list(columns), _MARKS)
    values = np.column_stack([one.numbers for one in read_.values()])
    sift = Sift(draft, table, np.nansum(np.abs(values), axis=1))
    sift.aside(
        "no_figure",
        np.asarray(np.isnan(values).all(axis=1)),
        "Rows without any figure (withheld or not available): missing, not zero.",
    )
    when = table.text("Year").map(period)
    guard.no_period(sift, when)
    mineral = table.text("Commodity").map(lambda text: " ".join(text.split()))
    place = constant(draft.places.code("United States"), len(table))
    for name, found in columns.items():
        part = sift.part(~np.isnan(read_[name].numbers))
        if part.kept.any():
            item, kind = _item(found)
            good = _commodity(draft, part, mineral, kind)
            bound = read_[name].flags.map(lambda flag: "more than this" if flag == ">" else "")
            _energy.add_items(
                part, when, place, good, constant(item, len(table)), _UNITS[found["unit"].casefold()],
                read_[name].numbers, note=bound,
            )  # fmt: skip
    draft.title = "USGS, salient statistics of the United States"


def _item(found: re.Match[str]) -> tuple[str, str]:
    """The item, and the kind of the mineral that the title tells; apparent consumption is consumption."""
    item, kind = _ITEMS[found["what"].casefold()], found["kind"].strip("_").replace("_", " ")
    if item == "consumption":
        return ("consumption" if kind.casefold() in ("", "apparent") else f"consumption_{plain_id(kind)}"), ""
    return item, kind


def _commodity(draft: Draft, sift: Sift, mineral: RawColumn, kind: str) -> RawColumn:
    names = mineral.map(lambda text: f"{text}: {kind}" if kind else text)
    for text in sift.left(names).used():
        draft.commodity(plain_id(text), name=text, group="minerals")
    return names.map(plain_id)


PROFILES = (
    Profile(
        "usgs_salient",
        "US Geological Survey, Mineral Commodity Summaries, salient statistics",
        recognise,
        read,
        publisher="US Geological Survey",
        url="usgs.gov/centers/national-minerals-information-center/mineral-commodity-summaries",
        licence="US public domain",
    ),
)
