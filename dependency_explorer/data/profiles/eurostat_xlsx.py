"""The workbook that Eurostat's data browser writes: a Summary, a Structure, and a sheet for each combination.

Traps: product, partner and unit stand above the table; two header rows (TIME, GEO); with flags every year has a
second, unnamed column; `:` between figures; groups of countries above the countries; a legend below; the
dimension tag of the sheets is wrong, so that a streaming reader sees one cell.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _energy, _eurostat
from dependency_explorer.data.raw import RawColumn, RawTable, constant, stack_tables


def recognise(source: Source) -> Recognition | None:
    """By sheets named Summary and Structure, or by the line on top of every sheet."""
    if source.kind != "workbook":
        return None
    names = {name.lower() for name in source.sheets}
    try:
        on_top = (
            _time_row(source.head_grid(_data_sheets(source)[0])) is not None
            if _data_sheets(source)
            else False
        )
    except DataError:
        return None
    if on_top:
        sure = 0.98 if {"summary", "structure"} <= names else 0.9
        return Recognition(
            sure, "Its sheets begin with “Data extracted on … from [ESTAT]” and have a row TIME."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """All sheets with a table, or the one of the plan."""
    sheets = _data_sheets(source)
    if plan.sheet:
        if plan.sheet not in source.sheets:
            raise DataError(
                f"{source.name} has no sheet {shown(plan.sheet)}. It has {', '.join(source.sheets)}."
            )
        sheets = [plan.sheet]
    parts, titles = [], []
    for name in sheets:
        rows = source.grid(name)
        start = _time_row(rows)
        if start is not None:
            titles.append(_above(rows, start).get("dataset", ""))
            parts.append(_sheet(rows, start, f"{source.name}, sheet {name}", source.limit))
    if not parts:
        raise DataError(
            f"{source.name} has no sheet with a row TIME above years. Download the workbook again."
        )
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    whole = stack_tables(
        [
            part.replacing(**{name: constant("", len(part)) for name in columns if name not in part})
            for part in parts
        ]
    )
    title = next((title for title in titles if title), "")
    draft.title = title.split("[")[0].strip()
    _fill(draft, whole, title or source.stem)


def _fill(draft: Draft, table: RawTable, title: str) -> None:
    wide = _energy.Wide(draft, table, _energy.period_columns(table.columns), _eurostat.MARKS)
    sift = Sift(draft, table, wide.weight)

    def places(dimension: str) -> RawColumn:
        return draft.places.codes(table.text(dimension), "eurostat", table.text(dimension))

    by_partner = bool([text for text in table.text("partner").used() if text])
    place = places("geo")
    partner = places("partner") if by_partner else None
    product, unit, balance = (
        table.text("siec").map(_eurostat.commodity),
        table.text("unit"),
        table.text("nrg_bal"),
    )
    wide.without_figures(sift)
    inside = _eurostat.sifted(sift, product, place, partner, unit, balance, None, wide.weight, wide)
    which = _eurostat.direction(draft, title) if by_partner else ""
    cells = wide.cells(sift)
    nowhere = constant("", len(table))
    seen = _eurostat.Observations(
        product=cells.spread(product),
        partner=cells.spread(partner or nowhere),
        unit=cells.spread(unit),
        place=cells.spread(place),
        balance=cells.spread(balance),
        period=cells.label,
        values=cells.values,
        quality=cells.quality,
    )
    _eurostat.add(draft, cells.sift, seen, by_partner, which, inside)


def _data_sheets(source: Source) -> list[str]:
    return [name for name in source.sheets[:200] if name.lower() not in ("summary", "structure")]


def _time_row(rows: Rows) -> int | None:
    for index, row in enumerate(rows[:60]):
        first = row[0].strip().upper() if row else ""
        if first == "TIME" and any(period(cell) for cell in row[1:]):
            return index
    return None


def _above(rows: Rows, start: int) -> dict[str, str]:
    """What stands above the table: dimension → value."""
    told = {}
    for row in rows[:start]:
        value = next((cell for cell in row[1:] if cell), "")
        if row and row[0] and value:
            label = " ".join(row[0].lower().rstrip(":").split()).removesuffix(" [label]")
            told[_eurostat.LABELS.get(label, label)] = value
    return told


def _sheet(rows: Rows, start: int, file: str, limit: int | None) -> RawTable:
    told = _above(rows, start)
    below = rows[start + 1] if start + 1 < len(rows) else []
    dimension = _eurostat.LABELS.get(" ".join(below[0].lower().split()) if below else "", "geo")
    width = max(len(row) for row in rows[start:])
    header = [*rows[start], *[""] * (width - len(rows[start]))]
    header[0] = dimension
    # A column behind a year without a name of its own holds that year's flags: joined to the figures.
    flags = [i for i in range(2, width) if not header[i] and period(header[i - 1])]
    end = next(
        (
            i
            for i in range(start + 2, len(rows))
            if not any(rows[i]) or rows[i][0].lower().startswith("special value")
        ),
        len(rows),
    )
    body = [header]
    for row in rows[start + 2 : end]:
        full = [*row, *[""] * (width - len(row))]
        for i in flags:
            full[i - 1] = f"{full[i - 1]} {full[i]}".strip()
        body.append([cell for i, cell in enumerate(full) if i not in flags])
    body[0] = [cell for i, cell in enumerate(header) if i not in flags]
    table = rows_table(body, 0, file, limit=limit)
    table = RawTable(file, table.columns, table.rows + start + 1)
    size = len(table)
    more = {
        name: constant(value, size)
        for name, value in told.items()
        if name in ("siec", "partner", "unit", "geo", "nrg_bal")
    }
    return table.replacing(**{name: column for name, column in more.items() if name not in table})


PROFILES = (
    Profile(
        "eurostat_xlsx",
        "Eurostat, workbook of the data browser",
        recognise,
        read,
        publisher=_eurostat.PUBLISHER,
        url=_eurostat.URL,
        licence=_eurostat.LICENCE,
    ),
)
