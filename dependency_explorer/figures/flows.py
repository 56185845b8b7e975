"""The flow diagram: suppliers to commodities to buyers of one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.periods import spread
from dependency_explorer.charts.flows import FlowLink, FlowsData
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.combining import nothing_traded
from dependency_explorer.figures.covering import Covered, basis, covered
from dependency_explorer.figures.drafting import Draft, claim, complete
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.notes import flow_notes
from dependency_explorer.figures.partners import of_other_months
from dependency_explorer.figures.source_rows import set_aside
from dependency_explorer.figures.source_weight import by_weight
from dependency_explorer.figures.what_if import Shift, shift_title, shifted
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.flow_table import FlowRow
    from dependency_explorer.analysis.partners import PartnerShares
    from dependency_explorer.analysis.question import Question, Side
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

_STRONG = 0.5
"""A leading share from here on is worth a title before a larger one of a lesser commodity."""


def flows_figure(
    dataset: Dataset, question: Question, outcome: Outcome | None = None, words: Words | None = None
) -> Figure:
    """Imports on the left, exports on the right; with an outcome, the scenario over the baseline."""
    from dependency_explorer.analysis.views import flow_table

    draft = Draft(dataset, question, words or Words())
    table = flow_table(dataset, question)
    rows = [row for row in table.rows if _measured(row, question.measure) is not None]
    if not rows:
        return _empty(draft)
    drawn = {(row.side, row.commodity) for row in rows}
    shares = [one for one in table.shares if (one.side, one.commodity) in drawn]
    whole = covered(draft, shares)
    if question.measure != "quantity":
        # Widths on one scale: five months of one thing beside twelve of another would be compared as alike.
        shares = list(whole.kept)
        kept = {(one.side, one.commodity) for one in shares}
        rows = [row for row in rows if (row.side, row.commodity) in kept]
    shifts = _shifts(draft, rows, outcome)
    links = _links(draft, rows, shifts, shares)
    unit, links = _comparable(draft, rows, links) if question.measure != "quantity" else ("", links)
    data = FlowsData(
        links=tuple(links),
        focus_name=draft.place,
        comparable=bool(unit),
        measure=unit or draft.words.say("share of commodity"),
    )
    shown = tuple(dict.fromkeys(row.commodity for row in rows))
    asked = question.commodities or tuple(dict.fromkeys((*shown, *table.excluded)))
    left_out = [one for one in asked if one not in {commodity for _, commodity in drawn}]
    what_if = sorted(
        (shift for shift in shifts.values() if shift.changes), key=lambda shift: shift.weight, reverse=True
    )
    title = shift_title(draft, *what_if) if what_if else _title(draft, whole)
    derived = any(row.derived and row.partner != NOT_STATED for row in rows)
    sources = by_weight(
        dataset,
        (source for row in rows for source in row.sources),
        question.place,
        shown,
        ("imports", "exports"),
        (whole.periods[0], whole.periods[-1]),
    )
    sources += tuple(source for shift in what_if for source in shift.sources)
    return draft.figure(
        "flows",
        title,
        (
            _kind(draft, unit, bool(what_if)),
            _scope(draft, question.commodities, shown),
            what_if[0].span if what_if else whole.when,
            "" if what_if else whole.mean,
            draft.words.say("outline: baseline {year}", year=what_if[0].baseline) if what_if else "",
            draft.words.say("derived split where marked") if derived else "",
        ),
        data,
        (
            draft.place_slug(),
            draft.commodity_slug(question.commodities),
            "what-if flows" if what_if else "flows",
            draft.measure_slug(question.measure),
            whole.slug,
        ),
        sources=sources,
        notes=[
            *(note for shift in what_if for note in shift.notes),
            *flow_notes(draft, shares),
            "" if any(one.named for one in shares) else _when_named(draft),
        ],
        excluded=" ".join(
            text
            for text in (
                _excluded(draft, left_out),
                _freight(draft),
                of_other_months(draft, whole) if question.measure != "quantity" else "",
                set_aside(draft, shown, ("imports", "exports"), (question.first, question.last)),
            )
            if text
        ),
        outcome=bool(what_if),
        more_sources=[text for shift in what_if for text in shift.more_sources],
    )


def _measured(row: FlowRow, measure: str) -> float | None:
    """The number that decides a ribbon's width; quantity falls back on the value of value-only goods."""
    if measure == "value":
        return row.value
    if measure == "energy":
        return row.energy
    return row.quantity if row.quantity is not None else row.value


def _amount(row: FlowRow, measure: str) -> tuple[float | None, str]:
    if measure == "value" or (measure == "quantity" and row.quantity is None):
        return row.value, "USD"
    return (row.energy, "GJ") if measure == "energy" else (row.quantity, row.unit)


def _shifts(draft: Draft, rows: list[FlowRow], outcome: Outcome | None) -> dict[tuple[Side, str], Shift]:
    if outcome is None or draft.question.measure != "quantity":
        return {}
    found: dict[tuple[Side, str], Shift] = {}
    for side, commodity in dict.fromkeys((row.side, row.commodity) for row in rows):
        shift = shifted(outcome, draft.dataset, replace(draft.question, side=side), (commodity,))
        if shift is not None:
            found[side, commodity] = shift
    return found


def _links(
    draft: Draft, rows: list[FlowRow], shifts: dict[tuple[Side, str], Shift], shares: list[PartnerShares]
) -> list[FlowLink]:
    measure = draft.question.measure
    of_when = {(one.side, one.commodity): basis(one.span) for one in shares}
    scales: dict[tuple[Side, str], list[float | None]] = {}
    for row in rows:
        scales.setdefault((row.side, row.commodity), []).append(_amount(row, measure)[0])
    links: list[FlowLink] = []
    done: set[tuple[Side, str]] = set()
    for row in rows:
        key = (row.side, row.commodity)
        if key in shifts:
            if key not in done:
                links += _shifted_links(draft, row, shifts[key])
                done.add(key)
            continue
        quantity, unit = _amount(row, measure)
        links.append(
            FlowLink(
                side=row.side,
                partner=row.partner,
                partner_name=row.partner_name,
                commodity=row.commodity,
                commodity_name=_short(draft, row.commodity),
                share=row.share_of_commodity,
                amount_text=wording.amount(quantity, unit, scales[key]),
                quantity=quantity,
                unit=wording.unit_text(unit),
                derived=row.derived and row.partner != NOT_STATED,
                hatched=row.partner == NOT_STATED,
                covers=of_when[key],
            )
        )
    return links


def _short(draft: Draft, commodity: str) -> str:
    """A commodity's label: "Coal" for "Coal, all kinds"."""
    return wording.capitalised(draft.commodity(commodity))


def _shifted_links(draft: Draft, row: FlowRow, shift: Shift) -> list[FlowLink]:
    return [
        FlowLink(
            side=row.side,
            partner=line.partner,
            partner_name=line.name,
            commodity=row.commodity,
            commodity_name=_short(draft, row.commodity),
            share=line.share,
            amount_text=wording.amount(line.amount, shift.unit, [one.amount for one in shift.lines]),
            quantity=line.amount,
            unit=wording.unit_text(shift.unit),
            derived=line.derived,
            ghost_share=line.base_share,
            hatched=line.partner == NOT_STATED,
            covers=shift.span,
        )
        for line in shift.lines
    ]


def _comparable(draft: Draft, rows: list[FlowRow], links: list[FlowLink]) -> tuple[str, list[FlowLink]]:
    """Widths in one unit across commodities: value or energy."""
    raw = "USD" if draft.question.measure == "value" else "GJ"
    values = [link.quantity for link in links if link.quantity is not None]
    unit, factor = wording.scaled_unit(values, raw)
    return unit, [replace(link, share=(link.quantity or 0.0) * factor) for link in links]


def _title(draft: Draft, whole: Covered) -> str:
    """The strongest point of each side: "Russia supplied 98 % of …, China bought all of its crude oil"."""
    points: list[str] = []
    leader = ""
    for side in ("imports", "exports"):
        of_side = [one for one in whole.kept if one.side == side and one.named and one.named[0].share > 0]
        strong = [one for one in of_side if one.named[0].share >= _STRONG and complete(one)]
        best = strong[0] if strong else max(of_side, key=lambda one: one.named[0].share, default=None)
        if best is not None:
            point = claim(draft, best)
            if points and best.named[0].partner == leader:
                # "China supplied … and bought …", not "China … and China …".
                point = point.removeprefix(f"{best.named[0].name} ")
            leader = best.named[0].partner
            if point:
                points.append(point)
    when = whole.during
    if points:
        pattern = "{first} and {second}{when}" if len(points) == 2 else "{first}{when}"
        return draft.words.say(pattern, first=points[0], second=points[-1], when=when)
    return draft.words.say("what {place} bought and sold{when}", place=draft.place, when=when)


def _kind(draft: Draft, unit: str, what_if: bool) -> str:
    if unit:
        return draft.words.say(
            "{measure} by partner, {unit}", measure=draft.measured(draft.question.measure), unit=unit
        )
    if what_if:
        return draft.words.say("share of each commodity’s baseline quantity (width of the ribbons)")
    return draft.words.say("share of each commodity’s quantity (width of the ribbons)")


def _scope(draft: Draft, chosen: tuple[str, ...], shown: tuple[str, ...]) -> str:
    if chosen and len(shown) <= 3:
        return f"{draft.place}, {draft.commodities(shown)}"
    return draft.words.say(
        "{place}, {count}", place=draft.place, count=wording.counted(len(shown), "commodity", "commodities")
    )


def _excluded(draft: Draft, left_out: list[str]) -> str:
    if not left_out:
        return ""
    return draft.words.say(
        "Left out, without {measure} in this period: {names}.",
        measure=draft.measured(draft.question.measure),
        names=draft.commodities(left_out, 5),
    )


def _freight(draft: Draft) -> str:
    """Freight that a figure of all commodities leaves out."""
    from dependency_explorer.analysis.commodities import freight_beside

    question = draft.question
    if question.commodities:
        return ""
    left = freight_beside(draft.dataset, question.place, question.measure, question.first, question.last)
    if not left:
        return ""
    return draft.words.say(
        "Left out, as it counts the goods that it carries a second time: {names}.",
        names=draft.commodities(left, 5),
    )


def _when_named(draft: Draft) -> str:
    """Where a diagram without a single partner leads on: the years that name some."""
    from dependency_explorer.analysis.commodities import periods_traded

    question = draft.question
    known = periods_traded(draft.dataset, question.place, question.measure, question.commodities, named=True)
    if not known:
        return ""
    return draft.words.say("Partners are named in {periods}.", periods=spread(known))


def _empty(draft: Draft) -> Figure:
    question = draft.question
    return draft.figure(
        "flows",
        draft.words.say("what {place} bought and sold{when}", place=draft.place, when=draft.in_period()),
        (_kind(draft, "", False), draft.place, draft.period()),
        FlowsData((), draft.place, nothing_traded(draft)),
        (draft.place_slug(), draft.commodity_slug(question.commodities), "flows", draft.period_slug()),
    )
