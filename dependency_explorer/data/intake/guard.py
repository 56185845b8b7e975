"""The double-count guard: rows that repeat money or matter that other rows of the same table hold already.

Each function looks at one way in which published tables do that, sets aside what repeats, and enters the decision
into the report. All work on a Sift; amounts are those of `weight`, NaN counting as nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce

import numpy as np

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.one_key import added_up, first_seen, in_one_unit
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.keys import (
    Ints,
    all_different,
    ascending,
    combined_key,
    flags_where,
    numbered,
    repeats,
    rows_where,
)
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.raw import (
    AnyColumn,
    Codes,
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    constant,
)
from dependency_explorer.data.schema import FLOW_KEY, NOT_STATED, WORLD

_WORLD_DIFFERS = 0.001
"""A difference of partners from their total, as a share of it, that is told."""


def keys(*columns: AnyColumn) -> Ints:
    """One number for each combination of texts (or numbers) that occurs, equal for equal rows."""
    return _keyed(columns)[0]


def _keyed(columns: Sequence[AnyColumn]) -> tuple[Ints, int]:
    size = len(columns[0]) if columns else 0
    return combined_key((_numbered(column) for column in columns), size)


def _numbered(column: AnyColumn) -> tuple[Codes, int]:
    """The codes of a column, equal for equal cells, and how many there are: equal texts may have had several."""
    if isinstance(column, NumberColumn):
        first, codes = numbered(column.numbers)
        return codes.astype(np.int32), len(first)
    numbering: dict[str, int] = {}
    recode = np.array([numbering.setdefault(v, len(numbering)) for v in column.values] or [0], np.int32)
    if len(numbering) == len(column.values):
        return column.codes, len(numbering)
    return recode[column.codes], len(numbering)


def same_place(
    sift: Sift, exporter: RawColumn, importer: RawColumn, others: Sequence[AnyColumn] = ()
) -> None:
    """Flows of a place to itself: re-imports and transit through free zones are no trade between places.

    They are kept where the World row that holds them stands in the table: the analysis takes them off what partners
    leave of it, and counts them nowhere. others: the columns that tell one total of a place from another (period,
    flow, product).
    """
    numbering: dict[str, int] = {"": -1, WORLD: -1, NOT_STATED: -1}
    one = np.array([numbering.setdefault(v, len(numbering)) for v in exporter.values] or [-1], np.int32)
    other = np.array([numbering.setdefault(v, len(numbering)) for v in importer.values] or [-1], np.int32)

    def same(part: slice) -> Flags:
        sold = one.take(exporter.codes[part])
        alike: Flags = (sold == other.take(importer.codes[part])) & (sold >= 0)
        return alike

    itself = sift.kept & flags_where(len(exporter), same)
    if not itself.any():
        return
    within = np.zeros(len(itself), bool)
    own = np.flatnonzero(itself)
    # A group of countries is left to `aggregates`: what it sells to itself its members buy.
    group = np.array([sift.draft.places.is_aggregate(code) for code in exporter.values], bool)
    own = own[~group[exporter.codes[own]]]
    for numbers, column, partner in ((other, importer, exporter), (one, exporter, importer)):
        if WORLD not in partner.values or sift.draft.plan.choices.get("world") == "set_aside":
            continue
        totals = np.flatnonzero(sift.kept & partner.isin({WORLD}))
        both = np.concatenate([own, totals])
        place = NumberColumn(numbers.take(column.codes[both]).astype(float))
        key = keys(place, *(each.take(both) for each in others))
        within[own] |= np.isin(key[: len(own)], key[len(own) :])
    sift.aside(
        "same_place",
        itself & ~within,
        "Flows from a place to itself are no trade between places.",
        keep="Keep them (they are shown, and never count)",
    )
    if not within.any():
        return
    options = (
        Option("keep", "Take them off the World rows"),
        Option("set_aside", "Set them aside; World rows then hold them as partner not stated"),
    )
    chosen = sift.draft.choice("same_place_in_total", "keep", options)
    what = (
        "Flows from a place to itself are no trade between places, but World rows hold them: they are kept, "
        "never count, and are taken off what partners leave of these totals."
    )
    sift.settle("same_place_in_total", within, what, options, chosen, chosen == "set_aside")


def nowhere(sift: Sift, exporter: RawColumn, importer: RawColumn) -> None:
    """Rows that name no exporter or no importer at all."""
    if "" not in exporter.values and "" not in importer.values:
        return
    sift.aside(
        "no_place",
        exporter.isin({""}) | importer.isin({""}),
        "Rows without a place: title, sum and note rows below or inside the table.",
    )


def no_period(sift: Sift, when: RawColumn, what: str = "period") -> None:
    """Rows whose period cannot be read. what: what it is called in the table."""
    sift.aside("no_period", when.isin({""}), f"Rows without a {what} that can be read.")


def no_figure(sift: Sift, *figures: Floats) -> None:
    """Rows without any figure: missing is never zero."""

    def empty(part: slice) -> Flags:
        return reduce(np.logical_and, [np.isnan(numbers[part]) for numbers in figures])

    sift.aside(
        "no_figure",
        flags_where(len(sift.table), empty),
        "Rows without a quantity or a value: missing, not zero.",
    )


def world(sift: Sift, exporter: RawColumn, importer: RawColumn) -> None:
    """World rows are totals over partners: kept as such (WLD), and never added to the partners."""
    total = exporter.isin({WORLD}) | importer.isin({WORLD})
    others = sift.kept & ~total
    options = (
        Option("keep", "Keep them as totals"),
        Option("set_aside", "Set them aside; the partners listed are then all there is"),
    )
    hit = sift.kept & total
    if not hit.any():
        return
    chosen = sift.draft.choice("world", "keep", options)
    if not others.any():
        what = "All partners are World: the table holds totals only, kept as WLD; no partner is stated."
    elif chosen == "set_aside":
        what = "World rows are totals over partners: they are set aside, and the partners add up to all there is."
    else:
        what = (
            "World rows are totals over partners: they are kept as totals (WLD) and never added to partners."
        )
    sift.settle("world", hit, what, options, chosen, chosen == "set_aside")


def world_again(
    sift: Sift, written: RawColumn, others: Sequence[RawColumn], weight: Floats | None = None
) -> None:
    """Totals over partners under several names ("World" beside "Total") for one flow: one is the total, the others
    repeat it, and they are not added up.

    written: by what name each row is a total, empty where it is none. others: what tells one flow from another.
    Rows of one name (by port, say) may be parts of a total. weight: the amounts, for telling whether they are equal.
    """
    total = sift.kept & ~written.isin({""})
    met = dict.fromkeys(written.codes[total].tolist())
    names = list(dict.fromkeys(written.values[code] for code in met))
    if len(names) < 2:
        return
    group = numbered(keys(*others))[1]
    rank = np.array([names.index(text) if text in names else len(names) for text in written.values])[
        written.codes
    ]
    first = np.full(int(group.max()) + 1, len(names))
    np.minimum.at(first, group[total], rank[total])
    again = total & (rank > first[group])
    if not again.any():
        return
    told = ""
    if weight is not None:
        one = np.bincount(group[total & ~again], np.nan_to_num(weight[total & ~again]), len(first))
        per_name = numbered(group.astype(np.int64) * len(names) + np.minimum(rank, len(names) - 1))[1]
        sums = np.bincount(per_name[again], np.nan_to_num(weight[again]), int(per_name.max()) + 1)[per_name]
        differ = again & (np.abs(sums - one[group]) > 0.001 * np.abs(one[group]))
        number = len(np.unique(group[differ]))
        told = (
            f" In {counted(number, 'flow')} they differ by more than 0.1 %: check which of them is meant."
            if number
            else " They are equal."
        )
    listed = ", ".join(shown(name, 30) for name in names[:4])
    sift.aside(
        "world_again",
        again,
        f"One flow has totals over partners under several names ({listed}): the first of them counts, and the others "
        f"repeat it.{told}",
        keep="Add them up",
    )


def against_world(
    sift: Sift,
    partner: RawColumn,
    others: Sequence[RawColumn],
    weight: Floats,
    what: str = "",
) -> None:
    """Say where the partners that stand beside a World row do not add up to it.

    others: the columns that tell one total from another (period, reporter, flow, product). what: whose amounts these
    are, where a row has several.
    """
    there = sift.kept & ~np.isnan(weight)
    total = there & partner.isin({WORLD})
    if not total.any() or not (there & ~total).any():
        return
    _, group = numbered(keys(*others))
    size = int(group.max()) + 1
    world = np.bincount(group[total], weight[total], size)
    parts = np.bincount(group[there & ~total], weight[there & ~total], size)
    beside = np.bincount(group[there & ~total], minlength=size) > 0
    off = beside & (world > 0) & (np.abs(world - parts) > _WORLD_DIFFERS * world)
    if not off.any():
        return
    sift.note(
        "world_difference",
        total & off[group],
        f"Of the World rows{f' of {what}' if what else ''} with partners beside them, {int(off.sum())} of "
        f"{int((beside & (world > 0)).sum())} differ by more than {100 * _WORLD_DIFFERS:g} % "
        f"from what their partners add up to ({100 * parts[off].sum() / world[off].sum():.4g} % of World in these). "
        "Both stay as published.",
    )


def aggregates(sift: Sift, *places: RawColumn) -> None:
    """Groups of countries beside their members; where a column holds nothing but groups they stay.

    Of the European Union and the euro area the members are known: such a group is set aside only where a member, or
    another group with the same members, stands in its column. Any other group is set aside beside any country.
    """
    repeated = np.zeros(len(sift.table), bool)
    alone = np.zeros(len(sift.table), bool)
    names: dict[str, str] = {}
    for column in places:
        codes = RawColumn(column.values, column.codes[sift.kept]).used()
        repeats_ = _groups_repeated(sift, column, codes)
        repeated |= column.isin(repeats_)
        known = [code for code in codes if code not in repeats_ and sift.draft.places.members(code)]
        if known and len(set(codes) - {WORLD, NOT_STATED, ""}) > len(known):
            alone |= column.isin(known)
            names.update({code: sift.draft.places.seen[code].name for code in known})
    groups_aside(sift, repeated)
    if names:
        sift.note(
            "groups_kept",
            alone,
            f"{', '.join(names.values())}: none of the members stands beside it in the table, so it is kept as a "
            "place of its own and repeats nothing.",
        )


def groups_aside(sift: Sift, repeated: Flags) -> None:
    """Rows of groups of countries that are known to repeat others."""
    sift.aside(
        "aggregates",
        repeated,
        "Groups of countries (continents, unions, income groups) repeat what their members' rows hold.",
        keep="Keep them as places of their own",
    )


def _groups_repeated(sift: Sift, column: RawColumn, codes: Collection[str]) -> set[str]:
    """The groups among the codes of a column that others of its codes hold already."""
    known = sift.draft.places
    groups = [code for code in codes if known.is_aggregate(code)]
    single = set(codes) - set(groups) - {WORLD, NOT_STATED, ""}
    if not single or not groups:
        return set()
    gone = {code for code in groups if not known.members(code) or known.members(code) & single}
    rows = np.bincount(column.codes[sift.kept], minlength=len(column.values))
    often = {code: int(rows[[value == code for value in column.values]].sum()) for code in groups}
    left: list[str] = []
    for code in sorted(set(groups) - gone, key=lambda one: (-often[one], -len(known.members(one)), one)):
        if any(known.members(code) & known.members(other) for other in left):
            gone.add(code)
        else:
            left.append(code)
    return gone


def unknown_partner(sift: Sift, *places: RawColumn) -> None:
    """Rows whose partner the source does not name: real money, kept as one named partner."""
    nameless = [column.isin({NOT_STATED}) for column in places if NOT_STATED in column.values]
    if not nameless:
        return
    hit = reduce(np.logical_or, nameless)
    sift.note(
        "unknown_partner",
        hit,
        "The source names no country for these (areas not elsewhere specified, bunkers, special categories): "
        "kept as one partner, “partner not stated”.",
    )


def reexports(sift: Sift, again: Flags) -> None:
    """Re-exports and re-imports are part of exports and imports in UN statistics."""
    sift.aside(
        "reexports",
        again,
        "Re-exports and re-imports are contained in the exports and imports of the same table.",
        keep="Keep them beside these, marked as alternative: shown, never summed",
    )


def split(
    sift: Sift,
    key: str,
    column: RawColumn,
    totals: Collection[str],
    others: Sequence[RawColumn],
    what: str,
) -> None:
    """Rows split by a dimension (mode of transport, customs procedure, second partner) beside their total.

    totals: the texts that mean "all of them". others: the columns that otherwise tell one flow from another. A
    part is set aside where its total stands in the table; where there is no total, the parts stay.
    """
    is_total = column.isin(totals)
    if is_total.all() or not is_total.any():
        return
    flow = keys(*others)
    with_total = np.isin(flow, np.unique(flow[sift.kept & is_total]))
    sift.aside(
        key,
        ~is_total & with_total,
        f"Rows by {what} repeat their total, which the table holds too.",
        keep="Count them too",
    )


def identical(sift: Sift) -> None:
    """Rows that repeat an earlier row in every cell: a table pasted twice, or downloaded in overlapping parts."""
    columns = list(sift.table.columns.values())
    if not columns or len(sift.table) < 2:
        return
    whole, domain = _keyed(columns)
    again = np.zeros(len(whole), bool)
    again[repeats(whole, domain)] = True
    sift.aside(
        "identical", again, "Rows that repeat an earlier row in every cell.", keep="Count each of them"
    )


def emit(
    sift: Sift,
    columns: Mapping[str, RawColumn | str],
    amounts: Mapping[str, Floats],
    same: str = "Several rows of one flow (border points, partners that the source does not name) are summed.",
    table: str = "flows",
    key: Sequence[str] = FLOW_KEY,
) -> None:
    """Add the rows that are left to a table, one row for each key, amounts of one key summed.

    columns: as long as the source table, or a text for every row. amounts: by column, handed over to the draft;
    missing in a sum only where missing in every row. A quantity in another unit than the first row of its key is
    converted, and missing where no exact factor exists. same: a sentence for the report.
    """
    size = len(sift.table)
    whole = bool(sift.kept.all())
    positions = np.flatnonzero(sift.kept) if not whole else np.empty(0, np.intp)
    count = size if whole else len(positions)
    full = {name: constant(one, size) if isinstance(one, str) else one for name, one in columns.items()}
    fixed = sift.draft.plan.constants
    own = {
        name: constant(fixed[name], count) if name in fixed else column if whole else column.take(positions)
        for name, column in full.items()
    }
    parts = [_numbered(own[name]) for name in key if name in own]
    single = ascending(parts, count)
    if not single:
        flow, domain = combined_key(parts, count)
        single = all_different(flow, domain)
    if not single:
        order, group = first_seen(flow)
        repeated = np.bincount(group)[group] > 1
        hit = np.zeros(size, bool)
        hit[np.flatnonzero(sift.kept)[repeated]] = True
        sift.note("summed", hit, same)
        sift.draft.rows_summed += count - len(order)
    added: dict[str, AnyColumn] = {
        name: column if single else column.take(order) for name, column in own.items()
    }
    for name, values in amounts.items():
        part = values if whole else values[positions]
        if not single:
            if "unit" in own and name in ("quantity", "value"):
                part, added["unit"] = in_one_unit(sift, part, own["unit"], order, group)
            part = added_up(part, group, len(order))
        added[name] = NumberColumn(part)
    if table == "flows":
        _zero_is_unknown(sift, added)
    lines = sift.table.rows if whole else sift.table.rows[positions]
    lines = lines if single else lines[order]
    first = not sift.draft.has(table)
    sift.draft.add(table, RawTable(sift.table.file, {}, lines), **added)
    if first:
        sift.draft.distinct.add(table)


def _zero_is_unknown(sift: Sift, added: dict[str, AnyColumn]) -> None:
    """A quantity of 0 beside a value is rounded away or not known: missing. The value stays."""
    quantity, value = added.get("quantity"), added.get("value_usd")
    if not isinstance(quantity, NumberColumn) or not isinstance(value, NumberColumn):
        return
    amounts = quantity.numbers
    unknown = rows_where(len(amounts), lambda part: (amounts[part] == 0) & (value.numbers[part] > 0))
    if len(unknown):
        # The figures are the draft's own from here on; a copy of ten million takes as long as all else of this.
        known = amounts if amounts.flags.writeable else amounts.copy()
        known[unknown] = np.nan
        added["quantity"] = NumberColumn(known)
        sift.draft.decide(
            "weight_missing", "A quantity of 0 beside a value is missing, not zero.", len(unknown)
        )
