"""UN Comtrade since 2022: the CSV of the new site, bulk files, and dumps of its API, which share their column names.

One report a row. Traps: every row of the site's CSV ends with one comma more than the header; quantities of 0 with
unit N/A are missing; month 52 is the whole year; and a table may hold the same trade several times: by second
partner, customs procedure, mode of transport and mode of supply beside their totals (codes 0 and C00), at several
levels of the classification, and as World. The packages comtradr (R) and others write the same names in small letters
with underscores (`primary_value`, `partner2code`).
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import RawColumn, RawTable, constant, joined

NEEDS = ("flowCode", "cmdCode", "primaryValue", "reporterCode", "partnerCode")
NUMBERS = ("primaryValue", "netWgt", "qty")
_SPLITS = (
    ("second_partner", "partner2Code", frozenset({"0", ""}), "second partner"),
    ("customs", "customsCode", frozenset({"C00", ""}), "customs procedure"),
    ("transport", "motCode", frozenset({"0", ""}), "mode of transport"),
    ("supply", "mosCode", frozenset({"0", ""}), "mode of supply"),
)
_NAMES = {
    header_key(name): name
    for name in (
        *NEEDS, *NUMBERS, "typeCode", "refYear", "refMonth", "period", "reporterISO", "reporterDesc", "flowDesc",
        "partnerISO", "partnerDesc", "partner2Code", "classificationCode", "cmdDesc", "customsCode", "motCode",
        "mosCode", "qtyUnitCode", "qtyUnitAbbr", "isNetWgtEstimated",
    )
}  # fmt: skip
"""The names of the API by their letters alone, whoever wrote them."""


def recognise(source: Source) -> Recognition | None:
    """By its column names, which no other format has."""
    if source.kind not in ("text", "workbook") or _header(source) is None:
        return None
    return Recognition(
        0.98, "It has the columns flowCode, cmdCode and primaryValue of UN Comtrade's new site."
    )


def _header(source: Source, sheet: str = "") -> list[str] | None:
    """The first row that names everything needed, as it stands."""
    for row in source.head_grid(sheet):
        if {_as_in_api(cell) for cell in row} >= set(NEEDS):
            return [cell.strip() for cell in row]
    return None


def _as_in_api(name: str) -> str:
    return _NAMES.get(header_key(name), name)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One report a row."""
    header = _header(source, plan.sheet) or NEEDS
    needs = [name for name in header if _as_in_api(name) in NEEDS]
    numbers = [name for name in header if _as_in_api(name) in NUMBERS]
    read_reports(source.table(needs, numbers, plan.sheet, rename=_as_in_api, together=True), draft)


def read_reports(table: RawTable, draft: Draft) -> None:
    """Make flows of a table with the column names of the API."""
    value, weight, quantity = _comtrade.numbers(table, draft, "primaryValue", "netWgt", "qty")
    sift = Sift(draft, table, value)
    services = table.text("typeCode").isin({"S"})
    sift.aside("services", services, "Trade in services has no goods in it.", keep="Keep it")
    size = len(table)
    estimated = table.text("isNetWgtEstimated").map(
        lambda text: "estimate" if text.strip().casefold() in ("true", "1") else ""
    )
    unit = "qtyUnitAbbr" if "qtyUnitAbbr" in table else "qtyUnitCode"
    _comtrade.flows(
        draft,
        sift,
        table,
        _comtrade.Reports(
            period=_periods(table),
            reporter=_places(draft, table, "reporter"),
            partner=_places(draft, table, "partner"),
            flow=table.text("flowCode"),
            classification=table.text("classificationCode"),
            commodity=table.text("cmdCode"),
            commodity_name=table.text("cmdDesc") if "cmdDesc" in table else constant("", size),
            weight_kg=weight,
            quantity=quantity,
            quantity_unit=table.text(unit),
            value=value,
            estimated=estimated,
            splits=tuple(
                (key, table.text(name).map(str.strip), totals, what)
                for key, name, totals, what in _SPLITS
                if name in table
            ),
        ),
    )


def _places(draft: Draft, table: RawTable, which: str) -> RawColumn:
    names = table.text(f"{which}Desc") if f"{which}Desc" in table else table.text(f"{which}ISO")
    return draft.places.codes(table.text(f"{which}Code"), "numeric", names)


def _periods(table: RawTable) -> RawColumn:
    if "period" in table:
        return table.text("period")
    month = table.text("refMonth")
    return joined(
        table.text("refYear"),
        month,
        lambda year, part: (
            f"{year}{int(part):02d}" if len(part) < 3 and part.isdecimal() and 1 <= int(part) <= 12 else year
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
