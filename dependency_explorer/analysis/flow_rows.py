"""The rows of the flows table that count, as arrays: one row a key and period, the best report of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.grouping import groups, order_by
from dependency_explorer.analysis.own_flows import Columns, Ranks, as_partners
from dependency_explorer.analysis.periods import WHOLE_YEAR, Step, parse
from dependency_explorer.data.schema import COMPUTED, NOT_STATED, SET_ASIDE, WORLD, preference

if TYPE_CHECKING:
    import pandas as pd

    from dependency_explorer.data.dataset import Dataset

_REPORTERS = {"reconciled": 0, "importer": 1, "exporter": 2}
ITSELF = "flow of a place to itself"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of the flows table that take no part, and why."""

    reason: str
    rows: int


@dataclass(frozen=True, eq=False)
class FlowRows:
    """Rows that count. Codes point into the sorted names; WLD and XNS are always among the places,
    the empty route among the routes.

    A row of a place with itself is no trade, but a total over partners may hold it: it has the partner `itself` and
    serves for nothing but to be taken off that total.

    period is the code of the step's period (a year, or a month); bits are the months that the row covers.
    quantity and value are missing where another row of the same flow speaks for the period.
    """

    periods: tuple[str, ...]
    places: tuple[str, ...]
    commodities: tuple[str, ...]
    routes: tuple[str, ...]
    sources: tuple[str, ...]
    period: NDArray[np.int64]
    exporter: NDArray[np.int64]
    importer: NDArray[np.int64]
    commodity: NDArray[np.int64]
    route: NDArray[np.int64]
    source: NDArray[np.int64]
    quantity: NDArray[np.float64]
    value: NDArray[np.float64]
    bits: NDArray[np.uint16]
    derived: NDArray[np.bool_]
    number: NDArray[np.int64]
    left_out: tuple[LeftOut, ...]

    @property
    def world(self) -> int:
        """Code of the total over partners."""
        return self.places.index(WORLD)

    @property
    def not_stated(self) -> int:
        """Code of a partner not stated."""
        return self.places.index(NOT_STATED)

    @property
    def itself(self) -> int:
        """Code of the partner of a place's flow to itself: the empty name, which no row of trade has."""
        return self.places.index("")


def flow_rows(dataset: Dataset, step: Step) -> FlowRows:
    """Read the flows table: set aside what may not count, choose among reports, choose years over months."""
    table = dataset.tables["flows"]
    count = len(table)
    exporter_own, exporters = _codes(table, "exporter")
    importer_own, importers = _codes(table, "importer")
    places = tuple(sorted({*exporters, *importers, WORLD, NOT_STATED}))
    exporter, importer = _recode(exporter_own, exporters, places), _recode(importer_own, importers, places)
    commodity, commodities = _sorted_codes(table, "commodity")
    route, routes = _sorted_codes(table, "route", "")
    source, sources = _sorted_codes(table, "source_id")
    quality, qualities = _codes(table, "quality")
    reporter, reporters = _codes(table, "reported_by")
    given, given_periods = _codes(table, "period")
    quantity, spoiled = _amounts(table, "quantity")
    value, value_spoiled = _amounts(table, "value_usd")
    number = table["row"].to_numpy(np.int64) if "row" in table else np.arange(2, count + 2)

    parsed = [parse(name) for name in given_periods]
    bits = np.array([0 if p is None else p[1] for p in parsed], np.uint16)[given]
    names = sorted(
        {_step_name(name, step) for name, p in zip(given_periods, parsed, strict=True) if p} - {""}
    )
    place_in = {name: code for code, name in enumerate(names)}
    period = np.array([place_in.get(_step_name(n, step), -1) for n in given_periods], np.int64)[given]

    set_aside = np.array([name in SET_ASIDE for name in qualities], np.bool_)[quality]
    nameless = np.array([name == "" for name in places], np.bool_)
    itself = exporter == importer
    reasons = (
        ("another figure for the same flow (alternative or disputed)", set_aside),
        ("period that is no year, quarter or month", bits == 0),
        (ITSELF, itself),
        ("flow without exporter or importer", nameless[exporter] | nameless[importer]),
        ("negative or infinite number", (spoiled | value_spoiled) & np.isnan(quantity) & np.isnan(value)),
        ("row without a quantity or a value", np.isnan(quantity) & np.isnan(value)),
    )
    keep = np.ones(count, np.bool_)
    own = np.zeros(0, np.intp)
    left_out: list[LeftOut] = []
    for reason, hit in reasons:
        hit &= keep
        _leave(left_out, reason, int(hit.sum()))
        keep &= ~hit
        if reason == ITSELF:
            own = np.flatnonzero(hit & (period >= 0))
    keep &= period >= 0
    table_rows = Columns(
        period,
        given,
        exporter,
        importer,
        commodity,
        route,
        source,
        reporter,
        quality,
        quantity,
        value,
        bits,
        number,
    )
    ranks = Ranks(
        np.array([_REPORTERS.get(name, 3) for name in reporters], np.int64),
        np.array([preference(name) for name in qualities], np.int64),
    )
    best, further, spare = _best(table_rows, np.flatnonzero(keep), ranks, step)
    _leave(left_out, "further report of the same flow", further)
    _leave(left_out, "month or quarter of a year that has a row of its own", spare)
    more = None
    if len(own):
        world, not_stated, nobody = (places.index(name) for name in (WORLD, NOT_STATED, ""))
        own = own[~np.isin(exporter[own], (world, not_stated, nobody))]
        both = as_partners(table_rows, own, keep, reporters, world=world, itself=nobody)
        within, _, _ = _best(both, np.arange(len(both)), ranks, step)
        more = both.take(within)

    def of(column: str) -> NDArray[Any]:
        found: NDArray[Any] = getattr(table_rows, column)[best]
        return found if more is None else np.concatenate([found, getattr(more, column)])

    return FlowRows(
        periods=tuple(names),
        places=places,
        commodities=commodities,
        routes=routes,
        sources=sources,
        period=of("period"),
        exporter=of("exporter"),
        importer=of("importer"),
        commodity=of("commodity"),
        route=of("route"),
        source=of("source"),
        quantity=of("quantity"),
        value=of("value"),
        bits=of("bits"),
        derived=np.array([name in COMPUTED for name in qualities], np.bool_)[of("quality")],
        number=of("number"),
        left_out=tuple(left_out),
    )


def _best(
    rows: Columns, chosen: NDArray[np.intp], ranks: Ranks, step: Step
) -> tuple[NDArray[np.intp], int, int]:
    """The best report of each flow among the chosen rows, in the order of the flows; how many further reports there
    were, and how many rows another row of the year speaks for. Amounts that are spoken for become missing."""
    # The period leads, so that what follows finds the rows in the order that it needs.
    flow = (rows.given, rows.exporter, rows.importer, rows.commodity, rows.route)
    alone = order_by(*(column[chosen] for column in flow))
    further = 0
    if alone is not None:
        best = chosen[alone]
    else:
        worse_last = (
            rows.number,
            rows.value,
            rows.quantity,
            rows.source,
            ranks.quality[rows.quality],
            ranks.reporter[rows.reporter],
        )
        order = chosen[np.lexsort([column[chosen] for column in worse_last])]
        first, _ = groups(*(column[order] for column in flow))
        further = len(order) - len(first)
        best = order[first]
    if step != "year":
        return best, further, 0
    key = [column[best] for column in (rows.exporter, rows.importer, rows.commodity, rows.route, rows.period)]
    for amounts in (rows.quantity, rows.value):
        known = ~np.isnan(amounts[best])
        spare = best[known][~_speaks_for_year(*(k[known] for k in key), bits=rows.bits[best[known]])]
        amounts[spare] = np.nan
    used = ~(np.isnan(rows.quantity[best]) & np.isnan(rows.value[best]))
    return best[used], further, int((~used).sum())


def _speaks_for_year(*key: NDArray[np.int64], bits: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Which rows to sum for a year: its own row alone, else quarters and the months outside of them."""
    if bool(np.all(bits == WHOLE_YEAR)):
        return np.ones(len(bits), np.bool_)
    first, member = groups(*key)
    months = np.bitwise_count(bits)
    has_year = np.zeros(len(first), np.bool_)
    has_year[member[bits == WHOLE_YEAR]] = True
    quarters = np.zeros(len(first), np.uint16)
    is_quarter = months == 3
    np.bitwise_or.at(quarters, member[is_quarter], bits[is_quarter])
    within_quarter = (months == 1) & ((bits & quarters[member]) > 0)
    speaks: NDArray[np.bool_] = np.where(has_year[member], bits == WHOLE_YEAR, ~within_quarter)
    return speaks


def _leave(left_out: list[LeftOut], reason: str, rows: int) -> None:
    if rows:
        left_out.append(LeftOut(reason, rows))


def _step_name(period: str, step: Step) -> str:
    """The period of the step that a given period belongs to: none for a year in a monthly view."""
    parsed = parse(period)
    if parsed is None:
        return ""
    if step == "year":
        return f"{parsed[0]:04}"
    return period if parsed[1].bit_count() == 1 else ""


def _codes(table: pd.DataFrame, column: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Codes of a text column and their names; an absent column or cell is the empty name."""
    if column not in table:
        return np.zeros(len(table), np.int64), ("",)
    import pandas as pd

    series = table[column]
    if isinstance(series.dtype, pd.CategoricalDtype):
        found, names = series.cat.codes.to_numpy(np.int64), [str(c) for c in series.cat.categories]
    else:
        given, uniques = pd.factorize(series.astype(object), use_na_sentinel=True)
        found, names = given.astype(np.int64), [str(c) for c in uniques]
    codes: NDArray[np.int64] = np.where(found < 0, len(names), found)
    return codes, (*names, "")


def _recode(codes: NDArray[np.int64], names: tuple[str, ...], target: tuple[str, ...]) -> NDArray[np.int64]:
    code_of = {name: code for code, name in enumerate(target)}
    recoded: NDArray[np.int64] = np.array([code_of[name] for name in names], np.int64)[codes]
    return recoded


def _sorted_codes(
    table: pd.DataFrame, column: str, *always: str
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    codes, names = _codes(table, column)
    target = tuple(sorted({*names, *always}))
    return _recode(codes, names, target), target


def _amounts(table: pd.DataFrame, column: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A number column with what cannot be an amount made missing, and where that was done."""
    if column not in table:
        return np.full(len(table), np.nan), np.zeros(len(table), np.bool_)
    numbers = table[column].to_numpy(np.float64)
    spoiled = np.isinf(numbers) | (numbers < 0)
    return np.where(spoiled, np.nan, numbers), spoiled
