"""Series downloaded from CEIC: names, then Region, Frequency, Unit, Source, Series ID and more, then dates.

Rows above the dates: the names (the first cell is empty, or the link "Select this link and click Refresh"),
`Region, Subnational, Frequency, Unit, Source, Status, Series ID, SR Code, Mnemonic, Function Description, First Obs.
Date, Last Obs. Date, Last Update Time, Series remarks, Suggestions, Mean, Variance, …, No. of Obs`; or a row a
series, with these as columns before the dates. Source of the layout: code in public repositories that reads such
files.
Traps: a date of an annual series is the last month of its year ("12/2010"); units write their multiple behind ("Ton
th", "USD mn"); series since the beginning of the year and growth rates stand beside amounts.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _series_heads
from dependency_explorer.data.profiles._titles import head_of

_HEADS = {
    "region": "region", "country": "region", "frequency": "frequency", "unit": "unit", "series id": "id",
    "sr code": "id", "series code": "id", "series code alpha": "id",
    **dict.fromkeys(
        ("subnational", "source", "status", "mnemonic", "function description", "first obs. date", "last obs. date",
         "last update time", "series remarks", "suggestions", "mean", "variance", "standard deviation", "skewness",
         "kurtosis", "coefficient variation", "min", "max", "median", "no. of obs"), ""
    ),
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By rows of region, frequency, unit and series above dates."""
    rows = head_of(source, "text", "workbook")
    head = _series_heads.head_in(rows, _HEADS) if rows is not None else None
    if head is None or not {"region", "id"} <= head.told.keys():
        return None
    return Recognition(0.96, "Region, Frequency, Unit and Series ID stand above its dates, as CEIC's do.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """A column a series, or a row."""
    head = _series_heads.head_in(source.grid(plan.sheet), _HEADS)
    if head is None:
        raise DataError(
            f"{source.name} has no rows Region, Frequency and Unit above dates. Download the series again."
        )
    _series_heads.read_series(draft, head, source.name, source.limit, regions=True)
    draft.title = "CEIC series"


PROFILES = (
    Profile("ceic", "CEIC, series with heads", recognise, read, publisher="CEIC Data", url="ceicdata.com"),
)
