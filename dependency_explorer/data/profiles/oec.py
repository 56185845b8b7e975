"""OEC chart downloads: one value a country, with continent and lower-case ISO code.

Year, product and direction stand only in the file's and the sheet's name ("Exporters-of-Crude-Petroleum-2016…"); one
row has no code (Chinese Taipei). The partner is the world. Downloads with a column Year, a partner or a product of
their own are read with these, and so are answers of the API (JSON: records below "data"); all values are US dollars.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period, years_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._energy import slug
from dependency_explorer.data.profiles._titles import head_of
from dependency_explorer.data.raw import RawColumn, RawTable, constant
from dependency_explorer.data.schema import WORLD

NEEDS = ("Country ID", "Country", "Trade Value")
BILATERAL = ("Exporter Country", "Importer Country", "Trade Value")
"""Of the data explorer: both countries, the year, and the product at one or more depths."""
_SUBJECT = re.compile(
    r"(?P<way>exporters|importers|exports|imports)[\s_-]+(of[\s_-]+)?(?P<product>.*?)([\s_-]+(?P<year>\d{0,4}))?"
    r"([\s_-]+click.*)?",
    re.IGNORECASE,
)


def recognise(source: Source) -> Recognition | None:
    """By Country ID, Country and Trade Value."""
    if (rows := head_of(source, "text", "workbook", "json")) is None:
        return None
    if find_header(rows, BILATERAL) is not None:
        return Recognition(
            0.95, "It has Exporter Country, Importer Country and Trade Value, as the OEC gives them."
        )
    start = find_header(rows, NEEDS)
    if start is None or "Reporter" in rows[start]:
        return None
    return Recognition(
        0.93, "It has Country ID, Country and Trade Value, as a chart of the OEC is downloaded."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One country a row, or both."""
    if find_header(source.head_grid(plan.sheet), BILATERAL) is not None:
        _bilateral(source, plan, draft)
        return
    table = source.table(NEEDS, sheet=plan.sheet)
    titles = [*source.sheets[:1], source.stem.removeprefix("oec_"), source.stem]
    way, product = _subject(titles)
    value = figures_of(draft, table, "Trade Value").numbers
    sift = Sift(draft, table, value)
    place = draft.places.codes(table.text("ISO 3"), "iso3", table.text("Country"))
    guard.nowhere(sift, place, place)
    guard.no_figure(sift, value)
    when = _when(draft, table, titles, source.name)
    code, names = _products(table)
    if not names:
        id = draft.constant("commodity", slug(product), "the file name")
        if not id:
            raise DataError(
                f"{source.name} does not name its product. Give it with --set commodity=crude_petroleum."
            )
        code = constant(id, len(table))
        names = {id: product.replace("-", " ").replace("_", " ").strip()}
    exports = _outward(draft, way, source.name)
    guard.unknown_partner(sift, place)
    sift.note("world", sift.kept, "No partner is stated: these are totals over all partners, kept as WLD.")
    _describe(draft, sift.left(code).used(), names)
    guard.emit(
        sift,
        {
            "period": when,
            "exporter": place if exports else WORLD,
            "importer": WORLD if exports else place,
            "commodity": code,
            "reported_by": "reconciled",
            "source_id": "source",
        },
        {"value_usd": value},
    )


def _bilateral(source: Source, plan: Plan, draft: Draft) -> None:
    table = source.table(BILATERAL, sheet=plan.sheet)
    value = figures_of(draft, table, "Trade Value").numbers
    sift = Sift(draft, table, value)
    exporter = draft.places.codes(table.text("Exporter Country"), "name")
    importer = draft.places.codes(table.text("Importer Country"), "name")
    code, names = _products(table)
    if not names:
        code = constant(draft.constant("commodity", "TOTAL", "what the table lacks: a product"), len(table))
        names = {"TOTAL": "All products"}
    when = (
        table.text("Month").map(period)
        if "Month" in table
        else _when(draft, table, [source.stem], source.name)
    )
    guard.no_period(sift, when)
    guard.nowhere(sift, exporter, importer)
    guard.no_figure(sift, value)
    guard.same_place(sift, exporter, importer)
    guard.unknown_partner(sift, exporter, importer)
    if "Quantity" in table and not np.isnan(figures_of(draft, table, "Quantity").numbers).all():
        draft.decide("quantity", "The table does not name the unit of its quantities: they are not read.")
    _describe(draft, sift.left(code).used(), names)
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": code,
            "reported_by": "reconciled", "source_id": "source",
        },
        {"value_usd": value},
        "Several rows of one flow are summed.",
    )  # fmt: skip


def _products(table: RawTable) -> tuple[RawColumn, dict[str, str]]:
    """The product of each row at the deepest level of the table, and names by code; no names where it has none."""
    deepest = next((name for name in ("HS6", "HS4", "HS2", "Section") if f"{name} ID" in table), "")
    if not deepest:
        return constant("", len(table)), {}
    digits = {"HS6": 6, "HS4": 4, "HS2": 2}.get(deepest, 0)
    # The id of the OEC begins with the section: 52709 is 2709 in section 5.
    code = table.text(f"{deepest} ID").map(lambda text: text.strip()[-digits:] if digits else text.strip())
    return code, dict(zip(code.texts(), table.text(deepest).texts(), strict=True))


def _describe(draft: Draft, codes: list[str], names: dict[str, str]) -> None:
    for id in codes:
        hs = id if id.isdecimal() and len(id) in (2, 4, 6) else ""
        draft.commodity(id, name=names.get(id) or id, hs_codes=hs)


def _subject(titles: list[str]) -> tuple[str, str]:
    """Direction and product of the first name that tells them."""
    for title in titles:
        found = _SUBJECT.fullmatch(title.strip())
        if found is not None and found["product"]:
            return found["way"].casefold(), found["product"]
    return "", ""


def _outward(draft: Draft, way: str, file: str) -> bool:
    given = draft.plan.constants
    if given.get("importer") == WORLD or given.get("exporter") == WORLD:
        return given.get("importer") == WORLD
    if not way:
        raise DataError(
            f"{file} does not say whether it tells exporters or importers. Give it with --set importer=WLD (the "
            "countries export) or --set exporter=WLD (they import)."
        )
    draft.decide(
        "constant_direction",
        f"The countries are {'exporters' if way.startswith('export') else 'importers'}, read from the file name.",
    )
    return way.startswith("export")


def _when(draft: Draft, table: RawTable, titles: list[str], file: str) -> RawColumn:
    if "Year" in table:
        return table.text("Year").map(period)
    years = [year for title in titles for year in years_in(title.replace("_", " "))]
    found = draft.constant("period", years[0] if years else "", "the file name")
    if not period(found):
        raise DataError(f"{file} does not say of which year it is. Give it with --set period=2016.")
    return constant(period(found), len(table))


PROFILES = (
    Profile(
        "oec_xlsx",
        "Observatory of Economic Complexity, chart",
        recognise,
        read,
        publisher="Observatory of Economic Complexity",
        url="oec.world",
        licence="OEC terms, attribution",
    ),
)
