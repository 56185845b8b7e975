"""UK Trade Info (HM Revenue & Customs): trade in goods of the United Kingdom by country and code.

From the service: `MonthId, FlowTypeId, CommodityId, Cn8Code, CountryId, Value, NetMass` with names joined to it
(`FlowTypeDescription`, `CountryName`); from the pages: `Year, Month, Flow Type, Country, Commodity Code, Commodity,
Value (£), Net Mass (Kg)`. The reporter is the United Kingdom and stands nowhere. Traps: values are pounds, so they
stand in the note; flows are arrivals and dispatches with the European Union, imports and exports with the rest; ids
of countries are of their own and mean nothing without names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.keys import Ints, numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._titles import head_of
from dependency_explorer.data.raw import (
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    choose,
    constant,
    joined,
)

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "flow": ("flowtypedescription", "flowtype"),
    "country": ("countryname", "country"),
    "code": ("cn8code", "commoditycode", "hs6code", "commodityid"),
    "mass": ("netmass", "netmasskg"),
    "value": ("value", "valuegbp", "valuepounds"),
}
_FLOW = re.compile(r"((non-?)?eu )?(?P<way>imports?|exports?|arrivals?|dispatch(es)?)", re.IGNORECASE)
_OURS = frozenset({"flowtypedescription", "flowtypeid", "flowtype"})


def recognise(source: Source) -> Recognition | None:
    """By a flow type, a country, a code, a value and a net mass."""
    if (rows := head_of(source, "text", "workbook", "json")) is None:
        return None
    there = _there(list(rows[0]) if rows else [])
    keys = {header_key(cell) for cell in rows[0]} if rows else set()
    if not keys & _OURS or not {"code", "mass", "value"} <= there.keys():
        return None
    return Recognition(
        0.93, "It has a flow type, a commodity code, a value and a net mass, as UK Trade Info gives them."
    )


def _there(header: list[str]) -> dict[str, str]:
    known = {header_key(name.replace("£", "")): name for name in reversed(header)}
    return {
        role: known[key]
        for role, keys in _COLUMNS.items()
        if (key := next((one for one in keys if one in known), None)) is not None
    }


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One partner, code and flow a row, reported by the United Kingdom."""
    table = source.table(sheet=plan.sheet)
    there = _there(list(table.columns))
    if "country" not in there or "flow" not in there:
        raise DataError(
            f"{source.name} names countries or flows by their ids only, which mean nothing without the lists of UK "
            "Trade Info. Download it with their names (CountryName, FlowTypeDescription)."
        )
    if absent := {"code", "mass", "value"} - there.keys():
        raise DataError(
            f"{source.name} lacks columns of UK Trade Info ({', '.join(sorted(absent))}). Download it again."
        )
    read_ = figures_together(draft, table, (there["mass"], there["value"]))
    mass, pounds = read_[there["mass"]].numbers, read_[there["value"]].numbers
    sift = Sift(draft, table, np.nan_to_num(pounds))
    way = table.text(there["flow"]).map(_way)
    sift.aside("other_flow", way.isin({""}), "Rows whose flow is neither import nor export.")
    when = _when(draft, table)
    guard.no_period(sift, when)
    size = len(table)
    home = constant(draft.places.code("United Kingdom"), size)
    partner = draft.places.codes(table.text(there["country"]), "name")
    outward = way.isin({"exports"})
    exporter, importer = choose(outward, home, partner), choose(outward, partner, home)
    guard.nowhere(sift, exporter, importer)
    guard.no_figure(sift, mass, pounds)
    guard.aggregates(sift, partner)
    guard.world(sift, exporter, importer)
    guard.unknown_partner(sift, partner)
    code = table.text(there["code"]).map(str.strip)
    inside = code_levels.levels(
        sift, code, code_levels.by_prefix(code.used(), ()), (when, exporter, importer), pounds
    )
    total = _of_flow(pounds, sift.kept, guard.keys(when, exporter, importer, code))
    draft.decide(
        "money",
        "Values are pounds, for which no rate of exchange is at hand: they stand in the note of their row.",
    )
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": code, "unit": "kg",
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "source_id": "source", "note": total.map(lambda text: f"value {text} GBP" if text else ""),
        },
        {"quantity": mass},
    )  # fmt: skip
    title = next(
        (n for n in table.columns if header_key(n) in ("commoditydescription", "commodity")), there["code"]
    )
    names = joined(code, table.text(title), lambda one, text: f"{one}\n{' '.join(text.split())}")
    for one, _, text in (entry.partition("\n") for entry in sift.left(names).used()):
        draft.commodity(
            one, name=text or one, hs_codes=one[:6] if one.isdecimal() else "", part_of=inside.get(one, "")
        )
    draft.title = "Trade in goods of the United Kingdom"


def _of_flow(pounds: Floats, kept: Flags, flow: Ints) -> RawColumn:
    """The pounds of all rows of the flow of each row, as text: rows of one flow become one."""
    _, group = numbered(flow)
    there = kept & ~np.isnan(pounds)
    summed = np.bincount(group, np.where(there, pounds, 0.0)).astype(np.float64)
    summed[np.bincount(group, there) == 0] = np.nan
    return RawTable("", {"pounds": NumberColumn(summed[group])}, np.arange(len(group))).text("pounds")


def _way(text: str) -> str:
    found = _FLOW.fullmatch(" ".join(text.split()))
    if found is None:
        return ""
    return "imports" if found["way"].casefold().startswith(("import", "arrival")) else "exports"


def _when(draft: Draft, table: RawTable) -> RawColumn:
    names = {header_key(name): name for name in table.columns}
    if "monthid" in names:
        return table.text(names["monthid"]).map(period)
    year = table.text(names["year"]) if "year" in names else constant("", len(table))
    month = table.text(names["month"]) if "month" in names else constant("", len(table))
    return joined(
        year,
        month,
        lambda y, m: (period(f"{y.strip()}-{m.strip()}") or period(f"{m} {y}")) if m.strip() else period(y),
    )


PROFILES = (
    Profile(
        "uk_trade_info",
        "HM Revenue & Customs, UK Trade Info",
        recognise,
        read,
        publisher="HM Revenue & Customs",
        url="uktradeinfo.com",
        licence="Open Government Licence 3.0",
    ),
)
