"""The question on screen, and the selection that links the views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Measure = Literal["quantity", "value", "energy"]
Side = Literal["imports", "exports"]
Field = Literal["place", "commodity", "asset"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the dataset.

    place: the focus place. commodities: the chosen ids, empty for all. first, last: period bounds, both
    included, as years ("2021") or months ("2021-03"); a month bound turns the views monthly. measure: what
    is counted. side: whether partners are suppliers (imports) or buyers (exports).
    """

    place: str
    commodities: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    measure: Measure = "quantity"
    side: Side = "imports"

    def within(self, first: str, last: str) -> Question:
        """The same question for another period."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Clause:
    """One view's contribution to the selection: the points it has chosen of one field.

    The period is not here: it belongs to the question, which the brush edits and only the history leaves out.
    """

    view: str
    field: Field
    points: frozenset[str]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is lit up: at most one clause a view and field; what matches none of them fades."""

    clauses: tuple[Clause, ...] = ()

    def with_clause(self, clause: Clause) -> Selection:
        """Replace the clause of the same view and field; one without points removes it."""
        kept = tuple(c for c in self.clauses if (c.view, c.field) != (clause.view, clause.field))
        return Selection((*kept, clause) if clause.points else kept)

    def without(self, clause: Clause) -> Selection:
        """Drop one clause (a chip's x)."""
        return Selection(tuple(c for c in self.clauses if c != clause))

    def points(self, field: Field) -> frozenset[str]:
        """Union of the chosen points of one field over all views: what is lit up everywhere."""
        return frozenset[str]().union(*(c.points for c in self.clauses if c.field == field))
