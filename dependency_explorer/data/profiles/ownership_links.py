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
from dataclasses import dataclass, replace

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import header_names
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import ColumnRole, Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN, figures
from dependency_explorer.data.problems import DataError, count, shown
from dependency_explorer.data.profiles._owners import add_stakes, has_shares, owners
from dependency_explorer.data.profiles._titles import Titles
from dependency_explorer.data.raw import (
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    column_of,
    stack_tables,
)
from dependency_explorer.data.units import scaled

_ASSET = re.compile(r"(asset|mine|project|property|propname|plant|terminal|field|facility|subject|bomb|site)")
_COMPANY = re.compile(r"(company|entity|subsidiary|investee|issuer|firm)")
"""What is owned where no column is called an asset."""
_OWNER = re.compile(r"(parent|owner|shareholder|holder|interestedparty|investor)")
_SHARE = re.compile(r"(share|stake|equity|ownership|interest|holding|percent|pct)")
_COUNTRY = re.compile(r"(country|nation|location$)")
_NOT_A_NAME = re.compile(
    r"(url|wiki|link|type|status|country|region|lat|lon|year|description|potential|source$)"
)
_MARKS = PLAIN.also("no start year available", "unknown", "*")


@dataclass(frozen=True)
class _Columns:
    """Which column is which; an empty share means that the owners stand in one text with theirs. more: further
    columns of owners with those of their shares, where owners are numbered."""

    asset: str
    owner: str
    share: str = ""
    country: str = ""
    holder_country: str = ""
    others: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


def recognise(source: Source) -> Recognition | None:
    """By a column that holds names with shares in brackets, or by columns for asset, owner and share."""
    if source.kind not in ("text", "workbook"):
        return None
    columns = _columns(source.head_grid())
    if columns is None:
        return None
    if columns.share:
        return Recognition(
            0.8, f"It has an owner ({columns.owner}), what is owned ({columns.asset}) and a share."
        )
    return Recognition(0.85, f"Its column {columns.owner} holds owners with their shares in brackets.")


def _columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    start = next(
        (index for index, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), None
    )
    if start is None:
        return None
    names = header_names(rows[start])
    keys = [header_key(name) for name in names]
    cells = {
        name: [row[index] for row in rows[start + 1 :] if index < len(row) and row[index].strip()]
        for index, name in enumerate(names)
    }
    texts = [
        name
        for name in names
        if cells[name]
        and sum(map(has_shares, cells[name])) > 0.3 * len(cells[name])
        and not _of_countries(cells[name])
        and (_OWNER.search(header_key(name)) or not all(cell.lstrip()[:1].isdigit() for cell in cells[name]))
        and (_OWNER.search(header_key(name)) or _SHARE.search(header_key(name)) or _hold_owners(cells[name]))
    ]
    country = next((n for n, key in zip(names, keys, strict=True) if _COUNTRY.search(key)), "")
    linked = _links(names, keys, cells)
    if linked is not None and linked.more:
        return linked  # a text of owners beside numbered ones repeats the first of them
    if texts:
        owner = max(texts, key=lambda name: (bool(_OWNER.search(header_key(name))), -names.index(name)))
        plain = [n for n in names if n not in texts]
        asset = next(
            (n for n in plain if _ASSET.search(header_key(n)) and not _NOT_A_NAME.search(_plain(n))),
            next((n for n in plain if "name" in header_key(n)), plain[0] if plain else ""),
        )
        others = tuple(name for name in texts if name != owner)
        return _Columns(asset, owner, country=country, others=others) if asset else None
    return linked


def _hold_owners(texts: Sequence[str]) -> bool:
    """Whether texts below any title are owners: a share in brackets, or several of them; "Sulphur under 0.5%" is
    none."""
    return any(
        re.search(r"[\[(（【]\s*[<>~≤≥]?\s*[\d.,]+\s*[%％]", text)
        or sum(one.stated == "share" for one in owners(text)) > 1
        for text in texts[:60]
    )


def _of_countries(texts: Sequence[str]) -> bool:
    """Whether the names in such texts are mostly countries: shares of supply, and no ownership."""
    named = [one.name for text in texts[:60] for one in owners(text) if one.name and not one.is_others]
    return sum(by_name(name) is not None for name in named) > 0.5 * len(named)


def _plain(name: str) -> str:
    # "Carbon_bomb_name_source_CB" is a name, whatever stands behind it.
    return header_key(re.sub(r"[_ ]source.*$", "", name, flags=re.IGNORECASE))


def _links(names: Sequence[str], keys: Sequence[str], cells: dict[str, list[str]]) -> _Columns | None:
    def pick(wanted: re.Pattern[str], *without: str) -> str:
        found = [
            n
            for n, key in zip(names, keys, strict=True)
            if wanted.search(key) and not key.endswith("id") and "country" not in key and n not in without
        ]
        return found[0] if found else ""

    def is_share(name: str) -> bool:
        read = figures(column_of(cell.rstrip("% ") for cell in cells[name]), _MARKS).numbers
        read = read[~np.isnan(read)]
        return bool(len(read)) and bool(((read >= 0) & (read <= 100)).all())

    shares = [
        n
        for n, key in zip(names, keys, strict=True)
        if (_SHARE.search(key) or "%" in n) and cells[n] and is_share(n)
    ]
    numbered = _numbered(names, shares)
    owner = pick(_OWNER, *shares) or (numbered[0][0] if numbered else "")
    apart = (*shares, *(name for pair in numbered for name in pair))
    asset = pick(_ASSET, *apart, owner) or pick(_COMPANY, *apart, owner)
    if not (shares and owner and asset):
        return None
    places = [n for n, key in zip(names, keys, strict=True) if _COUNTRY.search(key)]
    of_holder = next((n for n in places if _OWNER.search(header_key(n))), "")
    of_asset = next((n for n in places if n != of_holder), "")
    if numbered:
        return _Columns(asset, *numbered[0], of_asset, more=numbered[1:])
    return _Columns(asset, owner, shares[0], of_asset, of_holder)


def _numbered(names: Sequence[str], shares: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Owner 1 with the share of owner 1, Owner 2 with that of owner 2; empty where there are not two such pairs."""
    by_number: dict[str, list[str]] = {}
    for name in names:
        if (found := re.search(r"\d+", header_key(name))) is not None:
            by_number.setdefault(found[0], []).append(name)
    pairs = []
    for one in by_number.values():
        share = next((name for name in one if name in shares), "")
        rest = [name for name in one if name not in shares]
        # "Company 2" beside "Company 2 %"
        begun = (name for name in rest if share and header_key(share).startswith(header_key(name)))
        owner = next(begun, next((name for name in rest if _OWNER.search(header_key(name))), ""))
        if share and owner:
            pairs.append((owner, share))
    return tuple(pairs) if len(pairs) > 1 else ()


def columns(source: Source, plan: Plan) -> list[ColumnRole]:
    """Which column holds the owners and which what is owned, for a window that lets both be changed."""
    found = _decided(_columns(source.head_grid(plan.sheet)), plan)
    if found is None:
        return []
    why = "it holds owners with their shares" if not found.share else "its title says so"
    told = [ColumnRole(found.owner, "holder", 0.7 if found.others else 0.85, why)]
    told += [
        ColumnRole(name, "", 0.7, "it holds owners, too") for name in found.others if name != found.owner
    ]
    return [*told, ColumnRole(found.asset, "asset", 0.85, "its title says so")]


def _decided(columns: _Columns | None, plan: Plan) -> _Columns | None:
    if columns is None or not plan.roles:
        return columns
    owner, asset = plan.roles.get("holder", ""), plan.roles.get("asset", "")
    return replace(columns, owner=owner or columns.owner, asset=asset or columns.asset)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Assets with their owners, or links."""
    columns = _columns(source.head_grid(plan.sheet))
    if columns is not None and columns.others:
        draft.decide(
            "holder_column",
            f"Owners are read from the column {columns.owner}; {', '.join(columns.others)} names "
            "owners, too. To read "
            f"these: --set role:holder={columns.others[0]}.",
        )
    columns = _decided(columns, plan)
    if columns is None:
        raise DataError(
            f"{source.name} has no column of owners with shares (“A [60%]; B [40%]”), and none of owner and share."
        )
    table = source.table((columns.asset, columns.owner), sheet=plan.sheet)
    if columns.more:
        table = _one_owner_a_row(table, columns)
    if columns.share:
        _read_links(table, columns, draft)
    else:
        _read_texts(table, columns, draft)


def _one_owner_a_row(table: RawTable, columns: _Columns) -> RawTable:
    """Numbered owners below each other; a row without a second owner says nothing of one."""
    parts = [table]
    for owner, share in columns.more:
        there = ~table.text(owner).isin({""})
        moved = table.replacing(**{columns.owner: table.text(owner), columns.share: table.text(share)})
        parts.append(moved.take(there))
    whole = stack_tables(parts)
    return whole.take(np.argsort(whole.rows, kind="stable"))


def _read_texts(table: RawTable, columns: _Columns, draft: Draft) -> None:
    sift = Sift(draft, table)
    sift.aside("no_asset", table.text(columns.asset).isin({""}), "Rows that name no asset.")
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
    ids = column_of(_distinct([plain_id(title) or "asset" for title in titles]))
    _add_assets(draft, whole, columns, ids, column_of(titles))
    add_stakes(draft, whole, ids, column_of(parts))


def _beside(table: RawTable, word: str) -> str:
    return next(
        (name for name in table.columns if word in header_key(name) and "name" in header_key(name)), ""
    )


def _distinct(ids: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for id in ids:
        seen[id] = seen.get(id, 0) + 1
        result.append(id if seen[id] == 1 else f"{id}_{seen[id]}")
    return result


def _add_assets(draft: Draft, table: RawTable, columns: _Columns, ids: RawColumn, titles: RawColumn) -> None:
    known = Titles({_plain(name): name for name in table.columns})

    def column(*keys: str) -> RawColumn:
        return table.text(known.first(keys))

    commodity = column(
        "commodity", "primarycommodity", "fueltype", "fuel", "mineral", "product", "commodities"
    ).map(plain_id)
    for id in commodity.used():
        if id:
            draft.commodity(id, name=id.replace("_", " ").capitalize())
    draft.add(
        "assets",
        table,
        id=ids,
        name=titles,
        kind=column("kind", "assettype", "type").map(plain_id),
        place=draft.places.codes(table.text(columns.country)) if columns.country else "",
        commodity=commodity,
        status=column("status", "statuslvl1", "activitystatus", "operatingstatus").map(str.casefold),
        lat=NumberColumn(figures(column("latitude", "lat", "latitudedegrees"), _MARKS).numbers),
        lon=NumberColumn(figures(column("longitude", "lon", "lng", "longitudedegrees"), _MARKS).numbers),
        start_year=column("startyear", "carbonbombstartyear", "openingyear").map(
            lambda text: text if re.fullmatch(r"\d{4}", text) else ""
        ),
        source_id="source",
    )


def _read_links(table: RawTable, columns: _Columns, draft: Draft) -> None:
    share_text = table.text(columns.share).map(lambda text: text.strip().removesuffix("%").strip())
    shares = table.replacing(**{columns.share: share_text})
    read_ = figures_together(draft, shares, [columns.share], _MARKS, comma="decimal")[columns.share]
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
        _add_assets(draft, table.take(mines), columns, ids.take(mines), asset.take(mines))
    # What is itself an owner stays a name, so that chains of holders hold together.
    target = column_of(
        name if name in owned else id for name, id in zip(asset.texts(), ids.texts(), strict=True)
    )
    draft.add(
        "stakes",
        table,
        asset_id=target,
        holder=owner,
        holder_country=draft.places.codes(table.text(columns.holder_country))
        if columns.holder_country
        else "",
        share_pct=sift.amounts(share),
        status="reported",
        source_id="source",
    )
    _sums(draft, table, target, share[sift.kept])


def _in_percent(
    draft: Draft,
    sift: Sift,
    columns: _Columns,
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
