"""Destatis GENESIS: foreign trade of Germany as a flat file (51000-…), one combination of its variables a row.

Older: `Statistik_Code; Statistik_Label; Zeit_Code; Zeit_Label; Zeit; 1_Merkmal_Code; 1_Merkmal_Label;
1_Auspraegung_Code; 1_Auspraegung_Label; …; EXPGEW__Ausfuhr:_Gewicht__t`, one column a measure. Of today: `…; time;
1_variable_code; …; 1_variable_attribute_label; …; value; value_unit; value_variable_label`, one row a measure. A
variable's code says what it is: partner (STLA), product (WA…), month (MONAT). The reporter is Germany. Traps: decimal
commas; "-" is nothing, "." unknown, "..." later; the same money in euros and in dollars.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.measures import Measure, measure_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.value_columns import way_of
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.raw import Flags, Floats, RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.units import scaled

_MARKS = PLAIN.also(".", "/", "x")
_OLD, _NEW = (
    ("Statistik_Code", "Zeit", "1_Merkmal_Code"),
    ("statistics_code", "time", "1_variable_code", "value"),
)
_MEASURE = re.compile(r"(?P<code>[A-Z]{3}\w*?)__(?P<title>.+)__(?P<unit>.+)")
_VARIABLE = re.compile(r"(?P<number>\d+)_(Merkmal|variable)_Code", re.IGNORECASE)
_PARTNER, _PRODUCT = re.compile(r"STLA|LAND[^A-Z]?"), re.compile(r"WA\w*|GP\w*")


def recognise(source: Source) -> Recognition | None:
    """By the titles of a flat file, or the first line of a table with titles over titles."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    names = {cell.strip().lstrip("\ufeff") for cell in rows[0]} if rows else set()
    if set(_OLD) <= names or set(_NEW) <= names:
        return Recognition(
            0.96, "It has the titles of a flat file of GENESIS, with the codes of its variables."
        )
    if re.match(r"(Tabelle|Table): ?51000", rows[0][0].strip() if rows and rows[0] else ""):
        return Recognition(0.9, "Its first line names a table of German foreign trade in GENESIS.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Germany with one partner and product a row."""
    rows = source.head_grid(plan.sheet)
    names = {cell.strip().lstrip("\ufeff") for cell in rows[0]}
    if not (set(_OLD) <= names or set(_NEW) <= names):
        raise DataError(
            f"{source.name} is a table of GENESIS with titles over titles, whose layout each user chooses. Download "
            "it there as a flat file (Flat-CSV), which names its variables in every row."
        )
    table = source.table(sheet=plan.sheet)
    if "value" in table:
        _long(draft, table)
    else:
        _wide(draft, table)
    draft.title = "Foreign trade of Germany"


def _variable(table: RawTable, code: re.Pattern[str]) -> tuple[RawColumn, RawColumn] | None:
    """Codes and names of the variable whose code is like this."""
    for name in table.columns:
        found = _VARIABLE.fullmatch(name)
        if found is None or not any(code.fullmatch(text.strip().upper()) for text in table.text(name).used()):
            continue
        number = found["number"]
        of = ("variable_attribute_code", "variable_attribute_label", "Auspraegung_Code", "Auspraegung_Label")
        there = [f"{number}_{one}" for one in of if f"{number}_{one}" in table]
        if len(there) == 2:
            return table.text(there[0]), table.text(there[1])
    return None


def _wide(draft: Draft, table: RawTable) -> None:
    told = {name: found for name in table.columns if (found := _MEASURE.fullmatch(name)) is not None}
    columns = {name: _measure(found["title"], found["unit"]) for name, found in told.items()}
    columns = {name: one for name, one in columns.items() if one[0] and one[1].kind in ("quantity", "money")}
    if not columns:
        raise DataError(
            f"{draft.file} has no column of imports or exports with a weight or US dollars. Download it again."
        )
    read_ = figures_together(draft, table, list(columns), _MARKS)
    weight = np.nansum(np.abs(np.column_stack([one.numbers for one in read_.values()])), axis=1)
    sift = Sift(draft, table, weight)
    empty = np.all([np.isnan(one.numbers) for one in read_.values()], axis=0)
    sift.aside("no_figure", np.asarray(empty), "Rows without a figure: missing, not zero.")
    if left := [
        name
        for name, found in told.items()
        if _measure(found["title"], found["unit"])[1].kind == "other_money"
    ]:
        draft.decide("euros", f"The same amounts in euros are not read ({len(left)} columns).")
    rows_ = _Rows(draft, sift, table)
    ways: dict[str, tuple[Floats, str, Floats]] = {}
    for way in ("imports", "exports"):
        own = {name: measure for name, (side, measure) in columns.items() if side == way}
        quantity = money = np.full(len(table), np.nan)
        unit = ""
        for name, measure in own.items():
            if measure.kind == "money":
                money = scaled(read_[name].numbers, measure.scale)
            else:
                quantity, unit = (quantity, unit) if unit else (read_[name].numbers, measure.unit)
        ways[way] = quantity, unit, money
    # One row holds both ways: what its code repeats is found once for both, before they part.
    rows_.sift_codes(
        _together([one[0] for one in ways.values()]), _together([one[2] for one in ways.values()]), []
    )
    for way, (quantity, unit, money) in ways.items():
        part = sift.part(~(np.isnan(quantity) & np.isnan(money)), alone=False)
        if part.kept.any():
            outward = np.full(len(table), way == "exports")
            rows_.add(part, outward, quantity, constant(unit, len(table)), money)


def _long(draft: Draft, table: RawTable) -> None:
    titles = table.text("value_variable_label")
    measure = joined(titles, table.text("value_unit"), lambda title, unit: f"{title}\n{unit}")
    found = {text: _measure(*text.split("\n", 1)) for text in measure.used()}
    values = figures_together(draft, table, ["value"], _MARKS)["value"].numbers
    sift = Sift(draft, table, np.nan_to_num(values))
    euros = measure.where(lambda text: found[text][1].kind == "other_money" if text in found else False)
    sift.aside("euros", euros, "The same amounts in euros.")
    known = measure.where(
        lambda text: text in found and bool(found[text][0]) and found[text][1].kind in ("quantity", "money")
    )
    sift.aside(
        "other_measure", ~known, "Rows that are neither a weight nor US dollars of imports or exports."
    )
    sift.aside("no_figure", np.isnan(values), "Rows without a figure: missing, not zero.")
    is_money = measure.where(lambda text: text in found and found[text][1].kind == "money")
    scale = np.array([found[t][1].scale if t in found else 1.0 for t in measure.values])[measure.codes]
    unit = measure.map(
        lambda text: found[text][1].unit if text in found and found[text][1].kind == "quantity" else ""
    )
    outward = measure.where(lambda text: text in found and found[text][0] == "exports")
    quantity, money = np.where(is_money, np.nan, values), np.where(is_money, scaled(values, scale), np.nan)
    rows = _Rows(draft, sift, table)
    way = choose(outward, constant("exports", len(table)), constant("imports", len(table)))
    rows.sift_codes(quantity, money, [way, unit])
    rows.add(sift, outward, quantity, unit, money)


def _together(amounts: Sequence[Floats]) -> Floats:
    """Figures of one row in several columns as one; missing where all are."""
    there = ~np.all([np.isnan(one) for one in amounts], axis=0)
    return np.where(there, np.nansum(amounts, axis=0), np.nan)


def _measure(title: str, unit: str) -> tuple[str, Measure]:
    """Imports or exports, and the measure, of "Ausfuhr: Wert (US-Dollar)" and "Tsd. USD"."""
    words = title.replace("_", " ")
    measure = measure_of(unit.replace("_", " "))
    return way_of(words), measure if measure.kind else measure_of(words)


class _Rows:
    """The rows of a flat file as they stand, which the checks concern: period, partner and product. Of a row with
    imports and exports each is added by itself."""

    def __init__(self, draft: Draft, sift: Sift, table: RawTable) -> None:
        self.draft, self.sift, self.size = draft, sift, len(table)
        time = table.text("Zeit" if "Zeit" in table else "time")
        month = _variable(table, re.compile("MONAT"))
        self.when = (
            joined(time, month[0], lambda y, m: period(f"{y.strip()}-{m.strip()[-2:]}"))
            if month
            else time.map(period)
        )
        guard.no_period(sift, self.when)
        self.home = constant(draft.places.code("Germany"), self.size)
        named = _variable(table, _PARTNER)
        self.partner = draft.places.codes(named[1], "name") if named else constant("WLD", self.size)
        guard.nowhere(sift, self.home, self.partner)
        guard.aggregates(sift, self.partner)
        guard.world(sift, self.home, self.partner)
        guard.unknown_partner(sift, self.partner)
        good = _variable(table, _PRODUCT)
        self.code = good[0].map(_code) if good else constant("TOTAL", self.size)
        self.title = good[1] if good else constant("All goods", self.size)
        self.inside: dict[str, str] = {}

    def sift_codes(self, quantity: Floats, money: Floats, others: Sequence[RawColumn]) -> None:
        """Set the levels of the classification aside that others hold."""
        if set(self.code.values) == {"TOTAL"}:
            return
        weight = np.where(np.isnan(money), np.nan_to_num(quantity), money)
        above = code_levels.by_prefix(self.code.used(), {"TOTAL"})
        key = (self.when, self.partner, *others)
        self.inside = code_levels.levels(self.sift, self.code, above, key, weight)

    def add(self, sift: Sift, outward: Flags, quantity: Floats, unit: RawColumn, money: Floats) -> None:
        """Add what is left of some of the rows, as exports where `outward`."""
        guard.emit(
            sift,
            {
                "period": self.when, "exporter": choose(outward, self.home, self.partner),
                "importer": choose(outward, self.partner, self.home), "commodity": self.code, "unit": unit,
                "reported_by": choose(outward, constant("exporter", self.size), constant("importer", self.size)),
                "source_id": "source",
            },
            {"quantity": quantity, "value_usd": money},
            "Weight and money of one flow are one row.",
        )  # fmt: skip
        names = joined(self.code, self.title, lambda one, text: f"{one}\n{text.strip()}")
        for one, _, text in (entry.partition("\n") for entry in sift.left(names).used()):
            hs = one if one.isdecimal() and len(one) in (2, 4, 6) else ""
            self.draft.commodity(one, name=text or one, hs_codes=hs, part_of=self.inside.get(one, ""))


def _code(text: str) -> str:
    """WA2701 is 2701; an empty one is the total."""
    return re.sub(r"^WA(?=\d)", "", text.strip()) or "TOTAL"


PROFILES = (
    Profile(
        "genesis",
        "Destatis, GENESIS, foreign trade (flat file)",
        recognise,
        read,
        publisher="Statistisches Bundesamt (Destatis)",
        url="www-genesis.destatis.de",
        licence="Data licence Germany, attribution, version 2.0",
    ),
)
