"""History by partner: how much came from, or went to, whom, year by year or month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.charts.trend import TrendData, TrendEvent, TrendSeries
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.combining import choose, no_data
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.source_rows import set_aside, within
from dependency_explorer.figures.source_weight import by_weight
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.history import History
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.workspace.state import HistoryStep

_SAME = 0.02
"""A change smaller than this share of the first amount is none worth a title."""

_ORDER_OF_LAST = ("OTHER", "XNS")


def trend_figure(
    dataset: Dataset, question: Question, step: HistoryStep = "year", words: Words | None = None
) -> Figure:
    """Every period with data, the question's as a band. Several commodities are added where they may be."""
    from dependency_explorer.analysis.views import history

    draft = Draft(dataset, question, words or Words())
    choice = choose(draft)
    if choice.empty_reason:
        return _empty(draft, choice.commodities, choice.empty_reason, step)
    histories = [history(dataset, question, one, step) for one in choice.commodities]
    known = [one for one in histories if one.periods]
    if not known:
        return _empty(draft, choice.commodities, _nothing(draft, choice.commodities, step), step)
    if len({one.measure for one in known}) > 1:
        reason = draft.words.say(
            "{names} cannot be added: some carry only values. Choose one commodity, or measure value.",
            names=wording.capitalised(draft.commodities(choice.commodities)),
        )
        return _empty(draft, choice.commodities, reason, step)
    data, gaps = _data(draft, known, step)
    measure = known[0].measure
    goods = draft.commodities([one.commodity for one in known])
    named = len(known) > 1
    notes = [
        f"{wording.capitalised(draft.commodity(one.commodity))}: {note}" if named else note
        for one in known
        for note in one.notes
    ]
    if gaps:
        notes.append(
            draft.words.say(
                "A gap stands where the commodities are not known for the same months: {periods}.",
                periods=wording.listed(gaps, 6),
            )
        )
    if data.band is not None and not any(
        months and within(period, *data.band)
        for period, months in zip(data.periods, data.months, strict=True)
    ):
        notes.append(draft.words.say("No data in {period}.", period=wording.period_text(*data.band)))
    members = [series for series in data.series if series.members]
    notes += [
        draft.words.say("{name}: {members}.", name=series.name, members=", ".join(series.members))
        for series in members
    ]
    missing = [one.commodity for one in histories if one not in known]
    ids = tuple(one.commodity for one in known)
    excluded = [
        draft.words.say("Excludes {names}, without data.", names=draft.commodities(missing, 5))
        if missing
        else "",
        set_aside(draft, ids, (question.side,), ("", "")),
    ]
    return draft.figure(
        "trend",
        _title(draft, goods, data),
        (
            _kind(draft, measure, step, data.unit),
            f"{draft.place}, {goods}",
            wording.period_text(data.periods[0], data.periods[-1]),
            draft.words.say("estimates and computed splits dashed")
            if any(any(series.derived) for series in data.series if series.code != "XNS")
            else "",
        ),
        data,
        _file(draft, choice.commodities, measure, step, data.periods),
        sources=by_weight(
            dataset,
            (source for one in known for source in one.sources),
            question.place,
            ids,
            (question.side,),
            (data.periods[0], data.periods[-1]),
        ),
        notes=[*notes, choice.note],
        excluded=" ".join(text for text in excluded if text),
    )


def _data(draft: Draft, known: list[History], step: HistoryStep) -> tuple[TrendData, list[str]]:
    """The chart's numbers in a unit that reads well, and the periods that some commodity lacks."""
    periods = sorted({period for one in known for period in one.periods})
    columns = [{period: index for index, period in enumerate(one.periods)} for one in known]
    known_months = [
        [
            one.months[column[period]] if period in column else 0
            for one, column in zip(known, columns, strict=True)
        ]
        for period in periods
    ]
    # Five months of one and twelve of another add up to nothing.
    complete = [own[0] > 0 and len(set(own)) == 1 for own in known_months]
    some = [any(own) for own in known_months]
    gaps = [p for p, whole, any_data in zip(periods, complete, some, strict=True) if any_data and not whole]
    totals = [
        _total(known, columns, period) if whole else 0.0
        for period, whole in zip(periods, complete, strict=True)
    ]
    unit, factor = wording.scaled_unit(totals, known[0].unit)
    series = []
    for code, name in _partners(known):
        values: list[float | None] = []
        derived: list[bool] = []
        for period, whole in zip(periods, complete, strict=True):
            cells = _cells(known, columns, code, period) if whole else []
            values.append(sum(value for value, _ in cells) * factor if cells else None)
            derived.append(any(flag for _, flag in cells))
        series.append(
            TrendSeries(
                code, name, tuple(values), tuple(derived), _members(draft, known) if code == "OTHER" else ()
            )
        )
    months = tuple(own[0] if whole else 0 for own, whole in zip(known_months, complete, strict=True))
    data = TrendData(
        periods=tuple(periods),
        months=months,
        series=tuple(series),
        unit=unit,
        band=_band(draft.question, periods),
        events=_events(draft, known, periods),
        step=step,
    )
    return data, gaps


def _total(known: list[History], columns: list[dict[str, int]], period: str) -> float:
    return sum(
        values[column[period]] or 0.0
        for one, column in zip(known, columns, strict=True)
        for values in one.values
    )


def _cells(
    known: list[History], columns: list[dict[str, int]], code: str, period: str
) -> list[tuple[float, bool]]:
    """Amount and derived flag of a partner in a period, one a commodity that names it."""
    found = []
    for one, column in zip(known, columns, strict=True):
        if code in one.partners:
            row = one.partners.index(code)
            value = one.values[row][column[period]]
            if value is not None:
                found.append((value, one.derived[row][column[period]]))
    return found


def _partners(known: list[History]) -> list[tuple[str, str]]:
    """Partners over all commodities, largest first, others and not stated last."""
    size: dict[str, float] = {}
    names: dict[str, str] = {}
    for one in known:
        for code, name, values in zip(one.partners, one.names, one.values, strict=True):
            size[code] = size.get(code, 0.0) + sum(value or 0.0 for value in values)
            names[code] = name
    last = {code: index for index, code in enumerate(_ORDER_OF_LAST, 1)}
    return [(code, names[code]) for code in sorted(size, key=lambda c: (last.get(c, 0), -size[c], c))]


def _members(draft: Draft, known: list[History]) -> tuple[str, ...]:
    codes = dict.fromkeys(code for one in known for code in one.other_members)
    return tuple(draft.dataset.place_name(code) for code in codes)


def _band(question: Question, periods: list[str]) -> tuple[str, str] | None:
    first, last = question.first or periods[0], question.last or periods[-1]
    return (first, last) if (question.first or question.last) else None


def _events(draft: Draft, known: list[History], periods: list[str]) -> tuple[TrendEvent, ...]:
    """Events within the time shown."""
    from dependency_explorer.analysis.views import events_for

    found = events_for(draft.dataset, draft.question.place, tuple(one.commodity for one in known))
    first, last = periods[0][:4], periods[-1][:4]
    return tuple(
        TrendEvent(event.date, event.end_date, event.title)
        for event in found
        if first <= event.date[:4] <= last
    )


def _title(draft: Draft, goods: str, data: TrendData) -> str:
    """The change from the first to the last whole period of the band, or of the whole history."""
    say = draft.words.say
    traded = say("imports") if draft.supplying else say("exports")
    subject = say(
        "{whose} {traded} of {goods}", whose=wording.possessive(draft.place), traded=traded, goods=goods
    )
    whole = 12 if data.step == "year" else 1
    totals = [
        (period, sum(value or 0.0 for value in column))
        for period, months, column in zip(
            data.periods,
            data.months,
            zip(*(series.values for series in data.series), strict=True),
            strict=True,
        )
        if months >= whole and any(value is not None for value in column)
    ]
    if data.step == "month":
        return _monthly_title(draft, subject, totals, data.unit)
    band = data.band
    inside = [pair for pair in totals if band is None or band[0][:4] <= pair[0] <= band[1][:4]]
    if len(inside) < 2:
        inside = totals
    if len(inside) < 2:
        return say("{subject} by partner", subject=subject)
    (first, before), (last, after) = inside[0], inside[-1]
    if before > 0 and abs(after - before) <= _SAME * before:
        return say(
            "{subject} were about {amount} in both {first} and {last}",
            subject=subject, amount=wording.amount(after, data.unit), first=first, last=last,
        )  # fmt: skip
    pattern = (
        "{subject} rose from {before} in {first} to {after} in {last}"
        if after > before
        else "{subject} fell from {before} in {first} to {after} in {last}"
    )
    return say(
        pattern, subject=subject, before=wording.amount(before, data.unit), first=first,
        after=wording.amount(after, data.unit), last=last,
    )  # fmt: skip


def _monthly_title(draft: Draft, subject: str, totals: list[tuple[str, float]], unit: str) -> str:
    if len(totals) < 3:
        return draft.words.say("{subject} by partner, month by month", subject=subject)
    peak, most = max(totals, key=lambda pair: pair[1])
    return draft.words.say(
        "{subject} were highest in {month}: {amount}",
        subject=subject,
        month=wording.date_text(peak),
        amount=wording.amount(most, unit),
    )


def _kind(draft: Draft, measure: str, step: HistoryStep, unit: str) -> str:
    pattern = (
        ("imported {measure} by supplier, " if draft.supplying else "exported {measure} by buyer, ")
        + ("{unit} a year" if step == "year" else "{unit} a month")
    )  # fmt: skip
    return draft.words.say(pattern, measure=draft.measured(measure), unit=unit)


def _nothing(draft: Draft, commodities: tuple[str, ...], step: HistoryStep) -> str:
    from dependency_explorer.analysis.views import history

    other: HistoryStep = "year" if step == "month" else "month"
    if any(history(draft.dataset, draft.question, one, other).periods for one in commodities):
        pattern = (
            "{goods}: only years are loaded, no months. Show years."
            if step == "month"
            else "{goods}: only months are loaded, no years. Show months."
        )
        return draft.words.say(pattern, goods=wording.capitalised(draft.commodities(commodities)))
    every = draft.question.within("", "")
    return no_data(draft, every, commodities, ())


def _empty(draft: Draft, commodities: tuple[str, ...], reason: str, step: HistoryStep) -> Figure:
    goods = draft.commodities(commodities) or draft.words.say("traded goods")
    pattern = (
        "{place}: suppliers of {goods} over time"
        if draft.supplying
        else "{place}: buyers of {goods} over time"
    )
    return draft.figure(
        "trend",
        draft.words.say(pattern, place=draft.place, goods=goods),
        (draft.place,),
        TrendData((), (), (), "", step=step, empty_reason=reason),
        _file(draft, commodities, draft.question.measure, step, ()),
    )


def _file(
    draft: Draft, commodities: tuple[str, ...], measure: str, step: HistoryStep, periods: tuple[str, ...]
) -> tuple[str, ...]:
    span = " ".join(dict.fromkeys((periods[0][:4], periods[-1][:4]))) if periods else ""
    return (
        draft.place_slug(),
        draft.commodity_slug(commodities),
        draft.question.side,
        "by month" if step == "month" else "by year",
        draft.measure_slug(measure),
        span,
    )
