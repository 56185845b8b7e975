"""IMF DataMapper's export: a workbook whose corner cell is the title, years as columns, countries and groups as rows.

The container of the .xls is faulty (some readers refuse it), "no data" stands for a missing figure, the second row is
blank, and the last says "©IMF, 2020": figures from that year on are projections.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _indicators
from dependency_explorer.data.profiles._energy import Cells, Wide, period_columns
from dependency_explorer.data.raw import RawColumn, choose, constant

_COPYRIGHT = re.compile(r"©\s*IMF,?\s*(?P<year>\d{4})?", re.IGNORECASE)


def recognise(source: Source) -> Recognition | None:
    """By a title in the corner, years beside it, and "no data" or the copyright line below."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    if not rows or len(rows[0]) < 4 or not rows[0][0] or len(period_columns(rows[0][1:])) < len(rows[0]) - 1:
        return None
    if any(len(name) != 4 for name in rows[0][1:]):
        return None
    cells = {cell for row in rows for cell in row}
    if "no data" in cells or (source.kind == "workbook" and _edition(source.grid()) is not None):
        return Recognition(
            0.92, f"Years stand beside the title “{rows[0][0]}”, and missing figures say “no data”."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country a row."""
    rows = source.grid(plan.sheet)
    title = rows[0][0]
    table = rows_table(rows, 0, source.name, limit=source.limit)
    names = list(table.columns)
    name = table.text(names[0])
    place = draft.places.codes(name.map(lambda text: "" if _COPYRIGHT.match(text) else text), "name")
    sift = Sift(draft, table)
    guard.nowhere(sift, place, place)
    wide = Wide(draft, table, period_columns(names[1:]), PLAIN.also("no data"))
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    cells = wide.cells(sift)
    cells = _projections(cells, _edition(rows))
    size = len(cells.values)
    _indicators.add_indicators(draft, cells, cells.label, cells.spread(place), constant(title, size))
    draft.title = title


def _edition(rows: Rows) -> str | None:
    for row in reversed(rows[-5:]):
        for cell in row[:1]:
            found = _COPYRIGHT.match(cell)
            if found is not None:
                return found["year"] or ""
    return None


def _projections(cells: Cells, edition: str | None) -> Cells:
    if not edition:
        return cells
    later = cells.label.where(lambda year: year >= edition)
    cells.sift.note(
        "projections",
        later,
        f"The file is of {edition}: figures from {edition} on are projections of the IMF, marked as estimates.",
    )
    estimate = constant("estimate", len(later))
    quality: RawColumn = choose(later, estimate, cells.quality)
    return Cells(cells.sift, cells.label, cells.values, quality, cells.rows)


PROFILES = (
    Profile(
        "imf_datamapper_xls",
        "IMF, DataMapper",
        recognise,
        read,
        publisher="International Monetary Fund",
        url="www.imf.org/external/datamapper",
        licence="IMF terms, attribution",
    ),
)
