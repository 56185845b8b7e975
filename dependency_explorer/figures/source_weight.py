"""Sources in the order of how much of what is drawn they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.data.schema import SET_ASIDE

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Side
    from dependency_explorer.data.dataset import Dataset


def by_weight(
    dataset: Dataset,
    sources: Iterable[str],
    place: str,
    commodities: Sequence[str],
    sides: Sequence[Side],
    periods: tuple[str, str] = ("", ""),
) -> tuple[str, ...]:
    """`sources`, each once, the one behind most of the flows first.

    A source's weight is the part of each commodity's quantity (value where none is loaded) that its rows
    state, totals over partners included, summed over commodities and sides: tonnes and gigawatt hours do not
    add up. periods: first and last, "" open. Sources that state none of these flows come last, in the order
    given.
    """
    given = tuple(dict.fromkeys(sources))
    if len(given) < 2:
        return given
    weights = _weights(dataset, place, tuple(dict.fromkeys(commodities)), tuple(sides), periods)
    return tuple(sorted(given, key=lambda one: -weights.get(one, 0.0)))


@remembered
def _weights(
    dataset: Dataset,
    place: str,
    commodities: tuple[str, ...],
    sides: tuple[Side, ...],
    periods: tuple[str, str],
) -> dict[str, float]:
    first, last = periods
    table = dataset.tables["flows"]
    inside = [
        period
        for period in table["period"].unique().tolist()
        if (not first or period >= first) and (not last or period[: len(last)] <= last)
    ]
    chosen = table["commodity"].isin(commodities) & ~table["quality"].isin(SET_ASIDE)
    rows = table[chosen & table["period"].isin(inside)]
    found: dict[str, float] = {}
    for side in sides:
        own = rows[rows["importer" if side == "imports" else "exporter"].astype(str) == place]
        for _, group in own.groupby(own["commodity"].astype(str)):
            amounts = group["quantity" if group["quantity"].notna().any() else "value_usd"].fillna(0.0)
            whole = float(amounts.sum())
            if whole <= 0:
                continue
            for source, amount in zip(group["source_id"].astype(str), amounts, strict=True):
                found[source] = found.get(source, 0.0) + float(amount) / whole
    return found
