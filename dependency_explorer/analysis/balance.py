"""Single figures of a place: production, use, stocks, capacities, norms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import WHOLE_YEAR, last_month, month_count, parse
from dependency_explorer.data.schema import preference

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

PRODUCTION_ITEMS = ("production", "generation")
"""Own production is the item "production", else "generation"."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One figure of the balances table, or a sum of its months. row: the line in the source file (the first
    of a sum); rows: all of them; months: the month bits that it covers.
    """

    value: float
    unit: str
    period: str
    quality: str
    source: str
    note: str
    row: int
    item: str = ""
    rows: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    months: int = WHOLE_YEAR


_Key = tuple[str, str, str]


def balance(dataset: Dataset, place: str, commodity: str, item: str, period: str) -> Balance | None:
    """The figure of exactly that period; None where none is loaded.

    Of several, one neither alternative nor disputed is taken, official before reported before derived.
    """
    return _figures(dataset).get((place, commodity, item), {}).get(period)


def latest_balance(
    dataset: Dataset, place: str, commodity: str, item: str, at_or_before: str
) -> Balance | None:
    """The last figure whose period does not begin after `at_or_before` ends; its own period says its date.

    Of a year and a month of it, the month is the later, since a year's figure has no date within the year.
    """
    limit = last_month(at_or_before)[:7]
    known = [
        figure
        for period, figure in _figures(dataset).get((place, commodity, item), {}).items()
        if _start(period) <= limit
    ]
    return max(
        known, key=lambda figure: (figure.period[:4], _start(figure.period), figure.period), default=None
    )


def year_balance(
    dataset: Dataset, place: str, commodity: str, item: str, year: str, *, partial: bool = False
) -> Balance | None:
    """A year's figure of an amount that adds up over time: its own row, else the sum of its twelve months.

    With partial, fewer months are summed too: `months` says which.
    """
    own = balance(dataset, place, commodity, item, year)
    if own is not None:
        return own
    found = [
        figure
        for period, figure in sorted(_figures(dataset).get((place, commodity, item), {}).items())
        if period[:4] == year and len(period) == len("2023-01") and period[5] != "Q"
    ]
    if not found or len({figure.unit for figure in found}) > 1:
        return None
    bits = 0
    for figure in found:
        parsed = parse(figure.period)
        bits |= parsed[1] if parsed else 0
    if bits != WHOLE_YEAR and not partial:
        return None
    count = month_count(bits)
    note = "sum of twelve months" if count == 12 else f"sum of {count} months"
    return Balance(
        value=sum(figure.value for figure in found),
        unit=found[0].unit,
        period=year,
        quality="derived",
        source=found[0].source,
        note=note,
        row=found[0].row,
        item=item,
        rows=tuple(row for figure in found for row in figure.rows),
        sources=tuple(sorted({source for figure in found for source in figure.sources})),
        months=bits,
    )


def production(
    dataset: Dataset, place: str, commodity: str, period: str, *, partial: bool = False
) -> Balance | None:
    """Own production of a year or month: "production", else "generation"; None is unknown, not zero."""
    for item in PRODUCTION_ITEMS:
        found = (
            balance(dataset, place, commodity, item, period)
            if "-" in period
            else year_balance(dataset, place, commodity, item, period, partial=partial)
        )
        if found is not None:
            return found
    return _zero_of_year(dataset, place, commodity, period) if "-" in period else None


def _zero_of_year(dataset: Dataset, place: str, commodity: str, month: str) -> Balance | None:
    """A year without any production has none in each of its months."""
    year = production(dataset, place, commodity, month[:4])
    parsed = parse(month)
    if year is None or year.value != 0 or parsed is None:
        return None
    note = "; ".join(part for part in (f"zero for the whole of {month[:4]}", year.note) if part)
    return replace(year, period=month, months=parsed[1], note=note)


def items(dataset: Dataset, place: str, commodity: str) -> tuple[str, ...]:
    """The items that a place has figures of for a commodity, sorted."""
    return _items(dataset).get((place, commodity), ())


def periods_of(dataset: Dataset, place: str, commodity: str, item: str) -> tuple[str, ...]:
    """The periods that a place has figures of, as written, in the order of the table."""
    return tuple(_figures(dataset).get((place, commodity, item), ()))


def keys(dataset: Dataset) -> Iterable[tuple[str, str, str]]:
    """Place, commodity and item of all figures, in the order of the table."""
    return _figures(dataset).keys()


def keys_of(dataset: Dataset, item: str) -> tuple[tuple[str, str], ...]:
    """The places and commodities that have figures of an item."""
    return _by_item(dataset).get(item, ())


@remembered
def _by_item(dataset: Dataset) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for place, commodity, item in _figures(dataset):
        found.setdefault(item, []).append((place, commodity))
    return {item: tuple(keys) for item, keys in found.items()}


@remembered
def _items(dataset: Dataset) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for place, commodity, item in _figures(dataset):
        found.setdefault((place, commodity), []).append(item)
    return {key: tuple(sorted(own)) for key, own in found.items()}


def _start(period: str) -> str:
    """The first month of a period."""
    parsed = parse(period)
    return period if parsed is None else f"{parsed[0]:04}-{(parsed[1] & -parsed[1]).bit_length():02}"


@remembered
def _figures(dataset: Dataset) -> Mapping[_Key, Mapping[str, Balance]]:
    """By place, commodity and item: the preferred figure of each period."""
    table = dataset.tables["balances"]
    columns = [table[name].tolist() for name in ("place", "commodity", "item", "period", "value", "unit")]
    extra = [table[name].tolist() for name in ("quality", "source_id", "note", "row")]
    best: dict[tuple[_Key, str], tuple[tuple[object, ...], Balance]] = {}
    for place, commodity, item, period, value, unit, quality, source, note, row in zip(
        *columns, *extra, strict=True
    ):
        parsed = parse(period)
        if value != value or parsed is None:
            continue
        rank = (preference(quality), source, value, row)
        key = (place, commodity, item), period
        if key in best and best[key][0] <= rank:
            continue
        figure = Balance(
            float(value), unit, period, quality, source, note, int(row), item, (int(row),),
            (source,) if source else (), parsed[1],
        )  # fmt: skip
        best[key] = rank, figure
    figures: dict[_Key, dict[str, Balance]] = {}
    for (named, when), (_, chosen) in best.items():
        figures.setdefault(named, {})[when] = chosen
    return figures
