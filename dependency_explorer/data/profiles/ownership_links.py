"""Lists of who owns what: assets with a text of owners, or one link of owner and asset a row.

Of the first kind ("A (11.6%);B (35.8%)") there are lists made from trackers; a cell may hold several projects
set apart by "|", each with owners of its own. Of the second kind are registers (Subject, Interested Party,
Share), lists of mine owners (Property, Owner, Equity %) and of shareholders (Company, Shareholder, Ownership %). A
third kind numbers its owners (Owner 1, Owner 1 share, Owner 2 …). All are known by what their columns hold, whatever
they are called. Texts of countries with shares ("China (56%), Russia (12%)") tell who supplies, and own nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import ColumnRole, Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, count, shown
from dependency_explorer.data.profiles._asset_columns import asset_columns
from dependency_explorer.data.profiles._asset_rows import add_assets, numbered, set_totals_aside
from dependency_explorer.data.profiles._owner_columns import (
    MARKS,
    OwnerColumns,
    owner_columns,
)
from dependency_explorer.data.profiles._owners import add_stakes
from dependency_explorer.data.raw import (
    Floats,
    RawColumn,
    RawTable,
    column_of,
    stack_tables,
)
from dependency_explorer.data.units import scaled


def recognise(source: Source) -> Recognition | None:
    """By a column that holds names with shares in brackets, or by columns for asset, owner and share."""
    if source.kind not in ("text", "workbook"):
        return None
    columns = owner_columns(source.head_grid())
    if columns is None:
        return None
    if columns.share:
        return Recognition(
            0.8, f"It has an owner ({columns.owner}), what is owned ({columns.asset}) and a share."
        )
    return Recognition(0.85, f"Its column {columns.owner} holds owners with their shares in brackets.")


def columns(source: Source, plan: Plan) -> list[ColumnRole]:
    """Which column holds the owners and which what is owned, for a window that lets both be changed."""
    columns = owner_columns(source.head_grid(plan.sheet))
    if columns is None:
        return []
    found = _decided(columns, plan, plan.choices.get("holder_column", ""))
    why = found.why or ("its title says so" if found.share else "it holds owners with their shares")
    told = [ColumnRole(found.owner, "holder", 0.7 if found.others else 0.85, why)]
    told += [ColumnRole(one.owner, "", 0.7, "it holds owners, too") for one in found.others]
    return [*told, ColumnRole(found.asset, "asset", 0.85, "its title says so")]


def _decided(columns: OwnerColumns, plan: Plan, holders: str) -> OwnerColumns:
    wanted = plan.roles.get("holder", "") or holders
    columns = columns.with_holders(wanted) if wanted else columns
    asset = plan.roles.get("asset", "")
    return replace(columns, asset=asset) if asset else columns


def _holders(columns: OwnerColumns, plan: Plan, draft: Draft) -> OwnerColumns:
    """Whose stakes are read, which is told where several columns name holders."""
    if not columns.others:
        chosen = _decided(columns, plan, "")
        if columns.unread and chosen.owner == columns.owner:
            draft.decide(
                "holder_column",
                f"Holders are those of the column {columns.owner}: {columns.why} ({columns.share}). "
                f"{_listed(columns.unread)}, without a share, is not read.",
            )
        return chosen
    options = tuple(
        Option(one.option, f"Holders are those of the column {one.owner}")
        for one in (columns.holders, *columns.others)
    )
    given = draft.choice("holder_column", options[0].value, options)
    chosen = _decided(columns, plan, given)
    shares = f" with the shares of the column {chosen.share}" if chosen.share else ""
    why = f", because {columns.why}" if columns.why and chosen.owner == columns.owner else ""
    draft.decide(
        "holder_column",
        f"Holders are those of the column {chosen.owner}{shares}{why}. "
        f"{_listed([one.owner for one in chosen.others])} names holders, too; those are not read.",
        options=options,
        chosen=chosen.holders.option,
    )
    return chosen


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Assets with their owners, or links."""
    found = owner_columns(source.head_grid(plan.sheet))
    if found is None:
        raise DataError(
            f"{source.name} has no column of owners with shares (“A [60%]; B [40%]”), and none of owner and share."
        )
    columns = _holders(found, plan, draft)
    table = source.table((columns.asset, columns.owner), sheet=plan.sheet)
    if columns.more:
        table = _one_owner_a_row(table, columns)
    if columns.share:
        _read_links(source, table, columns, draft)
    else:
        _read_texts(source, table, columns, draft)


def _one_owner_a_row(table: RawTable, columns: OwnerColumns) -> RawTable:
    """Numbered owners below each other; a row without a second owner says nothing of one."""
    parts = [table]
    for owner, share in columns.more:
        there = ~table.text(owner).isin({""})
        moved = table.replacing(**{columns.owner: table.text(owner), columns.share: table.text(share)})
        parts.append(moved.take(there))
    whole = stack_tables(parts)
    return whole.take(np.argsort(whole.rows, kind="stable"))


def _read_texts(source: Source, table: RawTable, columns: OwnerColumns, draft: Draft) -> None:
    sift = Sift(draft, table)
    sift.aside("no_asset", table.text(columns.asset).isin({""}), "Rows that name no asset.")
    set_totals_aside(sift, table.text(columns.asset))
    table = sift.result()
    names, texts = table.text(columns.asset).texts(), table.text(columns.owner).texts()
    projects = (
        table.text(_beside(table, "project")).texts() if _beside(table, "project") else [""] * len(texts)
    )
    rows: list[int] = []
    titles: list[str] = []
    parts: list[str] = []
    split = 0
    for position, (name, text, project) in enumerate(zip(names, texts, projects, strict=True)):
        groups = text.split("|")
        called = project.split("|")
        split += len(groups) > 1
        for index, group in enumerate(groups):
            inner = called[index].strip() if len(called) == len(groups) else str(index + 1)
            rows.append(position)
            titles.append(name if len(groups) == 1 else f"{name}: {inner}")
            parts.append(group)
    if split:
        draft.decide(
            "projects",
            "Rows with several projects in one cell (set apart by “|”), each with owners of its own: "
            "every project is an "
            "asset.",
            split,
        )
    whole = table.take(np.array(rows, np.intp))
    ids = column_of(numbered([plain_id(title) or "asset" for title in titles], form="{}_{}"))
    _add_assets(draft, source, whole, columns, ids, column_of(titles))
    add_stakes(draft, whole, ids, column_of(parts))


def _beside(table: RawTable, word: str) -> str:
    return next(
        (name for name in table.columns if word in header_key(name) and "name" in header_key(name)), ""
    )


def _add_assets(
    draft: Draft, source: Source, table: RawTable, columns: OwnerColumns, ids: RawColumn, titles: RawColumn
) -> None:
    given = {"name": columns.asset, "holder": columns.owner}
    found = asset_columns(source.head_grid(draft.plan.sheet), "", given)
    assert found is not None  # the row of titles that names both
    if found.of("place") != columns.country and columns.country and not found.are_lines:
        found = replace(found, roles={**found.roles, "place": columns.country})
    add_assets(draft, table, found, ids, titles)


def _read_links(source: Source, table: RawTable, columns: OwnerColumns, draft: Draft) -> None:
    share_text = table.text(columns.share).map(lambda text: text.strip().removesuffix("%").strip())
    shares = table.replacing(**{columns.share: share_text})
    read_ = figures_together(draft, shares, [columns.share], MARKS, comma="decimal")[columns.share]
    sift = Sift(draft, table)
    owner, asset = table.text(columns.owner), table.text(columns.asset)
    sift.aside(
        "no_owner", owner.isin({""}) | asset.isin({""}), "Rows without an owner, or without what is owned."
    )
    share = _in_percent(draft, sift, columns, read_.numbers, share_text)
    sift.note(
        "no_share", np.isnan(share),
        "Owners without a share: the share is missing. It is neither taken as whole nor split equally.",
    )  # fmt: skip
    beyond = (share < 0) | (share > 100)
    sift.note("malformed_share", beyond, "Shares beyond 0 to 100 %: the share is missing.")
    share = np.where(beyond, np.nan, share)
    table, owner = sift.result(), sift.left(owner)
    asset = sift.left(asset)
    ids = asset.map(lambda text: plain_id(text) or "asset")
    first = np.sort(
        np.unique([ids.values.index(ids.values[c]) for c in ids.codes.tolist()], return_index=True)[1]
    )
    owned = set(owner.used())
    mines = np.array(
        [position for position in first.tolist() if asset.values[asset.codes[position]] not in owned], np.intp
    )
    if len(mines):
        _add_assets(draft, source, table.take(mines), columns, ids.take(mines), asset.take(mines))
    # What is itself an owner stays a name, so that chains of holders hold together.
    target = column_of(
        name if name in owned else id for name, id in zip(asset.texts(), ids.texts(), strict=True)
    )
    draft.add(
        "stakes",
        table,
        asset_id=target,
        holder=owner,
        holder_country=_country_of(draft, table, columns),
        share_pct=sift.amounts(share),
        status="reported",
        source_id="source",
        note=table.text(columns.path).map(lambda path: f"path: {path}" if path else "")
        if columns.path
        else "",
    )
    _sums(draft, table, target, share[sift.kept])


def _country_of(draft: Draft, table: RawTable, columns: OwnerColumns) -> RawColumn | str:
    """The country of the holders; where several columns tell one (headquarters, registration), the choice is told."""
    known = (columns.holders.country, *columns.holders.countries)
    if not known[0]:
        return ""
    chosen = known[0]
    if len(known) > 1:
        options = tuple(Option(plain_id(one), f"Take the column {one}") for one in known)
        given = draft.choice("holder_country_from", options[0].value, options)
        chosen = next(one for one in known if plain_id(one) == given)
        draft.decide(
            "holder_country_from",
            f"The country of a holder is that of the column {chosen}, not of "
            f"{_listed([one for one in known if one != chosen])}.",
            options=options,
            chosen=given,
        )
    return draft.places.codes(table.text(chosen))


def _in_percent(
    draft: Draft,
    sift: Sift,
    columns: OwnerColumns,
    share: Floats,
    text: RawColumn,
) -> Floats:
    """Shares in per cent; fractions are told by being at most 1 throughout."""
    known = share[~np.isnan(share)]
    if (
        len(known)
        and known.max() <= 1
        and (known < 1).any()
        and not re.search(r"%|pct|percent", columns.share.casefold())
    ):
        sift.note(
            "fractions",
            ~np.isnan(share),
            "Shares are fractions of 1; they were multiplied by 100 to be per cent.",
        )
        return scaled(share, 100.0)
    return share


def _sums(draft: Draft, table: RawTable, asset: RawColumn, share: Floats) -> None:
    totals: dict[str, float] = {}
    for name, one in zip(asset.texts(), share.tolist(), strict=True):
        totals[name] = totals.get(name, 0.0) + (0.0 if one != one else one)
    above = {name: total for name, total in totals.items() if total > 100.5}
    below = {name: total for name, total in totals.items() if 0 < total < 99.5}
    if below:
        name, total = next(iter(below.items()))
        draft.decide(
            "below_100",
            f"Assets whose shares add up to less than 100 % (first: {shown(name)}, {total:g} %): kept "
            "as they stand, the "
            "rest is shown as holder not stated.",
            len(below),
        )
    if above:
        name, total = next(iter(above.items()))
        draft.decide(
            "above_100", "Assets whose shares add up to more than 100 %: kept as they stand.", len(above)
        )
        draft.found.add(
            "warning",
            f"{table.file}: the shares of {count(len(above))} assets add up to more than 100 % "
            f"(first: {shown(name)}, "
            f"{total:g} %). They are kept as they stand. Check whether the list holds several dates.",
            table="stakes",
        )


PROFILES = (
    Profile(
        "ownership_links",
        "List of assets and their owners",
        recognise,
        read,
        columns=columns,
        role_names=("holder", "asset"),
    ),
)
