"""Owners written as one text: "A [66.6%]; B [25%]", "A (49%);B (10.4%)", "A: 51% / B: 49%", with or without shares.

Such texts are typed by people. A share belongs to the name before it, unless the text begins with a share and ends
with a name ("51% A; 49% B"). Brackets may be of two kinds, of full width or missing, a name may hold brackets and
semicolons of its own, and a share may be lost ("(.%)"), a bound or a range ("(>50%)", "(25-50%)"). A share that is
not there is missing: it is never made up, and no owner gets what the others leave. Numbers in brackets without a sign
are shares only where they add up to the whole ("A (0.6); B (0.4)").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import SET_ASIDE, Option
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable, column_of

Stated = Literal["share", "none", "malformed"]

_WIDE = str.maketrans("（）［］【】，；％＊", "()[][],;%*")
_SHARE = re.compile(
    r"(?:(?P<open>[\[(])\s*(?P<from>\d+(?:\.\d+)?\s*(?:[-–]|to)\s*)?)?\s*(?P<bound>[<>≤≥]=?\s*)?~?\s*"
    r"(?P<number>(?:\d+(?:,\d+|\.\d*)?|\.\d+)(?:e[+-]?\d+)?|\.|unknown|\?|)\s*%\s*(?(open)[\])]?|[\])]?)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"(?<=[\d.])\s*(?:per ?cent|pct)\b\.?", re.IGNORECASE)
_JOINED = re.compile(r"^(?:and|&|\+|(?:owned|held) by|by)\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<name>[^;|]*[^;|\s])\s*[\[(]\s*(?P<number>\d+(?:\.\d+)?|\.\d+)\s*[\])]")
_LEGAL = re.compile(r"(co\.?,? ?)?(ltd|limited|inc|llc|lp|plc|corp|company|s\.?a|gmbh)\.?", re.IGNORECASE)
_NOBODY = re.compile(
    r"|[-–*.]+|none|unknown.*|not (available|found|stated|known)|n/?[ad]|tbd|no information(s)?( .*)?",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"others?|other (unknown|mixed|owners|shareholders|investors|companies).*|(small|minor|minority|remaining|public)"
    r" (share|stake)?holders?.*|public|free float|misc(ellaneous)?\b.*",
    re.IGNORECASE,
)
_COMPLETE = 0.5
"""Published percentages that miss 100 by less than this are complete."""


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner of a text. share: in per cent, None where the text states none that can be read."""

    name: str
    share: float | None
    stated: Stated

    @property
    def is_nobody(self) -> bool:
        """A sign in place of a name: "-", "unknown", "No informations on company"."""
        return _NOBODY.fullmatch(self.name) is not None

    @property
    def is_others(self) -> bool:
        """Several owners that are not named."""
        return _OTHERS.fullmatch(self.name) is not None


@functools.cache
def owners(text: str) -> tuple[Owner, ...]:
    """The owners that a text names, in its order. A share without a name has an empty one."""
    written = _IN_WORDS.sub("%", " ".join(text.translate(_WIDE).split()))
    shares = list(_SHARE.finditer(written))
    if not shares:
        return _numbered(written) or tuple(Owner(name, None, "none") for name in _names(written))
    if not written[: shares[0].start()].strip() and _names(written[shares[-1].end() :]):
        return _shares_first(written, shares)
    found: list[Owner] = []
    position = 0
    for match in shares:
        share, stated = _share(match)
        names = _names(written[position : match.start()])
        open_owner = not names and bool(found) and found[-1].stated == "none"
        position = match.end()
        if open_owner:  # "Company; [12%] Next": the share of the name before
            found[-1] = Owner(found[-1].name, share, stated)
            continue
        found += [Owner(name, None, "none") for name in names[:-1]]
        found.append(Owner(names[-1] if names else "", share, stated))
    found += [Owner(name, None, "none") for name in _names(written[position:])]
    return tuple(found)


def _shares_first(written: str, shares: Sequence[re.Match[str]]) -> tuple[Owner, ...]:
    """ "51% A; 49% B": each share stands before its name."""
    found: list[Owner] = []
    ends = [match.start() for match in shares[1:]] + [len(written)]
    for match, end in zip(shares, ends, strict=True):
        names = _names(written[match.end() : end])
        found.append(Owner(names[0] if names else "", *_share(match)))
        found += [Owner(name, None, "none") for name in names[1:]]
    return tuple(found)


def _numbered(written: str) -> tuple[Owner, ...]:
    """ "A (0.6); B (0.4)": numbers without a sign that add up to the whole; none where they are something else."""
    pieces = [match for piece in re.split(r"[;|]", written) if (match := _NUMBERED.fullmatch(piece.strip()))]
    if not pieces or len(pieces) != len([piece for piece in re.split(r"[;|]", written) if piece.strip()]):
        return ()
    numbers = [Decimal(match["number"]) for match in pieces]
    whole = next((one for one in (1, 100) if abs(float(sum(numbers)) - one) <= _COMPLETE / 100 * one), None)
    if whole is None:
        return ()
    return tuple(
        Owner(match["name"].strip(" ,"), float(number * 100 / whole), "share")
        for match, number in zip(pieces, numbers, strict=True)
    )


def _share(match: re.Match[str]) -> tuple[float | None, Stated]:
    if match["bound"] or match["from"]:  # at least, at most, between: no share
        return None, "malformed"
    try:
        share = float(match["number"].replace(",", "."))
    except ValueError:
        return None, "malformed"
    return (share, "share") if 0 <= share <= 100 else (None, "malformed")


def _names(text: str) -> list[str]:
    names: list[str] = []
    for piece in text.split(";"):
        name = _without_group(piece.strip(" ,;|/")).strip(" ,/")
        name = _JOINED.sub("", re.sub(r"\s*[:=]$|\s+([-–—&+]|and)$", "", name))
        if not name:
            continue
        if names and _LEGAL.fullmatch(name):  # "Xinda Asset Management Co.;Ltd." is one name
            names[-1] = f"{names[-1]}, {name}"
        else:
            names.append(name)
    return names


def _without_group(name: str) -> str:
    """Of "Joint Venture [Oceanic Coal" the partner: a bracket that is open names the members of a group."""
    depth, cut = [], 0
    for index, letter in enumerate(name):
        if letter in "[(":
            depth.append(index)
        elif letter in ")]":
            if depth:
                depth.pop()
            else:
                cut = index + 1
    return name[depth[0] + 1 :] if depth else name[cut:]


def has_shares(text: str) -> bool:
    """Whether a text looks like owners with shares."""
    return "%" in text.translate(_WIDE) and any(one.stated == "share" and one.name for one in owners(text))


def add_stakes(
    draft: Draft,
    table: RawTable,
    assets: RawColumn,
    texts: RawColumn,
    countries: RawColumn | None = None,
    status: RawColumn | None = None,
) -> int:
    """Stakes of the assets of a table, from the text of owners in each row; the number of stakes.

    countries: the country of all holders of a row, where the source says it (a code, or empty).
    """
    keep_others = draft.choice(
        "other_owners",
        "set_aside",
        (SET_ASIDE, Option("keep", "Keep “others” as if it were one holder")),
    )
    rows: list[int] = []
    holders: list[str] = []
    shares: list[float] = []
    notes: list[str] = []
    told = _Told()
    for position, (text, asset) in enumerate(zip(texts.texts(), assets.texts(), strict=True)):
        found = owners(text)
        told.look(int(table.rows[position]), asset, text, found)
        for owner in found:
            if owner.is_nobody or (owner.is_others and keep_others != "keep"):
                continue
            rows.append(position)
            holders.append(owner.name)
            shares.append(np.nan if owner.share is None else owner.share)
            notes.append("the source's share cannot be read" if owner.stated == "malformed" else "")
    told.tell(draft, table.file, keep_others)
    if not rows:
        return 0
    taken = np.array(rows, np.intp)
    holder = column_of(holders)
    country = draft.places.codes(holder.map(_government), "name")
    if countries is not None:
        from dependency_explorer.data.raw import joined

        country = joined(country, countries.take(taken), lambda own, given: own or given)
    draft.add(
        "stakes",
        RawTable(table.file, {}, table.rows[taken]),
        asset_id=assets.take(taken),
        holder=holder,
        holder_country=country,
        share_pct=NumberColumn(np.array(shares)),
        status=status.take(taken) if status is not None else "reported",
        source_id="source",
        note=column_of(notes),
    )
    return len(rows)


def _government(holder: str) -> str:
    """The country whose government a holder is; empty where it is none."""
    found = re.fullmatch(r"(?:the )?government of (?:the )?(.+)", holder, re.IGNORECASE)
    place = by_name(found[1]) if found is not None else None
    return place.name if place is not None and place.kind == "country" else ""


class _Told:
    """What is met in texts of owners, counted for the report."""

    def __init__(self) -> None:
        self.without_share: list[int] = []
        self.malformed: list[tuple[int, str]] = []
        self.unnamed: list[int] = []
        self.nobody = 0
        self.others: list[int] = []
        self.below: list[tuple[str, float]] = []
        self.above: list[tuple[int, str, float]] = []

    def look(self, row: int, asset: str, text: str, found: Sequence[Owner]) -> None:
        named = [one for one in found if not one.is_nobody]
        if any(one.stated == "none" and not one.is_others for one in named):
            self.without_share.append(row)
        if any(one.stated == "malformed" for one in found):
            self.malformed.append((row, text))
        if any(not one.name for one in found):
            self.unnamed.append(row)
        if any(one.is_others for one in found):
            self.others.append(row)
        if not named:
            self.nobody += 1
        total = sum(one.share or 0.0 for one in found)
        if named and all(one.stated == "share" for one in found) and total < 100 - _COMPLETE:
            self.below.append((asset, total))
        if total > 100 + _COMPLETE:
            self.above.append((row, text, total))

    def tell(self, draft: Draft, file: str, others: str) -> None:
        if self.without_share:
            draft.decide(
                "no_share",
                "Owners without a share: the share is missing. It is neither taken as whole nor split equally.",
                len(self.without_share),
            )
        if self.malformed:
            examples = "; ".join(shown(text, 50) for _, text in self.malformed[:2])
            draft.decide(
                "malformed_share",
                f"Owners whose share cannot be read ({examples}): the share is missing.",
                len(self.malformed),
            )
        if self.unnamed:
            draft.decide("unnamed_owner", "Shares without the name of an owner: not used.", len(self.unnamed))
        if self.nobody:
            draft.decide("no_owner", "Assets for which the source names no owner.", self.nobody)
        if self.others:
            draft.decide(
                "other_owners",
                "“Others” are several owners that the source does not name: their share stays open, and is shown as "
                "holder not stated.",
                len(self.others),
                None,
                (SET_ASIDE, Option("keep", "Keep “others” as if it were one holder")),
                others,
            )
        if self.below:
            asset, total = self.below[0]
            draft.decide(
                "below_100",
                f"Shares that add up to less than 100 % (first: {shown(asset)}, {total:g} %): kept as they stand, "
                "the rest is shown as holder not stated.",
                len(self.below),
            )
        if self.above:
            draft.decide(
                "above_100",
                "Shares that add up to more than 100 %: kept as they stand, and no sum over them is right.",
                len(self.above),
            )
            row, text, total = self.above[0]
            draft.found.add(
                "warning",
                f"{file}, row {row}: the shares of {shown(text)} add up to {total:g} %"
                + (
                    f"; {counted(len(self.above) - 1, 'more row does', 'more rows do')} so"
                    if len(self.above) > 1
                    else ""
                )
                + ". They are kept as they stand. Check them with the source.",
                table="stakes",
                row=row,
            )


__all__ = ["Owner", "add_stakes", "has_shares", "owners"]
