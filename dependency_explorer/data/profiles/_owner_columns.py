"""Which columns of a list of owners hold what: what is owned, its holders, and the shares that are theirs.

Columns are told by the words of their titles and by their cells, never by where they stand: the same table with its
columns in another order names the same holders. Many lists name the immediate owner and the parent behind it, with
one share. Whose it is, is told by its title ("Parent share"), by a column of the path from one to the other (the
share is that of the holder with whom the path begins), or by the cells: where one holder of one asset stands with
several shares, they are not its own.

Global Energy Ownership Tracker (Global Energy Monitor), sheets of assets: Parent GEM Entity ID, Parent, Parent
Registration Country, Parent Headquarters Country, Project, Share, Ownership Path ("A -> B [5.07%] -> Unit [100.0%]"),
Immediate Project Owner, its id, Tracker, Status, Capacity (MW), GEM location ID, GEM unit ID; the share is the
parent's, over that path. Sheet of entities: Subject Entity Name, Interested Party Name, % Share of Ownership.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dependency_explorer.data.intake.grid import header_names
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.values import PLAIN, figures
from dependency_explorer.data.profiles._asset_titles import kind_named
from dependency_explorer.data.profiles._owners import has_shares, owners
from dependency_explorer.data.raw import column_of

MARKS = PLAIN.also("no start year available", "unknown", "*")

_ASSETS = (
    "asset", "mine", "project", "property", "propname", "plant", "terminal", "field", "facility", "subject", "bomb",
    "site",
)  # fmt: skip
_COMPANIES = ("subsidiary", "investee", "issuer", "child", "company", "entity", "firm")
"""What is owned where no column is called an asset."""
_PLAIN_COMPANIES = ("company", "companies", "companyname", "firm", "entity", "participant", "partner")
"""What holders are called where a column of assets stands beside them."""
_OWNER = re.compile(r"(parent|owner|shareholder|holder|interestedparty|investor)")
_ULTIMATE = re.compile(r"(ultimate|indirect|beneficial|controlling|group|ubo|final|global|topholder|parent)")
_IMMEDIATE = re.compile(r"(immediate|(?<!in)direct)")
_SHARE = re.compile(r"(share|stake|equity|ownership|interest|holding|percent|pct)")
_BEST_SHARE = re.compile(r"(equity|ownership|share|stake)")
_OTHER_SHARE = re.compile(r"(vot|control|production|offtake|market|previous|former|old)")
_SHARE_OF_GOODS = re.compile(r"(market|production|output|offtake|sales|sold|purchase|supply|import|export)")
"""Shares of what an asset makes or sells: who has them need not own it."""
_COUNTRY = re.compile(r"(country|nation|location$)")
_OF_COMPANIES = re.compile(r"(headquarter|hq|registration|incorporat|domicile|origin)")
_NOT_A_NAME = re.compile(
    r"(url|wiki|link|type|status|country|region|lat|lon|year|description|potential|source$)"
)
_ARROW = re.compile(r"\s*(?:->|→|=>|»)\s*")

Cells = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Holders:
    """A column of holders with that of their shares ("" where the owners stand in one text with theirs) and of their
    countries. countries: further columns that tell a country of theirs."""

    owner: str
    share: str = ""
    country: str = ""
    countries: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """Its name in a plan."""
        return plain_id(self.owner)


@dataclass(frozen=True, slots=True)
class OwnerColumns:
    """Which column is which. holders: those in force. others: what could be read instead. unread: columns that name
    holders, too, and have no share. more: further columns of owners with those of their shares, where owners are
    numbered. why: a clause that tells whose the shares are; empty where only one column can have them. path: the
    column of the chain from holder to asset."""

    asset: str
    holders: Holders
    country: str = ""
    others: tuple[Holders, ...] = ()
    unread: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    why: str = ""
    path: str = ""

    @property
    def owner(self) -> str:
        """The column of holders."""
        return self.holders.owner

    @property
    def share(self) -> str:
        """The column of shares."""
        return self.holders.share

    def with_holders(self, option: str) -> OwnerColumns:
        """The same with other holders in force, by their name in a plan or the title of their column."""
        known = (self.holders, *self.others)
        chosen = next((one for one in known if option in (one.option, one.owner)), None)
        if chosen is None:  # a column that the user names: its shares are those that are there
            return replace(self, holders=replace(self.holders, owner=option, country="", countries=()))
        return replace(self, holders=chosen, others=tuple(one for one in known if one != chosen))


def owner_columns(rows: Sequence[Sequence[str]]) -> OwnerColumns | None:
    """The columns of a list of owners, from its first rows; None where it is none."""
    start = next(
        (index for index, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), None
    )
    if start is None:
        return None
    titles = header_names(rows[start])
    body = rows[start + 1 :]
    full = {name: [_at(row, index) for row in body] for index, name in enumerate(titles)}
    cells = {name: [cell for cell in column if cell] for name, column in full.items()}
    names = sorted(titles, key=lambda name: (header_key(name), name))
    paths = [name for name in names if _share_of_cells(cells[name], _is_path) > 0.3]
    texts = [name for name in names if name not in paths and _hold_texts(name, cells[name])]
    linked = _links(names, full, cells, paths)
    if linked is not None and linked.more:
        return linked  # a text of owners beside numbered ones repeats the first of them
    if not texts:
        return linked
    texts.sort(key=lambda name: (not _OWNER.search(header_key(name)), _level(name) == "ultimate"))
    plain = [name for name in names if name not in texts and name not in paths]
    asset = _asset(plain, cells) or _most_telling(plain, cells)
    if not asset:
        return None
    found = [Holders(name) for name in texts]
    return OwnerColumns(asset, found[0], _country(names), tuple(found[1:]))


def plain_title(name: str) -> str:
    """The key of a title without what it says of its source: "Carbon_bomb_name_source_CB" is a name."""
    return header_key(re.sub(r"[_ ]source.*$", "", name, flags=re.IGNORECASE))


def _at(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _share_of_cells(cells: Sequence[str], holds: object) -> float:
    return sum(map(holds, cells)) / len(cells) if cells and callable(holds) else 0.0


def _is_path(text: str) -> bool:
    return _ARROW.search(text) is not None


def _hold_texts(name: str, cells: Sequence[str]) -> bool:
    """Whether a column holds owners with their shares in one text."""
    key = header_key(name)
    return bool(
        _share_of_cells(cells, has_shares) > 0.3
        and not _of_countries(cells)
        and (_OWNER.search(key) or not all(cell[:1].isdigit() for cell in cells))
        and (_OWNER.search(key) or _SHARE.search(key) or _hold_owners(cells))
    )


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


def _level(name: str) -> str:
    """Of which holder a title speaks: ultimate, immediate, or "" for none. Ownership is nobody's."""
    key = header_key(name).replace("ownership", "").replace("shareholding", "")
    if _IMMEDIATE.search(key):
        return "immediate"
    if _ULTIMATE.search(key):
        return "ultimate"
    return "immediate" if _OWNER.search(key) else ""


def _asset(names: Iterable[str], cells: Cells) -> str:
    """The column of what is owned, by its title; of several the one that is filled in most often."""
    best: tuple[tuple[bool, bool, int, int, int], str] | None = None
    for words in (_ASSETS, _COMPANIES):
        for name in names:
            key = plain_title(name)
            at = next((index for index, word in enumerate(words) if word in key), None)
            if at is None or key.endswith("id") or "country" in key or _OWNER.search(key):
                continue
            named = "name" in key or key in words
            rank = (bool(_NOT_A_NAME.search(key)), not named, -len(cells[name]), at, len(key))
            if cells[name] and (best is None or rank < best[0]):
                best = rank, name
        if best is not None:
            return best[1]
        if words is _ASSETS and (named_ := [name for name in names if cells[name] and kind_named(name)]):
            return min(named_, key=lambda name: (-len(cells[name]), len(name), name))
    return ""


def _most_telling(names: Iterable[str], cells: Cells) -> str:
    """The column of texts that differ most, those called a name first."""
    texts = [
        name
        for name in names
        if cells[name] and not all(re.fullmatch(r"[\d.,\s%-]*|https?:.*", cell) for cell in cells[name])
    ]
    return max(texts, key=lambda name: ("name" in header_key(name), len(set(cells[name]))), default="")


def _country(names: Iterable[str]) -> str:
    """The column of the country in which the asset stands: none that speaks of companies."""
    found = [
        name
        for name in names
        if _COUNTRY.search(key := header_key(name))
        and not _OWNER.search(key)
        and not _OF_COMPANIES.search(key)
    ]
    return min(found, key=lambda name: (len(header_key(name)), header_key(name)), default="")


def _is_share(cells: Sequence[str]) -> bool:
    read = figures(column_of(cell.rstrip("% ") for cell in cells), MARKS).numbers
    read = read[~np.isnan(read)]
    return bool(len(read)) and bool(((read >= 0) & (read <= 100)).all())


def _links(names: Sequence[str], full: Cells, cells: Cells, paths: Sequence[str]) -> OwnerColumns | None:
    """One link of owner and asset a row."""
    shares = sorted(
        (
            name
            for name in names
            if (_SHARE.search(header_key(name)) or "%" in name) and cells[name] and _is_share(cells[name])
        ),
        key=_share_rank,
    )
    if not shares:
        return None
    numbered = _numbered(names, shares)
    apart = {*shares, *paths, *(name for pair in numbered for name in pair)}
    owners_ = sorted(
        (name for name in names if name not in apart and cells[name] and _is_owner(name)), key=_owner_rank
    )
    owners_ = [name for name in owners_ if _owner_rank(name)[0] == _owner_rank(owners_[0])[0]]
    if not owners_ and not numbered:
        owners_ = _companies_that_own([name for name in names if name not in apart], full, cells, shares[0])
    asset = _asset([name for name in names if name not in apart and name not in owners_], cells)
    if not asset or not (owners_ or numbered):
        return None
    if numbered:
        return OwnerColumns(asset, Holders(*numbered[0]), _country(names), more=numbered[1:])
    path = paths[0] if len(paths) == 1 else ""
    holders, why = _whose(owners_, shares, asset, full, path)
    known = [
        replace(one, country=places[0] if places else "", countries=places[1:])
        for one in holders
        if (places := _countries_of(one.owner, owners_, names)) is not None
    ]
    unread = tuple(name for name in owners_ if name not in {one.owner for one in known})
    return OwnerColumns(
        asset,
        known[0],
        _country(names),
        tuple(known[1:]),
        unread,
        why=why if len(owners_) > 1 else "",
        path=path,
    )


def _companies_that_own(names: Sequence[str], full: Cells, cells: Cells, share: str) -> list[str]:
    """The column of companies where one stands beside assets and no other column names owners: their shares are of
    these assets if they add up to the whole of some and to more of none, and are of nothing else (production)."""
    if _SHARE_OF_GOODS.search(header_key(share)):
        return []
    companies = [name for name in names if header_key(name) in _PLAIN_COMPANIES and cells[name]]
    asset = _asset([name for name in names if name not in companies], cells)
    if len(companies) != 1 or not any(word in plain_title(asset) for word in _ASSETS if asset):
        return []
    parts: dict[str, list[float]] = {}
    read = figures(column_of(cell.rstrip("% ") for cell in full[share]), MARKS).numbers
    for owned, part in zip(full[asset], read.tolist(), strict=True):
        if part == part:
            parts.setdefault(owned, []).append(part)
    sums = [sum(one) for one in parts.values()]
    whole = 1.0 if max((max(one) for one in parts.values()), default=0.0) <= 1 else 100.0
    full_ones = [len(one) > 1 and abs(sum(one) - whole) <= 0.011 * whole for one in parts.values()]
    return companies if any(full_ones) and max(sums) <= 1.011 * whole else []


def _share_rank(name: str) -> tuple[bool, bool, int, str]:
    key = header_key(name)
    return bool(_OTHER_SHARE.search(key)), not _BEST_SHARE.search(key), len(key), key


def _is_owner(name: str) -> bool:
    key = header_key(name)
    return bool(_OWNER.search(key)) and not key.endswith("id") and "country" not in key


def _owner_rank(name: str) -> tuple[bool, bool, int, str]:
    """Names before what else is said of owners, immediate ones before those behind them, plain titles first."""
    key = header_key(name)
    no_name = bool(_NOT_A_NAME.search(plain_title(name))) or bool(_OF_COMPANIES.search(key))
    return no_name, _level(name) == "ultimate", len(key), key


def _countries_of(owner: str, all_owners: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The columns of the country of such holders: headquarters first, where they are told apart."""
    several = len({_level(name) for name in all_owners}) > 1
    found = [
        name
        for name in names
        if _COUNTRY.search(key := header_key(name))
        and _OWNER.search(key)
        and (not several or _level(name) == _level(owner))
    ]
    found.sort(key=lambda name: (not re.search("headquarter|hq", header_key(name)), header_key(name)))
    return tuple(found)


def _whose(
    owners_: Sequence[str], shares: Sequence[str], asset: str, full: Cells, path: str
) -> tuple[list[Holders], str]:
    """The columns of holders that may have a share, the one in force first, and why."""
    own = {name: [share for share in shares if _belongs(share, name, owners_)] for name in owners_}
    nobodys = [share for share in shares if not any(share in theirs for theirs in own.values())]
    if any(own.values()) and not all(own.values()) and not nobodys:
        owners_ = [name for name in owners_ if own[name]]
    holders = [Holders(name, own[name][0] if own[name] else nobodys[0]) for name in owners_]
    if len(holders) == 1:
        return holders, "the title of the share names them"
    titled = [one for one in holders if own[one.owner]]
    if titled and len(titled) < len(holders):
        first, why = titled[0], "the title of the share names them"
    elif titled:
        first, why = titled[0], "each has shares of its own, and these are the immediate ones"
    else:
        first, why = _by_cells(holders, asset, full, path)
    return [first, *(one for one in holders if one != first)], why


def _belongs(share: str, owner: str, owners_: Sequence[str]) -> bool:
    """Whether the title of a share speaks of these holders: it begins with theirs, or names their level."""
    begun = [name for name in owners_ if header_key(share).startswith(header_key(name))]
    if begun:
        return owner == max(begun, key=lambda name: len(header_key(name)))
    alike = [name for name in owners_ if _level(name) == _level(share)]
    return bool(alike) and owner == alike[0]


def _by_cells(holders: Sequence[Holders], asset: str, full: Cells, path: str) -> tuple[Holders, str]:
    """Whose a share is that no title gives to anybody."""
    if path:
        begins = [_ARROW.split(text)[0] for text in full[path]]
        for one in holders:
            same = sum(a == b for a, b in zip(begins, full[one.owner], strict=True) if a)
            if same > 0.5 * sum(map(bool, begins)):
                return one, f"the column {path} begins with them"
    torn = {one: _torn(full[asset], full[one.owner], full[one.share]) for one in holders}
    least = min(torn.values())
    whole = [one for one in holders if torn[one] == least]
    if len(whole) < len(holders):
        return whole[0], "beside each of them an asset has one share; beside the others it has several"
    if any(header_key(one.owner) == "immediateprojectowner" for one in holders):
        parent = next((one for one in holders if _level(one.owner) == "ultimate"), holders[0])
        return parent, "lists of this kind tell the share of the parent"
    return holders[0], "nothing says whose the share is, and these are the immediate ones"


def _torn(assets: Sequence[str], names: Sequence[str], shares: Sequence[str]) -> int:
    """How many assets have several shares of one holder."""
    told: dict[tuple[str, str], set[str]] = {}
    for key, share in zip(zip(assets, names, strict=True), shares, strict=True):
        if share and key[1]:
            told.setdefault(key, set()).add(share)
    return sum(len(one) > 1 for one in told.values())


def _numbered(names: Sequence[str], shares: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Owner 1 with the share of owner 1, Owner 2 with that of owner 2, by number; empty where there are not two such
    pairs."""
    by_number: dict[str, list[str]] = {}
    for name in names:
        if (found := re.search(r"\d+", header_key(name))) is not None:
            by_number.setdefault(found[0], []).append(name)
    pairs = []
    for _, one in sorted(by_number.items(), key=lambda item: int(item[0])):
        share = next((name for name in one if name in shares), "")
        rest = [name for name in one if name not in shares]
        # "Company 2" beside "Company 2 %"
        begun = (name for name in rest if share and header_key(share).startswith(header_key(name)))
        owner = next(begun, next((name for name in rest if _OWNER.search(header_key(name))), ""))
        if share and owner:
            pairs.append((owner, share))
    return tuple(pairs) if len(pairs) > 1 else ()
