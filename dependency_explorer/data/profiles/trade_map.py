"""ITC Trade Map: suppliers or buyers of one country and product, or who trades a product, with periods as columns.

`Exporters, Imported value in 2019, Imported value in 2020, …` as text, or as a web page called .xls whose titles name
the country, the product and the unit. Traps: the country that reports stands only in the title or in the name of the
file, and in the text not even the unit, which is thousand US dollars; a row World is the total; quantities come in
tables of their own, their unit in the title or behind a comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles._energy import Wide
from dependency_explorer.data.raw import RawColumn, constant
from dependency_explorer.data.schema import WORLD
from dependency_explorer.data.units import scaled

_COLUMN = re.compile(
    r"(?P<way>imported|exported) (?P<what>value|quantity) in (?P<when>\d{4}([-‑]?(M\d\d|Q\d))?)"
    r"\s*(,\s*(?P<unit>.+))?",
    re.IGNORECASE,
)
_SIDES = {"exporters": "exporters", "importers": "importers"}
_COUNTRY = re.compile(
    r"(?P<way>imported|exported)[ _]by[ _](?P<place>.+?)([ _]+in[ _]\d{4}.*)?$", re.IGNORECASE
)
_PRODUCT = re.compile(r"(?P<code>TOTAL|\d{2,10})[ _](?P<name>.+)")
_THOUSAND = 1000.0


@dataclass(frozen=True)
class _Layout:
    start: int
    side: str
    columns: dict[str, re.Match[str]]


def recognise(source: Source) -> Recognition | None:
    """By Exporters or Importers beside "Imported value in 2020"."""
    if source.kind not in ("text", "workbook"):
        return None
    found = _layout(source.head_grid())
    if found is None:
        return None
    return Recognition(
        0.96, f"It has {found.side.capitalize()} beside {shown(next(iter(found.columns)))}, as Trade Map."
    )


def _layout(rows: Rows) -> _Layout | None:
    for index, row in enumerate(rows[:40]):
        cells = [" ".join(cell.split()) for cell in row]
        side = next((_SIDES[cell.casefold()] for cell in cells[:2] if cell.casefold() in _SIDES), "")
        columns = {cell: found for cell in cells if (found := _COLUMN.fullmatch(cell)) is not None}
        if side and columns:
            return _Layout(index, side, columns)
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One partner a row, one period a column."""
    rows = source.head_grid(plan.sheet)
    layout = _layout(rows)
    if layout is None:
        raise DataError(
            f"{source.name} has no columns such as “Imported value in 2020” beside Exporters or Importers."
        )
    titles = [cell for row in rows[: layout.start] for cell in row if cell]
    name = next(cell for cell in rows[layout.start] if " ".join(cell.split()).casefold() == layout.side)
    table = source.table((name, next(iter(layout.columns))), sheet=plan.sheet)
    columns = {column: found for column, found in layout.columns.items() if column in table}
    first = next(iter(columns.values()))
    kept = {
        column: found
        for column, found in columns.items()
        if found["what"].casefold() == first["what"].casefold()
    }
    if len(kept) < len(columns):
        draft.decide(
            "other_measures", "Values and quantities stand side by side: the first of the two is read."
        )
    wide = Wide(
        draft, table, {column: period(found["when"].replace("‑", "-")) for column, found in kept.items()}
    )
    inward = first["way"].casefold() == "imported"
    sift = Sift(draft, table, wide.weight)
    partner = draft.places.codes(table.text(name), "name")
    guard.nowhere(sift, partner, partner)
    wide.without_figures(sift)
    guard.aggregates(sift, partner)
    exporter, importer = _sides(draft, source, titles, layout.side, inward, partner)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, partner)
    code, title = _product(draft, source, titles)
    draft.commodity(code, name=title, hs_codes=code if code.isdecimal() else "")
    cells = wide.cells(sift)
    amounts, unit = _amounts(draft, first, titles, cells.values)
    guard.emit(
        cells.sift,
        {
            "period": cells.label, "exporter": cells.spread(exporter), "importer": cells.spread(importer),
            "commodity": code, "unit": unit, "source_id": "source",
            "reported_by": "importer" if inward else "exporter",
        },
        amounts,
        "Several names of one place are summed.",
    )  # fmt: skip


def _sides(
    draft: Draft, source: Source, titles: list[str], side: str, inward: bool, partner: RawColumn
) -> tuple[RawColumn, RawColumn]:
    """Suppliers of an importer, buyers of an exporter, or all exporters (importers) of a product, with the world."""
    size = len(partner)
    if (side == "exporters") != inward:
        draft.decide(
            "world", "The table names who trades the product and no partners: kept as totals (WLD).", size
        )
        world = constant(WORLD, size)
        return (partner, world) if side == "exporters" else (world, partner)
    told = next(
        (place.name for text in (*titles, source.stem.replace("_", " ")) if (found := _COUNTRY.search(text.strip()))
         and (place := by_name(found["place"])) is not None),
        "",
    )  # fmt: skip
    column = "importer" if inward else "exporter"
    country = draft.constant(column, told, "the title or the name of the file")
    if not country:
        raise DataError(
            f"{source.name} names the {side} and not whose {'suppliers' if inward else 'buyers'} they are. Say it: "
            f"--set {column}=MNG."
        )
    one = constant(draft.places.code(country), size)
    return (partner, one) if inward else (one, partner)


def _product(draft: Draft, source: Source, titles: list[str]) -> tuple[str, str]:
    for text in titles:
        written = re.sub(r"^products?\s*:\s*", "", " ".join(text.split()), flags=re.IGNORECASE)
        found = _PRODUCT.fullmatch(written)
        if found is not None and not period(written):
            code = draft.constant("commodity", found["code"].upper(), "the title of the table")
            return code, found["name"] if code == found["code"].upper() else code
    code = draft.constant("commodity", "", "")
    if not code:
        raise DataError(f"{source.name} does not name its product. Give it: --set commodity=2710.")
    return code, code


def _amounts(
    draft: Draft, column: re.Match[str], titles: list[str], values: np.typing.NDArray[np.float64]
) -> tuple[dict[str, np.typing.NDArray[np.float64]], str]:
    told = next((m for text in (column["unit"] or "", *titles) if (m := measure_of(text)).unit), None)
    if column["what"].casefold() == "quantity":
        unit = draft.plan.constants.get("unit") or (told.unit if told and told.kind == "quantity" else "")
        if unit == "ton":
            unit = "t"  # of which Trade Map says in its notes that they are metric
        if not unit:
            raise DataError(f"{draft.file} does not name the unit of its quantities. Give it: --set unit=t.")
        return {"quantity": values}, unit
    scale = told.scale if told is not None and told.kind == "money" else _THOUSAND
    if told is not None and told.kind == "other_money":
        raise DataError(f"{draft.file}: its values are in {told.unit}. Download it in US dollars.")
    draft.decide(
        "units",
        f"Values were multiplied by {scale:,.0f} to be US dollars"
        + ("." if told is not None else ": the table does not say, and Trade Map tells them in thousands."),
        len(values),
    )
    return {"value_usd": scaled(values, scale)}, ""


PROFILES = (
    Profile(
        "trade_map",
        "International Trade Centre, Trade Map",
        recognise,
        read,
        publisher="International Trade Centre",
        url="trademap.org",
        licence="ITC terms of use, attribution",
    ),
)
