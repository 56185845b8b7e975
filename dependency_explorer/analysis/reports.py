"""Whose report a flow is: the exporter's, the importer's, or one figure made of what there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from dependency_explorer.analysis.memory import remembering
from dependency_explorer.data.problems import counted

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Reports = Literal["exporter", "importer", "reconciled"]
"""Whose reports count. "reconciled" is one figure a flow, as every chart has it: a reconciled row, else the
importer's report, else the exporter's, else a row that does not say whose it is."""

REPORTS: tuple[Reports, ...] = ("exporter", "importer", "reconciled")


@dataclass(frozen=True, slots=True)
class _Aside:
    """Rows of some commodities that one side's reports leave out: the other side's, reconciled ones, and those
    that do not say whose report they are."""

    other: int
    reconciled: int
    unsaid: int


# A side of a large download is as large again as what is loaded; two sides of a few commodities are kept.
@remembering(4)
def reported(dataset: Dataset, reports: Reports, commodities: tuple[str, ...] = ()) -> Dataset:
    """The dataset with the flows that one side reported, of some commodities (none: of all).

    A row that does not say whose report it is belongs to neither side. With "reconciled" the dataset itself.
    Balances stay: nobody reports them from the other side.
    """
    if reports == "reconciled":
        return dataset
    flows = dataset.tables["flows"]
    kept = flows["reported_by"].astype(object).eq(reports)
    if commodities:
        kept &= flows["commodity"].isin(commodities)
    tables = {**dataset.tables, "flows": flows[kept.to_numpy(bool)].reset_index(drop=True)}
    return replace(dataset, tables=MappingProxyType(tables))


def whose(dataset: Dataset, commodity: str, reports: Reports) -> str:
    """Whose reports count, and the rows of the commodity that do not, as a sentence; empty for one figure a flow."""
    if reports == "reconciled":
        return ""
    left = _aside(dataset, reports, commodity)
    other = "importers’" if reports == "exporter" else "exporters’"
    parts = [
        f"{counted(left.other, 'row')} of {other} reports" if left.other else "",
        counted(left.reconciled, "reconciled row") if left.reconciled else "",
        f"{counted(left.unsaid, 'row')} of unstated reporters" if left.unsaid else "",
    ]
    told = [part for part in parts if part]
    without = f", without {told[0] if len(told) == 1 else ', '.join(told[:-1]) + ' and ' + told[-1]}"
    return f"Flows as {reports}s report them{without if told else ''}."


def _aside(dataset: Dataset, reports: Reports, commodity: str) -> _Aside:
    """How many rows of a commodity one side's reports leave out, by whose they are."""
    flows = dataset.tables["flows"]
    if reports == "reconciled" or not len(flows):
        return _Aside(0, 0, 0)
    counts = flows.loc[flows["commodity"].eq(commodity), "reported_by"].astype(object).value_counts()
    other = "importer" if reports == "exporter" else "exporter"
    return _Aside(
        int(counts.get(other, 0)),
        int(counts.get("reconciled", 0)),
        int(
            sum(count for name, count in counts.items() if name not in ("exporter", "importer", "reconciled"))
        ),
    )


@remembering(256)
def both_report(dataset: Dataset, commodities: tuple[str, ...]) -> bool:
    """Whether some flows of these commodities are reported by the exporter beside others that are not."""
    flows = dataset.tables["flows"]
    if not len(flows):
        return False
    chosen = flows["commodity"].isin(commodities) if commodities else flows["commodity"].notna()
    given = flows.loc[chosen, "reported_by"].astype(object)
    return bool(given.eq("exporter").any() and given.ne("exporter").any())
