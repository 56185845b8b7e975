"""Places beside each other: whose supply of one thing is how concentrated, and who is worth comparing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.partners import PartnerShares, partner_shares
from dependency_explorer.analysis.question import Question, Side
from dependency_explorer.data.keys import codes_among, codes_of
from dependency_explorer.data.schema import NOT_STATED, SET_ASIDE, WORLD

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

MOST_PEERS = 8
"""Places compared where nobody has chosen any."""


@remembered
def own_reports(dataset: Dataset, side: Side, commodities: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Places whose own reports of their imports (or exports) of some commodities are loaded, with the number of
    partners named in them, most first.

    A place known from its partners' reports alone is not among them: only the partners that report are then its
    suppliers, and its concentration would be that of the data.
    """
    flows = dataset.tables["flows"]
    own, other = ("importer", "exporter") if side == "imports" else ("exporter", "importer")
    chosen = flows["commodity"].isin(commodities) if commodities else np.ones(len(flows), bool)
    chosen &= ~flows["reported_by"].isin((other,))
    chosen &= ~flows["quality"].isin(SET_ASIDE)
    chosen &= ~flows[other].isin((WORLD, NOT_STATED)) & ~flows[own].isin((WORLD, NOT_STATED))
    # A place is no partner of itself, though totals over partners may have its row beside them.
    itself = codes_among(flows[other].cat.categories, flows[own].cat.categories)
    chosen &= itself[codes_of(flows[other])] != codes_of(flows[own])
    partners = flows.loc[chosen].groupby(own, observed=True)[other].nunique()
    found = [(str(place), int(count)) for place, count in partners.items() if count]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def comparable(
    dataset: Dataset, question: Question, commodities: tuple[str, ...]
) -> tuple[tuple[str, bool], ...]:
    """Places that trade these commodities on the question's side and whether they are known from their own reports:
    the question's place first, then those with own reports, the best documented first, then the others by name."""
    own = [place for place, _ in own_reports(dataset, question.side, commodities)]
    flows = dataset.tables["flows"]
    column = flows["importer" if question.side == "imports" else "exporter"]
    traded = column[flows["commodity"].isin(commodities)] if commodities else column
    others = sorted(
        {str(code) for code in traded.unique()} - {*own, WORLD, NOT_STATED, ""}, key=dataset.place_name
    )
    ordered = [*own, *others]
    ordered.sort(key=lambda place: place != question.place)
    known = set(own)
    return tuple((place, place in known) for place in ordered)


def peers(dataset: Dataset, question: Question, commodities: tuple[str, ...]) -> tuple[str, ...]:
    """The question's place and those known best from their own reports, as many as are readable together."""
    own = [place for place, itself in comparable(dataset, question, commodities) if itself]
    chosen = [question.place, *(place for place in own if place != question.place)]
    return tuple(chosen[:MOST_PEERS])


def shares_of(
    dataset: Dataset, question: Question, commodities: tuple[str, ...], place: str
) -> list[PartnerShares]:
    """The shares of a place's partners, one a commodity that has any in the question's period."""
    asked = replace(question, place=place)
    shares = [partner_shares(dataset, asked, commodity) for commodity in commodities]
    return [one for one in shares if one.rows and one.total]
