"""IEA World Energy Balances: the highlights workbook, and the long CSV of the data service.

Workbook: a sheet `TimeSeries_1971-…`, a title line, then `Country, Product, Flow, NoCountry, NoProduct,
NoFlow`, one column a year, the last of them called "2023 Provisional"; the unit stands behind the flow:
"Production (PJ)".
CSV: `UNIT, COUNTRY, PRODUCT, FLOW, TIME, Value, Flag Codes`, with a column of labels beside each code.
Oil is told in kb/d or mb/d, too, in the label of a product or flow or in a column Unit: rates become amounts.
Traps: `..` not available, `x` not applicable, `c` confidential; exports are negative; totals of products and
regions.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._one_unit import in_unit_of_series, one_unit
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.units import canonical, factor

WIDE = ("Country", "Product", "Flow")
LONG = ("COUNTRY", "PRODUCT", "FLOW", "TIME", "Value")
_PREFERRED = ("TJ", "PJ", "ktoe")
_MARKS = PLAIN.also("x", "c", "..", e="estimate", p="provisional")
_POWER = frozenset({"kW", "MW", "GW"})
_ITEMS = {
    "production": "production", "imports": "imports", "exports": "exports", "indprod": "production",
    "total energy supply": "supply", "tes": "supply", "total primary energy supply": "supply",
    "stock changes": "stock_change", "stockcha": "stock_change",
    "total final consumption": "final_consumption",
    "tfc": "final_consumption", "electricity output": "generation", "elouttot": "generation",
    "distribution losses":
    "losses", "distloss": "losses",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*$")


@functools.cache
def _unit_of(label: str) -> str:
    """The unit in brackets behind a label, by its name here or as a rate per day; empty where none stands there."""
    found = _IN_BRACKETS.search(label)
    if found is None:
        return ""
    written = found["unit"].strip()
    if _energy.of_a_day(written) or canonical(written) in _POWER:
        return canonical(written)
    named = canonical(written)
    return named if any(factor(named, base) is not None for base in ("t", "m3", "GJ")) else ""


def _bare(label: str) -> str:
    """A label without the unit behind it."""
    return _IN_BRACKETS.sub("", label).strip() if _unit_of(label) else label.strip()


def recognise(source: Source) -> Recognition | None:
    """By country, product, flow and years."""
    if source.kind not in ("text", "workbook"):
        return None
    try:
        for sheet in _sheets(source):
            rows = source.head_grid(sheet)
            start = find_header(rows, WIDE)
            if start is None:
                continue
            if find_header(rows[start : start + 1], LONG) is not None:
                return Recognition(
                    0.9, "It has the columns COUNTRY, PRODUCT, FLOW, TIME and Value of the IEA."
                )
            if any(_year(cell) for cell in rows[start]):
                return Recognition(
                    0.93, "It has Country, Product, Flow and years as columns, as IEA balances have."
                )
    except DataError:
        return None
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Either layout."""
    draft.title = "IEA world energy balances"
    sheets = _sheets(source)
    sheet = plan.sheet or next(
        (name for name in sheets if find_header(source.head_grid(name), WIDE) is not None), ""
    )
    table = source.table(WIDE, sheet=sheet)
    if any(name.casefold() == "time" for name in table.columns):
        _energy.columns(table, "value")
        _long(draft, table)
    else:
        rows = source.head_grid(sheet)
        above = " ".join(cell for row in rows[: find_header(rows, WIDE) or 0] for cell in row)
        _wide(draft, table, above)


def _wide(draft: Draft, table: RawTable, above: str) -> None:
    column = _energy.columns(table)
    years = {name: when for name in table.columns if (when := _year(name))}
    wide = _energy.Wide(draft, table, years, _MARKS)
    sift = Sift(draft, table, wide.weight)
    flow, product = table.text(column["flow"]), table.text(column["product"])
    place = draft.places.codes(table.text(column["country"]), "name")
    guard.nowhere(sift, place, flow.map(str.strip))
    wide.without_figures(sift)
    guard.aggregates(sift, place)
    unit = joined(flow, product, lambda one, other: _unit_of(one) or _unit_of(other))
    if "unit" in column:
        unit = joined(unit, table.text(column["unit"]), lambda one, other: one or canonical(other.strip()))
    unit = _stated(draft, sift, unit, above)
    one_unit(sift, unit, (product, flow), (place,), _PREFERRED, wide)
    cells = wide.cells(sift)
    last = cells.label.map(lambda text: text)
    provisional = {when for name, when in years.items() if "provisional" in name.casefold()}
    quality = choose(
        last.isin(provisional), constant("provisional", len(last)), cells.quality
    ) if provisional else cells.quality  # fmt: skip
    _add(
        draft, cells.sift, last, cells.spread(place), cells.spread(product), cells.spread(flow),
        cells.spread(unit), cells.values, quality,
    )  # fmt: skip


def _stated(draft: Draft, sift: Sift, unit: RawColumn, above: str) -> RawColumn:
    """Units of rows: what the row says, else the user, else the words above the table. Raises DataError where none
    does: a figure without its unit is no amount."""
    if not (sift.kept & unit.isin({""})).any():
        return unit
    told = draft.plan.constants.get("unit", "") or _above(above)
    if not told:
        raise DataError(
            f"{draft.file} does not say in which unit its figures are: neither behind its flows and products, nor "
            "in a column Unit, nor above the table. Give it: --set unit=PJ (or kb/d: rates per day become amounts)."
        )
    # Rates become amounts in a unit of their own: what the user typed does not replace that.
    fixed = {name: text for name, text in draft.plan.constants.items() if name != "unit"}
    draft.plan = replace(draft.plan, constants=fixed)
    return unit.map(lambda text: text or canonical(told))


def _above(text: str) -> str:
    found = re.search(
        r"\b(PJ|TJ|EJ|ktoe|Mtoe|GWh|TWh|k?b/d|mb/d|(thousand|million) barrels (per|a) day)\b",
        text,
        re.IGNORECASE,
    )
    return found[0] if found is not None else ""


def _long(draft: Draft, table: RawTable) -> None:
    column: dict[str, str] = {}
    label: dict[str, str] = {}
    for name in table.columns:
        key = name.casefold().removesuffix(" (2)")
        (column if key not in column else label).setdefault(key, name)
    figures = figures_of(draft, table, column["value"], _MARKS)
    sift = Sift(draft, table, figures.numbers)

    def text(name: str) -> RawColumn:
        return table.text(label.get(name) or column[name])

    place = draft.places.codes(table.text(column["country"]), "any", text("country"))
    when = table.text(column["time"]).map(period)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    guard.aggregates(sift, place)
    unit = joined(text("product"), text("flow"), lambda one, other: _unit_of(one) or _unit_of(other))
    if "unit" in column:
        unit = joined(unit, text("unit"), lambda one, other: one or canonical(other.strip()))
    unit = _stated(draft, sift, unit, "")
    one_unit(sift, unit, (text("product"), text("flow")), (place, when), _PREFERRED)
    _add(draft, sift, when, place, text("product"), text("flow"), unit, figures.numbers, figures.quality)


def _add(
    draft: Draft,
    sift: Sift,
    when: RawColumn,
    place: RawColumn,
    product: RawColumn,
    flow: RawColumn,
    unit: RawColumn,
    values: Floats,
    quality: RawColumn,
) -> None:
    item = flow.map(_item)
    outward = item.isin({"exports"})
    sift.note(
        "negative_exports",
        outward & (values < 0),
        "Balances write exports as negative figures: their sign is turned.",
    )
    values = np.where(outward, np.abs(values), values)
    values, unit = _energy.amounts(sift, values, unit, when, item.where(lambda text: "capacity" not in text))
    id = product.map(lambda text: _energy.slug(_bare(text)))
    values, unit = in_unit_of_series(sift, (id, item), unit, values, _PREFERRED)
    _energy.add_items(sift, when, place, id, item, unit, values, quality)
    used = set(sift.left(id).used())
    total = "total" if "total" in used else ""
    for text in product.values:
        name = _energy.slug(_bare(text))
        if name in used:
            draft.commodity(name, name=_bare(text), part_of=total if name != total else "")


def _item(flow: str) -> str:
    name = _bare(flow)
    return _ITEMS.get(name.casefold()) or _energy.slug(name)


def _year(name: str) -> str:
    written = name.casefold().replace("provisional", "").strip()
    return period(written) if re.fullmatch(r"\d{4}(\.0)?p?", written) else ""


def _sheets(source: Source) -> list[str]:
    names = source.sheets[:30]
    series = [name for name in names if name.lower().startswith("timeseries")]
    return series or list(names) or [""]


PROFILES = (
    Profile(
        "iea_balances",
        "International Energy Agency, world energy balances",
        recognise,
        read,
        publisher="International Energy Agency",
        url="iea.org/data-and-statistics/data-product/world-energy-balances-highlights",
        licence="IEA terms: highlights are free with attribution",
    ),
)
