"""Capacities in the trackers of Global Energy Monitor and their maps: one column with its unit in the title, a column
of units beside it, or a column for every status."""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles._titles import Titles
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable, choose, constant

MARKS = PLAIN.also("*", "＊", "tbd", "unknown", "not found", "n/d")

_CAPACITY = re.compile(
    r"(?:nominal |design )?(?:crude steel )?capacity.*?\((?P<unit>mtpa|ttpa|mt|mw|mwe|bcm/y|bpd|boed|gwh)\)",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"capacity(?:in)?(?P<unit>mtpa|mwe?|bcm/y|bcf/d|bpd|boed)", re.IGNORECASE)
"""Of "capacityinbcm/y" the unit."""
_BY_STATUS = re.compile(
    r"(?P<status>[a-z][a-z -]*?)[ -]nominal[ -]crude[ -]steel[ -]capacity[ -]\(ttpa\)", re.IGNORECASE
)
"""Of plants with a column of capacity for every status of theirs, the status."""
_UNITS = {
    "mtpa": "Mt/yr", "mt": "Mt/yr", "ttpa": "kt/yr", "mw": "MW", "mwe": "MW", "bcm/y": "bcm/yr", "bcf/d": "bcf/d",
    "bpd": "bbl/d", "boed": "boe/d", "mcm/d": "mcm/d", "mmcf/d": "MMcf/d", "gwh": "GWh",
}  # fmt: skip


def capacities(
    draft: Draft, table: RawTable, sheet: Titles, status: str = ""
) -> tuple[NumberColumn, RawColumn]:
    """Capacity in one unit where the tracker converts it itself, else in that of its header or of each row."""
    size = len(table)
    units = sheet.first(("capacityunits", "capacityunit"))
    if "capacityinmtpa" in sheet.columns:
        told = [(sheet.columns["capacityinmtpa"], "Mt/yr")]
    else:
        told = [
            (column, _UNITS[found["unit"].casefold()])
            for pattern in (_CAPACITY, _RUN_TOGETHER)
            for column in sheet.columns.values()
            if (found := pattern.match(column)) is not None
        ]
        together = _RUN_TOGETHER.fullmatch
        # Where terminals and pipelines share a table, each has a column; of other ones the first counts.
        told = told if told and all(together(column) for column, _ in told) else told[:1]
    if not told and units and sheet.first(("capacity",)):
        read = figures_of(draft, table, sheet.first(("capacity",)), MARKS)
        written = table.text(units).map(lambda text: _UNITS.get(text.casefold(), text))
        return NumberColumn(read.numbers), choose(np.isnan(read.numbers), constant("", size), written)
    numbers, unit = np.full(size, np.nan), constant("", size)
    if not told and status:
        return _of_status(draft, table, sheet, status)
    for column, its_unit in told:
        read = figures_of(draft, table, column, MARKS)
        new = np.isnan(numbers) & ~np.isnan(read.numbers)
        numbers = np.where(new, read.numbers, numbers)
        unit = choose(new, constant(its_unit, size), unit)
    return NumberColumn(numbers), unit


def _of_status(
    draft: Draft, table: RawTable, sheet: Titles, status_column: str
) -> tuple[NumberColumn, RawColumn]:
    """The capacity with the status of the plant, where the parts with another one stand in columns of their own; 0
    there is no part of that status."""
    size = len(table)
    numbers, status = np.full(size, np.nan), table.text(status_column).map(str.casefold)
    other = np.zeros(size, bool)
    for column in sheet.columns.values():
        if (found := _BY_STATUS.fullmatch(column.strip())) is None:
            continue
        read = figures_of(draft, table, column, MARKS).numbers
        mine = status.isin({found["status"].casefold()}) & (read > 0)
        numbers = np.where(mine, read, numbers)
        other |= ~mine & (read > 0)
    if other.any():
        draft.decide(
            "capacity_of_status",
            "Plants of which parts have another status: the capacity is that of the parts with the status of the "
            "plant.",
            int(other.sum()),
        )
    return NumberColumn(numbers), choose(np.isnan(numbers), constant("", size), constant("kt/yr", size))
