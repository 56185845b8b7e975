"""Who supplies, or who buys: shares as bars with the concentration scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.charts.partners import PartnerBar, PartnersData
from dependency_explorer.charts.ticks import index_text
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.combining import Choice, choose, no_data
from dependency_explorer.figures.covering import Covered, basis, covered, span_text
from dependency_explorer.figures.drafting import UNSTATED, Draft, complete, share_in_words
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.source_rows import how_derived, set_aside
from dependency_explorer.figures.source_weight import by_weight
from dependency_explorer.figures.what_if import Shift, shift_title, shifted
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.partners import PartnerShares
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

HHI_HIGH = 0.4
"""Above this the EU's core dependency indicators call a supply concentrated."""
HHI_SOURCE = "European Commission, SWD(2021) 352"

SAME_HHI = 0.005
"""A move of the index below this does not show in two decimals."""

MOST_BARS = 10
"""Partners shown by name; the others are one bar that lists them."""


@dataclass(frozen=True, slots=True)
class PartnerSum:
    """Partners of one or several commodities added up."""

    rows: tuple[PartnerBar, ...]
    total: float
    unit: str
    measure: str
    hhi: float | None
    lower_bound: bool
    derived: bool


def partners_figure(
    dataset: Dataset, question: Question, outcome: Outcome | None = None, words: Words | None = None
) -> Figure:
    """Shares of suppliers or buyers over the question's period, or under a scenario beside its baseline."""
    draft = Draft(dataset, question, words or Words())
    choice = choose(draft)
    if choice.empty_reason:
        return _empty(draft, choice.commodities, choice.empty_reason)
    if outcome is not None:
        shift = shifted(outcome, dataset, question, choice.commodities)
        if shift is not None:
            return _what_if(draft, choice, shift)
    return _measured(draft, choice)


def _measured(draft: Draft, choice: Choice) -> Figure:
    from dependency_explorer.analysis.views import partner_shares, period_range

    dataset, question = draft.dataset, draft.question
    shares = [partner_shares(dataset, question, one) for one in choice.commodities]
    whole = covered(draft, [one for one in shares if one.rows and one.total])
    known = list(whole.kept)
    if not known:
        first = choice.commodities[0]
        available = period_range(dataset, question.place, first, question.side)
        return _empty(draft, choice.commodities, no_data(draft, question, choice.commodities, available))
    measures = {one.measure for one in known}
    if len(measures) > 1:
        reason = draft.words.say(
            "{names} cannot be added: some carry only values. Choose one commodity, or measure value.",
            names=wording.capitalised(draft.commodities(choice.commodities)),
        )
        return _empty(draft, choice.commodities, reason)
    total = added(draft, known)
    data = PartnersData(
        rows=total.rows,
        hhi=total.hhi,
        hhi_lower_bound=total.lower_bound,
        threshold=HHI_HIGH,
        side=question.side,
        covers=" / ".join(dict.fromkeys(basis(one.span) for one in known)),
    )
    periods = whole.periods
    notes = [note for one in known for note in _notes(draft, one, len(known) > 1)]
    missing = [one.commodity for one in shares if one not in (*known, *whole.apart)]
    ids = tuple(one.commodity for one in known)
    excluded = [
        draft.words.say("Excludes {names}, without data here.", names=draft.commodities(missing, 5))
        if missing
        else "",
        of_other_months(draft, whole),
        set_aside(draft, ids, (question.side,), (question.first, question.last)),
    ]
    derived_rows = [
        number
        for one in known
        for row in one.rows
        if row.derived and row.partner != NOT_STATED
        for number in row.source_rows
    ]
    notes.append(how_derived(draft, derived_rows))
    return draft.figure(
        "partners",
        _title(draft, total, whole),
        (
            _kind(draft, total.measure),
            f"{draft.place}, {draft.commodities([one.commodity for one in known])}",
            whole.when,
            whole.mean,
            draft.words.say(
                "{amount} in total" if not whole.a_period else "{amount} a year in total"
                if "-" not in periods[0] else "{amount} a month in total",
                amount=wording.amount(total.total, total.unit),
            ),
            draft.words.say("derived split") if total.derived else "",
        ),
        data,
        _file(draft, choice.commodities, total.measure, whole.slug),
        sources=by_weight(
            dataset,
            (source for one in known for source in one.sources),
            question.place, ids, (question.side,), (periods[0], periods[-1]),
        ),
        notes=[*notes, choice.note],
        excluded=" ".join(text for text in excluded if text),
    )  # fmt: skip


def _title(draft: Draft, total: PartnerSum, whole: Covered) -> str:
    point = _concentration(draft, total, whole)
    if point:
        return point
    return _plain(draft, draft.commodities([one.commodity for one in whole.kept]), whole.during)


def _concentration(draft: Draft, total: PartnerSum, whole: Covered) -> str:
    """ "One supplier holds 95 % of Mongolia’s oil products in 2023: HHI 0.90"; "" without a named partner.

    Bounds are said: "at least" where a part names no partner, "recorded" where no total is published.
    """
    named = sorted(
        (bar for bar in total.rows if bar.code not in (NOT_STATED, "OTHER") and bar.share > 0),
        key=lambda bar: -bar.share,
    )
    if not named or total.hhi is None:
        return ""
    say, known = draft.words.say, whole.kept
    recorded = not all(map(complete, known))
    if len(known) == 1:
        whose = draft.trade_of(known[0], recorded)
    else:
        goods = draft.commodities([one.commodity for one in known])
        kind = "{whose} {recorded}imports of {goods}" if draft.supplying else (
            "{whose} {recorded}exports of {goods}"
        )  # fmt: skip
        whose = say(
            kind, whose=wording.possessive(draft.place), goods=goods,
            recorded=say("recorded ") if recorded else "",
        )  # fmt: skip
    when, hhi = whole.during, hhi_text(total.hhi, total.lower_bound)
    unstated = sum(bar.share for bar in total.rows if bar.code == NOT_STATED)
    bounded = total.lower_bound and unstated >= UNSTATED
    top = named[0].share
    if top >= 1 - 1e-9:
        pattern = "a single supplier holds all of {whose}{when}: HHI {hhi}" if draft.supplying else (
            "a single buyer takes all of {whose}{when}: HHI {hhi}"
        )  # fmt: skip
        return say(pattern, whose=whose, when=when, hhi=hhi)
    count = _holders([bar.share for bar in named])
    share = share_in_words(draft, sum(bar.share for bar in named[:count]), bounded)
    holds = "holds" if draft.supplying else "takes"
    who = "supplier" if draft.supplying else "buyer"
    pattern = (
        f"one {who} {holds} {{share}} of {{whose}}{{when}}: HHI {{hhi}}"
        if count == 1
        else f"{{count}} {who}s {holds[:-1]} {{share}} of {{whose}}{{when}}: HHI {{hhi}}"
    )
    return say(pattern, count=_COUNTS[count], share=share, whose=whose, when=when, hhi=hhi)


_COUNTS = {1: "one", 2: "two", 3: "three"}


def _holders(shares: list[float]) -> int:
    """How many of the largest partners hold more than half, at most three."""
    whole = 0.0
    for count, share in enumerate(shares[:3], 1):
        whole += share
        if whole > 0.5:
            return count
    return min(3, len(shares))


def hhi_text(hhi: float, at_least: bool = False) -> str:
    """ "0.90", "at least 0.56", "0.044"."""
    return f"at least {index_text(hhi, 'least')}" if at_least else index_text(hhi)


def _plain(draft: Draft, goods: str, when: str) -> str:
    pattern = (
        "suppliers of {goods} to {place}{when}" if draft.supplying else "buyers of {goods} from {place}{when}"
    )
    return draft.words.say(pattern, goods=goods, place=draft.place, when=when)


def _kind(draft: Draft, measure: str) -> str:
    pattern = "share of imported {measure}" if draft.supplying else "share of exported {measure}"
    return draft.words.say(pattern, measure=draft.measured(measure))


def of_other_months(draft: Draft, whole: Covered) -> str:
    """What is left out because it is known for other months than what it would stand beside."""
    if not whole.apart:
        return ""
    names = [f"{draft.commodity(one.commodity)} ({span_text(one.span)})" for one in whole.apart]
    return draft.words.say(
        "Left out, as known for part of the time only: {names}.", names=wording.listed(names, 5)
    )


def _notes(draft: Draft, shares: PartnerShares, several: bool) -> list[str]:
    name = wording.capitalised(draft.commodity(shares.commodity))
    return [f"{name}: {note}" if several else note for note in shares.notes]


def added(draft: Draft, known: Sequence[PartnerShares], beside: Sequence[float] = ()) -> PartnerSum:
    """Amounts of spans that go together added over commodities; the concentration is that of the sum.

    beside: other amounts on the same page, so that all are told in one unit.
    """
    sums: dict[str, float] = {}
    names: dict[str, str] = {}
    derived: set[str] = set()
    for one in known:
        for row in one.rows:
            sums[row.partner] = sums.get(row.partner, 0.0) + row.quantity
            names[row.partner] = row.name
            if row.derived and row.partner != NOT_STATED:
                derived.add(row.partner)
    total = sum(sums.values())
    unit = known[0].unit
    ranked = sorted(sums, key=lambda code: (code == NOT_STATED, -sums[code], code))
    scale = (*sums.values(), *beside)
    bars = [_bar(code, names[code], sums[code], total, unit, code in derived, scale) for code in ranked]
    if len(known) == 1:
        hhi, lower_bound = known[0].hhi, known[0].hhi_is_lower_bound
    else:
        stated = [sums[code] / total for code in ranked if code != NOT_STATED]
        hhi = sum(share * share for share in stated) if stated else None
        lower_bound = any(one.hhi_is_lower_bound or one.hhi is None for one in known)
    rows = gathered(draft, bars, unit, scale)
    return PartnerSum(rows, total, unit, known[0].measure, hhi, lower_bound, bool(derived))


def _bar(
    code: str, name: str, quantity: float, total: float, unit: str, derived: bool, scale: Sequence[float]
) -> PartnerBar:
    share = quantity / total if total > 0 else 0.0
    return PartnerBar(
        code, name, share, wording.amount(quantity, unit, scale), derived,
        quantity=quantity, unit=wording.unit_text(unit),
    )  # fmt: skip


def gathered(
    draft: Draft, bars: list[PartnerBar], unit: str, scale: Sequence[float]
) -> tuple[PartnerBar, ...]:
    """At most `MOST_BARS` named bars; the smaller ones are one bar that lists its members. scale: the amounts that
    stand beside each other."""
    named = [bar for bar in bars if bar.code != NOT_STATED]
    if len(named) <= MOST_BARS + 1:
        return tuple(bars)
    rest = named[MOST_BARS:]
    quantity = sum(bar.quantity or 0.0 for bar in rest)
    ghosts = [bar.ghost_share for bar in rest if bar.ghost_share is not None]
    other = PartnerBar(
        code="OTHER",
        name=draft.words.say("Other"),
        share=sum(bar.share for bar in rest),
        amount_text=wording.amount(quantity, unit, scale),
        derived=any(bar.derived for bar in rest),
        ghost_share=sum(ghosts) if ghosts else None,
        members=tuple(bar.name for bar in rest),
        quantity=quantity,
        unit=wording.unit_text(unit),
    )
    return (*named[:MOST_BARS], other, *(bar for bar in bars if bar.code == NOT_STATED))


def _what_if(draft: Draft, choice: Choice, shift: Shift) -> Figure:
    scale = [line.amount for line in shift.lines]
    bars = [
        PartnerBar(
            code=line.partner,
            name=line.name,
            share=line.share,
            amount_text=wording.amount(line.amount, shift.unit, scale),
            derived=line.derived,
            ghost_share=line.base_share,
            quantity=line.amount,
            unit=wording.unit_text(shift.unit),
        )
        for line in shift.lines
    ]
    data = PartnersData(
        rows=gathered(draft, bars, shift.unit, scale),
        hhi=shift.hhi,
        hhi_lower_bound=shift.unstated,
        threshold=HHI_HIGH,
        side=draft.question.side,
        ghost_hhi=shift.base_hhi,
        covers=shift.span,
    )
    return draft.figure(
        "partners",
        _shift_point(draft, shift),
        (
            draft.words.say("share of the baseline’s {traded}", traded=draft.words.say(draft.question.side)),
            f"{draft.place}, {draft.commodities(choice.commodities)}",
            shift.span,
            draft.words.say("outline: baseline {year}", year=shift.baseline),
        ),
        data,
        (draft.place_slug(), draft.commodity_slug(choice.commodities), "what-if",
         "suppliers" if draft.supplying else "buyers", shift.baseline),
        sources=shift.sources,
        notes=[*shift.notes, choice.note],
        outcome=True,
        more_sources=shift.more_sources,
    )  # fmt: skip


def _shift_point(draft: Draft, shift: Shift) -> str:
    """What becomes of the concentration, "What if: … less concentrated, HHI 0.83 instead of 0.91"."""
    say = draft.words.say
    if not shift.changes or shift.hhi is None or shift.base_hhi is None:
        return shift_title(draft, shift)
    parts = {
        "whose": wording.possessive(draft.place),
        "goods": draft.commodities(shift.commodities),
        "traded": say(shift.side),
        "after": hhi_text(shift.hhi, shift.unstated),
        "before": hhi_text(shift.base_hhi, shift.unstated),
    }
    if abs(shift.hhi - shift.base_hhi) < SAME_HHI:
        return say(
            "What if: {whose} {traded} of {goods} stay as concentrated as before, HHI {after}", **parts
        )
    line = shift.point
    who = say("partners not stated") if line.partner == NOT_STATED else line.name
    more = line.share > line.base_share
    if draft.supplying:
        cause = "as more comes from {who}" if more else "as less comes from {who}"
    else:
        cause = "as more goes to {who}" if more else "as less goes to {who}"
    kind = "more" if shift.hhi > shift.base_hhi else "less"
    return say(
        f"What if: {{whose}} {{traded}} of {{goods}} become {kind} concentrated {cause}, "
        "HHI {after} instead of {before}",
        who=who, **parts,
    )  # fmt: skip


def _empty(draft: Draft, commodities: tuple[str, ...], reason: str) -> Figure:
    goods = draft.commodities(commodities) or draft.words.say("traded goods")
    return draft.figure(
        "partners",
        _plain(draft, goods, draft.in_period()),
        (_kind(draft, draft.question.measure), draft.place, draft.period()),
        PartnersData((), side=draft.question.side, empty_reason=reason, threshold=HHI_HIGH),
        _file(draft, commodities, draft.question.measure, draft.period_slug()),
    )


def _file(draft: Draft, commodities: tuple[str, ...], measure: str, period: str) -> tuple[str, ...]:
    return (
        draft.place_slug(),
        draft.commodity_slug(commodities),
        "suppliers" if draft.supplying else "buyers",
        draft.measure_slug(measure),
        period,
    )
