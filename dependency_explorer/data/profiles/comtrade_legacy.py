"""UN Comtrade until 2023: the CSV of the old site in its dialects, which share the meaning of their columns.

Up to 35 columns with names and codes (`Trade Flow`, `Netweight (kg)`, `Trade Value (US$)`), the same header filled
by the new system (flow letters M and X, flow code 0), any cut of it, the bulk file of 11 columns with codes only
(`Value`, `Supplementary Quantity`), and the short names of the old API (rgCode, ptTitle, TradeValue). Traps: code
0 beside a flow letter, chapter `1` for `01`, `No Quantity` with code 1, customs procedures and modes of transport
beside their totals, every level of the classification in one file, groups such as EU-28 as reporter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import RawColumn, RawTable, joined

_COLUMNS = {
    "period": ("period",),
    "year": ("year", "yr", "refyear"),
    "flow_code": ("tradeflowcode", "rgcode"),
    "flow": ("tradeflow", "rgdesc"),
    "reporter_code": ("reportercode", "rtcode"),
    "reporter": ("reporter", "rttitle"),
    "partner_code": ("partnercode", "ptcode"),
    "partner": ("partner", "pttitle"),
    "second_partner": ("2ndpartnercode", "secondpartnercode", "ptcode2"),
    "customs": ("customsproccode", "cstcode"),
    "transport": ("modeoftransportcode", "motcode"),
    "classification": ("classification", "pfcode"),
    "commodity": ("commoditycode", "cmdcode"),
    "commodity_name": ("commodity", "cmddesce"),
    "unit": ("qtyunit", "qtdesc"),
    "unit_code": ("qtyunitcode", "quantityunitcode", "qtcode"),
    "quantity": ("qty", "supplementaryquantity", "tradequantity"),
    "weight": ("netweightkg", "netweight"),
    "value": ("tradevalueus", "tradevalueusd", "tradevalue", "value"),
    "flag": ("flag", "estimationcode", "estcode"),
}
"""What a column means, by its name without capitals, blanks and signs."""
_SPLITS = (
    ("second_partner", frozenset({"0", ""}), "second partner"),
    ("customs", frozenset({"C00", "0", ""}), "customs procedure"),
    ("transport", frozenset({"0", ""}), "mode of transport"),
)
_WEIGHT_ESTIMATED = frozenset({"4", "6"})
"""Flags of UN Comtrade: 2 quantity, 4 net weight, 6 both estimated."""


def recognise(source: Source) -> Recognition | None:
    """By trade flow, reporter, partner, commodity code and value under the names of the old site."""
    if source.kind not in ("text", "workbook"):
        return None
    header = _header(source)
    if header is None:
        return None
    there = roles(header)
    if there["value"].casefold() == "value" and "classification" not in there:
        return None
    return Recognition(
        0.96,
        f"It has {there.get('flow') or there['flow_code']} and {there['value']} as UN Comtrade's old site.",
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One report a row."""
    header = _header(source)
    if header is None:
        raise DataError(
            f"{source.name} lacks columns of UN Comtrade (trade flow, reporter, partner, commodity code, trade "
            "value). Download it again with these columns."
        )
    there = roles(header)
    needs = [there[name] for name in ("commodity", "value")]
    numbers = [there[name] for name in ("value", "weight", "quantity") if name in there]
    read_reports(source.table(needs, numbers, plan.sheet, together=True), draft)


def roles(names: Sequence[str]) -> dict[str, str]:
    """What each column means → its name, for those that are known."""
    found: dict[str, str] = {}
    flat = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in reversed(names)}
    for role, spellings in _COLUMNS.items():
        for spelling in spellings:
            if spelling in flat:
                found.setdefault(role, flat[spelling])
    return found


def _header(source: Source) -> Sequence[str] | None:
    for row in source.head_grid()[:30]:
        there = roles(row)
        if (
            {"commodity", "value"} <= there.keys()
            and {"flow", "flow_code"} & there.keys()
            and {"reporter", "reporter_code"} & there.keys()
            and {"partner", "partner_code"} & there.keys()
            and {"period", "year"} & there.keys()
        ):
            return [" ".join(cell.split()) for cell in row]
    return None


def read_reports(table: RawTable, draft: Draft) -> None:
    """Make flows of a table with the column names of the old site or of its API."""
    there = roles(list(table.columns))

    def text(role: str) -> RawColumn:
        return table.text(there.get(role, ""))

    if "value" not in there:
        raise DataError(f"{table.file} has no column of trade values. Download it again with it.")
    value, weight, quantity = _comtrade.numbers(
        table, draft, there["value"], there.get("weight", ""), there.get("quantity", "")
    )
    sift = Sift(draft, table, value)
    _comtrade.flows(
        draft,
        sift,
        table,
        _comtrade.Reports(
            period=text("period") if "period" in there else text("year"),
            reporter=draft.places.codes(text("reporter_code"), "numeric", text("reporter")),
            partner=draft.places.codes(text("partner_code"), "numeric", text("partner")),
            flow=joined(text("flow_code"), text("flow"), lambda code, name: name if name.strip() else code),
            classification=text("classification"),
            commodity=text("commodity"),
            commodity_name=text("commodity_name"),
            weight_kg=weight,
            quantity=quantity,
            quantity_unit=joined(
                text("unit_code"), text("unit"), lambda code, name: name if name.strip() else code
            ),
            value=value,
            estimated=text("flag").map(lambda flag: "estimate" if flag.strip() in _WEIGHT_ESTIMATED else ""),
            splits=tuple(
                (key, text(key).map(str.strip), totals, what) for key, totals, what in _SPLITS if key in there
            ),
        ),
    )


PROFILES = (
    Profile(
        "comtrade_legacy",
        "UN Comtrade, old site",
        recognise,
        read,
        publisher=_comtrade.PUBLISHER,
        url=_comtrade.URL,
        licence=_comtrade.LICENCE,
    ),
)
