"""Payments of companies to governments: EITI summary data, Canada's ESTMA reports, and their like.

Two layouts. Long: a country, a company or agency, the kind of payment (revenue stream), an amount and its
currency a row. Wide, as ESTMA asks for it: one column a kind (Taxes, Royalties, Fees, Production Entitlements,
Bonuses, Dividends, Infrastructure Improvement Payments) and a total of them. No exchange rate is at hand:
amounts keep their currency, and two currencies of one kind of payment are two items.

Traps: reports list the same payments by payee and again by project; a total column and total rows repeat them;
a fiscal year is told by its last day.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.periods import period, years_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.problems import DataError, counted
from dependency_explorer.data.profiles._titles import Titles, by_key
from dependency_explorer.data.raw import RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY

_KINDS = (
    "taxes", "royalties", "fees", "productionentitlements", "bonuses", "dividends",
    "infrastructureimprovementpayments", "infrastructureimprovements", "communityandsocialresponsibilitypayments",
)  # fmt: skip
_STREAM = (
    "revenuestream", "revenuestreamname", "nameofrevenuestream", "paymenttype", "typeofpayment", "paymentcategory",
    "gfsdescription", "gfsname", "revenuetype",
)  # fmt: skip
_VALUE = (
    "revenuevalue", "valuereported", "value", "amount", "paymentvalue", "paymentamount", "revenue", "amountpaid",
    "revenuevaluelocal", "valuereportedbygovernment", "governmentrevenue",
)  # fmt: skip
_DOLLARS = (
    "amountusd", "valueusd", "revenuevalueusd", "revenueusd", "amountinusd", "paymentusd", "paymentamountusd",
    "paymentreceivedbygovernmentus", "paymentbycompanyus",
)  # fmt: skip
"""Amounts whose title names the currency."""
_MARKS = PLAIN.also("not given", "not reported", "not applicable", "nil")
_CURRENCY = (
    "currency",
    "reportingcurrency",
    "paymentcurrency",
    "currencycode",
    "currencyofpayment",
    "iso4217",
)
_COUNTRY = ("country", "countryname", "countryofpayee", "payeecountry", "countrycode", "iso3", "countryiso3")
_YEAR = (
    "year",
    "fiscalyear",
    "reportingyear",
    "yearend",
    "enddate",
    "fiscalyearend",
    "periodend",
    "yearofpayment",
)
_COMPANY = (
    "company",
    "companyname",
    "reportingcompany",
    "reportingentity",
    "reportingentityname",
    "entity",
    "payer",
)
_PAYEE = (
    "payee",
    "payeename",
    "paidto",
    "receivingagency",
    "governmentagency",
    "agency",
    "government",
    "nameofreceivingagency",
    "governmententity",
)
_PROJECT = ("project", "projectname")
_SECTOR = ("sector", "commodity", "commodities", "industry")
_TOTAL = re.compile(r"(sub)?totals?\b.*", re.IGNORECASE)
_MONEY = {"us dollar": "USD", "us dollars": "USD", "u.s. dollar": "USD", "us$": "USD", "canadian dollar": "CAD",
          "canadian dollars": "CAD", "euro": "EUR", "euros": "EUR", "pound sterling": "GBP"}  # fmt: skip


@dataclass(frozen=True)
class _Layout(Titles):
    @property
    def amount(self) -> str:
        """The column of amounts: one in dollars before one in the currency of each row."""
        return self.first(_DOLLARS) or self.in_title[0] or self.first(_VALUE)

    @property
    def in_title(self) -> tuple[str, str]:
        """A column of amounts whose title names another currency, "Amount (CAD)", and that currency."""
        for key, name in self.columns.items():
            found = re.fullmatch(r"(payment|amount|value|paid|reported)+(?P<money>cad|eur|gbp|aud|nok)", key)
            if found is not None:
                return name, found["money"].upper()
        return "", ""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.columns[key] for key in _KINDS if key in self.columns)


def recognise(source: Source) -> Recognition | None:
    """By columns for kinds of payment, or for a kind, an amount and a currency."""
    if source.kind not in ("text", "workbook"):
        return None
    found = _header(source.head_grid())
    if found is None:
        return None
    if len(found.kinds) >= 4:
        return Recognition(
            0.93, "It has a column for each kind of payment to governments (taxes, royalties, fees, …)."
        )
    return Recognition(0.85, "It has payments to governments: a revenue stream, an amount and its currency.")


def _header(rows: Sequence[Sequence[str]]) -> _Layout | None:
    for row in rows[:20]:
        found = _Layout(by_key(row, _key))
        if len(found.kinds) >= 4 and (found.first(_COUNTRY) or found.first(_PAYEE)):
            return found
        amount = (
            found.first(_DOLLARS) or found.in_title[0] or (found.first(_VALUE) and found.first(_CURRENCY))
        )
        long = found.first(_STREAM) and amount
        if long and (found.first(_COUNTRY) or found.first(_COMPANY)):
            return found
    return None


def _key(title: str) -> str:
    """A title without the numbers of its footnotes: "Payee Name1" is the payee's name."""
    key = header_key(title)
    return key if re.fullmatch(r"iso\d+", key) else key.rstrip("0123456789")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Each payment is a balance of the country that receives it."""
    layout = _header(source.head_grid(plan.sheet))
    if layout is None:
        raise DataError(
            f"{source.name} has no columns of payments: a kind of payment, an amount, and a currency."
        )
    needs = layout.kinds[:2] if len(layout.kinds) >= 4 else (layout.first(_STREAM), layout.amount)
    table = source.table(needs, sheet=plan.sheet)
    sift = Sift(draft, table)
    _repeated(sift, table, layout)
    place = _place(draft, table, layout)
    when = _period(draft, table, layout, source)
    sift.aside("no_place", place.isin({""}), "Rows without a country that receives the payment.")
    guard.no_period(sift, when, "year")
    sector = table.text(layout.first(_SECTOR)).map(lambda text: plain_id(text) or "extractives")
    for id in sector.used():
        draft.commodity(id, name=id.replace("_", " ").capitalize(), group="payments")
    unit = _unit(draft, sift, table, layout, source)
    if len(layout.kinds) >= 4:
        parts = [(constant(kind, len(table)), kind) for kind in layout.kinds]
        total = next((name for key, name in layout.columns.items() if key.startswith("total")), "")
        if total:
            draft.decide("total_column", f"The column {total} adds up the others and is not read.", 0)
    else:
        parts = [(table.text(layout.first(_STREAM)), layout.amount)]
    read_any = np.zeros(len(table), bool)
    amounts = []
    read_ = figures_together(draft, table, [name for _, name in parts], _MARKS, _separator(source))
    for kind, name in parts:
        amount = read_[name].numbers
        amounts.append((kind, name, amount))
        read_any |= ~np.isnan(amount)
    sift.aside("no_figure", ~read_any, "Rows without an amount: missing, not zero.")
    company = table.text(layout.first(_COMPANY))
    if any(company.values):
        named = counted(sum(map(bool, company.used())), "company", "companies")
        draft.decide(
            "companies",
            f"Payments of {named}: what they paid to one country, of one kind and in one currency, is summed.",
        )
    for kind, name, amount in amounts:
        part = sift.part(~np.isnan(amount))
        if not part.kept.any():
            continue
        guard.emit(
            part,
            {
                "period": when,
                "place": place,
                "commodity": sector,
                "item": _item(part, kind, unit, (when, place, sector)),
                "unit": unit,
                "quality": "reported",
                "source_id": "source",
            },
            {"value": amount},
            same=f"{name}: payments of several companies or to several offices of one country are summed.",
            table="balances",
            key=BALANCE_KEY,
        )


def _separator(source: Source) -> str:
    return source.separator if source.kind == "text" else ""


def _repeated(sift: Sift, table: RawTable, layout: _Layout) -> None:
    """Total rows, and payments by project beside the same payments by payee."""
    payee, project = table.text(layout.first(_PAYEE)), table.text(layout.first(_PROJECT))
    company = table.text(layout.first(_COMPANY))
    total = np.zeros(len(table), bool)
    for column in (payee, project, company, table.text(layout.first(_COUNTRY))):
        total |= column.where(lambda text: _TOTAL.fullmatch(text.strip()) is not None)
    sift.aside("totals", total, "Total rows repeat the rows above them.", keep="Count them too")
    by_project = payee.isin({""}) & ~project.isin({""})
    if (~payee.isin({""}) & project.isin({""})).any():
        sift.aside(
            "projects",
            by_project,
            "Payments by project repeat the payments by payee of the same report.",
            keep="Count them too",
        )


def _place(draft: Draft, table: RawTable, layout: _Layout) -> RawColumn:
    name = layout.first(_COUNTRY)
    if name:
        return draft.places.codes(table.text(name))
    return constant(draft.places.code(draft.constant("place", "", "")), len(table))


def _period(draft: Draft, table: RawTable, layout: _Layout, source: Source) -> RawColumn:
    name = layout.first(_YEAR)
    if name:
        return table.text(name).map(lambda text: period(text)[:4])
    said, where = _end_above(source.head_grid(draft.plan.sheet)), "the lines above the table"
    if not said:
        years = years_in(source.stem)
        said, where = years[-1] if years else "", "the file name"
    return constant(draft.constant("period", said, where), len(table))


def _above(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The cells with text of the lines above the titles."""
    above: list[list[str]] = []
    for row in rows[:20]:
        if _header([row]) is not None:
            return above
        above.append([cell.strip() for cell in row if cell.strip()])
    return above


def _end_above(rows: Sequence[Sequence[str]]) -> str:
    """The year in which the reporting year ends: what stands behind "To:" in ESTMA's head; empty where none does."""
    for cells in _above(rows):
        for label, cell in itertools.pairwise(cells):
            if re.fullmatch(r"(to|au|fiscal year end(ed|ing)?|year ended)\s*:?", label, re.IGNORECASE):
                return period(cell)[:4]
    return ""


def _currency_above(rows: Sequence[Sequence[str]]) -> str:
    """The currency of the whole report, where ESTMA's head or a note above tells it."""
    for cells in _above(rows):
        for label, cell in itertools.pairwise(cells):
            if re.search(r"\b(currency|monnaie|devise)\b", label, re.IGNORECASE):
                return cell
    return ""


def _unit(draft: Draft, sift: Sift, table: RawTable, layout: _Layout, source: Source) -> RawColumn:
    if len(layout.kinds) < 4 and layout.first(_DOLLARS):
        return constant("USD", len(table))
    if len(layout.kinds) < 4 and layout.in_title[1]:
        return constant(layout.in_title[1], len(table))
    name = layout.first(_CURRENCY)
    above = "" if name else _currency_above(source.head_grid(draft.plan.sheet))
    given = (
        table.text(name)
        if name
        else constant(draft.constant("unit", above, "the lines above the table"), len(table))
    )
    unit = given.map(lambda text: _MONEY.get(text.strip().casefold(), text.strip().upper()))
    sift.note(
        "no_currency",
        unit.isin({""}),
        "Amounts without a currency: kept without a unit. Set one: --set unit=CAD.",
    )
    currencies = [one for one in unit.used() if one]
    if len(currencies) > 1:
        draft.decide(
            "currencies",
            f"Amounts are in {len(currencies)} currencies ({', '.join(currencies[:6])}): each keeps "
            "its own, for no exchange "
            "rate is in the table, and nothing is added across them.",
        )
    return unit


def _item(
    sift: Sift, kind: RawColumn, unit: RawColumn, key: tuple[RawColumn, RawColumn, RawColumn]
) -> RawColumn:
    """payment:NAME; where one country has it in several currencies in a year, with its currency behind."""
    item = kind.map(lambda text: f"payment:{plain_id(text) or 'not_stated'}")
    one = guard.keys(*key, item)
    pairs = np.unique(np.stack([one, guard.keys(unit)])[:, sift.kept], axis=1)
    several = {int(each) for each in pairs[0][np.flatnonzero(np.diff(pairs[0]) == 0)].tolist()}
    if not several:
        return item
    mixed = np.isin(one, list(several))
    marked = joined(item, unit, lambda name, money: f"{name}:{money}")
    return choose(mixed, marked, item)


PROFILES = (
    Profile(
        "payments",
        "Payments to governments (EITI, ESTMA)",
        recognise,
        read,
        publisher="EITI, Natural Resources Canada (ESTMA) and others",
    ),
)
