"""Which commodities a single-commodity chart shows, and when several may be added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.holdings import without_flows

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Choice:
    """The commodities to add up, or the reason why there is nothing to show. note: for the reader."""

    commodities: tuple[str, ...]
    empty_reason: str = ""
    note: str = ""


def choose(draft: Draft) -> Choice:
    """The question's commodities where they can be added; without any, the place's leading one.

    Quantities add up within one unit and one group only: tonnes of coal and of diesel are not one thing.
    Values and energy add up always. A total and its own part never do.
    """
    from dependency_explorer.analysis.asking import lead_commodity
    from dependency_explorer.analysis.views import top_commodities

    dataset, question = draft.dataset, draft.question
    chosen = question.commodities
    if not chosen:
        every = top_commodities(dataset, question.place, question.measure, question.first, question.last)
        if not every:
            return Choice((), nothing_traded(draft))
        shown, note = lead_commodity(dataset, question), ""
        if len(every) > 1:
            note = draft.words.say(
                "Shows {shown}, one of {count} commodities; choose another to see it.",
                shown=draft.commodity(shown),
                count=wording.number(len(every), 0),
            )
        return Choice((shown,), note=note)
    if len(chosen) == 1:
        return Choice(chosen)
    return _several(draft, chosen)


def _several(draft: Draft, chosen: tuple[str, ...]) -> Choice:
    from dependency_explorer.analysis.commodities import ancestors

    dataset = draft.dataset
    names = wording.capitalised(draft.commodities(chosen))
    for one in chosen:
        for other in ancestors(dataset, one):
            if other in chosen:
                return Choice(
                    chosen,
                    draft.words.say(
                        "{part} is already part of {whole}, so adding them would count it twice: "
                        "choose one of them.",
                        part=wording.capitalised(draft.commodity(one)),
                        whole=draft.commodity(other),
                    ),
                )
    if draft.question.measure != "quantity":
        return Choice(chosen)
    if len({dataset.commodity_unit(one) for one in chosen}) > 1:
        return Choice(
            chosen,
            draft.words.say(
                "{names} are counted in different units: choose one commodity, or measure value or energy.",
                names=names,
            ),
        )
    if not _one_group(dataset, chosen):
        return Choice(
            chosen,
            draft.words.say(
                "{names} are different things, and their weights do not add up to anything: choose one "
                "commodity, or measure value or energy.",
                names=names,
            ),
        )
    return Choice(chosen)


def _one_group(dataset: Dataset, chosen: tuple[str, ...]) -> bool:
    table = dataset.tables["commodities"]
    groups = dict(zip(table["id"].astype(str), table["group"].astype(str), strict=True))
    return len({groups.get(one) or one for one in chosen}) == 1


def nothing_traded(draft: Draft) -> str:
    """Why a chart of all that a place trades, or of the chosen goods, is empty, and the step that mends it."""
    from dependency_explorer.analysis.commodities import periods_traded

    if none := without_flows(draft):
        return none
    question = draft.question
    known = periods_traded(draft.dataset, question.place, question.measure, question.commodities)
    what = draft.words.say(
        "No flows of {place}{period} carry a {measure}",
        place=draft.place,
        period=draft.in_period(),
        measure=draft.measured(question.measure),
    )
    if not known:
        return draft.words.say("{what}: choose another commodity or measure.", what=what)
    return draft.words.say(
        "{what}: choose a period within {range}.",
        what=what,
        range=wording.period_text(known[0], known[-1]),
    )


def no_data(
    draft: Draft, question: Question, commodities: tuple[str, ...], available: tuple[str, ...]
) -> str:
    """Why a commodity's chart is empty, and the step that mends it."""
    if none := without_flows(draft):
        return none
    traded = "imports" if question.side == "imports" else "exports"
    what = draft.words.say(
        "No {traded} of {goods} by {place}{period} carry a {measure}",
        traded=draft.words.say(traded),
        goods=draft.commodities(commodities),
        place=draft.place,
        period=draft.in_period(),
        measure=draft.measured(question.measure),
    )
    if available:
        return draft.words.say(
            "{what}: choose a period within {range}.",
            what=what,
            range=wording.period_text(available[0], available[-1]),
        )
    other = "exports" if question.side == "imports" else "imports"
    return draft.words.say(
        "{what}: look at {other} or another measure.", what=what, other=draft.words.say(other)
    )
