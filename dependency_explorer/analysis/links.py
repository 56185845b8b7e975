"""Additive flows: each amount once, however many rows, totals and sources speak of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.flow_rows import FlowRows, LeftOut, flow_rows
from dependency_explorer.analysis.grouping import Index, groups, order_by, sum_known
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import Step
from dependency_explorer.analysis.question import Measure, Side
from dependency_explorer.analysis.totals import COMPUTED_FLAGS, ITSELF_FLAGS, TOTAL_FLAGS, Entries, reconcile
from dependency_explorer.analysis.wholes import Wholes

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Integers = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint16]

ENERGY_UNIT = "GJ"
VALUE_UNIT = "USD"


@dataclass(frozen=True, eq=False)
class Links:
    """Flows that may be added up, one an element; all arrays have equal length and may not be written to.

    period, exporter, importer, commodity, route, source are codes into `periods`, `places`, `commodities`,
    `routes`, `sources` (each sorted). quantity is in the commodity's unit, value in USD, energy in GJ; NaN is
    missing. coverage and value_coverage hold the months with data as bits (bit 0 is January), months their
    number: 12 is a whole year, fewer a partial sum, 1 with step "month". derived marks what was computed or
    estimated rather than published, rescaled what was brought to the published total at unchanged shares;
    has_total (see `total_known`) whether a published total over the place's partners stands beside the link.
    source is the first by name of the sources behind a link. The rows behind link i are
    row_number[row_start[i]:row_start[i + 1]], their sources row_source. left_out counts the rows that were
    not used, by reason. beside_imports and beside_exports mark the links that the importer's (exporter's)
    sums leave out because their partner stands beside its own parts (see `wholes`): ask `counting`.
    """

    step: Step
    periods: tuple[str, ...]
    places: tuple[str, ...]
    commodities: tuple[str, ...]
    routes: tuple[str, ...]
    sources: tuple[str, ...]
    period: Integers
    exporter: Integers
    importer: Integers
    commodity: Integers
    route: Integers
    source: Integers
    quantity: Floats
    value: Floats
    energy: Floats
    months: NDArray[np.int8]
    coverage: Bits
    value_coverage: Bits
    derived: Flags
    rescaled: Flags
    has_total: Bits
    row_start: NDArray[np.int64]
    row_number: NDArray[np.int64]
    row_source: Integers
    beside_imports: Flags
    beside_exports: Flags
    left_out: tuple[LeftOut, ...] = ()

    def __len__(self) -> int:
        return len(self.period)

    def amounts(self, measure: Measure) -> Floats:
        """The array of one measure."""
        return {"quantity": self.quantity, "value": self.value, "energy": self.energy}[measure]

    def counting(self, side: Side) -> Flags:
        """Which links may be added up over the partners of their importer ("imports") or exporter."""
        return ~(self.beside_imports if side == "imports" else self.beside_exports)

    def months_known(self, measure: Measure) -> Bits:
        """The month bits of one measure."""
        return self.value_coverage if measure == "value" else self.coverage

    def total_known(self, side: Side, measure: Measure) -> Flags:
        """Whether the importer's (side "imports") or exporter's total over all partners is published."""
        return (self.has_total & TOTAL_FLAGS[side, _kind(measure)]) > 0

    def total_less_itself(self, side: Side, measure: Measure) -> Flags:
        """Whether that total holds a flow of the place to itself, which was taken off it."""
        return (self.has_total & ITSELF_FLAGS[side, _kind(measure)]) > 0

    def total_computed(self, side: Side, measure: Measure) -> Flags:
        """Whether the place's total is computed or estimated: the published total itself, else the link."""
        flagged = (self.has_total & COMPUTED_FLAGS[side]) > 0
        computed: Flags = np.where(self.total_known(side, measure), flagged, self.derived)
        return computed

    @cached_property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """Source-file rows behind each link, ascending."""
        numbers = self.row_number.tolist()
        start = self.row_start.tolist()
        return tuple(tuple(numbers[a:b]) for a, b in itertools.pairwise(start))

    def behind(self, chosen: NDArray[np.intp]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Sources and source-file rows behind the chosen links, each once and sorted."""
        begin = self.row_start[chosen]
        counts = self.row_start[chosen + 1] - begin
        at = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
        names = {self.sources[code] for code in set(self.row_source[at].tolist())}
        return tuple(sorted(names - {""})), tuple(sorted(set(self.row_number[at].tolist())))


def _kind(measure: Measure) -> Literal["quantity", "value"]:
    return "value" if measure == "value" else "quantity"


def links(dataset: Dataset, step: Step = "year") -> Links:
    """The additive flows of a dataset by year or by month; computed once for each dataset.

    Alternative and disputed rows never count. Of several reports on one key the reconciled one is taken, else
    the importer's, else the exporter's. A year's row wins over its months (and a quarter's over its), twelve
    months are summed, fewer are a partial sum. A total over partners (WLD) is never a partner: what partners
    leave of it becomes a link with XNS; where they exceed it by at most 1 % their sum is the total; by more,
    their shares stay and the amounts are brought to the total. A flow of a place to itself is no link; it is
    taken off what partners leave of the total that holds it, down to nothing.
    """
    return _links(dataset, step)


@remembered
def _links(dataset: Dataset, step: Step) -> Links:
    rows = flow_rows(dataset, step)
    return _assemble(dataset, rows, reconcile(_entries(rows), rows, Wholes(dataset, rows.places)), step)


def _entries(rows: FlowRows) -> Entries:
    """One entry a key and period, its rows summed."""
    first, row_entry = groups(rows.period, rows.exporter, rows.importer, rows.commodity, rows.route)
    size = len(first)
    quantity_bits = np.zeros(size, np.uint16)
    value_bits = np.zeros(size, np.uint16)
    np.bitwise_or.at(quantity_bits, row_entry, _bits_known(rows.bits, rows.quantity))
    np.bitwise_or.at(value_bits, row_entry, _bits_known(rows.bits, rows.value))
    return Entries(
        period=rows.period[first],
        exporter=rows.exporter[first],
        importer=rows.importer[first],
        commodity=rows.commodity[first],
        route=rows.route[first],
        quantity=sum_known(row_entry, rows.quantity, size),
        value=sum_known(row_entry, rows.value, size),
        coverage=quantity_bits,
        value_coverage=value_bits,
        derived=np.bincount(row_entry[rows.derived], minlength=size) > 0,
        rescaled=np.zeros(size, np.bool_),
        has_total=np.zeros(size, np.uint16),
        pair_entry=row_entry,
        pair_row=np.arange(len(row_entry)),
    )


def _bits_known(bits: Bits, amounts: Floats) -> Bits:
    return np.where(np.isnan(amounts), 0, bits).astype(np.uint16)


def _assemble(dataset: Dataset, rows: FlowRows, entries: Entries, step: Step) -> Links:
    """Drop codes that nothing uses, put links into an order that the order of rows cannot change."""
    entries = _apart(entries)
    period, periods = _compact(entries.period, rows.periods)
    both, places = _compact(np.concatenate([entries.exporter, entries.importer]), rows.places)
    exporter, importer = both[: len(period)], both[len(period) :]
    commodity, commodities = _compact(entries.commodity, rows.commodities)
    route, routes = _compact(entries.route, rows.routes)
    pair_source, sources = _compact(rows.source[entries.pair_row], rows.sources)

    order = order_by(period, exporter, importer, commodity, route)
    if order is None:
        order = np.lexsort(
            (entries.value, entries.quantity, entries.derived, route, commodity, importer, exporter, period)
        )
    pair_number = rows.number[entries.pair_row]
    pair_order = _pair_order(entries, order, pair_number, pair_source)
    counts = np.bincount(entries.pair_entry, minlength=len(order))[order]
    row_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    row_source = pair_source[pair_order]
    quantity = entries.quantity[order]
    coverage, value_coverage = entries.coverage[order], entries.value_coverage[order]
    value = entries.value[order]
    wholes = Wholes(dataset, places)
    by = (commodity[order], period[order], quantity, value)
    factors = np.array([dataset.energy_per_unit(name) for name in commodities], np.float64)
    result = Links(
        step=step,
        periods=periods,
        places=places,
        commodities=commodities,
        routes=routes,
        sources=sources,
        period=period[order],
        exporter=exporter[order],
        importer=importer[order],
        commodity=commodity[order],
        route=route[order],
        source=_first_source(row_source, row_start, sources),
        quantity=quantity,
        value=value,
        energy=quantity * factors[commodity[order]] if len(order) else np.zeros(0),
        months=np.bitwise_count(np.where(coverage > 0, coverage, value_coverage)).astype(np.int8),
        coverage=coverage,
        value_coverage=value_coverage,
        derived=entries.derived[order],
        rescaled=entries.rescaled[order],
        has_total=entries.has_total[order],
        row_start=row_start,
        row_number=pair_number[pair_order],
        row_source=row_source,
        beside_imports=wholes.set_aside(importer[order], exporter[order], *by),
        beside_exports=wholes.set_aside(exporter[order], importer[order], *by),
        left_out=rows.left_out,
    )
    for array in vars(result).values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return result


def _pair_order(entries: Entries, order: Index, number: NDArray[np.int64], source: Integers) -> Index:
    """The rows behind the links in the order of the links, then of the rows."""
    where = np.empty(len(order), np.intp)
    if len(entries.pair_entry) == len(order) == np.count_nonzero(np.bincount(entries.pair_entry)):
        # One row behind each link.
        where[entries.pair_entry] = np.arange(len(order))
        return where[order]
    where[order] = np.arange(len(order))
    return np.lexsort((source, number, where[entries.pair_entry]))


def _apart(entries: Entries) -> Entries:
    """Two links where quantity and value cover different months, so that nobody divides one by the other."""
    odd = np.flatnonzero(
        ~np.isnan(entries.quantity) & ~np.isnan(entries.value) & (entries.coverage != entries.value_coverage)
    )
    if len(odd) == 0:
        return entries
    size = len(entries.period)
    twice = np.concatenate([np.arange(size), odd])
    quantity, value = entries.quantity[twice], entries.value[twice]
    coverage, value_coverage = entries.coverage[twice], entries.value_coverage[twice]
    value[odd], value_coverage[odd] = np.nan, 0
    quantity[size:], coverage[size:] = np.nan, 0
    copy_of = np.full(size, -1, np.intp)
    copy_of[odd] = size + np.arange(len(odd))
    also = copy_of[entries.pair_entry] >= 0
    return Entries(
        period=entries.period[twice],
        exporter=entries.exporter[twice],
        importer=entries.importer[twice],
        commodity=entries.commodity[twice],
        route=entries.route[twice],
        quantity=quantity,
        value=value,
        coverage=coverage,
        value_coverage=value_coverage,
        derived=entries.derived[twice],
        rescaled=entries.rescaled[twice],
        has_total=entries.has_total[twice],
        pair_entry=np.concatenate([entries.pair_entry, copy_of[entries.pair_entry[also]]]),
        pair_row=np.concatenate([entries.pair_row, entries.pair_row[also]]),
    )


def _first_source(row_source: Integers, row_start: NDArray[np.int64], sources: tuple[str, ...]) -> Integers:
    """Of a link's sources the first by name that is stated, so that the order of rows has no part in it."""
    if len(row_source) == 0:
        return np.zeros(0, np.int32)
    # The sorted names begin with the empty one, where a row states no source.
    last = len(sources) if sources[0] == "" else 0
    ranked = np.where((row_source == 0) & (last > 0), last, row_source)
    first = np.minimum.reduceat(ranked, row_start[:-1])
    return np.where(first == last, 0, first).astype(np.int32) if last else first.astype(np.int32)


def _compact(codes: NDArray[np.integer], names: tuple[str, ...]) -> tuple[Integers, tuple[str, ...]]:
    used = np.zeros(len(names), np.bool_)
    used[codes] = True
    new = np.cumsum(used) - 1
    return new[codes].astype(np.int32), tuple(
        name for name, wanted in zip(names, used, strict=True) if wanted
    )


__all__ = ["ENERGY_UNIT", "VALUE_UNIT", "LeftOut", "Links", "links"]
