"""The IMF's trade by partner country (DOTS, since 2025 IMTS): all goods, long or with periods as columns.

`Country Name, Country Code, Indicator Name, Indicator Code, Counterpart Country Name, …` and either `Time Period,
Value` or `Attribute, 1948, 1949, …`. Country codes are the IMF's own, so that names count. Traps: imports stand there
at CIF and again at FOB prices; the trade balance is a row of its own; rows of `Status` repeat each row without
figures; groups of countries stand among the partners.

The portal of 2025 writes `COUNTRY, INDICATOR, COUNTERPART_COUNTRY, SCALE`, each also or only as `….ID`, and either
`TIME_PERIOD, OBS_VALUE` or a column a period (1948, 1948-Q1, 1948-M01). Ids of countries are ISO 3166, those with a
digit are groups (G001 is the world). Traps: years, quarters and months are series of their own; figures are millions,
also where no SCALE was chosen; SCALE says Millions where figures are dollars as well as where they are millions, so
that their size has to tell which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _dollars
from dependency_explorer.data.profiles._energy import Cells, Wide, period_columns
from dependency_explorer.data.raw import Flags, RawColumn, RawTable, choose, constant
from dependency_explorer.data.schema import WORLD

NEEDS = ("Country Name", "Counterpart Country Name", "Indicator Code")
_EXPORT, _CIF, _FOB = "TXG_FOB_USD", "TMG_CIF_USD", "TMG_FOB_USD"
_GOODS = "TOTAL"
_NEW = {
    "COUNTRY": "Country Name", "COUNTRY.NAME": "Country Name", "COUNTRY.ID": "Country Id",
    "COUNTERPART_COUNTRY": "Counterpart Country Name", "COUNTERPART_COUNTRY.NAME": "Counterpart Country Name",
    "COUNTERPART_COUNTRY.ID": "Counterpart Country Id", "INDICATOR": "Indicator Name",
    "INDICATOR.ID": "Indicator Code",
    "TIME_PERIOD": "Time Period", "OBS_VALUE": "Value", "SCALE": "Scale", "SCALE.ID": "Scale Id",
}  # fmt: skip
"""Names of the portal of 2025, and what they are called here."""
_LABELS = (
    (re.compile(r"\bexports\b.*\bFOB\b", re.IGNORECASE), _EXPORT),
    (re.compile(r"\bimports\b.*\bCIF\b", re.IGNORECASE), _CIF),
    (re.compile(r"\bimports\b.*\bFOB\b", re.IGNORECASE), _FOB),
)
_MOST = (2e12, 1e13, 1e14)
"""US dollars that no flow of a year can be worth: between two countries (the largest are 0.6e12), with the world
(3.6e12), and of the world as a whole (2.4e13). By the number of sides that are totals."""


def recognise(source: Source) -> Recognition | None:
    """By country, counterpart country and indicator under the names of either portal."""
    if source.kind not in ("text", "workbook") or _needs(source) is None:
        return None
    return Recognition(
        0.97, "It has a country, a counterpart country and an indicator, as the IMF's trade statistics have."
    )


def _needs(source: Source, sheet: str = "") -> tuple[str, ...] | None:
    """The columns that say who, with whom and what, as the file names them; None where it has none."""
    rows = source.head_grid(sheet)
    if find_header(rows, NEEDS) is not None:
        return NEEDS
    for ending in (".ID", "", ".NAME"):
        needs = tuple(f"{name}{ending}" for name in ("COUNTRY", "COUNTERPART_COUNTRY", "INDICATOR"))
        if find_header(rows, needs) is not None:
            return needs
    return None


def _places(draft: Draft, table: RawTable, which: str) -> RawColumn:
    """Countries by their id (ISO 3166 in the portal of 2025), else by their name; an id with a digit is a group."""
    name = table.text(f"{which} Name") if f"{which} Name" in table else None
    if f"{which} Id" not in table:
        assert name is not None
        if not any(re.fullmatch(r"[A-Z]{1,3}\d{2,4}", text.strip()) for text in name.used()):
            return draft.places.codes(name, "any")
        ids, name = name, None
    else:
        ids = table.text(f"{which} Id")
    codes = draft.places.codes(ids.map(lambda text: WORLD if text.strip() == "G001" else text), "iso3", name)
    groups = {text.strip() for text in ids.used() if re.search(r"\d", text)}
    named = set(codes.take(ids.where(lambda text: text.strip() in groups)).used())
    for code in named - {WORLD}:
        draft.places.mark_aggregate(code)
    return codes


def _indicator(table: RawTable) -> RawColumn:
    """The indicator of each row as a code of the older portal, whichever code or label the table has."""

    def code(text: str) -> str:
        written = " ".join(text.split())
        known = written.upper().removeprefix("T")
        if known in ("XG_FOB_USD", "MG_CIF_USD", "MG_FOB_USD"):
            return f"T{known}"
        in_dollars = re.search(r"US dollars?\b", written, re.IGNORECASE) is not None
        return next((name for label, name in _LABELS if in_dollars and label.search(written)), written)

    return table.text("Indicator Code" if "Indicator Code" in table else "Indicator Name").map(code)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow a row, or a row with a flow a period."""
    needs = _needs(source, plan.sheet) or NEEDS
    table = source.table(needs, sheet=plan.sheet, rename=lambda name: _NEW.get(name, name))
    code = _indicator(table)
    country = _places(draft, table, "Country")
    partner = _places(draft, table, "Counterpart Country")
    years = period_columns(table.columns)
    is_long = {"Time Period", "Value"} <= set(table.columns)
    if not is_long and not years:
        raise DataError(f"{source.name} has neither Time Period and Value nor a column for each period.")
    wide = Wide(draft, table, {"Value": "Value"} if is_long else years)
    sift = Sift(draft, table, wide.weight)
    attribute = table.text("Attribute")
    sift.aside("attribute", ~attribute.isin({"Value", ""}), "Rows of the status of figures, which hold none.")
    known = code.isin({_EXPORT, _CIF, _FOB})
    sift.aside(
        "other_indicators",
        ~known,
        "Rows that tell no trade in US dollars (the balance of trade, other money).",
    )
    when = table.text("Time Period").map(period) if is_long else constant("", len(table))
    if is_long:
        guard.no_period(sift, when)
    guard.nowhere(sift, country, partner)
    wide.without_figures(sift)
    fob = code.isin({_FOB})
    flow, told = _told_at(code.isin({_CIF}) & sift.kept, (country, partner, when), ~np.isnan(wide.values))
    again = fob & (told[flow] | np.isnan(wide.values)).all(axis=1)
    sift.aside("fob", again, "Imports at FOB prices repeat those at CIF prices.")
    guard.same_place(sift, country, partner, (when, code))
    guard.aggregates(sift, country, partner)
    guard.world(sift, country, partner)
    guard.unknown_partner(sift, partner)
    cells = wide.cells(sift)
    cells.sift.aside(
        "fob_periods",
        fob[cells.rows] & told[flow[cells.rows], cells.label.codes],
        "Figures at FOB prices of periods that the row at CIF prices tells, too; those of other periods stay.",
    )
    outward = code.isin({_EXPORT})[cells.rows]
    one, other = cells.spread(country), cells.spread(partner)
    size = len(cells.values)
    totals = int(one.isin({WORLD})[cells.sift.kept].any()) + int(other.isin({WORLD})[cells.sift.kept].any())
    scales = table.text("Scale" if "Scale" in table else "Scale Id")
    guard.emit(
        cells.sift,
        {
            "period": cells.spread(when) if is_long else cells.label,
            "exporter": choose(outward, one, other), "importer": choose(outward, other, one),
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "commodity": plan.constants.get("commodity") or _GOODS, "source_id": "source",
        },
        {"value_usd": _in_dollars(draft, source, scales.used(), cells, totals, 1.0 if needs is NEEDS else 1e6)},
    )  # fmt: skip
    draft.commodity(plan.constants.get("commodity") or _GOODS, name="All goods")


def _told_at(rows: Flags, flow: Sequence[RawColumn], there: Flags) -> tuple[npt.NDArray[np.intp], Flags]:
    """Which flow each row is of, and in which columns some of these rows have a figure for a flow.

    flow: the columns that tell one flow from another. there: by row and column, whether there is a figure.
    """
    number = numbered(guard.keys(*flow))[1]
    told = np.zeros((int(number.max(initial=0)) + 1, there.shape[1]), bool)
    np.logical_or.at(told, number[rows], there[rows])
    return number, told


def _in_dollars(
    draft: Draft, source: Source, scales: list[str], cells: Cells, totals: int, unsaid: float
) -> np.typing.NDArray[np.float64]:
    """totals: how many sides of a flow the table sums (0 where both are countries). unsaid: the scale of a table that
    has no column of scales."""
    said = {text.strip().casefold() for text in scales} - {""}
    times = {"units": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
    times |= {"0": 1.0, "3": 1e3, "6": 1e6, "9": 1e9}
    if len(said) > 1 or said - times.keys():
        raise DataError(
            f"{source.name}: its column Scale says {', '.join(sorted(said))}; one scale was expected."
        )
    scale = times[next(iter(said))] if said else unsaid
    who = "Its column of scales" if said else "The IMF's portal"
    largest = float(np.nanmax(np.abs(cells.values), initial=0.0))
    if scale > 1 and largest * scale > _MOST[totals]:
        return _dollars.scaled(
            draft, cells.values, 1.0,
            f"{who} says times {scale:,.0f}, which the figures hold already: the largest would be more than such "
            "flows are.",
        )  # fmt: skip
    if scale > 1 and not said:
        return _dollars.scaled(
            draft, cells.values, scale,
            "The table has no column of scales, and the IMF's portal gives this trade in millions.",
        )  # fmt: skip
    return _dollars.scaled(draft, cells.values, scale)


PROFILES = (
    Profile(
        "imf_dots",
        "International Monetary Fund, trade by partner country",
        recognise,
        read,
        publisher="International Monetary Fund",
        url="data.imf.org",
        licence="IMF terms, attribution",
    ),
)
