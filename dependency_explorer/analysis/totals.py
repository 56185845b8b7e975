"""Totals over partners against the partners: what stays as a link, what is not stated, what is rescaled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.analysis.flow_rows import FlowRows
from dependency_explorer.analysis.grouping import groups, sum_known
from dependency_explorer.analysis.question import Side
from dependency_explorer.analysis.wholes import Wholes
from dependency_explorer.data.keys import place_among

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]

TOLERANCE = 0.01
"""Partners may exceed their total by this share before they are rescaled to it."""

_NOISE = 1e-9
"""Differences below this share of the total are rounding of floating-point sums, not trade."""


@dataclass(frozen=True, eq=False)
class Entries:
    """Summed rows, one an exporter, importer, commodity, route and period; pairs join them to their rows."""

    period: NDArray[np.int64]
    exporter: NDArray[np.int64]
    importer: NDArray[np.int64]
    commodity: NDArray[np.int64]
    route: NDArray[np.int64]
    quantity: Floats
    value: Floats
    coverage: NDArray[np.uint16]
    value_coverage: NDArray[np.uint16]
    derived: Flags
    rescaled: Flags
    has_total: NDArray[np.uint16]
    pair_entry: Index
    pair_row: Index


TOTAL_FLAGS: Mapping[tuple[Side, Literal["quantity", "value"]], int] = {
    ("imports", "quantity"): 1,
    ("imports", "value"): 2,
    ("exports", "quantity"): 4,
    ("exports", "value"): 8,
}
"""Bits of `has_total`: a published total over the importer's (exporter's) partners stands beside the link."""

COMPUTED_FLAGS: Mapping[Side, int] = {"imports": 16, "exports": 32}
"""Bits of `has_total`: that total is itself computed or estimated."""

ITSELF_FLAGS: Mapping[tuple[Side, Literal["quantity", "value"]], int] = {
    side: flag << 6 for side, flag in TOTAL_FLAGS.items()
}
"""Bits of `has_total`: what the place buys of itself (sells to itself) was taken off that total."""


@dataclass(frozen=True, eq=False)
class _Comparison:
    """One measure of one side: by group the remainder that no partner has, and whether something was taken off the
    total, as a flow of the place to itself; by entry its new amount."""

    remainder: Floats
    coverage: NDArray[np.uint16]
    has_partners: Flags
    taken_off: Flags
    amounts: Floats
    scaled: Flags
    compared: Flags


def reconcile(entries: Entries, rows: FlowRows, wholes: Wholes) -> Entries:
    """Replace the totals by what partners leave of them, and bring excessive partners to their total.

    A link may stand under two totals, its importer's and its exporter's. The importer's is met first;
    a link so settled is not rescaled again for its exporter. Of a partner that stands beside its own parts
    only one counts against a total (see `wholes`). A flow of the place to itself is no link: it is taken off what
    partners leave of the total that holds it.
    """
    import_total = entries.exporter == rows.world
    export_total = entries.importer == rows.world
    own_imports = entries.exporter == rows.itself
    own_exports = entries.importer == rows.itself
    partner = ~(import_total | export_total | own_imports | own_exports)
    settled: dict[str, Flags] = {
        "quantity": np.zeros(len(partner), np.bool_),
        "value": np.zeros(len(partner), np.bool_),
    }
    added: list[Entries] = []
    extra_pairs: list[tuple[Index, Index]] = []
    sides: tuple[tuple[Side, Flags, Flags], ...] = (
        ("imports", import_total & ~export_total, own_imports),
        ("exports", export_total & ~import_total, own_exports),
    )
    measures: tuple[Literal["quantity", "value"], ...] = ("quantity", "value")
    for side, total, own in sides:
        if not total.any():
            continue
        counting = partner & ~_beside_parts(entries, wholes, partner, side)
        group, size = _groups(entries, counting | total | own, side)
        parts = counting.copy()
        place, other = _sides(entries, side)
        parts[counting] = own.any() and wholes.contains(place[counting], other[counting])
        compared = {
            name: _compare(entries, rows, group, size, counting, total, own, parts, name, settled[name])
            for name in measures
        }
        has_total = entries.has_total.copy()
        computed = np.zeros(size, np.bool_)
        computed[group[total & entries.derived]] = True
        for name in measures:
            met = compared[name].compared
            settled[name] |= met
            has_total[met] |= TOTAL_FLAGS[side, name]
            has_total[met & compared[name].taken_off[group]] |= ITSELF_FLAGS[side, name]
            has_total[met & computed[group]] |= COMPUTED_FLAGS[side]
        scaled = compared["quantity"].scaled | compared["value"].scaled
        added += _not_stated(entries, rows, group, size, counting, total, own, side, compared)
        extra_pairs.append(_total_rows(entries, group, total, scaled))
        entries = replace(
            entries,
            quantity=compared["quantity"].amounts,
            value=compared["value"].amounts,
            derived=entries.derived | scaled,
            rescaled=entries.rescaled | scaled,
            has_total=has_total,
        )
    return _joined(entries, partner, added, extra_pairs)


def _beside_parts(entries: Entries, wholes: Wholes, partner: Flags, side: Side) -> Flags:
    """Entries of one side whose partner stands beside its parts, or they beside it."""
    own, other = _sides(entries, side)
    aside = np.zeros(len(partner), np.bool_)
    chosen = np.flatnonzero(partner)
    aside[chosen] = wholes.set_aside(
        own[chosen],
        other[chosen],
        entries.commodity[chosen],
        entries.period[chosen],
        entries.quantity[chosen],
        entries.value[chosen],
    )
    return aside


def _sides(entries: Entries, side: Side) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The place of each entry, seen from one side, and its partner."""
    if side == "imports":
        return entries.importer, entries.exporter
    return entries.exporter, entries.importer


def _groups(entries: Entries, members: Flags, side: Side) -> tuple[Index, int]:
    """Group of each entry of one side: period, place and commodity; -1 for what is not of this side."""
    place, _ = _sides(entries, side)
    first, member = groups(entries.period[members], place[members], entries.commodity[members])
    group = np.full(len(members), -1, np.intp)
    group[members] = member
    return group, len(first)


def _compare(
    entries: Entries,
    rows: FlowRows,
    group: Index,
    size: int,
    partner: Flags,
    total: Flags,
    own: Flags,
    parts: Flags,
    measure: Literal["quantity", "value"],
    settled: Flags,
) -> _Comparison:
    amounts = entries.quantity if measure == "quantity" else entries.value
    bits = entries.coverage if measure == "quantity" else entries.value_coverage
    known = ~np.isnan(amounts)
    used = _preferred_totals(entries, rows, group, size, total & known)
    totals = sum_known(group[used], amounts[used], size)
    coverage = np.zeros(size, np.uint16)
    np.bitwise_or.at(coverage, group[used], bits[used])
    itself = _within_total(entries, rows, group, totals, coverage, own & known, parts & known, measure)
    totals, coverage = _with_months_beyond(entries, rows, group, totals, coverage, partner & known, measure)

    counted = partner & known
    sums = sum_known(group[counted], amounts[counted], size)
    has_partners = ~np.isnan(sums)
    left = totals - np.where(has_partners, sums, 0.0)
    remainder = left - itself
    nothing = ~(remainder > _NOISE * totals)
    remainder[nothing & has_partners] = np.nan
    # All of the total is the place's own: it says that nothing comes from elsewhere, which is not missing.
    remainder[nothing & ~has_partners] = np.where(np.isnan(totals), np.nan, 0.0)[nothing & ~has_partners]

    held = np.zeros(size, np.bool_)
    held[group[counted & settled]] = True
    exceeds = has_partners & (totals > 0) & (sums > (1 + TOLERANCE) * totals) & ~held
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(exceeds, totals / sums, 1.0)
    scaled = counted & exceeds[group]
    return _Comparison(
        remainder=remainder,
        coverage=coverage,
        has_partners=has_partners,
        taken_off=(itself > 0) & (left > _NOISE * totals),
        amounts=np.where(scaled, amounts * factor[group], amounts),
        scaled=scaled,
        compared=counted & ~np.isnan(totals)[group],
    )


def _preferred_totals(entries: Entries, rows: FlowRows, group: Index, size: int, total: Flags) -> Flags:
    """A total that names no route is the total; without one the totals by route are added."""
    unrouted = total & (entries.route == rows.routes.index(""))
    has_unrouted = np.zeros(size, np.bool_)
    has_unrouted[group[unrouted]] = True
    by_route: Flags = total & ~has_unrouted[group]
    used: Flags = unrouted | by_route
    return used


def _within_total(
    entries: Entries,
    rows: FlowRows,
    group: Index,
    totals: Floats,
    coverage: NDArray[np.uint16],
    own: Flags,
    parts: Flags,
    measure: Literal["quantity", "value"],
) -> Floats:
    """By group, what the total holds of the place's flow to itself: rows of the months that the total is of.

    Nothing where that is more than the total, which then cannot hold it. What parts of the place (members of a
    union) have as partners is theirs, and no second time the place's own.
    """
    if not own.any():
        return np.zeros(len(totals))
    amounts = (rows.quantity if measure == "quantity" else rows.value)[entries.pair_row]
    of_group = group[entries.pair_entry]
    inside = own[entries.pair_entry] & ~np.isnan(amounts)
    inside &= (rows.bits[entries.pair_row] & ~coverage[of_group]) == 0
    held = np.bincount(of_group[inside], weights=amounts[inside], minlength=len(totals))
    of_parts = (entries.quantity if measure == "quantity" else entries.value)[parts]
    named = np.bincount(group[parts], weights=of_parts, minlength=len(totals))
    return np.where(held <= (1 + TOLERANCE) * totals, np.fmax(held - named, 0.0), 0.0)


def _with_months_beyond(
    entries: Entries,
    rows: FlowRows,
    group: Index,
    totals: Floats,
    coverage: NDArray[np.uint16],
    partner: Flags,
    measure: Literal["quantity", "value"],
) -> tuple[Floats, NDArray[np.uint16]]:
    """Like with like: months that only partners report are added to a total that lacks them.

    Where a partner's row straddles the months of the total (a year against five months), nothing can be
    compared: the total is set aside and the partners stand alone.
    """
    amounts = (rows.quantity if measure == "quantity" else rows.value)[entries.pair_row]
    bits = rows.bits[entries.pair_row]
    of_group = group[entries.pair_entry]
    own = partner[entries.pair_entry] & ~np.isnan(amounts)
    own &= (coverage[of_group] > 0) & ((bits & ~coverage[of_group]) > 0)
    if not own.any():
        return totals, coverage
    straddles = own & ((bits & coverage[of_group]) > 0)
    beyond = own & ~straddles
    totals = totals + np.bincount(of_group[beyond], weights=amounts[beyond], minlength=len(totals))
    totals[of_group[straddles]] = np.nan
    coverage = coverage.copy()
    np.bitwise_or.at(coverage, of_group[beyond], bits[beyond])
    return totals, coverage


def _not_stated(
    entries: Entries,
    rows: FlowRows,
    group: Index,
    size: int,
    partner: Flags,
    total: Flags,
    own: Flags,
    side: Side,
    compared: dict[Literal["quantity", "value"], _Comparison],
) -> list[Entries]:
    """Links from or to XNS. Quantity and value share a link only where both are of the same partners."""
    quantity, value = compared["quantity"], compared["value"]
    both = ~np.isnan(quantity.remainder) & ~np.isnan(value.remainder)
    apart = both & (quantity.has_partners != value.has_partners)
    nothing = np.full(size, np.nan)
    parts = [
        (
            np.where(apart, np.nan, quantity.remainder),
            np.where(apart, np.nan, value.remainder),
        ),
        (np.where(apart, quantity.remainder, np.nan), nothing),
        (nothing, np.where(apart, value.remainder, np.nan)),
    ]
    return [
        _remainder_links(entries, rows, group, partner, total, own, side, compared, part)
        for part in parts
        if not all(np.isnan(amounts).all() for amounts in part)
    ]


def _remainder_links(
    entries: Entries,
    rows: FlowRows,
    group: Index,
    partner: Flags,
    total: Flags,
    own: Flags,
    side: Side,
    compared: dict[Literal["quantity", "value"], _Comparison],
    part: tuple[Floats, Floats],
) -> Entries:
    amounts, values = part
    of_group = np.flatnonzero(~np.isnan(amounts) | ~np.isnan(values))
    link_of = np.full(len(amounts), -1, np.intp)
    link_of[of_group] = np.arange(len(of_group))
    has_quantity, has_value = ~np.isnan(amounts[of_group]), ~np.isnan(values[of_group])
    taken_off = {name: one.taken_off[of_group] for name, one in compared.items()}
    own_off = (has_quantity & taken_off["quantity"]) | (has_value & taken_off["value"])
    partners_off = (has_quantity & compared["quantity"].has_partners[of_group]) | (
        has_value & compared["value"].has_partners[of_group]
    )
    total_entries = np.flatnonzero(total)
    example = np.zeros(len(amounts), np.intp)
    example[group[total_entries]] = total_entries
    first = example[of_group]
    total_derived = np.zeros(len(amounts), np.bool_)
    total_derived[group[total & entries.derived]] = True

    own_link = link_of[group[entries.pair_entry]]
    own_link[group[entries.pair_entry] < 0] = -1
    uses = total[entries.pair_entry].copy()
    for member, subtracted in ((partner, partners_off), (own, own_off)):
        uses |= member[entries.pair_entry] & np.append(subtracted, False)[own_link]
    uses &= own_link >= 0
    unstated = np.full(len(of_group), rows.not_stated)
    return Entries(
        period=entries.period[first],
        exporter=unstated if side == "imports" else entries.exporter[first],
        importer=entries.importer[first] if side == "imports" else unstated,
        commodity=entries.commodity[first],
        route=np.full(len(of_group), rows.routes.index("")),
        quantity=amounts[of_group],
        value=values[of_group],
        coverage=np.where(has_quantity, compared["quantity"].coverage[of_group], 0).astype(np.uint16),
        value_coverage=np.where(has_value, compared["value"].coverage[of_group], 0).astype(np.uint16),
        derived=partners_off | own_off | total_derived[of_group],
        rescaled=np.zeros(len(of_group), np.bool_),
        has_total=(
            has_quantity * TOTAL_FLAGS[side, "quantity"]
            + has_value * TOTAL_FLAGS[side, "value"]
            + total_derived[of_group] * COMPUTED_FLAGS[side]
            + (has_quantity & taken_off["quantity"]) * ITSELF_FLAGS[side, "quantity"]
            + (has_value & taken_off["value"]) * ITSELF_FLAGS[side, "value"]
        ).astype(np.uint16),
        pair_entry=own_link[uses],
        pair_row=entries.pair_row[uses],
    )


def _total_rows(entries: Entries, group: Index, total: Flags, scaled: Flags) -> tuple[Index, Index]:
    """Pairs that put the rows of a total behind each link that was rescaled to it."""
    wanted = set(group[scaled].tolist())
    rows_of: dict[int, list[int]] = {}
    for entry, row in (
        zip(entries.pair_entry.tolist(), entries.pair_row.tolist(), strict=True) if wanted else ()
    ):
        if total[entry] and group[entry] in wanted:
            rows_of.setdefault(int(group[entry]), []).append(row)
    pairs = [(e, row) for e in np.flatnonzero(scaled).tolist() for row in rows_of.get(int(group[e]), ())]
    table = np.array(pairs, np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _joined(
    entries: Entries, partner: Flags, added: list[Entries], extra_pairs: list[tuple[Index, Index]]
) -> Entries:
    """The partners' entries and the added links as one."""
    pair_entry = np.concatenate([entries.pair_entry, *(pair[0] for pair in extra_pairs)])
    pair_row = np.concatenate([entries.pair_row, *(pair[1] for pair in extra_pairs)])
    new_index = place_among(partner)
    own = partner[pair_entry]
    kept = [new_index[pair_entry[own]]]
    kept_rows = [pair_row[own]]
    offset = int(partner.sum())
    for part in added:
        kept.append(part.pair_entry + offset)
        kept_rows.append(part.pair_row)
        offset += len(part.period)
    return Entries(
        period=np.concatenate([entries.period[partner], *(p.period for p in added)]),
        exporter=np.concatenate([entries.exporter[partner], *(p.exporter for p in added)]),
        importer=np.concatenate([entries.importer[partner], *(p.importer for p in added)]),
        commodity=np.concatenate([entries.commodity[partner], *(p.commodity for p in added)]),
        route=np.concatenate([entries.route[partner], *(p.route for p in added)]),
        quantity=np.concatenate([entries.quantity[partner], *(p.quantity for p in added)]),
        value=np.concatenate([entries.value[partner], *(p.value for p in added)]),
        coverage=np.concatenate([entries.coverage[partner], *(p.coverage for p in added)]),
        value_coverage=np.concatenate([entries.value_coverage[partner], *(p.value_coverage for p in added)]),
        derived=np.concatenate([entries.derived[partner], *(p.derived for p in added)]),
        rescaled=np.concatenate([entries.rescaled[partner], *(p.rescaled for p in added)]),
        has_total=np.concatenate([entries.has_total[partner], *(p.has_total for p in added)]),
        pair_entry=np.concatenate(kept),
        pair_row=np.concatenate(kept_rows),
    )
