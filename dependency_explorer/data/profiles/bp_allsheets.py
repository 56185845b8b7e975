"""Statistical Review of World Energy (BP, since 2023 the Energy Institute): the workbook with all its sheets.

Country by year sheets become balances; from/to matrices and imports beside exports become flows.
Traps: matrices lie both ways (oil: rows From, columns To; gas: rows To, columns From); titles of columns go
over two rows; the period of a matrix stands in its title; two blocks with different units below each other;
subtotals and a total between the places, in some sheets regions where there are no countries; † is less than
0.05; * and # are footnotes; the same figures in barrels, tonnes and tonnes of oil equivalent, each on a sheet.
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, counted, shown
from dependency_explorer.data.profiles import _bp_sheets, _energy, bp_panel
from dependency_explorer.data.profiles._bp_sheets import Sheet
from dependency_explorer.data.raw import Flags, RawColumn, RawTable, column_of, constant, stack_tables
from dependency_explorer.data.schema import NOT_STATED, WORLD

_MARKS = PLAIN.also("†", "‡", "^", "w", "n/a", "*", "◆", "♦", "less than 0.05", "u")
_PREFERRED = ("TWh", "Mt", "bcm", "Tcm", "Gbbl", "GW", "MW", "EJ", "Mtoe", "ktoe", "kbd", "bcfd", "kboe/d")
_MOST_SHEETS = 200


def recognise(source: Source) -> Recognition | None:
    """By the names of its sheets: Oil …, Gas …, Coal …, and that it says whose review it is."""
    if source.kind != "workbook":
        return None
    names = [name.strip().casefold() for name in source.sheets]
    oil, gas = (sum(name.startswith(word) for name in names) for word in ("oil", "gas"))
    trade = any("trade" in name or "movement" in name for name in names)
    if oil >= 2 and gas >= 2:
        return Recognition(0.97, "Its sheets are those of the Statistical Review (Oil …, Gas …, Coal …).")
    if (oil or gas) and trade and len(names) <= 6:
        return Recognition(0.6, "A sheet is named like one of the Statistical Review's trade tables.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Every sheet that lies in a known way, or the one of the plan."""
    draft.title = "Statistical Review of World Energy"
    names = [plan.sheet] if plan.sheet else list(source.sheets[:_MOST_SHEETS])
    if plan.sheet and plan.sheet not in source.sheets:
        close = [name for name in source.sheets if name.strip().casefold() == plan.sheet.strip().casefold()]
        if not close:
            raise DataError(
                f"{source.name} has no sheet {shown(plan.sheet)}. It has {', '.join(source.sheets[:60])}."
            )
        names = close
    found = {name: _bp_sheets.read(name, source.grid(name), source.name) for name in names}
    sheets = [sheet for sheet in found.values() if sheet is not None]
    others = [name.strip() for name, sheet in found.items() if sheet is None]
    if not sheets:
        raise DataError(
            f"{source.name}, sheet {', '.join(shown(name) for name in others[:5])}: prices, reserves "
            "at several dates, "
            "definitions and factors are not read. Choose a sheet of countries by year, or of trade."
        )
    if others:
        draft.decide(
            "sheets_not_read",
            f"{counted(len(others), 'sheet')} with prices, reserves at several dates, product groups, definitions or "
            f"factors not read: {', '.join(others)}.",
        )
    years = _one_unit(draft, [sheet for sheet in sheets if sheet.kind == "years"])
    if years:
        _years(draft, years)
    told = {_matrix(draft, sheet) for sheet in sheets if sheet.kind == "matrix"}
    for sheet in sheets:
        if sheet.kind == "sides":
            _sides(draft, sheet, told)


def _one_unit(draft: Draft, sheets: list[Sheet]) -> list[Sheet]:
    """One sheet for each commodity and item."""

    def rank(sheet: Sheet) -> int:
        return _PREFERRED.index(sheet.unit) if sheet.unit in _PREFERRED else len(_PREFERRED)

    best: dict[tuple[str, str], Sheet] = {}
    for sheet in sheets:
        key = (sheet.commodity, sheet.item)
        if key not in best or rank(sheet) < rank(best[key]):
            best[key] = sheet
    chosen = list(best.values())
    again = [sheet.name.strip() for sheet in sheets if sheet not in chosen]
    if again:
        draft.decide(
            "other_units",
            f"{counted(len(again), 'sheet')} that tell the same in other units are not used: "
            f"{', '.join(again)}. Choose "
            "one of them as the sheet to read it.",
        )
    return chosen


def _places(draft: Draft, column: RawColumn, keep: Flags) -> RawColumn:
    """Codes of places; texts of rows without figures are none."""
    codes = draft.places.codes(column_of(column.take(keep).texts()).map(_spelled), "name")
    for code in list(draft.places.unknown):
        if ":" in code:
            draft.places.mark_aggregate(code)
    result = np.zeros(len(column), np.int32)
    result[keep] = codes.codes + 1
    return RawColumn(["", *codes.values], result)


def _spelled(text: str) -> str:
    return "World" if text.casefold() in _bp_sheets.TOTALS else {"Indoia": "India"}.get(text, text)


def _dagger(sift: Sift, table: RawTable, names: list[str]) -> None:
    small = sum(int(table.text(name).isin({"†", "‡", "^"}).sum()) for name in names)
    if small:
        sift.draft.decide(
            "below", f"{counted(small, 'cell')} marked † (less than 0.05) have no figure: missing, not zero."
        )


def _years(draft: Draft, sheets: list[Sheet]) -> None:
    years = sorted({year for sheet in sheets for year in sheet.columns})
    parts = []
    for sheet in sheets:
        size = len(sheet.table)
        columns = {year: sheet.table.columns.get(year) or constant("", size) for year in ["place", *years]}
        items = RawColumn(list(sheet.items), np.arange(size, dtype=np.int32))
        parts.append(
            RawTable(
                draft.file,
                {
                    **columns,
                    "commodity": constant(sheet.commodity, size),
                    "item": items,
                    "unit": constant(sheet.unit, size),
                    "again": RawColumn(["", "1"], np.array(sheet.repeated, np.int32)),
                },
                sheet.table.rows,
            )
        )
    table = stack_tables(parts)
    wide = _energy.Wide(draft, table, {year: year for year in years}, _MARKS)
    sift = Sift(draft, table, wide.weight)
    sift.aside(
        "notes", wide.empty, "Titles of sections, notes below the tables, and places without any figure."
    )
    place = _places(draft, table.text("place"), sift.kept)
    guard.nowhere(sift, place, place)
    guard.groups_aside(sift, table.text("again").isin({"1"}))
    trade = table.text("item").isin({_energy.IMPORTS, _energy.EXPORTS}) & place.isin({WORLD})
    sift.aside("world_sides", trade, "Imports and exports of the world are the sum of the others.")
    sift.note(
        "world_row", place.isin({WORLD}), "World is the total of all places: kept as WLD, beside its parts."
    )
    cells = wide.cells(sift)
    item = cells.spread(table.text("item"))
    amount = item.where(lambda text: text not in ("refinery_capacity", "installed_capacity", "reserves"))
    values, unit = _energy.amounts(
        cells.sift, cells.values, cells.spread(table.text("unit")), cells.label, amount
    )
    _energy.add_items(
        cells.sift, cells.label, cells.spread(place), cells.spread(table.text("commodity")), item, unit, values,
        cells.quality,
    )  # fmt: skip
    for sheet in sheets:
        if sheet.commodity.startswith("electricity"):
            _energy.describe_electricity(draft, sheet.commodity)
        else:
            volume = sheet.commodity == "oil_volume"
            if volume:
                draft.commodity(sheet.commodity, name="Oil (counted in barrels)")
            draft.commodity(
                sheet.commodity, name="" if volume else sheet.commodity.replace("_", " ").capitalize()
            )


def _matrix(draft: Draft, sheet: Sheet) -> tuple[str, str]:
    """Enter a matrix; its commodity and period."""
    table = sheet.table
    period = draft.constant("period", sheet.period, f"the title of the sheet {sheet.name.strip()}")
    if not period:
        raise DataError(
            f"{table.file}: the title ({shown(sheet.title)}) tells no year. Say which: --set period=2014."
        )
    wide = _energy.Wide(draft, table, sheet.columns, _MARKS)
    sift = Sift(draft, table, wide.weight)
    sift.aside(
        "notes", wide.empty, "Titles of sections, notes below the tables, and places without any figure."
    )
    sift.aside("other_unit", np.array(sheet.again), "A second block tells the same flows in another unit.")
    _dagger(sift, table.take(sift.kept), list(sheet.columns))
    row = _places(draft, table.text("place"), sift.kept)
    guard.groups_aside(sift, np.array(sheet.repeated))
    cells = wide.cells(sift)
    column = draft.places.codes(cells.label.map(_spelled), "name")
    rows = cells.spread(row)
    exporter, importer = (rows, column) if sheet.rows_are_exporters else (column, rows)
    both = exporter.isin({WORLD}) & importer.isin({WORLD})
    same = _diagonal(exporter, importer)
    cells.sift.kept = cells.sift.kept & ~both & ~(same & (cells.values == 0))
    cells.sift.note(
        "world",
        exporter.isin({WORLD}) | importer.isin({WORLD}),
        "Total imports and total exports are kept as totals (WLD) and never added to partners.",
    )
    side = (
        "rows are exporters, columns importers"
        if sheet.rows_are_exporters
        else "rows are importers, columns exporters"
    )
    draft.decide("orientation", f"{sheet.name.strip()}: {side}, as its titles From and To say.")
    commodity = "lng" if sheet.parts == ("lng",) else sheet.commodity
    values, unit = _energy.amounts(
        cells.sift, cells.values, constant(sheet.unit, len(cells.values)), constant(period, len(cells.values))
    )
    guard.emit(
        cells.sift,
        {
            "period": period, "exporter": exporter, "importer": importer, "commodity": commodity, "unit": unit,
            "quality": cells.quality, "source_id": "source",
        },
        {"quantity": values},
    )  # fmt: skip
    _describe(draft, commodity, sheet.parts)
    return commodity, period


def _diagonal(exporter: RawColumn, importer: RawColumn) -> Flags:
    """Cells whose exporter is their importer: nothing, but for trade within a group of countries."""
    same = np.zeros(len(exporter), bool)
    for code in set(exporter.values) & set(importer.values):
        same |= exporter.isin({code}) & importer.isin({code})
    return same


def _describe(draft: Draft, commodity: str, parts: tuple[str, ...] = ()) -> None:
    names = {
        "lng": "Liquefied natural gas",
        "natural_gas": "Natural gas",
        "oil": "Oil (crude and products)",
        "crude_oil": "Crude oil",
        "oil_products": "Oil products",
    }
    note = "traded by pipeline" if parts == ("pipeline",) else ""
    draft.commodity(commodity, name=names.get(commodity, commodity.replace("_", " ").capitalize()), note=note)


def _sides(draft: Draft, sheet: Sheet, told_before: set[tuple[str, str]]) -> None:
    """Enter imports and exports, but for those that a matrix tells by partner, totals included."""
    table = sheet.table
    columns = {}
    for name, label in sheet.columns.items():
        _, word, year, _ = label.split("|")
        if (_bp_sheets.side_commodity(word, sheet.commodity), year) not in told_before:
            columns[name] = label
    if len(columns) < len(sheet.columns):
        draft.decide(
            "told_by_partner",
            f"{sheet.name.strip()}: {counted(len(sheet.columns) - len(columns), 'column')} repeat the "
            "totals of matrices.",
        )
    wide = _energy.Wide(draft, table, columns, _MARKS)
    sift = Sift(draft, table, wide.weight)
    sift.aside(
        "notes", wide.empty, "Titles of sections, notes below the tables, and places without any figure."
    )
    place = _places(draft, table.text("place"), sift.kept)
    world = place.isin({WORLD, NOT_STATED})
    sift.aside(
        "world_sides", world, "Imports and exports of the world are the sum of the others.", keep="Keep them"
    )
    guard.groups_aside(sift, np.array(sheet.repeated))
    cells = wide.cells(sift)

    def told(part: int) -> RawColumn:
        return cells.label.map(lambda text: text.split("|")[part] if "|" in text else "")

    commodity = told(1).map(lambda word: _bp_sheets.side_commodity(word, sheet.commodity))
    values, unit = _energy.amounts(cells.sift, cells.values, told(3), told(2))
    _energy.add_items(
        cells.sift, told(2), cells.spread(place), commodity, told(0), unit, values, cells.quality
    )
    for id in commodity.used():
        _describe(draft, id)


PROFILES = (
    Profile(
        "bp_allsheets",
        "Statistical Review of World Energy, all sheets",
        recognise,
        read,
        publisher="BP; Energy Institute (since 2023)",
        url="energyinst.org/statistical-review",
        licence=bp_panel.LICENCE,
    ),
)
