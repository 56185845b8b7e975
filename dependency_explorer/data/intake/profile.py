"""What a profile is: one published format, how it is recognised and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.source import Source


@dataclass(frozen=True, slots=True)
class Recognition:
    """How sure a profile is that a file is of its format (0 to 1), and why, in a sentence."""

    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What one column of a file is taken for: a column of ours, "" for nothing. reason: a clause.

    figures: figures that are read, whatever else says what they are.
    """

    column: str
    role: str
    confidence: float
    reason: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    name: as in `convert --profile`. title: its publisher and what it is, for people. recognise: looks at the head
    of a file only (None: not mine); it must not raise. read: fills a Draft, and raises DataError where the file
    is of the format and nothing in it can be used. publisher, url, licence: for the table sources. columns: of a
    format whose columns are told by their roles: what each is taken for under a plan, and role_names what each can
    be; None where the format itself says what its columns are. at_most: the confidence that it never exceeds, so that
    it need not look where another profile is surer.
    """

    name: str
    title: str
    recognise: Callable[[Source], Recognition | None]
    read: Callable[[Source, Plan, Draft], None]
    publisher: str = ""
    url: str = ""
    licence: str = ""
    columns: Callable[[Source, Plan], Sequence[ColumnRole]] | None = None
    role_names: tuple[str, ...] = ()
    at_most: float = 1.0
