"""What EITI countries produce and export, one commodity a row: volumes with units, values with a currency.

Two layouts. The summary data (part 3 of the template, as eiti.org gives it): `Country, Year, Commodity,
Production - Volume, Production - Unit, Production - Value, Export - Volume, Export - Unit, Export - Value, Currency`.
The compilation of the Natural Resource Governance Institute: `Country Name, Years Covered, Commodity`, volumes by
source (`Total Production Volume (external source)`, reconciled, of the government, of the companies) and `Volume
Metric`. Of these the reconciled one is read, else the government's, the companies', the external one.

Traps: a value beside a volume is of the same goods; values in another currency than dollars are not read, for no
exchange rate is in the table; some countries have a row for each company or project.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._titles import Titles, by_key
from dependency_explorer.data.raw import Flags, Floats, RawColumn, RawTable, constant
from dependency_explorer.data.schema import BALANCE_KEY, WORLD
from dependency_explorer.data.units import canonical, factor

_MARKS = PLAIN.also("not available", "not applicable", "not reported")
_COUNTRY = ("iso3", "countryiso3", "country", "countryname")
_YEAR = ("year", "yearscovered", "reportingyear", "fiscalyear")
_COMMODITY = ("commodity", "commodities", "commodityname")
_PRODUCED = (
    "productionvolume", "productionquantity", "totalreconciledproductionvolumefromeitireport",
    "totalproductionvolumefromeitireportgovernmentsource", "totalproductionvolumefromeitireportcompaniessource",
    "totalproductionvolumeexternalsource",
)  # fmt: skip
_PRODUCED_UNIT = ("productionunit", "productionvolumeunit", "volumemetric", "unit")
_PRODUCED_VALUE = ("productionvalue", "productionvalueusd", "totalproductionvalueus")
_EXPORTED = ("exportvolume", "exportsvolume", "exportquantity")
_EXPORTED_UNIT = ("exportunit", "exportsunit", "exportvolumeunit", "unit")
_EXPORTED_VALUE = ("exportvalue", "exportsvalue", "exportvalueusd")
_CURRENCY = ("currency", "reportingcurrency", "valuecurrency")


def _titles(rows: Sequence[Sequence[str]]) -> Titles | None:
    for row in rows[:20]:
        found = Titles(by_key(row))
        needed = (_COUNTRY, _YEAR, _COMMODITY, _PRODUCED, _PRODUCED_UNIT)
        if all(found.first(keys) for keys in needed):
            return found
    return None


def recognise(source: Source) -> Recognition | None:
    """By a country, a year, a commodity, and a volume of production with its unit."""
    found = _titles(source.head_grid()) if source.kind in ("text", "workbook") else None
    if found is None:
        return None
    own = found.first((*_EXPORTED, *_EXPORTED_VALUE)) or any(
        "eiti" in key or "metric" in key for key in found.columns
    )
    # Without exports beside production, and without words of the EITI's, anybody may have made such a table.
    return Recognition(
        0.92 if own else 0.3, "It has volumes of production with their units, by country, year and commodity."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Production is a balance, exports are flows to the world."""
    titles = _titles(source.head_grid(plan.sheet))
    if titles is None:
        raise DataError(
            f"{source.name} has no columns of country, year, commodity, production volume and unit."
        )
    named = titles.columns
    table = source.table((titles.first(_COUNTRY), titles.first(_COMMODITY)), sheet=plan.sheet)
    amounts = [named[key] for key in (*_PRODUCED, *_EXPORTED) if key in named]
    amounts += [name for keys in (_PRODUCED_VALUE, _EXPORTED_VALUE) if (name := titles.first(keys))]
    read_ = figures_together(draft, table, amounts, _MARKS)
    sift = Sift(draft, table)
    place = draft.places.codes(table.text(titles.first(_COUNTRY)))
    when = table.text(titles.first(_YEAR)).map(lambda text: period(text.removesuffix(".0")))
    sift.aside("no_place", place.isin({""}), "Rows without a country (notes, totals).")
    guard.no_period(sift, when, "year")
    goods = table.text(titles.first(_COMMODITY))
    sift.aside("no_commodity", goods.isin({""}), "Rows that do not say what they are of.")
    guard.no_figure(sift, *(one.numbers for one in read_.values()))
    guard.aggregates(sift, place)
    commodity = goods.map(lambda text: plain_id(text.partition("(")[0]) or plain_id(text))
    valued = np.zeros(len(table), bool)
    for keys in (_PRODUCED_VALUE, _EXPORTED_VALUE):
        name = titles.first(keys)
        if name and not _in_dollars(name):
            valued |= ~np.isnan(read_[name].numbers)
    dollars = _dollars(sift, table, titles, valued)
    of_production = [named[key] for key in _PRODUCED if key in named]
    if len(of_production) > 1:
        draft.decide(
            "sources_of_volumes",
            f"Several columns tell the same volumes; of each row the first with a figure is read: "
            f"{', '.join(of_production)}.",
        )
    common: dict[str, RawColumn | str] = {
        "period": when, "commodity": commodity, "quality": "reported", "source_id": "source",
    }  # fmt: skip

    def numbers(keys: Iterable[str]) -> Floats:
        # The first of the columns that has a figure in this row.
        result = np.full(len(table), np.nan)
        for key in keys:
            if key in named:
                result = np.where(np.isnan(result), read_[named[key]].numbers, result)
        return result

    def value(keys: Sequence[str]) -> Floats:
        name = titles.first(keys)
        known = dollars | _in_dollars(name)
        return np.where(known, read_[name].numbers, np.nan) if name else np.full(len(table), np.nan)

    for item, figure, unit in (
        ("production", numbers(_PRODUCED), table.text(titles.first(_PRODUCED_UNIT)).map(_unit)),
        ("production_value", value(_PRODUCED_VALUE), constant("usd", len(table))),
    ):
        own = sift.part(~np.isnan(figure))
        if own.kept.any():
            columns = {**common, "place": place, "item": item, "unit": unit}
            same = "Several rows of one country and commodity (companies, projects) are summed."
            guard.emit(own, columns, {"value": figure}, same, "balances", BALANCE_KEY)
    sold, worth = numbers(_EXPORTED), value(_EXPORTED_VALUE)
    exports = sift.part(~(np.isnan(sold) & np.isnan(worth)))
    if exports.kept.any():
        exports.note(
            "world",
            exports.kept,
            "The table names no partners: exports are kept as totals over partners (WLD).",
        )
        columns = {
            **common, "exporter": place, "importer": WORLD, "reported_by": "exporter",
            "unit": table.text(titles.first(_EXPORTED_UNIT)).map(_unit),
        }  # fmt: skip
        guard.emit(exports, columns, {"quantity": sold, "value_usd": worth})
    for id, name in dict(zip(commodity.texts(), goods.texts(), strict=True)).items():
        if id:
            draft.commodity(id, name=name)


def _in_dollars(title: str) -> bool:
    return header_key(title).endswith(("us", "usd"))


def _unit(text: str) -> str:
    """ "Tonnes" is t, "Sm3" is m3 (of gas at 15 degrees)."""
    written = text.strip().casefold()
    known = {"sm3": "m3", "scm": "m3", "tons": "t", "carats": "ct", "ounces": "oz", "troy ounces": "oz"}
    return known.get(written) or canonical(written)


def _dollars(sift: Sift, table: RawTable, titles: Titles, valued: Flags) -> Flags:
    """The rows whose values are in dollars. valued: those with a value whose title names no currency."""
    currency = table.text(titles.first(_CURRENCY))
    known = currency.where(
        lambda text: factor(canonical(text), "usd") == 1 or measure_of(text).kind == "money"
    )
    sift.note(
        "other_currency",
        valued & ~known & ~currency.isin({""}),
        "Values in other currencies than US dollars are not read: no exchange rate is in the table.",
    )
    sift.note("no_currency", valued & ~known & currency.isin({""}), "Values without a currency are not read.")
    return known


PROFILES = (
    Profile(
        "eiti_production",
        "EITI, production and exports by commodity",
        recognise,
        read,
        publisher="Extractive Industries Transparency Initiative",
        url="eiti.org/open-data",
    ),
)
