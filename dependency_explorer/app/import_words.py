"""Sentences of a report, as the import window says them: what the command line sets, it has controls for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dependency_explorer.app.import_columns import role_name

if TYPE_CHECKING:
    from dependency_explorer.data.intake.plan import Decision

_ANOTHER = re.compile(r" (?:Another(?: column)?|Set one): --set [^.]*\.")
_BEFORE = (
    r"(?P<before>Give it with |Give it: |Say which: |Say it: |(?:\band |\bor )?name the columns with |"
    r"(?:\b(?:add|say|choose with|choose|with) )?)"
)
_SKIP = "name the file itself, or add --set descriptor=skip"
"""The window opens the tables of a damaged package one by one."""
_FORCE = "add --force to replace it", "allow it to be replaced"
_SET = re.compile(
    _BEFORE + r"--set (?:"
    r"\"role:(?P<quoted>[a-z_]+)=(?P<titles>[^\"]*)\""
    r"|role:(?P<role>[a-z_]+)=(?P<column>[^,.;\")]*?)(?=[,.;:)]| for | where | or | and |$)"
    r"|\"?(?P<key>[a-z_]+)=(?P<value>[^\s,.;)\"]+)\"?)"
)
_COLUMNS = re.compile(r"choose the column of the ([a-z ]+) under Columns and choose the column of the")
_ASKED = re.compile(r"\bthe ([a-z ]+) \(such as ([^\s)]+)\)")
_WHERE = " under Fixed values"
_UNDER_COLUMNS = " under Columns"
_CONTROLS = (_WHERE, _UNDER_COLUMNS, " at the decision “")
_ITS = re.compile(r"choose the column of the [a-z ]+(?= under Columns)")
_LEFT_OPEN = ("no_commodity",)
"""Decisions that stand for an answer which the user has and the table has not."""
_NO_COLUMN = ("COLUMN", "NAME")


def for_the_window(sentence: str, decision: str = "") -> str:
    """A sentence of the report without the options of the command line, which the window has controls for.

    decision: the key of the decision that says it, beside whose choice it stands.
    """
    sentence = sentence.replace(_SKIP, "open the file itself").replace(*_FORCE)
    text = _SET.sub(lambda found: _before(found) + _said(found, decision), _ANOTHER.sub("", sentence))
    text = _COLUMNS.sub(r"choose the columns of the \1 and of the", text)
    text = ". ".join(_columns_once(_said_once(part)) for part in text.split(". "))
    return text.replace(" (or with --set)", "").replace(", or name the format with --profile", "")


def worth_saying(decisions: Sequence[Decision]) -> str:
    """What a table leaves open that can be read all the same, and a field can say: a sentence, or nothing."""
    return next((for_the_window(one.what) for one in decisions if one.key in _LEFT_OPEN), "")


def _said_once(sentence: str) -> str:
    """A sentence that says once what to do and where, though several fields will do."""
    first, where, rest = sentence.partition(_WHERE)
    if not where:
        return sentence
    rest = _ITS.sub("choose its column", rest) if len(_ITS.findall(rest)) == 1 else rest
    return first + where + rest.replace(_WHERE, "").replace("type the ", "the ")


def _columns_once(sentence: str) -> str:
    """A sentence in which several columns are chosen says once where, behind the last of them."""
    *parts, last = sentence.split(_UNDER_COLUMNS)
    told = ""
    for number, part in enumerate(parts, 1):
        between = parts[number] if number < len(parts) else _UNDER_COLUMNS
        told += part + (_UNDER_COLUMNS if any(where in between for where in _CONTROLS) else "")
    return told + last


def asked_for(sentence: str) -> dict[str, str]:
    """Column of ours → an example, of what a sentence for the window asks to be typed under Fixed values."""
    if _WHERE not in sentence:
        return {}
    return {name.replace(" ", "_"): example for name, example in _ASKED.findall(sentence)}


def asks(sentence: str) -> bool:
    """Whether a sentence for the window asks for something that one of its controls can say."""
    return any(where in sentence for where in _CONTROLS)


def _before(found: re.Match[str]) -> str:
    """What stays of the words before: the verb of the command line goes, since each setting brings its own."""
    before = found["before"]
    joint = re.match(r"(and |or )name the columns", before)
    return joint[1] if joint else ""


def _said(found: re.Match[str], decision: str) -> str:
    text = _control(found, decision)
    opens = found.start() == 0 or found.string[: found.start()].endswith(". ")
    return text[:1].upper() + text[1:] if opens else text


def _control(found: re.Match[str], decision: str) -> str:
    from dependency_explorer.data.intake.plan import is_column

    role = found["quoted"] or found["role"]
    if role:
        column = found["titles"] or found["column"]
        if column in _NO_COLUMN:
            return f"choose the column of the {role_name(role)} under Columns"
        named = "the titles of the columns" if column == "column titles" else f"the column “{column}”"
        return f"choose {named} as the {role_name(role)} under Columns"
    key, value = found["key"], found["value"]
    if key == decision:
        return f"choose {value} at this decision"
    if key == "direction":
        return f"choose {value} as the direction under Fixed values"
    if is_column(key):
        such = "" if value == "VALUE" or value in _NO_COLUMN else f" (such as {value})"
        return f"type the {role_name(key)}{such} under Fixed values"
    return f"choose {value} at the decision “{role_name(key)}”"
