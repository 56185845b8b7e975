"""What the figures of a what-if share: partners moved against their baseline, spans, names, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.source_weight import by_weight
from dependency_explorer.whatif.wording import readable

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question, Side
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.ledger import Assumption
    from dependency_explorer.whatif.outcome import Outcome

VISIBLE = 0.0005
"""A move of a share smaller than this is below what a percentage shows."""


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One partner: amount over the event's steps; shares of the baseline's total, what-if and baseline."""

    partner: str
    name: str
    amount: float
    base_amount: float
    share: float
    base_share: float
    derived: bool

    @property
    def moved(self) -> float:
        """By how much the share moves, up or down."""
        return abs(self.share - self.base_share)


@dataclass(frozen=True, slots=True)
class Shift:
    """How a scenario moves the partners of some commodities while it is in force.

    hhi is None where nothing is traded. unstated: a part of the baseline names no partner. hit: the partners whose
    trade an event takes itself; others move because of it.
    """

    side: Side
    commodities: tuple[str, ...]
    lines: tuple[ShiftLine, ...]
    unit: str
    span: str
    baseline: str
    scenario: str
    hhi: float | None
    base_hhi: float | None
    unstated: bool
    sources: tuple[str, ...]
    more_sources: tuple[str, ...]
    notes: tuple[str, ...]
    hit: frozenset[str] = frozenset()

    @property
    def largest(self) -> float:
        """The largest move of a share, up or down."""
        return max((line.moved for line in self.lines), default=0.0)

    @property
    def point(self) -> ShiftLine:
        """The line a title speaks of: the named partner that moves most, of those that are hit before the others;
        without any, whoever does."""
        named = [line for line in self.lines if line.partner != NOT_STATED and line.moved >= VISIBLE]
        cut = [line for line in named if line.partner in self.hit]
        return max(cut or named or self.lines, key=lambda line: line.moved)

    @property
    def weight(self) -> tuple[bool, bool, float]:
        """What makes one shift a better title than another: a partner that an event hits, one that is named, then the
        size of its move."""
        return (self.point.partner in self.hit, self.point.partner != NOT_STATED, self.point.moved)

    @property
    def changes(self) -> bool:
        """Whether anything moves that a reader could see."""
        return self.largest >= VISIBLE


def shifted(
    outcome: Outcome, dataset: Dataset, question: Question, commodities: Sequence[str]
) -> Shift | None:
    """The question's partners under the scenario; None where the scenario simulates no trade of theirs."""
    from dependency_explorer.whatif.events import hits

    known = [one for one in commodities if outcome.simulates(one)]
    if question.place != outcome.network.focus or not known or len(known) < len(commodities):
        return None
    traded = question.side
    inward = traded == "imports"
    amounts: dict[str, float] = {}
    base: dict[str, float] = {}
    derived: set[str] = set()
    struck: set[int] = set()
    for event in outcome.scenario.disruptions:
        if event.target.kind == "supply":
            struck |= set(hits(outcome.network, event).nonzero()[0].tolist())
    hit: set[str] = set()
    for commodity in known:
        steps = [index for index, on in enumerate(outcome.event_steps(commodity).tolist()) if on]
        _add(amounts, outcome.by_partner(commodity, traded), steps)
        if inward:
            _add(amounts, outcome.by_partner(commodity, "replacement"), steps)
        _add(base, outcome.by_partner(commodity, f"baseline_{traded}"), steps)
        for position in outcome.link_positions(commodity, traded):
            link = outcome.links[position]
            partner = link.exporter if inward else link.importer
            if link.derived:
                derived.add(partner)
            if position in struck:
                hit.add(partner)
    total = sum(base.values())
    if total <= 0:
        return None
    partners = sorted(
        {*amounts, *base}, key=lambda c: (c == NOT_STATED, -base.get(c, 0.0), -amounts.get(c, 0.0), c)
    )
    lines = tuple(
        ShiftLine(
            partner=code,
            name=_name(dataset, code),
            amount=amounts.get(code, 0.0),
            base_amount=base.get(code, 0.0),
            share=amounts.get(code, 0.0) / total,
            base_share=base.get(code, 0.0) / total,
            derived=code in derived,
        )
        for code in partners
    )
    return Shift(
        side=traded,
        commodities=tuple(known),
        lines=lines,
        unit=outcome.unit(known[0]),
        span=event_span(outcome, known[0]),
        baseline=outcome.network.period,
        scenario=scenario_name(outcome),
        hhi=_hhi([line.amount for line in lines if line.partner != NOT_STATED], sum(amounts.values())),
        base_hhi=_hhi([line.base_amount for line in lines if line.partner != NOT_STATED], total),
        unstated=any(line.partner == NOT_STATED and line.base_amount > 0 for line in lines),
        sources=flow_sources(outcome, dataset, known),
        more_sources=scenario_sources(outcome, dataset),
        notes=(
            f"Scenario: {scenario_name(outcome)}.",
            *outcome.warnings_about(*known),
        ),
        hit=frozenset(hit),
    )


def _name(dataset: Dataset, code: str) -> str:
    return "Partner not stated" if code == NOT_STATED else dataset.place_name(code)


def _add(
    sums: dict[str, float], by_partner: dict[str, tuple[float | None, ...]], steps: Sequence[int]
) -> None:
    for partner, values in by_partner.items():
        sums[partner] = sums.get(partner, 0.0) + sum(values[step] or 0.0 for step in steps)


def _hhi(amounts: Sequence[float], total: float) -> float | None:
    return sum((amount / total) ** 2 for amount in amounts) if total > 0 and any(amounts) else None


def shift_title(draft: Draft, shift: Shift, *others: Shift) -> str:
    """ "What if: Russia supplies 58 % instead of 95 % of Mongolia’s usual imports of diesel fuel".

    others: further shifts of the same scenario. Where a partner that no event hits moves more than the one that the
    title speaks of, it is named behind: ", and China buys 30 % instead of 90 % of the exports".
    """
    say = draft.words.say
    goods = draft.commodities(shift.commodities)
    if not shift.changes:
        return say("What if: nothing changes for {goods} while the scenario is in force", goods=goods)
    line = shift.point
    more = max(others, key=lambda other: other.weight[1:], default=shift)
    told = _moved(
        draft, shift, say("{whose} usual {traded} of {goods}", goods=goods,
                          whose=wording.possessive(draft.place), traded=say(shift.side)),
    )  # fmt: skip
    if more.point.partner == NOT_STATED or more.point.moved <= line.moved or line.partner not in shift.hit:
        return say("What if: {effect}", effect=told)
    traded = say(more.side)
    if more.commodities == shift.commodities:
        rest = say("the {traded}", traded=traded)
    else:
        rest = say("the {traded} of {goods}", traded=traded, goods=draft.commodities(more.commodities))
    return say("What if: {effect}, and {further}", effect=told, further=_moved(draft, more, rest))


def _moved(draft: Draft, shift: Shift, whole: str) -> str:
    """What becomes of the partner that a shift is told by. whole: what its shares are of."""
    say, line = draft.words.say, shift.point
    many = line.partner == NOT_STATED
    subject = say("partners not stated") if many else line.name
    verb = ("supply" if many else "supplies") if shift.side == "imports" else ("buy" if many else "buys")
    if line.base_share <= 0:
        pattern = f"{{name}} {'step' if many else 'steps'} in with {{after}} of {{whole}}"
    elif line.share <= VISIBLE:
        pattern = f"{{name}} {verb} none instead of {{before}} of {{whole}}"
    else:
        pattern = f"{{name}} {verb} {{after}} instead of {{before}} of {{whole}}"
    before, after = wording.percent(line.base_share), wording.percent(line.share)
    return say(pattern, name=subject, before=before, after=after, whole=whole)


def scenario_name(outcome: Outcome) -> str:
    """The scenario's title, else its name."""
    scenario = outcome.scenario
    return (scenario.title or scenario.name or "unnamed").rstrip(".")


def event_span(outcome: Outcome, commodity: str) -> str:
    """ "8 weeks from 1 January 2024, while the event is in force"."""
    steps = [index for index, on in enumerate(outcome.event_steps(commodity).tolist()) if on]
    count = wording.counted(len(steps), outcome.scenario.step)
    start = wording.date_text(outcome.dates[steps[0]])
    whole = len(steps) == len(outcome.dates)
    return f"{count} from {start}" if whole else f"{count} with an event in force, from {start}"


def horizon(outcome: Outcome) -> str:
    """ "26 weeks from 1 January 2024"."""
    count = wording.counted(len(outcome.dates), outcome.scenario.step)
    return f"{count} from {wording.date_text(outcome.dates[0])}"


def flow_sources(outcome: Outcome, dataset: Dataset, commodities: Sequence[str]) -> tuple[str, ...]:
    """Sources of the baseline flows behind an outcome, of totals and of their simulated parts."""
    ids = [
        name
        for one in commodities
        for name in (one, *(outcome.commodities[k] for k in outcome.positions(one)))
    ]
    return baseline_sources(dataset, outcome.network.focus, outcome.network.period, tuple(dict.fromkeys(ids)))


@remembered
def baseline_sources(
    dataset: Dataset, place: str, period: str, commodities: tuple[str, ...]
) -> tuple[str, ...]:
    """Sources of the flows of a baseline year, the one behind most first. Remembered, because a baseline keeps
    its sources while a lever is dragged."""
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.analysis.views import partner_shares

    asked = Question(place, first=period, last=period)
    sides: tuple[Side, Side] = ("imports", "exports")
    found: list[str] = []
    for name in commodities:
        for side in sides:
            found += partner_shares(dataset, replace(asked, side=side), name).sources
    return by_weight(dataset, found, place, commodities, sides, (period, period))


def stock_sources(outcome: Outcome, commodity: str) -> tuple[str, ...]:
    """Sources, in words, of the stocks that the run starts from."""
    records = [
        record
        for k in outcome.positions(commodity)
        for record in outcome.network.commodities[k].stocks[-1:]
        if record.source
    ]
    return tuple(dict.fromkeys(record.source for record in records))


def scenario_sources(outcome: Outcome, dataset: Dataset) -> tuple[str, ...]:
    """Who says what the scenario says."""
    said = readable(outcome.scenario.source.rstrip("."), dataset)
    return (f"scenario: {said}",) if said else ()


def assumption_lines(ledger: Sequence[Assumption]) -> tuple[str, ...]:
    """The assumption ledger as lines for the README."""
    lines = []
    for row in ledger:
        if row.value is None:
            value = "no limit"
        elif isinstance(row.value, str):
            value = row.value
        else:
            value = measured(row.value, row.unit)
        span = (
            f" (range {measured(row.low, row.unit)} to {measured(row.high, row.unit)})"
            if row.low is not None and row.high is not None
            else ""
        )
        note = f"; {row.note}" if row.note else ""
        lines.append(f"{row.label}: {value}{span}; {row.source}{note}")
    return tuple(lines)


def measured(value: float, unit: str) -> str:
    """ "1 343 kt/year"; a share, whose unit is "1", stands alone."""
    base, slash, per = unit.partition("/")
    if value == 1 and base in ("days", "weeks", "months"):
        base = base[:-1]
    return wording.amount(value, "" if base == "1" else base) + slash + per


def simulated(outcome: Outcome, question: Question) -> str:
    """The commodity an outcome chart shows: the first asked that is simulated, else the one hit hardest."""
    for one in question.commodities:
        if outcome.simulates(one):
            return one
    names = outcome.spoken_of
    hit = [
        name for name in names if {outcome.commodities[k] for k in outcome.positions(name)} & outcome.touched
    ]

    def unmet(name: str) -> float:
        share = outcome.key_numbers(name)["event_unserved_share"]
        return float(share) if share is not None else 0.0

    return max(hit or list(names), key=unmet, default="")
