"""The US Census Bureau's trade by country and good, as its service gives it: a list of rows, the titles first.

Imports: `CTY_CODE, CTY_NAME, I_COMMODITY, I_COMMODITY_SDESC, GEN_VAL_MO, GEN_QY1_MO, UNIT_QY1, time`; exports:
`E_COMMODITY, ALL_VAL_MO, QTY_1_MO`. Values are US dollars, the reporter is the United States. Traps: direction stands
only in the titles; `_YR` is the year so far, and a whole year in December only; codes that begin with 00 or hold an X
are groups of countries; several levels of codes repeat the same money (COMM_LVL).
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.measures import unit_in
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._titles import head_of
from dependency_explorer.data.raw import RawColumn, RawTable, choose, column_of, constant, joined
from dependency_explorer.data.units import canonical

_VALUES = {
    "GEN_VAL_MO": "imports", "GEN_VAL_YR": "imports", "CON_VAL_MO": "imports", "CON_VAL_YR": "imports",
    "ALL_VAL_MO": "exports", "ALL_VAL_YR": "exports",
}  # fmt: skip
"""Best first: general imports before those for consumption, months before the year so far."""
_QUANTITIES = {
    "GEN_VAL": "GEN_QY1", "CON_VAL": "CON_QY1", "ALL_VAL": "QTY_1",
}  # fmt: skip
_GROUP = re.compile(r"-|00\d\d|\d*X+|")
_NO_UNIT = frozenset({"", "-", "X", "N/A"})


def recognise(source: Source) -> Recognition | None:
    """By CTY_NAME beside I_COMMODITY or E_COMMODITY and a value of the service."""
    if (rows := head_of(source, "json", "text", "workbook")) is None:
        return None
    names = {cell.strip() for cell in rows[0]} if rows else set()
    if "CTY_NAME" in names and names & _VALUES.keys() and names & {"I_COMMODITY", "E_COMMODITY"}:
        return Recognition(
            0.97, "It has CTY_NAME, a commodity and its value by month or year of the US Census Bureau."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country and good a row, reported by the United States."""
    table = source.table(sheet=plan.sheet)
    value = next((name for name in _VALUES if name in table), "")
    code = next((name for name in ("I_COMMODITY", "E_COMMODITY") if name in table), "")
    if not value or not code or "CTY_NAME" not in table:
        raise DataError(
            f"{source.name} lacks a country, a commodity or a value of the US Census Bureau. Download it again."
        )
    quantity = f"{_QUANTITIES[value[:7]]}{value[7:]}"
    read_ = figures_together(draft, table, (value, quantity), PLAIN)
    money, amount = read_[value].numbers, read_[quantity].numbers
    sift = Sift(draft, table, np.nan_to_num(money))
    when = _when(sift, table, yearly=value.endswith("_YR"))
    guard.no_period(sift, when)
    written = _text(table, "CTY_CODE")
    name = table.text("CTY_NAME").map(lambda text: " ".join(text.split()))
    total = name.where(lambda text: text.upper().startswith("TOTAL"))
    if "CTY_CODE" in table:
        groups = written.where(lambda text: _GROUP.fullmatch(text.strip()) is not None) & ~total
        sift.aside("groups", groups, "Groups of countries repeat their members.")
        name = column_of(choose(sift.kept, name, constant("", len(table))).texts())
    size = len(table)
    partner = draft.places.codes(choose(total, constant("World", size), name), "name")
    home = constant(draft.places.code("United States"), size)
    outward = _VALUES[value] == "exports"
    exporter, importer = (home, partner) if outward else (partner, home)
    guard.nowhere(sift, exporter, importer)
    guard.no_figure(sift, money, amount)
    guard.aggregates(sift, partner)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, partner)
    good = table.text(code).map(lambda text: "TOTAL" if text.strip() in ("-", "") else text.strip())
    above = code_levels.by_prefix(good.used(), {"TOTAL"})
    inside = code_levels.levels(sift, good, above, (when, exporter, importer), money)
    unit = _text(table, "UNIT_QY1").map(lambda text: "" if text.strip().upper() in _NO_UNIT else _unit(text))
    amount = np.where(unit.isin({""}), np.nan, amount)
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": good, "unit": unit,
            "reported_by": "exporter" if outward else "importer", "source_id": "source",
        },
        {"quantity": amount, "value_usd": money},
    )  # fmt: skip
    title = next((n for n in table.columns if n.startswith(code) and n.endswith("DESC")), code)
    names = joined(good, table.text(title), lambda one, text: f"{one}\n{' '.join(text.split())}")
    for one, _, text in (entry.partition("\n") for entry in sift.left(names).used()):
        draft.commodity(
            one, name=text or one, hs_codes=one if one.isdecimal() else "", part_of=inside.get(one, "")
        )
    draft.title = f"US {'exports' if outward else 'imports'} of goods"


def _unit(text: str) -> str:
    return unit_in(text) or canonical(text.strip())


def _text(table: RawTable, name: str) -> RawColumn:
    return table.text(name) if name in table else constant("", len(table))


def _when(sift: Sift, table: RawTable, yearly: bool) -> RawColumn:
    """The month of each row; of the year so far the year, where it is over."""
    if "time" in table:
        month = table.text("time").map(period)
    else:
        month = joined(
            _text(table, "YEAR"),
            _text(table, "MONTH"),
            lambda y, m: period(f"{y.strip()}-{m.strip()}" if m.strip() else y),
        )
    if not yearly:
        return month
    unfinished = month.where(lambda text: len(text) > 4 and not text.endswith("-12"))
    sift.aside(
        "year_so_far",
        unfinished,
        "Sums of a year so far that is not over (only December holds the whole year).",
    )
    return month.map(lambda text: text[:4])


PROFILES = (
    Profile(
        "us_census_api",
        "US Census Bureau, international trade service",
        recognise,
        read,
        publisher="US Census Bureau",
        url="census.gov/data/developers/data-sets/international-trade.html",
        licence="US public domain",
    ),
)
