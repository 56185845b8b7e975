"""UN Comtrade since 2022: the CSV of the new site and dumps of its API, which share their column names."""

from __future__ import annotations

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source, find_header
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import RawTable, constant

NEEDS = ("flowCode", "cmdCode", "primaryValue", "reporterCode", "partnerCode")
NUMBERS = ("primaryValue", "netWgt", "qty")


def recognise(source: Source) -> Recognition | None:
    """By its column names, which no other format has."""
    if source.kind not in ("text", "workbook"):
        return None
    if find_header(source.head_grid(), NEEDS) is None:
        return None
    return Recognition(
        0.98, "It has the columns flowCode, cmdCode and primaryValue of UN Comtrade's new site."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One report a row."""
    read_reports(source.table(NEEDS, NUMBERS, plan.sheet), draft)


def read_reports(table: RawTable, draft: Draft) -> None:
    """Make flows of a table with the column names of the API."""
    value = _comtrade.numbers(table, draft, "primaryValue")
    sift = Sift(draft, table, value)
    places = draft.places
    reporter = places.codes(table.text("reporterCode"), "numeric", table.text("reporterISO"))
    partner = places.codes(table.text("partnerCode"), "numeric", table.text("partnerISO"))
    flow_columns = [
        table.text(name) for name in ("period", "reporterCode", "partnerCode", "flowCode", "cmdCode")
    ]
    if "typeCode" in table:
        services = table.text("typeCode").isin({"S"})
        sift.aside("services", services, "Trade in services has no goods in it.", keep="Keep it")
    for key, name, totals, what in (
        ("second_partner", "partner2Code", {"0", ""}, "second partner"),
        ("customs", "customsCode", {"C00", ""}, "customs procedure"),
        ("transport", "motCode", {"0", ""}, "mode of transport"),
    ):
        if name in table:
            guard.split(sift, key, table.text(name), totals, flow_columns, what)
    size = len(table)
    estimated = table.text("isNetWgtEstimated").map(
        lambda text: "estimate" if text.casefold() in ("true", "1") else ""
    )
    when = table.text("period")
    if "period" not in table:
        when = table.text("refYear")
    _comtrade.flows(
        draft,
        sift,
        table,
        _comtrade.Reports(
            period=when,
            reporter=reporter,
            partner=partner,
            flow=table.text("flowCode"),
            commodity=table.text("cmdCode"),
            commodity_name=table.text("cmdDesc"),
            weight_kg=_comtrade.numbers(table, draft, "netWgt"),
            quantity=_comtrade.numbers(table, draft, "qty"),
            quantity_unit=table.text("qtyUnitAbbr") if "qtyUnitAbbr" in table else constant("", size),
            value=value,
            estimated=estimated,
        ),
    )


PROFILES = (
    Profile(
        "comtrade_plus",
        "UN Comtrade, new site",
        recognise,
        read,
        publisher=_comtrade.PUBLISHER,
        url=_comtrade.URL,
        licence=_comtrade.LICENCE,
    ),
)
