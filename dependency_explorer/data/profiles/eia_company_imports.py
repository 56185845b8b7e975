"""EIA's company level imports of crude oil and products (form EIA-814), a workbook or CSV a month or year.

`RPT_PERIOD, R_S_NAME, LINE_NUM, PROD_CODE, PROD_NAME, PORT_CODE, PORT_CITY, PORT_STATE, PORT_PADD, GCTRY_CODE,
CNTRY_NAME, QUANTITY, SULFUR, APIGRAVITY, PCOMP_RNAM, …`; eia.gov/petroleum/imports/companylevel.
Traps: no unit in the file (thousand barrels); no importer, which is the United States; one row a cargo, so that
rows alike are cargoes and no repetition; names of countries in capitals and of their own kind ("CHINA, PEOPLES
REP").
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _eia, _energy
from dependency_explorer.data.raw import constant

NEEDS = ("RPT_PERIOD", "PROD_NAME", "CNTRY_NAME", "QUANTITY")


def recognise(source: Source) -> Recognition | None:
    """By RPT_PERIOD, PROD_NAME, CNTRY_NAME and QUANTITY."""
    if _energy.sheet_of(source, NEEDS) is None:
        return None
    return Recognition(
        0.98, "It has RPT_PERIOD, PROD_NAME, CNTRY_NAME and QUANTITY of EIA's company level imports."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a cargo."""
    table = source.table(NEEDS, ("QUANTITY",), plan.sheet or _energy.sheet_of(source, NEEDS) or "")
    column = _energy.columns(table, *(name.casefold() for name in NEEDS))
    figures = figures_of(draft, table, column["quantity"])
    sift = Sift(draft, table, figures.numbers)
    when = table.text(column["rpt_period"]).map(_month)
    exporter = draft.places.codes(table.text(column["cntry_name"]), "name")
    importer = constant(draft.places.code("USA"), len(table))
    guard.nowhere(sift, exporter, importer)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    guard.same_place(sift, exporter, importer)
    written = table.text(column["prod_name"])
    unit = draft.constant("unit", "thousand barrels", "the description of the form, for the file names none")
    draft.decide("importer", "All rows are imports of the United States.")
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": written.map(_energy.slug),
            "unit": "kbbl" if unit == "thousand barrels" else unit, "reported_by": "importer",
            "source_id": "source",
        },
        {"quantity": figures.numbers},
        "Cargoes of one country and product are summed.",
    )  # fmt: skip
    for text in sift.left(written).used():
        hs = "2709" if _energy.slug(text) == "crude_oil" else ""
        draft.commodity(_energy.slug(text), name=text.strip().capitalize(), hs_codes=hs)
    draft.title = "U.S. company level imports"


def _month(text: str) -> str:
    """The month of a report: its last day, which a CSV may write with the month in front (1/31/2024)."""
    found = re.fullmatch(r"(\d{1,2})/\d{1,2}/(\d{4})( .*)?", text.strip())
    return period(f"{found[2]}-{found[1]:0>2}") if found else period(text)


PROFILES = (
    Profile(
        "eia_company_imports",
        "U.S. Energy Information Administration, company level imports",
        recognise,
        read,
        publisher=_eia.PUBLISHER,
        url="eia.gov/petroleum/imports/companylevel",
        licence=_eia.LICENCE,
    ),
)
