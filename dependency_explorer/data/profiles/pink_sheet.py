"""World Bank commodity prices (the Pink Sheet): one commodity a column, one month or year a row.

Title rows, a row of names ("Crude oil, average"), a row of units ("($/bbl)"), in the monthly workbook a row of codes,
then rows that begin with 1960M01 or 1960. Prices are figures of the world, never amounts. Traps: "…" is missing;
asterisks behind a name tell a change of the series; indexes stand on a sheet of their own, without units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.raw import RawColumn
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import canonical

_WHEN = re.compile(r"(19|20)\d\d(M(0[1-9]|1[0-2]))?")
_UNIT = re.compile(r"\(?\s*(?P<money>\$|¢|cents?)\s*/\s*(?P<unit>[^()]+?)\s*\)?")


@dataclass(frozen=True)
class _Layout:
    """names, units: rows by index. body: the first row of figures. columns: index → title and unit."""

    names: int
    body: int
    columns: dict[int, tuple[str, str]]


def recognise(source: Source) -> Recognition | None:
    """By a row of prices per unit above rows that begin with 1960M01."""
    if source.kind not in ("text", "workbook"):
        return None
    for sheet in source.sheets[:8] or ("",):
        if _layout(source.head_grid(sheet)) is not None:
            return Recognition(
                0.95, "It has prices per unit by month or year, as the World Bank's Pink Sheet."
            )
    return None


def _layout(rows: Rows) -> _Layout | None:
    body = next((i for i, row in enumerate(rows[:40]) if row and _WHEN.fullmatch(row[0].strip())), None)
    if body is None:
        return None
    for index in range(body - 1, max(body - 4, 0), -1):
        found = {i: unit for i, cell in enumerate(rows[index]) if i and (unit := _price_unit(cell))}
        if len(found) >= 2:
            names = rows[index - 1]
            titles = {
                i: " ".join(names[i].replace("*", " ").split()) if i < len(names) else "" for i in found
            }
            return _Layout(index - 1, body, {i: (titles[i], unit) for i, unit in found.items() if titles[i]})
    return None


def _price_unit(text: str) -> str:
    found = _UNIT.fullmatch(text.strip())
    if found is None:
        return ""
    money = "usd" if found["money"] == "$" else "US cents"
    return f"{money}/{canonical(found['unit']) if found['unit'].casefold() != 'mt' else 't'}"


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Every price is a figure of the world."""
    sheets = (plan.sheet,) if plan.sheet else source.sheets or ("",)
    sheet, layout = next(
        ((name, found) for name in sheets if (found := _layout(source.head_grid(name))) is not None),
        ("", None),
    )
    if layout is None or not layout.columns:
        raise DataError(
            f"{source.name} has no row of prices per unit, such as ($/bbl), above months or years."
        )
    grid = source.grid(sheet)
    width = max(layout.columns) + 1
    titles = [f"column {i + 1}" for i in range(width)]
    table = rows_table(
        [*grid[: layout.body - 1], titles, *grid[layout.body :]],
        layout.body - 1,
        source.name,
        limit=source.limit,
    )
    wide = Wide(draft, table, {titles[i]: str(i) for i in layout.columns})
    sift = Sift(draft, table, wide.weight)
    when = table.text(titles[0]).map(lambda text: period(text) if _WHEN.fullmatch(text.strip()) else "")
    sift.aside("no_period", when.isin({""}), "Rows without a period that can be read (notes).")
    wide.without_figures(sift)
    cells = wide.cells(sift)
    label = cells.label

    def said(index: int) -> RawColumn:
        return label.map(lambda text: layout.columns[int(text)][index] if text else "")

    guard.emit(
        cells.sift,
        {
            "period": cells.spread(when), "place": WORLD, "commodity": said(0).map(plain_id), "item": "price",
            "unit": said(1), "source_id": "source",
        },
        {"value": cells.values},
        "Several prices of one name are summed.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for name, _ in layout.columns.values():
        draft.commodity(plain_id(name), name=name)
    draft.decide(
        "prices", "Prices are figures of the world (WLD), in dollars or cents per unit; they are never added."
    )
    draft.title = "World Bank commodity prices"


PROFILES = (
    Profile(
        "pink_sheet",
        "World Bank, commodity prices (Pink Sheet)",
        recognise,
        read,
        publisher="World Bank",
        url="worldbank.org/en/research/commodity-markets",
        licence="CC BY 4.0",
    ),
)
