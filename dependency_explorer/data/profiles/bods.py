"""Beneficial Ownership Data Standard (JSON): statements on entities, on persons, and on who owns or controls whom.

Versions 0.1 to 0.3: a list of statements with `statementID`, `statementType` (entityStatement, personStatement,
ownershipOrControlStatement), `subject.describedByEntityStatement`, `interestedParty.describedByPersonStatement` and
`interests` with `share.exact`, or `minimum` and `maximum`. Version 0.4: `statementId`, `recordType` (entity, person,
relationship), `recordId`, `recordDetails` with `subject` and `interestedParty`. (standard.openownership.org.) Traps:
a share may be a range, and one statement tells shares and votes of one holder, which are not added.

GLEIF's files of relationships (`Relationship.StartNode.NodeID`) tell who consolidates whom and no share, and are
refused with what is needed instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, counted
from dependency_explorer.data.raw import NumberColumn, RawTable, column_of

_TYPES = {
    "entitystatement": "entity",
    "personstatement": "person",
    "ownershiporcontrolstatement": "relationship",
}
_GLEIF = "Relationship.StartNode.NodeID"


def recognise(source: Source) -> Recognition | None:
    """By statements on entities, persons and relationships; or by the columns of GLEIF's relationships."""
    if source.kind == "text" and source.head_rows and _GLEIF in source.head_rows[0]:
        return Recognition(0.95, "It lists relationships of legal entities as GLEIF does.")
    if source.kind != "json":
        return None
    try:
        found = _statements(source.json_to_recognise)
    except DataError:
        return None
    return (
        Recognition(0.97, "It holds statements of the Beneficial Ownership Data Standard.") if found else None
    )


def _statements(value: Any) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [
        one for one in listed if isinstance(one, dict) and _kind(one) in ("entity", "person", "relationship")
    ]


def _kind(statement: Mapping[str, Any]) -> str:
    told = str(statement.get("recordType") or statement.get("statementType") or "")
    return _TYPES.get(told.casefold(), told)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """A stake for each statement of ownership. Raises DataError for GLEIF's relationships, which tell no shares."""
    if source.kind != "json":
        raise DataError(
            f"{source.name} lists which legal entity consolidates which (LEI codes of GLEIF). It names neither "
            "companies nor shares. Join the names of its LEI codes to it and save a table with the columns Company, "
            "Shareholder and Share (%)."
        )
    statements = _statements(source.json)
    known = {name: one for one in statements for name in _names_of(one)}
    rows: list[tuple[int, str, str, str, float, str, str, str]] = []
    lost = replaced = 0
    gone = {str(id) for one in statements for id in _list(one.get("replacesStatements"))}
    draft.rows_read = len(statements)
    for line, one in enumerate(statements, start=1):
        if _kind(one) != "relationship":
            continue
        if _id(one) in gone:
            replaced += 1
            continue
        told = _details(one)
        owned = known.get(_pointed(told.get("subject")))
        holder = known.get(_pointed(told.get("interestedParty")))
        if owned is None or holder is None or not _title(owned) or not _title(holder):
            lost += 1
            continue
        interest = _interest(_list(told.get("interests")))
        share, note = _share(interest)
        since, until = (day(str(interest.get(name) or "")) for name in ("startDate", "endDate"))
        code = _country(draft, holder)
        rows.append((line, _title(owned), _title(holder), code, share, note, since, until))
    described = sum(_kind(one) != "relationship" for one in statements)
    draft.decide(
        "described",
        "Statements on companies and persons name the holders and what they hold; they are no stakes themselves.",
        described,
        dropped=True,
    )
    if lost:
        draft.decide(
            "unnamed",
            "Statements of ownership whose company or owner no statement of the file names: not read.",
            lost,
            dropped=True,
        )
    if replaced:
        draft.decide("replaced", "Statements that a later one replaces: not read.", replaced, dropped=True)
    if not rows:
        raise DataError(
            f"{source.name} names no owner of a company: it needs statements of ownership beside those on the "
            "companies and persons that they point to. Download the whole file, not only a part of it."
        )
    if missing := sum(row[4] != row[4] for row in rows):
        draft.decide(
            "no_share",
            f"{counted(missing, 'stake')} without an exact share: it is missing, and a range stands in the note.",
            missing,
        )
    draft.rows_kept = len(rows)
    owners = {row[2] for row in rows}
    assets = {row[1]: known_line for row in rows if row[1] not in owners for known_line in (row[0],)}
    if assets:
        table = RawTable(source.name, {}, np.array(list(assets.values()), np.int64))
        by_name = {_title(one): one for one in statements if _kind(one) == "entity"}
        draft.add(
            "assets", table, id=column_of(plain_id(name) or "asset" for name in assets), name=column_of(assets),
            kind="company", place=column_of(_country(draft, by_name[name]) for name in assets), source_id="source",
        )  # fmt: skip
    draft.add(
        "stakes",
        RawTable(source.name, {}, np.array([row[0] for row in rows], np.int64)),
        asset_id=column_of(row[1] if row[1] in owners else plain_id(row[1]) or "asset" for row in rows),
        holder=column_of(row[2] for row in rows),
        holder_country=column_of(row[3] for row in rows),
        share_pct=NumberColumn(np.array([row[4] for row in rows])),
        note=column_of(row[5] for row in rows),
        status=column_of("historical" if row[7] else "reported" for row in rows),
        source_id="source",
        **{"from": column_of(row[6] for row in rows), "to": column_of(row[7] for row in rows)},
    )


def _id(statement: Mapping[str, Any]) -> str:
    return str(statement.get("statementID") or statement.get("statementId") or "")


def _names_of(statement: Mapping[str, Any]) -> list[str]:
    """What other statements call it: its own id, and in version 0.4 that of its record."""
    return [name for name in (_id(statement), str(statement.get("recordId") or "")) if name]


def _details(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    told = statement.get("recordDetails")
    return told if isinstance(told, dict) else statement


def _pointed(told: object) -> str:
    if isinstance(told, dict):
        return str(
            next(
                (
                    told[name]
                    for name in ("describedByEntityStatement", "describedByPersonStatement")
                    if told.get(name)
                ),
                "",
            )
        )
    return str(told or "")


def _title(statement: Mapping[str, Any]) -> str:
    told = _details(statement)
    names = [one.get("fullName") for one in _list(told.get("names")) if isinstance(one, dict)]
    return " ".join(str(told.get("name") or next(filter(None, names), "")).split())


def _country(draft: Draft, statement: Mapping[str, Any]) -> str:
    told = _details(statement)
    given = (
        told.get("jurisdiction")
        or told.get("incorporatedInJurisdiction")
        or next(iter(_list(told.get("nationalities"))), None)
    )
    if not isinstance(given, dict):
        return ""
    code = str(given.get("code") or given.get("name") or "")
    return draft.places.code(code[:2] if code[2:3] == "-" else code) if code else ""


def _interest(interests: Sequence[object]) -> Mapping[str, Any]:
    """The interest in shares; the first, where none is."""
    listed = [one for one in interests if isinstance(one, dict)]
    held = [one for one in listed if "share" in str(one.get("type", "")).casefold()]
    return next(iter([*held, *listed]), {})


def _share(interest: Mapping[str, Any]) -> tuple[float, str]:
    """The exact share, else missing, with what is said instead."""
    told = interest.get("share")
    kind = str(interest.get("type") or "")
    share = told if isinstance(told, dict) and "share" in kind.casefold() else {}
    exact = share.get("exact")
    if isinstance(exact, int | float) and not isinstance(exact, bool) and 0 <= exact <= 100:
        return float(exact), ""
    low, high = (
        share.get(a, share.get(b))
        for a, b in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
    )
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (low, high))
    said = f"{low:g} to {high:g} %" if numbers else ""
    return float("nan"), said or kind


def _list(told: object) -> list[Any]:
    return told if isinstance(told, list) else []


PROFILES = (
    Profile(
        "bods",
        "Beneficial Ownership Data Standard, who owns whom",
        recognise,
        read,
    ),
)
