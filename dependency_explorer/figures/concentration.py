"""Places beside each other: whose suppliers or buyers of one thing are how concentrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.charts.concentration import ConcentrationData, Ghost, PlaceRow
from dependency_explorer.charts.partners import PartnerBar
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.combining import choose, no_data
from dependency_explorer.figures.covering import Covered, basis, covered
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.partners import (
    HHI_HIGH,
    HHI_SOURCE,
    SAME_HHI,
    PartnerSum,
    added,
    hhi_text,
)
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset

_MOST_NAMED = 6
ENOUGH = 0.8
"""From this share of what is drawn on, the partners that also report stand for the place: below, the index of their
reports would be that of who reports."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One place with the shares that its row is of."""

    row: PlaceRow
    whole: Covered
    measure: str


def concentration_figure(
    dataset: Dataset, question: Question, places: Sequence[str] = (), words: Words | None = None
) -> Figure:
    """Shares and concentration of each of some places, the most concentrated first.

    places: codes; without any, the question's place and those whose own reports name most partners. What is
    compared is the question's: commodity, side, measure and period.
    """
    from dependency_explorer.analysis.commodities import period_range
    from dependency_explorer.analysis.comparison import comparable, peers
    from dependency_explorer.analysis.reports import both_report

    draft = Draft(dataset, question, words or Words())
    choice = choose(draft)
    if choice.empty_reason:
        return _empty(draft, choice.commodities, choice.empty_reason)
    itself = dict(comparable(dataset, question, choice.commodities))
    chosen = tuple(dict.fromkeys(places)) or peers(dataset, question, choice.commodities)
    twice = both_report(dataset, choice.commodities)
    known = {place: whole for place in chosen if (whole := _known(draft, choice.commodities, place))}
    # The measure of the first place that has any: others cannot stand beside it in another.
    main = next((whole.kept[0].measure for whole in known.values()), "")
    known = {place: whole for place, whole in known.items() if whole.kept[0].measure == main}
    if not known:
        available = period_range(dataset, question.place, choice.commodities[0], question.side)
        return _empty(draft, choice.commodities, no_data(draft, question, choice.commodities, available))
    scale = [sum(one.total or 0.0 for one in whole.kept) for whole in known.values()]
    shown = [
        _place(draft, place, whole, itself.get(place, False), twice, scale) for place, whole in known.items()
    ]
    shown.sort(key=lambda one: (one.row.hhi is None, -(one.row.hhi or 0.0), one.row.name))
    every = covered(draft, [share for one in shown for share in one.whole.kept])
    gone = [place for place in chosen if place not in {one.row.code for one in shown}]
    goods = draft.commodities(choice.commodities)
    return draft.figure(
        "multiples",
        _title(draft, shown, goods, every),
        (
            _kind(draft, shown[0].measure),
            goods,
            every.when,
            _mean(draft, shown, every),
            draft.words.say(
                "{count} chosen" if places else "the {count} whose own reports name most partners",
                count=wording.counted(len(shown), "place"),
            )
            if len(shown) > 1
            else "",
        ),
        ConcentrationData(tuple(one.row for one in shown), HHI_HIGH, question.side),
        (
            "concentration",
            draft.commodity_slug(choice.commodities),
            draft.measure_slug(shown[0].measure),
            every.slug,
        ),
        sources=dict.fromkeys(
            source for one in shown for share in one.whole.kept for source in share.sources
        ),
        notes=[*_notes(draft, shown, every), choice.note],
        excluded=_excluded(draft, gone),
    )


def _known(draft: Draft, commodities: tuple[str, ...], place: str) -> Covered | None:
    """What is known of a place's partners in the same time; None without any, or where measures differ."""
    from dependency_explorer.analysis.comparison import shares_of

    known = shares_of(draft.dataset, draft.question, commodities, place)
    if not known or len({one.measure for one in known}) > 1:
        return None
    return covered(Draft(draft.dataset, replace(draft.question, place=place), draft.words), known)


def _place(draft: Draft, place: str, whole: Covered, itself: bool, twice: bool, scale: list[float]) -> _Place:
    known = whole.kept
    own = Draft(draft.dataset, replace(draft.question, place=place), draft.words)
    total = added(own, known, scale)
    # A bound however little is not stated, as the partners' own figure and the key figure say.
    bounded = total.lower_bound and total.hhi is not None
    row = PlaceRow(
        code=place,
        name=draft.dataset.place_name(place),
        hhi=total.hhi,
        parts=total.rows,
        lower_bound=bounded,
        highest=_highest(total.hhi, total.rows) if bounded else None,
        mirrored=not itself,
        amount_text=_amount(draft, total, whole, scale),
        ghost=_ghost(draft, place, whole, scale) if twice else None,
        covers=" / ".join(dict.fromkeys(basis(one.span) for one in known)),
    )
    return _Place(row, whole, total.measure)


def _amount(draft: Draft, total: PartnerSum, whole: Covered, scale: list[float]) -> str:
    """ "1 529 kt a year", of months alone with their names."""
    text = wording.amount(total.total, total.unit, scale)
    if not whole.whole:
        return draft.words.say("{amount} in {period}", amount=text, period=whole.when)
    if not whole.a_period:
        return text
    pattern = "{amount} a month" if "-" in whole.periods[0] else "{amount} a year"
    return draft.words.say(pattern, amount=text)


def _ghost(draft: Draft, place: str, whole: Covered, scale: list[float]) -> Ghost:
    """What exporters report of a place's trade, where it can be set beside what is drawn, which takes the importer's
    report first: the same months and measure, and partners that stand for nearly all of it."""
    from dependency_explorer.analysis.comparison import shares_of
    from dependency_explorer.analysis.reports import reported

    say, drawn = draft.words.say, whole.kept
    commodities = tuple(one.commodity for one in drawn)
    other = Draft(
        reported(draft.dataset, "exporter", commodities), replace(draft.question, place=place), draft.words
    )
    known = shares_of(other.dataset, other.question, commodities, place)
    if not known:
        return Ghost(missing=say("no exporter reports it"))
    rows = [{row for one in shares for row in one.source_rows} for shares in (drawn, known)]
    if rows[0] == rows[1]:
        return Ghost(missing=say("exporters’ reports are all there is"))
    if [(one.commodity, one.measure, one.span.months) for one in drawn] != [
        (one.commodity, one.measure, one.span.months) for one in known
    ]:
        return Ghost(missing=say("exporters report other periods or another measure"))
    named = {row.partner for one in known for row in one.named}
    every = sum(row.quantity for one in drawn for row in one.named)
    both = sum(row.quantity for one in drawn for row in one.named if row.partner in named)
    if every <= 0 or both < ENOUGH * every:
        return Ghost(
            missing=say(
                "exporters that report hold {share} of it",
                share=wording.percent(both / every if every > 0 else 0.0),
            )
        )
    total = added(other, known, scale)
    return Ghost(total.hhi, total.lower_bound, total.rows, _amount(draft, total, whole, scale), both / every)


def _highest(hhi: float | None, parts: Sequence[PartnerBar]) -> float | None:
    """What the index is at most: if all that names no partner came from the largest one. None where nothing is
    left unstated and the bound comes from months that are missing."""
    unstated = sum(part.share for part in parts if part.code == NOT_STATED)
    named = [part.share for part in parts if part.code not in (NOT_STATED, "OTHER")]
    if hhi is None or not unstated or not named:
        return None
    return min(1.0, hhi + 2 * max(named) * unstated + unstated * unstated)


def _at_most(one: _Place) -> float:
    row = one.row
    if row.mirrored or row.hhi is None or not one.whole.whole:
        return 1.0
    return row.hhi if not row.lower_bound else 1.0 if row.highest is None else row.highest


def _title(draft: Draft, shown: list[_Place], goods: str, every: Covered) -> str:
    """ "Of 6 places, Mongolia’s suppliers of oil products were the most concentrated in 2023: HHI 0.90".

    Only what holds whoever the missing partners are, and of whole periods, is said; otherwise the title asks.
    """
    say = draft.words.say
    who = say("suppliers") if draft.supplying else say("buyers")
    plain = say(
        "how concentrated are the {who} of {goods}{when}?",
        who=who,
        goods=goods,
        when=every.during,
    )
    top, others = shown[0].row, [one.row for one in shown[1:]]
    if not others or top.hhi is None or top.mirrored or not shown[0].whole.whole:
        return plain
    if top.hhi - max(map(_at_most, shown[1:])) < SAME_HHI:
        return plain
    low = others[-1]
    parts = {"who": who, "goods": goods, "when": every.during}
    if len(others) == 1:
        return say(
            "{top} {who} of {goods} are more concentrated than {low}{when}: HHI {high} against {less}",
            top=wording.possessive(top.name), low=wording.possessive(low.name),
            high=hhi_text(top.hhi, top.lower_bound), less=hhi_text(low.hhi or 0.0, low.lower_bound), **parts,
        )  # fmt: skip
    return say(
        "of {count}, {top} {who} of {goods} are the most concentrated{when}: HHI {high}",
        count=wording.counted(len(shown), "place"), top=wording.possessive(top.name),
        high=hhi_text(top.hhi, top.lower_bound), **parts,
    )  # fmt: skip


def _mean(draft: Draft, shown: list[_Place], every: Covered) -> str:
    """How many periods stand behind the means, where they are those of every place."""
    if all(one.whole.periods == every.periods for one in shown if one.whole.whole):
        return every.mean
    plural = "months" if "-" in every.periods[0] else "years"
    return draft.words.say(f"means of each place’s {plural} with data")


def _kind(draft: Draft, measure: str) -> str:
    pattern = (
        "share of imported {measure} by supplier and Herfindahl–Hirschman index"
        if draft.supplying
        else "share of exported {measure} by buyer and Herfindahl–Hirschman index"
    )
    return draft.words.say(pattern, measure=draft.measured(measure))


def _notes(draft: Draft, shown: list[_Place], every: Covered) -> list[str]:
    """What a reader must know of single places, each thing in one sentence that names them."""
    say = draft.words.say
    notes = [
        say(
            "Above {high} a supply counts as concentrated ({source}).",
            high=f"{HHI_HIGH:.2f}",
            source=HHI_SOURCE,
        )
    ]
    if any(one.row.ghost is not None for one in shown):
        notes.append(
            say("One report a flow is drawn: the importer’s where there is one, else the exporter’s.")
        )
    if any(one.row.ghost is not None and one.row.ghost.hhi is not None for one in shown):
        notes.append(say("Open diamonds: the index of exporters’ reports alone."))
        if shown[0].measure == "value":
            notes.append(say("Exporters’ values are mostly without freight (FOB), importers’ with it (CIF)."))
    for pattern, names in (
        (
            "Without a second report (none, of other periods, or by exporters of less than 80 % of it): {names}.",
            [one.row.name for one in shown if one.row.ghost is not None and one.row.ghost.missing],
        ),
        (
            "Known from their partners’ reports only, so partners may be missing (open): {names}.",
            [one.row.name for one in shown if one.row.mirrored],
        ),
        (
            "A lower bound, because partners are not stated (open): {names}.",
            [one.row.name for one in shown if one.row.lower_bound and not one.row.mirrored],
        ),
        (
            "Not every period of the others: {names}.",
            [one.row.name for one in shown if one.whole.whole and one.whole.periods != every.periods],
        ),
        (
            "Known for months only, not for a whole year: {names}.",
            [f"{one.row.name} ({one.whole.when})" for one in shown if not one.whole.whole],
        ),
        (
            "Without goods that are known for other months than the rest: {names}.",
            [
                f"{one.row.name} ({draft.commodities([share.commodity for share in one.whole.apart])})"
                for one in shown
                if one.whole.apart
            ],
        ),
        (
            "Without the years that are known for some of their months only: {names}.",
            [
                f"{one.row.name} ({wording.listed(left, 3)})"
                for one in shown
                if (left := sorted({period for share in one.whole.kept for period in share.span.left_out}))
            ],
        ),
        (
            "Partly computed or estimated: {names}.",
            [one.row.name for one in shown if any(part.derived for part in one.row.parts)],
        ),
    ):
        if names:
            notes.append(say(pattern, names=wording.listed(names, _MOST_NAMED)))
    return notes


def _excluded(draft: Draft, gone: list[str]) -> str:
    if not gone:
        return ""
    names = wording.listed([draft.dataset.place_name(place) for place in gone], _MOST_NAMED)
    return draft.words.say("Left out, without partners in this period and measure: {names}.", names=names)


def _empty(draft: Draft, commodities: tuple[str, ...], reason: str) -> Figure:
    goods = draft.commodities(commodities) or draft.words.say("traded goods")
    who = draft.words.say("suppliers") if draft.supplying else draft.words.say("buyers")
    return draft.figure(
        "multiples",
        draft.words.say(
            "how concentrated are the {who} of {goods}{when}?", who=who, goods=goods, when=draft.in_period()
        ),
        (_kind(draft, draft.question.measure), draft.period()),
        ConcentrationData((), HHI_HIGH, draft.question.side, reason),
        ("concentration", draft.commodity_slug(commodities), draft.period_slug()),
    )
