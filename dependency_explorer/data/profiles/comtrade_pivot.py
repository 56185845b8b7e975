"""A pivot of UN Comtrade written by pandas: partners as columns under one or more measures.

The first rows hold the levels of the columns (measures in merged cells, then names such as countries), the level's
own name in the last column of row labels; below them one row holds the names of the row labels (refYear, flowDesc).
Shares (partner_perc) are no money and are left out; primaryValue and netWgt are read. The other country, which all of
the pivot has in common, stands in the file's name or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.profiles._energy import Cells, Wide
from dependency_explorer.data.raw import RawColumn, choose, constant

_DIMENSIONS = frozenset(
    {"refYear", "period", "refMonth", "flowDesc", "flowCode", "reporterDesc", "reporterISO", "reporterCode",
     "partnerDesc", "partnerISO", "partnerCode", "cmdCode", "cmdDesc"}
)  # fmt: skip
_VALUE, _WEIGHT = "primaryValue", "netWgt"
_ALL = "TOTAL"


def recognise(source: Source) -> Recognition | None:
    """By row labels of UN Comtrade below columns under its measures."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    start = _labels(rows)
    if start is None:
        return None
    return Recognition(
        0.9,
        f"It is a pivot with the rows {', '.join(c for c in rows[start] if c)} and columns of UN Comtrade.",
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One cell a flow."""
    rows = source.grid(plan.sheet)
    start = _labels(rows)
    if start is None:
        raise DataError(f"{source.name} has no row of labels (refYear, flowDesc) below columns of measures.")
    labels = [cell for cell in rows[start] if cell]
    width = len(labels)
    levels = [_filled(row, width) for row in rows[:start]]
    names = [row[width - 1] for row in rows[:start]]
    wanted = {
        f"column {c + 1}": str(c) for c in range(width, len(levels[0])) if levels[0][c] in (_VALUE, _WEIGHT)
    }
    table = rows_table(rows, start, source.name, limit=source.limit)
    wide = Wide(draft, table, {name: position for name, position in wanted.items() if name in table})
    left_out = sorted({level for level in levels[0][width:] if level and level not in (_VALUE, _WEIGHT)})
    if left_out:
        draft.decide(
            "other_measures", f"Shares and other measures are not carried over: {', '.join(left_out)}."
        )
    cells = wide.cells(Sift(draft, table, count=False))
    cells.sift.count_here()
    dimensions = {name: cells.spread(table.text(name)) for name in labels}
    for index, name in enumerate(names):
        if name in _DIMENSIONS:
            level = dict(enumerate(levels[index]))
            dimensions[name] = _level(cells.label, level)
    measure = _level(cells.label, dict(enumerate(levels[0])))
    _emit(source, draft, cells, dimensions, measure)


def _emit(
    source: Source, draft: Draft, cells: Cells, dimensions: dict[str, RawColumn], measure: RawColumn
) -> None:
    size = len(cells.values)
    flow = next((dimensions[name] for name in ("flowDesc", "flowCode") if name in dimensions), None)
    when = next((dimensions[name] for name in ("period", "refYear") if name in dimensions), None)
    if flow is None or when is None:
        raise DataError(
            f"{source.name} has no flow (flowDesc) or no year (refYear) among its labels. Add them to the pivot."
        )
    named = flow.map(flow_named)
    outward = named.isin({"export"})
    reporter, partner = _side(draft, dimensions, "reporter"), _side(draft, dimensions, "partner")
    if reporter is None or partner is None:
        other = _common_place(source, draft, reporter is None, outward, cells.sift)
        reporter = constant(other, size) if reporter is None else reporter
        partner = constant(other, size) if partner is None else partner
    exporter, importer = choose(outward, reporter, partner), choose(outward, partner, reporter)
    sift = cells.sift
    sift.weigh(np.where(measure.isin({_VALUE}), cells.values, np.nan))
    guard.reexports(sift, named.isin({"re-export", "re-import"}))
    sift.aside(
        "other_flow", ~named.isin({"export", "import"}), "Cells whose flow is neither export nor import."
    )
    guard.nowhere(sift, exporter, importer)
    code = dimensions.get("cmdCode")
    if code is None:
        id = draft.constant("commodity", _ALL, "the lack of a product in the table") or _ALL
        code = constant(id, size)
        draft.commodity(id, name="All commodities" if id == _ALL else "")
    guard.same_place(sift, exporter, importer, (when, named, measure, code))
    guard.aggregates(sift, reporter, partner)
    guard.world(sift, exporter, importer)
    guard.emit(
        sift,
        {
            "period": when.map(period),
            "exporter": exporter,
            "importer": importer,
            "commodity": code.map(_comtrade.hs_code),
            "unit": choose(measure.isin({_WEIGHT}), constant("kg", size), constant("", size)),
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "source_id": "source",
        },
        {
            "quantity": np.where(measure.isin({_WEIGHT}) & (cells.values > 0), cells.values, np.nan),
            "value_usd": np.where(measure.isin({_VALUE}), cells.values, np.nan),
        },
        "Measures of one flow, which stand side by side, are joined.",
    )


def _side(draft: Draft, dimensions: dict[str, RawColumn], which: str) -> RawColumn | None:
    for name, scheme in ((f"{which}ISO", "iso3"), (f"{which}Code", "numeric"), (f"{which}Desc", "name")):
        if name in dimensions:
            return draft.places.codes(dimensions[name], scheme)  # type: ignore[arg-type]
    return None


def _common_place(source: Source, draft: Draft, is_reporter: bool, outward: np.ndarray, sift: Sift) -> str:
    """The country that all of the pivot has in common, by the file's name or the user."""
    words = re.split(r"[\W_]+", source.stem)
    spans = [" ".join(words[i : i + n]) for n in (4, 3, 2, 1) for i in range(len(words) - n + 1)]
    found = next((place.code for span in spans if (place := by_name(span)) and place.kind == "country"), "")
    exports = bool((outward & sift.kept).any())
    column = "exporter" if exports == is_reporter else "importer"
    code = draft.constant(column, found, "the file name")
    if not code:
        raise DataError(
            f"{source.name} does not say of which country it is. Give it with --set {column}=AGO (its ISO code)."
        )
    return draft.places.code(code)


def _labels(rows: Rows) -> int | None:
    """The row of names of row labels: names of UN Comtrade in its first columns, nothing behind them."""
    for index, row in enumerate(rows[:6]):
        cells = [cell for cell in row if cell]
        if not index or not cells or not set(cells) <= _DIMENSIONS or cells != list(row[: len(cells)]):
            continue
        if (
            any(cell in (_VALUE, _WEIGHT) for cell in rows[0])
            and rows[index - 1][len(cells) - 1] in _DIMENSIONS
        ):
            return index
    return None


def _level(label: RawColumn, texts: Mapping[int, str]) -> RawColumn:
    # Cells are labelled with the position of their column; empty where there are no cells.
    return label.map(lambda position: texts[int(position)] if position else "")


def _filled(row: Sequence[str], width: int) -> list[str]:
    # A merged cell holds its text in its first column alone.
    filled = list(row[:width])
    for cell in row[width:]:
        filled.append(cell or (filled[-1] if len(filled) > width else ""))
    return filled


PROFILES = (
    Profile(
        "pivot_xlsx",
        "UN Comtrade, pivot table",
        recognise,
        read,
        publisher=_comtrade.PUBLISHER,
        url=_comtrade.URL,
        licence=_comtrade.LICENCE,
    ),
)
